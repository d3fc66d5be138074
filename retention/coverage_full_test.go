//go:build coverage

package retention_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The coverage of 95% intervals by simulation:
//
//	go test -tags coverage -run CoverageFull -v ./retention
func TestCoverageFull(t *testing.T) {
	t.Log("| accounts | n | gross | below Lo | above Hi | net | below Lo | above Hi | net by Student's t |")
	for _, a := range populations {
		for _, n := range []int{5, 10, 20, 50, 200, 1000} {
			gross, net, student := revenueCoverage(t, a, 4000, n)
			share := func(k int) float64 { return float64(k) / float64(gross.runs) }
			t.Logf("| %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |", a.name, n, gross.coverage(), share(gross.below), share(gross.above),
				net.coverage(), share(net.below), share(net.above), student.coverage())
			assert.Greater(t, gross.coverage(), 0.88, "%s, %d", a.name, n)
			assert.GreaterOrEqual(t, net.coverage(), student.coverage())
			if n >= 200 {
				assert.Greater(t, net.coverage(), 0.92, "%s, %d", a.name, n)
			}
		}
	}
	t.Log("| periods | rate | customers a period | alike | below Lo | above Hi | unequal | below Lo | above Hi |")
	for _, periods := range []int{2, 3, 12} {
		for _, p := range []float64{0.5, 0.8, 0.95, 0.99} {
			for _, n := range []int{5, 10, 20, 50, 200} {
				alike, unequal := compoundCoverage(4000, periods, n, p, false), compoundCoverage(2000, periods, n, p, true)
				share := func(k int, m misses) float64 { return float64(k) / float64(m.runs) }
				t.Logf("| %d | %v | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |", periods, p, n, alike.coverage(), share(alike.below, alike),
					share(alike.above, alike), unequal.coverage(), share(unequal.below, unequal), share(unequal.above, unequal))
				if n >= 10 && (periods < 12 || p > 0.5) {
					assert.Greater(t, alike.coverage(), 0.89, "%d × %d at %v", periods, n, p)
					assert.Greater(t, unequal.coverage(), 0.91, "%d × %d at %v", periods, n, p)
				}
			}
		}
	}
}
