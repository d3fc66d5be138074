package kpitest

import (
	"fmt"
	"math"
	"time"
)

// Methods of the resolution files.
const (
	FirstSolution Method = "first-solution" // from opening until first solved, whatever follows
	LastSolution  Method = "last-solution"  // from opening until last solved, and none while open again
	TimeUnsolved  Method = "time-unsolved"  // what a ticket spent neither solved nor closed
	RequesterWait Method = "requester-wait" // what it spent active or on hold, not waiting for the customer
	FirstReply    Method = "first-reply"    // from opening until the customer first got a reply

	BetaProduct Method = "beta-product" // Fay, Brittain and Proschan; with nothing open exact
	LogLog      Method = "log-log"      // Greenwood's variance on the scale log(-log S), SAS's default
	Log         Method = "log"          // Greenwood's variance on the scale log S, R's default
)

// Ticket is the life of one ticket, in the order of time. It opens active.
type Ticket struct {
	Opened  time.Time
	Replied time.Time // when the customer first got a reply; zero: not yet
	Events  []Event
}

// Event is the moment at which a ticket passed to a state: active, pending (on the customer), on hold (on
// somebody else), solved or closed.
type Event struct {
	At time.Time
	To string
}

// Resolution checks how an implementation reads the time of one ticket as it stood at asOf, in seconds and
// with all hours counted: [FirstSolution], [LastSolution], [TimeUnsolved], [RequesterWait] or [FirstReply]. A
// ticket that is not done has the time so far and done false. A ticket that ended without a reply has no time
// to a reply: NaN, and done does not matter. What cannot have been so, such as solved before it was opened,
// must be an error.
func Resolution(t TestingT, m Method, measure func(ticket Ticket, asOf time.Time) (seconds float64, done bool, err error)) {
	t.Helper()
	type input struct {
		Ticket Ticket
		AsOf   time.Time
	}
	type expected struct {
		Seconds       Number
		Done, Refused bool
	}
	methodRun(t, "resolution-time", m, func(c Case[input, expected]) *mismatch {
		seconds, done, err := measure(c.Input.Ticket, c.Input.AsOf)
		want := c.Expected
		wrong := expectedValue{want.Seconds, want.Refused}.judge(seconds, err, c.Tolerance)
		if wrong == nil && !want.Refused && done != want.Done && !math.IsNaN(seconds) {
			wrong = &mismatch{show(seconds), show(float64(want.Seconds))}
		}
		if wrong != nil && !want.Refused && err == nil && !math.IsNaN(float64(want.Seconds)) {
			wrong.got += fmt.Sprintf(" s, done %v", done)
			wrong.want += fmt.Sprintf(" s, done %v", want.Done)
		}
		return wrong
	})
}

// Promise is a ticket with a due time of its own.
type Promise struct {
	Due      time.Time
	Resolved time.Time // zero: open
}

// ResolutionSLA checks an implementation of the share of tickets that are resolved by their own due time, a
// fraction of one, as it stood at asOf. Only those whose due time has passed count, however early the others
// were resolved. Before that there is no share: NaN.
func ResolutionSLA(t TestingT, share func(tickets []Promise, asOf time.Time) float64) {
	t.Helper()
	type input struct {
		Tickets []Promise
		AsOf    time.Time
	}
	run(t, "resolution-sla", "the share", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(share(c.Input.Tickets, c.Input.AsOf), nil, c.Tolerance)
	})
}

// Schedule is the hours of a team. Written to JSON it is the schedule of the vectors.
type Schedule struct {
	Zone    string             `json:"zone"`              // IANA name, such as Europe/London
	Week    map[string][]Shift `json:"week"`              // by the weekday on which they start: monday, tuesday, …
	Changes []WeekChange       `json:"changes,omitempty"` // in the order of their dates
	Closed  []string           `json:"closed,omitempty"`  // dates without shifts, YYYY-MM-DD, or MM-DD for every year
	Special map[string][]Shift `json:"special,omitempty"` // dates with shifts of their own
}

// Shift is from one time of day to another, HH:MM up to 24:00. If it does not end after it starts it ends on
// the next day.
type Shift struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// WeekChange is the week that holds for shifts that start on a date or later.
type WeekChange struct {
	From string             `json:"from"` // YYYY-MM-DD
	Week map[string][]Shift `json:"week"`
}

// ResolutionHours checks an implementation of working time: how many seconds of a schedule's shifts lie
// between an instant and a later one. The cases hold what goes wrong when clocks change: in New York, London,
// São Paulo, Samoa, St. John's and on Lord Howe Island.
func ResolutionHours(t TestingT, worked func(s Schedule, from, to time.Time) (seconds float64)) {
	t.Helper()
	type input struct {
		Schedule Schedule
		From, To time.Time
	}
	type expected struct{ Seconds Number }
	run(t, "resolution-hours", "working time", anyCase, func(c Case[input, expected]) *mismatch {
		got := worked(c.Input.Schedule, c.Input.From, c.Input.To)
		return judge(c.Tolerance, figure{"seconds", got, c.Expected.Seconds})
	})
}

