// Trend asks of two runs of real data whether they rise or fall, by how much, and since when: the yearly share of
// satisfied passengers of San Francisco International Airport, and the share of New York City's service requests that
// are closed within a day, by month, in which there are gaps.
//
//	go run ./examples/trend
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

const level = 0.95

func main() {
	if err := report(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func report(w io.Writer) error {
	years, series, err := passengers()
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Satisfied passengers by year")
	describe(w, years, series)

	months, series, err := requests()
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "\nService requests closed within a day, by the month in which they were opened")
	describe(w, months, series)
	return nil
}

// passengers returns the share of satisfied passengers by year.
func passengers() (keys []string, series []kpi.Estimate, err error) {
	years, err := data.Years()
	if err != nil {
		return nil, nil, err
	}
	byYear := map[string]csat.Tally{}
	for _, y := range years {
		byYear[y.Year] = csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: y.Satisfied, Other: y.Answers - y.Satisfied}
	}
	from, to := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	for key := range trend.Year(time.UTC).Keys(from, to) {
		keys = append(keys, key)
		series = append(series, byYear[key].Score(level))
	}
	return keys, series, nil
}

// requests returns the share of requests that were closed within a day, by month, from May 2018 on. Of the years before
// the file has but a few.
func requests() (keys []string, series []kpi.Estimate, err error) {
	all, err := data.Requests()
	if err != nil {
		return nil, nil, err
	}
	asOf := data.RequestsAsOf()
	month := trend.Month(asOf.Location())
	byMonth := map[string]ttr.Times{}
	for _, r := range all {
		until, done := r.Closed, !r.Closed.IsZero()
		if !done {
			until = asOf
		}
		key := month.Key(r.Opened)
		t := byMonth[key]
		if t.Add(until.Sub(r.Opened), done) != nil {
			continue // closed before it was opened: examples/ttr prints them
		}
		byMonth[key] = t
	}
	from := time.Date(2018, 5, 1, 0, 0, 0, 0, asOf.Location())
	for key := range month.Keys(from, asOf) {
		keys = append(keys, key)
		series = append(series, byMonth[key].Within(24*time.Hour, level))
	}
	return keys, series, nil
}

// describe prints the periods, gaps included, and what is to be said of them. The change per period is the one to report:
// it knows how sure each period is, and allows for what the periods scatter beyond that. Mann-Kendall, Sen and the change
// points look at values alone, so that a month of 4 requests counts as much as one of 300.
func describe(w io.Writer, keys []string, series []kpi.Estimate) {
	values := trend.Values(series)
	jumps := map[int]bool{}
	for _, i := range trend.ChangePoints(values) {
		jumps[i] = true
	}
	for i, e := range series {
		remark := ""
		if jumps[i] {
			remark = "  <- another level from here on"
		}
		fmt.Fprintf(w, "%-8s %v%s\n", keys[i], e, remark)
	}

	fit := trend.Fit(series)
	fmt.Fprintf(w, "change per period      %v\n", fit.Slope)
	fmt.Fprintf(w, "  by sampling alone    %v\n", fit.Sampling)
	fmt.Fprintf(w, "  beyond sampling      periods scatter by %s, %v\n", fit.Slope.Unit.Format(fit.Tau), fit.Scatter)
	kendall := trend.MannKendall(values)
	fmt.Fprintf(w, "one way? Mann-Kendall  S=%.0f tau-b=%.2f %v\n", kendall.S, kendall.TauB, kendall.Test)
	sen := trend.Sen(values, level)
	fmt.Fprintf(w, "Sen's slope            %.4f [%.4f, %.4f] n=%d\n", sen.Value, sen.Lo, sen.Hi, sen.N)
	if len(jumps) == 0 {
		fmt.Fprintln(w, "change points          none")
	}
	if warnings := fit.Warnings | kendall.Warnings | trend.Check(values); warnings != 0 {
		fmt.Fprintf(w, "mind                   %s\n", warnings)
	}
}
