package response

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/byrating"
)

// Gap is what is less what should be, as the same respondents rate both on one scale: perceived and expected service,
// skill now and skill needed, self and others. Negative falls short. The zero Gap is empty and ready; it takes the
// scale of the first pair. A copy is a snapshot.
//
// A gap that Add could not have made reads as no data: a negative count, a difference wider than the scale, no valid
// scale, or more pairs than an int can hold.
type Gap struct {
	Scale survey.Scale
	Pairs [21]int // Pairs[10+d] respondents rated what is d above what should be
}

// Add counts the two ratings of one respondent. An error counts nothing: a rating is not on the scale (it wraps a
// *survey.RangeError), s is not a scale, or the gap has another one. Who gave only one rating has no place here.
func (g *Gap) Add(s survey.Scale, is, should int) error { return g.AddN(s, is, should, 1) }

// AddN counts n respondents who gave these two ratings. It fails like [Gap.Add], and if n is negative or more than the
// gap can hold.
func (g *Gap) AddN(s survey.Scale, is, should, n int) error {
	for _, rating := range []int{is, should} {
		if err := s.Check(rating); err != nil {
			return fmt.Errorf("response: %w", err)
		}
	}
	if s != g.Scale && *g != (Gap{}) {
		return fmt.Errorf("response: ratings %d and %d on the scale %v do not go into a gap on %v", is, should, s, g.Scale)
	}
	total, ok := g.total()
	if n < 0 || !ok || total > math.MaxInt-n {
		return fmt.Errorf("response: %d pairs do not go into a gap that has %d", n, total)
	}
	g.Scale = s
	g.Pairs[10+is-should] += n
	return nil
}

// Plus returns the pairs of both. Nobody may be in both. The zero Gap adds nothing; two on different scales panic.
func (g Gap) Plus(o Gap) Gap {
	switch {
	case o == Gap{}:
		return g
	case g == Gap{}:
		return o
	case g.Scale != o.Scale:
		panic(fmt.Sprintf("response: a gap on the scale %v plus one on %v", g.Scale, o.Scale))
	}
	for i, n := range o.Pairs {
		g.Pairs[i] += n
	}
	return g
}

// N returns the number of respondents; 0 if g reads as no data.
func (g Gap) N() int {
	n, _ := g.total()
	return n
}

func (g Gap) total() (n int, ok bool) {
	if g == (Gap{}) {
		return 0, true
	}
	if !g.Scale.Valid() {
		return 0, false
	}
	width := g.Scale.Max - g.Scale.Min
	for i, c := range g.Pairs {
		if c < 0 || n > math.MaxInt-c || c > 0 && (i < 10-width || i > 10+width) {
			return 0, false
		}
		n += c
	}
	return n, true
}

// Mean returns the mean gap, what is less what should be, as a Number in points of the scale, with the score interval
// of the respondents' own differences (see [kpi.Multinomial]). Without pairs it is no data between the widest gaps of the
// scale. The limits allow for gaps that nobody happened to have, up to the ends of the scale, and are wide with few
// pairs: ten may not exclude 0 where Student's t, by [Gap.SD], does, which trusts that there are no such gaps.
func (g Gap) Mean(level float64) kpi.Estimate {
	width := g.width()
	var values [21]float64
	for i := range values {
		values[i] = float64(i - 10)
	}
	pairs := g.pairs()
	return kpi.Multinomial(values[10-width:11+width], pairs[10-width:11+width], level)
}

// SD returns the standard deviation (divisor n-1) of the respondents' own differences: kpi.Mean(g.N(),
// g.Mean(0.95).Value, g.SD(), 0.95) has the limits of the paired t-test (Student 1908, doi 10.1093/biomet/6.1.1). NaN
// with fewer than two pairs.
func (g Gap) SD() float64 {
	n, squares, mean := float64(g.N()), 0.0, 0.0
	if n < 2 {
		return math.NaN()
	}
	for i, c := range g.Pairs {
		mean += float64(i-10) * float64(c) / n
	}
	for i, c := range g.Pairs {
		squares += float64(c) / (n - 1) * (float64(i-10) - mean) * (float64(i-10) - mean)
	}
	return math.Sqrt(squares)
}

// Short returns the share of respondents for whom what is falls short of what should be by points or more, as a
// Fraction with Wilson's limits. It panics if points is not positive.
func (g Gap) Short(points int, level float64) kpi.Estimate {
	if points < 1 {
		panic(fmt.Sprintf("response: short by %d points", points))
	}
	k := 0
	pairs := g.pairs()
	for _, n := range pairs[:max(0, 11-points)] {
		k += n
	}
	return kpi.Proportion(k, g.N(), level)
}

// width is the widest difference; that of any scale where g has none.
func (g Gap) width() int {
	if !g.Scale.Valid() {
		return 10
	}
	return g.Scale.Max - g.Scale.Min
}

// pairs returns the counts, none where g reads as no data.
func (g Gap) pairs() [21]int {
	if _, ok := g.total(); !ok {
		return [21]int{}
	}
	return g.Pairs
}

// MarshalJSON returns the gap by difference, without zero counts: {"scale":{"min":1,"max":5},"gaps":{"-1":40,"0":45}}.
// It is an error if g reads as no data for a flaw.
func (g Gap) MarshalJSON() ([]byte, error) {
	if _, ok := g.total(); !ok {
		return nil, fmt.Errorf("response: writing a gap: %v on the scale %v are not pairs of ratings", g.Pairs, g.Scale)
	}
	b := append(make([]byte, 0, 128), '{')
	if g.Scale != (survey.Scale{}) {
		b = fmt.Appendf(b, `"scale":{"min":%d,"max":%d},`, g.Scale.Min, g.Scale.Max)
	}
	b, err := byrating.Append(append(b, `"gaps":`...), func(yield func(gap, n int) bool) {
		for i, n := range g.Pairs {
			if n != 0 && !yield(i-10, n) {
				return
			}
		}
	})
	return append(b, '}'), err
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses gaps wider than the scale or named twice, counts that are
// negative or not whole, and unknown members, and then leaves g as it was.
func (g *Gap) UnmarshalJSON(b []byte) error {
	var in struct {
		Scale survey.Scale    `json:"scale"`
		Gaps  json.RawMessage `json:"gaps"`
	}
	if err := known(b, &in); err != nil {
		return fmt.Errorf("response: reading a gap: %w", err)
	}
	read := Gap{Scale: in.Scale}
	err := byrating.Read("gaps", in.Gaps, func(gap, n int) error {
		if gap < -10 || gap > 10 {
			return fmt.Errorf("a gap of %d is wider than any scale", gap)
		}
		read.Pairs[10+gap] = n
		return nil
	})
	if _, ok := read.total(); err == nil && !ok {
		err = errors.New("they are not pairs of ratings on the scale " + read.Scale.String())
	}
	if err != nil {
		return fmt.Errorf("response: reading a gap: %w", err)
	}
	*g = read
	return nil
}
