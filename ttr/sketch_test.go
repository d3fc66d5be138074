package ttr_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/ttr"
)

// relativeError is what a Sketch promises.
const relativeError = 1.0 / 256

func sketchOf(t testing.TB, tickets ttr.Times) ttr.Sketch {
	t.Helper()
	var s ttr.Sketch
	require.NoError(t, s.AddTimes(tickets))
	return s
}

func bytesOf(t testing.TB, s ttr.Sketch) []byte {
	t.Helper()
	b, err := s.MarshalBinary()
	require.NoError(t, err)
	return b
}

// desk returns n tickets of a lognormal time with median 8 hours, watched for a uniform time up to watch
// hours; 0: without end.
func desk(r *rand.Rand, n int, watch float64) ttr.Times {
	var tickets ttr.Times
	for range n {
		took, seen := 8*math.Exp(1.2*r.NormFloat64()), watch*r.Float64()
		if watch > 0 && seen < took {
			tickets.Open = append(tickets.Open, time.Duration(seen*float64(time.Hour)))
		} else {
			tickets.Resolved = append(tickets.Resolved, time.Duration(took*float64(time.Hour)))
		}
	}
	return tickets
}

// The watches of a desk at which about none, 20% and 50% of its tickets are open.
var watches = map[string]float64{"none open": 0, "20% open": 70, "50% open": 20}

func apart(a, b float64) float64 {
	switch {
	case a == b:
		return 0
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return math.Inf(1)
	}
	return math.Abs(a-b) / math.Min(math.Abs(a), math.Abs(b))
}

// far returns the largest difference between two estimates, of their values and limits.
func far(a, b kpi.Estimate) float64 {
	return max(apart(a.Value, b.Value), apart(a.Lo, b.Lo), apart(a.Hi, b.Hi))
}

var manyQuantiles = []float64{0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999}

func TestSketchOfFewTicketsIsTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, watch := range watches {
		for _, n := range []int{0, 1, 2, 3, 100, 8192} {
			tickets := desk(r, n, watch)
			s := sketchOf(t, tickets)
			assert.Equal(t, n, s.N())
			for _, pair := range [][2]kpi.Estimate{
				{tickets.Median(0.95), s.Median(0.95)},
				{tickets.Quantile(0.9, 0.8), s.Quantile(0.9, 0.8)},
				{tickets.Within(8*time.Hour, 0.95), s.Within(8*time.Hour, 0.95)},
				{tickets.MeanUpTo(8*time.Hour, 0.95), s.MeanUpTo(8*time.Hour, 0.95)},
				{tickets.GeometricMean(0.95), s.GeometricMean(0.95)},
				{tickets.Curve().Quantile(0.2, 0.95), s.Curve().Quantile(0.2, 0.95)},
			} {
				assert.Equal(t, fmt.Sprintf("%#v", pair[0]), fmt.Sprintf("%#v", pair[1]), "%s, n = %d", name, n)
			}
		}
	}
}

// TestSketchTurnsToBins crosses the number up to which every ticket is kept, one by one and at once.
func TestSketchTurnsToBins(t *testing.T) {
	tickets := desk(rand.New(rand.NewPCG(1, 4)), 8195, 30)
	var oneByOne ttr.Sketch
	var atOnce, before ttr.Times
	for i := range 8195 {
		from, to, done := &tickets.Resolved, &atOnce.Resolved, true
		if len(tickets.Resolved) == 0 || i%4 == 0 && len(tickets.Open) > 0 {
			from, to, done = &tickets.Open, &atOnce.Open, false
		}
		require.NoError(t, oneByOne.Add((*from)[0], done))
		*to, *from = append(*to, (*from)[0]), (*from)[1:]
		if n := i + 1; n >= 8190 {
			want := bytesOf(t, sketchOf(t, atOnce))
			assert.Equal(t, want, bytesOf(t, oneByOne), "%d tickets", n)
			assert.Equal(t, n <= 8192, far(atOnce.Quantile(0.3, 0.95), oneByOne.Quantile(0.3, 0.95)) == 0, "%d tickets", n)
			if n > 8190 {
				last := sketchOf(t, before).Plus(sketchOf(t, ttr.Times{Resolved: atOnce.Resolved[len(before.Resolved):], Open: atOnce.Open[len(before.Open):]}))
				assert.Equal(t, want, bytesOf(t, last), "%d tickets", n)
			}
			before = ttr.Times{Resolved: slices.Clone(atOnce.Resolved), Open: slices.Clone(atOnce.Open)}
		}
	}
}

