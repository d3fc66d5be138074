package project

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// covered returns the share of simulated cohorts of n customers, seen for 7 periods, whose 95% limits of survival at age
// 12 hold the truth, and the share that has a fit at all.
func covered(m BetaGeometric, n, runs int, seed uint64) (share, fits float64) {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	truth := m.Survival(12, 0.95).Value
	hits, fitted := 0, 0
	for range runs {
		cohort := []int{n}
		for t := 1; t <= 7; t++ {
			stay := 0
			for range cohort[t-1] {
				if rng.Float64() < m.Rate(t) {
					stay++
				}
			}
			cohort = append(cohort, stay)
		}
		fit, err := FitBetaGeometric(cohort)
		if err != nil {
			continue
		}
		fitted++
		if fit.Survival(12, 0.95).Contains(truth) {
			hits++
		}
	}
	return float64(hits) / float64(fitted), float64(fitted) / float64(runs)
}

func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	for _, row := range []struct {
		m BetaGeometric
		n int
	}{{BetaGeometric{Alpha: 0.7, Beta: 1.18}, 50}, {BetaGeometric{Alpha: 0.67, Beta: 3.8}, 300}} {
		share, fits := covered(row.m, row.n, 400, 1)
		assert.InDelta(t, 0.955, share, 0.03, "%+v", row)
		assert.Greater(t, fits, 0.98, "%+v", row)
	}
}

// Monthly cohorts of n customers, the oldest seen for seven periods: the limits of today's base in three periods, and of
// those of age five.
func TestCoverageOfABase(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	for _, row := range []struct {
		m BetaGeometric
		n int
	}{{BetaGeometric{Alpha: 0.7, Beta: 1.18}, 25}, {BetaGeometric{Alpha: 0.67, Beta: 3.8}, 150}} {
		rng := rand.New(rand.NewPCG(3, uint64(row.n)))
		of, from, fitted := 0, 0, 0
		for range 400 {
			var cohorts [][]int
			base := make([]int, 8)
			for seen := range base {
				cohort := []int{row.n}
				for age := 1; age <= seen; age++ {
					stay := 0
					for range cohort[age-1] {
						if rng.Float64() < row.m.Rate(age) {
							stay++
						}
					}
					cohort = append(cohort, stay)
				}
				base[seen] = cohort[seen]
				cohorts = append(cohorts, cohort)
			}
			fit, err := FitBetaGeometric(cohorts...)
			if err != nil {
				continue
			}
			fitted++
			if fit.SurvivalOf(base, 3, 0.95).Contains(row.m.SurvivalOf(base, 3, 0.95).Value) {
				of++
			}
			if fit.SurvivalFrom(5, 3, 0.95).Contains(row.m.SurvivalFrom(5, 3, 0.95).Value) {
				from++
			}
		}
		assert.Greater(t, fitted, 390, "%+v", row)
		assert.InDelta(t, 0.955, float64(of)/float64(fitted), 0.03, "%+v", row)
		assert.InDelta(t, 0.955, float64(from)/float64(fitted), 0.03, "%+v", row)
	}
}
