package kpitest

import "fmt"

// MeanInterval checks a confidence interval of the mean of counts[i] answers of values[i] each, where the first and
// the last value are the ends of the scale: [Score], [AnyTime], or [StudentT], which does not know the scale. Without
// answers it is the scale.
func MeanInterval(t TestingT, m Method, limits func(values []float64, counts []int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Values []float64
		Counts []int
		Level  float64
	}
	methodRun(t, "mean-interval", m, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Values, c.Input.Counts, c.Input.Level)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// An Estimate is a value between its confidence limits.
type Estimate struct{ Value, Lo, Hi float64 }

// Sum checks the limits of a sum of independent estimates of one level: the outer ones of square-and-add (Newcombe
// 1998) and of the sum's own centre and half width, taken from those of the terms.
func Sum(t TestingT, limits func(terms []Estimate) (lo, hi float64)) {
	t.Helper()
	type input struct{ Terms []Estimate }
	run(t, "sum", "the sum", anyCase, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Terms)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// Ratio checks the limits of a ratio of two independent estimates of one level: those ratios for which the numerator
// less the ratio times the denominator, by square-and-add, may be 0. The denominator is positive by definition; if its
// lower limit is not, there is no upper limit, and a lower one only if the numerator's is positive.
func Ratio(t TestingT, limits func(numerator, denominator Estimate) (lo, hi float64)) {
	t.Helper()
	type input struct{ Numerator, Denominator Estimate }
	run(t, "ratio", "the ratio", anyCase, func(c Case[input, spannedValue]) *mismatch {
		lo, hi := limits(c.Input.Numerator, c.Input.Denominator)
		return c.Expected.judge(lo, hi, c.Tolerance)
	})
}

// AdjustP checks p-values adjusted for their number, in the order given, by [Holm], [BenjaminiHochberg], [Bonferroni],
// [Hochberg] or [BenjaminiYekutieli].
func AdjustP(t TestingT, m Method, adjust func(p []float64) []float64) {
	t.Helper()
	type values struct{ P []float64 }
	methodRun(t, "p-adjust", m, func(c Case[values, values]) *mismatch {
		got := adjust(c.Input.P)
		right := len(got) == len(c.Expected.P)
		for i := 0; right && i < len(got); i++ {
			right = near(got[i], c.Expected.P[i], c.Tolerance)
		}
		if right {
			return nil
		}
		return &mismatch{fmt.Sprint(got), fmt.Sprint(c.Expected.P) + within(c.Tolerance)}
	})
}
