package main

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/us"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

func Example() {
	main()
	// Output:
	// opened Wed 1 Jul 2026 15:00, due Mon 6 Jul 15:00: 5.0 days
	// opened Wed 25 Nov 2026 15:00, due Mon 30 Nov 15:00: 5.0 days
	// opened Mon 4 Jan 2027 15:00, due Wed 6 Jan 15:00: 2.0 days
}

// The federal holidays of 2026 as the United States Office of Personnel Management publishes them.
func TestClosed(t *testing.T) {
	want := []string{"2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07",
		"2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"}
	assert.Equal(t, want, closed(us.Holidays, 2026, 2026))
}

// TestSameHours compares office hours, which no change of clocks touches, with the other library's own count.
func TestSameHours(t *testing.T) {
	for name, row := range map[string]struct {
		zone     string
		holidays []*cal.Holiday
	}{
		"us": {"America/New_York", us.Holidays},
		"gb": {"Europe/London", gb.Holidays},
	} {
		other := cal.NewBusinessCalendar()
		other.AddHoliday(row.holidays...)
		hours, err := ttr.NewCalendar(ttr.Schedule{
			Zone:   row.zone,
			Week:   ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"}),
			Closed: closed(row.holidays, 2023, 2027),
		})
		require.NoError(t, err)
		zone, err := time.LoadLocation(row.zone)
		require.NoError(t, err)
		for month := time.Month(1); month <= 12; month++ {
			from := time.Date(2025, month, 3, 11, 15, 0, 0, zone)
			to := time.Date(2025, month+2, 1, 14, 45, 0, 0, zone)
			assert.Equal(t, other.WorkHoursInRange(from, to), hours.Between(from, to), "%s: %v to %v", name, from, to)
		}
	}
}
