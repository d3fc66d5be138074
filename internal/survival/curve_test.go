package survival

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tickets are 15 with 5 of them open, in hours: R survfit gives .622896 within 24 h.
func tickets() *Curve {
	return New([]int64{2, 3, 5, 8, 11, 14, 20, 23, 30, 41}, []int64{6, 10, 19, 26, 50})
}

func TestTickets(t *testing.T) {
	// R 4.2.2, survival 3.5-3: summary(survfit(Surv(hours, resolved) ~ 1, conf.type = "log-log"), times =
	// 24), quantile(…, 0.5), summary(…, rmean = 48).
	c := tickets()
	assert.Equal(t, 15, c.N())
	assert.Equal(t, 10, c.Events())
	v := c.Within(24, LogLog, 0.95)
	assert.InDelta(t, 0.622895622896, v.Value, 1e-11)
	assert.InDelta(t, 0.367912718574, v.Lo, 1e-11)
	assert.InDelta(t, 0.874229834636, v.Hi, 1e-11)
	assert.Equal(t, Interval{20, 5, 41}, c.Quantile(0.5, LogLog, 0.95))
	m := c.Mean(48, 0.95)
	assert.InDelta(t, 22.2810325477, m.Value, 1e-9)
	assert.InDelta(t, 4.38383759994, m.SE, 1e-10)
}

func TestCohortTriangle(t *testing.T) {
	// Cohorts of 733, 519 and 557 customers: a chain-ladder, which is Kaplan–Meier on grouped ages. R 4.2.2,
	// survival 3.5-3, conf.type = "log-log"; the counts are public (README of ltv_models-sbg_bdw by
	// Delminho).
	c := FromRows([]Row{
		{Time: 1, Events: 733 - 379 + 519 - 286 + 557 - 292, Open: 292},
		{Time: 2, Events: 379 - 282 + 286 - 194, Open: 194},
		{Time: 3, Events: 282 - 225, Open: 225},
	})
	for _, row := range []struct {
		age           int64
		s, se, lo, hi float64
	}{
		{1, 0.529021558872, 0.0117359409586, 0.505743650071, 0.551729639224},
		{2, 0.378668063193, 0.0124973163918, 0.354168078656, 0.403121523126},
		{3, 0.302128773824, 0.013469545145, 0.275946043245, 0.32869141973},
	} {
		v := c.At(row.age, LogLog, 0.95)
		assert.InDelta(t, row.s, v.Value, 1e-11)
		assert.InDelta(t, row.lo, v.Lo, 1e-11)
		assert.InDelta(t, row.hi, v.Hi, 1e-11)
		s, _ := c.at(row.age)
		assert.InDelta(t, row.se, s.se(), 1e-12)
	}
}

func TestPublishedBetaProduct(t *testing.T) {
	// Failures at 3, 7, 8 and 14, none open: Fay and Brittain, "Beta Product Confidence Procedure Confidence
	// Intervals and Discrete Data", the vignette of R's bpcp, section 1.1, by its newer convention at the
	// failures themselves.
	c := New([]int64{3, 7, 8, 14}, nil)
	for _, row := range []struct {
		t     int64
		s     float64
		lo    float64
		hi    float64
		exact string
	}{
		{0, 1, 0.397635364, 1, "before the first"},
		{3, 0.75, 0.194120450, 0.9936905, "at the first"},
		{5, 0.75, 0.194120450, 0.9936905, "between"},
		{7, 0.5, 0.067585986, 0.9324140, "at the second"},
		{8, 0.25, 0.006309463, 0.8058796, "at the third"},
		{14, 0, 0, 0.6023646, "at the last"},
		{15, 0, 0, 0.6023646, "after it: S stays 0"},
	} {
		v := c.At(row.t, BetaProductExact, 0.95)
		assert.InDelta(t, row.s, v.Value, 1e-12, row.exact)
		assert.InDelta(t, row.lo, v.Lo, 5e-8, row.exact)
		assert.InDelta(t, row.hi, v.Hi, 5e-8, row.exact)
	}
}

