package ttr

import (
	"fmt"
	"math"
	"time"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Method is a way to put limits around times with open tickets. The zero Method is BetaProduct, the one of the readers of
// [Times].
type Method uint8

const (
	// BetaProduct is the method of Times: defined for any tickets. With nothing open its quantiles have the limits of order
	// statistics and its shares mid-p limits.
	BetaProduct Method = iota
	// LogLog is Greenwood's variance on the scale log(-log S), the default of SAS. Where all or none are resolved it
	// does not exist, which is the case for every second sample of ten.
	LogLog
	// Log is Greenwood's variance on the scale log S, the default of R's survfit. Upper limits of quantiles are often
	// missing in small samples.
	Log
	// Plain is S ± z standard errors, cut at 0 and 1: for comparison only.
	Plain
	// PointType7 has the limits of BetaProduct around the quantile that spreadsheets and numpy compute from resolved
	// tickets, Hyndman and Fan's (1996, doi 10.1080/00031305.1996.10473566) type 7. A spreadsheet knows no open tickets:
	// with one of them its quantile is no data. Within is that of BetaProduct.
	PointType7
)

var methodNames = [...]string{"BetaProduct", "LogLog", "Log", "Plain", "PointType7"}

// String returns the name of the method.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

func (m Method) limits() survival.Method {
	switch m {
	case BetaProduct, PointType7:
		return survival.BetaProduct
	case LogLog:
		return survival.LogLog
	case Log:
		return survival.Log
	case Plain:
		return survival.Plain
	}
	panic("ttr: " + m.String() + " is not a method")
}

// Quantile returns the time by which the share q of all tickets is resolved; see [Times.Quantile].
func (m Method) Quantile(t Times, q, level float64) kpi.Estimate {
	return m.Quantiles(t, []float64{q}, level)[0]
}

// Quantiles returns the time by which each share of qs is resolved, for one sort of the data; see [Times.Quantile].
func (m Method) Quantiles(t Times, qs []float64, level float64) []kpi.Estimate {
	checkLevel(level)
	for _, q := range qs {
		checkQuantile(q, level)
	}
	var points []float64
	if m == PointType7 && len(t.Open) == 0 {
		points = survival.Type7(survival.Ticks(t.Resolved), qs)
	}
	es := make([]kpi.Estimate, len(qs))
	for i, interval := range survival.Quantiles(survival.Ticks(t.Resolved), survival.Ticks(t.Open), qs, m.limits(), level) {
		if m == PointType7 {
			interval.Value = math.NaN()
			if points != nil && !math.IsNaN(points[i]) {
				interval.Value = points[i]
				interval.Lo, interval.Hi = min(interval.Lo, points[i]), max(interval.Hi, points[i])
			}
		}
		es[i] = interval.Seconds(t.N(), level)
	}
	return es
}

// Within returns the share of tickets resolved within d; see [Times.Within].
func (m Method) Within(t Times, d time.Duration, level float64) kpi.Estimate {
	checkLevel(level)
	return t.curve().Within(int64(d), m.limits(), level).Fraction(t.N(), level)
}
