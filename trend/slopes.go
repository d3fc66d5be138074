package trend

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// slopes finds order statistics of the slopes of all pairs of points (x, y) without looking at all of them.
//
// A slope b sorts the points by y - bx. As b grows, the points of a pair change places exactly at the slope of
// the pair, from the order of x to its reverse, so that the slopes below b are the inversions between the order
// of x and the order at b, and merge sort counts them. Beginning with all slopes, a random sample of those
// between two bounds gives closer bounds around the ranks in question, until few enough slopes are left between
// them to look at each (Matoušek 1991, doi 10.1016/0020-0190(91)90177-J; Dillencourt, Mount and Netanyahu 1992,
// doi 10.1142/S0218195992000020).
//
// The counts are exact: y - bx is held in two floats, and bounds stand off from the slopes in question by more
// than rounding. So chance decides about the time taken only; its seed is fixed all the same.
type slopes struct {
	x, y  []float64 // by x, then y; scaled: |x| at most 1, |y| at most 2^500
	scale int       // the caller's slopes are these times 2^scale
	count int64     // pairs with different x
	gap   float64   // least difference of x above 0
	crowd float64   // greatest |x| over the difference to its neighbour
	room  int64     // so many slopes are looked at one by one
	tries int

	sizesX, sizesY []float64 // |x| and |y|, ascending
	tiedX, tiedY   []int     // sizes of the groups of equal x and of equal y

	points, start, buffer []point // start: in their order at the lower bound
	values                []float64
	random                *rand.Rand
	result                map[int64]float64 // slope of each rank
}

// coincident is how close two x are that count as one, of the greatest |x|. It leaves room for slopes in
// floats.
const coincident = 0x1p-300

func newSlopes(x, y []float64) *slopes {
	type pair struct{ x, y float64 }
	var pairs []pair
	mostX, mostY := 0.0, 0.0
	for i := range x {
		if !math.IsNaN(x[i]-x[i]) && !math.IsNaN(y[i]-y[i]) {
			pairs = append(pairs, pair{x[i], y[i]})
			mostX, mostY = max(mostX, math.Abs(x[i])), max(mostY, math.Abs(y[i]))
		}
	}
	_, scaleX := math.Frexp(mostX)
	_, scaleY := math.Frexp(mostY)
	scaleY -= 500 // leaves room for outliers: above for their slopes, below for the other values
	for i, p := range pairs {
		pairs[i] = pair{math.Ldexp(p.x, -scaleX), math.Ldexp(p.y, -scaleY)}
	}
	byX := func(p, q pair) int { return cmp.Compare(p.x, q.x) }
	if !slices.IsSortedFunc(pairs, byX) {
		slices.SortFunc(pairs, byX)
	}
	n := len(pairs)
	s := &slopes{
		x: make([]float64, n), y: make([]float64, n), scale: scaleY - scaleX, gap: math.Inf(1),
		count: int64(n) * int64(n-1) / 2, room: max(8*int64(n), 1<<12),
	}
	for i := 1; i < n; i++ {
		if gap := pairs[i].x - pairs[i-1].x; gap > coincident {
			s.gap = min(s.gap, gap)
			s.crowd = max(s.crowd, max(math.Abs(pairs[i].x), math.Abs(pairs[i-1].x))/gap)
		} else {
			pairs[i].x = pairs[i-1].x
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Or(byX(p, q), cmp.Compare(p.y, q.y)) })
	for i, p := range pairs {
		s.x[i], s.y[i] = p.x, p.y
	}
	y = slices.Sorted(slices.Values(s.y))
	s.tiedX, s.tiedY = tied(s.x), tied(y)
	s.sizesX, s.sizesY = sizes(s.x), sizes(y)
	for _, t := range s.tiedX {
		s.count -= int64(t) * int64(t-1) / 2
	}
	return s
}

// sizes returns the absolute values of sorted values, ascending.
func sizes(sorted []float64) []float64 {
	abs := make([]float64, len(sorted))
	first, last := 0, len(sorted)-1
	for i := last; i >= 0; i-- { // the greatest that is left is at one end
		if -sorted[first] > sorted[last] {
			abs[i] = -sorted[first]
			first++
		} else {
			abs[i] = math.Abs(sorted[last])
			last--
		}
	}
	return abs
}

