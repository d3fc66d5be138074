package weight_test

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// kalton returns the respondents of the example of Kalton and Flores-Cervantes (2003), 4 by 3 levels.
func kalton(t testing.TB) weight.Cells {
	return counted(t, [][]int{{20, 40, 40}, {50, 140, 310}, {100, 50, 50}, {30, 100, 70}})
}

// counted returns a table of counts as cells of variables "row" and "column", with the levels "0", "1", ….
func counted(t testing.TB, counts [][]int) weight.Cells {
	t.Helper()
	c := weight.NewCells("row", "column")
	for i, row := range counts {
		for j, n := range row {
			require.NoError(t, c.AddN([]string{strconv.Itoa(i), strconv.Itoa(j)}, n, 1))
		}
	}
	return c
}

// totals returns a margin of the levels "0", "1", ….
func totals(variable string, values ...float64) weight.Margin {
	m := map[string]float64{}
	for i, x := range values {
		m[strconv.Itoa(i)] = x
	}
	return weight.Totals(variable, m)
}

// Tables A, B, C and G of Kalton and Flores-Cervantes (2003), and G by the truncated method, to the two decimals that
// the tests of R's package survey print (tests/kalton.Rout.save). Table D has numbers instead of levels.
func TestKaltonTables(t *testing.T) {
	rows, columns := totals("row", 175, 550, 430, 345), totals("column", 365, 415, 720)
	crossed := weight.Margin{Variables: []string{"row", "column"}}
	for i, row := range [][]float64{{80, 40, 55}, {60, 150, 340}, {170, 60, 200}, {55, 165, 125}} {
		for j, x := range row {
			crossed.Targets = append(crossed.Targets, weight.Target{Levels: []string{strconv.Itoa(i), strconv.Itoa(j)}, Value: x})
		}
	}
	for _, c := range []struct {
		reason string
		fit    func(weight.Cells) (weight.Fit, error)
		want   [4][3]float64
	}{
		{"table A", func(c weight.Cells) (weight.Fit, error) { return c.PostStratify(crossed) },
			[4][3]float64{{4, 1, 1.38}, {1.2, 1.07, 1.1}, {1.7, 1.2, 4}, {1.83, 1.65, 1.79}}},
		{"table B", func(c weight.Cells) (weight.Fit, error) { return c.Rake(rows, columns) },
			[4][3]float64{{1.81, 1.45, 2.02}, {1.08, 0.87, 1.21}, {2.2, 1.76, 2.45}, {1.83, 1.47, 2.04}}},
		{"table C", func(c weight.Cells) (weight.Fit, error) { return weight.Linear{}.Calibrate(c, rows, columns) },
			[4][3]float64{{1.82, 1.5, 1.97}, {1.09, 0.78, 1.24}, {2.19, 1.88, 2.34}, {1.83, 1.52, 1.98}}},
		{"table G: factors of 0.5 to 2.2 are ratios to 1.5, the average factor", func(c weight.Cells) (weight.Fit, error) {
			return weight.Logit{Lower: 0.5 / 1.5, Upper: 2.2 / 1.5}.Calibrate(c, rows, columns)
		}, [4][3]float64{{1.87, 1.46, 1.98}, {1.08, 0.74, 1.27}, {2.17, 2.09, 2.18}, {1.89, 1.49, 1.99}}},
		{"table G, truncated", func(c weight.Cells) (weight.Fit, error) {
			return weight.Truncated{Lower: 0.5 / 1.5, Upper: 2.2 / 1.5}.Calibrate(c, rows, columns)
		}, [4][3]float64{{1.81, 1.48, 1.99}, {1.08, 0.75, 1.26}, {2.2, 2, 2.2}, {1.83, 1.5, 2}}},
	} {
		fit, err := c.fit(kalton(t))
		require.NoError(t, err, c.reason)
		for i, row := range c.want {
			for j, want := range row {
				assert.InDelta(t, want, fit.Factor(strconv.Itoa(i), strconv.Itoa(j)), 0.0051, "%s: %d, %d", c.reason, i, j)
			}
		}
	}
}

