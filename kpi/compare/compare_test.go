package compare_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
)

// Answers to the likelihood-to-recommend question of the San Francisco Airport passenger survey of 2017, by boarding
// area A to G (City and County of San Francisco, DataSF, PDDL).
var (
	down = []int{93, 22, 26, 45, 18, 50, 88}
	flat = []int{249, 50, 68, 128, 57, 173, 243}
	up   = []int{382, 94, 132, 213, 100, 221, 294}
)

func TestOthers(t *testing.T) {
	findings := compare.Others(down, flat, up, 0.95)
	require.Len(t, findings, 7)
	for i, f := range findings {
		assert.Equal(t, i == 6, f.Differs, "only area G differs")
		assert.Equal(t, kpi.Net(down[i], flat[i], up[i], 0.95), f.Score)
		assert.Less(t, f.Difference.N, 2747, "nobody is counted twice")
	}
	assert.InDelta(t, 0.03618, findings[6].Test.P, 5e-6, "statsmodels: two-sided z of G against the others .00517, times 7")
	assert.Negative(t, findings[6].Difference.Value)
	assert.InDelta(t, 32.96-41.867, findings[6].Difference.Value, 0.01, "against A to F together")

	none := compare.Others([]int{3, 0, 5}, []int{1, 0, 1}, []int{9, 0, 7}, 0.95)
	assert.True(t, math.IsNaN(none[1].Test.P) && !none[1].Differs && !none[1].Difference.Known(), "a segment without answers")
	bad := compare.Others([]int{3, -2, 5}, []int{1, 9, 1}, []int{9, 9, 7}, 0.95)
	assert.True(t, math.IsNaN(bad[1].Test.P) && !bad[1].Score.Known(), "a negative count is no data")
	assert.False(t, math.IsNaN(bad[0].Test.P), "and leaves the others alone")
	for _, alone := range [][]compare.Finding{compare.Others([]int{3}, []int{1}, []int{9}, 0.95), compare.Others([]int{3, 0}, []int{1, 0}, []int{9, 0}, 0.95)} {
		assert.True(t, math.IsNaN(alone[0].Test.P) && !alone[0].Differs, "one segment has no others")
	}
	assert.Empty(t, compare.Others(nil, nil, nil, 0.95))
	assert.Panics(t, func() { compare.Others([]int{1}, []int{1, 2}, []int{1}, 0.95) })
	assert.Panics(t, func() { compare.Others(down, flat, up, 95) })
}

// Counts that no int can add up are no data, as in kpi.Net: three times the largest int wraps round to a positive sum.
func TestOthersOverflow(t *testing.T) {
	findings := compare.Others([]int{math.MaxInt, 1, 9}, []int{math.MaxInt, 2, 2}, []int{math.MaxInt, 9, 1}, 0.95)
	assert.False(t, findings[0].Score.Known())
	assert.True(t, math.IsNaN(findings[0].Test.P))
	without := compare.Others([]int{1, 9}, []int{2, 2}, []int{9, 1}, 0.95)
	assert.Equal(t, without, findings[1:])
}

// Of two teams that differ both do, each from the other.
func TestOthersOfTwo(t *testing.T) {
	findings := compare.OthersShare([]int{90, 60}, []int{100, 100}, 0.95)
	z := -(60.5/101 - 90.5/101) / math.Sqrt(60.5*40.5/math.Pow(101, 3)+90.5*10.5/math.Pow(101, 3))
	for i, sign := range []float64{1, -1} {
		assert.True(t, findings[i].Differs)
		assert.InDelta(t, sign*z, findings[i].Test.Statistic, 1e-12)
		assert.InDelta(t, 2*math.Erfc(z/math.Sqrt2), findings[i].Test.P, 1e-12, "two tests")
		assert.InDelta(t, sign*0.3, findings[i].Difference.Value, 1e-12)
		assert.Equal(t, 200, findings[i].Difference.N)
	}
	// All three differ: the first to step out from the two others together, these from one another.
	findings = compare.OthersShare([]int{900, 600, 100}, []int{1000, 1000, 1000}, 0.95)
	for i, want := range []float64{0.3, -0.3, -0.65} {
		assert.True(t, findings[i].Differs)
		assert.False(t, math.IsNaN(findings[i].Test.P))
		assert.InDelta(t, want, findings[i].Difference.Value, 1e-12)
	}
}

