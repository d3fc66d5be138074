package tabulate

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

const rows = 1e8

// column returns n answers on a 0–10 scale with a share of blanks.
func column[R Integer](n int, blanks float64, code R) []R {
	r := rand.New(rand.NewPCG(7, 8))
	values := make([]R, n)
	for i := range values {
		values[i] = R(r.Uint64() % 11)
		if blanks > 0 && r.Float64() < blanks {
			values[i] = code
		}
	}
	return values
}

// sum is the limit: no count can be had for less than looking at every value.
func sum[R Integer](values []R) (s R) {
	for _, v := range values {
		s += v
	}
	return s
}

// loop is what one would write without this package.
func loop[R Integer](values []R) (counts [11]int, bad int) {
	for i, v := range values {
		if v > 10 {
			return counts, i
		}
		counts[v]++
	}
	return counts, -1
}

func compare[R Integer](b *testing.B, name string, size int, values []R, blank ...R) {
	run := func(what string, f func()) {
		b.Run(name+"/"+what, func(b *testing.B) {
			b.SetBytes(int64(size * len(values)))
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	run("sum", func() { sum(values) })
	if blank == nil {
		run("loop", func() { loop(values) })
	}
	run("Count", func() {
		if _, _, bad := Count(0, 10, values, blank...); bad >= 0 {
			b.Fatalf("value %d at %d", values[bad], bad)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	compare(b, "uint8", 1, column[uint8](rows, 0, 0))
	compare(b, "uint8, 3% blank 11", 1, column[uint8](rows, 0.03, 11), 11)
	compare(b, "named int8", 1, column[signed](rows/10, 0, 0))
	compare(b, "int16", 2, column[int16](rows/10, 0, 0))
	compare(b, "int32", 4, column[int32](rows/10, 0, 0))
	compare(b, "int", 8, column(rows/10, 0, 0))
	compare(b, "int, all alike", 8, make([]int, rows/10))
	compare(b, "int, 3% blank 11", 8, column(rows/10, 0.03, 11), 11)
	compare(b, "int, 3% blank -99", 8, column(rows/10, 0.03, -99), -99)
	compare(b, "int, 50% blank -99", 8, column(rows/10, 0.5, -99), -99)
}

func BenchmarkCountShort(b *testing.B) {
	small, wide := column[uint8](1000, 0, 0), column(1000, 0, 0)
	for _, n := range []int{10, 100, 1000} {
		compare(b, fmt.Sprintf("%d uint8", n), 1, small[:n])
		compare(b, fmt.Sprintf("%d int", n), 8, wide[:n])
	}
}
