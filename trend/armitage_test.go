package trend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCochranArmitageGolden(t *testing.T) {
	var file kendallGolden
	golden(t, "kendall.json", &file)
	require.Len(t, file.Armitage, 3)
	for _, c := range file.Armitage {
		t.Run(c.Reason, func(t *testing.T) {
			got := trend.CochranArmitage(c.K, c.N, c.Scores)
			near(t, c.Chisq, got.Statistic*got.Statistic, 1e-12)
			near(t, c.P, got.P, 1e-11)
			assert.Zero(t, got.DF)
			if c.Scores[1] == 2 {
				assert.Equal(t, got, trend.CochranArmitage(c.K, c.N, nil), "nil is 1, 2, 3, …")
			}
		})
	}
}

func TestCochranArmitageCorners(t *testing.T) {
	nan := math.NaN()
	noData := kpi.NormalTest(nan)
	for _, c := range []struct {
		reason string
		k, n   []int
		scores []float64
		want   kpi.Test
	}{
		{"no groups", nil, nil, nil, noData},
		{"one group", []int{3}, []int{5}, nil, noData},
		{"one group with trials", []int{3, 0}, []int{5, 0}, nil, noData},
		{"equal scores", []int{3, 4}, []int{5, 5}, []float64{2, 2}, noData},
		{"more successes than trials", []int{6, 4}, []int{5, 5}, nil, noData},
		{"a negative count", []int{-1, 4}, []int{5, 5}, nil, noData},
		{"negative trials", []int{-1, 4, 5}, []int{-1, 5, 5}, nil, noData},
		{"a score that is no number", []int{1, 4}, []int{5, 5}, []float64{1, nan}, noData},
		{"an infinite score", []int{1, 4}, []int{5, 5}, []float64{1, math.Inf(1)}, noData},
		{"all", []int{5, 5}, []int{5, 5}, nil, kpi.Test{P: 1}},
		{"none", []int{0, 0}, []int{5, 5}, nil, kpi.Test{P: 1}},
		{"no trend", []int{2, 3, 2}, []int{5, 5, 5}, nil, kpi.Test{P: 1}},
		{"a group without trials is left out", []int{1, 0, 4}, []int{5, 0, 5}, nil, trend.CochranArmitage([]int{1, 4}, []int{5, 5}, []float64{1, 3})},
		{"its score may be anything", []int{1, 0, 4}, []int{5, 0, 5}, []float64{1, nan, 3}, trend.CochranArmitage([]int{1, 4}, []int{5, 5}, nil)},
	} {
		t.Run(c.reason, func(t *testing.T) {
			got := trend.CochranArmitage(c.k, c.n, c.scores)
			assert.Equal(t, math.IsNaN(c.want.P), math.IsNaN(got.P))
			if !math.IsNaN(c.want.P) {
				assert.InDelta(t, c.want.Statistic, got.Statistic, 1e-12)
				assert.InDelta(t, c.want.P, got.P, 1e-12)
			}
		})
	}
	assert.Panics(t, func() { trend.CochranArmitage([]int{1}, []int{2, 3}, nil) })
	assert.Panics(t, func() { trend.CochranArmitage([]int{1}, []int{2}, []float64{1, 2}) })

	t.Run("two groups are the test of two proportions", func(t *testing.T) {
		got := trend.CochranArmitage([]int{45, 180}, []int{50, 240}, nil)
		chi := kpi.Homogeneity([]int{45, 180}, []int{50, 240})
		near(t, chi.Statistic, got.Statistic*got.Statistic, 1e-12)
		assert.Negative(t, got.Statistic)
	})
	t.Run("a billion trials", func(t *testing.T) {
		got := trend.CochranArmitage([]int{500_000_000, 500_100_000}, []int{1e9, 1e9}, nil)
		// (p₂-p₁)/√(p(1-p)·2/n) with p = .50005
		assert.InDelta(t, 1e-4/math.Sqrt(0.50005*0.49995*2e-9), got.Statistic, 1e-9)
	})
	t.Run("the scores' unit does not matter", func(t *testing.T) {
		k, n := []int{83, 90, 129, 70}, []int{86, 93, 136, 82}
		near(t, trend.CochranArmitage(k, n, nil).Statistic, trend.CochranArmitage(k, n, []float64{1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3}).Statistic, 1e-12)
		for _, unit := range []float64{math.MaxFloat64 / 4, 1e160, 1e-170, 0x1p-1070} {
			near(t, trend.CochranArmitage(k, n, nil).Statistic, trend.CochranArmitage(k, n, []float64{unit, 2 * unit, 3 * unit, 4 * unit}).Statistic, 1e-12)
		}
		ends := trend.CochranArmitage([]int{1, 9}, []int{10, 10}, []float64{-math.MaxFloat64, math.MaxFloat64})
		near(t, trend.CochranArmitage([]int{1, 9}, []int{10, 10}, nil).Statistic, ends.Statistic, 1e-12)
	})
}

// The share of customers kept, of 1,000 each month.
func ExampleCochranArmitage() {
	kept := []int{930, 925, 921, 918, 905, 899}
	customers := []int{1000, 1000, 1000, 1000, 1000, 1000}
	fmt.Println(trend.CochranArmitage(kept, customers, nil))
	// Output:
	// z=-2.98 p=0.0029
}
