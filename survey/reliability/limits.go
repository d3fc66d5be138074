package reliability

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// bounds is where a coefficient can lie, and on which scale its sampling distribution is nearer to even.
type bounds struct {
	least, most float64
	correlation bool // Fisher's atanh(x); otherwise -log(1-x)
}

var (
	boundless    = bounds{least: math.Inf(-1), most: 1} // alpha, split halves
	positive     = bounds{least: 0, most: 1}            // omega
	chance       = bounds{least: -1, most: 1}           // agreement beyond chance
	correlations = bounds{least: -1, most: 1, correlation: true}
)

// unknown returns no data.
func (b bounds) unknown(level float64) kpi.Estimate {
	return kpi.Estimate{Value: math.NaN(), Lo: b.least, Hi: b.most, Level: level}
}

// estimate returns value with limits of its standard error, by Student's t with n-1 degrees of freedom: the
// outer ones of those that are even around the value and those that are even on the other scale. Answers near
// the end of a scale make the estimate skew and the standard error too small just when the estimate is too low,
// so that either alone misses on one side: with 15 to 60 respondents the outer ones cover .83 to .97 where the
// others cover .72 to .96, and a bootstrap .80 to .95.
//
// A standard error of 0 says that the data do not tell, and sets no limits.
func (b bounds) estimate(value, se float64, n int, level float64) kpi.Estimate {
	e := b.unknown(level)
	if math.IsNaN(value - value) {
		return e
	}
	if value = min(value, b.most); b.correlation {
		value = max(value, b.least)
	}
	e.Value, e.N, e.Lo = value, n, min(e.Lo, value)
	if !(se > 0) || n < 2 {
		return e
	}
	half := -quantile.T((1-level)/2, float64(n-1)) * se
	e.Lo, e.Hi = value-half, value+half
	if lo, hi := b.back(b.scale(value)-half*b.slopeAt(value)), b.back(b.scale(value)+half*b.slopeAt(value)); lo <= hi {
		e.Lo, e.Hi = min(e.Lo, lo), max(e.Hi, hi)
	}
	return b.within(e)
}

// within returns e with its limits in bounds and around its value.
func (b bounds) within(e kpi.Estimate) kpi.Estimate {
	e.Lo, e.Hi = min(max(e.Lo, b.least), e.Value), max(min(e.Hi, b.most), e.Value)
	return e
}

// scale takes x to the scale without bounds above.
func (b bounds) scale(x float64) float64 {
	if b.correlation {
		return math.Atanh(x)
	}
	return -math.Log1p(-x)
}

// back takes z from the scale without bounds.
func (b bounds) back(z float64) float64 {
	if b.correlation {
		return math.Tanh(z)
	}
	return -math.Expm1(-z)
}

// slopeAt is the derivative of scale.
func (b bounds) slopeAt(x float64) float64 {
	if b.correlation {
		return 1 / ((1 - x) * (1 + x))
	}
	return 1 / (1 - x)
}

// meanError returns the standard error of the mean of n influence values with the given sum of squares, and 0
// where they are rounding errors.
func meanError(squares float64, n int) float64 {
	m := float64(n)
	if !(squares > 1e-13*m) {
		return 0
	}
	return math.Sqrt(squares / m / (m - 1))
}

// checkLevel panics unless level is a confidence level strictly between 0 and 1.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("reliability: confidence level %v is not between 0 and 1", level))
	}
}