func TestOthersStepsOut(t *testing.T) {
	// One team far below the other four, which are alike: with a fixed reference the four would look too good.
	k, n := []int{900, 900, 900, 900, 300}, []int{1000, 1000, 1000, 1000, 1000}
	for i, f := range compare.OthersShare(k, n, 0.95) {
		assert.Equal(t, i == 4, f.Differs, "segment %d: %+v", i, f)
	}
	// Two that differ: P never falls along the steps, and both step out.
	k = []int{900, 905, 895, 800, 300}
	findings := compare.OthersShare(k, n, 0.95)
	assert.True(t, findings[4].Differs && findings[3].Differs && !findings[0].Differs && !findings[1].Differs && !findings[2].Differs)
	assert.GreaterOrEqual(t, findings[3].Test.P, findings[4].Test.P)
	assert.InDelta(t, -0.1, findings[3].Difference.Value, 1e-12, "against those that do not differ")
	for _, f := range compare.OthersShare([]int{5, 5, 5}, []int{5, 5, 5}, 0.95) {
		assert.True(t, !f.Differs && f.Test.P > 0.9, "all alike")
	}
	assert.False(t, compare.OthersShare([]int{5, 9}, []int{5, 5}, 0.95)[1].Score.Known(), "more than all")
	assert.Panics(t, func() { compare.OthersShare([]int{1}, nil, 0.95) })
}

// A fixed reference would flag an innocent segment in more than half of these runs.
func TestOthersFalseAlarms(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	const runs = 1500
	rng := rand.New(rand.NewPCG(7, 1))
	innocent, guilty := 0, 0
	for range runs {
		k, n := make([]int, 7), make([]int, 7)
		for i := range k {
			n[i] = 300
			p := 0.8
			if i == 6 {
				p = 0.6
			}
			for range n[i] {
				if rng.Float64() < p {
					k[i]++
				}
			}
		}
		findings := compare.OthersShare(k, n, 0.95)
		if slices.ContainsFunc(findings[:6], func(f compare.Finding) bool { return f.Differs }) {
			innocent++
		}
		if findings[6].Differs {
			guilty++
		}
	}
	assert.Less(t, float64(innocent)/float64(runs), 0.075, "an innocent segment is flagged in 5% of runs")
	assert.Greater(t, float64(guilty)/float64(runs), 0.99)
}

func TestRanks(t *testing.T) {
	assert.PanicsWithValue(t, "compare: Ranks of 3.00 (number) and 5.0 (points)", func() {
		compare.Ranks([]kpi.Estimate{{}, kpi.Exactly(3, kpi.Number), kpi.Exactly(5, kpi.Points)})
	})
	k, n := []int{870, 940, 905, 1010}, []int{1000, 1000, 1000, 1200}
	each := compare.Each(0.95, 4)
	assert.InDelta(t, 0.9872585449014338, each, 1e-15)
	var es []kpi.Estimate
	for i := range k {
		es = append(es, kpi.Proportion(k[i], n[i], each))
	}
	assert.InDelta(t, 0.8412113556474308, es[0].Lo, 1e-12)
	assert.Equal(t, []compare.RankRange{{2, 4}, {1, 2}, {1, 3}, {3, 4}}, compare.Ranks(es), "Klein, Wright and Wieczorek's rule by hand")
	es[1] = kpi.Proportion(0, 0, each)
	assert.Equal(t, []compare.RankRange{{1, 4}, {1, 4}, {1, 3}, {2, 4}}, compare.Ranks(es), "one without data may hold any rank and bounds nobody's")
	assert.Empty(t, compare.Ranks(nil))
	assert.InDelta(t, 0.9, compare.Each(0.9, 1), 1e-15)
	assert.Panics(t, func() { compare.Each(95, 3) })
	assert.Panics(t, func() { compare.Each(0.95, 0) })
}

