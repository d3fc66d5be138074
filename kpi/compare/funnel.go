package compare

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// FunnelPlot says which segments lie outside what their number of answers explains.
type FunnelPlot struct {
	Target float64       `json:"target"` // the share of all segments together
	Phi    float64       `json:"phi"`    // mean squared z of the segments, the outer tenths pulled in: 1 if chance explains the scatter
	Tau    float64       `json:"tau"`    // standard deviation between segments beyond chance, 0 if there is none
	Points []FunnelPoint `json:"points"`
}

// FunnelPoint is one segment in a funnel plot.
type FunnelPoint struct {
	Share   kpi.Estimate `json:"share"`   // the segment's share with its own limits
	Lo      float64      `json:"lo"`      // an ordinary segment with as many answers would lie from here
	Hi      float64      `json:"hi"`      // to here
	Z       float64      `json:"z"`       // distance from the target in standard deviations, Tau included; NaN without data
	Outside bool         `json:"outside"` // whether the share lies outside Lo and Hi
}

// Funnel compares the shares k[i] of n[i] with the share of all together, allowing for spread between ordinary segments
// (Spiegelhalter 2005, doi 10.1002/sim.1970 and 10.1136/qshc.2005.013755: z-scores winsorised at 10%, additive random
// effects). Usual levels are 0.95 and 0.998. Segments without answers, or with a k that is not from 0 to n, are no data;
// so are all of them where the shares are all 0 or all 1, since then nothing scatters. It panics if k and n differ in
// length.
func Funnel(k, n []int, level float64) FunnelPlot {
	if len(k) != len(n) {
		panic(fmt.Sprintf("compare: Funnel of %d counts in %d segments", len(k), len(n)))
	}
	plot := FunnelPlot{Target: math.NaN(), Phi: math.NaN(), Points: make([]FunnelPoint, len(k))}
	successes, trials := 0, 0
	for i := range k {
		share := kpi.Proportion(k[i], n[i], level)
		plot.Points[i] = FunnelPoint{Share: share, Lo: 0, Hi: 1, Z: math.NaN()}
		if share.Known() {
			successes, trials = successes+k[i], trials+n[i]
		}
	}
	if trials == 0 {
		return plot
	}
	plot.Target = float64(successes) / float64(trials)
	unit := plot.Target * (1 - plot.Target) // variance of one answer
	if unit == 0 {
		return plot
	}
	var zs []float64
	var weight, squares float64
	for i, p := range plot.Points {
		if p.Share.Known() {
			w := float64(n[i]) / unit
			zs = append(zs, (p.Share.Value-plot.Target)*math.Sqrt(w))
			weight += w
			squares += w * w
		}
	}
	plot.Phi = winsorisedSquare(zs)
	m := float64(len(zs))
	if excess := m*plot.Phi - (m - 1); excess > 0 && len(zs) > 1 {
		plot.Tau = math.Sqrt(excess / (weight - squares/weight))
	}
	z := quantile.Z(level)
	for i := range plot.Points {
		p := &plot.Points[i]
		if !p.Share.Known() {
			continue
		}
		sd := math.Sqrt(unit/float64(n[i]) + plot.Tau*plot.Tau)
		p.Z = (p.Share.Value - plot.Target) / sd
		p.Lo, p.Hi = max(0, plot.Target-z*sd), min(1, plot.Target+z*sd)
		p.Outside = math.Abs(p.Z) > z
	}
	return plot
}

// winsorisedSquare returns the mean square of zs after the lowest and the highest tenth are set to the 10% and the 90%
// quantile (Hyndman and Fan's type 7).
func winsorisedSquare(zs []float64) float64 {
	sorted := slices.Sorted(slices.Values(zs))
	at := func(q float64) float64 {
		h := q * float64(len(sorted)-1)
		i := int(h)
		if i+1 == len(sorted) {
			return sorted[i]
		}
		return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
	}
	lo, hi := at(0.1), at(0.9)
	sum := 0.0
	for _, z := range sorted {
		z = min(max(z, lo), hi)
		sum += z * z
	}
	return sum / float64(len(sorted))
}
