package design

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// Method is a way to put limits around a share from a [Sample]. The zero Method is ScoreInterval, the one of
// [Rated.Score]; the others are those of the function svyciprop of R's package survey, to compare with other
// programs.
//
// All but ScoreInterval and KornGraubard rest on the standard error alone, and do not exist where it is 0, as for
// a share of exactly 0 or 1: there they return the limits of KornGraubard.
//
// At a nominal .95, shares of .5, .8 and .95 in 2 to 20 strata, alike or far apart, of 2 to 50 answers or 2 to 10
// clusters of 4 to 10 answers each, are covered .94 to 1 by ScoreInterval, from .93 by LogOdds and KornGraubard, from
// .92 by Arcsine and from .88 by Wald.
type Method uint8

const (
	// ScoreInterval is Wilson's score interval at the effective number of answers.
	ScoreInterval Method = iota
	// LogOdds takes Student's t limits of the log-odds back to the share: logit and xlogit in svyciprop, and what
	// Stata and SUDAAN call logit.
	LogOdds
	// KornGraubard is Clopper and Pearson's interval at an effective number of answers, adjusted for the degrees of
	// freedom: beta in svyciprop (Korn and Graubard 1998, Survey Methodology 24:193–201). It is the widest of them
	// for rare answers. Where all answers are alike, each cluster counts as one.
	KornGraubard
	// Arcsine takes Student's t limits of the arcsine of the root back to the share, which stabilises the variance of
	// a binomial share: asin in svyciprop. Limits beyond 0 and 1 are cut there.
	Arcsine
	// Wald is the share less and more t standard errors, cut at 0 and 1: for comparing with others only. mean in
	// svyciprop, which does not cut it.
	Wald
)

// String returns the name of the method.
func (m Method) String() string {
	switch m {
	case ScoreInterval:
		return "score interval"
	case LogOdds:
		return "log-odds"
	case KornGraubard:
		return "Korn–Graubard"
	case Arcsine:
		return "arcsine"
	case Wald:
		return "Wald"
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// Score returns the weighted share of the answers whose value is 1, as a Fraction with the limits of the method;
// csat.Rule.Value is such a value. The value of each rating on the scale must be 0 or 1: it panics otherwise, and if
// m is none of the methods above. Without answers it is no data between 0 and 1, and beside a lone cluster that says
// nothing the share is between 0 and 1. With no more clusters than strata each cluster counts as one answer.
func (m Method) Score(r Rated, value func(rating int) (float64, error), level float64) kpi.Estimate {
	if m > Wald {
		panic(fmt.Sprintf("design: %v is not a method", m))
	}
	e := r.Score(func(rating int) (float64, error) {
		v, err := value(rating)
		if err == nil && v != 0 && v != 1 {
			err = fmt.Errorf("%v is neither 0 nor 1", v)
		}
		return v, err
	}, kpi.Fraction, level)
	if m == ScoreInterval || !e.Known() || !r.known || r.left == 0 {
		return e
	}
	moments := weighted.Of(r.scale, value, r.weights)
	p, se := e.Value, math.Sqrt(r.variance(r.finite, moments))
	if !(r.df > 0 && moments.Variance > 0 && se > 0 && 0 < p && p < 1) {
		m = KornGraubard
	}
	half := quantile.TUpper((1-level)/2, float64(max(r.df, 1))) * se
	switch m {
	case LogOdds:
		x, half := math.Log(p/(1-p)), half/(p*(1-p))
		e.Lo, e.Hi = expit(x-half), expit(x+half)
	case KornGraubard:
		e.Lo, e.Hi = clopperPearson(p, r.kornGraubard(moments, se, level), level)
	case Arcsine:
		x, half := math.Asin(math.Sqrt(p)), half/(2*math.Sqrt(p*(1-p)))
		lo, hi := math.Sin(max(x-half, 0)), math.Sin(min(x+half, math.Pi/2))
		e.Lo, e.Hi = lo*lo, hi*hi
	case Wald:
		e.Lo, e.Hi = max(p-half, 0), min(p+half, 1)
	}
	e.Lo, e.Hi = min(e.Lo, p), max(e.Hi, p)
	return e
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// kornGraubard returns the effective number of answers p(1-p)/SE²·(t(n-1)/t(df))².
func (r Rated) kornGraubard(m weighted.Moments, se, level float64) float64 {
	alike := m.Total * m.Total / r.squares / r.left
	if r.df < 1 || !(m.Variance > 0) {
		return alike
	}
	if !(se > 0) {
		return float64(r.n) // clusters that are each a picture of the whole
	}
	tail := (1 - level) / 2
	ratio := quantile.T(tail, float64(r.n-1)) / quantile.T(tail, float64(r.df))
	if n := m.Variance / (se * se) * ratio * ratio; weighted.Positive(n) {
		return n
	}
	return alike // weights so far apart that squares leave the range of a float64
}

// clopperPearson returns the limits of a share p of n answers, which need not be a whole number (Clopper and Pearson
// 1934, doi 10.1093/biomet/26.4.404).
func clopperPearson(p, n, level float64) (lo, hi float64) {
	tail, k := (1-level)/2, n*p
	hi = 1
	if k > 0 {
		lo = quantile.Beta(tail, k, n-k+1)
	}
	if n-k > 0 && p < 1 {
		hi = quantile.BetaUpper(tail, k+1, n-k)
	}
	return lo, hi
}
