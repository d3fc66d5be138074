package ttr

import (
	"iter"
	"math"
	"slices"
	"time"
)

const (
	// keptTickets is up to how many tickets a sketch keeps every time. That takes less memory than the bins
	// do, and in few tickets the loss of order would show most.
	keptTickets = 8192

	// mostTickets is how many a sketch can hold: a float64, which the estimates compute with, counts them
	// exactly.
	mostTickets = min(1<<53, math.MaxInt)

	// A page is the bins of a doubling of time.
	pageCount = 64
	pageSize  = 256
)

// kind tells resolved tickets from open ones.
type kind int

const (
	isOpen kind = iota
	isResolved
)

func kindOf(done bool) kind {
	if done {
		return isResolved
	}
	return isOpen
}

// place is where the bin of a duration is found: the bits of d+2 as a float64. It never falls as d rises. The
// times of a bin differ by at most 1/256 of the shortest, and below 512 ns each has a bin of its own.
//
// The page is the exponent. From 0 to the longest duration it goes from 1024, of which the last 6 bits are 0,
// to 1086. The bin of the page is the first 8 bits after the leading one. A bin from 2^k on, k >= 8, is
// 2^(k−8) wide: its times differ by at most 2^(k−8) − 1, and the shortest is at least 2^k − 2, which is 256
// times as much and more. From 2^53 on d+2 is rounded, which moves all ends of bins by half a unit in the
// last place or less. The longest two durations overflow to a negative number that differs from them in the
// sign only, which is neither page nor bin.
type place uint64

func placeOf(d time.Duration) place { return place(math.Float64bits(float64(d + 2))) }

func (p place) page() uint { return uint(p >> 52 % pageCount) }
func (p place) bin() uint8 { return uint8(p >> 44) }

// sameBin tells whether two times are counted in one bin.
func sameBin(d, e time.Duration) bool {
	p, q := placeOf(d), placeOf(e)
	return p.page() == q.page() && p.bin() == q.bin()
}

// bin is how many tickets there are in a range of times, and the shortest and longest of their times. The
// zero bin is empty, and ready to count a time of 0.
type bin struct {
	n      uint64
	lo, hi uint64
}

func oneTicket(d time.Duration) bin { return bin{1, uint64(d), uint64(d)} }

// plus puts the tickets of o to those of b. Counts that are far more than mostTickets stop rising, so that
// they never begin again at 0.
func (b *bin) plus(o bin) {
	switch {
	case o.n == 0:
	case b.n == 0:
		*b = o
	default:
		const far = 1 << 62
		*b = bin{min(b.n, far) + min(o.n, far), min(b.lo, o.lo), max(b.hi, o.hi)}
	}
}

// pages are the bins of one kind of ticket. A page without tickets is nil.
type pages [pageCount]*[pageSize]bin

// add adds tickets that are all in one bin.
func (p *pages) add(b bin) {
	at := placeOf(time.Duration(b.lo))
	page := &p[at.page()]
	if *page == nil {
		*page = new([pageSize]bin)
	}
	(*page)[at.bin()].plus(b)
}

// addAll adds tickets, each of which has taken one of ds.
func (p *pages) addAll(ds []time.Duration) {
	for _, d := range ds {
		at := placeOf(d)
		if page := p[at.page()]; page == nil {
			p.add(oneTicket(d))
		} else if b := &page[at.bin()]; b.lo <= uint64(d) && uint64(d) <= b.hi {
			b.n++
		} else {
			b.plus(oneTicket(d))
		}
	}
}

func (p *pages) plus(o *pages) {
	for i, from := range o {
		if from == nil {
			continue
		}
		if p[i] == nil {
			p[i] = new([pageSize]bin)
		}
		for j := range from {
			p[i][j].plus(from[j])
		}
	}
}

// held is what a sketch holds: every ticket, or once there are more than keptTickets all of them in bins.
// Which of the two depends on their number alone, so that sketches of the same tickets hold the same.
type held struct {
	pages [2]pages
	few   [2][]time.Duration
	many  bool
}

// exact returns all tickets if they are kept one by one.
func (h *held) exact() (Times, bool) {
	return Times{h.tickets(isResolved), h.tickets(isOpen)}, h == nil || !h.many
}

// tickets returns those of a kind that are kept one by one.
func (h *held) tickets(k kind) []time.Duration {
	if h == nil {
		return nil
	}
	return h.few[k]
}

func (h *held) add(d time.Duration, k kind) {
	if h.many {
		h.pages[k].add(oneTicket(d))
		return
	}
	h.few[k] = append(h.few[k], d)
	if len(h.few[isOpen])+len(h.few[isResolved]) > keptTickets {
		h.spill()
	}
}

// addTimes adds tickets whose times are not negative.
func (h *held) addTimes(t Times) {
	if !h.many {
		if len(h.few[isOpen])+len(h.few[isResolved])+t.N() <= keptTickets {
			h.few[isResolved] = append(h.few[isResolved], t.Resolved...)
			h.few[isOpen] = append(h.few[isOpen], t.Open...)
			return
		}
		h.spill()
	}
	h.pages[isResolved].addAll(t.Resolved)
	h.pages[isOpen].addAll(t.Open)
}

// spill puts the tickets kept one by one into bins.
func (h *held) spill() {
	h.many = true
	for k := range h.few {
		h.pages[k].addAll(h.few[k])
		h.few[k] = nil
	}
}

// plus adds the tickets of o, which may be nil.
func (h *held) plus(o *held) {
	if t, ok := o.exact(); ok {
		h.addTimes(t)
		return
	}
	if !h.many {
		h.spill()
	}
	for k := range o.pages {
		h.pages[k].plus(&o.pages[k])
	}
}

// total returns the number of tickets, at most one more than mostTickets.
func (h *held) total() uint64 {
	return min(h.number(isResolved)+h.number(isOpen), mostTickets+1)
}

// number returns the number of tickets of a kind, at most one more than mostTickets.
func (h *held) number(k kind) (n uint64) {
	if h == nil || !h.many {
		return uint64(len(h.tickets(k)))
	}
	for b := range h.bins(k) {
		n = min(n+min(b.n, mostTickets+1), mostTickets+1)
	}
	return n
}

// bins goes through the tickets of a kind from the shortest time to the longest, those of a bin together, and
// of tickets that are kept one by one those of the same time.
func (h *held) bins(k kind) iter.Seq[bin] {
	if h == nil || !h.many {
		return runs(h.tickets(k))
	}
	return func(yield func(bin) bool) {
		for _, page := range h.pages[k] {
			if page == nil {
				continue
			}
			for _, b := range page {
				if b.n > 0 && !yield(b) {
					return
				}
			}
		}
	}
}

// runs goes through times in order, equal ones together.
func runs(ds []time.Duration) iter.Seq[bin] {
	return func(yield func(bin) bool) {
		ds := slices.Sorted(slices.Values(ds))
		for i := 0; i < len(ds); {
			b := bin{0, uint64(ds[i]), uint64(ds[i])}
			for ; i < len(ds) && uint64(ds[i]) == b.lo; i++ {
				b.n++
			}
			if !yield(b) {
				return
			}
		}
	}
}
