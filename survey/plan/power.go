package plan

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
)

// Power returns how likely a significant change with the right sign is, if one independent group of na answers
// expects a and another of nb expects b: two waves of different people, two teams. Significant means that the
// two-sided test at 1-level finds it. Without any change it is (1-level)/2, the chance of a false find upwards.
//
// Shares are compared by the score test, with one share under the null hypothesis (Fleiss, Levin and Paik 2003,
// Statistical Methods for Rates and Proportions, 4.2; power.prop.test in R), NPS and ratings by the difference
// over its standard error, both in the normal approximation, which is good where 5 answers or more are expected
// in each of the classes that move. Means are compared by Welch's test with the noncentral t distribution
// (power.t.test in R where the groups are alike).
//
// It is an error if a metric, the design or a number of answers makes no sense. It panics if a and b are not of
// one kind. Panels that are asked twice need fewer: the variance of their own changes counts.
func (d Design) Power(a, b Metric, na, nb int, level float64) (float64, error) {
	checkLevel(level)
	if err := d.checkPair(a, b); err != nil {
		return math.NaN(), err
	}
	for _, n := range []int{na, nb} {
		if err := d.checkAnswers(n); err != nil {
			return math.NaN(), err
		}
	}
	return d.power(a, b, na, nb, level), nil
}

// Detect returns the fewest answers in each of two groups that find the change from a to b with probability power
// (0.80, say): see [Design.Power]. It is an error if nothing is to be found, if the metrics or the design make no
// sense, or if more than 10¹² answers would be needed. It panics if a and b are not of one kind.
func (d Design) Detect(a, b Metric, power, level float64) (Size, error) {
	checkLevel(level)
	checkPower(power, level)
	if err := d.checkPair(a, b); err != nil {
		return Size{}, err
	}
	if a.value() == b.value() {
		return Size{}, fmt.Errorf("plan: from %v to %v there is no change to detect", a, b)
	}
	n, ok := fewest(1, d.limit(), func(n int) bool { return d.power(a, b, n, n, level) >= power })
	if !ok {
		return Size{}, fmt.Errorf("plan: a change from %v to %v needs more than %.0e answers", a, b, float64(most))
	}
	return Size{Answers: n, Design: d, Warnings: d.warnings()}, nil
}

// Detectable returns the smallest fall and the smallest rise from m, both positive, that n answers in each of two
// groups find with probability power: the minimum detectable change. It is +Inf where the scale ends before. A
// share's variance is followed as it changes; an NPS, ratings and a mean keep theirs, since there is more than one
// way for them to change. It is an error if the metric, the design or n makes no sense.
func (d Design) Detectable(m Metric, n int, power, level float64) (fall, rise float64, err error) {
	checkLevel(level)
	checkPower(power, level)
	if err := d.checkPair(m, m); err != nil {
		return math.NaN(), math.NaN(), err
	}
	if err := d.checkAnswers(n); err != nil {
		return math.NaN(), math.NaN(), err
	}
	neff := d.effective(m, n)
	if math.IsInf(neff, 1) { // everybody: any change shows
		return 0, 0, nil
	}
	lo, hi := m.ends()
	if s, ok := m.(Share); ok {
		reach := func(end Share) float64 {
			missing := func(p float64) float64 { return d.power(s, Share(p), n, n, level) - power }
			if s == end || missing(float64(end)) < 0 {
				return math.Inf(1)
			}
			return math.Abs(root.Find(missing, float64(s), float64(end)) - float64(s))
		}
		return reach(0), reach(1), nil
	}
	var change float64
	se := math.Sqrt(2 * m.variance() / neff)
	if mean, ok := m.(Mean); ok {
		df := welch(mean, mean, neff, neff, n, n)
		critical := -quantile.T((1-level)/2, df)
		missing := func(shift float64) float64 { return noncentralTail(critical, df, shift) - power }
		far := critical + 1
		for missing(far) < 0 {
			far *= 2
		}
		change = se * root.Find(missing, 0, far)
	} else {
		change = se * (quantile.Z(level) + quantile.Normal(power))
	}
	if n < 2 {
		change = math.Inf(1)
	}
	within := func(room float64) float64 {
		if change > room {
			return math.Inf(1)
		}
		return change
	}
	return within(m.value() - lo), within(hi - m.value()), nil
}

