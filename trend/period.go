package trend

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"time"
)

// Period cuts time into days, weeks, months, quarters or years of the calendar in one time zone: the day on
// which something happened is the day that a clock on a wall in that zone showed.
//
// Make one with [Day], [Week], [Month], [Quarter] or [Year]. Periods are comparable values. The zero Period has
// no length, and all its methods panic.
//
// A period is named by its key, and keys are what tallies are filed under:
//
//	byMonth := map[string]nps.Tally{}
//	key := trend.Month(zone).Key(answered)
//
// Keys of one Period sort as text in order of time for the years 0 to 9999. Before and after that they are
// still distinct, written as time.Format does (-0044-03, 12026-03), but they do not sort.
type Period struct {
	zone *time.Location
	unit unit
	// first is the weekday on which a week begins. Only weeks have it, so that all other periods of a zone are
	// equal.
	first time.Weekday
}

type unit uint8

const (
	none unit = iota
	day
	week
	month
	quarter
	year
)

func (u unit) String() string {
	return [...]string{"period", "day", "week", "month", "quarter", "year"}[u]
}

// Day returns the calendar days of zone, with keys like 2026-03-05. It panics if zone is nil, as all makers of
// periods do: which clock decides is a part of the definition, and time.UTC and time.Local can be said.
func Day(zone *time.Location) Period { return newPeriod(day, zone, 0) }

// Week returns the weeks of zone that begin on first, with the date of their first day as key: 2026-03-02. With
// time.Monday these are the weeks of ISO 8601. It panics if first is not a weekday or zone is nil.
func Week(first time.Weekday, zone *time.Location) Period {
	if first < time.Sunday || first > time.Saturday {
		panic(fmt.Sprintf("trend: weekday %d is not from 0, Sunday, to 6, Saturday", first))
	}
	return newPeriod(week, zone, first)
}

// Month returns the calendar months of zone, with keys like 2026-03. It panics if zone is nil.
func Month(zone *time.Location) Period { return newPeriod(month, zone, 0) }

// Quarter returns the calendar quarters of zone, with keys like 2026-Q1. It panics if zone is nil.
func Quarter(zone *time.Location) Period { return newPeriod(quarter, zone, 0) }

// Year returns the calendar years of zone, with keys like 2026. It panics if zone is nil.
func Year(zone *time.Location) Period { return newPeriod(year, zone, 0) }

func newPeriod(u unit, zone *time.Location, first time.Weekday) Period {
	if zone == nil {
		panic(fmt.Sprintf("trend: a %v needs a time zone and got %#v: say time.UTC, time.Local or time.LoadLocation", u, zone))
	}
	return Period{zone: zone, unit: u, first: first}
}

// Key returns the name of the period that holds t: 2026-03-05 for a day, the first day of a week, 2026-03 for a
// month, 2026-Q1 for a quarter, 2026 for a year. t may be in any zone.
func (p Period) Key(t time.Time) string {
	p.check()
	date := p.date(t)
	if p.unit == week {
		date = p.firstDay(p.numberOfDay(date))
	}
	return p.format(date)
}

// Keys returns the keys of all periods that meet [from, to), in order of time, so that a period in which
// nothing happened is seen. The first and the last period may reach beyond from and to; if only whole periods
// are wanted, let from and to be bounds of periods ([Period.Bounds]). A day that the zone's calendar skipped,
// such as 30 December 2011 in Apia, is not among them. If to is not after from there are none.
func (p Period) Keys(from, to time.Time) iter.Seq[string] {
	p.check()
	return func(yield func(string) bool) {
		if !from.Before(to) {
			return
		}
		next := p.number(from)
		if _, end := zoneBounds(from.In(p.zone)); !end.IsZero() && end.Before(to) {
			// A clock that is set back across midnight soon after from shows the day before from's once more.
			for n := p.number(end); n < next; n++ {
				if !yield(p.format(p.firstDay(n))) {
					return
				}
			}
		}
		// Within a stretch of constant offset the calendar runs evenly; between stretches it can jump over a
		// whole day.
		for at := from; at.Before(to); {
			_, end := zoneBounds(at.In(p.zone))
			if end.IsZero() || end.After(to) {
				end = to
			}
			last := p.number(end.Add(-1))
			for n := max(next, p.number(at)); n <= last; n++ {
				if !yield(p.format(p.firstDay(n))) {
					return
				}
				next = n + 1
			}
			at = end
		}
	}
}

// Bounds returns the instants at which the period that holds t begins and ends: start ≤ t < end, and every
// instant with that period's key lies between them. A day of which the clock skipped the midnight begins when
// the clock showed its first minute, as in São Paulo on 4 November 2018 at 01:00. Periods follow each other
// without a gap. They overlap only where clocks were set back across midnight (St. John's until 2011, at
// 00:01): that hour lies in the bounds of both days, and Key says whose each instant is.
func (p Period) Bounds(t time.Time) (start, end time.Time) {
	p.check()
	n := p.number(t)
	return p.start(n), p.end(n)
}

// Parse returns the instant at which the period of that key begins. The error says what is wrong with a key
// that p does not write: another form, a date that is not in the calendar or was skipped in the zone, a week
// that begins on another weekday. Years outside 0 to 9999 are refused.
func (p Period) Parse(key string) (time.Time, error) {
	p.check()
	var civil time.Time
	var err error
	switch p.unit {
	case month:
		civil, err = time.Parse("2006-01", key)
	case quarter:
		// A quarter's digit is read as a month, 1 to 4, because time.Parse knows no quarters.
		var q time.Time
		q, err = time.Parse("2006-Q1", key)
		civil = time.Date(q.Year(), 3*q.Month()-2, 1, 0, 0, 0, 0, time.UTC)
	case year:
		civil, err = time.Parse("2006", key)
	default:
		civil, err = time.Parse(time.DateOnly, key)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("trend: %q is not the key of a %v", key, p.unit)
	}
	start := p.start(p.numberOfDay(civil))
	if got := p.Key(start); got != key {
		return time.Time{}, fmt.Errorf("trend: %q is not the key of a %v in %v: the nearest is %q", key, p.unit, p.zone, got)
	}
	return start, nil
}

