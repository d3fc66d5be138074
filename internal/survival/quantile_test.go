package survival

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestQuantileAtATie(t *testing.T) {
	inf := math.Inf(1)
	for _, row := range []struct {
		reason         string
		resolved, open []int64
		q, want        float64
	}{
		{"the middle of the flat piece, R and SAS", []int64{1, 2, 3, 4}, nil, 0.25, 1.5},
		{"the median of four", []int64{1, 2, 3, 4}, nil, 0.5, 2.5},
		{"three quarters", []int64{1, 2, 3, 4}, nil, 0.75, 3.5},
		{"no tie", []int64{1, 2, 3, 4, 5}, nil, 0.5, 3},
		{"1−0.9 is not quite a tenth and a tie nevertheless", []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, nil, 0.9, 9.5},
		{"equal values have no flat piece between", []int64{1, 2, 2, 3}, nil, 0.5, 2},
		{"flat to the end: up to the last seen, R", []int64{1, 2}, []int64{3, 4}, 0.5, 3},
		{"flat to the end at once, R", []int64{1, 2}, []int64{2, 2}, 0.5, 2},
		{"not reached", []int64{1}, []int64{3, 4}, 0.5, inf},
		{"nothing done", nil, []int64{3, 4}, 0.5, inf},
		{"one, done at once", []int64{0}, nil, 0.5, 0},
		{"nothing known", nil, nil, 0.5, math.NaN()},
		{"the thousandth tie of a product with open ones", []int64{2, 4}, []int64{1, 3}, 1.0 / 3, 3},
	} {
		v := New(row.resolved, row.open).Quantile(row.q, BetaProduct, 0.95)
		assert.True(t, v.Value == row.want || math.IsNaN(v.Value) && math.IsNaN(row.want), "%s: %v", row.reason, v)
		assert.True(t, v.Lo >= 0 && v.Lo <= v.Hi, row.reason)
	}
	large := FromRows([]Row{{1, 5e8, 0}, {2, 1, 0}, {3, 5e8 - 1, 0}})
	assert.Equal(t, 1.5, large.Quantile(0.5, BetaProduct, 0.95).Value, "a tie among 1e9")
	large = FromRows([]Row{{1, 5e8 - 1, 0}, {2, 1, 0}, {3, 5e8, 0}})
	assert.Equal(t, 2.5, large.Quantile(0.5, BetaProduct, 0.95).Value, "one earlier among 1e9")
	large = FromRows([]Row{{1, 5e8 + 1, 0}, {3, 5e8 - 1, 0}})
	assert.Equal(t, 1.0, large.Quantile(0.5, BetaProduct, 0.95).Value, "no tie among 1e9")
}

func TestKidney(t *testing.T) {
	// Medians and limits as SAS PROC LIFETEST prints them for McGilchrist and Aisbett's kidney data, log-log.
	for name, want := range map[string][2]float64{"kidney1": {12, 30}, "kidney2": {58, 185}} {
		g := golden[map[string]sample](t, "km.json")[name]
		v := g.curve().Quantile(0.5, LogLog, 0.95)
		assert.Equal(t, want, [2]float64{v.Lo, v.Hi}, name)
	}
}

// orderRanks are n, q and the ranks between which the quantile lies at 95%, from R's pbinom; the medians of
// 6, 10 and 20 are also in printed tables. 0 and n+1: there is no limit.
var orderRanks = []struct {
	n      int
	q      float64
	lo, hi int
}{
	{6, 0.5, 1, 6}, {10, 0.5, 2, 9}, {20, 0.5, 6, 15}, {25, 0.5, 8, 18}, {50, 0.9, 41, 50}, {100, 0.5, 40, 61},
	{100, 0.9, 84, 96}, {200, 0.95, 184, 197}, {1000, 0.99, 983, 997}, {5, 0.5, 0, 6}, {29, 0.9, 23, 30},
	{28, 0.9, 22, 29}, {60, 0.95, 53, 61},
}

func TestQuantileLimitsAreOrderStatistics(t *testing.T) {
	for _, row := range orderRanks {
		lo, hi := limitRanks(row.n, row.q, 0.025)
		assert.Equal(t, []int{row.lo, row.hi}, []int{lo, hi}, "n %d, q %v", row.n, row.q)

		times := make([]int64, row.n)
		for i := range times {
			times[i] = int64(10 * (i + 1))
		}
		v := New(times, nil).Quantile(row.q, BetaProduct, 0.95)
		wantHi := float64(10 * row.hi)
		if row.hi > row.n {
			wantHi = math.Inf(1)
		}
		assert.Equal(t, [2]float64{float64(10 * row.lo), wantHi}, [2]float64{v.Lo, v.Hi}, "n %d, q %v", row.n, row.q)
	}
	// The coverage of all five is 1 − 2/32, and of the level's own share at each end exactly half the rest.
	v := New([]int64{1, 2, 3, 4, 5}, nil).Quantile(0.5, BetaProduct, 1-2.0/32)
	assert.Equal(t, Interval{3, 1, 5}, v)
}

