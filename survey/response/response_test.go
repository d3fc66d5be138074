package response_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/response"
)

var five = survey.Scale{Min: 1, Max: 5}

type rate func(response.Tally, float64) kpi.Estimate

func at(e float64, f func(response.Tally, float64, float64) kpi.Estimate) rate {
	return func(t response.Tally, level float64) kpi.Estimate { return f(t, e, level) }
}

// rates returns all rates, those with e at the given one.
func rates(e float64) map[string]rate {
	return map[string]rate{
		"RR1": response.Tally.RR1, "RR2": response.Tally.RR2, "RR3": at(e, response.Tally.RR3), "RR4": at(e, response.Tally.RR4),
		"RR5": response.Tally.RR5, "RR6": response.Tally.RR6, "COOP1": response.Tally.COOP1, "COOP2": response.Tally.COOP2,
		"COOP3": response.Tally.COOP3, "COOP4": response.Tally.COOP4, "REF1": response.Tally.REF1, "REF2": at(e, response.Tally.REF2),
		"REF3": response.Tally.REF3, "CON1": response.Tally.CON1, "CON2": at(e, response.Tally.CON2), "CON3": response.Tally.CON3,
	}
}

// The rates that the R package outcomerate (rOpenSci) prints in its README, to three digits.
func TestRatesOfOutcomerate(t *testing.T) {
	tally, err := response.ParseTally([]string{"I", "P", "I", "UO", "R", "I", "NC", "I", "O", "P", "UH", "NE"})
	require.NoError(t, err)
	e := tally.Eligibility(0.95)
	assert.InDelta(t, 0.9, e.Value, 1e-15)
	want := map[string]float64{
		"RR1": .364, "RR2": .545, "RR3": .370, "RR4": .556, "RR5": .444, "RR6": .667, "COOP1": .500, "COOP2": .750, "COOP3": .571,
		"COOP4": .857, "REF1": .091, "REF2": .093, "REF3": .111, "CON1": .727, "CON2": .741, "CON3": .889,
	}
	for name, f := range rates(e.Value) {
		got := f(tally, 0.95)
		assert.InDelta(t, want[name], got.Value, 5e-4, name)
		assert.True(t, 0 <= got.Lo && got.Lo < got.Value && got.Value < got.Hi && got.Hi <= 1, name)
		assert.Equal(t, kpi.Fraction, got.Unit)
	}
	assert.Len(t, want, 16)
	assert.Equal(t, 12, tally.N())
	assert.Equal(t, 11, tally.RR3(e.Value, 0.95).N, "the cases in the denominator, whatever e makes of them")
}

// The same README of a later version, by the 10th edition of AAPOR's definitions, in which code 3.20 has letters of its own.
func TestRatesOfTenthEdition(t *testing.T) {
	tally, err := response.ParseTally([]string{"I", "I", "I", "I", "P", "P", "R", "NC", "O", "UH", "UR", "UO", "NE"})
	require.NoError(t, err)
	numbers, err := response.ParseTally([]string{"1.1", "1.1", "1.1", "1.1", "1.2", "1.2", "2.10", "2.20", "2.90", "3.10", "3.20", "3.90", "4.0"})
	require.NoError(t, err)
	assert.Equal(t, tally, numbers)
	e := tally.Eligibility(0.95)
	want := map[string]float64{
		"RR1": .333, "RR2": .500, "RR3": .342, "RR4": .513, "RR5": .444, "RR6": .667, "COOP1": .500, "COOP2": .750, "COOP3": .571,
		"COOP4": .857, "REF1": .083, "REF2": .085, "REF3": .111, "CON1": .667, "CON2": .684, "CON3": .889,
	}
	for name, f := range rates(e.Value) {
		assert.InDelta(t, want[name], f(tally, 0.95).Value, 5e-4, name)
	}
}

// The R package responserates: 100 interviews and 20 never reached.
func TestRatesOfResponserates(t *testing.T) {
	tally := response.Tally{Complete: 100, NonContact: 20}
	for name, f := range rates(1) {
		want := 100. / 120
		switch name[:3] {
		case "COO":
			want = 1
		case "REF":
			want = 0
		}
		assert.InDelta(t, want, f(tally, 0.95).Value, 1e-12, name)
	}
}

