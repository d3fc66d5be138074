// The command nps prints the Net Promoter Score of San Francisco Airport by boarding area, from the answers
// of its passenger survey of 2017 as they were punched: 11 stands for no answer, and one cell is empty.
package main

import (
	"encoding/csv"
	"errors"
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
	file, err := data.Files().Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	rows := csv.NewReader(file)
	header, err := rows.Read()
	if err != nil {
		return nil, 0, err
	}
	area, answer := slices.Index(header, "BAREA"), slices.Index(header, "NETPRO")
	if area < 0 || answer < 0 {
		return nil, 0, fmt.Errorf("%s has no columns BAREA and NETPRO", name)
	}
	byArea = map[string]nps.Tally{}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return byArea, unanswered, nil
		}
		if err != nil {
			return nil, 0, err
		}
		if row[answer] == "" || row[answer] == "11" { // neither a 0 nor a promoter
			unanswered++
			continue
		}
		rating, err := strconv.Atoi(row[answer])
		if err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		t := byArea[row[area]]
		if err := t.Add(rating); err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		byArea[row[area]] = t
	}
}
