package ttr_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

// What version 1 writes, from testdata/sketch.py. Every later release reads it: these never change.
const (
	version1Few      = "010402000106028080d09fbfa3010180c8afa02501ffb7d0dfdaffffff7f01"
	version1FewJSON  = `{"version":1,"resolved":[[0,1],[6,2],[5617615110150,1]],"open":[[10000000000,1],[9223372036854775807,1]]}`
	version1Many     = "01de34ca11007b008094ebdc03f5010080a8d6b907f501008094ebdc03f601008094ebdc03f5010080d0acf30ef60100808c9ec2c168d20880e497d01280d0acf30ef40100808c9ec2c168c60a80b4c4c321808c9ec2c168c60a80b4c4c321808c9ec2c168c60a80b4c4c3210029008094ebdc03520080a8d6b90752008094ebdc0351008094ebdc03520080d0acf30e5200808c9ec2c168f00280e497d01280d0acf30e5200808c9ec2c168c20380b4c4c321808c9ec2c168c20380b4c4c321808c9ec2c168c20380b4c4c321"
	version1ManyJSON = `{"version":1,"resolved":[[0,123],[1000000000,245],[3000000000,245],[4000000000,246],[5000000000,245],[9000000000,246],[3600000000000,3605000000000,1106],[3609000000000,244],[7200000000000,7209000000000,1350],[10800000000000,10809000000000,1350],[14400000000000,14409000000000,1350]],"open":[[0,41],[1000000000,82],[3000000000,82],[4000000000,81],[5000000000,82],[9000000000,82],[3600000000000,3605000000000,368],[3609000000000,82],[7200000000000,7209000000000,450],[10800000000000,10809000000000,450],[14400000000000,14409000000000,450]]}`
)

// version1Tickets are those written: a few, and more than a sketch keeps one by one.
func version1Tickets() (few, many ttr.Times) {
	few = ttr.Times{Resolved: []time.Duration{5617615110150, 0, 6, 6}, Open: []time.Duration{10 * time.Second, math.MaxInt64}}
	for i := range 9000 {
		d := time.Duration(i%5)*time.Hour + time.Duration(i*i%11)*time.Second
		if i%4 > 0 {
			many.Resolved = append(many.Resolved, d)
		} else {
			many.Open = append(many.Open, d)
		}
	}
	return few, many
}

func TestSketchReadsVersion1(t *testing.T) {
	few, many := version1Tickets()
	for _, c := range []struct {
		reason, binary, text string
		tickets              ttr.Times
	}{
		{"every ticket", version1Few, version1FewJSON, few},
		{"bins", version1Many, version1ManyJSON, many},
		{"none", "010000", `{"version":1,"resolved":[],"open":[]}`, ttr.Times{}},
	} {
		want := sketchOf(t, c.tickets)
		assert.Equal(t, c.binary, hex.EncodeToString(bytesOf(t, want)), "%s: this release writes version 1", c.reason)
		text, err := json.Marshal(want)
		require.NoError(t, err)
		assert.Equal(t, c.text, string(text), "%s: and in JSON", c.reason)

		var fromBinary, fromText ttr.Sketch
		data, err := hex.DecodeString(c.binary)
		require.NoError(t, err)
		require.NoError(t, fromBinary.UnmarshalBinary(data), c.reason)
		require.NoError(t, json.Unmarshal([]byte(c.text), &fromText), c.reason)
		for _, s := range []ttr.Sketch{fromBinary, fromText} {
			assert.Equal(t, data, bytesOf(t, s), c.reason)
			assert.Equal(t, c.tickets.N(), s.N(), c.reason)
			assert.Equal(t, fmt.Sprint(want.Quantile(0.7, 0.95)), fmt.Sprint(s.Quantile(0.7, 0.95)), c.reason)
			require.NoError(t, s.Add(time.Hour, true))
			assert.Equal(t, c.tickets.N()+1, s.N(), "%s: and it goes on", c.reason)
		}
	}
	prefix := []byte("x")
	b, err := sketchOf(t, few).AppendBinary(prefix)
	require.NoError(t, err)
	assert.Equal(t, "x"+string(bytesOf(t, sketchOf(t, few))), string(b))

	inside := struct{ S ttr.Sketch }{sketchOf(t, few)}
	require.NoError(t, json.Unmarshal([]byte(`{"S":null}`), &inside))
	assert.Equal(t, few.N(), inside.S.N(), "null changes nothing")
}

// uvarints returns the bytes of a binary form of version 1.
func uvarints(xs ...uint64) []byte {
	b := []byte{1}
	for _, x := range xs {
		b = binary.AppendUvarint(b, x)
	}
	return b
}

