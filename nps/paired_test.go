package nps_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
)

// The panel answered twice.
var (
	before = []int{9, 10, 7, 6, 8, 9, 3, 10, 5, 7, 9, 8, 6, 10, 4}
	after  = []int{10, 10, 9, 7, 8, 8, 6, 10, 7, 9, 9, 9, 6, 9, 7}
)

func panel(t *testing.T) (p nps.Paired) {
	t.Helper()
	for i := range before {
		require.NoError(t, p.Add(before[i], after[i]))
	}
	return p
}

func TestPairedVectors(t *testing.T) {
	kpitest.NPSPaired(t, kpitest.Score, func(before, after []int, level float64) (lo, hi float64) {
		var p nps.Paired
		for i := range before {
			require.NoError(t, p.Add(before[i], after[i]))
		}
		e := p.Change(level)
		return e.Lo, e.Hi
	})
}

func TestPairedPanel(t *testing.T) {
	p := panel(t)
	assert.Equal(t, nps.Paired{Moves: [3][3]int{{2, 3, 0}, {0, 1, 3}, {0, 1, 5}}}, p)
	assert.Equal(t, 15, p.N())
	first, err := nps.Count(before)
	require.NoError(t, err)
	second, err := nps.Count(after)
	require.NoError(t, err)
	assert.Equal(t, first, p.Before())
	assert.Equal(t, second, p.After())
	change := p.Change(0.95)
	assert.InDelta(t, 100.0/3, change.Value, 1e-12)
	assert.InDelta(t, second.Score(0.95).Value-first.Score(0.95).Value, change.Value, 1e-12, "the difference of the scores")
	assert.Equal(t, [3]any{0.95, 15, kpi.Points}, [3]any{change.Level, change.N, change.Unit})
	apart := p.After().Score(0.95).Minus(p.Before().Score(0.95))
	assert.Less(t, change.Hi-change.Lo, apart.Hi-apart.Lo, "who is asked twice needs not be asked as often")
}

func TestPairedChangeGolden(t *testing.T) {
	for _, row := range readGolden(t).Changes {
		// Differences -2 to 2 by moves that make them: 2→0, 1→0, 1→1, 0→1, 0→2.
		var p nps.Paired
		for i, move := range [5][2]int{{2, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 2}} {
			p.Moves[move[0]][move[1]] = row.Changes[i]
		}
		e := p.Change(0.95)
		assert.InDelta(t, row.Value, e.Value, 1e-9, "%v", row.Changes)
		assert.InDelta(t, row.Lo, e.Lo, 2e-5, "%v", row.Changes)
		assert.InDelta(t, row.Hi, e.Hi, 2e-5, "%v", row.Changes)
	}
}

func TestPairedAddN(t *testing.T) {
	var p nps.Paired
	require.NoError(t, p.AddN(6, 9, 12))
	require.NoError(t, p.AddN(9, 8, 0))
	want := nps.Paired{Moves: [3][3]int{{0, 0, 12}}}
	assert.Equal(t, want, p)
	assert.EqualError(t, p.AddN(6, 9, -2), "nps: ratings 6 and 9 counted -2 times")
	assert.EqualError(t, p.Add(11, 9), "nps: rating 11 is not from 0 to 10 (before)")
	assert.EqualError(t, p.Add(9, -1), "nps: rating -1 is not from 0 to 10 (after)")
	assert.Error(t, p.AddN(0, 0, math.MaxInt), "12 respondents and as many again as an int can count")
	assert.Equal(t, want, p, "nothing was counted")
}

func TestPairedWithoutData(t *testing.T) {
	for _, row := range []struct {
		p      nps.Paired
		reason string
	}{
		{nps.Paired{}, "nobody answered twice"},
		{nps.Paired{Moves: [3][3]int{{1, 2, -3}, {4, 5, 6}}}, "a negative count"},
		{nps.Paired{Moves: [3][3]int{{math.MaxInt, 1}}}, "more than an int can count"},
		{nps.Paired{Moves: [3][3]int{{math.MaxInt, math.MaxInt, math.MaxInt}}}, "a sum that overflows to a positive number"},
	} {
		assert.Zero(t, row.p.N(), row.reason)
		e := row.p.Change(0.95)
		assert.False(t, e.Known(), row.reason)
		assert.Equal(t, [2]float64{-200, 200}, [2]float64{e.Lo, e.Hi}, row.reason)
		assert.Equal(t, kpi.Points, e.Unit, row.reason)
		assert.Zero(t, row.p.Before(), row.reason)
		assert.Zero(t, row.p.After(), row.reason)
		if row.p != (nps.Paired{}) {
			assert.Error(t, row.p.Add(5, 5), row.reason)
		}
	}
}

