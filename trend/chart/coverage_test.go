package chart_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runLength returns the mean number of periods until a monitor first signals, and its standard error, over
// runs that each begin anew; next feeds it a period.
func runLength(t *testing.T, runs int, start chart.Monitor, next func(*chart.Monitor) ([]chart.Signal, error)) (mean, se float64) {
	t.Helper()
	var sum, squares float64
	for range runs {
		m := start
		n := 0.0
		for {
			n++
			signals, err := next(&m)
			require.NoError(t, err)
			if len(signals) > 0 || n == 1e6 {
				break
			}
		}
		sum += n
		squares += n * n
	}
	mean = sum / float64(runs)
	return mean, math.Sqrt((squares/float64(runs) - mean*mean) / float64(runs))
}

var known = chart.Standard{Centre: 0, Sigma: 1}

// normal feeds independent normal numbers with this mean.
func normal(shift float64) func(*chart.Monitor) ([]chart.Signal, error) {
	r := rand.New(rand.NewPCG(1, math.Float64bits(shift)))
	return func(m *chart.Monitor) ([]chart.Signal, error) { return m.Add(shift + r.NormFloat64()) }
}

// Published run lengths of independent normal points with known centre and sigma.
var publishedRunLengths = []struct {
	reason string
	start  chart.Monitor
	shift  float64
	want   float64
}{
	// Champ and Woodall 1987, doi 10.1080/00401706.1987.10488266, table 1.
	{"limits alone", chart.XmR(nil).Given(known).Monitor(), 0, 370.40},
	{"limits alone", chart.XmR(nil).Given(known).Monitor(), 1, 43.89},
	{"two of three", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.TwoOfThree), 0, 225.44},
	{"two of three", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.TwoOfThree), 1, 20.01},
	{"four of five", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.FourOfFive), 0, 166.05},
	{"four of five", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.FourOfFive), 1, 12.66},
	{"eight on one side", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.EightOneSide), 0, 152.73},
	{"eight on one side", chart.XmR(nil).Given(known).Monitor(chart.Beyond, chart.EightOneSide), 1, 14.58},
	{"Western Electric", chart.XmR(nil).Given(known).Monitor(chart.WesternElectric()...), 0, 91.75},
	// Lucas and Crosier 1982, doi 10.1080/00401706.1982.10487759.
	{"CUSUM h = 5", chart.CUSUM(nil, 0.5, 5).Given(known).Monitor(), 0, 465},
	{"CUSUM h = 5", chart.CUSUM(nil, 0.5, 5).Given(known).Monitor(), 1, 10.38},
	{"CUSUM h = 4", chart.CUSUM(nil, 0.5, 4).Given(known).Monitor(), 0, 168},
	{"CUSUM h = 4", chart.CUSUM(nil, 0.5, 4).Given(known).Monitor(), 1, 8.38},
}

func TestCoverageRunLengths(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	for _, c := range publishedRunLengths {
		got, se := runLength(t, 2000, c.start, normal(c.shift))
		assert.InDelta(t, c.want, got, 4*se, "%s at a shift of %v", c.reason, c.shift)
	}
}

// The share of independent shares that is outside: never more than .27% with exact limits.
func TestCoverageShares(t *testing.T) {
	for _, n := range []int{10, 50, 99} {
		for _, p := range []float64{0.5, 0.9, 0.95} {
			below, above := outsideShares(chart.P, n, p)
			assert.LessOrEqual(t, below, 0.00135)
			assert.LessOrEqual(t, above, 0.00135)
		}
	}
	below, above := outsideShares(chart.ThreeSigma.P, 100, 0.99)
	assert.Greater(t, below, 0.01, "three sigma at 99% of 100: false alarms below")
	assert.Zero(t, above, "and no month is ever good")
}

// outsideShares returns the exact probability that k of n is below and above the limits, at a known centre.
func outsideShares(kind func(k, n []int) chart.Chart, n int, p float64) (below, above float64) {
	k := make([]int, n+1)
	for i := range k {
		k[i] = i
	}
	for i, at := range kind(k, alike(n, n+1)).Given(chart.Standard{Centre: p}).Points {
		mass := binomial(i, n, p)
		if at.Value < at.Lo {
			below += mass
		} else if at.Value > at.Hi {
			above += mass
		}
	}
	return below, above
}

func binomial(k, n int, p float64) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return math.Exp(lg(n) - lg(k) - lg(n-k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

// outsideNet returns the exact probability that the net score of n answers is below and above the limits,
// at known shares of detractors and promoters.
func outsideNet(kind func([][3]int) chart.Chart, n int, down, up float64) (below, above float64) {
	var all [][3]int
	var mass []float64
	for d := range n + 1 {
		for u := range n + 1 - d {
			all = append(all, [3]int{d, n - d - u, u})
			mass = append(mass, binomial(d, n, down)*binomial(u, n-d, up/(1-down)))
		}
	}
	c := kind(all).Given(chart.Standard{Centre: 100 * (up - down), Moved: up + down})
	for i, at := range c.Points {
		if at.Value < at.Lo {
			below += mass[i]
		} else if at.Value > at.Hi {
			above += mass[i]
		}
	}
	return below, above
}

// At NPS 82 to 92 and up to 100 answers, three sigma give 4 to 20 false alarms below per 1,000 and can
// never see an improvement; the exact limits keep to 1.35 on either side.
func TestCoverageNet(t *testing.T) {
	for _, c := range []struct {
		n        int
		down, up float64
	}{{15, 0.04, 0.86}, {30, 0.02, 0.90}, {40, 0.02, 0.94}, {60, 0.01, 0.93}} {
		below, above := outsideNet(chart.ThreeSigma.Net, c.n, c.down, c.up)
		assert.InDelta(t, 0.012, below, 0.008, "three sigma, %+v", c)
		assert.Zero(t, above, "three sigma, %+v", c)
		below, above = outsideNet(chart.Net, c.n, c.down, c.up)
		assert.LessOrEqual(t, below, 0.00135, "%+v", c)
		assert.LessOrEqual(t, above, 0.00135, "%+v", c)
	}
}
