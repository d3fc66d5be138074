package kpi

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Multinomial returns the mean of answers on a declared scale with its score interval, as a Number. counts[i] answers
// took the value values[i]; values lists the whole scale, also where nobody answered, in any order. Without answers it
// is no data between the ends of the scale. It panics if the two slices differ in length or a value is not finite.
//
// The limits are the means m that the score test does not reject: those with n(x̄-m)²/v(m) ≤ z², v(m) the variance of
// the answers under the multinomial distribution of mean m that makes them most likely. This is Wilson's interval for
// two categories (Wilson 1927, doi 10.1080/01621459.1927.10502953) and Tango's for -1, 0, 1 (Tango 1998,
// doi 10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B); for score intervals of multinomial parameters
// see Lang (2008, doi 10.1002/sim.3391). It stays on the scale, and it has a width for one answer and for answers all
// alike. At a nominal 95% it covers .92 or more of the distributions one meets, from 3 answers up, where Student's t can
// fall to .55; single truths next to an end of the scale are covered .84, however many answers. Its two
// tails are balanced from about 20 answers, near the ends of the scale from about 100.
func Multinomial(values []float64, counts []int, level float64) Estimate {
	checkLevel(level)
	lowest, highest := scaleEnds(values, len(counts))
	var buf [16]float64
	weights := buf[:0]
	n := 0
	for _, c := range counts {
		if c < 0 || n+c < n {
			return unknown(lowest, highest, level, Number)
		}
		n += c
		weights = append(weights, float64(c))
	}
	if n == 0 {
		return unknown(lowest, highest, level, Number)
	}
	mean, lo, hi := scoreInterval(values, weights, float64(n), lowest, highest, quantile.Z(level))
	return Estimate{Value: mean, Lo: lo, Hi: hi, Level: level, N: n, Unit: Number}
}

// Shares returns the mean of a scale at weighted shares with the score interval of [Multinomial] at neff, the effective
// number of answers: for weighted and clustered answers, whose package computes neff from the standard error. shares
// need not sum to one; n is the number of answers to report and u the unit of the values. It is no data where n or the
// sum of the shares is not positive, a share is negative, or neff is not a positive number.
func Shares(values, shares []float64, neff float64, n int, u Unit, level float64) Estimate {
	checkLevel(level)
	lowest, highest := scaleEnds(values, len(shares))
	total := 0.0
	for _, s := range shares {
		if !(s >= 0) {
			return unknown(lowest, highest, level, u)
		}
		total += s
	}
	if n <= 0 || !(0 < total && total <= math.MaxFloat64) || !(0 < neff && neff <= math.MaxFloat64) {
		return unknown(lowest, highest, level, u)
	}
	var buf [16]float64
	weights := buf[:0]
	for _, s := range shares {
		weights = append(weights, s/total*neff)
	}
	mean, lo, hi := scoreInterval(values, weights, neff, lowest, highest, quantile.Z(level))
	return Estimate{Value: mean, Lo: lo, Hi: hi, Level: level, N: n, Unit: u}
}

// Net returns the net score of answers that are down, flat or up, 100·(up-down)/n in Points, with Tango's score
// interval: NPS, net easy, net satisfaction. It is [Multinomial] for the values -100, 0 and 100.
//
// A net score is the difference of two paired proportions, so the interval of Tango (1998) for that difference is its
// score interval; Rocks (2016, doi 10.1080/00031305.2016.1158124) found it, under the name of an iterative score
// method, among the best for NPS. It never leaves ±100 and has a width also when all answers are alike.
func Net(down, flat, up int, level float64) Estimate {
	checkLevel(level)
	n := down + flat + up
	if down < 0 || flat < 0 || up < 0 || n < max(down, flat, up, 1) { // a sum that overflows is below its parts
		return unknown(-100, 100, level, Points)
	}
	values, weights := [3]float64{-1, 0, 1}, [3]float64{float64(down), float64(flat), float64(up)}
	_, lo, hi := scoreInterval(values[:], weights[:], float64(n), -1, 1, quantile.Z(level))
	value := min(max(-100, 100*(float64(up)-float64(down))/float64(n)), 100) // rounding passes 100 from 1e14 answers on
	return Estimate{Value: value, Lo: min(100*lo, value), Hi: max(100*hi, value), Level: level, N: n, Unit: Points}
}

