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
	law := func(name, reason string, check func() *lawBreak) {
		t.Helper()
		subtest(t, name, func() *Failure {
			broken := check()
			if broken == nil {
				return nil
			}
			return &Failure{ID: fmt.Sprintf("laws/%s", name), Reason: reason, Input: broken.input,
				Got: broken.got, Want: broken.want, Source: fmt.Sprintf("the laws of a tally, of which %T is one", *new(T))}
		})
	}
	equal := func(what string, got, want T) *lawBreak {
		if same(got, want) {
			return nil
		}
		return &lawBreak{what, text(got), text(want)}
	}

	law("identity", "Merging with an empty tally must change nothing: a segment without answers would.", func() *lawBreak {
		for _, a := range samples {
			var zero T
			if b := equal(fmt.Sprintf("zero plus %s", text(a)), zero.Plus(a), a); b != nil {
				return b
			}
			if b := equal(fmt.Sprintf("%s plus zero", text(a)), a.Plus(zero), a); b != nil {
				return b
			}
		}
		var zero T
		return equal("zero plus zero", zero.Plus(zero), zero)
	})
	law("commutes", "Shards arrive in any order: the order must not matter.", func() *lawBreak {
		for _, a := range samples {
			for _, b := range samples {
				if broken := equal(fmt.Sprintf("%s plus %s, against the reverse", text(a), text(b)), a.Plus(b), b.Plus(a)); broken != nil {
					return broken
				}
			}
		}
		return nil
	})
	law("associates", "Shards are merged in groups: the grouping must not matter.", func() *lawBreak {
		for _, a := range samples {
			for _, b := range samples {
				for _, c := range samples {
					what := fmt.Sprintf("(%s plus %s) plus %s, against the other grouping", text(a), text(b), text(c))
					if broken := equal(what, a.Plus(b).Plus(c), a.Plus(b.Plus(c))); broken != nil {
						return broken
					}
				}
			}
		}
		return nil
	})
	law("independent", "A sum must not change what it was made of, nor be changed by the next one: a running total would corrupt its parts.",
		func() *lawBreak {
			for _, a := range samples {
				for _, b := range samples {
					beforeA, beforeB := text(a), text(b)
					sum := a.Plus(b)
					first := text(sum)
					for _, c := range samples {
						_, _ = a.Plus(c), sum.Plus(c)
					}
					what := fmt.Sprintf("%s plus %s, then further sums", beforeA, beforeB)
					if got := text(a); got != beforeA {
						return &lawBreak{what, "the left side became " + got, beforeA}
					}
					if got := text(b); got != beforeB {
						return &lawBreak{what, "the right side became " + got, beforeB}
					}
					if got := text(sum); got != first {
						return &lawBreak{what, "the sum became " + got, first}
					}
				}
			}
			return nil
		})
	law("json", "A tally travels as JSON: what a warehouse wrote must read back the same.", func() *lawBreak {
		var zero T
		for _, a := range append([]T{zero}, samples...) {
			b, err := json.Marshal(a)
			if err != nil {
				return &lawBreak{fmt.Sprintf("%+v", a), "the error " + err.Error(), "JSON"}
			}
			var back T
			if err := json.Unmarshal(b, &back); err != nil {
				return &lawBreak{string(b), "the error " + err.Error(), fmt.Sprintf("%+v", a)}
			}
			if !same(back, a) {
				return &lawBreak{string(b), fmt.Sprintf("%+v", back), fmt.Sprintf("%+v", a)}
			}
		}
		return nil
	})
}

// A lawBreak is a sum that breaks a law, and both sides of it.
type lawBreak struct{ input, got, want string }

// text shows a tally as the JSON it travels as, or as Go prints it.
func text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return fmt.Sprintf("%+v", x)
	}
	return string(b)
}
