package read

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Row is one response. It stays valid after the loop has gone on, and may be read from several goroutines.
type Row struct {
	Row   int      // the row a spreadsheet shows it in: the first header is row 1
	Line  int      // line of the file on which it begins; lines are more than rows where a cell holds several
	Cells []string // raw text, in the order of the columns

	reader *Reader
	form   *Form
}

// Kind is what a cell says: nothing, that the question did not apply, or an answer.
type Kind uint8

// The kinds of cells. The zero Kind is Blank.
const (
	Blank         Kind = iota // empty, or one of the texts declared blank
	NotApplicable             // one of the texts declared as N/A, or the column of that choice is chosen
	Answered
)

// String returns the kind in words: not applicable.
func (k Kind) String() string {
	switch k {
	case Blank:
		return "blank"
	case NotApplicable:
		return "not applicable"
	case Answered:
		return "answered"
	}
	return "Kind(" + strconv.Itoa(int(k)) + ")"
}

// Answer is a cell read as a rating. The zero Answer is blank.
type Answer struct {
	kind Kind
	code int
}

// Kind returns what the cell says.
func (a Answer) Kind() Kind { return a.kind }

// Code returns the rating; false if there is none, because the cell is blank or not applicable.
func (a Answer) Code() (rating int, ok bool) { return a.code, a.kind == Answered }

// String returns the rating, or why there is none: 9, blank, not applicable.
func (a Answer) String() string {
	if a.kind == Answered {
		return strconv.Itoa(a.code)
	}
	return a.kind.String()
}

// Labels are the codes of answer labels, for all columns alike.
type Labels map[string]int

// Code returns the code of a label. It is for [Reader.Codes].
func (l Labels) Code(_, label string) (code int, ok bool) {
	code, ok = l[label]
	return code, ok
}

// find returns the column of that name.
func (r Row) find(name string) (*Column, int, error) {
	if r.form == nil {
		return nil, 0, fmt.Errorf("read: no column %q in a row of no file", brief(name))
	}
	i, err := r.form.find(name)
	if err != nil {
		return nil, 0, err
	}
	return &r.form.Columns[i], i, nil
}

// Text returns the raw text of a column; false if the file has no such column, or several of that name.
func (r Row) Text(column string) (text string, ok bool) {
	if r.form == nil {
		return "", false
	}
	i, ok := r.form.index[column]
	if !ok || i < 0 {
		return "", false
	}
	return r.Cells[i], true
}

// Kind returns what a cell says. It is an error if the file has no such column.
func (r Row) Kind(column string) (Kind, error) {
	c, i, err := r.find(column)
	if err != nil {
		return Blank, err
	}
	return r.kind(c, strings.TrimSpace(r.Cells[i])), nil
}

func (r Row) kind(c *Column, text string) Kind {
	switch {
	case text == "" || slices.Contains(c.blank, text):
		if c.naAt >= 0 && r.chosen(c.naAt) {
			return NotApplicable
		}
		return Blank
	case slices.Contains(c.na, text):
		return NotApplicable
	case c.zendesk && (text == "offered" || text == "unoffered"):
		return Blank
	}
	return Answered
}

// Rating returns a cell as a whole number: what Codes says of its text, else the number it is. Spaces around
// it do not count; 4.0 and 4.00, as spreadsheets write them, are 4. A blank is blank, never 0. Anything else,
// such as "2,5" or 3.5, is a [*CellError], and it is an error if the file has no such column.
//
// Zendesk's score is 1 for good and 0 for bad, with or without comment; offered and unoffered are blank.
func (r Row) Rating(column string) (Answer, error) {
	c, i, err := r.find(column)
	if err != nil {
		return Answer{}, err
	}
	text := strings.TrimSpace(r.Cells[i])
	if kind := r.kind(c, text); kind != Answered {
		return Answer{kind: kind}, nil
	}
	if r.reader.Codes != nil {
		if code, ok := r.reader.Codes(c.ID, text); ok {
			return Answer{Answered, code}, nil
		}
	}
	if c.zendesk {
		switch text {
		case "good", "good_with_comment", "good_without_comment":
			return Answer{Answered, 1}, nil
		case "bad", "bad_with_comment", "bad_without_comment":
			return Answer{Answered, 0}, nil
		}
	}
	if code, ok := whole(text, r.point()); ok {
		return Answer{Answered, code}, nil
	}
	want := "a whole number"
	switch {
	case r.reader.Codes != nil:
		want = "a label with a code, nor a whole number"
	case strings.ContainsFunc(text, unicode.IsLetter):
		if _, ok := number(text, r.point()); !ok { // 1e1 is no label
			want = "a whole number: if it is a label, set Reader.Codes"
		}
	}
	return Answer{}, r.refuse(c, i, want)
}

