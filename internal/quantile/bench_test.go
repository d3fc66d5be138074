package quantile

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

var sink float64

// clopperPearson is what the beta quantiles are asked for most: two for each interval, all counts of n in
// turn.
func clopperPearson(b *testing.B, n int, lower, upper func(p, x, y float64) float64) {
	b.ReportAllocs()
	k := 1
	for b.Loop() {
		sink = lower(0.025, float64(k), float64(n-k+1)) + upper(0.025, float64(k+1), float64(n-k))
		k += 1 + n/1000
		if k >= n {
			k = 1
		}
	}
}

func BenchmarkClopperPearson(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 100_000, 1_000_000_000} {
		b.Run(fmt.Sprint("n=", n), func(b *testing.B) { clopperPearson(b, n, Beta, BetaUpper) })
		b.Run(fmt.Sprint("gonum/n=", n), func(b *testing.B) {
			clopperPearson(b, n,
				func(p, x, y float64) float64 { return distuv.Beta{Alpha: x, Beta: y}.Quantile(p) },
				func(p, x, y float64) float64 { return distuv.Beta{Alpha: x, Beta: y}.Quantile(1 - p) })
		})
	}
}

func BenchmarkZ(b *testing.B) {
	for _, level := range []float64{0.95, 0.6, 0.953} {
		b.Run(fmt.Sprint(level), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = Z(level)
			}
		})
		b.Run(fmt.Sprint("gonum/", level), func(b *testing.B) {
			for b.Loop() {
				sink = -mathext.NormalQuantile((1 - level) / 2)
			}
		})
	}
}

func BenchmarkT(b *testing.B) {
	for _, df := range []float64{1, 4, 12.5, 29, 1e3, 1e6} {
		b.Run(fmt.Sprint(df), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = T(0.975, df)
			}
		})
		b.Run(fmt.Sprint("gonum/", df), func(b *testing.B) {
			for b.Loop() {
				sink = distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(0.975)
			}
		})
	}
}

func BenchmarkTTail(b *testing.B) {
	for _, df := range []float64{4, 12.5, 29, 1e6} {
		b.Run(fmt.Sprint(df), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = TTail(1.9, df)
			}
		})
		b.Run(fmt.Sprint("gonum/", df), func(b *testing.B) {
			for b.Loop() {
				sink = distuv.StudentsT{Sigma: 1, Nu: df}.Survival(1.9)
			}
		})
	}
}

func BenchmarkChiSquared(b *testing.B) {
	for _, df := range []float64{1, 4, 19, 1e3, 1e6} {
		b.Run(fmt.Sprint(df), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = ChiSquared(0.95, df)
			}
		})
		b.Run(fmt.Sprint("gonum/", df), func(b *testing.B) {
			for b.Loop() {
				sink = distuv.ChiSquared{K: df}.Quantile(0.95)
			}
		})
	}
}

func BenchmarkChiSquaredTail(b *testing.B) {
	for _, df := range []float64{1, 4, 19, 1e6} {
		x := df + 2
		b.Run(fmt.Sprint(df), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = ChiSquaredTail(x, df)
			}
		})
		b.Run(fmt.Sprint("gonum/", df), func(b *testing.B) {
			for b.Loop() {
				sink = distuv.ChiSquared{K: df}.Survival(x)
			}
		})
	}
}

func BenchmarkBetaCDF(b *testing.B) {
	for _, v := range [][3]float64{{0.1, 0.5, 10}, {0.3, 3, 8}, {0.45, 50, 50}, {0.09, 100, 900}, {0.4999, 5e5, 5e5}} {
		b.Run(fmt.Sprintf("a=%g,b=%g", v[1], v[2]), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = BetaCDF(v[0], v[1], v[2])
			}
		})
		b.Run(fmt.Sprintf("gonum/a=%g,b=%g", v[1], v[2]), func(b *testing.B) {
			for b.Loop() {
				sink = distuv.Beta{Alpha: v[1], Beta: v[2]}.CDF(v[0])
			}
		})
	}
}

func BenchmarkBinomialQuantile(b *testing.B) {
	for _, n := range []int{20, 1000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = float64(BinomialQuantile(0.975, n, 0.2))
			}
		})
	}
}
