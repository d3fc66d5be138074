package reliability

import (
	"math"
	"math/bits"
)

// mostSplit is the number of items up to which all splits are looked at: 1.4 million of them.
const mostSplit = 24

// Splits returns the smallest and the largest reliability that any split of the items into halves gives, by the
// formula of [Answers.SplitHalf]; with an odd number of items one half has one item more. Their mean is alpha
// for an even number k of items and alpha·(k²-1)/k² for an odd one (Cronbach 1951, doi 10.1007/BF02310555): to
// report the best split is to report luck. They are NaN without two items and two respondents, without variance
// of the sum, and with more than 24 items.
func (t Items) Splits() (worst, best float64) {
	c, ok := t.covariance()
	if !ok || c.k > mostSplit {
		return math.NaN(), math.NaN()
	}
	return splits(c)
}

func splits(c covariance) (worst, best float64) {
	k, sum := c.k, c.sum()
	if k < 2 || !(sum > 0) {
		return math.NaN(), math.NaN()
	}
	rows := make([]float64, k)
	for j := range k {
		for _, x := range c.row(j) {
			rows[j] += x
		}
	}
	worst, best = math.Inf(1), math.Inf(-1)
	half := k / 2
	for set := uint(1)<<half - 1; set < 1<<k; {
		if k%2 == 1 || set&1 == 1 { // of two equal halves the one with the first item
			between := 0.0 // what goes out of the half: all that its items share, less what stays within
			for s := set; s != 0; s &= s - 1 {
				j := bits.TrailingZeros(s)
				between += rows[j] - c.at[j*k+j]
				row := c.row(j)
				for r := s & (s - 1); r != 0; r &= r - 1 {
					between -= 2 * row[bits.TrailingZeros(r)]
				}
			}
			worst, best = min(worst, between), max(best, between)
		}
		low := set & -set // the next set of as many items
		next := set + low
		set = next | (set^next)/low>>2
	}
	return min(4*worst/sum, 1), min(4*best/sum, 1)
}
