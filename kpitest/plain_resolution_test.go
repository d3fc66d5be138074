package kpitest_test

import (
	"errors"
	"math"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions of times to resolution, as plainly as they can be written.

func plainResolution(m kpitest.Method) func(kpitest.Ticket, time.Time) (float64, bool, error) {
	return func(ticket kpitest.Ticket, asOf time.Time) (float64, bool, error) {
		last := ticket.Opened
		for _, e := range ticket.Events {
			if e.At.Before(last) {
				return 0, false, errors.New("events are out of order, or before the opening")
			}
			last = e.At
		}
		if ticket.Opened.After(asOf) || !ticket.Replied.IsZero() && ticket.Replied.Before(ticket.Opened) {
			return 0, false, errors.New("opened after asOf, or replied to before")
		}

		// The stretches of its life up to asOf, and the ends among them.
		state, since := "active", ticket.Opened
		spent := map[string]float64{}
		var first, latest time.Time
		ended := func() bool { return state == "solved" || state == "closed" }
		for _, e := range ticket.Events {
			if e.At.After(asOf) {
				break
			}
			spent[state] += e.At.Sub(since).Seconds()
			before := ended()
			state, since = e.To, e.At
			if ended() && !before {
				latest = e.At
				if first.IsZero() {
					first = e.At
				}
			}
		}
		spent[state] += asOf.Sub(since).Seconds()

		until := func(end time.Time, done bool) (float64, bool, error) {
			if !done {
				end = asOf
			}
			return end.Sub(ticket.Opened).Seconds(), done, nil
		}
		switch m {
		case kpitest.FirstSolution:
			return until(first, !first.IsZero())
		case kpitest.LastSolution:
			return until(latest, ended())
		case kpitest.TimeUnsolved:
			return spent["active"] + spent["pending"] + spent["on hold"], ended(), nil
		case kpitest.RequesterWait:
			return spent["active"] + spent["on hold"], ended(), nil
		}
		replied := !ticket.Replied.IsZero() && !ticket.Replied.After(asOf)
		if !replied && !first.IsZero() {
			return math.NaN(), false, nil
		}
		return until(ticket.Replied, replied)
	}
}

func plainSLA(tickets []kpitest.Promise, asOf time.Time) float64 {
	met, passed := 0.0, 0.0
	for _, t := range tickets {
		if t.Due.Before(asOf) {
			passed++
			if !t.Resolved.IsZero() && !t.Resolved.After(t.Due) {
				met++
			}
		}
	}
	return met / passed
}

// A wall finds the instant at which clocks of a zone show a time of day, given as minutes after midnight.
type wall func(zone *time.Location, year int, month time.Month, day, minutes int) time.Time

// compatible is the rule of java.time: of two such instants the earlier, and without one as much later as
// clocks skip.
func compatible(zone *time.Location, year int, month time.Month, day, minutes int) time.Time {
	shown := time.Date(year, month, day, 0, minutes, 0, 0, time.UTC)
	at := func(distance time.Duration) (time.Time, bool) {
		_, offset := shown.Add(distance).In(zone).Zone()
		t := shown.Add(-time.Duration(offset) * time.Second).In(zone)
		return t, t.Format(time.DateTime) == shown.Format(time.DateTime)
	}
	before, ok := at(-36 * time.Hour)
	if !ok {
		if after, ok := at(36 * time.Hour); ok {
			return after
		}
	}
	return before
}

// midnightPlus forgets that a day may have 23 or 25 hours.
func midnightPlus(zone *time.Location, year int, month time.Month, day, minutes int) time.Time {
	return compatible(zone, year, month, day, 0).Add(time.Duration(minutes) * time.Minute)
}

type spell struct{ from, to time.Time }

// spells returns the working time of the days around an instant and some days more, each stretch once.
func spells(s kpitest.Schedule, from time.Time, days int, at wall) []spell {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		panic(err)
	}
	var all []spell
	year, month, day := from.In(zone).Date()
	for i := -2; i <= days+2; i++ {
		date := time.Date(year, month, day+i, 0, 0, 0, 0, time.UTC)
		y, m, d := date.Date()
		if compatible(zone, y, m, d, 12*60).Day() != d {
			continue // the zone left this day out
		}
		for _, shift := range shiftsOf(s, date) {
			start, end := minutes(shift.Start), minutes(shift.End)
			if end <= start {
				end += 24 * 60
			}
			if x := (spell{at(zone, y, m, d, start), at(zone, y, m, d, end)}); x.to.After(x.from) {
				all = append(all, x)
			}
		}
	}
	slices.SortFunc(all, func(a, b spell) int { return a.from.Compare(b.from) })
	var merged []spell
	for _, x := range all {
		if n := len(merged); n > 0 && !x.from.After(merged[n-1].to) {
			if x.to.After(merged[n-1].to) {
				merged[n-1].to = x.to
			}
			continue
		}
		merged = append(merged, x)
	}
	return merged
}

