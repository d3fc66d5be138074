package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/servicekpi/servicekpi/kpi"
)

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// content is what a page has to say.
type content struct {
	About, Remark, Sources string
	Tiles                  []tile
	Figures                []figure
}

// add appends figures up to the first that cannot be drawn.
func (c *content) add(figures ...func() (figure, error)) error {
	for _, draw := range figures {
		f, err := draw()
		if err != nil {
			return err
		}
		c.Figures = append(c.Figures, f)
	}
	return nil
}

// writeBuiltIn writes the page of the built-in data.
func writeBuiltIn(w io.Writer) error {
	recommend, clusters, err := passengers("NETPRO", recommendation)
	if err != nil {
		return err
	}
	requests, err := serviceRequests()
	if err != nil {
		return err
	}
	c := content{
		About: "Passengers of San Francisco International Airport, service requests to New York City’s 311 line, and customers of an " +
			"invented telecom company.",
		Remark: "The scores of passengers are weighted, and their intervals allow for what passengers of one flight have in common.",
		Sources: "City and County of San Francisco, DataSF, SFO Customer Survey (PDDL 1.0). City of New York, NYC Open Data, 311 Service " +
			"Requests. Customers: synthetic data (IBM, Apache-2.0). Cohorts: figures of Fader and Hardie (2007).",
	}
	if c.Tiles, err = tiles(clusters, requests); err != nil {
		return err
	}
	if err := c.add(
		func() (figure, error) { return distribution(recommend.all) },
		func() (figure, error) { return segments(recommend) },
		priorities,
		years,
		func() (figure, error) { return control(recommend) },
		func() (figure, error) { return closing(requests) },
		lifetimes,
		cohorts,
	); err != nil {
		return err
	}
	return page.Execute(w, c)
}

// writeFile writes the page of a file of one's own.
func writeFile(w io.Writer, f file) error {
	recommend, report, err := f.answers()
	if err != nil {
		return err
	}
	n := npsOf(recommend.all)
	if n.N() == 0 {
		return fmt.Errorf("%s has no answer: %v", f.name, report)
	}
	c := content{
		About:   fmt.Sprintf("Answers from 0 to 10 in %s: %v.", f.name, report),
		Sources: f.name,
		Tiles: []tile{
			{Name: "NPS", Definition: "9–10 less 0–6", Estimate: n.Score(level)},
			{Name: "Promoters", Definition: "9–10", Estimate: kpi.Proportion(n.Promoters, n.N(), level)},
			{Name: "Detractors", Definition: "0–6", Estimate: kpi.Proportion(n.Detractors, n.N(), level)},
		},
	}
	figures := []func() (figure, error){func() (figure, error) { return distribution(recommend.all) }}
	if len(recommend.bySegment) > 1 {
		figures = append(figures, func() (figure, error) { return segments(recommend) })
	}
	if len(recommend.byPeriod) > 1 {
		figures = append(figures, func() (figure, error) { return control(recommend) })
	}
	if err := c.add(figures...); err != nil {
		return err
	}
	return page.Execute(w, c)
}
