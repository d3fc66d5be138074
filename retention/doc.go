// Package retention measures how many customers stay, how much of their revenue, and for how long.
//
// Four questions, four types:
//
//   - Of the customers at the start of a period, how many are there at its end? A [Tally], from customers one by
//     one ([Tally.Add]) or from three totals ([Period]); [Over] and [Compound] carry it over several periods.
//   - Of the revenue at the start, how much is there at the end? A [Revenue] of accounts: gross, net and logo
//     retention. From a report that has only totals, a [Movement].
//   - How do customers who came in one month behave month after month? [Cohorts], the triangle, from a stream of
//     events ([NewCohorts]) or from counts ([CohortsOf]).
//   - How long do customers stay? [Lifetimes], with those who are still here counted as such.
//
// Whether customers buy again within a window is a [Repeat]. The package project below this one fits models
// to cohorts ([Cohorts.Survivors]) and projects them beyond the ages that were observed.
//
// # Why 5% a month is not 60% a year
//
// A monthly churn of 5% keeps .95¹² = 54.04% of the customers for a year, not 100% − 12·5% = 40%: each
// month's 5% are lost of those who are left. The other way round, a yearly churn of 40% is 4.2% a month, not
// 3.3%. What multiplies is retention, and a year's churn is the complement of its product: Over(t.Rate(0.95),
// 12).Complement(). Months multiply ([Compound]). Their average is another question, answered by their
// tallies together ([Tally.Plus]): the mean of twelve rates would weigh a month with 10 customers as much as
// one with 10,000.
//
// # What is not known yet
//
// A customer's month is not over before it is over. A cohort's cell is unknown until its whole age has
// elapsed at asOf, a repeat purchase until its whole window has, and both are left out, numerator and
// denominator alike, instead of counting as 0. Unknown is · in a table, empty in CSV, null in JSON and no
// data as an estimate. Nothing here reads a clock: asOf is an argument.
//
// # Two ages of one cohort
//
// They share their customers, so [kpi.Estimate.Minus], which takes its two sides for independent, is wrong
// for them: of 1,000 customers 262 are left after six years and 241 after seven, and its limits for the
// difference are 4.2 times as wide as those of the 21 who left in between. The change from one age to the
// next is the conditional share: of those who were there at the one, how many were there at the other too
// ([Cohorts.By] with [Previous], [Lifetimes.From]). Different cohorts are independent, and Minus is right for
// two cohorts at the same age.
//
// # Whose definition
//
// Products mean different things by the same word. As of what their documentation says:
//
//   - Amplitude: Return On (formerly N-day) is [On], Return On or After is [OnOrAfter], Return On (Custom) is
//     Brackets; days are a Window of 24 hours from each user's first event, rounded down to the hour, or days
//     of the calendar. Averages are weighted over users, not cohorts, who are old enough.
//   - Mixpanel: a Window of 24 hours, [OnOrAfter] by default, brackets that count once each; averages are
//     weighted and take complete ages only.
//   - PostHog: [On] by default, calendar periods or 24 hours; averages are weighted, or the simple mean of
//     cohorts. Its comparison with the previous period divides two counts; [Previous] follows the customers.
//   - Baremetrics: net revenue retention by movements, see [Movement].
//
// # Impossible numbers
//
// Numbers that no customers could give, such as 130 retained of 100, are an [*Error] that names the [Rule]
// they break. They are never clamped to 100%, because the error behind them is in the other months too.
package retention
