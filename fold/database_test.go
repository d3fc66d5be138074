package fold

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/nps"
)

// answer is what the test's database has to say to every statement.
type answer struct {
	names  []string
	rows   [][]driver.Value
	fails  error // instead of an answer
	breaks error // after the rows
	closed int
}

func (a *answer) Connect(context.Context) (driver.Conn, error) { return a, nil }
func (a *answer) Driver() driver.Driver                        { return nil }
func (a *answer) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("no statements") }
func (a *answer) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }
func (a *answer) Close() error                                 { return nil }
func (a *answer) QueryContext(_ context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if a.fails != nil {
		return nil, a.fails
	}
	return &answered{a, 0}, nil
}

type answered struct {
	*answer
	next int
}

func (r *answered) Columns() []string { return r.names }
func (r *answered) Close() error      { r.closed++; return nil }
func (r *answered) Next(to []driver.Value) error {
	if r.next == len(r.rows) {
		if r.breaks != nil {
			return r.breaks
		}
		return io.EOF
	}
	copy(to, r.rows[r.next])
	r.next++
	return nil
}

func ask(t *testing.T, a *answer) (Table[nps.Tally], Report, error) {
	t.Helper()
	if a.names == nil {
		a.names = []string{"team", "month", "score", "count"}
	}
	db := sql.OpenDB(a)
	defer db.Close()
	return Query(t.Context(), db, (*nps.Tally).AddN, "SELECT", 1)
}

type (
	level  uint8
	wide   float32
	naming string
)

func TestQuery(t *testing.T) {
	nine := 9
	pointer := &nine
	a := &answer{rows: [][]driver.Value{
		{"north", "2026-03", int64(9), int64(2)},
		{[]byte("north"), []byte("2026-03"), []byte("10"), []byte("3")}, // MySQL, and PostgreSQL's numeric
		{"north", "2026-03", 0.0, 4.0},                                  // SQLite, Snowflake
		{naming("north"), naming("2026-03"), level(7), uint64(5)},       // ClickHouse
		{"north", "2026-03", &pointer, wide(6)},
		{"north", "2026-03", "8.000", big.NewInt(7)},
		{"north", "2026-03", big.NewRat(6, 1), big.NewRat(8, 1)}, // BigQuery
		{"south", int64(2026), int64(1), int64(1)},
		{nil, "2026-03", int64(10), int64(1)},
		{true, "2026-03", int64(10), int64(1)},
		{4.5, "2026-03", int64(10), int64(1)},
		{"nobody", "2026-03", int64(10), int64(0)},
	}}
	table, report, err := ask(t, a)
	require.NoError(t, err)
	assert.Equal(t, Table[nps.Tally]{
		{"north", "2026-03"}: {Detractors: 12, Passives: 12, Promoters: 11},
		{"south", "2026"}:    {Detractors: 1},
		{"", "2026-03"}:      {Promoters: 1},
		{"true", "2026-03"}:  {Promoters: 1},
		{"4.5", "2026-03"}:   {Promoters: 1},
	}, table)
	assert.Equal(t, Report{Rows: 39, Folded: 39}, report)
	assert.Equal(t, 1, a.closed, "the rows are closed")
}

func TestQueryBlankAndBad(t *testing.T) {
	var none *int
	table, report, err := ask(t, &answer{rows: [][]driver.Value{
		{"north", "2026-03", nil, int64(5)},
		{"north", nil, nil, int64(1)},
		{"north", "2026-03", none, int64(2)},
		{"north", "2026-03", int64(11), int64(3)},
		{"north", "2026-03", 9.5, int64(4)},
		{"north", nil, int64(9), int64(6)},
		{"north", "2026-03", "good", int64(1)},
		{"north", "2026-03", "", int64(1)},
		{"north", "2026-03", int64(0), int64(7)},
	}})
	require.NoError(t, err)
	assert.Equal(t, Table[nps.Tally]{{"north", "2026-03"}: {Detractors: 7}}, table, "NULL is not 0")
	assert.Equal(t, Report{
		Rows: 30, Folded: 7, Blank: 8, Bad: map[Reason]int{Scale: 3, Score: 6, Time: 6},
		First: []RowError{
			{Row: 4, Column: "score", Value: "11", Want: "a whole number from 0 to 10", Reason: Scale},
			{Row: 5, Column: "score", Value: "9.5", Want: "a whole number", Reason: Score},
			{Row: 6, Column: "month", Value: "NULL", Want: "the key of a period, or the empty text for no periods", Reason: Time},
			{Row: 7, Column: "score", Value: "good", Want: "a whole number", Reason: Score},
			{Row: 8, Column: "score", Value: "", Want: "a whole number", Reason: Score},
		},
	}, report)
	assert.Equal(t, "30 rows: 7 folded, 8 blank, 15 bad (6 time, 6 score, 3 scale)", report.String())
	assert.Equal(t, `row 4: score is "11", want a whole number from 0 to 10`, report.First[0].Error())
}

