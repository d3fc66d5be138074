package instrument

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// Refusal is why there is no score. The zero Refusal is none.
type Refusal uint8

const (
	Scored          Refusal = iota // there is a score
	TooFew                         // fewer items were answered than the rule asks for
	RequiredMissing                // an item without which there is no score was not answered
)

// String returns scored, too few answers or required item missing.
func (r Refusal) String() string {
	if r <= RequiredMissing {
		return [...]string{"scored", "too few answers", "required item missing"}[r]
	}
	return fmt.Sprintf("Refusal(%d)", uint8(r))
}

// Score is an index of one respondent.
type Score struct {
	Index         string
	Value         float64 // NaN if it was refused
	Unit          kpi.Unit
	Refused       Refusal
	Answered      int      // items
	Missing       []string // items left blank
	NotApplicable []string // items answered by an N/A code
	Band          string   // the id of the band that Value is in, if the index has bands
}

// Score returns the indices of one response, in the order of the definition, also those that were refused. An
// index of items that are partly missing is of those that were answered, with their weights made to add up to 1
// again. If r is not a response to the instrument it returns the error of [Instrument.Check] and no scores.
func (in *Instrument) Score(r Response) ([]Score, error) {
	var a answers
	if !in.read(r, &a) {
		return nil, in.Check(r)
	}
	scores := make([]Score, len(in.indices))
	for i := range in.indices {
		x := &in.indices[i]
		value, answered, refused := x.score(&a)
		s := Score{Index: x.id, Value: value, Unit: x.unit, Refused: refused, Answered: answered, Band: band(x.bands, value)}
		for _, p := range x.parts {
			switch id := in.items[p.item].id; a[p.item] {
			case blank:
				s.Missing = append(s.Missing, id)
			case na:
				s.NotApplicable = append(s.NotApplicable, id)
			}
		}
		scores[i] = s
	}
	return scores, nil
}

// score returns the index of one respondent, NaN if it is refused. It does not allocate.
func (x *index) score(a *answers) (value float64, answered int, refused Refusal) {
	sum, weight := 0.0, 0.0
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
			return math.NaN(), answered, RequiredMissing
		}
	}
	if answered < x.need {
		return math.NaN(), answered, TooFew
	}
	switch x.combine {
	case Sum:
		value = sum
	case ProratedSum:
		value = sum * float64(len(x.parts)) / weight
	default:
		value = x.num * sum / (x.den * weight)
	}
	value = float64(x.times*value) + x.plus
	return min(max(value, x.lo), x.hi), answered, Scored
}

// band returns the id of the last band that begins at value or below, "" if there is none.
func band(bands []Band, value float64) string {
	i, found := slices.BinarySearchFunc(bands, value, func(b Band, v float64) int {
		switch {
		case b.From < v:
			return -1
		case b.From > v:
			return 1
		}
		return 0
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
