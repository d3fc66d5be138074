package fold

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend"
)

func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	for part := range strings.SplitAfterSeq(text, "south") { // a file of several members
		w := gzip.NewWriter(&b)
		_, err := io.WriteString(w, part)
		require.NoError(t, err)
		require.NoError(t, w.Close())
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	text := string(answers(2000)) + "2026-03-05T12:00:00Z,south,9\n2026-03-05T12:00:00Z,\"so\nuth\",x\n"
	want, report, err := NPS(strings.NewReader(text), monthly())
	require.NoError(t, err)
	assert.Equal(t, int64(len(text)), report.Bytes)
	for kind, r := range map[string]io.Reader{
		"places": bytes.NewReader(packed(t, text)),
		"stream": bytes.NewBuffer(packed(t, text)),
		"slow":   iotest.OneByteReader(bytes.NewReader(packed(t, text))),
	} {
		got, said, err := NPS(r, monthly())
		require.NoError(t, err, kind)
		assert.Equal(t, want, got, kind)
		assert.Equal(t, report, said, kind)
	}
	broken := packed(t, text)
	for _, row := range []struct {
		reason string
		file   []byte
		want   string
	}{
		{"cut off", broken[:len(broken)-20], "unexpected EOF"},
		{"cut off in the magic", broken[:5], "unexpected EOF"},
		{"a bit has changed", append(append(bytes.Clone(broken[:len(broken)-6]), ^broken[len(broken)-6]), broken[len(broken)-5:]...), "checksum"},
	} {
		table, _, err := NPS(bytes.NewReader(row.file), monthly())
		assert.ErrorContains(t, err, row.want, row.reason)
		assert.Nil(t, table, row.reason)
	}
}

func TestUnreadable(t *testing.T) {
	for _, row := range []struct {
		reason, text string
		change       func(*File)
		want         string
	}{
		{"nothing at all", "", nil, "fold: the file is empty: not even a header says what its columns are"},
		{"nothing but empty lines", "\n\r\n\n", nil, "the file is empty"},
		{"no such column", "time,team,score\n", nil, `fold: there is no column "segment" among ["time" "team" "score"]`},
		{"semicolons between the columns", "time;segment;score\n", nil, `fold: there is no column "time" among ["time;segment;score"]: is File.Comma ';'?`},
		{"tabs between the columns", "time\tsegment\tscore\n", nil, `: is File.Comma '\t'?`},
		{"bars between the columns", "time|segment|score\n", nil, `: is File.Comma '|'?`},
		{"commas, and semicolons are declared", "time,segment,score\n", func(f *File) { f.Comma = ';' }, `: is File.Comma ','?`},
		{"forty other columns", strings.Repeat("x,", 40) + "x\n", nil, `"x" "x"] and 11 more`},
		{"a column with a long name", strings.Repeat("x", 99) + "\n", nil, `["` + strings.Repeat("x", 64) + `…"]`},
		{"a column twice", "time,segment,score,score\n", nil, `fold: there are two columns "score"`},
		{"UTF-16", "\xff\xfet\x00i\x00", nil, "UTF-16"},
		{"a quote in the header", "time,seg\"ment,score\n", nil, "the header has a quote within a field"},
		{"a header that never ends", "time,\"segment,score\n" + strings.Repeat("x\n", 100), func(f *File) { f.MaxRecord = 60 }, "the header has more than 60 bytes"},
		{"a long header", strings.Repeat("x", 61) + "\n", func(f *File) { f.MaxRecord = 60 }, "the header has more than 60 bytes"},
		{"a quote between fields", "", func(f *File) { f.Comma = '"' }, `fold: '"' cannot stand between fields`},
		{"half a letter between fields", "", func(f *File) { f.Comma = 0xe2 }, "cannot stand between fields"},
		{"no period", "", func(f *File) { f.Period = trend.Period{} }, "File.Period says not which"},
		{"no zone", "", func(f *File) { f.Layout = time.DateTime }, `times like "2006-01-02 15:04:05" have no zone`},
		{"less than nobody", "", func(f *File) { f.Workers = -1 }, "-1 workers"},
		{"less than nothing", "", func(f *File) { f.MaxRecord = -1 }, "records of at most -1 bytes"},
	} {
		f := monthly()
		if row.change != nil {
			row.change(&f)
		}
		for _, chunk := range []int{1, 3, 50, 0} {
			for kind, r := range readers(row.text) {
				f.chunk = chunk
				table, _, err := NPS(r, f)
				assert.ErrorContains(t, err, row.want, "%s, %s", row.reason, kind)
				assert.Nil(t, table, row.reason)
			}
		}
	}
	_, _, err := Ratings(strings.NewReader("score\n"), File{Score: "score"}, survey.Scale{Min: 1, Max: 11})
	assert.ErrorContains(t, err, "1–11 is not a scale")
	_, _, err = CSAT(strings.NewReader("score\n5\n"), File{Score: "score"}, csat.Rule{Scale: survey.Scale{Min: 1, Max: 5}, Satisfied: 6})
	assert.ErrorContains(t, err, "fold: 1 rows of score 5: csat: 6–5 of 1–5 is not a rule")
}

