package fold

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

// plain folds a file the way one would without this package: encoding/csv, package time, maps.
func plain(t testing.TB, text string, f File) (Table[nps.Tally], Report) {
	t.Helper()
	text = strings.TrimPrefix(text, "\ufeff")
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = rune(f.comma())
	in.FieldsPerRecord = -1
	header, err := in.Read()
	require.NoError(t, err)
	column := func(fields []string, name string) string { return fields[slices.Index(header, name)] }
	table, report := Table[nps.Tally]{}, Report{Bytes: int64(len(text))}
	for {
		fields, err := in.Read()
		if err == io.EOF {
			return table, report
		}
		report.Rows++
		bad := RowError{Row: report.Rows}
		if flaw, ok := errors.AsType[*csv.ParseError](err); ok {
			bad.Line, bad.Reason = flaw.StartLine, Quotes
			report.keep(bad)
			report.count(Quotes, 1)
			continue
		}
		require.NoError(t, err)
		bad.Line, _ = in.FieldPos(0)
		bad.Reason = judge(table, &report, fields, header, column, f)
		if bad.Reason != "" {
			report.keep(bad)
			report.count(bad.Reason, 1)
		}
	}
}

func judge(table Table[nps.Tally], report *Report, fields, header []string, column func([]string, string) string, f File) Reason {
	if len(fields) != len(header) {
		return Fields
	}
	text := column(fields, f.Score)
	if text == "" || slices.Contains(f.Blank, text) {
		report.Blank++
		return ""
	}
	at, ok := parsed(column(fields, f.Time), f)
	if !ok {
		return Time
	}
	text, zeros, point := strings.Cut(text, ".")
	score, err := strconv.Atoi(text)
	if err != nil || point && (zeros == "" || strings.Trim(zeros, "0") != "") {
		return Score
	}
	var parts []string
	for _, name := range f.Segment {
		parts = append(parts, column(fields, name))
	}
	k := Key{Segment: Join(parts...), Period: f.Period.Key(at)}
	tally := table[k]
	if tally.Add(score) != nil {
		return Scale
	}
	table[k] = tally
	report.Folded++
	return ""
}

