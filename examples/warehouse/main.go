// Warehouse asks a database for answers counted by team, month and score, folds the few rows that come back into tallies, and
// prints the NPS of each team with its change from month to month. The database counts, the library scores: millions of answers
// travel as some hundred rows.
//
//	go run .                                        # SQLite, in this program
//	go run . -rows 1000000
//	go run . -postgres 'postgres://user@127.0.0.1/name'
//
// The answers are made up by a seeded generator, as a file, which is loaded into a temporary table and read by the file reader
// too: both ways must come to the same tallies. The program is a module of its own because of the drivers.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

const level = 0.95

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "warehouse:", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("warehouse", flag.ContinueOnError)
	server := flags.String("postgres", "", "`URL` of a PostgreSQL database; empty: SQLite in memory")
	rows := flags.Int("rows", 100_000, "how many answers to make up")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rows < 0 || flags.NArg() > 0 {
		return fmt.Errorf("want flags and a number of rows from 0 on, got %q and %d rows", flags.Args(), *rows)
	}

	var file bytes.Buffer
	generate(&file, *rows, 1)
	db, err := open(ctx, *server)
	if err != nil {
		return err
	}
	defer db.close()
	if err := db.load(ctx, bytes.NewReader(file.Bytes())); err != nil {
		return err
	}
	byMonth, report, err := db.tallies(ctx, time.UTC)
	if err != nil {
		return err
	}
	print(w, byMonth, report)

	fromFile, fileReport, err := readFile(bytes.NewReader(file.Bytes()), time.UTC)
	if err != nil {
		return err
	}
	if !same(byMonth, fromFile) || report.Folded != fileReport.Folded {
		return fmt.Errorf("the file has %v, the database %v, and their tallies differ", fileReport, report)
	}
	_, err = fmt.Fprintln(w, "The file reader comes to the same tallies.")
	return err
}

// readFile folds the file of answers without a database.
func readFile(file io.Reader, zone *time.Location) (fold.Table[nps.Tally], fold.Report, error) {
	return fold.NPS(file, fold.File{Time: "answered", Period: trend.Month(zone), Segment: []string{"team"}, Score: "score"})
}

// same tells whether two tables hold the same tallies.
func same(a, b fold.Table[nps.Tally]) bool {
	if len(a) != len(b) {
		return false
	}
	for key, t := range a {
		if o, ok := b[key]; !ok || o != t {
			return false
		}
	}
	return true
}

// print writes what was read, and a line for each team.
func print(w io.Writer, byMonth fold.Table[nps.Tally], report fold.Report) {
	fmt.Fprintln(w, report)
	for _, bad := range report.First[:min(2, len(report.First))] {
		fmt.Fprintln(w, " ", bad)
	}
	for _, team := range byMonth.Segments() {
		var series []kpi.Estimate
		for _, month := range byMonth.Periods() {
			series = append(series, byMonth[fold.Key{Segment: team, Period: month}].Score(level))
		}
		fmt.Fprintf(w, "%-6s NPS %v, change a month %v\n", team, byMonth.BySegment()[team].Score(level), trend.Slope(series))
	}
}
