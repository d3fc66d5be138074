package csat_test

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/csat"
)

func column[R uint8 | int](n int) []R {
	r := rand.New(rand.NewPCG(15, 16))
	ratings := make([]R, n)
	for i := range ratings {
		ratings[i] = R(1 + r.IntN(5))
	}
	return ratings
}

func benchmarkCount[R uint8 | int](b *testing.B, n, size int) {
	ratings := column[R](n)
	b.SetBytes(int64(n * size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := csat.Count(csat.TopBox(2, 5), ratings); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCount(b *testing.B) {
	b.Run("1e8 uint8", func(b *testing.B) { benchmarkCount[uint8](b, 1e8, 1) })
	b.Run("1e7 int", func(b *testing.B) { benchmarkCount[int](b, 1e7, 8) })
}

func BenchmarkAdd(b *testing.B) {
	ratings, rule := column[int](1<<10), csat.TopBox(2, 5)
	var t csat.Tally
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := t.Add(rule, ratings[i&1023]); err != nil {
			b.Fatal(err)
		}
	}
}

// The scores of 1e5 tallies, such as every agent on every day of a year.
func BenchmarkScores(b *testing.B) {
	r, rule := rand.New(rand.NewPCG(17, 18)), csat.TopBox(2, 5)
	ts := make([]csat.Tally, 1e5)
	for i := range ts {
		ts[i] = csat.Tally{Rule: rule, Satisfied: r.IntN(100), Other: 1 + r.IntN(50)}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range ts {
			t.Score(0.95)
		}
	}
}
