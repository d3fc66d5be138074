package cells

import (
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/trend"
)

// Day is the seconds of a day that instants are looked up by.
const Day = 24 * 60 * 60

// Periods numbers the periods that instants lie in, from 0, in the order in which they turn up.
type Periods struct {
	period trend.Period
	ids    map[string]int32
	keys   []string
	spans  []span // in order of time, without overlap
	days   [2048]day
}

// span is a stretch of time of which every instant is in one period.
type span struct {
	from, to int64 // Unix seconds; to is the first one after it
	id       int32
}

// day is what is known of a stretch of 24 hours: before its second cut it is in one period and after that in another.
type day struct {
	from          int64
	cut           int32 // 0: nothing is known
	before, after int32
}

// NewPeriods returns the periods of p, which is not the zero Period.
func NewPeriods(p trend.Period) *Periods { return &Periods{period: p, ids: map[string]int32{}} }

// Keys returns the periods' keys in the order of their numbers.
func (p *Periods) Keys() []string { return p.keys }

// ID returns the number of the period that holds an instant, in seconds of Unix.
func (p *Periods) ID(unix int64) int32 {
	number := unix / Day
	if unix%Day < 0 {
		number--
	}
	from := number * Day
	d := &p.days[uint64(number)%uint64(len(p.days))]
	if d.cut == 0 || d.from != from {
		cut, before, after, ok := p.Cut(from)
		if !ok {
			return p.slow(unix)
		}
		*d = day{from, cut, before, after}
	}
	if unix-from < int64(d.cut) {
		return d.before
	}
	return d.after
}

// Cut returns what the 24 hours from an instant on are made of: up to the second cut, which is 1 to [Day], they lie in
// the period before, and from then on in the period after. If they are made of anything else ok is false.
func (p *Periods) Cut(from int64) (cut, before, after int32, ok bool) {
	s, ok := p.span(from)
	if !ok {
		return 0, 0, 0, false
	}
	if s.to >= from+Day {
		return Day, s.id, s.id, true
	}
	next, ok := p.span(s.to)
	if !ok || next.to < from+Day {
		return 0, 0, 0, false
	}
	return int32(s.to - from), s.id, next.id, true
}

// slow asks the period itself.
func (p *Periods) slow(unix int64) int32 { return p.number(p.period.Key(time.Unix(unix, 0))) }

func (p *Periods) number(key string) int32 {
	id, ok := p.ids[key]
	if !ok {
		id = int32(len(p.keys))
		p.keys = append(p.keys, key)
		p.ids[key] = id
	}
	return id
}

// span returns the stretch around an instant. ok is false where the bounds of two periods overlap, because clocks
// were set back across midnight: there every instant has to be asked for.
func (p *Periods) span(unix int64) (s span, ok bool) {
	i, _ := slices.BinarySearchFunc(p.spans, unix, func(s span, unix int64) int {
		if s.to <= unix {
			return -1
		}
		return 1
	})
	if i < len(p.spans) && p.spans[i].from <= unix {
		return p.spans[i], true
	}
	start, end := p.period.Bounds(time.Unix(unix, 0))
	_, left := p.period.Bounds(start.Add(-1))
	right, _ := p.period.Bounds(end)
	from, to := max(start.Unix(), left.Unix()), min(end.Unix(), right.Unix())
	if !(from <= unix && unix < to) {
		return span{}, false
	}
	s = span{from, to, p.slow(unix)}
	p.spans = slices.Insert(p.spans, i, s)
	return s, true
}
