package plan_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/plan"
)

var (
	five = survey.Scale{Min: 1, Max: 5}
	wave = plan.Ratings{Scale: five, Ratings: [11]int{1: 3, 2: 5, 3: 12, 4: 45, 5: 35}}
)

// everyMetric is one of each kind, with a changed one beside it and a margin that is reasonable.
var everyMetric = []struct {
	name      string
	m, better plan.Metric
	margin    float64
}{
	{"a share", plan.Share(0.8), plan.Share(0.85), 0.03},
	{"a share of 1", plan.Share(1), plan.Share(0.97), 0.03},
	{"nps", plan.NPS{Promoters: 0.5, Detractors: 0.2}, plan.NPS{Promoters: 0.55, Detractors: 0.2}, 5},
	{"nps of passives only", plan.NPS{}, plan.NPS{Promoters: 0.1}, 5},
	{"ratings", wave, plan.Ratings{Scale: five, Ratings: [11]int{1: 1, 2: 4, 3: 10, 4: 45, 5: 40}}, 0.1},
	{"a mean", plan.Mean{Value: 30, SD: 20}, plan.Mean{Value: 33, SD: 22}, 2},
}

func TestPublishedSizes(t *testing.T) {
	half := plan.Share(0.5)
	for i, population := range []int{100, 500, 1000, 10000, 1000000, 0} {
		// statsmodels.stats.proportion.samplesize_confint_proportion(.5, .05) gives 384.1458820694 for the last.
		s, err := plan.Wald.Size(plan.Design{Population: population}, half, 0.05, 0.95)
		require.NoError(t, err)
		assert.Equal(t, []int{80, 218, 278, 370, 384, 385}[i], s.Answers, "the table of every textbook, population %d", population)
	}
	for _, c := range []struct {
		reason string
		metric plan.Metric
		margin float64
		people int
		want   int
	}{
		{"a mean by z: (1.96·20/2)²", plan.Mean{SD: 20}, 2, 0, 385},
		{"937.3 by p+d-(p-d)²", plan.NPS{Promoters: 0.5, Detractors: 0.2}, 5, 0, 938},
		{"789.5 of a population of 5,000", plan.NPS{Promoters: 0.5, Detractors: 0.2}, 5, 5000, 790},
		{"1536.6, four times a share's 384.1, since the scale is twice as wide", plan.NPS{Promoters: 0.5, Detractors: 0.5}, 5, 0, 1537},
	} {
		s, err := plan.Wald.Size(plan.Design{Population: c.people}, c.metric, c.margin, 0.95)
		require.NoError(t, err)
		assert.Equal(t, c.want, s.Answers, c.reason)
	}
	for _, c := range []struct {
		reason string
		design plan.Design
		metric plan.Metric
		want   float64
	}{
		{"400 at one half", plan.Design{}, half, 0.048999099613501},
		{"of 2,000 people", plan.Design{Population: 2000}, half, 0.043837087670998},
		{"400 answers to a recommend question", plan.Design{}, plan.NPS{Promoters: 0.5, Detractors: 0.2}, 7.6539040375213},
	} {
		m, err := plan.Wald.Margin(c.design, c.metric, 400, 0.95)
		require.NoError(t, err)
		assert.InDelta(t, c.want, m.HalfWidth, 1e-12, c.reason)
	}
	s, err := plan.Design{}.Detect(plan.NPS{Promoters: 0.5, Detractors: 0.2}, plan.NPS{Promoters: 0.45, Detractors: 0.2}, 0.8, 0.95)
	require.NoError(t, err)
	assert.Equal(t, 3760, s.Answers, "3759.6 by the z-test with unpooled variances")
	fall, rise, err := plan.Design{}.Detectable(plan.NPS{Promoters: 0.5, Detractors: 0.2}, 400, 0.8, 0.95)
	require.NoError(t, err)
	assert.InDelta(t, 15.472260077237, fall, 1e-9)
	assert.InDelta(t, 15.472260077237, rise, 1e-9)
	s, err = plan.Design{}.Detect(half, plan.Share(0.75), 0.9, 0.95)
	require.NoError(t, err)
	assert.Equal(t, 77, s.Answers, "76.7 in the documentation of R's power.prop.test")
	power, err := plan.Design{}.Power(half, plan.Share(0.75), 50, 50, 0.95)
	require.NoError(t, err)
	assert.InDelta(t, 0.740, power, 5e-4, "0.740 in the documentation of R's power.prop.test")
	s, err = plan.Design{}.Detect(plan.Share(0.8), plan.Share(0.85), 0.8, 0.9)
	require.NoError(t, err)
	assert.Equal(t, 714, s.Answers, "one-sided at 5%: 713.04")
}

