package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/ttr"
)

// smallest group of requests that gets a line of its own.
const smallest = 20

// requestSections returns the report on the service requests: how long they take, by channel and agency, and how many are
// closed by their due date.
func requestSections(level float64) ([]section, error) {
	requests, err := data.Requests()
	if err != nil {
		return nil, err
	}
	asOf := data.RequestsAsOf()
	var all ttr.Times
	byChannel, byAgency := map[string]ttr.Times{}, map[string]ttr.Times{}
	var due ttr.SLA
	var refused problems
	for _, r := range requests {
		until, done := r.Closed, !r.Closed.IsZero()
		if !done {
			until = asOf
		}
		if err := all.Add(until.Sub(r.Opened), done); err != nil {
			refused.add("closed before opened, in no time and no share", fmt.Sprintf("line %d", r.Line))
			continue
		}
		if err := due.Add(r.Due, r.Closed, asOf); err != nil {
			refused.add("without a due date, in no share of those that met it", fmt.Sprintf("line %d", r.Line))
		}
		for _, group := range []struct {
			times map[string]ttr.Times
			name  string
		}{{byChannel, r.Channel}, {byAgency, r.Agency}} {
			t := group.times[group.name]
			if err := t.Add(until.Sub(r.Opened), done); err != nil {
				return nil, err
			}
			group.times[group.name] = t
		}
	}

	whole := section{
		Title: "Time to resolution: service requests to New York City's 311 line",
		Notes: []string{
			fmt.Sprintf("%d requests as of %s, %d of them open and counted as such", len(requests), asOf.Format(time.DateOnly), len(all.Open)),
			"City of New York, NYC Open Data",
		},
		Lines: append(timeLines("all", all, level),
			line{Name: "closed within a day", Estimate: all.Within(24*time.Hour, level)},
			line{Name: "closed within 30 days", Estimate: all.Within(30*24*time.Hour, level)},
			line{Name: "closed by their due date", Estimate: due.Rate(level), Remark: "of those whose due date has passed"}),
	}
	for _, p := range refused {
		whole.Notes = append(whole.Notes, fmt.Sprintf("%d %s (%s)", p.count, p.reason, strings.Join(p.places, ", ")))
	}
	return []section{whole, groups("channel", byChannel, level), groups("agency", byAgency, level)}, nil
}

// groups returns the times of every group that is large enough, and whether they differ.
func groups(by string, times map[string]ttr.Times, level float64) section {
	s := section{Title: "Time to resolution by " + by}
	var compared []ttr.Times
	var small []string
	for _, name := range slices.Sorted(maps.Keys(times)) {
		t := times[name]
		if t.N() < smallest {
			small = append(small, fmt.Sprintf("%s (%d)", name, t.N()))
			continue
		}
		compared = append(compared, t)
		s.Lines = append(s.Lines, timeLines(name, t, level)...)
	}
	s.Notes = append(s.Notes, fmt.Sprintf("Do they take equally long? Log-rank test: %v", ttr.LogRank(compared...)))
	if len(small) > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("Fewer than %d requests, not shown: %s", smallest, strings.Join(small, ", ")))
	}
	return s
}

func timeLines(name string, t ttr.Times, level float64) []line {
	quantiles := t.Quantiles([]float64{0.5, 0.9}, level)
	return []line{{Name: name + ": half within", Estimate: quantiles[0]}, {Name: "  nine of ten within", Estimate: quantiles[1]}}
}
