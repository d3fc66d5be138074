package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

// files is contests about a file of answers: time, segment and score, of two years and fifty segments in no order. The
// answers are the promoters and the detractors of each segment and month. All read the file from the page cache.
var files = []contest{{
	name: "rows of CSV: NPS by segment and month", n: 1e7, quick: 2e3, growth: []int{1e4, 1e5, 1e6, 1e7},
	targets: []target{times("encoding/csv, tuned", 5)},
	field: func(n int) field {
		file, size, written := answers(n)
		text := func() io.ReadSeeker { return io.NewSectionReader(file, 0, size) }
		want := func() []float64 { return flat(nil, written) }
		return field{entrants: []entrant{
			{name: "fold.NPS, one goroutine", role: ours, want: want, run: func(out []float64) []float64 {
				return flat(out, byMonth(file, size, 1))
			}},
			{name: "as many as can run", role: ours, want: want, run: func(out []float64) []float64 {
				return flat(out, byMonth(file, size, 0))
			}},
			{name: "read it and count its lines", role: limit,
				want: func() []float64 { return []float64{float64(n + 1)} },
				run:  func(out []float64) []float64 { return append(out, float64(countLines(text()))) }},
			{name: "bufio.Scanner and bytes.Cut, without quotes", role: peer, want: want,
				run: func(out []float64) []float64 { return flat(out, scanned(text())) }},
			{name: "encoding/csv, tuned", role: peer, want: want,
				run: func(out []float64) []float64 { return flat(out, tuned(text())) }},
			{name: "encoding/csv, time.Parse and a map", role: peer, want: want,
				run: func(out []float64) []float64 { return flat(out, simple(text())) }},
		}}
	},
}}

// foldOnce writes a file of n answers, folds it once and tells how long that took and how much memory the program has had
// at most, writing included: the file is never in it as a whole.
func foldOnce(w io.Writer, n int) {
	file, size, written := answers(n)
	defer file.Close()
	before := processorTime()
	start := time.Now()
	table := byMonth(file, size, 0)
	took, processor := time.Since(start), processorTime()-before
	if !maps.Equal(table, written) {
		panic("the table is not what was written")
	}
	fmt.Fprintf(w, "%s rows, %.0f MB: %s, processor time %s, %.0f MB of memory at most\n", count(n), float64(size)/1e6,
		seconds(took.Seconds()), seconds(processor.Seconds()), float64(peakMemory())/1e6)
}

// byMonth is what this module does with the file.
func byMonth(file io.ReaderAt, size int64, workers int) fold.Table[nps.Tally] {
	table, report, err := fold.NPS(io.NewSectionReader(file, 0, size), fold.File{
		Time: "time", Period: trend.Month(time.UTC), Segment: []string{"segment"}, Score: "score", Workers: workers,
	})
	check(err)
	if report.Folded != report.Rows {
		panic(report.String())
	}
	return table
}

// answers writes a file of n answers, which goes when it is closed, and counts what it has written.
func answers(n int) (*os.File, int64, fold.Table[nps.Tally]) {
	file, err := os.CreateTemp("", "answers-*.csv")
	check(err)
	check(os.Remove(file.Name()))
	random := rand.New(rand.NewPCG(7, 7))
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	written := fold.Table[nps.Tally]{}
	out := bufio.NewWriterSize(file, 1<<20)
	size, err := out.WriteString("time,segment,score\n")
	check(err)
	var line []byte
	for range n {
		at := from.Add(time.Duration(random.IntN(731*24*60*60)) * time.Second)
		segment, score := "s"+strconv.Itoa(random.IntN(50)), random.IntN(11)
		line = append(append(at.AppendFormat(line[:0], time.RFC3339), ','), segment...)
		line = append(strconv.AppendInt(append(line, ','), int64(score), 10), '\n')
		w, err := out.Write(line)
		check(err)
		size += w
		k := fold.Key{Segment: segment, Period: at.Format("2006-01")}
		t := written[k]
		check(t.Add(score))
		written[k] = t
	}
	check(out.Flush())
	return file, int64(size), written
}

