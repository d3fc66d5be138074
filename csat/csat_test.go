package csat_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// airport is the ratings of San Francisco Airport as a whole, 1 unacceptable to 5 outstanding, in its
// passenger survey of 2017; 143 of 2,831 left the question blank.
var airport = survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{1: 6, 2: 32, 3: 444, 4: 1507, 5: 699}}

// rules are the rules that the shared vectors know, by their lowest satisfied rating and number of points.
var rules = map[[2]int]csat.Rule{
	{2, 2}: csat.TopBox(1, 2), {3, 3}: csat.TopBox(1, 3), {3, 4}: csat.TopBox(2, 4), {4, 5}: csat.TopBox(2, 5),
	{5, 5}: csat.TopBox(1, 5), {5, 6}: csat.TopBox(2, 6), {5, 7}: csat.TopBox(3, 7), {6, 7}: csat.TopBox(2, 7),
	{8, 10}: csat.TopBox(3, 10), {9, 10}: csat.TopBox(2, 10),
}

func TestVectorsByAdd(t *testing.T) {
	for cut, rule := range rules {
		t.Run(rule.String(), func(t *testing.T) {
			kpitest.CSAT(t, cut[0], cut[1], func(answers []*int) (float64, error) {
				var tally csat.Tally
				for _, a := range answers {
					if a == nil {
						continue
					}
					if err := tally.Add(rule, *a); err != nil {
						return 0, err
					}
				}
				return tally.Score(0.95).Value, nil
			})
		})
	}
}

func TestVectorsByCount(t *testing.T) {
	for cut, rule := range rules {
		t.Run(rule.String(), func(t *testing.T) {
			kpitest.CSAT(t, cut[0], cut[1], func(answers []*int) (float64, error) {
				const blank = -128
				column := make([]int8, len(answers))
				for i, a := range answers {
					if column[i] = blank; a != nil {
						column[i] = int8(*a)
					}
				}
				tally, err := csat.Count(rule, column, blank)
				return tally.Score(0.95).Value, err
			})
		})
	}
}

func TestVectorsByValue(t *testing.T) {
	for cut, rule := range rules {
		t.Run(rule.String(), func(t *testing.T) {
			kpitest.CSAT(t, cut[0], cut[1], func(answers []*int) (float64, error) {
				sum, n := 0.0, 0.0
				for _, a := range answers {
					if a == nil {
						continue
					}
					v, err := rule.Value(*a)
					if err != nil {
						return 0, err
					}
					sum, n = sum+v, n+1
				}
				return sum / n, nil
			})
		})
	}
}

// The score's limits are Wilson's, and other limits are other methods on the same counts.
func TestIntervalVectors(t *testing.T) {
	tally := func(k, n int) csat.Tally { return csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: k, Other: n - k} }
	kpitest.ProportionInterval(t, kpitest.Wilson, func(k, n int, level float64) (lo, hi float64) {
		e := tally(k, n).Score(level)
		return e.Lo, e.Hi
	})
	kpitest.ProportionInterval(t, kpitest.ClopperPearson, func(k, n int, level float64) (lo, hi float64) {
		e := kpi.ClopperPearson.Proportion(tally(k, n).Satisfied, tally(k, n).N(), level)
		return e.Lo, e.Hi
	})
}

func TestAirport(t *testing.T) {
	tally, err := csat.Of(csat.TopBox(2, 5), airport)
	require.NoError(t, err)
	assert.Equal(t, csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 2206, Other: 482}, tally)
	e := tally.Score(0.95)
	assert.InDelta(t, 0.82068452, e.Value, 5e-9)
	assert.InDelta(t, 0.80572792, e.Lo, 5e-9)
	assert.InDelta(t, 0.83472584, e.Hi, 5e-9)
	assert.Equal(t, [3]any{2688, 0.95, kpi.Fraction}, [3]any{e.N, e.Level, e.Unit})

	var column []uint8
	for rating, n := range airport.Ratings {
		for range n {
			column = append(column, uint8(rating))
		}
	}
	column = append(column, make([]uint8, 143)...)
	counted, err := csat.Count(csat.TopBox(2, 5), column, 0, 6)
	require.NoError(t, err)
	assert.Equal(t, tally, counted)
	_, err = csat.Count(csat.TopBox(2, 5), column, 6)
	assert.Error(t, err, "0 is no rating unless it is said to be blank")

	var grouped csat.Tally
	for rating, n := range airport.All() {
		require.NoError(t, grouped.AddN(csat.TopBox(2, 5), rating, n))
	}
	assert.Equal(t, tally, grouped)
}

