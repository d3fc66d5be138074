package design_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

const sampleText = `{"lone":"average","strata":[{"name":"business","population":420}],"clusters":[{"stratum":"business","name":"c9"}],` +
	`"rows":[{"stratum":"business","cluster":"c17","cell":9,"weight":1.3,"n":2},{"stratum":"private","cell":0,"weight":0.1,"n":1}]}`

func TestSampleJSON(t *testing.T) {
	s := design.Sample[int]{Lone: design.Average}
	require.NoError(t, s.AddStratum("business", 420))
	require.NoError(t, s.AddN(design.Row[int]{Stratum: "business", Cluster: "c17", Cell: 9, Weight: 1.3}, 2))
	require.NoError(t, s.AddCluster("business", "c9"))
	require.NoError(t, s.Add(design.Row[int]{Stratum: "private", Weight: 0.1}))
	b, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Equal(t, sampleText, string(b))
	var back design.Sample[int]
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(b), string(again))
	assert.Equal(t, s.Total(func(int) float64 { return 1 }, kpi.Number, 0.9), back.Total(func(int) float64 { return 1 }, kpi.Number, 0.9), "to the last bit")

	b, err = json.Marshal(design.Sample[passenger]{})
	require.NoError(t, err)
	assert.Equal(t, `{"rows":[]}`, string(b))
	whole := passengers(t, true, true)
	b, err = json.Marshal(whole)
	require.NoError(t, err)
	var flights design.Sample[passenger]
	require.NoError(t, json.Unmarshal(b, &flights))
	assert.Equal(t, whole.Rated(eleven, passenger.rating), flights.Rated(eleven, passenger.rating))
}

func TestSampleRefuses(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"a word", `"sample"`, "design: reading a sample: "},
		{"no rows", `{}`, "no rows"},
		{"null", `{"rows":null}`, "no rows"},
		{"a member that is none", `{"rows":[],"n":3}`, `unknown field "n"`},
		{"a row that is none", `{"rows":[null]}`, "row 1: no cell"},
		{"a row with a member that is none", `{"rows":[{"cell":9,"weight":1,"n":1,"rating":9}]}`, `row 1: json: unknown field "rating"`},
		{"no cell", `{"rows":[{"weight":1,"n":1}]}`, "row 1: no cell"},
		{"a cell that is null", `{"rows":[{"cell":null,"weight":1,"n":1}]}`, "row 1: no cell"},
		{"a cell of another kind", `{"rows":[{"cell":"9","weight":1,"n":1}]}`, "row 1: json: cannot unmarshal string"},
		{"no weight", `{"rows":[{"cell":9,"n":1}]}`, "row 1: design: weight 0 is not a positive number"},
		{"no answers", `{"rows":[{"cell":9,"weight":1}]}`, "row 1: 0 answers"},
		{"fewer than none", `{"rows":[{"cell":9,"weight":1,"n":-1}]}`, "row 1: -1 answers"},
		{"half an answer", `{"rows":[{"cell":9,"weight":1,"n":0.5}]}`, "row 1: json: cannot unmarshal number 0.5"},
		{"a row twice", `{"rows":[{"cell":9,"weight":1,"n":1},{"cell":9,"weight":1,"n":1}]}`, "row 2: it comes twice"},
		{"more than there are", `{"strata":[{"name":"","population":2}],"rows":[{"cell":9,"weight":1,"n":3}]}`, `row 1: design: 3 more of stratum "", of which 0 of 2 are drawn`},
		{"a population of none", `{"strata":[{"name":"","population":0}],"rows":[]}`, "a population of 0"},
		{"a stratum twice", `{"strata":[{"name":"a","population":2},{"name":"a","population":2}],"rows":[]}`, `stratum "a" comes twice`},
		{"a cluster twice", `{"clusters":[{"name":"a"}],"rows":[{"cluster":"a","cell":9,"weight":1,"n":1}]}`, `cluster "a" of stratum "" comes twice`},
		{"a cluster without a name", `{"clusters":[{"stratum":"a"}],"rows":[]}`, "a cluster without a name"},
		{"a rule that is none", `{"lone":"fail","rows":[]}`, `"fail" is not a rule for lone clusters`},
	} {
		var s design.Sample[int]
		require.NoError(t, s.Add(design.Row[int]{Cell: 9, Weight: 1}))
		assert.ErrorContains(t, json.Unmarshal([]byte(c.in), &s), c.want, c.reason)
		assert.Equal(t, 1, s.N(), "%s: an error leaves the sample as it was", c.reason)
	}
}

// FuzzSample checks that whatever reads as a sample is written the same, and that no reader of it panics, leaves
// its scale or returns limits that do not hold the value.
func FuzzSample(f *testing.F) {
	for _, in := range []string{sampleText, `{"rows":[]}`, `{"rows":[{"cell":1,"weight":1e100,"n":9223372036854775807}]}`,
		`{"lone":"certainty","rows":[{"stratum":"a","cell":1,"weight":1e-100,"n":1},{"cluster":"b","cell":10,"weight":3,"n":2}]}`,
		`{"strata":[{"name":"","population":3}],"rows":[{"cluster":"x","cell":7,"weight":1,"n":5},{"cluster":"y","cell":10,"weight":2,"n":5},{"cluster":"z","cell":-7,"weight":2,"n":5}]}`} {
		f.Add([]byte(in), uint8(5))
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint8) {
		var s, back design.Sample[int]
		if s.UnmarshalJSON(in) != nil {
			return
		}
		b, err := json.Marshal(s)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(b), string(again))

		y := func(x int) float64 { return float64(x) }
		x := func(x int) float64 { return 1 + math.Abs(float64(x)) }
		half := s.Where(func(x int) bool { return x < int(cut) })
		for _, part := range []design.Sample[int]{s, half} {
			r := part.Rated(eleven, func(x int) (int, bool) { return x, eleven.Check(x) == nil })
			es := []kpi.Estimate{r.Score(nps.Value, kpi.Points, 0.95), r.Score(mean, kpi.Number, 0.95), part.Mean(y, kpi.Number, 0.95),
				part.Total(y, kpi.Number, 0.95), part.Ratio(y, x, 0.95)}
			for m := design.ScoreInterval; m <= design.Wald; m++ {
				e := m.Score(r, top, 0.95)
				require.True(t, 0 <= e.Lo && e.Hi <= 1, "%v %v", m, e)
				es = append(es, e)
			}
			if rows := len(in) / 30; rows < 50 && part.N() < 1000 {
				es = append(es, part.Jackknife(design.AroundMean).Estimate(design.Quantile(0.5, y), kpi.Number, 0.95),
					part.Bootstrap(3, 1, design.AroundEstimate).Estimate(design.Quantile(0.5, y), kpi.Number, 0.95))
			}
			for i, e := range es {
				require.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi), "%d: %+v", i, e)
				require.True(t, !e.Known() || e.Lo <= e.Value && e.Value <= e.Hi, "%d: %+v", i, e)
				require.Equal(t, e.Known(), e.N > 0, "%d: %+v", i, e)
			}
			parity := func(x int) string { return strconv.Itoa(x % 2) }
			p := part.Independence(parity, func(x int) string { return strconv.Itoa(x / 5 % 3) }).P
			require.True(t, math.IsNaN(p) || 0 <= p && p <= 1, "%v", p)
		}
	})
}
