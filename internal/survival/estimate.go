package survival

import (
	"math"
	"time"
	"unsafe"

	"github.com/servicekpi/servicekpi/kpi"
)

// Ticks returns durations as the integers of nanoseconds that they are, without copying: for reading only.
func Ticks(ds []time.Duration) []int64 {
	return unsafe.Slice((*int64)(unsafe.SliceData(ds)), len(ds))
}

// Fraction returns an interval of shares of n observations as an estimate; no data has no observations.
func (i Interval) Fraction(n int, level float64) kpi.Estimate {
	return i.estimate(1, n, level, kpi.Fraction)
}

// Seconds returns an interval of times in nanoseconds of n observations as an estimate; no data has no observations.
func (i Interval) Seconds(n int, level float64) kpi.Estimate {
	return i.estimate(1e9, n, level, kpi.Seconds)
}

func (i Interval) estimate(scale float64, n int, level float64, u kpi.Unit) kpi.Estimate {
	if math.IsNaN(i.Value) {
		n = 0
	}
	return kpi.Estimate{Value: i.Value / scale, Lo: i.Lo / scale, Hi: i.Hi / scale, Level: level, N: n, Unit: u}
}

// Test returns the comparison as a test.
func (c Comparison) Test() kpi.Test { return kpi.Test{Statistic: c.Statistic, DF: c.DF, P: c.P} }
