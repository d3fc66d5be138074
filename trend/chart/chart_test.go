package chart_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// makers draws any series of numbers on every kind of chart. Counts are made of the numbers, gaps of NaN.
var makers = map[string]func(x []float64) chart.Chart{
	"p":               func(x []float64) chart.Chart { return chart.P(counts(x)) },
	"p three-sigma":   func(x []float64) chart.Chart { return chart.ThreeSigma.P(counts(x)) },
	"laney":           func(x []float64) chart.Chart { return chart.Laney(counts(x)) },
	"net":             func(x []float64) chart.Chart { return chart.Net(classes(x)) },
	"net three-sigma": func(x []float64) chart.Chart { return chart.ThreeSigma.Net(classes(x)) },
	"laney net":       func(x []float64) chart.Chart { return chart.LaneyNet(classes(x)) },
	"xmr":             chart.XmR,
	"log xmr":         chart.LogXmR,
	"mr":              chart.MR,
	"t":               chart.T,
	"t exponential":   chart.Exponential.T,
	"ewma":            func(x []float64) chart.Chart { return chart.EWMA(x, 0.2, 2.5) },
	"cusum":           func(x []float64) chart.Chart { return chart.CUSUM(x, 0.5, 3) },
}

func counted(kind string) bool {
	return slices.Contains([]string{"p", "p three-sigma", "laney", "net", "net three-sigma", "laney net"}, kind)
}

func rulesFor(kind string) []chart.Rule {
	if kind == "mr" || kind == "ewma" || kind == "cusum" {
		return []chart.Rule{chart.Beyond}
	}
	return allRules
}

// share makes a count of some 60 out of a number of a few sigmas, 0 of 0 out of NaN.
func share(x float64) (k, n int) {
	if math.IsNaN(x) {
		return 0, 0
	}
	n = 60 + int(math.Abs(x)*1e6)%7
	return min(n, max(0, n*3/4+int(3*math.Max(-20, math.Min(20, x))))), n
}

func counts(x []float64) (k, n []int) {
	k, n = make([]int, len(x)), make([]int, len(x))
	for i := range x {
		k[i], n[i] = share(x[i])
	}
	return k, n
}

func answersOf(x float64) [3]int {
	k, n := share(x)
	return [3]int{(n - k) / 2, n - k - (n-k)/2, k}
}

func classes(x []float64) [][3]int {
	c := make([][3]int, len(x))
	for i := range x {
		c[i] = answersOf(x[i])
	}
	return c
}

// lawful checks what holds for every point of every chart.
func lawful(t *testing.T, c chart.Chart) {
	t.Helper()
	for i, at := range c.Points {
		assert.False(t, math.IsNaN(at.Lo) || math.IsNaN(at.Hi), "point %d: limits %v", i, at)
		assert.LessOrEqual(t, at.Lo, at.Hi, "point %d", i)
		if !math.IsNaN(at.Centre) {
			slack := 1e-9 * math.Abs(at.Centre)
			assert.LessOrEqual(t, at.Lo, at.Centre+slack, "point %d", i)
			assert.GreaterOrEqual(t, at.Hi, at.Centre-slack, "point %d", i)
		}
		if at.Known() && at.Z != 0 && c.Kind.String() != "cusum" && c.Kind.String() != "t exponential" && !math.IsNaN(at.Z) {
			assert.Equal(t, at.Value > at.Centre, at.Z > 0, "point %d: side and z agree: %+v", i, at)
		}
	}
}

