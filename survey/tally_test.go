package survey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

func same(a, b survey.Tally) bool { return a == b }

// tally returns the counts of the ratings of s, from the lowest up.
func tally(t testing.TB, s survey.Scale, counts ...int) (h survey.Tally) {
	t.Helper()
	for i, n := range counts {
		require.NoError(t, h.AddN(s, s.Min+i, n))
	}
	return h
}

func TestTallyLaws(t *testing.T) {
	kpitest.Laws(t, same, survey.Tally{Scale: five}, tally(t, five, 0, 0, 0, 0, 5), tally(t, five, 3, 1, 4, 1, 5), tally(t, five, 9, 0, 2, 0, 6))
	kpitest.Laws(t, same, tally(t, eleven, 1), tally(t, eleven, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, math.MaxInt/4))
}

func TestTallyAgainstR(t *testing.T) {
	var cases []struct {
		Reason   string
		Min, Max int
		Counts   []int
		Mean     [3]float64
		ShareOf  [2]int `json:"share_of"`
		Share    [3]float64
		NetOf    [2]int `json:"net_of"`
		Net      [3]float64
	}
	read(t, "testdata/score.json", &cases)
	for _, c := range cases {
		h := tally(t, survey.Scale{Min: c.Min, Max: c.Max}, c.Counts...)
		near := func(want [3]float64, u kpi.Unit, got kpi.Estimate) {
			t.Helper()
			assert.InDelta(t, want[0], got.Value, 1e-12, c.Reason)
			assert.InDelta(t, want[1], got.Lo, 1e-9, c.Reason)
			assert.InDelta(t, want[2], got.Hi, 1e-9, c.Reason)
			assert.Equal(t, kpi.Estimate{Value: got.Value, Lo: got.Lo, Hi: got.Hi, Level: 0.95, N: h.N(), Unit: u}, got, c.Reason)
		}
		near(c.Mean, kpi.Number, h.Mean(0.95))
		near(c.Share, kpi.Fraction, h.Share(c.ShareOf[0], c.ShareOf[1], 0.95))
		near(c.Net, kpi.Points, h.Net(c.NetOf[0], c.NetOf[1], 0.95))
	}
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}

func TestTallyAdd(t *testing.T) {
	filled := tally(t, five, 1, 2, 3, 4, 5)
	full := tally(t, five, 0, 0, 0, 0, math.MaxInt)
	for _, c := range []struct {
		reason    string
		tally     survey.Tally
		scale     survey.Scale
		rating, n int
		want      string
	}{
		{"a blank", filled, five, 0, 1, "rating 0 is not from 1 to 5"},
		{"off the scale, even not once", filled, five, 6, 0, "rating 6 is not from 1 to 5"},
		{"another scale", filled, seven, 3, 1, "rating 3 on the scale 1–7 does not go into a tally on 1–5"},
		{"another scale, though nobody has answered yet", survey.Tally{Scale: five}, seven, 3, 1, "rating 3 on the scale 1–7 does not go into a tally on 1–5"},
		{"counts without a scale cannot tell which one is theirs", survey.Tally{Ratings: [11]int{4: 1}}, five, 4, 1, "rating 4 on the scale 1–5 does not go into a tally on 0–0"},
		{"no scale at all", survey.Tally{}, survey.Scale{}, 0, 1, "0–0 is not a scale: two points or more within 0 to 10"},
		{"a scale that does not fit", survey.Tally{}, survey.Scale{Min: 1, Max: 11}, 4, 1, "1–11 is not a scale: two points or more within 0 to 10"},
		{"answers cannot be taken back", filled, five, 4, -1, "-1 answers of rating 4 do not go into a tally that has 4"},
		{"more than an int holds", full, five, 5, 1, "1 answers of rating 5 do not go into a tally that has 9223372036854775807"},
	} {
		h := c.tally
		assert.EqualError(t, h.AddN(c.scale, c.rating, c.n), c.want, c.reason)
		assert.Equal(t, c.tally, h, "%s: an error counts nothing", c.reason)
	}

	var h survey.Tally
	require.Error(t, h.Add(five, 6))
	assert.Equal(t, survey.Tally{}, h, "an error sets no scale")
	require.NoError(t, h.AddN(five, 4, 0))
	assert.Equal(t, survey.Tally{Scale: five}, h, "a row of a GROUP BY with nobody in it says what the scale is")
	require.NoError(t, h.Add(five, 4))
	assert.Equal(t, survey.Tally{Scale: five, Ratings: [11]int{4: 1}}, h)
}

