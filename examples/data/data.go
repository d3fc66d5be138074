// Package data embeds the real data of the examples, so that they run from any folder. README.md has the sources and
// licences.
package data

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed *.csv *.csv.gz README.md
var files embed.FS

// Files returns the data files, read only.
func Files() fs.FS { return files }

// Table returns those columns of a file, row by row, without its header: rows[i][j] is columns[j] on line i+2.
func Table(name string, columns ...string) ([][]string, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	at := make([]int, len(columns))
	for i, column := range columns {
		if at[i] = slices.Index(all[0], column); at[i] < 0 {
			return nil, fmt.Errorf("%s has no column %q", name, column)
		}
	}
	rows := make([][]string, len(all)-1)
	for i, row := range all[1:] {
		for _, j := range at {
			rows[i] = append(rows[i], row[j])
		}
	}
	return rows, nil
}
