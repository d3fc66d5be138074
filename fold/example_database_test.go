package fold_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log"
	"slices"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
)

// The database counts, and a few rows come back: one for each team, month and score. A score that is NULL is blank, and an
// 11 is no answer from 0 to 10.
func ExampleQuery() {
	db := warehouse( // sql.Open("pgx", "postgres://…")
		[]driver.Value{"north", "2026-03", int64(10), int64(55)},
		[]driver.Value{"north", "2026-03", int64(7), int64(20)},
		[]driver.Value{"north", "2026-03", int64(3), int64(25)},
		[]driver.Value{"north", "2026-03", nil, int64(40)},
		[]driver.Value{"south", "2026-04", int64(11), int64(2)},
	)
	defer db.Close()
	table, report, err := fold.Query(context.Background(), db, (*nps.Tally).AddN, `
		SELECT team, to_char(answered AT TIME ZONE 'Europe/Berlin', 'YYYY-MM'), score, count(*)
		FROM answers GROUP BY 1, 2, 3`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Println(table[fold.Key{Segment: "north", Period: "2026-03"}].Score(0.95))
	// Output:
	// 142 rows: 100 folded, 40 blank, 2 bad (2 scale)
	// 30.0 [12.7, 45.4] n=100
}

// A tally with a rule is given it along the way.
func ExampleRows() {
	db := warehouse(
		[]driver.Value{"chat", "2026-03", int64(5), int64(60)},
		[]driver.Value{"chat", "2026-03", int64(2), int64(20)},
	)
	defer db.Close()
	rows, err := db.Query("SELECT channel, month, score, count(*) FROM answers GROUP BY 1, 2, 3")
	if err != nil {
		log.Fatal(err)
	}
	rule := csat.TopBox(2, 5)
	table, _, err := fold.Rows(rows, func(t *csat.Tally, score, n int) error { return t.AddN(rule, score, n) })
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.BySegment()["chat"].Score(0.95))
	// Output:
	// 75.0% [64.5%, 83.2%] n=80
}

// warehouse returns a database that answers every statement with these rows, so that the examples need none.
func warehouse(rows ...[]driver.Value) *sql.DB { return sql.OpenDB(&stock{rows}) }

type stock struct{ rows [][]driver.Value }

func (s *stock) Connect(context.Context) (driver.Conn, error) {
	return &stock{slices.Clone(s.rows)}, nil
}
func (s *stock) Driver() driver.Driver               { return nil }
func (s *stock) Prepare(string) (driver.Stmt, error) { return nil, errors.New("no statements") }
func (s *stock) Begin() (driver.Tx, error)           { return nil, errors.New("no transactions") }
func (s *stock) Close() error                        { return nil }
func (s *stock) Columns() []string                   { return []string{"segment", "period", "score", "count"} }

func (s *stock) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return s, nil
}

func (s *stock) Next(to []driver.Value) error {
	if len(s.rows) == 0 {
		return io.EOF
	}
	copy(to, s.rows[0])
	s.rows = s.rows[1:]
	return nil
}
