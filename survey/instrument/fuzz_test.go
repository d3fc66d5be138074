package instrument_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

// Hostile JSON never panics; what is read can be written, read again and used.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"id":1}`))
	f.Add([]byte(`{"scales":{"":{"min":-1}},"items":[{"id":"a"},null],"indices":[{"items":["a"],"transform":{"kind":"net","up":1e9,"down":-3}}]}`))
	for _, id := range []string{"csat", "process", "acsi-style", "competency-self"} {
		b, err := json.Marshal(builtin(f, id))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := instrument.Parse(b)
		if err != nil {
			return
		}
		written, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := instrument.Parse(written)
		if err != nil {
			t.Fatalf("%v: %s", err, written)
		}
		r := rand.New(rand.NewPCG(1, 2))
		d := in.Definition()
		var tally instrument.Tally
		for range 5 {
			one := draw(r, in, d)
			if err := tally.Add(in, one); err != nil {
				t.Fatal(err)
			}
			if err := tally.Add(again, one); err != nil {
				t.Fatal(err)
			}
		}
		if tally.N() != 10 {
			t.Fatalf("%d of 10 respondents: %+v", tally.N(), tally)
		}
		for _, x := range d.Indices {
			e := tally.Score(in, x.ID, 0.95)
			if e.Known() && !(e.Lo <= e.Value && e.Value <= e.Hi) || math.IsNaN(e.Lo) || math.IsNaN(e.Hi) {
				t.Fatalf("%s: %+v", x.ID, e)
			}
			tally.Profile(in, x.ID, 0.95)
			tally.Alpha(in, x.ID, 0.95)
			tally.Maturity(in, x.ID, 0.5)
		}
		for _, x := range d.Composites {
			if e := tally.Score(in, x.ID, 0.95); e.Known() && !(e.Lo <= e.Value && e.Value <= e.Hi) {
				t.Fatalf("%s: %+v", x.ID, e)
			}
			tally.Profile(in, x.ID, 0.95)
		}
		tally.Gaps(in, 0.95)
		tally.IndexGaps(in, 0.95)
	})
}

// Hostile responses and tallies never panic, and what is read can be written.
func FuzzRead(f *testing.F) {
	in := everything(f)
	samples, all := tallies(f, in, 9, 12)
	for _, x := range []any{samples[0], all[0], all[1], instrument.Tally{}} {
		b, err := json.Marshal(x)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"a":null,"b":1e99}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var r instrument.Response
		if json.Unmarshal(b, &r) == nil {
			_, scoreErr := in.Score(r)
			var tally instrument.Tally
			if addErr := tally.Add(in, r); (addErr == nil) != (scoreErr == nil) {
				t.Fatalf("%v, but %v", scoreErr, addErr)
			}
		}
		var tally instrument.Tally
		if json.Unmarshal(b, &tally) != nil {
			return
		}
		written, err := json.Marshal(tally)
		if err != nil {
			t.Fatal(err)
		}
		var again instrument.Tally
		if err := json.Unmarshal(written, &again); err != nil || !same(tally, again) {
			t.Fatalf("%v: %s", err, written)
		}
		if in.Fits(tally) != nil {
			return
		}
		for _, x := range in.Definition().Indices {
			e := tally.Score(in, x.ID, 0.95)
			if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Known() && !(e.Lo <= e.Value && e.Value <= e.Hi) {
				t.Fatalf("%s: %+v", x.ID, e)
			}
			tally.Profile(in, x.ID, 0.95)
			tally.Maturity(in, x.ID, 1)
		}
		tally.Gaps(in, 0.95)
		tally.IndexGaps(in, 0.95)
		n := tally.N()
		twice := tally.Plus(tally)
		_ = twice.Add(in, all[0])
		if err := tally.Add(in, all[0]); err == nil && tally.N() != n+1 {
			t.Fatalf("one more than %d respondents is %d", n, tally.N())
		}
	})
}