func TestEveryKind(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for kind, maker := range makers {
		assert.Equal(t, kind, maker(nil).Kind.String())
		for _, c := range []struct {
			reason   string
			x        []float64
			warnings chart.Warnings
			signals  int // of Beyond; -1: whatever
		}{
			{"nothing", nil, chart.TooFew, 0},
			{"one gap", []float64{nan}, chart.TooFew, 0},
			{"one point", []float64{3}, chart.TooFew, 0},
			{"two points", []float64{3, 4}, chart.TooFew, 0},
			{"two alike", []float64{3, 3}, chart.TooFew, 0},
			{"no neighbours", []float64{3, nan, 4, nan, 5}, chart.TooFew, 0},
			{"all gaps", slices.Repeat([]float64{nan}, 20), chart.TooFew, 0},
			{"a constant series", slices.Repeat([]float64{0.1}, 30), chart.Constant, 0},
			{"zeros", slices.Repeat([]float64{0}, 30), 0, -1},
			{"huge", []float64{1e308, 1, 1.7e308, 1e308, 1.7e308, 3}, chart.TooFew, -1},
			{"infinite", []float64{1, 2, 1, 2, 1, 2, inf, 1, 2, 1, 2, 1, 2, 1}, 0, -1},
			{"negative", []float64{1, 2, 1, -2, 1, 2, 1}, chart.TooFew, -1},
		} {
			drawn := maker(c.x)
			lawful(t, drawn)
			assert.Len(t, drawn.Points, len(c.x))
			signals := drawn.Signals(rulesFor(kind)...)
			if c.signals == 0 {
				assert.Empty(t, drawn.Signals(), "%s: %s", kind, c.reason)
			}
			if kind != "mr" || c.reason != "a constant series" {
				assert.Equal(t, c.warnings, drawn.Warnings&c.warnings, "%s: %s", kind, c.reason)
			}
			for _, s := range signals {
				assert.NotEmpty(t, drawn.Pattern(s), "%s: %s", kind, c.reason)
			}
			for i, x := range c.x {
				if math.IsNaN(x) {
					assert.False(t, drawn.Points[i].Known(), "%s: %s: a gap stays a gap", kind, c.reason)
				}
			}
			roundTrips(t, drawn)
		}
	}
}

func roundTrips(t *testing.T, c chart.Chart) {
	t.Helper()
	b, err := json.Marshal(c)
	require.NoError(t, err)
	var back chart.Chart
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(b), string(again))
	assert.Equal(t, len(c.Points), len(back.Points))
	for i := range c.Points {
		assert.Equal(t, math.Float64bits(c.Points[i].Hi), math.Float64bits(back.Points[i].Hi))
		assert.Equal(t, c.Points[i].Counts, back.Points[i].Counts)
	}
	assert.Equal(t, c.Signals(), back.Signals())
}

