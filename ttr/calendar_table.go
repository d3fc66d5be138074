package ttr

import (
	"math"
	"slices"
	"sort"
	"time"
)

const (
	daySeconds  = 24 * 60 * 60
	weekSeconds = 7 * daySeconds
	hourSeconds = 60 * 60

	// gregorian is 400 years in weeks, a whole number: after them the same dates fall on the same weekdays.
	gregorian = 146_097 / 7
)

// table is the working time of a run of UTC weeks, which begin on Thursdays as Unix time did. Most weeks of a
// calendar are alike, so that each refers to one of a few shapes; a prefix sum answers for whole weeks.
//
// Outside the run, the weeks on either side repeat those of a cycle at that end.
type table struct {
	start        int64 // Unix time of the first week
	seconds      uint64
	weeks        []week
	shapes       []shape
	total        int64
	past, future cycle
}

// cycle is the weeks at one end of a table that repeat for ever.
type cycle struct {
	weeks  int64
	worked int64 // seconds
}

// week packs the seconds worked before it in its table, fewer than 2⁴⁰, and the number of its shape.
type week uint64

func newWeek(before int64, shape int) week { return week(before)<<24 | week(shape) }
func (w week) before() int64               { return int64(w >> 24) }
func (w week) shape() int                  { return int(w & (1<<24 - 1)) }

// shape is how the working time lies within a UTC week.
type shape struct {
	spans []span
	hours [7 * 24]hour
}

// span is working time within a week, in its seconds: [start, end). Those of a shape are in order and do not
// touch. After the last one stands a span that never starts, so that a search always ends.
type span struct {
	start, end int32
	before     int32 // seconds worked before it in this week
}

// hour is the last span that starts no later than an hour of the week does, or one of no length.
type hour struct {
	base int32 // before − start: working time is base plus the time, or plus the end if that is earlier
	end  int32
	next uint32 // span that starts later in this hour, counted from 1; 0: none
}

func newShape(spans []span) shape {
	s := shape{spans: make([]span, 0, len(spans)+1)}
	before := int32(0)
	for _, p := range spans {
		p.before = before
		before += p.end - p.start
		s.spans = append(s.spans, p)
	}
	s.spans = append(s.spans, span{start: math.MaxInt32, end: math.MaxInt32, before: before})
	next := 0
	var last span
	for i := range s.hours {
		start := int32(i) * hourSeconds
		for s.spans[next].start <= start {
			last = s.spans[next]
			next++
		}
		s.hours[i] = hour{base: last.before - last.start, end: last.end}
		if s.spans[next].start < start+hourSeconds {
			s.hours[i].next = uint32(next + 1)
		}
	}
	return s
}

func (s *shape) total() int64 { return int64(s.spans[len(s.spans)-1].before) }

func (t *table) holds(sec int64) bool { return uint64(sec-t.start) < t.seconds }

// at returns the seconds worked from the start of the table up to a second that it holds, given by its Unix
// time, and whether that second itself is worked: 1 or 0, all or nothing, since shifts and changes of clocks
// fall on whole seconds. No branch depends on the time, unless a shift starts within its hour.
func (t *table) at(sec int64) (worked, open int64) {
	since := uint64(sec - t.start)
	n := since / weekSeconds
	w, in := t.weeks[n], uint32(since-n*weekSeconds)
	s := &t.shapes[w.shape()]
	h := s.hours[in/hourSeconds]
	if h.next != 0 {
		for _, p := range s.spans[h.next-1:] {
			if uint32(p.start) > in {
				break
			}
			h.base, h.end = p.before-p.start, p.end
		}
	}
	return w.before() + int64(h.base+min(int32(in), h.end)), int64(uint32(int32(in)-h.end) >> 31)
}

// nanoseconds is at for a time between two seconds, which is good for 292 years of work.
func (t *table) nanoseconds(sec, nsec int64) int64 {
	worked, open := t.at(sec)
	return worked*1e9 + open*nsec
}

// second returns the Unix time of the nth second worked since the start of the table, from 0, below total.
func (t *table) second(n int64) int64 {
	i := sort.Search(len(t.weeks), func(i int) bool { return t.weeks[i].before() > n }) - 1
	w := t.weeks[i]
	in := int32(n - w.before())
	spans := t.shapes[w.shape()].spans
	j := sort.Search(len(spans), func(j int) bool { return spans[j].before > in }) - 1
	return t.start + int64(i)*weekSeconds + int64(spans[j].start+in-spans[j].before)
}

