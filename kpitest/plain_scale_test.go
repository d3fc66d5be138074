package kpitest_test

import (
	"errors"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The scoring of scales and instruments, as plainly as it can be written.

func plainReverse(answers []*int, lowest, highest int) ([]*int, error) {
	if _, err := given(answers, lowest, highest); err != nil {
		return nil, err
	}
	turned := make([]*int, len(answers))
	for i, a := range answers {
		if a != nil {
			x := lowest + highest - *a
			turned[i] = &x
		}
	}
	return turned, nil
}

func plainRescale(x []float64, lowest, highest int) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = 100 * (x[i] - float64(lowest)) / float64(highest-lowest)
	}
	return y
}

func plainScaleScore(m kpitest.Method) func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
	return func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
		answers, turned := slices.Clone(answers), answers
		if turned, err = plainReverse(answers, lowest, highest); err != nil {
			return 0, 0, err
		}
		for _, i := range reversed {
			answers[i] = turned[i]
		}
		xs, _ := given(answers, lowest, highest)
		n, k := len(xs), len(answers)
		if m == kpitest.Complete && n < k || m == kpitest.HalfOrMore && 2*n < k || m == kpitest.MoreThanHalf && 2*n <= k {
			return math.NaN(), math.NaN(), nil
		}
		for _, x := range xs {
			mean += float64(x)
		}
		mean /= float64(n)
		return mean, plainRescale([]float64{mean}, lowest, highest)[0], nil
	}
}

func plainSUS(m kpitest.Method) func(answers []*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, 5)
		switch {
		case err != nil:
			return 0, err
		case len(answers) != 10:
			return 0, errors.New("not ten answers")
		case len(xs) < 9 || len(xs) < 10 && m == kpitest.Complete:
			return math.NaN(), nil
		}
		sum := 0
		for i, a := range answers {
			switch {
			case a == nil:
			case i%2 == 0:
				sum += *a - 1
			default:
				sum += 5 - *a
			}
		}
		return 100 * float64(sum) / float64(4*len(xs)), nil
	}
}

var susMethods = []kpitest.Method{kpitest.Complete, kpitest.NineOrTen}

func plainUMUXLite(m kpitest.Method) func(answers []*int) (float64, error) {
	return func(answers []*int) (float64, error) {
		xs, err := given(answers, 1, 7)
		switch {
		case err != nil:
			return 0, err
		case len(answers) != 2:
			return 0, errors.New("not two answers")
		case len(xs) < 2:
			return math.NaN(), nil
		}
		score := float64(xs[0]+xs[1]-2) * 100 / 12
		if m == kpitest.Regression {
			score = 0.65*score + 22.9
		}
		return score, nil
	}
}

func plainACSI(means, weights []float64) (float64, error) {
	if len(means) != 3 {
		return 0, errors.New("not three means")
	}
	sum, total := 0.0, 0.0
	for i, m := range means {
		if m < 1 || m > 10 || weights[i] < 0 {
			return 0, errors.New("off the scale")
		}
		sum += weights[i] * (m - 1)
		total += weights[i]
	}
	return 100 * sum / (9 * total), nil
}

func scaleRuns() map[string]run {
	runs := map[string]run{
		"ScaleReverse": func(t kpitest.TestingT, shift float64) {
			kpitest.ScaleReverse(t, func(answers []*int, lowest, highest int) ([]*int, error) {
				turned, err := plainReverse(answers, lowest, highest)
				for _, x := range turned {
					if x != nil {
						*x += int(4 * shift)
					}
				}
				return turned, err
			})
		},
		"ScaleRescale": func(t kpitest.TestingT, shift float64) {
			kpitest.ScaleRescale(t, func(x []float64, lowest, highest int) []float64 {
				return shifted(plainRescale(x, lowest, highest), shift)
			})
		},
		"ACSI": func(t kpitest.TestingT, shift float64) {
			kpitest.ACSI(t, func(means, weights []float64) (float64, error) {
				x, err := plainACSI(means, weights)
				return x + shift, err
			})
		},
	}
	for _, m := range []kpitest.Method{kpitest.HalfOrMore, kpitest.MoreThanHalf, kpitest.Complete} {
		runs["ScaleScore "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ScaleScore(t, m, func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
				mean, rescaled, err = plainScaleScore(m)(answers, lowest, highest, reversed)
				return mean, rescaled + shift, err
			})
		}
	}
	for _, m := range susMethods {
		runs["SUS "+string(m)] = func(t kpitest.TestingT, shift float64) { kpitest.SUS(t, m, value(plainSUS(m), shift)) }
	}
	for _, m := range []kpitest.Method{kpitest.Interpolated, kpitest.Regression} {
		runs["UMUXLite "+string(m)] = func(t kpitest.TestingT, shift float64) { kpitest.UMUXLite(t, m, value(plainUMUXLite(m), shift)) }
	}
	return runs
}

