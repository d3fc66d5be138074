package main

import (
	"bytes"
	"math/rand/v2"
	"sync"

	"github.com/montanaflynn/stats"
	"gonum.org/v1/gonum/stat"

	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
)

// counting is contests about a column of scores from 0 to 10: how many there are of each.
var counting = []contest{
	{
		name: "scores counted, `[]uint8`", n: 1e8, quick: 1e5, bytes: 1,
		growth:  []int{1e4, 1e5, 1e6, 1e7, 1e8},
		targets: []target{rate(4, 1), times("numpy.bincount", 8)},
		field: func(n int) field {
			f := scores[uint8](n, any11)
			column := f.columns["scores"].([]uint8)
			f.entrants[2].role = peer // vector instructions sum bytes faster
			f.entrants = append(f.entrants,
				entrant{name: "bytes.Count of one score", role: limit, want: func() []float64 { return f.entrants[0].want()[5:6] },
					run: func(out []float64) []float64 { return append(out, float64(bytes.Count(column, five))) }},
				entrant{name: "numpy.bincount", role: other, remote: "bincount", want: f.entrants[0].want},
				entrant{name: "numpy, two comparisons", role: other, remote: "two_comparisons", want: func() []float64 {
					return classes(f.entrants[0].want())
				}},
				entrant{name: "pandas value_counts", role: other, remote: "value_counts", want: f.entrants[0].want},
			)
			return f
		},
	},
	{
		name: "scores counted, `[]int`", n: 1e8, quick: 1e5, bytes: 8,
		growth:  []int{1e4, 1e5, 1e6, 1e7, 1e8},
		targets: []target{limits("sum", 2)},
		field: func(n int) field {
			f := scores[int](n, any11)
			f.entrants = append(f.entrants,
				entrant{name: "numpy.bincount", role: other, remote: "bincount", want: f.entrants[0].want})
			return f
		},
	},
	{
		name: "scores counted, `[]int`, nine in ten alike", n: 1e8, quick: 1e5, bytes: 8,
		targets: []target{limits("sum", 2)},
		field: func(n int) field {
			return scores[int](n, func(random *rand.Rand) uint32 {
				if random.Uint32()%10 == 0 {
					return any11(random)
				}
				return 10
			})
		},
	},
}

var five = []byte{5}

// any11 is uniformly distributed.
func any11(random *rand.Rand) uint32 { return random.Uint32() % 11 }

func scores[R survey.Integer](n int, draw func(*rand.Rand) uint32) field {
	random := rand.New(rand.NewPCG(1, 1))
	column := make([]R, n)
	for i := range column {
		column[i] = R(draw(random))
	}
	scale := survey.Scale{Min: 0, Max: 10}
	floats := sync.OnceValue(func() []float64 {
		fs := make([]float64, n)
		for i, r := range column {
			fs[i] = float64(r)
		}
		return fs
	})
	histogram := sync.OnceValue(func() []float64 {
		counts := map[R]float64{}
		for _, r := range column {
			counts[r]++
		}
		return inOrder(counts)
	})
	moments := sync.OnceValue(func() []float64 {
		values := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
		mean, sd := stat.MeanStdDev(values, histogram())
		return []float64{mean, sd}
	})
	return field{
		columns: map[string]any{"scores": column},
		entrants: []entrant{
			{name: "survey.Count", role: ours, want: histogram, run: func(out []float64) []float64 {
				t, err := survey.Count(scale, column)
				check(err)
				for _, k := range t.Ratings {
					out = append(out, float64(k))
				}
				return out
			}},
			{name: "nps.Count", role: ours, want: func() []float64 { return classes(histogram()) },
				run: func(out []float64) []float64 {
					t, err := nps.Count(column)
					check(err)
					return append(out, float64(t.Promoters), float64(t.Detractors))
				}},
			{name: "sum", role: limit, want: func() []float64 { return []float64{moments()[0] * float64(n)} }, within: 1e-9,
				run: func(out []float64) []float64 { return append(out, float64(sum(column))) }},
			{name: "loop over one table", role: peer, want: histogram, run: func(out []float64) []float64 {
				var counts [11]int
				for _, r := range column {
					counts[r]++
				}
				for _, k := range counts {
					out = append(out, float64(k))
				}
				return out
			}},
			{name: "loop with a switch", role: peer, want: func() []float64 { return classes(histogram()) },
				run: func(out []float64) []float64 {
					promoters, detractors := 0, 0
					for _, r := range column {
						switch {
						case r >= 9:
							promoters++
						case r <= 6:
							detractors++
						}
					}
					return append(out, float64(promoters), float64(detractors))
				}},
			{name: "gonum MeanStdDev", role: peer, want: moments, within: 1e-9, run: func(out []float64) []float64 {
				mean, sd := stat.MeanStdDev(floats(), nil)
				return append(out, mean, sd)
			}},
			{name: "montanaflynn Histogram", role: peer, want: histogram, run: func(out []float64) []float64 {
				counts, _, err := stats.Histogram(floats(), 11)
				check(err)
				for _, k := range counts {
					out = append(out, float64(k))
				}
				return out
			}},
		},
	}
}

// sum returns the sum of a column in four strands: about the least that reading it takes.
func sum[R survey.Integer](column []R) uint64 {
	var a, b, c, d uint64
	for ; len(column) >= 4; column = column[4:] {
		a += uint64(column[0])
		b += uint64(column[1])
		c += uint64(column[2])
		d += uint64(column[3])
	}
	for _, r := range column {
		a += uint64(r)
	}
	return a + b + c + d
}

func inOrder[R survey.Integer](counts map[R]float64) []float64 {
	var out []float64
	for r := range 11 {
		out = append(out, counts[R(r)])
	}
	return out
}

// classes returns promoters and detractors of a histogram.
func classes(histogram []float64) []float64 {
	detractors := 0.0
	for _, k := range histogram[:7] {
		detractors += k
	}
	return []float64{histogram[9] + histogram[10], detractors}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
