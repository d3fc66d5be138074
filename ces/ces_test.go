package ces_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// The published example of 1,000 answers from 1 to 7.
var thousand = survey.Tally{Scale: survey.Scale{Min: 1, Max: 7}, Ratings: [11]int{1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120}}

// How easy it was to find the way at San Francisco Airport and to pass its security, 1 difficult to 5 easy,
// in its passenger survey of 2017; "don't know" and blanks are left out.
var (
	findWay  = survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{1: 16, 2: 40, 3: 337, 4: 716, 5: 1574}}
	security = survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{1: 34, 2: 58, 3: 341, 4: 676, 5: 1298}}
)

// rules are the rules that the shared vectors know.
var rules = map[kpitest.CESRule]ces.Rule{
	{Points: 7, Easy: 5, Difficult: 3}: ces.Agreement(),
	{Points: 7, Easy: 6, Difficult: 3}: ces.CYS(),
	{Points: 5, Easy: 2, Difficult: 4}: ces.Effort(),
	{Points: 5, Easy: 4, Difficult: 2}: ces.Ease(),
}

// byAdd and byCount are the two ways in, for the runners.
func byAdd(rule ces.Rule, answers []*int) (tally ces.Tally, err error) {
	for _, a := range answers {
		if a == nil {
			continue
		}
		if err := tally.Add(rule, *a); err != nil {
			return tally, err
		}
	}
	return tally, nil
}

func byCount(rule ces.Rule, answers []*int) (ces.Tally, error) {
	const blank = -128
	column := make([]int8, len(answers))
	for i, a := range answers {
		if column[i] = blank; a != nil {
			column[i] = int8(*a)
		}
	}
	return ces.Count(rule, column, blank)
}

func TestVectors(t *testing.T) {
	for way, tally := range map[string]func(ces.Rule, []*int) (ces.Tally, error){"Add": byAdd, "Count": byCount} {
		for cuts, rule := range rules {
			read := func(reader func(ces.Tally, float64) kpi.Estimate) func(answers []*int) (float64, error) {
				return func(answers []*int) (float64, error) {
					got, err := tally(rule, answers)
					return reader(got, 0.95).Value, err
				}
			}
			t.Run(fmt.Sprintf("%s, %v", way, rule), func(t *testing.T) {
				kpitest.CESMean(t, cuts.Points, read(ces.Tally.Mean))
				kpitest.CESEasyShare(t, cuts, read(ces.Tally.EasyShare))
				kpitest.CESNetEasy(t, cuts, read(ces.Tally.NetEasy))
			})
		}
	}
}

func TestVectorsByValue(t *testing.T) {
	for cuts, rule := range rules {
		mean := func(value func(int) (float64, error)) func(answers []*int) (float64, error) {
			return func(answers []*int) (float64, error) {
				sum, n := 0.0, 0.0
				for _, a := range answers {
					if a == nil {
						continue
					}
					v, err := value(*a)
					if err != nil {
						return 0, err
					}
					sum, n = sum+v, n+1
				}
				return sum / n, nil
			}
		}
		t.Run(rule.String(), func(t *testing.T) {
			kpitest.CESEasyShare(t, cuts, mean(rule.EasyValue))
			kpitest.CESNetEasy(t, cuts, mean(rule.NetValue))
		})
	}
}

// One set of answers, and four numbers that go by one name.
func TestPublishedThousand(t *testing.T) {
	agreement, err := ces.Of(ces.Agreement(), thousand)
	require.NoError(t, err)
	cys, err := ces.Of(ces.CYS(), thousand)
	require.NoError(t, err)
	mean := agreement.Mean(0.95)
	assert.InDelta(t, 4.08, mean.Value, 1e-12)
	assert.InDelta(t, 3.9615904029238176, mean.Lo, 1e-8)
	assert.InDelta(t, 4.198391317370517, mean.Hi, 1e-8)
	assert.InDelta(t, 0.46, agreement.EasyShare(0.95).Value, 1e-12)
	assert.InDelta(t, 3, agreement.NetEasy(0.95).Value, 1e-12)
	assert.InDelta(t, -13, cys.NetEasy(0.95).Value, 1e-12)
	assert.InDelta(t, 0.30, cys.EasyShare(0.95).Value, 1e-12)
	for _, e := range []kpi.Estimate{mean, agreement.EasyShare(0.95), agreement.NetEasy(0.95)} {
		assert.Equal(t, 1000, e.N)
	}
	assert.Equal(t, kpi.Net(430, 110, 460, 0.95), agreement.NetEasy(0.95))
	assert.Equal(t, kpi.Proportion(460, 1000, 0.95), agreement.EasyShare(0.95))
	assert.Equal(t, thousand.Mean(0.95), mean)
}

