package quantile

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Normal returns the p-quantile of the standard normal distribution: −Inf at 0, +Inf at 1, NaN for p outside
// [0, 1]. It is gonum's (Wichura 1988, algorithm AS 241, doi 10.2307/2347330), which is right to 5e-16
// everywhere.
func Normal(p float64) float64 {
	if !(0 <= p && p <= 1) {
		return math.NaN()
	}
	return mathext.NormalQuantile(p)
}

// NormalTail returns P(Z > x) of a standard normal Z; NormalTail(-x) is P(Z <= x), with all digits in that
// tail.
func NormalTail(x float64) float64 { return 0.5 * math.Erfc(x/math.Sqrt2) }

// Z returns the z that a standard normal variable stays within, on both sides, with the probability level:
// 1.96 for 0.95. It is found from the tail, so that it is right for a level of 0.999999999 too. A level
// outside [0, 1] gives NaN.
func Z(level float64) float64 {
	switch level { // the levels that are asked for again and again
	case 0.95:
		return 1.9599639845400542355
	case 0.9:
		return 1.6448536269514727148
	case 0.99:
		return 2.5758293035489007609
	}
	if !(0 <= level && level <= 1) {
		return math.NaN()
	}
	return -mathext.NormalQuantile((1 - level) / 2)
}
