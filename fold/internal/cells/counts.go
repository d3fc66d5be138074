package cells

import (
	"iter"
	"math"
)

// Scores is how often each score from 0 to 10 was given.
type Scores [11]int

// Counts counts scores by the numbers of segments and periods. Cells that many rows go to lie side by side; where there
// are very many cells, as with customers for segments, the later ones are made one by one. The zero Counts is empty.
type Counts struct {
	near    [][16]uint32 // by segment and period, and then by score
	periods uint         // that there are places for, in each segment
	rows    uint         // counted in near since it was emptied, fewer than a uint32 can hold
	all     map[uint64]*Scores
}

// mostNear is how many cells lie side by side at most: 16 MiB of them.
const mostNear = 1 << 18

// Near returns where the scores of a cell are counted, each by one, or nil if it is not among those side by side. The
// caller calls [Counts.Settle] at least every 2^31 rows.
func (c *Counts) Near(segment, period int32) *[16]uint32 {
	i := uint(segment)*c.periods + uint(period)
	if uint(period) < c.periods && i < uint(len(c.near)) {
		return &c.near[i]
	}
	return nil
}

// Add counts a score from 0 to 10, wherever its cell is.
func (c *Counts) Add(segment, period int32, score uint) {
	if near := c.Near(segment, period); near != nil {
		near[score]++
	} else {
		c.add(segment, period, score)
	}
}

// add is Add where there is no place for the cell yet, or will not be.
func (c *Counts) add(segment, period int32, score uint) {
	periods, segments := max(c.periods, 4), uint(len(c.near))/max(c.periods, 1)
	for periods <= uint(period) {
		periods *= 2
	}
	for segments <= uint(segment) {
		segments = 2*segments + 8
	}
	if segments*periods > mostNear {
		c.cell(segment, period)[score]++
		return
	}
	c.empty()
	c.near, c.periods = make([][16]uint32, segments*periods), periods
	c.Add(segment, period, score)
}

// Settle says how many rows have been counted since the last time, and makes sure that there is room for 2^31 more.
func (c *Counts) Settle(rows int) {
	if c.rows += uint(rows); c.rows >= math.MaxInt32 {
		c.empty()
	}
}

// empty moves what lies side by side to where everything is.
func (c *Counts) empty() {
	c.rows = 0
	for i := range c.near {
		cell := &c.near[i]
		if *cell == ([16]uint32{}) {
			continue
		}
		all := c.cell(int32(uint(i)/c.periods), int32(uint(i)%c.periods))
		for score := range all {
			all[score] += int(cell[score])
		}
		*cell = [16]uint32{}
	}
}

func (c *Counts) cell(segment, period int32) *Scores {
	k := uint64(segment)<<32 | uint64(period)
	s := c.all[k]
	if s == nil {
		if c.all == nil {
			c.all = map[uint64]*Scores{}
		}
		s = new(Scores)
		c.all[k] = s
	}
	return s
}

// Cell is the scores of a segment in a period, by their numbers.
type Cell struct {
	Segment, Period int32
	Scores          *Scores
}

// All returns the cells that have been counted in, in no order.
func (c *Counts) All() iter.Seq[Cell] {
	c.empty()
	return func(yield func(Cell) bool) {
		for k, s := range c.all {
			if !yield(Cell{int32(k >> 32), int32(uint32(k)), s}) {
				return
			}
		}
	}
}
