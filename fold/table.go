package fold

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Key is where a tally is filed: the segment, and the period's key as [trend.Period.Key] writes it. Where nothing
// divides the rows into segments, or into periods, it is empty.
type Key struct {
	Segment string `json:"segment"`
	Period  string `json:"period"`
}

// Compare orders keys by segment and then by period, and returns -1, 0 or 1 as [strings.Compare] does.
func (k Key) Compare(o Key) int {
	if c := strings.Compare(k.Segment, o.Segment); c != 0 {
		return c
	}
	return strings.Compare(k.Period, o.Period)
}

// Table is tallies by segment and period. It is a map and is used as one: a key that no row had gives the zero T,
// which is a tally without data.
//
//	for month := range trend.Month(zone).Keys(from, to) {
//		series = append(series, table[fold.Key{Segment: "north", Period: month}].Score(0.95))
//	}
//
// It has a Plus of its own, so that tables of several files, or of several machines, are put together as tallies are.
type Table[T interface{ Plus(T) T }] map[Key]T

// Plus returns the rows of both tables, in a map of its own.
func (t Table[T]) Plus(o Table[T]) Table[T] {
	sum := make(Table[T], max(len(t), len(o)))
	maps.Copy(sum, t)
	for k, tally := range o {
		sum[k] = sum[k].Plus(tally)
	}
	return sum
}

// All returns the tallies in the order of segments and, within them, of periods.
func (t Table[T]) All() iter.Seq2[Key, T] {
	return func(yield func(Key, T) bool) {
		for _, k := range t.keys() {
			if !yield(k, t[k]) {
				return
			}
		}
	}
}

func (t Table[T]) keys() []Key { return slices.SortedFunc(maps.Keys(t), Key.Compare) }

// Segments returns the segments that occur, in ascending order.
func (t Table[T]) Segments() []string { return t.distinct(func(k Key) string { return k.Segment }) }

// Periods returns the keys of the periods that occur, in ascending order, which is that of time. A period in which
// nothing happened is not among them: for those see [trend.Period.Keys].
func (t Table[T]) Periods() []string { return t.distinct(func(k Key) string { return k.Period }) }

func (t Table[T]) distinct(part func(Key) string) []string {
	seen := map[string]bool{}
	for k := range t {
		seen[part(k)] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// BySegment returns one tally for each segment: its periods put together.
func (t Table[T]) BySegment() map[string]T { return t.pooled(func(k Key) string { return k.Segment }) }

// ByPeriod returns one tally for each period: its segments put together.
func (t Table[T]) ByPeriod() map[string]T { return t.pooled(func(k Key) string { return k.Period }) }

// Total returns everything put together.
func (t Table[T]) Total() T { return t.pooled(func(Key) string { return "" })[""] }

// pooled adds up in the order of keys, so that sums of floats, too, are the same every time.
func (t Table[T]) pooled(part func(Key) string) map[string]T {
	sums := map[string]T{}
	for k, tally := range t.All() {
		sums[part(k)] = sums[part(k)].Plus(tally)
	}
	return sums
}

// cell is one entry of a table in JSON.
type cell[T any] struct {
	Key
	Tally T `json:"tally"`
}

// MarshalJSON returns the table as [{"segment":…,"period":…,"tally":…},…], in the order of [Table.All]. A key that
// is not valid UTF-8, which JSON cannot hold, is an error.
func (t Table[T]) MarshalJSON() ([]byte, error) {
	cells := make([]cell[T], 0, len(t))
	for k, tally := range t.All() {
		if !utf8.ValidString(k.Segment) || !utf8.ValidString(k.Period) {
			return nil, fmt.Errorf("fold: the key %+q of a table is not valid UTF-8", k)
		}
		cells = append(cells, cell[T]{k, tally})
	}
	return json.Marshal(cells)
}

// UnmarshalJSON reads what MarshalJSON writes, and adds nothing to what was there before: it replaces it. Two tallies
// with one key are an error, after which t is as it was.
func (t *Table[T]) UnmarshalJSON(b []byte) error {
	var cells []cell[T]
	if err := json.Unmarshal(b, &cells); err != nil {
		return fmt.Errorf("fold: reading a table: %w", err)
	}
	read := make(Table[T], len(cells))
	for _, c := range cells {
		if _, twice := read[c.Key]; twice {
			return fmt.Errorf("fold: reading a table: the key %+q is there twice", c.Key)
		}
		read[c.Key] = c.Tally
	}
	*t = read
	return nil
}

// Join returns the segment that several values make together: "north|phone" of north and phone. A bar within a value
// is written \| and a backslash \\, so that no two lists of values make the same segment. One value is its own
// segment, as it is.
func Join(values ...string) string {
	if len(values) == 1 {
		return values[0]
	}
	var b []byte
	for i, v := range values {
		if i > 0 {
			b = append(b, '|')
		}
		b = appendEscaped(b, v)
	}
	return string(b)
}

// appendEscaped appends a value as it is written in a segment of several values.
func appendEscaped[S string | []byte](b []byte, value S) []byte {
	for i := range len(value) {
		if value[i] == '|' || value[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, value[i])
	}
	return b
}

// Split returns the values of a segment made of two columns or more: what [Join] joined.
func Split(segment string) []string {
	var values []string
	var b []byte
	for i := 0; i < len(segment); i++ {
		switch c := segment[i]; {
		case c == '|':
			values, b = append(values, string(b)), b[:0]
		case c == '\\' && i+1 < len(segment):
			i++
			b = append(b, segment[i])
		default:
			b = append(b, c)
		}
	}
	return append(values, string(b))
}
