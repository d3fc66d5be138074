package trend

import (
	"math"
	"math/bits"
)

// point is a value with its place in the series. The value is held as a key of 128 bits that sorts as it does,
// for what two floats can hold.
type point struct {
	high, low uint64
	i         int
}

// pointOf returns the point of high + low, where low is small beside high.
func pointOf(high, low float64, i int) point { return point{key(high), key(low), i} }

// key returns a number that sorts like x: the bits of a float do but for the sign.
func key(x float64) uint64 {
	b := math.Float64bits(x + 0) // -0 and 0 are the same
	return b ^ uint64(int64(b)>>63) | 1<<63&^b
}

// before returns 1 if p is less than q, and else 0: a number, because in random data a branch is foretold
// wrongly every other time.
func (p point) before(q point) int {
	_, borrow := bits.Sub64(p.low, q.low, 0)
	_, borrow = bits.Sub64(p.high, q.high, borrow)
	return int(borrow)
}

// uncounted is the number of no pair.
const uncounted = math.MaxInt64

// inversions sorts points and returns how many pairs stood the wrong way round: the later one less than the
// earlier one. It is merge sort, O(n log n) however many they are; buffer is as long as points. The pairs have
// numbers from 0: found is called with the places i of the points of pair next, if there is one, and returns
// the next to be called for.
func inversions(points, buffer []point, next int64, found func(i, j int) (next int64)) int64 {
	const run = 8 // sorted by insertion
	n := len(points)
	count := int64(0)
	for begin := 0; begin < n; begin += run {
		for i := begin + 1; i < min(begin+run, n); i++ {
			p, k := points[i], i
			for k > begin && p.before(points[k-1]) == 1 {
				points[k] = points[k-1]
				k--
			}
			points[k] = p
			for next < count+int64(i-k) {
				next = found(points[k+1+int(next-count)].i, p.i)
			}
			count += int64(i - k)
		}
	}
	from, to := points, buffer[:n]
	for width := run; width < n; width *= 2 {
		for begin := 0; begin < n; begin += 2 * width {
			middle, end := min(begin+width, n), min(begin+2*width, n)
			i, j, k := begin, middle, begin
			for i < middle && j < end {
				right := from[j].before(from[i])
				to[k] = from[i+(j-i)&-right]
				over := int64((middle - i) & -right)
				for next < count+over {
					next = found(from[i+int(next-count)].i, from[j].i)
				}
				count += over
				i += 1 - right
				j += right
				k++
			}
			copy(to[k:], from[i:middle])
			copy(to[k+middle-i:], from[j:end])
		}
		from, to = to, from
	}
	if n > 0 && &from[0] != &points[0] {
		copy(points, from)
	}
	return count
}