// Benchmark returns the fewest answers of one group that, with probability power, tell m from a target that is
// known exactly, two-sided at level: 0.90 for a one-sided claim at 5% to be above it. Shares take the variance
// at the target under the null hypothesis, as Wilson's limits do; NPS and ratings take their own; means go by
// the noncentral t distribution. It is an error if nothing is to be told apart, the target is off the scale, the
// metric or the design makes no sense, or more than 10¹² answers would be needed.
//
// MeasuringU's tables (s²Z²/d² - 3) are near for an NPS: 1,655 answers for 5 points at level 0.90 and power 0.80,
// where this gives 1,649. They round the variance of thirds, 2/3, up to .67, round Z, and take off the three
// answers that the adjusted Wald interval adds.
func (d Design) Benchmark(m Metric, target, power, level float64) (Size, error) {
	checkLevel(level)
	checkPower(power, level)
	if err := d.checkPair(m, m); err != nil {
		return Size{}, err
	}
	if lo, hi := m.ends(); !(lo <= target && target <= hi) || math.IsInf(target, 0) {
		return Size{}, fmt.Errorf("plan: a target of %v is not from %v to %v", target, lo, hi)
	}
	gap := math.Abs(m.value() - target)
	if gap == 0 {
		return Size{}, fmt.Errorf("plan: %v is at the target of %v", m, target)
	}
	n, ok := fewest(1, d.limit(), func(n int) bool {
		neff := d.effective(m, n)
		if math.IsInf(neff, 1) {
			return true
		}
		if _, ok := m.(Mean); ok {
			if n < 2 {
				return false
			}
			df := float64(n - 1)
			return noncentralTail(-quantile.T((1-level)/2, df), df, gap/math.Sqrt(m.variance()/neff)) >= power
		}
		null := m.variance()
		if _, ok := m.(Share); ok {
			null = target * (1 - target)
		}
		return normalPower(gap, math.Sqrt(null/neff), math.Sqrt(m.variance()/neff), level) >= power
	})
	if !ok {
		return Size{}, fmt.Errorf("plan: telling %v from %v needs more than %.0e answers", m, target, float64(most))
	}
	return Size{Answers: n, Design: d, Warnings: d.warnings()}, nil
}

// power is Power of what has been checked.
func (d Design) power(a, b Metric, na, nb int, level float64) float64 {
	ea, eb := d.effective(a, na), d.effective(b, nb)
	gap := math.Abs(a.value() - b.value())
	va, vb := a.variance()/ea, b.variance()/eb // 0 of everybody
	alternative := math.Sqrt(va + vb)
	switch a := a.(type) {
	case Share:
		pa, pb := a.value(), b.value()
		pooled := (pa*float64(na) + pb*float64(nb)) / (float64(na) + float64(nb))
		return normalPower(gap, math.Sqrt(pooled*(1-pooled)*(1/ea+1/eb)), alternative, level)
	case Mean:
		if alternative == 0 {
			return normalPower(gap, 0, 0, level)
		}
		if min(na, nb) < 2 { // one answer has no standard deviation
			return 0
		}
		df := welch(a, b.(Mean), ea, eb, na, nb)
		return noncentralTail(-quantile.T((1-level)/2, df), df, gap/alternative)
	}
	return normalPower(gap, alternative, alternative, level)
}

// normalPower returns the probability that a normal variable around gap exceeds what it exceeds around 0 with
// probability (1-level)/2; null and alternative are its standard deviations at 0 and at gap.
func normalPower(gap, null, alternative, level float64) float64 {
	beyond := gap - quantile.Z(level)*null
	switch {
	case gap == 0:
		return (1 - level) / 2
	case alternative > 0:
		return quantile.NormalTail(-beyond / alternative)
	case beyond > 0:
		return 1
	}
	return 0
}

// welch returns the degrees of freedom of the difference of two means (Welch 1947, doi 10.1093/biomet/34.1-2.28).
// Of two like groups they are those of the pooled variance.
func welch(a, b Mean, ea, eb float64, na, nb int) float64 {
	va, vb := a.variance()/ea, b.variance()/eb
	share := va / (va + vb)
	return 1 / (share*share/float64(na-1) + (1-share)*(1-share)/float64(nb-1))
}

func (d Design) checkPair(a, b Metric) error {
	ka, _ := a.kind()
	if kb, _ := b.kind(); ka != kb {
		panic(fmt.Sprintf("plan: %s and %s are not one metric", ka, kb))
	}
	if err := d.check(); err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	return b.check()
}

// checkPower panics unless power is a probability above that of a false find and below 1.
func checkPower(power, level float64) {
	if !((1-level)/2 < power && power < 1) {
		panic(fmt.Sprintf("plan: power %v is not between %.6g and 1", power, (1-level)/2))
	}
}
