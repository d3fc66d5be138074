package ttr

import (
	"sort"
	"time"
)

// zone is the offsets from UTC of a time zone over some time.
type zone struct {
	at          []int64 // Unix times at which the offset changes
	offset      []int64 // seconds east of UTC: offset[i] up to at[i], the last one after all of them
	until       []int64 // local times below which offset[i] resolves a local time, not decreasing
	least, most int64   // offsets
}

// zoneBetween returns the offsets of loc from one Unix time to another. The first and the last of them hold
// before and after that, too.
func zoneBetween(loc *time.Location, from, to int64) zone {
	t := time.Unix(from, 0).In(loc)
	_, offset := t.Zone()
	z := zone{offset: []int64{int64(offset)}, least: int64(offset), most: int64(offset)}
	for {
		_, end := t.ZoneBounds()
		// Years that follow a zone's yearly rule end after 365 days for ZoneBounds, so on 31 December of a leap
		// year it does not get ahead. No rule changes clocks on that day.
		if !end.IsZero() && !end.After(t) {
			end = t.Add(24 * time.Hour)
		}
		if end.IsZero() || end.Unix() >= to {
			break
		}
		t = end
		if _, after := t.Zone(); after != offset {
			z.change(t.Unix(), int64(offset), int64(after))
			offset = after
		}
	}
	return z
}

func (z *zone) change(at, before, after int64) {
	// Clocks that go forward skip the local times [at+before, at+after), those that go back repeat
	// [at+after, at+before). The rule for both is the offset before the change: it moves a skipped time forward
	// by the gap and takes the earlier one of two.
	until := at + max(before, after)
	if n := len(z.until); n > 0 {
		until = max(until, z.until[n-1])
	}
	z.at = append(z.at, at)
	z.offset = append(z.offset, after)
	z.until = append(z.until, until)
	z.least, z.most = min(z.least, after), max(z.most, after)
}

// segment returns the index of the offset that resolves a local time, given in seconds as if it were UTC.
func (z *zone) segment(local int64) int {
	return sort.Search(len(z.until), func(i int) bool { return local < z.until[i] })
}

// instant returns the Unix time of a local time. [time.Date] does not promise a side when there is none or two.
func (z *zone) instant(local int64) int64 { return local - z.offset[z.segment(local)] }

// leavesOut reports whether clocks skipped a whole date.
func (z *zone) leavesOut(day int64) bool {
	start, end := day*daySeconds, (day+1)*daySeconds
	i := z.segment(start)
	return i < len(z.at) && z.at[i]+z.offset[i] <= start && end <= z.at[i]+z.offset[i+1]
}
