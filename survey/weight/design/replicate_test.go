package design_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

func squared(x int) float64 { return float64(x * x) }

func sumOf(y func(int) float64) func([]design.Weighted[int]) float64 {
	return func(cells []design.Weighted[int]) (sum float64) {
		for _, c := range cells {
			sum += c.Weight * y(c.Cell)
		}
		return sum
	}
}

// What is linear in the weights has the same standard error by the jackknife as by its formula, to rounding, and by the
// bootstrap nearly: for every design, segment and rule.
func TestReplicatesOfTotals(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 31))
	for _, rule := range []design.Lone{design.Average, design.Certainty} {
		for i := range 20 {
			s := sample(t, r, 25, i%2 == 0)
			s.Lone = rule
			if i%4 < 2 {
				require.NoError(t, s.AddStratum("1", 90))
				require.NoError(t, s.AddStratum("2", 80))
			}
			require.NoError(t, s.AddCluster("0", "nobody"))
			require.NoError(t, s.Add(design.Row[int]{Stratum: "lone", Cell: 4, Weight: 2}))
			for _, part := range []design.Sample[int]{s, s.Where(func(x int) bool { return x > 5 })} {
				want := part.TotalError(squared)
				assert.InEpsilon(t, want, part.Jackknife(design.AroundEstimate).StandardError(sumOf(squared)), 1e-9)
				e := part.Jackknife(design.AroundEstimate).Estimate(sumOf(squared), kpi.Points, 0.9)
				o := part.Total(squared, kpi.Points, 0.9)
				assertSameEstimate(t, o, e, "with the same limits")
				if i == 0 {
					assert.InEpsilon(t, want, part.Bootstrap(4000, 7, design.AroundMean).StandardError(sumOf(squared)), 0.05)
				}
			}
		}
	}
}

func TestReplicatesAreTheSameAgain(t *testing.T) {
	s := sample(t, rand.New(rand.NewPCG(32, 32)), 60, true)
	median := design.Quantile(0.5, func(x int) float64 { return float64(x) })
	r := s.Bootstrap(50, 3, design.AroundMean)
	assert.Equal(t, r.StandardError(median), r.StandardError(median), "the same replicates each time")
	assert.Equal(t, r.StandardError(median), s.Bootstrap(50, 3, design.AroundMean).StandardError(median), "and by the same seed")
	assert.NotEqual(t, r.StandardError(sumOf(squared)), s.Bootstrap(50, 4, design.AroundMean).StandardError(sumOf(squared)))
	assert.GreaterOrEqual(t, s.Jackknife(design.AroundEstimate).StandardError(median), s.Jackknife(design.AroundMean).StandardError(median))
	few := sumOf(squared)
	var thetas []float64
	s.Bootstrap(3, 9, design.AroundMean).StandardError(func(cells []design.Weighted[int]) float64 {
		thetas = append(thetas, few(cells))
		return few(cells)
	})
	middle := (thetas[1] + thetas[2] + thetas[3]) / 3 // the first is the sample itself
	square := 0.0
	for _, x := range thetas[1:] {
		square += (x - middle) * (x - middle)
	}
	assert.InEpsilon(t, math.Sqrt(square/2), s.Bootstrap(3, 9, design.AroundMean).StandardError(few), 1e-9, "around their mean one less counts")
	failing := func([]design.Weighted[int]) float64 { return math.NaN() }
	assert.False(t, r.Estimate(failing, kpi.Number, 0.95).Known())
	first := true
	sometimes := func(cells []design.Weighted[int]) float64 {
		if first {
			first = false
			return 1
		}
		return math.Inf(1)
	}
	e := r.Estimate(sometimes, kpi.Number, 0.95)
	assert.True(t, e.Known() && math.IsInf(e.Lo, -1) && math.IsInf(e.Hi, 1), "a replicate without the statistic: %v", e)
}

// Answers that are counted together and answers that come one by one are the same sample.
func TestReplicatesOfEqualAnswers(t *testing.T) {
	var together, apart design.Sample[[2]int]
	for i, n := range []int{3, 5, 2, 7} {
		require.NoError(t, together.AddN(design.Row[[2]int]{Cell: [2]int{i}, Weight: 1.5}, n))
		for j := range n {
			require.NoError(t, apart.Add(design.Row[[2]int]{Cell: [2]int{i, j}, Weight: 1.5}))
		}
	}
	ratio := func(cells []design.Weighted[[2]int]) float64 {
		a, b := 0.0, 0.0
		for _, c := range cells {
			a += c.Weight * float64(c.Cell[0]*c.Cell[0])
			b += c.Weight * float64(1+c.Cell[0])
		}
		return a / b
	}
	for _, around := range []design.Centre{design.AroundEstimate, design.AroundMean} {
		assert.InDelta(t, apart.Jackknife(around).StandardError(ratio), together.Jackknife(around).StandardError(ratio), 1e-12)
	}
}

