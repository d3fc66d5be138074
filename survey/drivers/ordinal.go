package drivers

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/survey"
)

// Higher returns the chance that an answer of y is higher than one of x, ties counted half, as a Fraction: how far two
// groups differ in answers that have an order and no distances. ½ is neither. The limits are those of
// [compare.Superiority], of Brunner and Munzel on the logit scale. A group without answers is no data. It panics if the
// scales differ.
func Higher(x, y survey.Tally, level float64) kpi.Estimate {
	lo, hi := together(x, y)
	if x.N() == 0 || y.N() == 0 {
		lo = hi // also where the counts are none
	}
	return compare.Superiority(x.Ratings[lo:hi], y.Ratings[lo:hi], level)
}

// BrunnerMunzel tests whether [Higher] is ½ (Brunner and Munzel 2000, doi
// 10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U). Unlike the test of Wilcoxon, Mann and Whitney it does
// not suppose that the groups spread alike. P is that of Student's t; Statistic is the standard normal deviate with the
// same P, positive where y is higher.
//
// A group with fewer than two answers is no data. Where every answer of one group is above all of the other, the
// variance says nothing, and P is that of all ways to divide the answers into such groups: 2/C(n, m). Answers all alike
// have P 1. It panics if the scales differ.
func BrunnerMunzel(x, y survey.Tally) kpi.Test {
	lo, hi := together(x, y)
	nx, ny := x.N(), y.N()
	if nx < 2 || ny < 2 {
		return kpi.NormalTest(math.NaN())
	}
	// The share of the other group below each answer, its own rating counted half, and its variance. It is counted in
	// half answers from that of the lowest rating, all of them whole numbers, so that shares all alike have no variance,
	// and not that of rounding.
	place := func(own, other survey.Tally, n, m int) (mean, variance float64) {
		var at [11]float64
		below, origin, shift := 0.0, math.NaN(), 0.0
		for r := lo; r < hi; r++ {
			at[r] = 2*below + float64(other.Ratings[r])
			below += float64(other.Ratings[r])
			if own.Ratings[r] == 0 {
				continue
			}
			if math.IsNaN(origin) {
				origin = at[r]
			}
			shift += float64(own.Ratings[r]) * (at[r] - origin) / float64(n)
		}
		for r := lo; r < hi; r++ {
			if own.Ratings[r] > 0 {
				d := (at[r] - origin - shift) / (2 * float64(m))
				variance += float64(own.Ratings[r]) * d * d
			}
		}
		return (origin + shift) / (2 * float64(m)), variance / float64(n-1) / float64(n)
	}
	mean, vy := place(y, x, ny, nx)
	_, vx := place(x, y, nx, ny)
	v := vx + vy
	if !(v > 0) {
		if mean == 0.5 {
			return kpi.NormalTest(0)
		}
		ways := logFactorial(nx+ny) - logFactorial(nx) - logFactorial(ny)
		return normalFor(2*math.Exp(-ways), mean-0.5)
	}
	df := v * v / (vx*vx/float64(nx-1) + vy*vy/float64(ny-1))
	t := (mean - 0.5) / math.Sqrt(v)
	return normalFor(min(1, 2*quantile.TTail(math.Abs(t), df)), t)
}

// together returns the ratings from lo up to but without hi that both tallies have.
func together(x, y survey.Tally) (lo, hi int) {
	s := x.Scale
	if !s.Valid() {
		s = y.Scale
	}
	if x.N() > 0 && y.N() > 0 && x.Scale != y.Scale {
		panic(fmt.Sprintf("drivers: answers on %v against answers on %v", x.Scale, y.Scale))
	}
	if !s.Valid() {
		return 0, 0
	}
	return s.Min, s.Max + 1
}

func logFactorial(n int) float64 {
	l, _ := math.Lgamma(float64(n) + 1)
	return l
}
