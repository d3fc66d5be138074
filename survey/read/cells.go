package read

import (
	"errors"
	"fmt"
)

// Cells is what became of the cells of one column. The counts are disjoint. The zero Cells is empty and ready.
type Cells struct {
	Rated         int          `json:"rated"` // read as a rating, and taken by the tally
	Blank         int          `json:"blank"`
	NotApplicable int          `json:"notApplicable"`
	Refused       int          `json:"refused"`         // not a rating, or one that the tally refused
	First         []*CellError `json:"first,omitempty"` // the first refusals, at most five
}

// N returns the number of cells.
func (c Cells) N() int { return c.Rated + c.Blank + c.NotApplicable + c.Refused }

// String returns the counts: 712 rated, 365 blank, 109 not applicable, 0 refused.
func (c Cells) String() string {
	return fmt.Sprintf("%d rated, %d blank, %d not applicable, %d refused", c.Rated, c.Blank, c.NotApplicable, c.Refused)
}

// Add gives the rating of a row in a column to add, and counts the cell. What the cell or add refuses comes
// back as a [*CellError] that wraps the error of add, counted as refused. A column that the file does not
// have is an error and counts nothing.
func (c *Cells) Add(row Row, column string, add func(rating int) error) error {
	answer, err := row.Rating(column)
	if err != nil {
		if cell, ok := errors.AsType[*CellError](err); ok {
			c.refuse(cell)
		}
		return err
	}
	rating, ok := answer.Code()
	switch {
	case !ok && answer.Kind() == NotApplicable:
		c.NotApplicable++
	case !ok:
		c.Blank++
	default:
		if err := add(rating); err != nil {
			col, i, _ := row.find(column)
			err := &CellError{Row: row.Row, Line: row.Line, Column: col.ID, Text: brief(row.Cells[i]), Want: "on the scale", Err: err}
			c.refuse(err)
			return err
		}
		c.Rated++
	}
	return nil
}

func (c *Cells) refuse(err *CellError) {
	c.Refused++
	if len(c.First) < keep {
		c.First = append(c.First, err)
	}
}
