package nps

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Tally is how many answers fell into each class of the Net Promoter Score. The zero Tally is empty and
// ready; a copy is a snapshot. Its counts may be filled in directly, from a report that has only those three.
//
// A negative count, or more answers in all than an int can count, reads as no data.
type Tally struct {
	Detractors int `json:"detractors"` // ratings 0–6
	Passives   int `json:"passives"`   // ratings 7–8
	Promoters  int `json:"promoters"`  // ratings 9–10
}

// The classes of a rating, in ascending order.
const (
	detractor = iota
	passive
	promoter
)

// scale is the question's: any other, relabelled or not, gives a number that is not comparable.
func scale() survey.Scale { return survey.Scale{Min: 0, Max: 10} }

// class returns the class of a rating, or a *survey.RangeError if the rating is not from 0 to 10.
func class(rating int) (int, error) {
	switch {
	case 0 <= rating && rating <= 6:
		return detractor, nil
	case rating == 7 || rating == 8:
		return passive, nil
	case rating == 9 || rating == 10:
		return promoter, nil
	}
	return 0, fmt.Errorf("nps: %w", &survey.RangeError{Rating: rating, Scale: scale(), Index: -1})
}

// Value returns -100 for a detractor, 0 for a passive and 100 for a promoter, whose mean is the score: for
// weighted and clustered answers and for driver analysis. A rating that is not from 0 to 10 is an error that
// wraps a *survey.RangeError. It cannot know the scale a rating is from: on 1–5 each is a detractor, on 1–7 nearly all
// are, so give it answers on 0–10 only.
func Value(rating int) (float64, error) {
	c, err := class(rating)
	if err != nil {
		return 0, err
	}
	return float64(100 * (c - passive)), nil
}

// Count tallies a whole column of ratings of any integer type, leaving out those that are equal to one of the
// blank codes:
//
//	t, err := nps.Count(column, 11) // 11 stands for no answer
//
// It is all or nothing: at the first rating that is neither from 0 to 10 nor blank it returns an empty tally
// and an error that wraps a *survey.RangeError with the rating's index. It does not modify ratings.
func Count[R survey.Integer](ratings []R, blank ...R) (Tally, error) {
	h, err := survey.Count(scale(), ratings, blank...)
	if err != nil {
		return Tally{}, fmt.Errorf("nps: %w", err)
	}
	return Of(h)
}

// Of returns the classes of a histogram of ratings. It is an error if the scale of h is not 0–10, or if h has
// a negative count or an answer outside of its scale. The zero survey.Tally, which has no scale yet, gives
// the empty Tally.
func Of(h survey.Tally) (Tally, error) {
	if h == (survey.Tally{}) {
		return Tally{}, nil
	}
	if h.Scale != scale() {
		return Tally{}, fmt.Errorf("nps: ratings on the scale %v make no net promoter score, which takes %v",
			h.Scale, scale())
	}
	var t Tally
	for rating, n := range h.Ratings {
		if err := t.AddN(rating, n); err != nil {
			return Tally{}, err
		}
	}
	return t, nil
}

// Add counts one rating. A rating that is not from 0 to 10 is not counted and is an error that wraps a
// *survey.RangeError.
func (t *Tally) Add(rating int) error { return t.AddN(rating, 1) }

// AddN counts a rating n times: a row of a GROUP BY. It counts nothing and returns an error if the rating is
// not from 0 to 10, if n is negative, or if the tally cannot hold n more answers.
func (t *Tally) AddN(rating, n int) error {
	c, err := class(rating)
	if err != nil {
		return err
	}
	if n < 0 {
		return fmt.Errorf("nps: rating %d counted %d times", rating, n)
	}
	total, ok := t.total()
	if !ok || total+n < total {
		return fmt.Errorf("nps: a tally of %+v takes no %d answers more", *t, n)
	}
	switch c {
	case detractor:
		t.Detractors += n
	case passive:
		t.Passives += n
	case promoter:
		t.Promoters += n
	}
	return nil
}

// Plus returns the two tallies together.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Detractors + o.Detractors, t.Passives + o.Passives, t.Promoters + o.Promoters}
}

// N returns the number of answers, 0 if one of the counts is negative.
func (t Tally) N() int {
	n, _ := t.total()
	return n
}

// total returns the number of answers; ok is false, and the number 0, if no answers could have given these
// counts.
func (t Tally) total() (n int, ok bool) {
	below := t.Detractors + t.Passives
	n = below + t.Promoters
	if t.Detractors|t.Passives|t.Promoters|below|n < 0 { // a negative count, or a sum that overflowed
		return 0, false
	}
	return n, true
}

// Score returns the Net Promoter Score, 100·(promoters-detractors)/n, in Points with the limits of
// [ScoreInterval]. Without answers it is no data between -100 and 100.
func (t Tally) Score(level float64) kpi.Estimate { return ScoreInterval.Score(t, level) }

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses counts that are missing or negative,
// or too many to add up, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in struct {
		Detractors *int `json:"detractors"`
		Passives   *int `json:"passives"`
		Promoters  *int `json:"promoters"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("nps: reading a tally: %w", err)
	}
	if in.Detractors == nil || in.Passives == nil || in.Promoters == nil {
		return errors.New("nps: reading a tally: detractors, passives and promoters must all be there")
	}
	read := Tally{*in.Detractors, *in.Passives, *in.Promoters}
	if _, ok := read.total(); !ok {
		return fmt.Errorf("nps: reading a tally: %+v is not a tally of answers", read)
	}
	*t = read
	return nil
}
