package quantile

import "math"

// maxTerms is the length of the longest expansion; beyond it continued fractions and series are faster.
const maxTerms = 26

// near is a gamma or beta distribution with large parameters, written as a normal distribution whose density is
// bent a little:
//
//	f(z) = scale·φ(z)·(h₀ + h₁z + h₂z² + …),  h₀ = 1,
//
// where z is the signed root of twice the deviance (Temme 1982, doi 10.1137/0513081, for gamma and beta integrals;
// Didonato and Morris 1992, doi 10.1145/131766.131776, for its use). The variable itself is mean + sd·w with
// w = z + w₂z² + w₃z³ + …. Its deviance is that of a curve with w·w′ = z·(1 + κw − τw²), the bracket being the
// variance function: x(1−x) for a beta, x for a gamma variable, in units of the sd around the mean. Comparing
// powers of z gives every w, and h = w′ − z(κ − τw) every h. The terms fall like (z²/4πm)^(k/2), m the smaller
// parameter, which is the distance to the next branch of the logarithm.
type near struct {
	scale float64
	n     int // terms in use
	h     [maxTerms + 1]float64
	w     [maxTerms + 2]float64
}

// reach is the largest z²/m at which an expansion of maxTerms terms is exact to rounding, m the smaller parameter.
const reach = 0.4

// terms returns how many terms are exact to rounding up to z, given z² and the smaller parameter m.
func terms(z2, m float64) int {
	n := int(78/math.Log(4*math.Pi*m/math.Max(z2, 6))) + 2
	return min(n, maxTerms)
}

// expand fills in n terms for a given skewness κ and curvature τ of the variance function.
func (e *near) expand(kappa, tau float64, n int) {
	var s [maxTerms + 3]float64 // w²
	e.n = n
	e.h[0] = 1
	e.w[1] = 1
	s[2] = 1
	for m := 3; m <= n+2; m++ {
		// [w²]′/2 = z(1 + κw − τw²) at z^(m−1).
		s[m] = 2 * (kappa*e.w[m-2] - tau*s[m-2]) / float64(m)
		var cross float64
		for i := 2; 2*i < m; i++ {
			cross += e.w[i] * e.w[m-i]
		}
		cross *= 2
		if m%2 == 0 {
			cross += e.w[m/2] * e.w[m/2]
		}
		e.w[m-1] = (s[m] - cross) / 2
		k := m - 2
		e.h[k] = float64(k+1)*e.w[k+1] + tau*e.w[k-1]
		if k == 1 {
			e.h[1] -= kappa
		}
	}
}

// reflect turns z into −z.
func (e *near) reflect() {
	for k := 1; k <= e.n; k += 2 {
		e.h[k] = -e.h[k]
	}
	for k := 2; k <= e.n+1; k += 2 {
		e.w[k] = -e.w[k]
	}
}

// at returns w for z.
func (e *near) at(z float64) float64 {
	w := 0.0
	for k := e.n + 1; k >= 1; k-- {
		w = (w + e.w[k]) * z
	}
	return w
}

// tail returns the probability above z and the density at z; z is not far below 0. half is z²/2, which the caller
// may know with more digits than z.
func (e *near) tail(z, half float64) (tail, density float64) {
	// The moments of the normal tail: M₀ = 1−Φ(z), M₁ = φ(z), M(k) = z^(k−1)φ(z) + (k−1)M(k−2).
	phi := math.Exp(-half) / sqrt2Pi
	even := 0.5 * math.Erfc(math.Copysign(math.Sqrt(half), z))
	odd := phi
	power := phi // z^k φ
	tail = even + e.h[1]*odd
	density = phi + e.h[1]*power*z
	power *= z
	for k := 2; k <= e.n; k += 2 {
		even = power + float64(k-1)*even
		power *= z
		odd = power + float64(k)*odd
		density += e.h[k] * power
		power *= z
		next := e.h[k] * even
		if k < e.n {
			next += e.h[k+1] * odd
			density += e.h[k+1] * power
		}
		tail += next
	}
	return e.scale * tail, e.scale * density
}

// upper returns z with the probability q ≤ ½ above it.
func (e *near) upper(q float64) float64 {
	z := e.start(q)
	for range 8 {
		tail, density := e.tail(z, z*z/2)
		r := (tail - q) / density
		psi := -z + e.h[1]
		step := inverse(r, psi, -1, 0)
		z += step
		if math.Abs(step) < 1e-4 {
			break
		}
	}
	return z
}

// start returns a first z for upper: the modified signed root of Barndorff-Nielsen (1986, doi 10.1093/biomet/73.2.307),
// z − log(h(z))/z, is normal but for terms of the order m^(−3/2), m the smaller parameter.
func (e *near) start(q float64) float64 {
	target := -Normal(q)
	h1, h2, h3 := e.h[1], e.h[2], e.h[3]
	l1 := h1
	l2 := h2 - h1*h1/2
	l3 := h3 - h1*h2 + h1*h1*h1/3
	z := target + l1
	z = target + l1 + z*(l2+z*l3)
	return target + l1 + z*(l2+z*l3)
}
