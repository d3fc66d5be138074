package fold

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/trend"
)

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

// clockAgrees compares what a clock makes of a text, at leisure and in a row of a file, with package time.
func clockAgrees(t testing.TB, f File, text string) {
	t.Helper()
	c, err := f.clock()
	require.NoError(t, err)
	want, ok := parsed(text, f)
	got, err := c.instant([]byte(text))
	require.Equal(t, ok, err == nil, "%q as %q", text, f.Layout)
	if ok {
		require.True(t, want.Equal(got), "%q as %q is %v, want %v", text, f.Layout, got, want)
		require.Equal(t, time.UTC, got.Location())
	}
	row := []byte(text + ",a long row that goes on and on\n")
	id, end := c.period(row, 0)
	if end == len(text) {
		require.True(t, ok, "%q as %q is read fast", text, f.Layout)
		require.Equal(t, f.Period.Key(want), c.periods.Keys()[id], "%q as %q", text, f.Layout)
	}
}

func layouts() []string {
	return []string{"", time.RFC3339, time.RFC3339Nano, time.DateTime, "2006-01-02T15:04:05", time.DateOnly,
		Unix, UnixMilli, time.RFC1123Z, "02.01.2006 15:04", "1/2/2006", "2006-01-02 15:04:05Z07"}
}

func TestClock(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	for _, text := range []string{
		"2026-03-05T12:34:56Z", "2026-03-05T12:34:56+05:30", "2026-03-05T12:34:56-05:30", "2026-03-31T23:59:59.999999999Z",
		"2026-03-05 12:34:56", "2026-03-05T12:34:56", "2026-03-05", "2026-03-05 12:34:56.5", "2026-03-05 12:34:56.5+01:00",
		"2026-03-05 12:34:56Z", "2026-03-05T1:34:56Z", "2026-03-05T12:34:56.Z", "2026-03-05T12:34:56,5Z",
		"2026-03-05T12:34:56.12345678901234567890Z", "2026-03-05t12:34:56Z", "2026-03-05T12:34:56z", "2026-03-05T12:34",
		"2026-02-29", "2024-02-29", "2100-02-29", "2000-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
		"2026-03-05T24:00:00Z", "2026-03-05T23:60:00Z", "2026-03-05T23:59:60Z", "2026-03-05T2::00:00Z", "2026-03-05T12:\x820:00Z", "2026-03-05T12:00;00Z",
		"2026-03-05 12:34:56+01", "2026-03-31 23:30:00.25-02", "2026-03-05 12:34:56+05:30", "2026-03-05 12:34:56+24", "2026-03-05 12:34:56+1",
		"2026-03-05 12:34:56+01:", "2026-03-05 12:34:56+01:6", "2026-03-05 12:34:56+01:60", "2026-03-05 12:34:56+0130", "2026-03-05 12:34:56+01Z",
		"2026-03-05T12:34:56+24:00", "2026-03-05T12:34:56+23:60", "2026-03-05T12:34:56+0100", "2026-03-05T12:34:56+01",
		"2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-03-29", "2026-10-25", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
		"-001-01-01", "2026-3-5", "20260305", "", "x", " 2026-03-05", "2026-03-05 ", "２０２６-03-05",
		"0", "-1", "1741178096", "253402300799", "253402300800", "-62167219200", "-62167219201", "1741178096000", "1741178096.5",
		"253402300799999", "253402300800000", "+1741178096", "99999999999999999999", "1741178096999", "1e9",
		"Thu, 05 Mar 2026 12:34:56 +0100", "05.03.2026 12:34", "3/5/2026",
	} {
		for _, layout := range layouts() {
			for _, zone := range []*time.Location{time.UTC, berlin, load(t, "Asia/Kathmandu")} {
				for _, period := range []trend.Period{trend.Month(berlin), trend.Day(load(t, "America/St_Johns"))} {
					clockAgrees(t, File{Time: "time", Layout: layout, Zone: zone, Period: period}, text)
				}
			}
		}
		clockAgrees(t, File{Time: "time", Period: trend.Day(time.UTC)}, text)
	}
}

// TestClockAtTheChange walks through the days on which clocks change, and the ends of periods.
func TestClockAtTheChange(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Manila", "America/Nuuk"} {
		zone := load(t, name)
		for _, f := range []File{
			{Time: "time", Zone: zone, Period: trend.Day(zone)},
			{Time: "time", Zone: time.UTC, Period: trend.Week(time.Monday, zone)},
			{Time: "time", Zone: load(t, "Asia/Tokyo"), Period: trend.Month(zone)},
		} {
			random := rand.New(rand.NewPCG(8, 9))
			for range 100 {
				at := time.Unix(random.Int64N(4e9)-1e9, 0).In(zone)
				if _, end := at.ZoneBounds(); !end.IsZero() && random.IntN(3) > 0 {
					at = end.Add(time.Duration(random.IntN(200000)-100000) * time.Second)
				}
				if random.IntN(3) == 0 {
					start, _ := f.Period.Bounds(at)
					at = start.Add(time.Duration(random.IntN(9)-4) * time.Second)
				}
				for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02T15:04:05.000Z07:00", time.DateOnly} {
					clockAgrees(t, f, at.Format(layout))
					clockAgrees(t, f, at.UTC().Format(layout))
				}
			}
		}
	}
}

func TestClockNeedsAZone(t *testing.T) {
	month := trend.Month(time.UTC)
	for _, layout := range []string{time.DateTime, time.DateOnly, "02.01.2006 15:04"} {
		_, err := newClock(layout, nil, month)
		assert.ErrorContains(t, err, "set File.Zone", layout)
	}
	for _, layout := range []string{"", time.RFC3339, time.RFC1123Z, time.RFC822, Unix, UnixMilli} {
		_, err := newClock(layout, nil, month)
		assert.NoError(t, err, layout)
	}
	c, err := newClock("", nil, month)
	require.NoError(t, err)
	_, err = c.instant([]byte("2026-03-05 12:00:00"))
	assert.Error(t, err, "nobody knows when that was")
}

