package roi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/roi"
)

// within returns an estimate with symmetric 95% limits.
func within(value, standardError float64) kpi.Estimate {
	const z = 1.959963984540054
	return kpi.Estimate{Value: value, Lo: value - z*standardError, Hi: value + z*standardError, Level: 0.95, N: 100}
}

// The limits of the ratios are the roots of (B-θC)² = z²(vB+θ²vC), by numpy.roots.
func TestOf(t *testing.T) {
	for _, row := range []struct {
		reason        string
		benefit, cost kpi.Estimate
		value, lo, hi float64
	}{
		{"both known", kpi.Exactly(150000, kpi.Number), kpi.Exactly(100000, kpi.Number), 0.5, 0.5, 0.5},
		{"Fieller, and the quantiles of four million simulated ratios", within(150000, 30000), within(100000, 8000), 0.5, -0.1045, 1.1801},
		{"a known cost scales the limits of the benefit", within(150000, 30000), kpi.Exactly(100000, kpi.Number), 0.5, -0.0879892, 1.0879892},
		{"a cost that may be 0 sets no upper limit", within(150000, 30000), within(100000, 60000), 0.5, -0.40971829, inf},
		{"benefit and cost that may be 0: the whole line", within(5, 10), within(5, 10), 0, -inf, inf},
		{"no benefit at all", kpi.Exactly(0, kpi.Number), kpi.Exactly(100, kpi.Number), -1, -1, -1},
		{"a benefit that is a loss", kpi.Exactly(-50, kpi.Number), kpi.Exactly(100, kpi.Number), -1.5, -1.5, -1.5},
		{"no cost has no return", within(150000, 30000), kpi.Exactly(0, kpi.Number), nan, -inf, inf},
		{"no benefit known", kpi.Estimate{}, kpi.Exactly(100, kpi.Number), nan, -inf, inf},
		{"no cost known", within(150000, 30000), kpi.Estimate{}, nan, -inf, inf},
	} {
		got := roi.Of(row.benefit, row.cost)
		near(t, row.value, got.Value, 1e-12, row.reason)
		near(t, row.lo, got.Lo, 5e-5, row.reason+", lower limit")
		near(t, row.hi, got.Hi, 5e-5, row.reason+", upper limit")
		assert.Equal(t, kpi.Number, got.Unit, row.reason)
	}
	assert.Panics(t, func() { roi.Of(within(1, 1), kpi.Estimate{Value: 1, Lo: 0, Hi: 2, Level: 0.9}) }, "two levels")
	assert.Panics(t, func() { roi.Of(within(1, 1), kpi.Exactly(10, kpi.Seconds)) }, "money over seconds")
}
