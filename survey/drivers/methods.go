package drivers

import (
	"fmt"
	"math"
	"math/bits"
)

// Method is a way to divide what drivers explain together among them.
type Method uint8

const (
	// Shapley is how much of the outcome's variance a driver explains in addition to those before it, on average over
	// all orders of the drivers (Lindeman, Merenda and Gold 1980; Kruskal 1987, doi 10.1080/00031305.1987.10475432;
	// Grömping 2006, doi 10.18637/jss.v017.i01, where it is lmg; Lipovetsky and Conklin 2001, doi 10.1002/asmb.446). It
	// is exact, from all subsets, and takes at most 20 drivers.
	Shapley Method = iota
	// RelativeWeights goes by drivers made uncorrelated with as little change as possible (Johnson 2000, doi
	// 10.1207/S15327906MBR3501_1; Genizi 1993, Statistica Sinica 3:407). It takes any number of drivers, and mostly is
	// within a percent or two of Shapley.
	RelativeWeights
)

// String returns Shapley or relative weights.
func (m Method) String() string {
	switch m {
	case Shapley:
		return "Shapley"
	case RelativeWeights:
		return "relative weights"
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// MarshalText returns what String does, or an error if m is no method.
func (m Method) MarshalText() ([]byte, error) {
	if m > RelativeWeights {
		return nil, fmt.Errorf("drivers: %v is no method", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Method) UnmarshalText(text []byte) error {
	for method := Shapley; method <= RelativeWeights; method++ {
		if method.String() == string(text) {
			*m = method
			return nil
		}
	}
	return fmt.Errorf("drivers: method %q is not Shapley or relative weights", text)
}

const mostShapley = 20

// weights returns the share of the outcome's variance that is each driver's; they add up to R².
func (m Method) weights(c *correlations) []float64 {
	if m == RelativeWeights {
		return relativeWeights(c)
	}
	return shapley(c)
}

// relativeWeights returns those of Johnson (2000). With R = QLQ' the correlations of the drivers and Z = QL^½Q' the
// correlations between drivers and their uncorrelated counterparts, these have the coefficients b = Z⁻¹r, and driver j
// gets Σ Z²b². Directions in which drivers that say the same do not vary are left out.
func relativeWeights(c *correlations) []float64 {
	p := c.k - 1
	weights := make([]float64, p)
	values, q := c.eigen(1)
	if values == nil {
		for j := range weights {
			weights[j] = math.NaN()
		}
		return weights
	}
	along := make([]float64, p) // L^-½Q'r
	for a, l := range values {
		if l > singular {
			for j := range p {
				along[a] += q.At(j, a) * c.at[j+1]
			}
			along[a] /= math.Sqrt(l)
		}
	}
	for i := range p {
		b := 0.0
		for a := range p {
			b += q.At(i, a) * along[a]
		}
		for j := range p {
			z := 0.0
			for a, l := range values {
				if l > singular {
					z += q.At(j, a) * q.At(i, a) * math.Sqrt(l)
				}
			}
			weights[j] += z * z * b * b
		}
	}
	return weights
}

// shapley returns the mean increase of R² by each driver over all orders of the drivers.
func shapley(c *correlations) []float64 {
	p := c.k - 1
	explained := make([]float64, 1<<p)
	subsets(c, explained)
	share := make([]float64, p) // of the orders in which a given set of n comes first and a given driver next
	share[0] = 1 / float64(p)
	for n := 1; n < p; n++ {
		share[n] = share[n-1] * float64(n) / float64(p-n)
	}
	weights := make([]float64, p)
	for s, r2 := range explained {
		size := bits.OnesCount(uint(s))
		if size < p {
			w := share[size] * r2
			for out := ^s & (1<<p - 1); out != 0; out &= out - 1 {
				weights[bits.TrailingZeros(uint(out))] -= w
			}
		}
		if size > 0 {
			w := share[size-1] * r2
			for in := s; in != 0; in &= in - 1 {
				weights[bits.TrailingZeros(uint(in))] += w
			}
		}
	}
	return weights
}

// subsets fills in the R² of each set of drivers, where bit j of its index stands for driver j. It goes through the
// drivers, once leaving each out and once sweeping it out of those that follow and of the outcome. A driver of which
// those before leave no variance adds nothing.
func subsets(c *correlations, explained []float64) {
	p := c.k - 1
	// left[j] is the covariances of drivers j and following and of the outcome that those taken before j leave.
	left := make([][]float64, p+1)
	for j := range left {
		left[j] = make([]float64, (p-j+1)*(p-j+1))
	}
	for a := range p + 1 {
		for b := range p + 1 {
			left[0][a*(p+1)+b] = c.at[(a+1)%c.k*c.k+(b+1)%c.k]
		}
	}
	var visit func(j, set int)
	visit = func(j, set int) {
		m := left[j]
		size := p - j + 1
		if j == p {
			explained[set] = 1 - m[0]
			return
		}
		next := left[j+1]
		for a := 1; a < size; a++ {
			copy(next[(a-1)*(size-1):a*(size-1)], m[a*size+1:(a+1)*size])
		}
		visit(j+1, set)
		if m[0] > singular {
			for a := 1; a < size; a++ {
				f := m[a] / m[0]
				row, from := next[(a-1)*(size-1):a*(size-1)], m[a*size+1:(a+1)*size]
				for b, x := range m[1:size] {
					row[b] = from[b] - f*x
				}
			}
		} else {
			for a := 1; a < size; a++ {
				copy(next[(a-1)*(size-1):a*(size-1)], m[a*size+1:(a+1)*size])
			}
		}
		visit(j+1, set|1<<j)
	}
	visit(0, 0)
}
