// Package csat measures how many customers were satisfied: the customer satisfaction score.
//
// Of all who answered, the share whose rating counts as satisfied. Which ratings those are is a [Rule]: the
// usual one is 4 and 5 of 5, [TopBox](2, 5). Two rules are two metrics under one name, so a [Tally] carries
// its rule, an answer under another one is an error, and adding up tallies of two rules is a panic.
// [Tally.Score] returns the share, a fraction of one, with Wilson's confidence limits.
//
// # Ways in
//
// One rating at a time, a column of them, or the rows of a database:
//
//	r := csat.TopBox(2, 5)
//	err := t.Add(r, 5)                     // an error unless from 1 to 5
//	t, err := csat.Count(r, column, 0, 6)  // a slice of any integer type, in which 0 and 6 stand for no answer
//	err := t.AddN(r, rating, n)            // a row of a GROUP BY
//
//	add := func(t *csat.Tally, rating, n int) error { return t.AddN(r, rating, n) }
//	table, report, err := fold.Query(ctx, db, add,
//		"SELECT agent, '' AS period, rating, COUNT(*) FROM answers GROUP BY agent, rating")
//
// Package fold makes a tally for each agent of it, and reports how many were NULL; the empty period stands for
// all of time, and a key such as 2026-03 in its place for its month.
//
// A blank, an unanswered offer and a "not applicable" are not answers, and are in neither the score nor its
// N: how many of those asked answered is a metric of its own. Reading text, mind that strconv.Atoi("") is 0
// beside its error, which a scale from 0 takes for the worst answer.
//
// # Comparing
//
// The difference between two independent groups is an estimate, april.Score(0.95).Minus(march.Score(0.95));
// whether any of several differ, [kpi.Homogeneity] of the counts tells; the same customers asked twice are
// [kpi.PairedProportions]. To pool months or teams add their tallies with [Tally.Plus]; the mean of their
// scores is another number.
//
// Other limits are other methods on the same counts: [kpi.ClopperPearson] where a contract needs the level
// guaranteed, [kpi.AnyTime] for a dashboard or an alert that is looked at every day, since a 95% interval
// looked at daily excludes the truth on some day of a year with a chance near one half:
//
//	kpi.ClopperPearson.Proportion(t.Satisfied, t.N(), 0.95)
//
// The limits speak of sampling only: of who happened to answer, not of who did not, and they take each answer
// for one customer. For weighted answers, and for customers who answer repeatedly, see package survey/weight
// and [Rule.Value].
//
// # Other people's CSAT
//
//	usual                TopBox(2, 5)            4–5 of 5
//	thumbs, good or bad  Thumbs()                1 of 0 and 1; Zendesk's classic question
//	Zendesk              Zendesk1to5()           4–5 of 5, 3 is bad
//	                     Zendesk1to3()           3 of 3
//	Formbricks, cards    FormbricksCards(p)      top 1 of 3, top 2 of 4 to 7, top 3 of 10
//	Formbricks, charts   FormbricksCharts()      4–5 of 5; NULL where nobody answered
//	Chatwoot             Chatwoot()              4–5 of 5; two decimals; 0 where nobody answered
//	CustomerGauge        CustomerGauge()         9–10 of 10
//	FreeScout            kpi.Net                 share of great less share of not good: a net score, in points
//	ACSI style           survey/instrument       weighted means of three items, from 0 to 100
//
// All of them divide by the answers. FreeScout's is [kpi.Net] of the three counts. Where nobody answered this
// package says no data, never 0. It rounds nothing: who must match a displayed number rounds it once, at the
// end.
package csat
