package roi_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/roi"
)

// sameRates asserts that got are the rates of want, each within tolerance·(1+rate).
func sameRates(t *testing.T, want, got []float64, tolerance float64, reason string) {
	t.Helper()
	require.Len(t, got, len(want), "%s: got %v, want %v", reason, got, want)
	for i := range want {
		assert.InDelta(t, want[i], got[i], tolerance*(1+want[i]), reason)
	}
}

func TestIRR(t *testing.T) {
	for _, row := range []struct {
		reason    string
		flows     []float64
		want      []float64
		tolerance float64
	}{
		{"Excel's example after five years", []float64{-70000, 12000, 15000, 18000, 21000, 26000}, []float64{0.08663094803653215}, 1e-14},
		{"Excel's example after four years", []float64{-70000, 12000, 15000, 18000, 21000}, []float64{-0.021244848273411887}, 1e-14},
		{"Excel's example after two years", []float64{-70000, 12000, 15000}, []float64{-0.44350694133474056}, 1e-14},
		{"two rates, 10% and 20%", []float64{100, -230, 132}, []float64{0.1, 0.2}, 1e-12},
		{"three rates (numpy-financial 28)", []float64{-5, 10.5, 1, -8, 1}, []float64{-0.8702012474847411, 0.08859833852775467, 0.7095595276861832}, 1e-13},
		{"one is below -50% (numpy-financial 39)", []float64{-50, -100, 600, 300, -100}, []float64{-0.7688954706807807, 1.8544178284561799}, 1e-13},
		{"both are losses (numpy-financial 44)", []float64{-100, 100, 0, -7}, []float64{-0.6788943736323867, -0.08329966618493279}, 1e-13},
		{"one is next to -1 (numpy-financial 98)", []float64{-1678.87, 771.96, 1814.05, 3520.3, 3552.95, 3584.99, 4789.91, -1}, []float64{-0.9997912604283283, 1.0042698487205568}, 1e-11},
		{"a return of nothing is exactly 0", []float64{-100, 50, 50}, []float64{0}, 0},
		{"a double rate counts once", []float64{100, -220, 121}, []float64{0.1}, 1e-12},
		{"a double rate of flows that no float64 holds", []float64{1, -2.2, 1.21}, []float64{0.1}, 1e-12},
		{"a triple rate counts once", []float64{1000, -3300, 3630, -1331}, []float64{0.1}, 1e-12},
		{"a double and a simple rate", []float64{-100, 340, -385, 145.2}, []float64{0.1, 0.2}, 1e-12},
		{"two double rates", []float64{1, -5, 9.25, -7.5, 2.25}, []float64{0, 0.5}, 1e-12},
		{"zeros before the first flow", []float64{0, 0, -100, 110}, []float64{0.1}, 1e-14},
		{"zeros after the last flow", []float64{-100, 110, 0, 0}, []float64{0.1}, 1e-14},
		{"a lottery ticket", []float64{-1, 1e6}, []float64{999999}, 1e-12},
		{"almost everything lost", []float64{-1e6, 1}, []float64{-0.999999}, 1e-14},
		{"the largest and the smallest amounts", []float64{-1e300, 0, 2e300}, []float64{math.Sqrt2 - 1}, 1e-13},
		{"tiny amounts", []float64{-1e-300, 0, 2e-300}, []float64{math.Sqrt2 - 1}, 1e-13},
		{"the first flow is 1e338 times smaller than the last (mpmath)", []float64{5.23e-296, 3.03e-242, 0, -7e42}, []float64{5.1152333495012586226e+112}, 1e-13},
		{"a rate no float64 holds", []float64{-1e-200, 1e200}, nil, 0},
		{"a rate that rounds to -1", []float64{-1e200, 1e-200}, nil, 0},
		{"no real rate", []float64{-100, 200, -101}, nil, 0},
		{"no real rate (numpy 6744)", []float64{-1000, 3000, -2500}, nil, 0},
		{"all come in", []float64{1, 2, 3}, nil, 0},
		{"all go out", []float64{-1, -2, -3}, nil, 0},
		{"all are 0: every rate would do, so none is named", []float64{0, 0, 0}, nil, 0},
		{"one flow", []float64{-5}, nil, 0},
		{"no flows", nil, nil, 0},
		{"a flow that is not a number", []float64{-1, nan, 2}, nil, 0},
		{"an infinite flow", []float64{-1, inf}, nil, 0},
	} {
		got := roi.IRR(row.flows)
		require.NotNil(t, got, row.reason)
		sameRates(t, row.want, got, row.tolerance, row.reason)
	}
}

