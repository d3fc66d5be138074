package kpi_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

func TestFormat(t *testing.T) {
	for _, row := range []struct {
		unit kpi.Unit
		x    float64
		want string
	}{
		{kpi.Fraction, 0.87, "87.0%"}, {kpi.Fraction, 0, "0.0%"}, {kpi.Fraction, 1, "100.0%"}, {kpi.Fraction, -1e-9, "0.0%"},
		{kpi.Points, 39.839766933721776, "39.8"}, {kpi.Points, -0.04, "0.0"}, {kpi.Points, -0.06, "-0.1"},
		{kpi.Change, 0.045, "4.5pp"}, {kpi.Change, -0.045, "-4.5pp"},
		{kpi.Seconds, 36000, "10h0m0s"}, {kpi.Seconds, 0.0123, "12ms"}, {kpi.Seconds, 59.9999, "1m0s"}, {kpi.Seconds, 0, "0s"},
		{kpi.Seconds, 1e12, "277777778h"}, {kpi.Seconds, -90, "-1m30s"},
		{kpi.Number, 4.0811, "4.08"}, {kpi.Number, 0.0062, "0.0062"}, {kpi.Number, 0, "0.00"}, {kpi.Number, 1234567.891, "1234567.89"},
		{kpi.Number, 1e18, "1e+18"}, {kpi.Number, -0.1, "-0.10"},
		{kpi.Fraction, math.NaN(), "n/a"}, {kpi.Seconds, inf, "∞"}, {kpi.Points, -inf, "-∞"},
	} {
		assert.Equal(t, row.want, row.unit.Format(row.x), "%v of %v", row.unit, row.x)
	}
}

func TestString(t *testing.T) {
	assert.Equal(t, "87.0% [79.0%, 92.2%] n=100", kpi.Proportion(87, 100, 0.95).String())
	assert.Equal(t, "n/a (n=0)", kpi.Proportion(0, 0, 0.95).String())
	assert.Equal(t, "n/a (n=0)", kpi.Estimate{}.String(), "an estimate never set")
	assert.Equal(t, "12.50", kpi.Exactly(12.5, kpi.Number).String(), "what is exact has no limits to show")
	assert.Equal(t, "∞ [10h0m0s, ∞] n=11", kpi.Estimate{Value: inf, Lo: 36000, Hi: inf, Level: 0.95, N: 11, Unit: kpi.Seconds}.String())
	assert.Equal(t, "Unit(9)", kpi.Unit(9).String())
	assert.Equal(t, "Verdict(9)", kpi.Verdict(9).String())
	assert.Equal(t, "Method(9)", kpi.Method(9).String())
}

func TestVerdicts(t *testing.T) {
	e := kpi.Estimate{Value: 0.87, Lo: 0.79, Hi: 0.92, Level: 0.95, N: 100, Unit: kpi.Fraction}
	for _, row := range []struct {
		reason          string
		e               kpi.Estimate
		x               float64
		atLeast, atMost kpi.Verdict
	}{
		{"below the interval", e, 0.75, kpi.Met, kpi.Missed},
		{"at its lower end", e, 0.79, kpi.Met, kpi.Undecided},
		{"inside", e, 0.85, kpi.Undecided, kpi.Undecided},
		{"at its upper end", e, 0.92, kpi.Undecided, kpi.Met},
		{"above the interval", e, 0.95, kpi.Missed, kpi.Met},
		{"no data", kpi.Proportion(0, 0, 0.95), 0, kpi.Undecided, kpi.Undecided},
		{"never set", kpi.Estimate{}, 0, kpi.Undecided, kpi.Undecided},
		{"exactly the target", kpi.Exactly(0.9, kpi.Fraction), 0.9, kpi.Met, kpi.Met},
		{"a target that is not a number", e, math.NaN(), kpi.Undecided, kpi.Undecided},
		{"not reached yet, at least an hour", kpi.Estimate{Value: inf, Lo: 3600, Hi: inf, Level: 0.95, N: 3}, 1800, kpi.Met, kpi.Missed},
	} {
		assert.Equal(t, row.atLeast, row.e.AtLeast(row.x), "%s: at least", row.reason)
		assert.Equal(t, row.atMost, row.e.AtMost(row.x), "%s: at most", row.reason)
	}
	assert.True(t, e.Contains(0.79) && e.Contains(0.92) && !e.Contains(0.5) && !e.Contains(math.NaN()))
	for _, v := range []kpi.Verdict{kpi.Undecided, kpi.Met, kpi.Missed} {
		var back kpi.Verdict
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, v, back)
	}
	var v kpi.Verdict
	assert.ErrorContains(t, v.UnmarshalText([]byte("maybe")), `"maybe" is not undecided, met or missed`)
	_, err := kpi.Verdict(9).MarshalText()
	assert.Error(t, err)
}

