package trend_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nile is the annual flow of the Nile at Aswan, 1871 to 1970, in 10⁸ m³ (Cobb 1978, doi
// 10.1093/biomet/65.2.243).
var nile = []float64{
	1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
	1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
	831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
	781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
	744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
}

func TestChangesGolden(t *testing.T) {
	var file kendallGolden
	golden(t, "kendall.json", &file)
	require.Len(t, file.Changes, 2)
	for _, c := range file.Changes {
		t.Run(c.Reason, func(t *testing.T) {
			var want []int // strucchange names the last value before a change, from 1: the first after it, from 0
			switch at := c.Changes.(type) {
			case float64:
				want = []int{int(at)}
			case []any:
				for _, one := range at {
					want = append(want, int(one.(float64)))
				}
			}
			assert.Equal(t, want, trend.Segments(c.X, c.Penalty))
			assert.Equal(t, want, trend.ChangePoints(c.X))
		})
	}
	require.Len(t, file.Pettitt, 3)
	for _, c := range file.Pettitt {
		t.Run("Pettitt: "+c.Reason, func(t *testing.T) {
			got := trend.Pettitt(c.X)
			assert.Equal(t, c.K, got.Statistic)
			assert.Equal(t, c.At, got.At)
		})
	}
	assert.InDelta(t, 3.591e-07, trend.Pettitt(nile).P, 6e-11, "as the R package trend prints it")
}

func TestNile(t *testing.T) {
	changes := trend.ChangePoints(nile)
	require.Equal(t, []int{28}, changes, "1899 is the first year after the change")
	mean := func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		return sum / float64(len(x))
	}
	assert.InDelta(t, 1097.75, mean(nile[:28]), 0.005)
	assert.InDelta(t, 849.97, mean(nile[28:]), 0.005)
}

func TestChangePointsCorners(t *testing.T) {
	nan := math.NaN()
	level := func(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }
	wave := func(n int, v float64) []float64 {
		x := level(n, v)
		for i := range x {
			x[i] += float64((i*7919)%5) / 2
		}
		return x
	}
	for _, c := range []struct {
		reason string
		x      []float64
		want   []int
	}{
		{"nothing", nil, nil},
		{"one value", []float64{3}, nil},
		{"only gaps", []float64{nan, nan}, nil},
		{"two values", []float64{3, 9}, nil},
		{"a constant series", level(50, 7), nil},
		{"two levels without noise", slices.Concat(level(8, 5), level(8, 9)), []int{8}},
		{"one change", slices.Concat(wave(20, 5), wave(20, 9)), []int{20}},
		{"back again", slices.Concat(wave(20, 5), wave(20, 9), wave(20, 5)), []int{20, 40}},
		{"the index counts gaps", slices.Concat(wave(20, 5), []float64{nan, nan}, wave(20, 9)), []int{22}},
		{"a gap at the beginning", slices.Concat([]float64{nan}, wave(20, 5), wave(20, 9)), []int{21}},
		{"an infinite value is a gap", slices.Concat(wave(20, 5), []float64{math.Inf(1)}, wave(20, 9)), []int{21}},
		{"an outlier is two changes", slices.Concat(wave(20, 5), level(1, 1e9), wave(20, 5)), []int{20, 21}},
		{"an outlier does not hide a change", slices.Concat(wave(20, 5), level(1, 1e12), wave(20, 5), wave(40, 9)), []int{20, 21, 41}},
		{"nor does the greatest there is", slices.Concat(wave(20, 5), level(1, math.MaxFloat64), wave(20, 5)), []int{20, 21}},
		{"a great level does not hide a small change", slices.Concat(wave(20, 1e9), wave(20, 1e9+4)), []int{20}},
		{"no noise but one blip", slices.Concat(level(30, 5), level(1, 6), level(30, 5)), []int{30, 31}},
		{"both ends of what floats can hold", []float64{0, 0, 0, -math.MaxFloat64, math.MaxFloat64, 0, 0, 0, 0}, nil},
		{"tiny values", []float64{1e-300, 2e-300, 1e-300, 2e-300, 1e-300, 9e-300, 8e-300, 9e-300, 8e-300, 9e-300}, []int{5}},
	} {
		t.Run(c.reason, func(t *testing.T) { assert.Equal(t, c.want, trend.ChangePoints(c.x)) })
	}
	for _, penalty := range []float64{0, -1, nan, math.Inf(1)} {
		assert.Panics(t, func() { trend.Segments([]float64{1, 2}, penalty) }, "penalty %v", penalty)
	}
	assert.Empty(t, trend.Segments(nil, 1))
	assert.Equal(t, []int{1}, trend.Segments([]float64{0, 2}, 1.9), "2 = the cost of one piece")
	assert.Empty(t, trend.Segments([]float64{0, 2}, 2.1))
	assert.Equal(t, []int{1}, trend.Segments([]float64{0, 1e200}, 1e300), "squares beyond a float")
}

