package foldparquet

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/survey"
)

// reader turns values into codes.
type reader interface {
	takes(t parquet.Type) error // an error says which types it takes
	integer(v int64) int32
	float(v float64) int32
	text(v []byte) int32
	nanos(v deprecated.Int96) int32
	null() int32
	want() string
	reason(code int32) fold.Reason
}

// unsigned reports whether whole numbers of that type have no sign.
func unsigned(t *format.LogicalType) bool {
	i, ok := t.Value.(*format.IntType)
	return ok && !i.IsSigned
}

// decode appends the codes of n values.
func (c *column) decode(codes []int32, v encoding.Values, n int) []int32 {
	if n == 0 {
		return codes
	}
	codes = slices.Grow(codes, n)
	switch v.Kind() {
	case encoding.Boolean:
		for i, b := range v.Boolean() {
			for bit := range 8 {
				if 8*i+bit < n {
					codes = append(codes, c.as.text(strconv.AppendBool(nil, b>>bit&1 == 1)))
				}
			}
		}
	case encoding.Int32:
		for _, x := range v.Int32() {
			if c.unsigned {
				codes = append(codes, c.as.integer(int64(uint32(x))))
			} else {
				codes = append(codes, c.as.integer(int64(x)))
			}
		}
	case encoding.Int64:
		for _, x := range v.Int64() {
			if c.unsigned && x < 0 { // more than an int64 can hold
				codes = append(codes, c.as.text(strconv.AppendUint(nil, uint64(x), 10)))
			} else {
				codes = append(codes, c.as.integer(x))
			}
		}
	case encoding.Int96:
		for _, x := range v.Int96() {
			codes = append(codes, c.as.nanos(x))
		}
	case encoding.Float:
		for _, x := range v.Float() {
			codes = append(codes, c.as.float(float64(x)))
		}
	case encoding.Double:
		for _, x := range v.Double() {
			codes = append(codes, c.as.float(x))
		}
	case encoding.ByteArray:
		data, offsets := v.ByteArray()
		for i := range n {
			codes = append(codes, c.as.text(data[offsets[i]:offsets[i+1]]))
		}
	}
	return codes
}

// show returns value i as text.
func (c *column) show(v encoding.Values, i int) string {
	switch v.Kind() {
	case encoding.Boolean:
		return strconv.FormatBool(v.Boolean()[i/8]>>(i%8)&1 == 1)
	case encoding.Int32:
		x := v.Int32()[i]
		if c.unsigned {
			return strconv.FormatUint(uint64(uint32(x)), 10)
		}
		return strconv.Itoa(int(x))
	case encoding.Int64:
		x := v.Int64()[i]
		if c.unsigned {
			return strconv.FormatUint(uint64(x), 10)
		}
		return strconv.FormatInt(x, 10)
	case encoding.Int96:
		return v.Int96()[i].String()
	case encoding.Float:
		return strconv.FormatFloat(float64(v.Float()[i]), 'g', -1, 32)
	case encoding.Double:
		return strconv.FormatFloat(v.Double()[i], 'g', -1, 64)
	}
	data, offsets := v.ByteArray()
	return cells.Clip(data[offsets[i]:offsets[i+1]])
}

// names numbers the values of a segment's column.
type names struct{ cells.Names }

func (n *names) takes(t parquet.Type) error {
	switch l := t.LogicalType(); {
	case t.Kind() == parquet.ByteArray && (l == nil || is[*format.StringType](l) || is[*format.EnumType](l)), t.Kind() == parquet.Boolean:
		return nil
	case (t.Kind() == parquet.Int32 || t.Kind() == parquet.Int64) && (l == nil || is[*format.IntType](l)):
		return nil
	}
	return fmt.Errorf("%v makes no segment: it takes text, whole numbers or truths", t)
}

// is reports whether a logical type is of that kind.
func is[L format.LogicalTypeValue](t *format.LogicalType) bool {
	_, ok := t.Value.(L)
	return ok
}

func (n *names) integer(v int64) int32        { return n.ID(strconv.AppendInt(nil, v, 10)) }
func (n *names) text(v []byte) int32          { return n.ID(v) }
func (n *names) float(float64) int32          { return wrong }
func (n *names) nanos(deprecated.Int96) int32 { return wrong }
func (n *names) null() int32                  { return n.ID(nil) }
func (n *names) want() string                 { return "" }
func (n *names) reason(int32) fold.Reason     { return "" }

// scores reads answers.
type scores struct {
	scale survey.Scale
	blank []string
	codes [11]int32 // of the scores
}

func newScores(s survey.Scale, blank []string) *scores {
	r := &scores{scale: s, blank: blank}
	for score := range r.codes {
		r.codes[score] = r.judge(score, strconv.Itoa(score))
	}
	return r
}

// judge returns the code of a whole number, written so.
func (r *scores) judge(score int, text string) int32 {
	switch {
	case slices.Contains(r.blank, text):
		return null
	case r.scale.Check(score) != nil:
		return off
	}
	return int32(score)
}

func (r *scores) takes(t parquet.Type) error {
	switch l := t.LogicalType(); t.Kind() {
	case parquet.Int32, parquet.Int64:
		if l == nil || is[*format.IntType](l) {
			return nil
		}
	case parquet.Float, parquet.Double:
		return nil
	case parquet.ByteArray:
		if l == nil || is[*format.StringType](l) || is[*format.EnumType](l) {
			return nil
		}
	}
	return fmt.Errorf("%v is no score: it takes whole numbers or text", t)
}

