package design_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// contrast is what R says of a difference of segments.
type contrast struct {
	Data                     string
	Strata, Clusters, Finite bool
	Fit, Statistic, Of, Less string
	Value, SE, DF            float64
	Limits                   [2]float64
}

func (c contrast) String() string { return fmt.Sprintf("%+v", c.verdict()) + c.Of + " less " + c.Less }

func (c contrast) verdict() verdict {
	return verdict{Data: c.Data, Strata: c.Strata, Clusters: c.Clusters, Finite: c.Finite, Fit: c.Fit, Statistic: c.Statistic}
}

func contrasts(t testing.TB) (out []contrast) {
	t.Helper()
	b, err := os.ReadFile("testdata/difference.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &out))
	require.NotEmpty(t, out)
	return out
}

func sameContrast(t *testing.T, c contrast, e kpi.Estimate, se float64, u kpi.Unit, n int) {
	t.Helper()
	what := c.String()
	closeTo(t, c.Value, e.Value, 1e-8, what)
	closeTo(t, c.SE, se, 1e-8, what)
	closeTo(t, c.Limits[0], e.Lo, 1e-7, what)
	closeTo(t, c.Limits[1], e.Hi, 1e-7, what)
	assert.Equal(t, u, e.Unit, what)
	assert.Equal(t, n, e.N, what)
	assert.Equal(t, 0.95, e.Level, what)
}

func TestDifferenceAgainstSurvey(t *testing.T) {
	for _, c := range contrasts(t) {
		if c.Data == "sfo" {
			continue
		}
		s := of(t, c.verdict())
		within := func(name string) func(school) bool {
			return func(s school) bool { return name == "" || s.Wide == name || s.Type == name }
		}
		d := s.Where(within(c.Of)).Difference(s.Where(within(c.Less)))
		n := s.Where(func(s school) bool { return within(c.Of)(s) || within(c.Less)(s) }).N()
		switch c.Statistic {
		case "mean":
			sameContrast(t, c, d.Mean(api00, kpi.Seconds, 0.95), d.MeanError(api00), kpi.Seconds, n)
		case "total":
			sameContrast(t, c, d.Total(tested, kpi.Number, 0.95), d.TotalError(tested), kpi.Number, n)
		case "ratio":
			e := d.Ratio(tested, enrolled, 0.95)
			if math.IsInf(e.Lo, -1) { // what R does not look at: too few schools to know that there is a denominator
				assert.Equal(t, "clus2 No", c.Data+" "+c.Of, c)
				r := s.Where(within(c.Of)).Ratio(tested, enrolled, 0.95)
				assert.True(t, math.IsInf(r.Lo, -1) || math.IsInf(r.Hi, 1), c)
				e.Lo, e.Hi = c.Limits[0], c.Limits[1]
			}
			sameContrast(t, c, e, d.RatioError(tested, enrolled), kpi.Number, n)
		case "share":
			r := d.Rated(yesNo, good)
			sameContrast(t, c, r.Score(mean, kpi.Fraction, 0.95), r.StandardError(mean), kpi.Change, n)
			y := func(s school) float64 { x, _ := good(s); return float64(x) }
			sameContrast(t, c, d.Mean(y, kpi.Fraction, 0.95), d.MeanError(y), kpi.Change, n)
			assert.Equal(t, n, r.N())
		}
	}
}

func TestDifferenceAirport(t *testing.T) {
	for _, c := range contrasts(t) {
		if c.Data != "sfo" {
			continue
		}
		s := passengers(t, c.Strata, c.Clusters)
		if c.Fit == "area" {
			cells, goals := weight.NewCells("area"), map[string]float64{}
			area := func(p passenger) []string { return []string{p.Area} }
			for row, n := range s.All() {
				require.NoError(t, cells.AddN(area(row.Cell), n, row.Weight))
			}
			for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
				if s.Where(func(p passenger) bool { return p.Area == name }).N() > 0 {
					goals[name] = 1000 * (1 + float64(len(goals))/10)
				}
			}
			fit, err := cells.PostStratify(weight.Totals("area", goals))
			require.NoError(t, err)
			s, err = s.Calibrated(fit, area)
			require.NoError(t, err)
		}
		within := func(name string) func(passenger) bool {
			return func(p passenger) bool { return name == "" || p.Area == name }
		}
		r := s.Where(within(c.Of)).Difference(s.Where(within(c.Less))).Rated(eleven, passenger.rating)
		value, u, unit := nps.Value, kpi.Points, kpi.Points
		switch c.Statistic {
		case "promoter":
			value, u, unit = top, kpi.Fraction, kpi.Change
		case "rating":
			value, u, unit = mean, kpi.Number, kpi.Number
		}
		sameContrast(t, c, r.Score(value, u, 0.95), r.StandardError(value), unit, r.N())
	}
}

