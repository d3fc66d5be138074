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
	indices []index        // those of the definition, composites, gaps of pairs of indices
	pairs   []pair
}

type item struct {
	id    string
	scale survey.Scale
	na    []int
	must  bool
}

// index is an Index with its items by place and the value of each rating of each item, a Composite or the gap of a
// pair of indices with its members by place.
type index struct {
	id       string
	parts    []part
	members  []member // instead of parts
	gap      bool     // the value is the sum of the members, not their mean
	both     [][2]int // of a gap: items that count where both are answered
	required []int    // items, or indices of a composite
	need     int      // items that must be answered, or indices that must have a score
	combine  Combine
	num, den float64 // the index is times·(num·Σwv/(den·Σw)) + plus
	times    float64
	plus     float64
	uneven   bool // weights or several ranges: equal scores may differ in their last bits
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

type member struct {
	index  int
	weight float64
}

// pair is a Pair of items.
type pair struct {
	id         string
	is, should int
	scale      survey.Scale
}

// New returns the instrument of a definition, or an error that joins a [*DefinitionError] for each thing that is
// wrong, a hundred at most. It keeps a copy of d.
func New(d Definition) (*Instrument, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	d = d.clone()
	if d.Indices == nil {
		d.Indices = []Index{} // in JSON an array, which Parse reads, and not null
	}
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
	in.indices = compile(&d, in.byID)
	for _, p := range d.Pairs {
		if is, ofItems := in.byID[p.Is]; ofItems {
			in.pairs = append(in.pairs, pair{p.ID, is, in.byID[p.Should], in.items[is].scale})
		}
	}
	in.rules = d.digest()
	return in, nil
}

// Parse returns the instrument of a definition in JSON, as the schema of [Schema] describes it. Unknown members,
// members that come twice or are missing, references to nothing, weights that do not add up and all else that [New] refuses are
// errors that hold a [*DefinitionError].
func Parse(b []byte) (*Instrument, error) {
	var d Definition
	if err := strict(b, &d, true); err != nil {
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
	for i := range d.Composites {
		d.Composites[i].Title, d.Composites[i].Bands = nil, nil
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
		x.Missing.Required, x.Bands = slices.Clone(x.Missing.Required), cloneBands(x.Bands)
	}
	d.Composites = slices.Clone(d.Composites)
	for i := range d.Composites {
		x := &d.Composites[i]
		x.Title, x.Indices, x.Weights = maps.Clone(x.Title), slices.Clone(x.Indices), slices.Clone(x.Weights)
		x.Missing.Required, x.Bands = slices.Clone(x.Missing.Required), cloneBands(x.Bands)
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

func cloneBands(bands []Band) []Band {
	bands = slices.Clone(bands)
	for i := range bands {
		bands[i].Title = maps.Clone(bands[i].Title)
	}
	return bands
}

// errZero is what the zero Instrument answers.
var errZero = errors.New("instrument: the zero Instrument has no items")
