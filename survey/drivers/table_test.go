package drivers

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// counts returns a table of the rows a, b, … and the columns A, B, ….
func counts(t testing.TB, rows [][]int) (table Table) {
	t.Helper()
	for i, row := range rows {
		for j, n := range row {
			require.NoError(t, table.AddN(string(rune('a'+i)), string(rune('A'+j)), n))
		}
	}
	return table
}

func TestGoldenTables(t *testing.T) {
	var g struct {
		Tables map[string]struct {
			Table                       [][]int
			ChiSq, DF, P                float64
			Expected, Residuals, StdRes [][]float64
			V                           float64
			VLimits                     [2]float64
			Bergsma                     float64
			Yates                       []float64
			Fisher                      float64
			Pairs, Holm                 []float64
		}
		Fit [3]float64
	}
	golden(t, "tables.json", &g)
	require.Len(t, g.Tables, 6)
	for name, want := range g.Tables {
		t.Run(name, func(t *testing.T) {
			table := counts(t, want.Table)
			x := table.ChiSquared()
			assert.InEpsilon(t, want.ChiSq, x.Statistic, 1e-12)
			assert.Equal(t, want.DF, x.DF)
			assert.InEpsilon(t, want.P, x.P, 1e-11)
			cells := table.Cells()
			columns := len(want.Table[0])
			for i, row := range want.Table {
				for j, n := range row {
					c := cells[i*columns+j]
					assert.Equal(t, [2]string{string(rune('a' + i)), string(rune('A' + j))}, [2]string{c.Row, c.Column})
					assert.Equal(t, n, c.N)
					assert.InDelta(t, want.Expected[i][j], c.Expected, 1e-9)
					assert.InDelta(t, want.Residuals[i][j], c.Residual, 1e-11)
					assert.InDelta(t, want.StdRes[i][j], c.Adjusted, 1e-11)
				}
			}
			v := table.CramersV(0.95)
			assert.InDelta(t, want.V, v.Value, 1e-13)
			assert.InDelta(t, want.VLimits[0], v.Lo, 1e-8)
			assert.InDelta(t, min(max(want.VLimits[1], want.V), 1), v.Hi, 1e-8)
			assert.InDelta(t, want.Bergsma, Bergsma.V(table, 0.95).Value, 1e-12)
			if y := table.Yates(); want.Yates != nil {
				assert.InDelta(t, want.Yates[0], y.Statistic, 1e-12)
				assert.InDelta(t, want.Yates[1], y.P, 1e-12)
			} else {
				assert.True(t, math.IsNaN(y.P), "not 2×2")
			}
			assert.InEpsilon(t, want.Fisher, table.Fisher().P, 2e-9, "R's network is no better than that")
			pairs := table.Pairs("a")
			require.Len(t, pairs, len(want.Pairs))
			for i, p := range pairs {
				assert.InDelta(t, want.Pairs[i], p.Test.Statistic, 1e-11)
				assert.InDelta(t, want.Holm[i], p.Test.P, 1e-11)
			}
		})
	}
	fit := Fit(map[string]int{"a": 40, "b": 35, "c": 25}, map[string]float64{"a": 50, "b": 30, "c": 20})
	assert.InDelta(t, g.Fit[0], fit.Statistic, 1e-13)
	assert.Equal(t, g.Fit[1], fit.DF)
	assert.InDelta(t, g.Fit[2], fit.P, 1e-13)
}

func TestGoldenFisher(t *testing.T) {
	var g struct {
		Fisher, Large []struct {
			Table [][]int
			P     float64
		}
	}
	golden(t, "exact.json", &g)
	for _, c := range append(g.Fisher, g.Large...) {
		got := counts(t, c.Table).Fisher()
		if c.P == 0 {
			assert.Zero(t, got.P)
			assert.True(t, math.IsInf(got.Statistic, 0))
			continue
		}
		assert.InEpsilon(t, c.P, got.P, 1e-10, "%v", c.Table)
		assert.InDelta(t, c.P, kpi.NormalTest(got.Statistic).P, 1e-12, "the deviate with that P")
	}
}

