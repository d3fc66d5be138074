package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/trend"
)

// surveySections returns the report on a survey: its scores, its segments, its trend, and what was left out.
func surveySections(a answers, o options) []section {
	sections := []section{scores(a, o)}
	for i, q := range o.layout.questions {
		if o.layout.segment != "" {
			sections = append(sections, segments(q, a.columns[i], o))
		}
	}
	if len(o.layout.drivers.Drivers) > 0 {
		sections = append(sections, whatDrives(a, o))
	}
	if o.layout.date != "" && !a.first.IsZero() {
		for i, q := range o.layout.questions {
			sections = append(sections, overTime(q, a, a.columns[i], o))
		}
	}
	return append(sections, leftOut(a, o))
}

// scores returns every metric of every question: as counted, weighted, and with clusters, held against its targets.
func scores(a answers, o options) section {
	s := section{Title: "Scores", Notes: []string{fmt.Sprintf("%d rows; %s intervals", a.rows, percent(o.level))}}
	if o.layout.cluster != "" {
		s.Notes = append(s.Notes, "Answers that share a "+o.layout.cluster+" resemble each other: the last interval of a score is the honest one.")
	}
	for i, q := range o.layout.questions {
		c := a.columns[i]
		sample := c.sample.Rated(q.scale, func(rating int) (int, bool) { return rating, true })
		for _, m := range q.metrics {
			lines := []line{{Name: m.name + ", " + q.title, Estimate: m.score(c.all, o.level)}}
			if o.layout.weight != "" {
				lines = append(lines, line{Name: "  weighted", Estimate: c.weighted.Score(m.value, m.unit, o.level)})
			}
			if how := o.layout.design(); how != "" {
				lines = append(lines, line{Name: "  " + how, Estimate: sample.Score(m.value, m.unit, o.level)})
			}
			lines[0].Remark = m.definition
			honest := &lines[len(lines)-1]
			for _, t := range o.targetsOf(m) {
				honest.Targets = append(honest.Targets, verdict{t, t.verdict(honest.Estimate), m.unit})
			}
			s.Lines = append(s.Lines, lines...)
		}
	}
	return s
}

// title returns what people call a column.
func (l layout) title(column string) string {
	if t := l.titles[column]; t != "" {
		return t
	}
	return column
}

// design says in words what a sample's standard errors allow for beside the weights; empty: for nothing.
func (l layout) design() string {
	var parts []string
	if l.weight != "" {
		parts = append(parts, "weighted")
	}
	if l.stratum != "" {
		parts = append(parts, "in strata by "+l.stratum)
	}
	if l.cluster != "" {
		parts = append(parts, "clustered by "+l.cluster)
	}
	if l.stratum == "" && l.cluster == "" {
		return ""
	}
	return strings.Join(parts, ", ")
}

// whatDrives returns how much each driver has to do with the outcome, the most important first, and where to act.
func whatDrives(a answers, o options) section {
	q := o.layout.drivers
	m := a.drivers.Importance(o.level)
	r2 := m.R2.Unit.Format
	s := section{Title: "What goes with " + o.layout.title(q.Outcome.Name), Notes: []string{
		fmt.Sprintf("Shares of what %d questions explain together: %s [%s, %s] of the variance (%v values). %d of %d rows answer all of them.",
			len(q.Drivers), r2(m.R2.Value), r2(m.R2.Lo), r2(m.R2.Hi), m.Method, m.N, m.Of),
		"Association, not cause. Concentrate on what matters more than the average and goes less well.",
	}}
	if m.Refused != "" {
		s.Notes = append(s.Notes, m.Refused)
	}
	points := m.Map(drivers.AtMean(), drivers.AtMean()).Points
	slices.SortStableFunc(points, func(p, q drivers.Point) int {
		switch {
		case p.Importance.Known() && q.Importance.Known():
			return cmp.Compare(q.Importance.Value, p.Importance.Value)
		case p.Importance.Known():
			return -1
		default:
			return 1
		}
	})
	for _, p := range points {
		where := p.Quadrant.String()
		if p.Quadrant == drivers.Undecided && p.Leaning != drivers.Undecided {
			where = fmt.Sprintf("leans to %v", p.Leaning)
		}
		mean := p.Performance.Unit.Format
		s.Lines = append(s.Lines, line{
			Name: o.layout.title(p.Name), Estimate: p.Importance, Concentrate: p.Quadrant == drivers.Concentrate,
			Remark: fmt.Sprintf("mean answer %s [%s, %s], %s", mean(p.Performance.Value), mean(p.Performance.Lo), mean(p.Performance.Hi), where),
		})
	}
	return s
}

