package kpi_test

import (
	"bufio"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

func TestAgainstR(t *testing.T) {
	f, err := os.Open("testdata/combined.txt")
	require.NoError(t, err)
	defer f.Close()
	seen := map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Split(lines.Text(), "|")
		seen[cells[0]]++
		want := numbers(t, cells[len(cells)-1])
		switch cells[0] {
		case "homogeneity":
			got := kpi.Homogeneity(counts(t, cells[1]), counts(t, cells[2]))
			assert.InEpsilon(t, want[0], got.Statistic, 1e-13)
			assert.Equal(t, want[1], got.DF)
			assert.InEpsilon(t, want[2], got.P, 1e-11)
		case "holm", "bh":
			var ts []kpi.Test
			for _, p := range numbers(t, cells[1]) {
				ts = append(ts, kpi.Test{P: p})
			}
			adjust := kpi.Holm
			if cells[0] == "bh" {
				adjust = kpi.BenjaminiHochberg
			}
			for i, a := range adjust(ts) {
				assert.InDelta(t, want[i], a.P, 1e-15, "%s %d", cells[0], i)
			}
		case "mean":
			in := numbers(t, cells[1])
			e := kpi.Mean(int(in[0]), in[1], in[2], in[3])
			assert.InEpsilon(t, want[0], e.Lo, 1e-12)
			assert.InEpsilon(t, want[1], e.Hi, 1e-12)
		default:
			t.Fatalf("no test named %s", cells[0])
		}
	}
	assert.Equal(t, map[string]int{"homogeneity": 4, "holm": 2, "bh": 2, "mean": 3}, seen)
}

func TestTwoProportions(t *testing.T) {
	for _, row := range rows(t, "twoproportions.csv", ',') {
		k1, n1, k2, n2 := count(t, row["k1"]), count(t, row["n1"]), count(t, row["k2"]), count(t, row["n2"])
		level := number(t, row["level"])
		e := kpi.MiettinenNurminen(k1, n1, k2, n2, level)
		within := 1e-12
		assert.InDelta(t, number(t, row["lo"]), e.Lo, within, "%v", row)
		assert.InDelta(t, number(t, row["hi"]), e.Hi, within, "%v", row)
		test := kpi.TwoProportions(k1, n1, k2, n2)
		assert.InDelta(t, number(t, row["z"]), test.Statistic, 1e-12*(1+math.Abs(test.Statistic)), "%v", row)
		assert.InDelta(t, number(t, row["p"]), test.P, 1e-12, "%v", row)
		assert.Zero(t, test.DF)
		assert.Equal(t, test.P > 1-level, e.Contains(0), "the limits and the test agree: %v", row)
		back := kpi.MiettinenNurminen(k2, n2, k1, n1, level)
		assert.InDelta(t, -e.Lo, back.Hi, within, "turned round, the limits mirror: %v", row)
	}
	assert.False(t, kpi.MiettinenNurminen(0, 0, 1, 2, 0.95).Known())
	assert.False(t, kpi.MiettinenNurminen(3, 2, 1, 2, 0.95).Known())
	assert.True(t, math.IsNaN(kpi.TwoProportions(0, 0, 1, 2).P))
	assert.Equal(t, 1.0, kpi.TwoProportions(0, 5, 0, 7).P, "none in both: nothing speaks for a difference")
	assert.Equal(t, 1.0, kpi.TwoProportions(5, 5, 7, 7).P, "all in both")
}

