package kpitest_test

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpitest"
)

// Response rates and plans, as plainly as they can be written.

// weighed is the sums of the weights of the cases with each code.
type weighed map[string]float64

func (w weighed) of(codes ...string) (sum float64) {
	for _, c := range codes {
		sum += w[c]
	}
	return sum
}

func (w weighed) rates() (r kpitest.OutcomeRates) {
	interviews, asked, reached, eligible := w.of("I", "P"), w.of("I", "P", "R"), w.of("I", "P", "R", "O"), w.of("I", "P", "R", "O", "NC")
	e := eligible / (eligible + w["NE"])
	unknown := w.of("UH", "UO")
	bases := [3]float64{eligible + unknown, eligible + e*unknown, eligible}
	r.Eligibility = e
	for i, base := range bases {
		r.RR[2*i], r.RR[2*i+1], r.Refusal[i], r.Contact[i] = w["I"]/base, interviews/base, w["R"]/base, reached/base
	}
	r.Cooperation = [4]float64{w["I"] / reached, interviews / reached, w["I"] / asked, interviews / asked}
	return r
}

func plainResponseRates(c kpitest.Outcomes) kpitest.OutcomeRates {
	return weighed{"I": float64(c.Complete), "P": float64(c.Partial), "R": float64(c.Refusal), "NC": float64(c.NonContact), "O": float64(c.Other),
		"UH": float64(c.UnknownHousehold), "UO": float64(c.UnknownOther), "NE": float64(c.Ineligible)}.rates()
}

func plainResponseWeighted(codes []string, weights []float64) kpitest.OutcomeRates {
	w := weighed{}
	for i, c := range codes {
		w[c] += weights[i]
	}
	return w.rates()
}

var rateMethods = []kpitest.Method{"RR1", "RR2", "RR3", "RR5", "COOP2", "REF1", "CON2"}

func plainRateInterval(m kpitest.Method) func(codes []string, weights []float64, level float64) (lo, hi float64) {
	one := func(codes ...string) func(string) float64 {
		return func(code string) float64 {
			for _, c := range codes {
				if c == code {
					return 1
				}
			}
			return 0
		}
	}
	return func(codes []string, weights []float64, level float64) (lo, hi float64) {
		rates := plainResponseWeighted(codes, weights)
		eligible, unknown := one("I", "P", "R", "O", "NC"), one("UH", "UO")
		partly := func(e float64) func(string) float64 {
			return func(code string) float64 { return eligible(code) + e*unknown(code) }
		}
		var r float64
		var above, below func(string) float64
		switch m {
		case "RR1":
			r, above, below = rates.RR[0], one("I"), partly(1)
		case "RR2":
			r, above, below = rates.RR[1], one("I", "P"), partly(1)
		case "RR3":
			r, above, below = rates.RR[2], one("I"), partly(rates.Eligibility)
		case "RR5":
			r, above, below = rates.RR[4], one("I"), eligible
		case "COOP2":
			r, above, below = rates.Cooperation[1], one("I", "P"), one("I", "P", "R", "O")
		case "REF1":
			r, above, below = rates.Refusal[0], one("R"), partly(1)
		case "CON2":
			r, above, below = rates.Contact[1], one("I", "P", "R", "O"), partly(rates.Eligibility)
		}
		if math.IsNaN(r) {
			return 0, 1
		}
		var total, squares, equal, linear float64
		for i, c := range codes {
			w, x, d := weights[i], below(c), above(c)-r*below(c)
			total += w * x
			squares += w * w * x
			equal += w * d * d
			linear += w * w * d * d
		}
		n := total * total / squares
		if linear > 0 {
			n = min(n, total*equal/linear)
		}
		return wilsonAt(r, n, level)
	}
}

// wilsonAt returns Wilson's limits of a share of so many answers, which need not be whole.
func wilsonAt(p, n, level float64) (lo, hi float64) {
	z := z(level)
	mid, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (mid-half)/(1+z*z/n)), min(1, (mid+half)/(1+z*z/n))
}

// up rounds up what is not whole but for rounding.
func up(x float64) int { return int(math.Ceil(x - 1e-9)) }

func finite(n float64, population int) float64 {
	if population == 0 {
		return n
	}
	return n / (1 + (n-1)/float64(population))
}

