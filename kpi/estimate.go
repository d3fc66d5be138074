package kpi

import (
	"fmt"
	"math"
)

// Estimate is a value with its confidence limits.
//
// Value is NaN without data and +Inf for what is not reached yet. Lo and Hi are never NaN; an infinite one says that
// the data set no limit on that side. Level is the nominal coverage of the limits, such as 0.95; 1 means exact, and 0,
// the zero Estimate, means no data. N counts the answers, customers or tickets behind Value, whatever their weights; of
// a sum or a difference, all of them.
type Estimate struct {
	Value  float64
	Lo, Hi float64
	Level  float64
	N      int
	Unit   Unit
}

// Exactly returns x as an estimate of zero width: a price, a budget, a head count. It goes with estimates of any
// level. Exactly(NaN, u) is no data.
func Exactly(x float64, u Unit) Estimate {
	if math.IsNaN(x) {
		return Estimate{Value: x, Lo: math.Inf(-1), Hi: math.Inf(1), Level: 1, Unit: u}
	}
	return Estimate{Value: x, Lo: x, Hi: x, Level: 1, Unit: u}
}

// unknown returns an estimate without data between the widest limits that its metric allows.
func unknown(lo, hi, level float64, u Unit) Estimate {
	return Estimate{Value: math.NaN(), Lo: lo, Hi: hi, Level: level, Unit: u}
}

// Known reports whether there is data behind e. A value that is not reached yet, +Inf, is known.
func (e Estimate) Known() bool { return e.Level != 0 && !math.IsNaN(e.Value) }

// limits returns Lo and Hi, which for the zero Estimate are no limits at all.
func (e Estimate) limits() (lo, hi float64) {
	if e.Level == 0 && e.Lo == 0 && e.Hi == 0 {
		return math.Inf(-1), math.Inf(1)
	}
	return e.Lo, e.Hi
}

// Contains reports whether x, in the unit of e, lies within its limits. Without data it is true: nothing can be excluded.
func (e Estimate) Contains(x float64) bool {
	return !e.Known() || e.Lo <= x && x <= e.Hi
}

// Verdict is the answer to whether a target is met. The zero Verdict is Undecided.
type Verdict uint8

const (
	Undecided Verdict = iota // the limits lie on both sides of the target, or there is no data
	Met                      // the whole interval lies on the right side of the target
	Missed                   // the whole interval lies on the wrong side of the target
)

// String returns undecided, met or missed.
func (v Verdict) String() string {
	switch v {
	case Undecided:
		return "undecided"
	case Met:
		return "met"
	case Missed:
		return "missed"
	}
	return fmt.Sprintf("Verdict(%d)", uint8(v))
}

// MarshalText returns undecided, met or missed, or an error if v is none of the three.
func (v Verdict) MarshalText() ([]byte, error) {
	if v > Missed {
		return nil, fmt.Errorf("kpi: %v is not a verdict", v)
	}
	return []byte(v.String()), nil
}

// UnmarshalText reads undecided, met or missed.
func (v *Verdict) UnmarshalText(text []byte) error {
	for w := Undecided; w <= Missed; w++ {
		if w.String() == string(text) {
			*v = w
			return nil
		}
	}
	return fmt.Errorf("kpi: verdict %q is not undecided, met or missed", text)
}

// AtLeast reports whether e meets the target of at least x, by its interval and not by its value: Met if Lo is at x or
// above, Missed if Hi is below x, otherwise Undecided, as without data. The target is in e's own unit: 0.05 for 5%,
// d.Seconds() for a time.Duration d, points for a net score such as NPS.
//
// On a 95% interval each answer is a one-sided test at 2.5%; for 5% take the estimate at level 0.90. AtLeast and
// AtMost together at 0.90 are the two one-sided tests of equivalence at 5%. Where a wrong "missed" costs a penalty,
// take limits that guarantee their level, such as [ClopperPearson]: near 1 the score interval's share of false
// "missed" can reach 6 to 9% instead of 2.5%.
func (e Estimate) AtLeast(x float64) Verdict {
	switch {
	case !e.Known():
		return Undecided
	case e.Lo >= x:
		return Met
	case e.Hi < x:
		return Missed
	}
	return Undecided
}

// AtMost reports whether e meets the target of at most x: Met if Hi is at x or below, Missed if Lo is above x,
// otherwise Undecided, as without data. See [Estimate.AtLeast] for the unit of x and for the level.
func (e Estimate) AtMost(x float64) Verdict {
	switch {
	case !e.Known():
		return Undecided
	case e.Hi <= x:
		return Met
	case e.Lo > x:
		return Missed
	}
	return Undecided
}

// String returns the estimate as people read it: 87.0% [79.0%, 92.2%] n=100. Without data it is n/a (n=0), and an
// exact value stands alone, without limits.
func (e Estimate) String() string {
	switch {
	case !e.Known():
		return fmt.Sprintf("n/a (n=%d)", e.N)
	case e.Level == 1 && e.Lo == e.Hi:
		return e.Unit.Format(e.Value)
	}
	return fmt.Sprintf("%s [%s, %s] n=%d", e.Unit.Format(e.Value), e.Unit.Format(e.Lo), e.Unit.Format(e.Hi), e.N)
}

// checkLevel panics unless level is a confidence level strictly between 0 and 1.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("kpi: confidence level %v is not between 0 and 1", level))
	}
}
