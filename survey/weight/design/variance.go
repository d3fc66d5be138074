package design

import "math"

// frame is a sample as numbers, as a reader sees it.
type frame struct {
	strata   []stratum
	of       []int // stratum of each named cluster
	rows     []frameRow
	lone     Lone
	n        int // answers in the segment
	named    bool
	met      int                      // strata that the segment meets
	df       int                      // clusters that the segment meets, less these strata
	residual func(u []float64, k int) // of scores on the margins; nil without calibration
}

type frameRow struct {
	stratum, cluster int
	n                int
	w                float64
	in               bool // the segment
}

// frame returns the sample as numbers, and nil if it is no data.
func (s Sample[C]) frame() *frame {
	if s.flaw() != nil {
		return nil
	}
	d := s.drawn
	f := &frame{strata: d.strata, rows: make([]frameRow, len(d.rows)), lone: s.Lone}
	f.of = make([]int, len(d.clusters))
	for i, c := range d.clusters {
		f.of[i] = c.stratum
	}
	metStratum, metCluster := make([]bool, len(d.strata)), make([]bool, len(d.clusters))
	for i, r := range d.rows {
		in := s.keep == nil || s.keep(r.cell)
		f.rows[i] = frameRow{r.stratum, r.cluster, r.n, r.weight, in}
		if !in {
			continue
		}
		f.n += r.n
		if !metStratum[r.stratum] {
			metStratum[r.stratum] = true
			f.met++
		}
		switch {
		case r.cluster < 0:
			f.df += r.n
		case !metCluster[r.cluster]:
			metCluster[r.cluster] = true
			f.named = true
			f.df++
		}
	}
	f.df -= f.met
	if f.n == 0 {
		return nil
	}
	if s.fit != nil && !s.fit.apply(d, f) {
		return nil
	}
	return f
}

// covariance is the covariance matrix, by design, of the estimated totals of k scores.
type covariance struct {
	k      int
	finite []float64 // row by row
	free   []float64 // as if the population had no end
	known  bool      // false: a lone cluster says nothing
}

// lonely returns what the rule for lone clusters multiplies the variance by, and false if they leave it unknown.
// Average is each stratum's share of the other strata, so that k of n strata stand for all n.
func (f *frame) lonely() (factor float64, known bool) {
	drawn, lone := 0, 0
	for _, h := range f.strata {
		if h.clusters > 0 {
			drawn++
		}
		if h.clusters == 1 && h.open() > 0 {
			lone++
		}
	}
	switch {
	case lone == 0 || f.lone == Certainty:
		return 1, true
	case f.lone == Average && lone < drawn:
		return float64(drawn) / float64(drawn-lone), true
	}
	return 1, false
}

// covariance returns the covariance of the totals Σ w·u, clusters taken as drawn with replacement within their
// stratum, times 1 - n/N for a population of N clusters: Σ_h (1-f_h) n_h/(n_h-1) Σ_i (z_hi - z̄_h)(z_hi - z̄_h)', z_hi
// the sum of w·u in cluster i of stratum h (Woodruff 1971, doi 10.1080/01621459.1971.10482279; Binder 1983, doi
// 10.2307/1402588). fill sets the k scores of a row of the segment, given as zeros; others have none.
func (f *frame) covariance(k int, fill func(i int, u []float64)) covariance {
	at := f.scores(k, fill)
	means := make([]float64, k*len(f.strata)) // first totals
	clusters := make([]float64, k*len(f.of))
	for i, r := range f.rows {
		into, w := means[k*r.stratum:], float64(r.n)*r.w
		if r.cluster >= 0 {
			into = clusters[k*r.cluster:]
		}
		for j, x := range at(i) {
			into[j] += w * x
		}
	}
	for c, h := range f.of {
		for j, z := range clusters[k*c : k*c+k] {
			means[k*h+j] += z
		}
	}
	out := covariance{k: k, finite: make([]float64, k*k), free: make([]float64, k*k)}
	lonely, known := f.lonely()
	out.known = known
	open, factor := make([]float64, len(f.strata)), make([]float64, len(f.strata))
	for h, s := range f.strata {
		if s.clusters == 0 {
			continue
		}
		n := float64(s.clusters)
		for j := range k {
			means[k*h+j] /= n
		}
		open[h] = s.open()
		if s.clusters > 1 {
			factor[h] = n / (n - 1)
		}
	}
	delta := make([]float64, k)
	add := func(h int, times float64, z []float64, scale float64) {
		any := false
		for j := range delta {
			delta[j] = scale*z[j] - means[k*h+j]
			any = any || delta[j] != 0
		}
		if !any {
			return
		}
		times *= factor[h]
		for a, x := range delta {
			if x == 0 {
				continue
			}
			for b, y := range delta[:a+1] {
				out.free[k*a+b] += times * x * y
				out.finite[k*a+b] += open[h] * times * x * y
			}
		}
	}
	for i, r := range f.rows {
		if r.cluster < 0 {
			add(r.stratum, float64(r.n), at(i), r.w)
		}
	}
	for c, h := range f.of {
		add(h, 1, clusters[k*c:], 1)
	}
	for a := range k {
		for b := range a + 1 {
			for _, m := range [][]float64{out.finite, out.free} {
				m[k*a+b] *= lonely
				m[k*b+a] = m[k*a+b]
			}
		}
	}
	return out
}

// sole reports whether the sample has one stratum only, which is to have none.
func (f *frame) sole() bool {
	drawn := 0
	for _, h := range f.strata {
		drawn += min(h.clusters, 1)
	}
	return drawn == 1
}

// segmented reports whether some answers are outside of the segment.
func (f *frame) segmented() bool {
	for _, r := range f.rows {
		if !r.in {
			return true
		}
	}
	return false
}

// open returns 1 - n/N, the part of the variance that is left in a population of N clusters.
func (h stratum) open() float64 {
	if h.population == 0 {
		return 1
	}
	return float64(h.population-h.clusters) / float64(h.population)
}

// scores returns the scores of each row. A result is good until the next call.
func (f *frame) scores(k int, fill func(i int, u []float64)) func(i int) []float64 {
	if f.residual == nil {
		u := make([]float64, k)
		return func(i int) []float64 {
			clear(u)
			if f.rows[i].in {
				fill(i, u)
			}
			return u
		}
	}
	all := make([]float64, k*len(f.rows))
	for i, r := range f.rows {
		if r.in {
			fill(i, all[k*i:k*i+k])
		}
	}
	f.residual(all, k)
	return func(i int) []float64 { return all[k*i : k*i+k] }
}

// standardError returns the standard error of the only total.
func (c covariance) standardError() float64 {
	if !c.known {
		return math.NaN()
	}
	return math.Sqrt(max(c.finite[0], 0))
}
