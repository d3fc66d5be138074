//go:build coverage

package survival

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCoverageFull(t *testing.T) {
	for _, n := range []int{10, 20, 50, 200} {
		for _, share := range []float64{0, 0.2, 0.5} {
			covers(t, n, share, 6000)
		}
	}
}

// TestCoverageDelayedEntry watches customers from a later age on; log-log limits at an age where enough are
// watched.
func TestCoverageDelayedEntry(t *testing.T) {
	for _, n := range []int{50, 200} {
		r := rand.New(rand.NewPCG(uint64(n), 3))
		var at, median coverage
		truth := 2 * hour
		for range 6000 {
			var entry, exit []int64
			var event []bool
			for len(entry) < n {
				took, e := int64(8*hour*math.Exp(sigma*r.NormFloat64())), int64(0)
				if r.IntN(2) == 0 {
					e = int64(r.Float64() * 8 * hour)
				}
				if took <= e {
					continue // gone before anybody watched
				}
				w := e + int64(r.Float64()*100*hour)
				entry, exit, event = append(entry, e), append(exit, min(took, w)), append(event, took <= w)
			}
			c := FromEntries(entry, exit, event, int64(truth))
			at.add(c.At(int64(8*hour), BetaProduct, 0.95), 0.5/left(truth))
			median.add(c.Quantile(0.5, BetaProduct, 0.95), by(1-left(truth)/2))
		}
		assert.InDelta(t, 0.95, at.share(), 0.02, "n %d", n)
		assert.InDelta(t, 0.95, median.share(), 0.025, "n %d", n)
		t.Logf("delayed entry, n %d: At %.3f, median %.3f", n, at.share(), median.share())
	}
}

// TestCoverageOfTests rejects equal groups as often as it says.
func TestCoverageOfTests(t *testing.T) {
	d := newDesk(0.2, 77)
	const runs = 8000
	logRank, peto := 0, 0
	for range runs {
		groups := make([]*Curve, 3)
		for i := range groups {
			a, b, open := d.draw(40)
			groups[i] = New(append(a, b...), open)
		}
		if LogRank(groups...).P < 0.05 {
			logRank++
		}
		if PetoPeto(groups...).P < 0.05 {
			peto++
		}
	}
	assert.InDelta(t, 0.05, float64(logRank)/runs, 0.012)
	assert.InDelta(t, 0.05, float64(peto)/runs, 0.012)
	t.Logf("rejected at .05: log-rank %.4f, Peto %.4f", float64(logRank)/runs, float64(peto)/runs)
}
