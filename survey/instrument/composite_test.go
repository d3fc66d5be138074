package instrument_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

// named returns the score of an index.
func named(t *testing.T, in *instrument.Instrument, r instrument.Response, id string) instrument.Score {
	t.Helper()
	scores, err := in.Score(r)
	require.NoError(t, err)
	for _, s := range scores {
		if s.Index == id {
			return s
		}
	}
	t.Fatalf("no index %s", id)
	return instrument.Score{}
}

// Of everything: .6 of x, which is required, and .4 of v, the mean percent of c and d.
func TestComposite(t *testing.T) {
	nan := math.NaN()
	in := everything(t)
	for _, row := range []struct {
		reason   string
		r        instrument.Response
		want     float64
		answered int
		missing  []string
		refused  instrument.Refusal
		band     string
	}{
		{"x is 75, v is (0+30)/2: dimensions count by their weights, not by their items", instrument.Response{"a": 2, "b": 4, "c": 1, "d": 3}, 51, 2, nil, instrument.Scored, "below"},
		{"without v, x has all the weight", instrument.Response{"a": 2, "b": 4}, 75, 1, []string{"v"}, instrument.Scored, "above"},
		{"half of v is enough for v", instrument.Response{"a": 2, "b": 4, "d": 10}, 85, 2, nil, instrument.Scored, "above"},
		{"x is required", instrument.Response{"a": 2, "c": 1, "d": 3}, nan, 1, []string{"x"}, instrument.RequiredMissing, ""},
		{"neither", instrument.Response{"a": 9}, nan, 0, []string{"x", "v"}, instrument.RequiredMissing, ""},
		{"the best", instrument.Response{"a": 1, "b": 5, "c": 5, "d": 10}, 100, 2, nil, instrument.Scored, "above"},
		{"the worst", instrument.Response{"a": 5, "b": 1, "c": 1, "d": 0}, 0, 2, nil, instrument.Scored, "below"},
		{".6·50 + .4·100: the band begins at its number", instrument.Response{"a": 3, "b": 3, "c": 5, "d": 10}, 70, 2, nil, instrument.Scored, "above"},
	} {
		got := named(t, in, row.r, "xv")
		if math.IsNaN(row.want) {
			assert.True(t, math.IsNaN(got.Value), row.reason)
		} else {
			assert.InDelta(t, row.want, got.Value, 1e-9, row.reason)
		}
		assert.Equal(t, row.answered, got.Answered, row.reason)
		assert.Equal(t, row.missing, got.Missing, row.reason)
		assert.Equal(t, row.refused, got.Refused, row.reason)
		assert.Equal(t, row.band, got.Band, row.reason)
	}
	both := changedAll(t, func(d *instrument.Definition) { d.Composites[0].Missing = instrument.Missing{Answered: 2} })
	got := named(t, both, instrument.Response{"a": 2, "b": 4}, "xv")
	assert.True(t, math.IsNaN(got.Value), "the rule does not allow a missing dimension")
	assert.Equal(t, instrument.TooFew, got.Refused)
	assert.Equal(t, "XV", in.Text("xv", "en"))
	assert.Equal(t, "Q", in.Text("q", "en"))
}

// changedAll returns everything after an edit.
func changedAll(t *testing.T, edit func(d *instrument.Definition)) *instrument.Instrument {
	t.Helper()
	d := everything(t).Definition()
	edit(&d)
	in, err := instrument.New(d)
	require.NoError(t, err)
	return in
}

