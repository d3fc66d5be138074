package project

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/fit"
)

// Buyer is what is known of a customer without a contract, who buys now and then and leaves without a word.
// All times are measured from the first purchase, in one unit, such as weeks.
type Buyer struct {
	Repeat int     `json:"repeat"` // purchases after the first
	Last   float64 `json:"last"`   // time of the latest purchase; 0 without repeat purchases
	Age    float64 `json:"age"`    // time until now
}

// problem returns what is impossible about b, or nothing.
func (b Buyer) problem() string {
	switch {
	case b.Repeat < 0:
		return fmt.Sprintf("%d repeat purchases", b.Repeat)
	case !(b.Age > 0) || math.IsInf(b.Age, 1):
		return fmt.Sprintf("a customer of age %v", b.Age)
	case !(0 <= b.Last && b.Last <= b.Age):
		return fmt.Sprintf("a latest purchase at %v of a customer of age %v", b.Last, b.Age)
	case b.Repeat == 0 && b.Last != 0:
		return fmt.Sprintf("a latest purchase at %v without repeat purchases", b.Last)
	}
	return ""
}

// BGNBD is the beta-geometric/NBD model of customers without a contract (Fader, Hardie and Lee 2005,
// "Counting your customers" the easy way, doi 10.1287/mksc.1040.0098): while active, a customer buys at
// random with a rate of their own, distributed as Gamma(R, Alpha); after each repeat purchase they may turn
// inactive for good, with a chance of their own, distributed as Beta(A, B).
//
// A customer without a repeat purchase cannot have turned inactive in this model, so that [BGNBD.Alive] is 1
// for them, however long ago the first purchase was. Read it for those with at least one.
type BGNBD struct {
	R             float64       `json:"r"`
	Alpha         float64       `json:"alpha"`
	A             float64       `json:"a"`
	B             float64       `json:"b"`
	LogLikelihood float64       `json:"logLikelihood"`
	Cov           [4][4]float64 `json:"cov"` // of R, Alpha, A and B
	Customers     int           `json:"customers"`
}

const bgnbd = "BG/NBD"

// FitBGNBD fits the model to customers by maximum likelihood; [BuyersOf] makes them of a stream of purchases.
// It returns a [DataError] for an impossible customer and a [FitError] if there are none, if nobody bought
// again, if nobody seems to have left, if customers do not differ enough to tell four parameters apart, or if
// the search did not converge.
//
// It needs some hundred customers, and manages a million, in about half a minute. With customers like those
// of the paper 50 had a fit in 59 of 100 simulations, 200 in 90 and 400 in 99; the purchases that it expected
// of a new customer were off by a median of 22, 11 and 9%, and of 1,000 by 5%.
func FitBGNBD(buyers []Buyer) (BGNBD, error) {
	counts := map[Buyer]float64{}
	repeats, time := 0.0, 0.0
	for i, b := range buyers {
		if problem := b.problem(); problem != "" {
			return BGNBD{}, &DataError{i, problem}
		}
		counts[b]++
		repeats += float64(b.Repeat)
		time += b.Age
	}
	switch {
	case len(buyers) == 0:
		return BGNBD{}, &FitError{bgnbd, NoData}
	case repeats == 0:
		return BGNBD{}, &FitError{bgnbd, NoRepeat}
	}
	distinct := newCounted(buyers, counts)
	var starts [][]float64
	for _, r := range []float64{0.3, 1, 4} {
		for _, size := range []float64{1, 4} {
			// Active customers buy more often than all of them do; a start need not be better than that.
			alpha := r * time / (1.5 * repeats)
			starts = append(starts, []float64{math.Log(r), math.Log(alpha), math.Log(0.25 * size), math.Log(0.75 * size)})
		}
	}
	top := fit.Maximise(distinct.bgnbd, starts...)
	p := [4]float64{}
	for i, x := range top.X {
		p[i] = math.Exp(x)
	}
	switch {
	case p[0] > 1e6 || p[2]+p[3] > 1e6:
		return BGNBD{}, &FitError{bgnbd, NoSpread}
	case p[2] < 1e-6*p[3]:
		return BGNBD{}, &FitError{bgnbd, NoChurn}
	case !top.Converged:
		return BGNBD{}, &FitError{bgnbd, NotConverged}
	}
	m := BGNBD{R: p[0], Alpha: p[1], A: p[2], B: p[3], LogLikelihood: top.Value, Customers: len(buyers)}
	for i, row := range scaled(top, p[:]...) {
		copy(m.Cov[i][:], row)
	}
	return m, nil
}

// counted are distinct customers with their number, in the order of the data, so that sums do not depend on a
// map's.
type counted []struct {
	Buyer
	n float64
}

func newCounted(buyers []Buyer, counts map[Buyer]float64) counted {
	var c counted
	for _, b := range buyers {
		if n := counts[b]; n > 0 {
			c = append(c, struct {
				Buyer
				n float64
			}{b, n})
			delete(counts, b)
		}
	}
	return c
}

// bgnbd is the log-likelihood at the logarithms of r, alpha, a and b: formula (6) of the paper in logarithms.
func (c counted) bgnbd(x, gradient []float64) float64 {
	m := BGNBD{R: math.Exp(x[0]), Alpha: math.Exp(x[1]), A: math.Exp(x[2]), B: math.Exp(x[3])}
	ll := 0.0
	var sum [4]float64
	perRepeat := map[int]repeatTerms{} // the gamma functions depend on the number of purchases alone
	for _, b := range c {
		terms, ok := perRepeat[b.Repeat]
		if !ok {
			terms = m.repeatTerms(b.Repeat)
			perRepeat[b.Repeat] = terms
		}
		l, d := m.logLikelihood(b.Buyer, terms)
		ll += b.n * l
		for i := range sum {
			sum[i] += b.n * d[i]
		}
	}
	for i, p := range [...]float64{m.R, m.Alpha, m.A, m.B} {
		gradient[i] = p * sum[i]
	}
	return ll
}

