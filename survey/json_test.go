package survey_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
)

func TestTallyJSON(t *testing.T) {
	for want, h := range map[string]survey.Tally{
		`{"scale":{"min":1,"max":5},"ratings":{"4":40,"5":45}}`: tally(t, five, 0, 0, 0, 40, 45),
		`{"scale":{"min":0,"max":10},"ratings":{"0":1,"10":1}}`: tally(t, eleven, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
		`{"scale":{"min":1,"max":5},"ratings":{}}`:              {Scale: five},
		`{"ratings":{}}`: {},
		`{"scale":{"min":1,"max":7},"ratings":{"7":1000000000}}`: tally(t, seven, 0, 0, 0, 0, 0, 0, 1e9),
	} {
		b, err := json.Marshal(h)
		require.NoError(t, err)
		assert.Equal(t, want, string(b))
		var back survey.Tally
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, h, back)
	}
}

func TestTallyReadsWhatOthersWrite(t *testing.T) {
	for reason, in := range map[string]string{
		"zero counts spelt out":      `{"scale":{"min":1,"max":5},"ratings":{"1":0,"2":0,"3":0,"4":40,"5":45}}`,
		"any order, any white space": "{ \"ratings\": { \"5\": 45,\n \"4\": 40 }, \"scale\": { \"max\": 5, \"min\": 1 } }",
		"members in another case":    `{"Scale":{"Min":1,"Max":5},"Ratings":{"4":40,"5":45}}`,
	} {
		var h survey.Tally
		require.NoError(t, json.Unmarshal([]byte(in), &h), reason)
		assert.Equal(t, tally(t, five, 0, 0, 0, 40, 45), h, reason)
	}
	var h survey.Tally
	require.NoError(t, json.Unmarshal([]byte(`{"scale":{"min":0,"max":0},"ratings":{}}`), &h))
	assert.Equal(t, survey.Tally{}, h, "a scale of zeros is none")
}

func TestScaleJSON(t *testing.T) {
	s := five
	for _, c := range []struct{ reason, in, want string }{
		{"min is not 0 where it is not said", `{"max":5}`, "survey: min and max of a scale must both be there"},
		{"null is not the scale from 0 to 0", `null`, "survey: min and max of a scale must both be there"},
		{"a member that is none", `{"min":1,"max":5,"step":1}`, `survey: a scale: json: unknown field "step"`},
	} {
		assert.EqualError(t, json.Unmarshal([]byte(c.in), &s), c.want, c.reason)
		assert.Equal(t, five, s, c.reason)
	}
	require.NoError(t, json.Unmarshal([]byte(`{"min":0,"max":10}`), &s))
	assert.Equal(t, eleven, s)
}