// Answers drawn alone, without strata: the difference is nearly that of independent estimates, and its laws hold
// whatever the sample.
func TestDifferenceLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 41))
	value := func(x int) (float64, error) { return float64(x % 4), nil }
	type answer struct{ Rating, Group int }
	rating := func(a answer) (int, bool) { return a.Rating, a.Rating != 10 }
	for range 200 {
		s := design.Sample[answer]{Lone: design.Average}
		for range 4 + r.IntN(40) {
			row := design.Row[answer]{Stratum: strconv.Itoa(r.IntN(3)), Cell: answer{r.IntN(11), r.IntN(4)}, Weight: float64(1 + r.IntN(5))}
			if r.IntN(3) > 0 {
				row.Cluster = strconv.Itoa(r.IntN(6))
			}
			require.NoError(t, s.Add(row))
		}
		low, high := s.Where(func(a answer) bool { return a.Group < 2 }), s.Where(func(a answer) bool { return a.Group > 0 })
		d, back := low.Difference(high).Rated(eleven, rating), high.Difference(low).Rated(eleven, rating)
		e, o := d.Score(value, kpi.Number, 0.95), back.Score(value, kpi.Number, 0.95)
		assertSameEstimate(t, e, o.Times(-1), "turned")
		if !e.Known() {
			continue
		}
		assert.True(t, -3 <= e.Lo && e.Lo <= e.Value && e.Value <= e.Hi && e.Hi <= 3, "%v", e)
		wide := d.Score(value, kpi.Number, 0.99)
		assert.True(t, wide.Lo <= e.Lo && e.Hi <= wide.Hi, "a higher level never narrows")
		a := low.Rated(eleven, rating).Score(value, kpi.Number, 0.95)
		assert.InDelta(t, a.Value-high.Rated(eleven, rating).Score(value, kpi.Number, 0.95).Value, e.Value, 1e-12)
		itself := low.Difference(low).Rated(eleven, rating).Score(value, kpi.Number, 0.95)
		assert.Equal(t, [3]float64{0, 0, 0}, [3]float64{itself.Value, itself.Lo, itself.Hi}, "a segment less itself")
		y := func(a answer) float64 { return float64(a.Rating % 4) }
		rated := func(a answer) bool { return a.Rating != 10 }
		m := low.Where(rated).Difference(high.Where(rated))
		closeTo(t, e.Value, m.Mean(y, kpi.Number, 0.95).Value, 1e-12, "the mean of values")
		if se := d.StandardError(value); !math.IsNaN(se) {
			assert.InDelta(t, se, m.MeanError(y), 1e-7, "to the root of rounding")
		}
	}
}

