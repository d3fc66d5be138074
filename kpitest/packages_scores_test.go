package kpitest_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/instrument"
	"github.com/servicekpi/servicekpi/survey/plan"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// Student's limits are those of kpi.Mean, which knows of no scale.
func TestMeansByStudent(t *testing.T) {
	kpitest.MeanInterval(t, kpitest.StudentT, func(values []float64, counts []int, level float64) (lo, hi float64) {
		n, sum := 0, 0.0
		for i, x := range values {
			n, sum = n+counts[i], sum+x*float64(counts[i])
		}
		mean, squares := sum/float64(n), 0.0
		for i, x := range values {
			squares += float64(counts[i]) * (x - mean) * (x - mean)
		}
		e := kpi.Mean(n, mean, math.Sqrt(squares/float64(n-1)), level)
		return e.Lo, e.Hi
	})
	kpitest.NPSPaired(t, kpitest.StudentT, func(before, after []int, level float64) (lo, hi float64) {
		var moves []float64
		for i := range before {
			b, err := nps.Value(before[i])
			require.NoError(t, err)
			a, err := nps.Value(after[i])
			require.NoError(t, err)
			moves = append(moves, a-b)
		}
		mean, sd := meanAndSD(moves)
		e := kpi.Mean(len(moves), mean, sd, level)
		return e.Lo, e.Hi
	})
}

func meanAndSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / float64(len(x)-1))
}

func TestWeightedNPS(t *testing.T) {
	kpitest.NPSWeighted(t, func(answers []int, weights []float64) (value, standardError float64) {
		tally := weighted(t, answers, weights)
		return tally.Score(nps.Value, kpi.Points, 0.95).Value, tally.StandardError(nps.Value)
	})
	type input struct {
		Answers []int
		Weights []float64
		Level   float64
	}
	type expected struct{ Value, SE, Kish, Effective, Lo, Hi float64 }
	for _, c := range kpitest.Cases[input, expected]("nps-weighted") { // what the runner leaves to the method
		tally := weighted(t, c.Input.Answers, c.Input.Weights)
		e := tally.Score(nps.Value, kpi.Points, c.Input.Level)
		assert.InDelta(t, c.Expected.Kish, tally.Effective(), c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Lo, e.Lo, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Hi, e.Hi, c.Tolerance, c.Reason)
	}
}

func weighted(t testing.TB, answers []int, weights []float64) (tally weight.Tally) {
	t.Helper()
	for i, a := range answers {
		require.NoError(t, tally.Add(eleven, a, weights[i]))
	}
	return tally
}

func TestClusteredNPS(t *testing.T) {
	type input struct {
		Clusters [][3]int
		Level    float64
	}
	type expected struct {
		N                            int
		Value, SE, Effective, Lo, Hi float64
	}
	for _, c := range kpitest.Cases[input, expected]("nps-clusters") {
		var clusters weight.Clusters
		for _, classes := range c.Input.Clusters {
			h := survey.Tally{Scale: eleven}
			h.Ratings[3], h.Ratings[7], h.Ratings[9] = classes[0], classes[1], classes[2]
			cluster, err := weight.Of(h, 1)
			require.NoError(t, err)
			require.NoError(t, clusters.Add(cluster))
		}
		e := clusters.Score(nps.Value, kpi.Points, c.Input.Level)
		assert.Equal(t, c.Expected.N, e.N, c.Reason)
		assert.InDelta(t, c.Expected.Value, e.Value, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.SE, clusters.StandardError(nps.Value), c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Lo, e.Lo, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Hi, e.Hi, c.Tolerance, c.Reason)
	}
}

func TestTeamsNPS(t *testing.T) {
	type expected struct{ Statistic, DF, P float64 }
	for _, c := range kpitest.Cases[struct{ Teams [][3]int }, expected]("nps-homogeneity") {
		var teams []nps.Tally
		for _, classes := range c.Input.Teams {
			teams = append(teams, nps.Tally{Detractors: classes[0], Passives: classes[1], Promoters: classes[2]})
		}
		test := nps.Homogeneity(teams...)
		assert.InDelta(t, c.Expected.Statistic, test.Statistic, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.DF, test.DF, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.P, test.P, c.Tolerance, c.Reason)
	}
}

// respond gives an instrument's items their answers, in their order.
func respond(in *instrument.Instrument, answers []*int) (instrument.Response, error) {
	items := in.Definition().Items
	if len(answers) != len(items) {
		return nil, errors.New("another number of answers than of items")
	}
	r := instrument.Response{}
	for i, a := range answers {
		if a != nil {
			r[items[i].ID] = *a
		}
	}
	return r, nil
}

