package roi

import "math"

// NPV returns the net present value at time 0 of flows at the given rate per period: the sum of
// flows[t]/(1+rate)^t. flows[0] is now and is not discounted; see [SpreadsheetNPV] for the other convention.
// It is NaN without flows, for a flow that is not a finite number and for a rate that is not above -1.
func NPV(rate float64, flows []float64) float64 {
	if !(rate > -1) || !finite(flows) {
		return math.NaN()
	}
	v := 1 / (1 + rate)
	sum := 0.0
	for t := len(flows) - 1; t >= 0; t-- {
		sum = sum*v + flows[t]
	}
	return sum
}

// SpreadsheetNPV returns what the NPV function of Excel, LibreOffice and Google Sheets returns: the present
// value one period before the first flow, [NPV] divided by 1+rate. It is NaN where NPV is.
func SpreadsheetNPV(rate float64, flows []float64) float64 {
	return NPV(rate, flows) / (1 + rate)
}

// PerPeriod returns the rate per period that compounds to the yearly rate in the given number of periods a
// year: (1+yearly)^(1/periods) - 1. PerPeriod(0.10, 12) is 0.797% a month. It is NaN for a yearly rate below
// -1 and for periods that are not above 0.
func PerPeriod(yearly, periods float64) float64 {
	return compound(yearly, periods)
}

// Annualised returns the return per year that compounds to roi over the given years: (1+roi)^(1/years) - 1. A
// return of 50% over three years is 14.47% a year. It is NaN for a return below -1, where more than
// everything is lost, and for years that are not above 0.
func Annualised(roi, years float64) float64 {
	return compound(roi, years)
}

// compound returns (1+total)^(1/parts) - 1 without cancellation for a small total.
func compound(total, parts float64) float64 {
	if !(total >= -1) || !(parts > 0) {
		return math.NaN()
	}
	return math.Expm1(math.Log1p(total) / parts)
}

// BenefitCost returns the benefit–cost ratio, the present value of the benefits over that of the costs, both
// given as positive amounts per period from now on. The slices may differ in length. It is NaN where [NPV] of
// either is, and if the costs are not worth more than 0.
func BenefitCost(rate float64, benefits, costs []float64) float64 {
	b, c := NPV(rate, benefits), NPV(rate, costs)
	if !(c > 0) {
		return math.NaN()
	}
	return b / c
}

// MIRR returns the modified internal rate of return: what is paid out is financed at the rate finance, what
// comes in is reinvested at the rate reinvest until the last flow, and the result is the one rate that leads
// from the present value of the former to the future value of the latter (Lin 1976, The Engineering Economist
// 21). Unlike IRR it is always unique. It is NaN unless flows go both ways.
func MIRR(finance, reinvest float64, flows []float64) float64 {
	if !(finance > -1) || !(reinvest > -1) || !finite(flows) {
		return math.NaN()
	}
	last := len(flows) - 1
	out, in := 0.0, 0.0
	for t, f := range flows {
		if f < 0 {
			out -= f * math.Pow(1+finance, float64(-t))
		} else {
			in += f * math.Pow(1+reinvest, float64(last-t))
		}
	}
	if !(out > 0) || !(in > 0) {
		return math.NaN()
	}
	return math.Pow(in/out, 1/float64(last)) - 1
}

// Payback returns the number of periods until the flows have first added up to 0 or more, taken as spread
// evenly within the period: 0 if the first flow is not negative, +Inf if they never do, NaN without flows or
// with one that is not a finite number. A sum that is 0 as far as rounding can tell is 0: six times 0.10 pay
// back 0.60. A sum that turns negative again later is not seen here: see [LastingPayback].
func Payback(flows []float64) float64 { return DiscountedPayback(0, flows) }

// DiscountedPayback returns the payback of the flows' present values at the given rate per period: [Payback]
// with money that costs something. Within the period the discounted flow is taken as spread evenly. It is NaN
// where [NPV] is.
func DiscountedPayback(rate float64, flows []float64) float64 {
	first, _ := paybacks(rate, flows)
	return first
}

// LastingPayback returns the number of periods after which the discounted flows never again add up to less
// than 0, and +Inf if they end below. It equals [DiscountedPayback], or [Payback] at the rate 0, unless money
// must be paid later, as for a shutdown or a renewed licence. It is NaN where [NPV] is.
func LastingPayback(rate float64, flows []float64) float64 {
	_, lasting := paybacks(rate, flows)
	return lasting
}

// paybacks returns when the discounted flows add up to 0 or more for the first time, and for good.
func paybacks(rate float64, flows []float64) (first, lasting float64) {
	if !(rate > -1) || !finite(flows) {
		return math.NaN(), math.NaN()
	}
	first, lasting = math.Inf(1), math.Inf(1)
	v, discount, sum, noise := 1/(1+rate), 1.0, 0.0, 0.0
	for t, f := range flows {
		before, present := sum, 0.0
		if f != 0 { // 0 is 0 at any discount, however large
			present = f * discount
		}
		sum += present
		// What rounding does to the flows, whose cents are not exact, to their discounts and to the sum.
		noise += (math.Abs(present)*float64(2*t+2) + math.Abs(sum)) * 0x1p-53
		if math.Abs(sum) <= noise && noise <= math.MaxFloat64 {
			sum = 0
		}
		discount *= v
		switch {
		case sum < 0:
			lasting = math.Inf(1)
		case t == 0:
			first, lasting = 0, 0
		case before < 0:
			lasting = float64(t-1) + before/(before-sum)
			first = min(first, lasting)
		}
	}
	return first, lasting
}

// finite reports whether there are flows and all of them are finite numbers.
func finite(flows []float64) bool {
	for _, f := range flows {
		if math.IsNaN(f - f) {
			return false
		}
	}
	return len(flows) > 0
}
