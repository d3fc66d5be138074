package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Monitor carries a chart on, one closed period at a time: for a service that keeps no history. Its limits
// are those of the last phase of the chart it comes from, and never change. It remembers the last 15 points
// and a few sums, whatever the number of periods. A copy is a snapshot.
//
// Its state travels as JSON, with a version: any later release reads what this one wrote.
//
// The zero Monitor is of no use; make one with [Chart.Monitor] or read one. A Monitor is not for several
// goroutines at once.
type Monitor struct {
	pen   pen
	watch watch
	next  int
}

// Monitor returns the monitor that carries the chart on after its last point, by these rules, or by Beyond
// without rules. Patterns that began on the chart are continued. To start with a standard and no history:
//
//	m := chart.XmR(nil).Given(chart.Standard{Centre: 10, Sigma: 1}).Monitor(chart.WesternElectric()...)
//
// It panics as [Chart.Signals] does, and for the zero Chart.
func (c Chart) Monitor(rules ...Rule) Monitor {
	if len(c.Phases) == 0 || c.Kind == kindNone {
		panic(fmt.Sprintf("chart: no monitor for a chart of kind %v", c.Kind))
	}
	phase := c.Phases[len(c.Phases)-1]
	m := Monitor{
		pen:   newPen(c.Kind, c.Design, phase.Standard),
		watch: watch{kind: c.Kind, rules: c.Kind.rules(rules)},
		next:  phase.Start,
	}
	for _, at := range c.Points[phase.Start:] {
		_ = m.pen.draw(&at) // the chart has warned
		m.watch.see(m.next, &at)
		m.next++
	}
	m.pen.exact.net = nil
	return m
}

// Next returns the number of the period that comes next, from 0: how many there have been, with those of
// the chart.
func (m *Monitor) Next() int { return m.next }

// Kind returns the kind of the chart that is carried on: of a monitor read from its bytes it says which of Add,
// AddShare and AddNet it takes. To compare: m.Kind() == chart.Net(nil).Kind.
func (m *Monitor) Kind() Kind { return m.pen.kind }

// Add takes the number of the next period, NaN for a period without data, and returns the signals that are
// new with it, which are those that the chart of all periods so far has with this period as their last
// point.
//
// LongRun and FewCrossings are judged again with each period here, where a chart judges them once; looked
// at so often they signal falsely more often.
//
// An impossible number, such as a negative time, is a *[DataError], and then the period is still to come.
// Add panics if the chart is of shares or net scores: see AddShare and AddNet.
func (m *Monitor) Add(x float64) ([]Signal, error) {
	m.must(!m.pen.kind.counted() && m.pen.kind != kindNone, "a number")
	return m.add(Point{Measured: x})
}

// AddShare is [Monitor.Add] for shares: k of n. It panics if the chart is not one of [P] and [Laney].
func (m *Monitor) AddShare(k, n int) ([]Signal, error) {
	m.must(m.pen.kind.share(), "a share")
	return m.add(Point{Counts: [3]int{n - k, 0, k}})
}

// AddNet is [Monitor.Add] for net scores: the down, flat and up answers. It panics if the chart is not one
// of [Net] and [LaneyNet].
func (m *Monitor) AddNet(down, flat, up int) ([]Signal, error) {
	m.must(m.pen.kind.classes(), "a net score")
	return m.add(Point{Counts: [3]int{down, flat, up}})
}

func (m *Monitor) must(ok bool, what string) {
	if !ok {
		panic(fmt.Sprintf("chart: %s for a monitor of kind %v", what, m.pen.kind))
	}
}

func (m *Monitor) add(at Point) ([]Signal, error) {
	if err := m.pen.kind.measure(&at); err != nil {
		return nil, err
	}
	_ = m.pen.draw(&at) // which measures again
	m.pen.exact.net = nil
	i := m.next
	m.next++
	w := &m.watch
	w.see(i, &at)
	signals := w.patterns(i, &at, nil)
	if w.useful > 0 && w.last == i {
		if w.rules.has(LongRun) && w.length > longestRun(w.useful) {
			signals = append(signals, w.run())
		}
		signals = w.fewCrossings(signals)
	}
	return signals, nil
}

// stateVersion is the version of a Monitor's JSON. A new meaning takes a new number, and the old one stays
// readable.
const stateVersion = 1

type state struct {
	Version  int        `json:"version"`
	Kind     Kind       `json:"kind"`
	Rules    []Rule     `json:"rules"`
	Design   Design     `json:"design,omitzero"`
	Standard *Standard  `json:"standard"` // nil, as the next ones: it does not stand there
	Next     *int       `json:"next"`
	Memory   *memories  `json:"memory"`
	Run      *runState  `json:"run"`
	Recent   *[]recents `json:"recent"`
}

type memories struct {
	Drawn   int    `json:"drawn,omitzero"`
	Average number `json:"average"`
	Up      number `json:"up,omitzero"`
	Down    number `json:"down,omitzero"`
	Last    number `json:"last"`
}