// What the vendors' documentation says of each rating.
func TestVendorRules(t *testing.T) {
	for _, row := range []struct {
		name      string
		rule      csat.Rule
		points    int
		satisfied []int
	}{
		{"usual", csat.TopBox(2, 5), 5, []int{4, 5}},
		{"Zendesk of 5", csat.Zendesk1to5(), 5, []int{4, 5}},
		{"Zendesk of 3", csat.Zendesk1to3(), 3, []int{3}},
		{"Formbricks cards of 3", csat.FormbricksCards(3), 3, []int{3}},
		{"Formbricks cards of 4", csat.FormbricksCards(4), 4, []int{3, 4}},
		{"Formbricks cards of 5", csat.FormbricksCards(5), 5, []int{4, 5}},
		{"Formbricks cards of 6", csat.FormbricksCards(6), 6, []int{5, 6}},
		{"Formbricks cards of 7", csat.FormbricksCards(7), 7, []int{6, 7}},
		{"Formbricks cards of 10", csat.FormbricksCards(10), 10, []int{8, 9, 10}},
		{"Formbricks charts", csat.FormbricksCharts(), 5, []int{4, 5}},
		{"Chatwoot", csat.Chatwoot(), 5, []int{4, 5}},
		{"CustomerGauge", csat.CustomerGauge(), 10, []int{9, 10}},
	} {
		var got []int
		for rating := 1; rating <= row.points; rating++ {
			v, err := row.rule.Value(rating)
			require.NoError(t, err, row.name)
			if v == 1 {
				got = append(got, rating)
			}
		}
		assert.Equal(t, row.satisfied, got, row.name)
		for _, outside := range []int{0, row.points + 1} {
			_, err := row.rule.Value(outside)
			var off *survey.RangeError
			assert.ErrorAs(t, err, &off, "%s: %d", row.name, outside)
		}
	}
	for rating, want := range map[int]float64{0: 0, 1: 1} {
		v, err := csat.Thumbs().Value(rating)
		assert.NoError(t, err)
		assert.Equal(t, want, v)
	}
}

func TestImpossibleRulesPanicInCode(t *testing.T) {
	for _, row := range [][2]int{{0, 5}, {5, 5}, {6, 5}, {-1, 5}, {1, 1}, {0, 0}, {2, 11}, {math.MinInt, 5}, {1, math.MaxInt}} {
		assert.PanicsWithValue(t, fmt.Sprintf("csat: the top %d of %d points are no rule", row[0], row[1]),
			func() { csat.TopBox(row[0], row[1]) })
	}
	for _, points := range []int{0, 1, 2, 8, 9, 11, -3} {
		assert.PanicsWithValue(t, fmt.Sprintf("csat: Formbricks has no rating of %d points", points), func() { csat.FormbricksCards(points) })
	}
}

func TestImpossibleRulesAreErrorsInData(t *testing.T) {
	for _, row := range []struct {
		rule   csat.Rule
		reason string
	}{
		{csat.Rule{}, "the zero Rule"},
		{csat.Rule{Scale: survey.Scale{Min: 1, Max: 5}}, "nobody said what satisfied is"},
		{csat.Rule{Scale: survey.Scale{Min: 1, Max: 5}, Satisfied: 1}, "everybody is satisfied"},
		{csat.Rule{Scale: survey.Scale{Min: 1, Max: 5}, Satisfied: 6}, "nobody can be satisfied"},
		{csat.Rule{Scale: survey.Scale{Min: 5, Max: 1}, Satisfied: 4}, "a scale upside down"},
		{csat.Rule{Scale: survey.Scale{Min: 1, Max: 100}, Satisfied: 80}, "a scale longer than a tally"},
		{csat.Rule{Scale: survey.Scale{Min: -5, Max: 5}, Satisfied: 1}, "a scale below 0"},
	} {
		var tally csat.Tally
		_, valueErr := row.rule.Value(1)
		_, countErr := csat.Count(row.rule, []int{1})
		_, ofErr := csat.Of(row.rule, survey.Tally{})
		for what, err := range map[string]error{
			"Add": tally.Add(row.rule, 1), "AddN": tally.AddN(row.rule, 1, 2), "Value": valueErr, "Count": countErr, "Of": ofErr,
		} {
			assert.Error(t, err, "%s: %s", what, row.reason)
		}
		assert.Zero(t, tally, row.reason)
	}
}

