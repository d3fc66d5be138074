package kpitest_test

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/combin"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// Weights, gaps, tables and drivers, as plainly as they can be written.

func total(ws []float64) (sum float64) {
	for _, w := range ws {
		sum += w
	}
	return sum
}

func plainKish(ws []float64) (effect, effective float64) {
	if len(ws) == 0 {
		return math.NaN(), 0
	}
	squares := 0.0
	for _, w := range ws {
		squares += w * w
	}
	effective = squared(total(ws)) / squares
	return float64(len(ws)) / effective, effective
}

func plainTrim(m kpitest.Method) func(ws []float64, upper float64) ([]float64, error) {
	return func(ws []float64, upper float64) ([]float64, error) {
		ws = slices.Clone(ws)
		if total(ws) > upper*float64(len(ws)) {
			return nil, errors.New("too much weight")
		}
		cut := make([]bool, len(ws))
		for {
			excess, uncut := 0.0, 0.0
			for i, w := range ws {
				if w > upper {
					excess, ws[i], cut[i] = excess+w-upper, upper, true
				}
				if !cut[i] {
					uncut++
				}
			}
			if excess == 0 {
				return ws, nil
			}
			for i := range ws {
				if !cut[i] {
					ws[i] += excess / uncut
				}
			}
			if m == kpitest.TrimOnce {
				return ws, nil
			}
		}
	}
}

func plainPostStratify(ws []float64, m kpitest.Margin) ([]float64, error) {
	sums := map[string]float64{}
	for i, level := range m.Levels {
		sums[level] += ws[i]
		if m.Totals[level] <= 0 {
			return nil, errors.New("nobody of " + level + " in the population")
		}
	}
	for level, to := range m.Totals {
		if sums[level] == 0 && to > 0 {
			return nil, errors.New("nobody of " + level + " answered")
		}
	}
	fitted := make([]float64, len(ws))
	for i, level := range m.Levels {
		fitted[i] = ws[i] * m.Totals[level] / sums[level]
	}
	return fitted, nil
}

func plainRake(ws []float64, margins []kpitest.Margin) (fitted []float64, err error) {
	return rakeCycles(ws, margins, 5000)
}

func rakeCycles(ws []float64, margins []kpitest.Margin, cycles int) (fitted []float64, err error) {
	fitted = ws
	population := func(m kpitest.Margin) (sum float64) {
		for _, to := range m.Totals {
			sum += to
		}
		return sum
	}
	for range cycles {
		for _, m := range margins {
			if math.Abs(population(m)-population(margins[0])) > 1e-9*population(m) {
				return nil, errors.New("two populations")
			}
			if fitted, err = plainPostStratify(fitted, m); err != nil {
				return nil, err
			}
		}
	}
	return fitted, nil
}

func plainGap(current, target []int, level float64) (mean, lo, hi, t, p float64) {
	var ds []float64
	for i := range current {
		ds = append(ds, float64(current[i]-target[i]))
	}
	n, sd := float64(len(ds)), stat.StdDev(ds, nil)
	mean = stat.Mean(ds, nil)
	switch {
	case n < 2:
		return mean, math.Inf(-1), math.Inf(1), math.NaN(), math.NaN()
	case sd == 0:
		return mean, mean, mean, math.NaN(), math.NaN()
	}
	lo, hi = studentT(ds, level)
	t = mean / sd * math.Sqrt(n)
	return mean, lo, hi, t, 2 * distuv.StudentsT{Sigma: 1, Nu: n - 1}.CDF(-math.Abs(t))
}

// filledTable returns the table without empty rows and columns.
func filledTable(table [][]int) (cells [][]float64) {
	for _, row := range table {
		var xs []float64
		for j := range row {
			inColumn := 0
			for _, r := range table {
				inColumn += r[j]
			}
			if inColumn > 0 {
				xs = append(xs, float64(row[j]))
			}
		}
		if total(xs) > 0 {
			cells = append(cells, xs)
		}
	}
	return cells
}

