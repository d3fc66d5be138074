package ttr_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

func TestNewCalendarRefuses(t *testing.T) {
	week := ttr.Weekdays(shift("09:00", "17:00"))
	monday := func(shifts ...ttr.Shift) ttr.Schedule {
		return ttr.Schedule{Zone: "UTC", Week: ttr.Week{Monday: shifts}}
	}
	var almostAll []string
	for d := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2000; d = d.AddDate(0, 0, 1) {
		almostAll = append(almostAll, d.Format("01-02"))
	}
	march := func(day string) bool { return "03-08" <= day && day <= "03-14" }
	var allButTheGap []string // New York's clocks change on the Sunday that falls on 8 to 14 March
	for _, day := range almostAll {
		if !march(day) {
			allButTheGap = append(allButTheGap, day)
		}
	}
	for _, row := range []struct {
		schedule ttr.Schedule
		want     string
	}{
		{ttr.Schedule{Week: week}, `ttr: schedule: zone: is missing; a name of the IANA time zone database is expected, such as Europe/London or UTC`},
		{ttr.Schedule{Week: week, Zone: "Europe/Lundon"}, `ttr: schedule: zone: "Europe/Lundon" is not known here; a name of the IANA time zone database is expected, such as Europe/London or UTC; a program that runs without that database imports time/tzdata`},
		{ttr.Schedule{Week: week, Zone: "../../etc/passwd"}, `ttr: schedule: zone: "../../etc/passwd" is not known here; a name of the IANA time zone database is expected, such as Europe/London or UTC; a program that runs without that database imports time/tzdata`},
		{ttr.Schedule{Week: week, Zone: "Local"}, `ttr: schedule: zone: Local means another zone on another machine; a name of the IANA time zone database is expected, such as Europe/London or UTC`},
		{ttr.Schedule{Week: week, Zone: "Europe/London", Location: time.UTC}, `ttr: schedule: zone: is "Europe/London" and Location is "UTC"; give one of them`},
		{monday(shift("9:00", "17:00")), `ttr: schedule: week.monday[0].start: "9:00" is not HH:MM from 00:00 to 23:59`},
		{monday(shift("24:00", "24:00")), `ttr: schedule: week.monday[0].start: "24:00" is not HH:MM from 00:00 to 23:59`},
		{monday(shift("08:00", "09:00"), shift("09:00", "24:01")), `ttr: schedule: week.monday[1].end: "24:01" is not HH:MM from 00:00 to 24:00`},
		{monday(shift("08:00", "09:60")), `ttr: schedule: week.monday[0].end: "09:60" is not HH:MM from 00:00 to 24:00`},
		{monday(shift("08:00", "")), `ttr: schedule: week.monday[0].end: "" is not HH:MM from 00:00 to 24:00`},
		{monday(shift("08:00", "-9:00")), `ttr: schedule: week.monday[0].end: "-9:00" is not HH:MM from 00:00 to 24:00`},
		{monday(shift("13:00", "18:00"), shift("09:00", "13:30")), `ttr: schedule: week.monday[0]: 13:00 to 18:00 overlaps 09:00 to 13:30`},
		{monday(shift("22:00", "06:00"), shift("23:00", "23:30")), `ttr: schedule: week.monday[1]: 23:00 to 23:30 overlaps 22:00 to 06:00`},
		{monday(shift("09:00", "17:00"), shift("09:00", "17:00")), `ttr: schedule: week.monday[1]: 09:00 to 17:00 overlaps 09:00 to 17:00`},
		{ttr.Schedule{Zone: "UTC"}, `ttr: schedule: week: has no shifts; nothing would ever be due after it, so the last week needs at least one`},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "2024-06-01"}}}, `ttr: schedule: changes[0].week: has no shifts; nothing would ever be due after it, so the last week needs at least one`},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "06-01", Week: week}}}, `ttr: schedule: changes[0].from: "06-01" is not a date such as 2026-06-01`},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "2024-06-01", Week: week}, {From: "2024-06-01", Week: week}}}, `ttr: schedule: changes[1].from: 2024-06-01 is not after 2024-06-01, the date of the change before it`},
		{ttr.Schedule{Zone: "UTC", Week: week, Changes: []ttr.Change{{From: "2024-06-01", Week: ttr.Week{Sunday: []ttr.Shift{shift("x", "y")}}}}}, `ttr: schedule: changes[0].week.sunday[0].start: "x" is not HH:MM from 00:00 to 23:59`},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"2024-01-01", "2023-02-29"}}, `ttr: schedule: closed[1]: "2023-02-29" is not a date such as 2026-12-25 or, for every year, 12-25`},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"25.12.2024"}}, `ttr: schedule: closed[0]: "25.12.2024" is not a date such as 2026-12-25 or, for every year, 12-25`},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"0000-01-01"}}, `ttr: schedule: closed[0]: "0000-01-01" is not a date such as 2026-12-25 or, for every year, 12-25`},
		{ttr.Schedule{Zone: "UTC", Week: week, Special: map[string][]ttr.Shift{"12-32": nil}}, `ttr: schedule: special["12-32"]: "12-32" is not a date such as 2026-12-24 or, for every year, 12-24`},
		{ttr.Schedule{Zone: "UTC", Week: week, Special: map[string][]ttr.Shift{"12-24": {shift("09:00", "13:00"), shift("12:00", "14:00")}}}, `ttr: schedule: special["12-24"][1]: 12:00 to 14:00 overlaps 09:00 to 13:00`},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: []string{"12-24"}, Special: map[string][]ttr.Shift{"12-24": {shift("09:00", "13:00")}}}, `ttr: schedule: special["12-24"]: is a closed day too, closed[0]; a day is one of them`},
		{ttr.Schedule{Zone: "UTC", Week: week, Closed: almostAll}, `ttr: schedule: closed: leaves no working time in any year`},
		{ttr.Schedule{Zone: "America/New_York", Week: ttr.Week{Sunday: []ttr.Shift{shift("02:30", "03:00")}}, Closed: allButTheGap}, `ttr: schedule: closed: leaves no working time in any year`},
	} {
		c, err := ttr.NewCalendar(row.schedule)
		assert.EqualError(t, err, row.want)
		assert.Nil(t, c)
		var wrong *ttr.ScheduleError
		assert.ErrorAs(t, err, &wrong)
	}
}

