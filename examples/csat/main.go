// The command csat prints how satisfied the passengers of San Francisco Airport were with it as a whole, by
// boarding area, against a target of 80%, from the answers of its passenger survey of 2017 as they were
// punched.
package main

import (
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	byArea, unanswered, err := read("sfo_survey_2017.csv", csat.TopBox(2, 5)) // 1 unacceptable to 5 outstanding
	if err != nil {
		return err
	}
	var all csat.Tally
	var satisfied, answers []int
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		t := byArea[area]
		score := t.Score(0.95)
		fmt.Fprintf(w, "area %s %v, at least 80%%: %v\n", area, score, score.AtLeast(0.8))
		all = all.Plus(t)
		satisfied, answers = append(satisfied, t.Satisfied), append(answers, t.N())
	}
	fmt.Fprintf(w, "all    %v, at least 80%%: %v\n", all.Score(0.95), all.Score(0.95).AtLeast(0.8))
	fmt.Fprintln(w, "not answered:", unanswered)
	fmt.Fprintln(w, "do areas differ?", kpi.Homogeneity(satisfied, answers))
	return nil
}

// read tallies the answers of a survey file by boarding area.
func read(name string, rule csat.Rule) (byArea map[string]csat.Tally, unanswered int, err error) {
	rows, err := data.Table(name, "BAREA", "Q7ALL")
	if err != nil {
		return nil, 0, err
	}
	byArea = map[string]csat.Tally{}
	for i, row := range rows {
		area, answer, line := row[0], row[1], i+2
		switch answer {
		case "", "Blank", "0", "6": // 6: not applicable
			unanswered++
			continue
		}
		rating, err := strconv.Atoi(answer)
		if err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		t := byArea[area]
		if err := t.Add(rule, rating); err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		byArea[area] = t
	}
	return byArea, unanswered, nil
}