func TestSilent(t *testing.T) {
	s := compare.Silent{Invited: 1000, Answered: kpi.Net(45, 90, 165, 0.95), Min: -100, Max: 100}
	lo, hi := s.Bounds()
	assert.InDelta(t, -58, lo, 1e-12, "Manski 2003: 300 of 1,000 answered with a net score of 40")
	assert.InDelta(t, 82, hi, 1e-12)
	assert.InDelta(t, 25.714285714285715, s.Tipping(30), 1e-12)
	everybody := compare.Silent{Invited: 300, Answered: s.Answered, Min: -100, Max: 100}
	lo, hi = everybody.Bounds()
	assert.True(t, lo == 40 && hi == 40 && math.IsNaN(everybody.Tipping(30)), "nobody was silent")
	nobody := compare.Silent{Invited: 300, Answered: kpi.Net(0, 0, 0, 0.95), Min: -100, Max: 100}
	lo, hi = nobody.Bounds()
	assert.True(t, lo == -100 && hi == 100 && math.IsNaN(nobody.Tipping(30)), "nobody answered")
	for _, bad := range []compare.Silent{{Invited: 299, Answered: s.Answered, Min: -100, Max: 100}, {}, {Invited: -5}} {
		lo, hi = bad.Bounds()
		assert.True(t, math.IsNaN(lo) && math.IsNaN(hi) && math.IsNaN(bad.Tipping(0)), "%+v", bad)
	}
}

type oracles struct {
	Superiority []struct {
		X, Y             []int
		Level, P, Lo, Hi float64
	}
	BetaBinomial []struct {
		K, N         []int
		Alpha, Beta  float64
		Mean, Lo, Hi []float64
	}
	Funnel []struct {
		K, N               []int
		Level, Target, Phi float64
		Tau                float64
		Z, Lo, Hi          []float64
	}
}

func read(t *testing.T) oracles {
	t.Helper()
	b, err := os.ReadFile("testdata/others.json")
	require.NoError(t, err)
	var o oracles
	require.NoError(t, json.Unmarshal(b, &o))
	return o
}

func TestSuperiority(t *testing.T) {
	for _, row := range read(t).Superiority {
		e := compare.Superiority(row.X, row.Y, row.Level)
		assert.InDelta(t, row.P, e.Value, 1e-14)
		assert.InDelta(t, row.Lo, e.Lo, 1e-9)
		assert.InDelta(t, row.Hi, e.Hi, 1e-9)
		o := compare.Superiority(row.Y, row.X, row.Level)
		assert.InDelta(t, 1-e.Lo, o.Hi, 1e-12, "turned round, the limits mirror")
	}
	// Brunner and Munzel's own example, pain scores of two treatments: logit limits computed from their statistic 3.1375.
	e := compare.Superiority([]int{11, 2, 0, 1, 0}, []int{3, 1, 4, 2, 1}, 0.95)
	assert.InDelta(t, 0.788961038961, e.Value, 1e-12)
	assert.InDelta(t, 0.538686547543, e.Lo, 1e-10)
	assert.InDelta(t, 0.922891079184, e.Hi, 1e-10)
	assert.Equal(t, 25, e.N)
	for _, row := range []struct {
		reason string
		x, y   []int
		value  float64
	}{
		{"every y above every x", []int{3, 0}, []int{0, 4}, 1},
		{"every x above every y", []int{0, 3}, []int{4, 0}, 0},
		{"every y above every x, in sevenths", []int{1, 1, 4, 1, 0, 0, 0}, []int{0, 0, 0, 0, 3, 2, 2}, 1},
		{"every x above every y, in sevenths", []int{0, 0, 0, 0, 3, 2, 2}, []int{1, 1, 4, 1, 0, 0, 0}, 0},
		{"all answers alike", []int{0, 3}, []int{0, 4}, 0.5},
		{"one answer in a group", []int{1, 0, 0}, []int{2, 3, 4}, 8.0 / 9},
	} {
		e := compare.Superiority(row.x, row.y, 0.95)
		assert.InDelta(t, row.value, e.Value, 1e-15, row.reason)
		assert.True(t, e.Lo == 0 && e.Hi == 1, "%s: %+v", row.reason, e)
	}
	assert.False(t, compare.Superiority([]int{0, 0}, []int{1, 2}, 0.95).Known())
	assert.False(t, compare.Superiority([]int{1, -1}, []int{1, 2}, 0.95).Known())
	assert.Panics(t, func() { compare.Superiority([]int{1}, []int{1, 2}, 0.95) })
	assert.Panics(t, func() { compare.Superiority([]int{1, 1}, []int{1, 2}, 95) })
}

