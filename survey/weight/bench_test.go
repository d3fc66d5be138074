package weight_test

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight"
)

func BenchmarkTally(b *testing.B) {
	wt := random(b, rand.New(rand.NewPCG(1, 1)), 1000, false)
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := wt.Add(eleven, 9, 1.25); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Score", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wt.Score(nps.Value, kpi.Points, 0.95)
		}
	})
}

func BenchmarkClusters(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	customer := random(b, r, 3, true)
	c := clusters(b, customer, random(b, r, 40, false), random(b, r, 40, false))
	var zero weight.Clusters
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := zero.Add(customer); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Score", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Score(nps.Value, kpi.Points, 0.95)
		}
	})
}
