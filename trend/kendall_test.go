package trend_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kendallGolden is testdata/kendall.json; null is a missing period, or an infinite limit.
type kendallGolden struct {
	Kendall []struct {
		Reason string
		X      []*float64
		N      int
		S, Tau float64
		Z, P   *float64
	}
	Sen []struct {
		Reason       string
		Times, X     []float64
		Level, Slope float64
		Lo, Hi       *float64
	}
	Armitage []struct {
		Reason   string
		K, N     []int
		Scores   []float64
		Chisq, P float64
	}
	Changes []struct {
		Reason  string
		X       []float64
		Penalty float64
		Changes any
	}
	Pettitt []struct {
		Reason string
		X      []float64
		K      float64
		At     int
	}
}

func missing(x []*float64) []float64 {
	values := make([]float64, len(x))
	for i, v := range x {
		if values[i] = math.NaN(); v != nil {
			values[i] = *v
		}
	}
	return values
}

func TestMannKendallGolden(t *testing.T) {
	var file kendallGolden
	golden(t, "kendall.json", &file)
	require.Len(t, file.Kendall, 15)
	for _, c := range file.Kendall {
		t.Run(c.Reason, func(t *testing.T) {
			x := missing(c.X)
			k := trend.MannKendall(x)
			assert.Equal(t, c.N, k.N)
			assert.Equal(t, c.S, k.S)
			near(t, c.Tau, k.TauB, 1e-12)
			if c.Z != nil { // R has none for two values
				near(t, *c.Z, k.Statistic, 1e-12)
			}
			assert.InDelta(t, *c.P, k.P, 1e-10**c.P+3e-15) // R subtracts a tail from 1
			assert.Zero(t, k.DF)
		})
	}
}

func TestMannKendallPublished(t *testing.T) {
	for _, c := range []struct {
		reason     string
		x          []float64
		s, z, p, δ float64
	}{
		{"EPA QA/G-9S (2006), page 109: S 22, Var 155.33", []float64{10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15}, 22, 1.685, 0.092, 5e-4},
		{"a hand calculation of the College of the Holy Cross", []float64{12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7}, 54, 2.9058, 2 * 0.0018, 1e-4},
		{"precipitation at the Great Lakes 1900 to 1986: the R package Kendall prints S 989, Var 74398.33, p .00029208", greatLakes, 989, 988 / math.Sqrt(74398.33), 0.00029208, 5e-7},
	} {
		t.Run(c.reason, func(t *testing.T) {
			k := trend.MannKendall(c.x)
			assert.Equal(t, c.s, k.S)
			assert.InDelta(t, c.z, k.Statistic, c.δ)
			assert.InDelta(t, c.p, k.P, c.δ)
		})
	}
}

// greatLakes is the data set PrecipGL of the R package Kendall, in inches a year.
var greatLakes = []float64{
	31.69, 29.77, 31.7, 33.06, 31.31, 32.72, 31.18, 29.9, 29.17, 31.48, 28.11, 32.61, 31.31, 30.96, 28.4, 30.68,
	33.67, 28.65, 30.62, 30.21, 28.79, 30.92, 30.92, 28.13, 30.51, 27.63, 34.8, 32.1, 33.86, 32.33, 25.69, 30.6,
	32.85, 30.31, 27.71, 30.34, 29.14, 33.41, 33.51, 29.9, 32.69, 32.34, 35.01, 33.05, 31.15, 36.36, 29.83, 33.7,
	29.81, 32.41, 35.9, 37.45, 30.39, 31.15, 35.75, 31.14, 30.06, 32.4, 28.44, 36.38, 31.73, 31.27, 28.51, 26.01,
	31.27, 35.57, 30.85, 33.35, 35.82, 31.78, 34.25, 31.43, 35.97, 33.87, 28.94, 34.62, 31.06, 38.84, 32.25, 35.86,
	32.93, 32.69, 34.39, 33.97, 32.15, 40.16, 36.32,
}

// rainfall is testdata/rainfall.txt: 360 months.
func rainfall(t *testing.T) []float64 {
	t.Helper()
	data, err := os.ReadFile("testdata/rainfall.txt")
	require.NoError(t, err)
	var x []float64
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, field := range strings.Fields(line) {
			v := math.NaN()
			if field != "NA" {
				v, err = strconv.ParseFloat(field, 64)
				require.NoError(t, err)
			}
			x = append(x, v)
		}
	}
	require.Len(t, x, 360)
	return x
}