func TestQuantileTypes(t *testing.T) {
	// R's quantile(x, p, type = 2) and type = 7, in tenths of an hour.
	x := []int64{5, 8, 11, 14, 19, 22, 26, 31, 37, 44, 52, 63, 75, 91, 112, 140, 185, 260, 410, 960}
	p := []float64{0.1, 0.25, 0.5, 0.75, 0.9, 0.95}
	type2 := []float64{9.5, 20.5, 48, 126, 335, 685}
	type7 := []float64{10.7, 21.25, 48, 119, 275, 437.5}
	for i, v := range Quantiles(x, nil, p, BetaProduct, 0.95) {
		assert.InDelta(t, type2[i], v.Value, 1e-12)
	}
	for i, v := range Type7(x, p) {
		assert.InDelta(t, type7[i], v, 1e-9)
	}
	assert.True(t, math.IsNaN(Type7(nil, p)[0]))
	assert.True(t, math.IsNaN(Type7([]int64{-1, 5}, p)[0]), "a negative time reads as no data")
	assert.Equal(t, 7.0, Type7([]int64{7}, p)[5])
	assert.Equal(t, 335.0, New(x, []int64{0}).Quantile(0.9, BetaProduct, 0.95).Value, "one ticket opened just now moves nothing")
}

func TestQuantilesIsTheCurve(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	qs := []float64{0.9, 0.001, 0.5, 0.95, 0.99, 0.99999, 0.25}
	for _, row := range []struct {
		reason string
		n      int
		value  func() int64
		open   int
	}{
		{"few", 100, func() int64 { return r.Int64N(50) }, 0},
		{"none", 0, nil, 0},
		{"many, by selection", 40000, func() int64 { return int64(1e13 * math.Exp(2*r.NormFloat64())) }, 0},
		{"many with ties", 40000, func() int64 { return r.Int64N(100) * 3600e9 }, 0},
		{"all the same", 40000, func() int64 { return 12345 }, 0},
		{"a few very long times", 40000, func() int64 { return r.Int64N(1000) << (r.Int64N(2) * 50) }, 0},
		{"all of zero", 40000, func() int64 { return 0 }, 0},
		{"the largest", 40000, func() int64 { return math.MaxInt64 - r.Int64N(3) }, 0},
		{"some open", 40000, func() int64 { return r.Int64N(1e9) }, 500},
	} {
		resolved, open := make([]int64, row.n), make([]int64, row.open)
		for i := range resolved {
			resolved[i] = row.value()
		}
		for i := range open {
			open[i] = row.value()
		}
		for _, m := range []Method{BetaProduct, BetaProductExact, LogLog} {
			c := New(resolved, open)
			for i, v := range Quantiles(resolved, open, qs, m, 0.95) {
				want := c.Quantile(qs[i], m, 0.95)
				assert.True(t, v == want || math.IsNaN(v.Value) && math.IsNaN(want.Value), "%s: %v quantile %v, curve %v",
					row.reason, qs[i], v, want)
			}
		}
	}
	negative := make([]int64, 40000)
	negative[17] = -1
	assert.True(t, math.IsNaN(Quantiles(negative, nil, qs, BetaProduct, 0.95)[0].Value), "a negative time reads as no data")
	assert.True(t, math.IsNaN(Type7(negative, qs)[0]))
}

func TestPrefixRises(t *testing.T) {
	last := uint(0)
	for shift := range 62 {
		for _, step := range []int64{0, 1, 2, 3} {
			x := int64(1)<<shift + step*int64(1)<<shift/4
			p := prefix(x)
			assert.True(t, p >= last && p < prefixes, "prefix of %d", x)
			last = p
		}
	}
	assert.Less(t, prefix(math.MaxInt64), uint(prefixes))
	assert.Less(t, prefix(-1), uint(prefixes))
	assert.Less(t, prefix(math.MinInt64), uint(prefixes))
	assert.Equal(t, prefix(1), prefix(0))
}

func TestLimitsThatDoNotExist(t *testing.T) {
	inf := math.Inf(1)
	for _, row := range []struct {
		reason         string
		resolved, open []int64
		m              Method
		want           Interval
	}{
		{"one alone sets no limit, beta product", []int64{5}, nil, BetaProduct, Interval{5, 0, inf}},
		{"one alone sets no limit, log-log", []int64{5}, nil, LogLog, Interval{5, 0, inf}},
		{"nothing done, one open: the median may be anywhere", nil, []int64{5}, BetaProduct, Interval{inf, 0, inf}},
		{"nothing done, one open, log-log", nil, []int64{5}, LogLog, Interval{inf, 0, inf}},
		{"nothing done in 5 with many open: the median is not before it", nil, []int64{5, 5, 5, 5, 5, 5, 5, 5}, BetaProduct, Interval{inf, 5, inf}},
		{"but the variance of nothing is nothing", nil, []int64{5, 5, 5, 5, 5, 5, 5, 5}, LogLog, Interval{inf, 0, inf}},
		{"one of twenty done, the others open at 9", []int64{3}, []int64{9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, LogLog, Interval{inf, 9, inf}},
	} {
		assert.Equal(t, row.want, New(row.resolved, row.open).Quantile(0.5, row.m, 0.95), row.reason)
	}
}
