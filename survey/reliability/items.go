package reliability

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/survey"
)

// Items is what respondents answered to the items of a questionnaire, in sums: enough for alpha with its
// limits, for what each item does in the whole, and, with raters in the place of items and subjects in the
// place of respondents, for the intraclass correlation. Its size depends on the number of items only. The
// zero Items is empty and ready; it takes the scale and the number of items of the first row.
//
// The sums are over respondents who answered all items; the others are only counted. A copy shares the slices
// with the original, and Add changes them in place; Plus makes new ones. What Add could not have made, such as
// a negative count, reads as no data.
type Items struct {
	Scale      survey.Scale `json:"scale,omitzero"`
	N          int          `json:"n"`                  // respondents who answered all items
	Incomplete int          `json:"incomplete"`         // respondents left out, because an answer is missing
	Sums       []int        `json:"sums,omitempty"`     // Sums[j] is Σx, the sum of the ratings of item j
	Products   [][]int      `json:"products,omitempty"` // Products[j][l], l ≤ j, is the sum of x·x' of items j and l
	Quartic    Quartic      `json:"quartic,omitzero"`   // what the limits of alpha need
}

// Quartic is sums of higher powers over respondents. A respondent's x is the rating of one item, y the sum of
// the ratings and q the sum of their squares.
type Quartic struct {
	Y2X []int `json:"y2x,omitempty"` // Y2X[j] is Σy²x of item j
	QX  []int `json:"qx,omitempty"`  // QX[j] is Σqx of item j
	Y4  int   `json:"y4"`            // Σy⁴
	Y2Q int   `json:"y2q"`           // Σy²q
	Q2  int   `json:"q2"`            // Σq²
}

const most = 100 // items; with that many, their sums fit an int for nine million respondents

var (
	errTooMany = errors.New("more answers than the sums can hold")
	errShape   = fmt.Errorf("a row has from 1 to %d items", most)
)

// room returns how many respondents surely fit the sums: y⁴ is the largest summand.
func room(k, top int) int {
	y := k * top
	return math.MaxInt / (y * y) / (y * y)
}

// Add adds the ratings of one respondent, one an item, always in the same order. If one of them is equal to a
// blank code, the respondent is counted as incomplete and otherwise left out.
//
// A rating that is neither on the scale nor blank is an error that wraps a [*survey.RangeError], whose Index
// is that of the item. It is also an error if the row has another number of items or another scale than the
// rows before. An error adds nothing.
func (t *Items) Add(s survey.Scale, ratings []int, blank ...int) error {
	complete, err := checkRow(s, ratings, blank)
	if err == nil {
		err = t.fits(s, len(ratings))
	}
	if err != nil {
		return fmt.Errorf("reliability: %w", err)
	}
	t.shape(s, len(ratings))
	if !complete {
		t.Incomplete++
		return nil
	}
	t.N++
	y, q := 0, 0
	for j, x := range ratings {
		y += x
		q += x * x
		t.Sums[j] += x
		row := t.Products[j]
		for l, other := range ratings[:j+1] {
			row[l] += x * other
		}
	}
	for j, x := range ratings {
		t.Quartic.Y2X[j] += y * y * x
		t.Quartic.QX[j] += q * x
	}
	t.Quartic.Y4 += y * y * y * y
	t.Quartic.Y2Q += y * y * q
	t.Quartic.Q2 += q * q
	return nil
}

// checkRow reports whether no rating is blank, and an error if one is neither blank nor on the scale.
func checkRow(s survey.Scale, ratings, blank []int) (complete bool, err error) {
	if err := s.Check(s.Min); err != nil {
		return false, err
	}
	if len(ratings) < 1 || len(ratings) > most {
		return false, errShape
	}
	complete = true
	for j, x := range ratings {
		if slices.Contains(blank, x) {
			complete = false
		} else if x < s.Min || x > s.Max {
			return false, &survey.RangeError{Rating: x, Scale: s, Index: j}
		}
	}
	return complete, nil
}

// fits returns an error if a row of k items on s cannot be added to t.
func (t *Items) fits(s survey.Scale, k int) error {
	switch {
	case t.empty():
		return nil
	case t.Scale != s:
		return fmt.Errorf("ratings on the scale %v do not go with ratings on %v", s, t.Scale)
	case k != len(t.Sums):
		return fmt.Errorf("a row of %d items does not go with rows of %d", k, len(t.Sums))
	case t.N >= room(k, s.Max) || t.Incomplete == math.MaxInt:
		return errTooMany
	}
	return nil
}

// empty reports whether t is the zero Items, or as good as that.
func (t *Items) empty() bool { return t.Scale == survey.Scale{} && t.N == 0 && t.Incomplete == 0 }

// shape gives an empty t the scale s and k items.
func (t *Items) shape(s survey.Scale, k int) {
	if !t.empty() {
		return
	}
	cells := make([]int, 3*k+k*(k+1)/2)
	cut := func(n int) []int {
		part := cells[:n:n]
		cells = cells[n:]
		return part
	}
	*t = Items{Scale: s, Sums: cut(k), Products: make([][]int, k), Quartic: Quartic{Y2X: cut(k), QX: cut(k)}}
	for j := range t.Products {
		t.Products[j] = cut(j + 1)
	}
}

