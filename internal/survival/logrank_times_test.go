package survival

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sameComparison compares every field of two tests.
func sameComparison(t *testing.T, want, got Comparison, reason string) {
	t.Helper()
	assert.Equal(t, want.DF, got.DF, reason)
	if math.IsNaN(want.Statistic) {
		assert.True(t, math.IsNaN(got.Statistic) && math.IsNaN(got.P), reason)
	} else {
		assert.InDelta(t, want.Statistic, got.Statistic, 1e-9*(1+want.Statistic), reason)
		assert.InDelta(t, want.P, got.P, 1e-9, reason)
	}
	assert.InDeltaSlice(t, want.Observed, got.Observed, 1e-9, reason)
	assert.InDeltaSlice(t, want.Expected, got.Expected, 1e-9, reason)
}

// TestLogRankOfDurations holds the test of all times at once against that of the curves, which R checks.
func TestLogRankOfDurations(t *testing.T) {
	const most = math.MaxInt64
	for _, row := range []struct {
		reason string
		groups []Durations
	}{
		{"no groups", nil},
		{"one group", []Durations{{Resolved: []int64{1, 2}, Open: []int64{3}}}},
		{"two groups without data", []Durations{{}, {}}},
		{"one of two without data", []Durations{{Resolved: []int64{1, 2}}, {}}},
		{"a group without data between others", []Durations{{Resolved: []int64{1, 2}}, {}, {Resolved: []int64{2, 4}}}},
		{"nothing done", []Durations{{Open: []int64{4}}, {Open: []int64{5}}}},
		{"an event and an open time at the same tick", []Durations{{Resolved: []int64{2, 2}, Open: []int64{2}}, {Resolved: []int64{2, 3}, Open: []int64{2, 3}}}},
		{"times of 0", []Durations{{Resolved: []int64{0, 0, 1}}, {Resolved: []int64{0, 2}, Open: []int64{0}}}},
		{"a negative time: its group has no data", []Durations{{Resolved: []int64{1, 2}}, {Resolved: []int64{-1, 2}}, {Resolved: []int64{3}, Open: []int64{2}}}},
		{"times with no room for the group", []Durations{{Resolved: []int64{1, most, most - 1}}, {Resolved: []int64{2, most - 1}, Open: []int64{most}}}},
		{"times a bit too long for the group", []Durations{{Resolved: []int64{1, 1<<61 - 1}}, {Resolved: []int64{2, 1<<61 - 2}, Open: []int64{1<<61 - 1}}}},
		{"times with just room for the group", []Durations{{Resolved: []int64{1, 1<<60 - 1}}, {Resolved: []int64{2, 1<<60 - 2}, Open: []int64{1<<60 - 1}}}},
	} {
		curves := make([]*Curve, len(row.groups))
		for g, of := range row.groups {
			curves[g] = New(of.Resolved, of.Open)
		}
		sameComparison(t, LogRank(curves...), LogRankOf(row.groups...), row.reason)
		sameComparison(t, PetoPeto(curves...), PetoPetoOf(row.groups...), row.reason+", Peto")
	}

	r := rand.New(rand.NewPCG(7, 2))
	for range 200 {
		groups := make([]Durations, 1+r.IntN(6))
		curves := make([]*Curve, len(groups))
		most := int64(1) << r.IntN(50) // few different times, or hardly any tie
		for g := range groups {
			for range r.IntN(300) {
				if d := r.Int64N(most); r.Float64() < 0.6 {
					groups[g].Resolved = append(groups[g].Resolved, d)
				} else {
					groups[g].Open = append(groups[g].Open, d)
				}
			}
			curves[g] = New(groups[g].Resolved, groups[g].Open)
		}
		sameComparison(t, LogRank(curves...), LogRankOf(groups...), "random")
		sameComparison(t, PetoPeto(curves...), PetoPetoOf(groups...), "random, Peto")
	}
}
