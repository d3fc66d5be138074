package trend

import (
	"fmt"
	"iter"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Fill returns the tallies of the periods named by keys, in their order: the zero T, an empty tally, for a
// period that byPeriod does not hold. What byPeriod holds beside these periods is left out. It makes the
// periods for [Rolling]:
//
//	quarters := trend.Rolling(trend.Fill(month.Keys(from, to), byMonth), 3)
func Fill[T any](keys iter.Seq[string], byPeriod map[string]T) []T {
	var periods []T
	for key := range keys {
		periods = append(periods, byPeriod[key])
	}
	return periods
}

// Series returns the scores of the periods named by keys, in their order, ready for [Fit]. A period that
// byPeriod does not hold is scored as an empty tally, which is no data: the gap is seen and keeps its place.
// What byPeriod holds beside these periods is left out.
func Series[T any](keys iter.Seq[string], byPeriod map[string]T, score func(T) kpi.Estimate) []kpi.Estimate {
	var series []kpi.Estimate
	for key := range keys {
		series = append(series, score(byPeriod[key]))
	}
	return series
}

// Values returns the values of a series, NaN for a period without data: for [MannKendall], [Sen] and
// [ChangePoints], which look at values alone.
func Values(series []kpi.Estimate) []float64 {
	x := make([]float64, len(series))
	for i, e := range series {
		x[i] = e.Value
		if !e.Known() {
			x[i] = math.NaN()
		}
	}
	return x
}

// Changes returns how each period differs from the one lag periods before it: lag 1 is period over period; of
// months 12, of quarters 4 and of weeks 52 are year over year, with the same weekdays for weeks. The result is
// as long as series and in its order; the first lag periods, and those with a gap on either side, are no data.
// Each is a difference by [kpi.Estimate.Minus]; of fractions it is a Change.
//
// Whether a period changed is whether its change contains 0, and not whether the two intervals overlap. Changes
// next to each other share a period: do not add them up, and of many changes that are looked at, some exclude 0
// by chance. It panics if lag is below 1.
func Changes(series []kpi.Estimate, lag int) []kpi.Estimate {
	if lag < 1 {
		panic(fmt.Sprintf("trend: a change from %d periods before", lag))
	}
	changes := make([]kpi.Estimate, len(series))
	for i, e := range series {
		var before kpi.Estimate
		if i >= lag {
			before = series[i-lag]
		}
		changes[i] = e.Minus(before)
	}
	return changes
}