// MeasuringU's sizes to benchmark an NPS, 1,655 for 5 points and 412 for 10, are s²Z²/d² - 3 with Z = 1.645+.842
// (one-sided 5%, power 80%), the variance of thirds, 2/3, rounded up to s² = .67, and 3 for the three answers that
// the adjusted Wald interval adds.
func TestMeasuringU(t *testing.T) {
	for _, c := range []struct {
		d               float64
		published, ours int
	}{{5, 1655, 1649}, {10, 412, 413}} {
		z := 1.645 + 0.842
		assert.Equal(t, c.published, int(math.Ceil(0.67*z*z/(c.d*c.d/1e4)-3)))
		s, err := plan.Design{}.Benchmark(plan.NPS{Promoters: 1. / 3, Detractors: 1. / 3}, c.d, 0.8, 0.9)
		require.NoError(t, err)
		assert.Equal(t, c.ours, s.Answers)
	}
}

func TestSizeIsTheLeastThatIsEnough(t *testing.T) {
	for _, c := range everyMetric {
		for _, d := range []plan.Design{{}, {Population: 900}, {Effect: 1.7}, {Population: 5000, Effect: 2.2}, {Effect: 0.8}} {
			for _, k := range []plan.Method{plan.Score, plan.Wald} {
				s, err := k.Size(d, c.m, c.margin, 0.95)
				if err != nil {
					assert.ErrorContains(t, err, "have no Wald limits", c.name)
					continue
				}
				at, err := k.Margin(d, c.m, s.Answers, 0.95)
				require.NoError(t, err)
				assert.LessOrEqual(t, at.HalfWidth, c.margin*(1+1e-9), c.name)
				if s.Answers > 1 {
					before, err := k.Margin(d, c.m, s.Answers-1, 0.95)
					require.NoError(t, err)
					assert.Greater(t, before.HalfWidth, c.margin, c.name)
				}
				assert.Equal(t, d, s.Design)
				tighter, err := k.Size(d, c.m, c.margin/3, 0.95)
				require.NoError(t, err)
				assert.GreaterOrEqual(t, tighter.Answers, s.Answers, c.name)
				surer, err := k.Size(d, c.m, c.margin, 0.99)
				require.NoError(t, err)
				assert.GreaterOrEqual(t, surer.Answers, s.Answers, c.name)
			}
		}
	}
}

