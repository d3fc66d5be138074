package instrument_test

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

func TestBuiltinsKeepToTheSchema(t *testing.T) {
	var root object
	require.NoError(t, json.Unmarshal(instrument.Schema(), &root))
	assert.Equal(t, "https://json-schema.org/draft/2020-12/schema", root["$schema"])
	assert.Equal(t, instrument.SchemaID, root["$id"])
	s := schema{t, root}
	for _, id := range instrument.Builtins() {
		written, err := json.Marshal(builtin(t, id))
		require.NoError(t, err)
		var v any
		require.NoError(t, json.Unmarshal(written, &v))
		assert.Empty(t, s.check(root, v, id))
		assert.Equal(t, instrument.SchemaID, v.(object)["$schema"])
	}
	var v any
	require.NoError(t, json.Unmarshal([]byte(`{"id":"a b","version":"","languages":[],"title":{},"scales":{},"items":[],
		"indices":[{"id":"x","title":{"en":"x"},"items":["q","q"],"transform":{"kind":"top"},"combine":"median",
		"missing":{"answered":1,"share":0.5},"weights":[0]}],"more":1}`), &v))
	wrong := strings.Join(s.check(root, v, ""), "\n")
	for _, want := range []string{"/id:", "/version:", "/languages:", "/title:", "/scales:", "/items:", `"more"`, "/transform:",
		"/combine:", "/missing:", "/weights/0:", "q comes twice"} {
		assert.Contains(t, wrong, want, "the checker must be able to fail")
	}
}

// The schema has every member that definitions have, and no other.
func TestSchemaIsThatOfDefinitions(t *testing.T) {
	in := everything(t)
	written, err := json.Marshal(in)
	require.NoError(t, err)
	var root, v object
	require.NoError(t, json.Unmarshal(instrument.Schema(), &root))
	require.NoError(t, json.Unmarshal(written, &v))
	assert.Empty(t, schema{t, root}.check(root, v, ""))
	defs := root["$defs"].(object)
	first := func(name string) object { return v[name].([]any)[0].(object) }
	for name, o := range map[string]object{"item": first("items"), "index": first("indices"), "composite": first("composites"), "pair": first("pairs"),
		"scale": v["scales"].(object)["s"].(object), "band": first("indices")["bands"].([]any)[0].(object)} {
		for member := range defs[name].(object)["properties"].(object) {
			assert.Contains(t, o, member, name)
		}
	}
	for member := range root["properties"].(object) {
		assert.Contains(t, v, member)
	}
}

func TestBuiltinsReadWell(t *testing.T) {
	assert.Equal(t, []string{"acsi-style", "ces", "competency-observer", "competency-self", "csat", "culture", "employee-feedback", "enps",
		"nps", "process", "software-comfort", "sus-style", "touchpoint", "umux-lite-style", "umux-style"}, instrument.Builtins())
	hangul := regexp.MustCompile(`\p{Hangul}`)
	polite := regexp.MustCompile(`(니다\.|니까\?)$`)
	for _, id := range instrument.Builtins() {
		in := builtin(t, id)
		d := in.Definition()
		assert.Equal(t, id, d.ID, "the file has the name of the instrument")
		assert.Equal(t, []string{"en", "ko"}, d.Languages, id)
		for _, it := range d.Items {
			en, ko := it.Text["en"], it.Text["ko"]
			assert.Regexp(t, `^[A-Z].*[.?]$`, en, id)
			assert.Equal(t, 1, len(regexp.MustCompile(`[.?!]( |$)`).FindAllString(en, -1)), "one sentence: %s", en)
			assert.Equal(t, 1, len(regexp.MustCompile(`[.?!]( |$)`).FindAllString(ko, -1)), "one sentence: %s", ko)
			assert.Regexp(t, hangul, ko, id)
			assert.Regexp(t, polite, ko, "polite")
			assert.Equal(t, strings.HasSuffix(en, "?"), strings.HasSuffix(ko, "?"), "a question or a statement in both: %s", ko)
			assert.Equal(t, en, in.Text(it.ID, "en"))
		}
	}
	_, err := instrument.Builtin("../schema")
	assert.ErrorContains(t, err, `there is no built-in "../schema", expected one of acsi-style, ces`)
}

func TestDefinitionRoundTrips(t *testing.T) {
	for _, id := range instrument.Builtins() {
		in := builtin(t, id)
		written, err := json.Marshal(in)
		require.NoError(t, err)
		var read instrument.Instrument
		require.NoError(t, json.Unmarshal(written, &read))
		assert.Equal(t, *in, read)
		again, err := instrument.New(in.Definition())
		require.NoError(t, err)
		assert.Equal(t, in, again)
	}
}

