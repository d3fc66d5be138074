package csat_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
)

// The coverage of an interval, by enumeration: every number of satisfied among n answers that a truth can
// give, with its probability. The rows here take part in every test run; coverage_full_test.go prints the
// table.

// misses returns the probability that the true share p is below the lower limit and that it is above the
// upper one.
func misses(limits func(k, n int) kpi.Estimate, p float64, n int) (below, above float64) {
	factorial, _ := math.Lgamma(float64(n + 1))
	for k := 0; k <= n; k++ {
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(n - k + 1))
		probability := math.Exp(factorial - a - b + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
		switch e := limits(k, n); {
		case p < e.Lo:
			below += probability
		case p > e.Hi:
			above += probability
		}
	}
	return below, above
}

func score(k, n int) kpi.Estimate {
	return csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: k, Other: n - k}.Score(0.95)
}

func TestCoverageOfScore(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates samples")
	}
	for _, n := range []int{5, 10, 20, 50, 100} {
		sum, truths := 0.0, 0.0
		for p := 0.5; p < 0.995; p += 0.01 {
			below, above := misses(score, p, n)
			sum, truths = sum+1-below-above, truths+1
			assert.Greater(t, 1-below-above, 0.83, "p = %v, n = %d", p, n)
			guaranteed := func(k, n int) kpi.Estimate { return kpi.ClopperPearson.Proportion(k, n, 0.95) }
			below, above = misses(guaranteed, p, n)
			assert.True(t, below <= 0.025 && above <= 0.025, "Clopper and Pearson guarantee each side: p = %v, n = %d", p, n)
		}
		assert.InDelta(t, 0.955, sum/truths, 0.012, "n = %d", n)
	}
}
