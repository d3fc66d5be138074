package reliability

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Answers is what each respondent answered to the items of a questionnaire, for what sums cannot tell: limits
// for every coefficient, and [Bootstrap]. It takes a byte a rating. The zero Answers is empty and ready; it
// takes the scale and the number of items of the first row.
//
// Only respondents who answered all items are kept; the others are counted. A copy shares the ratings with the
// original; Plus makes new ones. Ratings off the scale, or that are no whole rows, read as no data.
type Answers struct {
	Scale      survey.Scale
	Items      int
	Ratings    []uint8 // by respondent, Items each
	Incomplete int     // respondents left out, because an answer is missing
}

// Collect returns the answers of a table by columns: columns[j][i] is the rating of respondent i for item j.
// Blank codes and errors are those of [Count].
func Collect[R survey.Integer](s survey.Scale, columns [][]R, blank ...R) (Answers, error) {
	b, err := newBlock(s, columns)
	if err != nil {
		return Answers{}, fmt.Errorf("reliability: %w", err)
	}
	n := len(columns[0])
	a := Answers{Scale: s, Items: b.k, Ratings: make([]uint8, 0, n*b.k)}
	for from := 0; from < n; from += blockRows {
		rows, err := fill(b, s, columns, from, blank)
		if err != nil {
			return Answers{}, fmt.Errorf("reliability: %w", err)
		}
		for i := range rows {
			for j := range b.k {
				a.Ratings = append(a.Ratings, b.cells[j*blockRows+i])
			}
		}
	}
	a.Incomplete = n - a.N()
	return a, nil
}

// Add adds the ratings of one respondent, one an item, always in the same order. Blank codes and errors are
// those of [Items.Add].
func (a *Answers) Add(s survey.Scale, ratings []int, blank ...int) error {
	complete, err := checkRow(s, ratings, blank)
	switch {
	case err != nil || a.empty():
	case a.Scale != s:
		err = fmt.Errorf("ratings on the scale %v do not go with ratings on %v", s, a.Scale)
	case a.Items != len(ratings):
		err = fmt.Errorf("a row of %d items does not go with rows of %d", len(ratings), a.Items)
	}
	if err != nil {
		return fmt.Errorf("reliability: %w", err)
	}
	a.Scale, a.Items = s, len(ratings)
	if !complete {
		a.Incomplete++
		return nil
	}
	for _, x := range ratings {
		a.Ratings = append(a.Ratings, uint8(x))
	}
	return nil
}

// empty reports whether a is the zero Answers, or as good as that.
func (a Answers) empty() bool {
	return a.Scale == survey.Scale{} && a.Items == 0 && len(a.Ratings) == 0
}

// N returns the number of respondents who answered all items, 0 if the ratings are not whole rows of a scale.
func (a Answers) N() int {
	if a.Items < 1 || a.Items > most || len(a.Ratings)%a.Items != 0 || a.Scale.Check(a.Scale.Min) != nil {
		return 0
	}
	return len(a.Ratings) / a.Items
}

// Plus returns the respondents of both, in a slice of its own. An empty Answers adds nothing; different scales
// or numbers of items panic.
func (a Answers) Plus(o Answers) Answers {
	if a.empty() {
		a, o = o, a
	}
	if !o.empty() && (a.Scale != o.Scale || a.Items != o.Items) {
		panic(fmt.Sprintf("reliability: %d items on the scale %v plus %d items on %v", a.Items, a.Scale, o.Items, o.Scale))
	}
	a.Ratings = slices.Concat(a.Ratings, o.Ratings)
	a.Incomplete += o.Incomplete
	return a
}

// row returns the ratings of respondent i.
func (a Answers) row(i int) []uint8 { return a.Ratings[i*a.Items : (i+1)*a.Items] }

// Sums returns the answers in sums, which merge without keeping rows.
func (a Answers) Sums() Items {
	var t Items
	if a.flaw() != nil || a.empty() {
		return t
	}
	t.shape(a.Scale, a.Items)
	row := make([]int, a.Items)
	for i := range a.N() {
		for j, x := range a.row(i) {
			row[j] = int(x)
		}
		if t.Add(a.Scale, row) != nil {
			return Items{} // more than sums can hold
		}
	}
	t.Incomplete = a.Incomplete
	return t
}

