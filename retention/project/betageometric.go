package project

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/fit"
	"github.com/servicekpi/servicekpi/kpi"
)

// BetaGeometric is the shifted beta-geometric model of contracts: every customer leaves at the end of a
// period with a chance of their own that never changes, and these chances are distributed over the customers
// as Beta(Alpha, Beta) (Fader and Hardie 2007, "How to project customer retention", doi 10.1002/dir.20074).
// The retention rate of a cohort rises with its age although nobody's loyalty does: those who were going to
// leave are gone.
//
// Survival falls so slowly for Alpha of 1 or less, which is usual, that the expected lifetime is infinite.
// Discount it.
type BetaGeometric struct {
	Alpha         float64       `json:"alpha"`
	Beta          float64       `json:"beta"`
	LogLikelihood float64       `json:"logLikelihood"`
	Cov           [2][2]float64 `json:"cov"`       // of Alpha and Beta; the square root of Cov[0][0] is Alpha's standard error
	Customers     int           `json:"customers"` // observed for at least one period
}

const betaGeometric = "beta-geometric"

// FitBetaGeometric fits the model to cohorts by maximum likelihood. survivors[i][t] is the number of
// customers of cohort i who are there at age t, [0] its size; cohorts may be of any length, and one of a
// single number says nothing.
//
// It returns a [DataError] for a negative or rising number, and a [FitError] where the likelihood has no
// maximum: nobody left, only one period was observed, customers left in the first period only, or churn does
// not fall with age. Standard errors come from the observed information.
func FitBetaGeometric(survivors ...[]int) (BetaGeometric, error) {
	a, err := newAges(survivors)
	if err != nil {
		return BetaGeometric{}, err
	}
	if err := a.check(betaGeometric, 2); err != nil {
		return BetaGeometric{}, err
	}
	top := fit.Maximise(a.betaGeometric, a.starts()...)
	alpha, beta := math.Exp(top.X[0]), math.Exp(top.X[1])
	if err := runaway(betaGeometric, ConstantChurn, top, alpha+beta); err != nil {
		return BetaGeometric{}, err
	}
	m := BetaGeometric{Alpha: alpha, Beta: beta, LogLikelihood: top.Value, Customers: a.customers}
	for i, row := range scaled(top, alpha, beta) {
		copy(m.Cov[i][:], row)
	}
	return m, nil
}

// check returns why the data can have no fit by a model of heterogeneous churn that needs so many periods.
func (a ages) check(model string, periods int) error {
	lost, kept := a.totals()
	switch {
	case lost+kept == 0:
		return &FitError{model, NoData}
	case lost == 0:
		return &FitError{model, NoChurn}
	case a.periods() < periods:
		return &FitError{model, TooFewPeriods}
	case a.lost[0] == lost:
		return &FitError{model, OnlyAtFirst}
	}
	return nil
}

// starts returns starting points for log alpha and log beta: the overall churn rate at several degrees of
// difference between customers.
func (a ages) starts() [][]float64 {
	lost, kept := a.totals()
	churn := (lost + 0.5) / (lost + kept + 1)
	var starts [][]float64
	for _, size := range []float64{0.5, 2, 10, 100} {
		starts = append(starts, []float64{math.Log(churn * size), math.Log((1 - churn) * size)})
	}
	return starts
}

// betaGeometric is the log-likelihood at x = log alpha, log beta. The survivors of period t-1 stay with the
// chance (beta+t-1)/(alpha+beta+t-1), so that the likelihood is one of independent trials: the same as the
// paper's, without beta functions that nearly cancel.
func (a ages) betaGeometric(x, gradient []float64) float64 {
	alpha, beta := math.Exp(x[0]), math.Exp(x[1])
	var ll, dAlpha, dBeta float64
	for i, lost := range a.lost {
		kept, t := a.kept[i], float64(i)
		whole := alpha + beta + t
		ll += lost*math.Log(alpha/whole) + kept*math.Log((beta+t)/whole)
		dAlpha += lost/alpha - (lost+kept)/whole
		dBeta += kept/(beta+t) - (lost+kept)/whole
	}
	gradient[0], gradient[1] = alpha*dAlpha, beta*dBeta
	return ll
}

// runaway returns an error unless top is a maximum. Customers whose chances are Beta(alpha, beta) do not
// differ if size = alpha + beta runs to infinity, for the given reason.
func runaway(model string, reason Reason, top fit.Maximum, size float64) error {
	switch {
	case size > 1e6:
		return &FitError{model, reason}
	case !top.Converged:
		return &FitError{model, NotConverged}
	}
	return nil
}

// scaled returns the covariance of parameters from that of their logarithms.
func scaled(top fit.Maximum, parameters ...float64) [][]float64 {
	cov := make([][]float64, len(parameters))
	for i, p := range parameters {
		cov[i] = make([]float64, len(parameters))
		for j, q := range parameters {
			cov[i][j] = p * q * top.Covariance[i][j]
		}
	}
	return cov
}

func (m BetaGeometric) valid() bool {
	return m.Alpha > 0 && m.Beta > 0 && !math.IsInf(m.Alpha+m.Beta, 1)
}

// Survival returns the share of new customers who are still there at age t, B(Alpha, Beta+t)/B(Alpha, Beta),
// with limits by the delta method on its log odds. Model error is not in them: they say how well the
// parameters are known if the model is right, and a projection far beyond the observed ages deserves less
// trust. Without Cov they are 0 and 1. For a negative t or impossible parameters it is no data.
func (m BetaGeometric) Survival(t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), [2]float64{}
	if m.valid() && t >= 0 {
		logS, gradient = betaSurvival(m.Alpha, m.Beta, float64(t))
	}
	return survival(logS, gradient[:], m.cov, m.Customers, level)
}

