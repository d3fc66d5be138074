package kpi

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
)

// TwoProportions tests whether the shares k1 of n1 and k2 of n2 are equal, by the score test that agrees with the limits
// of [MiettinenNurminen]: P is below 1-level just where those limits exclude 0. A group without trials is no data;
// answers that are all alike in both groups give P 1.
func TwoProportions(k1, n1, k2, n2 int) Test {
	if !counts(k1, n1) || !counts(k2, n2) {
		return NormalTest(math.NaN())
	}
	if k1+k2 == 0 || k1+k2 == n1+n2 {
		return NormalTest(0)
	}
	z := twoShares{float64(k1), float64(n1), float64(k2), float64(n2)}.score(0)
	return NormalTest(z)
}

// MiettinenNurminen returns k1/n1 - k2/n2 as a Change with the score limits of Miettinen and Nurminen (1985,
// doi 10.1002/sim.4780040211): those differences that the score test, with its variance times n/(n-1), does not reject.
// Take it where limits and the test of [TwoProportions] have to agree; elsewhere [Estimate.Minus] of two [Proportion]s is
// as good. If a group has no trials it is no data between -1 and 1.
func MiettinenNurminen(k1, n1, k2, n2 int, level float64) Estimate {
	checkLevel(level)
	if !counts(k1, n1) || !counts(k2, n2) {
		return unknown(-1, 1, level, Change)
	}
	s := twoShares{float64(k1), float64(n1), float64(k2), float64(n2)}
	d, z := s.k1/s.n1-s.k2/s.n2, quantile.Z(level)
	e := Estimate{Value: d, Lo: -1, Hi: 1, Level: level, N: n1 + n2, Unit: Change}
	if d > -1 {
		e.Lo = min(d, root.Find(func(x float64) float64 { return s.score(x) - z }, -1, d))
	}
	if d < 1 {
		e.Hi = max(d, root.Find(func(x float64) float64 { return s.score(x) + z }, d, 1))
	}
	return e
}

// counts reports whether k of n can be and n is not 0.
func counts(k, n int) bool { return 0 <= k && k <= n && n > 0 }

// twoShares is k1 of n1 and k2 of n2.
type twoShares struct{ k1, n1, k2, n2 float64 }

// score returns the score statistic of the difference p1-p2 = d, which falls from +∞ at d = -1 to -∞ at d = 1.
func (s twoShares) score(d float64) float64 {
	gap := s.k1/s.n1 - s.k2/s.n2 - d
	if gap == 0 {
		return 0
	}
	p2 := s.restricted(d)
	p1 := min(max(p2+d, 0), 1)
	n := s.n1 + s.n2
	v := (p1*(1-p1)/s.n1 + p2*(1-p2)/s.n2) * n / (n - 1)
	return gap / math.Sqrt(v)
}

// restricted returns the most likely p2 given that p1 = p2+d: where the slope of the log-likelihood, which falls in p2,
// crosses zero, or the end of p2's range that it points to.
func (s twoShares) restricted(d float64) float64 {
	if d == 0 {
		return (s.k1 + s.k2) / (s.n1 + s.n2)
	}
	return root.Find(func(p2 float64) float64 {
		return binomialSlope(s.k1, s.n1, p2+d) + binomialSlope(s.k2, s.n2, p2)
	}, max(0, -d), min(1, 1-d))
}

// binomialSlope returns the derivative of k·log p + (n-k)·log(1-p).
func binomialSlope(k, n, p float64) float64 {
	slope := 0.0
	if k > 0 {
		slope = k / max(p, 0)
	}
	if k < n {
		slope -= (n - k) / max(1-p, 0)
	}
	return slope
}

// PairedProportions returns the change from the second to the first of two yes-or-no answers by the same respondents, as
// a Change: (first - second)/n, where both said yes twice, first only at the first, second only at the second, and neither
// twice no. Its limits are those of method 10 of Newcombe (1998,
// doi 10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C). Without respondents, or with a negative count,
// it is no data between -1 and 1.
func PairedProportions(both, first, second, neither int, level float64) Estimate {
	checkLevel(level)
	a, b, c, d := float64(both), float64(first), float64(second), float64(neither)
	n, m := both+first+second+neither, a+b+c+d
	if min(both, first, second, neither) < 0 || n <= 0 || m > math.MaxInt64/2 {
		return unknown(-1, 1, level, Change)
	}
	p1, p2 := Proportion(both+first, n, level), Proportion(both+second, n, level)
	// The correlation of the two answers, with Newcombe's continuity correction where it is positive.
	phi := a*d - b*c
	switch {
	case phi > m/2:
		phi -= m / 2
	case phi > 0:
		phi = 0
	}
	if margins := math.Sqrt(a+b) * math.Sqrt(c+d) * math.Sqrt(a+c) * math.Sqrt(b+d); margins > 0 {
		phi /= margins
	}
	arm := func(x, y float64) float64 { return math.Sqrt(max(0, x*x-2*phi*x*y+y*y)) }
	v := (b - c) / m
	return Estimate{
		Value: v,
		Lo:    max(-1, v-arm(p1.Value-p1.Lo, p2.Hi-p2.Value)),
		Hi:    min(1, v+arm(p1.Hi-p1.Value, p2.Value-p2.Lo)),
		Level: level, N: n, Unit: Change,
	}
}
