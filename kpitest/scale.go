package kpitest

import (
	"fmt"
	"math"
)

// Methods of the scale-score, instrument-sus and instrument-umux-lite files.
const (
	HalfOrMore   Method = "half-or-more"   // a score for who answered half of the items or more
	MoreThanHalf Method = "more-than-half" // for who answered more than half
	Complete     Method = "complete"       // for who answered all
	NineOrTen    Method = "nine-or-ten"    // a SUS of nine items, if one was left blank
	Interpolated Method = "interpolated"   // UMUX-Lite from 0 to 100
	Regression   Method = "regression"     // UMUX-Lite made to look like a SUS
)

// ScaleReverse checks how answers to an item that means the opposite are turned round: on the declared scale, whatever
// was answered, not between the lowest and the highest answer there happens to be. A nil answer stays nil; one that is
// not on the scale must be an error.
func ScaleReverse(t TestingT, reverse func(answers []*int, lowest, highest int) ([]*int, error)) {
	t.Helper()
	type input struct {
		Answers  []*int
		Min, Max int
	}
	type expected struct {
		Values  series
		Refused bool
	}
	run(t, "scale-reverse", "the answers", anyCase, func(c Case[input, expected]) *mismatch {
		turned, err := reverse(c.Input.Answers, c.Input.Min, c.Input.Max)
		got := make([]float64, len(turned))
		for i, x := range turned {
			got[i] = math.NaN()
			if x != nil {
				got[i] = float64(*x)
			}
		}
		return judgeList(got, err, c.Expected.Values, c.Expected.Refused, c.Tolerance)
	})
}

// judgeList compares a list of numbers with the expected one, or with a refusal.
func judgeList(got []float64, err error, want series, refused bool, tolerance float64) *mismatch {
	switch {
	case refused && err == nil:
		return &mismatch{fmt.Sprint(got), "an error: the input holds what is not an answer to this question"}
	case refused:
		return nil
	case err != nil:
		return &mismatch{"the error " + err.Error(), fmt.Sprint(want) + within(tolerance)}
	}
	if wrongFigures("", got, want.floats(), tolerance) == nil {
		return nil
	}
	return &mismatch{fmt.Sprint(got), fmt.Sprint(want) + within(tolerance)}
}

// ScaleRescale checks how answers, or means of answers, on a scale become numbers from 0 to 100: the lowest is 0. NaN is
// no data and stays NaN.
func ScaleRescale(t TestingT, rescale func(x []float64, lowest, highest int) []float64) {
	t.Helper()
	type input struct {
		X        series
		Min, Max int
	}
	type expected struct{ Values series }
	run(t, "scale-rescale", "the numbers", anyCase, func(c Case[input, expected]) *mismatch {
		return judgeList(rescale(c.Input.X.floats(), c.Input.Min, c.Input.Max), nil, c.Expected.Values, false, c.Tolerance)
	})
}

// ScaleScore checks the score of one respondent on several items of one scale, those with the given places (from 0)
// turned round: the mean of the answers given, and that mean from 0 to 100. nil is an item without an answer. Who did not
// answer enough by [HalfOrMore], [MoreThanHalf] or [Complete] has no score: NaN twice and no error. An answer that is not
// on the scale must be an error.
func ScaleScore(t TestingT, m Method, score func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error)) {
	t.Helper()
	type input struct {
		Answers  []*int
		Min, Max int
		Reversed []int
	}
	type expected struct {
		Value, Rescaled Number
		Refused         bool
	}
	methodRun(t, "scale-score", m, func(c Case[input, expected]) *mismatch {
		mean, rescaled, err := score(c.Input.Answers, c.Input.Min, c.Input.Max, c.Input.Reversed)
		if c.Expected.Refused || err != nil {
			return expectedValue{c.Expected.Value, c.Expected.Refused}.judge(mean, err, c.Tolerance)
		}
		return judge(c.Tolerance, figure{"mean", mean, c.Expected.Value}, figure{"rescaled", rescaled, c.Expected.Rescaled})
	})
}

// SUS checks the System Usability Scale of ten answers from 1 to 5, from 0 to 100. By [Complete] a nil answer leaves no
// score, NaN and no error; by [NineOrTen] one of them leaves the score of the other nine (Lewis and Sauro 2017). Other than
// ten answers, or one that is not from 1 to 5, must be an error.
func SUS(t TestingT, m Method, score func(answers []*int) (float64, error)) {
	t.Helper()
	type input struct{ Answers []*int }
	methodRun(t, "instrument-sus", m, func(c Case[input, expectedValue]) *mismatch {
		got, err := score(c.Input.Answers)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}

// UMUXLite checks UMUX-Lite, of two answers from 1 to 7: [Interpolated] from 0 to 100, or by [Regression]. A nil answer
// leaves no score: NaN and no error. Other than two answers, or one that is not from 1 to 7, must be an error.
func UMUXLite(t TestingT, m Method, score func(answers []*int) (float64, error)) {
	t.Helper()
	type input struct{ Answers []*int }
	methodRun(t, "instrument-umux-lite", m, func(c Case[input, expectedValue]) *mismatch {
		got, err := score(c.Input.Answers)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}

// ACSI checks an ACSI-style index of the means of three questions from 1 to 10 and their weights, of which only the ratios
// matter, from 0 to 100. A question without answers (NaN), or no weight at all, leaves no index: NaN and no error. Means
// that are not from 1 to 10, other than three, and negative weights must be errors.
func ACSI(t TestingT, index func(means, weights []float64) (float64, error)) {
	t.Helper()
	type input struct {
		Means   series
		Weights []float64
	}
	run(t, "instrument-acsi", "the index", anyCase, func(c Case[input, expectedValue]) *mismatch {
		got, err := index(c.Input.Means.floats(), c.Input.Weights)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}
