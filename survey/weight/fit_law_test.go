package weight_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/weight"
)

// feasible returns random respondents, and margins that some weights reach: those of a whole with the same cells.
func feasible(t testing.TB, r *rand.Rand) (c weight.Cells, margins []weight.Margin) {
	t.Helper()
	c, whole := weight.NewCells("a", "b", "c"), weight.NewCells("a", "b", "c")
	for range 2 + r.IntN(60) {
		levels := []string{strconv.Itoa(r.IntN(2)), strconv.Itoa(r.IntN(5)), strconv.Itoa(r.IntN(4))}
		require.NoError(t, c.AddN(levels, 1+r.IntN(4), math.Exp(r.NormFloat64())))
		require.NoError(t, whole.Add(levels, math.Exp(r.NormFloat64())))
	}
	return c, []weight.Margin{whole.Margin("c"), whole.Margin("b", "a"), whole.Margin("a")}
}

// near7 asserts that two fits have the same weights, to as many digits as the margins allow.
func near7(t testing.TB, a, b weight.Fit, scale float64, reason string) {
	t.Helper()
	for levels, factor := range a.All() {
		require.InEpsilon(t, factor*scale, b.Factor(levels...), 1e-7, "%s: %q", reason, levels)
	}
}

func TestFitLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		c, margins := feasible(t, r)
		fit, err := c.Rake(margins...)
		if err != nil { // a cell that has to go to 0 takes forever
			continue
		}
		for _, check := range fit.Checks() {
			require.InDelta(t, 0, check.Off(), 1e-9, "the margins hold: %v", check)
		}
		require.Less(t, fit.History[len(fit.History)-1], 1e-9)
		require.LessOrEqual(t, fit.Effective(), float64(fit.N())*(1+1e-12))

		turned, err := c.Rake(margins[2], margins[0], margins[1])
		require.NoError(t, err)
		near7(t, fit, turned, 1, "the order of the margins does not matter")

		newton, err := weight.Exponential{}.Calibrate(c, margins...)
		require.NoError(t, err)
		near7(t, fit, newton, 1, "Newton's method gets to the same weights")

		heavier := weight.NewCells(c.Variables()...)
		for levels, cell := range c.All() {
			require.NoError(t, heavier.AddN(levels, cell.N, 1000*cell.Sum/float64(cell.N)))
		}
		scaled, err := heavier.Rake(margins...)
		require.NoError(t, err)
		near7(t, fit, scaled, 1e-3, "only the ratios of base weights matter")

		again := weight.NewCells(c.Variables()...)
		for levels, cell := range c.All() {
			require.NoError(t, again.AddN(levels, cell.N, fit.Factor(levels...)*cell.Sum/float64(cell.N)))
		}
		same, err := again.Rake(margins...)
		require.NoError(t, err)
		require.Len(t, same.History, 1, "fitted weights are fitted")

		bounds := weight.Logit{Lower: 0.02, Upper: 40}
		if logit, err := bounds.Calibrate(c, margins...); err == nil {
			for levels, factor := range logit.All() {
				ratio := factor / (fit.Total() / c.Total())
				require.True(t, bounds.Lower < ratio && ratio < bounds.Upper, "%q: %v", levels, ratio)
			}
			require.InDelta(t, 0, logit.Worst().Off(), 1e-9)
		}
		truncated, err := weight.Truncated{Lower: 0.02, Upper: math.Inf(1)}.Calibrate(c, margins...)
		linear, err2 := weight.Linear{}.Calibrate(c, margins...)
		require.NoError(t, err2, "linear calibration always comes to an end")
		require.InDelta(t, 0, linear.Worst().Off(), 1e-9)
		inside := true
		for _, factor := range linear.All() {
			inside = inside && factor > 0.02*fit.Total()/c.Total()
		}
		if inside {
			require.NoError(t, err)
			near7(t, linear, truncated, 1, "bounds that hold nothing change nothing")
		}
	}
}