func TestAirport(t *testing.T) {
	for _, row := range []struct {
		question        string
		answers         survey.Tally
		n               int
		mean, easy, net float64
	}{
		{"find the way", findWay, 2683, 4.413343, 0.85352218, 83.265002},
		{"pass security", security, 2407, 4.307021, 0.82010802, 78.188617},
	} {
		tally, err := ces.Of(ces.Ease(), row.answers)
		require.NoError(t, err)
		assert.Equal(t, row.n, tally.N(), row.question)
		assert.InDelta(t, row.mean, tally.Mean(0.95).Value, 5e-7, row.question)
		assert.InDelta(t, row.easy, tally.EasyShare(0.95).Value, 5e-9, row.question)
		assert.InDelta(t, row.net, tally.NetEasy(0.95).Value, 5e-7, row.question)
	}
}

// Turned round, the answers say the same: the shares are equal and the mean is mirrored.
func TestDirection(t *testing.T) {
	high, err := ces.Of(ces.Ease(), findWay)
	require.NoError(t, err)
	var low ces.Tally
	for answer, n := range findWay.All() {
		require.NoError(t, low.AddN(ces.Effort(), findWay.Scale.Reverse(answer), n))
	}
	assert.Equal(t, high.EasyShare(0.95), low.EasyShare(0.95))
	assert.Equal(t, high.NetEasy(0.95), low.NetEasy(0.95))
	up, down := high.Mean(0.95), low.Mean(0.95)
	assert.InDelta(t, 6-up.Value, down.Value, 1e-12)
	assert.InDelta(t, 6-up.Lo, down.Hi, 1e-12)
	assert.InDelta(t, 6-up.Hi, down.Lo, 1e-12)
}

// What is documented of each answer.
func TestRules(t *testing.T) {
	for _, row := range []struct {
		name string
		rule ces.Rule
		net  []float64 // of the answers from 1 up
	}{
		{"CES 2.0", ces.Agreement(), []float64{-100, -100, -100, 0, 100, 100, 100}},
		{"CES 1.0", ces.Effort(), []float64{100, 100, 0, -100, -100}},
		{"ease", ces.Ease(), []float64{-100, -100, 0, 100, 100}},
		{"SimpleSat", ces.SimpleSat(), []float64{-100, -100, -100, 0, 100, 100, 100}},
		{"CYS", ces.CYS(), []float64{-100, -100, -100, 0, 0, 100, 100}},
		{"CustomerGauge of 5", ces.CustomerGauge(5), []float64{-100, -100, 0, 100, 100}},
		{"CustomerGauge of 7", ces.CustomerGauge(7), []float64{-100, -100, -100, 0, 100, 100, 100}},
		{"no answer between", ces.Rule{Scale: survey.Scale{Min: 1, Max: 4}, Easy: 3, Difficult: 2}, []float64{-100, -100, 100, 100}},
		{"only the ends", ces.Rule{Scale: survey.Scale{Min: 1, Max: 3}, Easy: 1, Difficult: 3}, []float64{100, 0, -100}},
	} {
		for i, want := range row.net {
			net, err := row.rule.NetValue(i + 1)
			require.NoError(t, err, row.name)
			assert.Equal(t, want, net, "%s: answer %d", row.name, i+1)
			easy, err := row.rule.EasyValue(i + 1)
			require.NoError(t, err, row.name)
			assert.Equal(t, max(want, 0)/100, easy, "%s: answer %d", row.name, i+1)
			var tally ces.Tally
			require.NoError(t, tally.Add(row.rule, i+1))
			assert.Equal(t, want, tally.NetEasy(0.95).Value, "%s: answer %d", row.name, i+1)
		}
		for _, outside := range []int{0, len(row.net) + 1, math.MaxInt, math.MinInt} {
			_, netErr := row.rule.NetValue(outside)
			_, easyErr := row.rule.EasyValue(outside)
			var off *survey.RangeError
			require.ErrorAs(t, netErr, &off, row.name)
			assert.Equal(t, survey.RangeError{Rating: outside, Scale: row.rule.Scale, Index: -1}, *off)
			assert.ErrorAs(t, easyErr, &off, row.name)
		}
	}
	assert.Equal(t, "easy 5–7, difficult 1–3 of 1–7", ces.Agreement().String())
	assert.Equal(t, "easy 1–2, difficult 4–5 of 1–5", ces.Effort().String())
	for _, points := range []int{0, 3, 6, 10, -7} {
		assert.PanicsWithValue(t, fmt.Sprintf("ces: CustomerGauge has no effort question of %d points", points), func() { ces.CustomerGauge(points) })
	}
}

