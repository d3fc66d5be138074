package roi_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/roi"
)

// amount returns x as known exactly.
func amount(x float64) kpi.Estimate { return kpi.Exactly(x, kpi.Number) }

// helpdesk is a year with 10,000 customers at 50 a month and a margin of 80%, whose monthly churn falls from 3% to 2%,
// who are assumed to spend 5% more, and a fifth of 4,000 contacts at 5 that no longer come; for 50,000 and 5,000 a month.
func helpdesk() roi.Programme {
	return roi.Programme{
		Periods:  12,
		Discount: roi.PerPeriod(0.10, 12),
		Retention: []roi.Retention{{
			Customers:     10000,
			Margin:        amount(40),
			Without:       roi.Constant(kpi.Exactly(0.03, kpi.Fraction), 12),
			With:          roi.Constant(kpi.Exactly(0.02, kpi.Fraction), 12),
			AssumedUplift: roi.Assumption{Likely: 0.05, Low: 0.05, High: 0.05},
		}},
		Deflection: []roi.Deflection{{Contacts: amount(4000), Cost: amount(5), Share: kpi.Exactly(0.2, kpi.Fraction)}},
		OneTime:    amount(50000),
		Running:    amount(5000),
	}
}

// uncertain is helpdesk with inputs that were measured.
func uncertain() roi.Programme {
	p := helpdesk()
	p.Retention[0].Margin = kpi.Estimate{Value: 40, Lo: 36, Hi: 44, Level: 0.95, N: 200}
	p.Retention[0].Without = roi.Constant(kpi.Proportion(30, 1000, 0.95), 12)
	p.Retention[0].With = roi.Constant(kpi.Proportion(20, 1000, 0.95), 12)
	p.Retention[0].AssumedUplift = roi.Assumption{Likely: 0.05, Low: 0, High: 0.08, Why: "what the sales team hopes"}
	p.Deflection[0].Share = kpi.Proportion(100, 500, 0.95)
	return p
}

// The formulas in closed form, by R:
//
//	s1 <- (1-.98^12)/.02; s0 <- (1-.97^12)/.03
//	c(10000*40*(s1-s0), 10000*40*.05*s1)
//	k <- 0:11; b <- 10000*40*(.98^k-.97^k) + 10000*40*.05*.98^k + 4000 - 5000
//	-50000 + sum(b/1.1^((k+1)/12))
//	-50000 + cumsum(b)
func TestExpected(t *testing.T) {
	p := helpdesk()
	require.NoError(t, p.Check())
	a := p.Expected()
	assert.InDelta(t, 223563.671910, a.Retention, 1e-6, "customers who would have left")
	assert.InDelta(t, 215283.276265, a.AssumedUplift, 1e-6, "assumed to spend more")
	assert.InDelta(t, 48000, a.Deflection, 1e-9, "contacts that do not come")
	assert.InDelta(t, 110000, a.Cost(), 1e-9, "cost")
	assert.InDelta(t, 3.4258813, a.ROI(), 1e-7, "342.6%")
	flows := p.Flows()
	assert.Len(t, flows, 13, "now and twelve months")
	assert.InDelta(t, 352568.53327, roi.NPV(p.Discount, flows), 1e-5, "present value at 10% a year")
	assert.InDelta(t, 2.32, roi.Payback(flows), 0.005, "paid back in the third month")
	assert.InDelta(t, a.Benefit()-a.Cost(), roi.NPV(0, flows), 1e-6, "the flows are the account")
}

