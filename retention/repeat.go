package retention

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
)

// Repeat is how many customers bought again within a window after their first order: the repeat purchase rate
// with one definition. The zero Repeat is empty and ready, and takes the window of its first Add; a copy is a
// snapshot.
//
// A customer is Immature until the whole window has passed, however early the second order came: to count
// those who have already bought again, while those who will not still have time to, makes every young customer
// a loyal one. To use what is known of immature customers too, put the times to the second order into
// [Lifetimes] and read [Lifetimes.Within].
//
// A shop's "returning customer rate", the share of a month's customers who ever bought before, is another
// number: their first order may be years old.
type Repeat struct {
	Window   time.Duration `json:"window"`   // in which to buy again, the last instant included
	Again    int           `json:"again"`    // bought again within the window
	Once     int           `json:"once"`     // did not
	Immature int           `json:"immature"` // window not over yet, whatever happened so far
}

// Add counts one customer by the times of the first and the second order as they are known at asOf. A zero
// second means that there was none; one after asOf is not known yet. It counts nothing and returns an error
// if the window is not positive or not that of the tally, if first or asOf is the zero time, and an [*Error]
// if the second order came before the first or the first after asOf.
func (r *Repeat) Add(window time.Duration, first, second, asOf time.Time) error {
	switch {
	case window <= 0:
		return fmt.Errorf("retention: a window of %v is not positive", window)
	case r.Window != window && *r != (Repeat{}):
		return fmt.Errorf("retention: a window of %v for a tally with one of %v", window, r.Window)
	case first.IsZero():
		return errors.New("retention: a customer without a first order cannot order again")
	case asOf.IsZero():
		return errors.New("retention: asOf is the zero time: say when the orders were looked at")
	case first.After(asOf):
		return &Error{InThePast, fmt.Sprintf("a first order at %v, as of %v", first, asOf)}
	case !second.IsZero() && second.Before(first):
		return &Error{InOrder, fmt.Sprintf("a second order at %v, before the first at %v", second, first)}
	}
	r.Window = window
	end := first.Add(window)
	switch {
	case !asOf.After(end):
		r.Immature++
	case second.IsZero() || second.After(end):
		r.Once++
	default:
		r.Again++
	}
	return nil
}

// Plus returns the customers of both. It panics if they have different windows; the zero Repeat goes with any.
func (r Repeat) Plus(o Repeat) Repeat {
	switch {
	case o == Repeat{}:
		return r
	case r == Repeat{}:
		return o
	case r.Window != o.Window:
		panic(fmt.Sprintf("retention: Plus of repeat purchases within %v and within %v", r.Window, o.Window))
	}
	return Repeat{r.Window, r.Again + o.Again, r.Once + o.Once, r.Immature + o.Immature}
}

// N returns the number of customers, the immature ones included; 0 if a count is negative.
func (r Repeat) N() int {
	if !r.possible() {
		return 0
	}
	return r.Again + r.Once + r.Immature
}

func (r Repeat) possible() bool {
	n := r.Again + r.Once
	return r.Again >= 0 && r.Once >= 0 && r.Immature >= 0 && n >= 0 && n+r.Immature >= 0
}

// Rate returns the share of mature customers who bought again, as a Fraction with Wilson's limits; its N is the
// mature ones. Before anybody is mature it is no data between 0 and 1, as with a negative count.
func (r Repeat) Rate(level float64) kpi.Estimate {
	if !r.possible() {
		return kpi.Proportion(0, 0, level)
	}
	return kpi.Proportion(r.Again, r.Again+r.Once, level)
}

// UnmarshalJSON reads what encoding/json writes of a Repeat. It refuses a member that is missing, a negative
// window, and counts that are negative or too many to add up, and then leaves r as it was.
func (r *Repeat) UnmarshalJSON(b []byte) error {
	var in struct {
		Window                *time.Duration
		Again, Once, Immature *int
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("retention: reading repeat purchases: %w", err)
	}
	if in.Window == nil || in.Again == nil || in.Once == nil || in.Immature == nil {
		return errors.New("retention: reading repeat purchases: window, again, once and immature must all be there")
	}
	read := Repeat{*in.Window, *in.Again, *in.Once, *in.Immature}
	if !read.possible() || read.Window < 0 || read.Window == 0 && read != (Repeat{}) {
		return fmt.Errorf("retention: reading repeat purchases: %w", &Error{NotNegative, fmt.Sprintf("%+v", read)})
	}
	*r = read
	return nil
}
