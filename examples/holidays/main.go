// Command holidays takes public holidays from github.com/rickar/cal, which knows them for some thirty countries,
// and prints when an answer is due that a support team promised within sixteen working hours.
package main

import (
	"fmt"
	"log"
	"slices"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"github.com/servicekpi/servicekpi/ttr"
)

func main() {
	hours, err := ttr.NewCalendar(ttr.Schedule{
		Zone:   "America/New_York",
		Week:   ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"}),
		Closed: closed(us.Holidays, 2020, 2035),
	})
	if err != nil {
		log.Fatal(err)
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		log.Fatal(err)
	}

	for _, opened := range []time.Time{
		time.Date(2026, time.July, 1, 15, 0, 0, 0, newYork),      // Independence Day is a Saturday, observed on Friday
		time.Date(2026, time.November, 25, 15, 0, 0, 0, newYork), // the day before Thanksgiving
		time.Date(2027, time.January, 4, 15, 0, 0, 0, newYork),   // no holiday
	} {
		due := hours.Due(opened, 16*time.Hour)
		fmt.Printf("opened %s, due %s: %.1f days\n", opened.Format("Mon 2 Jan 2006 15:04"), due.Format("Mon 2 Jan 15:04"),
			due.Sub(opened).Hours()/24)
	}
}

// closed returns the dates on which holidays are observed from one year to another, in order. A calendar wants dates
// rather than rules: a holiday that the government adds or moves is then a line in a file.
func closed(holidays []*cal.Holiday, from, to int) []string {
	var dates []string
	for year := from; year <= to; year++ {
		for _, h := range holidays {
			if _, observed := h.Calc(year); !observed.IsZero() { // zero: not a holiday in that year
				dates = append(dates, observed.Format(time.DateOnly))
			}
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}
