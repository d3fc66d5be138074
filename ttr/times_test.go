package ttr_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/ttr"
)

func requests(t testing.TB) []data.Request {
	t.Helper()
	all, err := data.Requests()
	require.NoError(t, err)
	return all
}

func TestServiceRequestsAgainstPandas(t *testing.T) {
	var all, right ttr.Times
	refused, channels := 0, map[string]int{}
	for _, r := range requests(t) {
		channels[r.Channel]++
		if r.Closed.IsZero() {
			continue
		}
		d := r.Closed.Sub(r.Opened)
		var err *ttr.DurationError
		if e := right.Add(d, true); e != nil {
			require.ErrorAs(t, e, &err)
			refused++
		}
		all.Resolved = append(all.Resolved, d)
	}
	assert.Equal(t, map[string]int{"PHONE": 496, "ONLINE": 222, "UNKNOWN": 160, "MOBILE": 115, "OTHER": 7}, channels)
	assert.Equal(t, 10, refused, "closed before they were opened")
	assert.Equal(t, 976, right.N())
	assert.Equal(t, 986, all.N())
	assert.False(t, all.Median(0.95).Known(), "a negative duration in the slice reads as no data")
	// pandas: quantiles of type 7, hours.
	assert.InDelta(t, 11.972778*3600, ttr.PointType7.Quantile(right, 0.5, 0.95).Value, 2e-3)
	assert.InDelta(t, 426.711944*3600, ttr.PointType7.Quantile(right, 0.9, 0.95).Value, 2e-3)
	// Beyond the longest time the restricted mean is the mean.
	assert.InDelta(t, 221.248502*3600, right.MeanUpTo(20000*time.Hour, 0.95).Value, 2e-3)
}

func TestDueDatesOfServiceRequests(t *testing.T) {
	asOf := data.RequestsAsOf()
	closed, met := 0, 0
	var s ttr.SLA
	none := 0
	for _, r := range requests(t) {
		if s.Add(r.Due, r.Closed, asOf) != nil {
			none++
			continue
		}
		if !r.Closed.IsZero() {
			closed++
			if !r.Closed.After(r.Due) {
				met++
			}
		}
	}
	assert.Equal(t, []int{427, 479}, []int{met, closed}, "pandas: closed by the due date")
	assert.Equal(t, 1000, s.N()+none, "every request is somewhere")
	assert.LessOrEqual(t, s.Met, met, "those still running do not count yet")
	assert.Equal(t, kpi.Proportion(s.Met, s.Met+s.Missed, 0.95), s.Rate(0.95))
}

func hours(xs ...float64) []time.Duration {
	var out []time.Duration
	for _, x := range xs {
		out = append(out, time.Duration(x*float64(time.Hour)))
	}
	return out
}

// Fifteen tickets, five of them open: R's survival package, as log-log limits, and the two naive answers.
func TestOpenTickets(t *testing.T) {
	tickets := ttr.Times{Resolved: hours(2, 3, 5, 8, 11, 14, 20, 23, 30, 41), Open: hours(6, 10, 19, 26, 50)}
	e := ttr.LogLog.Within(tickets, 24*time.Hour, 0.95)
	assert.InDelta(t, 0.622895622896, e.Value, 1e-11, "not .80, the share of the closed, nor .67")
	assert.InDelta(t, 0.367912718574, e.Lo, 1e-11)
	assert.InDelta(t, 0.874229834636, e.Hi, 1e-11)
	m := ttr.LogLog.Quantile(tickets, 0.5, 0.95)
	assert.Equal(t, 20*3600.0, m.Value)
	assert.Equal(t, []float64{5 * 3600, 41 * 3600}, []float64{m.Lo, m.Hi}, "R's quantile of survfit(conf.type = \"log-log\")")
	blessed := tickets.Within(24*time.Hour, 0.95)
	assert.Equal(t, e.Value, blessed.Value, "the methods differ in their limits only")
	assert.True(t, blessed.Lo < blessed.Value && blessed.Value < blessed.Hi && blessed.N == 15)
	p90 := tickets.Quantile(0.9, 0.95)
	assert.True(t, math.IsInf(p90.Value, 1) && math.IsInf(p90.Hi, 1) && p90.Known() && p90.N == 15, "too many open to know: %v", p90)
	assert.Equal(t, kpi.Met, p90.AtLeast(3600), "but surely more than an hour")
	late := tickets.Within(60*time.Hour, 0.95)
	assert.True(t, !late.Known() && late.N == 0 && late.Lo > 0.3 && late.Hi == 1, "beyond what was observed: %+v", late)
	assert.False(t, ttr.PointType7.Quantile(tickets, 0.5, 0.95).Known(), "a spreadsheet knows no open tickets")
	assert.False(t, tickets.GeometricMean(0.95).Known(), "nor does a geometric mean")
	curve := tickets.Curve()
	assert.Equal(t, blessed, curve.Within(24*time.Hour, 0.95))
	assert.Equal(t, tickets.Median(0.95), curve.Median(0.95))
	assert.Equal(t, tickets.MeanUpTo(24*time.Hour, 0.95), curve.MeanUpTo(24*time.Hour, 0.95))
	steps := slices.Collect(curve.Steps(0.95))
	require.Len(t, steps, 10, "one for each time at which a ticket was resolved")
	assert.Equal(t, 2*time.Hour, steps[0].Time)
	assert.Equal(t, []int{15, 1}, []int{steps[0].Running, steps[0].Resolved})
	assert.InDelta(t, 1.0/15, steps[0].Share.Value, 1e-15)
	for range curve.Steps(0.95) {
		break // a loop may leave early
	}
	qs := tickets.Quantiles([]float64{0.25, 0.5, 0.9}, 0.95)
	assert.Equal(t, tickets.Median(0.95), qs[1])
	assert.Equal(t, p90, qs[2])
}

