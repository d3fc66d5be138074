package foldparquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/survey"
)

// worker folds row groups; each goroutine has one of its own.
type worker interface {
	columns() []*column
	take(n int, o *outcome) // folds the next n rows, of which every column has the values
	settle(rows int)        // says how many rows a group had
}

// rows is what scores and tickets have in common: the segment and the period of a row.
type rows struct {
	read     []*column
	time     *column // nil: none
	segment  []*column
	periods  *cells.Periods
	names    []*names
	joined   map[string]int32 // segments of several columns, by the numbers of their values
	together []string
	packed   []byte
}

func (f *File) rows(schema *parquet.Schema) (*rows, error) {
	r := &rows{joined: map[string]int32{}}
	var err error
	if f.Time != "" {
		r.periods = cells.NewPeriods(f.Period)
		if r.time, err = r.find(schema, f.Time, &times{periods: r.periods, layout: f.Layout, zone: f.Zone}); err != nil {
			return nil, err
		}
	}
	for _, name := range f.Segment {
		n := &names{}
		c, err := r.find(schema, name, n)
		if err != nil {
			return nil, err
		}
		r.segment, r.names = append(r.segment, c), append(r.names, n)
	}
	return r, nil
}

// columns returns all that are read.
func (r *rows) columns() []*column { return r.read }

// scoring counts the scores of row groups.
type scoring struct {
	rows
	score  *column
	counts cells.Counts
}

func (f *File) scoring(schema *parquet.Schema, s survey.Scale) (*scoring, error) {
	r, err := f.rows(schema)
	if err != nil {
		return nil, err
	}
	w := &scoring{rows: *r}
	w.score, err = w.find(schema, f.Score, newScores(s, f.Blank))
	return w, err
}

// find returns a column of the file, whose values are read as what it is for.
func (r *rows) find(schema *parquet.Schema, name string, as reader) (*column, error) {
	leaf, ok := schema.Lookup(name)
	if !ok {
		var all []string
		for _, field := range schema.Fields() {
			all = append(all, field.Name())
		}
		return nil, fmt.Errorf("foldparquet: there is no column %q of values among %q", name, all)
	}
	if leaf.MaxRepetitionLevel > 0 {
		return nil, fmt.Errorf("foldparquet: the column %q has lists", name)
	}
	c := &column{name: name, index: leaf.ColumnIndex, defined: byte(leaf.MaxDefinitionLevel), as: as}
	if t := leaf.Node.Type().LogicalType(); t != nil {
		c.unsigned = unsigned(t)
	}
	if err := as.takes(leaf.Node.Type()); err != nil {
		return nil, fmt.Errorf("foldparquet: the column %q: %w", name, err)
	}
	r.read = append(r.read, c)
	return c, nil
}

// unpacks returns an error if a column is packed in a way that the decoder gets wrong: version 0.32 takes some pages in
// LZ4_RAW for empty values, without an error.
func unpacks(columns []*column, m *format.FileMetaData) error {
	for i, g := range m.RowGroups {
		for _, c := range columns {
			if c.index < len(g.Columns) && g.Columns[c.index].MetaData.Codec == format.Lz4Raw {
				return fmt.Errorf("foldparquet: row group %d: the column %q is packed by LZ4_RAW, which is not read reliably: write it by Snappy or Zstd", i, c.name)
			}
		}
	}
	return nil
}

// group folds a row group.
func group(w worker, g parquet.RowGroup) (o outcome) {
	columns := w.columns()
	chunks := g.ColumnChunks()
	for _, c := range columns {
		if o.failed = c.begin(chunks[c.index]); o.failed != nil {
			return o
		}
		defer c.close()
	}
	for left := g.NumRows(); left > 0; {
		n := int(min(left, 1<<20))
		for _, c := range columns {
			if err := c.more(); err != nil {
				if errors.Is(err, io.EOF) {
					err = fmt.Errorf("the column %q ends %d rows early", c.name, left)
				}
				o.failed = err
				return o
			}
			n = min(n, len(c.codes))
		}
		w.take(n, &o)
		left -= int64(n)
		for _, c := range columns {
			c.pass(n)
		}
	}
	w.settle(o.report.Rows)
	return o
}

func (w *scoring) settle(rows int) { w.counts.Settle(rows) }

// take counts scores.
func (w *scoring) take(n int, o *outcome) {
	scores := w.score.codes[:n]
	var periods, segments []int32
	if w.time != nil {
		periods = w.time.codes[:n]
	}
	if len(w.segment) == 1 {
		segments = w.segment[0].codes[:n]
	}
	for i, score := range scores {
		o.report.Rows++
		if score == null {
			o.report.Blank++
			continue
		}
		period, segment := int32(0), int32(0)
		if periods != nil {
			period = periods[i]
		}
		if period < 0 {
			o.reject(w.time, i, period)
			continue
		}
		if score < 0 {
			o.reject(w.score, i, score)
			continue
		}
		if segments != nil {
			segment = segments[i]
		} else if len(w.segment) > 1 {
			segment = w.join(i)
		}
		if near := w.counts.Near(segment, period); near != nil {
			near[score]++
		} else {
			w.counts.Add(segment, period, uint(score))
		}
		o.report.Folded++
	}
}

// join returns the number of a segment of several columns.
func (r *rows) join(row int) int32 {
	r.packed = r.packed[:0]
	for _, c := range r.segment {
		r.packed = binary.LittleEndian.AppendUint32(r.packed, uint32(c.codes[row]))
	}
	id, ok := r.joined[string(r.packed)]
	if !ok {
		var values []string
		for i, c := range r.segment {
			values = append(values, r.names[i].All()[c.codes[row]])
		}
		id = int32(len(r.together))
		r.together = append(r.together, fold.Join(values...))
		r.joined[string(r.packed)] = id
	}
	return id
}

