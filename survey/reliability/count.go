package reliability

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/tabulate"
	"github.com/servicekpi/servicekpi/survey"
)

// Count returns the items of a table by columns: columns[j][i] is the rating of respondent i for item j. A
// respondent with an answer that is equal to a blank code, also one that lies on the scale, is counted as
// incomplete and otherwise left out.
//
// It is all or nothing: with a rating that is neither on the scale nor blank, the items are empty and the
// error wraps a [*survey.RangeError] whose Index is the row. It is also an error if s is not a scale, or the
// columns differ in length, are more than a hundred or none. Count does not modify its arguments.
func Count[R survey.Integer](s survey.Scale, columns [][]R, blank ...R) (Items, error) {
	var t Items
	b, err := newBlock(s, columns)
	if err != nil {
		return t, fmt.Errorf("reliability: %w", err)
	}
	t.shape(s, len(columns))
	for from := 0; from < len(columns[0]); from += blockRows {
		rows, err := fill(b, s, columns, from, blank)
		if err != nil {
			return Items{}, fmt.Errorf("reliability: %w", err)
		}
		if t.N += rows; t.N > room(b.k, s.Max) {
			return Items{}, fmt.Errorf("reliability: %w", errTooMany)
		}
		b.addTo(&t, rows)
	}
	t.Incomplete = len(columns[0]) - t.N
	return t, nil
}

// A block is some rows of the table, checked, complete and packed.
//
// Products of two ratings are at most 100, so a word holds five ratings in fields of 12 bits, and one
// multiplication by a rating of the same respondent gives five products. They are added up in their fields
// for as many rows as these can hold.
type block struct {
	k, words int
	top      int
	cells    []uint8  // by item, blockRows each
	packed   []uint64 // by word, blockRows each: five ratings
	powers   []uint64 // y in the upper half and q in the lower one; later y² and q
	gaps     []bool   // rows with a blank
}

const (
	blockRows = 512
	fields    = 5
	width     = 12
	mask      = 1<<width - 1
	gap       = 0xff
)

func newBlock[R survey.Integer](s survey.Scale, columns [][]R) (*block, error) {
	if err := s.Check(s.Min); err != nil {
		return nil, err
	}
	k := len(columns)
	if k < 1 || k > most {
		return nil, errShape
	}
	for j, c := range columns {
		if len(c) != len(columns[0]) {
			return nil, fmt.Errorf("%d ratings of item %d and %d of item 0", len(c), j, len(columns[0]))
		}
	}
	words := (k + fields - 1) / fields
	return &block{k: k, words: words, top: s.Max, cells: make([]uint8, k*blockRows), packed: make([]uint64, words*blockRows),
		powers: make([]uint64, blockRows), gaps: make([]bool, blockRows)}, nil
}

// fill takes the rows from the given one on, up to a block of them, and returns how many of them are complete.
func fill[R survey.Integer](b *block, s survey.Scale, columns [][]R, from int, blank []R) (rows int, err error) {
	rows = min(blockRows, len(columns[0])-from)
	var code [16]uint8 // of what is on the scale: itself, or gap
	for x := range code {
		code[x] = uint8(x)
		if slices.Contains(blank, R(x)) {
			code[x] = gap
		}
	}
	low, high := R(s.Min), R(s.Max)
	clear(b.gaps)
	some := false
	gaps := b.gaps[:rows]
	for j, column := range columns {
		column = column[from : from+rows]
		cells := b.cells[j*blockRows:][:rows]
		for i, x := range column {
			c := uint8(gap)
			if x >= low && x <= high {
				c = code[x&15]
			} else if !slices.Contains(blank, x) {
				off := &survey.RangeError{Rating: tabulate.Int(x), Scale: s, Index: from + i}
				return 0, fmt.Errorf("item %d: %w", j, off)
			}
			if cells[i] = c; c == gap {
				gaps[i], some = true, true
			}
		}
	}
	if !some {
		return rows, nil
	}
	complete := 0
	for j := range columns {
		cells := b.cells[j*blockRows:][:rows]
		complete = 0
		for i, c := range cells {
			if !gaps[i] {
				cells[complete] = c
				complete++
			}
		}
	}
	return complete, nil
}

// addTo adds the first rows of the block to the sums of t.
func (b *block) addTo(t *Items, rows int) {
	b.pack(rows)
	for _, p := range b.powers[:rows] {
		y2, q := p>>32, p&math.MaxUint32
		t.Quartic.Y4 += int(y2 * y2)
		t.Quartic.Y2Q += int(y2 * q)
		t.Quartic.Q2 += int(q * q)
	}
	for j := range b.k {
		cells := b.cells[j*blockRows:][:rows]
		for from := 0; from < rows; from += b.safe() {
			to := min(from+b.safe(), rows)
			s := tabulate.Dot(cells[from:to], b.powers[from:to])
			t.Quartic.Y2X[j] += int(s >> 32)
			t.Quartic.QX[j] += int(s & math.MaxUint32)
		}
	}
	chunk := mask / (b.top * b.top)
	for from := 0; from < rows; from += chunk {
		to := min(from+chunk, rows)
		for w := range b.words {
			var s uint64
			for _, x := range b.packed[w*blockRows:][from:to] {
				s += x
			}
			for j := w * fields; j < min((w+1)*fields, b.k); j++ {
				t.Sums[j] += int(s & mask)
				s >>= width
			}
		}
		for j := range b.k {
			cells := b.cells[j*blockRows:][from:to]
			for w := j / fields; w < b.words; w++ {
				s := tabulate.Dot(cells, b.packed[w*blockRows:][from:to])
				for l := w * fields; l < min((w+1)*fields, b.k); l++ {
					if l >= j {
						t.Products[l][j] += int(s & mask)
					}
					s >>= width
				}
			}
		}
	}
}

// safe returns for how many rows Σy²x and Σqx fit half a word each.
func (b *block) safe() int {
	rows := (1<<32)/int64(b.k*b.k*b.top*b.top*b.top) - 1
	return int(max(1, min(rows, math.MaxInt32)))
}

// pack fills in packed and powers from the cells.
func (b *block) pack(rows int) {
	var powers [16]uint64
	for x := range powers {
		powers[x] = uint64(x)<<32 | uint64(x*x)
	}
	sums := b.powers[:rows]
	clear(sums)
	for w := range b.words {
		words := b.packed[w*blockRows:][:rows]
		if first := w * fields; first+fields <= b.k { // all five at once
			v, x := b.cells[first*blockRows:][:rows], b.cells[(first+1)*blockRows:][:rows]
			y, z := b.cells[(first+2)*blockRows:][:rows], b.cells[(first+3)*blockRows:][:rows]
			u := b.cells[(first+4)*blockRows:][:rows]
			for i := range words {
				words[i] = uint64(v[i]) | uint64(x[i])<<width | uint64(y[i])<<(2*width) | uint64(z[i])<<(3*width) | uint64(u[i])<<(4*width)
				sums[i] += powers[v[i]&15] + powers[x[i]&15] + powers[y[i]&15] + powers[z[i]&15] + powers[u[i]&15]
			}
			continue
		}
		clear(words)
		for j := w * fields; j < min((w+1)*fields, b.k); j++ {
			shift := width * (j - w*fields) & 63
			cells := b.cells[j*blockRows:][:rows]
			for i, x := range cells {
				words[i] |= uint64(x) << shift
				sums[i] += powers[x&15]
			}
		}
	}
	for i, s := range sums {
		y := s >> 32
		sums[i] = y*y<<32 | s&math.MaxUint32
	}
}
