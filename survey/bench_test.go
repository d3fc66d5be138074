package survey_test

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/survey"
)

func BenchmarkCount(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	column := make([]uint8, 1e8)
	for i := range column {
		column[i] = uint8(r.Uint32() % 11)
	}
	wide := make([]int, len(column)/10)
	for i := range wide {
		wide[i] = int(column[i])
	}
	b.Run("1e8 uint8", func(b *testing.B) {
		b.SetBytes(int64(len(column)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := survey.Count(eleven, column); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("1e7 int", func(b *testing.B) {
		b.SetBytes(8 * int64(len(wide)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := survey.Count(eleven, wide); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkTally(b *testing.B) {
	h := tally(b, five, 31, 5, 20, 140, 310)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	run("Add", func() {
		if err := h.Add(five, 4); err != nil {
			b.Fatal(err)
		}
	})
	run("Mean", func() { h.Mean(0.95) })
	run("Share", func() { h.Share(4, 5, 0.95) })
	run("Net", func() { h.Net(2, 4, 0.95) })
}
