package kpitest_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/survey/plan"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// Vectors that have no runner, read with Cases.

func TestSplitsOfItems(t *testing.T) {
	type input struct{ Rows [][]float64 }
	type expected struct {
		Least, Most, Mean float64
		Splits            int
	}
	used := 0
	for _, c := range kpitest.Cases[input, expected]("reliability-splits") {
		if rows, ok := ratings(c.Input.Rows); ok && c.Method == "covariance" {
			used++
			worst, best := itemsOf(t, eleven, rows).Splits()
			assert.InDelta(t, c.Expected.Least, worst, c.Tolerance, c.Reason)
			assert.InDelta(t, c.Expected.Most, best, c.Tolerance, c.Reason)
		}
	}
	assert.Equal(t, 2, used)
}

func TestDetectableNPS(t *testing.T) {
	type input struct {
		kpitest.NetShares
		Answers      int
		Power, Level float64
	}
	type expected struct{ Significant, Detectable float64 }
	for _, c := range kpitest.Cases[input, expected]("plan-nps-detectable") {
		for power, want := range map[float64]float64{0.5: c.Expected.Significant, c.Input.Power: c.Expected.Detectable} {
			_, rise, err := plan.Design{}.Detectable(plan.NPS(c.Input.NetShares), c.Input.Answers, power, c.Input.Level)
			require.NoError(t, err)
			assert.InDelta(t, want, rise, c.Tolerance, c.Reason)
		}
	}
}

func TestResiduals(t *testing.T) {
	type input struct{ Table [][]int }
	type expected struct {
		V         float64
		Residuals [][]float64
	}
	for _, c := range kpitest.Cases[input, expected]("table-residuals") {
		var table drivers.Table
		for i, row := range c.Input.Table {
			for j, n := range row {
				require.NoError(t, table.AddN(strconv.Itoa(i), strconv.Itoa(j), n))
			}
		}
		assert.InDelta(t, c.Expected.V, table.CramersV(0.95).Value, c.Tolerance, c.Reason)
		for k, cell := range table.Cells() {
			columns := len(c.Input.Table[0])
			assert.InDelta(t, c.Expected.Residuals[k/columns][k%columns], cell.Adjusted, c.Tolerance, c.Reason)
		}
	}
}

func TestLinearisedNPS(t *testing.T) {
	type input struct {
		Answers []int
		Weights []float64
		Level   float64
	}
	type expected struct{ Value, SE, Lo, Hi, Jackknife float64 }
	for _, c := range kpitest.Cases[input, expected]("nps-linearised") {
		var tally weight.Tally
		for i, a := range c.Input.Answers {
			require.NoError(t, tally.Add(eleven, a, c.Input.Weights[i]))
		}
		assert.InDelta(t, c.Expected.SE, tally.StandardError(nps.Value), c.Tolerance, c.Reason)
		value, se := plainNPSWeighted(c.Input.Answers, c.Input.Weights)
		assert.InDelta(t, c.Expected.Value, value, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.SE, se, c.Tolerance, c.Reason)
	}
}

// A table is fitted by raking its cells, and factors of linear calibration are those of the cells.
func TestFittedTables(t *testing.T) {
	cellsOf := func(table [][]float64, rows, columns []float64) (cells weight.Cells, margins []weight.Margin) {
		cells = weight.NewCells("row", "column")
		totals := [2]map[string]float64{{}, {}}
		for i, row := range table {
			totals[0][strconv.Itoa(i)] = rows[i]
			for j, w := range row {
				totals[1][strconv.Itoa(j)] = columns[j]
				if w > 0 {
					require.NoError(t, cells.Add([]string{strconv.Itoa(i), strconv.Itoa(j)}, w))
				}
			}
		}
		return cells, []weight.Margin{weight.Totals("row", totals[0]), weight.Totals("column", totals[1])}
	}
	type seeded struct {
		Seed          [][]float64
		Rows, Columns []float64
	}
	for _, c := range kpitest.Cases[seeded, struct{ Fitted [][]float64 }]("weight-table") {
		cells, margins := cellsOf(c.Input.Seed, c.Input.Rows, c.Input.Columns)
		fit, err := cells.Rake(margins...)
		require.NoError(t, err)
		for i, row := range c.Input.Seed {
			for j, w := range row {
				if w > 0 {
					assert.InDelta(t, c.Expected.Fitted[i][j], w*fit.Factor(strconv.Itoa(i), strconv.Itoa(j)), c.Tolerance, c.Reason)
				}
			}
		}
	}
	type counted struct {
		Counts        [][]float64
		Rows, Columns []float64
	}
	for _, c := range kpitest.Cases[counted, struct{ Factors [][]float64 }]("weight-linear") {
		cells, margins := cellsOf(c.Input.Counts, c.Input.Rows, c.Input.Columns)
		fit, err := weight.Linear{}.Calibrate(cells, margins...)
		require.NoError(t, err)
		for i, row := range c.Expected.Factors {
			for j, want := range row {
				assert.InDelta(t, want, fit.Factor(strconv.Itoa(i), strconv.Itoa(j)), c.Tolerance, c.Reason)
			}
		}
	}
}