func TestReadersOfComposites(t *testing.T) {
	in := everything(t)
	var tally instrument.Tally
	require.NoError(t, tally.AddN(in, instrument.Response{"a": 2, "b": 4, "c": 1, "d": 3}, 6)) // 75, 15 and 51
	require.NoError(t, tally.AddN(in, instrument.Response{"a": 2, "b": 4}, 3))                 // 75, none and 75
	require.NoError(t, tally.Add(in, instrument.Response{"a": 9, "c": 1, "d": 3}))             // none, 15 and none
	e := tally.Score(in, "xv", 0.95)
	assert.InDelta(t, 59, e.Value, 1e-9)
	assert.Equal(t, 9, e.N)
	want := kpi.Multinomial([]float64{0, 51, 75, 100}, []int{0, 6, 3, 0}, 0.95)
	assert.InDelta(t, want.Lo, e.Lo, 1e-6)
	assert.InDelta(t, want.Hi, e.Hi, 1e-6)
	parts := tally.Profile(in, "xv", 0.95)
	assert.Equal(t, []string{"x", "v"}, ids(parts))
	assert.Equal(t, tally.Score(in, "x", 0.95), parts[0].Estimate)
	assert.Equal(t, tally.Score(in, "v", 0.95), parts[1].Estimate)
	across := instrument.Across(in, map[string]instrument.Tally{"all": tally}, "xv", 0.95)
	assert.Equal(t, "below", across[0].Band)
	_, hidden := instrument.Shown(in, map[string]instrument.Tally{"all": tally}, "xv", 10)
	assert.Equal(t, []string{"all"}, hidden, "nine have a score")
	_, hidden = instrument.Shown(in, map[string]instrument.Tally{"all": tally}, "xv", 9)
	assert.Empty(t, hidden)
	assert.False(t, tally.Alpha(in, "xv", 0.95).Known())
	assert.PanicsWithValue(t, "instrument: xv of all 2 is of indices, and maturity is of items", func() { tally.Maturity(in, "xv", 0.5) })
	assert.Panics(t, func() { tally.Maturity(in, "q", 0.5) })
	assert.Panics(t, func() { tally.Gap(in, "q") }, "a pair of indices has no gap of ratings")
	for _, x := range tally.Indices {
		if want := map[string]int{"xv": 3, "x": 0, "y": 3, "v": 0}; x.ID == "xv" || x.ID == "x" || x.ID == "y" || x.ID == "v" {
			assert.Equal(t, want[x.ID], x.Partial, x.ID)
		}
	}
	var none instrument.Tally
	for _, id := range []string{"xv", "q"} {
		e := none.Score(in, id, 0.95)
		assert.False(t, e.Known())
		assert.Equal(t, map[string][2]float64{"xv": {0, 100}, "q": {-1, 1}}[id], [2]float64{e.Lo, e.Hi})
	}
	for reason, partial := range map[string]int{"more than there are": 10, "below 0": -1} {
		x := tally.Plus(instrument.Tally{})
		for i := range x.Indices {
			if x.Indices[i].ID == "xv" {
				x.Indices[i].Partial = partial
			}
		}
		assert.Zero(t, x.N(), reason)
	}
}

// a reversed at the top, less c at the top, by who answered both.
func TestGapOfShares(t *testing.T) {
	in := everything(t)
	for _, row := range []struct {
		reason string
		r      instrument.Response
		want   float64
	}{
		{"a 2 reversed is 4: 1 less 0", instrument.Response{"a": 2, "c": 1}, 1},
		{"1 less 1", instrument.Response{"a": 1, "c": 5}, 0},
		{"0 less 1", instrument.Response{"a": 5, "c": 5}, -1},
	} {
		got := named(t, in, row.r, "q")
		assert.Equal(t, instrument.Scored, got.Refused, row.reason)
		assert.Equal(t, row.want, got.Value, row.reason)
		assert.Equal(t, 1, got.Answered, row.reason)
		assert.Equal(t, kpi.Change, got.Unit)
	}
	got := named(t, in, instrument.Response{"a": 9, "c": 5}, "q")
	assert.Equal(t, instrument.TooFew, got.Refused)
	assert.Empty(t, got.Missing)
	assert.Equal(t, []string{"a"}, got.NotApplicable)
	got = named(t, in, instrument.Response{"a": 1, "b": 5}, "q")
	assert.Equal(t, []string{"c"}, got.Missing)
	var tally instrument.Tally
	require.NoError(t, tally.AddN(in, instrument.Response{"a": 1, "c": 1}, 3))
	require.NoError(t, tally.AddN(in, instrument.Response{"a": 1, "c": 5}, 5))
	e := tally.Score(in, "q", 0.95)
	assert.Equal(t, "37.5pp", e.Unit.Format(e.Value))
	want := kpi.Net(0, 5, 3, 0.95)
	assert.InDelta(t, want.Lo/100, e.Lo, 1e-9, "of single items: Tango's interval")
	assert.InDelta(t, want.Hi/100, e.Hi, 1e-9, "of single items: Tango's interval")
	assert.Equal(t, []string{"ta", "tc"}, ids(tally.Profile(in, "q", 0.95)), "what should be, and what is")
}

