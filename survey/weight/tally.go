package weight

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// Tally is weighted answers on a scale. The zero Tally is empty and ready; it takes the scale of the first
// answer. A copy is a snapshot. Sums of weights are floats: sums of the same answers in another order agree
// to rounding.
//
// A tally that Add could not have made, such as one with a negative count, reads as no data.
type Tally struct {
	Scale survey.Scale
	Cells [11]Cell // Cells[9] is the answers that were a 9
}

// Cell is the answers that gave the same rating.
type Cell struct {
	N       int     `json:"n"`       // answers
	Sum     float64 `json:"sum"`     // of their weights
	Squares float64 `json:"squares"` // sum of the squares of their weights
}

func (c Cell) plus(o Cell) Cell { return Cell{c.N + o.N, c.Sum + o.Sum, c.Squares + o.Squares} }

// Error reports a weight that is no weight: 0, negative, NaN or infinite, or outside of 1e-100 to 1e100,
// where squares leave the range of a float64. An answer that is not to count has no weight 0: leave it out.
type Error struct{ Weight float64 }

// Error says what the weight is.
func (e *Error) Error() string {
	s := fmt.Sprintf("weight %v is not a positive number", e.Weight)
	if weighted.Positive(e.Weight) {
		s += " from 1e-100 to 1e+100"
	}
	return s
}

// Of returns the answers of an unweighted tally, each with weight w: for weights that go by group, add the
// groups up. It is an error if w is no weight (an [*Error]) or h is no tally that could have been counted.
func Of(h survey.Tally, w float64) (Tally, error) {
	if err := check(w); err != nil {
		return Tally{}, err
	}
	if h == (survey.Tally{}) {
		return Tally{}, nil
	}
	t := Tally{Scale: h.Scale}
	for rating, n := range h.Ratings {
		if n == 0 {
			continue
		}
		if err := t.AddN(h.Scale, rating, n, w); err != nil {
			return Tally{}, err
		}
	}
	if err := t.flaw(); err != nil {
		return Tally{}, fmt.Errorf("weight: %w", err)
	}
	return t, nil
}

func check(w float64) error {
	if !weighted.IsWeight(w) {
		return fmt.Errorf("weight: %w", &Error{w})
	}
	return nil
}

// Add counts one answer of weight w. An error counts nothing: the rating is not on the scale (it wraps a
// *survey.RangeError), w is no weight (an [*Error]), s is not a scale, or the tally has another one.
func (t *Tally) Add(s survey.Scale, rating int, w float64) error { return t.AddN(s, rating, 1, w) }

// AddN counts n answers of the same rating, each of weight w. It fails like [Tally.Add], and if n is negative
// or more than the tally can hold.
func (t *Tally) AddN(s survey.Scale, rating, n int, w float64) error {
	if err := s.Check(rating); err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	if err := check(w); err != nil {
		return err
	}
	if s != t.Scale && *t != (Tally{}) {
		return fmt.Errorf("weight: rating %d on the scale %v does not go into a tally on %v", rating, s, t.Scale)
	}
	c := &t.Cells[rating]
	if n < 0 || c.N > math.MaxInt-n {
		return fmt.Errorf("weight: %d answers of rating %d do not go into a tally that has %d", n, rating, c.N)
	}
	t.Scale = s
	*c = c.plus(Cell{n, float64(n) * w, float64(n) * w * w})
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
		panic(fmt.Sprintf("weight: a tally on the scale %v plus one on %v", t.Scale, o.Scale))
	}
	for rating, c := range o.Cells {
		t.Cells[rating] = t.Cells[rating].plus(c)
	}
	return t
}

// N returns the number of answers, whatever their weights: 0 if t reads as no data.
func (t Tally) N() int {
	if t.flaw() != nil {
		return 0
	}
	return t.total().N
}

