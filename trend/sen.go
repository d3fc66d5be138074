package trend

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Sen returns the median of the slopes of all pairs of values, the change per period that no single outlier
// moves, as a Number (Theil 1950; Sen 1968, doi 10.1080/01621459.1968.10480934). x is one value for each period
// in order of time; NaN and infinite values are left out and keep their place.
//
// Its limits are two of the slopes, those whose ranks lie half of z·√Var S below and above the middle, with Var
// S that of [MannKendall]; between two slopes they are interpolated (Gilbert 1987, Statistical Methods for
// Environmental Pollution Monitoring, section 16.5). With few values a limit falls outside of all slopes and is
// infinite: at 95% with fewer than six. A constant series has the slope 0 without width. With fewer than two
// values it is no data. N counts values. It panics if level is not between 0 and 1.
//
// The slope is that of sorting all n(n-1)/2 slopes, found in O(n log n); where millions of them agree to the
// last bits, it is one of those. The values must be independent and of like precision, as for MannKendall;
// [Check] looks at that.
func Sen(x []float64, level float64) kpi.Estimate {
	return sen(series(x), level)
}

// SenAt is [Sen] for values at unequal distances: the median of (x[j]-x[i])/(times[j]-times[i]), the change per
// unit of times, whatever that is, say days since the first. times need not be sorted. Pairs at the same time
// have no slope and do not count, nor do those nearer than 1e-90 of the greatest time; a time that is NaN or
// infinite leaves its value out. It panics if times and x differ in length.
func SenAt(times, x []float64, level float64) kpi.Estimate {
	if len(times) != len(x) {
		panic(fmt.Sprintf("trend: SenAt of %d times and %d values", len(times), len(x)))
	}
	return sen(newSlopes(times, x), level)
}

// series returns the slopes of values at 0, 1, 2, …
func series(x []float64) *slopes {
	times := make([]float64, len(x))
	for i := range times {
		times[i] = float64(i)
	}
	return newSlopes(times, x)
}

func sen(s *slopes, level float64) kpi.Estimate {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("trend: confidence level %v is not between 0 and 1", level))
	}
	e := kpi.Estimate{Value: math.NaN(), Lo: math.Inf(-1), Hi: math.Inf(1), Level: level}
	if s.count == 0 {
		return e
	}
	half := quantile.Z(level) * math.Sqrt(varianceOfS(len(s.x), s.tiedX, s.tiedY)) / 2
	middle := float64(s.count) / 2
	at := s.at(middle-half, middle+0.5, middle+half+1)
	e.Lo, e.Value, e.Hi, e.N = at[0], at[1], at[2], len(s.x)
	return e
}

// senSlope returns the value of Sen.
func senSlope(x []float64) float64 {
	s := series(x)
	if s.count == 0 {
		return math.NaN()
	}
	return s.at(float64(s.count)/2 + 0.5)[0]
}