// A margin is half the width of the limits that the same answers get when they are there.
func TestMarginIsOfTheVeryLimits(t *testing.T) {
	for _, c := range []struct {
		metric plan.Metric
		n      int
		want   kpi.Estimate
	}{
		{plan.Share(0.85), 400, kpi.Proportion(340, 400, 0.95)},
		{plan.Share(1), 20, kpi.Proportion(20, 20, 0.95)},
		{plan.NPS{Promoters: 0.5, Detractors: 0.2}, 100, kpi.Net(20, 30, 50, 0.95)},
		{plan.NPS{Promoters: 1}, 10, kpi.Net(0, 0, 10, 0.95)},
		{wave, 200, survey.Tally{Scale: five, Ratings: [11]int{1: 6, 2: 10, 3: 24, 4: 90, 5: 70}}.Mean(0.95)},
		{plan.Mean{Value: 7, SD: 2}, 12, kpi.Mean(12, 7, 2, 0.95)},
	} {
		m, err := plan.Design{}.Margin(c.metric, c.n, 0.95)
		require.NoError(t, err)
		assert.InDelta(t, c.want.Value, m.Expected.Value, 1e-12)
		assert.InDelta(t, c.want.Lo, m.Expected.Lo, 1e-9)
		assert.InDelta(t, c.want.Hi, m.Expected.Hi, 1e-9)
		assert.InDelta(t, (c.want.Hi-c.want.Lo)/2, m.HalfWidth, 1e-9)
		assert.Equal(t, c.want.Unit, m.Expected.Unit)
		assert.Equal(t, c.n, m.Expected.N)
	}
}

func TestEverybodyAnswers(t *testing.T) {
	everybody := plan.Design{Population: 300, Effect: 1.5}
	for _, c := range everyMetric {
		for _, k := range []plan.Method{plan.Score, plan.Wald} {
			m, err := k.Margin(everybody, c.m, 300, 0.95)
			if err != nil {
				continue
			}
			assert.Zero(t, m.HalfWidth, c.name)
			assert.True(t, m.Expected.Known() && m.Expected.Lo == m.Expected.Value && m.Expected.Level == 1, c.name)
			s, err := k.Size(everybody, c.m, c.margin/1e6, 0.95)
			require.NoError(t, err)
			assert.Equal(t, 300, s.Answers, "%s: a margin so small that all have to answer", c.name)
		}
		power, err := everybody.Power(c.m, c.better, 300, 300, 0.95)
		require.NoError(t, err)
		assert.Equal(t, 1.0, power, c.name)
		fall, rise, err := everybody.Detectable(c.m, 300, 0.8, 0.95)
		require.NoError(t, err)
		assert.Equal(t, [2]float64{}, [2]float64{fall, rise}, c.name)
	}
	one := plan.Design{Population: 1}
	s, err := one.Size(plan.Share(0.5), 0.05, 0.95)
	require.NoError(t, err)
	assert.Equal(t, 1, s.Answers)
}

func TestOptIn(t *testing.T) {
	d := plan.Design{Sampling: plan.OptIn}
	m, err := d.Margin(plan.Share(0.5), 400, 0.95)
	require.NoError(t, err)
	assert.Equal(t, plan.SelfSelected, m.Warnings)
	assert.Equal(t, "±4.9pp – self-selected: model-based, not a margin of error", m.String())
	s, err := plan.Wald.Size(d, plan.Share(0.5), 0.05, 0.95)
	require.NoError(t, err)
	assert.Equal(t, "385 answers – self-selected: model-based, not a margin of error", s.String())
	found, err := d.Detect(plan.Share(0.5), plan.Share(0.6), 0.8, 0.95)
	require.NoError(t, err)
	assert.Equal(t, plan.SelfSelected, found.Warnings)
	against, err := d.Benchmark(plan.Share(0.5), 0.6, 0.8, 0.95)
	require.NoError(t, err)
	assert.Equal(t, plan.SelfSelected, against.Warnings)
	assert.Equal(t, "opt-in", plan.OptIn.String())
	assert.Equal(t, "random", plan.Random.String())
	assert.Equal(t, "Sampling(7)", plan.Sampling(7).String())
	assert.Empty(t, plan.Warnings(0).String())
}

