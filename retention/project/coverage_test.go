//go:build coverage

package project

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Coverage of the limits of a projection five years beyond the data, where limits on the plain scale cover .916 at 50
// customers:
//
//	go test -tags coverage -run Coverage -v ./retention/project
func TestCoverageOfProjections(t *testing.T) {
	for _, m := range []BetaGeometric{{Alpha: 0.7, Beta: 1.18}, {Alpha: 0.67, Beta: 3.8}, {Alpha: 2, Beta: 8}, {Alpha: 0.3, Beta: 0.5}} {
		for _, n := range []int{50, 200, 1000} {
			share, fits := covered(m, n, 2000, 7)
			t.Logf("alpha %v beta %v n %d: covered %.3f, fits %.3f", m.Alpha, m.Beta, n, share, fits)
			assert.InDelta(t, 0.955, share, 0.022, "%+v %d", m, n)
		}
	}
}

// How many customers BG/NBD needs, as the comment of FitBGNBD has it:
//
//	go test -tags coverage -run FewBuyers -v ./retention/project
func TestFewBuyers(t *testing.T) {
	truth := BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	for _, row := range []struct {
		n, fits int
		off     float64
	}{{50, 59, 0.22}, {200, 90, 0.11}, {400, 99, 0.09}, {1000, 100, 0.05}} {
		rng := rand.New(rand.NewPCG(3, uint64(row.n)))
		var off []float64
		for range 100 {
			if m, err := FitBGNBD(simulate(rng, truth, row.n)); err == nil {
				off = append(off, math.Abs(math.Log(m.Expected(39)/truth.Expected(39))))
			}
		}
		slices.Sort(off)
		t.Logf("%d customers: %d fits, off by %.3f", row.n, len(off), off[len(off)/2])
		assert.InDelta(t, row.fits, len(off), 2, "%d", row.n)
		assert.InDelta(t, row.off, off[len(off)/2], 0.01, "%d", row.n)
	}
}
