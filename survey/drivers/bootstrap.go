package drivers

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// bootstrap puts limits to what m says from respondents drawn again. Draws without an answer are left out; if they are
// half of all, the data set no limits.
func (d Analysis) bootstrap(m *Importance, c *correlations, a Answers, in *influence) {
	const stream = 0x5851f42d4c957f2d // any number will do
	rng := rand.New(rand.NewPCG(d.Seed, stream))
	p, n := c.k-1, a.N()
	var r2 []float64
	weights, shares, r := make([][]float64, p), make([][]float64, p), make([][]float64, p)
	times := make([]int, n)
	for range d.Draws {
		clear(times)
		for range n {
			times[rng.IntN(n)]++
		}
		var s Sums
		s.shape(a.Questions)
		for i, t := range times {
			if t > 0 {
				_ = s.add(a.row(i), t) // as many as before
			}
		}
		drawn, err := s.correlations(d.Missing)
		if err != nil || !slices.Equal(drawn.question, c.question) {
			continue
		}
		v := d.compute(&drawn)
		if !(v.r2 > 0) {
			continue
		}
		r2 = append(r2, v.r2)
		for j := range p {
			weights[j] = append(weights[j], v.weights[j])
			shares[j] = append(shares[j], v.weights[j]/v.r2)
			r[j] = append(r[j], drawn.at[j+1])
		}
	}
	if 2*len(r2) < d.Draws || c.n < 10*p {
		return
	}
	if in == nil {
		in = &influence{r: make([]moment, c.k), weights: make([]moment, p), shares: make([]moment, p)}
	}
	accelerated(&m.R2, r2, in.r2)
	for j, q := range c.question[1:] {
		x := &m.Drivers[q-1]
		accelerated(&x.Weight, weights[j], in.weights[j])
		accelerated(&x.Share, shares[j], in.shares[j])
		accelerated(&x.Correlation, r[j], in.r[j+1])
	}
}

// accelerated puts the bias-corrected and accelerated limits of Efron (1987) to e; it sorts the draws.
func accelerated(e *kpi.Estimate, draws []float64, m moment) {
	slices.Sort(draws)
	n := float64(len(draws))
	below, _ := slices.BinarySearch(draws, e.Value)
	upto, _ := slices.BinarySearch(draws, math.Nextafter(e.Value, math.Inf(1)))
	share := (float64(below) + float64(upto)) / 2 / n
	if !e.Known() || !(0 < share && share < 1) {
		return // all draws on one side of the value: they do not tell
	}
	z0, a := quantile.Normal(share), m.acceleration()
	at := func(z float64) float64 {
		z += z0
		if !(1-a*z > 0) {
			z = math.Copysign(math.Inf(1), z)
		} else {
			z = z0 + z/(1-a*z)
		}
		i := quantile.NormalTail(-z) * (n - 1)
		if z < 0 {
			return draws[int(math.Floor(i))]
		}
		return draws[int(math.Ceil(i))]
	}
	z := quantile.Z(e.Level)
	e.Lo, e.Hi = min(at(-z), e.Value), max(at(z), e.Value)
}
