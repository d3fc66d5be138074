package drivers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
	"github.com/servicekpi/servicekpi/kpi"
)

// Table is a cross-table: how many answers there are of each row and column, by the names of these, such as channel and
// answer. The zero Table is empty and ready. JSON is the counts: {"chat":{"no":12,"yes":30},"phone":{"yes":7}}.
//
// A copy shares the counts with the original, and Add changes them in place; Plus makes new ones. A table with a
// negative count, or with more answers than 1e15, reads as no data.
type Table struct {
	Counts map[string]map[string]int
}

// Add counts one answer.
func (t *Table) Add(row, column string) {
	_ = t.AddN(row, column, 1) // one never is too many
}

// AddN counts n answers, such as a row of a GROUP BY. It is an error, and counts nothing, if n is negative or more than
// the table can hold. A row or column of which nothing was counted is none.
func (t *Table) AddN(row, column string, n int) error {
	cells := t.Counts[row]
	if n < 0 || n > math.MaxInt-cells[column] {
		return fmt.Errorf("drivers: %d answers do not go into the cell %s, %s that has %d", n, row, column, cells[column])
	}
	if n == 0 {
		return nil
	}
	if cells == nil {
		if t.Counts == nil {
			t.Counts = map[string]map[string]int{}
		}
		cells = map[string]int{}
		t.Counts[row] = cells
	}
	cells[column] += n
	return nil
}

// Plus returns the answers of both, in maps of its own. Rows and columns go together by name.
func (t Table) Plus(o Table) Table {
	var sum Table
	for _, x := range []Table{t, o} {
		for row, cells := range x.Counts {
			for column, n := range cells {
				if n == 0 {
					continue
				}
				if sum.Counts == nil {
					sum.Counts = map[string]map[string]int{}
				}
				if sum.Counts[row] == nil {
					sum.Counts[row] = map[string]int{}
				}
				sum.Counts[row][column] += n
			}
		}
	}
	return sum
}

// N returns the number of answers, 0 if t reads as no data.
func (t Table) N() int {
	sum := 0
	for _, cells := range t.Counts {
		for _, n := range cells {
			if n < 0 || n > math.MaxInt-sum {
				return 0
			}
			sum += n
		}
	}
	if float64(sum) > 1e15 { // of which a float64 tells all apart
		return 0
	}
	return sum
}

// Rows returns the names of the rows that have answers, in alphabetical order.
func (t Table) Rows() []string {
	var names []string
	for row, cells := range t.Counts {
		for _, n := range cells {
			if n != 0 {
				names = append(names, row)
				break
			}
		}
	}
	slices.Sort(names)
	return names
}

