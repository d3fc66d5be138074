package fold

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/trend"
)

// Layouts of times that are numbers, beside those of package time.
const (
	Unix      = "unix"      // whole seconds since 1970-01-01T00:00:00Z
	UnixMilli = "unixmilli" // whole milliseconds since then
)

// isoLayouts are those of an empty File.Layout, in the order in which they are tried; the first few have a zone.
// PostgreSQL and DuckDB write one of whole hours as +01.
func isoLayouts() []string {
	return []string{
		time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07",
		"2006-01-02T15:04:05", time.DateTime, time.DateOnly,
	}
}

// zonedLayouts is how many of isoLayouts have a zone.
const zonedLayouts = 3

// clock reads times of one layout. What its hand-written parser does not take, package time decides.
type clock struct {
	layouts []string // of package time; none: numbers
	zone    *time.Location
	milli   bool
	names   bool // a zone is written as a name such as CET, and not as an offset
	forms   form
	want    string // what a time should look like
	wanted  string // what one without a zone should, if the form is an empty File.Layout's; "": the same

	periods *cells.Periods // nil: none
	zulu    dates          // of times in UTC
	local   dates          // of times that are written without a zone
	zuluT   bool           // 2006-01-02T15:04:05Z is a form
}

// form is the ways of writing a time that the hand-written parser may take.
type form uint8

const (
	withT     form = 1 << iota // 2006-01-02T15:04:05
	withSpace                  // 2006-01-02 15:04:05
	dateOnly                   // 2006-01-02
	zoned                      // a time may end in Z or +07:00
	zoneless                   // a time may end without them
	hourly                     // after a space, a time may end in +07
)

// newClock returns a clock of its own for a goroutine. Period is the zero one if none are asked for.
func newClock(layout string, zone *time.Location, period trend.Period) (*clock, error) {
	c := &clock{layouts: []string{layout}, zone: zone, want: fmt.Sprintf("a time such as %s, as File.Layout says", layout)}
	if period != (trend.Period{}) {
		c.periods = cells.NewPeriods(period)
	}
	switch layout {
	case "":
		c.layouts, c.forms = isoLayouts(), withT|withSpace|dateOnly|zoned|zoneless|hourly
		c.want = "a time such as 2006-01-02T15:04:05Z, 2006-01-02 15:04:05 or 2006-01-02; for another form set File.Layout"
		if zone == nil {
			c.layouts, c.forms = c.layouts[:zonedLayouts], withT|withSpace|zoned|hourly
			c.want = "a time with its zone, such as 2006-01-02T15:04:05Z; for another form set File.Layout"
			c.wanted = "a time with its zone, such as 2006-01-02T15:04:05Z; for times without one set File.Zone"
		}
		c.zuluT = true
		return c, nil
	case Unix, UnixMilli:
		c.layouts, c.milli, c.want = nil, layout == UnixMilli, "whole seconds since 1970, as File.Layout says, up to the year 9999"
		if c.milli {
			c.want = "whole milliseconds since 1970, as File.Layout says, up to the year 9999"
		}
		return c, nil
	case time.RFC3339, time.RFC3339Nano:
		c.forms, c.zuluT = withT|zoned, true
	case time.DateTime:
		c.forms = withSpace | zoneless
	case "2006-01-02T15:04:05":
		c.forms = withT | zoneless
	case time.DateOnly:
		c.forms = dateOnly
	}
	switch offset, name := hasZone(layout); {
	case zone == nil && !offset && !name:
		return nil, fmt.Errorf("fold: times like %q have no zone: set File.Zone", layout)
	case name && !offset:
		c.names = true
		c.want += ", in UTC or GMT, or with a name that clocks of File.Zone have"
	}
	return c, nil
}

