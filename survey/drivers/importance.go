package drivers

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Importance is how much each driver has to do with the outcome.
type Importance struct {
	Outcome string       `json:"outcome"`           // its name
	Method  Method       `json:"method"`            // how the common part is divided
	Missing Missing      `json:"missing"`           // what became of those who left out a question
	N       int          `json:"n"`                 // respondents behind it; with Pairwise those of the pair of questions that fewest answered
	Of      int          `json:"of"`                // respondents there are
	R2      kpi.Estimate `json:"r2"`                // share of the outcome's variance that goes with the drivers, a Fraction
	Drivers []Driver     `json:"drivers"`           // in the order of the questions
	Refused string       `json:"refused,omitempty"` // why there is no answer, or none for a driver; empty otherwise
}

// Driver is one question that may drive the outcome.
type Driver struct {
	Name        string       `json:"name"`
	Weight      kpi.Estimate `json:"weight"`      // share of the outcome's variance that is this driver's, a Fraction; they add up to R²
	Share       kpi.Estimate `json:"share"`       // Weight of R², a Fraction; they add up to 1
	Correlation kpi.Estimate `json:"correlation"` // with the outcome, a Number from -1 to 1: weights have no sign, this is theirs
	Performance kpi.Estimate `json:"performance"` // mean of all answers to this question, a Number on its scale
}

// Analysis is how importance is found. The zero Analysis is that of [Answers.Importance].
type Analysis struct {
	Method  Method
	Missing Missing
	// Draws is how often respondents are drawn again for bootstrap limits: bias-corrected and accelerated (Efron 1987,
	// doi 10.1080/01621459.1987.10478410), as Tonidandel, LeBreton and Johnson (2009, doi 10.1037/a0017735) advise for
	// relative weights. 2,000 are enough for most. 0 is no bootstrap: limits from influence values.
	Draws int
	Seed  uint64 // the same seed gives the same limits
}

// Importance returns how important each driver is for the outcome: by [Shapley], from respondents who answered
// everything. See [Analysis.Importance].
func (a Answers) Importance(level float64) Importance { return Analysis{}.Importance(a, level) }

// Importance returns how important each driver is for the outcome.
//
// The limits suppose only that respondents are independent. They come from the standard errors by influence values
// (Hampel 1974, doi 10.1080/01621459.1974.10482962): for shares the outer ones of those on three scales, for correlations
// those on Fisher's scale. With Draws they come from the bootstrap. With fewer than ten respondents a driver the data set
// no limits, which then are 0 and 1, or -1 and 1; nor, without Draws, where drivers nearly determine each other.
//
// A driver without variance is no data, and the others go on without it. There is no data at all where the outcome has
// no variance, where fewer respondents than drivers and two answered, with more than 20 drivers by Shapley, and where
// correlations from different respondents contradict each other. Refused says so. It panics if Draws is negative, or
// the method or rule is none.
//
// Importance is association: that a driver goes with the outcome does not say that to better it would better the
// outcome.
func (d Analysis) Importance(a Answers, level float64) Importance {
	d.check(level)
	s := a.Sums()
	m := d.begin(&s, level)
	if a.flaw() != nil {
		return m
	}
	c, ok := d.values(&m, &s)
	if !ok {
		return m
	}
	in := d.influence(&c, a)
	if d.Draws > 0 {
		d.bootstrap(&m, &c, a, in)
	} else {
		in.limits(&m, &c)
	}
	return m
}

// Importance returns how important each driver is for the outcome: by [Shapley], from respondents who answered
// everything. See [Analysis.OfSums].
func (s Sums) Importance(level float64) Importance { return Analysis{}.OfSums(s, level) }

// OfSums returns what [Analysis.Importance] does, except that sums set no limits to shares (0 and 1) and correlations
// (-1 and 1). Performance has its limits.
func (d Analysis) OfSums(s Sums, level float64) Importance {
	d.check(level)
	m := d.begin(&s, level)
	if s.flaw() == nil {
		d.values(&m, &s)
	}
	return m
}