// perceivedAndExpected is a questionnaire of five dimensions of one item each, a to e, with their gaps and that of all.
func perceivedAndExpected() instrument.Definition {
	text := instrument.Text{"en": "?"}
	d := instrument.Definition{ID: "gaps", Version: "1", Languages: []string{"en"}, Title: text, Scales: map[string]instrument.Scale{"s": {Min: 1, Max: 7}}}
	dimensions := []string{"a", "b", "c", "d", "e"}
	for _, side := range []string{"perceived", "expected"} {
		all := instrument.Composite{ID: side, Title: text, Missing: instrument.Missing{Share: 1}}
		for _, dimension := range dimensions {
			id := side + "." + dimension
			d.Items = append(d.Items, instrument.Item{ID: "item." + id, Scale: "s", Text: text})
			d.Indices = append(d.Indices, instrument.Index{ID: id, Title: text, Items: []string{"item." + id}, Combine: instrument.Mean,
				Transform: instrument.Transform{Kind: instrument.Rating}, Missing: instrument.Missing{Answered: 1}})
			all.Indices = append(all.Indices, id)
		}
		d.Composites = append(d.Composites, all)
	}
	for _, dimension := range dimensions {
		d.Pairs = append(d.Pairs, instrument.Pair{ID: dimension, Title: text, Is: "perceived." + dimension, Should: "expected." + dimension})
	}
	d.Pairs = append(d.Pairs, instrument.Pair{ID: "all", Title: text, Is: "perceived", Should: "expected"})
	return d
}

// A questionnaire in the manner of SERVQUAL, whose gaps of five dimensions 12manage publishes with their mean: perceived
// less expected -.65, -1.10, -.83, -.70 and -1.01 make -.858. Here what falls short is positive.
func TestServqualExample(t *testing.T) {
	in, err := instrument.New(perceivedAndExpected())
	require.NoError(t, err)
	short := []int{65, 110, 83, 70, 101} // hundredths
	var tally instrument.Tally
	for person := range 100 {
		r := instrument.Response{}
		for i, hundredths := range short {
			gap := hundredths / 100
			if person < hundredths%100 {
				gap++
			}
			dimension := string(rune('a' + i))
			r["item.expected."+dimension], r["item.perceived."+dimension] = 6, 6-gap
		}
		require.NoError(t, tally.Add(in, r))
	}
	gaps := tally.IndexGaps(in, 0.95)
	assert.Equal(t, []string{"a", "b", "c", "d", "e", "all"}, ids(gaps))
	for i, want := range []float64{0.65, 1.10, 0.83, 0.70, 1.01, 0.858} {
		assert.InDelta(t, want, gaps[i].Estimate.Value, 1e-9, gaps[i].ID)
		assert.Equal(t, 100, gaps[i].Estimate.N)
	}
	assert.Empty(t, tally.Gaps(in, 0.95), "no pairs of items")
}

// The sides of a pair weigh alike, and may yet refuse for reasons of their own.
func TestSidesOfPairs(t *testing.T) {
	d := perceivedAndExpected()
	d.Composites[0].Weights = []float64{0.4, 0.15, 0.15, 0.15, 0.15}
	_, err := instrument.New(d)
	assert.ErrorContains(t, err, `pairs[5]: "perceived" and "expected", expected as many items side by side, with the same weights`)
	d.Composites[1].Weights = []float64{0.4, 0.15, 0.15, 0.15, 0.15}
	for _, row := range []struct {
		reason              string
		perceived, expected instrument.Missing
		want                instrument.Refusal
	}{
		{"both are content", instrument.Missing{Answered: 1}, instrument.Missing{Answered: 1}, instrument.Scored},
		{"too few on the side of is", instrument.Missing{Answered: 3}, instrument.Missing{Answered: 1}, instrument.TooFew},
		{"too few on the side of should", instrument.Missing{Answered: 1}, instrument.Missing{Answered: 3}, instrument.TooFew},
		{"required on the side of is", instrument.Missing{Answered: 1, Required: []string{"perceived.c"}}, instrument.Missing{Answered: 1}, instrument.RequiredMissing},
		{"too few, and required", instrument.Missing{Answered: 3}, instrument.Missing{Answered: 1, Required: []string{"expected.c"}}, instrument.RequiredMissing},
	} {
		d.Composites[0].Missing, d.Composites[1].Missing = row.perceived, row.expected
		in, err := instrument.New(d)
		require.NoError(t, err)
		r := instrument.Response{"item.perceived.a": 5, "item.expected.a": 7, "item.perceived.b": 5, "item.expected.b": 5, "item.expected.c": 7}
		got := named(t, in, r, "all")
		assert.Equal(t, row.want, got.Refused, row.reason)
		if row.want == instrument.Scored {
			assert.InDelta(t, 2*0.4/0.55, got.Value, 1e-9, "a and b are there on both sides, with weights .4 and .15")
		} else {
			assert.True(t, math.IsNaN(got.Value), row.reason)
		}
	}
}

