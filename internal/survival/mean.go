package survival

import (
	"fmt"
	"math"
	"sort"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Mean is a restricted mean: of the smaller of the time taken and a horizon.
type Mean struct {
	Interval
	SE float64 // by Greenwood's sum, as R's survfit prints it; NaN without data
}

// Mean returns the mean time up to the horizon tau, the area under the curve (Irwin 1949, Journal of Hygiene
// 47:188; Royston and Parmar 2013, BMC Medical Research Methodology 13:152, doi 10.1186/1471-2288-13-152).
// With a curve told from an age on, that age is part of it.
//
// The limits are set on the logit of the mean's share of the horizon, by Student's t with one degree of
// freedom less than there are events before the horizon, and with the variance made larger by that number m
// over m − 1; normal limits are too short in small samples. With fewer than two events, or no variance, there
// are none: the mean is somewhere up to the horizon.
//
// A horizon past the end of the curve is no data. The mean is then not below the lower limit at the end, nor
// above the upper limit there and the most that can be left all the way to the horizon, each at half the
// error.
func (c *Curve) Mean(tau int64, level float64) Mean {
	p := tails(level)
	if tau < 0 {
		panic(fmt.Sprintf("survival: horizon %d is negative", tau))
	}
	origin, horizon := float64(min(c.origin, tau)), float64(max(0, tau-c.origin))
	switch {
	case c.n == 0 || tau > c.end && c.end <= c.origin:
		return Mean{Interval{math.NaN(), origin, origin + horizon}, math.NaN()}
	case tau > c.end:
		m, left := c.Mean(c.end, 1-p), c.At(c.end, BetaProduct, 1-p)
		hi := math.Min(float64(tau), m.Hi+left.Hi*float64(tau-c.end))
		return Mean{Interval{math.NaN(), c.Mean(c.end, level).Lo, hi}, math.NaN()}
	}
	area, variance, events := c.area(tau)
	m := Mean{Interval{origin + area, origin, origin + horizon}, math.Sqrt(variance)}
	if share := area / horizon; variance > 0 && events >= 2 && share < 1 {
		n := float64(events)
		se := m.SE * math.Sqrt(n/(n-1)) / horizon / (share * (1 - share))
		half := quantile.T(1-p, n-1) * se
		logit := math.Log(share / (1 - share))
		m.Lo, m.Hi = origin+horizon*logistic(logit-half), origin+horizon*logistic(logit+half)
	}
	m.Interval = m.cover()
	return m
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// area returns the area under the curve from its origin to tau, its variance Σ A²d/(Y(Y−d)), where A is the
// area after an event, and the number of events before tau. A term in which all at risk end is 0.
func (c *Curve) area(tau int64) (area, variance float64, events int) {
	k := sort.Search(len(c.times), func(i int) bool { return c.times[i] >= tau })
	end := tau
	j := len(c.runs) - 1
	for i := k - 1; i >= 0; i-- {
		t := c.times[i]
		for c.runs[j].from >= t {
			j--
		}
		r := &c.runs[j]
		before := 0
		if i > 0 {
			before = c.done[i-1]
		}
		before -= r.before
		d, y := c.done[i]-r.before-before, r.risk-before
		area += r.s * (float64(y-d) / float64(r.risk)) * float64(end-t)
		if d < y {
			variance += area * area * (float64(d) / (float64(y) * float64(y-d)))
		}
		end = t
	}
	if k > 0 {
		events = c.done[k-1]
	}
	if end > c.origin {
		area += float64(end - c.origin)
	}
	return area, variance, events
}
