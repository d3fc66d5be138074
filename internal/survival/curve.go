package survival

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"
)

// Curve is a Kaplan–Meier estimate: S(t), the share not done by t. The zero Curve has no data.
type Curve struct {
	times   []int64 // when something ended, ascending, all different
	done    []int   // how many had ended by times[i], that time included
	runs    []run   // what is known at the changes of the risk set that are not events
	n       int     // observations
	origin  int64   // the age from which on the curve is told, 0 but for FromEntries
	last    int64   // the last observed time
	end     int64   // the last time at which the curve is known; always if there are no data
	known   int     // how many of times are not after end
	delayed bool    // some were watched from later than the origin on
}

// run is a stretch of time, after its from up to the next run's, in which the risk set changes by events
// only.
type run struct {
	from   int64
	before int // events up to from
	risk   int // watched just after from
	state
}

// state is what the events so far come to.
type state struct {
	s, f  float64 // S and 1 − S
	green float64 // Greenwood's sum of d/(Y(Y−d)); +Inf once S is 0
	w     product // upper end of the beta product, the moments of ∏ Beta(Y−d+1, d)
}

// after returns the state once d more of y at risk have ended. Kaplan and Meier (1958, JASA 53:457,
// doi 10.1080/01621459.1958.10501452); Greenwood (1926).
func (s state) after(d, y int) state {
	if d == 0 {
		return s
	}
	f := math.Min(1, s.f+s.s*(float64(d)/float64(y)))
	if d == y {
		f = 1 // to the last digit
	}
	return state{
		s:     s.s * (float64(y-d) / float64(y)),
		f:     f,
		green: s.green + float64(d)/(float64(y)*float64(y-d)),
		w:     s.w.events(d, y),
	}
}

// steps returns after without what only the beta product needs, for loops over all events, once done have
// ended in all.
func (r *run) steps(done int) state {
	d, y := float64(done-r.before), float64(r.risk)
	return state{s: r.s * ((y - d) / y), f: r.f + r.s*(d/y), green: r.green + d/(y*(y-d))}
}

// change is a change of the risk set after a time, by those whose watch ends or begins then.
type change struct {
	at int64
	by int
}

// New returns the curve of what has taken the times in resolved and has been running for the times in open.
func New(resolved, open []int64) *Curve {
	if negative(resolved) || negative(open) {
		return &Curve{}
	}
	c := &Curve{n: len(resolved) + len(open)}
	c.times, c.done = distinct(sorted(resolved))
	left, gone := distinct(sorted(open))
	changes := make([]change, len(left))
	before := 0
	for i, t := range left {
		changes[i] = change{t, before - gone[i]}
		before = gone[i]
	}
	c.build(c.n, changes)
	return c
}

// Row is how many ended at a time and how many were still open when last seen then.
type Row struct {
	Time         int64
	Events, Open int
}

// FromRows returns the curve of rows of counts, in any order; rows of the same time add up.
func FromRows(rows []Row) *Curve {
	for _, r := range rows {
		if r.Time < 0 || r.Events < 0 || r.Open < 0 {
			return &Curve{}
		}
	}
	order := func(a, b Row) int { return cmp.Compare(a.Time, b.Time) }
	if !slices.IsSortedFunc(rows, order) {
		rows = slices.SortedFunc(slices.Values(rows), order)
	}
	c := &Curve{}
	var changes []change
	sum := 0
	for i := 0; i < len(rows); {
		t, events, open := rows[i].Time, 0, 0
		for ; i < len(rows) && rows[i].Time == t; i++ {
			events += rows[i].Events
			open += rows[i].Open
		}
		if events > 0 {
			sum += events
			c.times = append(c.times, t)
			c.done = append(c.done, sum)
		}
		if open > 0 {
			changes = append(changes, change{t, -open})
		}
		c.n += events + open
	}
	c.build(c.n, changes)
	return c
}

