package ttr

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/internal/survival"
	"github.com/servicekpi/servicekpi/kpi"
)

func TestPlaces(t *testing.T) {
	above := func(d time.Duration) int { return int(placeOf(d).page())<<8 + int(placeOf(d).bin()) }
	for d := range time.Duration(510) {
		assert.False(t, sameBin(d, d+1), "each nanosecond below 512 has a bin of its own: %d", d)
	}
	check := func(d time.Duration) {
		t.Helper()
		if d < math.MaxInt64 {
			assert.LessOrEqual(t, above(d), above(d+1), "never falls: %d", d)
		}
		// The longest time of the bin of d, by bisection.
		lo, hi := d, time.Duration(math.MaxInt64)
		for lo < hi {
			if m := lo + (hi-lo+1)/2; sameBin(d, m) {
				lo = m
			} else {
				hi = m - 1
			}
		}
		assert.LessOrEqual(t, uint64(lo-d), uint64(d)/256, "the times of a bin differ by 1/256 at most: %d and %d", d, lo)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for k := range 63 {
		for off := time.Duration(-5); off <= 5; off++ {
			if d := time.Duration(1)<<k + off; d >= 0 {
				check(d)
			}
			if d := time.Duration(1)<<k + time.Duration(1)<<k>>1 + off; d >= 0 {
				check(d)
			}
		}
		for range 20 {
			check(time.Duration(r.Int64() >> k))
		}
	}
	for off := range time.Duration(2000) {
		check(math.MaxInt64 - off)
	}
	assert.Equal(t, uint(62), placeOf(math.MaxInt64).page(), "the last page but one")
	assert.Equal(t, 0, above(0), "the first")
	assert.Less(t, above(math.MaxInt64), pageCount*pageSize)
}

// binned returns a sketch of tickets that are in bins however few they are.
func binned(t Times) Sketch {
	h := &held{many: true}
	h.addTimes(t)
	return Sketch{h}
}

// orderKnown tells whether the resolved and the open tickets of each bin do not overlap, or are too few to
// lose their order.
func orderKnown(s Sketch) bool {
	for i := range pageCount {
		for j := range pageSize {
			r, o := s.h.bin(isResolved, i, j), s.h.bin(isOpen, i, j)
			overlap := r.n > 0 && o.n > 0 && r.hi > o.lo && o.hi >= r.lo
			if overlap && (r.n > 2 || o.n > 2) {
				return false
			}
		}
	}
	return true
}

func (h *held) bin(k kind, page, i int) bin {
	if h.pages[k][page] == nil {
		return bin{}
	}
	return h.pages[k][page][i]
}

// pushed returns the tickets with those of each bin moved, within it, as far as they go: the open ones to its
// shortest time and the resolved ones to its longest, or the other way round.
func pushed(t Times, openFirst bool) (out Times) {
	type ends struct{ lo, hi time.Duration }
	bins := map[int]ends{}
	at := func(d time.Duration) int { return int(placeOf(d).page())<<8 + int(placeOf(d).bin()) }
	for _, d := range slices.Concat(t.Resolved, t.Open) {
		e, ok := bins[at(d)]
		if !ok {
			e = ends{d, d}
		}
		bins[at(d)] = ends{min(e.lo, d), max(e.hi, d)}
	}
	move := func(ds []time.Duration, down bool) (out []time.Duration) {
		for _, d := range ds {
			if e := bins[at(d)]; down {
				out = append(out, e.lo)
			} else {
				out = append(out, e.hi)
			}
		}
		return out
	}
	return Times{move(t.Resolved, !openFirst), move(t.Open, openFirst)}
}

func relative(a, b float64) float64 {
	switch {
	case a == b:
		return 0
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return math.Inf(1)
	}
	return math.Abs(a-b) / math.Min(a, b)
}

// sketchKeepsItsWord checks what the comment of Sketch promises for any tickets.
func sketchKeepsItsWord(t *testing.T, tickets Times, q, level float64, d time.Duration) (known bool) {
	t.Helper()
	s := binned(tickets)
	exact, sketched := tickets.Quantile(q, level), s.Quantile(q, level)
	share, within := tickets.Within(d, level), s.Within(d, level)
	assert.Equal(t, exact.N, sketched.N)
	assert.Equal(t, share.Known(), within.Known(), "what is known within %v", d)
	assert.Equal(t, share.N, within.N)
	for _, e := range []kpi.Estimate{sketched, within} {
		assert.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo > e.Value || e.Value > e.Hi, "%+v", e)
	}

	// Whatever the order in the bins, between the two extremes of it.
	early, late := pushed(tickets, true), pushed(tickets, false)
	if e := early.Quantile(q, level).Value; e > 0 {
		assert.LessOrEqual(t, e*(1-1.0/256), sketched.Value, "quantile %v", q)
	}
	assert.GreaterOrEqual(t, late.Quantile(q, level).Value*(1+1.0/256), sketched.Value, "quantile %v", q)
	below, above := d-d/256-1, d+min(d/256, math.MaxInt64-d-1)+1
	if lo := late.Within(below, level); within.Known() && lo.Known() {
		assert.LessOrEqual(t, lo.Value, within.Value+1e-9, "within %v", d)
	}
	if hi := early.Within(above, level); within.Known() && hi.Known() {
		assert.GreaterOrEqual(t, hi.Value, within.Value-1e-9, "within %v", d)
	}

	if !orderKnown(s) {
		return false
	}
	assert.LessOrEqual(t, relative(exact.Value, sketched.Value), 1.0/256, "quantile %v: %v, %v", q, exact, sketched)
	assert.LessOrEqual(t, relative(exact.Lo, sketched.Lo), 1.0/256, "quantile %v: %v, %v", q, exact, sketched)
	assert.LessOrEqual(t, relative(exact.Hi, sketched.Hi), 1.0/256, "quantile %v: %v, %v", q, exact, sketched)
	if lo, hi := tickets.Within(below, level), tickets.Within(above, level); within.Known() && hi.Known() {
		// The limits of Times themselves fall by a little when open tickets leave.
		const little = 5e-3
		assert.True(t, lo.Value <= within.Value+1e-9 && within.Value <= hi.Value+1e-9, "within %v: %v, not from %v to %v", d, within, lo, hi)
		assert.True(t, lo.Lo*(1-little) <= within.Lo+1e-9 && within.Lo*(1-little) <= hi.Lo+1e-9, "within %v: %v, not from %v to %v", d, within, lo, hi)
		assert.True(t, lo.Hi*(1-little) <= within.Hi+1e-9 && within.Hi*(1-little) <= hi.Hi+1e-9, "within %v: %v, not from %v to %v", d, within, lo, hi)
	}
	if d > 0 {
		a, b := tickets.MeanUpTo(d, level), s.MeanUpTo(d, level)
		assert.Equal(t, a.Known(), b.Known(), "mean up to %v", d)
		if a.Known() {
			assert.LessOrEqual(t, relative(a.Value, b.Value), 1.0/256, "mean up to %v: %v, %v", d, a, b)
		}
	}
	return true
}

