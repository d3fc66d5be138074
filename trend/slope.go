package trend

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
	"github.com/servicekpi/servicekpi/kpi"
)

// Line is a straight line through a series, as [Fit] returns it: its slope, and what its limits are made of.
type Line struct {
	// Slope is the change per period, with limits for sampling noise and process noise together: the one to
	// report.
	Slope kpi.Estimate `json:"slope"`
	// Sampling is the same slope with limits for sampling noise alone: as if the periods lay exactly on a line
	// but for the luck of who answered. They are right only if Tau is 0.
	Sampling kpi.Estimate `json:"sampling"`
	// Tau is the standard deviation of the process noise, in the unit of the series: how far the periods
	// themselves scatter about the line. NaN with fewer than three periods.
	Tau float64 `json:"tau"`
	// Scatter tests whether there is more scatter about the line than sampling explains: Q, chi-square with K-2
	// degrees of freedom. Without data with fewer than three periods.
	Scatter kpi.Test `json:"scatter"`
	// Periods is K, how many periods of the series had a value and finite limits. The others are left out.
	Periods int `json:"periods"`
	// Warnings is what speaks against the limits.
	Warnings Warnings `json:"warnings"`
}

// Slope returns the change per period of a series of estimates, one for each period in order of time, with
// limits that allow for process noise: that the months themselves differ, apart from who answered. It is
// [Fit]'s Slope; see there.
func Slope(series []kpi.Estimate) kpi.Estimate { return fit("Slope", series).Slope }

// Fit puts a straight line through a series of estimates, one for each period in order of time. Its slope is
// the change per period in the unit of the series, for fractions a Change.
//
// A period without data is an Estimate that is not Known; it keeps its place on the axis and is otherwise left
// out. So is one whose value or limits are infinite, such as a quantile not reached: those tend to be the worst
// periods, so look at Periods before believing such a slope. With two periods left it is their difference over
// their distance, and process noise cannot be told from a trend: its limits are for sampling noise alone. With
// fewer it is no data.
//
// The line is the ordinary least-squares line. Its sampling limits are those of [kpi.Sum], because the slope is
// a sum of estimates. The variance τ² of the process noise is the one at which the weighted residuals scatter
// as much as they should (Paule and Mandel 1982, doi 10.6028/jres.087.022; as an estimator of heterogeneity:
// DerSimonian and Kacker 2007, doi 10.1016/j.cct.2006.04.004), and widens both arms of the limits to √(arm² +
// t²τ²Σc²), t with K-2 degrees of freedom, c the weights of the periods in the slope. From 4 periods on, and
// with process noise from none to twice the sampling noise, the 95% limits cover .91 to .97; those of sampling
// noise alone .95 to .58.
//
// A series of exact values has no level, so that process noise leaves its slope without limits; for plain
// numbers take [Sen]. Fit panics if units or levels differ. The estimates must be independent: not windows of
// [Rolling], nor waves of one panel.
func Fit(series []kpi.Estimate) Line { return fit("Fit", series) }

func fit(caller string, series []kpi.Estimate) Line {
	mustAgree(caller, series)
	kind := kpi.Sum(series...) // its level and unit are those of all
	var x []float64
	var used []kpi.Estimate
	values := Values(series)
	for i, e := range series {
		if known(e) {
			x, used = append(x, float64(i)), append(used, e)
		} else {
			values[i] = math.NaN()
		}
	}
	line := Line{
		Tau:      math.NaN(),
		Scatter:  kpi.ChiSquaredTest(math.NaN(), 0),
		Periods:  len(used),
		Warnings: Check(values),
	}
	switch len(used) {
	case 0, 1:
		line.Sampling = noSlope(series, kind)
		line.Slope = line.Sampling
		return line
	case 2:
		line.Sampling = used[1].Minus(used[0]).Times(1 / (x[1] - x[0]))
		line.Slope = line.Sampling
		return line
	}

	c, squares := leastSquares(x)
	terms := make([]kpi.Estimate, len(used))
	for i, e := range used {
		terms[i] = e.Times(c[i])
	}
	line.Sampling = kpi.Sum(terms...)
	line.Slope = line.Sampling

	var variance float64
	variance, line.Scatter = processVariance(x, used, line.Sampling.Level)
	line.Tau = math.Sqrt(variance)
	if variance > 0 {
		t := -quantile.T((1-line.Slope.Level)/2, float64(len(used)-2))
		process := t * line.Tau * math.Sqrt(squares)
		value := line.Slope.Value
		line.Slope.Lo = value - math.Hypot(value-line.Sampling.Lo, process)
		line.Slope.Hi = value + math.Hypot(line.Sampling.Hi-value, process)
	}
	return line
}

