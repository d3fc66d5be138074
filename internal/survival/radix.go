package survival

import (
	"math"
	"math/bits"
	"slices"
	"sync"
)

const (
	digit     = 10        // bits sorted by at most in one pass, into as many places as stay near the core
	digits    = 7         // of that size in 63 bits
	fewDigits = 4         // that most values are sorted by
	smallSort = 1 << 9    // below it comparing is cheaper than clearing the counters
	mostSort  = 1<<32 - 1 // what the counters can count
	clearBits = 10        // beyond those that number the values, by which unequal values are mostly apart
	mostMoves = 8         // a value, before insertion gives up
)

// scratch keeps the second buffer of a sort for the next one. It is returned to the collector when unused.
var scratch sync.Pool

// sorted returns the values of xs in ascending order in a slice of its own; xs itself is only read. The
// values must not be negative.
//
// It is a least-significant-digit radix sort (Knuth 1998, The Art of Computer Programming 3, 5.2.5) over the
// bits in which the values differ. Of values with many such bits it sorts by the highest ones only, some more
// than tell as many values apart, and puts what is left in order by insertion. Where they are so clustered that
// this would take long, it sorts by all bits after all.
func sorted(xs []int64) []int64 {
	out := make([]int64, len(xs))
	if len(xs) < smallSort || uint64(len(xs)) > mostSort {
		copy(out, xs)
		slices.Sort(out)
		return out
	}
	and, or, inOrder := xs[0], xs[0], true
	for i := 1; i < len(xs); i++ {
		and &= xs[i]
		or |= xs[i]
		inOrder = inOrder && xs[i-1] <= xs[i]
	}
	if inOrder {
		copy(out, xs)
		return out
	}
	differ := uint64(and ^ or)
	if high := bits.Len64(differ) - bits.Len(uint(len(xs))) - clearBits; high-bits.TrailingZeros64(differ) > digit {
		sortByDigits(xs, out, differ>>high<<high)
		if insertAll(out) {
			return out
		}
	}
	sortByDigits(xs, out, differ)
	return out
}

// insertAll puts xs in order by insertion, and returns false if it gave up because the values are far from it.
func insertAll(xs []int64) bool {
	moves := mostMoves * len(xs)
	for i := 1; i < len(xs); i++ {
		x := xs[i]
		if xs[i-1] <= x {
			continue
		}
		j := i
		for ; j > 0 && xs[j-1] > x; j-- {
			xs[j] = xs[j-1]
		}
		xs[j] = x
		if moves -= i - j; moves < 0 {
			return false
		}
	}
	return true
}

// sortByDigits puts the values of xs into out, sorted by the bits from the lowest to the highest one that is set
// in differ. The first pass reads from xs, so nothing is copied beforehand.
func sortByDigits(xs, out []int64, differ uint64) {
	low := bits.TrailingZeros64(differ)
	wide := bits.Len64(differ) - low
	passes := (wide + digit - 1) / digit
	width := (wide + passes - 1) / passes

	var count [digits][1 << digit]uint32
	mask := uint64(1)<<width - 1
	if passes <= fewDigits {
		countFewDigits(xs, low, width, mask, &count)
	} else {
		countDigits(xs, low, width, mask, &count)
	}

	moving := make([]int, 0, digits) // a digit that is the same everywhere needs no pass
	for i := range passes {
		if differ>>(low+i*width)&mask != 0 {
			moving = append(moving, i)
		}
	}
	spare := borrow(len(xs))
	src := xs
	for k, i := range moving {
		dst := out
		if (len(moving)-k)%2 == 0 {
			dst = *spare // so that the last pass writes to out
		}
		scatter(src, dst, low+i*width, mask, &count[i])
		src = dst
	}
	scratch.Put(spare)
}

// countDigits counts how often each digit of the given width occurs, all digits in one pass over xs. It is
// written out because a loop over the digits takes twice the time.
func countDigits(xs []int64, low, width int, mask uint64, count *[digits][1 << digit]uint32) {
	const most = 1<<digit - 1 // spares the check of the index
	for _, x := range xs {
		u := uint64(x) >> (low & 63)
		count[0][u&mask&most]++
		u >>= width & 63
		count[1][u&mask&most]++
		u >>= width & 63
		count[2][u&mask&most]++
		u >>= width & 63
		count[3][u&mask&most]++
		u >>= width & 63
		count[4][u&mask&most]++
		u >>= width & 63
		count[5][u&mask&most]++
		u >>= width & 63
		count[6][u&mask&most]++
	}
}

// countFewDigits is countDigits of up to fewDigits digits.
func countFewDigits(xs []int64, low, width int, mask uint64, count *[digits][1 << digit]uint32) {
	const most = 1<<digit - 1
	for _, x := range xs {
		u := uint64(x) >> (low & 63)
		count[0][u&mask&most]++
		u >>= width & 63
		count[1][u&mask&most]++
		u >>= width & 63
		count[2][u&mask&most]++
		u >>= width & 63
		count[3][u&mask&most]++
	}
}

// scatter moves the values of src to their places in dst by one digit, those of equal digit in their order.
// Within its caller the loop would run out of registers and take half as long again.
//
//go:noinline
func scatter(src, dst []int64, shift int, mask uint64, count *[1 << digit]uint32) {
	const most = 1<<digit - 1 // spares the check of the index
	var sum uint32
	for i, c := range count {
		count[i] = sum
		sum += c
	}
	for _, x := range src {
		d := uint64(x) >> (shift & 63) & mask & most
		dst[count[d]] = x
		count[d]++
	}
}

// borrow returns a buffer of n values with whatever was left in it.
func borrow(n int) *[]int64 {
	if b, _ := scratch.Get().(*[]int64); b != nil && cap(*b) >= n {
		*b = (*b)[:n]
		return b
	}
	b := make([]int64, n)
	return &b
}

// negative tells whether any value is below 0.
func negative(xs []int64) bool {
	var or int64
	for _, x := range xs {
		or |= x
	}
	return or < 0
}

// distinct squeezes sorted values to the different ones, in place, and returns with them how many values
// there are up to and including each.
func distinct(values []int64) (times []int64, done []int) {
	if len(values) == 0 {
		return nil, nil
	}
	done = make([]int, len(values))
	k := 0
	for i, x := range values[:len(values)-1] {
		values[k], done[k] = x, i+1
		if x != values[i+1] {
			k++
		}
	}
	values[k], done[k] = values[len(values)-1], len(values)
	return values[:k+1], done[:k+1]
}

// before the first tick: the time from which everyone is watched who is watched from the beginning.
const always = math.MinInt64
