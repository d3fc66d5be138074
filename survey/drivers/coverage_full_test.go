//go:build coverage

package drivers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

// The figures of the package comment: go test -tags coverage -run FullCoverage -v
func TestFullCoverage(t *testing.T) {
	for name, cuts := range map[string][4]float64{"spread": spreadOut, "ceiling": ceiling} {
		for _, n := range []int{60, 100, 300, 1000} {
			for i, m := range coverage(Analysis{}, 1000, n, 1_000_000, cuts) {
				t.Log(name, n, i, m)
				least := 0.88
				if n == 60 {
					least = 0.85
				}
				if i < 10 {
					assert.Greater(t, m.coverage(), least, "%s %d %d", name, n, i)
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

// The figures of the comment on CramersV.
func TestFullCoverageOfV(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	rows, columns := []float64{0.5, 0.3, 0.2}, []float64{0.4, 0.3, 0.2, 0.1}
	together := [][]float64{{0.4, 0.1, 0, 0}, {0, 0.2, 0.1, 0}, {0, 0, 0.1, 0.1}} // the same sums
	for _, mix := range []float64{0, 0.1, 0.3, 0.6} {
		var p []float64
		v := 0.0
		for i, row := range rows {
			for j, column := range columns {
				x := (1-mix)*row*column + mix*together[i][j]
				p = append(p, x)
				v += (x - row*column) * (x - row*column) / (row * column)
			}
		}
		truth := kpi.Exactly(math.Sqrt(v/2), kpi.Number)
		for _, n := range []int{50, 200, 1000} {
			var m misses
			for range 500 {
				var table Table
				for range n {
					u, k := r.Float64(), 0
					for k < len(p)-1 && u > p[k] {
						u -= p[k]
						k++
					}
					table.Add(fmt.Sprint(k/4), fmt.Sprint(k%4))
				}
				m.count(truth, table.CramersV(0.95))
			}
			t.Log(truth, n, m)
			assert.Greater(t, m.coverage(), 0.92)
		}
	}
}
