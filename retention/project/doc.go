// Package project fits models of customer retention and projects them: how many customers will still be
// there, how long they will stay, and what they are worth.
//
// # Customers under contract
//
// Where it is known who left and when, cohorts are counted at each renewal: 1,000 signed, 631 renewed once,
// 468 twice. [FitBetaGeometric] fits the model that projects such data best for its two parameters,
// [FitBetaWeibull] one that takes duration into account with a third, and [FitGeometric] the constant churn
// that most calculations assume, far too pessimistic beyond the observed ages. Compare their AIC. All three
// are a [Curve].
//
// Cohorts of events become such counts by retention.NewCohorts with OnOrAfter and their Survivors:
//
//	m, err := project.FitBetaGeometric(cohorts.Survivors()...)
//
// Ages count renewals. Survival(t) is the share still there after t renewals fell due, so Survival(0) is 1.
// Rate(t) is the share of those at age t-1 who reach age t. How many of today's customers are here three
// periods from now is not Survival(3), which is of new ones: SurvivalFrom is of customers of an age, SurvivalOf
// of a base of all ages. A fitted lifetime without discount is infinite
// for a beta-geometric Alpha of 1 or less; that is not an error but what the model says about its most loyal
// customers, and the reason to discount.
//
// # Customers without a contract
//
// Where customers leave without a word, [FitBGNBD] tells from how often and how lately they bought who is
// likely to be active, and how often they will buy; [FitGammaGamma] how much they will spend each time.
// [BuyersOf] makes what it takes of a stream of purchases.
//
// # Lifetime value
//
// Two numbers that differ by one margin are both called customer lifetime value. Here the convention has a
// name: MarginNow.Value and MarginAtRenewal.Value (see [Convention]); [BGNBD.Value] counts the purchases of a
// period at its end. Discounts are rates per period.
//
// # Impossible data and fits that do not exist
//
// Numbers that cannot be (more survivors than before, a purchase in the future) are a [DataError]. Data may
// also be possible and yet have no fit: if nobody left, the likelihood rises to no churn at all and has no
// maximum. That is a [FitError], which says the reason. A model that is returned without an error has
// converged: one more step would gain less than 1e-9 of log-likelihood. Standard errors come from the
// observed information, limits of Survival by the delta method on the log odds. Readers never fail:
// impossible arguments give NaN, or no data.
package project