// Plus returns the respondents of both, in slices of its own. An empty Items adds nothing; different scales or
// numbers of items panic.
func (t Items) Plus(o Items) Items {
	if t.empty() {
		t, o = o, t
	}
	var sum Items
	if t.empty() {
		return sum
	}
	sum.shape(t.Scale, len(t.Sums))
	sum.take(t)
	if o.empty() {
		return sum
	}
	if t.Scale != o.Scale || len(t.Sums) != len(o.Sums) {
		panic(fmt.Sprintf("reliability: %d items on the scale %v plus %d items on %v", len(t.Sums), t.Scale, len(o.Sums), o.Scale))
	}
	sum.take(o)
	return sum
}

// take adds the sums of o, which has the same shape, or reads as no data and leaves t so.
func (t *Items) take(o Items) {
	if o.flaw() != nil {
		t.N = math.MinInt // stays negative whatever is added
		return
	}
	if t.N += o.N; t.N > room(len(t.Sums), t.Scale.Max) {
		t.N = math.MinInt
	}
	t.Incomplete += o.Incomplete
	for j := range t.Sums {
		t.Sums[j] += o.Sums[j]
		for l := range t.Products[j] {
			t.Products[j][l] += o.Products[j][l]
		}
		t.Quartic.Y2X[j] += o.Quartic.Y2X[j]
		t.Quartic.QX[j] += o.Quartic.QX[j]
	}
	t.Quartic.Y4 += o.Quartic.Y4
	t.Quartic.Y2Q += o.Quartic.Y2Q
	t.Quartic.Q2 += o.Quartic.Q2
}

// flaw returns an error if t is not what Add could have made, as far as that can be seen at little cost.
func (t *Items) flaw() error {
	if t.empty() {
		return nil
	}
	if err := t.Scale.Check(t.Scale.Min); err != nil {
		return err
	}
	k, lo, hi := len(t.Sums), t.Scale.Min, t.Scale.Max
	if k < 1 || k > most || len(t.Products) != k || len(t.Quartic.Y2X) != k || len(t.Quartic.QX) != k {
		return errShape
	}
	if t.N < 0 || t.Incomplete < 0 {
		return fmt.Errorf("%d respondents, %d incomplete: a count is negative", t.N, t.Incomplete)
	}
	if t.N > room(k, hi) {
		return errTooMany
	}
	within := func(what string, sum, least, most int) error {
		if sum < least*t.N || sum > most*t.N {
			return fmt.Errorf("%s of %d are not from %d respondents on the scale %v", what, sum, t.N, t.Scale)
		}
		return nil
	}
	var errs [6]error
	for j, sum := range t.Sums {
		if len(t.Products[j]) != j+1 {
			return errShape
		}
		errs[0] = cmp.Or(errs[0], within("ratings", sum, lo, hi))
		for _, p := range t.Products[j] {
			errs[1] = cmp.Or(errs[1], within("products", p, lo*lo, hi*hi))
		}
		errs[2] = cmp.Or(errs[2], within("y²x", t.Quartic.Y2X[j], k*k*lo*lo*lo, k*k*hi*hi*hi))
		errs[2] = cmp.Or(errs[2], within("qx", t.Quartic.QX[j], k*lo*lo*lo, k*hi*hi*hi))
	}
	low, high := lo*lo*lo*lo*k*k, hi*hi*hi*hi*k*k
	errs[3] = within("y⁴", t.Quartic.Y4, low*k*k, high*k*k)
	errs[4] = within("y²q", t.Quartic.Y2Q, low*k, high*k)
	errs[5] = within("q²", t.Quartic.Q2, low, high)
	return cmp.Or(cmp.Or(errs[:]...), t.variances())
}

// variances returns an error if no ratings have these products: if the squares of an item are too few for the sum
// of its ratings, if the products of two items are more than their squares allow (Cauchy and Schwarz), or if the
// sums of all items would vary less than not at all.
func (t *Items) variances() error {
	const rounding = 1e-12
	if t.N == 0 {
		return nil
	}
	total, size := 0.0, 0.0
	for j := range t.Sums {
		own := t.deviations(j, j)
		if own < 0 {
			return fmt.Errorf("squares of %d are too few for %d respondents with ratings of %d", t.Products[j][j], t.N, t.Sums[j])
		}
		total, size = total+own, size+own
		for l := range j {
			x := t.deviations(j, l)
			if x*x > own*t.deviations(l, l)*(1+rounding) {
				return fmt.Errorf("products of %d of the items %d and %d do not go with squares of %d and %d",
					t.Products[j][l], l, j, t.Products[l][l], t.Products[j][j])
			}
			total, size = total+2*x, size+2*math.Abs(x)
		}
	}
	if total < -rounding*size {
		return errors.New("the products of all items are too small for their squares")
	}
	return nil
}
