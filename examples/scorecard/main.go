// Scorecard prints what a manager wants to know of a survey: each score with its interval, by segment, over time, held
// against targets, and which answers were left out and why.
//
// Without arguments it reads what is built in: the passenger survey of San Francisco International Airport of 2017, and
// beside it requests to New York City's 311 line, cohorts of subscribers and customers of an invented telecom company:
//
//	go run ./examples/scorecard
//	go run ./examples/scorecard -output markdown
//
// A file of one's own needs the names of its columns:
//
//	go run ./examples/scorecard -file answers.csv -nps recommend -csat satisfied -csat-scale 1-5 -segment team
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // -zone works where the system knows no zones

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what main does, and returns the exit status: 1 if nothing could be done, 2 for wrong arguments.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "scorecard:", err)
		return 2
	}
	report, err := compute(o, stdin)
	if err != nil {
		fmt.Fprintln(stderr, "scorecard:", err)
		return 1
	}
	report.look()
	if err := renderers[o.output](stdout, report); err != nil {
		fmt.Fprintln(stderr, "scorecard:", err)
		return 1
	}
	return 0
}

// compute reads the answers and returns the report on them.
func compute(o options, stdin io.Reader) (report, error) {
	if o.file == "" {
		return airport(o)
	}
	in := stdin
	if o.file != "-" {
		f, err := os.Open(o.file)
		if err != nil {
			return report{}, err
		}
		defer f.Close()
		in = f
	}
	answers, err := read(o.file, in, o.layout)
	if err != nil {
		return report{}, err
	}
	return report{Title: "Scorecard of " + o.file, Sections: surveySections(answers, o)}, nil
}

// airport returns the report on the built-in data.
func airport(o options) (report, error) {
	o.layout = layout{
		questions: []question{
			npsQuestion("likelihood to recommend", "NETPRO"),
			csatQuestion("airport as a whole", "Q7ALL", csat.TopBox(2, 5)),
			cesQuestion("finding one's way", "Q14FIND", ces.Ease()),
			cesQuestion("passing through security", "Q14PASSTHRU", ces.Ease()),
		},
		blank: map[string][]string{
			"NETPRO": {"11"}, "Q7ALL": {"0", "6", "Blank"}, "Q14FIND": {"0", "6"}, "Q14PASSTHRU": {"0", "6"},
		},
		segment: "BAREA", weight: "WEIGHT", cluster: "RUNID", stratum: "STRATA",
	}
	five := survey.Scale{Min: 1, Max: 5}
	o.layout.drivers = driversOf(drivers.Question{Name: "Q7ALL", Scale: five}, five,
		"Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS")
	o.layout.titles = map[string]string{"Q7ALL": "airport as a whole", "Q7ART": "artwork and exhibitions", "Q7FOOD": "restaurants",
		"Q7STORE": "shops", "Q7SIGN": "signs", "Q7WALKWAYS": "moving walkways", "Q7SCREENS": "flight screens"}
	for _, q := range o.layout.drivers.Drivers {
		o.layout.blank[q.Name] = o.layout.blank["Q7ALL"]
	}
	if len(o.targets) == 0 {
		for _, text := range []string{"nps>=35", "csat>=0.8", "ease>=0.85", "detractors<=0.15"} {
			t, err := parseTarget(text)
			if err != nil {
				return report{}, err
			}
			o.targets = append(o.targets, t)
		}
	}
	f, err := data.Files().Open("sfo_survey_2017.csv")
	if err != nil {
		return report{}, err
	}
	defer f.Close()
	answers, err := read("sfo_survey_2017.csv", f, o.layout)
	if err != nil {
		return report{}, err
	}
	trend, err := airportTrend(o.level, o.targetsOf(o.layout.questions[1].metrics[0]))
	if err != nil {
		return report{}, err
	}
	sections := surveySections(answers, o)
	sections[0].Title += ": San Francisco International Airport, passenger survey 2017"
	sections[0].Notes = append(sections[0].Notes, "City and County of San Francisco, DataSF (PDDL)")
	last := len(sections) - 1 // what was left out closes the survey
	sections = append(sections[:last:last], trend, sections[last])
	requests, err := requestSections(o.level)
	if err != nil {
		return report{}, err
	}
	customers, err := retentionSections(o.level)
	if err != nil {
		return report{}, err
	}
	sections = append(append(sections, requests...), customers...)
	return report{Title: "Scorecard of the built-in public data", Sections: sections}, nil
}

// list is a flag of several values, separated by commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for _, v := range strings.Split(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			*l = append(*l, v)
		}
	}
	return nil
}
