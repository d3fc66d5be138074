package weight

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// Fit is fitted weights: a factor for each cell, by which the base weight of each of its respondents is to be
// multiplied. A copy shares its slices with the original, but nothing changes them. The zero Fit has no
// respondents.
type Fit struct {
	// History holds the largest relative error of a margin after each cycle of raking or step of calibration.
	History []float64

	table   *table
	factors []float64 // of the cells
	margins []bound
	trimmed int
}

// Check is a target beside what the fitted weights add up to.
type Check struct {
	Variables []string `json:"variables"`
	Levels    []string `json:"levels"` // one for each variable
	Target    float64  `json:"target"` // a total, also where the margin gives shares
	Total     float64  `json:"total"`  // of the fitted weights
}

// MarshalJSON returns {"variables":["sex"],"levels":["F"],"target":52,"total":51.5}.
func (c Check) MarshalJSON() ([]byte, error) { return wire.Marshal(c) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (c *Check) UnmarshalJSON(b []byte) error { return wire.Read("weight: reading a check", b, c) }

// Off returns the relative error of the total: 0.02 where it is 2% too high.
func (c Check) Off() float64 { return c.Total/c.Target - 1 }

// String returns the target, the total and the error: sex "F": 52 wanted, 51.5 fitted (-0.96%).
func (c Check) String() string {
	return fmt.Sprintf("%s: %.10g wanted, %.10g fitted (%+.2g%%)", named(c.Variables, c.Levels), c.Target, c.Total, 100*c.Off())
}

// tolerance is the relative error of each margin below which weights are fitted.
const tolerance = 1e-9

// ConvergenceError reports margins that were not reached. The fit that comes with it is as far as it came.
type ConvergenceError struct {
	Worst  Check   // the target that is farthest off
	Cycles int     // of raking, steps of calibration, or rounds of trimming and raking
	Cap    float64 // that was to be kept, 0 for none
	Max    float64 // highest weight, beside a Cap

	// Impossible: it is proven that no weights, or none within the bounds, reach all targets.
	Impossible bool
}

// Error says how far off which target is.
func (e *ConvergenceError) Error() string {
	s := fmt.Sprintf("weight: not fitted in %d cycles: %v", e.Cycles, e.Worst)
	if e.Max > e.Cap {
		s = fmt.Sprintf("weight: not fitted in %d cycles: a highest weight of %.10g for a cap of %.10g", e.Cycles, e.Max, e.Cap)
	}
	if e.Impossible {
		s += "; no such weights reach all targets"
	}
	return s
}

// N returns the number of respondents.
func (f Fit) N() int { return Cells{f.table}.N() }

// Trimmed returns how many respondents Trim or TrimAndRake cut down to the cap, at the last time.
func (f Fit) Trimmed() int { return f.trimmed }

// Factor returns the factor of the cell with these levels, in the order of the variables of the cells, and NaN
// if no respondent has them.
func (f Fit) Factor(levels ...string) float64 {
	if i := f.cell(levels); i >= 0 {
		return f.factors[i]
	}
	return math.NaN()
}

// AppendTargets appends which targets the respondents with these levels count towards, one for each margin, and
// reports false and appends nothing if there are no such respondents. Targets are numbered through all margins,
// from 0 to less than the number of Checks, in an order of their own. It is what a standard error has to know of
// a fit: see package design.
func (f Fit) AppendTargets(targets []int, levels ...string) ([]int, bool) {
	i := f.cell(levels)
	if i < 0 {
		return targets, false
	}
	first := 0
	for _, b := range f.margins {
		targets = append(targets, first+int(b.of[i]))
		first += len(b.goals)
	}
	return targets, true
}

// cell returns the index of the cell of these levels, and -1 if the fit has none.
func (f Fit) cell(levels []string) int {
	if f.table == nil || len(levels) != len(f.table.variables) {
		return -1
	}
	var few [16]uint32
	codes := few[:0]
	for i, level := range levels {
		code, ok := f.table.variables[i].codes[level]
		if !ok {
			return -1
		}
		codes = append(codes, code)
	}
	_, i := f.table.look(codes)
	return i
}

// All returns the factors by the levels of the cells, in the order of the variables, sorted by them.
func (f Fit) All() iter.Seq2[[]string, float64] {
	return func(yield func([]string, float64) bool) {
		if f.table == nil {
			return
		}
		for _, i := range f.table.sorted() {
			if !yield(f.table.names(i), f.factors[i]) {
				return
			}
		}
	}
}

// Total returns the sum of the fitted weights, 0 without respondents.
func (f Fit) Total() (total float64) {
	for i, factor := range f.factors {
		total += factor * f.table.cells[i].Sum
	}
	return total
}

// Mean returns the mean weight, NaN without respondents.
func (f Fit) Mean() float64 {
	if f.N() == 0 {
		return math.NaN()
	}
	return f.Total() / float64(f.N())
}

// Effective returns how many respondents of equal weight would say as much about answers that have nothing to
// do with the weights: (Σw)²/Σw², at most N, and 0 without respondents (Kish 1965, Survey Sampling, section
// 11.7).
func (f Fit) Effective() float64 {
	if f.N() == 0 {
		return 0
	}
	var sum, squares float64
	for i, factor := range f.factors {
		c := f.table.cells[i]
		sum += factor * c.Sum
		squares += factor * c.Squares * factor // in this order: the square of a factor may leave the range of a float64
	}
	return sum * sum / squares
}

// DesignEffect returns N over Effective: how many times the variance of a mean grows by these weights, if they
// have nothing to do with the answers (Kish 1992, Journal of Official Statistics 8:183–200). NaN without
// respondents.
func (f Fit) DesignEffect() float64 { return float64(f.N()) / f.Effective() }

// Checks returns each target beside what the weights add up to, margin by margin, sorted by levels.
func (f Fit) Checks() []Check {
	var checks []Check
	for _, b := range f.margins {
		one := make([]Check, len(b.goals))
		for of, total := range b.totals(f.weights()) {
			one[of] = Check{b.variables, b.levels[of], b.goals[of], total}
		}
		slices.SortFunc(one, func(a, b Check) int { return slices.Compare(a.Levels, b.Levels) })
		checks = append(checks, one...)
	}
	return checks
}

// Worst returns the target that is farthest off, relatively; the zero Check without respondents.
func (f Fit) Worst() (worst Check) {
	for i, c := range f.Checks() {
		if i == 0 || !(math.Abs(c.Off()) <= math.Abs(worst.Off())) {
			worst = c
		}
	}
	return worst
}

// weights returns the sums of the fitted weights of the cells.
func (f Fit) weights() []float64 {
	w := make([]float64, len(f.factors))
	for i, factor := range f.factors {
		w[i] = factor * f.table.cells[i].Sum
	}
	return w
}

// totals returns what the weights of the cells add up to, for each goal.
func (b bound) totals(weights []float64) []float64 {
	totals := make([]float64, len(b.goals))
	b.add(totals, weights)
	return totals
}

func (b bound) add(totals, weights []float64) {
	for i, w := range weights {
		totals[b.of[i]] += w
	}
}

// start returns the base weights, scaled to the total of the margins, as a fit.
func (c Cells) start(margins []Margin) (Fit, error) {
	if c.N() == 0 {
		return Fit{}, errNobody
	}
	t := c.clone()
	bounds, total, err := t.bind(margins)
	if err != nil {
		return Fit{}, fmt.Errorf("weight: %w", err)
	}
	f := Fit{table: t, factors: make([]float64, len(t.cells)), margins: bounds}
	scale := total / t.sum()
	for i := range f.factors {
		f.factors[i] = scale
	}
	return f, nil
}