func shiftsOf(s kpitest.Schedule, date time.Time) []kpitest.Shift {
	full := date.Format(time.DateOnly)
	for _, name := range []string{full, full[5:]} {
		if slices.Contains(s.Closed, name) {
			return nil
		}
		if special, ok := s.Special[name]; ok {
			return special
		}
	}
	week := s.Week
	for _, c := range s.Changes {
		if c.From <= full {
			week = c.Week
		}
	}
	return week[[...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}[date.Weekday()]]
}

func minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 24 * 60 // 24:00
	}
	return t.Hour()*60 + t.Minute()
}

func hoursBy(at wall) func(kpitest.Schedule, time.Time, time.Time) float64 {
	return func(s kpitest.Schedule, from, to time.Time) float64 {
		sum := 0.0
		for _, x := range spells(s, from, int(to.Sub(from).Hours()/24), at) {
			if x.from.Before(from) {
				x.from = from
			}
			if x.to.After(to) {
				x.to = to
			}
			sum += max(0, x.to.Sub(x.from).Seconds())
		}
		return sum
	}
}

func dueBy(at wall) func(kpitest.Schedule, time.Time, float64) time.Time {
	return func(s kpitest.Schedule, from time.Time, seconds float64) time.Time {
		if seconds == 0 {
			return from
		}
		for _, x := range spells(s, from, 30, at) {
			if x.from.Before(from) {
				x.from = from
			}
			if worked := x.to.Sub(x.from).Seconds(); worked >= seconds {
				return x.from.Add(time.Duration(seconds * 1e9))
			} else if worked > 0 {
				seconds -= worked
			}
		}
		return time.Time{}
	}
}

// A step is a point of the Kaplan–Meier curve: the share still running after t, and Greenwood's sum.
type step struct{ t, s, greenwood float64 }

// kaplanMeier returns the steps, and the time up to which the curve is known.
func kaplanMeier(ts kpitest.Times) (steps []step, end float64) {
	all := slices.Sorted(slices.Values(slices.Concat(ts.Resolved, ts.Open)))
	done := slices.Sorted(slices.Values(ts.Resolved))
	last := step{s: 1}
	for _, t := range slices.Compact(slices.Clone(done)) {
		running, d := 0.0, 0.0
		for _, x := range all {
			if x >= t {
				running++
			}
		}
		for _, x := range done {
			if x == t {
				d++
			}
		}
		last = step{t, last.s * (running - d) / running, last.greenwood + d/(running*(running-d))}
		steps = append(steps, last)
	}
	if len(all) == 0 {
		return nil, math.Inf(-1)
	}
	if last.s < 1e-12 {
		return steps, math.Inf(1)
	}
	return steps, all[len(all)-1]
}

// after returns the step at or before t.
func after(steps []step, t float64) step {
	now := step{s: 1}
	for _, x := range steps {
		if x.t <= t {
			now = x
		}
	}
	return now
}

