package kpi

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Mean returns the mean of n measurements with standard deviation sd (divisor n-1) and Student's t interval, as a
// Number: for quantities without a scale, such as amounts. For answers on a scale take [Multinomial], which near the
// ends of the scale covers what Student's t does not.
//
// One measurement is known, without limits. None, a mean that is not finite, or an sd that is negative or not finite is
// no data. Student (1908, doi 10.1093/biomet/6.1.1).
func Mean(n int, mean, sd, level float64) Estimate {
	checkLevel(level)
	inf := math.Inf(1)
	switch {
	case n <= 0 || math.IsNaN(mean-mean):
		return unknown(-inf, inf, level, Number)
	case n == 1:
		return Estimate{Value: mean, Lo: -inf, Hi: inf, Level: level, N: 1, Unit: Number}
	case !(0 <= sd && sd <= math.MaxFloat64):
		return unknown(-inf, inf, level, Number)
	}
	half := -quantile.T((1-level)/2, float64(n-1)) * sd / math.Sqrt(float64(n))
	return Estimate{Value: mean, Lo: mean - half, Hi: mean + half, Level: level, N: n, Unit: Number}
}