func TestSketchRefusesHostileBytes(t *testing.T) {
	const hour = uint64(time.Hour)
	for _, c := range []struct {
		reason string
		data   []byte
	}{
		{"nothing at all", nil},
		{"no version", []byte{0, 0, 0}},
		{"a version to come", []byte{2, 0, 0}},
		{"no numbers", []byte{1}},
		{"one number", []byte{1, 0}},
		{"more after the end", []byte{1, 0, 0, 0}},
		{"a number in more bytes than it takes", []byte{1, 0x80, 0, 0}},
		{"a number of more than 64 bits", []byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0}},
		{"a number that goes on", []byte{1, 0xff, 0xff}},
		{"more tickets than a sketch can hold", uvarints(1<<53+1, 0)},
		{"as many of both kinds", uvarints(1<<53, 1)},
		{"as many as wrap around", uvarints(math.MaxUint64, 1)},
		{"tickets that are not there", uvarints(5, 0)},
		{"2^53 tickets that are not there", uvarints(1<<53, 0)},
		{"an entry without tickets", uvarints(1, 0, hour, 0)},
		{"more tickets in an entry than in all", uvarints(1, 0, hour, 2)},
		{"the same time twice", uvarints(2, 0, hour, 1, 0, 1)},
		{"a time beyond the longest duration", uvarints(1, 0, 1<<63, 1)},
		{"times that wrap around", uvarints(2, 0, hour, 1, math.MaxUint64-10, 1)},
		{"the longest less the shortest wraps around", uvarints(9000, 0, hour, 9000, math.MaxUint64)},
		{"the longest is beyond the longest duration", uvarints(9000, 0, math.MaxInt64, 9000, 1)},
		{"an hour and two in one entry", uvarints(9000, 0, hour, 9000, hour)},
		{"two entries of one bin", uvarints(9000, 0, hour, 4500, 5, 1, 4500, 0)},
		{"two entries of one time", uvarints(9000, 0, hour, 4500, 0, 0, 4500, 0)},
	} {
		before := sketchOf(t, ttr.Times{Resolved: hours(1, 2)})
		s := before
		assert.Error(t, s.UnmarshalBinary(c.data), c.reason)
		assert.Equal(t, bytesOf(t, before), bytesOf(t, s), "%s: the sketch stays as it was", c.reason)
	}
	whole := bytesOf(t, version1Sketch(t))
	for i := range whole {
		var s ttr.Sketch
		assert.Error(t, s.UnmarshalBinary(whole[:i]), "cut after %d bytes", i)
	}
	var s ttr.Sketch
	assert.EqualError(t, s.UnmarshalBinary([]byte{2}), "ttr: sketch: version 2 is not one of those that this release reads, 1 to 1")
}

func version1Sketch(t testing.TB) ttr.Sketch {
	_, many := version1Tickets()
	return sketchOf(t, many)
}

func TestSketchRefusesHostileText(t *testing.T) {
	for _, c := range []struct{ reason, text string }{
		{"nothing at all", ""},
		{"no object", `[]`},
		{"nothing in it", `{}`},
		{"no version", `{"resolved":[],"open":[]}`},
		{"a version to come", `{"version":2,"resolved":[],"open":[]}`},
		{"a list is missing", `{"version":1,"resolved":[]}`},
		{"null for a list", `{"version":1,"resolved":[],"open":null}`},
		{"a misspelt name", `{"version":1,"resolved":[],"open":[],"opened":[]}`},
		{"a number for a list", `{"version":1,"resolved":5,"open":[]}`},
		{"a number for an entry", `{"version":1,"resolved":[5],"open":[]}`},
		{"null for an entry", `{"version":1,"resolved":[null],"open":[]}`},
		{"an empty entry", `{"version":1,"resolved":[[]],"open":[]}`},
		{"an entry of one number", `{"version":1,"resolved":[[5]],"open":[]}`},
		{"an entry of four", `{"version":1,"resolved":[[1,1,1,1]],"open":[]}`},
		{"an entry in an entry", `{"version":1,"resolved":[[[1],1]],"open":[]}`},
		{"an object for an entry", `{"version":1,"resolved":[{"a":1,"b":2}],"open":[]}`},
		{"a string for an entry", `{"version":1,"resolved":["1,1"],"open":[]}`},
		{"a negative time", `{"version":1,"resolved":[[-1,1]],"open":[]}`},
		{"half a nanosecond", `{"version":1,"resolved":[[0.5,1]],"open":[]}`},
		{"a power of ten", `{"version":1,"resolved":[[1e3,1]],"open":[]}`},
		{"a time beyond the longest duration", `{"version":1,"resolved":[[9223372036854775808,1]],"open":[]}`},
		{"no tickets in an entry", `{"version":1,"resolved":[[5,0]],"open":[]}`},
		{"the longest before the shortest", `{"version":1,"resolved":[[5,4,2]],"open":[]}`},
		{"not in the order of time", `{"version":1,"resolved":[[5,1],[4,1]],"open":[]}`},
		{"one ticket with two times", `{"version":1,"resolved":[[3600000000000,3600000000001,1]],"open":[[1,9000]]}`},
		{"few tickets in a bin", `{"version":1,"resolved":[[3600000000000,3600000000001,2]],"open":[]}`},
		{"times that are no bin", `{"version":1,"resolved":[[5,3600000000001,9000]],"open":[]}`},
		{"more tickets than a sketch can hold", `{"version":1,"resolved":[[1,9007199254740992],[2,1]],"open":[]}`},
		{"so many that they wrap around", `{"version":1,"resolved":[[1,18446744073709551615],[2,2]],"open":[]}`},
		{"text after the end", `{"version":1,"resolved":[],"open":[]}{}`},
		{"cut short", `{"version":1,"resolved":[`},
	} {
		before := sketchOf(t, ttr.Times{Resolved: hours(1, 2)})
		s := before
		assert.Error(t, s.UnmarshalJSON([]byte(c.text)), c.reason)
		assert.Equal(t, bytesOf(t, before), bytesOf(t, s), "%s: the sketch stays as it was", c.reason)
	}
}

