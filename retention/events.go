package retention

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/servicekpi/servicekpi/trend"
)

// NewCohorts returns the cohorts of a stream of events, each a customer and a time: orders, log-ins,
// payments. A customer belongs to the cohort of the first event. The order of the events does not matter, and
// an event that comes twice counts once:
//
//	var reading error
//	cohorts, err := retention.NewCohorts(func(yield func(string, time.Time) bool) {
//		for rows.Next() {
//			var customer string
//			var at time.Time
//			if reading = rows.Scan(&customer, &at); reading != nil || !yield(customer, at) {
//				return
//			}
//		}
//		reading = rows.Err()
//	}, spec)
//	if err = errors.Join(reading, err); err != nil {
//		return err
//	}
//
// A stream that breaks half-way looks like one that ends there: rows.Next is false when the connection is
// lost too, and the triangle of half the events comes without an error. Only the reader of the stream can
// know, so look at rows.Err, or at what the error is called elsewhere, before anything is done with the
// triangle.
//
// Events after spec.AsOf are left out. First events are only what the stream knows: whoever was a customer
// before it begins would appear as a new one of its first period, so let the stream begin with the business
// or drop the first cohorts.
//
// It is an error if spec contradicts itself, if an event is not from the years 1678 to 2261 (the zero time is
// not), and if the triangle would have more than 2²⁶ cells, which Ages or Brackets prevent.
//
// It reads the stream once. It holds 12 bytes for each event, up to 8 more while it counts many columns, and
// 50 to 80 for each customer whose key is an integer; text keys are kept with 16 bytes more, other keys in a
// map.
func NewCohorts[K comparable](events iter.Seq2[K, time.Time], spec Spec) (Cohorts, error) {
	if err := spec.check(); err != nil {
		return Cohorts{}, err
	}
	asOf := spec.AsOf.UnixNano()
	customers := newNumbering[K]()
	keys := make([]K, 0, blockSize)
	var log eventLog
	file := func() error { // the events of the last block
		if customers.n > math.MaxUint32-blockSize {
			return errors.New("retention: more than 4,294,950,911 customers")
		}
		b, n := log.blocks[len(log.blocks)-1], len(keys)
		customers.number(keys, b.customer[:n])
		log.note(b, n, int(customers.n))
		keys = keys[:0]
		return nil
	}
	i := -1
	for key, t := range events {
		i++
		if s := t.Unix(); s < earliest || s > latest {
			return Cohorts{}, fmt.Errorf("retention: event %d, of customer %v, is at %v: not from the years 1678 to 2261", i, key, t)
		}
		at := t.UnixNano()
		if at > asOf {
			continue
		}
		if len(keys) == 0 {
			log.blocks = append(log.blocks, new(block))
		}
		log.blocks[len(log.blocks)-1].at[len(keys)] = at
		if keys = append(keys, key); len(keys) == blockSize {
			if err := file(); err != nil {
				return Cohorts{}, err
			}
		}
	}
	if len(keys) > 0 {
		if err := file(); err != nil {
			return Cohorts{}, err
		}
	}
	return log.cohorts(spec)
}

// earliest and latest bound the seconds that a time in nanoseconds can tell.
const earliest, latest = math.MinInt64/int64(time.Second) + 1, math.MaxInt64/int64(time.Second) - 1

// mostCells is how many cells a triangle may have.
const mostCells = 1 << 26

func (s Spec) check() error {
	switch {
	case s.Period == trend.Period{}:
		return errors.New("retention: a Spec without a Period: say trend.Month(zone), for example")
	case s.AsOf.IsZero():
		return errors.New("retention: a Spec without AsOf: say when the events were read")
	case s.AsOf.Unix() < earliest || s.AsOf.Unix() > latest:
		return fmt.Errorf("retention: AsOf %v is not from the years 1678 to 2261", s.AsOf)
	case s.Window < 0:
		return fmt.Errorf("retention: a Window of %v is negative", s.Window)
	case s.Ages < 0:
		return fmt.Errorf("retention: %d Ages are negative", s.Ages)
	case s.Counting > OnOrAfter:
		return fmt.Errorf("retention: %v is not a counting", s.Counting)
	case s.Reference > Previous:
		return fmt.Errorf("retention: %v is not a reference", s.Reference)
	}
	if len(s.Brackets) == 1 {
		return fmt.Errorf("retention: Brackets %v have a beginning and no end", s.Brackets)
	}
	for i, age := range s.Brackets {
		if age < 0 || i > 0 && age <= s.Brackets[i-1] {
			return fmt.Errorf("retention: Brackets %v do not rise from an age of at least 0", s.Brackets)
		}
	}
	return nil
}

// eventLog keeps events in blocks, so that it grows without moving them.
type eventLog struct {
	blocks []*block
	used   int     // of the last block
	first  []int64 // first event of each customer, in nanoseconds
}

type block struct {
	customer [blockSize]uint32
	at       [blockSize]int64 // nanoseconds; later the column
}

