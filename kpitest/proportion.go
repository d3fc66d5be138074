package kpitest

// ProportionInterval checks a confidence interval of one share, k of n, as fractions clipped to [0, 1]: [Wilson],
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

// ProportionDifference checks a confidence interval of the difference of two independent shares, k1 of n1 less k2 of
// n2, as fractions: [SquareAndAdd] of Wilson limits, or [MiettinenNurminen]. Without answers it is [-1, 1].
func ProportionDifference(t TestingT, m Method, limits func(k1, n1, k2, n2 int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		K1, N1, K2, N2 int
		Level          float64
	}
	methodRun(t, "proportion-difference", m, func(c Case[input, spannedValue]) *mismatch {
		in := c.Input
		lo, hi := limits(in.K1, in.N1, in.K2, in.N2, in.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// ProportionTest checks the two-sided test whether two independent shares differ that agrees with the limits of
// [MiettinenNurminen]: the standard normal statistic, positive if the first share is higher, and the p-value. If one
// side has no answers both are NaN.
func ProportionTest(t TestingT, test func(k1, n1, k2, n2 int) (z, p float64)) {
	t.Helper()
	type input struct{ K1, N1, K2, N2 int }
	run(t, "proportion-test", "the test", anyCase, func(c Case[input, zTest]) *mismatch {
		z, p := test(c.Input.K1, c.Input.N1, c.Input.K2, c.Input.N2)
		return c.Expected.judge(z, p, c.Tolerance)
	})
}

// ProportionHomogeneity checks the chi-square test whether several shares, k[i] of n[i], differ.
func ProportionHomogeneity(t TestingT, test func(k, n []int) (statistic, df, p float64)) {
	t.Helper()
	type input struct{ K, N []int }
	type expected struct{ Statistic, DF, P Number }
	run(t, "proportion-homogeneity", "the test", anyCase, func(c Case[input, expected]) *mismatch {
		statistic, df, p := test(c.Input.K, c.Input.N)
		return judge(c.Tolerance, figure{"statistic", statistic, c.Expected.Statistic},
			figure{"degrees of freedom", df, c.Expected.DF}, figure{"p", p, c.Expected.P})
	})
}

// PairedDifference checks Newcombe's confidence interval of the change of a share among the same customers, the
// first time less the second: how many counted both times, only the first, only the second, and neither. Without
// answers it is [-1, 1].
func PairedDifference(t TestingT, limits func(both, first, second, neither int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Both, First, Second, Neither int
		Level                        float64
	}
	run(t, "paired-difference", "the difference", anyCase, func(c Case[input, spannedValue]) *mismatch {
		in := c.Input
		lo, hi := limits(in.Both, in.First, in.Second, in.Neither, in.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}
