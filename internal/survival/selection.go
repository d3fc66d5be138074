package survival

import (
	"math"
	"slices"
	"sort"
)

// Quantiles returns what New(resolved, open).Quantile does for each of qs. With nothing open and limits by
// the beta product all answers are order statistics, which it selects from a histogram without sorting or
// copying.
func Quantiles(resolved, open []int64, qs []float64, m Method, level float64) []Interval {
	p := tails(level)
	for _, q := range qs {
		checkShare(q)
	}
	n := len(resolved)
	if len(open) > 0 || m > BetaProductExact || !selectable(n) {
		c := New(resolved, open)
		vs := make([]Interval, len(qs))
		for i, q := range qs {
			vs[i] = c.Quantile(q, m, level)
		}
		return vs
	}
	ranks := make([]int, 0, 4*len(qs))
	for _, q := range qs {
		first, second := type2(n, q)
		lo, hi := limitRanks(n, q, p)
		ranks = append(ranks, first, second, lo, hi)
	}
	values, ok := orderStatistics(resolved, ranks)
	vs := make([]Interval, len(qs))
	for i := range vs {
		if !ok {
			vs[i] = Interval{math.NaN(), 0, math.Inf(1)}
			continue
		}
		r, v := ranks[4*i:], values[4*i:]
		vs[i] = Interval{middle(v[0], v[1]), 0, math.Inf(1)}
		if r[2] > 0 {
			vs[i].Lo = float64(v[2])
		}
		if r[3] <= n {
			vs[i].Hi = float64(v[3])
		}
		vs[i] = vs[i].cover()
	}
	return vs
}

// Type7 returns the quantiles of times without anything open as spreadsheets, R and numpy compute them by
// default: Hyndman and Fan's (1996, American Statistician 50:361, doi 10.1080/00031305.1996.10473566) type 7,
// which lies on the line between the order statistics around rank 1 + (n−1)q. No times, or a negative one,
// give NaN.
func Type7(resolved []int64, qs []float64) []float64 {
	n := len(resolved)
	ranks := make([]int, 0, 2*len(qs))
	for _, q := range qs {
		checkShare(q)
		k := 1 + int(float64(n-1)*q)
		ranks = append(ranks, k, min(k+1, n))
	}
	out := make([]float64, len(qs))
	values, ok := orderStatistics(resolved, ranks)
	for i, q := range qs {
		if n == 0 || !ok {
			out[i] = math.NaN()
			continue
		}
		_, part := math.Modf(float64(n-1) * q)
		out[i] = float64(values[2*i]) + part*float64(values[2*i+1]-values[2*i])
	}
	return out
}

// type2 returns the ranks, from 1, of the two of n order statistics between which the quantile q lies.
func type2(n int, q float64) (first, second int) {
	left := func(k int) float64 { return float64(n-k) / float64(n) }
	first = sort.Search(n, func(k int) bool { return left(k) <= 1-q+same })
	if second = first; first < n && left(first) >= 1-q-same {
		second++
	}
	return first, second
}

// limitRanks returns the ranks of the limits of the quantile q: 0 and n+1 stand for limits that do not exist.
func limitRanks(n int, q, p float64) (lo, hi int) {
	lo = sort.Search(n, func(k int) bool { return one.events(k, n).next(n-k).reached(q, p) })
	hi = sort.Search(n+1, func(k int) bool { return one.events(k, n).shape().passed(q, p) })
	return lo, hi
}

// The prefix of a value is its position in a scale of 256 steps for each doubling, read off the bits of a
// float64, so that neither a few very long times nor many short ones crowd into one place. It never falls as
// the value rises; negative values share the places of others.
const (
	fraction = 8
	prefixes = 1 << (6 + fraction)
)

func prefix(x int64) uint {
	return uint(math.Float64bits(float64(x|1))>>(52-fraction)-1023<<fraction) % prefixes
}

// selectable tells whether a histogram is worth it, and its counters wide enough.
func selectable(n int) bool { return prefixes < n && uint64(n) <= mostSort }

// orderStatistics returns the values of the given ranks, counted from 1; ranks outside 1…n give 0. ok is
// false if a value is negative.
func orderStatistics(xs []int64, ranks []int) (values []int64, ok bool) {
	values = make([]int64, len(ranks))
	n := len(xs)
	if !selectable(n) {
		if negative(xs) {
			return values, false
		}
		xs = sorted(xs)
		for i, k := range ranks {
			if 1 <= k && k <= n {
				values[i] = xs[k-1]
			}
		}
		return values, true
	}
	count := make([]uint32, prefixes)
	var or int64
	for _, x := range xs {
		count[prefix(x)]++
		or |= x
	}
	if or < 0 {
		return values, false
	}

	// Collect the values of the prefixes that hold a rank. Sorted, those of a smaller prefix come first.
	order := make([]int, 0, len(ranks))
	for i, k := range ranks {
		if 1 <= k && k <= n {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int { return ranks[i] - ranks[j] })
	place := make([]int, len(ranks)) // of each rank among the collected
	wanted := make([]bool, prefixes)
	before, collect, at := 0, 0, 0
	for _, i := range order {
		for before+int(count[at]) < ranks[i] {
			before += int(count[at])
			at++
		}
		if !wanted[at] {
			wanted[at] = true
			collect += int(count[at])
		}
		place[i] = collect - int(count[at]) + ranks[i] - before - 1
	}
	collected := make([]int64, 0, collect)
	for _, x := range xs {
		if wanted[prefix(x)] {
			collected = append(collected, x)
		}
	}
	collected = sorted(collected)
	for _, i := range order {
		values[i] = collected[place[i]]
	}
	return values, true
}