// A questionnaire of one scale, some items of which are reversed, scored by the mean and in percent of the scale.
func questionnaire(t testing.TB, items, lowest, highest int, reversed []int, rule instrument.Missing) *instrument.Instrument {
	t.Helper()
	text := func(s string) instrument.Text { return instrument.Text{"en": s} }
	d := instrument.Definition{ID: "items", Version: "1", Languages: []string{"en"}, Title: text("Items"),
		Scales: map[string]instrument.Scale{"scale": {Min: lowest, Max: highest}}}
	var ids []string
	for i := range items {
		id := "item-" + strconv.Itoa(i)
		ids = append(ids, id)
		d.Items = append(d.Items, instrument.Item{ID: id, Scale: "scale", Text: text("Item " + id),
			Reverse: slices.Contains(reversed, i)})
	}
	for _, kind := range []instrument.Kind{instrument.Rating, instrument.Percent} {
		d.Indices = append(d.Indices, instrument.Index{ID: string(kind), Title: text("Index"), Items: ids,
			Transform: instrument.Transform{Kind: kind}, Combine: instrument.Mean, Missing: rule})
	}
	in, err := instrument.New(d)
	require.NoError(t, err)
	return in
}

func TestInstrumentPackage(t *testing.T) {
	for m, rule := range map[kpitest.Method]instrument.Missing{
		kpitest.HalfOrMore: {Share: 0.5}, kpitest.MoreThanHalf: {Share: 0.5, Strict: true}, kpitest.Complete: {Share: 1},
	} {
		kpitest.ScaleScore(t, m, func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
			in := questionnaire(t, len(answers), lowest, highest, reversed, rule)
			r, err := respond(in, answers)
			if err != nil {
				return 0, 0, err
			}
			scores, err := in.Score(r)
			if err != nil {
				return 0, 0, err
			}
			return scores[0].Value, scores[1].Value, nil
		})
	}
	// SUS as first published: all ten answers or no score.
	whole, err := instrument.Builtin("sus-style")
	require.NoError(t, err)
	d := whole.Definition()
	d.ID = "all-ten"
	d.Indices[0].Missing = instrument.Missing{Share: 1}
	whole, err = instrument.New(d)
	require.NoError(t, err)
	kpitest.SUS(t, kpitest.Complete, func(answers []*int) (float64, error) {
		if slices.ContainsFunc(answers, func(a *int) bool { return a != nil && *a == 0 }) {
			return 0, errors.New("0 says that the question does not apply")
		}
		r, err := respond(whole, answers)
		if err != nil {
			return 0, err
		}
		scores, err := whole.Score(r)
		if err != nil {
			return 0, err
		}
		return scores[0].Value, nil
	})
	// The means of the vectors are whole: one respondent's answers. Weights of an instrument add up to 1.
	kpitest.ACSI(t, func(means, weights []float64) (float64, error) {
		in, err := instrument.Builtin("acsi-style")
		require.NoError(t, err)
		total := 0.0
		for _, w := range weights {
			total += w
		}
		if total == 0 {
			return math.NaN(), nil // no instrument at all
		}
		d := in.Definition()
		for _, w := range weights {
			d.Indices[0].Weights = append(d.Indices[0].Weights, w/total)
		}
		if in, err = instrument.New(d); err != nil {
			return 0, err
		}
		answers := make([]*int, len(means))
		for i, m := range means {
			if !math.IsNaN(m) {
				if m != math.Trunc(m) {
					return 0, fmt.Errorf("a mean of %v is no answer", m)
				}
				a := int(m)
				answers[i] = &a
			}
		}
		r, err := respond(in, answers)
		if err != nil {
			return 0, err
		}
		scores, err := in.Score(r)
		if err != nil {
			return 0, err
		}
		return scores[0].Value, nil
	})
}

func TestMorePlans(t *testing.T) {
	kpitest.PlanMean(t, func(sd, margin, level float64) int {
		size, err := plan.Wald.Size(plan.Design{}, plan.Mean{SD: sd}, margin, level)
		require.NoError(t, err)
		return size.Answers
	})
	// The package divides whole answers: a thousand million times as many of as many people, each a billionth.
	const parts = 1_000_000_000
	for m, divide := range map[kpitest.Method]func(strata []plan.Stratum, n, least int) ([]int, error){
		kpitest.Neyman: plan.Neyman, kpitest.Proportional: plan.Proportional,
	} {
		kpitest.PlanAllocation(t, m, func(sizes []int, sds []float64, answers int) ([]float64, error) {
			var strata []plan.Stratum
			for i := range sizes {
				strata = append(strata, plan.Stratum{Size: sizes[i] * parts, SD: sds[i]})
			}
			whole, err := divide(strata, answers*parts, 1)
			shares := make([]float64, len(whole))
			for i, n := range whole {
				shares[i] = float64(n) / parts
			}
			return shares, err
		})
	}
}
