package weight_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

func sameClusters(a, b weight.Clusters) bool {
	for i := range a.Cells {
		if !near(a.Cells[i], b.Cells[i]) {
			return false
		}
		for j := range a.Cross[i] {
			if !near(a.Cross[i][j], b.Cross[i][j]) {
				return false
			}
		}
	}
	return a.Scale == b.Scale && a.N == b.N && a.Clusters == b.Clusters
}

func clusters(t testing.TB, tallies ...weight.Tally) (c weight.Clusters) {
	t.Helper()
	for _, wt := range tallies {
		require.NoError(t, c.Add(wt))
	}
	return c
}

func TestClustersLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	kpitest.Laws(t, sameClusters,
		clusters(t, random(t, r, 3, false), random(t, r, 5, true)),
		clusters(t, random(t, r, 1, false)),
		clusters(t, random(t, r, 300, true), random(t, r, 2, true), random(t, r, 2, true)),
		weight.Clusters{Scale: eleven})
}

func TestClustersOfOneAnswerAreATally(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{2, 3, 10, 200} {
		var whole weight.Tally
		var c weight.Clusters
		for range n {
			one := random(t, r, 1, false)
			whole = whole.Plus(one)
			require.NoError(t, c.Add(one))
		}
		assert.InDelta(t, whole.StandardError(nps.Value), c.StandardError(nps.Value), 1e-9)
		assert.InDelta(t, whole.DesignEffect(mean), c.DesignEffect(mean), 1e-9)
		assert.InDelta(t, whole.Effective(), c.Effective(), 1e-9)
		assert.Equal(t, n, c.Clusters)
		tallied, clustered := whole.Score(mean, kpi.Number, 0.95), c.Score(mean, kpi.Number, 0.95)
		assert.InDelta(t, tallied.Value, clustered.Value, 1e-12)
	}
}

func TestClustersRepeatedAreNoNews(t *testing.T) {
	// Every customer answers three times, always the same: three times the answers, the same knowledge.
	r := rand.New(rand.NewPCG(8, 8))
	var once, thrice weight.Clusters
	for range 30 {
		one := random(t, r, 1, false)
		require.NoError(t, once.Add(one))
		require.NoError(t, thrice.Add(one.Plus(one).Plus(one)))
	}
	assert.InDelta(t, once.StandardError(nps.Value), thrice.StandardError(nps.Value), 1e-9)
	assert.InDelta(t, once.Effective(), thrice.Effective(), 1e-9)
	a, b := once.Score(nps.Value, kpi.Points, 0.95), thrice.Score(nps.Value, kpi.Points, 0.95)
	assert.InDelta(t, a.Value, b.Value, 1e-9)
	assert.InDelta(t, a.Lo, b.Lo, 1) // not exactly: the variance of the answers has the divisor n-1
	assert.InDelta(t, a.Hi, b.Hi, 1)
	assert.Equal(t, [2]int{30, 90}, [2]int{a.N, b.N})
}

func TestClustersCorners(t *testing.T) {
	mixed := tally(t, []int{10, 9, 3}, []float64{1, 1, 1})
	for _, c := range []struct {
		reason    string
		clusters  weight.Clusters
		effective float64
	}{
		{"one cluster says nothing about others: it counts as one answer", clusters(t, mixed), 1},
		{"all answers alike say nothing about how alike they are: a cluster counts as one answer",
			clusters(t, tally(t, []int{9, 9, 9}, []float64{1, 1, 1}), tally(t, []int{9, 9, 9}, []float64{1, 1, 1})), 2},
		{"and a light cluster as less", clusters(t, tally(t, []int{9}, []float64{3}), tally(t, []int{9}, []float64{1})), 1.6},
		{"clusters that are each a picture of the whole: at most the number of answers", clusters(t, mixed, mixed, mixed, mixed), 12},
		{"opposite clusters, with Student's t for one degree of freedom",
			clusters(t, tally(t, []int{10, 10}, []float64{1, 1}), tally(t, []int{0, 0}, []float64{1, 1})),
			4. / 3 * math.Pow(quantile.Normal(.025)/quantile.T(.025, 1), 2)},
	} {
		got := c.clusters.Score(nps.Value, kpi.Points, 0.95)
		values, shares := make([]float64, 11), make([]float64, 11)
		for rating := range values {
			values[rating], _ = nps.Value(rating)
			shares[rating] = c.clusters.Cells[rating]
		}
		want := kpi.Shares(values, shares, c.effective, c.clusters.N, kpi.Points, 0.95)
		assertNear(t, want, got, 1e-7)
	}
	assert.True(t, math.IsNaN(clusters(t, mixed).StandardError(nps.Value)), "one cluster has no standard error")
	assert.True(t, math.IsNaN(clusters(t, mixed).DesignEffect(nps.Value)))
	assert.InDelta(t, 0, clusters(t, mixed, mixed, mixed).StandardError(nps.Value), 1e-6)
}