// A record that is too long ends the reading at the same place and with the same report, however the file is cut.
func TestTooLong(t *testing.T) {
	good := "2026-03-05T12:00:00Z,north,9\n"
	for _, row := range []struct {
		reason, text string
		want         string
	}{
		{"a long line", good + good + strings.Repeat("x", 70) + "\n" + good, "fold: row 3, line 4: the record has more than 60 bytes"},
		{"a long usual row", good + "2026-03-05T12:00:00Z," + strings.Repeat("x", 60) + ",9\n" + good, "fold: row 2, line 3: "},
		{"an open quote", good + "\"x\ny\",a,b\n\n2026-03-05T12:00:00Z,\"north,9\n" + good + good, "fold: row 3, line 6: the record has more than 60 bytes: is a quote not closed?"},
		{"a long last line", good + strings.Repeat("x", 61), "fold: row 2, line 3: "},
	} {
		var first *Report
		for _, chunk := range append(sizes(150), 256<<10) {
			for _, workers := range []int{1, 3} {
				for kind, r := range readers("time,segment,score\n" + row.text) {
					f := monthly()
					f.MaxRecord, f.chunk, f.Workers = 60, chunk, workers
					table, report, err := NPS(r, f)
					require.ErrorContains(t, err, row.want, "%s, %s, chunks of %d", row.reason, kind, chunk)
					require.Nil(t, table)
					report.Bytes = 0 // read, but not in rows
					if first == nil {
						first = &report
					}
					require.Equal(t, *first, report, "%s, %s, chunks of %d", row.reason, kind, chunk)
				}
			}
		}
	}
	f := monthly()
	f.MaxRecord = 60
	_, report, err := NPS(strings.NewReader("time,segment,score\n2026-03-05T12:00:00Z,"+strings.Repeat("x", 36)+",9\n"), f)
	require.NoError(t, err, "60 bytes with the line end")
	assert.Equal(t, 1, report.Folded)
}

// endless is a line without an end.
type endless struct{ given int }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	e.given += len(b)
	if e.given > 1<<30 {
		return 0, errors.New("more was asked for than anybody needs")
	}
	return len(b), nil
}

func TestAnEndlessLineIsGivenUp(t *testing.T) {
	line := &endless{}
	_, _, err := NPS(io.MultiReader(strings.NewReader("time,segment,score\n"), line), monthly())
	assert.ErrorContains(t, err, "fold: row 1, line 2: the record has more than 1048576 bytes: is a quote not closed?")
	assert.Less(t, line.given, 4<<20)
	line = &endless{}
	_, _, err = NPS(line, monthly())
	assert.ErrorContains(t, err, "the header has more than 1048576 bytes")
	assert.Less(t, line.given, 4<<20)
}

