package weight_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

var (
	five   = survey.Scale{Min: 1, Max: 5}
	eleven = survey.Scale{Min: 0, Max: 10}
)

// Besides nps.Value, the values of ratings that the tests score: top box and mean.
func top(rating int) (float64, error) {
	if rating >= 9 {
		return 1, nil
	}
	return 0, nil
}

func mean(rating int) (float64, error) { return float64(rating), nil }

func tally(t testing.TB, ratings []int, weights []float64) (wt weight.Tally) {
	t.Helper()
	for i, rating := range ratings {
		require.NoError(t, wt.Add(eleven, rating, weights[i]))
	}
	return wt
}

// random returns n weighted answers, on the upper half of the scale only if high.
func random(t testing.TB, r *rand.Rand, n int, high bool) weight.Tally {
	ratings, weights := make([]int, n), make([]float64, n)
	for i := range ratings {
		ratings[i], weights[i] = r.IntN(11), 0.2+3*r.Float64()
		if high {
			ratings[i] = 6 + r.IntN(5)
		}
	}
	return tally(t, ratings, weights)
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b)) }

func sameTally(a, b weight.Tally) bool {
	for i := range a.Cells {
		if a.Cells[i].N != b.Cells[i].N || !near(a.Cells[i].Sum, b.Cells[i].Sum) || !near(a.Cells[i].Squares, b.Cells[i].Squares) {
			return false
		}
	}
	return a.Scale == b.Scale
}

func TestTallyLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	kpitest.Laws(t, sameTally, random(t, r, 20, false), random(t, r, 1, false), random(t, r, 300, true), weight.Tally{Scale: eleven})
}

func TestTallyWithEqualWeightsIsUnweighted(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{1, 2, 5, 50, 1000} {
		for _, w := range []float64{1, 0.37, 1e-60, 1e60} {
			for range 5 {
				var h survey.Tally
				for range n {
					require.NoError(t, h.Add(eleven, 5+r.IntN(1+r.IntN(6))))
				}
				wt, err := weight.Of(h, w)
				require.NoError(t, err)
				assertNear(t, h.Mean(0.95), wt.Score(mean, kpi.Number, 0.95), 1e-9)
				assertNear(t, h.Share(9, 10, 0.95), wt.Score(top, kpi.Fraction, 0.95), 1e-9)
				assertNear(t, h.Net(6, 9, 0.95), wt.Score(nps.Value, kpi.Points, 0.95), 1e-7)
				assert.InDelta(t, n, wt.Effective(), 1e-9*float64(n))
			}
		}
	}
}

func assertNear(t *testing.T, want, got kpi.Estimate, tolerance float64) {
	t.Helper()
	assert.InDelta(t, want.Value, got.Value, tolerance)
	assert.InDelta(t, want.Lo, got.Lo, tolerance)
	assert.InDelta(t, want.Hi, got.Hi, tolerance)
	want.Value, want.Lo, want.Hi = got.Value, got.Lo, got.Hi
	assert.Equal(t, want, got)
}

func TestTallyKnowsRatiosOnly(t *testing.T) {
	wt := random(t, rand.New(rand.NewPCG(3, 3)), 40, false)
	want := wt.Score(nps.Value, kpi.Points, 0.95)
	for _, factor := range []float64{1e-90, 7, 1e90} {
		scaled := wt
		for i := range scaled.Cells {
			scaled.Cells[i].Sum *= factor
			scaled.Cells[i].Squares *= factor * factor
		}
		assertNear(t, want, scaled.Score(nps.Value, kpi.Points, 0.95), 1e-9)
		assert.InDelta(t, wt.StandardError(nps.Value), scaled.StandardError(nps.Value), 1e-9)
	}
}

