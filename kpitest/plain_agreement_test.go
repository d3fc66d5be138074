package kpitest_test

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// Agreement of raters, as plainly as it can be written.

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
