package main

import (
	"math"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// tile is a KPI at a glance.
type tile struct {
	Name, Definition string
	Estimate         kpi.Estimate
	Target           string // empty: none is set
	Verdict          kpi.Verdict
}

// Value and Interval are the estimate as people read it.
func (t tile) Value() string { return format(t.Estimate.Value, t.Estimate.Unit) }

func (t tile) Interval() string {
	return format(t.Estimate.Lo, t.Estimate.Unit) + " to " + format(t.Estimate.Hi, t.Estimate.Unit)
}

// Sign says the verdict without words and without colour.
func (t tile) Sign() string {
	return map[kpi.Verdict]string{kpi.Met: "✓", kpi.Missed: "✗", kpi.Undecided: "?"}[t.Verdict]
}

// atLeast sets a target.
func (t tile) atLeast(x float64) tile {
	t.Target, t.Verdict = "at least "+format(x, t.Estimate.Unit), t.Estimate.AtLeast(x)
	return t
}

// format returns x in unit u, and times to the minute.
func format(x float64, u kpi.Unit) string {
	if u == kpi.Seconds && !math.IsInf(x, 0) {
		return strings.TrimSuffix(u.Format(60*math.Round(x/60)), "0s")
	}
	return u.Format(x)
}

// tiles returns the tiles of the built-in data.
func tiles(recommend weight.Clusters, d desk) ([]tile, error) {
	satisfied := csat.TopBox(2, 5)
	_, whole, err := passengers("Q7ALL", satisfied.Scale)
	if err != nil {
		return nil, err
	}
	ease := ces.Ease()
	_, finding, err := passengers("Q14FIND", ease.Scale)
	if err != nil {
		return nil, err
	}
	_, security, err := passengers("Q14PASSTHRU", ease.Scale)
	if err != nil {
		return nil, err
	}
	list := []tile{
		tile{Name: "NPS", Definition: "passengers of the airport: 9–10 less 0–6",
			Estimate: recommend.Score(nps.Value, kpi.Points, level)}.atLeast(35),
		tile{Name: "Satisfied", Definition: "4–5 of 5, the airport as a whole",
			Estimate: whole.Score(satisfied.Value, kpi.Fraction, level)}.atLeast(0.80),
		tile{Name: "Easy to find one’s way", Definition: "4–5 of 5",
			Estimate: finding.Score(ease.EasyValue, kpi.Fraction, level)}.atLeast(0.85),
		tile{Name: "Easy to pass security", Definition: "4–5 of 5",
			Estimate: security.Score(ease.EasyValue, kpi.Fraction, level)}.atLeast(0.85),
	}
	customers, err := data.Customers()
	if err != nil {
		return nil, err
	}
	var month retention.Tally
	for _, c := range customers {
		month.Add(!c.Churned)
	}
	return append(list,
		tile{Name: "Half closed within", Definition: "service requests, open ones counted as open", Estimate: d.all.Median(level)},
		tile{Name: "Closed within a day", Definition: "service requests", Estimate: d.all.Within(24*time.Hour, level)},
		tile{Name: "Closed by due date", Definition: "service requests whose due date has passed", Estimate: d.due.Rate(level)},
		tile{Name: "Retained", Definition: "customers of an invented telecom company, last month", Estimate: month.Rate(level)},
	), nil
}

// npsOf returns the NPS counts of answers from 0 to 10.
func npsOf(t survey.Tally) nps.Tally {
	n, _ := nps.Of(t) // the scale is right by construction; a tally without one is empty
	return n
}