// repeatTerms holds the part of the log-likelihood that depends on a customer's number of purchases alone,
// and its derivatives by r, a and b.
type repeatTerms struct{ value, r, a, b float64 }

func (m BGNBD) repeatTerms(repeat int) repeatTerms {
	x := float64(repeat)
	if repeat == 0 {
		return repeatTerms{}
	}
	return repeatTerms{
		value: logRise(m.R, x) + logRise(m.B, x) - logRise(m.A+m.B, x),
		r:     digammaRise(m.R, x),
		a:     -digammaRise(m.A+m.B, x),
		b:     digammaRise(m.B, x) - digammaRise(m.A+m.B, x),
	}
}

// logLikelihood returns that of b and its derivatives by the four parameters.
func (m BGNBD) logLikelihood(b Buyer, terms repeatTerms) (value float64, d [4]float64) {
	shape := m.R + float64(b.Repeat)
	logAge := math.Log(m.Alpha + b.Age)
	alive := -shape * logAge // active until now
	value = terms.value + m.R*math.Log(m.Alpha)
	d[0] = terms.r + math.Log(m.Alpha)
	d[1] = m.R / m.Alpha
	d[2], d[3] = terms.a, terms.b
	if b.Repeat == 0 {
		d[0] -= logAge
		d[1] -= shape / (m.Alpha + b.Age)
		return value + alive, d
	}
	others := m.B + float64(b.Repeat-1)
	logLast := math.Log(m.Alpha + b.Last)
	gone := math.Log(m.A/others) - shape*logLast // inactive since the latest purchase
	top := max(alive, gone)
	pAlive, pGone := math.Exp(alive-top), math.Exp(gone-top)
	value += top + math.Log(pAlive+pGone)
	pAlive, pGone = pAlive/(pAlive+pGone), pGone/(pAlive+pGone)
	d[0] -= pAlive*logAge + pGone*logLast
	d[1] -= shape * (pAlive/(m.Alpha+b.Age) + pGone/(m.Alpha+b.Last))
	d[2] += pGone / m.A
	d[3] -= pGone / others
	return value, d
}

func (m BGNBD) valid() bool {
	return m.R > 0 && m.Alpha > 0 && m.A > 0 && m.B > 0 && !math.IsInf(m.R+m.Alpha+m.A+m.B, 1)
}

// Alive returns the probability that b is still active: 1 for a customer without repeat purchases, see
// [BGNBD]. It is NaN for an impossible customer.
func (m BGNBD) Alive(b Buyer) float64 {
	if !m.valid() || b.problem() != "" {
		return math.NaN()
	}
	if b.Repeat == 0 {
		return 1
	}
	shape, others := m.R+float64(b.Repeat), m.B+float64(b.Repeat-1)
	odds := math.Log(m.A/others) + shape*math.Log((m.Alpha+b.Age)/(m.Alpha+b.Last))
	return 1 / (1 + math.Exp(odds))
}

// Purchases returns the expected number of purchases of b in the time from now on, formula (10) of the paper:
// 0 for no time, NaN for a negative one or an impossible customer.
func (m BGNBD) Purchases(b Buyer, time float64) float64 {
	alive := m.Alive(b)
	if math.IsNaN(alive) || !(time >= 0) || math.IsInf(time, 1) {
		return math.NaN()
	}
	x := float64(b.Repeat)
	return alive * purchases(m.R+x, m.Alpha+b.Age, m.A, m.B+x, time)
}

// Expected returns the expected number of repeat purchases of a new customer in the time after their first,
// formula (9) of the paper: 0 for no time, NaN for a negative one.
func (m BGNBD) Expected(time float64) float64 {
	if !m.valid() || !(time >= 0) || math.IsInf(time, 1) {
		return math.NaN()
	}
	return purchases(m.R, m.Alpha, m.A, m.B, time)
}

// purchases returns the expected purchases in the given time of an active customer whose rate is Gamma(shape,
// rate) and whose chance P to turn inactive after each is Beta(a, b). Given P they are
// (1-(1+P·time/rate)^-shape)/P on average: the paper's hypergeometric function is the mean of that, and has a
// singularity at a = 1 where the mean has none.
func purchases(shape, rate, a, b, time float64) float64 {
	if time == 0 {
		return 0
	}
	y := time / rate
	return meanBeta(a, b, func(p, _ float64) float64 {
		if p*y < 1e-300 {
			return shape * y
		}
		return -math.Expm1(-shape*math.Log1p(p*y)) / p
	})
}

// Value returns the present value of the margin that b brings in so many periods from now on, each one unit
// of time long: margin times the expected purchases of a period, all counted at its end and discounted by the
// rate per period, as if they came then. The purchases up to now are not part of it. With amounts that differ
// between customers, take the margin from [GammaGamma.Mean]. It is NaN where [BGNBD.Purchases] is, for a
// negative number of periods and for a discount that is not above -1.
func (m BGNBD) Value(b Buyer, margin float64, periods int, discount float64) float64 {
	if periods < 0 || !(discount > -1) || math.IsNaN(m.Alive(b)) {
		return math.NaN()
	}
	sum, before := 0.0, 0.0
	for k := 1; k <= periods; k++ {
		until := m.Purchases(b, float64(k))
		sum += (until - before) * math.Pow(1+discount, float64(-k))
		before = until
	}
	return margin * sum
}

// AIC returns 8 - 2·LogLikelihood: four parameters.
func (m BGNBD) AIC() float64 { return 8 - 2*m.LogLikelihood }