// Rows of one day in UTC are of two days elsewhere.
func TestPeriodsOfAnotherZone(t *testing.T) {
	for _, row := range []struct{ written, period string }{
		{"Europe/Berlin", "Asia/Tokyo"}, {"America/Nuuk", "Asia/Tokyo"}, {"Asia/Kathmandu", "Asia/Tokyo"},
		{"America/Nuuk", "America/Nuuk"}, // clocks change at ten in the evening
	} {
		f := File{Time: "time", Zone: load(t, row.written), Period: trend.Day(load(t, row.period)), Segment: []string{"segment"}, Score: "score"}
		text := "time,segment,score\n"
		at := time.Date(2026, 3, 26, 0, 0, 0, 0, time.UTC)
		for i := range 600 {
			at = at.Add(13 * time.Minute)
			written := at.Format([]string{time.RFC3339, time.DateTime, "2006-01-02T15:04:05.000+09:00", time.DateOnly}[i%4])
			text += fmt.Sprintf("%s,north,%d\n", written, i%11)
		}
		agrees(t, text, f, 1000, 256<<10)
	}
}

func TestReadingFails(t *testing.T) {
	dead := errors.New("the line is dead")
	rows := strings.Repeat("2026-03-05T12:00:00Z,north,9\n", 100)
	r := io.MultiReader(strings.NewReader("time,segment,score\n"+rows+"2026"), iotest.ErrReader(dead))
	f := monthly()
	f.chunk = 64
	table, report, err := NPS(r, f)
	assert.ErrorIs(t, err, dead)
	assert.ErrorContains(t, err, "fold: row 101, line 102: ")
	assert.Nil(t, table)
	assert.Equal(t, 100, report.Folded)
	_, _, err = NPS(iotest.ErrReader(dead), f)
	assert.ErrorIs(t, err, dead)
	_, _, err = NPS(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("time,segment,score\n"+rows))), f)
	assert.ErrorIs(t, err, iotest.ErrTimeout)
	_, _, err = NPS(idle{}, f)
	assert.ErrorIs(t, err, io.ErrNoProgress)
}

// idle is a reader that has nothing and does not say so.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestReadsOnFromWhereTheFileIs(t *testing.T) {
	r := strings.NewReader("# made by a tool\ntime,segment,score\n2026-03-05T12:00:00Z,north,9\n")
	_, err := r.Seek(17, io.SeekStart)
	require.NoError(t, err)
	_, report, err := NPS(r, monthly())
	require.NoError(t, err)
	assert.Equal(t, Report{Bytes: 48, Rows: 1, Folded: 1}, report)
}

func TestProgress(t *testing.T) {
	text := string(answers(4e5))
	small := packed(t, text)
	for _, workers := range []int{1, 4} {
		for kind, r := range map[string]io.Reader{"places": strings.NewReader(text), "stream": bytes.NewBufferString(text),
			"packed": bytes.NewReader(small)} {
			f := monthly()
			f.Workers = workers
			var bytes []int64
			var rows []int
			f.Progress = func(b int64, n int) error {
				bytes, rows = append(bytes, b), append(rows, n)
				return nil
			}
			_, report, err := NPS(r, f)
			require.NoError(t, err)
			assert.Equal(t, 400000, rows[len(rows)-1], kind)
			assert.IsNonDecreasing(t, bytes, kind)
			assert.IsNonDecreasing(t, rows, kind)
			if kind != "packed" {
				assert.Equal(t, report.Bytes, bytes[len(bytes)-1], kind)
				assert.Len(t, rows, 2, kind)
			}
		}
	}
	enough := errors.New("enough")
	f := monthly()
	f.Progress = func(bytes int64, rows int) error { return enough }
	for name, text := range map[string]string{"early": text, "at the end": "time,segment,score\n"} {
		table, _, err := NPS(strings.NewReader(text), f)
		assert.ErrorIs(t, err, enough, name)
		assert.Nil(t, table, name)
	}
}

