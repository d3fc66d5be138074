package response_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/response"
	"github.com/servicekpi/servicekpi/survey/weight"
)

type weightedRate func(response.Weighted, float64) kpi.Estimate

// weightedRates returns all rates, those with e at the given one.
func weightedRates(e float64) map[string]weightedRate {
	at := func(f func(response.Weighted, float64, float64) kpi.Estimate) weightedRate {
		return func(t response.Weighted, level float64) kpi.Estimate { return f(t, e, level) }
	}
	return map[string]weightedRate{
		"RR1": response.Weighted.RR1, "RR2": response.Weighted.RR2, "RR3": at(response.Weighted.RR3), "RR4": at(response.Weighted.RR4),
		"RR5": response.Weighted.RR5, "RR6": response.Weighted.RR6, "COOP1": response.Weighted.COOP1, "COOP2": response.Weighted.COOP2,
		"COOP3": response.Weighted.COOP3, "COOP4": response.Weighted.COOP4, "REF1": response.Weighted.REF1, "REF2": at(response.Weighted.REF2),
		"REF3": response.Weighted.REF3, "CON1": response.Weighted.CON1, "CON2": at(response.Weighted.CON2), "CON3": response.Weighted.CON3,
	}
}

func weigh(t *testing.T, codes []string, weights []float64) (w response.Weighted) {
	t.Helper()
	require.Equal(t, len(codes), len(weights))
	for i, code := range codes {
		o, err := response.ParseOutcome(code)
		require.NoError(t, err)
		require.NoError(t, w.Add(o, weights[i]))
	}
	return w
}

// testdata/weighted.R says how R's survey made the values and the limits.
func TestWeightedAgainstSvyratio(t *testing.T) {
	b, err := os.ReadFile("testdata/weighted.json")
	require.NoError(t, err)
	var cases []struct {
		Reason      string
		Codes       []string
		Weights     []float64
		Eligibility [4]*float64 // value, standard error, limits
		Rates       map[string][4]*float64
	}
	require.NoError(t, json.Unmarshal(b, &cases))
	require.Len(t, cases, 7)
	same := func(want [4]*float64, got kpi.Estimate, reason string) {
		t.Helper()
		assert.Equal(t, want[0] != nil, got.Known(), reason)
		if want[0] != nil {
			assert.InDelta(t, *want[0], got.Value, 1e-12, reason)
		}
		assert.InDelta(t, *want[2], got.Lo, 1e-10, reason)
		assert.InDelta(t, *want[3], got.Hi, 1e-10, reason)
		assert.Equal(t, kpi.Fraction, got.Unit)
	}
	for _, c := range cases {
		w := weigh(t, c.Codes, c.Weights)
		e := w.Eligibility(0.95)
		same(c.Eligibility, e, c.Reason)
		require.Len(t, c.Rates, 16)
		for name, f := range weightedRates(e.Value) {
			same(c.Rates[name], f(w, 0.95), c.Reason+": "+name)
		}
	}
}

// The rates that outcomerate prints in its README with weights, to two digits.
func TestWeightedRatesOfOutcomerate(t *testing.T) {
	codes := []string{"I", "P", "I", "UO", "R", "I", "NC", "I", "O", "P", "UH"}
	w := weigh(t, codes, []float64{1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 2.5, 2.5, 2.5, 2.5, 2.5})
	assert.InDelta(t, 0.50, w.RR2(0.95).Value, 0.005)
	assert.InDelta(t, 0.69, w.CON1(0.95).Value, 0.005)
	tally, err := response.ParseTally(codes)
	require.NoError(t, err)
	assert.InDelta(t, 0.55, tally.RR2(0.95).Value, 0.005)
	assert.InDelta(t, 0.73, tally.CON1(0.95).Value, 0.005)
}

// Equal weights are no weights: nrba's rate of .633160414828 at e .9511018 has the limits of Tally.
func TestEqualWeightsAreNone(t *testing.T) {
	for _, tally := range []response.Tally{
		{Complete: 3011, NonContact: 1521, Ineligible: 233, UnknownOther: 235}, {1, 2, 3, 4, 5, 6, 7, 8}, {UnknownOther: 3}, {Ineligible: 2}, {},
		{Complete: 1e9, NonContact: 1e9},
	} {
		for _, by := range []float64{1, 7.3, 1e-100, 1e100} {
			w, err := response.Weigh(tally, by)
			require.NoError(t, err)
			e := tally.Eligibility(0.95)
			assertSame(t, e, w.Eligibility(0.95), "e")
			for _, e := range []float64{e.Value, 0, 0.3, 1} {
				unweighted := rates(e)
				for name, f := range weightedRates(e) {
					want, got := unweighted[name](tally, 0.95), f(w, 0.95)
					assert.Equal(t, want.Known(), got.Known(), name)
					if !want.Known() {
						want.Value, got.Value = 0, 0
					}
					assertSame(t, want, got, name)
					assert.Equal(t, want.N, got.N, name)
				}
			}
		}
	}
	w, err := response.Weigh(response.Tally{Complete: 3011, NonContact: 1521, Ineligible: 233, UnknownOther: 235}, 12)
	require.NoError(t, err)
	assert.InDelta(t, 0.633160414828, w.RR3(w.Eligibility(0.95).Value, 0.95).Value, 1e-12)
}

