package weight

import (
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// Clusters is answers, weighted or not, that come in clusters: the answers of one customer, the customers of
// one account, the passengers of one flight. The zero Clusters is empty and ready; it takes the scale of the
// first cluster. A copy is a snapshot.
//
// It keeps products of the weights of each two ratings within a cluster, from which the standard error of any
// metric can be had later. So a cluster must come whole, in one Add: if the data are spread over shards, each
// cluster belongs to one.
//
// What Add could not have made, such as a negative count, reads as no data.
type Clusters struct {
	Scale    survey.Scale
	N        int             // answers
	Clusters int             // clusters with answers
	Cells    [11]float64     // Cells[9] is the sum of the weights of the answers that were a 9
	Cross    [11][11]float64 // Cross[9][6] is the sum, over the clusters, of the weight of a cluster's 9s times that of its 6s
}

// Add adds a whole cluster; answers that all count alike come by [Of] with weight 1. A cluster without
// answers says nothing and is left out. An error adds nothing: the cluster is on another scale, or it is not
// a tally that could have been counted.
func (c *Clusters) Add(cluster Tally) error {
	if err := cluster.flaw(); err != nil {
		return fmt.Errorf("weight: %w", err)
	}
	if cluster == (Tally{}) {
		return nil
	}
	if cluster.Scale != c.Scale && *c != (Clusters{}) {
		return fmt.Errorf("weight: a cluster on the scale %v does not go into clusters on %v", cluster.Scale, c.Scale)
	}
	n := cluster.total().N
	if c.N > math.MaxInt-n {
		return fmt.Errorf("weight: %w", errTooMany)
	}
	c.Scale = cluster.Scale
	if n == 0 {
		return nil
	}
	c.N += n
	c.Clusters++
	for i, a := range cluster.Cells {
		c.Cells[i] += a.Sum
		for j, b := range cluster.Cells {
			c.Cross[i][j] += a.Sum * b.Sum
		}
	}
	return nil
}

// Plus returns the clusters of both, which must be different clusters. The zero Clusters adds nothing;
// different scales panic.
func (c Clusters) Plus(o Clusters) Clusters {
	switch {
	case o == Clusters{}:
		return c
	case c == Clusters{}:
		return o
	case c.Scale != o.Scale:
		panic(fmt.Sprintf("weight: clusters on the scale %v plus some on %v", c.Scale, o.Scale))
	}
	c.N += o.N
	c.Clusters += o.Clusters
	for i := range c.Cells {
		c.Cells[i] += o.Cells[i]
		for j := range c.Cross[i] {
			c.Cross[i][j] += o.Cross[i][j]
		}
	}
	return c
}

// Effective returns how many clusters of equal weight would say as much as these, if the answers within a
// cluster were all alike: (ΣW)²/ΣW², W the weight of a cluster. It is at most the number of clusters, and 0
// without any.
func (c Clusters) Effective() float64 {
	if c.empty() {
		return 0
	}
	var sum, squares float64
	for i, w := range c.Cells {
		sum += w
		for _, product := range c.Cross[i] {
			squares += product
		}
	}
	return sum * sum / squares
}

// Score returns the weighted mean of the values of the ratings, in the unit u of the values, with the limits
// described above. Its N is the number of answers. Without answers it is no data, with the widest limits that
// the scale or the unit allows. It panics if value does not belong to the scale: see [Tally.Score].
//
// The effective number of answers is the variance of the weighted answers over the squared standard error,
// times (z/t)² with one degree of freedom less than there are clusters, and at most the number of answers
// (Korn and Graubard 1998). Where the answers do not tell how much alike those of a cluster are, because
// there is one cluster only or all answers are the same, each cluster counts as one answer:
// [Clusters.Effective].
func (c Clusters) Score(value func(rating int) (float64, error), u kpi.Unit, level float64) kpi.Estimate {
	none := weighted.Unknown(c.Scale, value, u, level) // it refuses a level that is none before a quantile does
	if c.empty() {
		return none
	}
	m := weighted.Of(c.Scale, value, c.Cells)
	effective := c.Effective()
	if c.Clusters > 1 && m.Variance > 0 {
		tail := (1 - level) / 2
		ratio := quantile.Normal(tail) / quantile.T(tail, float64(c.Clusters-1))
		effective = min(float64(c.N), float64(c.N)/c.designEffect(m)*ratio*ratio)
	}
	return m.Estimate(effective, c.N, u, level)
}

// StandardError returns the standard error of the value of Score, in its unit: svymean's for a design with
// clusters and weights. It is NaN for fewer than two clusters. It panics if value returns an error for a
// rating on the scale.
func (c Clusters) StandardError(value func(rating int) (float64, error)) float64 {
	if c.empty() || c.Clusters < 2 {
		return math.NaN()
	}
	return math.Sqrt(c.variance(weighted.Of(c.Scale, value, c.Cells)))
}

// DesignEffect returns how many times the variance of Score is that of as many independent answers of equal
// weight and the same distribution, for planning. It is NaN where there are fewer than two clusters or all
// answers are alike.
func (c Clusters) DesignEffect(value func(rating int) (float64, error)) float64 {
	if c.empty() || c.Clusters < 2 {
		return math.NaN()
	}
	return c.designEffect(weighted.Of(c.Scale, value, c.Cells))
}

func (c Clusters) designEffect(m weighted.Moments) float64 {
	return c.variance(m) * float64(c.N-1) / m.Variance
}

// variance returns the variance of the weighted mean by linearisation: K/(K-1)·Σz², z the sum of w·(y-m)/Σw
// in a cluster.
func (c Clusters) variance(m weighted.Moments) float64 {
	sum := 0.0
	for i, row := range c.Cross {
		for j, product := range row {
			sum += product / (m.Total * m.Total) * m.Deviations[i] * m.Deviations[j]
		}
	}
	k := float64(c.Clusters)
	return k / (k - 1) * max(sum, 0) // clusters of the same mean may leave a rounding error below zero
}

// empty reports whether c holds no answers or reads as no data.
func (c Clusters) empty() bool { return c.N == 0 || c.flaw() != nil }

var errTooMany = errors.New("more answers than an int can hold")

// flaw returns an error if c is not what Add could have made.
func (c Clusters) flaw() error {
	if c == (Clusters{}) {
		return nil
	}
	if !c.Scale.Valid() {
		return c.Scale.Check(c.Scale.Min)
	}
	if c.Clusters < 0 || c.N < c.Clusters {
		return fmt.Errorf("%d answers in %d clusters", c.N, c.Clusters)
	}
	var sum, squares float64
	for i, w := range c.Cells {
		if w == 0 && c.Cross[i] == ([11]float64{}) {
			continue
		}
		if err := c.Scale.Check(i); err != nil {
			return err
		}
		if !weighted.Positive(w) {
			return fmt.Errorf("%v of rating %d is not a sum of weights", w, i)
		}
		for j, product := range c.Cross[i] {
			if !(0 <= product && product <= math.MaxFloat64) || product != c.Cross[j][i] {
				return fmt.Errorf("%v of ratings %d and %d is not a sum of products of weights", product, i, j)
			}
			// (Σab)² ≤ Σa²·Σb² by Cauchy and Schwarz, and of one rating Σa² ≤ (Σa)² ≤ K·Σa².
			if !(product <= math.Sqrt(c.Cross[i][i])*math.Sqrt(c.Cross[j][j])*(1+1e-6)) ||
				i == j && !between(w*w/product, 1, float64(c.Clusters)) {
				return fmt.Errorf("products of %v of ratings %d and %d do not go with the others", product, i, j)
			}
			squares += product
		}
		sum += w
	}
	// As for single weights: ΣW² ≤ (ΣW)² ≤ K·ΣW², W the weight of a cluster.
	if c.Clusters > 0 && !between(sum*sum/squares, 1, float64(c.Clusters)) || c.Clusters == 0 && (sum > 0 || c.N > 0) {
		return fmt.Errorf("weights of %v and products of %v do not come from %d clusters", sum, squares, c.Clusters)
	}
	return nil
}

// between reports whether x is from lo to hi, with room for the rounding of long sums.
func between(x, lo, hi float64) bool { return lo*(1-1e-6) <= x && x <= hi*(1+1e-6) }