// flaw returns an error if a is not what Add could have made.
func (a Answers) flaw() error {
	switch {
	case a.empty():
		return nil
	case a.Scale.Check(a.Scale.Min) != nil:
		return a.Scale.Check(a.Scale.Min)
	case a.Items < 1 || a.Items > most:
		return errShape
	case len(a.Ratings)%a.Items != 0:
		return fmt.Errorf("%d ratings are not rows of %d", len(a.Ratings), a.Items)
	case a.Incomplete < 0:
		return fmt.Errorf("%d incomplete: a count is negative", a.Incomplete)
	}
	for i, x := range a.Ratings {
		if int(x) < a.Scale.Min || int(x) > a.Scale.Max {
			return &survey.RangeError{Rating: int(x), Scale: a.Scale, Index: i}
		}
	}
	return nil
}

// Alpha returns Cronbach's alpha of the sum of the items with distribution-free limits: see [Items.Alpha].
func (a Answers) Alpha(level float64) kpi.Estimate {
	return a.estimate(ofAlpha, level)
}

// StandardisedAlpha returns the alpha of the standardised items, as if all had the same variance: for items
// that are used very differently. It is no data where an item does not vary. Its limits are of the same kind
// as those of Alpha.
func (a Answers) StandardisedAlpha(level float64) kpi.Estimate {
	return a.estimate(ofStandardisedAlpha, level)
}

// Omega returns omega total of the sum of the items, as a Number from 0 to 1: the share of its variance that
// is due to one common factor, fitted to the covariances by maximum likelihood (McDonald 1999, Test Theory).
// Other than alpha it does not suppose that all items are equally good. It takes three items that vary, and is
// no data otherwise. A uniqueness is kept at or above .005 of the item's variance. Its limits are of the same
// kind as those of Alpha.
//
// It is omega of the items as they are added up, by their covariances: lavaan's. The function omega of R's package
// psych takes the correlations, as if the items had been standardised, and is another figure: one factor by maximum
// likelihood of R's data attitude has .8563 by covariances and .8405 by correlations.
func (a Answers) Omega(level float64) kpi.Estimate {
	return a.estimate(ofOmega, level)
}

// SplitHalf returns the reliability of the sum of the items from how its two halves go together, by the
// formula 4·cov(A, B)/var(A+B), which unlike that of Spearman and Brown does not suppose halves of equal
// variance (Guttman 1945, doi 10.1007/BF02288892). The first half is the items with the given indices; without
// any, those with even ones: the first, third, fifth and so on. Its limits are of the same kind as those of
// Alpha. It panics if an index is not that of an item or comes twice, or if they are all items.
func (a Answers) SplitHalf(first []int, level float64) kpi.Estimate {
	return a.estimate(a.split(first), level)
}

// ItemTotal returns the correlation of an item with the sum of the other items, as a Number from -1 to 1. It
// is no data if either does not vary. Its limits suppose no distribution either, and are even on Fisher's
// scale. It panics if item is not the index of one.
func (a Answers) ItemTotal(item int, level float64) kpi.Estimate {
	return a.estimate(a.one(item, correlations, itemTotal), level)
}

// AlphaWithout returns the alpha of the other items. It panics if item is not the index of one.
func (a Answers) AlphaWithout(item int, level float64) kpi.Estimate {
	return a.estimate(a.one(item, boundless, alphaWithout), level)
}

// A coefficient is a function of the covariance matrix, which does not change with its scale, and where it can
// lie.
type coefficient struct {
	bounds
	of    func(covariance) float64
	slope func(covariance) covariance // its derivatives by the covariances; nil: by differences
}

var (
	ofAlpha             = coefficient{boundless, alpha, nil}
	ofStandardisedAlpha = coefficient{boundless, standardisedAlpha, nil}
	ofOmega             = coefficient{positive, omega, omegaSlope}
)

// one returns a coefficient about one item.
func (a Answers) one(item int, b bounds, of func(int) func(covariance) float64) coefficient {
	if item < 0 || item >= a.Items && !a.empty() {
		panic(fmt.Sprintf("reliability: %d is not the index of one of %d items", item, a.Items))
	}
	return coefficient{b, of(item), nil}
}

// split returns the coefficient of two halves.
func (a Answers) split(first []int) coefficient {
	in := make([]bool, a.Items)
	if len(first) == 0 {
		for j := 0; j < a.Items; j += 2 {
			in[j] = true
		}
	}
	for _, j := range first {
		if a.empty() {
			break
		}
		if j < 0 || j >= a.Items || in[j] || len(first) == a.Items {
			panic(fmt.Sprintf("reliability: %v is not half of %d items", first, a.Items))
		}
		in[j] = true
	}
	return coefficient{boundless, split(in), nil}
}

