package ttr_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

// TestCalendarMinuteWalk compares with working time that Python counted minute by minute; testdata/calendar.py
// says how. It covers both sides of changes of clocks in six zones, years from 1 to 9999, and random calendars.
func TestCalendarMinuteWalk(t *testing.T) {
	text, err := os.ReadFile("testdata/calendar.json")
	require.NoError(t, err)
	var golden struct {
		Groups []struct {
			Schedule ttr.Schedule
			Between  []struct {
				Reason   string
				From, To time.Time
				Seconds  int64
			}
			Due []struct {
				Reason    string
				From, Due time.Time
				Seconds   int64
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &golden))
	require.NotEmpty(t, golden.Groups)
	for _, g := range golden.Groups {
		c := newCalendar(t, g.Schedule)
		for _, row := range g.Between {
			want := time.Duration(row.Seconds) * time.Second
			assert.Equal(t, want, c.Between(row.From, row.To), "%s: %s, from %v to %v", g.Schedule.Zone, row.Reason, row.From, row.To)
			assert.Equal(t, -want, c.Between(row.To, row.From), "%s: %s, from %v to %v", g.Schedule.Zone, row.Reason, row.To, row.From)
		}
		for _, row := range g.Due {
			got := c.Due(row.From, time.Duration(row.Seconds)*time.Second)
			assert.Equal(t, row.Due, got, "%s: %s, %d s from %v", g.Schedule.Zone, row.Reason, row.Seconds, row.From)
		}
	}
}
