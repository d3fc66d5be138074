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
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

func builtin(t testing.TB, id string) *instrument.Instrument {
	t.Helper()
	in, err := instrument.Builtin(id)
	require.NoError(t, err)
	return in
}

// changed returns a built-in instrument after an edit.
func changed(t testing.TB, id string, edit func(d *instrument.Definition)) *instrument.Instrument {
	t.Helper()
	d := builtin(t, id).Definition()
	edit(&d)
	in, err := instrument.New(d)
	require.NoError(t, err)
	return in
}

// respond returns answers to the items in order; a negative one is blank.
func respond(in *instrument.Instrument, codes ...int) instrument.Response {
	r := instrument.Response{}
	for i, item := range in.Definition().Items[:len(codes)] {
		if codes[i] >= 0 {
			r[item.ID] = codes[i]
		}
	}
	return r
}

// score returns the first index of a response.
func score(t *testing.T, in *instrument.Instrument, codes ...int) instrument.Score {
	t.Helper()
	scores, err := in.Score(respond(in, codes...))
	require.NoError(t, err)
	return scores[0]
}

// items returns an instrument of k items on 1 to top, of which those in reverse are reversed, and one index.
func items(t *testing.T, k, top int, reverse []int, x instrument.Index) *instrument.Instrument {
	t.Helper()
	text := instrument.Text{"en": "How much?"}
	d := instrument.Definition{ID: "test", Version: "1", Languages: []string{"en"}, Title: text,
		Scales: map[string]instrument.Scale{"s": {Min: 1, Max: top}}}
	for i := range k {
		d.Items = append(d.Items, instrument.Item{ID: fmt.Sprintf("q%d", i+1), Scale: "s", Text: text})
		x.Items = append(x.Items, d.Items[i].ID)
	}
	for _, i := range reverse {
		d.Items[i].Reverse = true
	}
	x.ID, x.Title = "x", text
	d.Indices = []instrument.Index{x}
	in, err := instrument.New(d)
	require.NoError(t, err)
	return in
}

func TestVectors(t *testing.T) {
	b, err := os.ReadFile("testdata/score.json")
	require.NoError(t, err)
	var file struct {
		Cases []struct {
			ID, Source string
			Tolerance  float64
			Input      map[string]json.RawMessage
			Expected   map[string]json.RawMessage
		}
	}
	require.NoError(t, json.Unmarshal(b, &file))
	seen := map[string]bool{}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			seen[c.ID] = true
			ints := func(name string) []int {
				var x []*int
				require.NoError(t, json.Unmarshal(c.Input[name], &x), name)
				require.NotEmpty(t, x, name)
				out := make([]int, len(x))
				for i, p := range x {
					if out[i] = -1; p != nil {
						out[i] = *p
					}
				}
				return out
			}
			get := func(m map[string]json.RawMessage, name string, into any) {
				require.Contains(t, m, name)
				require.NoError(t, json.Unmarshal(m[name], into), name)
			}
			number := func(m map[string]json.RawMessage, name string) (x float64) {
				get(m, name, &x)
				return x
			}
			within := c.Tolerance + 1e-12
			switch c.ID {
			case "score.reverse":
				var want []float64
				get(c.Expected, "values", &want)
				top := int(number(c.Input, "max"))
				in := items(t, 1, top, []int{0}, instrument.Index{Transform: instrument.Transform{Kind: instrument.Rating},
					Combine: instrument.Mean, Missing: instrument.Missing{Answered: 1}})
				for i, x := range ints("values") {
					assert.InDelta(t, want[i], score(t, in, x).Value, within)
				}
			case "score.pomp":
				var want []float64
				get(c.Expected, "values", &want)
				in := items(t, 1, 5, nil, instrument.Index{Transform: instrument.Transform{Kind: instrument.Percent},
					Combine: instrument.Mean, Missing: instrument.Missing{Answered: 1}})
				for i, x := range ints("x") {
					assert.InDelta(t, want[i], score(t, in, x).Value, within)
				}
			case "score.sus":
				assert.InDelta(t, number(c.Expected, "score"), score(t, builtin(t, "sus-style"), ints("items")...).Value, within)
			case "score.sus.extremes":
				for _, name := range []string{"best", "worst", "neutral"} {
					assert.InDelta(t, number(c.Expected, name), score(t, builtin(t, "sus-style"), ints(name)...).Value, within, name)
				}
			case "score.sus.mean_ci":
				var scores, limits []float64
				get(c.Input, "scores", &scores)
				get(c.Expected, "t95", &limits)
				in, tally := builtin(t, "sus-style"), instrument.Tally{}
				for _, s := range scores {
					require.NoError(t, tally.Add(in, respond(in, susAnswers(s)...)))
				}
				e, sd := tally.Score(in, "sus", 0.95), tally.SD(in, "sus")
				assert.InDelta(t, number(c.Expected, "mean"), e.Value, within)
				assert.InDelta(t, number(c.Expected, "sd"), sd, within)
				student := kpi.Mean(e.N, e.Value, sd, 0.95)
				assert.InDelta(t, limits[0], student.Lo, within)
				assert.InDelta(t, limits[1], student.Hi, within)
			case "score.umuxlite":
				in := builtin(t, "umux-lite-style")
				scores, err := in.Score(respond(in, ints("items")...))
				require.NoError(t, err)
				assert.InDelta(t, number(c.Expected, "score"), scores[0].Value, within)
				assert.InDelta(t, number(c.Expected, "sus_regression"), scores[1].Value, within)
			case "score.acsi.equal":
				assert.InDelta(t, number(c.Expected, "score"), score(t, builtin(t, "acsi-style"), ints("means")...).Value, within)
			case "score.acsi.ohio", "acsi-ohio-weights":
				var weights []float64
				get(c.Input, "weights", &weights)
				in := changed(t, "acsi-style", func(d *instrument.Definition) { d.Indices[0].Weights = weights })
				assert.InDelta(t, number(c.Expected, "score"), score(t, in, ints("means")...).Value, within)
			case "score.halfrule":
				var want struct {
					Score    float64
					Answered int
				}
				get(c.Expected, "half_inclusive", &want)
				half := func(kind instrument.Kind, strict bool) instrument.Score {
					in := items(t, 6, 5, nil, instrument.Index{Transform: instrument.Transform{Kind: kind}, Combine: instrument.Mean,
						Missing: instrument.Missing{Share: 0.5, Strict: strict}})
					return score(t, in, ints("items")...)
				}
				got := half(instrument.Rating, false)
				assert.InDelta(t, want.Score, got.Value, within)
				assert.Equal(t, want.Answered, got.Answered)
				assert.Equal(t, []string{"q3", "q5", "q6"}, got.Missing)
				assert.InDelta(t, number(c.Expected, "pomp_inclusive"), half(instrument.Percent, false).Value, within)
				assert.JSONEq(t, "null", string(c.Expected["half_strict"]))
				refused := half(instrument.Rating, true)
				assert.True(t, math.IsNaN(refused.Value))
				assert.Equal(t, instrument.TooFew, refused.Refused)
			default:
				t.Errorf("nobody checks %s", c.ID)
			}
		})
	}
	assert.Len(t, seen, 10)
}