func TestBetaBinomial(t *testing.T) {
	for _, row := range read(t).BetaBinomial {
		prior := compare.FitPrior(row.K, row.N)
		assert.InEpsilon(t, row.Alpha, prior.Mean*prior.Precision, 1e-5, "SciPy's Nelder–Mead finds the top to half its digits")
		assert.InEpsilon(t, row.Beta, (1-prior.Mean)*prior.Precision, 1e-5)
		for i, e := range compare.BetaBinomial(row.K, row.N, 0.95) {
			assert.InDelta(t, row.Mean[i], e.Value, 1e-6)
			assert.InDelta(t, row.Lo[i], e.Lo, 1e-6)
			assert.InDelta(t, row.Hi[i], e.Hi, 1e-6)
			assert.Equal(t, row.N[i], e.N)
		}
	}
	alike := compare.FitPrior([]int{8, 16, 24}, []int{10, 20, 30})
	assert.True(t, alike.Mean == 0.8 && math.IsInf(alike.Precision, 1), "no more scatter than chance: %+v", alike)
	for _, e := range compare.BetaBinomial([]int{8, 16, 24}, []int{10, 20, 30}, 0.95) {
		assert.Equal(t, kpi.Proportion(48, 60, 0.95).Lo, e.Lo, "then each is the share of all")
		assert.Equal(t, 0.8, e.Value)
	}
	for _, k := range [][]int{{0, 0, 0}, {10, 20, 30}} {
		assert.True(t, math.IsInf(compare.FitPrior(k, []int{10, 20, 30}).Precision, 1), "none or all: %v", k)
	}
	some := compare.BetaBinomial([]int{1, 0, 9, 3}, []int{2, 0, 8, 30}, 0.95)
	assert.True(t, !some[1].Known() && !some[2].Known() && some[0].Known(), "no answers, and more than all, are no data")
	assert.True(t, math.IsNaN(compare.FitPrior(nil, nil).Mean))
	extreme := compare.FitPrior([]int{0, 50, 0, 50}, []int{50, 50, 50, 50})
	assert.Equal(t, compare.Prior{Mean: 0.5, Precision: 0}, extreme, "segments of all or nothing")
	for i, e := range compare.BetaBinomial([]int{0, 10, 0}, []int{10, 10, 4}, 0.95) {
		want := kpi.Proportion([]int{0, 10, 0}[i], []int{10, 10, 4}[i], 0.95)
		assert.Equal(t, want, e, "they do not make ten answers a certainty")
	}
	huge := compare.FitPrior([]int{8e8, 7e8, 6e8}, []int{1e9, 1e9, 1e9})
	assert.True(t, huge.Precision > 5 && huge.Precision < 200, "n = 1e9: %+v", huge)
	assert.Panics(t, func() { compare.FitPrior([]int{1}, nil) })
}

