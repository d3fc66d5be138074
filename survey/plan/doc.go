// Package plan says how many answers a survey needs, and what a given number of answers can show.
//
// A [Metric] is what will be measured and what one expects of it: a [Share], an [NPS], [Ratings] on a scale, or
// the [Mean] of amounts. A [Design] says how the answers come about. Together they answer five questions:
//
//	d := plan.Design{Population: 2000}
//	d.Size(plan.Share(0.85), 0.03, 0.95)                     // how many answers for ±3 percentage points?
//	d.Margin(plan.Share(0.85), 400, 0.95)                    // and how exact are 400?
//	d.Detect(plan.Share(0.80), plan.Share(0.85), 0.80, 0.95) // how many per wave to find such a change?
//	d.Power(plan.Share(0.80), plan.Share(0.85), 400, 400, 0.95) // how likely do 400 find it?
//	d.Detectable(plan.Share(0.80), 400, 0.80, 0.95)          // which change would 400 find?
//
// [Proportional] and [Neyman] divide answers over strata, [Size.Invitations] turns answers into invitations.
//
// # What is planned is what is measured
//
// Margins are half the width of the very limits that the answers will get if they come out as expected: the
// score interval of [kpi.Shares], which is Wilson's for a share, and Student's t for a mean. They need a few
// answers less than the textbook formula z²·variance/margin², which is [Wald]'s, and they need some where that
// formula says none: at a share of 1. Everything is two-sided; for a one-sided test at 5% take level 0.90.
// What is expected is an assumption. The careful one is Share(0.5), or NPS{Promoters: 0.5, Detractors: 0.5},
// which need the most; last wave's result is the usual one.
//
// # What no number of answers heals
//
// All this takes those who answer for a random draw of those asked. Answers of people who selected themselves
// are not, and neither is a tenth of all customers that happened to answer: their error does not shrink with
// their number. For [OptIn] the results carry a warning and do not call themselves a margin of error (AAPOR,
// Guidance on Reporting Precision for Nonprobability Samples, 2016). See compare.Silent in package kpi/compare
// for what the silent could do to a result.
package plan
