package fold

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend"
)

// Querier is what asks a database: *sql.DB, *sql.Tx, *sql.Conn.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Query asks a database and folds its answer as [Rows] does: the columns are segments, if any, the period's key, or the
// empty text for no periods, the score, and the count, in that order.
//
//	table, report, err := fold.Query(ctx, db, (*nps.Tally).AddN,
//		"SELECT team, '' AS period, score, count(*) FROM answers WHERE answered >= $1 GROUP BY team, score", from)
//
// The statements by month for several databases are in the package's introduction.
func Query[T interface{ Plus(T) T }](
	ctx context.Context, db Querier, add func(t *T, score, n int) error, query string, args ...any,
) (Table[T], Report, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, Report{}, fmt.Errorf("fold: %w", err)
	}
	return Rows(rows, add)
}

// Rows folds the rows of a statement with GROUP BY and closes them. What a column is, its place says, not its name. The
// last three columns are, in this order, the period's key as text, the score, and how many answers have it; what stands
// before them is the segment, in one column, or in several that are joined as [Join] does, or in none. A segment that is
// NULL is the empty one. Where no periods are wanted the period's column stays, with the empty text:
//
//	SELECT team, '' AS period, score, count(*) FROM answers GROUP BY team, score
//
// A period is a key as [trend.Period.Key] writes it, 2026-03-05, 2026-03, 2026-Q1 or 2026, of whatever kind; the spaces
// that a column of type char(10) has behind it do not count. So where a database takes the empty text for NULL, as Oracle
// does, select a space.
//
// add is a tally's AddN, such as (*nps.Tally).AddN, or for a tally with a rule
//
//	func(t *csat.Tally, score, n int) error { return t.AddN(rule, score, n) }
//
// Drivers hand over whole numbers as integers, floats, text or bytes, and any of them will do; 9.5 will not. A score
// that is NULL is blank, never 0. A score that is not a whole number, or that add refuses with a *survey.RangeError,
// and a period that is NULL are bad rows, as many as the count says. Everything else is an error that names the row
// and ends the reading: a count that is negative, NULL or no whole number, a period that is a time or another text and
// not a key, which is what columns in another order come to, fewer than three columns.
func Rows[T interface{ Plus(T) T }](
	rows *sql.Rows, add func(t *T, score, n int) error,
) (table Table[T], report Report, err error) {
	defer func() {
		if closing := rows.Close(); err == nil && closing != nil {
			err = fmt.Errorf("fold: %w", closing)
		}
		if err != nil {
			table, report = nil, Report{}
		}
	}()
	names, err := rows.Columns()
	if err != nil {
		return nil, Report{}, fmt.Errorf("fold: %w", err)
	}
	if len(names) < 3 {
		return nil, Report{}, fmt.Errorf("fold: the columns %q are not segments, period ('' for none), score and count", names)
	}
	values, scan := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		scan[i] = &values[i]
	}
	table = Table[T]{}
	for number := 1; rows.Next(); number++ {
		if err := rows.Scan(scan...); err != nil {
			return nil, Report{}, fmt.Errorf("fold: row %d: %w", number, err)
		}
		g := group{number, names, values}
		if err := foldGroup(table, &report, g, add); err != nil {
			return nil, Report{}, fmt.Errorf("fold: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, Report{}, fmt.Errorf("fold: %w", err)
	}
	return table, report, nil
}

// group is one row of a GROUP BY.
type group struct {
	number int
	names  []string
	values []any
}

// foldGroup puts one row into the table and the report, or returns an error that ends the reading.
func foldGroup[T interface{ Plus(T) T }](
	table Table[T], report *Report, g group, add func(t *T, score, n int) error,
) error {
	last := len(g.values) - 1
	n, known, err := whole(g.values[last])
	if err != nil || !known || report.Rows+n < report.Rows { // negative, or more than an int can count
		return g.wrong(last, "a count: a whole number from 0")
	}
	if n == 0 {
		return nil // nobody
	}
	key, flaw, err := g.key()
	if err != nil {
		return err
	}
	report.Rows += n
	score, known, err := whole(g.values[last-1])
	switch {
	case !known && err == nil:
		report.Blank += n
		return nil
	case flaw:
		bad := g.wrong(last-2, "the key of a period, or the empty text for no periods")
		bad.Reason = Time
		report.keep(bad)
		report.count(bad.Reason, n)
		return nil
	case err != nil:
		bad := g.wrong(last-1, "a whole number")
		bad.Reason = Score
		report.keep(bad)
		report.count(bad.Reason, n)
		return nil
	}
	tally := table[key]
	if err := add(&tally, score, n); err != nil {
		off, ok := errors.AsType[*survey.RangeError](err)
		if !ok {
			return fmt.Errorf("row %d: %w", g.number, err)
		}
		bad := g.wrong(last-1, fmt.Sprintf("a whole number from %d to %d", off.Scale.Min, off.Scale.Max))
		bad.Reason = Scale
		report.keep(bad)
		report.count(bad.Reason, n)
		return nil
	}
	table[key] = tally
	report.Folded += n
	return nil
}

// key returns where the row belongs; without a period it is flawed.
func (g group) key() (k Key, flaw bool, err error) {
	segments := g.values[:len(g.values)-3]
	var parts []string
	for i, v := range segments {
		part, _, ok := text(v)
		if !ok {
			return Key{}, false, g.wrong(i, "text or a number")
		}
		parts = append(parts, part)
	}
	at := len(segments)
	period, known, ok := text(g.values[at])
	if !ok {
		return Key{}, false, g.wrong(at, "the key of a period as text, such as 2026-03: format it in the statement")
	}
	if period = strings.TrimRight(period, " "); period != "" && !isPeriod(period) { // char(10) is padded by spaces
		return Key{}, false, g.wrong(at, "the key of a period such as 2026-03, or '' for no periods: "+
			"the columns are segments, period, score and count")
	}
	if len(parts) > 0 {
		k.Segment = Join(parts...)
	}
	k.Period = period
	return k, !known, nil
}

// isPeriod reports whether a text is the key of a period of some kind.
func isPeriod(key string) bool {
	period := trend.Day(time.UTC) // of a week, its first day
	switch len(key) {
	case len("2026"):
		period = trend.Year(time.UTC)
	case len("2026-03"):
		period = trend.Month(time.UTC)
		if key[5] == 'Q' {
			period = trend.Quarter(time.UTC)
		}
	}
	_, err := period.Parse(key)
	return err == nil
}

// wrong returns the error about one column of the row.
func (g group) wrong(column int, want string) RowError {
	v := deref(g.values[column])
	shown := "NULL"
	switch v := v.(type) {
	case nil:
	case []byte:
		shown = string(v)
	default:
		shown = fmt.Sprint(v)
	}
	return RowError{Row: g.number, Column: g.names[column], Value: cells.Clip(shown), Want: want}
}

// deref returns what a pointer points to, nil for a nil one: drivers of databases with types of their own hand over
// pointers for what can be NULL.
func deref(v any) any {
	switch v.(type) {
	case nil, int64, float64, string, []byte, bool, time.Time, *big.Int, *big.Rat:
		return v
	}
	r := reflect.ValueOf(v)
	for r.Kind() == reflect.Pointer {
		if r.IsNil() {
			return nil
		}
		r = r.Elem()
	}
	return r.Interface()
}

var errNotWhole = errors.New("not a whole number")

// whole returns a value as a whole number; known is false if it is NULL.
func whole(v any) (n int, known bool, err error) {
	v = deref(v)
	switch v := v.(type) {
	case nil:
		return 0, false, nil
	case []byte:
		n, err = wholeText(string(v))
		return n, true, err
	case *big.Int:
		n, err = wholeText(v.String())
		return n, true, err
	case *big.Rat:
		if !v.IsInt() {
			return 0, true, errNotWhole
		}
		n, err = wholeText(v.Num().String())
		return n, true, err
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		n = int(r.Int())
		if int64(n) != r.Int() {
			return 0, true, errNotWhole
		}
	case r.CanUint():
		if r.Uint() > math.MaxInt {
			return 0, true, errNotWhole
		}
		n = int(r.Uint())
	case r.CanFloat():
		// Beyond 2^53 a float no longer tells a whole number from its neighbour.
		f := r.Float()
		if !(math.Abs(f) <= min(1<<53, math.MaxInt)) || f != math.Trunc(f) {
			return 0, true, errNotWhole
		}
		n = int(f)
	case r.Kind() == reflect.String:
		n, err = wholeText(r.String())
	default:
		err = errNotWhole
	}
	return n, true, err
}

func wholeText(s string) (int, error) {
	n, ok := cells.Whole(s)
	if !ok {
		return 0, errNotWhole
	}
	return n, nil
}

// text returns a value as text; known is false if it is NULL, ok if it is neither text nor a number.
func text(v any) (s string, known, ok bool) {
	v = deref(v)
	switch v := v.(type) {
	case nil:
		return "", false, true
	case []byte:
		return string(v), true, true
	case bool:
		return strconv.FormatBool(v), true, true
	case time.Time:
		return "", true, false
	case *big.Int:
		return v.String(), true, true
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String(), true, true
	case r.CanInt():
		return strconv.FormatInt(r.Int(), 10), true, true
	case r.CanUint():
		return strconv.FormatUint(r.Uint(), 10), true, true
	case r.CanFloat():
		return strconv.FormatFloat(r.Float(), 'f', -1, 64), true, true
	}
	return "", true, false
}
