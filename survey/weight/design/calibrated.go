package design

import (
	"math"

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
// cells. A sample with levels that are not in the fit, or weights that do not sum to more than 0, reads as no data.
//
// The standard error is that of the residuals of the scores from the margins, by a least squares fit with the
// weights of the design (Deville and Särndal 1992, doi 10.1080/01621459.1992.10475217), as in R's package survey. It
// is smaller than one that takes the fitted weights as given, the more so the better the margins predict the
// answers. It knows nothing of trimming. A segment of a calibrated sample may be taken before or after.
func (s Sample[C]) Calibrated(fit weight.Fit, levels func(C) []string) Sample[C] {
	s.fit = &calibration[C]{fit, levels}
	return s
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
