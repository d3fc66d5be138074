package roi_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/roi"
)

// The definitions as anybody may hold their own implementation against them.
func TestVectors(t *testing.T) {
	kpitest.ROI(t, func(benefit, cost float64) float64 {
		return roi.Of(kpi.Exactly(benefit, kpi.Number), kpi.Exactly(cost, kpi.Number)).Value
	})
	kpitest.ROIInterval(t, func(benefit, cost kpitest.Estimate) (lo, hi float64) {
		e := roi.Of(fromVector(benefit), fromVector(cost))
		return e.Lo, e.Hi
	})
	kpitest.ROIAnnualised(t, roi.Annualised)
	kpitest.NPV(t, roi.NPV)
	kpitest.IRR(t, roi.IRR)
	kpitest.MIRR(t, roi.MIRR)
	kpitest.Payback(t, roi.DiscountedPayback)
	kpitest.Payback(t, func(rate float64, flows []float64) float64 {
		if rate == 0 {
			return roi.Payback(flows)
		}
		return roi.DiscountedPayback(rate, flows)
	})
	kpitest.NPV(t, func(rate float64, flows []float64) float64 {
		return roi.SpreadsheetNPV(rate, flows) * (1 + rate)
	})
	kpitest.XNPV(t, func(rate float64, flows []kpitest.DatedFlow) float64 { return roi.XNPV(rate, asFlows(flows)) })
	kpitest.XIRR(t, func(flows []kpitest.DatedFlow) []float64 { return roi.XIRR(asFlows(flows)) })
}

func fromVector(e kpitest.Estimate) kpi.Estimate {
	return kpi.Estimate{Value: e.Value, Lo: e.Lo, Hi: e.Hi, Level: 0.95, N: 1, Unit: kpi.Number}
}

func asFlows(flows []kpitest.DatedFlow) []roi.Flow {
	fs := make([]roi.Flow, len(flows))
	for i, f := range flows {
		fs[i] = roi.Flow{At: f.Date, Amount: f.Amount}
	}
	return fs
}
