package drivers

import (
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/survey"
)

// Sums is answers to an outcome and its drivers in sums, which is enough for how important each driver is, though not
// for how far that can be trusted: the limits need [Answers]. It can be counted anywhere, merged and sent as JSON, and
// its size depends on the number of questions only. The zero Sums is empty and ready; it takes the questions of the
// first respondent.
//
// It holds whole numbers, so that shards merged are the whole to the last digit. A copy shares the slices with the
// original, and Add changes them in place; Plus makes new ones. What Add could not have made reads as no data.
type Sums struct {
	Questions Questions      `json:"questions,omitzero"`
	Ratings   []survey.Tally `json:"ratings,omitempty"`  // of all who answered a question, the outcome first
	Complete  int            `json:"complete"`           // respondents who answered everything
	Partial   int            `json:"partial"`            // respondents who left out something
	Totals    []int          `json:"totals,omitempty"`   // Totals[j] is Σx of question j over the complete
	Products  [][]int        `json:"products,omitempty"` // [j][l], l ≤ j: Σxy of questions j and l over the complete
	Pairs     [][]Pair       `json:"pairs,omitempty"`    // [j][l], l < j: over the partial who answered both
}

// Pair is sums over the respondents with gaps who answered a pair of questions, x the later one of the two.
type Pair struct {
	N  int `json:"n"` // respondents
	X  int `json:"x"` // Σx
	Y  int `json:"y"`
	XX int `json:"xx"` // Σx²
	XY int `json:"xy"`
	YY int `json:"yy"`
}

var errTooMany = errors.New("more answers than the sums can hold")

const room = math.MaxInt / 100 // respondents: two ratings multiply to 100 at most

// Add adds what one respondent answered: see [Answers.Add].
func (s *Sums) Add(q Questions, outcome int, drivers []int) error {
	return s.AddN(q, outcome, drivers, 1)
}

// AddN adds n respondents who answered the same, such as a row of a GROUP BY. It fails like Add, and if n is negative
// or more than the sums can hold.
//
// A respondent of weight w goes in as int(math.Round(1e6*w)) of them: sums hold whole numbers, so that shards merge to
// the last digit. Importance, shares, correlations, R² and means depend on ratios of the counts only and are those of
// the weighted respondents, to a millionth of a weight; weights may add up to 9e10. N and the limits of Performance
// count millionths for respondents and mean nothing then. The bootstrap of package design has limits for weights,
// strata and clusters, with an example.
func (s *Sums) AddN(q Questions, outcome int, drivers []int, n int) error {
	if err := s.Questions.fit(&q, len(drivers)); err != nil {
		return fmt.Errorf("drivers: %w", err)
	}
	var row [1 + most]uint8
	codes := row[:1+len(drivers)]
	for j := range codes {
		rating := outcome
		if j > 0 {
			rating = drivers[j-1]
		}
		c, err := q.at(j).code(rating, j-1)
		if err != nil {
			return fmt.Errorf("drivers: %w", err)
		}
		codes[j] = c
	}
	if n < 0 {
		return fmt.Errorf("drivers: %d respondents: a count is negative", n)
	}
	s.shape(q)
	if err := s.add(codes, n); err != nil {
		return fmt.Errorf("drivers: %w", err)
	}
	return nil
}

// add adds n respondents with the same row of checked answers.
func (s *Sums) add(row []uint8, n int) error {
	if n > room-s.Complete-s.Partial {
		return errTooMany
	}
	whole := true
	for j, x := range row {
		if x == gap {
			whole = false
		} else {
			s.Ratings[j].Ratings[x] += n
		}
	}
	if whole {
		s.Complete += n
		for j, x := range row {
			nx := n * int(x)
			s.Totals[j] += nx
			p := s.Products[j]
			for l, y := range row[:j+1] {
				p[l] += nx * int(y)
			}
		}
		return nil
	}
	s.Partial += n
	for j, x := range row {
		if x == gap {
			continue
		}
		nx := n * int(x)
		for l, y := range row[:j] {
			if y != gap {
				p, y := &s.Pairs[j][l], int(y)
				p.N += n
				p.X += nx
				p.Y += n * y
				p.XX += nx * int(x)
				p.XY += nx * y
				p.YY += n * y * y
			}
		}
	}
	return nil
}

// shape gives empty sums their questions.
func (s *Sums) shape(q Questions) {
	if !s.Questions.empty() {
		return
	}
	k := 1 + len(q.Drivers)
	*s = Sums{Questions: q.clone(), Ratings: make([]survey.Tally, k), Products: make([][]int, k), Totals: make([]int, k),
		Pairs: make([][]Pair, k)}
	for j, q := range q.all() {
		s.Ratings[j].Scale = q.Scale
		s.Products[j] = make([]int, j+1)
		s.Pairs[j] = make([]Pair, j)
	}
}

