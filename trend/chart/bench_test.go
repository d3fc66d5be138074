package chart_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
)

const points = 100_000

func noise() []float64 {
	r := rand.New(rand.NewPCG(10, 10))
	x := make([]float64, points)
	for i := range x {
		x[i] = 20 + r.NormFloat64()
	}
	return x
}

func BenchmarkCharts(b *testing.B) {
	x := noise()
	r := rand.New(rand.NewPCG(11, 11))
	k, n, classes := make([]int, points), make([]int, points), make([][3]int, points)
	for i := range n {
		n[i] = 50 + r.IntN(2000)
		k[i] = n[i] * 9 / 10
		classes[i] = [3]int{n[i] / 20, n[i] / 10, n[i] - n[i]/20 - n[i]/10}
	}
	for _, c := range []struct {
		name string
		draw func() chart.Chart
	}{
		{"P", func() chart.Chart { return chart.P(k, n) }},
		{"Laney", func() chart.Chart { return chart.Laney(k, n) }},
		{"Net", func() chart.Chart { return chart.Net(classes) }},
		{"XmR", func() chart.Chart { return chart.XmR(x) }},
		{"LogXmR", func() chart.Chart { return chart.LogXmR(x) }},
		{"T", func() chart.Chart { return chart.T(x) }},
		{"EWMA", func() chart.Chart { return chart.EWMA(x, 0.1, 2.7) }},
		{"CUSUM", func() chart.Chart { return chart.CUSUM(x, 0.5, 5) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.draw()
			}
		})
	}
}

func BenchmarkSignals(b *testing.B) {
	c := chart.XmR(noise())
	for _, set := range []struct {
		name  string
		rules []chart.Rule
	}{{"Beyond", nil}, {"WesternElectric", chart.WesternElectric()}, {"Nelson", chart.Nelson()}, {"Anhoej", chart.Anhoej()}} {
		b.Run(set.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Signals(set.rules...)
			}
		})
	}
}

func BenchmarkMonitor(b *testing.B) {
	x := noise()
	start := chart.XmR(x[:50])
	b.Run("Add", func(b *testing.B) {
		m := start.Monitor(chart.Beyond)
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			_, _ = m.Add(x[i%1000])
			i++
		}
	})
	b.Run("State", func(b *testing.B) {
		m := start.Monitor(chart.Nelson()...)
		b.ReportAllocs()
		for b.Loop() {
			state, _ := json.Marshal(m)
			_ = json.Unmarshal(state, &m)
		}
	})
}
