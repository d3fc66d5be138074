package drivers

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// influence is the sums of squares and cubes of the influence values of respondents, divided by their number: the
// variances of what is estimated, and how skew they are. Of each question's correlation with the outcome, of each
// driver's weight, of its share of R², and of R². It is nil where the data do not tell.
type influence struct {
	r, weights, shares []moment
	r2                 moment
}

type moment struct{ squares, cubes float64 }

func (m *moment) add(x float64) {
	m.squares += x * x
	m.cubes += x * x * x
}

// acceleration is that of Efron (1987).
func (m moment) acceleration() float64 {
	if !(m.squares > 0) {
		return 0
	}
	return m.cubes / (6 * m.squares * math.Sqrt(m.squares))
}

// influence returns the influence values of all respondents in sums, nil where the correlations do not allow
// derivatives. The influence of a respondent with the standardised answers x and y on their correlation r is
// xy - r(x²+y²)/2 (Devlin, Gnanadesikan and Kettenring 1975, doi 10.1093/biomet/62.3.531).
func (d Analysis) influence(c *correlations, a Answers) *influence {
	const nearly = 1e-8 // steps of 1e-5 must stay where correlations are possible
	p := c.k - 1
	if !(c.least(1) > nearly) {
		return nil
	}
	v := d.compute(c)
	slopes := d.slopes(c)
	in := &influence{r: make([]moment, c.k), weights: make([]moment, p), shares: make([]moment, p)}
	x, w := make([]float64, c.k), make([]float64, p)
	z := make([]float64, c.k*c.k)
	for i := range a.N() {
		row := a.row(i)
		if d.Missing == Listwise {
			if !complete(row) {
				continue
			}
		}
		for e, j := range c.question {
			x[e] = math.NaN()
			if row[j] != gap {
				x[e] = float64(row[j])
			}
		}
		for e := range c.k {
			if row[c.question[e]] == gap {
				continue
			}
			for f := range c.k {
				s := c.sides[e][f]
				z[e*c.k+f] = (x[e] - s.mean) / s.sd
			}
		}
		clear(w)
		at := 0
		for e := range c.k {
			for f := range e {
				if row[c.question[e]] != gap && row[c.question[f]] != gap {
					s, t := z[e*c.k+f], z[f*c.k+e]
					u := (s*t - c.at[e*c.k+f]*(s*s+t*t)/2) / c.pairs[e][f]
					if f == 0 {
						in.r[e].add(u)
					}
					for j, g := range slopes[at*p : (at+1)*p] {
						w[j] += g * u
					}
				}
				at++
			}
		}
		sum := 0.0
		for j, y := range w {
			in.weights[j].add(y)
			sum += y
		}
		in.r2.add(sum)
		for j, y := range w {
			in.shares[j].add((y - v.weights[j]/v.r2*sum) / v.r2)
		}
	}
	return in
}

func complete(row []uint8) bool {
	for _, x := range row {
		if x == gap {
			return false
		}
	}
	return true
}

// slopes returns the derivatives of the weights by the correlations of each pair, by central differences: those of all
// weights by one pair together.
func (d Analysis) slopes(c *correlations) []float64 {
	const h = 1e-5
	p, k := c.k-1, c.k
	slopes := make([]float64, 0, k*p/2*p)
	near := *c
	near.at = append([]float64(nil), c.at...)
	for e := range k {
		for f := range e {
			r := c.at[e*k+f]
			near.at[e*k+f], near.at[f*k+e] = r+h, r+h
			up := d.Method.weights(&near)
			near.at[e*k+f], near.at[f*k+e] = r-h, r-h
			down := d.Method.weights(&near)
			near.at[e*k+f], near.at[f*k+e] = r, r
			for j := range up {
				slopes = append(slopes, (up[j]-down[j])/(2*h))
			}
		}
	}
	return slopes
}

// limits puts limits to what m says.
func (in *influence) limits(m *Importance, c *correlations) {
	if in == nil || c.n < 10*(c.k-1) {
		return
	}
	t := -quantile.T((1-m.R2.Level)/2, float64(c.n-c.k))
	m.R2 = share(m.R2, t*in.r2.error(c.n))
	for a, j := range c.question[1:] {
		x := &m.Drivers[j-1]
		x.Weight = share(x.Weight, t*in.weights[a].error(c.n))
		x.Share = share(x.Share, t*in.shares[a].error(c.n))
		x.Correlation = onFisher(x.Correlation, t*in.r[a+1].error(c.n))
	}
}

// error returns the standard error.
func (m moment) error(n int) float64 { return math.Sqrt(m.squares * float64(n) / float64(n-1)) }

// share puts limits to a fraction: the outer ones of those that are even around it, half wide, and of those that are
// even on the scale of asin √x and on that of logits. A weight is close to the square of a correlation, and its root to
// a correlation: where there is none, a weight is above 0 in any sample, and even limits around its root reach down to 0
// when they should. Where answers crowd at one end of the scale, weights are skewer than that, but on the logit scale an
// arm longer than 2 means nothing.
func share(e kpi.Estimate, half float64) kpi.Estimate {
	x := e.Value
	if !(half > 0 && 0 < x && x < 1) {
		return e
	}
	angle, wide := math.Asin(math.Sqrt(x)), half/(2*math.Sqrt(x*(1-x)))
	low, high := math.Sin(max(0, angle-wide)), math.Sin(min(math.Pi/2, angle+wide))
	odds := x / (1 - x) * math.Exp(min(2, half/(x*(1-x))))
	e.Lo = max(0, min(x-half, low*low))
	e.Hi = min(1, max(x+half, high*high, odds/(1+odds)))
	return e
}

// onFisher puts limits to a correlation that are even on Fisher's scale.
func onFisher(e kpi.Estimate, half float64) kpi.Estimate {
	if !(half > 0 && math.Abs(e.Value) < 1) {
		return e
	}
	half /= (1 - e.Value) * (1 + e.Value)
	z := math.Atanh(e.Value)
	e.Lo, e.Hi = math.Tanh(z-half), math.Tanh(z+half)
	return e
}
