package survival

import "math/bits"

// Durations is how long the members of a group took, and how long those that are still open have been running.
type Durations struct{ Resolved, Open []int64 }

// LogRankOf is LogRank of the curves of the groups, which New would return. It sorts all of them at once, which
// is faster than to build the curves.
func LogRankOf(groups ...Durations) Comparison { return compareDurations(groups, false) }

// PetoPetoOf is PetoPeto of the curves of the groups, in the way of LogRankOf.
func PetoPetoOf(groups ...Durations) Comparison { return compareDurations(groups, true) }

func compareDurations(groups []Durations, weigh bool) Comparison {
	keys, tag := tagged(groups)
	if keys == nil {
		curves := make([]*Curve, len(groups))
		for g, of := range groups {
			curves[g] = New(of.Resolved, of.Open)
		}
		return compare(curves, weigh)
	}
	s := newScore(len(groups), weigh)
	for g, of := range groups {
		s.risk[g] = float64(len(of.Resolved) + len(of.Open))
	}
	open := int64(1) << (tag - 1)
	for i := 0; i < len(keys); {
		key := keys[i]
		if key&open != 0 {
			s.risk[key&(open-1)]--
			i++
			continue
		}
		first := i
		for ; i < len(keys) && keys[i]>>(tag-1) == key>>(tag-1); i++ {
			s.ended[keys[i]&(open-1)]++
		}
		s.step(len(keys)-first, i-first)
		for g, d := range s.ended {
			s.risk[g] -= d
			s.ended[g] = 0
		}
	}
	return s.comparison()
}

// tagged returns the times of all groups in ascending order, each with its group below it in the lowest bits and a
// bit between them that is set if it is open, so that at equal times events come first; tag is how many bits that
// takes. It returns nil if they do not fit above the tags or a time is negative.
func tagged(groups []Durations) (keys []int64, tag int) {
	n := 0
	var or int64
	for _, of := range groups {
		n += len(of.Resolved) + len(of.Open)
		for _, t := range of.Resolved {
			or |= t
		}
		for _, t := range of.Open {
			or |= t
		}
	}
	tag = bits.Len(uint(len(groups))) + 1
	if or < 0 || bits.Len64(uint64(or))+tag > 63 {
		return nil, 0
	}
	all := borrow(n)
	defer scratch.Put(all)
	at := 0
	for g, of := range groups {
		for _, t := range of.Resolved {
			(*all)[at] = t<<tag | int64(g)
			at++
		}
		for _, t := range of.Open {
			(*all)[at] = t<<tag | 1<<(tag-1) | int64(g)
			at++
		}
	}
	return sorted(*all), tag
}
