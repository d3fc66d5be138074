package main

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/servicekpi/servicekpi/survey"
)

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// write writes the whole page.
func write(w io.Writer) error {
	recommend, err := passengers("NETPRO", survey.Scale{Min: 0, Max: 10})
	if err != nil {
		return err
	}
	requests, err := serviceRequests()
	if err != nil {
		return err
	}
	var content struct {
		Tiles   []tile
		Figures []figure
	}
	if content.Tiles, err = tiles(recommend, requests); err != nil {
		return err
	}
	for _, make := range []func() (figure, error){
		func() (figure, error) { return distribution(recommend.all) },
		func() (figure, error) { return segments(recommend) },
		years,
		func() (figure, error) { return control(recommend) },
		func() (figure, error) { return closing(requests) },
		lifetimes,
		cohorts,
	} {
		f, err := make()
		if err != nil {
			return err
		}
		content.Figures = append(content.Figures, f)
	}
	return page.Execute(w, content)
}
