package survival

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Comparison is a test of whether groups follow one curve.
type Comparison struct {
	Statistic, DF, P   float64   // chi-square with DF degrees of freedom; NaN, 0 and NaN if nothing can be compared
	Observed, Expected []float64 // of each group, weighted as the test is
}

// LogRank tests whether the groups follow one curve, most strongly if the hazards are proportional (Mantel
// 1966; Peto and Peto 1972, JRSS A 135:185, doi 10.2307/2344317). Groups that were never at risk together
// cannot be compared; each such separate set of groups, one without data too, takes a degree of freedom.
func LogRank(groups ...*Curve) Comparison { return compare(groups, false) }

// PetoPeto is LogRank with each time weighted by the pooled share still left just before it, so that early
// differences count for more and late ones, where few are at risk, for less. The share is Kaplan–Meier's: the
// G¹ of Harrington and Fleming (1982, Biometrika 69:553, doi 10.1093/biomet/69.3.553), R's survdiff with rho
// = 1.
func PetoPeto(groups ...*Curve) Comparison { return compare(groups, true) }

// walker goes through the event times of one group.
type walker struct {
	*Curve
	i, j   int   // the next event, and the run that is current
	next   int64 // when the next event is, and
	change int64 // after when the next run is; the largest value if there is none
	risk   int   // watched from the last event or change on
}

// take returns how many are watched at t and how many of them end then, and goes on past it. t is not after
// next.
func (w *walker) take(t int64) (risk, events int) {
	for w.change < t {
		w.j++
		r := &w.runs[w.j]
		before := 0
		if w.i > 0 {
			before = w.done[w.i-1]
		}
		w.risk = r.risk - (before - r.before)
		w.change = math.MaxInt64
		if w.j+1 < len(w.runs) {
			w.change = w.runs[w.j+1].from
		}
	}
	risk = w.risk
	if w.next == t && w.i < len(w.times) {
		events = w.done[w.i]
		if w.i > 0 {
			events -= w.done[w.i-1]
		}
		w.risk -= events
		w.i++
		w.next = math.MaxInt64
		if w.i < len(w.times) {
			w.next = w.times[w.i]
		}
	}
	return risk, events
}

// walk returns a walker at the first event of c, which has data.
func walk(c *Curve) walker {
	w := walker{Curve: c, next: math.MaxInt64, change: math.MaxInt64, risk: c.runs[0].risk}
	if len(c.times) > 0 {
		w.next = c.times[0]
	}
	if len(c.runs) > 1 {
		w.change = c.runs[1].from
	}
	return w
}

func compare(groups []*Curve, weigh bool) Comparison {
	k := len(groups)
	res := Comparison{Observed: make([]float64, k), Expected: make([]float64, k)}
	walkers := make([]walker, 0, k)
	index := make([]int, 0, k)
	left := 0 // event times, counted in each group
	for g, c := range groups {
		if c.n > 0 {
			walkers = append(walkers, walk(c))
			left += len(c.times)
			index = append(index, g)
		}
	}
	observed, expected := make([]float64, len(walkers)), make([]float64, len(walkers))
	risk := make([]float64, len(walkers))
	shared := make([]float64, len(walkers)*len(walkers)) // minus the covariances, above the diagonal
	pooled := 1.0
	for left > 0 {
		t := int64(math.MaxInt64)
		for g := range walkers {
			t = min(t, walkers[g].next)
		}
		all, ended := 0, 0
		for g := range walkers {
			y, d := walkers[g].take(t)
			if d > 0 {
				observed[g] += pooled * float64(d)
				left--
			}
			all += y
			ended += d
			risk[g] = float64(y)
		}
		// The variance is hypergeometric; of a single end the last factor is 1.
		y, d := float64(all), float64(ended)
		each := pooled / y
		share, spread := each*d, each*each*d
		if ended > 1 {
			spread *= (y - d) / (y - 1)
		}
		for g, yg := range risk {
			expected[g] += share * yg
			if yg *= spread; yg > 0 {
				row := shared[g*len(risk):]
				for h := g + 1; h < len(risk); h++ {
					row[h] += yg * risk[h]
				}
			}
		}
		if weigh {
			pooled *= (y - d) / y
		}
	}
	for i, g := range index {
		res.Observed[g], res.Expected[g] = observed[i], expected[i]
		observed[i] -= expected[i]
	}
	res.Statistic, res.DF = quadratic(shared, observed)
	res.P = math.NaN()
	if res.DF > 0 {
		res.P = quantile.ChiSquaredTail(res.Statistic, res.DF)
	}
	return res
}

// quadratic returns x'V⁻x and the rank of V, the matrix with −shared off the diagonal and rows that sum to 0.
// V is the Laplacian of the graph that joins groups at risk together: without one group of each connected
// part it is positive definite.
func quadratic(shared, x []float64) (value, rank float64) {
	k := len(x)
	v := make([]float64, k*k)
	part := make([]int, k)
	for g := range part {
		part[g] = g
	}
	for g := range k {
		for h := g + 1; h < k; h++ {
			s := shared[g*k+h]
			if s == 0 {
				continue
			}
			v[g*k+h], v[h*k+g] = -s, -s
			v[g*k+g] += s
			v[h*k+h] += s
			to, from := part[g], part[h]
			for i := range part {
				if part[i] == from {
					part[i] = to
				}
			}
		}
	}
	// Gauss without pivoting on the groups that are kept: all but the one that names its part.
	var kept []int
	for g := range k {
		if part[g] != g {
			kept = append(kept, g)
		}
	}
	y := append([]float64(nil), x...)
	for i, g := range kept {
		for _, h := range kept[i+1:] {
			f := v[h*k+g] / v[g*k+g]
			for _, l := range kept[i:] {
				v[h*k+l] -= f * v[g*k+l]
			}
			y[h] -= f * y[g]
		}
		value += y[g] * y[g] / v[g*k+g]
	}
	if len(kept) == 0 {
		return math.NaN(), 0
	}
	return value, float64(len(kept))
}
