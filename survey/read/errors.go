package read

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Reason is why a row was refused.
type Reason uint8

// The reasons to refuse a row.
const (
	Ragged   Reason = iota + 1 // fewer cells than columns, or more that are not blank
	Quote                      // a quote inside a bare cell, or text after a closing one
	Unclosed                   // a quote that nothing closes: the file is cut off, or everything after it was swallowed
	NUL                        // a zero byte
	Long                       // more bytes than MaxRecord
	Wide                       // more cells than MaxColumns
)

var reasonNames = [...]string{"", "wrong number of cells", "stray quote", "quote not closed", "zero byte", "too long", "too many cells"}

// String returns the reason in a few words: wrong number of cells.
func (r Reason) String() string {
	if 0 < r && int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return "Reason(" + strconv.Itoa(int(r)) + ")"
}

// MarshalText returns the reason in words, for JSON.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the words of a reason.
func (r *Reason) UnmarshalText(text []byte) error {
	i := slices.Index(reasonNames[1:], string(text))
	if i < 0 {
		return fmt.Errorf("read: %q is no reason to refuse a row", brief(string(text)))
	}
	*r = Reason(i + 1)
	return nil
}

// RowError reports a row that was refused as a whole. The rows after it are read.
type RowError struct {
	Row    int    `json:"row"`  // number of the row, as in [Row]
	Line   int    `json:"line"` // line of the file on which it begins
	Last   int    `json:"last"` // line on which it ends: a stray quote may swallow many
	Cell   int    `json:"cell"` // the cell, from 1, at which it went wrong
	Reason Reason `json:"reason"`
	Detail string `json:"detail,omitzero"` // what was found and what was expected
}

// Error says which row was refused and why: row 7 (line 9), cell 3: wrong number of cells: 3, not 5.
func (e *RowError) Error() string { return "read: " + e.text() }

func (e *RowError) text() string {
	lines := "line " + strconv.Itoa(e.Line)
	if e.Last > e.Line {
		lines = fmt.Sprintf("lines %d to %d", e.Line, e.Last)
	}
	s := fmt.Sprintf("row %d (%s), cell %d: %v", e.Row, lines, e.Cell, e.Reason)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// CellError reports a cell that is not what it was asked for.
type CellError struct {
	Row    int    `json:"row"`    // as in [Row]
	Line   int    `json:"line"`   // as in [Row]
	Column string `json:"column"` // id of the column
	Text   string `json:"text"`   // what the cell holds, its beginning if that is long
	Want   string `json:"want"`   // what was expected: a whole number
	Err    error  `json:"-"`      // what the tally said, if the rating was read and did not fit; else nil
}

// Error says which cell was refused and why: row 7 (line 9), column "NETPRO": "ten" is not a whole number.
func (e *CellError) Error() string {
	s := fmt.Sprintf("read: row %d (line %d), column %q: %q", e.Row, e.Line, brief(e.Column), e.Text)
	if e.Err != nil {
		return s + ": " + e.Err.Error()
	}
	return s + " is not " + e.Want
}

// Unwrap returns what the tally said.
func (e *CellError) Unwrap() error { return e.Err }

// brief returns the beginning of a text, for messages.
func brief(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > most-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.Clone(s[:cut]) + "…"
}
