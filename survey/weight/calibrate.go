package weight

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Linear is a method of calibration: of all weights that reach the targets of the margins it takes those with
// the least sum of squared changes, each over its base weight. That is the generalised regression estimator.
// It comes to an end wherever the targets do not contradict each other, but its weights may be negative.
//
// The methods of calibration differ in what is near to the base weights (Deville and Särndal 1992, doi
// 10.1080/01621459.1992.10475217; their weights by table: Kalton and Flores-Cervantes 2003, Journal of
// Official Statistics 19:81–97). All scale the base weights to the total of the margins first, so that a
// ratio of fitted to base weight is 1 on average and only the ratios of base weights matter. They fail like
// [Cells.Rake], and if the margins have more than 2,000 levels in all.
type Linear struct{}

// Exponential is raking by Newton's method: the weights of [Cells.Rake], in a few steps also where raking takes
// hundreds of cycles.
type Exponential struct{}

// Truncated is [Linear] with bounds on the ratio of fitted to base weights, which is 1 on average: 0 < Lower
// < 1 < Upper. Weights may lie on the bounds. Upper may be +Inf.
type Truncated struct{ Lower, Upper float64 }

// Logit is like [Exponential], with bounds on the ratio of fitted to base weights, which is 1 on average: 0 <
// Lower < 1 < Upper. All weights stay between them. See [Linear] for what the methods share.
type Logit struct{ Lower, Upper float64 }

// Calibrate returns the weights that reach the targets of the margins. Weights of 0 or less are possible, and
// no error.
func (Linear) Calibrate(c Cells, margins ...Margin) (Fit, error) {
	return calibrate(c, linear(), margins)
}

// Calibrate returns the weights that reach the targets of the margins.
func (Exponential) Calibrate(c Cells, margins ...Margin) (Fit, error) {
	return calibrate(c, exponential(), margins)
}

// Calibrate returns the weights that reach the targets of the margins within the bounds. A target that no
// weights within the bounds can reach is an error: a [*MarginError] if that is to be seen in a single level,
// else a [*ConvergenceError]. It panics if the bounds are none.
func (t Truncated) Calibrate(c Cells, margins ...Margin) (Fit, error) {
	if !(0 < t.Lower && t.Lower < 1 && 1 < t.Upper) {
		panic(fmt.Sprintf("weight: %v and %v are not bounds below and above 1", t.Lower, t.Upper))
	}
	return calibrate(c, truncated(t.Lower, t.Upper), margins)
}

// Calibrate returns the weights that reach the targets of the margins within the bounds. A target that no
// weights within the bounds can reach is an error: a [*MarginError] if that is to be seen in a single level,
// else a [*ConvergenceError]. It panics if the bounds are none, or Upper is infinite.
func (l Logit) Calibrate(c Cells, margins ...Margin) (Fit, error) {
	if !(0 < l.Lower && l.Lower < 1 && 1 < l.Upper && l.Upper <= math.MaxFloat64) {
		panic(fmt.Sprintf("weight: %v and %v are not finite bounds below and above 1", l.Lower, l.Upper))
	}
	return calibrate(c, logit(l.Lower, l.Upper), margins)
}

// distance is a distance by what it makes of u, the sum of the parameters of a cell: the ratio of fitted to
// base weights, which is 1 at 0, its slope, which is 1 there, and its integral from 0.
type distance struct {
	lower, upper float64
	farthest     func(lightest float64) float64 // most that weights can be away, by the least base weight of a cell; total 1
	of           func(u float64) (ratio, slope, integral float64)
	raked        bool // a few cycles of raking do not change what is nearest
}

func linear() distance {
	return distance{math.Inf(-1), math.Inf(1), func(float64) float64 { return math.Inf(1) },
		func(u float64) (ratio, slope, integral float64) { return 1 + u, 1, u + u*u/2 }, false}
}

func exponential() distance {
	return distance{0, math.Inf(1), func(lightest float64) float64 { return -math.Log(lightest) },
		func(u float64) (ratio, slope, integral float64) { return math.Exp(u), math.Exp(u), math.Expm1(u) }, true}
}

func truncated(lo, hi float64) distance {
	square := linear().of
	farthest := func(lightest float64) float64 { // all at the bounds, or all weight in the lightest cell
		return min(max((1-lo)*(1-lo), (hi-1)*(hi-1)), 1/lightest+1) / 2
	}
	return distance{lo, hi, farthest,
		func(u float64) (ratio, slope, integral float64) {
			switch { // beyond the bounds a straight line goes on where the square ends
			case u < lo-1:
				return lo, 0, lo*u - (1-lo)*(1-lo)/2
			case u > hi-1:
				return hi, 0, hi*u - (hi-1)*(hi-1)/2
			}
			return square(u)
		}, false}
}