func TestIRROfManyFlows(t *testing.T) {
	loan := make([]float64, 361)
	loan[0] = -100000
	for i := 1; i < len(loan); i++ {
		loan[i] = 100000 * 0.005 / (1 - math.Pow(1.005, -360))
	}
	sameRates(t, []float64{0.005}, roi.IRR(loan), 1e-14, "a loan over thirty years at half a percent a month")

	saw := make([]float64, 120)
	for i := range saw {
		saw[i] = float64(7-i%13) * float64(1-2*(i%2))
	}
	for _, r := range roi.IRR(saw) {
		assert.Less(t, residual(saw, r), 1e-12, "a change of sign in almost every month of ten years")
	}
}

// The rates were found in 60 digits by testdata/irr.py.
func TestIRRAgainstPolynomialRoots(t *testing.T) {
	text, err := os.ReadFile("testdata/irr.json")
	require.NoError(t, err)
	var cases []struct{ Flows, Rates []float64 }
	require.NoError(t, json.Unmarshal(text, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		sameRates(t, c.Rates, roi.IRR(c.Flows), 1e-12, "companion matrix")
	}
}

// date is 2006-01-02 at noon, in UTC.
func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

// Microsoft's documentation of XNPV and XIRR.
var dated = []roi.Flow{
	{At: date("2008-01-01"), Amount: -10000},
	{At: date("2008-03-01"), Amount: 2750},
	{At: date("2008-10-30"), Amount: 4250},
	{At: date("2009-02-15"), Amount: 3250},
	{At: date("2009-04-01"), Amount: 2750},
}

func TestDatedFlows(t *testing.T) {
	assert.InDelta(t, 2086.647602031535, roi.XNPV(0.09, dated), 1e-9, "Excel prints 2086.647602")
	sameRates(t, []float64{0.3733625335188315}, roi.XIRR(dated), 1e-13, "Excel prints .373362535, a few digits short")

	shuffled := []roi.Flow{dated[3], dated[0], dated[4], dated[2], dated[1]}
	kept := slices.Clone(shuffled)
	assert.InDelta(t, roi.XNPV(0.09, dated), roi.XNPV(0.09, shuffled), 1e-9, "the order does not matter")
	assert.Equal(t, roi.XIRR(dated), roi.XIRR(shuffled), "the order does not matter")
	assert.Equal(t, kept, shuffled, "the caller's slice stays")

	yearly := []roi.Flow{{date("2021-01-01"), 100}, {date("2022-01-01"), -230}, {date("2023-01-01"), 132}}
	sameRates(t, []float64{0.1, 0.2}, roi.XIRR(yearly), 1e-12, "years of 365 days, two rates")

	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	clocks := []roi.Flow{
		{time.Date(2025, 3, 29, 23, 30, 0, 0, berlin), -100},
		{time.Date(2025, 3, 31, 0, 30, 0, 0, berlin), 101},
	}
	assert.InDelta(t, -100+101*math.Pow(1.1, -2.0/365), roi.XNPV(0.1, clocks), 1e-12, "two days apart by the calendar, 24 hours by the clock")

	day := []roi.Flow{{date("2025-01-01"), -100}, {date("2025-01-01"), 200}}
	assert.InDelta(t, 100, roi.XNPV(0.1, day), 0, "one day only")
	assert.Empty(t, roi.XIRR(day), "one day has no rate")
	near(t, nan, roi.XNPV(0.1, nil), 0, "no flows")
	near(t, nan, roi.XNPV(-1, dated), 0, "an impossible rate")
	near(t, nan, roi.XNPV(0.1, []roi.Flow{{date("2025-01-01"), nan}}), 0, "an amount that is not a number")
	assert.Equal(t, []float64{}, roi.XIRR(nil), "no flows")
	assert.Equal(t, []float64{}, roi.XIRR([]roi.Flow{{date("2025-01-01"), inf}, {date("2026-01-01"), -1}}), "an infinite amount")
}

// residual returns |NPV| at r over the sum of the absolute present values.
func residual(flows []float64, r float64) float64 {
	log := func(f float64) float64 { // right for the smallest numbers too, for which math.Log is not on all processors
		fraction, exponent := math.Frexp(math.Abs(f))
		return math.Log(fraction) + float64(exponent)*math.Ln2
	}
	u, largest := -math.Log1p(r), math.Inf(-1)
	for t, f := range flows {
		if f != 0 {
			largest = max(largest, float64(t)*u+log(f))
		}
	}
	var sum, size float64
	for t, f := range flows {
		if f != 0 {
			term := math.Exp(float64(t)*u + log(f) - largest)
			sum += math.Copysign(term, f)
			size += term
		}
	}
	return math.Abs(sum) / size
}

// FuzzIRR reads flows as int16 amounts. Every rate must be a root, rates must ascend, and wherever the net present
// value changes sign on a grid there must be a rate.
func FuzzIRR(f *testing.F) {
	for _, flows := range [][]int16{{}, {1}, {-100, 110}, {100, -230, 132}, {100, -220, 121}, {-5, 105, 10, -80, 10}, {0, 0, -3, 0, 4, 0}, {1000, -3300, 3630, -1331}} {
		var b []byte
		for _, x := range flows {
			b = binary.LittleEndian.AppendUint16(b, uint16(x))
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var flows []float64
		for ; len(b) >= 2 && len(flows) < 64; b = b[2:] {
			flows = append(flows, float64(int16(binary.LittleEndian.Uint16(b))))
		}
		got := roi.IRR(flows)
		require.NotNil(t, got)
		changes, before := 0, 0.0
		for _, x := range flows {
			if x*before < 0 {
				changes++
			}
			if x != 0 {
				before = x
			}
		}
		require.LessOrEqual(t, len(got), changes, "Descartes")
		for i, r := range got {
			require.Greater(t, r, -1.0)
			require.Less(t, residual(flows, r), 1e-11*float64(len(flows)), "rate %v of %v", r, flows)
			if i > 0 {
				require.Greater(t, r, got[i-1], "ascending, each once")
			}
		}
		for r := -0.99; r < 10 && changes > 0; r = (1+r)*1.07 - 1 {
			a, b := roi.NPV(r, flows), roi.NPV((1+r)*1.07-1, flows)
			if math.Signbit(a) == math.Signbit(b) || residual(flows, r) < 1e-9 || residual(flows, (1+r)*1.07-1) < 1e-9 {
				continue
			}
			require.True(t, slices.ContainsFunc(got, func(x float64) bool { return r <= x && x <= (1+r)*1.07-1 }),
				"NPV changes sign between %v and %v, rates %v", r, (1+r)*1.07-1, got)
		}
	})
}

func FuzzIRRSizes(f *testing.F) {
	f.Add(-1e300, 1e-300, 5.0, -7e300)
	f.Add(1.0, -2.2, 1.21, 0.0)
	f.Add(nan, inf, -inf, 1.0)
	f.Add(-5e-324, 1.0, 5e-324, -1.0)
	f.Add(1.0, -1e-12, 0.0, 0.0)
	f.Add(5.23e-296, 3.03e-242, 0.0, -7e42)
	f.Fuzz(func(t *testing.T, a, b, c, d float64) {
		flows := []float64{a, b, c, d}
		for _, r := range roi.IRR(flows) {
			require.Greater(t, r, -1.0)
			require.False(t, math.IsInf(r, 0))
			// Next to -1 a rate has no more digits than -1 has.
			require.Less(t, residual(flows, r), 1e-10+1e-15/(1+r), "rate %v of %v", r, flows)
		}
		roi.MIRR(a, b, flows)
		roi.LastingPayback(a, flows)
		roi.BenefitCost(a, flows, flows)
	})
}

func BenchmarkIRR(b *testing.B) {
	flows := []float64{-70000, 12000, 15000, 18000, 21000, 26000}
	b.ReportAllocs()
	for b.Loop() {
		roi.IRR(flows)
	}
}

func BenchmarkIRR360(b *testing.B) {
	flows := make([]float64, 361)
	for i := range flows {
		flows[i] = 600
	}
	flows[0] = -100000
	b.ReportAllocs()
	for b.Loop() {
		roi.IRR(flows)
	}
}