func TestTallyCorners(t *testing.T) {
	one := tally(t, []int{7}, []float64{2.5})
	h := survey.Tally{Scale: eleven, Ratings: [11]int{7: 1}}
	assertNear(t, h.Mean(0.95), one.Score(mean, kpi.Number, 0.95), 1e-9)
	assert.True(t, math.IsNaN(one.StandardError(mean)), "one answer has no standard error")
	assert.True(t, math.IsNaN(one.DesignEffect(mean)))

	alike := tally(t, []int{9, 9, 9, 9}, []float64{1, 2, 0.3, 5.1})
	got := alike.Score(mean, kpi.Number, 0.95)
	assert.InDelta(t, 9, got.Value, 1e-12)
	assert.True(t, got.Lo < 8 && 9 < got.Hi && got.Hi < 10, "answers that are all alike have a width: %+v", got)
	assert.Zero(t, alike.StandardError(mean))
	assert.True(t, math.IsNaN(alike.DesignEffect(mean)))
	want := kpi.Shares([]float64{0, 9, 10}, []float64{0, 1, 0}, alike.Effective(), 4, kpi.Number, 0.95)
	assertNear(t, want, got, 1e-9)

	two := tally(t, []int{10, 0}, []float64{1, 1e-9})
	got = two.Score(nps.Value, kpi.Points, 0.95)
	assert.InDelta(t, 100, got.Value, 1e-6)
	assert.Less(t, got.Lo, 0.0, "one heavy answer is one answer")
	assert.InDelta(t, 1, two.Effective(), 1e-6)

	var many weight.Tally
	require.NoError(t, many.AddN(eleven, 10, 1e9-1, 0.1))
	require.NoError(t, many.AddN(eleven, 0, 1, 0.1))
	got = many.Score(top, kpi.Fraction, 0.95)
	assertNear(t, kpi.Proportion(1e9-1, 1e9, 0.95), got, 1e-15)
}

func TestTallyAdd(t *testing.T) {
	filled := tally(t, []int{9, 10}, []float64{1, 2})
	full := weight.Tally{}
	require.NoError(t, full.AddN(eleven, 9, math.MaxInt, 1))
	for _, c := range []struct {
		reason string
		tally  weight.Tally
		scale  survey.Scale
		rating int
		n      int
		w      float64
		want   string
	}{
		{"a blank code", filled, eleven, 11, 1, 1, "weight: rating 11 is not from 0 to 10"},
		{"another scale", filled, five, 4, 1, 1, "weight: rating 4 on the scale 1–5 does not go into a tally on 0–10"},
		{"no scale", weight.Tally{}, survey.Scale{}, 0, 1, 1, "weight: 0–0 is not a scale: two points or more within 0 to 10"},
		{"an answer that is not to count is left out, not weighted 0", filled, eleven, 9, 1, 0, "weight: weight 0 is not a positive number"},
		{"negative, as linear calibration may leave it", filled, eleven, 9, 1, -0.2, "weight: weight -0.2 is not a positive number"},
		{"0/0 in the weighting", filled, eleven, 9, 1, math.NaN(), "weight: weight NaN is not a positive number"},
		{"1/0 in the weighting", filled, eleven, 9, 1, math.Inf(1), "weight: weight +Inf is not a positive number"},
		{"squares would overflow", filled, eleven, 9, 1, 1e101, "weight: weight 1e+101 is not a positive number from 1e-100 to 1e+100"},
		{"squares would be 0", filled, eleven, 9, 1, 1e-101, "weight: weight 1e-101 is not a positive number from 1e-100 to 1e+100"},
		{"answers cannot be taken back", filled, eleven, 9, -1, 1, "weight: -1 answers of rating 9 do not go into a tally that has 1"},
		{"more than an int holds", full, eleven, 9, 1, 1, "weight: 1 answers of rating 9 do not go into a tally that has 9223372036854775807"},
	} {
		wt := c.tally
		err := wt.AddN(c.scale, c.rating, c.n, c.w)
		assert.EqualError(t, err, c.want, c.reason)
		assert.Equal(t, c.tally, wt, "%s: an error counts nothing", c.reason)
	}
	err := filled.Add(eleven, 11, 1)
	_, ok := errors.AsType[*survey.RangeError](err)
	assert.True(t, ok)
	err = filled.Add(eleven, 9, math.NaN())
	bad, ok := errors.AsType[*weight.Error](err)
	require.True(t, ok)
	assert.True(t, math.IsNaN(bad.Weight))
}

