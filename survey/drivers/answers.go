package drivers

import (
	"fmt"
	"slices"

	"github.com/servicekpi/servicekpi/survey"
)

// Answers is what each respondent answered to the outcome and to its drivers, blanks included. The zero Answers is
// empty and ready; it takes the questions of the first respondent. It takes a byte an answer.
//
// A copy shares the ratings with the original; Plus makes new ones. What Add could not have made reads as no data.
type Answers struct {
	Questions Questions
	Ratings   []uint8 // by respondent: the outcome, then the drivers; 255 for no answer
}

// Collect returns the answers of a table by columns: outcome[i] and columns[j][i] are what respondent i answered to
// the outcome and to driver j. It is all or nothing, with the errors of [Answers.Add], where the Index of a
// [*survey.RangeError] is the row. It is also an error if the columns differ in length. Nothing is modified.
func Collect[R survey.Integer](q Questions, outcome []R, columns [][]R) (Answers, error) {
	b, err := newBlock(q, outcome, columns)
	if err != nil {
		return Answers{}, fmt.Errorf("drivers: %w", err)
	}
	k := b.k
	a := Answers{Questions: q.clone(), Ratings: make([]uint8, len(outcome)*k)}
	for from := 0; from < len(outcome); from += blockRows {
		rows, err := fill(b, outcome, columns, from)
		if err != nil {
			return Answers{}, fmt.Errorf("drivers: %w", err)
		}
		for j := range k {
			cells := b.cells[j][:rows]
			for i, c := range cells {
				a.Ratings[(from+i)*k+j] = c
			}
		}
	}
	return a, nil
}

// Add adds what one respondent answered to the outcome and to the drivers, in the order of the questions.
//
// An answer that is neither on its scale nor a blank code is an error that wraps a [*survey.RangeError], whose Index is
// that of the driver, and -1 for the outcome. It is also an error if the questions are not those of the answers before.
// An error adds nothing.
func (a *Answers) Add(q Questions, outcome int, drivers []int) error {
	if err := a.Questions.fit(&q, len(drivers)); err != nil {
		return fmt.Errorf("drivers: %w", err)
	}
	from := len(a.Ratings)
	for j := range 1 + len(drivers) {
		rating := outcome
		if j > 0 {
			rating = drivers[j-1]
		}
		c, err := q.at(j).code(rating, j-1)
		if err != nil {
			a.Ratings = a.Ratings[:from]
			return fmt.Errorf("drivers: %w", err)
		}
		a.Ratings = append(a.Ratings, c)
	}
	if a.Questions.empty() {
		a.Questions = q.clone()
	}
	return nil
}

// N returns the number of respondents, whatever they left blank, and 0 if the ratings are not whole rows.
func (a Answers) N() int {
	k := 1 + len(a.Questions.Drivers)
	if k < 2 || len(a.Ratings)%k != 0 {
		return 0
	}
	return len(a.Ratings) / k
}

// Plus returns the respondents of both, in a slice of its own. The zero Answers adds nothing; different questions
// panic.
func (a Answers) Plus(o Answers) Answers {
	return Answers{a.Questions.merge(o.Questions), slices.Concat(a.Ratings, o.Ratings)}
}

// Sums returns the answers in sums, which merge without keeping rows.
func (a Answers) Sums() Sums {
	var s Sums
	if a.flaw() != nil || a.N() == 0 {
		return s
	}
	s.shape(a.Questions)
	for i := range a.N() {
		if s.add(a.row(i), 1) != nil {
			return Sums{}
		}
	}
	return s
}

// Rating returns what a respondent answered to a question, and false if nothing. Question 0 is the outcome, and the
// drivers follow. It panics if there is no such respondent or question.
func (a Answers) Rating(respondent, question int) (rating int, ok bool) {
	x := a.row(respondent)[question]
	return int(x), x != gap
}

// row returns the answers of respondent i.
func (a Answers) row(i int) []uint8 {
	k := 1 + len(a.Questions.Drivers)
	return a.Ratings[:len(a.Ratings):len(a.Ratings)][i*k : (i+1)*k]
}

// flaw returns an error if a is not what Add could have made.
func (a Answers) flaw() error {
	if a.Questions.empty() && len(a.Ratings) == 0 {
		return nil
	}
	if err := a.Questions.flaw(); err != nil {
		return err
	}
	k := 1 + len(a.Questions.Drivers)
	if len(a.Ratings)%k != 0 {
		return fmt.Errorf("%d ratings are not rows of %d", len(a.Ratings), k)
	}
	for j, q := range a.Questions.all() {
		for i := j; i < len(a.Ratings); i += k {
			if x := a.Ratings[i]; x != gap && (int(x) < q.Scale.Min || int(x) > q.Scale.Max) {
				return fmt.Errorf("%s: %w", q.Name, &survey.RangeError{Rating: int(x), Scale: q.Scale, Index: i / k})
			}
		}
	}
	return nil
}
