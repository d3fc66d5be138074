package kpitest_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/survey/plan"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// drawn is k yes and n-k no, drawn one by one from so many people.
func drawn(t testing.TB, population, k, n int) design.Rated {
	t.Helper()
	var s design.Sample[int]
	for i := range n {
		yes := 0
		if i < k {
			yes = 1
		}
		require.NoError(t, s.Add(design.Row[int]{Cell: yes, Weight: 1}))
	}
	require.NoError(t, s.AddStratum("", population))
	return s.Rated(survey.Scale{Min: 0, Max: 1}, func(yes int) (int, bool) { return yes, true })
}

func yesNo(rating int) (float64, error) { return float64(rating), nil }

func TestFinitePopulation(t *testing.T) {
	type input struct {
		Population, K, N int
		Level            float64
	}
	type expected struct{ Value, Lo, Hi float64 }
	for _, c := range kpitest.Cases[input, expected]("proportion-finite") {
		in := c.Input
		share := float64(in.K) / float64(in.N)
		var lo, hi float64
		switch c.Method {
		case "wald":
			m, err := plan.Wald.Margin(plan.Design{Population: in.Population}, plan.Share(share), in.N, in.Level)
			require.NoError(t, err)
			lo, hi = share-m.HalfWidth, share+m.HalfWidth
		case "wilson":
			e := drawn(t, in.Population, in.K, in.N).Score(yesNo, kpi.Fraction, in.Level)
			assert.InDelta(t, c.Expected.Value, e.Value, 1e-12, c.Reason)
			lo, hi = e.Lo, e.Hi
		case "exact":
			lo, hi = plainHypergeometric(in.Population, in.K, in.N, in.Level)
		default:
			t.Fatalf("nobody answers %s", c.Method)
		}
		assert.InDelta(t, c.Expected.Lo, lo, c.Tolerance, "%s: %s", c.ID, c.Reason)
		assert.InDelta(t, c.Expected.Hi, hi, c.Tolerance, "%s: %s", c.ID, c.Reason)
	}
	type value struct{ Value kpitest.Number }
	type sample struct{ Population, K, N int }
	for _, c := range kpitest.Cases[sample, value]("proportion-finite-error") {
		in := c.Input
		var se float64
		switch c.Method {
		case "textbook": // of the margin
			m, err := plan.Wald.Margin(plan.Design{Population: in.Population}, plan.Share(float64(in.K)/float64(in.N)), in.N, 0.95)
			require.NoError(t, err)
			se = m.HalfWidth / z(0.95)
		case "design":
			se = drawn(t, in.Population, in.K, in.N).StandardError(yesNo)
		default:
			t.Fatalf("nobody answers %s", c.Method)
		}
		if want := float64(c.Expected.Value); math.IsNaN(want) {
			assert.True(t, math.IsNaN(se), "%s: %s", c.ID, c.Reason)
		} else {
			assert.InDelta(t, want, se, c.Tolerance, "%s: %s", c.ID, c.Reason)
		}
	}
}

// plainHypergeometric returns limits that no package has: the fewest and the most yes of the population that k of n do not
// contradict, as shares of it.
func plainHypergeometric(population, k, n int, level float64) (lo, hi float64) {
	choose := func(n, k int) float64 {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		return a - b - c
	}
	tail := func(yes, from, to int) (p float64) {
		for x := max(from, n-(population-yes), 0); x <= min(to, n, yes); x++ {
			p += math.Exp(choose(yes, x) + choose(population-yes, n-x) - choose(population, n))
		}
		return p
	}
	least, most := population, 0
	for yes := k; yes <= population-(n-k); yes++ {
		if tail(yes, k, n) > (1-level)/2 {
			least = min(least, yes)
		}
		if tail(yes, 0, k) > (1-level)/2 {
			most = max(most, yes)
		}
	}
	return float64(least) / float64(population), float64(most) / float64(population)
}

