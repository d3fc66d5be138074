package nps

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Method is a way to put limits around a Net Promoter Score. The zero Method is ScoreInterval, the one of
// [Tally.Score]. The score itself is the same for all of them.
type Method uint8

const (
	// ScoreInterval holds the scores that the score test of [Tally.Test] does not reject: the interval of
	// Tango (1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B) for the difference
	// of two paired proportions, which is what a net score is. It never leaves ±100 and it has a width for
	// one answer and for answers all alike. At 95% it covers .954 on average of realistic truths at n = 20,
	// .941 at the least.
	ScoreInterval Method = iota
	// AdjustedWald is Wald's interval after 3/4 of a detractor, 3/2 of a passive and 3/4 of a promoter were
	// added (Rocks 2016, doi 10.1080/00031305.2016.1158124), cut at ±100: simple, and as wide as the score
	// interval. Its middle is drawn towards 0, so that a good score's true value is above the upper limit
	// more often than below the lower one.
	AdjustedWald
	// Wald is the score ± z standard errors, cut at ±100: for comparing with others only. It has no width
	// where all answers are alike, and at 95% and n = 20 it covers .92 on average.
	Wald
	// AnyTime holds at every look at once, however often and whenever one looks: for dashboards and alerts. See
	// [kpi.MultinomialAnyTime]. It is about twice as wide as the score interval.
	AnyTime
)

var methodNames = [...]string{"ScoreInterval", "AdjustedWald", "Wald", "AnyTime"}

// String returns the name of the method.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// Score returns the Net Promoter Score in Points with the limits of method m. Without answers it is no data
// between -100 and 100. It panics if m is none of the methods above.
func (m Method) Score(t Tally, level float64) kpi.Estimate {
	if m > AnyTime {
		panic("nps: " + m.String() + " is not a method for a net promoter score")
	}
	e, n := kpi.Net(0, 0, 0, level), t.N()
	if n == 0 {
		return e
	}
	e.Value, e.N = min(max(-100, 100*(float64(t.Promoters)-float64(t.Detractors))/float64(n)), 100), n
	switch m {
	case ScoreInterval:
		return kpi.Net(t.Detractors, t.Passives, t.Promoters, level)
	case AdjustedWald:
		e.Lo, e.Hi = t.wald(0.75, quantile.Z(level))
	case Wald:
		e.Lo, e.Hi = t.wald(0, quantile.Z(level))
	case AnyTime:
		values, counts := [3]float64{-100, 0, 100}, [3]int{t.Detractors, t.Passives, t.Promoters}
		always := kpi.MultinomialAnyTime(values[:], counts[:], level)
		e.Lo, e.Hi = always.Lo, always.Hi
	}
	e.Lo, e.Hi = max(-100, min(e.Lo, e.Value)), min(100, max(e.Hi, e.Value))
	return e
}

// wald returns Wald's limits after extra detractors, twice as many passives and as many promoters were added.
//
// The variance of one answer, p + d - (p-d)², is written as products of counts, so that nothing cancels where
// nearly all answers are alike.
func (t Tally) wald(extra, z float64) (lo, hi float64) {
	d, a, p := float64(t.Detractors)+extra, float64(t.Passives)+2*extra, float64(t.Promoters)+extra
	n := d + a + p
	half := 100 * z * math.Sqrt((a*(p+d)+4*p*d)/n) / n
	middle := 100 * (p - d) / n
	return middle - half, middle + half
}