// Number returns a cell as a number; NaN if it is blank or not applicable. The decimal sign is the declared
// one; thousands separators, currencies and units are refused.
func (r Row) Number(column string) (float64, error) {
	c, i, err := r.find(column)
	if err != nil {
		return math.NaN(), err
	}
	text := strings.TrimSpace(r.Cells[i])
	if r.kind(c, text) != Answered {
		return math.NaN(), nil
	}
	if x, ok := number(text, r.point()); ok {
		return x, nil
	}
	return math.NaN(), r.refuse(c, i, "a number with decimal "+map[byte]string{'.': "point", ',': "comma"}[r.point()])
}

// Choices returns what was chosen in a question with several answers: of one column, the parts of its cell;
// of several columns, one for each option, the options (or headers) of those that are chosen. Nothing is
// chosen where all is blank or not applicable.
//
// A cell is split at the separator declared for its column, or that of the shape: a semicolon in Microsoft
// Forms, a slash between spaces in new Typeforms, and a comma in Qualtrics where all parts are numbers.
// Without one it is a [*CellError]: a comma may also be part of an answer. It is an error if the file has no
// such column.
//
// An option's column is not chosen if it says so: 0 in Qualtrics, Touchpoints and plain CSV, N or No or 0 in
// LimeSurvey, "Not selected" in SurveyMonkey.
func (r Row) Choices(columns ...string) ([]string, error) {
	var chosen []string
	for _, name := range columns {
		c, i, err := r.find(name)
		if err != nil {
			return nil, err
		}
		text := strings.TrimSpace(r.Cells[i])
		switch {
		case len(columns) == 1 && c.Option == "":
			return r.split(c, i, text)
		case c.NA || r.kind(c, text) != Answered || !r.chosen(i):
		case c.Option != "":
			chosen = append(chosen, c.Option)
		default:
			chosen = append(chosen, c.Question)
		}
	}
	return chosen, nil
}

func (r Row) split(c *Column, i int, text string) ([]string, error) {
	if r.kind(c, text) != Answered {
		return nil, nil
	}
	at := c.split
	switch {
	case at != "":
	case r.form.Shape == MicrosoftForms:
		at = ";"
	case r.form.Shape == Typeform:
		at = " / "
	case (r.form.Shape == Qualtrics || r.form.Shape == Qualtrics2016 || r.form.Shape == QualtricsLegacy) && codes(text):
		at = ","
	default:
		return nil, r.refuse(c, i, "to be split without a declared Separator")
	}
	var parts []string
	for part := range strings.SplitSeq(text, at) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts, nil
}

// codes reports whether a text is whole numbers with commas between them: 2,5.
func codes(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if _, ok := whole(part, '.'); !ok {
			return false
		}
	}
	return true
}

// chosen reports whether the column of an option is chosen, given that it is not blank.
func (r Row) chosen(i int) bool {
	c, text := &r.form.Columns[i], strings.TrimSpace(r.Cells[i])
	if text == "" {
		return false
	}
	if text == c.Option || text == c.Question {
		return true // the option's own text, be it "No"
	}
	switch r.form.Shape {
	case Qualtrics, Qualtrics2016, QualtricsLegacy, Touchpoints, CSV:
		return text != "0"
	case LimeSurvey:
		return text != "0" && text != "N" && text != "No"
	case SurveyMonkeyCondensed, SurveyMonkeyExpanded:
		return text != "Not selected"
	}
	return true
}

func (r Row) point() byte {
	if r.reader.Decimal == ',' {
		return ','
	}
	return '.'
}

func (r Row) refuse(c *Column, i int, want string) error {
	return &CellError{Row: r.Row, Line: r.Line, Column: c.ID, Text: brief(r.Cells[i]), Want: want}
}

// whole returns the whole number that a text is: digits with a sign, and at most two zeros after the decimal
// sign, for three might be thousands.
func whole(text string, point byte) (int, bool) {
	if i := strings.IndexByte(text, point); i > 0 {
		if zeros := text[i+1:]; zeros != "0" && zeros != "00" {
			return 0, false
		}
		text = text[:i]
	}
	digits := strings.TrimLeft(text, "+-")
	if digits == "" || len(text)-len(digits) > 1 || !isDigits(digits) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// number returns the number that a text is: digits with a sign, a decimal sign and an exponent.
func number(text string, point byte) (float64, bool) {
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(text), "e")
	if hasExponent {
		if exponent = strings.TrimLeft(exponent, "+-"); !isDigits(exponent) {
			return 0, false
		}
	}
	left, right, hasPoint := strings.Cut(mantissa, string(point))
	if sign := strings.TrimLeft(left, "+-"); len(left)-len(sign) <= 1 {
		left = sign
	}
	if !(isDigits(left) && (!hasPoint || isDigits(right)) || left == "" && isDigits(right)) {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.Replace(text, string(point), ".", 1), 64)
	return x, err == nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
