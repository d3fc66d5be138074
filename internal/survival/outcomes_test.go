package survival

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOutcomes(t *testing.T) {
	// First replies, with solving without a reply competing, in half hours. R 4.2.2, survival 3.5-3: .25,
	// .4444444, .5902778 with standard errors .125, .1495879, .1602121; 1 − Kaplan–Meier says .2666667,
	// .5416667, .7708333.
	replied, solved, open := []int64{2, 5, 6, 12, 16, 20}, []int64{4, 8, 14}, []int64{10, 18, 24}
	o := NewOutcomes(open, replied, solved)
	for _, row := range []struct {
		t             int64
		share, se, km float64
	}{{10, 0.25, 0.125, 0.2666667}, {16, 0.4444444, 0.1495879, 0.5416667}, {20, 0.5902778, 0.1602121, 0.7708333}} {
		v := o.Share(0, row.t, 0.95)
		assert.InDelta(t, row.share, v.Value, 5e-8)
		assert.InDelta(t, row.se, v.SE, 5e-8)
		assert.InDelta(t, row.km, New(replied, append(open, solved...)).Within(row.t, BetaProduct, 0.95).Value, 5e-8)
		sum := v.Value + o.Share(1, row.t, 0.95).Value + o.Curve().At(row.t, BetaProduct, 0.95).Value
		assert.InDelta(t, 1, sum, 1e-14)
	}
}

func TestOutcomesWithNothingOpenAreWilson(t *testing.T) {
	// 81 of 263: .255288519878, .366209576983 (Newcombe 1998, .2553 and .3662).
	a, b := make([]int64, 81), make([]int64, 182)
	for i := range a {
		a[i] = int64(3 * i)
	}
	for i := range b {
		b[i] = int64(2 * i)
	}
	v := NewOutcomes(nil, a, b).Share(0, 1000, 0.95)
	assert.InDelta(t, 81.0/263, v.Value, 1e-14)
	assert.InDelta(t, math.Sqrt(81*182/263.0)/263, v.SE, 1e-14)
	assert.InDelta(t, 0.255288519878, v.Lo, 1e-12)
	assert.InDelta(t, 0.366209576983, v.Hi, 1e-12)
}

func TestOutcomesCorners(t *testing.T) {
	nan, none := math.NaN(), []int64(nil)
	// Wilson for 0 and for all of 2 and 3: z²/(n+z²).
	z2 := 3.841458820694124
	two, three := z2/(2+z2), z2/(3+z2)
	for _, row := range []struct {
		reason        string
		open, a, b    []int64
		t             int64
		value, lo, hi float64
	}{
		{"no data", none, none, none, 5, nan, 0, 1},
		{"a negative time reads as no data", []int64{-1}, []int64{4}, none, 5, nan, 0, 1},
		{"none of this kind yet", none, []int64{9, 9}, none, 5, 0, 0, two},
		{"all of this kind", none, []int64{3, 4}, none, 5, 1, 1 - two, 1},
		{"all of the other kind", none, none, []int64{1, 2, 3}, 5, 0, 0, three},
		{"past the end: what is left may be either", []int64{3, 3}, none, none, 5, nan, 0, 1},
	} {
		v := NewOutcomes(row.open, row.a, row.b).Share(0, row.t, 0.95)
		assert.True(t, v.Value == row.value || math.IsNaN(v.Value) && math.IsNaN(row.value), "%s: %v", row.reason, v)
		assert.InDelta(t, row.lo, v.Lo, 1e-12, row.reason)
		assert.InDelta(t, row.hi, v.Hi, 1e-12, row.reason)
	}
	o := NewOutcomes([]int64{6}, []int64{1, 2, 3}, []int64{4, 5})
	past := o.Share(0, 7, 0.95)
	assert.True(t, math.IsNaN(past.Value) && math.IsNaN(past.SE))
	assert.Equal(t, o.Share(0, 6, 0.95).Lo, past.Lo)
	assert.InDelta(t, 1-o.Share(1, 6, 0.95).Lo, past.Hi, 1e-12)
	assert.PanicsWithValue(t, "survival: cause 2 of 2", func() { o.Share(2, 5, 0.95) })
	assert.PanicsWithValue(t, "survival: cause -1 of 2", func() { o.Share(-1, 5, 0.95) })
}
