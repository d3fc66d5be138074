package trend

import (
	"fmt"
	"iter"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Kendall is a test for a trend that goes one way, straight or not, by counting pairs: S is the number of pairs
// whose later value is greater less the number of pairs whose later value is less.
type Kendall struct {
	kpi.Test          // Statistic is the standard normal z of S, with a correction for continuity; P is two-sided
	S        float64  `json:"s"`        // a whole number, positive for a rise
	TauB     float64  `json:"tauB"`     // S as a share of what it could be, from -1 to 1, given the ties; NaN if all values are equal
	N        int      `json:"n"`        // values that were compared
	Warnings Warnings `json:"warnings"` // what speaks against the test
}

// MannKendall tests whether x, one value for each period in order of time, tends to rise or to fall. NaN is a
// period without data and left out. Infinite values are compared like others: +Inf, a time not reached, is
// above all.
//
// P is exact up to 49 values without ties, and else that of the normal distribution, with the variance of S
// corrected for ties and a correction of S for continuity (Mann 1945, doi 10.2307/1907187; Kendall 1975, Rank
// Correlation Methods). With fewer than two values it is no data; with all values equal nothing speaks for a
// trend, and P is 1.
//
// The values must be of like precision and independent. Of shares whose answers grow from 10 to 800 a period it
// finds trends in noise 8 to 13 times in 100 instead of 5; take [Fit], which knows their limits. Of windows of
// 2 to 12 periods ([Rolling]) it finds them 13 to 60 times in 100: hence the warning [Dependent]. For a process
// that is itself slow see [HamedRao], for seasons [SeasonalKendall].
func MannKendall(x []float64) Kendall {
	p := countPairs(x)
	return Kendall{
		Test:     p.test(),
		S:        p.s,
		TauB:     p.s / math.Sqrt(p.pairs*p.untied),
		N:        p.n,
		Warnings: Check(x),
	}
}

// SeasonalKendall tests like [MannKendall] for a trend within seasons: January is compared with January, Monday
// with Monday. The value at index i belongs to season i modulo seasons, so that 12 makes seasons of months and
// 7 of days; a period without data is NaN and keeps its place. S and its variance are the sums over the seasons
// (Hirsch, Slack and Smith 1982, doi 10.1029/WR018i001p00107), and TauB their S over what it could be.
//
// The seasons must be independent of each other, and a trend must go the same way in all of them, or they
// cancel. P is that of the normal distribution. It panics if seasons is below 1.
func SeasonalKendall(x []float64, seasons int) Kendall {
	if seasons < 1 {
		panic(fmt.Sprintf("trend: %d seasons", seasons))
	}
	var sum pairs
	most, longest := 0.0, 0
	for season := range seasons {
		var values []float64
		for i := season; i < len(x); i += seasons {
			values = append(values, x[i])
		}
		p := countPairs(values)
		sum.n += p.n
		sum.s += p.s
		sum.variance += p.variance
		most += math.Sqrt(p.pairs * p.untied)
		longest = max(longest, p.n)
	}
	k := Kendall{Test: kpi.NormalTest(math.NaN()), S: sum.s, TauB: sum.s / most, N: sum.n}
	if longest >= 2 {
		k.Test = sum.test()
	}
	if longest < 3 {
		k.Warnings = TooFew
	}
	return k
}

// pairs is what comparing all pairs of a series comes to.
type pairs struct {
	n        int     // values
	s        float64 // pairs that rise less pairs that fall
	pairs    float64 // n(n-1)/2
	untied   float64 // pairs of values that differ
	variance float64 // of s, if every order of the values is as likely as any other
	exact    bool    // n is small and all values differ: the distribution of s is known
	sorted   []point // the values, ascending, with their places
}

// exactUpTo is the number of values up to which P is exact, as in R. Of 50 values the normal distribution's is right
// to .002; of 10, to .01.
const exactUpTo = 49

func countPairs(x []float64) pairs {
	points := make([]point, 0, len(x))
	for i, v := range x {
		if !math.IsNaN(v) {
			points = append(points, pointOf(v, 0, i))
		}
	}
	falls := inversions(points, make([]point, len(points)), uncounted, nil)
	p := pairs{n: len(points), sorted: points}
	p.pairs = float64(p.n) * float64(max(p.n-1, 0)) / 2 // 0·-1 would be -0
	p.untied = p.pairs
	var tied []int
	for group := range groups(points) {
		if t := len(group); t > 1 {
			tied = append(tied, t)
			p.untied -= float64(t) * float64(t-1) / 2
		}
	}
	p.variance = varianceOfS(p.n, nil, tied)
	p.s = p.untied - 2*float64(falls)
	p.exact = p.n <= exactUpTo && p.untied == p.pairs
	return p
}

// varianceOfS returns the variance of S among n points, if every order is as likely as any other, from the
// sizes of the groups of equal x and of equal y (Kendall 1975, Rank Correlation Methods, section 4.3).
func varianceOfS(n int, tiedX, tiedY []int) float64 {
	m := float64(n)
	v := m * (m - 1) * (2*m + 5)
	var two, three [2]float64 // Σt(t-1) and Σt(t-1)(t-2)
	for k, sizes := range [][]int{tiedX, tiedY} {
		for _, size := range sizes {
			t := float64(size)
			v -= t * (t - 1) * (2*t + 5)
			two[k] += t * (t - 1)
			three[k] += t * (t - 1) * (t - 2)
		}
	}
	v /= 18
	if two[0] > 0 && two[1] > 0 {
		v += two[0] * two[1] / (2 * m * (m - 1))
		if n > 2 {
			v += three[0] * three[1] / (9 * m * (m - 1) * (m - 2))
		}
	}
	return max(0, v)
}

// groups yields the runs of equal values in sorted points.
func groups(sorted []point) iter.Seq[[]point] {
	return func(yield func([]point) bool) {
		for begin := 0; begin < len(sorted); {
			end := begin + 1
			for end < len(sorted) && sorted[end].high == sorted[begin].high {
				end++
			}
			if !yield(sorted[begin:end]) {
				return
			}
			begin = end
		}
	}
}

// ranks returns the ranks of the values at their places in a series of that length, equal values sharing the
// mean of theirs; what was left out is NaN.
func (p pairs) ranks(length int) []float64 {
	ranks := make([]float64, length)
	for i := range ranks {
		ranks[i] = math.NaN()
	}
	below := 0
	for group := range groups(p.sorted) {
		for _, q := range group {
			ranks[q.i] = float64(below) + float64(len(group)+1)/2
		}
		below += len(group)
	}
	return ranks
}

// test returns the test of s = 0.
func (p pairs) test() kpi.Test {
	switch {
	case p.n < 2:
		return kpi.NormalTest(math.NaN())
	case p.s == 0 || p.variance == 0:
		return kpi.NormalTest(0)
	}
	t := kpi.NormalTest((p.s - math.Copysign(1, p.s)) / math.Sqrt(p.variance))
	if p.exact {
		t.P = exactKendall(p.n, int(math.Abs(p.s)))
	}
	return t
}

// exactKendall returns the share of the orders of n different values whose S is as far from 0 as s > 0, on either
// side. It counts orders by their inversions, of which one with S = s has (n(n-1)/2 - s)/2: adding a k-th value to an
// order adds from 0 to k-1 of them.
func exactKendall(n, s int) float64 {
	most := (n*(n-1)/2 - s) / 2
	share := make([]float64, most+1) // of the orders of k values, by inversions
	next := make([]float64, most+1)
	share[0] = 1
	for k := 2; k <= n; k++ {
		sum := 0.0
		for inversions := range share {
			sum += share[inversions]
			if inversions >= k {
				sum -= share[inversions-k]
			}
			next[inversions] = sum / float64(k)
		}
		share, next = next, share
	}
	extreme := 0.0
	for _, p := range share {
		extreme += p
	}
	return min(1, 2*extreme)
}
