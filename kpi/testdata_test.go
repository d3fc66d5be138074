package kpi_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rows reads a table of testdata whose first line names the columns.
func rows(t *testing.T, name string, comma rune) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = comma
	all, err := r.ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(all), 10, "a table that lost its rows proves nothing")
	var out []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

func count(t *testing.T, s string) int { return int(number(t, s)) }

func numbers(t *testing.T, s string) []float64 {
	t.Helper()
	var out []float64
	for _, f := range strings.Fields(s) {
		out = append(out, number(t, f))
	}
	return out
}

func counts(t *testing.T, s string) []int {
	t.Helper()
	var out []int
	for _, x := range numbers(t, s) {
		out = append(out, int(x))
	}
	return out
}
