package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// level of all intervals.
const level = 0.95

// answers are those to one question: all of them, by segment, by day, and as they stand for all passengers.
type answers struct {
	all    survey.Tally
	byArea map[string]survey.Tally
	byDay  map[int]survey.Tally
	// clusters are the weighted answers with what passengers of one flight have in common: the honest interval.
	clusters weight.Clusters
}

// passengers returns the answers to one question of the airport's survey on a scale. Answers off the scale are codes for none.
func passengers(column string, s survey.Scale) (answers, error) {
	a := answers{byArea: map[string]survey.Tally{}, byDay: map[int]survey.Tally{}}
	f, err := data.Files().Open("sfo_survey_2017.csv")
	if err != nil {
		return a, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return a, err
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	byFlight := map[string]weight.Tally{}
	for i, row := range rows[1:] {
		rating, err := strconv.Atoi(row[at[column]])
		if err != nil || s.Check(rating) != nil {
			continue // blank
		}
		day, err1 := strconv.Atoi(row[at["INTDATE"]])
		w, err2 := strconv.ParseFloat(row[at["WEIGHT"]], 64)
		if err1 != nil || err2 != nil {
			return a, fmt.Errorf("sfo_survey_2017.csv: line %d: day %q, weight %q", i+2, row[at["INTDATE"]], row[at["WEIGHT"]])
		}
		area, flight := row[at["BAREA"]], row[at["RUNID"]]
		ofArea, ofDay, ofFlight := a.byArea[area], a.byDay[day], byFlight[flight]
		for _, t := range []*survey.Tally{&a.all, &ofArea, &ofDay} {
			if err := t.Add(s, rating); err != nil {
				return a, err
			}
		}
		if err := ofFlight.Add(s, rating, w); err != nil {
			return a, fmt.Errorf("sfo_survey_2017.csv: line %d: %w", i+2, err)
		}
		a.byArea[area], a.byDay[day], byFlight[flight] = ofArea, ofDay, ofFlight
	}
	for _, flight := range slices.Sorted(maps.Keys(byFlight)) { // in order, so that sums are the same each time
		a.clusters.Add(byFlight[flight])
	}
	return a, nil
}