const blockSize = 1 << 14

// note notes the first events of the customers of a block that has n events, the last one so far.
func (l *eventLog) note(b *block, n, customers int) {
	l.used = n
	for len(l.first) < customers {
		l.first = append(l.first, math.MaxInt64)
	}
	at := b.at[:n]
	for i, customer := range b.customer[:n] {
		l.first[customer] = min(l.first[customer], at[i]) // a branch would often go the other way
	}
}

// n returns the number of events.
func (l *eventLog) n() int { return (len(l.blocks)-1)*blockSize + l.used }

// all yields the blocks with the number of events in each.
func (l *eventLog) all() iter.Seq2[*block, int] {
	return func(yield func(*block, int) bool) {
		for i, b := range l.blocks {
			n := blockSize
			if i == len(l.blocks)-1 {
				n = l.used
			}
			if !yield(b, n) {
				return
			}
		}
	}
}

// cohorts builds the triangle.
func (l *eventLog) cohorts(spec Spec) (Cohorts, error) {
	c := Cohorts{counting: spec.Counting, reference: spec.Reference}
	if len(l.first) == 0 {
		return c, nil
	}
	p := newPeriods(spec.Period, slices.Min(l.first), spec.AsOf.UnixNano())
	of := make([]uint32, len(l.first)) // the cohort of each customer
	last := uint32(0)
	for i, first := range l.first {
		of[i] = uint32(p.index(first))
		last = max(last, of[i])
	}
	c.cohorts = make([]cohort, last+1)
	columns, cells := newColumns(spec), 0
	for i := range c.cohorts {
		known := columns.known(p.elapsed(i, spec))
		if cells += known; cells > mostCells {
			return Cohorts{}, fmt.Errorf("retention: %d cohorts have more than %d cells: set Ages or Brackets", len(c.cohorts), mostCells)
		}
		c.cohorts[i] = cohort{name: p.names[i], retained: make([]int, known)}
	}
	for _, i := range of {
		c.cohorts[i].size++
	}
	for _, co := range c.cohorts {
		for k := len(c.ages); k < len(co.retained); k++ {
			c.ages = append(c.ages, columns.label(k))
		}
	}
	l.locate(p, of, columns, spec)
	if spec.Counting == OnOrAfter {
		l.countLast(c.cohorts, of)
	} else {
		l.countEach(c.cohorts, of, len(c.ages))
	}
	return c, nil
}

// locate replaces the times of all events by their columns, -1 if an event has none.
func (l *eventLog) locate(p *periods, of []uint32, columns columns, spec Spec) {
	window := int64(spec.Window)
	for b, n := range l.all() {
		for i, customer := range b.customer[:n] {
			var age int64
			if window > 0 {
				// The difference may be all of 584 years, which a uint64 holds.
				age = int64(min(uint64(b.at[i]-l.first[customer])/uint64(window), math.MaxInt64))
			} else {
				age = int64(p.index(b.at[i])) - int64(of[customer])
			}
			b.at[i] = int64(columns.of(age))
		}
	}
}

// countLast counts each customer in all columns up to the one of the last event.
func (l *eventLog) countLast(cohorts []cohort, of []uint32) {
	last := make([]int64, len(of))
	for i := range last {
		last[i] = -1
	}
	for b, n := range l.all() {
		for i, customer := range b.customer[:n] {
			last[customer] = max(last[customer], b.at[i])
		}
	}
	for i, k := range last {
		co := &cohorts[of[i]]
		if k = min(k, int64(len(co.retained))-1); k >= 0 {
			co.retained[k]++
		}
	}
	for i := range cohorts {
		co := &cohorts[i]
		for k := len(co.retained) - 2; k >= 0; k-- {
			co.retained[k] += co.retained[k+1]
		}
		co.again = co.retained
	}
}

// countEach counts each customer once in each column with an event. The columns of a customer are bits, as
// many words of them at a time as there are events for a customer, so that they take no more room than the
// events.
func (l *eventLog) countEach(cohorts []cohort, of []uint32, columns int) {
	for i := range cohorts {
		cohorts[i].again = make([]int, len(cohorts[i].retained))
	}
	words := min((columns+63)/64, max(1, l.n()/len(of)))
	seen := make([]uint64, words*len(of))
	before := make([]bool, len(of)) // there in the last column of the words before
	for from := 0; from < columns; from += 64 * words {
		clear(seen)
		if words == 1 {
			for b, n := range l.all() {
				for i, customer := range b.customer[:n] {
					if k := uint64(b.at[i] - int64(from)); k < 64 {
						seen[customer] |= 1 << k
					}
				}
			}
		} else {
			for b, n := range l.all() {
				for i, customer := range b.customer[:n] {
					if k := uint64(b.at[i] - int64(from)); k < 64*uint64(words) {
						seen[int(customer)*words+int(k/64)] |= 1 << (k % 64)
					}
				}
			}
		}
		for i := range of {
			co := &cohorts[of[i]]
			for w, there := range seen[i*words : (i+1)*words] {
				again := there << 1
				if before[i] {
					again |= 1
				}
				before[i] = there>>63 == 1
				again &= there
				for start := from + 64*w; there != 0; there &= there - 1 {
					bit := bits.TrailingZeros64(there)
					if start+bit >= len(co.retained) {
						break
					}
					co.retained[start+bit]++
					co.again[start+bit] += int(again >> bit & 1)
				}
			}
		}
	}
	for i := range cohorts {
		if co := &cohorts[i]; len(co.again) > 0 {
			co.again[0] = co.retained[0] // nobody was there before
		}
	}
}

