package ttr_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// office is a help desk in New York with ten public holidays a year.
func office(holidays ...string) ttr.Schedule {
	return ttr.Schedule{
		Zone:   "America/New_York",
		Week:   ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"}),
		Closed: holidays,
	}
}

var holidays2024 = []string{"2024-01-01", "2024-01-15", "2024-02-19", "2024-05-27", "2024-06-19",
	"2024-07-04", "2024-09-02", "2024-11-11", "2024-11-28", "2024-12-25"}

// pairs returns n pairs of times: opened within 2024, and closed as much later as span allows.
func pairs(n int, span time.Duration) [][2]time.Time {
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	ps := make([][2]time.Time, n)
	for i := range ps {
		from := start.Add(time.Duration(r.Int64N(int64(366 * 24 * time.Hour))))
		ps[i] = [2]time.Time{from, from.Add(time.Duration(r.Int64N(int64(span))))}
	}
	return ps
}

var spans = []time.Duration{24 * time.Hour, 7 * 24 * time.Hour, 365 * 24 * time.Hour}

// BenchmarkBetween is a million tickets of 2024; ns/pair is for one of them.
func BenchmarkBetween(b *testing.B) {
	c := newCalendar(b, office(holidays2024...))
	for _, span := range spans {
		ps := pairs(1e6, span)
		b.Run(fmt.Sprintf("up to %.0f days", span.Hours()/24), func(b *testing.B) {
			b.ReportAllocs()
			var sum time.Duration
			for b.Loop() {
				for i := range ps {
					sum += c.Between(ps[i][0], ps[i][1])
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ps)), "ns/pair")
			sink = sum
		})
	}
}

// BenchmarkBetweenDayLoop does the same day by day with time.Date, as programs do that have no calendar.
func BenchmarkBetweenDayLoop(b *testing.B) {
	closed := map[string]bool{}
	for _, d := range holidays2024 {
		closed[d] = true
	}
	loc := location(b, "America/New_York")
	for _, span := range spans {
		ps := pairs(1e4, span)
		b.Run(fmt.Sprintf("up to %.0f days", span.Hours()/24), func(b *testing.B) {
			b.ReportAllocs()
			var sum time.Duration
			for b.Loop() {
				for i := range ps {
					sum += dayLoop(ps[i][0], ps[i][1], loc, closed)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ps)), "ns/pair")
			sink = sum
		})
	}
}

func dayLoop(from, to time.Time, loc *time.Location, closed map[string]bool) time.Duration {
	var sum time.Duration
	y, m, d := from.In(loc).Date()
	for day := time.Date(y, m, d, 0, 0, 0, 0, loc); day.Before(to); day = day.AddDate(0, 0, 1) {
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday || closed[day.Format(time.DateOnly)] {
			continue
		}
		y, m, d := day.Date()
		open, end := time.Date(y, m, d, 9, 0, 0, 0, loc), time.Date(y, m, d, 17, 0, 0, 0, loc)
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

func BenchmarkDue(b *testing.B) {
	c := newCalendar(b, office(holidays2024...))
	ps := pairs(1e6, 24*time.Hour)
	b.ReportAllocs()
	var last time.Time
	for b.Loop() {
		for i := range ps {
			last = c.Due(ps[i][0], 16*time.Hour)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ps)), "ns/due")
	sink = time.Duration(last.Unix())
}

func BenchmarkNewCalendar(b *testing.B) {
	s := office(holidays2024...)
	yearly := office("01-01", "05-01", "06-19", "07-04", "10-03", "11-01", "11-11", "12-24", "12-25", "12-26")
	for name, s := range map[string]ttr.Schedule{"dated": s, "yearly": yearly} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newCalendar(b, s)
			}
		})
		b.Run(name+" and any year", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = newCalendar(b, s).Between(time.Time{}, time.Unix(0, 0))
			}
		})
	}
}

var sink time.Duration
