package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/montanaflynn/stats"
	"gonum.org/v1/gonum/stat"

	"github.com/servicekpi/servicekpi/ttr"
)

// tickets returns n lognormal times to resolution with a median of some hours, to the nanosecond, a share of them cut
// short because the tickets are still open.
func tickets(n int, share, median float64, seed uint64) ttr.Times {
	random := rand.New(rand.NewPCG(seed, 11))
	t := ttr.Times{Resolved: make([]time.Duration, 0, n)}
	for range n {
		d := median * float64(time.Hour) * math.Exp(1.2*random.NormFloat64())
		if share > 0 && random.Float64() < share {
			t.Open = append(t.Open, time.Duration(random.Float64()*d))
		} else {
			t.Resolved = append(t.Resolved, time.Duration(d))
		}
	}
	return t
}

// durations is contests about how long tickets took.
var durations = []contest{
	{
		name: "tickets, 10% open: Kaplan–Meier median and share within a day, with limits", n: 1e6, quick: 1e4, bytes: 8,
		growth:  []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{limits("radix sort", 2), times("statsmodels", 6)},
		field: func(n int) field {
			t := tickets(n, 0.1, 8, 1)
			want := sync.OnceValue(func() []float64 { return productLimit(nil, t) })
			buffer := make([]int64, 2*n)
			return field{
				columns: map[string]any{"resolved": t.Resolved, "open": t.Open},
				entrants: []entrant{
					{name: "ttr.Times.Curve, Median, Within", role: ours, want: want, within: 1e-9, run: func(out []float64) []float64 {
						c := t.Curve()
						return append(out, c.Median(0.95).Value, c.Within(24*time.Hour, 0.95).Value)
					}},
					{name: "radix sort", role: limit, want: func() []float64 { return []float64{0} }, run: func(out []float64) []float64 {
						keys := buffer[:0:n]
						for _, d := range t.Resolved {
							keys = append(keys, int64(d)<<1)
						}
						for _, d := range t.Open {
							keys = append(keys, int64(d)<<1|1)
						}
						return append(out, float64(descents(radixSort(keys, buffer[n:]))))
					}},
					{name: "slices.SortFunc and one pass", role: peer, want: want, within: 1e-9,
						run: func(out []float64) []float64 { return productLimit(out, t) }},
					{name: "statsmodels", role: other, remote: "survival", want: want, within: 1e-9},
				},
			}
		},
	},
	{
		name: "tickets, 10% open, in two groups: log-rank test", n: 1e6, quick: 1e4, bytes: 8,
		growth:  []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{times("statsmodels", 6)},
		field: func(n int) field {
			a, b := tickets(n/2, 0.1, 8, 1), tickets(n-n/2, 0.1, 8.02, 2)
			want := sync.OnceValue(func() []float64 { return logRank(nil, a, b) })
			keys, buffer := make([]int64, 0, n), make([]int64, n)
			return field{
				columns: map[string]any{"resolved": a.Resolved, "open": a.Open, "resolved2": b.Resolved, "open2": b.Open},
				entrants: []entrant{
					{name: "ttr.LogRank", role: ours, want: want, within: 1e-7, run: func(out []float64) []float64 {
						return append(out, ttr.LogRank(a, b).Statistic)
					}},
					{name: "both in one radix sort and one pass", role: limit, want: want, within: 1e-7,
						run: func(out []float64) []float64 { return append(out, logRankByRadix(keys, buffer, a, b)) }},
					{name: "slices.SortFunc and one pass", role: peer, want: want, within: 1e-7,
						run: func(out []float64) []float64 { return logRank(out, a, b) }},
					{name: "statsmodels", role: other, remote: "log_rank", want: want, within: 1e-6},
				},
			}
		},
	},
	{
		name: "durations: median, p90, p95, p99, with limits", n: 1e7, quick: 1e5, bytes: 8,
		growth:  []int{1e4, 1e5, 1e6, 1e7, 1e8},
		targets: []target{times("numpy.percentile", 4)},
		field: func(n int) field {
			t := tickets(n, 0, 8, 3)
			qs := []float64{0.5, 0.9, 0.95, 0.99}
			sorted := sync.OnceValue(func() []time.Duration { return slices.Sorted(slices.Values(t.Resolved)) })
			floats := sync.OnceValue(func() []float64 {
				fs := make([]float64, n)
				for i, d := range t.Resolved {
					fs[i] = float64(d)
				}
				return fs
			})
			by := func(rule func([]time.Duration, float64) float64) func() []float64 {
				return func() (want []float64) {
					for _, q := range qs {
						want = append(want, rule(sorted(), q))
					}
					return want
				}
			}
			return field{
				columns: map[string]any{"durations": t.Resolved},
				entrants: []entrant{
					{name: "ttr.Times.Quantiles", role: ours, want: by(type2), within: 1e-12, run: func(out []float64) []float64 {
						for _, e := range t.Quantiles(qs, 0.95) {
							out = append(out, e.Value*1e9)
						}
						return out
					}},
					{name: "maximum", role: limit, want: func() []float64 { return []float64{float64(sorted()[n-1])} },
						run: func(out []float64) []float64 { return append(out, float64(slices.Max(t.Resolved))) }},
					{name: "copy and slices.Sort", role: peer, want: by(type2), within: 1e-12, run: func(out []float64) []float64 {
						s := slices.Clone(t.Resolved)
						slices.Sort(s)
						for _, q := range qs {
							out = append(out, type2(s, q))
						}
						return out
					}},
					{name: "gonum stat.Quantile", role: peer, want: by(type1), within: 1e-12, run: func(out []float64) []float64 {
						s := slices.Clone(floats())
						slices.Sort(s)
						for _, q := range qs {
							out = append(out, stat.Quantile(q, stat.Empirical, s, nil))
						}
						return out
					}},
					{name: "montanaflynn Percentile", role: peer, want: by(type7), within: 1e-9, run: func(out []float64) []float64 {
						for _, q := range qs {
							p, err := stats.Percentile(floats(), 100*q)
							check(err)
							out = append(out, p)
						}
						return out
					}},
					{name: "numpy.percentile", role: other, remote: "percentile", want: by(type7), within: 1e-9},
				},
			}
		},
	},
}

