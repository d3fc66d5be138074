package kpitest_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions once more, as plainly as they can be written: what the runners must find nothing wrong with.

// given returns the answers that were given, or an error if one is not on the scale.
func given(answers []*int, lowest, highest int) ([]int, error) {
	var xs []int
	for _, a := range answers {
		if a == nil {
			continue
		}
		if *a < lowest || *a > highest {
			return nil, fmt.Errorf("%d is not from %d to %d", *a, lowest, highest)
		}
		xs = append(xs, *a)
	}
	return xs, nil
}

// share returns the share of answers that count, NaN without answers.
func share(xs []int, counts func(int) bool) float64 {
	k := 0
	for _, x := range xs {
		if counts(x) {
			k++
		}
	}
	return float64(k) / float64(len(xs)) // 0/0 is NaN
}

func promoter(x int) bool  { return x >= 9 }
func detractor(x int) bool { return x <= 6 }

func plainNPS(answers []*int) (float64, error) {
	xs, err := given(answers, 0, 10)
	if err != nil {
		return 0, err
	}
	return 100 * (share(xs, promoter) - share(xs, detractor)), nil
}

func plainNPSText(cells []string) (float64, error) {
	answers := make([]*int, len(cells))
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		x, err := strconv.Atoi(cell)
		if err != nil {
			return 0, err
		}
		answers[i] = &x
	}
	return plainNPS(answers)
}

func plainCSAT(lowest, points int) func([]*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, points)
		return share(xs, func(x int) bool { return x >= lowest }), err
	}
}

func plainCESMean(points int) func([]*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, points)
		sum := 0
		for _, x := range xs {
			sum += x
		}
		return float64(sum) / float64(len(xs)), err
	}
}

// counting returns what counts as easy and what as difficult.
func counting(r kpitest.CESRule) (easy, difficult func(int) bool) {
	if r.Easy < r.Difficult {
		return func(x int) bool { return x <= r.Easy }, func(x int) bool { return x >= r.Difficult }
	}
	return func(x int) bool { return x >= r.Easy }, func(x int) bool { return x <= r.Difficult }
}

func plainCESEasyShare(r kpitest.CESRule) func([]*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, r.Points)
		easy, _ := counting(r)
		return share(xs, easy), err
	}
}

func plainCESNetEasy(r kpitest.CESRule) func([]*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, r.Points)
		easy, difficult := counting(r)
		return 100 * (share(xs, easy) - share(xs, difficult)), err
	}
}

func z(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// twoSided returns the p-value of a standard normal statistic.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

func plainWilson(k, n int, level float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	z, x, m := z(level), float64(k), float64(n)
	centre := (x + z*z/2) / (m + z*z)
	half := z / (m + z*z) * math.Sqrt(x*(m-x)/m+z*z/4)
	return max(0, centre-half), min(1, centre+half)
}

func plainWald(k, n int, level float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	p := float64(k) / float64(n)
	half := z(level) * math.Sqrt(p*(1-p)/float64(n))
	return max(0, p-half), min(1, p+half)
}

func plainAgrestiCoull(k, n int, level float64) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	z := z(level)
	m := float64(n) + z*z
	p := (float64(k) + z*z/2) / m
	half := z * math.Sqrt(p*(1-p)/m)
	return max(0, p-half), min(1, p+half)
}

// netWald is the Wald interval of a net score with so many answers added to each class.
func netWald(c kpitest.Classes, level, detractors, passives, promoters float64) (lo, hi float64) {
	if c == (kpitest.Classes{}) {
		return -100, 100
	}
	d, a, p := float64(c.Detractors)+detractors, float64(c.Passives)+passives, float64(c.Promoters)+promoters
	n := d + a + p
	score := (p - d) / n
	half := z(level) * math.Sqrt(((p+d)/n-score*score)/n)
	return max(-100, 100*(score-half)), min(100, 100*(score+half))
}

func plainNPSWald(c kpitest.Classes, level float64) (lo, hi float64) {
	return netWald(c, level, 0, 0, 0)
}

func plainNPSAdjustedWald(c kpitest.Classes, level float64) (lo, hi float64) {
	return netWald(c, level, 0.75, 1.5, 0.75)
}

// tango is the score statistic of a net score against t, both on [-1, 1] (Tango 1998).
func tango(c kpitest.Classes, t float64) float64 {
	d, p := float64(c.Detractors), float64(c.Promoters)
	n := d + float64(c.Passives) + p
	b := -d - p + (2*n-p+d)*t
	q := (math.Sqrt(max(0, b*b+8*n*d*t*(1-t))) - b) / (4 * n)
	return (p - d - n*t) / math.Sqrt(n*(2*q+t*(1-t)))
}

