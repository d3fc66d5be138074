package kpitest_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpitest"
)

func TestNPSAcceptsTheDefinition(t *testing.T) { kpitest.NPS(t, plainNPS) }

func TestCSATAcceptsTheDefinition(t *testing.T) {
	for _, rule := range [][2]int{{2, 2}, {3, 3}, {3, 4}, {4, 5}, {5, 5}, {5, 6}, {5, 7}, {6, 7}, {8, 10}, {9, 10}} {
		kpitest.CSAT(t, rule[0], rule[1], plainCSAT(rule[0], rule[1]))
	}
}

func TestProportionIntervalAcceptsWilsonAndWald(t *testing.T) {
	kpitest.ProportionInterval(t, kpitest.Wilson, plainWilson)
	kpitest.ProportionInterval(t, kpitest.Wald, plainWald)
}
