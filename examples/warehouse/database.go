package main

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

var (
	//go:embed sqlite.sql
	sqliteByMonth string
	//go:embed postgres.sql
	postgresByMonth string
)

// database is a connection that holds the table of answers: a temporary one, gone with the connection.
type database struct {
	pool     *sql.DB
	conn     *sql.Conn
	postgres bool
}

// open connects to the PostgreSQL database at url, or to an SQLite database in memory if there is none.
func open(ctx context.Context, url string) (*database, error) {
	driver, source := "sqlite", ":memory:"
	if url != "" {
		driver, source = "pgx", url
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &database{pool, conn, url != ""}, nil
}

func (d *database) close() {
	d.conn.Close()
	d.pool.Close()
}

// load puts the answers of a file into the table. A score that is empty there is NULL here.
func (d *database) load(ctx context.Context, file io.Reader) error {
	create, insert := "answered TEXT, team TEXT, score INT", "?, ?, ?" // SQLite keeps times as text
	if d.postgres {
		create, insert = "answered TIMESTAMPTZ, team TEXT, score INT", "$1, $2, $3"
	}
	if _, err := d.conn.ExecContext(ctx, "CREATE TEMPORARY TABLE answers ("+create+")"); err != nil {
		return err
	}
	tx, err := d.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	statement, err := tx.PrepareContext(ctx, "INSERT INTO answers VALUES ("+insert+")")
	if err != nil {
		return err
	}
	r := csv.NewReader(file)
	if _, err := r.Read(); err != nil { // the header
		return err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return tx.Commit()
		}
		if err != nil {
			return err
		}
		score := sql.Null[string]{V: row[2], Valid: row[2] != ""}
		if _, err := statement.ExecContext(ctx, row[0], row[1], score); err != nil {
			return err
		}
	}
}

// tallies asks for the answers counted by team, month and score. SQLite knows no zones but UTC.
func (d *database) tallies(ctx context.Context, zone *time.Location) (fold.Table[nps.Tally], fold.Report, error) {
	if d.postgres {
		return fold.Query(ctx, d.conn, (*nps.Tally).AddN, postgresByMonth, zone.String())
	}
	if zone != time.UTC {
		return nil, fold.Report{}, fmt.Errorf("SQLite has no zone %v", zone)
	}
	return fold.Query(ctx, d.conn, (*nps.Tally).AddN, sqliteByMonth)
}
