package kpitest

// ProportionInterval checks a confidence interval of one share, k of n, as fractions within [0, 1]: [Wilson],
// [ClopperPearson], [MidP], [Jeffreys], [AgrestiCoull], [Wald] or [AnyTime]. Without answers it is [0, 1].
func ProportionInterval(t TestingT, m Method, limits func(k, n int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		K, N  int
		Level float64
	}
	methodRun(t, "proportion-interval", m, func(c Case[input, span]) *mismatch {
		lo, hi := limits(c.Input.K, c.Input.N, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}
