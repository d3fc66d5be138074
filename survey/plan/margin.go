package plan

import (
	"fmt"
	"math"
	"sort"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Size is how many answers a plan needs, and the design it needs them under.
type Size struct {
	Answers  int      `json:"answers"`
	Design   Design   `json:"design"`
	Warnings Warnings `json:"warnings"`
}

// String returns the number of answers and, after a dash, what speaks against it: 385 answers.
func (s Size) String() string { return withWarnings(fmt.Sprintf("%d answers", s.Answers), s.Warnings) }

// Invitations returns how many people to invite so that, with the given share of them answering, the expected
// number of answers is enough. Half of the time it will then be a few less: see what the last wave's rate did,
// and plan with a low one. It is an error if rate is not above 0 and up to 1, or if so many people are not there.
func (s Size) Invitations(rate float64) (int, error) {
	if !(0 < rate && rate <= 1) {
		return 0, fmt.Errorf("plan: a response rate of %v is not above 0 and up to 1", rate)
	}
	n := math.Ceil(float64(s.Answers) / rate * (1 - 1e-14)) // 21/0.35 is 60, whatever binary makes of it
	switch {
	case s.Design.Population > 0 && n > float64(s.Design.Population):
		return 0, fmt.Errorf("plan: %.0f invitations for %d answers out of a population of %d", n, s.Answers, s.Design.Population)
	case n > float64(min(most, math.MaxInt)):
		return 0, fmt.Errorf("plan: %.3g invitations for %d answers", n, s.Answers)
	}
	return int(n), nil
}

// Margin is how exact a number of answers is: half the width of its limits, in the unit of the metric, and the
// estimate to expect.
type Margin struct {
	HalfWidth float64      `json:"halfWidth"`
	Expected  kpi.Estimate `json:"expected"`
	Warnings  Warnings     `json:"warnings"`
}

// String returns the half width and, after a dash, what speaks against it: ±4.9pp.
func (m Margin) String() string {
	u := m.Expected.Unit
	if u == kpi.Fraction {
		u = kpi.Change
	}
	return withWarnings("±"+u.Format(m.HalfWidth), m.Warnings)
}

func withWarnings(s string, w Warnings) string {
	if w == 0 {
		return s
	}
	return s + " – " + w.String()
}

// Method is the kind of limits that are planned for. The zero Method is Score, the one of [Design.Size] and
// [Design.Margin].
type Method uint8

const (
	// Score is the limits that this module gives: the score interval of [kpi.Shares] for what is on a scale, and
	// Student's t for a Mean.
	Score Method = iota
	// Wald is the textbook's value ± z·√(variance/n) (Cochran 1977, Sampling Techniques, 3rd edition, 4.4): the
	// numbers of most tables and calculators. It has no width where all answers are alike, and nothing to plan by.
	Wald
)

// String returns Score or Wald.
func (m Method) String() string {
	switch m {
	case Score:
		return "Score"
	case Wald:
		return "Wald"
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// Size returns the fewest answers whose limits are, if they come out as expected, no further apart than twice the
// margin: 0.03 for ±3 percentage points of a [Share], 5 for ±5 points of an [NPS]. It is an error if the metric,
// the design or the margin make no sense, or if more than 10¹² answers would be needed. Where the population is
// too small for the margin all of it has to answer, and then nothing is uncertain.
func (d Design) Size(m Metric, margin, level float64) (Size, error) {
	return Score.Size(d, m, margin, level)
}

// Margin returns how exact n answers will be if they come out as expected. It is an error if the metric or the
// design makes no sense, or if n is not above 0 and up to the population.
func (d Design) Margin(m Metric, n int, level float64) (Margin, error) {
	return Score.Margin(d, m, n, level)
}

// Size returns what [Design.Size] does, for the limits of method k. Of Wald it is an error if all answers are
// expected to be alike.
func (k Method) Size(d Design, m Metric, margin, level float64) (Size, error) {
	k.check(level)
	if err := k.checkPlan(d, m); err != nil {
		return Size{}, err
	}
	if !(0 < margin && margin <= math.MaxFloat64) {
		return Size{}, fmt.Errorf("plan: a margin of %v is not a positive number", margin)
	}
	allowed := margin * (1 + 1e-12)
	n, ok := fewest(1, d.limit(), func(n int) bool { return k.margin(d, m, n, level).HalfWidth <= allowed })
	if !ok {
		return Size{}, fmt.Errorf("plan: a margin of %v needs more than %.0e answers", margin, float64(d.limit()))
	}
	return Size{Answers: n, Design: d, Warnings: d.warnings()}, nil
}

// Margin returns what [Design.Margin] does, for the limits of method k.
func (k Method) Margin(d Design, m Metric, n int, level float64) (Margin, error) {
	k.check(level)
	if err := k.checkPlan(d, m); err != nil {
		return Margin{}, err
	}
	if err := d.checkAnswers(n); err != nil {
		return Margin{}, err
	}
	return k.margin(d, m, n, level), nil
}

func (k Method) margin(d Design, m Metric, n int, level float64) Margin {
	r := Margin{Warnings: d.warnings()}
	_, unit := m.kind()
	neff := d.effective(m, n)
	switch {
	case math.IsInf(neff, 1): // everybody
		r.Expected = kpi.Estimate{Value: m.value(), Lo: m.value(), Hi: m.value(), Level: 1, N: n, Unit: unit}
	case k == Wald:
		lo, hi := m.ends()
		r.HalfWidth = quantile.Z(level) * math.Sqrt(m.variance()/neff)
		r.Expected = kpi.Estimate{Value: m.value(), Lo: max(lo, m.value()-r.HalfWidth), Hi: min(hi, m.value()+r.HalfWidth),
			Level: level, N: n, Unit: unit}
	default:
		r.Expected = m.estimate(neff, n, level)
		r.HalfWidth = (r.Expected.Hi - r.Expected.Lo) / 2
	}
	return r
}

func (k Method) check(level float64) {
	if k > Wald {
		panic(fmt.Sprintf("plan: %v is not a method", k))
	}
	checkLevel(level)
}

func (k Method) checkPlan(d Design, m Metric) error {
	if err := d.check(); err != nil {
		return err
	}
	if err := m.check(); err != nil {
		return err
	}
	if k == Wald && m.variance() == 0 {
		return fmt.Errorf("plan: answers that are all alike, as expected of %v, have no Wald limits", m)
	}
	return nil
}

// checkLevel panics unless level is a confidence level strictly between 0 and 1.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("plan: confidence level %v is not between 0 and 1", level))
	}
}

// fewest returns the least n from lo to hi that is enough, which all above it are too; false if none is.
func fewest(lo, hi int, enough func(n int) bool) (int, bool) {
	n := lo + sort.Search(hi-lo+1, func(i int) bool { return enough(lo + i) })
	return n, n <= hi
}