func TestImpossibleRulesAreErrors(t *testing.T) {
	seven := survey.Scale{Min: 1, Max: 7}
	for _, row := range []struct {
		rule   ces.Rule
		reason string
	}{
		{ces.Rule{}, "the zero Rule"},
		{ces.Rule{Scale: seven}, "nobody said what easy is"},
		{ces.Rule{Scale: seven, Easy: 4, Difficult: 4}, "easy and difficult at once"},
		{ces.Rule{Scale: seven, Easy: 8, Difficult: 3}, "nothing can be easy"},
		{ces.Rule{Scale: seven, Easy: 5, Difficult: 0}, "nothing can be difficult"},
		{ces.Rule{Scale: survey.Scale{Min: 7, Max: 1}, Easy: 5, Difficult: 3}, "a scale upside down"},
		{ces.Rule{Scale: survey.Scale{Min: 1, Max: 100}, Easy: 80, Difficult: 30}, "a scale longer than a tally"},
	} {
		var tally ces.Tally
		_, netErr := row.rule.NetValue(1)
		_, easyErr := row.rule.EasyValue(1)
		_, countErr := ces.Count(row.rule, []int{1})
		_, ofErr := ces.Of(row.rule, survey.Tally{})
		for what, err := range map[string]error{
			"Add": tally.Add(row.rule, 1), "AddN": tally.AddN(row.rule, 1, 2), "NetValue": netErr, "EasyValue": easyErr,
			"Count": countErr, "Of": ofErr,
		} {
			assert.Error(t, err, "%s: %s", what, row.reason)
		}
		assert.Zero(t, tally, row.reason)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	rule := ces.Agreement()
	was := ces.Tally{Rule: rule, Answers: thousand}
	for _, answer := range []int{0, 8, -1, 99, 256 + 5, math.MaxInt, math.MinInt} {
		tally := was
		for what, err := range map[string]error{"Add": tally.Add(rule, answer), "AddN of none": tally.AddN(rule, answer, 0)} {
			var outside *survey.RangeError
			require.ErrorAs(t, err, &outside, "%s of %d", what, answer)
			assert.Equal(t, survey.RangeError{Rating: answer, Scale: rule.Scale, Index: -1}, *outside)
		}
		assert.Equal(t, was, tally, "nothing was counted")
	}
	var tally ces.Tally
	assert.EqualError(t, tally.Add(rule, 8), "ces: rating 8 is not from 1 to 7")
	assert.Zero(t, tally, "nor was the rule taken")

	_, err := ces.Count(rule, []int{5, 4, 9})
	var outside *survey.RangeError
	require.ErrorAs(t, err, &outside)
	assert.Equal(t, 2, outside.Index)
}

func TestAddN(t *testing.T) {
	rule := ces.Effort()
	var tally ces.Tally
	require.NoError(t, tally.AddN(rule, 2, 5))
	require.NoError(t, tally.AddN(rule, 4, 7))
	require.NoError(t, tally.AddN(rule, 3, 0))
	want := ces.Tally{Rule: rule, Answers: survey.Tally{Scale: rule.Scale, Ratings: [11]int{2: 5, 4: 7}}}
	assert.Equal(t, want, tally)
	assert.EqualError(t, tally.AddN(rule, 2, -1), "ces: answer 2 counted -1 times")
	assert.Error(t, tally.AddN(rule, 2, math.MaxInt), "more than an int can count of one answer")
	assert.Error(t, tally.AddN(rule, 1, math.MaxInt), "more than an int can count of all answers")
	assert.Equal(t, want, tally, "nothing was counted")

	broken := ces.Tally{Rule: rule, Answers: survey.Tally{Scale: rule.Scale, Ratings: [11]int{2: -1, 4: 7}}}
	was := broken
	assert.Error(t, broken.AddN(rule, 2, 1), "adding to it would make it look like data")
	assert.Error(t, broken.AddN(rule, 2, 2), "adding to it would make it look like data")
	assert.Error(t, broken.Add(rule, 3), "adding to it would make it look like data")
	assert.Equal(t, was, broken)
}

func TestTwoRulesAreTwoMetrics(t *testing.T) {
	var tally ces.Tally
	require.NoError(t, tally.Add(ces.Agreement(), 5))
	was := tally
	for _, other := range []ces.Rule{ces.CYS(), ces.Ease(), ces.Effort()} {
		assert.Error(t, tally.Add(other, 5))
		assert.Error(t, tally.AddN(other, 5, 0))
		assert.Equal(t, was, tally, "nothing was counted")
		o := ces.Tally{Rule: other}
		assert.Panics(t, func() { tally.Plus(o) })
		assert.Panics(t, func() { o.Plus(tally) })
	}
	assert.EqualError(t, tally.Add(ces.CYS(), 6),
		"ces: an answer under the rule easy 6–7, difficult 1–3 of 1–7 for a tally under easy 5–7, difficult 1–3 of 1–7")
	assert.PanicsWithValue(t, "ces: Plus of answers under the rule easy 5–7, difficult 1–3 of 1–7 and under easy 1–2, difficult 4–5 of 1–5",
		func() { tally.Plus(ces.Tally{Rule: ces.Effort()}) })
	_, err := ces.Of(ces.Ease(), thousand)
	assert.EqualError(t, err, "ces: the rule easy 4–5, difficult 1–2 of 1–5 does not fit answers on the scale 1–7")

	ruleless := ces.Tally{Answers: thousand}
	assert.Error(t, ruleless.Add(ces.Agreement(), 4), "answers whose rule nobody knows")
	assert.Panics(t, func() { ruleless.Plus(tally) })
}

func TestOf(t *testing.T) {
	rule := ces.Ease()
	for _, empty := range []survey.Tally{{}, {Scale: rule.Scale}} {
		tally, err := ces.Of(rule, empty)
		assert.NoError(t, err, "no answers are no error")
		assert.Equal(t, rule, tally.Rule)
		assert.Zero(t, tally.N())
	}
	for _, row := range []struct {
		h      survey.Tally
		reason string
	}{
		{thousand, "another scale"},
		{survey.Tally{Ratings: [11]int{5: 5}}, "no scale at all"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{3: -1, 5: 5}}, "a negative count"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{0: 1, 5: 5}}, "an answer off the scale"},
		{survey.Tally{Scale: rule.Scale, Ratings: [11]int{3: math.MaxInt, 5: 1}}, "more answers than an int can count"},
	} {
		tally, err := ces.Of(rule, row.h)
		assert.Error(t, err, row.reason)
		assert.Zero(t, tally, row.reason)
	}
}

