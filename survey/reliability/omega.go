package reliability

import (
	"cmp"
	"math"
	"slices"
)

// omega returns (Σλ)²/((Σλ)² + Σθ) of the one-factor model with loadings λ and uniquenesses θ (McDonald 1999,
// Test Theory, ISBN 9780805830750). It is NaN if the model cannot be fitted.
func omega(c covariance) float64 {
	loadings, uniquenesses, ok := oneFactor(c)
	if !ok {
		return math.NaN()
	}
	sum, own := 0.0, 0.0
	for j, l := range loadings {
		sum += l
		own += uniquenesses[j]
	}
	return sum * sum / (sum*sum + own)
}

// leastUnique is the smallest share of an item's variance that the factor leaves to it. Without such a bound the
// likelihood of some data rises as a uniqueness goes to 0 (Heywood 1931, doi 10.1098/rspa.1931.0187).
const leastUnique = 0.005

// oneFactor fits C = λλ' + diag(θ) by maximum likelihood: minimum of log|Σ| + tr(CΣ⁻¹), by Fisher scoring with
// the closed inverse of Σ (Lawley and Maxwell 1962, doi 10.2307/2986915; Jöreskog 1967, doi
// 10.1007/BF02289658). It is not ok with fewer than three items, which do not tell λ from θ, with an item that
// does not vary, and where nothing is found.
func oneFactor(c covariance) (loadings, uniquenesses []float64, ok bool) {
	f, ok := fitFactor(c)
	if !ok {
		return nil, nil, false
	}
	loadings, uniquenesses = make([]float64, c.k), make([]float64, c.k)
	for j, s := range f.scale {
		loadings[j] = s * f.x[j]
		uniquenesses[j] = s * s * f.x[c.k+j]
	}
	return loadings, uniquenesses, true
}

// fitFactor fits the model to the correlations: maximum likelihood does not depend on the metric.
func fitFactor(c covariance) (f *factor, ok bool) {
	if c.k < 3 {
		return nil, false
	}
	for j := range c.k {
		if !(c.at[j*c.k+j] > 0) {
			return nil, false
		}
	}
	f = newFactor(c.correlation())
	for j := range c.k {
		f.scale = append(f.scale, math.Sqrt(c.at[j*c.k+j]))
	}
	return f.highest()
}

// highest goes to the best of the fits found from the first principal component, and from a factor that is one of the
// items, the most promising few of them. Where the items have little in common the likelihood has several peaks, and the
// first principal component does not always lead to the highest, or to any.
func (f *factor) highest() (best *factor, ok bool) {
	const (
		// How far above the best so far a start can be that leads to a better one: .23 was the most in 700 tables of 15
		// to 75 respondents, of which 33 had one.
		near  = 0.5
		tries = 4
		many  = 30 // items, of which one alone is no factor, and a fit takes long
	)
	best, value := f, math.Inf(1)
	if f.fit() {
		value = f.objective(f.x)
	}
	k := f.c.k
	if k > many {
		return f, !math.IsInf(value, 1)
	}
	from := newFactor(f.c)
	start := func(item int) float64 {
		for l, r := range f.c.row(item) {
			from.x[l] = r * math.Sqrt(1-leastUnique)
			from.x[k+l] = max(1-from.x[l]*from.x[l], leastUnique)
		}
		return from.objective(from.x)
	}
	items, starts := make([]int, k), make([]float64, k)
	for j := range items {
		items[j], starts[j] = j, start(j)
	}
	slices.SortStableFunc(items, func(a, b int) int { return cmp.Compare(starts[a], starts[b]) })
	for _, j := range items[:min(tries, k)] {
		if !(start(j) < value+near) || !from.fit() {
			continue
		}
		if v := from.objective(from.x); v < value-1e-9 {
			from.scale = f.scale
			best, from, value = from, newFactor(f.c), v
		}
	}
	return best, !math.IsInf(value, 1)
}

