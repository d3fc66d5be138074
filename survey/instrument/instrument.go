package instrument

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Instrument is a definition that was checked and is ready to score. It never changes; any number of goroutines
// may use it. The zero Instrument has no items.
type Instrument struct {
	def     Definition
	rules   string // a digest of all that scoring depends on
	items   []item
	byID    map[string]int // place among items
	indices []index
	pairs   []pair
}

type item struct {
	id    string
	scale survey.Scale
	na    []int
	must  bool
}

// index is an Index with its items by place, and the value of each rating of each item.
type index struct {
	id       string
	parts    []part
	required []int
	need     int // items that must be answered
	combine  Combine
	num, den float64 // the index is times·(num·Σwv/(den·Σw)) + plus
	times    float64
	plus     float64
	lo, hi   float64
	unit     kpi.Unit
	alpha    survey.Scale // of the sums for alpha; the zero Scale: none are kept
	bands    []Band
}

type part struct {
	item    int
	reverse bool
	weight  float64
	value   [11]float64 // by rating
}

type pair struct {
	id         string
	is, should int
	scale      survey.Scale
}

// New returns the instrument of a definition, or an error that joins a [*DefinitionError] for each thing that is
// wrong. It keeps a copy of d.
func New(d Definition) (*Instrument, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	d = d.clone()
	in := &Instrument{def: d, byID: make(map[string]int, len(d.Items))}
	for i, it := range d.Items {
		s := d.Scales[it.Scale]
		compiled := item{id: it.ID, scale: s.Range(), must: it.Required}
		for _, na := range s.NA {
			compiled.na = append(compiled.na, na.Code)
		}
		in.items = append(in.items, compiled)
		in.byID[it.ID] = i
	}
	for _, x := range d.Indices {
		in.indices = append(in.indices, compileIndex(&d, x, in.byID))
	}
	for _, p := range d.Pairs {
		is := in.byID[p.Is]
		in.pairs = append(in.pairs, pair{p.ID, is, in.byID[p.Should], in.items[is].scale})
	}
	in.rules = d.digest()
	return in, nil
}

// Parse returns the instrument of a definition in JSON, as the schema of [Schema] describes it. Unknown members,
// members that come twice, references to nothing, weights that do not add up and all else that [New] refuses are
// errors that hold a [*DefinitionError].
func Parse(b []byte) (*Instrument, error) {
	var d Definition
	if err := strict(b, &d); err != nil {
		return nil, err
	}
	return New(d)
}

// Definition returns a copy of the definition, to be read, or edited and given to [New].
func (in *Instrument) Definition() Definition { return in.def.clone() }

// MarshalJSON returns the definition, which [Parse] reads.
func (in *Instrument) MarshalJSON() ([]byte, error) { return json.Marshal(in.def) }

// UnmarshalJSON reads what MarshalJSON writes, with the errors of [Parse], and then leaves in as it was.
func (in *Instrument) UnmarshalJSON(b []byte) error {
	read, err := Parse(b)
	if err != nil {
		return err
	}
	*in = *read
	return nil
}

// String returns id and version: culture 1.0.
func (in *Instrument) String() string { return in.def.ID + " " + in.def.Version }

// compileIndex compiles an index of a definition without flaws.
func compileIndex(d *Definition, x Index, items map[string]int) index {
	t := x.Transform
	c := index{id: x.ID, need: x.Missing.need(len(x.Items)), combine: x.Combine, num: 1, den: 1, times: 1, plus: t.Plus,
		unit: kpi.Number, bands: x.Bands}
	first := d.Scales[d.Items[items[x.Items[0]]].Scale].Range()
	one := true // range
	for i, id := range x.Items {
		it := d.Items[items[id]]
		one = one && d.Scales[it.Scale].Range() == first
		weight := 1.0
		if x.Weights != nil {
			weight = x.Weights[i]
		}
		c.parts = append(c.parts, part{item: items[id], reverse: it.Reverse, weight: weight})
		if slices.Contains(x.Missing.Required, id) {
			c.required = append(c.required, items[id])
		}
	}
	switch t.Kind {
	case Rating:
		c.lo, c.hi = float64(first.Min), float64(first.Max)
		if k := float64(len(x.Items)); x.Combine != Mean {
			c.lo, c.hi = k*c.lo, k*c.hi
		}
	case Percent:
		if t.Times != 0 {
			c.times = t.Times
		}
		c.num, c.lo, c.hi = 100, t.Plus, float64(c.times*100)+t.Plus
		if one { // whole numbers until the one division: equal scores are equal in every bit
			c.den = float64(first.Max - first.Min)
		}
	case Top:
		c.lo, c.hi, c.unit = 0, 1, kpi.Fraction
	case Net:
		c.num, c.lo, c.hi, c.unit = 100, -100, 100, kpi.Points
	}
	for i := range c.parts {
		p := &c.parts[i]
		s := d.Scales[d.Items[p.item].Scale].Range()
		for rating := s.Min; rating <= s.Max; rating++ {
			p.value[rating] = t.value(s, oriented(s, p.reverse, rating), one)
		}
	}
	if x.Alpha {
		c.alpha = first
	}
	return c
}

