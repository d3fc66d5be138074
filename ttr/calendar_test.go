package ttr_test

import (
	"math"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the same answers on a machine without a time zone database

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

func newCalendar(t testing.TB, s ttr.Schedule) *ttr.Calendar {
	t.Helper()
	c, err := ttr.NewCalendar(s)
	require.NoError(t, err)
	return c
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// instant reads RFC 3339, with fractions of a second and an offset.
func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	require.NoError(t, err)
	return at
}

func shift(start, end string) ttr.Shift { return ttr.Shift{Start: start, End: end} }

var (
	nineToFive = ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(shift("09:00", "17:00"))}
	always     = ttr.Schedule{Zone: "UTC", Week: ttr.EveryDay(shift("00:00", "24:00"))}
)

// TestCalendarClockChanges has both sides of both changes in six zones, with the arithmetic in words.
func TestCalendarClockChanges(t *testing.T) {
	for _, row := range []struct {
		zone     string
		start    string
		end      string
		from, to string // RFC 3339
		want     time.Duration
		reason   string
	}{
		{"America/New_York", "09:00", "17:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 8 * time.Hour, "spring forward at 02:00 does not touch office hours"},
		{"America/New_York", "09:00", "17:00", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 8 * time.Hour, "nor does fall back"},
		{"America/New_York", "00:00", "24:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 23 * time.Hour, "the whole day has 23 hours"},
		{"America/New_York", "00:00", "24:00", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 25 * time.Hour, "and here 25"},
		{"America/New_York", "22:00", "06:00", "2024-03-09T12:00:00-05:00", "2024-03-10T12:00:00-04:00", 7 * time.Hour, "the short night"},
		{"America/New_York", "22:00", "06:00", "2024-11-02T12:00:00-04:00", "2024-11-03T12:00:00-05:00", 9 * time.Hour, "the long night"},
		{"America/New_York", "22:00", "06:00", "2024-03-08T12:00:00-05:00", "2024-03-09T12:00:00-05:00", 8 * time.Hour, "the night before"},
		{"America/New_York", "22:00", "06:00", "2024-03-10T12:00:00-04:00", "2024-03-11T12:00:00-04:00", 8 * time.Hour, "the night after"},
		{"America/New_York", "02:30", "09:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 5*time.Hour + 30*time.Minute, "02:30 in the gap is 03:30"},
		{"America/New_York", "01:00", "02:30", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 90 * time.Minute, "an end in the gap moves alike: 01:00 to 03:30 on the clock"},
		{"America/New_York", "02:30", "03:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 0, "03:30 to 03:00 is nothing"},
		{"America/New_York", "01:00", "02:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", time.Hour, "the hour before the gap"},
		{"America/New_York", "03:00", "04:00", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", time.Hour, "the hour after the gap"},
		{"America/New_York", "00:00", "01:30", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 90 * time.Minute, "01:30 is the earlier one"},
		{"America/New_York", "01:30", "03:00", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 150 * time.Minute, "from the earlier 01:30, through the repeated hour"},
		{"America/New_York", "01:00", "02:00", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 2 * time.Hour, "02:00 comes once, after both hours"},
		{"Europe/London", "00:30", "01:30", "2024-03-31T00:00:00Z", "2024-03-31T12:00:00Z", time.Hour, "01:30 in the gap is 02:30 BST, an hour after 00:30"},
		{"Europe/London", "22:00", "06:00", "2024-03-30T12:00:00Z", "2024-03-31T11:00:00Z", 7 * time.Hour, "the short night"},
		{"Europe/London", "22:00", "06:00", "2024-10-26T11:00:00Z", "2024-10-27T12:00:00Z", 9 * time.Hour, "the long night"},
		{"Australia/Lord_Howe", "00:00", "24:00", "2024-04-07T00:00:00+11:00", "2024-04-08T00:00:00+10:30", 24*time.Hour + 30*time.Minute, "clocks go back by half an hour"},
		{"Australia/Lord_Howe", "00:00", "24:00", "2024-10-06T00:00:00+10:30", "2024-10-07T00:00:00+11:00", 23*time.Hour + 30*time.Minute, "and forward by half an hour"},
		{"Australia/Lord_Howe", "02:15", "03:00", "2024-10-06T00:00:00+10:30", "2024-10-07T00:00:00+11:00", 15 * time.Minute, "02:15 is 02:45"},
		{"America/Sao_Paulo", "00:00", "24:00", "2015-10-18T01:00:00-02:00", "2015-10-19T00:00:00-02:00", 23 * time.Hour, "the day has no midnight and begins at 01:00"},
		{"America/Sao_Paulo", "20:00", "24:00", "2015-10-17T12:00:00-03:00", "2015-10-18T12:00:00-02:00", 4 * time.Hour, "24:00 of the day before is 01:00, at once"},
		{"America/Sao_Paulo", "00:30", "08:00", "2015-10-17T12:00:00-03:00", "2015-10-18T12:00:00-02:00", 6*time.Hour + 30*time.Minute, "00:30 is 01:30"},
		{"America/Sao_Paulo", "22:00", "02:00", "2015-10-17T12:00:00-03:00", "2015-10-18T12:00:00-02:00", 3 * time.Hour, "a night across the missing midnight"},
		{"America/Sao_Paulo", "22:00", "24:00", "2015-02-21T12:00:00-02:00", "2015-02-22T12:00:00-03:00", 3 * time.Hour, "the hour before midnight comes twice"},
		{"America/Sao_Paulo", "23:30", "02:00", "2015-02-21T12:00:00-02:00", "2015-02-22T12:00:00-03:00", 3*time.Hour + 30*time.Minute, "from the earlier 23:30"},
		{"Pacific/Apia", "00:00", "24:00", "2011-12-29T00:00:00-10:00", "2012-01-01T00:00:00+14:00", 48 * time.Hour, "29 and 31 December; the 30th did not happen"},
		{"Pacific/Apia", "09:00", "17:00", "2011-12-29T00:00:00-10:00", "2012-01-01T00:00:00+14:00", 16 * time.Hour, "two days of office hours"},
		{"Pacific/Apia", "22:00", "06:00", "2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00", 8 * time.Hour, "the night of the 29th ends on the 31st"},
		{"Pacific/Apia", "22:00", "06:00", "2011-09-23T12:00:00-11:00", "2011-09-24T12:00:00-10:00", 7 * time.Hour, "Samoa's own summer time"},
		{"America/St_Johns", "22:00", "06:00", "2024-03-09T12:00:00-03:30", "2024-03-10T12:00:00-02:30", 7 * time.Hour, "an offset of half an hour"},
		{"America/St_Johns", "22:00", "06:00", "2024-11-02T12:00:00-02:30", "2024-11-03T12:00:00-03:30", 9 * time.Hour, "and back"},
		{"America/St_Johns", "00:00", "00:30", "2010-03-14T00:00:00-03:30", "2010-03-15T00:00:00-02:30", 30 * time.Minute, "clocks went forward at 00:01; 00:30 was 01:30, 30 minutes after midnight"},
		{"America/St_Johns", "00:30", "09:00", "2010-03-14T00:00:00-03:30", "2010-03-15T00:00:00-02:30", 7*time.Hour + 30*time.Minute, "01:30 to 09:00"},
		{"America/St_Johns", "23:30", "00:30", "2010-11-06T12:00:00-02:30", "2010-11-07T12:00:00-03:30", 2 * time.Hour, "clocks went back at 00:01, over midnight"},
		{"Asia/Tehran", "00:30", "02:00", "2018-03-21T12:00:00+03:30", "2018-03-22T12:00:00+04:30", 30 * time.Minute, "Iran's clocks change by its own calendar, here on a Thursday at midnight"},
		{"Asia/Tehran", "00:30", "02:00", "2017-09-21T12:00:00+04:30", "2017-09-22T12:00:00+03:30", 90 * time.Minute, "and back on a Friday, to 23:00 of Thursday"},
	} {
		c := newCalendar(t, ttr.Schedule{Zone: row.zone, Week: ttr.EveryDay(shift(row.start, row.end))})
		from, to := instant(t, row.from), instant(t, row.to)
		assert.Equal(t, row.want, c.Between(from, to), "%s, %s to %s: %s", row.zone, row.start, row.end, row.reason)
		if row.want > 0 {
			due := c.Due(from, row.want)
			assert.Equal(t, row.want, c.Between(from, due), "%s, %s to %s: %s", row.zone, row.start, row.end, row.reason)
			assert.Less(t, c.Between(from, due.Add(-1)), row.want, "%s, %s to %s: %s", row.zone, row.start, row.end, row.reason)
		}
	}
}

func TestCalendarDue(t *testing.T) {
	c := newCalendar(t, nineToFive)
	for _, row := range []struct {
		from   string
		d      time.Duration
		want   string
		reason string
	}{
		{"2024-05-06T09:00:00Z", 8 * time.Hour, "2024-05-06T17:00:00Z", "the end of the shift, not the next morning"},
		{"2024-05-06T09:00:00Z", 8*time.Hour + 1, "2024-05-07T09:00:00.000000001Z", "a nanosecond more is the next morning"},
		{"2024-05-06T09:00:00Z", 0, "2024-05-06T09:00:00Z", "nothing is due at once"},
		{"2024-05-04T11:11:11.5Z", 0, "2024-05-04T11:11:11.5Z", "also on a Saturday"},
		{"2024-05-04T11:11:11.5Z", 1, "2024-05-06T09:00:00.000000001Z", "fractions of closed seconds do not count"},
		{"2024-05-06T16:59:59.75Z", time.Second, "2024-05-07T09:00:00.75Z", "fractions of open ones do"},
		{"2024-05-03T16:30:00Z", time.Hour + 15*time.Minute, "2024-05-06T09:45:00Z", "over a weekend"},
		{"2024-05-06T12:00:00+03:00", 9 * time.Hour, "2024-05-07T13:00:00+03:00", "the answer is in the location of the question"},
		{"2024-05-06T17:00:00Z", -8 * time.Hour, "2024-05-06T09:00:00Z", "backwards"},
		{"2024-05-07T09:00:00Z", -8 * time.Hour, "2024-05-06T09:00:00Z", "the same from the next morning"},
		{"2024-05-07T09:00:00Z", -time.Nanosecond, "2024-05-06T16:59:59.999999999Z", "the last nanosecond of the shift before"},
		{"2024-05-07T10:00:00Z", -time.Hour, "2024-05-07T09:00:00Z", "backwards, the latest such instant: not the evening before"},
	} {
		from := instant(t, row.from)
		got := c.Due(from, row.d)
		assert.Equal(t, row.want, got.Format(time.RFC3339Nano), row.reason)
		assert.Equal(t, row.d, c.Between(from, got), row.reason)
	}
}

func TestCalendarRules(t *testing.T) {
	week := ttr.Weekdays(shift("09:00", "17:00"))
	for _, row := range []struct {
		schedule ttr.Schedule
		from, to string
		hours    float64
		reason   string
	}{
		{nineToFive, "2024-05-04T10:00:00Z", "2024-05-05T20:00:00Z", 0, "a weekend"},
		{nineToFive, "2024-05-06T17:00:00Z", "2024-05-06T18:00:00Z", 0, "17:00 is no working time any more"},
		{nineToFive, "2024-05-06T10:00:00Z", "2024-05-06T10:00:00Z", 0, "no time at all"},
		{nineToFive, "2024-05-06T18:00:00Z", "2024-05-06T16:00:00Z", -1, "to before from"},
		{nineToFive, "2024-05-06T00:00:00Z", "2029-05-06T00:00:00Z", 8 * 1305, "five years: 260 weeks and Monday to Friday"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(shift("22:00", "06:00"))}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 40, "the night of Friday belongs to Friday, all of it"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Week{Sunday: []ttr.Shift{shift("22:00", "06:00")}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 8, "Monday morning of one, Sunday evening of the next"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Week{Monday: []ttr.Shift{shift("08:00", "08:00")}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 24, "08:00 to 08:00 is a whole day"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Week{Monday: []ttr.Shift{shift("20:00", "10:00")}, Tuesday: []ttr.Shift{shift("08:00", "12:00")}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 16, "08:00 to 10:00 on Tuesday counts once"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Week{Monday: []ttr.Shift{shift("13:00", "17:00"), shift("09:00", "13:00")}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 8, "two shifts that touch, in any order"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.EveryDay(shift("00:00", "00:00"))}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 168, "00:00 to 00:00 is 24 hours"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.EveryDay(everySecondMinute()...)}, "2024-05-06T00:00:00Z", "2024-05-06T13:31:00Z", 406. / 60, "720 shifts a day: 406 minutes of 811"},
		{ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(shift("22:00", "06:00")), Closed: []string{"2024-05-07"}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 10, "Monday's night goes on into the closed Tuesday: 2 + 6, then Wednesday evening"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"05-07"}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 16, "a day closed every year"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"05-07", "05-07", "2024-05-07"}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 16, "lists may overlap"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"02-29"}}, "2023-02-27T00:00:00Z", "2023-03-03T00:00:00Z", 32, "29 February closes nothing in 2023"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"02-29"}}, "2024-02-27T00:00:00Z", "2024-03-02T00:00:00Z", 24, "but it does in 2024"},
		{ttr.Schedule{Zone: "UTC", Week: week, Special: map[string][]ttr.Shift{"2024-05-07": {shift("10:00", "11:00"), shift("20:00", "01:00")}}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 22, "a special day: 8 + 1 + 5 + 8"},
		{ttr.Schedule{Zone: "UTC", Week: week, Special: map[string][]ttr.Shift{"05-11": {shift("10:00", "11:00")}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 41, "a special Saturday"},
		{ttr.Schedule{Zone: "UTC", Week: week, Special: map[string][]ttr.Shift{"2024-05-07": nil}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 16, "a special day without shifts is closed"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"05-07"}, Special: map[string][]ttr.Shift{"2024-05-07": {shift("10:00", "11:00")}}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 17, "the full date wins: special"},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"2024-05-07"}, Special: map[string][]ttr.Shift{"05-07": {shift("10:00", "11:00")}}}, "2024-05-06T00:00:00Z", "2024-05-09T00:00:00Z", 16, "the full date wins: closed"},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "2024-05-07", Week: ttr.Weekdays(shift("10:00", "12:00"))}, {From: "2024-05-09", Week: ttr.EveryDay(shift("12:00", "13:00"))}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 16, "8 + 2·2 + 4·1"},
		{ttr.Schedule{Zone: "UTC", Changes: []ttr.Change{{From: "2024-05-07", Week: week}}}, "0001-01-01T00:00:00Z", "2024-05-08T00:00:00Z", 8, "no work before the first change"},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "2024-05-07"}, {From: "2024-05-10", Week: week}}}, "2024-05-06T00:00:00Z", "2024-05-13T00:00:00Z", 16, "closed for some days, Monday and Friday are left"},
		{ttr.Schedule{Location: time.FixedZone("seconds", 3600+7), Week: week}, "2024-05-06T07:59:53Z", "2024-05-06T08:59:53Z", 1, "an offset with seconds: 09:00 is 07:59:53 UTC"},
		{ttr.Schedule{Zone: "Asia/Kolkata", Week: ttr.Weekdays(shift("09:00", "17:00")), Closed: []string{"2200-01-01"}}, "2199-12-30T00:00:00+05:30", "2200-01-04T00:00:00+05:30", 32, "a closed Wednesday, far away"},
		{ttr.Schedule{Zone: "Asia/Kolkata", Week: week, Closed: []string{"2200-01-01"}}, "2200-01-06T00:00:00+05:30", "2200-02-03T00:00:00+05:30", 160, "and none after it"},
		{ttr.Schedule{Zone: "Asia/Kolkata", Week: ttr.EveryDay(shift("00:00", "01:00")), Closed: []string{"1700-01-07"}}, "1699-12-07T00:00:00Z", "1700-01-04T00:00:00Z", 28, "nor before a Thursday long ago, which began on Wednesday in UTC"},
		{ttr.Schedule{Zone: "Etc/GMT+8", Week: ttr.Week{Monday: []ttr.Shift{shift("09:00", "17:00")}}, Special: map[string][]ttr.Shift{"2200-01-01": {shift("23:00", "22:00")}}}, "2199-12-30T00:00:00Z", "2200-02-03T00:00:00Z", 5*8 + 23, "a special night far away, that ends in the week after"},
	} {
		c := newCalendar(t, row.schedule)
		assert.InDelta(t, row.hours, c.Between(instant(t, row.from), instant(t, row.to)).Hours(), 1e-9, row.reason)
	}
}

