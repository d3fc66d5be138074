package instrument

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/response"
)

// Tally is what many respondents replied to an instrument, in counts: the answers to each item, the scores of each index
// and why others were refused, and the gap of each pair. Every respondent is in each of them once. The zero Tally is
// empty and ready, and takes the instrument of its first Add; one of another instrument, or of another version or other
// rules of it, does not go with it.
//
// Its size depends on the instrument, and for an index with uneven weights on how many different scores there are. A
// copy shares the slices with the original, and Add changes them in place; Plus makes new ones. A tally that Add could
// not have made reads as no data.
type Tally struct {
	Instrument  string         `json:"instrument,omitempty"` // id and version
	Rules       string         `json:"rules,omitempty"`      // a digest of all that scoring depends on, texts apart
	Respondents int            `json:"respondents"`
	Items       []ItemTally    `json:"items,omitempty"`
	Indices     []IndexTally   `json:"indices,omitempty"`
	Pairs       []response.Gap `json:"pairs,omitempty"` // in the order of the definition
}

// ItemTally is the replies to one item, not reversed.
type ItemTally struct {
	ID            string       `json:"id"`
	Answers       survey.Tally `json:"answers"`
	NotApplicable int          `json:"notApplicable"`
	Blank         int          `json:"blank"`
}

// IndexTally is the scores of one index: Counts[i] respondents have the score Values[i]. Values ascend, from the lower to
// the upper end of the index. The other respondents have none, for one of two reasons.
type IndexTally struct {
	ID              string            `json:"id"`
	Values          []float64         `json:"values"`
	Counts          []int             `json:"counts"`
	TooFew          int               `json:"tooFew"`
	RequiredMissing int               `json:"requiredMissing"`
	Alpha           reliability.Items `json:"alpha,omitzero"` // of the ratings, reversed where the item is
}

// Add counts one response. An error counts nothing: r is not a response to the instrument (see [Instrument.Check]), or
// the tally is of another one.
func (t *Tally) Add(in *Instrument, r Response) error { return t.AddN(in, r, 1) }

// AddN counts n equal responses, such as a row of a GROUP BY. It fails like [Tally.Add], and if n is negative or more
// than the tally can hold.
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
		switch value, _, refused := in.indices[i].score(&a); refused {
		case Scored:
			x.count(value, n)
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

// room returns how many respondents fit: as many as an int can count, and as the sums for alpha can hold, of which the
// fourth power of a respondent's sum is the largest summand.
func (in *Instrument) room() int {
	room := math.MaxInt
	for _, x := range in.indices {
		if y := len(x.parts) * x.alpha.Max; y > 0 {
			room = min(room, math.MaxInt/(y*y)/(y*y))
		}
	}
	return room
}

// Fits returns nil if t is empty or counts responses to in by the same rules; readers panic where it does not. Check with
// it a tally that came from elsewhere.
func (in *Instrument) Fits(t Tally) error {
	switch {
	case len(in.items) == 0:
		return errZero
	case t.Rules == "" && t.Respondents == 0 && len(t.Items) == 0:
		return nil
	case t.Rules != in.rules && t.Instrument == in.String():
		return fmt.Errorf("instrument: a tally of %s by the rules %s does not go with its rules %s", in, t.Rules, in.rules)
	case t.Rules != in.rules:
		return fmt.Errorf("instrument: a tally of %s does not go with %s", t.Instrument, in)
	case !in.shaped(t):
		return fmt.Errorf("instrument: a tally of %s has not its items, indices and pairs", in)
	}
	return nil
}

// shaped reports whether t has the items, indices and pairs of in, on their scales: whether Add can go on with it.
func (in *Instrument) shaped(t Tally) bool {
	if len(t.Items) != len(in.items) || len(t.Indices) != len(in.indices) || len(t.Pairs) != len(in.pairs) {
		return false
	}
	for i := range t.Items {
		it := &t.Items[i]
		if it.ID != in.items[i].id || it.Answers.Scale != (survey.Scale{}) && it.Answers.Scale != in.items[i].scale {
			return false
		}
	}
	for i := range t.Indices {
		x, own := &t.Indices[i], &in.indices[i]
		last := len(x.Values) - 1
		if x.ID != own.id || len(x.Counts) != last+1 || last < 1 || x.Values[0] != own.lo || x.Values[last] != own.hi || x.Alpha.Scale != own.alpha ||
			own.alpha.Valid() && len(x.Alpha.Sums) != len(own.parts) {
			return false
		}
	}
	for i := range t.Pairs {
		if s := t.Pairs[i].Scale; s != (survey.Scale{}) && s != in.pairs[i].scale {
			return false
		}
	}
	return true
}

// Plus returns the respondents of both, in slices of its own. Nobody may be in both. The zero Tally adds nothing; two of
// different instruments panic.
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

// N returns the number of respondents; 0 if t reads as no data.
func (t Tally) N() int {
	if t.flaw() != nil {
		return 0
	}
	return t.Respondents
}

// flaw returns an error if t is not a tally that Add could have made, as far as can be seen without its instrument.
func (t Tally) flaw() error {
	if t.Respondents < 0 || (t.Rules == "") != (t.Respondents == 0) {
		return fmt.Errorf("%d respondents by the rules %q", t.Respondents, t.Rules)
	}
	for _, it := range t.Items {
		if it.NotApplicable < 0 || it.Blank < 0 || it.Answers.N() < 0 || add(add(it.Answers.N(), it.NotApplicable), it.Blank) != t.Respondents {
			return fmt.Errorf("item %s: its replies are not those of %d respondents", it.ID, t.Respondents)
		}
	}
	for _, x := range t.Indices {
		if err := x.flaw(t.Respondents); err != nil {
			return fmt.Errorf("index %s: %w", x.ID, err)
		}
	}
	for i, g := range t.Pairs {
		if g != (response.Gap{}) && g.N() == 0 || g.N() > t.Respondents {
			return fmt.Errorf("gap %d is not of %d respondents", i, t.Respondents)
		}
	}
	return nil
}

func (x IndexTally) flaw(respondents int) error {
	if len(x.Values) != len(x.Counts) || len(x.Values) < 2 || math.IsNaN(x.Values[0]-x.Values[0]) || math.IsInf(x.Values[len(x.Values)-1], 0) {
		return errors.New("its scores are not finite numbers with a count each")
	}
	n := add(x.TooFew, x.RequiredMissing)
	for i, c := range x.Counts {
		n = add(n, c)
		if i > 0 && !(x.Values[i-1] < x.Values[i]) {
			return errors.New("its scores do not ascend")
		}
	}
	if n != respondents || !x.sumsOf(respondents) {
		return fmt.Errorf("its scores are not those of %d respondents", respondents)
	}
	return nil
}

// sumsOf reports whether the sums for alpha, if there are any, are of so many respondents.
func (x *IndexTally) sumsOf(respondents int) bool {
	return !x.Alpha.Scale.Valid() || add(x.Alpha.N, x.Alpha.Incomplete) == respondents
}

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses unknown members and what Add could not have
// counted, as far as can be seen without the instrument, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	type plain Tally
	var in plain
	err := strict(b, &in)
	if err == nil {
		err = Tally(in).flaw()
	}
	if err != nil {
		return fmt.Errorf("instrument: reading a tally: %w", err)
	}
	*t = Tally(in)
	return nil
}

