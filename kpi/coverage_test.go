package kpi_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

// coverage is how often limits hold the truth, and on which side they miss it.
type coverage struct {
	what         string
	in           float64
	below, above float64 // the truth lies below Lo, above Hi
	floor        float64 // what in must not fall below
}

func (c *coverage) add(e kpi.Estimate, truth, probability float64) {
	// A truth that is a limit to the last bits is inside, whatever the rounding.
	tolerance := 1e-12 * (1 + math.Abs(truth))
	switch {
	case truth < e.Lo-tolerance:
		c.below += probability
	case truth > e.Hi+tolerance:
		c.above += probability
	default:
		c.in += probability
	}
}

func (c *coverage) check(t *testing.T) {
	t.Helper()
	t.Logf("| %s | %.3f | %.3f | %.3f |", c.what, c.in, c.below, c.above)
	assert.InDelta(t, 1, c.in+c.below+c.above, 1e-9)
	assert.GreaterOrEqual(t, c.in, c.floor, c.what)
}

// binomial returns the probabilities of 0 to n successes.
func binomial(n int, p float64) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		out[k] = math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	return out
}

// proportions covers one share by enumeration.
func proportions(m kpi.Method, n int, p, floor float64) *coverage {
	c := &coverage{what: fmt.Sprintf("%v share %v, n %d", m, p, n), floor: floor}
	for k, probability := range binomial(n, p) {
		c.add(m.Proportion(k, n, 0.95), p, probability)
	}
	return c
}

// nets covers a net score by enumeration of all tables of n answers.
func nets(n int, down, up, floor float64) *coverage {
	c := &coverage{what: fmt.Sprintf("net score %.0f (%v down, %v up), n %d", 100*(up-down), down, up, n), floor: floor}
	for d, pd := range binomial(n, down) {
		for u, pu := range binomial(n-d, up/(1-down)) {
			c.add(kpi.Net(d, n-d-u, u, 0.95), 100*(up-down), pd*pu)
		}
	}
	return c
}

// differences covers the difference of two shares by enumeration.
func differences(name string, limits func(k1, n1, k2, n2 int) kpi.Estimate, n1, n2 int, p1, p2, floor float64) *coverage {
	c := &coverage{what: fmt.Sprintf("%s of shares %v and %v, n %d and %d", name, p1, p2, n1, n2), floor: floor}
	second := binomial(n2, p2)
	for k1, a := range binomial(n1, p1) {
		for k2, b := range second {
			c.add(limits(k1, n1, k2, n2), p1-p2, a*b)
		}
	}
	return c
}

func minus(k1, n1, k2, n2 int) kpi.Estimate {
	return kpi.Proportion(k1, n1, 0.95).Minus(kpi.Proportion(k2, n2, 0.95))
}

func miettinenNurminen(k1, n1, k2, n2 int) kpi.Estimate {
	return kpi.MiettinenNurminen(k1, n1, k2, n2, 0.95)
}

// simulate covers what draw returns, over so many runs.
func simulate(what string, runs int, floor float64, draw func(rng *rand.Rand) (kpi.Estimate, float64)) *coverage {
	c := &coverage{what: what, floor: floor}
	rng := rand.New(rand.NewPCG(11, uint64(len(what))))
	for range runs {
		e, truth := draw(rng)
		c.add(e, truth, 1/float64(runs))
	}
	return c
}

func successes(rng *rand.Rand, n int, p float64) int {
	k := 0
	for range n {
		if rng.Float64() < p {
			k++
		}
	}
	return k
}

// answers draws n answers on a scale.
func answers(rng *rand.Rand, n int, shares []float64) []int {
	out := make([]int, len(shares))
	for range n {
		u := rng.Float64()
		j := 0
		for j < len(shares)-1 && u >= shares[j] {
			u -= shares[j]
			j++
		}
		out[j]++
	}
	return out
}

var five = []float64{1, 2, 3, 4, 5}

func means(n, runs int, shares []float64, floor float64) *coverage {
	truth := 0.0
	for i, s := range shares {
		truth += five[i] * s
	}
	return simulate(fmt.Sprintf("mean on 1–5, shares %v, n %d", shares, n), runs, floor, func(rng *rand.Rand) (kpi.Estimate, float64) {
		return kpi.Multinomial(five, answers(rng, n, shares), 0.95), truth
	})
}