// The R package nrba prints e .9511018 and RR3 .6331604; the limits are from testdata/response.R.
func TestRateWithEligibility(t *testing.T) {
	tally := response.Tally{Complete: 3011, NonContact: 1521, Ineligible: 233, UnknownOther: 235}
	e := tally.Eligibility(0.95)
	assert.InDelta(t, 0.951101783841, e.Value, 1e-12)
	got := tally.RR3(e.Value, 0.95)
	assert.InDelta(t, 0.633160414828, got.Value, 1e-12)
	assert.InDelta(t, 0.619360440348, got.Lo, 1e-10)
	assert.InDelta(t, 0.646745431294, got.Hi, 1e-10)
	assert.Equal(t, 4767, got.N)
}

func assertSame(t *testing.T, want, got kpi.Estimate, reason string) {
	t.Helper()
	assert.InDelta(t, want.Value, got.Value, 1e-12, reason)
	assert.InDelta(t, want.Lo, got.Lo, 1e-9, reason)
	assert.InDelta(t, want.Hi, got.Hi, 1e-9, reason)
}

func TestRateLaws(t *testing.T) {
	tally := response.Tally{Complete: 40, Partial: 7, Refusal: 12, NonContact: 90, Other: 3, UnknownHousehold: 11, UnknownOther: 25, Ineligible: 8}
	assertSame(t, tally.RR1(0.95), tally.RR3(1, 0.95), "all eligible")
	assertSame(t, tally.RR2(0.95), tally.RR4(1, 0.95), "all eligible")
	assertSame(t, tally.RR5(0.95), tally.RR3(0, 0.95), "none eligible")
	assertSame(t, tally.RR6(0.95), tally.RR4(0, 0.95), "none eligible")
	assertSame(t, tally.REF1(0.95), tally.REF2(1, 0.95), "all eligible")
	assertSame(t, tally.REF3(0.95), tally.REF2(0, 0.95), "none eligible")
	assertSame(t, tally.CON1(0.95), tally.CON2(1, 0.95), "all eligible")
	assertSame(t, tally.CON3(0.95), tally.CON2(0, 0.95), "none eligible")
	assertSame(t, tally.RR1(0.95), kpi.Proportion(40, 188, 0.95), "Wilson")
	// A response is a contact that cooperates.
	assert.InDelta(t, tally.RR1(0.95).Value, tally.CON1(0.95).Value*tally.COOP1(0.95).Value, 1e-15)
	assert.InDelta(t, tally.RR6(0.95).Value, tally.CON3(0.95).Value*tally.COOP2(0.95).Value, 1e-15)
	last := tally.RR1(0.95).Value
	for e := 0.9; e >= 0; e -= 0.1 {
		got := tally.RR3(e, 0.95).Value
		assert.Greater(t, got, last)
		last = got
	}
}

func TestRatesWithoutData(t *testing.T) {
	for reason, tally := range map[string]response.Tally{
		"none":                       {},
		"nobody of the population":   {Ineligible: 5},
		"a negative count":           {Complete: 5, Refusal: -1},
		"more than an int can count": {Complete: math.MaxInt, NonContact: 1},
	} {
		for name, f := range rates(0.5) {
			got := f(tally, 0.95)
			assert.False(t, got.Known(), "%s %s", reason, name)
			assert.Equal(t, [4]float64{0, 1, 0.95, 0}, [4]float64{got.Lo, got.Hi, got.Level, float64(got.N)}, "%s %s", reason, name)
			assert.Equal(t, kpi.Fraction, got.Unit)
		}
	}
	unknown := response.Tally{UnknownOther: 9}
	assert.False(t, unknown.Eligibility(0.95).Known(), "nobody's eligibility is known")
	assert.False(t, unknown.RR3(unknown.Eligibility(0.95).Value, 0.95).Known(), "an e that is not known")
	assert.False(t, unknown.RR3(0, 0.95).Known(), "0 of 0")
	assert.False(t, unknown.RR5(0.95).Known(), "0 of 0")
	assert.Equal(t, 0.0, unknown.RR1(0.95).Value, "nobody answered of nine who may be eligible")
	assert.Equal(t, 1.0, response.Tally{Complete: 1e9}.RR1(0.95).Value)
	for _, e := range []float64{-0.1, 1.1, 90, math.Inf(1)} {
		assert.Panics(t, func() { unknown.RR3(e, 0.95) })
	}
	assert.PanicsWithValue(t, "response: eligibility 90 is not from 0 to 1", func() { unknown.RR4(90, 0.95) })
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { unknown.RR1(95) })
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { response.Tally{}.CON2(0.5, 95) })
}

