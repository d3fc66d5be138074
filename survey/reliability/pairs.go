package reliability

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/byrating"
)

// Pairs counts subjects that two raters rated: conversations by two reviewers, comments by a person and a
// model. Categories without order, such as reasons of contact, are numbers of a scale too. The zero Pairs is
// empty and ready; it takes the scale of the first pair. A copy is a snapshot. One with a negative count reads
// as no data.
type Pairs struct {
	Scale      survey.Scale
	Counts     [11][11]int // Counts[4][5] is the number of subjects rated 4 by the first rater and 5 by the second
	Incomplete int         // subjects left out, because a rating is missing
}

// Add adds the two ratings of one subject; one that is equal to a blank code leaves the subject out, and counts
// it. Otherwise a rating off the scale is an error that wraps a [*survey.RangeError], as is another scale than
// that of the pairs before, and adds nothing.
func (p *Pairs) Add(s survey.Scale, first, second int, blank ...int) error {
	complete, err := checkRow(s, []int{first, second}, blank)
	switch {
	case err != nil:
	case !complete:
		if *p == (Pairs{}) || p.Scale == s {
			p.Scale = s
			p.Incomplete++
			return nil
		}
		err = p.other(s)
	default:
		return p.AddN(s, first, second, 1)
	}
	return fmt.Errorf("reliability: %w", err)
}

// AddN adds n subjects with these ratings, as a cell of a table or a row of a GROUP BY says. A negative n is an
// error.
func (p *Pairs) AddN(s survey.Scale, first, second, n int) error {
	_, err := checkRow(s, []int{first, second}, nil)
	switch {
	case err != nil:
	case *p != (Pairs{}) && p.Scale != s:
		err = p.other(s)
	case n < 0:
		err = fmt.Errorf("%d subjects: a count cannot be negative", n)
	case p.N() > math.MaxInt-n:
		err = errTooMany
	default:
		p.Scale = s
		p.Counts[first][second] += n
		return nil
	}
	return fmt.Errorf("reliability: %w", err)
}

func (p *Pairs) other(s survey.Scale) error {
	return fmt.Errorf("ratings on the scale %v do not go with ratings on %v", s, p.Scale)
}

// CountPairs returns the pairs of two columns: first[i] and second[i] are the ratings of subject i. Blank codes
// are those of [Count]. It is all or nothing: the error wraps a [*survey.RangeError] whose Index is the subject,
// or says that the columns differ in length or s is not a scale.
func CountPairs[R survey.Integer](s survey.Scale, first, second []R, blank ...R) (Pairs, error) {
	p := Pairs{Scale: s}
	columns := [][]R{first, second}
	b, err := newBlock(s, columns)
	for from := 0; from < len(first) && err == nil; from += blockRows {
		var rows int
		rows, err = fill(b, s, columns, from, blank)
		for i, x := range b.cells[:rows] {
			p.Counts[x&15][b.cells[blockRows+i]&15]++
		}
		p.Incomplete += min(blockRows, len(first)-from) - rows
	}
	if err != nil {
		return Pairs{}, fmt.Errorf("reliability: %w", err)
	}
	return p, nil
}

// Plus returns the subjects of both. The zero Pairs adds nothing; different scales panic.
func (p Pairs) Plus(o Pairs) Pairs {
	switch {
	case o == Pairs{}:
		return p
	case p == Pairs{}:
		return o
	case p.Scale != o.Scale:
		panic(fmt.Sprintf("reliability: pairs on the scale %v plus some on %v", p.Scale, o.Scale))
	}
	p.Incomplete += o.Incomplete
	for a := range p.Counts {
		for b := range p.Counts[a] {
			p.Counts[a][b] += o.Counts[a][b]
		}
	}
	return p
}

// N returns the number of subjects with two ratings, 0 if p reads as no data.
func (p Pairs) N() int {
	n, _ := p.count()
	return n
}

func (p Pairs) count() (n int, err error) {
	if p == (Pairs{}) {
		return 0, nil
	}
	if err := p.Scale.Check(p.Scale.Min); err != nil {
		return 0, err
	}
	if p.Incomplete < 0 {
		return 0, fmt.Errorf("%d incomplete: a count is negative", p.Incomplete)
	}
	for a := range p.Counts {
		for b, c := range p.Counts[a] {
			switch {
			case c < 0:
				return 0, fmt.Errorf("the count %d of ratings %d and %d is negative", c, a, b)
			case c > math.MaxInt-n:
				return 0, errTooMany
			case c > 0 && (a < p.Scale.Min || a > p.Scale.Max):
				return 0, &survey.RangeError{Rating: a, Scale: p.Scale, Index: -1}
			case c > 0 && (b < p.Scale.Min || b > p.Scale.Max):
				return 0, &survey.RangeError{Rating: b, Scale: p.Scale, Index: -1}
			}
			n += c
		}
	}
	return n, nil
}

// Agreement returns the share of subjects to which both raters gave the same rating, as a Fraction with
// Wilson's interval. Two raters who always give the commonest rating agree as well: see [Pairs.Kappa].
func (p Pairs) Agreement(level float64) kpi.Estimate {
	same := 0
	for a := range p.Counts {
		same += p.Counts[a][a]
	}
	n := p.N()
	return kpi.Proportion(min(same, n), n, level)
}

// Nominal is 1 for any two ratings that differ: with it kappa is that of Cohen (1960, doi
// 10.1177/001316446002000104).
func Nominal(a, b int) float64 {
	if a == b {
		return 0
	}
	return 1
}

