package trend_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

// instant reads a time with its offset, so that a test says which of two equal wall clocks it means.
func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return at
}

func TestKey(t *testing.T) {
	berlin, apia := zone(t, "Europe/Berlin"), zone(t, "Pacific/Apia")
	for _, c := range []struct {
		reason string
		p      trend.Period
		at     string
		want   string
	}{
		{"a day", trend.Day(time.UTC), "2026-03-05T12:00:00Z", "2026-03-05"},
		{"the zone decides the day, not the zone of the time", trend.Day(berlin), "2026-03-05T23:30:00Z", "2026-03-06"},
		{"the last moment of a day", trend.Day(time.UTC), "2026-03-05T23:59:59.999999999Z", "2026-03-05"},
		{"a week by its Monday", trend.Week(time.Monday, time.UTC), "2026-03-05T12:00:00Z", "2026-03-02"},
		{"a week by its Sunday", trend.Week(time.Sunday, time.UTC), "2026-03-05T12:00:00Z", "2026-03-01"},
		{"the first day of a week belongs to it", trend.Week(time.Thursday, time.UTC), "2026-03-05T00:00:00Z", "2026-03-05"},
		{"a week that began a week ago less a day", trend.Week(time.Friday, time.UTC), "2026-03-05T12:00:00Z", "2026-02-27"},
		{"a week across New Year", trend.Week(time.Monday, time.UTC), "2026-01-01T00:00:00Z", "2025-12-29"},
		{"a month", trend.Month(time.UTC), "2026-03-31T23:00:00Z", "2026-03"},
		{"a month ends earlier in the east", trend.Month(berlin), "2026-03-31T23:00:00Z", "2026-04"},
		{"the first quarter", trend.Quarter(time.UTC), "2026-03-05T12:00:00Z", "2026-Q1"},
		{"the fourth quarter", trend.Quarter(time.UTC), "2026-10-01T00:00:00Z", "2026-Q4"},
		{"a year", trend.Year(time.UTC), "2026-03-05T12:00:00Z", "2026"},
		{"four digits, so that keys sort", trend.Year(time.UTC), "0007-03-05T12:00:00Z", "0007"},
		{"before 1970", trend.Week(time.Monday, time.UTC), "1969-07-20T20:17:40Z", "1969-07-14"},
		{"Apia before the skipped day", trend.Day(apia), "2011-12-30T09:59:59Z", "2011-12-29"},
		{"Apia after the skipped day", trend.Day(apia), "2011-12-30T10:00:00Z", "2011-12-31"},
	} {
		t.Run(c.reason, func(t *testing.T) { assert.Equal(t, c.want, c.p.Key(instant(t, c.at))) })
	}

	early := time.Date(-44, time.March, 15, 0, 0, 0, 0, time.UTC)
	late := time.Date(12026, time.March, 5, 0, 0, 0, 0, time.UTC)
	assert.Equal(t, "-0044-Q1", trend.Quarter(time.UTC).Key(early))
	assert.Equal(t, "12026-03-02", trend.Week(time.Monday, time.UTC).Key(late.AddDate(0, 0, -3)))
}

func TestKeyAllocates(t *testing.T) {
	at := time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)
	berlin := zone(t, "Europe/Berlin")
	for _, p := range periods(berlin) {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { p.Key(at) }), 1.0, "only the key itself")
	}
}

func periods(z *time.Location) []trend.Period {
	return []trend.Period{trend.Day(z), trend.Week(time.Monday, z), trend.Month(z), trend.Quarter(z), trend.Year(z)}
}

