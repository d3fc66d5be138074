package design_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
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

func assertUnknown(t *testing.T, name string, want, got kpi.Estimate) {
	t.Helper()
	assert.True(t, math.IsNaN(got.Value), name)
	assert.False(t, got.Known(), name)
	want.Level, got.Value = 0.95, 0
	assert.Equal(t, want, got, name)
}

// sample returns a random sample of ratings in up to three strata; clustered, most of it comes in clusters.
func sample(t testing.TB, r *rand.Rand, n int, clustered bool) (s design.Sample[int]) {
	t.Helper()
	for range n {
		row := design.Row[int]{Stratum: strconv.Itoa(r.IntN(3)), Cell: r.IntN(11), Weight: 0.5 * float64(1+r.IntN(5))}
		if clustered && r.IntN(4) > 0 {
			row.Cluster = strconv.Itoa(r.IntN(5))
		}
		require.NoError(t, s.AddN(row, 1+r.IntN(2)))
	}
	return s
}

// shape returns what a sample is made of, whatever the order.
func shape(s design.Sample[int]) []string {
	var out []string
	for row, n := range s.All() {
		out = append(out, fmt.Sprint(row, n))
	}
	slices.Sort(out)
	var design struct{ Strata, Clusters []any }
	b, _ := json.Marshal(s)
	_ = json.Unmarshal(b, &design)
	for _, x := range slices.Concat(design.Strata, design.Clusters) {
		out = append(out, fmt.Sprint(x))
	}
	slices.Sort(out)
	return append(out, s.Lone.String())
}

func sameSample(a, b design.Sample[int]) bool { return slices.Equal(shape(a), shape(b)) }

func TestSampleLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 21))
	finite := sample(t, r, 6, true)
	require.NoError(t, finite.AddStratum("0", 1000))
	require.NoError(t, finite.AddCluster("2", "nobody"))
	kpitest.Laws(t, sameSample, sample(t, r, 30, true), sample(t, r, 1, false), finite, design.Sample[int]{})
	average := design.Sample[int]{Lone: design.Average}
	kpitest.Laws(t, sameSample, average, average)
}

func assertSameEstimate(t *testing.T, want, got kpi.Estimate, reason string) {
	t.Helper()
	assert.InDelta(t, want.Value, got.Value, 1e-9, reason)
	assert.InDelta(t, want.Lo, got.Lo, 1e-7, reason)
	assert.InDelta(t, want.Hi, got.Hi, 1e-7, reason)
	assert.Equal(t, want.N, got.N, reason)
	assert.Equal(t, want.Unit, got.Unit, reason)
}

// Without strata and populations a sample is a Tally or Clusters, whatever it is asked.
func TestSampleIsTallyOrClusters(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 22))
	for _, n := range []int{1, 2, 3, 10, 300} {
		for range 5 {
			var wt weight.Tally
			var alone, clustered, single design.Sample[int]
			groups := make([]weight.Tally, 1+n/3)
			for i := range n {
				rating, w := 6+r.IntN(5), 0.2+3*r.Float64()
				group := r.IntN(len(groups))
				require.NoError(t, wt.Add(eleven, rating, w))
				require.NoError(t, groups[group].Add(eleven, rating, w))
				require.NoError(t, alone.Add(design.Row[int]{Cell: rating, Weight: w}))
				require.NoError(t, single.Add(design.Row[int]{Cell: rating, Weight: w, Cluster: strconv.Itoa(i)}))
				require.NoError(t, clustered.Add(design.Row[int]{Cell: rating, Weight: w, Cluster: strconv.Itoa(group)}))
			}
			var c weight.Clusters
			for _, group := range groups {
				require.NoError(t, c.Add(group))
			}
			for _, m := range []struct {
				value func(int) (float64, error)
				unit  kpi.Unit
			}{{nps.Value, kpi.Points}, {top, kpi.Fraction}, {mean, kpi.Number}} {
				reason := fmt.Sprint(n, m.unit)
				a, b := alone.Rated(eleven, itself), clustered.Rated(eleven, itself)
				assertSameEstimate(t, wt.Score(m.value, m.unit, 0.9), a.Score(m.value, m.unit, 0.9), reason)
				assertSameEstimate(t, c.Score(m.value, m.unit, 0.9), b.Score(m.value, m.unit, 0.9), reason)
				for _, pair := range [][2]float64{
					{wt.StandardError(m.value), a.StandardError(m.value)}, {c.StandardError(m.value), b.StandardError(m.value)},
					{wt.DesignEffect(m.value), a.DesignEffect(m.value)}, {c.DesignEffect(m.value), b.DesignEffect(m.value)},
					{wt.StandardError(m.value), single.Rated(eleven, itself).StandardError(m.value)},
				} {
					if math.IsNaN(pair[0]) {
						assert.True(t, math.IsNaN(pair[1]), reason)
						continue
					}
					assert.InDelta(t, pair[0], pair[1], 1e-9, reason)
				}
			}
		}
	}
}