// Tables of two rows and columns have two ways to the same P, and turning a table over changes nothing.
func TestFisherBothWays(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		rows := [][]int{{r.IntN(12), r.IntN(12)}, {r.IntN(12), r.IntN(12)}}
		g := counts(t, rows).grid()
		if g.df() != 1 {
			continue
		}
		want := fisher2x2(g.at[0][0], g.at[0][1], g.at[1][0], g.at[1][1])
		assert.InDelta(t, want, fisher(g), 1e-9, rows)
	}
	for range 20 {
		var table, turned Table
		for range 30 {
			a, b := fmt.Sprint(r.IntN(3)), fmt.Sprint(r.IntN(4))
			table.Add(a, b)
			turned.Add(b, a)
		}
		assert.InDelta(t, table.Fisher().P, turned.Fisher().P, 1e-9)
		assert.InDelta(t, table.ChiSquared().Statistic, turned.ChiSquared().Statistic, 1e-12)
	}
}

// The same by the Poisson mixture of central distributions, where that is short.
func TestNoncentral(t *testing.T) {
	for _, df := range []float64{1, 2, 3, 8, 30, 200} {
		for _, x := range []float64{0.01, 1, 7, 30, 400} {
			for _, l := range []float64{0.001, 2, 25, 300} {
				want, w := 0.0, math.Exp(-l/2)
				for k := range 1200 {
					want += w * quantile.ChiSquaredCDF(x, df+2*float64(k))
					w *= l / 2 / float64(k+1)
				}
				assert.InDelta(t, want, newNodes().noncentralCDF(x, df, math.Sqrt(l)), 1e-12, "%v %v %v", df, x, l)
			}
		}
	}
	for _, df := range []float64{1, 4} { // where it is as good as normal
		assert.InDelta(t, 0.5, newNodes().noncentralCDF(1e10, df, math.Sqrt(1e10-df+1)), 1e-4)
		assert.InDelta(t, quantile.NormalTail(-1), newNodes().noncentralCDF(1e10, df, 1e5-1), 1e-4)
	}
}

