//go:build coverage

package csat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
)

// The table of the coverage of 95% intervals:
//
//	go test -tags coverage -run CoverageTable -v ./csat
func TestCoverageTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("\n| CSAT | n | truth | coverage | true value below Lo | above Hi |\n|---|---|---|---|---|---|\n")
	for _, m := range []kpi.Method{kpi.Wilson, kpi.ClopperPearson, kpi.MidP, kpi.Jeffreys, kpi.AgrestiCoull, kpi.Wald, kpi.AnyTime} {
		limits := func(k, n int) kpi.Estimate { return m.Proportion(k, n, 0.95) }
		if m == kpi.Wilson {
			limits = score
		}
		for _, n := range []int{5, 10, 20, 50, 100, 500} {
			for _, p := range []float64{0.5, 0.7, 0.8, 0.9, 0.95, 0.99} {
				below, above := misses(limits, p, n)
				fmt.Fprintf(&table, "| %v | %d | %.0f%% | %.3f | %.3f | %.3f |\n", m, n, 100*p, 1-below-above, below, above)
			}
		}
	}
	t.Log(table.String())
}