// Effective returns how many answers of equal weight would say as much about answers that have nothing to do
// with the weights: (Σw)²/Σw², at most N, and 0 without answers (Kish 1965, Survey Sampling, section 11.7).
func (t Tally) Effective() float64 {
	if t.N() == 0 {
		return 0
	}
	all := t.total()
	return all.Sum * all.Sum / all.Squares
}

// Score returns the weighted mean of the values of the ratings, in the unit u of the values, with the limits
// described above: t.Score(nps.Value, kpi.Points, 0.95) is a weighted net promoter score. Its N is the number
// of answers. Without answers it is no data, with the widest limits that the scale or the unit allows. It
// panics if value returns an error for a rating on the scale, or the same value for all of them, as nps.Value does on
// 1–5: a value must belong to the scale, and on 1–7 nobody would notice.
//
// The effective number of answers is the smaller one of Kish's, [Tally.Effective], and of the variance of the
// weighted answers over the squared standard error.
func (t Tally) Score(value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	n := t.N()
	if n == 0 {
		return weighted.Unknown(t.Scale, value, u, level)
	}
	m := t.moments(value)
	effective := t.Effective()
	if linear := m.Variance / t.variance(m); linear < effective { // false if the answers are all alike: NaN
		effective = linear
	}
	return m.Estimate(effective, n, u, level)
}

// StandardError returns the standard error of the value of Score, in its unit: svymean's for a design with
// weights only. It is NaN for fewer than two answers. It panics if value returns an error for a rating on the
// scale.
func (t Tally) StandardError(value func(rating int) (float64, error)) float64 {
	n := float64(t.N())
	if n < 2 {
		return math.NaN()
	}
	return math.Sqrt(n / (n - 1) * t.variance(t.moments(value)))
}

// DesignEffect returns how many times the variance of Score is that of as many answers of equal weight and
// the same distribution, for planning: it is 1 for equal weights, and NaN where there are fewer than two
// answers or all are alike. Unlike the limits of Score it may be below 1, where weights and answers happen to
// go well together.
func (t Tally) DesignEffect(value func(rating int) (float64, error)) float64 {
	n := float64(t.N())
	if n < 2 {
		return math.NaN()
	}
	m := t.moments(value)
	return n * t.variance(m) / m.Variance
}

// moments returns the weighted distribution of the values. t has answers.
func (t Tally) moments(value func(rating int) (float64, error)) weighted.Moments {
	var weights [11]float64
	for rating, c := range t.Cells {
		weights[rating] = c.Sum
	}
	return weighted.Of(t.Scale, value, weights)
}

// variance returns the variance of the weighted mean Σw·y/Σw by linearisation, without the factor n/(n-1).
func (t Tally) variance(m weighted.Moments) float64 {
	sum := 0.0
	for rating, c := range t.Cells {
		sum += c.Squares / (m.Total * m.Total) * m.Deviations[rating] * m.Deviations[rating]
	}
	return sum
}

func (t Tally) total() (all Cell) {
	for _, c := range t.Cells {
		all = all.plus(c)
	}
	return all
}

// flaw returns an error if t is not a tally that Add could have made.
func (t Tally) flaw() error {
	if t == (Tally{}) {
		return nil
	}
	if !t.Scale.Valid() {
		return t.Scale.Check(t.Scale.Min)
	}
	sum := 0
	for rating, c := range t.Cells {
		if c == (Cell{}) {
			continue
		}
		if err := t.Scale.Check(rating); err != nil {
			return err
		}
		// Between the squares of n weights and their sum stand two inequalities: Σw² ≤ (Σw)² ≤ n·Σw².
		if !weighted.Positive(c.Sum) || !weighted.Positive(c.Squares) || !between(c.Sum*c.Sum/c.Squares, 1, float64(c.N)) {
			return fmt.Errorf("%+v of rating %d is not the weights of answers", c, rating)
		}
		if sum > math.MaxInt-c.N {
			return errTooMany
		}
		sum += c.N
	}
	return nil
}