func TestKeys(t *testing.T) {
	apia, stJohns, kwajalein := zone(t, "Pacific/Apia"), zone(t, "America/St_Johns"), zone(t, "Pacific/Kwajalein")
	for _, c := range []struct {
		reason   string
		p        trend.Period
		from, to string
		want     string
	}{
		{"months, the first and the last in part", trend.Month(time.UTC), "2025-11-30T00:00:00Z", "2026-02-01T00:00:00.000000001Z", "2025-11 2025-12 2026-01 2026-02"},
		{"to itself is not met", trend.Month(time.UTC), "2025-11-30T00:00:00Z", "2026-02-01T00:00:00Z", "2025-11 2025-12 2026-01"},
		{"one instant", trend.Day(time.UTC), "2026-03-05T00:00:00Z", "2026-03-05T00:00:00.000000001Z", "2026-03-05"},
		{"nothing", trend.Day(time.UTC), "2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z", ""},
		{"backwards", trend.Day(time.UTC), "2026-03-05T00:00:00Z", "2026-03-01T00:00:00Z", ""},
		{"weeks over New Year", trend.Week(time.Monday, time.UTC), "2026-01-01T00:00:00Z", "2026-01-12T00:00:00Z", "2025-12-29 2026-01-05"},
		{"quarters", trend.Quarter(time.UTC), "2025-10-01T00:00:00Z", "2026-04-01T00:00:00Z", "2025-Q4 2026-Q1"},
		{"years", trend.Year(time.UTC), "2024-10-01T00:00:00Z", "2026-04-01T00:00:00Z", "2024 2025 2026"},
		{"29 February", trend.Day(time.UTC), "2024-02-28T00:00:00Z", "2024-03-02T00:00:00Z", "2024-02-28 2024-02-29 2024-03-01"},
		{"Apia had no 30 December 2011", trend.Day(apia), "2011-12-29T12:00:00-10:00", "2012-01-01T12:00:00+14:00", "2011-12-29 2011-12-31 2012-01-01"},
		{"the week with the skipped day is there", trend.Week(time.Friday, apia), "2011-12-29T12:00:00-10:00", "2012-01-01T12:00:00+14:00", "2011-12-23 2011-12-30"},
		{"a clock set back over midnight shows 7 November once more", trend.Day(stJohns), "2010-11-06T23:50:00-02:30", "2010-11-07T00:10:00-03:30", "2010-11-06 2010-11-07"},
		{"a minute of Sunday, then Saturday again, is two days in order", trend.Day(stJohns), "2010-11-07T00:00:30-02:30", "2010-11-06T23:30:00-03:30", "2010-11-06 2010-11-07"},
		{"from Saturday over a minute of Sunday to Saturday", trend.Day(stJohns), "2010-11-06T23:50:00-02:30", "2010-11-06T23:30:00-03:30", "2010-11-06 2010-11-07"},
		{"within the second hour of Saturday", trend.Day(stJohns), "2010-11-06T23:10:00-03:30", "2010-11-06T23:30:00-03:30", "2010-11-06"},
		{"a day that lasted 47 hours", trend.Day(kwajalein), "1969-09-30T00:00:00+11:00", "1969-10-01T00:00:00-12:00", "1969-09-30"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			got := slices.Collect(c.p.Keys(instant(t, c.from), instant(t, c.to)))
			assert.Equal(t, c.want, strings.Join(got, " "))
		})
	}
}

func TestKeysStops(t *testing.T) {
	from := time.Date(2010, time.November, 7, 2, 30, 30, 0, time.UTC) // in that minute of Sunday in St. John's
	for _, p := range []trend.Period{trend.Day(time.UTC), trend.Day(zone(t, "America/St_Johns"))} {
		for range p.Keys(from, from.AddDate(9000, 0, 0)) {
			break
		}
	}
}