// Linear calibration of the same example to more digits, and a table of 3 by 4 fitted to its margins: R's package
// survey 4.1.1 and the docstring of the Python package ipfn.
func TestTablesToMoreDigits(t *testing.T) {
	fit, err := weight.Linear{}.Calibrate(kalton(t), totals("row", 175, 550, 430, 345), totals("column", 365, 415, 720))
	require.NoError(t, err)
	for i, row := range [][]float64{{1.81531065, 1.50218192, 1.96516275}, {1.09476774, 0.78163901, 1.24461984},
		{2.19081916, 1.87769043, 2.34067126}, {1.82911613, 1.5159874, 1.97896823}} {
		for j, want := range row {
			assert.InDelta(t, want, fit.Factor(strconv.Itoa(i), strconv.Itoa(j)), 1e-8)
		}
	}
	seed := [][]int{{8, 4, 6, 7}, {3, 6, 5, 2}, {9, 11, 3, 1}}
	fit, err = counted(t, seed).Rake(totals("row", 20, 18, 22), totals("column", 18, 16, 12, 14))
	require.NoError(t, err)
	for i, row := range [][]float64{{5.579361394, 2.1624669416, 3.8918737152, 8.3662979492},
		{3.4331996765, 5.3226025561, 5.3218275299, 3.9223702375}, {8.9874389295, 8.5149305022, 2.7862987549, 1.7113318134}} {
		for j, want := range row {
			assert.InDelta(t, want, float64(seed[i][j])*fit.Factor(strconv.Itoa(i), strconv.Itoa(j)), 1e-8)
		}
	}
}

// Eight respondents raked to two margins by R's package survey 4.1.1, and their design effect.
func TestEightRespondents(t *testing.T) {
	sex := weight.Encode("sex", []string{"M", "M", "M", "F", "F", "F", "F", "M"})
	age := weight.Encode("age", []string{"y", "y", "o", "y", "o", "o", "o", "o"})
	c, err := weight.Count(nil, sex, age)
	require.NoError(t, err)
	fit, err := c.Rake(weight.Totals("sex", map[string]float64{"F": 52, "M": 48}), weight.Totals("age", map[string]float64{"o": 60, "y": 40}))
	require.NoError(t, err)
	got, err := weight.AppendWeights(nil, fit, nil, age, sex)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{12.814751557799, 12.814751557799, 11.185248442201, 14.370496884403,
		12.543167705199, 12.543167705199, 12.543167705199, 11.185248442201}, got, 1e-10)
	assert.InDelta(t, 1.00572770348, fit.DesignEffect(), 1e-10)
	assert.InDelta(t, 8/1.00572770348, fit.Effective(), 1e-9)
	assert.InDelta(t, 12.5, fit.Mean(), 1e-10)
}

// Base weights of twelve respondents: n·Σw²/(Σw)² by R.
func TestKish(t *testing.T) {
	c := weight.NewCells("all")
	for _, w := range []float64{1.2, 0.8, 1, 1.5, 0.7, 1.1, 0.9, 1.3, 1, 0.6, 1.4, 0.5} {
		require.NoError(t, c.Add([]string{"yes"}, w))
	}
	assert.InDelta(t, 10.9923664122137, c.Effective(), 1e-10)
	fit, err := c.Rake(weight.Shares("all", map[string]float64{"yes": 1}))
	require.NoError(t, err)
	assert.InDelta(t, 1.09166666666667, fit.DesignEffect(), 1e-10)
	assert.InDelta(t, 12, fit.Total(), 1e-12)
}