func TestTallyLaws(t *testing.T) {
	same := func(a, b response.Tally) bool { return a == b }
	kpitest.Laws(t, same, response.Tally{Complete: 3, UnknownOther: 1}, response.Tally{1, 2, 3, 4, 5, 6, 7, 8}, response.Tally{Ineligible: 9})
}

func TestTallyAdd(t *testing.T) {
	var tally response.Tally
	for o := response.Complete; o <= response.Ineligible; o++ {
		require.NoError(t, tally.AddN(o, int(o)))
	}
	assert.Equal(t, response.Tally{1, 2, 3, 4, 5, 6, 7, 8}, tally)
	before := tally
	for want, err := range map[string]error{
		`response: disposition "Outcome(0)" is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21`: tally.Add(0),
		`response: disposition "Outcome(9)" is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21`: tally.Add(9),
		"response: disposition NC counted -1 times":                                                                tally.AddN(response.NonContact, -1),
	} {
		assert.EqualError(t, err, want)
	}
	assert.Error(t, tally.AddN(response.Complete, math.MaxInt))
	assert.Equal(t, before, tally, "an error counts nothing")
	var bad *response.OutcomeError
	assert.True(t, errors.As(tally.Add(0), &bad))
	flawed := response.Tally{Other: -1}
	assert.Error(t, flawed.Add(response.Complete))
	for reason, js := range map[string]string{"negative": `{"complete":-1}`, "a name misspelt": `{"complete":1,"refusals":5}`, "not whole": `{"complete":1.5}`, "too many": `{"complete":9223372036854775807,"other":1}`} {
		assert.Error(t, json.Unmarshal([]byte(js), &tally), reason)
		assert.Equal(t, before, tally, reason)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = tally.Add(response.Complete); tally.RR1(0.95) }))
}

func TestParseOutcome(t *testing.T) {
	for code, want := range map[string]response.Outcome{
		"I": response.Complete, "p": response.Partial, "R": response.Refusal, "nc": response.NonContact, "O": response.Other,
		"UH": response.UnknownHousehold, "uo": response.UnknownOther, "NE": response.Ineligible,
		"1.1": response.Complete, "1.10": response.Complete, "1.2": response.Partial, "2.1": response.Refusal, "2.10": response.Refusal,
		"2.112": response.Refusal, "2.20": response.NonContact, "2.21": response.NonContact, "2.31": response.Other, "2.0": response.Other, "2.90": response.Other, "UR": response.UnknownOther, "3.20": response.UnknownOther, "3.10": response.UnknownHousehold,
		"3.11": response.UnknownHousehold, "3.2": response.UnknownOther, "3.90": response.UnknownOther, "4": response.Ineligible,
		"4.0": response.Ineligible, "4.70": response.Ineligible,
	} {
		got, err := response.ParseOutcome(code)
		assert.NoError(t, err, code)
		assert.Equal(t, want, got, code)
	}
	for _, code := range []string{"", " I", "X", "E", "1", "2", "3", "1.0", "2.01", "3.0", "1.3", "2.4", "5.1", "1.1a", "1.", "4.", "4.x", ".1", "11", "1,1", "2.1.1", "-1.1"} {
		_, err := response.ParseOutcome(code)
		bad, ok := errors.AsType[*response.OutcomeError](err)
		if assert.True(t, ok, code) {
			assert.Equal(t, code, bad.Code)
		}
	}
	_, err := response.ParseTally([]string{"I", "2.1", "?"})
	assert.EqualError(t, err, `response: disposition "?" is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21 at index 2`)
}

func FuzzParseOutcome(f *testing.F) {
	for _, s := range []string{"I", "2.112", "4", "3.", "1.0", "", "UO"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		o, err := response.ParseOutcome(code)
		if err != nil {
			require.Zero(t, o)
			return
		}
		again, err := response.ParseOutcome(o.String())
		require.NoError(t, err)
		require.Equal(t, o, again)
		var tally response.Tally
		require.NoError(t, tally.Add(o))
	})
}

