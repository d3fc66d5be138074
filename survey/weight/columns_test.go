package weight_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// names returns so many levels.
func names(n int) (levels []string) {
	for i := range n {
		levels = append(levels, "level "+strconv.Itoa(i))
	}
	return levels
}

// column returns random codes of so many levels.
func column[C survey.Integer](r *rand.Rand, variable string, levels, n int) weight.Column[C] {
	c := weight.Column[C]{Variable: variable, Levels: names(levels), Codes: make([]C, n)}
	for i := range c.Codes {
		c.Codes[i] = C(r.IntN(levels))
	}
	return c
}

// agree checks that columns count as their rows added one by one do, and that each row gets its weight back.
func agree[C survey.Integer](t *testing.T, r *rand.Rand, columns ...weight.Column[C]) {
	t.Helper()
	n := len(columns[0].Codes)
	base := make([]float64, n)
	var variables []string
	for _, c := range columns {
		variables = append(variables, c.Variable)
	}
	plain, heavy := weight.NewCells(variables...), weight.NewCells(variables...)
	levels := make([]string, len(columns))
	for i := range n {
		base[i] = 0.5 + r.Float64()
		for v, c := range columns {
			levels[v] = c.Levels[c.Codes[i]]
		}
		require.NoError(t, plain.Add(levels, 1))
		require.NoError(t, heavy.Add(levels, base[i]))
	}
	counted, err := weight.Count(nil, columns...)
	require.NoError(t, err)
	require.True(t, sameCells(plain, counted))
	weighed, err := weight.Count(base, columns...)
	require.NoError(t, err)
	require.True(t, sameCells(heavy, weighed))
	if n == 0 {
		return
	}
	fit, err := weighed.Rake(plain.Margin(variables[0]))
	require.NoError(t, err)
	weights, err := weight.AppendWeights([]float64{-1}, fit, base, columns...)
	require.NoError(t, err)
	factors, err := weight.AppendWeights(nil, fit, nil, columns...)
	require.NoError(t, err)
	require.Len(t, weights, n+1)
	for i := range n {
		for v, c := range columns {
			levels[v] = c.Levels[c.Codes[i]]
		}
		require.InEpsilon(t, fit.Factor(levels...), factors[i], 1e-14)
		require.InEpsilon(t, base[i]*factors[i], weights[i+1], 1e-14)
	}
}

func TestColumnsAgreeWithRows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 7, 1023, 1024, 1025, 5000} {
		agree(t, r, column[uint8](r, "a", 3, n))
		agree(t, r, column[uint8](r, "a", 3, n), column[uint8](r, "b", 2, n))
		agree(t, r, column[int8](r, "a", 3, n), column[int8](r, "b", 2, n), column[int8](r, "c", 5, n), column[int8](r, "d", 1, n))
		agree(t, r, column[uint8](r, "a", 3, n), column[uint8](r, "b", 2, n), column[uint8](r, "c", 2, n), column[uint8](r, "d", 1, n), column[uint8](r, "e", 4, n))
		agree(t, r, column[int](r, "a", 3, n), column[int](r, "b", 300, n))
		agree(t, r, column[uint16](r, "a", 2000, n), column[uint16](r, "b", 3000, n), column[uint16](r, "c", 4000, n))
		agree(t, r, column[uint8](r, "a", 256, n), column[uint8](r, "b", 256, n))
	}
	empty, err := weight.Count(nil, weight.Column[int]{Variable: "a"})
	require.NoError(t, err)
	assert.Zero(t, empty.N())

	two := weight.Column[int]{Variable: "age", Levels: []string{"", "young", "old", "old"}, Codes: []int{2, 3, 0}}
	c, err := weight.Count(nil, two)
	require.NoError(t, err)
	assert.Equal(t, 2, c.Len(), "two codes of a level are one level")
}

