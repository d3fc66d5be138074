package design

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// Difference is two segments of one sample, to be subtracted: [Sample.Difference] makes it. Its readers are those of
// a Sample. The zero Difference is no data.
type Difference[C comparable] struct{ of, less Sample[C] }

// Difference returns s less o, two segments of one sample, or a segment and its whole:
//
//	phone, chat := s.Where(byPhone), s.Where(byChat)
//	phone.Difference(chat).Rated(scale, rating).Score(nps.Value, kpi.Points, 0.95)
//
// The answers of a cluster resemble each other also across segments, margins that were met bind all of them, and
// segments may have answers in common. So two segments are not independent, and [kpi.Estimate.Minus] of their
// estimates is wrong, too wide as a rule; these readers have the covariance by the design. The standard errors are
// those of svycontrast after svyby with covmat=TRUE in R's package survey (linearised: Binder 1983, doi
// 10.2307/1402588).
//
// Limits go by Student's t. Its degrees of freedom are clusters less strata of those that one of the segments meets,
// and no more than Welch (1947, doi 10.1093/biomet/34.1-2.28) gives the two variances: a segment of three clusters is
// not known better for having been compared with one of forty. N is the number of answers in the segments, each once.
//
// It panics unless both come from the same sample, by [Sample.Where] after [Sample.Calibrated], if it is calibrated.
// Segments of two samples are independent, and Minus is right.
func (s Sample[C]) Difference(o Sample[C]) Difference[C] {
	if s.drawn != o.drawn || s.fit != o.fit || s.Lone != o.Lone {
		panic("design: a difference of segments of two samples: take both of one, by Where after Calibrated")
	}
	return Difference[C]{s, o}
}

// Mean returns the difference of the weighted means of y, in its unit u, and of fractions as a Change: see
// [Sample.Mean].
func (d Difference[C]) Mean(y func(C) float64, u kpi.Unit, level float64) kpi.Estimate {
	return d.ratio(y, nil).student(change(u), level)
}

// MeanError returns the standard error of [Difference.Mean].
func (d Difference[C]) MeanError(y func(C) float64) float64 { return d.ratio(y, nil).se }

// Total returns the difference of the sums of y over the population, in its unit u, and of fractions as a Change: see
// [Sample.Total].
func (d Difference[C]) Total(y func(C) float64, u kpi.Unit, level float64) kpi.Estimate {
	return d.total(y).student(change(u), level)
}

// TotalError returns the standard error of [Difference.Total].
func (d Difference[C]) TotalError(y func(C) float64) float64 { return d.total(y).se }

// Ratio returns the difference of the ratios of y to x, as a Number: see [Sample.Ratio]. Fieller's limits are those of
// one ratio; of two there is value ± t·SE, and no limits at all where one of the denominators may be 0.
func (d Difference[C]) Ratio(y, x func(C) float64, level float64) kpi.Estimate {
	a, b := d.of.Ratio(y, x, level), d.less.Ratio(y, x, level)
	e := d.ratio(y, x).student(kpi.Number, level)
	for _, limit := range []float64{a.Lo, a.Hi, b.Lo, b.Hi} {
		if math.IsInf(limit, 0) {
			e.Lo, e.Hi = math.Inf(-1), math.Inf(1)
		}
	}
	return e
}

// RatioError returns the standard error of [Difference.Ratio].
func (d Difference[C]) RatioError(y, x func(C) float64) float64 { return d.ratio(y, x).se }

// change returns the unit of a difference.
func change(u kpi.Unit) kpi.Unit {
	if u == kpi.Fraction {
		return kpi.Change
	}
	return u
}

func (d Difference[C]) total(y func(C) float64) measured {
	return d.measure(d.of.total(y), d.less.total(y), func(_ measured, c C) float64 { return y(c) })
}

func (d Difference[C]) ratio(y, x func(C) float64) measured {
	return d.measure(d.of.ratio(y, x), d.less.ratio(y, x), func(m measured, c C) float64 {
		if x == nil {
			return (y(c) - m.value) / m.x
		}
		return (y(c) - m.value*x(c)) / m.x
	})
}

// measure returns the difference of two statistics, of which score is what an answer adds to one.
func (d Difference[C]) measure(a, b measured, score func(of measured, c C) float64) measured {
	if a.n == 0 || b.n == 0 {
		return unknownMeasure()
	}
	f, of, less := d.frame()
	m := measured{value: a.value - b.value, n: f.n, se: math.NaN()}
	if math.IsNaN(a.se) || math.IsNaN(b.se) {
		return m
	}
	m.df = freedom(f.df, a.se*a.se, b.se*b.se, a.df, b.df)
	m.se = f.standardError(f.covariance(1, func(i int, u []float64) {
		cell := d.of.drawn.rows[i].cell
		if of[i] {
			u[0] += score(a, cell)
		}
		if less[i] {
			u[0] -= score(b, cell)
		}
	}))
	return m
}

// frame returns the frame of the answers in either segment, and which of its rows are in each.
func (d Difference[C]) frame() (f *frame, of, less []bool) {
	either, a, b := d.of, d.of.keep, d.less.keep
	either.keep = nil
	if a != nil && b != nil {
		either.keep = func(c C) bool { return a(c) || b(c) }
	}
	f = either.frame()
	of, less = make([]bool, len(f.rows)), make([]bool, len(f.rows))
	for i, r := range d.of.drawn.rows {
		of[i], less[i] = a == nil || a(r.cell), b == nil || b(r.cell)
	}
	return f, of, less
}

