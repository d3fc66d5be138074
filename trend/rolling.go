package trend

import "fmt"

// Rolling returns the pooled tallies of every window of width periods in a row: the first pools
// periods[:width], the last the last width. There are only full windows, so len(periods)-width+1 of them, and
// none if there are fewer periods than width; window i ends with periods[i+width-1]. Periods without answers
// count as periods: they are part of the width and add nothing.
//
// Pool before scoring: the score of a window is the score of its answers, not the mean of its periods' scores,
// in which a quiet week would weigh as much as a busy one.
//
// Windows overlap, so their scores are not independent. Neither take one minus the next, nor put them into
// [Fit], [Slope] or [MannKendall], which would find trends in noise: those want the disjoint periods. Rolling
// is for looking at.
//
// Rolling calls Plus about three times a period whatever the width, in the order of the periods, and never
// needs to take a period out again (the block method of van Herk 1992, doi 10.1016/0167-8655(92)90069-C, and
// Gil and Werman 1993). It panics if width is below 1. periods is unmodified.
func Rolling[T interface{ Plus(T) T }](periods []T, width int) []T {
	if width < 1 {
		panic(fmt.Sprintf("trend: a window of %d periods", width))
	}
	n := len(periods) - width + 1
	if n < 1 {
		return nil
	}
	// Cut the periods into blocks of the width. A window covers the end of one block and the beginning of the
	// next: first the sums from each period to the end of its block, then, from the left, the sums up to the
	// window's end.
	sums := make([]T, n)
	for begin := 0; begin < n; begin += width {
		end := begin + width
		sum := periods[end-1]
		if end-1 < n {
			sums[end-1] = sum
		}
		for i := end - 2; i >= begin; i-- {
			sum = periods[i].Plus(sum)
			if i < n {
				sums[i] = sum
			}
		}
		for i := begin + 1; i < min(end, n); i++ {
			if i == begin+1 {
				sum = periods[end]
			} else {
				sum = sum.Plus(periods[i+width-1])
			}
			sums[i] = sums[i].Plus(sum)
		}
	}
	return sums
}
