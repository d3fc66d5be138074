package read

import (
	"fmt"
	"strings"
	"time"
)

// Time returns a cell as a time; the zero Time if it is blank or not applicable. Its zone is the one in the
// cell (GMT+1, +01:00, Z), else that of the column ([Column.Zone]), else the declared one; without any the
// cell is refused.
//
// With a declared Layout the cell must have it. Else the year comes first, with four digits, or the day and the month
// are such that only one order makes a date: 3/4/2026 is refused, 13/4/2026 is in April, and 26/6/14, whose year may be
// 2014 or 2026, is refused. Morning and afternoon are AM and PM, or 오전 and 오후. A time that a change to
// summer time skips is refused; of the two that a change back makes, it is the earlier. Refusals are a
// [*CellError]. It is an error if the file has no such column.
func (r Row) Time(column string) (time.Time, error) {
	c, i, err := r.find(column)
	if err != nil {
		return time.Time{}, err
	}
	text := strings.TrimSpace(r.Cells[i])
	if r.kind(c, text) != Answered {
		return time.Time{}, nil
	}
	loc := c.zone
	if loc == nil && c.Zone == "" {
		loc = r.reader.Zone
	}
	t, want := parse(text, r.reader.Layout, loc)
	if want == noZone && c.Zone != "" {
		want = fmt.Sprintf("a time in a zone that this machine knows: %q is none; import time/tzdata", brief(c.Zone))
	}
	if want != "" {
		return time.Time{}, r.refuse(c, i, want)
	}
	return t, nil
}

const (
	noTime = "a time"
	noZone = "a time with a zone: declare the Zone"
)

// parse returns the time that a text is, or what is wanted instead.
func parse(text, layout string, loc *time.Location) (t time.Time, want string) {
	rest, own := cutZone(text)
	if own != nil {
		loc = own
	}
	if layout == "" {
		y, m, d, clock, want := date(rest)
		if want != "" {
			return time.Time{}, want
		}
		nanos, ok := clockTime(clock)
		if !ok {
			return time.Time{}, noTime
		}
		if loc == nil {
			return time.Time{}, noZone
		}
		return at(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Add(nanos), loc)
	}
	if strings.Contains(layout, "Z07") || strings.Contains(layout, "-07") || strings.Contains(layout, "MST") {
		t, err := time.ParseInLocation(layout, text, time.UTC)
		if err != nil {
			return time.Time{}, "a time of layout " + layout
		}
		if name, offset := t.Zone(); offset == 0 && strings.Contains(layout, "MST") && name != "UTC" && name != "GMT" {
			return time.Time{}, noZone // an abbreviation says no offset, and package time makes one up
		}
		return t, ""
	}
	wall, err := time.Parse(layout, rest)
	switch {
	case err != nil:
		return time.Time{}, "a time of layout " + layout
	case loc == nil:
		return time.Time{}, noZone
	}
	return at(wall, loc)
}

// at returns the time at which clocks in loc show what wall shows in UTC; the earlier of two.
func at(wall time.Time, loc *time.Location) (time.Time, string) {
	y, mo, d := wall.Date()
	h, mi, s := wall.Clock()
	t := time.Date(y, mo, d, h, mi, s, wall.Nanosecond(), loc)
	shows := func(t time.Time) bool {
		ty, tmo, td := t.Date()
		th, tmi, ts := t.Clock()
		return ty == y && tmo == mo && td == d && th == h && tmi == mi && ts == s
	}
	if !shows(t) {
		return time.Time{}, fmt.Sprintf("a time in %v, where clocks skipped it", loc)
	}
	for _, back := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
		if earlier := t.Add(-back); shows(earlier) {
			t = earlier
		}
	}
	return t, ""
}

// cutZone takes a zone off the end of a time: Z, UTC, GMT+1, GMT-03:30, +01:00, +0100. nil if there is none.
func cutZone(s string) (rest string, loc *time.Location) {
	for _, name := range []string{"GMT", "UTC"} {
		if i := strings.LastIndex(s, name); i > 0 {
			offset := s[i+len(name):]
			if offset == "" {
				return strings.TrimSpace(s[:i]), time.UTC
			}
			if seconds, ok := offsetSeconds(offset); ok {
				return strings.TrimSpace(s[:i]), time.FixedZone(s[i:], seconds)
			}
			return s, nil
		}
	}
	clock := strings.IndexByte(s, ':')
	if clock < 0 {
		return s, nil // a date, whose hyphens are no signs
	}
	if n := len(s) - 1; s[n] == 'Z' && n > 0 && isDigits(s[n-1:n]) {
		return s[:n], time.UTC
	}
	if i := strings.LastIndexAny(s, "+-"); i > clock {
		if seconds, ok := offsetSeconds(s[i:]); ok && len(s)-i >= len("+0100") {
			return strings.TrimSpace(s[:i]), time.FixedZone("UTC"+s[i:], seconds)
		}
	}
	return s, nil
}

