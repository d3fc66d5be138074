package drivers

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type goldenOverlap struct {
	X, Answered               []float64
	Difference, SE, P, Lo, Hi float64
}

func TestGoldenNonresponse(t *testing.T) {
	var g struct {
		Frame         struct{ R, CV float64 }
		Email, Months goldenOverlap
	}
	golden(t, "tables.json", &g)
	frame := Frame{map[string]Asked{"has e-mail": {2564, 1271}, "no e-mail": {447, 250}}}
	assert.InDelta(t, g.Frame.R, frame.R(0.95).Value, 1e-12)
	assert.InDelta(t, g.Frame.CV, frame.CV(0.95).Value, 1e-12)
	assert.InDelta(t, 1.96546756973, frame.Test().Statistic, 1e-10, "Pearson's chi-square of the same frame")

	var email, months Bias
	for _, c := range []struct {
		x        float64
		answered bool
		n        int
	}{{1, true, 2564}, {0, true, 447}, {1, false, 1271}, {0, false, 250}} {
		for range c.n {
			require.NoError(t, email.Add(c.x, c.answered))
		}
	}
	for i, x := range g.Months.X {
		require.NoError(t, months.Add(x, g.Months.Answered[i] == 1))
	}
	for _, c := range []struct {
		want goldenOverlap
		b    Bias
	}{{g.Email, email}, {g.Months, months}} {
		e := c.b.Mean(0.95)
		assert.InDelta(t, c.want.Difference, e.Value, 1e-12)
		_, se, _ := c.b.difference()
		assert.InDelta(t, c.want.SE, se, 1e-12)
		assert.InDelta(t, c.want.P, c.b.Test().P, 1e-11)
		assert.InDelta(t, c.want.Lo, e.Lo, 1e-10)
		assert.InDelta(t, c.want.Hi, e.Hi, 1e-10)
	}
	assert.InDelta(t, 0.00534, email.Mean(0.95).Value, 5e-6, "as the nrba package publishes it")
	assert.InDelta(t, 0.1669, email.Test().P, 5e-5)
}

func TestNonresponseCorners(t *testing.T) {
	for _, c := range []struct {
		reason string
		groups map[string]Asked
		r, lo  float64
	}{
		{"nobody invited", nil, math.NaN(), 0},
		{"one group", map[string]Asked{"a": {5, 5}}, math.NaN(), 0},
		{"an empty group is none", map[string]Asked{"a": {5, 5}, "b": {}}, math.NaN(), 0},
		{"a negative count", map[string]Asked{"a": {5, 5}, "b": {-1, 9}}, math.NaN(), 0},
		{"all answered: what others would do is unknown", map[string]Asked{"a": {5, 0}, "b": {9, 0}}, 1, 0},
		{"nobody answered", map[string]Asked{"a": {0, 5}, "b": {0, 9}}, 1, 0},
		{"all of one group and nobody else", map[string]Asked{"a": {50, 0}, "b": {0, 50}}, 0, 0},
		{"alike", map[string]Asked{"a": {50, 50}, "b": {50, 50}}, 1, 0.5},
	} {
		f := Frame{c.groups}
		e := f.R(0.95)
		if math.IsNaN(c.r) {
			assert.False(t, e.Known(), c.reason)
			assert.Zero(t, e.N)
		} else {
			assert.InDelta(t, c.r, e.Value, 1e-12, c.reason)
			assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, c.reason)
		}
		assert.GreaterOrEqual(t, e.Lo, c.lo, c.reason)
		assert.LessOrEqual(t, e.Hi, 1.0, c.reason)
		cv := f.CV(0.95)
		assert.False(t, math.IsNaN(cv.Lo) || math.IsNaN(cv.Hi), c.reason)
	}
	assert.False(t, Frame{map[string]Asked{"a": {0, 5}, "b": {0, 9}}}.CV(0.95).Known(), "nobody answered")
	assert.Equal(t, 10, Frame{map[string]Asked{"a": {4, 6}}}.Rates(0.95)["a"].N)

	var b Bias
	assert.Error(t, b.Add(math.NaN(), true))
	assert.Error(t, b.Add(math.Inf(1), true))
	assert.Error(t, b.Add(1e200, true))
	assert.Zero(t, b)
	assert.False(t, b.Mean(0.95).Known())
	assert.True(t, math.IsNaN(b.Test().P))
	require.NoError(t, b.Add(3, true))
	require.NoError(t, b.Add(5, true))
	all := b.Mean(0.95)
	assert.True(t, all.Value == 0 && math.IsInf(all.Lo, -1) && math.IsInf(all.Hi, 1), "nobody was silent")
	assert.True(t, math.IsNaN(b.Test().P))
	far := Bias{}
	for i := range 100 {
		require.NoError(t, far.Add(1e9+float64(i%10), i%3 == 0))
	}
	near := Bias{}
	for i := range 100 {
		require.NoError(t, near.Add(float64(i%10), i%3 == 0))
	}
	assert.InDelta(t, near.Mean(0.95).Hi, far.Mean(0.95).Hi, 1e-6, "large numbers that vary little")
	assert.False(t, Bias{Answered: Numbers{N: -1}}.Mean(0.95).Known())

	known := map[string]float64{"a": 1, "b": 1}
	assert.True(t, math.IsNaN(Fit(nil, known).P))
	assert.True(t, math.IsNaN(Fit(map[string]int{"a": 3}, map[string]float64{"a": 1}).P), "one group")
	assert.True(t, math.IsNaN(Fit(map[string]int{"a": -3, "b": 9}, known).P))
	assert.Zero(t, Fit(map[string]int{"a": 3, "c": 1}, known).P, "a group that has no share")
	assert.Equal(t, 1.0, Fit(map[string]int{"a": 3, "b": 3, "c": 0}, known).P)
	assert.Panics(t, func() { Fit(map[string]int{"a": 3}, map[string]float64{"a": -1}) })
	assert.Panics(t, func() { Fit(map[string]int{"a": 3}, map[string]float64{"a": math.NaN()}) })
	assert.Panics(t, func() { Frame{}.R(95) })
	assert.Panics(t, func() { Bias{}.Mean(0) })
}

func TestFrameJSON(t *testing.T) {
	f := Frame{map[string]Asked{"north": {12, 30}, "south": {7, 1}}}
	b, err := json.Marshal(f)
	require.NoError(t, err)
	var back Frame
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, f, back)
	for _, c := range []struct{ reason, in, err string }{
		{"a group twice", `{"groups":{"north":{"answered":1,"silent":2},"north":{"answered":3,"silent":4}}}`, `drivers: reading a frame: "north" comes twice`},
		{"a count twice", `{"groups":{"north":{"answered":1,"answered":2}}}`, `drivers: reading a frame: "answered" comes twice`},
		{"a negative count", `{"groups":{"north":{"answered":1,"silent":-2}}}`, `drivers: reading a frame: 1 answered and -2 silent of "north": a count is negative`},
		{"a member that it does not have", `{"groups":{"north":{"asked":1}}}`, `drivers: reading a frame: json: unknown field "asked"`},
	} {
		assert.EqualError(t, json.Unmarshal([]byte(c.in), &back), c.err, c.reason)
		assert.Equal(t, f, back, "left as it was")
	}
	require.NoError(t, json.Unmarshal([]byte(`{}`), &back))
	assert.Equal(t, Frame{}, back)
}
