package kpitest_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpitest"
)

var (
	csatRules = [][2]int{{2, 2}, {3, 3}, {3, 4}, {4, 5}, {5, 5}, {5, 6}, {5, 7}, {6, 7}, {8, 10}, {9, 10}}
	cesRules  = []kpitest.CESRule{{7, 5, 3}, {7, 6, 3}, {5, 2, 4}, {5, 4, 2}}
)

// A run is a runner at work on an implementation whose every number is shifted by so much.
type run func(t kpitest.TestingT, shift float64)

func value[In any](f func(In) (float64, error), shift float64) func(In) (float64, error) {
	return func(in In) (float64, error) {
		x, err := f(in)
		return x + shift, err
	}
}

// plainRuns returns every runner with a plain implementation, by name.
func plainRuns() map[string]run {
	runs := map[string]run{
		"NPS":     func(t kpitest.TestingT, shift float64) { kpitest.NPS(t, value(plainNPS, shift)) },
		"NPSText": func(t kpitest.TestingT, shift float64) { kpitest.NPSText(t, value(plainNPSText, shift)) },
		"CSAT": func(t kpitest.TestingT, shift float64) {
			for _, r := range csatRules {
				kpitest.CSAT(t, r[0], r[1], value(plainCSAT(r[0], r[1]), shift))
			}
		},
		"CESMean": func(t kpitest.TestingT, shift float64) {
			kpitest.CESMean(t, 5, value(plainCESMean(5), shift))
			kpitest.CESMean(t, 7, value(plainCESMean(7), shift))
		},
		"CESEasyShare": func(t kpitest.TestingT, shift float64) {
			for _, r := range cesRules {
				kpitest.CESEasyShare(t, r, value(plainCESEasyShare(r), shift))
			}
		},
		"CESNetEasy": func(t kpitest.TestingT, shift float64) {
			for _, r := range cesRules {
				kpitest.CESNetEasy(t, r, value(plainCESNetEasy(r), shift))
			}
		},
		"NPSDifference": func(t kpitest.TestingT, shift float64) {
			kpitest.NPSDifference(t, func(a, b kpitest.Classes, level float64) (lo, hi float64) {
				lo, hi = plainNPSDifference(a, b, level)
				return lo + shift, hi + shift
			})
		},
		"NPSPaired": func(t kpitest.TestingT, shift float64) {
			kpitest.NPSPaired(t, kpitest.StudentT, func(before, after []int, level float64) (lo, hi float64) {
				lo, hi = plainNPSPairedT(before, after, level)
				return lo + shift, hi + shift
			})
		},
		"NPSTest": func(t kpitest.TestingT, shift float64) {
			kpitest.NPSTest(t, func(c kpitest.Classes, null float64) (z, p float64) {
				z, p = plainNPSTest(c, null)
				return z + shift, p
			})
		},
		"NPSWeighted": func(t kpitest.TestingT, shift float64) {
			kpitest.NPSWeighted(t, func(answers []int, weights []float64) (value, se float64) {
				value, se = plainNPSWeighted(answers, weights)
				return value, se + shift
			})
		},
		"ProportionTest": func(t kpitest.TestingT, shift float64) {
			kpitest.ProportionTest(t, func(k1, n1, k2, n2 int) (z, p float64) {
				z, p = plainProportionTest(k1, n1, k2, n2)
				return z, p + shift
			})
		},
		"ProportionHomogeneity": func(t kpitest.TestingT, shift float64) {
			kpitest.ProportionHomogeneity(t, func(k, n []int) (statistic, df, p float64) {
				statistic, df, p = plainHomogeneity(k, n)
				return statistic, df, p + shift
			})
		},
		"ProportionDifference": func(t kpitest.TestingT, shift float64) {
			kpitest.ProportionDifference(t, kpitest.SquareAndAdd, func(k1, n1, k2, n2 int, level float64) (lo, hi float64) {
				lo, hi = plainDifference(k1, n1, k2, n2, level)
				return lo, hi + shift
			})
		},
		"PairedDifference": func(t kpitest.TestingT, shift float64) {
			kpitest.PairedDifference(t, func(both, first, second, neither int, level float64) (lo, hi float64) {
				lo, hi = plainPaired(both, first, second, neither, level)
				return lo + shift, hi
			})
		},
		"MeanInterval": func(t kpitest.TestingT, shift float64) {
			kpitest.MeanInterval(t, kpitest.StudentT, func(values []float64, counts []int, level float64) (lo, hi float64) {
				lo, hi = plainMeanT(values, counts, level)
				return lo + shift, hi
			})
		},
		"Sum": func(t kpitest.TestingT, shift float64) {
			kpitest.Sum(t, func(terms []kpitest.Estimate) (lo, hi float64) {
				lo, hi = plainSum(terms)
				return lo, hi + shift
			})
		},
		"Ratio": func(t kpitest.TestingT, shift float64) {
			kpitest.Ratio(t, func(numerator, denominator kpitest.Estimate) (lo, hi float64) {
				lo, hi = plainRatio(numerator, denominator)
				return lo + shift, hi
			})
		},
	}
	for m, f := range map[kpitest.Method]func(k, n int, level float64) (lo, hi float64){
		kpitest.Wilson: plainWilson, kpitest.Wald: plainWald, kpitest.AgrestiCoull: plainAgrestiCoull,
	} {
		runs["ProportionInterval "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ProportionInterval(t, m, func(k, n int, level float64) (lo, hi float64) {
				lo, hi = f(k, n, level)
				return lo + shift, hi
			})
		}
	}
	for m, f := range map[kpitest.Method]func(c kpitest.Classes, level float64) (lo, hi float64){
		kpitest.Score: plainNPSScore, kpitest.Wald: plainNPSWald, kpitest.AdjustedWald: plainNPSAdjustedWald,
	} {
		runs["NPSInterval "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.NPSInterval(t, m, func(c kpitest.Classes, level float64) (lo, hi float64) {
				lo, hi = f(c, level)
				return lo, hi + shift
			})
		}
	}
	for m, f := range map[kpitest.Method]func(p []float64) []float64{
		kpitest.Holm: plainHolm, kpitest.BenjaminiHochberg: plainBenjaminiHochberg, kpitest.Bonferroni: plainBonferroni,
		kpitest.Hochberg: plainHochberg, kpitest.BenjaminiYekutieli: plainBenjaminiYekutieli,
	} {
		runs["AdjustP "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.AdjustP(t, m, func(p []float64) []float64 {
				adjusted := f(p)
				adjusted[len(adjusted)-1] += shift
				return adjusted
			})
		}
	}
	maps.Copy(runs, resolutionRuns())
	maps.Copy(runs, retentionRuns())
	maps.Copy(runs, roiRuns())
	maps.Copy(runs, trendRuns())
	maps.Copy(runs, chartRuns())
	maps.Copy(runs, scaleRuns())
	maps.Copy(runs, reliabilityRuns())
	maps.Copy(runs, planRuns())
	maps.Copy(runs, weightRuns())
	return runs
}

