package retention_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

// pairs streams events from two columns.
func pairs[K comparable](keys []K, at []time.Time) iter.Seq2[K, time.Time] {
	return func(yield func(K, time.Time) bool) {
		for i, k := range keys {
			if !yield(k, at[i]) {
				return
			}
		}
	}
}

// Ten million events of a million customers in two years.
func BenchmarkCohorts(b *testing.B) {
	const events, customers = 1e7, 1e6
	rng := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	asOf := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	dense, sparse, names, at := make([]uint32, events), make([]int64, events), make([]string, events), make([]time.Time, events)
	name, key := make([]string, customers), make([]int64, customers)
	for i := range name {
		name[i], key[i] = fmt.Sprintf("customer-%08d", i), rng.Int64()
	}
	for i := range dense {
		c := rng.IntN(customers)
		dense[i], sparse[i], names[i] = uint32(c), key[c], name[c]
		at[i] = start.Add(time.Duration(rng.Int64N(int64(asOf.Sub(start)))))
	}
	month := retention.Spec{Period: trend.Month(time.UTC), AsOf: asOf}
	windows := retention.Spec{Period: trend.Month(time.UTC), Window: 24 * time.Hour, AsOf: asOf}
	b.Run("dense ids", func(b *testing.B) { benchmarkCohorts(b, pairs(dense, at), month) })
	b.Run("sparse ids", func(b *testing.B) { benchmarkCohorts(b, pairs(sparse, at), month) })
	b.Run("text", func(b *testing.B) { benchmarkCohorts(b, pairs(names, at), month) })
	b.Run("24 hours", func(b *testing.B) { benchmarkCohorts(b, pairs(dense, at), windows) })
}

func benchmarkCohorts[K comparable](b *testing.B, events iter.Seq2[K, time.Time], spec retention.Spec) {
	b.ReportAllocs()
	for b.Loop() {
		_, err := retention.NewCohorts(events, spec)
		require.NoError(b, err)
	}
}

func BenchmarkRevenue(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	start, end := make([]float64, 1<<10), make([]float64, 1<<10)
	for i := range start {
		start[i], end[i] = float64(1+rng.IntN(1e6)), float64(rng.IntN(1e6))
	}
	var r retention.Revenue
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := r.Add(start[i&1023], end[i&1023]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Gross", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Gross(0.95)
		}
	})
	b.Run("Net", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Net(0.95)
		}
	})
}

func BenchmarkTally(b *testing.B) {
	var t retention.Tally
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			t.Add(i&7 > 0)
		}
	})
	b.Run("Rate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t.Rate(0.95)
		}
	})
	year := make([]retention.Tally, 12)
	for i := range year {
		year[i] = retention.Tally{Retained: 900 + i, Lost: 50}
	}
	b.Run("Compound", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			retention.Compound(year, 0.95)
		}
	})
}

func BenchmarkLifetimes(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 6))
	var l retention.Lifetimes
	for range int(1e6) {
		d := time.Duration(rng.ExpFloat64() * float64(1000*24*time.Hour))
		require.NoError(b, l.Add(d, rng.IntN(10) > 0))
	}
	b.Run("At", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.At(365*24*time.Hour, 0.95)
		}
	})
}
