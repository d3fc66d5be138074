package nps_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
)

// golden is what testdata/golden.R computed.
type golden struct {
	Tests []struct {
		Detractors, Passives, Promoters int
		Null, Statistic, P              float64
	}
	Homogeneity []struct {
		Groups           [][3]int
		Statistic, DF, P float64
	}
	Changes []struct {
		Changes       [5]int
		Value, Lo, Hi float64
	}
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &g))
	return g
}

func TestScoreTestVectors(t *testing.T) {
	kpitest.NPSTest(t, func(c kpitest.Classes, null float64) (z, p float64) {
		got := nps.Tally(c).Test(null)
		return got.Statistic, got.P
	})
}

func TestScoreTestGolden(t *testing.T) {
	for _, row := range readGolden(t).Tests {
		tally := nps.Tally{Detractors: row.Detractors, Passives: row.Passives, Promoters: row.Promoters}
		got := tally.Test(row.Null)
		assert.InDelta(t, row.Statistic, got.Statistic, 1e-6, "%+v against %v", tally, row.Null)
		assert.InEpsilon(t, row.P, got.P, 1e-5, "%+v against %v", tally, row.Null)
		assert.Zero(t, got.DF, "standard normal")
	}
}

// The example of McNemar's test in Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables
// (2017), chapter 8: 6 and 16 of 161 pairs are discordant, z is -2.132 and P .033.
func TestMcNemarPublished(t *testing.T) {
	got := nps.Tally{Detractors: 16, Passives: 139, Promoters: 6}.Test(0)
	assert.InDelta(t, -2.132, got.Statistic, 5e-4)
	assert.InDelta(t, 0.033006, got.P, 5e-7)
}

func TestTestAgreesWithItsInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 500 {
		tally := random(r)
		if tally.N() == 0 {
			continue
		}
		level := 0.5 + r.Float64()*0.499
		e := tally.Score(level)
		for _, limit := range []float64{e.Lo, e.Hi} {
			if math.Abs(limit) < 100 { // at the ends of the scale the limit is the end, not a root
				assert.InDelta(t, 1-level, tally.Test(limit).P, 1e-6, "%+v at %v", tally, limit)
			}
		}
		assert.InDelta(t, 1, tally.Test(e.Value).P, 1e-6, "nothing speaks against the score itself: %+v", tally)
	}
}

func TestTestOfAnswersAllAlike(t *testing.T) {
	for _, row := range []struct {
		tally        nps.Tally
		null         float64
		statistic, p float64
		reason       string
	}{
		{nps.Tally{Promoters: 5}, 100, 0, 1, "all promoters say 100"},
		{nps.Tally{Detractors: 5}, -100, 0, 1, "all detractors say -100"},
		{nps.Tally{Passives: 5}, 0, 0, 1, "all passives say 0"},
		{nps.Tally{Passives: 5}, 100, math.Inf(-1), 0, "one passive excludes 100"},
		{nps.Tally{Detractors: 1, Promoters: 99}, 100, math.Inf(-1), 0, "one detractor excludes 100"},
		{nps.Tally{Detractors: 99, Promoters: 1}, -100, math.Inf(1), 0, "one promoter excludes -100"},
	} {
		got := row.tally.Test(row.null)
		assert.Equal(t, row.statistic, got.Statistic, row.reason)
		assert.Equal(t, row.p, got.P, row.reason)
	}
}

func TestTestOfManyAnswers(t *testing.T) {
	const n = 1_000_000_000
	assert.InDelta(t, 1, nps.Tally{Passives: n, Promoters: 1}.Test(0).Statistic, 1e-12, "one of one decided answers")
	assert.InDelta(t, math.Sqrt(n*2e-7/(2-2e-7)), nps.Tally{Promoters: n}.Test(100-2e-5).Statistic, 1e-6, "all alike, against nearly that")
	got := nps.Tally{Detractors: n, Passives: n, Promoters: n}.Test(0.01)
	assert.InDelta(t, -0.0001*math.Sqrt(3*n)/math.Sqrt(2.0/3), got.Statistic, 1e-4)
}

func TestHomogeneityGolden(t *testing.T) {
	for _, row := range readGolden(t).Homogeneity {
		var ts []nps.Tally
		for _, g := range row.Groups {
			ts = append(ts, nps.Tally{Detractors: g[0], Passives: g[1], Promoters: g[2]})
		}
		got := nps.Homogeneity(ts...)
		assert.InDelta(t, row.Statistic, got.Statistic, 1e-9)
		assert.Equal(t, row.DF, got.DF)
		assert.InEpsilon(t, row.P, got.P, 1e-9)
	}
}

func TestHomogeneityOfAirportAreas(t *testing.T) {
	var ts []nps.Tally
	for _, a := range airport {
		ts = append(ts, a.tally)
	}
	got := nps.Homogeneity(ts...)
	assert.InDelta(t, 11.77845, got.Statistic, 5e-6)
	assert.Equal(t, 6.0, got.DF)
	with := nps.Homogeneity(append(ts, nps.Tally{}, nps.Tally{})...)
	assert.Equal(t, got, with, "areas where nobody answered are left out")
}

func TestHomogeneityCorners(t *testing.T) {
	some := nps.Tally{Detractors: 2, Passives: 3, Promoters: 5}
	for _, row := range []struct {
		ts     []nps.Tally
		df     float64
		reason string
	}{
		{nil, 0, "no groups"},
		{[]nps.Tally{some}, 0, "one group"},
		{[]nps.Tally{some, {}}, 0, "one group with answers"},
		{[]nps.Tally{some, some, {Passives: -1}}, 0, "a negative count"},
	} {
		got := nps.Homogeneity(row.ts...)
		assert.True(t, math.IsNaN(got.P) && math.IsNaN(got.Statistic), row.reason)
	}
	alike := nps.Homogeneity(nps.Tally{Promoters: 5}, nps.Tally{Promoters: 50}, nps.Tally{Promoters: 1})
	assert.Equal(t, kpi.Test{Statistic: 0, DF: 2, P: 1}, alike, "all alike: nothing speaks against one score")
	equal := nps.Homogeneity(some, some)
	assert.Equal(t, 1.0, equal.DF)
	assert.InDelta(t, 1, equal.P, 1e-7)
	apart := nps.Homogeneity(nps.Tally{Detractors: 1e9}, nps.Tally{Promoters: 1e9})
	assert.Zero(t, apart.P)
	assert.InEpsilon(t, 2e9, apart.Statistic, 1e-12)
}
