package ttr

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

// Sketch is how long tickets took, and how long those that are still open have been running, in constant
// memory: the questions of [Times] for streams without end and for shards that are put together later. The
// zero Sketch is empty and ready.
//
// Up to 8192 tickets it keeps every time and answers as Times does. With more it counts them in bins,
// resolved and open ones apart, and keeps the shortest and the longest time of each bin. Two times of a bin
// differ by at most 1/256 of the shorter one, which is the error of its answers as long as the resolved and
// the open times of a bin do not overlap: nothing is open, or times are on a grid such as whole hours, or
// there is one of each kind.
//
//   - A quantile and its limits differ from those of Times by at most 1/256; what is +Inf for one is for the
//     other.
//   - The share within d lies between those of Times within d less 1/256 and d plus 1/256, with the limits of
//     such a time.
//   - The mean up to a horizon and the geometric mean differ from those of Times by at most 1/256.
//
// Where they do overlap, nothing bounded can keep their order: whether a thousand tickets were resolved just
// before a thousand others were last seen or just after makes a difference to all longer times. Sketch takes
// both as evenly spread between the shortest and the longest, which are exact. The share still running at the
// end of a bin, with d tickets resolved and o open in it of Y that run at its beginning, is then off by at
// most d·o/(Y(Y−o)) of the share at its beginning, and a quantile is one of a share as much smaller or
// larger, less or more 1/256. Where tickets come as they come, even is close: of the quantiles and limits of
// lognormal times, 8,200 to 64,000 with 8% to 63% open, two in ten thousand differed from those of Times by
// more than 1/256. What is no data for Times is no data for
// Sketch, however the times lie.
//
// A copy shares its tickets with the original, as a copy of a map does; [Sketch.Plus] with the zero Sketch is
// a snapshot. Any number of goroutines may read a Sketch while none adds to it. It takes at most 0.8 MB, most
// often a quarter of that, and with few tickets 1 kB and about 10 bytes for each. More than 2^53 tickets,
// which hostile input can claim, read as no data.
type Sketch struct {
	h *held
}

// Add takes the time of one ticket: its resolution time if done, otherwise its age so far. It takes what
// [Policy.Measure] returns. A negative duration is an error that wraps a *DurationError, and is not added; a
// duration of 0 counts as resolved at once.
func (s *Sketch) Add(d time.Duration, done bool) error {
	if h := s.h; h != nil {
		at := placeOf(d)
		if page := h.pages[kindOf(done)][at.page()]; page != nil {
			switch b := &page[at.bin()]; {
			case b.lo <= uint64(d) && uint64(d) <= b.hi: // a negative d is above all
				b.n++
				return nil
			case d >= 0:
				b.plus(oneTicket(d))
				return nil
			}
		}
	}
	return s.add(d, done)
}

// add is Add where there is no page of bins yet, or no bins at all.
func (s *Sketch) add(d time.Duration, done bool) error {
	if d < 0 {
		return fmt.Errorf("ttr: %w", &DurationError{d})
	}
	if s.h == nil {
		s.h = new(held)
	}
	s.h.add(d, kindOf(done))
	return nil
}

// AddTimes takes all tickets of t, faster than one by one. A negative duration is an error that wraps a
// *DurationError, and then none is added.
func (s *Sketch) AddTimes(t Times) error {
	for _, ds := range [][]time.Duration{t.Resolved, t.Open} {
		var signs time.Duration
		for _, d := range ds {
			signs |= d
		}
		if signs < 0 {
			i := slices.IndexFunc(ds, func(d time.Duration) bool { return d < 0 })
			return fmt.Errorf("ttr: %w", &DurationError{ds[i]})
		}
	}
	if t.N() == 0 {
		return nil
	}
	if s.h == nil {
		s.h = new(held)
	}
	s.h.addTimes(t)
	return nil
}

// Plus returns the tickets of both, in memory of its own: the same sketch, to the last bit of its binary
// form, as if all of them had been added to one, in whatever order sketches are put together.
func (s Sketch) Plus(o Sketch) Sketch {
	if s.h == nil && o.h == nil {
		return Sketch{}
	}
	sum := new(held)
	sum.plus(s.h)
	sum.plus(o.h)
	return Sketch{sum}
}

