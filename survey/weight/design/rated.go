package design

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// Rated is the answers of a sample, or of a segment of one, to one question with a scale. It is small and a copy is
// a snapshot: the weights of the ratings, and the covariance, by design, of their sums. Any metric can be read from
// it. [Sample.Rated] makes it; the zero Rated is no data.
type Rated struct {
	scale    survey.Scale
	n        int          // answers
	weights  [11]float64  // by rating
	squares  float64      // sum of the squares of the weights of clusters
	finite   [121]float64 // covariance of the sums of weights
	free     [121]float64 // as if the population had no end
	within   [121]float64 // of answers within strata, on average
	left     float64      // 1 - n/N on average, for answers that are all alike
	elements float64      // in the population, +Inf if not known
	df       int
	named    bool // some answers come in clusters
	known    bool // false: a lone cluster says nothing
}

// Rated returns the answers to a question: rating returns the rating of an answer, and false if it has none. Those
// without are treated as outside of the segment. A rating whose fitted weights sum to less than 0 is no data. It panics
// if a rating is not on the scale.
//
//	yes := s.Rated(survey.Scale{Min: 0, Max: 1}, func(a answer) (int, bool) { return a.Solved, true })
func (s Sample[C]) Rated(scale survey.Scale, rating func(C) (rating int, ok bool)) Rated {
	if !scale.Valid() {
		panic(fmt.Sprintf("design: answers on a scale: %v", scale.Check(scale.Min)))
	}
	out := Rated{scale: scale}
	f := s.Where(func(c C) bool { _, ok := rating(c); return ok }).frame()
	if f == nil {
		return out
	}
	ratings := make([]int, len(f.rows))
	for i, r := range f.rows {
		if !r.in {
			continue
		}
		ratings[i], _ = rating(s.drawn.rows[i].cell)
		if err := scale.Check(ratings[i]); err != nil {
			panic(fmt.Sprintf("design: the cell %v of a sample: %v", s.drawn.rows[i].cell, err))
		}
	}
	k := scale.Max - scale.Min + 1
	c := f.covariance(k, func(i int, u []float64) { u[ratings[i]-scale.Min] = 1 })
	for a := range k {
		for b := range k {
			to := 11*(scale.Min+a) + scale.Min + b
			out.finite[to], out.free[to] = c.finite[k*a+b], c.free[k*a+b]
		}
	}
	out.n, out.df, out.named, out.known = f.n, f.df, f.named, c.known || f.sole()
	out.weigh(f, ratings)
	return out
}

// weigh fills in what the frame says of weights and strata.
func (r *Rated) weigh(f *frame, ratings []int) {
	clusters := make([]float64, len(f.of))
	squares := make([]float64, len(f.strata))
	shares := make([][11]float64, len(f.strata))
	counts := make([]float64, len(f.strata))
	total := 0.0
	for i, row := range f.rows {
		if !row.in {
			continue
		}
		w := float64(row.n) * row.w
		r.weights[ratings[i]] += w
		shares[row.stratum][ratings[i]] += w
		counts[row.stratum] += float64(row.n)
		total += w
		if row.cluster >= 0 {
			clusters[row.cluster] += w
		} else {
			squares[row.stratum] += w * row.w
		}
	}
	for j, w := range r.weights {
		if math.Abs(w) < 1e-16*total { // below the last bit of the shares, where limits lose their hold
			r.weights[j] = 0
		}
	}
	for c, w := range clusters {
		squares[f.of[c]] += w * w
	}
	left := 0.0
	for h, s := range squares {
		r.squares += s
		left += f.strata[h].open() * s
	}
	r.left = left / r.squares
	r.elements = math.Inf(1)
	if !f.named && !f.segmented() {
		sum := 0.0
		for _, h := range f.strata {
			if h.population == 0 && h.clusters > 0 {
				sum = math.Inf(1)
			}
			sum += float64(h.population)
		}
		r.elements = sum
	}
	for h, share := range shares {
		if counts[h] == 0 {
			continue
		}
		// Few answers say little of how much less the answers within a stratum differ than all do: they are
		// mixed with as many of all answers as z² is at 95%, as Agresti and Coull (1998) do with a half each.
		const mixed = 3.84
		weight := 0.0
		for _, w := range share {
			weight += w
		}
		var p [11]float64
		for j, w := range share {
			p[j] = (counts[h]*w/weight + mixed*r.weights[j]/total) / (counts[h] + mixed)
		}
		for a, x := range p {
			r.within[12*a] += weight / total * x
			for b, y := range p {
				r.within[11*a+b] -= weight / total * x * y
			}
		}
	}
}

// N returns the number of answers.
func (r Rated) N() int { return r.n }

// Score returns the weighted mean of the values of the ratings, in the unit u of the values, with the limits
// described above: the score interval at an effective number of answers. Its N is the number of answers. Without
// answers it is no data, and beside a lone cluster that says nothing the value has no limits: both are as wide as
// the scale allows. It panics if value returns an error for a rating on the scale.
//
// Without strata and populations it is [weight.Clusters.Score], or [weight.Tally.Score] if no answer has a named cluster. The
// effective number is the variance of the weighted answers over the squared standard error, in which strata count
// with all they gain, and is adjusted for its degrees of freedom, clusters less strata, as Korn and Graubard (1998)
// do it. It is at most the number of answers if there are clusters, and otherwise at most Kish's number times what
// the strata gain. A population of N clusters, n of them drawn, multiplies it by 1/(1-n/N): if all are drawn the
// limits are the value. Of one answer each, drawn from N customers, it is n(N-1)/(N-n), by which Wilson's interval
// is the score interval of the hypergeometric distribution.
//
// The value must belong to the scale. nps.Value takes any rating from 0 to 10, and so answers for ratings of other
// scales too; on 1–7 the score would be wrong in silence. csat.Rule.Value and [Rated.Net], [Rated.Share] and
// [Rated.Mean] know the scale. It panics if all ratings of the scale have the same value, as nps.Value has on 1–5.
func (r Rated) Score(value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	none := weighted.Unknown(r.scale, value, u, level)
	if r.n == 0 {
		return none
	}
	m := weighted.Of(r.scale, value, r.weights)
	effective := r.effective(m, level)
	if math.IsInf(effective, 1) {
		e := m.Estimate(1, r.n, u, level)
		e.Lo, e.Hi = e.Value, e.Value
		return e
	}
	e := m.Estimate(effective, r.n, u, level)
	if !r.known {
		e.Lo, e.Hi = none.Lo, none.Hi
	}
	return e
}

