package reliability

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/byrating"
)

// Subjects is how often each subject got each rating, from any number of raters, who need not be the same for
// all and may have left some out. Categories without order are numbers of a scale too. The zero Subjects is
// empty and ready; it takes the scale of the first one.
//
// A copy shares the counts with the original; Plus makes new ones. One with a negative count, or a count off
// the scale, reads as no data.
type Subjects struct {
	Scale  survey.Scale
	Counts [][11]int // Counts[i][4] is how many raters gave subject i a 4
}

// Add adds a subject with its ratings, in any order; those that are equal to a blank code are left out. A
// subject with fewer than two ratings is kept, but says nothing of agreement. A rating that is neither on the
// scale nor blank is an error that wraps a [*survey.RangeError], as is another scale than that of the subjects
// before, and adds nothing.
func (t *Subjects) Add(s survey.Scale, ratings []int, blank ...int) error {
	if err := t.fits(s); err != nil {
		return fmt.Errorf("reliability: %w", err)
	}
	var counts [11]int
	for i, x := range ratings {
		switch {
		case slices.Contains(blank, x):
		case x < s.Min || x > s.Max:
			return fmt.Errorf("reliability: %w", &survey.RangeError{Rating: x, Scale: s, Index: i})
		default:
			counts[x]++
		}
	}
	t.Scale = s
	t.Counts = append(t.Counts, counts)
	return nil
}

// AddCounts adds a subject by how many raters gave it each rating; the scale of h is that of the ratings.
func (t *Subjects) AddCounts(h survey.Tally) error {
	if err := t.fits(h.Scale); err != nil {
		return fmt.Errorf("reliability: %w", err)
	}
	if err := (Subjects{Scale: h.Scale, Counts: [][11]int{h.Ratings}}).flaw(); err != nil {
		return fmt.Errorf("reliability: %w", err)
	}
	t.Scale = h.Scale
	t.Counts = append(t.Counts, h.Ratings)
	return nil
}

func (t *Subjects) fits(s survey.Scale) error {
	if err := s.Check(s.Min); err != nil {
		return err
	}
	if t.Scale != s && (t.Scale != survey.Scale{} || len(t.Counts) > 0) {
		return fmt.Errorf("ratings on the scale %v do not go with ratings on %v", s, t.Scale)
	}
	return nil
}

// Plus returns the subjects of both, which must be different subjects, in a slice of its own. An empty Subjects
// adds nothing; different scales panic.
func (t Subjects) Plus(o Subjects) Subjects {
	if len(t.Counts) == 0 && t.Scale == (survey.Scale{}) {
		t.Scale = o.Scale
	}
	if t.Scale != o.Scale && (len(o.Counts) > 0 || o.Scale != survey.Scale{}) {
		panic(fmt.Sprintf("reliability: subjects on the scale %v plus some on %v", t.Scale, o.Scale))
	}
	t.Counts = slices.Concat(t.Counts, o.Counts)
	return t
}

// flaw returns an error if t is not what Add could have made.
func (t Subjects) flaw() error {
	if t.Scale == (survey.Scale{}) && len(t.Counts) == 0 {
		return nil
	}
	if err := t.Scale.Check(t.Scale.Min); err != nil {
		return err
	}
	for i, counts := range t.Counts {
		for rating, n := range counts {
			switch {
			case n < 0:
				return fmt.Errorf("the count %d of rating %d of subject %d is negative", n, rating, i)
			case n > 1<<30:
				return errTooMany
			case n > 0 && (rating < t.Scale.Min || rating > t.Scale.Max):
				return &survey.RangeError{Rating: rating, Scale: t.Scale, Index: i}
			}
		}
	}
	return nil
}

// rated returns the subjects with two ratings or more, and how many each has.
func (t Subjects) rated() (counts [][11]int, ratings []float64) {
	if t.flaw() != nil {
		return nil, nil
	}
	for _, c := range t.Counts {
		if m := sumOf(c[:]); m >= 2 {
			counts = append(counts, c)
			ratings = append(ratings, float64(m))
		}
	}
	return counts, ratings
}