func TestShareCorners(t *testing.T) {
	none := Interval{math.NaN(), 0, 1}
	all := []Method{BetaProduct, BetaProductExact, LogLog, Log, Plain}
	for _, row := range []struct {
		reason string
		c      *Curve
		t      int64
		want   Interval
		only   []Method
	}{
		{"the zero curve", &Curve{}, 5, none, all},
		{"nothing at all", New(nil, nil), 5, none, all},
		{"a negative time reads as no data", New([]int64{1, -1}, nil), 0, none, all},
		{"a negative open time reads as no data", New([]int64{1}, []int64{-1}), 0, none, all},
		{"a negative count reads as no data", FromRows([]Row{{1, 5, 0}, {2, -1, 0}}), 1, none, all},
		{"a row without a count is no data", FromRows([]Row{{1, 0, 0}}), 1, none, all},
		{"one open, nothing done: the last moment at which it was seen", New(nil, []int64{7}), 7, Interval{1, 0, 1}, all},
		{"past that moment nothing is known", New(nil, []int64{7}), 8, none, all},
		{"one done at once", New([]int64{0}, nil), 0, Interval{0, 0, 0.95}, []Method{BetaProduct}},
		{"one done at once, Clopper–Pearson", New([]int64{0}, nil), 0, Interval{0, 0, 0.975}, []Method{BetaProductExact}},
		{"no variance where S is 0", New([]int64{0}, nil), 0, Interval{0, 0, 1}, []Method{LogLog, Log, Plain}},
		{"no variance before the first event", New([]int64{9, 9}, nil), 8, Interval{1, 0, 1}, []Method{LogLog, Log, Plain}},
		{"two to go: x² is the chance of two survivors", New([]int64{9, 9}, nil), 8, Interval{1, math.Sqrt(0.05), 1}, []Method{BetaProduct}},
		{"before time", New([]int64{9, 9}, nil), math.MinInt64, Interval{1, math.Sqrt(0.05), 1}, []Method{BetaProduct}},
		{"an event and an open at once: the open one was at risk", New([]int64{5}, []int64{5}), 5, Interval{0.5, 0, 0.974679434}, []Method{BetaProduct}},
	} {
		for _, m := range row.only {
			got := row.c.At(row.t, m, 0.95)
			same := func(a, b float64) bool { return math.Abs(a-b) < 1e-8 || math.IsNaN(a) && math.IsNaN(b) }
			assert.True(t, same(row.want.Value, got.Value) && same(row.want.Lo, got.Lo) && same(row.want.Hi, got.Hi),
				"%s, %v: want %v, got %v", row.reason, m, row.want, got)
			w := row.c.Within(row.t, m, 0.95)
			assert.True(t, same(1-row.want.Value, w.Value) && same(1-row.want.Hi, w.Lo) && same(1-row.want.Lo, w.Hi),
				"%s, %v: %v within", row.reason, m, w)
		}
	}
}

func TestPastTheEnd(t *testing.T) {
	c := tickets()
	end, open := c.End()
	assert.Equal(t, int64(50), end)
	assert.True(t, open)
	last := c.At(50, BetaProduct, 0.95)
	assert.Greater(t, last.Value, 0.0)
	assert.Zero(t, last.Lo, "nobody is left to say that it stays above 0")
	v := c.At(51, BetaProduct, 0.95)
	assert.True(t, math.IsNaN(v.Value))
	assert.Equal(t, 0.0, v.Lo)
	assert.Equal(t, last.Hi, v.Hi)
	w := c.Within(51, BetaProduct, 0.95)
	assert.True(t, math.IsNaN(w.Value))
	assert.InDelta(t, 1-last.Hi, w.Lo, 1e-14)
	assert.Equal(t, 1.0, w.Hi)

	_, open = New([]int64{3, 4}, []int64{1}).End()
	assert.False(t, open, "down to 0, it is known for good")
	_, open = (&Curve{}).End()
	assert.True(t, open)
}

func TestAllDoneIsAllDone(t *testing.T) {
	for n := 1; n < 300; n++ {
		resolved, open := durations(n, 0.4)
		resolved = append(resolved, math.MaxInt64)
		for _, m := range []Method{BetaProduct, BetaProductExact, LogLog} {
			v := New(resolved, open).Within(math.MaxInt64, m, 0.95)
			assert.True(t, v.Value == 1 && v.Hi == 1, "%d of %d open: %v", len(open), n, v)
		}
	}
}

func TestNothingJumpsWhenTheFirstTicketOpens(t *testing.T) {
	resolved, _ := durations(50, 0)
	closed := New(resolved, nil)
	opened := New(resolved, []int64{0})
	for _, x := range []int64{1e13, 3e13, 8e13} {
		assert.Equal(t, closed.At(x, BetaProduct, 0.95), opened.At(x, BetaProduct, 0.95), "a ticket opened just now tells nothing")
	}
	assert.Equal(t, closed.Quantile(0.9, BetaProduct, 0.95), opened.Quantile(0.9, BetaProduct, 0.95))
}

