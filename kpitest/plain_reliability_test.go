package kpitest_test

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// Reliability, as plainly as it can be written.

// answeredAll returns the rows without a missing number.
func answeredAll(rows [][]float64) [][]float64 {
	return slices.DeleteFunc(slices.Clone(rows), func(r []float64) bool { return slices.ContainsFunc(r, math.IsNaN) })
}

func column(rows [][]float64, j int) []float64 {
	xs := make([]float64, len(rows))
	for i, r := range rows {
		xs[i] = r[j]
	}
	return xs
}

// sumsOf returns the sums of each row over the columns that keep accepts.
func sumsOf(rows [][]float64, keep func(j int) bool) []float64 {
	xs := make([]float64, len(rows))
	for i, r := range rows {
		for j, x := range r {
			if keep(j) {
				xs[i] += x
			}
		}
	}
	return xs
}

func anyColumn(int) bool { return true }

func plainAlpha(rows [][]float64) float64 {
	if len(rows) < 2 || len(rows[0]) < 2 {
		return math.NaN()
	}
	k, items := float64(len(rows[0])), 0.0
	for j := range rows[0] {
		items += stat.Variance(column(rows, j), nil)
	}
	return k / (k - 1) * (1 - items/positive(stat.Variance(sumsOf(rows, anyColumn), nil)))
}

// positive returns x, and NaN for what is 0 but for rounding.
func positive(x float64) float64 {
	if x < 1e-12 {
		return math.NaN()
	}
	return x
}

// standardise returns rows whose columns have mean 0 and variance 1, NaN where one does not vary.
func standardise(rows [][]float64) [][]float64 {
	scaled := make([][]float64, len(rows))
	for i := range rows {
		scaled[i] = slices.Clone(rows[i])
		for j := range rows[i] {
			xs := column(rows, j)
			scaled[i][j] = (rows[i][j] - stat.Mean(xs, nil)) / math.Sqrt(positive(stat.Variance(xs, nil)))
		}
	}
	return scaled
}

func plainReliabilityAlpha(rows [][]float64) (n int, alpha, standardised float64) {
	rows = answeredAll(rows)
	return len(rows), plainAlpha(rows), plainAlpha(standardise(rows))
}

func plainFeldt(rows [][]float64, level float64) (lo, hi float64) {
	n, k, a := float64(len(rows)), float64(len(rows[0])), plainAlpha(rows)
	f := distuv.F{D1: n - 1, D2: (n - 1) * (k - 1)}
	return 1 - (1-a)*quantileOf(f.CDF, (1+level)/2), 1 - (1-a)*quantileOf(f.CDF, (1-level)/2)
}

// quantileOf returns where a distribution of positive numbers reaches p.
func quantileOf(cdf func(float64) float64, p float64) float64 {
	high := 1.0
	for cdf(high) < p {
		high *= 2
	}
	return bisect(0, high, func(x float64) bool { return cdf(x) < p })
}

func plainDuhachek(rows [][]float64, level float64) (lo, hi float64) {
	n, k := len(rows), len(rows[0])
	var c mat.SymDense
	x := mat.NewDense(n, k, slices.Concat(rows...))
	stat.CovarianceMatrix(&c, x, nil)
	var square mat.Dense
	square.Mul(&c, &c)
	total, tr, trSquare, sumSquare := mat.Sum(&c), mat.Trace(&c), mat.Trace(&square), mat.Sum(&square)
	q := 2 * float64(k*k) / (math.Pow(float64(k-1), 2) * math.Pow(total, 3)) * (total*(trSquare+tr*tr) - 2*tr*sumSquare)
	half := z(level) * math.Sqrt(q/float64(n))
	return plainAlpha(rows) - half, plainAlpha(rows) + half
}

func correlated(a, b []float64) float64 {
	return stat.Covariance(a, b, nil) / math.Sqrt(positive(stat.Variance(a, nil))*positive(stat.Variance(b, nil)))
}