// Linear is how many points two ratings differ.
func Linear(a, b int) float64 { return math.Abs(float64(a) - float64(b)) }

// Quadratic is the square of how many points two ratings differ, the usual distance for ratings: with it kappa
// is near to an intraclass correlation (Fleiss and Cohen 1973, doi 10.1177/001316447303300309), and the alpha
// of Krippendorff is that for interval data.
func Quadratic(a, b int) float64 { return (float64(a) - float64(b)) * (float64(a) - float64(b)) }

// Kappa returns the agreement of two raters beyond chance, as a Number from -1 to 1: one less the mean distance
// of their ratings over the mean distance if the one knew nothing of the other's (Cohen 1968, doi
// 10.1037/h0026256). distance says how far two ratings are apart, 0 for equal ones: [Quadratic] for ratings,
// [Nominal] for categories, [Linear], or your own. It is no data if both gave one and the same rating to all,
// since then chance agrees as well.
//
// The standard error is that of Fleiss, Cohen and Everitt (1969, doi 10.1037/h0028106), and the limits are the
// outer ones of those that are even around kappa and around log(1-kappa). If all ratings agree, the lower limit
// is that of the share of agreement ([kpi.Proportion]) beyond chance.
//
// It panics if a distance is negative or not finite, or that of equal ratings is not 0.
func (p Pairs) Kappa(distance func(a, b int) float64, level float64) kpi.Estimate {
	checkLevel(level)
	n := p.N()
	k := p.kappa(distance)
	return allAgree(chance.estimate(k.value, k.se, n, level), k.observed == 0, k.differ)
}

// kappa is a kappa on the way to its limits.
type kappa struct {
	value, se float64
	observed  float64 // mean distance
	differ    float64 // share of pairs that differ by chance
}

func (p Pairs) kappa(distance func(a, b int) float64) kappa {
	n := float64(p.N())
	if n == 0 {
		return kappa{value: math.NaN()}
	}
	var first, second [11]float64
	for a := range p.Counts {
		for b, c := range p.Counts[a] {
			first[a] += float64(c) / n
			second[b] += float64(c) / n
		}
	}
	var k kappa
	var d [11][11]float64
	var toSecond, toFirst [11]float64 // mean distance of a rating from those of the other rater
	var expected float64
	for a := p.Scale.Min; a <= p.Scale.Max; a++ {
		for b := p.Scale.Min; b <= p.Scale.Max; b++ {
			d[a][b] = checkDistance(distance, a, b)
			toSecond[a] += d[a][b] * second[b]
			toFirst[b] += d[a][b] * first[a]
			k.observed += d[a][b] * float64(p.Counts[a][b]) / n
			expected += d[a][b] * first[a] * second[b]
			if a != b {
				k.differ += first[a] * second[b]
			}
		}
	}
	if k.value = 1 - k.observed/expected; !(expected > 0) {
		k.value = math.NaN()
		return k
	}
	ratio, squares := k.observed/expected, 0.0
	for a := range p.Counts {
		for b, c := range p.Counts[a] {
			v := (ratio*(toSecond[a]+toFirst[b]-expected) - d[a][b]) / expected
			squares += float64(c) / n * v * v
		}
	}
	if squares > 1e-20 {
		k.se = math.Sqrt(squares / n)
	}
	return k
}

// checkDistance returns a distance, and panics if it is none.
func checkDistance(distance func(a, b int) float64, a, b int) float64 {
	d := distance(a, b)
	if !(0 <= d && d <= math.MaxFloat64) || a == b && d != 0 {
		panic(fmt.Sprintf("reliability: %v is not a distance of ratings %d and %d", d, a, b))
	}
	return d
}

type pairsJSON struct {
	Scale      survey.Scale    `json:"scale,omitzero"`
	Counts     json.RawMessage `json:"counts"`
	Incomplete int             `json:"incomplete,omitzero"`
}

// MarshalJSON returns the counts by the ratings of the first and the second rater, without zeros:
// {"scale":{"min":1,"max":5},"counts":{"4":{"4":40,"5":3},"5":{"5":45}}}. It is an error if p reads as no data
// for a flaw.
func (p Pairs) MarshalJSON() ([]byte, error) {
	_, err := p.count()
	out := pairsJSON{Scale: p.Scale, Incomplete: p.Incomplete}
	if err == nil {
		out.Counts, err = byrating.Append(nil, func(yield func(int, counts) bool) {
			for a, row := range p.Counts {
				if row != [11]int{} && !yield(a, counts(row)) {
					return
				}
			}
		})
	}
	if err != nil {
		return nil, fmt.Errorf("reliability: writing pairs: %w", err)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have counted, and then leaves p as
// it was.
func (p *Pairs) UnmarshalJSON(b []byte) error {
	var in pairsJSON
	err := decode(b, &in)
	read := Pairs{Scale: in.Scale, Incomplete: in.Incomplete}
	if err == nil {
		err = byrating.Read("counts", in.Counts, func(a int, row json.RawMessage) error {
			return byrating.Read("counts", row, func(b, n int) error { return read.AddN(in.Scale, a, b, n) })
		})
	}
	if err == nil {
		_, err = read.count()
	}
	if err != nil {
		return fmt.Errorf("reliability: reading pairs: %w", err)
	}
	*p = read
	return nil
}

// counts is counts by rating, written without zeros.
type counts [11]int

func (c counts) MarshalJSON() ([]byte, error) {
	return byrating.Append(nil, func(yield func(int, int) bool) {
		for rating, n := range c {
			if n != 0 && !yield(rating, n) {
				return
			}
		}
	})
}
