package trend_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// airport is how many of how many visitors of San Francisco Airport were satisfied (4 or 5 of 5), 2010 to 2018.
var airport = struct{ satisfied, answered []int }{
	[]int{2333, 2785, 2638, 2643, 2111, 2248, 2364, 2206, 2059},
	[]int{3093, 3694, 3348, 3334, 2677, 2810, 2919, 2688, 2625},
}

func shares(k, n []int, level float64) []kpi.Estimate {
	series := make([]kpi.Estimate, len(k))
	for i := range k {
		series[i] = kpi.Proportion(k[i], n[i], level)
	}
	return series
}

// between returns an estimate at the 95% level.
func between(lo, value, hi float64) kpi.Estimate {
	return kpi.Estimate{Value: value, Lo: lo, Hi: hi, Level: 0.95, N: 10, Unit: kpi.Points}
}

func TestFitGolden(t *testing.T) {
	var file struct {
		Cases []struct {
			Reason           string
			X                []int
			Value, Lo, Hi    []float64
			Level, Slope     float64
			Sampling, Limits [2]float64
			Tau2, Q, P       float64
		}
		Exact struct {
			Value  []float64
			Slope  float64
			Limits [2]float64
		}
	}
	golden(t, "slope.json", &file)
	require.Len(t, file.Cases, 9)
	for _, c := range file.Cases {
		t.Run(c.Reason, func(t *testing.T) {
			series := make([]kpi.Estimate, slices.Max(c.X)+1) // what is not set is a gap
			for i, x := range c.X {
				series[x] = kpi.Estimate{Value: c.Value[i], Lo: c.Lo[i], Hi: c.Hi[i], Level: c.Level, N: 100, Unit: kpi.Fraction}
			}
			before := slices.Clone(series)
			line := trend.Fit(series)
			near(t, c.Slope, line.Slope.Value, 1e-12)
			near(t, c.Slope, line.Sampling.Value, 1e-12)
			near(t, c.Sampling[0], line.Sampling.Lo, 1e-10)
			near(t, c.Sampling[1], line.Sampling.Hi, 1e-10)
			near(t, c.Limits[0], line.Slope.Lo, 1e-9)
			near(t, c.Limits[1], line.Slope.Hi, 1e-9)
			near(t, math.Sqrt(c.Tau2), line.Tau, 1e-9)
			near(t, c.Q, line.Scatter.Statistic, 1e-10)
			near(t, c.P, line.Scatter.P, 1e-9)
			assert.Equal(t, float64(len(c.X)-2), line.Scatter.DF)
			assert.Equal(t, len(c.X), line.Periods)
			assert.Equal(t, kpi.Change, line.Slope.Unit)
			assert.Equal(t, c.Level, line.Slope.Level)
			assert.Equal(t, 100*len(c.X), line.Slope.N)
			assert.Equal(t, line.Slope, trend.Slope(series))
			assert.Equal(t, before, series, "unmodified")
		})
	}

	// Estimates whose limits leave no room for sampling noise: what remains is the regression of the textbooks.
	var series []kpi.Estimate
	for _, v := range file.Exact.Value {
		series = append(series, between(v, v, v))
	}
	line := trend.Fit(series)
	near(t, file.Exact.Slope, line.Slope.Value, 1e-12)
	near(t, file.Exact.Limits[0], line.Slope.Lo, 1e-12)
	near(t, file.Exact.Limits[1], line.Slope.Hi, 1e-12)
	assert.True(t, math.IsNaN(line.Scatter.P), "there is no sampling noise to compare the scatter with")
}

