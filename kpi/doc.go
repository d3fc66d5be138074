// Package kpi is the vocabulary of customer-service measurement: a value that says how far it can be trusted.
//
// An [Estimate] is a value with its confidence limits, the level of those limits, the number of observations
// behind it and its unit. Every metric of this module answers with one. After that nothing knows which metric it
// was: estimates are subtracted ([Estimate.Minus]), added up ([Sum]), divided ([Ratio]), held against a target
// ([Estimate.AtLeast]) and put into a trend by one set of rules.
//
// A declaration belongs in this package only if it takes or returns an Estimate or a [Test].
//
// # The one score interval
//
// Whatever is counted in categories gets its limits from one routine, the score interval of [Multinomial]. For two
// categories it is Wilson's interval ([Proportion]), for the values -1, 0 and 1 it is Tango's ([Net]), which is the
// interval of the Net Promoter Score; a mean of answers on a 1–5 or 1–7 scale takes the general case. It never leaves
// the scale, and it exists for a single answer and for answers that are all alike.
//
// # No data
//
// No data is not an error. Such an estimate has the Value NaN, N 0, the widest limits that the metric allows, and
// [Estimate.Known] is false. "Not reached yet" is +Inf, and that is known. Lo and Hi are never NaN. Whatever is
// combined with no data is no data. Counts that cannot be (negative ones, more successes than trials) read as no data.
// In JSON what is unknown is null, in an Estimate, a Test and all results of this module.
//
// # Level
//
// A level is a fraction such as 0.95. Everything that takes one panics unless 0 < level < 1, so a program that takes it
// from a request checks it first.
//
// # Independence
//
// Minus, Sum and Ratio assume independent estimates. They are wrong for a team and a total that contains it, for
// overlapping (rolling) windows, for two waves of one panel, for two ages of one cohort, and for items of one
// questionnaire. Use the others instead of the total, disjoint periods, paired methods ([PairedProportions], nps.Paired),
// conditional shares, or, where nothing better exists, [Estimate.MinusBonferroni], which holds under any dependence.
//
// # Looking every day
//
// A 95% interval that is looked at every day excludes the truth on some day far more often than 5% of the time. For
// dashboards and alerts use the always-valid limits of [AnyTime] and [MultinomialAnyTime].
package kpi
