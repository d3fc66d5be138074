package design

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/servicekpi/servicekpi/survey/weight"
)

// calibration is weights that were fitted to margins.
type calibration[C comparable] struct {
	fit    weight.Fit
	levels func(C) []string
}

// Calibrated returns the sample with fitted weights, from raking, post-stratification or calibration: a view of s
// with all readers, whose standard errors know that the margins were met. s has the weights of the design, those
// of the cells that were fitted; levels returns the levels of an answer in the order of the variables of these
// cells. It is an error, which names the levels and the margins of the fit, if an answer has levels that no
// respondent of the fit has: other names, or the variables in another order. Two variables that share all their names
// can change places unseen. The zero Sample has nothing that could be wrong. What is added to s afterwards is part of
// the view, which reads as no data if the fit does not know it.
//
// The standard error is that of the residuals of the scores from the margins, by a least squares fit with the
// weights of the design (Deville and Särndal 1992, doi 10.1080/01621459.1992.10475217): in R's package survey what
// calibrate has, for raking with calfun="raking". Its rake takes the margins one after the other and has other
// residuals: of 200 schools with weights of their own, raked to two margins, the standard error of a mean is 9.412 by
// rake where it is 9.273 by calibrate and here, and with weights alike within strata 9.273 and 9.270. Of one margin,
// post-stratified, they are the same.
//
// It is smaller than one that takes the fitted weights as given, the more so the better the margins predict the
// answers. It knows nothing of trimming. A segment of a calibrated sample may be taken before or after; for a
// [Sample.Difference] it is taken after.
func (s Sample[C]) Calibrated(fit weight.Fit, levels func(C) []string) (Sample[C], error) {
	s.fit = &calibration[C]{fit, levels}
	if s.drawn != nil {
		if i := s.fit.stranger(s.drawn); i >= 0 {
			return Sample[C]{}, unfitted(levels(s.drawn.rows[i].cell), fit)
		}
	}
	return s, nil
}

// stranger returns the first row whose levels are not in the fit, -1 if all are.
func (c *calibration[C]) stranger(d *drawn[C]) int {
	return slices.IndexFunc(d.rows, func(r tallied[C]) bool {
		return !(math.Abs(c.fit.Factor(c.levels(r.cell)...)) <= math.MaxFloat64)
	})
}

// unfitted returns the error that a fit has nobody of these levels, beside its margins with the first of their levels.
func unfitted(levels []string, fit weight.Fit) error {
	const most = 8 // levels of a margin, of which some have hundreds
	if fit.N() == 0 {
		return fmt.Errorf("design: the levels %q are in no fit: it has no respondents", levels)
	}
	var margins []string
	checks := fit.Checks()
	for len(checks) > 0 {
		variables := checks[0].Variables
		end := slices.IndexFunc(checks, func(c weight.Check) bool { return !slices.Equal(c.Variables, variables) })
		if end < 0 {
			end = len(checks)
		}
		var names []string
		for _, c := range checks[:min(end, most)] {
			names = append(names, fmt.Sprintf("%q", strings.Join(c.Levels, " × ")))
		}
		if end > most {
			names = append(names, "…")
		}
		margins = append(margins, strings.Join(variables, " × ")+" ("+strings.Join(names, ", ")+")")
		checks = checks[end:]
	}
	return fmt.Errorf("design: no respondent of the fit has the levels %q, which go in the order of its cells' variables; its margins are %s",
		levels, strings.Join(margins, ", "))
}

// apply gives the frame the fitted weights, and the residuals on the margins. It reports whether all of the
// sample is in the fit.
func (c *calibration[C]) apply(d *drawn[C], f *frame) bool {
	size := len(c.fit.Checks())
	var targets []int
	base := make([]float64, len(d.rows))
	for i, r := range d.rows {
		levels := c.levels(r.cell)
		var ok bool
		if targets, ok = c.fit.AppendTargets(targets, levels...); !ok {
			return false
		}
		base[i] = float64(r.n) * r.weight
		f.rows[i].w = r.weight * c.fit.Factor(levels...)
		if math.IsNaN(f.rows[i].w - f.rows[i].w) {
			return false
		}
	}
	if size > 0 && len(d.rows) > 0 {
		f.residual = newProjection(base, targets, len(targets)/len(d.rows), size).residuals
	}
	return true
}

// projection is a weighted least squares fit on the levels of margins.
type projection struct {
	base    []float64
	levels  []int
	margins int
	size    int       // levels of all margins
	gram    []float64 // inverse of the sums of weights by pairs of levels, 0 for levels that say nothing new
}

func newProjection(base []float64, levels []int, margins, size int) *projection {
	p := &projection{base, levels, margins, size, make([]float64, size*size)}
	for i, w := range base {
		at := levels[i*margins : (i+1)*margins]
		for _, a := range at {
			for _, b := range at {
				p.gram[a*size+b] += w
			}
		}
	}
	p.invert()
	return p
}

// invert sweeps the matrix (Goodnight 1979, doi 10.1080/00031305.1979.10482685). A level that the ones before it add
// up to, as the last one of each margin but the first, leaves a pivot of rounding errors and is left out.
func (p *projection) invert() {
	k, m := p.size, p.gram
	diagonal := make([]float64, k)
	for j := range k {
		diagonal[j] = m[j*k+j]
	}
	for j := range k {
		pivot := m[j*k+j]
		if !(pivot > 1e-9*diagonal[j]) {
			for i := range k {
				m[i*k+j], m[j*k+i] = 0, 0
			}
			continue
		}
		row := m[j*k : j*k+k]
		for i := range row {
			row[i] /= pivot
		}
		for i := range k {
			b := m[i*k+j]
			if i == j || b == 0 {
				continue
			}
			for l := range k {
				m[i*k+l] -= b * row[l]
			}
			m[i*k+j] = -b / pivot
		}
		row[j] = 1 / pivot
	}
}

// residuals replaces the k scores of each row by their residuals.
func (p *projection) residuals(u []float64, k int) {
	sums, b := make([]float64, p.size*k), make([]float64, p.size*k)
	for range 2 { // the second time takes off what rounding has left
		clear(sums)
		clear(b)
		for i, w := range p.base {
			for _, a := range p.levels[i*p.margins : (i+1)*p.margins] {
				for j, x := range u[i*k : i*k+k] {
					sums[a*k+j] += w * x
				}
			}
		}
		for a := range p.size {
			for c, g := range p.gram[a*p.size : (a+1)*p.size] {
				if g == 0 {
					continue
				}
				for j := range k {
					b[a*k+j] += g * sums[c*k+j]
				}
			}
		}
		for i := range p.base {
			for _, a := range p.levels[i*p.margins : (i+1)*p.margins] {
				for j := range k {
					u[i*k+j] -= b[a*k+j]
				}
			}
		}
	}
}
