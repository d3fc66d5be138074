package instrument_test

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/instrument"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/response"
)

// draw returns a response to in at random, with blanks and N/As.
func draw(r *rand.Rand, in *instrument.Instrument, d instrument.Definition) instrument.Response {
	out := instrument.Response{}
	for _, item := range d.Items {
		s := d.Scales[item.Scale]
		switch {
		case r.Float64() < 0.15 && len(s.NA) > 0:
			out[item.ID] = s.NA[0].Code
		case item.Required || r.Float64() < 0.85:
			out[item.ID] = s.Min + r.IntN(s.Max-s.Min+1)
		}
	}
	return out
}

func tallies(t testing.TB, in *instrument.Instrument, seed uint64, sizes ...int) (samples []instrument.Tally, all []instrument.Response) {
	r := rand.New(rand.NewPCG(seed, 1))
	d := in.Definition()
	for _, n := range sizes {
		var tally instrument.Tally
		for range n {
			one := draw(r, in, d)
			require.NoError(t, tally.Add(in, one))
			all = append(all, one)
		}
		samples = append(samples, tally)
	}
	return samples, all
}

// same reports whether two tallies are equal, where nil and empty slices are.
func same(a, b instrument.Tally) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func TestLaws(t *testing.T) {
	for _, id := range []string{"competency-self", "employee-feedback", "acsi-style", "process"} {
		in := builtin(t, id)
		samples, _ := tallies(t, in, 7, 1, 12, 30, 5)
		kpitest.Laws(t, same, samples...)
	}
	samples, _ := tallies(t, everything(t), 7, 1, 12, 30)
	kpitest.Laws(t, same, samples...)
}

// Shards merged are the whole, every respondent is in every count once, and the mean is that of the scores.
func TestNothingIsLost(t *testing.T) {
	for _, in := range []*instrument.Instrument{everything(t), builtin(t, "competency-observer"), builtin(t, "sus-style"), builtin(t, "process")} {
		shards, all := tallies(t, in, 3, 40, 1, 160)
		merged := shards[0].Plus(shards[1]).Plus(shards[2])
		var whole instrument.Tally
		sums, counts, refused, partial := map[string]float64{}, map[string]int{}, map[string][3]int{}, map[string]int{}
		composites := map[string][]string{}
		for _, c := range in.Definition().Composites {
			composites[c.ID] = c.Indices
		}
		for _, r := range all {
			kept := maps.Clone(r)
			require.NoError(t, whole.Add(in, r))
			scores, err := in.Score(r)
			require.NoError(t, err)
			assert.Equal(t, kept, r, "responses are not modified")
			lacks := map[string]bool{}
			for _, s := range scores {
				lacks[s.Index] = len(s.Missing)+len(s.NotApplicable) > 0
				for _, id := range composites[s.Index] {
					lacks[s.Index] = lacks[s.Index] || lacks[id]
				}
				if s.Refused == instrument.Scored {
					sums[s.Index] += s.Value
					counts[s.Index]++
					if lacks[s.Index] {
						partial[s.Index]++
					}
				} else {
					assert.True(t, math.IsNaN(s.Value))
				}
				by := refused[s.Index]
				by[s.Refused]++
				refused[s.Index] = by
			}
		}
		assert.True(t, same(whole, merged), "%v", in)
		assert.Equal(t, 201, merged.N())
		for i, item := range merged.Items {
			assert.Equal(t, 201, item.Answers.N()+item.NotApplicable+item.Blank)
			answered := 0
			for _, r := range all {
				if code, ok := r[item.ID]; ok && in.Definition().Scales[in.Definition().Items[i].Scale].Range().Check(code) == nil {
					answered++
				}
			}
			assert.Equal(t, answered, merged.Item(in, item.ID).N())
		}
		for _, x := range merged.Indices {
			e := merged.Score(in, x.ID, 0.95)
			assert.Equal(t, counts[x.ID], e.N, x.ID)
			assert.InDelta(t, sums[x.ID]/float64(counts[x.ID]), e.Value, 1e-9, x.ID)
			assert.Equal(t, refused[x.ID], [3]int{e.N, x.TooFew, x.RequiredMissing}, x.ID)
			assert.Equal(t, 201, e.N+x.TooFew+x.RequiredMissing, x.ID)
			assert.Equal(t, partial[x.ID], x.Partial, x.ID)
			assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, x.ID)
			wider := merged.Score(in, x.ID, 0.99)
			assert.True(t, wider.Lo <= e.Lo && e.Hi <= wider.Hi, x.ID)
		}
	}
}