func squared(x float64) float64 { return x * x }

func netVariance(s kpitest.NetShares) float64 {
	return s.Promoters + s.Detractors - squared(s.Promoters-s.Detractors)
}

// textbookMargin returns the margin of a mean of so many answers of this variance.
func textbookMargin(variance float64, answers int, level float64, population int) float64 {
	left := 1.0
	if population > 0 {
		left = float64(population-answers) / float64(population-1)
	}
	return z(level) * math.Sqrt(variance/float64(answers)*left)
}

func plainPlanShare(share, margin, level float64, population int) int {
	return up(finite(squared(z(level)/margin)*share*(1-share), population))
}

func plainPlanNPS(s kpitest.NetShares, margin, level float64, population int) int {
	return up(finite(squared(100*z(level)/margin)*netVariance(s), population))
}

func plainSharesPower(first, second float64, answers int, level float64) float64 {
	return sharesPower(first, second, float64(answers), level)
}

func sharesPower(p, q, n, level float64) float64 {
	x := (math.Sqrt(n)*math.Abs(p-q) - z(level)*math.Sqrt((p+q)*(2-p-q)/2)) / math.Sqrt(p*(1-p)+q*(1-q))
	return distuv.UnitNormal.CDF(x)
}

func plainPlanShares(first, second, power, level float64) int {
	return up(bisect(1e9, 1, func(n float64) bool { return sharesPower(first, second, n, level) >= power }))
}

func plainSharesDetectable(first float64, answers int, power, level float64) float64 {
	enough := func(p float64) bool { return sharesPower(first, p, float64(answers), level) >= power }
	if !enough(1) {
		return math.NaN()
	}
	return bisect(1, first, enough)
}

func plainPlanNPSChange(a, b kpitest.NetShares, power, level float64) int {
	zs := z(level) + distuv.UnitNormal.Quantile(power)
	return up(squared(zs/(a.Promoters-a.Detractors-b.Promoters+b.Detractors)) * (netVariance(a) + netVariance(b)))
}

func stratumWeights(m kpitest.Method, sizes []int, sds []float64) (ws []float64, sum float64) {
	for i, n := range sizes {
		w := float64(n)
		if m == kpitest.Neyman {
			w *= sds[i]
		}
		ws, sum = append(ws, w), sum+w
	}
	return ws, sum
}

func plainAllocation(m kpitest.Method) func(sizes []int, sds []float64, answers int) ([]float64, error) {
	return func(sizes []int, sds []float64, answers int) ([]float64, error) {
		ws, sum := stratumWeights(m, sizes, sds)
		if sum == 0 {
			return nil, errors.New("nothing differs")
		}
		for i := range ws {
			ws[i] *= float64(answers) / sum
		}
		return ws, nil
	}
}

// plainAllocationWhole gives each further answer to the stratum where it lowers the variance most.
func plainAllocationWhole(m kpitest.Method) func(sizes []int, sds []float64, answers, least int) ([]int, error) {
	return func(sizes []int, sds []float64, answers, least int) ([]int, error) {
		ws, _ := stratumWeights(m, sizes, sds)
		got := make([]int, len(sizes))
		for i, n := range sizes {
			got[i] = min(n, least)
			answers -= got[i]
		}
		if answers < 0 {
			return nil, errors.New("too few answers")
		}
		for ; answers > 0; answers-- {
			best, most := -1, 0.0
			for i, w := range ws {
				if gain := w * w / float64(got[i]) / float64(got[i]+1); got[i] < sizes[i] && gain > most {
					best, most = i, gain
				}
			}
			if best < 0 {
				return nil, errors.New("too many answers")
			}
			got[best]++
		}
		return got, nil
	}
}

