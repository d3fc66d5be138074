package drivers

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Map is an importance–performance map (Martilla and James 1977, doi 10.1177/002224297704100112): two cross-hairs
// divide what matters from what does not, and what goes well from what does not.
type Map struct {
	Importance  float64    `json:"importance"`  // where its cross-hair stands; NaN without points
	Performance float64    `json:"performance"` // likewise
	Band        [2]float64 `json:"band"`        // half the width of the tie band around each
	Points      []Point    `json:"points"`      // in the order given
}

// Point is one thing on the map. A side is [kpi.Met] if all of its limits are above the cross-hair and its band,
// [kpi.Missed] if all are below, and otherwise [kpi.Undecided].
type Point struct {
	Name        string       `json:"name"`
	Importance  kpi.Estimate `json:"importance"`
	Performance kpi.Estimate `json:"performance"`
	Matters     kpi.Verdict  `json:"matters"`
	Performs    kpi.Verdict  `json:"performs"`
	Quadrant    Quadrant     `json:"quadrant"` // what both sides say; Undecided if one of them is
	Leaning     Quadrant     `json:"leaning"`  // what the values say, however wide their limits; Undecided in a tie band
}

// Quadrant is a quarter of the map, by the names of Martilla and James. The zero Quadrant is Undecided.
type Quadrant uint8

const (
	Undecided   Quadrant = iota
	Concentrate          // matters, and does not go well
	KeepUp               // matters, and goes well
	LowPriority          // matters less, and does not go well
	Overkill             // matters less, and goes well: possible overkill
)

var quadrants = [...]string{"undecided", "concentrate here", "keep up the good work", "low priority", "possible overkill"}

// String returns undecided, concentrate here, keep up the good work, low priority or possible overkill.
func (q Quadrant) String() string {
	if int(q) < len(quadrants) {
		return quadrants[q]
	}
	return fmt.Sprintf("Quadrant(%d)", uint8(q))
}

// MarshalText returns what String does, or an error if q is no quadrant.
func (q Quadrant) MarshalText() ([]byte, error) {
	if int(q) >= len(quadrants) {
		return nil, fmt.Errorf("drivers: %v is no quadrant", q)
	}
	return []byte(q.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (q *Quadrant) UnmarshalText(text []byte) error {
	i := slices.Index(quadrants[:], string(text))
	if i < 0 {
		return fmt.Errorf("drivers: quadrant %q is unknown", text)
	}
	*q = Quadrant(i)
	return nil
}

// Hair says where a cross-hair stands. The zero Hair stands at the mean of the points: where customers are mostly
// satisfied, the middle of the scale would put everything on one side.
//
// A cross-hair at the mean or median moves with the points, which the verdicts leave out of account: with few points,
// one that is alone on its side is less sure than its limits say. The mean of shares of R² moves with nothing: it is 1
// divided by their number.
type Hair struct {
	rule hairRule
	at   float64
	band float64
}

type hairRule uint8

const (
	atMean hairRule = iota
	atMedian
	given
)

// AtMean returns a cross-hair at the mean of the points: the zero Hair.
func AtMean() Hair { return Hair{} }

// AtMedian returns a cross-hair at the median of the points.
func AtMedian() Hair { return Hair{rule: atMedian} }

// At returns a cross-hair at x, such as a target.
func At(x float64) Hair {
	if math.IsNaN(x - x) {
		panic(fmt.Sprintf("drivers: a cross-hair at %v", x))
	}
	return Hair{rule: given, at: x}
}

// AtMidpoint returns a cross-hair at the middle of a scale.
func AtMidpoint(s survey.Scale) Hair { return At(float64(s.Min+s.Max) / 2) }

// Within returns h with a tie band: a point within x of it is on neither side.
func (h Hair) Within(x float64) Hair {
	if !(0 <= x && x <= math.MaxFloat64) {
		panic(fmt.Sprintf("drivers: a tie band of %v", x))
	}
	h.band = x
	return h
}

// Map returns the map of the drivers, of which the importance is their share of R² and the performance is their mean
// rating. A driver without data is on no side. If the scales of the drivers differ, compare them on one of their own:
// see [Mapped].
func (m Importance) Map(importance, performance Hair) Map {
	points := make([]Point, len(m.Drivers))
	for j, d := range m.Drivers {
		points[j] = Point{Name: d.Name, Importance: d.Share, Performance: d.Performance}
	}
	return Mapped(points, importance, performance)
}

// Mapped returns the map of points of which Name, Importance and Performance are given: stated importance, shares of
// satisfied customers, or whatever one line of points can be compared by. points is not modified.
func Mapped(points []Point, importance, performance Hair) Map {
	m := Map{Points: slices.Clone(points), Band: [2]float64{importance.band, performance.band}}
	m.Importance = importance.stand(points, func(p Point) kpi.Estimate { return p.Importance })
	m.Performance = performance.stand(points, func(p Point) kpi.Estimate { return p.Performance })
	for i := range m.Points {
		p := &m.Points[i]
		p.Matters = verdict(p.Importance, m.Importance, importance.band)
		p.Performs = verdict(p.Performance, m.Performance, performance.band)
		p.Quadrant = quadrant(p.Matters, p.Performs)
		p.Leaning = quadrant(verdict(exact(p.Importance), m.Importance, importance.band),
			verdict(exact(p.Performance), m.Performance, performance.band))
	}
	return m
}

// stand returns where h stands among the points that are known.
func (h Hair) stand(points []Point, of func(Point) kpi.Estimate) float64 {
	if h.rule == given {
		return h.at
	}
	var xs []float64
	for _, p := range points {
		if e := of(p); e.Known() {
			xs = append(xs, e.Value)
		}
	}
	n := len(xs)
	if n == 0 {
		return math.NaN()
	}
	if h.rule == atMedian {
		slices.Sort(xs)
		return (xs[(n-1)/2] + xs[n/2]) / 2
	}
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(n)
}

// verdict says on which side of a cross-hair e is.
func verdict(e kpi.Estimate, at, band float64) kpi.Verdict {
	switch {
	case !e.Known():
	case e.Lo > at+band:
		return kpi.Met
	case e.Hi < at-band:
		return kpi.Missed
	}
	return kpi.Undecided
}

// exact returns e without its limits.
func exact(e kpi.Estimate) kpi.Estimate {
	if e.Known() {
		e.Lo, e.Hi = e.Value, e.Value
	}
	return e
}

func quadrant(matters, performs kpi.Verdict) Quadrant {
	switch {
	case matters == kpi.Undecided || performs == kpi.Undecided:
		return Undecided
	case matters == kpi.Met && performs == kpi.Met:
		return KeepUp
	case matters == kpi.Met:
		return Concentrate
	case performs == kpi.Met:
		return Overkill
	}
	return LowPriority
}

// In returns the points of a quadrant, the most important first: what to work on is In(Concentrate).
func (m Map) In(q Quadrant) []Point {
	var points []Point
	for _, p := range m.Points {
		if p.Quadrant == q {
			points = append(points, p)
		}
	}
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(b.Importance.Value, a.Importance.Value) })
	return points
}
