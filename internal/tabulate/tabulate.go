// Package tabulate counts small integers in any integer slice, near the speed at which memory delivers them.
//
// Ratings are small numbers and come in long columns. The columns of one-byte integers, the form in which
// they are usually kept in bulk, are counted by [bytes.Count], value by value over blocks that stay in the
// first-level cache: the standard library's vector instructions without assembly here. All wider integers go
// through four interleaved tables, so that equal neighbours do not wait for each other's increment.
package tabulate

import (
	"bytes"
	"fmt"
	"slices"
	"unsafe"
)

// Integer is any integer type, named types included.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

const (
	short      = 32      // slices below this length are counted by the plain loop
	byteBlock  = 8 << 10 // bytes in a block: a quarter of a first-level cache
	tableBlock = 4 << 10 // wider integers in a block
)

// Count returns how often each value from lo to hi occurs in values, at the index of the value, and how many
// values are blank, that is equal to one of the blank codes. Those may lie anywhere; a value within lo to hi
// that is also a blank code is blank and not counted.
//
// Count is all or nothing: bad is the index of the first value that is neither from lo to hi nor blank, and
// then all counts are zero; it is -1 if there is none. Count neither allocates nor modifies its arguments,
// and it panics unless 0 <= lo <= hi <= 10.
func Count[R Integer](lo, hi int, values []R, blank ...R) (counts [11]int, blanks, bad int) {
	if !(0 <= lo && lo <= hi && hi <= 10) {
		panic(fmt.Sprintf("tabulate: %d to %d is not a range within 0 to 10", lo, hi))
	}
	switch {
	case len(values) < short:
		counts, blanks, bad = plain(lo, hi, values, blank)
	case unsafe.Sizeof(values[0]) == 1:
		counts, blanks, bad = countBytes(lo, hi, asBytes(values), asBytes(blank))
	default:
		counts, blanks, bad = countWide(lo, hi, values, blank)
	}
	if bad >= 0 {
		return [11]int{}, 0, bad
	}
	for _, b := range blank {
		if within(lo, hi, b) {
			blanks += counts[b]
			counts[b] = 0
		}
	}
	return counts, blanks, -1
}

// The three functions below count blank codes within lo to hi under their value: Count moves them. They
// return counts without meaning if bad is not -1.

// plain is the loop that says what the two others have to return.
func plain[R Integer](lo, hi int, values, blank []R) (counts [11]int, blanks, bad int) {
	for i, v := range values {
		switch {
		case within(lo, hi, v):
			counts[v]++
		case slices.Contains(blank, v):
			blanks++
		default:
			return counts, blanks, i
		}
	}
	return counts, blanks, -1
}

// countBytes counts a block value by value until nothing of it is left.
func countBytes(lo, hi int, values, blank []byte) (counts [11]int, blanks, bad int) {
	for start := 0; start < len(values); start += byteBlock {
		block := values[start:min(start+byteBlock, len(values))]
		left := len(block)
		for v := hi; v >= lo && left > 0; v-- {
			n := bytes.Count(block, digits[v:v+1])
			counts[v] += n
			left -= n
		}
		for i := 0; i < len(blank) && left > 0; i++ {
			if !within(lo, hi, blank[i]) && !slices.Contains(blank[:i], blank[i]) {
				n := bytes.Count(block, blank[i:i+1])
				blanks += n
				left -= n
			}
		}
		if left > 0 {
			_, _, bad = plain(lo, hi, block, blank)
			return counts, blanks, start + bad
		}
	}
	return counts, blanks, -1
}

// digits holds the values that Count can count, one after the other: a stable place for the separators of
// bytes.Count.
var digits = []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

// asBytes views a slice of one-byte integers as bytes. A type switch would see []uint8 only, not []int8 nor
// the named types, whose bytes are the same: hence unsafe. Negative codes compare as their two's complement,
// on both sides.
func asBytes[R Integer](values []R) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values))
}

// within reports whether v is from lo to hi, which are not negative.
func within[R Integer](lo, hi int, v R) bool { return uint64(v)-uint64(lo) <= uint64(hi-lo) }