// A few tickets in bins lose most; here in bins by force.
func TestSketchKeepsItsWord(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	known, runs := 0, 6000
	if testing.Short() {
		runs = 1500
	}
	for range runs {
		base := time.Duration(1) << (1 + r.IntN(45))
		share := []float64{0, 0.2, 0.5, 0.8}[r.IntN(4)]
		shape := r.IntN(5)
		var tickets Times
		for range 1 + r.IntN(60) {
			done := r.Float64() >= share
			var d time.Duration
			switch shape {
			case 0: // a lognormal time
				d = time.Duration(float64(base) * math.Exp(r.NormFloat64()))
			case 1: // resolved and open tickets in bins of their own
				if d = base + time.Duration(r.IntN(8))*(base>>10); !done {
					d += base >> 8
				}
			case 2: // ties, several to a bin
				d = base + time.Duration(r.IntN(6))*(base>>7) + time.Duration(r.IntN(3))*(base>>9)
			case 3: // a grid
				d = base * time.Duration(r.IntN(8))
			case 4: // all in one bin
				d = base + time.Duration(r.Int64N(int64(base>>9)+1))
			}
			_ = tickets.Add(d, done)
		}
		q, level := []float64{0.05, 0.25, 0.5, 0.75, 0.9}[r.IntN(5)], []float64{0.5, 0.95}[r.IntN(2)]
		d := time.Duration(float64(base) * math.Exp(r.NormFloat64()))
		if shape == 1 || shape == 2 || shape == 4 {
			d = base + time.Duration(r.Int64N(int64(base>>5)+2))
		}
		if sketchKeepsItsWord(t, tickets, q, level, d) {
			known++
		}
	}
	assert.Greater(t, known, runs/2)
	assert.Less(t, known, runs*9/10)
}

