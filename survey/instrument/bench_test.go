package instrument_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

func BenchmarkTally(b *testing.B) {
	for _, id := range []string{"nps", "sus-style", "competency-self"} {
		in := builtin(b, id)
		samples, all := tallies(b, in, 4, 1000)
		tally := samples[0]
		b.Run("Add "+id, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := tally.Add(in, all[i]); err != nil {
					b.Fatal(err)
				}
				if i++; i == len(all) {
					i = 0
				}
			}
		})
		index := in.Definition().Indices[0].ID
		b.Run("Score "+id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tally.Score(in, index, 0.95)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := instrument.Builtin("competency-self"); err != nil {
			b.Fatal(err)
		}
	}
}