// hasZone reports whether times of that layout are written with the offset of their zone, and with its name.
func hasZone(layout string) (offset, name bool) {
	in := func(name string, east int) string {
		return time.Date(2006, 1, 2, 15, 4, 5, 0, time.FixedZone(name, east)).Format(layout)
	}
	return in("ONE", 3600) != in("ONE", 7200), in("ONE", 3600) != in("TWO", 3600)
}

// nobodys reports whether t was written with the name of a zone that nobody knows. Package time takes such a name for
// UTC, GMT+3 too: CET would be an hour off, EST five.
func (c *clock) nobodys(t time.Time, declared *time.Location) bool {
	if !c.names || t.Location() == declared || t.Location() == time.UTC {
		return false
	}
	name, _ := t.Zone()
	return name != "GMT"
}

// errTime says that a text is no time; what it should be is in clock.want.
var errTime = errors.New("not a time")

// The years 0 to 9999 in seconds of Unix: the last second, and the first.
const (
	lastSecond  = 253402300799
	firstSecond = -62167219200
)

// wrong returns the error about a text that is not a time. Where the form is right and only the zone is not said, it
// asks for that; a time of another form would not be read with it either.
func (c *clock) wrong(column string, text []byte) RowError {
	want := c.want
	if c.wanted != "" {
		for _, layout := range isoLayouts()[zonedLayouts:] {
			if _, err := time.Parse(layout, string(text)); err == nil {
				want = c.wanted
			}
		}
	}
	return RowError{Column: column, Value: cells.Clip(text), Want: want, Reason: Time}
}

// instant reads a time, and returns it in UTC.
func (c *clock) instant(text []byte) (time.Time, error) {
	if c.layouts == nil {
		n, err := strconv.ParseInt(string(text), 10, 64)
		first, last := int64(firstSecond), int64(lastSecond)
		if c.milli {
			first, last = 1000*first, 1000*last+999
		}
		switch {
		case err != nil || n < first || n > last:
			return time.Time{}, errTime
		case c.milli:
			return time.UnixMilli(n).UTC(), nil
		}
		return time.Unix(n, 0).UTC(), nil
	}
	if t, ok := c.byHand(text); ok {
		return t.UTC(), nil
	}
	zone := c.zone
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range c.layouts {
		if t, err := time.ParseInLocation(layout, string(text), zone); err == nil {
			if c.nobodys(t, zone) {
				break
			}
			return t.UTC(), nil
		}
	}
	return time.Time{}, errTime
}

// byHand reads what is written in one of c.forms, or leaves it to package time.
func (c *clock) byHand(text []byte) (time.Time, bool) {
	if len(text) < 10 || c.forms == 0 {
		return time.Time{}, false
	}
	days, ok := civil(text)
	if !ok {
		return time.Time{}, false
	}
	if len(text) == 10 {
		if c.forms&dateOnly == 0 {
			return time.Time{}, false
		}
		return c.at(days, 0, 0), true
	}
	if !c.separates(text[10]) {
		return time.Time{}, false
	}
	second, ok := timeOfDay(text[11:])
	if !ok {
		return time.Time{}, false
	}
	nanos, rest := fraction(text[19:])
	switch {
	case len(rest) == 0:
		if c.forms&zoneless == 0 {
			return time.Time{}, false
		}
		return c.at(days, second, nanos), true
	case c.forms&zoned == 0:
		return time.Time{}, false
	}
	east, length := offset(rest, c.forms&hourly != 0 && text[10] == ' ')
	if length != len(rest) {
		return time.Time{}, false
	}
	return time.Unix(days*cells.Day+int64(second)-int64(east), int64(nanos)), true
}

// at returns the instant at which a clock in the declared zone shows that time of a day.
func (c *clock) at(days int64, seconds, nanos int32) time.Time {
	if c.zone == time.UTC {
		return time.Unix(days*cells.Day+int64(seconds), int64(nanos))
	}
	return time.Date(1970, 1, 1+int(days), 0, 0, int(seconds), int(nanos), c.zone)
}

