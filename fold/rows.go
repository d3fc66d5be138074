package fold

import (
	"bytes"
	"io"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
)

// read reads a file with workers from hire, each told where the columns are: that of the score, if there has to be one,
// and others.
func (f *File) read(r io.Reader, score bool, others []string, hire func(layout) (worker, error)) (Report, error) {
	if err := f.check(); err != nil {
		return Report{}, err
	}
	src, header, err := f.open(r)
	if err != nil {
		return Report{}, err
	}
	l, err := f.find(header, score, others)
	if err != nil {
		return Report{}, err
	}
	var workers []worker
	for range src.workers() {
		w, err := hire(l)
		if err != nil {
			return Report{}, err
		}
		workers = append(workers, w)
	}
	return src.run(workers)
}

// rows reads the rows of pieces, one goroutine's: what scores and records of any kind have in common.
type rows struct {
	layout
	grammar  grammar
	clock    *clock
	segments cells.Names
	joined   []byte
	max      int
}

func (f *File) rows(l layout) (*rows, error) {
	c, err := f.clock()
	if err != nil {
		return nil, err
	}
	return &rows{layout: l, grammar: grammar{comma: f.comma()}, clock: c, max: f.maxRecord()}, nil
}

// next reads the first record of a piece. It counts the record's bytes and lines and, if it is a row at all, the row.
// good says that it has as many fields as the header, which are in r.grammar.fields.
func (r *rows) next(text []byte, last bool, o *outcome) (bytes int, good bool) {
	e, _ := r.grammar.record(text, last)
	if e.bytes > r.max {
		o.failed = errTooLong(r.max)
		return e.bytes, false
	}
	before := o.lines
	o.lines += e.lines
	if e.empty {
		return e.bytes, false
	}
	o.rows++
	switch {
	case e.flaw:
		want := "quotes only around a whole field, and doubled within it"
		o.reject(RowError{Value: cells.Clip(text[:e.bytes]), Want: want, Reason: Quotes}, before)
	case len(r.grammar.fields) != len(r.header):
		o.reject(RowError{Value: cells.Clip(text[:e.bytes]), Want: wantFields(len(r.header)), Reason: Fields}, before)
	default:
		return e.bytes, true
	}
	return e.bytes, false
}

// instant returns the time of a row, the zero one if the file has none, and the number of its period. A time that
// cannot be read is a bad row, which began after so many lines.
func (r *rows) instant(o *outcome, lines int) (t time.Time, period int32, ok bool) {
	if r.time < 0 {
		return time.Time{}, 0, true
	}
	text := r.grammar.fields[r.time]
	t, err := r.clock.instant(text)
	if err != nil {
		o.reject(r.clock.wrong(r.header[r.time], text), lines)
		return time.Time{}, 0, false
	}
	return t, r.clock.periods.ID(t.Unix()), true
}

// segmentOf returns the number of the row's segment.
func (r *rows) segmentOf(fields [][]byte) int32 {
	switch len(r.layout.segment) {
	case 0:
		return r.segments.ID(nil)
	case 1:
		return r.segments.ID(fields[r.layout.segment[0]])
	}
	b := r.joined[:0]
	for i, column := range r.layout.segment {
		if i > 0 {
			b = append(b, '|')
		}
		b = appendValue(b, fields[column])
	}
	r.joined = b
	return r.segments.ID(b)
}

// appendValue appends a value as it is written in a segment of several.
func appendValue(b, value []byte) []byte {
	if bytes.IndexByte(value, '|') < 0 && bytes.IndexByte(value, '\\') < 0 {
		return append(b, value...)
	}
	return appendEscaped(b, value)
}

// key returns the key of the tallies of a segment and a period.
func (r *rows) key(segment, period int32) Key {
	k := Key{Segment: r.segments.All()[segment]}
	if r.time >= 0 {
		k.Period = r.clock.periods.Keys()[period]
	}
	return k
}

// at returns the element i of a slice, which becomes as long as that takes.
func at[T any](s *[]T, i int32) *T {
	if n := int(i) + 1; n > len(*s) {
		*s = slices.Grow(*s, n-len(*s))[:n]
	}
	return &(*s)[i]
}