// The three definitions of a quantile that the entrants use (Hyndman and Fan 1996, doi 10.1080/00031305.1996.10473566), of
// sorted values.

func type1(s []time.Duration, q float64) float64 {
	return float64(s[max(0, int(math.Ceil(float64(len(s))*q-1e-6))-1)])
}

func type2(s []time.Duration, q float64) float64 {
	at := float64(len(s)) * q
	k := int(math.Round(at))
	if math.Abs(at-float64(k)) < 1e-6 && 0 < k && k < len(s) {
		return (float64(s[k-1]) + float64(s[k])) / 2
	}
	return type1(s, q)
}

func type7(s []time.Duration, q float64) float64 {
	at := float64(len(s)-1) * q
	k := int(at)
	if k+1 == len(s) {
		return float64(s[k])
	}
	return float64(s[k]) + (at-float64(k))*float64(s[k+1]-s[k])
}

// radixSort sorts by digits of eleven bits, and returns whichever of keys and buffer the result is in.
func radixSort(keys, buffer []int64) []int64 {
	const bits, digits = 11, 6
	var counts [digits][1 << bits]int
	for _, k := range keys {
		for d := range digits {
			counts[d][k>>(bits*d)&(1<<bits-1)]++
		}
	}
	for d := range digits {
		if counts[d][keys[0]>>(bits*d)&(1<<bits-1)] == len(keys) {
			continue
		}
		at := 0
		for i, k := range counts[d] {
			counts[d][i], at = at, at+k
		}
		places := &counts[d]
		for _, k := range keys {
			digit := k >> (bits * d) & (1<<bits - 1)
			buffer[places[digit]] = k
			places[digit]++
		}
		keys, buffer = buffer[:len(keys)], keys
	}
	return keys
}