// Every index of one worked response to each built-in instrument, by hand.
func TestWorkedResponses(t *testing.T) {
	nan := math.NaN()
	worked := map[string]bool{}
	for _, row := range []struct {
		id, reason string
		codes      []int // -1 is blank
		want       map[string]float64
	}{
		{"csat", "4 is satisfied", []int{4}, map[string]float64{"csat": 1, "mean": 4}},
		{"csat", "3 is not", []int{3}, map[string]float64{"csat": 0, "mean": 3}},
		{"csat", "an N/A is no answer", []int{0}, map[string]float64{"csat": nan, "mean": nan}},
		{"nps", "9 promotes", []int{9}, map[string]float64{"nps": 100}},
		{"nps", "7 does neither", []int{7}, map[string]float64{"nps": 0}},
		{"nps", "0 is an answer", []int{0}, map[string]float64{"nps": -100}},
		{"ces", "5 of 7 is easy", []int{5}, map[string]float64{"easy": 1, "net-easy": 100, "mean": 5}},
		{"ces", "3 of 7 is difficult", []int{3}, map[string]float64{"easy": 0, "net-easy": -100, "mean": 3}},
		{"enps", "6 detracts", []int{6}, map[string]float64{"enps": -100}},
		{"employee-feedback", "(75+100+50+0+25)/5", []int{4, 5, 3, 1, 2}, map[string]float64{"feedback": 50}},
		{"employee-feedback", "(75+100+50)/3: three of five are half", []int{4, 5, 3, -1, 0}, map[string]float64{"feedback": 75}},
		{"employee-feedback", "two of five are less than half", []int{4, 5, -1, -1, 0}, map[string]float64{"feedback": nan}},
		{"competency-self", "areas by fours: now (3+4+2+3)/4, needed all 4; now (5+5)/2 of two; technical one of four; gaps of what has both",
			[]int{3, 4, 4, 4, 2, 4, 3, 4, 5, 5, 5, 5, 0, 4, -1, 4, 2, 5, -1, -1, -1, -1, -1, -1},
			map[string]float64{"problem-solving.now": 3, "problem-solving.needed": 4, "ownership.now": 5, "ownership.needed": 4.5,
				"technical.now": nan, "technical.needed": nan, "overall.now": nan, "overall.needed": nan,
				"problem-solving": 1, "ownership": 0, "technical": nan, "overall": nan}},
		{"competency-observer", "all now 2, all needed 5", slices.Repeat([]int{2, 5}, 12),
			map[string]float64{"problem-solving.now": 2, "problem-solving.needed": 5, "ownership.now": 2, "ownership.needed": 5,
				"technical.now": 2, "technical.needed": 5, "overall.now": 2, "overall.needed": 5,
				"problem-solving": 3, "ownership": 3, "technical": 3, "overall": 3}},
		{"culture", "(4+4+4+4+4+3+3+3+1+0)/10", []int{4, 4, 4, 4, 4, 3, 3, 3, 1, 0}, map[string]float64{"mean": 3}},
		{"process", "(100+75+50+(100-75))/4: the last is reversed", []int{5, 4, 3, 4}, map[string]float64{"worth": 62.5}},
		{"process", "three of four are enough: (100+75+50)/3", []int{5, 4, 3, -1}, map[string]float64{"worth": 75}},
		{"process", "two are not", []int{5, 4, -1, 0}, map[string]float64{"worth": nan}},
		{"touchpoint", "satisfied, and difficult", []int{5, 2}, map[string]float64{"csat": 1, "easy": 0, "net-easy": -100}},
		{"touchpoint", "ease was not asked", []int{5}, map[string]float64{"csat": 1, "easy": nan, "net-easy": nan}},
		{"software-comfort", "4, 5, 4 and 5 of eight are at home; (75+100+50+25+0+75+100+25)/8", []int{4, 5, 3, 2, 1, 4, 5, 2},
			map[string]float64{"at-home": 0.5, "comfort": 56.25}},
		{"software-comfort", "of the four that one uses", []int{4, 5, 3, 2, 0, 0, 0, 0}, map[string]float64{"at-home": 0.5, "comfort": 62.5}},
		{"sus-style", "27 of 36 points: nine items", []int{4, 2, 4, 2, 4, 2, 4, 2, 4, -1}, map[string]float64{"sus": 75}},
		{"sus-style", "eight are not scored", []int{4, 2, 4, 2, 4, 2, 4, 2, -1, -1}, map[string]float64{"sus": nan}},
		{"umux-style", "((6-1)+(7-2)+(5-1)+(7-3))/24", []int{6, 2, 5, 3}, map[string]float64{"umux": 75}},
		{"umux-style", "all four are needed", []int{6, 2, 5, -1}, map[string]float64{"umux": nan}},
		{"umux-lite-style", "(7+1-2)·100/12, and .65 of that + 22.9", []int{7, 1}, map[string]float64{"umux-lite": 50, "regression": 55.4}},
		{"acsi-style", "(10+7+1-3)/27", []int{10, 7, 1}, map[string]float64{"satisfaction-index": 100 * 15. / 27}},
		{"acsi-style", "without one there is none", []int{10, 7, -1}, map[string]float64{"satisfaction-index": nan}},
	} {
		in := builtin(t, row.id)
		worked[row.id] = true
		scores, err := in.Score(respond(in, row.codes...))
		require.NoError(t, err, row.reason)
		require.Len(t, scores, len(row.want), row.id)
		for _, s := range scores {
			want, ok := row.want[s.Index]
			require.True(t, ok, "%s: %s", row.id, s.Index)
			if math.IsNaN(want) {
				assert.True(t, math.IsNaN(s.Value), "%s: %s", row.id, row.reason)
				assert.Equal(t, instrument.TooFew, s.Refused, "%s: %s", row.id, row.reason)
				continue
			}
			assert.InDelta(t, want, s.Value, 1e-12, "%s: %s", row.id, row.reason)
			assert.Equal(t, instrument.Scored, s.Refused)
		}
	}
	for _, id := range instrument.Builtins() {
		assert.True(t, worked[id], "%s has no worked response", id)
	}
}

