package design

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// Weighted is a cell of a sample with the sum of the weights of its answers.
type Weighted[C comparable] struct {
	Cell   C
	Weight float64
}

// Replicates is a sample weighted anew many times, as if it had been drawn otherwise: for statistics of which
// nobody has worked out the variance, such as medians, correlations and the importance of drivers.
// [Sample.Jackknife] and [Sample.Bootstrap] make it. A statistic is any function of the weighted cells; it gets
// the cells that are equal as one, all replicates in the same slice, which it must neither keep nor change.
//
// A copy shares its answers with the sample. The zero Replicates is no data.
type Replicates[C comparable] struct {
	whole  []Weighted[C]
	each   func(yield func(weights []Weighted[C], times int, scale float64))
	centre Centre
	n, df  int
	known  bool
}

// Centre is what replicates are compared with.
type Centre uint8

const (
	// AroundEstimate compares them with the statistic of the sample: an estimate of the mean squared error, never
	// smaller than the other, and mse=TRUE in R's package survey.
	AroundEstimate Centre = iota
	// AroundMean compares them with their own mean.
	AroundMean
)

// replicated is a sample ready to be weighted anew.
type replicated[C comparable] struct {
	*frame
	whole    []Weighted[C]
	cell     []int     // of each row, -1 outside of the segment
	clusters []cellsOf // named ones
	totals   []cellsOf // of strata
	alone    [][]int   // rows of answers drawn alone, by stratum
	members  [][]int   // named clusters by stratum
	factor   float64   // of the variance, for lone clusters
	known    bool
}

// cellsOf is sums of weights by the indices of cells.
type cellsOf struct {
	at []int
	w  []float64
}

func (c *cellsOf) add(cell int, w float64) { c.at, c.w = append(c.at, cell), append(c.w, w) }

// replicate returns nil without answers.
func (s Sample[C]) replicate() *replicated[C] {
	if s.fit != nil {
		panic("design: replicates of a calibrated sample, whose weights would have to be fitted anew for each")
	}
	f := s.frame()
	if f == nil {
		return nil
	}
	r := &replicated[C]{frame: f, cell: make([]int, len(f.rows)), clusters: make([]cellsOf, len(f.of)),
		totals: make([]cellsOf, len(f.strata)), alone: make([][]int, len(f.strata)), members: make([][]int, len(f.strata))}
	r.factor, r.known = f.lonely()
	codes := map[C]int{}
	for i, row := range f.rows {
		r.cell[i] = -1
		if row.in {
			cell := s.drawn.rows[i].cell
			code, ok := codes[cell]
			if !ok {
				code = len(r.whole)
				codes[cell] = code
				r.whole = append(r.whole, Weighted[C]{Cell: cell})
			}
			w := float64(row.n) * row.w
			r.cell[i] = code
			r.whole[code].Weight += w
			if row.cluster >= 0 {
				r.clusters[row.cluster].add(code, w)
			}
		}
		if row.cluster < 0 {
			r.alone[row.stratum] = append(r.alone[row.stratum], i)
		}
	}
	for c, h := range f.of {
		r.members[h] = append(r.members[h], c)
	}
	r.sum()
	return r
}

// sum fills in the sums of weights by stratum and cell.
func (r *replicated[C]) sum() {
	into, sums := make([]int, len(r.whole)), make([]float64, len(r.whole))
	of := make([][]int, len(r.strata)) // rows of the segment by stratum
	for i, row := range r.rows {
		if r.cell[i] >= 0 {
			of[row.stratum] = append(of[row.stratum], i)
		}
	}
	for h, rows := range of {
		for _, i := range rows {
			cell := r.cell[i]
			if into[cell] != h+1 {
				into[cell], sums[cell] = h+1, 0
				r.totals[h].at = append(r.totals[h].at, cell)
			}
			sums[cell] += float64(r.rows[i].n) * r.rows[i].w
		}
		for _, cell := range r.totals[h].at {
			r.totals[h].w = append(r.totals[h].w, sums[cell])
		}
	}
}

