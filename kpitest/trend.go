package kpitest

import (
	"fmt"
	"slices"
)

// Methods of the files of control charts: limits, and rules for what is on them.
const (
	ThreeSigma Method = "three-sigma" // three standard errors of a share
	Exact      Method = "exact"       // binomial probabilities of .00135
	Laney      Method = "laney"       // three-sigma, widened by how much periods vary
	XmR        Method = "xmr"         // three mean moving ranges over 1.128
	LogXmR     Method = "log-xmr"     // XmR of logarithms, carried back

	Beyond              Method = "beyond"               // beyond three sigma
	TwoOfThree          Method = "two-of-three"         // two of three beyond two sigma on one side
	FourOfFive          Method = "four-of-five"         // four of five beyond one sigma on one side
	EightOneSide        Method = "eight-one-side"       // eight in a row on one side of the centre: Western Electric
	NineOneSide         Method = "nine-one-side"        // nine in a row: Nelson
	SixTrend            Method = "six-trend"            // six in a row each above, or below, the one before
	FourteenAlternating Method = "fourteen-alternating" // fourteen in a row up and down by turns
	FifteenWithin       Method = "fifteen-within"       // fifteen in a row within one sigma
	EightOutside        Method = "eight-outside"        // eight in a row beyond one sigma, on both sides
)

// series is numbers in order, of periods say, null without data.
type series []Number

func (s series) floats() []float64 {
	xs := make([]float64, len(s))
	for i, x := range s {
		xs[i] = float64(x)
	}
	return xs
}

// MannKendall checks the test for a trend by counting pairs: s, rises less falls among all pairs; z with the
// variance corrected for ties and a correction for continuity; and the two-sided p, exact for fewer than 50
// values without ties. NaN is a period without data, +Inf a time that was not reached. With fewer than two
// values z and p are NaN.
func MannKendall(t TestingT, test func(x []float64) (s, z, p float64)) {
	t.Helper()
	type input struct{ X series }
	type expected struct{ S, Z, P Number }
	run(t, "trend-kendall", "the test", anyCase, func(c Case[input, expected]) *mismatch {
		s, z, p := test(c.Input.X.floats())
		return judge(c.Tolerance, figure{"s", s, c.Expected.S}, figure{"z", z, c.Expected.Z}, figure{"p", p, c.Expected.P})
	})
}

// Sen checks the median of the slopes of all pairs of values, with limits between the slopes whose ranks
// belong to the level, which are not rounded (Gilbert 1987). With few values they are infinite; without a
// pair the value is NaN too. NaN is a period without data.
func Sen(t TestingT, slope func(times, x []float64, level float64) (value, lo, hi float64)) {
	t.Helper()
	type input struct {
		Times []float64
		X     series
		Level float64
	}
	run(t, "trend-sen", "the slope", anyCase, func(c Case[input, spannedValue]) *mismatch {
		value, lo, hi := slope(c.Input.Times, c.Input.X.floats(), c.Input.Level)
		want := c.Expected
		return judge(c.Tolerance, figure{"value", value, want.Value}, figure{"lo", lo, want.Lo}, figure{"hi", hi, want.Hi})
	})
}

// Slope checks the limits of the slope of a straight line through shares, k[i] of n[i] one period after the
// other, that allow for noise of sampling and of the process: the change per period, as a fraction of one.
func Slope(t TestingT, limits func(k, n []int, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		K, N  []int
		Level float64
	}
	type expected struct{ Value, Lo, Hi, SamplingLo, SamplingHi, Tau2, Q Number }
	run(t, "slope", "the slope", anyCase, func(c Case[input, expected]) *mismatch {
		lo, hi := limits(c.Input.K, c.Input.N, c.Input.Level)
		return span{c.Expected.Lo, c.Expected.Hi}.judge(lo, hi, c.Tolerance)
	})
}

// CochranArmitage checks the test whether shares k[i] of n[i] rise or fall with scores[i]: z, positive for a
// rise, and the two-sided p-value. Groups without trials do not count; with fewer than two others both are
// NaN.
func CochranArmitage(t TestingT, test func(k, n []int, scores []float64) (z, p float64)) {
	t.Helper()
	type input struct {
		K, N   []int
		Scores []float64
	}
	run(t, "trend-armitage", "the test", anyCase, func(c Case[input, zTest]) *mismatch {
		z, p := test(c.Input.K, c.Input.N, c.Input.Scores)
		return c.Expected.judge(z, p, c.Tolerance)
	})
}

// places is a list of places in a series, from 0.
type places struct{ At []int }

func (want places) judge(got []int) *mismatch {
	if slices.Equal(got, want.At) {
		return nil
	}
	return &mismatch{fmt.Sprint(got), fmt.Sprint(want.At)}
}

// ChangePoints checks at which places the level of a series jumps: the index of the first value after each
// change. They are those of the partition with the least squared distances from the means of its pieces, with
// a penalty for each change; a method that sets its own penalty ignores this one. NaN is a period without
// data and keeps its place.
func ChangePoints(t TestingT, changes func(x []float64, penalty float64) []int) {
	t.Helper()
	type input struct {
		X       series
		Penalty float64
	}
	run(t, "trend-changes", "the changes", anyCase, func(c Case[input, places]) *mismatch {
		return c.Expected.judge(changes(c.Input.X.floats(), c.Input.Penalty))
	})
}