func TestDifferenceCorners(t *testing.T) {
	in := func(from, to int) func(int) bool { return func(x int) bool { return from <= x && x <= to } }
	y := func(x int) float64 { return float64(x) }
	draw := func(clusters ...[]int) (s design.Sample[int]) {
		for i, ratings := range clusters {
			for _, x := range ratings {
				require.NoError(t, s.Add(design.Row[int]{Cluster: strconv.Itoa(i), Cell: x, Weight: 1}))
			}
		}
		return s
	}
	score := func(s design.Sample[int], a, b func(int) bool) kpi.Estimate {
		return s.Where(a).Difference(s.Where(b)).Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
	}
	all := in(0, 10)

	var zero design.Sample[int]
	for reason, e := range map[string]kpi.Estimate{
		"the zero Sample":          zero.Difference(zero).Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95),
		"the zero RatedDifference": design.RatedDifference{}.Score(nps.Value, kpi.Points, 0.95),
		"no answers in either":     score(draw([]int{9}, []int{3}), in(4, 5), in(7, 8)),
	} {
		assertUnknown(t, reason, kpi.Estimate{Lo: -200, Hi: 200, Unit: kpi.Points}, e)
	}
	e := score(draw([]int{9, 2}, []int{9, 3}, []int{10, 8}), in(0, 8), in(5, 6))
	assert.False(t, e.Known(), "no answers in one")
	assert.True(t, e.Lo >= -200 && e.Hi <= 200 && e.N == 0)
	for reason, e := range map[string]kpi.Estimate{
		"mean":  zero.Difference(zero).Mean(y, kpi.Number, 0.95),
		"total": zero.Difference(zero).Total(y, kpi.Number, 0.95),
		"ratio": zero.Difference(zero).Ratio(y, y, 0.95),
	} {
		assertUnknown(t, reason, kpi.Estimate{Lo: math.Inf(-1), Hi: math.Inf(1)}, e)
	}
	assert.True(t, math.IsNaN(design.RatedDifference{}.StandardError(nps.Value)))
	assert.Equal(t, kpi.Change, zero.Difference(zero).Mean(y, kpi.Fraction, 0.95).Unit)

	// One cluster only says nothing of the difference; nor does one cluster of a segment.
	one := draw([]int{9, 9, 2, 1, 8})
	e = score(one, in(7, 10), in(0, 6))
	assert.True(t, e.Known() && e.Lo < 0 && e.Hi > 190, "%v", e)
	m := one.Where(in(7, 10)).Difference(one.Where(in(0, 6))).Mean(y, kpi.Number, 0.95)
	assert.True(t, m.Known() && math.IsInf(m.Lo, -1) && math.IsInf(m.Hi, 1), "%v", m)

	// All alike in both segments: the standard error is 0 and the limits are not.
	alike := draw([]int{9, 2}, []int{9, 2}, []int{9, 2}, []int{9, 2})
	a, b := alike.Where(in(9, 9)), alike.Where(in(2, 2))
	r := a.Difference(b).Rated(eleven, itself)
	assert.Zero(t, r.StandardError(nps.Value))
	want := a.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95).Minus(b.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95))
	assertSameEstimate(t, want, r.Score(nps.Value, kpi.Points, 0.95), "by square-and-add")
	assert.Less(t, want.Lo, 150.0)
	// One of them alike: its limits and the standard error of the other together.
	some := draw([]int{9, 2}, []int{9, 2, 10}, []int{9, 6}, []int{10, 7}, []int{9, 3})
	e = score(some, in(9, 10), in(0, 8))
	part := some.Where(in(0, 8)).Rated(eleven, itself)
	half := 2.7764451051977987 * part.StandardError(nps.Value) // t of 4 degrees of freedom
	own := some.Where(in(9, 10)).Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
	assert.InDelta(t, e.Value-math.Hypot(half, own.Value-own.Lo), e.Lo, 1e-9)
	assert.InDelta(t, 200, e.Hi, 1e-9, "cut to what is possible")

	// The sample is its population.
	census := draw([]int{9, 2}, []int{9, 3, 8}, []int{10, 6, 7})
	require.NoError(t, census.AddStratum("", 3))
	e = score(census, in(7, 10), in(0, 6))
	assert.Equal(t, [2]float64{e.Value, e.Value}, [2]float64{e.Lo, e.Hi}, "%v", e)
	m = census.Where(in(7, 10)).Difference(census).Mean(y, kpi.Number, 0.95)
	assert.InDelta(t, m.Value, m.Lo, 1e-12)

	// A lone cluster says nothing.
	lone := draw([]int{9, 2}, []int{9, 3, 8}, []int{10, 6, 7})
	require.NoError(t, lone.AddN(design.Row[int]{Stratum: "b", Cluster: "x", Cell: 9, Weight: 1}, 3))
	e = score(lone, in(7, 10), in(0, 6))
	assert.Equal(t, [2]float64{-200, 200}, [2]float64{e.Lo, e.Hi})
	assert.True(t, math.IsNaN(lone.Where(in(7, 10)).Difference(lone).Rated(eleven, itself).StandardError(nps.Value)))

	// A billion answers, half of them in each segment.
	var huge design.Sample[int]
	for x, n := range map[int]int{9: 300_000_000, 7: 200_000_000, 8: 250_000_000, 3: 250_000_000} {
		require.NoError(t, huge.AddN(design.Row[int]{Cell: x, Weight: 1}, n))
	}
	top, bottom := func(x int) bool { return x == 9 || x == 7 }, func(x int) bool { return x == 8 || x == 3 }
	e = score(huge, top, bottom)
	assertSameEstimate(t, kpi.Net(0, 200_000_000, 300_000_000, 0.95).Minus(kpi.Net(250_000_000, 250_000_000, 0, 0.95)), e, "a billion")

	// A ratio whose denominator may be 0.
	vague := draw([]int{9, 0}, []int{0, 1}, []int{0, 2})
	e = vague.Where(in(0, 0)).Difference(vague).Ratio(y, func(x int) float64 { return 10 - float64(x) }, 0.95)
	assert.True(t, e.Known(), "%v", e)
	e = vague.Difference(vague.Where(in(0, 2))).Ratio(func(int) float64 { return 1 }, func(x int) float64 { return y(x/9) + y(x)/100 }, 0.95)
	assert.True(t, math.IsInf(e.Lo, -1) && math.IsInf(e.Hi, 1), "%v", e)

	other := draw([]int{9})
	fit, err := weight.NewCells("x").Rake()
	require.Error(t, err)
	fitted, err := design.Sample[int]{}.Calibrated(fit, nil)
	require.NoError(t, err)
	careless := vague
	careless.Lone = design.Certainty
	for reason, f := range map[string]func(){
		"two samples":       func() { vague.Difference(other) },
		"a calibrated one":  func() { zero.Difference(fitted) },
		"two rules":         func() { vague.Difference(careless) },
		"level 95":          func() { score(vague, all, in(0, 0)).Minus(vague.Difference(vague).Mean(y, kpi.Points, 95)) },
		"level 95 of score": func() { vague.Difference(vague).Rated(eleven, itself).Score(nps.Value, kpi.Points, 95) },
		"no scale":          func() { vague.Difference(vague).Rated(survey.Scale{}, itself) },
	} {
		assert.Panics(t, f, reason)
	}
}
