package reliability

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/survey"
)

func BenchmarkCount(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	columns := random[uint8](r, 1e6, 10, five, 0, 0)
	gaps := random[uint8](r, 1e6, 10, five, 0.01, 0)
	wide := random[int](r, 1e6, 10, survey.Scale{Min: 0, Max: 10}, 0, 0)
	b.Run("alpha and item-total of 1e6 × 10 uint8", func(b *testing.B) {
		b.SetBytes(1e7)
		b.ReportAllocs()
		for b.Loop() {
			items, err := Count(five, columns)
			if err != nil {
				b.Fatal(err)
			}
			items.Alpha(0.95)
			items.Overview()
		}
	})
	b.Run("1% blank", func(b *testing.B) {
		b.SetBytes(1e7)
		for b.Loop() {
			if _, err := Count(five, gaps, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("int on 0–10", func(b *testing.B) {
		b.SetBytes(8e7)
		for b.Loop() {
			if _, err := Count(survey.Scale{Min: 0, Max: 10}, wide); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkItems(b *testing.B) {
	items := rows(b, five, random[int](rand.New(rand.NewPCG(1, 2)), 1000, 10, five, 0, 0))
	row := []int{4, 5, 3, 4, 5, 3, 4, 5, 3, 5}
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := items.Add(five, row); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, f := range map[string]func(){"Alpha": func() { items.Alpha(0.95) }, "Omega": func() { items.Omega() }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}

func BenchmarkAgreement(b *testing.B) {
	s, p := rated(rand.New(rand.NewPCG(1, 2)), 1000, 3, 0.8, 0.1, even)
	a, err := Collect(five, random[int](rand.New(rand.NewPCG(1, 2)), 30, 6, five, 0, 0))
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"Pairs.Add", func() { _ = p.Add(five, 4, 5) }},
		{"Pairs.Kappa", func() { p.Kappa(Quadratic, 0.95) }},
		{"Subjects.Kappa of 1000", func() { s.Kappa(0.95) }},
		{"Subjects.OrdinalAlpha of 1000", func() { s.OrdinalAlpha(0.95) }},
		{"Bootstrap of alpha, 30 × 6, 2000 draws", func() { Bootstrap{2000, 1}.Alpha(a, 0.95) }},
		{"Bootstrap of omega, 30 × 6, 200 draws", func() { Bootstrap{200, 1}.Omega(a, 0.95) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
