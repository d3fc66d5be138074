package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSorted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		reason string
		value  func(i int) int64
	}{
		{"nanoseconds over a week", func(int) int64 { return r.Int64N(7 * 24 * 3600e9) }},
		{"whole seconds share their low bits", func(int) int64 { return r.Int64N(1e6) << 9 }},
		{"all equal: no digit differs", func(int) int64 { return 12345 }},
		{"two values far apart: the digits between are constant", func(int) int64 { return r.Int64N(2) << 61 }},
		{"the full range, an odd number of passes or an even one", func(int) int64 { return r.Int64() }},
		{"few bits: one pass", func(int) int64 { return r.Int64N(100) }},
		{"two passes", func(int) int64 { return r.Int64N(1 << 20) }},
		{"three passes", func(int) int64 { return r.Int64N(1 << 30) }},
		{"in order already", func(i int) int64 { return int64(i) }},
		{"in reverse", func(i int) int64 { return int64(1e6 - i) }},
		{"close together but for one: insertion gives up", func(i int) int64 {
			if i == 0 {
				return math.MaxInt64
			}
			return r.Int64N(1 << 20)
		}},
		{"lognormal nanoseconds: a few are put in order by insertion", func(int) int64 { return int64(3e13 * math.Exp(1.2*r.NormFloat64())) }},
		{"extremes", func(i int) int64 { return int64(i%2) * math.MaxInt64 }},
	} {
		for _, n := range []int{0, 1, 2, 3, smallSort - 1, smallSort, smallSort + 1, 5000} {
			xs := make([]int64, n)
			for i := range xs {
				xs[i] = c.value(i)
			}
			kept := slices.Clone(xs)
			got := sorted(xs)
			want := slices.Sorted(slices.Values(kept))
			assert.True(t, slices.Equal(want, got), "%s, n = %d", c.reason, n)
			assert.True(t, slices.Equal(kept, xs), "%s, n = %d: the caller's slice was changed", c.reason, n)
		}
	}
}

func TestDistinct(t *testing.T) {
	times, done := distinct([]int64{0, 0, 3, 5, 5, 5})
	assert.Equal(t, []int64{0, 3, 5}, times)
	assert.Equal(t, []int{2, 3, 6}, done)
	times, done = distinct(nil)
	assert.Empty(t, times)
	assert.Empty(t, done)
}

func FuzzSorted(f *testing.F) {
	f.Add(uint64(1), uint16(1000), uint8(40))
	f.Add(uint64(2), uint16(513), uint8(0))
	f.Add(uint64(3), uint16(4000), uint8(50|1<<6))
	f.Fuzz(func(t *testing.T, seed uint64, n uint16, shift uint8) {
		r := rand.New(rand.NewPCG(seed, 0))
		xs := make([]int64, n)
		for i := range xs {
			xs[i] = r.Int64() >> (shift % 63)
		}
		if shift&(1<<6) != 0 && n > 0 { // one far from the others
			xs[r.IntN(int(n))] = math.MaxInt64 - 1
		}
		got := sorted(xs)
		assert.True(t, slices.Equal(slices.Sorted(slices.Values(xs)), got))
	})
}
