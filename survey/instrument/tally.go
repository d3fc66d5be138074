package instrument

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/response"
)

// Tally is what many respondents replied to an instrument, in counts: the answers to each item, the scores of each
// index and why others were refused, and the gap of each pair. Every respondent is in each of them once. The zero
// Tally is empty and ready, and takes the instrument of its first Add; one of another instrument, or of another
// version or other rules of it, does not go with it.
//
// Its size depends on the instrument, and for a composite or an index with uneven weights on how many different
// scores there are.
// A copy shares the slices with the original, and Add changes them in place; Plus makes new ones. A tally that Add
// could not have made reads as no data.
type Tally struct {
	Instrument  string         `json:"instrument,omitempty"` // id and version
	Rules       string         `json:"rules,omitempty"`      // a digest of all that scoring depends on, texts apart
	Respondents int            `json:"respondents"`
	Items       []ItemTally    `json:"items,omitempty"`
	Indices     []IndexTally   `json:"indices,omitempty"` // then composites, then the gaps of pairs of indices
	Pairs       []response.Gap `json:"pairs,omitempty"`   // those of items, in the order of the definition
}

// ItemTally is the replies to one item, not reversed.
type ItemTally struct {
	ID            string       `json:"id"`
	Answers       survey.Tally `json:"answers"`
	NotApplicable int          `json:"notApplicable"`
	Blank         int          `json:"blank"`
}

// IndexTally is the scores of one index: Counts[i] respondents have the score Values[i]. Values ascend, from the
// lower to the upper end of the index. The other respondents have none, for one of two reasons. Partial is how many
// of those with a score left something out, so that theirs is of the rest.
type IndexTally struct {
	ID              string            `json:"id"`
	Values          []float64         `json:"values"`
	Counts          []int             `json:"counts"`
	Partial         int               `json:"partial,omitempty"`
	TooFew          int               `json:"tooFew"`
	RequiredMissing int               `json:"requiredMissing"`
	Alpha           reliability.Items `json:"alpha,omitzero"` // of the ratings, reversed where the item is
}

// Add counts one response. An error counts nothing: r is not a response to the instrument (see
// [Instrument.Check]), or the tally is of another one.
func (t *Tally) Add(in *Instrument, r Response) error { return t.AddN(in, r, 1) }

// AddN counts n equal responses, such as a row of a GROUP BY. It fails like [Tally.Add], and if n is negative or
// more than the tally can hold.
func (t *Tally) AddN(in *Instrument, r Response, n int) error {
	var a answers
	if !in.read(r, &a) {
		return in.Check(r)
	}
	if err := in.Fits(*t); err != nil {
		return err
	}
	if n < 0 || t.Respondents < 0 || t.Respondents > in.room()-n {
		return fmt.Errorf("instrument: %d responses do not go into a tally that has %d", n, t.Respondents)
	}
	for i := range t.Indices {
		if x := &t.Indices[i]; !x.sumsOf(t.Respondents) {
			return fmt.Errorf("instrument: index %s: the sums for alpha are not those of %d respondents", x.ID, t.Respondents)
		}
	}
	if n == 0 {
		return nil
	}
	if t.Rules == "" {
		*t = in.empty()
	}
	t.Respondents += n
	for i := range in.items {
		switch it := &t.Items[i]; a[i] {
		case blank:
			it.Blank += n
		case na:
			it.NotApplicable += n
		default:
			it.Answers.Scale = in.items[i].scale
			it.Answers.Ratings[a[i]] += n
		}
	}
	for i := range in.indices {
		x := &t.Indices[i]
		switch o := in.score(&in.indices[i], &a); o.refused {
		case Scored:
			x.count(o.value, n)
			if !o.whole {
				x.Partial += n
			}
		case TooFew:
			x.TooFew += n
		case RequiredMissing:
			x.RequiredMissing += n
		}
		if in.indices[i].alpha.Valid() {
			if err := in.indices[i].addAlpha(&x.Alpha, &a, n); err != nil {
				panic("instrument: " + err.Error()) // ratings on the scale and room for them were checked
			}
		}
	}
	for i, p := range in.pairs {
		if a[p.is] < 0 || a[p.should] < 0 {
			continue
		}
		t.Pairs[i].Scale = p.scale
		t.Pairs[i].Pairs[10+a[p.is]-a[p.should]] += n
	}
	return nil
}

