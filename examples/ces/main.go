// The command ces prints how easy it was to find one's way at San Francisco Airport and to pass its security,
// by the three numbers that are called a customer effort score, from the answers of its passenger survey of
// 2017 as they were punched.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/examples/data"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	way, err := read("sfo_survey_2017.csv", "Q14FIND")
	if err != nil {
		return err
	}
	security, err := read("sfo_survey_2017.csv", "Q14PASSTHRU")
	if err != nil {
		return err
	}
	for _, question := range []struct {
		name    string
		answers ces.Tally
	}{{"find the way", way}, {"pass security", security}} {
		t := question.answers
		fmt.Fprintf(w, "%s, %v\n", question.name, t.Rule)
		fmt.Fprintln(w, "  mean    ", t.Mean(0.95))
		fmt.Fprintln(w, "  easy    ", t.EasyShare(0.95))
		fmt.Fprintln(w, "  net easy", t.NetEasy(0.95))
	}
	// The same passengers answered both questions, so that the two are not independent. The difference that
	// holds whatever they have in common takes both at 97.5%, and is one at 95%.
	fmt.Fprintln(w, "net easy, the way less security:", way.NetEasy(0.975).MinusBonferroni(security.NetEasy(0.975)))
	return nil
}

// read tallies a column of a survey file, 1 for difficult to 5 for easy.
func read(name, column string) (t ces.Tally, err error) {
	rows, err := data.Table(name, column)
	if err != nil {
		return t, err
	}
	for i, row := range rows {
		answer, line := row[0], i+2
		switch answer {
		case "", "0", "6": // blank, blank, don't know
			continue
		}
		n, err := strconv.Atoi(answer)
		if err != nil {
			return t, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
		if err := t.Add(ces.Ease(), n); err != nil {
			return t, fmt.Errorf("%s, line %d: %w", name, line, err)
		}
	}
	return t, nil
}
