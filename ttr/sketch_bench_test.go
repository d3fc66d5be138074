package ttr_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// perAdd reports nanoseconds for one of n.
func perAdd(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/add")
}

// addEach is a function of its own because b.Loop keeps alive, in memory, what the loop in its body calls
// with.
func addEach(ds []time.Duration, open uint64) (s ttr.Sketch) {
	if open == 0 {
		for _, d := range ds {
			_ = s.Add(d, true)
		}
		return s
	}
	for _, d := range ds {
		_ = s.Add(d, uint64(d)%open > 0)
	}
	return s
}

func sumOf(ds []time.Duration) (sum time.Duration) {
	for _, d := range ds {
		sum += d
	}
	return sum
}

// BenchmarkSketchAdd adds 1e7 lognormal times, one by one and at once; the sum of the times is the measure
// for both.
func BenchmarkSketchAdd(b *testing.B) {
	const n = 1e7
	tickets := desk(rand.New(rand.NewPCG(1, 2)), n, 0)
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			addEach(tickets.Resolved, 0)
		}
		perAdd(b, n)
	})
	b.Run("Add, some open", func(b *testing.B) {
		for b.Loop() {
			addEach(tickets.Resolved, 5)
		}
		perAdd(b, n)
	})
	b.Run("AddTimes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s ttr.Sketch
			_ = s.AddTimes(tickets)
		}
		perAdd(b, n)
	})
	b.Run("sum", func(b *testing.B) {
		var sum time.Duration
		for b.Loop() {
			sum += sumOf(tickets.Resolved)
		}
		perAdd(b, n)
		sink = sum
	})
}

// BenchmarkSketch is everything else, on 1e6 tickets of which a fifth is open.
func BenchmarkSketch(b *testing.B) {
	s := sketchOf(b, desk(rand.New(rand.NewPCG(1, 2)), 1e6, 70))
	binary := bytesOf(b, s)
	text, _ := json.Marshal(s)
	b.Logf("%d bytes, %d in JSON", len(binary), len(text))
	b.Run("Median", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Median(0.95)
		}
	})
	b.Run("Plus", func(b *testing.B) {
		for b.Loop() {
			s.Plus(s)
		}
	})
	b.Run("MarshalBinary", func(b *testing.B) {
		for b.Loop() {
			bytesOf(b, s)
		}
	})
	b.Run("UnmarshalBinary", func(b *testing.B) {
		for b.Loop() {
			var s ttr.Sketch
			_ = s.UnmarshalBinary(binary)
		}
	})
	b.Run("UnmarshalJSON", func(b *testing.B) {
		for b.Loop() {
			var s ttr.Sketch
			_ = s.UnmarshalJSON(text)
		}
	})
}
