package retention

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
)

// Tally is how many of the customers who were there at the start of a period are still there at its end, and
// how many are not. Customers won in between are in neither count. The zero Tally is empty and ready; a copy
// is a snapshot.
//
// Its counts may be filled in directly. A negative count, or more customers in all than an int can count,
// reads as no data.
type Tally struct {
	Retained int `json:"retained"` // there at the start and at the end
	Lost     int `json:"lost"`     // there at the start and not at the end
}

// Period returns the tally of a period from three totals: customers at its start, customers acquired in it who
// are still there at its end, and customers at its end. Retained are end − acquired, out of start.
//
// Numbers that no customers could give are an [*Error] that names the rule, never clamped: more than 100%
// retained means that somebody came back and was counted at the end but not as acquired, or that the three
// totals are of different days. Those who joined and left within the period must be in neither total. To count
// who was there at both ends by customer ([Tally.Add]) has none of these traps.
//
// Nobody at the start is no data and no error.
func Period(start, acquired, end int) (Tally, error) {
	problem := fmt.Sprintf("%d customers at the start, %d acquired, %d at the end", start, acquired, end)
	switch {
	case start < 0 || acquired < 0 || end < 0:
		return Tally{}, &Error{NotNegative, problem}
	case acquired > end:
		return Tally{}, &Error{AcquiredAtEnd, problem}
	case end-acquired > start:
		return Tally{}, &Error{RetainedAtStart, problem + fmt.Sprintf(", so %d retained of %d", end-acquired, start)}
	}
	return Tally{Retained: end - acquired, Lost: start - (end - acquired)}, nil
}

// Add counts one customer who was there at the start.
func (t *Tally) Add(retained bool) {
	if retained {
		t.Retained++
	} else {
		t.Lost++
	}
}

// AddN counts n customers who were there at the start: a row of a GROUP BY. A negative n is an [*Error], and
// more than the tally can hold is an error too; neither is counted.
func (t *Tally) AddN(retained bool, n int) error {
	if n < 0 {
		return &Error{NotNegative, fmt.Sprintf("%d customers", n)}
	}
	total, ok := t.total()
	if !ok || total+n < total {
		return fmt.Errorf("retention: a tally of %d retained and %d lost takes no %d customers more", t.Retained, t.Lost, n)
	}
	if retained {
		t.Retained += n
	} else {
		t.Lost += n
	}
	return nil
}

// Plus returns the customers of both tallies: of two segments, or the customer-months of two months. For
// retention over both months see [Compound].
func (t Tally) Plus(o Tally) Tally { return Tally{t.Retained + o.Retained, t.Lost + o.Lost} }

// N returns the number of customers at the start, 0 if a count is negative.
func (t Tally) N() int {
	n, _ := t.total()
	return n
}

// total returns the number of customers; ok is false, and the number 0, if no customers could give these
// counts.
func (t Tally) total() (n int, ok bool) {
	n = t.Retained + t.Lost
	if t.Retained|t.Lost|n < 0 { // a negative count, or a sum that overflowed
		return 0, false
	}
	return n, true
}

// Rate returns the share of customers who were retained, as a Fraction with Wilson's limits (see
// [kpi.Proportion]). Without customers it is no data between 0 and 1.
func (t Tally) Rate(level float64) kpi.Estimate { return kpi.Proportion(t.Retained, t.N(), level) }

// Churn returns the share of customers who were lost, 1 − Rate, as a Fraction with Wilson's limits. Without
// customers it is no data between 0 and 1.
func (t Tally) Churn(level float64) kpi.Estimate { return kpi.Proportion(t.Lost, t.N(), level) }

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses a member that is missing and counts that
// are negative or too many to add up, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in struct {
		Retained *int `json:"retained"`
		Lost     *int `json:"lost"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("retention: reading a tally: %w", err)
	}
	if in.Retained == nil || in.Lost == nil {
		return errors.New("retention: reading a tally: retained and lost must both be there")
	}
	read := Tally{*in.Retained, *in.Lost}
	if _, ok := read.total(); !ok {
		return fmt.Errorf("retention: reading a tally: %w",
			&Error{NotNegative, fmt.Sprintf("%d retained and %d lost", read.Retained, read.Lost)})
	}
	*t = read
	return nil
}
