package kpitest_test

import (
	"errors"
	"math"
	"time"

	"github.com/servicekpi/servicekpi/kpitest"
)

// The definitions of retention once more, as plainly as they can be written.

func plainRetention(start, acquired, end int) (float64, error) {
	if start < 0 || acquired < 0 || end < acquired || end-acquired > start {
		return 0, errors.New("no customers could give these numbers")
	}
	return float64(end-acquired) / float64(start), nil // 0/0 is NaN
}

func plainCompound(retained, lost []int) float64 {
	product := 1.0
	for i := range retained {
		product *= float64(retained[i]) / float64(retained[i]+lost[i])
	}
	if len(retained) == 0 {
		return math.NaN()
	}
	return product
}

func plainRepeat(customers []kpitest.Customer, window time.Duration, asOf time.Time) float64 {
	again, mature := 0.0, 0.0
	for _, c := range customers {
		end := c.First.Add(window)
		if !end.Before(asOf) {
			continue
		}
		mature++
		if !c.Second.IsZero() && !c.Second.After(end) {
			again++
		}
	}
	return again / mature
}

func plainRevenue(accounts []kpitest.Account) (gross, net, logo float64) {
	var start, n float64
	for _, a := range accounts {
		if a.Start == 0 {
			continue
		}
		n++
		start += a.Start
		gross += min(a.Start, a.End)
		net += a.End
		if a.End > 0 {
			logo++
		}
	}
	return gross / start, net / start, logo / n
}

func monthOf(t time.Time) int { return 12*t.UTC().Year() + int(t.UTC().Month()) }

func plainCohorts(m kpitest.Method) func(visits []kpitest.Visit, asOf time.Time) [][]int {
	return func(visits []kpitest.Visit, asOf time.Time) [][]int {
		months := map[string]map[int]bool{}
		first, last := map[string]int{}, map[string]int{}
		lowest, highest := math.MaxInt, 0
		for _, v := range visits {
			if v.At.After(asOf) {
				continue
			}
			k := monthOf(v.At)
			if months[v.Customer] == nil {
				months[v.Customer], first[v.Customer] = map[int]bool{}, k
			}
			months[v.Customer][k] = true
			first[v.Customer], last[v.Customer] = min(first[v.Customer], k), max(last[v.Customer], k)
		}
		for _, k := range first {
			lowest, highest = min(lowest, k), max(highest, k)
		}
		var rows [][]int
		for cohort := lowest; cohort <= highest; cohort++ {
			row := []int{}
			for k := cohort; k < monthOf(asOf); k++ {
				n := 0
				for customer, came := range first {
					if came == cohort && (months[customer][k] || m == kpitest.OnOrAfter && last[customer] >= k) {
						n++
					}
				}
				row = append(row, n)
			}
			rows = append(rows, row)
		}
		return rows
	}
}

// retentionRuns returns the runners of retention with a plain implementation, by name.
func retentionRuns() map[string]run {
	runs := map[string]run{
		"Retention": func(t kpitest.TestingT, shift float64) {
			kpitest.Retention(t, func(start, acquired, end int) (float64, error) {
				x, err := plainRetention(start, acquired, end)
				return x + shift, err
			})
		},
		"RetentionCompound": func(t kpitest.TestingT, shift float64) {
			kpitest.RetentionCompound(t, func(retained, lost []int) float64 { return plainCompound(retained, lost) + shift })
		},
		"RetentionRepeat": func(t kpitest.TestingT, shift float64) {
			kpitest.RetentionRepeat(t, func(customers []kpitest.Customer, window time.Duration, asOf time.Time) float64 {
				return plainRepeat(customers, window, asOf) + shift
			})
		},
		"RetentionRevenue": func(t kpitest.TestingT, shift float64) {
			kpitest.RetentionRevenue(t, func(accounts []kpitest.Account) (gross, net, logo float64) {
				gross, net, logo = plainRevenue(accounts)
				return gross, net + shift, logo
			})
		},
	}
	for _, m := range []kpitest.Method{kpitest.On, kpitest.OnOrAfter} {
		runs["RetentionCohorts "+string(m)] = func(t kpitest.TestingT, shift float64) {
			kpitest.RetentionCohorts(t, m, func(visits []kpitest.Visit, asOf time.Time) [][]int {
				rows := plainCohorts(m)(visits, asOf)
				if len(rows) > 0 && len(rows[0]) > 0 {
					rows[0][0] += int(4 * shift)
				}
				return rows
			})
		}
	}
	return runs
}

