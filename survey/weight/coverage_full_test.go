//go:build coverage

package weight_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCoverageFull(t *testing.T) {
	const runs = 4000
	least, most := 1.0, 0.0
	note := func(m misses) {
		least, most = min(least, m.coverage()), max(most, m.coverage())
	}
	for _, p := range [][2]float64{{0.5, 0.2}, {0.85, 0.05}, {0.95, 0.01}} {
		for _, n := range []int{5, 20, 50, 200} {
			for _, sd := range []float64{0.3, 0.6, 1} {
				score, wald := weightedCoverage(t, runs, n, p[0], p[1], sd)
				t.Logf("weights: %v n %3d sd %.1f: %.3f %+v, svymean ± t %.3f", p, n, sd, score.coverage(), score, wald.coverage())
				note(score)
			}
		}
	}
	t.Logf("weights: %.3f to %.3f", least, most)
	assert.Greater(t, least, 0.90)
	least, most = 1, 0
	for _, p := range [][2]float64{{0.5, 0.2}, {0.85, 0.05}, {0.95, 0.01}} {
		for _, k := range []int{5, 20, 50, 200} {
			for _, c := range []struct {
				m   int
				icc float64
			}{{3, 0.1}, {3, 0.5}, {10, 0.2}} {
				score, ignored := clusteredCoverage(t, runs/2, k, c.m, p[0], p[1], c.icc)
				t.Logf("clusters: %v k %3d of %2d icc %.1f: %.3f %+v, ignored %.3f", p, k, c.m, c.icc, score.coverage(), score, ignored.coverage())
				note(score)
			}
		}
	}
	t.Logf("clusters: %.3f to %.3f", least, most)
	assert.Greater(t, least, 0.88)
}
