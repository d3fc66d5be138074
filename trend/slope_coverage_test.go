package trend_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
)

// slopeCoverage returns how often the limits of the slope, and of the slope with sampling noise alone, hold the
// true one, over runs of a series of shares that rise from p by a half point a period, answered by n each;
// process is the standard deviation of the periods about their line, in those of sampling.
func slopeCoverage(runs, periods, n int, p, process float64) (slope, sampling float64) {
	r := rand.New(rand.NewPCG(1, uint64(periods)<<32|uint64(n)))
	const rise = 0.005
	sd := process * math.Sqrt(p*(1-p)/float64(n))
	for range runs {
		series := make([]kpi.Estimate, periods)
		for i := range series {
			q := min(1, max(0, p+rise*float64(i)+sd*r.NormFloat64()))
			k := 0
			for range n {
				if r.Float64() < q {
					k++
				}
			}
			series[i] = kpi.Proportion(k, n, 0.95)
		}
		line := trend.Fit(series)
		if line.Slope.Contains(rise) {
			slope++
		}
		if line.Sampling.Contains(rise) {
			sampling++
		}
	}
	return slope / float64(runs), sampling / float64(runs)
}

func TestSlopeCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	slope, sampling := slopeCoverage(1500, 12, 100, 0.75, 0)
	assert.InDelta(t, 0.965, slope, 0.025, "no process noise")
	assert.InDelta(t, 0.95, sampling, 0.02, "no process noise")
	slope, sampling = slopeCoverage(1500, 12, 100, 0.75, 2)
	assert.InDelta(t, 0.95, slope, 0.025, "process noise twice the sampling noise")
	assert.InDelta(t, 0.62, sampling, 0.06, "which the limits of sampling alone do not know")
}
