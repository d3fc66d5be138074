package data

import (
	"fmt"
	"time"
	_ "time/tzdata" // the requests are in New York's time, also where the system knows no zones
)

// Request is a service request to New York City's 311 line. Closed and Due are zero where the file has none.
type Request struct {
	Line                int // in the file, from 1
	Opened, Closed, Due time.Time
	Agency, Channel     string
}

// RequestsAsOf is the moment at which the requests were looked at: the last closing time in the file.
func RequestsAsOf() time.Time { return time.Date(2019, 9, 16, 12, 0, 0, 0, newYork()) }

func newYork() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return zone
}

// Requests returns the service requests of nyc311_requests.csv.
func Requests() ([]Request, error) {
	names := []string{"Created Date", "Closed Date", "Due Date", "Agency", "Open Data Channel Type"}
	rows, err := Table("nyc311_requests.csv", names...)
	if err != nil {
		return nil, err
	}
	zone := newYork()
	requests := make([]Request, len(rows))
	for i, row := range rows {
		r := Request{Line: i + 2, Agency: row[3], Channel: row[4]}
		for j, t := range []*time.Time{&r.Opened, &r.Closed, &r.Due} {
			if row[j] == "" {
				continue
			}
			if *t, err = time.ParseInLocation("01/02/2006 03:04:05 PM", row[j], zone); err != nil {
				return nil, fmt.Errorf("nyc311_requests.csv: line %d, %s: %w", r.Line, names[j], err)
			}
		}
		requests[i] = r
	}
	return requests, nil
}
