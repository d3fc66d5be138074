// Package fit maximises log-likelihoods and says whether it got there.
package fit

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Likelihood returns a log-likelihood at x and fills its gradient. It may be NaN or infinite where x is
// impossible.
type Likelihood func(x, gradient []float64) float64

// Maximum is the highest point that was found.
type Maximum struct {
	X          []float64
	Value      float64
	Covariance [][]float64 // the inverse of the observed information; nil unless Converged
	Converged  bool        // the likelihood curves down on all sides, and nothing is left to be gained
}

// Maximise climbs f from each of the starts by BFGS, and from the best point so reached by Newton's method
// with differences of the gradient. The starts are kept.
//
// Converged means that one more step of Newton's method promises less than 1e-9 of log-likelihood; since that
// is measured in units of the likelihood it does not depend on the scale of the parameters. A ridge that
// rises forever, as towards infinite parameters, may pass the test far out: the caller has to look at X.
func Maximise(f Likelihood, starts ...[]float64) Maximum {
	best := Maximum{Value: math.Inf(-1)}
	for _, start := range starts {
		x, value := bfgs(f, start)
		if best.X == nil || value > best.Value {
			best.X, best.Value = x, value
		}
	}
	if math.IsInf(best.Value, -1) {
		return best
	}
	newton(f, &best)
	return best
}

// bfgs returns the highest point that gonum's BFGS reaches from start, and start itself if it fails at once.
func bfgs(f Likelihood, start []float64) (x []float64, value float64) {
	x = append(x, start...)
	gradient := make([]float64, len(x))
	value = finite(f(x, gradient))
	if math.IsInf(value, -1) {
		return x, value
	}
	descent := optimize.Problem{
		Func: func(at []float64) float64 { return -max(finite(f(at, gradient)), -1e300) },
		Grad: func(down, at []float64) {
			f(at, gradient)
			for i, g := range gradient {
				down[i] = -g
				if math.IsNaN(g - g) {
					down[i] = 0
				}
			}
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: 1e-7,
		MajorIterations:   300,
		FuncEvaluations:   3000,
		Converger:         &optimize.FunctionConverge{Absolute: 1e-9, Relative: 1e-13, Iterations: 8},
	}
	// An error of the line search near the top is no failure: newton decides.
	result, _ := optimize.Minimize(descent, x, settings, &optimize.BFGS{})
	if result != nil && -result.F > value {
		return result.X, -result.F
	}
	return x, value
}

// newton climbs from m.X to the top and fills in m.
func newton(f Likelihood, m *Maximum) {
	n := len(m.X)
	gradient, trial := make([]float64, n), make([]float64, n)
	damping := 0.0
	for range 100 {
		m.Value = f(m.X, gradient)
		information := curvature(f, m.X)
		step, gain, ok := solve(information, gradient, damping)
		if ok && damping == 0 && gain < 1e-9 {
			m.X = plus(make([]float64, n), m.X, step) // the last digits
			m.Value = f(m.X, gradient)
			m.Covariance = inverse(information)
			m.Converged = m.Covariance != nil
			return
		}
		if ok && f(plus(trial, m.X, step), gradient) >= m.Value-1e-12*math.Abs(m.Value) {
			copy(m.X, trial)
			if damping /= 10; damping < 1e-6 {
				damping = 0
			}
			continue
		}
		if damping = max(10*damping, 1e-4); damping > 1e12 {
			break
		}
	}
	m.Value = f(m.X, gradient)
}

// curvature returns the observed information, minus the matrix of second derivatives, by central differences
// of the gradient.
func curvature(f Likelihood, x []float64) *mat.SymDense {
	n := len(x)
	at, up, down := append([]float64(nil), x...), make([]float64, n), make([]float64, n)
	rows := make([][]float64, n)
	for i := range x {
		h := 6e-6 * math.Max(1, math.Abs(x[i])) // cube root of the rounding unit
		at[i] = x[i] + h
		f(at, up)
		at[i] = x[i] - h
		f(at, down)
		at[i] = x[i]
		rows[i] = make([]float64, n)
		for j := range rows[i] {
			rows[i][j] = (down[j] - up[j]) / (2 * h)
		}
	}
	information := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			information.SetSym(i, j, (rows[i][j]+rows[j][i])/2)
		}
	}
	return information
}

// solve returns the step of Newton's method, damped by a multiple of the diagonal, and the gain in
// log-likelihood that it promises. It is not ok if the information is not positive definite.
func solve(information *mat.SymDense, gradient []float64, damping float64) (step []float64, gain float64, ok bool) {
	n := len(gradient)
	a := mat.NewSymDense(n, nil)
	a.CopySym(information)
	for i := range n {
		a.SetSym(i, i, a.At(i, i)+damping*(1+math.Abs(a.At(i, i))))
	}
	var chol mat.Cholesky
	if !chol.Factorize(a) {
		return nil, 0, false
	}
	var s mat.VecDense
	if err := chol.SolveVecTo(&s, mat.NewVecDense(n, gradient)); err != nil {
		return nil, 0, false
	}
	step = make([]float64, n)
	for i := range step {
		step[i] = s.AtVec(i)
		gain += step[i] * gradient[i] / 2
	}
	return step, gain, !math.IsNaN(gain - gain)
}

// inverse returns the inverse of a positive definite matrix, nil if it is too near to a singular one.
func inverse(a *mat.SymDense) [][]float64 {
	var chol mat.Cholesky
	var b mat.SymDense
	if !chol.Factorize(a) || chol.InverseTo(&b) != nil {
		return nil
	}
	n := a.SymmetricDim()
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
		for j := range rows[i] {
			rows[i][j] = b.At(i, j)
		}
	}
	return rows
}

// plus sets dst to a+b and returns it.
func plus(dst, a, b []float64) []float64 {
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
	return dst
}

// finite returns x, and -Inf for what is no likelihood.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 1) {
		return math.Inf(-1)
	}
	return x
}