func TestAddNIsNTimesAdd(t *testing.T) {
	in := everything(t)
	_, all := tallies(t, in, 11, 20)
	for n := range 9 {
		var one, many instrument.Tally
		for _, r := range all {
			require.NoError(t, many.AddN(in, r, n))
			for range n {
				require.NoError(t, one.Add(in, r))
			}
		}
		assert.True(t, same(one, many), "%d", n)
	}
}

func TestOneAndABillion(t *testing.T) {
	in := builtin(t, "employee-feedback")
	var tally instrument.Tally
	high := instrument.Response{"voice": 5, "tools": 5, "training": 5, "freedom": 5, "recognition": 5}
	low := instrument.Response{"voice": 1, "tools": 2, "training": 1, "freedom": 1, "recognition": 1}
	require.NoError(t, tally.Add(in, high))
	e := tally.Score(in, "feedback", 0.95)
	assert.Equal(t, 100., e.Value)
	assert.Equal(t, 100., e.Hi)
	assert.InDelta(t, kpi.Proportion(1, 1, 0.95).Lo*100, e.Lo, 1e-9, "one answer has a width")
	assert.True(t, math.IsNaN(tally.SD(in, "feedback")))
	require.NoError(t, tally.AddN(in, high, 1e9-1))
	require.NoError(t, tally.AddN(in, low, 1e9))
	assert.Equal(t, int(2e9), tally.N())
	e = tally.Score(in, "feedback", 0.95)
	assert.InDelta(t, 52.5, e.Value, 1e-9)
	assert.InDelta(t, 1.959964*47.5/math.Sqrt(2e9), e.Hi-e.Value, 1e-6)
	assert.Greater(t, tally.Alpha(in, "feedback", 0.95).Value, 0.99)

	before := tally.Plus(instrument.Tally{})
	assert.ErrorContains(t, tally.AddN(in, high, math.MaxInt), "do not go into a tally that has 2000000000")
	assert.ErrorContains(t, tally.AddN(in, high, math.MaxInt/1000), "do not go into a tally", "the sums for alpha would overflow")
	assert.ErrorContains(t, tally.AddN(in, high, -1), "-1 responses")
	assert.NoError(t, tally.AddN(in, high, 0))
	assert.True(t, same(before, tally), "an error counts nothing")
	var empty instrument.Tally
	require.NoError(t, empty.AddN(in, high, 0))
	assert.Equal(t, instrument.Tally{}, empty)
}

