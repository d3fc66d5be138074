package ces_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/kpi"
)

// The coverage of the mean's interval, by enumeration: every histogram of n answers that a truth can give,
// with its probability. The rows here take part in every test run; coverage_full_test.go prints the table.

// truth is the share of each answer from 1 up among all customers.
type truth []float64

var (
	easyFive   = truth{0.01, 0.02, 0.12, 0.25, 0.60}
	veryEasy   = truth{0, 0.01, 0.02, 0.12, 0.85}
	middleFive = truth{0.1, 0.2, 0.4, 0.2, 0.1}
	evenFive   = truth{0.2, 0.2, 0.2, 0.2, 0.2}
	endsFive   = truth{0.4, 0.05, 0.1, 0.05, 0.4}
	hardFive   = truth{0.45, 0.30, 0.15, 0.07, 0.03}

	easySeven = truth{0.02, 0.03, 0.05, 0.10, 0.20, 0.30, 0.30}
	evenSeven = truth{1.0 / 7, 1.0 / 7, 1.0 / 7, 1.0 / 7, 1.0 / 7, 1.0 / 7, 1.0 / 7}
)

func (p truth) rule() ces.Rule {
	if len(p) == 7 {
		return ces.Agreement()
	}
	return ces.Ease()
}

func (p truth) mean() (m float64) {
	for i, share := range p {
		m += float64(i+1) * share
	}
	return m
}

// samples calls visit with every histogram of n answers and its probability.
func (p truth) samples(n int, visit func(t ces.Tally, probability float64)) {
	var t ces.Tally
	t.Rule = p.rule()
	t.Answers.Scale = t.Rule.Scale
	var fill func(answer, left int, log float64)
	fill = func(answer, left int, log float64) {
		if answer == len(p) {
			t.Answers.Ratings[answer] = left
			if log += logTerm(left, p[answer-1]); !math.IsInf(log, -1) {
				visit(t, math.Exp(log))
			}
			return
		}
		for c := 0; c <= left; c++ {
			t.Answers.Ratings[answer] = c
			fill(answer+1, left-c, log+logTerm(c, p[answer-1]))
		}
	}
	factorial, _ := math.Lgamma(float64(n + 1))
	fill(1, n, factorial)
}

// logTerm returns the logarithm of p^c/c!.
func logTerm(c int, p float64) float64 {
	if c == 0 {
		return 0
	}
	factorial, _ := math.Lgamma(float64(c + 1))
	return float64(c)*math.Log(p) - factorial
}

// misses returns the probability that the true mean is below the lower limit and that it is above the upper
// one.
func (p truth) misses(n int, limits func(ces.Tally) kpi.Estimate) (below, above float64) {
	mean := p.mean()
	p.samples(n, func(t ces.Tally, probability float64) {
		const slack = 1e-9 // a limit that is the truth but for rounding covers it
		switch e := limits(t); {
		case mean < e.Lo-slack:
			below += probability
		case mean > e.Hi+slack:
			above += probability
		}
	})
	return below, above
}

func score(t ces.Tally) kpi.Estimate { return t.Mean(0.95) }

// student returns Student's t, what the score interval is better than.
func student(t ces.Tally) kpi.Estimate {
	n, sum, squares := 0, 0.0, 0.0
	for answer, c := range t.Answers.All() {
		n += c
		sum += float64(c * answer)
		squares += float64(c * answer * answer)
	}
	mean := sum / float64(n)
	sd := math.Sqrt(math.Max(0, squares-sum*mean) / float64(n-1))
	return kpi.Mean(n, mean, sd, 0.95)
}

func TestCoverageOfMean(t *testing.T) {
	if testing.Short() {
		t.Skip("enumerates samples")
	}
	for _, row := range []struct {
		n      int
		truths []truth
	}{
		{5, []truth{easyFive, veryEasy, middleFive, evenFive, endsFive, hardFive, easySeven, evenSeven}},
		{10, []truth{easyFive, veryEasy, middleFive, evenFive, endsFive, hardFive}},
		{20, []truth{easyFive, veryEasy}},
	} {
		for _, p := range row.truths {
			below, above := p.misses(row.n, score)
			assert.Greater(t, 1-below-above, 0.925, "%v, n = %d: %.3f below, %.3f above", p, row.n, below, above)
		}
		below, above := veryEasy.misses(row.n, student)
		assert.Less(t, 1-below-above, 0.88, "Student's t, n = %d", row.n)
	}
}
