package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
	"github.com/servicekpi/servicekpi/trend"
)

// layout says which columns of a file hold what. Column names that are empty are not there.
type layout struct {
	questions  []question
	blank      map[string][]string // codes of a column that mean no answer; an empty cell always does
	segment    string
	weight     string
	cluster    string
	stratum    string
	drivers    drivers.Questions // the zero Questions: none; columns by the names of the questions
	titles     map[string]string // of the drivers' columns, where people call them otherwise
	date       string
	dateLayout string
	location   *time.Location
	period     trend.Period
}

// answers is what a file says, tallied.
type answers struct {
	rows        int
	columns     []column // one for each question of the layout
	drivers     drivers.Answers
	first, last time.Time
	problems    problems // of rows, weights, drivers and dates
}

// noAnswer stands for a driver's question that was left out.
const noAnswer = -1

// column is the answers to one question.
type column struct {
	all       survey.Tally
	bySegment map[string]survey.Tally
	byPeriod  map[string]survey.Tally
	weighted  weight.Tally
	sample    design.Sample[int] // the ratings with their weights, clusters and strata
	blank     map[string]int     // left out, by what stood there
	problems  problems
}

// problems counts what was refused by reason, with the first few places.
type problems []problem

type problem struct {
	reason string
	count  int
	places []string
}

func (ps *problems) add(reason, place string) {
	i := slices.IndexFunc(*ps, func(p problem) bool { return p.reason == reason })
	if i < 0 {
		i = len(*ps)
		*ps = append(*ps, problem{reason: reason})
	}
	p := &(*ps)[i]
	p.count++
	if len(p.places) < 5 {
		p.places = append(p.places, place)
	}
}

// read tallies the answers of a CSV file. Cells that are no answer are left out or refused, and counted; it fails if
// there is no header, a column is missing, or nothing at all could be counted.
func read(name string, in io.Reader, l layout) (answers, error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	r.FieldsPerRecord = -1 // a row of another length is refused, not the file
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return answers{}, fmt.Errorf("%s is empty: want a header line with the names of the columns", name)
	}
	if err != nil {
		return answers{}, fmt.Errorf("%s: reading the header: %w", name, err)
	}
	header = slices.Clone(header)
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	find := func(column string) int {
		if column == "" {
			return -1
		}
		i := slices.IndexFunc(header, func(h string) bool { return strings.TrimSpace(h) == column })
		if i < 0 && err == nil {
			err = fmt.Errorf("%s has no column %q; it has %s", name, column, strings.Join(header, ", "))
		}
		return i
	}
	segmentAt, weightAt, dateAt := find(l.segment), find(l.weight), find(l.date)
	clusterAt, stratumAt := find(l.cluster), find(l.stratum)
	questionAt := make([]int, len(l.questions))
	a := answers{columns: make([]column, len(l.questions))}
	for i, q := range l.questions {
		questionAt[i] = find(q.column)
		a.columns[i] = column{bySegment: map[string]survey.Tally{}, byPeriod: map[string]survey.Tally{},
			blank: map[string]int{}}
	}
	driverAt := make([]int, len(l.drivers.Drivers))
	for i, q := range l.drivers.Drivers {
		driverAt[i] = find(q.Name)
	}
	outcomeAt := find(l.drivers.Outcome.Name)
	for c := range l.blank {
		find(c)
	}
	if err != nil {
		return answers{}, err
	}

	ratings := make([]int, len(driverAt))
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			a.rows++
			a.problems.add("row that is not CSV: "+syntax.Err.Error(), fmt.Sprintf("line %d", syntax.Line))
			continue
		}
		if err != nil {
			return answers{}, fmt.Errorf("%s: after %d rows: %w", name, a.rows, err)
		}
		a.rows++
		line, _ := r.FieldPos(0)
		place := fmt.Sprintf("line %d", line)
		if len(row) != len(header) {
			a.problems.add(fmt.Sprintf("row without the header's %d fields", len(header)), fmt.Sprintf("%s has %d", place, len(row)))
			continue
		}
		cell := func(at int) string { return strings.TrimSpace(row[at]) }
		w := 1.0
		if weightAt >= 0 {
			if w, err = strconv.ParseFloat(cell(weightAt), 64); err != nil || !(0 < w && w <= math.MaxFloat64) {
				a.problems.add(l.weight+": weight that is not a positive number, answers counted unweighted only", place+": "+strconv.Quote(cell(weightAt)))
				w = math.NaN()
			}
		}
		var key string
		if dateAt >= 0 {
			t, err := time.ParseInLocation(l.dateLayout, cell(dateAt), l.location)
			if err != nil {
				a.problems.add(l.date+": date that is not written as "+l.dateLayout+", answers left out of the trend", place+": "+strconv.Quote(cell(dateAt)))
			} else {
				key = l.period.Key(t)
				if a.first.IsZero() || t.Before(a.first) {
					a.first = t
				}
				if t.After(a.last) {
					a.last = t
				}
			}
		}
		for i, q := range l.questions {
			c := &a.columns[i]
			text := cell(questionAt[i])
			if text == "" || slices.Contains(l.blank[q.column], text) {
				c.blank[text]++
				continue
			}
			rating, problem := parseRating(text, q.scale)
			if problem != "" {
				c.problems.add(problem, place+": "+strconv.Quote(text))
				continue
			}
			if err := c.add(q.scale, rating, w, row, segmentAt, clusterAt, stratumAt, key); err != nil {
				return answers{}, fmt.Errorf("%s: %s, column %s: %w", name, place, q.column, err)
			}
		}
		if outcomeAt >= 0 {
			answer := func(at int, q drivers.Question) int {
				text := cell(at)
				if text == "" || slices.Contains(l.blank[q.Name], text) {
					return noAnswer
				}
				rating, problem := parseRating(text, q.Scale)
				if problem != "" {
					a.problems.add(q.Name+": driver's answer that is "+problem, place+": "+strconv.Quote(text))
					return noAnswer
				}
				return rating
			}
			for i, q := range l.drivers.Drivers {
				ratings[i] = answer(driverAt[i], q)
			}
			if err := a.drivers.Add(l.drivers, answer(outcomeAt, l.drivers.Outcome), ratings); err != nil {
				return answers{}, fmt.Errorf("%s: %s: %w", name, place, err)
			}
		}
	}
	for _, c := range a.columns {
		if c.all.N() > 0 {
			return a, nil
		}
	}
	return answers{}, fmt.Errorf("%s: nothing to count: %s", name, a.whyNothing(l))
}

