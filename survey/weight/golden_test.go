package weight_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// golden is a survey scored by R: value, standard error, design effect, lower and upper limit at 95%.
type golden struct {
	Set, Reason         string
	Weighted, Clustered bool
	Ratings, Clusters   []int
	Weights             []float64
	NPS, Top, Mean      [5]float64
}

func TestAgainstSvymean(t *testing.T) {
	b, err := os.ReadFile("testdata/svymean.json")
	require.NoError(t, err)
	var cases []golden
	require.NoError(t, json.Unmarshal(b, &cases))
	for _, g := range cases {
		var counts []int
		if g.Set == "sfo" {
			g.Ratings, g.Weights, g.Clusters, counts = airport(t)
		}
		byCluster := map[int]weight.Tally{}
		var whole weight.Tally
		for i, rating := range g.Ratings {
			w, n := g.Weights[i], 1
			if !g.Weighted {
				w = 1
			}
			if counts != nil {
				n = counts[i]
			}
			require.NoError(t, whole.AddN(eleven, rating, n, w))
			wt := byCluster[g.Clusters[i]]
			require.NoError(t, wt.AddN(eleven, rating, n, w))
			byCluster[g.Clusters[i]] = wt
		}
		var clusters weight.Clusters
		for _, wt := range byCluster {
			require.NoError(t, clusters.Add(wt))
		}
		var r reader = whole
		if g.Clustered {
			r = clusters
		}
		for _, m := range []struct {
			value func(int) (float64, error)
			unit  kpi.Unit
			want  [5]float64
		}{{nps.Value, kpi.Points, g.NPS}, {top, kpi.Fraction, g.Top}, {mean, kpi.Number, g.Mean}} {
			got := r.Score(m.value, m.unit, 0.95)
			for i, x := range []float64{got.Value, r.StandardError(m.value), r.DesignEffect(m.value), got.Lo, got.Hi} {
				// To 1e-10 of the number; limits to 1e-8, as near as R's root search comes.
				tolerance := 1e-10
				if i > 2 {
					tolerance = 1e-8
				}
				assert.InDelta(t, m.want[i], x, tolerance*math.Max(1, math.Abs(m.want[i])), "%s, %v: number %d", g.Reason, m.unit, i)
			}
			assert.Equal(t, len(g.Ratings) == 1000, got.N == 2746, "the survey has 2,746 answers in 1,000 combinations")
			assert.Equal(t, m.unit, got.Unit)
		}
	}
}

type reader interface {
	Score(value func(int) (float64, error), u kpi.Unit, level float64) kpi.Estimate
	StandardError(value func(int) (float64, error)) float64
	DesignEffect(value func(int) (float64, error)) float64
}

// airport returns the reduced table of the airport's survey: ratings, weights, flights and how many answers
// have them.
func airport(t testing.TB) (ratings []int, weights []float64, flights, counts []int) {
	t.Helper()
	f, err := os.Open("testdata/sfo_2017.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		var numbers [4]float64
		for i, s := range row {
			numbers[i], err = strconv.ParseFloat(s, 64)
			require.NoError(t, err)
		}
		flights = append(flights, int(numbers[0]))
		ratings = append(ratings, int(numbers[1]))
		weights = append(weights, numbers[2])
		counts = append(counts, int(numbers[3]))
	}
	return ratings, weights, flights, counts
}

func TestAirportKish(t *testing.T) {
	ratings, weights, _, counts := airport(t)
	var wt weight.Tally
	for i := range ratings {
		require.NoError(t, wt.AddN(eleven, ratings[i], counts[i], weights[i]))
	}
	assert.InDelta(t, 2266.512, wt.Effective(), 5e-4) // sum(w)^2 / sum(w^2) in R
}
