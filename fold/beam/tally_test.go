package foldbeam

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/ttr"
)

func sampleSketch() ttr.Sketch {
	var s ttr.Sketch
	for i := range 10 {
		if err := s.Add(time.Duration(i)*time.Hour, i%3 > 0); err != nil {
			panic(err)
		}
	}
	return s
}

func TestTalliesOfTheModuleTravel(t *testing.T) {
	var c csat.Tally
	require.NoError(t, c.AddN(csat.TopBox(2, 5), 5, 3))
	require.NoError(t, c.AddN(csat.TopBox(2, 5), 1, 2))
	var e ces.Tally
	require.NoError(t, e.AddN(ces.Agreement(), 5, 3))
	h, err := survey.Count(survey.Scale{Min: 1, Max: 5}, []int{1, 2, 3, 3})
	require.NoError(t, err)
	var w weight.Tally
	require.NoError(t, w.Add(survey.Scale{Min: 0, Max: 10}, 9, 1.5))
	var lifetimes retention.Lifetimes
	require.NoError(t, lifetimes.Add(time.Hour, true))
	require.NoError(t, lifetimes.Add(time.Hour, false))
	require.NoError(t, lifetimes.AddFrom(time.Hour, 2*time.Hour, true))
	var times ttr.Times
	require.NoError(t, times.Add(time.Hour, true))
	require.NoError(t, times.Add(2*time.Hour, false))

	assert.NoError(t, check(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}))
	assert.NoError(t, check(c))
	assert.NoError(t, check(e))
	assert.NoError(t, check(h))
	assert.NoError(t, check(w))
	assert.NoError(t, check(retention.Tally{Retained: 2, Lost: 1}))
	assert.NoError(t, check(lifetimes))
	assert.NoError(t, check(times))
	assert.NoError(t, check(sampleSketch()))
	assert.NoError(t, check(ttr.SLA{Met: 1, Missed: 2, Running: 3}))
}

// Tallies that must not be registered, each by its own flaw.
type (
	hidden  struct{ n int }
	dropped struct {
		A int
		B int `json:"-"`
	}
	binaryOnly struct{ n int }
	writeOnly  struct{ A int }
	forgetful  struct{ A, B int }
	miscounted struct{ A int }
	shared     struct{ A []int }
	anything   struct{ A any }
	biased     struct{ A int }
	onePlus    struct{ A int }
	innerLoss  struct {
		A  int
		In hidden
	}
	list []int
	both struct { // whose JSON is that of the sketch alone
		ttr.Sketch
		NPS nps.Tally
	}
)

func (a hidden) Plus(b hidden) hidden                { return hidden{a.n + b.n} }
func (a dropped) Plus(b dropped) dropped             { return dropped{a.A + b.A, a.B + b.B} }
func (a binaryOnly) Plus(b binaryOnly) binaryOnly    { return binaryOnly{a.n + b.n} }
func (a binaryOnly) MarshalBinary() ([]byte, error)  { return []byte{byte(a.n)}, nil }
func (a *binaryOnly) UnmarshalBinary(b []byte) error { a.n = int(b[0]); return nil }
func (a writeOnly) Plus(b writeOnly) writeOnly       { return writeOnly{a.A + b.A} }
func (a writeOnly) MarshalJSON() ([]byte, error)     { return json.Marshal(a.A) }
func (a forgetful) Plus(b forgetful) forgetful       { return forgetful{a.A + b.A, a.B + b.B} }
func (a forgetful) MarshalJSON() ([]byte, error)     { return json.Marshal([2]int{a.A, a.B}) }
func (a *forgetful) UnmarshalJSON(b []byte) error {
	var v [2]int
	err := json.Unmarshal(b, &v)
	a.A = v[0]
	return err
}
func (a miscounted) Plus(b miscounted) miscounted { return miscounted{a.A + b.A} }
func (a miscounted) N() int                       { return 0 }
func (a shared) Plus(b shared) shared {
	for i := range min(len(a.A), len(b.A)) {
		a.A[i] += b.A[i]
	}
	return shared{append(a.A[:len(a.A):len(a.A)], b.A[min(len(a.A), len(b.A)):]...)}
}
func (a anything) Plus(anything) anything      { return a }
func (a biased) Plus(b biased) biased          { return biased{a.A + b.A + 1} }
func (a onePlus) Plus(b onePlus) onePlus       { return onePlus{max(a.A, b.A)} }
func (a onePlus) N() int                       { return a.A }
func (a innerLoss) Plus(b innerLoss) innerLoss { return innerLoss{a.A + b.A, a.In.Plus(b.In)} }
func (a both) Plus(b both) both                { return both{a.Sketch.Plus(b.Sketch), a.NPS.Plus(b.NPS)} }
func (a list) Plus(b list) list                { return append(append(list{}, a...), b...) }

func TestWhatWouldBeLostIsNotRegistered(t *testing.T) {
	tests := []struct {
		reason string
		err    error
		want   string
	}{
		{"an unexported field has no JSON", check(hidden{1}), "the sample.n is not exported"},
		{"nor has one within another", check(innerLoss{1, hidden{1}}), "the sample.In.n is not exported"},
		{"a field is left out of the JSON", check(dropped{1, 1}), "the sample.B is not in its JSON"},
		{"a binary form is not what travels", check(binaryOnly{1}), "the sample.n is not exported"},
		{"JSON is written and not read", check(writeOnly{1}), "does not come back"},
		{"JSON is read incompletely", check(forgetful{1, 2}), "went out as [1,2] and came back as [1,0]"},
		{"an embedded tally writes its own JSON and no more", check(both{sampleSketch(), nps.Tally{Promoters: 1}}),
			"the sample.NPS is not in its JSON"},
		{"which an empty field would not show", check(both{Sketch: sampleSketch()}), "the sample.NPS is empty"},
		{"a whole number comes back as a float", check(anything{1}), "the sample.A went out as 1 and came back as 1"},
		{"an empty sample shows nothing", check(nps.Tally{}), "the sample is empty"},
		{"nor does an empty field", check(nps.Tally{Promoters: 1}), "the sample.Detractors is empty"},
		{"nor does an empty sketch", check(ttr.Sketch{}), "the sample is empty"},
		{"a sample without observations", check(miscounted{1}), "N of 0"},
		{"the empty tally must change nothing", check(biased{1}), `the empty tally plus the sample is {"A":2}`},
		{"Plus must count", check(onePlus{1}), "an N of 1 and 1 makes 1"},
		{"Plus must not change what it reads", check(shared{[]int{1}}), "the sample, after it was added to,"},
		{"a pointer is not a value", check(&pointed{1}), "not a named type by value"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) { assert.ErrorContains(t, tt.err, tt.want) })
	}
	assert.NoError(t, check(list{1}), "a slice with a name is a type as good as any")
}

type pointed struct{ A int }

func (a *pointed) Plus(b *pointed) *pointed { return &pointed{a.A + b.A} }

func TestRegisterTallyPanics(t *testing.T) {
	assert.PanicsWithValue(t, "foldbeam: foldbeam.hidden cannot be registered: "+
		"the sample.n is not exported, and so would arrive empty", func() { RegisterTally(hidden{1}) })
	assert.False(t, registered[reflect.TypeFor[hidden]()])
}