// susAnswers returns answers to ten items, every other one reversed, that make a score in steps of 2.5.
func susAnswers(score float64) []int {
	points := int(math.Round(score / 2.5))
	answers := make([]int, 10)
	for i := range answers {
		p := min(4, points)
		points -= p
		if answers[i] = 1 + p; i%2 == 1 {
			answers[i] = 5 - p
		}
	}
	return answers
}

// Sixty respondents with gaps, scored by R.
func TestAgainstR(t *testing.T) {
	b, err := os.ReadFile("testdata/sus.json")
	require.NoError(t, err)
	var golden struct {
		Rows                    [][]*int
		Scores                  []*float64
		Mean, SD, Lo, Hi, Alpha float64
		Complete                int
	}
	require.NoError(t, json.Unmarshal(b, &golden))
	require.Len(t, golden.Rows, 60)
	in := builtin(t, "sus-style")
	var tally instrument.Tally
	refused, nine := 0, 0
	for i, row := range golden.Rows {
		codes := make([]int, len(row))
		for j, x := range row {
			if codes[j] = -1; x != nil {
				codes[j] = *x
			}
		}
		require.NoError(t, tally.Add(in, respond(in, codes...)))
		got := score(t, in, codes...)
		if golden.Scores[i] == nil {
			refused++
			assert.True(t, math.IsNaN(got.Value), "row %d", i)
			assert.Equal(t, instrument.TooFew, got.Refused)
			continue
		}
		if got.Answered == 9 {
			nine++
		}
		assert.InDelta(t, *golden.Scores[i], got.Value, 1e-9, "row %d", i)
	}
	assert.Positive(t, refused)
	assert.Positive(t, nine)
	e := tally.Score(in, "sus", 0.95)
	assert.Equal(t, 60-refused, e.N)
	assert.Equal(t, refused, tally.Indices[0].TooFew)
	assert.InDelta(t, golden.Mean, e.Value, 1e-9)
	assert.InDelta(t, golden.SD, tally.SD(in, "sus"), 1e-9)
	student := kpi.Mean(e.N, e.Value, tally.SD(in, "sus"), 0.95)
	assert.InDelta(t, golden.Lo, student.Lo, 1e-9)
	assert.InDelta(t, golden.Hi, student.Hi, 1e-9)
	alpha := tally.Alpha(in, "sus", 0.95)
	assert.InDelta(t, golden.Alpha, alpha.Value, 1e-9)
	assert.Equal(t, golden.Complete, alpha.N)
	assert.Equal(t, survey.Scale{Min: 1, Max: 5}, tally.Indices[0].Alpha.Scale)
}