// TestNewCalendarOpenOnOneDay is open for one minute on 29 February if it is a Monday, which happens 15 times
// in 400 years.
func TestNewCalendarOpenOnOneDay(t *testing.T) {
	var closed []string
	for d := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2000; d = d.AddDate(0, 0, 1) {
		if d.Format("01-02") != "02-29" {
			closed = append(closed, d.Format("01-02"))
		}
	}
	c := newCalendar(t, ttr.Schedule{Zone: "Europe/London", Week: ttr.Week{Monday: []ttr.Shift{shift("09:00", "09:01")}}, Closed: closed})
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	assert.Equal(t, 15*time.Minute, c.Between(year(2000), year(2400)))
	assert.Equal(t, instant(t, "2044-02-29T09:01:00Z"), c.Due(year(2017), time.Minute))
	assert.Equal(t, instant(t, "2416-02-29T09:01:00Z"), c.Due(year(2016), 15*time.Minute+time.Minute))
}

const london = `{
  "zone": "Europe/London",
  "week": {
    "monday": [{"start": "09:00", "end": "12:30"}, {"start": "13:00", "end": "17:00"}],
    "friday": [{"start": "22:00", "end": "06:00"}]
  },
  "changes": [{"from": "2026-06-01", "week": {"monday": [{"start": "08:00", "end": "16:00"}]}}],
  "closed": ["2026-04-03", "12-25"],
  "special": {"2026-12-24": [{"start": "09:00", "end": "13:00"}]}
}`

