package kpitest

import "slices"

// Methods of the reliability-alpha-interval file.
const (
	Feldt             Method = "feldt"              // from the F distribution
	DuhachekIacobucci Method = "duhachek-iacobucci" // alpha ± z standard errors
)

// matrix is rows of numbers, NaN where one is missing.
type matrix []series

func (m matrix) floats() [][]float64 {
	rows := make([][]float64, len(m))
	for i, row := range m {
		rows[i] = row.floats()
	}
	return rows
}

// ReliabilityAlpha checks Cronbach's alpha of items, a row a respondent, and the alpha of their correlations. NaN is an item
// without an answer; only respondents who answered every item count, and n says how many they are. What the answers do not
// tell is NaN.
func ReliabilityAlpha(t TestingT, alpha func(rows [][]float64) (n int, alpha, standardised float64)) {
	t.Helper()
	type input struct{ Rows matrix }
	type expected struct {
		N                   int
		Alpha, Standardised Number
	}
	run(t, "reliability-alpha", "alpha", anyCase, func(c Case[input, expected]) *mismatch {
		n, a, s := alpha(c.Input.Rows.floats())
		return judge(c.Tolerance, figure{"n", float64(n), Number(c.Expected.N)}, figure{"alpha", a, c.Expected.Alpha},
			figure{"standardised", s, c.Expected.Standardised})
	})
}

// ReliabilityAlphaInterval checks the limits of Cronbach's alpha by [Feldt] or [DuhachekIacobucci].
func ReliabilityAlphaInterval(t TestingT, m Method, limits func(rows [][]float64, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Rows  matrix
		Level float64
	}
	methodRun(t, "reliability-alpha-interval", m, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Rows.floats(), c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// ReliabilityItems checks what each item does in the whole: its correlation with the sum of all items, with the sum of the
// others, and Cronbach's alpha of the others. What an item does not tell, because it does not vary say, is NaN.
func ReliabilityItems(t TestingT, items func(rows [][]float64) (total, rest, without []float64)) {
	t.Helper()
	type input struct{ Rows matrix }
	type expected struct{ Total, Rest, Without series }
	run(t, "reliability-items", "the items", anyCase, func(c Case[input, expected]) *mismatch {
		total, rest, without := items(c.Input.Rows.floats())
		return judge(c.Tolerance, slices.Concat(wrongFigures("total", total, c.Expected.Total.floats(), c.Tolerance),
			wrongFigures("rest", rest, c.Expected.Rest.floats(), c.Tolerance),
			wrongFigures("without", without, c.Expected.Without.floats(), c.Tolerance))...)
	})
}

// ReliabilityHalves checks the reliability from two halves, the first of which has the items with the given places (from
// 0): the correlation of the two sums, the same stepped up by Spearman and Brown, and Guttman's 4·covariance/variance.
func ReliabilityHalves(t TestingT, halves func(rows [][]float64, first []int) (r, spearmanBrown, guttman float64)) {
	t.Helper()
	type input struct {
		Rows  matrix
		First []int
	}
	type expected struct{ R, SpearmanBrown, Guttman Number }
	run(t, "reliability-halves", "the halves", anyCase, func(c Case[input, expected]) *mismatch {
		r, s, g := halves(c.Input.Rows.floats(), c.Input.First)
		return judge(c.Tolerance, figure{"r", r, c.Expected.R}, figure{"Spearman-Brown", s, c.Expected.SpearmanBrown},
			figure{"Guttman", g, c.Expected.Guttman})
	})
}

// SpearmanBrown checks the reliability of a test so many times as long.
func SpearmanBrown(t TestingT, longer func(reliability, times float64) float64) {
	t.Helper()
	type input struct{ Reliability, Times float64 }
	run(t, "reliability-spearman-brown", "the reliability", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(longer(c.Input.Reliability, c.Input.Times), nil, c.Tolerance)
	})
}

// ReliabilityMeasurement checks the standard error of measurement of a respondent's mean of items, and the least
// difference of two such means of one respondent that is more than chance at the level. Both are NaN without alpha.
func ReliabilityMeasurement(t TestingT, measurement func(rows [][]float64, level float64) (standardError, change float64)) {
	t.Helper()
	type input struct {
		Rows  matrix
		Level float64
	}
	type expected struct{ Error, Change Number }
	run(t, "reliability-measurement", "the error", anyCase, func(c Case[input, expected]) *mismatch {
		e, change := measurement(c.Input.Rows.floats(), c.Input.Level)
		return judge(c.Tolerance, figure{"error", e, c.Expected.Error}, figure{"change", change, c.Expected.Change})
	})
}