// instant is working time since the start of a table, or a Unix time: seconds, and nanoseconds from 0.
type instant struct{ sec, nsec int64 }

// clock returns the working time from the start of the table to any time, negative before it.
func (t *table) clock(at time.Time) instant {
	// No sum below overflows within 2⁵⁸ seconds, some nine thousand million years. A minute on each 29 February that
	// is a Sunday, the least that a schedule can work, comes to the longest Duration in five thousand million.
	sec := min(max(at.Unix(), -1<<58), 1<<58)
	var cycles, worked int64
	if over := sec - t.start - int64(t.seconds); over >= 0 && t.future.weeks > 0 {
		cycles = over/(t.future.weeks*weekSeconds) + 1
		sec -= cycles * t.future.weeks * weekSeconds
		worked = cycles * t.future.worked
	} else if under := t.start - 1 - sec; under >= 0 && t.past.weeks > 0 {
		cycles = under/(t.past.weeks*weekSeconds) + 1
		sec += cycles * t.past.weeks * weekSeconds
		worked = -cycles * t.past.worked
	}
	n, open := t.at(sec)
	return instant{worked + n, open * int64(at.Nanosecond())}
}

// due is Due for a d other than 0. Without cycles the table must hold from, and there is no answer beyond it.
func (t *table) due(from time.Time, d time.Duration) (sec, nsec int64, ok bool) {
	c := t.clock(from)
	c.sec += int64(d / time.Second)
	c.nsec += int64(d % time.Second)
	switch {
	case c.nsec < 0:
		c.sec, c.nsec = c.sec-1, c.nsec+int64(time.Second)
	case c.nsec >= int64(time.Second):
		c.sec, c.nsec = c.sec+1, c.nsec-int64(time.Second)
	}
	// The instant by which a whole number of seconds has passed is the end of the last of them: a shift's end,
	// when the next one begins days later. Looking back it is the start of the first of them.
	var end int64
	if d > 0 && c.nsec == 0 {
		end = 1
	}
	n := c.sec - end
	var cycles, shift int64
	if over := n - t.total; over >= 0 {
		if t.future.worked == 0 {
			return 0, 0, false
		}
		cycles = over/t.future.worked + 1
		n -= cycles * t.future.worked
		shift = cycles * t.future.weeks
	} else if n < 0 {
		if t.past.worked == 0 {
			return 0, 0, false
		}
		cycles = (-1-n)/t.past.worked + 1
		n += cycles * t.past.worked
		shift = -cycles * t.past.weeks
	}
	return t.second(n) + shift*weekSeconds + end, c.nsec, true
}

// near returns the table of the years 1970 to 2100 without cycles.
func (r *rules) near() table { return r.table(0, weekOf(2101, time.January, 1)+1) }

// far returns a table that goes on for ever. Between its cycles it holds all dates of the rules and all years
// whose time zone rules do not repeat: the tz database knows no change of clocks before 1844, and lists those
// that follow no yearly rule up to 2087.
func (r *rules) far() *table {
	first, last := weekOf(1800, time.January, 1), weekOf(2101, time.January, 1)+1
	for d := range r.dates() {
		first = min(first, floorDiv(d, 7)-2) // a shift and the offset of its zone reach into the next week at most
		last = max(last, floorDiv(d, 7)+3)
	}
	past, future := int64(1), int64(1)
	if z := zoneBetween(r.location, (first-gregorian)*weekSeconds, first*weekSeconds); len(r.yearly) > 0 || len(z.at) > 0 {
		past = gregorian
	}
	if z := zoneBetween(r.location, last*weekSeconds, (last+gregorian)*weekSeconds); len(r.yearly) > 0 || len(z.at) > 0 {
		future = gregorian
	}
	t := r.table(first-past, last+future)
	t.past = cycle{past, t.weeks[past].before()}
	t.future = cycle{future, t.total - t.weeks[len(t.weeks)-int(future)].before()}
	return &t
}

