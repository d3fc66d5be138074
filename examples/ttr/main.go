// Ttr reads real service requests, open ones too, and prints how long they take: in elapsed time and in working hours, by
// channel and agency, and how many are closed by their due date.
//
//	go run ./examples/ttr
package main

import (
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/ttr"
)

const level = 0.95

// office is when the city's offices are open: an assumption for the example, with two of the holidays of 2018.
const office = `{
	"zone": "America/New_York",
	"week": {
		"monday":    [{"start": "09:00", "end": "17:00"}],
		"tuesday":   [{"start": "09:00", "end": "17:00"}],
		"wednesday": [{"start": "09:00", "end": "17:00"}],
		"thursday":  [{"start": "09:00", "end": "17:00"}],
		"friday":    [{"start": "09:00", "end": "17:00"}]
	},
	"closed": ["2018-07-04", "2018-09-03"]
}`

func main() {
	if err := report(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func report(w io.Writer) error {
	requests, err := data.Requests()
	if err != nil {
		return err
	}
	calendar, err := ttr.ReadCalendar(strings.NewReader(office))
	if err != nil {
		return err
	}
	asOf := data.RequestsAsOf()

	var elapsed, working ttr.Times
	byChannel, byAgency := map[string]ttr.Times{}, map[string]ttr.Times{}
	var promised ttr.SLA
	var refused int
	for _, r := range requests {
		t := ttr.Ticket{ID: fmt.Sprintf("line %d", r.Line), Opened: r.Opened}
		if !r.Closed.IsZero() {
			t.Events = []ttr.Event{{At: r.Closed, To: ttr.Closed}}
		}
		d, done, err := ttr.Policy{}.Measure(t, nil, asOf)
		if err != nil {
			if refused++; refused == 1 {
				fmt.Fprintln(w, err)
			}
			continue
		}
		inHours, _, err := ttr.Policy{}.Measure(t, calendar.Between, asOf)
		if err != nil {
			return err
		}
		channel, agency := byChannel[r.Channel], byAgency[r.Agency]
		for _, add := range []struct {
			to *ttr.Times
			d  time.Duration
		}{{&elapsed, d}, {&working, inHours}, {&channel, d}, {&agency, d}} {
			if err := add.to.Add(add.d, done); err != nil {
				return err
			}
		}
		byChannel[r.Channel], byAgency[r.Agency] = channel, agency
		if r.Due.IsZero() {
			continue // every second request: nothing was promised
		}
		if err := promised.Add(r.Due, r.Closed, asOf); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%d requests, %d refused, %d open\n\n", elapsed.N(), refused, len(elapsed.Open))

	fmt.Fprintln(w, "half within        ", elapsed.Median(level))
	fmt.Fprintln(w, "nine of ten within ", elapsed.Quantile(0.9, level))
	fmt.Fprintln(w, "within a day       ", elapsed.Within(24*time.Hour, level))
	fmt.Fprintln(w, "mean up to 90 days ", elapsed.MeanUpTo(90*24*time.Hour, level))
	fmt.Fprintln(w, "half within, in office hours", working.Median(level))
	fmt.Fprintln(w, "by their due date  ", promised.Rate(level))

	compare(w, "channels", byChannel)
	compare(w, "agencies", byAgency)
	return nil
}

// compare prints how long each group of requests takes, and whether they differ. Groups of a few say little and are left out.
func compare(w io.Writer, what string, byGroup map[string]ttr.Times) {
	fmt.Fprintln(w)
	var groups []ttr.Times
	for _, name := range slices.Sorted(maps.Keys(byGroup)) {
		t := byGroup[name]
		if t.N() < 20 {
			continue
		}
		groups = append(groups, t)
		both := t.Quantiles([]float64{0.5, 0.9}, level)
		fmt.Fprintf(w, "%-8s half within %v, nine of ten within %v\n", name, both[0], both[1])
	}
	fmt.Fprintf(w, "do the %s take equally long? %v\n", what, ttr.LogRank(groups...))
}