func TestSampleTwelve(t *testing.T) {
	ratings := []int{10, 9, 9, 8, 7, 7, 6, 5, 3, 10, 9, 2}
	weights := []float64{1.2, 0.8, 1, 1.5, 0.7, 1.1, 0.9, 1.3, 1, 0.6, 1.4, 0.5}
	var s design.Sample[passenger]
	for i, rating := range ratings {
		require.NoError(t, s.Add(design.Row[passenger]{Cell: passenger{"ABC"[i/4 : i/4+1], rating}, Weight: weights[i]}))
	}
	for _, v := range verdicts(t, "twelve") {
		part := s.Where(func(p passenger) bool { return v.Segment == "" || p.Area == v.Segment })
		r := part.Rated(eleven, passenger.rating)
		assert.InDelta(t, v.Value, r.Score(nps.Value, kpi.Points, 0.95).Value, 1e-12)
		assert.InDelta(t, v.SE, r.StandardError(nps.Value), 1e-11)
	}
	score := func(cells []design.Weighted[passenger]) float64 {
		sum, total := 0.0, 0.0
		for _, c := range cells {
			x, err := nps.Value(c.Cell.Rating)
			require.NoError(t, err)
			sum, total = sum+c.Weight*x, total+c.Weight
		}
		return sum / total
	}
	v := verdicts(t, "twelve jackknife")[0]
	assert.InDelta(t, v.SE, s.Jackknife(design.AroundMean).StandardError(score), 1e-11)
}

func TestSampleOfAPopulation(t *testing.T) {
	var s design.Sample[int]
	require.NoError(t, s.AddStratum("", 100))
	require.NoError(t, s.AddN(design.Row[int]{Cell: 1, Weight: 4}, 10))
	require.NoError(t, s.AddN(design.Row[int]{Cell: 0, Weight: 4}, 15))
	v := verdicts(t, "yes")[0]
	r := s.Rated(yesNo, itself)
	e := r.Score(mean, kpi.Fraction, 0.95)
	assert.InDelta(t, v.Value, e.Value, 1e-12)
	assert.InDelta(t, v.SE, r.StandardError(mean), 1e-12)
	assert.InDelta(t, v.Limits[0], e.Lo, 1e-9)
	assert.InDelta(t, v.Limits[1], e.Hi, 1e-9)

	require.NoError(t, s.AddN(design.Row[int]{Cell: 0, Weight: 4}, 75))
	for name, e := range map[string]kpi.Estimate{
		"the score": s.Rated(yesNo, itself).Score(mean, kpi.Fraction, 0.95),
		"by name":   design.LogOdds.Score(s.Rated(yesNo, itself), mean, 0.95),
		"the mean":  s.Mean(func(x int) float64 { return float64(x) }, kpi.Fraction, 0.95),
		"the ratio": s.Ratio(func(x int) float64 { return float64(x) }, func(int) float64 { return 1 }, 0.95),
	} {
		assert.InDelta(t, 0.1, e.Value, 1e-12, name)
		assert.Equal(t, [2]float64{e.Value, e.Value}, [2]float64{e.Lo, e.Hi}, "%s: all were drawn, nothing is left to chance", name)
	}
	assert.Zero(t, s.Rated(yesNo, itself).StandardError(mean))
	assert.EqualError(t, s.Add(design.Row[int]{Cell: 1, Weight: 1}), `design: 1 more of stratum "", of which 100 of 100 are drawn`)
}

