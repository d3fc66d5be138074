package kpitest

import "fmt"

// A CESRule says which answers to an effort question count as easy and which as difficult, on a scale from 1 to
// Points: those at least as easy as Easy, and those at least as difficult as Difficult. If Easy is less than
// Difficult, low answers are easy.
type CESRule struct{ Points, Easy, Difficult int }

type cesInput struct {
	Points, Easy, Difficult int
	Answers                 []*int
}

// CESMean checks an implementation of the customer effort score as a mean of the answers on a scale from 1 to points
// (5 or 7), not rounded and not turned round.
//
// A nil answer was asked for but not given: it is not part of the mean. Without answers there is no mean: NaN and no
// error. An answer that is not from 1 to points must be an error. The same holds for [CESEasyShare] and [CESNetEasy].
func CESMean(t TestingT, points int, mean func(answers []*int) (float64, error)) {
	t.Helper()
	type input struct {
		Points  int
		Answers []*int
	}
	run(t, "ces-mean", fmt.Sprintf("%d points", points),
		func(c Case[input, expectedValue]) bool { return c.Input.Points == points },
		func(c Case[input, expectedValue]) *mismatch {
			got, err := mean(c.Input.Answers)
			return c.Expected.judge(got, err, c.Tolerance)
		})
}

// CESEasyShare checks an implementation of the customer effort score as the share of easy answers, a fraction of one.
// The vectors know the rules {7, 5, 3} (CES 2.0), {7, 6, 3}, {5, 2, 4} (CES 1.0) and {5, 4, 2}.
func CESEasyShare(t TestingT, rule CESRule, share func(answers []*int) (float64, error)) {
	t.Helper()
	cesRun(t, "ces-easy", rule, share)
}

// CESNetEasy checks an implementation of the customer effort score as the share of easy answers less the share of
// difficult ones, in points from -100 to 100. It knows the rules of [CESEasyShare].
func CESNetEasy(t TestingT, rule CESRule, net func(answers []*int) (float64, error)) {
	t.Helper()
	cesRun(t, "ces-net", rule, net)
}

func cesRun(t TestingT, file string, rule CESRule, f func(answers []*int) (float64, error)) {
	t.Helper()
	run(t, file, fmt.Sprintf("the rule %+v", rule),
		func(c Case[cesInput, expectedValue]) bool {
			return CESRule{c.Input.Points, c.Input.Easy, c.Input.Difficult} == rule
		},
		func(c Case[cesInput, expectedValue]) *mismatch {
			got, err := f(c.Input.Answers)
			return c.Expected.judge(got, err, c.Tolerance)
		})
}