func plainQuantile(ts kpitest.Times, q float64) float64 {
	steps, end := kaplanMeier(ts)
	if math.IsInf(end, -1) {
		return math.NaN()
	}
	for i, x := range steps {
		switch {
		case math.Abs(x.s-(1-q)) < 1e-12 && i+1 < len(steps):
			return (x.t + steps[i+1].t) / 2
		case math.Abs(x.s-(1-q)) < 1e-12:
			return (x.t + end) / 2
		case x.s < 1-q:
			return x.t
		}
	}
	return math.Inf(1)
}

func plainQuantileType7(resolved []float64, q float64) float64 {
	if len(resolved) == 0 {
		return math.NaN()
	}
	xs := slices.Sorted(slices.Values(resolved))
	k, part := math.Modf(float64(len(xs)-1) * q)
	return xs[int(k)] + part*(xs[min(int(k)+1, len(xs)-1)]-xs[int(k)])
}

func plainWithin(ts kpitest.Times, limit float64) float64 {
	steps, end := kaplanMeier(ts)
	if limit > end {
		return math.NaN()
	}
	return 1 - after(steps, limit).s
}

func plainMeanUpTo(ts kpitest.Times, horizon float64) float64 {
	steps, end := kaplanMeier(ts)
	if horizon > end {
		return math.NaN()
	}
	area, last := 0.0, step{s: 1}
	for _, x := range append(steps, step{t: horizon}) {
		if x.t <= horizon {
			area += last.s * (x.t - last.t)
			last = x
		}
	}
	return area
}

// greenwood returns the limits of a step on the scale log S or log(-log S), and whether there are any.
func greenwood(m kpitest.Method, x step, level float64) (lo, hi float64, ok bool) {
	half := z(level) * math.Sqrt(x.greenwood)
	switch {
	case !(0 < x.s && x.s < 1):
		return 0, 1, false
	case m == kpitest.Log:
		return x.s * math.Exp(-half), min(1, x.s*math.Exp(half)), true
	}
	half /= -math.Log(x.s)
	return math.Pow(x.s, math.Exp(half)), math.Pow(x.s, math.Exp(-half)), true
}

func plainQuantileInterval(m kpitest.Method) func(kpitest.Times, float64, float64) (lo, hi float64) {
	return func(ts kpitest.Times, q, level float64) (lo, hi float64) {
		steps, _ := kaplanMeier(ts)
		lo, hi = math.Inf(1), math.Inf(1)
		for _, x := range steps {
			if l, u, ok := greenwood(m, x, level); ok {
				if l < 1-q {
					lo = min(lo, x.t)
				}
				if u < 1-q {
					hi = min(hi, x.t)
				}
			}
		}
		return lo, hi
	}
}

func plainWithinInterval(m kpitest.Method) func(kpitest.Times, float64, float64) (lo, hi float64) {
	return func(ts kpitest.Times, limit, level float64) (lo, hi float64) {
		steps, _ := kaplanMeier(ts)
		l, u, _ := greenwood(m, after(steps, limit), level)
		return 1 - u, 1 - l
	}
}

var (
	ticketMethods    = []kpitest.Method{kpitest.FirstSolution, kpitest.LastSolution, kpitest.TimeUnsolved, kpitest.RequesterWait, kpitest.FirstReply}
	greenwoodMethods = []kpitest.Method{kpitest.LogLog, kpitest.Log}
)