func TestNoData(t *testing.T) {
	in := everything(t)
	tampered, _ := tallies(t, in, 1, 9)
	flawed := map[string]instrument.Tally{"none": {}}
	for reason, edit := range map[string]func(t *instrument.Tally){
		"a negative count":              func(t *instrument.Tally) { t.Items[0].Blank-- },
		"fewer respondents than counts": func(t *instrument.Tally) { t.Respondents-- },
		"respondents below 0":           func(t *instrument.Tally) { t.Respondents = -9 },
		"a count of a score":            func(t *instrument.Tally) { t.Indices[0].Counts[0]++ },
		"scores that fall":              func(t *instrument.Tally) { t.Indices[0].Values[1] = 1e6 },
		"a score that is NaN":           func(t *instrument.Tally) { t.Indices[1].Values[1] = math.NaN() },
		"alpha of more people":          func(t *instrument.Tally) { t.Indices[0].Alpha.N = math.MaxInt - 100 },
		"a gap of more people":          func(t *instrument.Tally) { t.Pairs[0].Pairs[10] += 10 },
	} {
		x := tampered[0].Plus(instrument.Tally{})
		edit(&x)
		flawed[reason] = x
	}
	for reason, x := range flawed {
		assert.Zero(t, x.N(), reason)
		if strings.HasPrefix(reason, "alpha") {
			assert.ErrorContains(t, x.Add(in, instrument.Response{"a": 1}), "the sums for alpha are not those of 9 respondents")
		}
		e := x.Score(in, "z", 0.95)
		assert.False(t, e.Known(), reason)
		assert.Equal(t, "n/a (n=0)", e.String())
		assert.Equal(t, []float64{-50, 150, 0.95}, []float64{e.Lo, e.Hi, e.Level}, reason)
		assert.Equal(t, kpi.Points, x.Score(in, "n", 0.95).Unit)
		assert.Equal(t, kpi.Fraction, x.Score(in, "t", 0.95).Unit)
		assert.False(t, x.Alpha(in, "x", 0.95).Known(), reason)
		assert.True(t, math.IsNaN(x.SD(in, "x")), reason)
		assert.Equal(t, survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}}, x.Item(in, "b"), reason)
		assert.Equal(t, response.Gap{Scale: survey.Scale{Min: 1, Max: 5}}, x.Gap(in, "p"), reason)
		for _, part := range append(x.Profile(in, "x", 0.95), x.Gaps(in, 0.95)...) {
			assert.False(t, part.Estimate.Known(), reason)
			assert.False(t, math.IsNaN(part.Estimate.Lo) || math.IsNaN(part.Estimate.Hi), reason)
		}
		m := x.Maturity(in, "x", 0.5)
		assert.False(t, m.Known, reason)
		assert.True(t, math.IsNaN(m.Mean), reason)
		assert.Equal(t, []string{"a", "b"}, m.Unanswered, reason)
	}
	assert.False(t, tampered[0].Alpha(in, "y", 0.95).Known(), "no alpha was asked for")
}