func planRuns() map[string]run {
	whole := func(shift float64) int { return int(4 * shift) }
	runs := map[string]run{
		"ResponseRates": func(t kpitest.TestingT, shift float64) {
			kpitest.ResponseRates(t, func(c kpitest.Outcomes) kpitest.OutcomeRates {
				r := plainResponseRates(c)
				r.RR[0] += shift
				return r
			})
		},
		"ResponseRatesWeighted": func(t kpitest.TestingT, shift float64) {
			kpitest.ResponseRatesWeighted(t, func(codes []string, weights []float64) kpitest.OutcomeRates {
				r := plainResponseWeighted(codes, weights)
				r.Contact[2] += shift
				return r
			})
		},
		"PlanShare": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanShare(t, func(share, margin, level float64, population int) int {
				return plainPlanShare(share, margin, level, population) + whole(shift)
			})
		},
		"PlanMean": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanMean(t, func(sd, margin, level float64) int { return up(squared(z(level)*sd/margin)) + whole(shift) })
		},
		"PlanNPS": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanNPS(t, func(s kpitest.NetShares, margin, level float64, population int) int {
				return plainPlanNPS(s, margin, level, population) + whole(shift)
			})
		},
		"PlanShareMargin": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanShareMargin(t, func(share float64, answers int, level float64, population int) float64 {
				return textbookMargin(share*(1-share), answers, level, population) + shift
			})
		},
		"PlanNPSMargin": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanNPSMargin(t, func(s kpitest.NetShares, answers int, level float64, population int) float64 {
				return 100*textbookMargin(netVariance(s), answers, level, population) + shift
			})
		},
		"PlanShares": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanShares(t, func(first, second, power, level float64) int {
				return plainPlanShares(first, second, power, level) + whole(shift)
			})
		},
		"PlanSharesPower": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanSharesPower(t, func(first, second float64, answers int, level float64) float64 {
				return plainSharesPower(first, second, answers, level) + shift
			})
		},
		"PlanSharesDetectable": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanSharesDetectable(t, func(first float64, answers int, power, level float64) float64 {
				return plainSharesDetectable(first, answers, power, level) + shift
			})
		},
		"PlanNPSChange": func(t kpitest.TestingT, shift float64) {
			kpitest.PlanNPSChange(t, func(a, b kpitest.NetShares, power, level float64) int {
				return plainPlanNPSChange(a, b, power, level) + whole(shift)
			})
		},
	}
	for _, m := range rateMethods {
		runs["ResponseRateInterval "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.ResponseRateInterval(t, m, func(codes []string, weights []float64, level float64) (lo, hi float64) {
				lo, hi = plainRateInterval(m)(codes, weights, level)
				return lo, hi + shift
			})
		}
	}
	for _, m := range []kpitest.Method{kpitest.Neyman, kpitest.Proportional} {
		runs["PlanAllocation "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.PlanAllocation(t, m, func(sizes []int, sds []float64, answers int) ([]float64, error) {
				xs, err := plainAllocation(m)(sizes, sds, answers)
				return shifted(xs, shift), err
			})
		}
		runs["PlanAllocationWhole "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.PlanAllocationWhole(t, m, func(sizes []int, sds []float64, answers, least int) ([]int, error) {
				ns, err := plainAllocationWhole(m)(sizes, sds, answers, least)
				return later(ns, shift), err
			})
		}
	}
	return runs
}

// planUnmoved is how many cases have no number to move.
var planUnmoved = map[string]int{
	"ResponseRates": 2, "ResponseRatesWeighted": 1, "PlanSharesDetectable": 1,
	"PlanAllocation neyman": 1, "PlanAllocationWhole neyman": 1, "PlanAllocationWhole proportional": 1,
}

