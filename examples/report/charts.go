package main

import (
	"fmt"
	"html/template"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend/chart"
)

// figure is a picture, what it shows in a sentence, and its numbers.
type figure struct {
	ID, Title, Reading string
	SVG                template.HTML // empty where the table is the picture
	Columns            []string
	Rows               [][]cell
	Heat               bool // the table is shaded by its shares
}

type cell struct {
	Text  string
	Share string // of the deepest shade; empty: none
}

// row adds a row of plain cells.
func (f *figure) row(texts ...string) {
	cells := make([]cell, len(texts))
	for i, t := range texts {
		cells[i].Text = t
	}
	f.Rows = append(f.Rows, cells)
}

// draw puts the picture into the figure; its sentence is what a screen reader says too.
func (f figure) draw(p *plot.Plot, height vg.Length) (figure, error) {
	var err error
	f.SVG, err = render(p, height, f.ID, f.Title, f.Reading)
	return f, err
}

// interval is an estimate in two cells.
func interval(e kpi.Estimate) (value, limits string) {
	return format(e.Value, e.Unit), format(e.Lo, e.Unit) + " to " + format(e.Hi, e.Unit)
}

// distribution shows how many passengers gave each answer.
func distribution(recommend survey.Tally) (figure, error) {
	n := npsOf(recommend)
	f := figure{ID: "distribution", Title: "Would they recommend the airport?", Columns: []string{"answer", "passengers", "share"}}
	f.Reading = fmt.Sprintf("Of %d answers from 0 to 10, %s are promoters (9–10), %s detractors (0–6): NPS %s as counted, without weights.", n.N(),
		share(n.Promoters, n.N()), share(n.Detractors, n.N()), n.Score(level))
	var xs []plot.Tick
	for rating := range recommend.Ratings {
		xs = append(xs, plot.Tick{Value: float64(rating), Label: fmt.Sprint(rating)})
	}
	p := frame(xs, percents(0, 10, 20, 30), point{-0.5, 0}, point{10.5, 0.40})
	p.X.Tick.Length = 0
	for rating, k := range recommend.All() {
		x, y := float64(rating), float64(k)/float64(n.N())
		col := amber
		switch {
		case rating >= 9:
			col = blue
		case rating >= 7:
			col = muted
		}
		p.Add(area(col, point{x - 0.4, 0}, point{x - 0.4, y}, point{x + 0.4, y}, point{x + 0.4, 0}),
			label(percent(y), point{x, y}, 0, 7))
		f.row(fmt.Sprint(rating), fmt.Sprint(k), share(k, n.N()))
	}
	for _, class := range []struct {
		name   string
		lo, hi float64
		col    color.NRGBA
	}{{"detractors", 0, 6, amber}, {"passives", 7, 8, muted}, {"promoters", 9, 10, blue}} {
		p.Add(line(stroke(class.col, 2), point{class.lo - 0.4, 0.365}, point{class.hi + 0.4, 0.365}),
			label(class.name, point{(class.lo + class.hi) / 2, 0.365}, 0, 9))
	}
	return f.draw(p, 210)
}

// segments shows the NPS of each boarding area, and which differ from the others.
func segments(recommend answers) (figure, error) {
	f := figure{ID: "segments", Title: "NPS by boarding area", Columns: []string{"area", "NPS", "95% interval", "answers", "differs from the others"}}
	names := slices.Sorted(maps.Keys(recommend.byArea))
	var down, flat, up []int
	for _, name := range names {
		n := npsOf(recommend.byArea[name])
		down, flat, up = append(down, n.Detractors), append(flat, n.Passives), append(up, n.Promoters)
	}
	all := npsOf(recommend.all).Score(level)
	k := float64(len(names))
	ys := []plot.Tick{{Value: 0, Label: "all"}}
	p := frame(numbers(20, 30, 40, 50), nil, point{18, -0.5}, point{58, k + 0.5})
	p.Add(line(stroke(muted, 1, 4, 3), point{all.Value, -0.5}, point{all.Value, k + 0.5}))
	bar := func(y float64, e kpi.Estimate, col color.NRGBA, differs bool) {
		p.Add(line(stroke(col, 2), point{e.Lo, y}, point{e.Hi, y}), dot(col, point{e.Value, y}, differs))
	}
	bar(0, all, ink, false)
	var differ []string
	for i, found := range compare.Others(down, flat, up, level) {
		y, col, said := k-float64(i), blue, "no"
		if found.Differs {
			differ = append(differ, names[i])
			col, said = alarm, fmt.Sprintf("by %s, %s", format(found.Difference.Value, kpi.Points), probability(found.Test.P))
			p.Add(label("differs", point{found.Score.Lo, y}, -1, 0))
		}
		bar(y, found.Score, col, found.Differs)
		ys = append(ys, plot.Tick{Value: y, Label: names[i]})
		value, limits := interval(found.Score)
		f.row(names[i], value, limits, fmt.Sprint(found.Score.N), said)
	}
	value, limits := interval(all)
	f.row("all", value, limits, fmt.Sprint(all.N), "")
	p.Y.Tick.Marker = plot.ConstantTicks(ys)
	p.Y.Tick.Length, p.Y.Width = 0, 0
	f.Reading = "No area differs from the others more than chance allows."
	if len(differ) > 0 {
		f.Reading = fmt.Sprintf("Only %s, with a ring, differs from the others more than chance allows. The dashed line is the score of all.",
			strings.Join(differ, ", "))
	}
	return f.draw(p, 220)
}

