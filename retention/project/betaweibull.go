package project

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/fit"
	"github.com/servicekpi/servicekpi/kpi"
)

// BetaWeibull is the beta-discrete-Weibull model of contracts (Fader, Hardie, Liu, Davin and Steenburgh 2018,
// doi 10.1016/j.intmar.2018.01.002): as [BetaGeometric], but each customer's own chance of leaving may rise
// (C above 1) or fall (below 1) with age. Survival is B(Alpha, Beta+t^C)/B(Alpha, Beta); at C = 1 it is the
// beta-geometric one. Choose between the two by AIC.
type BetaWeibull struct {
	Alpha         float64       `json:"alpha"`
	Beta          float64       `json:"beta"`
	C             float64       `json:"c"`
	LogLikelihood float64       `json:"logLikelihood"`
	Cov           [3][3]float64 `json:"cov"`       // of Alpha, Beta and C
	Customers     int           `json:"customers"` // observed for at least one period
}

const betaWeibull = "beta-Weibull"

// FitBetaWeibull fits the model to cohorts by maximum likelihood; see [FitBetaGeometric] for survivors and
// errors. It takes at least four periods with customers at risk: three would be met exactly, whatever they
// are. With few customers duration and differences between customers are hard to tell apart: C may come out
// large, with a standard error that says so, or there is no fit because customers do not seem to differ.
func FitBetaWeibull(survivors ...[]int) (BetaWeibull, error) {
	a, err := newAges(survivors)
	if err != nil {
		return BetaWeibull{}, err
	}
	if err := a.check(betaWeibull, 4); err != nil {
		return BetaWeibull{}, err
	}
	var starts [][]float64
	for _, start := range a.starts() {
		for _, c := range []float64{0.7, 1, 1.6} {
			starts = append(starts, []float64{start[0], start[1], math.Log(c)})
		}
	}
	top := fit.Maximise(a.betaWeibull, starts...)
	alpha, beta, c := math.Exp(top.X[0]), math.Exp(top.X[1]), math.Exp(top.X[2])
	if err := runaway(betaWeibull, NoSpread, top, alpha+beta); err != nil {
		return BetaWeibull{}, err
	}
	m := BetaWeibull{Alpha: alpha, Beta: beta, C: c, LogLikelihood: top.Value, Customers: a.customers}
	for i, row := range scaled(top, alpha, beta, c) {
		copy(m.Cov[i][:], row)
	}
	return m, nil
}

// betaWeibull is the log-likelihood at x = log alpha, log beta, log c: independent trials with the chance
// S(t)/S(t-1) to stay.
func (a ages) betaWeibull(x, gradient []float64) float64 {
	m := BetaWeibull{Alpha: math.Exp(x[0]), Beta: math.Exp(x[1]), C: math.Exp(x[2])}
	var ll, before float64
	var d, dBefore [3]float64
	clear(gradient)
	for i, lost := range a.lost {
		logS, dNow := m.survival(float64(i + 1))
		stays := logS - before // log of the chance to stay, below 0
		ll += a.kept[i] * stays
		weight := a.kept[i]
		if lost > 0 {
			ll += lost * math.Log(-math.Expm1(stays))
			weight -= lost / math.Expm1(-stays)
		}
		for j := range d {
			gradient[j] += weight * (dNow[j] - dBefore[j])
		}
		before, dBefore = logS, dNow
	}
	gradient[0] *= m.Alpha
	gradient[1] *= m.Beta
	gradient[2] *= m.C
	return ll
}

// survival returns log S(t) and its derivatives by Alpha, Beta and C.
func (m BetaWeibull) survival(t float64) (logS float64, gradient [3]float64) { return m.between(0, t) }

// between returns log S(to)/S(from) and its derivatives by Alpha, Beta and C.
func (m BetaWeibull) between(from, to float64) (logS float64, gradient [3]float64) {
	if from == to {
		return 0, gradient
	}
	u, v := math.Pow(from, m.C), math.Pow(to, m.C)
	if math.IsInf(v, 1) {
		return math.Inf(-1), gradient
	}
	logS = logRise(m.Beta+u, m.Alpha) - logRise(m.Beta+v, m.Alpha)
	before, after := digammaRise(m.Beta+u, m.Alpha), digammaRise(m.Beta+v, m.Alpha)
	gradient[0] = -digammaRise(m.Alpha+m.Beta+u, v-u)
	gradient[1] = before - after
	gradient[2] = -after * v * math.Log(to)
	if from > 0 {
		gradient[2] += before * u * math.Log(from)
	}
	return logS, gradient
}

func (m BetaWeibull) valid() bool {
	return m.Alpha > 0 && m.Beta > 0 && m.C > 0 && !math.IsInf(m.Alpha+m.Beta+m.C, 1)
}

// Survival returns the share of new customers who are still there at age t, with limits as those of
// [BetaGeometric.Survival].
func (m BetaWeibull) Survival(t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), [3]float64{}
	if m.valid() && t >= 0 {
		logS, gradient = m.survival(float64(t))
	}
	return survival(logS, gradient[:], m.cov, m.Customers, level)
}

