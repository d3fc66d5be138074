package read_test

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

// table reads all there is: cells of rows, and errors as text.
func table(r *read.Reader) (cells [][]string, refused []string) {
	for row, err := range r.Rows() {
		if err != nil {
			refused = append(refused, err.Error())
			continue
		}
		cells = append(cells, row.Cells)
	}
	return cells, refused
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		want       [][]string
		refused    []string
	}{
		{"plain", "a,b\n1,2\n", [][]string{{"1", "2"}}, nil},
		{"no line end at the end", "a,b\n1,2", [][]string{{"1", "2"}}, nil},
		{"a last cell that is blank", "a,b\n1,", [][]string{{"1", ""}}, nil},
		{"CRLF", "a,b\r\n1,2\r\n", [][]string{{"1", "2"}}, nil},
		{"a lone CR ends a row where no LF does", "a,b\r1,2\r\"3\",\"4\"\r", [][]string{{"1", "2"}, {"3", "4"}}, nil},
		{"and is part of a cell elsewhere", "a,b\n1\rx,2\n", [][]string{{"1\rx", "2"}}, nil},
		{"quotes", "a,b\n\"1,\"\"x\"\"\",\"2\n3\"\n4,5\n", [][]string{{"1,\"x\"", "2\n3"}, {"4", "5"}}, nil},
		{"CRLF in a cell is kept", "a,b\r\n\"1\r\n2\",3\r\n", [][]string{{"1\r\n2", "3"}}, nil},
		{"empty lines are no rows", "\n\na,b\n\n1,2\n\n\n3,4\n\n", [][]string{{"1", "2"}, {"3", "4"}}, nil},
		{"a quoted blank in one column is a row", "a\n\"\"\n1\n", [][]string{{""}, {"1"}}, nil},
		{"blank cells are a row", "a,b\n,\n", [][]string{{"", ""}}, nil},
		{"blank cells too many do no harm", "a,b\n1,2,, \n", [][]string{{"1", "2"}}, nil},
		{"semicolons", "a;b\n1,5;2\n", [][]string{{"1,5", "2"}}, nil},
		{"tabs", "a\tb\n1\t2;3,4\n", [][]string{{"1", "2;3,4"}}, nil},
		{"a spreadsheet's own first line", "sep=;\r\na;b\r\n1;2\r\n", [][]string{{"1", "2"}}, nil},
		{"more commas than semicolons in the header, but none in the rows", "a, first, x;b\n1;2\n3;4\n", [][]string{{"1", "2"}, {"3", "4"}}, nil},
		{"short", "a,b,c\n1,2\n3,4,5\n", [][]string{{"3", "4", "5"}}, []string{"read: row 2 (line 2), cell 3: wrong number of cells: 2, not 3"}},
		{"long", "a,b\n\"1\n1\",2,3\n4,5\n", [][]string{{"4", "5"}}, []string{"read: row 2 (line 2), cell 3: wrong number of cells: 3, not 2"}},
		{"a bare quote", "a,b\n1\"x,2\n3,4\n", [][]string{{"3", "4"}}, []string{"read: row 2 (line 2), cell 1: stray quote: a quote in a cell that does not begin with one"}},
		{"text after a closing quote", "a,b\n1,\"x\"y\n3,4\n", [][]string{{"3", "4"}}, []string{"read: row 2 (line 2), cell 2: stray quote: text after a closing quote"}},
		{"a quote that nothing closes", "a,b\n1,2\n3,\"4\n5,6\n", [][]string{{"1", "2"}}, []string{"read: row 3 (lines 3 to 5), cell 2: quote not closed: opened on line 3"}},
		{"a zero byte", "a,b\n1,x\x00\n3,4\n", [][]string{{"3", "4"}}, []string{"read: row 2 (line 2), cell 2: zero byte"}},
		{"a zero byte alone in a cell", "a,b,c\n1,2,\x00\n3,4,5\n", [][]string{{"3", "4", "5"}}, []string{"read: row 2 (line 2), cell 3: zero byte"}},
		{"a zero byte in the first cell", "a,b\n\x00,x\n3,4\n", [][]string{{"3", "4"}}, []string{"read: row 2 (line 2), cell 1: zero byte"}},
		{"rows and lines are not the same", "a,b\n\"1\n1\",2\n\n3\n", [][]string{{"1\n1", "2"}}, []string{"read: row 4 (line 5), cell 2: wrong number of cells: 1, not 2"}},
		{"a header and nothing else", "a,b\n", nil, nil},
		{"the rows after a header of one row may be refused too", "a,b\n1\n2\n3,4\n", [][]string{{"3", "4"}},
			[]string{"read: row 2 (line 2), cell 2: wrong number of cells: 1, not 2", "read: row 3 (line 3), cell 2: wrong number of cells: 1, not 2"}},
	} {
		for _, src := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
			r := read.NewReader(src)
			got, refused := table(r)
			assert.Equal(t, c.want, got, c.reason)
			assert.Equal(t, c.refused, refused, c.reason)
			report := r.Report()
			assert.True(t, report.Done, c.reason)
			assert.Equal(t, len(c.want), report.Rows, c.reason)
			assert.Len(t, report.First, len(c.refused), c.reason)
		}
	}
}

func TestHeadersThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		set        func(r *read.Reader)
		want       string
	}{
		{"nothing", "", nil, "read: the file is empty"},
		{"empty lines", "\n\r\n\n", nil, "read: the file is empty"},
		{"a mark and nothing", "\xEF\xBB\xBF", nil, "read: the file is empty"},
		{"a blank header", "\" \"\n1\n", nil, "read: the header is blank"},
		{"the wrong separator declared", "a;b;c;d\n1;2;3;4\n", func(r *read.Reader) { r.Comma = ',' },
			`read: the header is one cell when split at ',', but has many ';': declare the Comma`},
		{"another separator", "sep=|\na|b\n", nil, `read: the file says its separator is '|'`},
		{"two separators that split alike", "a,b;c\n", nil, `read: ',' and ';' split the header alike: declare the Comma`},
		{"a quote in the header that nothing closes", "a,\"b\n1,2\n", nil, "read: the header cannot be read: row 1 (lines 1 to 3), cell 2: quote not closed"},
		{"lines that end in CR, but for the last", "a,b\r1,2\r3,4\r\n", nil, "read: the header has a carriage return outside quotes"},
		{"lines that end in CR, and one in LF", "a,b\r1,2\n3,4\r", nil, "read: the header has a carriage return outside quotes"},
		{"another shape than declared", "a,b\n1,2\n", func(r *read.Reader) { r.Shape = read.Qualtrics }, "read: the header is not that of the declared shape, Qualtrics"},
		{"an ImportId in single quotes", "a\nb\n{'ImportId': 'QID1'}\n1\n", func(r *read.Reader) { r.Shape = read.Qualtrics }, "not that of the declared shape"},
	} {
		r := read.NewReader(strings.NewReader(c.in))
		if c.set != nil {
			c.set(r)
		}
		_, err := r.Form()
		assert.ErrorContains(t, err, c.want, c.reason)
		for _, again := range r.Rows() {
			assert.Equal(t, err, again, "%s: the same error again", c.reason)
		}
	}
}

// Signatures in other variants than those of the files.
func TestDetect(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		shape      read.Shape
		headers    int
	}{
		{"SurveyMonkey whose second row was removed", "RespondentID,Q\n11001,5\n", read.SurveyMonkeyCondensed, 1},
		{"SurveyMonkey with a second row that is blank", "Respondent ID,Collector ID,Q\n,,\n11001,1,5\n", read.SurveyMonkeyCondensed, 2},
		{"SurveyMonkey with underscores", "respondent_id,Q\n,Response\n1,5\n", read.SurveyMonkeyCondensed, 2},
		{"Qualtrics whose question texts were removed", "S,Q1\n\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\nx,1\n", read.Qualtrics, 2},
		{"Qualtrics legacy with names first", "ResponseID,Q1\nResponseID,How?\nR_1,1\n", read.QualtricsLegacy, 2},
		{"Qualtrics without its ids", "StartDate,Q1\n2026-01-01 00:00:00,1\n", read.CSV, 1},
		{"braces are no ids", "S,Q1\nS,Q1\n{x},{y}\n", read.CSV, 1},
		{"Google Forms in Korean", "\"타임스탬프\",\"추천 의향\"\n\"2026/05/07 5:34:13 오후 GMT+9\",\"9\"\n", read.GoogleForms, 1},
		{"a CR within quotes in the header", "a,\"b\rc\"\n1,2\n", read.CSV, 1},
		{"a CR in a row", "a,b\n1\r,2\n", read.CSV, 1},
		{"Google Forms in capitals", "TIMESTAMP,Q1\n", read.GoogleForms, 1},
		{"Microsoft Forms with a small d", "Id,Start time,Completion time,Q\n", read.MicrosoftForms, 1},
		{"LimeSurvey of 2014, with commas", "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"q1\"\n", read.LimeSurvey, 1},
		{"Typeform without its first column", "Q,Submit Date (UTC),Network ID\n", read.TypeformOld, 1},
		{"one column", "score\n9\n", read.CSV, 1},
	} {
		r := read.NewReader(strings.NewReader(c.in))
		form, err := r.Form()
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.shape.String(), form.Shape.String(), c.reason)
		assert.Equal(t, c.headers, form.Headers, c.reason)
		rows(t, r)
		assert.Equal(t, strings.Count(c.in, "\n")-c.headers, r.Report().Rows, "%s: what is no header is a row", c.reason)
	}
}

// The record that the end of the first 64 KB cuts in half says nothing of the separator.
func TestSeparatorOfALongRow(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b,c;d\n1,2;" + strings.Repeat("x", 70<<10) + ",3\n"))
	form, err := r.Form()
	require.NoError(t, err)
	assert.Equal(t, ",", string(form.Comma))
	assert.Len(t, rows(t, r), 1)
}