// Mean returns the weighted mean rating, as a Number on the scale: [Rated.Score] of the ratings themselves.
func (r Rated) Mean(level float64) kpi.Estimate {
	return r.Score(func(rating int) (float64, error) { return float64(rating), nil }, kpi.Number, level)
}

// Share returns the weighted share of answers from lo to hi, as a Fraction: r.Share(4, 5, 0.95) is the top-two box of
// 1–5. The limits are those of [Rated.Score]. It panics if lo > hi, if one of them is not on the scale, or if they are
// all of it.
func (r Rated) Share(lo, hi int, level float64) kpi.Estimate {
	if lo > hi || !r.covers(lo, hi) {
		panic(fmt.Sprintf("design: no answers from %d to %d on the scale %v", lo, hi, r.scale))
	}
	return r.Score(func(rating int) (float64, error) {
		if lo <= rating && rating <= hi {
			return 1, nil
		}
		return 0, nil
	}, kpi.Fraction, level)
}

// Net returns the weighted share of answers of at least up less that of those of at most down, in Points from -100 to
// 100: r.Net(6, 9, 0.95) is the net promoter score of 0–10, r.Net(2, 4, 0.95) is 4 and 5 less 1 and 2 of 1–5. The
// limits are those of [Rated.Score]. It panics unless down < up, both on the scale.
func (r Rated) Net(down, up int, level float64) kpi.Estimate {
	if down >= up || !r.covers(down, up) {
		panic(fmt.Sprintf("design: down to %d and up from %d do not divide the scale %v", down, up, r.scale))
	}
	return r.Score(func(rating int) (float64, error) {
		switch {
		case rating <= down:
			return -100, nil
		case rating >= up:
			return 100, nil
		}
		return 0, nil
	}, kpi.Points, level)
}

// covers reports whether lo and hi are on the scale, or on any scale if r has none.
func (r Rated) covers(lo, hi int) bool {
	if !r.scale.Valid() {
		return 0 <= lo && hi <= 10
	}
	return r.scale.Min <= lo && hi <= r.scale.Max
}

// effective returns how many independent answers of equal weight would say as much.
func (r Rated) effective(m weighted.Moments, level float64) float64 {
	alike := m.Total * m.Total / r.squares // each cluster as one answer: where the answers do not tell, Kish's number
	free, n := r.variance(r.free, m), float64(r.n)
	left, effective := r.left, alike
	if m.Variance > 0 && r.df > 0 {
		tail, srs := (1-level)/2, m.Variance*n/(n-1)
		t := quantile.T(tail, float64(r.df))
		switch {
		case r.named:
			ratio := quantile.Normal(tail) / t
			effective = min(n, srs/free*ratio*ratio)
		default:
			ratio := quantile.T(tail, n-1) / t
			effective = min(alike*m.Variance/r.quadratic(r.within, m), srs/free*ratio*ratio)
		}
		if free > 0 {
			left = r.variance(r.finite, m) / free
		}
		if !weighted.Positive(effective) {
			effective = alike // weights so far apart that squares leave the range of a float64
		}
	}
	return effective / left * (1 - 1/r.elements)
}

// StandardError returns the standard error of the value of Score, in its unit: svymean's for the design. It is NaN
// without degrees of freedom, as with fewer than two clusters, and beside a lone cluster that says nothing. It
// panics if value returns an error for a rating on the scale.
func (r Rated) StandardError(value func(rating int) (float64, error)) float64 {
	if r.n == 0 {
		return math.NaN()
	}
	return r.standardError(weighted.Of(r.scale, value, r.weights))
}

func (r Rated) standardError(m weighted.Moments) float64 {
	if r.left > 0 && (r.df < 1 || !r.known) {
		return math.NaN()
	}
	return math.Sqrt(r.variance(r.finite, m))
}

// DesignEffect returns how many times the variance of Score is that of as many independent answers of equal weight
// and the same distribution, drawn with replacement, for planning. It is NaN where there is no standard error or
// all answers are alike.
func (r Rated) DesignEffect(value func(rating int) (float64, error)) float64 {
	if r.n < 2 {
		return math.NaN()
	}
	m := weighted.Of(r.scale, value, r.weights)
	se := r.standardError(m)
	return se * se * float64(r.n-1) / m.Variance
}

// variance returns the variance of the weighted mean by linearisation.
func (r Rated) variance(matrix [121]float64, m weighted.Moments) float64 {
	return r.quadratic(matrix, m) / (m.Total * m.Total)
}

func (r Rated) quadratic(matrix [121]float64, m weighted.Moments) float64 {
	sum := 0.0
	for a, x := range m.Deviations {
		for b, y := range m.Deviations {
			sum += x * y * matrix[11*a+b]
		}
	}
	return max(sum, 0) // clusters of the same mean may leave a rounding error below zero
}
