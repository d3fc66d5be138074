package trend_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/trend"
)

// The definitions as anybody may hold their own implementation against them.
func TestVectors(t *testing.T) {
	kpitest.MannKendall(t, func(x []float64) (s, z, p float64) {
		k := trend.MannKendall(x)
		return k.S, k.Statistic, k.P
	})
	kpitest.Sen(t, func(times, x []float64, level float64) (value, lo, hi float64) {
		e := trend.SenAt(times, x, level)
		return e.Value, e.Lo, e.Hi
	})
	kpitest.Slope(t, func(k, n []int, level float64) (lo, hi float64) {
		series := make([]kpi.Estimate, len(k))
		for i := range k {
			series[i] = kpi.Proportion(k[i], n[i], level)
		}
		e := trend.Slope(series)
		return e.Lo, e.Hi
	})
	kpitest.CochranArmitage(t, func(k, n []int, scores []float64) (z, p float64) {
		test := trend.CochranArmitage(k, n, scores)
		return test.Statistic, test.P
	})
	kpitest.ChangePoints(t, trend.Segments)
	kpitest.ChangePoints(t, func(x []float64, _ float64) []int { return trend.ChangePoints(x) })
	kpitest.Pettitt(t, func(x []float64) (at int, k, p float64) {
		shift := trend.Pettitt(x)
		return shift.At, shift.Statistic, shift.P
	})
}
