package fold

import (
	"io"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
)

// NPS folds a file of ratings from 0 to 10, as [Scores] does.
func NPS(r io.Reader, f File) (Table[nps.Tally], Report, error) {
	return Scores(r, f, survey.Scale{Min: 0, Max: 10}, (*nps.Tally).AddN)
}

// CSAT folds a file of ratings under a rule, as [Scores] does.
func CSAT(r io.Reader, f File, rule csat.Rule) (Table[csat.Tally], Report, error) {
	return Scores(r, f, rule.Scale, func(t *csat.Tally, rating, n int) error { return t.AddN(rule, rating, n) })
}

// CES folds a file of answers under a rule, as [Scores] does.
func CES(r io.Reader, f File, rule ces.Rule) (Table[ces.Tally], Report, error) {
	return Scores(r, f, rule.Scale, func(t *ces.Tally, answer, n int) error { return t.AddN(rule, answer, n) })
}

// Ratings folds a file of ratings on scale s into histograms, as [Scores] does.
func Ratings(r io.Reader, f File, s survey.Scale) (Table[survey.Tally], Report, error) {
	return Scores(r, f, s, func(t *survey.Tally, rating, n int) error { return t.AddN(s, rating, n) })
}
