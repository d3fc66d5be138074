package reliability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

// A questionnaire of items that measure one thing, cut into answers from 1 to 5.
type questionnaire struct {
	name     string
	loadings []float64
	cuts     [4]float64 // of a standard normal
}

func alike(k int, loading float64) []float64 {
	l := make([]float64, k)
	for j := range l {
		l[j] = loading
	}
	return l
}

var (
	even    = [4]float64{-1.5, -0.5, 0.5, 1.5}
	ceiling = [4]float64{-2.4, -2, -1.5, -0.7} // 76% give the best answer
)

func (q questionnaire) answers(r *rand.Rand, n int) Answers {
	a := Answers{Scale: five, Items: len(q.loadings), Ratings: make([]uint8, 0, n*len(q.loadings))}
	for range n {
		f := r.NormFloat64()
		for _, l := range q.loadings {
			x, z := uint8(1), l*f+math.Sqrt(1-l*l)*r.NormFloat64()
			for _, c := range q.cuts {
				if z > c {
					x++
				}
			}
			a.Ratings = append(a.Ratings, x)
		}
	}
	return a
}

// misses counts how often limits leave the truth out, on either side.
type misses struct{ runs, below, above int }

func (m *misses) count(truth float64, e kpi.Estimate) {
	m.runs++
	if truth < e.Lo {
		m.below++
	}
	if truth > e.Hi {
		m.above++
	}
}

func (m misses) coverage() float64 { return 1 - float64(m.below+m.above)/float64(m.runs) }

func (m misses) String() string {
	return fmt.Sprintf("%.3f (%d low, %d high)", m.coverage(), m.above, m.below)
}

// alphaCoverage draws samples of n answers and counts the misses of three ways to put limits to alpha.
func alphaCoverage(t *testing.T, q questionnaire, runs, n, draws int) (free, feldt, boot misses) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(n), 9))
	population, ok := q.answers(r, 300_000).sample()
	require.True(t, ok)
	truth := alpha(population.covariance)
	for i := range runs {
		a := q.answers(r, n)
		items := a.Sums()
		free.count(truth, items.Alpha(0.95))
		feldt.count(truth, Feldt.Alpha(items, 0.95))
		if draws > 0 {
			boot.count(truth, Bootstrap{draws, uint64(i)}.Alpha(a, 0.95))
		}
	}
	return free, feldt, boot
}

func TestCoverageOfAlpha(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	free, feldt, _ := alphaCoverage(t, questionnaire{"ceiling", alike(6, 0.75), ceiling}, 1000, 200, 0)
	t.Log(free, feldt)
	assert.InDelta(t, 0.93, free.coverage(), 0.03)
	assert.Less(t, feldt.coverage(), 0.88)
}
