package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/montanaflynn/stats"
	"gonum.org/v1/gonum/stat"

	"github.com/servicekpi/servicekpi/trend"
)

// runs is contests about trends of a long series: a slope in noise.
var runs = []contest{
	{
		name: "values: Mann–Kendall test", n: 1e5, quick: 2e3, growth: []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{growsLikeSorting},
		field: func(n int) field {
			x, y := noise(n)
			want := sync.OnceValue(func() []float64 { return []float64{concordance(y)} })
			return field{
				columns: map[string]any{"x": x, "y": y},
				entrants: []entrant{
					{name: "trend.MannKendall", role: ours, want: want, within: 1e-12, run: func(out []float64) []float64 {
						return append(out, trend.MannKendall(y).TauB)
					}},
					{name: "gonum stat.Kendall", role: peer, want: want, within: 1e-12, run: func(out []float64) []float64 {
						return append(out, stat.Kendall(x, y, nil))
					}},
					{name: "montanaflynn KendallTau", role: peer, want: want, within: 1e-12, run: func(out []float64) []float64 {
						tau, err := stats.KendallTau(x, y)
						check(err)
						return append(out, tau)
					}},
					{name: "scipy kendalltau", role: other, remote: "kendall", want: want, within: 1e-12},
				},
			}
		},
	},
	slope(1e4, []target{{"the slope of sorting all pairs", exact}}),
	slope(1e5, []target{growsLikeSorting}),
}

// slope returns a contest for Sen's slope of n values. The entrants that look at all pairs need 8 bytes for each, and so
// stay out above 1e4 values.
func slope(n int, targets []target) contest {
	c := contest{
		name: "values: Sen's slope, with limits", n: n, quick: 1e3, targets: targets,
		field: func(n int) field {
			x, y := noise(n)
			want := sync.OnceValue(func() []float64 {
				if n > 1e4 {
					return []float64{ifMiddle(trend.Sen(y, 0.95).Value, y)}
				}
				return []float64{allSlopes(y)}
			})
			return field{
				columns: map[string]any{"x": x, "y": y},
				entrants: []entrant{
					{name: "trend.Sen", role: ours, want: want, within: 1e-13, run: func(out []float64) []float64 {
						return append(out, trend.Sen(y, 0.95).Value)
					}},
					{name: "sort the slopes of all pairs", role: peer, most: 1e4, want: want, within: 1e-13,
						run: func(out []float64) []float64 { return append(out, allSlopes(y)) }},
					{name: "scipy theilslopes", role: other, remote: "theil", most: 1e4, want: want, within: 1e-12},
				},
			}
		},
	}
	if n > 1e4 {
		c.growth = []int{1e4, 1e5, 1e6}
	}
	return c
}

// growsLikeSorting is at most 15 times the time for ten times the data, of which n log n takes 12.5.
var growsLikeSorting = target{"O(n log n)", func(c contest, n int, _ []result) verdict {
	times := c.grow([]int{n / 10, n}, 5)
	return verdictOf(times[1] <= 15*times[0])
}}

// exact is met by having passed the check, which comes first.
func exact(contest, int, []result) verdict { return yes }

func noise(n int) (x, y []float64) {
	random := rand.New(rand.NewPCG(5, 5))
	for i := range n {
		x = append(x, float64(i))
		y = append(y, 0.5*float64(i)/float64(n)+random.NormFloat64())
	}
	return x, y
}

// concordance returns Kendall's tau of y with time by merge sort: there are no ties in y.
func concordance(y []float64) float64 {
	n := len(y)
	inversions := 0
	from, to := slices.Clone(y), make([]float64, n)
	for width := 1; width < n; width *= 2 {
		for lo := 0; lo < n; lo += 2 * width {
			mid, hi := min(lo+width, n), min(lo+2*width, n)
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				if i < mid && (j == hi || from[i] <= from[j]) {
					to[k] = from[i]
					i++
				} else {
					to[k] = from[j]
					j++
					inversions += mid - i
				}
			}
		}
		from, to = to, from
	}
	return 1 - 4*float64(inversions)/float64(n)/float64(n-1)
}

// allSlopes returns the median of the slopes of all pairs.
func allSlopes(y []float64) float64 {
	n := len(y)
	slopes := make([]float64, 0, n*(n-1)/2)
	for i := range y {
		for j := i + 1; j < n; j++ {
			slopes = append(slopes, (y[j]-y[i])/float64(j-i))
		}
	}
	slices.Sort(slopes)
	m := len(slopes) / 2
	if len(slopes)%2 == 1 {
		return slopes[m]
	}
	return slopes[m-1] + (slopes[m]-slopes[m-1])/2
}

// ifMiddle returns the slope if half of the slopes of all pairs are below it and half above, and else NaN.
func ifMiddle(slope float64, y []float64) float64 {
	below, above, pairs := 0, 0, len(y)*(len(y)-1)/2
	for i := range y {
		for j := i + 1; j < len(y); j++ {
			switch s := (y[j] - y[i]) / float64(j-i); {
			case s < slope:
				below++
			case s > slope:
				above++
			}
		}
	}
	if 2*below > pairs || 2*above > pairs {
		return math.NaN()
	}
	return slope
}
