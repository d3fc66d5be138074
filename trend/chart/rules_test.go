package chart_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
)

var windowRules = []chart.Rule{chart.Beyond, chart.TwoOfThree, chart.FourOfFive, chart.EightOneSide, chart.NineOneSide, chart.SixTrend,
	chart.FourteenAlternating, chart.FifteenWithin, chart.EightOutside}

var allRules = append(slices.Clone(windowRules), chart.Anhoej()...)

// Each rule as its sentence says it, over all points before, without a memory: z holds no gaps, and is the
// value too.
func obeys(r chart.Rule, z []float64) (length, side int, found bool) {
	newest := z[len(z)-1]
	last := func(n int) []float64 { return z[max(0, len(z)-n):] }
	all := func(n int, f func(x float64) bool) bool {
		return len(z) >= n && !slices.ContainsFunc(last(n), func(x float64) bool { return !f(x) })
	}
	some := func(n, of int, sigma float64) (int, int, bool) {
		side := 1.0
		if newest < 0 {
			side = -1
		}
		count, first := 0, 0
		for i, x := range last(of) {
			if x*side > sigma {
				if count++; count == 1 {
					first = i
				}
			}
		}
		return len(last(of)) - first, int(side), count >= n && newest*side > sigma
	}
	up := func(n int, sign func(i int) float64) bool {
		if len(z) < n {
			return false
		}
		w := last(n)
		for i := 1; i < n; i++ {
			if !((w[i]-w[i-1])*sign(i) > 0) {
				return false
			}
		}
		return true
	}
	one := func(n int) (int, int, bool) {
		if all(n, func(x float64) bool { return x > 0 }) {
			return n, 1, true
		}
		return n, -1, all(n, func(x float64) bool { return x < 0 })
	}
	switch r {
	case chart.Beyond:
		return 1, cmp.Compare(newest, 0), math.Abs(newest) > 3
	case chart.TwoOfThree:
		return some(2, 3, 2)
	case chart.FourOfFive:
		return some(4, 5, 1)
	case chart.EightOneSide:
		return one(8)
	case chart.NineOneSide:
		return one(9)
	case chart.SixTrend:
		if up(6, func(int) float64 { return 1 }) {
			return 6, 1, true
		}
		return 6, -1, up(6, func(int) float64 { return -1 })
	case chart.FourteenAlternating:
		sign := func(i int) float64 { return float64(1 - i%2*2) }
		return 14, 0, up(14, sign) || up(14, func(i int) float64 { return -sign(i) })
	case chart.FifteenWithin:
		return 15, 0, all(15, func(x float64) bool { return math.Abs(x) <= 1 })
	default:
		outside := all(8, func(x float64) bool { return math.Abs(x) > 1 })
		return 8, 0, outside && slices.Max(last(8)) > 0 && slices.Min(last(8)) < 0
	}
}

func TestRulesAsTheirSentences(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	found := map[chart.Rule]int{}
	for run := range 300 {
		x := make([]float64, 80)
		slow, spread := 0.0, 0.3+3*r.Float64()
		for i := range x {
			slow += r.NormFloat64()
			switch run % 4 {
			case 0:
				x[i] = slow
			case 1:
				x[i] = spread * r.NormFloat64()
			case 2: // whole numbers: ties, and points on the centre and on the edges of zones
				x[i] = math.Round(spread * r.NormFloat64())
			case 3: // alternating
				x[i] = (1 + r.Float64()) * float64(1-i%2*2)
			}
			if r.IntN(10) == 0 && run%3 > 0 {
				x[i] = math.NaN()
			}
		}
		c := chart.XmR(x).Given(known)
		var want []chart.Signal
		var z []float64
		var at []int
		for i, v := range x {
			if math.IsNaN(v) {
				continue
			}
			z, at = append(z, v), append(at, i)
			for _, rule := range windowRules {
				if length, side, ok := obeys(rule, z); ok {
					want = append(want, chart.Signal{Rule: rule, Side: side, First: at[len(at)-length], Last: i})
					found[rule]++
				}
			}
		}
		assert.Equal(t, want, c.Signals(windowRules...), "run %d", run)
	}
	for _, rule := range windowRules {
		assert.Greater(t, found[rule], 20, "%v was put to the test", rule)
	}
}

