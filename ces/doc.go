// Package ces measures how easy it was for customers to get what they needed: the customer effort score.
//
// There is no one customer effort score. Three numbers go by the name, and each is a reader of a [Tally] here:
//
//	Tally.Mean       the mean answer, on the question's own scale
//	Tally.EasyShare  the share of easy answers, a fraction of one
//	Tally.NetEasy    the share of easy answers less the share of difficult ones, in points
//
// Which answers are easy and which difficult is a [Rule], and so is the direction: in the first version of
// 2010, [Effort], customers rate their effort from 1 to 5 and a low mean is good; in the second of 2013,
// [Agreement], they rate from 1 to 7 how far it was made easy, and a high mean is good. One set of answers,
// 80, 210, 140, 110, 160, 180 and 120 of 1 to 7, has the mean 4.08, 46.0% easy answers (5–7), a net score of
// 3.0 (5–7 less 1–3) and one of -13.0 (6–7 less 1–3). So a Tally carries its rule, an answer under another
// one is an error, and adding up tallies of two rules is a panic.
//
// # Ways in
//
// One answer at a time, a column of them, or the rows of a database:
//
//	r := ces.Agreement()
//	err := t.Add(r, 6)                  // an error unless from 1 to 7
//	t, err := ces.Count(r, column, 99)  // a slice of any integer type, in which 99 stands for no answer
//	err := t.AddN(r, answer, n)         // a row of a GROUP BY
//
//	add := func(t *ces.Tally, answer, n int) error { return t.AddN(r, answer, n) }
//	table, report, err := fold.Query(ctx, db, add,
//		"SELECT channel, '' AS period, answer, COUNT(*) FROM answers GROUP BY channel, answer")
//
// Package fold makes a tally for each channel of it, and reports how many were NULL; the empty period stands for
// all of time, and a key such as 2026-03 in its place for its month.
//
// A blank, a dismissed question and a "don't know" are not answers, and are in neither the numbers nor their
// N. Reading text, mind that strconv.Atoi("") is 0 beside its error, which a scale from 0 takes for an
// answer.
//
// # Comparing
//
// The difference between two independent groups is an estimate,
// phone.NetEasy(0.95).Minus(chat.NetEasy(0.95)). To pool months or channels add their tallies with
// [Tally.Plus]. For a dashboard or an alert that is looked at every day take the limits of [kpi.AnyTime] and
// [kpi.MultinomialAnyTime] on the same counts: a 95% interval looked at daily excludes the truth on some day
// of a year with a chance near one half.
//
// The limits speak of sampling only: of who happened to answer, not of who did not, and they take each answer
// for one customer. For weighted answers, and for customers who answer repeatedly, see package survey/weight,
// [Rule.EasyValue] and [Rule.NetValue]. No benchmark is built in: published ones disagree.
//
// At 95% the limits of the mean cover .938 or more of each truth that was enumerated, from 5 answers up.
// Student's t, the usual way to them, covers .56 with 5 answers and .90 with 50 where the true mean is 4.81
// of 5.
//
// # Other people's CES
//
//	CES 1.0 (2010)   Effort()          Mean, low is good
//	CES 2.0 (2013)   Agreement()       Mean or EasyShare, high is good
//	SimpleSat        SimpleSat()       EasyShare: 5–7 of 7
//	CYS              CYS()             NetEasy: 6–7 less 1–3 of 7
//	CustomerGauge    CustomerGauge(p)  EasyShare: 4–5 of 5, 5–7 of 7
//	net easy score   Ease()            NetEasy: 4–5 less 1–2 of 5
package ces
