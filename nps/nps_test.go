package nps_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
)

// airport is the answers to "how likely would you be to recommend SFO" in the San Francisco Airport passenger
// survey of 2017 by boarding area A to G, and each area's score.
var airport = []struct {
	area  string
	tally nps.Tally
	score float64
}{
	{"A", nps.Tally{Detractors: 93, Passives: 249, Promoters: 382}, 39.9171},
	{"B", nps.Tally{Detractors: 22, Passives: 50, Promoters: 94}, 43.3735},
	{"C", nps.Tally{Detractors: 26, Passives: 68, Promoters: 132}, 46.9027},
	{"D", nps.Tally{Detractors: 45, Passives: 128, Promoters: 213}, 43.5233},
	{"E", nps.Tally{Detractors: 18, Passives: 57, Promoters: 100}, 46.8571},
	{"F", nps.Tally{Detractors: 50, Passives: 173, Promoters: 221}, 38.5135},
	{"G", nps.Tally{Detractors: 88, Passives: 243, Promoters: 294}, 32.9600},
}

// everybody answered on each rating from 0 to 10, and 11 stands for no answer.
var everybody = [12]int{17, 6, 8, 19, 18, 144, 130, 291, 677, 564, 872, 84}

func TestVectorsByAdd(t *testing.T) {
	kpitest.NPS(t, func(answers []*int) (float64, error) {
		var tally nps.Tally
		for _, a := range answers {
			if a == nil {
				continue
			}
			if err := tally.Add(*a); err != nil {
				return 0, err
			}
		}
		return tally.Score(0.95).Value, nil
	})
}

func TestVectorsByCount(t *testing.T) {
	kpitest.NPS(t, func(answers []*int) (float64, error) {
		const blank = -128
		column := make([]int8, len(answers))
		for i, a := range answers {
			if column[i] = blank; a != nil {
				column[i] = int8(*a)
			}
		}
		tally, err := nps.Count(column, blank)
		return tally.Score(0.95).Value, err
	})
}

func TestVectorsByValue(t *testing.T) {
	kpitest.NPS(t, func(answers []*int) (float64, error) {
		sum, n := 0.0, 0.0
		for _, a := range answers {
			if a == nil {
				continue
			}
			v, err := nps.Value(*a)
			if err != nil {
				return 0, err
			}
			sum, n = sum+v, n+1
		}
		return sum / n, nil
	})
}

func TestVectorsFromText(t *testing.T) {
	kpitest.NPSText(t, func(cells []string) (float64, error) {
		var tally nps.Tally
		for _, cell := range cells {
			if cell == "" { // before Atoi, which makes it a 0
				continue
			}
			rating, err := strconv.Atoi(cell)
			if err != nil {
				return 0, err
			}
			if err := tally.Add(rating); err != nil {
				return 0, err
			}
		}
		return tally.Score(0.95).Value, nil
	})
}

func TestAirport(t *testing.T) {
	var all, grouped nps.Tally
	for _, a := range airport {
		assert.InDelta(t, a.score, a.tally.Score(0.95).Value, 5e-5, "area %s", a.area)
		all = all.Plus(a.tally)
	}
	for rating, n := range everybody[:11] {
		require.NoError(t, grouped.AddN(rating, n))
	}
	assert.Equal(t, nps.Tally{Detractors: 342, Passives: 968, Promoters: 1436}, all)
	assert.Equal(t, all, grouped, "the areas together are everybody")
	assert.Equal(t, 2746, all.N())
	assert.InDelta(t, 39.839767, all.Score(0.95).Value, 5e-7)

	var column []uint8
	for rating, n := range everybody {
		for range n {
			column = append(column, uint8(rating))
		}
	}
	counted, err := nps.Count(column, 11)
	require.NoError(t, err)
	assert.Equal(t, all, counted, "code 11 is a blank; as a promoter it would make the score 41.6")
	_, err = nps.Count(column)
	assert.Error(t, err, "code 11 is no rating unless it is said to be blank")
}

func TestValueByRating(t *testing.T) {
	for rating := 0; rating <= 10; rating++ {
		v, err := nps.Value(rating)
		require.NoError(t, err)
		var tally nps.Tally
		require.NoError(t, tally.Add(rating))
		assert.Equal(t, tally.Score(0.95).Value, v, "rating %d", rating)
	}
}

