package weight

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// moments is the weighted distribution of the values of the ratings.
type moments struct {
	scale      survey.Scale
	values     [11]float64
	weights    [11]float64
	total      float64     // sum of the weights
	deviations [11]float64 // of the values from their weighted mean
	variance   float64     // weighted mean of the squared deviations
}

// newMoments returns the moments for weights of which some are positive. Deviations are taken from one of the
// answers first, so that they are 0, not nearly 0, where all answers are alike.
func newMoments(s survey.Scale, value func(rating int) (float64, error), weights [11]float64) moments {
	m := moments{scale: s, values: valuesOf(s, value), weights: weights}
	origin := math.NaN()
	for rating, w := range weights {
		if w > 0 && math.IsNaN(origin) {
			origin = m.values[rating]
		}
		m.total += w
	}
	mean := 0.0
	for rating := s.Min; rating <= s.Max; rating++ {
		mean += weights[rating] / m.total * (m.values[rating] - origin)
	}
	for rating := s.Min; rating <= s.Max; rating++ {
		d := m.values[rating] - origin - mean
		m.deviations[rating] = d
		m.variance += weights[rating] / m.total * d * d
	}
	return m
}

// estimate returns the mean with the limits of as many answers as are effective.
func (m moments) estimate(effective float64, n int, u kpi.Unit, level float64) kpi.Estimate {
	lo, hi := m.scale.Min, m.scale.Max+1
	return kpi.Shares(m.values[lo:hi], m.weights[lo:hi], effective, n, u, level)
}

// valuesOf returns the values of the ratings on the scale, and 0 for the others.
func valuesOf(s survey.Scale, value func(rating int) (float64, error)) (values [11]float64) {
	for rating := s.Min; rating <= s.Max; rating++ {
		v, err := value(rating)
		if err != nil {
			panic(fmt.Sprintf("weight: rating %d of the scale %v has no value: %v", rating, s, err))
		}
		values[rating] = v
	}
	return values
}

// unknown returns no data: between the ends of the scale, or of the unit if there is no scale yet.
func unknown(s survey.Scale, value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	if s.Valid() {
		return moments{scale: s, values: valuesOf(s, value)}.estimate(0, 0, u, level)
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

func positive(x float64) bool { return 0 < x && x <= math.MaxFloat64 }

// between reports whether x is from lo to hi, with room for the rounding of long sums.
func between(x, lo, hi float64) bool { return lo*(1-1e-6) <= x && x <= hi*(1+1e-6) }
