package kpitest

// NPS checks an implementation of the Net Promoter Score: the share of answers 9 and 10 less the share of answers
// 0 to 6, of all answers given, in points from -100 to 100 and not rounded.
//
// A nil answer was asked for but not given: it is not part of the score. Without answers there is no score: NaN and
// no error. An answer that is not from 0 to 10 must be an error.
func NPS(t TestingT, score func(answers []*int) (float64, error)) {
	t.Helper()
	type input struct{ Answers []*int }
	run(t, "nps-score", "the score", anyCase, func(c Case[input, expectedValue]) *mismatch {
		got, err := score(c.Input.Answers)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}

// NPSText checks an implementation that reads the answers of [NPS] from a column of text. An empty cell is an answer
// that was not given; whatever is neither empty nor a whole number from 0 to 10 must be an error.
func NPSText(t TestingT, score func(cells []string) (float64, error)) {
	t.Helper()
	type input struct{ Cells []string }
	run(t, "nps-text", "the score", anyCase, func(c Case[input, expectedValue]) *mismatch {
		got, err := score(c.Input.Cells)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}

// Classes is a sample of NPS answers by class.
type Classes struct {
	Detractors int // ratings 0–6
	Passives   int // ratings 7–8
	Promoters  int // ratings 9–10
}

// NPSInterval checks a confidence interval of the NPS, in points and clipped to [-100, 100]: [Score], [AdjustedWald],
// [Wald] or [AnyTime]. Without answers it is [-100, 100].
func NPSInterval(t TestingT, m Method, limits func(c Classes, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Classes
		Level float64
	}
	methodRun(t, "nps-interval", m, func(c Case[input, span]) *mismatch {
		lo, hi := limits(c.Input.Classes, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// NPSDifference checks a confidence interval of the difference of two independent NPS, the first less the second, in
// points: square-and-add of their [Score] limits. If one side has no answers its limits are [-100, 100], and those of
// the difference follow by subtracting the other's.
func NPSDifference(t TestingT, limits func(first, second Classes, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		First, Second Classes
		Level         float64
	}
	run(t, "nps-difference", "the difference", anyCase, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.First, c.Input.Second, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// NPSPaired checks a confidence interval of the change of the NPS of the same customers asked twice, in points, by
// [Score] (of the mean move between classes) or [StudentT]. before[i] and after[i] are one customer's answers.
func NPSPaired(t TestingT, m Method, limits func(before, after []int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Before, After []int
		Level         float64
	}
	methodRun(t, "nps-paired", m, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Before, c.Input.After, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// NPSTest checks the two-sided score test whether an NPS differs from null, both in points: the standard normal
// statistic, positive if the score is above null, and the p-value. Without answers both are NaN.
func NPSTest(t TestingT, test func(c Classes, null float64) (z, p float64)) {
	t.Helper()
	type input struct {
		Classes
		Null float64
	}
	run(t, "nps-test", "the test", anyCase, func(c Case[input, zTest]) *mismatch {
		z, p := test(c.Input.Classes, c.Input.Null)
		return c.Expected.judge(z, p, c.Tolerance)
	})
}

// NPSWeighted checks the NPS of weighted answers and its standard error by linearisation, both in points.
func NPSWeighted(t TestingT, score func(answers []int, weights []float64) (value, standardError float64)) {
	t.Helper()
	type input struct {
		Answers []int
		Weights []float64
		Level   float64
	}
	type expected struct{ Value, SE, Kish, Effective, Lo, Hi Number }
	run(t, "nps-weighted", "the score", anyCase, func(c Case[input, expected]) *mismatch {
		value, se := score(c.Input.Answers, c.Input.Weights)
		return judge(c.Tolerance, figure{"value", value, c.Expected.Value}, figure{"standard error", se, c.Expected.SE})
	})
}