// cost returns what Segments makes as small as can be.
func cost(x []float64, changes []int, penalty float64) float64 {
	total := penalty * float64(len(changes))
	begin := 0
	for _, end := range append(slices.Clone(changes), len(x)) {
		sum, n := 0.0, 0.0
		for _, v := range x[begin:end] {
			sum, n = sum+v, n+1
		}
		for _, v := range x[begin:end] {
			total += (v - sum/n) * (v - sum/n)
		}
		begin = end
	}
	return total
}

// leastCost looks at all last cuts up to every value.
func leastCost(x []float64, penalty float64) float64 {
	least := make([]float64, len(x)+1)
	for to := 1; to <= len(x); to++ {
		least[to] = math.Inf(1)
		for from := range to {
			c := least[from] + cost(x[from:to], nil, 0)
			if from > 0 {
				c += penalty
			}
			least[to] = min(least[to], c)
		}
	}
	return least[len(x)]
}

func TestSegmentsAreTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for n := 1; n <= 70; n++ {
		x := make([]float64, n)
		for i := range x {
			switch n % 4 {
			case 0:
				x[i] = r.NormFloat64()
			case 1:
				x[i] = float64(r.IntN(3))
			case 2:
				x[i] = 4*float64(i/10%2) + r.NormFloat64()
			default:
				x[i] = 1e6 + float64(i)/5 + r.NormFloat64()
			}
		}
		for _, penalty := range []float64{0.01, 0.5, 3, 12, 100} {
			got := trend.Segments(x, penalty)
			require.True(t, slices.IsSorted(got))
			want := leastCost(x, penalty)
			require.InDelta(t, want, cost(x, got, penalty), 1e-9*want+1e-9, "n %d, penalty %v", n, penalty)
		}
	}
}

func TestPettittCorners(t *testing.T) {
	nan := math.NaN()
	for _, x := range [][]float64{nil, {5}, {nan, 5}} {
		c := trend.Pettitt(x)
		assert.Equal(t, -1, c.At)
		assert.True(t, math.IsNaN(c.P) && math.IsNaN(c.Statistic))
		assert.Equal(t, trend.TooFew, c.Warnings)
	}
	assert.Equal(t, trend.Shift{At: -1, P: 1}, trend.Pettitt(slices.Repeat([]float64{7}, 20)), "a constant series")
	assert.Equal(t, trend.Shift{At: 1, Statistic: 1, P: 1, Warnings: trend.TooFew}, trend.Pettitt([]float64{1, 2}))
	x := []float64{1, 2, 1, 2, nan, 9, 8, 9, 8, 9}
	c := trend.Pettitt(x)
	assert.Equal(t, 5, c.At, "the index counts the gap")
	assert.Equal(t, 20.0, c.Statistic)
	x[9] = math.Inf(1)
	assert.Equal(t, c, trend.Pettitt(x), "the greatest is the greatest")
	down := trend.Pettitt([]float64{9, 9, 8, 9, 1, 2, 1, 2, 2})
	assert.Equal(t, 4, down.At)
}

