package roi_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/roi"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// near asserts that got is want, where NaN equals NaN and an infinity itself.
func near(t *testing.T, want, got, tolerance float64, reason string) {
	t.Helper()
	switch {
	case math.IsNaN(want):
		assert.True(t, math.IsNaN(got), "%s: got %v, want NaN", reason, got)
	case math.IsInf(want, 0):
		assert.Equal(t, want, got, reason)
	default:
		assert.InDelta(t, want, got, tolerance, reason)
	}
}

func TestNPV(t *testing.T) {
	for _, row := range []struct {
		reason string
		rate   float64
		flows  []float64
		want   float64
	}{
		{"the example of Excel's documentation, flow 0 not discounted", 0.1, []float64{-10000, 3000, 4200, 6800}, 1307.287753568743},
		{"a rate of 0 adds up", 0, []float64{-10, 4, 7}, 1},
		{"one flow is worth itself", 0.3, []float64{5}, 5},
		{"a negative rate is a rate", -0.5, []float64{0, 1}, 2},
		{"money that is worth nothing tomorrow", inf, []float64{-3, 100}, -3},
		{"no flows", 0.1, nil, nan},
		{"a flow that is not a number", 0.1, []float64{1, nan}, nan},
		{"an infinite flow", 0.1, []float64{1, inf}, nan},
		{"a rate that is not a number", nan, []float64{1}, nan},
		{"a rate of -1 divides by 0", -1, []float64{1, 1}, nan},
		{"a rate below -1", -2, []float64{1, 1}, nan},
	} {
		got := roi.NPV(row.rate, row.flows)
		near(t, row.want, got, 1e-9, row.reason)
		near(t, row.want/(1+row.rate), roi.SpreadsheetNPV(row.rate, row.flows), 1e-9, row.reason)
	}
	assert.InDelta(t, 1188.4434123352207, roi.SpreadsheetNPV(0.1, []float64{-10000, 3000, 4200, 6800}), 1e-9, "as Excel documents it")
}

func TestCompound(t *testing.T) {
	assert.InDelta(t, 0.14471424255333187, roi.Annualised(0.5, 3), 1e-15, "50% over three years")
	assert.InDelta(t, -1, roi.Annualised(-1, 3), 0, "everything lost")
	assert.InDelta(t, 0.5, roi.Annualised(0.5, 1), 1e-15, "a year is a year")
	assert.InDelta(t, 1.25, roi.Annualised(0.5, 0.5), 1e-14, "half a year")
	near(t, nan, roi.Annualised(-1.5, 3), 0, "more than everything lost")
	near(t, nan, roi.Annualised(0.5, 0), 0, "no time")
	near(t, nan, roi.Annualised(0.5, -1), 0, "time runs forward")
	near(t, nan, roi.Annualised(nan, 3), 0, "no return known")
	assert.InDelta(t, 0.10, math.Pow(1+roi.PerPeriod(0.10, 12), 12)-1, 1e-14, "twelve months make the year")
	near(t, nan, roi.PerPeriod(0.10, 0), 0, "no periods")
}

func TestBenefitCost(t *testing.T) {
	for _, row := range []struct {
		reason          string
		rate            float64
		benefits, costs []float64
		want            float64
	}{
		{"present values of 11307 and 10000", 0.1, []float64{0, 3000, 4200, 6800}, []float64{10000}, 1.1307287753568744},
		{"no discount", 0, []float64{0, 30}, []float64{10, 10}, 1.5},
		{"no benefit is a ratio of 0", 0.1, []float64{0}, []float64{10}, 0},
		{"no cost", 0.1, []float64{10}, []float64{0, 0}, nan},
		{"no costs given", 0.1, []float64{10}, nil, nan},
		{"no benefits given", 0.1, nil, []float64{10}, nan},
		{"a cost below 0", 0.1, []float64{10}, []float64{-1}, nan},
	} {
		near(t, row.want, roi.BenefitCost(row.rate, row.benefits, row.costs), 1e-12, row.reason)
	}
}

