// Package survival estimates how long things take while some of them still run: times to resolution with open
// tickets, lifetimes of customers who are still here.
//
// A Curve is built once, from durations (New), from rows of counts (FromRows) or from lifetimes that are
// watched from a later age on (FromEntries), and never changes; any number of goroutines may read it. It
// answers with an Interval: At and Within for the share past or by a time, Quantile for the time by which a
// share is done, Mean for the restricted mean. LogRank and PetoPeto compare curves, and Outcomes tells ends
// of several kinds apart.
//
// # Conventions
//
// Times are int64 ticks of any unit from 0 on; answers about time are float64 in the same unit. A time of 0
// is an event at once. A negative time or count reads as no data: refusing it is the caller's part. At equal
// times events come before what is open, so that what is open at t counts among those that could have ended
// at t.
//
// The curve is known up to the time at which nobody is left to watch. If it has come down to 0 by then, it
// stays there; otherwise what lies beyond is no data, with the limits that are still known. The caller's
// slices are neither changed nor kept.
//
// # Cost
//
// Between two open times the Kaplan–Meier product telescopes, ∏(Y−d)/Y = (Y−Σd)/Y, and so do Greenwood's sum
// and the beta product. A curve therefore keeps one state for each open time and none for the events:
// building it is hardly more than sorting, and a reader needs a binary search.
package survival

import "fmt"

// Method is a way to set limits around a Kaplan–Meier curve.
type Method uint8

const (
	// BetaProduct is the beta product of Fay, Brittain and Proschan (2013, Biostatistics 14:723, doi
	// 10.1093/biostatistics/kxt016): At and Within take its mid-p form (Fay and Brittain 2016, Statistics in
	// Medicine 35:2726, doi 10.1002/sim.6905), quantiles its conservative form. It is the zero Method and the
	// one to use: defined for every curve, and with nothing open it is the mid-p Clopper–Pearson interval
	// and, for quantiles, the interval between order statistics. With delayed entry, where it has not been
	// shown to hold, both forms stand for LogLog. Where most leave open and few remain, the upper limit of a
	// share can rise a little with time: too wide, never too narrow.
	BetaProduct Method = iota

	// BetaProductExact is the beta product without mid-p, with Clopper–Pearson as its case of nothing open:
	// it keeps its level where BetaProduct keeps it on average. Quantiles are the same by both.
	BetaProductExact

	// LogLog is Greenwood's variance on the scale log(−log S), the default of SAS (Kalbfleisch and Prentice
	// 1980). It does not exist where S is 0 or 1, and covers poorly in the far tail.
	LogLog

	// Log is Greenwood's variance on the scale log S, the default of R's survfit. Quantiles often get no
	// upper limit.
	Log

	// Plain is S ± z standard errors, cut to [0, 1]. It covers poorly in small samples and is there for
	// comparison.
	Plain
)

// String returns the name of m.
func (m Method) String() string {
	switch m {
	case BetaProduct:
		return "beta product"
	case BetaProductExact:
		return "exact beta product"
	case LogLog:
		return "log-log"
	case Log:
		return "log"
	case Plain:
		return "plain"
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// Interval is an estimate with its confidence limits. Value is NaN without data and +Inf for a time that is
// not reached yet; Lo and Hi are never NaN.
type Interval struct{ Value, Lo, Hi float64 }

// tails returns the chance outside the limits on each side.
func tails(level float64) float64 {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("survival: confidence level %v is not between 0 and 1", level))
	}
	return (1 - level) / 2
}