func TestReadCalendar(t *testing.T) {
	c, err := ttr.ReadCalendar(strings.NewReader(london))
	require.NoError(t, err)
	for _, row := range []struct {
		from, to string
		hours    float64
		reason   string
	}{
		{"2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z", 7.5 + 8, "a week"},
		{"2026-03-30T00:00:00Z", "2026-04-06T00:00:00Z", 7.5, "Good Friday is closed"},
		{"2026-06-01T00:00:00Z", "2026-06-08T00:00:00Z", 8, "the new week"},
		{"2026-12-21T00:00:00Z", "2026-12-28T00:00:00Z", 8 + 4, "a special Thursday"},
		{"2025-12-22T00:00:00Z", "2025-12-29T00:00:00Z", 7.5 + 8, "Thursday 25 December is closed, and had no shift"},
	} {
		assert.InDelta(t, row.hours, c.Between(instant(t, row.from), instant(t, row.to)).Hours(), 1e-9, row.reason)
	}
}

func TestScheduleRoundTrips(t *testing.T) {
	var s, again ttr.Schedule
	require.NoError(t, json.Unmarshal([]byte(london), &s))
	text, err := json.Marshal(s)
	require.NoError(t, err)
	assert.JSONEq(t, london, string(text))
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, s, again)
}

func TestReadCalendarRefuses(t *testing.T) {
	for _, row := range []struct{ text, want, reason string }{
		{``, `ttr: schedule: nothing to read: EOF`, "nothing"},
		{`{"zone":`, `ttr: schedule: unexpected EOF`, "cut off"},
		{`null`, `ttr: schedule: zone: is missing; a name of the IANA time zone database is expected, such as Europe/London or UTC`, "null is the empty schedule"},
		{`[]`, `ttr: schedule: json: cannot unmarshal array`, "not an object"},
		{`{"zone":"UTC","holidays":["2026-12-25"]}`, `ttr: schedule: json: unknown field "holidays"`, "holidays that would go missing"},
		{`{"zone":"UTC","week":{"mon":[]}}`, `ttr: schedule: json: unknown field "mon"`, "a day that would go missing"},
		{`{"zone":"UTC","closed":["12-25"],"closed":["01-01"]}`, `ttr: schedule: closed: occurs twice`, "one of the lists would go missing"},
		{`{"zone":"UTC","closed":["12-25"],"Closed":["01-01"]}`, `ttr: schedule: Closed: occurs twice`, "encoding/json does not look at case"},
		{`{"zone":"UTC","special":{"2026-12-24":[],"2026-12-24":[]}}`, `ttr: schedule: special.2026-12-24: occurs twice`, "a special day, too"},
		{`{"zone":"UTC","changes":[{"from":"2026-12-24","week":{"sunday":[{"end":"10:00","end":"11:00"}]}}]}`, `ttr: schedule: changes[0].week.sunday[0].end: occurs twice`, "deep inside"},
		{`{"zone":"UTC"} {}`, `ttr: schedule: text after the JSON value`, "two values"},
		{`{"zone":"UTC","week":{"monday":[{"start":"09:00","end":17}]}}`, `week.monday.end of type string`, "a number for a time of day"},
		{`{"zone":"UTC","week":{"monday":[{"start":"09:00","end":"25:00"}]}}`, `ttr: schedule: week.monday[0].end: "25:00" is not HH:MM from 00:00 to 24:00`, "a rule of NewCalendar"},
	} {
		c, err := ttr.ReadCalendar(strings.NewReader(row.text))
		assert.ErrorContains(t, err, row.want, row.reason)
		assert.Nil(t, c, row.reason)
	}
	_, err := ttr.ReadCalendar(iotest.ErrReader(errors.New("broken pipe")))
	assert.EqualError(t, err, "ttr: schedule: broken pipe")
	_, err = ttr.ReadCalendar(strings.NewReader(``))
	assert.ErrorIs(t, err, io.EOF)
}