func TestCut(t *testing.T) {
	aapor := response.Cut{Partial: 0.5, Complete: 0.8}
	for _, c := range []struct {
		reason          string
		answered, asked int
		want            response.Outcome
	}{
		{"all", 10, 10, response.Complete},
		{"above 80%", 9, 10, response.Complete},
		{"just 80%", 8, 10, response.Partial},
		{"just half", 5, 10, response.Partial},
		{"below half", 4, 10, response.Refusal},
		{"nothing", 0, 10, response.Refusal},
		{"screened out before the first question", 0, 0, response.Ineligible},
	} {
		got, err := aapor.Outcome(c.answered, c.asked)
		assert.NoError(t, err, c.reason)
		assert.Equal(t, c.want, got, c.reason)
	}
	for _, f := range []func() (response.Outcome, error){
		func() (response.Outcome, error) { return aapor.Outcome(11, 10) },
		func() (response.Outcome, error) { return aapor.Outcome(-1, 10) },
		func() (response.Outcome, error) { return response.Cut{}.Outcome(1, 2) },
		func() (response.Outcome, error) { return response.Cut{Partial: 50, Complete: 80}.Outcome(1, 2) },
		func() (response.Outcome, error) { return response.Cut{Partial: 0.8, Complete: 0.5}.Outcome(1, 2) },
		func() (response.Outcome, error) {
			return response.Cut{Partial: math.NaN(), Complete: 0.5}.Outcome(1, 2)
		},
	} {
		got, err := f()
		assert.Error(t, err)
		assert.Zero(t, got)
	}
}

const (
	none    = response.NotShown
	yes     = response.Answered
	skipped = response.Skipped
)

func progress(t testing.TB) response.Progress {
	t.Helper()
	var p response.Progress
	for _, r := range []struct {
		states   []response.State
		finished bool
	}{
		{[]response.State{yes, yes, yes, yes}, true},
		{[]response.State{yes, none, yes, skipped}, true},   // routed past the second
		{[]response.State{yes, skipped, yes, yes}, true},    //
		{[]response.State{yes, skipped, none, none}, false}, // left at the second
		{[]response.State{yes, yes, none, none}, false},     // answered it, and left
		{[]response.State{skipped, none, skipped, none}, false},
		{[]response.State{none, none, none, none}, false}, // opened, and closed
		{[]response.State{none, none, none, none}, true},  // screened out: finished without an item
	} {
		require.NoError(t, p.Add(r.states, r.finished))
	}
	return p
}

func TestProgress(t *testing.T) {
	p := progress(t)
	assert.Equal(t, response.Progress{Items: []response.Item{{5, 1, 0}, {1, 1, 2}, {2 + 1, 0, 1}, {2, 1, 0}}, Complete: 4, NoItem: 1}, p)
	assert.Equal(t, 8, p.N())
	assertSame(t, kpi.Proportion(4, 8, 0.95), p.Completion(0.95), "completion")
	assertSame(t, kpi.Proportion(2, 4, 0.95), p.DropOff(1, 0.95), "two of the four who saw it left")
	assertSame(t, kpi.Proportion(1, 2, 0.95), p.NonResponse(1, 0.95), "one of the two who went on did not answer")
	for i, stayed := range []int{7, 5, 4, 4} {
		assertSame(t, kpi.Proportion(stayed, 8, 0.95), p.Remaining(i, 0.95), "remaining")
	}
	assert.Equal(t, 4, p.Items[1].Reached())
}

func TestProgressLaws(t *testing.T) {
	same := func(a, b response.Progress) bool {
		return slices.Equal(a.Items, b.Items) && a.Complete == b.Complete && a.NoItem == b.NoItem
	}
	var one, short response.Progress
	require.NoError(t, one.Add([]response.State{yes, yes, yes, yes}, true))
	require.NoError(t, short.Add([]response.State{yes, skipped, none, none}, false))
	kpitest.Laws(t, same, progress(t), one, short)
}

