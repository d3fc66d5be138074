package retention_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/retention"
)

// rule returns the rule that an error names.
func rule(t *testing.T, err error) retention.Rule {
	t.Helper()
	e, ok := errors.AsType[*retention.Error](err)
	require.True(t, ok, "%v", err)
	return e.Rule
}

func TestPeriod(t *testing.T) {
	tests := []struct {
		reason               string
		start, acquired, end int
		want                 retention.Tally
	}{
		{"published: (220 - 40) / 200 is 90%", 200, 40, 220, retention.Tally{Retained: 180, Lost: 20}},
		{"everybody stayed", 10, 0, 10, retention.Tally{Retained: 10}},
		{"everybody left and others came", 10, 7, 7, retention.Tally{Lost: 10}},
		{"everybody left", 10, 0, 0, retention.Tally{Lost: 10}},
		{"nobody was there at the start: no data, not 0 and not 100%", 0, 10, 10, retention.Tally{}},
		{"nobody at all", 0, 0, 0, retention.Tally{}},
	}
	for _, test := range tests {
		got, err := retention.Period(test.start, test.acquired, test.end)
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.want, got, test.reason)
	}
	for _, test := range []struct {
		reason               string
		start, acquired, end int
		rule                 retention.Rule
	}{
		{"130 retained of 100", 100, 20, 150, retention.RetainedAtStart},
		{"one came back", 0, 0, 1, retention.RetainedAtStart},
		{"gross additions, of whom some left again", 100, 60, 50, retention.AcquiredAtEnd},
		{"a negative count", -1, 0, 0, retention.NotNegative},
		{"a negative acquisition would add to the retained", 100, -5, 90, retention.NotNegative},
		{"a negative end", 100, 0, -1, retention.NotNegative},
	} {
		got, err := retention.Period(test.start, test.acquired, test.end)
		assert.Equal(t, test.rule, rule(t, err), test.reason)
		assert.Zero(t, got, test.reason)
		assert.Contains(t, err.Error(), test.rule.String(), "the error names the rule")
	}
	assert.Equal(t, "Rule(200)", retention.Rule(200).String())
}

func TestTallyCorners(t *testing.T) {
	var none retention.Tally
	e := none.Rate(0.95)
	assert.True(t, !e.Known() && e.N == 0 && e.Lo == 0 && e.Hi == 1 && e.Unit == kpi.Fraction)
	for _, test := range []struct {
		reason string
		t      retention.Tally
		rate   float64
	}{
		{"all stayed", retention.Tally{Retained: 12}, 1},
		{"none stayed", retention.Tally{Lost: 12}, 0},
		{"one customer", retention.Tally{Retained: 1}, 1},
		{"a billion", retention.Tally{Retained: 999_999_999, Lost: 1}, 0.999999999},
	} {
		rate, churn := test.t.Rate(0.95), test.t.Churn(0.95)
		assert.InDelta(t, test.rate, rate.Value, 1e-15, test.reason)
		assert.InDelta(t, 1-test.rate, churn.Value, 1e-15, test.reason)
		assert.InDelta(t, 1-rate.Hi, churn.Lo, 1e-12, test.reason)
		assert.True(t, 0 <= rate.Lo && rate.Lo <= rate.Value && rate.Value <= rate.Hi && rate.Hi <= 1 && rate.Lo < rate.Hi, test.reason)
	}
	for _, bad := range []retention.Tally{{Retained: -1, Lost: 5}, {Retained: 5, Lost: -1}, {Retained: math.MaxInt, Lost: 1}} {
		assert.False(t, bad.Rate(0.95).Known(), "%+v reads as no data", bad)
		assert.False(t, bad.Churn(0.95).Known())
		assert.Zero(t, bad.N())
	}
	var tally retention.Tally
	tally.Add(true)
	tally.Add(false)
	require.NoError(t, tally.AddN(true, 3))
	require.NoError(t, tally.AddN(false, 2))
	assert.Equal(t, retention.Tally{Retained: 4, Lost: 3}, tally)
	assert.Equal(t, retention.NotNegative, rule(t, tally.AddN(true, -1)))
	assert.Error(t, tally.AddN(true, math.MaxInt), "more than an int can count")
	assert.Equal(t, 7, tally.N(), "what was refused was not counted")
	assert.Panics(t, func() { tally.Rate(95) })
}