func plainItems(rows [][]float64) (total, rest, without []float64) {
	rows = answeredAll(rows)
	for j := range rows[0] {
		item, others := column(rows, j), func(l int) bool { return l != j }
		total = append(total, correlated(item, sumsOf(rows, anyColumn)))
		rest = append(rest, correlated(item, sumsOf(rows, others)))
		var left [][]float64
		for _, r := range rows {
			left = append(left, slices.Delete(slices.Clone(r), j, j+1))
		}
		without = append(without, plainAlpha(left))
	}
	return total, rest, without
}

func plainHalves(rows [][]float64, first []int) (r, spearmanBrown, guttman float64) {
	rows = answeredAll(rows)
	a := sumsOf(rows, func(j int) bool { return slices.Contains(first, j) })
	b := sumsOf(rows, func(j int) bool { return !slices.Contains(first, j) })
	r = correlated(a, b)
	return r, plainSpearmanBrown(r, 2), 4 * stat.Covariance(a, b, nil) / stat.Variance(sumsOf(rows, anyColumn), nil)
}

func plainSpearmanBrown(r, times float64) float64 { return times * r / (1 + (times-1)*r) }

func plainMeasurement(rows [][]float64, level float64) (standardError, change float64) {
	rows = answeredAll(rows)
	k := float64(len(rows[0]))
	e := math.Sqrt(stat.Variance(sumsOf(rows, anyColumn), nil)) / k * math.Sqrt(1-plainAlpha(rows))
	return e, z(level) * math.Sqrt2 * e
}

var (
	kappaMethods  = []kpitest.Method{kpitest.Unweighted, kpitest.Linear, kpitest.Quadratic}
	fleissMethods = []kpitest.Method{kpitest.Fleiss, kpitest.Gwet}
	alphaMethods  = []kpitest.Method{kpitest.Nominal, kpitest.Ordinal, kpitest.Interval, kpitest.Amounts}
	iccMethods    = []kpitest.Method{kpitest.ICC11, kpitest.ICC21, kpitest.ICC31, kpitest.ICC1k, kpitest.ICC2k, kpitest.ICC3k}
)

func reliabilityRuns() map[string]run {
	runs := map[string]run{
		"ReliabilityAlpha": func(t kpitest.TestingT, shift float64) {
			kpitest.ReliabilityAlpha(t, func(rows [][]float64) (n int, alpha, standardised float64) {
				n, alpha, standardised = plainReliabilityAlpha(rows)
				return n, alpha + shift, standardised
			})
		},
		"ReliabilityItems": func(t kpitest.TestingT, shift float64) {
			kpitest.ReliabilityItems(t, func(rows [][]float64) (total, rest, without []float64) {
				total, rest, without = plainItems(rows)
				return total, shifted(rest, shift), without
			})
		},
		"ReliabilityHalves": func(t kpitest.TestingT, shift float64) {
			kpitest.ReliabilityHalves(t, func(rows [][]float64, first []int) (r, spearmanBrown, guttman float64) {
				r, spearmanBrown, guttman = plainHalves(rows, first)
				return r, spearmanBrown, guttman + shift
			})
		},
		"SpearmanBrown": func(t kpitest.TestingT, shift float64) {
			kpitest.SpearmanBrown(t, func(r, times float64) float64 { return plainSpearmanBrown(r, times) + shift })
		},
		"ReliabilityMeasurement": func(t kpitest.TestingT, shift float64) {
			kpitest.ReliabilityMeasurement(t, func(rows [][]float64, level float64) (standardError, change float64) {
				standardError, change = plainMeasurement(rows, level)
				return standardError, change + shift
			})
		},
		"AgreementWithinGroup": func(t kpitest.TestingT, shift float64) {
			kpitest.AgreementWithinGroup(t, func(rows [][]float64, points int) float64 { return plainWithinGroup(rows, points) + shift })
		},
	}
	for m, f := range map[kpitest.Method]func(rows [][]float64, level float64) (lo, hi float64){
		kpitest.Feldt: plainFeldt, kpitest.DuhachekIacobucci: plainDuhachek,
	} {
		runs["ReliabilityAlphaInterval "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ReliabilityAlphaInterval(t, m, func(rows [][]float64, level float64) (lo, hi float64) {
				lo, hi = f(rows, level)
				return lo + shift, hi
			})
		}
	}
	for _, m := range kappaMethods {
		runs["AgreementKappa "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.AgreementKappa(t, m, func(table [][]int) (value, variance float64) {
				value, variance = plainKappa(m)(table)
				return value, variance + shift
			})
		}
	}
	for _, m := range fleissMethods {
		runs["AgreementFleiss "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.AgreementFleiss(t, m, func(table [][]int) float64 { return plainFleiss(m)(table) + shift })
		}
	}
	for _, m := range alphaMethods {
		runs["AgreementKrippendorff "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.AgreementKrippendorff(t, m, func(ratings [][]float64) float64 { return plainKrippendorff(m)(ratings) + shift })
		}
	}
	for _, m := range iccMethods {
		runs["AgreementICC "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.AgreementICC(t, m, func(rows [][]float64, level float64) (value, lo, hi float64) {
				value, lo, hi = plainICC(m)(rows, level)
				return value + shift, lo, hi
			})
		}
	}
	return runs
}

