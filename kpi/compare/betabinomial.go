package compare

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Prior is how the true shares of segments scatter: a beta distribution with the given mean and precision, that is,
// Beta(Mean·Precision, (1-Mean)·Precision). Precision is in answers: a segment with so many answers is drawn half way to
// the mean. It is +Inf where the shares differ no more than chance explains, and 0 where every segment has none or all of
// its answers, so that no share between the two was seen. Both are NaN without data.
type Prior struct {
	Mean      float64 `json:"mean"`
	Precision float64 `json:"precision"`
}

// FitPrior returns the maximum-likelihood prior of the shares k[i] of n[i] in the beta–binomial model (Griffiths 1973,
// doi 10.2307/2529131). Segments without answers, or with a k that is not from 0 to n, are left out. It panics if k and
// n differ in length.
func FitPrior(k, n []int) Prior {
	if len(k) != len(n) {
		panic(fmt.Sprintf("compare: FitPrior of %d counts in %d segments", len(k), len(n)))
	}
	var data [][2]float64
	var successes, trials float64
	for i := range k {
		if 0 <= k[i] && k[i] <= n[i] && n[i] > 0 {
			data = append(data, [2]float64{float64(k[i]), float64(n[i])})
			successes, trials = successes+float64(k[i]), trials+float64(n[i])
		}
	}
	p := successes / trials
	if len(data) == 0 {
		return Prior{math.NaN(), math.NaN()}
	}
	// The slope of the likelihood where Precision is infinite (Tarone 1979, doi 10.1093/biomet/66.3.585).
	scatter, spread, scale := 0.0, 0.0, 0.0
	none, all := 0, 0
	for _, d := range data {
		k, n := d[0], d[1]
		switch k {
		case 0:
			none++
		case n:
			all++
		}
		if successes > 0 && successes < trials {
			scatter += k*(k-1)/p + (n-k)*(n-k-1)/(1-p) - n*(n-1)
		}
		spread += (k - n*p) * (k - n*p) / (p * (1 - p))
		scale += n * n
	}
	if !(scatter > 0) {
		return Prior{p, math.Inf(1)}
	}
	if none+all == len(data) { // the likelihood rises as the precision falls to 0
		return Prior{float64(all) / float64(len(data)), 0}
	}
	// Start from the moments: Σ(k-np)²/pq is about Σn(1+(n-1)ρ), ρ = 1/(Precision+1).
	rho := min(max((spread-trials)/(scale-trials), 1e-6), 0.5)
	precision := 1/rho - 1
	a, b := math.Log(p*precision), math.Log((1-p)*precision)
	best := betaBinomialLikelihood(data, math.Exp(a), math.Exp(b))
	for range 200 {
		da, db := betaBinomialStep(data, math.Exp(a), math.Exp(b))
		step := 1.0
		for ; step > 1e-10; step /= 2 {
			l := betaBinomialLikelihood(data, math.Exp(a+step*da), math.Exp(b+step*db))
			if l >= best-1e-12*math.Abs(best) {
				best = max(best, l)
				break
			}
		}
		a, b = a+step*da, b+step*db
		if math.Abs(da)+math.Abs(db) < 1e-12 || a+b > 60 {
			break
		}
	}
	alpha, beta := math.Exp(a), math.Exp(b)
	return Prior{alpha / (alpha + beta), alpha + beta}
}

// betaBinomialLikelihood returns the log-likelihood without the binomial coefficients.
func betaBinomialLikelihood(data [][2]float64, alpha, beta float64) float64 {
	logBeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	sum, prior := 0.0, logBeta(alpha, beta)
	for _, d := range data {
		sum += logBeta(alpha+d[0], beta+d[1]-d[0]) - prior
	}
	return sum
}

