package drivers

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func random(n, k int, blank float64) (outcome []uint8, columns [][]uint8) {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([][]uint8, k)
	for j := range all {
		all[j] = make([]uint8, n)
	}
	for i := range n {
		f := r.IntN(3)
		for j := range all {
			if blank == 0 || r.Float64() >= blank {
				all[j][i] = uint8(1 + f + r.IntN(3))
			}
		}
	}
	return all[0], all[1:]
}

func BenchmarkCount(b *testing.B) {
	q := touchpoints(10)
	for _, blank := range []float64{0, 0.01, 0.3} {
		outcome, columns := random(1_000_000, 11, blank)
		b.Run(fmt.Sprintf("1e6 × 10, %v blank", blank), func(b *testing.B) {
			b.SetBytes(11e6)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Count(q, outcome, columns); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	q := touchpoints(10)
	row := []int{4, 5, 3, 4, 5, 3, 4, 5, 3, 5}
	s := Sums{}
	b.Run("Sums", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Add(q, 4, row); err != nil {
				b.Fatal(err)
			}
		}
	})
	var t Table
	b.Run("Table", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t.Add("chat", "yes")
		}
	})
}

func BenchmarkImportance(b *testing.B) {
	for _, p := range []int{10, 15, 20} {
		outcome, columns := random(100_000, p+1, 0)
		s, err := Count(touchpoints(p), outcome, columns)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range []Method{Shapley, RelativeWeights} {
			b.Run(fmt.Sprintf("%v, %d drivers", m, p), func(b *testing.B) {
				for b.Loop() {
					Analysis{Method: m}.OfSums(s, 0.95)
				}
			})
		}
	}
	for _, n := range []int{1_000, 1_000_000} {
		outcome, columns := random(n, 11, 0)
		a, err := Collect(touchpoints(10), outcome, columns)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("with limits, %d × 10", n), func(b *testing.B) {
			for b.Loop() {
				a.Importance(0.95)
			}
		})
		if n == 1_000 {
			b.Run("with limits by 2,000 draws, 1,000 × 10", func(b *testing.B) {
				for b.Loop() {
					Analysis{Draws: 2000}.Importance(a, 0.95)
				}
			})
		}
	}
	outcome, columns := random(2_000, 16, 0.1)
	a, err := Collect(touchpoints(15), outcome, columns)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("with limits, pairwise, 2,000 × 15", func(b *testing.B) {
		for b.Loop() {
			Analysis{Missing: Pairwise}.Importance(a, 0.95)
		}
	})
}

func BenchmarkTable(b *testing.B) {
	t := counts(b, [][]int{{762, 327, 468}, {484, 239, 477}})
	small := counts(b, [][]int{{1, 2, 1, 0}, {3, 3, 6, 1}, {10, 10, 14, 9}, {6, 7, 12, 11}})
	huge := counts(b, [][]int{{500_000_000, 499_990_000}, {499_995_000, 500_015_000}})
	for name, f := range map[string]func(){
		"ChiSquared":        func() { t.ChiSquared() },
		"CramersV":          func() { t.CramersV(0.95) },
		"Fisher 4×4 of 96":  func() { small.Fisher() },
		"Fisher 2×2 of 2e9": func() { huge.Fisher() },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
		})
	}
}