func TestInvitations(t *testing.T) {
	for _, c := range []struct {
		reason string
		size   plan.Size
		rate   float64
		want   int
		err    string
	}{
		{"a quarter answer", plan.Size{Answers: 381}, 0.25, 1524, ""},
		{"rounded up", plan.Size{Answers: 100}, 0.3, 334, ""},
		{"21/0.35 is 60.00000000000001 in binary", plan.Size{Answers: 21}, 0.35, 60, ""},
		{"all answer", plan.Size{Answers: 7}, 1, 7, ""},
		{"no more than there are", plan.Size{Answers: 250, Design: plan.Design{Population: 1000}}, 0.25, 1000, ""},
		{"more than there are", plan.Size{Answers: 251, Design: plan.Design{Population: 1000}}, 0.25, 0,
			"plan: 1004 invitations for 251 answers out of a population of 1000"},
		{"nobody answers", plan.Size{Answers: 7}, 0, 0, "plan: a response rate of 0 is not above 0 and up to 1"},
		{"percent", plan.Size{Answers: 7}, 25, 0, "plan: a response rate of 25 is not above 0 and up to 1"},
		{"not known", plan.Size{Answers: 7}, math.NaN(), 0, "plan: a response rate of NaN is not above 0 and up to 1"},
		{"beyond all measure", plan.Size{Answers: 7}, 1e-300, 0, "plan: 7e+300 invitations for 7 answers"},
	} {
		n, err := c.size.Invitations(c.rate)
		assert.Equal(t, c.want, n, c.reason)
		if c.err == "" {
			assert.NoError(t, err, c.reason)
		} else {
			assert.EqualError(t, err, c.err, c.reason)
		}
	}
}

func TestRefused(t *testing.T) {
	share, nan := plan.Share(0.5), math.NaN()
	size := func(d plan.Design, m plan.Metric, margin float64) func() error {
		return func() error { _, err := d.Size(m, margin, 0.95); return err }
	}
	for _, c := range []struct {
		reason string
		do     func() error
		want   string
	}{
		{"percent", size(plan.Design{}, plan.Share(85), 0.05), "plan: an expected share of 85 is not from 0 to 1"},
		{"no share", size(plan.Design{}, plan.Share(nan), 0.05), "plan: an expected share of NaN is not from 0 to 1"},
		{"more than one whole", size(plan.Design{}, plan.NPS{Promoters: 0.7, Detractors: 0.4}, 5), "plan: promoters 0.7 and detractors 0.4 are not shares of one whole"},
		{"no shares", size(plan.Design{}, plan.NPS{Promoters: nan}, 5), "plan: promoters NaN and detractors 0 are not shares of one whole"},
		{"no wave to go by", size(plan.Design{}, plan.Ratings{Scale: five}, 0.1), "plan: ratings [0 0 0 0 0 0 0 0 0 0 0] on the scale 1–5 are no expectation"},
		{"a mean without spread", size(plan.Design{}, plan.Mean{Value: 3}, 0.1), "plan: a mean of 3 with standard deviation 0 is no expectation"},
		{"a mean that is none", size(plan.Design{}, plan.Mean{Value: nan, SD: 1}, 0.1), "plan: a mean of NaN with standard deviation 1 is no expectation"},
		{"margin 0", size(plan.Design{}, share, 0), "plan: a margin of 0 is not a positive number"},
		{"margin NaN", size(plan.Design{}, share, nan), "plan: a margin of NaN is not a positive number"},
		{"margin ∞", size(plan.Design{}, share, math.Inf(1)), "plan: a margin of +Inf is not a positive number"},
		{"a margin that nobody can pay", size(plan.Design{}, share, 1e-9), "plan: a margin of 1e-09 needs more than 1e+12 answers"},
		{"a population below 0", size(plan.Design{Population: -1}, share, 0.1), "plan: a population of -1"},
		{"a negative design effect", size(plan.Design{Effect: -2}, share, 0.1), "plan: a design effect of -2 is not a positive number"},
		{"no design effect", size(plan.Design{Effect: nan}, share, 0.1), "plan: a design effect of NaN is not a positive number"},
		{"no way of sampling", size(plan.Design{Sampling: 9}, share, 0.1), "plan: Sampling(9) is not a way of sampling"},
		{"no answers", func() error { _, err := plan.Design{}.Margin(share, 0, 0.95); return err }, "plan: 0 answers"},
		{"more than all", func() error { _, err := plan.Design{Population: 9}.Margin(share, 10, 0.95); return err }, "plan: 10 answers out of a population of 9"},
		{"Wald knows no width there", func() error { _, err := plan.Wald.Size(plan.Design{}, plan.Share(1), 0.1, 0.95); return err }, "plan: answers that are all alike, as expected of 1, have no Wald limits"},
		{"nothing to detect", func() error { _, err := plan.Design{}.Detect(share, share, 0.8, 0.95); return err }, "plan: from 0.5 to 0.5 there is no change to detect"},
		{"next to nothing to detect", func() error { _, err := plan.Design{}.Detect(share, share+1e-9, 0.8, 0.95); return err }, "plan: a change from 0.5 to 0.500000001 needs more than 1e+12 answers"},
		{"already there", func() error { _, err := plan.Design{}.Benchmark(share, 0.5, 0.8, 0.95); return err }, "plan: 0.5 is at the target of 0.5"},
		{"a target in percent", func() error { _, err := plan.Design{}.Benchmark(share, 80, 0.8, 0.95); return err }, "plan: a target of 80 is not from 0 to 1"},
		{"a target without end", func() error { _, err := plan.Design{}.Benchmark(plan.Mean{SD: 1}, math.Inf(1), 0.8, 0.95); return err }, "plan: a target of +Inf is not from -Inf to +Inf"},
		{"a second group without answers", func() error { _, err := plan.Design{}.Power(share, share, 10, 0, 0.95); return err }, "plan: 0 answers"},
		{"a second share that is none", func() error { _, err := plan.Design{}.Power(share, plan.Share(2), 10, 10, 0.95); return err }, "plan: an expected share of 2 is not from 0 to 1"},
		{"detectable by nobody", func() error { _, _, err := plan.Design{}.Detectable(share, 0, 0.8, 0.95); return err }, "plan: 0 answers"},
	} {
		assert.EqualError(t, c.do(), c.want, c.reason)
	}
}

