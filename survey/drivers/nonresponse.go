package drivers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Frame is who was invited, by something that is known of everybody (region, contract, whether there is an e-mail
// address): in each group, how many answered and how many did not. It says whether those who answered look like those
// who were asked. The zero Frame is empty and ready.
//
// A copy shares the groups with the original, and Add changes them in place; Plus makes new ones. A negative count reads
// as no data.
type Frame struct {
	Groups map[string]Asked `json:"groups,omitempty"`
}

// Asked is how many of the invited of a group answered.
type Asked struct {
	Answered int `json:"answered"`
	Silent   int `json:"silent"`
}

// Add counts one of the invited.
func (f *Frame) Add(group string, answered bool) {
	if f.Groups == nil {
		f.Groups = map[string]Asked{}
	}
	g := f.Groups[group]
	if answered {
		g.Answered++
	} else {
		g.Silent++
	}
	f.Groups[group] = g
}

// Plus returns the invited of both, in a map of its own.
func (f Frame) Plus(o Frame) Frame {
	var sum Frame
	for _, x := range []Frame{f, o} {
		for group, n := range x.Groups {
			if n == (Asked{}) {
				continue
			}
			if sum.Groups == nil {
				sum.Groups = map[string]Asked{}
			}
			g := sum.Groups[group]
			sum.Groups[group] = Asked{g.Answered + n.Answered, g.Silent + n.Silent}
		}
	}
	return sum
}

// UnmarshalJSON reads the groups, {"groups":{"north":{"answered":12,"silent":30}}}, and refuses a group that comes twice
// and a negative count; f is then left as it was.
func (f *Frame) UnmarshalJSON(b []byte) error {
	type plain Frame
	var in plain
	err := decode(b, &in)
	if err == nil {
		err = once(json.NewDecoder(bytes.NewReader(b)))
	}
	for group, n := range in.Groups {
		if err == nil && (n.Answered < 0 || n.Silent < 0) {
			err = fmt.Errorf("%d answered and %d silent of %q: a count is negative", n.Answered, n.Silent, group)
		}
	}
	if err != nil {
		return fmt.Errorf("drivers: reading a frame: %w", err)
	}
	*f = Frame(in)
	return nil
}

// Table returns the frame as a table: a row for each group, and the columns answered and silent. It is empty if a count
// is negative.
func (f Frame) Table() Table {
	var t Table
	for group, n := range f.Groups {
		if t.AddN(group, "answered", n.Answered) != nil || t.AddN(group, "silent", n.Silent) != nil {
			return Table{}
		}
	}
	return t
}

// Test tests whether all groups answer equally often: [Table.ChiSquared]. For weighted or clustered invitations it
// rejects too often.
func (f Frame) Test() kpi.Test { return f.Table().ChiSquared() }

// Rates returns of each group which share answered, as a Fraction with Wilson's limits.
func (f Frame) Rates(level float64) map[string]kpi.Estimate {
	rates := map[string]kpi.Estimate{}
	for group, n := range f.Groups {
		rates[group] = kpi.Proportion(n.Answered, n.Answered+n.Silent, level)
	}
	return rates
}

// R returns the representativity indicator 1 - 2·S, as a Number from 0 to 1, with S the standard deviation of the
// groups' response rates among the invited: 1 where all answer equally often (Schouten, Cobben and Bethlehem 2009,
// Survey Methodology 35:101). It speaks of those groups only: what the frame does not know, it cannot see. And it falls
// with any chance difference, the more so the smaller the groups.
//
// The limits are those of the noncentrality of χ², as for [Table.CramersV]: S is V times the root of rate·(1-rate). With
// fewer than two groups, or nobody invited, it is no data.
func (f Frame) R(level float64) kpi.Estimate {
	s, _ := f.spread(level)
	e := kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 1, Level: level, Unit: kpi.Number}
	if s.Known() {
		e.Value, e.N = max(0, 1-2*s.Value), s.N
		e.Lo, e.Hi = max(0, 1-2*s.Hi), 1-2*s.Lo
	}
	return e
}

// CV returns the coefficient of variation of the groups' response rates, S over the rate of all, as a Number: the
// largest bias, in standard deviations, that a mean of those who answered can have on account of these groups (Schouten,
// Cobben and Bethlehem 2009). Limits and corners are those of [Frame.R]; if nobody answered it is no data.
func (f Frame) CV(level float64) kpi.Estimate {
	s, rate := f.spread(level)
	if !s.Known() || rate == 0 {
		return kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: math.Inf(1), Level: level, Unit: kpi.Number}
	}
	return s.Times(1 / rate)
}

// spread returns the standard deviation of response rates among n invited, with divisor n-1, and the rate of all.
func (f Frame) spread(level float64) (s kpi.Estimate, rate float64) {
	checkLevel(level)
	t := f.Table()
	n, answered := float64(t.N()), 0.0
	s = kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 0.5, Level: level, Unit: kpi.Number}
	if n == 0 || len(t.Rows()) < 2 {
		return s, 0
	}
	for _, g := range f.Groups {
		answered += float64(g.Answered)
	}
	rate = answered / n
	factor := math.Sqrt(rate * (1 - rate) * n / (n - 1))
	if factor == 0 {
		s.Value, s.N = 0, int(n) // all answered, or nobody: what others would do, the data do not tell
		return s, rate
	}
	return t.CramersV(level).Times(factor), rate
}

// Bias is what is known in numbers of everybody who was invited (age, months as a customer, tickets last year; 0 and 1
// for no and yes), in sums: how far the mean of those who answered is from the mean of all. The zero Bias is empty and
// ready; a copy is a snapshot.
type Bias struct {
	Answered Numbers `json:"answered"`
	Silent   Numbers `json:"silent"`
}

