package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Signals returns the patterns of these rules on the chart, in order of their last points; without rules
// those of Beyond. A pattern that goes on is a signal at each point at which it still holds: nine points on
// one side and then a tenth are two signals. Patterns do not reach across phases. LongRun and FewCrossings
// judge each phase as a whole, and give one signal for each run that is too long, and one for all points of
// a phase.
//
// More rules find more, and more that is not there: see the package comment. On the charts EWMA, CUSUM and
// MR neighbouring points share data, and only Beyond holds: Signals panics if another rule is asked of
// them, or if there is no such rule.
func (c Chart) Signals(rules ...Rule) []Signal {
	set := c.Kind.rules(rules)
	var signals []Signal
	for i, phase := range c.Phases {
		w := watch{kind: c.Kind, rules: set}
		var runs []Signal
		var lengths []int
		for j := phase.Start; j < c.end(i); j++ {
			crossed := w.see(j, &c.Points[j])
			signals = w.patterns(j, &c.Points[j], signals)
			if crossed && set.has(LongRun) {
				runs = append(runs, Signal{})
				lengths = append(lengths, 0)
			}
			if len(runs) > 0 {
				runs[len(runs)-1] = w.run()
				lengths[len(lengths)-1] = w.length
			}
		}
		longest := longestRun(w.useful)
		for j, run := range runs {
			if lengths[j] > longest {
				signals = append(signals, run)
			}
		}
		signals = w.fewCrossings(signals)
	}
	slices.SortStableFunc(signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.Rule, b.Rule))
	})
	return signals
}

// Pattern returns the points that make a signal: those from its first to its last that are not gaps and,
// where only some of them count, such as two of three, those that do. It panics if the chart does not have
// these points.
func (c Chart) Pattern(s Signal) []int {
	if s.First < 0 || s.First > s.Last || s.Last >= len(c.Points) {
		panic(fmt.Sprintf("chart: no points %d to %d in %d", s.First, s.Last, len(c.Points)))
	}
	var points []int
	for i := s.First; i <= s.Last; i++ {
		at := seen(i, &c.Points[i])
		counts := at.known
		switch s.Rule {
		case TwoOfThree:
			counts = float64(s.Side)*at.Z > 2
		case FourOfFive:
			counts = float64(s.Side)*at.Z > 1
		case LongRun, FewCrossings:
			counts = at.known && at.Side != 0
		}
		if counts {
			points = append(points, i)
		}
	}
	return points
}

// ruleSet is a set of rules.
type ruleSet uint16

func (s ruleSet) has(r Rule) bool { return s&(1<<r) != 0 }

// rules returns the set of these rules, Beyond alone if there are none. It panics if one does not hold for
// the kind of chart.
func (k Kind) rules(of []Rule) ruleSet {
	if len(of) == 0 {
		return 1 << Beyond
	}
	var set ruleSet
	for _, r := range of {
		if !k.allows(r) {
			panic(fmt.Sprintf("chart: the rule %q does not hold for a chart of kind %v", r, k))
		}
		set |= 1 << r
	}
	return set
}

func (k Kind) allows(r Rule) bool { return r < rules && (r == Beyond || !k.dependent()) }

// memory is the most points that a rule looks back at.
const memory = 15

// glance is what is remembered of a point.
type glance struct {
	At    int     // which point
	Side  int     // of the centre
	Value float64 // for trends
	Z     float64 // for zones; NaN if there are none
	known bool
}

// seen returns what a rule sees of a point.
func seen(i int, at *Point) glance {
	g := glance{At: i, Value: at.Value, Z: at.Z, known: at.Known() && !math.IsNaN(at.Centre)}
	switch {
	case !g.known:
	case at.Value > at.Centre:
		g.Side = 1
	case at.Value < at.Centre:
		g.Side = -1
	}
	if at.Sigma == 0 && at.Z == 0 {
		g.Z = math.NaN() // where nothing varies there are no zones
	}
	return g
}

// watch looks for the patterns of rules in the points of a phase, one after the other. It remembers the
// last few points, and of all of them what LongRun and FewCrossings count.
type watch struct {
	kind  Kind
	rules ruleSet

	glances [memory]glance // a ring: the newest is at (count-1) mod memory
	count   int            // points seen that are not gaps

	useful      int // points off the centre
	crossings   int
	first, last int // the first and the last point of the run that is on
	length      int // its points off the centre
	side        int
	began       int // the first of the useful points
}

// back returns the point seen i points before the newest.
func (w *watch) back(i int) *glance { return &w.glances[(w.count-1-i)%memory] }

// see takes point i in. It reports whether a new run began with it.
func (w *watch) see(i int, at *Point) bool {
	g := seen(i, at)
	if !g.known {
		return false
	}
	w.glances[w.count%memory] = g
	w.count++
	if g.Side == 0 {
		return false
	}
	began := g.Side != w.side
	if began {
		if w.useful > 0 {
			w.crossings++
		} else {
			w.began = i
		}
		w.first, w.length, w.side = i, 0, g.Side
	}
	w.useful++
	w.length++
	w.last = i
	return began
}

