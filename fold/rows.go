package fold

import (
	"bytes"
	"slices"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
)

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
		o.reject(RowError{Value: clip(text[:e.bytes]), Want: want, Reason: Quotes}, before)
	case len(r.grammar.fields) != len(r.header):
		o.reject(RowError{Value: clip(text[:e.bytes]), Want: wantFields(len(r.header)), Reason: Fields}, before)
	default:
		return e.bytes, true
	}
	return e.bytes, false
}

// segment returns the number of the row's segment.
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

// at returns e cell of a row or column of cells, making it if need be.
func at[T any](s *[]T, i int32) *T {
	if n := int(i) + 1; n > len(*s) {
		*s = slices.Grow(*s, n-len(*s))[:n]
	}
	return &(*s)[i]
}