// What pyMannKendall's own tests state; see testdata/rainfall.txt.
func TestKendallVariantsOfRainfall(t *testing.T) {
	months := rainfall(t)
	measured := slices.DeleteFunc(slices.Clone(months), math.IsNaN)

	k := trend.MannKendall(measured)
	assert.Equal(t, 353, k.N)
	assert.Equal(t, -1959.0, k.S)
	assert.InDelta(t, -0.8854562842589916, k.Statistic, 1e-12)
	assert.InDelta(t, 0.37591058740506833, k.P, 1e-12)
	withGaps := trend.MannKendall(months)
	assert.Equal(t, k.Test, withGaps.Test, "pairs have no distance")

	h := trend.HamedRao(measured)
	assert.Equal(t, k.S, h.S)
	assert.Equal(t, k.TauB, h.TauB)
	assert.InDelta(t, -3.859273515045842, h.Statistic, 1e-9)
	assert.InDelta(t, 0.00011372459883540742, h.P, 1e-12)

	s := trend.SeasonalKendall(months, 12)
	assert.Equal(t, 353, s.N)
	assert.Equal(t, -399.0, s.S)
	assert.InDelta(t, -2.136504114534638, s.Statistic, 1e-12)
	assert.InDelta(t, 0.03263834596177739, s.P, 1e-12)

	assert.InDelta(t, -0.0064516129032258064, trend.Sen(measured, 0.95).Value, 1e-15)
}

func TestMannKendallCorners(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	t.Run("no values", func(t *testing.T) {
		for _, x := range [][]float64{nil, {7}, {nan, 7, nan}} {
			for _, k := range []trend.Kendall{trend.MannKendall(x), trend.HamedRao(x), trend.SeasonalKendall(x, 2)} {
				assert.True(t, math.IsNaN(k.Statistic))
				assert.True(t, math.IsNaN(k.P))
				assert.True(t, math.IsNaN(k.TauB))
				assert.Zero(t, k.S)
				assert.Equal(t, "n/a", k.String())
				assert.NotZero(t, k.Warnings&trend.TooFew)
			}
		}
	})
	t.Run("a constant series speaks for no trend", func(t *testing.T) {
		x := slices.Repeat([]float64{7}, 30)
		for _, k := range []trend.Kendall{trend.MannKendall(x), trend.HamedRao(x), trend.SeasonalKendall(x, 12)} {
			assert.Equal(t, kpi.Test{P: 1}, k.Test)
			assert.Equal(t, 30, k.N)
			assert.True(t, math.IsNaN(k.TauB), "a share of nothing")
			assert.Zero(t, k.Warnings)
		}
	})
	t.Run("two periods", func(t *testing.T) {
		k := trend.MannKendall([]float64{1, 2})
		assert.Equal(t, kpi.Test{P: 1}, k.Test, "as likely as not")
		assert.Equal(t, 1.0, k.TauB)
	})
	t.Run("exact to the last digits", func(t *testing.T) {
		var x []float64
		for i := range 24 {
			x = append(x, float64(2*i+2))
		}
		for i := range 25 {
			x = append(x, float64(2*i+1))
		}
		k := trend.MannKendall(x)
		assert.Equal(t, 576.0, k.S)
		// By whole numbers in Python: 2*sum(orders of 49 with up to 300 inversions)/factorial(49).
		assert.InEpsilon(t, 2.15615107561237e-07, k.P, 1e-13)
	})
	t.Run("exact", func(t *testing.T) {
		x := []float64{1, 2, 3, 4, 5}
		assert.InDelta(t, 2.0/120, trend.MannKendall(x).P, 1e-15)
		assert.Equal(t, trend.MannKendall(x).P, trend.MannKendall([]float64{1, nan, 2, 3, nan, 4, 5}).P)
		assert.Greater(t, trend.HamedRao(x).P, 0.02, "normal")
	})
	t.Run("as near to no trend as can be", func(t *testing.T) {
		for n := 2; n < 50; n++ {
			x := make([]float64, n)
			for i := range x {
				x[i] = float64((i*17 + i/5) % 53)
			}
			k := trend.MannKendall(x)
			assert.LessOrEqual(t, k.P, 1.0)
			if math.Abs(k.S) == 1 {
				assert.Equal(t, 1.0, k.P)
			}
		}
		assert.Equal(t, 1.0, trend.MannKendall([]float64{1, 3, 2}).P, "S is 1")
	})
	t.Run("S of 0", func(t *testing.T) {
		k := trend.MannKendall([]float64{2, 4, 1, 3})
		assert.Equal(t, []float64{0, 0, 1}, []float64{k.S, k.Statistic, k.P})
	})
	t.Run("a huge outlier is only the greatest", func(t *testing.T) {
		x := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}
		want := trend.MannKendall(x)
		for _, outlier := range []float64{10, 1e300, inf} {
			x[5] = outlier
			assert.Equal(t, want, trend.MannKendall(x))
		}
	})
	t.Run("infinite values are equal to each other", func(t *testing.T) {
		assert.Equal(t, trend.MannKendall([]float64{1, 2, 9, 3, 9, 9}), trend.MannKendall([]float64{1, 2, inf, 3, inf, inf}))
		assert.Equal(t, trend.MannKendall([]float64{1, 2, 0, 3}), trend.MannKendall([]float64{1, 2, -inf, 3}))
		assert.Equal(t, 1.0, trend.HamedRao([]float64{inf, -inf, inf, inf}).S)
	})
	t.Run("minus zero is zero", func(t *testing.T) {
		assert.Equal(t, trend.MannKendall([]float64{0, 0, 1, 0}), trend.MannKendall([]float64{0, math.Copysign(0, -1), 1, 0}))
	})
	t.Run("one season is none", func(t *testing.T) {
		x := slices.DeleteFunc(rainfall(t), math.IsNaN)
		a, b := trend.MannKendall(x), trend.SeasonalKendall(x, 1)
		a.Warnings = b.Warnings
		assert.Equal(t, a, b)
	})
	t.Run("more seasons than values", func(t *testing.T) {
		assert.True(t, math.IsNaN(trend.SeasonalKendall([]float64{1, 2, 3}, 12).P))
	})
	t.Run("seasons hide a trend that the same seasons show", func(t *testing.T) {
		var x []float64
		for year := range 6 {
			for month := range 12 {
				x = append(x, float64(year)+50*math.Sin(float64(month)))
			}
		}
		assert.Greater(t, trend.MannKendall(x).P, 0.05)
		k := trend.SeasonalKendall(x, 12)
		assert.Less(t, k.P, 1e-10)
		assert.Equal(t, 1.0, k.TauB)
	})
	t.Run("neighbours that avoid each other can leave no variance", func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		none := 0
		for range 200 {
			x := make([]float64, 60)
			before := r.NormFloat64()
			for i := range x {
				now := r.NormFloat64()
				x[i], before = now-before, now
			}
			k := trend.HamedRao(x)
			assert.False(t, k.P < 0 || k.P > 1)
			if math.IsNaN(k.P) {
				assert.True(t, math.IsNaN(k.Statistic))
				none++
			}
		}
		assert.Positive(t, none)
	})
	assert.PanicsWithValue(t, "trend: 0 seasons", func() { trend.SeasonalKendall(nil, 0) })
}

