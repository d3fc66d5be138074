package drivers

import (
	"errors"
	"fmt"
	"slices"

	"github.com/servicekpi/servicekpi/survey"
)

// Question is one question of a survey: its name, the scale of its answers, and the codes that are none, such as 0
// for left blank and 6 for does not apply. A code is no answer also where it lies on the scale.
type Question struct {
	Name  string       `json:"name"`
	Scale survey.Scale `json:"scale"`
	Blank []int        `json:"blank,omitempty"`
}

// Questions are the question that asks for the outcome (satisfaction with the whole, likelihood to recommend) and
// those that ask for what may drive it. Their scales may differ: correlations do not depend on them.
type Questions struct {
	Outcome Question   `json:"outcome"`
	Drivers []Question `json:"drivers"`
}

const most = 100 // drivers

// empty reports whether q is the zero Questions.
func (q *Questions) empty() bool { return len(q.Drivers) == 0 && q.Outcome.same(Question{}) }

// all returns the outcome and the drivers.
func (q *Questions) all() []Question { return append([]Question{q.Outcome}, q.Drivers...) }

// at returns question j, of which the outcome is 0 and the drivers follow.
func (q *Questions) at(j int) *Question {
	if j == 0 {
		return &q.Outcome
	}
	return &q.Drivers[j-1]
}

// same reports whether both ask the same in the same order.
func (q *Questions) same(o *Questions) bool {
	if len(q.Drivers) != len(o.Drivers) || !q.Outcome.same(o.Outcome) {
		return false
	}
	if len(q.Drivers) == 0 || &q.Drivers[0] == &o.Drivers[0] {
		return true
	}
	return slices.EqualFunc(q.Drivers, o.Drivers, Question.same)
}

func (q Question) same(o Question) bool {
	return q.Name == o.Name && q.Scale == o.Scale && slices.Equal(q.Blank, o.Blank)
}

// flaw returns an error if q cannot be asked.
func (q *Questions) flaw() error {
	if len(q.Drivers) < 1 || len(q.Drivers) > most {
		return fmt.Errorf("%d drivers are not from 1 to %d", len(q.Drivers), most)
	}
	names := make(map[string]bool, 1+len(q.Drivers))
	for _, x := range q.all() {
		if err := x.Scale.Check(x.Scale.Min); err != nil {
			return fmt.Errorf("%s: %w", x.Name, err)
		}
		if names[x.Name] {
			return fmt.Errorf("two questions have the name %q", x.Name)
		}
		names[x.Name] = true
	}
	return nil
}

// gap stands for no answer, in a byte and as an index that no scale has.
const gap = 0xff

// code returns the answer in a byte, gap if it is blank, or an error that wraps a *survey.RangeError if it is neither
// on the scale nor blank.
func (q *Question) code(rating, index int) (uint8, error) {
	if slices.Contains(q.Blank, rating) {
		return gap, nil
	}
	if rating < q.Scale.Min || rating > q.Scale.Max {
		return 0, fmt.Errorf("%s: %w", q.Name, &survey.RangeError{Rating: rating, Scale: q.Scale, Index: index})
	}
	return uint8(rating), nil
}

var errOther = errors.New("the questions are not those of the answers before")

// fit returns an error if answers to asked cannot be added to answers to q.
func (q *Questions) fit(asked *Questions, ratings int) error {
	if q.empty() {
		if err := asked.flaw(); err != nil {
			return err
		}
	} else if !q.same(asked) {
		return errOther
	}
	if ratings != len(asked.Drivers) {
		return fmt.Errorf("%d ratings of %d drivers", ratings, len(asked.Drivers))
	}
	return nil
}

// clone returns q with slices of its own.
func (q Questions) clone() Questions {
	q.Outcome.Blank = slices.Clone(q.Outcome.Blank)
	q.Drivers = slices.Clone(q.Drivers)
	for j := range q.Drivers {
		q.Drivers[j].Blank = slices.Clone(q.Drivers[j].Blank)
	}
	return q
}

// merge returns the questions of two states that are put together, and panics if they differ.
func (q Questions) merge(o Questions) Questions {
	switch {
	case o.empty():
		return q.clone()
	case q.empty():
		return o.clone()
	case !q.same(&o):
		panic(fmt.Sprintf("drivers: answers to %v plus answers to %v", q, o))
	}
	return q.clone()
}
