package design

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/wire"
)

// RaoScott is a test of two questions for independence in a sample: Pearson's statistic of the weighted table,
// held against what the design makes of it. Without data P is NaN.
//
// To adjust several for another, hand their P to kpi.Holm in a kpi.Test.
type RaoScott struct {
	F       float64 `json:"f"`   // compared with the F distribution
	DF1     float64 `json:"df1"` // its degrees of freedom, not whole numbers
	DF2     float64 `json:"df2"`
	P       float64 `json:"p"`
	Pearson float64 `json:"pearson"` // as if the answers were independent and of equal weight, to compare with others: never take its P
}

// String returns the test as people read it: F(1.5, 20.9)=5.19 p=0.022.
func (t RaoScott) String() string {
	if math.IsNaN(t.P) {
		return "n/a"
	}
	return fmt.Sprintf("F(%.1f, %.1f)=%.2f p=%.2g", t.DF1, t.DF2, t.F, t.P)
}

// MarshalJSON returns {"f":5.19,"df1":1.5,"df2":20.9,"p":0.022,"pearson":11.9}, with null for what is unknown.
func (t RaoScott) MarshalJSON() ([]byte, error) { return wire.Marshal(t) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, negative degrees of freedom and a
// p-value outside [0, 1].
func (t *RaoScott) UnmarshalJSON(b []byte) error {
	var in RaoScott
	if err := wire.Read("design: reading a test", b, &in); err != nil {
		return err
	}
	if !(in.DF1 >= 0 && in.DF2 >= 0) || in.P < 0 || in.P > 1 {
		return fmt.Errorf("design: reading a test: %v and %v degrees of freedom, p %v", in.DF1, in.DF2, in.P)
	}
	*t = in
	return nil
}

// Independence tests whether rows and columns have to do with each other: area and complaint or not, say. Levels
// go by name. Fewer than two levels of one of them, no degrees of freedom, a lone cluster that says nothing, a
// sample that is its population, or a cell whose fitted weights sum to less than 0 is no data.
//
// The second-order test of Rao and Scott (1984, doi 10.1214/aos/1176346391) with Satterthwaite's degrees of freedom
// and the F distribution (Thomas and Rao 1987, doi 10.1080/01621459.1987.10478475): svychisq of R's package survey. The
// test of independent answers takes weights and clusters for more knowledge than they are, and finds too much.
func (s Sample[C]) Independence(rows, columns func(C) string) RaoScott {
	none := RaoScott{F: math.NaN(), P: math.NaN(), Pearson: math.NaN()}
	f := s.frame()
	if f == nil || f.df < 1 {
		return none
	}
	r, a := codes(f, func(i int) string { return rows(s.drawn.rows[i].cell) })
	c, b := codes(f, func(i int) string { return columns(s.drawn.rows[i].cell) })
	if r < 2 || c < 2 {
		return none
	}
	k, total := r*c, 0.0
	p := make([]float64, k)
	for i, row := range f.rows {
		if row.in {
			w := float64(row.n) * row.w
			p[a[i]*c+b[i]] += w
			total += w
		}
	}
	byRow, byColumn := make([]float64, r), make([]float64, c)
	for i := range p {
		if p[i] < 0 {
			return none
		}
		p[i] /= total
		byRow[i/c] += p[i]
		byColumn[i%c] += p[i]
	}
	n := float64(f.n)
	none.Pearson = 0
	for i, x := range p {
		e := byRow[i/c] * byColumn[i%c]
		none.Pearson += n * (x - e) * (x - e) / e
	}
	v := f.covariance(k, func(i int, u []float64) {
		for j, x := range p {
			u[j] = -x / total
		}
		u[a[i]*c+b[i]] += 1 / total
	})
	if !v.known {
		return none
	}
	trace, square, ok := effects(p, v.finite, r, c, n)
	if !ok || !(trace > 0) {
		return none
	}
	t := RaoScott{F: none.Pearson / trace, DF1: trace * trace / square, Pearson: none.Pearson}
	t.DF2 = t.DF1 * float64(f.df)
	t.P = quantile.FTail(t.F, t.DF1, t.DF2)
	return t
}

// codes numbers the names of the rows of the segment.
func codes(f *frame, name func(i int) string) (levels int, of []int) {
	of = make([]int, len(f.rows))
	seen := map[string]int{}
	for i, row := range f.rows {
		if !row.in {
			continue
		}
		level := name(i)
		code, ok := seen[level]
		if !ok {
			code = len(seen)
			seen[level] = code
		}
		of[i] = code
	}
	return len(seen), of
}

// effects returns the trace of the matrix of design effects, and that of its square: (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C, D the
// shares of the cells, V their covariance by design and C a basis of what independence leaves open.
func effects(p, v []float64, r, c int, n float64) (trace, square float64, ok bool) {
	k, q := r*c, (r-1)*(c-1)
	contrasts := mat.NewDense(k, q, nil) // D⁻¹C
	plain := mat.NewDense(k, q, nil)
	for i := range r - 1 {
		for j := range c - 1 {
			for _, cell := range [4]struct {
				at   int
				sign float64
			}{{i*c + j, 1}, {i*c + c - 1, -1}, {(r-1)*c + j, -1}, {r*c - 1, 1}} {
				plain.Set(cell.at, i*(c-1)+j, cell.sign)
				if p[cell.at] > 0 { // an empty cell has no variance either
					contrasts.Set(cell.at, i*(c-1)+j, cell.sign/p[cell.at])
				}
			}
		}
	}
	var left, vc, right, delta, twice mat.Dense
	left.Mul(plain.T(), contrasts)
	left.Scale(1/n, &left)
	vc.Mul(mat.NewDense(k, k, v), contrasts)
	right.Mul(contrasts.T(), &vc)
	if err := delta.Solve(&left, &right); err != nil {
		return 0, 0, false
	}
	twice.Mul(&delta, &delta)
	return mat.Trace(&delta), mat.Trace(&twice), true
}