// resolutionRuns returns the runners of resolution with plain implementations.
func resolutionRuns() map[string]run {
	return map[string]run{
		"Resolution": func(t kpitest.TestingT, shift float64) {
			for _, m := range ticketMethods {
				kpitest.Resolution(t, m, func(ticket kpitest.Ticket, asOf time.Time) (float64, bool, error) {
					seconds, done, err := plainResolution(m)(ticket, asOf)
					return seconds + shift, done, err
				})
			}
		},
		"ResolutionSLA": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionSLA(t, func(tickets []kpitest.Promise, asOf time.Time) float64 { return plainSLA(tickets, asOf) + shift })
		},
		"ResolutionHours": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionHours(t, func(s kpitest.Schedule, from, to time.Time) float64 { return hoursBy(compatible)(s, from, to) + shift })
		},
		"ResolutionDue": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionDue(t, func(s kpitest.Schedule, from time.Time, seconds float64) time.Time {
				return dueBy(compatible)(s, from, seconds).Add(time.Duration(shift * 1e9))
			})
		},
		"ResolutionQuantile": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionQuantile(t, func(ts kpitest.Times, q float64) float64 { return plainQuantile(ts, q) + shift })
		},
		"ResolutionQuantileType7": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionQuantileType7(t, func(resolved []float64, q float64) float64 { return plainQuantileType7(resolved, q) + shift })
		},
		"ResolutionWithin": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionWithin(t, func(ts kpitest.Times, limit float64) float64 { return plainWithin(ts, limit) + shift })
		},
		"ResolutionMean": func(t kpitest.TestingT, shift float64) {
			kpitest.ResolutionMean(t, func(ts kpitest.Times, horizon float64) float64 { return plainMeanUpTo(ts, horizon) + shift })
		},
		"ResolutionQuantileInterval": func(t kpitest.TestingT, shift float64) {
			for _, m := range greenwoodMethods {
				kpitest.ResolutionQuantileInterval(t, m, func(ts kpitest.Times, q, level float64) (lo, hi float64) {
					lo, hi = plainQuantileInterval(m)(ts, q, level)
					return lo + shift, hi
				})
			}
		},
		"ResolutionWithinInterval": func(t kpitest.TestingT, shift float64) {
			for _, m := range greenwoodMethods {
				kpitest.ResolutionWithinInterval(t, m, func(ts kpitest.Times, limit, level float64) (lo, hi float64) {
					lo, hi = plainWithinInterval(m)(ts, limit, level)
					return lo, hi + shift
				})
			}
		},
	}
}

// resolutionUnmoved is how many cases a quarter leaves right: refusals, no data, infinities.
var resolutionUnmoved = map[string]int{
	"Resolution":         3 + 1 + 1, // refusals, one more of a reply, and a reply that never comes
	"ResolutionSLA":      2,
	"ResolutionQuantile": 3,
	"ResolutionWithin":   3,
	"ResolutionMean":     2,

	"ResolutionQuantileType7": 1,
}

// Defects that occur in the field.

func openDropped(ts kpitest.Times, q float64) float64 {
	return plainQuantile(kpitest.Times{Resolved: ts.Resolved}, q)
}

// percentileDisc is the first time at which the share q is resolved.
func percentileDisc(resolved []float64, q float64) float64 {
	if len(resolved) == 0 {
		return math.NaN()
	}
	return slices.Sorted(slices.Values(resolved))[int(math.Ceil(q*float64(len(resolved))))-1]
}

func openCountedAsResolved(ts kpitest.Times, q float64) float64 {
	return plainQuantile(kpitest.Times{Resolved: slices.Concat(ts.Resolved, ts.Open)}, q)
}

func negativeIsZero(ticket kpitest.Ticket, asOf time.Time) (float64, bool, error) {
	for _, e := range ticket.Events {
		if (e.To == "solved" || e.To == "closed") && !e.At.After(asOf) {
			return max(0, e.At.Sub(ticket.Opened).Seconds()), true, nil
		}
	}
	return max(0, asOf.Sub(ticket.Opened).Seconds()), false, nil
}

func resolvedAtOnce(tickets []kpitest.Promise, asOf time.Time) float64 {
	met, known := 0.0, 0.0
	for _, t := range tickets {
		switch {
		case !t.Resolved.IsZero() && !t.Resolved.After(t.Due):
			met, known = met+1, known+1
		case t.Due.Before(asOf):
			known++
		}
	}
	return met / known
}

