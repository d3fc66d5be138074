package main

import (
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

// answers are those to the question how likely somebody would recommend, from 0 to 10.
type answers struct {
	all       survey.Tally
	segments  string // what they are divided by, such as "boarding area"
	bySegment map[string]survey.Tally
	periods   string // and when they were given, such as "day"
	byPeriod  []period
	remark    string // on what the periods have in common
}

// period is the answers of a day or a month, none if it is a gap.
type period struct {
	name  string
	tally survey.Tally
}

var recommendation = survey.Scale{Min: 0, Max: 10}

// passengers returns the answers to one question of the airport's survey on a scale, and with them what passengers of one
// flight have in common, for the honest interval. Answers off the scale are codes for none.
func passengers(column string, s survey.Scale) (answers, weight.Clusters, error) {
	a := answers{segments: "boarding area", bySegment: map[string]survey.Tally{}, periods: "day of the month",
		remark: ", as if passengers of one flight had nothing in common"}
	var clusters weight.Clusters
	rows, err := data.Table("sfo_survey_2017.csv", column, "INTDATE", "WEIGHT", "BAREA", "RUNID")
	if err != nil {
		return a, clusters, err
	}
	byDay, byFlight := map[int]survey.Tally{}, map[string]weight.Tally{}
	for i, row := range rows {
		rating, err := strconv.Atoi(row[0])
		if err != nil || s.Check(rating) != nil {
			continue // blank
		}
		day, err1 := strconv.Atoi(row[1])
		w, err2 := strconv.ParseFloat(row[2], 64)
		if err1 != nil || err2 != nil {
			return a, clusters, fmt.Errorf("sfo_survey_2017.csv: line %d: day %q, weight %q", i+2, row[1], row[2])
		}
		area, flight := row[3], row[4]
		ofArea, ofDay, ofFlight := a.bySegment[area], byDay[day], byFlight[flight]
		for _, t := range []*survey.Tally{&a.all, &ofArea, &ofDay} {
			if err := t.Add(s, rating); err != nil {
				return a, clusters, err
			}
		}
		if err := ofFlight.Add(s, rating, w); err != nil {
			return a, clusters, fmt.Errorf("sfo_survey_2017.csv: line %d: %w", i+2, err)
		}
		a.bySegment[area], byDay[day], byFlight[flight] = ofArea, ofDay, ofFlight
	}
	days := slices.Sorted(maps.Keys(byDay))
	for day := days[0]; day <= days[len(days)-1]; day++ {
		a.byPeriod = append(a.byPeriod, period{strconv.Itoa(day), byDay[day]})
	}
	for _, flight := range slices.Sorted(maps.Keys(byFlight)) { // in order, so that sums are the same each time
		if err := clusters.Add(byFlight[flight]); err != nil {
			return a, clusters, err
		}
	}
	return a, clusters, nil
}
