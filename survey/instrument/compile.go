package instrument

import (
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// compile returns what the indices, composites and pairs of indices of a definition without flaws come to.
func compile(d *Definition, items map[string]int) []index {
	var all []index
	place := map[string]int{}
	keep := func(x index) {
		place[x.id] = len(all)
		all = append(all, x)
	}
	for _, x := range d.Indices {
		keep(compileIndex(d, x, items))
	}
	for _, x := range d.Composites {
		keep(compileComposite(x, all, place))
	}
	for _, p := range d.Pairs {
		if _, ofItems := items[p.Is]; !ofItems {
			keep(compileGap(p, all, place))
		}
	}
	return all
}

// compileComposite compiles a composite of indices that run between the same ends.
func compileComposite(x Composite, all []index, place map[string]int) index {
	first := all[place[x.Indices[0]]]
	c := index{id: x.ID, need: x.Missing.need(len(x.Indices)), lo: first.lo, hi: first.hi, unit: first.unit, bands: x.Bands}
	for i, id := range x.Indices {
		c.members = append(c.members, member{place[id], weight(x.Weights, i)})
		if slices.Contains(x.Missing.Required, id) {
			c.required = append(c.required, place[id])
		}
	}
	return c
}

// compileGap compiles a pair of indices that are built alike: should less is.
func compileGap(p Pair, all []index, place map[string]int) index {
	is, should := place[p.Is], place[p.Should]
	c := index{id: p.ID, gap: true, members: []member{{should, 1}, {is, -1}}, need: 2, unit: all[is].unit,
		lo: all[should].lo - all[is].hi, hi: all[should].hi - all[is].lo}
	if c.unit == kpi.Fraction {
		c.unit = kpi.Change
	}
	c.both = matched(all, &all[is], &all[should])
	return c
}

// matched returns the items of two indices that are built alike, side by side.
func matched(all []index, x, y *index) (both [][2]int) {
	for i := range x.parts {
		both = append(both, [2]int{x.parts[i].item, y.parts[i].item})
	}
	for i := range x.members {
		both = append(both, matched(all, &all[x.members[i].index], &all[y.members[i].index])...)
	}
	return both
}

// alike reports whether two indices have as many items with the same weights, between the same ends and in one unit,
// and two composites such indices.
func alike(all []index, x, y *index) bool {
	if x.lo != y.lo || x.hi != y.hi || x.unit != y.unit || len(x.parts) != len(y.parts) || len(x.members) != len(y.members) {
		return false
	}
	for i := range x.parts {
		if x.parts[i].weight != y.parts[i].weight {
			return false
		}
	}
	for i, m := range x.members {
		if m.weight != y.members[i].weight || !alike(all, &all[m.index], &all[y.members[i].index]) {
			return false
		}
	}
	return true
}

// weight returns the weight in a place of a list, or of nothing: equal weights.
func weight(weights []float64, i int) float64 {
	if weights == nil {
		return 1
	}
	return weights[i]
}

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
		c.parts = append(c.parts, part{item: items[id], reverse: it.Reverse, weight: weight(x.Weights, i)})
		if slices.Contains(x.Missing.Required, id) {
			c.required = append(c.required, items[id])
		}
	}
	c.uneven = x.Weights != nil || !one
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