func plainChiSquare(m kpitest.Method) func(table [][]int) (statistic, df, p float64) {
	return func(table [][]int) (statistic, df, p float64) {
		cells := filledTable(table)
		if len(cells) < 2 || len(cells[0]) < 2 {
			return math.NaN(), 0, math.NaN()
		}
		n := total(slices.Concat(cells...))
		df = float64((len(cells) - 1) * (len(cells[0]) - 1))
		for _, row := range cells {
			for j, x := range row {
				e := total(row) * total(column(cells, j)) / n
				d := math.Abs(x - e)
				if m == kpitest.Yates && df == 1 {
					d -= min(0.5, d)
				}
				statistic += d * d / e
			}
		}
		return statistic, df, distuv.ChiSquared{K: df}.Survival(statistic)
	}
}

func plainFisher(table [2][2]int) (p, greater float64) {
	a, b, c, d := table[0][0], table[0][1], table[1][0], table[1][1]
	probability := func(x int) float64 {
		log := combin.LogGeneralizedBinomial
		return math.Exp(log(float64(a+b), float64(x)) + log(float64(c+d), float64(a+c-x)) - log(float64(a+b+c+d), float64(a+c)))
	}
	for x := max(0, a-d); x <= min(a+b, a+c); x++ {
		at := probability(x)
		if at <= probability(a)*(1+1e-7) {
			p += at
		}
		if x >= a {
			greater += at
		}
	}
	return p, greater
}

// explained returns R² of the first variable on those in a set, from their correlations.
func explained(r *mat.SymDense, set []int) float64 {
	if len(set) == 0 {
		return 0
	}
	xx, xy := mat.NewSymDense(len(set), nil), mat.NewVecDense(len(set), nil)
	for a, i := range set {
		xy.SetVec(a, r.At(0, i))
		for b, j := range set {
			xx.SetSym(a, b, r.At(i, j))
		}
	}
	var beta mat.VecDense
	if err := beta.SolveVec(xx, xy); err != nil {
		return math.NaN()
	}
	return mat.Dot(&beta, xy)
}

func correlationsOf(rows [][]float64) *mat.SymDense {
	var r mat.SymDense
	stat.CorrelationMatrix(&r, mat.NewDense(len(rows), len(rows[0]), slices.Concat(rows...)), nil)
	return &r
}

func allDrivers(r *mat.SymDense) (set []int) {
	for j := 1; j < r.SymmetricDim(); j++ {
		set = append(set, j)
	}
	return set
}

func plainDrivers(m kpitest.Method) func(rows [][]float64) (fit float64, weights []float64) {
	if m == kpitest.Johnson {
		return plainJohnson
	}
	return plainLMG
}

func plainJohnson(rows [][]float64) (fit float64, weights []float64) {
	r := correlationsOf(rows)
	p := r.SymmetricDim() - 1
	var eigen mat.EigenSym
	eigen.Factorize(r.SliceSym(1, p+1), true)
	var q, half, root mat.Dense
	eigen.VectorsTo(&q)
	lambda := mat.NewDiagDense(p, nil)
	for i, v := range eigen.Values(nil) {
		lambda.SetDiag(i, math.Sqrt(v))
	}
	half.Mul(&q, lambda)
	root.Mul(&half, q.T()) // the correlations of drivers with their nearest uncorrelated counterparts
	outcome := mat.NewVecDense(p, nil)
	for j := range p {
		outcome.SetVec(j, r.At(0, j+1))
	}
	var beta mat.VecDense
	if err := beta.SolveVec(&root, outcome); err != nil {
		return math.NaN(), nil
	}
	weights = make([]float64, p)
	for j := range p {
		for k := range p {
			weights[j] += squared(root.At(j, k) * beta.AtVec(k))
		}
	}
	return explained(r, allDrivers(r)), weights
}

// plainLMG is the mean over all orders of what a driver adds to those before it.
func plainLMG(rows [][]float64) (fit float64, weights []float64) {
	r := correlationsOf(rows)
	drivers := allDrivers(r)
	weights = make([]float64, len(drivers))
	orders := combin.Permutations(len(drivers), len(drivers))
	known := map[int]float64{} // by the set as bits
	of := func(set []int) float64 {
		bits := 0
		for _, j := range set {
			bits |= 1 << j
		}
		if _, ok := known[bits]; !ok {
			known[bits] = explained(r, set)
		}
		return known[bits]
	}
	for _, order := range orders {
		var set []int
		for _, j := range order {
			before := of(set)
			set = append(set, drivers[j])
			weights[j] += (of(set) - before) / float64(len(orders))
		}
	}
	return of(drivers), weights
}

