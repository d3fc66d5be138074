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
func alphaCoverage(t *testing.T, q questionnaire, runs, n, draws, population int) (free, feldt, boot misses) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(n), 9))
	all, ok := q.answers(r, population).sample()
	require.True(t, ok)
	truth := alpha(all.covariance)
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

// rated returns subjects that some raters rated, each a standard normal quality seen with an error and cut into
// answers from 1 to 5; a share of the ratings is missing.
func rated(r *rand.Rand, subjects, raters int, loading, missing float64, cuts [4]float64) (s Subjects, p Pairs) {
	s, p = Subjects{Scale: five}, Pairs{Scale: five}
	for range subjects {
		var c [11]int
		var pair [2]int
		f := r.NormFloat64()
		for i := range raters {
			x, z := 1, loading*f+math.Sqrt(1-loading*loading)*r.NormFloat64()
			for _, c := range cuts {
				if z > c {
					x++
				}
			}
			if i < 2 {
				pair[i] = x
			}
			if missing == 0 || r.Float64() >= missing {
				c[x]++
			}
		}
		s.Counts = append(s.Counts, c)
		p.Counts[pair[0]][pair[1]]++
	}
	return s, p
}

// agreementCoverage counts the misses of four coefficients of agreement.
func agreementCoverage(runs, n, raters int, loading, missing float64, cuts [4]float64, population int) (m [5]misses) {
	r := rand.New(rand.NewPCG(uint64(n), 3))
	read := func(n int) [5]kpi.Estimate {
		s, p := rated(r, n, raters, loading, missing, cuts)
		return [5]kpi.Estimate{p.Kappa(Nominal, 0.95), p.Kappa(Quadratic, 0.95), s.Kappa(0.95), s.Alpha(Quadratic, 0.95), s.OrdinalAlpha(0.95)}
	}
	truth := read(population)
	for range runs {
		for i, e := range read(n) {
			m[i].count(truth[i].Value, e)
		}
	}
	return m
}

func TestCoverageOfAgreement(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	for i, m := range agreementCoverage(400, 50, 3, 0.85, 0.1, ceiling, 20_000) {
		t.Log(m)
		assert.Greater(t, m.coverage(), 0.84, i)
	}
}

func TestCoverageOfAlpha(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	free, feldt, _ := alphaCoverage(t, questionnaire{"ceiling", alike(6, 0.75), ceiling}, 800, 200, 0, 60_000)
	t.Log(free, feldt)
	assert.InDelta(t, 0.93, free.coverage(), 0.03)
	assert.Less(t, feldt.coverage(), 0.88)
}
