package chart

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// exactLimits finds the fewest and the most that are not outside, of n answers at a standard.
type exactLimits struct {
	standard Standard
	shares   map[int][2]int // of batches, which ask for one n again and again
	net      *balances
}

// batch prepares for many points.
func (e *exactLimits) batch() { e.shares = map[int][2]int{} }

// share returns the fewest and the most of n whose probability is not below tail: the k at which P(X ≤ k) and P(X ≥ k)
// reach it.
func (e *exactLimits) share(n int) (lo, hi int) {
	if known, ok := e.shares[n]; ok {
		return known[0], known[1]
	}
	centre := e.standard.Centre
	lo, hi = quantile.BinomialQuantile(tail, n, centre), n-quantile.BinomialQuantile(tail, n, 1-centre)
	if e.shares != nil {
		e.shares[n] = [2]int{lo, hi}
	}
	return lo, hi
}

// exactUpTo is the number of answers up to which the distribution of a net score is summed up; that takes time with its
// square, 2 ms in all.
const exactUpTo = 1000

// balance returns the lowest and highest balance of promoters and detractors that is not outside, or false if there are
// too many answers to say.
func (e *exactLimits) balance(n int) (lo, hi int, ok bool) {
	if n > exactUpTo {
		return 0, 0, false
	}
	if e.net == nil {
		e.net = newBalances(e.standard)
	}
	for len(e.net.limits) <= n {
		e.net.grow()
	}
	return e.net.limits[n][0], e.net.limits[n][1], true
}

// balances holds the limits of the balance of promoters and detractors of n answers, for n = 0, 1, 2, …
type balances struct {
	down, flat, up float64   // probabilities of one answer
	mass           []float64 // mass[i] is the probability of the balance i-n for the largest n
	limits         [][2]int
}

func newBalances(s Standard) *balances {
	c := s.Centre / 100
	down, up := max(0, (s.Moved-c)/2), max(0, (s.Moved+c)/2)
	return &balances{down: down, flat: max(0, 1-s.Moved), up: up, mass: []float64{1}, limits: [][2]int{{}}}
}

// grow adds one answer.
func (b *balances) grow() {
	n := len(b.limits)
	b.mass = append(b.mass, 0, 0)
	for i := 2 * n; i >= 0; i-- {
		sum := 0.0
		if i >= 2 {
			sum = b.up * b.mass[i-2]
		}
		if i >= 1 {
			sum += b.flat * b.mass[i-1]
		}
		b.mass[i] = sum + b.down*b.mass[i]
	}
	enough := tail * (1 - 1e-12) // rounding must not decide
	lo, hi := 0, 2*n
	for sum := b.mass[lo]; sum < enough && lo < 2*n; sum += b.mass[lo] {
		lo++
	}
	for sum := b.mass[hi]; sum < enough && hi > 0; sum += b.mass[hi] {
		hi--
	}
	b.limits = append(b.limits, [2]int{lo - n, hi - n})
}

// cornishFisher returns how many standard deviations the quantiles tail and 1-tail of the net score of n answers lie
// below and above its mean, by the expansion of Cornish and Fisher (1938, doi 10.2307/1400905) with skewness and kurtosis.
func (s Standard) cornishFisher(n float64) (below, above float64) {
	c, m := s.Centre/100, s.Moved
	v := max(0, m-c*c)
	if v == 0 {
		return 3, 3
	}
	skew := (c - 3*c*m + 2*c*c*c) / (v * math.Sqrt(v*n))
	kurtosis := ((m-4*c*c+6*c*c*m-3*c*c*c*c)/(v*v) - 3) / n
	const z = 3
	odd := z + (z*z*z-3*z)*kurtosis/24 - (2*z*z*z-5*z)*skew*skew/36
	even := (z*z - 1) * skew / 6
	return odd - even, odd + even
}
