package main

import (
	"slices"
	"sync"
	"time"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/HdrHistogram/hdrhistogram-go"
	caio "github.com/caio/go-tdigest/v4"
	influx "github.com/influxdata/tdigest"

	"github.com/servicekpi/servicekpi/ttr"
)

// sketches is contests about quantiles of a stream in bounded memory: every duration is put in, and then the median, p90,
// p95 and p99 are read. Ours promises them to within 1/256, HdrHistogram here to within 1/128 (two digits), DDSketch 1/256;
// a t-digest promises ranks.
var sketches = []contest{{
	name: "durations put into a sketch: median, p90, p95, p99", n: 1e7, quick: 1e4, bytes: 8,
	growth:  []int{1e4, 1e5, 1e6, 1e7},
	targets: []target{each(2, "each"), times("HdrHistogram", 5)},
	field: func(n int) field {
		t := tickets(n, 0, 8, 7)
		qs := []float64{0.5, 0.9, 0.95, 0.99}
		want := sync.OnceValue(func() (want []float64) {
			s := slices.Sorted(slices.Values(t.Resolved))
			for _, q := range qs {
				want = append(want, type2(s, q))
			}
			return want
		})
		// Neighbours among few values differ by more than a bin.
		within := 1.0/256 + 100/float64(n)
		read := func(out []float64, s ttr.Sketch) []float64 {
			for _, e := range s.Quantiles(qs, 0.95) {
				out = append(out, e.Value*1e9)
			}
			return out
		}
		return field{entrants: []entrant{
			{name: "ttr.Sketch.Add", role: ours, want: want, within: 1.0 / 256, run: func(out []float64) []float64 {
				var s ttr.Sketch
				for _, d := range t.Resolved {
					check(s.Add(d, true))
				}
				return read(out, s)
			}},
			{name: "ttr.Sketch.AddTimes", role: ours, want: want, within: 1.0 / 256, run: func(out []float64) []float64 {
				var s ttr.Sketch
				check(s.AddTimes(t))
				return read(out, s)
			}},
			{name: "HdrHistogram", role: peer, want: want, within: 2 * within, run: func(out []float64) []float64 {
				h := hdrhistogram.New(1, int64(1000*24*time.Hour), 2)
				for _, d := range t.Resolved {
					check(h.RecordValue(int64(d)))
				}
				for _, q := range qs {
					out = append(out, float64(h.ValueAtPercentile(100*q)))
				}
				return out
			}},
			{name: "DDSketch", role: peer, want: want, within: within, run: func(out []float64) []float64 {
				s, err := ddsketch.LogUnboundedDenseDDSketch(1.0 / 256)
				check(err)
				for _, d := range t.Resolved {
					check(s.Add(float64(d)))
				}
				read, err := s.GetValuesAtQuantiles(qs)
				check(err)
				return append(out, read...)
			}},
			{name: "t-digest, caio", role: peer, want: want, within: 0.02 + within, run: func(out []float64) []float64 {
				s, err := caio.New()
				check(err)
				for _, d := range t.Resolved {
					check(s.Add(float64(d)))
				}
				for _, q := range qs {
					out = append(out, s.Quantile(q))
				}
				return out
			}},
			{name: "t-digest, influxdata", role: peer, want: want, within: 0.02 + within, run: func(out []float64) []float64 {
				s := influx.New()
				for _, d := range t.Resolved {
					s.Add(float64(d), 1)
				}
				for _, q := range qs {
					out = append(out, s.Quantile(q))
				}
				return out
			}},
		}}
	},
}}