// table returns the table of the weeks [first, last).
func (r *rules) table(first, last int64) table {
	const margin = 4 * weekSeconds
	b := builder{rules: r, zone: zoneBetween(r.location, first*weekSeconds-margin, last*weekSeconds+margin)}
	from, _ := b.dates(first)
	_, to := b.dates(last)
	b.days = r.exceptions(from, to)
	t := table{start: first * weekSeconds, seconds: uint64(last-first) * weekSeconds, weeks: make([]week, 0, last-first)}
	plain := map[plainWeek]int{}
	seen := map[string]int{}
	for w := first; w < last; w++ {
		key, isPlain := b.plain(w)
		i, ok := plain[key]
		if !isPlain || !ok {
			spans := b.spans(w)
			text := spanKey(spans)
			if i, ok = seen[text]; !ok {
				i = len(t.shapes)
				seen[text] = i
				t.shapes = append(t.shapes, newShape(spans))
			}
			if isPlain {
				plain[key] = i
			}
		}
		t.weeks = append(t.weeks, newWeek(t.total, i))
		t.total += t.shapes[i].total()
	}
	return t
}

// builder works out the weeks of a table.
type builder struct {
	*rules
	zone zone
	days []exception
	buf  []span
}

// dates returns the first and the last local date whose shifts may be worked in a week.
func (b *builder) dates(w int64) (first, last int64) {
	// A shift starts before its day is over and ends before the next one is.
	first = floorDiv(w*weekSeconds+b.zone.least, daySeconds) - 1
	last = floorDiv((w+1)*weekSeconds+b.zone.most, daySeconds)
	return first, last
}

// plainWeek is all that the shape of a week depends on when nothing in it or next to it is out of the ordinary.
type plainWeek struct {
	regime int
	offset int64
}

func (b *builder) plain(w int64) (plainWeek, bool) {
	first, last := b.dates(w)
	i := sort.Search(len(b.days), func(i int) bool { return b.days[i].day >= first })
	regime, segment := b.regime(first), b.zone.segment(first*daySeconds)
	return plainWeek{regime, b.zone.offset[segment]}, (i == len(b.days) || b.days[i].day > last) &&
		b.regime(last) == regime && b.zone.segment((last+2)*daySeconds) == segment
}

// spans returns the working time of a week. The slice is valid until the next call.
func (b *builder) spans(w int64) []span {
	b.buf = b.buf[:0]
	first, last := b.dates(w)
	for day := first; day <= last; day++ {
		if b.zone.leavesOut(day) {
			continue
		}
		for _, s := range b.shifts(day) {
			start := max(b.zone.instant(day*daySeconds+s.start)-w*weekSeconds, 0)
			end := min(b.zone.instant(day*daySeconds+s.end)-w*weekSeconds, weekSeconds)
			if start < end {
				b.buf = append(b.buf, span{start: int32(start), end: int32(end)})
			}
		}
	}
	slices.SortFunc(b.buf, func(p, q span) int { return int(p.start - q.start) })
	merged := b.buf[:0]
	for _, p := range b.buf {
		if n := len(merged); n > 0 && p.start <= merged[n-1].end {
			merged[n-1].end = max(merged[n-1].end, p.end)
		} else {
			merged = append(merged, p)
		}
	}
	return merged
}

// shifts returns the shifts that start on a local date.
func (b *builder) shifts(day int64) []shift {
	i := sort.Search(len(b.days), func(i int) bool { return b.days[i].day >= day })
	if i < len(b.days) && b.days[i].day == day {
		return b.days[i].shifts
	}
	return b.regimes[b.regime(day)].week[weekday(day)]
}

func spanKey(spans []span) string {
	key := make([]byte, 0, 8*len(spans))
	for _, p := range spans {
		for _, x := range [2]int32{p.start, p.end} {
			key = append(key, byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
		}
	}
	return string(key)
}

// weekday returns the weekday of a date, given as the number of days since 1970-01-01, which was a Thursday.
func weekday(day int64) time.Weekday {
	return time.Weekday(day - 7*floorDiv(day+int64(time.Thursday), 7) + int64(time.Thursday))
}

func dayOf(year int, m time.Month, day int) int64 {
	return time.Date(year, m, day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds
}

func weekOf(year int, m time.Month, day int) int64 { return floorDiv(dayOf(year, m, day), 7) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
