//go:build coverage

package trend_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
)

func TestSlopeCoverageFull(t *testing.T) {
	least, most := 1.0, 0.0
	for _, periods := range []int{4, 6, 12, 24} {
		for _, n := range []int{30, 100} {
			for _, p := range []float64{0.5, 0.8} {
				for _, process := range []float64{0, 0.5, 1, 2} {
					slope, sampling := slopeCoverage(2000, periods, n, p, process)
					fmt.Printf("periods %2d n %3d p %.1f process %.1f: slope %.3f, sampling alone %.3f\n", periods, n, p, process, slope, sampling)
					least, most = math.Min(least, slope), math.Max(most, slope)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, least, 0.90)
	assert.LessOrEqual(t, most, 1.0)
}

// How often MannKendall at 5% finds a trend where there is none.
func TestMannKendallLevelFull(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{12, 24, 60} {
		const runs = 4000
		found := map[string]int{}
		count := func(name string, k trend.Kendall) {
			if k.P < 0.05 {
				found[name]++
			}
		}
		for range runs {
			x := make([]float64, n+11)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			count("independent", trend.MannKendall(x[:n]))
			for _, width := range []int{2, 3, 6, 12} {
				windows := make([]float64, n)
				for i := range windows {
					for _, v := range x[i : i+width] {
						windows[i] += v
					}
				}
				count(fmt.Sprintf("windows of %d", width), trend.MannKendall(windows))
				count(fmt.Sprintf("windows of %d, Hamed-Rao", width), trend.HamedRao(windows))
			}
			growing := make([]float64, n)
			for i := range growing {
				answers := 10 * math.Pow(80, float64(i)/float64(n-1))
				k := 0
				for range int(answers) {
					if r.Float64() < 0.9 {
						k++
					}
				}
				growing[i] = float64(k) / math.Floor(answers)
			}
			count("shares of 10 to 800 answers", trend.MannKendall(growing))
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			fmt.Printf("n %d, %s: %.3f\n", n, name, float64(found[name])/runs)
		}
	}
}

// Processes of which neighbours depend on each other, as the comments on HamedRao and ChangePoints say.
func TestDependenceFull(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{20, 60, 100, 365} {
		for _, correlation := range []float64{0, 0.3, 0.6, 0.9} {
			const runs = 1500
			var mannKendall, hamedRao, changes float64
			for range runs {
				x := make([]float64, n)
				last := 0.0
				for i := -50; i < n; i++ {
					if last = correlation*last + r.NormFloat64(); i >= 0 {
						x[i] = last
					}
				}
				if trend.MannKendall(x).P < 0.05 {
					mannKendall++
				}
				if trend.HamedRao(x).P < 0.05 {
					hamedRao++
				}
				if len(trend.ChangePoints(x)) > 0 {
					changes++
				}
			}
			fmt.Printf("n %d, autocorrelation %.1f: Mann-Kendall %.3f, Hamed-Rao %.3f, changes %.3f\n",
				n, correlation, mannKendall/runs, hamedRao/runs, changes/runs)
		}
	}
}
