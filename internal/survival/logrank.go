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

// walk returns a walker at the first event of c.
func walk(c *Curve) walker {
	w := walker{Curve: c, next: math.MaxInt64, change: math.MaxInt64}
	if len(c.runs) > 0 {
		w.risk = c.runs[0].risk
	}
	if len(c.times) > 0 {
		w.next = c.times[0]
	}
	if len(c.runs) > 1 {
		w.change = c.runs[1].from
	}
	return w
}

func compare(groups []*Curve, weigh bool) Comparison {
	walkers := make([]walker, len(groups))
	left := 0 // event times, counted in each group
	for g, c := range groups {
		walkers[g] = walk(c)
		left += len(c.times)
	}
	s := newScore(len(groups), weigh)
	for left > 0 {
		t := int64(math.MaxInt64)
		for g := range walkers {
			t = min(t, walkers[g].next)
		}
		all, ended := 0, 0
		for g := range walkers {
			y, d := walkers[g].take(t)
			if d > 0 {
				left--
			}
			all += y
			ended += d
			s.risk[g], s.ended[g] = float64(y), float64(d)
		}
		s.step(all, ended)
	}
	return s.comparison()
}

// score is what a test adds up over the event times.
type score struct {
	risk, ended        []float64 // of each group, watched just before the current event time and ended then
	observed, expected []float64 // of each group, up to now
	shared             []float64 // minus the covariances, above the diagonal
	pooled             float64   // the weight of the current event time
	weigh              bool
}

func newScore(k int, weigh bool) score {
	return score{
		risk: make([]float64, k), ended: make([]float64, k),
		observed: make([]float64, k), expected: make([]float64, k),
		shared: make([]float64, k*k), pooled: 1, weigh: weigh,
	}
}

// step adds an event time at which so many of all that are watched ended. The variance is hypergeometric.
func (s *score) step(all, ended int) {
	y, d := float64(all), float64(ended)
	each := s.pooled / y
	share, spread := each*d, each*each*d
	if ended > 1 { // of a single end the factor is 1
		spread *= (y - d) / (y - 1)
	}
	for g, yg := range s.risk {
		s.observed[g] += s.pooled * s.ended[g]
		s.expected[g] += share * yg
		if yg *= spread; yg > 0 {
			row := s.shared[g*len(s.risk):]
			for h := g + 1; h < len(s.risk); h++ {
				row[h] += yg * s.risk[h]
			}
		}
	}
	if s.weigh {
		s.pooled *= (y - d) / y
	}
}

func (s *score) comparison() Comparison {
	res := Comparison{Observed: s.observed, Expected: s.expected, P: math.NaN()}
	excess := make([]float64, len(s.observed))
	for g, o := range s.observed {
		excess[g] = o - s.expected[g]
	}
	res.Statistic, res.DF = quadratic(s.shared, excess)
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
