package trend_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSenGolden(t *testing.T) {
	var file kendallGolden
	golden(t, "kendall.json", &file)
	require.Len(t, file.Sen, 10)
	for _, c := range file.Sen {
		t.Run(c.Reason, func(t *testing.T) {
			check := func(e kpi.Estimate) {
				t.Helper()
				near(t, c.Slope, e.Value, 1e-12)
				if c.Lo == nil {
					assert.Equal(t, []float64{math.Inf(-1), math.Inf(1)}, []float64{e.Lo, e.Hi})
				} else {
					near(t, *c.Lo, e.Lo, 1e-9)
					near(t, *c.Hi, e.Hi, 1e-9)
				}
				assert.Equal(t, []any{c.Level, len(c.X), kpi.Number}, []any{e.Level, e.N, e.Unit})
			}
			check(trend.SenAt(c.Times, c.X, c.Level))
			if c.Times[0] == 0 {
				check(trend.Sen(c.X, c.Level))
			}
			// In another order, with another origin of time.
			times, x := slices.Clone(c.Times), slices.Clone(c.X)
			slices.Reverse(times)
			slices.Reverse(x)
			check(trend.SenAt(times, x, c.Level))
		})
	}
}

func TestSenCorners(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	unknown := func(t *testing.T, e kpi.Estimate) {
		t.Helper()
		assert.False(t, e.Known())
		assert.Equal(t, []any{-inf, inf, 0.95, 0}, []any{e.Lo, e.Hi, e.Level, e.N})
	}
	t.Run("no slopes", func(t *testing.T) {
		for _, x := range [][]float64{nil, {7}, {nan, 7, inf}} {
			unknown(t, trend.Sen(x, 0.95))
		}
		unknown(t, trend.SenAt([]float64{3, 3, 3}, []float64{1, 2, 3}, 0.95))
		unknown(t, trend.SenAt([]float64{1, nan, inf}, []float64{1, 2, 3}, 0.95))
	})
	t.Run("two periods have a slope without limits", func(t *testing.T) {
		e := trend.Sen([]float64{4, nan, 7}, 0.95)
		assert.Equal(t, []any{1.5, -inf, inf, 2}, []any{e.Value, e.Lo, e.Hi, e.N})
	})
	t.Run("a constant series", func(t *testing.T) {
		e := trend.Sen(slices.Repeat([]float64{7}, 100), 0.95)
		assert.Equal(t, []any{0.0, 0.0, 0.0, 100}, []any{e.Value, e.Lo, e.Hi, e.N})
	})
	t.Run("a straight line", func(t *testing.T) {
		e := trend.Sen([]float64{10, 13, 16, nan, 22, 25, 28, 31}, 0.95)
		assert.Equal(t, []float64{3, 3, 3}, []float64{e.Value, e.Lo, e.Hi})
	})
	t.Run("a huge outlier does not move it", func(t *testing.T) {
		x := make([]float64, 1000)
		for i := range x {
			x[i] = float64(i/10) + float64(i%7)
		}
		want := trend.Sen(x, 0.95)
		for _, outlier := range []float64{1e6, 1e15, 1e300, -1e300, math.MaxFloat64} {
			y := slices.Clone(x)
			y[400] = outlier
			e := trend.Sen(y, 0.95)
			assert.InDelta(t, want.Value, e.Value, 1e-3)
			assert.InDelta(t, want.Lo, e.Lo, 2e-3)
			assert.InDelta(t, want.Hi, e.Hi, 2e-3)
		}
	})
	t.Run("a slope is that of its unit of time", func(t *testing.T) {
		days, seconds := []float64{0, 1, 3, 10, 11, 30, 31}, []float64{}
		for _, d := range days {
			seconds = append(seconds, 1.7e9+d*86400)
		}
		x := []float64{5, 9, 8, 12, 40, 30, 33}
		a, b := trend.SenAt(days, x, 0.95), trend.SenAt(seconds, x, 0.95)
		near(t, a.Value, b.Value*86400, 1e-13)
		near(t, a.Lo, b.Lo*86400, 1e-13)
		near(t, a.Hi, b.Hi*86400, 1e-13)
	})
	t.Run("a slope of two that nearly cancel", func(t *testing.T) {
		times, x := []float64{2.5, 13.125, 17.25, 21.25}, []float64{11.5, 3, 15.625, 6.25}
		e := trend.SenAt(times, x, 0.95)
		assert.InEpsilon(t, -0.0001694915254237539, e.Value, 1e-15) // Python's math.fsum of the two over 2; the last digits of each slope are lost
		for i := range x {
			x[i] = -x[i]
		}
		assert.Equal(t, -e.Value, trend.SenAt(times, x, 0.95).Value, "upside down")
	})
	t.Run("a higher level never narrows", func(t *testing.T) {
		x := noise(60)
		last := trend.Sen(x, 0.5)
		for _, level := range []float64{0.8, 0.9, 0.95, 0.99, 0.999, 1 - 1e-9} {
			e := trend.Sen(x, level)
			assert.LessOrEqual(t, e.Lo, last.Lo)
			assert.GreaterOrEqual(t, e.Hi, last.Hi)
			last = e
		}
		assert.Equal(t, inf, trend.Sen(noise(8), 1-1e-15).Hi)
	})
	t.Run("its input is unmodified", func(t *testing.T) {
		times, x := []float64{5, 1, 3}, []float64{2, 9, nan}
		trend.SenAt(times, x, 0.9)
		trend.Sen(x, 0.9)
		assert.Equal(t, []float64{5, 1, 3}, times)
		assert.Equal(t, []float64{2, 9}, x[:2])
	})
	assert.PanicsWithValue(t, "trend: confidence level 95 is not between 0 and 1", func() { trend.Sen([]float64{1, 2}, 95) })
	assert.Panics(t, func() { trend.Sen(nil, nan) })
	assert.PanicsWithValue(t, "trend: SenAt of 1 times and 2 values", func() { trend.SenAt([]float64{1}, []float64{1, 2}, 0.95) })
}