// freedom returns the degrees of freedom of a difference: those of both segments together, and at most those of
// Welch (1947). A variance of 0 has no part in them.
func freedom(together int, va, vb float64, a, b float64) float64 {
	sum := 0.0
	if va > 0 {
		sum += va / (va + vb) * va / (va + vb) / a
	}
	if vb > 0 {
		sum += vb / (va + vb) * vb / (va + vb) / b
	}
	return min(float64(together), 1/sum)
}

// RatedDifference is the answers of two segments of one sample to a question with a scale, to be subtracted. Like
// [Rated] it is small, a copy is a snapshot, and any metric can be read from it. [Difference.Rated] makes it; the
// zero RatedDifference is no data.
type RatedDifference struct {
	of, less Rated
	cross    [121]float64 // covariance of the sums of weights of the two
	n, df    int          // of both together
	same     bool         // the segments are one
}

// Rated returns the answers of both segments to a question: see [Sample.Rated].
func (d Difference[C]) Rated(scale survey.Scale, rating func(C) (rating int, ok bool)) RatedDifference {
	out := RatedDifference{of: d.of.Rated(scale, rating), less: d.less.Rated(scale, rating)}
	if out.of.n == 0 || out.less.n == 0 {
		return out
	}
	answered := func(c C) bool { _, ok := rating(c); return ok }
	f, of, less := Difference[C]{d.of.Where(answered), d.less.Where(answered)}.frame()
	k := scale.Max - scale.Min + 1
	c := f.covariance(2*k, func(i int, u []float64) {
		x, _ := rating(d.of.drawn.rows[i].cell)
		if of[i] {
			u[x-scale.Min] = 1
		}
		if less[i] {
			u[k+x-scale.Min] = 1
		}
	})
	for a := range k {
		for b := range k {
			out.cross[11*(scale.Min+a)+scale.Min+b] = c.finite[2*k*a+k+b]
		}
	}
	out.n, out.df, out.same = f.n, f.df, true
	for i := range of {
		out.same = out.same && of[i] == less[i]
	}
	return out
}

// N returns the number of answers in the two segments, each once; 0 if one of them has none.
func (d RatedDifference) N() int { return d.n }

// Score returns the difference of the weighted means of the values of the ratings, in the unit u of the values, and
// of fractions as a Change, with Student's t limits, cut to what the values allow: north less south in points, say.
// See [Sample.Difference] for how it is taken, and [Rated.Score] for what a value must be.
//
// A standard error does not see a segment whose answers are all alike, or all in one cluster. There the limits of
// its own Score are added by square-and-add, as [kpi.Estimate.Minus] does it. If a segment has no answers it is no
// data; beside a lone cluster that says nothing the limits are as wide as the values allow. A segment less itself is 0.
func (d RatedDifference) Score(value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	a, b := d.of.Score(value, u, level), d.less.Score(value, u, level)
	e := a.Minus(b)
	if !e.Known() {
		return e
	}
	e.N = d.n
	x, y := weighted.Of(d.of.scale, value, d.of.weights), weighted.Of(d.less.scale, value, d.less.weights)
	span := x.Span()
	if !d.of.known || !d.less.known {
		e.Lo, e.Hi = -span, span
		return e
	}
	if d.same {
		e.Value, e.Lo, e.Hi = 0, 0, 0
		return e
	}
	below, above := 0.0, 0.0
	if v := d.variance(x, y); v > 0 && d.df > 0 {
		t := quantile.TUpper((1-level)/2, d.freedom(x, y))
		below, above = t*t*v, t*t*v
	}
	if !d.of.seen(x) {
		below += (a.Value - a.Lo) * (a.Value - a.Lo)
		above += (a.Hi - a.Value) * (a.Hi - a.Value)
	}
	if !d.less.seen(y) {
		below += (b.Hi - b.Value) * (b.Hi - b.Value)
		above += (b.Value - b.Lo) * (b.Value - b.Lo)
	}
	e.Lo, e.Hi = max(e.Value-math.Sqrt(below), -span), min(e.Value+math.Sqrt(above), span)
	return e
}

// StandardError returns the standard error of [RatedDifference.Score]. It is NaN where that of one of the segments is:
// see [Rated.StandardError].
func (d RatedDifference) StandardError(value func(rating int) (float64, error)) float64 {
	if !(d.of.StandardError(value) >= 0 && d.less.StandardError(value) >= 0) {
		return math.NaN()
	}
	return math.Sqrt(d.variance(weighted.Of(d.of.scale, value, d.of.weights), weighted.Of(d.less.scale, value, d.less.weights)))
}

// variance returns the variance of the difference by linearisation.
func (d RatedDifference) variance(x, y weighted.Moments) float64 {
	if d.same {
		return 0
	}
	cross := 0.0
	for a, p := range x.Deviations {
		for b, q := range y.Deviations {
			cross += p * q * d.cross[11*a+b]
		}
	}
	return max(d.of.variance(d.of.finite, x)+d.less.variance(d.less.finite, y)-2*cross/(x.Total*y.Total), 0)
}

// freedom returns the degrees of freedom of the difference.
func (d RatedDifference) freedom(x, y weighted.Moments) float64 {
	va, vb := d.of.variance(d.of.finite, x), d.less.variance(d.less.finite, y)
	return freedom(d.df, va, vb, float64(max(d.of.df, 1)), float64(max(d.less.df, 1)))
}

// seen reports whether a standard error can see how far the answers are from the truth.
func (r Rated) seen(m weighted.Moments) bool { return m.Variance > 0 && r.df > 0 }
