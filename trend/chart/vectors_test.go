package chart_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/trend/chart"
)

// The definitions as anybody may hold their own implementation against them.
func TestVectors(t *testing.T) {
	for method, of := range map[kpitest.Method]func(k, n []int) chart.Chart{
		kpitest.ThreeSigma: chart.ThreeSigma.P, kpitest.Exact: chart.P, kpitest.Laney: chart.Laney,
	} {
		kpitest.ChartShares(t, method, func(k, n []int) (centre float64, lo, hi []float64) {
			c := of(k, n)
			for _, p := range c.Points {
				lo, hi = append(lo, p.Lo), append(hi, p.Hi)
			}
			return c.Phases[0].Standard.Centre, lo, hi
		})
	}
	for method, of := range map[kpitest.Method]func(x []float64) chart.Chart{kpitest.XmR: chart.XmR, kpitest.LogXmR: chart.LogXmR} {
		kpitest.ChartValues(t, method, func(x []float64) (centre, lo, hi float64) {
			p := of(x).Points[0]
			return p.Centre, p.Lo, p.Hi
		})
	}
	kpitest.ChartEWMA(t, func(x []float64, centre, sigma, weight, width float64) (values, lo, hi []float64) {
		for _, p := range chart.EWMA(x, weight, width).Given(chart.Standard{Centre: centre, Sigma: sigma}).Points {
			values, lo, hi = append(values, p.Value), append(lo, p.Lo), append(hi, p.Hi)
		}
		return values, lo, hi
	})
	kpitest.ChartCUSUM(t, func(x []float64, centre, sigma, slack float64) (up, down []float64) {
		for _, p := range chart.CUSUM(x, slack, 5).Given(chart.Standard{Centre: centre, Sigma: sigma}).Points {
			up, down = append(up, p.Up), append(down, p.Down)
		}
		return up, down
	})
	for method, rule := range map[kpitest.Method]chart.Rule{
		kpitest.Beyond: chart.Beyond, kpitest.TwoOfThree: chart.TwoOfThree, kpitest.FourOfFive: chart.FourOfFive,
		kpitest.EightOneSide: chart.EightOneSide, kpitest.NineOneSide: chart.NineOneSide, kpitest.SixTrend: chart.SixTrend,
		kpitest.FourteenAlternating: chart.FourteenAlternating, kpitest.FifteenWithin: chart.FifteenWithin,
		kpitest.EightOutside: chart.EightOutside,
	} {
		kpitest.ChartRules(t, method, func(z []float64) (at []int) {
			for _, signal := range chart.XmR(z).Given(chart.Standard{Sigma: 1}).Signals(rule) {
				at = append(at, signal.Last)
			}
			return at
		})
	}
}
