package plan_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/plan"
)

// What R answers to the same questions: see testdata/plan.R.
func TestAgainstR(t *testing.T) {
	f, err := os.Open("testdata/plan.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 600, "a table that lost its rows proves nothing")
	asked := map[string]int{}
	for _, row := range rows[1:] {
		var x [9]float64
		for i, s := range row[1:] {
			x[i+1], err = strconv.ParseFloat(s, 64)
			require.NoError(t, err)
		}
		a, b, c, level, power, want := x[1], x[2], x[3], x[6], x[7], x[8]
		d := plan.Design{Population: int(x[4]), Effect: x[5]}
		tolerance := 1e-9 * math.Abs(want)
		var got float64
		size := func(s plan.Size, err error) {
			require.NoError(t, err, row)
			got, tolerance = float64(s.Answers), 0
		}
		switch asked[row[0]]++; row[0] {
		case "share size":
			size(d.Size(plan.Share(a), b, level))
		case "share margin":
			got = halfWidth(t, d, plan.Share(a), int(b), level)
		case "nps wald":
			size(plan.Wald.Size(d, plan.NPS{Promoters: a, Detractors: b}, c, level))
		case "mean size":
			size(d.Size(plan.Mean{SD: a}, b, level))
		case "mean margin":
			got = halfWidth(t, d, plan.Mean{SD: a}, int(b), level)
		case "share detect":
			size(d.Detect(plan.Share(a), plan.Share(b), power, level))
		case "share detectable":
			_, got, err = d.Detectable(plan.Share(a), int(b), power, level)
			require.NoError(t, err)
		case "share benchmark":
			size(d.Benchmark(plan.Share(0.85), b, power, level))
		case "share power":
			got, err = d.Power(plan.Share(a), plan.Share(b), int(c), int(c), level)
			require.NoError(t, err)
		case "mean detect":
			size(d.Detect(plan.Mean{SD: a}, plan.Mean{Value: b, SD: a}, power, level))
		case "mean benchmark":
			size(d.Benchmark(plan.Mean{Value: b, SD: a}, 0, power, level))
		case "mean detectable":
			got, _, err = d.Detectable(plan.Mean{SD: a}, int(b), power, level)
			require.NoError(t, err)
		case "mean power":
			got, err = d.Power(plan.Mean{SD: 1}, plan.Mean{Value: a, SD: 1}, int(c), int(c), level)
			require.NoError(t, err)
		case "welch power":
			got, err = d.Power(plan.Mean{SD: 1}, plan.Mean{Value: a, SD: 2}, int(c), int(3*c), level)
			require.NoError(t, err)
		default:
			t.Fatal(row[0])
		}
		assert.InDelta(t, want, got, tolerance, row)
	}
	assert.Len(t, asked, 14)
}

func halfWidth(t *testing.T, d plan.Design, m plan.Metric, n int, level float64) float64 {
	t.Helper()
	margin, err := d.Margin(m, n, level)
	require.NoError(t, err)
	return margin.HalfWidth
}