func TestRatingsThatAreNone(t *testing.T) {
	for _, rating := range []int{-1, 11, 12, 99, -99, 128, 256 + 5, math.MaxInt, math.MinInt} {
		tally := nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}
		var paired nps.Paired
		_, valueErr := nps.Value(rating)
		for what, err := range map[string]error{
			"Add": tally.Add(rating), "AddN": tally.AddN(rating, 5), "AddN of none": tally.AddN(rating, 0), "Value": valueErr,
			"before": paired.Add(rating, 5), "after": paired.Add(5, rating),
		} {
			var outside *survey.RangeError
			require.ErrorAs(t, err, &outside, "%s of %d", what, rating)
			assert.Equal(t, survey.RangeError{Rating: rating, Scale: survey.Scale{Min: 0, Max: 10}, Index: -1}, *outside)
		}
		assert.Equal(t, nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}, tally, "nothing was counted")
		assert.Zero(t, paired, "nothing was counted")
	}
	var tally nps.Tally
	assert.EqualError(t, tally.Add(11), "nps: rating 11 is not from 0 to 10")
}

func TestCountIsAllOrNothing(t *testing.T) {
	ratings := []int16{9, 10, 3, -99, 8, 0}
	tally, err := nps.Count(ratings, -99)
	require.NoError(t, err)
	assert.Equal(t, nps.Tally{Detractors: 2, Passives: 1, Promoters: 2}, tally)

	tally, err = nps.Count(ratings)
	assert.Zero(t, tally)
	var outside *survey.RangeError
	require.ErrorAs(t, err, &outside)
	assert.Equal(t, survey.RangeError{Rating: -99, Scale: survey.Scale{Min: 0, Max: 10}, Index: 3}, *outside)
	assert.Contains(t, err.Error(), "nps: ")
	assert.Contains(t, err.Error(), "-99")
	assert.Contains(t, err.Error(), "3", "the index")

	tally, err = nps.Count(ratings, -99, 0)
	require.NoError(t, err)
	assert.Equal(t, nps.Tally{Detractors: 1, Passives: 1, Promoters: 2}, tally, "a blank code on the scale is blank")

	tally, err = nps.Count[int](nil)
	require.NoError(t, err)
	assert.Zero(t, tally)
	assert.Equal(t, []int16{9, 10, 3, -99, 8, 0}, ratings, "the caller's slice is as it was")
}

func TestOf(t *testing.T) {
	ten := survey.Scale{Min: 0, Max: 10}
	tally, err := nps.Of(survey.Tally{Scale: ten, Ratings: [11]int{0: 1, 6: 2, 7: 4, 8: 8, 9: 16, 10: 32}})
	require.NoError(t, err)
	assert.Equal(t, nps.Tally{Detractors: 3, Passives: 12, Promoters: 48}, tally)

	for _, empty := range []survey.Tally{{}, {Scale: ten}} {
		tally, err = nps.Of(empty)
		assert.NoError(t, err, "no answers are no error")
		assert.Zero(t, tally)
	}
	for _, row := range []struct {
		h      survey.Tally
		reason string
	}{
		{survey.Tally{Scale: survey.Scale{Min: 1, Max: 10}, Ratings: [11]int{10: 5}}, "1–10 is not 0–10"},
		{survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{4: 5}}, "a satisfaction rating is no recommendation"},
		{survey.Tally{Scale: survey.Scale{Min: 1, Max: 7}}, "another scale, also without answers"},
		{survey.Tally{Ratings: [11]int{9: 5}}, "no scale at all"},
		{survey.Tally{Scale: ten, Ratings: [11]int{3: -1, 9: 5}}, "a negative count"},
		{survey.Tally{Scale: ten, Ratings: [11]int{3: math.MaxInt, 4: 1}}, "more answers than an int can count"},
	} {
		tally, err = nps.Of(row.h)
		assert.Error(t, err, row.reason)
		assert.Zero(t, tally, row.reason)
	}
}

func TestAddN(t *testing.T) {
	var tally nps.Tally
	require.NoError(t, tally.AddN(3, 5))
	require.NoError(t, tally.AddN(8, 0))
	require.NoError(t, tally.AddN(10, 7))
	want := nps.Tally{Detractors: 5, Promoters: 7}
	assert.Equal(t, want, tally)
	assert.EqualError(t, tally.AddN(9, -1), "nps: rating 9 counted -1 times")
	assert.Error(t, tally.AddN(9, math.MaxInt), "12 answers and as many again as an int can count")
	assert.Equal(t, want, tally, "nothing was counted")

	full := nps.Tally{Passives: math.MaxInt}
	assert.Error(t, full.Add(9))
	assert.Equal(t, nps.Tally{Passives: math.MaxInt}, full)
	assert.NoError(t, full.AddN(9, 0))
}