// allocated returns how many bytes f takes.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestSketchTakesBoundedMemory(t *testing.T) {
	everywhere := []uint64{1 << 53, 0} // a ticket in each doubling of time, and then no more
	for k := range 63 {
		everywhere = append(everywhere, uint64(1)<<k>>min(k, 1), 1)
	}
	for _, c := range []struct {
		reason string
		data   []byte
		most   uint64
	}{
		{"2^53 tickets announced", uvarints(1<<53, 0), 10_000},
		{"8192 tickets announced", uvarints(8192, 0), 10_000},
		{"a ticket in each doubling of time", uvarints(everywhere...), 1_000_000},
		{"a megabyte of zeros", append(uvarints(1<<53, 0), make([]byte, 1e6)...), 10_000},
	} {
		var s ttr.Sketch
		took := allocated(func() { assert.Error(t, s.UnmarshalBinary(c.data), c.reason) })
		assert.Less(t, took, c.most, c.reason)
	}
	for _, c := range []struct{ reason, text string }{
		{"brackets", strings.Repeat("[", 1e6)},
		{"entries", `{"version":1,"resolved":[` + strings.Repeat("[0,0],", 2e5) + `[0,0]],"open":[]}`},
		{"empty entries", `{"version":1,"resolved":[` + strings.Repeat("[],", 4e5) + `[]],"open":[]}`},
	} {
		var s ttr.Sketch
		took := allocated(func() { assert.Error(t, s.UnmarshalJSON([]byte(c.text)), c.reason) })
		assert.Less(t, took, uint64(2*len(c.text)), c.reason)
	}

	r := rand.New(rand.NewPCG(1, 1))
	took := allocated(func() {
		var s ttr.Sketch
		for i := range 500_000 {
			_ = s.Add(time.Duration(r.Int64()>>r.IntN(63)), i%2 == 0)
		}
		assert.Equal(t, 500_000, s.N())
	})
	assert.Less(t, took, uint64(1_100_000), "half a million tickets of any time")
	var s ttr.Sketch
	require.NoError(t, s.AddTimes(ttr.Times{Resolved: slices.Repeat(hours(1), 9000)}))
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = s.Add(time.Hour, true) }))
}

// Sums that no desk reaches read as no data, whatever they are put together of.
func TestSketchOfTooManyTickets(t *testing.T) {
	var most ttr.Sketch
	require.NoError(t, most.UnmarshalBinary(uvarints(1<<53, 0, uint64(time.Hour), 1<<53, 0)))
	assert.Equal(t, 1<<53, most.N())
	assert.Equal(t, 3600.0, most.Median(0.95).Value)
	require.NoError(t, most.UnmarshalBinary(bytesOf(t, most)))

	sum := most.Plus(sketchOf(t, ttr.Times{Open: hours(2)}))
	for range 70 { // far beyond 64 bits
		assert.Zero(t, sum.N())
		assert.False(t, sum.Median(0.95).Known())
		assert.False(t, sum.Within(time.Hour, 0.95).Known())
		assert.False(t, sum.MeanUpTo(time.Hour, 0.95).Known())
		assert.False(t, sum.GeometricMean(0.95).Known())
		require.NoError(t, sum.Add(time.Hour, true))
		_, err := sum.MarshalBinary()
		assert.Error(t, err)
		_, err = json.Marshal(sum)
		assert.Error(t, err)
		sum = sum.Plus(sum)
	}
}