// segments returns the first metric of a question by segment, and which segments differ from the others.
func segments(q question, c column, o options) section {
	m := q.metrics[0]
	s := section{Title: fmt.Sprintf("%s, %s, by %s", m.name, q.title, o.layout.segment)}
	names := slices.Sorted(maps.Keys(c.bySegment))
	var down, flat, up []int
	for _, name := range names {
		d, f, u := classes(m, c.bySegment[name])
		down, flat, up = append(down, d), append(flat, f), append(up, u)
	}
	var findings []compare.Finding
	if m.unit == kpi.Points {
		findings = compare.Others(down, flat, up, o.level)
	} else {
		n := make([]int, len(up))
		for i := range up {
			n[i] = down[i] + flat[i] + up[i]
		}
		findings = compare.OthersShare(up, n, o.level)
	}
	differ := 0
	for i, f := range findings {
		l := line{Name: names[i], Estimate: f.Score}
		if names[i] == "" {
			l.Name = "(no " + o.layout.segment + ")"
		}
		if f.Differs {
			differ++
			p := f.Test.P
			l.Differs, l.P = true, &p
			l.Remark = fmt.Sprintf("differs from the others by %s [%s, %s], p=%.2g",
				f.Difference.Unit.Format(f.Difference.Value), f.Difference.Unit.Format(f.Difference.Lo), f.Difference.Unit.Format(f.Difference.Hi), p)
		}
		s.Lines = append(s.Lines, l)
	}
	if differ == 0 {
		s.Notes = append(s.Notes, "No segment differs from the others more than chance allows (step-out Holm tests).")
	}
	return s
}

// classes returns how many answers lower the score of a metric, leave it, and raise it.
func classes(m metric, t survey.Tally) (down, flat, up int) {
	for rating, n := range t.All() {
		switch v, _ := m.value(rating); {
		case v > 0:
			up += n
		case v < 0:
			down += n
		default:
			flat += n
		}
	}
	return down, flat, up
}

// overTime returns the first metric of a question by period, gaps included, and its slope.
func overTime(q question, a answers, c column, o options) section {
	m := q.metrics[0]
	s := section{Title: fmt.Sprintf("%s, %s, over time", m.name, q.title)}
	var series []kpi.Estimate
	for key := range o.layout.period.Keys(a.first, a.last.Add(1)) {
		e := m.score(c.byPeriod[key], o.level)
		series = append(series, e)
		s.Lines = append(s.Lines, line{Name: key, Estimate: e})
	}
	s.addSlope(series, o.targetsOf(m))
	return s
}

// airportTrend returns the share of satisfied passengers in the yearly surveys from 2010 to 2018.
func airportTrend(level float64, targets []target) (section, error) {
	s := section{Title: "CSAT, airport as a whole, 2010–2018"}
	years, err := data.Years()
	if err != nil {
		return s, err
	}
	var series []kpi.Estimate
	for _, y := range years {
		e := kpi.Proportion(y.Satisfied, y.Answers, level)
		series = append(series, e)
		s.Lines = append(s.Lines, line{Name: y.Year, Estimate: e})
	}
	s.addSlope(series, targets)
	return s, nil
}

// addSlope adds the change per period, with and without what the periods themselves scatter, and how the periods stand to
// the targets.
func (s *section) addSlope(series []kpi.Estimate, targets []target) {
	fit := trend.Fit(series)
	slope := line{Name: "change per period", Estimate: fit.Slope, Remark: "process noise included"}
	if fit.Tau > 0 {
		slope.Remark = fmt.Sprintf("periods scatter by %s beyond sampling, %v", fit.Slope.Unit.Format(fit.Tau), fit.Scatter)
	}
	s.Lines = append(s.Lines, slope, line{Name: "  by sampling alone", Estimate: fit.Sampling})
	for _, t := range targets {
		counts, ahead := trend.AtLeast(series, t.Value), trend.ReachAtLeast(series, t.Value)
		sign := "at least"
		if !t.AtLeast {
			counts, ahead = trend.AtMost(series, t.Value), trend.ReachAtMost(series, t.Value)
			sign = "at most"
		}
		s.Lines = append(s.Lines, line{
			Name:     fmt.Sprintf("periods until the line is %s %s", sign, unitOf(series).Format(t.Value)),
			Estimate: ahead,
			Remark:   fmt.Sprintf("so far met in %d of %d periods, missed in %d, undecided in %d", counts.Met, counts.N(), counts.Missed, counts.Undecided),
		})
	}
}

// leftOut returns which answers are in no score, and why.
func leftOut(a answers, o options) section {
	s := section{Title: "Left out"}
	for i, q := range o.layout.questions {
		c := a.columns[i]
		parts := []string{fmt.Sprintf("%d counted", c.all.N())}
		for _, code := range slices.Sorted(maps.Keys(c.blank)) {
			what := "empty"
			if code != "" {
				what = "code " + code
			}
			parts = append(parts, fmt.Sprintf("%d %s", c.blank[code], what))
		}
		for _, p := range c.problems {
			parts = append(parts, fmt.Sprintf("%d refused, %s (%s)", p.count, p.reason, strings.Join(p.places, "; ")))
		}
		s.Notes = append(s.Notes, fmt.Sprintf("%s, column %s: %s", q.title, q.column, strings.Join(parts, ", ")))
	}
	for _, p := range a.problems {
		s.Notes = append(s.Notes, fmt.Sprintf("%d × %s (%s)", p.count, p.reason, strings.Join(p.places, "; ")))
	}
	return s
}

// unitOf returns the unit of a series, that of its first period with data.
func unitOf(series []kpi.Estimate) kpi.Unit {
	for _, e := range series {
		if e.Known() {
			return e.Unit
		}
	}
	return kpi.Number
}

func percent(level float64) string {
	return strconv.FormatFloat(100*level, 'g', 6, 64) + "%"
}
