package kpitest_test

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions of control charts, as plainly as they can be written.

// movingRange returns the mean difference of neighbours that both have data, over 1.128.
func movingRange(x []float64) float64 {
	sum, n := 0.0, 0.0
	for i := 1; i < len(x); i++ {
		if d := math.Abs(x[i] - x[i-1]); !math.IsNaN(d) {
			sum, n = sum+d, n+1
		}
	}
	return sum / n / 1.128
}

func plainChartShares(m kpitest.Method) func(k, n []int) (centre float64, lo, hi []float64) {
	return func(k, n []int) (centre float64, lo, hi []float64) {
		yes, all := 0, 0
		for i := range n {
			yes, all = yes+k[i], all+n[i]
		}
		centre = float64(yes) / float64(all)
		sigma := func(i int) float64 { return math.Sqrt(centre * (1 - centre) / float64(n[i])) }
		wide := 1.0
		if m == kpitest.Laney {
			var zs []float64
			for i := range n {
				zs = append(zs, (float64(k[i])/float64(n[i])-centre)/sigma(i))
			}
			wide = movingRange(zs)
		}
		for i := range n {
			l, u := 0.0, 1.0
			if n[i] > 0 && m == kpitest.Exact {
				l, u = fewest(n[i], centre)/float64(n[i]), 1-fewest(n[i], 1-centre)/float64(n[i])
			} else if n[i] > 0 {
				l, u = max(0, centre-3*wide*sigma(i)), min(1, centre+3*wide*sigma(i))
			}
			lo, hi = append(lo, l), append(hi, u)
		}
		return centre, lo, hi
	}
}

// fewest returns the least number of n of which the probability, that many or fewer, is not below .00135.
func fewest(n int, p float64) float64 {
	b := distuv.Binomial{N: float64(n), P: p}
	for k := 0.0; ; k++ {
		if b.CDF(k) >= 0.00135 {
			return k
		}
	}
}

func plainXmR(x []float64) (centre, lo, hi float64) {
	xs, _ := kept(x)
	for _, v := range xs {
		centre += v / float64(len(xs))
	}
	half := 3 * movingRange(x)
	return centre, centre - half, centre + half
}

func plainLogXmR(x []float64) (centre, lo, hi float64) {
	logs := make([]float64, len(x))
	for i, v := range x {
		logs[i] = math.Log(v)
	}
	centre, lo, hi = plainXmR(logs)
	return math.Exp(centre), math.Exp(lo), math.Exp(hi)
}

// deviationXmR takes the standard deviation for the noise, which a jump widens.
func deviationXmR(x []float64) (centre, lo, hi float64) {
	centre, _, _ = plainXmR(x)
	xs, _ := kept(x)
	squares := 0.0
	for _, v := range xs {
		squares += (v - centre) * (v - centre)
	}
	half := 3 * math.Sqrt(squares/float64(len(xs)-1))
	return centre, centre - half, centre + half
}

func plainEWMA(x []float64, centre, sigma, weight, width float64) (values, lo, hi []float64) {
	mean := centre
	for i, v := range x {
		mean += weight * (v - mean)
		half := width * sigma * math.Sqrt(weight/(2-weight)*(1-math.Pow(1-weight, 2*float64(i+1))))
		values, lo, hi = append(values, mean), append(lo, centre-half), append(hi, centre+half)
	}
	return values, lo, hi
}

func plainCUSUM(x []float64, centre, sigma, slack float64) (up, down []float64) {
	u, d := 0.0, 0.0
	for _, v := range x {
		z := (v - centre) / sigma
		u, d = max(0, u+z-slack), max(0, d-z-slack)
		up, down = append(up, u), append(down, d)
	}
	return up, down
}