func TestTallyPlusPanicsOnAnotherScale(t *testing.T) {
	for _, h := range []survey.Tally{tally(t, five, 1), {Scale: five}} {
		assert.PanicsWithValue(t, "survey: a tally on the scale 1–5 plus one on 1–7", func() { h.Plus(tally(t, seven, 1)) })
	}
}

// flawed are tallies that Add could not have made.
var flawed = map[string]survey.Tally{
	"a negative count":                  {Scale: five, Ratings: [11]int{4: 3, 5: -1}},
	"a count below the scale":           {Scale: five, Ratings: [11]int{0: 1, 4: 3}},
	"a count above the scale":           {Scale: five, Ratings: [11]int{4: 3, 6: 1}},
	"a scale that does not fit":         {Scale: survey.Scale{Min: 0, Max: 11}, Ratings: [11]int{4: 3}},
	"a scale turned round":              {Scale: survey.Scale{Min: 5, Max: 1}, Ratings: [11]int{4: 3}},
	"counts without a scale":            {Ratings: [11]int{4: 3}},
	"more answers than an int can hold": {Scale: five, Ratings: [11]int{4: math.MaxInt, 5: 1}},
}

func TestTallyWithoutData(t *testing.T) {
	tallies := map[string]survey.Tally{"the zero tally": {}, "a scale and no answers": {Scale: five}}
	for name, h := range flawed {
		tallies[name] = h
	}
	for name, h := range tallies {
		mean, share, net := h.Mean(0.95), h.Share(2, 4, 0.95), h.Net(2, 4, 0.95)
		lo, hi := math.Inf(-1), math.Inf(1)
		if h.Scale == five {
			lo, hi = 1, 5
		}
		assertUnknown(t, name, kpi.Estimate{Lo: lo, Hi: hi, Unit: kpi.Number}, mean)
		assertUnknown(t, name, kpi.Estimate{Lo: 0, Hi: 1, Unit: kpi.Fraction}, share)
		assertUnknown(t, name, kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, net)
		assert.Zero(t, h.N(), name)
	}
	for name, h := range flawed {
		_, err := json.Marshal(h)
		assert.ErrorContains(t, err, "survey: writing a tally: ", name)
	}
}

func assertUnknown(t *testing.T, name string, want, got kpi.Estimate) {
	t.Helper()
	assert.True(t, math.IsNaN(got.Value), name)
	assert.False(t, got.Known(), name)
	want.Level, got.Value = 0.95, 0
	assert.Equal(t, want, got, name)
}

func TestTallyOfABillion(t *testing.T) {
	h := tally(t, five, 0, 0, 0, 1, 1e9-1)
	mean := h.Mean(0.95)
	assert.InDelta(t, 5-1e-9, mean.Value, 1e-15)
	assert.True(t, mean.Lo < mean.Value && mean.Value < mean.Hi && mean.Hi < 5, "%+v", mean)
	assert.Equal(t, 1_000_000_000, mean.N)
}