// A time that is refused names the field that would have it read.
func TestClockSaysWhatToSet(t *testing.T) {
	for _, row := range []struct {
		reason, layout string
		zone           *time.Location
		text, want     string
	}{
		{"only the zone is missing", "", nil, "2025-01-01 10:00:00", "for times without one set File.Zone"},
		{"a date", "", nil, "2025-01-01", "for times without one set File.Zone"},
		{"with a fraction", "", nil, "2025-01-01T10:00:00.25", "for times without one set File.Zone"},
		{"no seconds: a zone would not help", "", nil, "2025-01-01 10:00", "for another form set File.Layout"},
		{"no seconds, with a zone", "", time.UTC, "2025-01-01 10:00", "for another form set File.Layout"},
		{"month first, or day", "", nil, "01/02/2025", "for another form set File.Layout"},
		{"month first, with a zone", "", time.UTC, "01/02/2025", "for another form set File.Layout"},
		{"not the declared form", "01/02/2006", time.UTC, "2025-01-01", "a time such as 01/02/2006, as File.Layout says"},
		{"no seconds since 1970", Unix, nil, "2025-01-01", "whole seconds since 1970, as File.Layout says"},
		{"no milliseconds", UnixMilli, nil, "2025-01-01", "whole milliseconds since 1970, as File.Layout says"},
	} {
		c, err := newClock(row.layout, row.zone, trend.Month(time.UTC))
		require.NoError(t, err)
		_, err = c.instant([]byte(row.text))
		require.Error(t, err, row.reason)
		bad := c.wrong("at", []byte(row.text))
		assert.Contains(t, bad.Error(), row.want, row.reason)
	}
}

// A name of a zone that nobody knows is not UTC, as package time has it.
func TestClockNames(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	noon := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		text string
		zone *time.Location
		want time.Time // the zero time: bad
	}{
		{"2026-03-05 12:00:00 UTC", nil, noon}, // as BigQuery writes it
		{"2026-03-05 12:00:00 UTC", berlin, noon},
		{"2026-03-05 12:00:00 GMT", nil, noon},
		{"2026-03-05 12:00:00 GMT+3", nil, time.Time{}},
		{"2026-03-05 12:00:00 CET", nil, time.Time{}},
		{"2026-03-05 12:00:00 CET", berlin, noon.Add(-time.Hour)},
		{"2026-07-05 12:00:00 CEST", berlin, time.Date(2026, 7, 5, 10, 0, 0, 0, time.UTC)},
		{"2026-03-05 12:00:00 EST", berlin, time.Time{}},
		{"2026-03-05 12:00:00 EST", nil, time.Time{}},
		{"2026-03-05 12:00:00 +03", nil, time.Time{}},
	} {
		c, err := newClock("2006-01-02 15:04:05 MST", row.zone, trend.Month(time.UTC))
		require.NoError(t, err)
		got, err := c.instant([]byte(row.text))
		assert.Equal(t, row.want.IsZero(), err != nil, "%s in %v", row.text, row.zone)
		assert.Equal(t, row.want, got, "%s in %v", row.text, row.zone)
	}
	c, err := newClock("2006-01-02 15:04:05 -0700 MST", nil, trend.Month(time.UTC))
	require.NoError(t, err)
	got, err := c.instant([]byte("2026-03-05 12:00:00 -0500 EST"))
	require.NoError(t, err, "the offset says it")
	assert.Equal(t, noon.Add(5*time.Hour), got)
}

func FuzzClock(f *testing.F) {
	for i := range layouts() {
		f.Add("2026-03-05T12:34:56Z", uint8(i))
		f.Add("2026-03-05 12:34:56.5+05:30", uint8(i))
		f.Add("2026-03-05", uint8(i))
		f.Add("1741178096", uint8(i))
	}
	zone := load(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, layout uint8) {
		if strings.ContainsAny(text, ",\n") {
			t.Skip("no field")
		}
		l := layouts()[int(layout)%len(layouts())]
		clockAgrees(t, File{Time: "time", Layout: l, Zone: zone, Period: trend.Week(time.Sunday, zone)}, text)
	})
}

func BenchmarkClock(b *testing.B) {
	for _, text := range []string{"2026-03-05T12:34:56Z", "2026-03-05 12:34:56", "2026-03-05T12:34:56+01:00", "2026-03-05", "1741178096"} {
		b.Run(text, func(b *testing.B) {
			f := File{Time: "time", Zone: time.UTC, Period: trend.Month(time.UTC)}
			if len(text) == 10 && text[4] != '-' {
				f.Layout = Unix
			}
			c, err := f.clock()
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.instant([]byte(text)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestCivil(t *testing.T) {
	for day := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC); day.Year() < 2101; day = day.AddDate(0, 0, 1) {
		days, ok := civil([]byte(day.Format(time.DateOnly)))
		require.True(t, ok)
		require.Equal(t, day.Unix()/86400-btoi(day.Unix()%86400 < 0), days, fmt.Sprint(day))
	}
}

func TestDaysSince1970(t *testing.T) {
	for y := range 10000 {
		for m := 1; m <= 12; m++ {
			for _, d := range []int{1, daysIn(y, m)} {
				at := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC).Sub(time.Date(y, 1, 1, 12, 0, 0, 0, time.UTC))
				first := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
				require.Equal(t, first+int64(at/(24*time.Hour)), since1970(y, m, d), "%d-%d-%d", y, m, d)
			}
		}
	}
}

func btoi(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