// windows are the rules as so many of the last points that must hold.
var windows = map[kpitest.Method]struct {
	of    int
	whole bool // less than so many points hold nothing
	holds func(zs []float64) bool
}{
	kpitest.Beyond:       {1, true, func(zs []float64) bool { return math.Abs(zs[0]) > 3 }},
	kpitest.TwoOfThree:   {3, false, func(zs []float64) bool { return sameSide(zs, 2, 2) }},
	kpitest.FourOfFive:   {5, false, func(zs []float64) bool { return sameSide(zs, 1, 4) }},
	kpitest.EightOneSide: {8, true, func(zs []float64) bool { return sameSide(zs, 0, 8) }},
	kpitest.NineOneSide:  {9, true, func(zs []float64) bool { return sameSide(zs, 0, 9) }},
	kpitest.SixTrend: {6, true, func(zs []float64) bool {
		sum := 0.0
		for i := range zs[1:] {
			sum += signOf(zs[i+1] - zs[i])
		}
		return math.Abs(sum) == 5
	}},
	kpitest.FourteenAlternating: {14, true, func(zs []float64) bool {
		for i := range zs[2:] {
			if signOf(zs[i+1]-zs[i])*signOf(zs[i+2]-zs[i+1]) != -1 {
				return false
			}
		}
		return true
	}},
	kpitest.FifteenWithin: {15, true, func(zs []float64) bool {
		return !slices.ContainsFunc(zs, func(z float64) bool { return math.Abs(z) > 1 })
	}},
	kpitest.EightOutside: {8, true, func(zs []float64) bool {
		return !slices.ContainsFunc(zs, func(z float64) bool { return math.Abs(z) <= 1 }) && slices.Min(zs) < 0 && slices.Max(zs) > 0
	}},
}

// sameSide reports whether the last point and at least so many in all are further than far on its side.
func sameSide(zs []float64, far float64, least int) bool {
	n, side := 0, signOf(zs[len(zs)-1])
	for _, z := range zs {
		if side*z > far {
			n++
		}
	}
	return side*zs[len(zs)-1] > far && n >= least
}

func plainRules(rule kpitest.Method) func(z []float64) []int {
	return func(z []float64) (at []int) {
		w := windows[rule]
		zs, places := kept(z)
		for i := range zs {
			if from := i + 1 - w.of; from >= 0 || !w.whole {
				if w.holds(zs[max(0, from) : i+1]) {
					at = append(at, places[i])
				}
			}
		}
		return at
	}
}

// chartRuns returns the runners of control charts with plain implementations.
func chartRuns() map[string]run {
	runs := map[string]run{
		"ChartEWMA": func(t kpitest.TestingT, shift float64) {
			kpitest.ChartEWMA(t, func(x []float64, centre, sigma, weight, width float64) (values, lo, hi []float64) {
				values, lo, hi = plainEWMA(x, centre, sigma, weight, width)
				return values, lo, shifted(hi, shift)
			})
		},
		"ChartCUSUM": func(t kpitest.TestingT, shift float64) {
			kpitest.ChartCUSUM(t, func(x []float64, centre, sigma, slack float64) (up, down []float64) {
				up, down = plainCUSUM(x, centre, sigma, slack)
				return up, shifted(down, shift)
			})
		},
	}
	for _, m := range []kpitest.Method{kpitest.ThreeSigma, kpitest.Exact, kpitest.Laney} {
		runs["ChartShares "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ChartShares(t, m, func(k, n []int) (centre float64, lo, hi []float64) {
				centre, lo, hi = plainChartShares(m)(k, n)
				return centre, shifted(lo, shift), hi
			})
		}
	}
	for m, f := range map[kpitest.Method]func(x []float64) (centre, lo, hi float64){kpitest.XmR: plainXmR, kpitest.LogXmR: plainLogXmR} {
		runs["ChartValues "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ChartValues(t, m, func(x []float64) (centre, lo, hi float64) {
				centre, lo, hi = f(x)
				return centre, lo, hi + shift
			})
		}
	}
	for m := range windows {
		runs["ChartRules "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ChartRules(t, m, func(z []float64) []int { return later(plainRules(m)(z), shift) })
		}
	}
	return runs
}

// chartUnmoved is how many cases have no pattern, which none is moved from.
var chartUnmoved = map[string]int{"ChartRules two-of-three": 1, "ChartRules eight-one-side": 1, "ChartRules eight-outside": 1}

func chartDefects() []defect {
	return []defect{
		{"the standard deviation in place of moving ranges", func(t kpitest.TestingT) { kpitest.ChartValues(t, kpitest.XmR, deviationXmR) },
			[]string{"trend-chart-values/flowrate", "trend-chart-values/hours", "trend-chart-values/shift",
				"trend-chart-values/gap", "trend-chart-values/two-values"},
			"limits from it are twice as wide: the jump hides itself."},
		{"two of three on either side", func(t kpitest.TestingT) {
			kpitest.ChartRules(t, kpitest.TwoOfThree, func(z []float64) []int {
				for i := range z {
					z[i] = math.Abs(z[i])
				}
				return plainRules(kpitest.TwoOfThree)(z)
			})
		},
			[]string{"trend-chart-rules/two-of-three", "trend-chart-rules/two-of-three-sides"},
			"One above and one below are not two of three"},
	}
}
