package instrument_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

func ids(parts []instrument.Part) (out []string) {
	for _, p := range parts {
		out = append(out, p.ID)
	}
	return out
}

// Ten employees: each feature's share at home is Wilson's, and the lowest are the training list.
func TestProfileAndTrainingList(t *testing.T) {
	in := builtin(t, "software-comfort")
	home := map[string]int{"tickets": 10, "history": 9, "handover": 7, "knowledge-base": 3, "templates": 8, "chat": 3, "due-times": 1, "reports": 0}
	var tally instrument.Tally
	for i := range 10 {
		r := instrument.Response{}
		for feature, n := range home {
			if r[feature] = 2; i < n {
				r[feature] = 4
			}
		}
		if i == 9 {
			delete(r, "reports")
		}
		require.NoError(t, tally.Add(in, r))
	}
	profile := tally.Profile(in, "at-home", 0.95)
	assert.Equal(t, []string{"tickets", "history", "handover", "knowledge-base", "templates", "chat", "due-times", "reports"}, ids(profile))
	for _, p := range profile {
		n := 10
		if p.ID == "reports" {
			n = 9
		}
		want := kpi.Proportion(home[p.ID], n, 0.95)
		assert.InDelta(t, want.Value, p.Estimate.Value, 1e-12)
		assert.InDelta(t, want.Lo, p.Estimate.Lo, 1e-9)
		assert.InDelta(t, want.Hi, p.Estimate.Hi, 1e-9)
		assert.Equal(t, kpi.Fraction, p.Estimate.Unit)
		assert.Equal(t, n, p.Estimate.N)
	}
	kept := slices.Clone(profile)
	assert.Equal(t, []string{"reports", "due-times", "knowledge-base", "chat", "handover", "templates", "history", "tickets"}, ids(instrument.Lowest(profile)))
	assert.Equal(t, []string{"tickets", "history", "templates", "handover", "knowledge-base", "chat", "due-times", "reports"}, ids(instrument.Highest(profile)))
	assert.Equal(t, kept, profile, "the parts are not sorted in place")
	comfort := tally.Profile(in, "comfort", 0.95)
	assert.InDelta(t, 75, comfort[0].Estimate.Value, 1e-12, "4 of 5 is 75 percent of the way")
	assert.InDelta(t, 25, comfort[7].Estimate.Value, 1e-12)

	var none instrument.Tally
	mixed := append(none.Profile(in, "at-home", 0.95)[:1], profile[1:3]...)
	assert.Equal(t, []string{"handover", "history", "tickets"}, ids(instrument.Lowest(mixed)), "what is unknown comes last")
	assert.Equal(t, []string{"history", "handover", "tickets"}, ids(instrument.Highest(mixed)), "what is unknown comes last")
}

func TestProfileOfReversedItemsAndSums(t *testing.T) {
	in := everything(t)
	var tally instrument.Tally
	require.NoError(t, tally.AddN(in, instrument.Response{"a": 1, "b": 2, "d": 10}, 3))
	want := map[string][]float64{"x": {100, 25}, "y": {5, 2, math.NaN()}, "z": {0, 150}, "n": {100}, "t": {0, math.NaN()}}
	for index, values := range want {
		for i, p := range tally.Profile(in, index, 0.95) {
			if math.IsNaN(values[i]) {
				assert.False(t, p.Estimate.Known(), "%s %d", index, i)
				continue
			}
			assert.InDelta(t, values[i], p.Estimate.Value, 1e-12, "%s %d", index, i)
		}
	}
}

// Needed less now: 20 respondents need 2 more, 25 need 1 more and 15 have enough.
func TestGaps(t *testing.T) {
	in := builtin(t, "competency-self")
	var tally instrument.Tally
	for _, row := range []struct{ now, needed, n int }{{2, 4, 20}, {3, 4, 25}, {4, 4, 15}} {
		require.NoError(t, tally.AddN(in, instrument.Response{"judgement.now": row.now, "judgement.needed": row.needed, "planning.now": 5, "planning.needed": 3}, row.n))
	}
	require.NoError(t, tally.Add(in, instrument.Response{"judgement.now": 1, "judgement.needed": 0}), "who cannot say what is needed has no gap")
	gaps := tally.Gaps(in, 0.95)
	require.Len(t, gaps, 12)
	judgement := gaps[1]
	assert.Equal(t, "judgement", judgement.ID)
	assert.InDelta(t, 65./60, judgement.Estimate.Value, 1e-12)
	assert.Equal(t, 60, judgement.Estimate.N)
	opposite := tally.Gap(in, "judgement").Mean(0.95)
	assert.Equal(t, [2]float64{-opposite.Hi, -opposite.Lo}, [2]float64{judgement.Estimate.Lo, judgement.Estimate.Hi})
	assert.Positive(t, judgement.Estimate.Lo)
	assert.InDelta(t, 9./12, tally.Gap(in, "judgement").Short(1, 0.95).Value, 1e-12)
	ranked := instrument.Highest(gaps)
	assert.Equal(t, []string{"judgement", "planning"}, ids(ranked[:2]))
	assert.InDelta(t, -2, ranked[1].Estimate.Value, 1e-12)
	assert.False(t, ranked[2].Estimate.Known())
	assert.Equal(t, -4., ranked[2].Estimate.Lo)
}