// A margin of a variable without a target, and shares of the rest, as if it were not there.
func TestKeepMissing(t *testing.T) {
	c := weight.NewCells("sex", "age")
	require.NoError(t, c.AddN([]string{"F", "young"}, 30, 1))
	require.NoError(t, c.AddN([]string{"M", "old"}, 40, 1))
	require.NoError(t, c.AddN([]string{"M", "young"}, 10, 1))
	require.NoError(t, c.AddN([]string{"F", ""}, 20, 1))
	age := weight.Totals("age", map[string]float64{"young": 600, "old": 400})
	age.KeepMissing = true
	fit, err := c.Rake(age, weight.Shares("sex", map[string]float64{"F": 0.5, "M": 0.5}))
	require.NoError(t, err)
	var got []string
	for _, check := range fit.Checks() {
		got = append(got, check.String())
	}
	assert.Equal(t, []string{`age "": 200 wanted, 200 fitted`, `age "old": 320 wanted, 320 fitted`, `age "young": 480 wanted, 480 fitted`,
		`sex "F": 500 wanted, 500 fitted`, `sex "M": 500 wanted, 500 fitted`}, cut(got))

	own := weight.Shares("age", map[string]float64{"young": 0.5, "old": 0.4, "": 0.1})
	own.KeepMissing = true
	fit, err = c.PostStratify(own)
	require.NoError(t, err)
	assert.InDelta(t, 0.5, fit.Factor("F", ""), 1e-12, "a target of its own goes before")

	crossed := weight.Margin{Variables: []string{"age", "sex"}, KeepMissing: true, Targets: []weight.Target{
		{Levels: []string{"young", "F"}, Value: 1}, {Levels: []string{"young", "M"}, Value: 1}, {Levels: []string{"old", "M"}, Value: 2}}}
	fit, err = c.PostStratify(crossed)
	require.NoError(t, err)
	assert.InDelta(t, 4*0.2/20, fit.Factor("F", ""), 1e-12)
	assert.InDelta(t, 4*0.8/4/30, fit.Factor("F", "young"), 1e-12)
}

// cut cuts the errors off, which are rounding.
func cut(checks []string) []string {
	for i, s := range checks {
		for j := range s {
			if s[j] == '(' {
				checks[i] = s[:j-1]
				break
			}
		}
	}
	return checks
}

func TestFitCorners(t *testing.T) {
	one := weight.NewCells("sex")
	require.NoError(t, one.AddN([]string{"F"}, 1_000_000_000, 0.5))
	for _, target := range []float64{1e-100, 1, 1e9, 1e100} {
		fit, err := one.Rake(weight.Totals("sex", map[string]float64{"F": target}))
		if target == 1e-100 {
			assert.ErrorContains(t, err, "leave the range", "weights of 1e-109 are none")
			continue
		}
		require.NoError(t, err, "%v", target)
		assert.InEpsilon(t, target, fit.Total(), 1e-12)
		assert.InEpsilon(t, target/1e9, fit.Quantile(0.5), 1e-12)
		assert.InEpsilon(t, 1e9, fit.Effective(), 1e-9)
		assert.Equal(t, 1_000_000_000, fit.N())
	}

	// The square of a factor of 1e-200 is no float64.
	heavy := weight.NewCells("sex")
	require.NoError(t, heavy.AddN([]string{"F"}, 2, 1e100))
	light, err := heavy.Rake(weight.Totals("sex", map[string]float64{"F": 2e-100}))
	require.NoError(t, err)
	assert.InDelta(t, 2, light.Effective(), 1e-9)

	// Respondents of 1 to 1e9 by targets of 1e9 to 1: ratios of 1e18.
	c := weight.NewCells("a", "b")
	a, b := map[string]float64{}, map[string]float64{}
	for i := range 4 {
		for j := range 4 {
			require.NoError(t, c.AddN([]string{strconv.Itoa(i), strconv.Itoa(j)}, int(math.Pow(1000, float64((i+j)/2))), 1))
		}
		a[strconv.Itoa(i)] = math.Pow(1000, float64(3-i))
		b[strconv.Itoa(i)] = a[strconv.Itoa(i)]
	}
	for name, fit := range map[string]func(weight.Cells, ...weight.Margin) (weight.Fit, error){"rake": weight.Cells.Rake, "newton": weight.Exponential{}.Calibrate} {
		f, err := fit(c, weight.Totals("a", a), weight.Totals("b", b))
		require.NoError(t, err, name)
		assert.Less(t, math.Abs(f.Worst().Off()), 1e-9, name)
	}

	// Only the diagonal has respondents, and another pair of margins wants more than it can hold.
	diagonal := counted(t, [][]int{{5, 0}, {0, 5}})
	f, err := diagonal.Rake(totals("row", 6, 4), totals("column", 4, 6))
	e, ok := errors.AsType[*weight.ConvergenceError](err)
	require.True(t, ok, "%v", err)
	assert.True(t, e.Impossible)
	assert.Equal(t, 1000, e.Cycles)
	assert.Len(t, f.History, 1000, "it comes with what there was")
	assert.InDelta(t, 10, f.Total(), 1e-9)
	assert.Equal(t, e.Worst, f.Worst())
	assert.ErrorContains(t, err, `weight: not fitted in 1000 cycles: row `)

	// What raking comes near to but never reaches: the cell 0, 1 has to lose all its weight.
	corner := counted(t, [][]int{{5, 5}, {5, 0}})
	_, err = corner.Rake(totals("row", 5, 5), totals("column", 5, 5))
	e, ok = errors.AsType[*weight.ConvergenceError](err)
	require.True(t, ok, "%v", err)
	assert.False(t, e.Impossible)

	// A level that raking would have to bring to nothing.
	_, err = weight.Logit{Lower: 0.5, Upper: 2}.Calibrate(corner, totals("row", 9, 1), totals("column", 5, 5))
	bound, ok := errors.AsType[*weight.MarginError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, []string{"1"}, bound.Levels)
	assert.EqualError(t, err, `weight: row "1": its weights must be multiplied by 0.3 on average, beyond the bounds 0.5 and 2`)

	// Crossed targets that contradict those of one of their variables.
	square := counted(t, [][]int{{5, 5}, {5, 5}})
	crossed := weight.Margin{Variables: []string{"row", "column"}}
	for i := range 4 {
		crossed.Targets = append(crossed.Targets, weight.Target{Levels: []string{strconv.Itoa(i / 2), strconv.Itoa(i % 2)}, Value: 5})
	}
	for _, fit := range []func(weight.Cells, ...weight.Margin) (weight.Fit, error){weight.Cells.Rake, weight.Linear{}.Calibrate, weight.Exponential{}.Calibrate} {
		_, err = fit(square, crossed, totals("row", 8, 12))
		e, ok = errors.AsType[*weight.ConvergenceError](err)
		require.True(t, ok, "%v", err)
		assert.True(t, e.Impossible)
	}
}