// N returns the number of respondents, whatever they left blank; 0 if s reads as no data.
func (s Sums) N() int {
	if s.flaw() != nil {
		return 0
	}
	return s.Complete + s.Partial
}

// Plus returns the respondents of both, in slices of its own. The zero Sums adds nothing; different questions panic.
func (s Sums) Plus(o Sums) Sums {
	q := s.Questions.merge(o.Questions)
	var sum Sums
	if q.empty() {
		return sum
	}
	sum.shape(q)
	for _, x := range []Sums{s, o} {
		if x.Questions.empty() {
			continue
		}
		sum.Complete += x.Complete
		sum.Partial += x.Partial
		for j := range sum.Ratings {
			sum.Ratings[j] = sum.Ratings[j].Plus(x.Ratings[j])
			sum.Totals[j] += x.Totals[j]
			for l := range sum.Products[j] {
				sum.Products[j][l] += x.Products[j][l]
			}
			for l := range sum.Pairs[j] {
				sum.Pairs[j][l] = sum.Pairs[j][l].plus(x.Pairs[j][l])
			}
		}
	}
	return sum
}

func (p Pair) plus(o Pair) Pair {
	return Pair{p.N + o.N, p.X + o.X, p.Y + o.Y, p.XX + o.XX, p.XY + o.XY, p.YY + o.YY}
}

// flaw returns an error if s is not what Add could have made, as far as that can be seen.
func (s Sums) flaw() error {
	if s.Questions.empty() && s.Complete == 0 && s.Partial == 0 {
		return nil
	}
	if err := s.Questions.flaw(); err != nil {
		return err
	}
	k := 1 + len(s.Questions.Drivers)
	if len(s.Ratings) != k || len(s.Totals) != k || len(s.Products) != k || len(s.Pairs) != k {
		return fmt.Errorf("sums of %d questions with %d drivers", len(s.Ratings), k-1)
	}
	if s.Complete < 0 || s.Partial < 0 || s.Complete > room-s.Partial {
		return fmt.Errorf("%d complete and %d partial respondents: no such counts", s.Complete, s.Partial)
	}
	for j, q := range s.Questions.all() {
		if len(s.Products[j]) != j+1 || len(s.Pairs[j]) != j {
			return fmt.Errorf("%s: %d products and %d pairs at place %d", q.Name, len(s.Products[j]), len(s.Pairs[j]), j)
		}
		t := s.Ratings[j]
		n, none := t.N(), t == survey.Tally{Scale: t.Scale}
		if t.Scale != q.Scale || n < s.Complete || n > s.Complete+s.Partial || n == 0 && !none {
			return fmt.Errorf("%s: %d answers on %v by %d respondents, %d of them complete", q.Name, n, t.Scale,
				s.Complete+s.Partial, s.Complete)
		}
		for l, p := range s.Products[j] {
			both := Pair{s.Complete, s.Totals[j], s.Totals[l], s.Products[j][j], p, s.Products[l][l]}
			if !both.possible(q.Scale, s.Questions.at(l).Scale) {
				return fmt.Errorf("%s and %s: no %d respondents have the sums %v", q.Name, s.Questions.at(l).Name, s.Complete, both)
			}
		}
		for l, p := range s.Pairs[j] {
			if p.N > s.Partial || !p.possible(q.Scale, s.Questions.at(l).Scale) {
				return fmt.Errorf("%s: no %d respondents have the sums %v", q.Name, p.N, p)
			}
		}
	}
	return nil
}

// possible reports whether there are ratings on two scales with the sums of p: each within its scale, squares no fewer
// than the sums ask for, and products no more than the squares allow (Cauchy and Schwarz).
func (p Pair) possible(x, y survey.Scale) bool {
	within := func(sum, lo, hi int) bool { return lo*p.N <= sum && sum <= hi*p.N }
	if p.N < 0 || !within(p.X, x.Min, x.Max) || !within(p.Y, y.Min, y.Max) || !within(p.XX, x.Min*x.Min, x.Max*x.Max) ||
		!within(p.YY, y.Min*y.Min, y.Max*y.Max) || !within(p.XY, x.Min*y.Min, x.Max*y.Max) {
		return false
	}
	if p.N == 0 {
		return true
	}
	xx, yy := product(Pair{N: p.N, X: p.X, Y: p.X, XY: p.XX}), product(Pair{N: p.N, X: p.Y, Y: p.Y, XY: p.YY})
	xy := product(p)
	return xx >= 0 && yy >= 0 && xy*xy <= xx*yy*(1+1e-12)
}
