package ttr_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/ttr"
)

// The definitions as anybody may hold their own implementation against them.

func TestTicketVectors(t *testing.T) {
	for method, policy := range map[kpitest.Method]ttr.Policy{
		kpitest.FirstSolution: ttr.ZendeskFirstResolution(),
		kpitest.LastSolution:  ttr.ZendeskFullResolution(),
		kpitest.TimeUnsolved:  {Reopen: ttr.SumOfTimes},
		kpitest.RequesterWait: ttr.ZendeskRequesterWait(),
		kpitest.FirstReply:    ttr.ZendeskFirstReply(),
	} {
		kpitest.Resolution(t, method, func(v kpitest.Ticket, asOf time.Time) (float64, bool, error) {
			ticket := ttr.Ticket{ID: "vector", Opened: v.Opened, Replied: v.Replied}
			for _, e := range v.Events {
				var to ttr.State
				if err := to.UnmarshalText([]byte(e.To)); err != nil {
					return 0, false, err
				}
				ticket.Events = append(ticket.Events, ttr.Event{At: e.At, To: to})
			}
			d, done, err := policy.Measure(ticket, nil, asOf)
			if _, never := errors.AsType[*ttr.NoReplyError](err); never {
				return math.NaN(), false, nil
			}
			return d.Seconds(), done, err
		})
	}
	kpitest.ResolutionSLA(t, func(tickets []kpitest.Promise, asOf time.Time) float64 {
		var sla ttr.SLA
		for _, p := range tickets {
			require.NoError(t, sla.Add(p.Due, p.Resolved, asOf))
		}
		return sla.Rate(0.95).Value
	})
}

func TestCalendarVectors(t *testing.T) {
	calendar := func(s kpitest.Schedule) *ttr.Calendar {
		text, err := json.Marshal(s)
		require.NoError(t, err)
		c, err := ttr.ReadCalendar(bytes.NewReader(text))
		require.NoError(t, err)
		return c
	}
	kpitest.ResolutionHours(t, func(s kpitest.Schedule, from, to time.Time) float64 {
		return calendar(s).Between(from, to).Seconds()
	})
	kpitest.ResolutionDue(t, func(s kpitest.Schedule, from time.Time, seconds float64) time.Time {
		return calendar(s).Due(from, time.Duration(seconds*float64(time.Second)))
	})
}

func TestTimesVectors(t *testing.T) {
	const unit = time.Hour
	in := func(x float64) time.Duration { return time.Duration(math.Round(x * float64(unit))) }
	out := func(seconds float64) float64 { return seconds / unit.Seconds() }
	times := func(v kpitest.Times) ttr.Times {
		var ts ttr.Times
		for _, x := range v.Resolved {
			require.NoError(t, ts.Add(in(x), true))
		}
		for _, x := range v.Open {
			require.NoError(t, ts.Add(in(x), false))
		}
		return ts
	}
	kpitest.ResolutionQuantile(t, func(v kpitest.Times, q float64) float64 {
		return out(times(v).Quantile(q, 0.95).Value)
	})
	kpitest.ResolutionQuantileType7(t, func(resolved []float64, q float64) float64 {
		return out(ttr.PointType7.Quantile(times(kpitest.Times{Resolved: resolved}), q, 0.95).Value)
	})
	kpitest.ResolutionWithin(t, func(v kpitest.Times, limit float64) float64 {
		return times(v).Within(in(limit), 0.95).Value
	})
	kpitest.ResolutionMean(t, func(v kpitest.Times, horizon float64) float64 {
		return out(times(v).MeanUpTo(in(horizon), 0.95).Value)
	})
	for method, m := range map[kpitest.Method]ttr.Method{
		kpitest.BetaProduct: ttr.BetaProduct, kpitest.LogLog: ttr.LogLog, kpitest.Log: ttr.Log,
	} {
		kpitest.ResolutionQuantileInterval(t, method, func(v kpitest.Times, q, level float64) (lo, hi float64) {
			e := m.Quantile(times(v), q, level)
			return out(e.Lo), out(e.Hi)
		})
		kpitest.ResolutionWithinInterval(t, method, func(v kpitest.Times, limit, level float64) (lo, hi float64) {
			e := m.Within(times(v), in(limit), level)
			return e.Lo, e.Hi
		})
	}
}
