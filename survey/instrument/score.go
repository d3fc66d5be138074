package instrument

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/wire"
	"github.com/servicekpi/servicekpi/kpi"
)

// Refusal is why there is no score. The zero Refusal is none.
type Refusal uint8

const (
	Scored          Refusal = iota // there is a score
	TooFew                         // fewer items were answered than the rule asks for
	RequiredMissing                // an item, or an index of a composite, without which there is none has no answer
)

// String returns scored, too few answers or required item missing.
func (r Refusal) String() string {
	if r <= RequiredMissing {
		return refusals[r]
	}
	return fmt.Sprintf("Refusal(%d)", uint8(r))
}

var refusals = [...]string{"scored", "too few answers", "required item missing"}

// MarshalText returns what String does, or an error if r is no refusal.
func (r Refusal) MarshalText() ([]byte, error) {
	if r > RequiredMissing {
		return nil, fmt.Errorf("instrument: %v is no refusal", r)
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (r *Refusal) UnmarshalText(text []byte) error {
	i := slices.Index(refusals[:], string(text))
	if i < 0 {
		return fmt.Errorf("instrument: refusal %q is none of %q", text, refusals)
	}
	*r = Refusal(i)
	return nil
}

// Score is an index, a composite or the gap of a pair of indices, of one respondent.
type Score struct {
	Index         string   `json:"index"`
	Value         float64  `json:"value"` // NaN if it was refused
	Unit          kpi.Unit `json:"unit"`
	Refused       Refusal  `json:"refused,omitzero"`
	Answered      int      `json:"answered"`       // items; of a composite, indices that have a score; of a gap, items answered on both sides
	Missing       []string `json:"missing"`        // items left blank; of a composite, indices without a score
	NotApplicable []string `json:"notApplicable"`  // items answered by an N/A code
	Band          string   `json:"band,omitempty"` // the id of the band that Value is in, if there are bands
}

// MarshalJSON returns {"index":"effort","value":4.5,"unit":"number","answered":2,"missing":[],"notApplicable":[]}, with
// null for a value that was refused and why in refused, and with band where there is one.
func (s Score) MarshalJSON() ([]byte, error) { return wire.Marshal(s) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, a refusal that has a value, and a
// negative number of answers.
func (s *Score) UnmarshalJSON(b []byte) error {
	var in Score
	if err := wire.Read("instrument: reading a score", b, &in); err != nil {
		return err
	}
	if (in.Refused == Scored) == math.IsNaN(in.Value) || in.Answered < 0 {
		return fmt.Errorf("instrument: reading a score: value %v, %v, of %d answers", in.Value, in.Refused, in.Answered)
	}
	*s = in
	return nil
}

// Score returns the indices of one response in the order of the definition, then its composites, then the gaps of
// its pairs of indices, also those that were refused. An index of items that are partly missing is of those that
// were answered, with their weights made to add up to 1 again; a composite likewise of its indices. A gap is should
// less is, of the items that were answered on both sides: who cannot say what is needed of a skill has no gap in
// it. If r is not a response to the instrument it returns the error of [Instrument.Check] and no scores.
func (in *Instrument) Score(r Response) ([]Score, error) {
	var a answers
	if !in.read(r, &a) {
		return nil, in.Check(r)
	}
	scores := make([]Score, len(in.indices))
	for i := range in.indices {
		x := &in.indices[i]
		o := in.score(x, &a)
		s := Score{Index: x.id, Value: o.value, Unit: x.unit, Refused: o.refused, Answered: o.answered, Band: band(x.bands, o.value)}
		in.lacking(&s, x, &a)
		scores[i] = s
	}
	return scores, nil
}

// lacking names what is missing from an index.
func (in *Instrument) lacking(s *Score, x *index, a *answers) {
	for _, p := range x.parts {
		in.unanswered(s, p.item, a)
	}
	for _, sides := range x.both {
		in.unanswered(s, sides[0], a)
		in.unanswered(s, sides[1], a)
	}
	if x.gap {
		return
	}
	for _, m := range x.members {
		if part := &in.indices[m.index]; in.score(part, a).refused != Scored {
			s.Missing = append(s.Missing, part.id)
		}
	}
}

// unanswered names an item that has no answer.
func (in *Instrument) unanswered(s *Score, item int, a *answers) {
	switch id := in.items[item].id; a[item] {
	case blank:
		s.Missing = append(s.Missing, id)
	case na:
		s.NotApplicable = append(s.NotApplicable, id)
	}
}

// outcome is an index of one respondent.
type outcome struct {
	value    float64 // NaN if it was refused
	answered int
	whole    bool // nothing was missing
	refused  Refusal
}

// score returns an index of one respondent. It does not allocate.
func (in *Instrument) score(x *index, a *answers) outcome {
	switch {
	case x.gap:
		return in.scoreGap(x, a)
	case x.members != nil:
		return in.scoreComposite(x, a)
	}
	return x.scoreItems(a)
}

func (x *index) scoreItems(a *answers) outcome {
	sum, weight, answered := 0.0, 0.0, 0
	for i := range x.parts {
		p := &x.parts[i]
		rating := a[p.item]
		if rating < 0 {
			continue
		}
		answered++
		sum += float64(p.weight * p.value[rating]) // float64: rounded, so that all machines give the same bits
		weight += p.weight
	}
	for _, i := range x.required {
		if a[i] < 0 {
			return outcome{math.NaN(), answered, false, RequiredMissing}
		}
	}
	if answered < x.need {
		return outcome{math.NaN(), answered, false, TooFew}
	}
	var value float64
	switch x.combine {
	case Sum:
		value = sum
	case ProratedSum:
		value = sum * float64(len(x.parts)) / weight
	default:
		value = x.num * sum / (x.den * weight)
	}
	value = float64(x.times*value) + x.plus
	if x.uneven {
		value = x.exact(value)
	}
	return outcome{min(max(value, x.lo), x.hi), answered, answered == len(x.parts), Scored}
}

func (in *Instrument) scoreComposite(x *index, a *answers) outcome {
	sum, weight, scored, whole := 0.0, 0.0, 0, true
	for _, m := range x.members {
		o := in.score(&in.indices[m.index], a)
		whole = whole && o.whole
		if o.refused != Scored {
			continue
		}
		scored++
		sum += float64(m.weight * o.value)
		weight += m.weight
	}
	for _, i := range x.required {
		if in.score(&in.indices[i], a).refused != Scored {
			return outcome{math.NaN(), scored, false, RequiredMissing}
		}
	}
	if scored < x.need {
		return outcome{math.NaN(), scored, false, TooFew}
	}
	return outcome{x.exact(sum / weight), scored, whole, Scored}
}

func (in *Instrument) scoreGap(x *index, a *answers) outcome {
	matched, answered := *a, 0
	for _, sides := range x.both {
		if a[sides[0]] < 0 || a[sides[1]] < 0 {
			matched[sides[0]], matched[sides[1]] = blank, blank
			continue
		}
		answered++
	}
	should, is := in.score(&in.indices[x.members[0].index], &matched), in.score(&in.indices[x.members[1].index], &matched)
	if refused := max(should.refused, is.refused); refused != Scored {
		return outcome{math.NaN(), answered, false, refused}
	}
	return outcome{x.exact(should.value - is.value), answered, answered == len(x.both), Scored}
}

// exact rounds away what the order of operations leaves behind the ninth decimal, so that equal scores are equal in
// every bit, are counted together and fall into the same band.
func (x *index) exact(value float64) float64 {
	switch units := inUnits(value); {
	case units <= inUnits(x.lo):
		return x.lo
	case units >= inUnits(x.hi):
		return x.hi
	default:
		return units / unit
	}
}

const unit = 1 << 32 // to the one, in which scores are rounded

func inUnits(value float64) float64 { return math.Round(value * unit) }

// band returns the id of the last band that begins at value or below, "" if there is none. Both are rounded alike: a
// band from 33.3 has the score that is 33.3 but for the order of operations.
func band(bands []Band, value float64) string {
	i, found := slices.BinarySearchFunc(bands, inUnits(value), func(b Band, v float64) int {
		return cmp.Compare(inUnits(b.From), v)
	})
	switch {
	case len(bands) == 0 || math.IsNaN(value):
		return ""
	case found:
		return bands[i].ID
	case i == 0:
		return ""
	}
	return bands[i-1].ID
}
