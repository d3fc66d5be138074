package kpitest_test

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// Reliability and agreement, as plainly as they can be written.

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

func plainKappa(m kpitest.Method) func(table [][]int) (value, variance float64) {
	return func(table [][]int) (value, variance float64) {
		k, n := len(table), 0.0
		rows, columns := make([]float64, k), make([]float64, k)
		for i := range table {
			for j, c := range table[i] {
				n += float64(c)
				rows[i] += float64(c)
				columns[j] += float64(c)
			}
		}
		weight := func(i, j int) float64 {
			d := math.Abs(float64(i-j)) / float64(k-1)
			switch m {
			case kpitest.Linear:
				return 1 - d
			case kpitest.Quadratic:
				return 1 - d*d
			}
			return 1 - math.Ceil(d)
		}
		var observed, chance float64
		byRow, byColumn := make([]float64, k), make([]float64, k) // the mean weights of a row and of a column
		for i := range k {
			for j := range k {
				observed += weight(i, j) * float64(table[i][j]) / n
				chance += weight(i, j) * rows[i] / n * columns[j] / n
				byRow[i] += weight(i, j) * columns[j] / n
				byColumn[j] += weight(i, j) * rows[i] / n
			}
		}
		for i := range k {
			for j := range k {
				d := weight(i, j)*(1-chance) - (byRow[i]+byColumn[j])*(1-observed)
				variance += float64(table[i][j]) / n * d * d
			}
		}
		variance -= math.Pow(observed*chance-2*chance+observed, 2)
		left := positive(1 - chance)
		return (observed - chance) / left, variance / n / math.Pow(left, 4)
	}
}

func plainFleiss(m kpitest.Method) func(table [][]int) float64 {
	return func(table [][]int) float64 {
		subjects, observed := 0.0, 0.0
		shares := make([]float64, len(table[0]))
		for _, row := range table {
			n, pairs := 0.0, 0.0
			for _, c := range row {
				n += float64(c)
				pairs += float64(c * (c - 1))
			}
			if n < 2 {
				continue
			}
			subjects++
			observed += pairs / (n * (n - 1))
			for j, c := range row {
				shares[j] += float64(c) / n
			}
		}
		chance := 0.0
		for _, s := range shares {
			s /= subjects
			if m == kpitest.Fleiss {
				chance += s * s
			} else {
				chance += s * (1 - s) / float64(len(shares)-1)
			}
		}
		return (observed/subjects - chance) / (1 - chance)
	}
}

func plainKrippendorff(m kpitest.Method) func(ratings [][]float64) float64 {
	return func(ratings [][]float64) float64 {
		// All pairs of ratings of one subject, each subject's with the weight 1/(ratings-1), against all pairs.
		var units [][]float64
		for u := range ratings[0] {
			if xs, _ := kept(column(ratings, u)); len(xs) > 1 {
				units = append(units, xs)
			}
		}
		all := slices.Sorted(slices.Values(slices.Concat(units...)))
		distance := func(a, b float64) float64 {
			switch {
			case a == b:
				return 0
			case m == kpitest.Nominal:
				return 1
			case m == kpitest.Interval:
				return (a - b) * (a - b)
			case m == kpitest.Amounts:
				return math.Pow((a-b)/(a+b), 2)
			}
			between := 0.0
			for _, x := range all {
				switch {
				case x == a || x == b:
					between += 0.5
				case min(a, b) < x && x < max(a, b):
					between++
				}
			}
			return between * between
		}
		within, expected := 0.0, 0.0
		for _, xs := range units {
			for _, a := range xs {
				for _, b := range xs {
					within += distance(a, b) / float64(len(xs)-1)
				}
			}
		}
		for _, a := range all {
			for _, b := range all {
				expected += distance(a, b)
			}
		}
		return 1 - float64(len(all)-1)*within/expected
	}
}

func plainICC(m kpitest.Method) func(rows [][]float64, level float64) (value, lo, hi float64) {
	return func(rows [][]float64, level float64) (value, lo, hi float64) {
		all := slices.Concat(rows...)
		if len(rows) < 2 || slices.Min(all) == slices.Max(all) {
			if m == kpitest.ICC1k || m == kpitest.ICC2k || m == kpitest.ICC3k {
				return math.NaN(), math.Inf(-1), 1
			}
			return math.NaN(), -1 / float64(len(rows[0])-1), 1
		}
		n, k, grand := float64(len(rows)), float64(len(rows[0])), stat.Mean(all, nil)
		var bySubject, byRater, total float64 // sums of squares
		for i, r := range rows {
			bySubject += k * math.Pow(stat.Mean(r, nil)-grand, 2)
			for j, x := range r {
				total += math.Pow(x-grand, 2)
				if i == 0 {
					byRater += n * math.Pow(stat.Mean(column(rows, j), nil)-grand, 2)
				}
			}
		}
		r, c := bySubject/(n-1), byRater/(k-1)
		e, w := (total-bySubject-byRater)/((n-1)*(k-1)), (total-bySubject)/(n*(k-1))
		f := func(d1, d2 float64) float64 { return quantileOf(distuv.F{D1: d1, D2: d2}.CDF, (1+level)/2) }
		of := func(q float64) float64 { return (q - 1) / (q + k - 1) } // of one rating
		switch m {
		case kpitest.ICC1k, kpitest.ICC3k:
			of = func(q float64) float64 { return 1 - 1/q }
		}
		switch m {
		case kpitest.ICC11, kpitest.ICC1k:
			return of(r / w), of(r / w / f(n-1, n*(k-1))), of(r / w * f(n*(k-1), n-1))
		case kpitest.ICC31, kpitest.ICC3k:
			return of(r / e), of(r / e / f(n-1, (n-1)*(k-1))), of(r / e * f((n-1)*(k-1), n-1))
		}
		value = (r - e) / (r + (k-1)*e + k*(c-e)/n)
		a, b := k*value/(n*(1-value)), 1+k*value*(n-1)/(n*(1-value))
		v := math.Pow(a*c+b*e, 2) / (math.Pow(a*c, 2)/(k-1) + math.Pow(b*e, 2)/((n-1)*(k-1)))
		lower, upper := f(n-1, v), f(v, n-1)
		lo = n * (r - lower*e) / (lower*(k*c+(k*n-k-n)*e) + n*r)
		hi = n * (upper*r - e) / (k*c + (k*n-k-n)*e + n*upper*r)
		if m == kpitest.ICC2k {
			return plainSpearmanBrown(value, k), plainSpearmanBrown(lo, k), plainSpearmanBrown(hi, k)
		}
		return value, lo, hi
	}
}

func plainWithinGroup(rows [][]float64, points int) float64 {
	items, spread := float64(len(rows[0])), 0.0
	for j := range rows[0] {
		spread += stat.Variance(column(rows, j), nil) / items / (float64(points*points-1) / 12) // 0/0 of one judge
	}
	spread = min(1, spread)
	return items * (1 - spread) / (items*(1-spread) + spread)
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