func (r *scores) integer(v int64) int32 {
	if 0 <= v && v <= 10 {
		return r.codes[v]
	}
	return r.judge(int(min(max(v, -1), 11)), strconv.FormatInt(v, 10))
}

func (r *scores) float(v float64) int32 {
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		return r.integer(int64(v))
	}
	if slices.Contains(r.blank, strconv.FormatFloat(v, 'g', -1, 64)) {
		return null
	}
	return wrong
}

func (r *scores) text(v []byte) int32 {
	if len(v) == 0 || slices.Contains(r.blank, string(v)) {
		return null
	}
	n, ok := cells.Whole(string(v))
	switch {
	case !ok:
		return wrong
	case r.scale.Check(n) != nil:
		return off
	}
	return int32(n)
}

func (r *scores) nanos(deprecated.Int96) int32 { return wrong }
func (r *scores) null() int32                  { return null }
func (r *scores) want() string {
	return fmt.Sprintf("a whole number from %d to %d", r.scale.Min, r.scale.Max)
}

func (r *scores) reason(code int32) fold.Reason {
	if code == off {
		return fold.Scale
	}
	return fold.Score
}

// times reads instants, and makes periods of them.
type times struct {
	periods *cells.Periods
	layout  string
	zone    *time.Location

	unit   int64 // of a second; 0: days
	local  bool  // it is what a clock in the zone showed
	number bool  // without a logical type
}

func (r *times) takes(t parquet.Type) error {
	logical := t.LogicalType()
	r.unit = 1
	switch {
	case t.Kind() == parquet.Int96:
		return nil
	case logical != nil && is[*format.TimestampType](logical):
		stamp := logical.Value.(*format.TimestampType)
		if stamp.Unit.Value == nil {
			return errors.New("a TIMESTAMP without a unit")
		}
		r.unit, r.local = int64(time.Second/stamp.Unit.Value.Duration()), !stamp.IsAdjustedToUTC
	case logical != nil && is[*format.DateType](logical):
		r.unit, r.local = 0, true
	case (logical == nil || is[*format.IntType](logical)) && (t.Kind() == parquet.Int64 || t.Kind() == parquet.Int32):
		r.number = true
		switch r.layout {
		case fold.Unix:
		case fold.UnixMilli:
			r.unit = 1000
		default:
			return fmt.Errorf("%v is a number: say in File.Layout whether it is fold.Unix or fold.UnixMilli", t)
		}
	default:
		return fmt.Errorf("%v is no time: it takes TIMESTAMP, DATE, INT96, or numbers", t)
	}
	if r.local && r.zone == nil {
		return fmt.Errorf("%v has no zone: declare it in File.Zone", t)
	}
	return nil
}

// The years 0 to 9999 in seconds of Unix: the last second, and the first.
const (
	lastSecond  = 253402300799
	firstSecond = -62167219200
)

func (r *times) integer(v int64) int32 {
	// Each division is by a constant, which is several times faster.
	whole := v
	switch r.unit {
	case 1:
	case 1e3:
		whole = v / 1e3
	case 1e6:
		whole = v / 1e6
	case 1e9:
		whole = v / 1e9
	default: // days
		if v < firstSecond/cells.Day || v > lastSecond/cells.Day {
			return wrong
		}
		return r.second(v * cells.Day)
	}
	if whole*r.unit > v { // before 1970
		whole--
	}
	return r.second(whole)
}

// second returns the code of a second of Unix, or of one since 1970 on a clock in the zone.
func (r *times) second(v int64) int32 {
	v, ok := r.unix(v)
	if !ok {
		return wrong
	}
	return r.periods.ID(v)
}

// unix returns the second of Unix of such a second. ok is false before the year 0 and after 9999.
func (r *times) unix(v int64) (unix int64, ok bool) {
	if v < firstSecond || v > lastSecond {
		return 0, false
	}
	if r.local && r.zone != time.UTC {
		v = time.Date(1970, 1, 1+int(v/cells.Day), 0, 0, int(v%cells.Day), 0, r.zone).Unix()
	}
	return v, true
}

func (r *times) nanos(v deprecated.Int96) int32 {
	second, _, ok := julian(v)
	if !ok {
		return wrong
	}
	return r.second(second)
}

// julian returns the second of Unix and the nanoseconds of an INT96: the nanoseconds since midnight and, in the last 32
// bits, the Julian day, of which 1970-01-01 is 2440588.
func julian(v deprecated.Int96) (second, nanos int64, ok bool) {
	since := int64(v[0]) | int64(v[1])<<32
	if since < 0 || since >= int64(24*time.Hour) {
		return 0, 0, false
	}
	return (int64(v[2])-2440588)*cells.Day + since/int64(time.Second), since % int64(time.Second), true
}

func (r *times) text([]byte) int32        { return wrong }
func (r *times) float(float64) int32      { return wrong }
func (r *times) null() int32              { return null }
func (r *times) want() string             { return "a time from the year 0 to 9999" }
func (r *times) reason(int32) fold.Reason { return fold.Time }
