package kpi

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/root"
)

// MultinomialAnyTime returns the mean of answers on a declared scale, as [Multinomial] does, with limits that hold at
// every look at once, however often and whenever one looks: for dashboards and alerts. With probability level or more
// the true mean never leaves them while answers come in. It takes counts only, not weighted shares; for the difference
// of two such means see [Estimate.MinusBonferroni]. On three categories the limits are twice as far apart as those of
// Multinomial with 100 answers, 2.5 times with 10,000.
//
// The limits are the means whose most likely multinomial distribution is outweighed less than 1/(1-level) times by the
// Dirichlet(½, …, ½) mixture of all of them (Robbins 1970, doi 10.1214/aoms/1177696786; Howard, Ramdas, McAuliffe and
// Sekhon 2021, doi 10.1214/20-AOS1991).
func MultinomialAnyTime(values []float64, counts []int, level float64) Estimate {
	e := Multinomial(values, counts, level)
	if !e.Known() {
		return e
	}
	lowest, highest := scaleEnds(values, len(counts))
	bound := mixtureBound(counts, e.N, level)
	e.Lo = max(e.Value-profileArm(values, counts, e, -1, e.Value-lowest, bound), lowest)
	e.Hi = min(e.Value+profileArm(values, counts, e, +1, highest-e.Value, bound), highest)
	return e
}

// anyTimeProportion returns the limits of MultinomialAnyTime for k of n.
func anyTimeProportion(k, n int, level float64) (lo, hi float64) {
	values, counts := [2]float64{0, 1}, [2]int{n - k, k}
	e := MultinomialAnyTime(values[:], counts[:], level)
	return e.Lo, e.Hi
}

// mixtureBound returns how far a log-likelihood may lie below the largest one before the mixture outweighs it by
// 1/(1-level). The likelihoods themselves are of the order of n, so the parts of Stirling's formula that cancel between
// the largest likelihood, Πp̂^n_j, and the mixture's, Γ(k/2)/Γ(½)^k·ΠΓ(n_j+½)/Γ(n+k/2), are left out of both.
func mixtureBound(counts []int, n int, level float64) float64 {
	half := float64(len(counts)) / 2
	constant, _ := math.Lgamma(half)
	bound := -math.Log(1-level) - constant - half*math.Ln2 + gammaRemainder(float64(n), half)
	for _, c := range counts {
		bound -= gammaRemainder(float64(c), 0.5) - 0.5*math.Log(2*math.Pi)
	}
	return bound
}

// gammaRemainder returns log Γ(x+a) - (x·log x - x) for x ≥ 0 and a > 0, of the order of log x, without the
// cancellation of its two parts. Stirling's series: Abramowitz and Stegun (1964), 6.1.40.
func gammaRemainder(x, a float64) float64 {
	if x < 30 {
		g, _ := math.Lgamma(x + a)
		if x > 0 {
			g -= x*math.Log(x) - x
		}
		return g
	}
	y := x + a
	r := 1 / (y * y)
	series := (1.0/12 - r*(1.0/360-r*(1.0/1260-r*(1.0/1680-r/1188)))) / y
	// (y-½)·log y - y - x·log x + x
	return (a-0.5)*math.Log(y) + x*log1pmx(a/x) + 0.5*math.Log(2*math.Pi) + series
}

// profileArm returns the distance from the mean to the limit above it (side +1) or below it (side -1), at which the
// largest log-likelihood of a mean has fallen by bound; reach is the distance to that end of the scale.
//
// The most likely distributions of given mean are p_j ∝ n_j/(1+κe_j) with e_j = ±(x_j - x̄); it is simpler to walk along
// κ from 0 to -1/reach than along the mean. If nobody answered at the end of the scale and the bound is not reached on
// the way, the rest of the way puts a growing probability at that end.
func profileArm(values []float64, counts []int, e Estimate, side, reach, bound float64) float64 {
	if !(reach > 0) {
		return 0
	}
	end := 0
	for i, x := range values {
		if side*(x-e.Value) >= reach {
			end += counts[i]
		}
	}
	n := float64(e.N)
	at := func(w float64) (drop, shift float64) { // w = 1 + κ·reach
		kappa := (w - 1) / reach
		var logs, s float64
		for i, x := range values {
			if counts[i] == 0 {
				continue
			}
			d := side * (x - e.Value)
			q := ((reach - d) + w*d) / reach // 1 + κd, above 0 however near d is to reach
			c := float64(counts[i])
			switch x := kappa * d; {
			case d >= reach:
				q = w
				logs += c * (math.Log(w) - (w - 1))
			case x < -0.5:
				logs += c * (math.Log(q) - x)
			default:
				logs += c * log1pmx(x)
			}
			s += c / n * kappa * kappa * d * d / q
		}
		if kappa == 0 {
			return 0, 0
		}
		return logs + n*math.Log1p(s), -s / (kappa * (1 + s))
	}
	if end == 0 {
		if drop, shift := at(0); drop <= bound {
			m := -math.Expm1(-(bound - drop) / n)
			return (1-m)*shift + m*reach
		}
	}
	w := root.Find(func(w float64) float64 {
		drop, _ := at(w)
		return drop - bound
	}, 0x1p-1000, 1)
	_, shift := at(w)
	return shift
}

// log1pmx returns log(1+x) - x without cancellation.
func log1pmx(x float64) float64 {
	if math.Abs(x) > 0.02 {
		return math.Log1p(x) - x
	}
	// -x²/2 + x³/3 - x⁴/4 + …
	sum := 0.0
	for k := 10; k >= 2; k-- {
		sum = sum*-x + 1/float64(k)
	}
	return -x * x * sum
}
