package project

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Curve is a model of how long customers under contract stay: [Geometric], [BetaGeometric] or [BetaWeibull].
//
// Ages count renewals: at age 0 a customer has just signed, at age t they have renewed t times. Discount is a
// rate per period, such as 0.1; a negative one gives NaN.
type Curve interface {
	// Survival returns the share of new customers who are still there at age t.
	Survival(t int, level float64) kpi.Estimate
	// SurvivalFrom returns the share of the customers at some age who are still there t periods later.
	SurvivalFrom(age, t int, level float64) kpi.Estimate
	// SurvivalOf returns the share of a base of customers of all ages, base[age] of them at each, who are still
	// there t periods later.
	SurvivalOf(base []int, t int, level float64) kpi.Estimate
	// Rate returns the retention rate at t: the share of the customers at age t-1 who reach age t.
	Rate(t int) float64
	// Lifetime returns the expected number of contract periods of a new customer.
	Lifetime() float64
	// Discounted returns the expected present value of one unit paid at the start of every contract period of
	// a new customer, the first now: Σ Survival(t)/(1+discount)^t from t = 0.
	Discounted(discount float64) float64
	// Residual returns the expected present value of one unit paid at every renewal still to come by a
	// customer who has renewed so many times, seen just before the next renewal falls due, whose payment is
	// not discounted.
	Residual(renewals int, discount float64) float64
	// AIC returns Akaike's information criterion, to choose between models of the same data: the smaller is
	// better.
	AIC() float64
}

// Convention says when the first margin of a contract is received. The two differ by exactly one margin, and
// both are called customer lifetime value.
type Convention uint8

const (
	MarginNow       Convention = iota // the first margin now, and one with every renewal: what a new customer is worth
	MarginAtRenewal                   // the first margin with the first renewal, one period from now: what a paid-up one adds
)

// String returns the convention in words.
func (c Convention) String() string {
	switch c {
	case MarginNow:
		return "first margin now"
	case MarginAtRenewal:
		return "first margin at the first renewal"
	}
	return fmt.Sprintf("Convention(%d)", uint8(c))
}

// Value returns the lifetime value of a new customer of m who brings the given margin in each contract
// period. At a constant retention r that is margin·(1+d)/(1+d-r) for MarginNow and margin·r/(1+d-r) for
// MarginAtRenewal (Gupta and Lehmann 2003, doi 10.1002/dir.10045). Without discount it is +Inf for a model
// whose Lifetime is.
func (c Convention) Value(m Curve, margin, discount float64) float64 {
	periods := m.Discounted(discount)
	switch c {
	case MarginNow:
	case MarginAtRenewal:
		periods--
	default:
		panic(fmt.Sprintf("project: %v", c))
	}
	return margin * periods
}

// survival returns the estimate exp(logS) with limits by the delta method on the log odds, where they stay
// between 0 and 1: gradient is that of logS, cov the covariance of the parameters.
func survival(logS float64, gradient []float64, cov func(i, j int) float64, n int, level float64) kpi.Estimate {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("project: confidence level %v is not between 0 and 1", level))
	}
	s := kpi.Estimate{Value: math.Exp(logS), Lo: 0, Hi: 1, Level: level, N: max(n, 0), Unit: kpi.Fraction}
	if math.IsNaN(logS) {
		s.Value, s.N = math.NaN(), 0
		return s
	}
	variance := 0.0
	for i, gi := range gradient {
		for j, gj := range gradient {
			variance += gi * gj * cov(i, j)
		}
	}
	lost := -math.Expm1(logS)
	if logS == 0 {
		s.Lo, s.Hi = 1, 1
		return s
	}
	if !(variance > 0) || math.IsInf(variance, 1) || s.Value == 0 {
		return s // parameters without a covariance: nothing is known about their limits
	}
	logit := logS - math.Log(lost)
	arm := quantile.Normal((1+level)/2) * math.Sqrt(variance) / lost
	s.Lo = min(1/(1+math.Exp(arm-logit)), s.Value)
	s.Hi = max(1/(1+math.Exp(-arm-logit)), s.Value)
	return s
}

// mixture returns the logarithm of the share of a base that stays, and its gradient, where of the customers
// at an age exp(logS) stay: NaN unless there are customers.
func mixture(base []int, at func(age int) (logS float64, gradient []float64)) (logS float64, gradient []float64) {
	customers := 0.0
	for _, n := range base {
		if n < 0 {
			return math.NaN(), nil
		}
		customers += float64(n)
	}
	if customers == 0 {
		return math.NaN(), nil
	}
	kept, lost := 0.0, 0.0
	for age, n := range base {
		if n == 0 {
			continue
		}
		part, slope := at(age)
		weight := float64(n) / customers
		kept += weight * math.Exp(part)
		lost -= weight * math.Expm1(part)
		if gradient == nil {
			gradient = make([]float64, len(slope))
		}
		for i, x := range slope {
			gradient[i] += weight * math.Exp(part) * x
		}
	}
	for i := range gradient {
		gradient[i] /= kept
	}
	if lost < 0.5 { // where the logarithm of what is kept would lose digits
		return math.Log1p(-lost), gradient
	}
	return math.Log(kept), gradient
}