func TestPairsRunBetweenTheSameEnds(t *testing.T) {
	d := perceivedAndExpected()
	d.Composites, d.Pairs = nil, d.Pairs[:1]
	_, err := instrument.New(d)
	require.NoError(t, err)
	for _, transform := range []instrument.Transform{
		{Kind: instrument.Percent, Times: 0.06},          // from 0 to 6
		{Kind: instrument.Percent, Times: 0.05, Plus: 1}, // from 1 to 6
		{Kind: instrument.Percent, Times: 0.05, Plus: 2}, // from 2 to 7
		{Kind: instrument.Net, Down: 3, Up: 5},           // points
		{Kind: instrument.Top, From: 5},                  // a fraction
	} {
		d.Indices[5].Transform = transform
		_, err := instrument.New(d)
		assert.ErrorContains(t, err, `pairs[0]: "perceived.a" and "expected.a", expected as many items`, "%+v", transform)
	}
}

// Areas of skills and the score over areas, scored by R, with missing answers on either side.
func TestAreasAgainstR(t *testing.T) {
	b, err := os.ReadFile("testdata/areas.json")
	require.NoError(t, err)
	type summary struct {
		N, Partial       int
		Mean, SD, Lo, Hi float64
	}
	var golden struct {
		Rows    [][]*int
		Gaps    []summary
		Overall summary
		Scores  []*float64

		Technical []*float64 // the gap of each respondent
	}
	require.NoError(t, json.Unmarshal(b, &golden))
	require.Len(t, golden.Rows, 50)
	in := changed(t, "competency-self", func(d *instrument.Definition) {
		for i := range d.Composites {
			d.Composites[i].Weights, d.Composites[i].Missing = []float64{0.5, 0.3, 0.2}, instrument.Missing{Answered: 1}
		}
	})
	var tally instrument.Tally
	for i, row := range golden.Rows {
		codes := make([]int, len(row))
		for j, x := range row {
			if codes[j] = -1; x != nil {
				codes[j] = *x
			}
		}
		r := respond(in, codes...)
		require.NoError(t, tally.Add(in, r))
		got := named(t, in, r, "overall.now")
		if golden.Scores[i] == nil {
			assert.True(t, math.IsNaN(got.Value), "row %d", i)
		} else {
			assert.InDelta(t, *golden.Scores[i], got.Value, 1e-9, "row %d", i)
		}
	}
	gaps := tally.IndexGaps(in, 0.95)
	assert.Equal(t, []string{"problem-solving", "ownership", "technical", "overall"}, ids(gaps))
	for i, want := range golden.Gaps {
		got := gaps[i]
		assert.Equal(t, want.N, got.Estimate.N, got.ID)
		assert.InDelta(t, want.Mean, got.Estimate.Value, 1e-9, got.ID)
		assert.InDelta(t, want.SD, tally.SD(in, got.ID), 1e-9, got.ID)
		student := kpi.Mean(got.Estimate.N, got.Estimate.Value, tally.SD(in, got.ID), 0.95)
		assert.InDelta(t, want.Lo, student.Lo, 1e-9, got.ID)
		assert.InDelta(t, want.Hi, student.Hi, 1e-9, got.ID)
	}
	values, counts := []float64{-4, 4}, []int{0, 0}
	for _, x := range golden.Technical {
		if x != nil {
			values, counts = append(values, *x), append(counts, 1)
		}
	}
	want := kpi.Multinomial(values, counts, 0.95)
	assert.InDelta(t, want.Lo, gaps[2].Estimate.Lo, 1e-6)
	assert.InDelta(t, want.Hi, gaps[2].Estimate.Hi, 1e-6)
	e := tally.Score(in, "overall.now", 0.95)
	assert.Equal(t, golden.Overall.N, e.N)
	assert.InDelta(t, golden.Overall.Mean, e.Value, 1e-9)
	assert.InDelta(t, golden.Overall.SD, tally.SD(in, "overall.now"), 1e-9)
	for _, x := range tally.Indices {
		if x.ID == "overall.now" {
			assert.Equal(t, golden.Overall.Partial, x.Partial)
		}
	}
}

