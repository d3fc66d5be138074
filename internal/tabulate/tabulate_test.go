package tabulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reference says what Count has to return, in words as plain as they get, and shares no code with it.
func reference[R Integer](lo, hi int, values, blank []R) (counts [11]int, blanks, bad int) {
	for i, v := range values {
		isBlank := false
		for _, b := range blank {
			isBlank = isBlank || v == b
		}
		rating := -1
		for r := lo; r <= hi; r++ {
			if v == R(r) {
				rating = r
			}
		}
		switch {
		case isBlank:
			blanks++
		case rating >= 0:
			counts[rating]++
		default:
			return [11]int{}, 0, i
		}
	}
	return counts, blanks, -1
}

func agree[R Integer](t *testing.T, lo, hi int, values, blank []R) {
	t.Helper()
	before, blankBefore := slices.Clone(values), slices.Clone(blank)
	counts, blanks, bad := Count(lo, hi, values, blank...)
	wantCounts, wantBlanks, wantBad := reference(lo, hi, before, blankBefore)
	if counts != wantCounts || blanks != wantBlanks || bad != wantBad {
		require.Failf(t, "not what a plain loop counts",
			"%T of length %d, %d to %d, blank %v:\ngot  %v, %d blank, first bad %d\nwant %v, %d blank, first bad %d",
			values, len(values), lo, hi, blank, counts, blanks, bad, wantCounts, wantBlanks, wantBad)
	}
	require.True(t, slices.Equal(before, values) && slices.Equal(blankBefore, blank), "an argument was modified")
}

type (
	score  uint8
	signed int8
	stars  int
	word   uint64
)

// kinds runs a test for every integer kind, and for named types of both widths and signs.
func kinds(t *testing.T, run func(t *testing.T, k kind)) {
	for _, k := range []kind{
		kindOf[int]("int"), kindOf[int8]("int8"), kindOf[int16]("int16"), kindOf[int32]("int32"), kindOf[int64]("int64"),
		kindOf[uint]("uint"), kindOf[uint8]("uint8"), kindOf[uint16]("uint16"), kindOf[uint32]("uint32"), kindOf[uint64]("uint64"),
		kindOf[score]("named uint8"), kindOf[signed]("named int8"), kindOf[stars]("named int"), kindOf[word]("named uint64"),
	} {
		t.Run(k.name, func(t *testing.T) { run(t, k) })
	}
}

// kind checks Count for one integer type on values given as int64, which are cut down to the type.
type kind struct {
	name  string
	agree func(t *testing.T, lo, hi int, values, blank []int64)
}

func kindOf[R Integer](name string) kind {
	return kind{name, func(t *testing.T, lo, hi int, values, blank []int64) {
		t.Helper()
		agree(t, lo, hi, as[R](values), as[R](blank))
	}}
}

func as[R Integer](values []int64) []R {
	out := make([]R, len(values))
	for i, v := range values {
		out[i] = R(v)
	}
	return out
}

// extremes are values that end up next to, or wrap around into, something else.
var extremes = []int64{-1, -2, 11, 12, 13, 14, 15, 16, 17, 127, 128, 255, 256, 257, 266, -99, -128, -256, 32767, 65535, 65536,
	65541, math.MaxInt32, math.MinInt32, math.MaxUint32, 1 << 32, 1<<32 + 5, math.MaxInt64, math.MinInt64, math.MinInt64 + 5}

var scales = [][2]int{{0, 10}, {1, 5}, {1, 7}, {1, 10}, {0, 1}, {0, 0}, {10, 10}, {5, 5}, {3, 8}}

func TestCountEqualsPlainLoopOnEveryLength(t *testing.T) {
	kinds(t, func(t *testing.T, k kind) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, s := range scales {
			lo, hi := s[0], s[1]
			for _, blank := range [][]int64{nil, {11}, {-99}, {99, 11, 99}, {255}, {int64(lo)}, {0}, extremes} {
				for n := 0; n <= 70; n++ {
					k.agree(t, lo, hi, ratings(r, lo, hi, n, blank), blank)
				}
			}
		}
	})
}

func TestCountEqualsPlainLoopAroundBlocks(t *testing.T) {
	kinds(t, func(t *testing.T, k kind) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, block := range []int{tableBlock, byteBlock} {
			for _, n := range []int{block - 1, block, block + 1, block + 6} {
				for _, blank := range [][]int64{{11}, {-99, 99, 7}} {
					k.agree(t, 0, 10, ratings(r, 0, 10, n, blank), blank)
				}
			}
			values := ratings(r, 0, 10, block+6, nil)
			for _, at := range []int{block - 1, block, block + 5} {
				spoilt := slices.Clone(values)
				spoilt[at] = 12
				k.agree(t, 0, 10, spoilt, nil)
				spoilt[at] = 100
				spoilt[block+5] = 13
				k.agree(t, 0, 10, spoilt, nil)
			}
		}
	})
}

