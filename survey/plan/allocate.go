package plan

import (
	"fmt"
	"math"
)

// Stratum is a part of the population that is asked on its own: a region, a product, a size of account.
type Stratum struct {
	Size int     // people in it
	SD   float64 // standard deviation of their answers; for Proportional it does not matter
}

// Proportional divides n answers over the strata in proportion to their sizes, so that the answers need no
// weights. See [Neyman] for least, rounding and errors.
func Proportional(strata []Stratum, n, least int) ([]int, error) {
	equal := make([]Stratum, len(strata))
	for i, s := range strata {
		equal[i] = Stratum{Size: s.Size, SD: 1}
	}
	return allocate(equal, n, least)
}

// Neyman divides n answers over the strata so that the mean of the whole population, each stratum weighted by its
// size, has the smallest variance: in proportion to size times standard deviation (Neyman 1934, doi
// 10.2307/2342192). Every stratum gets at least least answers, or all of its people if they are fewer, and none
// gets more than it has people.
//
// The whole numbers are the best ones, not rounded shares: answer by answer, the next goes where it lowers the
// variance most (Wright 2012, doi 10.1080/00031305.2012.733679); between equals the first stratum wins. It does
// not modify strata. It is an error if there are no strata, a size is not positive, a standard deviation is
// negative or not finite, or all of them are 0, if least is not positive, and if n is less than least asks for
// or more than there are people.
func Neyman(strata []Stratum, n, least int) ([]int, error) { return allocate(strata, n, least) }

func allocate(strata []Stratum, n, least int) ([]int, error) {
	if len(strata) == 0 {
		return nil, fmt.Errorf("plan: no strata for %d answers", n)
	}
	if least <= 0 {
		return nil, fmt.Errorf("plan: at least %d answers of a stratum, which takes 1 or more", least)
	}
	counts := make([]int, len(strata))
	people, given, spread := 0, 0, 0.0
	for i, s := range strata {
		if s.Size <= 0 || !(0 <= s.SD && s.SD <= math.MaxFloat64) {
			return nil, fmt.Errorf("plan: stratum %d of %d people with standard deviation %v", i, s.Size, s.SD)
		}
		if people > math.MaxInt-s.Size {
			return nil, fmt.Errorf("plan: more people than can be counted in stratum %d", i)
		}
		people += s.Size
		counts[i] = min(least, s.Size)
		given += counts[i]
		spread = max(spread, s.SD)
	}
	switch {
	case n > people:
		return nil, fmt.Errorf("plan: %d answers out of %d people", n, people)
	case n < given:
		return nil, fmt.Errorf("plan: %d answers are fewer than the %d of at least %d a stratum", n, given, least)
	case spread == 0:
		return nil, fmt.Errorf("plan: no stratum has a spread to divide %d answers by", n)
	}
	given = fill(strata, counts, n, spread)
	for given < n {
		best, most := -1, -1.0
		for i, s := range strata {
			if gain := priority(s, counts[i], spread); counts[i] < s.Size && gain > most {
				best, most = i, gain
			}
		}
		step := 1
		if most == 0 { // nobody differs where there is room left
			step = min(n-given, strata[best].Size-counts[best])
		}
		counts[best] += step
		given += step
	}
	return counts, nil
}

// priority is what a further answer after k gains: the square root of the fall of the variance, size²·sd²/k(k+1).
func priority(s Stratum, k int, spread float64) float64 {
	return float64(s.Size) * (s.SD / spread) / math.Sqrt(float64(k)) / math.Sqrt(float64(k)+1)
}

// fill gives each stratum nearly all answers that it will surely get, so that only a few are left to be given one
// by one, and returns how many that is. An answer is sure of its place if no more than n have a priority above
// some p, and its own is above p too.
func fill(strata []Stratum, counts []int, n int, spread float64) int {
	// The k-th answer is above p if size·sd/p > √(k(k-1)), which is between k-1 and k-½: up to ratio+1 may be, up to
	// ratio surely are. One answer either way is for rounding.
	reach := func(i int, p, more float64) int {
		ratio := float64(strata[i].Size) * (strata[i].SD / spread) / p
		return max(counts[i], int(min(math.Floor(ratio)+more, float64(strata[i].Size))))
	}
	fits := func(p float64) bool {
		left := n
		for i := range strata {
			if left -= reach(i, p, 2); left < 0 {
				return false
			}
		}
		return true
	}
	lo, hi := 0.0, 0.0
	for _, s := range strata {
		hi = max(hi, 2*float64(s.Size)) // nobody but the first two reaches so high
	}
	if !fits(hi) {
		return sum(counts)
	}
	for range 100 {
		if mid := (lo + hi) / 2; fits(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	for i := range counts {
		counts[i] = reach(i, hi, -1)
	}
	return sum(counts)
}

func sum(counts []int) int {
	total := 0
	for _, c := range counts {
		total += c
	}
	return total
}