// N returns the number of subjects with two ratings or more, 0 if t reads as no data.
func (t Subjects) N() int {
	counts, _ := t.rated()
	return len(counts)
}

// Kappa returns the agreement of raters on categories beyond chance, as a Number from -1 to 1: how often two
// ratings of one subject are the same, against ratings drawn from those of all subjects (Fleiss 1971, doi
// 10.1037/h0031619). Every subject has the same weight, however many rated it. N is the number of subjects with
// two ratings or more. Without one, or where all ratings are the same, it is no data.
//
// The standard error takes the subjects for a sample (Gwet 2021, doi 10.1177/0013164420973080), other than that
// of Fleiss, which holds only where there is no agreement at all. The limits are of the same kind as those of
// [Pairs.Kappa].
func (t Subjects) Kappa(level float64) kpi.Estimate {
	checkLevel(level)
	counts, ratings := t.rated()
	n := float64(len(counts))
	shares, agreements, agreement := [11]float64{}, make([]float64, len(counts)), 0.0
	for i, c := range counts {
		same := 0.0
		for rating, x := range c {
			same += float64(x) * float64(x-1)
			shares[rating] += float64(x) / ratings[i] / n
		}
		agreements[i] = same / (ratings[i] * (ratings[i] - 1))
		agreement += agreements[i]
	}
	agreement /= n
	byChance := 0.0
	for _, p := range shares {
		byChance += p * p
	}
	differ := 1 - byChance
	if len(counts) == 0 || !(differ > 1e-15) {
		return chance.unknown(level)
	}
	squares := 0.0
	for i, c := range counts {
		v := (agreements[i] - agreement) / differ
		for rating, x := range c {
			p := shares[rating]
			v -= 2 * (1 - agreement) / (differ * differ) * p * (float64(x)/ratings[i] - p)
		}
		squares += v * v
	}
	e := chance.estimate(1-(1-agreement)/differ, meanError(squares, len(counts)), len(counts), level)
	return allAgree(e, agreement == 1, differ)
}

// allAgree returns e with the lower limit that all of its subjects agree, if they do.
func allAgree(e kpi.Estimate, all bool, differ float64) kpi.Estimate {
	if all && e.Known() {
		e.Lo = max(1-kpi.Proportion(0, e.N, e.Level).Hi/differ, chance.least)
	}
	return e
}

// Alpha returns Krippendorff's alpha (2019, Content Analysis, ISBN 9781506395661; Hayes and Krippendorff 2007,
// doi 10.1080/19312450709336664), as a Number of at most 1 that may be negative: one less the mean distance of
// two ratings of one subject over that of any two ratings. It goes with any number of raters and with missing
// ratings. distance says how far two ratings are apart: [Quadratic] for numbers, [Nominal] for categories,
// [Ratio] for amounts, or your own, as in [Pairs.Kappa]; OrdinalAlpha is that for ranks. N is the number of
// subjects with two ratings or more. Without one, or where all ratings are the same, it is no data.
//
// The standard error is the jackknife's over subjects, and the limits are of the same kind as those of
// [Pairs.Kappa].
func (t Subjects) Alpha(distance func(a, b int) float64, level float64) kpi.Estimate {
	var d [11][11]float64
	if t.Scale.Valid() {
		for a := t.Scale.Min; a <= t.Scale.Max; a++ {
			for b := t.Scale.Min; b <= t.Scale.Max; b++ {
				d[a][b] = checkDistance(distance, a, b)
			}
		}
	}
	return t.alpha(func([11]float64) *[11][11]float64 { return &d }, level)
}

// OrdinalAlpha returns Krippendorff's alpha for ratings of which only the order counts: the distance of two is
// the square of how many ratings lie between them, half of their own included.
func (t Subjects) OrdinalAlpha(level float64) kpi.Estimate {
	var d [11][11]float64
	return t.alpha(func(totals [11]float64) *[11][11]float64 {
		for a := range totals {
			between := totals[a] / 2
			for b := a + 1; b < len(totals); b++ {
				x := between + totals[b]/2
				d[a][b], d[b][a] = x*x, x*x
				between += totals[b]
			}
		}
		return &d
	}, level)
}

