package kpitest

import "slices"

// Methods of the table-chi-square and driver-weights files.
const (
	Pearson Method = "pearson" // without a correction
	Yates   Method = "yates"   // with the continuity correction of two by two tables
	Johnson Method = "johnson" // relative weights
	LMG     Method = "lmg"     // mean over all orders of the drivers; Shapley
)

// GapPaired checks the mean of what is less what should be, as the same respondents rate both, with Student's limits, the
// statistic t and p. With one respondent there is a mean only, and no limit; without any not even that. Where all gaps are
// alike there is no test.
func GapPaired(t TestingT, gap func(current, target []int, level float64) (mean, lo, hi, t, p float64)) {
	t.Helper()
	type input struct {
		Current, Target []int
		Level           float64
	}
	type expected struct{ Value, T, P, Lo, Hi, Effect Number }
	run(t, "gap-paired", "the gap", anyCase, func(c Case[input, expected]) *mismatch {
		mean, lo, hi, statistic, p := gap(c.Input.Current, c.Input.Target, c.Input.Level)
		return judge(c.Tolerance, figure{"mean", mean, c.Expected.Value}, figure{"lo", lo, c.Expected.Lo},
			figure{"hi", hi, c.Expected.Hi}, figure{"t", statistic, c.Expected.T}, figure{"p", p, c.Expected.P})
	})
}

// TableChiSquare checks the test of independence in a table of counts, [Pearson] or [Yates]. Rows and columns without
// anybody are no categories. With fewer than two rows or columns df is 0, and statistic and p are NaN.
func TableChiSquare(t TestingT, m Method, test func(table [][]int) (statistic, df, p float64)) {
	t.Helper()
	type input struct{ Table [][]int }
	type expected struct{ Statistic, DF, P Number }
	methodRun(t, "table-chi-square", m, func(c Case[input, expected]) *mismatch {
		statistic, df, p := test(c.Input.Table)
		return judge(c.Tolerance, figure{"statistic", statistic, c.Expected.Statistic},
			figure{"degrees of freedom", df, c.Expected.DF}, figure{"p", p, c.Expected.P})
	})
}

// TableFisher checks Fisher's exact test of a two by two table: the two-sided p, by the probabilities of all tables that are
// not more likely, and the one-sided one for a higher odds ratio.
func TableFisher(t TestingT, test func(table [2][2]int) (p, greater float64)) {
	t.Helper()
	type input struct {
		Table [2][2]int
		Level float64
	}
	type expected struct{ P, Greater, Odds, Lo, Hi Number }
	run(t, "table-fisher", "the test", anyCase, func(c Case[input, expected]) *mismatch {
		p, greater := test(c.Input.Table)
		return judge(c.Tolerance, figure{"p", p, c.Expected.P}, figure{"greater", greater, c.Expected.Greater})
	})
}

// DriverWeights checks how much of the variance of the first column each other column accounts for, by [Johnson] or [LMG]:
// shares of R² that add up to it, which is fit. A row is a respondent.
func DriverWeights(t TestingT, m Method, weights func(rows [][]float64) (fit float64, weights []float64)) {
	t.Helper()
	type input struct{ Rows matrix }
	type expected struct {
		Fit     Number
		Weights series
	}
	methodRun(t, "driver-weights", m, func(c Case[input, expected]) *mismatch {
		fit, got := weights(c.Input.Rows.floats())
		return judge(c.Tolerance, slices.Concat([]figure{{"fit", fit, c.Expected.Fit}},
			wrongFigures("weights", got, c.Expected.Weights.floats(), c.Tolerance))...)
	})
}