type runState struct {
	Useful    int `json:"useful"`
	Crossings int `json:"crossings"`
	Began     int `json:"began"`
	First     int `json:"first"`
	Last      int `json:"last"`
	Length    int `json:"length"`
	Side      int `json:"side"`
}

type recents struct {
	At    int    `json:"at"`
	Side  int    `json:"side"`
	Value number `json:"value"`
	Z     number `json:"z"`
}

// MarshalJSON returns the whole state of the monitor, some hundred bytes.
func (m Monitor) MarshalJSON() ([]byte, error) {
	if m.pen.kind == kindNone {
		return nil, errors.New("chart: a Monitor that was not made by Chart.Monitor")
	}
	w := m.watch
	recent := []recents{}
	for i := min(w.count, memory) - 1; i >= 0; i-- {
		g := w.back(i)
		recent = append(recent, recents{g.At, g.Side, number(g.Value), number(g.Z)})
	}
	s := state{
		Version: stateVersion, Kind: m.pen.kind, Rules: []Rule{}, Design: m.pen.design, Standard: &m.pen.standard, Next: &m.next,
		Memory: &memories{m.pen.drawn, number(m.pen.average), number(m.pen.up), number(m.pen.down), number(m.pen.last)},
		Run:    &runState{w.useful, w.crossings, w.began, w.first, w.last, w.length, w.side},
		Recent: &recent,
	}
	for r := range Rule(rules) {
		if w.rules.has(r) {
			s.Rules = append(s.Rules, r)
		}
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads the state of a monitor. A version that is not known, a state of which a part is missing, or
// one that no monitor can be in, is an error, and the monitor is left as it was.
func (m *Monitor) UnmarshalJSON(b []byte) error {
	var s state
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s.Version != stateVersion {
		return fmt.Errorf("chart: version %d of a monitor's state; this release reads %d", s.Version, stateVersion)
	}
	if err := s.check(); err != nil {
		return err
	}
	read := Monitor{pen: newPen(s.Kind, s.Design, *s.Standard), watch: watch{kind: s.Kind}, next: *s.Next}
	p, w, run := &read.pen, &read.watch, *s.Run
	p.drawn, p.average, p.last = s.Memory.Drawn, float64(s.Memory.Average), float64(s.Memory.Last)
	p.up, p.down = float64(s.Memory.Up), float64(s.Memory.Down)
	for _, r := range s.Rules {
		w.rules |= 1 << r
	}
	w.useful, w.crossings, w.began, w.first = run.Useful, run.Crossings, run.Began, run.First
	w.last, w.length, w.side = run.Last, run.Length, run.Side
	for _, g := range *s.Recent {
		w.glances[w.count] = glance{At: g.At, Side: g.Side, Value: float64(g.Value), Z: float64(g.Z), known: true}
		w.count++
	}
	*m = read
	return nil
}

func (s *state) check() error {
	wrong := func(what string, v any) error { return fmt.Errorf("chart: a monitor with %s %v", what, v) }
	if s.Standard == nil || s.Next == nil || s.Memory == nil || s.Run == nil || s.Recent == nil || len(s.Rules) == 0 {
		return errors.New("chart: a monitor's state of which a part is missing")
	}
	kept, next, recent := *s.Memory, *s.Next, *s.Recent
	switch {
	case s.Kind == kindNone:
		return wrong("kind", s.Kind)
	case !s.Design.fits(s.Kind):
		return wrong("design", s.Design)
	case !s.Kind.possible(*s.Standard):
		return wrong("standard", *s.Standard)
	case next < 0 || next > math.MaxInt/2: // beyond, counting on would overflow
		return wrong("next", next)
	case kept.Drawn < 0 || kept.Drawn > next || !(0 <= kept.Up && kept.Up <= math.MaxFloat64) || !(0 <= kept.Down && kept.Down <= math.MaxFloat64):
		return wrong("memory", kept)
	case s.Kind == kindEWMA && finite(float64(kept.Average)) != finite(s.Standard.Centre):
		return wrong("memory", kept)
	case len(recent) > memory:
		return wrong("recent points:", len(recent))
	}
	for _, r := range s.Rules {
		if !s.Kind.allows(r) {
			return wrong("rule", r)
		}
	}
	before := -1
	for _, g := range recent {
		if g.At <= before || g.At >= next || g.Side < -1 || g.Side > 1 {
			return wrong("recent point", g)
		}
		before = g.At
	}
	r := s.Run
	switch {
	case r.Useful < 0 || r.Useful > next || r.Crossings < 0 || r.Length < 0 || r.Length > r.Useful || r.Side < -1 || r.Side > 1:
		return wrong("run", *r)
	case r.Useful > 0 && (r.Began < 0 || r.First < r.Began || r.Last < r.First || r.Last >= next || r.Crossings >= r.Useful):
		return wrong("run", *r)
	}
	return nil
}