func TestSampleAdd(t *testing.T) {
	var s design.Sample[float64]
	good := design.Row[float64]{Stratum: "a", Cluster: "x", Cell: 3, Weight: 1}
	require.NoError(t, s.AddStratum("a", 2))
	require.NoError(t, s.Add(good))
	before, err := json.Marshal(s)
	require.NoError(t, err)
	with := func(f func(r *design.Row[float64])) design.Row[float64] {
		r := good
		f(&r)
		return r
	}
	for _, c := range []struct {
		reason string
		err    error
		want   string
	}{
		{"no weight", s.Add(with(func(r *design.Row[float64]) { r.Weight = 0 })), "design: weight 0 is not a positive number"},
		{"a weight that is no number", s.Add(with(func(r *design.Row[float64]) { r.Weight = math.NaN() })), "design: weight NaN is not a positive number"},
		{"a cell that is no number", s.Add(with(func(r *design.Row[float64]) { r.Cell = math.NaN() })), "design: the cell NaN is not equal to itself"},
		{"a negative number", s.AddN(good, -1), "design: -1 answers do not go into a sample that has 1"},
		{"more than an int", s.AddN(good, math.MaxInt), fmt.Sprintf("design: %d answers do not go into a sample that has 1", math.MaxInt)},
		{"two more clusters than there are", s.AddN(with(func(r *design.Row[float64]) { r.Cluster = "" }), 2), `design: 2 more of stratum "a", of which 1 of 2 are drawn`},
		{"another population", s.AddStratum("a", 3), `design: a population of 3 in stratum "a", which has one of 2`},
		{"no population", s.AddStratum("b", 0), `design: a population of 0 in stratum "b"`},
		{"a cluster without a name", s.AddCluster("a", ""), "design: a cluster without a name"},
	} {
		assert.EqualError(t, c.err, c.want, c.reason)
	}
	segment := s.Where(func(float64) bool { return true })
	const no = "design: a segment or a calibrated sample takes no answers: add to the sample itself"
	assert.EqualError(t, segment.Add(good), no)
	assert.EqualError(t, segment.AddStratum("a", 2), no)
	assert.EqualError(t, segment.AddCluster("a", "y"), no)
	require.NoError(t, s.AddN(good, 0))
	after, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after), "an error counts nothing")

	require.NoError(t, s.AddCluster("a", "y"))
	require.NoError(t, s.AddCluster("a", "y"))
	assert.Error(t, s.AddCluster("a", "z"), "the population has two clusters")
	require.NoError(t, s.AddStratum("c", 1))
	require.NoError(t, s.Add(design.Row[float64]{Stratum: "d", Cell: 1, Weight: 1}))
	require.NoError(t, s.Add(design.Row[float64]{Stratum: "d", Cell: 1, Weight: 1}))
	assert.EqualError(t, s.AddStratum("d", 1), `design: a population of 1 in stratum "d", of which 2 are drawn`)
	assert.Equal(t, 3, s.N())
}

func TestSampleAddAllocatesNothing(t *testing.T) {
	s := passengers(t, true, true)
	row := design.Row[passenger]{Stratum: "1", Cluster: "114", Cell: passenger{"B", 3}, Weight: 1.1156485207}
	n := s.N()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if err := s.Add(row); err != nil {
			t.Fatal(err)
		}
	}))
	assert.Equal(t, n+101, s.N())
	r := s.Rated(eleven, passenger.rating)
	assert.Zero(t, testing.AllocsPerRun(100, func() { r.Score(nps.Value, kpi.Points, 0.95) }))
}

func TestSampleLone(t *testing.T) {
	draw := func(rule design.Lone) design.Sample[int] {
		s := design.Sample[int]{Lone: rule}
		for i, rating := range []int{9, 10, 3, 8, 9, 0, 7} {
			require.NoError(t, s.Add(design.Row[int]{Stratum: strconv.Itoa(i / 3), Cell: rating, Weight: 1}))
		}
		return s
	}
	y := func(x int) float64 { return float64(x) }
	none := draw(design.NoLimits)
	e := none.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
	assert.InDelta(t, 100./7, e.Value, 1e-12, "the value is known")
	assert.Equal(t, [2]float64{-100, 100}, [2]float64{e.Lo, e.Hi}, "how far off it may be is not")
	assert.Equal(t, e, none.Plus(design.Sample[int]{}).Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95))
	assert.True(t, math.IsNaN(none.Rated(eleven, itself).StandardError(nps.Value)))
	for _, e := range []kpi.Estimate{none.Mean(y, kpi.Number, 0.95), none.Total(y, kpi.Number, 0.95), none.Ratio(y, func(int) float64 { return 1 }, 0.95),
		none.Jackknife(design.AroundEstimate).Estimate(design.Quantile(0.5, y), kpi.Number, 0.95)} {
		assert.True(t, e.Known())
		assert.True(t, math.IsInf(e.Lo, -1) && math.IsInf(e.Hi, 1), "%v", e)
	}
	share := design.KornGraubard.Score(none.Rated(eleven, itself), top, 0.95)
	assert.Equal(t, [2]float64{0, 1}, [2]float64{share.Lo, share.Hi})
	assert.True(t, math.IsNaN(none.MeanError(y)))
	assert.True(t, math.IsNaN(none.Independence(strconv.Itoa, strconv.Itoa).P))

	certain, average := draw(design.Certainty).TotalError(y), draw(design.Average).TotalError(y)
	assert.InDelta(t, math.Sqrt(1.5), average/certain, 1e-12, "three strata like two")
	require.NoError(t, none.AddStratum("2", 1))
	assert.InDelta(t, certain, none.TotalError(y), 1e-12, "the only one of its stratum is no lone cluster")

	alone := design.Sample[int]{Lone: design.Average}
	require.NoError(t, alone.Add(design.Row[int]{Cell: 9, Weight: 1}))
	require.NoError(t, alone.Add(design.Row[int]{Cell: 9, Weight: 1, Stratum: "b"}))
	e = alone.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
	assert.Equal(t, [3]float64{100, -100, 100}, [3]float64{e.Value, e.Lo, e.Hi}, "no other stratum to take the average of")

	b, err := json.Marshal(average)
	require.NoError(t, err)
	assert.NotEmpty(t, b)
	for _, l := range []design.Lone{design.NoLimits, design.Average, design.Certainty} {
		text, err := l.MarshalText()
		require.NoError(t, err)
		var back design.Lone
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, l, back)
	}
	_, err = design.Lone(7).MarshalText()
	assert.EqualError(t, err, "design: Lone(7) is not a rule for lone clusters")
	assert.EqualError(t, new(design.Lone).UnmarshalText([]byte("fail")), `design: "fail" is not a rule for lone clusters`)
}

