// Package tickets judges when tickets were opened and resolved, the same way for every kind of file.
package tickets

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// Check returns an error unless tickets can be looked at as of that time.
func Check(asOf time.Time) error {
	if asOf.IsZero() {
		return errors.New("Tickets.AsOf is the zero time: say when the tickets were looked at")
	}
	return nil
}

// Judge returns why a ticket is a bad row, if it is. done says that there is a time at which it was resolved.
func Judge(opened, resolved time.Time, done bool, asOf time.Time) error {
	switch {
	case opened.After(asOf):
		return fmt.Errorf("fold: opened at %v, after %v, as of which the file is", opened, asOf.UTC())
	case asOf.Sub(opened) == math.MaxInt64: // or more, such as from the year 1, which stands for no time
		return fmt.Errorf("fold: opened at %v, 292 years or more before %v, as of which the file is", opened, asOf.UTC())
	case done && resolved.Before(opened):
		return &ttr.DurationError{Duration: resolved.Sub(opened)}
	}
	return nil
}

// Add returns how a ticket's time is added to T, from when it was opened and when it was resolved, the zero time if it was
// not. A ticket that was resolved after asOf was open then. hours says which time counts, nil: all of it.
func Add[T any](
	add func(to *T, d time.Duration, done bool) error, hours ttr.Hours, asOf time.Time,
) func(to *T, opened, resolved time.Time) error {
	if hours == nil {
		hours = func(from, to time.Time) time.Duration { return to.Sub(from) }
	}
	return func(to *T, opened, resolved time.Time) error {
		done := !resolved.IsZero() && !resolved.After(asOf)
		if !done {
			resolved = asOf
		}
		return add(to, hours(opened, resolved), done)
	}
}
