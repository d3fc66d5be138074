package kpi_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
)

func benchProportions(b *testing.B, m kpi.Method) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Proportion(i%1001, 1000, 0.95)
	}
}

func BenchmarkWilson(b *testing.B)         { benchProportions(b, kpi.Wilson) }
func BenchmarkClopperPearson(b *testing.B) { benchProportions(b, kpi.ClopperPearson) }
func BenchmarkMidP(b *testing.B)           { benchProportions(b, kpi.MidP) }
func BenchmarkJeffreys(b *testing.B)       { benchProportions(b, kpi.Jeffreys) }
func BenchmarkAnyTime(b *testing.B)        { benchProportions(b, kpi.AnyTime) }

func BenchmarkNet(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		kpi.Net(i%500, 300, 200, 0.95)
	}
}

func BenchmarkMultinomial(b *testing.B) {
	values, counts := []float64{1, 2, 3, 4, 5, 6, 7}, []int{80, 210, 140, 110, 160, 180, 120}
	b.ReportAllocs()
	for b.Loop() {
		kpi.Multinomial(values, counts, 0.95)
	}
}

func BenchmarkMiettinenNurminen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		kpi.MiettinenNurminen(342, 968, 200, 700, 0.95)
	}
}

func BenchmarkSum(b *testing.B) {
	terms := make([]kpi.Estimate, 12)
	for i := range terms {
		terms[i] = kpi.Proportion(15+i%5, 20, 0.95).Times(1.0 / 12)
	}
	b.ReportAllocs()
	for b.Loop() {
		kpi.Sum(terms...)
	}
}
