package compare

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
	"github.com/servicekpi/servicekpi/kpi"
)

// Shrink returns for each estimate the best guess of its true value given all the others: it is drawn towards their
// common mean, the more the wider its limits are beside the spread of the true values. Ranking raw scores puts those
// with the fewest answers at both ends; their mean squared error is about three times that of the shrunk ones.
//
// Normal true values around a common mean, with the spread by Paule and Mandel (1982, doi 10.6028/jres.087.022), and
// normal estimates whose standard errors are read off their limits. The limits are plug-in ones: they take the mean and
// the spread as known, and at 95% cover .91. Where the estimates differ no more than chance allows, the spread is 0 and
// each is the common mean, with the limits of that mean.
//
// Estimates that are not known, exact, or without finite limits come back as they are, and so do all if fewer than
// three are left. It panics if units or levels differ.
func Shrink(es []kpi.Estimate) []kpi.Estimate {
	shrunk := append([]kpi.Estimate(nil), es...)
	var y, v []float64
	var at []int
	z := 0.0
	for i, e := range es {
		if !e.Known() || e.Level == 1 || math.IsInf(e.Hi-e.Lo, 0) || math.IsInf(e.Value, 0) || e.Hi == e.Lo {
			continue
		}
		if len(at) == 0 {
			z = quantile.Z(e.Level)
		} else if f := es[at[0]]; e.Level != f.Level || e.Unit != f.Unit {
			panic(fmt.Sprintf("compare: Shrink of %v at level %v in %v and %v at level %v in %v",
				f, f.Level, f.Unit, e, e.Level, e.Unit))
		}
		h := (e.Hi - e.Lo) / (2 * z)
		y, v, at = append(y, e.Value), append(v, h*h), append(at, i)
	}
	if len(at) < 3 {
		return shrunk
	}
	lowest, highest := scale(es, at)
	mean, weight, tau2 := pauleMandel(y, v)
	for j, i := range at {
		b := tau2 / (tau2 + v[j])
		half := z * math.Sqrt(b*v[j])
		if tau2 == 0 {
			half = z / math.Sqrt(weight)
		}
		e := &shrunk[i]
		e.Value = mean + b*(y[j]-mean)
		e.Lo, e.Hi = e.Value-half, e.Value+half
		e.Lo, e.Hi = max(e.Lo, lowest), min(e.Hi, highest)
	}
	return shrunk
}

// scale returns the ends of the scale on which the estimates at those indices lie: fractions, or net scores. A
// difference of net scores passes 100.
func scale(es []kpi.Estimate, at []int) (lowest, highest float64) {
	switch es[at[0]].Unit {
	case kpi.Fraction:
		return 0, 1
	case kpi.Points:
		for _, i := range at {
			if es[i].Lo < -100 || es[i].Hi > 100 {
				return math.Inf(-1), math.Inf(1)
			}
		}
		return -100, 100
	}
	return math.Inf(-1), math.Inf(1)
}

// pauleMandel returns the weighted mean of y with variances v, its total weight, and the variance between the true
// values at which the weighted sum of squares is what it is expected to be.
func pauleMandel(y, v []float64) (mean, weight, tau2 float64) {
	excess := func(t float64) float64 {
		weight, mean = 0, 0
		for i := range y {
			w := 1 / (v[i] + t)
			weight += w
			mean += w * y[i]
		}
		mean /= weight
		q := 0.0
		for i := range y {
			q += (y[i] - mean) * (y[i] - mean) / (v[i] + t)
		}
		return q - float64(len(y)-1)
	}
	if excess(0) > 0 {
		high := 0.0
		for i := range y {
			high += (y[i] - mean) * (y[i] - mean)
		}
		for excess(high) > 0 {
			high *= 2
		}
		tau2 = root.Find(excess, 0, high)
	}
	excess(tau2)
	return mean, weight, tau2
}
