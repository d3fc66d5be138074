package kpitest

// Methods of the agreement files.
const (
	Unweighted Method = "unweighted" // kappa: ratings agree or do not
	Linear     Method = "linear"     // kappa: by how far they are apart
	Quadratic  Method = "quadratic"  // kappa: by the square of it

	Fleiss Method = "fleiss" // chance from the shares of the categories
	Gwet   Method = "gwet"   // AC1

	Nominal  Method = "nominal"  // Krippendorff's alpha: categories
	Ordinal  Method = "ordinal"  // ranks
	Interval Method = "interval" // numbers
	Amounts  Method = "ratio"    // by their ratio

	ICC11 Method = "icc-1-1" // every subject has raters of its own; one rating
	ICC21 Method = "icc-2-1" // the same raters, who stand for others; one rating
	ICC31 Method = "icc-3-1" // the same raters, and only the order counts; one rating
	ICC1k Method = "icc-1-k" // the same three for the mean of all raters
	ICC2k Method = "icc-2-k"
	ICC3k Method = "icc-3-k"
)

// AgreementKappa checks the agreement of two raters beyond chance, from the table of their ratings, [Unweighted], [Linear]
// or [Quadratic], and its large-sample variance. Both are NaN if nobody was rated, or if both raters gave all the same
// rating.
func AgreementKappa(t TestingT, m Method, kappa func(table [][]int) (value, variance float64)) {
	t.Helper()
	type input struct{ Table [][]int }
	type expected struct{ Value, Variance Number }
	methodRun(t, "agreement-kappa", m, func(c Case[input, expected]) *mismatch {
		value, variance := kappa(c.Input.Table)
		return judge(c.Tolerance, figure{"value", value, c.Expected.Value}, figure{"variance", variance, c.Expected.Variance})
	})
}

// AgreementFleiss checks the agreement of several raters on categories, from how many gave each subject (a row) each
// category, by [Fleiss] or [Gwet]. Subjects with fewer than two ratings leave.
func AgreementFleiss(t TestingT, m Method, kappa func(table [][]int) float64) {
	t.Helper()
	type input struct{ Table [][]int }
	type expected struct{ Value, Observed, Chance Number }
	methodRun(t, "agreement-fleiss", m, func(c Case[input, expected]) *mismatch {
		return expectedValue{Value: c.Expected.Value}.judge(kappa(c.Input.Table), nil, c.Tolerance)
	})
}

// AgreementKrippendorff checks Krippendorff's alpha for [Nominal], [Ordinal], [Interval] or [Amounts] data. A row is a rater
// and a column a subject; NaN is a subject that the rater left out. Without two ratings that could differ it is NaN.
func AgreementKrippendorff(t TestingT, m Method, alpha func(ratings [][]float64) float64) {
	t.Helper()
	type input struct{ Ratings matrix }
	methodRun(t, "agreement-krippendorff", m, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(alpha(c.Input.Ratings.floats()), nil, c.Tolerance)
	})
}

// AgreementICC checks an intraclass correlation by its form, from [ICC11] to [ICC3k], with limits. A row is a subject and a
// column a rater. Without data the value is NaN, between 1 and -1/(raters-1), the least for a single rating, or -Inf for
// a mean.
func AgreementICC(t TestingT, m Method, icc func(rows [][]float64, level float64) (value, lo, hi float64)) {
	t.Helper()
	type input struct {
		Rows  matrix
		Level float64
	}
	methodRun(t, "agreement-icc", m, func(c Case[input, spannedValue]) *mismatch {
		value, lo, hi := icc(c.Input.Rows.floats(), c.Input.Level)
		return judge(c.Tolerance, figure{"value", value, c.Expected.Value}, figure{"lo", lo, c.Expected.Lo},
			figure{"hi", hi, c.Expected.Hi})
	})
}

// AgreementWithinGroup checks the within-group agreement of judges (rows) on items (columns) rated on so many points, cut at
// 0. It is NaN with fewer than two judges.
func AgreementWithinGroup(t TestingT, agreement func(rows [][]float64, points int) float64) {
	t.Helper()
	type input struct {
		Rows   matrix
		Points int
	}
	run(t, "agreement-rwg", "the agreement", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(agreement(c.Input.Rows.floats(), c.Input.Points), nil, c.Tolerance)
	})
}