// The limits cover: Sen's are distribution-free. Here 12 and 40 values with tails much heavier than normal.
func TestSenCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	r := rand.New(rand.NewPCG(11, 12))
	for _, n := range []int{12, 40} {
		hit := 0
		const runs = 1500
		for range runs {
			x := make([]float64, n)
			for i := range x {
				x[i] = 0.3*float64(i) + r.NormFloat64()/math.Abs(r.NormFloat64())
			}
			if trend.Sen(x, 0.95).Contains(0.3) {
				hit++
			}
		}
		assert.InDelta(t, 0.955, float64(hit)/runs, 0.02, "n %d", n)
	}
}

func FuzzSenAt(f *testing.F) {
	f.Add([]byte{1, 2, 3, 255, 3, 2, 9, 252}, []byte{1, 2, 3, 4, 5, 6, 7, 8}, 0.95)
	f.Add([]byte{7, 7, 7, 254, 253}, []byte{1, 1, 1, 0, 2}, 0.5)
	f.Fuzz(func(t *testing.T, values, clock []byte, level float64) {
		if !(0 < level && level < 1) {
			t.Skip()
		}
		n := min(len(values), len(clock))
		x, times := bytesToSeries(values[:n]), bytesToSeries(clock[:n])
		for i, at := range times {
			times[i] = min(at, 1e60)
		}
		e := trend.SenAt(times, x, level)
		require.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi))
		require.LessOrEqual(t, e.Lo, e.Hi)
		if e.Known() {
			require.LessOrEqual(t, e.Lo, e.Value)
			require.LessOrEqual(t, e.Value, e.Hi)
		}
		var slopes []float64
		for j := range n {
			for i := range j {
				if d := times[j] - times[i]; d != 0 && !math.IsNaN(d-d) && !math.IsNaN(x[i]-x[i]) && !math.IsNaN(x[j]-x[j]) {
					slopes = append(slopes, (x[j]-x[i])/d)
				}
			}
		}
		require.Equal(t, len(slopes) > 0, e.Known())
		if m := len(slopes); m > 0 {
			slices.Sort(slopes)
			want := slopes[(m-1)/2]/2 + slopes[m/2]/2
			require.InDelta(t, want, e.Value, 1e-13*math.Abs(want)+1e-300)
		}
	})
}

func BenchmarkSen(b *testing.B) {
	for _, n := range []int{12, 100, 1000, 100_000} {
		x := noise(n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				trend.Sen(x, 0.95)
			}
		})
	}
	x := noise(100_000)
	for i := range x {
		x[i] = math.Round(x[i])
	}
	b.Run("100000 of few values", func(b *testing.B) {
		for b.Loop() {
			trend.Sen(x, 0.95)
		}
	})
}

// The flow of the Nile, 1871 to 1970: a slip of two digits would move a mean, but hardly Sen's slope.
func ExampleSen() {
	flow := slices.Clone(nile)
	fmt.Println("a year:", trend.Sen(flow, 0.95))
	flow[20] = 110000
	fmt.Println("with a slip:", trend.Sen(flow, 0.95))
	// Output:
	// a year: -2.60 [-3.63, -1.43] n=100
	// with a slip: -2.62 [-3.66, -1.43] n=100
}

// Audits take place when they take place: days since the first, and their scores.
func ExampleSenAt() {
	days := []float64{0, 30, 95, 120, 210, 300, 400, 730}
	scores := []float64{71, 74, 73, 77, 75, 80, 83, 88}
	slope := trend.SenAt(days, scores, 0.95)
	fmt.Println("a year:", slope.Times(365.25))
	// Output:
	// a year: 8.57 [6.37, 12.45] n=8
}