// A tally of another instrument, another version, or the same id and version by other rules.
func TestInstrumentsDoNotMix(t *testing.T) {
	in := builtin(t, "process")
	texts := changed(t, "process", func(d *instrument.Definition) {
		d.Items[0].Text["en"], d.Indices[0].Bands[1].From, d.Scales["agreement"].Labels[0].Text["en"] = "Other words.", 50, "Never"
	})
	var tally instrument.Tally
	r := instrument.Response{"customer": 5, "result": 5, "human-time": 1}
	require.NoError(t, tally.Add(in, r))
	require.NoError(t, tally.Add(texts, r), "wording and bands are no rules")
	for reason, edit := range map[string]func(d *instrument.Definition){
		"another version": func(d *instrument.Definition) { d.Version = "1.1" },
		"another id":      func(d *instrument.Definition) { d.ID = "steps" },
		"not reversed":    func(d *instrument.Definition) { d.Items[3].Reverse = false },
		"another rule":    func(d *instrument.Definition) { d.Indices[0].Missing.Answered = 2 },
		"weights":         func(d *instrument.Definition) { d.Indices[0].Weights = []float64{0.4, 0.2, 0.2, 0.2} },
		"another N/A": func(d *instrument.Definition) {
			s := d.Scales["agreement"]
			s.NA[0].Code = 9
			d.Scales["agreement"] = s
		},
	} {
		other := changed(t, "process", edit)
		before := tally.Plus(instrument.Tally{})
		assert.ErrorContains(t, tally.Add(other, r), "does not go with", reason)
		assert.Error(t, other.Fits(tally), reason)
		assert.True(t, same(before, tally), reason)
		var o instrument.Tally
		require.NoError(t, o.Add(other, r))
		assert.Panics(t, func() { tally.Plus(o) }, reason)
		assert.Panics(t, func() { o.Score(in, "worth", 0.95) }, reason)
	}
	for reason, row := range map[string]struct {
		fits bool
		edit func(d *instrument.Definition)
	}{
		"titles and bands of composites and pairs": {true, func(d *instrument.Definition) {
			d.Composites[0].Title["en"], d.Composites[0].Bands[1].From, d.Pairs[1].Title["en"] = "Other words", 60, "Other words"
		}},
		"weights of a composite":       {false, func(d *instrument.Definition) { d.Composites[0].Weights = nil }},
		"what is missing in composite": {false, func(d *instrument.Definition) { d.Composites[0].Missing.Required = nil }},
		"a pair the other way round":   {false, func(d *instrument.Definition) { d.Pairs[1].Is, d.Pairs[1].Should = "ta", "tc" }},
	} {
		var o instrument.Tally
		require.NoError(t, o.Add(everything(t), instrument.Response{"a": 1}))
		assert.Equal(t, row.fits, changedAll(t, row.edit).Fits(o) == nil, reason)
	}
	assert.NoError(t, in.Fits(tally))
	assert.PanicsWithValue(t, `instrument: process 1.0 has no index "worht"`, func() { tally.Score(in, "worht", 0.95) })
	assert.PanicsWithValue(t, `instrument: process 1.0 has no item "worth"`, func() { tally.Item(in, "worth") })
	assert.PanicsWithValue(t, `instrument: process 1.0 has no pair of items "worth"`, func() { tally.Gap(in, "worth") })
	assert.PanicsWithValue(t, "kpi: confidence level 95 is not between 0 and 1", func() { tally.Score(in, "worth", 95) })
	assert.Panics(t, func() { tally.Maturity(in, "worth", 50) })
	assert.Panics(t, func() { tally.Maturity(in, "worth", math.NaN()) })
}

// Tallies outlive releases: a digest that changed would lock out those that were stored. The values are those of the
// first release, and only a change of an instrument's rules, with a new version, may change one.
func TestDigestsStay(t *testing.T) {
	for id, want := range map[string]string{"process": "766703be30b2b156", "competency-self": "9f2e8c7ed14477b0",
		"acsi-style": "056bda0fa4985d33", "": "99e27f0c8baccc41"} {
		in := everything(t)
		if id != "" {
			in = builtin(t, id)
		}
		samples, _ := tallies(t, in, 1, 1)
		assert.Equal(t, want, samples[0].Rules, id)
	}
}

// The same rules, and yet not a tally of the instrument: what no Add made is an error to all who check, and not
// counted.
func TestTalliesThatWereEdited(t *testing.T) {
	in := everything(t)
	samples, all := tallies(t, in, 1, 9)
	for reason, edit := range map[string]func(t *instrument.Tally){
		"fewer items":              func(t *instrument.Tally) { t.Items = t.Items[1:] },
		"another item":             func(t *instrument.Tally) { t.Items[0].ID = "b" },
		"an item on another scale": func(t *instrument.Tally) { t.Items[0].Answers.Scale.Max = 7 },
		"an index with other ends": func(t *instrument.Tally) { t.Indices[2].Values[0] = -60 },
		"counts without scores":    func(t *instrument.Tally) { t.Indices[1].Values = nil },
		"alpha of other items":     func(t *instrument.Tally) { t.Indices[0].Alpha.Sums = []int{1} },
		"alpha on another scale":   func(t *instrument.Tally) { t.Indices[0].Alpha.Scale.Max = 7 },
		"no alpha":                 func(t *instrument.Tally) { t.Indices[0].Alpha = reliability.Items{} },
		"a pair on another scale":  func(t *instrument.Tally) { t.Pairs[0].Scale.Max = 7 },
		"no pair":                  func(t *instrument.Tally) { t.Pairs = nil },
	} {
		x := samples[0].Plus(instrument.Tally{})
		edit(&x)
		assert.ErrorContains(t, in.Fits(x), "has not its items, indices and pairs", reason)
		assert.Error(t, x.Add(in, all[0]), reason)
		assert.Equal(t, 9, x.Respondents, reason)
		assert.Panics(t, func() { x.Score(in, "x", 0.95) }, reason)
	}
}

