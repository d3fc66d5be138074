package trend

import (
	"math"
	"strings"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// Warnings says what speaks against a result, as data: it takes nothing away from it. The zero value is no
// warning. To look for one: w&trend.Dependent != 0.
type Warnings uint8

const (
	// TooFew says that there are too few periods: with fewer than six values the 95% limits of [Sen] are
	// infinite, with fewer than five [MannKendall] cannot find a trend at 5%, and process noise has two degrees
	// of freedom or less.
	TooFew Warnings = 1 << iota
	// Dependent says that neighbours resemble each other more than chance allows, once a straight trend is
	// taken away: the windows overlap ([Rolling]), the process is slow, or it jumps or bends. Limits are then
	// too narrow and P too small. Take disjoint and longer periods, look for [ChangePoints], or see [HamedRao].
	Dependent
)

var warningNames = []string{"too few periods", "neighbours depend on each other"}

// String returns the warnings in words, separated by commas, and an empty string for none.
func (w Warnings) String() string {
	return strings.Join(wire.Words(uint8(w), warningNames), ", ")
}

// Check returns what speaks against looking for a trend in x, one value for each period in order of time, NaN
// for a period without data. [Fit] and [MannKendall] bring their warnings along; this is for [Sen] and
// [ChangePoints].
//
// Dependence is judged by the autocorrelation at lag one of the finite values about their least-squares line.
// At most 5 in 100 series of independent values earn the warning, and of series of windows of three periods 55
// of 12 and 94 of 24.
func Check(x []float64) Warnings {
	n := 0
	for _, v := range x {
		if !math.IsNaN(v) {
			n++
		}
	}
	var w Warnings
	if n < 6 {
		w |= TooFew
	}
	if dependent(x) {
		w |= Dependent
	}
	return w
}

func dependent(x []float64) bool {
	values, places, _ := finiteValues(x)
	if len(values) < 3 {
		return false
	}
	n := float64(len(values))
	var most, centre, mean float64
	for k, v := range values {
		most = max(most, math.Abs(v))
		centre += float64(places[k]) / n
		mean += v / n
	}
	var xx, xy float64
	for k, v := range values {
		d := float64(places[k]) - centre
		xx += d * d
		xy += d * (v - mean)
	}
	var neighbours, squares, last float64
	for k, v := range values {
		residual := (v - mean - xy/xx*(float64(places[k])-centre)) / most
		squares += residual * residual
		if k > 0 && places[k-1] == places[k]-1 {
			neighbours += residual * last
		}
		last = residual
	}
	// About a fitted line the autocorrelation of independent values is nearly normal, with mean -2/n and a
	// variance below 1/n; 1.645 is the normal quantile of .95.
	rounding := 1e-26 * n
	return squares > rounding && neighbours > (1.645/math.Sqrt(n)-2/n)*squares
}
