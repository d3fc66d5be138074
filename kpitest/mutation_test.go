package kpitest_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The defects that occur in the field, planted one at a time: each must fail, in exactly the cases that are about it,
// and the message must say what went wrong.

func dismissedCounted(answers []*int) (float64, error) {
	xs, err := given(answers, 0, 10)
	if err != nil || len(answers) == 0 {
		return math.NaN(), err
	}
	net := 0
	for _, x := range xs {
		if promoter(x) {
			net++
		} else if detractor(x) {
			net--
		}
	}
	return 100 * float64(net) / float64(len(answers)), nil
}

func elevenAccepted(answers []*int) (float64, error) {
	xs, err := given(answers, 0, math.MaxInt)
	return 100 * (share(xs, promoter) - share(xs, detractor)), err
}

func rounded(answers []*int) (float64, error) {
	score, err := plainNPS(answers)
	return math.Round(score), err
}

func zeroWhenEmpty(answers []*int) (float64, error) {
	score, err := plainNPS(answers)
	if math.IsNaN(score) {
		score = 0
	}
	return score, err
}

func promotersFromEight(answers []*int) (float64, error) {
	xs, err := given(answers, 0, 10)
	return 100 * (share(xs, func(x int) bool { return x >= 8 }) - share(xs, detractor)), err
}

// defect is a planted error: what it is, at work in a runner, and what must come of it.
type defect struct {
	name   string
	run    func(t kpitest.TestingT)
	fails  []string // exactly these cases
	reason string   // said by one of them
}

func TestPlantedDefects(t *testing.T) {
	nps := func(score func([]*int) (float64, error)) func(kpitest.TestingT) {
		return func(t kpitest.TestingT) { kpitest.NPS(t, score) }
	}
	tests := []defect{
		{"dismissed answers are counted", nps(dismissedCounted),
			[]string{"nps-score/dismissed-answers-leave", "nps-score/dismissed-are-not-zero", "nps-score/mostly-dismissed", "nps-score/everybody-dismissed"},
			"Two customers dismissed the question. They gave no answer, so they are not in the denominator"},
		{"11 is accepted", nps(elevenAccepted),
			[]string{"nps-score/eleven-is-refused", "nps-score/eleven-alone-is-refused", "nps-score/ninety-nine-is-refused", "nps-score/refused-among-dismissed"},
			"An 11 is not an answer"},
		{"rounded to whole points", nps(rounded),
			[]string{"nps-score/three-classes", "nps-score/every-rating-once", "nps-score/no-detractors", "nps-score/not-rounded",
				"nps-score/not-rounded-in-between", "nps-score/half-a-point", "nps-score/integer-division"},
			"not 14 and not 14.29. Who shows the number rounds it, once, at the end."},
		{"0 when nobody answered", nps(zeroWhenEmpty),
			[]string{"nps-score/nobody-was-asked", "nps-score/everybody-dismissed"},
			"Without answers there is no score. 0 would be a claim"},
		{"the cut point is off by one", nps(promotersFromEight),
			[]string{"nps-score/eight-is-a-passive", "nps-score/every-rating-once", "nps-score/by-value-not-by-position",
				"nps-score/only-passives", "nps-score/not-rounded", "nps-score/integer-division"},
			"Passives end at 8. A query that says >= 8 for promoters makes a promoter of the 8."},
		{"Wald limits instead of score limits", func(t kpitest.TestingT) { kpitest.NPSInterval(t, kpitest.Score, plainNPSWald) },
			scoreCasesBut("score-nobody", "score-billion"), // where Wald is right too
			"Ten customers do not prove 100; Wald says they do."},
	}
	tests = append(tests, resolutionDefects()...)
	tests = append(tests, retentionDefects()...)
	tests = append(tests, roiDefects()...)
	tests = append(tests, trendDefects()...)
	tests = append(tests, chartDefects()...)
	tests = append(tests, scaleDefects()...)
	tests = append(tests, reliabilityDefects()...)
	tests = append(tests, planDefects()...)
	tests = append(tests, weightDefects()...)
	seen := map[string]string{}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var r kpitest.Recorder
			test.run(&r)
			var fails, reasons []string
			for _, f := range r.Failures {
				fails, reasons = append(fails, f.ID), append(reasons, f.String())
			}
			assert.ElementsMatch(t, test.fails, fails)
			said := strings.Join(reasons, "\n")
			assert.Contains(t, said, test.reason)
			assert.Empty(t, seen[said], "it fails as another defect does")
			seen[said] = test.name
		})
	}
}

// scoreCasesBut returns all cases of the score interval of the NPS but these.
func scoreCasesBut(right ...string) []string {
	type input struct {
		kpitest.Classes
		Level float64
	}
	type limits struct{ Lo, Hi float64 }
	var ids []string
	for _, c := range kpitest.Cases[input, limits]("nps-interval") {
		if c.Method == kpitest.Score && !slices.Contains(right, c.ID) {
			ids = append(ids, "nps-interval/"+c.ID)
		}
	}
	return ids
}
