package instrument_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

func TestCheck(t *testing.T) {
	in := everything(t) // a is required and takes 9 for N/A
	for _, row := range []struct {
		reason   string
		r        instrument.Response
		want     []string
		offScale bool
	}{
		{"all answered", instrument.Response{"a": 1, "b": 5, "c": 3, "d": 0}, nil, false},
		{"the required one alone", instrument.Response{"a": 1}, nil, false},
		{"an N/A is a reply", instrument.Response{"a": 9}, nil, false},
		{"off the scale", instrument.Response{"a": 1, "b": 6}, []string{"instrument: all 2, item b: rating 6 is not from 1 to 5; expected 1 to 5, or 9 for N/A"}, true},
		{"a 0 that was meant as blank", instrument.Response{"a": 0}, []string{"item a: rating 0 is not from 1 to 5"}, true},
		{"the N/A of another scale", instrument.Response{"a": 1, "d": 11}, []string{"item d: rating 11 is not from 0 to 10; expected 0 to 10"}, true},
		{"far off", instrument.Response{"a": math.MaxInt, "d": math.MinInt}, []string{"item a: rating", "item d: rating"}, true},
		{"nothing", instrument.Response{}, []string{"item a: a reply is required; expected 1 to 5, or 9 for N/A"}, false},
		{"nil", nil, []string{"item a: a reply is required"}, false},
		{"unknown", instrument.Response{"a": 1, "e": 1, "A": 1}, []string{`item "A": there is no such item; expected one of a, b, c, d`, `item "e": there is no such item`}, false},
	} {
		err := in.Check(row.r)
		scores, scoreErr := in.Score(row.r)
		var tally instrument.Tally
		addErr := tally.Add(in, row.r)
		if row.want == nil {
			assert.NoError(t, err, row.reason)
			assert.NoError(t, scoreErr, row.reason)
			assert.NoError(t, addErr, row.reason)
			assert.Equal(t, 1, tally.N(), row.reason)
			continue
		}
		for _, want := range row.want {
			assert.ErrorContains(t, err, want, row.reason)
		}
		var answer *instrument.AnswerError
		assert.ErrorAs(t, err, &answer, row.reason)
		var off *survey.RangeError
		assert.Equal(t, row.offScale, errors.As(err, &off), row.reason)
		assert.Equal(t, err, scoreErr, row.reason)
		assert.Equal(t, err, addErr, row.reason)
		assert.Nil(t, scores, row.reason)
		assert.Equal(t, instrument.Tally{}, tally, "an error counts nothing: %s", row.reason)
	}
}

func TestZeroInstrument(t *testing.T) {
	var in instrument.Instrument
	var tally instrument.Tally
	assert.ErrorContains(t, in.Check(nil), "no items")
	assert.ErrorContains(t, tally.Add(&in, nil), "no items")
	assert.ErrorContains(t, in.Fits(tally), "no items")
	_, err := in.Score(nil)
	assert.ErrorContains(t, err, "no items")
	_, err = in.Code("a", "en", "No")
	assert.ErrorContains(t, err, "no items")
	assert.Empty(t, in.Text("a", "en"))
}

// Weights, reversing, bands, sums and what is missing, by hand: a is reversed, b to c are as they are, d is from 0
// to 10.
func TestScore(t *testing.T) {
	nan := math.NaN()
	for _, row := range []struct {
		reason  string
		r       instrument.Response
		x       float64 // .25a + .75b in percent, more than half needed, b required
		refused instrument.Refusal
		band    string
		y       float64 // a + b + c, prorated from two
		z       float64 // twice the mean percent of b and d, less 50
		sum     float64 // b + c, both needed
	}{
		{"all: a 2 is 4, in percent 75", instrument.Response{"a": 2, "b": 4, "c": 1, "d": 3}, 75, instrument.Scored, "high", 9, 55, 5},
		{"without c: 8·3/2", instrument.Response{"a": 2, "b": 4, "d": 3}, 75, instrument.Scored, "high", 12, 55, nan},
		{"c is an N/A: the same", instrument.Response{"a": 2, "b": 4, "c": 9, "d": 3}, 75, instrument.Scored, "high", 12, 55, nan},
		{"weights count: .25·0 + .75·100", instrument.Response{"a": 5, "b": 5}, 75, instrument.Scored, "high", 9, 150, nan},
		{"without b, which is required", instrument.Response{"a": 2, "d": 10}, nan, instrument.RequiredMissing, "", nan, 150, nan},
		{"a is an N/A: half, and more is needed", instrument.Response{"a": 9, "b": 3}, nan, instrument.TooFew, "", nan, 50, nan},
		{"the lowest", instrument.Response{"a": 5, "b": 1, "c": 1, "d": 0}, 0, instrument.Scored, "low", 3, -50, 2},
		{"the highest", instrument.Response{"a": 1, "b": 5, "c": 5, "d": 10}, 100, instrument.Scored, "high", 15, 150, 10},
		{"a band begins at its number", instrument.Response{"a": 3, "b": 3}, 50, instrument.Scored, "high", 9, 50, nan},
	} {
		scores, err := everything(t).Score(row.r)
		require.NoError(t, err, row.reason)
		got := map[string]float64{}
		for _, s := range scores {
			got[s.Index] = s.Value
		}
		for index, want := range map[string]float64{"x": row.x, "y": row.y, "z": row.z, "sum": row.sum} {
			if math.IsNaN(want) {
				assert.True(t, math.IsNaN(got[index]), "%s: %s is %v", row.reason, index, got[index])
			} else {
				assert.InDelta(t, want, got[index], 1e-12, "%s: %s", row.reason, index)
			}
		}
		assert.Equal(t, row.refused, scores[0].Refused, row.reason)
		assert.Equal(t, row.band, scores[0].Band, row.reason)
	}
	scores, err := everything(t).Score(instrument.Response{"a": 1, "c": 9})
	require.NoError(t, err)
	assert.Equal(t, []string{"b"}, scores[1].Missing)
	assert.Equal(t, []string{"c"}, scores[1].NotApplicable)
	assert.Equal(t, 1, scores[1].Answered)
}