// A two by two table of shares, each tested with Yates's correction.
func TestPairsOfShares(t *testing.T) {
	type input struct{ K, N []int }
	for _, c := range kpitest.Cases[input, struct{ P []float64 }]("proportion-pairs") {
		var tests []kpi.Test
		for i := range c.Input.K {
			for j := range i {
				table := countsTable(t, [][]int{{c.Input.K[i], c.Input.N[i] - c.Input.K[i]}, {c.Input.K[j], c.Input.N[j] - c.Input.K[j]}})
				tests = append(tests, table.Yates())
			}
		}
		for i, adjusted := range kpi.Holm(tests) {
			assert.InDelta(t, c.Expected.P[i], adjusted.P, c.Tolerance, c.Reason)
		}
	}
	kpitest.TableChiSquare(t, kpitest.Yates, func(counts [][]int) (statistic, df, p float64) {
		test := countsTable(t, counts).Yates()
		if len(counts) != 2 || len(counts[0]) != 2 {
			test = countsTable(t, counts).ChiSquared() // which the package does not correct under another name
		}
		return test.Statistic, test.DF, test.P
	})
}

func countsTable(t testing.TB, counts [][]int) (table drivers.Table) {
	t.Helper()
	for i, row := range counts {
		for j, n := range row {
			require.NoError(t, table.AddN(strconv.Itoa(i), strconv.Itoa(j), n))
		}
	}
	return table
}

// What no package answers is computed here, so that the vectors are at least right: Wilcoxon's signed rank test, for which
// response.Gap has the mean with its limits, and sample sizes by tables in use, which plan.Design.Benchmark betters.
func TestVectorsOfNoPackage(t *testing.T) {
	type ratings struct{ Current, Target []int }
	for _, c := range kpitest.Cases[ratings, struct{ V, P kpitest.Number }]("gap-wilcoxon") {
		v, p := plainWilcoxon(c.Input.Current, c.Input.Target)
		assert.InDelta(t, float64(c.Expected.V), v, c.Tolerance, c.Reason)
		if want := float64(c.Expected.P); math.IsNaN(want) {
			assert.True(t, math.IsNaN(p), c.Reason)
		} else {
			assert.InDelta(t, want, p, c.Tolerance, c.Reason)
		}
	}
	type benchmark struct{ Variance, Distance, ZAlpha, ZBeta float64 }
	type size struct {
		Exact   float64
		Answers int
	}
	for _, c := range kpitest.Cases[benchmark, size]("plan-benchmark") {
		z := c.Input.ZAlpha + c.Input.ZBeta
		exact := c.Input.Variance*z*z/(c.Input.Distance*c.Input.Distance) - 3
		assert.InDelta(t, c.Expected.Exact, exact, c.Tolerance, c.Reason)
		assert.Equal(t, c.Expected.Answers, int(math.Ceil(exact)), c.Reason)
		// The package, with the variance of thirds and exact z, needs nearly as many.
		better, err := plan.Design{}.Benchmark(plan.NPS{Promoters: 1.0 / 3, Detractors: 1.0 / 3}, 100*c.Input.Distance, 0.80, 0.90)
		require.NoError(t, err)
		assert.InEpsilon(t, exact, better.Answers, 0.02, c.Reason)
	}
}

func plainWilcoxon(current, target []int) (v, p float64) {
	var gaps []float64
	for i := range current {
		if d := current[i] - target[i]; d != 0 {
			gaps = append(gaps, float64(d))
		}
	}
	n := float64(len(gaps))
	variance := n * (n + 1) * (2*n + 1) / 24
	slices.SortFunc(gaps, func(a, b float64) int { return int(math.Abs(a) - math.Abs(b)) })
	for i := 0; i < len(gaps); {
		j := i
		for j < len(gaps) && math.Abs(gaps[j]) == math.Abs(gaps[i]) {
			j++
		}
		ties := float64(j - i)
		variance -= (ties*ties*ties - ties) / 48
		for ; i < j; i++ {
			if gaps[i] > 0 {
				v += float64(j) - (ties-1)/2 // the mean of the ranks of those alike
			}
		}
	}
	off := v - n*(n+1)/4
	off -= 0.5 * signOf(off)
	return v, math.Erfc(math.Abs(off) / math.Sqrt(2*variance))
}

