package design

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Mean returns the weighted mean of y, in its unit u, with Student's t limits: for quantities without a scale,
// such as amounts; ratings and shares go by [Sample.Rated], whose limits stay on the scale. Without answers, or if a
// y is not finite, it is no data. With no more clusters than strata, or a lone cluster that says nothing, it has no
// limits.
func (s Sample[C]) Mean(y func(C) float64, u kpi.Unit, level float64) kpi.Estimate {
	m := s.ratio(y, nil)
	return m.student(u, level)
}

// MeanError returns the standard error of [Sample.Mean]: svymean's.
func (s Sample[C]) MeanError(y func(C) float64) float64 { return s.ratio(y, nil).se }

// Total returns the sum of y over the population, in its unit u, with Student's t limits. It takes the weights at
// their word, as numbers of customers. It is no data and without limits where [Sample.Mean] is.
func (s Sample[C]) Total(y func(C) float64, u kpi.Unit, level float64) kpi.Estimate {
	return s.total(y).student(u, level)
}

// TotalError returns the standard error of [Sample.Total]: svytotal's.
func (s Sample[C]) TotalError(y func(C) float64) float64 { return s.total(y).se }

// Ratio returns the total of y over that of x, as a Number: contacts per order, cost per case. Its limits are the
// ratios r for which the total of y - r·x does not differ from 0 by Student's t (Fieller 1954, doi
// 10.1111/j.2517-6161.1954.tb00159.x), here with the two taken from the same answers. As for [kpi.Ratio] the
// denominator is positive by definition: if its total may be 0, the ratio has no limit on that side, and if it is
// not positive the ratio is no data.
func (s Sample[C]) Ratio(y, x func(C) float64, level float64) kpi.Estimate {
	m := s.ratio(y, x)
	e := m.student(kpi.Number, level)
	if !e.Known() || !(m.se > 0) {
		return e
	}
	t := quantile.TUpper((1-level)/2, m.df)
	e.Lo, e.Hi = m.fieller(t * t)
	return e
}

// RatioError returns the standard error of [Sample.Ratio] by linearisation: svyratio's.
func (s Sample[C]) RatioError(y, x func(C) float64) float64 { return s.ratio(y, x).se }

// measured is a statistic with its standard error, NaN where it is not known.
type measured struct {
	value, se      float64
	df             float64
	n              int
	x, vx, vr, cov float64 // of a ratio: the total of x, and its variance, that of y - value·x, and their covariance, over its square
}

func unknownMeasure() measured { return measured{value: math.NaN(), se: math.NaN()} }

// student returns the statistic with limits by Student's t.
func (m measured) student(u kpi.Unit, level float64) kpi.Estimate {
	e := kpi.Mean(0, 0, 0, level) // it refuses a level that is none
	e.Unit = u
	if m.n == 0 || math.IsNaN(m.value-m.value) {
		return e
	}
	e.Value, e.N = m.value, m.n
	switch {
	case m.se == 0: // also without degrees of freedom, if the sample is the population
		e.Lo, e.Hi = m.value, m.value
	case m.se > 0:
		half := m.se * quantile.TUpper((1-level)/2, m.df)
		e.Lo, e.Hi = m.value-half, m.value+half
	}
	return e
}

func (s Sample[C]) total(y func(C) float64) measured {
	f := s.frame()
	if f == nil {
		return unknownMeasure()
	}
	m := measured{n: f.n, df: float64(f.df)}
	ys := make([]float64, len(f.rows))
	for i, r := range f.rows {
		if r.in {
			ys[i] = y(s.drawn.rows[i].cell)
			m.value += float64(r.n) * r.w * ys[i]
		}
	}
	if math.IsNaN(m.value - m.value) {
		return unknownMeasure()
	}
	m.se = f.standardError(f.covariance(1, func(i int, u []float64) { u[0] = ys[i] }))
	return m
}

// standardError returns the standard error of the only total, NaN without degrees of freedom.
func (f *frame) standardError(c covariance) float64 {
	if f.df < 1 && !f.complete() {
		return math.NaN()
	}
	return c.standardError()
}

// complete reports whether all clusters of the population are in the sample, which is then the population.
func (f *frame) complete() bool {
	for _, h := range f.strata {
		if h.open() > 0 {
			return false
		}
	}
	return true
}

// ratio returns the total of y over that of x, and the mean of y if x is nil.
func (s Sample[C]) ratio(y, x func(C) float64) measured {
	f := s.frame()
	if f == nil {
		return unknownMeasure()
	}
	m := measured{n: f.n, df: float64(f.df)}
	ys, xs := make([]float64, len(f.rows)), make([]float64, len(f.rows))
	origin, total := math.NaN(), 0.0 // deviations from one of the answers, so that equal ones do not differ by rounding
	for i, r := range f.rows {
		if !r.in {
			continue
		}
		cell := s.drawn.rows[i].cell
		ys[i], xs[i] = y(cell), 1
		if x != nil {
			xs[i], origin = x(cell), 0
		}
		if math.IsNaN(origin) {
			origin = ys[i]
		}
		m.x += float64(r.n) * r.w * xs[i]
		total += float64(r.n) * r.w * (ys[i] - origin)
	}
	m.value = origin + total/m.x
	if !(0 < m.x && m.x <= math.MaxFloat64) || math.IsNaN(m.value-m.value) {
		return unknownMeasure()
	}
	shift := m.value - origin
	c := f.covariance(2, func(i int, u []float64) {
		u[0], u[1] = ys[i]-origin-shift*xs[i], xs[i]
		if x != nil {
			u[0] = ys[i] - m.value*xs[i]
		}
	})
	m.vr, m.cov, m.vx = c.finite[0]/m.x/m.x, c.finite[1]/m.x/m.x, c.finite[3]/m.x/m.x
	m.se = f.standardError(c) / m.x
	return m
}

// fieller returns the limits of the ratios r for which (D - d·X)² ≤ t²·V(D - d·X), D = Y - R·X = 0 at the value R
// and d = r - R: d²(1 - t²·Vx) + 2·t²·C·d - t²·Vr ≤ 0, variances over X².
func (m measured) fieller(t2 float64) (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	a, b, c := 1-t2*m.vx, t2*m.cov, -t2*m.vr
	if a > 0 {
		root := math.Sqrt(b*b - a*c)
		if math.IsInf(root, 0) || math.IsNaN(root) {
			return lo, hi
		}
		return m.value + (-b-root)/a, m.value + (-b+root)/a
	}
	// The denominator may be 0, and the ratios that are excluded lie between two roots on one side of the value.
	// Those beyond belong to a negative denominator.
	if root := math.Sqrt(b*b - a*c); a < 0 && root > 0 {
		if near := (-b + root) / a; near > 0 {
			hi = m.value + near
		}
		if near := (-b - root) / a; near < 0 {
			lo = m.value + near
		}
	}
	return lo, hi
}
