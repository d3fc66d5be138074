// The command nps prints the Net Promoter Score of San Francisco Airport by boarding area, from the answers
// of its passenger survey of 2017 as they were punched: 11 stands for no answer, and one cell is empty.
package main

import (
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/nps"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	byArea, unanswered, err := read("sfo_survey_2017.csv")
	if err != nil {
		return err
	}
	var all nps.Tally
	var areas []nps.Tally
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		t := byArea[area]
		fmt.Fprintln(w, "area", area, t.Score(0.95))
		all = all.Plus(t)
		areas = append(areas, t)
	}
	fmt.Fprintln(w, "all   ", all.Score(0.95))
	fmt.Fprintln(w, "not answered:", unanswered)

	// Area G is part of all passengers, so that it is compared with those of the other areas.
	var others nps.Tally
	for area, t := range byArea {
		if area != "G" {
			others = others.Plus(t)
		}
	}
	fmt.Fprintln(w, "G less the others:", byArea["G"].Score(0.95).Minus(others.Score(0.95)))
	fmt.Fprintln(w, "but G was picked after looking at seven; do areas differ at all?", nps.Homogeneity(areas...))
	return nil
}

// read tallies the answers of a survey file by boarding area.
func read(name string) (byArea map[string]nps.Tally, unanswered int, err error) {
	rows, err := data.Table(name, "BAREA", "NETPRO")
	if err != nil {
		return nil, 0, err
	}
	byArea = map[string]nps.Tally{}
	for i, row := range rows {
		area, answer, line := row[0], row[1], i+2
		if answer == "" || answer == "11" { // neither a 0 nor a promoter
			unanswered++
			continue
		}
		rating, err := strconv.Atoi(answer)
		if err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		t := byArea[area]
		if err := t.Add(rating); err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		byArea[area] = t
	}
	return byArea, unanswered, nil
}
