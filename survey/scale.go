package survey

import (
	"fmt"
	"math"
	"strconv"
)

// Scale is a rating scale of whole numbers from Min to Max, both included: {1, 5}. It has two points or more,
// all of them from 0 to 10. The zero Scale is none: "not known yet".
type Scale struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// Valid reports whether s is a scale: 0 ≤ Min < Max ≤ 10.
func (s Scale) Valid() bool { return 0 <= s.Min && s.Min < s.Max && s.Max <= 10 }

// Check returns nil if rating is on the scale, a [*RangeError] if it is not, and another error if s is not a
// scale.
func (s Scale) Check(rating int) error {
	if !s.Valid() {
		return s.invalid()
	}
	if rating < s.Min || rating > s.Max {
		return &RangeError{Rating: rating, Scale: s, Index: -1}
	}
	return nil
}

func (s Scale) invalid() error {
	return fmt.Errorf("%v is not a scale: two points or more within 0 to 10", s)
}

// Reverse returns the rating of a negatively worded item as a positively worded one would have got it: Min +
// Max - rating. It goes by the declared scale, never by the lowest and highest rating that happen to occur.
// What is off the scale stays off it.
func (s Scale) Reverse(rating int) int { return s.Min + s.Max - rating }

// Rescale returns a rating or a mean of ratings in percent of the way from Min to Max, from 0 to 100: 4 on
// 1–5 is 75. This is not 100·x/Max, by which a scale from 1 to 5 would begin at 20. It is NaN if s is not a
// scale. Percent of maximum possible, POMP (Cohen, Cohen, Aiken and West 1999, doi
// 10.1207/S15327906MBR3403_2).
func (s Scale) Rescale(x float64) float64 {
	if !s.Valid() {
		return math.NaN()
	}
	return 100 * (x - float64(s.Min)) / float64(s.Max-s.Min)
}

// String returns the scale as people write it: 1–5.
func (s Scale) String() string { return strconv.Itoa(s.Min) + "–" + strconv.Itoa(s.Max) }

// RangeError reports a rating that is not on its scale. Index is its position in the slice that was counted,
// and -1 if the rating came alone. A rating too large for an int is reported as the largest.
type RangeError struct {
	Rating int
	Scale  Scale
	Index  int
}

// Error says which rating is not on which scale, and where: rating 11 at index 7 is not from 0 to 10.
func (e *RangeError) Error() string {
	at := ""
	if e.Index >= 0 {
		at = " at index " + strconv.Itoa(e.Index)
	}
	return fmt.Sprintf("rating %d%s is not from %d to %d", e.Rating, at, e.Scale.Min, e.Scale.Max)
}
