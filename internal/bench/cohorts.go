package main

import (
	"fmt"
	"iter"
	"math/bits"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

// cohorts is contests about the triangle of two years of monthly cohorts. The answers are the customers that are there
// at each age.
var cohorts = []contest{
	triangle("events: monthly cohorts of customers numbered at random", func(random *rand.Rand, _ int) int { return random.Int() }),
	triangle("events: monthly cohorts of customers with names", func(_ *rand.Rand, i int) string {
		return fmt.Sprintf("customer-%08d", i)
	}),
}

const months = 24

// triangle returns a contest in which a customer has ten events on average.
func triangle[K comparable](name string, customer func(random *rand.Rand, i int) K) contest {
	return contest{
		name: name, n: 1e7, quick: 1e4, growth: []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{times("pandas", 2)},
		field: func(n int) field {
			random := rand.New(rand.NewPCG(6, 6))
			customers := make([]K, n/10)
			for i := range customers {
				customers[i] = customer(random, i)
			}
			from, asOf := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
			keys, at := make([]K, n), make([]time.Time, n)
			for i := range keys {
				keys[i] = customers[random.IntN(len(customers))]
				at[i] = from.Add(time.Duration(random.Int64N(int64(asOf.Sub(from)/time.Second))) * time.Second)
			}
			spec := retention.Spec{Period: trend.Month(time.UTC), AsOf: asOf}
			want := sync.OnceValue(func() []float64 { return monthMap(nil, keys, at) })
			return field{
				columns: map[string]any{"key": keys, "at": unix(at)},
				entrants: []entrant{
					{name: "retention.NewCohorts", role: ours, want: want, run: func(out []float64) []float64 {
						c, err := retention.NewCohorts(events(keys, at), spec)
						check(err)
						for age := range months {
							out = append(out, float64(c.Column(age).Retained))
						}
						return out
					}},
					{name: "map from customers to their months", role: peer, want: want,
						run: func(out []float64) []float64 { return monthMap(out, keys, at) }},
					{name: "pandas", role: other, remote: "cohorts", want: want},
				},
			}
		},
	}
}

func events[K any](keys []K, at []time.Time) iter.Seq2[K, time.Time] {
	return func(yield func(K, time.Time) bool) {
		for i, k := range keys {
			if !yield(k, at[i]) {
				return
			}
		}
	}
}

// monthMap holds the months of each customer as bits, which is as good as an ordinary map gets.
func monthMap[K comparable](out []float64, keys []K, at []time.Time) []float64 {
	seen := map[K]uint32{}
	for i, k := range keys {
		year, month, _ := at[i].Date()
		seen[k] |= 1 << ((year-2023)*12 + int(month) - 1)
	}
	var there [months]float64
	for _, ms := range seen {
		for ms >>= bits.TrailingZeros32(ms); ms != 0; ms &= ms - 1 {
			there[bits.TrailingZeros32(ms)]++
		}
	}
	return append(out, there[:]...)
}
