package chart

import (
	"fmt"
	"math"
	"slices"
)

// Freeze returns the chart with the limits of one phase taken from its points before until alone, so that
// later points are judged by limits they have no part in: the phase that holds point until-1. The first
// point is point 0.
//
// It panics unless there is such a point.
func (c Chart) Freeze(until int) Chart {
	if until < 1 || until > len(c.Points) {
		panic(fmt.Sprintf("chart: no baseline of %d points in %d", until, len(c.Points)))
	}
	c.Phases = slices.Clone(c.Phases)
	i := c.phase(until - 1)
	c.Phases[i].Until, c.Phases[i].Given = until, false
	return c.drawn()
}

// Rebase returns the chart with new limits from point at on: a new phase, after a change that is known and
// meant to stay. Runs of points do not reach across. The new phase has all its points for a baseline,
// unless it is frozen; a baseline that the phase it is cut from was frozen to is cut at the same place. So
// Rebase and Freeze give the same chart in either order, if no two of them disagree about one phase.
//
// Rebasing until the signals are gone is not analysis. It panics unless there is a point at.
func (c Chart) Rebase(at int) Chart {
	if at < 0 || at >= len(c.Points) {
		panic(fmt.Sprintf("chart: no point %d of %d to rebase at", at, len(c.Points)))
	}
	i := c.phase(at)
	old := c.Phases[i]
	if old.Start == at {
		return c
	}
	end := c.end(i)
	later := Phase{Start: at, Until: end}
	if old.Until > at && !old.Given {
		later.Until = old.Until
		old.Until = at
	}
	c.Phases = slices.Insert(slices.Clone(c.Phases), i+1, later)
	c.Phases[i] = old
	return c.drawn()
}

// Without returns the chart with these points left out of the baseline: for points whose cause was found.
// They stay on the chart and are judged as before. It panics unless there are such points.
func (c Chart) Without(points ...int) Chart {
	c.Points = slices.Clone(c.Points)
	for _, i := range points {
		if i < 0 || i >= len(c.Points) {
			panic(fmt.Sprintf("chart: no point %d of %d to leave out", i, len(c.Points)))
		}
		c.Points[i].Excluded = true
	}
	return c.drawn()
}

// Given returns the chart with the limits of its last phase by a standard that is known from elsewhere:
// last year's, or a textbook's. Centre must be possible for the kind of chart and Sigma not negative; P and
// Net take no Sigma, only Net and LaneyNet take Moved. It panics otherwise.
func (c Chart) Given(s Standard) Chart {
	if c.Kind.counted() && c.Kind != kindLaney && c.Kind != kindLaneyNet {
		s.Sigma = 1
	}
	if len(c.Phases) == 0 || !c.Kind.possible(s) || math.IsNaN(s.Centre) || math.IsNaN(s.Sigma) {
		panic(fmt.Sprintf("chart: %+v is not a standard for a chart of kind %v", s, c.Kind))
	}
	c.Phases = slices.Clone(c.Phases)
	last := &c.Phases[len(c.Phases)-1]
	last.Standard, last.Given, last.Until = s, true, last.Start
	return c.drawn()
}

// possible reports whether a chart of this kind can have the standard s; unknown numbers are possible.
func (k Kind) possible(s Standard) bool {
	switch {
	case s.Sigma < 0 || math.IsInf(s.Sigma, 0) || math.IsInf(s.Centre, 0):
		return false
	case k.classes():
		if !(0 <= s.Moved && s.Moved <= 1) {
			return math.IsNaN(s.Centre) && math.IsNaN(s.Moved)
		}
		return !(math.Abs(s.Centre) > 100*s.Moved*(1+1e-12))
	case s.Moved != 0:
		return false
	case k.share():
		return !(s.Centre < 0 || s.Centre > 1)
	case k == kindMR || k == kindT || k == kindTExponential:
		return !(s.Centre < 0)
	}
	return true
}

// phase returns the phase that holds point i.
func (c Chart) phase(i int) int {
	found := 0
	for j, phase := range c.Phases {
		if phase.Start <= i {
			found = j
		}
	}
	return found
}

// end returns the end of phase i: where the next one starts.
func (c Chart) end(i int) int {
	if i+1 < len(c.Phases) {
		return c.Phases[i+1].Start
	}
	return len(c.Points)
}

// newChart draws points with all of them as baseline.
func newChart(k Kind, d Design, points []Point) Chart {
	c := Chart{Kind: k, Unit: k.unit(), Design: d, Points: points, Phases: []Phase{{Until: len(points)}}}
	c.draw()
	return c
}

// drawn returns the chart with limits computed from its measurements and phases, its points copied.
func (c Chart) drawn() Chart {
	c.Points = slices.Clone(c.Points)
	c.draw()
	return c
}

// draw computes in place, which is for those who own the points and phases.
func (c *Chart) draw() {
	c.Warnings = 0
	for i := range c.Phases {
		phase := &c.Phases[i]
		points := c.Points[phase.Start:c.end(i)]
		if !phase.Given {
			var w Warnings
			phase.Standard, w = c.Kind.estimate(points[:phase.Until-phase.Start])
			c.Warnings |= w
		}
		draws := newPen(c.Kind, c.Design, phase.Standard)
		draws.exact.batch()
		for j := range points {
			if draws.draw(&points[j]) != nil {
				c.Warnings |= Refused
			}
		}
	}
	c.Warnings |= c.blind()
}
