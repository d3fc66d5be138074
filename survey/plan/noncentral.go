package plan

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// noncentralTail returns P(T > t) of the noncentral t distribution with df degrees of freedom and noncentrality
// shift, for t >= 0: (Z+shift)/S > t, where S² is a mean square with df degrees of freedom. So it is the mean of
// P(Z > t·S - shift) over S, here by the trapezoidal rule in x = log S², where the density is proportional to
// exp(df/2·(x-eˣ)) and the rule converges faster than any power of its step. The weights sum to one by
// construction. (Johnson, Kotz and Balakrishnan 1995, Continuous Univariate Distributions 2, 31.2.)
func noncentralTail(t, df, shift float64) float64 {
	if math.IsInf(df, 1) {
		return quantile.NormalTail(t - shift)
	}
	// Beyond these ends the density has fallen by more than exp(-40).
	from, to := -80/df-1, math.Sqrt(160/df)
	if near := math.Sqrt(240 / df); near < 1 {
		from = -near
	}
	const steps = 1024
	var sum, weights float64
	for i := range steps + 1 {
		x := from + (to-from)*float64(i)/steps
		w := math.Exp(df / 2 * (x - math.Expm1(x)))
		weights += w
		sum += w * quantile.NormalTail(t*math.Exp(x/2)-shift)
	}
	return sum / weights
}
