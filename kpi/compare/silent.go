package compare

import (
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Silent bounds the score of all who were invited when some did not answer, without any assumption about them (Manski
// 2003, doi 10.1007/b97478). Answered is the score of those who did, its N their number; Min and Max are the ends of
// the scale that one answer can take: -100 and 100 for a net score in Points, 0 and 1 for a share.
type Silent struct {
	Invited  int          `json:"invited"`
	Answered kpi.Estimate `json:"answered"`
	Min      float64      `json:"min"`
	Max      float64      `json:"max"`
}

// share returns the shares of the invited that did and did not answer; false if there cannot be so many answers.
func (s Silent) share() (answered, silent float64, ok bool) {
	if s.Answered.N < 0 || s.Answered.N > s.Invited || s.Invited <= 0 {
		return 0, 0, false
	}
	answered = float64(s.Answered.N) / float64(s.Invited)
	return answered, float64(s.Invited-s.Answered.N) / float64(s.Invited), true
}

// Bounds returns the lowest and the highest score that all who were invited can have, given the value of those who
// answered. Without an answer they are Min and Max; with more answers than invitations there is no such score, and both
// are NaN.
func (s Silent) Bounds() (lo, hi float64) {
	answered, silent, ok := s.share()
	switch {
	case !ok:
		return math.NaN(), math.NaN()
	case !s.Answered.Known():
		return s.Min, s.Max
	}
	return answered*s.Answered.Value + silent*s.Min, answered*s.Answered.Value + silent*s.Max
}

// Tipping returns the score of the silent at which all who were invited score just target; if theirs is lower, the
// whole misses it. A result below Min says that the target is met whatever they think, one above Max that it is missed.
// It is NaN if nobody was silent or nobody answered.
func (s Silent) Tipping(target float64) float64 {
	answered, silent, ok := s.share()
	if !ok || silent == 0 || !s.Answered.Known() {
		return math.NaN()
	}
	return (target - answered*s.Answered.Value) / silent
}