func TestDeclared(t *testing.T) {
	assert.Panics(t, func() { _, _ = new(read.Reader).Form() })
	r := read.NewReader(strings.NewReader("Zeitstempel|Frage [Zeile]\n2026/06/14 10:10:09 AM GMT+1|5\n"))
	r.Shape, r.Comma = read.GoogleForms, '|'
	form, err := r.Form()
	require.NoError(t, err)
	assert.Equal(t, "Zeile", form.Columns[1].Option)
	assert.Equal(t, "Zeitstempel", form.Submitted)
	assert.Len(t, rows(t, r), 1)
	for _, set := range []func(r *read.Reader){
		func(r *read.Reader) { r.MaxRecord = -1 }, func(r *read.Reader) { r.MaxUnpacked = -1 },
		func(r *read.Reader) { r.Decimal = ';' }, func(r *read.Reader) { r.Comma = '"' },
	} {
		r := read.NewReader(strings.NewReader("a,b\n"))
		set(r)
		assert.Panics(t, func() { _, _ = r.Form() })
	}
}

// A loop that stops and starts again loses nothing; a source that fails ends it with an error, after the rows
// it gave in full.
func TestResume(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b\n1,2\n3,4\n5,6\n"))
	for row, err := range r.Rows() {
		require.NoError(t, err)
		assert.Equal(t, []string{"1", "2"}, row.Cells)
		break
	}
	assert.Equal(t, "1 rows, none refused, ASCII, not read to the end", r.Report().String())
	got, _ := table(r)
	assert.Equal(t, [][]string{{"3", "4"}, {"5", "6"}}, got)
	got, _ = table(r)
	assert.Empty(t, got)

	broken := errors.New("line is down")
	r = read.NewReader(io.MultiReader(strings.NewReader("a,b\n1,2\n3,4\n5,"), iotest.ErrReader(broken)))
	var last error
	n := 0
	for _, err := range r.Rows() {
		if last = err; err == nil {
			n++
		}
	}
	assert.ErrorIs(t, last, broken)
	assert.ErrorContains(t, last, "read: line 4: line is down")
	assert.Equal(t, 2, n, "5, is half a row")
	assert.False(t, r.Report().Done)
	_, err := read.NewReader(io.MultiReader(strings.NewReader("a,b\n1,2\n"), iotest.ErrReader(broken))).Fold(map[string]func(int) error{"a": func(int) error { return nil }})
	assert.ErrorIs(t, err, broken)
	_, err = read.NewReader(iotest.ErrReader(broken)).Form()
	assert.ErrorIs(t, err, broken)
	_, err = read.NewReader(stuck{}).Form()
	assert.ErrorIs(t, err, io.ErrNoProgress)
}

// stuck is a source that gives neither bytes nor an error, after a first few.
type stuck struct{}

func (stuck) Read([]byte) (int, error)                  { return 0, nil }
func (stuck) ReadAt(p []byte, off int64) (int, error)   { return copy(p, "a,b\n"), io.EOF }
func (stuck) Seek(off int64, whence int) (int64, error) { return 0, nil }

// What encoding/csv reads without an error, this reads alike, but for CR LF within quotes, which it keeps.
func FuzzLikeCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\n\"1;\";2\n", "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n", "a\n\n\"\"\n", "\"a,b\n", "a,b\n1\"2,3\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if strings.Contains(in, "\x00") || strings.HasPrefix(in, "sep=") || strings.HasPrefix(in, "PK") || !strings.Contains(in, "\n") {
			return
		}
		c := csv.NewReader(strings.NewReader(in))
		c.FieldsPerRecord = -1
		want, err := c.ReadAll()
		if err != nil || len(want) == 0 || strings.Contains(strings.ReplaceAll(in, "\r\n", ""), "\r") {
			return
		}
		r := read.NewReader(strings.NewReader(in))
		r.Shape, r.Comma = read.CSV, ','
		form, err := r.Form()
		if err != nil {
			return
		}
		var got [][]string
		columns := len(form.Columns)
		for row, err := range r.Rows() {
			if err == nil {
				got = append(got, row.Cells)
			} else if e, ok := errors.AsType[*read.RowError](err); !ok || e.Reason != read.Ragged {
				t.Fatalf("%q: %v", in, err)
			}
		}
		if !r.Report().Done || r.Report().Encoding.Windows1252 > 0 || r.Report().Encoding.Mark != "" {
			return
		}
		i := 0
		for _, w := range want[1:] {
			for len(w) > columns && strings.TrimSpace(w[len(w)-1]) == "" {
				w = w[:len(w)-1]
			}
			if len(w) != columns {
				continue
			}
			if i == len(got) {
				t.Fatalf("%q: row %q is missing", in, w)
			}
			for j := range w {
				if w[j] != strings.ReplaceAll(got[i][j], "\r\n", "\n") {
					t.Fatalf("%q: %q, not %q", in, got[i], w)
				}
			}
			i++
		}
		if i != len(got) {
			t.Fatalf("%q: %d rows, not %d", in, len(got), i)
		}
	})
}