// oriented returns a rating, turned round if the item is reversed.
func oriented(s survey.Scale, reverse bool, rating int) int {
	if reverse {
		return s.Reverse(rating)
	}
	return rating
}

// value returns what an oriented rating is worth, before the factors of the index. Percents of items on one range
// are left to the factors.
func (t Transform) value(s survey.Scale, rating int, one bool) float64 {
	switch {
	case t.Kind == Percent && one:
		return float64(rating - s.Min)
	case t.Kind == Percent:
		return s.Rescale(float64(rating)) / 100
	case t.Kind == Top && rating >= t.From, t.Kind == Net && rating >= t.Up:
		return 1
	case t.Kind == Net && rating <= t.Down:
		return -1
	case t.Kind == Rating:
		return float64(rating)
	}
	return 0
}

// digest returns a digest of what scoring depends on: two definitions that differ in texts only have the same.
func (d Definition) digest() string {
	d = d.clone()
	d.Schema, d.Languages, d.Title, d.Note = "", nil, nil, nil
	for name, s := range d.Scales {
		s.Labels = nil
		for i := range s.NA {
			s.NA[i].Text = nil
		}
		d.Scales[name] = s
	}
	for i := range d.Items {
		d.Items[i].Text = nil
	}
	for i := range d.Indices {
		d.Indices[i].Title, d.Indices[i].Bands = nil, nil
	}
	for i := range d.Pairs {
		d.Pairs[i].Title = nil
	}
	h := fnv.New64a()
	if err := json.NewEncoder(h).Encode(d); err != nil {
		panic("instrument: " + err.Error()) // a definition without flaws has only finite numbers
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// clone returns a copy that shares nothing.
func (d Definition) clone() Definition {
	d.Languages = slices.Clone(d.Languages)
	d.Title, d.Note = maps.Clone(d.Title), maps.Clone(d.Note)
	d.Scales = maps.Clone(d.Scales)
	for name, s := range d.Scales {
		s.Labels, s.NA = cloneLabels(s.Labels), cloneLabels(s.NA)
		d.Scales[name] = s
	}
	d.Items = slices.Clone(d.Items)
	for i := range d.Items {
		d.Items[i].Text = maps.Clone(d.Items[i].Text)
	}
	d.Indices = slices.Clone(d.Indices)
	for i := range d.Indices {
		x := &d.Indices[i]
		x.Title, x.Items, x.Weights = maps.Clone(x.Title), slices.Clone(x.Items), slices.Clone(x.Weights)
		x.Missing.Required, x.Bands = slices.Clone(x.Missing.Required), slices.Clone(x.Bands)
		for j := range x.Bands {
			x.Bands[j].Title = maps.Clone(x.Bands[j].Title)
		}
	}
	d.Pairs = slices.Clone(d.Pairs)
	for i := range d.Pairs {
		d.Pairs[i].Title = maps.Clone(d.Pairs[i].Title)
	}
	return d
}

func cloneLabels(labels []Label) []Label {
	labels = slices.Clone(labels)
	for i := range labels {
		labels[i].Text = maps.Clone(labels[i].Text)
	}
	return labels
}

// errZero is what the zero Instrument answers.
var errZero = errors.New("instrument: the zero Instrument has no items")