func planDefects() []defect {
	return []defect{
		{"break-offs are no refusals", func(t kpitest.TestingT) {
			kpitest.ResponseRates(t, func(c kpitest.Outcomes) kpitest.OutcomeRates {
				c.Refusal = 0
				return plainResponseRates(c)
			})
		}, []string{"response-rates/twelve", "response-rates/twelve-published", "response-rates/middle-earth", "response-rates/break-offs-refuse"},
			"Who breaks off refused"},
		{"0 where there is no rate", func(t kpitest.TestingT) {
			kpitest.ResponseRates(t, func(c kpitest.Outcomes) kpitest.OutcomeRates {
				r := plainResponseRates(c)
				for _, rates := range [][]float64{r.RR[:], r.Cooperation[:], r.Refusal[:], r.Contact[:]} {
					for i, x := range rates {
						if math.IsNaN(x) {
							rates[i] = 0
						}
					}
				}
				return r
			})
		}, []string{"response-rates/nobody-answered", "response-rates/nobody-was-asked", "response-rates/only-ineligible", "response-rates/only-unknown"},
			"No cases, no rate: null, and not 0."},
		{"all of unknown eligibility are eligible", func(t kpitest.TestingT) {
			kpitest.ResponseRates(t, func(c kpitest.Outcomes) kpitest.OutcomeRates {
				r := plainResponseRates(c)
				r.RR[2], r.RR[3], r.Refusal[1], r.Contact[1] = r.RR[0], r.RR[1], r.Refusal[0], r.Contact[0]
				return r
			})
		}, []string{"response-rates/twelve", "response-rates/twelve-published", "response-rates/eligibility-estimated",
			"response-rates/middle-earth", "response-rates/only-unknown"}, "95% are taken for eligible"},
		{"weights are ignored", func(t kpitest.TestingT) {
			kpitest.ResponseRatesWeighted(t, func(codes []string, weights []float64) kpitest.OutcomeRates {
				for i := range weights {
					weights[i] = 1
				}
				return plainResponseWeighted(codes, weights)
			})
		}, []string{"response-weighted/eleven", "response-weighted/eleven-published", "response-weighted/two-strata", "response-weighted/eligibility-is-weighted"},
			"27% of the population, 55% of the sample"},
		{"weighted rates with the limits of as many cases", func(t kpitest.TestingT) {
			kpitest.ResponseRateInterval(t, "RR1", func(codes []string, weights []float64, level float64) (lo, hi float64) {
				if len(codes) == 0 {
					return 0, 1
				}
				n := 0.0
				for _, c := range codes {
					if c != "NE" {
						n++
					}
				}
				return wilsonAt(plainResponseWeighted(codes, weights).RR[0], n, level)
			})
		}, []string{"response-weighted-interval/rr1-all"}, "at Kish's number of cases"},
		{"rounded down", func(t kpitest.TestingT) {
			kpitest.PlanShare(t, func(share, margin, level float64, population int) int {
				return int(finite(squared(z(level)/margin)*share*(1-share), population))
			})
		}, []string{"plan-share/half-of-100", "plan-share/half-of-500", "plan-share/half-of-1000", "plan-share/half-of-10000", "plan-share/half-of-1000000",
			"plan-share/half-of-many", "plan-share/a-high-share", "plan-share/ninety", "plan-share/one-point"}, "since 384 are not enough"},
		{"the population is ignored", func(t kpitest.TestingT) {
			kpitest.PlanShare(t, func(share, margin, level float64, _ int) int { return plainPlanShare(share, margin, level, 0) })
		}, []string{"plan-share/half-of-100", "plan-share/half-of-500", "plan-share/half-of-1000", "plan-share/half-of-10000", "plan-share/half-of-1000000"},
			"more than there are"},
		{"an NPS planned as a share", func(t kpitest.TestingT) {
			kpitest.PlanNPS(t, func(s kpitest.NetShares, margin, level float64, population int) int {
				return plainPlanShare(s.Promoters, margin/100, level, population)
			})
		}, []string{"plan-nps/half-fifth", "plan-nps/half-fifth-of-5000", "plan-nps/worst", "plan-nps/thirds"}, "four times what a share needs"},
		{"the answers of both groups together", func(t kpitest.TestingT) {
			kpitest.PlanShares(t, func(first, second, power, level float64) int { return 2 * plainPlanShares(first, second, power, level) })
		}, []string{"plan-shares/half-to-three-quarters", "plan-shares/eighty-to-eighty-five", "plan-shares/one-sided", "plan-shares/a-fall", "plan-shares/half-the-change"},
			"77 in each group, not in both"},
		{"each share of an allocation rounded", func(t kpitest.TestingT) {
			kpitest.PlanAllocationWhole(t, kpitest.Neyman, func(sizes []int, sds []float64, answers, least int) ([]int, error) {
				if _, err := plainAllocationWhole(kpitest.Neyman)(sizes, sds, answers, least); err != nil {
					return nil, err
				}
				xs, err := plainAllocation(kpitest.Neyman)(sizes, sds, answers)
				ns := make([]int, len(xs))
				for i, x := range xs {
					ns[i] = int(math.Round(x))
				}
				return ns, err
			})
		}, []string{"plan-allocation-whole/neyman-a-small-stratum", "plan-allocation-whole/neyman-least"}, "more people than a stratum has"},
	}
}
