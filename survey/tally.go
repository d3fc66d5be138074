package survey

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Tally is how often each rating of a scale was given. The zero Tally is empty and ready; it takes the scale
// of the first rating. A copy is a snapshot.
//
// A tally that Add could not have made reads as no data: a negative count, a rating counted off the scale, no
// valid scale, or more answers than an int can hold.
type Tally struct {
	Scale   Scale
	Ratings [11]int // Ratings[4] answers were a 4
}

// Add counts one rating on scale s. An error counts nothing: the rating is not on the scale (a
// [*RangeError]), s is not a scale, or the tally has another one.
func (t *Tally) Add(s Scale, rating int) error { return t.AddN(s, rating, 1) }

// AddN counts n equal ratings, such as a row of a GROUP BY. It fails like [Tally.Add], and if n is negative
// or more than the tally can hold.
func (t *Tally) AddN(s Scale, rating, n int) error {
	if err := s.Check(rating); err != nil {
		return err
	}
	if s != t.Scale && *t != (Tally{}) {
		return fmt.Errorf("rating %d on the scale %v does not go into a tally on %v", rating, s, t.Scale)
	}
	if n < 0 || t.Ratings[rating] > math.MaxInt-n {
		return fmt.Errorf("%d answers of rating %d do not go into a tally that has %d", n, rating, t.Ratings[rating])
	}
	t.Scale = s
	t.Ratings[rating] += n
	return nil
}

// Plus returns the answers of both tallies. The zero Tally adds nothing; two tallies on different scales panic.
func (t Tally) Plus(o Tally) Tally {
	switch {
	case o == Tally{}:
		return t
	case t == Tally{}:
		return o
	case t.Scale != o.Scale:
		panic(fmt.Sprintf("survey: a tally on the scale %v plus one on %v", t.Scale, o.Scale))
	}
	for rating, n := range o.Ratings {
		t.Ratings[rating] += n
	}
	return t
}

// N returns the number of answers, 0 if t reads as no data.
func (t Tally) N() int { return t.between(t.Scale.Min, t.Scale.Max) }

// between returns how many answers are from lo to hi, 0 if t reads as no data.
func (t Tally) between(lo, hi int) (part int) {
	if t.flaw() != nil {
		return 0
	}
	for rating := lo; rating <= hi; rating++ {
		part += t.Ratings[rating]
	}
	return part
}

// flaw returns an error if t is not a tally that Add could have made.
func (t Tally) flaw() error {
	if t == (Tally{}) {
		return nil
	}
	if !t.Scale.Valid() {
		return t.Scale.invalid()
	}
	sum := 0
	for rating, n := range t.Ratings {
		switch {
		case n < 0:
			return fmt.Errorf("the count %d of rating %d is negative", n, rating)
		case n > 0 && (rating < t.Scale.Min || rating > t.Scale.Max):
			return &RangeError{Rating: rating, Scale: t.Scale, Index: -1}
		case sum > math.MaxInt-n:
			return errors.New("the counts add up to more than an int can hold")
		}
		sum += n
	}
	return nil
}

// All returns the ratings of the scale in ascending order, each with its count, also where that is 0. It is
// empty if t has no valid scale.
func (t Tally) All() iter.Seq2[int, int] {
	return func(yield func(rating, count int) bool) {
		if !t.Scale.Valid() {
			return
		}
		for rating := t.Scale.Min; rating <= t.Scale.Max; rating++ {
			if !yield(rating, t.Ratings[rating]) {
				return
			}
		}
	}
}

// Mean returns the mean rating, as a Number on the scale, with the score interval of [kpi.Multinomial], which
// never leaves the scale and has a width also for one answer or for answers all alike. Without answers it is
// no data between the ends of the scale, or without limits if the tally has no scale yet. It treats the steps
// of the scale as equal.
func (t Tally) Mean(level float64) kpi.Estimate {
	if !t.Scale.Valid() {
		return kpi.Mean(0, 0, 0, level)
	}
	if t.N() == 0 {
		t.Ratings = [11]int{}
	}
	values := [11]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	lo, hi := t.Scale.Min, t.Scale.Max+1
	return kpi.Multinomial(values[lo:hi], t.Ratings[lo:hi], level)
}

// Share returns the share of answers from lo to hi, as a Fraction of all answers, with Wilson's interval
// ([kpi.Proportion]): t.Share(4, 5, 0.95) is the top-two box of 1–5. Without answers it is no data between 0
// and 1. It panics if lo > hi, or if one of them is not on the scale of the tally.
func (t Tally) Share(lo, hi int, level float64) kpi.Estimate {
	if lo > hi || !t.covers(lo, hi) {
		panic(fmt.Sprintf("survey: ratings %d to %d are no part of the scale %v", lo, hi, t.Scale))
	}
	return kpi.Proportion(t.between(lo, hi), t.N(), level)
}

// Net returns the share of answers of at least up less the share of those of at most down, in Points from
// -100 to 100, with Tango's interval ([kpi.Net]): t.Net(2, 4, 0.95) is 4 and 5 less 1 and 2 of 1–5. Without
// answers it is no data between -100 and 100. It panics unless down < up, both on the scale of the tally.
func (t Tally) Net(down, up int, level float64) kpi.Estimate {
	if down >= up || !t.covers(down, up) {
		panic(fmt.Sprintf("survey: down to %d and up from %d do not divide the scale %v", down, up, t.Scale))
	}
	low, high := t.between(t.Scale.Min, down), t.between(up, t.Scale.Max)
	return kpi.Net(low, t.N()-low-high, high, level)
}

// covers reports whether lo and hi are on the scale of the tally, or on any scale if the tally has none.
func (t Tally) covers(lo, hi int) bool {
	if !t.Scale.Valid() {
		return 0 <= lo && hi <= 10
	}
	return t.Scale.Min <= lo && hi <= t.Scale.Max
}