// Jackknife returns the replicates that leave out one cluster each and give its weight to the others of its
// stratum: JK1 without strata, JKn with them. The variance is Σ_h (1-f_h) (n_h-1)/n_h Σ_i (θ_hi - θ)², f_h of the
// clusters of the population drawn. For statistics that are smooth in the weights, so not for medians: there the
// jackknife is wrong however many answers there are, and the bootstrap right. Lone clusters count as in [Sample].
//
// Equal answers are left out once for all of them. It panics on a calibrated sample, whose weights would have to
// be fitted anew for each replicate. (Rust and Rao 1996, doi 10.1177/096228029600500305.)
func (s Sample[C]) Jackknife(around Centre) Replicates[C] {
	checkCentre(around)
	r := s.replicate()
	if r == nil {
		return Replicates[C]{centre: around}
	}
	return Replicates[C]{whole: r.whole, each: r.jackknife, centre: around, n: r.n, df: r.df, known: r.known}
}

func checkCentre(c Centre) {
	if c > AroundMean {
		panic(fmt.Sprintf("design: Centre(%d) is nothing to compare replicates with", c))
	}
}

func (r *replicated[C]) jackknife(yield func(weights []Weighted[C], times int, scale float64)) {
	weights := slices.Clone(r.whole)
	for h, s := range r.strata {
		n := float64(s.clusters)
		scale := r.factor * s.open() * (n - 1) / n
		if s.clusters < 2 || scale == 0 {
			continue
		}
		stratum := r.totals[h]
		leave := func(times int, without func()) {
			for i, cell := range stratum.at {
				weights[cell].Weight = r.whole[cell].Weight + stratum.w[i]/(n-1)
			}
			without()
			yield(weights, times, scale)
		}
		for _, i := range r.alone[h] {
			leave(r.rows[i].n, func() {
				if r.cell[i] >= 0 {
					r.less(weights, r.cell[i], r.rows[i].w*n/(n-1))
				}
			})
		}
		for _, c := range r.members[h] {
			leave(1, func() {
				for i, cell := range r.clusters[c].at {
					r.less(weights, cell, r.clusters[c].w[i]*n/(n-1))
				}
			})
		}
		for _, cell := range stratum.at {
			weights[cell].Weight = r.whole[cell].Weight
		}
	}
}

// less takes w off a weight, and leaves 0 where only rounding is left.
func (r *replicated[C]) less(weights []Weighted[C], cell int, w float64) {
	before := weights[cell].Weight
	weights[cell].Weight = before - w
	if !(before-w > 1e-12*before) {
		weights[cell].Weight = 0
	}
}

// Bootstrap returns replicates of a sample drawn again from itself: n_h - 1 of the n_h clusters of each stratum,
// with replacement, as Rao and Wu (1988, doi 10.1080/01621459.1988.10478591; for weights Rao, Wu and Yue 1992, Survey
// Methodology 18:209–217) have it, so that sums have the variance of the design also in strata of few clusters. The
// same seed gives the same replicates. A standard error from 200 of them is off by 5%, from 1,000 by 2%. For
// medians and the like, and for what the jackknife does as well. Lone clusters count as in [Sample]. It takes time
// in proportion to the answers times the draws.
//
// It panics on a calibrated sample, and if draws is not 2 or more.
func (s Sample[C]) Bootstrap(draws int, seed uint64, around Centre) Replicates[C] {
	checkCentre(around)
	if draws < 2 {
		panic(fmt.Sprintf("design: a bootstrap of %d draws", draws))
	}
	r := s.replicate()
	if r == nil {
		return Replicates[C]{centre: around}
	}
	each := func(yield func(weights []Weighted[C], times int, scale float64)) {
		r.bootstrap(draws, seed, around, yield)
	}
	return Replicates[C]{whole: r.whole, each: each, centre: around, n: r.n, df: r.df, known: r.known}
}