// omegaSlope returns the derivatives of omega by the covariances. Where the gradient of the fit is 0 it stays
// so as the covariances change, so that the parameters x move by -H⁻¹·dg with H the second derivatives of the
// fit by x, and dg = -tr(Σ⁻¹·∂Σ·Σ⁻¹·dC) those by x and C.
func omegaSlope(c covariance) covariance {
	slope := newCovariance(c.k)
	f, ok := fitFactor(c)
	if !ok {
		return slope
	}
	k := c.k
	sum, own := 0.0, 0.0
	for j, s := range f.scale {
		sum += s * f.x[j]
		own += s * s * f.x[k+j]
	}
	total := sum*sum + own
	f.curve()
	for j, s := range f.scale { // what solve takes for minus the gradient: that of omega
		f.gradient[j] = -2 * sum * s * own / (total * total)
		f.gradient[k+j] = sum * sum * s * s / (total * total)
	}
	if !f.solve() {
		return slope
	}
	// The change of Σ along the solution, between two Σ⁻¹.
	change, half := f.work[:k*k], f.work[k*k:2*k*k]
	for j := range k {
		for l := range k {
			change[j*k+l] = f.step[j]*f.x[l] + f.x[j]*f.step[l]
		}
		change[j*k+j] += f.step[k+j]
	}
	multiply(half, f.inverse, change, k)
	multiply(slope.at, half, f.inverse, k)
	for j, s := range f.scale {
		for l, r := range f.scale {
			slope.at[j*k+l] /= s * r
		}
	}
	return slope
}

// A factor is a one-factor model of correlations on the way to its best fit.
type factor struct {
	c        covariance
	x        []float64 // λ, then θ
	inverse  []float64 // Σ⁻¹
	gradient []float64
	trial    []float64
	h        []float64 // expected second derivatives
	step     []float64
	fixed    []bool // θ that is held at its bound
	work     []float64
	scale    []float64 // standard deviations of the items
}

// curve replaces the expected second derivatives at x by those that are, from differences of the gradient.
func (f *factor) curve() {
	n := len(f.x)
	h, at, base := make([]float64, n*n), f.x, slices.Clone(f.x)
	for a := range n {
		d := 1e-5 * math.Max(math.Abs(base[a]), 0.01)
		at[a] = base[a] + d
		f.derive()
		for b, g := range f.gradient {
			h[a*n+b] = g / (2 * d)
		}
		at[a] = base[a] - d
		f.derive()
		for b, g := range f.gradient {
			h[a*n+b] -= g / (2 * d)
		}
		at[a] = base[a]
	}
	f.derive()
	for a := range n {
		for b := range n {
			f.h[a*n+b] = (h[a*n+b] + h[b*n+a]) / 2
		}
	}
}

func newFactor(c covariance) *factor {
	k := c.k
	f := &factor{c: c, x: make([]float64, 2*k), inverse: make([]float64, k*k), gradient: make([]float64, 2*k),
		trial: make([]float64, 2*k), h: make([]float64, 4*k*k), step: make([]float64, 2*k), fixed: make([]bool, 2*k),
		work: make([]float64, 2*k*k+2*k)}
	// Start from the first principal component.
	v, w := f.trial[:k], f.trial[k:]
	for j := range v {
		v[j] = 1 + 0.01*float64(j)
	}
	value := 1.0
	for range 50 {
		norm := 0.0
		for j := range k {
			w[j] = 0
			for l, x := range c.row(j) {
				w[j] += x * v[l]
			}
			norm += w[j] * w[j]
		}
		value = math.Sqrt(norm)
		for j := range k {
			v[j] = w[j] / value
		}
	}
	for j := range k {
		l := v[j] * math.Sqrt(value)
		f.x[j] = l * 0.9
		f.x[k+j] = min(max(1-f.x[j]*f.x[j], 0.05), 1)
	}
	return f
}

// fit goes to the best fit and reports whether it got there.
func (f *factor) fit() bool {
	k := f.c.k
	value := f.objective(f.x)
	for range 500 {
		f.derive()
		size := 0.0
		for a, g := range f.gradient {
			f.fixed[a] = a >= k && f.x[a] <= leastUnique*(1+1e-9) && g > 0
			if !f.fixed[a] {
				size = max(size, math.Abs(g))
			}
		}
		if size < 1e-10 {
			return true
		}
		if !f.solve() {
			return false
		}
		better := false
		for t := 1.0; t > 1e-10; t /= 2 {
			for a, x := range f.x {
				f.trial[a] = x + t*f.step[a]
				if a >= k {
					f.trial[a] = max(f.trial[a], leastUnique)
				}
			}
			v := f.objective(f.trial)
			if v < value || t == 1 && v <= value+1e-14*math.Abs(value) {
				f.x, f.trial, value, better = f.trial, f.x, v, true
				break
			}
		}
		if !better {
			return size < 1e-6 // as near as rounding lets it come
		}
	}
	return false
}