// Half a million values: S fits, and so do the pairs.
func TestMannKendallLarge(t *testing.T) {
	n := 500_000
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	k := trend.MannKendall(x)
	assert.Equal(t, float64(n)*float64(n-1)/2, k.S)
	assert.Equal(t, 1.0, k.TauB)
}

func TestCountingPairsOneByOne(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 80 {
		for _, kinds := range []int{2, 5, 1000} {
			x := make([]float64, n)
			for i := range x {
				if x[i] = float64(r.IntN(kinds) - kinds/2); r.IntN(20) == 0 {
					x[i] = math.NaN()
				}
			}
			before := slices.Clone(x)
			s := 0.0
			for j, b := range x {
				for _, a := range x[:j] {
					switch {
					case b > a:
						s++
					case b < a:
						s--
					}
				}
			}
			assert.Equal(t, s, trend.MannKendall(x).S)
			for i := range x {
				assert.Equal(t, math.Float64bits(before[i]), math.Float64bits(x[i]), "unmodified")
			}
		}
	}
}

// At 5% the test finds a trend in independent noise in about 5 of 100 series.
func TestMannKendallLevel(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{9, 12, 40} {
		found, rolling, hamedRao := 0, 0, 0
		const runs = 3000
		for range runs {
			x := make([]float64, n)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			if trend.MannKendall(x).P < 0.05 {
				found++
			}
			if n < 40 {
				continue
			}
			windows := make([]float64, n-3)
			for i := range windows {
				windows[i] = x[i] + x[i+1] + x[i+2] + x[i+3]
			}
			if trend.MannKendall(windows).P < 0.05 {
				rolling++
			}
			if trend.HamedRao(windows).P < 0.05 {
				hamedRao++
			}
		}
		assert.InDelta(t, 0.045, float64(found)/runs, 0.015, "n %d", n)
		if n == 40 {
			assert.Greater(t, float64(rolling)/runs, 0.25, "on windows the test is wrong, as documented")
			assert.Less(t, float64(hamedRao)/runs, float64(rolling)/runs)
			t.Logf("windows of 4: Mann-Kendall %.3f, Hamed-Rao %.3f", float64(rolling)/runs, float64(hamedRao)/runs)
		}
	}
}

