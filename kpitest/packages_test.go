package kpitest_test

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/survey/instrument"
	"github.com/servicekpi/servicekpi/survey/plan"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/response"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// The packages of the survey folder are put to their vectors here, one runner for each question that they answer.

func TestScalePackages(t *testing.T) {
	kpitest.ScaleReverse(t, func(answers []*int, lowest, highest int) ([]*int, error) {
		s := survey.Scale{Min: lowest, Max: highest}
		turned := make([]*int, len(answers))
		for i, a := range answers {
			if a == nil {
				continue
			}
			if err := s.Check(*a); err != nil {
				return nil, err
			}
			x := s.Reverse(*a)
			turned[i] = &x
		}
		return turned, nil
	})
	kpitest.ScaleRescale(t, func(x []float64, lowest, highest int) []float64 {
		y := make([]float64, len(x))
		for i := range x {
			y[i] = survey.Scale{Min: lowest, Max: highest}.Rescale(x[i])
		}
		return y
	})
	// A built-in instrument's items are answered in their order; their code 0 is "does not apply", here no answer either.
	scored := func(id string, index int) func(answers []*int) (float64, error) {
		in, err := instrument.Builtin(id)
		require.NoError(t, err)
		items := in.Definition().Items
		return func(answers []*int) (float64, error) {
			if len(answers) != len(items) {
				return 0, errors.New("another number of answers than of items")
			}
			r := instrument.Response{}
			for i, a := range answers {
				switch {
				case a == nil:
				case *a == 0:
					return 0, errors.New("0 is no rating")
				default:
					r[items[i].ID] = *a
				}
			}
			scores, err := in.Score(r)
			if err != nil {
				return 0, err
			}
			return scores[index].Value, nil
		}
	}
	kpitest.SUS(t, kpitest.NineOrTen, scored("sus-style", 0))
	kpitest.UMUXLite(t, kpitest.Interpolated, scored("umux-lite-style", 0))
	kpitest.UMUXLite(t, kpitest.Regression, scored("umux-lite-style", 1))
}

// Ratings are from 0 to 10: the percentages of the attitude data are not, and are left to the plain implementation.
func ratings(rows [][]float64) (whole [][]int, ok bool) {
	for _, r := range rows {
		var xs []int
		for _, x := range r {
			if x > 10 {
				return nil, false
			}
			if math.IsNaN(x) {
				x = -1
			}
			xs = append(xs, int(x))
		}
		whole = append(whole, xs)
	}
	return whole, true
}

func itemsOf(t testing.TB, s survey.Scale, rows [][]int) (items reliability.Items) {
	t.Helper()
	for _, r := range rows {
		require.NoError(t, items.Add(s, r, -1))
	}
	return items
}

func answersOf(t testing.TB, s survey.Scale, rows [][]int) (answers reliability.Answers) {
	t.Helper()
	for _, r := range rows {
		require.NoError(t, answers.Add(s, r, -1))
	}
	return answers
}

var eleven = survey.Scale{Min: 0, Max: 10}

func TestReliabilityPackage(t *testing.T) {
	used := map[string]int{}
	kpitest.ReliabilityAlpha(t, func(rows [][]float64) (n int, alpha, standardised float64) {
		xs, ok := ratings(rows)
		if !ok {
			return plainReliabilityAlpha(rows)
		}
		used["alpha"]++
		items := itemsOf(t, eleven, xs)
		return items.N, items.Alpha(0.95).Value, items.StandardisedAlpha()
	})
	kpitest.ReliabilityAlphaInterval(t, kpitest.Feldt, func(rows [][]float64, level float64) (lo, hi float64) {
		xs, ok := ratings(rows)
		if !ok {
			return plainFeldt(rows, level)
		}
		used["feldt"]++
		e := reliability.Feldt.Alpha(itemsOf(t, eleven, xs), level)
		return e.Lo, e.Hi
	})
	kpitest.ReliabilityItems(t, func(rows [][]float64) (total, rest, without []float64) {
		total, rest, without = plainItems(rows)
		if xs, ok := ratings(rows); ok {
			used["items"]++
			for j, item := range itemsOf(t, eleven, xs).Overview() {
				rest[j], without[j] = item.ItemTotal, item.AlphaWithout
			}
		}
		return total, rest, without
	})
	kpitest.ReliabilityHalves(t, func(rows [][]float64, first []int) (r, spearmanBrown, guttman float64) {
		r, _, guttman = plainHalves(rows, first)
		if xs, ok := ratings(rows); ok {
			used["halves"]++
			guttman = answersOf(t, eleven, xs).SplitHalf(first, 0.95).Value
		}
		return r, reliability.SpearmanBrown(r, 2), guttman
	})
	kpitest.SpearmanBrown(t, reliability.SpearmanBrown)
	kpitest.ReliabilityMeasurement(t, func(rows [][]float64, level float64) (standardError, change float64) {
		xs, ok := ratings(rows)
		if !ok {
			return plainMeasurement(rows, level)
		}
		used["measurement"]++
		e := itemsOf(t, eleven, xs).MeasurementError() / float64(len(rows[0])) // of the mean, in place of the sum
		return e, z(level) * math.Sqrt2 * e
	})
	assert.Equal(t, map[string]int{"alpha": 11, "feldt": 3, "items": 5, "halves": 3, "measurement": 3}, used)
}