func TestProgressRefuses(t *testing.T) {
	p := progress(t)
	before := p.Plus(response.Progress{})
	assert.EqualError(t, p.Add([]response.State{yes}, true), "response: 1 items where others have 4")
	assert.EqualError(t, p.Add([]response.State{yes, 7, yes, yes}, true), "response: state 7 of item 1 is none")
	assert.Equal(t, before, p, "an error counts nothing")
	var other response.Progress
	require.NoError(t, other.Add([]response.State{yes}, true))
	assert.PanicsWithValue(t, "response: progress through 4 items plus one through 1", func() { p.Plus(other) })
	for reason, bad := range map[string]response.Progress{
		"a negative count":         {Items: []response.Item{{1, 0, -1}}, Complete: 2},
		"more went on than stayed": {Items: []response.Item{{5, 0, 0}}, Complete: 4},
		"too many":                 {Items: []response.Item{{0, 0, math.MaxInt}}, Complete: 4},
		"too many for an int":      {Complete: math.MaxInt, NoItem: 1},
		"answered and skipped":     {Items: []response.Item{{math.MaxInt, math.MaxInt, 0}}, Complete: 4},
	} {
		assert.Zero(t, bad.N(), reason)
		assert.False(t, bad.Completion(0.95).Known(), reason)
		for i := range bad.Items {
			assert.False(t, bad.DropOff(i, 0.95).Known(), reason)
			assert.False(t, bad.NonResponse(i, 0.95).Known(), reason)
			assert.False(t, bad.Remaining(i, 0.95).Known(), reason)
		}
		js, err := json.Marshal(bad)
		require.NoError(t, err)
		assert.Error(t, json.Unmarshal(js, &p), reason)
		assert.Equal(t, before, p, reason)
		assert.Error(t, bad.Add(make([]response.State, len(bad.Items)), true), reason)
	}
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"items":[{"answered":1,"omitted":2}],"complete":1}`), &p), `unknown field "omitted"`)
	assert.Equal(t, before, p, "a name misspelt")
	assert.False(t, response.Progress{}.Completion(0.95).Known())
	nobody := response.Progress{Items: make([]response.Item, 2)}
	assert.False(t, nobody.DropOff(1, 0.95).Known(), "nobody saw it")
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = p.Add([]response.State{yes, yes, yes, yes}, true) }))
}

func TestSpeeders(t *testing.T) {
	seconds := func(xs ...int) []time.Duration {
		ds := make([]time.Duration, len(xs))
		for i, x := range xs {
			ds[i] = time.Duration(x) * time.Second
		}
		return ds
	}
	took := seconds(60, 100, 20, 90, 300, 100, 320, 0, -5)
	paths := []string{"short", "short", "short", "short", "long", "long", "long", "short", "long"}
	// Half medians by R: 37.5 and 150 seconds.
	assert.Equal(t, []bool{false, false, true, false, false, true, false, false, false}, response.Speeders(took, paths, 0.5))
	assert.Equal(t, seconds(60, 100, 20, 90, 300, 100, 320, 0, -5), took, "not sorted")
	assert.Equal(t, []bool{false}, response.Speeders(seconds(1), []int{1}, 0.5), "alone one is the median")
	assert.Equal(t, []bool{false, false}, response.Speeders(seconds(5, 10), []int{1, 1}, 2./3), "just at the limit is not below")
	assert.Empty(t, response.Speeders(nil, []int{}, 0.5))
	long := time.Duration(math.MaxInt64)
	assert.Equal(t, []bool{false, false, true}, response.Speeders([]time.Duration{long, long, 1}, []int{1, 1, 1}, 0.5))
	assert.PanicsWithValue(t, "response: share 50 of the median time is not between 0 and 1", func() { response.Speeders(took, paths, 50) })
	assert.PanicsWithValue(t, "response: share NaN of the median time is not between 0 and 1", func() { response.Speeders(took, paths, math.NaN()) })
	assert.PanicsWithValue(t, "response: 9 times on 1 paths", func() { response.Speeders(took, []int{1}, 0.5) })
}

func TestLines(t *testing.T) {
	for _, c := range []struct { // by rle and sd of R
		answers []int
		run     int
		spread  float64
	}{
		{[]int{5, 5, 5, 5, 5}, 5, 0},
		{[]int{1, 2, 2, 3, 3, 3, 1}, 3, 0.899735410842},
		{[]int{4}, 1, math.NaN()},
		{[]int{1, 5, 1, 5}, 1, 2.30940107676},
		{nil, 0, math.NaN()},
	} {
		assert.Equal(t, c.run, response.LongestRun(c.answers), "%v", c.answers)
		assert.InDelta(t, c.spread, response.Spread(c.answers), 1e-11, "%v", c.answers)
	}
}

func TestDuplicates(t *testing.T) {
	keys := []string{"a", "b", "a", "", "a", "", "b", "c"}
	assert.Equal(t, []bool{false, false, true, false, true, true, true, false}, response.Duplicates(keys, response.First), "a blank not named is a key")
	assert.Equal(t, []bool{false, false, true, false, true, false, true, false}, response.Duplicates(keys, response.First, ""))
	assert.Equal(t, []bool{true, true, true, false, false, false, false, false}, response.Duplicates(keys, response.Last, ""))
	assert.Empty(t, response.Duplicates([]int(nil), response.First))
	assert.PanicsWithValue(t, "response: Keep(2) is neither First nor Last", func() { response.Duplicates(keys, 2) })
	type visit struct{ customer, ticket int }
	assert.Equal(t, []bool{false, false, true}, response.Duplicates([]visit{{1, 1}, {1, 2}, {1, 1}}, response.First))
}

func TestSheet(t *testing.T) {
	s := make(response.Sheet, 4)
	s.Mark(response.Fast, []bool{true, false, true, false})
	s.Mark(response.Duplicate, []bool{true, false, false, false})
	assert.Equal(t, "fast, duplicate", s[0].String())
	assert.Empty(t, s[1].String())
	assert.Equal(t, 2, s.Count(response.Fast))
	assert.Equal(t, 2, s.Count(response.Fast|response.Duplicate), "either, and nobody twice")
	assert.Equal(t, 0, s.Count(response.Straight))
	assert.Equal(t, []int{1, 3}, slices.Collect(s.Without(response.Fast)))
	assert.Equal(t, []int{0, 1, 2, 3}, slices.Collect(s.Without(0)))
	for i := range s.Without(response.Duplicate) {
		assert.Equal(t, 1, i)
		break
	}
	assert.PanicsWithValue(t, "response: 3 marks for 4 responses", func() { s.Mark(response.Fast, make([]bool, 3)) })
}

func TestMaturity(t *testing.T) {
	for _, c := range []struct {
		reason     string
		practices  response.Assessment
		staged     int
		ok         bool
		continuous map[string]int
		average    float64
	}{
		{"nothing assessed", nil, 0, false, map[string]int{}, math.NaN()},
		{"all satisfied", response.Assessment{{"a", 2, true}, {"a", 3, true}, {"b", 2, true}}, 3, true, map[string]int{"a": 3, "b": 2}, 2.5},
		{"one practice short on level 2", response.Assessment{{"a", 2, true}, {"a", 3, true}, {"b", 2, false}, {"b", 3, true}}, 1, true, map[string]int{"a": 3, "b": 1}, 2},
		{"not even level 1", response.Assessment{{"a", 1, false}, {"a", 2, true}}, 0, true, map[string]int{"a": 0}, 0},
		{"areas that begin late hold nobody back", response.Assessment{{"a", 2, true}, {"b", 4, true}, {"a", 3, true}}, 4, true, map[string]int{"a": 3, "b": 4}, 3.5},
		{"a level that does not exist", response.Assessment{{"a", 2, true}, {"a", 0, true}}, 0, false, map[string]int{}, math.NaN()},
	} {
		level, ok := c.practices.Staged()
		assert.Equal(t, c.staged, level, c.reason)
		assert.Equal(t, c.ok, ok, c.reason)
		assert.Equal(t, c.continuous, c.practices.Continuous(), c.reason)
		assert.InDelta(t, c.average, c.practices.AverageScore(), 1e-15, c.reason)
	}
	assert.EqualError(t, response.Assessment{{"a", 2, true}, {"b", -1, true}}.Check(), `response: practice 1 of area "b" is on level -1, not on 1 or above`)
	assert.NoError(t, response.Assessment{}.Check())
}

// The reference values are from testdata/response.R.
func TestGap(t *testing.T) {
	var g response.Gap
	is, should := []int{2, 3, 2, 4, 3, 2, 3, 1, 2, 3}, []int{4, 4, 3, 5, 4, 4, 4, 3, 3, 4}
	for i := range is {
		require.NoError(t, g.Add(five, is[i], should[i]))
	}
	mean := g.Mean(0.95)
	assert.InDelta(t, -1.3, mean.Value, 1e-12)
	assert.InDelta(t, -2.049338559630, mean.Lo, 1e-9)
	assert.InDelta(t, 0.170923839273, mean.Hi, 1e-9)
	assert.Equal(t, 10, mean.N)
	student := kpi.Mean(g.N(), mean.Value, g.SD(), 0.95)
	assert.InDelta(t, -1.645550214414, student.Lo, 1e-11)
	assert.InDelta(t, -0.954449785586, student.Hi, 1e-11)
	short := g.Short(2, 0.95)
	assert.InDelta(t, 0.3, short.Value, 1e-15)
	assert.InDelta(t, 0.107791267406, short.Lo, 1e-11)
	assert.InDelta(t, 0.603221852539, short.Hi, 1e-11)
	assert.InDelta(t, 1, g.Short(1, 0.95).Value, 1e-15)
	assert.InDelta(t, 0, g.Short(99, 0.95).Value, 1e-15)
}

func TestGapLaws(t *testing.T) {
	gap := func(pairs ...int) (g response.Gap) {
		for i := 0; i < len(pairs); i += 2 {
			require.NoError(t, g.Add(five, pairs[i], pairs[i+1]))
		}
		return g
	}
	same := func(a, b response.Gap) bool { return a == b }
	kpitest.Laws(t, same, gap(1, 5), gap(3, 3, 5, 1, 4, 5), gap(4, 5, 4, 5, 2, 1), response.Gap{Scale: five})
	js, err := json.Marshal(gap(1, 5, 4, 4, 4, 4))
	require.NoError(t, err)
	assert.Equal(t, `{"scale":{"min":1,"max":5},"gaps":{"-4":1,"0":2}}`, string(js))
	g := gap(1, 5)
	before := g
	for reason, js := range map[string]string{
		"wider than the scale": `{"scale":{"min":1,"max":5},"gaps":{"-5":1}}`,
		"wider than any":       `{"scale":{"min":0,"max":10},"gaps":{"11":1}}`,
		"twice":                `{"scale":{"min":1,"max":5},"gaps":{"1":1,"1":2}}`,
		"negative":             `{"scale":{"min":1,"max":5},"gaps":{"1":-1}}`,
		"no scale":             `{"gaps":{"1":1}}`,
		"another member":       `{"scale":{"min":1,"max":5},"gaps":{},"n":3}`,
		"no gaps":              `{"scale":{"min":1,"max":5}}`,
	} {
		assert.Error(t, json.Unmarshal([]byte(js), &g), reason)
		assert.Equal(t, before, g, reason)
	}
}

func TestGapCorners(t *testing.T) {
	var g response.Gap
	assert.EqualError(t, g.Add(five, 0, 3), "response: rating 0 is not from 1 to 5")
	assert.EqualError(t, g.Add(five, 3, 6), "response: rating 6 is not from 1 to 5")
	assert.Error(t, g.Add(survey.Scale{}, 0, 0))
	assert.Error(t, g.AddN(five, 3, 3, -1))
	assert.Equal(t, response.Gap{}, g, "an error counts nothing")
	require.NoError(t, g.Add(five, 5, 5))
	assert.EqualError(t, g.Add(survey.Scale{Min: 1, Max: 7}, 5, 5), "response: ratings 5 and 5 on the scale 1–7 do not go into a gap on 1–5")
	assert.Error(t, g.AddN(five, 1, 5, math.MaxInt))
	assert.True(t, math.IsNaN(g.SD()), "one pair has no spread")
	one := g.Mean(0.95)
	assert.True(t, one.Known() && one.Lo < 0 && one.Hi > 0, "%+v", one)
	require.NoError(t, g.AddN(five, 4, 5, 999_999_999))
	assert.InDelta(t, -1, g.Mean(0.95).Value, 1e-8)
	for reason, bad := range map[string]response.Gap{
		"none":                 {},
		"only a scale":         {Scale: five},
		"a negative count":     {Scale: five, Pairs: [21]int{10: 3, 9: -1}},
		"wider than the scale": {Scale: five, Pairs: [21]int{5: 3}},
		"no scale":             {Pairs: [21]int{10: 3}},
		"too many":             {Scale: five, Pairs: [21]int{10: math.MaxInt, 9: 1}},
	} {
		mean, short := bad.Mean(0.95), bad.Short(1, 0.95)
		assert.False(t, mean.Known() || short.Known(), reason)
		assert.Zero(t, bad.N(), reason)
		width := 10.0
		if bad.Scale == five {
			width = 4
		}
		assert.Equal(t, [2]float64{-width, width}, [2]float64{mean.Lo, mean.Hi}, reason)
		if _, err := json.Marshal(bad); reason != "none" && reason != "only a scale" {
			assert.Error(t, err, reason)
		}
	}
	assert.PanicsWithValue(t, "response: short by 0 points", func() { g.Short(0, 0.95) })
	other := response.Gap{Scale: survey.Scale{Min: 1, Max: 7}}
	assert.PanicsWithValue(t, "response: a gap on the scale 1–5 plus one on 1–7", func() { g.Plus(other) })
}

func TestHidden(t *testing.T) {
	for _, c := range []struct {
		reason string
		n      []int
		least  int
		want   string // x hidden
	}{
		{"none", nil, 5, ""},
		{"all large enough", []int{5, 9, 12}, 5, "..."},
		{"one alone would be found by subtraction", []int{3, 9, 12}, 5, "xx."},
		{"two together are enough", []int{3, 2, 12, 9}, 5, "xx.."},
		{"two together are too few", []int{1, 2, 12, 9}, 5, "xx.x"},
		{"an empty group hides nothing and needs no hiding", []int{0, 3, 9, 12}, 5, ".xx."},
		{"there is nobody else to hide among", []int{3, 0}, 5, "x."},
		{"between equals the first", []int{9, 3, 9}, 5, "xx."},
		{"huge groups do not overflow", []int{math.MaxInt, 3, math.MaxInt}, 5, "xx."},
		{"one answer is enough where least is 1", []int{1, 2}, 1, ".."},
	} {
		got := ""
		for _, h := range response.Hidden(c.n, c.least) {
			got += map[bool]string{true: "x", false: "."}[h]
		}
		assert.Equal(t, c.want, got, c.reason)
	}
	assert.PanicsWithValue(t, "response: at least 0 answers to be shown", func() { response.Hidden([]int{3}, 0) })
	assert.PanicsWithValue(t, "response: -1 answers in group 1", func() { response.Hidden([]int{3, -1}, 5) })
}

func FuzzGapJSON(f *testing.F) {
	for _, s := range []string{`{"scale":{"min":1,"max":5},"gaps":{"-4":1,"0":2}}`, `{"gaps":{}}`, `{"scale":{"min":0,"max":10},"gaps":{"10":7}}`, `{"gaps":{"-0":1}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, js string) {
		var g, again response.Gap
		if json.Unmarshal([]byte(js), &g) != nil {
			require.Equal(t, response.Gap{}, g)
			return
		}
		b, err := json.Marshal(g)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &again))
		require.Equal(t, g, again)
		m := g.Mean(0.95)
		require.False(t, math.IsNaN(m.Lo) || math.IsNaN(m.Hi))
	})
}

func FuzzProgressJSON(f *testing.F) {
	for _, s := range []string{`{"items":[{"answered":1,"skipped":0,"left":2}],"complete":1,"noItem":3}`, `{}`, `{"items":[{"left":9223372036854775807}],"complete":1}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, js string) {
		var p response.Progress
		if json.Unmarshal([]byte(js), &p) != nil {
			require.Equal(t, response.Progress{}, p)
			return
		}
		require.GreaterOrEqual(t, p.N(), 0)
		last := 1.0
		for i := range p.Items {
			e := p.Remaining(i, 0.95)
			require.True(t, !e.Known() || e.Value <= last)
			if e.Known() {
				last = e.Value
			}
			d := p.DropOff(i, 0.95)
			require.True(t, !d.Known() || d.Lo <= d.Value && d.Value <= d.Hi)
		}
	})
}
