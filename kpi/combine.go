package kpi

import (
	"fmt"
	"math"
)

// Minus returns e - o for independent estimates, with limits by square-and-add of the two estimates' own limits: method
// 10 of Newcombe (1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I) for shares, and for net
// scores a coverage of at least .93 from 8 answers on each side.
//
// The difference of fractions is a Change; other units stay. N counts the observations of both. If one of the two is no
// data, so is the difference, between the least and the greatest difference that their limits allow. +Inf minus
// something finite is +Inf, at least e.Lo - o.Hi. It panics if the units differ, or the levels, unless one of them is
// exact.
//
// It is wrong for estimates that share data: see the package comment.
func (e Estimate) Minus(o Estimate) Estimate {
	unit, level := sharedUnit("Minus", e, o), sharedLevel("Minus", e, o)
	if unit == Fraction {
		unit = Change
	}
	elo, ehi := e.limits()
	olo, ohi := o.limits()
	d := Estimate{Value: e.Value - o.Value, Lo: lower(elo - ohi), Hi: upper(ehi - olo), Level: level, N: e.N + o.N, Unit: unit}
	switch {
	case !e.Known() || !o.Known() || math.IsNaN(d.Value):
		d.Value, d.N = math.NaN(), 0
	case !math.IsInf(d.Value, 0):
		d.Lo = lower(d.Value - math.Hypot(e.Value-elo, ohi-o.Value))
		d.Hi = upper(d.Value + math.Hypot(ehi-e.Value, o.Value-olo))
	}
	return d
}

// MinusBonferroni returns e - o with limits that hold whatever the dependence of the two, and at every look if theirs
// do ([AnyTime]): from e.Lo - o.Hi to e.Hi - o.Lo, at the level e.Level + o.Level - 1. For a difference at 95% take both
// at 97.5%. It is wider than [Estimate.Minus], whose rules otherwise hold; it panics if the levels add up to 1 or less.
func (e Estimate) MinusBonferroni(o Estimate) Estimate {
	d := e.Minus(o)
	if e.Level == 0 || o.Level == 0 {
		return d
	}
	d.Level = 1 - ((1 - e.Level) + (1 - o.Level))
	if !(d.Level > 0) {
		panic(fmt.Sprintf("kpi: MinusBonferroni of two estimates at level %v leaves no confidence", e.Level))
	}
	elo, ehi := e.limits()
	olo, ohi := o.limits()
	d.Lo, d.Hi = lower(elo-ohi), upper(ehi-olo)
	return d
}

// Times returns e multiplied by the exact number c; a negative c swaps the limits, and makes a Fraction a Change. Zero
// times an infinite value is no data.
func (e Estimate) Times(c float64) Estimate {
	if math.IsNaN(c - c) {
		panic(fmt.Sprintf("kpi: Times(%v): the factor must be finite", c))
	}
	lo, hi := e.limits()
	p := Estimate{Value: e.Value * c, Lo: lo * c, Hi: hi * c, Level: e.Level, N: e.N, Unit: e.Unit}
	if c < 0 {
		p.Lo, p.Hi = p.Hi, p.Lo
		if p.Unit == Fraction {
			p.Unit = Change
		}
	}
	if c == 0 { // 0·∞: every finite number times 0 is 0
		p.Lo, p.Hi = 0, 0
	}
	if !e.Known() || math.IsNaN(p.Value) {
		p.Value, p.N = math.NaN(), 0
	}
	return p
}

// Sum returns the sum of independent terms: the mean over segments, say, as
//
//	kpi.Sum(north.Times(0.7), south.Times(0.3))
//
// Its limits are the outer ones of two rules: square-and-add, and the sum's own centre and half width from the terms'
// centres and half widths. Square-and-add alone misses on one side when the terms are skewed alike (twelve shares near
// .95 of 20 answers each: .118 above the upper limit, none below the lower), which is why the sum is one operation on
// all terms and not a chain. It covers .945 or more for shares of .8 and above from 10 answers a term; near .5, where
// Wilson's limits lean on their steps, .92 with 10 answers a term and .94 with 20.
//
// Fractions with a Change among the terms give a Change; otherwise all units must agree. N counts the observations of
// all terms. Without terms, or with one that is no data, the sum is no data. It panics if units or levels differ, as
// Minus does. To pool periods or segments of one metric add their tallies, not their estimates.
func Sum(terms ...Estimate) Estimate {
	if len(terms) == 0 {
		return unknown(math.Inf(-1), math.Inf(1), 0, Number)
	}
	s := Estimate{Unit: sharedUnit("Sum", terms...), Level: sharedLevel("Sum", terms...)}
	var below, above, weight, shift float64 // Σ(v-lo)², Σ(hi-v)², Σh², Σh²s
	var least, most float64                 // Σlo, Σhi
	known := true
	for _, t := range terms {
		lo, hi := t.limits()
		known = known && t.Known()
		s.Value += t.Value
		s.N += t.N
		least, most = lower(least+lo), upper(most+hi)
		below += (t.Value - lo) * (t.Value - lo)
		above += (hi - t.Value) * (hi - t.Value)
		h := (hi - lo) / 2
		weight += h * h
		shift += h * h * ((hi+lo)/2 - t.Value)
	}
	if s.Lo, s.Hi = least, most; !known || math.IsNaN(s.Value) {
		s.Value, s.N = math.NaN(), 0
		return s
	}
	if math.IsInf(s.Value, 0) {
		return s
	}
	s.Lo, s.Hi = lower(s.Value-math.Sqrt(below)), upper(s.Value+math.Sqrt(above))
	if centre := s.Value + shift/weight; !math.IsNaN(centre) { // weight is 0 of exact terms, +Inf of boundless ones
		s.Lo = max(min(s.Lo, centre-math.Sqrt(weight)), least)
		s.Hi = min(max(s.Hi, centre+math.Sqrt(weight)), most)
	}
	// What rounding does to the sum of the limits it must not do to their order.
	s.Lo, s.Hi = min(s.Lo, s.Value), max(s.Hi, s.Value)
	return s
}

