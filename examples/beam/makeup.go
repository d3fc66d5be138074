package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// makeUp writes files of tickets of the half year before a time, and returns a pattern of their names. The tickets are
// made up by a seeded generator; some are open, six in ten have no score, and one in a thousand is wrong.
func makeUp(dir string, files, rows int, before time.Time) (pattern string, err error) {
	random := rand.New(rand.NewPCG(7, 11))
	from := before.AddDate(0, -6, 0)
	for i := range files {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("tickets-%02d.csv", i)))
		if err != nil {
			return "", err
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, "opened,resolved,team,score")
		for range rows {
			fmt.Fprintln(w, ticket(random, from, before))
		}
		if err := w.Flush(); err != nil {
			return "", err
		}
		if err := f.Close(); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "tickets-*.csv"), nil
}

// ticket returns one row.
func ticket(random *rand.Rand, from, before time.Time) string {
	team := random.IntN(3)
	opened := from.Add(time.Duration(random.Int64N(int64(before.Sub(from))))).Truncate(time.Second)
	took := time.Duration(random.ExpFloat64() * float64(8+8*team) * float64(time.Hour)).Truncate(time.Second)
	resolved, score := "", ""
	if end := opened.Add(took); !end.After(before) {
		resolved = end.Format(time.RFC3339)
		if random.IntN(10) < 4 {
			score = fmt.Sprint(min(10, 5-team+random.IntN(8)))
		}
	}
	if random.IntN(1000) == 0 {
		resolved, score = opened.Add(-time.Hour).Format(time.RFC3339), "11"
	}
	return fmt.Sprintf("%s,%s,%s,%s", opened.Format(time.RFC3339), resolved, []string{"north", "south", "west"}[team], score)
}