func TestInfeasible(t *testing.T) {
	c := weight.NewCells("sex", "age")
	require.NoError(t, c.AddN([]string{"F", "young"}, 3, 1))
	require.NoError(t, c.AddN([]string{"M", "young"}, 2, 1))
	require.NoError(t, c.AddN([]string{"M", "old"}, 4, 2))
	require.NoError(t, c.AddN([]string{"M", ""}, 1, 1))
	sexes := weight.Totals("sex", map[string]float64{"F": 50, "M": 50})
	age := func(m map[string]float64) weight.Margin { return weight.Totals("age", m) }
	kept := age(map[string]float64{"young": 40, "old": 60})
	kept.KeepMissing = true
	for _, r := range []struct {
		reason  string
		margins []weight.Margin
		want    string
	}{
		{"no margin", nil, "weight: there is no margin to fit to"},
		{"a target without respondents", []weight.Margin{weight.Totals("sex", map[string]float64{"F": 50, "M": 40, "X": 10})},
			`weight: sex "X": a target of 10, but no respondent`},
		{"a crossed target without respondents", []weight.Margin{{Variables: []string{"age", "sex"}, KeepMissing: true, Targets: []weight.Target{
			{Levels: []string{"young", "F"}, Value: 1}, {Levels: []string{"young", "M"}, Value: 1}, {Levels: []string{"old", "F"}, Value: 1}, {Levels: []string{"old", "M"}, Value: 1}}}},
			`weight: age "old" × sex "F": a target of 1, but no respondent`},
		{"a target of 0 with respondents", []weight.Margin{weight.Totals("sex", map[string]float64{"F": 0, "M": 40})},
			`weight: sex "F": a target of 0, but 3 respondents`},
		{"a level without target", []weight.Margin{weight.Totals("sex", map[string]float64{"M": 40})}, `weight: sex "F": 3 respondents, but no target`},
		{"all that is wrong at once", []weight.Margin{weight.Totals("sex", map[string]float64{"female": 40, "male": 40})},
			"weight: sex \"F\": 3 respondents, but no target\nsex \"M\": 7 respondents, but no target\n" +
				"sex \"female\": a target of 40, but no respondent\nsex \"male\": a target of 40, but no respondent"},
		{"a missing answer", []weight.Margin{age(map[string]float64{"young": 40, "old": 60})}, `weight: age "": 1 respondents whose answer is missing`},
		{"sums that disagree", []weight.Margin{sexes, age(map[string]float64{"young": 40, "old": 61, "": 1})},
			"weight: age: totals add up to 102, but those of sex to 100"},
		{"shares that are percent", []weight.Margin{weight.Shares("sex", map[string]float64{"F": 50, "M": 50})}, "weight: sex: shares add up to 100, not to 1"},
		{"a negative target", []weight.Margin{weight.Totals("sex", map[string]float64{"F": -1, "M": 40})}, `weight: sex "F": the target -1 is not 0 or from 1e-100 to 1e+100`},
		{"a target that is no number", []weight.Margin{weight.Totals("sex", map[string]float64{"F": math.NaN(), "M": 40})}, `weight: sex "F": the target NaN is not 0`},
		{"an infinite target", []weight.Margin{weight.Totals("sex", map[string]float64{"F": math.Inf(1), "M": 40})}, `weight: sex "F": the target +Inf is not 0`},
		{"no targets", []weight.Margin{weight.Totals("sex", nil)}, "weight: sex: there is no target above 0"},
		{"targets of 0", []weight.Margin{weight.Totals("sex", map[string]float64{"X": 0})}, "weight: sex: there is no target above 0"},
		{"an unknown variable", []weight.Margin{weight.Totals("gender", map[string]float64{"F": 1})}, `weight: gender: "gender" is not a variable of the cells`},
		{"no variable", []weight.Margin{{Targets: []weight.Target{{Value: 1}}}}, "a margin needs variables of distinct names"},
		{"crossed with itself", []weight.Margin{{Variables: []string{"sex", "sex"}}}, "a margin needs variables of distinct names"},
		{"levels that do not fit", []weight.Margin{{Variables: []string{"sex"}, Targets: []weight.Target{{Levels: []string{"F", "young"}, Value: 1}}}},
			`weight: sex: the target 1 has the levels ["F" "young"]`},
		{"two targets of a level", []weight.Margin{{Variables: []string{"sex"}, Targets: []weight.Target{
			{Levels: []string{"F"}, Value: 1}, {Levels: []string{"F"}, Value: 2}, {Levels: []string{"M"}, Value: 2}}}}, `weight: sex "F": two targets`},
		{"margins that cannot be reached together: women are young", []weight.Margin{sexes, kept}, "no such weights reach all targets"},
	} {
		before := c.Plus(weight.Cells{})
		for name, fit := range map[string]func(weight.Cells, ...weight.Margin) (weight.Fit, error){
			"rake": weight.Cells.Rake, "linear": weight.Linear{}.Calibrate, "exponential": weight.Exponential{}.Calibrate,
			"logit": weight.Logit{Lower: 0.01, Upper: 100}.Calibrate, "truncated": weight.Truncated{Lower: 0.01, Upper: math.Inf(1)}.Calibrate} {
			if name == "linear" && r.want == "no such weights reach all targets" {
				continue // it takes negative ones
			}
			_, err := fit(c, r.margins...)
			assert.ErrorContains(t, err, r.want, "%s: %s", r.reason, name)
			_, unfitted := errors.AsType[*weight.ConvergenceError](err)
			_, wrong := errors.AsType[*weight.MarginError](err)
			assert.True(t, unfitted || wrong || r.margins == nil, "%s: the error can be told apart", r.reason)
		}
		assert.True(t, sameCells(before, c), "%s: the cells are as they were", r.reason)
		_, err := weight.Cells{}.Rake(r.margins...)
		assert.EqualError(t, err, "weight: there are no respondents to fit")
	}
	_, err := weight.NewCells("sex").Rake(sexes)
	assert.EqualError(t, err, "weight: there are no respondents to fit")
}

func TestCheckJSON(t *testing.T) {
	wiretest.RoundTrip(t, "weights beyond a float64", weight.Check{Variables: []string{"sex"}, Levels: []string{"F"}, Target: 52, Total: math.Inf(1)},
		`{"variables":["sex"],"levels":["F"],"target":52,"total":"Infinity"}`)
	wiretest.RoundTrip(t, "nothing", weight.Check{}, `{"variables":[],"levels":[],"target":0,"total":0}`)
	wiretest.Refuses(t, "no total", weight.Check{Target: 1}, `{"variables":["sex"],"levels":["F"],"target":52}`, `there is no "total"`)
}