func TestCalendarZeroCountsAllTime(t *testing.T) {
	var c ttr.Calendar
	from := instant(t, "2024-05-04T10:00:00.5Z")
	assert.Equal(t, 90*time.Minute, c.Between(from, from.Add(90*time.Minute)))
	assert.Equal(t, -90*time.Minute, c.Between(from, from.Add(-90*time.Minute)))
	assert.Equal(t, from.Add(time.Hour), c.Due(from, time.Hour))
	assert.Equal(t, from.Add(-time.Hour), c.Due(from, -time.Hour))
}

func TestCalendarNoWorkBefore(t *testing.T) {
	c := newCalendar(t, ttr.Schedule{Zone: "UTC", Changes: []ttr.Change{{From: "2024-05-06", Week: nineToFive.Week}}})
	from := instant(t, "2024-05-06T12:00:00Z")
	assert.Equal(t, instant(t, "2024-05-06T09:00:00Z"), c.Due(from, -3*time.Hour), "the very first instant of work")
	assert.True(t, c.Due(from, -3*time.Hour-1).IsZero(), "there was no more work before")
	assert.Equal(t, instant(t, "2024-05-06T09:00:01Z"), c.Due(time.Time{}, time.Second), "two thousand years ahead")
}

// TestCalendarLongSpans checks that what a Duration cannot hold saturates, and that what it can hold is exact.
func TestCalendarLongSpans(t *testing.T) {
	c := newCalendar(t, always)
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	assert.Equal(t, time.Duration(math.MaxInt64), c.Between(year(1), year(9999)))
	assert.Equal(t, time.Duration(math.MinInt64), c.Between(year(9999), year(1)))
	assert.Equal(t, year(1992).Sub(year(1700)), c.Between(year(1700), year(1992)))
	for _, d := range []time.Duration{math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1, math.MinInt64 + 145224192} {
		from := year(2024).Add(987654321)
		assert.Equal(t, d, c.Between(from, c.Due(from, d)))
		assert.True(t, from.Add(d).Equal(c.Due(from, d)), "around the clock, Due is Add")
	}
	last := c.Due(year(2024), math.MaxInt64)
	assert.Equal(t, time.Duration(math.MaxInt64), c.Between(year(2024), last.Add(time.Nanosecond)))
	assert.Equal(t, time.Duration(math.MaxInt64), c.Between(year(2024), last.Add(time.Hour)))
	// 8,766 hours of 2,087 working ones a year: far more than 9,999 years of the calendar.
	some := newCalendar(t, ttr.Schedule{Zone: "America/New_York", Week: ttr.Week{Monday: []ttr.Shift{shift("09:00", "09:01")}}, Closed: []string{"12-25"}})
	due := some.Due(year(2024), math.MaxInt64)
	assert.Greater(t, due.Year(), 1_000_000)
	assert.Equal(t, time.Duration(math.MaxInt64), some.Between(year(2024), due))
	// The least that a schedule can work: a minute on each 29 February that is a Sunday, 13 in 400 years.
	least := ttr.Schedule{Zone: "UTC", Week: ttr.Week{Sunday: []ttr.Shift{shift("00:00", "00:01")}}}
	for d := year(2000); d.Year() == 2000; d = d.AddDate(0, 0, 1) {
		if day := d.Format("01-02"); day != "02-29" {
			least.Closed = append(least.Closed, day)
		}
	}
	rare := newCalendar(t, least)
	for _, d := range []time.Duration{13 * time.Minute, math.MaxInt64, math.MinInt64} {
		assert.Equal(t, d, rare.Between(year(2024), rare.Due(year(2024), d)))
	}
	assert.Equal(t, time.Date(2404, 2, 29, 0, 1, 0, 0, time.UTC), rare.Due(year(2024), 13*time.Minute), "Python's calendar says so")
	for _, sec := range []int64{math.MinInt64, math.MaxInt64, math.MinInt64 / 2, math.MaxInt64 / 2} {
		at := time.Unix(sec, 0)
		assert.NotPanics(t, func() {
			some.Between(at, year(2024))
			some.Between(year(2024), at)
			some.Due(at, time.Hour)
			some.Due(at, -time.Hour)
		}, "%d", sec)
	}
}

