package weight_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// misses counts how often limits leave the truth out, on either side.
type misses struct{ runs, below, above int }

func (m *misses) count(truth, lo, hi float64) {
	m.runs++
	if truth < lo {
		m.below++
	}
	if truth > hi {
		m.above++
	}
}

func (m misses) coverage() float64 { return 1 - float64(m.below+m.above)/float64(m.runs) }

// answer draws a rating: a promoter, passive or detractor with the given chances.
func answer(r *rand.Rand, promoters, detractors float64) int {
	switch u := r.Float64(); {
	case u < promoters:
		return 9 + r.IntN(2)
	case u < promoters+detractors:
		return r.IntN(7)
	}
	return 7 + r.IntN(2)
}

// weightedCoverage scores n answers with log-normal weights, by Score and by svymean ± t, as one would
// without it. Answers have nothing to do with their weights, so the truth is that of the chances.
func weightedCoverage(t *testing.T, runs, n int, promoters, detractors, sd float64) (score, wald misses) {
	r := rand.New(rand.NewPCG(uint64(n), math.Float64bits(promoters+sd)))
	truth := 100 * (promoters - detractors)
	q := -quantile.T(0.025, float64(n-1))
	for range runs {
		var wt weight.Tally
		for range n {
			require.NoError(t, wt.Add(eleven, answer(r, promoters, detractors), math.Exp(sd*r.NormFloat64())))
		}
		e, half := wt.Score(nps.Value, kpi.Points, 0.95), q*wt.StandardError(nps.Value)
		score.count(truth, e.Lo, e.Hi)
		wald.count(truth, e.Value-half, e.Value+half)
	}
	return score, wald
}

// clusteredCoverage scores k customers who answer m times each; with chance icc all of a customer's answers
// are one opinion, so that icc is the correlation of two answers of a customer. ignored takes all answers for
// independent.
func clusteredCoverage(t *testing.T, runs, k, m int, promoters, detractors, icc float64) (score, ignored misses) {
	r := rand.New(rand.NewPCG(uint64(k*m), math.Float64bits(promoters+icc)))
	truth := 100 * (promoters - detractors)
	for range runs {
		var whole weight.Tally
		var c weight.Clusters
		for range k {
			var customer weight.Tally
			one, opinion := r.Float64() < icc, answer(r, promoters, detractors)
			for range m {
				rating := opinion
				if !one {
					rating = answer(r, promoters, detractors)
				}
				require.NoError(t, customer.Add(eleven, rating, 1))
			}
			whole = whole.Plus(customer)
			require.NoError(t, c.Add(customer))
		}
		e, i := c.Score(nps.Value, kpi.Points, 0.95), whole.Score(nps.Value, kpi.Points, 0.95)
		score.count(truth, e.Lo, e.Hi)
		ignored.count(truth, i.Lo, i.Hi)
	}
	return score, ignored
}

func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	score, wald := weightedCoverage(t, 3000, 20, 0.85, 0.05, 0.6)
	assert.InDelta(t, 0.95, score.coverage(), 0.03, "weighted, mostly promoters")
	assert.Less(t, wald.coverage(), 0.88, "which svymean ± t does not cover")
	score, ignored := clusteredCoverage(t, 2000, 40, 3, 0.5, 0.2, 0.5)
	assert.InDelta(t, 0.95, score.coverage(), 0.02, "repeat answers")
	assert.Less(t, ignored.coverage(), 0.88, "which must not be taken for answers of others")
	score, _ = clusteredCoverage(t, 1000, 20, 10, 0.98, 0.01, 0.5)
	assert.Greater(t, score.coverage(), 0.92, "nearly all alike")
}