func TestColumnsRefuse(t *testing.T) {
	sex := weight.Column[int]{Variable: "sex", Levels: []string{"F", "M"}, Codes: []int{0, 1, 1}}
	for _, r := range []struct {
		reason  string
		base    []float64
		columns []weight.Column[int]
		want    string
	}{
		{"no columns", nil, nil, "weight: cells need a variable"},
		{"a variable twice", nil, []weight.Column[int]{sex, sex}, "are not distinct names"},
		{"another length", nil, []weight.Column[int]{sex, {Variable: "age", Levels: []string{"old"}, Codes: []int{0}}}, "weight: 1 codes of age, but 3 of sex"},
		{"base weights of another length", []float64{1}, []weight.Column[int]{sex}, "weight: 1 base weights, but 3 codes of sex"},
		{"no weight", []float64{1, math.NaN(), 1}, []weight.Column[int]{sex}, "weight: respondent [1]: weight NaN is not a positive number"},
		{"a negative code", nil, []weight.Column[int]{sex, {Variable: "age", Levels: names(3), Codes: []int{0, 2, -1}}}, "weight: age of respondent [2]: code -1 is not from 0 to 2"},
		{"a code too high", nil, []weight.Column[int]{sex, {Variable: "age", Levels: names(3), Codes: []int{0, 3, 0}}}, "weight: age of respondent [1]: code 3 is not from 0 to 2"},
		{"a code too high of many", nil, []weight.Column[int]{sex, {Variable: "age", Levels: names(2000), Codes: []int{0, 2000, 0}}}, "weight: age of respondent [1]: code 2000 is not"},
		{"no weight, many levels", []float64{1, 0, 1}, []weight.Column[int]{{Variable: "age", Levels: names(2000), Codes: []int{0, 7, 0}}}, "weight: respondent [1]: weight 0"},
		{"a code without levels", nil, []weight.Column[int]{{Variable: "age", Codes: []int{0}}}, "weight: age of respondent [0]: code 0 is not from 0 to -1"},
	} {
		c, err := weight.Count(r.base, r.columns...)
		assert.ErrorContains(t, err, r.want, r.reason)
		assert.Zero(t, c.N(), r.reason)
	}
	for _, code := range []int8{-1, -128, 2, 127} {
		_, err := weight.Count(nil, weight.Column[int8]{Variable: "sex", Levels: []string{"F", "M"}, Codes: []int8{0, code}})
		e, ok := errors.AsType[*weight.CodeError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, weight.CodeError{Variable: "sex", Code: int(code), Levels: 2, Index: 1}, *e)
	}
	_, err := weight.Count(nil, weight.Column[int8]{Variable: "many", Levels: names(256), Codes: []int8{0, -56}})
	assert.ErrorContains(t, err, "code -56", "a negative code is not 200")

	c, err := weight.Count(nil, sex)
	require.NoError(t, err)
	fit, err := c.Rake(weight.Totals("sex", map[string]float64{"F": 1, "M": 1}))
	require.NoError(t, err)
	for _, r := range []struct {
		reason string
		base   []float64
		column weight.Column[int]
		want   string
	}{
		{"a level of which nobody was weighted", nil, weight.Column[int]{Variable: "sex", Levels: []string{"M", "X"}, Codes: []int{0, 1}}, `weight: sex "X": no respondent with these levels was weighted`},
		{"another variable", nil, weight.Column[int]{Variable: "gender", Levels: []string{"F"}, Codes: []int{0}}, `weight: no column of the variable "sex"`},
		{"no weight", []float64{1, -1, 1}, sex, "weight: respondent [1]: weight -1 is not a positive number"},
		{"a code too high", nil, weight.Column[int]{Variable: "sex", Levels: []string{"M"}, Codes: []int{1}}, "weight: sex of respondent [0]: code 1 is not from 0 to 0"},
	} {
		got, err := weight.AppendWeights([]float64{7}, fit, r.base, r.column)
		assert.ErrorContains(t, err, r.want, r.reason)
		assert.Equal(t, []float64{7}, got, "%s: an error appends nothing", r.reason)
	}
}

func TestColumnsAllocateByCell(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	few, many := column[uint8](r, "a", 3, 1000), column[uint8](r, "a", 3, 100_000)
	allocations := func(c weight.Column[uint8]) float64 {
		return testing.AllocsPerRun(10, func() {
			if _, err := weight.Count(nil, c); err != nil {
				t.Error(err)
			}
		})
	}
	assert.InDelta(t, allocations(few), allocations(many), 1, "not by respondent")
}