func TestPairedCorners(t *testing.T) {
	for _, row := range []struct {
		p      nps.Paired
		value  float64
		reason string
	}{
		{nps.Paired{Moves: [3][3]int{{0, 0, 7}}}, 200, "all detractors became promoters"},
		{nps.Paired{Moves: [3][3]int{2: {7, 0, 0}}}, -200, "all promoters became detractors"},
		{nps.Paired{Moves: [3][3]int{{1, 0, 0}, {0, 2, 0}, {0, 0, 3}}}, 0, "nobody moved"},
		{nps.Paired{Moves: [3][3]int{{1e9, 0, 1e9}, {0, 1e9, 0}, {1e9, 0, 0}}}, 0, "many answers"},
	} {
		e := row.p.Change(0.95)
		assert.Equal(t, row.value, e.Value, row.reason)
		checkEstimate(t, e, 200, row.reason)
		assert.Greater(t, e.Hi, e.Lo, "%s: a width all the same", row.reason)
	}
}

// Where respondents move by one class at most the changes are -1, 0 and 1, and the interval is the one of a
// net score; only for few of them it is wider, because it allows for a move by two classes that none of them
// has made.
func TestPairedChangeOfNeighbours(t *testing.T) {
	p := nps.Paired{Moves: [3][3]int{{5, 12, 0}, {4, 9, 7}, {0, 3, 20}}}
	e, net := p.Change(0.95), kpi.Net(7, 34, 19, 0.95)
	assert.InDelta(t, net.Value, e.Value, 1e-12)
	assert.InDelta(t, net.Lo, e.Lo, 1e-12)
	assert.InDelta(t, net.Hi, e.Hi, 1e-12)

	p = nps.Paired{Moves: [3][3]int{{0, 1, 0}, {0, 4, 0}, {0, 0, 0}}}
	e, net = p.Change(0.95), kpi.Net(0, 4, 1, 0.95)
	assert.Less(t, e.Lo, net.Lo)
	assert.Greater(t, e.Hi, net.Hi)
}

func TestPairedLaws(t *testing.T) {
	same := func(a, b nps.Paired) bool { return a == b }
	kpitest.Laws(t, same, panel(t), nps.Paired{Moves: [3][3]int{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}}, nps.Paired{Moves: [3][3]int{{0, 0, 1}}})

	r := rand.New(rand.NewPCG(13, 14))
	for range 300 {
		var whole nps.Paired
		var shards [4]nps.Paired
		for range r.IntN(200) {
			b, a := r.IntN(11), r.IntN(11)
			require.NoError(t, whole.Add(b, a))
			require.NoError(t, shards[r.IntN(4)].Add(b, a))
		}
		merged := shards[0].Plus(shards[1]).Plus(shards[2].Plus(shards[3]))
		require.Equal(t, whole, merged)
		require.Equal(t, whole.N(), whole.Before().N())
		require.Equal(t, whole.N(), whole.After().N())
		last := kpi.Estimate{Lo: math.Inf(1), Hi: math.Inf(-1)}
		for _, level := range []float64{0.5, 0.9, 0.95, 0.999} {
			e := whole.Change(level)
			checkEstimate(t, e, 200, "%+v", whole)
			require.True(t, e.Lo <= last.Lo && e.Hi >= last.Hi, "%+v at %v", whole, level)
			last = e
		}
	}
}

func TestPairedJSON(t *testing.T) {
	b, err := json.Marshal(panel(t))
	require.NoError(t, err)
	assert.JSONEq(t, `{"moves":[[2,3,0],[0,1,3],[0,1,5]]}`, string(b))
	for _, row := range []struct{ in, reason string }{
		{`{}`, "no moves"},
		{`{"moves":null}`, "null moves"},
		{`{"moves":[[1,2,3],[4,5,6]]}`, "a row is missing"},
		{`{"moves":[[1,2,3],[4,5,6],[7,8]]}`, "a count is missing"},
		{`{"moves":[[1,2,3,4],[4,5,6],[7,8,9]]}`, "a count too many"},
		{`{"moves":[[1,2,null],[4,5,6],[7,8,9]]}`, "a count is not known"},
		{`{"moves":[[1,2,-3],[4,5,6],[7,8,9]]}`, "a negative count"},
		{`{"moves":[[1,2,3],[4,5.5,6],[7,8,9]]}`, "half a respondent"},
		{`{"moves":"x"}`, "text"},
	} {
		p := panel(t)
		assert.Error(t, json.Unmarshal([]byte(row.in), &p), row.reason)
		assert.Equal(t, panel(t), p, "%s: as it was", row.reason)
	}
}

func FuzzPaired(f *testing.F) {
	f.Add([]byte{9, 10, 6, 7, 0, 10}, 0.95)
	f.Add([]byte{12, 1}, 0.5)
	f.Fuzz(func(t *testing.T, answers []byte, level float64) {
		var p nps.Paired
		n := 0
		for len(answers) >= 2 {
			b, a := int(answers[0]), int(answers[1])
			if err := p.Add(b, a); err == nil {
				require.True(t, b <= 10 && a <= 10)
				n++
			} else {
				require.True(t, b > 10 || a > 10)
			}
			answers = answers[2:]
		}
		require.Equal(t, n, p.N())
		require.Equal(t, n, p.Before().N())
		require.Equal(t, n, p.After().N())
		if 0 < level && level < 1 {
			e := p.Change(level)
			checkEstimate(t, e, 200, "%+v", p)
			if n > 0 {
				require.InDelta(t, p.After().Score(0.95).Value-p.Before().Score(0.95).Value, e.Value, 1e-9)
			}
		}
	})
}