// parsed reads a time by package time alone.
func parsed(text string, f File) (time.Time, bool) {
	layouts, zone := []string{f.Layout}, f.Zone
	switch f.Layout {
	case Unix, UnixMilli:
		n, err := strconv.ParseInt(text, 10, 64)
		t := time.UnixMilli(n)
		if f.Layout == Unix {
			if n > 1e12 || n < -1e12 {
				return t, false
			}
			t = time.Unix(n, 0)
		}
		return t, err == nil && t.UTC().Year() >= 0 && t.UTC().Year() <= 9999
	case "":
		layouts = isoLayouts()
		if zone == nil {
			layouts, zone = layouts[:zonedLayouts], time.UTC
		}
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// bare leaves of bad rows what the plain way knows too.
func bare(r Report) Report {
	r.First = slices.Clone(r.First)
	for i, e := range r.First {
		r.First[i] = RowError{Row: e.Row, Line: e.Line, Reason: e.Reason}
	}
	return r
}

// readers gives a text as a reader of several places, as one without, and as one that gives little at a time.
func readers(text string) map[string]io.Reader {
	return map[string]io.Reader{
		"places": strings.NewReader(text),
		"stream": io.MultiReader(strings.NewReader(text)),
	}
}

// agrees folds a text in all ways and compares with the plain way.
func agrees(t testing.TB, text string, f File, chunks ...int) {
	t.Helper()
	table, report := plain(t, text, f)
	var first *Report
	for _, chunk := range chunks {
		for _, workers := range []int{1, 2, 7} {
			for kind, r := range readers(text) {
				f.chunk, f.Workers = chunk, workers
				got, said, err := NPS(r, f)
				where := fmt.Sprintf("%s, chunks of %d, %d workers", kind, chunk, workers)
				require.NoError(t, err, where)
				if bytes.HasPrefix([]byte(text), []byte("\ufeff")) {
					said.Bytes -= 3
				}
				require.Equal(t, table, got, where)
				require.Equal(t, report, bare(said), where)
				if first == nil {
					first = &said
				}
				require.Equal(t, *first, said, where)
			}
		}
	}
}

// sizes is all sizes of chunks up to n, or some if time is short.
func sizes(n int) (all []int) {
	step := 1
	if testing.Short() {
		step = 6
	}
	for i := 1; i <= n; i += step {
		all = append(all, i)
	}
	return all
}

func monthly() File {
	return File{Time: "time", Segment: []string{"segment"}, Score: "score", Period: trend.Month(time.UTC)}
}

func TestEveryChunkSize(t *testing.T) {
	for _, row := range []struct{ reason, text string }{
		{"plain rows", "2026-03-05T12:00:00Z,north,9\n2026-04-05T12:00:00Z,south,10\n2026-03-31T23:59:59Z,north,0\n"},
		{"no line end at the end", "2026-03-05T12:00:00Z,north,9\n2026-03-05T12:00:00Z,north,9"},
		{"a carriage return at the very end", "2026-03-05T12:00:00Z,north,9\r"},
		{"Windows line ends", "2026-03-05T12:00:00Z,north,9\r\n2026-03-05T12:00:00Z,north,8\r\n\r\n"},
		{"quoted fields", "\"2026-03-05T12:00:00Z\",\"north\",\"9\"\n\"2026-03-05T12:00:00Z\",\"no, \"\"th\",9\n"},
		{"a quoted field over lines", "2026-03-05T12:00:00Z,\"north\n\nand\r\nsouth\",9\n2026-03-05T12:00:00Z,east,1\n"},
		{"a quoted field that looks like rows", "2026-03-05T12:00:00Z,\"x\n2026-03-05T12:00:00Z,a,1\n\",9\n"},
		{"a bare quote is one bad row", "2026-03-05T12:00:00Z,5\" pipe,9\n2026-03-05T12:00:00Z,east,1\n"},
		{"two bare quotes are one bad row", "2026-03-05T12:00:00Z,a \"b\" c,9\n2026-03-05T12:00:00Z,east,1\n"},
		{"text behind a quoted field", "2026-03-05T12:00:00Z,\"a\"b,9\n2026-03-05T12:00:00Z,east,1\n"},
		{"text behind a quoted field over lines", "2026-03-05T12:00:00Z,\"a\nb\"c,9\n2026-03-05T12:00:00Z,east,1\n"},
		{"a quote that never ends", "2026-03-05T12:00:00Z,east,1\n2026-03-05T12:00:00Z,\"a,9\n2026-03-05T12:00:00Z,east,1\n"},
		{"a quote that opens at the end", "2026-03-05T12:00:00Z,east,\""},
		{"empty quoted fields", "\"\",\"\",\"\"\n2026-03-05T12:00:00Z,\"\",3\n"},
		{"wrong numbers of fields", "a\na,b\na,b,c,d\n2026-03-05T12:00:00Z,east,1\n"},
		{"empty lines", "\n\n\r\n2026-03-05T12:00:00Z,east,1\n\n"},
		{"a lone carriage return is text", "2026-03-05T12:00:00Z,ea\rst,1\n2026-03-05T12:00:00Z,east\r,2\n\r,\r\r\n"},
		{"blank scores", "2026-03-05T12:00:00Z,east,\n2026-03-05T12:00:00Z,east,NA\n2026-03-05T12:00:00Z,east,7\nx,y,\n"},
		{"scores that are none", "2026-03-05T12:00:00Z,e,x\n2026-03-05T12:00:00Z,e,9.5\n2026-03-05T12:00:00Z,e, 9\n"},
		{"scores off the scale", "2026-03-05T12:00:00Z,e,11\n2026-03-05T12:00:00Z,e,-1\n2026-03-05T12:00:00Z,e,100\n"},
		{"ways to write a score", "2026-03-05T12:00:00Z,e,09\n2026-03-05T12:00:00Z,e,9.0\n2026-03-05T12:00:00Z,e,+9\n"},
		{"times that are none", "2026-02-29T12:00:00Z,e,1\n2026-03-05T24:00:00Z,e,1\n,e,1\n2026-03-05,e,1\nnoon,e,1\n"},
		{"ways to write a time", "2026-03-05T12:00:00+02:00,e,1\n2026-03-31T23:00:00.5-02:00,e,1\n2026-03-05 7:00:00Z,e,1\n"},
		{"nothing but a header", ""},
		{"a header without a line end", "\x00"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			text := "time,segment,score\n" + row.text
			if row.text == "\x00" {
				text = "time,segment,score"
			}
			f := monthly()
			f.Blank = []string{"NA", "7"}
			agrees(t, text, f, append(sizes(len(text)+1), 256<<10)...)
		})
	}
}

func TestManyRows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	var b strings.Builder
	b.WriteString("\ufeff\r\n\"time\",segment,note,score\r\n")
	for range 2000 {
		fields := []string{
			pick("2026-03-05T12:00:00Z", "2026-12-31T23:59:59.999-08:00", "2025-01-01T00:00:00Z", "\"2025-06-01T00:00:00Z\"", "?"),
			pick("north", "south", "", "\"a,b\"", "\"say \"\"hi\"\"\"", "a rather long name of a segment", "\"two\nlines\"", "a\"b"),
			pick("", "ok", "\"\r\n\r\n\"", strings.Repeat("long ", 40), "\"\"", "\"\"\"\""),
			pick("0", "3", "7", "9", "10", "10", "", "NA", "11", "\"8\"", "x"),
		}
		b.WriteString(strings.Join(fields[:4-random.IntN(30)/29], ",") + pick("\n", "\n", "\r\n", "\n\n"))
	}
	f := monthly()
	f.Blank = []string{"NA"}
	agrees(t, b.String(), f, 61, 4096, 65536, 256<<10)
}

func FuzzScores(f *testing.F) {
	f.Add("2026-03-05T12:00:00Z,north,9\n\"x\ny\",\"a\"\"\",10\r\n", uint8(3))
	f.Add("\"\n\",\"\"\"\n", uint8(1))
	f.Add("2026-03-05,\"a\"b,9\nx\"y,,\r", uint8(5))
	f.Add("2026-03-05 00:00:00,a|b,9.0\n", uint8(7))
	f.Fuzz(func(t *testing.T, rows string, chunk uint8) {
		file := monthly()
		file.Zone = time.UTC
		agrees(t, "time,segment,score\n"+rows, file, int(chunk)+1, 256<<10)
	})
}
