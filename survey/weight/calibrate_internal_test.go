package weight

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What each distance makes of u hangs together: the ratio is the derivative of the integral, which is 0 at 0, the
// slope that of the ratio, both 1 at 0; and no ratio within the bounds is farther away than the farthest.
func TestDistances(t *testing.T) {
	for name, d := range map[string]distance{"linear": linear(), "exponential": exponential(),
		"truncated": truncated(0.3, 2.5), "logit": logit(0.3, 2.5), "narrow": logit(0.99, 1.001), "wide": logit(1e-6, 1e6)} {
		ratio, slope, integral := d.of(0)
		assert.InDeltaSlice(t, []float64{1, 1, 0}, []float64{ratio, slope, integral}, 1e-9, name)
		for u := -3.05; u < 3; u += 0.1 {
			const h = 1e-6
			ratio, slope, integral := d.of(u)
			more, _, above := d.of(u + h)
			less, _, below := d.of(u - h)
			// A narrow logit turns within a few hundredths.
			assert.InDelta(t, (above-below)/(2*h), ratio, 1e-4*max(1, ratio), "%s at %v", name, u)
			assert.InDelta(t, (more-less)/(2*h), slope, 1e-4*max(1, slope), "%s at %v", name, u)
			assert.True(t, d.lower <= ratio && ratio <= d.upper, "%s at %v", name, u)
			before, _, from := d.of(u - 0.1)
			middle, _, _ := d.of(u - 0.05)
			if name != "narrow" { // Simpson's rule
				assert.InDelta(t, 0.1*(before+4*middle+ratio)/6, integral-from, 2e-3*max(1, ratio), "%s at %v: no jump", name, u)
			}
			// The distance of a ratio is u times it less the integral. Without bounds, how far a ratio can be goes by
			// the share of the cell.
			if name != "exponential" {
				assert.LessOrEqual(t, u*ratio-integral, d.farthest(1e-9)+1e-9, "%s at %v", name, u)
			}
		}
		for _, u := range []float64{-1e300, -1e5, 1e5, 1e300} {
			ratio, slope, _ := d.of(u)
			assert.False(t, math.IsNaN(ratio) || math.IsNaN(slope), "%s at %v", name, u)
		}
	}
}
