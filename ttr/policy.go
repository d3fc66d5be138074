package ttr

import (
	"cmp"
	"fmt"
	"time"
)

// Stop is what ends the time that a [Policy] measures.
type Stop uint8

const (
	AtSolution   Stop = iota // the ticket is solved; closed without a solution counts as solved
	AtClosure                // the ticket is closed
	AtFirstReply             // the customer gets a first reply
)

// Reopen says what a policy does with a ticket that was solved and became active again.
type Reopen uint8

const (
	FirstSolution Reopen = iota // the first solution stands; what follows is ignored
	LastSolution                // only the last one stands, and none does while the ticket is active again
	SumOfTimes                  // the times until each solution add up; time spent solved never counts
	NewCycle                    // each reopening starts a time of its own; Measure returns the last, Cycles all
)

// States is a set of states.
type States uint8

// In returns the set of those states. It panics if one is unknown: left out, it could leave the set that counts all time.
func In(states ...State) States {
	var set States
	for _, s := range states {
		if s > Closed {
			panic(fmt.Sprintf("ttr: %v is not a state", s))
		}
		set |= 1 << s
	}
	return set
}

// Has reports whether the state is in the set.
func (set States) Has(s State) bool { return set&(1<<s) != 0 }

// Policy is the definition of a time to resolution: when the clock stops, in which states it runs, and what a reopening
// does. It is data: compare it, store it, print it. The zero Policy is the time from opening to the first solution.
//
// What products mean by the same words is in the functions named after them. Which hours count is not part of a policy
// but an argument of Measure, because it differs by team.
type Policy struct {
	Stop   Stop
	Reopen Reopen
	Counts States // states in which the clock runs; none: all the time from opening to the stop, whatever the state
}

// Measure returns the time of one ticket as it stood at asOf: the time until the stop and true, or the time so far and
// false. Both go to [Times.Add]. What happened after asOf is not known yet.
//
// A *TicketError says that the ticket cannot have been so. A ticket that ended without a reply has no time to first
// reply: that is a *NoReplyError, and belongs into [Outcomes], neither among the open nor as 0. One that was reopened
// since waits for its reply again, and is open.
func (p Policy) Measure(t Ticket, h Hours, asOf time.Time) (d time.Duration, done bool, err error) {
	cycles, err := p.Cycles(t, h, asOf)
	if err != nil {
		return 0, false, err
	}
	last := cycles[len(cycles)-1]
	return last.Time, last.Done, nil
}

// Cycle is one stretch of a ticket's life that a policy measures.
type Cycle struct {
	From time.Time     `json:"from"`
	Time time.Duration `json:"time"` // until the stop if Done, otherwise so far
	Done bool          `json:"done"`
}

// NoReplyError says that a ticket ended without a reply.
type NoReplyError struct {
	ID    string
	After time.Duration // how long it took to end, by the hours that count
}

// Error says which ticket ended without a reply, and when.
func (e *NoReplyError) Error() string {
	return fmt.Sprintf("ttr: ticket %s: solved after %v without a reply", cmp.Or(e.ID, "without ID"), e.After)
}

// Cycles returns every time that the policy measures in the life of a ticket, in order: one, or with [NewCycle] one for
// the opening and one for each reopening. The error is that of Measure.
func (p Policy) Cycles(t Ticket, h Hours, asOf time.Time) ([]Cycle, error) {
	p.check()
	if err := t.check(asOf); err != nil {
		return nil, err
	}
	stays := t.stays(asOf)
	if p.Stop == AtFirstReply {
		return p.reply(t, stays, h, asOf)
	}
	ended := func(s State) bool { return s.done() && (p.Stop == AtSolution || s == Closed) }
	var cycles []Cycle
	for from := 0; from < len(stays); {
		to := from
		for to < len(stays) && !ended(stays[to].state) {
			to++
		}
		c := Cycle{From: stays[from].from, Done: to < len(stays)}
		for _, s := range stays[from:to] {
			if p.Counts == 0 || p.Counts.Has(s.state) {
				c.Time += h.between(s.from, s.to)
			}
		}
		cycles = append(cycles, c)
		for to < len(stays) && ended(stays[to].state) {
			to++
		}
		from = to
	}
	switch p.Reopen {
	case FirstSolution:
		return cycles[:1], nil
	case NewCycle:
		return cycles, nil
	}
	whole := Cycle{From: t.Opened, Done: cycles[len(cycles)-1].Done}
	if p.Reopen == LastSolution && p.Counts == 0 { // the whole span, time spent solved included
		end := asOf
		for i, s := range stays {
			if whole.Done && ended(s.state) && !ended(stays[i-1].state) {
				end = s.from
			}
		}
		whole.Time = h.between(t.Opened, end)
	} else {
		for _, c := range cycles {
			whole.Time += c.Time
		}
	}
	return []Cycle{whole}, nil
}

// reply measures the time to the first reply. Without one it is the time so far or, for a ticket that is done, an error
// with the time until then.
func (p Policy) reply(t Ticket, stays []stay, h Hours, asOf time.Time) ([]Cycle, error) {
	c := Cycle{From: t.Opened, Done: !t.Replied.IsZero() && !t.Replied.After(asOf)}
	end := asOf
	if c.Done {
		end = t.Replied
	}
	ended := len(stays)
	for !c.Done && ended > 1 && stays[ended-1].state.done() {
		ended--
	}
	for _, s := range stays[:ended] {
		if s.to.After(end) {
			s.to = end
		}
		if s.to.After(s.from) && (p.Counts == 0 || p.Counts.Has(s.state)) {
			c.Time += h.between(s.from, s.to)
		}
	}
	if ended < len(stays) {
		return nil, &NoReplyError{ID: t.ID, After: c.Time}
	}
	return []Cycle{c}, nil
}

// check panics if p is not a policy.
func (p Policy) check() {
	if p.Stop > AtFirstReply || p.Reopen > NewCycle || p.Counts>>(Closed+1) != 0 {
		panic(fmt.Sprintf("ttr: %+v is not a policy", p))
	}
	if p.Counts.Has(Solved) && p.Stop == AtSolution || p.Counts.Has(Closed) {
		panic(fmt.Sprintf("ttr: %+v counts time after its stop", p))
	}
}