func TestQueryRefuses(t *testing.T) {
	broken := errors.New("the line is dead")
	for _, row := range []struct {
		reason string
		a      answer
		want   string
	}{
		{"a negative count", answer{rows: [][]driver.Value{{"a", "2026", int64(1), int64(1)}, {"a", "2026", int64(1), int64(-1)}}},
			`fold: row 2: count is "-1", want a count: a whole number from 0`},
		{"half a row", answer{rows: [][]driver.Value{{"a", "2026", int64(1), 0.5}}}, `count is "0.5"`},
		{"no count", answer{rows: [][]driver.Value{{"a", "2026", int64(1), nil}}}, `count is "NULL"`},
		{"not a number", answer{rows: [][]driver.Value{{"a", "2026", int64(1), math.NaN()}}}, `count is "NaN"`},
		{"more than a float can count", answer{rows: [][]driver.Value{{"a", "2026", int64(1), 1e17}}}, `count is "1e+17"`},
		{"more than an int can count", answer{rows: [][]driver.Value{{"a", "2026", int64(1), uint64(math.MaxUint64)}}}, `count is "1844`},
		{"more in all than an int can count", answer{rows: [][]driver.Value{
			{"a", "2026", int64(1), int64(math.MaxInt64)}, {"a", "2026", int64(1), int64(1)}}}, `row 2`},
		{"a truncated time is no key", answer{rows: [][]driver.Value{{"a", time.Unix(0, 0).UTC(), int64(1), int64(1)}}},
			`fold: row 1: month is "1970-01-01 00:00:00 +0000 UTC", want the key of a period as text, such as 2026-03`},
		{"a time for a segment", answer{rows: [][]driver.Value{{time.Unix(0, 0), "2026", int64(1), int64(1)}}}, "want text or a number"},
		{"a count that is a truth", answer{rows: [][]driver.Value{{"a", "2026", int64(1), true}}}, `count is "true"`},
		{"two columns", answer{names: []string{"score", "count"}}, `["score" "count"] are not segments, period ('' for none), score and count`},
		{"no column for the period", answer{names: []string{"country", "score", "count"}, rows: [][]driver.Value{{"DE", int64(9), int64(1)}}},
			`fold: row 1: country is "DE", want the key of a period such as 2026-03, or '' for no periods: the columns are segments, period, score and count`},
		{"month before team", answer{rows: [][]driver.Value{{"2026-03", "north", int64(9), int64(1)}}}, `row 1: month is "north", want the key`},
		{"score before month", answer{rows: [][]driver.Value{{"a", int64(9), "2026-03", int64(1)}}}, `month is "9", want the key`},
		{"no key where there is no score either", answer{rows: [][]driver.Value{{"a", "north", nil, int64(1)}}}, `month is "north"`},
		{"a month that is not in the calendar", answer{rows: [][]driver.Value{{"a", "2026-13", int64(9), int64(1)}}}, `month is "2026-13"`},
		{"a quarter that is not", answer{rows: [][]driver.Value{{"a", "2026-Q5", int64(9), int64(1)}}}, `month is "2026-Q5"`},
		{"a time as text", answer{rows: [][]driver.Value{{"a", "2026-03-01 00:00:00", int64(9), int64(1)}}}, `month is "2026-03-01 00:00:00"`},
		{"spaces before", answer{rows: [][]driver.Value{{"a", " 2026-03", int64(9), int64(1)}}}, `month is " 2026-03"`},
		{"the statement fails", answer{fails: broken}, "fold: the line is dead"},
		{"the answer breaks off", answer{rows: [][]driver.Value{{"a", "2026", int64(1), int64(1)}}, breaks: broken}, "fold: the line is dead"},
	} {
		table, report, err := ask(t, &row.a)
		assert.ErrorContains(t, err, row.want, row.reason)
		assert.Nil(t, table, row.reason)
		assert.Zero(t, report, row.reason)
	}
	_, _, err := ask(t, &answer{fails: broken})
	assert.ErrorIs(t, err, broken)
	_, _, err = ask(t, &answer{rows: [][]driver.Value{{"a", "2026", int64(1), int64(-1)}}})
	bad, ok := errors.AsType[RowError](err)
	require.True(t, ok)
	assert.Equal(t, RowError{Row: 1, Column: "count", Value: "-1", Want: "a count: a whole number from 0"}, bad)
}

