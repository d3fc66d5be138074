package weight

import (
	"fmt"
	"math"
	"slices"
)

// Trim is a rule that cuts high weights down. What is cut off goes to the other respondents, so that the sum
// of the weights stays. Few high weights make estimates uncertain; trimming trades that for bias, as the
// margins no longer hold: [Fit.Checks] says by how much. [Fit.TrimAndRake] keeps them, and so do the bounds
// of [Logit] and [Truncated] from the beginning.
//
// Usual caps are a multiple of the mean weight, 3*f.Mean(), and the median and six times the interquartile
// range (Battaglia, Izrael, Hoaglin and Frankel 2009, Practical considerations in raking survey data, Survey
// Practice 2(5)): f.Quantile(0.5) + 6*(f.Quantile(0.75)-f.Quantile(0.25)).
type Trim struct {
	Cap     float64 // highest weight
	Equally bool    // each of the others gets the same part of what is cut off, not one in proportion to the weight

	// Once lets weights be above the cap that were not, and came there by getting their part. Without Once they
	// are cut down too, until none is above it.
	Once bool
}

// Weights returns the trimmed weights of respondents. It is an error if one of them is no weight (an
// [*Error]) or if the cap is not above 0 or is below the mean weight, when there is nowhere for the rest to
// go.
func (t Trim) Weights(weights []float64) ([]float64, error) {
	out := make([]float64, len(weights))
	each := make([]Cell, len(weights))
	for i, w := range weights {
		if err := check(w); err != nil {
			return nil, fmt.Errorf("%w at [%d]", err, i)
		}
		out[i] = w
		each[i] = Cell{1, w, w * w}
	}
	if _, err := t.trim(out, each); err != nil {
		return nil, err
	}
	return out, nil
}

// trim cuts down the weights, each of as many respondents as its cell has, and returns how many respondents are
// at the cap by that.
func (t Trim) trim(weights []float64, cells []Cell) (trimmed int, err error) {
	if !(0 < t.Cap) {
		return 0, fmt.Errorf("weight: a cap of %v is not above 0", t.Cap)
	}
	n, total := 0.0, 0.0
	for i, w := range weights {
		n += float64(cells[i].N)
		total += float64(cells[i].N) * w
	}
	if t.Cap*n < total*(1-tolerance) {
		return 0, fmt.Errorf("weight: a cap of %v is below the mean weight, %v", t.Cap, total/n)
	}
	above := func(w float64) bool { return w > t.Cap*(1+1e-15) }
	cut := make([]bool, len(weights))
	change := func(w float64) float64 { return w }
	for again := true; again; {
		again = false
		for i, w := range weights {
			if !cut[i] && above(change(w)) {
				cut[i], again = true, true
				trimmed += cells[i].N
			}
		}
		if !again {
			break
		}
		others, rest := 0.0, 0.0 // who may still get something, and what they have
		for i, w := range weights {
			if !cut[i] {
				others += float64(cells[i].N)
				rest += float64(cells[i].N) * w
			}
		}
		if others == 0 {
			break
		}
		excess := total - t.Cap*(n-others) - rest
		if part, ratio := excess/others, 1+excess/rest; t.Equally {
			change = func(w float64) float64 { return w + part }
		} else {
			change = func(w float64) float64 { return w * ratio }
		}
		again = !t.Once
	}
	for i, w := range weights {
		if weights[i] = change(w); cut[i] {
			weights[i] = t.Cap
		}
	}
	return trimmed, nil
}

// Quantile returns the weight below which the fraction q of the respondents is, halfway between two where
// that is not unique: type 2 of Hyndman and Fan (1996, doi 10.2307/2684934). It is NaN without respondents,
// and if base weights differ within a cell. It panics if q is not between 0 and 1.
func (f Fit) Quantile(q float64) float64 {
	if !(0 < q && q < 1) {
		panic(fmt.Sprintf("weight: quantile %v is not between 0 and 1", q))
	}
	weights, err := f.each()
	if err != nil || len(weights) == 0 {
		return math.NaN()
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if weights[a] < weights[b] {
			return -1
		}
		return 1
	})
	rank, below := q*float64(f.N()), 0.0
	for k, i := range order {
		below += float64(f.table.cells[i].N)
		if below > rank || k == len(order)-1 {
			return weights[i]
		}
		if below == rank {
			return (weights[i] + weights[order[k+1]]) / 2
		}
	}
	return math.NaN()
}

