package main

import (
	"fmt"

	"gonum.org/v1/plot"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
)

// years shows the share of satisfied passengers from 2010 to 2018, its line, and where its level jumps.
func years() (figure, error) {
	f := figure{ID: "years", Title: "Satisfied passengers, 2010–2018", Columns: []string{"year", "satisfied", "95% interval", "answers"}}
	surveys, err := data.Years()
	if err != nil {
		return f, err
	}
	var series []kpi.Estimate
	var xs []plot.Tick
	for i, y := range surveys {
		e := kpi.Proportion(y.Satisfied, y.Answers, level)
		series = append(series, e)
		if i%2 == 0 {
			xs = append(xs, plot.Tick{Value: float64(i), Label: y.Year})
		}
		value, limits := interval(e)
		f.row(y.Year, value, limits, fmt.Sprint(y.Answers))
	}

	last := float64(len(series) - 1)
	p := frame(xs, percents(72, 76, 80, 84), point{-0.4, 0.72}, point{last + 0.4, 0.85})
	fit := trend.Fit(series)
	mean := 0.0 // a least-squares line goes through the means
	for _, e := range series {
		mean += e.Value / float64(len(series))
	}
	p.Add(line(stroke(muted, 1.2, 4, 3), point{0, mean - fit.Slope.Value*last/2}, point{last, mean + fit.Slope.Value*last/2}))
	changes := "No jump of the level is found."
	for _, at := range trend.ChangePoints(trend.Values(series)) {
		changes = fmt.Sprintf("The level jumps in %s, at the dotted line.", surveys[at].Year)
		x := float64(at) - 0.5
		p.Add(line(stroke(alarm, 1.4, 1.5, 2.5), point{x, 0.72}, point{x, 0.85}), label("jump", point{x, 0.84}, 1, 0))
	}
	for i, e := range series {
		x := float64(i)
		p.Add(line(stroke(blue, 2), point{x, e.Lo}, point{x, e.Hi}), dot(blue, point{x, e.Value}, false))
	}
	f.Reading = fmt.Sprintf("Change per year %s [%s, %s], dashed, with what the years scatter beyond sampling. %s The axis does not begin at 0.",
		format(fit.Slope.Value, kpi.Change), format(fit.Slope.Lo, kpi.Change), format(fit.Slope.Hi, kpi.Change), changes)
	return f.draw(p, 210)
}