// columns says into which column an age falls.
type columns struct {
	most     int   // columns at most
	brackets []int // their first ages, and the first age after the last
	after    bool  // an age past the last bracket is after it
}

func newColumns(spec Spec) columns {
	c := columns{most: math.MaxInt32, brackets: spec.Brackets, after: spec.Counting == OnOrAfter}
	if spec.Ages > 0 {
		c.most = min(c.most, spec.Ages)
	}
	if len(c.brackets) > 0 {
		c.most = min(c.most, len(c.brackets)-1)
	}
	return c
}

// of returns the column of an age, or -1. With OnOrAfter an age past the last column is in it.
func (c columns) of(age int64) int {
	k := int(min(age, math.MaxInt32))
	if len(c.brackets) > 0 {
		k = sort.Search(len(c.brackets), func(i int) bool { return int64(c.brackets[i]) > age }) - 1
	}
	if k >= c.most {
		if !c.after {
			return -1
		}
		k = c.most - 1
	}
	return k
}

// known returns how many columns are known when so many ages have elapsed.
func (c columns) known(ages int64) int {
	if len(c.brackets) > 0 {
		ages = int64(sort.Search(len(c.brackets)-1, func(i int) bool { return int64(c.brackets[i+1]) > ages }))
	}
	return int(min(ages, int64(c.most)))
}

// label returns what a column is called.
func (c columns) label(k int) string {
	if len(c.brackets) == 0 {
		return strconv.Itoa(k)
	}
	first, last := c.brackets[k], c.brackets[k+1]-1
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}

// periods is a run of consecutive periods, from the one of the first event to the one of asOf.
type periods struct {
	period       trend.Period
	names        []string
	starts, ends []int64 // nanoseconds; where clocks go back over midnight a period ends after the next began
	overlaps     bool
	shift        uint // the width of a cell is 2^shift nanoseconds, not more than a period
	cells        []uint32
}

func newPeriods(period trend.Period, from, to int64) *periods {
	p := &periods{period: period}
	shortest := uint64(math.MaxInt64)
	for at := time.Unix(0, from); ; {
		start, end := period.Bounds(at)
		k := len(p.names)
		if k > 0 && nanoseconds(start) > to {
			break
		}
		p.names = append(p.names, period.Key(at))
		p.starts, p.ends = append(p.starts, nanoseconds(start)), append(p.ends, nanoseconds(end))
		p.overlaps = p.overlaps || k > 0 && p.ends[k-1] > p.starts[k]
		shortest = min(shortest, uint64(p.ends[k]-p.starts[k]))
		if p.ends[k] == math.MaxInt64 {
			break
		}
		at = end
	}
	span := uint64(p.ends[len(p.ends)-1] - p.starts[0])
	p.shift = uint(max(bits.Len64(shortest)-1, bits.Len64(span)-22))
	p.cells = make([]uint32, span>>p.shift+1)
	k := 0
	for i := range p.cells {
		for k+1 < len(p.starts) && uint64(p.starts[k+1]-p.starts[0]) <= uint64(i)<<p.shift {
			k++
		}
		p.cells[i] = uint32(k)
	}
	return p
}

// nanoseconds returns the nanoseconds of t, or the nearest there are.
func nanoseconds(t time.Time) int64 {
	switch s := t.Unix(); {
	case s < earliest:
		return math.MinInt64
	case s > latest:
		return math.MaxInt64
	}
	return t.UnixNano()
}

// index returns the period of an instant within the run.
func (p *periods) index(at int64) int {
	k := int(p.cells[uint64(at-p.starts[0])>>p.shift])
	for k+1 < len(p.starts) && p.starts[k+1] <= at {
		k++
	}
	if p.overlaps && k > 0 && at < p.ends[k-1] && p.period.Key(time.Unix(0, at)) == p.names[k-1] {
		k--
	}
	return k
}

// elapsed returns how many whole ages the cohort of a period has behind it at asOf.
func (p *periods) elapsed(cohort int, spec Spec) int64 {
	asOf := spec.AsOf.UnixNano()
	if p.ends[cohort] > asOf {
		return 0
	}
	if spec.Window > 0 {
		return int64(min(uint64(asOf-p.ends[cohort])/uint64(spec.Window), math.MaxInt64))
	}
	over := len(p.names)
	for p.ends[over-1] > asOf {
		over--
	}
	return int64(over - cohort)
}
