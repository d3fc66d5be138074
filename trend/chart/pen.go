package chart

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// tail is the probability beyond three sigma on one side, rounded as in the literature on charts.
const tail = 0.00135

// pen draws points, one after the other, by a standard. What it remembers of the points before is small and
// of a fixed size, so that a chart can be carried on without them.
type pen struct {
	kind     Kind
	design   Design
	standard Standard

	drawn    int     // EWMA: numbers averaged
	average  float64 // EWMA
	up, down float64 // CUSUM
	last     float64 // MR: the number of the period before, NaN if there was none

	exact exactLimits
}

func newPen(k Kind, d Design, s Standard) pen {
	return pen{kind: k, design: d, standard: s, average: s.Centre, last: math.NaN(), exact: exactLimits{standard: s}}
}

// DataError says that what was measured in a period is impossible.
type DataError struct {
	Kind     Kind
	Counts   [3]int  // down, flat and up of a counted period
	Measured float64 // of any other
}

// Error returns what was impossible: chart: a period cannot have 5 of 3.
func (e *DataError) Error() string {
	if down, up := e.Counts[0], e.Counts[2]; e.Kind.share() {
		return fmt.Sprintf("chart: a period cannot have %d of %d", up, down+up)
	}
	if e.Kind.counted() {
		return fmt.Sprintf("chart: a period cannot have the counts %v", e.Counts)
	}
	return fmt.Sprintf("chart: %v on a chart of kind %v", e.Measured, e.Kind)
}

// measure fills in the Measured of a counted point, and refuses what is impossible.
func (k Kind) measure(to *Point) error {
	if !k.counted() {
		if to.Measured < 0 && (k == kindLogXmR || k == kindT || k == kindTExponential) {
			return &DataError{Kind: k, Measured: to.Measured}
		}
		return nil
	}
	to.Measured = math.NaN()
	down, flat, up := to.Counts[0], to.Counts[1], to.Counts[2]
	n := to.n()
	if down < 0 || flat < 0 || up < 0 || n < 0 {
		return &DataError{Kind: k, Counts: to.Counts}
	}
	if n > 0 {
		to.Measured = k.scored(up-down, up, n)
	}
	return nil
}

// scored returns the share up of n, or the net score balance of n. All values and limits of counts are made
// here, so that equal ones are equal to the last bit.
func (k Kind) scored(balance, up, n int) float64 {
	if k.share() {
		return float64(up) / float64(n)
	}
	return 100 * float64(balance) / float64(n)
}

// to and from carry a number to the scale on which limits are computed, and back.
func (k Kind) to(x float64) float64 {
	switch k {
	case kindLogXmR:
		return math.Log(x)
	case kindT: // Nelson (1994): the power 1/3.6 of an exponential variable is nearly normal
		return math.Pow(x, 1/3.6)
	}
	return x
}

func (k Kind) from(y float64) float64 {
	switch k {
	case kindLogXmR:
		return math.Exp(y)
	case kindT:
		return math.Pow(max(0, y), 3.6)
	}
	return y
}

// draw fills in all of the point but what was measured. It returns an error, and draws a gap, if that is
// impossible.
func (d *pen) draw(to *Point) error {
	k, s := d.kind, d.standard
	err := k.measure(to)
	x := to.Measured
	if err != nil {
		x = math.NaN()
	}
	to.Value, to.Centre, to.Sigma, to.Z = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	to.Up, to.Down = 0, 0
	to.Lo, to.Hi = k.bounds()
	switch k {
	case kindEWMA:
		d.drawEWMA(to, x)
		return err
	case kindCUSUM:
		d.drawCUSUM(to, x)
		return err
	case kindMR:
		before := d.last
		d.last = x
		if math.IsInf(x, 0) {
			d.last = math.NaN()
		}
		x = math.Abs(x - before)
	}
	to.Value = x

	switch {
	case k.counted():
		d.drawCounts(to)
	case k == kindTExponential:
		to.Centre, to.Sigma = math.Ln2*s.Centre, s.Sigma
		if !math.IsNaN(s.Centre) {
			to.Lo, to.Hi = -math.Log1p(-tail)*s.Centre, -math.Log(tail)*s.Centre
			to.Z = exponentialScore(x, s.Centre)
		}
	default:
		y := k.to(x)
		to.Centre, to.Sigma, to.Z = k.from(s.Centre), s.Sigma, score(y, s.Centre, s.Sigma)
		if !math.IsNaN(s.Sigma) {
			lo, _ := k.bounds()
			to.Lo, to.Hi = max(lo, k.from(s.Centre-3*s.Sigma)), k.from(s.Centre+3*s.Sigma)
		}
		if to.Z == 0 {
			// On the centre, which rounding may have moved on the way to another scale and back.
			if s.Sigma == 0 {
				to.Lo, to.Hi = x, x
			}
			to.Centre = x
		}
	}
	return err
}

