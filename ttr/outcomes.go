package ttr

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Outcomes is how tickets ended where there is more than one way to end: replied to, solved without a reply, merged,
// deleted. One of them cannot be read as a time with the others open, because those others will never come: 12 tickets
// that [Times] would call 77% replied to within ten hours were 59%. The zero Outcomes is empty and ready.
//
// A copy shares its map and slices with the original; Plus makes new ones.
type Outcomes struct {
	Ended map[string][]time.Duration `json:"ended"` // by outcome
	Open  []time.Duration            `json:"open"`  // age of those that have not ended
}

// Add takes the time at which one ticket ended in the outcome. A negative duration is an error that wraps a
// *DurationError, and is not added.
func (o *Outcomes) Add(outcome string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("ttr: %s: %w", outcome, &DurationError{d})
	}
	if o.Ended == nil {
		o.Ended = map[string][]time.Duration{}
	}
	o.Ended[outcome] = append(o.Ended[outcome], d)
	return nil
}

// AddOpen takes the age of one ticket that has not ended. A negative duration is an error as in Add.
func (o *Outcomes) AddOpen(age time.Duration) error {
	if age < 0 {
		return fmt.Errorf("ttr: %w", &DurationError{age})
	}
	o.Open = append(o.Open, age)
	return nil
}

// Plus returns the tickets of both, in a map and slices of its own.
func (o Outcomes) Plus(p Outcomes) Outcomes {
	sum := Outcomes{Open: slices.Concat(o.Open, p.Open)}
	for _, part := range []Outcomes{o, p} {
		for outcome, ds := range part.Ended {
			if sum.Ended == nil {
				sum.Ended = map[string][]time.Duration{}
			}
			sum.Ended[outcome] = slices.Concat(sum.Ended[outcome], ds)
		}
	}
	return sum
}

// N returns the number of tickets, ended and open.
func (o Outcomes) N() int {
	n := len(o.Open)
	for _, ds := range o.Ended {
		n += len(ds)
	}
	return n
}

// Share returns the share of tickets that have ended in the outcome within d, as a Fraction: the estimate of Aalen and
// Johansen (1978, Scandinavian Journal of Statistics 5:141). The shares of all outcomes and of what has not ended add up
// to 1. The limits are Wilson's at the number of tickets that would have the same standard error with nothing open.
//
// An outcome that has not occurred has the share 0. Beyond the longest observed time, if tickets were open then, and
// without tickets, it is no data.
func (o Outcomes) Share(outcome string, d time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	ended := make([][]int64, 1, len(o.Ended)+1)
	for _, name := range slices.Sorted(maps.Keys(o.Ended)) {
		if name == outcome {
			ended[0] = survival.Ticks(o.Ended[name])
		} else {
			ended = append(ended, survival.Ticks(o.Ended[name]))
		}
	}
	share := survival.NewOutcomes(survival.Ticks(o.Open), ended...).Share(0, int64(d), level)
	return share.Interval.Fraction(o.N(), level)
}
