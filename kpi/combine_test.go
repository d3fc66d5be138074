package kpi_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

var inf = math.Inf(1)

func est(value, lo, hi float64) kpi.Estimate {
	return kpi.Estimate{Value: value, Lo: lo, Hi: hi, Level: 0.95, N: 100, Unit: kpi.Number}
}

var nothing = kpi.Estimate{Value: math.NaN(), Lo: -inf, Hi: inf, Level: 0.95}

// The limits of those who did not are R's limits of those who did, from 1: testdata/proportions.R.
func TestComplement(t *testing.T) {
	for _, row := range rows(t, "proportions.csv", ',') {
		if row["method"] != "Wilson" {
			continue
		}
		k, n, level := count(t, row["k"]), count(t, row["n"]), number(t, row["level"])
		e := kpi.Proportion(n-k, n, level).Complement()
		assert.InDelta(t, float64(k)/float64(n), e.Value, 2e-16, "%v", row)
		assert.InDelta(t, number(t, row["lo"]), e.Lo, 4e-12, "%v", row)
		assert.InDelta(t, number(t, row["hi"]), e.Hi, 4e-12, "%v", row)
		assert.Equal(t, kpi.Fraction, e.Unit)
		assert.Equal(t, level, e.Level)
		assert.Equal(t, n, e.N)
	}
	none := kpi.Proportion(0, 0, 0.95).Complement()
	assert.False(t, none.Known(), "no data stays no data")
	assert.Equal(t, [3]float64{0, 1, 0.95}, [3]float64{none.Lo, none.Hi, none.Level})
	assert.Zero(t, none.N)
	assert.Equal(t, kpi.Estimate{}, kpi.Estimate{}.Complement(), "never set")
	never := kpi.Exactly(math.NaN(), kpi.Fraction).Complement()
	assert.Equal(t, [2]float64{-inf, inf}, [2]float64{never.Lo, never.Hi})
	assert.Equal(t, "25.0%", kpi.Exactly(0.75, kpi.Fraction).Complement().String(), "exact stays exact")
	assert.InDelta(t, -0.15, kpi.Exactly(1.15, kpi.Fraction).Complement().Value, 1e-15, "net revenue retention of 115%")
	assert.PanicsWithValue(t, "kpi: Complement of 5.0pp (change): only a fraction has one", func() { kpi.Exactly(0.05, kpi.Change).Complement() })
	for _, u := range []kpi.Unit{kpi.Number, kpi.Points, kpi.Seconds} {
		assert.Panics(t, func() { kpi.Exactly(0.5, u).Complement() }, "%v", u)
		assert.Panics(t, func() { kpi.Estimate{Value: math.NaN(), Level: 0.95, Unit: u}.Complement() }, "%v without data", u)
	}
}

func TestMinus(t *testing.T) {
	// Newcombe 1998, Statistics in Medicine 17:873, table II, method 10, to the four digits printed there.
	for _, row := range []struct {
		reason         string
		k1, n1, k2, n2 int
		lo, hi         float64
	}{
		{"(a)", 56, 70, 48, 80, 0.0524, 0.3339},
		{"(b)", 9, 10, 3, 10, 0.1705, 0.8090},
		{"(c)", 6, 7, 2, 7, 0.0582, 0.8062},
		{"(d)", 5, 56, 0, 29, -0.0381, 0.1926},
		{"(e) none in both", 0, 10, 0, 20, -0.1611, 0.2775},
		{"(f) none in both", 0, 10, 0, 10, -0.2775, 0.2775},
		{"(g) all and none", 10, 10, 0, 20, 0.6791, 1.0000},
		{"(h) all and none", 10, 10, 0, 10, 0.6075, 1.0000},
	} {
		d := kpi.Proportion(row.k1, row.n1, 0.95).Minus(kpi.Proportion(row.k2, row.n2, 0.95))
		assert.InDelta(t, row.lo, d.Lo, 5.1e-5, row.reason)
		assert.InDelta(t, row.hi, d.Hi, 5.1e-5, row.reason)
		assert.Equal(t, kpi.Change, d.Unit, "a difference of shares is a change")
		assert.Equal(t, row.n1+row.n2, d.N, "N counts both")
		assert.Equal(t, 0.95, d.Level)
		o := kpi.Proportion(row.k2, row.n2, 0.95).Minus(kpi.Proportion(row.k1, row.n1, 0.95))
		assert.Equal(t, -d.Lo, o.Hi, "turned round, the limits mirror")
	}
}