// betaBinomialStep returns an uphill step in log α and log β: Newton's where the likelihood is concave, otherwise along
// the slope.
func betaBinomialStep(data [][2]float64, alpha, beta float64) (da, db float64) {
	var ga, gb, haa, hbb, hab float64
	m := alpha + beta
	for _, d := range data {
		k, n := d[0], d[1]
		both := digamma(m+n) - digamma(m)
		ga += digamma(alpha+k) - digamma(alpha) - both
		gb += digamma(beta+n-k) - digamma(beta) - both
		curve := trigamma(m+n) - trigamma(m)
		haa += trigamma(alpha+k) - trigamma(alpha) - curve
		hbb += trigamma(beta+n-k) - trigamma(beta) - curve
		hab -= curve
	}
	// From α, β to their logarithms.
	haa, hbb, hab = haa*alpha*alpha+ga*alpha, hbb*beta*beta+gb*beta, hab*alpha*beta
	ga, gb = ga*alpha, gb*beta
	if det := haa*hbb - hab*hab; haa < 0 && det > 0 {
		da, db = (hab*gb-hbb*ga)/det, (hab*ga-haa*gb)/det
	} else {
		size := math.Hypot(ga, gb)
		da, db = ga/size, gb/size
	}
	if far := max(math.Abs(da), math.Abs(db)); far > 2 {
		da, db = 2*da/far, 2*db/far
	}
	return da, db
}

// digamma returns the derivative of log Γ(x) for x > 0 (Abramowitz and Stegun 1964, 6.3.5 and 6.3.18).
func digamma(x float64) float64 {
	sum := 0.0
	for ; x < 10; x++ {
		sum -= 1 / x
	}
	r := 1 / (x * x)
	return sum + math.Log(x) - 1/(2*x) - r*(1.0/12-r*(1.0/120-r*(1.0/252-r*(1.0/240-r*(1.0/132-r*691.0/32760)))))
}

// trigamma returns the second derivative of log Γ(x) for x > 0 (Abramowitz and Stegun 1964, 6.4.6 and 6.4.12).
func trigamma(x float64) float64 {
	sum := 0.0
	for ; x < 10; x++ {
		sum += 1 / (x * x)
	}
	r := 1 / (x * x)
	return sum + 1/x + r/2 + r/x*(1.0/6-r*(1.0/30-r*(1.0/42-r*(1.0/30-r*(5.0/66-r*691.0/2730)))))
}

// BetaBinomial returns for each share k[i] of n[i] the best guess of the true share given all the others: [Shrink] for
// shares, by the beta–binomial model of [FitPrior]. Values and limits are the mean and the equal tails of
// Beta(α+k, β+n-k). The limits take the prior as known, so that they cover a few percent less than their level. Where
// the shares differ no more than chance explains, each is the share of all together with its Wilson limits. Where every
// segment has none or all of its answers, each keeps its own share and Wilson limits: the others tell nothing of it.
//
// Segments without answers, or with a k that is not from 0 to n, stay no data. It panics if k and n differ in length.
func BetaBinomial(k, n []int, level float64) []kpi.Estimate {
	prior := FitPrior(k, n)
	shrunk := make([]kpi.Estimate, len(k))
	successes, trials := 0, 0
	for i := range k {
		shrunk[i] = kpi.Proportion(k[i], n[i], level)
		if shrunk[i].Known() {
			successes, trials = successes+k[i], trials+n[i]
		}
	}
	pooled := kpi.Proportion(successes, trials, level)
	alpha, beta := prior.Mean*prior.Precision, (1-prior.Mean)*prior.Precision
	for i := range shrunk {
		e := &shrunk[i]
		switch {
		case !e.Known() || prior.Precision == 0:
		case math.IsInf(prior.Precision, 1):
			e.Value, e.Lo, e.Hi = pooled.Value, pooled.Lo, pooled.Hi
		default:
			a, b := alpha+float64(k[i]), beta+float64(n[i]-k[i])
			e.Value = a / (a + b)
			e.Lo, e.Hi = quantile.Beta((1-level)/2, a, b), quantile.BetaUpper((1-level)/2, a, b)
		}
	}
	return shrunk
}