func TestRatingsThatAreNone(t *testing.T) {
	rule := csat.TopBox(2, 5)
	for _, rating := range []int{0, 6, -1, 99, 256 + 5, math.MaxInt, math.MinInt} {
		tally := csat.Tally{Rule: rule, Satisfied: 2, Other: 1}
		_, valueErr := rule.Value(rating)
		for what, err := range map[string]error{"Add": tally.Add(rule, rating), "AddN of none": tally.AddN(rule, rating, 0), "Value": valueErr} {
			var outside *survey.RangeError
			require.ErrorAs(t, err, &outside, "%s of %d", what, rating)
			assert.Equal(t, survey.RangeError{Rating: rating, Scale: rule.Scale, Index: -1}, *outside)
		}
		assert.Equal(t, csat.Tally{Rule: rule, Satisfied: 2, Other: 1}, tally, "nothing was counted")
	}
	var tally csat.Tally
	assert.EqualError(t, tally.Add(rule, 6), "csat: rating 6 is not from 1 to 5")
	assert.Zero(t, tally, "nor was the rule taken")

	_, err := csat.Count(rule, []int{5, 4, 9})
	var outside *survey.RangeError
	require.ErrorAs(t, err, &outside)
	assert.Equal(t, 2, outside.Index)
	assert.EqualError(t, err, "csat: rating 9 at index 2 is not from 1 to 5")
}

func TestTwoRulesAreTwoMetrics(t *testing.T) {
	five, ten := csat.TopBox(2, 5), csat.TopBox(2, 10)
	strict := csat.TopBox(1, 5) // the same scale, another cut
	var tally csat.Tally
	require.NoError(t, tally.Add(five, 5))
	for _, other := range []csat.Rule{ten, strict} {
		assert.Error(t, tally.Add(other, 5))
		assert.Error(t, tally.AddN(other, 5, 0))
		assert.Equal(t, csat.Tally{Rule: five, Satisfied: 1}, tally, "nothing was counted")
		o := csat.Tally{Rule: other, Satisfied: 1}
		assert.Panics(t, func() { tally.Plus(o) })
		assert.Panics(t, func() { o.Plus(tally) })
	}
	assert.EqualError(t, tally.Add(ten, 9), "csat: an answer under the rule 9–10 of 1–10 for a tally under 4–5 of 1–5")
	assert.PanicsWithValue(t, "csat: Plus of answers under the rule 4–5 of 1–5 and under 9–10 of 1–10",
		func() { tally.Plus(csat.Tally{Rule: ten, Satisfied: 1}) })
	_, err := csat.Of(ten, airport)
	assert.EqualError(t, err, "csat: the rule 9–10 of 1–10 does not fit ratings on the scale 1–5")

	declared := csat.Tally{Rule: five}
	assert.Error(t, declared.Add(ten, 9), "a rule without answers is a rule")
	assert.Panics(t, func() { declared.Plus(csat.Tally{Rule: ten}) })
	ruleless := csat.Tally{Satisfied: 3, Other: 1}
	assert.Error(t, ruleless.Add(five, 4), "counts whose rule nobody knows")
	assert.Panics(t, func() { ruleless.Plus(declared) })
}

func TestOf(t *testing.T) {
	rule := csat.TopBox(2, 5)
	for _, empty := range []survey.Tally{{}, {Scale: rule.Scale}} {
		tally, err := csat.Of(rule, empty)
		assert.NoError(t, err, "no answers are no error")
		assert.Equal(t, csat.Tally{Rule: rule}, tally)
	}
	for _, row := range []struct {
		h      survey.Tally
		reason string
	}{
		{survey.Tally{Scale: survey.Scale{Min: 0, Max: 10}, Ratings: [11]int{5: 5}}, "another scale"},
		{survey.Tally{Ratings: [11]int{5: 5}}, "no scale at all"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{3: -1, 5: 5}}, "a negative count"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{0: 1, 5: 5}}, "a rating off the scale"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{3: math.MaxInt, 5: 1}}, "more answers than an int can count"},
	} {
		tally, err := csat.Of(rule, row.h)
		assert.Error(t, err, row.reason)
		assert.Zero(t, tally, row.reason)
	}
}

func TestAddN(t *testing.T) {
	rule := csat.TopBox(2, 5)
	var tally csat.Tally
	require.NoError(t, tally.AddN(rule, 3, 5))
	require.NoError(t, tally.AddN(rule, 4, 7))
	require.NoError(t, tally.AddN(rule, 4, 0))
	want := csat.Tally{Rule: rule, Satisfied: 7, Other: 5}
	assert.Equal(t, want, tally)
	assert.EqualError(t, tally.AddN(rule, 4, -1), "csat: rating 4 counted -1 times")
	assert.Error(t, tally.AddN(rule, 4, math.MaxInt), "12 answers and as many again as an int can count")
	assert.Equal(t, want, tally, "nothing was counted")
}

