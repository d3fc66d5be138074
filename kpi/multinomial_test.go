package kpi_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
)

func TestMultinomialAgainstItsDefinition(t *testing.T) {
	for _, row := range rows(t, "multinomial.csv", ';') {
		values, n := numbers(t, row["values"]), counts(t, row["counts"])
		e := kpi.Multinomial(values, n, number(t, row["level"]))
		span := values[len(values)-1] - values[0]
		assert.InDelta(t, number(t, row["mean"]), e.Value, 1e-15*span*4, "%v", row)
		assert.InDelta(t, number(t, row["lo"]), e.Lo, 1e-14*span, "%v", row)
		assert.InDelta(t, number(t, row["hi"]), e.Hi, 1e-14*span, "%v", row)
	}
}

func TestMultinomialIsWilson(t *testing.T) {
	for n := 1; n <= 60; n++ {
		for k := 0; k <= n; k++ {
			w := kpi.Proportion(k, n, 0.95)
			m := kpi.Multinomial([]float64{0, 1}, []int{n - k, k}, 0.95)
			assert.InDelta(t, w.Lo, m.Lo, 1e-14, "%d of %d", k, n)
			assert.InDelta(t, w.Hi, m.Hi, 1e-14, "%d of %d", k, n)
		}
	}
}

// tango returns the score statistic of Tango (1998) for a net score of x on [-1, 1], from his closed form of the
// restricted maximum likelihood; its square is compared with z².
func tango(down, flat, up int, x float64) float64 {
	n, b, c := float64(down+flat+up), float64(up), float64(down)
	A, B, C := 2*n, -b-c+(2*n-b+c)*x, -c*x*(1-x)
	q := (math.Sqrt(B*B-4*A*C) - B) / (2 * A)
	return (b - c - n*x) / math.Sqrt(n*(2*q+x*(1-x)))
}

func TestMultinomialIsTango(t *testing.T) {
	const z = 1.959963984540054
	most := 25
	for n := 1; n <= most; n++ {
		for down := 0; down <= n; down++ {
			for up := 0; down+up <= n; up++ {
				flat := n - down - up
				m := kpi.Multinomial([]float64{-1, 0, 1}, []int{down, flat, up}, 0.95)
				e := kpi.Net(down, flat, up, 0.95)
				assert.InDelta(t, 100*m.Lo, e.Lo, 1e-12)
				assert.InDelta(t, 100*m.Hi, e.Hi, 1e-12)
				if up < n {
					assert.InDelta(t, -z, tango(down, flat, up, m.Hi), 2e-6, "%d %d %d: hi %v", down, flat, up, m.Hi)
				} else {
					assert.Equal(t, 1.0, m.Hi)
				}
				if down < n {
					assert.InDelta(t, z, tango(down, flat, up, m.Lo), 2e-6, "%d %d %d: lo %v", down, flat, up, m.Lo)
				} else {
					assert.Equal(t, -1.0, m.Lo)
				}
			}
		}
	}
}

func TestNetPublished(t *testing.T) {
	for _, row := range []struct {
		reason         string
		down, flat, up int
		level, lo, hi  float64
		within         float64
	}{
		{"Tango 1998, table V, as a paired difference", 1, 43, 0, 0.90, -9.6, 3.7, 0.06},
		{"R package NPS 2.0.999, nps_test_", 20, 30, 50, 0.95, 13.95514126723, 44.33930516243, 3e-5},
		{"R package NPS 2.0.999, nps_test_", 5, 10, 15, 0.95, 4.298085378457, 56.65530363719, 3e-5},
		{"R package NPS 2.0.999, nps_test_", 1, 2, 3, 0.95, -31.10736886556, 75.39567152659, 3e-5},
	} {
		e := kpi.Net(row.down, row.flat, row.up, row.level)
		assert.InDelta(t, row.lo, e.Lo, row.within, row.reason)
		assert.InDelta(t, row.hi, e.Hi, row.within, row.reason)
	}
}