// What a file takes in memory does not depend on its length.
func TestMemory(t *testing.T) {
	allocated := func(n int) uint64 {
		f := monthly()
		f.Workers = 1
		text := answers(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := NPS(bytes.NewReader(text), f)
		require.NoError(t, err)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	small, large := allocated(2e4), allocated(4e5)
	assert.Less(t, large, small+1<<20, "twenty times the rows")
	assert.Less(t, large, uint64(4<<20))
}

func TestBadRowsSayWhere(t *testing.T) {
	f := monthly()
	f.Blank = []string{"NA"}
	text := "time,segment,score\n" +
		"2026-03-05T12:00:00Z,\"no\nrth\",9\n" +
		"2026-03-05T12:00:00Z,north,NA\n" +
		"\n" +
		"2026-03-05T12:00:00Z,north,11\n" +
		"2026-03-05T12:00:00Z,north,9.5\n" +
		"2026-03-05 12:00:00,north,9\n" +
		"north,9\n" +
		"2026-03-05T12:00:00Z,5\",9\n" +
		"2026-03-05T12:00:00Z," + strings.Repeat("x", 100) + "\n"
	_, report, err := NPS(strings.NewReader(text), f)
	require.NoError(t, err)
	assert.Equal(t, "8 rows: 1 folded, 1 blank, 6 bad (1 quotes, 2 fields, 1 time, 1 score, 1 scale)", report.String())
	assert.Equal(t, 6, report.BadRows())
	var said []string
	for _, e := range report.First {
		said = append(said, e.Error())
	}
	assert.Equal(t, []string{
		`row 3, line 6: score is "11", want a whole number from 0 to 10`,
		`row 4, line 7: score is "9.5", want a whole number from 0 to 10`,
		`row 5, line 8: time is "2026-03-05 12:00:00", want a time with its zone, such as 2006-01-02T15:04:05Z; for times without one set File.Zone`,
		`row 6, line 9: "north,9\n", want 3 fields, as the header has`,
		`row 7, line 10: "2026-03-05T12:00:00Z,5\",9\n", want quotes only around a whole field, and doubled within it`,
		`row 8, line 11: "2026-03-05T12:00:00Z,` + strings.Repeat("x", 43) + `…", want 3 fields, as the header has`,
	}, said)
	assert.Equal(t, "0 rows: 0 folded, 0 blank, 0 bad", Report{}.String())
}

func TestOnlyTheFirstBadRowsAreKept(t *testing.T) {
	text := "score\n" + strings.Repeat("11\nx\n\"\"\n", 1000)
	for _, workers := range []int{1, 5} {
		_, report, err := NPS(strings.NewReader(text), File{Score: "score", Workers: workers, chunk: 100})
		require.NoError(t, err)
		assert.Equal(t, map[Reason]int{Scale: 1000, Score: 1000}, report.Bad)
		assert.Equal(t, 1000, report.Blank)
		require.Len(t, report.First, 20)
		assert.Equal(t, RowError{Row: 29, Line: 30, Column: "score", Value: "x", Want: "a whole number from 0 to 10", Reason: Score}, report.First[19])
	}
}

func TestWaysToDivide(t *testing.T) {
	text := "time;team;channel;score;note\n" +
		"2026-03-05 23:30:00;a|b;phone;9;fine\n" +
		"2026-03-31 23:30:00;a;b|phone;10;\"a;b\"\n" +
		"2026-04-01 00:30:00;a|b;phone;0;\n"
	f := File{Time: "time", Zone: time.UTC, Period: trend.Month(time.FixedZone("", 3600)), Segment: []string{"team", "channel"},
		Score: "score", Comma: ';'}
	table, _, err := NPS(strings.NewReader(text), f)
	require.NoError(t, err)
	assert.Equal(t, Table[nps.Tally]{
		{`a\|b|phone`, "2026-03"}: {Promoters: 1},
		{`a|b\|phone`, "2026-04"}: {Promoters: 1},
		{`a\|b|phone`, "2026-04"}: {Detractors: 1},
	}, table)
	agrees(t, text, f, 1, 7, 1000)

	for _, row := range []struct {
		reason string
		change func(*File)
		want   Table[nps.Tally]
	}{
		{"no segments", func(f *File) { f.Segment = nil }, Table[nps.Tally]{{"", "2026-03"}: {Promoters: 1}, {"", "2026-04"}: {Promoters: 1, Detractors: 1}}},
		{"no periods", func(f *File) { f.Time, f.Segment = "", []string{"team"} }, Table[nps.Tally]{{"a|b", ""}: {Promoters: 1, Detractors: 1}, {"a", ""}: {Promoters: 1}}},
		{"neither", func(f *File) { f.Time, f.Segment = "", nil }, Table[nps.Tally]{{"", ""}: {Promoters: 2, Detractors: 1}}},
		{"the score as the segment", func(f *File) { f.Time, f.Segment = "", []string{"score"} },
			Table[nps.Tally]{{"9", ""}: {Promoters: 1}, {"10", ""}: {Promoters: 1}, {"0", ""}: {Detractors: 1}}},
		{"a code on the scale stands for no answer", func(f *File) { f.Time, f.Segment, f.Blank = "", nil, []string{"0", "10"} },
			Table[nps.Tally]{{"", ""}: {Promoters: 1}}},
	} {
		g := f
		row.change(&g)
		table, report, err := NPS(strings.NewReader(text), g)
		require.NoError(t, err)
		assert.Equal(t, row.want, table, row.reason)
		assert.Equal(t, 3, report.Folded+report.Blank, row.reason)
	}

	f.Header = []string{"time", "team", "channel", "score", "note"}
	_, report, err := NPS(strings.NewReader("\ufeff"+text), f)
	require.NoError(t, err)
	assert.Equal(t, "4 rows: 3 folded, 0 blank, 1 bad (1 time)", report.String(), "the header is a row now")
}

func TestCommas(t *testing.T) {
	for _, comma := range []byte(",;\t|:T. -9") {
		f := File{Time: "time", Zone: time.UTC, Period: trend.Month(time.UTC), Segment: []string{"segment"}, Score: "score", Comma: comma}
		sep := string(comma)
		text := strings.Join([]string{"time", "segment", "score"}, sep) + "\n"
		for _, at := range []string{"2026-03-05", "2026-03-05 12:00:00", "\"2026-03-05 12:00:00\"", "2026-03-05T12:00:00Z", "\"2026-03-05T12:00:00.5Z\"", "12:30:40"} {
			text += strings.Join([]string{at, "north", "8"}, sep) + "\n"
		}
		agrees(t, text, f, 1, 5, 1000)
	}
}

// In a file of one column an empty line is no row, as with encoding/csv, wherever it stands; a field in quotes is one.
func TestEmptyLinesOfOneColumn(t *testing.T) {
	text := "score\n" + strings.Repeat("9\n\n\r\n10\n\"\"\n", 20)
	for _, chunk := range []int{1, 3, 50, 0} {
		_, report, err := NPS(strings.NewReader(text), File{Score: "score", chunk: chunk})
		require.NoError(t, err)
		assert.Equal(t, Report{Bytes: int64(len(text)), Rows: 60, Folded: 40, Blank: 20}, report, "chunks of %d", chunk)
	}
}

func TestColumnsInAnyOrder(t *testing.T) {
	for i, header := range []string{"score,segment,time", "segment,note,time,score,note2", "time,score,segment", "segment,score,note,time"} {
		text := header + "\n"
		for row := range 50 {
			values := map[string]string{"time": fmt.Sprintf("2026-%02d-05T12:00:00Z", row%12+1), "score": fmt.Sprint(row % 12),
				"segment": strings.Repeat("s", row%20), "note": strings.Repeat("n", row), "note2": "\"q\""}
			var fields []string
			for name := range strings.SplitSeq(header, ",") {
				fields = append(fields, values[name])
			}
			text += strings.Join(fields, ",") + []string{"\n", "\r\n"}[i%2]
		}
		agrees(t, text, monthly(), 1, 64, 256<<10)
	}
}

func TestForms(t *testing.T) {
	text := "answer\n5\n4\n4\n3\n1\n"
	f := File{Score: "answer"}
	satisfied, _, err := CSAT(strings.NewReader(text), f, csat.TopBox(2, 5))
	require.NoError(t, err)
	assert.Equal(t, csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 3, Other: 2}, satisfied[Key{}])
	easy, _, err := CES(strings.NewReader(text), f, ces.Ease())
	require.NoError(t, err)
	want, err := ces.Count(ces.Ease(), []int{5, 4, 4, 3, 1})
	require.NoError(t, err)
	assert.Equal(t, want, easy[Key{}])
	scale := survey.Scale{Min: 1, Max: 5}
	ratings, _, err := Ratings(strings.NewReader(text), f, scale)
	require.NoError(t, err)
	assert.Equal(t, survey.Tally{Scale: scale, Ratings: [11]int{1: 1, 3: 1, 4: 2, 5: 1}}, ratings[Key{}])
}