func TestTableCorners(t *testing.T) {
	for _, c := range []struct {
		reason string
		rows   [][]int
		known  bool
	}{
		{"no answers", nil, false},
		{"one answer", [][]int{{1}}, false},
		{"one row", [][]int{{3, 4, 5}}, false},
		{"one column", [][]int{{3}, {4}}, false},
		{"an empty row is none", [][]int{{3, 4}, {0, 0}}, false},
		{"an empty column is none", [][]int{{3, 0}, {4, 0}}, false},
		{"two answers, one determines the other", [][]int{{1, 0}, {0, 1}}, true},
		{"independent to the last answer", [][]int{{10, 10}, {10, 10}}, true},
		{"one determines the other", [][]int{{1000, 0}, {0, 1000}}, true},
		{"a billion answers", [][]int{{250_000_000, 250_000_000}, {250_000_000, 249_999_000}}, true},
	} {
		t.Run(c.reason, func(t *testing.T) {
			table := counts(t, c.rows)
			for _, test := range []kpi.Test{table.ChiSquared(), table.Yates(), table.Fisher()} {
				assert.Equal(t, c.known, !math.IsNaN(test.P))
				if c.known {
					assert.True(t, 0 <= test.P && test.P <= 1, test)
				}
			}
			for a := Cramer; a <= Bergsma; a++ {
				for _, level := range []float64{0.5, 0.95, 0.9999} {
					e := a.V(table, level)
					assert.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi))
					assert.True(t, 0 <= e.Lo && e.Lo <= e.Hi && e.Hi <= 1, e)
					if assert.Equal(t, c.known, e.Known() || a == Bergsma && table.N() == 2 && c.known) && e.Known() {
						assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, e)
						assert.Equal(t, table.N(), e.N)
					}
				}
			}
			for _, cell := range table.Cells() {
				assert.Equal(t, len(table.Rows()) > 1 && len(table.Columns()) > 1, !math.IsNaN(cell.Adjusted), cell)
			}
			for _, column := range table.Letters("a", 0.95) {
				assert.True(t, column.Share.Known())
			}
		})
	}
	assert.Equal(t, 1.0, counts(t, [][]int{{1000, 0}, {0, 1000}}).CramersV(0.95).Value)
	assert.Equal(t, 1.0, counts(t, [][]int{{10, 10}, {10, 10}}).Fisher().P)
	assert.True(t, math.IsNaN(Table{}.LeastExpected()))
	assert.Equal(t, 4.0, counts(t, [][]int{{3, 5}, {5, 3}}).LeastExpected())

	negative := Table{map[string]map[string]int{"a": {"A": -1, "B": 5}, "b": {"A": 5, "B": 5}}}
	assert.Zero(t, negative.N())
	assert.True(t, math.IsNaN(negative.ChiSquared().P))
	assert.Empty(t, negative.Cells())
	assert.Empty(t, negative.Letters("a", 0.95))
	_, err := negative.MarshalJSON()
	assert.Error(t, err)
	huge := counts(t, [][]int{{math.MaxInt, 1}, {1, 1}})
	assert.Zero(t, huge.N(), "more than can be told apart")
	assert.Error(t, huge.AddN("a", "A", 1))
	assert.Error(t, huge.AddN("a", "A", -1))
	assert.Equal(t, math.MaxInt, huge.Counts["a"]["A"])

	many := Table{}
	for i := range 12 {
		for j := range 12 {
			require.NoError(t, many.AddN(fmt.Sprint(i), fmt.Sprint(j), 30+(i*j)%7))
		}
	}
	assert.True(t, math.IsNaN(many.Fisher().P), "too many ways to fill it")

	for _, s := range []string{`{"a":{"A":-1}}`, `[]`, `{"a":{"A":1.5}}`, `{"a":{"A":1},"a":{"B":2}}`, `{"a":{"A":1,"A":2}}`} {
		table := counts(t, [][]int{{1, 2}})
		assert.Error(t, table.UnmarshalJSON([]byte(s)), s)
		assert.Equal(t, 3, table.N(), "left as it was")
	}
	for _, f := range []func(){
		func() { Table{}.CramersV(95) },
		func() { Table{}.CramersV(math.NaN()) },
		func() { Table{}.Letters("a", 1) },
		func() { Association(7).V(Table{}, 0.95) },
	} {
		assert.Panics(t, f)
	}
}

func TestTableLaws(t *testing.T) {
	same := func(a, b Table) bool { return assert.ObjectsAreEqual(a, b) }
	kpitest.Laws(t, same, counts(t, [][]int{{3, 4}, {5, 6}}), counts(t, [][]int{{0, 0, 7}}), counts(t, [][]int{{1}, {2}, {3}}))
	frame := func(n ...int) (f Frame) {
		for i := range n {
			for range n[i] {
				f.Add(string(rune('a'+i/2)), i%2 == 0)
			}
		}
		return f
	}
	kpitest.Laws(t, func(a, b Frame) bool { return assert.ObjectsAreEqual(a, b) }, frame(3, 4), frame(0, 0, 5, 6), frame(1, 0, 0, 1))
	bias := func(xs ...float64) (b Bias) {
		for i, x := range xs {
			require.NoError(t, b.Add(x, i%2 == 0))
		}
		return b
	}
	near := func(a, b Bias) bool {
		return nearly(a.Answered, b.Answered) && nearly(a.Silent, b.Silent)
	}
	kpitest.Laws(t, near, bias(1, 2, 3), bias(1e9, 1e9+1, 1e9+2, -5), bias(7))
}

func nearly(a, b Numbers) bool {
	return a.N == b.N && math.Abs(a.Mean-b.Mean) <= 1e-12*math.Abs(a.Mean) && math.Abs(a.Deviations-b.Deviations) <= 1e-12*a.Deviations
}

// tally returns answers on 0–10.
func tally(ratings [11]int) survey.Tally {
	return survey.Tally{Scale: survey.Scale{Min: 0, Max: 10}, Ratings: ratings}
}