func TestSlopeOfTheAirport(t *testing.T) {
	line := trend.Fit(shares(airport.satisfied, airport.answered, 0.95))
	assert.InDelta(t, 0.0061965200959265485, line.Slope.Value, 1e-12)
	assert.InDelta(t, 0.004268717428782962, line.Sampling.Lo, 1e-12)
	assert.InDelta(t, 0.008110700251337038, line.Sampling.Hi, 1e-12)
	assert.InDelta(t, 0.0015897135289574217, line.Slope.Lo, 1e-12)
	assert.InDelta(t, 0.010797642707788928, line.Slope.Hi, 1e-12)
	assert.InDelta(t, 0.0001878537805927356, line.Tau*line.Tau, 1e-14)
	assert.InDelta(t, 29.88310745551224, line.Scatter.Statistic, 1e-9)
	assert.InDelta(t, 9.976377899117914e-05, line.Scatter.P, 1e-13)
	assert.Equal(t, 7.0, line.Scatter.DF)
}

func TestFitCorners(t *testing.T) {
	inf := math.Inf(1)
	gap := kpi.Proportion(0, 0, 0.95)
	share := shares([]int{50, 60, 55}, []int{100, 100, 100}, 0.95)

	t.Run("no series", func(t *testing.T) {
		line := trend.Fit(nil)
		assert.False(t, line.Slope.Known())
		assert.Equal(t, []any{-inf, inf, 0, 0}, []any{line.Slope.Lo, line.Slope.Hi, line.Slope.N, line.Periods})
		assert.True(t, math.IsNaN(line.Tau))
		assert.True(t, math.IsNaN(line.Scatter.P))
	})
	t.Run("one period", func(t *testing.T) {
		slope := trend.Slope(share[:1])
		assert.False(t, slope.Known())
		assert.Equal(t, []any{-inf, inf, 0, 0.95, kpi.Change}, []any{slope.Lo, slope.Hi, slope.N, slope.Level, slope.Unit})
	})
	t.Run("one period among gaps: no share falls or rises by more than 1", func(t *testing.T) {
		slope := trend.Slope([]kpi.Estimate{gap, share[0], gap})
		assert.False(t, slope.Known())
		assert.Equal(t, []any{-1.0, 1.0, 0, 0.95, kpi.Change}, []any{slope.Lo, slope.Hi, slope.N, slope.Level, slope.Unit})
	})
	t.Run("one period among estimates never set", func(t *testing.T) {
		slope := trend.Slope([]kpi.Estimate{{}, share[0]})
		assert.False(t, slope.Known())
		assert.Equal(t, []any{-inf, inf}, []any{slope.Lo, slope.Hi})
	})
	t.Run("two periods: their difference", func(t *testing.T) {
		line := trend.Fit(share[:2])
		assert.Equal(t, share[1].Minus(share[0]), line.Slope)
		assert.True(t, math.IsNaN(line.Tau))
		assert.True(t, math.IsNaN(line.Scatter.P))
	})
	t.Run("two periods at a distance of four", func(t *testing.T) {
		line := trend.Fit([]kpi.Estimate{gap, share[0], gap, {}, gap, share[1], gap})
		assert.Equal(t, share[1].Minus(share[0]).Times(0.25), line.Slope)
		assert.Equal(t, 2, line.Periods)
	})
	t.Run("a constant series", func(t *testing.T) {
		line := trend.Fit([]kpi.Estimate{share[0], share[0], share[0], share[0]})
		assert.InDelta(t, 0, line.Slope.Value, 1e-15)
		assert.Zero(t, line.Tau)
		assert.Equal(t, line.Sampling, line.Slope)
		assert.True(t, line.Slope.Contains(0))
		assert.InDelta(t, 1, line.Scatter.P, 1e-12)
	})
	t.Run("not reached is left out", func(t *testing.T) {
		series := []kpi.Estimate{between(9, 10, 11), between(10, 11, 12), between(12, 13, 14), between(10, inf, inf), between(10, 11, inf), between(-inf, 11, 12)}
		line := trend.Fit(series)
		assert.Equal(t, trend.Fit(series[:3]), line)
		assert.Equal(t, 3, line.Periods)
	})
	t.Run("a huge outlier is process noise", func(t *testing.T) {
		series := []kpi.Estimate{}
		for i := range 12 {
			series = append(series, between(float64(10+i)-1, float64(10+i), float64(10+i)+1))
		}
		calm := trend.Fit(series)
		assert.Zero(t, calm.Tau)
		assert.False(t, calm.Slope.Contains(0))
		series[8] = between(1e6-1, 1e6, 1e6+1)
		line := trend.Fit(series)
		assert.True(t, line.Slope.Contains(0))
		assert.Greater(t, line.Tau, 1e5)
		assert.Zero(t, line.Scatter.P)
	})
	t.Run("exact values on a line", func(t *testing.T) {
		var series []kpi.Estimate
		for _, v := range []float64{0.1, 0.2, 0.3, 0.4, 0.5} {
			series = append(series, kpi.Exactly(v, kpi.Number))
		}
		line := trend.Fit(series)
		near(t, 0.1, line.Slope.Value, 1e-12)
		near(t, 0.1, line.Slope.Lo, 1e-12)
		near(t, 0.1, line.Slope.Hi, 1e-12)
		assert.Equal(t, 1.0, line.Slope.Level)
		assert.Zero(t, line.Tau)
	})
	t.Run("exact values off a line have no level to be sure at", func(t *testing.T) {
		var series []kpi.Estimate
		for _, v := range []float64{3, 1, 4, 1} {
			series = append(series, kpi.Exactly(v, kpi.Number))
		}
		line := trend.Fit(series)
		assert.Equal(t, []any{-inf, inf}, []any{line.Slope.Lo, line.Slope.Hi})
		assert.Greater(t, line.Tau, 0.0)
	})
	t.Run("an exact value among others", func(t *testing.T) {
		series := []kpi.Estimate{between(9, 10, 11), kpi.Exactly(11, kpi.Points), between(11, 12.5, 13), between(10, 12, 14)}
		line := trend.Fit(series)
		assert.False(t, math.IsNaN(line.Tau))
		assert.Equal(t, 0.95, line.Slope.Level)
		// The line through the exact value that fits the others best, by hand: x = 1, weights 1/v.
		var xx, xy, q float64
		for i, e := range series {
			if i != 1 {
				w, dx, dy := 1/((e.Hi-e.Lo)*(e.Hi-e.Lo)), float64(i-1), e.Value-11
				xx, xy, q = xx+w*dx*dx, xy+w*dx*dy, q+w*dy*dy
			}
		}
		z := 1.959963984540054
		near(t, (q-xy*xy/xx)*4*z*z, line.Scatter.Statistic, 1e-9)
	})
	t.Run("mixed units and levels are contradictions", func(t *testing.T) {
		for _, n := range []int{1, 2, 3} {
			assert.Panics(t, func() { trend.Fit(append(slices.Clone(share[:n]), between(1, 2, 3))) }, "points among shares")
			assert.Panics(t, func() { trend.Fit(append(slices.Clone(share[:n]), kpi.Proportion(5, 10, 0.9))) }, "90% among 95%")
		}
		assert.Panics(t, func() { trend.Fit([]kpi.Estimate{gap, kpi.Proportion(0, 0, 0.9)}) }, "even without data")
	})
}