func TestWhatNoAnswersCouldGiveReadsAsNoData(t *testing.T) {
	for _, row := range []struct {
		tally  nps.Tally
		reason string
	}{
		{nps.Tally{}, "nobody answered"},
		{nps.Tally{Detractors: -1}, "a negative count alone"},
		{nps.Tally{Detractors: -1, Passives: 5, Promoters: 5}, "a negative count among others"},
		{nps.Tally{Detractors: 5, Passives: -1, Promoters: 5}, "negative passives"},
		{nps.Tally{Detractors: 5, Passives: 5, Promoters: -10}, "a sum of 0"},
		{nps.Tally{Detractors: math.MaxInt, Passives: 1}, "a sum that overflows"},
		{nps.Tally{Detractors: math.MaxInt, Passives: math.MaxInt, Promoters: math.MaxInt}, "a sum that overflows to a positive number"},
		{nps.Tally{Detractors: math.MinInt, Passives: math.MinInt}, "a sum that overflows to 0"},
	} {
		assert.Zero(t, row.tally.N(), row.reason)
		for m := nps.ScoreInterval; m <= nps.AnyTime; m++ {
			e := m.Score(row.tally, 0.95)
			assert.False(t, e.Known(), "%s: %v", row.reason, m)
			assert.True(t, math.IsNaN(e.Value), "%s: %v", row.reason, m)
			e.Value = 0
			assert.Equal(t, kpi.Estimate{Lo: -100, Hi: 100, Level: 0.95, Unit: kpi.Points}, e, "%s: %v", row.reason, m)
		}
		assert.True(t, math.IsNaN(row.tally.Test(0).P), row.reason)
		some := nps.Tally{Passives: 5, Promoters: 5}
		if row.tally != (nps.Tally{}) {
			assert.Error(t, row.tally.Add(5), "%s: adding to it would make it look like data", row.reason)
			assert.True(t, math.IsNaN(nps.Homogeneity(some, some, row.tally).P), row.reason)
		}
	}
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(nps.Tally{Detractors: 20, Passives: 30, Promoters: 50})
	require.NoError(t, err)
	assert.JSONEq(t, `{"detractors":20,"passives":30,"promoters":50}`, string(b))

	for _, row := range []struct{ in, reason string }{
		{`{"detractors":20,"passives":30}`, "a class is missing: 0 promoters would be a guess"},
		{`{}`, "nothing is there"},
		{`{"satisfied":20,"other":30}`, "another metric's tally"},
		{`{"detractors":-1,"passives":30,"promoters":50}`, "a negative count"},
		{`{"detractors":0.5,"passives":30,"promoters":50}`, "half an answer"},
		{`{"detractors":"20","passives":30,"promoters":50}`, "text"},
		{`{"detractors":null,"passives":30,"promoters":50}`, "null is not 0"},
		{`{"detractors":9223372036854775807,"passives":1,"promoters":0}`, "more than an int can count"},
		{`[20,30,50]`, "a list"},
		{`7`, "a number"},
	} {
		was := nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}
		tally := was
		assert.Error(t, json.Unmarshal([]byte(row.in), &tally), row.reason)
		assert.Equal(t, was, tally, "%s: the tally is as it was", row.reason)
	}
}

// random returns a tally that Add could have made: of a few answers or of very many, often with empty classes.
func random(r *rand.Rand) nps.Tally {
	count := func() int {
		if r.IntN(3) == 0 {
			return 0
		}
		return r.IntN(1 << r.IntN(31))
	}
	return nps.Tally{Detractors: count(), Passives: count(), Promoters: count()}
}

func TestLaws(t *testing.T) {
	same := func(a, b nps.Tally) bool { return a == b }
	kpitest.Laws(t, same, airport[0].tally, airport[1].tally, nps.Tally{Promoters: 1}, nps.Tally{})

	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		a, b, c := random(r), random(r), random(r)
		require.Equal(t, a, a.Plus(nps.Tally{}))
		require.Equal(t, a, nps.Tally{}.Plus(a))
		require.Equal(t, a.Plus(b), b.Plus(a))
		require.Equal(t, a.Plus(b).Plus(c), a.Plus(b.Plus(c)))
		require.Equal(t, a.N()+b.N(), a.Plus(b).N())
	}
}

func TestShardsMergedAreTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	ratings := make([]uint8, 10_000)
	for i := range ratings {
		ratings[i] = uint8(r.IntN(11))
	}
	whole, err := nps.Count(ratings)
	require.NoError(t, err)
	var oneByOne, merged nps.Tally
	for _, rating := range ratings {
		require.NoError(t, oneByOne.Add(int(rating)))
	}
	for rest := ratings; len(rest) > 0; {
		n := min(1+r.IntN(700), len(rest))
		shard, err := nps.Count(rest[:n])
		require.NoError(t, err)
		merged, rest = merged.Plus(shard), rest[n:]
	}
	assert.Equal(t, whole, oneByOne)
	assert.Equal(t, whole, merged)
}