func TestTallyRefuses(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"off the scale", `{"scale":{"min":1,"max":5},"ratings":{"6":1}}`, "rating 6 is not from 1 to 5"},
		{"far off", `{"scale":{"min":1,"max":5},"ratings":{"999999999999":1}}`, "rating 999999999999 is not from 1 to 5"},
		{"off the scale, though nobody gave it", `{"scale":{"min":1,"max":5},"ratings":{"0":0}}`, "rating 0 is not from 1 to 5"},
		{"no scale", `{"ratings":{"4":1}}`, "0–0 is not a scale"},
		{"half a scale", `{"scale":{"min":1},"ratings":{"4":1}}`, "min and max of a scale must both be there"},
		{"a scale without min: it is not 0", `{"scale":{"max":5},"ratings":{"4":1}}`, "min and max of a scale must both be there"},
		{"the same without answers", `{"scale":{"max":5},"ratings":{}}`, "min and max of a scale must both be there"},
		{"a min that is null", `{"scale":{"min":null,"max":5},"ratings":{"4":1}}`, "min and max of a scale must both be there"},
		{"a misspelt min", `{"scale":{"low":1,"max":5},"ratings":{"4":1}}`, `unknown field "low"`},
		{"a scale of nothing", `{"scale":{},"ratings":{}}`, "min and max of a scale must both be there"},
		{"a scale that does not fit", `{"scale":{"min":1,"max":100},"ratings":{}}`, "1–100 is not a scale"},
		{"no ratings: a typing error would read as no answers", `{"scale":{"min":1,"max":5}}`, "ratings is not an object by rating"},
		{"a member that is none", `{"scale":{"min":1,"max":5},"ratings":{},"n":3}`, `unknown field "n"`},
		{"ratings by position", `{"scale":{"min":1,"max":5},"ratings":[0,0,0,40,45]}`, "ratings is not an object by rating"},
		{"an array", `[1,2,3]`, "cannot unmarshal array"},
		{"null", `null`, "ratings is not an object by rating"},
		{"a negative count", `{"scale":{"min":1,"max":5},"ratings":{"4":-1}}`, "-1 answers of rating 4"},
		{"half an answer", `{"scale":{"min":1,"max":5},"ratings":{"4":1.5}}`, "ratings: rating 4: json: cannot unmarshal number 1.5"},
		{"a count in quotes", `{"scale":{"min":1,"max":5},"ratings":{"4":"1"}}`, "ratings: rating 4: json: cannot unmarshal string"},
		{"a count that is an object", `{"scale":{"min":1,"max":5},"ratings":{"4":{"n":1}}}`, "ratings: rating 4: json: cannot unmarshal object"},
		{"null for a count", `{"scale":{"min":1,"max":5},"ratings":{"4":null}}`, "ratings: rating 4 is null"},
		{"a count that no int holds", `{"scale":{"min":1,"max":5},"ratings":{"4":9223372036854775808}}`, "ratings: rating 4: json: cannot unmarshal number 9223372036854775808"},
		{"a sum that no int holds", `{"scale":{"min":1,"max":5},"ratings":{"4":9223372036854775807,"5":1}}`, "more than an int can hold"},
		{"the same rating twice: the second would win", `{"scale":{"min":1,"max":5},"ratings":{"4":1,"4":2}}`, "rating 4 comes twice"},
		{"a rating that is a word", `{"scale":{"min":1,"max":5},"ratings":{"good":1}}`, `"good" is not a rating`},
		{"another way to write 4", `{"scale":{"min":1,"max":5},"ratings":{"04":1}}`, `"04" is not a rating`},
	} {
		before := tally(t, five, 1, 2, 3)
		h := before
		err := json.Unmarshal([]byte(c.in), &h)
		if assert.ErrorContains(t, err, c.want, c.reason) {
			assert.True(t, strings.HasPrefix(err.Error(), "survey: reading a tally: "), err.Error())
		}
		assert.Equal(t, before, h, "%s: an error leaves the tally as it was", c.reason)
	}
	h := tally(t, five, 1)
	require.Error(t, h.UnmarshalJSON([]byte(`{"scale":{"min":1,"max":5},"ratings":{"4":1`)), "cut off, without encoding/json to notice")
	require.Error(t, h.UnmarshalJSON(nil))
	assert.Equal(t, tally(t, five, 1), h)
}

func FuzzTallyJSON(f *testing.F) {
	for _, in := range []string{
		`{"scale":{"min":1,"max":5},"ratings":{"4":40,"5":45}}`, `{"ratings":{}}`, `{"scale":{"min":0,"max":10},"ratings":{"0":0,"10":9}}`,
		`{"scale":{"min":1,"max":5},"ratings":[1]}`, `null`, `{"scale":null,"ratings":{"4":1,"4":2}}`, `{"scale":{"min":1,"max":5},"ratings":{"4":{"4":1}}}`,
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := tally(t, eleven, 1, 2, 3)
		h := before
		if h.UnmarshalJSON(in) != nil {
			assert.Equal(t, before, h)
			return
		}
		b, err := json.Marshal(h)
		require.NoError(t, err)
		var back survey.Tally
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, h, back)
	})
}

func FuzzTally(f *testing.F) {
	f.Add(uint8(1), uint8(5), []byte{1, 5, 5, 4, 0, 6}, uint8(3), uint8(1))
	f.Add(uint8(0), uint8(10), []byte{10, 10, 11}, uint8(0), uint8(2))
	f.Fuzz(func(t *testing.T, min, max uint8, column []byte, cut, cut2 uint8) {
		s := survey.Scale{Min: int(min), Max: int(max)}
		var whole survey.Tally
		shards := [3]survey.Tally{}
		for i, b := range column {
			shard := &shards[0]
			if i >= int(cut) {
				shard = &shards[1]
			}
			if i >= int(cut2) {
				shard = &shards[2]
			}
			err := whole.Add(s, int(b))
			assert.Equal(t, err, shard.Add(s, int(b)))
			assert.Equal(t, err == nil, s.Check(int(b)) == nil)
		}
		a, b, c := shards[0], shards[1], shards[2]
		assert.Equal(t, whole, a.Plus(b).Plus(c), "shards merged equal the whole")
		assert.Equal(t, whole, a.Plus(b.Plus(c)))
		assert.Equal(t, whole, c.Plus(b).Plus(a))
		js, err := json.Marshal(whole)
		require.NoError(t, err)
		var back survey.Tally
		require.NoError(t, json.Unmarshal(js, &back))
		assert.Equal(t, whole, back)
	})
}