// Scores that are equal are equal in every bit: areas of three ratings with the sums a, b and c have as many overall
// scores as there are sums a + b + c, and as many gaps as there are differences, whatever the order of operations
// leaves behind.
func TestEqualScoresAreOne(t *testing.T) {
	text := instrument.Text{"en": "?"}
	d := instrument.Definition{ID: "equal", Version: "1", Languages: []string{"en"}, Title: text, Scales: map[string]instrument.Scale{"s": {Min: 1, Max: 5}},
		Composites: []instrument.Composite{{ID: "all", Title: text, Indices: []string{"a", "b", "c"}, Missing: instrument.Missing{Answered: 3},
			Bands: []instrument.Band{{ID: "low", From: 1, Title: text}, {ID: "high", From: 4, Title: text}}}},
		Pairs: []instrument.Pair{{ID: "gap", Title: text, Is: "a", Should: "b"}}}
	for _, area := range []string{"a", "b", "c"} {
		x := instrument.Index{ID: area, Title: text, Combine: instrument.Mean, Transform: instrument.Transform{Kind: instrument.Rating}, Missing: instrument.Missing{Answered: 3}}
		for _, item := range []string{"1", "2", "3"} {
			d.Items = append(d.Items, instrument.Item{ID: area + item, Scale: "s", Text: text})
			x.Items = append(x.Items, area+item)
		}
		d.Indices = append(d.Indices, x)
	}
	in, err := instrument.New(d)
	require.NoError(t, err)
	var tally instrument.Tally
	for i := range 13 * 13 * 13 {
		sums := map[string]int{"a": i % 13, "b": i / 13 % 13, "c": i / 169}
		r, total := instrument.Response{}, 0
		for area, sum := range sums {
			first, second := min(4, sum), min(4, max(0, sum-4))
			r[area+"1"], r[area+"2"], r[area+"3"] = 1+first, 1+second, 1+sum-first-second
			total += 3 + sum
		}
		require.NoError(t, tally.Add(in, r))
		assert.Equal(t, map[bool]string{true: "high", false: "low"}[total >= 36], named(t, in, r, "all").Band, "%v", sums)
	}
	assert.Len(t, tally.Indices[3].Values, 37)
	assert.Len(t, tally.Indices[4].Values, 25, "differences of sums from -12 to 12")
}

// A weighted score on the border of a band is in that band, whatever the weights, also where the border is no binary
// fraction: the oracle counts in whole hundredths of a weight.
func TestBandsOfWeightedScores(t *testing.T) {
	text := instrument.Text{"en": "Band"}
	for _, row := range []struct {
		reason      string
		weights     []int // in hundredths
		times, plus float64
	}{
		{"thirds of a border", []int{10, 70, 20}, 0, 0}, {"an odd split", []int{13, 30, 57}, 0, 0}, {"one that hardly counts", []int{14, 83, 3}, 0, 0},
		{"equal weights by regression", nil, 0.65, 22.9}, {"by regression", []int{7, 35, 58}, 0.65, 22.9},
	} {
		times, weights, whole := max(row.times, 0), row.weights, 400
		if times == 0 {
			times = 1
		}
		if weights == nil {
			weights, whole = []int{1, 1, 1}, 12
		}
		var bands []instrument.Band
		for percent := range 100 {
			bands = append(bands, instrument.Band{ID: fmt.Sprint(percent), From: times*float64(percent) + row.plus, Title: text})
		}
		x := instrument.Index{Combine: instrument.Mean, Missing: instrument.Missing{Answered: 3}, Bands: bands,
			Transform: instrument.Transform{Kind: instrument.Percent, Times: row.times, Plus: row.plus}}
		for _, w := range row.weights {
			x.Weights = append(x.Weights, float64(w)/100)
		}
		in := items(t, 3, 5, nil, x)
		for code := range 125 {
			a := []int{code % 5, code / 5 % 5, code / 25}
			points := 100 * (weights[0]*a[0] + weights[1]*a[1] + weights[2]*a[2])
			got := score(t, in, a[0]+1, a[1]+1, a[2]+1)
			assert.Equal(t, fmt.Sprint(min(points/whole, 99)), got.Band, "%s: %v is %v", row.reason, a, got.Value)
			assert.InDelta(t, times*float64(points)/float64(whole)+row.plus, got.Value, 1e-9, row.reason)
		}
	}
}