func sums(terms, n, runs int, p, floor float64) *coverage {
	return simulate(fmt.Sprintf("sum of %d shares of %v, n %d each", terms, p, n), runs, floor, func(rng *rand.Rand) (kpi.Estimate, float64) {
		es := make([]kpi.Estimate, terms)
		for i := range es {
			es[i] = kpi.Proportion(successes(rng, n, p), n, 0.95).Times(1 / float64(terms))
		}
		return kpi.Sum(es...), p
	})
}

func ratios(n, runs int, p, q, floor float64) *coverage {
	return simulate(fmt.Sprintf("ratio of shares %v and %v, n %d each", p, q, n), runs, floor, func(rng *rand.Rand) (kpi.Estimate, float64) {
		e := kpi.Ratio(kpi.Proportion(successes(rng, n, p), n, 0.95), kpi.Proportion(successes(rng, n, q), n, 0.95))
		if !e.Known() { // no success below the line: no claim is made, and none is wrong
			e.Lo, e.Hi = -inf, inf
		}
		return e, p / q
	})
}

// daily looks at a growing count every day and asks whether the truth was ever outside.
func daily(m kpi.Method, days, perDay, runs int, p, floor float64) *coverage {
	return simulate(fmt.Sprintf("%v share %v, %d answers a day, looked at on each of %d days", m, p, perDay, days), runs, floor,
		func(rng *rand.Rand) (kpi.Estimate, float64) {
			k, n := 0, 0
			for range days {
				k, n = k+successes(rng, perDay, p), n+perDay
				if e := m.Proportion(k, n, 0.95); !e.Contains(p) {
					return e, p
				}
			}
			return m.Proportion(k, n, 0.95), p
		})
}

func dailyNet(days, perDay, runs int, shares []float64, floor float64) *coverage {
	truth := 100 * (shares[2] - shares[0])
	return simulate(fmt.Sprintf("AnyTime net score %.0f, %d answers a day, looked at on each of %d days", truth, perDay, days), runs, floor,
		func(rng *rand.Rand) (kpi.Estimate, float64) {
			counts := make([]int, 3)
			for range days {
				for j, c := range answers(rng, perDay, shares) {
					counts[j] += c
				}
				if e := kpi.MultinomialAnyTime([]float64{-100, 0, 100}, counts, 0.95); !e.Contains(truth) {
					return e, truth
				}
			}
			return kpi.Estimate{Lo: -100, Hi: 100}, truth
		})
}

// A subset of the full simulation, see coverage_full_test.go.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	for _, c := range []*coverage{
		proportions(kpi.Wilson, 20, 0.85, 0.93), proportions(kpi.Wilson, 100, 0.99, 0.90),
		proportions(kpi.ClopperPearson, 20, 0.97, 0.95), proportions(kpi.MidP, 20, 0.9, 0.93), proportions(kpi.Jeffreys, 20, 0.85, 0.91),
		nets(5, 0.1, 0.6, 0.92), nets(20, 0.1, 0.6, 0.94), nets(20, 0.02, 0.9, 0.93),
		differences("difference", minus, 10, 10, 0.9, 0.7, 0.93), differences("difference", minus, 30, 15, 0.95, 0.95, 0.93),
		differences("Miettinen–Nurminen difference", miettinenNurminen, 15, 10, 0.8, 0.6, 0.93),
		means(20, 4000, []float64{.01, .02, .02, .1, .85}, 0.92),
		sums(12, 20, 4000, 0.95, 0.94),
		ratios(50, 4000, 0.3, 0.2, 0.94),
		daily(kpi.AnyTime, 90, 10, 300, 0.9, 0.95),
		dailyNet(60, 10, 150, []float64{.1, .3, .6}, 0.95),
	} {
		c.check(t)
	}
	assert.Less(t, daily(kpi.Wilson, 90, 10, 300, 0.9, 0).in, 0.75, "an ordinary interval does not hold at every look")
}