// scaleUnmoved is how many cases have no number to move: no data, no answers, refusals.
var scaleUnmoved = map[string]int{
	"ScaleReverse": 1 + 2, "SUS complete": 3 + 2, "SUS nine-or-ten": 2 + 2, "ACSI": 2 + 1, "UMUXLite interpolated": 1 + 2, "UMUXLite regression": 1 + 2,
	"ScaleScore half-or-more": 2 + 1, "ScaleScore more-than-half": 2 + 1, "ScaleScore complete": 2 + 1,
}

func scaleDefects() []defect {
	return []defect{
		{"turned round between the answers there are", func(t kpitest.TestingT) {
			kpitest.ScaleReverse(t, func(answers []*int, lowest, highest int) ([]*int, error) {
				xs, err := given(answers, lowest, highest)
				if err != nil || len(xs) == 0 {
					return answers, err
				}
				return plainReverse(answers, slices.Min(xs), slices.Max(xs))
			})
		}, []string{"scale-reverse/nobody-used-the-ends", "scale-reverse/missing-stays-missing"},
			"By the declared scale, not by the answers there are"},
		{"percent of the highest answer", func(t kpitest.TestingT) {
			kpitest.ScaleRescale(t, func(x []float64, _, highest int) []float64 { return plainRescale(x, 0, highest) })
		}, []string{"scale-rescale/five-points", "scale-rescale/seven-points", "scale-rescale/a-mean", "scale-rescale/no-data"},
			"1 is 0, not 20"},
		{"more than half where half is enough", func(t kpitest.TestingT) {
			kpitest.ScaleScore(t, kpitest.HalfOrMore, plainScaleScore(kpitest.MoreThanHalf))
		}, []string{"scale-score/half-answered", "scale-score/half-or-more-not-a-sum"}, "Two published rules differ here"},
		{"reversed by the order of the answers given", func(t kpitest.TestingT) {
			kpitest.ScaleScore(t, kpitest.HalfOrMore, func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
				answers = slices.DeleteFunc(slices.Clone(answers), func(a *int) bool { return a == nil })
				if len(answers) < 3 {
					return math.NaN(), math.NaN(), nil
				}
				return plainScaleScore(kpitest.HalfOrMore)(answers, lowest, highest, reversed)
			})
		}, []string{"scale-score/half-or-more-three-of-five"}, "by its place, not by the order of the answers given"},
		{"all items of a SUS alike", func(t kpitest.TestingT) {
			kpitest.SUS(t, kpitest.Complete, func(answers []*int) (float64, error) {
				score, err := plainSUS(kpitest.Complete)(answers)
				if err == nil && !math.IsNaN(score) {
					score = 0
					for _, a := range answers {
						score += 2.5 * float64(*a-1)
					}
				}
				return score, err
			})
		}, []string{"instrument-sus/complete-worked", "instrument-sus/complete-best", "instrument-sus/complete-worst", "instrument-sus/complete-straight-line"},
			"the reason for the reversed items"},
		{"a blank of a SUS is 0", func(t kpitest.TestingT) {
			kpitest.SUS(t, kpitest.Complete, func(answers []*int) (float64, error) {
				blank := 3
				filled := slices.Clone(answers)
				for i, a := range filled {
					if a == nil {
						filled[i] = &blank
					}
				}
				return plainSUS(kpitest.Complete)(filled)
			})
		}, []string{"instrument-sus/complete-a-blank", "instrument-sus/complete-two-blanks", "instrument-sus/complete-nobody"}, "Ten blanks are no score"},
		{"weights that are not shares", func(t kpitest.TestingT) {
			kpitest.ACSI(t, func(means, weights []float64) (float64, error) {
				index, err := plainACSI(means, weights)
				total := 0.0
				for _, w := range weights {
					total += w
				}
				return index * total, err
			})
		}, []string{"instrument-acsi/equal-weights", "instrument-acsi/weights-are-shares"}, "Weights that sum to 10"},
		{"the four-item divisor", func(t kpitest.TestingT) {
			kpitest.UMUXLite(t, kpitest.Interpolated, func(answers []*int) (float64, error) {
				x, err := plainUMUXLite(kpitest.Interpolated)(answers)
				return x / 2, err
			})
		}, []string{"instrument-umux-lite/interpolated-six-five", "instrument-umux-lite/interpolated-best"}, "a report must say which"},
	}
}
