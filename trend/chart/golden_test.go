package chart_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type published struct {
	Juice struct {
		K              []int
		Centre, Hi, Lo float64
		Out            []int
		Without        struct {
			Centre, Hi, Lo float64
			Out            []int
		}
	} `json:"orange juice"`
	Orders struct {
		K, N   []int
		Centre float64
		Out    []int
	} `json:"purchase orders"`
	Loans struct {
		X              []float64
		Centre, Hi, Lo float64
		Out            []int
	}
	Flowrate struct {
		X                  []float64
		Centre, MR, Hi, Lo float64
	}
	NISTEWMA struct {
		X, EWMA []float64
		Hi, Lo  float64
	} `json:"nist ewma"`
	NISTCUSUM struct {
		X     []float64
		First int
	} `json:"nist cusum"`
	Montgomery struct {
		X      []float64
		First  []float64 `json:"ewma first"`
		Last   []float64 `json:"ewma last"`
		Start  []float64 `json:"limits first"`
		Steady []float64 `json:"limits steady"`
		EWMA   []int     `json:"ewma out"`
		At29   float64   `json:"cusum at 29"`
		CUSUM  []int     `json:"cusum out"`
	}
	Hours4 struct {
		K, N       []int
		Centre     float64
		SigmaZ     float64 `json:"sigma z"`
		ThreeSigma int     `json:"three sigma out"`
	} `json:"four hours"`
	Hours struct{ X, Raw, Log, T, Exponential []float64 }
	Rules map[string]json.RawMessage
}

func readPublished(t *testing.T) published {
	t.Helper()
	data, err := os.ReadFile("testdata/published.json")
	require.NoError(t, err)
	var p published
	require.NoError(t, json.Unmarshal(data, &p))
	return p
}

// out returns the points at which signals end, counted from 1, each once.
func out(signals []chart.Signal) []int {
	var points []int
	for _, s := range signals {
		points = append(points, s.Last+1)
	}
	return slices.Compact(points)
}

func alike(n, times int) []int { return slices.Repeat([]int{n}, times) }

func TestPublishedShares(t *testing.T) {
	p := readPublished(t)
	juice := chart.ThreeSigma.P(p.Juice.K, alike(50, 30))
	at := juice.Points[0]
	assert.InDelta(t, p.Juice.Centre, at.Centre, 6e-5)
	assert.InDelta(t, p.Juice.Hi, at.Hi, 6e-5)
	assert.InDelta(t, p.Juice.Lo, at.Lo, 6e-5)
	assert.Equal(t, p.Juice.Out, out(juice.Signals()))

	revised := juice.Without(14, 22)
	at = revised.Points[29]
	assert.InDelta(t, p.Juice.Without.Centre, at.Centre, 6e-5)
	assert.InDelta(t, p.Juice.Without.Hi, at.Hi, 6e-5)
	assert.InDelta(t, p.Juice.Without.Lo, at.Lo, 6e-5)
	assert.Equal(t, p.Juice.Without.Out, out(revised.Signals()))

	orders := chart.ThreeSigma.P(p.Orders.K, p.Orders.N)
	assert.InDelta(t, p.Orders.Centre, orders.Points[0].Centre, 6e-5)
	assert.Equal(t, p.Orders.Out, out(orders.Signals()))

	laney := chart.Laney(p.Hours4.K, p.Hours4.N)
	assert.InDelta(t, p.Hours4.Centre, laney.Phases[0].Standard.Centre, 1e-12)
	assert.InDelta(t, p.Hours4.SigmaZ, laney.Phases[0].Standard.Sigma, 1e-9)
	assert.Empty(t, laney.Signals())
	assert.Len(t, chart.ThreeSigma.P(p.Hours4.K, p.Hours4.N).Signals(), p.Hours4.ThreeSigma)
	assert.Len(t, chart.P(p.Hours4.K, p.Hours4.N).Signals(), p.Hours4.ThreeSigma)
}