func TestPanics(t *testing.T) {
	var d plan.Design
	share, nps := plan.Share(0.5), plan.NPS{Promoters: 0.5}
	for _, level := range []float64{0, 1, 95, math.NaN()} {
		want := fmt.Sprintf("plan: confidence level %v is not between 0 and 1", level)
		assert.PanicsWithValue(t, want, func() { _, _ = d.Size(share, 0.1, level) })
		assert.PanicsWithValue(t, want, func() { _, _ = d.Margin(share, 10, level) })
		assert.PanicsWithValue(t, want, func() { _, _ = d.Power(share, share, 10, 10, level) })
		assert.PanicsWithValue(t, want, func() { _, _ = d.Detect(share, share, 0.8, level) })
		assert.PanicsWithValue(t, want, func() { _, _, _ = d.Detectable(share, 10, 0.8, level) })
		assert.PanicsWithValue(t, want, func() { _, _ = d.Benchmark(share, 0.9, 0.8, level) })
	}
	for _, power := range []float64{80, 1, 0, math.NaN()} {
		want := fmt.Sprintf("plan: power %v is not between 0.025 and 1", power)
		assert.PanicsWithValue(t, want, func() { _, _ = d.Detect(share, share, power, 0.95) })
		assert.PanicsWithValue(t, want, func() { _, _, _ = d.Detectable(share, 9, power, 0.95) })
		assert.PanicsWithValue(t, want, func() { _, _ = d.Benchmark(share, 0.9, power, 0.95) })
	}
	assert.PanicsWithValue(t, "plan: Share and NPS are not one metric", func() { _, _ = d.Power(share, nps, 10, 10, 0.95) })
	other := plan.Ratings{Scale: survey.Scale{Min: 1, Max: 7}, Ratings: [11]int{4: 2}}
	assert.PanicsWithValue(t, "plan: Ratings on 1–5 and Ratings on 1–7 are not one metric", func() { _, _ = d.Detect(wave, other, 0.8, 0.95) })
	assert.PanicsWithValue(t, "plan: Method(2) is not a method", func() { _, _ = plan.Method(2).Size(d, share, 0.1, 0.95) })
	assert.Equal(t, "Score Wald", plan.Score.String()+" "+plan.Wald.String())
}

