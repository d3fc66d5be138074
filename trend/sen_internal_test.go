package trend

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// slowly returns all slopes, sorted.
func slowly(s *slopes) []float64 {
	var all []float64
	for i := range s.x {
		for j := range i {
			if s.x[i] != s.x[j] {
				all = append(all, s.slope(j, i))
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestSlopesAreThoseOfSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for name, y := range map[string]func(i int) float64{
		"noise":            func(int) float64 { return r.NormFloat64() },
		"trend and noise":  func(i int) float64 { return 0.1*float64(i) + r.NormFloat64() },
		"few values":       func(int) float64 { return float64(r.IntN(4)) },
		"nearly constant":  func(int) float64 { return float64(r.IntN(20) / 19) },
		"constant":         func(int) float64 { return 7 },
		"a line":           func(i int) float64 { return 3 * float64(i) },
		"a line in tenths": func(i int) float64 { return 0.1 * float64(i) },
		"two lines":        func(i int) float64 { return float64(i * (1 + i%2)) },
		"heavy tails":      func(int) float64 { return math.Tan(3 * (r.Float64() - 0.5)) },
		"one outlier":      func(i int) float64 { return map[bool]float64{true: 1e300, false: r.Float64()}[i == 17] },
		"far from 0":       func(int) float64 { return 1e9 + float64(r.IntN(100)) },
		"tiny":             func(int) float64 { return 1e-300 * r.NormFloat64() },
	} {
		for clock, x := range map[string]func(i int) float64{
			"even":        func(i int) float64 { return float64(i) },
			"uneven":      func(int) float64 { return r.ExpFloat64() },
			"one far off": func(i int) float64 { return map[bool]float64{true: 1e60, false: float64(i)}[i == 20] },
			"same times":  func(int) float64 { return float64(r.IntN(30)) },
			"seconds":     func(int) float64 { return 1.7e9 + float64(r.IntN(1e7)) },
		} {
			for _, n := range []int{2, 3, 5, 30, 150, 300} {
				for _, room := range []int64{16, 256} {
					xs, ys := make([]float64, n), make([]float64, n)
					for i := range n {
						xs[i], ys[i] = x(i), y(i)
					}
					s := newSlopes(xs, ys)
					s.room = room
					all := slowly(s)
					require.Len(t, all, int(s.count))
					if len(all) == 0 {
						continue
					}
					ranks := []float64{1, math.Ceil(float64(len(all)) / 5), math.Ceil(float64(len(all)) / 2), float64(len(all))}
					for k, got := range s.at(ranks...) {
						want := math.Ldexp(all[int(ranks[k])-1], s.scale)
						tolerance := 0.0
						if name == "a line in tenths" {
							tolerance = math.Abs(1e-14 * want) // more slopes than there is room for agree but for rounding
						}
						require.InDelta(t, want, got, tolerance, "%s, %s, n %d, room %d, rank %v of %d", name, clock, n, room, ranks[k], len(all))
					}
				}
			}
		}
	}
}
