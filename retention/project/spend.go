package project

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/fit"
)

// Spend is what a customer paid per purchase.
type Spend struct {
	Purchases int     `json:"purchases"` // those that the mean is over, at least one
	Mean      float64 `json:"mean"`      // mean amount of a purchase, above 0
}

// problem returns what is impossible about s, or nothing.
func (s Spend) problem() string {
	switch {
	case s.Purchases < 1:
		return fmt.Sprintf("a mean of %d purchases", s.Purchases)
	case !(s.Mean > 0) || math.IsInf(s.Mean, 1):
		return fmt.Sprintf("a mean of %v", s.Mean)
	}
	return ""
}

// GammaGamma is the gamma-gamma model of spend (Fader, Hardie and Lee 2005, "RFM and CLV", doi
// 10.1509/jmkr.2005.42.4.415; Fader and Hardie 2013): amounts of a customer are distributed as Gamma(P, ν)
// with a ν of their own, distributed over the customers as Gamma(Q, V). It assumes that how much customers
// spend has nothing to do with how often they buy: check their correlation first.
type GammaGamma struct {
	P             float64       `json:"p"`
	Q             float64       `json:"q"`
	V             float64       `json:"v"`
	LogLikelihood float64       `json:"logLikelihood"`
	Cov           [3][3]float64 `json:"cov"` // of P, Q and V
	Customers     int           `json:"customers"`
}

const gammaGamma = "gamma-gamma"

// FitGammaGamma fits the model by maximum likelihood to customers with at least one purchase. It returns a
// [DataError] for one without, or with a mean that is not above 0, and a [FitError] if there are fewer than
// three customers, if customers or their purchases do not differ enough to tell three parameters apart, or if
// the search did not converge.
func FitGammaGamma(spends []Spend) (GammaGamma, error) {
	mean, least, most := 0.0, math.Inf(1), 0.0
	for i, s := range spends {
		if problem := s.problem(); problem != "" {
			return GammaGamma{}, &DataError{i, problem}
		}
		mean += s.Mean / float64(len(spends))
		least, most = min(least, s.Mean), max(most, s.Mean)
	}
	switch {
	case len(spends) < 3:
		return GammaGamma{}, &FitError{gammaGamma, NoData}
	case least == most:
		return GammaGamma{}, &FitError{gammaGamma, NoSpread}
	}
	var starts [][]float64
	for _, p := range []float64{1, 5, 20} {
		for _, q := range []float64{2, 8} {
			starts = append(starts, []float64{math.Log(p), math.Log(q), math.Log(mean * (q - 1) / p)})
		}
	}
	top := fit.Maximise(func(x, gradient []float64) float64 { return gammaGammaLikelihood(spends, x, gradient) }, starts...)
	p, q, v := math.Exp(top.X[0]), math.Exp(top.X[1]), math.Exp(top.X[2])
	switch {
	case p > 1e6 || q > 1e6:
		return GammaGamma{}, &FitError{gammaGamma, NoSpread}
	case !top.Converged:
		return GammaGamma{}, &FitError{gammaGamma, NotConverged}
	}
	m := GammaGamma{P: p, Q: q, V: v, LogLikelihood: top.Value, Customers: len(spends)}
	for i, row := range scaled(top, p, q, v) {
		copy(m.Cov[i][:], row)
	}
	return m, nil
}

// gammaGammaLikelihood is the log-likelihood of the means at the logarithms of p, q and v: formula (1a) of
// Fader and Hardie 2013.
func gammaGammaLikelihood(spends []Spend, x, gradient []float64) float64 {
	p, q, v := math.Exp(x[0]), math.Exp(x[1]), math.Exp(x[2])
	var ll, dp, dq, dv float64
	logGammaQ := lgamma(q)
	for _, s := range spends {
		n := float64(s.Purchases)
		total := n * s.Mean
		own, others := -math.Log1p(v/total), -math.Log1p(total/v) // log shares of the customer's data and of all others'
		ll += logRise(p*n, q) - logGammaQ - math.Log(s.Mean) + q*others + p*n*own
		dp += n * (digammaRise(p*n, q) + own)
		dq += digammaRise(q, p*n) + others
		dv += q/v - (q+p*n)/(v+total)
	}
	gradient[0], gradient[1], gradient[2] = p*dp, q*dq, v*dv
	return ll
}

func (m GammaGamma) valid() bool {
	return m.P > 0 && m.Q > 0 && m.V > 0 && !math.IsInf(m.P+m.Q+m.V, 1)
}

// Population returns the expected amount of a purchase over all customers, P·V/(Q-1), and +Inf for Q of 1 or
// less.
func (m GammaGamma) Population() float64 {
	switch {
	case !m.valid():
		return math.NaN()
	case m.Q <= 1:
		return math.Inf(1)
	}
	return m.P * m.V / (m.Q - 1)
}

// Mean returns the expected amount of a purchase of a customer: the mean of what they paid, drawn towards
// that of the population, the less so the more purchases there were. Without purchases it is the
// population's. It is NaN for an impossible Spend.
func (m GammaGamma) Mean(s Spend) float64 {
	if s.Purchases == 0 {
		return m.Population()
	}
	if !m.valid() || s.problem() != "" {
		return math.NaN()
	}
	n := float64(s.Purchases)
	if m.P*n+m.Q <= 1 {
		return math.Inf(1)
	}
	return m.P * (m.V + n*s.Mean) / (m.P*n + m.Q - 1)
}

// AIC returns 6 - 2·LogLikelihood: three parameters.
func (m GammaGamma) AIC() float64 { return 6 - 2*m.LogLikelihood }