// objective returns log|Σ| + tr(CΣ⁻¹) by the formulas of Sherman, Morrison and Woodbury.
func (f *factor) objective(x []float64) float64 {
	k := f.c.k
	sum, m, quad := 0.0, 1.0, 0.0
	for j := range k {
		l, theta := x[j], x[k+j]
		sum += math.Log(theta) + f.c.at[j*k+j]/theta
		m += l * l / theta
		for i, cc := range f.c.row(j) {
			quad += l / theta * cc * x[i] / x[k+i]
		}
	}
	return sum + math.Log(m) - quad/m
}

// derive fills in the gradient and the expected second derivatives at x.
func (f *factor) derive() {
	k := f.c.k
	x, w := f.x, f.inverse
	m := 1.0
	for j := range k {
		m += x[j] * x[j] / x[k+j]
	}
	for j := range k {
		for l := range k {
			w[j*k+l] = -x[j] / x[k+j] * x[l] / x[k+l] / m
		}
		w[j*k+j] += 1 / x[k+j]
	}
	// r = Σ⁻¹ - Σ⁻¹CΣ⁻¹
	cw, r := f.work[:k*k], f.work[k*k:2*k*k]
	multiply(cw, f.c.at, w, k)
	multiply(r, w, cw, k)
	for i := range r {
		r[i] = w[i] - r[i]
	}
	wl := f.work[2*k*k : 2*k*k+k] // Σ⁻¹λ
	lwl := 0.0
	for j := range k {
		wl[j] = 0
		rl := 0.0
		for l := range k {
			wl[j] += w[j*k+l] * x[l]
			rl += r[j*k+l] * x[l]
		}
		lwl += wl[j] * x[j]
		f.gradient[j] = 2 * rl
		f.gradient[k+j] = r[j*k+j]
	}
	for a := range k {
		for b := range k {
			wab := w[a*k+b]
			f.h[a*2*k+b] = 2 * (wl[a]*wl[b] + wab*lwl)
			f.h[a*2*k+k+b] = 2 * wab * wl[b]
			f.h[(k+b)*2*k+a] = 2 * wab * wl[b]
			f.h[(k+a)*2*k+k+b] = wab * wab
		}
	}
}

// solve finds the step of Fisher scoring by Cholesky's factors; what is fixed stays.
func (f *factor) solve() bool {
	n := 2 * f.c.k
	h, s := f.h, f.step
	for a := range n {
		s[a] = -f.gradient[a]
		if f.fixed[a] {
			s[a] = 0
			for b := range n {
				h[a*n+b], h[b*n+a] = 0, 0
			}
			h[a*n+a] = 1
		}
	}
	for a := range n {
		for b := range a + 1 {
			sum := h[a*n+b]
			for i := range b {
				sum -= h[a*n+i] * h[b*n+i]
			}
			if a > b {
				h[a*n+b] = sum / h[b*n+b]
				continue
			}
			if !(sum > 1e-14*h[a*n+a]) {
				return false
			}
			h[a*n+a] = math.Sqrt(sum)
		}
	}
	for a := range n {
		for i := range a {
			s[a] -= h[a*n+i] * s[i]
		}
		s[a] /= h[a*n+a]
	}
	for a := n - 1; a >= 0; a-- {
		for i := a + 1; i < n; i++ {
			s[a] -= h[i*n+a] * s[i]
		}
		s[a] /= h[a*n+a]
	}
	return true
}

// multiply sets dst to a·b, matrices of k rows and columns.
func multiply(dst, a, b []float64, k int) {
	for i := range k {
		for j := range k {
			sum := 0.0
			for l := range k {
				sum += a[i*k+l] * b[l*k+j]
			}
			dst[i*k+j] = sum
		}
	}
}