func TestSampleSegments(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 23))
	s := sample(t, r, 200, true)
	y := func(x int) float64 { return float64(x * x) }
	low, high := s.Where(func(x int) bool { return x < 6 }), s.Where(func(x int) bool { return x >= 6 })
	level := func(e kpi.Estimate) float64 { return e.Value }
	assert.InDelta(t, level(s.Total(y, kpi.Number, 0.95)), level(low.Total(y, kpi.Number, 0.95))+level(high.Total(y, kpi.Number, 0.95)), 1e-9, "segments add up")
	assert.Equal(t, s.N(), low.N()+high.N())
	zero := func(x int) float64 {
		if x < 6 {
			return y(x)
		}
		return 0
	}
	assert.InDelta(t, s.TotalError(zero), low.TotalError(y), 1e-9, "outside of it a segment is 0")
	both := low.Where(func(x int) bool { return x > 2 })
	for row := range both.All() {
		assert.True(t, row.Cell > 2 && row.Cell < 6)
	}
	nobody := low.Where(func(x int) bool { return x > 8 })
	assert.Zero(t, nobody.N())
	assert.False(t, nobody.Mean(y, kpi.Seconds, 0.95).Known())
	assert.Equal(t, kpi.Seconds, nobody.Mean(y, kpi.Seconds, 0.95).Unit)

	// A segment of some clusters only: subsetting first would forget those that it does not meet.
	var own design.Sample[int]
	for row, n := range s.All() {
		if row.Cell == 7 {
			require.NoError(t, own.AddN(row, n))
		}
	}
	seven := s.Where(func(x int) bool { return x == 7 })
	assert.Equal(t, own.N(), seven.N())
	assert.NotEqual(t, own.TotalError(y), seven.TotalError(y))
	assert.Panics(t, func() { seven.Plus(s) }, "a segment has no shards")
	_, err := json.Marshal(seven)
	assert.ErrorContains(t, err, "design: writing a sample: a segment or a calibrated sample: write the sample itself")
}

func TestSampleShards(t *testing.T) {
	r := rand.New(rand.NewPCG(24, 24))
	for range 20 {
		shards := []design.Sample[int]{sample(t, r, 20, true), sample(t, r, 30, true), sample(t, r, 5, false)}
		var whole design.Sample[int]
		for _, s := range shards {
			for row, n := range s.All() {
				require.NoError(t, whole.AddN(row, n))
			}
		}
		merged := shards[0].Plus(shards[1]).Plus(shards[2])
		require.True(t, sameSample(whole, merged))
		a, b := whole.Rated(eleven, itself), merged.Rated(eleven, itself)
		assertSameEstimate(t, a.Score(nps.Value, kpi.Points, 0.95), b.Score(nps.Value, kpi.Points, 0.95), "shards put together are the whole")
		assert.InDelta(t, a.StandardError(mean), b.StandardError(mean), 1e-9)
	}
	few, more := design.Sample[int]{Lone: design.Average}, design.Sample[int]{}
	require.NoError(t, few.AddStratum("", 3))
	require.NoError(t, more.AddStratum("", 4))
	assert.PanicsWithValue(t, "design: a sample with average for lone clusters plus one with no limits", func() { few.Plus(more) })
	few.Lone = design.NoLimits
	assert.PanicsWithValue(t, `design: a population of 3 plus one of 4 in stratum ""`, func() { few.Plus(more) })
}

