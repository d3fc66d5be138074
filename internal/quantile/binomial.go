package quantile

import "math"

// BinomialCDF returns P(X <= k) of the number X of successes in n trials with probability p each. NaN if n is
// negative or p outside [0, 1].
func BinomialCDF(k, n int, p float64) float64 {
	lower, _ := binomialTails(k, n, p)
	return lower
}

// BinomialTail returns P(X > k) of the number X of successes in n trials with probability p each.
func BinomialTail(k, n int, p float64) float64 {
	_, upper := binomialTails(k, n, p)
	return upper
}

// binomialTails knows that k successes or fewer are as likely as a beta variable above p (Abramowitz and
// Stegun 1964, 26.5.24).
func binomialTails(k, n int, p float64) (lower, upper float64) {
	switch {
	case n < 0 || !(0 <= p && p <= 1):
		return math.NaN(), math.NaN()
	case k < 0:
		return 0, 1
	case k >= n:
		return 1, 0
	}
	upper, lower = betaTails(p, float64(k)+1, float64(n)-float64(k))
	return lower, upper
}

// BinomialQuantile returns the u-quantile of the number of successes in n trials with probability p each: the
// fewest, k, with BinomialCDF(k, n, p) >= u, but for a relative 1e-14 of rounding error; 0 at u = 0, n at u =
// 1. It returns -1 if n is negative or u or p are outside [0, 1].
func BinomialQuantile(u float64, n int, p float64) int {
	switch {
	case n < 0 || !(0 <= p && p <= 1) || !(0 <= u && u <= 1):
		return -1
	case u == 0 || p == 0:
		return 0
	case u == 1 || p == 1:
		return n
	}
	u -= 1e-14 * u
	// Cornish and Fisher's correction for skewness, right to one or two successes.
	z := Normal(u)
	mean := float64(n) * p
	sd := math.Sqrt(mean * (1 - p))
	k := int(math.Max(0, math.Min(float64(n), mean+z*sd+(z*z-1)*(1-2*p)/6-0.5)))
	if BinomialCDF(k, n, p) >= u {
		// Gallop down, then halve.
		width := 1
		for k-width >= 0 && BinomialCDF(k-width, n, p) >= u {
			k -= width
			width *= 2
		}
		return between(max(k-width, -1), k, u, n, p)
	}
	width := 1
	for k+width < n && BinomialCDF(k+width, n, p) < u {
		k += width
		width *= 2
	}
	return between(k, min(k+width, n), u, n, p)
}

// between returns the u-quantile, which is above low and not above high.
func between(low, high int, u float64, n int, p float64) int {
	for high-low > 1 {
		if mid := low + (high-low)/2; BinomialCDF(mid, n, p) >= u {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}
