package drivers

import (
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// Column is one column of a table in a row of it: a segment, how many of its answers are of that row, and which other
// columns it is above.
type Column struct {
	Name  string       `json:"name"`
	Share kpi.Estimate `json:"share"` // of the column's answers, a Fraction
	Above []string     `json:"above"` // columns whose share is lower, by a test at 1 - level for all pairs together
}

// Compared is two columns and the test whether their shares are the same.
type Compared struct {
	First  string   `json:"first"`
	Second string   `json:"second"`
	Test   kpi.Test `json:"test"`
}

// Letters returns what tables of market research print as letters beside their shares: for one row, the share of each
// column and the columns that are lower. All pairs of columns are tested as in [Table.Pairs]. Columns are in
// alphabetical order; it is empty if t reads as no data. A row without answers has shares of 0.
//
// More than a few columns are better compared each with all others: see compare.OthersShare.
func (t Table) Letters(row string, level float64) []Column {
	checkLevel(level)
	names, k, n := t.shares(row)
	columns := make([]Column, len(names))
	for j, name := range names {
		columns[j] = Column{Name: name, Share: kpi.Proportion(k[j], n[j], level)}
	}
	for _, p := range t.Pairs(row) {
		if !(p.Test.P <= 1-level) {
			continue
		}
		i, j := slices.Index(names, p.First), slices.Index(names, p.Second)
		if p.Test.Statistic < 0 {
			i, j = j, i
		}
		columns[i].Above = append(columns[i].Above, names[j])
	}
	for _, c := range columns {
		slices.Sort(c.Above)
	}
	return columns
}

// Pairs tests for each pair of columns whether the share of a row is the same in both, by the score test of
// [kpi.TwoProportions], with P adjusted for their number by [kpi.Holm]. A positive statistic says that the first is
// higher.
func (t Table) Pairs(row string) []Compared {
	names, k, n := t.shares(row)
	var pairs []Compared
	var tests []kpi.Test
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			pairs = append(pairs, Compared{First: names[i], Second: names[j]})
			tests = append(tests, kpi.TwoProportions(k[i], n[i], k[j], n[j]))
		}
	}
	for i, test := range kpi.Holm(tests) {
		pairs[i].Test = test
	}
	return pairs
}

// shares returns of each column how many answers are of a row, and how many there are.
func (t Table) shares(row string) (names []string, k, n []int) {
	if t.N() == 0 {
		return nil, nil, nil
	}
	names = t.Columns()
	k, n = make([]int, len(names)), make([]int, len(names))
	for j, name := range names {
		k[j] = t.Counts[row][name]
		for _, cells := range t.Counts {
			n[j] += cells[name]
		}
	}
	return names, k, n
}