func TestConstant(t *testing.T) {
	curve := roi.Constant(kpi.Proportion(50, 1000, 0.95), 13)
	assert.InDelta(t, 1, curve[0].Value, 0, "all are there at the start")
	assert.InDelta(t, 0.5403600876626365, curve[12].Value, 1e-15, "5% a month leaves 54% after a year, not 40%")
	churn := kpi.Proportion(50, 1000, 0.95)
	assert.InDelta(t, math.Pow(1-churn.Hi, 12), curve[12].Lo, 1e-15, "more churn, fewer customers")
	assert.InDelta(t, math.Pow(1-churn.Lo, 12), curve[12].Hi, 1e-15, "less churn, more customers")
	assert.Equal(t, 1000, curve[12].N)
	assert.Equal(t, kpi.Fraction, curve[12].Unit)
	assert.Empty(t, roi.Constant(churn, 0), "no periods")
	for _, bad := range []kpi.Estimate{{}, kpi.Proportion(0, 0, 0.95), kpi.Exactly(1.2, kpi.Fraction), kpi.Exactly(-0.1, kpi.Fraction), kpi.Exactly(nan, kpi.Fraction)} {
		for _, s := range roi.Constant(bad, 3) {
			assert.False(t, s.Known(), "churn %v", bad)
			assert.True(t, s.Lo == 0 && s.Hi == 1, "churn %v", bad)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, row := range []struct {
		reason string
		change func(p *roi.Programme)
		want   string
	}{
		{"no periods", func(p *roi.Programme) { p.Periods = 0 }, "roi: a programme of 0 periods"},
		{"an impossible rate", func(p *roi.Programme) { p.Discount = -1 }, "roi: discount -1 is not above -1"},
		{"a rate that is not a number", func(p *roi.Programme) { p.Discount = nan }, "roi: discount NaN is not above -1"},
		{"fewer than no customers", func(p *roi.Programme) { p.Retention[0].Customers = -1 }, `roi: retention "" of -1 customers`},
		{"a curve that ends too early", func(p *roi.Programme) { p.Retention[0].With = p.Retention[0].With[:11] }, `roi: retention "": a curve of 11 values for 12 periods`},
		{"a curve in percent", func(p *roi.Programme) { p.Retention[0].Without[3] = amount(91) }, `roi: retention "": survival 91 after 3 periods is not between 0 and 1`},
		{"an assumption out of order", func(p *roi.Programme) { p.Retention[0].AssumedUplift.Low = 0.06 }, `roi: retention "": assumed uplift 0.05 is not between 0.06 and 0.05`},
		{"an assumption that is not a number", func(p *roi.Programme) { p.Retention[0].AssumedUplift.Likely = nan }, `roi: retention "": assumed uplift NaN is not between 0.05 and 0.05`},
		{"fewer than no contacts", func(p *roi.Programme) { p.Deflection[0].Contacts = amount(-4) }, `roi: deflection "" of -4 contacts`},
		{"more contacts deflected than came", func(p *roi.Programme) { p.Deflection[0].Share = amount(20) }, `roi: deflection "" of the share 20 is not between 0 and 1`},
	} {
		p := helpdesk()
		row.change(&p)
		assert.EqualError(t, p.Check(), row.want, row.reason)
		assert.Nil(t, p.Flows(), row.reason)
		assert.True(t, math.IsNaN(p.Expected().Benefit()) && math.IsNaN(p.Expected().Cost()), row.reason)
		assert.False(t, p.Simulate(10, 1, 0.95).ROI.Known(), row.reason)
		assert.Empty(t, p.Tornado(), row.reason)
	}
}

func TestUnknownInputs(t *testing.T) {
	p := helpdesk()
	p.OneTime = kpi.Estimate{}
	require.NoError(t, p.Check(), "not to know is possible")
	a := p.Expected()
	assert.InDelta(t, 48000, a.Deflection, 1e-9, "what does not stand on it is known")
	assert.True(t, math.IsNaN(a.ROI()), "a cost that is left out is not 0")
	out := p.Simulate(100, 1, 0.95)
	for _, e := range []kpi.Estimate{out.Benefit, out.Cost, out.NPV, out.ROI, out.Payback} {
		assert.False(t, e.Known())
		assert.Equal(t, 0, e.N)
		assert.True(t, math.IsInf(e.Hi, 1))
	}
	assert.True(t, math.IsNaN(out.Pays))
	assert.Empty(t, p.Tornado())
	assert.True(t, math.IsNaN(roi.Payback(p.Flows())))
}

func TestNothingPlanned(t *testing.T) {
	p := roi.Programme{Periods: 3, OneTime: amount(0), Running: amount(0)}
	require.NoError(t, p.Check())
	out := p.Simulate(10, 1, 0.95)
	assert.False(t, out.ROI.Known(), "no cost, no return")
	assert.InDelta(t, 0, out.NPV.Value, 0)
	p.OneTime = amount(100)
	out = p.Simulate(10, 1, 0.95)
	assert.InDelta(t, -1, out.ROI.Value, 0, "cost without benefit loses all of it")
	assert.True(t, math.IsInf(out.Payback.Value, 1), "never")
	assert.InDelta(t, 0, out.Pays, 0)
}

// A linear programme with normal inputs has normal results, whose limits kpi computes in closed form.
func TestSimulateAgainstClosedForm(t *testing.T) {
	const draws = 200000
	contacts, oneTime, running := within(4000, 150), within(50000, 6000), within(5000, 400)
	p := roi.Programme{
		Periods:    12,
		Deflection: []roi.Deflection{{Contacts: contacts, Cost: amount(5), Share: amount(0.5)}},
		OneTime:    oneTime,
		Running:    running,
	}
	out := p.Simulate(draws, 7, 0.95)
	benefit, cost := contacts.Times(5*0.5*12), kpi.Sum(oneTime, running.Times(12))
	for _, row := range []struct {
		reason    string
		want, got kpi.Estimate
	}{
		{"benefit", benefit, out.Benefit},
		{"cost", cost, out.Cost},
		{"net value without discount", benefit.Minus(cost), out.NPV},
		{"return: benefit and cost are independent here, so Fieller holds", roi.Of(benefit, cost), out.ROI},
	} {
		margin := 0.012 * (row.want.Hi - row.want.Lo) / 2 // four standard errors of a quantile of so many draws
		assert.InDelta(t, row.want.Value, row.got.Value, 1e-9, row.reason)
		assert.InDelta(t, row.want.Lo, row.got.Lo, margin, row.reason)
		assert.InDelta(t, row.want.Hi, row.got.Hi, margin, row.reason)
		assert.Equal(t, 0.95, row.got.Level, row.reason)
		assert.Equal(t, 300, row.got.N, row.reason)
	}
}

// Fieller's set for 150,000 ± 30,000 over 100,000 ± 8,000 is [-.1045, 1.1801], and P(ROI > 0) = Φ(50000/√(30000²+8000²)).
func TestSimulateFieller(t *testing.T) {
	p := roi.Programme{
		Periods:    1,
		Deflection: []roi.Deflection{{Contacts: within(150000, 30000), Cost: amount(1), Share: amount(1)}},
		OneTime:    within(100000, 8000),
		Running:    amount(0),
	}
	out := p.Simulate(200000, 3, 0.95)
	assert.InDelta(t, -0.1045, out.ROI.Lo, 0.006)
	assert.InDelta(t, 1.1801, out.ROI.Hi, 0.008)
	assert.InDelta(t, 0.9463, out.Pays, 0.002)

	p.OneTime = within(100000, 60000)
	out = p.Simulate(20000, 3, 0.95)
	assert.InDelta(t, 0.5, out.ROI.Value, 1e-12)
	assert.True(t, math.IsInf(out.ROI.Hi, 1), "the cost may be 0: no upper limit")
	assert.False(t, math.IsInf(out.NPV.Hi, 1), "what does not divide by it has one")
}

func TestSimulate(t *testing.T) {
	p := uncertain()
	out := p.Simulate(5000, 42, 0.95)
	assert.Equal(t, out, p.Simulate(5000, 42, 0.95), "the seed decides")
	other := p.Simulate(5000, 43, 0.95)
	assert.NotEqual(t, out.ROI.Lo, other.ROI.Lo, "another seed, other draws")
	assert.InDelta(t, out.ROI.Lo, other.ROI.Lo, 0.2, "and nearly the same limits")
	assert.Equal(t, uint64(42), out.Seed)
	assert.Equal(t, 5000, out.Draws)
	assert.Equal(t, 200+1000+1000+500, out.ROI.N, "everything that was observed")
	narrow := p.Simulate(5000, 42, 0.80)
	for _, pair := range [][2]kpi.Estimate{{out.Benefit, narrow.Benefit}, {out.Cost, narrow.Cost}, {out.NPV, narrow.NPV}, {out.ROI, narrow.ROI}, {out.Payback, narrow.Payback}} {
		assert.True(t, pair[0].Lo <= pair[1].Lo && pair[1].Hi <= pair[0].Hi, "a higher level never narrows")
		assert.True(t, pair[0].Lo <= pair[0].Value && pair[0].Value <= pair[0].Hi, "the value lies within")
	}
	assert.InDelta(t, out.Cost.Lo, out.Cost.Hi, 0, "the cost is known")

	exact := helpdesk().Simulate(100, 1, 0.95)
	assert.InDelta(t, exact.ROI.Value, exact.ROI.Lo, 1e-12, "all known: no width")
	assert.InDelta(t, exact.ROI.Value, exact.ROI.Hi, 1e-12, "all known: no width")
	assert.InDelta(t, 1, exact.Pays, 0)

	p.Deflection[0].Contacts = kpi.Estimate{Value: 4000, Lo: 100, Hi: inf, Level: 0.95, N: 1}
	out = p.Simulate(100, 1, 0.95)
	assert.True(t, out.ROI.Known() && math.IsInf(out.ROI.Hi, 1) && math.IsInf(out.ROI.Lo, -1), "an input without a limit leaves none")

	assert.PanicsWithValue(t, "roi: confidence level 95 is not between 0 and 1", func() { helpdesk().Simulate(10, 1, 95) })
	assert.PanicsWithValue(t, "roi: Simulate with 0 draws", func() { helpdesk().Simulate(0, 1, 0.95) })
}

// The distribution function of the triangular distribution on [0, 1] with its mode at .1 is inverted by hand.
func TestAssumptionIsTriangular(t *testing.T) {
	p := roi.Programme{
		Periods: 1, OneTime: amount(1), Running: amount(0),
		Retention: []roi.Retention{{
			Customers: 1, Margin: amount(1),
			Without: []kpi.Estimate{kpi.Exactly(1, kpi.Fraction)}, With: []kpi.Estimate{kpi.Exactly(1, kpi.Fraction)},
			AssumedUplift: roi.Assumption{Likely: 0.1, Low: 0, High: 1},
		}},
	}
	// P(X ≤ x) is x²/.1 up to .1 and 1-(1-x)²/.9 above.
	out := p.Simulate(200000, 5, 0.90)
	assert.InDelta(t, math.Sqrt(0.05*0.1), out.Benefit.Lo, 0.002)
	assert.InDelta(t, 1-math.Sqrt(0.05*0.9), out.Benefit.Hi, 0.002)
	p.Retention[0].AssumedUplift = roi.Assumption{Likely: 0.5, Low: 0.5, High: 0.5}
	assert.InDelta(t, 0.5, p.Simulate(10, 5, 0.90).Benefit.Hi, 0, "certain")
}

func TestTornado(t *testing.T) {
	bars := uncertain().Tornado()
	var names []string
	for i, b := range bars {
		names = append(names, b.Input)
		if i > 0 {
			assert.LessOrEqual(t, b.Swing(), bars[i-1].Swing(), "the largest first")
		}
		assert.Equal(t, b.Input == "assumed uplift", b.Assumed)
	}
	assert.Equal(t, []string{"retention without", "retention with", "assumed uplift", "margin", "share deflected"}, names, "what moves the result, in order")

	p := uncertain()
	p.Retention[0].Margin = amount(36)
	assert.InDelta(t, p.Expected().ROI(), bars[3].AtLo, 1e-12, "a bar ends where the input at its limit leads")
	p.Retention[0].Margin = amount(44)
	assert.InDelta(t, p.Expected().ROI(), bars[3].AtHi, 1e-12)

	assert.Empty(t, helpdesk().Tornado(), "all is known")
	p = helpdesk()
	p.Retention[0].Name, p.Deflection[0].Name = "home", "chat"
	p.Deflection[0].Contacts = kpi.Estimate{Value: 4000, Lo: 100, Hi: inf, Level: 0.95, N: 1}
	p.Running = within(5000, 8000)
	bars = p.Tornado()
	require.Len(t, bars, 2)
	assert.Equal(t, "chat: contacts", bars[0].Input, "no limit: first")
	assert.Equal(t, "running cost", bars[1].Input, "a cost that may be below 0")
	assert.True(t, math.IsInf(bars[1].AtLo, 1) && math.IsInf(bars[1].Swing(), 1), "costs nothing: no limit")
	kept := p.Retention[0].With[3]
	p.Simulate(10, 1, 0.95)
	assert.Equal(t, kept, p.Retention[0].With[3], "inputs stay")
}

func BenchmarkSimulate(b *testing.B) {
	p := uncertain()
	b.ReportAllocs()
	for b.Loop() {
		p.Simulate(10000, 1, 0.95)
	}
}
