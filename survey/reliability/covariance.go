package reliability

import "math"

// covariance is a sample covariance matrix of k items.
type covariance struct {
	k  int
	at []float64 // by rows
}

func newCovariance(k int) covariance { return covariance{k, make([]float64, k*k)} }

func (c covariance) row(j int) []float64 { return c.at[j*c.k : (j+1)*c.k] }

// sum returns the sum of all elements, the variance of the total, and 0 where it is a rounding error.
func (c covariance) sum() float64 {
	sum, size := 0.0, 0.0
	for _, x := range c.at {
		sum += x
		size += math.Abs(x)
	}
	if sum <= 1e-13*size {
		return 0
	}
	return sum
}

// trace returns the sum of the variances.
func (c covariance) trace() float64 {
	sum := 0.0
	for j := range c.k {
		sum += c.at[j*c.k+j]
	}
	return sum
}

// correlation returns the correlations; those of an item without variance are NaN.
func (c covariance) correlation() covariance {
	r := newCovariance(c.k)
	for j := range c.k {
		for l := range j {
			x := c.at[j*c.k+l] / math.Sqrt(c.at[j*c.k+j]*c.at[l*c.k+l])
			r.at[j*c.k+l], r.at[l*c.k+j] = x, x
		}
		r.at[j*c.k+j] = c.at[j*c.k+j] / c.at[j*c.k+j]
	}
	return r
}

// without returns the matrix without an item.
func (c covariance) without(item int) covariance {
	r := covariance{k: c.k - 1, at: make([]float64, 0, (c.k-1)*(c.k-1))}
	for j := range c.k {
		if j != item {
			row := c.row(j)
			r.at = append(append(r.at, row[:item]...), row[item+1:]...)
		}
	}
	return r
}

// alpha returns k/(k-1)·(1 - trace/sum) (Cronbach 1951, doi 10.1007/BF02310555): NaN for fewer than two items
// or a total without variance. This and the coefficients below are above 1 only by rounding, which is cut where
// they are read and not here: a bend at 1 would halve the derivatives of items that agree.
func alpha(c covariance) float64 {
	sum := c.sum()
	if c.k < 2 || !(sum > 0) {
		return math.NaN()
	}
	k := float64(c.k)
	return k / (k - 1) * (1 - c.trace()/sum)
}

// standardisedAlpha returns the alpha of the standardised items, k·r/(1+(k-1)·r) of the mean correlation r.
func standardisedAlpha(c covariance) float64 { return alpha(c.correlation()) }

// alphaWithout returns the alpha of the other items.
func alphaWithout(item int) func(covariance) float64 {
	return func(c covariance) float64 { return alpha(c.without(item)) }
}

// itemTotal returns the correlation of an item with the sum of the others.
func itemTotal(item int) func(covariance) float64 {
	return func(c covariance) float64 {
		rest, own := 0.0, c.at[item*c.k+item]
		for _, x := range c.row(item) {
			rest += x
		}
		rest -= own
		others := c.without(item).sum()
		if !(own > 0 && others > 0) {
			return math.NaN()
		}
		return rest / math.Sqrt(own*others)
	}
}

// split returns 4·cov(A, B)/var(A+B) of the sums A and B of two halves of the items: Guttman's fourth lower
// bound (1945, doi 10.1007/BF02288892), which is the split-half reliability of Flanagan and Rulon.
func split(first []bool) func(covariance) float64 {
	return func(c covariance) float64 {
		sum := c.sum()
		if c.k < 2 || !(sum > 0) {
			return math.NaN()
		}
		between := 0.0
		for j := range c.k {
			for l, x := range c.row(j) {
				if first[j] && !first[l] {
					between += x
				}
			}
		}
		return 4 * between / sum
	}
}