func TestBounds(t *testing.T) {
	saoPaulo, apia, havana := zone(t, "America/Sao_Paulo"), zone(t, "Pacific/Apia"), zone(t, "America/Havana")
	for _, c := range []struct {
		reason         string
		p              trend.Period
		at, start, end string
	}{
		{"a day", trend.Day(time.UTC), "2026-03-05T12:00:00Z", "2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z"},
		{"a week", trend.Week(time.Monday, time.UTC), "2026-03-05T12:00:00Z", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"},
		{"February", trend.Month(time.UTC), "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
		{"a quarter", trend.Quarter(time.UTC), "2025-12-31T12:00:00Z", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"a year", trend.Year(time.UTC), "2025-12-31T12:00:00Z", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"a day without a midnight", trend.Day(saoPaulo), "2018-11-04T12:00:00-02:00", "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"},
		{"the day before it", trend.Day(saoPaulo), "2018-11-03T12:00:00-03:00", "2018-11-03T00:00:00-03:00", "2018-11-04T01:00:00-02:00"},
		{"a day whose last hour comes twice", trend.Day(saoPaulo), "2018-02-17T12:00:00-02:00", "2018-02-17T00:00:00-02:00", "2018-02-18T00:00:00-03:00"},
		{"a day whose first hour comes twice", trend.Day(havana), "2024-11-03T12:00:00-05:00", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00"},
		{"the day before the skipped one", trend.Day(apia), "2011-12-29T12:00:00-10:00", "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00"},
		{"the month with the skipped day", trend.Month(apia), "2011-12-29T12:00:00-10:00", "2011-12-01T00:00:00-10:00", "2012-01-01T00:00:00+14:00"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			start, end := c.p.Bounds(instant(t, c.at))
			assert.Equal(t, c.start, start.Format(time.RFC3339))
			assert.Equal(t, c.end, end.Format(time.RFC3339))
		})
	}
}

// TestClockChanges looks at every minute around the strangest clock changes there were: Keys must list exactly
// the days that Key names, and Bounds must hold exactly their minutes, from the first to the last.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct{ zone, around string }{
		{"America/Sao_Paulo", "2018-11-04T03:00:00Z"},
		{"America/Sao_Paulo", "2018-02-18T02:00:00Z"},
		{"America/St_Johns", "2010-11-07T02:31:00Z"},
		{"America/St_Johns", "2010-03-14T03:31:00Z"},
		{"America/Havana", "2024-11-03T05:00:00Z"},
		{"Pacific/Apia", "2011-12-30T10:00:00Z"},
		{"Pacific/Kwajalein", "1969-09-30T13:00:00Z"},
		{"Pacific/Kwajalein", "1993-08-21T12:00:00Z"},
		{"Asia/Manila", "1844-12-31T15:56:00Z"},
		{"America/Juneau", "1867-10-18T23:27:41Z"},
		{"Europe/Berlin", "2026-10-25T01:00:00Z"},
		{"UTC", "2026-10-25T01:00:00Z"},
	} {
		t.Run(c.zone+" "+c.around, func(t *testing.T) {
			p := trend.Day(zone(t, c.zone))
			middle := instant(t, c.around)
			from, to := middle.Add(-60*time.Hour), middle.Add(60*time.Hour)
			type seen struct{ first, last time.Time }
			days := map[string]seen{}
			for at := from; at.Before(to); at = at.Add(time.Second * 30) {
				key := p.Key(at)
				start, end := p.Bounds(at)
				require.False(t, at.Before(start) || !at.Before(end), "%v in [%v, %v)", at, start, end)
				s, ok := days[key]
				if !ok {
					s.first = at
				}
				s.last = at
				days[key] = s
			}
			keys := slices.Collect(p.Keys(from, to))
			require.True(t, slices.IsSorted(keys))
			require.Len(t, keys, len(days))
			for i, key := range keys {
				s, ok := days[key]
				require.True(t, ok, key)
				if i == 0 || i == len(keys)-1 {
					continue
				}
				start, end := p.Bounds(s.first)
				assert.False(t, start.Before(s.first.Add(-30*time.Second)), "%v begins at %v, seen at %v", key, start, s.first)
				assert.False(t, end.After(s.last.Add(30*time.Second)), "%v ends at %v, seen at %v", key, end, s.last)
				parsed, err := p.Parse(key)
				require.NoError(t, err)
				assert.True(t, parsed.Equal(start))
			}
			// Any piece of it, too.
			for step := 7 * time.Minute; step < 40*time.Hour; step = step*3 + 11*time.Minute {
				for at := from; at.Before(to.Add(-step)); at = at.Add(23 * time.Minute) {
					want := map[string]bool{}
					for i := at; i.Before(at.Add(step)); i = i.Add(10 * time.Minute) {
						want[p.Key(i)] = true
					}
					got := slices.Collect(p.Keys(at, at.Add(step)))
					for key := range want {
						require.Contains(t, got, key)
					}
					require.True(t, slices.IsSorted(got))
				}
			}
		})
	}
}

