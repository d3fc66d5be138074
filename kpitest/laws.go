package kpitest

import (
	"encoding/json"
	"fmt"
)

// Laws checks what makes a type a tally: that its shards can be counted anywhere, sent anywhere and put together in
// any order. For every choice of samples
//
//   - identity: the zero value changes nothing, on either side;
//   - commutes: a.Plus(b) is b.Plus(a);
//   - associates: (a.Plus(b)).Plus(c) is a.Plus(b.Plus(c));
//   - independent: Plus changes neither side, and a later Plus does not change an earlier result;
//   - json: what is written to JSON reads back the same, an empty tally too.
//
// same says when two of them are equal: exactly for counts, within rounding where sums are floats, as a multiset
// where observations are kept. The samples must be such as may be put together (one rule, one scale) and should
// differ; three or four are enough.
func Laws[T interface{ Plus(T) T }](t TestingT, same func(a, b T) bool, samples ...T) {
	t.Helper()
	if len(samples) == 0 {
		t.Errorf("kpitest: no samples of %T to check the laws with", *new(T))
		return
	}
	l := laws[T]{same, samples}
	for _, law := range []struct {
		name, reason string
		check        func() *breach
	}{
		{"identity", "Merging with an empty tally must change nothing: a segment without answers would.", l.identity},
		{"commutes", "Shards arrive in any order: the order must not matter.", l.commutes},
		{"associates", "Shards are merged in groups: the grouping must not matter.", l.associates},
		{"independent", "A sum must not change what it was made of, nor be changed by the next sum: " +
			"a running total would corrupt its parts.", l.independent},
		{"json", "A tally travels as JSON: what a warehouse wrote must read back the same.", l.json},
	} {
		subtest(t, law.name, func() *Failure {
			b := law.check()
			if b == nil {
				return nil
			}
			return &Failure{ID: "laws/" + law.name, Reason: law.reason, Input: b.input, Got: b.got, Want: b.want,
				Source: fmt.Sprintf("the laws of a tally, of which %T is one", *new(T))}
		})
	}
}

type laws[T interface{ Plus(T) T }] struct {
	same    func(a, b T) bool
	samples []T
}

// A breach is a sum that breaks a law, and the two sides that should be the same.
type breach struct{ input, got, want string }

// differ returns a breach if two tallies are not the same; the format of the sum takes its terms.
func (l laws[T]) differ(got, want T, sum string, terms ...T) *breach {
	if l.same(got, want) {
		return nil
	}
	shown := make([]any, len(terms))
	for i, t := range terms {
		shown[i] = text(t)
	}
	return &breach{fmt.Sprintf(sum, shown...), text(got), text(want)}
}

func (l laws[T]) identity() *breach {
	var zero T
	if b := l.differ(zero.Plus(zero), zero, "zero plus zero"); b != nil {
		return b
	}
	for _, x := range l.samples {
		if b := l.differ(zero.Plus(x), x, "zero plus %s", x); b != nil {
			return b
		}
		if b := l.differ(x.Plus(zero), x, "%s plus zero", x); b != nil {
			return b
		}
	}
	return nil
}

func (l laws[T]) commutes() *breach {
	for _, x := range l.samples {
		for _, y := range l.samples {
			if b := l.differ(x.Plus(y), y.Plus(x), "%s plus %s, against the reverse", x, y); b != nil {
				return b
			}
		}
	}
	return nil
}

func (l laws[T]) associates() *breach {
	for _, x := range l.samples {
		for _, y := range l.samples {
			for _, z := range l.samples {
				if b := l.differ(x.Plus(y).Plus(z), x.Plus(y.Plus(z)), "(%s plus %s) plus %s, against the other grouping", x, y, z); b != nil {
					return b
				}
			}
		}
	}
	return nil
}

func (l laws[T]) independent() *breach {
	for _, x := range l.samples {
		for _, y := range l.samples {
			left, right := text(x), text(y)
			sum := x.Plus(y)
			first := text(sum)
			for _, z := range l.samples {
				_, _ = x.Plus(z), sum.Plus(z)
			}
			for _, part := range []struct {
				what, before string
				after        T
			}{{"left side", left, x}, {"right side", right, y}, {"sum", first, sum}} {
				if after := text(part.after); after != part.before {
					return &breach{left + " plus " + right + ", then further sums", "the " + part.what + " became " + after, part.before}
				}
			}
		}
	}
	return nil
}

func (l laws[T]) json() *breach {
	var zero T
	for _, x := range append([]T{zero}, l.samples...) {
		written, err := json.Marshal(x)
		if err != nil {
			return &breach{fmt.Sprintf("%+v", x), "the error " + err.Error(), "JSON"}
		}
		var read T
		if err := json.Unmarshal(written, &read); err != nil {
			return &breach{string(written), "the error " + err.Error(), fmt.Sprintf("%+v", x)}
		}
		if !l.same(read, x) {
			return &breach{string(written), fmt.Sprintf("%+v", read), fmt.Sprintf("%+v", x)}
		}
	}
	return nil
}

// text shows a tally as the JSON it travels as, or as Go prints it.
func text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return fmt.Sprintf("%+v", x)
	}
	return string(b)
}
