package main

import (
	"io"
	"time"

	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

// What follows has to be known to every process: to this program and, being the same binary, to the workers.
func init() {
	foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
	foldbeam.RegisterFolder(answers{})

	var sample ttr.Sketch
	for _, resolved := range []bool{true, false} {
		if err := sample.Add(time.Hour, resolved); err != nil {
			panic(err)
		}
	}
	foldbeam.RegisterTally(sample)
	foldbeam.RegisterFolder(times{})
}

// answers folds the scores of tickets, by the month in which the ticket was opened.
type answers struct {
	Zone string // in which months begin
}

// Fold reads one file.
func (a answers) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[nps.Tally], fold.Report, error) {
	file, err := columns(a.Zone)
	if err != nil {
		return nil, fold.Report{}, err
	}
	file.Score = "score"
	return fold.NPS(r, file)
}

// times folds the times to resolution of tickets, open ones included.
type times struct {
	Zone string
	AsOf time.Time
}

// Fold reads one file.
func (t times) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[ttr.Sketch], fold.Report, error) {
	file, err := columns(t.Zone)
	if err != nil {
		return nil, fold.Report{}, err
	}
	return fold.Sketches(r, file, fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: t.AsOf})
}

func columns(zone string) (fold.File, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return fold.File{}, err
	}
	return fold.File{Time: "opened", Period: trend.Month(loc), Segment: []string{"team"}}, nil
}