// each returns the weight of a respondent of each cell, and an error if they differ.
func (f Fit) each() ([]float64, error) {
	weights := make([]float64, len(f.factors))
	for i, factor := range f.factors {
		c := f.table.cells[i]
		if n := float64(c.N); !(c.Sum/c.Squares*c.Sum > n*(1-1e-9)) {
			return nil, fmt.Errorf("weight: base weights differ within the cell %s: count what they go by, or the base weight itself, as a variable of the cells",
				named(Cells{f.table}.Variables(), f.table.names(i)))
		} else {
			weights[i] = factor * c.Sum / n
		}
	}
	return weights, nil
}

// Trim returns the weights of f trimmed by the rule. The margins then no longer hold: Checks says which are off
// and by how much, Trimmed how many respondents were cut down.
//
// It is an error if base weights differ within a cell, a weight is negative, or the cap is not above 0 or is
// below the mean weight. Where base weights differ, count what they go by as a variable of the cells, or trim
// respondent by respondent with [Trim.Weights].
func (f Fit) Trim(rule Trim) (Fit, error) {
	weights, err := f.each()
	if err != nil {
		return f, err
	}
	if len(weights) == 0 {
		return f, errNobody
	}
	for _, w := range weights {
		if err := check(w); err != nil {
			return f, err
		}
	}
	if f.trimmed, err = rule.trim(weights, f.table.cells); err != nil {
		return f, err
	}
	f.factors = make([]float64, len(weights))
	for i, w := range weights {
		c := f.table.cells[i]
		f.factors[i] = w * float64(c.N) / c.Sum
	}
	return f, nil
}

// maxRounds is how many times TrimAndRake trims before it gives up.
const maxRounds = 1000

// TrimAndRake returns weights that reach the margins of f with none above the cap, to 1e-9 of both: it trims
// the weights of f and rakes from there, over and over, until what raking makes stays below the cap. What is
// already so is returned as it is. Raking keeps to the ratios of the trimmed weights, so that the rule by
// which excess is spread matters. History goes on from that of f.
//
// It fails like [Fit.Trim], with a [*MarginError] for a level of too few respondents to reach its target
// under the cap, and with a [*ConvergenceError] after 1,000 rounds; then the fit is as far as it came. There
// may be no such weights even if each level could do with the cap.
func (f Fit) TrimAndRake(rule Trim) (Fit, error) {
	if f.N() == 0 {
		return f, errNobody
	}
	if _, err := f.each(); err != nil {
		return f, err
	}
	for _, b := range f.margins {
		respondents := make([]float64, len(b.goals))
		for i, of := range b.of {
			respondents[of] += float64(f.table.cells[i].N)
		}
		for of, n := range respondents {
			if mean := b.goals[of] / n; mean > rule.Cap*(1+tolerance) {
				return f, fmt.Errorf("weight: %w", &MarginError{b.variables, b.levels[of],
					fmt.Sprintf("its mean weight must be %.10g, above the cap of %.10g", mean, rule.Cap)})
			}
		}
	}
	sums, history := f.weights(), slices.Clone(f.History)
	for round := 0; ; round++ {
		fitted, err := f.end(sums)
		fitted.History = history
		highest := 0.0
		for i, c := range f.table.cells {
			highest = max(highest, sums[i]/float64(c.N))
		}
		if err == nil && highest <= rule.Cap*(1+tolerance) {
			return fitted, nil
		}
		if f, err = fitted.Trim(rule); round == 0 && err != nil {
			return fitted, err
		}
		if round == maxRounds || err != nil { // weights have gone to 0
			return fitted, &ConvergenceError{Worst: fitted.Worst(), Cycles: round, Cap: rule.Cap, Max: highest}
		}
		sums = f.weights()
		history = rake(sums, f.margins, history, maxCycles)
	}
}