// tied returns the sizes of the groups of equal values, from two, in sorted values.
func tied(sorted []float64) []int {
	var sizes []int
	for begin, end := 0, 0; begin < len(sorted); begin = end {
		for end < len(sorted) && sorted[end] == sorted[begin] {
			end++
		}
		if end-begin > 1 {
			sizes = append(sizes, end-begin)
		}
	}
	return sizes
}

// at returns the slopes of ranks, which ascend: 1 is the least slope, count the greatest, -Inf and +Inf lie
// beyond. A rank between two whole numbers is interpolated.
func (s *slopes) at(ranks ...float64) []float64 {
	var whole []int64
	for _, r := range ranks {
		if 1 <= r && r <= float64(s.count) {
			whole = append(whole, int64(math.Floor(r)), int64(math.Ceil(r)))
		}
	}
	n := len(s.x)
	s.points, s.start, s.buffer = make([]point, n), make([]point, n), make([]point, n)
	s.random = rand.New(rand.NewPCG(1, 2))
	s.values = make([]float64, 0, min(s.count, 2*s.room))
	s.result = map[int64]float64{}
	slices.Sort(whole)
	s.find(math.Inf(-1), math.Inf(-1), math.Inf(1), math.Inf(1), float64(s.count), slices.Compact(whole))

	values := make([]float64, len(ranks))
	for i, r := range ranks {
		switch {
		case r < 1:
			values[i] = math.Inf(-1)
		case r > float64(s.count):
			values[i] = math.Inf(1)
		default:
			below, above := s.result[int64(math.Floor(r))], s.result[int64(math.Ceil(r))]
			values[i] = math.Ldexp(between(below, above, r-math.Floor(r)), s.scale)
		}
	}
	return values
}

// between returns what lies that share of the way from below to above. The middle of two slopes that nearly cancel keeps
// all its digits, and is minus that of their opposites.
func between(below, above, share float64) float64 {
	if share == 0.5 {
		return below/2 + above/2
	}
	return below + share*(above-below)
}

// find puts the slopes of ranks, all between least and most, into result. It tries the bounds low and high
// first, which lie between those two and hold about so many slopes as expected, and then what is left on either
// side.
func (s *slopes) find(least, low, high, most float64, expected float64, ranks []int64) {
	if len(ranks) == 0 {
		return
	}
	below := s.order(low)
	values := s.values[:0] // looked at in passing, if they are expected to be few
	next := int64(uncounted)
	if expected <= float64(s.room) {
		next = 0
	}
	inside := s.visit(high, next, func(i, j int) int64 {
		values = append(values, s.slope(i, j))
		if len(values) < cap(s.values) {
			return int64(len(values))
		}
		return uncounted
	})
	first, _ := slices.BinarySearch(ranks, below+1)
	end, _ := slices.BinarySearch(ranks, below+inside+1)
	if int64(len(values)) == inside {
		s.pick(low, high, below, values, ranks[first:end])
	} else {
		s.narrow(low, high, below, inside, ranks[first:end])
	}
	s.find(least, least, low, low, math.Inf(1), ranks[:first])
	s.find(high, high, most, most, math.Inf(1), ranks[end:])
}

// narrow is find for ranks between low and high, where inside slopes are, and below ones below. The points of
// start must be in their order at low.
func (s *slopes) narrow(low, high float64, below, inside int64, ranks []int64) {
	if len(ranks) == 0 {
		return
	}
	// Sample one slope from each of equal parts of those inside.
	size := int(min(s.room/8, inside))
	part := float64(inside) / float64(size)
	sample := make([]float64, 0, size)
	draw := func() int64 {
		if len(sample) == size {
			return uncounted
		}
		return min(inside-1, int64(part*(float64(len(sample))+s.random.Float64())))
	}
	s.visit(high, draw(), func(i, j int) int64 {
		sample = append(sample, s.slope(i, j))
		return draw()
	})
	slices.Sort(sample)

	s.tries++
	// place returns where in the sample a rank is expected, and three standard deviations around that.
	place := func(rank int64) (expected, from, to int) {
		p := (float64(rank-below) - 0.5) / float64(inside)
		width := 3*math.Sqrt(p*(1-p)*float64(size)) + 2
		e := p * float64(size)
		return min(int(e), size-1), int(math.Floor(e - width)), int(math.Ceil(e + width))
	}
	if high-low < 16*s.slack(min(math.Abs(low), math.Abs(high))) || s.tries > 1000 {
		// So many slopes that agree but for rounding: it is one of them.
		for _, rank := range ranks {
			expected, _, _ := place(rank)
			s.result[rank] = sample[expected]
		}
		return
	}
	for len(ranks) > 0 {
		expected, from, to := place(ranks[0])
		group := 1
		for ; group < len(ranks); group++ {
			_, nextFrom, nextTo := place(ranks[group])
			if nextFrom > to {
				break
			}
			to = nextTo
		}
		nextLow, nextHigh := low, high
		if from >= 0 {
			nextLow = max(low, sample[from]-2*s.slack(sample[from]))
		}
		if to < size {
			nextHigh = min(high, sample[to]+2*s.slack(sample[to]))
		}
		if nextLow == low && nextHigh == high { // nothing gained, as when most slopes are equal
			v := sample[expected]
			nextLow, nextHigh = max(low, v-2*s.slack(v)), min(high, v+2*s.slack(v))
		}
		s.find(low, nextLow, nextHigh, high, part*float64(to-from), ranks[:group])
		ranks = ranks[group:]
	}
}

