package retention

import (
	"fmt"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Lifetimes is how long customers stayed, and how long those who are still here have been: the exact data, in
// any order. The zero Lifetimes is empty and ready.
//
// The mean tenure of those who left says little of a lifetime: those who stay longest are not among them. Here
// customers who are still here count as what is known of them, that they stay longer than they have. That they
// are still here must have nothing to do with how long they will be; whoever was removed from the data for
// another reason (merged, moved to another system) is still here until then.
//
// A copy shares its slices with the original; Plus makes new ones. A negative duration in a slice reads as no
// data, and so does a late customer whom [Lifetimes.AddFrom] refuses.
type Lifetimes struct {
	Churned []time.Duration `json:"churned"` // tenure at which customers left
	Active  []time.Duration `json:"active"`  // tenure so far of those who are still here
	Late    []Late          `json:"late"`    // customers who were watched from a later tenure on
}

// Late is a customer who was watched from a later tenure on: one who came before the records begin, and would
// not be in them having left before. To take such a customer for one who was watched from the first day makes
// customers look more loyal than they are, because those who left early cannot be in the data.
type Late struct {
	Entry   time.Duration `json:"entry"`   // tenure when first watched
	Exit    time.Duration `json:"exit"`    // tenure when the customer left, or so far
	Churned bool          `json:"churned"` // left at Exit
}

// Add takes one customer who was watched from the first day: the tenure at which the customer left if churned,
// otherwise the tenure so far. A negative tenure is an [*Error], and is not added.
func (l *Lifetimes) Add(tenure time.Duration, churned bool) error {
	if tenure < 0 {
		return &Error{NotNegative, fmt.Sprintf("a tenure of %v", tenure)}
	}
	if churned {
		l.Churned = append(l.Churned, tenure)
	} else {
		l.Active = append(l.Active, tenure)
	}
	return nil
}

// AddFrom takes one customer who was watched from the tenure entry to the tenure exit, and who left then if
// churned: the customer speaks for tenures in between only. An entry of 0 is [Lifetimes.Add]. A negative
// entry is an [*Error], and so is an exit that is not after a positive entry, because such a customer was
// never watched; neither is added.
func (l *Lifetimes) AddFrom(entry, exit time.Duration, churned bool) error {
	switch {
	case entry == 0:
		return l.Add(exit, churned)
	case entry < 0:
		return &Error{NotNegative, fmt.Sprintf("watched from a tenure of %v", entry)}
	case exit <= entry:
		return &Error{InOrder, fmt.Sprintf("watched from a tenure of %v to one of %v", entry, exit)}
	}
	l.Late = append(l.Late, Late{entry, exit, churned})
	return nil
}

// Plus returns the customers of both, in slices of its own.
func (l Lifetimes) Plus(o Lifetimes) Lifetimes {
	return Lifetimes{slices.Concat(l.Churned, o.Churned), slices.Concat(l.Active, o.Active), slices.Concat(l.Late, o.Late)}
}

// N returns the number of customers, those who left and those who are still here.
func (l Lifetimes) N() int { return len(l.Churned) + len(l.Active) + len(l.Late) }

// At returns the share of customers who stay longer than age, as a Fraction: the Kaplan–Meier estimate
// (Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452), with mid-p limits by the beta product (Fay and
// Brittain 2016, doi 10.1002/sim.6905), which while all are watched to age are the mid-p Clopper–Pearson
// limits of a share. At the longest tenure, beyond which nobody is watched, the lower limit is 0. With late
// customers, for whom those limits have not been shown to hold, they are those of [LogLog].
//
// Two ages of one curve are not independent, so their difference is not [kpi.Estimate.Minus]: of those who
// reach one age [Lifetimes.From] tells how many reach the next.
//
// Beyond the longest tenure, if customers were still here then, it is no data between 0 and the last upper
// limit. Without customers it is no data between 0 and 1. Late customers may end the curve early: see
// [Lifetimes.From].
func (l Lifetimes) At(age time.Duration, level float64) kpi.Estimate {
	return BetaProduct.At(l, age, level)
}

// Within returns the share of customers who leave within age, 1 − At, as a Fraction. Where Churned holds the
// time until something else, it is the share to whom it has happened: with the time from the first order to
// the second, a repeat purchase rate that uses customers of any age.
func (l Lifetimes) Within(age time.Duration, level float64) kpi.Estimate {
	return BetaProduct.Within(l, age, level)
}

// Median returns the tenure by which half of the customers have left, in Seconds: [Lifetimes.Quantile] at ½.
func (l Lifetimes) Median(level float64) kpi.Estimate { return l.Quantile(0.5, level) }

// Quantile returns the tenure by which the share q of customers has left, in Seconds. It is +Inf, known but
// not reached yet, while too many are still here, with the lower limit that is known; never the longest
// tenure seen.
//
// The value is the Kaplan–Meier inverse, at an exact tie the middle of the flat stretch. The limits are those
// of the beta product (Fay, Brittain and Proschan 2013, doi 10.1093/biostatistics/kxt016), with late
// customers those of [LogLog] (Brookmeyer and Crowley 1982, doi 10.2307/2530286). A limit that so few
// customers cannot set is 0 or +Inf.
//
// Without customers it is no data between 0 and +Inf. It panics if q is not between 0 and 1.
func (l Lifetimes) Quantile(q, level float64) kpi.Estimate { return BetaProduct.Quantile(l, q, level) }

// MeanUpTo returns the mean tenure where everything beyond the horizon counts as the horizon, in Seconds: the
// restricted mean, the area under the curve (Royston and Parmar 2013, doi 10.1186/1471-2288-13-152), with
// limits on the logit scale. Times a margin per second it is what a customer brings up to the horizon,
// undiscounted. To compare groups take the same horizon; the difference of two groups is
// [kpi.Estimate.Minus].
//
// A horizon beyond the longest tenure, if customers were still here then, is no data, between the limits
// still known. It panics unless the horizon is positive.
func (l Lifetimes) MeanUpTo(horizon time.Duration, level float64) kpi.Estimate {
	return l.Curve().MeanUpTo(horizon, level)
}

// Curve returns the Kaplan–Meier curve of all customers, for several readings of the same data and for
// plotting.
func (l Lifetimes) Curve() Curve { return l.From(0) }

// From returns the curve of customers who stay longer than age: of those, the share that stays longer than a
// later age, the tenure by which half of them has left. Its tenures count from the first day, age included.
//
// Where customers were watched late it is also the remedy for a curve that too few pin down. At the youngest
// age at which anybody was watched there may be one customer only; if that one leaves, all that were watched
// then have left, the curve is at 0, and all who are watched later cannot lift it again. Such a curve ends
// before that age, and what lies beyond is no data. Take From an age at which enough are watched
// ([Curve.Steps] tells how many). Two or three early ones do the same harm more quietly: one of two who
// leaves halves the whole curve.
//
// It panics if age is negative.
func (l Lifetimes) From(age time.Duration) Curve {
	if age < 0 {
		panic(fmt.Sprintf("retention: age %v is negative", age))
	}
	if len(l.Late) == 0 && age == 0 {
		return Curve{survival.New(survival.Ticks(l.Churned), survival.Ticks(l.Active))}
	}
	n := l.N()
	entry, exit, event := make([]int64, n), make([]int64, 0, n), make([]bool, n)
	exit = append(exit, survival.Ticks(l.Churned)...)
	exit = append(exit, survival.Ticks(l.Active)...)
	for i := range l.Churned {
		event[i] = true
	}
	for i, late := range l.Late {
		if late.Entry < 0 || late.Exit < late.Entry || late.Exit == late.Entry && late.Entry > 0 {
			return Curve{}
		}
		at := len(exit)
		entry[at], event[at] = int64(late.Entry), l.Late[i].Churned
		exit = append(exit, int64(late.Exit))
	}
	return Curve{survival.FromEntries(entry, exit, event, int64(age))}
}

// LogRank tests whether the customers of all groups stay equally long, those who are still here counted: the
// log-rank test (Mantel 1966; Peto and Peto 1972, doi 10.2307/2344317), chi-square with one degree of freedom
// less than there are groups. It is strongest where one group leaves faster throughout. Fewer than two groups
// with customers are no data.
func LogRank(groups ...Lifetimes) kpi.Test { return survival.LogRank(curves(groups)...).Test() }

// PetoPeto is [LogRank] with more weight on early tenures, which more customers have seen (Peto and Peto 1972,
// doi 10.2307/2344317; Harrington and Fleming 1982, doi 10.1093/biomet/69.3.553).
func PetoPeto(groups ...Lifetimes) kpi.Test { return survival.PetoPeto(curves(groups)...).Test() }

func curves(groups []Lifetimes) []*survival.Curve {
	cs := make([]*survival.Curve, len(groups))
	for i, g := range groups {
		cs[i] = g.Curve().curve()
	}
	return cs
}