// score returns how many sigma y is from the centre.
func score(y, centre, sigma float64) float64 {
	switch {
	case math.IsNaN(sigma) || math.IsNaN(centre):
		return math.NaN()
	case y == centre:
		return 0
	}
	return (y - centre) / sigma // infinite where sigma is 0
}

// exponentialScore returns the normal quantile of the probability that an exponential variable is below x.
func exponentialScore(x, mean float64) float64 {
	switch {
	case math.IsNaN(x):
		return math.NaN()
	case mean == 0:
		return score(x, 0, 0)
	case x < mean*math.Ln2:
		return quantile.Normal(-math.Expm1(-x / mean))
	}
	return -quantile.Normal(math.Exp(-x / mean))
}

func (d *pen) drawCounts(to *Point) {
	k, s := d.kind, d.standard
	if math.IsNaN(s.Centre) {
		return
	}
	to.Centre = s.Centre
	n := to.n()
	if n <= 0 {
		return
	}
	scale := 1.0
	if k.classes() {
		scale = 100
	}
	to.Sigma = scale * math.Sqrt(k.variance(s)/float64(n)) * s.Sigma
	to.Z = score(to.Value, to.Centre, to.Sigma)
	switch k {
	case kindP:
		lo, hi := d.exact.share(n)
		to.Lo, to.Hi = k.scored(0, lo, n), k.scored(0, hi, n)
		return
	case kindNet:
		lo, hi := d.exact.balance(n)
		to.Lo, to.Hi = k.scored(lo, 0, n), k.scored(hi, 0, n)
		return
	}
	if !math.IsNaN(to.Sigma) {
		to.Lo, to.Hi = max(to.Lo, s.Centre-3*to.Sigma), min(to.Hi, s.Centre+3*to.Sigma)
	}
}

// variance returns the variance of one answer, 0 or 1 for a share and -1, 0 or 1 for a net score.
func (k Kind) variance(s Standard) float64 {
	if k.share() {
		return s.Centre * (1 - s.Centre)
	}
	c := s.Centre / 100
	return max(0, s.Moved-c*c)
}

// drawEWMA draws the average of Roberts (1959), with the exact variance of Montgomery (2009, equation
// 9.25), which grows with the numbers averaged.
func (d *pen) drawEWMA(to *Point, x float64) {
	s, lambda := d.standard, d.design.Lambda
	to.Centre = s.Centre
	if math.IsNaN(s.Centre) {
		return
	}
	n := d.drawn + 1
	if math.IsNaN(x) {
		n = max(1, d.drawn)
	}
	to.Sigma = s.Sigma * math.Sqrt(lambda/(2-lambda)*-math.Expm1(2*float64(n)*math.Log1p(-lambda)))
	if !math.IsNaN(to.Sigma) {
		to.Lo, to.Hi = s.Centre-d.design.L*to.Sigma, s.Centre+d.design.L*to.Sigma
	}
	switch {
	case math.IsNaN(x):
		return
	case math.IsInf(x, 0):
		to.Value = x
	default:
		if step := x - d.average; finite(step) {
			d.average += lambda * step
		} else { // numbers near the greatest floats, of both signs
			d.average = (1-lambda)*d.average + lambda*x
		}
		d.drawn = n
		to.Value = d.average
	}
	to.Z = score(to.Value, to.Centre, to.Sigma)
}

// drawCUSUM draws the two sums of Page (1954) in sigmas. Z is that of the number.
func (d *pen) drawCUSUM(to *Point, x float64) {
	z := score(x, d.standard.Centre, d.standard.Sigma)
	to.Sigma, to.Z = d.standard.Sigma, z
	to.Centre, to.Lo, to.Hi = 0, -d.design.H, d.design.H
	switch {
	case math.IsNaN(z):
		to.Up, to.Down = d.up, d.down
		return
	case math.IsInf(z, 0):
		to.Up, to.Down = max(0, z), max(0, -z)
	default:
		d.up = min(max(0, d.up+z-d.design.K), math.MaxFloat64)
		d.down = min(max(0, d.down-z-d.design.K), math.MaxFloat64)
		to.Up, to.Down = d.up, d.down
	}
	to.Value = to.Up
	if to.Down > to.Up {
		to.Value = -to.Down
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
