// Package nps measures how likely customers are to recommend: the Net Promoter Score.
//
// Of all who answered "How likely are you to recommend us?" on a scale from 0 to 10, those with 9 or 10 are
// promoters, those with 7 or 8 passives, those with 0 to 6 detractors. The score is
// 100·(promoters-detractors)/answers, in points from -100 to 100 (Reichheld 2003, Harvard Business Review
// 81:46). A [Tally] holds the three counts; [Tally.Score] returns the score with its confidence limits, which
// never leave ±100, and which exist for a single answer and for answers all alike.
//
// # Ways in
//
// One rating at a time, a column of them, or the rows of a database:
//
//	err := t.Add(9)                  // an error unless from 0 to 10
//	t, err := nps.Count(column, 11)  // a slice of any integer type, in which 11 stands for no answer
//	err := t.AddN(rating, n)         // a row of a GROUP BY
//
//	table, report, err := fold.Query(ctx, db, (*nps.Tally).AddN,
//		"SELECT team, '' AS period, rating, COUNT(*) FROM answers GROUP BY team, rating")
//
// Package fold makes a tally for each team of it, and reports how many were NULL; the empty period stands for
// all of time, and a key such as 2026-03 in its place for its month.
//
// A blank, a dismissed question and a "don't know" are not answers, and are in neither the score nor its N.
// Leave them out: Add has no code for them, and Count takes the codes that the data uses. Count nothing that
// is not an integer: a 6.5 is no answer to this question. Reading text, mind that strconv.Atoi("") is 0
// beside its error, and 0 is a detractor.
//
// # Comparing
//
// The difference between two independent groups is an estimate, april.Score(0.95).Minus(march.Score(0.95));
// whether any of several differ, [Homogeneity] tells; whether a score is above or below a number,
// [Tally.Test], or better the interval, by [kpi.Estimate.AtLeast]. The same respondents asked twice are
// [Paired]. To pool months or teams add their tallies with [Tally.Plus]; the mean of their scores is another
// number.
//
// A 95% interval that is looked at every day excludes the truth on some day of a year with a chance near one
// half. For a dashboard or an alert take [AnyTime], which is always valid, and its difference by
// [kpi.Estimate.MinusBonferroni].
//
// The limits speak of sampling only: of who happened to answer, not of who did not, and they take each answer
// for one customer. For weighted answers, and for customers who answer repeatedly, see package survey/weight
// and [Value].
//
// At 95% they cover a little more than that on average over all truths, .97 with 5 answers and .96 with 20. In the
// worst truths, next to ±100, they cover .84; in the worst of those that are multiples of 2%, .90 with 5 answers, .92
// with 10, .93 with 20. Their two tails are alike from about 20 answers, but for a score near ±100 only from some
// hundred: where nine in ten are promoters, most true values that are missed lie above the limits.
//
// # Employees
//
// The employee NPS asks employees how likely they are to recommend the company as a place to work. Its
// arithmetic and its limits are the same, and so is this package; only keep the two tallies apart.
//
// # Other people's NPS
//
// Numbers that differ from this package's usually differ in the denominator:
//
//	standard             answers
//	Formbricks, charts   answers; NULL where there are none
//	Formbricks, summary  answers and dismissed questions; two decimals; 0 where there are none
//	CustomerGauge        all responses, those without a score too
//	PostHog              answers to a question with exactly 11 choices; unrounded; 0 where there are none
//	Delighted, API       answers; a whole number
//
// To reproduce one that counts those without a score, count them as passives, which is what they amount to in
// it: t.AddN(7, dismissed). It draws the score towards 0, the more the fewer answer, and says less about
// customers.
//
// Other scales cut elsewhere, and their numbers cannot be compared with those from 0 to 10: by QuestionPro's
// page the detractors, passives and promoters are 1–6, 7–8, 9–10 of 1–10; 1–5, 6, 7 of 1–7; 1–3, 4, 5 of 1–5.
// Such a net score is the one of survey.Tally: h.Net(5, 7, 0.95) counts ratings up to 5 against those from 7
// up.
package nps