func (d Analysis) check(level float64) {
	checkLevel(level)
	switch {
	case d.Method > RelativeWeights:
		panic(fmt.Sprintf("drivers: Method(%d) is not a method", uint8(d.Method)))
	case d.Missing > Pairwise:
		panic(fmt.Sprintf("drivers: Missing(%d) is not a rule", uint8(d.Missing)))
	case d.Draws < 0:
		panic(fmt.Sprintf("drivers: %d draws", d.Draws))
	}
}

// begin returns what is known without correlations.
func (d Analysis) begin(s *Sums, level float64) Importance {
	m := Importance{Outcome: s.Questions.Outcome.Name, Method: d.Method, Missing: d.Missing, Of: s.N(),
		R2: unknown(0, level, kpi.Fraction), Refused: "no answers"}
	for j, q := range s.Questions.Drivers {
		x := Driver{Name: q.Name, Weight: unknown(0, level, kpi.Fraction), Share: unknown(0, level, kpi.Fraction),
			Correlation: unknown(-1, level, kpi.Number)}
		if s.flaw() == nil {
			x.Performance = s.Ratings[j+1].Mean(level)
		}
		m.Drivers = append(m.Drivers, x)
	}
	return m
}

// unknown returns no data between lo and 1.
func unknown(lo, level float64, u kpi.Unit) kpi.Estimate {
	return kpi.Estimate{Value: math.NaN(), Lo: lo, Hi: 1, Level: level, Unit: u}
}

// values fills in the values, and reports whether there are any.
func (d Analysis) values(m *Importance, s *Sums) (c correlations, ok bool) {
	c, err := s.correlations(d.Missing)
	if err == nil && c.least(0) < -singular { // sums from elsewhere: of pairs all can be right and yet not go together
		err = refuse("the correlations contradict each other: no respondents have these sums")
	}
	if err == nil && d.Method == Shapley && c.k-1 > mostShapley {
		err = refuse("%d drivers are too many for Shapley, which takes %d", c.k-1, mostShapley)
	}
	if err != nil {
		m.Refused = err.Error()
		return c, false
	}
	v := d.compute(&c)
	m.Refused = ""
	m.N = c.n
	m.R2.Value, m.R2.N = v.r2, c.n
	for a, j := range c.question[1:] {
		x := &m.Drivers[j-1]
		x.Weight.Value, x.Weight.N = v.weights[a], c.n
		x.Correlation.Value, x.Correlation.N = c.at[a+1], int(c.pairs[0][a+1])
		if v.r2 > 0 {
			x.Share.Value, x.Share.N = v.weights[a]/v.r2, c.n
		}
	}
	if left := len(m.Drivers) - len(c.question[1:]); left > 0 {
		for j := range m.Drivers {
			if !m.Drivers[j].Weight.Known() {
				m.Refused = fmt.Sprintf("%s does not vary", m.Drivers[j].Name)
				break
			}
		}
		if left > 1 {
			m.Refused += fmt.Sprintf(", nor do %d others", left-1)
		}
	}
	return c, true
}

// explained is how the outcome's variance divides.
type explained struct {
	weights []float64
	r2      float64
}

// compute divides R². Rounding errors below 0 are 0, and those above 1, which weigh where drivers nearly determine each
// other, are taken off all weights.
func (d Analysis) compute(c *correlations) explained {
	v := explained{weights: d.Method.weights(c)}
	for j, w := range v.weights {
		v.weights[j] = max(w, 0)
		v.r2 += v.weights[j]
	}
	if v.r2 > 1 {
		for j := range v.weights {
			v.weights[j] /= v.r2
		}
		v.r2 = 1
	}
	return v
}

// checkLevel panics unless level is a confidence level strictly between 0 and 1.
func checkLevel(level float64) {
	if !(0 < level && level < 1) {
		panic(fmt.Sprintf("drivers: confidence level %v is not between 0 and 1", level))
	}
}
