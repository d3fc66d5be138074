package ttr_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/ttr"
)

// readable asks a sketch everything: no answer may be nonsense, whatever bytes it was made of.
func readable(t *testing.T, s ttr.Sketch) {
	t.Helper()
	for _, e := range []kpi.Estimate{
		s.Median(0.95), s.Quantile(0.999, 0.5), s.Within(time.Hour, 0.95), s.Within(math.MaxInt64, 0.95),
		s.MeanUpTo(time.Hour, 0.95), s.MeanUpTo(math.MaxInt64, 0.95), s.GeometricMean(0.95),
	} {
		assert.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo > e.Value || e.Value > e.Hi || e.Lo > e.Hi, "%+v", e)
	}
	assert.Equal(t, s.N(), s.Curve().N())
}

// FuzzSketchUnmarshalBinary reads anything: an error, or the one sketch that has these bytes.
func FuzzSketchUnmarshalBinary(f *testing.F) {
	few, many := version1Tickets()
	f.Add(bytesOf(f, sketchOf(f, few)))
	f.Add(bytesOf(f, sketchOf(f, many)))
	f.Add(bytesOf(f, ttr.Sketch{}))
	f.Add(uvarints(1<<53, 0, uint64(time.Hour), 1<<53, 0))
	f.Add(uvarints(1<<52, 9000, 0, 1<<52, 0, math.MaxInt64-1000, 9000, 1000))
	f.Add(uvarints(9000, 5, 1<<40, 4000, 1<<30, 1<<40, 5000, 1<<20, 1<<40, 5, 1<<30))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s ttr.Sketch
		if s.UnmarshalBinary(data) != nil {
			assert.Zero(t, s.N())
			return
		}
		require.Equal(t, data, bytesOf(t, s), "the same sketch has the same bytes")
		text, err := json.Marshal(s)
		require.NoError(t, err)
		var again ttr.Sketch
		require.NoError(t, json.Unmarshal(text, &again))
		require.Equal(t, data, bytesOf(t, again), "and back through JSON")
		readable(t, s)
		assert.Equal(t, bytesOf(t, s.Plus(ttr.Sketch{})), data)
		if n := s.N(); n < 1<<52 {
			assert.Equal(t, 2*n, s.Plus(s).N())
		}
	})
}

// FuzzSketchUnmarshalJSON reads anything: an error, or a sketch that comes back.
func FuzzSketchUnmarshalJSON(f *testing.F) {
	f.Add([]byte(version1FewJSON))
	f.Add([]byte(version1ManyJSON))
	f.Add([]byte(`null`))
	f.Add([]byte(`{"version":1,"resolved":[[3600000000000,3600000000001,9007199254740992]],"open":[]}`))
	f.Add([]byte(`{"version":1,"resolved":[ [ 5 , 9000 ] , [1099511627776,1100585369600,3]],"OPEN":[[5,1]]}`))
	f.Add([]byte(`{"version":1,"resolved":[[[[]]]],"open":[[null]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s ttr.Sketch
		if s.UnmarshalJSON(text) != nil {
			assert.Zero(t, s.N())
			return
		}
		written, err := json.Marshal(s)
		require.NoError(t, err)
		var again ttr.Sketch
		require.NoError(t, json.Unmarshal(written, &again))
		require.Equal(t, bytesOf(t, s), bytesOf(t, again))
		readable(t, s)
	})
}

// FuzzSketchPlus deals tickets to four shards and puts them together in three ways: the bytes are those of
// all tickets added to one sketch. There are as many to begin with as keep either side of the number up to
// which a sketch keeps every ticket within reach.
func FuzzSketchPlus(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 2, 3, 4, 250, 60, 255, 9}, uint64(1), uint16(8190))
	f.Add([]byte("each four bytes are a shard, a time, a doubling of it and a number"), uint64(99), uint16(8100))
	f.Add([]byte{2, 40, 44, 255, 7, 40, 44, 255, 1, 40, 44, 255, 0, 41, 44, 255}, uint64(3), uint16(20000))
	f.Add([]byte{1, 1, 1, 1}, uint64(0), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, step uint64, begin uint16) {
		var parts [4]ttr.Sketch
		var all ttr.Sketch
		first := ttr.Times{Resolved: slices.Repeat(hours(2), int(begin)/2), Open: slices.Repeat(hours(2), int(begin)/2)}
		require.NoError(t, parts[begin%4].AddTimes(first))
		require.NoError(t, all.AddTimes(first))
		for ; len(data) >= 4; data = data[4:] {
			d := uint64(data[1]) << (data[2] % 55)
			for i := range uint64(data[3] % 32) {
				at := time.Duration((d + i*step%(1<<20)) >> 1)
				done := data[0]&4 == 0
				require.NoError(t, parts[data[0]%4].Add(at, done))
				require.NoError(t, all.Add(at, done))
			}
		}
		want := bytesOf(t, all)
		a, b, c, d := parts[0], parts[1], parts[2], parts[3]
		for _, sum := range []ttr.Sketch{a.Plus(b).Plus(c).Plus(d), d.Plus(c.Plus(b)).Plus(a), a.Plus(c).Plus(d.Plus(b))} {
			require.Equal(t, want, bytesOf(t, sum))
			require.Equal(t, all.N(), sum.N())
		}
		var read ttr.Sketch
		require.NoError(t, read.UnmarshalBinary(want))
		require.Equal(t, want, bytesOf(t, read))
	})
}
