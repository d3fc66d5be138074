package ttr_test

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// fuzzCalendars are of different make: half hours of DST, nights, a skipped day, days of every year, changes,
// hundreds of shifts a day, hardly any work.
func fuzzCalendars(t testing.TB) []*ttr.Calendar {
	var calendars []*ttr.Calendar
	for _, s := range []ttr.Schedule{
		office("12-25", "02-29", "2024-07-04"),
		{Zone: "Australia/Lord_Howe", Week: ttr.EveryDay(shift("20:00", "02:15")), Special: map[string][]ttr.Shift{"01-01": {shift("00:00", "24:00")}}},
		{Zone: "Pacific/Apia", Week: ttr.Weekdays(shift("22:00", "06:00"), shift("09:00", "12:30")), Changes: []ttr.Change{{From: "2011-12-30", Week: ttr.EveryDay(shift("00:00", "00:00"))}, {From: "2150-01-01", Week: ttr.Weekdays(shift("09:00", "17:00"))}}},
		{Zone: "UTC", Week: ttr.EveryDay(everySecondMinute()...)},
		{Zone: "America/St_Johns", Changes: []ttr.Change{{From: "1987-01-01", Week: ttr.Week{Sunday: []ttr.Shift{shift("00:00", "00:01")}}}}},
	} {
		calendars = append(calendars, newCalendar(t, s))
	}
	return calendars
}

func everySecondMinute() []ttr.Shift {
	var shifts []ttr.Shift
	for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Day() == 1; at = at.Add(2 * time.Minute) {
		shifts = append(shifts, shift(at.Format("15:04"), at.Add(time.Minute).Format("15:04")))
	}
	return shifts
}

// within returns a time from the year -8000 to 12000, spread over all of them by a fuzzer's numbers.
func within(sec int64, nsec uint32) time.Time {
	const span = 10_000 * 365 * 24 * 60 * 60
	return time.Unix(sec%span, int64(nsec)%1e9).UTC()
}

func FuzzCalendarBetween(f *testing.F) {
	calendars := fuzzCalendars(f)
	f.Add(uint8(0), int64(1710054000), int64(1710140400), int64(1730610000), uint32(0), uint32(1), uint32(999999999))
	f.Add(uint8(1), int64(-1), int64(0), int64(4133894400), uint32(999999999), uint32(0), uint32(0))
	f.Add(uint8(2), int64(1325239200), int64(1325239199), int64(5680281600), uint32(5), uint32(0), uint32(0))
	f.Add(uint8(3), int64(1717400000), int64(1717400060), int64(1717403661), uint32(5), uint32(0), uint32(0))
	f.Add(uint8(4), int64(-62135596800), int64(253402300799), int64(1), uint32(0), uint32(0), uint32(0))
	f.Fuzz(func(t *testing.T, which uint8, as, bs, cs int64, an, bn, cn uint32) {
		cal := calendars[int(which)%len(calendars)]
		a, b, c := within(as, an), within(bs, bn), within(cs, cn)
		ab, bc, ac := cal.Between(a, b), cal.Between(b, c), cal.Between(a, c)
		saturated := func(d time.Duration) bool { return d == math.MaxInt64 || d == math.MinInt64 }
		if !saturated(ab) && !saturated(bc) && !saturated(ac) && ab+bc != ac {
			t.Errorf("%v to %v is %v, on to %v is %v, but all of it is %v", a, b, ab, c, bc, ac)
		}
		if ba := cal.Between(b, a); ba != -ab && !saturated(ab) {
			t.Errorf("%v to %v is %v, but back it is %v", a, b, ab, ba)
		}
		if elapsed := b.Sub(a); elapsed >= 0 && !(0 <= ab && ab <= elapsed) || elapsed <= 0 && !(elapsed <= ab && ab <= 0) {
			t.Errorf("%v to %v is %v of %v", a, b, ab, elapsed)
		}
	})
}

func FuzzCalendarDue(f *testing.F) {
	calendars := fuzzCalendars(f)
	f.Add(uint8(0), int64(1710054000), uint32(0), int64(8*time.Hour))
	f.Add(uint8(0), int64(1710054000), uint32(0), int64(-8*time.Hour))
	f.Add(uint8(1), int64(-1), uint32(999999999), int64(1))
	f.Add(uint8(2), int64(1325239200), uint32(5), int64(math.MaxInt64))
	f.Add(uint8(2), int64(1325239200), uint32(5), int64(math.MinInt64))
	f.Add(uint8(3), int64(1717400000), uint32(5), int64(time.Minute))
	f.Add(uint8(4), int64(540000000), uint32(0), int64(-time.Minute))
	f.Fuzz(func(t *testing.T, which uint8, sec int64, nsec uint32, d int64) {
		c, from, want := calendars[int(which)%len(calendars)], within(sec, nsec), time.Duration(d)
		due := c.Due(from, want)
		if due.IsZero() && want < 0 && c.Between(from, due) != want { // the zero Time may be the answer, too
			if all := c.Between(from, time.Unix(-1<<50, 0)); all <= want {
				t.Fatalf("there were %v of work before %v, but %v was never", all, from, want)
			}
			return
		}
		if got := c.Between(from, due); got != want {
			t.Fatalf("%v from %v are due on %v, but that is after %v", want, from, due, got)
		}
		switch {
		case want > 0 && c.Between(from, due.Add(-1)) >= want:
			t.Errorf("%v from %v are due before %v", want, from, due)
		case want < 0 && c.Between(from, due.Add(1)) <= want:
			t.Errorf("%v from %v are due after %v", want, from, due)
		case want == 0 && !due.Equal(from):
			t.Errorf("nothing from %v is due on %v", from, due)
		}
	})
}

// FuzzReadCalendar reads anything: an error or a calendar that keeps its promises, never a panic.
func FuzzReadCalendar(f *testing.F) {
	f.Add([]byte(london))
	f.Add([]byte(`{"zone":"UTC","week":{"monday":[{"start":"00:00","end":"24:00"}]},"closed":["0001-01-01","9999-12-31","02-29"]}`))
	f.Add([]byte(`{"zone":"Pacific/Apia","week":{"friday":[{"start":"23:59","end":"23:58"}]},"special":{"2011-12-30":[],"12-30":[{"start":"01:00","end":"02:00"}]}}`))
	f.Add([]byte(`{"zone":"Local"}`))
	f.Add([]byte(`{"zone":"../x","week":null,"changes":[{"from":"","week":{}}]}`))
	f.Add([]byte(`[[[[{"a":1,"A":2}]]]]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ttr.ReadCalendar(bytes.NewReader(text))
		if (c == nil) == (err == nil) {
			t.Fatalf("calendar %v and error %v", c, err)
		}
		if err != nil {
			return
		}
		from := time.Date(2024, 3, 8, 12, 0, 0, 0, time.UTC)
		for _, d := range []time.Duration{1, time.Minute, 100 * time.Hour} {
			if got := c.Between(from, c.Due(from, d)); got != d {
				t.Errorf("%v are due after %v", d, got)
			}
		}
	})
}
