package chart

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Chart is a control chart: points in order of time with the limits that they are judged by. It is data, to
// be drawn, sent as JSON and read back; Signals and the other methods work on what was read back too. The
// zero Chart has no points.
//
// No method changes the chart it is called on.
type Chart struct {
	Kind   Kind
	Unit   kpi.Unit // of Value, Centre, Lo and Hi; the makers of charts of plain numbers leave it Number
	Design Design   // of EWMA and CUSUM, zero for the others
	Phases []Phase  // in order of time, the first starting at 0; one unless rebased
	Points []Point
	// Warnings says what speaks against the limits.
	Warnings Warnings
}

// Point is one period of a chart.
type Point struct {
	// Value is what is plotted: the share, the score, the measurement; of an EWMA chart the weighted mean,
	// of a CUSUM chart the larger of the two sums, the sum of what lies below the centre with a minus sign.
	// NaN in a gap.
	Value float64
	// Centre, Lo and Hi are the limits of this point. Lo and Hi are never NaN: where nothing is known they
	// are as wide as the measure allows, and Centre is NaN.
	Centre, Lo, Hi float64
	// Sigma is the standard deviation of Value when nothing but noise is at work, on the scale on which
	// limits are computed: of the logarithm for LogXmR, of the 1/3.6th power for T. NaN where unknown.
	Sigma float64
	// Z is how many Sigma Value lies from Centre, on that scale: what the zones of the rules are made of.
	// Where Sigma is 0 it is 0 on the centre and infinite off it. NaN where unknown.
	Z float64
	// Measured is what was measured in the period, which is Value but for MR, EWMA and CUSUM. NaN if it was
	// nothing.
	Measured float64
	// Up and Down are the two sums of a CUSUM chart, in sigmas, neither below 0; 0 on other charts.
	Up, Down float64
	// Counts are what a share or net score was made of: down, flat, up; of a share, the others, 0, and k.
	Counts [3]int
	// Excluded says that the point is not in the baseline even where its neighbours are: see Without.
	Excluded bool
}

// Known reports whether the point has a value: it is not a gap.
func (p Point) Known() bool { return !math.IsNaN(p.Value) }

// n returns how many observations are behind the counts, 0 if counts cannot be like that.
func (p Point) n() int {
	down, flat, up := p.Counts[0], p.Counts[1], p.Counts[2]
	if down < 0 || flat < 0 || up < 0 {
		return 0
	}
	return down + flat + up
}

// Phase is a stretch of a chart with limits of its own: the points from Start up to the next phase. The
// limits come from the points of the baseline, from Start up to but not including Until, that are neither
// gaps nor excluded, or were given.
type Phase struct {
	Start    int      `json:"start"`
	Until    int      `json:"until"`
	Standard Standard `json:"standard"`
	Given    bool     `json:"given,omitzero"` // Standard was given, and there is no baseline
}

// Standard is what a process does when left alone, from which all limits follow. It is on the scale on
// which limits are computed: logarithms for LogXmR, 1/3.6th powers for T.
type Standard struct {
	Centre float64 // NaN if unknown
	// Sigma is the standard deviation of one value; of Laney and LaneyNet the factor on the sampling error,
	// sigma z; 1 for P and Net. NaN if unknown.
	Sigma float64
	// Moved is the share of answers that are not flat, for Net and LaneyNet: with the centre it says how
	// many promoters and detractors are usual. 0 for others.
	Moved float64
}

// Design is how a chart with a memory weighs the past.
type Design struct {
	Lambda float64 // EWMA: the weight of the newest value
	L      float64 // EWMA: the width of the limits, in standard deviations of the weighted mean
	K      float64 // CUSUM: the reference value, in sigmas
	H      float64 // CUSUM: the decision interval, in sigmas
}

// Kind says which chart a Chart is.
type Kind uint8

const (
	kindNone Kind = iota
	kindP
	kindPThreeSigma
	kindLaney
	kindNet
	kindNetThreeSigma
	kindLaneyNet
	kindXmR
	kindLogXmR
	kindMR
	kindT
	kindTExponential
	kindEWMA
	kindCUSUM
)

var kindNames = [...]string{"none", "p", "p three-sigma", "laney", "net", "net three-sigma", "laney net", "xmr", "log xmr",
	"mr", "t", "t exponential", "ewma", "cusum"}

// String returns the name of the kind, as it stands in JSON: p, p three-sigma, laney, net, net three-sigma,
// laney net, xmr, log xmr, mr, t, t exponential, ewma or cusum; none for the zero Kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// MarshalText returns the name of the kind, or an error if there is no such kind.
func (k Kind) MarshalText() ([]byte, error) {
	if int(k) >= len(kindNames) {
		return nil, fmt.Errorf("chart: %v is not a kind of chart", k)
	}
	return []byte(kindNames[k]), nil
}

// UnmarshalText reads the name of a kind.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, name := range kindNames {
		if name == string(text) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("chart: %q is not a kind of chart", text)
}

// counted reports whether the points are counts of answers.
func (k Kind) counted() bool { return kindP <= k && k <= kindLaneyNet }

// classes reports whether the counts are down, flat and up.
func (k Kind) classes() bool { return kindNet <= k && k <= kindLaneyNet }

// share reports whether the counts are k of n.
func (k Kind) share() bool { return kindP <= k && k <= kindLaney }

// dependent reports whether neighbouring points of the chart share data, so that rules about runs do not
// hold.
func (k Kind) dependent() bool { return k == kindMR || k == kindEWMA || k == kindCUSUM }

// unit returns the unit of the values of a chart of this kind.
func (k Kind) unit() kpi.Unit {
	switch {
	case k.share():
		return kpi.Fraction
	case k.classes():
		return kpi.Points
	}
	return kpi.Number
}

// bounds returns the least and the most that Value can be.
func (k Kind) bounds() (lo, hi float64) {
	switch {
	case k.share():
		return 0, 1
	case k.classes():
		return -100, 100
	case k == kindLogXmR || k == kindMR || k == kindT || k == kindTExponential:
		return 0, math.Inf(1)
	}
	return math.Inf(-1), math.Inf(1)
}

// Deviations returns the Z of every point, NaN in gaps: on the same footing whatever the number of answers
// behind each. They are what to feed to [EWMA] or [CUSUM], with the standard 0 and 1, to look for small
// shifts of a share or a score.
func (c Chart) Deviations() []float64 {
	z := make([]float64, len(c.Points))
	for i, p := range c.Points {
		z[i] = p.Z
	}
	return z
}
