package trend

import "math"

// Shift is a single change of level, as [Pettitt] finds it.
type Shift struct {
	At        int      `json:"at"`        // index of the first value after the change; -1 if there is none to be told
	Statistic float64  `json:"statistic"` // K, the greatest of |Uₜ| over all places t
	P         float64  `json:"p"`         // two-sided; NaN without data
	Warnings  Warnings `json:"warnings"`
}

// Pettitt tests whether the level of x changed once, and tells where: at the place before and after which the
// ranks of the values differ most (Pettitt 1979, doi 10.2307/2346729). x is one value for each period in order
// of time; NaN is left out and keeps its place, and infinite values count as greatest and least. No outlier
// moves it far. For several changes take [ChangePoints].
//
// P is Pettitt's approximation 2·exp(-6K²/(n³+n²)), good below .5 and cut at 1; with many equal values it is
// too large. With all values equal K is 0, P 1 and At -1; with fewer than two values it is no data.
func Pettitt(x []float64) Shift {
	p := countPairs(x)
	ranks := p.ranks(len(x))
	c := Shift{At: -1, Statistic: math.NaN(), P: math.NaN(), Warnings: Check(x) &^ Dependent}
	if p.n < 2 {
		return c
	}
	n := float64(p.n)
	c.Statistic = 0
	u := 0.0
	for i, r := range ranks {
		if math.IsNaN(r) {
			continue
		}
		if k := math.Abs(u); k > c.Statistic { // u is that of the values before this one
			c.Statistic, c.At = k, i
		}
		u += 2*r - (n + 1)
	}
	c.P = min(1, 2*math.Exp(-6*c.Statistic*c.Statistic/(n*n*n+n*n)))
	return c
}