// adversaries are what breaks sketches: each returns the i-th of n times.
var adversaries = []struct {
	reason string
	time   func(r *rand.Rand, i, n int) time.Duration
}{
	{"all alike", func(*rand.Rand, int, int) time.Duration { return 2 * time.Hour }},
	{"all in one bin, in any order", func(r *rand.Rand, _, _ int) time.Duration { return 2*time.Hour + time.Duration(r.IntN(1e9)) }},
	{"two times, one nanosecond apart", func(_ *rand.Rand, i, _ int) time.Duration { return time.Hour + time.Duration(i%2) }},
	{"whole hours: heavy ties", func(r *rand.Rand, _, _ int) time.Duration { return time.Duration(r.IntN(20)) * time.Hour }},
	{"powers of two and their neighbours", func(r *rand.Rand, _, _ int) time.Duration {
		return max(0, time.Duration(uint64(1)<<r.IntN(63))-1+time.Duration(r.IntN(3)))
	}},
	{"the whole range of a Duration", func(r *rand.Rand, _, _ int) time.Duration { return time.Duration(r.Int64() >> r.IntN(63)) }},
	{"nothing or for ever", func(_ *rand.Rand, i, _ int) time.Duration { return time.Duration(i%2) * math.MaxInt64 }},
	{"the longest there are", func(r *rand.Rand, _, _ int) time.Duration { return math.MaxInt64 - time.Duration(r.IntN(2000)) }},
	{"the shortest there are", func(r *rand.Rand, _, _ int) time.Duration { return time.Duration(r.IntN(1000)) }},
	{"none at all", func(*rand.Rand, int, int) time.Duration { return 0 }},
	{"in order, each a little longer", func(_ *rand.Rand, i, _ int) time.Duration { return time.Duration(1e6 * math.Pow(1.003, float64(i))) }},
	{"in reverse", func(_ *rand.Rand, i, n int) time.Duration { return time.Duration(n-i) * time.Second }},
	{"a heavy tail: nearly all at once, few for years", func(r *rand.Rand, _, _ int) time.Duration {
		return time.Duration(min(1e9*math.Pow(r.Float64(), -2), math.MaxInt64/2))
	}},
	{"one outlier", func(_ *rand.Rand, i, _ int) time.Duration {
		if i == 77 {
			return 1000000 * time.Hour
		}
		return time.Minute + time.Duration(i)
	}},
}

// With nothing open the order within a bin is known, whatever the times are: quantiles, limits and means are
// those of Times to within the error.
func TestSketchWithNothingOpen(t *testing.T) {
	const n = 8193
	for _, a := range adversaries {
		r := rand.New(rand.NewPCG(3, 4))
		var tickets ttr.Times
		for i := range n {
			tickets.Resolved = append(tickets.Resolved, a.time(r, i, n))
		}
		s := sketchOf(t, tickets)
		for _, level := range []float64{0.5, 0.95} {
			exact, sketched := tickets.Quantiles(manyQuantiles, level), s.Quantiles(manyQuantiles, level)
			for i, q := range manyQuantiles {
				assert.LessOrEqual(t, far(exact[i], sketched[i]), relativeError, "%s: quantile %v: %v, %v", a.reason, q, exact[i], sketched[i])
				assert.Equal(t, n, sketched[i].N)
			}
		}
		for _, q := range manyQuantiles {
			d := time.Duration(min(tickets.Quantile(q, 0.95).Value*1e9, math.MaxInt64/2))
			w, lo, hi := s.Within(d, 0.95), tickets.Within(d-d/256, 0.95), tickets.Within(d+d/256, 0.95)
			const rounding = 1e-9
			assert.True(t, lo.Value <= w.Value+rounding && w.Value <= hi.Value+rounding, "%s: within %v: %v, not from %v to %v", a.reason, d, w, lo, hi)
			assert.True(t, lo.Lo <= w.Lo+rounding && w.Lo <= hi.Lo+rounding && lo.Hi <= w.Hi+rounding && w.Hi <= hi.Hi+rounding, "%s: limits within %v: %v, not from %v to %v", a.reason, d, w, lo, hi)
			if d > 0 {
				assert.LessOrEqual(t, apart(tickets.MeanUpTo(d, 0.95).Value, s.MeanUpTo(d, 0.95).Value), relativeError, "%s: mean up to %v", a.reason, d)
			}
		}
		exact, sketched := tickets.GeometricMean(0.95), s.GeometricMean(0.95)
		assert.Equal(t, exact.Known(), sketched.Known(), a.reason)
		if exact.Known() {
			assert.LessOrEqual(t, apart(exact.Value, sketched.Value), relativeError, a.reason)
			assert.LessOrEqual(t, far(exact, sketched), 1.1*relativeError, a.reason)
		}
	}
}