func TestAgreementPackage(t *testing.T) {
	for m, distance := range map[kpitest.Method]func(a, b int) float64{
		kpitest.Unweighted: reliability.Nominal, kpitest.Linear: reliability.Linear, kpitest.Quadratic: reliability.Quadratic,
	} {
		kpitest.AgreementKappa(t, m, func(table [][]int) (value, variance float64) {
			var pairs reliability.Pairs
			for i, row := range table {
				for j, n := range row {
					require.NoError(t, pairs.AddN(survey.Scale{Min: 0, Max: len(table) - 1}, i, j, n))
				}
			}
			_, variance = plainKappa(m)(table) // which the package shows by its limits only
			return pairs.Kappa(distance, 0.95).Value, variance
		})
	}
	kpitest.AgreementFleiss(t, kpitest.Fleiss, func(table [][]int) float64 {
		var subjects reliability.Subjects
		for _, row := range table {
			h := survey.Tally{Scale: survey.Scale{Min: 0, Max: len(row) - 1}}
			copy(h.Ratings[:], row)
			require.NoError(t, subjects.AddCounts(h))
		}
		return subjects.Kappa(0.95).Value
	})
	for _, m := range alphaMethods {
		kpitest.AgreementKrippendorff(t, m, func(by [][]float64) float64 {
			var subjects reliability.Subjects
			for u := range by[0] {
				xs, _ := ratings([][]float64{column(by, u)})
				require.NoError(t, subjects.Add(eleven, xs[0], -1))
			}
			switch m {
			case kpitest.Nominal:
				return subjects.Alpha(reliability.Nominal, 0.95).Value
			case kpitest.Ordinal:
				return subjects.OrdinalAlpha(0.95).Value
			case kpitest.Interval:
				return subjects.Alpha(reliability.Quadratic, 0.95).Value
			}
			return subjects.Alpha(reliability.Ratio, 0.95).Value
		})
	}
	forms := []reliability.Form{reliability.ICC11, reliability.ICC21, reliability.ICC31, reliability.ICC1k, reliability.ICC2k, reliability.ICC3k}
	for i, m := range iccMethods {
		kpitest.AgreementICC(t, m, func(rows [][]float64, level float64) (value, lo, hi float64) {
			xs, _ := ratings(rows)
			e := itemsOf(t, eleven, xs).ICC(forms[i], level)
			return e.Value, e.Lo, e.Hi
		})
	}
	kpitest.AgreementWithinGroup(t, func(rows [][]float64, points int) float64 {
		xs, _ := ratings(rows)
		return itemsOf(t, survey.Scale{Min: 1, Max: points}, xs).WithinGroup().Value
	})
}

// rater is response.Tally or response.Weighted.
type rater interface {
	Eligibility(level float64) kpi.Estimate
	RR1(level float64) kpi.Estimate
	RR2(level float64) kpi.Estimate
	RR3(e, level float64) kpi.Estimate
	RR4(e, level float64) kpi.Estimate
	RR5(level float64) kpi.Estimate
	RR6(level float64) kpi.Estimate
	COOP1(level float64) kpi.Estimate
	COOP2(level float64) kpi.Estimate
	COOP3(level float64) kpi.Estimate
	COOP4(level float64) kpi.Estimate
	REF1(level float64) kpi.Estimate
	REF2(e, level float64) kpi.Estimate
	REF3(level float64) kpi.Estimate
	CON1(level float64) kpi.Estimate
	CON2(e, level float64) kpi.Estimate
	CON3(level float64) kpi.Estimate
}