// A segment of a sample keeps the design of the whole.
func TestSegments(t *testing.T) {
	type input struct {
		Answers  []int
		Weights  []float64
		Segments []string
		Segment  string
	}
	type answer struct {
		segment string
		rating  int
	}
	for _, c := range kpitest.Cases[input, struct{ Value, SE kpitest.Number }]("nps-segment") {
		var sample design.Sample[answer]
		for i, a := range c.Input.Answers {
			require.NoError(t, sample.Add(design.Row[answer]{Cluster: strconv.Itoa(i), Cell: answer{c.Input.Segments[i], a}, Weight: c.Input.Weights[i]}))
		}
		rated := sample.Where(func(a answer) bool { return a.segment == c.Input.Segment }).
			Rated(survey.Scale{Min: 0, Max: 10}, func(a answer) (int, bool) { return a.rating, true })
		se := rated.StandardError(nps.Value)
		if math.IsNaN(float64(c.Expected.SE)) {
			assert.True(t, math.IsNaN(se), c.Reason)
			continue
		}
		assert.InDelta(t, float64(c.Expected.SE), se, c.Tolerance, c.Reason)
	}
}

func TestWeightedTables(t *testing.T) {
	type cell struct{ row, column string }
	type input struct {
		Cells []struct {
			Row, Column string
			N           int
			Weight      float64
		}
	}
	type expected struct{ Statistic, NDF, DDF, P, Pearson kpitest.Number }
	for _, c := range kpitest.Cases[input, expected]("table-rao-scott") {
		var sample design.Sample[cell]
		k := 0
		for _, in := range c.Input.Cells {
			for range in.N {
				k++
				require.NoError(t, sample.Add(design.Row[cell]{Cluster: strconv.Itoa(k), Cell: cell{in.Row, in.Column}, Weight: in.Weight}))
			}
		}
		got := sample.Independence(func(x cell) string { return x.row }, func(x cell) string { return x.column })
		assert.InDelta(t, float64(c.Expected.Statistic), got.F, c.Tolerance, c.Reason)
		assert.InDelta(t, float64(c.Expected.P), got.P, c.Tolerance, c.Reason)
		assert.InDelta(t, float64(c.Expected.NDF), got.DF1, c.Tolerance, c.Reason)
		assert.InDelta(t, float64(c.Expected.DDF), got.DF2, c.Tolerance, c.Reason)
		assert.InDelta(t, float64(c.Expected.Pearson), got.Pearson, max(c.Tolerance, 1e-8), c.Reason)
	}
}

func TestRakedMean(t *testing.T) {
	type answer struct {
		first, second string
		y             float64
	}
	type input struct {
		Weights []float64
		Margins []kpitest.Margin
		Y       []float64
	}
	type expected struct{ Value, SE, Effect float64 }
	for _, c := range kpitest.Cases[input, expected]("weight-rake-mean") {
		var sample design.Sample[answer]
		cells := weight.NewCells("first", "second")
		for i, y := range c.Input.Y {
			a := answer{c.Input.Margins[0].Levels[i], c.Input.Margins[1].Levels[i], y}
			require.NoError(t, cells.Add([]string{a.first, a.second}, c.Input.Weights[i]))
			require.NoError(t, sample.Add(design.Row[answer]{Cluster: strconv.Itoa(i), Cell: a, Weight: c.Input.Weights[i]}))
		}
		fit, err := cells.Rake(weight.Totals("first", c.Input.Margins[0].Totals), weight.Totals("second", c.Input.Margins[1].Totals))
		require.NoError(t, err)
		raked, err := sample.Calibrated(fit, func(a answer) []string { return []string{a.first, a.second} })
		require.NoError(t, err)
		y := func(a answer) float64 { return a.y }
		assert.InDelta(t, c.Expected.Value, raked.Mean(y, kpi.Number, 0.95).Value, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.SE, raked.MeanError(y), c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Effect, fit.DesignEffect(), c.Tolerance, c.Reason)
	}
}
