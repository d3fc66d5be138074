package roi

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Outcome is what a programme may come to. The Value of each estimate is that at the values of the inputs;
// its limits are quantiles of the draws. N counts the observations behind all inputs.
type Outcome struct {
	Benefit kpi.Estimate `json:"benefit"` // sum over all periods, undiscounted
	Cost    kpi.Estimate `json:"cost"`    // the same
	NPV     kpi.Estimate `json:"npv"`     // present value of benefit less cost, at the programme's Discount
	ROI     kpi.Estimate `json:"roi"`     // (benefit - cost)/cost, undiscounted
	Payback kpi.Estimate `json:"payback"` // in periods, undiscounted; +Inf if not within the programme
	Pays    float64      `json:"pays"`    // share of the draws in which the benefit exceeds the cost
	Draws   int          `json:"draws"`
	Seed    uint64       `json:"seed"`
}

// Simulate draws the inputs of p at random and returns the outcome with limits at the given level. The same
// seed gives the same outcome; 10,000 draws place 95% limits with a standard error of about 1.4% of their
// distance from the value.
//
// An estimate is drawn from a normal distribution with its own limits, and one half of a wider or narrower
// one on either side if these are not symmetric; shares stay between 0 and 1. A survival curve is drawn as a
// whole, by one draw that places all its ages alike within their limits, since ages of one curve go up and
// down together. An [Assumption] is drawn from the triangular distribution. Everything is drawn once and used
// wherever it counts, so that benefit and cost need not be independent.
//
// If an input has no limit on some side, the draws can set none either, and the limits are infinite. If the
// cost may be 0, so may those of the return. An impossible or unknown programme gives no data; see
// [Programme.Check]. It panics unless draws is positive and level is between 0 and 1.
func (p Programme) Simulate(draws int, seed uint64, level float64) Outcome {
	if draws < 1 {
		panic(fmt.Sprintf("roi: Simulate with %d draws", draws))
	}
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("roi: confidence level %v is not between 0 and 1", level))
	}
	out := Outcome{Pays: math.NaN(), Draws: draws, Seed: seed}
	account, flows := p.expected()
	values := [...]float64{account.Benefit(), account.Cost(), NPV(p.Discount, flows), account.ROI(), Payback(flows)}
	results := [...]*kpi.Estimate{&out.Benefit, &out.Cost, &out.NPV, &out.ROI, &out.Payback}
	for i, r := range results {
		*r = kpi.Estimate{Value: values[i], Lo: math.Inf(-1), Hi: math.Inf(1), Level: level}
	}
	out.Payback.Lo = 0
	if math.IsNaN(out.NPV.Value) {
		for _, r := range results {
			r.Value = math.NaN()
		}
		return out
	}

	n, bounded := 0, true
	ins := p.inputs()
	for _, in := range ins {
		behind := 0
		for _, e := range in.at {
			behind = max(behind, e.N)
			bounded = bounded && !math.IsInf(e.Lo, 0) && !math.IsInf(e.Hi, 0)
		}
		n += behind
	}
	for _, r := range results {
		if !math.IsNaN(r.Value) {
			r.N = n
		}
	}
	if !bounded {
		return out
	}
	samples := p.sample(ins, draws, seed)
	pays := 0
	for i, b := range samples[0] {
		if b > samples[1][i] {
			pays++
		}
	}
	out.Pays = float64(pays) / float64(draws)
	cut := int(float64(draws) * (1 - level) / 2)
	for i, r := range results {
		if math.IsNaN(r.Value) {
			continue
		}
		slices.Sort(samples[i])
		r.Lo, r.Hi = min(samples[i][cut], r.Value), max(samples[i][draws-1-cut], r.Value)
	}
	return out
}

// sample returns draws of benefit, cost, present value, return and payback.
func (p Programme) sample(ins []input, draws int, seed uint64) [5][]float64 {
	const stream = 0x9e3779b97f4a7c15 // any number will do
	rng := rand.New(rand.NewPCG(seed, stream))
	var samples [5][]float64
	for i := range samples {
		samples[i] = make([]float64, draws)
	}
	sources := make([]source, len(ins))
	for i, in := range ins {
		sources[i] = newSource(in)
	}
	values, flows := points(ins), make([]float64, p.Periods+1)
	for i := range draws {
		for j, s := range sources {
			s.draw(values[j], rng)
		}
		a := p.account(values, flows)
		for k, x := range [...]float64{a.Benefit(), a.Cost(), NPV(p.Discount, flows), a.boundless(), Payback(flows)} {
			samples[k][i] = x
		}
	}
	return samples
}