// estimate returns a coefficient with the limits of its influence values.
func (a Answers) estimate(f coefficient, level float64) kpi.Estimate {
	checkLevel(level)
	s, ok := a.sample()
	if !ok {
		return f.unknown(level)
	}
	value := f.of(s.covariance)
	se := 0.0
	if !math.IsNaN(value) {
		se = s.standardError(f)
	}
	return f.estimate(value, se, s.n, level)
}

// A sample is answers, each as often as times says, with their means and covariances.
type sample struct {
	covariance
	n     int
	means []float64
	times []int
	a     Answers
}

// sample returns the answers, each once, and false with fewer than two respondents.
func (a Answers) sample() (s *sample, ok bool) {
	if a.N() < 2 || a.flaw() != nil {
		return nil, false
	}
	s = a.resample()
	for i := range s.times {
		s.times[i] = 1
	}
	s.weigh()
	return s, true
}

// resample returns a sample without answers.
func (a Answers) resample() *sample {
	return &sample{newCovariance(a.Items), a.N(), make([]float64, a.Items), make([]int, a.N()), a}
}

// weigh computes the means and covariances.
func (s *sample) weigh() {
	k := s.k
	sums, products := make([]int, k), make([]int, k*k)
	for i, times := range s.times {
		if times == 0 {
			continue
		}
		row := s.a.row(i)
		for j, x := range row {
			w := times * int(x)
			sums[j] += w
			p := products[j*k : j*k+k]
			for l, y := range row[:j+1] {
				p[l] += w * int(y)
			}
		}
	}
	n := float64(s.n)
	for j := range k {
		s.means[j] = float64(sums[j]) / n
		for l := range j + 1 {
			// Whole numbers, so that an item without variance has none to the last digit.
			x := float64(s.n*products[j*k+l]-sums[j]*sums[l]) / n / (n - 1)
			s.at[j*k+l], s.at[l*k+j] = x, x
		}
	}
}

// standardError returns the standard error of a coefficient from its influence values. That of a respondent is
// d'Gd - tr(GC), with d the deviations from the means and G the derivatives of the coefficient by the
// covariances C (Hampel 1974, doi 10.1080/01621459.1974.10482962), of divisor n here. It is 0 where the
// coefficient has no derivatives.
func (s *sample) standardError(f coefficient) float64 {
	var g covariance
	if f.slope != nil {
		g = f.slope(s.covariance)
	} else {
		g = derivatives(f.of, s.covariance)
	}
	n, k := float64(s.n), s.k
	mean := 0.0
	for i := range g.at {
		mean += g.at[i] * s.at[i] // tr(GC) is the same for both divisors: G grows as C shrinks
		g.at[i] *= n / (n - 1)
	}
	squares, d := 0.0, make([]float64, k)
	for i, times := range s.times {
		if times == 0 {
			continue
		}
		for j, x := range s.a.row(i) {
			d[j] = float64(x) - s.means[j]
		}
		v := -mean
		for j, x := range d {
			row, sum := g.row(j), 0.0
			for l, y := range d[:j] {
				sum += row[l] * y
			}
			v += x * (2*sum + row[j]*x)
		}
		squares += float64(times) * v * v
	}
	return meanError(squares, s.n)
}

// derivatives returns the derivatives of a coefficient by the covariances, by central differences; an element
// off the diagonal changes with its mirror image and has half of the sum.
func derivatives(of func(covariance) float64, c covariance) covariance {
	g := newCovariance(c.k)
	at := covariance{c.k, slices.Clone(c.at)}
	for j := range c.k {
		for l := range j + 1 {
			x := c.at[j*c.k+l]
			h := 1e-5 * math.Sqrt(c.at[j*c.k+j]*c.at[l*c.k+l])
			if h == 0 { // an item without variance deviates nowhere: its derivatives meet nothing but zeros
				continue
			}
			at.at[j*c.k+l], at.at[l*c.k+j] = x+h, x+h
			up := of(at)
			at.at[j*c.k+l], at.at[l*c.k+j] = x-h, x-h
			down := of(at)
			at.at[j*c.k+l], at.at[l*c.k+j] = x, x
			slope := (up - down) / (2 * h)
			if j != l {
				slope /= 2
			}
			g.at[j*c.k+l], g.at[l*c.k+j] = slope, slope
		}
	}
	return g
}