func TestPublishedValues(t *testing.T) {
	p := readPublished(t)
	loans := chart.XmR(p.Loans.X).Freeze(20)
	for _, at := range loans.Points {
		assert.InDelta(t, p.Loans.Centre, at.Centre, 1e-12)
		assert.InDelta(t, p.Loans.Hi, at.Hi, 6e-3)
		assert.InDelta(t, p.Loans.Lo, at.Lo, 6e-3)
	}
	assert.Equal(t, p.Loans.Out, out(loans.Signals()))

	flow := chart.XmR(p.Flowrate.X)
	assert.InDelta(t, p.Flowrate.Centre, flow.Points[0].Centre, 6e-5)
	assert.InDelta(t, p.Flowrate.Hi, flow.Points[0].Hi, 1.5e-4, "NIST rounds on the way")
	assert.InDelta(t, p.Flowrate.Lo, flow.Points[0].Lo, 1.5e-4)
	ranges := chart.MR(p.Flowrate.X)
	assert.InDelta(t, p.Flowrate.MR, ranges.Points[0].Centre, 6e-5)
	assert.InDelta(t, 3.267*p.Flowrate.MR, ranges.Points[1].Hi, 3e-4)
	assert.Equal(t, 0.0, ranges.Points[1].Lo)
	assert.False(t, ranges.Points[0].Known(), "no range at the first")

	for name, c := range map[string]struct {
		got  chart.Chart
		want []float64
	}{
		"raw":         {chart.XmR(p.Hours.X), p.Hours.Raw},
		"log":         {chart.LogXmR(p.Hours.X), p.Hours.Log},
		"t":           {chart.T(p.Hours.X), p.Hours.T},
		"exponential": {chart.Exponential.T(p.Hours.X), p.Hours.Exponential},
	} {
		at := c.got.Points[11]
		assert.InDelta(t, c.want[0], at.Centre, 1e-8, name)
		assert.InDelta(t, c.want[1], at.Lo, 1e-8, name)
		assert.InDelta(t, c.want[2], at.Hi, 1e-8, name)
		assert.Equal(t, name == "raw", len(c.got.Signals()) == 1, "the last of %s", name)
	}
}

func TestPublishedMemory(t *testing.T) {
	p := readPublished(t)
	standard := chart.Standard{Centre: 10, Sigma: 1}
	average := chart.EWMA(p.Montgomery.X, 0.1, 2.7).Given(standard)
	for i, want := range p.Montgomery.First {
		assert.InDelta(t, want, average.Points[i].Value, 6e-6)
	}
	for i, want := range p.Montgomery.Last {
		assert.InDelta(t, want, average.Points[27+i].Value, 6e-6)
	}
	assert.InDelta(t, p.Montgomery.Start[0], average.Points[0].Lo, 1e-12)
	assert.InDelta(t, p.Montgomery.Start[1], average.Points[0].Hi, 1e-12)
	long := chart.EWMA(make([]float64, 500), 0.1, 2.7).Given(standard).Points[499]
	assert.InDelta(t, p.Montgomery.Steady[0], long.Lo, 1e-12)
	assert.InDelta(t, p.Montgomery.Steady[1], long.Hi, 1e-12)
	assert.Equal(t, p.Montgomery.EWMA, out(average.Signals()))

	sums := chart.CUSUM(p.Montgomery.X, 0.5, 5).Given(standard)
	assert.InDelta(t, p.Montgomery.At29, sums.Points[28].Up, 6e-3)
	assert.Equal(t, p.Montgomery.CUSUM, out(sums.Signals()))

	average = chart.EWMA(p.NISTEWMA.X, 0.3, 3).Given(chart.Standard{Centre: 50, Sigma: 2.0539})
	for i, want := range p.NISTEWMA.EWMA {
		assert.InDelta(t, want, average.Points[i].Value, 0.0051)
	}
	assert.InDelta(t, p.NISTEWMA.Hi, average.Points[19].Hi, 1e-4)
	assert.InDelta(t, p.NISTEWMA.Lo, average.Points[19].Lo, 1.1e-4, "NIST cuts")
	assert.Empty(t, average.Signals())

	sums = chart.CUSUM(p.NISTCUSUM.X, 0.5, 4.1959/0.635).Given(chart.Standard{Centre: 325, Sigma: 0.635})
	assert.Equal(t, p.NISTCUSUM.First, out(sums.Signals())[0])
}

func TestPublishedRules(t *testing.T) {
	p := readPublished(t)
	for name, rule := range map[string]chart.Rule{"beyond": chart.Beyond, "four of five": chart.FourOfFive, "trend": chart.SixTrend} {
		var c struct {
			Z   []float64
			Out []int
		}
		require.NoError(t, json.Unmarshal(p.Rules[name], &c))
		got := chart.XmR(c.Z).Given(chart.Standard{Sigma: 1}).Signals(rule)
		assert.Equal(t, c.Out, out(got), name)
	}
}

func TestDeviations(t *testing.T) {
	c := chart.ThreeSigma.P([]int{8, 0, 18}, []int{10, 0, 20})
	z := c.Deviations()
	sigma := math.Sqrt(26. / 30 * 4 / 30)
	assert.InDelta(t, (0.8-26./30)/(sigma/math.Sqrt(10)), z[0], 1e-12)
	assert.True(t, math.IsNaN(z[1]), "a gap")
	assert.InDelta(t, (0.9-26./30)/(sigma/math.Sqrt(20)), z[2], 1e-12)
}