func TestWithoutData(t *testing.T) {
	rule := ces.Agreement()
	seven := rule.Scale
	for _, row := range []struct {
		tally  ces.Tally
		lo, hi float64 // of the mean
		reason string
	}{
		{ces.Tally{}, math.Inf(-1), math.Inf(1), "the zero Tally, which has no scale yet"},
		{ces.Tally{Rule: rule}, 1, 7, "a rule without answers"},
		{ces.Tally{Rule: rule, Answers: survey.Tally{Scale: seven}}, 1, 7, "a scale without answers"},
		{ces.Tally{Rule: rule, Answers: survey.Tally{Scale: seven, Ratings: [11]int{3: -1, 4: 5}}}, 1, 7, "a negative count"},
		{ces.Tally{Rule: rule, Answers: survey.Tally{Scale: seven, Ratings: [11]int{0: 5, 4: 5}}}, 1, 7, "an answer off the scale"},
		{ces.Tally{Rule: rule, Answers: survey.Tally{Scale: seven, Ratings: [11]int{3: math.MaxInt, 4: 1}}}, 1, 7, "a sum that overflows"},
		{ces.Tally{Rule: rule, Answers: findWay}, 1, 7, "answers on another scale than the rule's"},
		{ces.Tally{Answers: thousand}, math.Inf(-1), math.Inf(1), "answers without a rule"},
		{ces.Tally{Rule: ces.Rule{Scale: seven, Easy: 9}, Answers: thousand}, 1, 7, "a rule that cannot be"},
	} {
		assert.Zero(t, row.tally.N(), row.reason)
		for _, got := range []struct {
			e      kpi.Estimate
			lo, hi float64
			unit   kpi.Unit
		}{
			{row.tally.Mean(0.95), row.lo, row.hi, kpi.Number},
			{row.tally.EasyShare(0.95), 0, 1, kpi.Fraction},
			{row.tally.NetEasy(0.95), -100, 100, kpi.Points},
		} {
			assert.False(t, got.e.Known(), row.reason)
			assert.True(t, math.IsNaN(got.e.Value), row.reason)
			assert.Zero(t, got.e.N, row.reason)
			assert.Equal(t, [2]float64{got.lo, got.hi}, [2]float64{got.e.Lo, got.e.Hi}, row.reason)
			assert.Equal(t, got.unit, got.e.Unit, row.reason)
		}
	}
}

