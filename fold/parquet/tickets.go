package foldparquet

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/fold/internal/tickets"
	"github.com/servicekpi/servicekpi/ttr"
)

// Times folds a file of tickets into their times to resolution, as [fold.Times] does; f.Score is not asked. The columns of
// t are times as File.Time is, each of its own type. A ticket is still open if it was resolved at a null, or, where
// times are plain numbers, at one that is written as one of f.Blank, such as "0".
func Times(r io.ReaderAt, size int64, f File, t fold.Tickets) (fold.Table[ttr.Times], fold.Report, error) {
	table, report, err := ticketRows(r, size, f, t, tickets.Add((*ttr.Times).Add, t.Hours, t.AsOf))
	for _, times := range table {
		slices.Sort(times.Resolved)
		slices.Sort(times.Open)
	}
	return table, report, err
}

// Sketches folds a file of tickets into sketches of their times to resolution, as [Times] does, in memory that does not
// grow with the number of tickets.
func Sketches(r io.ReaderAt, size int64, f File, t fold.Tickets) (fold.Table[ttr.Sketch], fold.Report, error) {
	return ticketRows(r, size, f, t, tickets.Add((*ttr.Sketch).Add, t.Hours, t.AsOf))
}

// SLAs folds a file of tickets into how many of them met a service level, as [fold.SLAs] does. due returns when a ticket
// that was opened then has to be resolved; t.Hours is not asked.
func SLAs(
	r io.ReaderAt, size int64, f File, t fold.Tickets, due func(opened time.Time) time.Time,
) (fold.Table[ttr.SLA], fold.Report, error) {
	return ticketRows(r, size, f, t, func(s *ttr.SLA, opened, resolved time.Time) error {
		return s.Add(due(opened), resolved, t.AsOf)
	})
}

// ticketRows folds tickets by when they were opened and resolved, the zero time if they were not. Several goroutines call
// add.
func ticketRows[T interface{ Plus(T) T }](
	r io.ReaderAt, size int64, f File, t fold.Tickets, add func(to *T, opened, resolved time.Time) error,
) (fold.Table[T], fold.Report, error) {
	if err := tickets.Check(t.AsOf); err != nil {
		return nil, fold.Report{}, fmt.Errorf("foldparquet: %w", err)
	}
	var all []*ticketing[T]
	report, err := f.read(r, size, func(schema *parquet.Schema) (worker, error) {
		rows, err := f.rows(schema)
		if err != nil {
			return nil, err
		}
		w := &ticketing[T]{rows: *rows, asOf: t.AsOf, add: add}
		w.openedAt.times = times{layout: f.Layout, zone: f.Zone}
		w.resolvedAt.times, w.resolvedAt.blank = w.openedAt.times, f.Blank
		if w.opened, err = w.find(schema, t.Opened, &w.openedAt); err != nil {
			return nil, err
		}
		w.resolved, err = w.find(schema, t.Resolved, &w.resolvedAt)
		all = append(all, w)
		return w, err
	})
	if err != nil {
		return nil, fold.Report{}, err
	}
	table := fold.Table[T]{}
	for _, w := range all {
		for cell, tally := range w.tallies {
			k := w.key(cell[0], cell[1])
			table[k] = table[k].Plus(*tally)
		}
	}
	return table, report, nil
}

// ticketing folds the tickets of row groups.
type ticketing[T any] struct {
	rows
	asOf                 time.Time
	opened, resolved     *column
	openedAt, resolvedAt instants
	add                  func(to *T, opened, resolved time.Time) error
	tallies              map[[2]int32]*T // by segment and period
}

// settle forgets the times of a group.
func (w *ticketing[T]) settle(int) { w.openedAt.known, w.resolvedAt.known = nil, nil }

// take folds tickets.
func (w *ticketing[T]) take(n int, o *outcome) {
	for i := range n {
		o.report.Rows++
		cell := [2]int32{}
		if w.time != nil {
			cell[1] = w.time.codes[i]
		}
		opened, resolved := w.opened.codes[i], w.resolved.codes[i]
		switch {
		case cell[1] < 0:
			o.reject(w.time, i, cell[1])
			continue
		case opened < 0:
			o.reject(w.opened, i, opened)
			continue
		case resolved < null:
			o.reject(w.resolved, i, resolved)
			continue
		}
		switch len(w.segment) {
		case 0:
		case 1:
			cell[0] = w.segment[0].codes[i]
		default:
			cell[0] = w.join(i)
		}
		w.ticket(cell, opened, resolved, o)
	}
}

// ticket folds one ticket, whose times have these numbers; that of an open one is null.
func (w *ticketing[T]) ticket(cell [2]int32, opened, resolved int32, o *outcome) {
	from, to, done := w.openedAt.known[opened], time.Time{}, resolved >= 0
	if done {
		to = w.resolvedAt.known[resolved]
	}
	tally := w.tallies[cell]
	if tally == nil {
		tally = new(T)
	}
	err := tickets.Judge(from, to, done, w.asOf)
	if err == nil {
		err = w.add(tally, from, to)
	}
	if err != nil {
		o.refuse(err)
		return
	}
	if w.tallies == nil {
		w.tallies = map[[2]int32]*T{}
	}
	w.tallies[cell] = tally
	o.report.Folded++
}

// instants reads instants, and numbers those of a row group in the order in which they are read.
type instants struct {
	times
	blank []string // numbers that stand for no time
	known []time.Time
}

func (r *instants) integer(v int64) int32 {
	if len(r.blank) > 0 && r.number && slices.Contains(r.blank, strconv.FormatInt(v, 10)) {
		return null
	}
	if r.unit == 0 { // days
		if v < firstSecond/cells.Day || v > lastSecond/cells.Day {
			return wrong
		}
		return r.at(v*cells.Day, 0)
	}
	whole, rest := v/r.unit, v%r.unit
	if rest < 0 { // before 1970
		whole, rest = whole-1, rest+r.unit
	}
	return r.at(whole, rest*(int64(time.Second)/r.unit))
}

func (r *instants) nanos(v deprecated.Int96) int32 {
	second, rest, ok := julian(v)
	if !ok {
		return wrong
	}
	return r.at(second, rest)
}

// at returns the number of a second of Unix, or of one since 1970 on a clock in the zone, and so many nanoseconds.
func (r *instants) at(second, nanos int64) int32 {
	second, ok := r.times.unix(second)
	if !ok {
		return wrong
	}
	r.known = append(r.known, time.Unix(second, nanos).UTC())
	return int32(len(r.known) - 1)
}
