package ces_test

import (
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/survey"
)

func column[R uint8 | int](n int) []R {
	r := rand.New(rand.NewPCG(15, 16))
	answers := make([]R, n)
	for i := range answers {
		answers[i] = R(1 + r.IntN(7))
	}
	return answers
}

func benchmarkCount[R uint8 | int](b *testing.B, n, size int) {
	answers := column[R](n)
	b.SetBytes(int64(n * size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ces.Count(ces.Agreement(), answers); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCount(b *testing.B) {
	b.Run("1e8 uint8", func(b *testing.B) { benchmarkCount[uint8](b, 1e8, 1) })
	b.Run("1e7 int", func(b *testing.B) { benchmarkCount[int](b, 1e7, 8) })
}

func BenchmarkAdd(b *testing.B) {
	answers, rule := column[int](1<<10), ces.Agreement()
	var t ces.Tally
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := t.Add(rule, answers[i&1023]); err != nil {
			b.Fatal(err)
		}
	}
}

// The three numbers of 1e5 tallies, such as every agent on every day of a year.
func BenchmarkReaders(b *testing.B) {
	r, rule := rand.New(rand.NewPCG(17, 18)), ces.Agreement()
	ts := make([]ces.Tally, 1e5)
	for i := range ts {
		ts[i] = ces.Tally{Rule: rule, Answers: survey.Tally{Scale: rule.Scale}}
		for answer := 1; answer <= 7; answer++ {
			ts[i].Answers.Ratings[answer] = r.IntN(20)
		}
	}
	for name, read := range map[string]func(t ces.Tally){
		"Mean":      func(t ces.Tally) { t.Mean(0.95) },
		"EasyShare": func(t ces.Tally) { t.EasyShare(0.95) },
		"NetEasy":   func(t ces.Tally) { t.NetEasy(0.95) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range ts {
					read(t)
				}
			}
		})
	}
}
