package foldbeam_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/ttr"
)

// desk is a tally of three metrics, one of which keeps what it holds in unexported fields.
type desk struct {
	NPS  nps.Tally  `json:"nps"`
	CSAT csat.Tally `json:"csat"`
	Time ttr.Sketch `json:"time"`
}

func (d desk) Plus(o desk) desk {
	return desk{NPS: d.NPS.Plus(o.NPS), CSAT: d.CSAT.Plus(o.CSAT), Time: d.Time.Plus(o.Time)}
}

// N is the number of rows, each of which has all three.
func (d desk) N() int { return d.NPS.N() }

// desks folds rows of month, segment, score, rating and hours, by a plain loop.
type desks struct {
	Rule csat.Rule
}

func (f desks) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[desk], fold.Report, error) {
	table, report := fold.Table[desk]{}, fold.Report{Bad: map[fold.Reason]int{}}
	rows := bufio.NewScanner(r)
	rows.Scan() // the header
	for rows.Scan() {
		report.Rows++
		fields := strings.Split(rows.Text(), ",")
		key := fold.Key{Segment: fields[1], Period: fields[0]}
		d := table[key]
		if err := d.add(f.Rule, fields[2:]); err != nil {
			report.Bad[fold.Scale]++
			continue
		}
		report.Folded++
		table[key] = d
	}
	return table, report, rows.Err()
}

func (d *desk) add(rule csat.Rule, fields []string) error {
	var n [3]int
	for i, text := range fields {
		var err error
		if n[i], err = strconv.Atoi(text); err != nil {
			return err
		}
	}
	if err := (survey.Scale{Min: 0, Max: 10}).Check(n[0]); err != nil {
		return err
	}
	if err := d.CSAT.Add(rule, n[1]); err != nil {
		return err
	}
	if err := d.NPS.Add(n[0]); err != nil {
		return err
	}
	return d.Time.Add(time.Duration(n[2])*time.Hour, n[2]%10 != 0)
}

func init() {
	foldbeam.RegisterTally(sampleDesk())
	foldbeam.RegisterFolder(desks{})
}

func sampleDesk() desk {
	d := desk{NPS: nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}}
	for i := range 6 {
		must(d.CSAT.Add(csat.TopBox(2, 5), 1+i%5))
		must(d.Time.Add(time.Duration(i)*time.Hour, i > 0))
	}
	return d
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// writeDesks writes files of rows of which one in fifty is bad, and returns a pattern of their names.
func writeDesks(t testing.TB, files, rows int) string {
	t.Helper()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range files {
		var b strings.Builder
		b.WriteString("month,segment,score,rating,hours\n")
		for range rows {
			score := random.IntN(11)
			if random.IntN(50) == 0 {
				score = 11
			}
			fmt.Fprintf(&b, "2026-%02d,team %c|%d,%d,%d,%d\n", 1+random.IntN(12), 'a'+rune(random.IntN(3)), random.IntN(2),
				score, 1+random.IntN(5), 1+random.IntN(100))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("desk-%02d.csv", i)), []byte(b.String()), 0o600))
	}
	return filepath.Join(dir, "desk-*.csv")
}

// plain folds the same files one after the other, without Beam.
func plain(t testing.TB, pattern string, folder desks) (fold.Table[desk], fold.Report) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	table, sum := fold.Table[desk]{}, fold.Report{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		one, report, err := folder.Fold(foldbeam.Part{}, strings.NewReader(string(b)))
		require.NoError(t, err)
		table = table.Plus(one)
		sum.Rows += report.Rows
		sum.Folded += report.Folded
	}
	return table, sum
}