// control shows the NPS of each day of the survey within the limits of what noise does.
func control(recommend answers) (figure, error) {
	f := figure{ID: "control", Title: "NPS by day of interview", Columns: []string{"day", "NPS", "limits", "answers", "signal"}}
	days := slices.Sorted(maps.Keys(recommend.byDay))
	first, last := days[0], days[len(days)-1]
	var classes [][3]int
	for day := first; day <= last; day++ { // a day without interviews is a gap
		n := npsOf(recommend.byDay[day])
		classes = append(classes, [3]int{n.Detractors, n.Passives, n.Promoters})
	}
	c := chart.Net(classes)
	signals := c.Signals(chart.WesternElectric()...)
	why := map[int][]string{}
	for _, s := range signals {
		why[s.Last] = append(why[s.Last], s.Rule.String())
	}
	var xs []plot.Tick
	for day := 5; day <= last; day += 5 {
		xs = append(xs, plot.Tick{Value: float64(day), Label: fmt.Sprint(day)})
	}
	p := frame(xs, numbers(0, 20, 40, 60, 80), point{float64(first) - 0.5, 0}, point{float64(last) + 0.5, 85})
	p.X.Label.Text = "day of the month"
	var run []point
	for i, at := range c.Points {
		x := float64(first + i)
		for _, limit := range []float64{at.Lo, at.Hi} {
			if at.Known() {
				p.Add(line(stroke(amber, 1.4), point{x - 0.5, limit}, point{x + 0.5, limit}))
			}
		}
		if !at.Known() {
			run = nil
			f.row(fmt.Sprint(first+i), "no interviews", "", "0", "")
			continue
		}
		run = append(run, point{x, at.Value})
		if len(run) > 1 {
			p.Add(line(stroke(blue, 1.2), run[len(run)-2:]...))
		}
		f.row(fmt.Sprint(first+i), format(at.Value, c.Unit), format(at.Lo, c.Unit)+" to "+format(at.Hi, c.Unit),
			fmt.Sprint(at.Counts[0]+at.Counts[1]+at.Counts[2]), strings.Join(why[i], ", "))
	}
	centre := c.Points[0].Centre
	p.Add(line(stroke(muted, 1, 4, 3), point{float64(first) - 0.5, centre}, point{float64(last) + 0.5, centre}))
	for i, at := range c.Points {
		if at.Known() {
			col := blue
			if why[i] != nil {
				col = alarm
			}
			p.Add(dot(col, point{float64(first + i), at.Value}, why[i] != nil))
		}
	}
	f.Reading = fmt.Sprintf("Between the bars, its limits, a day differs by nothing but the luck of who was asked, as if passengers of one flight had nothing in common. "+
		"Signals, with a ring: %s. Days without interviews are gaps.", inWords(why, first))
	return f.draw(p, 230)
}