// A slope does not care in which unit it is counted, nor where the axis begins.
func TestSlopeScales(t *testing.T) {
	series := shares(airport.satisfied, airport.answered, 0.95)
	want := trend.Fit(series)
	var percent []kpi.Estimate
	for _, e := range series {
		percent = append(percent, kpi.Estimate{Value: 100 * e.Value, Lo: 100 * e.Lo, Hi: 100 * e.Hi, Level: e.Level, N: e.N})
	}
	got := trend.Fit(percent)
	near(t, 100*want.Slope.Lo, got.Slope.Lo, 1e-10)
	near(t, 100*want.Slope.Hi, got.Slope.Hi, 1e-10)
	near(t, want.Scatter.P, got.Scatter.P, 1e-10)
	shifted := trend.Fit(append(make([]kpi.Estimate, 500), series...))
	near(t, want.Slope.Lo, shifted.Slope.Lo, 1e-9)
	near(t, want.Slope.Hi, shifted.Slope.Hi, 1e-9)
	slices.Reverse(percent)
	back := trend.Fit(percent)
	near(t, -got.Slope.Lo, back.Slope.Hi, 1e-10)
	near(t, -got.Slope.Hi, back.Slope.Lo, 1e-10)
}

func FuzzFit(f *testing.F) {
	f.Add([]byte{50, 3, 60, 4, 55, 9, 0, 255, 80, 1}, 0.95)
	f.Add([]byte{200, 0, 200, 0, 200, 0}, 0.5)
	f.Add([]byte{1, 254, 2, 253, 250, 0, 255, 0, 9, 9}, 0.999)
	f.Fuzz(func(t *testing.T, data []byte, level float64) {
		if !(0 < level && level < 1) {
			t.Skip()
		}
		var series []kpi.Estimate
		used := 0
		for ; len(data) >= 2; data = data[2:] {
			e := kpi.Estimate{Value: math.Exp(float64(data[0])/3 - 40), Level: level, N: 1}
			if data[0]%2 == 0 {
				e.Value = -e.Value
			}
			half := math.Exp(float64(data[1])/3 - 40)
			e.Lo, e.Hi = e.Value-half, e.Value+half/2
			switch data[1] {
			case 255:
				e = kpi.Estimate{}
			case 254:
				e.Hi = math.Inf(1)
			case 253:
				e = kpi.Exactly(e.Value, kpi.Number)
				used++
			default:
				used++
			}
			series = append(series, e)
		}
		line := trend.Fit(series)
		require.Equal(t, used, line.Periods)
		require.Equal(t, used >= 2, line.Slope.Known())
		for _, e := range []kpi.Estimate{line.Slope, line.Sampling} {
			require.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi), "%+v", line)
			require.LessOrEqual(t, e.Lo, e.Hi)
			if used >= 2 {
				require.LessOrEqual(t, e.Lo, e.Value)
				require.LessOrEqual(t, e.Value, e.Hi)
			}
		}
		require.LessOrEqual(t, line.Slope.Lo, line.Sampling.Lo)
		require.GreaterOrEqual(t, line.Slope.Hi, line.Sampling.Hi)
		if used >= 3 {
			require.GreaterOrEqual(t, line.Tau, 0.0)
		}
	})
}

