package wire_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/wire"
)

type colour uint8

func (c colour) MarshalText() ([]byte, error)     { return []byte([...]string{"red", "blue"}[c]), nil }
func (c *colour) UnmarshalText(text []byte) error { *c = colour(len(text) - 3); return nil }

type inner struct {
	X float64 `json:"x"`
	N int     `json:"n"`
}

type sample struct {
	inner
	Square [2][2]float64 `json:"square"`
	List   []inner       `json:"list"`
	Words  []string      `json:"words,omitempty"`
	Colour colour        `json:"colour"`
	Twice  float64       `json:"twice,omitzero"`
	Left   float64       `json:"-"`
	hidden int
}

func (s sample) MarshalJSON() ([]byte, error)  { return wire.Marshal(s) }
func (s *sample) UnmarshalJSON(b []byte) error { return wire.Read("reading a sample", b, s) }

func marshalled(t *testing.T, s sample) string {
	t.Helper()
	b, err := json.Marshal(s)
	require.NoError(t, err)
	return string(b)
}

const full = `{"x":null,"n":3,"square":[["Infinity",0.1],["-Infinity",-2e-300]],"list":[{"x":1,"n":2}],"words":["a\u003c"],"colour":"blue"}`

func TestMarshalAndRead(t *testing.T) {
	s := sample{inner{math.NaN(), 3}, [2][2]float64{{math.Inf(1), .1}, {math.Inf(-1), -2e-300}}, []inner{{1, 2}}, []string{"a<"}, 1, 0, 7, 8}
	assert.Equal(t, full, marshalled(t, s))
	var spaced bytes.Buffer
	require.NoError(t, json.Indent(&spaced, []byte(full), "", "  "))
	var back sample
	require.NoError(t, json.Unmarshal(spaced.Bytes(), &back))
	assert.True(t, math.IsNaN(back.X))
	s.X, back.X, s.Left, s.hidden = 0, 0, 0, 0
	assert.Equal(t, s, back)

	assert.Equal(t, `{"x":0,"n":0,"square":[[0,0],[0,0]],"list":[],"colour":"red"}`, marshalled(t, sample{}), "a nil list is no null")
}

func TestReadRefuses(t *testing.T) {
	for _, row := range []struct{ reason, old, new, want string }{
		{"a member that is not there", `"x":null,`, ``, `there is no "x"`},
		{"a word that is no number", `"x":null`, `"x":"NaN"`, `x: "NaN" is not a number`},
		{"a number beyond float64", `"x":null`, `"x":1e999`, "1e999 is not a number"},
		{"null for a count", `"n":3`, `"n":null`, "n: null is not a value"},
		{"a share for a count", `"n":3`, `"n":0.3`, "n: json"},
		{"null for a list", `[{"x":1,"n":2}]`, `null`, "list: null is not a value"},
		{"an incomplete member of a list", `[{"x":1,"n":2}]`, `[{"x":1}]`, `list: [0]: there is no "n"`},
		{"a matrix of other size", `["Infinity",0.1]`, `[1]`, "square: [0]: 1 values instead of 2"},
		{"null for a word", `"blue"`, `null`, "colour: null is not a value"},
		{"no object", full, `[]`, "cannot unmarshal array"},
		{"nothing", full, `null`, `there is no "x"`},
	} {
		require.Contains(t, full, row.old)
		text := strings.Replace(full, row.old, row.new, 1)
		s := sample{Left: 5}
		err := json.Unmarshal([]byte(text), &s)
		if assert.ErrorContains(t, err, row.want, row.reason) {
			assert.ErrorContains(t, err, "reading a sample: ", row.reason)
		}
		assert.Equal(t, sample{Left: 5}, s, "%s: left as it was", row.reason)
	}
}

func TestWords(t *testing.T) {
	names := []string{"first", "second", "third"}
	for flags := range uint8(8) {
		b, err := json.Marshal(wire.Words(flags, names))
		require.NoError(t, err)
		back, err := wire.ReadWords("flags", b, names)
		require.NoError(t, err)
		assert.Equal(t, flags, back)
	}
	for _, row := range []struct{ reason, text, want string }{
		{"an unknown word", `["fourth"]`, `flags: "fourth" is none of ["first" "second" "third"]`},
		{"a number", `3`, "flags: json"},
		{"null", `null`, "flags: null is not a value"},
	} {
		_, err := wire.ReadWords("flags", []byte(row.text), names)
		assert.ErrorContains(t, err, row.want, row.reason)
	}
}