// pick is find for ranks between low and high, where the slopes are values, and below ones below.
func (s *slopes) pick(low, high float64, below int64, values []float64, ranks []int64) {
	for i, rank := range ranks {
		v := selectNth(values, int(rank-below-1))
		s.result[rank] = v
		// Below the bound a slope may hide that rounding has raised, or above it one that rounding has lowered.
		if slack := s.slack(v); (v-low < slack || high-v < slack) && s.tries <= 1000 {
			s.tries += 100
			s.find(math.Inf(-1), low-4*slack, high+4*slack, math.Inf(1), float64(len(values)), ranks[i:])
			return
		}
	}
}

// order puts start in the order of the points at the slope b, and returns how many slopes are below b.
func (s *slopes) order(b float64) (below int64) {
	for i := range s.x {
		s.start[i] = s.pointAt(b, i)
	}
	return inversions(s.start, s.buffer, uncounted, nil)
}

// visit returns how many slopes are not below the one at which start is in order, but below high, and calls
// found with the points of those that are called for by their number.
func (s *slopes) visit(high float64, next int64, found func(i, j int) (next int64)) int64 {
	for k, p := range s.start {
		s.points[k] = s.pointAt(high, p.i)
	}
	return inversions(s.points, s.buffer, next, found)
}

func (s *slopes) slope(i, j int) float64 { return (s.y[j] - s.y[i]) / (s.x[j] - s.x[i]) }

// pointAt returns y - bx of point i in two floats: its error is below 2^-104 of the greater term and below
// 2^-52 of bx.
func (s *slopes) pointAt(b float64, i int) point {
	x, y := s.x[i], s.y[i]
	if math.IsInf(b, 0) { // y has no say
		return pointOf(x*-math.Copysign(1, b), 0, i)
	}
	product := float64(b * x) // rounded here and not fused with what follows
	rest := math.FMA(b, x, -product)
	high := y - product
	back := high - y
	low := (y - (high - back)) - (product + back) - rest
	sum := high + low
	return pointOf(sum, low-(sum-high), i)
}

// slack returns how far a bound must stand off from the slope b so that neither the rounding of slopes nor that
// of points hides on which side a slope is. A pair is in doubt if its slope is no farther from b than the error
// of its points over its difference of x, and for each bound of the error the worst pair counts. For the first
// bound only points within 2^56 of the others: beyond, floats are so coarse that slopes are 0 or far from b.
func (s *slopes) slack(b float64) float64 {
	b = math.Abs(b)
	last := len(s.x) - 1
	x := greatestUpTo(s.sizesX, 0x1p56*s.sizesY[last]/b)
	y := greatestUpTo(s.sizesY, 0x1p56*s.sizesX[last]*b)
	return 0x1p-50*b + min(0x1p-102*(y+b*x)/s.gap, 0x1p-50*b*s.crowd) + 0x1p-950/s.gap
}

// greatestUpTo returns the greatest of sorted values that is not above most, or 0.
func greatestUpTo(sorted []float64, most float64) float64 {
	n, found := slices.BinarySearch(sorted, most)
	switch {
	case found:
		return most
	case n == 0:
		return 0
	}
	return sorted[n-1]
}

// selectNth returns the element that would be at index n if values were sorted, and reorders them (Hoare 1961,
// doi 10.1145/366622.366647).
func selectNth(values []float64, n int) float64 {
	low, high := 0, len(values)-1
	for low < high {
		a, b, c := values[low], values[low+(high-low)/2], values[high]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			high = j
		case n >= i:
			low = i
		default:
			return values[n]
		}
	}
	return values[n]
}