// On a grid such as whole hours each bin has one time: everything is exact, with any share open.
func TestSketchOnAGrid(t *testing.T) {
	for share := range 4 { // of four
		r := rand.New(rand.NewPCG(5, uint64(share)))
		var tickets ttr.Times
		for range 20000 {
			require.NoError(t, tickets.Add(time.Duration(r.IntN(100))*time.Hour, r.IntN(4) >= share))
		}
		s := sketchOf(t, tickets)
		exact, sketched := tickets.Quantiles(manyQuantiles, 0.95), s.Quantiles(manyQuantiles, 0.95)
		for i, q := range manyQuantiles {
			assert.LessOrEqual(t, far(exact[i], sketched[i]), 1e-12, "quantile %v", q)
		}
		for _, d := range []time.Duration{0, time.Hour - 1, time.Hour, 33 * time.Hour, 99 * time.Hour, 1000 * time.Hour} {
			exact, sketched := tickets.Within(d, 0.95), s.Within(d, 0.95)
			assert.Equal(t, exact.Known(), sketched.Known(), "within %v", d)
			assert.InDeltaSlice(t, []float64{exact.Lo, exact.Hi}, []float64{sketched.Lo, sketched.Hi}, 1e-12, "within %v", d)
		}
		assert.InEpsilon(t, tickets.MeanUpTo(50*time.Hour, 0.95).Value, s.MeanUpTo(50*time.Hour, 0.95).Value, 1e-12)
	}
}

// With tickets that come as they come the order within a bin is lost where both kinds are in it, and even
// spread is close.
func TestSketchOfRandomTickets(t *testing.T) {
	compared, beyond := 0, 0
	for name, watch := range watches {
		for _, n := range []int{8200, 20000, 100000} {
			r := rand.New(rand.NewPCG(7, uint64(n)))
			tickets := desk(r, n, watch)
			s := sketchOf(t, tickets)
			qs := []float64{0.1, 0.5, 0.75, 0.9, 0.95, 0.99}
			exact, sketched := tickets.Quantiles(qs, 0.95), s.Quantiles(qs, 0.95)
			for i, q := range qs {
				compared += 3
				if far(exact[i], sketched[i]) > relativeError {
					beyond++
					t.Logf("%s, n %d, quantile %v: %v, %v", name, n, q, exact[i], sketched[i])
				}
			}
			for _, h := range []time.Duration{1, 4, 8, 16} {
				a, b := tickets.MeanUpTo(h*time.Hour, 0.95), s.MeanUpTo(h*time.Hour, 0.95)
				assert.LessOrEqual(t, far(a, b), relativeError, "%s, n %d: mean up to %d h: %v, %v", name, n, h, a, b)
				a, b = tickets.Within(h*time.Hour, 0.95), s.Within(h*time.Hour, 0.95)
				assert.InDelta(t, a.Value, b.Value, 0.004, "%s, n %d: within %d h", name, n, h)
				assert.Equal(t, a.N, b.N)
			}
		}
	}
	assert.Zero(t, beyond, "of %d quantiles and limits", compared)
}