func TestCombinedWithNoData(t *testing.T) {
	april, none := kpi.Net(20, 30, 50, 0.95), kpi.Net(0, 0, 0, 0.95)
	for _, d := range []kpi.Estimate{
		april.Minus(none), none.Minus(april), none.Minus(none), april.Minus(kpi.Estimate{}), kpi.Estimate{}.Minus(april),
		kpi.Sum(april, none), kpi.Sum(), none.Times(2), kpi.Ratio(april, none), kpi.Ratio(none, april), april.MinusBonferroni(none),
		kpi.Exactly(math.NaN(), kpi.Points).Minus(april), kpi.Estimate{}.MinusBonferroni(april), kpi.Estimate{}.Times(-3),
	} {
		assert.True(t, !d.Known() && math.IsNaN(d.Value) && d.N == 0, "combined with no data is no data: %+v", d)
		assert.False(t, math.IsNaN(d.Lo) || math.IsNaN(d.Hi), "limits are never NaN: %+v", d)
		assert.True(t, d.Contains(1e9), "nothing can be excluded")
		assert.Equal(t, kpi.Undecided, d.AtLeast(0))
	}
	both := none.Minus(none)
	assert.True(t, both.Lo == -200 && both.Hi == 200 && both.Unit == kpi.Points, "two scores differ by 200 points at most: %+v", both)
	shares := kpi.Proportion(0, 0, 0.95).Minus(kpi.Proportion(0, 0, 0.95))
	assert.True(t, shares.Lo == -1 && shares.Hi == 1 && shares.Unit == kpi.Change, "two shares by 1: %+v", shares)
	assert.Equal(t, kpi.Points, april.Minus(kpi.Estimate{}).Unit, "an estimate never set goes with every unit")
	assert.Equal(t, 0.95, april.Minus(kpi.Estimate{}).Level, "and with every level")
}

func TestInfiniteValues(t *testing.T) {
	late := kpi.Estimate{Value: inf, Lo: 10, Hi: inf, Level: 0.95, N: 11}
	soon := est(4, 3, 6)
	d := late.Minus(soon)
	assert.True(t, d.Value == inf && d.Lo == 4 && d.Hi == inf && d.Known(), "at least the earliest minus the latest: %+v", d)
	d = soon.Minus(late)
	assert.True(t, d.Value == -inf && d.Lo == -inf && d.Hi == -4, "%+v", d)
	assert.False(t, late.Minus(late).Known(), "∞ - ∞ is no data")
	assert.False(t, late.Times(0).Known(), "0·∞ is no data")
	half := est(5, 1, inf).Times(0)
	assert.True(t, half.Value == 0 && half.Lo == 0 && half.Hi == 0, "0 times what is finite is 0: %+v", half)
	s := kpi.Sum(late, soon)
	assert.True(t, s.Value == inf && s.Lo == 13 && s.Hi == inf, "%+v", s)
	s = kpi.Sum(est(5, 1, inf), soon)
	assert.True(t, s.Value == 9 && s.Hi == inf && s.Lo > 4.8 && s.Lo < 5, "the limit that exists stays: %+v", s)
	r := kpi.Ratio(late, soon)
	assert.True(t, r.Value == inf && r.Lo == 10.0/6 && r.Hi == inf, "%+v", r)
	assert.False(t, kpi.Ratio(soon, late).Known(), "a denominator not reached yet")
}