func TestPattern(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		reason string
		x      []float64
		rule   chart.Rule
		want   []int
	}{
		{"the one between is not one of the two", []float64{0, 2.5, 0, 2.2}, chart.TwoOfThree, []int{1, 3}},
		{"a gap is not one of three", []float64{2.5, nan, nan, 0, 2.2}, chart.TwoOfThree, []int{0, 4}},
		{"low", []float64{-1.5, -1.5, 4, -1.5, -1.5}, chart.FourOfFive, []int{0, 1, 3, 4}},
		{"a run passes over a gap", []float64{1, 1, 1, 1, nan, 1, 1, 1, 1}, chart.EightOneSide, []int{0, 1, 2, 3, 5, 6, 7, 8}},
		{"points on the centre do not end a long run", []float64{-1, 1, 1, 1, 0, 1, 1, 1, 1, -1}, chart.LongRun, []int{1, 2, 3, 5, 6, 7, 8}},
		{"nor count", []float64{-1, 1, 1, 1, 0, 1, 1, nan, 1, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, chart.LongRun,
			[]int{11, 12, 13, 14, 15, 16, 17, 18, 19}},
		{"but they end a run of nine", []float64{1, 1, 1, 1, 0, 1, 1, 1, 1, 1}, chart.NineOneSide, nil},
		{"few crossings are of all points off the centre", []float64{0, -1, -1, -1, -1, -1, 0, 1, nan, 1, 1, 1, 1, 0}, chart.FewCrossings,
			[]int{1, 2, 3, 4, 5, 7, 9, 10, 11, 12}},
	} {
		drawn := chart.XmR(c.x).Given(known)
		signals := drawn.Signals(c.rule)
		if c.want == nil {
			assert.Empty(t, signals, c.reason)
			continue
		}
		if assert.Len(t, signals, 1, c.reason) {
			assert.Equal(t, c.want, drawn.Pattern(signals[0]), c.reason)
		}
	}
	assert.PanicsWithValue(t, "chart: no points 0 to 2 in 1", func() { chart.XmR([]float64{1}).Pattern(chart.Signal{Last: 2}) })
}

func TestRulesThatDoNotHold(t *testing.T) {
	x := []float64{1, 2, 3}
	assert.PanicsWithValue(t, `chart: the rule "nine on one side" does not hold for a chart of kind ewma`, func() { chart.EWMA(x, 0.2, 3).Signals(chart.Nelson()...) })
	assert.Panics(t, func() { chart.CUSUM(x, 0.5, 5).Monitor(chart.LongRun) })
	assert.Panics(t, func() { chart.MR(x).Signals(chart.EightOneSide) })
	assert.PanicsWithValue(t, `chart: the rule "Rule(11)" does not hold for a chart of kind xmr`, func() { chart.XmR(x).Signals(chart.Rule(11)) })
}

func TestRuleNames(t *testing.T) {
	for _, r := range allRules {
		text, err := r.MarshalText()
		assert.NoError(t, err)
		var back chart.Rule
		assert.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, r, back)
	}
	_, err := chart.Rule(200).MarshalText()
	assert.EqualError(t, err, "chart: Rule(200) is not a rule")
	var r chart.Rule
	assert.EqualError(t, r.UnmarshalText([]byte("any")), `chart: "any" is not a rule`)
	assert.Equal(t, "six in a trend, down, points 2 to 7", chart.Signal{Rule: chart.SixTrend, Side: -1, First: 2, Last: 7}.String())
	assert.Equal(t, "six in a trend, up, points 2 to 7", chart.Signal{Rule: chart.SixTrend, Side: 1, First: 2, Last: 7}.String())
	assert.Equal(t, "beyond the limits, low, point 7", chart.Signal{Side: -1, First: 7, Last: 7}.String())
	assert.Equal(t, "nine on one side, high, points 1 to 9", chart.Signal{Rule: chart.NineOneSide, Side: 1, First: 1, Last: 9}.String())
}

// The same rule asked twice, and sets that share rules, signal once.
func TestRulesOnce(t *testing.T) {
	c := chart.XmR([]float64{0, 5, 0, -4}).Given(known)
	assert.Equal(t, c.Signals(), c.Signals(append(chart.WesternElectric(), chart.Beyond)...))
}