func flat(out []float64, table fold.Table[nps.Tally]) []float64 {
	for _, t := range table.All() {
		out = append(out, float64(t.Promoters), float64(t.Detractors))
	}
	return out
}

// countLines reads a file as fast as one goroutine can and counts the ends of its lines.
func countLines(r io.Reader) (lines int) {
	buf := make([]byte, 256<<10)
	for {
		n, err := r.Read(buf)
		lines += bytes.Count(buf[:n], []byte{'\n'})
		if err == io.EOF {
			return lines
		}
		check(err)
	}
}

// cellsOf counts by segment and month in arrays, which months and segments have numbers for.
type cellsOf struct {
	segments, months map[string]int
	names, keys      []string
	cells            [][]nps.Tally
}

func (c *cellsOf) add(segment, month string, score int) {
	s, ok := c.segments[segment]
	if !ok {
		s = len(c.names)
		segment = string([]byte(segment))
		c.segments[segment], c.names, c.cells = s, append(c.names, segment), append(c.cells, make([]nps.Tally, 24))
	}
	m, ok := c.months[month]
	if !ok {
		m = len(c.keys)
		month = string([]byte(month))
		c.months[month], c.keys = m, append(c.keys, month)
	}
	check(c.cells[s][m].Add(score))
}

func (c *cellsOf) table() fold.Table[nps.Tally] {
	table := fold.Table[nps.Tally]{}
	for s, row := range c.cells {
		for m, t := range row {
			if t != (nps.Tally{}) {
				table[fold.Key{Segment: c.names[s], Period: c.keys[m]}] = t
			}
		}
	}
	return table
}

// tuned is encoding/csv at its best: records used again, scores without strconv, months by the first letters of a time,
// which nobody has looked at further, cells in arrays.
func tuned(r io.Reader) fold.Table[nps.Tally] {
	c := cellsOf{segments: map[string]int{}, months: map[string]int{}}
	in := csv.NewReader(bufio.NewReaderSize(r, 256<<10))
	in.ReuseRecord = true
	_, err := in.Read()
	check(err)
	for {
		row, err := in.Read()
		if err == io.EOF {
			return c.table()
		}
		check(err)
		score := 0
		for _, digit := range []byte(row[2]) {
			score = 10*score + int(digit-'0')
		}
		c.add(row[1], row[0][:7], score)
	}
}

// scanned is tuned without quotes: lines from a bufio.Scanner, cut at their commas.
func scanned(r io.Reader) fold.Table[nps.Tally] {
	c := cellsOf{segments: map[string]int{}, months: map[string]int{}}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 256<<10), 256<<10)
	in.Scan()
	comma := []byte{','}
	for in.Scan() {
		at, rest, _ := bytes.Cut(in.Bytes(), comma)
		segment, digits, _ := bytes.Cut(rest, comma)
		score := 0
		for _, digit := range digits {
			score = 10*score + int(digit-'0')
		}
		s, known := c.segments[string(segment)]
		m, seen := c.months[string(at[:7])]
		if known && seen {
			check(c.cells[s][m].Add(score))
		} else {
			c.add(string(segment), string(at[:7]), score)
		}
	}
	check(in.Err())
	return c.table()
}

// simple is what one writes first.
func simple(r io.Reader) fold.Table[nps.Tally] {
	table := fold.Table[nps.Tally]{}
	in := csv.NewReader(r)
	_, err := in.Read()
	check(err)
	for {
		row, err := in.Read()
		if err == io.EOF {
			return table
		}
		check(err)
		at, err := time.Parse(time.RFC3339, row[0])
		check(err)
		score, err := strconv.Atoi(row[2])
		check(err)
		k := fold.Key{Segment: row[1], Period: at.Format("2006-01")}
		t := table[k]
		check(t.Add(score))
		table[k] = t
	}
}
