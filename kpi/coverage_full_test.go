//go:build coverage

package kpi_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
)

// The tables of docs/coverage.md: go test -tags=coverage -run TestCoverageFull -v ./kpi
func TestCoverageFull(t *testing.T) {
	var all []*coverage
	for _, p := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
		for _, n := range []int{5, 10, 20, 50, 100, 500} {
			all = append(all, proportions(kpi.Wilson, n, p, 0.83), proportions(kpi.ClopperPearson, n, p, 0.95),
				proportions(kpi.MidP, n, p, 0.91), proportions(kpi.Jeffreys, n, p, 0.87), proportions(kpi.AgrestiCoull, n, p, 0.91))
		}
	}
	for _, shares := range [][2]float64{{1. / 3, 1. / 3}, {.2, .5}, {.1, .6}, {.05, .8}, {.02, .9}, {.3, .3}} {
		for _, n := range []int{3, 5, 10, 20, 50, 100} {
			all = append(all, nets(n, shares[0], shares[1], 0.90))
		}
	}
	for _, n := range [][2]int{{3, 3}, {5, 5}, {10, 10}, {30, 10}, {50, 50}} {
		for _, p := range [][2]float64{{.5, .5}, {.9, .7}, {.95, .95}, {.99, .9}} {
			all = append(all, differences("difference", minus, n[0], n[1], p[0], p[1], 0.91),
				differences("Miettinen–Nurminen difference", miettinenNurminen, n[0], n[1], p[0], p[1], 0.90))
		}
	}
	for _, shares := range [][]float64{{.2, .2, .2, .2, .2}, {.01, .02, .02, .1, .85}, {.05, .05, .1, .3, .5}, {.4, .05, .1, .05, .4}, {0, 0, .02, .08, .9}} {
		for _, n := range []int{5, 10, 20, 50, 200} {
			all = append(all, means(n, 40000, shares, 0.91))
		}
	}
	for _, p := range []float64{0.5, 0.8, 0.95} {
		for _, terms := range []int{2, 4, 12} {
			for _, n := range []int{10, 20, 50} {
				all = append(all, sums(terms, n, 20000, p, 0.91))
			}
		}
	}
	for _, p := range [][2]float64{{.3, .2}, {.9, .8}, {.05, .1}, {.5, .5}} {
		for _, n := range []int{20, 50, 200} {
			all = append(all, ratios(n, 20000, p[0], p[1], 0.93))
		}
	}
	for _, p := range []float64{0.5, 0.9, 0.99} {
		all = append(all, daily(kpi.AnyTime, 365, 10, 1000, p, 0.95), daily(kpi.Wilson, 365, 10, 500, p, 0))
	}
	all = append(all, dailyNet(365, 10, 500, []float64{.2, .3, .5}, 0.95), dailyNet(365, 10, 500, []float64{.05, .15, .8}, 0.95))
	t.Log("\n| what | covered | truth below Lo | truth above Hi |\n|---|---|---|---|")
	for _, c := range all {
		c.check(t)
	}
}
