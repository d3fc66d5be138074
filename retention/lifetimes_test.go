package retention_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/retention"
)

func months(xs ...int) []time.Duration {
	var out []time.Duration
	for _, x := range xs {
		out = append(out, time.Duration(x)*month)
	}
	return out
}

func TestLifetimesAgainstR(t *testing.T) {
	g := readGolden(t)
	var all retention.Lifetimes
	by := map[string]*retention.Lifetimes{"Month-to-month": {}, "One year": {}, "Two year": {}}
	churn := map[string]*retention.Tally{"Month-to-month": {}, "One year": {}, "Two year": {}}
	for _, c := range customers(t) {
		tenure := time.Duration(c.tenure) * month
		require.NoError(t, all.Add(tenure, c.churned))
		require.NoError(t, by[c.contract].Add(tenure, c.churned))
		churn[c.contract].Add(!c.churned)
	}
	for contract, want := range map[string]float64{"Month-to-month": 0.427097, "One year": 0.112695, "Two year": 0.028319} {
		assert.InDelta(t, want, churn[contract].Churn(0.95).Value, 5e-7, "pandas")
	}
	assert.Equal(t, []int{1869, 7043}, []int{len(all.Churned), all.N()})
	for _, m := range []struct {
		method retention.Method
		want   curve
	}{{retention.LogLog, g.Tenure.LogLog}, {retention.Log, g.Tenure.Log}, {retention.Plain, g.Tenure.Plain}} {
		for i, age := range m.want.Age {
			e := m.method.At(all, time.Duration(age)*month, 0.95)
			assert.InDelta(t, m.want.S[i], e.Value, 1e-12, "survival::survfit, %v months, %v", age, m.method)
			assert.InDelta(t, m.want.Lo[i], e.Lo, 1e-10)
			assert.InDelta(t, m.want.Hi[i], e.Hi, 1e-10)
			blessed := all.At(time.Duration(age)*month, 0.95)
			assert.Equal(t, e.Value, blessed.Value, "methods differ in their limits only")
			if age < 72 { // the longest tenure
				assert.InDelta(t, e.Lo, blessed.Lo, 2e-3, "and with thousands of customers hardly")
				assert.InDelta(t, e.Hi, blessed.Hi, 2e-3)
			} else {
				assert.Zero(t, blessed.Lo, "nobody is watched longer")
			}
			assert.InDelta(t, 1-e.Value, m.method.Within(all, time.Duration(age)*month, 0.95).Value, 1e-12)
		}
	}
	quarter := retention.LogLog.Quantile(all, 0.25, 0.95)
	assert.InDelta(t, g.Tenure.Quarter.Value, quarter.Value/month.Seconds(), 1e-9)
	assert.InDelta(t, g.Tenure.Quarter.Lo, quarter.Lo/month.Seconds(), 1e-9)
	assert.InDelta(t, g.Tenure.Quarter.Hi, quarter.Hi/month.Seconds(), 1e-9)
	mean := all.MeanUpTo(60*month, 0.95)
	assert.InDelta(t, g.Tenure.Mean60.Value, mean.Value/month.Seconds(), 1e-9)
	assert.InDelta(t, 1.96*g.Tenure.Mean60.SE, (mean.Hi-mean.Lo)/2/month.Seconds(), 2e-3)
	median := all.Median(0.95)
	assert.True(t, math.IsInf(median.Value, 1) && median.Known() && median.Lo >= 72*month.Seconds(), "half have not left by the longest tenure: %v", median)

	test := retention.LogRank(*by["Month-to-month"], *by["One year"], *by["Two year"])
	assert.InDelta(t, g.Tenure.LogRank, test.Statistic, 1e-7)
	assert.Equal(t, 2.0, test.DF)
	assert.InDelta(t, g.Tenure.PetoPeto, retention.PetoPeto(*by["Month-to-month"], *by["One year"], *by["Two year"]).Statistic, 1e-7)
}

func TestDelayedEntryAgainstR(t *testing.T) {
	g := readGolden(t)
	var late retention.Lifetimes
	k := 0
	for i, c := range customers(t) {
		if i%7 != 0 {
			continue
		}
		k++
		entry := k * 5 % 24
		if entry >= c.tenure {
			if c.tenure > 0 {
				assert.Error(t, late.AddFrom(time.Duration(entry)*month, time.Duration(c.tenure)*month, c.churned), "left before being watched")
			}
			continue
		}
		require.NoError(t, late.AddFrom(time.Duration(entry)*month, time.Duration(c.tenure)*month, c.churned))
	}
	assert.Equal(t, g.Delayed.N, late.N())
	for i, age := range g.Delayed.Age {
		e := late.At(time.Duration(age)*month, 0.95)
		assert.InDelta(t, g.Delayed.S[i], e.Value, 1e-12)
		assert.InDelta(t, g.Delayed.Lo[i], e.Lo, 1e-10, "with late customers the limits are log-log")
		assert.InDelta(t, g.Delayed.Hi[i], e.Hi, 1e-10)
	}
	// Of those who stay longer than 12 months: the curve over its value there.
	e := late.From(12*month).At(48*month, 0.95)
	assert.InDelta(t, g.Delayed.S[3]/g.Delayed.S[1], e.Value, 1e-12)
}

