package nps

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
)

// Paired is how the same respondents answered twice, before and after something: Moves[before][after] of
// them, where 0 is a detractor, 1 a passive and 2 a promoter. The zero Paired is empty and ready; a copy is a
// snapshot.
//
// Two waves of one panel are not independent, so that the difference of their two scores by
// [kpi.Estimate.Minus] has the wrong limits; [Paired.Change] has the right ones. Who answered only once has
// no place here.
type Paired struct {
	Moves [3][3]int `json:"moves"`
}

// Add counts one respondent's two ratings. If one of them is not from 0 to 10 nothing is counted, and the
// error wraps a *survey.RangeError.
func (p *Paired) Add(before, after int) error { return p.AddN(before, after, 1) }

// AddN counts n respondents who gave these two ratings: a row of a GROUP BY before, after. It counts nothing
// and returns an error if a rating is not from 0 to 10, if n is negative, or if p cannot hold n more
// respondents.
func (p *Paired) AddN(before, after, n int) error {
	b, err := class(before)
	if err != nil {
		return fmt.Errorf("%w (before)", err)
	}
	a, err := class(after)
	if err != nil {
		return fmt.Errorf("%w (after)", err)
	}
	if n < 0 {
		return fmt.Errorf("nps: ratings %d and %d counted %d times", before, after, n)
	}
	total, ok := p.total()
	if !ok || total+n < total {
		return fmt.Errorf("nps: moves of %v take no %d respondents more", p.Moves, n)
	}
	p.Moves[b][a] += n
	return nil
}

// Plus returns the respondents of both together. Nobody may be in both.
func (p Paired) Plus(o Paired) Paired {
	for b := range p.Moves {
		for a := range p.Moves[b] {
			p.Moves[b][a] += o.Moves[b][a]
		}
	}
	return p
}

// N returns the number of respondents, 0 if one of the counts is negative.
func (p Paired) N() int {
	n, _ := p.total()
	return n
}

// total returns the number of respondents; ok is false, and the number 0, if no answers could have given
// these counts.
func (p Paired) total() (n int, ok bool) {
	for _, row := range p.Moves {
		for _, c := range row {
			if c < 0 || n+c < n {
				return 0, false
			}
			n += c
		}
	}
	return n, true
}

// Before returns the tally of the first answers.
func (p Paired) Before() Tally {
	var t [3]int
	for b, row := range p.Moves {
		t[b] = row[detractor] + row[passive] + row[promoter]
	}
	return p.tally(t)
}

// After returns the tally of the second answers.
func (p Paired) After() Tally {
	var t [3]int
	for _, row := range p.Moves {
		for a, c := range row {
			t[a] += c
		}
	}
	return p.tally(t)
}

// tally returns a margin of p, and an empty one if p cannot be.
func (p Paired) tally(margin [3]int) Tally {
	if p.N() == 0 {
		return Tally{}
	}
	return Tally{margin[detractor], margin[passive], margin[promoter]}
}

// Change returns the score after minus the score before, in Points from -200 to 200, with the score interval
// of the mean of the respondents' own changes, which are -200, -100, 0, 100 or 200 (see [kpi.Multinomial]). N
// counts respondents. Without any it is no data between -200 and 200.
//
// At 95% it covers .94 and more from 5 respondents up, where Student's t on the same changes can fall below .5.
func (p Paired) Change(level float64) kpi.Estimate {
	values, counts := [5]float64{-200, -100, 0, 100, 200}, [5]int{}
	if p.N() > 0 {
		for b, row := range p.Moves {
			for a, c := range row {
				counts[2+a-b] += c
			}
		}
	}
	e := kpi.Multinomial(values[:], counts[:], level)
	e.Unit = kpi.Points
	return e
}

// UnmarshalJSON reads what encoding/json writes of a Paired. It refuses moves that are missing, not three by
// three, negative or too many to add up, and then leaves p as it was.
func (p *Paired) UnmarshalJSON(b []byte) error {
	var in struct {
		Moves [][]*int `json:"moves"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("nps: reading paired answers: %w", err)
	}
	var read Paired
	if len(in.Moves) != len(read.Moves) {
		return errors.New("nps: reading paired answers: moves must be three rows of three")
	}
	for i, row := range in.Moves {
		if len(row) != len(read.Moves[i]) {
			return errors.New("nps: reading paired answers: moves must be three rows of three")
		}
		for j, n := range row {
			if n == nil {
				return errors.New("nps: reading paired answers: moves must be three rows of three")
			}
			read.Moves[i][j] = *n
		}
	}
	if _, ok := read.total(); !ok {
		return fmt.Errorf("nps: reading paired answers: %v are not moves of respondents", read.Moves)
	}
	*p = read
	return nil
}
