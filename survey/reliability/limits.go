package reliability

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// bounds is where a coefficient can lie, and on which scale its limits are even.
type bounds struct {
	least, most float64
	correlation bool // Fisher's atanh(x); otherwise log(1-x)
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

// estimate returns value with limits of its standard error, by Student's t with n-1 degrees of freedom. A
// standard error of 0 says that the data do not tell, and sets no limits.
func (b bounds) estimate(value, se float64, n int, level float64) kpi.Estimate {
	e := b.unknown(level)
	if math.IsNaN(value - value) {
		return e
	}
	e.Value, e.N, e.Lo = value, n, min(e.Lo, value)
	if !(se > 0) || n < 2 {
		return e
	}
	half := -quantile.T((1-level)/2, float64(n-1)) * se
	if b.correlation {
		z := math.Atanh(value)
		half /= (1 - value) * (1 + value)
		e.Lo, e.Hi = math.Tanh(z-half), math.Tanh(z+half)
	} else {
		half /= 1 - value
		e.Lo, e.Hi = max(1-(1-value)*math.Exp(half), e.Lo), 1-(1-value)*math.Exp(-half)
	}
	if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) { // a value of 1 or -1
		e.Lo, e.Hi = min(b.least, value), b.most
	}
	e.Lo, e.Hi = min(e.Lo, value), max(e.Hi, value)
	return e
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