func TestCopyIsASnapshot(t *testing.T) {
	tally := airport[0].tally
	snapshot := tally
	require.NoError(t, tally.Add(10))
	assert.Equal(t, airport[0].tally, snapshot)
}

func TestNoAllocations(t *testing.T) {
	tally, ratings := airport[0].tally, make([]uint8, 5000)
	var paired nps.Paired
	for what, f := range map[string]func(){
		"Add":           func() { _ = tally.Add(9) },
		"AddN":          func() { _ = tally.AddN(3, 12) },
		"Plus":          func() { tally = tally.Plus(airport[1].tally) },
		"Count":         func() { _, _ = nps.Count(ratings, 11) },
		"Value":         func() { _, _ = nps.Value(7) },
		"Score":         func() { _ = tally.Score(0.95) },
		"AdjustedWald":  func() { _ = nps.AdjustedWald.Score(tally, 0.95) },
		"Test":          func() { _ = tally.Test(30) },
		"Homogeneity":   func() { _ = nps.Homogeneity(tally, airport[1].tally) },
		"Paired.Add":    func() { _ = paired.Add(6, 9) },
		"Paired.Change": func() { _ = paired.Change(0.95) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), what)
	}
}

func FuzzTally(f *testing.F) {
	f.Add([]byte{0, 6, 7, 8, 9, 10}, uint8(3), 0.95)
	f.Add([]byte{10}, uint8(0), 0.5)
	f.Add([]byte{9, 9, 255, 11}, uint8(2), 0.999999)
	f.Fuzz(func(t *testing.T, ratings []byte, cut uint8, level float64) {
		var whole nps.Tally
		first := -1
		for i, rating := range ratings {
			if err := whole.Add(int(rating)); err != nil {
				var outside *survey.RangeError
				require.True(t, errors.As(err, &outside))
				require.Greater(t, rating, byte(10))
				first = i
				break
			}
		}
		counted, err := nps.Count(ratings)
		if first >= 0 {
			var outside *survey.RangeError
			require.ErrorAs(t, err, &outside)
			require.Equal(t, first, outside.Index)
			return
		}
		require.NoError(t, err)
		require.Equal(t, whole, counted)
		require.Equal(t, len(ratings), whole.N())

		at := min(int(cut), len(ratings))
		left, err := nps.Count(ratings[:at])
		require.NoError(t, err)
		right, err := nps.Count(ratings[at:])
		require.NoError(t, err)
		require.Equal(t, whole, left.Plus(right))

		if 0 < level && level < 1 {
			for m := nps.ScoreInterval; m <= nps.AnyTime; m++ {
				checkEstimate(t, m.Score(whole, level), 100, "%v of %+v", m, whole)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"detractors":20,"passives":30,"promoters":50}`))
	f.Add([]byte(`{"detractors":-1,"passives":30,"promoters":1e3}`))
	f.Add([]byte(`{"moves":[[1,2,3],[4,5,6],[7,8,9]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tally nps.Tally
		if json.Unmarshal(b, &tally) == nil {
			checkEstimate(t, tally.Score(0.95), 100, "%+v", tally)
			again, err := json.Marshal(tally)
			require.NoError(t, err)
			var back nps.Tally
			require.NoError(t, json.Unmarshal(again, &back))
			require.Equal(t, tally, back)
		}
		var paired nps.Paired
		if json.Unmarshal(b, &paired) == nil {
			checkEstimate(t, paired.Change(0.95), 200, "%+v", paired)
			again, err := json.Marshal(paired)
			require.NoError(t, err)
			var back nps.Paired
			require.NoError(t, json.Unmarshal(again, &back))
			require.Equal(t, paired, back)
		}
	})
}

// checkEstimate requires what holds for every estimate in points: limits in order around the value, and
// within ±reach.
func checkEstimate(t *testing.T, e kpi.Estimate, reach float64, format string, args ...any) {
	t.Helper()
	require.Equal(t, kpi.Points, e.Unit, append([]any{format}, args...)...)
	if e.N == 0 {
		require.False(t, e.Known(), append([]any{format}, args...)...)
		require.Equal(t, [2]float64{-reach, reach}, [2]float64{e.Lo, e.Hi}, append([]any{format}, args...)...)
		return
	}
	require.True(t, -reach <= e.Lo && e.Lo <= e.Value && e.Value <= e.Hi && e.Hi <= reach, append([]any{format + ": %v"}, append(args, e)...)...)
}