func ratesOf(t rater) kpitest.OutcomeRates {
	const level = 0.95
	e := t.Eligibility(level).Value
	return kpitest.OutcomeRates{
		Eligibility: e,
		RR: [6]float64{t.RR1(level).Value, t.RR2(level).Value, t.RR3(e, level).Value, t.RR4(e, level).Value, t.RR5(level).Value,
			t.RR6(level).Value},
		Cooperation: [4]float64{t.COOP1(level).Value, t.COOP2(level).Value, t.COOP3(level).Value, t.COOP4(level).Value},
		Refusal:     [3]float64{t.REF1(level).Value, t.REF2(e, level).Value, t.REF3(level).Value},
		Contact:     [3]float64{t.CON1(level).Value, t.CON2(e, level).Value, t.CON3(level).Value},
	}
}

func TestResponsePackage(t *testing.T) {
	weighted := func(codes []string, weights []float64) (w response.Weighted) {
		for i, code := range codes {
			o, err := response.ParseOutcome(code)
			require.NoError(t, err)
			require.NoError(t, w.Add(o, weights[i]))
		}
		return w
	}
	kpitest.ResponseRates(t, func(c kpitest.Outcomes) kpitest.OutcomeRates { return ratesOf(response.Tally(c)) })
	kpitest.ResponseRatesWeighted(t, func(codes []string, weights []float64) kpitest.OutcomeRates {
		return ratesOf(weighted(codes, weights))
	})
	for _, m := range rateMethods {
		kpitest.ResponseRateInterval(t, m, func(codes []string, weights []float64, level float64) (lo, hi float64) {
			w := weighted(codes, weights)
			e := w.Eligibility(level).Value
			got := map[kpitest.Method]kpi.Estimate{"RR1": w.RR1(level), "RR2": w.RR2(level), "RR3": w.RR3(e, level), "RR5": w.RR5(level),
				"COOP2": w.COOP2(level), "REF1": w.REF1(level), "CON2": w.CON2(e, level)}[m]
			return got.Lo, got.Hi
		})
	}
	kpitest.GapPaired(t, func(current, target []int, level float64) (mean, lo, hi, statistic, p float64) {
		var g response.Gap
		for i := range current {
			require.NoError(t, g.Add(survey.Scale{Min: 1, Max: 5}, current[i], target[i]))
		}
		mean, _, _, statistic, p = plainGap(current, target, level)
		e := kpi.Mean(g.N(), g.Mean(level).Value, g.SD(), level)
		assert.True(t, g.N() == 0 || g.Mean(level).Value == mean || math.Abs(g.Mean(level).Value-mean) < 1e-12)
		return e.Value, e.Lo, e.Hi, statistic, p
	})
}

func TestPlanPackage(t *testing.T) {
	answers := func(s plan.Size, err error) int {
		t.Helper()
		require.NoError(t, err)
		return s.Answers
	}
	net := func(s kpitest.NetShares) plan.NPS { return plan.NPS(s) }
	kpitest.PlanShare(t, func(share, margin, level float64, population int) int {
		return answers(plan.Wald.Size(plan.Design{Population: population}, plan.Share(share), margin, level))
	})
	kpitest.PlanNPS(t, func(s kpitest.NetShares, margin, level float64, population int) int {
		return answers(plan.Wald.Size(plan.Design{Population: population}, net(s), margin, level))
	})
	kpitest.PlanShareMargin(t, func(share float64, n int, level float64, population int) float64 {
		m, err := plan.Wald.Margin(plan.Design{Population: population}, plan.Share(share), n, level)
		require.NoError(t, err)
		return m.HalfWidth
	})
	kpitest.PlanNPSMargin(t, func(s kpitest.NetShares, n int, level float64, population int) float64 {
		m, err := plan.Wald.Margin(plan.Design{Population: population}, net(s), n, level)
		require.NoError(t, err)
		return m.HalfWidth
	})
	kpitest.PlanShares(t, func(first, second, power, level float64) int {
		return answers(plan.Design{}.Detect(plan.Share(first), plan.Share(second), power, level))
	})
	kpitest.PlanSharesPower(t, func(first, second float64, n int, level float64) float64 {
		p, err := plan.Design{}.Power(plan.Share(first), plan.Share(second), n, n, level)
		require.NoError(t, err)
		return p
	})
	kpitest.PlanSharesDetectable(t, func(first float64, n int, power, level float64) float64 {
		_, rise, err := plan.Design{}.Detectable(plan.Share(first), n, power, level)
		require.NoError(t, err)
		if math.IsInf(rise, 1) {
			return math.NaN()
		}
		return first + rise
	})
	kpitest.PlanNPSChange(t, func(first, second kpitest.NetShares, power, level float64) int {
		return answers(plan.Design{}.Detect(net(first), net(second), power, level))
	})
	for m, divide := range map[kpitest.Method]func(strata []plan.Stratum, n, least int) ([]int, error){
		kpitest.Neyman: plan.Neyman, kpitest.Proportional: plan.Proportional,
	} {
		kpitest.PlanAllocationWhole(t, m, func(sizes []int, sds []float64, answers, least int) ([]int, error) {
			var strata []plan.Stratum
			for i := range sizes {
				strata = append(strata, plan.Stratum{Size: sizes[i], SD: sds[i]})
			}
			return divide(strata, answers, least)
		})
	}
}