func TestMultinomialCorners(t *testing.T) {
	none := kpi.Multinomial([]float64{1, 2, 3, 4, 5}, make([]int, 5), 0.95)
	assert.True(t, math.IsNaN(none.Value) && none.Lo == 1 && none.Hi == 5 && none.N == 0, "no answers: the ends of the scale")
	negative := kpi.Multinomial([]float64{1, 2}, []int{3, -1}, 0.95)
	assert.True(t, !negative.Known() && negative.N == 0, "a negative count is no data")
	over := kpi.Multinomial([]float64{1, 2}, []int{math.MaxInt, 1}, 0.95)
	assert.False(t, over.Known(), "counts that overflow are no data")
	assert.False(t, kpi.Net(-1, 2, 3, 0.95).Known(), "a negative count is no data")
	assert.False(t, kpi.Net(0, 0, 0, 0.95).Known(), "no answers")
	assert.False(t, kpi.Net(math.MaxInt, math.MaxInt, 3, 0.95).Known(), "counts that overflow are no data")

	one := kpi.Multinomial([]float64{3}, []int{7}, 0.95)
	assert.True(t, one.Value == 3 && one.Lo == 3 && one.Hi == 3, "a scale of one value leaves nothing open")
	shuffled := kpi.Multinomial([]float64{5, 1, 3, 2, 4}, []int{9, 0, 0, 0, 1}, 0.95)
	ordered := kpi.Multinomial([]float64{1, 2, 3, 4, 5}, []int{0, 0, 0, 1, 9}, 0.95)
	assert.InDelta(t, ordered.Lo, shuffled.Lo, 1e-14, "the order of the categories does not matter")
	assert.InDelta(t, ordered.Hi, shuffled.Hi, 1e-14, "the order of the categories does not matter")
	wide := make([]float64, 40)
	many := make([]int, 40)
	for i := range wide {
		wide[i], many[i] = float64(i), i
	}
	assert.True(t, kpi.Multinomial(wide, many, 0.95).Known(), "more categories than the stack holds")

	assert.Equal(t, 100.0, kpi.Net(0, 0, 10, 0.95).Hi, "ten promoters of ten")
	for _, e := range []kpi.Estimate{kpi.Net(0, 0, 3, 0.95), kpi.Net(3, 0, 0, 0.95), kpi.Net(0, 3, 0, 0.95), kpi.Net(1, 0, 0, 0.95)} {
		assert.True(t, -100 <= e.Lo && e.Lo < e.Hi && e.Hi <= 100, "%v: inside the scale, and with a width", e)
	}
	huge := kpi.Net(2e8, 3e8, 5e8, 0.95)
	assert.InDelta(t, 30, huge.Value, 1e-12)
	assert.InDelta(t, 100*1.959963984540054*math.Sqrt(0.61/1e9), huge.Hi-huge.Value, 2e-7, "at n = 1e9 the score interval is Wald's")

	assert.Panics(t, func() { kpi.Multinomial([]float64{1, 2}, []int{1}, 0.95) })
	assert.Panics(t, func() { kpi.Multinomial(nil, nil, 0.95) })
	assert.Panics(t, func() { kpi.Multinomial([]float64{1, math.NaN()}, []int{1, 2}, 0.95) })
}

func TestShares(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5}
	m := kpi.Multinomial(values, []int{2, 3, 5, 20, 70}, 0.95)
	s := kpi.Shares(values, []float64{.02, .03, .05, .2, .7}, 100, 100, kpi.Number, 0.95)
	assert.InDelta(t, m.Lo, s.Lo, 1e-14, "at neff = n the shares are the counts")
	assert.InDelta(t, m.Hi, s.Hi, 1e-14, "at neff = n the shares are the counts")
	doubled := kpi.Shares(values, []float64{.04, .06, .1, .4, 1.4}, 100, 100, kpi.Number, 0.95)
	assert.InDelta(t, s.Lo, doubled.Lo, 1e-14, "shares need not sum to one")
	fewer := kpi.Shares(values, []float64{.02, .03, .05, .2, .7}, 50, 100, kpi.Number, 0.95)
	assert.True(t, fewer.Lo < s.Lo && fewer.Hi > s.Hi && fewer.N == 100, "a smaller effective n widens")
	for _, bad := range []kpi.Estimate{
		kpi.Shares(values, []float64{.1, .2, .3, -.1, .5}, 10, 10, kpi.Number, 0.95),
		kpi.Shares(values, []float64{.1, .2, .3, math.NaN(), .5}, 10, 10, kpi.Number, 0.95),
		kpi.Shares(values, make([]float64, 5), 10, 10, kpi.Number, 0.95),
		kpi.Shares(values, []float64{1, 0, 0, 0, 0}, math.NaN(), 10, kpi.Number, 0.95),
		kpi.Shares(values, []float64{1, 0, 0, 0, 0}, 0, 10, kpi.Number, 0.95),
		kpi.Shares(values, []float64{1, 0, 0, 0, 0}, 10, 0, kpi.Number, 0.95),
		kpi.Shares(values, []float64{math.Inf(1), 0, 0, 0, 0}, 10, 10, kpi.Number, 0.95),
	} {
		assert.True(t, !bad.Known() && bad.Lo == 1 && bad.Hi == 5, "%v", bad)
	}
}

