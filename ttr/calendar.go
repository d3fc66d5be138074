package ttr

import (
	"math"
	"sync"
	"time"
)

// Hours says how much of the time between two instants counts: negative when to is before from.
// [Calendar.Between] is one; a nil Hours counts all of it.
type Hours func(from, to time.Time) time.Duration

// Calendar is a team's working time, in a time zone, for all times. [NewCalendar] makes one from a
// [Schedule] and [ReadCalendar] from JSON; it never changes after that and is safe for concurrent use. The
// zero Calendar counts all time, as a nil [Hours] does.
//
// A shift is worked from its first instant up to, but not including, its last, and what counts is the time
// that passes in between. On the night when clocks go forward a shift from 22:00 to 06:00 has seven hours;
// when they go back it has nine. Where shifts of two days overlap, time counts once.
//
// A wall-clock time becomes an instant by the rule of java.time and of Temporal's "compatible": a time that
// clocks going forward skip is as much later as they skip (02:30 is 03:30), and a time that occurs twice is
// the earlier one. So a shift that begins at 02:30 loses an hour on such a day, and one that the rule turns
// around, from 02:30 to 03:00, has no time at all. A shift belongs to the date on which it starts. A date
// that a zone left out altogether, such as 30 December 2011 in Samoa, has no shifts.
//
// Answers take the same time whatever the span. A calendar keeps one table of the years 1970 to 2100, about
// a hundred kilobytes. The first question about another year makes a second one, which takes some
// milliseconds and up to a megabyte, more if dates are listed for remote centuries; it is exact for any
// year, because dates, weekdays and the rules of time zones repeat every 400 years.
//
// Zones come from the system's time zone database, and answers for the future change when governments
// change the clocks and that database follows. A program that runs where there may be none imports
// time/tzdata.
type Calendar struct {
	near table
	far  func() *table // nil in the zero Calendar
}

// NewCalendar returns the calendar of the schedule. Its error is a [*ScheduleError], which says which field
// is wrong and what was expected there. A schedule that has no shifts after some date for good is refused,
// since no work would ever be due.
func NewCalendar(s Schedule) (*Calendar, error) {
	r, err := s.rules()
	if err != nil {
		return nil, err
	}
	c := &Calendar{near: r.near(), far: sync.OnceValue(r.far)}
	// An open day of the year falls on every weekday in 400 years, so only a year that is closed almost
	// throughout can miss all shifts, or have none but those of days when clocks change.
	if r.closedYearly() > 300 && c.far().future.worked == 0 {
		return nil, &ScheduleError{Field: "closed", Problem: "leaves no working time in any year"}
	}
	return c, nil
}

// Between returns the working time from one instant to another, to the nanosecond; negative when to is before
// from. It is additive: Between(a, b) plus Between(b, c) is Between(a, c). More than a Duration can hold, 292
// years of working time, is the longest or the shortest Duration, as in [time.Time.Sub]. Unlike Sub it goes
// by the wall clock and ignores monotonic readings.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	a, b := from.Unix(), to.Unix()
	if !c.near.holds(a) || !c.near.holds(b) {
		return c.betweenFar(from, to)
	}
	return time.Duration(c.near.nanoseconds(b, int64(to.Nanosecond())) - c.near.nanoseconds(a, int64(from.Nanosecond())))
}

func (c *Calendar) betweenFar(from, to time.Time) time.Duration {
	if c.far == nil {
		return to.Round(0).Sub(from)
	}
	far := c.far()
	a, b := far.clock(from), far.clock(to)
	return duration(b.sec-a.sec, b.nsec-a.nsec)
}

// Due returns the earliest instant by which d of working time has passed since from, so that Between(from,
// Due(from, d)) is d: eight hours from 09:00 are due at 17:00, when the shift ends, not at 09:00 of the next
// day. Due(from, 0) is from. For a negative d it is the latest instant from which -d of working time leads up
// to from, or the zero Time if there never was as much. The result is in the location of from.
func (c *Calendar) Due(from time.Time, d time.Duration) time.Time {
	if d == 0 || c.far == nil {
		return from.Round(0).Add(d)
	}
	if c.near.holds(from.Unix()) {
		if sec, nsec, ok := c.near.due(from, d); ok {
			return time.Unix(sec, nsec).In(from.Location())
		}
	}
	if sec, nsec, ok := c.far().due(from, d); ok {
		return time.Unix(sec, nsec).In(from.Location())
	}
	return time.Time{}
}

// duration returns sec seconds and nsec nanoseconds, either of which may be negative, as a Duration, or the
// nearest one that there is.
func duration(sec, nsec int64) time.Duration {
	if nsec < 0 {
		sec, nsec = sec-1, nsec+int64(time.Second)
	}
	const longest, shortest = time.Duration(math.MaxInt64), time.Duration(math.MinInt64)
	switch {
	case sec > int64(longest/time.Second), sec == int64(longest/time.Second) && nsec > int64(longest%time.Second):
		return longest
	case sec < int64(shortest/time.Second)-1, sec == int64(shortest/time.Second)-1 && nsec < int64(time.Second+shortest%time.Second):
		return shortest
	}
	return time.Duration(sec)*time.Second + time.Duration(nsec)
}