// Beyond the changes that a zone's file lists, the standard library ends leap years a day early.
func TestLastDayOfALeapYear(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, p := range []trend.Period{trend.Day(berlin), trend.Week(time.Monday, berlin), trend.Month(berlin), trend.Year(berlin)} {
		for at := time.Date(2040, 12, 29, 12, 0, 0, 0, berlin); at.Year() == 2040 || at.Day() < 4; at = at.Add(6 * time.Hour) {
			start, end := p.Bounds(at)
			assert.False(t, at.Before(start), "%v", at)
			assert.True(t, at.Before(end), "%v", at)
			assert.Equal(t, p.Key(at), p.Key(start), "%v", at)
			assert.Equal(t, p.Key(at), p.Key(end.Add(-1)), "%v", at)
			assert.NotEqual(t, p.Key(at), p.Key(end), "%v", at)
		}
	}
	keys := slices.Collect(trend.Day(berlin).Keys(time.Date(2040, 12, 30, 0, 0, 0, 0, berlin), time.Date(2041, 1, 3, 0, 0, 0, 0, berlin)))
	assert.Equal(t, []string{"2040-12-30", "2040-12-31", "2041-01-01", "2041-01-02"}, keys)
}

func TestParse(t *testing.T) {
	apia := zone(t, "Pacific/Apia")
	for _, c := range []struct {
		reason string
		p      trend.Period
		key    string
		want   string // the beginning, or a part of the error
	}{
		{"a day", trend.Day(time.UTC), "2026-03-05", "2026-03-05T00:00:00Z"},
		{"a week", trend.Week(time.Monday, time.UTC), "2026-03-02", "2026-03-02T00:00:00Z"},
		{"a month", trend.Month(apia), "2026-03", "2026-03-01T00:00:00+13:00"},
		{"a quarter", trend.Quarter(time.UTC), "2026-Q4", "2026-10-01T00:00:00Z"},
		{"a year", trend.Year(time.UTC), "2026", "2026-01-01T00:00:00Z"},
		{"a week that does not begin on this day", trend.Week(time.Monday, time.UTC), "2026-03-05", `the nearest is "2026-03-02"`},
		{"a day that was skipped", trend.Day(apia), "2011-12-30", `"2011-12-30" is not the key of a day in Pacific/Apia: the nearest is "2011-12-31"`},
		{"a fifth quarter", trend.Quarter(time.UTC), "2026-Q5", `"2026-Q5" is not the key of a quarter`},
		{"a thirteenth quarter", trend.Quarter(time.UTC), "2026-Q13", `is not the key of a quarter`},
		{"a month for a day", trend.Day(time.UTC), "2026-03", `"2026-03" is not the key of a day`},
		{"a day for a month", trend.Month(time.UTC), "2026-03-05", `"2026-03-05" is not the key of a month`},
		{"30 February", trend.Day(time.UTC), "2026-02-30", `"2026-02-30" is not the key of a day`},
		{"one digit", trend.Month(time.UTC), "2026-3", `"2026-3" is not the key of a month`},
		{"nothing", trend.Year(time.UTC), "", `"" is not the key of a year`},
	} {
		t.Run(c.reason, func(t *testing.T) {
			at, err := c.p.Parse(c.key)
			if err != nil {
				assert.ErrorContains(t, err, c.want)
				assert.Zero(t, at)
				return
			}
			assert.Equal(t, c.want, at.Format(time.RFC3339))
		})
	}
}

func TestPeriodRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "trend: weekday 7 is not from 0, Sunday, to 6, Saturday", func() {
		trend.Week(7, time.UTC)
	})
	assert.Panics(t, func() { trend.Week(-1, time.UTC) })
	for _, newPeriod := range []func(*time.Location) trend.Period{trend.Day, trend.Month, trend.Quarter, trend.Year} {
		assert.Panics(t, func() { newPeriod(nil) }, "no zone is no default")
	}
	var zero trend.Period
	assert.Panics(t, func() { zero.Key(time.Time{}) })
	assert.Panics(t, func() { zero.Keys(time.Time{}, time.Time{}) })
	assert.Panics(t, func() { zero.Bounds(time.Time{}) })
	assert.Panics(t, func() { _, _ = zero.Parse("2026") })
	assert.Len(t, map[trend.Period]bool{trend.Month(time.UTC): true, trend.Day(time.UTC): true, trend.Week(time.Monday, time.UTC): true}, 3, "comparable")
}

func TestAhead(t *testing.T) {
	apia := zone(t, "Pacific/Apia")
	at := time.Date(2026, time.January, 31, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		reason  string
		period  trend.Period
		from    time.Time
		periods float64
		want    string
	}{
		{"now", trend.Month(time.UTC), at, 0, "2026-01"},
		{"a part of a period is a period", trend.Month(time.UTC), at, 0.1, "2026-02"},
		{"a month after the 31st is February", trend.Month(time.UTC), at, 1, "2026-02"},
		{"over the end of a year", trend.Month(time.UTC), at, 11.2, "2027-01"},
		{"weeks", trend.Week(time.Monday, time.UTC), at, 2, "2026-02-09"},
		{"quarters", trend.Quarter(time.UTC), at, 4, "2027-Q1"},
		{"years", trend.Year(time.UTC), at, 35.3, "2062"},
		{"a day that the zone skipped", trend.Day(apia), time.Date(2011, 12, 29, 12, 0, 0, 0, apia), 1, "2011-12-31"},
		{"never", trend.Month(time.UTC), at, math.Inf(1), ""},
		{"not known", trend.Month(time.UTC), at, math.NaN(), ""},
		{"after all calendars", trend.Year(time.UTC), at, 7974, ""},
		{"the last year", trend.Year(time.UTC), at, 7973, "9999"},
		{"farther than times reach", trend.Year(time.UTC), at, 1e300, ""},
		{"far, in years", trend.Year(time.UTC), at, 9.9e6, ""},
	} {
		assert.Equal(t, c.want, c.period.Ahead(c.from, c.periods), c.reason)
	}
	assert.PanicsWithValue(t, "trend: -1 periods ahead", func() { trend.Day(time.UTC).Ahead(at, -1) })
	assert.Panics(t, func() { trend.Period{}.Ahead(at, 1) })
}