// Where no case counts for less than a case, a rate is the weighted share of package weight.
func TestWeightedIsAWeightedShare(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var w response.Weighted
		var share weight.Tally
		for range 1 + r.IntN(40) {
			o, by := response.Complete+response.Outcome(r.IntN(8)), math.Exp(2*r.NormFloat64())
			require.NoError(t, w.Add(o, by))
			if o <= response.Other {
				counts := 0
				if o <= response.Partial {
					counts = 1
				}
				require.NoError(t, share.Add(survey.Scale{Min: 0, Max: 1}, counts, by))
			}
		}
		value := func(rating int) (float64, error) { return float64(rating), nil }
		want, got := share.Score(value, kpi.Fraction, 0.9), w.RR6(0.9)
		assert.Equal(t, want.N, got.N)
		if want.Known() {
			assertSame(t, want, got, "RR6")
		}
		for _, e := range []float64{0, 0.5, 1} {
			for name, f := range weightedRates(e) {
				got, wider := f(w, 0.9), f(w, 0.95)
				assert.True(t, 0 <= got.Lo && got.Lo <= got.Hi && got.Hi <= 1, name)
				assert.True(t, !got.Known() || got.Lo <= got.Value && got.Value <= got.Hi, name)
				assert.True(t, wider.Lo <= got.Lo+1e-12 && got.Hi-1e-12 <= wider.Hi, name)
			}
		}
		sameExactly(t, w.RR1(0.95), w.RR3(1, 0.95), "all eligible")
		five, none := w.RR5(0.95), w.RR3(0, 0.95)
		none.N = five.N // the cases looked at are more
		sameExactly(t, five, none, "none eligible")
	}
}

func sameExactly(t *testing.T, want, got kpi.Estimate, reason string) {
	t.Helper()
	assert.Equal(t, want.Known(), got.Known(), reason)
	assert.Equal(t, want.N, got.N, reason)
	if want.Known() {
		assertSame(t, want, got, reason)
	}
}

func TestWeightedWithoutData(t *testing.T) {
	for reason, w := range map[string]response.Weighted{
		"none":                       {},
		"nobody of the population":   {Ineligible: weight.Cell{N: 1, Sum: 2, Squares: 4}},
		"a negative count":           {Complete: weight.Cell{N: 1, Sum: 2, Squares: 4}, Other: weight.Cell{N: -1, Sum: 1, Squares: 1}},
		"a weight that is none":      {Complete: weight.Cell{N: 1, Sum: math.NaN(), Squares: 4}},
		"squares of other weights":   {Complete: weight.Cell{N: 2, Sum: 2, Squares: 40}},
		"more than an int can count": {Complete: weight.Cell{N: math.MaxInt, Sum: 1e19, Squares: 1e19}, Other: weight.Cell{N: 1, Sum: 1, Squares: 1}},
	} {
		for name, f := range weightedRates(0.5) {
			got := f(w, 0.95)
			assert.False(t, got.Known(), "%s %s", reason, name)
			assert.Equal(t, [4]float64{0, 1, 0.95, 0}, [4]float64{got.Lo, got.Hi, got.Level, float64(got.N)}, "%s %s", reason, name)
			assert.Equal(t, kpi.Fraction, got.Unit)
		}
	}
	unknown := weigh(t, []string{"UO", "UH"}, []float64{1, 3})
	assert.False(t, unknown.Eligibility(0.95).Known(), "nobody's eligibility is known")
	assert.False(t, unknown.RR3(unknown.Eligibility(0.95).Value, 0.95).Known(), "an e that is not known")
	assert.False(t, unknown.RR3(0, 0.95).Known(), "0 of 0")
	assert.Equal(t, 0.0, unknown.RR1(0.95).Value, "nobody answered of two who may be eligible")
	assert.PanicsWithValue(t, "response: eligibility 90 is not from 0 to 1", func() { unknown.RR4(90, 0.95) })
	assert.PanicsWithValue(t, "response: eligibility -0.1 is not from 0 to 1", func() { response.Weighted{}.CON2(-0.1, 0.95) })
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { unknown.RR1(95) })
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { response.Weighted{}.CON2(0.5, 95) })
}