// N returns the number of tickets, resolved and open.
func (s Sketch) N() int {
	n := s.h.total()
	if n > mostTickets {
		return 0
	}
	return int(n)
}

// Median returns the time by which half of the tickets are resolved, in Seconds: [Sketch.Quantile] at ½.
func (s Sketch) Median(level float64) kpi.Estimate { return s.Quantile(0.5, level) }

// Quantile returns the time by which the share q of all tickets is resolved, in Seconds: what
// [Times.Quantile] returns, and its limits, to within 1/256; see [Sketch] for what open tickets can do to
// that. It is +Inf if too many are still open to know.
//
// Without tickets it is no data between 0 and +Inf. It panics if q is not between 0 and 1.
func (s Sketch) Quantile(q, level float64) kpi.Estimate {
	return s.Quantiles([]float64{q}, level)[0]
}

// Quantiles returns [Sketch.Quantile] for each of qs, for one pass over the bins.
func (s Sketch) Quantiles(qs []float64, level float64) []kpi.Estimate {
	checkLevel(level)
	for _, q := range qs {
		checkQuantile(q, level)
	}
	if t, ok := s.h.exact(); ok {
		return t.Quantiles(qs, level)
	}
	c := s.Curve()
	es := make([]kpi.Estimate, len(qs))
	for i, q := range qs {
		es[i] = c.Quantile(q, level)
	}
	return es
}

// Within returns the share of tickets resolved within d, as a Fraction: what [Times.Within] returns for a d
// that differs from this by at most 1/256; see [Sketch] for what open tickets can do to that.
//
// Beyond the longest observed time, if tickets were open then, it is no data between the last lower limit and
// 1. Without tickets it is no data between 0 and 1.
func (s Sketch) Within(d time.Duration, level float64) kpi.Estimate {
	return s.Curve().Within(d, level)
}

// MeanUpTo returns the mean time to resolution where everything beyond the horizon counts as the horizon, in
// Seconds: what [Times.MeanUpTo] returns, to within 1/256; see [Sketch] for what open tickets can do to that.
// Its limits are those of the times as the bins have them.
//
// A horizon beyond the longest observed time, if tickets were open then, is no data, between the limits still
// known. It panics unless the horizon is positive.
func (s Sketch) MeanUpTo(horizon time.Duration, level float64) kpi.Estimate {
	return s.Curve().MeanUpTo(horizon, level)
}

// GeometricMean returns the geometric mean of the resolution times, in Seconds, with Student's t limits on
// the log scale: what [Times.GeometricMean] returns, to within 1/256. With a ticket open, or one that took no
// time at all, it is no data between 0 and +Inf, as without tickets.
func (s Sketch) GeometricMean(level float64) kpi.Estimate {
	if t, ok := s.h.exact(); ok {
		return t.GeometricMean(level)
	}
	checkLevel(level)
	none := kpi.Estimate{Value: math.NaN(), Hi: math.Inf(1), Level: level, Unit: kpi.Seconds}
	rows := s.h.rows()
	n := float64(s.N())
	mean := 0.0
	for _, r := range rows {
		if r.Open > 0 || r.Time == 0 {
			return none
		}
		mean += math.Log(float64(r.Time)/1e9) * (float64(r.Events) / n)
	}
	if len(rows) == 0 {
		return none
	}
	variance := 0.0
	for _, r := range rows {
		x := math.Log(float64(r.Time)/1e9) - mean
		variance += x * x * (float64(r.Events) / (n - 1))
	}
	half := -quantile.T((1-level)/2, n-1) * math.Sqrt(variance/n)
	return kpi.Estimate{
		Value: math.Exp(mean), Lo: math.Exp(mean - half), Hi: math.Exp(mean + half),
		Level: level, N: int(n), Unit: kpi.Seconds,
	}
}

// Curve returns the Kaplan–Meier curve of the tickets as the bins have them, for several readings of the same
// sketch, for one pass over the bins, and for plotting. What is added later does not change it.
func (s Sketch) Curve() Curve {
	if t, ok := s.h.exact(); ok {
		return t.Curve()
	}
	return Curve{survival.FromRows(s.h.rows())}
}
