package weight_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// sameCells reports whether two have the same respondents, with sums to rounding, wherever they came in.
func sameCells(a, b weight.Cells) bool {
	if !slices.Equal(a.Variables(), b.Variables()) || a.N() != b.N() || a.Len() != b.Len() {
		return false
	}
	type row struct {
		levels []string
		cell   weight.Cell
	}
	var rows []row
	for levels, cell := range b.All() {
		rows = append(rows, row{levels, cell})
	}
	i := 0
	for levels, cell := range a.All() {
		o := rows[i]
		if !slices.Equal(levels, o.levels) || cell.N != o.cell.N || !near(cell.Sum, o.cell.Sum) || !near(cell.Squares, o.cell.Squares) {
			return false
		}
		i++
	}
	return true
}

func cellsOf(t testing.TB, rows ...[2]string) weight.Cells {
	t.Helper()
	c := weight.NewCells("sex", "age")
	for i, row := range rows {
		require.NoError(t, c.Add(row[:], 0.7+0.3*float64(i)))
	}
	return c
}

func TestCellsLaws(t *testing.T) {
	kpitest.Laws(t, sameCells,
		cellsOf(t, [2]string{"F", "old"}, [2]string{"M", "old"}, [2]string{"F", "old"}),
		cellsOf(t, [2]string{"M", "young"}, [2]string{"M", "old"}),
		cellsOf(t, [2]string{"", "young"}, [2]string{"F", ""}),
		cellsOf(t))
}

func TestCellsJSON(t *testing.T) {
	c := cellsOf(t, [2]string{"M", "old"}, [2]string{"F", `"55+"`})
	b, err := json.Marshal(c)
	require.NoError(t, err)
	assert.Equal(t, `{"variables":["sex","age"],"cells":[{"levels":["F","\"55+\""],"n":1,"sum":1,"squares":1},`+
		`{"levels":["M","old"],"n":1,"sum":0.7,"squares":0.48999999999999994}]}`, string(b))
	b, err = json.Marshal(weight.Cells{})
	require.NoError(t, err)
	assert.Equal(t, `{"variables":[],"cells":[]}`, string(b))

	for _, r := range []struct{ reason, in, want string }{
		{"no variables", `{"variables":[],"cells":[{"levels":[],"n":1,"sum":1,"squares":1}]}`, "cells without variables"},
		{"a variable twice", `{"variables":["a","a"],"cells":[]}`, "are not distinct names"},
		{"levels that do not fit", `{"variables":["a"],"cells":[{"levels":["x","y"],"n":1,"sum":1,"squares":1}]}`, `the levels ["x" "y"] for the variables ["a"]`},
		{"a cell twice", `{"variables":["a"],"cells":[{"levels":["x"],"n":1,"sum":1,"squares":1},{"levels":["x"],"n":1,"sum":1,"squares":1}]}`, `a "x" comes twice`},
		{"no respondents", `{"variables":["a"],"cells":[{"levels":["x"],"n":0,"sum":1,"squares":1}]}`, "is not the base weights of respondents"},
		{"a negative count", `{"variables":["a"],"cells":[{"levels":["x"],"n":-1,"sum":1,"squares":1}]}`, "is not the base weights of respondents"},
		{"weights that cannot be", `{"variables":["a"],"cells":[{"levels":["x"],"n":1,"sum":2,"squares":1}]}`, "is not the base weights of respondents"},
		{"weights too large", `{"variables":["a"],"cells":[{"levels":["x"],"n":1,"sum":1e120,"squares":1e240}]}`, "leave the range"},
		{"more than an int", fmt.Sprintf(`{"variables":["a"],"cells":[{"levels":["x"],"n":%[1]d,"sum":%[1]d,"squares":%[1]d},{"levels":["y"],"n":1,"sum":1,"squares":1}]}`, math.MaxInt), "more answers than an int"},
		{"a member that is none", `{"variables":["a"],"cells":[],"n":3}`, `unknown field "n"`},
		{"a number", `3`, "weight: reading a tally: "},
	} {
		before := cellsOf(t, [2]string{"F", "old"})
		got := before
		assert.ErrorContains(t, json.Unmarshal([]byte(r.in), &got), r.want, r.reason)
		assert.True(t, sameCells(before, got), "%s: an error leaves the cells as they were", r.reason)
	}
}

