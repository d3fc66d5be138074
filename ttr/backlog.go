package ttr

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
)

// Backlog is the tickets that are open at one moment, by their age. Its zero value is empty and ready; a copy shares its
// slice with the original.
type Backlog struct {
	Ages []time.Duration `json:"ages"`
}

// Add takes the age of one open ticket. A negative age is an error that wraps a *DurationError, and is not added.
func (b *Backlog) Add(age time.Duration) error {
	if age < 0 {
		return fmt.Errorf("ttr: %w", &DurationError{age})
	}
	b.Ages = append(b.Ages, age)
	return nil
}

// Plus returns the tickets of both, in a slice of its own.
func (b Backlog) Plus(o Backlog) Backlog { return Backlog{slices.Concat(b.Ages, o.Ages)} }

// N returns the number of open tickets.
func (b Backlog) N() int { return len(b.Ages) }

// Age returns the age that the share q of the open tickets does not exceed, in Seconds, as [Times.Quantile] does for
// tickets that are all resolved.
//
// The age of what is open is not the time to resolution: long tickets are open at more moments than short ones, so that
// they crowd every backlog (length bias). At a desk whose tickets take 16 hours on average the backlog was 35 hours old.
func (b Backlog) Age(q, level float64) kpi.Estimate {
	return Times{Resolved: b.Ages}.Quantile(q, level)
}

// Flow is how many tickets came and went in a period. The zero Flow is empty and ready; a copy is a snapshot.
type Flow struct {
	Opened   int `json:"opened"` // reopened ones too
	Resolved int `json:"resolved"`
}

// Plus returns the tickets of both periods.
func (f Flow) Plus(o Flow) Flow { return Flow{f.Opened + o.Opened, f.Resolved + o.Resolved} }

// Net returns by how many tickets the backlog has grown; negative: shrunk.
func (f Flow) Net() int { return f.Opened - f.Resolved }

// TimeToClear returns how long the backlog lasts if tickets go on to come and go as they did in the given period, in
// Seconds: the open tickets over the net number resolved a second. It is plain arithmetic, without limits; +Inf if the
// backlog does not shrink, 0 if it is empty. It is no data if a count is negative, and it panics unless the period is
// positive.
func (b Backlog) TimeToClear(f Flow, period time.Duration) kpi.Estimate {
	switch {
	case period <= 0:
		panic(fmt.Sprintf("ttr: period %v is not positive", period))
	case f.Opened < 0 || f.Resolved < 0:
		return kpi.Exactly(math.NaN(), kpi.Seconds)
	case b.N() == 0:
		return kpi.Exactly(0, kpi.Seconds)
	case f.Net() >= 0:
		return kpi.Exactly(math.Inf(1), kpi.Seconds)
	}
	return kpi.Exactly(float64(b.N())/float64(-f.Net())*period.Seconds(), kpi.Seconds)
}
