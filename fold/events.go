package fold

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/trend"
)

// Events reads a file of events, one a row, such as orders or log-ins, and hands the customer and the time of each to
// take, in the order of the file: what retention.NewCohorts makes a triangle of.
//
//	cohorts, report, err := fold.Events(r, f, "customer",
//		func(events iter.Seq2[string, time.Time]) (retention.Cohorts, error) {
//			return retention.NewCohorts(events, spec)
//		})
//
// f.Time is the column with the time, which comes in UTC, and customer the one with the customer. A row whose customer is
// empty, or one of f.Blank, is blank; one whose time cannot be read is bad; all others are folded: they are the events.
// f.Period, f.Score and f.Workers are not looked at, and f.Segment is an error, because nothing is divided.
//
// The file is read while take ranges over the events, on its goroutine. It can do so once: a second loop panics. What it
// returns comes back only if the file was read to its end. If the file breaks half-way the events end there, and Events
// returns the zero T, whatever take made of the first half, with the report up to that row and the error. An error of
// take comes back as it is. If it returns none, but its loop ended before the events did, that is an error too.
func Events[T any](
	r io.Reader, f File, customer string, take func(events iter.Seq2[string, time.Time]) (T, error),
) (T, Report, error) {
	var none T
	switch {
	case f.Time == "":
		return none, Report{}, errors.New("fold: events have times: say in File.Time which column has them")
	case len(f.Segment) > 0:
		return none, Report{}, fmt.Errorf("fold: events are not divided by File.Segment %q", f.Segment)
	}
	f.Period = trend.Day(time.UTC) // any: only the times are asked for
	if err := f.check(); err != nil {
		return none, Report{}, err
	}
	src, header, err := f.open(r)
	if err != nil {
		return none, Report{}, err
	}
	l, err := f.find(header, false, []string{customer})
	if err != nil {
		return none, Report{}, err
	}
	rows, err := f.rows(l)
	if err != nil {
		return none, Report{}, err
	}
	w := &eventing{rows: *rows, blank: f.Blank}
	report, reading, begun, ended := Report{}, error(nil), false, false
	made, err := take(func(yield func(string, time.Time) bool) {
		if begun {
			panic("fold: the events of a file are read once, and this is the second loop")
		}
		begun = true
		w.yield = yield
		report, reading = src.run([]worker{w})
		ended = true
	})
	begun = true // nor later
	switch {
	case !ended:
		report = src.report
	case reading != nil && !errors.Is(reading, errEnough):
		return none, report, reading
	}
	switch {
	case err != nil:
		return none, report, err
	case !ended || reading != nil:
		return none, report, fmt.Errorf("fold: the events after row %d are not read: the loop over them ended before they did", report.Rows)
	}
	return made, report, nil
}

// errEnough is what the reading ends with when the loop over the events ends first.
var errEnough = errors.New("the loop ended")

// eventing gives the events of pieces to a loop.
type eventing struct {
	rows
	blank []string
	yield func(customer string, at time.Time) bool
}

func (w *eventing) fold(p piece) (o outcome) {
	w.grammar.plain = !p.quoted
	for text := p.text; len(text) > 0 && o.failed == nil; {
		before := o.lines
		n, good := w.next(text, p.last, &o)
		if good {
			w.event(before, &o)
		}
		text = text[n:]
	}
	return o
}

// event gives the event of the row that has been read, which began after so many lines.
func (w *eventing) event(lines int, o *outcome) {
	customer := w.grammar.fields[w.others[0]]
	if len(customer) == 0 || slices.Contains(w.blank, string(customer)) {
		o.blank++
		return
	}
	text := w.grammar.fields[w.time]
	t, err := w.clock.instant(text)
	if err != nil {
		o.reject(w.clock.wrong(w.header[w.time], text), lines)
		return
	}
	if !w.yield(string(customer), t) {
		o.failed = errEnough
	}
}
