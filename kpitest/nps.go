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

// NPSInterval checks a confidence interval of the NPS, in points and within [-100, 100]: [Score] (Tango's),
// [AdjustedWald], [Wald] or [AnyTime]. Without answers it is [-100, 100].
func NPSInterval(t TestingT, m Method, limits func(detractors, passives, promoters int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Detractors, Passives, Promoters int
		Level                           float64
	}
	methodRun(t, "nps-interval", m, func(c Case[input, span]) *mismatch {
		lo, hi := limits(c.Input.Detractors, c.Input.Passives, c.Input.Promoters, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}