func FuzzPeriod(f *testing.F) {
	f.Add(int64(1772668800), int32(86400), uint8(0), uint8(1))
	f.Add(int64(1325239200), int32(400000), uint8(2), uint8(0))
	f.Add(int64(-62135596800), int32(1), uint8(3), uint8(14))
	f.Add(int64(1289097060), int32(4000), uint8(1), uint8(0))
	zones := []*time.Location{time.UTC, zone(f, "Pacific/Apia"), zone(f, "America/St_Johns"), zone(f, "Asia/Manila"), time.FixedZone("", 45296)}
	f.Fuzz(func(t *testing.T, unix int64, span int32, z, kind uint8) {
		if unix < -62e9 || unix > 250e9 { // years 0 to 9999
			t.Skip()
		}
		location := zones[int(z)%len(zones)]
		p := append(periods(location), trend.Week(time.Weekday(kind%7), location))[kind%6]
		from := time.Unix(unix, 0)
		to := from.Add(time.Duration(span) * time.Second)
		key := p.Key(from)
		start, end := p.Bounds(from)
		require.False(t, from.Before(start) || !from.Before(end), "%v in [%v, %v)", from, start, end)
		require.Equal(t, key, p.Key(start))
		require.Equal(t, key, p.Key(end.Add(-1)))
		parsed, err := p.Parse(key)
		require.NoError(t, err)
		require.True(t, parsed.Equal(start))
		keys := slices.Collect(p.Keys(from, to))
		require.Equal(t, from.Before(to), len(keys) > 0)
		if len(keys) > 0 {
			require.True(t, slices.IsSorted(keys))
			require.Equal(t, len(keys), len(slices.Compact(slices.Clone(keys))))
			require.Contains(t, keys, key)
			require.Contains(t, keys, p.Key(to.Add(-1)))
		}
	})
}

func BenchmarkKey(b *testing.B) {
	berlin := zone(b, "Europe/Berlin")
	at := time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)
	for i, p := range periods(berlin) {
		b.Run([]string{"day", "week", "month", "quarter", "year"}[i], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Key(at)
			}
		})
	}
}

// Half past eleven in the evening of New Year's Eve in UTC is next year's business in Berlin.
func ExamplePeriod_Key() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2025, time.December, 31, 23, 30, 0, 0, time.UTC)
	for _, zone := range []*time.Location{time.UTC, berlin} {
		fmt.Println(trend.Day(zone).Key(at), trend.Week(time.Monday, zone).Key(at), trend.Month(zone).Key(at), trend.Quarter(zone).Key(at))
	}
	// Output:
	// 2025-12-31 2025-12-29 2025-12 2025-Q4
	// 2026-01-01 2025-12-29 2026-01 2026-Q1
}

// When is the target met, if all goes on as it has: the month, and the soonest and the latest that the data allow.
func ExamplePeriod_Ahead() {
	overdue := []kpi.Estimate{kpi.Proportion(300, 1000, 0.95), kpi.Proportion(270, 1000, 0.95), kpi.Proportion(230, 1000, 0.95), kpi.Proportion(205, 1000, 0.95)}
	left := trend.ReachAtMost(overdue, 0.1)
	month, last := trend.Month(time.UTC), time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println(left)
	fmt.Println(month.Ahead(last, left.Value), "between", month.Ahead(last, left.Lo), "and", month.Ahead(last, left.Hi))
	// Output:
	// 3.15 [1.90, 5.91] n=4000
	// 2026-08 between 2026-06 and 2026-10
}

// A week without answers is seen.
func ExamplePeriod_Keys() {
	week := trend.Week(time.Monday, time.UTC)
	answers := map[string]int{}
	for _, day := range []int{2, 3, 17, 19} {
		answers[week.Key(time.Date(2026, time.March, day, 15, 4, 0, 0, time.UTC))]++
	}
	from := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	for key := range week.Keys(from, from.AddDate(0, 0, 21)) {
		fmt.Println(key, answers[key])
	}
	// Output:
	// 2026-02-23 0
	// 2026-03-02 2
	// 2026-03-09 0
	// 2026-03-16 2
}

// On 4 November 2018 São Paulo's clocks went from Saturday 23:59 to Sunday 01:00.
func ExamplePeriod_Bounds() {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		fmt.Println(err)
		return
	}
	day := trend.Day(zone)
	noon := time.Date(2018, time.November, 4, 12, 0, 0, 0, zone)
	start, end := day.Bounds(noon)
	fmt.Println(day.Key(noon), start, end.Sub(start))
	// Output:
	// 2018-11-04 2018-11-04 01:00:00 -0200 -02 23h0m0s
}
