package instrument

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/wire"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/response"
)

// Part is one row of a profile or a ranking: an item, a pair or a group.
type Part struct {
	ID       string       `json:"id"`
	Estimate kpi.Estimate `json:"estimate"`
	Band     string       `json:"band,omitempty"` // of groups by an index with bands: the one the value is in
	Sure     bool         `json:"sure,omitempty"` // both limits are in that band
}

// Profile returns each item of an index on its own, as the index would be with that item alone, in the order of the
// index: the share at home per feature, the level per catalyst. A sum has the ratings of its items. Of a composite it
// returns the indices, and of a pair of indices what should be and what is. It panics where [Tally.Score] does.
func (t Tally) Profile(in *Instrument, index string, level float64) []Part {
	x, _ := t.index(in, index)
	if x.members != nil {
		parts := make([]Part, len(x.members))
		for i, m := range x.members {
			id := in.indices[m.index].id
			parts[i] = Part{ID: id, Estimate: t.Score(in, id, level)}
		}
		return parts
	}
	parts := make([]Part, len(x.parts))
	for i, p := range x.parts {
		it := in.items[p.item]
		answers := t.Item(in, it.id)
		var values [11]float64
		for rating := it.scale.Min; rating <= it.scale.Max; rating++ {
			values[rating] = float64(x.times*(x.num*p.value[rating]/x.den)) + x.plus
		}
		e := kpi.Multinomial(values[it.scale.Min:it.scale.Max+1], answers.Ratings[it.scale.Min:it.scale.Max+1], level)
		e.Unit = x.unit
		parts[i] = Part{ID: it.id, Estimate: e}
	}
	return parts
}

// Gaps returns by how much what is falls short of what should be, for each pair of items in the order of the
// definition: the mean of the respondents' own differences, should less is, with the limits of
// [response.Gap.Mean]. Positive falls short, so that [Highest] ranks priorities of training. It panics if t is of
// another instrument.
func (t Tally) Gaps(in *Instrument, level float64) []Part {
	t.belongs(in)
	parts := make([]Part, len(in.pairs))
	for i, p := range in.pairs {
		parts[i] = Part{ID: p.id, Estimate: t.Gap(in, p.id).Mean(level).Times(-1)}
	}
	return parts
}

// IndexGaps is [Tally.Gaps] for each pair of indices or composites, such as the areas of skills: a respondent's own
// difference is that of the scores over the items answered on both sides. The limits are those of [Tally.Score],
// which hold for any respondents and are wide for few who are much alike; those of the paired t test are
// kpi.Mean(e.N, e.Value, t.SD(in, id), level). It panics if t is of another instrument.
func (t Tally) IndexGaps(in *Instrument, level float64) []Part {
	t.belongs(in)
	var parts []Part
	for i := range in.indices {
		if x := &in.indices[i]; x.gap {
			parts = append(parts, Part{ID: x.id, Estimate: t.Score(in, x.id, level)})
		}
	}
	return parts
}

// Across returns an index of several groups, such as the steps of a process, the contact points of a journey or
// teams, in the order of their names. It panics where [Tally.Score] does.
func Across(in *Instrument, groups map[string]Tally, index string, level float64) []Part {
	parts := make([]Part, 0, len(groups))
	for _, name := range sorted(groups) {
		p := Part{ID: name, Estimate: groups[name].Score(in, index, level)}
		x, _ := groups[name].index(in, index)
		p.Band = band(x.bands, p.Estimate.Value)
		p.Sure = p.Band != "" && band(x.bands, p.Estimate.Lo) == p.Band && band(x.bands, p.Estimate.Hi) == p.Band
		parts = append(parts, p)
	}
	return parts
}

// Highest returns the parts by value, the highest first; equal ones stay in their order, and those without data
// come last. Neighbours whose limits overlap may stand the other way round in truth. It does not modify parts.
func Highest(parts []Part) []Part {
	return ranked(parts, func(a, b float64) int { return cmp.Compare(b, a) })
}

// Lowest returns the parts by value, the lowest first, and otherwise as [Highest] does.
func Lowest(parts []Part) []Part { return ranked(parts, cmp.Compare[float64]) }

func ranked(parts []Part, compare func(a, b float64) int) []Part {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int {
		switch known, other := a.Estimate.Known(), b.Estimate.Known(); {
		case known && other:
			return compare(a.Estimate.Value, b.Estimate.Value)
		case known:
			return -1
		case other:
			return 1
		}
		return 0
	})
	return parts
}

// Shown returns the groups of which an item, an index or a pair may be shown, and the names of those that are
// hidden, because fewer than least people are behind the number in them or because that could be found by
// subtraction: see [response.Hidden]. Groups without an answer are neither. Ask for each number on its own, since
// an item may have fewer answers than its group has people. It panics if least is not positive, a tally is of
// another instrument, or that has nothing of this id.
func Shown(in *Instrument, groups map[string]Tally, id string, least int) (shown map[string]Tally, hidden []string) {
	names := sorted(groups)
	behind := make([]int, len(names))
	for i, name := range names {
		behind[i] = groups[name].behind(in, id)
	}
	shown = map[string]Tally{}
	for i, hide := range response.Hidden(behind, least) {
		switch {
		case hide:
			hidden = append(hidden, names[i])
		case behind[i] > 0:
			shown[names[i]] = groups[names[i]]
		}
	}
	return shown, hidden
}

