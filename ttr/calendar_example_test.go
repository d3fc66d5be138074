package ttr_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// A ticket that was opened on a Friday afternoon and solved on Monday morning took 65 hours on the clock and an
// hour and a quarter of the team's time.
func ExampleCalendar_Between() {
	hours, err := ttr.NewCalendar(ttr.Schedule{
		Zone: "Europe/London",
		Week: ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, time.May, 8, 15, 30, 0, 0, time.UTC) // 16:30 in London
	solved := time.Date(2026, time.May, 11, 8, 45, 0, 0, time.UTC)
	fmt.Println(solved.Sub(opened), "on the clock")
	fmt.Println(hours.Between(opened, solved), "of working time")
	// Output:
	// 65h15m0s on the clock
	// 1h15m0s of working time
}

// A promise of eight working hours, given on Christmas Eve 2026: four hours are left of that day, then come a
// holiday, a weekend and, on Monday, the holiday for Boxing Day, so that the other four end on Tuesday.
func ExampleCalendar_Due() {
	hours, err := ttr.NewCalendar(ttr.Schedule{
		Zone:    "Europe/London",
		Week:    ttr.Weekdays(ttr.Shift{Start: "09:00", End: "12:30"}, ttr.Shift{Start: "13:00", End: "17:30"}),
		Closed:  []string{"12-25", "2026-12-28"},
		Special: map[string][]ttr.Shift{"2026-12-24": {{Start: "09:00", End: "14:00"}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, time.December, 24, 10, 0, 0, 0, time.UTC)
	fmt.Println(hours.Due(opened, 4*time.Hour).Format(time.RFC1123)) // the end of the shift, not the next morning
	fmt.Println(hours.Due(opened, 8*time.Hour).Format(time.RFC1123))
	// Output:
	// Thu, 24 Dec 2026 14:00:00 UTC
	// Tue, 29 Dec 2026 13:30:00 UTC
}

// The night shift that clocks going forward make an hour shorter, by the team's calendar as JSON.
func ExampleReadCalendar() {
	hours, err := ttr.ReadCalendar(strings.NewReader(`{
	  "zone": "America/New_York",
	  "week": {
	    "saturday": [{"start": "22:00", "end": "06:00"}],
	    "sunday":   [{"start": "22:00", "end": "06:00"}]
	  },
	  "closed": ["2026-07-04", "12-25"]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, day := range []int{7, 8} { // clocks went forward at 02:00 on Sunday, 8 March 2026
		noon := time.Date(2026, time.March, day, 17, 0, 0, 0, time.UTC)
		fmt.Println(noon.Weekday(), hours.Between(noon, noon.Add(24*time.Hour)))
	}

	_, err = ttr.ReadCalendar(strings.NewReader(`{"zone": "UTC", "week": {"monday": [{"start": "09:00", "end": "5pm"}]}}`))
	fmt.Println(err)
	// Output:
	// Saturday 7h0m0s
	// Sunday 8h0m0s
	// ttr: schedule: week.monday[0].end: "5pm" is not HH:MM from 00:00 to 24:00
}

// A team that goes from office hours to two shifts a day, and then around the clock.
func ExampleNewCalendar() {
	hours, err := ttr.NewCalendar(ttr.Schedule{
		Zone: "Asia/Kolkata",
		Week: ttr.Weekdays(ttr.Shift{Start: "09:00", End: "18:00"}),
		Changes: []ttr.Change{
			{From: "2026-03-02", Week: ttr.Weekdays(ttr.Shift{Start: "06:00", End: "14:00"}, ttr.Shift{Start: "14:00", End: "22:00"})},
			{From: "2026-04-06", Week: ttr.EveryDay(ttr.Shift{Start: "00:00", End: "24:00"})},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	india := time.FixedZone("IST", 5*60*60+30*60)
	for _, monday := range []time.Time{
		time.Date(2026, time.February, 23, 0, 0, 0, 0, india),
		time.Date(2026, time.March, 2, 0, 0, 0, 0, india),
		time.Date(2026, time.April, 6, 0, 0, 0, 0, india),
	} {
		fmt.Printf("week of %s: %v\n", monday.Format("2 January"), hours.Between(monday, monday.AddDate(0, 0, 7)))
	}
	// Output:
	// week of 23 February: 45h0m0s
	// week of 2 March: 80h0m0s
	// week of 6 April: 168h0m0s
}