// In a bin that takes most of the tickets, the answers are those of every ticket at its place.
func TestSpreadIsEven(t *testing.T) {
	const lo, width = uint64(1 << 45), uint64(1 << 36)
	for _, c := range []struct {
		reason         string
		resolved, open uint64
		running        uint64
	}{
		{"all tickets are in the bin", 5000, 5000, 10000},
		{"nearly all", 9000, 900, 10000},
		{"hardly any resolved", 100, 9900, 10000},
		{"half of those that run", 2500, 2500, 10000},
		{"few of those that run", 100, 300, 10000},
		{"resolved only", 5000, 0, 5000},
		{"open only", 0, 5000, 5000},
	} {
		rows := spread(nil, bin{c.resolved, lo, lo + width - 1}, bin{c.open, lo, lo + width - 1}, c.running)
		var singly []survival.Row
		place := func(i, n uint64) int64 { return int64(lo + scale(width-1, i, n-1)) }
		for i := range c.resolved {
			singly = append(singly, survival.Row{Time: place(i, c.resolved), Events: 1})
		}
		for i := range c.open {
			singly = append(singly, survival.Row{Time: place(i, c.open), Open: 1})
		}
		rest := survival.Row{Time: 1 << 50, Open: int(c.running - c.resolved - c.open)}
		events, left := 0, 0
		for _, r := range rows {
			events += r.Events
			left += r.Open
			assert.True(t, lo <= uint64(r.Time) && uint64(r.Time) < lo+width, c.reason)
		}
		assert.Equal(t, []int{int(c.resolved), int(c.open)}, []int{events, left}, "%s: none is lost", c.reason)
		assert.True(t, slices.IsSortedFunc(rows, func(a, b survival.Row) int { return int(a.Time - b.Time) }), c.reason)
		assert.Less(t, len(rows), 800, c.reason)
		a, b := survival.FromRows(append(rows, rest)), survival.FromRows(append(singly, rest))
		for part := range uint64(11) {
			at := int64(lo + part*(width-1)/10)
			x, y := a.At(at, survival.BetaProduct, 0.95), b.At(at, survival.BetaProduct, 0.95)
			// Some that stand together may stand on the other side of the time, but not at the end.
			assert.InDelta(t, y.Value, x.Value, 0.035, "%s: after %d tenths of the bin", c.reason, part)
		}
		within := 1e-4
		if c.resolved+c.open == c.running {
			within = 1e-3 // the last few make big steps
		}
		end := int64(lo + width - 1)
		assert.InDelta(t, b.At(end, survival.BetaProduct, 0.95).Value, a.At(end, survival.BetaProduct, 0.95).Value, within, "%s: after the bin", c.reason)
	}
}

func TestScale(t *testing.T) {
	assert.Equal(t, uint64(math.MaxUint64-1), scale(math.MaxUint64-1, math.MaxUint64, math.MaxUint64))
	assert.Equal(t, uint64(3), scale(7, 1<<53, 1<<54))
	b := bin{4, 10, 40} // 10, 20, 30, 40
	assert.Equal(t, []uint64{0, 0, 1, 1, 2, 2, 2}, []uint64{b.upTo(10), b.upTo(19), b.upTo(20), b.upTo(29), b.upTo(30), b.upTo(40), b.upTo(50)})
	assert.Equal(t, []uint64{1, 0, 1}, []uint64{b.at(10), b.at(20), b.at(40)})
	assert.Equal(t, []uint64{4, 0}, []uint64{bin{4, 10, 10}.at(10), bin{4, 10, 10}.between(5, 50)})
}

func FuzzSketchKeepsItsWord(f *testing.F) {
	f.Add([]byte{1, 200, 2, 30, 1, 201, 0, 7}, uint8(30), uint8(128), uint64(400))
	f.Add([]byte("resolved and open in the same few bins"), uint8(40), uint8(230), uint64(1<<40))
	f.Add([]byte{0, 0, 0, 1, 255, 255}, uint8(52), uint8(1), uint64(0))
	f.Fuzz(func(t *testing.T, data []byte, shift, q uint8, d uint64) {
		if len(data) < 2 || len(data) > 400 || q == 0 {
			return
		}
		var tickets Times
		for ; len(data) >= 2; data = data[2:] {
			d := time.Duration(1)<<(shift%55) + time.Duration(data[0]>>1)<<(shift%55)>>10 + time.Duration(data[1])
			_ = tickets.Add(d, data[0]&1 == 0)
		}
		sketchKeepsItsWord(t, tickets, float64(q)/256, 0.9, time.Duration(d>>1))
	})
}
