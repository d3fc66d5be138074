package ttr

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Times is how long tickets took, and how long those that are still open have been running: the exact data, in any
// order. The zero Times is empty and ready.
//
// To leave the open tickets out is the commonest error in this field: the longest ones are among them, so that the rest
// looks better just when a desk falls behind. Here they count as what is known of them, that they took longer than they
// have been running so far.
//
// A copy shares its slices with the original; Plus makes new ones. A negative duration in a slice reads as no data.
type Times struct {
	Resolved []time.Duration `json:"resolved"`
	Open     []time.Duration `json:"open"`
}

// DurationError says that a time cannot be: a ticket is not resolved before it was opened.
type DurationError struct {
	Duration time.Duration
}

// Error says which duration was refused.
func (e *DurationError) Error() string {
	return fmt.Sprintf("duration %v is negative: nothing is resolved before it was opened", e.Duration)
}

// Add takes the time of one ticket: its resolution time if done, otherwise its age so far. It takes what [Policy.Measure]
// returns. A negative duration is an error that wraps a *DurationError, and is not added; a duration of 0 counts as
// resolved at once.
func (t *Times) Add(d time.Duration, done bool) error {
	if d < 0 {
		return fmt.Errorf("ttr: %w", &DurationError{d})
	}
	if done {
		t.Resolved = append(t.Resolved, d)
	} else {
		t.Open = append(t.Open, d)
	}
	return nil
}

// Plus returns the tickets of both, in slices of its own.
func (t Times) Plus(o Times) Times {
	return Times{slices.Concat(t.Resolved, o.Resolved), slices.Concat(t.Open, o.Open)}
}

// N returns the number of tickets, resolved and open.
func (t Times) N() int { return len(t.Resolved) + len(t.Open) }

// Median returns the time by which half of the tickets are resolved, in Seconds: [Times.Quantile] at ½.
func (t Times) Median(level float64) kpi.Estimate { return t.Quantile(0.5, level) }

// Quantile returns the time by which the share q of all tickets is resolved, in Seconds: 0.9 for the time that nine of
// ten customers wait at most. It is +Inf if too many are still open to know, with the lower limit that is known.
//
// The value is the Kaplan–Meier inverse (Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452), at an exact tie the
// middle of the flat stretch; with nothing open that is Hyndman and Fan's type 2. The limits are those of the beta product
// (Fay, Brittain and Proschan 2013, doi 10.1093/biostatistics/kxt016), and with nothing open the exact interval between
// order statistics, so that nothing jumps when the first ticket opens. They cover at least their level. A limit that so
// few tickets cannot set is 0 or +Inf.
//
// Without tickets it is no data between 0 and +Inf. It panics if q is not between 0 and 1.
func (t Times) Quantile(q, level float64) kpi.Estimate { return BetaProduct.Quantile(t, q, level) }

// Quantiles returns [Times.Quantile] for each of qs, for one sort of the data.
func (t Times) Quantiles(qs []float64, level float64) []kpi.Estimate {
	return BetaProduct.Quantiles(t, qs, level)
}

// Within returns the share of tickets resolved within d, as a Fraction: 1 minus the Kaplan–Meier estimate, with mid-p
// limits by the beta product (Fay and Brittain 2016, doi 10.1002/sim.6905), which with nothing open are the mid-p
// Clopper–Pearson limits of a share. A ticket resolved after exactly d is within.
//
// Beyond the longest observed time, if tickets were open then, it is no data between the last lower limit and 1. Without
// tickets it is no data between 0 and 1.
func (t Times) Within(d time.Duration, level float64) kpi.Estimate {
	return BetaProduct.Within(t, d, level)
}

// MeanUpTo returns the mean time to resolution where everything beyond the horizon counts as the horizon, in Seconds: the
// restricted mean, the area under the Kaplan–Meier curve up to it (Royston and Parmar 2013,
// doi 10.1186/1471-2288-13-152), with limits on the logit scale. Unlike a mean it exists while tickets are open; to
// compare groups take the same horizon. The difference of two groups is [kpi.Estimate.Minus].
//
// A horizon beyond the longest observed time, if tickets were open then, is no data, between the limits still known. It
// panics unless the horizon is positive.
func (t Times) MeanUpTo(horizon time.Duration, level float64) kpi.Estimate {
	return t.Curve().MeanUpTo(horizon, level)
}

// GeometricMean returns the geometric mean of the resolution times, in Seconds, with Student's t limits on the log scale:
// the centre of times that are skewed to the right (Olsson 2005, doi 10.1080/10691898.2005.11910638, for the log-normal
// mean, which is another number). It knows only resolved tickets: with one open, or one that took no time at all, it is
// no data between 0 and +Inf, as without tickets.
func (t Times) GeometricMean(level float64) kpi.Estimate {
	none := kpi.Estimate{Value: math.NaN(), Hi: math.Inf(1), Level: level, Unit: kpi.Seconds}
	checkLevel(level)
	n := float64(len(t.Resolved))
	if n == 0 || len(t.Open) > 0 {
		return none
	}
	mean := 0.0
	for _, d := range t.Resolved {
		if d <= 0 {
			return none
		}
		mean += math.Log(d.Seconds()) / n
	}
	squares := 0.0
	for _, d := range t.Resolved {
		x := math.Log(d.Seconds()) - mean
		squares += x * x
	}
	e := kpi.Estimate{Value: math.Exp(mean), Hi: math.Inf(1), Level: level, N: len(t.Resolved), Unit: kpi.Seconds}
	if n > 1 {
		half := -quantile.T((1-level)/2, n-1) * math.Sqrt(squares/(n-1)/n)
		e.Lo, e.Hi = math.Exp(mean-half), math.Exp(mean+half)
	}
	return e
}

// Curve returns the Kaplan–Meier curve of the tickets, for several readings of the same data and for plotting.
func (t Times) Curve() Curve { return Curve{t.curve()} }

func (t Times) curve() *survival.Curve {
	return survival.New(survival.Ticks(t.Resolved), survival.Ticks(t.Open))
}

// LogRank tests whether the groups take equally long, open tickets counted: the log-rank test (Mantel 1966; Peto and Peto
// 1972, doi 10.2307/2344317), chi-square with one degree of freedom less than there are groups. It is strongest where one
// group is slower throughout. With fewer than two groups with tickets it is no data.
func LogRank(groups ...Times) kpi.Test { return survival.LogRankOf(durations(groups)...).Test() }

// PetoPeto is [LogRank] with more weight on early differences, where more tickets are still open (Peto and Peto 1972,
// doi 10.2307/2344317; Harrington and Fleming 1982, doi 10.1093/biomet/69.3.553).
func PetoPeto(groups ...Times) kpi.Test { return survival.PetoPetoOf(durations(groups)...).Test() }

func durations(groups []Times) []survival.Durations {
	ds := make([]survival.Durations, len(groups))
	for i, g := range groups {
		ds[i] = survival.Durations{Resolved: survival.Ticks(g.Resolved), Open: survival.Ticks(g.Open)}
	}
	return ds
}

// checkLevel panics unless level is a confidence level.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("ttr: confidence level %v is not between 0 and 1", level))
	}
}

// checkQuantile panics unless q is a quantile and level a confidence level.
func checkQuantile(q, level float64) {
	checkLevel(level)
	if !(0 < q && q < 1) {
		panic(fmt.Sprintf("ttr: quantile %v is not between 0 and 1", q))
	}
}