func TestWithNothingOpen(t *testing.T) {
	var tickets ttr.Times
	for i := 1; i <= 20; i++ {
		require.NoError(t, tickets.Add(time.Duration(i)*time.Second, true))
	}
	m := tickets.Median(0.95)
	assert.Equal(t, []float64{10.5, 6, 15}, []float64{m.Value, m.Lo, m.Hi}, "the interval of the 6th and the 15th of 20: printed in every table")
	w := tickets.Within(18*time.Second, 0.95)
	p := kpi.MidP.Proportion(18, 20, 0.95)
	assert.InDelta(t, p.Lo, w.Lo, 1e-12, "mid-p Clopper–Pearson")
	assert.InDelta(t, p.Hi, w.Hi, 1e-12)
	p90 := tickets.Quantile(0.9, 0.95)
	assert.True(t, math.IsInf(p90.Hi, 1) && p90.Value == 18.5, "20 tickets set no upper limit to the 90% quantile: %v", p90)
	g := tickets.GeometricMean(0.95)
	assert.True(t, g.Lo < g.Value && g.Value < g.Hi)
}

func TestGeometricMean(t *testing.T) {
	// R: x <- log(c(2, 3, 5, 8, 11)); exp(t.test(x)$estimate); exp(t.test(x)$conf.int)
	e := ttr.Times{Resolved: []time.Duration{2e9, 3e9, 5e9, 8e9, 11e9}}.GeometricMean(0.95)
	assert.InDelta(t, 4.83415738284268, e.Value, 1e-13)
	assert.InDelta(t, 2.03717717824432, e.Lo, 1e-13)
	assert.InDelta(t, 11.47130345443604, e.Hi, 1e-13)
	assert.True(t, e.N == 5 && e.Unit == kpi.Seconds)
	one := ttr.Times{Resolved: []time.Duration{time.Hour}}.GeometricMean(0.95)
	assert.True(t, one.Known() && one.Lo == 0 && math.IsInf(one.Hi, 1), "one ticket has no limits: %+v", one)
	assert.False(t, ttr.Times{Resolved: []time.Duration{0, time.Hour}}.GeometricMean(0.95).Known(), "no time at all has no logarithm")
	assert.False(t, ttr.Times{}.GeometricMean(0.95).Known())
}

func TestTimesCorners(t *testing.T) {
	var none ttr.Times
	for _, e := range []kpi.Estimate{none.Median(0.95), none.MeanUpTo(time.Hour, 0.95), ttr.Curve{}.Median(0.95), ttr.LogLog.Quantile(none, 0.5, 0.95), ttr.PointType7.Quantile(none, 0.5, 0.95)} {
		assert.True(t, !e.Known() && e.N == 0 && e.Lo == 0 && e.Hi >= 3600, "no tickets: %+v", e)
	}
	w := none.Within(time.Hour, 0.95)
	assert.True(t, !w.Known() && w.Lo == 0 && w.Hi == 1)
	allOpen := ttr.Times{Open: hours(1, 2, 3)}
	m := allOpen.Median(0.95)
	assert.True(t, math.IsInf(m.Value, 1) && math.IsInf(m.Hi, 1) && m.N == 3, "every ticket open: %+v", m)
	assert.InDelta(t, 0, allOpen.Within(time.Hour, 0.95).Value, 0, "and none resolved within the hour that all were seen")
	one := ttr.Times{Resolved: hours(2)}
	m = one.Median(0.95)
	assert.True(t, m.Value == 7200 && m.Lo == 0 && math.IsInf(m.Hi, 1), "one ticket has no limits: %+v", m)
	same := ttr.Times{Resolved: slices.Repeat(hours(2), 50)}
	m = same.Median(0.95)
	assert.True(t, m.Value == 7200 && m.Lo == 7200 && m.Hi == 7200, "all alike: %+v", m)
	atOnce := ttr.Times{Resolved: []time.Duration{0, 0, 0, 5}}
	assert.Equal(t, 0.75, atOnce.Within(0, 0.95).Value, "resolved at once is resolved")

	negative := ttr.Times{Resolved: []time.Duration{time.Hour, -1, time.Hour}}
	for m := ttr.BetaProduct; m <= ttr.PointType7; m++ {
		e := m.Quantile(negative, 0.5, 0.95)
		assert.True(t, !e.Known() && e.N == 0 && e.Lo == 0 && math.IsInf(e.Hi, 1), "%v of a negative duration: %v, %v", m, e.Lo, e.Hi)
	}

	var bad ttr.Times
	err := bad.Add(-time.Minute, true)
	assert.EqualError(t, err, "ttr: duration -1m0s is negative: nothing is resolved before it was opened")
	assert.Zero(t, bad.N(), "and is not added")
	for _, f := range []func(){
		func() { same.Quantile(90, 0.95) }, func() { same.Quantile(0.9, 95) }, func() { same.Within(time.Hour, math.NaN()) },
		func() { same.MeanUpTo(0, 0.95) }, func() { same.Curve().Quantile(0, 0.95) }, func() { ttr.Method(9).Quantile(same, 0.5, 0.9) },
		func() { same.GeometricMean(1) }, func() { same.Curve().Steps(0) },
	} {
		assert.Panics(t, f)
	}
	assert.Equal(t, "Method(9)", ttr.Method(9).String())
}

