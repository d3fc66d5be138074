package drivers

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Missing says what becomes of respondents who left out a question.
type Missing uint8

const (
	Listwise Missing = iota // only respondents who answered everything
	Pairwise                // each correlation from all who answered both of its questions
)

// String returns listwise or pairwise.
func (m Missing) String() string {
	switch m {
	case Listwise:
		return "listwise"
	case Pairwise:
		return "pairwise"
	}
	return fmt.Sprintf("Missing(%d)", uint8(m))
}

// MarshalText returns what String does, or an error if m is no rule.
func (m Missing) MarshalText() ([]byte, error) {
	if m > Pairwise {
		return nil, fmt.Errorf("drivers: %v is no rule for missing answers", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Missing) UnmarshalText(text []byte) error {
	for rule := Listwise; rule <= Pairwise; rule++ {
		if rule.String() == string(text) {
			*m = rule
			return nil
		}
	}
	return fmt.Errorf("drivers: missing %q is not listwise or pairwise", text)
}

// side is one question of a pair, over the respondents who answered both.
type side struct{ mean, sd float64 }

// correlations is those of the questions that vary, of which the outcome comes first.
type correlations struct {
	k        int
	question []int       // which of the questions each is
	n        int         // respondents of the pair that has fewest
	at       []float64   // by rows
	sides    [][]side    // sides[j][l] is question j, among those who answered j and l
	pairs    [][]float64 // respondents who answered j and l
}

// A refusal says why there is no answer.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

// correlations returns the correlations of s, without drivers that do not vary, or why there are none.
func (s *Sums) correlations(m Missing) (c correlations, err error) {
	if m > Pairwise {
		panic(fmt.Sprintf("drivers: Missing(%d) is not a rule", uint8(m)))
	}
	if s.Questions.empty() {
		return c, refuse("no answers")
	}
	name := func(j int) string { return s.Questions.at(j).Name }
	if p := len(s.Totals) - 1; m == Listwise && s.Complete < p+2 {
		return c, refuse("%d respondents answered everything: too few for %d drivers", s.Complete, p)
	}
	if !s.varies(0, m) {
		return c, refuse("no two answers to %s differ", name(0))
	}
	c.question = []int{0}
	for j := range s.Totals[1:] {
		if s.varies(j+1, m) {
			c.question = append(c.question, j+1)
		}
	}
	k := len(c.question)
	if k == 1 {
		return c, refuse("no driver varies")
	}
	c.k, c.n, c.at = k, math.MaxInt, make([]float64, k*k)
	c.sides, c.pairs = make([][]side, k), make([][]float64, k)
	for a, j := range c.question {
		c.at[a*k+a], c.sides[a], c.pairs[a] = 1, make([]side, k), make([]float64, k)
		for b, l := range c.question[:a] {
			x := s.pair(j, l, m)
			if x.N < k+1 {
				return c, refuse("%d respondents answered both %s and %s: too few for %d drivers", x.N, name(l), name(j), k-1)
			}
			at, to := spread(x.N, x.X, x.XX), spread(x.N, x.Y, x.YY)
			if at.sd == 0 || to.sd == 0 {
				return c, refuse("of %d who answered both %s and %s, no two differ in one of them", x.N, name(l), name(j))
			}
			r := min(max(product(x)/(at.sd*to.sd), -1), 1)
			c.at[a*k+b], c.at[b*k+a] = r, r
			c.sides[a][b], c.sides[b][a] = at, to
			c.pairs[a][b], c.pairs[b][a] = float64(x.N), float64(x.N)
			c.n = min(c.n, x.N)
		}
	}
	if m == Pairwise && c.least(0) < -singular {
		return c, refuse("the correlations contradict each other: too many left out different questions")
	}
	return c, nil
}

// varies reports whether question j has more than one answer: of the complete, or among those who answered the outcome
// too.
func (s *Sums) varies(j int, m Missing) bool {
	if j == 0 && m == Pairwise {
		answers := 0
		for _, n := range s.Ratings[0].All() {
			if n > 0 {
				answers++
			}
		}
		return answers > 1
	}
	x := s.pair(j, 0, m)
	return x.N > 0 && spread(x.N, x.X, x.XX).sd > 0
}

// pair returns the sums over those who answered j and l: all of them, or those who answered everything.
func (s *Sums) pair(j, l int, m Missing) Pair {
	whole := Pair{s.Complete, s.Totals[j], s.Totals[l], s.Products[j][j], s.Products[j][l], s.Products[l][l]}
	if m == Pairwise {
		whole = whole.plus(s.Pairs[j][l])
	}
	return whole
}

// spread returns the mean and standard deviation (divisor n) of n whole numbers with the given sums. Deviations are
// taken from a whole number near the mean, which loses nothing, so that numbers all alike have none.
func spread(n, x, xx int) side {
	c := int(math.Round(float64(x) / float64(n)))
	a := float64(x-n*c) / float64(n)
	v := float64(xx-2*c*x+n*c*c)/float64(n) - a*a
	return side{float64(c) + a, math.Sqrt(max(v, 0))}
}

// product returns the covariance (divisor n) of a pair.
func product(p Pair) float64 {
	n := float64(p.N)
	c, d := int(math.Round(float64(p.X)/n)), int(math.Round(float64(p.Y)/n))
	a, b := float64(p.X-p.N*c)/n, float64(p.Y-p.N*d)/n
	return float64(p.XY-c*p.Y-d*p.X+p.N*c*d)/n - a*b
}

// singular is how small a share of a driver's variance may be left by the others before it counts as none.
const singular = 1e-10

// least returns the smallest eigenvalue of the correlations of the questions from the given one on.
func (c *correlations) least(from int) float64 {
	values, _ := c.eigen(from)
	if values == nil {
		return math.NaN()
	}
	return values[0]
}

// eigen returns the eigenvalues, ascending, and the eigenvectors of the correlations from the given question on.
func (c *correlations) eigen(from int) (values []float64, vectors *mat.Dense) {
	p := c.k - from
	sym := mat.NewSymDense(p, nil)
	for a := range p {
		for b := range a + 1 {
			sym.SetSym(a, b, c.at[(a+from)*c.k+b+from])
		}
	}
	var e mat.EigenSym
	if !e.Factorize(sym, true) {
		return nil, nil
	}
	vectors = new(mat.Dense)
	e.VectorsTo(vectors)
	return e.Values(nil), vectors
}