// scaleEnds returns the least and the greatest value of a scale of k categories.
func scaleEnds(values []float64, k int) (lowest, highest float64) {
	if len(values) != k || k == 0 {
		panic(fmt.Sprintf("kpi: %d values for the counts of %d categories", len(values), k))
	}
	lowest, highest = values[0], values[0]
	for _, x := range values {
		if math.IsNaN(x - x) {
			panic(fmt.Sprintf("kpi: %v is not a value of a scale", x))
		}
		lowest, highest = min(lowest, x), max(highest, x)
	}
	return lowest, highest
}

// scoreInterval returns the mean and the limits of the score interval for weights that sum to n > 0.
func scoreInterval(values, weights []float64, n, lowest, highest, z float64) (mean, lo, hi float64) {
	sum := 0.0
	for i, x := range values {
		sum += weights[i] * x
	}
	mean = min(max(sum/n, lowest), highest)
	lo = max(mean-scoreArm(values, weights, mean, n, -1, mean-lowest, z*z), lowest)
	hi = min(mean+scoreArm(values, weights, mean, n, +1, highest-mean, z*z), highest)
	return mean, lo, hi
}

// scoreArm returns the distance from the mean to the score limit above it (side +1) or below it (side -1); reach is the
// distance from the mean to that end of the scale.
//
// With e_j = ±(x_j - x̄), the multinomial of mean x̄±d that makes the counts most likely has p_j = n_j/(n-λ(e_j-d)), and
// Σp_j(e_j-d)² = nd/λ, so that the limit, where n·d² = z²·Σp_j(e_j-d)², has λ = z²/d. What is left of the definition of
// λ is one equation in D = (n+z²)·d,
//
//	D = z² Σ n_j e_j² / (D - z² e_j),   D > z² max e_j,
//
// whose terms are all positive: nothing cancels, whatever n. The difference of its sides grows and is concave in D, so
// Newton's method from below the root climbs to it and never passes. Where nobody answered at the end of the scale
// there may be no root; then the missing probability sits at that end and D is the bound z²·reach. With a weight there
// that is next to nothing the root is no further from that bound than the next number.
func scoreArm(values, weights []float64, mean, n, side, reach, z2 float64) float64 {
	if !(reach > 0) || z2 == 0 {
		return 0 // the end of the scale, or a level so small that its critical value is 0
	}
	var m2, m3, end float64
	for i, x := range values {
		e := side * (x - mean)
		m2 += weights[i] * e * e
		m3 += weights[i] * e * e * e
		if e >= reach {
			end += weights[i]
		}
	}
	least, most := z2*reach, (n+z2)*reach
	if end < 1e-9*z2 {
		bound := least
		if end > 0 {
			bound = math.Nextafter(least, math.Inf(1))
		}
		if f, _ := scoreEquation(values, weights, mean, side, z2, bound); f >= 0 {
			return least / (n + z2)
		}
	}
	// A start that is right in the first two orders of 1/√n.
	skew := z2 * m3 / m2
	d := (skew + math.Sqrt(skew*skew+4*z2*m2)) / 2
	for lo, hi := least, most; ; {
		if !(lo < d && d <= hi) {
			d = lo + (hi-lo)/2
		}
		f, slope := scoreEquation(values, weights, mean, side, z2, d)
		if f < 0 {
			lo = d
		} else {
			hi = d
		}
		next := d - f/slope
		switch {
		case math.Abs(next-d) <= 1e-15*d:
			return next / (n + z2)
		case !(hi-lo > 1e-15*hi): // a root so near to a pole that f is infinite there
			return hi / (n + z2)
		}
		d = next
	}
}

// scoreEquation returns D - z² Σ n_j e_j²/(D - z² e_j) and its derivative in D.
func scoreEquation(values, weights []float64, mean, side, z2, d float64) (f, slope float64) {
	f, slope = d, 1
	for i, x := range values {
		if weights[i] == 0 {
			continue
		}
		e := side * (x - mean)
		gap := d - z2*e
		term := z2 * weights[i] * e * e / gap
		f -= term
		slope += term / gap
	}
	return f, slope
}
