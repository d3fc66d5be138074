package fold

import (
	"encoding/binary"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
)

// dates is the dates that a clock remembers, ten years of them at most, where their digits say: by the last digit of
// the year, then 32 places for each month.
type dates [16]*[512]date

// date is what is known of a date as it is written: in which period its seconds are.
type date struct {
	year  uint64 // its first eight bytes: 2026-03-
	day   uint16 // its last two
	state state
	// Seconds of the day before the cut are in the period before, those from it on in the period after.
	cut, before, after int32
}

type state uint8

const (
	unknown state = iota
	plainDay
	otherDay // not a date, a day on which clocks change, or one of three periods
)

// period reads the time that begins at b[p] and returns the number of its period, and where the time ends. next is -1
// for what has to be looked at with more patience, by clock.instant.
func (c *clock) period(b []byte, p int) (id int32, next int) {
	if p+20 > len(b) {
		return 0, -1
	}
	if c.layouts == nil {
		return c.number(b, p)
	}
	year, day := binary.LittleEndian.Uint64(b[p:]), binary.LittleEndian.Uint16(b[p+8:])
	if !c.separates(b[p+10]) {
		if c.forms&dateOnly == 0 {
			return 0, -1
		}
		return c.lookUp(&c.local, year, day, 0, p+10)
	}
	seconds, ok := timeOfDay(b[p+11:])
	if !ok {
		return 0, -1
	}
	start := p
	p += 19
	if b[p] == '.' {
		_, rest := fraction(b[p:])
		p = len(b) - len(rest)
		if p+6 > len(b) {
			return 0, -1
		}
	}
	switch b[p] {
	case 'Z':
		if c.forms&zoned == 0 {
			return 0, -1
		}
		return c.lookUp(&c.zulu, year, day, seconds, p+1)
	case '+', '-':
		if c.forms&zoned == 0 || p+6 > len(b) {
			return 0, -1
		}
		days, ok1 := civil(b[start:])
		east, ok2 := offset(b[p : p+6])
		if !ok1 || !ok2 {
			return 0, -1
		}
		return c.periods.ID(days*cells.Day + int64(seconds) - int64(east)), p + 6
	}
	if c.forms&zoneless == 0 {
		return 0, -1
	}
	return c.lookUp(&c.local, year, day, seconds, p)
}

// lookUp returns the number of the period that holds a second of a date, and next, or -1.
func (c *clock) lookUp(known *dates, year uint64, day uint16, seconds int32, next int) (id int32, at int) {
	page := known[year>>24&15]
	if page == nil {
		page = new([512]date)
		known[year>>24&15] = page
	}
	month := year>>40&1*10 + year>>48&15
	d := &page[month&15<<5|uint64(day&3*10+day>>8&15)&31]
	if d.year != year || d.day != day || d.state == unknown {
		*d = c.date(year, day, known == &c.zulu)
	}
	if d.state != plainDay {
		return 0, -1
	}
	if seconds < d.cut {
		return d.before, next
	}
	return d.after, next
}

// date finds out about a date.
func (c *clock) date(year uint64, day uint16, zulu bool) date {
	d := date{year: year, day: day, state: otherDay}
	text := binary.LittleEndian.AppendUint64(nil, year)
	days, ok := civil(binary.LittleEndian.AppendUint16(text, day))
	if !ok {
		return d
	}
	from := days * cells.Day
	if !zulu && c.zone != time.UTC {
		noon := c.at(days, cells.Day/2, 0)
		_, east := noon.Zone()
		from -= int64(east)
		// If the clocks change within a day of this one, time.Date has to say what they show.
		start, end := noon.ZoneBounds()
		if !start.IsZero() && start.Unix() > from-cells.Day || !end.IsZero() && end.Unix() < from+2*cells.Day {
			return d
		}
	}
	if cut, before, after, ok := c.periods.Cut(from); ok {
		d.state, d.cut, d.before, d.after = plainDay, cut, before, after
	}
	return d
}

// number reads a time that is a number.
func (c *clock) number(b []byte, p int) (id int32, next int) {
	n, start := int64(0), p
	for ; p < len(b) && b[p]-'0' <= 9; p++ {
		n = 10*n + int64(b[p]-'0')
	}
	if p == start || p-start > 15 {
		return 0, -1
	}
	if c.milli {
		n /= 1000
	}
	if n > lastSecond {
		return 0, -1
	}
	return c.periods.ID(n), p
}