func TestCorners(t *testing.T) {
	rule := ces.Agreement()
	for _, row := range []struct {
		counts [11]int
		mean   float64
		reason string
	}{
		{[11]int{7: 1}, 7, "one answer"},
		{[11]int{1: 1}, 1, "one answer at the other end"},
		{[11]int{4: 1}, 4, "one answer between"},
		{[11]int{7: 40}, 7, "all alike"},
		{[11]int{1: 20, 7: 20}, 4, "both ends"},
		{[11]int{1: 1e9, 4: 1e9, 7: 1e9}, 4, "many answers"},
		{[11]int{7: 1e9}, 7, "many answers, all alike"},
	} {
		tally := ces.Tally{Rule: rule, Answers: survey.Tally{Scale: rule.Scale, Ratings: row.counts}}
		e := tally.Mean(0.95)
		assert.InDelta(t, row.mean, e.Value, 1e-12, row.reason)
		assert.True(t, 1 <= e.Lo && e.Lo <= e.Value && e.Value <= e.Hi && e.Hi <= 7 && e.Lo < e.Hi, "%s: %v", row.reason, e)
		for _, e := range []kpi.Estimate{tally.EasyShare(0.95), tally.NetEasy(0.95)} {
			assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi && e.Lo < e.Hi, "%s: %v", row.reason, e)
		}
	}
	tally := ces.Tally{Rule: rule, Answers: thousand}
	for _, level := range []float64{0, 1, 95, math.NaN()} {
		want := fmt.Sprintf("kpi: confidence level %v is not between 0 and 1", level)
		assert.PanicsWithValue(t, want, func() { tally.Mean(level) })
		assert.PanicsWithValue(t, want, func() { tally.EasyShare(level) })
		assert.PanicsWithValue(t, want, func() { tally.NetEasy(level) })
		assert.PanicsWithValue(t, want, func() { ces.Tally{}.Mean(level) })
	}
}

