package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// durations returns n lognormal times in nanoseconds, median 8 hours, and cuts the given share of them short.
func durations(n int, share float64) (resolved, open []int64) {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	for range n {
		d := int64(8 * 3600e9 * math.Exp(1.2*r.NormFloat64()))
		if r.Float64() < share {
			open = append(open, int64(r.Float64()*float64(d)))
		} else {
			resolved = append(resolved, d)
		}
	}
	return resolved, open
}

// BenchmarkSort1e6 is the measure for what follows: 1e6 durations sorted by radix, and as Go sorts them.
func BenchmarkSort1e6(b *testing.B) {
	xs, _ := durations(1e6, 0)
	b.Run("radix", func(b *testing.B) {
		b.SetBytes(8e6)
		for b.Loop() {
			sorted(xs)
		}
	})
	b.Run("slices.Sort", func(b *testing.B) {
		b.SetBytes(8e6)
		for b.Loop() {
			slices.Sort(slices.Clone(xs))
		}
	})
}

func BenchmarkKaplanMeier1e6(b *testing.B) {
	resolved, open := durations(1e6, 0.1)
	b.Run("median-and-share-with-limits", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c := New(resolved, open)
			c.Quantile(0.5, BetaProduct, 0.95)
			c.Within(24*3600e9, BetaProduct, 0.95)
		}
	})
	b.Run("every-step-with-limits", func(b *testing.B) {
		for b.Loop() {
			sum := 0.0
			for s := range New(resolved, open).Steps() {
				lo, hi := s.S-1.96*s.SE, s.S+1.96*s.SE
				sum += hi - lo
			}
		}
	})
	b.Run("restricted-mean", func(b *testing.B) {
		c := New(resolved, open)
		for b.Loop() {
			c.Mean(72*3600e9, 0.95)
		}
	})
	b.Run("median-by-log-log", func(b *testing.B) {
		c := New(resolved, open)
		for b.Loop() {
			c.Quantile(0.5, LogLog, 0.95)
		}
	})
}

func BenchmarkLogRank1e6(b *testing.B) {
	r1, o1 := durations(5e5, 0.1)
	r2, o2 := durations(5e5+1, 0.1)
	b.Run("at-once", func(b *testing.B) {
		for b.Loop() {
			LogRankOf(Durations{r1, o1}, Durations{r2, o2})
		}
	})
	b.Run("by-curves", func(b *testing.B) {
		for b.Loop() {
			LogRank(New(r1, o1), New(r2, o2))
		}
	})
}

func BenchmarkQuantiles1e7(b *testing.B) {
	resolved, _ := durations(1e7, 0)
	qs := []float64{0.5, 0.9, 0.95, 0.99}
	b.Run("select-with-limits", func(b *testing.B) {
		b.SetBytes(8e7)
		b.ReportAllocs()
		for b.Loop() {
			Quantiles(resolved, nil, qs, BetaProduct, 0.95)
		}
	})
	b.Run("type7", func(b *testing.B) {
		for b.Loop() {
			Type7(resolved, qs)
		}
	})
	b.Run("sum", func(b *testing.B) {
		b.SetBytes(8e7)
		var sum int64
		for b.Loop() {
			for _, x := range resolved {
				sum += x
			}
		}
		if sum == 0 {
			b.Fatal()
		}
	})
	b.Run("copy-and-sort", func(b *testing.B) {
		for b.Loop() {
			slices.Sort(slices.Clone(resolved))
		}
	})
}

func BenchmarkShare(b *testing.B) {
	c := New(durations(1000, 0.2))
	for _, m := range []Method{BetaProduct, BetaProductExact, LogLog} {
		b.Run(m.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Within(24*3600e9, m, 0.95)
			}
		})
	}
	b.Run("median", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Quantile(0.5, BetaProduct, 0.95)
		}
	})
}