func TestScoreCorners(t *testing.T) {
	rule := csat.TopBox(2, 5)
	for _, row := range []struct {
		tally  csat.Tally
		n      int
		value  float64
		lo, hi float64
		reason string
	}{
		{csat.Tally{}, 0, math.NaN(), 0, 1, "the zero Tally"},
		{csat.Tally{Rule: rule}, 0, math.NaN(), 0, 1, "a rule without answers"},
		{csat.Tally{Rule: rule, Satisfied: -1, Other: 5}, 0, math.NaN(), 0, 1, "a negative count"},
		{csat.Tally{Rule: rule, Satisfied: 5, Other: -1}, 0, math.NaN(), 0, 1, "negative others"},
		{csat.Tally{Rule: rule, Satisfied: 5, Other: -5}, 0, math.NaN(), 0, 1, "a sum of 0"},
		{csat.Tally{Rule: rule, Satisfied: math.MaxInt, Other: 1}, 0, math.NaN(), 0, 1, "a sum that overflows"},
		{csat.Tally{Rule: rule, Satisfied: 1}, 1, 1, 0.2065493, 1, "one satisfied"},
		{csat.Tally{Rule: rule, Other: 1}, 1, 0, 0, 0.7934507, "one other"},
		{csat.Tally{Rule: rule, Satisfied: 38}, 38, 1, 0.9081901, 1, "all satisfied: never above 1"},
		{csat.Tally{Rule: rule, Other: 77}, 77, 0, 0, 0.0475184, "none satisfied: never below 0"},
		{csat.Tally{Rule: rule, Satisfied: 87, Other: 13}, 100, 0.87, 0.7901965, 0.9224283, "87 of 100"},
		{csat.Tally{Rule: rule, Satisfied: 999_999_999, Other: 1}, 1e9, 0.999999999, 0.9999999943, 0.9999999998, "many answers"},
	} {
		e := row.tally.Score(0.95)
		assert.Equal(t, row.n, row.tally.N(), row.reason)
		assert.Equal(t, row.n, e.N, row.reason)
		assert.Equal(t, row.n > 0, e.Known(), row.reason)
		if row.n > 0 {
			assert.InDelta(t, row.value, e.Value, 1e-15, row.reason)
		}
		assert.InDelta(t, row.lo, e.Lo, 5e-8, row.reason)
		assert.InDelta(t, row.hi, e.Hi, 5e-8, row.reason)
		assert.True(t, 0 <= e.Lo && e.Hi <= 1, row.reason)
		assert.Equal(t, kpi.Fraction, e.Unit, row.reason)
	}
	broken := csat.Tally{Rule: rule, Satisfied: -1, Other: 5}
	assert.Error(t, broken.Add(rule, 5), "adding to it would make it look like data")
	assert.Panics(t, func() { broken.Score(95) })
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 87, Other: 13})
	require.NoError(t, err)
	assert.JSONEq(t, `{"rule":{"scale":{"min":1,"max":5},"satisfied":4},"satisfied":87,"other":13}`, string(b))

	const rule = `"rule":{"scale":{"min":1,"max":5},"satisfied":4}`
	for _, row := range []struct{ in, reason string }{
		{`{"satisfied":87,"other":13}`, "no rule: which CSAT?"},
		{`{` + rule + `,"satisfied":87}`, "others are missing"},
		{`{` + rule + `,"other":13}`, "satisfied are missing"},
		{`{` + rule + `,"satisfied":-1,"other":13}`, "a negative count"},
		{`{` + rule + `,"satisfied":1.5,"other":13}`, "half an answer"},
		{`{` + rule + `,"satisfied":9223372036854775807,"other":1}`, "more than an int can count"},
		{`{"rule":{"scale":{"min":1,"max":5},"satisfied":7},"satisfied":87,"other":13}`, "a rule that cannot be"},
		{`{"rule":{"scale":{"min":1,"max":50},"satisfied":40},"satisfied":87,"other":13}`, "a scale that cannot be"},
		{`{"rule":{"scale":{"max":5},"satisfied":4},"satisfied":87,"other":13}`, "a scale without a beginning, which is not 0"},
		{`{"rule":{"scale":{"min":0,"max":5}},"satisfied":87,"other":13}`, "a rule without the lowest satisfied rating"},
		{`{"rule":{},"satisfied":87,"other":13}`, "an empty rule"},
		{`{"detractors":20,"passives":30,"promoters":50}`, "another metric's tally"},
		{`"x"`, "text"},
	} {
		was := csat.Tally{Rule: csat.Thumbs(), Satisfied: 2, Other: 1}
		tally := was
		assert.Error(t, json.Unmarshal([]byte(row.in), &tally), row.reason)
		assert.Equal(t, was, tally, "%s: the tally is as it was", row.reason)
	}
}

