package survey

import (
	"github.com/servicekpi/servicekpi/internal/tabulate"
)

// Integer is any integer type, named types included.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Count returns the tally of a column of ratings on scale s, at several billion []uint8 a second. Ratings
// that are equal to one of the blank codes are left out, also where a code lies on the scale.
//
// It is all or nothing: with a rating that is neither on the scale nor blank, the tally is empty and the
// error a [*RangeError] that names the first one and its index. It is also an error if s is not a scale.
// Count does not allocate and does not modify its arguments.
func Count[R Integer](s Scale, ratings []R, blank ...R) (Tally, error) {
	if !s.Valid() {
		return Tally{}, s.invalid()
	}
	counts, _, bad := tabulate.Count(s.Min, s.Max, ratings, blank...)
	if bad >= 0 {
		return Tally{}, &RangeError{Rating: tabulate.Int(ratings[bad]), Scale: s, Index: bad}
	}
	return Tally{Scale: s, Ratings: counts}, nil
}
