package retention_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
)

// sound reports whether an estimate keeps the laws: known or not, limits in order, within the ends of its
// metric.
func sound(t *testing.T, e kpi.Estimate, least, most float64) {
	t.Helper()
	assert.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi), "%+v", e)
	assert.True(t, least <= e.Lo && e.Hi <= most, "%+v", e)
	assert.Equal(t, e.Known(), e.N > 0, "%+v", e)
	if e.Known() {
		assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi, "%+v", e)
	}
}

func FuzzPeriod(f *testing.F) {
	f.Add(200, 40, 220)
	f.Add(100, 20, 150)
	f.Add(math.MaxInt, math.MinInt, math.MaxInt)
	f.Fuzz(func(t *testing.T, start, acquired, end int) {
		tally, err := retention.Period(start, acquired, end)
		if err != nil {
			require.Zero(t, tally)
			return
		}
		require.Equal(t, start, tally.N())
		require.Equal(t, end, acquired+tally.Retained)
		sound(t, tally.Rate(0.95), 0, 1)
		sound(t, retention.Compound([]retention.Tally{tally, tally}, 0.95), 0, 1)
	})
}

func FuzzCompound(f *testing.F) {
	f.Add([]byte{9, 1, 8, 2}, 0.95)
	f.Add([]byte{0, 1, 8, 0, 0, 9}, 0.5)
	f.Fuzz(func(t *testing.T, raw []byte, level float64) {
		if !(0.01 < level && level < 0.999) {
			return
		}
		var periods []retention.Tally
		product := 1.0
		for i := 0; i+1 < len(raw) && i < 40; i += 2 {
			tally := retention.Tally{Retained: int(raw[i]), Lost: int(raw[i+1])}
			periods = append(periods, tally)
			product *= tally.Rate(level).Value
		}
		e := retention.Compound(periods, level)
		sound(t, e, 0, 1)
		if e.Known() {
			assert.InDelta(t, product, e.Value, 1e-12)
			wide := retention.Compound(periods, 1-(1-level)/2)
			assert.True(t, wide.Lo <= e.Lo && e.Hi <= wide.Hi, "a higher level never narrows")
		}
	})
}

func FuzzRevenue(f *testing.F) {
	f.Add([]byte{100, 100, 50, 0, 20, 40}, 1.0, uint8(1))
	f.Add([]byte{0, 5, 255, 254, 1, 1}, 29.85, uint8(2))
	f.Add([]byte{7, 7}, 1e-99, uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, scale float64, cut uint8) {
		var all, left, right retention.Revenue
		n := 0
		for i := 0; i+1 < len(raw) && i < 200; i += 2 {
			s, e := float64(raw[i])*scale, float64(raw[i+1])*scale
			err := all.Add(s, e)
			shard := &left
			if i/2 >= int(cut) {
				shard = &right
			}
			require.Equal(t, err, shard.Add(s, e))
			if err == nil {
				n++
			}
		}
		require.Equal(t, n, all.N())
		whole := left.Plus(right)
		for _, r := range []retention.Revenue{all, whole} {
			gross, net, logo := r.Gross(0.95), r.Net(0.95), r.Logo(0.95)
			sound(t, gross, 0, 1)
			sound(t, net, 0, math.Inf(1))
			sound(t, logo, 0, 1)
			if n > 0 {
				assert.LessOrEqual(t, gross.Value, net.Value*(1+1e-12))
				assert.LessOrEqual(t, gross.Lo, gross.Value)
			}
			sound(t, retention.StudentT.Net(r, 0.95), 0, math.Inf(1))
		}
		if n > 0 {
			assert.InEpsilon(t, 1+all.Net(0.95).Value, 1+whole.Net(0.95).Value, 1e-12)
		}
		written, err := json.Marshal(all)
		require.NoError(t, err)
		var read retention.Revenue
		require.NoError(t, json.Unmarshal(written, &read))
		require.Equal(t, all, read)
	})
}

func FuzzLifetimes(f *testing.F) {
	f.Add([]byte{0, 5, 1, 0, 9, 0, 3, 8, 1}, uint8(4))
	f.Add([]byte{1, 2, 1, 3, 40, 0, 3, 50, 1}, uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, from uint8) {
		var l retention.Lifetimes
		for i := 0; i+2 < len(raw) && i < 150; i += 3 {
			_ = l.AddFrom(time.Duration(raw[i]), time.Duration(raw[i+1]), raw[i+2]&1 == 1)
		}
		c := l.From(time.Duration(from))
		last, known := 1.0, true
		for age := time.Duration(from); age < 300; age += 7 {
			e := c.At(age, 0.95)
			sound(t, e, 0, 1)
			assert.True(t, !e.Known() || known && e.Value <= last, "a curve falls, and once unknown stays so: %v at %v after %v", e, age, last)
			if known = e.Known(); known {
				last = e.Value
			}
			w := c.Within(age, 0.95)
			sound(t, w, 0, 1)
			if known {
				assert.InDelta(t, 1, e.Value+w.Value, 1e-12)
			}
		}
		for _, q := range []float64{0.1, 0.5, 0.9} {
			sound(t, c.Quantile(q, 0.95), 0, math.Inf(1))
		}
		if c.N() > 0 {
			sound(t, c.MeanUpTo(time.Duration(from)+100, 0.95), 0, math.Inf(1))
		}
		written, err := json.Marshal(l)
		require.NoError(t, err)
		var read retention.Lifetimes
		require.NoError(t, json.Unmarshal(written, &read))
		require.Equal(t, l, read)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"retained":3,"lost":1}`))
	f.Add([]byte(`{"window":5,"again":1,"once":2,"immature":0}`))
	f.Add([]byte(`{"counting":"on","reference":"first","ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,5],"again":[10,4]}]}`))
	f.Add([]byte(`{"accounts":1,"stayed":1,"start":1,"startSquares":1,"kept":{"sum":1,"squares":1,"products":1},"end":{"sum":1,"squares":1,"products":1}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var tally retention.Tally
		_ = json.Unmarshal(raw, &tally)
		sound(t, tally.Rate(0.95), 0, 1)
		var r retention.Repeat
		_ = json.Unmarshal(raw, &r)
		sound(t, r.Rate(0.95), 0, 1)
		var revenue retention.Revenue
		_ = json.Unmarshal(raw, &revenue)
		sound(t, revenue.Gross(0.95), 0, 1)
		sound(t, revenue.Net(0.95), 0, math.Inf(1))
		var c retention.Cohorts
		_ = json.Unmarshal(raw, &c)
		for age := range c.Ages() {
			sound(t, c.Column(age).Rate(0.95), 0, 1)
			sound(t, c.By(retention.Previous).Column(age).Rate(0.95), 0, 1)
		}
		_ = c.String()
	})
}

func TestNothingIsAllocated(t *testing.T) {
	revenue := retention.Revenue{}
	tally := retention.Tally{Retained: 90, Lost: 10}
	year := []retention.Tally{tally, tally}
	require.NoError(t, revenue.Add(3, 0))
	for name, f := range map[string]func(){
		"Tally.Add": func() { tally.Add(true) }, "Rate": func() { tally.Rate(0.95) }, "Compound": func() { retention.Compound(year, 0.95) },
		"Revenue.Add": func() { _ = revenue.Add(3, 2) }, "Gross": func() { revenue.Gross(0.95) }, "Net": func() { revenue.Net(0.95) }, "Logo": func() { revenue.Logo(0.95) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}