func TestClustersAdd(t *testing.T) {
	c := clusters(t, tally(t, []int{9, 3}, []float64{1, 2}))
	before := c
	onFive, err := weight.Of(survey.Tally{Scale: five, Ratings: [11]int{4: 2}}, 1)
	require.NoError(t, err)
	assert.EqualError(t, c.Add(onFive), "weight: a cluster on the scale 1–5 does not go into clusters on 0–10")
	assert.Error(t, c.Add(weight.Tally{Scale: five}), "an empty cluster on another scale, too")
	var crowd weight.Tally
	require.NoError(t, crowd.AddN(eleven, 9, math.MaxInt, 1))
	assert.EqualError(t, c.Add(crowd), "weight: more answers than an int can hold")
	assert.Equal(t, before, c, "an error adds nothing")
	require.NoError(t, c.Add(weight.Tally{}))
	require.NoError(t, c.Add(weight.Tally{Scale: eleven}))
	assert.Equal(t, before, c, "a cluster without answers is left out")
	var empty weight.Clusters
	require.NoError(t, empty.Add(weight.Tally{Scale: eleven}))
	assert.Equal(t, weight.Clusters{Scale: eleven}, empty)
}

func TestClustersWithoutData(t *testing.T) {
	good := clusters(t, tally(t, []int{9, 3}, []float64{1, 2}), tally(t, []int{9, 7}, []float64{1, 2}))
	spoil := func(f func(c *weight.Clusters)) weight.Clusters {
		c := good
		f(&c)
		return c
	}
	bad := map[string]weight.Clusters{
		"a negative number of answers":            spoil(func(c *weight.Clusters) { c.N = -1 }),
		"no answers, but weights":                 spoil(func(c *weight.Clusters) { c.N, c.Clusters = 0, 0 }),
		"fewer answers than clusters":             spoil(func(c *weight.Clusters) { c.N = 1 }),
		"a negative number of clusters":           spoil(func(c *weight.Clusters) { c.Clusters = -2 }),
		"weights of more clusters than there are": spoil(func(c *weight.Clusters) { c.Clusters = 1 }),
		"a negative weight":                       spoil(func(c *weight.Clusters) { c.Cells[9] = -1 }),
		"a weight without products":               spoil(func(c *weight.Clusters) { c.Cells[9] = 100 }),
		"a weight that is no number":              spoil(func(c *weight.Clusters) { c.Cells[9] = math.NaN() }),
		"an infinite product":                     spoil(func(c *weight.Clusters) { c.Cross[9][9] = math.Inf(1) }),
		"products that are not symmetric":         spoil(func(c *weight.Clusters) { c.Cross[9][3]++ }),
		"products without a weight":               spoil(func(c *weight.Clusters) { c.Cross[5][5] = 1 }),
		"products that are too large":             spoil(func(c *weight.Clusters) { c.Cross[9][9] = 100 }),
		"a rating off the scale":                  spoil(func(c *weight.Clusters) { c.Scale.Min = 4 }),
		"no scale":                                spoil(func(c *weight.Clusters) { c.Scale = survey.Scale{} }),
		"answers without weights":                 {Scale: eleven, N: 3, Clusters: 2},
		"answers without clusters":                {Scale: eleven, N: 3},
	}
	for name, c := range bad {
		_, err := json.Marshal(c)
		assert.ErrorContains(t, err, "weight: writing a tally: ", name)
	}
	bad["the zero Clusters"], bad["a scale and no answers"] = weight.Clusters{}, weight.Clusters{Scale: eleven}
	for name, c := range bad {
		assertUnknown(t, name, kpi.Estimate{Lo: -100, Hi: 100, Unit: kpi.Points}, c.Score(nps.Value, kpi.Points, 0.95))
		assert.True(t, math.IsNaN(c.StandardError(nps.Value)), name)
		assert.True(t, math.IsNaN(c.DesignEffect(nps.Value)), name)
		assert.Zero(t, c.Effective(), name)
	}
	assert.True(t, good.Score(nps.Value, kpi.Points, 0.95).Known())
}
