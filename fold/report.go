package fold

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Report is what became of the rows: each was folded, is blank, or is bad. Read it before the tallies; a file of
// which half is left out has no error, and its score may be worth nothing.
//
// A row of a database stands for as many rows as its count says.
type Report struct {
	Bytes  int64          `json:"bytes"`           // of text, after decompression; 0 for a database
	Rows   int            `json:"rows"`            // records; the header and empty lines are not among them
	Folded int            `json:"folded"`          // are in the tallies, or were events
	Blank  int            `json:"blank"`           // have no score, or an event no customer: an empty field, a declared code, NULL
	Bad    map[Reason]int `json:"bad,omitempty"`   // left out, by reason
	First  []RowError     `json:"first,omitempty"` // the first bad rows of each reason, at most ten, in the order of the file
}

// Reason says why a row was left out.
type Reason string

// The reasons, in the order in which a row is looked at: a row with two flaws is counted under the first. Between Fields
// and Time it is found whether a score or an event is blank; [Records] finds it after Time.
const (
	Quotes  Reason = "quotes"  // a quote within a field that does not begin with one, or one that never ends
	Fields  Reason = "fields"  // more or fewer fields than the header
	Time    Reason = "time"    // no time, or not one of the declared layout
	Score   Reason = "score"   // not a whole number
	Scale   Reason = "scale"   // a whole number that is not on the scale
	Refused Reason = "refused" // the tally's own Add refused it: resolved before it was opened, for one
)

// inOrder compares reasons by that order; those of somebody else come last.
func inOrder(a, b Reason) int {
	order := []Reason{Quotes, Fields, Time, Score, Scale, Refused}
	place := func(r Reason) uint { return uint(slices.Index(order, r)) }
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}

// most is how many bad rows of each reason a report keeps.
const most = 10

// BadRows returns the number of bad rows, whatever the reason.
func (r Report) BadRows() int {
	n := 0
	for _, k := range r.Bad {
		n += k
	}
	return n
}

// String returns the report in one line: 1000 rows: 990 folded, 8 blank, 2 bad (1 time, 1 scale).
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows: %d folded, %d blank, %d bad", r.Rows, r.Folded, r.Blank, r.BadRows())
	sep := " ("
	for _, reason := range slices.SortedFunc(maps.Keys(r.Bad), inOrder) {
		fmt.Fprintf(&b, "%s%d %s", sep, r.Bad[reason], reason)
		sep = ", "
	}
	if sep == ", " {
		b.WriteString(")")
	}
	return b.String()
}

// RowError is a row that was left out, or that ended the reading.
type RowError struct {
	Row    int    `json:"row"`              // its number, from 1; the header is none
	Line   int    `json:"line,omitempty"`   // the line of the file on which it begins, from 1; 0 for a database
	Column string `json:"column,omitempty"` // whose value it is about; empty: the whole row
	Value  string `json:"value"`            // as it stood there, if long only its beginning
	Want   string `json:"want"`             // what should have stood there, or, if it was Refused, why
	Reason Reason `json:"reason,omitempty"` // empty if it ended the reading
}

// Error says where the row is, what stood there and what should have: row 7, line 9: score is "11", want a whole
// number from 0 to 10.
func (e RowError) Error() string {
	var b strings.Builder
	b.WriteString("row " + strconv.Itoa(e.Row))
	if e.Line > 0 {
		b.WriteString(", line " + strconv.Itoa(e.Line))
	}
	if e.Reason == Refused {
		return b.String() + ": " + e.Want
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ": %s is %q", e.Column, e.Value)
	} else {
		fmt.Fprintf(&b, ": %q", e.Value)
	}
	b.WriteString(", want " + e.Want)
	return b.String()
}

// keep keeps a bad row if it is among the first of its reason.
func (r *Report) keep(e RowError) {
	kept := 0
	for _, first := range r.First {
		if first.Reason == e.Reason {
			kept++
		}
	}
	if kept < most {
		r.First = append(r.First, e)
	}
}

// count counts n bad rows.
func (r *Report) count(reason Reason, n int) {
	if r.Bad == nil {
		r.Bad = map[Reason]int{}
	}
	r.Bad[reason] += n
}
