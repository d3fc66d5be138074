package plan

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Metric is what is to be measured and what is expected of it: a [Share], an [NPS], [Ratings] or a [Mean].
type Metric interface {
	check() error
	value() float64         // that is expected
	variance() float64      // of one answer
	ends() (lo, hi float64) // of the scale
	kind() (string, kpi.Unit)
	// estimate returns the expected estimate of n answers that are as good as neff.
	estimate(neff float64, n int, level float64) kpi.Estimate
}

// Share is an expected share of one: CSAT, a retention rate, a response rate. Share(0.5) needs the most answers.
type Share float64

func (s Share) check() error {
	if !(0 <= s && s <= 1) {
		return fmt.Errorf("plan: an expected share of %v is not from 0 to 1", float64(s))
	}
	return nil
}

func (s Share) value() float64           { return float64(s) }
func (s Share) variance() float64        { return float64(s * (1 - s)) }
func (s Share) ends() (lo, hi float64)   { return 0, 1 }
func (s Share) kind() (string, kpi.Unit) { return "Share", kpi.Fraction }

func (s Share) estimate(neff float64, n int, level float64) kpi.Estimate {
	return kpi.Shares([]float64{0, 1}, []float64{float64(1 - s), float64(s)}, neff, n, kpi.Fraction, level)
}

// NPS is the expected shares of promoters and detractors, as fractions of one; what is left is passives. Its
// variance is p+d-(p-d)², which is between 0 and 1 in squares of 100 points: thirds give 2/3. Any other net
// score, such as net easy, is planned alike. NPS{0.5, 0.5} needs the most answers. Margins and changes are in
// points.
type NPS struct {
	Promoters, Detractors float64
}

func (s NPS) check() error {
	if !(s.Promoters >= 0 && s.Detractors >= 0 && s.Promoters+s.Detractors <= 1+1e-12) {
		return fmt.Errorf("plan: promoters %v and detractors %v are not shares of one whole", s.Promoters, s.Detractors)
	}
	return nil
}

func (s NPS) value() float64 { return 100 * (s.Promoters - s.Detractors) }

func (s NPS) variance() float64 {
	net := s.Promoters - s.Detractors
	return 1e4 * max(0, s.Promoters+s.Detractors-net*net)
}

func (s NPS) ends() (lo, hi float64)   { return -100, 100 }
func (s NPS) kind() (string, kpi.Unit) { return "NPS", kpi.Points }

func (s NPS) estimate(neff float64, n int, level float64) kpi.Estimate {
	passives := max(0, 1-s.Promoters-s.Detractors)
	return kpi.Shares([]float64{-100, 0, 100}, []float64{s.Detractors, passives, s.Promoters}, neff, n, kpi.Points, level)
}

// Ratings is answers on a scale as they are expected to be spread, whose mean is to be measured: those of the
// last wave, as Ratings(tally), or a guess in the form of a tally. Only the shares matter, not how many they are.
type Ratings survey.Tally

func (r Ratings) check() error {
	if survey.Tally(r).N() == 0 {
		return fmt.Errorf("plan: ratings %v on the scale %v are no expectation", r.Ratings, r.Scale)
	}
	return nil
}

func (r Ratings) value() float64 {
	sum := 0.0
	for rating, n := range r.Ratings {
		sum += float64(rating) * float64(n)
	}
	return sum / float64(survey.Tally(r).N())
}

func (r Ratings) variance() float64 {
	mean, sum := r.value(), 0.0
	for rating, n := range r.Ratings {
		sum += float64(n) * (float64(rating) - mean) * (float64(rating) - mean)
	}
	return sum / float64(survey.Tally(r).N())
}

func (r Ratings) ends() (lo, hi float64)   { return float64(r.Scale.Min), float64(r.Scale.Max) }
func (r Ratings) kind() (string, kpi.Unit) { return "Ratings on " + r.Scale.String(), kpi.Number }

func (r Ratings) estimate(neff float64, n int, level float64) kpi.Estimate {
	var values, shares [11]float64
	k := 0
	for rating, count := range survey.Tally(r).All() {
		values[k], shares[k] = float64(rating), float64(count)
		k++
	}
	return kpi.Shares(values[:k], shares[:k], neff, n, kpi.Number, level)
}

// Mean is the expected mean and standard deviation (divisor n-1) of a quantity without a scale, such as an
// amount or a handling time, in its own unit. Only the standard deviation, which must be positive, decides how
// many answers are needed; Value is where the limits are drawn around.
type Mean struct {
	Value, SD float64
}

func (m Mean) check() error {
	if math.IsNaN(m.Value-m.Value) || !(0 < m.SD && m.SD <= math.MaxFloat64) {
		return fmt.Errorf("plan: a mean of %v with standard deviation %v is no expectation", m.Value, m.SD)
	}
	return nil
}

func (m Mean) value() float64           { return m.Value }
func (m Mean) variance() float64        { return m.SD * m.SD }
func (m Mean) ends() (lo, hi float64)   { return math.Inf(-1), math.Inf(1) }
func (m Mean) kind() (string, kpi.Unit) { return "Mean", kpi.Number }

func (m Mean) estimate(neff float64, n int, level float64) kpi.Estimate {
	half := math.Inf(1)
	if n > 1 {
		half = -quantile.T((1-level)/2, float64(n-1)) * m.SD / math.Sqrt(neff)
	}
	return kpi.Estimate{Value: m.Value, Lo: m.Value - half, Hi: m.Value + half, Level: level, N: n, Unit: kpi.Number}
}