// Values of Excel's documentation and of the tests of numpy-financial.
func TestMIRR(t *testing.T) {
	for _, row := range []struct {
		reason            string
		finance, reinvest float64
		flows             []float64
		want              float64
	}{
		{"Excel's example", 0.1, 0.12, []float64{-120000, 39000, 30000, 21000, 37000, 46000}, 0.1260941303659051},
		{"Excel's example after three years", 0.1, 0.12, []float64{-120000, 39000, 30000, 21000}, -0.048044655249980806},
		{"Excel's example at another rate", 0.1, 0.14, []float64{-120000, 39000, 30000, 21000, 37000, 46000}, 0.13475911082831482},
		{"ten flows", 0.08, 0.055, []float64{-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000}, 0.06659717503155349},
		{"paid at last", 0.05, 0.06, []float64{100, 200, -50, 300, -200}, 0.3428233878421767},
		{"nothing comes in", 0.1, 0.1, []float64{-1, -2}, nan},
		{"nothing goes out", 0.1, 0.1, []float64{1, 2}, nan},
		{"one flow", 0.1, 0.1, []float64{-1}, nan},
		{"no flows", 0.1, 0.1, nil, nan},
		{"an impossible rate", -1, 0.1, []float64{-1, 2}, nan},
		{"another impossible rate", 0.1, nan, []float64{-1, 2}, nan},
	} {
		near(t, row.want, roi.MIRR(row.finance, row.reinvest, row.flows), 1e-12, row.reason)
	}
}

func TestPayback(t *testing.T) {
	for _, row := range []struct {
		reason         string
		rate           float64
		flows          []float64
		first, lasting float64
	}{
		{"5,000 of the 6,800 are not needed", 0, []float64{-10000, 3000, 4200, 6800}, 2.411764705882353, 2.411764705882353},
		{"the same at 10%", 0.1, []float64{-10000, 3000, 4200, 6800}, 2.744117647058824, 2.744117647058824},
		{"exactly at the end of a period", 0, []float64{-10, 5, 5}, 2, 2},
		{"exactly, though a tenth is no float64", 0, []float64{-0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 6, 6},
		{"exactly, with discounts that are none", 0.1, []float64{-100, 0, 121}, 2, 2},
		{"but a cent less is less", 0, []float64{-1e6, 333333.33, 333333.33, 333333.33}, inf, inf},
		{"discounts beyond all numbers", -1 + 1e-15, slices.Concat([]float64{-1}, make([]float64, 30), []float64{1}), 30, 30},
		{"nothing was paid out", 0, []float64{10, 5}, 0, 0},
		{"a first flow of 0", 0, []float64{0, 5}, 0, 0},
		{"never", 0, []float64{-10, 5, 4}, inf, inf},
		{"not at this rate", 0.2, []float64{-10, 5, 6}, inf, inf},
		{"a shutdown cost undoes it", 0, []float64{-10, 20, -15}, 0.5, inf},
		{"and it comes back", 0, []float64{-10, 20, -15, 10}, 0.5, 2.5},
		{"paid out later", 0, []float64{0, -5, 10}, 0, 1.5},
		{"no flows", 0, nil, nan, nan},
		{"a flow that is not a number", 0, []float64{-1, nan}, nan, nan},
		{"an impossible rate", -1, []float64{-1, 2}, nan, nan},
	} {
		near(t, row.first, roi.DiscountedPayback(row.rate, row.flows), 1e-12, row.reason)
		near(t, row.lasting, roi.LastingPayback(row.rate, row.flows), 1e-12, row.reason)
		if row.rate == 0 {
			near(t, row.first, roi.Payback(row.flows), 1e-12, row.reason)
		}
	}
}

// Equal parts of an amount in cents pay it back with the last one.
func TestPaybackOfCents(t *testing.T) {
	for parts := 1; parts < 40; parts++ {
		for cents := 1; cents < 1000; cents += 7 {
			flows := slices.Repeat([]float64{float64(cents) / 100}, parts+1)
			flows[0] = -float64(parts*cents) / 100
			assert.InDelta(t, parts, roi.Payback(flows), 1e-9, "%v", flows)
			assert.InDelta(t, parts, roi.LastingPayback(0, flows), 1e-9, "%v", flows)
		}
	}
}

func TestInputsAreKept(t *testing.T) {
	flows := []float64{100, -230, 132}
	kept := slices.Clone(flows)
	roi.NPV(0.1, flows)
	roi.IRR(flows)
	roi.MIRR(0.1, 0.1, flows)
	roi.Payback(flows)
	roi.BenefitCost(0.1, flows, flows)
	assert.Equal(t, kept, flows, "readers leave the caller's slice alone")
}