func TestSum(t *testing.T) {
	one := kpi.Proportion(19, 20, 0.95)
	s := kpi.Sum(one)
	assert.InDelta(t, one.Lo, s.Lo, 1e-15, "a sum of one is that one")
	assert.InDelta(t, one.Hi, s.Hi, 1e-15, "a sum of one is that one")
	a, b := est(10, 8, 12), est(20, 17, 23)
	s = kpi.Sum(a, b)
	assert.InDelta(t, 30-math.Sqrt(13), s.Lo, 1e-12, "symmetric limits add in quadrature")
	assert.InDelta(t, 30+math.Sqrt(13), s.Hi, 1e-12, "symmetric limits add in quadrature")
	assert.Equal(t, 200, s.N)
	s = kpi.Sum(a, kpi.Exactly(5, kpi.Number))
	assert.True(t, s.Value == 15 && s.Lo == 13 && s.Hi == 17 && s.Level == 0.95, "an exact term moves, and keeps the level: %+v", s)
	s = kpi.Sum(kpi.Exactly(2, kpi.Number), kpi.Exactly(3, kpi.Number))
	assert.True(t, s.Value == 5 && s.Lo == 5 && s.Hi == 5 && s.Level == 1 && s.Known(), "%+v", s)

	// The outer of two rules, computed by hand: v = .95, lo = .7639, hi = .9911 in twelve equal shares.
	var twelve []kpi.Estimate
	for range 12 {
		twelve = append(twelve, one.Times(1.0/12))
	}
	s = kpi.Sum(twelve...)
	below, above := one.Value-one.Lo, one.Hi-one.Value
	h, shift := (one.Hi-one.Lo)/2, (one.Hi+one.Lo)/2-one.Value
	assert.InDelta(t, 0.95+shift/12-h/math.Sqrt(12), math.Min(s.Lo, 0.95-below/math.Sqrt(12)), 0.02)
	assert.InDelta(t, math.Max(0.95+above/math.Sqrt(12), 0.95+shift/12+h/math.Sqrt(12)), s.Hi, 1e-12)
	assert.InDelta(t, math.Min(0.95-below/math.Sqrt(12), 0.95+shift/12-h/math.Sqrt(12)), s.Lo, 1e-12)
	all := kpi.Sum(kpi.Proportion(20, 20, 0.95).Times(0.5), kpi.Proportion(20, 20, 0.95).Times(0.5))
	assert.True(t, all.Hi == 1 && all.Unit == kpi.Fraction, "a weighted mean of shares stays a share: %+v", all)
	change := kpi.Sum(one, kpi.Proportion(3, 9, 0.95).Times(-1))
	assert.Equal(t, kpi.Change, change.Unit, "a negative term makes it a change")
}

func TestRatio(t *testing.T) {
	for _, row := range []struct {
		reason   string
		num, den kpi.Estimate
		v, lo    float64
		hi       float64
	}{
		{"symmetric limits: Fieller", est(150, 91.20108046379838, 208.79891953620162), est(100, 84.32028812367957, 115.67971187632043), 1.5, 0.8954788332839165, 2.1801361970346544},
		{"a denominator that nearly reaches 0", est(150, 90, 210), est(100, 0.0001, 200), 1.5, 0.63, 1500000.1200001102},
		{"a negative numerator, where Donner and Zou's closed form is wrong", est(-50, -80, -30), est(100, 60, 150), -0.5, -1, -0.26114916464678534},
		{"a denominator that may be 0: no upper limit", est(150, 90, 210), est(100, -20, 220), 1.5, 0.5805651377257619, inf},
		{"both may be 0: no limit at all", est(150, -90, 390), est(100, -20, 220), 1.5, -inf, inf},
		{"the mirror image of no upper limit", est(-150, -210, -90), est(100, -20, 220), -1.5, -inf, -0.5805651377257619},
		{"an exact denominator divides the limits", est(150, 90, 210), kpi.Exactly(100, kpi.Number), 1.5, 0.9, 2.1},
		{"an exact numerator", kpi.Exactly(150, kpi.Number), est(100, 80, 125), 1.5, 1.2, 1.875},
		{"an exact negative numerator", kpi.Exactly(-150, kpi.Number), est(100, 80, 125), -1.5, -1.875, -1.2},
		{"a numerator of 0", est(0, -10, 20), est(100, 80, 125), 0, 0, 0},
		{"no upper limit of the numerator", est(150, 90, inf), est(100, 80, 125), 1.5, 0, inf},
		{"no upper limit of the denominator", est(150, 90, 210), est(100, 80, inf), 1.5, 0, 0},
	} {
		r := kpi.Ratio(row.num, row.den)
		assert.Equal(t, row.v, r.Value, row.reason)
		assert.True(t, r.Lo <= r.Value && r.Value <= r.Hi, "%s: %+v", row.reason, r)
		assert.False(t, r.Lo == 0 && math.Signbit(r.Lo), "%s: a limit of -0", row.reason)
		if row.lo != 0 {
			assert.InDelta(t, row.lo, r.Lo, 1e-9*math.Abs(row.lo), row.reason)
		}
		if row.hi != 0 {
			assert.InDelta(t, row.hi, r.Hi, 1e-9*math.Abs(row.hi), row.reason)
		}
	}
	for _, den := range []kpi.Estimate{est(0, -1, 1), est(-5, -6, -4), nothing, est(inf, 3, inf)} {
		r := kpi.Ratio(est(1, 0, 2), den)
		assert.True(t, !r.Known() && r.Lo == -inf && r.Hi == inf, "a denominator that is not positive and finite: %+v", r)
	}
	r := kpi.Ratio(kpi.Exactly(6, kpi.Seconds), kpi.Exactly(3, kpi.Number))
	assert.True(t, r.Value == 2 && r.Level == 1 && r.Unit == kpi.Number && r.Known(), "%+v", r)
}

