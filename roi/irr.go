package roi

import (
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/root"
)

// IRR returns every internal rate of return of the flows: each rate above -1 at which their [NPV] is 0, in
// ascending order, per period. There is none, an empty slice, without flows, if all of them have one sign, if
// one is not a finite number, and for some flows that change sign more than once, such as -100, 200, -101.
//
// Flows that change sign once have exactly one; flows that change sign V times have V, V-2, V-4, … counted
// with multiplicity (Descartes). If there are several, none of them says by itself whether the programme
// pays: use NPV, or [MIRR]. A double rate is one rate, and so are rates that lie so close together that the
// rounding of the flows decides whether they exist. Rates that no float64 can hold apart from -1, or at all,
// are left out.
//
// The time taken grows with the number of flows and with the square of the number of sign changes: sixty
// flows of random signs take about a millisecond, a thousand a second.
func IRR(flows []float64) []float64 {
	if !finite(flows) {
		return []float64{}
	}
	times := make([]float64, len(flows))
	for t := range times {
		times[t] = float64(t)
	}
	s := newExpSum(times, flows)
	if s.span() > 650 { // the smallest flow beside the largest is 1e-282: too little for a coefficient with all its digits
		return rates(s.roots(s.value))
	}
	p := newPolynomial(flows)
	return rates(s.roots(func(u float64) float64 { return p.at(math.Exp(u)) }))
}

// largest returns the largest size among amounts, 0 without any.
func largest(amounts []float64) float64 {
	top := 0.0
	for _, a := range amounts {
		top = max(top, math.Abs(a))
	}
	return top
}

// rates returns the rates exp(-u)-1, ascending, of ascending roots u.
func rates(us []float64) []float64 {
	rs := make([]float64, 0, len(us))
	for _, u := range slices.Backward(us) {
		r := math.Expm1(-u)
		if math.Abs(u) < 1e-15 {
			r = 0 // the flows add up to 0 as far as rounding can tell
		}
		if r > -1 && !math.IsInf(r, 1) {
			rs = append(rs, r)
		}
	}
	return rs
}

// The flows' present value is a sum of exponentials Σ cᵢ·exp(tᵢ·u) in u = -log(1+r), with one exponent per
// flow: a polynomial in exp(u) for whole periods, and the same thing for dated flows. All of its real roots
// are found by the argument that proves Descartes' rule of signs. Let the coefficients change sign between tᵢ
// and tᵢ₊₁, and s lie between the two. exp(-s·u) times the sum has the same roots, and its derivative, with
// coefficients cᵢ·(tᵢ-s), changes sign once less. Between two neighbouring roots of that derivative it is
// monotone, so each such stretch holds one root or none, and the signs at its ends tell which. Sums without a
// change of sign, which have no root, end the recursion.

// term is ±exp(log + t·u).
type term struct {
	t, log   float64
	negative bool
}

// expSum is a sum of terms with ascending t.
type expSum []term

// newExpSum returns Σ amounts[i]·exp(times[i]·u), but for a positive factor.
func newExpSum(times, amounts []float64) expSum {
	top := largest(amounts)
	s := make(expSum, 0, len(amounts))
	for i, a := range amounts {
		if a == 0 {
			continue
		}
		size := math.Log(math.Abs(a) / top)
		if size < -650 {
			fraction, exponent := math.Frexp(math.Abs(a)) // the quotient would run out of exponents
			size = math.Log(fraction) + float64(exponent)*math.Ln2 - math.Log(top)
		}
		s = append(s, term{times[i], size, a < 0})
	}
	return s
}

// span returns how far the logarithm of the smallest amount lies below that of the largest.
func (s expSum) span() float64 {
	span := 0.0
	for _, x := range s {
		span = max(span, -x.log)
	}
	return span
}

// Below uMin the rate exp(-u)-1 overflows, above uMax it rounds to -1.
const (
	uMin = -709.7
	uMax = 36.7
)

// at returns the sum at u as a multiple of its largest term, and a bound of what rounding does to it. The
// bound includes a rounding of each flow, since 1.21 in a flow is not the 1.21 that was meant.
func (s expSum) at(u float64) (value, noise float64) {
	top := math.Inf(-1)
	for _, x := range s {
		top = max(top, x.log+x.t*u)
	}
	for _, x := range s {
		y := math.Exp(x.log + x.t*u - top)
		noise += y * (4 + math.Abs(x.log) + math.Abs(x.t*u))
		if x.negative {
			y = -y
		}
		value += y
	}
	return value, noise * 0x1p-53
}

func (s expSum) value(u float64) float64 { v, _ := s.at(u); return v }

// roots returns every root of s between uMin and uMax in ascending order, a multiple root once. Simple roots
// are those of value, which has the signs of s.
func (s expSum) roots(value func(u float64) float64) []float64 {
	i := 1
	for i < len(s) && s[i].negative == s[0].negative {
		i++
	}
	if i >= len(s) {
		return nil
	}
	split := s[i-1].t + (s[i].t-s[i-1].t)/2
	slope := slices.Clone(s)
	for j, x := range slope {
		slope[j].log += math.Log(math.Abs(x.t - split))
		slope[j].negative = x.negative != (x.t < split)
	}

	var found []float64
	last, lastValue, touching := uMin, s.value(uMin), false
	for _, u := range append(slope.roots(slope.value), uMax) {
		v, noise := s.at(u)
		touches := u != uMax && math.Abs(v) <= noise
		switch {
		case touches && touching: // within noise from one to the other: one root
			found[len(found)-1] = last + (u-last)/2
		case touches:
			found = append(found, u)
		case !touching && (v < 0) != (lastValue < 0):
			found = append(found, root.Find(value, last, u))
		}
		last, lastValue, touching = u, v, touches
	}
	return found
}

// polynomial holds the coefficients of 1, x, x², …, none of them above 1 in size, the first and the last not
// 0.
type polynomial []float64

// newPolynomial returns flows as coefficients: divided by a power of two, which changes no digit, without the
// zeros at both ends, which change no root above 0.
func newPolynomial(flows []float64) polynomial {
	_, exponent := math.Frexp(largest(flows))
	p := make(polynomial, len(flows))
	for i, f := range flows {
		p[i] = math.Ldexp(f, -exponent)
	}
	for len(p) > 0 && p[0] == 0 {
		p = p[1:]
	}
	for len(p) > 0 && p[len(p)-1] == 0 {
		p = p[:len(p)-1]
	}
	return p
}

// at returns the polynomial at x > 0 to twice the working precision and, above 1, divided by the highest
// power of x, so that nothing overflows. Compensated Horner scheme: Graillat, Langlois and Louvet (2009, doi
// 10.1007/BF03186531).
func (p polynomial) at(x float64) float64 {
	y, rest := x, 0.0
	if x > 1 {
		y = 1 / x
		rest = -math.FMA(x, y, -1) / x // of 1/x, what y leaves out
	}
	sum, lost := 0.0, 0.0
	for i := range p {
		c := p[i]
		if x <= 1 {
			c = p[len(p)-1-i]
		}
		product := float64(sum * y)
		next := float64(product + c)
		part := float64(next - product)
		lost = lost*y + sum*rest + math.FMA(sum, y, -product) + float64(product-float64(next-part)) + float64(c-part)
		sum = next
	}
	return sum + lost
}