func TestTrim(t *testing.T) {
	weights := []float64{1, 2, 3, 4, 10}
	for _, r := range []struct {
		reason string
		rule   weight.Trim
		want   []float64
	}{
		{"above all", weight.Trim{Cap: 10}, []float64{1, 2, 3, 4, 10}},
		{"in proportion", weight.Trim{Cap: 9}, []float64{1.1, 2.2, 3.3, 4.4, 9}},
		{"equally", weight.Trim{Cap: 9, Equally: true}, []float64{1.25, 2.25, 3.25, 4.25, 9}},
		{"once, and so one gets above", weight.Trim{Cap: 5, Once: true}, []float64{1.5, 3, 4.5, 6, 5}},
		{"until none is above", weight.Trim{Cap: 5}, []float64{10. / 6, 20. / 6, 5, 5, 5}},
		{"equally until none is above", weight.Trim{Cap: 5, Equally: true}, []float64{7. / 3, 10. / 3, 13. / 3, 5, 5}},
		{"at the mean", weight.Trim{Cap: 4}, []float64{4, 4, 4, 4, 4}},
	} {
		got, err := r.rule.Weights(weights)
		require.NoError(t, err, r.reason)
		assert.InDeltaSlice(t, r.want, got, 1e-12, r.reason)
		assert.Equal(t, []float64{1, 2, 3, 4, 10}, weights, "%s: the weights are as they were", r.reason)
	}
	for reason, wrong := range map[string]weight.Trim{"below the mean": {Cap: 3.9}, "none": {}, "no number": {Cap: math.NaN()}, "negative": {Cap: -3}} {
		_, err := wrong.Weights(weights)
		assert.Error(t, err, reason)
		fit, err := kalton(t).Rake(totals("row", 175, 550, 430, 345))
		require.NoError(t, err)
		_, err = fit.Trim(weight.Trim{Cap: wrong.Cap / 4})
		assert.Error(t, err, reason)
		_, err = fit.TrimAndRake(weight.Trim{Cap: wrong.Cap / 4})
		assert.Error(t, err, reason)
	}
	_, err := weight.Trim{Cap: 3}.Weights([]float64{1, math.NaN()})
	_, ok := errors.AsType[*weight.Error](err)
	assert.True(t, ok)
	none, err := weight.Trim{Cap: 3}.Weights(nil)
	assert.NoError(t, err)
	assert.Empty(t, none)

	differ := weight.NewCells("sex")
	require.NoError(t, differ.Add([]string{"F"}, 1))
	require.NoError(t, differ.Add([]string{"F"}, 2))
	fit, err := differ.Rake(weight.Totals("sex", map[string]float64{"F": 3}))
	require.NoError(t, err)
	_, err = fit.Trim(weight.Trim{Cap: 2})
	assert.ErrorContains(t, err, `weight: base weights differ within the cell sex "F"`)
	assert.True(t, math.IsNaN(fit.Quantile(0.5)))
}

