package survival

import (
	"fmt"
	"math"
	"sort"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// same is how close S must come to 1 − q to be equal to it: far below 1/n for any n that fits in memory, and
// far above rounding.
const same = 1e-12

// Quantile returns the time by which the share q is done, with limits by m. Value is the first time at which
// S is below 1 − q; where S equals 1 − q for a while, until the next step or the last that was seen, it is
// the middle of that while, Hyndman and Fan's (1996) type 2. It is +Inf if the share is not reached within
// the curve, and then Lo is at most its end. A limit that does not exist is 0 or +Inf.
//
// The limits are all times at which the limits of S hold 1 − q (Brookmeyer and Crowley 1982, Biometrics
// 38:29, doi 10.2307/2530286). With the beta product they may be times at which something was still open, and
// with nothing open they are order statistics.
func (c *Curve) Quantile(q float64, m Method, level float64) Interval {
	p := tails(level)
	checkShare(q)
	if c.n == 0 {
		return Interval{math.NaN(), 0, math.Inf(1)}
	}
	m = c.method(m)
	v := Interval{Value: c.point(q)}
	switch m {
	case BetaProduct, BetaProductExact:
		v.Lo, v.Hi = c.betaLimits(q, p)
	case LogLog, Log, Plain:
		v.Lo, v.Hi = c.greenwoodLimits(q, m, quantile.Normal(1-p))
	default:
		panic("survival: no limits by " + m.String())
	}
	return v.cover()
}

func checkShare(q float64) {
	if !(0 < q && q < 1) {
		panic(fmt.Sprintf("survival: quantile %v is not between 0 and 1", q))
	}
}

// point returns the inverse of the curve.
func (c *Curve) point(q float64) float64 {
	i := sort.Search(c.known, func(i int) bool { s, _ := c.at(c.times[i]); return s.s <= 1-q+same })
	if i == c.known {
		return math.Inf(1)
	}
	t := c.times[i]
	if s, _ := c.at(t); s.s < 1-q-same || s.s == 0 {
		return float64(t)
	}
	flat := min(c.last, c.end)
	if i+1 < c.known {
		flat = c.times[i+1]
	}
	return middle(t, flat)
}

// middle returns (a+b)/2 for a <= b.
func middle(a, b int64) float64 { return float64(a) + float64(b-a)/2 }

// reached tells whether the lower p-quantile of the share that is left, of shape s, is below 1 − q. nearly
// makes order statistics whose chance is exactly p count alike at both ends.
func (s shape) reached(q, p float64) bool { return s.below(1-q) > p*nearly }

// passed tells whether its upper p-quantile is.
func (s shape) passed(q, p float64) bool { return s.above(1-q) <= p*nearly }

const nearly = 1 + 1e-12

// betaLimits returns the first time at which the lower limit of S is below 1 − q and the first at which the
// upper limit is. The lower limit only falls, when something ends and when something open leaves. The upper
// one can rise a little: where most left open and few remain, the matched beta has a longer upper tail than
// the product. Below one standard deviation it only falls; beyond, it is above the mean, which only falls.
func (c *Curve) betaLimits(q, p float64) (lo, hi float64) {
	lower := func(t int64) bool { s, risk := c.at(t); return s.w.next(risk).reached(q, p) }
	if r := &c.runs[0]; !r.w.next(r.risk).reached(q, p) { // else the limit is 0, with nothing done
		lo = math.Inf(1)
		if i := sort.Search(len(c.times), func(i int) bool { return lower(c.times[i]) }); i < len(c.times) {
			lo = float64(c.times[i])
		}
		runs := c.runs[1:]
		if j := sort.Search(len(runs), func(j int) bool { return lower(runs[j].from) }); j < len(runs) {
			lo = math.Min(lo, float64(runs[j].from))
		}
	}

	upper := func(i int) bool { s, _ := c.at(c.times[i]); return s.w.shape().passed(q, p) }
	i := 0
	if p > 0.16 {
		i = sort.Search(len(c.times), upper)
	} else {
		i = sort.Search(len(c.times), func(i int) bool { s, _ := c.at(c.times[i]); return s.w.mean < 1-q })
		for i < len(c.times) && !upper(i) {
			i++
		}
	}
	if i == len(c.times) {
		return lo, math.Inf(1)
	}
	return lo, float64(c.times[i])
}

// greenwoodLimits returns the same for the methods on Greenwood's variance, looking only at 0 < S < 1 because
// there are no limits elsewhere. These limits need not fall with time, so it looks at each step.
func (c *Curve) greenwoodLimits(q float64, m Method, z float64) (lo, hi float64) {
	lo, hi = -1, math.Inf(1)
	j, found := 0, false
	var s state
	for i, t := range c.times[:c.known] {
		for j+1 < len(c.runs) && c.runs[j+1].from < t {
			j++
		}
		r := &c.runs[j]
		if s = r.steps(c.done[i]); s.s == 0 {
			break
		}
		found = true
		if lo >= 0 && s.s >= 1-q {
			continue // the upper limit is above S
		}
		l, u := s.greenwood(m, z)
		if lo < 0 && l < 1-q {
			lo = float64(t)
		}
		if u < 1-q {
			hi = float64(t)
			break
		}
	}
	if lo < 0 {
		// The lower limit has stayed above 1 − q wherever there is one: the share is reached where S comes
		// down to 0, or after the end.
		switch {
		case !found:
			lo = 0
		case s.s == 0:
			lo = float64(c.times[c.known-1])
		default:
			lo = float64(c.end)
		}
	}
	return lo, hi
}