func TestTallyPanicsOnContradictions(t *testing.T) {
	h := tally(t, five, 1, 2, 3, 4, 5)
	for want, f := range map[string]func(){
		"survey: ratings 9 to 10 are no part of the scale 1–5":           func() { h.Share(9, 10, 0.95) },
		"survey: ratings 0 to 2 are no part of the scale 1–5":            func() { h.Share(0, 2, 0.95) },
		"survey: ratings 5 to 4 are no part of the scale 1–5":            func() { h.Share(5, 4, 0.95) },
		"survey: ratings -1 to 4 are no part of the scale 0–0":           func() { survey.Tally{}.Share(-1, 4, 0.95) },
		"survey: down to 6 and up from 9 do not divide the scale 1–5":    func() { h.Net(6, 9, 0.95) },
		"survey: down to 3 and up from 3 do not divide the scale 1–5":    func() { h.Net(3, 3, 0.95) },
		"survey: down to 0 and up from 4 do not divide the scale 1–5":    func() { h.Net(0, 4, 0.95) },
		"survey: down to 2 and up from 11 do not divide the scale 0–0":   func() { survey.Tally{}.Net(2, 11, 0.95) },
		"survey: down to 20 and up from 21 do not divide the scale 0–30": func() { survey.Tally{Scale: survey.Scale{Max: 30}}.Net(20, 21, 0.95) },
		"kpi: confidence level 95 is not between 0 and 1":                func() { h.Mean(95) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
	assert.Panics(t, func() { survey.Tally{}.Mean(95) }, "a wrong level is seen without data, too")
}

func TestTallyAll(t *testing.T) {
	var got [][2]int
	for rating, n := range tally(t, five, 1, 0, 3).All() {
		got = append(got, [2]int{rating, n})
	}
	assert.Equal(t, [][2]int{{1, 1}, {2, 0}, {3, 3}, {4, 0}, {5, 0}}, got)
	for rating := range tally(t, five, 1, 0, 3).All() {
		assert.Equal(t, 1, rating)
		break
	}
	for range (survey.Tally{}).All() {
		t.Error("a tally without a scale has no ratings")
	}
}

func TestTallyReadersAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		min := r.IntN(10)
		s := survey.Scale{Min: min, Max: min + 1 + r.IntN(10-min)}
		var h survey.Tally
		for rating := s.Min; rating <= s.Max; rating++ {
			require.NoError(t, h.AddN(s, rating, r.IntN(20)*r.IntN(2)))
		}
		before := h
		n := 0
		for _, count := range h.All() {
			n += count
		}
		assert.Equal(t, n, h.N())
		whole := h.Share(s.Min, s.Max, 0.9)
		if n > 0 {
			assert.InDelta(t, 1, whole.Value, 0)
			down, up := s.Min, s.Min+1
			assert.InDelta(t, 100*(h.Share(up, s.Max, 0.9).Value-h.Share(s.Min, down, 0.9).Value), h.Net(down, up, 0.9).Value, 1e-12)
			for _, e := range []kpi.Estimate{h.Mean(0.9), h.Share(s.Min, s.Min, 0.9), h.Net(down, up, 0.9)} {
				assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, "%+v", e)
			}
			narrow, wide := h.Mean(0.8), h.Mean(0.99)
			assert.True(t, wide.Lo <= narrow.Lo && narrow.Hi <= wide.Hi, "a higher level never narrows")
		}
		assert.Equal(t, before, h, "readers do not modify")
	}
}

func TestTallyDoesNotAllocate(t *testing.T) {
	h := tally(t, five, 1, 2, 3, 4, 5)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if h.Add(five, 4) != nil {
			t.Error("an error")
		}
	}))
	assert.Zero(t, testing.AllocsPerRun(100, func() { h.Mean(0.95) }))
	assert.Zero(t, testing.AllocsPerRun(100, func() { h.Share(4, 5, 0.95) }))
	assert.Zero(t, testing.AllocsPerRun(100, func() { h.Net(2, 4, 0.95) }))
	assert.Zero(t, testing.AllocsPerRun(100, func() { h.Plus(h) }))
	column := make([]uint8, 1000)
	assert.Zero(t, testing.AllocsPerRun(100, func() { survey.Count(eleven, column, 11, 99) }))
}

func TestCount(t *testing.T) {
	column := []uint8{5, 4, 0, 5, 6, 1}
	h, err := survey.Count(five, column, 0, 6)
	require.NoError(t, err)
	assert.Equal(t, tally(t, five, 1, 0, 0, 1, 2), h)

	h, err = survey.Count(five, column, 0)
	assert.EqualError(t, err, "rating 6 at index 4 is not from 1 to 5")
	off, ok := errors.AsType[*survey.RangeError](err)
	require.True(t, ok)
	assert.Equal(t, survey.RangeError{Rating: 6, Scale: five, Index: 4}, *off)
	assert.Equal(t, survey.Tally{}, h, "all or nothing")

	h, err = survey.Count(five, column, 0, 6, 5)
	require.NoError(t, err)
	assert.Equal(t, tally(t, five, 1, 0, 0, 1), h, "a blank code on the scale is blank")

	h, err = survey.Count[int](five, nil)
	require.NoError(t, err)
	assert.Equal(t, survey.Tally{Scale: five}, h, "an empty column says what the scale is")

	_, err = survey.Count(survey.Scale{Min: 0, Max: 100}, column)
	assert.EqualError(t, err, "0–100 is not a scale: two points or more within 0 to 10")
	_, err = survey.Count(five, []uint64{5, math.MaxUint64})
	assert.EqualError(t, err, fmt.Sprintf("rating %d at index 1 is not from 1 to 5", math.MaxInt))
	_, err = survey.Count(five, []int8{5, -128})
	assert.EqualError(t, err, "rating -128 at index 1 is not from 1 to 5")
}

func TestCountEqualsAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		column := make([]int16, r.IntN(300))
		var want survey.Tally
		for i := range column {
			column[i] = int16(r.IntN(12))
			if column[i] < 11 {
				require.NoError(t, want.Add(eleven, int(column[i])))
			}
		}
		got, err := survey.Count(eleven, column, 11)
		require.NoError(t, err)
		want.Scale = eleven
		assert.Equal(t, want, got)
	}
}
