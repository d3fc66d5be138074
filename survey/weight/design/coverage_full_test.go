//go:build coverage

package design_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSampleCoverageFull(t *testing.T) {
	least := make([]float64, len(methods))
	for i := range least {
		least[i] = 1
	}
	run := func(p plan) {
		got := p.coverage(t, 2000)
		for i, m := range got {
			least[i] = min(least[i], m.coverage())
		}
		t.Logf("%+v: score %.3f (%d, %d) log-odds %.3f Korn–Graubard %.3f arcsine %.3f Wald %.3f", p,
			got[0].coverage(), got[0].below, got[0].above, got[1].coverage(), got[2].coverage(), got[3].coverage(), got[4].coverage())
	}
	for _, share := range []float64{0.5, 0.8, 0.95} {
		for _, spread := range []float64{0, 1, 3} {
			for _, p := range []plan{{2, 10, 1, share, spread, 0}, {2, 50, 1, share, spread, 0}, {10, 5, 1, share, spread, 0}, {10, 20, 1, share, spread, 0}, {20, 2, 1, share, spread, 0},
				{2, 5, 4, share, spread, 0.2}, {4, 10, 4, share, spread, 0.2}, {10, 2, 4, share, spread, 0.2}, {10, 5, 10, share, spread, 0.1}, {4, 10, 4, share, spread, 0}} {
				run(p)
			}
		}
	}
	t.Logf("least: %.3f", least)
	assert.Greater(t, least[0], 0.90)
	for _, n := range []int{10, 30, 60, 90} {
		for _, p := range [][2]float64{{0.5, 0.2}, {0.85, 0.05}} {
			finite, endless := census(t, 4000, n, 100, p[0], p[1])
			t.Logf("%d of 100 %v: %.3f %+v, endless %.3f", n, p, finite.coverage(), finite, endless.coverage())
			assert.Greater(t, finite.coverage(), 0.92)
		}
	}
}

func TestDifferenceCoverageFull(t *testing.T) {
	for _, shares := range [][2]float64{{0.5, 0.5}, {0.6, 0.4}, {0.9, 0.8}, {0.95, 0.95}} {
		for _, icc := range []float64{0, 0.3, 0.7} {
			for _, b := range []between{{10, 0, 0, 3, shares, icc}, {20, 0, 0, 3, shares, icc}, {40, 0, 0, 5, shares, icc}, {0, 10, 10, 3, shares, icc},
				{0, 20, 20, 5, shares, icc}, {0, 4, 40, 5, shares, icc}, {10, 5, 20, 3, shares, icc}} {
				d, i := b.coverage(t, 2000)
				t.Logf("%+v: %.3f %+v, as independent %.3f", b, d.coverage(), d, i.coverage())
				assert.Greater(t, d.coverage(), 0.88, "%+v", b)
			}
		}
	}
}