func TestQuantile(t *testing.T) {
	for _, v := range verdicts(t, "quantile") {
		s := of(t, v)
		got := s.Bootstrap(200, 1, design.AroundEstimate).Estimate(design.Quantile(v.Q, api00), kpi.Number, 0.95)
		assert.Equal(t, v.Value, got.Value, v.String())
		assert.True(t, got.Lo < got.Value && got.Value < got.Hi && got.Hi-got.Lo < 200, v.String())
	}
	half := design.Quantile(0.5, func(x int) float64 { return float64(x) })
	for _, c := range []struct {
		reason string
		cells  []design.Weighted[int]
		want   float64
	}{
		{"nothing", nil, math.NaN()},
		{"weights of 0", []design.Weighted[int]{{Cell: 1}, {Cell: 2}}, math.NaN()},
		{"one", []design.Weighted[int]{{Cell: 4, Weight: 2}}, 4},
		{"exactly half", []design.Weighted[int]{{Cell: 4, Weight: 2}, {Cell: 1, Weight: 1}, {Cell: 2, Weight: 1}}, 3},
		{"and not nearly", []design.Weighted[int]{{Cell: 4, Weight: 2}, {Cell: 1, Weight: 1.01}, {Cell: 2, Weight: 1}}, 2},
		{"a half of tenths", []design.Weighted[int]{{Cell: 1, Weight: 0.1}, {Cell: 2, Weight: 0.2}, {Cell: 3, Weight: 0.3}}, 2.5},
	} {
		got := half(c.cells)
		assert.True(t, got == c.want || math.IsNaN(got) && math.IsNaN(c.want), "%s: %v", c.reason, got)
	}
}

// The bootstrap covers a median, which the jackknife does not know how to.
func TestReplicatesCoverMedians(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	r := rand.New(rand.NewPCG(33, 33))
	var boot misses
	truth := math.Exp(0)
	for range 200 {
		var s design.Sample[float64]
		for range 60 {
			h := r.IntN(2)
			require.NoError(t, s.Add(design.Row[float64]{Stratum: strconv.Itoa(h), Cell: math.Exp(r.NormFloat64()), Weight: 1 + float64(h)}))
		}
		e := s.Bootstrap(100, 1, design.AroundEstimate).Estimate(design.Quantile(0.5, func(x float64) float64 { return x }), kpi.Number, 0.95)
		boot.count(truth, e.Lo, e.Hi)
	}
	assert.InDelta(t, 0.95, boot.coverage(), 0.04)
}

func TestIndependenceCorners(t *testing.T) {
	var s design.Sample[[2]string]
	add := func(a, b string, n int) {
		require.NoError(t, s.AddN(design.Row[[2]string]{Cell: [2]string{a, b}, Weight: 2}, n))
	}
	first, second := func(c [2]string) string { return c[0] }, func(c [2]string) string { return c[1] }
	add("a", "x", 10)
	add("b", "x", 20)
	assert.True(t, math.IsNaN(s.Independence(first, second).P), "one column")
	add("a", "y", 30)
	got := s.Independence(first, second) // a table with an empty cell
	assert.InDelta(t, 0, got.P, 1e-6)
	assert.Equal(t, 1.0, math.Round(1e9*got.DF1)/1e9, "two by two")
	assert.Equal(t, got.DF1*59, got.DF2)
	add("b", "y", 60)
	got = s.Independence(first, second)
	assert.InDelta(t, 0, got.F, 1e-20, "the same in both rows")
	assert.InDelta(t, 1, got.P, 1e-9)
	swapped := s.Independence(second, first)
	assert.InDelta(t, got.DF1, swapped.DF1, 1e-9)
	segment := s.Where(func(c [2]string) bool { return c[0] == "a" })
	assert.True(t, math.IsNaN(segment.Independence(first, second).P), "one row in the segment")
	assert.Equal(t, "F(1.5, 20.9)=5.19 p=0.022", design.RaoScott{F: 5.19337, DF1: 1.4946, DF2: 20.925, P: 0.02175}.String())
}

func BenchmarkSample(b *testing.B) {
	s := passengers(b, true, true)
	rated := s.Rated(eleven, passenger.rating)
	row := design.Row[passenger]{Stratum: "1", Cluster: "114", Cell: passenger{"B", 3}, Weight: 1.1156485207}
	more := s.Plus(design.Sample[passenger]{})
	promoter := func(p passenger) float64 { return float64(p.Rating) }
	for _, c := range []struct {
		name string
		run  func()
	}{
		{"Add", func() {
			if err := more.Add(row); err != nil {
				b.Fatal(err)
			}
		}},
		{"Rated", func() { s.Rated(eleven, passenger.rating) }},
		{"Score", func() { rated.Score(mean, kpi.Number, 0.95) }},
		{"Mean", func() { s.Mean(promoter, kpi.Number, 0.95) }},
		{"Jackknife", func() { s.Jackknife(design.AroundMean).StandardError(design.Quantile(0.5, promoter)) }},
		{"Bootstrap100", func() { s.Bootstrap(100, 1, design.AroundMean).StandardError(design.Quantile(0.5, promoter)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.run()
			}
		})
	}
}
