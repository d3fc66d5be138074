// Package weight scores answers that do not count alike: weighted ones, and repeated ones of the same customer.
//
// A [Tally] holds weighted answers, a [Clusters] answers that come in groups (of one customer, account or
// flight) whose members resemble each other. Both keep the whole scale, so that any metric can be read from
// them later: give Score the function that says what a rating is worth, such as nps.Value, and the unit of
// what it returns.
//
//	var t weight.Tally
//	err := t.Add(survey.Scale{Min: 0, Max: 10}, rating, w)
//	t.Score(nps.Value, kpi.Points, 0.95)
//
// Weights say how many customers an answer stands for. Only their ratios matter: ten times all weights
// changes nothing. They are not counts of equal answers, which are more data, not heavier data; those go in
// by AddN.
//
// # Fitting weights
//
// Who answers is not like who was asked. Weights that bring what is known of all customers, how many there
// are by contract, country, age, to the respondents are fitted on [Cells], the respondents counted by the
// combinations of these variables, with the weights that their sampling gave them:
//
//	cells := weight.NewCells("contract", "age")
//	err := cells.Add([]string{"business", "under 40"}, 1) // a row; Count takes whole columns
//	fit, err := cells.Rake(weight.Totals("contract", …), weight.Shares("age", …))
//	fit.Factor("business", "under 40")                    // times the base weight: for Tally.Add
//
// What is known is a [Margin], of one variable or of several crossed, by the names of its levels.
// [Cells.PostStratify] fits to one margin, [Cells.Rake] to several, and [Logit] and [Truncated] to several
// within bounds on the change of the weights, [Linear] by regression. Each total is then within 1e-9 of its
// target, relatively, or there is an error that names the variable and the level. [Fit.DesignEffect] is the
// price. [Fit.Trim] cuts high weights, and says what that does to the margins; [Fit.TrimAndRake] keeps both.
//
// Variables help as far as they go with the answers as well as with who answers; the others only cost. A
// level of few respondents gets large weights: collapse it with a like one.
//
// # Strata and populations
//
// Neither a Tally nor a Clusters knows of strata, of a finite population, or that its weights were fitted, all of
// which narrow the limits: package design keeps how respondents were drawn. It also has the difference of two
// segments that share clusters (the same customers on the phone and by chat), which are not independent, so that
// [kpi.Estimate.Minus] is wrong for their estimates.
//
// # Method
//
// The value and the standard error are those of a weighted mean by linearisation, with clusters taken as if
// they had been drawn with replacement (Woodruff 1971, doi 10.1080/01621459.1971.10482279; Binder 1983, doi
// 10.2307/1402588), as in the function svymean of R's package survey (Lumley 2004, doi
// 10.18637/jss.v009.i08).
//
// The limits are not value ± t·SE. They are the score interval of [kpi.Shares] at an effective number of
// answers, which comes from the standard error as Korn and Graubard take it for proportions (1998, Survey
// Methodology 24:193–201). They stay on the scale and have a width for a single answer, and with equal
// weights they are those of the unweighted metric.
//
// At a nominal .95, net promoter scores of 5 to 200 answers with weights of a coefficient of variation up to
// 1.3 are covered .93 to .98 (value ± t·SE: .22 to .95), and those of 5 to 200 customers with 3 to 10 answers
// each .91 to .99 (taken for independent answers: .74 to .95). The low ends are many alike answers at the top
// of the scale. There the misses are on one side: the truth is then more often above the limits in a Tally,
// and below them in a large Clusters.
package weight
