package root_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/internal/root"
)

func TestFind(t *testing.T) {
	for _, row := range []struct {
		reason     string
		f          func(float64) float64
		a, b, want float64
	}{
		{"a line", func(x float64) float64 { return x - 0.25 }, 0, 1, 0.25},
		{"ends in either order", func(x float64) float64 { return x - 0.25 }, 1, 0, 0.25},
		{"square root of two", func(x float64) float64 { return x*x - 2 }, 0, 2, math.Sqrt2},
		{"a flat triple root", func(x float64) float64 { return math.Pow(x-1, 3) }, 0, 3, 1},
		{"a cosine", func(x float64) float64 { return math.Cos(x) - x }, 0, 1, 0.7390851332151607},
		{"a steep step", func(x float64) float64 { return math.Atan(1e9 * (x - 0.1)) }, -5, 7, 0.1},
		{"a small root keeps its digits", func(x float64) float64 { return math.Log(x / 3e-12) }, 1e-300, 1, 3e-12},
		{"an infinite value at an end", func(x float64) float64 { return math.Log(x) + 2 }, 0, 1, math.Exp(-2)},
		{"the root is the end", func(x float64) float64 { return x }, 0, 1, 0},
		{"no value between .4 and .6 is a root there", func(x float64) float64 {
			if 0.4 < x && x < 0.6 {
				return math.NaN()
			}
			return x - 0.5
		}, 0, 1, 0.5},
		{"no value at an end", func(x float64) float64 { return math.Log(x) }, -1, 0.5, -1},
		{"no crossing: the nearer end", func(x float64) float64 { return 1 + x }, 0, 1, 0},
		{"no crossing: the other end", func(x float64) float64 { return 2 - x }, 0, 1, 1},
	} {
		calls := 0
		got := root.Find(func(x float64) float64 { calls++; return row.f(x) }, row.a, row.b)
		assert.InDelta(t, row.want, got, 4e-15*math.Max(math.Abs(row.want), 1e-3), row.reason)
		assert.Less(t, calls, 150, row.reason)
	}
	assert.False(t, math.IsNaN(root.Find(func(float64) float64 { return math.NaN() }, 0, 1)), "NaN ends the search")
}
