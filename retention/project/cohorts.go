package project

import "fmt"

// A DataError says which number of the data is impossible.
type DataError struct {
	Row     int    // index of the cohort or the customer
	Problem string // such as "5 survivors at age 3 after 4 at age 2"
}

// Error returns such as "project: row 1: 5 survivors at age 3 after 4 at age 2".
func (e *DataError) Error() string { return fmt.Sprintf("project: row %d: %s", e.Row, e.Problem) }

// Reason says why there is no fit.
type Reason uint8

const (
	NotConverged  Reason = iota // the search did not find the top of the likelihood
	NoData                      // nobody was observed for a period
	NoChurn                     // nobody left: churn may be anything down to 0
	TooFewPeriods               // fewer periods with customers at risk than the model has parameters to tell apart
	OnlyAtFirst                 // some left in the first period and nobody after it: the parameters run to 0
	ConstantChurn               // churn does not fall with age: the parameters run to infinity, and a simpler model fits as well
	NoRepeat                    // nobody bought again
	NoSpread                    // too little spread between customers, or within them: the parameters run to infinity
)

var reasons = [...]string{
	"the search for the maximum did not converge",
	"nobody was observed for a period",
	"nobody left, so that churn may be anything down to 0",
	"too few periods with customers at risk",
	"customers left in the first period only, so that the parameters run to 0",
	"churn does not fall with age, so that the parameters run to infinity and Geometric fits as well",
	"nobody bought again",
	"too little spread between customers, or within them, so that the parameters run to infinity",
}

// String returns the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return fmt.Sprintf("Reason(%d)", uint8(r))
}

// A FitError says why the data allow no fit: a likelihood without a maximum in the model's own terms.
// Whatever a fit returns without an error has converged.
type FitError struct {
	Model  string // such as "beta-geometric"
	Reason Reason
}

// Error returns such as "project: no beta-geometric fit: nobody left, so that churn may be anything down to
// 0".
func (e *FitError) Error() string { return fmt.Sprintf("project: no %s fit: %v", e.Model, e.Reason) }

// ages is what the likelihoods need of the cohorts: how many of those at risk were lost and kept in each
// period, all cohorts together.
type ages struct {
	lost, kept []float64 // [t-1]: in period t
	customers  int       // observed for at least one period
}

// newAges adds up cohorts.
func newAges(survivors [][]int) (ages, error) {
	var a ages
	for i, cohort := range survivors {
		for t, n := range cohort {
			if n < 0 {
				return ages{}, &DataError{i, fmt.Sprintf("%d survivors at age %d", n, t)}
			}
			if t == 0 {
				continue
			}
			if before := cohort[t-1]; n > before {
				return ages{}, &DataError{i, fmt.Sprintf("%d survivors at age %d after %d at age %d", n, t, before, t-1)}
			}
			if t > len(a.lost) {
				a.lost, a.kept = append(a.lost, 0), append(a.kept, 0)
			}
			a.lost[t-1] += float64(cohort[t-1] - n)
			a.kept[t-1] += float64(n)
		}
		if len(cohort) > 1 {
			a.customers += cohort[0]
		}
	}
	for n := len(a.lost); n > 0 && a.lost[n-1]+a.kept[n-1] == 0; n-- { // periods after the last customer left
		a.lost, a.kept = a.lost[:n-1], a.kept[:n-1]
	}
	return a, nil
}

// periods returns the number of periods with customers at risk.
func (a ages) periods() int { return len(a.lost) }

// totals returns how many were lost and kept in all periods.
func (a ages) totals() (lost, kept float64) {
	for t := range a.lost {
		lost += a.lost[t]
		kept += a.kept[t]
	}
	return lost, kept
}
