package nps_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
)

var methods = map[kpitest.Method]nps.Method{
	kpitest.Score: nps.ScoreInterval, kpitest.AdjustedWald: nps.AdjustedWald, kpitest.Wald: nps.Wald, kpitest.AnyTime: nps.AnyTime,
}

func TestIntervalVectors(t *testing.T) {
	for name, m := range methods {
		kpitest.NPSInterval(t, name, func(c kpitest.Classes, level float64) (lo, hi float64) {
			e := m.Score(nps.Tally(c), level)
			return e.Lo, e.Hi
		})
	}
}

func TestAirportIntervals(t *testing.T) {
	all := nps.Tally{Detractors: 342, Passives: 968, Promoters: 1436}
	wald := nps.Wald.Score(all, 0.95)
	assert.InDelta(t, 37.2249, wald.Lo, 5e-5)
	assert.InDelta(t, 42.4546, wald.Hi, 5e-5)
	assert.InDelta(t, 1.334137, (wald.Hi-wald.Lo)/2/1.959963984540054, 5e-7, "the standard error, with divisor n")
	assert.Equal(t, nps.ScoreInterval.Score(all, 0.95), all.Score(0.95), "the zero Method is the blessed one")
}

func TestMethodsAgreeOnEverythingButTheLimits(t *testing.T) {
	tally := nps.Tally{Detractors: 20, Passives: 30, Promoters: 50}
	for _, m := range methods {
		e := m.Score(tally, 0.9)
		assert.Equal(t, [4]any{30.0, 0.9, 100, kpi.Points}, [4]any{e.Value, e.Level, e.N, e.Unit}, m.String())
	}
}

// Tango's closed form, the quartic of Yang, Sun and Hardin (2013), whose extreme real roots are the limits.
func TestScoreLimitsAreRootsOfTheQuartic(t *testing.T) {
	for _, tally := range []nps.Tally{
		{Detractors: 20, Passives: 30, Promoters: 50}, {Detractors: 3, Passives: 2, Promoters: 9}, {Passives: 5, Promoters: 8},
		{Detractors: 88, Passives: 243, Promoters: 294},
	} {
		e := tally.Score(0.95)
		b, c, n := float64(tally.Promoters), float64(tally.Detractors), float64(tally.N())
		g := 1.959963984540054 * 1.959963984540054
		G, H, I := n*n+g*n, g*(2*n-b+c)/2-2*n*(b-c)-g*n, (b-c)*(b-c)-g*(b+c)/2
		quartic := func(t float64) float64 {
			k := 2*n - b + c
			return G*G*t*t*t*t + 2*G*H*t*t*t + (H*H+2*G*I-g*g/4*(k*k-8*n*c))*t*t +
				(2*H*I-g*g/4*(8*n*c-2*(b+c)*k))*t + I*I - g*g*(b+c)*(b+c)/4
		}
		scale := G * G
		for _, limit := range []float64{e.Lo, e.Hi} {
			x := limit / 100
			assert.InDelta(t, 0, quartic(x)/scale, 1e-12, "%+v at %v", tally, limit)
			assert.Greater(t, math.Abs(quartic(x+1e-3))/scale, 1e-7, "the root is no accident")
		}
	}
}

func TestLimitsExistForFewAnswersAllAlike(t *testing.T) {
	for _, row := range []struct {
		tally  nps.Tally
		lo, hi float64
		reason string
	}{
		{nps.Tally{Promoters: 10}, 44.493440, 100, "ten promoters: the upper limit is the end of the scale"},
		{nps.Tally{Detractors: 10}, -100, -44.493440, "ten detractors"},
		{nps.Tally{Promoters: 1}, -58.690137, 100, "one promoter"},
		{nps.Tally{Detractors: 1}, -100, 58.690137, "one detractor"},
		{nps.Tally{Passives: 1}, -79.345069, 79.345069, "one passive"},
		{nps.Tally{Promoters: 3}, -12.299406, 100, "three of three promoters"},
		{nps.Tally{Detractors: 3}, -100, 12.299406, "three of three detractors"},
	} {
		e := row.tally.Score(0.95)
		assert.InDelta(t, row.lo, e.Lo, 5e-7, row.reason)
		assert.InDelta(t, row.hi, e.Hi, 5e-7, row.reason)
		assert.True(t, -100 <= e.Lo && e.Lo < e.Hi && e.Hi <= 100, row.reason)
	}
}