func TestSampleTooManyTogether(t *testing.T) {
	var s design.Sample[int]
	require.NoError(t, s.AddStratum("", 3))
	require.NoError(t, s.AddN(design.Row[int]{Cell: 9, Weight: 1}, 2))
	four := s.Plus(s)
	assert.Zero(t, four.N(), "four of three customers are no data")
	assertUnknown(t, "four of three", kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, four.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95))
	_, err := json.Marshal(four)
	assert.ErrorContains(t, err, "of which 4 of 3 are drawn")
	var crowd design.Sample[int]
	require.NoError(t, crowd.AddN(design.Row[int]{Cell: 9, Weight: 1}, math.MaxInt))
	assert.Zero(t, crowd.Plus(crowd).N())
	assert.False(t, crowd.Plus(crowd).Mean(func(int) float64 { return 1 }, kpi.Number, 0.95).Known())
}

func TestSampleCorners(t *testing.T) {
	y := func(x int) float64 { return float64(x) }
	var empty design.Sample[int]
	assertUnknown(t, "empty", kpi.Estimate{Lo: 0, Hi: 1, Unit: kpi.Fraction}, empty.Rated(yesNo, itself).Score(mean, kpi.Fraction, 0.95))
	assertUnknown(t, "the zero Rated", kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, design.Rated{}.Score(nps.Value, kpi.Points, 0.95))
	for m := design.ScoreInterval; m <= design.Wald; m++ {
		assertUnknown(t, m.String(), kpi.Estimate{Lo: 0, Hi: 1, Unit: kpi.Fraction}, m.Score(empty.Rated(yesNo, itself), mean, 0.95))
	}
	for _, x := range []float64{empty.MeanError(y), empty.TotalError(y), empty.RatioError(y, y), empty.Rated(yesNo, itself).StandardError(mean), empty.Rated(yesNo, itself).DesignEffect(mean),
		empty.Jackknife(design.AroundMean).StandardError(design.Quantile(0.5, y)), empty.Bootstrap(2, 1, design.AroundMean).StandardError(design.Quantile(0.5, y)), empty.Independence(strconv.Itoa, strconv.Itoa).P} {
		assert.True(t, math.IsNaN(x))
	}
	assert.Equal(t, "n/a", empty.Independence(strconv.Itoa, strconv.Itoa).String())

	var huge design.Sample[int]
	require.NoError(t, huge.AddN(design.Row[int]{Cell: 1, Weight: 1e100}, 600_000_000))
	require.NoError(t, huge.AddN(design.Row[int]{Cell: 0, Weight: 1e100}, 400_000_000))
	want := kpi.Proportion(600_000_000, 1_000_000_000, 0.95)
	assertSameEstimate(t, want, huge.Rated(yesNo, itself).Score(mean, kpi.Fraction, 0.95), "a billion answers")
	e := huge.Ratio(y, func(int) float64 { return 1 }, 0.95)
	assert.InDelta(t, want.Lo, e.Lo, 1e-9)
	assert.InDelta(t, want.Hi, e.Hi, 1e-9)

	// All alike, in four clusters of three: each counts as one answer.
	var alike design.Sample[int]
	for i := range 12 {
		require.NoError(t, alike.Add(design.Row[int]{Cluster: strconv.Itoa(i % 4), Cell: 1, Weight: 2}))
	}
	rated := alike.Rated(yesNo, itself)
	e = rated.Score(mean, kpi.Fraction, 0.95)
	assert.InDelta(t, kpi.Proportion(4, 4, 0.95).Lo, e.Lo, 1e-9)
	assert.Zero(t, rated.StandardError(mean))
	exact := kpi.ClopperPearson.Proportion(4, 4, 0.95)
	for m := design.LogOdds; m <= design.Wald; m++ {
		e := m.Score(rated, mean, 0.95)
		assert.InDelta(t, exact.Lo, e.Lo, 1e-9, "%v does not exist for a share of 1", m)
		assert.Equal(t, 1.0, e.Hi)
	}

	for _, far := range []float64{1e-200, 1e-17} { // a share of 1 to the last bit, but not of all
		var apart design.Sample[int]
		for i, w := range []float64{1, far, 1} {
			require.NoError(t, apart.Add(design.Row[int]{Cell: 1 - i%2, Weight: w * 1e100}))
		}
		for m := design.ScoreInterval; m <= design.Wald; m++ {
			e := m.Score(apart.Rated(yesNo, itself), mean, 0.95)
			assert.True(t, 0 < e.Lo && e.Lo < 0.6 && e.Hi == 1, "%v: %v", m, e)
		}
	}

	assert.Equal(t, alike.Mean(y, kpi.Number, 0.95), kpi.Estimate{Value: 1, Lo: 1, Hi: 1, Level: 0.95, N: 12})
	assert.False(t, alike.Mean(func(int) float64 { return math.NaN() }, kpi.Number, 0.95).Known())
	assert.False(t, alike.Total(func(int) float64 { return math.Inf(1) }, kpi.Number, 0.95).Known())
	assert.False(t, alike.Ratio(y, func(int) float64 { return -1 }, 0.95).Known(), "a denominator is positive")
	assert.False(t, alike.Ratio(y, func(int) float64 { return 0 }, 0.95).Known())
}

