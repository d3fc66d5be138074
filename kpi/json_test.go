package kpi_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

func TestTestJSON(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, row := range []struct {
		reason string
		test   kpi.Test
		want   string
	}{
		{"a normal test", kpi.Test{Statistic: 2.25, P: 0.024}, `{"statistic":2.25,"df":0,"p":0.024}`},
		{"a chi-square test", kpi.Test{Statistic: 7.5, DF: 2, P: 0.0235}, `{"statistic":7.5,"df":2,"p":0.0235}`},
		{"no group with answers", kpi.Homogeneity([]int{0, 0}, []int{0, 0}), `{"statistic":null,"df":0,"p":null}`},
		{"no data", kpi.NormalTest(nan), `{"statistic":null,"df":0,"p":null}`},
		{"no doubt at all", kpi.NormalTest(-inf), `{"statistic":"-Infinity","df":0,"p":0}`},
		{"no doubt, several groups", kpi.ChiSquaredTest(inf, 3), `{"statistic":"Infinity","df":3,"p":0}`},
		{"only p is known", kpi.Test{Statistic: nan, P: 1e-300}, `{"statistic":null,"df":0,"p":1e-300}`},
	} {
		b, err := json.Marshal(row.test)
		require.NoError(t, err, row.reason)
		assert.Equal(t, row.want, string(b), row.reason)
		var back kpi.Test
		require.NoError(t, json.Unmarshal(b, &back), row.reason)
		assert.Equal(t, fmt.Sprintf("%#v", row.test), fmt.Sprintf("%#v", back), row.reason) // NaN is not equal to NaN
	}
	for _, row := range []struct{ reason, text, want string }{
		{"a member missing, and not significant at 0", `{"statistic":1,"df":0}`, `there is no "p"`},
		{"negative degrees of freedom", `{"statistic":1,"df":-1,"p":1}`, "-1 degrees of freedom"},
		{"unknown degrees of freedom", `{"statistic":1,"df":null,"p":1}`, "NaN degrees of freedom"},
		{"percent for p", `{"statistic":1,"df":0,"p":5}`, "p 5 is not from 0 to 1"},
		{"not an object", `3`, "reading a test"},
		{"nothing", `null`, "reading a test"},
	} {
		test := kpi.NormalTest(1)
		assert.ErrorContains(t, json.Unmarshal([]byte(row.text), &test), row.want, row.reason)
		assert.Equal(t, kpi.NormalTest(1), test, "%s: left as it was", row.reason)
	}
}

func FuzzTestJSON(f *testing.F) {
	f.Add([]byte(`{"statistic":2.25,"df":0,"p":0.024}`))
	f.Add([]byte(`{"statistic":null,"df":0,"p":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var test kpi.Test
		if json.Unmarshal(b, &test) != nil {
			require.Equal(t, kpi.Test{}, test)
			return
		}
		text, err := json.Marshal(test)
		require.NoError(t, err)
		var back kpi.Test
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, fmt.Sprintf("%#v", test), fmt.Sprintf("%#v", back))
	})
}
