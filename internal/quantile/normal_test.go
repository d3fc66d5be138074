package quantile

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestZ(t *testing.T) {
	// R 4.2.2: sprintf("%.17g", qnorm((1-level)/2, lower.tail = FALSE)), the last one by mpmath:
	// findroot(lambda z: erf(z/sqrt(2)) - mpf(0.999999999), 6.1).
	for _, c := range []struct{ level, want float64 }{
		{0.5, 0.67448975019608193},
		{0.8, 1.2815515655446004},
		{0.9, 1.6448536269514729},
		{0.95, 1.959963984540054},
		{0.99, 2.5758293035489004},
		{0.999, 3.2905267314919255},
		{0.999999999, 6.1094102093834491},
	} {
		assert.InEpsilon(t, c.want, Z(c.level), 1e-14, c.level)
		assert.InEpsilon(t, -Normal((1-c.level)/2), Z(c.level), 1e-15, "the quick levels agree with the others: %v", c.level)
	}
	assert.Zero(t, Z(0))
	assert.Equal(t, math.Inf(1), Z(1))
	for _, level := range []float64{-0.1, 1.1, 95, math.NaN()} {
		assert.True(t, math.IsNaN(Z(level)), level)
	}
}
