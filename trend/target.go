package trend

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
	"github.com/servicekpi/servicekpi/kpi"
)

// Targets is in how many periods a target was met, missed or undecided by the interval, and how many had no data: it tells
// a target that is met most months from one that nobody can tell about.
type Targets struct {
	Met       int `json:"met"`
	Missed    int `json:"missed"`
	Undecided int `json:"undecided"`
	Unknown   int `json:"unknown"`
}

// AtLeast counts the periods in which the estimate is at least target, by [kpi.Estimate.AtLeast].
func AtLeast(series []kpi.Estimate, target float64) Targets {
	return count(series, func(e kpi.Estimate) kpi.Verdict { return e.AtLeast(target) })
}

// AtMost counts the periods in which the estimate is at most target, by [kpi.Estimate.AtMost].
func AtMost(series []kpi.Estimate, target float64) Targets {
	return count(series, func(e kpi.Estimate) kpi.Verdict { return e.AtMost(target) })
}

func count(series []kpi.Estimate, verdict func(kpi.Estimate) kpi.Verdict) Targets {
	var t Targets
	for _, e := range series {
		switch {
		case !e.Known():
			t.Unknown++
		case verdict(e) == kpi.Met:
			t.Met++
		case verdict(e) == kpi.Missed:
			t.Missed++
		default:
			t.Undecided++
		}
	}
	return t
}

// N returns the number of periods with data.
func (t Targets) N() int { return t.Met + t.Missed + t.Undecided }

// farthest is how many periods ahead a projection looks; beyond that it says never.
const farthest = 10_000

// ReachAtLeast returns after how many periods, counted from the last of the series, its line ([Fit]) is at least target, as
// a Number: 0 if it is already, +Inf if the line does not rise to it. Lo and Hi are where the upper and the lower limit
// of the line are: Lo the soonest that the data allow, Hi when it is sure, +Inf if they do not show that it ever will be.
// The limits are those of the line, process noise included, and not of a single period, which scatters about it.
//
// [Period.Ahead] turns each of the three into the name of a period. It says what happens if everything goes on as it
// has. Farther ahead than the series is long that is a bold assumption.
// With fewer than three periods with data, process noise is unknown and it is no data between 0 and +Inf.
func ReachAtLeast(series []kpi.Estimate, target float64) kpi.Estimate {
	return reach("ReachAtLeast", series, target, 1)
}

// ReachAtMost is [ReachAtLeast] for a target that the line has to fall to.
func ReachAtMost(series []kpi.Estimate, target float64) kpi.Estimate {
	return reach("ReachAtMost", series, target, -1)
}

func reach(caller string, series []kpi.Estimate, target, sign float64) kpi.Estimate {
	fit := fit(caller, series)
	e := kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: math.Inf(1), Level: fit.Slope.Level, Unit: kpi.Number}
	if fit.Periods < 3 || math.IsNaN(target) {
		return e
	}
	var x []float64
	var used []kpi.Estimate
	for i, p := range series {
		if known(p) {
			x, used = append(x, float64(i)), append(used, p)
		}
	}
	last := float64(len(series) - 1)
	at := func(ahead float64) kpi.Estimate { return lineAt(x, used, last+ahead, fit.Tau) }
	e.N = fit.Slope.N
	e.Value = firstAhead(func(ahead float64) float64 { return sign * (at(ahead).Value - target) })
	e.Lo = firstAhead(func(ahead float64) float64 {
		if sign > 0 {
			return at(ahead).Hi - target
		}
		return target - at(ahead).Lo
	})
	e.Hi = firstAhead(func(ahead float64) float64 {
		if sign > 0 {
			return at(ahead).Lo - target
		}
		return target - at(ahead).Hi
	})
	e.Lo, e.Hi = min(e.Lo, e.Value), max(e.Hi, e.Value)
	return e
}

// lineAt returns the value of the line at t: a weighted sum of the periods, with limits for sampling noise by [kpi.Sum] and
// process noise of standard deviation tau, as those of the slope.
func lineAt(x []float64, used []kpi.Estimate, t, tau float64) kpi.Estimate {
	c, _ := leastSquares(x)
	mean := 0.0
	for _, xi := range x {
		mean += xi / float64(len(x))
	}
	squares := 0.0
	terms := make([]kpi.Estimate, len(x))
	for i, e := range used {
		w := 1/float64(len(x)) + (t-mean)*c[i]
		squares += w * w
		terms[i] = e.Times(w)
	}
	e := kpi.Sum(terms...)
	if tau > 0 {
		process := -quantile.T((1-e.Level)/2, float64(len(x)-2)) * tau * math.Sqrt(squares)
		e.Lo, e.Hi = e.Value-math.Hypot(e.Value-e.Lo, process), e.Value+math.Hypot(e.Hi-e.Value, process)
	}
	return e
}

// firstAhead returns the first x from 0 on at which f is not negative, and +Inf if there is none within reach.
func firstAhead(f func(float64) float64) float64 {
	if f(0) >= 0 {
		return 0
	}
	for from, to := 0.0, 0.25; from < farthest; from, to = to, to+max(0.25, to/20) {
		if f(to) >= 0 {
			return root.Find(f, from, to)
		}
	}
	return math.Inf(1)
}