// Jackknife and further figures are made of those that the package has.
func TestFiguresOfItems(t *testing.T) {
	type input struct{ Rows [][]float64 }
	used := 0
	for _, c := range kpitest.Cases[input, struct{ SE, Acceleration float64 }]("reliability-jackknife") {
		rows, ok := ratings(c.Input.Rows)
		if !ok {
			continue
		}
		used++
		var left []float64
		for i := range rows {
			without := slices.Delete(slices.Clone(rows), i, i+1)
			left = append(left, itemsOf(t, eleven, without).Alpha(0.95).Value)
		}
		mean, sd := meanAndSD(left)
		n, cubes, squares := float64(len(left)), 0.0, 0.0
		for _, x := range left {
			cubes, squares = cubes+math.Pow(mean-x, 3), squares+(mean-x)*(mean-x)
		}
		assert.InDelta(t, c.Expected.SE, (n-1)/math.Sqrt(n)*sd, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Acceleration, cubes/(6*math.Pow(squares, 1.5)), c.Tolerance, c.Reason)
	}
	type summary struct{ MeanCorrelation, MedianCorrelation, Lambda6, SignalToNoise, Mean, SD float64 }
	for _, c := range kpitest.Cases[input, summary]("reliability-summary") {
		median, lambda6 := plainCorrelations(t, c.Input.Rows) // which no package has
		assert.InDelta(t, c.Expected.MedianCorrelation, median, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Lambda6, lambda6, c.Tolerance, c.Reason)
		rows, ok := ratings(c.Input.Rows)
		if !ok {
			continue
		}
		used++
		items := itemsOf(t, eleven, rows)
		k, alpha := float64(len(rows[0])), items.StandardisedAlpha()
		assert.InDelta(t, c.Expected.SignalToNoise, alpha/(1-alpha), c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.MeanCorrelation, alpha/(k-(k-1)*alpha), c.Tolerance, c.Reason)
		mean := 0.0
		for _, item := range items.Overview() {
			mean += item.Mean / k
		}
		assert.InDelta(t, c.Expected.Mean, mean, c.Tolerance, c.Reason)
		// The error of measurement is sd·√(1-alpha), here of sums.
		sd := items.MeasurementError() / math.Sqrt(1-items.Alpha(0.95).Value)
		assert.InDelta(t, c.Expected.SD, sd/k, c.Tolerance, c.Reason)
	}
	assert.Equal(t, 2, used)
}

// plainCorrelations returns the median of the items' correlations, and Guttman's sixth coefficient: 1 - Σ(1 - R²)/Σr, R² of
// each item by all others.
func plainCorrelations(t testing.TB, rows [][]float64) (median, lambda6 float64) {
	t.Helper()
	var x []float64
	for _, r := range rows {
		x = append(x, r...)
	}
	k := len(rows[0])
	correlations, inverse := mat.NewSymDense(k, nil), mat.NewDense(k, k, nil)
	stat.CorrelationMatrix(correlations, mat.NewDense(len(rows), k, x), nil)
	require.NoError(t, inverse.Inverse(correlations))
	var each []float64
	errors, total := 0.0, 0.0
	for i := range k {
		errors += 1 / inverse.At(i, i)
		for j := range k {
			total += correlations.At(i, j)
			if j < i {
				each = append(each, correlations.At(i, j))
			}
		}
	}
	slices.Sort(each)
	return (each[(len(each)-1)/2] + each[len(each)/2]) / 2, 1 - errors/total
}
