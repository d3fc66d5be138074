package trend

import (
	"fmt"
	"math"
	"slices"
)

// ChangePoints returns the places at which the level of x jumps: each is the index of the first value after a
// change. x is one value for each period in order of time; NaN and infinite values are left out and keep their
// place. Without a change it is empty.
//
// They are those of [Segments] with the penalty 3σ²·log n for each change, n the number of values: the leading
// term of the modified Bayes criterion (Zhang and Siegmund 2007, doi 10.1111/j.1541-0420.2006.00662.x). The
// noise σ is taken from differences of neighbours, which changes of level hardly enlarge: σ² is half their mean
// square (von Neumann 1941, doi 10.1214/aoms/1177731677), but, so that an outlier does not hide everything
// else, at most four times what their median makes of it.
//
// Independent normal values without a change have one found in 10 of 100 series of 12 values, 5 of 24, 2 of 52
// and 1 of 100; a change by 1.5σ in the middle is found in 55, 78, 99 and 100. Heavy tails are taken for
// changes, and an outlier comes out as two, next to each other. A trend comes out as steps. Where neighbours
// depend on each other ([Check]) their waves do: at an autocorrelation of .3 in about 30 of 100 series. The
// values must be of like precision.
func ChangePoints(x []float64) []int {
	values, places, _ := finiteValues(x)
	noise := noiseLevel(values)
	if noise == 0 {
		return nil // constant, or too few
	}
	return segments(values, places, noise*math.Sqrt(3*math.Log(float64(len(values)))))
}

// Segments cuts x into pieces of constant level, so that the squared distances of the values from the mean of
// their piece, plus penalty for every cut, add up to the least possible, and returns the index of the first
// value of every piece but the first. penalty is in the unit of x squared; the higher, the fewer cuts. NaN and
// infinite values are left out and keep their place.
//
// It is the best of all 2^(n-1) ways to cut, as PELT finds it (Killick, Fearnhead and Eckley 2012, doi
// 10.1080/01621459.2012.737745), here by functional pruning (Maidstone, Hocking, Rigaill and Fearnhead 2017,
// doi 10.1007/s11222-016-9636-3). Of values that are noise about levels it takes little more than n·log n,
// whether there are changes or not; of a smooth curve up to n times the length of its pieces, because nearly
// every place in a piece stays in question. It panics unless penalty is positive and finite.
func Segments(x []float64, penalty float64) []int {
	if !(0 < penalty && penalty <= math.MaxFloat64) {
		panic(fmt.Sprintf("trend: penalty %v is not positive and finite", penalty))
	}
	values, places, unit := finiteValues(x)
	return segments(values, places, math.Sqrt(penalty)/unit)
}

// finiteValues returns the finite values of x and their places, divided by a unit so that their differences and
// the noise are finite too: 1, but for values near the greatest floats.
func finiteValues(x []float64) (values []float64, places []int, unit float64) {
	unit = 1
	for i, v := range x {
		if !math.IsNaN(v - v) {
			values, places = append(values, v), append(places, i)
			if math.Abs(v) > 0x1p1000 {
				unit = 0x1p40
			}
		}
	}
	for i := range values {
		values[i] /= unit
	}
	return values, places, unit
}

// noiseLevel returns the standard deviation of x about its level, whatever changes that makes, from the
// differences of neighbours, whose variance is twice that of x.
func noiseLevel(x []float64) float64 {
	n := len(x) - 1
	if n < 1 {
		return 0
	}
	sizes := make([]float64, n)
	for i := range sizes {
		sizes[i] = math.Abs(x[i+1] - x[i])
	}
	median := selectNth(sizes, n/2)
	if n%2 == 0 {
		median = (median + slices.Max(sizes[:n/2])) / 2
	}
	unit := median
	if median == 0 {
		unit = slices.Max(sizes)
	}
	if unit == 0 {
		return 0
	}
	square := 0.0
	for _, size := range sizes {
		square += size / unit * (size / unit) / float64(n)
	}
	if median > 0 {
		// Of normal values the median of their sizes is .6745 of their standard deviation.
		square = min(square, 4/(0.6744897501960817*0.6744897501960817))
	}
	return unit * math.Sqrt(square/2)
}

// piece is a stretch of levels at which the best cut before the present value is the one at the value cut. What
// x costs up to there, if the level since then is m, is floor + length·(m-mean)².
type piece struct {
	from, to     float64 // levels
	cut          int
	length, mean float64
	floor        float64
}

// segments is Segments of finite x with the square of root as penalty.
func segments(x []float64, places []int, root float64) []int {
	if len(x) == 0 {
		return nil
	}
	// In units of about the root, squares neither vanish nor, but for outliers, overflow; and an infinite cost
	// is a cost.
	most := max(slices.Max(x), -slices.Min(x))
	_, scale := math.Frexp(max(root, most*0x1p-1000))
	penalty := math.Ldexp(root, -scale)
	penalty *= penalty
	last := make([]int, len(x)) // the best last cut up to each value
	pieces := []piece{{from: math.Inf(-1), to: math.Inf(1)}}
	var next []piece
	for i, v := range x {
		v = math.Ldexp(v, -scale)
		best := 0
		for k := range pieces {
			p := &pieces[k]
			p.length++
			d := v - p.mean
			p.mean += d / p.length
			p.floor += d * (v - p.mean)
			if p.floor < pieces[best].floor {
				best = k
			}
		}
		last[i] = pieces[best].cut
		// From here on a new cut costs the same at every level: it takes over where no other piece is cheaper.
		cut := piece{cut: i + 1, floor: pieces[best].floor + penalty}
		next = next[:0]
		add := func(p piece, from, to float64) {
			if !(from < to) {
				return
			}
			if n := len(next); n > 0 && next[n-1].cut == p.cut {
				next[n-1].to = to
				return
			}
			p.from, p.to = from, to
			next = append(next, p)
		}
		for _, p := range pieces {
			reach := math.Sqrt((cut.floor - p.floor) / p.length) // NaN: the cut is cheaper everywhere
			from, to := max(p.from, p.mean-reach), min(p.to, p.mean+reach)
			if !(from < to) {
				add(cut, p.from, p.to)
				continue
			}
			add(cut, p.from, from)
			add(p, from, to)
			add(cut, to, p.to)
		}
		pieces, next = next, pieces
	}
	var changes []int
	for cut := last[len(x)-1]; cut > 0; cut = last[cut-1] {
		changes = append(changes, places[cut])
	}
	slices.Reverse(changes)
	return changes
}
