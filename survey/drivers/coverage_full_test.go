//go:build coverage

package drivers

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The figures of the package comment: go test -tags coverage -run FullCoverage -v
func TestFullCoverage(t *testing.T) {
	for name, cuts := range map[string][4]float64{"spread": spreadOut, "ceiling": ceiling} {
		for _, n := range []int{60, 100, 300, 1000} {
			for i, m := range coverage(Analysis{}, 1000, n, 1_000_000, cuts) {
				t.Log(name, n, i, m)
				if i < 10 {
					assert.Greater(t, m.coverage(), 0.88)
				}
			}
		}
		for _, n := range []int{60, 300} {
			for i, m := range coverage(Analysis{Draws: 500}, 300, n, 1_000_000, cuts) {
				t.Log(name, n, i, "bootstrap", m)
			}
		}
	}
}