// TestCalendarTableSeams compares spans across the ends of the table of 1970 to 2100 with their parts.
func TestCalendarTableSeams(t *testing.T) {
	c := newCalendar(t, ttr.Schedule{Zone: "Australia/Lord_Howe", Week: ttr.EveryDay(shift("18:00", "03:30")), Closed: []string{"01-01", "12-31"}})
	for _, seam := range []string{"1970-01-01T00:00:00Z", "2101-01-06T00:00:00Z"} {
		at := instant(t, seam)
		var sum time.Duration
		for h := -24 * 40; h < 24*40; h++ {
			from, to := at.Add(time.Duration(h)*time.Hour), at.Add(time.Duration(h+1)*time.Hour)
			d := c.Between(from, to)
			assert.True(t, 0 <= d && d <= time.Hour)
			assert.True(t, d == 0 || !c.Due(from, d).After(to))
			sum += d
		}
		assert.Equal(t, sum, c.Between(at.Add(-24*40*time.Hour), at.Add(24*40*time.Hour)), seam)
		assert.Equal(t, at.Add(24*40*time.Hour).Add(-c.Between(c.Due(at.Add(-24*40*time.Hour), sum), at.Add(24*40*time.Hour))), at.Add(24*40*time.Hour))
	}
}

func TestCalendarAllocatesNothing(t *testing.T) {
	c := newCalendar(t, office(holidays2024...))
	near := []time.Time{instant(t, "2024-03-08T10:00:00Z"), instant(t, "2024-12-08T10:00:00.123Z")}
	far := []time.Time{instant(t, "1024-03-08T10:00:00Z"), instant(t, "9024-12-08T10:00:00.123Z")}
	for _, span := range [][]time.Time{near, far} {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			sink = c.Between(span[0], span[1])
			sink += time.Duration(c.Due(span[0], 16*time.Hour).Unix())
		}))
	}
}