// reliabilityUnmoved is how many cases have no number to move.
var reliabilityUnmoved = map[string]int{
	"ReliabilityAlpha": 4, "ReliabilityMeasurement": 1, "AgreementWithinGroup": 1,
	"AgreementKappa unweighted": 2, "AgreementKappa linear": 2, "AgreementKappa quadratic": 2,
	"AgreementFleiss fleiss": 2, "AgreementFleiss gwet": 1,
	"AgreementKrippendorff nominal": 2, "AgreementKrippendorff ordinal": 2, "AgreementKrippendorff interval": 2, "AgreementKrippendorff ratio": 2,
	"AgreementICC icc-1-1": 2, "AgreementICC icc-2-1": 2, "AgreementICC icc-3-1": 2, "AgreementICC icc-1-k": 2, "AgreementICC icc-2-k": 2,
	"AgreementICC icc-3-k": 2,
}

func reliabilityDefects() []defect {
	zeroed := func(x float64) float64 {
		if math.IsNaN(x) {
			return 0
		}
		return x
	}
	return []defect{
		{"0 where there is no alpha", func(t kpitest.TestingT) {
			kpitest.ReliabilityAlpha(t, func(rows [][]float64) (n int, alpha, standardised float64) {
				n, alpha, standardised = plainReliabilityAlpha(rows)
				return n, zeroed(alpha), standardised
			})
		}, []string{"reliability-alpha/one-respondent", "reliability-alpha/nobody-complete", "reliability-alpha/all-alike", "reliability-alpha/one-item"},
			"One respondent has no variance: no alpha, and not 0."},
		{"missing answers are 0", func(t kpitest.TestingT) {
			kpitest.ReliabilityAlpha(t, func(rows [][]float64) (n int, alpha, standardised float64) {
				for _, r := range rows {
					for j := range r {
						r[j] = zeroed(r[j])
					}
				}
				return plainReliabilityAlpha(rows)
			})
		}, []string{"reliability-alpha/incomplete-rows-leave", "reliability-alpha/nobody-complete"}, "the two would be inventions"},
		{"the item in its own total", func(t kpitest.TestingT) {
			kpitest.ReliabilityItems(t, func(rows [][]float64) (total, rest, without []float64) {
				total, _, without = plainItems(rows)
				return total, total, without
			})
		}, []string{"reliability-items/attitude", "reliability-items/forgot-to-reverse", "reliability-items/twelve",
			"reliability-items/incomplete-rows-leave", "reliability-items/constant-item", "reliability-items/two-items"},
			"The item is in its own total"},
		{"the bare correlation of two halves", func(t kpitest.TestingT) {
			kpitest.ReliabilityHalves(t, func(rows [][]float64, first []int) (r, spearmanBrown, guttman float64) {
				r, _, guttman = plainHalves(rows, first)
				return r, r, guttman
			})
		}, []string{"reliability-halves/attitude-odd-even", "reliability-halves/attitude-first-half", "reliability-halves/twelve",
			"reliability-halves/not-the-bare-correlation", "reliability-halves/incomplete-rows-leave"}, "must be stepped up"},
		{"limits of normal theory for Feldt's", func(t kpitest.TestingT) { kpitest.ReliabilityAlphaInterval(t, kpitest.Feldt, plainDuhachek) },
			[]string{"reliability-alpha-interval/feldt-attitude", "reliability-alpha-interval/feldt-twelve",
				"reliability-alpha-interval/feldt-twelve-99", "reliability-alpha-interval/feldt-kuder-richardson"}, "the limits lie unevenly about .843"},
		{"full agreement where chance agrees as well", func(t kpitest.TestingT) {
			kpitest.AgreementKappa(t, kpitest.Linear, func(table [][]int) (value, variance float64) {
				if value, variance = plainKappa(kpitest.Linear)(table); math.IsNaN(value) {
					return 1, 0
				}
				return value, variance
			})
		}, []string{"agreement-kappa/linear-one-category", "agreement-kappa/linear-nobody"}, "0/0. Not 1, and not 0."},
		{"linear weights for quadratic ones", func(t kpitest.TestingT) { kpitest.AgreementKappa(t, kpitest.Quadratic, plainKappa(kpitest.Linear)) },
			[]string{"agreement-kappa/quadratic-fleiss", "agreement-kappa/quadratic-five-points"}, "by three quarters"},
		{"one form of the ICC for another", func(t kpitest.TestingT) { kpitest.AgreementICC(t, kpitest.ICC21, plainICC(kpitest.ICC31)) },
			[]string{"agreement-icc/icc-2-1-shrout-fleiss", "agreement-icc/icc-2-1-twelve", "agreement-icc/icc-2-1-strict-rater"},
			"The form is part of the result."},
		{"agreement below 0", func(t kpitest.TestingT) {
			kpitest.AgreementWithinGroup(t, func(rows [][]float64, points int) float64 {
				if x := plainWithinGroup(rows, points); x > 0 || math.IsNaN(x) {
					return x
				}
				return -1
			})
		}, []string{"agreement-rwg/worse-than-none"}, "It is cut at 0"},
		{"subjects weigh by their ratings", func(t kpitest.TestingT) {
			kpitest.AgreementFleiss(t, kpitest.Fleiss, func(table [][]int) float64 {
				var doubled [][]int
				for _, row := range table {
					n := 0
					for _, c := range row {
						n += c
					}
					doubled = append(doubled, slices.Repeat([][]int{row}, n)...)
				}
				return plainFleiss(kpitest.Fleiss)(doubled)
			})
		}, []string{"agreement-fleiss/fleiss-unequal"}, "Raters differ in number from subject to subject"},
		{"incomplete subjects leave", func(t kpitest.TestingT) {
			kpitest.AgreementKrippendorff(t, kpitest.Nominal, func(ratings [][]float64) float64 {
				ratings = slices.Clone(ratings)
				for u := len(ratings[0]) - 1; u >= 0; u-- {
					if slices.ContainsFunc(column(ratings, u), math.IsNaN) {
						for i := range ratings {
							ratings[i] = slices.Delete(slices.Clone(ratings[i]), u, u+1)
						}
					}
				}
				return plainKrippendorff(kpitest.Nominal)(ratings)
			})
		}, []string{"agreement-krippendorff/nominal-published", "agreement-krippendorff/nominal-exactly"}, "nobody is left out for one of them"},
	}
}
