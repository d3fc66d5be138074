package survival

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Outcomes is the Aalen–Johansen estimate of ends of several kinds, such as replied to and solved without a
// reply. To count the other ends as open instead, and read 1 − S, would answer for a world in which they do
// not happen.
type Outcomes struct {
	all    *Curve
	causes []cause
}

// cause is the ends of one kind.
type cause struct {
	times []int64
	done  []int
}

// NewOutcomes returns the estimate from what was open when last seen and the times of the ends of each kind.
func NewOutcomes(open []int64, causes ...[]int64) *Outcomes {
	o := &Outcomes{all: New(slices.Concat(causes...), open), causes: make([]cause, len(causes))}
	for k, ends := range causes {
		o.causes[k].times, o.causes[k].done = distinct(sorted(ends))
	}
	return o
}

// Curve returns the curve of ends of any kind.
func (o *Outcomes) Curve() *Curve { return o.all }

// Share is how often an outcome has come about.
type Share struct {
	Interval
	SE float64 // standard error; NaN without data
}

// Share returns the share that has ended in the given cause by t. The shares of all causes and of what is
// left add up to 1 (Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141). The standard error is
// Greenwood's for this estimate, the one of R's survfit.
//
// The limits are Wilson's at the size of sample, share·(1−share)/SE², that would have this error if nothing
// were open: with nothing open they are those of a plain share. While the share is 0 or 1 the size is Peto's,
// at risk over S at the last end.
//
// Past the end of the curve the share is no data, and lies between its lower limit and what the others' lower
// limit leaves.
func (o *Outcomes) Share(cause int, t int64, level float64) Share {
	p := tails(level)
	if !(0 <= cause && cause < len(o.causes)) {
		panic(fmt.Sprintf("survival: cause %d of %d", cause, len(o.causes)))
	}
	if o.all.n == 0 {
		return Share{Interval{math.NaN(), 0, 1}, math.NaN()}
	}
	z := quantile.Normal(1 - p)
	if end := o.all.end; t > end {
		others := o.incidence(cause, end, true).wilson(z)
		return Share{Interval{math.NaN(), o.incidence(cause, end, false).wilson(z).Lo, 1 - others.Lo}, math.NaN()}
	}
	return o.incidence(cause, t, false).wilson(z)
}

// incidence is a cumulative incidence with its error.
type incidence struct {
	share, se float64
	size      float64 // Peto's effective number, for a share of 0 or 1
}

// incidence returns the estimate for one cause, or for all the others taken together.
func (o *Outcomes) incidence(k int, t int64, others bool) incidence {
	in := incidence{size: float64(o.all.n)}
	own := &o.causes[k]

	// visit calls f at each step up to t with S just before it.
	visit := func(f func(s float64, st Step, d int)) {
		before, i := 1.0, 0
		for st := range o.all.Steps() {
			if st.Time > t {
				return
			}
			d := 0
			if i < len(own.times) && own.times[i] == st.Time {
				d = own.done[i]
				if i > 0 {
					d -= own.done[i-1]
				}
				i++
			}
			if others {
				d = st.Events - d
			}
			f(before, st, d)
			before = st.S
		}
	}
	visit(func(s float64, st Step, d int) {
		in.share += s * float64(d) / float64(st.Risk)
		in.size = float64(st.Risk) / s
	})

	// Delta method on the product integral, as Greenwood's for S (Marubini and Valsecchi 1995, Analysing
	// Survival Data from Clinical Trials and Observational Studies, 10.3); it is also the infinitesimal
	// jackknife's.
	in.share = math.Min(1, in.share)
	so, variance := 0.0, 0.0
	visit(func(s float64, st Step, d int) {
		y, ended, own := float64(st.Risk), float64(st.Events), float64(d)
		so += s * own / y
		later := in.share - so
		if st.Risk > st.Events {
			variance += later * later * ended / (y * (y - ended))
		}
		variance += s*s*own*(y-own)/(y*y*y) - 2*later*s*own/(y*y)
	})
	in.se = math.Sqrt(math.Max(0, variance))
	return in
}

// wilson returns the score interval of a share (Wilson 1927, JASA 22:209, doi
// 10.1080/01621459.1927.10502953).
func (in incidence) wilson(z float64) Share {
	f, n := in.share, in.size
	if v := f * (1 - f); v > 1e-12 && in.se > 0 {
		n = v / (in.se * in.se)
	}
	z2 := z * z
	mid := (f + z2/(2*n)) / (1 + z2/n)
	half := z / (1 + z2/n) * math.Sqrt(math.Max(0, f*(1-f))/n+z2/(4*n*n))
	v := Interval{f, math.Max(0, mid-half), math.Min(1, mid+half)}
	return Share{v.cover(), in.se}
}
