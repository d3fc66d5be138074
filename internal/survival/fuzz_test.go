package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// life is one observation, watched after entry until exit.
type life struct {
	entry, exit int64
	event       bool
}

// brute is the Kaplan–Meier estimate as the textbooks write it, over all pairs of times and observations.
func brute(lives []life, t int64) (s, green float64) {
	s = 1
	var times []int64
	for _, l := range lives {
		if l.event && l.exit <= t {
			times = append(times, l.exit)
		}
	}
	slices.Sort(times)
	for _, u := range slices.Compact(times) {
		y, d := 0.0, 0.0
		for _, l := range lives {
			if (l.entry < u || l.entry == 0) && u <= l.exit {
				y++
				if l.event && l.exit == u {
					d++
				}
			}
		}
		s *= 1 - d/y
		green += d / (y * (y - d))
	}
	return s, green
}

// FuzzCurve compares curves built in every way with the textbook's, and quantile limits with a look at every
// time.
func FuzzCurve(f *testing.F) {
	f.Add(uint64(1), uint8(20), uint8(30), uint8(128), uint8(0))
	f.Add(uint64(2), uint8(50), uint8(255), uint8(60), uint8(0))
	f.Add(uint64(3), uint8(40), uint8(5), uint8(200), uint8(0))
	f.Add(uint64(4), uint8(60), uint8(100), uint8(90), uint8(60))
	f.Add(uint64(5), uint8(1), uint8(0), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, n, span, open, delay uint8) {
		r := rand.New(rand.NewPCG(seed, 1))
		var lives []life
		var entry, exit []int64
		var event []bool
		var ended, left []int64
		var rows []Row
		for range n {
			l := life{exit: r.Int64N(int64(span) + 1), event: r.IntN(256) >= int(open)}
			if delay > 0 {
				l.entry = max(0, r.Int64N(int64(delay)+1)-10)
			}
			entry, exit, event = append(entry, l.entry), append(exit, l.exit), append(event, l.event)
			if l.exit <= l.entry && l.entry > 0 {
				continue
			}
			lives = append(lives, l)
			if l.event {
				ended = append(ended, l.exit)
				rows = append(rows, Row{Time: l.exit, Events: 1})
			} else {
				left = append(left, l.exit)
				rows = append(rows, Row{Time: l.exit, Open: 1})
			}
		}
		c := FromEntries(entry, exit, event, 0)
		assert.Equal(t, len(lives), c.N())
		if !slices.ContainsFunc(entry, func(e int64) bool { return e > 0 }) {
			assert.Equal(t, c, New(ended, left))
			assert.Equal(t, c, FromRows(rows))
		}
		area, last := 0.0, 1.0
		end, bounded := c.End()
		for at := int64(0); at <= int64(span)+1; at++ {
			s, green := brute(lives, at)
			v := c.At(at, Plain, 0.95)
			if len(lives) == 0 || bounded && at > end {
				assert.True(t, math.IsNaN(v.Value))
				continue
			}
			assert.InDelta(t, s, v.Value, 1e-12)
			assert.InDelta(t, 1-s, c.Within(at, Plain, 0.95).Value, 1e-12)
			if s > 0 {
				st, _ := c.at(at)
				assert.InDelta(t, s*math.Sqrt(green), st.se(), 1e-12)
			}
			if at > 0 {
				area += last
				m := c.Mean(at, 0.95)
				assert.InDelta(t, area, m.Value, 1e-9)
				assert.True(t, 0 <= m.Lo && m.Lo <= m.Value && m.Value <= m.Hi && m.Hi <= float64(at))
			}
			last = s
			for _, m := range []Method{BetaProduct, BetaProductExact, LogLog, Log} {
				v := c.At(at, m, 0.95)
				assert.True(t, 0 <= v.Lo && v.Lo <= v.Value && v.Value <= v.Hi && v.Hi <= 1, "%v %v", m, v)
			}
		}
		if c.delayed || len(lives) == 0 {
			return
		}
		for _, q := range []float64{0.1, 0.5, 0.9} {
			lo, hi := math.Inf(1), math.Inf(1)
			for at := int64(span); at >= -1; at-- { // before 0 nothing is done
				s, risk := c.at(at)
				if s.w.next(risk).lower(0.025) < 1-q {
					lo = float64(max(0, at))
				}
				if s.w.shape().upper(0.025) < 1-q {
					hi = float64(max(0, at))
				}
			}
			v := c.Quantile(q, BetaProduct, 0.95)
			assert.Equal(t, [2]float64{lo, hi}, [2]float64{v.Lo, v.Hi}, "quantile %v", q)
			assert.True(t, v.Lo <= v.Value && v.Value <= v.Hi)
		}
	})
}

// TestUpperLimitMayRise keeps a curve on which the upper limit of the beta product rises: most leave open and
// few remain, so that the next event has a skew that the matched beta does not have.
func TestUpperLimitMayRise(t *testing.T) {
	c := FromRows([]Row{{10, 400, 0}, {100, 0, 3600}, {200, 1, 0}, {201, 1, 0}, {202, 1, 0}, {203, 1, 0}, {204, 1, 0},
		{205, 1, 0}, {206, 1, 0}, {207, 1, 0}, {400, 0, 1}})
	at := func(t int64) float64 { return c.At(t, BetaProductExact, 0.95).Hi }
	assert.Greater(t, at(200), at(150))
	assert.Less(t, at(200), at(150)+0.1)

	// The quantile's limit is nevertheless the first time with an upper limit below.
	for q := 0.01; q < 1; q += 0.01 {
		want := math.Inf(1)
		for s := range c.Steps() {
			if at(s.Time) < 1-q {
				want = float64(s.Time)
				break
			}
		}
		assert.Equal(t, want, c.Quantile(q, BetaProduct, 0.95).Hi, "q %v", q)
	}
}