// Columns returns the names of the columns that have answers, in alphabetical order.
func (t Table) Columns() []string {
	seen := map[string]bool{}
	for _, cells := range t.Counts {
		for column, n := range cells {
			if n != 0 {
				seen[column] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// UnmarshalJSON reads the counts, and refuses negative ones and rows or columns that come twice; t is then left as it
// was.
func (t *Table) UnmarshalJSON(b []byte) error {
	var counts map[string]map[string]int
	err := decode(b, &counts)
	if err == nil {
		err = once(json.NewDecoder(bytes.NewReader(b)))
	}
	if err != nil {
		return fmt.Errorf("drivers: reading a table: %w", err)
	}
	var read Table
	for row, cells := range counts {
		for column, n := range cells {
			if err := read.AddN(row, column, n); err != nil {
				return fmt.Errorf("drivers: reading a table: %w", err)
			}
		}
	}
	*t = read
	return nil
}

// MarshalJSON returns the counts by row and column. A negative count is an error.
func (t Table) MarshalJSON() ([]byte, error) {
	for row, cells := range t.Counts {
		for column, n := range cells {
			if n < 0 {
				return nil, fmt.Errorf("drivers: writing a table: %d answers in the cell %s, %s", n, row, column)
			}
		}
	}
	return json.Marshal(Table{}.Plus(t).Counts)
}

// grid is a table in numbers.
type grid struct {
	at            [][]float64
	rows, columns []float64 // sums
	n             float64
}

// grid returns the table in alphabetical order; it is empty if t reads as no data.
func (t Table) grid() grid {
	g := grid{n: float64(t.N())}
	if g.n == 0 {
		return grid{}
	}
	columns := t.Columns()
	g.columns = make([]float64, len(columns))
	for _, row := range t.Rows() {
		cells, sum := make([]float64, len(columns)), 0.0
		for j, column := range columns {
			cells[j] = float64(t.Counts[row][column])
			sum += cells[j]
			g.columns[j] += cells[j]
		}
		g.at, g.rows = append(g.at, cells), append(g.rows, sum)
	}
	return g
}

func (g grid) expected(i, j int) float64 { return g.rows[i] * g.columns[j] / g.n }

// df returns (rows-1)·(columns-1).
func (g grid) df() float64 { return float64(max(len(g.rows)-1, 0) * max(len(g.columns)-1, 0)) }

// chiSquared returns Pearson's statistic, with every difference first made smaller by correct, though not below 0.
func (g grid) chiSquared(correct float64) float64 {
	sum := 0.0
	for i, row := range g.at {
		for j, x := range row {
			e := g.expected(i, j)
			d := max(math.Abs(x-e)-correct, 0)
			sum += d * d / e
		}
	}
	return sum
}

// ChiSquared tests whether rows and columns are independent (Pearson 1900, doi 10.1080/14786440009463897), without
// Yates's correction. With fewer than two rows or columns it is no data. Where [Table.LeastExpected] is below 5 (Cochran
// 1954, doi 10.2307/3001616) take [Table.Fisher].
func (t Table) ChiSquared() kpi.Test {
	g := t.grid()
	return kpi.ChiSquaredTest(g.chiSquared(0), g.df())
}

// Yates tests whether rows and columns of a 2×2 table are independent with the correction for continuity of Yates (1934,
// doi 10.2307/2983604): |observed - expected| less ½. It is conservative: its P is mostly larger than that of an exact
// test that is neither. A table of another size is no data.
func (t Table) Yates() kpi.Test {
	g := t.grid()
	if len(g.rows) != 2 || len(g.columns) != 2 {
		return kpi.ChiSquaredTest(math.NaN(), 0)
	}
	return kpi.ChiSquaredTest(g.chiSquared(0.5), 1)
}

// LeastExpected returns the smallest number of answers that a cell would have if rows and columns were independent, NaN
// without answers.
func (t Table) LeastExpected() float64 {
	g := t.grid()
	if g.n == 0 {
		return math.NaN()
	}
	return slices.Min(g.rows) * slices.Min(g.columns) / g.n
}

// Cell is one cell of a table.
type Cell struct {
	Row      string  `json:"row"`
	Column   string  `json:"column"`
	N        int     `json:"n"`
	Expected float64 `json:"expected"` // if rows and columns were independent
	Residual float64 `json:"residual"` // (N-Expected)/√Expected: their squares add up to chi-square
	Adjusted float64 `json:"adjusted"` // Residual over its standard error: standard normal if rows and columns are independent
}

// Cells returns all cells by rows, in alphabetical order, with their residuals (Haberman 1973, doi 10.2307/2529686). An
// Adjusted above 2 or below -2 says where chi-square comes from; of twenty cells one is, by chance. With a single row or
// column it is NaN.
func (t Table) Cells() []Cell {
	g := t.grid()
	if g.n == 0 {
		return nil
	}
	cells := make([]Cell, 0, len(g.rows)*len(g.columns))
	columns := t.Columns()
	for i, row := range t.Rows() {
		for j, column := range columns {
			e := g.expected(i, j)
			c := Cell{Row: row, Column: column, N: int(g.at[i][j]), Expected: e, Adjusted: math.NaN()}
			c.Residual = (g.at[i][j] - e) / math.Sqrt(e)
			if v := (1 - g.rows[i]/g.n) * (1 - g.columns[j]/g.n); v > 0 {
				c.Adjusted = c.Residual / math.Sqrt(v)
			}
			cells = append(cells, c)
		}
	}
	return cells
}

// Association is a way to say in one number how far rows and columns go together.
type Association uint8

const (
	Cramer  Association = iota // Cramér (1946), Mathematical Methods of Statistics
	Bergsma                    // Cramér's V corrected for its bias (Bergsma 2013, doi 10.1016/j.jkss.2012.10.002)
)

// CramersV returns how far rows and columns go together, as a Number from 0, independent, to 1, one determines the
// other: the root of χ²/n over the smaller of rows-1 and columns-1. It is above 0 in any sample, the more so the larger
// the table; Bergsma.V corrects for that.
//
// The limits are those of the noncentrality of χ² (Smithson 2003, Confidence Intervals; Steiger 2004, doi
// 10.1037/1082-989X.9.2.164): Lo is 0 where independence has a P above (1 - level)/2. At a nominal .95 they
// cover .93 to .98 of 3×4 tables with 50 to 1,000 answers and V up to .5, and more above. With fewer than two rows or
// columns it is no data.
func (t Table) CramersV(level float64) kpi.Estimate { return Cramer.V(t, level) }

// V returns what [Table.CramersV] does, by the formula of a. It panics if a is none.
func (a Association) V(t Table, level float64) kpi.Estimate {
	checkLevel(level)
	if a > Bergsma {
		panic(fmt.Sprintf("drivers: Association(%d) is no measure", uint8(a)))
	}
	g := t.grid()
	e := kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 1, Level: level, Unit: kpi.Number}
	df := g.df()
	if df == 0 {
		return e
	}
	chi2 := g.chiSquared(0)
	r, c := float64(len(g.rows)), float64(len(g.columns))
	size := min(r, c) - 1
	e.N = int(g.n)
	e.Value = min(math.Sqrt(chi2/g.n/size), 1)
	lo, hi := noncentrality(chi2, df, level)
	e.Lo, e.Hi = math.Sqrt(lo/g.n/size), math.Sqrt(hi/g.n/size)
	if a == Bergsma {
		e.Value = 1
		if g.n > 1 {
			r -= (r - 1) * (r - 1) / (g.n - 1)
			c -= (c - 1) * (c - 1) / (g.n - 1)
			e.Value = math.NaN()
			if size := min(r, c) - 1; size > 0 {
				e.Value = min(math.Sqrt(max(chi2/g.n-df/(g.n-1), 0)/size), 1)
			}
		}
	}
	if math.IsNaN(e.Value) {
		return kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 1, Level: level, Unit: kpi.Number}
	}
	e.Lo, e.Hi = min(e.Lo, e.Value), min(max(e.Hi, e.Value), 1)
	return e
}

// noncentrality returns the limits of the noncentrality of a χ² that was found to be x, of which the root is sought.
func noncentrality(x, df, level float64) (lo, hi float64) {
	tail := (1 - level) / 2
	far := math.Sqrt(x) + 2*quantile.Z(level) + math.Sqrt(df) + 10
	nodes := newNodes()
	at := func(p float64) float64 {
		f := func(root float64) float64 { return nodes.noncentralCDF(x, df, root) - p }
		if f(0) <= 0 {
			return 0
		}
		r := root.Find(f, 0, far)
		return r * r
	}
	return at(1 - tail), at(tail)
}

// noncentralCDF returns P(X ≤ x) of the noncentral χ² distribution with df degrees of freedom and noncentrality shift²:
// the square of a normal variable u around shift, plus a central χ² with one degree of freedom less. So it is the mean of
// the central probability of x - u², here with u = √x·sin θ, which makes it smooth to the ends (Johnson, Kotz and
// Balakrishnan 1995, Continuous Univariate Distributions 2, 29.1).
func (g nodes) noncentralCDF(x, df, shift float64) float64 {
	r := math.Sqrt(x)
	if df == 1 {
		return quantile.NormalTail(shift-r) - quantile.NormalTail(shift+r)
	}
	const far = 9.5 // standard deviations, beyond which there is less than 1e-20
	from, to := max(-r, shift-far), min(r, shift+far)
	if !(from < to) {
		return 0
	}
	from, to = math.Asin(from/r), math.Asin(to/r)
	sum := 0.0
	for i, at := range g.at {
		sin, cos := math.Sincos((from + to + (to-from)*at) / 2)
		z, c := r*sin-shift, r*cos
		sum += g.weights[i] * math.Exp(-z*z/2) * c * quantile.ChiSquaredCDF(c*c, df-1)
	}
	return sum * (to - from) / 2 / math.Sqrt(2*math.Pi)
}

// nodes are those of Gauss and Legendre between -1 and 1.
type nodes struct{ at, weights []float64 }

func newNodes() nodes {
	const n = 160
	g := nodes{make([]float64, n), make([]float64, n)}
	quad.Legendre{}.FixedLocations(g.at, g.weights, -1, 1)
	return g
}
