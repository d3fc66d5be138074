package kpitest_test

import (
	"fmt"
	"math"
)

// The definitions once more, as plainly as they can be written: what the runners must find nothing wrong with.

// given returns the answers that were given, or an error if one is not on the scale.
func given(answers []*int, lowest, highest int) ([]int, error) {
	var xs []int
	for _, a := range answers {
		if a == nil {
			continue
		}
		if *a < lowest || *a > highest {
			return nil, fmt.Errorf("%d is not from %d to %d", *a, lowest, highest)
		}
		xs = append(xs, *a)
	}
	return xs, nil
}

// share returns the share of answers that count, NaN without answers.
func share(xs []int, counts func(int) bool) float64 {
	k := 0
	for _, x := range xs {
		if counts(x) {
			k++
		}
	}
	return float64(k) / float64(len(xs)) // 0/0 is NaN
}

func plainNPS(answers []*int) (float64, error) {
	xs, err := given(answers, 0, 10)
	if err != nil {
		return 0, err
	}
	return 100 * (share(xs, func(x int) bool { return x >= 9 }) - share(xs, func(x int) bool { return x <= 6 })), nil
}

func plainCSAT(lowest, points int) func([]*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, points)
		if err != nil {
			return 0, err
		}
		return share(xs, func(x int) bool { return x >= lowest }), nil
	}
}

func plainWilson(k, n int, level float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	z := math.Sqrt2 * math.Erfinv(level)
	x, m := float64(k), float64(n)
	centre := (x + z*z/2) / (m + z*z)
	half := z / (m + z*z) * math.Sqrt(x*(m-x)/m+z*z/4)
	return max(0, centre-half), min(1, centre+half)
}

func plainWald(k, n int, level float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	z := math.Sqrt2 * math.Erfinv(level)
	p := float64(k) / float64(n)
	half := z * math.Sqrt(p*(1-p)/float64(n))
	return max(0, p-half), min(1, p+half)
}