// Two residents, as in the Channing House data: the only one who is watched from 60 on dies at 65, before
// anybody else is watched.
func TestOneEarlyCustomerDoesNotPinTheCurve(t *testing.T) {
	var l retention.Lifetimes
	require.NoError(t, l.AddFrom(1*month, 2*month, true))
	for i := range 40 {
		require.NoError(t, l.AddFrom(3*month, time.Duration(10+i)*month, i%2 == 0))
	}
	for _, e := range []kpi.Estimate{l.At(12*month, 0.95), l.At(2*month, 0.95)} {
		assert.False(t, e.Known(), "one of one who left is not a curve of 0: %v", e)
	}
	median := l.Median(0.95)
	assert.True(t, math.IsInf(median.Value, 1), "not reached within what is known: %v", median)
	assert.False(t, l.MeanUpTo(12*month, 0.95).Known())
	c := l.From(3 * month)
	assert.Equal(t, 40, c.N())
	e := c.At(12*month, 0.95)
	assert.InDelta(t, (1-1.0/40)*(1-1.0/38), e.Value, 1e-12, "the curve of those who reach month 3")
	assert.True(t, e.Lo > 0.7 && e.Hi < 1)
	for s := range l.Curve().Steps(0.95) {
		assert.Greater(t, s.Age, 3*month, "no step is told that everything else would follow: %+v", s)
	}
	end, ends := l.Curve().End()
	assert.True(t, ends && end < 2*month)
	_, ends = c.End()
	assert.True(t, ends, "some are still here")
}

func TestLifetimesCorners(t *testing.T) {
	var none retention.Lifetimes
	for _, e := range []kpi.Estimate{none.Median(0.95), none.MeanUpTo(month, 0.95), retention.Curve{}.Median(0.95), none.From(month).Median(0.95)} {
		assert.True(t, !e.Known() && e.N == 0 && e.Lo == 0 && e.Hi >= month.Seconds(), "no customers: %+v", e)
	}
	e := none.At(month, 0.95)
	assert.True(t, !e.Known() && e.Lo == 0 && e.Hi == 1)
	_, ends := none.Curve().End()
	assert.False(t, ends)

	stayed := retention.Lifetimes{Active: months(1, 2, 3)}
	m := stayed.Median(0.95)
	assert.True(t, math.IsInf(m.Value, 1) && math.IsInf(m.Hi, 1) && m.N == 3, "none churned: %+v", m)
	assert.Equal(t, 1.0, stayed.At(month, 0.95).Value)
	assert.Less(t, stayed.At(month, 0.95).Lo, 1.0)
	beyond := stayed.At(4*month, 0.95)
	assert.True(t, !beyond.Known() && beyond.Lo == 0 && beyond.Hi == 1, "longer than anybody was seen: %+v", beyond)

	left := retention.Lifetimes{Churned: months(1, 2, 3, 4)}
	assert.Equal(t, 0.0, left.At(4*month, 0.95).Value, "all churned")
	assert.Equal(t, 0.0, left.At(400*month, 0.95).Value, "for good")
	assert.Equal(t, 2.5*month.Seconds(), left.Median(0.95).Value, "the middle of the flat stretch")
	assert.Equal(t, 2.5*month.Seconds(), left.MeanUpTo(400*month, 0.95).Value, "the mean")

	one := retention.Lifetimes{Churned: months(2)}
	m = one.Median(0.95)
	assert.True(t, m.Value == 2*month.Seconds() && m.Lo == 0 && math.IsInf(m.Hi, 1), "one customer has no limits: %+v", m)
	atOnce := retention.Lifetimes{Churned: []time.Duration{0, 0, 0, 5}}
	assert.Equal(t, 0.25, atOnce.At(0, 0.95).Value, "left at once has left")

	var l retention.Lifetimes
	assert.Equal(t, retention.NotNegative, rule(t, l.Add(-1, true)))
	assert.Equal(t, retention.NotNegative, rule(t, l.AddFrom(-1, 5, true)))
	assert.Equal(t, retention.NotNegative, rule(t, l.AddFrom(0, -5, true)))
	assert.Equal(t, retention.InOrder, rule(t, l.AddFrom(5, 5, true)))
	assert.Equal(t, retention.InOrder, rule(t, l.AddFrom(5, 4, false)))
	assert.Zero(t, l.N(), "what was refused was not added")
	require.NoError(t, l.AddFrom(0, 5, true))
	assert.Equal(t, retention.Lifetimes{Churned: []time.Duration{5}}, l, "watched from the first day")
	for _, bad := range []retention.Lifetimes{{Churned: months(1, -1)}, {Active: months(-1)}, {Late: []retention.Late{{Entry: -1, Exit: 5}}}, {Late: []retention.Late{{Entry: 5, Exit: 1}}}, {Churned: months(-1), Late: []retention.Late{{Entry: 1, Exit: 5}}}} {
		assert.False(t, bad.At(0, 0.95).Known(), "%+v", bad)
	}
	for _, f := range []func(){
		func() { left.Quantile(90, 0.95) }, func() { left.Quantile(0.9, 95) }, func() { left.At(month, math.NaN()) }, func() { left.Within(month, 1) },
		func() { left.MeanUpTo(0, 0.95) }, func() { left.Curve().Quantile(0, 0.95) }, func() { retention.Method(9).Quantile(left, 0.5, 0.9) },
		func() { left.From(-1) }, func() { left.Curve().Steps(0) },
	} {
		assert.Panics(t, f)
	}
	assert.Equal(t, "Method(9)", retention.Method(9).String())
	assert.Equal(t, "LogLog", retention.LogLog.String())
	assert.True(t, math.IsNaN(retention.LogRank(left).P), "one group")
	assert.True(t, math.IsNaN(retention.LogRank(left, none).P), "a group without customers")
}

func TestLifetimesLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	random := func() retention.Lifetimes {
		var out retention.Lifetimes
		for range rng.IntN(30) {
			require.NoError(t, out.Add(time.Duration(rng.IntN(20))*month, rng.IntN(3) > 0))
		}
		for range rng.IntN(5) {
			entry := 1 + rng.IntN(5)
			require.NoError(t, out.AddFrom(time.Duration(entry)*month, time.Duration(entry+1+rng.IntN(20))*month, rng.IntN(3) > 0))
		}
		return out
	}
	order := func(a, b retention.Late) int {
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		return slices.Compare(x, y)
	}
	same := func(a, b retention.Lifetimes) bool { // as multisets
		return slices.Equal(slices.Sorted(slices.Values(a.Churned)), slices.Sorted(slices.Values(b.Churned))) &&
			slices.Equal(slices.Sorted(slices.Values(a.Active)), slices.Sorted(slices.Values(b.Active))) &&
			slices.Equal(slices.SortedFunc(slices.Values(a.Late), order), slices.SortedFunc(slices.Values(b.Late), order))
	}
	kpitest.Laws(t, same, random(), random(), random(), retention.Lifetimes{Active: months(3)}, retention.Lifetimes{Late: []retention.Late{{Entry: 1, Exit: 2}}})
	for range 200 {
		x := random()
		for _, q := range []float64{0.1, 0.5, 0.9} {
			narrow, wide := x.Quantile(q, 0.8), x.Quantile(q, 0.99)
			assert.True(t, !narrow.Known() || narrow.Lo <= narrow.Value && narrow.Value <= narrow.Hi, "%+v", narrow)
			assert.True(t, wide.Lo <= narrow.Lo && narrow.Hi <= wide.Hi, "a higher level never narrows")
		}
		s := x.At(5*month, 0.95)
		assert.True(t, !s.Known() || 0 <= s.Lo && s.Lo <= s.Value && s.Value <= s.Hi && s.Hi <= 1, "%+v", s)
	}
	tidy := retention.Lifetimes{Churned: months(9, 1, 5), Active: months(7, 2), Late: []retention.Late{{Entry: month, Exit: 3 * month}}}
	tidy.Median(0.95)
	tidy.MeanUpTo(month, 0.95)
	tidy.From(month)
	assert.Equal(t, months(9, 1, 5), tidy.Churned, "readers leave the customers alone")
	assert.Equal(t, months(7, 2), tidy.Active)
}

func TestRemissionsOfLeukaemia(t *testing.T) {
	// Weeks of remission, Freireich et al. 1963: survival::survfit and survdiff.
	treated := retention.Lifetimes{Churned: months(6, 6, 6, 7, 10, 13, 16, 22, 23), Active: months(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)}
	placebo := retention.Lifetimes{Churned: months(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)}
	for age, s := range map[int]float64{6: 0.857143, 7: 0.806723, 10: 0.752941, 13: 0.690196, 16: 0.627451, 22: 0.537815, 23: 0.448179} {
		assert.InDelta(t, s, treated.At(time.Duration(age)*month, 0.95).Value, 1e-6)
	}
	median := retention.LogLog.Quantile(treated, 0.5, 0.95)
	assert.Equal(t, []float64{23, 13}, []float64{median.Value / month.Seconds(), median.Lo / month.Seconds()})
	assert.True(t, math.IsInf(median.Hi, 1))
	assert.Equal(t, 16*month.Seconds(), retention.Log.Quantile(treated, 0.5, 0.95).Lo, "R's default")
	assert.InDelta(t, 16.116526611, treated.MeanUpTo(20*month, 0.95).Value/month.Seconds(), 1e-8)
	test := retention.LogRank(treated, placebo)
	assert.InDelta(t, 16.79294099, test.Statistic, 1e-7)
	assert.InDelta(t, 4.168809109e-05, test.P, 1e-12)
	assert.InDelta(t, 14.45715082, retention.PetoPeto(treated, placebo).Statistic, 1e-7)
}