// jumps returns in how many of runs series of n normal values ChangePoints finds a change; in the middle they
// rise by step.
func jumps(runs, n int, step float64) float64 {
	r := rand.New(rand.NewPCG(uint64(n), math.Float64bits(step)))
	found := 0
	for range runs {
		x := make([]float64, n)
		for i := range x {
			if x[i] = r.NormFloat64(); i >= n/2 {
				x[i] += step
			}
		}
		if len(trend.ChangePoints(x)) > 0 {
			found++
		}
	}
	return float64(found) / float64(runs)
}

func TestChangePointsInNoise(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	assert.InDelta(t, 0.10, jumps(2000, 12, 0), 0.02)
	assert.InDelta(t, 0.05, jumps(2000, 24, 0), 0.015)
	assert.InDelta(t, 0.02, jumps(1000, 52, 0), 0.015)
	assert.InDelta(t, 0.78, jumps(1000, 24, 1.5), 0.04)
	assert.InDelta(t, 0.985, jumps(500, 52, 1.5), 0.015)
}

func FuzzSegments(f *testing.F) {
	f.Add([]byte{1, 1, 2, 1, 9, 9, 8, 255, 9, 252, 3}, 1.0)
	f.Add([]byte{0, 100, 0, 100, 0}, 0.001)
	f.Fuzz(func(t *testing.T, data []byte, penalty float64) {
		if !(0 < penalty && penalty < 1e200) || len(data) > 200 {
			t.Skip()
		}
		x := bytesToSeries(data)
		var finite []float64
		for i, v := range x {
			if v == 1e300 {
				x[i] = 1e9
			}
			if !math.IsNaN(x[i] - x[i]) {
				finite = append(finite, x[i])
			}
		}
		if len(finite) == len(x) && len(x) > 0 && penalty > 1e-6 {
			want := leastCost(x, penalty)
			require.InDelta(t, want, cost(x, trend.Segments(x, penalty), penalty), 1e-6*want+1e-6)
		}
		changes := trend.ChangePoints(x)
		require.True(t, slices.IsSorted(changes))
		for _, c := range changes {
			require.False(t, c == 0 || math.IsNaN(x[c]-x[c]), "a change is at a value after the first")
		}
		c := trend.Pettitt(x)
		require.False(t, c.P < 0 || c.P > 1)
		require.False(t, c.At == 0 || c.At >= len(x))
	})
}

func BenchmarkChangePoints(b *testing.B) {
	n := 100_000
	flat, steps, rising := noise(n), noise(n), noise(n)
	for i := range n {
		steps[i] += 3 * float64(i/100%2)
		rising[i] += float64(i) / 1000
	}
	for name, x := range map[string][]float64{"no change": flat, "a change every 100": steps, "a trend": rising} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				trend.ChangePoints(x)
			}
		})
	}
}

// The flow of the Nile fell when the first dam at Aswan was built.
func ExampleChangePoints() {
	for _, i := range trend.ChangePoints(nile) {
		fmt.Println("from", 1871+i)
	}
	// Output:
	// from 1899
}

// Answers a day, and by how much a cut must lessen the squared distances to be worth it.
func ExampleSegments() {
	answers := []float64{40, 42, 39, 41, 55, 54, 57, 56, 41, 40}
	fmt.Println(trend.Segments(answers, 50))
	fmt.Println(trend.Segments(answers, 1000))
	// Output:
	// [4 8]
	// []
}

func ExamplePettitt() {
	c := trend.Pettitt(nile)
	fmt.Printf("from %d, K %.0f, p %.1g\n", 1871+c.At, c.Statistic, c.P)
	// Output:
	// from 1899, K 1617, p 4e-07
}