// A ratio whose denominator may be 0 has a limit on one side, or on none.
func TestSampleRatioLimits(t *testing.T) {
	draw := func(ys, xs []float64) (out kpi.Estimate) {
		var s design.Sample[[2]float64]
		for i := range ys {
			require.NoError(t, s.Add(design.Row[[2]float64]{Cell: [2]float64{ys[i], xs[i]}, Weight: 1}))
		}
		return s.Ratio(func(c [2]float64) float64 { return c[0] }, func(c [2]float64) float64 { return c[1] }, 0.95)
	}
	vague := []float64{0, 10, -2, 0, 3, 0}
	steady := []float64{5, 5.2, 4.9, 5.1, 5, 4.8}
	e := draw(steady, vague)
	assert.True(t, e.Lo > 0 && e.Lo < e.Value && math.IsInf(e.Hi, 1), "%v", e)
	minus := make([]float64, len(steady))
	for i, x := range steady {
		minus[i] = -x
	}
	o := draw(minus, vague)
	assert.InDelta(t, e.Lo, -o.Hi, 1e-9)
	assert.True(t, math.IsInf(o.Lo, -1))
	e = draw([]float64{1, -9, 0, 3, 1, 8}, vague)
	assert.True(t, math.IsInf(e.Lo, -1) && math.IsInf(e.Hi, 1), "%v", e)
	// Where both are sure it is value ± t·SE, nearly: Fieller's limits lean.
	e = draw([]float64{10, 10.1, 9.9, 10, 10.2, 9.8}, steady)
	assert.InDelta(t, 2, e.Value, 1e-12)
	assert.InDelta(t, e.Value-e.Lo, e.Hi-e.Value, 0.01)
	for _, r := range []float64{e.Lo, e.Hi} { // what the limits are defined by
		var s design.Sample[int]
		for i, y := range []float64{10, 10.1, 9.9, 10, 10.2, 9.8} {
			require.NoError(t, s.AddN(design.Row[int]{Cell: int(math.Round(1e12 * (y - r*steady[i]))), Weight: 1}, 1))
		}
		z := s.Total(func(x int) float64 { return float64(x) / 1e12 }, kpi.Number, 0.95)
		assert.InDelta(t, 0, min(math.Abs(z.Lo), math.Abs(z.Hi)), 1e-9, "the total of y - r·x just touches 0")
	}
}

func TestSamplePanics(t *testing.T) {
	s := passengers(t, true, true)
	r := s.Rated(eleven, passenger.rating)
	y := func(p passenger) float64 { return float64(p.Rating) }
	calibrated, err := design.Sample[passenger]{}.Calibrated(weight.Fit{}, nil)
	require.NoError(t, err)
	for reason, f := range map[string]func(){
		"level 95":                          func() { r.Score(nps.Value, kpi.Points, 95) },
		"level 95 of a mean":                func() { s.Mean(y, kpi.Number, 95) },
		"level 95 of a ratio":               func() { s.Ratio(y, y, 95) },
		"level 95 by name":                  func() { design.LogOdds.Score(r, top, 95) },
		"level 95 of replicates":            func() { s.Jackknife(design.AroundMean).Estimate(design.Quantile(0.5, y), kpi.Number, 95) },
		"a share of ratings":                func() { design.LogOdds.Score(r, mean, 0.95) },
		"no method":                         func() { design.Method(9).Score(r, top, 0.95) },
		"a rating off the scale":            func() { s.Rated(five, passenger.rating) },
		"no scale":                          func() { s.Rated(survey.Scale{}, passenger.rating) },
		"a value that fails":                func() { r.Score(func(int) (float64, error) { return 0, assert.AnError }, kpi.Points, 0.95) },
		"one draw":                          func() { s.Bootstrap(1, 1, design.AroundMean) },
		"no centre":                         func() { s.Jackknife(7) },
		"no quantile":                       func() { design.Quantile(1, y) },
		"replicates of a calibrated sample": func() { calibrated.Jackknife(design.AroundMean) },
	} {
		assert.Panics(t, f, reason)
	}
	assert.Equal(t, "Method(9)", design.Method(9).String())
}

