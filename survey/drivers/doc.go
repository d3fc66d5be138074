// Package drivers says what goes with what in a survey: which touchpoints drive satisfaction, where segments differ, and
// whether those who answered are like those who were asked.
//
//   - [Answers] and [Sums] give each driver's [Importance] for an outcome, such as satisfaction with the whole or
//     likelihood to recommend, as its part of the variance that all explain together.
//   - [Map] holds importance against performance, and says what to work on.
//   - [Table] crosses two questions, or a question and a segment.
//   - [Higher] and [BrunnerMunzel] compare two groups on answers that have an order and no distances.
//   - [Frame], [Bias] and [Fit] hold those who answered against all who were invited.
//
// # Key drivers
//
//	q := drivers.Questions{Outcome: whole, Drivers: touchpoints}
//	var a drivers.Answers
//	err := a.Add(q, overall, ratings) // for each respondent
//	m := a.Importance(0.95)
//	m.Map(drivers.AtMean(), drivers.AtMean()).In(drivers.Concentrate)
//
// Touchpoints go together: who likes the shops likes the food. Coefficients of a regression and correlations mislead
// then. [Shapley] and [RelativeWeights] divide what drivers explain together, so that no part is negative and the parts
// add up to R². Both are association: in a survey, nobody has changed a touchpoint to see what happens. Answers enter as
// numbers with equal steps.
//
// Parts of correlated drivers are not independent of each other: [kpi.Estimate.Minus] of two of them is wrong.
//
// # How far limits hold
//
// Limits suppose independent respondents, each with one row and no weight: see [Sums.AddN] for weights and clusters.
// At a nominal .95, with five drivers, those of weights and of shares of R² from influence values cover .94 to .97 of samples of 60 to 1,000 respondents where answers
// spread over the scale. Where three in four answers are the best one can give they cover .87 to .93 with 60
// respondents, .89 to .94 with 100 and .93 to .98 from 300 on. A driver without any part is covered in .98 to 1. The
// bootstrap covers .77 to .93 with 60 and .90 to .96 with 300 respondents, and hardly ever a driver without any
// part, which is above 0 in every draw. R² itself is too high in small samples, by about drivers/respondents: its
// limits cover .87 to .92 with 60 or 100, .93 to .96 from 300 on.
//
// # Segments
//
// A segment is a map key, and package compare has the rest: compare.Others says which segments differ from the rest,
// compare.Ranks in which order they are. [Table.Letters] tests every pair, as market research prints it.
package drivers