// count counts a score n times.
func (x *IndexTally) count(value float64, n int) {
	i, found := slices.BinarySearch(x.Values, value)
	if !found {
		x.Values = slices.Insert(x.Values, i, value)
		x.Counts = slices.Insert(x.Counts, i, 0)
	}
	x.Counts[i] += n
}

// addAlpha adds the ratings of n respondents to the sums for alpha.
func (x *index) addAlpha(sums *reliability.Items, a *answers, n int) error {
	var buf [mostAlpha]int
	row := buf[:len(x.parts)]
	for i, p := range x.parts {
		if row[i] = blank; a[p.item] >= 0 {
			row[i] = oriented(x.alpha, p.reverse, int(a[p.item]))
		}
	}
	if n == 1 {
		return sums.Add(x.alpha, row, blank)
	}
	var one reliability.Items
	if err := one.Add(x.alpha, row, blank); err != nil {
		return err
	}
	for ; n > 0; n >>= 1 { // by doubling: 30 sums for a billion
		if n&1 == 1 {
			*sums = sums.Plus(one)
		}
		if n > 1 {
			one = one.Plus(one)
		}
	}
	return nil
}

// empty returns a tally without respondents.
func (in *Instrument) empty() Tally {
	t := Tally{Instrument: in.String(), Rules: in.rules, Items: make([]ItemTally, len(in.items)),
		Indices: make([]IndexTally, len(in.indices)), Pairs: make([]response.Gap, len(in.pairs))}
	for i, it := range in.items {
		t.Items[i].ID = it.id
	}
	for i, x := range in.indices {
		t.Indices[i] = IndexTally{ID: x.id, Values: []float64{x.lo, x.hi}, Counts: []int{0, 0}}
	}
	return t
}

// room returns how many respondents fit: as many as an int can count, and as the sums for alpha can hold, of which
// the fourth power of a respondent's sum is the largest summand.
func (in *Instrument) room() int {
	room := math.MaxInt
	for _, x := range in.indices {
		if y := len(x.parts) * x.alpha.Max; y > 0 {
			room = min(room, math.MaxInt/(y*y)/(y*y))
		}
	}
	return room
}

// Plus returns the respondents of both, in slices of its own. Nobody may be in both. The zero Tally adds nothing;
// two of different instruments panic.
func (t Tally) Plus(o Tally) Tally {
	if t.Rules == "" && t.Respondents == 0 {
		t, o = o, t
	}
	if o.Rules == "" && o.Respondents == 0 {
		return t.clone()
	}
	if t.Rules != o.Rules || len(t.Items) != len(o.Items) || len(t.Indices) != len(o.Indices) || len(t.Pairs) != len(o.Pairs) {
		panic(fmt.Sprintf("instrument: a tally of %s by the rules %s plus one of %s by the rules %s", t.Instrument, t.Rules, o.Instrument, o.Rules))
	}
	t = t.clone()
	t.Respondents = add(t.Respondents, o.Respondents)
	for i, x := range o.Items {
		s := &t.Items[i]
		s.Answers = s.Answers.Plus(x.Answers)
		s.NotApplicable += x.NotApplicable
		s.Blank += x.Blank
	}
	for i, x := range o.Indices {
		s := &t.Indices[i]
		for j, value := range x.Values {
			if j < len(x.Counts) {
				s.count(value, x.Counts[j])
			}
		}
		s.Partial += x.Partial
		s.TooFew += x.TooFew
		s.RequiredMissing += x.RequiredMissing
		s.Alpha = s.Alpha.Plus(x.Alpha)
	}
	for i, g := range o.Pairs {
		t.Pairs[i] = t.Pairs[i].Plus(g)
	}
	return t
}

// add adds two numbers of respondents; what cannot be counted stays negative and so reads as no data.
func add(a, b int) int {
	if a < 0 || b < 0 || a > math.MaxInt-b {
		return math.MinInt
	}
	return a + b
}

// clone returns a copy that shares nothing.
func (t Tally) clone() Tally {
	t.Items, t.Pairs, t.Indices = slices.Clone(t.Items), slices.Clone(t.Pairs), slices.Clone(t.Indices)
	for i := range t.Indices {
		x := &t.Indices[i]
		x.Values, x.Counts, x.Alpha = slices.Clone(x.Values), slices.Clone(x.Counts), x.Alpha.Plus(reliability.Items{})
	}
	return t
}
