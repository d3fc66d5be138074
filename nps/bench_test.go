package nps_test

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/nps"
)

// column returns n ratings from 0 to 10.
func column[R uint8 | int](n int) []R {
	r := rand.New(rand.NewPCG(15, 16))
	ratings := make([]R, n)
	for i := range ratings {
		ratings[i] = R(r.IntN(11))
	}
	return ratings
}

func benchmarkCount[R uint8 | int](b *testing.B, n, size int) {
	ratings := column[R](n)
	b.SetBytes(int64(n * size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := nps.Count(ratings); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCount(b *testing.B) {
	b.Run("1e8 uint8", func(b *testing.B) { benchmarkCount[uint8](b, 1e8, 1) })
	b.Run("1e7 int", func(b *testing.B) { benchmarkCount[int](b, 1e7, 8) })
}

func BenchmarkAdd(b *testing.B) {
	ratings := column[int](1 << 10)
	var t nps.Tally
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := t.Add(ratings[i&1023]); err != nil {
			b.Fatal(err)
		}
	}
}

// The scores of 1e5 tallies, such as every agent on every day of a year.
func BenchmarkScores(b *testing.B) {
	r := rand.New(rand.NewPCG(17, 18))
	ts := make([]nps.Tally, 1e5)
	for i := range ts {
		ts[i] = nps.Tally{Detractors: r.IntN(50), Passives: r.IntN(50), Promoters: 1 + r.IntN(100)}
	}
	for _, m := range []nps.Method{nps.ScoreInterval, nps.AdjustedWald, nps.AnyTime} {
		b.Run(m.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range ts {
					m.Score(t, 0.95)
				}
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	t := nps.Tally{Detractors: 342, Passives: 968, Promoters: 1436}
	b.ReportAllocs()
	for b.Loop() {
		t.Score(0.95)
	}
}

func BenchmarkChange(b *testing.B) {
	p := nps.Paired{Moves: [3][3]int{{40, 15, 5}, {6, 80, 24}, {2, 10, 118}}}
	b.ReportAllocs()
	for b.Loop() {
		p.Change(0.95)
	}
}