func TestCellsRefuse(t *testing.T) {
	c := cellsOf(t, [2]string{"F", "old"})
	for _, w := range []float64{0, -1, math.NaN(), math.Inf(1), 1e-101, 1e101} {
		err := c.Add([]string{"F", "old"}, w)
		_, ok := errors.AsType[*weight.Error](err)
		assert.True(t, ok, "%v is no weight: %v", w, err)
	}
	assert.EqualError(t, c.Add([]string{"F"}, 1), `weight: levels ["F"] for the variables ["sex" "age"]`)
	assert.EqualError(t, c.AddN([]string{"F", "old"}, -1, 1), "weight: -1 respondents do not go into cells that have 1")
	assert.EqualError(t, c.AddN([]string{"F", "old"}, math.MaxInt, 1), fmt.Sprintf("weight: %d respondents do not go into cells that have 1", math.MaxInt))
	assert.EqualError(t, weight.Cells{}.Add(nil, 1), "weight: cells without variables: make them by NewCells")
	assert.NoError(t, c.AddN([]string{"M", "old"}, 0, 1))
	assert.True(t, sameCells(cellsOf(t, [2]string{"F", "old"}), c), "errors and zeros count nothing")

	for reason, wrong := range map[string]func(){
		"no variable":     func() { weight.NewCells() },
		"no name":         func() { weight.NewCells("sex", "") },
		"a name twice":    func() { weight.NewCells("sex", "sex") },
		"other variables": func() { c.Plus(weight.NewCells("sex")) },
		"another order":   func() { c.Plus(weight.NewCells("age", "sex")) },
		"too many respondents": func() {
			big := weight.NewCells("sex", "age")
			_ = big.AddN([]string{"F", "old"}, math.MaxInt, 1)
			c.Plus(big)
		},
		"an unknown margin":    func() { c.Margin("region") },
		"a margin of nothing":  func() { c.Margin() },
		"bounds of percent":    func() { _, _ = weight.Logit{Lower: 30, Upper: 300}.Calibrate(c) },
		"an open logit":        func() { _, _ = weight.Logit{Lower: 0.3, Upper: math.Inf(1)}.Calibrate(c) },
		"bounds that are none": func() { _, _ = weight.Truncated{Lower: math.NaN(), Upper: 2}.Calibrate(c) },
		"a quantile of 50":     func() { weight.Fit{}.Quantile(50) },
	} {
		assert.Panics(t, wrong, reason)
	}
}

func TestCellsOfNobody(t *testing.T) {
	for _, c := range []weight.Cells{{}, weight.NewCells("sex")} {
		assert.Zero(t, c.N())
		assert.Zero(t, c.Len())
		assert.Zero(t, c.Total())
		assert.Zero(t, c.Effective())
		for range c.All() {
			t.Fail()
		}
	}
	assert.Empty(t, weight.NewCells("sex").Margin("sex").Targets)
	var f weight.Fit
	assert.Zero(t, f.N())
	assert.Zero(t, f.Total())
	assert.Zero(t, f.Effective())
	assert.Zero(t, f.Worst())
	assert.Empty(t, f.Checks())
	for range f.All() {
		t.Fail()
	}
	for _, x := range []float64{f.Mean(), f.DesignEffect(), f.Quantile(0.5), f.Factor(), f.Factor("F")} {
		assert.True(t, math.IsNaN(x), "%v", x)
	}
	_, err := f.Trim(weight.Trim{Cap: 1})
	assert.Error(t, err)
	_, err = f.TrimAndRake(weight.Trim{Cap: 1})
	assert.Error(t, err)
	_, err = weight.AppendWeights(nil, f, nil, weight.Encode("sex", []string{"F"}))
	assert.Error(t, err)
}

// A thousand levels by a thousand: cells are found again when the table has grown.
func TestManyCells(t *testing.T) {
	c := weight.NewCells("a", "b")
	name := func(i int) string { return string([]rune{rune('a' + i%26), rune('a' + i/26)}) }
	for range 3 {
		for i := range 300 {
			for j := range 100 {
				require.NoError(t, c.Add([]string{name(i), name(i * j % 300)}, 2))
			}
		}
	}
	assert.Equal(t, 90000, c.N())
	sum := 0
	for _, cell := range c.All() {
		sum += cell.N
		assert.Zero(t, cell.N%3)
	}
	assert.Equal(t, 90000, sum)
}

func TestAddAllocatesNothing(t *testing.T) {
	c := cellsOf(t, [2]string{"F", "old"})
	levels := []string{"F", "old"}
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = c.Add(levels, 1.5) }))
}
