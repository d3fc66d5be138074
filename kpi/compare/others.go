package compare

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Finding says how one segment compares with the others.
type Finding struct {
	Score      kpi.Estimate `json:"score"`      // the segment itself
	Difference kpi.Estimate `json:"difference"` // the segment minus those others that do not differ, or, where all do, those it was tested against
	Test       kpi.Test     `json:"test"`       // the segment against the others, P adjusted for the number of segments
	Differs    bool         `json:"differs"`    // whether P is at most 1 - level
}

// Others finds the segments whose net score differs from that of the others; segment i has down[i], flat[i] and up[i]
// answers. It returns a Finding for each segment, in the same order.
//
// Each segment is tested against the rest with (½, 1, ½) added to both sides (Agresti and Min 2005,
// doi 10.1002/sim.1781). The segment with the smallest P, if Holm's adjustment (1979) leaves it at or below 1-level, is
// found to differ and steps out of the reference of the others, whose tests are done again: otherwise one bad segment
// makes its good neighbours look too good (one area 20 points low flags an innocent one in 55% of runs with a fixed
// reference, in 5% so). Where two are left and they differ, both do.
//
// A segment without answers, or with a negative count, is no data and differs from nothing. It panics if the slices
// differ in length.
func Others(down, flat, up []int, level float64) []Finding {
	if len(down) != len(up) || len(flat) != len(up) {
		panic(fmt.Sprintf("compare: Others of %d, %d and %d counts", len(down), len(flat), len(up)))
	}
	segments := make([]segment, len(down))
	for i := range segments {
		segments[i] = segment{down[i], flat[i], up[i]}
	}
	return stepOut(segments, level,
		func(s segment) kpi.Estimate { return kpi.Net(s[0], s[1], s[2], level) },
		func(s segment) (mean, variance float64) {
			d, f, u := float64(s[0])+0.5, float64(s[1])+1, float64(s[2])+0.5
			n := d + f + u
			mean = (u - d) / n
			return mean, ((u+d)/n - mean*mean) / n
		})
}

// OthersShare finds the segments whose share k[i] of n[i] differs from that of the others: [Others] for shares, with
// (½, ½) added to both sides of each test.
func OthersShare(k, n []int, level float64) []Finding {
	if len(k) != len(n) {
		panic(fmt.Sprintf("compare: OthersShare of %d counts in %d segments", len(k), len(n)))
	}
	segments := make([]segment, len(k))
	for i := range segments {
		segments[i] = segment{n[i] - k[i], 0, k[i]}
	}
	return stepOut(segments, level,
		func(s segment) kpi.Estimate { return kpi.Proportion(s[2], s[0]+s[2], level) },
		func(s segment) (mean, variance float64) {
			n := float64(s[0]) + float64(s[2]) + 1
			mean = (float64(s[2]) + 0.5) / n
			return mean, mean * (1 - mean) / n
		})
}

// segment holds the answers that are down, flat and up.
type segment [3]int

func (s segment) plus(o segment) segment  { return segment{s[0] + o[0], s[1] + o[1], s[2] + o[2]} }
func (s segment) minus(o segment) segment { return segment{s[0] - o[0], s[1] - o[1], s[2] - o[2]} }

// valid reports whether there are answers, and no more than can be counted.
func (s segment) valid() bool {
	return min(s[0], s[1], s[2]) >= 0 && s[0]+s[1]+s[2] >= max(s[0], s[1], s[2], 1) // a sum that overflows is below its parts
}

// stepOut tests each segment against the others and takes out, one by one, those that differ.
func stepOut(segments []segment, level float64, score func(segment) kpi.Estimate,
	moments func(segment) (mean, variance float64)) []Finding {
	findings := make([]Finding, len(segments))
	var reference segment // the segments that do not differ
	left := 0             // how many they are
	for i, s := range segments {
		findings[i] = Finding{Score: score(s), Test: kpi.NormalTest(math.NaN())}
		if s.valid() {
			reference = reference.plus(s)
			left++
		}
	}
	others := make([]segment, len(segments)) // that each was tested against
	for least := 0.0; ; {
		tests := make([]kpi.Test, len(segments))
		first := -1
		for i, s := range segments {
			tests[i] = kpi.NormalTest(math.NaN())
			if rest := reference.minus(s); !findings[i].Differs && s.valid() && rest.valid() {
				others[i] = rest
				m, v := moments(s)
				mr, vr := moments(rest)
				tests[i] = kpi.NormalTest((m - mr) / math.Sqrt(v+vr))
				// By the statistic: far out, P is 0 for more than one.
				if first < 0 || math.Abs(tests[i].Statistic) > math.Abs(tests[first].Statistic) {
					first = i
				}
			}
		}
		adjusted := kpi.Holm(tests)
		for i := range findings {
			if !findings[i].Differs {
				findings[i].Test = adjusted[i]
				findings[i].Test.P = max(adjusted[i].P, least)
			}
		}
		if first < 0 || !(findings[first].Test.P <= 1-level) {
			break
		}
		least = findings[first].Test.P
		for i, s := range segments {
			// Of the last two nobody can tell which is the one that differs.
			if i == first || left == 2 && !math.IsNaN(tests[i].P) {
				findings[i].Differs = true
				findings[i].Test.P = least
				reference = reference.minus(s)
			}
		}
		if left--; left == 1 {
			break
		}
	}
	for i, s := range segments {
		rest := reference
		if s.valid() && !findings[i].Differs {
			rest = rest.minus(s)
		}
		if findings[i].Differs && !rest.valid() {
			rest = others[i]
		}
		findings[i].Difference = findings[i].Score.Minus(score(rest))
	}
	return findings
}
