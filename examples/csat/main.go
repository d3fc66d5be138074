// The command csat prints how satisfied the passengers of San Francisco Airport were with it as a whole, by
// boarding area, against a target of 80%, from the answers of its passenger survey of 2017 as they were
// punched.
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
	area, answer := slices.Index(header, "BAREA"), slices.Index(header, "Q7ALL")
	if area < 0 || answer < 0 {
		return nil, 0, fmt.Errorf("%s has no columns BAREA and Q7ALL", name)
	}
	byArea = map[string]csat.Tally{}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return byArea, unanswered, nil
		}
		if err != nil {
			return nil, 0, err
		}
		switch row[answer] {
		case "", "Blank", "0", "6": // 6: not applicable
			unanswered++
			continue
		}
		rating, err := strconv.Atoi(row[answer])
		if err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		t := byArea[row[area]]
		if err := t.Add(rule, rating); err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		byArea[row[area]] = t
	}
}
