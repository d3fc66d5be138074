//go:build coverage

package trend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSlopeCoverageFull(t *testing.T) {
	least, most := 1.0, 0.0
	for _, periods := range []int{4, 6, 12, 24} {
		for _, n := range []int{30, 100} {
			for _, p := range []float64{0.5, 0.8} {
				for _, process := range []float64{0, 0.5, 1, 2} {
					slope, sampling := slopeCoverage(2000, periods, n, p, process)
					fmt.Printf("periods %2d n %3d p %.1f process %.1f: slope %.3f, sampling alone %.3f\n", periods, n, p, process, slope, sampling)
					least, most = math.Min(least, slope), math.Max(most, slope)
				}
			}
		}
	}
	assert.GreaterOrEqual(t, least, 0.90)
	assert.LessOrEqual(t, most, 1.0)
}
