package compare

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Superiority returns the chance that an answer of group y is higher than one of group x, ties counted half, as a
// Fraction: the measure of difference for ordinal answers, ½ where neither is higher. x[j] and y[j] are the numbers of
// answers in category j, from the lowest to the highest.
//
// The limits are those of Brunner and Munzel (2000, doi 10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U),
// taken on the logit scale so that they stay between 0 and 1. Where every answer of one group is above every one of the
// other, or a group has a single answer, the variance says nothing and the limits are 0 and 1. A group without answers,
// or a negative count, is no data. It panics if x and y differ in length.
func Superiority(x, y []int, level float64) kpi.Estimate {
	if len(x) != len(y) {
		panic(fmt.Sprintf("compare: Superiority of %d and %d categories", len(x), len(y)))
	}
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("compare: confidence level %v is not between 0 and 1", level))
	}
	e := kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 1, Level: level, Unit: kpi.Fraction}
	nx, ny := 0, 0
	for j := range x {
		if x[j] < 0 || y[j] < 0 {
			return e
		}
		nx, ny = nx+x[j], ny+y[j]
	}
	if nx == 0 || ny == 0 {
		return e
	}
	e.N = nx + ny
	// The share of the other group below each answer, its own category counted half.
	mean, varY := placements(y, x, ny, nx)
	_, varX := placements(x, y, nx, ny)
	e.Value = mean
	sx, sy := varX/float64(nx), varY/float64(ny)
	if v := sx + sy; v > 0 && 0 < mean && mean < 1 && nx > 1 && ny > 1 {
		df := v * v / (sx*sx/float64(nx-1) + sy*sy/float64(ny-1))
		half := -quantile.T((1-level)/2, df) * math.Sqrt(v) / (mean * (1 - mean))
		logit := math.Log(mean / (1 - mean))
		e.Lo, e.Hi = 1/(1+math.Exp(half-logit)), 1/(1+math.Exp(-half-logit))
	}
	return e
}

// placements returns the mean and the variance (divisor n-1) of the share of the m answers in other that lie below each
// of the n answers in own, ties counted half. It counts in half answers from the place of the first one, all of them
// whole numbers, so that places all alike have no variance, and not that of rounding.
func placements(own, other []int, n, m int) (mean, variance float64) {
	origin, below, shift := math.NaN(), 0.0, 0.0
	for j, c := range own {
		at := 2*below + float64(other[j])
		if c > 0 && math.IsNaN(origin) {
			origin = at
		}
		if c > 0 {
			shift += float64(c) * (at - origin) / float64(n)
		}
		below += float64(other[j])
	}
	below = 0
	for j, c := range own {
		if c > 0 {
			d := (2*below + float64(other[j]) - origin - shift) / (2 * float64(m))
			variance += float64(c) * d * d
		}
		below += float64(other[j])
	}
	return min((origin+shift)/(2*float64(m)), 1), variance / float64(n-1)
}
