//go:build coverage

package nps_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/nps"
)

// The tables of the coverage of 95% intervals:
//
//	go test -tags coverage -run CoverageTable -v ./nps
func TestCoverageTable(t *testing.T) {
	truths := []truth{usual, loved, hated, evenly, split, mild}
	scores := newTable("NPS")
	for _, method := range []nps.Method{nps.ScoreInterval, nps.AdjustedWald, nps.Wald, nps.AnyTime} {
		for _, n := range []int{5, 10, 20, 50, 100, 200} {
			for _, p := range truths {
				scores.row(method.String(), fmt.Sprint(n), p.String(), p.mean(), scoreMisses(method, p, n))
			}
		}
	}
	t.Log(scores)

	differences := newTable("difference of two NPS")
	for _, sizes := range [][2]int{{3, 3}, {5, 5}, {8, 8}, {10, 10}, {10, 30}, {20, 20}, {30, 30}} {
		for _, pair := range [][2]truth{{usual, usual}, {usual, loved}, {loved, loved}, {loved, hated}, {split, evenly}} {
			p, q := pair[0], pair[1]
			differences.row("square-and-add", fmt.Sprintf("%d and %d", sizes[0], sizes[1]),
				fmt.Sprintf("%v less %v", p, q), p.mean()-q.mean(),
				differenceMisses(p, q, sizes[0], sizes[1]))
		}
	}
	t.Log(differences)

	changes := newTable("change of the NPS of the same respondents")
	for _, n := range []int{5, 10, 20, 30, 50} {
		for _, p := range []truth{stable, moving, rising, rare} {
			changes.row("score interval", fmt.Sprint(n), p.String(), p.mean(), changeMisses(p, n))
		}
	}
	t.Log(changes)
}

// table writes the rows of a Markdown table of coverages.
type table struct{ strings.Builder }

func newTable(what string) *table {
	t := new(table)
	fmt.Fprintf(t, "\n| %s | n | shares in percent | truth | coverage | true value below Lo | above Hi |\n|---|---|---|---|---|---|---|\n", what)
	return t
}

func (t *table) row(what, n, shares string, truth float64, m missed) {
	fmt.Fprintf(t, "| %s | %s | %s | %.1f | %.3f | %.3f | %.3f |\n", what, n, shares, truth, m.coverage(), m.below, m.above)
}

// String returns the shares in percent.
func (p truth) String() string {
	var percent []string
	for _, share := range p {
		percent = append(percent, fmt.Sprintf("%.0f", 100*share))
	}
	return strings.Join(percent, " ")
}