func TestCountFindsTheFirstBadValueAtEachPosition(t *testing.T) {
	kinds(t, func(t *testing.T, k kind) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, n := range []int{1, 4, short - 1, short, short + 1, 70} {
			for at := range n {
				for _, x := range extremes {
					for _, blank := range [][]int64{nil, {-99, 12}} {
						values := ratings(r, 1, 5, n, blank)
						values[at] = x
						k.agree(t, 1, 5, values, blank)
						values[n-1] = 9 // a second bad one must not win
						k.agree(t, 1, 5, values, blank)
					}
				}
			}
		}
	})
}

func TestCountCorners(t *testing.T) {
	kinds(t, func(t *testing.T, k kind) {
		for _, n := range []int{0, 1, 40, tableBlock, byteBlock + 1} {
			for _, blank := range [][]int64{{11}, {99}, {-1}, {3}, {99, 98, 97, 99}} {
				all := slices.Repeat(blank, n/len(blank)+1)
				k.agree(t, 0, 10, all, blank)                  // every answer blank
				k.agree(t, 0, 10, all, nil)                    // the same, with the codes forgotten
				k.agree(t, 4, 9, all, blank)                   // on another scale
				k.agree(t, 0, 10, []int64{10}, blank)          // one answer
				k.agree(t, 0, 0, make([]int64, n), blank)      // a scale of one point
				k.agree(t, 1, 1, make([]int64, n), []int64{0}) // nothing but zeros, which are blank
			}
		}
	})
	counts, blanks, bad := Count[int](0, 10, nil)
	assert.Equal(t, [11]int{}, counts)
	assert.Equal(t, 0, blanks)
	assert.Equal(t, -1, bad)
}

func TestCountDoesNotMistakeWrappedValues(t *testing.T) {
	for _, c := range []struct {
		reason string
		values []uint64
		blank  []uint64
		bad    int
	}{
		{"the largest uint64 is the bit pattern of -1, which stands one below the range", []uint64{5, math.MaxUint64}, nil, 1},
		{"and it may be a blank code", []uint64{5, math.MaxUint64}, []uint64{math.MaxUint64}, -1},
		{"2^32 + 5 is 5 in 32 bits", []uint64{5, 1<<32 + 5}, nil, 1},
	} {
		for _, n := range []int{0, 100} {
			values := append(slices.Repeat([]uint64{3}, n), c.values...)
			want := c.bad
			if want >= 0 {
				want += n
			}
			_, _, bad := Count(0, 10, values, c.blank...)
			assert.Equal(t, want, bad, c.reason)
		}
	}
}

func TestCountPanicsOnAnotherRange(t *testing.T) {
	for _, r := range [][2]int{{-1, 5}, {0, 11}, {5, 4}} {
		want := fmt.Sprintf("tabulate: %d to %d is not a range within 0 to 10", r[0], r[1])
		assert.PanicsWithValue(t, want, func() { Count(r[0], r[1], []int{1}) })
	}
}

func TestCountDoesNotAllocate(t *testing.T) {
	small, wide := make([]score, 20_000), make([]int, 20_000)
	for _, n := range []int{0, 10, 20_000} {
		assert.Zero(t, testing.AllocsPerRun(10, func() { Count(0, 10, small[:n], 99, 98) }), "uint8, %d values", n)
		assert.Zero(t, testing.AllocsPerRun(10, func() { Count(0, 10, wide[:n], 99, 98) }), "int, %d values", n)
	}
}

// ratings returns n values from lo to hi, every eighth or so one of the blank codes.
func ratings(r *rand.Rand, lo, hi, n int, blank []int64) []int64 {
	values := make([]int64, n)
	for i := range values {
		values[i] = int64(lo + r.IntN(hi-lo+1))
		if len(blank) > 0 && r.IntN(8) == 0 {
			values[i] = blank[r.IntN(len(blank))]
		}
	}
	return values
}

func FuzzCount(f *testing.F) {
	f.Add(uint8(0), uint8(10), []byte{0, 5, 10, 11, 10, 0}, []byte{11}, uint16(0))
	f.Add(uint8(1), uint8(5), []byte{1, 2, 3, 4, 5, 0, 6, 255}, []byte{0, 6, 255, 3}, uint16(100))
	f.Add(uint8(1), uint8(7), []byte{7, 7, 7, 200}, []byte{}, uint16(4094))
	f.Fuzz(func(t *testing.T, a, b uint8, tail, codes []byte, lead uint16) {
		lo, hi := int(min(a%11, b%11)), int(max(a%11, b%11))
		if len(codes) > 20 {
			codes = codes[:20]
		}
		values := slices.Repeat([]byte{byte(lo), byte(hi)}, int(lead%9000)) // moves the tail across blocks
		values = append(values, tail...)
		agree(t, lo, hi, values, codes)
		agree(t, lo, hi, convert[int8](values), convert[int8](codes))
		agree(t, lo, hi, convert[int16](values), convert[int16](codes))
		agree(t, lo, hi, convert[uint64](values), convert[uint64](codes))
		agree(t, lo, hi, signExtended(values), signExtended(codes))
	})
}

func convert[R Integer](values []byte) []R {
	out := make([]R, len(values))
	for i, v := range values {
		out[i] = R(v)
	}
	return out
}

func signExtended(values []byte) []int {
	out := make([]int, len(values))
	for i, v := range values {
		out[i] = int(int8(v))
	}
	return out
}
