package chart

import (
	"math"

	"github.com/servicekpi/servicekpi/trend"
)

// d2 is the mean of the range of two standard normal values, as tables round it: sigma is the mean moving
// range over d2.
const d2 = 1.128

// estimate returns the standard of a baseline and what speaks against it.
func (k Kind) estimate(baseline []Point) (Standard, Warnings) {
	x := make([]float64, len(baseline)) // on the scale of the limits; NaN if not to be used
	var s Standard
	if k.counted() {
		s = k.pool(baseline, x)
	} else {
		s = k.average(baseline, x)
	}
	n, alike := 0, true
	first := math.NaN()
	for _, v := range x {
		if math.IsNaN(v) {
			continue
		}
		if n++; n == 1 {
			first = v
		}
		alike = alike && v == first
	}

	var w Warnings
	if n < 12 {
		w |= TooFew
	}
	switch {
	case n > 1 && (s.Sigma == 0 || alike):
		w |= Constant
	case k != kindMR && trend.Check(x)&trend.Dependent != 0:
		w |= Dependent
	}
	return s, w
}

// pool estimates the standard of counts, and fills x with the standardised values.
func (k Kind) pool(baseline []Point, x []float64) Standard {
	var down, up, n int
	for i := range baseline {
		at := baseline[i]
		x[i] = math.NaN()
		if !at.Excluded && k.measure(&at) == nil && at.n() > 0 {
			x[i] = at.Measured
			down += at.Counts[0]
			up += at.Counts[2]
			n += at.n()
		}
	}
	s := Standard{Centre: math.NaN(), Sigma: 1}
	if k.classes() {
		s.Moved = math.NaN()
	}
	if n > 0 {
		s.Centre = k.scored(up-down, up, n)
		if k.classes() {
			s.Moved = float64(up+down) / float64(n)
		}
		draws := pen{kind: kindPThreeSigma, standard: s}
		if k.classes() {
			draws.kind = kindNetThreeSigma
		}
		for i := range baseline {
			if !math.IsNaN(x[i]) {
				at := baseline[i]
				_ = draws.draw(&at) // only what is possible is left
				x[i] = at.Z
			}
		}
	}
	if k == kindLaney || k == kindLaneyNet {
		s.Sigma = movingRange(x) / d2
	}
	return s
}

// average estimates the standard of numbers, and fills x with them.
func (k Kind) average(baseline []Point, x []float64) Standard {
	before := math.NaN()
	for i := range baseline {
		v := baseline[i].Measured
		used := !baseline[i].Excluded && finite(v) && k.measure(&baseline[i]) == nil
		if k == kindMR {
			v, before = math.Abs(v-before), v
			if !used {
				before = math.NaN() // nor does the range after it count
			}
		}
		if x[i] = k.to(v); !used || !finite(x[i]) {
			x[i] = math.NaN()
		}
	}
	s := Standard{Centre: mean(x)}
	switch k {
	case kindMR:
		// 3.267, the D4 of tables, is three standard deviations of a range of two, .853σ, above its mean.
		s.Sigma = s.Centre * (3.267 - 1) / 3
	case kindTExponential:
		s.Sigma = s.Centre
	default:
		if s.Sigma = movingRange(x) / d2; s.Sigma == 0 {
			for _, v := range x {
				if v != s.Centre && !math.IsNaN(v) {
					s.Sigma = math.NaN() // they differ, but never between neighbours
				}
			}
		}
	}
	if !finite(s.Centre) || math.IsInf(s.Sigma, 0) {
		return Standard{Centre: math.NaN(), Sigma: math.NaN()} // numbers too large to average
	}
	return s
}

// mean returns the mean of the values that are not NaN: exactly their value if they are all alike.
func mean(x []float64) float64 {
	first, sum, n := math.NaN(), 0.0, 0
	for _, v := range x {
		if math.IsNaN(v) {
			continue
		}
		if n++; n == 1 {
			first = v
		}
		sum += v - first
	}
	return first + sum/float64(n)
}

// movingRange returns the mean distance of neighbours of which neither is NaN, and NaN if there are none.
func movingRange(x []float64) float64 {
	sum, n := 0.0, 0
	for i := 1; i < len(x); i++ {
		if d := math.Abs(x[i] - x[i-1]); !math.IsNaN(d) {
			sum += d
			n++
		}
	}
	return sum / float64(n)
}
