package main

import (
	"cmp"
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

// distribution shows how many gave each answer.
func distribution(recommend survey.Tally) (figure, error) {
	n := npsOf(recommend)
	f := figure{ID: "distribution", Title: "How likely they are to recommend", Columns: []string{"answer", "people", "share"}}
	f.Reading = fmt.Sprintf("Of %d answers from 0 to 10, %s are promoters (9–10), %s detractors (0–6): NPS %s as counted, without weights.", n.N(),
		share(n.Promoters, n.N()), share(n.Detractors, n.N()), n.Score(level))
	var xs []plot.Tick
	most := 0.0
	for rating, k := range recommend.All() {
		xs = append(xs, plot.Tick{Value: float64(rating), Label: fmt.Sprint(rating)})
		most = max(most, float64(k)/float64(n.N()))
	}
	top := most * 1.25
	p := frame(xs, ticks(0, most, kpi.Fraction), point{-0.5, 0}, point{10.5, top})
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
		y := 0.91 * top
		p.Add(line(stroke(class.col, 2), point{class.lo - 0.4, y}, point{class.hi + 0.4, y}),
			label(class.name, point{(class.lo + class.hi) / 2, y}, 0, 11))
	}
	return f.draw(p, 210)
}

// mostSegments is how many a picture has room for.
const mostSegments = 20

// segments shows the NPS of each segment, and which differ from the others.
func segments(recommend answers) (figure, error) {
	f := figure{ID: "segments", Title: "NPS by " + recommend.segments,
		Columns: []string{recommend.segments, "NPS", "95% interval", "answers", "differs from the others"}}
	names := slices.Sorted(maps.Keys(recommend.bySegment))
	var down, flat, up []int
	for _, name := range names {
		n := npsOf(recommend.bySegment[name])
		down, flat, up = append(down, n.Detractors), append(flat, n.Passives), append(up, n.Promoters)
	}
	found := compare.Others(down, flat, up, level)
	all := npsOf(recommend.all).Score(level)
	shown := largest(found)
	k := float64(len(shown))
	lo, hi := all.Lo, all.Hi
	for _, i := range shown {
		lo, hi = min(lo, found[i].Score.Lo), max(hi, found[i].Score.Hi)
	}
	room := 0.25 * (hi - lo) // for a word beside the bar
	ys := []plot.Tick{{Value: 0, Label: "all"}}
	p := frame(ticks(lo, hi, kpi.Points), nil, point{lo - room, -0.5}, point{hi, k + 0.5})
	p.Add(line(stroke(muted, 1, 4, 3), point{all.Value, -0.5}, point{all.Value, k + 0.5}))
	bar := func(y float64, e kpi.Estimate, col color.NRGBA, differs bool) {
		p.Add(line(stroke(col, 2), point{e.Lo, y}, point{e.Hi, y}), dot(col, point{e.Value, y}, differs))
	}
	bar(0, all, ink, false)
	for place, i := range shown {
		y, col := k-float64(place), blue
		if found[i].Differs {
			col = alarm
			p.Add(label("differs", point{found[i].Score.Lo, y}, -1, 0))
		}
		bar(y, found[i].Score, col, found[i].Differs)
		ys = append(ys, plot.Tick{Value: y, Label: short(names[i])})
	}
	var differ []string
	for i, of := range found {
		said := "no"
		if of.Differs {
			differ = append(differ, names[i])
			said = fmt.Sprintf("by %s, %s", format(of.Difference.Value, kpi.Points), probability(of.Test.P))
		}
		value, limits := interval(of.Score)
		f.row(names[i], value, limits, fmt.Sprint(of.Score.N), said)
	}
	value, limits := interval(all)
	f.row("all", value, limits, fmt.Sprint(all.N), "")
	p.Y.Tick.Marker = plot.ConstantTicks(ys)
	p.Y.Tick.Length, p.Y.Width = 0, 0
	f.Reading = "None differs from the others more than chance allows."
	if len(differ) > 0 {
		f.Reading = fmt.Sprintf("Only %s, with a ring, %s from the others more than chance allows. The dashed line is the score of all.",
			strings.Join(differ, ", "), map[bool]string{true: "differs", false: "differ"}[len(differ) == 1])
	}
	if len(shown) < len(found) {
		f.Reading += fmt.Sprintf(" The picture has the %d with the most answers of %d.", len(shown), len(found))
	}
	return f.draw(p, 45+22*vg.Length(k+1))
}