func (r *replicated[C]) bootstrap(draws int, seed uint64, around Centre, yield func(weights []Weighted[C], times int, scale float64)) {
	const stream = 0x9e3779b97f4a7c15 // any number will do
	random := rand.New(rand.NewPCG(seed, stream))
	scale := r.factor / float64(draws)
	if around == AroundMean {
		scale = r.factor / float64(draws-1)
	}
	until := make([][]int, len(r.strata)) // answers drawn alone up to each row
	for h, rows := range r.alone {
		n := 0
		for _, i := range rows {
			n += r.rows[i].n
			until[h] = append(until[h], n)
		}
	}
	weights := slices.Clone(r.whole)
	for range draws {
		copy(weights, r.whole)
		for h, s := range r.strata {
			if s.clusters < 2 {
				continue
			}
			n, l := float64(s.clusters), math.Sqrt(s.open())
			for i, cell := range r.totals[h].at {
				weights[cell].Weight -= l * r.totals[h].w[i]
			}
			up := l * n / (n - 1)
			for range s.clusters - 1 {
				k := random.IntN(s.clusters)
				if named := len(r.members[h]); k < named {
					c := r.clusters[r.members[h][k]]
					for i, cell := range c.at {
						weights[cell].Weight += up * c.w[i]
					}
					continue
				}
				k -= len(r.members[h])
				at, _ := slices.BinarySearch(until[h], k+1)
				if i := r.alone[h][at]; r.cell[i] >= 0 {
					weights[r.cell[i]].Weight += up * r.rows[i].w
				}
			}
		}
		for i := range weights {
			if !(weights[i].Weight > 1e-12*r.whole[i].Weight) {
				weights[i].Weight = 0
			}
		}
		yield(weights, 1, scale)
	}
}

// Estimate returns the statistic of the sample, in its unit u, with Student's t limits from the replicates.
// Without answers, or if the statistic is not finite, it is no data; it has no limits where there is no standard
// error.
func (r Replicates[C]) Estimate(statistic func([]Weighted[C]) float64, u kpi.Unit, level float64) kpi.Estimate {
	return r.measure(statistic).student(u, level)
}

// StandardError returns the standard error of the statistic. It is NaN without degrees of freedom, beside a lone
// cluster that says nothing, and if the statistic of a replicate is not finite.
func (r Replicates[C]) StandardError(statistic func([]Weighted[C]) float64) float64 {
	return r.measure(statistic).se
}

func (r Replicates[C]) measure(statistic func([]Weighted[C]) float64) measured {
	if r.n == 0 {
		return unknownMeasure()
	}
	m := measured{value: statistic(slices.Clone(r.whole)), se: math.NaN(), n: r.n, df: float64(r.df)}
	if !r.known || r.df < 1 || math.IsNaN(m.value-m.value) {
		return m
	}
	type replicate struct{ theta, times, scale float64 }
	var all []replicate
	sum, count := 0.0, 0.0
	r.each(func(weights []Weighted[C], times int, scale float64) {
		theta := statistic(weights) - m.value
		all = append(all, replicate{theta, float64(times), scale})
		sum += theta * float64(times)
		count += float64(times)
	})
	middle := 0.0
	if r.centre == AroundMean && count > 0 {
		middle = sum / count
	}
	variance := 0.0
	for _, x := range all {
		variance += x.times * x.scale * (x.theta - middle) * (x.theta - middle)
	}
	if !math.IsInf(variance, 0) {
		m.se = math.Sqrt(variance)
	}
	return m
}

// Quantile returns the weighted quantile q of y as a statistic for [Replicates]: the value that a share q of the
// weights is at or below, and the middle between it and the next where the share is q exactly (type 2 of Hyndman and
// Fan 1996, doi 10.1080/00031305.1996.10473566). It is NaN without weights. It panics unless q is between 0 and 1.
func Quantile[C comparable](q float64, y func(C) float64) func([]Weighted[C]) float64 {
	if !(0 < q && q < 1) {
		panic(fmt.Sprintf("design: quantile %v is not between 0 and 1", q))
	}
	type point struct{ y, w float64 }
	return func(cells []Weighted[C]) float64 {
		points, total := make([]point, 0, len(cells)), 0.0
		for _, c := range cells {
			if c.Weight > 0 {
				points = append(points, point{y(c.Cell), c.Weight})
				total += c.Weight
			}
		}
		slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.y, b.y) })
		below := 0.0
		for i, p := range points {
			below += p.w
			switch d := below - q*total; {
			case i == len(points)-1 || d > 1e-12*total:
				return p.y
			case d >= -1e-12*total:
				return p.y + (points[i+1].y-p.y)/2
			}
		}
		return math.NaN()
	}
}