func TestRefusalString(t *testing.T) {
	assert.Equal(t, "scored", instrument.Scored.String())
	assert.Equal(t, "too few answers", instrument.TooFew.String())
	assert.Equal(t, "required item missing", instrument.RequiredMissing.String())
	assert.Equal(t, "Refusal(7)", instrument.Refusal(7).String())
}

func TestCode(t *testing.T) {
	in := builtin(t, "employee-feedback")
	for _, row := range []struct {
		reason, item, language, label string
		want                          int
		err                           string
	}{
		{"as it is", "voice", "en", "Agree", 4, ""},
		{"small letters, spaces and a no-break space", "voice", "en", "  strongly\u00a0 AGREE\n", 5, ""},
		{"Korean", "tools", "ko", "전혀 그렇지 않다", 1, ""},
		{"an N/A", "tools", "ko", "해당 없음", 0, ""},
		{"a code", "tools", "en", "3", 3, ""},
		{"the code of the N/A", "tools", "en", "0", 0, ""},
		{"a number that is no code", "tools", "en", "6", 0, `no answer is labelled "6"; expected 1 to 5, or 0 for N/A, or one of ["Strongly disagree"`},
		{"blank is no reply", "tools", "en", "", 0, `no answer is labelled ""`},
		{"another language", "tools", "en", "그렇다", 0, `no answer is labelled "그렇다"`},
		{"an unknown item", "pay", "en", "Agree", 0, `item "pay": there is no such item; expected one of voice, tools`},
		{"an unknown language", "voice", "de", "Agree", 0, `there is no language "de"; expected one of ["en" "ko"]`},
	} {
		code, err := in.Code(row.item, row.language, row.label)
		assert.Equal(t, row.want, code, row.reason)
		if row.err == "" {
			assert.NoError(t, err, row.reason)
			continue
		}
		require.ErrorContains(t, err, row.err, row.reason)
		var answer *instrument.AnswerError
		assert.ErrorAs(t, err, &answer, row.reason)
	}
}

// Every label of every built-in instrument stands for its code, in both languages.
func TestCodeOfEveryLabel(t *testing.T) {
	for _, id := range instrument.Builtins() {
		in := builtin(t, id)
		d := in.Definition()
		for _, item := range d.Items {
			s := d.Scales[item.Scale]
			require.NotEmpty(t, s.Labels, id)
			for _, l := range append(s.Labels, s.NA...) {
				for _, language := range d.Languages {
					code, err := in.Code(item.ID, language, l.Text[language])
					require.NoError(t, err)
					assert.Equal(t, l.Code, code)
				}
			}
		}
	}
}

func TestResponseJSON(t *testing.T) {
	r := instrument.Response{"before": 1}
	require.NoError(t, json.Unmarshal([]byte(`{"a":0,"b":null,"c":-5}`), &r))
	assert.Equal(t, instrument.Response{"a": 0, "c": -5}, r, "null is blank and not 0")
	for reason, b := range map[string]string{
		"half a point": `{"a":1.5}`, "a text": `{"a":"4"}`, "twice": `{"a":1,"a":2}`, "twice, blank first": `{"a":null,"a":2}`,
		"an array": `[1]`, "null": `null`,
	} {
		read := instrument.Response{"kept": 1}
		assert.Error(t, json.Unmarshal([]byte(b), &read), reason)
		assert.Equal(t, instrument.Response{"kept": 1}, read, reason)
	}
}

// What was expected is said in short, also of a response that is all wrong to an instrument of many items.
func TestManyUnknownItems(t *testing.T) {
	in := builtin(t, "competency-self")
	r := instrument.Response{}
	for i := range 1000 {
		r[fmt.Sprint("n", i)] = 1
	}
	err := in.Check(r)
	assert.ErrorContains(t, err, `item "n999": there is no such item; expected one of creative-problem-solving.now, `)
	assert.ErrorContains(t, err, "live-chat.needed and 4 more")
	assert.Less(t, len(err.Error()), 600*1000)
}