func resolutionDefects() []defect {
	return []defect{
		{"open tickets are dropped", func(t kpitest.TestingT) { kpitest.ResolutionQuantile(t, openDropped) },
			[]string{"resolution-quantile/open-tickets", "resolution-quantile/nine-of-ten",
				"resolution-quantile/a-quarter", "resolution-quantile/any-order",
				"resolution-quantile/open-longer-than-all", "resolution-quantile/all-open",
				"resolution-quantile/resolved-and-open-at-once", "resolution-quantile/remission",
				"resolution-quantile/maintained"},
			"The median of the ten is 12.5, because the long ones are missing from it."},
		{"open tickets are counted as resolved", func(t kpitest.TestingT) { kpitest.ResolutionQuantile(t, openCountedAsResolved) },
			[]string{"resolution-quantile/open-tickets", "resolution-quantile/nine-of-ten",
				"resolution-quantile/a-quarter", "resolution-quantile/any-order",
				"resolution-quantile/opened-just-now", "resolution-quantile/all-open",
				"resolution-quantile/resolved-and-open-at-once", "resolution-quantile/remission",
				"resolution-quantile/maintained"},
			"One ticket more, opened just now: it says nothing yet, and the figure must not move."},
		{"percentile_disc", func(t kpitest.TestingT) { kpitest.ResolutionQuantileType7(t, percentileDisc) },
			[]string{"resolution-quantile-type7/median-of-ten", "resolution-quantile-type7/tie",
				"resolution-quantile-type7/tie-quarter", "resolution-quantile-type7/p90-of-twenty",
				"resolution-quantile-type7/p99-of-twenty", "resolution-quantile-type7/first-tenth",
				"resolution-quantile-type7/any-order", "resolution-quantile-type7/two-tickets",
				"resolution-quantile-type7/at-once", "resolution-quantile-type7/large"},
			"percentile_disc says 26, the inverse of the curve 33.5 and PERCENTILE.EXC 39.5"},
		{"the inverse of the curve for type 7", func(t kpitest.TestingT) {
			kpitest.ResolutionQuantileType7(t, func(resolved []float64, q float64) float64 {
				return plainQuantile(kpitest.Times{Resolved: resolved}, q)
			})
		},
			[]string{"resolution-quantile-type7/tie-quarter", "resolution-quantile-type7/p90-of-twenty",
				"resolution-quantile-type7/p99-of-twenty", "resolution-quantile-type7/first-tenth",
				"resolution-quantile-type7/any-order", "resolution-quantile-type7/two-tickets",
				"resolution-quantile-type7/at-once", "resolution-quantile-type7/large"},
			"The middle of where a quarter is done is 1.5"},
		{"midnight plus an offset", func(t kpitest.TestingT) { kpitest.ResolutionHours(t, hoursBy(midnightPlus)) },
			[]string{"resolution-hours/spring-morning", "resolution-hours/spring-afternoon",
				"resolution-hours/autumn-morning", "resolution-hours/autumn-afternoon",
				"resolution-hours/autumn-whole-day", "resolution-hours/spring-night",
				"resolution-hours/autumn-night", "resolution-hours/begins-in-the-gap",
				"resolution-hours/gap-turns-a-shift-around", "resolution-hours/london-spring-night",
				"resolution-hours/half-an-hour", "resolution-hours/half-an-hour-night",
				"resolution-hours/no-midnight-office", "resolution-hours/midnight-comes-twice",
				"resolution-hours/minutes-past", "resolution-hours/one-past-midnight"},
			"Midnight plus nine hours is ten o'clock on that day."},
		{"deadlines by midnight plus an offset", func(t kpitest.TestingT) { kpitest.ResolutionDue(t, dueBy(midnightPlus)) },
			[]string{"resolution-due/spring-saturday", "resolution-due/autumn-saturday", "resolution-due/spring-night",
				"resolution-due/autumn-night", "resolution-due/half-an-hour-night"},
			"Midnight plus an offset says 11:00."},
		{"negative times are 0", func(t kpitest.TestingT) { kpitest.Resolution(t, kpitest.FirstSolution, negativeIsZero) },
			[]string{"resolution-time/first-before-it-was-opened", "resolution-time/first-opened-after-as-of",
				"resolution-time/first-events-out-of-order"},
			"clamped to 0 or made positive it would pass for a fast ticket"},
		{"met before it is due", func(t kpitest.TestingT) { kpitest.ResolutionSLA(t, resolvedAtOnce) },
			[]string{"resolution-sla/early-is-left-out-too", "resolution-sla/nothing-due"},
			"makes every young week look good"},
	}
}
