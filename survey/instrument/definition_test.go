package instrument_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

const whole = `{
	"$schema": "` + instrument.SchemaID + `", "id": "all", "version": "2", "languages": ["en"],
	"title": {"en": "All"}, "note": {"en": "What there is."},
	"scales": {"s": {"min": 1, "max": 5, "labels": [{"code": 1, "text": {"en": "No"}}, {"code": 5, "text": {"en": "Yes"}}],
		"na": [{"code": 9, "text": {"en": "Don't know"}}]}, "ten": {"min": 0, "max": 10}},
	"items": [{"id": "a", "scale": "s", "text": {"en": "A?"}, "reverse": true, "required": true},
		{"id": "b", "scale": "s", "text": {"en": "B?"}}, {"id": "c", "scale": "s", "text": {"en": "C?"}},
		{"id": "d", "scale": "ten", "text": {"en": "D?"}}],
	"indices": [{"id": "x", "title": {"en": "X"}, "items": ["a", "b"], "weights": [0.25, 0.75], "transform": {"kind": "percent"},
		"combine": "mean", "missing": {"share": 0.5, "strict": true, "required": ["b"]}, "alpha": true,
		"bands": [{"id": "low", "from": 0, "title": {"en": "Low"}}, {"id": "high", "from": 50, "title": {"en": "High"}}]},
		{"id": "y", "title": {"en": "Y"}, "items": ["a", "b", "c"], "transform": {"kind": "rating"}, "combine": "prorated sum", "missing": {"answered": 2}},
		{"id": "z", "title": {"en": "Z"}, "items": ["b", "d"], "transform": {"kind": "percent", "times": 2, "plus": -50}, "combine": "mean", "missing": {"answered": 1}},
		{"id": "n", "title": {"en": "N"}, "items": ["d"], "transform": {"kind": "net", "down": 0, "up": 9}, "combine": "mean", "missing": {"answered": 1}},
		{"id": "t", "title": {"en": "T"}, "items": ["b", "c"], "transform": {"kind": "top", "from": 4}, "combine": "mean", "missing": {"answered": 1}},
		{"id": "sum", "title": {"en": "Sum"}, "items": ["b", "c"], "transform": {"kind": "rating"}, "combine": "sum", "missing": {"share": 1}},
		{"id": "v", "title": {"en": "V"}, "items": ["c", "d"], "transform": {"kind": "percent"}, "combine": "mean", "missing": {"share": 0.5}},
		{"id": "bd", "title": {"en": "BD"}, "items": ["b", "d"], "transform": {"kind": "percent"}, "combine": "mean", "missing": {"answered": 1}},
		{"id": "tc", "title": {"en": "TC"}, "items": ["c"], "transform": {"kind": "top", "from": 4}, "combine": "mean", "missing": {"answered": 1}},
		{"id": "ta", "title": {"en": "TA"}, "items": ["a"], "transform": {"kind": "top", "from": 4}, "combine": "mean", "missing": {"answered": 1}}],
	"composites": [{"id": "xv", "title": {"en": "XV"}, "indices": ["x", "v"], "weights": [0.6, 0.4], "missing": {"answered": 1, "required": ["x"]},
		"bands": [{"id": "below", "from": 0, "title": {"en": "Below"}}, {"id": "above", "from": 70, "title": {"en": "Above"}}]}],
	"pairs": [{"id": "p", "title": {"en": "P"}, "is": "b", "should": "c"}, {"id": "q", "title": {"en": "Q"}, "is": "tc", "should": "ta"}]}`

func everything(t testing.TB) *instrument.Instrument {
	t.Helper()
	in, err := instrument.Parse([]byte(whole))
	require.NoError(t, err)
	return in
}