// The sums for alpha are those of the reversed ratings, where all items were answered.
func TestAlpha(t *testing.T) {
	in := everything(t)
	_, all := tallies(t, in, 5, 120)
	var tally instrument.Tally
	var want reliability.Items
	five := survey.Scale{Min: 1, Max: 5}
	for _, r := range all {
		require.NoError(t, tally.Add(in, r))
		row := []int{0, 0}
		if a, ok := r["a"]; ok && a != 9 {
			row[0] = 6 - a
		}
		if b, ok := r["b"]; ok && b != 9 {
			row[1] = b
		}
		require.NoError(t, want.Add(five, row, 0))
	}
	assert.Equal(t, want.Alpha(0.95), tally.Alpha(in, "x", 0.95))
	assert.Equal(t, want, tally.Indices[0].Alpha)
}

func TestTallyJSON(t *testing.T) {
	in := builtin(t, "touchpoint")
	var tally instrument.Tally
	require.NoError(t, tally.Add(in, instrument.Response{"satisfaction": 4, "ease": 0}))
	b, err := json.Marshal(tally)
	require.NoError(t, err)
	assert.JSONEq(t, `{"instrument":"touchpoint 1.0","rules":"`+tally.Rules+`","respondents":1,
		"items":[{"id":"satisfaction","answers":{"scale":{"min":1,"max":5},"ratings":{"4":1}},"notApplicable":0,"blank":0},
			{"id":"ease","answers":{"ratings":{}},"notApplicable":1,"blank":0}],
		"indices":[{"id":"csat","values":[0,1],"counts":[0,1],"tooFew":0,"requiredMissing":0},
			{"id":"easy","values":[0,1],"counts":[0,0],"tooFew":1,"requiredMissing":0},
			{"id":"net-easy","values":[-100,100],"counts":[0,0],"tooFew":1,"requiredMissing":0}]}`, string(b))
	for _, row := range []struct{ reason, old, new string }{
		{"a negative count", `"notApplicable":1`, `"notApplicable":-1`},
		{"more counts than respondents", `"blank":0`, `"blank":1`},
		{"an unknown member", `"blank":0`, `"blank":0,"blanks":0`},
		{"a member twice", `"respondents":1`, `"respondents":1,"respondents":1`},
		{"respondents without an instrument", `"rules":"` + tally.Rules + `",`, ``},
		{"scores that do not ascend", `[0,1],"counts":[0,1]`, `[1,1],"counts":[0,1]`},
		{"a rating off its scale", `{"4":1}`, `{"6":1}`},
		{"half a respondent", `"respondents":1`, `"respondents":1.5`},
		{"nothing", string(b), `null`},
	} {
		changed := strings.Replace(string(b), row.old, row.new, 1)
		require.NotEqual(t, string(b), changed, row.reason)
		read := instrument.Tally{Instrument: "kept"}
		assert.Error(t, read.UnmarshalJSON([]byte(changed)), row.reason)
		assert.True(t, reflect.DeepEqual(instrument.Tally{Instrument: "kept"}, read), row.reason)
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	in := builtin(t, "competency-self")
	samples, all := tallies(t, in, 2, 200)
	tally := samples[0]
	i := 0
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if err := tally.Add(in, all[i%len(all)]); err != nil {
			t.Fatal(err)
		}
		i++
	}))
	few := builtin(t, "touchpoint")
	samples, _ = tallies(t, few, 2, 200)
	assert.Zero(t, testing.AllocsPerRun(100, func() { samples[0].Score(few, "net-easy", 0.95) }), "up to 16 different scores")
}