func TestSortedInputsAndOrder(t *testing.T) {
	resolved, open := durations(3000, 0.3)
	r, o := slices.Clone(resolved), slices.Clone(open)
	c := New(resolved, open)
	for _, read := range []func(){
		func() { c.Quantile(0.5, BetaProduct, 0.95) },
		func() { Quantiles(resolved, nil, []float64{0.5}, BetaProduct, 0.95) },
		func() { Type7(resolved, []float64{0.5}) },
		func() { NewOutcomes(open, resolved).Share(0, 1e13, 0.95) },
	} {
		read()
	}
	assert.Equal(t, r, resolved, "the caller's slice is untouched")
	assert.Equal(t, o, open, "the caller's slice is untouched")
	resolved[0], open[0] = 1, 1
	assert.Equal(t, New(r, o).Quantile(0.5, BetaProduct, 0.95), c.Quantile(0.5, BetaProduct, 0.95), "and it is not kept")

	rows := make([]Row, 0, len(r)+len(o))
	entry, exit, event := make([]int64, len(r)+len(o)), slices.Concat(r, o), make([]bool, len(r)+len(o))
	for i, x := range r {
		rows = append(rows, Row{Time: x, Events: 1})
		event[i] = true
	}
	for _, x := range o {
		rows = append(rows, Row{Time: x, Open: 1})
	}
	kept := slices.Clone(rows)
	want := New(r, o)
	assert.Equal(t, want, FromRows(rows), "rows of one are durations")
	assert.Equal(t, kept, rows)
	assert.Equal(t, want, FromEntries(entry, exit, event, 0), "without delay lifetimes are durations")
}

func TestDelayedEntry(t *testing.T) {
	// Watched: 0–4 lost, 2–6 lost, 3–8 still here, 5–9 lost. At risk at 4: the first three; at 6: three; at
	// 9: one.
	c := FromEntries([]int64{0, 2, 3, 5}, []int64{4, 6, 8, 9}, []bool{true, true, false, true}, 0)
	steps := slices.Collect(c.Steps())
	require.Len(t, steps, 3)
	assert.Equal(t, []int{3, 3, 1}, []int{steps[0].Risk, steps[1].Risk, steps[2].Risk})
	assert.InDelta(t, 4.0/9, steps[1].S, 1e-15)
	assert.Equal(t, c.At(6, LogLog, 0.95), c.At(6, BetaProduct, 0.95), "limits by log-log")
	assert.Equal(t, c.Quantile(0.5, LogLog, 0.95), c.Quantile(0.5, BetaProductExact, 0.95), "limits by log-log")

	for _, row := range []struct {
		reason      string
		entry, exit []int64
		event       []bool
		from        int64
		n           int
		at          int64
		want        float64
	}{
		{"all enter late: as of the first entry", []int64{5, 5}, []int64{7, 9}, []bool{true, true}, 0, 2, 7, 0.5},
		{"gone as soon as they came, never at risk", []int64{5, 4, 0}, []int64{5, 3, 6}, []bool{true, true, true}, 0, 1, 5, 1},
		{"at 0 from the beginning, and gone at once", []int64{0, 0}, []int64{0, 6}, []bool{true, true}, 0, 2, 0, 0.5},
		{"left by the age from which it is told", []int64{0, 0, 0}, []int64{3, 6, 9}, []bool{true, true, false}, 3, 2, 6, 0.5},
		{"survival to the age itself is certain", []int64{0, 0, 0}, []int64{3, 6, 9}, []bool{true, true, false}, 3, 2, 3, 1},
		{"a first risk set of one sets S to 0: no data from there on", []int64{0, 5}, []int64{3, 9}, []bool{true, true}, 0, 2, 3, math.NaN()},
		{"and none after it", []int64{0, 5}, []int64{3, 9}, []bool{true, true}, 0, 2, 7, math.NaN()},
		{"but before it", []int64{0, 5}, []int64{3, 9}, []bool{true, true}, 0, 2, 2, 1},
		{"a later age helps", []int64{0, 5}, []int64{3, 9}, []bool{true, true}, 5, 1, 8, 1},
		{"nobody watched for a while: no data after it", []int64{0, 0, 5}, []int64{2, 3, 9}, []bool{true, false, true}, 0, 3, 4, math.NaN()},
		{"nobody watched for a while: known up to it", []int64{0, 0, 5}, []int64{2, 3, 9}, []bool{true, false, true}, 0, 3, 3, 0.5},
		{"one enters as another leaves, nobody in between", []int64{0, 3}, []int64{3, 9}, []bool{false, true}, 0, 2, 5, 1},
		{"one enters as the other ends", []int64{0, 3}, []int64{3, 9}, []bool{true, true}, 0, 2, 5, math.NaN()},
		{"nobody", nil, nil, nil, 0, 0, 5, math.NaN()},
		{"a negative age reads as no data", []int64{-1}, []int64{4}, []bool{true}, 0, 0, 2, math.NaN()},
	} {
		c := FromEntries(row.entry, row.exit, row.event, row.from)
		v := c.At(row.at, LogLog, 0.95)
		assert.Equal(t, row.n, c.N(), row.reason)
		assert.True(t, v.Value == row.want || math.IsNaN(v.Value) && math.IsNaN(row.want), "%s: %v", row.reason, v)
		assert.True(t, 0 <= v.Lo && v.Lo <= v.Hi && v.Hi <= 1, row.reason)
	}
	gap := FromEntries([]int64{0, 0, 5}, []int64{2, 3, 9}, []bool{true, false, true}, 0)
	assert.Equal(t, 2.5, gap.Quantile(0.5, LogLog, 0.95).Value, "flat from 2 to 3; what follows is not known to be flat")
	died := FromEntries([]int64{0, 5}, []int64{0, 9}, []bool{true, true}, 0)
	m := died.Mean(8, 0.95)
	assert.True(t, math.IsNaN(m.Value))
	assert.Equal(t, [2]float64{0, 8}, [2]float64{m.Lo, m.Hi}, "all gone at 0, others to come: nothing is known")
	assert.Equal(t, math.Inf(1), died.Quantile(0.5, BetaProduct, 0.95).Value)

	assert.PanicsWithValue(t, "survival: 1 entries, 2 exits and 1 events", func() { FromEntries(make([]int64, 1), make([]int64, 2), make([]bool, 1), 0) })
	assert.PanicsWithValue(t, "survival: age -1 is negative", func() { FromEntries(nil, nil, nil, -1) })
}