// One change of the whole makes each error: what it says is where, what, and what was expected.
func TestParseRefuses(t *testing.T) {
	for _, row := range []struct{ reason, old, new, want string }{
		{"not JSON", whole, `{"id":`, "not JSON: unexpected end of JSON input at byte 6"},
		{"nothing", whole, ``, "not JSON: unexpected end"},
		{"not an object", whole, `[]`, "expected an object"},
		{"null", whole, `null`, "expected an object"},
		{"two values", whole, whole + "{}", "after top-level value"},
		{"an unknown member", `"title": {"en": "All"}`, `"titel": {}`, `unknown member "titel", expected one of $schema, composites, id, indices`},
		{"an unknown member far in", `"scale": "ten"`, `"scales": "ten"`, `items[3]: unknown member "scales", expected one of id, required, reverse, scale, text`},
		{"other letters", `"version"`, `"Version"`, `unknown member "Version"`},
		{"a member twice", `"version": "2"`, `"version": "2", "version": "3"`, `member "version" comes twice`},
		{"a scale twice", `"ten": {`, `"s": {"min": 1, "max": 2}, "ten": {`, `scales: member "s" comes twice`},
		{"another type", `"min": 1`, `"min": "1"`, "scales.s.min: string, expected a whole number"},
		{"half a point", `"min": 1`, `"min": 1.5`, "scales.s.min: number 1.5, expected a whole number"},
		{"null in the place of a number", `"min": 1`, `"min": null`, "scales.s.min: null, expected a whole number"},
		{"an array that is none", `"languages": ["en"]`, `"languages": "en"`, "languages: expected an array"},
		{"another schema", instrument.SchemaID, "https://example.com/2", "$schema: \"https://example.com/2\", expected https://github.com/"},
		{"a label without a code, which is not 0", `{"code": 9, "text": {"en": "Don't know"}}`, `{"text": {"en": "Don't know"}}`,
			`scales.s.na[0]: member "code" is missing`},
		{"a scale without an end, which is not 0", `"ten": {"min": 0, "max": 10}`, `"ten": {"max": 10}`, `scales.ten: member "min" is missing`},
		{"a band from nowhere", `"id": "low", "from": 0,`, `"id": "low",`, `indices[0].bands[0]: member "from" is missing`},
		{"an id with a space", `"id": "all"`, `"id": "a ll"`, `id: "a ll", expected letters`},
		{"no version", `"version": "2"`, `"version": " "`, "version: is empty"},
		{"no language", `["en"]`, `[]`, "languages: are missing"},
		{"a language twice", `["en"]`, `["en", "en"]`, `languages[1]: "en" is empty or comes twice`},
		{"a text that is missing", `["en"]`, `["en", "ko"]`, `items[0].text: is not in "ko", expected every language of ["en" "ko"]`},
		{"a text in an unknown language", `{"en": "B?"}`, `{"en": "B?", "de": "B?"}`, `items[1].text: is in "de", expected only`},
		{"one point is no scale", `"max": 5`, `"max": 1`, "scales.s: from 1 to 1, expected two points or more"},
		{"a label off the scale", `"code": 5`, `"code": 6`, "scales.s.labels[1].code: 6, expected 1 to 5"},
		{"an N/A that is an answer", `"code": 9`, `"code": 3`, "scales.s.na[0].code: 3 is an answer, expected a code off 1 to 5"},
		{"a code twice", `"code": 5`, `"code": 1`, "scales.s.labels[1].code: 1 is the code of scales.s.labels[0] too"},
		{"a label twice", `{"en": "Yes"}`, `{"en": " no"}`, `scales.s.labels[1].text.en: " no" is the text of scales.s.labels[0] too`},
		{"an unknown scale", `"scale": "ten"`, `"scale": "tne"`, `items[3].scale: there is no scale "tne", expected one of s, ten`},
		{"an item twice", `"id": "b"`, `"id": "a"`, `items[1].id: "a" is the id of items[0] too`},
		{"an index named as an item", `"id": "y"`, `"id": "a"`, `indices[1].id: "a" is the id of items[0] too`},
		{"a reference to nothing", `["b", "d"]`, `["b", "e"]`, `indices[2].items[1]: there is no item "e"`},
		{"an item twice in an index", `["b", "d"]`, `["b", "b"]`, `indices[2].items[1]: "b" comes twice`},
		{"no items in an index", `["b", "d"]`, `[]`, `indices[2].items: are missing`},
		{"weights that do not add up", `[0.25, 0.75]`, `[0.25, 0.7]`, "indices[0].weights: they add up to 0.95, expected 1"},
		{"a weight of nothing", `[0.25, 0.75]`, `[0, 1]`, "indices[0].weights[0]: 0, expected more than 0"},
		{"too few weights", `[0.25, 0.75]`, `[1]`, "indices[0].weights: 1, expected one for each of 2 items"},
		{"an unknown transform", `"kind": "top", "from": 4`, `"kind": "box"`, `indices[4].transform.kind: "box", expected rating, percent, top or net`},
		{"a member of another kind", `"kind": "top", "from": 4`, `"kind": "rating", "from": 4`, `indices[4].transform.from: does not belong to the kind "rating"`},
		{"a cut that is missing", `"down": 0, `, ``, `indices[3].transform.down: is missing, expected a number with the kind "net"`},
		{"a transform that is null", `{"kind": "top", "from": 4}`, `null`, "indices[4].transform"},
		{"everybody in the top", `"from": 4`, `"from": 1`, "indices[4].transform.from: 1, expected 2 to 5"},
		{"down above up", `"down": 0, "up": 9`, `"down": 9, "up": 9`, "indices[3].transform: down to 9 and up from 9, expected down below up, both on 0 to 10"},
		{"a factor of 0", `"times": 2`, `"times": 0`, "indices[2].transform.times: 0, expected a number above 0"},
		{"a factor below 0", `"times": 2`, `"times": -1`, "indices[2].transform: times -1"},
		{"a factor that puts both ends in one place", `"times": 2, "plus": -50`, `"times": 1e-300, "plus": 1`, "times 1e-300 and plus 1, expected a factor from a millionth"},
		{"ratings on two ranges", `"kind": "percent", "times": 2, "plus": -50`, `"kind": "rating"`, `indices[2].transform: "rating" of items on different ranges`},
		{"an unknown combination", `"prorated sum"`, `"median"`, `indices[1].combine: "median", expected mean, sum or prorated sum`},
		{"a sum of percents", `"plus": -50}, "combine": "mean"`, `"plus": -50}, "combine": "sum"`, `indices[2].combine: "sum" of weighted or transformed answers`},
		{"a sum with gaps", `{"share": 1}`, `{"share": 0.5}`, "indices[5].missing: 1 items are enough for a sum, expected all 2"},
		{"no rule for what is missing", `{"answered": 2}`, `{}`, "indices[1].missing: answered 0 and share 0, expected one of the two"},
		{"two rules for what is missing", `{"answered": 2}`, `{"answered": 2, "share": 0.5}`, "expected one of the two"},
		{"a rule and one that is 0", `{"answered": 2}`, `{"answered": 2, "share": 0}`, "indices[1].missing: answered 2 and share 0, expected one of the two"},
		{"an unknown rule", `{"answered": 2}`, `{"atLeast": 2}`, `indices[1].missing: unknown member "atLeast", expected one of answered, required, share, strict`},
		{"more than there are", `{"answered": 2}`, `{"answered": 4}`, "indices[1].missing: answered 4 asks for more or less than can be answered of 3"},
		{"strictly more than all", `{"share": 1}`, `{"share": 1, "strict": true}`, "more than share 1 asks for more"},
		{"a share in percent", `"share": 0.5`, `"share": 50`, "indices[0].missing"},
		{"a required item of another index", `"required": ["b"]`, `"required": ["c"]`, `indices[0].missing.required[0]: "c" is no item here`},
		{"alpha of one item", `["a", "b"], "weights": [0.25, 0.75]`, `["b"]`, "indices[0].alpha: expected 2 to 100 items on one range"},
		{"bands from another end", `"from": 0`, `"from": 1`, "indices[0].bands[0].from: 1, expected the lower end of the index, 0"},
		{"bands that fall", `"from": 50`, `"from": 0`, "indices[0].bands[1].from: 0, expected numbers that ascend"},
		{"a band twice", `"id": "high"`, `"id": "low"`, `indices[0].bands[1].id: "low" comes twice`},
		{"a pair of nothing", `"should": "c"`, `"should": "e"`, `pairs[0].should: there is no item and no index "e"`},
		{"a pair of one", `"should": "c"`, `"should": "b"`, `pairs[0].should: "b" is the item of is too`},
		{"a pair on two ranges", `"should": "c"`, `"should": "d"`, `pairs[0]: items on the ranges 1–5 and 0–10, expected one`},
		{"a reversed pair", `"is": "b"`, `"is": "a"`, `pairs[0]: a reversed item`},
		{"a composite named as an index", `"id": "xv"`, `"id": "x"`, `composites[0].id: "x" is the id of indices[0] too`},
		{"a composite of nothing", `["x", "v"]`, `["x", "w"]`, `composites[0].indices[1]: there is no index "w"`},
		{"a composite of items", `["x", "v"]`, `["x", "d"]`, `composites[0].indices[1]: there is no index "d"`},
		{"a composite of itself", `["x", "v"]`, `["x", "xv"]`, `composites[0].indices[1]: there is no index "xv"`},
		{"an index twice", `["x", "v"]`, `["x", "x"]`, `composites[0].indices[1]: "x" comes twice`},
		{"a composite of one", `["x", "v"], "weights": [0.6, 0.4]`, `["x"]`, `composites[0].indices: 1, expected two or more`},
		{"other ends", `["x", "v"]`, `["x", "z"]`, `composites[0].indices[1]: "z" is in number from -50 to 150, expected number from 0 to 100 as "x"`},
		{"the ends and another unit", `["x", "v"], "weights": [0.6, 0.4], "missing": {"answered": 1, "required": ["x"]}`,
			`["tc", "ta", "n"], "missing": {"answered": 1}`, `"n" is in points from -100 to 100, expected fraction`},
		{"weights of a composite", `[0.6, 0.4]`, `[0.6, 0.6]`, `composites[0].weights: they add up to 1.2, expected 1`},
		{"too many weights", `[0.6, 0.4]`, `[0.6, 0.2, 0.2]`, `composites[0].weights: 3, expected one for each of 2 indices`},
		{"more indices than there are", `{"answered": 1, "required": ["x"]}`, `{"answered": 3}`, `composites[0].missing: answered 3 asks for more`},
		{"an index that is not of the composite", `"required": ["x"]`, `"required": ["y"]`, `composites[0].missing.required[0]: "y" is no index here`},
		{"bands of a composite", `"id": "below", "from": 0`, `"id": "below", "from": 10`, `composites[0].bands[0].from: 10, expected the lower end of the index, 0`},
		{"an item against an index", `"is": "tc", "should": "ta"`, `"is": "b", "should": "ta"`, `pairs[1]: an item and an index, expected two of a kind`},
		{"an index against an item", `"is": "tc", "should": "ta"`, `"is": "tc", "should": "c"`, `pairs[1]: an item and an index, expected two of a kind`},
		{"an index against itself", `"is": "tc", "should": "ta"`, `"is": "tc", "should": "tc"`, `pairs[1].should: "tc" is the index of is too`},
		{"an index against nothing", `"is": "tc", "should": "ta"`, `"is": "tc", "should": "t3"`, `pairs[1].should: there is no item and no index "t3"`},
		{"an index against a pair", `"is": "tc", "should": "ta"`, `"is": "tc", "should": "p"`, `pairs[1].should: there is no item and no index "p"`},
		{"indices with other weights", `"is": "tc", "should": "ta"`, `"is": "x", "should": "v"`, `pairs[1]: "x" and "v", expected as many items side by side`},
		{"indices with more items", `"is": "tc", "should": "ta"`, `"is": "tc", "should": "t"`, `pairs[1]: "tc" and "t", expected as many items side by side`},
		{"indices with other ends", `"is": "tc", "should": "ta"`, `"is": "v", "should": "z"`, `pairs[1]: "v" and "z", expected as many items side by side`},
		{"indices that share an item", `"is": "tc", "should": "ta"`, `"is": "v", "should": "bd"`, `pairs[1]: item "d" comes twice, expected each on one side once`},
		{"an index against a composite", `"is": "tc", "should": "ta"`, `"is": "v", "should": "xv"`, `pairs[1]: "v" and "xv", expected as many items side by side`},
	} {
		changed := strings.Replace(whole, row.old, row.new, 1)
		require.NotEqual(t, whole, changed, row.reason)
		in, err := instrument.Parse([]byte(changed))
		assert.Nil(t, in, row.reason)
		require.Error(t, err, row.reason)
		assert.Contains(t, err.Error(), row.want, row.reason)
		var flaw *instrument.DefinitionError
		assert.True(t, errors.As(err, &flaw), row.reason)
	}
}

