//go:build coverage

package ces_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/kpi"
)

// The table of the coverage of 95% intervals:
//
//	go test -tags coverage -run CoverageTable -v ./ces
func TestCoverageTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("\n| mean of | method | n | shares in percent | truth | coverage | true value below Lo | above Hi |\n|---|---|---|---|---|---|---|---|\n")
	five := []truth{easyFive, veryEasy, middleFive, evenFive, endsFive, hardFive}
	for _, row := range []struct {
		scale  string
		n      int
		truths []truth
	}{
		{"1–5", 5, five}, {"1–5", 10, five}, {"1–5", 20, five}, {"1–5", 30, five}, {"1–5", 50, []truth{easyFive, veryEasy}},
		{"1–7", 5, []truth{easySeven, evenSeven}}, {"1–7", 10, []truth{easySeven, evenSeven}}, {"1–7", 20, []truth{easySeven, evenSeven}},
	} {
		for _, method := range []struct {
			name   string
			limits func(ces.Tally) kpi.Estimate
		}{{"score interval", score}, {"Student's t", student}} {
			for _, p := range row.truths {
				below, above := p.misses(row.n, method.limits)
				fmt.Fprintf(&table, "| %s | %s | %d | %s | %.2f | %.3f | %.3f | %.3f |\n",
					row.scale, method.name, row.n, p, p.mean(), 1-below-above, below, above)
			}
		}
	}
	t.Log(table.String())
}

// String returns the shares in percent.
func (p truth) String() string {
	var percent []string
	for _, share := range p {
		percent = append(percent, fmt.Sprintf("%.0f", 100*share))
	}
	return strings.Join(percent, " ")
}