// boundless returns the return on investment, and without a positive cost the infinity on the side of the
// benefit.
func (a Account) boundless() float64 {
	if !(a.Cost() > 0) {
		return math.Copysign(math.Inf(1), a.Benefit())
	}
	return a.ROI()
}

// source draws an input.
type source struct {
	input
	below, above []float64 // standard deviations on either side
}

func newSource(in input) source {
	s := source{in, make([]float64, len(in.at)), make([]float64, len(in.at))}
	for t, e := range in.at {
		if e.Level < 1 {
			z := quantile.Normal((1 + e.Level) / 2)
			s.below[t], s.above[t] = (e.Value-e.Lo)/z, (e.Hi-e.Value)/z
		}
	}
	return s
}

// draw fills values with one draw.
func (s source) draw(values []float64, rng *rand.Rand) {
	if s.assumed {
		values[0] = triangular(s.at[0], rng.Float64())
		return
	}
	z := rng.NormFloat64()
	for t, e := range s.at {
		sd := s.above[t]
		if z < 0 {
			sd = s.below[t]
		}
		values[t] = e.Value + z*sd
		if e.Unit == kpi.Fraction {
			values[t] = min(max(values[t], 0), 1)
		}
	}
}

// triangular returns the u-quantile of the triangular distribution from e.Lo to e.Hi with its mode at
// e.Value.
func triangular(e kpi.Estimate, u float64) float64 {
	left, whole := e.Value-e.Lo, e.Hi-e.Lo
	if u*whole < left {
		return e.Lo + math.Sqrt(u*whole*left)
	}
	return e.Hi - math.Sqrt((1-u)*whole*(e.Hi-e.Value))
}

// Bar says what one input of a programme does to its return on investment while all others keep their values.
type Bar struct {
	Input   string  `json:"input"`   // such as "enterprise: margin"
	Assumed bool    `json:"assumed"` // nobody measured it
	AtLo    float64 `json:"atLo"`    // return on investment with the input at its lower limit
	AtHi    float64 `json:"atHi"`    // and at its upper limit
}

// Swing returns the size of the bar, how far the input alone moves the return. It is +Inf for an input that
// sets no limit.
func (b Bar) Swing() float64 {
	if math.IsInf(b.AtLo, 0) || math.IsInf(b.AtHi, 0) {
		return math.Inf(1)
	}
	return math.Abs(b.AtHi - b.AtLo)
}

// Tornado returns a bar for each input that is not exactly known, the largest first: what to measure better
// before anything else. The limits are the inputs' own, whose levels should be alike; a survival curve is one
// input. Bars do not add up, and two inputs that matter only together show only small ones: the limits of
// [Programme.Simulate] see both. A programme that is impossible, not known or without cost has none.
func (p Programme) Tornado() []Bar {
	account, flows := p.expected()
	if math.IsNaN(account.ROI()) {
		return nil
	}
	var bars []Bar
	ins := p.inputs()
	values := points(ins)
	for i, in := range ins {
		known := values[i]
		at := func(limit func(e kpi.Estimate) float64, unbounded float64) float64 {
			values[i] = make([]float64, len(in.at))
			for t, e := range in.at {
				values[i][t] = limit(e)
			}
			r := p.account(values, flows).boundless()
			values[i] = known
			if math.IsNaN(r) { // ∞/∞ or ∞-∞
				return unbounded
			}
			return r
		}
		if slices.ContainsFunc(in.at, func(e kpi.Estimate) bool { return e.Lo != e.Hi }) {
			bars = append(bars, Bar{in.name, in.assumed,
				at(func(e kpi.Estimate) float64 { return e.Lo }, math.Inf(-1)),
				at(func(e kpi.Estimate) float64 { return e.Hi }, math.Inf(1))})
		}
	}
	slices.SortStableFunc(bars, func(a, b Bar) int { return cmp.Compare(b.Swing(), a.Swing()) })
	return bars
}