func TestNewRefusesWhatJSONCannotHold(t *testing.T) {
	nan := math.NaN()
	for reason, edit := range map[string]func(d *instrument.Definition){
		"a weight that is NaN":             func(d *instrument.Definition) { d.Indices[0].Weights[0] = nan },
		"a share that is NaN":              func(d *instrument.Definition) { d.Indices[0].Missing.Share = nan },
		"a band from NaN":                  func(d *instrument.Definition) { d.Indices[0].Bands[1].From = nan },
		"times NaN":                        func(d *instrument.Definition) { d.Indices[2].Transform.Times = nan },
		"plus infinity":                    func(d *instrument.Definition) { d.Indices[2].Transform.Plus = math.Inf(1) },
		"a composite's weight that is NaN": func(d *instrument.Definition) { d.Composites[0].Weights[1] = nan },
		"a composite's share that is NaN":  func(d *instrument.Definition) { d.Composites[0].Missing = instrument.Missing{Share: nan} },
		"too many items":                   func(d *instrument.Definition) { d.Items = append(d.Items, make([]instrument.Item, 256)...) },
		"nothing at all":                   func(d *instrument.Definition) { *d = instrument.Definition{} },
	} {
		d := everything(t).Definition()
		edit(&d)
		in, err := instrument.New(d)
		assert.Nil(t, in, reason)
		assert.Error(t, err, reason)
	}
}

