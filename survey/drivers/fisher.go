package drivers

import (
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Fisher tests whether rows and columns are independent without any approximation: P is the probability, given the sums
// of rows and columns, of all tables that are no more likely than this one (Fisher 1935, doi 10.2307/2342435; Freeman
// and Halton 1951, doi 10.1093/biomet/38.1-2.141). An exact test has no statistic of its own; Statistic is the standard
// normal deviate with the same P, negative where the first cell of a 2×2 table has fewer answers than expected.
//
// 2×2 tables are no more work with a billion answers than with a thousand. Larger tables are for few answers: where
// there are too many ways to fill the table (a few million; 4×4 with 100 answers is fine), it is no data: take
// [Table.ChiSquared], which then is good. With fewer than two rows or columns it is no data.
func (t Table) Fisher() kpi.Test {
	g := t.grid()
	switch {
	case g.df() == 0 || g.n > 1e12:
		return kpi.NormalTest(math.NaN())
	case g.df() > 1:
		return normalFor(fisher(g), 1)
	}
	return normalFor(fisher2x2(g.at[0][0], g.at[0][1], g.at[1][0], g.at[1][1]), g.at[0][0]-g.expected(0, 0))
}

// normalFor returns the test with a given P, as the standard normal deviate that has it.
func normalFor(p, sign float64) kpi.Test {
	return kpi.Test{Statistic: math.Copysign(quantile.Normal(p/2), sign), P: p}
}

// within is by how much probabilities may differ and count as equal, as in R's fisher.test.
const within = 1e-7

// fisher2x2 returns the probability of all tables with the same margins that are no more likely than this one. From the
// one most likely outwards each is a simple multiple of the one before, so that nothing overflows.
func fisher2x2(a, b, c, d float64) float64 {
	if b > c {
		b, c = c, b // a table turned has the same P, to the last digit
	}
	r, s, n := a+b, a+c, a+b+c+d
	lo, hi := max(0, r+s-n), min(r, s)
	up := func(x float64) float64 { return (r - x) / (x + 1) * ((s - x) / (n - r - s + x + 1)) } // P(x+1)/P(x)
	mode := min(max(math.Floor((r+1)/(n+2)*(s+1)), lo), hi)
	const least = 1e-300 // where it is as good as 0, and multiplication comes to a halt
	observed := 1.0      // P(a)/P(mode)
	for x := mode; x < a && observed > least; x++ {
		observed *= up(x)
	}
	for x := mode; x > a && observed > least; x-- {
		observed /= up(x - 1)
	}
	if observed <= least {
		return 0
	}
	all, rare := 1.0, 0.0
	count := func(w float64) bool {
		all += w
		if w <= observed*(1+within) {
			rare += w
		}
		return w > 1e-20*observed
	}
	if observed*(1+within) >= 1 {
		return 1
	}
	w := 1.0
	for x := mode; x < hi; x++ {
		if w *= up(x); !count(w) {
			break
		}
	}
	w = 1
	for x := mode; x > lo; x-- {
		if w /= up(x - 1); !count(w) {
			break
		}
	}
	return min(rare/all, 1)
}

// A network is what columns can leave of the rows of a table, column by column: one node for each rest, in any order of
// the rows. In the logarithm of how likely a table is, only -Σ log x! of its cells varies.
type network struct {
	columns    []int
	factorials []float64 // logarithms
	sizes      []uint64  // of the rests' mixed-radix keys
	bounds     []map[uint64][2]float64
	work       int // what is left of it
}

// fisher returns the probability of all tables with the margins of g that are no more likely than g, NaN if there are
// too many to go through. Of each way to a node only how likely it was is kept, and where even the most likely rest
// makes a table no more likely than g, or even the least likely rest a more likely one, the rest is known in sum (Mehta
// and Patel 1983, doi 10.1080/01621459.1983.10477989).
func fisher(g grid) float64 {
	const most = 1e5 // answers
	if g.n > most {
		return math.NaN()
	}
	f := network{factorials: make([]float64, int(g.n)+1), work: 1e7}
	for i := 2; i < len(f.factorials); i++ {
		f.factorials[i] = f.factorials[i-1] + math.Log(float64(i))
	}
	rows := whole(g.rows)
	f.columns = whole(g.columns)
	if len(rows) > len(f.columns) {
		rows, f.columns = f.columns, rows
	}
	slices.Reverse(f.columns)                             // the largest first
	size, radix := uint64(1), uint64(rows[len(rows)-1])+1 // no rest is larger than the largest row
	for range rows {
		if f.sizes = append(f.sizes, size); size > math.MaxUint64/radix {
			return math.NaN()
		}
		size *= radix
	}
	f.bounds = make([]map[uint64][2]float64, len(f.columns))
	for k := range f.bounds {
		f.bounds[k] = map[uint64][2]float64{}
	}
	least := within
	for _, row := range g.at {
		for _, x := range row {
			least -= f.factorials[int(x)]
		}
	}
	all := f.total(rows, 0)
	sum := 0.0
	stage := map[uint64]*node{f.key(rows): {rows, map[int64]past{0: {0, 1}}}}
	for k := 0; len(stage) > 0; k++ {
		next := map[uint64]*node{}
		for _, x := range stage {
			b, total := f.bound(x.left, k), f.total(x.left, k)
			var open []past
			for _, w := range x.pasts {
				switch {
				case w.log+b[1] <= least:
					sum += w.ways * math.Exp(w.log+total-all)
				case w.log+b[0] <= least:
					open = append(open, w)
				}
			}
			if len(open) == 0 {
				continue
			}
			f.each(x.left, f.columns[k], func(left []int, log float64) {
				key := f.key(left)
				to := next[key]
				if to == nil {
					to = &node{slices.Clone(left), map[int64]past{}}
					next[key] = to
				}
				f.work -= len(open)
				for _, w := range open {
					same := int64(math.Round((w.log + log) * 1e9))
					before, ok := to.pasts[same]
					if !ok {
						before.log = w.log + log
					}
					before.ways += w.ways
					to.pasts[same] = before
				}
			})
			if f.work < 0 {
				return math.NaN()
			}
		}
		stage = next
	}
	return min(sum, 1)
}

// whole returns counts in ascending order.
func whole(xs []float64) []int {
	ns := make([]int, len(xs))
	for i, x := range xs {
		ns[i] = int(x)
	}
	slices.Sort(ns)
	return ns
}

// A node is a rest of the rows and how likely what came before can have been.
type node struct {
	left  []int
	pasts map[int64]past // by log in billionths
}

// A past is ways to a node that are equally likely.
type past struct{ log, ways float64 }

// key returns a number for what is left of the rows.
func (f *network) key(left []int) (key uint64) {
	for i, x := range left {
		key += uint64(x) * f.sizes[i]
	}
	return key
}

// total returns the logarithm of Σ ∏ 1/x! over all ways to fill the columns from k on: n!/(∏ rows! ∏ columns!).
func (f *network) total(left []int, k int) float64 {
	sum, n := 0.0, 0
	for _, x := range left {
		sum -= f.factorials[x]
	}
	for _, x := range f.columns[k:] {
		sum -= f.factorials[x]
		n += x
	}
	return sum + f.factorials[n]
}

// bound returns the least and the greatest -Σ log x! of all ways to fill the columns from k on.
func (f *network) bound(left []int, k int) [2]float64 {
	if k == len(f.columns)-1 {
		sum := 0.0
		for _, x := range left {
			sum -= f.factorials[x]
		}
		return [2]float64{sum, sum}
	}
	key := f.key(left)
	if b, ok := f.bounds[k][key]; ok {
		return b
	}
	b := [2]float64{math.Inf(1), math.Inf(-1)}
	f.each(left, f.columns[k], func(rest []int, log float64) {
		if f.work--; f.work < 0 {
			return
		}
		r := f.bound(slices.Clone(rest), k+1)
		b[0], b[1] = min(b[0], log+r[0]), max(b[1], log+r[1])
	})
	f.bounds[k][key] = b
	return b
}

// each calls do with all that a column of n answers can leave of the rows, in ascending order, and -Σ log x! of the
// column.
func (f *network) each(left []int, n int, do func(rest []int, log float64)) {
	rest, sorted := make([]int, len(left)), make([]int, len(left))
	after := make([]int, len(left)+1) // what later rows can take
	for i := len(left) - 1; i >= 0; i-- {
		after[i] = after[i+1] + left[i]
	}
	var fill func(i, n int, log float64)
	fill = func(i, n int, log float64) {
		if f.work < 0 {
			return
		}
		if i == len(left) {
			copy(sorted, rest)
			slices.Sort(sorted)
			do(sorted, log)
			return
		}
		for x := max(0, n-after[i+1]); x <= min(n, left[i]); x++ {
			rest[i] = left[i] - x
			fill(i+1, n-x, log-f.factorials[x])
		}
	}
	fill(0, n, 0)
}