func TestRunnersAcceptTheDefinitions(t *testing.T) {
	for name, run := range plainRuns() {
		t.Run(name, func(t *testing.T) { run(t, 0) })
	}
}

// A case that cannot fail proves nothing: an answer that is off by a quarter must fail everywhere, but where the right
// answer is an error, no data or an infinity, which a quarter leaves as it is.
func TestRunnersRefuseWhatIsOffByAQuarter(t *testing.T) {
	unmoved := map[string]int{
		"NPS":            2 + 5, // no data, refusals
		"NPSText":        2 + 7,
		"CSAT":           len(csatRules) * (2 + 2),
		"CESMean":        2 * (2 + 2),
		"CESEasyShare":   len(cesRules) * (2 + 2),
		"CESNetEasy":     len(cesRules) * (2 + 2),
		"NPSTest":        1,
		"ProportionTest": 1,
		"Ratio":          1, // no lower limit
	}
	maps.Copy(unmoved, resolutionUnmoved)
	maps.Copy(unmoved, retentionUnmoved)
	maps.Copy(unmoved, roiUnmoved)
	maps.Copy(unmoved, trendUnmoved)
	maps.Copy(unmoved, chartUnmoved)
	maps.Copy(unmoved, scaleUnmoved)
	maps.Copy(unmoved, reliabilityUnmoved)
	maps.Copy(unmoved, planUnmoved)
	maps.Copy(unmoved, weightUnmoved)
	for name, run := range plainRuns() {
		t.Run(name, func(t *testing.T) {
			var r kpitest.Recorder
			run(&r, 0.25)
			assert.Equal(t, r.Cases-unmoved[name], len(r.Failures))
			for _, f := range r.Failures {
				assert.NotEmpty(t, f.Reason)
				assert.NotEqual(t, f.Got, f.Want)
			}
		})
	}
}

func TestRunnersSayWhatHasNoVectors(t *testing.T) {
	tests := []struct {
		reason string
		run    func(t kpitest.TestingT)
		want   string
	}{
		{"a rule nobody uses", func(t kpitest.TestingT) { kpitest.CSAT(t, 6, 9, plainCSAT(6, 9)) },
			"kpitest: csat-score.json has no cases of the rule 6 of 9"},
		{"a scale nobody uses", func(t kpitest.TestingT) { kpitest.CESMean(t, 9, plainCESMean(9)) },
			"kpitest: ces-mean.json has no cases of 9 points"},
		{"easy and difficult exchanged", func(t kpitest.TestingT) {
			r := kpitest.CESRule{Points: 7, Easy: 3, Difficult: 5}
			kpitest.CESEasyShare(t, r, plainCESEasyShare(r))
		}, "kpitest: ces-easy.json has no cases of the rule {Points:7 Easy:3 Difficult:5}"},
		{"a method of another question", func(t kpitest.TestingT) { kpitest.NPSInterval(t, kpitest.Wilson, plainNPSScore) },
			`kpitest: nps-interval.json has no cases of method "wilson"`},
	}
	for _, test := range tests {
		var r kpitest.Recorder
		test.run(&r)
		assert.Zero(t, r.Cases, test.reason)
		if assert.Len(t, r.Failures, 1, test.reason) {
			assert.Equal(t, test.want, r.Failures[0].String(), test.reason)
		}
	}
}