func FuzzMannKendall(f *testing.F) {
	f.Add([]byte{1, 2, 3, 255, 3, 2, 9}, 3)
	f.Add([]byte{7, 7, 7, 254, 253}, 1)
	f.Fuzz(func(t *testing.T, data []byte, seasons int) {
		x := bytesToSeries(data)
		seasons = 1 + (seasons&0xff)%20
		n := 0
		negative := make([]float64, len(x))
		for i, v := range x {
			negative[i] = -v
			if !math.IsNaN(v) {
				n++
			}
		}
		for _, test := range []func([]float64) trend.Kendall{
			trend.MannKendall, trend.HamedRao, func(x []float64) trend.Kendall { return trend.SeasonalKendall(x, seasons) },
		} {
			k, opposite := test(x), test(negative)
			require.Equal(t, n, k.N)
			require.Equal(t, k.S, -opposite.S)
			require.Equal(t, math.IsNaN(k.Statistic), math.IsNaN(opposite.Statistic))
			if !math.IsNaN(k.Statistic) {
				require.InDelta(t, 0, k.Statistic+opposite.Statistic, 1e-6, "%v", x)
			}
			require.False(t, k.P < 0 || k.P > 1)
			require.False(t, math.Abs(k.TauB) > 1+1e-12)
		}
		require.Equal(t, n < 2, math.IsNaN(trend.MannKendall(x).P))
	})
}

// bytesToSeries makes a series with ties, gaps, infinities and outliers of arbitrary bytes.
func bytesToSeries(data []byte) []float64 {
	x := make([]float64, len(data))
	for i, b := range data {
		switch b {
		case 255:
			x[i] = math.NaN()
		case 254:
			x[i] = math.Inf(1)
		case 253:
			x[i] = math.Inf(-1)
		case 252:
			x[i] = 1e300
		default:
			x[i] = float64(b) / 8
		}
	}
	return x
}

func BenchmarkMannKendall(b *testing.B) {
	for _, n := range []int{12, 1000, 100_000} {
		x := noise(n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				trend.MannKendall(x)
			}
		})
	}
	x := noise(100_000)
	b.Run("slices.Sort of 100000 for comparison", func(b *testing.B) {
		for b.Loop() {
			slices.Sort(slices.Clone(x))
		}
	})
}

func BenchmarkHamedRao(b *testing.B) {
	x := noise(100_000)
	for b.Loop() {
		trend.HamedRao(x)
	}
}

func noise(n int) []float64 {
	r := rand.New(rand.NewPCG(9, 10))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func ExampleMannKendall() {
	satisfied := []float64{75.4, 75.39, 78.8, 79.3, 78.9, 80.0, 81.0, 82.1, 78.4} // percent, 2010 to 2018
	k := trend.MannKendall(satisfied)
	fmt.Println(k.S, k, k.Warnings)
	// Output:
	// 20 z=1.98 p=0.045
}

// Sales rise in every month, but less from year to year than between summer and winter.
func ExampleSeasonalKendall() {
	var sales []float64
	for year := range 4 {
		for _, month := range []float64{90, 95, 100, 110, 120, 140, 180, 170, 120, 110, 100, 95} {
			sales = append(sales, month+float64(2*year))
		}
	}
	fmt.Println("all months:", trend.MannKendall(sales))
	fmt.Println("like months:", trend.SeasonalKendall(sales, 12))
	// Output:
	// all months: z=1.59 p=0.11
	// like months: z=6.96 p=3.4e-12
}

// A backlog is today much as it was yesterday. That alone looks like a trend.
func ExampleHamedRao() {
	backlog := []float64{
		66, 67, 68, 70, 75, 73, 66, 63, 63, 60, 66, 65, 64, 58, 55, 57, 60, 62, 61, 56,
		56, 50, 48, 52, 57, 54, 59, 64, 62, 67, 68, 67, 66, 69, 65, 68, 76, 73, 71, 68,
		67, 72, 72, 66, 64, 60, 70, 65, 68, 71, 68, 62, 65, 63, 69, 70, 73, 73, 69, 70,
	}
	k := trend.MannKendall(backlog)
	fmt.Println("independent days:", k, "-", k.Warnings)
	fmt.Println("dependent days:", trend.HamedRao(backlog))
	// Output:
	// independent days: z=2.61 p=0.0089 - neighbours depend on each other
	// dependent days: z=1.55 p=0.12
}
