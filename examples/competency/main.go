// The command competency prints what a service department can do and what its work needs: each team's profile, the gap of
// each area and of each skill with its limits, as staff see themselves and, apart from that, as observers see them, and
// what to train first. The answers in responses.csv are made up; no people and no company stand behind them.
package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

//go:embed responses.csv
var responses []byte

// least is how many must have answered for a team's number to be shown.
const least = 5

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// form is one form of the questionnaire with the tallies of teams.
type form struct {
	*instrument.Instrument
	teams map[string]instrument.Tally
}

// all returns the tally of all teams.
func (f form) all() (sum instrument.Tally) {
	for _, t := range f.teams {
		sum = sum.Plus(t)
	}
	return sum
}

func run(w io.Writer) error {
	forms := map[string]form{}
	for _, name := range []string{"self", "observer"} {
		in, err := instrument.Builtin("competency-" + name)
		if err != nil {
			return err
		}
		forms[name] = form{in, map[string]instrument.Tally{}}
	}
	if err := read(forms, responses); err != nil {
		return err
	}
	self, observer := forms["self"], forms["observer"]
	profile(w, "As staff see themselves", self)
	profile(w, "As observers see them", observer)
	gaps(w, self, observer)
	priorities(w, self)
	return nil
}

// read tallies a table of responses, a row each: form, team, and the code of each item or nothing.
func read(forms map[string]form, table []byte) error {
	r := csv.NewReader(bytes.NewReader(table))
	r.Comment = '#'
	header, err := r.Read()
	if err != nil {
		return err
	}
	if len(header) < 2 || header[0] != "form" || header[1] != "team" {
		return fmt.Errorf("the columns are %q, expected form, team and the items", header)
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		f, ok := forms[row[0]]
		if !ok {
			return fmt.Errorf("line %d: there is no form %q", line, row[0])
		}
		response := instrument.Response{}
		for i, cell := range row[2:] {
			if cell == "" {
				continue // blank; Atoi would make a 0 of it
			}
			code, err := strconv.Atoi(cell)
			if err != nil {
				return fmt.Errorf("line %d, %s: %w", line, header[2+i], err)
			}
			response[header[2+i]] = code
		}
		t := f.teams[row[1]]
		if err := t.Add(f.Instrument, response); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		f.teams[row[1]] = t
	}
}

// areas are the ids of the three areas; each has an index for today and one for what is needed.
var areas = [...]string{"problem-solving", "ownership", "technical"}

// profile prints the areas of each team that may be shown, what is today and what is needed.
func profile(w io.Writer, title string, f form) {
	fmt.Fprintf(w, "%s, 1 to 5\n", title)
	for _, area := range areas {
		today, hidden := instrument.Shown(f.Instrument, f.teams, area+".now", least)
		both, more := instrument.Shown(f.Instrument, today, area+".needed", least)
		fmt.Fprintf(w, "  %s\n", f.Text(area+".now", "en"))
		for _, p := range instrument.Across(f.Instrument, both, area+".now", 0.95) {
			needed := both[p.ID].Score(f.Instrument, area+".needed", 0.95)
			fmt.Fprintf(w, "    %-9s%v, needed %v\n", p.ID, p.Estimate, needed)
		}
		fmt.Fprintf(w, "    too few to be shown, or needed to hide those: %s\n", strings.Join(append(hidden, more...), ", "))
	}
}

// gaps prints needed less today of each area and of each skill over all teams, by oneself and by observers, never
// together.
func gaps(w io.Writer, self, observer form) {
	own, others := self.all(), observer.all()
	rows := func(title string, own, others []instrument.Part) {
		fmt.Fprintln(w, title)
		for i, p := range own {
			fmt.Fprintf(w, "  %-43sself %v, observers %v\n", self.Text(p.ID, "en"), p.Estimate, others[i].Estimate)
		}
	}
	rows("Needed less today by area, all teams", own.IndexGaps(self.Instrument, 0.95), others.IndexGaps(observer.Instrument, 0.95))
	rows("Needed less today by skill, all teams", own.Gaps(self.Instrument, 0.95), others.Gaps(observer.Instrument, 0.95))
}

// priorities prints the skills in which staff surely fall short, the largest gap first: those whose limits lie above 0 at
// 95% for all skills together (Bonferroni).
func priorities(w io.Writer, f form) {
	fmt.Fprintln(w, "Train first, by staff themselves")
	t := f.all()
	level := 1 - 0.05/float64(len(t.Gaps(f.Instrument, 0.95)))
	for i, p := range instrument.Highest(t.Gaps(f.Instrument, level)) {
		if p.Estimate.Lo > 0 {
			fmt.Fprintf(w, "  %d. %s: a level or more short %v\n", i+1, f.Text(p.ID, "en"), t.Gap(f.Instrument, p.ID).Short(1, 0.95))
		}
	}
}
