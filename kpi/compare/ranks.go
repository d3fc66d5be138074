package compare

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Each returns the level at which each of m independent intervals must stand so that all of them hold together at the
// given level: level^(1/m) (Šidák 1967, doi 10.1080/01621459.1967.10482935).
func Each(level float64, m int) float64 {
	if !(0 < level && level < 1) || m < 1 {
		panic(fmt.Sprintf("compare: Each(%v, %d): the level must be between 0 and 1, m at least 1", level, m))
	}
	return math.Pow(level, 1/float64(m))
}

// RankRange is the range of ranks that a segment may hold; rank 1 is the highest value.
type RankRange struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// Ranks returns for each estimate the ranks that it may hold, from 1 for the highest value to len(es). With the
// estimates at the level [Each](level, len(es)) all ranges hold together at that level: segment i comes after those
// whose Lo is above its Hi and before those whose Hi is below its Lo (Klein, Wright and Wieczorek 2020,
// doi 10.1111/rssc.12402). A segment without data may hold any rank and bounds nobody's. It panics if units differ.
func Ranks(es []kpi.Estimate) []RankRange {
	first := -1 // with data
	for i, e := range es {
		switch {
		case !e.Known():
		case first < 0:
			first = i
		case e.Unit != es[first].Unit:
			panic(fmt.Sprintf("compare: Ranks of %v (%v) and %v (%v)", es[first], es[first].Unit, e, e.Unit))
		}
	}
	ranges := make([]RankRange, len(es))
	for i, e := range es {
		ranges[i] = RankRange{First: 1, Last: len(es)}
		if !e.Known() {
			continue
		}
		for _, o := range es {
			switch {
			case !o.Known():
			case o.Lo > e.Hi:
				ranges[i].First++
			case o.Hi < e.Lo:
				ranges[i].Last--
			}
		}
	}
	return ranges
}
