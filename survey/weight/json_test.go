package weight_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight"
)

const (
	tallyText    = `{"scale":{"min":0,"max":10},"cells":{"3":{"n":1,"sum":0.1,"squares":0.010000000000000002},"10":{"n":2,"sum":3.5,"squares":6.25}}}`
	clustersText = `{"scale":{"min":0,"max":10},"n":3,"clusters":2,"cells":{"6":1,"9":2},"cross":{"6":{"6":1,"9":1},"9":{"9":2}}}`
)

func TestJSON(t *testing.T) {
	wt := tally(t, []int{10, 3, 10}, []float64{1.5, 0.1, 2})
	b, err := json.Marshal(wt)
	require.NoError(t, err)
	assert.Equal(t, tallyText, string(b))
	var back weight.Tally
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, wt, back, "to the last bit")

	c := clusters(t, tally(t, []int{6, 9}, []float64{1, 1}), tally(t, []int{9}, []float64{1}))
	b, err = json.Marshal(c)
	require.NoError(t, err)
	assert.Equal(t, clustersText, string(b))
	var clustersBack weight.Clusters
	require.NoError(t, json.Unmarshal(b, &clustersBack))
	assert.Equal(t, c, clustersBack)

	b, err = json.Marshal(weight.Tally{})
	require.NoError(t, err)
	assert.Equal(t, `{"cells":{}}`, string(b))
	b, err = json.Marshal(weight.Clusters{})
	require.NoError(t, err)
	assert.Equal(t, `{"n":0,"clusters":0,"cells":{},"cross":{}}`, string(b))
}

func TestTallyRefuses(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"off the scale", `{"scale":{"min":1,"max":5},"cells":{"6":{"n":1,"sum":1,"squares":1}}}`, "rating 6 is not from 1 to 5"},
		{"no scale", `{"cells":{"4":{"n":1,"sum":1,"squares":1}}}`, "0–0 is not a scale"},
		{"a scale that does not fit", `{"scale":{"min":1,"max":50},"cells":{}}`, "1–50 is not a scale"},
		{"no cells", `{"scale":{"min":1,"max":5}}`, "cells is not an object by rating"},
		{"cells by position", `{"scale":{"min":1,"max":5},"cells":[]}`, "cells is not an object by rating"},
		{"a member that is none", `{"cells":{},"clusters":3}`, `unknown field "clusters"`},
		{"a cell with a member that is none", `{"scale":{"min":1,"max":5},"cells":{"4":{"n":1,"total":1}}}`, `unknown field "total"`},
		{"half an answer", `{"scale":{"min":1,"max":5},"cells":{"4":{"n":0.5,"sum":1,"squares":1}}}`, "cannot unmarshal number 0.5"},
		{"weights that cannot be", `{"scale":{"min":1,"max":5},"cells":{"4":{"n":1,"sum":2,"squares":1}}}`, "is not the weights of answers"},
		{"null", `{"scale":{"min":1,"max":5},"cells":{"4":null}}`, "cells: rating 4 is null"},
		{"twice", `{"scale":{"min":1,"max":5},"cells":{"4":{"n":1,"sum":1,"squares":1},"4":{"n":1,"sum":1,"squares":1}}}`, "cells: rating 4 comes twice"},
	} {
		before := tally(t, []int{9}, []float64{1})
		wt := before
		assert.ErrorContains(t, json.Unmarshal([]byte(c.in), &wt), c.want, c.reason)
		assert.Equal(t, before, wt, "%s: an error leaves the tally as it was", c.reason)
	}
}

func TestClustersRefuse(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"off the scale", `{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"6":1},"cross":{}}`, "rating 6 is not from 1 to 5"},
		{"a row off the scale", `{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"5":1},"cross":{"6":{}}}`, "rating 6 is not from 1 to 5"},
		{"a column off the scale", `{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"5":1},"cross":{"5":{"6":1}}}`, "rating 6 is not from 1 to 5"},
		{"no cross products", `{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"5":1}}`, "cross is not an object by rating"},
		{"a pair from both sides", `{"scale":{"min":1,"max":5},"n":2,"clusters":1,"cells":{"4":1,"5":1},"cross":{"4":{"4":1,"5":1},"5":{"4":1,"5":1}}}`,
			"cross: ratings 5 and 4 come twice"},
		{"products that do not fit the weights", `{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"5":1},"cross":{"5":{"5":2}}}`,
			"products of 2 of ratings 5 and 5 do not go with the others"},
		{"products of two ratings that their own do not allow", `{"scale":{"min":1,"max":5},"n":4,"clusters":4,"cells":{"4":1,"5":1},"cross":{"4":{"4":0.25,"5":0.75},"5":{"5":0.25}}}`,
			"products of 0.75 of ratings 4 and 5 do not go with the others"},
		{"more apart than one cluster", `{"scale":{"min":1,"max":5},"n":2,"clusters":1,"cells":{"4":1,"5":1},"cross":{"4":{"4":1},"5":{"5":1}}}`,
			"do not come from 1 clusters"},
		{"a word", `"clusters"`, "weight: reading a tally: "},
	} {
		before := clusters(t, tally(t, []int{9}, []float64{1}))
		got := before
		assert.ErrorContains(t, json.Unmarshal([]byte(c.in), &got), c.want, c.reason)
		assert.Equal(t, before, got, "%s: an error leaves the clusters as they were", c.reason)
	}
}

func FuzzJSON(f *testing.F) {
	for _, in := range []string{tallyText, clustersText, `{"cells":{}}`, `{"n":0,"clusters":0,"cells":{},"cross":{}}`,
		`{"scale":{"min":1,"max":5},"n":1,"clusters":1,"cells":{"6":1e400},"cross":{"1":{"1":null}}}`} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var wt, wtBack weight.Tally
		if wt.UnmarshalJSON(in) == nil {
			b, err := json.Marshal(wt)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &wtBack))
		}
		assert.Equal(t, wt, wtBack)
		var c, cBack weight.Clusters
		if c.UnmarshalJSON(in) == nil {
			b, err := json.Marshal(c)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &cBack))
		}
		assert.Equal(t, c, cBack)
	})
}

// FuzzReaders checks that any answers score within the scale, and that shards put together score like the
// whole.
func FuzzReaders(f *testing.F) {
	f.Add([]byte{10, 1, 9, 5, 0, 200, 9, 9}, uint8(2))
	f.Add([]byte{9, 1}, uint8(0))
	f.Add([]byte{9, 1, 9, 1, 9, 255}, uint8(1))
	f.Fuzz(func(t *testing.T, answers []byte, cut uint8) {
		var whole weight.Tally
		var shards [2]weight.Tally
		for i := 0; i+1 < len(answers); i += 2 {
			rating, w := int(answers[i])%11, float64(answers[i+1])/16+0.01
			require.NoError(t, whole.Add(eleven, rating, w))
			require.NoError(t, shards[min(i/2/(int(cut)+1), 1)].Add(eleven, rating, w))
		}
		merged := shards[0].Plus(shards[1])
		require.True(t, sameTally(whole, merged), "%+v %+v", whole, merged)
		c := clusters(t, shards[:]...)
		for _, r := range []reader{whole, c} {
			for _, e := range []kpi.Estimate{r.Score(nps.Value, kpi.Points, 0.95), r.Score(mean, kpi.Number, 0.95)} {
				require.Equal(t, len(answers) >= 2, e.Known())
				require.True(t, !e.Known() || e.Lo <= e.Value && e.Value <= e.Hi, "%+v", e)
				require.Equal(t, len(answers)/2, e.N)
			}
		}
	})
}