func (c *clock) separates(b byte) bool {
	return b == 'T' && c.forms&withT != 0 || b == ' ' && c.forms&withSpace != 0
}

// civil returns the number of days from 1970-01-01 to the date with which text begins, ten bytes such as 2026-03-05.
func civil(text []byte) (days int64, ok bool) {
	if text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	y1, ok1 := two(text[0:])
	y2, ok2 := two(text[2:])
	m, ok3 := two(text[5:])
	d, ok4 := two(text[8:])
	y := 100*y1 + y2
	if !(ok1 && ok2 && ok3 && ok4) || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	return since1970(y, m, d), true
}

// since1970 returns the number of days from 1970-01-01 to a date of the years 0 to 9999, for which time.Date takes several
// times as long. Years are counted from March on, so that the leap day ends one; from March five months in a row have 153
// days, of 31, 30, 31, 30 and 31.
func since1970(y, m, d int) int64 {
	y, m = y+400, m-3 // a whole cycle of the calendar, so that nothing is negative
	if m < 0 {
		y, m = y-1, m+12
	}
	const days = 719468 + 146097 // from 1 March of the year -400 to 1970-01-01
	return int64(365*y+y/4-y/100+y/400+(153*m+2)/5+d-1) - days
}

func daysIn(y, m int) int {
	switch {
	case m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

// two reads two digits.
func two(b []byte) (n int, ok bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return 10*int(tens) + int(ones), tens <= 9 && ones <= 9
}

// timeOfDay returns the seconds since midnight of the time with which text begins, eight bytes such as 23:59:59.
func timeOfDay(text []byte) (since int32, ok bool) {
	if len(text) < 8 {
		return 0, false
	}
	x := binary.LittleEndian.Uint64(text) ^ midnight
	return seconds(x), (x|(x+tooLarge))&tops == 0 && hours(x) <= 23
}

// The eight bytes of a time of day are looked at at once, as a word whose first byte is the lowest. After the exclusive
// or with midnight, 00:00:00, a digit is its value and a colon 0. Then the top bit of a byte is set, or becomes so when
// tooLarge is added, if the byte is too large: from 3 for the tens of hours, from 6 for those of minutes and seconds,
// from 10 for other digits, from 1 for what should be a colon.
const (
	midnight = 0x30303a30303a3030
	tooLarge = 0x767a7f767a7f767d
)

func hours(x uint64) int32 { return int32(x&15*10 + x>>8&15) }

func seconds(x uint64) int32 {
	return 3600*hours(x) + 60*int32(x>>24&15*10+x>>32&15) + int32(x>>48&15*10+x>>56&15)
}

// fraction reads the nanoseconds with which text begins, such as .5, if it does. A point without digits is left.
func fraction(text []byte) (nanos int32, rest []byte) {
	if len(text) < 2 || text[0] != '.' || text[1]-'0' > 9 {
		return 0, text
	}
	i, unit := 1, int32(1e8)
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		nanos += int32(text[i]-'0') * unit
		unit /= 10
	}
	return nanos, text[i:]
}

// offset reads the seconds that the zone with which text begins, such as Z or +05:30, is ahead of UTC, and says how long
// its name is; 0: it is none. hourly says that it may be +05, too.
func offset(text []byte, hourly bool) (seconds int32, length int) {
	if len(text) > 0 && text[0] == 'Z' {
		return 0, 1
	}
	if len(text) < 3 || text[0] != '+' && text[0] != '-' {
		return 0, 0
	}
	h, ok := two(text[1:])
	m := 0
	switch {
	case len(text) >= 6 && text[3] == ':':
		var minutes bool
		m, minutes = two(text[4:])
		ok, length = ok && minutes, 6
	case hourly:
		length = 3
	}
	if !ok || h > 23 || m > 59 {
		return 0, 0
	}
	seconds = int32(h*3600 + m*60)
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, length
}