// logit has the ratio L + (U-L)·s, s the logistic function of A·u + log((1-L)/(U-1)), A = (U-L)/((1-L)(U-1)):
// case 6 of Deville and Särndal, rewritten.
func logit(lo, hi float64) distance {
	width := hi - lo
	a, b := width/(1-lo)/(hi-1), math.Log((1-lo)/(hi-1))
	softplus := func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
	return distance{lo, hi, func(float64) float64 { return width / a * max(math.Log(width/(hi-1)), math.Log(width/(1-lo))) },
		func(u float64) (ratio, slope, integral float64) {
			x := a*u + b
			s := 1 / (1 + math.Exp(-x))
			return lo + width*s, width * a * s / (1 + math.Exp(x)), lo*u + width/a*(softplus(x)-softplus(b))
		}, false}
}

// maxLevels is how many levels the margins can have in all: the matrix of a Newton step has the square of it.
const maxLevels = 2000

// levels returns how many levels the margins have in all.
func (f Fit) levels() (n int) {
	for _, b := range f.margins {
		n += len(b.goals)
	}
	return n
}

// maxSteps is how many steps of Newton's method calibrate takes before it gives up.
const maxSteps = 200

// calibrate fits weights by their distance. It finds the parameters by Newton's method with a line search on
// the dual problem, which is convex: the weighted sum of the integrals less the targets times the parameters,
// whose derivatives are the errors of the margins.
func calibrate(c Cells, d distance, margins []Margin) (Fit, error) {
	f, err := c.start(margins)
	if err != nil {
		return Fit{}, err
	}
	if err := f.bounded(d); err != nil {
		return Fit{}, fmt.Errorf("weight: %w", err)
	}
	if n := f.levels(); n > maxLevels {
		return Fit{}, fmt.Errorf("weight: %d levels are more than the %d that can be calibrated", n, maxLevels)
	}
	p := newDual(f, d)
	at, history, impossible := p.solve()
	f.History = history
	f, err = f.end(at.weights)
	return f, mark(err, impossible)
}

// mark says in a ConvergenceError that no weights reach the margins.
func mark(err error, impossible bool) error {
	if e, ok := errors.AsType[*ConvergenceError](err); ok {
		e.Impossible = impossible
	}
	return err
}

// solve returns the best place that Newton's method finds, and whether it is proven on the way that nothing
// satisfies the margins: the dual of a problem that has a solution is nowhere below minus the distance of that
// solution.
func (p *dual) solve() (at place, history []float64, impossible bool) {
	at = p.at(make([]float64, len(p.goals)))
	history = append(history, at.off)
	farthest := p.farthest(slices.Min(p.base)) + 1e-6
	for range maxSteps {
		if at.off < tolerance/1e4 {
			break
		}
		if at.value < -farthest {
			return at, history, true
		}
		next, ok := p.step(at)
		if !ok {
			break
		}
		at = next
		history = append(history, at.off)
	}
	for i, off := range at.gradient {
		if !(math.Abs(off) < tolerance*p.goals[i]) {
			return at, history, false
		}
	}
	return at, history, at.off > 1000*tolerance // levels that follow from these contradict them
}

// bounded returns an error if a level cannot reach its target within the bounds.
func (f Fit) bounded(d distance) error {
	weights := f.weights()
	for _, b := range f.margins {
		for of, base := range b.totals(weights) {
			if ratio := b.goals[of] / base; !(d.lower*(1-tolerance) <= ratio && ratio <= d.upper*(1+tolerance)) {
				problem := fmt.Sprintf("its weights must be multiplied by %.10g on average, beyond the bounds %v and %v", ratio, d.lower, d.upper)
				return &MarginError{b.variables, b.levels[of], problem}
			}
		}
	}
	return nil
}

// dual is the dual problem. Its parameters are those of the levels, without the levels that follow from others.
type dual struct {
	distance
	base    []float64 // weights of the cells, with sum 1
	total   float64   // what the sum is
	margins []bound
	columns [][]int   // parameter of each level, -1 for none
	goals   []float64 // of the parameters, as parts of the total
	scales  []float64 // of the parameters: one over the root of the base weight of their levels
}