func TestQueryNobody(t *testing.T) {
	table, report, err := ask(t, &answer{})
	require.NoError(t, err)
	assert.Empty(t, table)
	assert.Zero(t, report)
}

func TestRowsOfNoneAndOfSeveralSegments(t *testing.T) {
	table, _, err := ask(t, &answer{names: []string{"month", "score", "count"}, rows: [][]driver.Value{{"2026-03", int64(9), int64(1)}}})
	require.NoError(t, err)
	assert.Equal(t, Table[nps.Tally]{{"", "2026-03"}: {Promoters: 1}}, table)

	table, _, err = ask(t, &answer{names: []string{"team", "channel", "month", "score", "count"}, rows: [][]driver.Value{
		{"a", "b|c", "2026-03", int64(9), int64(1)}, {"a|b", "c", "2026-03", int64(9), int64(1)}}})
	require.NoError(t, err)
	assert.Equal(t, Table[nps.Tally]{{`a|b\|c`, "2026-03"}: {Promoters: 1}, {`a\|b|c`, "2026-03"}: {Promoters: 1}}, table)
}

func TestRowsOfEveryPeriod(t *testing.T) {
	for _, row := range []struct {
		reason string
		period driver.Value
		want   string
	}{
		{"a day, or a week", "2026-03-05", "2026-03-05"},
		{"a month", "2026-03", "2026-03"},
		{"a quarter", "2026-Q1", "2026-Q1"},
		{"a year", "2026", "2026"},
		{"a year that is a number", int64(2026), "2026"},
		{"a year that is a float", 2026.0, "2026"},
		{"padded by char(10)", "2026-03   ", "2026-03"},
		{"padded, in bytes", []byte("2026-Q1   "), "2026-Q1"},
		{"none", "", ""},
		{"none, of a database that has no empty text", " ", ""},
		{"none, padded by char(10)", "          ", ""},
	} {
		table, _, err := ask(t, &answer{rows: [][]driver.Value{{"north", row.period, int64(9), int64(1)}}})
		require.NoError(t, err, row.reason)
		assert.Equal(t, Table[nps.Tally]{{"north", row.want}: {Promoters: 1}}, table, row.reason)
	}
}

func TestRowsWithARule(t *testing.T) {
	a := &answer{names: []string{"month", "score", "count"}, rows: [][]driver.Value{{"2026-03", int64(5), int64(2)}, {"2026-03", int64(1), int64(1)}}}
	db := sql.OpenDB(a)
	defer db.Close()
	rows, err := db.Query("SELECT")
	require.NoError(t, err)
	rule := csat.TopBox(2, 5)
	table, _, err := Rows(rows, func(t *csat.Tally, score, n int) error { return t.AddN(rule, score, n) })
	require.NoError(t, err)
	assert.Equal(t, Table[csat.Tally]{{"", "2026-03"}: {Rule: rule, Satisfied: 2, Other: 1}}, table)

	rows, err = db.Query("SELECT")
	require.NoError(t, err)
	_, _, err = Rows(rows, func(t *nps.Tally, score, n int) error { return fmt.Errorf("no more of %d", score) })
	assert.EqualError(t, err, "fold: row 1: no more of 5", "what is not about the score ends the reading")
}
