package main

import (
	"database/sql"
	_ "embed"
	"fmt"
	"io"
	"log"
	"math"
	"os"

	"github.com/servicekpi/servicekpi/kpitest"
	_ "modernc.org/sqlite" // the driver
)

var (
	//go:embed schema.sql
	schema string
	//go:embed right.sql
	right string
	//go:embed dismissed.sql
	dismissed string
	//go:embed rounded.sql
	rounded string
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run writes the verdict on each query.
func run(w io.Writer) error {
	db, err := open()
	if err != nil {
		return err
	}
	defer db.Close()
	for _, query := range []struct{ name, text string }{
		{"right.sql", right}, {"dismissed.sql", dismissed}, {"rounded.sql", rounded},
	} {
		var r kpitest.Recorder
		kpitest.NPS(&r, nps(db, query.text))
		if len(r.Failures) == 0 {
			fmt.Fprintf(w, "%s is the NPS: all %d cases pass.\n", query.name, r.Cases)
			continue
		}
		fmt.Fprintf(w, "\n%s is not the NPS: %d of %d cases fail.\n\n", query.name, len(r.Failures), r.Cases)
		for _, f := range r.Failures {
			fmt.Fprintln(w, f)
		}
	}
	return nil
}

// open returns an empty database with the table of answers.
func open() (*sql.DB, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // every connection to :memory: is a database of its own
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// nps returns a query as the function that kpitest.NPS wants.
func nps(db *sql.DB, query string) func(answers []*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		if err := fill(db, answers); err != nil {
			return 0, err
		}
		return ask(db, query)
	}
}

// fill replaces the table's rows by the given answers, nil as NULL.
func fill(db *sql.DB, answers []*int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	if _, err := tx.Exec("DELETE FROM answers"); err != nil {
		return err
	}
	for _, a := range answers {
		if _, err := tx.Exec("INSERT INTO answers (rating) VALUES (?)", a); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// ask returns the one number of a query; NULL is no data.
func ask(db *sql.DB, query string) (float64, error) {
	var score sql.NullFloat64
	if err := db.QueryRow(query).Scan(&score); err != nil {
		return 0, err
	}
	if !score.Valid {
		return math.NaN(), nil
	}
	return score.Float64, nil
}