// Ratio returns num/den for independent estimates, as a Number. Its limits are the ratios θ for which num - θ·den, with
// limits by square-and-add, contains 0: for symmetric limits the theorem of Fieller (1954,
// doi 10.1111/j.2517-6161.1954.tb00159.x), generalised by inversion to limits of any shape and sign.
//
// The denominator is positive by definition. If its limits reach 0, the ratio has no upper limit, and a lower one only
// if num.Lo is above 0: honest, not a defect. A denominator whose value is not positive, not finite or not data gives no
// data without limits. It panics if the levels differ, unless one of the two is exact; units may differ.
//
// It is wrong for a benefit and a cost that were computed from the same data.
func Ratio(num, den Estimate) Estimate {
	inf := math.Inf(1)
	level := sharedLevel("Ratio", num, den)
	if !num.Known() || !den.Known() || !(den.Value > 0) || math.IsInf(den.Value, 1) {
		return unknown(-inf, inf, level, Number)
	}
	r := Estimate{Value: num.Value / den.Value, Lo: -inf, Hi: inf, Level: level, N: num.N + den.N, Unit: Number}
	if math.IsInf(r.Value, 0) {
		if num.Value > 0 && num.Lo > 0 {
			r.Lo = lower(num.Lo / den.Hi)
		}
		return r
	}
	r.Hi = max(upperRatio(num.Value, num.Hi, den), r.Value)
	r.Lo = min(0-upperRatio(-num.Value, -num.Lo, den), r.Value) // 0-0 is not the -0 that a minus sign makes
	return r
}

// upperRatio returns the largest θ for which the upper square-and-add limit of num - θ·den is 0: the root of
// (v-θd)² = (hi-v)² + θ²(arm of den)², whose arm is the one below d for θ ≥ 0 and above d for θ < 0.
func upperRatio(v, hi float64, den Estimate) float64 {
	d := den.Value
	if math.IsInf(hi, 1) {
		return hi
	}
	c := hi * (2*v - hi) // v² - (hi-v)²
	if hi < 0 {
		if math.IsInf(den.Hi, 1) {
			return 0
		}
		a := den.Hi * (2*d - den.Hi)
		return -c / (math.Sqrt(max(v*v*d*d-a*c, 0)) - v*d)
	}
	if !(den.Lo > 0) {
		return math.Inf(1)
	}
	a := den.Lo * (2*d - den.Lo)
	root := math.Sqrt(max(v*v*d*d-a*c, 0))
	if v < 0 {
		return -c / (root - v*d) // the same root, without cancellation
	}
	return (v*d + root) / a
}

// lower returns a lower limit: what cannot be told is no limit.
func lower(x float64) float64 {
	if math.IsNaN(x) {
		return math.Inf(-1)
	}
	return x
}

// upper returns an upper limit: what cannot be told is no limit.
func upper(x float64) float64 {
	if math.IsNaN(x) {
		return math.Inf(1)
	}
	return x
}

// Complement returns 1 - e of a Fraction, which is a Fraction again, with the limits changed round: churn from
// retention, the share that is late from the share in time. [Estimate.Minus] from 1 would make a Change of it, which is
// another thing. Level and N stay, and no data stays no data. A fraction above 1, such as a net revenue retention of
// 115%, has a negative complement. It panics for any other unit.
func (e Estimate) Complement() Estimate {
	if e.Level == 0 { // the zero Estimate
		return e
	}
	if e.Unit != Fraction {
		panic(fmt.Sprintf("kpi: Complement of %v (%v): only a fraction has one", e, e.Unit))
	}
	e.Value, e.Lo, e.Hi = 1-e.Value, 1-e.Hi, 1-e.Lo
	return e
}

// sharedUnit returns the unit of es, and panics if they have none in common. An Estimate that was never set goes with
// every unit; a Fraction among Changes counts as one.
func sharedUnit(verb string, es ...Estimate) Unit {
	unit, set := Number, false
	for _, e := range es {
		switch {
		case e.Level == 0:
		case !set:
			unit, set = e.Unit, true
		case e.Unit == unit:
		case e.Unit == Fraction && unit == Change || e.Unit == Change && unit == Fraction:
			unit = Change
		default:
			panic(fmt.Sprintf("kpi: %s of %v (%s) and %v (%s)", verb, es[0], unit, e, e.Unit))
		}
	}
	return unit
}

// sharedLevel returns the level of es, and panics if they have none in common. Exact values and those never set go with
// every level.
func sharedLevel(verb string, es ...Estimate) float64 {
	level := 0.0
	for _, e := range es {
		switch {
		case e.Level == 0 || e.Level == level:
		case level == 0 || level == 1:
			level = e.Level
		case e.Level == 1:
		default:
			panic(fmt.Sprintf("kpi: %s of estimates at levels %v and %v", verb, level, e.Level))
		}
	}
	return level
}