// Times to remission of leukaemia patients (Freireich et al. 1963, Blood 21:699), each a thousand times, so
// that they go into bins: the Kaplan–Meier estimate printed in textbooks (Kleinbaum and Klein 2012, Survival
// Analysis, table 2.1).
func TestSketchPublishedSurvival(t *testing.T) {
	weeks := func(xs ...int) (ds []time.Duration) {
		for _, x := range xs {
			ds = append(ds, slices.Repeat([]time.Duration{time.Duration(x) * 7 * 24 * time.Hour}, 1000)...)
		}
		return ds
	}
	s := sketchOf(t, ttr.Times{
		Resolved: weeks(6, 6, 6, 7, 10, 13, 16, 22, 23),
		Open:     weeks(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
	})
	assert.Equal(t, 21000, s.N())
	week := 7 * 24 * time.Hour
	for _, row := range []struct {
		weeks time.Duration
		left  float64
	}{{5, 1}, {6, 0.8571}, {7, 0.8067}, {10, 0.7529}, {13, 0.6902}, {16, 0.6275}, {22, 0.5378}, {23, 0.4482}, {35, 0.4482}} {
		assert.InDelta(t, row.left, 1-s.Within(row.weeks*week, 0.95).Value, 5e-5, "after %d weeks", row.weeks)
	}
	assert.Equal(t, (23 * week).Seconds(), s.Median(0.95).Value)
	assert.False(t, s.Within(36*week, 0.95).Known(), "nobody was watched as long")
	assert.True(t, math.IsInf(s.Quantile(0.75, 0.95).Value, 1), "too many still in remission to know")
}

func TestSketchCorners(t *testing.T) {
	var none ttr.Sketch
	for _, e := range []kpi.Estimate{none.Median(0.95), none.MeanUpTo(time.Hour, 0.95), none.GeometricMean(0.95), none.Curve().Median(0.95)} {
		assert.True(t, !e.Known() && e.N == 0 && e.Lo == 0 && e.Hi >= 3600, "no tickets: %+v", e)
	}
	w := none.Within(time.Hour, 0.95)
	assert.True(t, !w.Known() && w.Lo == 0 && w.Hi == 1)
	assert.Zero(t, none.N())
	assert.Zero(t, none.Plus(ttr.Sketch{}).N())

	open := sketchOf(t, ttr.Times{Open: slices.Repeat(hours(1, 2, 3), 10000)})
	m := open.Median(0.95)
	assert.True(t, math.IsInf(m.Value, 1) && math.IsInf(m.Hi, 1) && m.N == 30000, "every ticket open: %+v", m)
	assert.Zero(t, open.Within(time.Hour, 0.95).Value, "and none resolved within the hour that all were seen")
	assert.False(t, open.Within(4*time.Hour, 0.95).Known())
	assert.False(t, open.GeometricMean(0.95).Known())
	same := sketchOf(t, ttr.Times{Resolved: slices.Repeat(hours(2), 10000)})
	m = same.Median(0.95)
	assert.True(t, m.Value == 7200 && m.Lo == 7200 && m.Hi == 7200, "all alike: %+v", m)
	atOnce := sketchOf(t, ttr.Times{Resolved: slices.Repeat([]time.Duration{0, 0, 0, 5}, 5000)})
	assert.Equal(t, 0.75, atOnce.Within(0, 0.95).Value, "resolved at once is resolved")
	assert.False(t, atOnce.GeometricMean(0.95).Known(), "no time at all has no logarithm")
	g := same.GeometricMean(0.95)
	assert.InDeltaSlice(t, []float64{7200, 7200, 7200}, []float64{g.Value, g.Lo, g.Hi}, 1e-8, "all alike: %+v", g)

	for _, s := range []ttr.Sketch{{}, sketchOf(t, ttr.Times{Resolved: hours(1)}), same} {
		n := s.N()
		for _, d := range []time.Duration{-1, -2, -3, -4, -time.Minute, math.MinInt64, math.MinInt64 + 1} {
			for _, done := range []bool{true, false} {
				var refused *ttr.DurationError
				require.ErrorAs(t, s.Add(d, done), &refused)
				assert.Equal(t, d, refused.Duration)
			}
			assert.Error(t, s.AddTimes(ttr.Times{Resolved: []time.Duration{time.Hour, d}}))
			assert.Error(t, s.AddTimes(ttr.Times{Resolved: hours(1), Open: []time.Duration{d}}))
		}
		assert.Equal(t, n, s.N(), "what is refused is not added")
	}
	assert.EqualError(t, none.Add(-time.Minute, true), "ttr: duration -1m0s is negative: nothing is resolved before it was opened")
	require.NoError(t, none.AddTimes(ttr.Times{}))
	assert.Zero(t, none.N())

	for _, s := range []ttr.Sketch{{}, same} {
		for _, f := range []func(){
			func() { s.Quantile(90, 0.95) }, func() { s.Quantile(0.9, 95) }, func() { s.Within(time.Hour, math.NaN()) },
			func() { s.MeanUpTo(0, 0.95) }, func() { s.Quantiles(nil, 1) }, func() { s.GeometricMean(1) }, func() { s.Median(0) },
		} {
			assert.Panics(t, f)
		}
	}
}

// shards returns sketches that have both a few tickets and many, and their tickets.
func shards(t testing.TB) ([]ttr.Sketch, ttr.Times) {
	r := rand.New(rand.NewPCG(9, 10))
	var parts []ttr.Sketch
	var all ttr.Times
	for _, n := range []int{0, 1, 8192, 3, 20000, 4096, 4096, 8193, 500} {
		tickets := desk(r, n, 30)
		parts = append(parts, sketchOf(t, tickets))
		all = all.Plus(tickets)
	}
	return parts, all
}

func TestSketchLaws(t *testing.T) {
	parts, all := shards(t)
	same := func(a, b ttr.Sketch) bool { return slices.Equal(bytesOf(t, a), bytesOf(t, b)) }
	kpitest.Laws(t, same, parts[:5]...)
	kpitest.Laws(t, same, parts[4:8]...)

	whole := sketchOf(t, all)
	want := bytesOf(t, whole)
	assert.Equal(t, all.N(), whole.N())
	var oneByOne ttr.Sketch
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(all.N()) {
		if i < len(all.Resolved) {
			require.NoError(t, oneByOne.Add(all.Resolved[i], true))
		} else {
			require.NoError(t, oneByOne.Add(all.Open[i-len(all.Resolved)], false))
		}
	}
	assert.Equal(t, want, bytesOf(t, oneByOne), "one by one, in another order")
	r := rand.New(rand.NewPCG(2, 2))
	for range 5 {
		left := slices.Clone(parts)
		for len(left) > 1 { // any two of them
			i, j := r.IntN(len(left)), r.IntN(len(left))
			if i != j {
				left[i] = left[i].Plus(left[j])
				left = slices.Delete(left, j, j+1)
			}
		}
		assert.Equal(t, want, bytesOf(t, left[0]), "shards put together in any order")
	}
	for _, s := range []ttr.Sketch{whole, parts[3]} {
		narrow, wide := s.Quantile(0.9, 0.8), s.Quantile(0.9, 0.99)
		assert.True(t, wide.Lo <= narrow.Lo && narrow.Hi <= wide.Hi, "a higher level never narrows")
		assert.True(t, narrow.Lo <= narrow.Value && narrow.Value <= narrow.Hi)
	}
}

func TestSketchCopies(t *testing.T) {
	for _, n := range []int{10, 10000} {
		s := sketchOf(t, ttr.Times{Resolved: slices.Repeat(hours(2), n)})
		shared, snapshot, curve := s, s.Plus(ttr.Sketch{}), s.Curve()
		before := bytesOf(t, s)
		for range n {
			require.NoError(t, s.Add(9*time.Hour, false))
		}
		require.NoError(t, shared.Add(9*time.Hour, false))
		assert.Equal(t, 2*n+1, s.N(), "a copy shares the tickets")
		assert.Equal(t, bytesOf(t, s), bytesOf(t, shared))
		assert.Equal(t, before, bytesOf(t, snapshot), "what Plus returns does not")
		assert.Equal(t, n, curve.N(), "nor does a curve")

		read := s
		require.NoError(t, read.UnmarshalBinary(before))
		assert.Equal(t, 2*n+1, s.N(), "what is read goes into memory of its own")
	}
}

func TestSketchReadersLeaveTheTicketsAlone(t *testing.T) {
	tickets := ttr.Times{Resolved: hours(9, 1, 5, 3), Open: hours(7, 2)}
	var s ttr.Sketch
	require.NoError(t, s.AddTimes(tickets))
	s.Median(0.95)
	s.GeometricMean(0.95)
	s.N()
	bytesOf(t, s)
	for range 9000 {
		require.NoError(t, s.Add(0, true))
	}
	assert.Equal(t, hours(9, 1, 5, 3), tickets.Resolved)
	assert.Equal(t, hours(7, 2), tickets.Open)
}

// Readers may run side by side; the race detector watches.
func TestSketchReadersSideBySide(t *testing.T) {
	for _, n := range []int{100, 10000} {
		s := sketchOf(t, desk(rand.New(rand.NewPCG(1, 3)), n, 30))
		want := fmt.Sprint(s.Median(0.95))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				assert.Equal(t, want, fmt.Sprint(s.Median(0.95)))
				assert.Equal(t, n, s.N())
				assert.Equal(t, 2*n, s.Plus(s).N())
				bytesOf(t, s)
			})
		}
		wg.Wait()
	}
}