// inWords names the days with a signal.
func inWords(why map[int][]string, first int) string {
	var words []string
	for _, i := range slices.Sorted(maps.Keys(why)) {
		words = append(words, fmt.Sprintf("day %d (%s)", first+i, strings.Join(why[i], ", ")))
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

// month is the unit of the customers' tenure, a twelfth of a year.
const month = 365*24*time.Hour/12 + 5*time.Hour

// lifetimes shows how long customers stay, by contract.
func lifetimes() (figure, error) {
	f := figure{ID: "lifetimes", Title: "How long customers stay", Columns: []string{"contract", "months", "still here", "95% interval"}}
	customers, err := data.Customers()
	if err != nil {
		return f, err
	}
	byContract := map[string]retention.Lifetimes{}
	for _, c := range customers {
		l := byContract[c.Contract]
		if err := l.Add(time.Duration(c.Months)*month, c.Churned); err != nil {
			return f, fmt.Errorf("line %d: %w", c.Line, err)
		}
		byContract[c.Contract] = l
	}
	const end = 72
	var xs []plot.Tick
	for m := 0; m <= end; m += 12 {
		xs = append(xs, plot.Tick{Value: float64(m), Label: fmt.Sprint(m)})
	}
	p := frame(xs, percents(0, 25, 50, 75, 100), point{0, 0}, point{end, 1.08})
	var groups []retention.Lifetimes
	for _, kind := range []struct {
		name  string
		col   color.NRGBA
		style []vg.Length
		at    float64
		rise  vg.Length
	}{
		{"Two year", blue, nil, 44, 9},
		{"One year", green, []vg.Length{6, 3}, 36, -15},
		{"Month-to-month", amber, []vg.Length{2, 2}, 20, 12},
	} {
		group := byContract[kind.name]
		groups = append(groups, group)
		curve := group.Curve()
		var middle, upper, lower []point
		for m := range end { // the share that stays longer than m months, level until m + 1
			e := curve.At(time.Duration(m)*month, level)
			for _, x := range []float64{float64(m), float64(m + 1)} {
				middle, upper, lower = append(middle, point{x, e.Value}), append(upper, point{x, e.Hi}), append(lower, point{x, e.Lo})
			}
		}
		slices.Reverse(lower)
		p.Add(area(light(kind.col), append(upper, lower...)...), line(stroke(kind.col, 1.8, kind.style...), middle...),
			label(kind.name, point{kind.at, curve.At(time.Duration(kind.at)*month, level).Value}, 1, kind.rise))
		for m := 12; m <= end; m += 12 {
			value, limits := interval(curve.At(time.Duration(m)*month, level))
			f.row(kind.name, fmt.Sprint(m), value, limits)
		}
	}
	p.X.Label.Text = "months"
	f.Reading = "Share of customers still here, by contract, with 95% bands; who has not left yet counts as such. Log-rank test: " +
		probability(retention.LogRank(groups...).P) + "."
	return f.draw(p, 230)
}

// cohorts shows, year by year, what is left of two cohorts, and of those who were there the year before.
func cohorts() (figure, error) {
	f := figure{ID: "cohorts", Title: "What is left of two cohorts", Heat: true, Columns: []string{"year"},
		Reading: "Of all that began, and of those who were there the year before. The longer customers have stayed, the surer they renew."}
	list, err := data.Cohorts()
	if err != nil {
		return f, err
	}
	var names []string
	var counts [][]int
	for _, c := range list {
		names, counts = append(names, c.Name), append(counts, c.Survivors)
		f.Columns = append(f.Columns, c.Name, "renewed")
	}
	c, err := retention.CohortsOf(retention.OnOrAfter, names, counts)
	if err != nil {
		return f, err
	}
	renewed := c.By(retention.Previous)
	for age, name := range c.Ages() {
		cells := []cell{{Text: name}}
		for i := range c.Len() {
			for _, of := range []retention.Cohorts{c, renewed} {
				t, known := of.Cell(i, age)
				e := t.Rate(level)
				if !known || age == 0 && len(cells)%2 == 0 {
					cells = append(cells, cell{Text: "–"})
					continue
				}
				cells = append(cells, cell{format(e.Value, e.Unit), fmt.Sprintf("%.2f", 0.6*math.Pow(e.Value, 2))})
			}
		}
		f.Rows = append(f.Rows, cells)
	}
	return f, nil
}

func share(k, n int) string { return kpi.Fraction.Format(float64(k) / float64(n)) }

// probability is a P as people read it.
func probability(p float64) string {
	if p < 0.0001 {
		return "p < 0.0001"
	}
	return fmt.Sprintf("p = %.2g", p)
}

func percent(x float64) string { return fmt.Sprintf("%.0f%%", 100*x) }

func percents(list ...float64) (ticks []plot.Tick) {
	for _, x := range list {
		ticks = append(ticks, plot.Tick{Value: x / 100, Label: fmt.Sprintf("%.0f%%", x)})
	}
	return ticks
}

func numbers(list ...float64) (ticks []plot.Tick) {
	for _, x := range list {
		ticks = append(ticks, plot.Tick{Value: x, Label: fmt.Sprintf("%.0f", x)})
	}
	return ticks
}