func TestBrunnerMunzel(t *testing.T) {
	var g struct {
		BrunnerMunzel []struct {
			X, Y [11]int
			P    float64
			T    float64
		}
	}
	golden(t, "exact.json", &g)
	require.Len(t, g.BrunnerMunzel, 3)
	for _, c := range g.BrunnerMunzel {
		x, y := tally(c.X), tally(c.Y)
		got := BrunnerMunzel(x, y)
		assert.InDelta(t, c.P, got.P, 1e-12)
		assert.Equal(t, c.T > 0, got.Statistic > 0)
		assert.InDelta(t, c.P, kpi.NormalTest(got.Statistic).P, 1e-12)
		back := BrunnerMunzel(y, x)
		assert.InDelta(t, -got.Statistic, back.Statistic, 1e-12)
		e := Higher(x, y, 0.95)
		assert.Equal(t, e.Value > 0.5, got.Statistic > 0)
		assert.InDelta(t, 1, e.Value+Higher(y, x, 0.95).Value, 1e-12)
	}
	one := tally([11]int{5: 1})
	alike := tally([11]int{5: 9})
	above := tally([11]int{8: 4, 9: 5})
	for _, c := range []struct {
		reason string
		x, y   survey.Tally
		p      float64
	}{
		{"nobody", survey.Tally{}, survey.Tally{}, math.NaN()},
		{"nobody on one side", alike, survey.Tally{}, math.NaN()},
		{"one answer has no variance", one, alike, math.NaN()},
		{"all alike", alike, alike, 1},
		{"every answer above", alike, above, 2. / 48620},
		{"every answer below", above, alike, 2. / 48620},
		{"every answer above, two and two", tally([11]int{1: 2}), tally([11]int{2: 2}), 1. / 3},
		{"a negative count", tally([11]int{3: -1, 4: 9}), alike, math.NaN()},
	} {
		test := BrunnerMunzel(c.x, c.y)
		if math.IsNaN(c.p) {
			assert.True(t, math.IsNaN(test.P), c.reason)
		} else {
			assert.InDelta(t, c.p, test.P, 1e-12, c.reason)
		}
		e := Higher(c.x, c.y, 0.95)
		assert.True(t, 0 <= e.Lo && e.Lo <= e.Hi && e.Hi <= 1, c.reason)
	}
	for n := 3; n < 40; n++ { // the shares below are 1 for all, whatever the thirds and sevenths they are added up from
		x, y := tally([11]int{0: 1, 1: 1, 3: n - 2}), tally([11]int{4: 2, 7: n, 9: 1})
		for _, test := range []kpi.Test{BrunnerMunzel(x, y), BrunnerMunzel(y, x)} {
			assert.InEpsilon(t, 2/choose(2*n+3, n), test.P, 1e-9, n)
		}
		for _, e := range []kpi.Estimate{Higher(x, y, 0.95), Higher(y, x, 0.95)} {
			assert.True(t, (e.Value == 0 || e.Value == 1) && e.Lo == 0 && e.Hi == 1, "%d: %+v", n, e)
		}
	}
	assert.Panics(t, func() { BrunnerMunzel(alike, survey.Tally{Scale: five, Ratings: [11]int{5: 3}}) })
	many := tally([11]int{3: 400_000_000, 8: 600_000_000})
	assert.InDelta(t, 1, BrunnerMunzel(many, many).P, 1e-6, "a billion answers")
}

// choose returns n!/(k!(n-k)!).
func choose(n, k int) float64 {
	x, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(k))).Float64()
	return x
}

// A table turned is the same table, to the last digit: near the limit of what counts as equally likely it decides.
func TestFisherTurned(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		n := 1 << (1 + r.IntN(24))
		a, b, c, d := float64(n+r.IntN(n)), float64(n+r.IntN(n)), float64(n+r.IntN(n)), float64(n+r.IntN(n))
		require.Equal(t, fisher2x2(a, b, c, d), fisher2x2(a, c, b, d))
	}
}
