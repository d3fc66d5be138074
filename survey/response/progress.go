package response

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// State is what became of one item of a questionnaire for one respondent. The zero State is NotShown.
type State uint8

const (
	NotShown State = iota // by routing, or because the respondent had left
	Answered
	Skipped // seen and not answered; many exports do not tell it from NotShown
)

// Item is what became of an item for those who saw it. The three counts are disjoint.
type Item struct {
	Answered int `json:"answered"` // and went on
	Skipped  int `json:"skipped"`  // without an answer, and went on
	Left     int `json:"left"`     // it is the last they saw, answered or not
}

// Reached returns how many saw the item.
func (i Item) Reached() int { return i.Answered + i.Skipped + i.Left }

// Progress is how far respondents came in a questionnaire, item by item in its order. The zero Progress is empty
// and ready; it takes the number of items of the first respondent. A copy shares Items with the original until one
// of them is added to: keep one of the two, or take Progress{}.Plus(p).
//
// A negative count, or more respondents than an int can count, reads as no data.
type Progress struct {
	Items    []Item `json:"items"`
	Complete int    `json:"complete"` // finished
	NoItem   int    `json:"noItem"`   // opened the questionnaire and left before any item
}

// Add counts one respondent: the state of every item, in the order of the questionnaire, and whether the
// questionnaire was finished. Who did not finish left at the last item shown. An error counts nothing: the number of
// items is not that of the others, or a state is none. Add does not keep states.
func (p *Progress) Add(states []State, finished bool) error {
	if p.began() && len(states) != len(p.Items) {
		return fmt.Errorf("response: %d items where others have %d", len(states), len(p.Items))
	}
	last := -1
	for i, s := range states {
		if s > Skipped {
			return fmt.Errorf("response: state %d of item %d is none", s, i)
		}
		if s != NotShown {
			last = i
		}
	}
	if n, ok := p.total(); !ok || n == math.MaxInt {
		return fmt.Errorf("response: progress of %d respondents takes none more", n)
	}
	if !p.began() {
		p.Items = make([]Item, len(states))
	}
	for i, s := range states {
		switch at := &p.Items[i]; {
		case !finished && i == last:
			at.Left++
		case s == Answered:
			at.Answered++
		case s == Skipped:
			at.Skipped++
		}
	}
	switch {
	case finished:
		p.Complete++
	case last < 0:
		p.NoItem++
	}
	return nil
}

func (p Progress) began() bool { return len(p.Items) > 0 || p.Complete != 0 || p.NoItem != 0 }

// Plus returns the respondents of both. The zero Progress adds nothing; two with different numbers of items panic.
func (p Progress) Plus(o Progress) Progress {
	switch {
	case !o.began():
		return Progress{slices.Clone(p.Items), p.Complete, p.NoItem}
	case !p.began():
		return Progress{slices.Clone(o.Items), o.Complete, o.NoItem}
	case len(p.Items) != len(o.Items):
		panic(fmt.Sprintf("response: progress through %d items plus one through %d", len(p.Items), len(o.Items)))
	}
	sum := Progress{make([]Item, len(p.Items)), p.Complete + o.Complete, p.NoItem + o.NoItem}
	for i, a := range p.Items {
		b := o.Items[i]
		sum.Items[i] = Item{a.Answered + b.Answered, a.Skipped + b.Skipped, a.Left + b.Left}
	}
	return sum
}

// N returns how many opened the questionnaire; 0 if p reads as no data.
func (p Progress) N() int {
	n, _ := p.total()
	return n
}

// total returns how many opened the questionnaire; ok is false, and the number 0, if no respondents could have given
// these counts: nobody can have gone on from an item who neither left later nor finished.
func (p Progress) total() (n int, ok bool) {
	if p.Complete < 0 || p.NoItem < 0 || p.Complete > math.MaxInt-p.NoItem {
		return 0, false
	}
	n = p.Complete
	for i := range slices.Backward(p.Items) {
		at := p.Items[i]
		if min(at.Answered, at.Skipped, at.Left) < 0 || at.Answered > n-at.Skipped || n > math.MaxInt-at.Left-p.NoItem {
			return 0, false
		}
		n += at.Left
	}
	return n + p.NoItem, true
}

// Completion returns the share of those who opened the questionnaire that finished it, as a Fraction with Wilson's
// limits. It is not a response rate, which has those who were invited for its base.
func (p Progress) Completion(level float64) kpi.Estimate {
	return kpi.Proportion(p.Complete, p.N(), level)
}

// Remaining returns the share of those who opened the questionnaire that had not left when item i was behind them:
// the curve of drop-off, whatever the routing. An i off the list panics.
func (p Progress) Remaining(i int, level float64) kpi.Estimate {
	gone := p.NoItem
	for _, at := range p.Items[:i+1] {
		gone += at.Left
	}
	return kpi.Proportion(p.N()-gone, p.N(), level)
}

// DropOff returns the share of those who saw item i for whom it was the last they saw, as a Fraction with Wilson's
// limits: the hazard of the item, comparable between items early and late. An i off the list panics.
func (p Progress) DropOff(i int, level float64) kpi.Estimate {
	at := p.Items[i]
	if p.N() == 0 {
		at = Item{}
	}
	return kpi.Proportion(at.Left, at.Reached(), level)
}

// NonResponse returns the share of those who saw item i and went on that did so without an answer, as a Fraction with
// Wilson's limits. An i off the list panics.
func (p Progress) NonResponse(i int, level float64) kpi.Estimate {
	at := p.Items[i]
	if p.N() == 0 {
		at = Item{}
	}
	return kpi.Proportion(at.Skipped, at.Answered+at.Skipped, level)
}

// UnmarshalJSON reads what encoding/json writes of a Progress. It refuses unknown members, and counts that no
// respondents could have given, and then leaves p as it was.
func (p *Progress) UnmarshalJSON(b []byte) error {
	type plain Progress
	var in plain
	if err := known(b, &in); err != nil {
		return fmt.Errorf("response: reading progress: %w", err)
	}
	if _, ok := Progress(in).total(); !ok {
		return fmt.Errorf("response: reading progress: %+v is not that of respondents", Progress(in))
	}
	*p = Progress(in)
	return nil
}
