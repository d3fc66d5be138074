package main

import (
	"fmt"
	"strconv"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

// metricNames are the names of the metrics in a target.
var metricNames = []string{"nps", "detractors", "csat", "mean", "ease", "net-ease"}

// metric is one way to score a question.
type metric struct {
	key        string // its name in a target
	name       string // its name in the report
	definition string
	score      func(t survey.Tally, level float64) kpi.Estimate
	value      func(rating int) (float64, error) // what one answer is worth, for weights and clusters
	unit       kpi.Unit
}

// question is one column of answers and how it is scored. Its first metric is the one by segment and over time.
type question struct {
	title   string
	column  string
	scale   survey.Scale
	metrics []metric
}

func npsQuestion(title, column string) question {
	of := func(t survey.Tally) nps.Tally {
		n, _ := nps.Of(t) // the scale is right by construction; a tally without one is empty
		return n
	}
	return question{title: title, column: column, scale: survey.Scale{Min: 0, Max: 10}, metrics: []metric{
		{"nps", "NPS", "9–10 less 0–6 of the answers on 0–10",
			func(t survey.Tally, level float64) kpi.Estimate { return of(t).Score(level) }, nps.Value, kpi.Points},
		{"detractors", "Detractors", "share of 0–6",
			func(t survey.Tally, level float64) kpi.Estimate {
				n := of(t)
				return kpi.Proportion(n.Detractors, n.N(), level)
			},
			func(rating int) (float64, error) {
				v, err := nps.Value(rating)
				return max(0, -v/100), err
			}, kpi.Fraction},
	}}
}

func csatQuestion(title, column string, r csat.Rule) question {
	return question{title: title, column: column, scale: r.Scale, metrics: []metric{
		{"csat", "CSAT", "share of " + ratings(r.Satisfied, r.Scale.Max) + " on " + r.Scale.String(),
			func(t survey.Tally, level float64) kpi.Estimate {
				c, _ := csat.Of(r, t)
				return c.Score(level)
			}, r.Value, kpi.Fraction},
		meanMetric(r.Scale),
	}}
}

func cesQuestion(title, column string, r ces.Rule) question {
	of := func(t survey.Tally) ces.Tally {
		c, _ := ces.Of(r, t)
		return c
	}
	easy, difficult := ratings(r.Easy, r.Scale.Max), ratings(r.Scale.Min, r.Difficult)
	if r.Easy < r.Difficult {
		easy, difficult = ratings(r.Scale.Min, r.Easy), ratings(r.Difficult, r.Scale.Max)
	}
	return question{title: title, column: column, scale: r.Scale, metrics: []metric{
		{"ease", "Easy", "share of " + easy + " on " + r.Scale.String(),
			func(t survey.Tally, level float64) kpi.Estimate { return of(t).EasyShare(level) }, r.EasyValue, kpi.Fraction},
		{"net-ease", "Net easy", easy + " less " + difficult,
			func(t survey.Tally, level float64) kpi.Estimate { return of(t).NetEasy(level) }, r.NetValue, kpi.Points},
		meanMetric(r.Scale),
	}}
}

func meanMetric(s survey.Scale) metric {
	return metric{"mean", "Mean", "mean answer on " + s.String(),
		survey.Tally.Mean, func(rating int) (float64, error) { return float64(rating), s.Check(rating) }, kpi.Number}
}

// ratings writes a range of ratings as people do: 4–5, or 7.
func ratings(lo, hi int) string {
	if lo == hi {
		return strconv.Itoa(lo)
	}
	return fmt.Sprintf("%d–%d", lo, hi)
}

// driversOf returns the questions that may drive an outcome, all on one scale, by their columns.
func driversOf(outcome drivers.Question, s survey.Scale, columns ...string) drivers.Questions {
	outcome.Blank = []int{noAnswer}
	q := drivers.Questions{Outcome: outcome}
	for _, c := range columns {
		q.Drivers = append(q.Drivers, drivers.Question{Name: c, Scale: s, Blank: []int{noAnswer}})
	}
	return q
}