func TestEstimateJSON(t *testing.T) {
	b, err := json.Marshal(kpi.Estimate{Value: 0.87, Lo: 0.79, Hi: 0.922, Level: 0.95, N: 100, Unit: kpi.Fraction})
	require.NoError(t, err)
	assert.Equal(t, `{"value":0.87,"lo":0.79,"hi":0.922,"level":0.95,"n":100,"unit":"fraction"}`, string(b))
	b, err = json.Marshal(kpi.Estimate{Value: math.NaN(), Lo: -inf, Hi: inf, Level: 0.9, Unit: kpi.Seconds})
	require.NoError(t, err)
	assert.Equal(t, `{"value":null,"lo":"-Infinity","hi":"Infinity","level":0.9,"n":0,"unit":"seconds"}`, string(b))
	b, err = json.Marshal(kpi.Estimate{})
	require.NoError(t, err)
	assert.Equal(t, `{"value":null,"lo":"-Infinity","hi":"Infinity","level":0,"n":0,"unit":"number"}`, string(b), "never 0 for unknown")

	for _, e := range []kpi.Estimate{
		kpi.Proportion(87, 100, 0.95), kpi.Net(1, 2, 1e9, 0.999), kpi.Proportion(0, 0, 0.95), kpi.Exactly(1.0/3, kpi.Number),
		{Value: inf, Lo: 10, Hi: inf, Level: 0.95, N: 11, Unit: kpi.Seconds}, {Value: 1e-300, Lo: -1e300, Hi: 5e300, Level: 0.5, Unit: kpi.Change},
	} {
		b, err := json.Marshal(e)
		require.NoError(t, err)
		var back kpi.Estimate
		require.NoError(t, json.Unmarshal(b, &back), "%s", b)
		if math.IsNaN(e.Value) {
			assert.True(t, math.IsNaN(back.Value))
			e.Value, back.Value = 0, 0
		}
		assert.Equal(t, e, back)
	}
	for _, row := range []struct{ reason, text, want string }{
		{"not an object", `3`, "reading an estimate"},
		{"a member missing", `{"value":1,"lo":0,"hi":2,"level":0.9,"n":3}`, `there is no "unit"`},
		{"a null limit", `{"value":1,"lo":null,"hi":2,"level":0.9,"n":3,"unit":"number"}`, "lo and hi must be"},
		{"a null level", `{"value":1,"lo":0,"hi":2,"level":null,"n":3,"unit":"number"}`, "level NaN"},
		{"limits the wrong way round", `{"value":1,"lo":2,"hi":0,"level":0.9,"n":3,"unit":"number"}`, "not in order"},
		{"a value outside its limits", `{"value":3,"lo":0,"hi":2,"level":0.9,"n":3,"unit":"number"}`, "not in order"},
		{"percent for a level", `{"value":1,"lo":0,"hi":2,"level":95,"n":3,"unit":"number"}`, "level 95 is not from 0 to 1"},
		{"a value of no data", `{"value":1,"lo":0,"hi":2,"level":0,"n":3,"unit":"number"}`, "a value of 1 at level 0"},
		{"a negative n", `{"value":1,"lo":0,"hi":2,"level":0.9,"n":-3,"unit":"number"}`, "n -3 is negative"},
		{"an unknown unit", `{"value":1,"lo":0,"hi":2,"level":0.9,"n":3,"unit":"percent"}`, `unit "percent" is not one of`},
		{"an unknown word", `{"value":"NaN","lo":0,"hi":2,"level":0.9,"n":3,"unit":"number"}`, `"NaN" is not a number`},
	} {
		e := kpi.Exactly(7, kpi.Points)
		assert.ErrorContains(t, json.Unmarshal([]byte(row.text), &e), row.want, row.reason)
		assert.Equal(t, kpi.Exactly(7, kpi.Points), e, "%s: left as it was", row.reason)
	}
	_, err = json.Marshal(kpi.Estimate{Unit: 9})
	assert.ErrorContains(t, err, "Unit(9) is not a unit")
}

func FuzzEstimateJSON(f *testing.F) {
	f.Add([]byte(`{"value":0.87,"lo":0.79,"hi":0.922,"level":0.95,"n":100,"unit":"fraction"}`))
	f.Add([]byte(`{"value":null,"lo":"-Infinity","hi":"Infinity","level":0.9,"n":0,"unit":"seconds"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var e kpi.Estimate
		if json.Unmarshal(b, &e) != nil {
			require.Equal(t, kpi.Estimate{}, e)
			return
		}
		require.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo > e.Hi)
		text, err := json.Marshal(e)
		require.NoError(t, err)
		var back kpi.Estimate
		require.NoError(t, json.Unmarshal(text, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}

// What every estimate promises, over random counts and everything that combines them.
func TestEstimateLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	random := func(level float64) kpi.Estimate {
		n := rng.IntN(40)
		k := rng.IntN(n + 1)
		switch rng.IntN(4) {
		case 0:
			return kpi.Proportion(k, n, level)
		case 1:
			return methods[rng.IntN(len(methods))].Proportion(k, n, level)
		case 2:
			return kpi.Exactly(rng.Float64(), kpi.Fraction)
		default:
			return kpi.Proportion(k*1e6, n*1e6, level)
		}
	}
	for range 5000 {
		a, b, c := random(0.9), random(0.9), random(0.9)
		for _, e := range []kpi.Estimate{a, b, a.Minus(b), kpi.Sum(a, b, c), kpi.Ratio(a, b), a.Times(-2), a.MinusBonferroni(b), kpi.Sum(a.Times(.5), b.Times(.3), c.Times(.2))} {
			require.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi), "%+v", e)
			require.True(t, !e.Known() || e.Lo <= e.Value && e.Value <= e.Hi, "%+v from %+v %+v %+v", e, a, b, c)
		}
		require.Equal(t, a.Minus(b).Hi, -b.Minus(a).Lo)
		mean := kpi.Sum(a.Times(.5), b.Times(.3), c.Times(.2))
		require.True(t, mean.Lo >= -1e-15 && mean.Hi <= 1+1e-15, "a weighted mean of shares is a share: %+v", mean)
	}
}
