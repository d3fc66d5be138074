package chart

import "fmt"

// XmR returns the individuals chart of x, one number for each period in order of time, NaN for a gap:
// limits at three sigma around the mean of the baseline (Shewhart 1931; Wheeler and Chambers 1992).
//
// Sigma is the mean moving range, of neighbours without a gap between, over 1.128, so limits are at 3/1.128
// = 2.6596 moving ranges; tables round that to 2.66. Moving ranges and not the standard deviation, because
// a change within the baseline widens the latter and hides itself.
//
// An infinite number, such as a median that was not reached, is beyond every limit and in no baseline. With
// one number there is a centre without limits. Where all are alike the limits are that number, and any
// other later is outside.
//
// Where each number is a share or a score of counted answers, [P] and [Net] know more: they know the noise
// of sampling.
func XmR(x []float64) Chart { return newChart(kindXmR, Design{}, measurements(x)) }

// LogXmR returns the individuals chart of positive numbers, with the limits of [XmR] found on their
// logarithms and carried back: the centre is the geometric mean. For durations, whose noise grows with
// them. Of independent lognormal numbers with a sigma of 1.2 on the log scale, and limits from a baseline
// of 30, XmR puts 4.9% of those that follow outside, LogXmR .7%.
//
// A day on which nobody works is NaN: a gap, like any period without data, and not a time of 0. Zero is below every
// limit and in no baseline. A negative number is no data, a gap, and the chart warns of
// it as Refused.
func LogXmR(x []float64) Chart { return newChart(kindLogXmR, Design{}, measurements(x)) }

// MR returns the chart of the moving ranges of x, the companion of [XmR]: how much each number differs from
// the one before. There is none, and a gap, at the first number and after a gap. The centre is the mean of
// the baseline's, the upper limit 3.267 times that. Neighbouring ranges share a number, so of the rules
// only Beyond holds for it.
func MR(x []float64) Chart { return newChart(kindMR, Design{}, measurements(x)) }

// T returns the chart of the times between rare events, x, in order of time: for what happens so seldom
// that most periods count 0, such as complaints that reach the press. High is good: a long time without.
// The limits are those of [XmR] found on the 1/3.6th powers, which turns exponential times nearly normal
// (Nelson 1994, Journal of Quality Technology 26:239), and carried back. Two events at once are 0 apart; a
// negative time is no data, a gap, and the chart warns of it as Refused. The time since the last event is
// not over: leave it out.
//
// [Exponential] has the exact limits of exponential times by name. A few events close together are hard to
// see on either: the lower limit is near 0. Look at the runs.
func T(x []float64) Chart { return newChart(kindT, Design{}, measurements(x)) }

// EWMA returns the chart of the exponentially weighted moving average of x, one number for each period in
// order of time, NaN for a gap (Roberts 1959, doi 10.1080/00401706.1959.10489860). The average starts at
// the centre and moves by lambda of the way to each number; the limits are width standard deviations of the
// average from the centre, narrower at the start of a phase. Centre and sigma are those of [XmR], unless
// [Chart.Given].
//
// Small lambda sees small shifts. Designs that signal falsely once in about 500 periods (Lucas and Saccucci
// 1990, doi 10.1080/00401706.1990.10484583), with the periods in which they see a shift of half a sigma and
// of one that is there from the start: lambda 0.05 with width 2.615, 23 and 7.2; 0.1 with 2.814, 29 and
// 8.2; 0.2 with 2.962, 41 and 9.6; 0.4 with 3.054, 71 and 14. Lambda 0.1 with 2.7 signals falsely once in
// 358. An infinite number is outside and leaves the average as it is.
//
// It panics unless lambda is above 0 and at most 1 and width is positive and finite.
func EWMA(x []float64, lambda, width float64) Chart {
	d := Design{Lambda: lambda, L: width}
	if !d.fits(kindEWMA) {
		panic(fmt.Sprintf("chart: an EWMA with lambda %v and width %v", lambda, width))
	}
	return newChart(kindEWMA, d, measurements(x))
}

// CUSUM returns the two-sided cumulative sum chart of x, one number for each period in order of time, NaN
// for a gap (Page 1954, doi 10.1093/biomet/41.1-2.100): the sums of what lies more than k sigmas above the
// centre, and below it, never less than 0, and a signal when one of them is above h. Centre and sigma are
// those of [XmR], unless [Chart.Given].
//
// k is half of the shift to be seen, in sigmas. Designs, by name of their h for k = 0.5: h = 5 signals
// falsely once in 465 periods and sees a shift of one sigma in 10.4 on average, h = 4 once in 168 and in
// 8.4 (Lucas and Crosier 1982, doi 10.1080/00401706.1982.10487759). Sums are not set back after a signal:
// rebase when the cause is found. An infinite number is outside and leaves the sums as they are.
//
// It panics unless k is finite and not negative and h is positive and finite.
func CUSUM(x []float64, k, h float64) Chart {
	d := Design{K: k, H: h}
	if !d.fits(kindCUSUM) {
		panic(fmt.Sprintf("chart: a CUSUM with k %v and h %v", k, h))
	}
	return newChart(kindCUSUM, d, measurements(x))
}

// fits reports whether d is a design for a chart of kind k.
func (d Design) fits(k Kind) bool {
	switch k {
	case kindEWMA:
		return 0 < d.Lambda && d.Lambda <= 1 && 0 < d.L && finite(d.L) && d.K == 0 && d.H == 0
	case kindCUSUM:
		return 0 <= d.K && finite(d.K) && 0 < d.H && finite(d.H) && d.Lambda == 0 && d.L == 0
	}
	return d == Design{}
}

func measurements(x []float64) []Point {
	points := make([]Point, len(x))
	for i := range points {
		points[i].Measured = x[i]
	}
	return points
}
