package csat

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Tally is how many answers were satisfied under a rule, and how many were not. The zero Tally is empty and
// ready, and takes the rule of its first Add; a copy is a snapshot.
//
// Its counts may be filled in directly, from a report that has only those two: write the rule beside them, so
// that they cannot be mixed with answers to another. A negative count, or more answers in all than an int can
// count, reads as no data.
type Tally struct {
	Rule      Rule `json:"rule"`
	Satisfied int  `json:"satisfied"`
	Other     int  `json:"other"`
}

// Count tallies a whole column of ratings of any integer type under r, leaving out those that are equal to
// one of the blank codes:
//
//	t, err := csat.Count(csat.TopBox(2, 5), column, 0, 6) // 0: blank, 6: not applicable
//
// It is all or nothing: at the first rating that is neither on the scale nor blank it returns an empty tally
// and an error that wraps a *survey.RangeError with the rating's index. It does not modify ratings.
func Count[R survey.Integer](r Rule, ratings []R, blank ...R) (Tally, error) {
	if !r.possible() {
		return Tally{}, fmt.Errorf("csat: %v is not a rule", r)
	}
	h, err := survey.Count(r.Scale, ratings, blank...)
	if err != nil {
		return Tally{}, fmt.Errorf("csat: %w", err)
	}
	return Of(r, h)
}

// Of returns the tally of a histogram of ratings under r. It is an error if the two have different scales, or
// if h has a negative count or an answer outside of its scale. The zero survey.Tally, which has no scale yet,
// gives no answers under r.
func Of(r Rule, h survey.Tally) (Tally, error) {
	t := Tally{Rule: r}
	if !r.possible() {
		return Tally{}, fmt.Errorf("csat: %v is not a rule", r)
	}
	if h == (survey.Tally{}) {
		return t, nil
	}
	if h.Scale != r.Scale {
		return Tally{}, fmt.Errorf("csat: the rule %v does not fit ratings on the scale %v", r, h.Scale)
	}
	for rating, n := range h.Ratings {
		if n == 0 {
			continue
		}
		if err := t.AddN(r, rating, n); err != nil {
			return Tally{}, err
		}
	}
	return t, nil
}

// Add counts one rating under r. It counts nothing and returns an error if the rating is not on the scale,
// which wraps a *survey.RangeError, or if the tally has another rule.
func (t *Tally) Add(r Rule, rating int) error { return t.AddN(r, rating, 1) }

// AddN counts a rating n times under r: a row of a GROUP BY. It counts nothing and returns an error if the
// rating is not on the scale, if the tally has another rule, if n is negative, or if the tally cannot hold n
// more answers.
func (t *Tally) AddN(r Rule, rating, n int) error {
	satisfied, err := r.judge(rating)
	if err != nil {
		return err
	}
	if n < 0 {
		return fmt.Errorf("csat: rating %d counted %d times", rating, n)
	}
	if t.Rule != r && *t != (Tally{}) {
		return fmt.Errorf("csat: an answer under the rule %v for a tally under %v", r, t.Rule)
	}
	total, ok := t.total()
	if !ok || total+n < total {
		return fmt.Errorf("csat: a tally of %d satisfied and %d other takes no %d answers more", t.Satisfied, t.Other, n)
	}
	t.Rule = r
	if satisfied {
		t.Satisfied += n
	} else {
		t.Other += n
	}
	return nil
}

// Plus returns the two tallies together. It panics if they have different rules; the zero Tally goes with any.
func (t Tally) Plus(o Tally) Tally {
	switch {
	case o == Tally{}:
		return t
	case t == Tally{}:
		return o
	case t.Rule != o.Rule:
		panic(fmt.Sprintf("csat: Plus of answers under the rule %v and under %v", t.Rule, o.Rule))
	}
	return Tally{t.Rule, t.Satisfied + o.Satisfied, t.Other + o.Other}
}

// N returns the number of answers, 0 if one of the counts is negative.
func (t Tally) N() int {
	n, _ := t.total()
	return n
}

// total returns the number of answers; ok is false, and the number 0, if no answers could have given these
// counts.
func (t Tally) total() (n int, ok bool) {
	n = t.Satisfied + t.Other
	if t.Satisfied|t.Other|n < 0 { // a negative count, or a sum that overflowed
		return 0, false
	}
	return n, true
}

// Score returns the share of satisfied answers as a Fraction with Wilson's limits (see [kpi.Proportion]).
// Without answers it is no data between 0 and 1. For other limits give the counts to another method:
//
//	kpi.ClopperPearson.Proportion(t.Satisfied, t.N(), 0.95)
func (t Tally) Score(level float64) kpi.Estimate {
	return kpi.Proportion(t.Satisfied, t.N(), level)
}

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses a member that is missing, a rule that
// cannot be, and counts that are negative or too many to add up, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in struct {
		Rule struct {
			Scale     struct{ Min, Max *int } `json:"scale"`
			Satisfied *int                    `json:"satisfied"`
		} `json:"rule"`
		Satisfied *int `json:"satisfied"`
		Other     *int `json:"other"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("csat: reading a tally: %w", err)
	}
	scale := in.Rule.Scale
	if scale.Min == nil || scale.Max == nil || in.Rule.Satisfied == nil || in.Satisfied == nil || in.Other == nil {
		return errors.New("csat: reading a tally: a rule with scale and satisfied, satisfied and other must all be there")
	}
	rule := Rule{survey.Scale{Min: *scale.Min, Max: *scale.Max}, *in.Rule.Satisfied}
	if rule != (Rule{}) && !rule.possible() {
		return fmt.Errorf("csat: reading a tally: %v is not a rule", rule)
	}
	read := Tally{rule, *in.Satisfied, *in.Other}
	if _, ok := read.total(); !ok {
		return fmt.Errorf("csat: reading a tally: %d satisfied and %d other are no answers", read.Satisfied, read.Other)
	}
	*t = read
	return nil
}
