// Package design scores answers that were drawn by a design: in strata, in clusters within a stratum, from a
// population whose size is known, with weights that were fitted to known totals.
//
//	var s design.Sample[int]
//	err := s.Add(design.Row[int]{Stratum: "business", Cluster: account, Cell: rating, Weight: 1.3})
//	answers := s.Rated(survey.Scale{Min: 0, Max: 10}, func(rating int) (int, bool) { return rating, true })
//	answers.Score(nps.Value, kpi.Points, 0.95)
//
// The cells of a [Sample] are any comparable type, so that segments ([Sample.Where]), means, totals, ratios, tests of
// independence ([Sample.Independence]) and every metric of a question ([Sample.Rated]) come from the same rows. A
// segment keeps the whole design. A stratum of one cluster gives no limits, unless [Lone] says what to assume.
// [Sample.Calibrated] takes weights that were fitted by raking or calibration, and its standard errors know that the
// margins were met. For medians and statistics of one's own there are [Sample.Jackknife] and [Sample.Bootstrap].
//
// Two segments of a sample share its clusters and margins, and perhaps answers. [Sample.Difference] compares them and
// knows that; [kpi.Estimate.Minus] of their two estimates does not and is wrong, too wide as a rule. Estimates of two
// samples are independent, and Minus is right.
//
// Where there are weights or clusters only, package weight is smaller and says the same.
//
// # Method
//
// Values and standard errors are those of R's package survey (Lumley 2004, doi 10.18637/jss.v009.i08): linearised,
// clusters within strata taken as drawn with replacement, less the share of them that was drawn (Woodruff 1971,
// doi 10.1080/01621459.1971.10482279; Binder 1983, doi 10.2307/1402588). Degrees of freedom are clusters less
// strata. Stages after the first need no more than the first: their variance is in it, and with a finite population
// nearly so.
//
// Limits are the score interval at an effective number of answers, in which strata and populations count; others go
// by name ([Method]). In 90 stratified and clustered designs the default covered .938 to 1 at a nominal .95, value ±
// t·SE from .881 on.
//
// Limits of a [Sample.Difference] are value ± t·SE. Shares of .4 to .95 in two segments that meet 10 clusters or more
// each, of 3 to 5 answers, were covered .90 to 1 in 72 designs, the low end where answers of a cluster are nearly one
// opinion and misses then on one side; a segment of 4 clusters less one of 40, .89 to 1. Taken for independent
// estimates, the differences of segments that share all clusters and resemble each other within them were covered
// .98 to 1, by limits that are too wide.
package design
