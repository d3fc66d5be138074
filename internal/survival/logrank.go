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

// LogRank tests whether the groups follow one curve, most strongly if the hazards are proportional (Mantel 1966;
// Peto and Peto 1972, JRSS A 135:185, doi 10.2307/2344317). Groups that were never at risk together cannot be
// compared; each such separate set of groups, one without data too, takes a degree of freedom.
func LogRank(groups ...*Curve) Comparison { return compare(groups, false) }

// PetoPeto is LogRank with each time weighted by the pooled share still left just before it, so that early
// differences count for more and late ones, where few are at risk, for less (Fleming and Harrington's (1982, Biometrika
// 69:553, doi 10.1093/biomet/69.3.553) G¹, R's survdiff with rho = 1).
func PetoPeto(groups ...*Curve) Comparison { return compare(groups, true) }

// walker goes through the event times of one group.
type walker struct {
	*Curve
	i, j int // the next event, and the run it falls in
	done int // events before it
}

// risk returns how many are watched at t, which is not after the next event.
func (w *walker) risk(t int64) int {
	for w.j+1 < len(w.runs) && w.runs[w.j+1].from < t {
		w.j++
	}
	return w.runs[w.j].risk - (w.done - w.runs[w.j].before)
}

// events returns how many end at t, and goes on to what comes after.
func (w *walker) events(t int64) int {
	if w.i == len(w.times) || w.times[w.i] != t {
		return 0
	}
	d := w.done
	w.done = w.Curve.done[w.i]
	w.i++
	return w.done - d
}

func compare(groups []*Curve, weigh bool) Comparison {
	k := len(groups)
	res := Comparison{Observed: make([]float64, k), Expected: make([]float64, k)}
	walkers := make([]walker, 0, k)
	index := make([]int, 0, k)
	for g, c := range groups {
		if c.n > 0 {
			walkers = append(walkers, walker{Curve: c})
			index = append(index, g)
		}
	}
	observed, expected := make([]float64, len(walkers)), make([]float64, len(walkers))
	risk := make([]float64, len(walkers))
	shared := make([]float64, len(walkers)*len(walkers)) // minus the covariances, above the diagonal
	pooled := 1.0
	for {
		t := int64(math.MaxInt64)
		more := false
		for g := range walkers {
			if w := &walkers[g]; w.i < len(w.times) && w.times[w.i] <= t {
				t, more = w.times[w.i], true
			}
		}
		if !more {
			break
		}
		all, ended := 0, 0
		for g := range walkers {
			w := &walkers[g]
			y := w.risk(t)
			d := w.events(t)
			all += y
			ended += d
			risk[g] = float64(y)
			observed[g] += pooled * float64(d)
		}
		y, d := float64(all), float64(ended)
		share := pooled * d / y
		spread := 0.0
		if all > 1 {
			spread = pooled * share * (y - d) / ((y - 1) * y)
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

// quadratic returns x'V⁻x and the rank of V, the matrix with −shared off the diagonal and rows that sum to 0. V is the
// Laplacian of the graph that joins groups at risk together: without one group of each connected part it is
// positive definite.
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