// The numbers of corners on the XmR chart, by hand.
func TestCorners(t *testing.T) {
	inf := math.Inf(1)
	at := chart.XmR([]float64{3}).Points[0]
	assert.Equal(t, 3.0, at.Centre)
	assert.Equal(t, -inf, at.Lo, "one point has no moving range")
	assert.Equal(t, inf, at.Hi)
	assert.True(t, math.IsNaN(at.Sigma))

	at = chart.XmR([]float64{3, 4}).Points[0]
	assert.InDelta(t, 3.5, at.Centre, 0)
	assert.InDelta(t, 3.5+3/1.128, at.Hi, 1e-15)

	constant := slices.Repeat([]float64{0.1}, 30)
	for name, c := range map[string]chart.Chart{
		"xmr": chart.XmR(append(constant, 0.2)), "log": chart.LogXmR(append(constant, 0.2)), "t": chart.T(append(constant, 0.2)),
		"ewma": chart.EWMA(append(constant, 0.2), 0.1, 3), "cusum": chart.CUSUM(append(constant, 0.2), 0.5, 5),
	} {
		frozen := c.Freeze(30)
		assert.Equal(t, []chart.Signal{{Rule: chart.Beyond, Side: 1, First: 30, Last: 30}}, frozen.Signals(),
			"%s: after a constant baseline any other value is outside", name)
		assert.Equal(t, chart.Constant, frozen.Warnings&chart.Constant)
		if name == "xmr" {
			assert.Empty(t, chart.XmR(constant).Signals(chart.FifteenWithin), "no zones where nothing varies")
		}
	}

	all := chart.P(alike(50, 20), alike(50, 20))
	assert.Equal(t, chart.Constant|chart.BlindAbove, all.Warnings)
	assert.Equal(t, [2]float64{1, 1}, [2]float64{all.Points[0].Lo, all.Points[0].Hi})
	assert.Len(t, chart.P(append(alike(50, 20), 49), alike(50, 21)).Freeze(20).Signals(), 1, "one of 50 lost where none ever was")

	outlier := slices.Repeat([]float64{9, 11, 10, 12, 8}, 5)
	outlier[12] = 1e9
	assert.Equal(t, []chart.Signal{{Rule: chart.Beyond, Side: 1, First: 12, Last: 12}}, chart.XmR(outlier).Signals(),
		"a huge outlier in the baseline still shows")
	c := chart.XmR(outlier).Without(12)
	assert.InDelta(t, 10, c.Points[0].Centre, 0.2)
	assert.Len(t, c.Signals(), 1, "left out of the baseline and still judged")
	assert.True(t, c.Points[12].Excluded)

	outlier[12] = inf
	c = chart.XmR(outlier)
	assert.InDelta(t, 10, c.Points[0].Centre, 0.2, "infinity is in no baseline")
	assert.Equal(t, 12, c.Signals()[0].Last)
	sums := chart.CUSUM(outlier, 0.5, 5)
	assert.Equal(t, []chart.Signal{{Rule: chart.Beyond, Side: 1, First: 12, Last: 12}}, sums.Signals(), "and does not stay in the sums")
	assert.Equal(t, 12, chart.EWMA(outlier, 0.2, 3).Signals()[0].Last)
	assert.Len(t, chart.EWMA(outlier, 0.2, 3).Signals(), 1)

	high := chart.CUSUM([]float64{9, math.NaN(), 9}, 0.5, 5).Given(known)
	assert.Equal(t, []int{1, 3}, out(high.Signals()), "a sum that is high is no signal in a gap")
	assert.Equal(t, 8.5, high.Points[1].Up, "and stays as it is")

	paused := chart.EWMA([]float64{1, math.NaN(), 1}, 0.5, 3).Given(known)
	assert.Equal(t, paused.Points[0].Hi, paused.Points[1].Hi, "in a gap the limits of the average stay")
	assert.Greater(t, paused.Points[2].Hi, paused.Points[1].Hi, "and widen with the next number")
	assert.InDelta(t, 0.75, paused.Points[2].Value, 1e-15)

	zero := chart.LogXmR([]float64{3, 4, 5, 4, 3, 4, 0, 5, 4, 3})
	assert.Equal(t, []chart.Signal{{Rule: chart.Beyond, Side: -1, First: 6, Last: 6}}, zero.Signals(), "0 is below every limit of a logarithm")

	refused := chart.LogXmR([]float64{3, 4, -1, 4})
	assert.Equal(t, chart.Refused, refused.Warnings&chart.Refused)
	assert.False(t, refused.Points[2].Known())
	refused = chart.P([]int{5, 7, -1, 3}, []int{10, 6, 4, -3})
	assert.Equal(t, chart.Refused, refused.Warnings&chart.Refused)
	assert.Equal(t, 0.5, refused.Points[0].Centre, "only the first can be")
	assert.Zero(t, chart.P([]int{5, 0}, []int{10, 0}).Warnings&chart.Refused, "no answers are no mistake")

	huge := chart.P([]int{870_000_000, 871_000_000}, []int{1e9, 1e9}).Points[0]
	assert.InDelta(t, 0.8705, huge.Centre, 1e-15)
	assert.InDelta(t, 3*math.Sqrt(0.8705*0.1295/1e9), huge.Hi-huge.Centre, 1e-8)

	assert.PanicsWithValue(t, "chart: 1 counts of 2 periods", func() { chart.P([]int{1}, []int{1, 2}) })
	assert.PanicsWithValue(t, "chart: an EWMA with lambda NaN and width 3", func() { chart.EWMA(nil, math.NaN(), 3) })
	assert.Panics(t, func() { chart.EWMA(nil, 1.5, 3) })
	assert.Panics(t, func() { chart.CUSUM(nil, 0.5, 0) })
	assert.PanicsWithValue(t, "chart: Exponential is not a method for a chart of shares", func() { chart.Exponential.P(nil, nil) })
	assert.PanicsWithValue(t, "chart: ThreeSigma is not a method for a chart of times between events", func() { chart.ThreeSigma.T(nil) })
	assert.Panics(t, func() { chart.Method(9).Net(nil) })
}

