package main

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

// priorities shows what satisfaction goes with against how well it goes: an importance–performance map.
func priorities() (figure, error) {
	f := figure{ID: "priorities", Title: "What to work on first",
		Columns: []string{"touchpoint", "share", "95% interval", "mean", "95% interval", "where"}}
	answers, _, err := data.Touchpoints()
	if err != nil {
		return f, err
	}
	m := answers.Importance(level)
	ipa := m.Map(drivers.AtMean(), drivers.AtMean())
	lo, hi := point{math.Inf(1), 0}, point{math.Inf(-1), 0}
	for _, p := range ipa.Points {
		lo.x, hi.x, hi.y = min(lo.x, p.Performance.Lo), max(hi.x, p.Performance.Hi), max(hi.y, p.Importance.Hi)
	}
	lo.x, hi.x, hi.y = lo.x-0.05, hi.x+0.05, 1.15*hi.y
	var xs []plot.Tick
	for x := math.Ceil(lo.x/0.2) * 0.2; x < hi.x; x += 0.2 {
		xs = append(xs, plot.Tick{Value: x, Label: fmt.Sprintf("%.1f", x)})
	}
	p := frame(xs, ticks(0, hi.y, kpi.Fraction), lo, hi)
	p.X.Label.Text, p.Y.Label.Text = "mean rating of 5", "share of what all explain"
	p.Add(line(stroke(muted, 1, 4, 3), point{ipa.Performance, 0}, point{ipa.Performance, hi.y}),
		line(stroke(muted, 1, 4, 3), point{lo.x, ipa.Importance}, point{hi.x, ipa.Importance}))
	words := writing{{"concentrate here", point{lo.x, hi.y}}, {"keep up the good work", point{hi.x, hi.y}},
		{"low priority", point{lo.x, 0}}, {"possible overkill", point{hi.x, 0}}}
	corners := len(words)
	leaning := ""
	best := 0.0
	var dots []plot.Plotter // above all crosses
	for _, at := range ipa.Points {
		where, col := at.Quadrant.String(), blue
		if at.Quadrant == drivers.Undecided {
			where = "leans to " + at.Leaning.String()
		}
		if at.Leaning == drivers.Concentrate {
			col = alarm
			if at.Importance.Value > best {
				best, leaning = at.Importance.Value, at.Name
			}
		}
		centre := point{at.Performance.Value, at.Importance.Value}
		p.Add(line(stroke(faint, 1), point{at.Performance.Lo, centre.y}, point{at.Performance.Hi, centre.y}),
			line(stroke(faint, 1), point{centre.x, at.Importance.Lo}, point{centre.x, at.Importance.Hi}))
		dots = append(dots, dot(col, centre, at.Leaning == drivers.Concentrate))
		words = append(words, word{at.Name, centre})
		share, shareLimits := interval(at.Importance)
		mean, meanLimits := interval(at.Performance)
		f.row(at.Name, share, shareLimits, mean, meanLimits, where)
	}
	p.Add(dots...)
	p.Add(words.painter(corners))
	f.Reading = fmt.Sprintf("Together the %d touchpoints go with %s of how satisfaction with the airport varies; %d of %d passengers rated all. "+
		"The crosses are 95%% intervals, the dashed lines the means. What is up and left, with a ring, matters and does not go well: %s first. "+
		"Association, not cause.", len(m.Drivers), format(m.R2.Value, kpi.Fraction), m.N, m.Of, leaning)
	return f.draw(p, 280)
}