// A share that is next to nothing changes the limits by next to nothing.
func TestSharesNextToNothing(t *testing.T) {
	for _, values := range [][]float64{{0, 1}, {-1, 0, 1}, {1, 2, 3, 4, 5}} {
		shares := make([]float64, len(values))
		shares[len(shares)-1] = 1
		want := kpi.Shares(values, shares, 2, 2, kpi.Number, 0.95)
		for _, little := range []float64{1e-12, 1e-17, 1e-20, 1e-33, 1e-50, 1e-200, 5e-324} {
			shares[0] = little
			got := kpi.Shares(values, shares, 2, 2, kpi.Number, 0.95)
			assert.InDelta(t, want.Lo, got.Lo, 1e-11, "%v, %v at the far end", values, little)
			assert.InDelta(t, want.Hi, got.Hi, 1e-11, "%v, %v at the far end", values, little)
			mirrored := make([]float64, len(shares))
			for i, s := range shares {
				mirrored[len(shares)-1-i] = s
			}
			other := kpi.Shares(values, mirrored, 2, 2, kpi.Number, 0.95)
			ends := values[0] + values[len(values)-1]
			assert.InDelta(t, ends-got.Lo, other.Hi, 1e-11, "%v, %v at the near end", values, little)
		}
	}
}

func TestMultinomialAnyTime(t *testing.T) {
	net := []float64{-1, 0, 1}
	for _, row := range []struct {
		reason string
		counts []int
		lo, hi float64
	}{
		{"a Dirichlet mixture over the profile likelihood, by numerical search", []int{20, 30, 50}, -0.021842049110956, 0.5770678990501752},
		{"the same, all alike", []int{0, 0, 3}, -0.6148286428891642, 1},
	} {
		e := kpi.MultinomialAnyTime(net, row.counts, 0.95)
		assert.InDelta(t, row.lo, e.Lo, 1e-12, row.reason)
		assert.InDelta(t, row.hi, e.Hi, 1e-12, row.reason)
	}
	assert.False(t, kpi.MultinomialAnyTime(net, []int{0, 0, 0}, 0.95).Known())
	huge := kpi.MultinomialAnyTime(net, []int{2e8, 3e8, 5e8}, 0.95)
	assert.True(t, huge.Lo < 0.3 && huge.Hi > 0.3 && huge.Hi-huge.Lo < 6e-4 && huge.Hi-huge.Lo > 2e-4, "n = 1e9: %v to %v", huge.Lo, huge.Hi)
	flat := kpi.MultinomialAnyTime([]float64{1, 2, 3, 4, 5}, []int{0, 0, 9, 0, 0}, 0.95)
	assert.True(t, flat.Lo < 3 && flat.Hi > 3, "all alike in the middle has a width: %v", flat)
	for _, n := range []int{1, 5, 29, 30, 31, 1000} { // across the switch to Stirling's series
		e := kpi.MultinomialAnyTime(net, []int{n, 2 * n, 4 * n}, 0.95)
		s := kpi.Multinomial(net, []int{n, 2 * n, 4 * n}, 0.95)
		assert.True(t, e.Lo < s.Lo && e.Hi > s.Hi, "n = %d: always valid is wider than once", 7*n)
	}
}

func TestScoreAllocatesNothing(t *testing.T) {
	values, n := []float64{1, 2, 3, 4, 5, 6, 7}, []int{80, 210, 140, 110, 160, 180, 120}
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		kpi.Proportion(81, 263, 0.95)
		kpi.ClopperPearson.Proportion(81, 263, 0.95)
		kpi.AnyTime.Proportion(81, 263, 0.95)
		kpi.Net(20, 30, 50, 0.95)
		kpi.Multinomial(values, n, 0.95)
	}))
}

// Where values, shares and levels are as far apart as float64 lets them, limits stay on the scale and are no NaN.
func TestLimitsFarOut(t *testing.T) {
	for _, test := range []struct {
		reason string
		e      kpi.Estimate
		lo, hi float64
	}{
		{"more answers than a float64 counts", kpi.Net(0, 1, 12043926814655528, 0.95), -100, 100},
		{"and all alike", kpi.Net(0, 0, 114040410101832368, 0.95), -100, 100},
		{"a weight of 1e-18", kpi.Shares([]float64{-205.07975451021028, 1.000000000001, -0.0008005690531454638, 1.000000000003, 0.0008633815374450857},
			[]float64{2.1965540952704794e+25, 3.146761709690508e+07, 3.782580387300556e+11, 6.771929132108425e-29, 7.262836718613297e+20},
			1e50, 5, kpi.Number, 5.8e-05), -205.07975451021028, 1.000000000003},
		{"two values that nearly are one", kpi.MultinomialAnyTime([]float64{1, 29260.679476666774, 1.000000000002, 1.000000000003},
			[]int{0, 199865175183, 10316, 1285104525}, 1-0x1p-53), 1, 29260.679476666774},
		{"an end that nobody chose beside another", kpi.MultinomialAnyTime([]float64{1, 1.000000000001, -6845.167730179999, -573039.4602566765},
			[]int{1097555980758, 1, 198680478058623456, 34894996}, 1-0x1p-53), -573039.4602566765, 1.000000000001},
	} {
		assert.True(t, test.lo <= test.e.Lo && test.e.Lo <= test.e.Value && test.e.Value <= test.e.Hi && test.e.Hi <= test.hi, "%s: %+v", test.reason, test.e)
	}
}
