package drivers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

// Where the answers of a standard normal are cut into 1 to 5.
var (
	spreadOut = [4]float64{-1.5, -0.5, 0.5, 1.5}
	ceiling   = [4]float64{-2.4, -2, -1.5, -0.7} // 76% give the best answer
)

// sample returns answers to an outcome and five drivers: four that go together and drive it less and less, and one that
// has nothing to do with anything.
func sample(r *rand.Rand, n int, cuts [4]float64) Answers {
	const common = 0.7
	beta := [5]float64{0.4, 0.3, 0.15, 0.05, 0}
	cut := func(z float64) uint8 {
		x := uint8(1)
		for _, c := range cuts {
			if z > c {
				x++
			}
		}
		return x
	}
	a := Answers{Questions: touchpoints(5), Ratings: make([]uint8, 0, 6*n)}
	for range n {
		f, y := r.NormFloat64(), 0.7*r.NormFloat64()
		var row [6]uint8
		for j, b := range beta {
			x := r.NormFloat64()
			if b > 0 {
				x = common*f + math.Sqrt(1-common*common)*x
			}
			y += b * x
			row[j+1] = cut(x)
		}
		row[0] = cut(y)
		a.Ratings = append(a.Ratings, row[:]...)
	}
	return a
}

// misses counts how often limits leave the truth out, on either side.
type misses struct{ runs, below, above int }

func (m *misses) count(truth kpi.Estimate, e kpi.Estimate) {
	m.runs++
	if truth.Value < e.Lo {
		m.below++
	}
	if truth.Value > e.Hi {
		m.above++
	}
}

func (m misses) coverage() float64 { return 1 - float64(m.below+m.above)/float64(m.runs) }

func (m misses) String() string {
	return fmt.Sprintf("%.3f (%d low, %d high)", m.coverage(), m.above, m.below)
}

// coverage returns the misses of five weights, five shares and R².
func coverage(d Analysis, runs, n, population int, cuts [4]float64) (m [11]misses) {
	r := rand.New(rand.NewPCG(uint64(n), 2))
	truth := sample(rand.New(rand.NewPCG(1, 1)), population, cuts).Sums().Importance(0.95)
	for j := range 5 { // which it cannot have
		if truth.Drivers[j].Name == "d04" {
			truth.Drivers[j].Weight.Value, truth.Drivers[j].Share.Value = 0, 0
		}
	}
	for i := range runs {
		d.Seed = uint64(i)
		e := d.Importance(sample(r, n, cuts), 0.95)
		for j := range 5 {
			m[j].count(truth.Drivers[j].Weight, e.Drivers[j].Weight)
			m[5+j].count(truth.Drivers[j].Share, e.Drivers[j].Share)
		}
		m[10].count(truth.R2, e.R2)
	}
	return m
}

func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	for i, m := range coverage(Analysis{}, 300, 200, 300_000, ceiling) {
		t.Log(m)
		assert.Greater(t, m.coverage(), 0.88, i)
	}
}