// Three steps of a process, by hand: (100+100+100+75)/4, (100+75+50+25)/4 and (0+25+0+25)/4.
func TestAcross(t *testing.T) {
	in := builtin(t, "process")
	steps := map[string]instrument.Tally{}
	for name, codes := range map[string][]int{"greet": {5, 5, 5, 2}, "note": {5, 4, 3, 4}, "copy": {1, 2, 1, 4}, "unseen": {}} {
		var tally instrument.Tally
		if len(codes) > 0 {
			require.NoError(t, tally.AddN(in, respond(in, codes...), 40))
		}
		steps[name] = tally
	}
	parts := instrument.Across(in, steps, "worth", 0.95)
	assert.Equal(t, []string{"copy", "greet", "note", "unseen"}, ids(parts))
	ranked := instrument.Lowest(parts)
	got := ""
	for _, p := range ranked {
		got += fmt.Sprintln(p.ID, p.Estimate.Value, p.Band, p.Sure)
	}
	assert.Equal(t, "copy 12.5 replace true\nnote 62.5 improve true\ngreet 93.75 keep true\nunseen NaN  false\n", got)
	var few instrument.Tally
	require.NoError(t, few.AddN(in, respond(in, 5, 4, 3, 4), 3))
	part := instrument.Across(in, map[string]instrument.Tally{"note": few}, "worth", 0.95)[0]
	assert.Equal(t, "improve", part.Band)
	assert.False(t, part.Sure, "the limits of three answers reach into other bands: %v", part.Estimate)
	var high instrument.Tally
	require.NoError(t, high.AddN(in, respond(in, 5, 5, 5, 1), 5))
	part = instrument.Across(in, map[string]instrument.Tally{"greet": high}, "worth", 0.95)[0]
	assert.Equal(t, "keep", part.Band)
	assert.Less(t, part.Estimate.Lo, 70.)
	assert.False(t, part.Sure, "one limit reaches into another band: %v", part.Estimate)
	assert.Empty(t, instrument.Across(in, nil, "worth", 0.95))
}

func TestShown(t *testing.T) {
	in := builtin(t, "competency-observer")
	teams := map[string]instrument.Tally{}
	for name, n := range map[string]int{"a": 14, "b": 3, "c": 9, "d": 22, "e": 0} {
		var tally instrument.Tally
		require.NoError(t, tally.AddN(in, respond(in, slices.Repeat([]int{3, 4}, 12)...), n))
		teams[name] = tally
	}
	for _, id := range []string{"judgement", "judgement.now", "ownership.needed"} {
		shown, hidden := instrument.Shown(in, teams, id, 5)
		assert.Equal(t, []string{"b", "c"}, hidden, "b is too small, and c goes with it, or b could be found by subtraction")
		assert.Len(t, shown, 2)
		assert.Contains(t, shown, "a")
		assert.Contains(t, shown, "d")
	}
	var skipped instrument.Tally
	for i := range 6 {
		r := respond(in, slices.Repeat([]int{3, 4}, 12)...)
		if i > 1 {
			delete(r, "judgement.now")
		}
		require.NoError(t, skipped.Add(in, r))
	}
	teams = map[string]instrument.Tally{"a": teams["a"], "b": skipped}
	_, hidden := instrument.Shown(in, teams, "planning", 5)
	assert.Empty(t, hidden)
	_, hidden = instrument.Shown(in, teams, "judgement", 5)
	assert.Equal(t, []string{"a", "b"}, hidden, "six people, of whom two answered")
	assert.Panics(t, func() { instrument.Shown(in, teams, "nothing", 5) })
	assert.Panics(t, func() { instrument.Shown(in, teams, "planning", 0) })
}

func TestMaturity(t *testing.T) {
	in := builtin(t, "culture")
	var one instrument.Tally
	require.NoError(t, one.Add(in, respond(in, 4, 4, 3, 3, 2, 4, 2, 1, 3, 4)))
	for _, share := range []float64{0.01, 0.5, 1} {
		m := one.Maturity(in, "mean", share)
		assert.True(t, m.Known)
		assert.Equal(t, 1, m.Level, "training is reviewed on level 1 only, and holds the level")
		assert.InDelta(t, 3, m.Mean, 1e-12)
		assert.Equal(t, instrument.Stage{ID: "training-reviewed", Level: 1}, m.Profile[7])
		assert.Len(t, m.Profile, 10)
		assert.Empty(t, m.Unanswered)
	}

	// Four respondents: 3, 3, 2 and 0 for the first catalyst, 2 for all others.
	var team instrument.Tally
	for _, first := range []int{3, 3, 2, 0} {
		require.NoError(t, team.Add(in, respond(in, first, 2, 2, 2, 2, 2, 2, 2, 2, 2)))
	}
	for share, want := range map[float64]int{0.5: 3, 0.75: 2, 0.76: 0, 1: 0, 0.25: 3} {
		m := team.Maturity(in, "mean", share)
		assert.Equal(t, want, m.Profile[0].Level, "share %v", share)
		assert.Equal(t, min(want, 2), m.Level, "share %v", share)
	}

	var gaps instrument.Tally
	require.NoError(t, gaps.Add(in, respond(in, 4, -1, 9, 4, 4, 4, 4, 4, 4, 4)))
	m := gaps.Maturity(in, "mean", 0.5)
	assert.False(t, m.Known, "what nobody answered is not on level 0")
	assert.Equal(t, []string{"shared-philosophy", "empowerment"}, m.Unanswered)
	assert.Len(t, m.Profile, 8)
	assert.InDelta(t, 4, m.Mean, 1e-12)

	// On a scale from 1, with a reversed item: 2 reversed is 4.
	from1 := everything(t)
	var reversed instrument.Tally
	require.NoError(t, reversed.Add(from1, instrument.Response{"a": 2, "b": 1}))
	m = reversed.Maturity(from1, "x", 1)
	assert.Equal(t, []instrument.Stage{{ID: "a", Level: 4}, {ID: "b", Level: 1}}, m.Profile)
	assert.Equal(t, 1, m.Level)
	assert.True(t, m.Known)
}
