//go:build coverage

package ttr_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSketchCoverageOfRandomTickets counts how often even spread is not close enough: the figure in the
// comment of Sketch.
func TestSketchCoverageOfRandomTickets(t *testing.T) {
	qs := []float64{0.01, 0.1, 0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999}
	compared, beyond := 0, 0
	for _, n := range []int{8200, 16000, 32000, 64000} {
		for _, watch := range []float64{200, 60, 21, 12} {
			r := rand.New(rand.NewPCG(uint64(n), uint64(watch)))
			open := 0
			for range 3_000_000 / n {
				tickets := desk(r, n, watch)
				open += len(tickets.Open)
				s := sketchOf(t, tickets)
				exact, sketched := tickets.Quantiles(qs, 0.95), s.Quantiles(qs, 0.95)
				for i := range qs {
					a, b := exact[i], sketched[i]
					for _, d := range []float64{apart(a.Value, b.Value), apart(a.Lo, b.Lo), apart(a.Hi, b.Hi)} {
						if compared++; d > relativeError {
							beyond++
						}
					}
				}
			}
			t.Logf("n %d, watched up to %v hours, %.0f%% open: %d of %d so far", n, watch, 100*float64(open)/float64(n*(3_000_000/n)), beyond, compared)
		}
	}
	assert.LessOrEqual(t, float64(beyond)/float64(compared), 6e-4)
	assert.Positive(t, beyond, "then the comment is too modest")
}
