package trend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
)

// nearly returns estimates whose sampling error is next to nothing, so that only process noise is left.
func nearly(ys ...float64) []kpi.Estimate {
	var out []kpi.Estimate
	for _, y := range ys {
		e := kpi.Estimate{Value: y, Lo: y - 1e-9, Hi: y + 1e-9, Level: 0.95, N: 50}
		if math.IsNaN(y) {
			e = kpi.Estimate{}
		}
		out = append(out, e)
	}
	return out
}

func TestTargets(t *testing.T) {
	series := []kpi.Estimate{
		kpi.Proportion(95, 100, 0.95), kpi.Proportion(80, 100, 0.95), kpi.Proportion(60, 100, 0.95), kpi.Proportion(0, 0, 0.95), {},
		kpi.Proportion(990, 1000, 0.95),
	}
	assert.Equal(t, trend.Targets{Met: 2, Missed: 1, Undecided: 1, Unknown: 2}, trend.AtLeast(series, 0.8))
	assert.Equal(t, trend.Targets{Met: 1, Missed: 2, Undecided: 1, Unknown: 2}, trend.AtMost(series, 0.8))
	assert.Equal(t, 4, trend.AtLeast(series, 0.8).N(), "periods without data meet and miss nothing")
	assert.Equal(t, trend.Targets{}, trend.AtLeast(nil, 0.8))
}

func TestReachAgainstR(t *testing.T) {
	// R 4.2.2: where predict(lm(c(10.2, 11.9, 12.4, 14.1, 14.6, 16.5) ~ c(0:5)), interval = "confidence") crosses 20.
	e := trend.ReachAtLeast(nearly(10.2, 11.9, 12.4, 14.1, 14.6, 16.5), 20)
	assert.InDelta(t, 3.19209039548023, e.Value, 1e-6)
	assert.InDelta(t, 2.13327084256433, e.Lo, 1e-6)
	assert.InDelta(t, 4.79954598149341, e.Hi, 1e-6)
	assert.Equal(t, 300, e.N)
	assert.Equal(t, kpi.Number, e.Unit)
	down := trend.ReachAtMost(nearly(-10.2, -11.9, -12.4, -14.1, -14.6, -16.5), -20)
	assert.InDelta(t, e.Value, down.Value, 1e-9, "the mirror image")
	assert.InDelta(t, e.Lo, down.Lo, 1e-9)
	assert.InDelta(t, e.Hi, down.Hi, 1e-9)
}

func TestReachCorners(t *testing.T) {
	inf := math.Inf(1)
	for _, row := range []struct {
		reason    string
		got       kpi.Estimate
		v, lo, hi float64
	}{
		{"there already, for sure", trend.ReachAtLeast(nearly(10, 11, 12), 5), 0, 0, 0},
		{"a line that falls never rises to it", trend.ReachAtLeast(nearly(12, 11, 10, 9), 20), inf, inf, inf},
		{"a constant series", trend.ReachAtLeast(nearly(7, 7, 7, 7), 8), inf, inf, inf},
	} {
		assert.Equal(t, []float64{row.v, row.lo, row.hi}, []float64{row.got.Value, row.got.Lo, row.got.Hi}, row.reason)
	}
	for _, none := range []kpi.Estimate{
		trend.ReachAtLeast(nil, 5), trend.ReachAtLeast(nearly(1, 2), 5), trend.ReachAtLeast(nearly(1, math.NaN(), 2), 5),
		trend.ReachAtMost(nearly(1, 2, 3), math.NaN()),
	} {
		assert.True(t, !none.Known() && none.Lo == 0 && none.Hi == inf && none.N == 0, "%+v", none)
	}
	gap := trend.ReachAtLeast(nearly(10, math.NaN(), 12, 13, math.NaN()), 16)
	assert.InDelta(t, 2, gap.Value, 1e-6, "gaps keep their place, also the last one")
	vague := trend.ReachAtLeast([]kpi.Estimate{kpi.Proportion(5, 10, 0.95), kpi.Proportion(6, 10, 0.95), kpi.Proportion(6, 10, 0.95)}, 0.99)
	assert.True(t, vague.Known() && vague.Hi == inf && vague.Lo < vague.Value, "so few answers do not show that it ever will: %+v", vague)
}

func ExampleReachAtLeast() {
	// Satisfied passengers of San Francisco International Airport, 2010 to 2018; the target is 85%.
	k := []int{2333, 2785, 2638, 2643, 2111, 2248, 2364, 2206, 2059}
	n := []int{3093, 3694, 3348, 3334, 2677, 2810, 2919, 2688, 2625}
	var series []kpi.Estimate
	for i := range k {
		series = append(series, kpi.Proportion(k[i], n[i], 0.95))
	}
	fmt.Printf("%+v\n", trend.AtLeast(series, 0.85))
	fmt.Println("years until the line is there:", trend.ReachAtLeast(series, 0.85))
	// Output:
	// {Met:0 Missed:9 Undecided:0 Unknown:0}
	// years until the line is there: 6.00 [1.49, 35.32] n=27188
}

func ExampleAtLeast() {
	months := []kpi.Estimate{kpi.Proportion(95, 100, 0.95), kpi.Proportion(84, 100, 0.95), kpi.Proportion(60, 100, 0.95), kpi.Proportion(0, 0, 0.95)}
	fmt.Printf("%+v\n", trend.AtLeast(months, 0.8))
	// Output: {Met:1 Missed:1 Undecided:1 Unknown:1}
}

func ExampleAtMost() {
	months := []kpi.Estimate{kpi.Proportion(5, 100, 0.95), kpi.Proportion(30, 100, 0.95)}
	fmt.Printf("%+v\n", trend.AtMost(months, 0.2))
	// Output: {Met:1 Missed:1 Undecided:0 Unknown:0}
}

func ExampleReachAtMost() {
	series := []kpi.Estimate{kpi.Proportion(300, 1000, 0.95), kpi.Proportion(270, 1000, 0.95), kpi.Proportion(230, 1000, 0.95), kpi.Proportion(205, 1000, 0.95)}
	fmt.Println(trend.ReachAtMost(series, 0.1))
	// Output: 3.15 [1.90, 5.91] n=4000
}