// offsetSeconds reads +1, +01, +0100, +01:00.
func offsetSeconds(s string) (int, bool) {
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	sign := 1
	if s[0] == '-' {
		sign = -1
	}
	hours, minutes, colon := strings.Cut(s[1:], ":")
	if !colon && len(hours) == 4 {
		hours, minutes = hours[:2], hours[2:]
	} else if !colon {
		minutes = "00"
	}
	h, okH := digits(hours, 1, 2)
	m, okM := digits(minutes, 2, 2)
	if !okH || !okM || h > 14 || m > 59 {
		return 0, false
	}
	return sign * (h*3600 + m*60), true
}

// digits returns the number of from lo to hi digits that s is.
func digits(s string, lo, hi int) (int, bool) {
	if len(s) < lo || len(s) > hi || !isDigits(s) {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// date reads the date that a text begins with, and returns the rest of it, or what is wanted instead.
func date(s string) (y, m, d int, rest, want string) {
	s = closed(s)
	day := s
	if i := strings.IndexAny(s, "T ,"); i >= 0 {
		day, rest = s[:i], s[i:]
	}
	i := strings.IndexAny(day, "-/.")
	if i < 0 {
		return 0, 0, 0, "", noTime
	}
	parts := strings.Split(day, day[i:i+1])
	if len(parts) != 3 {
		return 0, 0, 0, "", noTime
	}
	if year, ok := digits(parts[0], 4, 4); ok {
		m, okM := digits(parts[1], 1, 2)
		d, okD := digits(parts[2], 1, 2)
		if okM && okD && exists(year, m, d) {
			return year, m, d, rest, ""
		}
		return 0, 0, 0, "", noTime
	}
	a, okA := digits(parts[0], 1, 2)
	b, okB := digits(parts[1], 1, 2)
	year, okY := digits(parts[2], 2, 4)
	if !okA || !okB || !okY || len(parts[2]) == 3 {
		return 0, 0, 0, "", noTime
	}
	if len(parts[0]) == 2 && len(parts[2]) == 2 && exists(2000+a, b, year) && (exists(2000+year, b, a) || exists(2000+year, a, b)) {
		return 0, 0, 0, "", fmt.Sprintf("a time that can be told: %s may begin with the year, declare the Layout", day)
	}
	if len(parts[2]) == 2 { // as package time does
		if year += 1900; year < 1969 {
			year += 100
		}
	}
	switch dayFirst, monthFirst := exists(year, b, a), exists(year, a, b); {
	case dayFirst && monthFirst && a != b:
		return 0, 0, 0, "", fmt.Sprintf("a time that can be told: %d/%d may be day or month first, declare the Layout", a, b)
	case monthFirst:
		return year, a, b, rest, ""
	case dayFirst:
		return year, b, a, rest, ""
	}
	return 0, 0, 0, "", noTime
}

// closed writes a Korean date without its spaces: 2026. 6. 14. or 2026. 6. 14 as 2026.6.14.
func closed(s string) string {
	year, after, ok := strings.Cut(s, ". ")
	month, after, second := strings.Cut(after, ". ")
	if !ok || !second || len(year) != 4 {
		return s
	}
	day, rest, _ := strings.Cut(after+" ", " ")
	return strings.TrimRight(year+"."+month+"."+strings.TrimSuffix(day, ".")+" "+rest, " ")
}

func exists(y, m, d int) bool {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t.Year() == y && int(t.Month()) == m && t.Day() == d
}

// halves cuts AM and PM off the end of a time of day, or 오전 and 오후 off either end.
func halves(s string) (clock, half string) {
	const spaces = " \u202f\u00a0"
	for _, korean := range [...]struct{ word, half string }{{"오전", "AM"}, {"오후", "PM"}} {
		if clock, ok := strings.CutPrefix(s, korean.word); ok {
			return strings.TrimLeft(clock, spaces), korean.half
		}
		if clock, ok := strings.CutSuffix(s, korean.word); ok {
			return strings.TrimRight(clock, spaces), korean.half
		}
	}
	if n := len(s) - 2; n > 0 {
		if half := strings.ToUpper(s[n:]); half == "AM" || half == "PM" {
			return strings.TrimRight(s[:n], spaces), half
		}
	}
	return s, ""
}

// clockTime reads the time of day after a date: nothing, T15:04, " 3:04:05.678 PM".
func clockTime(s string) (since time.Duration, ok bool) {
	if s == "" {
		return 0, true
	}
	s, half := halves(strings.TrimLeft(s[1:], " "))
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	h, okH := digits(parts[0], 1, 2)
	m, okM := digits(parts[1], 2, 2)
	sec, okS, fraction := 0, true, time.Duration(0)
	if len(parts) == 3 {
		whole, decimals, point := strings.Cut(parts[2], ".")
		sec, okS = digits(whole, 2, 2)
		if point {
			n, okF := digits(decimals, 1, 9)
			for range 9 - len(decimals) {
				n *= 10
			}
			okS, fraction = okS && okF, time.Duration(n)
		}
	}
	if !okH || !okM || !okS || h > 23 || m > 59 || sec > 59 || half != "" && (h == 0 || h > 12) {
		return 0, false
	}
	if half != "" {
		h %= 12
	}
	if half == "PM" {
		h += 12
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second + fraction, true
}