func TestWeightedLaws(t *testing.T) {
	// Weights that are sums of powers of two add up without rounding.
	same := func(a, b response.Weighted) bool { return a == b }
	kpitest.Laws(t, same, weigh(t, []string{"I", "NC", "UO"}, []float64{1, 2, 0.5}), weigh(t, []string{"I", "I", "NE"}, []float64{4, 0.25, 1}),
		weigh(t, []string{"P", "R", "O", "UH"}, []float64{1, 8, 2, 2}))
}

func TestWeightedAdd(t *testing.T) {
	var w response.Weighted
	for o := response.Complete; o <= response.Ineligible; o++ {
		require.NoError(t, w.AddN(o, int(o), 2))
	}
	assert.Equal(t, weight.Cell{N: 3, Sum: 6, Squares: 12}, w.Refusal)
	assert.Equal(t, 36, w.N())
	before := w
	for want, err := range map[string]error{
		`response: disposition "Outcome(0)" is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21`: w.Add(0, 1),
		"response: disposition NC counted -1 times":                                                                w.AddN(response.NonContact, -1, 1),
		"response: weight: weight 0 is not a positive number":                                                      w.Add(response.Complete, 0),
	} {
		assert.EqualError(t, err, want)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1), 1e101, 1e-101} {
		_, ok := errors.AsType[*weight.Error](w.Add(response.Complete, bad))
		assert.True(t, ok, bad)
		_, err := response.Weigh(response.Tally{}, bad)
		_, ok = errors.AsType[*weight.Error](err)
		assert.True(t, ok, "no cases of weight %v", bad)
	}
	assert.Error(t, w.AddN(response.Complete, math.MaxInt, 1))
	assert.Error(t, w.AddN(response.Other, math.MaxInt-20, 1), "more in all than an int can count")
	_, ok := errors.AsType[*response.OutcomeError](w.Add(9, 1))
	assert.True(t, ok)
	assert.Equal(t, before, w, "an error counts nothing")
	require.NoError(t, w.AddN(response.Complete, 0, 5))
	assert.Equal(t, before, w, "no cases")
	_, err := response.Weigh(response.Tally{Other: -1}, 1)
	assert.Error(t, err)
	flawed := response.Weighted{Other: weight.Cell{N: -1}}
	assert.Error(t, flawed.Add(response.Complete, 1))

	for reason, js := range map[string]string{"negative": `{"complete":{"n":-1,"sum":1,"squares":1}}`, "a name misspelt": `{"refusals":{"n":1,"sum":1,"squares":1}}`, "not whole": `{"complete":{"n":1.5,"sum":1,"squares":1}}`,
		"squares of other weights": `{"complete":{"n":1,"sum":1,"squares":5}}`} {
		assert.Error(t, json.Unmarshal([]byte(js), &w), reason)
		assert.Equal(t, before, w, reason)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = w.Add(response.Complete, 1.5); w.RR1(0.95); w.RR3(0.5, 0.95) }))
}

// What was read is such as Add could have made: it has rates within their limits, and is written as it was read.
func FuzzWeightedJSON(f *testing.F) {
	f.Add(`{"complete":{"n":2,"sum":3.5,"squares":6.25},"unknownOther":{"n":1,"sum":2,"squares":4}}`, 0.5)
	f.Add(`{"ineligible":{"n":1,"sum":1e-100,"squares":1e-200}}`, 1.0)
	f.Add(`{"complete":{"n":1,"sum":1e100,"squares":1e200},"refusal":{"n":1,"sum":1e-100,"squares":1e-200}}`, 0.0)
	f.Add(`{"partial":{"n":9007199254740993,"sum":1,"squares":1}}`, 0.25)
	f.Add(`{}`, 0.1)
	f.Fuzz(func(t *testing.T, js string, e float64) {
		var w response.Weighted
		if json.Unmarshal([]byte(js), &w) != nil {
			assert.Zero(t, w, "what fails reads nothing")
			return
		}
		b, err := json.Marshal(w)
		require.NoError(t, err)
		var again response.Weighted
		require.NoError(t, json.Unmarshal(b, &again))
		assert.Equal(t, w, again)
		if !(0 <= e && e <= 1) {
			return
		}
		for name, f := range weightedRates(e) {
			got := f(w, 0.95)
			assert.True(t, 0 <= got.Lo && got.Lo <= got.Hi && got.Hi <= 1, name)
			assert.True(t, !got.Known() || got.Lo <= got.Value && got.Value <= got.Hi, "%s %+v", name, got)
		}
	})
}
