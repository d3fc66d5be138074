package chart

import "fmt"

// Rule is a pattern that is rare among points with nothing but noise. Beyond is about limits, the others
// about sides of the centre and zones: the first sigma on either side of it, the second, the third. A point
// on the centre is on neither side; one that is exactly a sigma away is within that sigma. Gaps are passed
// over.
//
// Zones are as right as the normal distribution is: for shares and net scores of few answers take Beyond, whose
// limits there are exact, and the runs.
type Rule uint8

const (
	// Beyond is a point outside its limits: the first rule of Western Electric and of Nelson.
	Beyond Rule = iota
	// TwoOfThree is two of three points in a row more than two sigma off the centre on one side, the last
	// of them one.
	TwoOfThree
	// FourOfFive is four of five points in a row more than one sigma off the centre on one side, the last
	// of them one.
	FourOfFive
	// EightOneSide is eight points in a row on one side of the centre, the run of Western Electric.
	EightOneSide
	// NineOneSide is nine points in a row on one side of the centre, the run of Nelson.
	NineOneSide
	// SixTrend is six points in a row each above, or each below, the one before.
	SixTrend
	// FourteenAlternating is fourteen points in a row alternately up and down.
	FourteenAlternating
	// FifteenWithin is fifteen points in a row within one sigma of the centre: limits too wide, or a mixture.
	FifteenWithin
	// EightOutside is eight points in a row none of which is within one sigma of the centre, on both sides
	// of it: a mixture.
	EightOutside
	// LongRun is a run on one side of the centre that is too long for the number of points: longer than
	// log2(n)+3, rounded. Of the points of a phase, those on the centre do not count.
	LongRun
	// FewCrossings is fewer crossings of the centre than the 5% quantile of the binomial distribution of
	// n-1 coins.
	FewCrossings

	rules = iota
)

var ruleNames = [...]string{"beyond the limits", "two of three beyond two sigma", "four of five beyond one sigma",
	"eight on one side", "nine on one side", "six in a trend", "fourteen alternating", "fifteen within one sigma",
	"eight outside one sigma", "long run", "few crossings"}

// String returns the rule in words: nine on one side.
func (r Rule) String() string {
	if r < rules {
		return ruleNames[r]
	}
	return fmt.Sprintf("Rule(%d)", uint8(r))
}

// MarshalText returns the rule in words, or an error if there is no such rule.
func (r Rule) MarshalText() ([]byte, error) {
	if r >= rules {
		return nil, fmt.Errorf("chart: %v is not a rule", r)
	}
	return []byte(ruleNames[r]), nil
}

// UnmarshalText reads a rule in words.
func (r *Rule) UnmarshalText(text []byte) error {
	for i, name := range ruleNames {
		if name == string(text) {
			*r = Rule(i)
			return nil
		}
	}
	return fmt.Errorf("chart: %q is not a rule", text)
}

// WesternElectric returns the four rules of the Western Electric Company's handbook (1956): Beyond,
// TwoOfThree, FourOfFive and EightOneSide. Together they signal falsely once in 92 independent normal
// points (Champ and Woodall 1987, doi 10.1080/00401706.1987.10488266).
func WesternElectric() []Rule { return []Rule{Beyond, TwoOfThree, FourOfFive, EightOneSide} }

// Nelson returns the eight tests of Nelson (1984, doi 10.1080/00224065.1984.11978921): Beyond, NineOneSide,
// SixTrend, FourteenAlternating, TwoOfThree, FourOfFive, FifteenWithin and EightOutside. Nelson did not
// mean them to be used all at once: take those that speak of what may happen.
func Nelson() []Rule {
	return []Rule{Beyond, NineOneSide, SixTrend, FourteenAlternating, TwoOfThree, FourOfFive, FifteenWithin, EightOutside}
}

// Anhoej returns the two rules of Anhøj and Olesen (2014, doi 10.1371/journal.pone.0113825) for a shift
// that lasts: LongRun and FewCrossings. They look at a phase as a whole, once, use nothing but sides of the
// centre, and adapt to the number of points. They want about 10 points or more, and a centre that half of
// the points lie above: on a skewed chart freeze nothing and mind that the centre is a mean.
func Anhoej() []Rule { return []Rule{LongRun, FewCrossings} }

// Signal is a pattern found on a chart. It is small and comparable.
type Signal struct {
	Rule Rule `json:"rule"`
	// Side is 1 for high points or a rise, -1 for low points or a fall, 0 where the rule has no side.
	Side int `json:"side"`
	// First and Last are the first and the last point of the pattern, from 0. The signal was given at the
	// last.
	First int `json:"first"`
	Last  int `json:"last"`
}

// String returns the signal as people read it, its points counted from 0: nine on one side, high, points 12
// to 20.
func (s Signal) String() string {
	side := ""
	switch {
	case s.Side > 0 && s.Rule == SixTrend:
		side = ", up"
	case s.Side < 0 && s.Rule == SixTrend:
		side = ", down"
	case s.Side > 0:
		side = ", high"
	case s.Side < 0:
		side = ", low"
	}
	if s.First == s.Last {
		return fmt.Sprintf("%v%s, point %d", s.Rule, side, s.Last)
	}
	return fmt.Sprintf("%v%s, points %d to %d", s.Rule, side, s.First, s.Last)
}