// Numbers is how many numbers there are, their mean and how they vary.
type Numbers struct {
	N          int     `json:"n"`
	Mean       float64 `json:"mean"`
	Deviations float64 `json:"deviations"` // Σ(x-mean)²
}

var errNotFinite = errors.New("is not a finite number")

// Add adds one of the invited. A number that is not finite, or whose square is not, is an error and adds nothing.
func (b *Bias) Add(x float64, answered bool) error {
	if math.IsNaN(x*x - x*x) {
		return fmt.Errorf("drivers: %v %w", x, errNotFinite)
	}
	to := &b.Silent
	if answered {
		to = &b.Answered
	}
	*to = to.plus(Numbers{N: 1, Mean: x})
	return nil
}

// Plus returns the invited of both.
func (b Bias) Plus(o Bias) Bias { return Bias{b.Answered.plus(o.Answered), b.Silent.plus(o.Silent)} }

// plus puts two sets together by the formulas of Chan, Golub and LeVeque (1983, doi 10.1080/00031305.1983.10483115),
// which lose no digits where numbers are large and vary little.
func (n Numbers) plus(o Numbers) Numbers {
	switch {
	case o == Numbers{}:
		return n
	case n == Numbers{}:
		return o
	}
	a, b := float64(n.N), float64(o.N)
	d := o.Mean - n.Mean
	return Numbers{n.N + o.N, (a*n.Mean + b*o.Mean) / (a + b), n.Deviations + o.Deviations + d*d*a*b/(a+b)}
}

// Mean returns the mean of those who answered less the mean of all invited, as a Number. The two overlap, so that they
// cannot be subtracted as independent estimates: the limits go by Student's t and by the variance of the difference
// itself, linearised (Binder 1983, doi 10.2307/1402588). If nobody or one answered it is no data; where nobody was
// silent it is 0 without limits to either side, since nothing is known of the silent.
func (b Bias) Mean(level float64) kpi.Estimate {
	checkLevel(level)
	d, se, n := b.difference()
	e := kpi.Mean(0, 0, 0, level)
	if math.IsNaN(d) {
		return e
	}
	e.Value, e.N = d, int(n)
	if se > 0 {
		half := -quantile.T((1-level)/2, n-1) * se
		e.Lo, e.Hi = d-half, d+half
	}
	return e
}

// Test tests whether the mean of those who answered is that of all invited. P is that of Student's t; Statistic is the
// standard normal deviate with the same P. See [Bias.Mean].
func (b Bias) Test() kpi.Test {
	d, se, n := b.difference()
	if !(se > 0) {
		return kpi.NormalTest(math.NaN())
	}
	return normalFor(min(1, 2*quantile.TTail(math.Abs(d)/se, n-1)), d)
}

// difference returns the difference of means, its standard error and the number of invited. A respondent adds (x -
// mean of respondents)/respondents - (x - mean of all)/all to the difference, others only the last term.
func (b Bias) difference() (d, se, n float64) {
	if b.Answered.N < 1 || b.Silent.N < 0 || b.Answered.N+b.Silent.N < 2 {
		return math.NaN(), math.NaN(), 0
	}
	r, s := float64(b.Answered.N), float64(b.Silent.N)
	n = r + s
	if s == 0 {
		return 0, 0, n
	}
	all := (r*b.Answered.Mean + s*b.Silent.Mean) / n
	// Squares of deviations: of respondents from their mean, and of the silent from the mean of all.
	within := max(0, b.Answered.Deviations)
	rest := max(0, b.Silent.Deviations) + s*(b.Silent.Mean-all)*(b.Silent.Mean-all)
	// Σ over respondents of (u/r - (u+m)/n)² with u = x - mean, m = mean - all and Σu = 0.
	m := s / n * (b.Answered.Mean - b.Silent.Mean)
	sum := within*(1/r-1/n)*(1/r-1/n) + r*m*m/(n*n) + rest/(n*n)
	return m, math.Sqrt(n / (n - 1) * sum), n
}

// Fit tests whether answers by group go with known shares of the groups, such as those of a census or of all customers,
// by Pearson's chi-square (1900, doi 10.1080/14786440009463897). The shares are brought to a sum of 1. It is no data
// without answers or with fewer than two shares, and where a count is negative. A group that has answers and no share
// contradicts the shares: P is 0. It panics if a share is negative or not finite.
func Fit(counts map[string]int, shares map[string]float64) kpi.Test {
	sum, groups := 0.0, 0.0
	for group, share := range shares {
		if !(0 <= share && share <= math.MaxFloat64) {
			panic(fmt.Sprintf("drivers: the share of %s is %v", group, share))
		}
		sum += share
		if share > 0 {
			groups++
		}
	}
	n := 0.0
	for _, c := range counts {
		if c < 0 {
			return kpi.ChiSquaredTest(math.NaN(), 0)
		}
		n += float64(c)
	}
	if n == 0 || groups < 2 {
		return kpi.ChiSquaredTest(math.NaN(), 0)
	}
	chi2 := 0.0
	for group, c := range counts {
		if c > 0 && !(shares[group] > 0) {
			return kpi.ChiSquaredTest(math.Inf(1), groups-1)
		}
	}
	for _, group := range slices.Sorted(maps.Keys(shares)) { // in order, so that the last digit is always the same
		if e := n * (shares[group] / sum); e > 0 {
			d := float64(counts[group]) - e
			chi2 += d * d / e
		}
	}
	return kpi.ChiSquaredTest(chi2, groups-1)
}
