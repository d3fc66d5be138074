package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/trend"
)

// options are the command's arguments.
type options struct {
	file    string
	output  string
	level   float64
	targets []target
	layout  layout
}

// target is a line to reach (>=) or not to pass (<=) for every score of that metric.
type target struct {
	Metric  string  `json:"metric"`
	AtLeast bool    `json:"atLeast"`
	Value   float64 `json:"value"`
}

func (t target) verdict(e kpi.Estimate) kpi.Verdict {
	if t.AtLeast {
		return e.AtLeast(t.Value)
	}
	return e.AtMost(t.Value)
}

// targetsOf returns the targets for a metric.
func (o options) targetsOf(m metric) []target {
	var own []target
	for _, t := range o.targets {
		if t.Metric == m.key {
			own = append(own, t)
		}
	}
	return own
}

func parseTarget(s string) (target, error) {
	for _, sign := range []string{">=", "<="} {
		metric, value, found := strings.Cut(s, sign)
		if !found {
			continue
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if metric = strings.TrimSpace(metric); err != nil || !slices.Contains(metricNames, metric) {
			return target{}, fmt.Errorf("target %q: want one of %s, then >= or <=, then a number", s, strings.Join(metricNames, ", "))
		}
		return target{metric, sign == ">=", x}, nil
	}
	return target{}, fmt.Errorf("target %q has neither >= nor <=", s)
}

// parse reads the arguments. The error says what is wrong with which flag.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var npsColumns, csatColumns, cesColumns, driverColumns, blanks list
	var targets []string
	var csatScale, cesScale, driverScale, period, zone string
	var satisfied, easy, difficult int
	flags := flag.NewFlagSet("scorecard", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.file, "file", "", "CSV `file` with a header line, - for standard input (default: the built-in airport survey)")
	flags.StringVar(&o.output, "output", "text", "text, markdown, json or csv")
	flags.Float64Var(&o.level, "level", 0.95, "confidence level of all intervals, between 0 and 1")
	flags.Var(&npsColumns, "nps", "`columns` of likelihood to recommend, 0 to 10")
	flags.Var(&csatColumns, "csat", "`columns` of satisfaction")
	flags.StringVar(&csatScale, "csat-scale", "1-5", "scale of satisfaction")
	flags.IntVar(&satisfied, "csat-satisfied", 4, "lowest rating that counts as satisfied")
	flags.Var(&cesColumns, "ces", "`columns` of effort or ease")
	flags.StringVar(&cesScale, "ces-scale", "1-7", "scale of effort or ease")
	flags.IntVar(&easy, "ces-easy", 5, "mildest answer that counts as easy")
	flags.IntVar(&difficult, "ces-difficult", 3, "mildest answer that counts as difficult")
	flags.Func("blank", "`COLUMN=code,code`: answers of that column that mean none (may be repeated)", func(s string) error {
		blanks = append(blanks, s)
		return nil
	})
	flags.StringVar(&o.layout.segment, "segment", "", "`column` that holds the segment")
	flags.StringVar(&o.layout.weight, "weight", "", "`column` that holds the weight")
	flags.StringVar(&o.layout.cluster, "cluster", "", "`column` that holds what answers have in common: a customer, a flight")
	flags.StringVar(&o.layout.stratum, "stratum", "", "`column` that holds the part of the population that an answer was drawn from")
	flags.Var(&driverColumns, "drivers", "`columns` of what may drive the first question, such as satisfaction with each touchpoint")
	flags.StringVar(&driverScale, "drivers-scale", "1-5", "scale of the drivers")
	flags.StringVar(&o.layout.date, "date", "", "`column` that holds the date, for the trend")
	flags.StringVar(&o.layout.dateLayout, "date-layout", time.DateOnly, "how dates are written, as in Go's package time")
	flags.StringVar(&period, "period", "month", "day, week (from Monday), month, quarter or year, for the trend")
	flags.StringVar(&zone, "zone", "UTC", "time zone of the dates")
	flags.Func("target", "`TARGET` such as nps>=40 or detractors<=0.15 (may be repeated): "+strings.Join(metricNames, ", "), func(s string) error {
		targets = append(targets, s)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: every argument is a flag", flags.Arg(0))
	}
	if renderers[o.output] == nil {
		return o, fmt.Errorf("-output %q is not text, markdown, json or csv", o.output)
	}
	if !(0 < o.level && o.level < 1) {
		return o, fmt.Errorf("-level %v is not between 0 and 1", o.level)
	}
	for _, s := range targets {
		t, err := parseTarget(s)
		if err != nil {
			return o, err
		}
		o.targets = append(o.targets, t)
	}
	if o.file == "" {
		var wrong []string
		flags.Visit(func(f *flag.Flag) {
			if !slices.Contains([]string{"output", "level", "target"}, f.Name) {
				wrong = append(wrong, "-"+f.Name)
			}
		})
		if len(wrong) > 0 {
			return o, fmt.Errorf("%s without -file", strings.Join(wrong, " "))
		}
		return o, nil
	}

	for _, c := range npsColumns {
		o.layout.questions = append(o.layout.questions, npsQuestion(c, c))
	}
	if len(csatColumns) > 0 {
		s, err := parseScale(csatScale)
		if err != nil {
			return o, fmt.Errorf("-csat-scale: %w", err)
		}
		if satisfied <= s.Min || satisfied > s.Max {
			return o, fmt.Errorf("-csat-satisfied %d is not above the lowest rating of the scale %v and on it", satisfied, s)
		}
		for _, c := range csatColumns {
			o.layout.questions = append(o.layout.questions, csatQuestion(c, c, csat.Rule{Scale: s, Satisfied: satisfied}))
		}
	}
	if len(cesColumns) > 0 {
		s, err := parseScale(cesScale)
		if err != nil {
			return o, fmt.Errorf("-ces-scale: %w", err)
		}
		if easy == difficult || s.Check(easy) != nil || s.Check(difficult) != nil {
			return o, fmt.Errorf("-ces-easy %d and -ces-difficult %d are not two answers on the scale %v", easy, difficult, s)
		}
		for _, c := range cesColumns {
			o.layout.questions = append(o.layout.questions, cesQuestion(c, c, ces.Rule{Scale: s, Easy: easy, Difficult: difficult}))
		}
	}
	if len(o.layout.questions) == 0 {
		return o, fmt.Errorf("-file needs at least one of -nps, -csat and -ces to name a column")
	}
	if len(driverColumns) > 0 {
		s, err := parseScale(driverScale)
		if err != nil {
			return o, fmt.Errorf("-drivers-scale: %w", err)
		}
		first := o.layout.questions[0]
		o.layout.drivers = driversOf(drivers.Question{Name: first.column, Scale: first.scale}, s, driverColumns...)
	}
	o.layout.blank = map[string][]string{}
	for _, s := range blanks {
		column, codes, found := strings.Cut(s, "=")
		if !found {
			return o, fmt.Errorf("-blank %q: want COLUMN=code,code", s)
		}
		o.layout.blank[column] = append(o.layout.blank[column], strings.Split(codes, ",")...)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return o, fmt.Errorf("-zone: %w", err)
	}
	o.layout.location = location
	switch period {
	case "day":
		o.layout.period = trend.Day(location)
	case "week":
		o.layout.period = trend.Week(time.Monday, location)
	case "month":
		o.layout.period = trend.Month(location)
	case "quarter":
		o.layout.period = trend.Quarter(location)
	case "year":
		o.layout.period = trend.Year(location)
	default:
		return o, fmt.Errorf("-period %q is not day, week, month, quarter or year", period)
	}
	return o, nil
}

// parseScale reads a scale such as 1-5.
func parseScale(s string) (survey.Scale, error) {
	lo, hi, _ := strings.Cut(s, "-")
	least, err1 := strconv.Atoi(strings.TrimSpace(lo))
	most, err2 := strconv.Atoi(strings.TrimSpace(hi))
	scale := survey.Scale{Min: least, Max: most}
	if err1 != nil || err2 != nil || !scale.Valid() {
		return scale, fmt.Errorf("%q is not a scale such as 1-5, within 0-10", s)
	}
	return scale, nil
}
