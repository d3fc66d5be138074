package survival

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// At returns the share that is not done by t, with limits by m. Without data, or past the end of the curve,
// Value is NaN; the share is then between 0 and the upper limit at the end.
func (c *Curve) At(t int64, m Method, level float64) Interval {
	return c.share(t, m, level, false)
}

// Within returns the share that is done by t, 1 − At with the digits of small shares.
func (c *Curve) Within(t int64, m Method, level float64) Interval {
	return c.share(t, m, level, true)
}

func (c *Curve) share(t int64, m Method, level float64, done bool) Interval {
	p := tails(level)
	if c.n == 0 {
		return Interval{math.NaN(), 0, 1}
	}
	if t > c.end {
		v := c.share(c.end, m, level, done)
		if done {
			return Interval{math.NaN(), v.Lo, 1}
		}
		return Interval{math.NaN(), 0, v.Hi}
	}
	s, risk := c.at(t)
	var v Interval
	switch m = c.method(m); m {
	case BetaProduct, BetaProductExact:
		limits := midP
		if m == BetaProductExact {
			limits = central
		}
		small, large := s.w.next(risk), s.w.shape()
		if done {
			small, large = large.flip(), small.flip()
		}
		v.Lo, v.Hi = limits(small, large, p)
	case LogLog, Log, Plain:
		v.Lo, v.Hi = s.greenwood(m, quantile.Normal(1-p))
		if done {
			v.Lo, v.Hi = 1-v.Hi, 1-v.Lo
		}
	default:
		panic("survival: no limits by " + m.String())
	}
	v.Value = s.s
	if done {
		v.Value = s.f
	}
	return v.cover()
}

// method returns the method that stands for m.
func (c *Curve) method(m Method) Method {
	if c.delayed && (m == BetaProduct || m == BetaProductExact) {
		return LogLog
	}
	return m
}

// greenwood returns the limits of S by Greenwood's variance on the scale of m: [0, 1] where S is 0 or 1,
// because there the variance says nothing (Klein and Moeschberger 2003, Survival Analysis, 4.3).
func (s state) greenwood(m Method, z float64) (lo, hi float64) {
	if !(0 < s.s && s.s < 1) {
		return 0, 1
	}
	half := z * math.Sqrt(s.green)
	switch m {
	case Plain:
		return math.Max(0, s.s-s.s*half), math.Min(1, s.s+s.s*half)
	case Log:
		return s.s * math.Exp(-half), math.Min(1, s.s*math.Exp(half))
	}
	log := s.log()
	half /= -log
	return math.Exp(log * math.Exp(half)), math.Exp(log * math.Exp(-half))
}

// log returns log S.
func (s state) log() float64 {
	if s.f < 0.5 {
		return math.Log1p(-s.f)
	}
	return math.Log(s.s)
}

// cover widens limits that, at very low levels, would leave the value outside.
func (v Interval) cover() Interval {
	v.Lo, v.Hi = math.Min(v.Lo, v.Value), math.Max(v.Hi, v.Value)
	return v
}
