package retention

import (
	"fmt"
	"iter"
	"time"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Curve is the Kaplan–Meier curve of [Lifetimes], sorted once. It has their readers, does not change, and may
// be read by any number of goroutines. The zero Curve has no customers.
type Curve struct {
	c *survival.Curve
}

func (c Curve) curve() *survival.Curve {
	if c.c == nil {
		return new(survival.Curve)
	}
	return c.c
}

// N returns the number of customers behind the curve.
func (c Curve) N() int { return c.curve().N() }

// End returns the last tenure at which the curve is known, and true; or false if it is known for all tenures,
// having come down to 0, or if it has no customers.
func (c Curve) End() (time.Duration, bool) {
	if c.N() == 0 {
		return 0, false
	}
	end, ends := c.curve().End()
	return time.Duration(max(0, end)), ends
}

// At returns what [Lifetimes.At] does.
func (c Curve) At(age time.Duration, level float64) kpi.Estimate {
	return BetaProduct.at(c, age, level)
}

// Within returns what [Lifetimes.Within] does.
func (c Curve) Within(age time.Duration, level float64) kpi.Estimate {
	return BetaProduct.within(c, age, level)
}

// Quantile returns what [Lifetimes.Quantile] does.
func (c Curve) Quantile(q, level float64) kpi.Estimate { return BetaProduct.quantile(c, q, level) }

// Median returns what [Lifetimes.Median] does.
func (c Curve) Median(level float64) kpi.Estimate { return c.Quantile(0.5, level) }

// MeanUpTo returns what [Lifetimes.MeanUpTo] does.
func (c Curve) MeanUpTo(horizon time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	if horizon <= 0 {
		panic(fmt.Sprintf("retention: horizon %v is not positive", horizon))
	}
	return c.curve().Mean(int64(horizon), level).Interval.Seconds(c.N(), level)
}

// Step is a step of the curve: how many customers were watched at a tenure, how many of them left at it, and
// the share that stays longer.
type Step struct {
	Age     time.Duration `json:"age"` // in JSON nanoseconds, as all durations
	Watched int           `json:"watched"`
	Churned int           `json:"churned"`
	Stay    kpi.Estimate  `json:"stay"`
}

// Steps returns the steps of the curve in the order of tenure, for plotting. A step that a single customer or
// two make at the beginning rules all that follow.
func (c Curve) Steps(level float64) iter.Seq[Step] {
	checkLevel(level)
	return func(yield func(Step) bool) {
		for s := range c.curve().Steps() {
			age := time.Duration(s.Time)
			if !yield(Step{age, s.Risk, s.Events, c.At(age, level)}) {
				return
			}
		}
	}
}

// Method is a way to put limits around lifetimes. The zero Method is BetaProduct, the one of the readers of
// [Lifetimes].
type Method uint8

const (
	// BetaProduct is the method of Lifetimes: defined for any customers, and exact while all are watched.
	// With late customers it stands for LogLog.
	BetaProduct Method = iota
	// LogLog is Greenwood's variance on the scale log(−log S), the default of SAS. Where all or none have
	// left it does not exist, and the limits are 0 and 1.
	LogLog
	// Log is Greenwood's variance on the scale log S, the default of R's survfit. Upper limits of quantiles
	// are often missing in small samples.
	Log
	// Plain is S ± z standard errors, cut at 0 and 1: for comparison only.
	Plain
)

var methodNames = [...]string{"BetaProduct", "LogLog", "Log", "Plain"}

// String returns the name of the method.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

func (m Method) limits() survival.Method {
	switch m {
	case BetaProduct:
		return survival.BetaProduct
	case LogLog:
		return survival.LogLog
	case Log:
		return survival.Log
	case Plain:
		return survival.Plain
	}
	panic("retention: " + m.String() + " is not a method for lifetimes")
}

// At returns the share of customers who stay longer than age; see [Lifetimes.At].
func (m Method) At(l Lifetimes, age time.Duration, level float64) kpi.Estimate {
	return m.at(l.Curve(), age, level)
}

// Within returns the share of customers who leave within age; see [Lifetimes.Within].
func (m Method) Within(l Lifetimes, age time.Duration, level float64) kpi.Estimate {
	return m.within(l.Curve(), age, level)
}

// Quantile returns the tenure by which the share q of customers has left; see [Lifetimes.Quantile].
func (m Method) Quantile(l Lifetimes, q, level float64) kpi.Estimate {
	return m.quantile(l.Curve(), q, level)
}

func (m Method) at(c Curve, age time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	return c.curve().At(int64(age), m.limits(), level).Fraction(c.N(), level)
}

func (m Method) within(c Curve, age time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	return c.curve().Within(int64(age), m.limits(), level).Fraction(c.N(), level)
}

func (m Method) quantile(c Curve, q, level float64) kpi.Estimate {
	checkLevel(level)
	if !(0 < q && q < 1) {
		panic(fmt.Sprintf("retention: quantile %v is not between 0 and 1", q))
	}
	return c.curve().Quantile(q, m.limits(), level).Seconds(c.N(), level)
}

// checkLevel panics unless level is a confidence level.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("retention: confidence level %v is not between 0 and 1", level))
	}
}
