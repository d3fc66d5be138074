package kpitest

import (
	"fmt"
	"time"
)

// ROI checks an implementation of the return on investment, (benefit - cost)/cost, as a fraction of one. For
// a cost that is not above 0 there is none: NaN.
func ROI(t TestingT, roi func(benefit, cost float64) float64) {
	t.Helper()
	type input struct{ Benefit, Cost float64 }
	run(t, "roi-value", "the return", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(roi(c.Input.Benefit, c.Input.Cost), nil, c.Tolerance)
	})
}

// ROIInterval checks the limits of the return of [ROI] when benefit and cost are independent estimates of one
// level: those of [Ratio], less 1. For symmetric limits that is Fieller's interval. If the cost may be 0
// there is no upper limit: +Inf.
func ROIInterval(t TestingT, limits func(benefit, cost Estimate) (lo, hi float64)) {
	t.Helper()
	type input struct{ Benefit, Cost Estimate }
	run(t, "roi-interval", "the return", anyCase, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Benefit, c.Input.Cost)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// ROIAnnualised checks an implementation of the return per year that compounds to roi over so many years. It
// is NaN for a return below -1 and for years that are not above 0.
func ROIAnnualised(t TestingT, annualised func(roi, years float64) float64) {
	t.Helper()
	type input struct{ ROI, Years float64 }
	run(t, "roi-annualised", "the return", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(annualised(c.Input.ROI, c.Input.Years), nil, c.Tolerance)
	})
}

// NPV checks an implementation of the net present value at a rate per period, of which the first flow is now
// and not discounted. Spreadsheets discount it: their NPV fails here, and times 1+rate it passes. It is NaN
// without flows and for a rate of -1 or below.
func NPV(t TestingT, npv func(rate float64, flows []float64) float64) {
	t.Helper()
	type input struct {
		Rate  float64
		Flows []float64
	}
	run(t, "roi-npv", "the value", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(npv(c.Input.Rate, c.Input.Flows), nil, c.Tolerance)
	})
}

// rates is a list of rates in ascending order, all of them.
type rates struct{ Rates []float64 }

func (want rates) judge(got []float64, tolerance float64) *mismatch {
	right := len(got) == len(want.Rates)
	for i := 0; right && i < len(got); i++ {
		right = near(got[i], want.Rates[i], tolerance)
	}
	if right {
		return nil
	}
	return &mismatch{fmt.Sprint(got), fmt.Sprint(want.Rates) + within(tolerance)}
}

// IRR checks an implementation of the internal rate of return that returns every rate above -1 at which the
// value of [NPV] is 0, in ascending order. There may be none.
func IRR(t TestingT, irr func(flows []float64) []float64) {
	t.Helper()
	type input struct{ Flows []float64 }
	run(t, "roi-irr", "the rates", anyCase, func(c Case[input, rates]) *mismatch {
		return c.Expected.judge(irr(c.Input.Flows), c.Tolerance)
	})
}

// MIRR checks an implementation of the modified internal rate of return: payments are financed at one rate,
// income is reinvested at another. It is NaN unless flows go both ways.
func MIRR(t TestingT, mirr func(finance, reinvest float64, flows []float64) float64) {
	t.Helper()
	type input struct {
		Finance, Reinvest float64
		Flows             []float64
	}
	run(t, "roi-mirr", "the rate", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(mirr(c.Input.Finance, c.Input.Reinvest, c.Input.Flows), nil, c.Tolerance)
	})
}

// Payback checks an implementation of the number of periods until the flows, discounted at a rate per period,
// have first added up to 0 or more. The rate 0 is the plain payback. It is +Inf if they never do, NaN without
// flows.
func Payback(t TestingT, payback func(rate float64, flows []float64) float64) {
	t.Helper()
	type input struct {
		Rate  float64
		Flows []float64
	}
	run(t, "roi-payback", "the payback", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(payback(c.Input.Rate, c.Input.Flows), nil, c.Tolerance)
	})
}

// DatedFlow is an amount of money on a date, positive if it comes in.
type DatedFlow struct {
	Date   time.Time // midnight in UTC
	Amount float64
}

// flowOnDate is a DatedFlow as the vectors spell it.
type flowOnDate struct {
	Date   string
	Amount float64
}

func datedFlows(flows []flowOnDate) []DatedFlow {
	dated := make([]DatedFlow, len(flows))
	for i, f := range flows {
		at, err := time.Parse(time.DateOnly, f.Date)
		if err != nil {
			panic("kpitest: " + err.Error()) // the schema allows dates only
		}
		dated[i] = DatedFlow{at, f.Amount}
	}
	return dated
}

// XNPV checks an implementation of the net present value of dated flows on the date of the earliest, at a
// yearly rate: each amount divided by (1+rate)^(days/365). It is NaN without flows and for a rate of -1 or
// below.
func XNPV(t TestingT, xnpv func(rate float64, flows []DatedFlow) float64) {
	t.Helper()
	type input struct {
		Rate  float64
		Flows []flowOnDate
	}
	run(t, "roi-xnpv", "the value", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(xnpv(c.Input.Rate, datedFlows(c.Input.Flows)), nil, c.Tolerance)
	})
}

// XIRR checks an implementation of the internal rate of return of dated flows that returns every yearly rate
// above -1 at which the value of [XNPV] is 0, in ascending order. There may be none.
func XIRR(t TestingT, xirr func(flows []DatedFlow) []float64) {
	t.Helper()
	type input struct{ Flows []flowOnDate }
	run(t, "roi-xirr", "the rates", anyCase, func(c Case[input, rates]) *mismatch {
		return c.Expected.judge(xirr(datedFlows(c.Input.Flows)), c.Tolerance)
	})
}