func TestOf(t *testing.T) {
	h := survey.Tally{Scale: five, Ratings: [11]int{4: 3, 5: 2}}
	wt, err := weight.Of(h, 0.5)
	require.NoError(t, err)
	assert.Equal(t, weight.Tally{Scale: five, Cells: [11]weight.Cell{4: {N: 3, Sum: 1.5, Squares: 0.75}, 5: {N: 2, Sum: 1, Squares: 0.5}}}, wt)
	wt, err = weight.Of(survey.Tally{}, 2)
	require.NoError(t, err)
	assert.Equal(t, weight.Tally{}, wt)
	wt, err = weight.Of(survey.Tally{Scale: five}, 2)
	require.NoError(t, err)
	assert.Equal(t, weight.Tally{Scale: five}, wt)
	for reason, h := range map[string]survey.Tally{
		"off the scale":          {Scale: five, Ratings: [11]int{0: 1}},
		"a negative count":       {Scale: five, Ratings: [11]int{4: -1}},
		"no scale":               {Ratings: [11]int{4: 1}},
		"a scale that is none":   {Scale: survey.Scale{Min: 4, Max: 1}},
		"more than an int holds": {Scale: five, Ratings: [11]int{4: math.MaxInt, 5: 1}},
	} {
		wt, err := weight.Of(h, 1)
		assert.Error(t, err, reason)
		assert.Equal(t, weight.Tally{}, wt, reason)
	}
	_, err = weight.Of(survey.Tally{}, 0)
	assert.Error(t, err, "a weight of 0, though nobody has it")
}

// flawed are tallies that Add could not have made.
var flawed = map[string]weight.Tally{
	"a negative count":                 {Scale: five, Cells: [11]weight.Cell{4: {N: -1, Sum: 1, Squares: 1}}},
	"a negative weight":                {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: -1, Squares: 1}}},
	"weights without answers":          {Scale: five, Cells: [11]weight.Cell{4: {N: 0, Sum: 1, Squares: 1}}},
	"answers without weights":          {Scale: five, Cells: [11]weight.Cell{4: {N: 1}}},
	"no squares":                       {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: 1}}},
	"squares too small for one answer": {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: 1, Squares: 0.9}}},
	"squares too large":                {Scale: five, Cells: [11]weight.Cell{4: {N: 3, Sum: 2, Squares: 4.1}}},
	"a weight that is no number":       {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: math.NaN(), Squares: 1}}},
	"an infinite weight":               {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: math.Inf(1), Squares: math.Inf(1)}}},
	"a sum whose square overflows":     {Scale: five, Cells: [11]weight.Cell{4: {N: 1, Sum: 1e200, Squares: 1e200}}},
	"a rating off the scale":           {Scale: five, Cells: [11]weight.Cell{6: {N: 1, Sum: 1, Squares: 1}}},
	"no scale":                         {Cells: [11]weight.Cell{4: {N: 1, Sum: 1, Squares: 1}}},
	"a scale that does not fit":        {Scale: survey.Scale{Min: 0, Max: 100}},
	"more answers than an int can hold": {Scale: five,
		Cells: [11]weight.Cell{4: {N: math.MaxInt, Sum: 1, Squares: 1}, 5: {N: 1, Sum: 1, Squares: 1}}},
}

