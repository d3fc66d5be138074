package kpi_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

var methods = []kpi.Method{kpi.Wilson, kpi.ClopperPearson, kpi.MidP, kpi.Jeffreys, kpi.AgrestiCoull, kpi.Wald, kpi.AnyTime}

func TestProportionAgainstR(t *testing.T) {
	byName := map[string]kpi.Method{}
	for _, m := range methods {
		byName[m.String()] = m
	}
	for _, row := range rows(t, "proportions.csv", ',') {
		m := byName[row["method"]]
		k, n, level := count(t, row["k"]), count(t, row["n"]), number(t, row["level"])
		lo, hi := number(t, row["lo"]), number(t, row["hi"])
		e := m.Proportion(k, n, level)
		relative := 4e-12
		if m == kpi.MidP {
			relative = 1e-9 // R's uniroot
		}
		// prop.test takes Wilson's lower limit by a difference, which at 3 of 1e9 leaves it nine digits.
		floor := 0.0
		if m == kpi.Wilson {
			floor = 2e-16
		}
		assert.InDelta(t, lo, e.Lo, relative*lo+floor, "%v %v of %v at %v: lo", m, k, n, level)
		assert.InDelta(t, hi, e.Hi, relative*hi, "%v %v of %v at %v: hi", m, k, n, level)
		assert.Equal(t, float64(k)/float64(n), e.Value)
		assert.Equal(t, n, e.N)
		assert.Equal(t, kpi.Fraction, e.Unit)
	}
}

func TestProportionPublished(t *testing.T) {
	for _, row := range []struct {
		reason string
		m      kpi.Method
		k, n   int
		lo, hi float64
		digits float64
	}{
		{"Newcombe 1998, table I", kpi.Wilson, 81, 263, 0.2553, 0.3662, 5.1e-5},
		{"Newcombe 1998, table I", kpi.Wilson, 15, 148, 0.0624, 0.1605, 5.1e-5},
		{"Newcombe 1998, table I: none", kpi.Wilson, 0, 20, 0, 0.1611, 5.1e-5},
		{"Newcombe 1998, table I: one", kpi.Wilson, 1, 29, 0.0061, 0.1718, 5.1e-5},
		{"Newcombe 1998, table I", kpi.ClopperPearson, 81, 263, 0.2527, 0.3676, 5.1e-5},
		{"Newcombe 1998, table I", kpi.MidP, 81, 263, 0.2544, 0.3658, 5.1e-5},
		{"Newcombe 1998, table I", kpi.MidP, 1, 29, 0.0017, 0.1585, 5.1e-5},
		{"Newcombe 1998, table I: none has a closed form", kpi.MidP, 0, 20, 0, 0.1391, 5.1e-5},
		{"statsmodels proportion_confint(87, 100, method='agresti_coull')", kpi.AgrestiCoull, 87, 100, 0.788845862963084, 0.9237789483637465, 1e-13},
		{"statsmodels proportion_confint(87, 100, method='normal')", kpi.Wald, 87, 100, 0.8040857380667502, 0.9359142619332498, 1e-13},
		{"Robbins 1970 by hand-held root finding", kpi.AnyTime, 87, 100, 0.7333191544694255, 0.9542178360092433, 1e-12},
		{"Robbins 1970: none", kpi.AnyTime, 0, 20, 0, 0.22400611201278273, 1e-12},
		{"Robbins 1970: all", kpi.AnyTime, 20, 20, 0.7759938879872172, 1, 1e-12},
	} {
		e := row.m.Proportion(row.k, row.n, 0.95)
		assert.InDelta(t, row.lo, e.Lo, row.digits, "%s %v %d of %d: lo", row.reason, row.m, row.k, row.n)
		assert.InDelta(t, row.hi, e.Hi, row.digits, "%s %v %d of %d: hi", row.reason, row.m, row.k, row.n)
	}
}

func TestProportionCorners(t *testing.T) {
	for _, m := range methods {
		for _, row := range []struct {
			reason string
			k, n   int
		}{
			{"no trials", 0, 0}, {"more successes than trials", 3, 2}, {"a negative count", -1, 5}, {"negative trials", 0, -5},
			{"all of a negative number", -3, -3},
		} {
			e := m.Proportion(row.k, row.n, 0.95)
			assert.True(t, math.IsNaN(e.Value) && e.Lo == 0 && e.Hi == 1 && e.N == 0 && !e.Known(), "%v: %s", m, row.reason)
		}
		for _, n := range []int{1, 2, 3, 38, 77, 1000, 1e9} {
			for _, k := range []int{0, 1, n / 2, n - 1, n} {
				previous := kpi.Estimate{Lo: 1, Hi: 0}
				for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99, 0.999999} {
					e := m.Proportion(k, n, level)
					assert.True(t, 0 <= e.Lo && e.Lo <= e.Value && e.Value <= e.Hi && e.Hi <= 1, "%v %d of %d: %v", m, k, n, e)
					assert.True(t, e.Lo <= previous.Lo && e.Hi >= previous.Hi, "%v %d of %d: a higher level never narrows", m, k, n)
					if m != kpi.Wald {
						assert.Less(t, e.Lo, e.Hi, "%v %d of %d has a width", m, k, n)
					}
					previous = e
					// AnyTime and Wilson of the failures mirror those of the successes.
					o := m.Proportion(n-k, n, level)
					assert.InDelta(t, 1-e.Lo, o.Hi, 1e-12, "%v %d of %d: symmetry", m, k, n)
				}
			}
		}
	}
	assert.LessOrEqual(t, kpi.Proportion(38, 38, 0.95).Hi, 1.0, "rounding once gave 1.0000000000000002")
	assert.GreaterOrEqual(t, kpi.Proportion(0, 77, 0.95).Lo, 0.0, "rounding once gave -3.47e-18")
}

func TestProportionPanics(t *testing.T) {
	for _, level := range []float64{95, 1, 0, -0.5, math.NaN(), math.Inf(1)} {
		assert.Panics(t, func() { kpi.Proportion(1, 2, level) }, "level %v", level)
	}
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { kpi.Proportion(1, 2, 95) })
	assert.PanicsWithValue(t, "kpi: Method(9) is not a method for a proportion", func() { kpi.Method(9).Proportion(1, 2, 0.9) })
}
