package main

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"github.com/servicekpi/servicekpi/ttr"
)

// hours is contests about office hours in New York, nine to five, with the federal holidays of 2024, between pairs of
// instants of which the first lies in that year.
var hours = []contest{
	business("pairs of times up to 14 days apart: business time", 14*24*time.Hour, 20, 100),
	business("pairs of times up to a year apart: business time", 365*24*time.Hour, 500, 1000),
}

// business returns a contest in which the loop over days and the plain calendar of rickar/cal get one pair in so many.
func business(name string, span time.Duration, part, plainPart int) contest {
	return contest{
		name: name, n: 1e6, quick: 2e3, growth: []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{each(15, "a pair"), noAllocations},
		field: func(n int) field {
			newYork, err := time.LoadLocation("America/New_York")
			check(err)
			dates := holidays()
			calendar, err := ttr.NewCalendar(ttr.Schedule{
				Zone:   "America/New_York",
				Week:   ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"}),
				Closed: dates,
			})
			check(err)
			from, to := pairs(n, span, newYork)
			closed := map[string]bool{}
			for _, d := range dates {
				closed[d] = true
			}
			loop := func(from, to time.Time) time.Duration { return dayLoop(from, to, newYork, closed) }
			by := func(f func(from, to time.Time) time.Duration, part int) func(out []float64) []float64 {
				return func(out []float64) []float64 { return append(out, total(f, from[:n/part], to[:n/part])) }
			}
			naive := func(part int) func() []float64 {
				return sync.OnceValue(func() []float64 { return by(loop, part)(nil) })
			}
			plain, cached := rickar(false), rickar(true)
			return field{
				columns: map[string]any{"from": unix(from), "to": unix(to), "holidays": days(dates)},
				entrants: []entrant{
					// Its check is the loop's, which has to agree with it on its part.
					{name: "ttr.Calendar.Between", role: ours, within: 1e-12,
						want: func() []float64 { return []float64{total(calendar.Between, from, to)} },
						run: func(out []float64) []float64 {
							sum := 0.0
							for i := range from {
								sum += float64(calendar.Between(from[i], to[i]))
							}
							return append(out, sum/1e9)
						}},
					{name: "day loop", role: peer, part: part, want: func() []float64 {
						return []float64{total(calendar.Between, from[:n/part], to[:n/part])}
					}, within: 1e-12, run: by(loop, part)},
					{name: "rickar/cal, cacheable", role: peer, part: part, want: naive(part), within: 1e-12,
						run: by(cached.WorkHoursInRange, part)},
					{name: "rickar/cal", role: peer, part: plainPart, want: naive(plainPart), within: 1e-12,
						run: by(plain.WorkHoursInRange, plainPart)},
					{name: "numpy and pandas", role: other, remote: "business", within: 1e-9,
						want: func() []float64 { return []float64{total(calendar.Between, from, to)} }},
				},
			}
		},
	}
}

func rickar(cacheable bool) *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.Cacheable = cacheable
	c.AddHoliday(us.Holidays...)
	return c
}

// holidays returns the dates on which federal holidays of 2024 and of the year after are observed.
func holidays() []string {
	var dates []string
	for year := 2024; year <= 2026; year++ {
		for _, h := range us.Holidays {
			if _, observed := h.Calc(year); !observed.IsZero() {
				dates = append(dates, observed.Format(time.DateOnly))
			}
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

func pairs(n int, span time.Duration, zone *time.Location) (from, to []time.Time) {
	random := rand.New(rand.NewPCG(4, 4))
	start := time.Date(2024, time.January, 1, 0, 0, 0, 0, zone)
	for range n {
		f := start.Add(time.Duration(random.Int64N(int64(365 * 24 * time.Hour)))).Truncate(time.Second)
		from = append(from, f)
		to = append(to, f.Add(time.Duration(random.Int64N(int64(span)))).Truncate(time.Second))
	}
	return from, to
}

// total returns the sum in seconds, more of them than a Duration can hold.
func total(f func(from, to time.Time) time.Duration, from, to []time.Time) float64 {
	sum := 0.0
	for i := range from {
		sum += float64(f(from[i], to[i]))
	}
	return sum / 1e9
}

func unix(ts []time.Time) []int {
	var seconds []int
	for _, t := range ts {
		seconds = append(seconds, int(t.Unix()))
	}
	return seconds
}

// days returns dates as days since 1970-01-01.
func days(dates []string) []int {
	var ds []int
	for _, d := range dates {
		t, err := time.Parse(time.DateOnly, d)
		check(err)
		ds = append(ds, int(t.Unix()/86400))
	}
	return ds
}

// dayLoop is how programs count office hours that have no calendar: day by day.
func dayLoop(from, to time.Time, zone *time.Location, closed map[string]bool) time.Duration {
	var sum time.Duration
	y, m, d := from.In(zone).Date()
	for day := time.Date(y, m, d, 0, 0, 0, 0, zone); day.Before(to); day = day.AddDate(0, 0, 1) {
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday || closed[day.Format(time.DateOnly)] {
			continue
		}
		y, m, d := day.Date()
		open, end := time.Date(y, m, d, 9, 0, 0, 0, zone), time.Date(y, m, d, 17, 0, 0, 0, zone)
		if from.After(open) {
			open = from
		}
		if to.Before(end) {
			end = to
		}
		if open.Before(end) {
			sum += end.Sub(open)
		}
	}
	return sum
}