// behind returns how many respondents are behind the number of an item, an index or a pair.
func (t Tally) behind(in *Instrument, id string) int {
	if _, ok := in.byID[id]; ok {
		return t.Item(in, id).N()
	}
	if slices.ContainsFunc(in.pairs, func(p pair) bool { return p.id == id }) {
		return t.Gap(in, id).N()
	}
	_, counted := t.index(in, id)
	n := 0
	if counted != nil {
		for _, c := range counted.Counts {
			n += c
		}
	}
	return n
}

// Maturity is an assessment of practices that each have a level, such as the catalysts of a culture.
type Maturity struct {
	Level      int      `json:"level"`      // the staged level: that of the lowest practice; meaningless unless Known
	Known      bool     `json:"known"`      // every practice has an answer
	Profile    []Stage  `json:"profile"`    // each practice that has an answer, in the order of the index
	Mean       float64  `json:"mean"`       // the mean of the levels in Profile: a mean and not a maturity level; NaN without any
	Unanswered []string `json:"unanswered"` // practices without an answer
}

// Stage is the level of one practice.
type Stage struct {
	ID    string `json:"id"`
	Level int    `json:"level"`
}

// MarshalJSON returns {"level":3,"known":true,"profile":[{"id":"learning","level":3}],"mean":3,"unanswered":[]}, with null
// for a level that is not Known and for the mean of no levels.
func (m Maturity) MarshalJSON() ([]byte, error) {
	level := math.NaN()
	if m.Known {
		level = float64(m.Level)
	}
	return wire.Marshal(maturityJSON{level, m.Known, m.Profile, m.Mean, m.Unanswered})
}

type maturityJSON struct {
	Level      float64  `json:"level"`
	Known      bool     `json:"known"`
	Profile    []Stage  `json:"profile"`
	Mean       float64  `json:"mean"`
	Unanswered []string `json:"unanswered"`
}

// UnmarshalJSON reads what MarshalJSON writes; a level that is null is 0. It refuses a member that is not there, and a
// level that is Known and no whole number, or the reverse.
func (m *Maturity) UnmarshalJSON(b []byte) error {
	var in maturityJSON
	if err := wire.Read("instrument: reading a maturity", b, &in); err != nil {
		return err
	}
	level := 0
	if in.Known {
		level = int(in.Level)
	}
	if in.Known == math.IsNaN(in.Level) || in.Known && float64(level) != in.Level {
		return fmt.Errorf("instrument: reading a maturity: level %v, known %v", in.Level, in.Known)
	}
	*m = Maturity{level, in.Known, in.Profile, in.Mean, in.Unanswered}
	return nil
}

// Maturity returns the maturity by the items of an index: each item is a practice, whose level is the highest that
// at least the given share of those who answered gave it, or a higher one. With one response, such as that of a
// team that agreed on its answers, any share is the same; 0.5 is the level that half of many see. One practice
// below holds the level of the whole, as in the staged representation of CMMI ([response.Assessment]).
//
// A practice without an answer is unknown and not on the lowest level: then the level of the whole is not Known.
// It panics where [Tally.Score] does, if share is not above 0 and at most 1, and if index is a composite or a pair.
func (t Tally) Maturity(in *Instrument, index string, share float64) Maturity {
	if !(0 < share && share <= 1) {
		panic(fmt.Sprintf("instrument: a share of %v is not above 0 and at most 1", share))
	}
	x, _ := t.index(in, index)
	if x.members != nil {
		panic(fmt.Sprintf("instrument: %s of %s is of indices, and maturity is of items", index, in))
	}
	var m Maturity
	var practices response.Assessment
	for _, p := range x.parts {
		it := in.items[p.item]
		answers := t.Item(in, it.id)
		n := float64(answers.N())
		if n == 0 {
			m.Unanswered = append(m.Unanswered, it.id)
			continue
		}
		for level := it.scale.Min + 1; level <= it.scale.Max; level++ {
			k := float64(atLeast(answers, p.reverse, level))
			practices = append(practices, response.Practice{Area: it.id, Level: level, Satisfied: k >= share*n-1e-9*n})
		}
		m.Profile = append(m.Profile, Stage{ID: it.id})
	}
	levels := practices.Continuous()
	for i := range m.Profile {
		m.Profile[i].Level = levels[m.Profile[i].ID]
	}
	m.Mean = practices.AverageScore()
	m.Level, m.Known = practices.Staged()
	m.Known = m.Known && len(m.Unanswered) == 0
	return m
}

// atLeast returns how many oriented ratings are at least level.
func atLeast(answers survey.Tally, reverse bool, level int) int {
	k := 0
	for rating, n := range answers.All() {
		if oriented(answers.Scale, reverse, rating) >= level {
			k += n
		}
	}
	return k
}

// Text returns the text of an item, or the title of an index, a composite or a pair, in a language; "" if there is none.
func (in *Instrument) Text(id, language string) string {
	for _, it := range in.def.Items {
		if it.ID == id {
			return it.Text[language]
		}
	}
	for _, x := range in.def.Indices {
		if x.ID == id {
			return x.Title[language]
		}
	}
	for _, x := range in.def.Composites {
		if x.ID == id {
			return x.Title[language]
		}
	}
	for _, p := range in.def.Pairs {
		if p.ID == id {
			return p.Title[language]
		}
	}
	return ""
}
