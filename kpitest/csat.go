package kpitest

import "fmt"

// CSAT checks an implementation of the customer satisfaction score: the share of answers from lowest up, of all
// answers given on the scale from 1 to points, as a fraction of one and not rounded. CSAT(t, 4, 5, …) is the usual
// one.
//
// A nil answer was asked for but not given: it is not part of the score. Without answers there is no score: NaN and
// no error. An answer that is not from 1 to points must be an error. The vectors hold the rules in use: 2 of 2,
// 3 of 3, 3 of 4, 4 and 5 of 5, 5 of 6, 5 and 6 of 7, 8 and 9 of 10; another rule has no cases, and says so.
func CSAT(t TestingT, lowest, points int, score func(answers []*int) (float64, error)) {
	t.Helper()
	type input struct {
		Lowest, Points int
		Answers        []*int
	}
	run(t, "csat-score", fmt.Sprintf("the rule %d of %d", lowest, points),
		func(c Case[input, expectedValue]) bool { return c.Input.Lowest == lowest && c.Input.Points == points },
		func(c Case[input, expectedValue]) *mismatch {
			got, err := score(c.Input.Answers)
			return c.Expected.judge(got, err, c.Tolerance)
		})
}
