package fold

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/tickets"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

// Tickets says which times of a file make the time of a ticket. The period of a ticket is that of File.Time, which is
// one of the two columns or another; all of them are written as File.Layout says. By the time of resolution an open
// ticket has no period and is a bad row, and those that are left look faster than they were.
type Tickets struct {
	// Opened is the column with the time at which the ticket was opened, Resolved the one with that at which it was
	// resolved: an empty field, or a code of File.Blank, if it is still open.
	Opened, Resolved string
	// AsOf is when the tickets were looked at. A ticket that is still open, or was resolved after that, was open then;
	// one that was opened after that, or 292 years before, is a bad row.
	AsOf time.Time
	// Hours says which time counts. nil: all of it.
	Hours ttr.Hours
}

// Times folds a file of tickets into their times to resolution, open ones included. It keeps every time, in ascending
// order: for more of them than fit into memory see [Sketches]. A ticket that was resolved before it was opened is a
// bad row. Otherwise it is as [Records].
func Times(r io.Reader, f File, t Tickets) (Table[ttr.Times], Report, error) {
	table, report, err := times(r, f, t, (*ttr.Times).Add)
	for _, times := range table {
		slices.Sort(times.Resolved)
		slices.Sort(times.Open)
	}
	return table, report, err
}

// Sketches folds a file of tickets into sketches of their times to resolution, as [Times] does, in memory that does not
// grow with the number of tickets.
func Sketches(r io.Reader, f File, t Tickets) (Table[ttr.Sketch], Report, error) {
	return times(r, f, t, (*ttr.Sketch).Add)
}

// SLAs folds a file of tickets into how many of them met a service level. due returns when a ticket that was opened then
// has to be resolved: opened.Add(4*time.Hour), or what [ttr.Calendar.Due] says; t.Hours is not asked.
func SLAs(r io.Reader, f File, t Tickets, due func(opened time.Time) time.Time) (Table[ttr.SLA], Report, error) {
	return ticketRows(r, f, t, func(s *ttr.SLA, opened, resolved time.Time) error {
		return s.Add(due(opened), resolved, t.AsOf)
	})
}

// times folds the times of tickets.
func times[T interface{ Plus(T) T }](
	r io.Reader, f File, t Tickets, add func(to *T, d time.Duration, done bool) error,
) (Table[T], Report, error) {
	return ticketRows(r, f, t, tickets.Add(add, t.Hours, t.AsOf))
}

// ticketRows folds tickets by when they were opened and resolved, the zero time if they were not.
func ticketRows[T interface{ Plus(T) T }](
	r io.Reader, f File, t Tickets, add func(to *T, opened, resolved time.Time) error,
) (Table[T], Report, error) {
	if err := tickets.Check(t.AsOf); err != nil {
		return nil, Report{}, fmt.Errorf("fold: %w", err)
	}
	clock, err := newClock(f.Layout, f.Zone, trend.Period{})
	if err != nil {
		return nil, Report{}, err
	}
	return Records(r, f, []string{t.Opened, t.Resolved}, func(to *T, at time.Time, values [][]byte) error {
		opened := at
		if f.Time != t.Opened {
			var err error
			if opened, err = clock.instant(values[0]); err != nil {
				return clock.wrong(t.Opened, values[0])
			}
		}
		var resolved time.Time
		text := values[1]
		done := len(text) > 0 && !slices.Contains(f.Blank, string(text))
		if done {
			var err error
			if resolved, err = clock.instant(text); err != nil {
				return clock.wrong(t.Resolved, text)
			}
		}
		if err := tickets.Judge(opened, resolved, done, t.AsOf); err != nil {
			return err
		}
		return add(to, opened, resolved)
	})
}