func TestRatedReaders(t *testing.T) {
	r := passengers(t, true, true).Rated(eleven, passenger.rating)
	assert.Equal(t, r.Score(nps.Value, kpi.Points, 0.95), r.Net(6, 9, 0.95))
	assert.Equal(t, r.Score(top, kpi.Fraction, 0.95), r.Share(9, 10, 0.95))
	assert.Equal(t, r.Score(mean, kpi.Number, 0.95), r.Mean(0.95))

	var s design.Sample[int]
	for _, x := range []int{1, 4, 5, 5} {
		require.NoError(t, s.Add(design.Row[int]{Cell: x, Weight: 1}))
	}
	stars := s.Rated(five, itself)
	assert.Equal(t, 50.0, stars.Net(2, 4, 0.95).Value)
	for reason, f := range map[string]func(){
		"a score of 0–10 on 1–5":    func() { stars.Score(nps.Value, kpi.Points, 0.95) },
		"its standard error":        func() { stars.StandardError(nps.Value) },
		"cut points of 0–10":        func() { stars.Net(6, 9, 0.95) },
		"cut points upside down":    func() { stars.Net(4, 2, 0.95) },
		"a box of 0–10":             func() { stars.Share(9, 10, 0.95) },
		"everybody":                 func() { stars.Share(1, 5, 0.95) },
		"nobody":                    func() { stars.Share(5, 4, 0.95) },
		"a difference of 0–10":      func() { s.Difference(s).Rated(five, itself).Score(nps.Value, kpi.Points, 0.95) },
		"without answers, off 0–10": func() { design.Rated{}.Net(6, 11, 0.95) },
		"without answers, on 1–5":   func() { design.Sample[int]{}.Rated(five, itself).Score(nps.Value, kpi.Points, 0.95) },
	} {
		assert.Panics(t, f, reason)
	}
	assertUnknown(t, "the zero Rated", kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, design.Rated{}.Net(6, 9, 0.95))
}

// Fitting nothing away: a fit on a margin that explains the answers wholly leaves no error.
func TestSampleCalibrated(t *testing.T) {
	v := verdict{Data: "clus1", Clusters: true, Finite: true}
	s, cells := schools(t, "sample_api.csv", v)
	fit, err := cells.PostStratify(types)
	require.NoError(t, err)
	c, err := s.Calibrated(fit, levels)
	require.NoError(t, err)
	elementary := func(s school) float64 {
		if s.Type == "E" {
			return 1
		}
		return 0
	}
	e := c.Total(elementary, kpi.Number, 0.95)
	assert.InDelta(t, 4421, e.Value, 1e-6, "what the margin says")
	assert.InDelta(t, 0, c.TotalError(elementary), 1e-6, "and knows")
	assert.Greater(t, s.TotalError(elementary), 100.0)
	segment := func(s school) bool { return s.Wide == "No" }
	before, err := s.Where(segment).Calibrated(fit, levels)
	require.NoError(t, err)
	assert.InDelta(t, before.MeanError(api00), c.Where(segment).MeanError(api00), 1e-12)
	assert.Panics(t, func() { c.Plus(s) })
	// A variable that repeats another changes nothing.
	twice := weight.NewCells("type", "again")
	for row, n := range s.All() {
		require.NoError(t, twice.AddN([]string{row.Cell.Type, row.Cell.Type}, n, row.Weight))
	}
	again, err := weight.Exponential{}.Calibrate(twice, types, weight.Totals("again", map[string]float64{"E": 4421, "H": 755, "M": 1018}))
	require.NoError(t, err)
	d, err := s.Calibrated(again, func(s school) []string { return []string{s.Type, s.Type} })
	require.NoError(t, err)
	assert.InDelta(t, c.MeanError(api00), d.MeanError(api00), 1e-9)
}

