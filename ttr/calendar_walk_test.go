package ttr_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/ttr"
)

// walk works out a schedule minute by minute, with nothing but a clock on the wall: time.Time's own wall-clock
// readings at given instants, never the way from a local time to an instant.
type walk struct {
	schedule ttr.Schedule
	loc      *time.Location
}

// wall returns what a clock shows, as if it were UTC.
func (w walk) wall(at time.Time) time.Time {
	y, m, d := at.In(w.loc).Date()
	h, min, s := at.In(w.loc).Clock()
	return time.Date(y, m, d, h, min, s, 0, time.UTC)
}

// instant watches the clock from a day and a half before a local time on, in steps of 15 minutes.
func (w walk) instant(local time.Time) time.Time {
	var shown []time.Duration // offsets, in the order in which they came
	var before time.Duration  // the offset when the clock last showed no later time
	for u := local.Add(-36 * time.Hour); u.Before(local.Add(36 * time.Hour)); u = u.Add(15 * time.Minute) {
		offset := w.wall(u).Sub(u)
		if !slices.Contains(shown, offset) {
			shown = append(shown, offset)
		}
		if !w.wall(u).After(local) {
			before = offset
		}
	}
	var found []time.Time
	for _, offset := range shown {
		if u := local.Add(-offset); w.wall(u).Equal(local) {
			found = append(found, u)
		}
	}
	if len(found) == 0 {
		return local.Add(-before) // the clock never shows it: as much later as it skips
	}
	return slices.MinFunc(found, time.Time.Compare)
}

// happened reports whether the clock ever showed a date.
func (w walk) happened(date time.Time) bool {
	for u := date.Add(-36 * time.Hour); u.Before(date.Add(60 * time.Hour)); u = u.Add(15 * time.Minute) {
		if wall := w.wall(u); wall.YearDay() == date.YearDay() && wall.Year() == date.Year() {
			return true
		}
	}
	return false
}

func (w walk) shifts(date time.Time) []ttr.Shift {
	for _, text := range []string{date.Format(time.DateOnly), date.Format("01-02")} {
		if slices.Contains(w.schedule.Closed, text) {
			return nil
		}
		if special, ok := w.schedule.Special[text]; ok {
			return special
		}
	}
	week := w.schedule.Week
	for _, change := range w.schedule.Changes {
		if change.From <= date.Format(time.DateOnly) {
			week = change.Week
		}
	}
	return map[time.Weekday][]ttr.Shift{time.Monday: week.Monday, time.Tuesday: week.Tuesday, time.Wednesday: week.Wednesday,
		time.Thursday: week.Thursday, time.Friday: week.Friday, time.Saturday: week.Saturday, time.Sunday: week.Sunday}[date.Weekday()]
}

// minutes reports for each minute after from whether it is worked.
func (w walk) minutes(from time.Time, n int) []bool {
	worked := make([]bool, n)
	first := w.wall(from).Truncate(24 * time.Hour)
	for date := first.AddDate(0, 0, -4); date.Before(first.AddDate(0, 0, n/1440+5)); date = date.AddDate(0, 0, 1) {
		if !w.happened(date) {
			continue
		}
		for _, s := range w.shifts(date) {
			start, end := clock(s.Start), clock(s.End)
			if end <= start {
				end += 24 * time.Hour
			}
			a, b := w.instant(date.Add(start)).Sub(from)/time.Minute, w.instant(date.Add(end)).Sub(from)/time.Minute
			for i := max(a, 0); i < min(b, time.Duration(n)); i++ {
				worked[i] = true
			}
		}
	}
	return worked
}

func clock(text string) time.Duration {
	var h, m time.Duration
	fmt.Sscanf(text, "%d:%d", &h, &m)
	return h*time.Hour + m*time.Minute
}

var walkZones = []string{"America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
	"America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza",
	"America/Nuuk", "Antarctica/Troll", "Europe/Dublin", "Asia/Tehran", "America/Asuncion", "America/Havana", "Asia/Beirut",
	"Atlantic/Azores", "America/Scoresbysund", "Pacific/Kiritimati", "Pacific/Kwajalein", "America/Caracas", "Asia/Pyongyang",
	"Antarctica/Casey", "UTC"}

// randomSpan returns a time in any year from 1973 to 2099, now and then another century; every other one lies
// shortly before clocks change.
func randomSpan(r *rand.Rand, loc *time.Location) time.Time {
	year := 1973 + r.IntN(127)
	if r.IntN(5) == 0 {
		year = 2100 + r.IntN(7899)
	}
	at := time.Date(year, time.January, 1+r.IntN(365), r.IntN(24), r.IntN(60), 0, 0, time.UTC)
	if _, end := at.In(loc).ZoneBounds(); r.IntN(2) == 0 && !end.IsZero() && end.Sub(at) < 500*24*time.Hour {
		at = end.UTC().Add(-time.Duration(r.IntN(4*1440)) * time.Minute).Truncate(time.Minute)
	}
	return at
}