func TestTallyLaws(t *testing.T) {
	kpitest.Laws(t, func(a, b retention.Tally) bool { return a == b },
		retention.Tally{Retained: 3, Lost: 1}, retention.Tally{Lost: 4}, retention.Tally{Retained: 1_000_000})
	var tally retention.Tally
	for _, bad := range []string{`{}`, `{"retained":1}`, `{"retained":1,"lost":-1}`, `{"retained":9223372036854775807,"lost":1}`, `[]`} {
		assert.Error(t, json.Unmarshal([]byte(bad), &tally), bad)
	}
	assert.Zero(t, tally)
}

func TestOver(t *testing.T) {
	monthly := retention.Tally{Retained: 950, Lost: 50}.Rate(0.95)
	year := retention.Over(monthly, 12)
	assert.InDelta(t, 0.5403600876626365, year.Value, 1e-12, "not 40%")
	assert.InDelta(t, math.Pow(monthly.Lo, 12), year.Lo, 1e-15)
	assert.InDelta(t, math.Pow(monthly.Hi, 12), year.Hi, 1e-15)
	// R 4.2.2: ci <- prop.test(950, 1000, correct = FALSE)$conf.int; c(1 - .95^12, 1 - rev(ci)^12)
	churn := year.Complement()
	assert.InDelta(t, 0.459639912337363, churn.Value, 1e-14, "a year's churn, which is not 60%")
	assert.InDelta(t, 0.37281576421359, churn.Lo, 1e-12)
	assert.InDelta(t, 0.555379118617544, churn.Hi, 1e-12)
	back := retention.Over(year, 1.0/12)
	assert.InDelta(t, 0.95, back.Value, 1e-12, "a yearly rate per month")
	assert.False(t, retention.Over(retention.Tally{}.Rate(0.95), 12).Known())
	assert.False(t, retention.Over(kpi.Estimate{}, 12).Known())
	assert.Equal(t, 0.0, retention.Over(retention.Tally{Lost: 5}.Rate(0.95), 12).Value)
	for _, f := range []func(){
		func() { retention.Over(monthly, 0) }, func() { retention.Over(monthly, math.NaN()) }, func() { retention.Over(monthly, math.Inf(1)) },
		func() { retention.Over(kpi.Net(1, 2, 3, 0.95), 12) }, func() { retention.Over(kpi.Exactly(-0.5, kpi.Fraction), 12) },
	} {
		assert.Panics(t, f)
	}
}

func TestCompound(t *testing.T) {
	one := retention.Tally{Retained: 80, Lost: 20}
	assert.InDelta(t, one.Rate(0.95).Lo, retention.Compound([]retention.Tally{one}, 0.95).Lo, 1e-12, "one period is its own rate")
	// A cohort of 733 followed for three periods: 225 are left.
	cohort := []retention.Tally{{Retained: 379, Lost: 354}, {Retained: 282, Lost: 97}, {Retained: 225, Lost: 57}}
	got, want := retention.Compound(cohort, 0.95), kpi.Proportion(225, 733, 0.95)
	assert.InDelta(t, want.Value, got.Value, 1e-12, "a product of rates of a cohort is its last share")
	assert.InDelta(t, want.Lo, got.Lo, 1e-12)
	assert.InDelta(t, want.Hi, got.Hi, 1e-12)
	assert.Equal(t, 733, got.N)
	// The worked triangle of three cohorts: chain-ladder, which is Kaplan–Meier on grouped ages (R, survival
	// 3.5).
	triangle := []retention.Tally{{Retained: 957, Lost: 852}, {Retained: 476, Lost: 189}, {Retained: 225, Lost: 57}}
	for i, s := range []float64{0.529021558872, 0.378668063193, 0.302128773824} {
		assert.InDelta(t, s, retention.Compound(triangle[:i+1], 0.95).Value, 1e-11)
	}
	last := retention.Compound(triangle, 0.95)
	assert.InDelta(t, 0.275946043245, last.Lo, 1e-3, "R's log-log limits are close by")
	assert.InDelta(t, 0.32869141973, last.Hi, 1e-3)

	assert.False(t, retention.Compound(nil, 0.95).Known(), "no periods")
	assert.False(t, retention.Compound([]retention.Tally{one, {}}, 0.95).Known(), "a month without customers breaks the chain")
	all := retention.Compound([]retention.Tally{{Retained: 50}, {Retained: 20}}, 0.95)
	assert.Equal(t, kpi.Proportion(20, 20, 0.95).Lo, all.Lo, "nobody lost: as sure as the smallest period")
	assert.Equal(t, 1.0, all.Value)
	gone := retention.Compound([]retention.Tally{{Retained: 20, Lost: 20}, {Lost: 20}, {Lost: 0, Retained: 5}}, 0.95)
	assert.Equal(t, 0.0, gone.Value)
	assert.InDelta(t, kpi.Proportion(0, 40, 0.95).Hi, gone.Hi, 1e-12, "all lost of a cohort of 40")
	for _, many := range [][]retention.Tally{slices.Repeat([]retention.Tally{one}, 5000), append(slices.Repeat([]retention.Tally{one}, 5000), retention.Tally{Lost: 3})} {
		e := retention.Compound(many, 0.95)
		assert.True(t, e.Known() && e.Value < 1e-300 && e.Lo == 0 && e.Hi < 1e-200, "nobody is left after thousands of periods: %+v", e)
	}
	assert.Panics(t, func() { retention.Compound(nil, 95) })
}