// whyNothing says what became of the rows of a file without an answer.
func (a answers) whyNothing(l layout) string {
	if a.rows == 0 {
		return "there is no row after the header"
	}
	parts := []string{fmt.Sprintf("%d rows", a.rows)}
	for _, p := range a.problems {
		parts = append(parts, fmt.Sprintf("%d × %s (%s)", p.count, p.reason, strings.Join(p.places, "; ")))
	}
	for i, c := range a.columns {
		blank := 0
		for _, n := range c.blank {
			blank += n
		}
		parts = append(parts, fmt.Sprintf("column %s: %d without an answer", l.questions[i].column, blank))
		for _, p := range c.problems {
			parts = append(parts, fmt.Sprintf("%d × %s (%s)", p.count, p.reason, strings.Join(p.places, "; ")))
		}
	}
	return strings.Join(parts, ", ")
}

// parseRating returns the rating in a cell, or what is wrong with it.
func parseRating(text string, s survey.Scale) (rating int, problem string) {
	x, err := strconv.ParseFloat(text, 64) // 9.0 is how some programs write 9
	switch {
	case err != nil || x != math.Trunc(x) || math.Abs(x) > 1e9:
		return 0, "not a whole number"
	case s.Check(int(x)) != nil:
		return 0, fmt.Sprintf("not from %d to %d", s.Min, s.Max)
	}
	return int(x), ""
}

// add counts one rating everywhere it belongs.
func (c *column) add(s survey.Scale, rating int, w float64, row []string, segmentAt, clusterAt, stratumAt int, period string) error {
	if err := c.all.Add(s, rating); err != nil {
		return err
	}
	if segmentAt >= 0 {
		segment := strings.TrimSpace(row[segmentAt])
		t := c.bySegment[segment]
		if err := t.Add(s, rating); err != nil {
			return err
		}
		c.bySegment[strings.Clone(segment)] = t
	}
	if period != "" {
		t := c.byPeriod[period]
		if err := t.Add(s, rating); err != nil {
			return err
		}
		c.byPeriod[period] = t
	}
	if math.IsNaN(w) {
		return nil
	}
	if err := c.weighted.Add(s, rating, w); err != nil {
		return err
	}
	if clusterAt < 0 && stratumAt < 0 {
		return nil
	}
	from := design.Row[int]{Cell: rating, Weight: w}
	if clusterAt >= 0 {
		from.Cluster = strings.Clone(strings.TrimSpace(row[clusterAt]))
	}
	if stratumAt >= 0 {
		from.Stratum = strings.Clone(strings.TrimSpace(row[stratumAt]))
	}
	return c.sample.Add(from)
}