// largest returns the places of the segments with the most answers, as many as there is room for, in their order.
func largest(found []compare.Finding) []int {
	var places []int
	for i, of := range found {
		if of.Score.N > 0 {
			places = append(places, i)
		}
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(found[j].Score.N, found[i].Score.N) })
	places = places[:min(len(places), mostSegments)]
	slices.Sort(places)
	return places
}

// short cuts a name to what fits beside a picture.
func short(name string) string {
	const most = 16
	if letters := []rune(name); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return name
}

// control shows the NPS of each period within the limits of what noise does.
func control(recommend answers) (figure, error) {
	f := figure{ID: "control", Title: "NPS by " + recommend.periods, Columns: []string{recommend.periods, "NPS", "limits", "answers", "signal"}}
	var classes [][3]int
	for _, of := range recommend.byPeriod {
		n := npsOf(of.tally)
		classes = append(classes, [3]int{n.Detractors, n.Passives, n.Promoters})
	}
	c := chart.Net(classes)
	why := map[int][]string{}
	for _, s := range c.Signals(chart.WesternElectric()...) {
		why[s.Last] = append(why[s.Last], s.Rule.String())
	}
	lo, hi, centre := 100.0, -100.0, math.NaN()
	for _, at := range c.Points {
		if at.Known() {
			lo, hi, centre = min(lo, at.Lo, at.Value), max(hi, at.Hi, at.Value), at.Centre
		}
	}
	var xs []plot.Tick
	fit := 6 // so many names stand side by side
	for _, of := range recommend.byPeriod {
		if len([]rune(of.name)) > 8 {
			fit = 4
		}
	}
	step := (len(c.Points) + fit - 1) / fit
	for i := 0; i < len(c.Points); i += step {
		xs = append(xs, plot.Tick{Value: float64(i), Label: recommend.byPeriod[i].name})
	}
	last := float64(len(c.Points)-1) + 0.5
	p := frame(xs, ticks(lo, hi, kpi.Points), point{-0.5, lo - 3}, point{last, hi + 3})
	p.X.Label.Text = recommend.periods
	var run []point
	for i, at := range c.Points {
		x, name := float64(i), recommend.byPeriod[i].name
		for _, limit := range []float64{at.Lo, at.Hi} {
			if at.Known() {
				p.Add(line(stroke(amber, 1.4), point{x - 0.5, limit}, point{x + 0.5, limit}))
			}
		}
		if !at.Known() {
			run = nil
			f.row(name, "no answers", "", "0", "")
			continue
		}
		run = append(run, point{x, at.Value})
		if len(run) > 1 {
			p.Add(line(stroke(blue, 1.2), run[len(run)-2:]...))
		}
		f.row(name, format(at.Value, c.Unit), format(at.Lo, c.Unit)+" to "+format(at.Hi, c.Unit),
			fmt.Sprint(at.Counts[0]+at.Counts[1]+at.Counts[2]), strings.Join(why[i], ", "))
	}
	p.Add(line(stroke(muted, 1, 4, 3), point{-0.5, centre}, point{last, centre}))
	for i, at := range c.Points {
		if at.Known() {
			col := blue
			if why[i] != nil {
				col = alarm
			}
			p.Add(dot(col, point{float64(i), at.Value}, why[i] != nil))
		}
	}
	f.Reading = fmt.Sprintf("Between the bars, its limits, a score differs from the others by nothing but the luck of who was asked%s. "+
		"Signals, with a ring: %s. Without answers there is a gap.", recommend.remark, inWords(why, recommend.byPeriod))
	if c.Warnings != 0 {
		f.Reading += fmt.Sprintf(" Mind: %v.", c.Warnings)
	}
	return f.draw(p, 230)
}

// inWords names the periods with a signal.
func inWords(why map[int][]string, periods []period) string {
	var words []string
	for _, i := range slices.Sorted(maps.Keys(why)) {
		words = append(words, fmt.Sprintf("%s (%s)", periods[i].name, strings.Join(why[i], ", ")))
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

// ticks returns round values between lo and hi, not more than six.
func ticks(lo, hi float64, u kpi.Unit) (list []plot.Tick) {
	scale := 1.0
	if u == kpi.Fraction {
		scale = 100
	}
	step := 100.0
	for _, s := range []float64{1, 2, 5, 10, 20, 50} {
		if s*5 >= scale*(hi-lo) {
			step = s
			break
		}
	}
	for x := step * math.Ceil(scale*lo/step); x <= scale*hi; x += step {
		name := fmt.Sprintf("%.0f", x+0) // never -0
		if u == kpi.Fraction {
			name += "%"
		}
		list = append(list, plot.Tick{Value: x / scale, Label: name})
	}
	return list
}
