package trend

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// CochranArmitage tests whether the shares k[i] of n[i] rise or fall with scores[i]: the trend of a retention
// rate, of the satisfied, of tickets in time. Scores nil means 1, 2, 3, …; other scores put groups at other
// distances, such as the middle of a class. Statistic is z, positive for a rise; its square is the chi-square
// with one degree of freedom of other programs (Cochran 1954, doi 10.2307/3001616; Armitage 1955, doi
// 10.2307/3001775), the variance being that of one share for all, with divisor N.
//
// It knows sampling noise only. Of months that differ for other reasons too it finds trends in noise; take
// [Slope] for a run of them. Groups without trials are left out, and their scores with them. With fewer than
// two others, with all their scores equal, or where a k is not from 0 to n or a score is not finite, it is no
// data. Where all answers are alike nothing speaks for a trend, and P is 1. It panics if k, n and scores differ
// in length.
func CochranArmitage(k, n []int, scores []float64) kpi.Test {
	if len(k) != len(n) || scores != nil && len(scores) != len(n) {
		panic(fmt.Sprintf("trend: CochranArmitage of %d counts, %d trials and %d scores", len(k), len(n), len(scores)))
	}
	score := func(i int) float64 {
		if scores == nil {
			return float64(i + 1)
		}
		return scores[i]
	}
	most := 0.0
	for i := range n {
		if k[i] < 0 || k[i] > n[i] || n[i] > 0 && math.IsNaN(score(i)-score(i)) {
			return kpi.NormalTest(math.NaN())
		}
		if n[i] > 0 {
			most = max(most, math.Abs(score(i)))
		}
	}
	// The unit of scores has no say. In this one their squares neither vanish nor overflow.
	_, unit := math.Frexp(most)
	var successes, trials, mean float64
	for i := range n {
		if n[i] > 0 {
			successes += float64(k[i])
			trials += float64(n[i])
			mean += (math.Ldexp(score(i), -unit) - mean) * float64(n[i]) / trials
		}
	}
	p := successes / trials
	var moment, spread float64
	for i := range n {
		if n[i] > 0 {
			d := math.Ldexp(score(i), -unit) - mean
			moment += d * (float64(k[i]) - float64(n[i])*p)
			spread += d * d * float64(n[i])
		}
	}
	switch {
	case !(spread > 0):
		return kpi.NormalTest(math.NaN())
	case p == 0 || p == 1:
		return kpi.NormalTest(0)
	}
	return kpi.NormalTest(moment / math.Sqrt(p*(1-p)*spread))
}
