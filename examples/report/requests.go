package main

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/ttr"
)

// desk is how long the service requests took.
type desk struct {
	all       ttr.Times
	byChannel map[string]ttr.Times
	due       ttr.SLA
	refused   int // closed before they were opened: they have no time
}

func serviceRequests() (desk, error) {
	d := desk{byChannel: map[string]ttr.Times{}}
	requests, err := data.Requests()
	if err != nil {
		return d, err
	}
	asOf := data.RequestsAsOf()
	for _, r := range requests {
		_ = d.due.Add(r.Due, r.Closed, asOf) // without a due date it is in no share of those that met it
		until, done := r.Closed, !r.Closed.IsZero()
		if !done {
			until = asOf
		}
		if d.all.Add(until.Sub(r.Opened), done) != nil {
			d.refused++
			continue
		}
		t := d.byChannel[r.Channel]
		if err := t.Add(until.Sub(r.Opened), done); err != nil {
			return d, fmt.Errorf("line %d: %w", r.Line, err)
		}
		d.byChannel[r.Channel] = t
	}
	return d, nil
}

// closing shows what share of the requests is closed by which age, by channel.
func closing(d desk) (figure, error) {
	f := figure{ID: "requests", Title: "How soon service requests are closed", Columns: []string{"channel", "within", "closed", "95% interval"}}
	ages := []struct {
		name string
		age  time.Duration
	}{{"10 min", 10 * time.Minute}, {"1 h", time.Hour}, {"6 h", 6 * time.Hour}, {"1 d", 24 * time.Hour},
		{"7 d", 7 * 24 * time.Hour}, {"30 d", 30 * 24 * time.Hour}, {"1 y", 365 * 24 * time.Hour}}
	scale := func(age time.Duration) float64 { return math.Log10(age.Minutes()) }
	var xs []plot.Tick
	for _, a := range ages {
		xs = append(xs, plot.Tick{Value: scale(a.age), Label: a.name})
	}
	first, last := ages[0].age, ages[len(ages)-1].age
	p := frame(xs, percents(0, 25, 50, 75, 100), point{scale(first), 0}, point{scale(last), 1.08})
	var groups []ttr.Times
	for _, channel := range []struct {
		code, name string
		col        color.NRGBA
		style      []vg.Length
		at         time.Duration
		rise       vg.Length
	}{
		{"MOBILE", "mobile", blue, nil, 20 * time.Hour, 16},
		{"ONLINE", "online", green, []vg.Length{6, 3}, 2 * 24 * time.Hour, 20},
		{"PHONE", "phone", amber, []vg.Length{2, 2}, 10 * time.Hour, -17},
	} {
		group := d.byChannel[channel.code]
		groups = append(groups, group)
		curve := group.Curve()
		var middle, upper, lower []point
		const steps = 150
		for i := range steps + 1 {
			x := scale(first) + (scale(last)-scale(first))*float64(i)/steps
			e := curve.Within(time.Duration(math.Pow(10, x)*float64(time.Minute)), level)
			if !e.Known() {
				break
			}
			middle, upper, lower = append(middle, point{x, e.Value}), append(upper, point{x, e.Hi}), append(lower, point{x, e.Lo})
		}
		slices.Reverse(lower)
		p.Add(area(light(channel.col), append(upper, lower...)...), line(stroke(channel.col, 1.8, channel.style...), middle...),
			label(channel.name, point{scale(channel.at), curve.Within(channel.at, level).Value}, 0, channel.rise))
		for _, a := range ages {
			value, limits := interval(curve.Within(a.age, level))
			f.row(channel.name, a.name, value, limits)
		}
	}
	p.X.Label.Text = "age of the request, each step longer than the last"
	days := d.all.Quantile(0.9, level).Times(1.0 / (24 * 3600))
	f.Reading = fmt.Sprintf("Share of requests closed, by channel, with 95%% bands; %d open ones count as not closed yet, %d that close before they "+
		"open are left out. Nine of ten of all are closed within %.0f days [%.0f, %.0f]. Log-rank test of the three: %s.",
		len(d.all.Open), d.refused, days.Value, days.Lo, days.Hi, probability(ttr.LogRank(groups...).P))
	return f.draw(p, 230)
}
