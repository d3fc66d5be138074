package kpi_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions as anybody may hold their own implementation against them.
func TestVectors(t *testing.T) {
	for method, m := range map[kpitest.Method]kpi.Method{
		kpitest.Wilson: kpi.Wilson, kpitest.ClopperPearson: kpi.ClopperPearson, kpitest.MidP: kpi.MidP,
		kpitest.Jeffreys: kpi.Jeffreys, kpitest.AgrestiCoull: kpi.AgrestiCoull, kpitest.Wald: kpi.Wald, kpitest.AnyTime: kpi.AnyTime,
	} {
		kpitest.ProportionInterval(t, method, func(k, n int, level float64) (lo, hi float64) {
			e := m.Proportion(k, n, level)
			return e.Lo, e.Hi
		})
	}
	kpitest.NPSInterval(t, kpitest.Score, func(c kpitest.Classes, level float64) (lo, hi float64) {
		e := kpi.Net(c.Detractors, c.Passives, c.Promoters, level)
		return e.Lo, e.Hi
	})
	kpitest.MeanInterval(t, kpitest.Score, func(values []float64, counts []int, level float64) (lo, hi float64) {
		e := kpi.Multinomial(values, counts, level)
		return e.Lo, e.Hi
	})
	kpitest.MeanInterval(t, kpitest.AnyTime, func(values []float64, counts []int, level float64) (lo, hi float64) {
		e := kpi.MultinomialAnyTime(values, counts, level)
		return e.Lo, e.Hi
	})
	kpitest.ProportionDifference(t, kpitest.SquareAndAdd, func(k1, n1, k2, n2 int, level float64) (lo, hi float64) {
		e := kpi.Proportion(k1, n1, level).Minus(kpi.Proportion(k2, n2, level))
		return e.Lo, e.Hi
	})
	kpitest.ProportionDifference(t, kpitest.MiettinenNurminen, func(k1, n1, k2, n2 int, level float64) (lo, hi float64) {
		e := kpi.MiettinenNurminen(k1, n1, k2, n2, level)
		return e.Lo, e.Hi
	})
	kpitest.ProportionTest(t, func(k1, n1, k2, n2 int) (z, p float64) {
		test := kpi.TwoProportions(k1, n1, k2, n2)
		return test.Statistic, test.P
	})
	kpitest.ProportionHomogeneity(t, func(k, n []int) (statistic, df, p float64) {
		test := kpi.Homogeneity(k, n)
		return test.Statistic, test.DF, test.P
	})
	kpitest.PairedDifference(t, func(both, first, second, neither int, level float64) (lo, hi float64) {
		e := kpi.PairedProportions(both, first, second, neither, level)
		return e.Lo, e.Hi
	})
	kpitest.Sum(t, func(terms []kpitest.Estimate) (lo, hi float64) {
		var es []kpi.Estimate
		for _, term := range terms {
			es = append(es, fromVector(term))
		}
		e := kpi.Sum(es...)
		return e.Lo, e.Hi
	})
	kpitest.Ratio(t, func(num, den kpitest.Estimate) (lo, hi float64) {
		e := kpi.Ratio(fromVector(num), fromVector(den))
		return e.Lo, e.Hi
	})
	for method, adjust := range map[kpitest.Method]func([]kpi.Test) []kpi.Test{kpitest.Holm: kpi.Holm, kpitest.BenjaminiHochberg: kpi.BenjaminiHochberg} {
		kpitest.AdjustP(t, method, func(ps []float64) []float64 {
			ts := make([]kpi.Test, len(ps))
			for i, p := range ps {
				ts[i].P = p
			}
			out := make([]float64, len(ps))
			for i, test := range adjust(ts) {
				out[i] = test.P
			}
			return out
		})
	}
}

func fromVector(e kpitest.Estimate) kpi.Estimate {
	return kpi.Estimate{Value: float64(e.Value), Lo: float64(e.Lo), Hi: float64(e.Hi), Level: 0.95, N: 1}
}
