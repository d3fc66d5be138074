package kpitest_test

import (
	"cmp"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions of returns, as plainly as they can be written.

func plainROI(benefit, cost float64) float64 {
	if !(cost > 0) {
		return math.NaN()
	}
	return (benefit - cost) / cost
}

func plainROIInterval(benefit, cost kpitest.Estimate) (lo, hi float64) {
	lo, hi = plainRatio(benefit, cost)
	return lo - 1, hi - 1
}

func plainAnnualised(roi, years float64) float64 {
	if !(roi >= -1 && years > 0) {
		return math.NaN()
	}
	return math.Pow(1+roi, 1/years) - 1
}

// present returns the value of flows at so many periods from now.
func present(rate float64, times, flows []float64) float64 {
	if len(flows) == 0 || !(rate > -1) {
		return math.NaN()
	}
	sum := 0.0
	for i, f := range flows {
		sum += f * math.Pow(1+rate, -times[i])
	}
	return sum
}

func periods(flows []float64) []float64 {
	times := make([]float64, len(flows))
	for i := range times {
		times[i] = float64(i)
	}
	return times
}

func plainNPV(rate float64, flows []float64) float64 { return present(rate, periods(flows), flows) }

// spreadsheetNPV discounts the first flow too.
func spreadsheetNPV(rate float64, flows []float64) float64 { return plainNPV(rate, flows) / (1 + rate) }

// plainIRR looks for the roots above 0 of the polynomial in x = 1/(1+rate) that the flows are the
// coefficients of.
func plainIRR(flows []float64) []float64 {
	var rates []float64
	for _, x := range roots(flows) {
		rates = append(rates, 1/x-1)
	}
	slices.Sort(rates)
	return rates
}

// roots returns the roots from 1e-6 to 1e6 of a polynomial, lowest coefficient first: between the roots of
// its derivative there is one or none.
func roots(coefficients []float64) []float64 {
	at := func(x float64) (value, size float64) {
		for i, c := range coefficients {
			value += c * math.Pow(x, float64(i))
			size += math.Abs(c) * math.Pow(x, float64(i))
		}
		return value, size
	}
	if slices.IndexFunc(coefficients, func(c float64) bool { return c != 0 }) < 0 {
		return nil
	}
	var slope []float64
	for i, c := range coefficients[1:] {
		slope = append(slope, float64(i+1)*c)
	}
	var found []float64
	last := 1e-6
	for _, x := range append(roots(slope), 1e6) {
		a, _ := at(last)
		b, size := at(x)
		switch {
		case math.Abs(b) < 1e-14*size && x < 1e6: // it touches 0
			found = append(found, x)
		case a*b < 0 && !slices.Contains(found, last):
			found = append(found, bisect(last, x, func(x float64) bool { v, _ := at(x); return v*a > 0 }))
		}
		last = x
	}
	return found
}

// nearest returns the one rate that a search from a guess of 10% would most likely find.
func nearest(flows []float64) []float64 {
	rates := plainIRR(flows)
	if len(rates) == 0 {
		return nil
	}
	far := func(r float64) float64 { return math.Abs(r - 0.1) }
	return []float64{slices.MinFunc(rates, func(a, b float64) int { return cmp.Compare(far(a), far(b)) })}
}

func plainMIRR(finance, reinvest float64, flows []float64) float64 {
	paid, earned := 0.0, 0.0
	last := float64(len(flows) - 1)
	for t, f := range flows {
		if f < 0 {
			paid -= f * math.Pow(1+finance, -float64(t))
		} else {
			earned += f * math.Pow(1+reinvest, last-float64(t))
		}
	}
	if !(paid > 0 && earned > 0) {
		return math.NaN()
	}
	return math.Pow(earned/paid, 1/last) - 1
}

func plainPayback(rate float64, flows []float64) float64 {
	sum := 0.0
	for t, f := range flows {
		f *= math.Pow(1+rate, -float64(t))
		if sum+f >= 0 {
			if t == 0 {
				return 0
			}
			return float64(t-1) - sum/f
		}
		sum += f
	}
	if len(flows) == 0 {
		return math.NaN()
	}
	return math.Inf(1)
}

// inYears returns the times of flows in years of 365 days after the earliest, and their amounts.
func inYears(flows []kpitest.DatedFlow) (times, amounts []float64) {
	if len(flows) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(flows, func(a, b kpitest.DatedFlow) int { return a.Date.Compare(b.Date) }).Date
	for _, f := range flows {
		times, amounts = append(times, f.Date.Sub(first).Hours()/24/365), append(amounts, f.Amount)
	}
	return times, amounts
}

func plainXNPV(rate float64, flows []kpitest.DatedFlow) float64 {
	times, amounts := inYears(flows)
	return present(rate, times, amounts)
}

// plainXIRR looks for changes of sign on a grid.
func plainXIRR(flows []kpitest.DatedFlow) []float64 {
	times, amounts := inYears(flows)
	value := func(u float64) float64 { return present(math.Expm1(u), times, amounts) }
	var rates []float64
	const step = 0.01
	for u := -5.0; u < 5; u += step {
		a := value(u)
		if a*value(u+step) < 0 {
			rates = append(rates, math.Expm1(bisect(u, u+step, func(u float64) bool { return value(u)*a > 0 })))
		}
	}
	return rates
}

func shifted(rates []float64, shift float64) []float64 {
	for i := range rates {
		rates[i] += shift
	}
	return rates
}

// roiRuns returns the runners of returns with plain implementations.
func roiRuns() map[string]run {
	return map[string]run{
		"ROI": func(t kpitest.TestingT, shift float64) {
			kpitest.ROI(t, func(benefit, cost float64) float64 { return plainROI(benefit, cost) + shift })
		},
		"ROIInterval": func(t kpitest.TestingT, shift float64) {
			kpitest.ROIInterval(t, func(benefit, cost kpitest.Estimate) (lo, hi float64) {
				lo, hi = plainROIInterval(benefit, cost)
				return lo + shift, hi
			})
		},
		"ROIAnnualised": func(t kpitest.TestingT, shift float64) {
			kpitest.ROIAnnualised(t, func(roi, years float64) float64 { return plainAnnualised(roi, years) + shift })
		},
		"NPV": func(t kpitest.TestingT, shift float64) {
			kpitest.NPV(t, func(rate float64, flows []float64) float64 { return plainNPV(rate, flows) + shift })
		},
		"IRR": func(t kpitest.TestingT, shift float64) {
			kpitest.IRR(t, func(flows []float64) []float64 { return shifted(plainIRR(flows), shift) })
		},
		"MIRR": func(t kpitest.TestingT, shift float64) {
			kpitest.MIRR(t, func(finance, reinvest float64, flows []float64) float64 {
				return plainMIRR(finance, reinvest, flows) + shift
			})
		},
		"Payback": func(t kpitest.TestingT, shift float64) {
			kpitest.Payback(t, func(rate float64, flows []float64) float64 { return plainPayback(rate, flows) + shift })
		},
		"XNPV": func(t kpitest.TestingT, shift float64) {
			kpitest.XNPV(t, func(rate float64, flows []kpitest.DatedFlow) float64 { return plainXNPV(rate, flows) + shift })
		},
		"XIRR": func(t kpitest.TestingT, shift float64) {
			kpitest.XIRR(t, func(flows []kpitest.DatedFlow) []float64 { return shifted(plainXIRR(flows), shift) })
		},
	}
}

// roiUnmoved is how many cases a quarter leaves right: no data, no rate, never.
var roiUnmoved = map[string]int{"ROI": 2, "ROIInterval": 1, "ROIAnnualised": 2, "NPV": 3, "IRR": 7, "MIRR": 3, "Payback": 3, "XNPV": 2, "XIRR": 2}

func roiDefects() []defect {
	return []defect{
		{"one rate of several", func(t kpitest.TestingT) { kpitest.IRR(t, nearest) },
			[]string{"roi-irr/two-rates", "roi-irr/three-rates", "roi-irr/one-below-zero", "roi-irr/both-below-zero",
				"roi-irr/close-to-minus-one"},
			"A search from a guess finds one of them and does not mention the other."},
		{"the first flow is discounted", func(t kpitest.TestingT) { kpitest.NPV(t, spreadsheetNPV) },
			[]string{"roi-npv/first-flow-is-now", "roi-npv/only-now", "roi-npv/a-year-from-now", "roi-npv/negative-rate",
				"roi-npv/ten-percent-is-a-tenth", "roi-npv/monthly", "roi-npv/changes-sign-twice",
				"roi-npv/sixty-months"},
			"The NPV of spreadsheets discounts the investment too"},
		{"the ratio of benefit and cost", func(t kpitest.TestingT) {
			kpitest.ROI(t, func(benefit, cost float64) float64 { return benefit / cost })
		},
			[]string{"roi-value/half-again", "roi-value/break-even", "roi-value/loss", "roi-value/all-lost",
				"roi-value/worse-than-all-lost", "roi-value/of-the-cost", "roi-value/not-rounded",
				"roi-value/no-cost", "roi-value/cost-with-a-sign"},
			"1.5 is the ratio of benefit and cost, not the return."},
		{"periods in place of never", func(t kpitest.TestingT) {
			kpitest.Payback(t, func(rate float64, flows []float64) float64 {
				return min(plainPayback(rate, flows), float64(len(flows)))
			})
		},
			[]string{"roi-payback/never", "roi-payback/never-discounted"},
			"Never: not the number of periods, and not 0."},
		{"plus or minus in place of Fieller", func(t kpitest.TestingT) { kpitest.ROIInterval(t, deltaROI) },
			[]string{"roi-interval/both-uncertain", "roi-interval/benefit-known", "roi-interval/may-be-a-loss",
				"roi-interval/a-loss", "roi-interval/cost-may-be-next-to-nothing",
				"roi-interval/cost-may-be-nothing", "roi-interval/nothing-is-certain", "roi-interval/lopsided"},
			"The usual plus or minus gives -13% to 113%"},
	}
}

// deltaROI has limits at equal distances on both sides, from the relative widths of benefit and cost (delta
// method).
func deltaROI(benefit, cost kpitest.Estimate) (lo, hi float64) {
	ratio := benefit.Value / cost.Value
	half := math.Abs(ratio) * math.Hypot((benefit.Hi-benefit.Lo)/2/benefit.Value, (cost.Hi-cost.Lo)/2/cost.Value)
	return ratio - 1 - half, ratio - 1 + half
}