// FromEntries returns the curve of lifetimes that were watched from the age entry[i] to the age exit[i], at
// which they ended or, with event[i] false, were last seen (delayed entry, left truncation). One is at risk
// at t if entry < t <= exit, or from the beginning with an entry of 0. The curve is that of those who outlast
// the age from: from 0 on everybody, and who had left by then does not count. A lifetime without a moment at
// risk is left out.
//
// Nobody knows how many were gone before the first was watched, so S is told as of the earliest entry. Where
// the risk set empties while others enter later, the curve ends: a first risk set of one would set S to 0 for
// good. Choose a later from then.
func FromEntries(entry, exit []int64, event []bool, from int64) *Curve {
	if len(entry) != len(exit) || len(exit) != len(event) {
		panic(fmt.Sprintf("survival: %d entries, %d exits and %d events", len(entry), len(exit), len(event)))
	}
	if from < 0 {
		panic(fmt.Sprintf("survival: age %d is negative", from))
	}
	if negative(entry) || negative(exit) {
		return &Curve{}
	}
	c := &Curve{origin: from}
	var ended, left, entered []int64
	start := 0
	for i, x := range exit {
		e := entry[i]
		if x <= e && e > 0 || x <= from && from > 0 {
			continue
		}
		c.n++
		if e <= from {
			start++
		} else {
			entered = append(entered, e)
		}
		if event[i] {
			ended = append(ended, x)
		} else {
			left = append(left, x)
		}
	}
	c.delayed = len(entered) > 0
	c.times, c.done = distinct(sorted(ended))
	changes := make([]change, 0, len(entered)+len(left))
	entered, left = sorted(entered), sorted(left)
	for i, j := 0, 0; i < len(entered) || j < len(left); {
		next := change{at: math.MaxInt64}
		if i < len(entered) {
			next.at = entered[i]
		}
		if j < len(left) {
			next.at = min(next.at, left[j])
		}
		for ; i < len(entered) && entered[i] == next.at; i++ {
			next.by++
		}
		for ; j < len(left) && left[j] == next.at; j++ {
			next.by--
		}
		changes = append(changes, next)
	}
	c.build(start, changes)
	return c
}

// build sets the runs, from the number watched at the beginning and the changes in the order of time, and
// finds where the curve ends.
func (c *Curve) build(start int, changes []change) {
	c.end, c.last = always, always
	if c.n == 0 {
		return
	}
	if k := len(c.times); k > 0 {
		c.last = c.times[k-1]
	}
	if k := len(changes); k > 0 {
		c.last = max(c.last, changes[k-1].at)
	}
	c.runs = make([]run, 1, len(changes)+1)
	c.runs[0] = run{from: always, risk: start, state: state{s: 1, w: one}}
	c.end = math.MaxInt64
	i, done := 0, 0
	for _, ch := range changes {
		r := &c.runs[len(c.runs)-1]
		for i < len(c.times) && c.times[i] <= ch.at {
			done = c.done[i]
			i++
		}
		ended := done - r.before
		next := run{from: ch.at, before: done, risk: r.risk - ended + ch.by, state: r.after(ended, r.risk)}
		if c.end == math.MaxInt64 && r.risk > 0 {
			switch {
			case r.risk == ended && next.risk > 0:
				c.end = c.times[i-1] - 1 // all had ended when others came to be watched
			case r.risk > ended && next.risk == 0:
				c.end = ch.at
			}
		}
		c.runs = append(c.runs, next)
	}
	c.known = sort.Search(len(c.times), func(i int) bool { return c.times[i] > c.end })
}

// N returns how many observations the curve rests on.
func (c *Curve) N() int { return c.n }

// Events returns how many observations ended.
func (c *Curve) Events() int {
	if len(c.done) == 0 {
		return 0
	}
	return c.done[len(c.done)-1]
}

// End returns the last time at which the curve is known, or false if it is known for good, having come down
// to 0. Without data it is a time before all others.
func (c *Curve) End() (int64, bool) {
	if c.n == 0 {
		return always, true
	}
	return c.end, c.end < math.MaxInt64
}

// Step is a step of the curve.
type Step struct {
	Time         int64
	Risk, Events int     // watched at Time, and ended at Time
	S, SE        float64 // from Time on, with Greenwood's standard error; it is 0 where S is 0
}

// Steps returns the steps of the curve in the order of time.
func (c *Curve) Steps() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		done := 0
		j := 0
		for i, t := range c.times[:c.known] {
			for j+1 < len(c.runs) && c.runs[j+1].from < t {
				j++
			}
			r := &c.runs[j]
			s := r.steps(c.done[i])
			if !yield(Step{t, r.risk - (done - r.before), c.done[i] - done, s.s, s.se()}) {
				return
			}
			done = c.done[i]
		}
	}
}

// se returns Greenwood's standard error of S.
func (s state) se() float64 {
	if s.s == 0 {
		return 0
	}
	return s.s * math.Sqrt(s.green)
}

// at returns the state at t and how many are watched just after it.
func (c *Curve) at(t int64) (state, int) {
	done := 0
	if i := sort.Search(len(c.times), func(i int) bool { return c.times[i] > t }); i > 0 {
		done = c.done[i-1]
	}
	next := sort.Search(len(c.runs), func(j int) bool { return c.runs[j].from > t }) - 1
	r := &c.runs[next]
	risk := r.risk - (done - r.before)
	if r.from == t && next > 0 {
		r = &c.runs[next-1] // what ended at t ended while those of the change were watched
	}
	return r.after(done-r.before, r.risk), risk
}
