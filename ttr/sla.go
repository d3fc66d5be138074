package ttr

import (
	"errors"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
)

// SLA is how many tickets met a service level agreement in which every ticket has its own due time. A ticket is Running
// until its due time has passed, however early it was resolved: to count it among the Met at once, while those that will
// miss still run, makes every young week look good. The zero SLA is empty and ready; a copy is a snapshot.
type SLA struct {
	Met     int `json:"met"`     // resolved by the due time
	Missed  int `json:"missed"`  // not resolved by the due time
	Running int `json:"running"` // due time not passed yet, resolved or not
}

// Add counts one ticket as it stands at asOf. A zero resolved means not resolved; a resolution after asOf is not known
// yet. Resolved at the due time is met. A ticket without a due time, or an asOf that is not given, is an error, and is
// not counted.
func (s *SLA) Add(due, resolved, asOf time.Time) error {
	switch {
	case due.IsZero():
		return errors.New("ttr: a ticket without a due time can neither meet nor miss it")
	case asOf.IsZero():
		return errors.New("ttr: asOf is the zero time: say when the tickets were looked at")
	case !asOf.After(due):
		s.Running++
	case resolved.IsZero() || resolved.After(due):
		s.Missed++
	default:
		s.Met++
	}
	return nil
}

// Plus returns the tickets of both.
func (s SLA) Plus(o SLA) SLA { return SLA{s.Met + o.Met, s.Missed + o.Missed, s.Running + o.Running} }

// N returns the number of tickets, those running included.
func (s SLA) N() int { return s.Met + s.Missed + s.Running }

// Rate returns the share of tickets that met their due time among those whose due time has passed, as a Fraction with
// Wilson's limits; its N is those. Before any due time has passed it is no data between 0 and 1, as with a negative
// count. For penalties take [kpi.ClopperPearson] of Met in Met+Missed, which guarantees its level, and for an alert
// that looks every day [kpi.AnyTime], which holds at every look.
func (s SLA) Rate(level float64) kpi.Estimate {
	if s.Met < 0 || s.Missed < 0 || s.Running < 0 {
		return kpi.Proportion(0, 0, level)
	}
	return kpi.Proportion(s.Met, s.Met+s.Missed, level)
}
