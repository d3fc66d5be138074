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

// share returns the fewest and the most of n whose probability is not below tail: the k at which P(X ≤ k)
// and P(X ≥ k) reach it.
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

// exactUpTo is the number of answers up to which the distribution of a net score is summed up; that takes
// time with its square, 2 ms in all.
const exactUpTo = 1000

// balance returns the lowest and highest balance of promoters and detractors of n answers that is not
// outside.
func (e *exactLimits) balance(n int) (lo, hi int) {
	if n > exactUpTo {
		return e.standard.approximate(n)
	}
	if e.net == nil {
		e.net = newBalances(e.standard)
	}
	for len(e.net.limits) <= n {
		e.net.grow()
	}
	return e.net.limits[n][0], e.net.limits[n][1]
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

// approximate returns the lowest and highest balance of n answers that is not outside, by the distribution
// of Pearson's third type, a gamma distribution, with the same mean, variance and skewness, and half a step
// for what moves in steps. Unlike an expansion it is in order however rare the rare answers are.
func (s Standard) approximate(n int) (lo, hi int) {
	c, m, size := s.Centre/100, s.Moved, float64(n)
	v := max(0, m-c*c)
	if v == 0 {
		at := int(math.Round(size * c))
		return at, at
	}
	skew := (c - 3*c*m + 2*c*c*c) / (v * math.Sqrt(v*size))
	below, above := skewed(math.Abs(skew))
	if skew < 0 {
		below, above = above, below
	}
	step := 1.0
	if m == 1 {
		step = 2 // nobody is flat
	}
	mean, sd := size*c, math.Sqrt(size*v)
	lo = int(math.Max(-size, math.Ceil(mean-below*sd-step/2)))
	hi = int(math.Min(size, math.Floor(mean+above*sd+step/2)))
	return lo, hi
}

// skewed returns how many standard deviations the quantiles tail and 1-tail of Pearson's third type lie
// below and above its mean, for a skewness that is not negative.
func skewed(skew float64) (below, above float64) {
	if skew < 1e-4 {
		z := -quantile.Normal(tail)
		return z, z
	}
	shape := 4 / (skew * skew)
	root := math.Sqrt(shape)
	return (shape - quantile.ChiSquared(tail, 2*shape)/2) / root, (quantile.ChiSquaredUpper(tail, 2*shape)/2 - shape) / root
}