func plainNPSScore(c kpitest.Classes, level float64) (lo, hi float64) {
	n := c.Detractors + c.Passives + c.Promoters
	if n == 0 {
		return -100, 100
	}
	score := float64(c.Promoters-c.Detractors) / float64(n)
	z := z(level)
	lo, hi = -1, 1
	if c.Detractors < n {
		lo = bisect(-1, score, func(t float64) bool { return tango(c, t) > z })
	}
	if c.Promoters < n {
		hi = bisect(1, score, func(t float64) bool { return tango(c, t) < -z })
	}
	return 100 * lo, 100 * hi
}

// bisect returns where outside turns false between an end that is outside and a middle that is not.
func bisect(end, middle float64, outside func(float64) bool) float64 {
	for range 200 {
		if m := (end + middle) / 2; outside(m) {
			end = m
		} else {
			middle = m
		}
	}
	return middle
}

// squareAndAdd returns the limits of a difference of two independent estimates.
func squareAndAdd(a, b kpitest.Estimate) (lo, hi float64) {
	d := a.Value - b.Value
	if math.IsNaN(d) {
		return a.Lo - b.Hi, a.Hi - b.Lo
	}
	return d - math.Hypot(a.Value-a.Lo, b.Hi-b.Value), d + math.Hypot(a.Hi-a.Value, b.Value-b.Lo)
}

func plainNPSDifference(first, second kpitest.Classes, level float64) (lo, hi float64) {
	estimate := func(c kpitest.Classes) kpitest.Estimate {
		lo, hi := plainNPSScore(c, level)
		n := float64(c.Detractors + c.Passives + c.Promoters)
		return kpitest.Estimate{Value: 100 * float64(c.Promoters-c.Detractors) / n, Lo: lo, Hi: hi}
	}
	return squareAndAdd(estimate(first), estimate(second))
}

func plainNPSTest(c kpitest.Classes, null float64) (z, p float64) {
	z = tango(c, null/100) // 0/0 without answers
	return z, twoSided(z)
}

func plainNPSPairedT(before, after []int, level float64) (lo, hi float64) {
	var moves []float64
	for i := range before {
		moves = append(moves, class(after[i])-class(before[i]))
	}
	return studentT(moves, level)
}

func class(x int) float64 {
	switch {
	case promoter(x):
		return 100
	case detractor(x):
		return -100
	}
	return 0
}

func plainNPSWeighted(answers []int, weights []float64) (value, standardError float64) {
	n, sum, squares := float64(len(answers)), 0.0, 0.0
	for i, x := range answers {
		sum += weights[i]
		value += weights[i] * class(x)
	}
	value /= sum
	for i, x := range answers {
		squares += math.Pow(weights[i]*(class(x)-value), 2)
	}
	return value, math.Sqrt(n/(n-1)*squares) / sum
}

func studentT(xs []float64, level float64) (lo, hi float64) {
	n, sum, squares := float64(len(xs)), 0.0, 0.0
	for _, x := range xs {
		sum += x
	}
	for _, x := range xs {
		squares += math.Pow(x-sum/n, 2)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}
	half := t.Quantile((1+level)/2) * math.Sqrt(squares/(n-1)/n)
	return sum/n - half, sum/n + half
}

func plainMeanT(values []float64, counts []int, level float64) (lo, hi float64) {
	var xs []float64
	for i, v := range values {
		xs = append(xs, slices.Repeat([]float64{v}, counts[i])...)
	}
	return studentT(xs, level)
}

func plainDifference(k1, n1, k2, n2 int, level float64) (lo, hi float64) {
	estimate := func(k, n int) kpitest.Estimate {
		lo, hi := plainWilson(k, n, level)
		return kpitest.Estimate{Value: float64(k) / float64(n), Lo: lo, Hi: hi}
	}
	return squareAndAdd(estimate(k1, n1), estimate(k2, n2))
}

func plainProportionTest(k1, n1, k2, n2 int) (z, p float64) {
	a, b, c, d := float64(k1), float64(n1), float64(k2), float64(n2)
	if k1*n2 == k2*n1 && n1 > 0 && n2 > 0 {
		return 0, 1
	}
	n, pooled := b+d, (a+c)/(b+d)
	z = (a/b - c/d) / math.Sqrt(pooled*(1-pooled)*(1/b+1/d)*n/(n-1))
	return z, twoSided(z)
}