func TestShrink(t *testing.T) {
	f, err := os.Open("testdata/shrink.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	all, err := r.ReadAll()
	require.NoError(t, err)
	floats := func(s string) (out []float64) {
		for _, field := range strings.Fields(s) {
			x, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			out = append(out, x)
		}
		return out
	}
	const z = 1.959963984540054
	for _, rec := range all[1:] {
		y, v, want := floats(rec[0]), floats(rec[1]), floats(rec[4])
		var es []kpi.Estimate
		for i := range y {
			h := z * math.Sqrt(v[i])
			es = append(es, kpi.Estimate{Value: y[i], Lo: y[i] - h, Hi: y[i] + h, Level: 0.95, N: 9, Unit: kpi.Points})
		}
		before := append([]kpi.Estimate(nil), es...)
		for i, e := range compare.Shrink(es) {
			assert.InEpsilon(t, want[i], e.Value, 1e-7, "metafor's blup")
			assert.True(t, e.Lo < e.Value && e.Value < e.Hi && e.N == 9)
			assert.Less(t, e.Hi-e.Lo, es[i].Hi-es[i].Lo)
		}
		assert.Equal(t, before, es, "the caller's estimates are unmodified")
	}
	two := []kpi.Estimate{kpi.Net(1, 2, 3, 0.95), kpi.Net(3, 2, 1, 0.95)}
	assert.Equal(t, two, compare.Shrink(two), "two do not tell how the true values scatter")
	kept := []kpi.Estimate{kpi.Net(0, 0, 0, 0.95), kpi.Exactly(3, kpi.Points), kpi.Net(5, 2, 9, 0.95), kpi.Net(50, 2, 9, 0.95), kpi.Net(5, 22, 19, 0.95)}
	shrunk := compare.Shrink(kept)
	assert.True(t, !shrunk[0].Known() && shrunk[1] == kept[1] && shrunk[2] != kept[2], "no data and exact values stay")
	shares := compare.Shrink([]kpi.Estimate{kpi.Proportion(1, 2, 0.95), kpi.Proportion(99, 100, 0.95), kpi.Proportion(10, 100, 0.95), kpi.Proportion(2, 2, 0.95)})
	for _, e := range shares {
		assert.True(t, e.Lo >= 0 && e.Hi <= 1, "%+v", e)
	}
	assert.Panics(t, func() { compare.Shrink([]kpi.Estimate{kpi.Net(1, 2, 3, 0.95), kpi.Net(1, 2, 3, 0.9)}) })
	assert.Panics(t, func() { compare.Shrink([]kpi.Estimate{kpi.Net(1, 2, 3, 0.95), kpi.Proportion(1, 3, 0.95)}) })
	assert.Empty(t, compare.Shrink(nil))
}

func TestFunnel(t *testing.T) {
	for _, row := range read(t).Funnel {
		plot := compare.Funnel(row.K, row.N, row.Level)
		assert.InDelta(t, row.Target, plot.Target, 1e-15)
		assert.InDelta(t, row.Phi, plot.Phi, 1e-11)
		assert.InDelta(t, row.Tau, plot.Tau, 1e-13)
		for i, p := range plot.Points {
			assert.InDelta(t, row.Z[i], p.Z, 1e-11)
			assert.InDelta(t, row.Lo[i], p.Lo, 1e-12)
			assert.InDelta(t, row.Hi[i], p.Hi, 1e-12)
			assert.Equal(t, p.Share.Value < p.Lo || p.Share.Value > p.Hi, p.Outside)
		}
	}
	for _, plot := range []compare.FunnelPlot{compare.Funnel(nil, nil, 0.95), compare.Funnel([]int{0, 5}, []int{0, 3}, 0.95)} {
		assert.True(t, math.IsNaN(plot.Target) && math.IsNaN(plot.Phi))
	}
	alike := compare.Funnel([]int{5, 6}, []int{5, 6}, 0.95)
	assert.True(t, alike.Target == 1 && math.IsNaN(alike.Points[0].Z) && !alike.Points[0].Outside, "all alike: nothing scatters")
	one := compare.Funnel([]int{5, 0}, []int{9, 0}, 0.95)
	assert.True(t, one.Tau == 0 && one.Points[0].Z == 0 && math.IsNaN(one.Points[1].Z), "one segment: %+v", one)
	assert.Panics(t, func() { compare.Funnel([]int{1}, nil, 0.95) })
}