func TestLaws(t *testing.T) {
	same := func(a, b csat.Tally) bool { return a == b }
	rule := csat.TopBox(2, 5)
	kpitest.Laws(t, same, csat.Tally{Rule: rule, Satisfied: 87, Other: 13}, csat.Tally{Rule: rule, Other: 5}, csat.Tally{Rule: rule}, csat.Tally{})

	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		ratings := make([]uint16, r.IntN(2000))
		for i := range ratings {
			ratings[i] = uint16(1 + r.IntN(5))
		}
		whole, err := csat.Count(rule, ratings)
		require.NoError(t, err)
		require.Equal(t, len(ratings), whole.N())
		var one, merged csat.Tally
		for _, rating := range ratings {
			require.NoError(t, one.Add(rule, int(rating)))
		}
		for rest := ratings; len(rest) > 0; {
			n := min(1+r.IntN(700), len(rest))
			shard, err := csat.Count(rule, rest[:n])
			require.NoError(t, err)
			merged, rest = shard.Plus(merged), rest[n:]
		}
		require.Equal(t, whole, merged.Plus(csat.Tally{Rule: rule}))
		require.Equal(t, whole, one.Plus(csat.Tally{Rule: rule}))
	}
}

func TestNoAllocations(t *testing.T) {
	rule, ratings := csat.TopBox(2, 5), make([]uint8, 5000)
	for i := range ratings {
		ratings[i] = uint8(1 + i%5)
	}
	tally := csat.Tally{Rule: rule, Satisfied: 87, Other: 13}
	for what, f := range map[string]func(){
		"Add":    func() { _ = tally.Add(rule, 4) },
		"AddN":   func() { _ = tally.AddN(rule, 2, 12) },
		"Plus":   func() { tally = tally.Plus(csat.Tally{Rule: rule, Satisfied: 1}) },
		"Count":  func() { _, _ = csat.Count(rule, ratings, 0) },
		"Value":  func() { _, _ = rule.Value(3) },
		"Score":  func() { _ = tally.Score(0.95) },
		"TopBox": func() { rule = csat.TopBox(2, 5) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), what)
	}
}

func FuzzTally(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5}, 1, 5, 4, 0.95)
	f.Add([]byte{0, 1, 1}, 0, 1, 1, 0.5)
	f.Add([]byte{9, 11}, 1, 10, 9, 0.999999)
	f.Fuzz(func(t *testing.T, ratings []byte, lowest, highest, satisfied int, level float64) {
		rule := csat.Rule{Scale: survey.Scale{Min: lowest, Max: highest}, Satisfied: satisfied}
		var tally csat.Tally
		k, n := 0, 0
		for _, rating := range ratings {
			err := tally.Add(rule, int(rating))
			if on := lowest <= int(rating) && int(rating) <= highest; !on {
				require.Error(t, err)
			} else if err == nil {
				n++
				if int(rating) >= satisfied {
					k++
				}
			}
		}
		if n > 0 {
			require.Equal(t, csat.Tally{Rule: rule, Satisfied: k, Other: n - k}, tally)
		} else {
			require.Zero(t, tally)
		}
		if 0 < level && level < 1 {
			e := tally.Score(level)
			require.Equal(t, n > 0, e.Known())
			require.True(t, 0 <= e.Lo && e.Lo <= e.Hi && e.Hi <= 1, "%+v: %v", tally, e)
			require.True(t, n == 0 || e.Lo <= e.Value && e.Value <= e.Hi, "%+v: %v", tally, e)
		}
		counted, err := csat.Count(rule, ratings)
		require.True(t, err != nil || counted.N() == len(ratings))
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"rule":{"scale":{"min":1,"max":5},"satisfied":4},"satisfied":87,"other":13}`))
	f.Add([]byte(`{"rule":{"scale":{"min":0,"max":0},"satisfied":0},"satisfied":0,"other":0}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tally csat.Tally
		if json.Unmarshal(b, &tally) != nil {
			require.Zero(t, tally)
			return
		}
		e := tally.Score(0.95)
		require.True(t, 0 <= e.Lo && e.Hi <= 1 && e.N == tally.N(), "%+v", tally)
		again, err := json.Marshal(tally)
		require.NoError(t, err)
		var back csat.Tally
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, tally, back)
	})
}