// TestCalendarConcurrent asks first questions about remote years from several goroutines; -race watches.
func TestCalendarConcurrent(t *testing.T) {
	c := newCalendar(t, office("12-25"))
	from, to := instant(t, "1500-03-08T10:00:00Z"), instant(t, "2500-12-08T10:00:00Z")
	want := newCalendar(t, office("12-25")).Between(to.AddDate(-1, 0, 0), to)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				assert.Equal(t, want, c.Between(to.AddDate(-1, 0, 0), to))
				assert.Equal(t, 40*time.Hour, c.Between(from, c.Due(from, 40*time.Hour)))
			}
		})
	}
	wg.Wait()
}

// TestCalendarKeepsNothingOfTheSchedule changes a schedule after its calendar was made.
func TestCalendarKeepsNothingOfTheSchedule(t *testing.T) {
	s := office("2024-05-06")
	c := newCalendar(t, s)
	from, to := instant(t, "1024-05-06T00:00:00Z"), instant(t, "1024-05-13T00:00:00Z")
	want := newCalendar(t, office("2024-05-06")).Between(from, to)
	s.Closed[0] = "05-07"
	s.Week.Monday[0].End = "10:00" // and with it all weekdays
	assert.Equal(t, want, c.Between(from, to))
}

// TestCalendarDropsMonotonicReading: a due time is a date, not a reading of the machine's uptime.
func TestCalendarDropsMonotonicReading(t *testing.T) {
	now := time.Now()
	for _, c := range []*ttr.Calendar{newCalendar(t, always), {}} {
		assert.NotContains(t, c.Due(now, 0).String(), "m=")
		assert.NotContains(t, c.Due(now, time.Hour).String(), "m=")
		assert.Equal(t, time.Hour, c.Between(now, now.Add(time.Hour)))
	}
}
