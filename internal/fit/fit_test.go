package fit_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/fit"
)

func TestMaximise(t *testing.T) {
	// A normal sample of n = 100 with mean 3 and variance 4: the information on the mean is n/σ², on log σ it is 2n.
	normal := func(x, g []float64) float64 {
		mu, logSD := x[0], x[1]
		v := math.Exp(2 * logSD)
		squares := 100 * (4 + (3-mu)*(3-mu))
		g[0] = 100 * (3 - mu) / v
		g[1] = -100 + squares/v
		return -100*logSD - squares/(2*v)
	}
	m := fit.Maximise(normal, []float64{0, 0}, []float64{-50, 3})
	require.True(t, m.Converged)
	assert.InDelta(t, 3, m.X[0], 1e-9)
	assert.InDelta(t, math.Log(2), m.X[1], 1e-9)
	assert.InDelta(t, 0.04, m.Covariance[0][0], 1e-9)
	assert.InDelta(t, 0.005, m.Covariance[1][1], 1e-9)
	assert.InDelta(t, 0, m.Covariance[0][1], 1e-9)
	assert.InDelta(t, -100*math.Log(2)-50, m.Value, 1e-12)

	// Rosenbrock's valley, upside down: the information at the top is [[802, -400], [-400, 200]].
	rosenbrock := func(x, g []float64) float64 {
		a, b := 1-x[0], x[1]-x[0]*x[0]
		g[0], g[1] = 2*a+400*b*x[0], -200*b
		return -a*a - 100*b*b
	}
	start := []float64{-1.2, 1}
	m = fit.Maximise(rosenbrock, start)
	require.True(t, m.Converged)
	assert.InDelta(t, 1, m.X[0], 1e-8)
	assert.InDelta(t, 0.5, m.Covariance[0][0], 1e-6)
	assert.InDelta(t, 1.0, m.Covariance[0][1], 1e-6)
	assert.Equal(t, []float64{-1.2, 1}, start, "the start stays")

	// Two hills: the start under the higher one decides.
	hills := func(x, g []float64) float64 {
		low, high := math.Exp(-x[0]*x[0]/2), 2*math.Exp(-(x[0]-9)*(x[0]-9)/2)
		g[0] = -x[0]*low - (x[0]-9)*high
		return low + high
	}
	assert.InDelta(t, 9, fit.Maximise(hills, []float64{0.5}, []float64{8}).X[0], 1e-6)
}

func TestMaximiseWithoutMaximum(t *testing.T) {
	for _, row := range []struct {
		reason string
		f      fit.Likelihood
	}{
		{"a slope", func(x, g []float64) float64 { g[0] = 1; return x[0] }},
		{"a bowl", func(x, g []float64) float64 { g[0] = 2 * x[0]; return x[0] * x[0] }},
		{"flat", func(_, g []float64) float64 { g[0] = 0; return 1 }},
		{"not a number", func(_, g []float64) float64 { g[0] = math.NaN(); return math.NaN() }},
		{"impossible everywhere", func(_, g []float64) float64 { g[0] = 0; return math.Inf(-1) }},
		{"infinite", func(_, g []float64) float64 { g[0] = 0; return math.Inf(1) }},
	} {
		m := fit.Maximise(row.f, []float64{0.1})
		assert.False(t, m.Converged, row.reason)
		assert.Nil(t, m.Covariance, row.reason)
		assert.Len(t, m.X, 1, row.reason)
	}
	assert.False(t, fit.Maximise(func(_, g []float64) float64 { g[0] = 0; return 1 }).Converged, "no start")

	// A domain with an edge: log x - x has its top at 1, and no value below 0.
	edge := func(x, g []float64) float64 { g[0] = 1/x[0] - 1; return math.Log(x[0]) - x[0] }
	m := fit.Maximise(edge, []float64{50}, []float64{-1})
	assert.True(t, m.Converged)
	assert.InDelta(t, 1, m.X[0], 1e-8)
}
