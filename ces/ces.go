package ces

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Tally is the answers to an effort question under a rule. It holds the whole histogram, because the limits
// of the mean need it. The zero Tally is empty and ready, and takes the rule of its first Add; a copy is a
// snapshot.
//
// A negative count, more answers in all than an int can count, and answers on another scale than the rule's
// read as no data.
type Tally struct {
	Rule    Rule         `json:"rule"`
	Answers survey.Tally `json:"answers"`
}

// Count tallies a whole column of answers of any integer type under r, leaving out those that are equal to
// one of the blank codes:
//
//	t, err := ces.Count(ces.Ease(), column, 0, 6) // 0: blank, 6: don't know
//
// It is all or nothing: at the first answer that is neither on the scale nor blank it returns an empty tally
// and an error that wraps a *survey.RangeError with the answer's index. It does not modify answers.
func Count[R survey.Integer](r Rule, answers []R, blank ...R) (Tally, error) {
	if !r.possible() {
		return Tally{}, fmt.Errorf("ces: %v is not a rule", r)
	}
	h, err := survey.Count(r.Scale, answers, blank...)
	if err != nil {
		return Tally{}, fmt.Errorf("ces: %w", err)
	}
	return Of(r, h)
}

// Of returns the tally of a histogram of answers under r. It is an error if the two have different scales, or
// if h has a negative count or an answer outside of its scale. The zero survey.Tally, which has no scale yet,
// gives no answers under r.
func Of(r Rule, h survey.Tally) (Tally, error) {
	t := Tally{Rule: r}
	if !r.possible() {
		return Tally{}, fmt.Errorf("ces: %v is not a rule", r)
	}
	if h == (survey.Tally{}) {
		return t, nil
	}
	if h.Scale != r.Scale {
		return Tally{}, fmt.Errorf("ces: the rule %v does not fit answers on the scale %v", r, h.Scale)
	}
	for answer, n := range h.Ratings {
		if n == 0 {
			continue
		}
		if err := t.AddN(r, answer, n); err != nil {
			return Tally{}, err
		}
	}
	return t, nil
}

// Add counts one answer under r. It counts nothing and returns an error if the answer is not on the scale,
// which wraps a *survey.RangeError, or if the tally has another rule.
func (t *Tally) Add(r Rule, answer int) error { return t.AddN(r, answer, 1) }

// AddN counts an answer n times under r: a row of a GROUP BY. It counts nothing and returns an error if the
// answer is not on the scale, if the tally has another rule, if n is negative, or if the tally cannot hold n
// more answers.
func (t *Tally) AddN(r Rule, answer, n int) error {
	if !r.possible() {
		return fmt.Errorf("ces: %v is not a rule", r)
	}
	if t.Rule != r && *t != (Tally{}) {
		return fmt.Errorf("ces: an answer under the rule %v for a tally under %v", r, t.Rule)
	}
	if err := r.Scale.Check(answer); err != nil {
		return fmt.Errorf("ces: %w", err)
	}
	if n < 0 {
		return fmt.Errorf("ces: answer %d counted %d times", answer, n)
	}
	if !t.takes(n) {
		return fmt.Errorf("ces: a tally of the answers %v takes no %d answers more", t.Answers.Ratings, n)
	}
	if err := t.Answers.AddN(r.Scale, answer, n); err != nil {
		return fmt.Errorf("ces: %w", err)
	}
	t.Rule = r
	return nil
}

// takes reports whether t has no negative count, which one more answer could hide, and room for n answers.
func (t *Tally) takes(n int) bool {
	sum, signs := 0, 0
	for _, c := range t.Answers.Ratings {
		sum += c
		signs |= c | sum
	}
	return signs >= 0 && sum+n >= 0
}

// Plus returns the two tallies together. It panics if they have different rules; the zero Tally goes with any.
func (t Tally) Plus(o Tally) Tally {
	switch {
	case o == Tally{}:
		return t
	case t == Tally{}:
		return o
	case t.Rule != o.Rule:
		panic(fmt.Sprintf("ces: Plus of answers under the rule %v and under %v", t.Rule, o.Rule))
	}
	return Tally{t.Rule, t.Answers.Plus(o.Answers)}
}

// N returns the number of answers, 0 where t reads as no data.
func (t Tally) N() int { return t.sound().Answers.N() }

// sound returns t, or t without its answers if they cannot be answers under its rule.
func (t Tally) sound() Tally {
	if !t.Rule.possible() || t.Answers.Scale != t.Rule.Scale {
		t.Answers = survey.Tally{Scale: t.Rule.Scale}
	}
	return t
}

// Mean returns the mean answer as a Number with the score interval of [kpi.Multinomial], which stays on the
// scale and has a width for a single answer. Its direction is the rule's: low is good under [Effort], high
// under [Agreement] and [Ease]. Without answers it is no data between the ends of the scale.
func (t Tally) Mean(level float64) kpi.Estimate { return t.sound().Answers.Mean(level) }

// EasyShare returns the share of easy answers as a Fraction with Wilson's limits (see [kpi.Proportion]).
// Without answers it is no data between 0 and 1.
func (t Tally) EasyShare(level float64) kpi.Estimate {
	easy, between, difficult := t.split()
	return kpi.Proportion(easy, easy+between+difficult, level)
}

// NetEasy returns the share of easy answers less the share of difficult ones, in Points from -100 to 100,
// with the limits of a net score (see [kpi.Net]). Without answers it is no data between -100 and 100.
func (t Tally) NetEasy(level float64) kpi.Estimate {
	easy, between, difficult := t.split()
	return kpi.Net(difficult, between, easy, level)
}

// split returns how many answers are easy, neither and difficult.
func (t Tally) split() (easy, between, difficult int) {
	if t.N() == 0 {
		return 0, 0, 0
	}
	low, high := t.Rule.ends()
	for answer, n := range t.Answers.All() {
		switch {
		case within(low, answer):
			easy += n
		case within(high, answer):
			difficult += n
		default:
			between += n
		}
	}
	return easy, between, difficult
}

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses a member that is missing, a rule that
// cannot be, answers on another scale and what survey.Tally refuses, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in struct {
		Rule struct {
			Scale     struct{ Min, Max *int } `json:"scale"`
			Easy      *int                    `json:"easy"`
			Difficult *int                    `json:"difficult"`
		} `json:"rule"`
		Answers *survey.Tally `json:"answers"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("ces: reading a tally: %w", err)
	}
	scale, easy, difficult := in.Rule.Scale, in.Rule.Easy, in.Rule.Difficult
	if scale.Min == nil || scale.Max == nil || easy == nil || difficult == nil || in.Answers == nil {
		return errors.New("ces: reading a tally: a rule with scale, easy and difficult, and answers must all be there")
	}
	read := Tally{Rule{survey.Scale{Min: *scale.Min, Max: *scale.Max}, *easy, *difficult}, *in.Answers}
	switch {
	case read == Tally{} || read == Tally{Rule: read.Rule} && read.Rule.possible():
	case !read.Rule.possible():
		return fmt.Errorf("ces: reading a tally: %v is not a rule", read.Rule)
	case read.Answers.Scale != read.Rule.Scale:
		return fmt.Errorf("ces: reading a tally: the rule %v does not fit answers on the scale %v",
			read.Rule, read.Answers.Scale)
	}
	*t = read
	return nil
}