func TestSampleCalibratedToOthers(t *testing.T) {
	s, cells := schools(t, "sample_api.csv", verdict{Data: "clus1", Clusters: true})
	fit, err := cells.Rake(types, wide)
	require.NoError(t, err)
	one := weight.NewCells("type")
	many := map[string]float64{}
	for i := range 12 {
		require.NoError(t, one.Add([]string{strconv.Itoa(100 + i)}, 1))
		many[strconv.Itoa(100+i)] = 1
	}
	crowd, err := one.Rake(weight.Totals("type", many))
	require.NoError(t, err)
	for _, c := range []struct {
		reason string
		fit    weight.Fit
		levels func(school) []string
		err    string
	}{
		{"another order", fit, func(s school) []string { return []string{s.Wide, s.Type} },
			`design: no respondent of the fit has the levels ["Yes" "H"], which go in the order of its cells' variables; its margins are type ("E", "H", "M"), wide ("No", "Yes")`},
		{"names that it does not know", fit, func(school) []string { return []string{"X", "Yes"} },
			`design: no respondent of the fit has the levels ["X" "Yes"], which go in the order of its cells' variables; its margins are type ("E", "H", "M"), wide ("No", "Yes")`},
		{"too few", fit, func(s school) []string { return []string{s.Type} },
			`design: no respondent of the fit has the levels ["H"], which go in the order of its cells' variables; its margins are type ("E", "H", "M"), wide ("No", "Yes")`},
		{"a margin of many levels", crowd, func(s school) []string { return []string{s.Type} },
			`design: no respondent of the fit has the levels ["H"], which go in the order of its cells' variables; its margins are type ("100", "101", "102", "103", "104", "105", "106", "107", …)`},
		{"the zero fit", weight.Fit{}, levels, `design: the levels ["H" "Yes"] are in no fit: it has no respondents`},
	} {
		got, err := s.Calibrated(c.fit, c.levels)
		assert.EqualError(t, err, c.err, c.reason)
		assert.Zero(t, got.N(), c.reason)
	}

	// What comes later may be unknown to the fit.
	c, err := s.Calibrated(fit, levels)
	require.NoError(t, err)
	n := s.N()
	assert.Equal(t, n, c.N())
	require.NoError(t, s.Add(design.Row[school]{Cluster: "637", Cell: school{Type: "X", Wide: "No"}, Weight: 1}))
	assert.Equal(t, n+1, s.N())
	assert.Zero(t, c.N(), "what reads as no data has no answers")
	assert.Zero(t, c.Where(func(school) bool { return true }).N())
	assert.False(t, c.Mean(api00, kpi.Number, 0.95).Known())
}

// Regression can fit weights below 0, and a table with such a cell is none: R's svychisq refuses it.
func TestSampleBelowZero(t *testing.T) {
	type answer struct {
		Row, Column string
		Rating      int
	}
	var s design.Sample[answer]
	c := weight.NewCells("row", "column")
	for i, a := range []answer{{"1", "1", 3}, {"1", "2", 9}, {"2", "1", 10}} {
		for range 10 {
			require.NoError(t, s.Add(design.Row[answer]{Cluster: strconv.Itoa(i), Cell: a, Weight: 1}))
			require.NoError(t, s.Add(design.Row[answer]{Cluster: strconv.Itoa(3 + i), Cell: a, Weight: 1}))
			require.NoError(t, c.AddN([]string{a.Row, a.Column}, 2, 1))
		}
	}
	levels := func(a answer) []string { return []string{a.Row, a.Column} }
	half := map[string]float64{"1": 50, "2": 50}
	for _, x := range []struct {
		row   float64 // customers of row 1
		known bool
	}{{60, true}, {40, false}} {
		fit, err := weight.Linear{}.Calibrate(c, weight.Totals("row", map[string]float64{"1": x.row, "2": 100 - x.row}), weight.Totals("column", half))
		require.NoError(t, err)
		assert.InDelta(t, (x.row-50)/20, fit.Factor("1", "1"), 1e-9)
		fitted, err := s.Calibrated(fit, levels)
		require.NoError(t, err)
		p := fitted.Independence(func(a answer) string { return a.Row }, func(a answer) string { return strconv.Itoa(a.Rating / 9) }).P
		assert.Equal(t, x.known, p >= 0, "%v", p)
		e := fitted.Rated(eleven, func(a answer) (int, bool) { return a.Rating, true }).Score(nps.Value, kpi.Points, 0.95)
		assert.Equal(t, x.known, e.Known(), "%v", e)
	}
}
