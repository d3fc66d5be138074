package nps_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
)

// The coverage of an interval, by enumeration: every sample of n answers that a truth can give, with its
// probability. The rows here take part in every test run; coverage_full_test.go prints the tables.

// truth is the shares of detractors, passives and promoters among all customers, or of the changes -2 to 2.
type truth []float64

var (
	usual  = truth{0.15, 0.35, 0.50}
	loved  = truth{0.02, 0.08, 0.90}
	hated  = truth{0.70, 0.20, 0.10}
	evenly = truth{1.0 / 3, 1.0 / 3, 1.0 / 3}
	split  = truth{0.45, 0.10, 0.45}
	mild   = truth{0.01, 0.98, 0.01}

	stable = truth{0.01, 0.08, 0.80, 0.09, 0.02}
	moving = truth{0.05, 0.15, 0.40, 0.25, 0.15}
	rising = truth{0, 0.02, 0.60, 0.30, 0.08}
	rare   = truth{0, 0, 0.95, 0.04, 0.01}
)

// mean returns the truth's score: the mean of steps of 100 points around its middle class.
func (p truth) mean() (m float64) {
	for i, share := range p {
		m += 100 * float64(i-len(p)/2) * share
	}
	return m
}

// samples calls visit with every sample of n answers and its probability.
func (p truth) samples(n int, visit func(counts []int, probability float64)) {
	counts := make([]int, len(p))
	var fill func(class, left int, log float64)
	fill = func(class, left int, log float64) {
		if class == len(p)-1 {
			counts[class] = left
			if log += logTerm(left, p[class]); !math.IsInf(log, -1) {
				visit(counts, math.Exp(log))
			}
			return
		}
		for c := 0; c <= left; c++ {
			counts[class] = c
			fill(class+1, left-c, log+logTerm(c, p[class]))
		}
	}
	factorial, _ := math.Lgamma(float64(n + 1))
	fill(0, n, factorial)
}

// logTerm returns the logarithm of p^c/c!.
func logTerm(c int, p float64) float64 {
	if c == 0 {
		return 0
	}
	factorial, _ := math.Lgamma(float64(c + 1))
	return float64(c)*math.Log(p) - factorial
}

// missed is the probability that the true value is below the lower limit and that it is above the upper one.
type missed struct{ below, above float64 }

func (m missed) coverage() float64 { return 1 - m.below - m.above }

func (m *missed) count(e kpi.Estimate, value, probability float64) {
	const slack = 1e-9 // a limit that is the truth but for rounding covers it
	switch {
	case value < e.Lo-slack:
		m.below += probability
	case value > e.Hi+slack:
		m.above += probability
	}
}

// scoreMisses returns the misses of a method's interval of the score of n answers.
func scoreMisses(method nps.Method, p truth, n int) (m missed) {
	p.samples(n, func(c []int, probability float64) {
		m.count(method.Score(nps.Tally{Detractors: c[0], Passives: c[1], Promoters: c[2]}, 0.95), p.mean(), probability)
	})
	return m
}

// changeMisses returns the misses of the interval of the change of n respondents.
func changeMisses(p truth, n int) (m missed) {
	p.samples(n, func(c []int, probability float64) {
		moves := nps.Paired{Moves: [3][3]int{{0, c[3], c[4]}, {c[1], c[2], 0}, {c[0], 0, 0}}}
		m.count(moves.Change(0.95), p.mean(), probability)
	})
	return m
}

// differenceMisses returns the misses of the interval of the difference of two scores, of n and k answers.
func differenceMisses(p, q truth, n, k int) (m missed) {
	type sample struct {
		score       kpi.Estimate
		probability float64
	}
	list := func(p truth, n int) (all []sample) {
		p.samples(n, func(c []int, probability float64) {
			t := nps.Tally{Detractors: c[0], Passives: c[1], Promoters: c[2]}
			all = append(all, sample{t.Score(0.95), probability})
		})
		return all
	}
	second := list(q, k)
	for _, x := range list(p, n) {
		for _, y := range second {
			m.count(x.score.Minus(y.score), p.mean()-q.mean(), x.probability*y.probability)
		}
	}
	return m
}

func TestCoverageOfScore(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates samples")
	}
	for _, n := range []int{5, 10, 20, 50} {
		for _, p := range []truth{usual, loved, hated, evenly, split, mild} {
			got := scoreMisses(nps.ScoreInterval, p, n)
			assert.Greater(t, got.coverage(), 0.905, "%v, n = %d: %+v", p, n, got)
		}
		wald := scoreMisses(nps.Wald, loved, n)
		assert.Less(t, wald.coverage(), 0.92, "what the score interval is better than, n = %d", n)
	}
}

func TestCoverageOfDifference(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates samples")
	}
	for _, n := range []int{3, 5, 8} {
		for _, pair := range [][2]truth{{usual, usual}, {usual, loved}, {loved, loved}, {loved, hated}, {split, evenly}} {
			got := differenceMisses(pair[0], pair[1], n, n)
			assert.Greater(t, got.coverage(), 0.925, "%v, n = %d: %+v", pair, n, got)
		}
	}
}

func TestCoverageOfChange(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates samples")
	}
	for _, n := range []int{5, 10, 20} {
		for _, p := range []truth{stable, moving, rising, rare} {
			got := changeMisses(p, n)
			assert.Greater(t, got.coverage(), 0.935, "%v, n = %d: %+v", p, n, got)
		}
	}
}