func TestReadersLeaveTheTicketsAlone(t *testing.T) {
	tickets := ttr.Times{Resolved: hours(9, 1, 5, 3), Open: hours(7, 2)}
	tickets.Median(0.95)
	tickets.Quantiles([]float64{0.1, 0.9}, 0.95)
	tickets.MeanUpTo(time.Hour, 0.95)
	tickets.Curve()
	assert.Equal(t, hours(9, 1, 5, 3), tickets.Resolved)
	assert.Equal(t, hours(7, 2), tickets.Open)
}

func TestTimesLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	random := func() ttr.Times {
		var out ttr.Times
		for range rng.IntN(30) {
			require.NoError(t, out.Add(time.Duration(rng.IntN(20))*time.Hour, rng.IntN(3) > 0))
		}
		return out
	}
	sorted := func(x ttr.Times) ttr.Times {
		return ttr.Times{Resolved: slices.Sorted(slices.Values(x.Resolved)), Open: slices.Sorted(slices.Values(x.Open))}
	}
	same := func(a, b ttr.Times) bool { // as multisets
		a, b = sorted(a), sorted(b)
		return slices.Equal(a.Resolved, b.Resolved) && slices.Equal(a.Open, b.Open)
	}
	samples := []ttr.Times{random(), random(), random(), {Open: hours(3)}, {Resolved: hours(3)}}
	kpitest.Laws(t, same, samples...)
	for range 200 {
		x := random()
		for _, q := range []float64{0.1, 0.5, 0.9} {
			narrow, wide := x.Quantile(q, 0.8), x.Quantile(q, 0.99)
			assert.True(t, !narrow.Known() || narrow.Lo <= narrow.Value && narrow.Value <= narrow.Hi, "%+v", narrow)
			assert.True(t, wide.Lo <= narrow.Lo && narrow.Hi <= wide.Hi, "a higher level never narrows")
		}
		w := x.Within(5*time.Hour, 0.95)
		assert.True(t, !w.Known() || 0 <= w.Lo && w.Lo <= w.Value && w.Value <= w.Hi && w.Hi <= 1, "%+v", w)
	}
}

func TestLogRank(t *testing.T) {
	// Weeks of remission of leukaemia patients, Freireich et al. 1963: chi-square 16.7929 (log-rank), 14.457 (Peto and Peto).
	treated := ttr.Times{Resolved: hours(6, 6, 6, 7, 10, 13, 16, 22, 23), Open: hours(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)}
	placebo := ttr.Times{Resolved: hours(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)}
	test := ttr.LogRank(treated, placebo)
	assert.InDelta(t, 16.7929, test.Statistic, 5e-5)
	assert.InDelta(t, 4.17e-5, test.P, 5e-8)
	assert.Equal(t, 1.0, test.DF)
	assert.InDelta(t, 14.457, ttr.PetoPeto(treated, placebo).Statistic, 5e-3)
	assert.True(t, math.IsNaN(ttr.LogRank(treated).P), "one group")
	assert.True(t, math.IsNaN(ttr.LogRank(treated, ttr.Times{}).P), "a group without tickets")
	d := treated.MeanUpTo(20*time.Hour, 0.95).Minus(placebo.MeanUpTo(20*time.Hour, 0.95))
	assert.True(t, d.Lo > 0 && d.Unit == kpi.Seconds, "the difference of restricted means: %v", d)
}