func BenchmarkSlope(b *testing.B) {
	for _, n := range []int{12, 365, 10000} {
		series := make([]kpi.Estimate, n)
		for i := range series {
			series[i] = kpi.Proportion(700+(i*7919)%90, 1000, 0.95)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				trend.Slope(series)
			}
		})
	}
}

// Satisfied visitors of San Francisco Airport, 2010 to 2018. The years scatter more than sampling explains, so
// the honest limits are wider than those of sampling alone.
func ExampleFit() {
	satisfied := []int{2333, 2785, 2638, 2643, 2111, 2248, 2364, 2206, 2059}
	answered := []int{3093, 3694, 3348, 3334, 2677, 2810, 2919, 2688, 2625}
	var series []kpi.Estimate
	for i := range satisfied {
		series = append(series, kpi.Proportion(satisfied[i], answered[i], 0.95))
	}
	line := trend.Fit(series)
	fmt.Println("a year:", line.Slope)
	fmt.Println("sampling alone:", line.Sampling)
	fmt.Println("process noise:", kpi.Change.Format(line.Tau), line.Scatter)
	// Output:
	// a year: 0.6pp [0.2pp, 1.1pp] n=27188
	// sampling alone: 0.6pp [0.4pp, 0.8pp] n=27188
	// process noise: 1.4pp χ²(7)=29.88 p=0.0001
}

// A month without answers is a gap: it keeps its place.
func ExampleSlope() {
	months := []struct{ detractors, passives, promoters int }{
		{20, 30, 50}, {18, 30, 52}, {}, {17, 24, 59}, {14, 27, 59}, {12, 24, 64},
	}
	var series []kpi.Estimate
	for _, m := range months {
		series = append(series, kpi.Net(m.detractors, m.passives, m.promoters, 0.95))
	}
	fmt.Println(trend.Slope(series))
	// Output:
	// 4.2 [0.7, 7.7] n=500
}
