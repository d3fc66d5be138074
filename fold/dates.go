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
	unknown  state = iota
	wholeDay       // in one period, before
	parted         // in two
	otherDay       // not a date, a day on which clocks change, or one of three periods
)

// period reads the time that begins at b[p] and returns the number of its period, and where the time ends. next is -1
// for what has to be looked at with more patience, by clock.instant.
func (c *clock) period(b []byte, p int) (id int32, next int) {
	if p+20 > len(b) {
		return 0, -1
	}
	text := (*[20]byte)(b[p:])
	x := binary.LittleEndian.Uint64(text[11:]) ^ midnight
	if !c.separates(text[10]) || (x|(x+tooLarge))&tops != 0 || hours(x) > 23 {
		return c.unusual(b, p)
	}
	known, length := &c.local, 19
	switch text[19] {
	case 'Z':
		known, length = &c.zulu, 20
		if c.forms&zoned == 0 {
			return 0, -1
		}
	case '.', '+', '-':
		return c.unusual(b, p)
	default:
		if c.forms&zoneless == 0 {
			return 0, -1
		}
	}
	year, day := binary.LittleEndian.Uint64(text[:]), binary.LittleEndian.Uint16(text[8:])
	d := known.find(year, day)
	if d == nil || d.year != year || d.day != day || d.state == unknown {
		d = c.learn(known, year, day)
	}
	switch {
	case d.state == otherDay:
		return 0, -1
	case d.state == parted && seconds(x) >= d.cut:
		return d.after, p + length
	}
	return d.before, p + length
}

// find returns the place of a date, which may be taken by another, or nil.
func (known *dates) find(year uint64, day uint16) *date {
	page := known[year>>24&15]
	if page == nil {
		return nil
	}
	month := year>>40&1*10 + year>>48&15
	return &page[(month&15<<5|uint64(day&3*10+day>>8&15)&31)%512]
}

// learn puts a date in its place, unless it is there.
func (c *clock) learn(known *dates, year uint64, day uint16) *date {
	if known[year>>24&15] == nil {
		known[year>>24&15] = new([512]date)
	}
	d := known.find(year, day)
	if d.year != year || d.day != day || d.state == unknown {
		*d = c.date(year, day, known == &c.zulu)
	}
	return d
}

// unusual is period for what is not written as 2006-01-02T15:04:05Z or without the Z: numbers, dates, fractions of
// seconds, offsets.
func (c *clock) unusual(b []byte, p int) (id int32, next int) {
	if c.layouts == nil {
		return c.number(b, p)
	}
	start, second := p, int32(0)
	switch {
	case c.separates(b[p+10]):
		var ok bool
		if second, ok = timeOfDay(b[p+11:]); !ok {
			return 0, -1
		}
		_, rest := fraction(b[p+19:])
		p = len(b) - len(rest)
	case c.forms&dateOnly != 0:
		p += 10
	default:
		return 0, -1
	}
	if p+6 > len(b) {
		return 0, -1
	}
	length, east, known := 0, int32(0), &c.local
	switch b[p] {
	case 'Z':
		length, known = 1, &c.zulu
	case '+', '-':
		if east, length = offset(b[p:p+6], c.forms&hourly != 0 && b[start+10] == ' '); length == 0 {
			return 0, -1
		}
		known = &c.zulu
	}
	switch {
	case p == start+10: // a date alone
		if length > 0 {
			return 0, -1
		}
	case length > 0 && c.forms&zoned == 0, length == 0 && c.forms&zoneless == 0:
		return 0, -1
	}
	if length > 1 {
		days, ok := civil(b[start:])
		if !ok {
			return 0, -1
		}
		return c.periods.ID(days*cells.Day + int64(second) - int64(east)), p + length
	}
	d := c.learn(known, binary.LittleEndian.Uint64(b[start:]), binary.LittleEndian.Uint16(b[start+8:]))
	switch {
	case d.state == otherDay:
		return 0, -1
	case d.state == parted && second >= d.cut:
		return d.after, p + length
	}
	return d.before, p + length
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
		d.state, d.cut, d.before, d.after = parted, cut, before, after
		if cut == cells.Day {
			d.state = wholeDay
		}
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