func weightRuns() map[string]run {
	runs := map[string]run{
		"WeightKish": func(t kpitest.TestingT, shift float64) {
			kpitest.WeightKish(t, func(ws []float64) (effect, effective float64) {
				effect, effective = plainKish(ws)
				return effect, effective + shift
			})
		},
		"WeightPostStratify": func(t kpitest.TestingT, shift float64) {
			kpitest.WeightPostStratify(t, func(ws []float64, m kpitest.Margin) ([]float64, error) {
				xs, err := plainPostStratify(ws, m)
				return shifted(xs, shift), err
			})
		},
		"WeightRake": func(t kpitest.TestingT, shift float64) {
			kpitest.WeightRake(t, func(ws []float64, margins []kpitest.Margin) ([]float64, error) {
				xs, err := plainRake(ws, margins)
				return shifted(xs, shift), err
			})
		},
		"GapPaired": func(t kpitest.TestingT, shift float64) {
			kpitest.GapPaired(t, func(current, target []int, level float64) (mean, lo, hi, statistic, p float64) {
				mean, lo, hi, statistic, p = plainGap(current, target, level)
				return mean + shift, lo, hi, statistic, p
			})
		},
		"TableFisher": func(t kpitest.TestingT, shift float64) {
			kpitest.TableFisher(t, func(table [2][2]int) (p, greater float64) {
				p, greater = plainFisher(table)
				return p, greater + shift
			})
		},
	}
	for _, m := range []kpitest.Method{kpitest.TrimOnce, kpitest.TrimStrict} {
		runs["WeightTrim "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.WeightTrim(t, m, func(ws []float64, upper float64) ([]float64, error) {
				xs, err := plainTrim(m)(ws, upper)
				return shifted(xs, shift), err
			})
		}
	}
	for _, m := range []kpitest.Method{kpitest.Pearson, kpitest.Yates} {
		runs["TableChiSquare "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.TableChiSquare(t, m, func(table [][]int) (statistic, df, p float64) {
				statistic, df, p = plainChiSquare(m)(table)
				return statistic + shift, df, p
			})
		}
	}
	for _, m := range []kpitest.Method{kpitest.Johnson, kpitest.LMG} {
		runs["DriverWeights "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.DriverWeights(t, m, func(rows [][]float64) (fit float64, weights []float64) {
				fit, weights = plainDrivers(m)(rows)
				return fit, shifted(weights, shift)
			})
		}
	}
	return runs
}

// weightUnmoved is how many cases have no number to move.
var weightUnmoved = map[string]int{
	"WeightPostStratify": 3, "WeightRake": 3, "WeightTrim trim-once": 1, "WeightTrim trim-strict": 2, "GapPaired": 1,
	"TableChiSquare pearson": 2,
}