func TestPairedProportions(t *testing.T) {
	published := kpi.PairedProportions(20, 12, 2, 16, 0.95) // Newcombe 1998, Statistics in Medicine 17:2635, table II
	assert.InDelta(t, 0.0562, published.Lo, 5.1e-5)
	assert.InDelta(t, 0.3292, published.Hi, 5.1e-5)
	for _, row := range rows(t, "paired.csv", ',') {
		both, first, second, neither := count(t, row["both"]), count(t, row["first"]), count(t, row["second"]), count(t, row["neither"])
		e := kpi.PairedProportions(both, first, second, neither, number(t, row["level"]))
		assert.InDelta(t, number(t, row["lo"]), e.Lo, 1e-13, "%v", row)
		assert.InDelta(t, number(t, row["hi"]), e.Hi, 1e-13, "%v", row)
		assert.Equal(t, both+first+second+neither, e.N)
		o := kpi.PairedProportions(both, second, first, neither, number(t, row["level"]))
		assert.InDelta(t, -e.Lo, o.Hi, 1e-15, "turned round, the limits mirror: %v", row)
	}
	for _, none := range []kpi.Estimate{kpi.PairedProportions(0, 0, 0, 0, 0.95), kpi.PairedProportions(1, -1, 2, 3, 0.95),
		kpi.PairedProportions(math.MaxInt/3, math.MaxInt/3, math.MaxInt/3, math.MaxInt/3, 0.95)} {
		assert.True(t, !none.Known() && none.Lo == -1 && none.Hi == 1 && none.Unit == kpi.Change)
	}
}

func TestMeanCorners(t *testing.T) {
	one := kpi.Mean(1, 5, math.NaN(), 0.95)
	assert.True(t, one.Known() && one.Value == 5 && one.Lo == -inf && one.Hi == inf && one.N == 1, "one measurement has no limits: %+v", one)
	for _, none := range []kpi.Estimate{
		kpi.Mean(0, 0, 0, 0.95), kpi.Mean(-3, 1, 1, 0.95), kpi.Mean(3, math.NaN(), 1, 0.95), kpi.Mean(3, inf, 1, 0.95),
		kpi.Mean(3, 1, -1, 0.95), kpi.Mean(3, 1, math.NaN(), 0.95), kpi.Mean(3, 1, inf, 0.95),
	} {
		assert.True(t, !none.Known() && none.N == 0 && none.Lo == -inf && none.Hi == inf, "%+v", none)
	}
	same := kpi.Mean(5, 2, 0, 0.95)
	assert.True(t, same.Lo == 2 && same.Hi == 2, "no spread, no width")
}

func TestTestCorners(t *testing.T) {
	for _, none := range []kpi.Test{
		kpi.Homogeneity(nil, nil), kpi.Homogeneity([]int{3}, []int{5}), kpi.Homogeneity([]int{3, 0}, []int{5, 0}),
		kpi.Homogeneity([]int{3, 9}, []int{5, 8}), kpi.Homogeneity([]int{-3, 9}, []int{5, 18}), kpi.NormalTest(math.NaN()),
		kpi.ChiSquaredTest(3, 0), kpi.ChiSquaredTest(math.NaN(), 2),
	} {
		assert.True(t, math.IsNaN(none.P) && math.IsNaN(none.Statistic), "%+v", none)
		assert.Equal(t, "n/a", none.String())
	}
	assert.Equal(t, kpi.Test{Statistic: 0, DF: 1, P: 1}, kpi.Homogeneity([]int{5, 8, 0}, []int{5, 8, 0}), "all alike: no sign of a difference")
	assert.Equal(t, 1.0, kpi.NormalTest(0).P)
	assert.InDelta(t, 0.05, kpi.NormalTest(-1.959963984540054).P, 1e-15)
	assert.Equal(t, "z=-1.96 p=0.05", kpi.NormalTest(-1.959963984540054).String())
	assert.Equal(t, "χ²(2)=5.99 p=0.05", kpi.ChiSquaredTest(5.991464547107979, 2).String())
	assert.Panics(t, func() { kpi.Homogeneity([]int{1}, nil) })

	ts := []kpi.Test{{P: 0.04}, {P: math.NaN()}, {P: 0.01}}
	for _, adjusted := range [][]kpi.Test{kpi.Holm(ts), kpi.BenjaminiHochberg(ts)} {
		assert.True(t, math.IsNaN(adjusted[1].P), "a test without data stays so")
		assert.InDelta(t, 0.02, adjusted[2].P, 1e-15, "and does not count")
		assert.InDelta(t, 0.04, adjusted[0].P, 1e-15)
	}
	assert.Equal(t, 0.04, ts[0].P, "the caller's tests are unmodified")
	assert.Empty(t, kpi.Holm(nil))
}
