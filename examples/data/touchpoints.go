package data

import (
	"fmt"
	"strconv"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

// noAnswer stands for a question that was left blank, or did not apply.
const noAnswer = 0

// touchpoints are columns of sfo_survey_2017.csv and what they ask for, the airport as a whole first. Parking, rental cars
// and the like are not among them: most passengers did not use them.
var touchpoints = []struct{ column, name string }{
	{"Q7ALL", "the airport as a whole"},
	{"Q7ROADS", "signs on the roads"},
	{"Q7SIGN", "signs inside"},
	{"Q14FIND", "finding the way"},
	{"Q14PASSTHRU", "passing security"},
	{"Q10SAFE", "feeling safe"},
	{"Q7WALKWAYS", "escalators, walkways"},
	{"Q7SCREENS", "screens"},
	{"Q7FOOD", "restaurants"},
	{"Q7STORE", "shops"},
	{"Q7ART", "art"},
	{"Q7WIFI", "wireless network"},
}

// Touchpoints returns how passengers of San Francisco International Airport rated it as a whole, the outcome, and eleven
// touchpoints of the journey through it, the drivers, each from 5 best to 1 worst; and the boarding area of each passenger.
func Touchpoints() (answers drivers.Answers, areas []string, err error) {
	question := func(name string) drivers.Question {
		return drivers.Question{Name: name, Scale: survey.Scale{Min: 1, Max: 5}, Blank: []int{noAnswer, 6}}
	}
	columns := []string{"BAREA"}
	q := drivers.Questions{Outcome: question(touchpoints[0].name)}
	for i, t := range touchpoints {
		columns = append(columns, t.column)
		if i > 0 {
			q.Drivers = append(q.Drivers, question(t.name))
		}
	}
	rows, err := Table("sfo_survey_2017.csv", columns...)
	if err != nil {
		return answers, nil, err
	}
	ratings := make([]int, len(touchpoints))
	for i, row := range rows {
		for j, text := range row[1:] {
			if text == "" || text == "Blank" {
				ratings[j] = noAnswer
			} else if ratings[j], err = strconv.Atoi(text); err != nil {
				return answers, nil, fmt.Errorf("sfo_survey_2017.csv: line %d, %s: %w", i+2, columns[j+1], err)
			}
		}
		if err := answers.Add(q, ratings[0], ratings[1:]); err != nil {
			return answers, nil, fmt.Errorf("sfo_survey_2017.csv: line %d: %w", i+2, err)
		}
		areas = append(areas, row[0])
	}
	return answers, areas, nil
}