func TestRepeat(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC) }
	const window = 30 * 24 * time.Hour
	tests := []struct {
		reason              string
		first, second, asOf time.Time
		want                retention.Repeat
	}{
		{"bought again within the window", day(1), day(20), day(60), retention.Repeat{Again: 1}},
		{"the last instant is within", day(1), day(31), day(60), retention.Repeat{Again: 1}},
		{"an instant later is not", day(1), day(31).Add(1), day(60), retention.Repeat{Once: 1}},
		{"never again", day(1), time.Time{}, day(60), retention.Repeat{Once: 1}},
		{"the window runs", day(1), time.Time{}, day(20), retention.Repeat{Immature: 1}},
		{"the window runs, whatever came early", day(1), day(2), day(20), retention.Repeat{Immature: 1}},
		{"the window's last instant is now", day(1), time.Time{}, day(31), retention.Repeat{Immature: 1}},
		{"a second order after asOf is not known", day(1), day(61), day(60), retention.Repeat{Once: 1}},
		{"two orders at once", day(1), day(1), day(60), retention.Repeat{Again: 1}},
	}
	for _, test := range tests {
		var r retention.Repeat
		require.NoError(t, r.Add(window, test.first, test.second, test.asOf), test.reason)
		test.want.Window = window
		assert.Equal(t, test.want, r, test.reason)
	}
	r := retention.Repeat{Window: window, Again: 8, Once: 18, Immature: 40}
	rate := r.Rate(0.95)
	assert.InDelta(t, 0.3076923076923077, rate.Value, 1e-12, "published: 8 of 26")
	assert.Equal(t, 26, rate.N, "of the mature ones")
	assert.Equal(t, 66, r.N())
	assert.False(t, retention.Repeat{Window: window, Immature: 5}.Rate(0.95).Known(), "all immature")
	assert.False(t, retention.Repeat{Again: 5, Once: -1}.Rate(0.95).Known())
	assert.Zero(t, retention.Repeat{Again: math.MaxInt, Once: 1}.N())

	before := r
	for _, err := range []error{
		r.Add(0, day(1), day(2), day(60)), r.Add(window/2, day(1), day(2), day(60)),
		r.Add(window, time.Time{}, day(2), day(60)), r.Add(window, day(1), day(2), time.Time{}),
	} {
		assert.Error(t, err)
	}
	assert.Equal(t, retention.InOrder, rule(t, r.Add(window, day(5), day(4), day(60))))
	assert.Equal(t, retention.InThePast, rule(t, r.Add(window, day(61), time.Time{}, day(60))))
	assert.Equal(t, before, r, "what was refused was not counted")
	assert.Panics(t, func() { r.Plus(retention.Repeat{Window: window / 2, Once: 1}) })
	kpitest.Laws(t, func(a, b retention.Repeat) bool { return a == b }, r, retention.Repeat{Window: window, Once: 3}, retention.Repeat{Window: window, Immature: 2})
	for _, bad := range []string{`{}`, `[]`, `{"window":0,"again":1,"once":0,"immature":0}`, `{"window":-5,"again":0,"once":0,"immature":0}`, `{"window":5,"again":-1,"once":0,"immature":0}`} {
		assert.Error(t, json.Unmarshal([]byte(bad), &r), bad)
	}
	assert.Equal(t, before, r)
}