// patterns appends the signals of all rules but LongRun and FewCrossings that end with point i, which was
// seen.
func (w *watch) patterns(i int, at *Point, signals []Signal) []Signal {
	if w.rules.has(Beyond) && at.Known() {
		switch {
		case at.Up > at.Hi && w.kind == kindCUSUM, at.Value > at.Hi && w.kind != kindCUSUM:
			signals = append(signals, Signal{Beyond, 1, i, i})
		case at.Down > -at.Lo && w.kind == kindCUSUM, at.Value < at.Lo && w.kind != kindCUSUM:
			signals = append(signals, Signal{Beyond, -1, i, i})
		}
	}
	if w.count == 0 || w.back(0).At != i || w.rules&^(1<<Beyond) == 0 {
		return signals
	}
	for r := TwoOfThree; r < LongRun; r++ {
		if !w.rules.has(r) {
			continue
		}
		if first, side, found := w.pattern(r); found {
			signals = append(signals, Signal{r, side, first, i})
		}
	}
	return signals
}

// pattern reports whether the pattern of a rule ends with the newest point, where it begins and on which
// side.
func (w *watch) pattern(r Rule) (first, side int, found bool) {
	switch r {
	case TwoOfThree:
		return w.beyond(2, 3, 2)
	case FourOfFive:
		return w.beyond(4, 5, 1)
	case EightOneSide:
		return w.oneSide(8)
	case NineOneSide:
		return w.oneSide(9)
	case SixTrend:
		return w.trend(6)
	case FourteenAlternating:
		return w.alternating(14)
	case FifteenWithin:
		return w.zones(15, true)
	}
	return w.zones(8, false)
}

func (w *watch) beyond(enough, of int, sigmas float64) (first, side int, found bool) {
	side = 1
	if w.back(0).Z < 0 {
		side = -1
	}
	if !(float64(side)*w.back(0).Z > sigmas) {
		return 0, 0, false
	}
	n := 0
	for i := range min(of, w.count) {
		if float64(side)*w.back(i).Z > sigmas {
			n++
			first = w.back(i).At
		}
	}
	return first, side, n >= enough
}

func (w *watch) oneSide(n int) (first, side int, found bool) {
	side = w.back(0).Side
	if w.count < n || side == 0 {
		return 0, 0, false
	}
	for i := range n {
		if w.back(i).Side != side {
			return 0, 0, false
		}
	}
	return w.back(n - 1).At, side, true
}

func (w *watch) trend(n int) (first, side int, found bool) {
	if w.count < n {
		return 0, 0, false
	}
	side = cmp.Compare(w.back(0).Value, w.back(1).Value)
	if side == 0 {
		return 0, 0, false
	}
	for i := range n - 1 {
		if cmp.Compare(w.back(i).Value, w.back(i+1).Value) != side {
			return 0, 0, false
		}
	}
	return w.back(n - 1).At, side, true
}

func (w *watch) alternating(n int) (first, side int, found bool) {
	if w.count < n {
		return 0, 0, false
	}
	up := cmp.Compare(w.back(0).Value, w.back(1).Value)
	for i := range n - 1 {
		if up == 0 || cmp.Compare(w.back(i).Value, w.back(i+1).Value) != up {
			return 0, 0, false
		}
		up = -up
	}
	return w.back(n - 1).At, 0, true
}

// zones looks for n points that are all within one sigma, or all outside with some of them on either side.
func (w *watch) zones(n int, within bool) (first, side int, found bool) {
	if w.count < n {
		return 0, 0, false
	}
	high, low := false, false
	for i := range n {
		z := w.back(i).Z
		if within && !(math.Abs(z) <= 1) || !within && !(math.Abs(z) > 1) {
			return 0, 0, false
		}
		high = high || z > 0
		low = low || z < 0
	}
	return w.back(n - 1).At, 0, within || high && low
}

// run returns the run that is on as a signal of LongRun.
func (w *watch) run() Signal { return Signal{LongRun, w.side, w.first, w.last} }

// longestRun returns the length that a run among n points off the centre may have (Anhøj and Olesen 2014,
// after Schilling 2012, doi 10.4169/math.mag.85.2.141).
func longestRun(n int) int {
	if n == 0 {
		return 0
	}
	return int(math.RoundToEven(math.Log2(float64(n)))) + 3
}

// fewCrossings appends the signal of FewCrossings if there are too few for the points seen (Anhøj and
// Olesen 2014, after Chen 2010).
func (w *watch) fewCrossings(signals []Signal) []Signal {
	if w.rules.has(FewCrossings) && w.useful > 0 && w.crossings < quantile.BinomialQuantile(0.05, w.useful-1, 0.5) {
		signals = append(signals, Signal{FewCrossings, 0, w.began, w.last})
	}
	return signals
}