// mustAgree panics, in the name of what was called, if units or levels of a series differ, as [kpi.Sum] does.
func mustAgree(caller string, series []kpi.Estimate) {
	var first, limited *kpi.Estimate // the first that has data or limits at all, and the first that is not exact
	for i := range series {
		e := &series[i]
		if e.Level == 0 {
			continue
		}
		if first == nil {
			first = e
		}
		if change(e.Unit) != change(first.Unit) {
			panic(fmt.Sprintf("trend: %s of a series of %v (%s) and %v (%s)", caller, *first, first.Unit, *e, e.Unit))
		}
		if e.Level == 1 {
			continue
		}
		if limited == nil {
			limited = e
		}
		if e.Level != limited.Level {
			panic(fmt.Sprintf("trend: %s of a series at levels %v and %v", caller, limited.Level, e.Level))
		}
	}
}

// change returns the unit in which estimates of unit u are added up with others.
func change(u kpi.Unit) kpi.Unit {
	if u == kpi.Fraction {
		return kpi.Change
	}
	return u
}

// known reports whether a period has a value and finite limits, without which it is in no line.
func known(e kpi.Estimate) bool {
	return e.Known() && !math.IsInf(e.Value, 0) && !math.IsInf(e.Lo, 0) && !math.IsInf(e.Hi, 0)
}

// noSlope returns the slope of a series of that level and unit of which at most one period is known: no data,
// between the steepest fall and the steepest rise that the limits of the series allow.
func noSlope(series []kpi.Estimate, kind kpi.Estimate) kpi.Estimate {
	slope := kpi.Estimate{Value: math.NaN(), Lo: math.Inf(-1), Hi: math.Inf(1), Level: kind.Level, Unit: change(kind.Unit)}
	if len(series) < 2 {
		return slope
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, e := range series {
		if e.Level == 0 {
			return slope
		}
		least, most = min(least, e.Lo), max(most, e.Hi)
	}
	slope.Lo, slope.Hi = least-most, most-least
	return slope
}

// leastSquares returns the weights c with which the values at x add up to the least-squares slope, and Σc².
func leastSquares(x []float64) (c []float64, squares float64) {
	mean := 0.0
	for _, xi := range x {
		mean += xi
	}
	mean /= float64(len(x))
	spread := 0.0
	for _, xi := range x {
		spread += (xi - mean) * (xi - mean)
	}
	c = make([]float64, len(x))
	for i, xi := range x {
		c[i] = (xi - mean) / spread
	}
	return c, 1 / spread
}

// processVariance returns τ² by Paule and Mandel for a straight line through the estimates at x, and the test
// of τ² = 0.
func processVariance(x []float64, series []kpi.Estimate, level float64) (float64, kpi.Test) {
	df := float64(len(x) - 2)
	z := quantile.Z(level)
	y, v := make([]float64, len(x)), make([]float64, len(x))
	largest, noisiest := 0.0, 0.0
	for i, e := range series {
		y[i] = e.Value
		largest = max(largest, math.Abs(e.Value))
		half := (e.Hi - e.Lo) / 2 / z
		v[i] = half * half
		noisiest = max(noisiest, v[i])
	}
	plain := scatter(x, y, make([]float64, len(x)), 1)
	if rounding := 1e-15 * df * largest; plain <= rounding*rounding {
		plain = 0
	}
	if noisiest == 0 { // all exact: whatever scatters is process noise, and there is nothing to test it against
		return plain / df, kpi.ChiSquaredTest(math.NaN(), df)
	}
	// An exact value among others would weigh infinitely; as good as that is enough.
	for i := range v {
		v[i] = max(v[i], 1e-14*noisiest)
	}
	excess := func(variance float64) float64 { return scatter(x, y, v, variance) - df }
	sampling := excess(0)
	test := kpi.ChiSquaredTest(sampling+df, df)
	if !(sampling > 0) {
		return 0, test
	}
	// With equal weights the scatter would be as it should at plain/df, and no weights scatter more about their
	// line.
	return root.Find(excess, 0, plain/df), test
}

// scatter returns Σw(y - line)² for the line that makes it smallest, with the weights w = 1/(v + variance).
func scatter(x, y, v []float64, variance float64) float64 {
	var sum, sx, sy float64
	for i := range x {
		w := 1 / (v[i] + variance)
		sum += w
		sx += w * x[i]
		sy += w * y[i]
	}
	mx, my := sx/sum, sy/sum
	var xx, xy float64
	for i := range x {
		w := 1 / (v[i] + variance)
		xx += w * (x[i] - mx) * (x[i] - mx)
		xy += w * (x[i] - mx) * (y[i] - my)
	}
	q := 0.0
	for i := range x {
		r := (y[i] - my) - xy/xx*(x[i]-mx)
		q += r * r / (v[i] + variance)
	}
	return q
}
