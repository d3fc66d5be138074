package kpitest_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpitest"
)

func equal[T comparable](a, b T) bool { return a == b }

// tally keeps the laws; each of the others breaks one.
type tally struct {
	Good int `json:"good"`
	Bad  int `json:"bad"`
}

func (t tally) Plus(o tally) tally { return tally{t.Good + o.Good, t.Bad + o.Bad} }

// lowest takes an empty side for a value of 0.
type lowest struct{ Min, N int }

func (l lowest) Plus(o lowest) lowest { return lowest{min(l.Min, o.Min), l.N + o.N} }

// latest keeps what came last.
type latest struct{ Last, N int }

func (l latest) Plus(o latest) latest {
	if o.N == 0 {
		return l
	}
	return latest{o.Last, l.N + o.N}
}

// average merges averages without their sizes.
type average struct{ Mean float64 }

func (a average) Plus(o average) average {
	if a.Mean == 0 || o.Mean == 0 {
		return average{a.Mean + o.Mean}
	}
	return average{(a.Mean + o.Mean) / 2}
}

// answers appends to what its left side has room for.
type answers struct{ Ratings []int }

func (a answers) Plus(o answers) answers { return answers{append(a.Ratings, o.Ratings...)} }

func sameAnswers(a, b answers) bool { // as multisets of small ratings
	var x, y [11]int
	for _, r := range a.Ratings {
		x[r]++
	}
	for _, r := range b.Ratings {
		y[r]++
	}
	return x == y
}

// hidden keeps a count that JSON does not see.
type hidden struct {
	N     int
	blank int
}

func (h hidden) Plus(o hidden) hidden { return hidden{h.N + o.N, h.blank + o.blank} }

// mute cannot be written, deaf cannot be read.
type (
	mute struct{ N int }
	deaf struct{ N int }
)

func (m mute) Plus(o mute) mute           { return mute{m.N + o.N} }
func (mute) MarshalJSON() ([]byte, error) { return nil, errors.New("mute") }
func (d deaf) Plus(o deaf) deaf           { return deaf{d.N + o.N} }
func (*deaf) UnmarshalJSON([]byte) error  { return errors.New("deaf") }

func room(ratings ...int) answers { return answers{append(make([]int, 0, 10), ratings...)} }

func TestLaws(t *testing.T) {
	kpitest.Laws(t, equal[tally], tally{1, 2}, tally{Good: 3}, tally{Bad: 5})

	tests := []struct {
		reason string
		run    func(t kpitest.TestingT)
		broken []string
	}{
		{"an empty side read as 0", func(t kpitest.TestingT) {
			kpitest.Laws(t, equal[lowest], lowest{3, 1}, lowest{2, 4})
		}, []string{"laws/identity"}},
		{"the order matters", func(t kpitest.TestingT) {
			kpitest.Laws(t, equal[latest], latest{3, 1}, latest{2, 4})
		}, []string{"laws/commutes"}},
		{"the grouping matters", func(t kpitest.TestingT) {
			kpitest.Laws(t, equal[average], average{1}, average{2}, average{6})
		}, []string{"laws/associates"}},
		{"two sums share their room", func(t kpitest.TestingT) {
			kpitest.Laws(t, sameAnswers, room(1, 2), room(3), room(4, 5))
		}, []string{"laws/independent"}},
		{"a count that JSON does not see", func(t kpitest.TestingT) {
			kpitest.Laws(t, equal[hidden], hidden{1, 2}, hidden{3, 4})
		}, []string{"laws/json"}},
		{"cannot be written", func(t kpitest.TestingT) { kpitest.Laws(t, equal[mute], mute{1}) }, []string{"laws/json"}},
		{"cannot be read", func(t kpitest.TestingT) { kpitest.Laws(t, equal[deaf], deaf{1}) }, []string{"laws/json"}},
	}
	for _, test := range tests {
		var r kpitest.Recorder
		test.run(&r)
		assert.Equal(t, 5, r.Cases, test.reason)
		var broken []string
		for _, f := range r.Failures {
			broken = append(broken, f.ID)
			assert.NotEmpty(t, f.Reason, test.reason)
			assert.NotEqual(t, f.Got, f.Want, test.reason)
		}
		assert.Equal(t, test.broken, broken, test.reason)
	}
}

func TestLawsWantSamples(t *testing.T) {
	var r kpitest.Recorder
	kpitest.Laws(&r, equal[tally])
	if assert.Len(t, r.Failures, 1) {
		assert.Equal(t, "kpitest: no samples of kpitest_test.tally to check the laws with", r.Failures[0].Reason)
	}
}

// Plus that changes one of its sides would corrupt a running total.
type greedy struct{ Counts map[string]int }

func (g greedy) Plus(o greedy) greedy {
	if g.Counts == nil {
		return o
	}
	for k, n := range o.Counts {
		g.Counts[k] += n
	}
	return g
}

func TestLawsCatchChangedSides(t *testing.T) {
	var r kpitest.Recorder
	same := func(a, b greedy) bool { return text(t, a) == text(t, b) }
	kpitest.Laws(&r, same, greedy{map[string]int{"a": 1}}, greedy{map[string]int{"a": 2}})
	ids := map[string]string{}
	for _, f := range r.Failures {
		ids[f.ID] = f.Got
	}
	assert.Contains(t, ids["laws/independent"], "the left side became")
}

func text(t *testing.T, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	assert.NoError(t, err)
	return string(b)
}
