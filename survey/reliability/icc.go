package reliability

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Form is a form of the intraclass correlation, by the names of Shrout and Fleiss (1979, doi
// 10.1037/0033-2909.86.2.420). The first number is the design: 1, each subject was rated by raters of its own;
// 2, all subjects by the same raters, who stand for others, so that one who rates lower than the others is an
// error; 3, all subjects by the same raters, and there are no others, so that only the order counts. The second
// is whose reliability it is: 1, that of a single rating; k, that of the mean of all.
type Form uint8

const (
	ICC11 Form = iota
	ICC21
	ICC31
	ICC1k
	ICC2k
	ICC3k // alpha
)

var formNames = [...]string{"ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"}

// String returns the form as Shrout and Fleiss write it: ICC(2,1).
func (f Form) String() string {
	if int(f) < len(formNames) {
		return formNames[f]
	}
	return fmt.Sprintf("Form(%d)", uint8(f))
}

// ICC returns an intraclass correlation of raters: a row of t is a subject and an item a rater, who is the same
// for all rows except in the forms 1. It is a Number of at most 1 that may be negative. N is the number of
// subjects that all rated. With fewer than two of these or of raters, or where no ratings differ, it is no data.
//
// The limits are those of McGraw and Wong (1996, doi 10.1037/1082-989X.1.1.30), which suppose normal ratings.
// Where the same raters agree on every subject, the data set no lower limit. It panics if f is not a form.
func (t Items) ICC(f Form, level float64) kpi.Estimate {
	checkLevel(level)
	if f > ICC3k {
		panic(fmt.Sprintf("reliability: %v is not a form", f))
	}
	single := f <= ICC31
	b := boundless
	if k := len(t.Sums); single && k > 1 {
		b.least = -1 / float64(k-1)
	}
	if len(t.Sums) < 2 || t.N < 2 || t.flaw() != nil {
		return b.unknown(level)
	}
	e := t.anova().icc(f%3+1, (1-level)/2)
	e.Level, e.N = level, t.N
	if !single {
		k := float64(len(t.Sums))
		e.Value, e.Lo, e.Hi = ofMean(e.Value, k), ofMean(e.Lo, k), ofMean(e.Hi, k)
	}
	switch {
	case math.IsNaN(e.Value - e.Value):
		return b.unknown(level)
	case math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo == e.Hi:
		e.Lo, e.Hi = b.least, b.most
	}
	e.Lo, e.Hi = min(e.Lo, e.Value), max(e.Hi, e.Value)
	return e
}

// ofMean returns the correlation of the mean of k ratings from that of a single one, -Inf where the ratings
// vary less than ratings can.
func ofMean(r, k float64) float64 {
	if !(1+(k-1)*r > 1e-12) {
		return math.Inf(-1)
	}
	return SpearmanBrown(r, k)
}

// anova is the mean squares of a table of subjects by raters.
type anova struct {
	n, k     float64
	subjects float64
	raters   float64
	within   float64 // of a subject
	rest     float64 // of a subject, less the raters
}

func (t Items) anova() anova {
	u := t.around(int(math.Round(float64(sumOf(t.Sums)) / float64(t.N*len(t.Sums)))))
	n, k := float64(u.N), float64(len(u.Sums))
	var sum, squares, subjects, raters float64
	for j, s := range u.Sums {
		sum += float64(s)
		raters += float64(s) * float64(s)
		squares += float64(u.Products[j][j])
		for l := range j {
			subjects += 2 * float64(u.Products[j][l])
		}
	}
	mean := sum * sum / (n * k)
	subjects = (subjects+squares)/k - mean
	raters = raters/n - mean
	within := squares - mean - subjects
	rest := within - raters
	if rest < 1e-12*squares { // whole numbers: a rounding error
		rest = 0
	}
	return anova{n, k, subjects / (n - 1), raters / (k - 1), within / (n * (k - 1)), rest / ((n - 1) * (k - 1))}
}

// icc returns the correlation of a single rating in the design 1, 2 or 3, with limits at the tail probability.
func (a anova) icc(design Form, tail float64) (e kpi.Estimate) {
	n, k := a.n, a.k
	between := func(f float64) float64 { return (f - 1) / (f + k - 1) } // from a ratio of mean squares
	switch design {
	case 1:
		f, d := a.subjects/a.within, n*(k-1)
		e.Value = (a.subjects - a.within) / (a.subjects + (k-1)*a.within)
		e.Lo, e.Hi = between(f/quantile.FUpper(tail, n-1, d)), between(f*quantile.FUpper(tail, d, n-1))
	case 3:
		f, d := a.subjects/a.rest, (n-1)*(k-1)
		e.Value = (a.subjects - a.rest) / (a.subjects + (k-1)*a.rest)
		e.Lo, e.Hi = between(f/quantile.FUpper(tail, n-1, d)), between(f*quantile.FUpper(tail, d, n-1))
	default:
		e.Value = (a.subjects - a.rest) / (a.subjects + (k-1)*a.rest + k*(a.raters-a.rest)/n)
		r := e.Value
		x, y := k*r*a.raters/a.rest, n*(1+(k-1)*r)-k*r
		d := (k - 1) * (n - 1) * (x + y) * (x + y) / ((n-1)*x*x + y*y) // Satterthwaite's degrees of freedom
		up, down := quantile.FUpper(tail, n-1, d), quantile.FUpper(tail, d, n-1)
		rest := k*a.raters + (k*n-k-n)*a.rest
		e.Lo = n * (a.subjects - up*a.rest) / (up*rest + n*a.subjects)
		e.Hi = n * (down*a.subjects - a.rest) / (rest + n*down*a.subjects)
	}
	return e
}

// WithinGroup returns how far the members of one group agree about one thing, as a Number from 0 to 1: one
// less the variance of their ratings over that of ratings spread evenly over the scale. For one item it is
// r_wg, for several r_wg(j) with the mean variance of the items (James, Demaree and Wolf 1984, doi
// 10.1037/0021-9010.69.1.85). More variance than by chance counts as no agreement, 0.
//
// It describes the members who answered, all of them: it is exact and has no limits. With fewer than two
// members it is no data.
func (t Items) WithinGroup() kpi.Estimate {
	c, ok := t.covariance()
	if !ok {
		return kpi.Estimate{Value: math.NaN(), Hi: 1, Level: 1}
	}
	k, points := float64(c.k), float64(t.Scale.Max-t.Scale.Min+1)
	ratio := min(c.trace()/k/((points*points-1)/12), 1)
	e := kpi.Exactly(k*(1-ratio)/(k*(1-ratio)+ratio), kpi.Number)
	e.N = t.N
	return e
}