// retentionUnmoved counts the cases that a quarter leaves as they are: no data and refusals.
var retentionUnmoved = map[string]int{"Retention": 2 + 6, "RetentionCompound": 2, "RetentionRepeat": 3, "RetentionRevenue": 2, "RetentionCohorts on": 2}

// The defects of the field.

func clampedRetention(start, acquired, end int) (float64, error) {
	return max(0, min(1, float64(end-acquired)/float64(start))), nil
}

func summedChurn(retained, lost []int) float64 {
	left := 1.0
	for i := range retained {
		left -= float64(lost[i]) / float64(retained[i]+lost[i])
	}
	if len(retained) == 0 {
		return math.NaN()
	}
	return left
}

func youngOnesCount(customers []kpitest.Customer, window time.Duration, asOf time.Time) float64 {
	again := 0.0
	for _, c := range customers {
		if !c.Second.IsZero() && !c.Second.After(c.First.Add(window)) && !c.Second.After(asOf) {
			again++
		}
	}
	return again / float64(len(customers))
}

func newAccountsCount(accounts []kpitest.Account) (gross, net, logo float64) {
	gross, _, logo = plainRevenue(accounts)
	var start, end float64
	for _, a := range accounts {
		start, end = start+a.Start, end+a.End
	}
	return gross, end / start, logo
}

func runningMonthCounts(visits []kpitest.Visit, asOf time.Time) [][]int {
	var known []kpitest.Visit
	for _, v := range visits {
		if !v.At.After(asOf) {
			known = append(known, v)
		}
	}
	return plainCohorts(kpitest.On)(known, asOf.AddDate(0, 1, 0))
}

func retentionDefects() []defect {
	return []defect{
		{"retention is clamped", func(t kpitest.TestingT) { kpitest.Retention(t, clampedRetention) },
			[]string{"retention-period/more-than-all", "retention-period/one-more-than-all", "retention-period/somebody-of-nobody",
				"retention-period/acquired-more-than-end", "retention-period/negative-start", "retention-period/negative-acquired"},
			"It must be found, not shown as 130% nor cut to 100%."},
		{"churn is added up", func(t kpitest.TestingT) { kpitest.RetentionCompound(t, summedChurn) },
			[]string{"retention-compound/five-percent-a-month", "retention-compound/not-the-mean", "retention-compound/not-pooled",
				"retention-compound/one-cohort", "retention-compound/chain-ladder", "retention-compound/all-lost-once"},
			"1 - 12·5% would be 40%."},
		{"young customers count", func(t kpitest.TestingT) { kpitest.RetentionRepeat(t, youngOnesCount) },
			[]string{"retention-repeat/young-customers-leave", "retention-repeat/young-and-again-leaves-too",
				"retention-repeat/order-after-as-of", "retention-repeat/nobody-is-old-enough"},
			"In the denominator they would make every growing shop look bad."},
		{"new accounts count", func(t kpitest.TestingT) { kpitest.RetentionRevenue(t, newAccountsCount) },
			[]string{"retention-revenue/new-accounts-leave", "retention-revenue/only-new-accounts"},
			"Counted in net it would hide any churn."},
		{"the running month counts", func(t kpitest.TestingT) { kpitest.RetentionCohorts(t, kpitest.On, runningMonthCounts) },
			[]string{"retention-cohorts/on-month-by-month", "retention-cohorts/on-any-order", "retention-cohorts/on-twice-in-a-month",
				"retention-cohorts/on-last-instant-of-the-month", "retention-cohorts/on-first-instant-of-the-next",
				"retention-cohorts/on-calendar-not-days", "retention-cohorts/on-over-the-year", "retention-cohorts/on-visits-after-as-of",
				"retention-cohorts/on-nobody-came-back", "retention-cohorts/on-a-month-not-over"},
			"A 50% that is still rising would be shown as churn."},
	}
}