func TestPowerLaws(t *testing.T) {
	for _, c := range everyMetric {
		for _, d := range []plan.Design{{}, {Effect: 1.5}, {Population: 20000}} {
			s, err := d.Detect(c.m, c.better, 0.8, 0.95)
			require.NoError(t, err)
			at := func(n int) float64 {
				p, err := d.Power(c.m, c.better, n, n, 0.95)
				require.NoError(t, err)
				return p
			}
			assert.GreaterOrEqual(t, at(s.Answers), 0.8, c.name)
			assert.Less(t, at(s.Answers-1), 0.8, c.name)
			back, err := d.Power(c.better, c.m, s.Answers, s.Answers, 0.95)
			require.NoError(t, err)
			assert.InDelta(t, at(s.Answers), back, 1e-12, "%s: a fall is as easy to find as the rise", c.name)
			same, err := d.Power(c.m, c.m, 30, 70, 0.95)
			require.NoError(t, err)
			assert.InDelta(t, 0.025, same, 1e-12, "%s: a false find on one side", c.name)
			last := 0.0
			for n := 1; n < 20000; n = n*3/2 + 1 {
				assert.GreaterOrEqual(t, at(n), last-1e-12, c.name)
				last = at(n)
			}
		}
	}
}

func TestDetectable(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		reason     string
		m          plan.Metric
		n          int
		fall, rise bool
	}{
		{"a share of 95% has little room above", plan.Share(0.95), 50, true, false},
		{"at 1 there is none", plan.Share(1), 50, true, false},
		{"one answer finds nothing", plan.Share(0.5), 1, false, false},
		{"one answer has no spread", plan.Mean{SD: 3}, 1, false, false},
		{"nor has one of an NPS", plan.NPS{Promoters: 0.5, Detractors: 0.2}, 1, false, false},
		{"an NPS of 60 and 25 answers", plan.NPS{Promoters: 0.7, Detractors: 0.1}, 25, true, false},
		{"ratings", wave, 400, true, true},
		{"a billion answers", plan.Share(0.95), 1e9, true, true},
	} {
		fall, rise, err := plan.Design{}.Detectable(c.m, c.n, 0.8, 0.95)
		require.NoError(t, err)
		assert.Equal(t, c.fall, fall != inf, c.reason)
		assert.Equal(t, c.rise, rise != inf, c.reason)
		for _, x := range []float64{fall, rise} {
			assert.True(t, x > 0, c.reason)
		}
		if s, ok := c.m.(plan.Share); ok && c.fall {
			p, err := plan.Design{}.Power(s, s-plan.Share(fall), c.n, c.n, 0.95)
			require.NoError(t, err)
			assert.InDelta(t, 0.8, p, 1e-6, c.reason)
		}
	}
}

// Two answers each are far in the tail of Student's t with two degrees of freedom.
func TestDetectableByTwo(t *testing.T) {
	const level, power = 0.99999, 0.999
	fall, rise, err := plan.Design{}.Detectable(plan.Mean{SD: 1}, 2, power, level)
	require.NoError(t, err)
	assert.InDelta(t, fall, rise, 1e-12*fall)
	got, err := plan.Design{}.Power(plan.Mean{SD: 1}, plan.Mean{Value: rise, SD: 1}, 2, 2, level)
	require.NoError(t, err)
	assert.InDelta(t, power, got, 1e-9)
}

