// Package weighted is what all kinds of weighted answers share: what counts as a weight, and the moments of the
// values of ratings.
package weighted

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// IsWeight reports whether w can be the weight of an answer: a positive number whose square is one too.
func IsWeight(w float64) bool { return 1e-100 <= w && w <= 1e100 }

// Positive reports whether x is a positive number, and finite.
func Positive(x float64) bool { return 0 < x && x <= math.MaxFloat64 }

// Moments is the weighted distribution of the values of the ratings.
type Moments struct {
	Scale      survey.Scale
	Values     [11]float64
	Weights    [11]float64
	Total      float64     // sum of the weights
	Deviations [11]float64 // of the values from their weighted mean
	Variance   float64     // weighted mean of the squared deviations
}

// Of returns the moments for weights of which some are positive. Deviations are taken from one of the answers first,
// so that they are 0, not nearly 0, where all answers are alike. It panics if value returns an error for a rating on
// the scale.
func Of(s survey.Scale, value func(rating int) (float64, error), weights [11]float64) Moments {
	m := Moments{Scale: s, Values: valuesOf(s, value), Weights: weights}
	origin := math.NaN()
	for rating, w := range weights {
		if w > 0 && math.IsNaN(origin) {
			origin = m.Values[rating]
		}
		m.Total += w
	}
	mean := 0.0
	for rating := s.Min; rating <= s.Max; rating++ {
		mean += weights[rating] / m.Total * (m.Values[rating] - origin)
	}
	for rating := s.Min; rating <= s.Max; rating++ {
		d := m.Values[rating] - origin - mean
		m.Deviations[rating] = d
		m.Variance += weights[rating] / m.Total * d * d
	}
	return m
}

// Estimate returns the mean with the limits of as many answers as are effective.
func (m Moments) Estimate(effective float64, n int, u kpi.Unit, level float64) kpi.Estimate {
	lo, hi := m.Scale.Min, m.Scale.Max+1
	return kpi.Shares(m.Values[lo:hi], m.Weights[lo:hi], effective, n, u, level)
}

// Span returns how far apart the values of the ratings on the scale can be.
func (m Moments) Span() float64 {
	values := m.Values[m.Scale.Min : m.Scale.Max+1]
	return slices.Max(values) - slices.Min(values)
}

// Unknown returns no data: between the ends of the scale, or of the unit if there is no scale yet.
func Unknown(s survey.Scale, value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	if s.Valid() {
		return Moments{Scale: s, Values: valuesOf(s, value)}.Estimate(0, 0, u, level)
	}
	switch u {
	case kpi.Fraction:
		return kpi.Proportion(0, 0, level)
	case kpi.Points:
		return kpi.Net(0, 0, 0, level)
	}
	e := kpi.Mean(0, 0, 0, level)
	e.Unit = u
	return e
}

// valuesOf returns the values of the ratings on the scale, and 0 for the others. It panics if a rating has none, or all
// have the same: no score is made of those, but of a value of another scale.
func valuesOf(s survey.Scale, value func(rating int) (float64, error)) (values [11]float64) {
	alike := true
	for rating := s.Min; rating <= s.Max; rating++ {
		v, err := value(rating)
		if err != nil {
			panic(fmt.Sprintf("weight: rating %d of the scale %v has no value: %v", rating, s, err))
		}
		values[rating] = v
		alike = alike && v == values[s.Min]
	}
	if alike && s.Valid() {
		panic(fmt.Sprintf("weight: every rating of the scale %v has the value %v: a value for another scale", s, values[s.Min]))
	}
	return values
}
