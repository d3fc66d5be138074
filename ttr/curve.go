package ttr

import (
	"fmt"
	"iter"
	"time"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Curve is the Kaplan–Meier curve of [Times], sorted once. It has the readers of Times, does not change, and may be read
// by any number of goroutines. The zero Curve has no tickets.
type Curve struct {
	c *survival.Curve
}

func (c Curve) curve() *survival.Curve {
	if c.c == nil {
		return new(survival.Curve)
	}
	return c.c
}

// N returns the number of tickets, resolved and open.
func (c Curve) N() int { return c.curve().N() }

// Quantile returns what [Times.Quantile] does.
func (c Curve) Quantile(q, level float64) kpi.Estimate {
	checkQuantile(q, level)
	return c.curve().Quantile(q, survival.BetaProduct, level).Seconds(c.N(), level)
}

// Median returns what [Times.Median] does.
func (c Curve) Median(level float64) kpi.Estimate { return c.Quantile(0.5, level) }

// Within returns what [Times.Within] does.
func (c Curve) Within(d time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	return c.curve().Within(int64(d), survival.BetaProduct, level).Fraction(c.N(), level)
}

// MeanUpTo returns what [Times.MeanUpTo] does.
func (c Curve) MeanUpTo(horizon time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	if horizon <= 0 {
		panic(fmt.Sprintf("ttr: horizon %v is not positive", horizon))
	}
	return c.curve().Mean(int64(horizon), level).Interval.Seconds(c.N(), level)
}

// Step is a step of the curve: how many tickets were still running just before Time, how many were resolved at it, and the
// share of all that is resolved from then on.
type Step struct {
	Time     time.Duration `json:"time"` // in JSON nanoseconds, as all durations
	Running  int           `json:"running"`
	Resolved int           `json:"resolved"`
	Share    kpi.Estimate  `json:"share"`
}

// Steps returns the steps of the curve in the order of time, for plotting.
func (c Curve) Steps(level float64) iter.Seq[Step] {
	checkLevel(level)
	return func(yield func(Step) bool) {
		for s := range c.curve().Steps() {
			d := time.Duration(s.Time)
			if !yield(Step{d, s.Risk, s.Events, c.Within(d, level)}) {
				return
			}
		}
	}
}