func TestBenchmarkCorners(t *testing.T) {
	for _, c := range []struct {
		reason string
		design plan.Design
		metric plan.Metric
		target float64
		want   int
	}{
		{"all have to answer", plan.Design{Population: 50}, plan.Share(0.81), 0.8, 50},
		{"a share of 0 against 1", plan.Design{}, plan.Share(0), 1, 1},
		{"a mean so far off that two say it", plan.Design{}, plan.Mean{Value: 1e6, SD: 1}, 0, 2},
	} {
		s, err := c.design.Benchmark(c.metric, c.target, 0.8, 0.95)
		require.NoError(t, err)
		assert.Equal(t, c.want, s.Answers, c.reason)
	}
	_, err := plan.Design{}.Benchmark(plan.Share(0.5), 0.5+1e-9, 0.8, 0.95)
	assert.EqualError(t, err, "plan: telling 0.5 from 0.500000001 needs more than 1e+12 answers")
	for _, d := range []plan.Design{{Effect: -1}, {Population: -1}} {
		_, err = d.Benchmark(plan.Share(0.5), 0.6, 0.8, 0.95)
		assert.Error(t, err)
		_, err = d.Detect(plan.Share(0.5), plan.Share(0.6), 0.8, 0.95)
		assert.Error(t, err)
		_, _, err = d.Detectable(plan.Share(0.5), 9, 0.8, 0.95)
		assert.Error(t, err)
	}
}

func TestClusterEffect(t *testing.T) {
	assert.InDelta(t, 2, plan.ClusterEffect(3, 0.5), 1e-15)
	assert.InDelta(t, 1, plan.ClusterEffect(1, 0.5), 1e-15, "one answer each")
	assert.InDelta(t, 1, plan.ClusterEffect(9, 0), 1e-15, "strangers")
	for _, x := range [][2]float64{{0.5, 0.5}, {3, 1.5}, {3, -0.1}, {math.NaN(), 0.5}, {3, math.NaN()}, {math.Inf(1), 0.5}} {
		assert.True(t, math.IsNaN(plan.ClusterEffect(x[0], x[1])), "%v", x)
	}
}

// The planned power against all the samples there are, of the test that will be made.
func TestPowerIsThatOfTheScoreTest(t *testing.T) {
	for _, c := range []struct {
		a, b float64
		n    int
	}{{0.5, 0.75, 77}, {0.8, 0.9, 150}, {0.6, 0.7, 60}} {
		want, err := plan.Design{}.Power(plan.Share(c.a), plan.Share(c.b), c.n, c.n, 0.95)
		require.NoError(t, err)
		pa, pb := binomial(c.n, c.a), binomial(c.n, c.b)
		got := 0.0
		for i, p := range pa {
			for j, q := range pb {
				if p*q > 1e-9 && i < j && kpi.TwoProportions(i, c.n, j, c.n).P < 0.05 {
					got += p * q
				}
			}
		}
		assert.InDelta(t, want, got, 0.015, "%+v", c)
	}
}

func binomial(n int, p float64) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		out[k] = math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
	}
	return out
}

// The planned power of a change of an NPS against simulated waves, told apart by their difference's limits.
func TestPowerIsThatOfTheDifference(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	before, after := plan.NPS{Promoters: 0.5, Detractors: 0.2}, plan.NPS{Promoters: 0.58, Detractors: 0.16}
	const n, runs = 400, 3000
	want, err := plan.Design{}.Power(before, after, n, n, 0.95)
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(s plan.NPS) kpi.Estimate {
		var counts [3]int
		for range n {
			switch u := r.Float64(); {
			case u < s.Detractors:
				counts[0]++
			case u < s.Detractors+s.Promoters:
				counts[2]++
			default:
				counts[1]++
			}
		}
		return kpi.Net(counts[0], counts[1], counts[2], 0.95)
	}
	found := 0
	for range runs {
		if draw(after).Minus(draw(before)).Lo > 0 {
			found++
		}
	}
	assert.InDelta(t, want, float64(found)/runs, 0.03)
}