// key returns the key of the tallies of a segment and a period.
func (r *rows) key(segment, period int32) (k fold.Key) {
	switch len(r.segment) {
	case 0:
	case 1:
		k.Segment = r.names[0].All()[segment]
	default:
		k.Segment = r.together[segment]
	}
	if r.periods != nil {
		k.Period = r.periods.Keys()[period]
	}
	return k
}

// into adds what the worker has counted.
func (w *scoring) into(counted map[fold.Key]cells.Scores) {
	for c := range w.counts.All() {
		k := w.key(c.Segment, c.Period)
		sum := counted[k]
		for score, n := range c.Scores {
			sum[score] += n
		}
		counted[k] = sum
	}
}

// column reads the values of a column as codes.
type column struct {
	name     string
	index    int
	defined  byte // the level at which there is a value; 0: everywhere
	unsigned bool
	as       reader

	pages parquet.Pages
	page  parquet.Page
	codes []int32 // of the rows that come next
	from  int     // where in all they begin
	all   []int32 // of the page
	dense []int32 // of its values, without nulls

	dictionary parquet.Dictionary
	entries    []int32
}

// Codes of values that make no number of their own.
const (
	null  int32 = -1 - iota // nothing there, or a code for nothing
	wrong                   // not what it should be
	off                     // off the scale
)

func (c *column) begin(chunk parquet.ColumnChunk) (err error) {
	defer damaged(&err)
	c.pages, c.dictionary, c.codes, c.all = chunk.Pages(), nil, nil, c.all[:0]
	return nil
}

func (c *column) close() {
	parquet.Release(c.page)
	c.page = nil
	if c.pages != nil {
		c.pages.Close()
		c.pages = nil
	}
}

// pass goes n rows on.
func (c *column) pass(n int) {
	c.codes = c.codes[n:]
	c.from += n
}

// more reads pages until there are codes of rows to come.
func (c *column) more() (err error) {
	defer damaged(&err)
	for len(c.codes) == 0 {
		parquet.Release(c.page)
		c.page = nil
		if c.page, err = c.pages.ReadPage(); err != nil {
			return err
		}
		if err := c.read(c.page); err != nil {
			return err
		}
		c.codes, c.from = c.all, 0
	}
	return nil
}

// read turns the values of a page into codes.
func (c *column) read(page parquet.Page) error {
	c.dense = c.dense[:0]
	data, n := page.Data(), int(page.NumValues()-page.NumNulls())
	if d := page.Dictionary(); d != nil {
		if d != c.dictionary {
			c.dictionary = d
			entries := d.Page().Data()
			if err := c.holds(entries, d.Len()); err != nil {
				return err
			}
			c.entries = c.decode(c.entries[:0], entries, d.Len())
		}
		if err := c.holds(data, n); err != nil {
			return err
		}
		indexes := data.Int32()
		c.dense = slices.Grow(c.dense, len(indexes))
		for _, index := range indexes {
			if uint(index) >= uint(len(c.entries)) {
				return fmt.Errorf("the column %q has the entry %d of a dictionary of %d", c.name, index, len(c.entries))
			}
			c.dense = append(c.dense, c.entries[index])
		}
	} else {
		if err := c.holds(data, n); err != nil {
			return err
		}
		c.dense = c.decode(c.dense, data, n)
	}
	levels := page.DefinitionLevels()
	if c.defined == 0 || len(levels) == 0 {
		c.all = append(c.all[:0], c.dense...)
		return nil
	}
	// Nulls have a level and no value.
	c.all = c.all[:0]
	next := 0
	for _, level := range levels {
		if level != c.defined {
			c.all = append(c.all, c.as.null())
			continue
		}
		if next >= len(c.dense) {
			return fmt.Errorf("the column %q has fewer values than it says", c.name)
		}
		c.all = append(c.all, c.dense[next])
		next++
	}
	return nil
}

// text returns what stands in a row of the page.
func (c *column) text(row int) string {
	i := row // among the values, without nulls
	if levels := c.page.DefinitionLevels(); c.defined > 0 && len(levels) > 0 {
		i = bytes.Count(levels[:row], []byte{c.defined})
	}
	data := c.page.Data()
	if c.page.Dictionary() != nil {
		data, i = c.dictionary.Page().Data(), int(data.Int32()[i])
	}
	return c.show(data, i)
}

// holds returns an error if a page does not hold as many values as it says. The decoder lets some of these pass, with other
// values than were written.
func (c *column) holds(v encoding.Values, n int) error {
	have := n
	switch v.Kind() {
	case encoding.Boolean:
		have = min(n, 8*len(v.Boolean())) // eight to the byte
	case encoding.Int32:
		have = len(v.Int32())
	case encoding.Int64:
		have = len(v.Int64())
	case encoding.Int96:
		have = len(v.Int96())
	case encoding.Float:
		have = len(v.Float())
	case encoding.Double:
		have = len(v.Double())
	case encoding.ByteArray:
		_, offsets := v.ByteArray()
		have = max(len(offsets)-1, 0)
	}
	if have != n {
		return fmt.Errorf("a page of the column %q holds %d values and says %d", c.name, have, n)
	}
	return nil
}

// wrong returns the error about one of the rows to come.
func (c *column) wrong(i int, code int32) fold.RowError {
	e := fold.RowError{Column: c.name, Want: c.as.want(), Reason: c.as.reason(code), Value: "NULL"}
	if code != null {
		e.Value = c.text(c.from + i)
	}
	return e
}