// The limits of a ratio are what square-and-add does not exclude: checked by Minus itself, at and beyond them.
func TestRatioByInversion(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		v := 200*rng.Float64() - 100
		num := est(v, v-50*rng.Float64(), v+50*rng.Float64())
		d := 1 + 99*rng.Float64()
		den := est(d, d*rng.Float64(), d+50*rng.Float64())
		r := kpi.Ratio(num, den)
		for _, theta := range []float64{r.Lo, r.Hi} {
			within := func(x float64) kpi.Estimate { return num.Minus(den.Times(x)) }
			step := 1e-6 * (1 + math.Abs(theta))
			if theta == r.Lo {
				step = -step
			}
			assert.True(t, within(theta-step).Contains(0), "inside: %+v / %+v at %v", num, den, theta-step)
			assert.False(t, within(theta+step).Contains(0), "outside: %+v / %+v at %v", num, den, theta+step)
		}
	}
}

func TestMinusBonferroni(t *testing.T) {
	a, b := kpi.AnyTime.Proportion(87, 100, 0.975), kpi.AnyTime.Proportion(70, 100, 0.975)
	d := a.MinusBonferroni(b)
	assert.InDelta(t, 0.95, d.Level, 1e-15)
	assert.Equal(t, a.Lo-b.Hi, d.Lo)
	assert.Equal(t, a.Hi-b.Lo, d.Hi)
	assert.InDelta(t, 0.17, d.Value, 1e-15)
	assert.Equal(t, kpi.Change, d.Unit)
	e := a.MinusBonferroni(kpi.Exactly(0.8, kpi.Fraction))
	assert.Equal(t, 0.975, e.Level, "an exact value costs no confidence")
	assert.Panics(t, func() { est(1, 0, 2).MinusBonferroni(kpi.Estimate{Value: 1, Hi: 2, Level: 0.05}) })
}

func TestContradictionsPanic(t *testing.T) {
	points, fraction := kpi.Net(1, 2, 3, 0.95), kpi.Proportion(1, 2, 0.95)
	assert.PanicsWithValue(t, "kpi: Minus of 33.3 [-31.1, 75.4] n=6 (points) and 50.0% [9.5%, 90.5%] n=2 (fraction)",
		func() { points.Minus(fraction) })
	assert.Panics(t, func() { kpi.Sum(points, points, fraction) })
	assert.PanicsWithValue(t, "kpi: Minus of estimates at levels 0.95 and 0.9", func() { fraction.Minus(kpi.Proportion(1, 2, 0.90)) })
	assert.Panics(t, func() { kpi.Ratio(fraction, kpi.Proportion(1, 2, 0.90)) })
	assert.Panics(t, func() { fraction.Times(math.NaN()) })
	assert.Panics(t, func() { fraction.Times(inf) })
	assert.NotPanics(t, func() { fraction.Minus(kpi.Exactly(0.8, kpi.Fraction)) }, "an exact value goes with any level")
	assert.NotPanics(t, func() { kpi.Sum(kpi.Exactly(0.8, kpi.Fraction), fraction, kpi.Exactly(0.1, kpi.Change)) })
}