func randomSchedule(r *rand.Rand, zone string, from time.Time, days int) ttr.Schedule {
	hm := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
	shifts := func() []ttr.Shift {
		grid := []int{1, 5, 15, 30, 60}[r.IntN(5)]
		var cuts []int
		for range 2 * r.IntN(4) {
			cuts = append(cuts, r.IntN(1440/grid)*grid)
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
		var out []ttr.Shift
		for i := 0; i+1 < len(cuts); i += 2 {
			out = append(out, ttr.Shift{Start: hm(cuts[i]), End: hm(cuts[i+1])})
		}
		if len(cuts)%2 == 1 { // the last one goes on into the next day, for up to 24 hours
			first := 1440
			if len(out) > 0 {
				first = cuts[0]
			}
			out = append(out, ttr.Shift{Start: hm(cuts[len(cuts)-1]), End: hm(r.IntN(min(first, cuts[len(cuts)-1]) + 1))})
		}
		r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
	week := func() ttr.Week {
		if r.IntN(3) == 0 {
			return ttr.EveryDay(ttr.Shift{Start: hm(r.IntN(1440)), End: hm(r.IntN(1441))})
		}
		return ttr.Week{Monday: shifts(), Tuesday: shifts(), Wednesday: shifts(), Thursday: shifts(), Friday: shifts(),
			Saturday: shifts(), Sunday: append(shifts()[:0:0], ttr.Shift{Start: "10:00", End: "10:01"})}
	}
	date := func() string {
		return from.AddDate(0, 0, r.IntN(days)-1).Format([]string{time.DateOnly, "01-02"}[r.IntN(2)])
	}
	s := ttr.Schedule{Zone: zone, Week: week(), Special: map[string][]ttr.Shift{}}
	for range r.IntN(3) {
		s.Closed = append(s.Closed, date())
	}
	if d := date(); !slices.Contains(s.Closed, d) {
		s.Special[d] = shifts()
	}
	if r.IntN(2) == 0 {
		s.Changes = []ttr.Change{{From: from.AddDate(0, 0, r.IntN(days)).Format(time.DateOnly), Week: week()}}
	}
	return s
}

// TestCalendarWalk compares random calendars in many zones with a walk through every minute.
func TestCalendarWalk(t *testing.T) {
	trials := 150
	if testing.Short() {
		trials = 50
	}
	r := rand.New(rand.NewPCG(20240310, 20241103))
	worked, moved := 0, 0
	for range trials {
		zone := walkZones[r.IntN(len(walkZones))]
		loc := location(t, zone)
		from := randomSpan(r, loc)
		days := 1 + r.IntN(12)
		s := randomSchedule(r, zone, from, days)
		c, err := ttr.NewCalendar(s)
		if !assert.NoError(t, err, "%+v", s) {
			continue
		}
		minutes := walk{s, loc}.minutes(from, days*1440)
		at := func(minute int) time.Time { return from.Add(time.Duration(minute) * time.Minute) }
		sums := make([]time.Duration, len(minutes)+1)
		for i, open := range minutes {
			sums[i+1] = sums[i]
			if open {
				sums[i+1] += time.Minute
				worked++
			}
		}
		if offset(from, loc) != offset(at(len(minutes)), loc) {
			moved++
		}
		for range 40 {
			a, b := r.IntN(len(sums)), r.IntN(len(sums))
			want := sums[b] - sums[a]
			assert.Equal(t, want, c.Between(at(a), at(b)), "from %v to %v, %+v", at(a), at(b), s)
			if want > 0 {
				earliest := a
				for sums[earliest] < sums[b] {
					earliest++
				}
				assert.Equal(t, at(earliest), c.Due(at(a), want), "%v from %v, %+v", want, at(a), s)
			}
			if want < 0 {
				latest := a
				for sums[latest] > sums[b] {
					latest--
				}
				assert.Equal(t, at(latest), c.Due(at(a), want), "%v from %v, %+v", want, at(a), s)
			}
		}
		if t.Failed() {
			return
		}
	}
	assert.Greater(t, worked, trials*1440, "the trials hold working time")
	assert.Greater(t, moved, trials/8, "and changes of clocks")
}

func offset(at time.Time, loc *time.Location) int {
	_, o := at.In(loc).Zone()
	return o
}
