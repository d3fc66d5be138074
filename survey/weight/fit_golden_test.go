package weight_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/weight"
)

// respondents returns the respondents of a set, whose last variable is the base weight, and the levels of the
// cells in the order of the table.
func respondents(t testing.TB, set string) (c weight.Cells, levels [][]string) {
	t.Helper()
	f, err := os.Open("testdata/fit_" + set + ".csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	last := len(rows[0]) - 1
	c = weight.NewCells(rows[0][:last]...)
	for _, row := range rows[1:] {
		base, err := strconv.ParseFloat(row[last-1], 64)
		require.NoError(t, err)
		n, err := strconv.Atoi(row[last])
		require.NoError(t, err)
		require.NoError(t, c.AddN(row[:last], n, base))
		levels = append(levels, row[:last])
	}
	return c, levels
}

func TestAgainstSurvey(t *testing.T) {
	b, err := os.ReadFile("testdata/fit.json")
	require.NoError(t, err)
	var cases []struct {
		Reason, Set, Method string
		Lower, Upper, Cap   float64
		Margins             []weight.Margin
		Kish                float64
		Quantiles           [3]float64
		Weights             []float64
	}
	require.NoError(t, json.Unmarshal(b, &cases))
	for _, g := range cases {
		t.Run(g.Set+"/"+g.Method+"/"+g.Reason, func(t *testing.T) {
			c, levels := respondents(t, g.Set)
			fit, err := weight.Fit{}, error(nil)
			switch g.Method {
			case "poststratify":
				fit, err = c.PostStratify(g.Margins[0])
			case "rake", "trim.once", "trim.equally", "trim.rake":
				fit, err = c.Rake(g.Margins...)
			case "linear":
				fit, err = weight.Linear{}.Calibrate(c, g.Margins...)
			case "exponential":
				fit, err = weight.Exponential{}.Calibrate(c, g.Margins...)
			case "truncated":
				fit, err = weight.Truncated{Lower: g.Lower, Upper: g.Upper}.Calibrate(c, g.Margins...)
			case "logit":
				fit, err = weight.Logit{Lower: g.Lower, Upper: g.Upper}.Calibrate(c, g.Margins...)
			}
			require.NoError(t, err)
			tolerance := 1e-9
			switch {
			case g.Method == "trim.rake":
				tolerance = 1e-7 // both stop where the cap is kept to 1e-9
				fit, err = fit.TrimAndRake(weight.Trim{Cap: g.Cap, Equally: true})
			case g.Cap > 0:
				fit, err = fit.Trim(weight.Trim{Cap: g.Cap, Equally: true, Once: g.Method == "trim.once"})
			}
			require.NoError(t, err)
			require.Len(t, levels, len(g.Weights))
			for i, want := range g.Weights {
				base, err := strconv.ParseFloat(levels[i][len(levels[i])-1], 64)
				require.NoError(t, err)
				assert.InDelta(t, want, base*fit.Factor(levels[i]...), tolerance*want, "%q", levels[i])
			}
			assert.InDelta(t, g.Kish, fit.DesignEffect(), tolerance)
			for i, q := range []float64{0.25, 0.5, 0.75} {
				assert.InDelta(t, g.Quantiles[i], fit.Quantile(q), tolerance*g.Quantiles[i])
			}
			if g.Cap == 0 || g.Method == "trim.rake" {
				for _, check := range fit.Checks() {
					assert.InDelta(t, 0, check.Off(), 1e-9, "%v", check)
				}
			}
		})
	}
}