// newDual chooses the parameters: the levels are taken in order of size, and only those that those before do
// not determine.
func newDual(f Fit, d distance) *dual {
	p := &dual{distance: d, base: f.weights(), margins: f.margins, total: f.Total()}
	if d.raked {
		rake(p.base, p.margins, nil, 10)
		p.total = 0
		for _, w := range p.base {
			p.total += w
		}
	}
	for i := range p.base {
		p.base[i] /= p.total
	}
	all := 0
	for _, b := range p.margins {
		one := make([]int, len(b.goals))
		for of := range one {
			one[of] = all
			all++
		}
		p.columns = append(p.columns, one)
	}
	// The matrix of the levels, scaled to a diagonal of ones; what is determined by others has nothing left
	// in a pivoted Cholesky factorisation.
	h := p.products(all, func(i int) float64 { return p.base[i] })
	scaled := mat.NewSymDense(all, nil)
	for i := range all {
		for j := i; j < all; j++ {
			scaled.SetSym(i, j, h.At(i, j)/math.Sqrt(h.At(i, i)*h.At(j, j)))
		}
	}
	var cholesky mat.PivotedCholesky
	cholesky.Factorize(scaled, 1e-10)
	parameter := make([]int, all)
	for i := range parameter {
		parameter[i] = -1
	}
	for i, level := range cholesky.ColumnPivots(nil)[:cholesky.Rank()] {
		parameter[level] = i
	}
	p.goals, p.scales = make([]float64, cholesky.Rank()), make([]float64, cholesky.Rank())
	for level, i := range parameter {
		if i >= 0 {
			p.scales[i] = 1 / math.Sqrt(h.At(level, level))
		}
	}
	for m, b := range p.margins {
		for of, level := range p.columns[m] {
			p.columns[m][of] = parameter[level]
			if parameter[level] >= 0 {
				p.goals[parameter[level]] = b.goals[of] / p.total
			}
		}
	}
	return p
}

// products returns the matrix of the sums of weights over the cells that have both of two levels.
func (p *dual) products(n int, weight func(i int) float64) *mat.SymDense {
	h := mat.NewSymDense(n, nil)
	of := make([]int, len(p.margins))
	for i := range p.base {
		w := weight(i)
		for m, b := range p.margins {
			of[m] = p.columns[m][b.of[i]]
			for _, other := range of[:m+1] {
				if of[m] >= 0 && other >= 0 {
					h.SetSym(of[m], other, h.At(of[m], other)+w)
				}
			}
		}
	}
	return h
}

// place is parameters and what comes of them.
type place struct {
	parameters []float64
	weights    []float64 // of the cells
	slopes     []float64 // their derivatives by the sum of the parameters of a cell, as parts of the total
	gradient   []float64 // of the dual, which is the errors of the levels as parts of the total
	value      float64   // of the dual
	off        float64   // largest relative error of a margin
}

func (p *dual) at(parameters []float64) place {
	at := place{parameters: parameters, weights: make([]float64, len(p.base)), slopes: make([]float64, len(p.base)), gradient: make([]float64, len(p.goals))}
	for i, goal := range p.goals {
		at.gradient[i] -= goal
		at.value -= goal * parameters[i]
	}
	for i, base := range p.base {
		u := 0.0
		for m, b := range p.margins {
			if of := p.columns[m][b.of[i]]; of >= 0 {
				u += parameters[of]
			}
		}
		ratio, slope, integral := p.of(u)
		at.weights[i], at.slopes[i] = base*ratio*p.total, base*slope
		at.value += base * integral
		for m, b := range p.margins {
			if of := p.columns[m][b.of[i]]; of >= 0 {
				at.gradient[of] += base * ratio
			}
		}
	}
	scratch := make([][]float64, len(p.margins))
	for m, b := range p.margins {
		scratch[m] = make([]float64, len(b.goals))
	}
	at.off = worst(at.weights, p.margins, scratch)
	return at
}

// step returns a better place on the way of a Newton step, and false if there is none.
func (p *dual) step(at place) (place, bool) {
	n := len(at.parameters)
	h := p.products(n, func(i int) float64 { return at.slopes[i] })
	gradient := mat.NewVecDense(n, nil)
	for i := range n {
		gradient.SetVec(i, at.gradient[i]*p.scales[i])
		for j := i; j < n; j++ {
			h.SetSym(i, j, h.At(i, j)*p.scales[i]*p.scales[j])
		}
	}
	var cholesky mat.Cholesky
	for ridge := 0.0; !cholesky.Factorize(h) || cholesky.Cond() > 1e13; { // where many weights are at their bounds
		if ridge = max(10*ridge, 1e-10); ridge > 1e10 {
			return at, false
		}
		for i := range n {
			h.SetSym(i, i, h.At(i, i)+ridge)
		}
	}
	var direction mat.VecDense
	if err := cholesky.SolveVecTo(&direction, gradient); err != nil {
		return at, false
	}
	slope := mat.Dot(&direction, gradient) // downwards
	for length := 1.0; length > 1e-12; length /= 2 {
		parameters := make([]float64, n)
		for i := range parameters {
			parameters[i] = at.parameters[i] - length*p.scales[i]*direction.AtVec(i)
		}
		// Near the end the value no longer tells, but the errors do.
		if next := p.at(parameters); next.value <= at.value-1e-4*length*slope && next.value < at.value || next.off < at.off/2 {
			return next, true
		}
	}
	return at, false
}