// ResolutionDue checks an implementation of deadlines: the earliest instant by which so many seconds of
// working time have passed.
func ResolutionDue(t TestingT, due func(s Schedule, from time.Time, seconds float64) time.Time) {
	t.Helper()
	type input struct {
		Schedule Schedule
		From     time.Time
		Seconds  float64
	}
	type expected struct{ Due time.Time }
	run(t, "resolution-due", "deadlines", anyCase, func(c Case[input, expected]) *mismatch {
		got := due(c.Input.Schedule, c.Input.From, c.Input.Seconds)
		if got.Equal(c.Expected.Due) {
			return nil
		}
		in := func(at time.Time) string {
			zone, err := time.LoadLocation(c.Input.Schedule.Zone)
			if err != nil {
				zone = time.UTC // no time zones here
			}
			return at.In(zone).Format(time.RFC3339Nano)
		}
		return &mismatch{in(got), in(c.Expected.Due)}
	})
}

// Times is how long tickets took, and for how long those that are still open have been open so far, in one
// unit.
type Times struct{ Resolved, Open []float64 }

// ResolutionQuantile checks an implementation of the time by which the share q of all tickets is resolved, in
// the unit of the times: the median, or how long nine of ten customers wait at most. Open tickets count as
// what is known of them, that they take longer. If too many are open to know it is +Inf, and without tickets
// NaN.
//
// With nothing open it is Hyndman and Fan's type 2, the middle of the times at which exactly the share q is resolved.
// What interpolates, such as percentile_cont, is for [ResolutionQuantileType7].
func ResolutionQuantile(t TestingT, quantile func(ts Times, q float64) float64) {
	t.Helper()
	type input struct {
		Times
		Q float64
	}
	run(t, "resolution-quantile", "the quantile", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(quantile(c.Input.Times, c.Input.Q), nil, c.Tolerance)
	})
}

// ResolutionQuantileType7 checks an implementation of the quantile q of times of which none is open, in their unit, by
// definition 7 of Hyndman and Fan (1996, doi 10.1080/00031305.1996.10473566): (n-1)·q of the way through the sorted
// times, between two of them where that is not one. SQL's percentile_cont, PERCENTILE.INC of spreadsheets, numpy and R
// compute it. Without tickets it is NaN.
//
// It is another definition than [ResolutionQuantile]'s, not a looser one: the two differ by up to the gap between two
// times, 27.5 and 33.5 hours for nine of ten in a case of both. An implementation that knows no open tickets can only be
// this one, and is right for periods of which none is open any more.
func ResolutionQuantileType7(t TestingT, quantile func(resolved []float64, q float64) float64) {
	t.Helper()
	type input struct {
		Resolved []float64
		Q        float64
	}
	run(t, "resolution-quantile-type7", "the quantile", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(quantile(c.Input.Resolved, c.Input.Q), nil, c.Tolerance)
	})
}

// ResolutionQuantileInterval checks confidence limits of the time of [ResolutionQuantile]: [BetaProduct],
// [LogLog] or [Log]. A limit that so few tickets cannot set is 0 or +Inf; without tickets both are.
func ResolutionQuantileInterval(t TestingT, m Method, limits func(ts Times, q, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Times
		Q, Level float64
	}
	methodRun(t, "resolution-quantile-interval", m, func(c Case[input, span]) *mismatch {
		lo, hi := limits(c.Input.Times, c.Input.Q, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// ResolutionWithin checks an implementation of the share of all tickets that are resolved within a limit, a
// fraction of one, open tickets counted. It is NaN without tickets, and beyond the longest time seen if
// tickets were open then.
func ResolutionWithin(t TestingT, share func(ts Times, limit float64) float64) {
	t.Helper()
	type input struct {
		Times
		Limit float64
	}
	run(t, "resolution-within", "the share", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(share(c.Input.Times, c.Input.Limit), nil, c.Tolerance)
	})
}

// ResolutionWithinInterval checks confidence limits of the share of [ResolutionWithin], clipped to [0, 1]:
// [BetaProduct], [LogLog] or [Log]. Without data it is [0, 1]; beyond what is known the upper limit is 1.
func ResolutionWithinInterval(t TestingT, m Method, limits func(ts Times, limit, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Times
		Limit, Level float64
	}
	methodRun(t, "resolution-within-interval", m, func(c Case[input, span]) *mismatch {
		lo, hi := limits(c.Input.Times, c.Input.Limit, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// ResolutionMean checks an implementation of the mean time of all tickets, open ones counted, where
// everything beyond the horizon counts as the horizon. It is NaN where [ResolutionWithin] is.
func ResolutionMean(t TestingT, mean func(ts Times, horizon float64) float64) {
	t.Helper()
	type input struct {
		Times
		Horizon float64
	}
	run(t, "resolution-mean", "the mean", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(mean(c.Input.Times, c.Input.Horizon), nil, c.Tolerance)
	})
}