// SurvivalFrom returns the share of the customers at some age who are still there t periods later,
// B(Alpha, Beta+age+t)/B(Alpha, Beta+age), with limits by the delta method on the log odds of that share:
// those who have renewed so many times are new customers of Beta+age. It is not Survival(t) but more, because the least
// loyal have left by then. For a negative age or t or impossible parameters it is no data.
func (m BetaGeometric) SurvivalFrom(age, t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), [2]float64{}
	if m.valid() && age >= 0 && t >= 0 {
		logS, gradient = betaSurvival(m.Alpha, m.Beta+float64(age), float64(t))
	}
	return survival(logS, gradient[:], m.cov, m.Customers, level)
}

// SurvivalOf returns the share of a base of customers who are still there t periods later, base[age] of whom
// have renewed so many times: of each age [BetaGeometric.SurvivalFrom], and all of them together. The limits
// are of that share, by the delta method on its log odds; shares of single ages rest on the same parameters,
// and may not be added up by [kpi.Sum].
//
// How many of today's customers are here in three months is the share of today's base times its number. That
// count scatters around the share's as customers decide, by at most the square root of number·share·(1-share),
// which is not in the limits. For a base without customers or with a negative number, a negative t or impossible
// parameters it is no data.
func (m BetaGeometric) SurvivalOf(base []int, t int, level float64) kpi.Estimate {
	logS, gradient := math.NaN(), []float64(nil)
	if m.valid() && t >= 0 {
		logS, gradient = mixture(base, func(age int) (float64, []float64) {
			logS, gradient := betaSurvival(m.Alpha, m.Beta+float64(age), float64(t))
			return logS, gradient[:]
		})
	}
	return survival(logS, gradient, m.cov, m.Customers, level)
}

func (m BetaGeometric) cov(i, j int) float64 { return m.Cov[i][j] }

// betaSurvival returns log B(a, b+u)/B(a, b) and its derivatives by a and b.
func betaSurvival(a, b, u float64) (logS float64, gradient [2]float64) {
	if u < 1000 && u == math.Trunc(u) { // term by term, which never cancels
		for i := range int(u) {
			stays, whole := b+float64(i), a+b+float64(i)
			logS -= math.Log1p(a / stays)
			gradient[0] -= 1 / whole
			gradient[1] += a / (stays * whole)
		}
		return logS, gradient
	}
	logS = logRise(b, a) - logRise(b+u, a)
	gradient[0] = -digammaRise(a+b, u)
	gradient[1] = digammaRise(b, a) - digammaRise(b+u, a)
	return logS, gradient
}

// Rate returns the retention rate at t, the share of the customers at age t-1 who reach age t:
// (Beta+t-1)/(Alpha+Beta+t-1) for t from 1, NaN below.
func (m BetaGeometric) Rate(t int) float64 {
	if !m.valid() || t < 1 {
		return math.NaN()
	}
	stays := m.Beta + float64(t-1)
	return stays / (m.Alpha + stays)
}

// Lifetime returns the expected number of contract periods of a new customer, (Alpha+Beta-1)/(Alpha-1), and
// +Inf for Alpha of 1 or less: a few customers who never leave outweigh all others.
func (m BetaGeometric) Lifetime() float64 { return m.Discounted(0) }

// Discounted returns the discounted expected lifetime of a new customer, Σ Survival(t)/(1+discount)^t from t
// = 0, which is ₂F₁(1, Beta; Alpha+Beta; 1/(1+discount)) (Fader and Hardie 2010, doi 10.1287/mksc.1080.0482).
// At discount 0 it is Lifetime, which may be +Inf. It is NaN for a negative discount.
func (m BetaGeometric) Discounted(discount float64) float64 {
	if !m.valid() || !(discount >= 0) {
		return math.NaN()
	}
	if discount == 0 {
		if m.Alpha <= 1 {
			return math.Inf(1)
		}
		return 1 + m.Beta/(m.Alpha-1)
	}
	// The mean of 1/(1-Θ/(1+d)), the lifetime of a customer who stays with the chance Θ.
	now, later := 1/(1+1/discount), 1/(1+discount)
	return meanBeta(m.Beta, m.Alpha, func(_, leaves float64) float64 { return 1 / (now + later*leaves) })
}

// Residual returns the discounted expected residual lifetime of a customer who has renewed so many times,
// seen just before the next renewal: Σ Survival(renewals+t)/Survival(renewals)/(1+discount)^(t-1) from t = 1
// (Fader and Hardie 2010, doi 10.1287/mksc.1080.0482, whose DERL of a customer in contract period n has n =
// renewals+1). The payment that is about to fall due is not discounted. It grows with the renewals. At
// discount 0 and Alpha of 1 or less it is +Inf; for a negative discount or number of renewals it is NaN.
func (m BetaGeometric) Residual(renewals int, discount float64) float64 {
	if renewals < 0 {
		return math.NaN()
	}
	// Those who have renewed n times are Beta(Alpha, Beta+n), and those of them who renew once more, with the
	// chance Rate(n+1), are new customers of Beta(Alpha, Beta+n+1).
	return m.Rate(renewals+1) * BetaGeometric{Alpha: m.Alpha, Beta: m.Beta + float64(renewals+1)}.Discounted(discount)
}

// AIC returns 4 - 2·LogLikelihood: two parameters.
func (m BetaGeometric) AIC() float64 { return 4 - 2*m.LogLikelihood }