func plainHomogeneity(k, n []int) (statistic, df, p float64) {
	sum, all := 0, 0
	for i := range k {
		sum, all = sum+k[i], all+n[i]
	}
	pooled := float64(sum) / float64(all)
	for i := range k {
		d := float64(k[i])/float64(n[i]) - pooled
		statistic += float64(n[i]) * d * d / (pooled * (1 - pooled))
	}
	df = float64(len(k) - 1)
	return statistic, df, distuv.ChiSquared{K: df}.Survival(statistic)
}

func plainPaired(both, first, second, neither int, level float64) (lo, hi float64) {
	a, b, c, d := float64(both), float64(first), float64(second), float64(neither)
	n := both + first + second + neither
	if n == 0 {
		return -1, 1
	}
	l1, u1 := plainWilson(both+first, n, level)
	l2, u2 := plainWilson(both+second, n, level)
	p1, p2 := (a+b)/float64(n), (a+c)/float64(n)
	phi := a*d - b*c
	if phi > 0 {
		phi = max(phi-float64(n)/2, 0)
	}
	if margins := (a + b) * (c + d) * (a + c) * (b + d); margins > 0 {
		phi /= math.Sqrt(margins)
	} else {
		phi = 0
	}
	arm := func(x, y float64) float64 { return math.Sqrt(x*x - 2*phi*x*y + y*y) }
	return p1 - p2 - arm(p1-l1, u2-p2), p1 - p2 + arm(u1-p1, p2-l2)
}

func plainSum(terms []kpitest.Estimate) (lo, hi float64) {
	var value, below, above, weight, shift float64
	for _, t := range terms {
		half, centre := (t.Hi-t.Lo)/2, (t.Hi+t.Lo)/2
		value += t.Value
		below += math.Pow(t.Value-t.Lo, 2)
		above += math.Pow(t.Hi-t.Value, 2)
		weight += half * half
		shift += half * half * (centre - t.Value)
	}
	centre, half := value+shift/weight, math.Sqrt(weight)
	return min(value-math.Sqrt(below), centre-half), max(value+math.Sqrt(above), centre+half)
}

// plainRatio looks for the ends of the ratios that are possible, outwards from the ratio itself. The denominator is
// positive by definition: if it may be next to nothing, only a numerator that is not negative has a lower end.
func plainRatio(numerator, denominator kpitest.Estimate) (lo, hi float64) {
	excluded := func(ratio float64) bool {
		d := kpitest.Estimate{Value: ratio * denominator.Value, Lo: ratio * denominator.Lo, Hi: ratio * denominator.Hi}
		if ratio < 0 {
			d.Lo, d.Hi = d.Hi, d.Lo
		}
		lo, hi := squareAndAdd(numerator, d)
		return lo > 0 || hi < 0
	}
	end := func(direction float64) float64 {
		value, step := numerator.Value/denominator.Value, 1.0
		for !excluded(value + direction*step) {
			step *= 2
		}
		return bisect(value+direction*step, value, excluded)
	}
	lo, hi = math.Inf(-1), math.Inf(1)
	if denominator.Lo > 0 || numerator.Lo > 0 {
		lo = end(-1)
	}
	if denominator.Lo > 0 {
		hi = end(1)
	}
	return lo, hi
}

func plainHolm(p []float64) []float64 {
	return stepwise(p, func(rank, n int) float64 { return float64(n - rank) }, false)
}

func plainBenjaminiHochberg(p []float64) []float64 {
	return stepwise(p, func(rank, n int) float64 { return float64(n) / float64(rank+1) }, true)
}

func plainBonferroni(p []float64) []float64 {
	return stepwise(p, func(_, n int) float64 { return float64(n) }, false)
}

func plainHochberg(p []float64) []float64 {
	return stepwise(p, func(rank, n int) float64 { return float64(n - rank) }, true)
}

func plainBenjaminiYekutieli(p []float64) []float64 {
	return stepwise(p, func(rank, n int) (factor float64) {
		for i := range n {
			factor += float64(n) / float64(rank+1) / float64(i+1)
		}
		return factor
	}, true)
}

// stepwise multiplies the sorted p-values by a factor of their rank and makes them monotone, upwards or downwards.
func stepwise(p []float64, factor func(rank, n int) float64, downwards bool) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if p[i] < p[j] {
			return -1
		}
		return 1
	})
	adjusted := make([]float64, len(p))
	for rank, i := range order {
		adjusted[i] = min(1, factor(rank, len(p))*p[i])
	}
	if downwards {
		slices.Reverse(order)
	}
	for k := 1; k < len(order); k++ {
		i, before := order[k], adjusted[order[k-1]]
		if downwards {
			adjusted[i] = min(adjusted[i], before)
		} else {
			adjusted[i] = max(adjusted[i], before)
		}
	}
	return adjusted
}