func weightDefects() []defect {
	return []defect{
		{"one plus the squared coefficient of variation", func(t kpitest.TestingT) {
			kpitest.WeightKish(t, func(ws []float64) (effect, effective float64) {
				if len(ws) < 2 {
					return plainKish(ws)
				}
				effect = 1 + squared(stat.StdDev(ws, nil)/stat.Mean(ws, nil))
				return effect, float64(len(ws)) / effect
			})
		}, []string{"weight-kish/twelve", "weight-kish/one-outweighs", "weight-kish/any-unit"}, "With the n - 1 standard deviation in place of n"},
		{"one pass of trimming", func(t kpitest.TestingT) { kpitest.WeightTrim(t, kpitest.TrimStrict, plainTrim(kpitest.TrimOnce)) },
			[]string{"weight-trim/strict-several-passes"}, "Several passes."},
		{"what was cut off is lost", func(t kpitest.TestingT) {
			kpitest.WeightTrim(t, kpitest.TrimOnce, func(ws []float64, upper float64) ([]float64, error) {
				if _, err := plainTrim(kpitest.TrimOnce)(ws, upper); err != nil {
					return nil, err
				}
				for i, w := range ws {
					ws[i] = min(w, upper)
				}
				return ws, nil
			})
		}, []string{"weight-trim/once-schools", "weight-trim/once-above-again"}, "183 raked weights cut at 45."},
		{"levels without answers are passed over", func(t kpitest.TestingT) {
			kpitest.WeightPostStratify(t, func(ws []float64, m kpitest.Margin) ([]float64, error) {
				for level := range m.Totals {
					if !slices.Contains(m.Levels, level) {
						delete(m.Totals, level)
					}
				}
				return plainPostStratify(ws, m)
			})
		}, []string{"weight-poststratify/nobody-of-a-level"}, "The population has Swiss customers, the sample none"},
		{"base weights are forgotten", func(t kpitest.TestingT) {
			kpitest.WeightPostStratify(t, func(ws []float64, m kpitest.Margin) ([]float64, error) {
				for i := range ws {
					ws[i] = 1
				}
				return plainPostStratify(ws, m)
			})
		}, []string{"weight-poststratify/base-weights-count"}, "Weights from before are kept in proportion"},
		{"ten cycles of raking", func(t kpitest.TestingT) {
			kpitest.WeightRake(t, func(ws []float64, margins []kpitest.Margin) ([]float64, error) { return rakeCycles(ws, margins, 5) })
		}, []string{"weight-rake/eight", "weight-rake/base-weights", "weight-rake/schools"}, "are not enough for the last digits"},
		{"two independent samples", func(t kpitest.TestingT) {
			kpitest.GapPaired(t, func(current, target []int, level float64) (mean, lo, hi, statistic, p float64) {
				mean, lo, hi, statistic, p = plainGap(current, target, level)
				if !math.IsNaN(statistic) {
					variance := func(xs []int) float64 {
						var ys []float64
						for _, x := range xs {
							ys = append(ys, float64(x))
						}
						return stat.Variance(ys, nil)
					}
					statistic = mean / math.Sqrt((variance(current)+variance(target))/float64(len(current)))
				}
				return mean, lo, hi, statistic, p
			})
		}, []string{"gap-paired/ten", "gap-paired/both-ways"}, "As independent samples t would be -3.9"},
		{"the correction where none was asked for", func(t kpitest.TestingT) {
			kpitest.TableChiSquare(t, kpitest.Pearson, plainChiSquare(kpitest.Yates))
		}, []string{"table-chi-square/pearson-two-by-two", "table-chi-square/pearson-empty-column"}, "Two by two"},
		{"empty columns are categories", func(t kpitest.TestingT) {
			kpitest.TableChiSquare(t, kpitest.Pearson, func(table [][]int) (statistic, df, p float64) {
				statistic, df, p = plainChiSquare(kpitest.Pearson)(table)
				if len(table) > 1 && df > 0 {
					df = float64((len(table) - 1) * (len(table[0]) - 1))
					p = distuv.ChiSquared{K: df}.Survival(statistic)
				}
				return statistic, df, p
			})
		}, []string{"table-chi-square/pearson-empty-column"}, "A category that nobody chose is none"},
		{"twice the one-sided p", func(t kpitest.TestingT) {
			kpitest.TableFisher(t, func(table [2][2]int) (p, greater float64) {
				_, greater = plainFisher(table)
				_, less := plainFisher([2][2]int{table[1], table[0]})
				return min(1, 2*greater, 2*less), greater
			})
		}, []string{"table-fisher/job-moves", "table-fisher/a-zero"}, "Where chi-square is not to be trusted"},
		{"squared correlations for weights", func(t kpitest.TestingT) {
			kpitest.DriverWeights(t, kpitest.Johnson, func(rows [][]float64) (fit float64, weights []float64) {
				fit, weights = plainJohnson(rows)
				for j := range weights {
					weights[j] = squared(correlationsOf(rows).At(0, j+1))
				}
				return fit, weights
			})
		}, []string{"driver-weights/johnson-attitude", "driver-weights/johnson-ten"}, "share what they explain"},
		{"one method's weights for another's", func(t kpitest.TestingT) { kpitest.DriverWeights(t, kpitest.LMG, plainJohnson) },
			[]string{"driver-weights/lmg-attitude", "driver-weights/lmg-ten"}, "By all orders nearly the same."},
	}
}
