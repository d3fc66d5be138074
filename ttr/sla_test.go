package ttr_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/ttr"
)

func TestSLA(t *testing.T) {
	due := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	never := time.Time{}
	for _, row := range []struct {
		reason         string
		resolved, asOf time.Time
		want           ttr.SLA
	}{
		{"resolved in time", due.Add(-time.Hour), due.Add(time.Hour), ttr.SLA{Met: 1}},
		{"resolved at the due time", due, due.Add(1), ttr.SLA{Met: 1}},
		{"resolved too late", due.Add(1), due.Add(time.Hour), ttr.SLA{Missed: 1}},
		{"not resolved, and the due time has passed", never, due.Add(1), ttr.SLA{Missed: 1}},
		{"resolved early, but the due time has not passed", due.Add(-time.Hour), due.Add(-time.Minute), ttr.SLA{Running: 1}},
		{"not resolved yet", never, due.Add(-time.Minute), ttr.SLA{Running: 1}},
		{"looked at just when it is due", never, due, ttr.SLA{Running: 1}},
		{"a resolution after asOf is not known yet, and too late", due.Add(2 * time.Hour), due.Add(time.Hour), ttr.SLA{Missed: 1}},
	} {
		var s ttr.SLA
		require.NoError(t, s.Add(due, row.resolved, row.asOf), row.reason)
		assert.Equal(t, row.want, s, row.reason)
	}
	var s ttr.SLA
	assert.ErrorContains(t, s.Add(never, due, due), "without a due time")
	assert.ErrorContains(t, s.Add(due, due, never), "asOf is the zero time")
	assert.Zero(t, s, "what is refused is not counted")

	r := ttr.SLA{Met: 183, Missed: 17, Running: 50}.Rate(0.95)
	assert.Equal(t, kpi.Proportion(183, 200, 0.95), r, "those running do not count")
	assert.InDelta(t, 0.868104129284, r.Lo, 1e-11, "R: prop.test(183, 200, correct = FALSE)")
	for _, none := range []ttr.SLA{{}, {Running: 9}, {Met: -1, Missed: 5}, {Met: 5, Running: -1}} {
		e := none.Rate(0.95)
		assert.True(t, !e.Known() && e.Lo == 0 && e.Hi == 1 && e.N == 0, "%+v", none)
	}
	kpitest.Laws(t, func(a, b ttr.SLA) bool { return a == b }, ttr.SLA{Met: 1, Missed: 2, Running: 3}, ttr.SLA{Met: 9}, ttr.SLA{Running: 4})
	assert.Equal(t, 6, ttr.SLA{Met: 1, Missed: 2, Running: 3}.N())
	assert.Zero(t, testing.AllocsPerRun(100, func() { s.Add(due, due, due.Add(1)); s.Rate(0.95) }))
}

func TestOutcomes(t *testing.T) {
	// R 4.2.2, survival 3.5-3: survfit of a multi-state Surv of these twelve tickets, hours.
	var o ttr.Outcomes
	for _, row := range []struct {
		hour    float64
		outcome string
	}{
		{1, "replied"}, {2, "solved"}, {2.5, "replied"}, {3, "replied"}, {4, "solved"}, {5, ""}, {6, "replied"}, {7, "solved"},
		{8, "replied"}, {9, ""}, {10, "replied"}, {12, ""},
	} {
		d := time.Duration(row.hour * float64(time.Hour))
		if row.outcome == "" {
			require.NoError(t, o.AddOpen(d))
		} else {
			require.NoError(t, o.Add(row.outcome, d))
		}
	}
	for _, row := range []struct {
		hour int
		want float64
	}{{5, 0.25}, {8, 0.4444444}, {10, 0.5902778}} {
		d := time.Duration(row.hour) * time.Hour
		e := o.Share("replied", d, 0.95)
		assert.InDelta(t, row.want, e.Value, 5e-8)
		assert.True(t, e.Lo < e.Value && e.Value < e.Hi && e.N == 12 && e.Unit == kpi.Fraction)
		var open ttr.Times
		open.Resolved = append(append([]time.Duration(nil), o.Ended["replied"]...), o.Ended["solved"]...)
		open.Open = o.Open
		assert.InDelta(t, open.Within(d, 0.95).Value, e.Value+o.Share("solved", d, 0.95).Value, 1e-12, "the shares add up")
	}
	e := o.Share("merged", 5*time.Hour, 0.95)
	assert.True(t, e.Known() && e.Value == 0 && e.Hi > 0, "an outcome that has not occurred: %+v", e)
	assert.False(t, o.Share("replied", 13*time.Hour, 0.95).Known(), "beyond what was observed")
	assert.False(t, ttr.Outcomes{}.Share("replied", time.Hour, 0.95).Known(), "no tickets")

	var negative *ttr.DurationError
	assert.ErrorAs(t, o.Add("replied", -1), &negative)
	assert.ErrorAs(t, o.AddOpen(-1), &negative)
	assert.Equal(t, 12, o.N())
	assert.Panics(t, func() { o.Share("replied", time.Hour, 95) })

	same := func(a, b ttr.Outcomes) bool {
		return a.N() == b.N() && a.Share("replied", 6*time.Hour, 0.9).String() == b.Share("replied", 6*time.Hour, 0.9).String() && len(a.Ended) == len(b.Ended)
	}
	kpitest.Laws(t, same, o, ttr.Outcomes{Open: hours(3)}, ttr.Outcomes{Ended: map[string][]time.Duration{"merged": hours(2, 4)}})
}

func TestBacklog(t *testing.T) {
	var b ttr.Backlog
	for _, age := range hours(1, 2, 3, 4, 60) {
		require.NoError(t, b.Add(age))
	}
	assert.Equal(t, 3*3600.0, b.Age(0.5, 0.95).Value)
	assert.Equal(t, 5, b.N())
	assert.Error(t, b.Add(-1))
	f := ttr.Flow{Opened: 10, Resolved: 12}
	assert.Equal(t, -2, f.Net())
	day := 24 * time.Hour
	clear := b.TimeToClear(f, day)
	assert.Equal(t, "60h0m0s", clear.String(), "five open, two fewer a day")
	assert.True(t, math.IsInf(b.TimeToClear(ttr.Flow{Opened: 5, Resolved: 5}, day).Value, 1), "a backlog that does not shrink lasts for ever")
	assert.True(t, math.IsInf(b.TimeToClear(ttr.Flow{Opened: 6, Resolved: 5}, day).Value, 1))
	assert.Equal(t, 0.0, ttr.Backlog{}.TimeToClear(f, day).Value, "nothing open is clear")
	assert.False(t, b.TimeToClear(ttr.Flow{Opened: -1, Resolved: 5}, day).Known())
	assert.Panics(t, func() { b.TimeToClear(f, 0) })
	kpitest.Laws(t, func(a, b ttr.Flow) bool { return a == b }, f, ttr.Flow{Opened: 3}, ttr.Flow{Resolved: 4})
	kpitest.Laws(t, func(a, b ttr.Backlog) bool {
		return a.N() == b.N() && a.Age(0.5, 0.9) == b.Age(0.5, 0.9) || a.N() == 0 && b.N() == 0
	},
		b, ttr.Backlog{Ages: hours(7)}, ttr.Backlog{Ages: hours(9, 9)})
}
