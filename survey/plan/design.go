package plan

import (
	"fmt"
	"math"
	"strings"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// Sampling says how the people who answer are chosen. The zero Sampling is Random.
type Sampling uint8

const (
	// Random says that those asked are drawn at random, or are everybody, and that silence has nothing to do with
	// what the answer would have been.
	Random Sampling = iota
	// OptIn says that those who answer selected themselves: a link on a page or a receipt, a feedback tab, a panel of
	// volunteers. No formula knows how far they are from the rest.
	OptIn
)

// String returns random or opt-in.
func (s Sampling) String() string {
	switch s {
	case Random:
		return "random"
	case OptIn:
		return "opt-in"
	}
	return fmt.Sprintf("Sampling(%d)", uint8(s))
}

// Warnings says what speaks against a plan, as data: it takes nothing away from it. The zero value is no warning.
type Warnings uint8

// SelfSelected says that answers are self-selected ([OptIn]): the width of limits is that of a model in which they
// were a random draw, and to report it as a margin of error misleads.
const SelfSelected Warnings = 1 << iota

// String returns the warnings in words, and an empty string for none.
func (w Warnings) String() string {
	return strings.Join(wire.Words(uint8(w), warningNames), ", ")
}

var warningNames = []string{"self-selected: model-based, not a margin of error"}

// Design says how the answers come about. The zero Design is a simple random sample of a large population.
//
// The variance of a result is Effect·(1-f)·(that of as many answers drawn with replacement), where f is the part
// of the population that answers: the design effect as Kish defines it (1965, Survey Sampling, Wiley). So a
// design effect never asks for more people than there are; calculators that multiply the size by it after the
// correction for a finite population ask for more.
type Design struct {
	// Population is how many people the result is to speak of; when all of them answer nothing is uncertain. 0
	// says that they are too many to matter. Leave it 0 where the result is to speak of customers to come as well.
	Population int `json:"population,omitzero"`
	// Effect is how many times the variance of a simple random sample this design has: above 1 for repeated answers
	// of one customer ([ClusterEffect]) and unequal weights (answers over weight.Tally.Effective), below 1 for good
	// strata. 0 counts as 1.
	Effect   float64  `json:"effect,omitzero"`
	Sampling Sampling `json:"sampling"`
}

// ClusterEffect returns the design effect of answers that come in clusters of a mean size and resemble each other
// within a cluster with the intraclass correlation icc: 1+(size-1)·icc (Kish 1965, Survey Sampling, Wiley). It is
// NaN if the size is below 1, or icc is not from 0 to 1.
func ClusterEffect(size, icc float64) float64 {
	if !(1 <= size && size <= math.MaxFloat64) || !(0 <= icc && icc <= 1) {
		return math.NaN()
	}
	return 1 + (size-1)*icc
}

func (d Design) check() error {
	switch {
	case d.Population < 0:
		return fmt.Errorf("plan: a population of %d", d.Population)
	case !(0 <= d.Effect && d.Effect <= 1e6):
		return fmt.Errorf("plan: a design effect of %v is not a positive number", d.Effect)
	case d.Sampling > OptIn:
		return fmt.Errorf("plan: %v is not a way of sampling", d.Sampling)
	}
	return nil
}

// warnings returns what speaks against limits under this design.
func (d Design) warnings() Warnings {
	if d.Sampling == OptIn {
		return SelfSelected
	}
	return 0
}

// effective returns the number of independent answers, out of a population without end, that n are as good as.
// The variance of a scale's answers has the divisor of the population, that of a Mean one less (Cochran 1977,
// Sampling Techniques, 3rd edition, 2.6 and 3.2).
func (d Design) effective(m Metric, n int) float64 {
	e := float64(n)
	if d.Effect > 0 {
		e /= d.Effect
	}
	switch d.Population {
	case 0:
		return e
	case n:
		return math.Inf(1)
	}
	size := float64(d.Population)
	if _, ok := m.(Mean); !ok {
		size--
	}
	return e * (size / float64(d.Population-n))
}

// checkAnswers returns an error unless n people of the population can answer.
func (d Design) checkAnswers(n int) error {
	switch {
	case n <= 0:
		return fmt.Errorf("plan: %d answers", n)
	case d.Population > 0 && n > d.Population:
		return fmt.Errorf("plan: %d answers out of a population of %d", n, d.Population)
	}
	return nil
}

// most is the largest number of answers that a plan asks for.
const most int64 = 1_000_000_000_000

// limit returns the largest number of answers that can be asked for.
func (d Design) limit() int {
	limit := min(most, math.MaxInt)
	if d.Population > 0 {
		limit = min(limit, int64(d.Population))
	}
	return int(limit)
}