// An instrument of items alone goes through JSON as itself: its tallies go together.
func TestNoIndices(t *testing.T) {
	d := everything(t).Definition()
	d.Indices, d.Composites, d.Pairs = nil, nil, nil
	in, err := instrument.New(d)
	require.NoError(t, err)
	b, err := json.Marshal(in)
	require.NoError(t, err)
	again, err := instrument.Parse(b)
	require.NoError(t, err)
	assert.Equal(t, in, again)
	var tally instrument.Tally
	require.NoError(t, tally.Add(in, instrument.Response{"a": 1}))
	require.NoError(t, tally.Add(again, instrument.Response{"a": 5}))
	assert.Equal(t, 2, tally.Item(in, "a").N())
	_, err = instrument.Parse([]byte(strings.Replace(string(b), `"indices":[]`, `"pairs":[]`, 1)))
	assert.ErrorContains(t, err, `member "indices" is missing`)
}

// The narrowest index that there may be still has two ends.
func TestNarrowIndex(t *testing.T) {
	d := everything(t).Definition()
	d.Indices[2].Transform = instrument.Transform{Kind: instrument.Percent, Times: 1e-6, Plus: 1e6}
	in, err := instrument.New(d)
	require.NoError(t, err)
	var tally instrument.Tally
	for rating := 1; rating <= 5; rating++ {
		require.NoError(t, tally.Add(in, instrument.Response{"a": 1, "b": rating, "d": 2 * rating}))
	}
	assert.Equal(t, 5, tally.N())
	e := tally.Score(in, "z", 0.95)
	assert.InDelta(t, 1e6+55e-6, e.Value, 1e-9)
	assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, e)
}

