package survival

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLogRankCorners(t *testing.T) {
	early, late := New([]int64{1, 2, 3}, nil), New([]int64{2, 4, 6}, nil)
	two := LogRank(early, late)
	empty := &Curve{}
	for _, row := range []struct {
		reason string
		groups []*Curve
		want   Comparison
	}{
		{"none", nil, Comparison{Statistic: math.NaN(), P: math.NaN()}},
		{"one group", []*Curve{early}, Comparison{Statistic: math.NaN(), P: math.NaN()}},
		{"one with data", []*Curve{early, empty}, Comparison{Statistic: math.NaN(), P: math.NaN()}},
		{"nothing done", []*Curve{New(nil, []int64{4}), New(nil, []int64{5})}, Comparison{Statistic: math.NaN(), P: math.NaN()}},
		{"a group without data takes no part", []*Curve{early, empty, late}, two},
		{"nor does one that left before the first event", []*Curve{early, New(nil, []int64{0}), late}, two},
		{"never at risk together", []*Curve{
			FromEntries([]int64{0, 0}, []int64{3, 4}, []bool{true, true}, 0),
			FromEntries([]int64{5, 5}, []int64{8, 9}, []bool{true, true}, 0)}, Comparison{Statistic: math.NaN(), P: math.NaN()}},
	} {
		got := LogRank(row.groups...)
		assert.Len(t, got.Observed, len(row.groups), row.reason)
		assert.Equal(t, row.want.DF, got.DF, row.reason)
		if math.IsNaN(row.want.Statistic) {
			assert.True(t, math.IsNaN(got.Statistic) && math.IsNaN(got.P), row.reason)
			continue
		}
		assert.InDelta(t, row.want.Statistic, got.Statistic, 1e-12, row.reason)
		assert.InDelta(t, row.want.P, got.P, 1e-12, row.reason)
	}
	alike := LogRank(early, early)
	assert.InDelta(t, 0, alike.Statistic, 1e-20)
	assert.InDelta(t, 1, alike.P, 1e-9)
}

func TestLogRankOfSeparateParts(t *testing.T) {
	// Two comparisons at ages that do not meet: chi-squares and degrees of freedom add up.
	r := rand.New(rand.NewPCG(8, 1))
	group := func(from int64, scale float64) *Curve {
		var entry, exit []int64
		var event []bool
		for range 30 {
			entry = append(entry, from)
			exit = append(exit, from+1+min(999, int64(scale*r.ExpFloat64())))
			event = append(event, r.Float64() < 0.7)
		}
		return FromEntries(entry, exit, event, 0)
	}
	a, b, c, d := group(0, 100), group(0, 300), group(2000, 100), group(2000, 110)
	ab, cd, all := LogRank(a, b), LogRank(c, d), LogRank(a, c, b, d)
	assert.InDelta(t, ab.Statistic+cd.Statistic, all.Statistic, 1e-9)
	assert.Equal(t, 2.0, all.DF)
}

func TestLogRankDoesNotMindOrder(t *testing.T) {
	groups := make([]*Curve, 5)
	for i := range groups {
		groups[i] = New(durations(200+10*i, 0.2))
	}
	want := PetoPeto(groups...)
	groups[0], groups[3] = groups[3], groups[0]
	got := PetoPeto(groups...)
	assert.InDelta(t, want.Statistic, got.Statistic, 1e-10)
	assert.Equal(t, 4.0, got.DF)
	sum := 0.0
	for i := range got.Observed {
		sum += got.Observed[i] - got.Expected[i]
	}
	assert.InDelta(t, 0, sum, 1e-9, "what is observed is expected in all")
}