// The mean's limits are the score interval's of the shared vectors, on the scales that effort is asked on.
func TestMeanIntervalVectors(t *testing.T) {
	tried := 0
	kpitest.MeanInterval(t, kpitest.Score, func(values []float64, counts []int, level float64) (lo, hi float64) {
		rule := ces.Rule{Scale: survey.Scale{Min: 1, Max: len(values)}, Easy: len(values), Difficult: 1}
		tally := ces.Tally{Rule: rule}
		for i, n := range counts {
			if values[i] != float64(i+1) || len(values) < 2 { // not a scale from 1 in steps of 1
				e := kpi.Multinomial(values, counts, level)
				return e.Lo, e.Hi
			}
			require.NoError(t, tally.AddN(rule, i+1, n))
		}
		tried++
		e := tally.Mean(level)
		return e.Lo, e.Hi
	})
	assert.Greater(t, tried, 5)
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(ces.Tally{Rule: ces.Agreement(), Answers: thousand})
	require.NoError(t, err)
	assert.JSONEq(t, `{"rule":{"scale":{"min":1,"max":7},"easy":5,"difficult":3},
		"answers":{"scale":{"min":1,"max":7},"ratings":{"1":80,"2":210,"3":140,"4":110,"5":160,"6":180,"7":120}}}`, string(b))

	const rule = `"rule":{"scale":{"min":1,"max":7},"easy":5,"difficult":3}`
	for _, row := range []struct{ in, reason string }{
		{`{"answers":{"scale":{"min":1,"max":7},"ratings":{"4":5}}}`, "no rule: which CES?"},
		{`{` + rule + `}`, "no answers"},
		{`{` + rule + `,"answers":{"scale":{"min":1,"max":5},"ratings":{"4":5}}}`, "answers on another scale"},
		{`{` + rule + `,"answers":{"scale":{"min":1,"max":7},"ratings":{"4":-5}}}`, "a negative count"},
		{`{` + rule + `,"answers":{"scale":{"min":1,"max":7},"ratings":{"8":5}}}`, "an answer off the scale"},
		{`{` + rule + `,"answers":[1,2,3]}`, "answers by position"},
		{`{"rule":{"scale":{"min":1,"max":7},"easy":5,"difficult":5},"answers":{"scale":{"min":1,"max":7},"ratings":{"4":5}}}`, "a rule that cannot be"},
		{`{"rule":{"scale":{"min":0,"max":0},"easy":0,"difficult":0},"answers":{"scale":{"min":1,"max":7},"ratings":{"4":5}}}`, "answers under no rule"},
		{`{"rule":{"scale":{"min":0,"max":7},"easy":5},"answers":{"scale":{"min":0,"max":7},"ratings":{"4":5}}}`, "difficult is missing, and not 0"},
		{`{"rule":{"scale":{"max":7},"easy":5,"difficult":3},"answers":{"scale":{"min":0,"max":7},"ratings":{"4":5}}}`, "a scale without a beginning"},
		{`{"detractors":20,"passives":30,"promoters":50}`, "another metric's tally"},
		{`"x"`, "text"},
	} {
		was := ces.Tally{Rule: ces.Ease(), Answers: findWay}
		tally := was
		assert.Error(t, json.Unmarshal([]byte(row.in), &tally), row.reason)
		assert.Equal(t, was, tally, "%s: the tally is as it was", row.reason)
	}
}

func TestLaws(t *testing.T) {
	same := func(a, b ces.Tally) bool { return a == b }
	rule := ces.Agreement()
	kpitest.Laws(t, same, ces.Tally{Rule: rule, Answers: thousand}, ces.Tally{Rule: rule}, ces.Tally{},
		ces.Tally{Rule: rule, Answers: survey.Tally{Scale: rule.Scale, Ratings: [11]int{7: 3}}})

	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		answers := make([]int32, 1+r.IntN(2000))
		for i := range answers {
			answers[i] = int32(1 + r.IntN(7))
		}
		whole, err := ces.Count(rule, answers)
		require.NoError(t, err)
		require.Equal(t, len(answers), whole.N())
		var one, merged ces.Tally
		for _, answer := range answers {
			require.NoError(t, one.Add(rule, int(answer)))
		}
		for rest := answers; len(rest) > 0; {
			n := min(1+r.IntN(700), len(rest))
			shard, err := ces.Count(rule, rest[:n])
			require.NoError(t, err)
			merged, rest = shard.Plus(merged), rest[n:]
		}
		require.Equal(t, whole, merged)
		require.Equal(t, whole, one)

		last := kpi.Estimate{Lo: math.Inf(1), Hi: math.Inf(-1)}
		for _, level := range []float64{0.5, 0.9, 0.95, 0.999} {
			e := whole.Mean(level)
			require.True(t, 1 <= e.Lo && e.Lo <= e.Value && e.Value <= e.Hi && e.Hi <= 7)
			require.True(t, e.Lo <= last.Lo && e.Hi >= last.Hi, "a higher level never narrows")
			last = e
		}
	}
}