func TestAllThatIsWrongIsSaid(t *testing.T) {
	d := everything(t).Definition()
	d.Items[1].Scale, d.Indices[0].Weights[0], d.Pairs[0].Is = "none", 0.5, "none"
	_, err := instrument.New(d)
	for _, want := range []string{"items[1].scale", "indices[0].weights", "pairs[0].is"} {
		assert.ErrorContains(t, err, want)
	}
}

// A small document cannot ask for much: what is wrong is said a hundred times at most, in short.
func TestMuchThatIsWrong(t *testing.T) {
	names := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprint("n", i)
		}
		return list
	}
	for reason, edit := range map[string]func(d *instrument.Definition){
		"languages": func(d *instrument.Definition) { d.Languages = names(3000) },
		"items": func(d *instrument.Definition) {
			for _, name := range names(3000) {
				d.Items = append(d.Items, instrument.Item{ID: name, Scale: "none", Text: instrument.Text{"en": "?"}})
			}
		},
		"unknown items":  func(d *instrument.Definition) { d.Indices[0].Items = names(3000) },
		"required items": func(d *instrument.Definition) { d.Indices[0].Missing.Required = names(3000) },
		"unknown scales": func(d *instrument.Definition) {
			for i, name := range names(3000) {
				if d.Scales[name] = (instrument.Scale{Min: 1, Max: 5}); i < 200 {
					d.Items = append(d.Items, instrument.Item{ID: name, Scale: "none", Text: instrument.Text{"en": "?"}})
				}
			}
		},
	} {
		d := everything(t).Definition()
		edit(&d)
		_, err := instrument.New(d)
		require.Error(t, err, reason)
		assert.LessOrEqual(t, strings.Count(err.Error(), "\n"), 99, reason)
		assert.Less(t, len(err.Error()), 50_000, reason)
	}
}

