package weight_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/weight"
)

// million returns a million respondents with four variables of 2, 6, 8 and 5 levels that go together, their base
// weights, and margins that are off theirs.
func million(n int) (columns []weight.Column[uint8], base []float64, margins []weight.Margin) {
	r := rand.New(rand.NewPCG(1, 2))
	base = make([]float64, n)
	for v, size := range []int{2, 6, 8, 5} {
		c := weight.Column[uint8]{Variable: "v" + strconv.Itoa(v), Codes: make([]uint8, n)}
		shares, sum := map[string]float64{}, 0.0
		for level := range size {
			c.Levels = append(c.Levels, "level "+strconv.Itoa(level))
			shares[c.Levels[level]] = float64(level%3 + 1)
			sum += float64(level%3 + 1)
		}
		for level := range shares {
			shares[level] /= sum
		}
		margins = append(margins, weight.Shares(c.Variable, shares))
		columns = append(columns, c)
	}
	for i := range n {
		lean := r.Float64() // makes the variables depend on each other
		for _, c := range columns {
			c.Codes[i] = uint8(min((0.3*lean+0.7*r.Float64())*float64(len(c.Levels)), float64(len(c.Levels)-1)))
		}
		base[i] = 0.5 + r.Float64()
	}
	return columns, base, margins
}

func BenchmarkFit(b *testing.B) {
	columns, base, margins := million(1_000_000)
	wide := make([]weight.Column[int], len(columns))
	for v, c := range columns {
		wide[v] = weight.Column[int]{Variable: c.Variable, Levels: c.Levels}
		for _, code := range c.Codes {
			wide[v].Codes = append(wide[v].Codes, int(code))
		}
	}
	cells, err := weight.Count(nil, columns...)
	require.NoError(b, err)
	fit, err := cells.Rake(margins...)
	require.NoError(b, err)
	weights := make([]float64, 0, len(base))

	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cells, err := weight.Count(nil, columns...)
			require.NoError(b, err)
			fit, err := cells.Rake(margins...)
			require.NoError(b, err)
			_, err = weight.AppendWeights(weights, fit, nil, columns...)
			require.NoError(b, err)
		}
	})
	b.Run("all from base weights", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cells, err := weight.Count(base, columns...)
			require.NoError(b, err)
			fit, err := cells.Rake(margins...)
			require.NoError(b, err)
			_, err = weight.AppendWeights(weights, fit, base, columns...)
			require.NoError(b, err)
		}
	})
	b.Run("Count", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := weight.Count(nil, columns...)
			require.NoError(b, err)
		}
	})
	b.Run("Count ints", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := weight.Count(nil, wide...)
			require.NoError(b, err)
		}
	})
	b.Run("Count base weights", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := weight.Count(base, columns...)
			require.NoError(b, err)
		}
	})
	b.Run("AppendWeights", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := weight.AppendWeights(weights, fit, nil, columns...)
			require.NoError(b, err)
		}
	})
	b.Run("Rake", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := cells.Rake(margins...)
			require.NoError(b, err)
		}
	})
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		c := weight.NewCells("sex", "age", "region", "product")
		levels := []string{"F", "55+", "north", "fibre"}
		require.NoError(b, c.Add(levels, 1))
		for b.Loop() {
			if err := c.Add(levels, 1.5); err != nil {
				b.Fatal(err)
			}
		}
	})
}
