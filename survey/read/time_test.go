package read_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

func TestTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	howe, err := time.LoadLocation("Australia/Lord_Howe")
	require.NoError(t, err)
	for _, c := range []struct {
		reason, text, layout string
		zone                 *time.Location
		want                 string // RFC 3339, or part of the error
	}{
		{"year first", "2026-06-14 10:10:09", "", berlin, "2026-06-14T10:10:09+02:00"},
		{"year first with slashes", "2026/6/4 8:05", "", berlin, "2026-06-04T08:05:00+02:00"},
		{"ISO with its own zone", "2026-06-14T10:10:09Z", "", berlin, "2026-06-14T10:10:09Z"},
		{"ISO with an offset", "2026-06-14T10:10:09.25-03:30", "", nil, "2026-06-14T10:10:09.25-03:30"},
		{"an offset without a colon", "2026-06-14 10:10:09 +0545", "", nil, "2026-06-14T10:10:09+05:45"},
		{"Google's", "2026/06/14 10:10:09 AM GMT+1", "", nil, "2026-06-14T10:10:09+01:00"},
		{"Google's west", "2026/06/14 10:10:09 PM GMT-11", "", nil, "2026-06-14T22:10:09-11:00"},
		{"Google's half hours", "2026/06/14 12:10:09 AM GMT+5:30", "", nil, "2026-06-14T00:10:09+05:30"},
		{"Google's in winter", "2026/12/14 12:10:09 PM GMT", "", nil, "2026-12-14T12:10:09Z"},
		{"Google's in Korean", "2026/05/07 5:34:13 오후 GMT+9", "", nil, "2026-05-07T17:34:13+09:00"},
		{"Google's in Korean, in the morning", "2025/05/19 12:03:05 오전 GMT+9", "", nil, "2025-05-19T00:03:05+09:00"},
		{"a Korean spreadsheet's", "2026. 6. 14 오후 3:04:05", "", time.UTC, "2026-06-14T15:04:05Z"},
		{"a Korean date with its last point", "2026. 12. 4. 오전 9:05", "", time.UTC, "2026-12-04T09:05:00Z"},
		{"a Korean date alone", "2026. 12. 4.", "", time.UTC, "2026-12-04T00:00:00Z"},
		{"13 in the afternoon", "2026. 6. 14 오후 13:04:05", "", time.UTC, "is not a time"},
		{"morning alone", "2026. 6. 14 오전", "", time.UTC, "is not a time"},
		{"points and no date", "2026. 6. ", "", time.UTC, "is not a time"},
		{"UTC named", "2026-06-14 10:10 UTC", "", berlin, "2026-06-14T10:10:00Z"},
		{"a zone that is none", "2026-06-14 10:10 GMT+99", "", berlin, "is not a time"},
		{"no zone at all", "2026-06-14 10:10:09", "", nil, "declare the Zone"},
		{"a blank is the zero time", "", "", nil, "0001-01-01T00:00:00Z"},
		{"a date", "2026-06-14", "", time.UTC, "2026-06-14T00:00:00Z"},
		{"day or month first", "3/4/2026 10:00", "", time.UTC, "3/4 may be day or month first, declare the Layout"},
		{"the same with points", "3.4.2026 10:00", "", time.UTC, "3/4 may be day or month first"},
		{"the same with two digits of a year", "7/2/20 11:00:22", "", time.UTC, "7/2 may be day or month first"},
		{"only day first is a date", "29-12-2018 23:46", "", time.UTC, "2018-12-29T23:46:00Z"},
		{"only month first is a date", "12/29/2018 11:46 PM", "", time.UTC, "2018-12-29T23:46:00Z"},
		{"both orders are the same", "4/4/2026 0:00", "", time.UTC, "2026-04-04T00:00:00Z"},
		{"only one of both is in that year", "29/2/2026", "", time.UTC, "is not a time"},
		{"two digits of a year in the last century", "31/12/69 1:00", "", time.UTC, "1969-12-31T01:00:00Z"},
		{"declared", "3/4/2026 10:00", "2/1/2006 15:04", time.UTC, "2026-04-03T10:00:00Z"},
		{"declared, and another", "2026-04-03 10:00", "2/1/2006 15:04", time.UTC, "is not a time of layout 2/1/2006 15:04"},
		{"declared, zone in the cell", "3/4/2026 10:00 GMT+1", "2/1/2006 15:04", nil, "2026-04-03T10:00:00+01:00"},
		{"declared with a zone", "3 Apr 2026 10:00 -0700", "2 Jan 2006 15:04 -0700", nil, "2026-04-03T10:00:00-07:00"},
		{"declared with a zone that is UTC", "3 Apr 2026 10:00 +0000", "2 Jan 2006 15:04 -0700", nil, "2026-04-03T10:00:00Z"},
		{"an abbreviation has no offset", "3 Apr 2026 10:00 EST", "2 Jan 2006 15:04 MST", nil, "declare the Zone"},
		{"declared, no zone", "3/4/2026 10:00", "2/1/2006 15:04", nil, "declare the Zone"},
		{"clocks skipped it", "2026-03-29 02:30:00", "", berlin, "in Europe/Berlin, where clocks skipped it"},
		{"clocks showed it twice: the earlier", "2026-10-25 02:30:00", "", berlin, "2026-10-25T02:30:00+02:00"},
		{"twice by half an hour: the earlier", "2026-04-05 01:45:00", "", howe, "2026-04-05T01:45:00+11:00"},
		{"midnight by 12 hours", "2026-06-14 12:00 AM", "", time.UTC, "2026-06-14T00:00:00Z"},
		{"noon by 12 hours", "2026-06-14 12:00 pm", "", time.UTC, "2026-06-14T12:00:00Z"},
		{"13 PM", "2026-06-14 13:00 PM", "", time.UTC, "is not a time"},
		{"24 hours", "2026-06-14 24:00", "", time.UTC, "is not a time"},
		{"60 minutes", "2026-06-14 10:60", "", time.UTC, "is not a time"},
		{"no 31st", "2026-06-31 10:00", "", time.UTC, "is not a time"},
		{"the serial number of a spreadsheet", "44013.458", "", time.UTC, "is not a time"},
		{"a date that a spreadsheet made of 6-25", "Jun-25", "", time.UTC, "is not a time"},
		{"three digits of a year", "13/4/026", "", time.UTC, "is not a time"},
		{"year or day first", "26/06/14 10:00", "", time.UTC, "26/06/14 may begin with the year, declare the Layout"},
		{"the same with points", "26.06.14", "", time.UTC, "26.06.14 may begin with the year"},
		{"day and month are equal, and the year may be first", "10/10/18", "", time.UTC, "10/10/18 may begin with the year"},
		{"only day first is a date, of two digits", "26/6/31 1:00", "", time.UTC, "2031-06-26T01:00:00Z"},
		{"only month first is a date, of two digits", "12/29/18 23:46", "", time.UTC, "2018-12-29T23:46:00Z"},
		{"one digit is no year", "4/4/26", "", time.UTC, "2026-04-04T00:00:00Z"},
		{"only the year first is a date: two digits are not taken for it", "99/12/31", "", time.UTC, "is not a time"},
		{"two digits declared as the year", "26/06/14 10:00", "06/01/02 15:04", time.UTC, "2026-06-14T10:00:00Z"},
		{"two separators", "2026-06/14", "", time.UTC, "is not a time"},
		{"words", "yesterday", "", time.UTC, "is not a time"},
		{"an hour alone", "10:00", "", time.UTC, "is not a time"},
		{"an hour with nothing after it", "2026-06-14 10", "", time.UTC, "is not a time"},
	} {
		got, err := one(t, c.text, func(r *read.Reader) { r.Layout, r.Zone = c.layout, c.zone }).Time("x")
		if want, perr := time.Parse(time.RFC3339Nano, c.want); perr == nil {
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want, got.Format(time.RFC3339Nano), c.reason)
			assert.True(t, got.Equal(want), c.reason)
		} else {
			assert.ErrorContains(t, err, c.want, c.reason)
			assert.True(t, got.IsZero(), c.reason)
		}
	}
}