// Ratio is the distance of two amounts by their ratio: ((a-b)/(a+b))².
func Ratio(a, b int) float64 {
	if a == b {
		return 0
	}
	x := (float64(a) - float64(b)) / (float64(a) + float64(b))
	return x * x
}

// A coincidence table holds the pairs of ratings within subjects, each subject with as much weight as it has
// ratings.
type coincidences struct {
	pairs  [11][11]float64
	totals [11]float64
	n      float64
}

func (c *coincidences) add(counts [11]int, ratings, sign float64) {
	for a, x := range counts {
		if x == 0 {
			continue
		}
		c.totals[a] += sign * float64(x)
		for b, y := range counts {
			if a == b {
				y--
			}
			c.pairs[a][b] += sign * float64(x) * float64(y) / (ratings - 1)
		}
	}
	c.n += sign * ratings
}

func (c *coincidences) alpha(distance func([11]float64) *[11][11]float64) float64 {
	d := distance(c.totals)
	observed, expected := 0.0, 0.0
	for a := range d {
		for b, x := range d[a] {
			observed += x * c.pairs[a][b]
			expected += x * c.totals[a] * c.totals[b]
		}
	}
	if !(expected > 0) {
		return math.NaN()
	}
	return 1 - max(observed, 0)*(c.n-1)/expected
}

func (t Subjects) alpha(distance func([11]float64) *[11][11]float64, level float64) kpi.Estimate {
	checkLevel(level)
	counts, ratings := t.rated()
	var all coincidences
	agree := true
	for i, c := range counts {
		all.add(c, ratings[i], 1)
		agree = agree && slices.Max(c[:]) == int(ratings[i])
	}
	value := all.alpha(distance)
	var sum, squares float64
	for i, c := range counts {
		rest := all
		rest.add(c, ratings[i], -1)
		x := rest.alpha(distance) - value
		if math.IsNaN(x) { // all others are alike
			sum = math.NaN()
			break
		}
		sum += x
		squares += x * x
	}
	n := float64(len(counts))
	se := math.Sqrt(max(squares-sum*sum/n, 0) * (n - 1) / n)
	if !(se > 1e-10) {
		se = 0
	}
	e := chance.estimate(value, se, len(counts), level)
	differ := 1.0
	for _, x := range all.totals {
		differ -= x / all.n * (x - 1) / (all.n - 1)
	}
	return allAgree(e, agree, differ)
}

type subjectsJSON struct {
	Scale    survey.Scale      `json:"scale,omitzero"`
	Subjects []json.RawMessage `json:"subjects"`
}

// MarshalJSON returns the subjects by rating, without zeros:
// {"scale":{"min":1,"max":5},"subjects":[{"4":2,"5":1},{"1":3}]}. It is an error if t reads as no data for a
// flaw.
func (t Subjects) MarshalJSON() ([]byte, error) {
	err := t.flaw()
	out := subjectsJSON{Scale: t.Scale, Subjects: make([]json.RawMessage, len(t.Counts))}
	for i := 0; i < len(t.Counts) && err == nil; i++ {
		out.Subjects[i], err = counts(t.Counts[i]).MarshalJSON()
	}
	if err != nil {
		return nil, fmt.Errorf("reliability: writing subjects: %w", err)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have counted, and then leaves t as
// it was.
func (t *Subjects) UnmarshalJSON(b []byte) error {
	var in subjectsJSON
	err := decode(b, &in)
	read := Subjects{Scale: in.Scale}
	for i := 0; i < len(in.Subjects) && err == nil; i++ {
		var c [11]int
		err = byrating.Read("subjects", in.Subjects[i], func(rating, n int) error {
			if err := in.Scale.Check(rating); err != nil {
				return err
			}
			c[rating] = n
			return nil
		})
		read.Counts = append(read.Counts, c)
	}
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return fmt.Errorf("reliability: reading subjects: %w", err)
	}
	*t = read
	return nil
}
