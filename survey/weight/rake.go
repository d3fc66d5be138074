package weight

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

// maxCycles is how many times Rake goes through the margins before it gives up.
const maxCycles = 1000

var errNobody = errors.New("weight: there are no respondents to fit")

// PostStratify returns the weights that reach the targets of one margin, which is usually of several variables
// crossed: the base weights of a level times target over sum (Holt and Smith 1979, doi 10.2307/2344652).
//
// It is an error if the margin is wrong in itself, if a target above 0 has no respondents or respondents have
// no target above 0, each a [*MarginError], or if there are no respondents.
func (c Cells) PostStratify(m Margin) (Fit, error) { return c.Rake(m) }

// Rake returns the weights that reach the targets of several margins at once, and stay as near to the base
// weights as they can: each margin in its turn is brought to its targets, over and over, until all totals are
// within 1e-9 of their targets, relatively (iterative proportional fitting: Deming and Stephan 1940, doi
// 10.1214/aoms/1177731829; Ireland and Kullback 1968, doi 10.1093/biomet/55.1.179).
//
// Margins of totals must add up to the same total, to rounding; if all are shares, the weights add up to what
// the base weights do. Only the ratios of base weights matter.
//
// It fails like [Cells.PostStratify], and with a [*ConvergenceError] after 1,000 cycles. Then the fit is as
// far as it came. There may be no such weights: combinations without respondents can make it impossible to
// reach all targets at once.
func (c Cells) Rake(margins ...Margin) (Fit, error) {
	f, err := c.start(margins)
	if err != nil {
		return Fit{}, err
	}
	weights := f.weights()
	f.History = rake(weights, f.margins, make([]float64, 0, 32), maxCycles)
	f, err = f.end(weights)
	if err != nil && f.levels() <= maxLevels {
		scaled, _ := c.start(margins)
		_, _, impossible := newDual(scaled, exponential()).solve()
		err = mark(err, impossible)
	}
	return f, err
}

// rake fits the weights of cells to margins and appends the largest error after each cycle to history. It
// goes on below the tolerance until only rounding is left, for the sake of the weights: where convergence is
// slow they are further off than the margins.
func rake(weights []float64, margins []bound, history []float64, cycles int) []float64 {
	ratios := make([][]float64, len(margins))
	for m, b := range margins {
		ratios[m] = make([]float64, len(b.goals))
	}
	before := math.Inf(1)
	for range cycles {
		for m, b := range margins {
			if !b.ratios(ratios[m], weights) {
				return history // a level has lost its weight
			}
			for i, of := range b.of {
				weights[i] *= ratios[m][of]
			}
		}
		off := worst(weights, margins, ratios)
		history = append(history, off)
		if off < tolerance/1000 || off < tolerance && off > 0.99*before {
			break
		}
		before = off
	}
	return history
}

// ratios fills in the goals over the totals of the weights, and reports whether all are finite.
func (b bound) ratios(ratios, weights []float64) bool {
	clear(ratios)
	b.add(ratios, weights)
	fine := true
	for of, total := range ratios {
		ratios[of] = b.goals[of] / total
		fine = fine && weighted.Positive(ratios[of])
	}
	return fine
}

// worst returns the largest relative error of the margins; scratch is for their totals.
func worst(weights []float64, margins []bound, scratch [][]float64) (off float64) {
	for m, b := range margins {
		totals := scratch[m]
		clear(totals)
		b.add(totals, weights)
		for of, total := range totals {
			off = max(off, math.Abs(total/b.goals[of]-1)) // a NaN stays
		}
	}
	return off
}

// end returns f with the factors that lead to these weights of the cells, and an error if the margins do not
// hold with them.
func (f Fit) end(weights []float64) (Fit, error) {
	f.factors = slices.Clone(f.factors)
	for i, w := range weights {
		f.factors[i] = w / f.table.cells[i].Sum
	}
	if off := f.Worst(); !(math.Abs(off.Off()) < tolerance) {
		return f, &ConvergenceError{Worst: off, Cycles: len(f.History)}
	}
	for i, w := range weights {
		if mean := math.Abs(w) / float64(f.table.cells[i].N); !(mean == 0 || 1e-100 <= mean && mean <= 1e100) {
			return f, fmt.Errorf("weight: fitted weights of %v leave the range of 1e-100 to 1e+100", mean)
		}
	}
	return f, nil
}
