package read_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/read"
)

// only keeps rows in which a column holds that text.
func only(column, text string) func(read.Row) bool {
	return func(row read.Row) bool {
		found, ok := row.Text(column)
		return ok && found == text
	}
}

func TestKeep(t *testing.T) {
	const file = "status,recommend\nIP Address,9\nSurvey Preview,0\nIP Address\n\nSpam,0\nIP Address,10\nIP Address,\n"
	for _, row := range []struct {
		reason string
		keep   func(read.Row) bool
		want   string
		cells  string
		tally  nps.Tally
	}{
		{"without Keep all rows count", nil, "5 rows, 1 refused (wrong number of cells 1), ASCII",
			"4 rated, 1 blank, 0 not applicable, 0 refused", nps.Tally{Detractors: 2, Promoters: 2}},
		{"responses only", only("status", "IP Address"), "3 rows, 2 left out, 1 refused (wrong number of cells 1), ASCII",
			"2 rated, 1 blank, 0 not applicable, 0 refused", nps.Tally{Promoters: 2}},
		{"a column that is not there is seen in the report", only("Status ", "IP Address"),
			"0 rows, 5 left out, 1 refused (wrong number of cells 1), ASCII", "0 rated, 0 blank, 0 not applicable, 0 refused", nps.Tally{}},
		{"all", func(read.Row) bool { return true }, "5 rows, 1 refused (wrong number of cells 1), ASCII",
			"4 rated, 1 blank, 0 not applicable, 0 refused", nps.Tally{Detractors: 2, Promoters: 2}},
	} {
		r := read.NewReader(strings.NewReader(file))
		r.Keep = row.keep
		var scores nps.Tally
		cells, err := r.Fold(map[string]func(int) error{"recommend": scores.Add})
		require.NoError(t, err, row.reason)
		assert.Equal(t, row.want, r.Report().String(), row.reason)
		assert.Equal(t, row.cells, cells["recommend"].String(), row.reason)
		assert.Equal(t, row.tally, scores, row.reason)
		assert.True(t, r.Report().Done, row.reason)
	}
}

// Rows that were read while the header was looked for are asked about too, and refused rows still come.
func TestKeepInRows(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b\n1,x\n2,y\n3\n4,x\n5,y\n"))
	r.Keep = only("b", "y")
	var seen []string
	for row, err := range r.Rows() {
		if e, ok := errors.AsType[*read.RowError](err); ok {
			seen = append(seen, e.Reason.String())
			continue
		}
		require.NoError(t, err)
		text, _ := row.Text("a")
		seen = append(seen, text)
	}
	assert.Equal(t, []string{"2", "wrong number of cells", "5"}, seen)
	report := r.Report()
	assert.Equal(t, 2, report.Rows)
	assert.Equal(t, 2, report.LeftOut)
	assert.Len(t, report.First, 1)
}

func TestNoColumnNamesThoseThereAre(t *testing.T) {
	_, err := read.NewReader(strings.NewReader(strings.Repeat("q,", 40) + "q\n1\n")).Fold(map[string]func(int) error{"NPS": nil})
	assert.ErrorContains(t, err, `read: no column "NPS" among ["q" "q#2" "q#3" `)
	assert.ErrorContains(t, err, `"q#30"] and 11 more`)
	_, err = read.NewReader(strings.NewReader(strings.Repeat("q", 200) + ",b\n1,2\n")).Fold(map[string]func(int) error{"NPS": nil})
	assert.EqualError(t, err, `read: no column "NPS" among ["`+strings.Repeat("q", 80)+`…" "b"]`)
}

func TestLabelsAskForCodes(t *testing.T) {
	for _, row := range []struct{ reason, text, want string }{
		{"a label", "Very satisfied", `"Very satisfied" is not a whole number: if it is a label, set Reader.Codes`},
		{"a label with a number", "9 - likely", `"9 - likely" is not a whole number: if it is a label, set Reader.Codes`},
		{"a number", "3.5", `"3.5" is not a whole number`},
		{"a number with an exponent", "1e1", `"1e1" is not a whole number`},
		{"two numbers", "2;5", `"2;5" is not a whole number`},
	} {
		for r, err := range read.NewReader(strings.NewReader("a,b\n" + row.text + ",x\n")).Rows() {
			require.NoError(t, err)
			_, err = r.Rating("a")
			assert.EqualError(t, err, `read: row 2 (line 2), column "a": `+row.want, row.reason)
		}
	}
}