// Pettitt checks the test for one change of level: the index of the first value after it, -1 if all values
// are equal or missing, the greatest |U|, and the approximate p-value. With fewer than two values k and p are
// NaN.
func Pettitt(t TestingT, test func(x []float64) (at int, k, p float64)) {
	t.Helper()
	type input struct{ X series }
	type expected struct {
		At   int
		K, P Number
	}
	run(t, "trend-pettitt", "the test", anyCase, func(c Case[input, expected]) *mismatch {
		at, k, p := test(c.Input.X.floats())
		return judge(c.Tolerance, figure{"at", float64(at), Number(c.Expected.At)},
			figure{"k", k, c.Expected.K}, figure{"p", p, c.Expected.P})
	})
}

// ChartShares checks the limits of a control chart of shares k[i] of n[i]: [ThreeSigma], [Exact] or [Laney].
// Each period has its own; without answers they are 0 and 1.
func ChartShares(t TestingT, m Method, limits func(k, n []int) (centre float64, lo, hi []float64)) {
	t.Helper()
	type input struct{ K, N []int }
	type expected struct {
		Centre Number
		Lo, Hi []float64
	}
	methodRun(t, "trend-chart-shares", m, func(c Case[input, expected]) *mismatch {
		centre, lo, hi := limits(c.Input.K, c.Input.N)
		return judge(c.Tolerance, slices.Concat([]figure{{"centre", centre, c.Expected.Centre}},
			wrongFigures("lo", lo, c.Expected.Lo, c.Tolerance), wrongFigures("hi", hi, c.Expected.Hi, c.Tolerance))...)
	})
}

// wrongFigures returns those figures of a list that are not near; a list of another length is wrong in that.
func wrongFigures(name string, got, want []float64, tolerance float64) []figure {
	if len(got) != len(want) {
		return []figure{{"length of " + name, float64(len(got)), Number(len(want))}}
	}
	var fs []figure
	for i := range want {
		if !near(got[i], want[i], tolerance) {
			fs = append(fs, figure{fmt.Sprintf("%s[%d]", name, i), got[i], Number(want[i])})
		}
	}
	return fs
}

// ChartValues checks the limits of a control chart of one number a period: [XmR] or [LogXmR]. NaN is a period
// without data; there is no moving range across it.
func ChartValues(t TestingT, m Method, limits func(x []float64) (centre, lo, hi float64)) {
	t.Helper()
	type input struct{ X series }
	type expected struct{ Centre, Lo, Hi Number }
	methodRun(t, "trend-chart-values", m, func(c Case[input, expected]) *mismatch {
		centre, lo, hi := limits(c.Input.X.floats())
		return judge(c.Tolerance, figure{"centre", centre, c.Expected.Centre},
			figure{"lo", lo, c.Expected.Lo}, figure{"hi", hi, c.Expected.Hi})
	})
}

// ChartEWMA checks the exponentially weighted moving average and its limits, with a known centre and sigma:
// each average is weight of the way from the one before to the newest number.
func ChartEWMA(t TestingT, ewma func(x []float64, centre, sigma, weight, width float64) (values, lo, hi []float64)) {
	t.Helper()
	type input struct {
		X                            series
		Centre, Sigma, Weight, Width float64
	}
	type expected struct{ Values, Lo, Hi []float64 }
	run(t, "trend-chart-ewma", "the chart", anyCase, func(c Case[input, expected]) *mismatch {
		in := c.Input
		values, lo, hi := ewma(in.X.floats(), in.Centre, in.Sigma, in.Weight, in.Width)
		return judge(c.Tolerance, slices.Concat(wrongFigures("values", values, c.Expected.Values, c.Tolerance),
			wrongFigures("lo", lo, c.Expected.Lo, c.Tolerance), wrongFigures("hi", hi, c.Expected.Hi, c.Tolerance))...)
	})
}

// ChartCUSUM checks the two cumulative sums, in sigmas, of what lies more than slack sigmas above and below a
// known centre. Neither is ever below 0.
func ChartCUSUM(t TestingT, cusum func(x []float64, centre, sigma, slack float64) (up, down []float64)) {
	t.Helper()
	type input struct {
		X                    series
		Centre, Sigma, Slack float64
	}
	type expected struct{ Up, Down []float64 }
	run(t, "trend-chart-cusum", "the chart", anyCase, func(c Case[input, expected]) *mismatch {
		in := c.Input
		up, down := cusum(in.X.floats(), in.Centre, in.Sigma, in.Slack)
		return judge(c.Tolerance, slices.Concat(wrongFigures("up", up, c.Expected.Up, c.Tolerance),
			wrongFigures("down", down, c.Expected.Down, c.Tolerance))...)
	})
}

// ChartRules checks which points end a pattern, of points given in sigmas from the centre, by the rule
// [Beyond], [TwoOfThree], [FourOfFive], [EightOneSide], [NineOneSide], [SixTrend], [FourteenAlternating],
// [FifteenWithin] or [EightOutside]. NaN is a period without data, which is passed over.
func ChartRules(t TestingT, rule Method, signals func(z []float64) []int) {
	t.Helper()
	type input struct{ Z series }
	methodRun(t, "trend-chart-rules", rule, func(c Case[input, places]) *mismatch {
		return c.Expected.judge(signals(c.Input.Z.floats()))
	})
}