// Ahead returns the key of the period that is so many periods after the one that holds t, the next whole one: when
// comes what [ReachAtLeast] and [ReachAtMost] project, and their limits. It is empty for what never comes, +Inf, for
// what is not known, NaN, and for years after 9999. It panics if periods is negative.
func (p Period) Ahead(t time.Time, periods float64) string {
	p.check()
	if periods < 0 {
		panic(fmt.Sprintf("trend: %v periods ahead", periods))
	}
	if !(periods < 1e7) {
		return ""
	}
	at := p.start(p.number(t) + int64(math.Ceil(periods))) // of a day that the zone skipped, the next
	if p.date(at).Year() > 9999 {
		return ""
	}
	return p.Key(at)
}

func (p Period) check() {
	if p.unit == none {
		panic("trend: the zero Period has no length: make one with Day, Week, Month, Quarter or Year")
	}
}

const secondsPerDay = 24 * 60 * 60

// number returns the number of the period that holds t. Numbers count periods in order of time from an origin
// of their own in each unit; a date alone decides, read in the zone.
func (p Period) number(t time.Time) int64 { return p.numberOfDay(p.date(t)) }

// date returns what the zone's clocks show at t, as a time in UTC.
func (p Period) date(t time.Time) time.Time {
	_, offset := t.In(p.zone).Zone()
	return time.Unix(t.Unix()+int64(offset), 0).UTC()
}

// numberOfDay returns the number of the period that holds a date of the calendar, given as a time in UTC.
func (p Period) numberOfDay(date time.Time) int64 {
	switch p.unit {
	case day:
		return floorDiv(date.Unix(), secondsPerDay)
	case week:
		// 1 January 1970 was a Thursday.
		return floorDiv(floorDiv(date.Unix(), secondsPerDay)+int64(time.Thursday-p.first), 7)
	}
	y, m, _ := date.Date()
	switch p.unit {
	case month:
		return 12*int64(y) + int64(m) - 1
	case quarter:
		return 4*int64(y) + int64(m-1)/3
	}
	return int64(y)
}

// firstDay returns the date on which period n begins, as midnight in UTC.
func (p Period) firstDay(n int64) time.Time {
	switch p.unit {
	case day:
		return time.Unix(n*secondsPerDay, 0).UTC()
	case week:
		return time.Unix((7*n-int64(time.Thursday-p.first))*secondsPerDay, 0).UTC()
	case month:
		y := floorDiv(n, 12)
		return time.Date(int(y), time.Month(n-12*y+1), 1, 0, 0, 0, 0, time.UTC)
	case quarter:
		y := floorDiv(n, 4)
		return time.Date(int(y), time.Month(3*(n-4*y)+1), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(int(n), time.January, 1, 0, 0, 0, 0, time.UTC)
}

// format returns the key of the period that holds date, which for a week is its first day.
func (p Period) format(date time.Time) string {
	var buf [32]byte
	switch p.unit {
	case month:
		return string(date.AppendFormat(buf[:0], "2006-01"))
	case quarter:
		b := date.AppendFormat(buf[:0], "2006-Q")
		return string(strconv.AppendInt(b, int64(date.Month()+2)/3, 10))
	case year:
		return string(date.AppendFormat(buf[:0], "2006"))
	}
	return string(date.AppendFormat(buf[:0], time.DateOnly))
}

// window is wider than any zone's distance from UTC (Juneau was 15:02:19 ahead until 1867), so that a zone's
// clock before it shows an earlier date and after it a later one.
const window = 36 * time.Hour

// start returns the first instant in period n, or, if the zone skipped that period, in the next one.
func (p Period) start(n int64) time.Time {
	midnight := p.firstDay(n)
	at := midnight.Add(-window).In(p.zone)
	for {
		_, offset := at.Zone()
		_, end := zoneBounds(at)
		local := midnight.Add(-time.Duration(offset) * time.Second).In(p.zone)
		if local.Before(at) {
			local = at // the clock jumped over midnight
		}
		if end.IsZero() || local.Before(end) {
			return local
		}
		at = end
	}
}

// end returns the first instant after which no instant is in period n or in an earlier one.
func (p Period) end(n int64) time.Time {
	midnight := p.firstDay(n + 1)
	at := midnight.Add(window).In(p.zone)
	for {
		_, offset := at.Zone()
		begin, end := zoneBounds(at)
		local := midnight.Add(-time.Duration(offset) * time.Second).In(p.zone)
		if begin.IsZero() || local.After(begin) {
			if !end.IsZero() && local.After(end) {
				local = end // the clock jumped over midnight
			}
			return local
		}
		at = begin.Add(-1)
	}
}

// zoneBounds is t.ZoneBounds. For that the years that follow a zone's yearly rule, from 2038 on, end after 365 days
// (golang.org/issue/81583), so that on 31 December of a leap year the end lies before t. No rule changes clocks on that
// day.
func zoneBounds(t time.Time) (start, end time.Time) {
	start, end = t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		end = t.Add(24 * time.Hour)
	}
	return start, end
}

// floorDiv returns a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