func TestWeightPackage(t *testing.T) {
	kpitest.WeightKish(t, func(weights []float64) (effect, effective float64) {
		var tally weight.Tally
		for _, w := range weights {
			require.NoError(t, tally.Add(eleven, 5, w))
		}
		effective = tally.Effective()
		return float64(len(weights)) / effective, effective // 0/0 without weights
	})
	for _, m := range []kpitest.Method{kpitest.TrimOnce, kpitest.TrimStrict} {
		kpitest.WeightTrim(t, m, func(weights []float64, upper float64) ([]float64, error) {
			return weight.Trim{Cap: upper, Equally: true, Once: m == kpitest.TrimOnce}.Weights(weights)
		})
	}
	fit := func(weights []float64, margins []kpitest.Margin, fit func(cells weight.Cells, margins []weight.Margin) (weight.Fit, error)) ([]float64, error) {
		var columns []weight.Column[uint32]
		var targets []weight.Margin
		for i, m := range margins {
			name := "margin " + strconv.Itoa(i)
			columns = append(columns, weight.Encode(name, m.Levels))
			targets = append(targets, weight.Totals(name, m.Totals))
		}
		cells, err := weight.Count(weights, columns...)
		if err != nil {
			return nil, err
		}
		f, err := fit(cells, targets)
		if err != nil {
			return nil, err
		}
		return weight.AppendWeights(nil, f, weights, columns...)
	}
	kpitest.WeightPostStratify(t, func(weights []float64, m kpitest.Margin) ([]float64, error) {
		return fit(weights, []kpitest.Margin{m}, func(cells weight.Cells, margins []weight.Margin) (weight.Fit, error) {
			return cells.PostStratify(margins[0])
		})
	})
	kpitest.WeightRake(t, func(weights []float64, margins []kpitest.Margin) ([]float64, error) {
		return fit(weights, margins, func(cells weight.Cells, margins []weight.Margin) (weight.Fit, error) {
			return cells.Rake(margins...)
		})
	})
}

func TestDriversPackage(t *testing.T) {
	tableOf := func(counts [][]int) (table drivers.Table) {
		for i, row := range counts {
			for j, n := range row {
				require.NoError(t, table.AddN(strconv.Itoa(i), strconv.Itoa(j), n))
			}
		}
		return table
	}
	kpitest.TableChiSquare(t, kpitest.Pearson, func(table [][]int) (statistic, df, p float64) {
		test := tableOf(table).ChiSquared()
		return test.Statistic, test.DF, test.P
	})
	kpitest.TableFisher(t, func(table [2][2]int) (p, greater float64) {
		_, greater = plainFisher(table)
		p = tableOf([][]int{table[0][:], table[1][:]}).Fisher().P
		if math.IsNaN(p) {
			p = 1 // a single row: here no data, in the vectors no evidence
		}
		return p, greater
	})
	used := 0
	for m, method := range map[kpitest.Method]drivers.Method{kpitest.Johnson: drivers.RelativeWeights, kpitest.LMG: drivers.Shapley} {
		kpitest.DriverWeights(t, m, func(rows [][]float64) (fit float64, weights []float64) {
			xs, ok := ratings(rows)
			if !ok || len(rows[0]) < 3 {
				return plainDrivers(m)(rows)
			}
			used++
			q := drivers.Questions{Outcome: drivers.Question{Name: "outcome", Scale: eleven}}
			for j := range rows[0][1:] {
				q.Drivers = append(q.Drivers, drivers.Question{Name: strconv.Itoa(j), Scale: eleven})
			}
			var sums drivers.Sums
			for _, r := range xs {
				require.NoError(t, sums.Add(q, r[0], r[1:]))
			}
			importance := drivers.Analysis{Method: method}.OfSums(sums, 0.95)
			for _, d := range importance.Drivers {
				weights = append(weights, d.Weight.Value)
			}
			return importance.R2.Value, weights
		})
	}
	assert.Equal(t, 2, used)
}