// index returns an index and its tally, nil without data. It panics if t is of another instrument, or has
// no such index.
func (t Tally) index(in *Instrument, id string) (*index, *IndexTally) {
	t.belongs(in)
	i := slices.IndexFunc(in.indices, func(x index) bool { return x.id == id })
	if i < 0 {
		panic(fmt.Sprintf("instrument: %s has no index %q", in, id))
	}
	if t.N() == 0 {
		return &in.indices[i], nil
	}
	return &in.indices[i], &t.Indices[i]
}

func (t Tally) belongs(in *Instrument) {
	if err := in.Fits(t); err != nil {
		panic(err.Error())
	}
}

// Score returns the mean of an index over respondents in the unit of its kind, with the score interval of
// [kpi.Multinomial] over the scores that occurred and the two ends of the index: of one item it is Wilson's interval for
// the kind top, and that of [kpi.Net] for net. N is the respondents who have a score. Without one it is no data between
// the ends of the index. It panics if t is of another instrument, or that has no such index.
func (t Tally) Score(in *Instrument, index string, level float64) kpi.Estimate {
	x, counted := t.index(in, index)
	ends := [2]float64{x.lo, x.hi}
	var none [2]int
	values, counts := ends[:], none[:]
	if counted != nil {
		values, counts = counted.Values, counted.Counts
	}
	e := kpi.Multinomial(values, counts, level)
	e.Unit = x.unit
	return e
}

// SD returns the standard deviation (divisor n-1) of the respondents' scores: kpi.Mean(n, mean, sd, 0.95) has Student's t
// limits, which reports of usability scores print. NaN with fewer than two. It panics where Score does.
func (t Tally) SD(in *Instrument, index string) float64 {
	_, counted := t.index(in, index)
	if counted == nil {
		return math.NaN()
	}
	n, sum := 0.0, 0.0
	for i, c := range counted.Counts {
		n += float64(c)
		sum += float64(c) * counted.Values[i]
	}
	if n < 2 {
		return math.NaN()
	}
	squares := 0.0
	for i, c := range counted.Counts {
		d := counted.Values[i] - sum/n
		squares += float64(c) * d * d
	}
	return math.Sqrt(squares / (n - 1))
}

// Alpha returns Cronbach's alpha of the items of an index ([reliability.Items.Alpha]), reversed where they are, over the
// respondents who answered all of them. It is no data unless the index asks for alpha. It panics where Score does.
func (t Tally) Alpha(in *Instrument, index string, level float64) kpi.Estimate {
	_, counted := t.index(in, index)
	if counted == nil {
		return reliability.Items{}.Alpha(level)
	}
	return counted.Alpha.Alpha(level)
}

// Item returns the answers to an item as they were given, not reversed: for means and shares, and for nps.Of, csat.Of and
// ces.Of. It panics if t is of another instrument, or that has no such item.
func (t Tally) Item(in *Instrument, item string) survey.Tally {
	t.belongs(in)
	i, ok := in.byID[item]
	if !ok {
		panic(fmt.Sprintf("instrument: %s has no item %q", in, item))
	}
	if t.N() > 0 && t.Items[i].Answers.Scale.Valid() {
		return t.Items[i].Answers
	}
	return survey.Tally{Scale: in.items[i].scale}
}

// Gap returns a pair: what is against what should be, by the respondents who answered both. It panics if t is of another
// instrument, or that has no such pair.
func (t Tally) Gap(in *Instrument, pair string) response.Gap {
	t.belongs(in)
	for i, p := range in.pairs {
		if p.id != pair {
			continue
		}
		if t.N() > 0 && t.Pairs[i].Scale.Valid() {
			return t.Pairs[i]
		}
		return response.Gap{Scale: p.scale}
	}
	panic(fmt.Sprintf("instrument: %s has no pair %q", in, pair))
}
