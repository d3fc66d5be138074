package chart_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func floats(b []byte) []float64 {
	var x []float64
	for ; len(b) >= 8 && len(x) < 60; b = b[8:] {
		x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return x
}

// Whatever is measured, charts are drawn, keep their laws, and compose.
func FuzzValues(f *testing.F) {
	bytes := func(x ...float64) (b []byte) {
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	f.Add(bytes(1, 2, math.NaN(), 4, math.Inf(1), 0), 2, 3)
	f.Add(bytes(1e308, -1e308, 1e308, 5e-324), 1, 1)
	f.Add(bytes(5, 5, 5, 5, 6), 4, 0)
	f.Fuzz(func(t *testing.T, b []byte, freeze, rebase int) {
		x := floats(b)
		for kind, maker := range makers {
			if counted(kind) {
				continue
			}
			c := maker(x)
			if freeze > 0 && freeze <= len(x) {
				c = c.Freeze(freeze)
			}
			if rebase >= 0 && rebase < len(x) {
				c = c.Rebase(rebase)
			}
			for i, at := range c.Points {
				require.False(t, math.IsNaN(at.Lo) || math.IsNaN(at.Hi) || at.Lo > at.Hi, "%s point %d: %+v", kind, i, at)
			}
			for _, s := range c.Signals(rulesFor(kind)...) {
				require.NotEmpty(t, c.Pattern(s), "%s %v", kind, s)
			}
			_, err := json.Marshal(c)
			require.NoError(t, err)
			_, err = json.Marshal(c.Monitor(rulesFor(kind)...))
			require.NoError(t, err)
		}
	})
}

// Whatever is counted, charts of shares and net scores are drawn, with limits on the scale.
func FuzzCounts(f *testing.F) {
	f.Add(1, 2, 3, 4, 5, 6)
	f.Add(0, 0, 0, 1, 0, 0)
	f.Add(math.MaxInt, math.MaxInt, math.MaxInt, -1, math.MinInt, 3)
	f.Add(0, 0, 1_000_000_000, 5, 5, 1_000_000)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g int) {
		all := [][3]int{{a, b, c}, {d, e, g}, {a, b, c}}
		for _, drawn := range []chart.Chart{
			chart.Net(all), chart.ThreeSigma.Net(all), chart.LaneyNet(all),
			chart.P([]int{a, b, c}, []int{d, e, g}), chart.ThreeSigma.P([]int{a, b, c}, []int{d, e, g}), chart.Laney([]int{a, b, c}, []int{d, e, g}),
		} {
			for _, at := range drawn.Points {
				lo, hi := -100.0, 100.0
				if drawn.Kind.String()[0] != 'n' && drawn.Kind.String() != "laney net" {
					lo, hi = 0, 1
				}
				require.True(t, lo <= at.Lo && at.Lo <= at.Hi && at.Hi <= hi, "%v %+v", drawn.Kind, at)
			}
			drawn.Signals(allRules...)
			roundTrips(t, drawn)
		}
	})
}

// No state that can be read makes a monitor panic, and what was read is written the same.
func FuzzMonitor(f *testing.F) {
	for kind, maker := range makers {
		b, err := json.Marshal(maker([]float64{1, 2, 1, 3, math.NaN(), 4, 1, 2, 1}).Monitor(rulesFor(kind)...))
		require.NoError(f, err)
		f.Add(b, 3.0)
	}
	f.Fuzz(func(t *testing.T, b []byte, x float64) {
		var m chart.Monitor
		if json.Unmarshal(b, &m) != nil {
			return
		}
		written, err := json.Marshal(m)
		require.NoError(t, err)
		var again chart.Monitor
		require.NoError(t, json.Unmarshal(written, &again))
		var state struct{ Kind string }
		require.NoError(t, json.Unmarshal(written, &state))
		for _, v := range []float64{x, x, -x, math.NaN(), 0} {
			got, err := feed(state.Kind, &m, v)
			same, sameErr := feed(state.Kind, &again, v)
			assert.Equal(t, got, same)
			assert.Equal(t, err, sameErr)
		}
	})
}
