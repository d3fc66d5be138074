package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// durations returns n lognormal times in nanoseconds, median 8 hours, and cuts the given share of them short.
func durations(n int, share float64) (resolved, open []int64) {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	for range n {
		d := int64(8 * 3600e9 * math.Exp(1.2*r.NormFloat64()))
		if r.Float64() < share {
			open = append(open, int64(r.Float64()*float64(d)))
		} else {
			resolved = append(resolved, d)
		}
	}
	return resolved, open
}

func BenchmarkSort1e6(b *testing.B) {
	xs, _ := durations(1e6, 0)
	b.Run("radix", func(b *testing.B) {
		b.SetBytes(8e6)
		for b.Loop() {
			sorted(xs)
		}
	})
	b.Run("slices.Sort", func(b *testing.B) {
		b.SetBytes(8e6)
		for b.Loop() {
			slices.Sort(slices.Clone(xs))
		}
	})
}
