package nps

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Test tests whether the true score is null, in points, by the score test that agrees with the limits of
// [Tally.Score]: P is below 1-level just where those limits exclude null. The statistic has the sign of the
// score minus null. With null 0 it is McNemar's test, (promoters-detractors)/√(promoters+detractors) (McNemar
// 1947, doi 10.1007/BF02295996). Without answers it is no data. It panics if null is not from -100 to 100.
func (t Tally) Test(null float64) kpi.Test {
	if !(-100 <= null && null <= 100) {
		panic(fmt.Sprintf("nps: a score of %v to test for is not from -100 to 100", null))
	}
	if t.N() == 0 {
		return kpi.NormalTest(math.NaN())
	}
	d, p, n, m := float64(t.Detractors), float64(t.Promoters), float64(t.N()), null/100
	if m < 0 {
		d, p, m = p, d, -m
	}
	gap, spread := p-d-n*m, math.Sqrt(n*restrictedVariance(d, p, n, m))
	if null < 0 {
		gap = -gap
	}
	if gap == 0 { // also where the answers are all alike, and speak for nothing else
		return kpi.NormalTest(0)
	}
	return kpi.NormalTest(gap / spread)
}

// restrictedVariance returns the variance of one answer under the most likely shares of detractors, q, and
// promoters, q+m, that differ by m, for m from 0 to 1 (Tango 1998): 2q + m(1-m), and q is the greater root of
// A·q² + B·q + C.
func restrictedVariance(d, p, n, m float64) float64 {
	a, b, c := 2*n, (2*n-p+d)*m-d-p, -d*m*(1-m)
	root := math.Sqrt(b*b - 4*a*c)
	q := 0.0
	switch {
	case b <= 0:
		q = (root - b) / (2 * a)
	case c < 0:
		q = -2 * c / (b + root)
	}
	return 2*q + m*(1-m)
}

// Homogeneity tests whether the groups have one score: teams, areas, months. The statistic is Σn(score-pooled
// score)²/pooled variance, chi-square with one degree of freedom less than groups. Of two groups it is the
// square of the two-sample z-test, which takes the variance that holds if they do not differ: compare with
// [kpi.Estimate.Minus], whose limits say by how much they do. Of many it is, but for a factor n/(n-1), the mean
// score test of Landis, Heyman and Koch (1978, doi 10.2307/1402373).
//
// Groups without answers are left out; with fewer than two others, or with a tally whose counts no answers
// could have given, it is no data. Where all answers are alike nothing speaks against one score, and P is 1.
// To find out which group differs, see package kpi/compare.
func Homogeneity(ts ...Tally) kpi.Test {
	groups := 0
	var d, a, p float64
	for _, t := range ts {
		n, ok := t.total()
		if !ok {
			return kpi.ChiSquaredTest(math.NaN(), 0)
		}
		if n > 0 {
			groups++
		}
		d, a, p = d+float64(t.Detractors), a+float64(t.Passives), p+float64(t.Promoters)
	}
	if groups < 2 {
		return kpi.ChiSquaredTest(math.NaN(), 0)
	}
	n := d + a + p
	score, variance := (p-d)/n, (a*(p+d)+4*p*d)/n/n
	if variance == 0 {
		return kpi.ChiSquaredTest(0, float64(groups-1))
	}
	q := 0.0
	for _, t := range ts {
		if n := float64(t.N()); n > 0 {
			gap := (float64(t.Promoters)-float64(t.Detractors))/n - score
			q += n * gap * gap / variance
		}
	}
	return kpi.ChiSquaredTest(q, float64(groups-1))
}
