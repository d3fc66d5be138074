package ttr

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// State is what a ticket waits for. The zero State is Active, in which every ticket opens.
type State uint8

const (
	Active  State = iota // on the team: new or open
	Pending              // on the customer
	OnHold               // on somebody else
	Solved               // the team says it is done
	Closed               // done for good
)

var stateNames = [...]string{"active", "pending", "on hold", "solved", "closed"}

// String returns the name of the state.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// MarshalText returns the name of the state, or an error if s is none of the five.
func (s State) MarshalText() ([]byte, error) {
	if int(s) >= len(stateNames) {
		return nil, fmt.Errorf("ttr: %v is not a state", s)
	}
	return []byte(stateNames[s]), nil
}

// UnmarshalText reads the name of a state.
func (s *State) UnmarshalText(text []byte) error {
	i := slices.Index(stateNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("ttr: state %q is not one of %q", text, stateNames)
	}
	*s = State(i)
	return nil
}

// Event is the moment at which a ticket passed to a state. Active after Solved or Closed is a reopening.
type Event struct {
	At time.Time `json:"at"`
	To State     `json:"to"`
}

// Ticket is the life of one ticket: when it was opened, when the customer first got a reply (the zero time: not yet), and
// how its state changed since, in the order of time. What falls on the same instant keeps its order.
type Ticket struct {
	ID      string    `json:"id"`
	Opened  time.Time `json:"opened"`
	Replied time.Time `json:"replied,omitzero"`
	Events  []Event   `json:"events"`
}

// TicketError says why a ticket cannot be measured.
type TicketError struct {
	ID      string
	Problem string
}

// Error says which ticket, and what is wrong with it.
func (e *TicketError) Error() string { return fmt.Sprintf("ttr: ticket %s: %s", e.ID, e.Problem) }

// Tidied counts what [Ticket.Tidy] has mended.
type Tidied struct {
	Reordered  int `json:"reordered"`  // events that stood after a later one
	Duplicates int `json:"duplicates"` // events that stood twice, to the nanosecond
}

// Tidy puts the events into the order of time and drops duplicates, in a new slice, and says how many it found: clocks of
// several machines, and exports that overlap, bring both. Of events that are alike the last one in the slice stays, so
// that a ticket solved, reopened and solved again within the second of an export remains solved: no time of events that
// are in order changes. Measuring refuses what is out of order, so that nobody mends it without knowing.
func (t *Ticket) Tidy() Tidied {
	var done Tidied
	for i, e := range t.Events {
		if i > 0 && e.At.Before(t.Events[i-1].At) {
			done.Reordered++
		}
	}
	events := slices.Clone(t.Events)
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	kept := events[:0]
	for i, e := range events {
		if again(events[i+1:], e) {
			done.Duplicates++
			continue
		}
		kept = append(kept, e)
	}
	t.Events = kept
	return done
}

// again reports whether e occurs among events in the order of time, none of which is before it.
func again(events []Event, e Event) bool {
	for _, later := range events {
		if !later.At.Equal(e.At) {
			return false
		}
		if later.To == e.To {
			return true
		}
	}
	return false
}

// check returns a *TicketError if the ticket cannot have been so.
func (t Ticket) check(asOf time.Time) error {
	wrong := func(format string, args ...any) error {
		return &TicketError{ID: cmp.Or(t.ID, "without ID"), Problem: fmt.Sprintf(format, args...)}
	}
	switch {
	case t.Opened.IsZero():
		return wrong("no opening time")
	case asOf.IsZero():
		return wrong("asOf is the zero time: say when the tickets were looked at")
	case t.Opened.After(asOf):
		return wrong("opened at %v, after asOf %v", t.Opened, asOf)
	case !t.Replied.IsZero() && t.Replied.Before(t.Opened):
		return wrong("replied to at %v, before it was opened at %v", t.Replied, t.Opened)
	}
	last := t.Opened
	for i, e := range t.Events {
		switch {
		case e.To > Closed:
			return wrong("event %d: %v is not a state", i, e.To)
		case e.At.Before(t.Opened):
			return wrong("%v at %v, before it was opened at %v", e.To, e.At, t.Opened)
		case e.At.Before(last):
			return wrong("event %d at %v is before the one ahead of it; Tidy puts events into order", i, e.At)
		}
		last = e.At
	}
	return nil
}

// stay is a stretch of a ticket's life in one state.
type stay struct {
	from, to time.Time
	state    State
}

// done reports whether nobody waits any more in that state.
func (s State) done() bool { return s == Solved || s == Closed }

// stays returns the life of the ticket up to asOf, in stretches that follow each other without a gap. What happened after
// asOf is not known yet.
func (t Ticket) stays(asOf time.Time) []stay {
	all := make([]stay, 1, len(t.Events)+1)
	all[0] = stay{t.Opened, asOf, Active}
	for _, e := range t.Events {
		last := &all[len(all)-1]
		if e.At.After(asOf) {
			break
		}
		if e.To == last.state {
			continue
		}
		last.to = e.At
		all = append(all, stay{e.At, asOf, e.To})
	}
	return all
}

// StateTimes is the time that a ticket has spent in each state.
type StateTimes [Closed + 1]time.Duration

// Total returns the time in all states together.
func (s StateTimes) Total() time.Duration {
	var sum time.Duration
	for _, d := range s {
		sum += d
	}
	return sum
}

// TimeIn returns the time that the ticket has spent in each state up to asOf, by the hours that count. The times add up
// to the hours between its opening and asOf, to the nanosecond. The error is a *TicketError.
func (t Ticket) TimeIn(h Hours, asOf time.Time) (StateTimes, error) {
	var in StateTimes
	if err := t.check(asOf); err != nil {
		return in, err
	}
	for _, s := range t.stays(asOf) {
		in[s.state] += h.between(s.from, s.to)
	}
	return in, nil
}

// between returns the time that counts; a nil Hours counts all of it.
func (h Hours) between(from, to time.Time) time.Duration {
	if h == nil {
		return to.Round(0).Sub(from.Round(0))
	}
	return h(from, to)
}

// Switch is the moment from which other hours count, such as when a ticket moves to another team.
type Switch struct {
	At    time.Time
	Hours Hours
}

// Switched returns hours that accumulate over several schedules: each stretch of time counts by the hours that were in
// force then, first before the first switch. For a product that measures the whole span by the last schedule pass that
// one's Hours alone. It panics if the switches are not in the order of time.
func Switched(first Hours, switches ...Switch) Hours {
	for i := 1; i < len(switches); i++ {
		if switches[i].At.Before(switches[i-1].At) {
			panic(fmt.Sprintf("ttr: switch at %v after one at %v", switches[i].At, switches[i-1].At))
		}
	}
	switches = slices.Clone(switches) // the caller may go on with his
	return func(from, to time.Time) time.Duration {
		sign := time.Duration(1)
		if to.Before(from) {
			from, to, sign = to, from, -1
		}
		var sum time.Duration
		hours, at := first, from
		for _, s := range switches {
			if !s.At.Before(to) {
				break
			}
			if s.At.After(at) {
				sum += hours.between(at, s.At)
				at = s.At
			}
			hours = s.Hours
		}
		return sign * (sum + hours.between(at, to))
	}
}