func TestTrimAndRake(t *testing.T) {
	fit, err := kalton(t).Rake(totals("row", 175, 550, 430, 345), totals("column", 365, 415, 720))
	require.NoError(t, err)
	trimmed, err := fit.Trim(weight.Trim{Cap: 2.3})
	require.NoError(t, err)
	assert.Equal(t, 50, trimmed.Trimmed())
	assert.Zero(t, fit.Trimmed())
	assert.InDelta(t, 1500, trimmed.Total(), 1e-9, "the sum stays")
	assert.Greater(t, math.Abs(trimmed.Worst().Off()), 0.004, "the margins do not")

	both, err := fit.TrimAndRake(weight.Trim{Cap: 2.3})
	require.NoError(t, err)
	assert.Less(t, math.Abs(both.Worst().Off()), 1e-9)
	for levels, factor := range both.All() {
		assert.LessOrEqual(t, factor, 2.3*(1+1e-9), "%q", levels)
	}
	same, err := fit.TrimAndRake(weight.Trim{Cap: 100})
	require.NoError(t, err)
	assert.Equal(t, fit, same, "what is below the cap stays")

	_, err = fit.TrimAndRake(weight.Trim{Cap: 2})
	assert.EqualError(t, err, `weight: row "2": its mean weight must be 2.15, above the cap of 2`)
	fit, err = counted(t, [][]int{{1, 9}, {9, 1}}).Rake(totals("row", 12, 8), totals("column", 12, 8))
	require.NoError(t, err)
	last, err := fit.TrimAndRake(weight.Trim{Cap: 1.25}) // each level could, but not both at once
	e, ok := errors.AsType[*weight.ConvergenceError](err)
	require.True(t, ok, "%v", err)
	assert.Greater(t, e.Max, e.Cap)
	assert.ErrorContains(t, err, " for a cap of 1.25")
	assert.Equal(t, e.Worst, last.Worst())
}

// FuzzFit checks that nothing panics, whatever the respondents and targets are, and that margins without an error
// hold.
func FuzzFit(f *testing.F) {
	f.Add([]byte{0, 1, 9, 3, 7, 2, 5, 8}, []byte{1, 2, 3, 4}, 0.3, 2.5)
	f.Add([]byte{0, 0, 3, 3}, []byte{1, 1, 1, 1, 200, 1}, 0.9, 1.1)
	f.Add([]byte{}, []byte{}, 0.5, 1e300)
	f.Add([]byte{1, 255, 4, 255, 0, 255}, []byte{0, 255, 255, 0, 1, 1}, 1e-300, 2.0)
	f.Fuzz(func(t *testing.T, rows, aims []byte, lower, upper float64) {
		c := weight.NewCells("a", "b")
		for i := 0; i+1 < len(rows); i += 2 {
			w := math.Pow(10, float64(rows[i+1]%64)-32)
			require.NoError(t, c.AddN([]string{strconv.Itoa(int(rows[i] % 3)), strconv.Itoa(int(rows[i] / 3 % 3))}, int(rows[i+1]), w))
		}
		var targets [6]float64
		for i := range targets {
			if i < len(aims) {
				targets[i] = math.Pow(float64(aims[i]), float64(1+i))
			}
		}
		if len(aims) > 16 {
			targets[0] = math.Float64frombits(binary.LittleEndian.Uint64(aims[8:]))
		}
		a, b := totals("a", targets[:3]...), totals("b", targets[3:]...)
		sum := b.Targets[0].Value + b.Targets[1].Value + b.Targets[2].Value
		for i := range b.Targets {
			b.Targets[i].Value /= sum
		}
		b.Shares = true
		check := func(fit weight.Fit, err error, limits bool, margins bool) {
			for range fit.All() {
				break
			}
			_, _ = fit.Effective(), fit.Quantile(0.5)
			off := fit.Worst().Off()
			if err != nil {
				return
			}
			require.True(t, !margins || math.Abs(off) < 1e-9, "%v", fit.Worst())
			trimmed, err := fit.Trim(weight.Trim{Cap: 1.5 * fit.Mean(), Equally: limits})
			if err == nil {
				require.InEpsilon(t, fit.Total(), trimmed.Total(), 1e-9)
			}
		}
		fit, err := c.Rake(a, b)
		check(fit, err, false, true)
		if err == nil {
			capped, err := fit.TrimAndRake(weight.Trim{Cap: 1.2 * fit.Mean()})
			check(capped, err, true, true)
		}
		fit, err = c.PostStratify(b)
		check(fit, err, true, true)
		fit, err = weight.Linear{}.Calibrate(c, a, b)
		check(fit, err, true, true)
		fit, err = weight.Exponential{}.Calibrate(c, b, a)
		check(fit, err, true, true)
		if 0 < lower && lower < 1 && 1 < upper && upper <= math.MaxFloat64 {
			fit, err = weight.Logit{Lower: lower, Upper: upper}.Calibrate(c, a, b)
			check(fit, err, true, true)
			fit, err = weight.Truncated{Lower: lower, Upper: upper}.Calibrate(c, a, b)
			check(fit, err, true, true)
		}
	})
}
