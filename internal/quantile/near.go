package quantile

import "math"

// maxTerms is the length of the longest expansion; where it is not enough, a continued fraction or series is
// short.
const maxTerms = 17

// near is a gamma or beta distribution with large parameters, written as a normal distribution whose density
// is bent a little:
//
//	f(z) = scale·φ(z)·(h₀ + h₁z + h₂z² + …),  h₀ = 1,
//
// where z is the signed root of twice the deviance (Temme 1982, SIAM Journal on Mathematical Analysis 13,
// 239–253, for gamma and beta integrals; Didonato and Morris 1992, doi 10.1145/131766.131776, for its use).
// The variable itself is mean + sd·w with w = z + w₂z² + w₃z³ + …. Its deviance is that of a curve with w·w′
// = z·(1 + κw − τw²), the bracket being the variance function: x(1−x) for a beta, x for a gamma variable, in
// units of the sd around the mean. Comparing powers of z gives every w, and h = w′ − z(κ − τw) every h. The
// terms fall like (z²/4πm)^(k/2), m the smaller parameter, which is the distance to the next branch of the
// logarithm.
type near struct {
	scale float64
	n     int // terms in use, an odd number
	h     [maxTerms + 1]float64
	w     [maxTerms + 2]float64
}

// reach is the largest z²/m at which an expansion of maxTerms terms is exact to rounding, m the smaller
// parameter.
const reach = 0.08

// terms returns how many terms are exact to rounding up to z, given z² and the smaller parameter m.
func terms(z2, m float64) int {
	n := int(78/math.Log(4*math.Pi*m/math.Max(z2, 6))) + 2
	return min(n|1, maxTerms)
}

// twoOver holds 2/m.
var twoOver = func() (t [maxTerms + 3]float64) {
	for m := range t {
		t[m] = 2 / float64(m)
	}
	return t
}()

// expand fills in n terms for a given skewness κ and curvature τ of the variance function.
func (e *near) expand(kappa, tau float64, n int) {
	var s [maxTerms + 3]float64 // w²
	e.n = n
	e.h[0] = 1
	e.w[1] = 1
	s[2] = 1
	for m := 3; m <= n+2; m++ {
		// [w²]′/2 = z(1 + κw − τw²) at z^(m−1).
		s[m] = (kappa*e.w[m-2] - tau*s[m-2]) * twoOver[m]
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

// tail returns the probability above z and the density at z, which is not far below 0. half is z²/2, which
// the caller may know with more digits than z, and phi is scale·φ(z).
func (e *near) tail(z, half, phi float64) (tail, density float64) {
	// The moments of the normal tail: M₀ = 1−Φ(z), M₁ = φ(z), M(k) = z^(k−1)φ(z) + (k−1)M(k−2).
	even := e.scale * 0.5 * math.Erfc(math.Copysign(math.Sqrt(half), z))
	odd := phi
	power := z * phi // z^(k−1)φ(z)
	tail = even + e.h[1]*odd
	density = phi + e.h[1]*power
	for k := 2; k < e.n; k += 2 {
		even = power + float64(k-1)*even
		power *= z
		odd = power + float64(k)*odd
		tail += e.h[k]*even + e.h[k+1]*odd
		density += e.h[k] * power
		power *= z
		density += e.h[k+1] * power
	}
	return tail, density
}

// upper returns z with the probability q ≤ ½ above it.
func (e *near) upper(q float64) float64 {
	z := modifiedRoot(-Normal(q), e.h[1], e.h[2], e.h[3])
	for range 8 {
		half := z * z / 2
		tail, density := e.tail(z, half, e.scale*math.Exp(-half)/sqrt2Pi)
		step := inverse((tail-q)/density, e.h[1]-z, -1, 0)
		z += step
		if math.Abs(step) < 1e-6 {
			break
		}
	}
	return z
}

// modifiedRoot returns the z whose modified signed root z − log(h(z))/z, which is normal but for terms of the
// order m^(−3/2) (Barndorff-Nielsen 1986, doi 10.1093/biomet/73.2.307), is the given one.
func modifiedRoot(target, h1, h2, h3 float64) float64 {
	// The series of log(h(z))/z.
	l2 := h2 - h1*h1/2
	l3 := h3 - h1*h2 + h1*h1*h1/3
	base := target + h1
	z := base + base*(l2+base*l3)
	return base + z*(l2+z*l3)
}

// sketch returns roughly the w with the standard normal probability of root below it, to start an iteration
// with; it is expand and upper in the first terms.
func sketch(root, kappa, tau float64) float64 {
	k2 := kappa * kappa
	z := modifiedRoot(root, -kappa/3, k2/12+tau/4, -kappa*(k2*(2./135)+tau/15))
	return z * (1 + z*(kappa/3+z*(k2/36-tau/4-z*(kappa*(k2/270+tau/10)-z*(k2*k2/4320-k2*tau/240+tau*tau*5/96)))))
}