// The single questions say the same as the packages of their names.
func TestSingleQuestionsAgreeWithTheirPackages(t *testing.T) {
	same := func(want, got kpi.Estimate, reason string) {
		t.Helper()
		assert.InDelta(t, want.Value, got.Value, 1e-12, reason)
		assert.InDelta(t, want.Lo, got.Lo, 1e-9, reason)
		assert.InDelta(t, want.Hi, got.Hi, 1e-9, reason)
		assert.Equal(t, want.N, got.N, reason)
		assert.Equal(t, want.Unit, got.Unit, reason)
		assert.Equal(t, want.Level, got.Level, reason)
	}
	fill := func(id string, counts ...int) (*instrument.Instrument, instrument.Tally) {
		in, tally := builtin(t, id), instrument.Tally{}
		item := in.Definition().Items[0]
		least := in.Definition().Scales[item.Scale].Min
		for i, n := range counts {
			require.NoError(t, tally.AddN(in, instrument.Response{item.ID: least + i}, n))
		}
		return in, tally
	}
	in, tally := fill("nps", 3, 0, 1, 0, 2, 5, 9, 20, 31, 40, 22)
	promoter, err := nps.Of(tally.Item(in, "recommend"))
	require.NoError(t, err)
	same(promoter.Score(0.95), tally.Score(in, "nps", 0.95), "nps")

	in, tally = fill("csat", 4, 3, 12, 40, 41)
	satisfied, err := csat.Of(csat.TopBox(2, 5), tally.Item(in, "satisfaction"))
	require.NoError(t, err)
	same(satisfied.Score(0.9), tally.Score(in, "csat", 0.9), "csat")
	same(tally.Item(in, "satisfaction").Mean(0.9), tally.Score(in, "mean", 0.9), "mean")

	in, tally = fill("ces", 80, 210, 140, 110, 160, 180, 120)
	effort, err := ces.Of(ces.Agreement(), tally.Item(in, "ease"))
	require.NoError(t, err)
	same(effort.EasyShare(0.95), tally.Score(in, "easy", 0.95), "share of the easy")
	same(effort.NetEasy(0.95), tally.Score(in, "net-easy", 0.95), "easy less difficult")
	same(effort.Mean(0.95), tally.Score(in, "mean", 0.95), "mean")

	in, tally = fill("touchpoint")
	for rating, n := range []int{0, 7, 9, 4, 30, 21} {
		require.NoError(t, tally.AddN(in, instrument.Response{"ease": rating}, n))
	}
	effort, err = ces.Of(ces.Ease(), tally.Item(in, "ease"))
	require.NoError(t, err)
	same(effort.NetEasy(0.95), tally.Score(in, "net-easy", 0.95), "a contact point")
	same(effort.EasyShare(0.95), tally.Score(in, "easy", 0.95), "a contact point")
	assert.False(t, tally.Score(in, "csat", 0.95).Known(), "nobody was asked")
}
