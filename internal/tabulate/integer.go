package tabulate

import "math"

// Int returns v as an int, or the int closest to it, for messages.
func Int[R Integer](v R) int {
	switch {
	case v < 0:
		return int(max(int64(v), math.MinInt))
	case uint64(v) > math.MaxInt:
		return math.MaxInt
	}
	return int(v)
}

// Dot returns Σ x·w, several small sums in each word if w holds several numbers side by side. w is at least as long
// as x.
func Dot(x []uint8, w []uint64) uint64 {
	var a, b uint64
	i := 0
	w = w[:len(x)]
	for ; i+1 < len(x); i += 2 {
		a += uint64(x[i]) * w[i]
		b += uint64(x[i+1]) * w[i+1]
	}
	if i < len(x) {
		a += uint64(x[i]) * w[i]
	}
	return a + b
}
