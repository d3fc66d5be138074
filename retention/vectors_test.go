package retention_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

func TestVectors(t *testing.T) {
	t.Run("period", func(t *testing.T) {
		kpitest.Retention(t, func(start, acquired, end int) (float64, error) {
			tally, err := retention.Period(start, acquired, end)
			return tally.Rate(0.95).Value, err
		})
	})
	t.Run("compound", func(t *testing.T) {
		kpitest.RetentionCompound(t, func(retained, lost []int) float64 {
			periods := make([]retention.Tally, len(retained))
			for i := range periods {
				periods[i] = retention.Tally{Retained: retained[i], Lost: lost[i]}
			}
			return retention.Compound(periods, 0.95).Value
		})
	})
	t.Run("repeat", func(t *testing.T) {
		kpitest.RetentionRepeat(t, func(customers []kpitest.Customer, window time.Duration, asOf time.Time) float64 {
			var r retention.Repeat
			for _, c := range customers {
				require.NoError(t, r.Add(window, c.First, c.Second, asOf))
			}
			return r.Rate(0.95).Value
		})
	})
	t.Run("revenue", func(t *testing.T) {
		kpitest.RetentionRevenue(t, func(accounts []kpitest.Account) (gross, net, logo float64) {
			var r retention.Revenue
			for _, a := range accounts {
				if err := r.Add(a.Start, a.End); err != nil {
					e, ok := errors.AsType[*retention.Error](err)
					require.True(t, ok && e.Rule == retention.PaidAtStart, "only new accounts are refused: %v", err)
				}
			}
			return r.Gross(0.95).Value, r.Net(0.95).Value, r.Logo(0.95).Value
		})
	})
	for m, counting := range map[kpitest.Method]retention.Counting{kpitest.On: retention.On, kpitest.OnOrAfter: retention.OnOrAfter} {
		t.Run(counting.String(), func(t *testing.T) {
			kpitest.RetentionCohorts(t, m, func(visits []kpitest.Visit, asOf time.Time) [][]int {
				var events iter.Seq2[string, time.Time] = func(yield func(string, time.Time) bool) {
					for _, v := range visits {
						if !yield(v.Customer, v.At) {
							return
						}
					}
				}
				c, err := retention.NewCohorts(events, retention.Spec{Period: trend.Month(time.UTC), Counting: counting, AsOf: asOf})
				require.NoError(t, err)
				if counting == retention.OnOrAfter {
					return c.Survivors()
				}
				rows := make([][]int, c.Len())
				for i := range rows {
					for k := range c.Ages() {
						if cell, known := c.Cell(i, k); known {
							rows[i] = append(rows[i], cell.Retained)
						}
					}
				}
				return rows
			})
		})
	}
}

// What holds for tickets that are resolved or open holds for customers who left or are still here.
func TestVectorsOfTimes(t *testing.T) {
	lifetimes := func(times kpitest.Times) (l retention.Lifetimes) {
		for _, x := range times.Resolved {
			require.NoError(t, l.Add(time.Duration(x*1e9), true))
		}
		for _, x := range times.Open {
			require.NoError(t, l.Add(time.Duration(x*1e9), false))
		}
		return l
	}
	t.Run("quantile", func(t *testing.T) {
		kpitest.ResolutionQuantile(t, func(times kpitest.Times, q float64) float64 { return lifetimes(times).Quantile(q, 0.95).Value })
	})
	t.Run("within", func(t *testing.T) {
		kpitest.ResolutionWithin(t, func(times kpitest.Times, limit float64) float64 {
			return lifetimes(times).Within(time.Duration(limit*1e9), 0.95).Value
		})
	})
	for m, method := range map[kpitest.Method]retention.Method{kpitest.BetaProduct: retention.BetaProduct, kpitest.LogLog: retention.LogLog, kpitest.Log: retention.Log} {
		t.Run(method.String(), func(t *testing.T) {
			kpitest.ResolutionQuantileInterval(t, m, func(times kpitest.Times, q, level float64) (lo, hi float64) {
				e := method.Quantile(lifetimes(times), q, level)
				return e.Lo, e.Hi
			})
			kpitest.ResolutionWithinInterval(t, m, func(times kpitest.Times, limit, level float64) (lo, hi float64) {
				e := method.Within(lifetimes(times), time.Duration(limit*1e9), level)
				return e.Lo, e.Hi
			})
		})
	}
}
