package kpitest_test

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions of trends, as plainly as they can be written.

// kept returns the values with data and their places.
func kept(x []float64) (values []float64, places []int) {
	for i, v := range x {
		if !math.IsNaN(v) {
			values, places = append(values, v), append(places, i)
		}
	}
	return values, places
}

func signOf(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// kendall returns S of values in order of time.
func kendall(xs []float64) (s float64) {
	for i := range xs {
		for j := range i {
			if xs[i] != xs[j] { // infinities have no difference
				s += signOf(xs[i] - xs[j])
			}
		}
	}
	return s
}

// varianceOfS returns the variance of S with ties among the values and, in the second term and the third,
// among the times too (Kendall 1975).
func varianceOfS(xs, times []float64) float64 {
	tied := func(f func(k float64) float64) (values, at float64) {
		return overTies(xs, f), overTies(times, f)
	}
	one := func(k float64) float64 { return k * (k - 1) * (2*k + 5) / 18 }
	two := func(k float64) float64 { return k * (k - 1) }
	three := func(k float64) float64 { return k * (k - 1) * (k - 2) }
	n := float64(len(xs))
	a, b := tied(one)
	variance := one(n) - a - b
	if a, b = tied(two); n > 1 {
		variance += a * b / (2 * two(n))
	}
	if a, b = tied(three); n > 2 {
		variance += a * b / (9 * three(n))
	}
	return variance
}

// overTies returns the sum of f over the sizes of groups of equal values.
func overTies(xs []float64, f func(k float64) float64) (sum float64) {
	sizes := map[float64]float64{}
	for _, x := range xs {
		sizes[x]++
	}
	for _, k := range sizes {
		sum += f(k)
	}
	return sum
}

func plainMannKendall(x []float64) (s, z, p float64) {
	xs, _ := kept(x)
	s, v := kendall(xs), varianceOfS(xs, nil)
	switch {
	case len(xs) < 2:
		return s, math.NaN(), math.NaN()
	case s == 0:
		return 0, 0, 1
	}
	z = (s - signOf(s)) / math.Sqrt(v)
	if len(xs) < 50 && len(slices.Compact(slices.Sorted(slices.Values(xs)))) == len(xs) {
		return s, z, exactKendall(len(xs), s)
	}
	return s, z, twoSided(z)
}

// exactKendall counts the orders of n values by their S, adding one value after the other: it rises above i
// of the k that are there already and falls below the others.
func exactKendall(n int, s float64) float64 {
	orders := map[int]float64{0: 1}
	for k := 1; k < n; k++ {
		next := map[int]float64{}
		for was, many := range orders {
			for i := 0; i <= k; i++ {
				next[was+2*i-k] += many / float64(k+1)
			}
		}
		orders = next
	}
	p := 0.0
	for was, share := range orders {
		if math.Abs(float64(was)) >= math.Abs(s) {
			p += share
		}
	}
	return p
}

// senBy finds ranks among the sorted slopes by ranked.
func senBy(ranked func(slopes []float64, rank float64) float64) func(times, x []float64, level float64) (value, lo, hi float64) {
	return func(times, x []float64, level float64) (value, lo, hi float64) {
		xs, places := kept(x)
		var slopes, at []float64
		for i := range xs {
			at = append(at, times[places[i]])
			for j := range i {
				if dt := at[i] - at[j]; dt > 0 {
					slopes = append(slopes, (xs[i]-xs[j])/dt)
				}
			}
		}
		if len(slopes) == 0 {
			return math.NaN(), math.Inf(-1), math.Inf(1)
		}
		slices.Sort(slopes)
		n, half := float64(len(slopes)), z(level)*math.Sqrt(varianceOfS(xs, at))/2
		return interpolated(slopes, (n+1)/2), ranked(slopes, n/2-half), ranked(slopes, n/2+half+1)
	}
}

func interpolated(slopes []float64, rank float64) float64 {
	below := math.Floor(rank)
	switch i := int(below); {
	case rank < 1:
		return math.Inf(-1)
	case rank > float64(len(slopes)):
		return math.Inf(1)
	case rank == below:
		return slopes[i-1]
	default:
		return slopes[i-1] + (rank-below)*(slopes[i]-slopes[i-1])
	}
}

// roundedRank takes the nearest slope, as several packages do.
func roundedRank(slopes []float64, rank float64) float64 {
	return slopes[min(max(int(math.RoundToEven(rank)), 1), len(slopes))-1]
}

func plainSlope(k, n []int, level float64) (lo, hi float64) {
	m := float64(len(k))
	var weights, xs, variances []float64
	var terms []kpitest.Estimate
	for i := range k {
		t := float64(i) - (m-1)/2
		c := t * 12 / (m * (m*m - 1))
		x := float64(k[i]) / float64(n[i])
		l, u := plainWilson(k[i], n[i], level)
		weights, xs = append(weights, c), append(xs, x)
		variances = append(variances, math.Pow((u-l)/2/z(level), 2))
		terms = append(terms, kpitest.Estimate{Value: c * x, Lo: min(c*l, c*u), Hi: max(c*l, c*u)})
	}
	slope, squares := 0.0, 0.0
	for i, c := range weights {
		slope += c * xs[i]
		squares += c * c
	}
	lo, hi = plainSum(terms)
	if len(k) == 2 {
		return plainDifference(k[1], n[1], k[0], n[0], level)
	}
	if tau2 := pauleMandel(xs, variances); tau2 > 0 {
		t := distuv.StudentsT{Sigma: 1, Nu: m - 2}.Quantile((1 + level) / 2)
		lo = slope - math.Hypot(slope-lo, t*math.Sqrt(tau2*squares))
		hi = slope + math.Hypot(hi-slope, t*math.Sqrt(tau2*squares))
	}
	return lo, hi
}

// pauleMandel returns the variance of the process: the one at which residuals about the weighted line are as
// large as they should be.
func pauleMandel(xs, variances []float64) float64 {
	scatter := func(tau2 float64) (q float64) {
		var w, wt, wx, wtt, wtx float64
		for i, x := range xs {
			a, t := 1/(variances[i]+tau2), float64(i)
			w, wt, wx, wtt, wtx = w+a, wt+a*t, wx+a*x, wtt+a*t*t, wtx+a*t*x
		}
		b := (wtx - wt*wx/w) / (wtt - wt*wt/w)
		for i, x := range xs {
			q += math.Pow(x-wx/w-b*(float64(i)-wt/w), 2) / (variances[i] + tau2)
		}
		return q
	}
	df := float64(len(xs) - 2)
	if df <= 0 || scatter(0) <= df {
		return 0
	}
	return bisect(0, 1, func(tau2 float64) bool { return scatter(tau2) > df })
}

func plainArmitage(k, n []int, scores []float64) (z, p float64) {
	var all, yes, mean, moment, spread float64
	for i := range n {
		all, yes, mean = all+float64(n[i]), yes+float64(k[i]), mean+float64(n[i])*scores[i]
	}
	share := yes / all
	for i := range n {
		d := scores[i] - mean/all
		moment += d * (float64(k[i]) - float64(n[i])*share)
		spread += d * d * float64(n[i])
	}
	if share == 1 && spread > 0 {
		return 0, 1
	}
	z = moment / math.Sqrt(share*(1-share)*spread) // 0/0 without two groups
	return z, twoSided(z)
}

// plainChanges looks for the best last change before each place.
func plainChanges(x []float64, penalty float64) []int {
	xs, places := kept(x)
	cost := func(from, to int) (squares float64) {
		mean := 0.0
		for _, v := range xs[from:to] {
			mean += v / float64(to-from)
		}
		for _, v := range xs[from:to] {
			squares += (v - mean) * (v - mean)
		}
		return squares
	}
	best, cuts := []float64{-penalty}, [][]int{nil}
	for to := 1; to <= len(xs); to++ {
		least, from := math.Inf(1), 0
		for i := range to {
			if c := best[i] + cost(i, to) + penalty; c < least {
				least, from = c, i
			}
		}
		best = append(best, least)
		at := slices.Clone(cuts[from])
		if from > 0 {
			at = append(at, places[from])
		}
		cuts = append(cuts, at)
	}
	return cuts[len(xs)]
}

func plainPettitt(x []float64) (at int, k, p float64) {
	xs, places := kept(x)
	if len(xs) < 2 {
		return -1, math.NaN(), math.NaN()
	}
	at = -1
	for t := 1; t < len(xs); t++ {
		u := 0.0
		for _, a := range xs[:t] {
			for _, b := range xs[t:] {
				u += signOf(b - a)
			}
		}
		if math.Abs(u) > k {
			at, k = places[t], math.Abs(u)
		}
	}
	n := float64(len(xs))
	return at, k, min(1, 2*math.Exp(-6*k*k/(n*n*n+n*n)))
}

// later moves places by one if anything is moved.
func later(at []int, shift float64) []int {
	for i := range at {
		at[i] += int(math.Ceil(shift))
	}
	return at
}

// trendRuns returns the runners of trends with plain implementations.
func trendRuns() map[string]run {
	return map[string]run{
		"MannKendall": func(t kpitest.TestingT, shift float64) {
			kpitest.MannKendall(t, func(x []float64) (s, z, p float64) {
				s, z, p = plainMannKendall(x)
				return s, z, p + shift
			})
		},
		"Sen": func(t kpitest.TestingT, shift float64) {
			kpitest.Sen(t, func(times, x []float64, level float64) (value, lo, hi float64) {
				value, lo, hi = senBy(interpolated)(times, x, level)
				return value + shift, lo, hi
			})
		},
		"Slope": func(t kpitest.TestingT, shift float64) {
			kpitest.Slope(t, func(k, n []int, level float64) (lo, hi float64) {
				lo, hi = plainSlope(k, n, level)
				return lo + shift, hi
			})
		},
		"CochranArmitage": func(t kpitest.TestingT, shift float64) {
			kpitest.CochranArmitage(t, func(k, n []int, scores []float64) (z, p float64) {
				z, p = plainArmitage(k, n, scores)
				return z + shift, p
			})
		},
		"ChangePoints": func(t kpitest.TestingT, shift float64) {
			kpitest.ChangePoints(t, func(x []float64, penalty float64) []int { return later(plainChanges(x, penalty), shift) })
		},
		"Pettitt": func(t kpitest.TestingT, shift float64) {
			kpitest.Pettitt(t, func(x []float64) (at int, k, p float64) {
				at, k, p = plainPettitt(x)
				return at, k + shift, p
			})
		},
	}
}

// trendUnmoved is how many cases a quarter leaves right: no data, no change.
var trendUnmoved = map[string]int{
	"MannKendall": 2, "Sen": 2, "CochranArmitage": 3, "ChangePoints": 4, "Pettitt": 1,
}

func trendDefects() []defect {
	return []defect{
		{"ranks of slopes are rounded", func(t kpitest.TestingT) { kpitest.Sen(t, senBy(roundedRank)) },
			[]string{"trend-sen/airport", "trend-sen/airport-80", "trend-sen/one-tie", "trend-sen/nile",
				"trend-sen/uneven", "trend-sen/gap", "trend-sen/five-too-few", "trend-sen/six",
				"trend-sen/equal-times"},
			"Rounded ranks give one or the other of them."},
		{"a gap is a zero", func(t kpitest.TestingT) {
			kpitest.MannKendall(t, func(x []float64) (s, z, p float64) {
				x = slices.Clone(x)
				for i, v := range x {
					if math.IsNaN(v) {
						x[i] = 0
					}
				}
				return plainMannKendall(x)
			})
		},
			[]string{"trend-kendall/gap"},
			"Read as 0 it would be the lowest of all."},
		{"the last value before a change", func(t kpitest.TestingT) {
			kpitest.ChangePoints(t, func(x []float64, penalty float64) []int {
				at := plainChanges(x, penalty)
				for i := range at {
					at[i]--
				}
				return at
			})
		},
			[]string{"trend-changes/nile", "trend-changes/three-levels", "trend-changes/one-step", "trend-changes/gaps",
				"trend-changes/there-and-back"},
			"Some programs answer with the last year before, some count from 1"},
		{"scores that are always 1, 2, 3", func(t kpitest.TestingT) {
			kpitest.CochranArmitage(t, func(k, n []int, scores []float64) (z, p float64) {
				scores = slices.Clone(scores)
				for i := range scores {
					scores[i] = float64(i + 1)
				}
				return plainArmitage(k, n, scores)
			})
		},
			[]string{"trend-armitage/alcohol", "trend-armitage/one-score"},
			"scores are the middles of classes"},
	}
}