func TestInstrumentsDoNotChange(t *testing.T) {
	in := everything(t)
	before, err := json.Marshal(in)
	require.NoError(t, err)
	given := in.Definition()
	kept, err := instrument.New(given)
	require.NoError(t, err)
	for _, d := range []instrument.Definition{in.Definition(), given} {
		d.Items[0].Text["en"], d.Items[0].ID, d.Title["en"], d.Languages[0] = "?", "?", "?", "?"
		d.Scales["s"].Labels[0].Text["en"] = "?"
		d.Scales["s"].NA[0].Text["en"] = "?"
		delete(d.Scales, "ten")
		d.Indices[0].Weights[0], d.Indices[0].Items[0], d.Indices[0].Title["en"] = 7, "?", "?"
		d.Indices[0].Missing.Required[0], d.Indices[0].Bands[0].Title["en"], d.Indices[0].Bands[1].From = "?", "?", 7
		d.Pairs[0].Title["en"], d.Pairs[0].Is = "?", "?"
		c := &d.Composites[0]
		c.Title["en"], c.Indices[0], c.Weights[0], c.Missing.Required[0], c.Bands[0].Title["en"] = "?", "?", 7, "?", "?"
	}
	for _, x := range []*instrument.Instrument{in, kept} {
		after, err := json.Marshal(x)
		require.NoError(t, err)
		assert.JSONEq(t, string(before), string(after))
	}
	read := *in
	assert.Error(t, json.Unmarshal([]byte(`{"id":"x"}`), &read))
	assert.Equal(t, *in, read, "what cannot be read changes nothing")
}

// The share of k items that must be answered, where share times k is not a whole number in floating point.
func TestShareOfItems(t *testing.T) {
	for _, row := range []struct {
		share  float64
		strict bool
		k, lo  int
	}{{0.5, false, 6, 3}, {0.5, true, 6, 4}, {0.5, false, 5, 3}, {0.5, true, 5, 3}, {0.07, false, 100, 7}, {0.29, false, 100, 29},
		{0.7, false, 10, 7}, {0.7, true, 10, 8}, {1, false, 3, 3}, {1e-9, false, 3, 1}} {
		in := items(t, row.k, 5, nil, instrument.Index{Transform: instrument.Transform{Kind: instrument.Rating}, Combine: instrument.Mean,
			Missing: instrument.Missing{Share: row.share, Strict: row.strict}})
		codes := make([]int, row.k)
		for i := range codes {
			if codes[i] = -1; i < row.lo-1 {
				codes[i] = 3
			}
		}
		assert.Equal(t, instrument.TooFew, score(t, in, codes...).Refused, "%+v", row)
		codes[row.lo-1] = 3
		got := score(t, in, codes...)
		assert.Equal(t, instrument.Scored, got.Refused, "%+v", row)
		assert.Equal(t, row.lo, got.Answered, "%+v", row)
	}
}