func TestTallyWithoutData(t *testing.T) {
	tallies := map[string]weight.Tally{"the zero tally": {}, "a scale and no answers": {Scale: five}}
	for name, wt := range flawed {
		tallies[name] = wt
		_, err := json.Marshal(wt)
		assert.ErrorContains(t, err, "weight: writing a tally: ", name)
		var c weight.Clusters
		assert.Error(t, c.Add(wt), name)
	}
	for name, wt := range tallies {
		lo, hi := math.Inf(-1), math.Inf(1)
		if wt.Scale == five {
			lo, hi = 1, 5
		}
		assertUnknown(t, name, kpi.Estimate{Lo: lo, Hi: hi, Unit: kpi.Number}, wt.Score(mean, kpi.Number, 0.95))
		if wt.Scale != five {
			assertUnknown(t, name, kpi.Estimate{Lo: 0, Hi: 1, Unit: kpi.Fraction}, wt.Score(top, kpi.Fraction, 0.95))
			assertUnknown(t, name, kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, wt.Score(nps.Value, kpi.Points, 0.95))
			assertUnknown(t, name, kpi.Estimate{Lo: lo, Hi: hi, Unit: kpi.Seconds}, wt.Score(mean, kpi.Seconds, 0.95))
		}
		assert.Zero(t, wt.N(), name)
		assert.Zero(t, wt.Effective(), name)
		assert.True(t, math.IsNaN(wt.StandardError(mean)), name)
		assert.True(t, math.IsNaN(wt.DesignEffect(mean)), name)
	}
}

func assertUnknown(t *testing.T, name string, want, got kpi.Estimate) {
	t.Helper()
	assert.True(t, math.IsNaN(got.Value), name)
	assert.False(t, got.Known(), name)
	want.Level, got.Value = 0.95, 0
	assert.Equal(t, want, got, name)
}

func TestPanics(t *testing.T) {
	onFive := func(rating int) (float64, error) { return float64(rating), five.Check(rating) }
	wt := tally(t, []int{9, 3}, []float64{1, 1})
	var c weight.Clusters
	require.NoError(t, c.Add(wt))
	require.NoError(t, c.Add(wt))
	noValue := "weight: rating 0 of the scale 0–10 has no value: rating 0 is not from 1 to 5"
	assert.PanicsWithValue(t, noValue, func() { wt.Score(onFive, kpi.Number, 0.95) })
	assert.PanicsWithValue(t, noValue, func() { wt.StandardError(onFive) })
	assert.PanicsWithValue(t, noValue, func() { c.Score(onFive, kpi.Number, 0.95) })
	assert.PanicsWithValue(t, noValue, func() { weight.Tally{Scale: eleven}.Score(onFive, kpi.Number, 0.95) }, "also without answers")
	for _, level := range []float64{0, 1, 95, math.NaN()} {
		assert.Panics(t, func() { wt.Score(nps.Value, kpi.Points, level) })
		assert.Panics(t, func() { c.Score(nps.Value, kpi.Points, level) })
		assert.Panics(t, func() { weight.Tally{}.Score(mean, kpi.Number, level) })
	}
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { c.Score(nps.Value, kpi.Points, 95) })
	other, err := weight.Of(survey.Tally{Scale: five, Ratings: [11]int{5: 1}}, 1)
	require.NoError(t, err)
	assert.PanicsWithValue(t, "weight: a tally on the scale 0–10 plus one on 1–5", func() { wt.Plus(other) })
	var d weight.Clusters
	require.NoError(t, d.Add(other))
	assert.PanicsWithValue(t, "weight: clusters on the scale 0–10 plus some on 1–5", func() { c.Plus(d) })
}

func TestReadersDoNotAllocate(t *testing.T) {
	wt := random(t, rand.New(rand.NewPCG(4, 4)), 100, false)
	var c weight.Clusters
	require.NoError(t, c.Add(wt))
	require.NoError(t, c.Add(random(t, rand.New(rand.NewPCG(5, 5)), 100, true)))
	for name, f := range map[string]func(){
		"Tally.Add": func() {
			if wt.Add(eleven, 9, 1.5) != nil {
				t.Error("an error")
			}
		},
		"Tally.Plus":             func() { wt.Plus(wt) },
		"Tally.Score":            func() { wt.Score(nps.Value, kpi.Points, 0.95) },
		"Tally.StandardError":    func() { wt.StandardError(nps.Value) },
		"Clusters.Score":         func() { c.Score(nps.Value, kpi.Points, 0.95) },
		"Clusters.StandardError": func() { c.StandardError(nps.Value) },
		"Clusters.Add": func() {
			if c.Add(wt) != nil {
				t.Error("an error")
			}
		},
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}
