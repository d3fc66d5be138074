package ttr

import (
	"math/bits"
	"slices"

	"github.com/servicekpi/servicekpi/internal/survival"
)

// Why the answers err by no more than a bin where the kinds do not overlap in any bin: what a reader
// compares, the estimate, the moments of its limits and the number running, depends on the order in which
// tickets are resolved and leave, and not on the times. Between bins it is that of Times. In a bin of which
// the order is known it is so at the end and at the change from one kind to the other, because tickets
// resolved one after another come to the same as all of them at once, see internal/survival. So what passes a
// threshold in Times, passes it in the same bin here; a quantile or a limit is a time of that bin, or the
// middle between it and the next time, which is in the same bin for both. (This takes that nothing passes
// within a bin and comes back before its end. The upper limit of the beta product is not proven to do so, but
// has not been seen to do otherwise.) A mean is a sum of times, in which each stands with the same weight in
// both.

// rows returns the tickets in bins as counts of resolved and open ones at times, in the order of time, or
// nothing if there are more than a sketch can hold.
func (h *held) rows() []survival.Row {
	running := h.total()
	if running > mostTickets {
		return nil
	}
	bins := 0
	for k := range h.pages {
		for range h.bins(kind(k)) {
			bins++
		}
	}
	rows := make([]survival.Row, 0, 4*bins) // most have two ends and what stands between
	for i := range pageCount {
		if h.pages[isOpen][i] == nil && h.pages[isResolved][i] == nil {
			continue
		}
		for j := range pageSize {
			var b [2]bin
			for k, p := range h.pages {
				if p[i] != nil {
					b[k] = p[i][j]
				}
			}
			if b[isOpen].n+b[isResolved].n > 0 {
				rows = spread(rows, b[isResolved], b[isOpen], running)
				running -= b[isOpen].n + b[isResolved].n
			}
		}
	}
	return rows
}

// spread appends the tickets of a bin, before which so many are running. The shortest and the longest of each
// kind stand at their times. The others are taken as evenly spread between them. Those between two of these
// four times stand together, half of the open ones before the resolved ones and half after, as long as they
// are few of those that run; otherwise, so that the answers are those of each ticket at its own place, they
// are divided into parts that are.
func spread(rows []survival.Row, resolved, open bin, running uint64) []survival.Row {
	ends := make([]uint64, 0, 4)
	for _, b := range [2]bin{resolved, open} {
		if b.n > 0 {
			ends = append(ends, b.lo, b.hi)
		}
	}
	slices.Sort(ends)
	ends = slices.Compact(ends)
	row := func(t, ended, left uint64) {
		if ended+left > 0 {
			rows = append(rows, survival.Row{Time: int64(t), Events: int(ended), Open: int(left)})
			running -= ended + left
		}
	}
	for i, t := range ends {
		row(t, resolved.at(t), open.at(t))
		if i == len(ends)-1 {
			break
		}
		next := ends[i+1]
		for t < next {
			ended, left := resolved.between(t, next), open.between(t, next)
			if ended == 0 {
				row(t+(next-t)/2, 0, left)
				break
			}
			end := next
			if part := max(running/spreadPart, 1); part < ended+left {
				end = t + max(scale(next-t, part, ended+left), 1)
			}
			middle := t + (end-t)/2
			before, ended, after := open.between(t, middle), resolved.between(t, end), open.between(middle, end)
			row(t+(middle-t)/2, 0, before)
			row(middle, ended, 0)
			row(middle+(end-middle)/2, 0, after)
			t = end
		}
	}
	return rows
}

// spreadPart is of how many running tickets one may stand together with others. Of a share x that leaves one
// by one, half resolved and half open in turn, the share √(1−x) is still running; of one that stands together
// 1 − (x/2)/(1 − x/4), which differs by x³/32.
const spreadPart = 16

// at returns how many tickets are known to have the time t.
func (b bin) at(t uint64) uint64 {
	switch {
	case b.n == 0 || t != b.lo && t != b.hi:
		return 0
	case b.lo == b.hi:
		return b.n
	}
	return 1
}

// between returns how many of the tickets that at does not know have a time above from and up to to, if they
// are evenly spread.
func (b bin) between(from, to uint64) uint64 { return b.upTo(to) - b.upTo(from) }

func (b bin) upTo(t uint64) uint64 {
	switch {
	case b.n <= 2 || b.lo == b.hi || t <= b.lo:
		return 0
	case t >= b.hi:
		return b.n - 2
	}
	return scale(t-b.lo, b.n-1, b.hi-b.lo)
}

// scale returns x·num/den, rounded down, for x < den or num < den.
func scale(x, num, den uint64) uint64 {
	hi, lo := bits.Mul64(x, num)
	q, _ := bits.Div64(hi, lo, den)
	return q
}