// SurvivalFrom returns the share of the customers at some age who are still there t periods later,
// B(Alpha, Beta+(age+t)^C)/B(Alpha, Beta+age^C), with limits as those of [BetaGeometric.SurvivalFrom].
func (m BetaWeibull) SurvivalFrom(age, t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), [3]float64{}
	if m.valid() && age >= 0 && t >= 0 {
		logS, gradient = m.between(float64(age), float64(age)+float64(t))
	}
	return survival(logS, gradient[:], m.cov, m.Customers, level)
}

// SurvivalOf returns the share of a base of customers who are still there t periods later, base[age] of whom
// have renewed so many times; see [BetaGeometric.SurvivalOf].
func (m BetaWeibull) SurvivalOf(base []int, t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), []float64(nil)
	if m.valid() && t >= 0 {
		logS, gradient = mixture(base, func(age int) (float64, []float64) {
			logS, gradient := m.between(float64(age), float64(age)+float64(t))
			return logS, gradient[:]
		})
	}
	return survival(logS, gradient, m.cov, m.Customers, level)
}

func (m BetaWeibull) cov(i, j int) float64 { return m.Cov[i][j] }

// Rate returns the retention rate at t, the share of the customers at age t-1 who reach age t, for t from 1;
// NaN below.
func (m BetaWeibull) Rate(t int) float64 {
	if !m.valid() || t < 1 {
		return math.NaN()
	}
	now, _ := m.survival(float64(t))
	before, _ := m.survival(float64(t - 1))
	return math.Exp(now - before)
}

// Lifetime returns the expected number of contract periods of a new customer, Σ Survival(t) from t = 0.
// Survival falls like t^(-Alpha·C), so that it is +Inf for Alpha·C of 1 or less.
func (m BetaWeibull) Lifetime() float64 { return m.Discounted(0) }

// Discounted returns the discounted expected lifetime of a new customer, see [Curve]. There is no closed
// form; the sum is right to about nine digits.
func (m BetaWeibull) Discounted(discount float64) float64 {
	return 1 + m.Residual(0, discount)/(1+discount)
}

// Residual returns the discounted expected residual lifetime of a customer who has renewed so many times, see
// [Curve] and [BetaGeometric.Residual].
func (m BetaWeibull) Residual(renewals int, discount float64) float64 {
	if !m.valid() || !(discount >= 0) || renewals < 0 {
		return math.NaN()
	}
	switch {
	case discount == 0 && m.Alpha*m.C <= 1:
		return math.Inf(1)
	case math.IsInf(discount, 1):
		return m.Rate(renewals + 1) // nothing but the next payment
	}
	start, _ := m.survival(float64(renewals))
	later := math.Log1p(discount)
	term := func(t float64) float64 {
		logS, _ := m.survival(float64(renewals) + t)
		return math.Exp(logS - start - (t-1)*later)
	}
	const direct = 1000
	sum := 0.0
	for t := 1.0; t < direct; t++ {
		x := term(t)
		if sum += x; !(x >= 1e-17*sum) && later > 0 {
			return sum
		}
	}
	// Euler and Maclaurin by midpoints: the sum from t on is the integral from t-½ on plus a 24th of the
	// slope there.
	const from = direct - 0.5
	sum += (term(from+0.5) - term(from-0.5)) / 24
	// In log t both a power law and a discount are smooth: panels of width 1, until the rest is nothing, or
	// until survival is a power law as exactly as numbers tell, whose integral is known.
	for s := math.Log(from); ; s++ {
		t := math.Exp(s)
		if x := term(t) * t; !(x >= 1e-17*sum) {
			return sum
		}
		u := math.Pow(t+float64(renewals), m.C)
		if discount == 0 && u > 1e14*(1+m.Alpha)*(1+m.Alpha+m.Beta) && t > 1e9*float64(1+renewals) {
			return sum + term(t)*t/(m.Alpha*m.C-1)
		}
		for _, node := range gauss {
			for _, at := range [...]float64{s + 0.5 - node.x/2, s + 0.5 + node.x/2} {
				sum += node.weight / 2 * term(math.Exp(at)) * math.Exp(at)
			}
		}
	}
}

// gauss holds the positive nodes of Gauss and Legendre's rule with twelve points on [-1, 1] (Abramowitz and
// Stegun 1964, table 25.4).
var gauss = [...]struct{ x, weight float64 }{
	{0.125233408511469, 0.249147045813403},
	{0.367831498998180, 0.233492536538355},
	{0.587317954286617, 0.203167426723066},
	{0.769902674194305, 0.160078328543346},
	{0.904117256370475, 0.106939325995318},
	{0.981560634246719, 0.047175336386512},
}

// AIC returns 6 - 2·LogLikelihood: three parameters.
func (m BetaWeibull) AIC() float64 { return 6 - 2*m.LogLikelihood }