func TestManyAnswers(t *testing.T) {
	const n = 1_000_000_000
	for _, row := range []struct {
		tally  nps.Tally
		reason string
	}{
		{nps.Tally{Detractors: n}, "all detractors"},
		{nps.Tally{Passives: n}, "all passives"},
		{nps.Tally{Promoters: n}, "all promoters"},
		{nps.Tally{Passives: n, Promoters: 1}, "one promoter among passives"},
		{nps.Tally{Detractors: 1, Promoters: n}, "one detractor among promoters"},
		{nps.Tally{Detractors: n, Passives: n, Promoters: n}, "a third each"},
	} {
		for _, m := range methods {
			e := m.Score(row.tally, 0.95)
			checkEstimate(t, e, 100, "%v: %s", m, row.reason)
			assert.Less(t, e.Hi-e.Lo, 0.03, "%v: %s", m, row.reason)
			if m != nps.Wald {
				assert.Greater(t, e.Hi-e.Lo, 0.0, "%v: %s", m, row.reason)
			}
		}
	}
	// Of n answers all alike the score limit is at the rule of z²: 1 - 2z²/(n+z²).
	e := nps.Tally{Promoters: n}.Score(0.95)
	z2 := 3.8414588206941254
	assert.InEpsilon(t, 200*z2/(n+z2), 100-e.Lo, 1e-6)
	// The standard error of one promoter among n passives is 100/n, to the last digits: nothing has cancelled.
	e = nps.Wald.Score(nps.Tally{Passives: n - 1, Promoters: 1}, 0.95)
	assert.InEpsilon(t, (1+1.959963984540054)*100/n, e.Hi, 1e-8)
}

func TestHigherLevelNeverNarrows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	levels := []float64{0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999}
	for range 300 {
		tally := random(r)
		for _, m := range methods {
			last := kpi.Estimate{Lo: math.Inf(1), Hi: math.Inf(-1)}
			for _, level := range levels {
				e := m.Score(tally, level)
				checkEstimate(t, e, 100, "%v of %+v at %v", m, tally, level)
				slack := 1e-9 // of 100 points
				require.True(t, e.Lo <= last.Lo+slack && e.Hi >= last.Hi-slack, "%v of %+v at %v: %v after %v", m, tally, level, e, last)
				last = e
			}
		}
	}
}

func TestMirrorImage(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		tally := random(r)
		mirror := nps.Tally{Detractors: tally.Promoters, Passives: tally.Passives, Promoters: tally.Detractors}
		if tally.N() == 0 {
			continue
		}
		for _, m := range methods {
			e, o := m.Score(tally, 0.95), m.Score(mirror, 0.95)
			assert.Equal(t, e.Value, -o.Value)
			assert.InDelta(t, e.Lo, -o.Hi, 1e-7, "%v of %+v", m, tally)
			assert.InDelta(t, e.Hi, -o.Lo, 1e-7, "%v of %+v", m, tally)
		}
	}
}

// What is always valid can exclude nothing that one look alone does not.
func TestAnyTimeIsWider(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		tally := random(r)
		once, always := tally.Score(0.95), nps.AnyTime.Score(tally, 0.95)
		assert.True(t, always.Lo <= once.Lo && once.Hi <= always.Hi, "%+v: %v, always %v", tally, once, always)
	}
}

func TestDifferenceVectors(t *testing.T) {
	kpitest.NPSDifference(t, func(first, second kpitest.Classes, level float64) (lo, hi float64) {
		d := nps.Tally(first).Score(level).Minus(nps.Tally(second).Score(level))
		return d.Lo, d.Hi
	})
}

func TestDifference(t *testing.T) {
	c, g := airport[2].tally, airport[6].tally
	d := c.Score(0.95).Minus(g.Score(0.95))
	assert.InDelta(t, 46.9027-32.96, d.Value, 1e-4)
	assert.Equal(t, kpi.Points, d.Unit)
	assert.Equal(t, c.N()+g.N(), d.N)

	empty := nps.Tally{}.Score(0.95).Minus(g.Score(0.95))
	assert.False(t, empty.Known())
	assert.True(t, empty.Contains(0), "an empty month reports nothing")
}

func TestContradictionsPanic(t *testing.T) {
	tally := airport[0].tally
	for _, m := range methods {
		for _, level := range []float64{0, 1, 95, -0.5, math.NaN(), math.Inf(1)} {
			want := fmt.Sprintf("kpi: confidence level %v is not between 0 and 1", level)
			assert.PanicsWithValue(t, want, func() { m.Score(tally, level) }, m.String())
			assert.PanicsWithValue(t, want, func() { m.Score(nps.Tally{}, level) }, "%v without data", m)
		}
	}
	assert.PanicsWithValue(t, "nps: Method(4) is not a method for a net promoter score", func() { nps.Method(4).Score(tally, 0.95) })
	assert.PanicsWithValue(t, "nps: Method(255) is not a method for a net promoter score", func() { nps.Method(255).Score(nps.Tally{}, 0.95) })
	for _, null := range []float64{-100.5, 101, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.PanicsWithValue(t, fmt.Sprintf("nps: a score of %v to test for is not from -100 to 100", null), func() { tally.Test(null) })
	}
}

func TestMethodNames(t *testing.T) {
	names := map[nps.Method]string{0: "ScoreInterval", 1: "AdjustedWald", 2: "Wald", 3: "AnyTime", 4: "Method(4)"}
	for m, name := range names {
		assert.Equal(t, name, m.String())
	}
}
