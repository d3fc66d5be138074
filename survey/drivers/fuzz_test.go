package drivers

import (
	"encoding/json"
	"math"
	"testing"
)

func FuzzSums(f *testing.F) {
	for _, s := range []Sums{{}, answers(f, []int{5, 4, 3}, []int{4, 0, 3}, []int{3, 3, 3}, []int{1, 2, 5}).Sums()} {
		b, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Sums
		if json.Unmarshal(b, &s) != nil {
			return
		}
		for _, x := range []Sums{s, s.Plus(s)} {
			for _, d := range []Analysis{{}, {Missing: Pairwise}, {Method: RelativeWeights}} {
				for _, e := range d.OfSums(x, 0.95).Drivers {
					if e.Share.Lo != 0 || e.Share.Hi != 1 || e.Share.Value > 1+1e-9 || e.Weight.Value < 0 {
						t.Fatal(e)
					}
				}
			}
		}
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Sums
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzTable(f *testing.F) {
	f.Add(3, 1, 1, 3)
	f.Add(0, 0, 0, 0)
	f.Add(1<<30, 1<<29, 7, 1<<28)
	f.Fuzz(func(t *testing.T, a, b, c, d int) {
		var table, turned Table
		for i, n := range []int{a, b, c, d} {
			row, column := "ab"[i/2:i/2+1], "AB"[i%2:i%2+1]
			n %= math.MaxInt32
			if table.AddN(row, column, n) != nil || turned.AddN(column, row, n) != nil {
				return
			}
		}
		if p, q := table.Fisher().P, turned.Fisher().P; math.Abs(p-q) > 1e-9 || p < 0 || p > 1 {
			t.Fatal(p, q)
		}
		for _, e := range []struct{ lo, value, hi float64 }{
			{table.CramersV(0.95).Lo, table.CramersV(0.95).Value, table.CramersV(0.95).Hi}} {
			if !(0 <= e.lo && e.lo <= e.hi && e.hi <= 1) || e.value < e.lo || e.value > e.hi {
				t.Fatal(e)
			}
		}
	})
}
