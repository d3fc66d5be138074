package main

import (
	"math"
	"slices"
	"sync"

	"github.com/servicekpi/servicekpi/trend"
)

// changes is contests about the cuts of a long series into pieces of constant level, at the least squared distance
// and a penalty for each cut.
var changes = []contest{
	cuts("values with a change in every 100: change points", 100, []target{growsLikeValues}),
	cuts("values without a change: change points", math.MaxInt, nil),
}

func cuts(name string, every int, targets []target) contest {
	return contest{
		name: name, n: 1e5, quick: 1e3, growth: []int{1e4, 1e5, 1e6, 1e7}, targets: targets,
		field: func(n int) field {
			_, x := noise(n)
			for i := range x {
				x[i] += 3 * float64(i/every%2)
			}
			penalty := 3 * math.Log(float64(n))
			find := func(way func([]float64, float64) []int) func(out []float64) []float64 {
				return func(out []float64) []float64 { return append(out, places(way(x, penalty), n)...) }
			}
			by := func(way func([]float64, float64) []int) func() []float64 {
				return sync.OnceValue(func() []float64 { return find(way)(nil) })
			}
			return field{
				columns: map[string]any{"x": x},
				entrants: []entrant{
					{name: "trend.Segments", role: ours, want: by(pelt), run: find(trend.Segments)},
					{name: "PELT", role: peer, want: by(trend.Segments), run: find(pelt)},
					{name: "all cuts", role: peer, want: by(trend.Segments), run: find(allCuts)},
				},
			}
		},
	}
}

// growsLikeValues is at most 12 times the time for ten times the data.
var growsLikeValues = target{"linear", func(c contest, n int, _ []result) verdict {
	times := c.grow([]int{n / 10, n}, 5)
	return verdictOf(times[1] <= 12*times[0])
}}

// places returns how many cuts there are, and a number that tells them from others.
func places(cuts []int, n int) []float64 {
	sum := 0.0
	for i, at := range cuts {
		sum += float64(at) / float64(n) * float64(i+1)
	}
	return []float64{float64(len(cuts)), sum}
}

// sums are prefix sums of a series and its squares, so that the cost of a piece takes no loop.
type sums struct{ x, squares []float64 }

func sumsOf(x []float64) sums {
	s := sums{make([]float64, len(x)+1), make([]float64, len(x)+1)}
	for i, v := range x {
		s.x[i+1], s.squares[i+1] = s.x[i]+v, s.squares[i]+v*v
	}
	return s
}

func (s sums) cost(from, to int) float64 {
	sum := s.x[to] - s.x[from]
	return s.squares[to] - s.squares[from] - sum*sum/float64(to-from)
}

// pelt is optimal partitioning that forgets last cuts which cannot be the best again (Killick, Fearnhead and Eckley
// 2012, doi 10.1080/01621459.2012.737745).
func pelt(x []float64, penalty float64) []int {
	return partition(x, penalty, func(s sums, least []float64, open []int, to int) []int {
		return slices.DeleteFunc(open, func(from int) bool { return least[from]+s.cost(from, to) > least[to] })
	})
}

// allCuts is optimal partitioning, which looks at every last cut for every value (Jackson and others 2005, doi
// 10.1109/LSP.2001.838216).
func allCuts(x []float64, penalty float64) []int {
	return partition(x, penalty, func(_ sums, _ []float64, open []int, _ int) []int { return open })
}

func partition(x []float64, penalty float64, prune func(s sums, least []float64, open []int, to int) []int) []int {
	s := sumsOf(x)
	least, last := make([]float64, len(x)+1), make([]int, len(x)+1)
	least[0] = -penalty
	open := []int{0}
	for to := 1; to <= len(x); to++ {
		least[to] = math.Inf(1)
		for _, from := range open {
			if c := least[from] + s.cost(from, to) + penalty; c < least[to] {
				least[to], last[to] = c, from
			}
		}
		open = append(prune(s, least, open, to), to)
	}
	var cuts []int
	for at := last[len(x)]; at > 0; at = last[at] {
		cuts = append(cuts, at)
	}
	slices.Reverse(cuts)
	return cuts
}