func TestWarnings(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var periods, rolling []float64
	for i := range 60 {
		periods = append(periods, r.NormFloat64())
		if i >= 5 {
			rolling = append(rolling, (periods[i]+periods[i-1]+periods[i-2]+periods[i-3]+periods[i-4])/5)
		}
	}
	assert.Zero(t, chart.XmR(periods).Warnings)
	assert.Equal(t, chart.Dependent, chart.XmR(rolling).Warnings, "windows overlap")
	assert.Equal(t, chart.TooFew, chart.XmR(periods).Freeze(11).Warnings)
	assert.Zero(t, chart.XmR(periods).Freeze(12).Warnings)
	assert.Zero(t, chart.XmR(nil).Given(known).Warnings, "what is given needs no baseline")
	assert.Equal(t, "too few periods, neighbours depend on each other", (chart.TooFew | chart.Dependent).String())
	assert.Empty(t, chart.Warnings(0).String())

	short := chart.P([]int{19, 20, 18, 20}, alike(20, 4))
	assert.Equal(t, chart.TooFew|chart.BlindAbove, short.Warnings, "20 of 20 are nothing special at 96%")
	b, err := json.Marshal(short.Warnings)
	require.NoError(t, err)
	assert.JSONEq(t, `["too few periods","nothing can be above"]`, string(b))
	var w chart.Warnings
	assert.ErrorContains(t, w.UnmarshalJSON([]byte(`["x"]`)), `chart: reading warnings: "x" is none of ["too few periods"`)
}

func TestPhases(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	x := make([]float64, 60)
	for i := range x {
		x[i] = r.NormFloat64() + float64(i/30)*4
	}
	before := slices.Clone(x)
	c := chart.XmR(x)
	original, _ := json.Marshal(c)
	a, b := c.Rebase(30).Freeze(12).Freeze(45), c.Freeze(45).Rebase(30).Freeze(12)
	assert.Equal(t, a, b, "freeze and rebase in either order")
	assert.Equal(t, a, c.Freeze(12).Rebase(30).Freeze(45))
	assert.Equal(t, 12, a.Phases[0].Until)
	assert.Equal(t, chart.XmR(x[:12]).Phases[0].Standard, a.Phases[0].Standard)
	assert.Equal(t, chart.XmR(x[30:45]).Phases[0].Standard, a.Phases[1].Standard)
	assert.LessOrEqual(t, len(a.Signals()), 1, "both halves are in control by their own limits, but for chance")
	assert.GreaterOrEqual(t, len(c.Freeze(12).Signals()), 15, "by those of the first they are not")

	now, _ := json.Marshal(c)
	assert.Equal(t, string(original), string(now), "the chart is as it was")
	assert.Equal(t, before, x)

	given := chart.XmR(x[30:]).Given(a.Phases[1].Standard)
	assert.Equal(t, a.Points[59], given.Points[29], "a standard from elsewhere")
	assert.True(t, given.Phases[0].Given)
	assert.False(t, given.Freeze(10).Phases[0].Given, "a baseline takes its place")

	run := chart.XmR([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}).Given(known)
	assert.Len(t, run.Signals(chart.NineOneSide), 2)
	assert.Empty(t, run.Rebase(5).Given(known).Signals(chart.NineOneSide), "runs do not reach across phases")
	assert.Equal(t, c, c.Rebase(0))

	for _, kind := range []string{"p", "laney", "net", "laney net", "ewma", "cusum", "mr", "t"} {
		c := makers[kind](x)
		whole, half := c.Rebase(20).Without(3, 25), makers[kind](x[:20]).Without(3)
		want, err := json.Marshal(half.Points)
		require.NoError(t, err)
		got, err := json.Marshal(whole.Points[:20])
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(got), kind)
		assert.Equal(t, half.Phases[0].Standard, whole.Phases[0].Standard, kind)
	}

	assert.PanicsWithValue(t, "chart: no baseline of 0 points in 60", func() { c.Freeze(0) })
	assert.PanicsWithValue(t, "chart: no point 60 of 60 to rebase at", func() { c.Rebase(60) })
	assert.PanicsWithValue(t, "chart: no point -1 of 60 to leave out", func() { c.Without(-1) })
	for _, s := range []chart.Standard{{Centre: math.NaN(), Sigma: 1}, {Sigma: -1}, {Centre: math.Inf(1), Sigma: 1}, {Sigma: math.NaN()}, {Moved: 0.5}} {
		assert.Panics(t, func() { c.Given(s) }, "%+v", s)
	}
	assert.Panics(t, func() { chart.P(nil, nil).Given(chart.Standard{Centre: 95}) }, "95 is not a share")
	assert.Panics(t, func() { chart.Net(nil).Given(chart.Standard{Centre: 40, Moved: 0.3}) }, "NPS 40 needs 40% who are not passive")
	assert.NotPanics(t, func() { chart.Net(nil).Given(chart.Standard{Centre: 40, Moved: 0.4}) })
	assert.Panics(t, func() { (chart.Chart{}).Given(known) })
	assert.Empty(t, chart.Chart{}.Signals())
}

