package fold

import (
	"errors"
	"io"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
)

// Records folds a file into tallies of any kind, by segment and period. add puts one row into a tally: at is the time
// of the row, in UTC, or the zero one if f.Time is empty, and values are those of the columns, in their order. They
// are text as it stands in the file, and valid until add returns.
//
//	table, report, err := fold.Records(r, f, []string{"start", "end"},
//		func(t *retention.Revenue, at time.Time, values [][]byte) error { … })
//
// A row whose time cannot be read is bad and is not shown to add. If add returns [Blank] the row is blank; any other
// error makes it a bad row, and must have left the tally as it was. The reason is [Refused], unless the error is a
// [RowError], which is reported as it is, with the row and the line filled in. What add returns may depend on the row
// only, not on the tally. Several goroutines call add at once, each with tallies of its own, which are put together by
// Plus in the end: the table is the same for any number of them if Plus is exact, and equal to rounding if it adds
// floats.
//
// Files of scores are read several times faster by [Scores].
func Records[T interface{ Plus(T) T }](
	r io.Reader, f File, columns []string, add func(t *T, at time.Time, values [][]byte) error,
) (Table[T], Report, error) {
	var all []*recording[T]
	report, err := f.read(r, false, columns, func(l layout) (worker, error) {
		rows, err := f.rows(l)
		if err != nil {
			return nil, err
		}
		w := &recording[T]{rows: *rows, add: add, values: make([][]byte, len(columns))}
		all = append(all, w)
		return w, nil
	})
	if err != nil {
		return nil, report, err
	}
	table := Table[T]{}
	for _, w := range all {
		for segment, periods := range w.cells {
			for period, t := range periods {
				if t == nil {
					continue
				}
				k := w.key(int32(segment), int32(period))
				table[k] = table[k].Plus(*t)
			}
		}
	}
	return table, report, nil
}

// Blank is what the function given to [Records] returns for a row without an answer. It is an error.
const Blank = blank("blank")

type blank string

// Error returns "blank".
func (b blank) Error() string { return string(b) }

// recording folds the records of pieces.
type recording[T any] struct {
	rows
	add    func(t *T, at time.Time, values [][]byte) error
	values [][]byte
	cells  [][]*T // by segment and period; nil: no row yet
}

func (w *recording[T]) fold(p piece) (o outcome) {
	w.grammar.plain = !p.quoted
	for text := p.text; len(text) > 0 && o.failed == nil; {
		before := o.lines
		n, good := w.next(text, p.last, &o)
		if good {
			w.record(text[:n], before, &o)
		}
		text = text[n:]
	}
	return o
}

// record takes the row that has been read, which began after so many lines.
func (w *recording[T]) record(text []byte, lines int, o *outcome) {
	t, period, ok := w.instant(o, lines)
	if !ok {
		return
	}
	fields := w.grammar.fields
	for i, column := range w.others {
		w.values[i] = fields[column]
	}
	cell := at(at(&w.cells, w.segmentOf(fields)), period)
	tally := *cell
	if tally == nil {
		tally = new(T)
	}
	switch err := w.add(tally, t, w.values); err {
	case nil:
		*cell = tally
	case Blank:
		o.blank++
	default:
		bad, ok := errors.AsType[RowError](err)
		if !ok || bad.Reason == "" {
			bad = RowError{Value: cells.Clip(text), Want: err.Error(), Reason: Refused}
		}
		o.reject(bad, lines)
	}
}
