package survival

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMeanCorners(t *testing.T) {
	nan, none := math.NaN(), []int64(nil)
	for _, row := range []struct {
		reason         string
		resolved, open []int64
		tau            int64
		want           Mean
	}{
		{"no data", none, none, 10, Mean{Interval{nan, 0, 10}, nan}},
		{"no time", []int64{3, 4}, none, 0, Mean{Interval{0, 0, 0}, 0}},
		{"nothing done by then", []int64{30, 40}, none, 10, Mean{Interval{10, 0, 10}, 0}},
		{"all done at once", []int64{0, 0}, none, 10, Mean{Interval{0, 0, 10}, 0}},
		{"all alike: no variance, no limits", []int64{3, 3, 3}, none, 10, Mean{Interval{3, 0, 10}, 0}},
		{"one event has no degree of freedom", []int64{3, 30}, none, 10, Mean{Interval{6.5, 0, 10}, math.Sqrt(7 * 7 * .25 / 2)}},
		{"an event at the horizon is not before it", []int64{3, 10}, none, 10, Mean{Interval{6.5, 0, 10}, math.Sqrt(7 * 7 * .25 / 2)}},
		{"known up to the last that is seen", none, []int64{10}, 10, Mean{Interval{10, 0, 10}, 0}},
		{"and not beyond", none, []int64{10}, 11, Mean{Interval{nan, 0, 11}, nan}},
		{"open at 0 only", none, []int64{0}, 5, Mean{Interval{nan, 0, 5}, nan}},
	} {
		m := New(row.resolved, row.open).Mean(row.tau, 0.95)
		same := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 || math.IsNaN(a) && math.IsNaN(b) }
		assert.True(t, same(row.want.Value, m.Value) && same(row.want.Lo, m.Lo) && same(row.want.Hi, m.Hi) && same(row.want.SE, m.SE),
			"%s: want %v, got %v", row.reason, row.want, m)
	}
}

func TestMeanIsTheMean(t *testing.T) {
	// Nothing open: the arithmetic mean of the times cut at the horizon, with the standard deviation of n.
	c := New([]int64{1, 2, 4, 8, 16}, nil)
	m := c.Mean(10, 0.95)
	assert.InDelta(t, 5.0, m.Value, 1e-14) // 1, 2, 4, 8 and 10
	assert.InDelta(t, math.Sqrt((16+9+1+9+25)/5.0/5), m.SE, 1e-14)
	assert.InDelta(t, 6.2, c.Mean(1e6, 0.95).Value, 1e-9)

	// Logit limits by hand: share .5, t of 3 degrees of freedom 3.182446305, variance times 4/3.
	half := 3.182446305284263 * m.SE * math.Sqrt(4.0/3) / 10 / 0.25
	assert.InDelta(t, 10/(1+math.Exp(half)), m.Lo, 1e-9)
	assert.InDelta(t, 10/(1+math.Exp(-half)), m.Hi, 1e-9)
}

func TestMeanPastTheEnd(t *testing.T) {
	c := tickets()
	at := c.Mean(50, 0.95)
	past := c.Mean(60, 0.95)
	assert.True(t, math.IsNaN(past.Value) && math.IsNaN(past.SE))
	assert.Equal(t, at.Lo, past.Lo)
	assert.Greater(t, past.Hi, at.Hi)
	assert.LessOrEqual(t, past.Hi, 60.0)
	assert.InDelta(t, c.Mean(50, 0.975).Hi+10*c.At(50, BetaProduct, 0.975).Hi, past.Hi, 1e-12)
}

func TestMeanFromAnAge(t *testing.T) {
	c := FromEntries([]int64{0, 0, 5}, []int64{6, 8, 12}, []bool{true, true, true}, 5)
	assert.InDelta(t, (6+8+12)/3.0, c.Mean(20, 0.95).Value, 1e-12)
	assert.Equal(t, Interval{3, 3, 3}, c.Mean(3, 0.95).Interval, "who outlasts 5 outlasts 3")
}