// Each range has two ends: leaving a point out leaves out both of its ranges.
func TestWithoutRanges(t *testing.T) {
	c := chart.MR([]float64{1, 2, 4, 100, 4, 5, 7}).Without(3)
	assert.InDelta(t, (1+2+1+2)/4.0, c.Points[0].Centre, 1e-15)
	assert.Equal(t, 96.0, c.Points[3].Value, "they stay on the chart")
	assert.Equal(t, 96.0, c.Points[4].Value)
	assert.InDelta(t, chart.XmR([]float64{1, 2, 4, 100, 4, 5, 7}).Without(3).Phases[0].Standard.Sigma, 1.5/1.128, 1e-15)
}

// What was read back can be carried on like the original.
func TestReadBackComposes(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	for kind, maker := range makers {
		c := maker(series(r, 40))
		b, err := json.Marshal(c)
		require.NoError(t, err)
		var back chart.Chart
		require.NoError(t, json.Unmarshal(b, &back))
		want, err := json.Marshal(c.Without(2).Freeze(20).Rebase(30))
		require.NoError(t, err)
		got, err := json.Marshal(back.Without(2).Freeze(20).Rebase(30))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), kind)
	}
}

func TestKindNames(t *testing.T) {
	for kind, maker := range makers {
		text, err := maker(nil).Kind.MarshalText()
		require.NoError(t, err)
		var k chart.Kind
		require.NoError(t, k.UnmarshalText(text))
		assert.Equal(t, kind, k.String())
	}
	var k chart.Kind
	assert.EqualError(t, k.UnmarshalText([]byte("c")), `chart: "c" is not a kind of chart`)
	_, err := chart.Kind(99).MarshalText()
	assert.EqualError(t, err, "chart: Kind(99) is not a kind of chart")
	assert.Equal(t, kpi.Fraction, chart.P(nil, nil).Unit)
	assert.Equal(t, kpi.Points, chart.LaneyNet(nil).Unit)
	assert.Equal(t, kpi.Number, chart.XmR(nil).Unit)
}

func TestChartJSON(t *testing.T) {
	b, err := json.Marshal(chart.P([]int{9, 0}, []int{10, 0}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"p","unit":"fraction","phases":[{"start":0,"until":2,"standard":{"centre":0.9,"sigma":1}}],"points":[
		{"value":0.9,"centre":0.9,"lo":0.5,"hi":1,"sigma":0.09486832980505137,"z":0,"measured":0.9,"counts":[1,0,9]},
		{"value":null,"centre":0.9,"lo":0,"hi":1,"sigma":null,"z":null,"measured":null}],
		"warnings":["too few periods","nothing can be above"]}`, string(b))
	for _, bad := range []string{`{"kind":"q"}`, `{"kind":"p","design":{"k":1}}`, `{"kind":"p","points":[{}]}`,
		`{"kind":"p","phases":[{"start":1,"until":1}],"points":[{}]}`, `{"kind":"p","phases":[{"until":2}],"points":[{}]}`,
		`{"kind":"p","phases":[{"standard":{"centre":7,"sigma":1}}]}`, `{"warnings":3}`, `{"points":[{"value":"high"}]}`} {
		var c chart.Chart
		assert.Error(t, json.Unmarshal([]byte(bad), &c), bad)
	}
}