func TestLevelPanics(t *testing.T) {
	c := tickets()
	for _, level := range []float64{0, 1, 95, -0.5, math.NaN()} {
		assert.Panics(t, func() { c.At(1, BetaProduct, level) })
		assert.Panics(t, func() { c.Within(1, Log, level) })
		assert.Panics(t, func() { c.Quantile(0.5, BetaProduct, level) })
		assert.Panics(t, func() { c.Mean(10, level) })
		assert.Panics(t, func() { Quantiles(nil, nil, nil, BetaProduct, level) })
		assert.Panics(t, func() { NewOutcomes(nil, nil).Share(0, 1, level) })
		assert.Panics(t, func() { c.Quantile(level, BetaProduct, 0.95) })
		assert.Panics(t, func() { Type7([]int64{1}, []float64{level}) })
	}
	assert.PanicsWithValue(t, "survival: confidence level 95 is not between 0 and 1", func() { c.At(1, BetaProduct, 95) })
	assert.PanicsWithValue(t, "survival: quantile 50 is not between 0 and 1", func() { c.Quantile(50, BetaProduct, 0.95) })
	assert.PanicsWithValue(t, "survival: no limits by Method(9)", func() { c.At(1, Method(9), 0.95) })
	assert.PanicsWithValue(t, "survival: no limits by Method(9)", func() { c.Quantile(0.5, Method(9), 0.95) })
	assert.PanicsWithValue(t, "survival: horizon -1 is negative", func() { c.Mean(-1, 0.95) })
	assert.Equal(t, "log-log", LogLog.String())
}

func TestLimitsObeyTheLevel(t *testing.T) {
	levels := []float64{0.01, 0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.9999}
	r := rand.New(rand.NewPCG(5, 5))
	for range 60 {
		n := 1 + r.IntN(40)
		var resolved, open []int64
		for range n {
			if d := r.Int64N(30); r.Float64() < 0.4 {
				open = append(open, d)
			} else {
				resolved = append(resolved, d)
			}
		}
		c := New(resolved, open)
		o := NewOutcomes(open, resolved[:len(resolved)/2], resolved[len(resolved)/2:])
		for _, m := range []Method{BetaProduct, BetaProductExact, LogLog, Log, Plain} {
			for name, read := range map[string]func(level float64) Interval{
				"At":       func(level float64) Interval { return c.At(15, m, level) },
				"Within":   func(level float64) Interval { return c.Within(15, m, level) },
				"Quantile": func(level float64) Interval { return c.Quantile(0.5, m, level) },
				"Mean":     func(level float64) Interval { return c.Mean(25, level).Interval },
				"Share":    func(level float64) Interval { return o.Share(0, 15, level).Interval },
			} {
				before := read(levels[0])
				for _, level := range levels {
					v := read(level)
					assert.False(t, math.IsNaN(v.Lo) || math.IsNaN(v.Hi), "%s %v at %v: %v", name, m, level, v)
					assert.LessOrEqual(t, v.Lo, before.Lo+1e-12, "%s %v at %v", name, m, level)
					assert.GreaterOrEqual(t, v.Hi, before.Hi-1e-12, "%s %v at %v", name, m, level)
					if !math.IsNaN(v.Value) {
						assert.True(t, v.Lo <= v.Value && v.Value <= v.Hi, "%s %v at %v: %v", name, m, level, v)
					}
					before = v
				}
			}
		}
	}
}