func descents(keys []int64) (n int) {
	for i := range keys[1:] {
		if keys[i+1] < keys[i] {
			n++
		}
	}
	return n
}

// ticket is a row as programs have it that do not keep the resolved and the open apart.
type ticket struct {
	d        time.Duration
	resolved bool
	group    int
}

func rows(groups ...ttr.Times) []ticket {
	var all []ticket
	for g, t := range groups {
		for _, d := range t.Resolved {
			all = append(all, ticket{d, true, g})
		}
		for _, d := range t.Open {
			all = append(all, ticket{d, false, g})
		}
	}
	slices.SortFunc(all, func(a, b ticket) int { return cmp.Compare(a.d, b.d) })
	return all
}

// productLimit returns the median in seconds and the share within a day by Kaplan and Meier's formula, with plain limits
// of both that nobody reads.
func productLimit(out []float64, t ttr.Times) []float64 {
	all := rows(t)
	running, greenwood := 1.0, 0.0
	median, within, width := math.Inf(1), 0.0, 0.0
	for i := 0; i < len(all); {
		j, events := i, 0
		for ; j < len(all) && all[j].d == all[i].d; j++ {
			if all[j].resolved {
				events++
			}
		}
		if risk := len(all) - i; events > 0 {
			running *= 1 - float64(events)/float64(risk)
			if events < risk {
				greenwood += float64(events) / float64(risk) / float64(risk-events)
				width = max(width, running*math.Sqrt(greenwood))
			}
		}
		if running <= 0.5 && math.IsInf(median, 1) {
			median = all[i].d.Seconds()
		}
		if all[i].d <= 24*time.Hour {
			within = 1 - running
		}
		i = j
	}
	if math.IsNaN(width) {
		panic("no width") // and so it has to be computed
	}
	return append(out, median, within)
}

// logRank returns the chi-square of two groups.
func logRank(out []float64, a, b ttr.Times) []float64 {
	all := rows(a, b)
	first, second := a.N(), b.N()
	excess, variance := 0.0, 0.0
	for i := 0; i < len(all); {
		var left, events [2]int
		j := i
		for ; j < len(all) && all[j].d == all[i].d; j++ {
			left[all[j].group]++
			if all[j].resolved {
				events[all[j].group]++
			}
		}
		n, d := float64(first+second), float64(events[0]+events[1])
		if d > 0 {
			p := float64(first) / n
			excess += float64(events[0]) - d*p
			if n > 1 {
				variance += d * p * (1 - p) * (n - d) / (n - 1)
			}
		}
		first, second = first-left[0], second-left[1]
		i = j
	}
	return append(out, excess*excess/variance)
}

// logRankByRadix returns the chi-square of two groups from one sort of both, with the group and whether it is open in the
// two lowest bits.
func logRankByRadix(keys, buffer []int64, a, b ttr.Times) float64 {
	for g, t := range []ttr.Times{a, b} {
		for _, d := range t.Resolved {
			keys = append(keys, int64(d)<<2|int64(g))
		}
		for _, d := range t.Open {
			keys = append(keys, int64(d)<<2|2|int64(g))
		}
	}
	keys = radixSort(keys, buffer)
	left := [2]int{a.N(), b.N()}
	excess, variance := 0.0, 0.0
	for i := 0; i < len(keys); {
		first, n := left[0], len(keys)-i
		d, firstEnded := 0, 0
		for at := keys[i] >> 2; i < len(keys) && keys[i]>>2 == at; i++ {
			group, ended := keys[i]&1, int(1-keys[i]>>1&1)
			left[group]--
			d += ended
			firstEnded += ended &^ int(group)
		}
		if d > 0 {
			p := float64(first) / float64(n)
			excess += float64(firstEnded) - float64(d)*p
			if n > 1 {
				variance += float64(d) * p * (1 - p) * float64(n-d) / float64(n-1)
			}
		}
	}
	return excess * excess / variance
}