func TestNoAllocations(t *testing.T) {
	rule, answers := ces.Agreement(), make([]uint8, 5000)
	for i := range answers {
		answers[i] = uint8(1 + i%7)
	}
	tally := ces.Tally{Rule: rule, Answers: thousand}
	for what, f := range map[string]func(){
		"Add":       func() { _ = tally.Add(rule, 4) },
		"AddN":      func() { _ = tally.AddN(rule, 2, 12) },
		"Plus":      func() { tally = tally.Plus(ces.Tally{Rule: rule, Answers: thousand}) },
		"Count":     func() { _, _ = ces.Count(rule, answers, 0) },
		"NetValue":  func() { _, _ = rule.NetValue(3) },
		"Mean":      func() { _ = tally.Mean(0.95) },
		"EasyShare": func() { _ = tally.EasyShare(0.95) },
		"NetEasy":   func() { _ = tally.NetEasy(0.95) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), what)
	}
}

func FuzzTally(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7}, 1, 7, 5, 3, 0.95)
	f.Add([]byte{0, 1, 1}, 0, 1, 0, 1, 0.5)
	f.Add([]byte{9, 11}, 1, 10, 9, 9, 0.999999)
	f.Fuzz(func(t *testing.T, answers []byte, lowest, highest, easy, difficult int, level float64) {
		rule := ces.Rule{Scale: survey.Scale{Min: lowest, Max: highest}, Easy: easy, Difficult: difficult}
		var tally ces.Tally
		sum, easies, net, n := 0, 0.0, 0.0, 0
		for _, answer := range answers {
			err := tally.Add(rule, int(answer))
			e, easyErr := rule.EasyValue(int(answer))
			v, netErr := rule.NetValue(int(answer))
			require.Equal(t, err == nil, easyErr == nil)
			require.Equal(t, err == nil, netErr == nil)
			if err == nil {
				require.True(t, lowest <= int(answer) && int(answer) <= highest)
				n, sum, easies, net = n+1, sum+int(answer), easies+e, net+v
			}
		}
		require.Equal(t, n, tally.N())
		if !(0 < level && level < 1) {
			return
		}
		mean, share, score := tally.Mean(level), tally.EasyShare(level), tally.NetEasy(level)
		if n == 0 {
			require.Zero(t, tally)
			require.False(t, mean.Known() || share.Known() || score.Known())
			return
		}
		require.InDelta(t, float64(sum)/float64(n), mean.Value, 1e-9)
		require.InDelta(t, easies/float64(n), share.Value, 1e-9)
		require.InDelta(t, net/float64(n), score.Value, 1e-9)
		for _, row := range []struct {
			e      kpi.Estimate
			lo, hi float64
		}{{mean, float64(lowest), float64(highest)}, {share, 0, 1}, {score, -100, 100}} {
			require.True(t, row.lo <= row.e.Lo && row.e.Lo <= row.e.Value && row.e.Value <= row.e.Hi && row.e.Hi <= row.hi, "%v", row.e)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"rule":{"scale":{"min":1,"max":7},"easy":5,"difficult":3},"answers":{"scale":{"min":1,"max":7},"ratings":{"4":5}}}`))
	f.Add([]byte(`{"rule":{"scale":{"min":1,"max":7},"easy":5,"difficult":3},"answers":{"ratings":{}}}`))
	f.Add([]byte(`{"rule":{"scale":{"min":0,"max":0},"easy":0,"difficult":0},"answers":{"ratings":{}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tally ces.Tally
		if json.Unmarshal(b, &tally) != nil {
			require.Zero(t, tally)
			return
		}
		require.Equal(t, tally.Answers.N(), tally.N(), "nothing that is read is lost: %+v", tally)
		again, err := json.Marshal(tally)
		require.NoError(t, err)
		var back ces.Tally
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, tally, back)
	})
}
