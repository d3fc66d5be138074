package project

import (
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// Geometric is constant retention: every customer stays for another period with the same chance, whatever
// their age. It is what a single churn rate assumes, and the yardstick for the other models: it projects far
// too little survival where customers differ, because those who leave first are those who were bound to.
//
// A Geometric without LogLikelihood and Customers is an assumption, and its Survival has no limits.
type Geometric struct {
	Retention     float64 `json:"retention"` // share that stays for another period
	LogLikelihood float64 `json:"logLikelihood"`
	Kept          int     `json:"kept"`      // renewals observed
	Lost          int     `json:"lost"`      // customers who did not renew
	Customers     int     `json:"customers"` // observed for at least one period
}

// FitGeometric fits constant retention to cohorts by maximum likelihood: the share of renewals among all that
// were due. survivors[i][t] is the number of customers of cohort i who are there at age t, [0] its size;
// cohorts may be of any length. It returns a [DataError] for a negative or rising number, and a [FitError] if
// nobody was observed for a period.
func FitGeometric(survivors ...[]int) (Geometric, error) {
	a, err := newAges(survivors)
	if err != nil {
		return Geometric{}, err
	}
	lost, kept := a.totals()
	if lost+kept == 0 {
		return Geometric{}, &FitError{"geometric", NoData}
	}
	m := Geometric{Retention: kept / (kept + lost), Kept: int(kept), Lost: int(lost), Customers: a.customers}
	m.LogLikelihood = xlogy(kept, m.Retention) + xlogy(lost, lost/(kept+lost))
	return m, nil
}

// xlogy returns x·log(y), 0 for x = 0.
func xlogy(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(y)
}

func (m Geometric) valid() bool { return 0 <= m.Retention && m.Retention <= 1 }

// Survival returns Retention^t, with the limits of the share of renewals ([kpi.Proportion]) to the power of
// t. Where Retention is not that share, they are 0 and 1. For a negative t it is no data.
func (m Geometric) Survival(t int, level float64) kpi.Estimate {
	s := kpi.Proportion(m.Kept, m.Kept+m.Lost, level)
	if math.Abs(s.Value-m.Retention) > 1e-9 {
		s.Lo, s.Hi = 0, 1
	}
	s.Value, s.N = math.Pow(m.Retention, float64(t)), max(m.Customers, 0)
	s.Lo, s.Hi = min(math.Pow(s.Lo, float64(t)), s.Value), max(math.Pow(s.Hi, float64(t)), s.Value)
	if !m.valid() || t < 0 {
		s.Value, s.Lo, s.Hi, s.N = math.NaN(), 0, 1, 0
	}
	return s
}

// SurvivalFrom returns Survival(t) for every age: a constant rate knows no loyalty. For a negative age it is
// no data.
func (m Geometric) SurvivalFrom(age, t int, level float64) kpi.Estimate {
	if age < 0 {
		t = -1
	}
	return m.Survival(t, level)
}

// SurvivalOf returns Survival(t) for every base. For one with a negative number or without customers it is no
// data.
func (m Geometric) SurvivalOf(base []int, t int, level float64) kpi.Estimate {
	if len(base) == 0 || slices.Min(base) < 0 || slices.Max(base) == 0 {
		t = -1
	}
	return m.Survival(t, level)
}

// Rate returns Retention for every t from 1, NaN below.
func (m Geometric) Rate(t int) float64 {
	if !m.valid() || t < 1 {
		return math.NaN()
	}
	return m.Retention
}

// Lifetime returns 1/(1-Retention) periods, +Inf if nobody leaves.
func (m Geometric) Lifetime() float64 { return m.Discounted(0) }

// Discounted returns (1+discount)/(1+discount-Retention), see [Curve].
func (m Geometric) Discounted(discount float64) float64 {
	if !m.valid() || !(discount >= 0) {
		return math.NaN()
	}
	return 1 / (1 - m.Retention/(1+discount))
}

// Residual returns Retention·Discounted(discount) for any number of renewals: a constant rate knows no
// loyalty. NaN for a negative number.
func (m Geometric) Residual(renewals int, discount float64) float64 {
	if renewals < 0 {
		return math.NaN()
	}
	if m.Retention == 0 {
		return 0 * m.Discounted(discount)
	}
	return m.Retention * m.Discounted(discount)
}

// AIC returns 2 - 2·LogLikelihood: one parameter.
func (m Geometric) AIC() float64 { return 2 - 2*m.LogLikelihood }