// The zone of an ImportId is that of all times in the column, in winter and in summer.
func TestZoneOfTheFile(t *testing.T) {
	r := open(t, "made_qualtrics.csv")
	r.Zone = time.UTC // the file knows better
	all := rows(t, r)
	for i, want := range []string{"2026-03-07T23:10:00-07:00", "2026-03-08T01:59:00-07:00", "", "2026-11-01T01:30:00-06:00", "2026-03-09T10:00:00-06:00"} {
		got, err := all[i].Time("startDate")
		if want == "" {
			assert.EqualError(t, err, `read: row 6 (line 7), column "startDate": "2026-03-08 02:30:00" is not a time in America/Denver, where clocks skipped it`)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, got.Format(time.RFC3339))
	}
	from, err := all[1].Time("startDate")
	require.NoError(t, err)
	to, err := all[1].Time("endDate")
	require.NoError(t, err)
	assert.Equal(t, time.Minute, to.Sub(from), "01:59 to 03:00 over the change")

	for zone, want := range map[string]string{
		"Mars/Olympus": `"Mars/Olympus" is none; import time/tzdata`,
		"Local":        `"Local" is none`,
		"Z":            "",
	} {
		r := read.NewReader(strings.NewReader("S\nS\n\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"" + zone + "\"\"}\"\n2026-01-02 03:04:05\n"))
		_, err := rows(t, r)[0].Time("startDate")
		if want == "" {
			require.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, want)
		}
	}
}

// Dates that can be read either way are refused one by one, with their rows, and those that cannot are read.
func TestAmbiguousDates(t *testing.T) {
	r := open(t, "made_microsoftforms.csv")
	r.Zone = time.UTC
	var refused []string
	for _, row := range rows(t, r) {
		if _, err := row.Time("Start time"); err != nil {
			refused = append(refused, err.Error())
		}
	}
	assert.Equal(t, []string{`read: row 2 (line 3), column "Start time": "7/2/20 11:00:22" is not a time that can be told: ` +
		`7/2 may be day or month first, declare the Layout`}, refused)
}
