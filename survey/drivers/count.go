package drivers

import (
	"fmt"
	"slices"

	"github.com/servicekpi/servicekpi/internal/tabulate"
	"github.com/servicekpi/servicekpi/survey"
)

// Count returns the sums of a table by columns: outcome[i] and columns[j][i] are what respondent i answered to the
// outcome and to driver j. It is all or nothing, with the errors of [Answers.Add], where the Index of a
// [*survey.RangeError] is the row. It is also an error if the columns differ in length. Nothing is modified.
func Count[R survey.Integer](q Questions, outcome []R, columns [][]R) (Sums, error) {
	var s Sums
	b, err := newBlock(q, outcome, columns)
	if err != nil {
		return s, fmt.Errorf("drivers: %w", err)
	}
	s.shape(q)
	for from := 0; from < len(outcome); from += blockRows {
		rows, err := fill(b, outcome, columns, from)
		if err != nil {
			return Sums{}, fmt.Errorf("drivers: %w", err)
		}
		b.addTo(&s, rows)
	}
	return s, nil
}

// A block is some rows of the table, checked and in bytes.
//
// Products of two ratings are at most 100, and those of all rows of a block fit 16 bits: a word holds the ratings of
// four questions, and one multiplication by a rating of the same respondent gives four products, which are added up in
// their fields.
type block struct {
	k         int
	questions []Question
	cells     [][]uint8  // by question
	packed    [][]uint64 // by word: four questions
	whole     []bool     // rows without a gap
}

const (
	blockRows = 512
	fields    = 4
	width     = 16
	mask      = 1<<width - 1
)

func newBlock[R survey.Integer](q Questions, outcome []R, columns [][]R) (*block, error) {
	if err := q.flaw(); err != nil {
		return nil, err
	}
	if len(columns) != len(q.Drivers) {
		return nil, fmt.Errorf("%d columns of %d drivers", len(columns), len(q.Drivers))
	}
	for j, c := range columns {
		if len(c) != len(outcome) {
			return nil, fmt.Errorf("%s: %d ratings, and %d of %s", q.Drivers[j].Name, len(c), len(outcome), q.Outcome.Name)
		}
	}
	k := 1 + len(columns)
	b := &block{k: k, questions: q.all(), cells: make([][]uint8, k), packed: make([][]uint64, (k+fields-1)/fields),
		whole: make([]bool, blockRows)}
	for j := range b.cells {
		b.cells[j] = make([]uint8, blockRows)
	}
	for w := range b.packed {
		b.packed[w] = make([]uint64, blockRows)
	}
	return b, nil
}

// fill takes the rows from the given one on, up to a block of them, and returns how many they are.
func fill[R survey.Integer](b *block, outcome []R, columns [][]R, from int) (rows int, err error) {
	rows = min(blockRows, len(outcome)-from)
	whole := b.whole[:rows]
	for i := range whole {
		whole[i] = true
	}
	var room [8]R
	for j, q := range b.questions {
		ratings := outcome
		if j > 0 {
			ratings = columns[j-1]
		}
		blank := room[:0] // the codes that R can hold
		for _, c := range q.Blank {
			if r := R(c); tabulate.Int(r) == c {
				blank = append(blank, r)
			}
		}
		var code [16]uint8 // of what is on the scale: itself, or gap
		for x := range code {
			code[x] = uint8(x)
			if slices.Contains(q.Blank, x) {
				code[x] = gap
			}
		}
		low, high := R(q.Scale.Min), R(q.Scale.Max)
		cells := b.cells[j][:rows]
		for i, x := range ratings[from : from+rows] {
			c := uint8(gap)
			if x >= low && x <= high {
				c = code[x&15]
			} else if !slices.Contains(blank, x) {
				return 0, fmt.Errorf("%s: %w", q.Name, &survey.RangeError{Rating: tabulate.Int(x), Scale: q.Scale, Index: from + i})
			}
			if cells[i] = c; c == gap {
				whole[i] = false
			}
		}
	}
	return rows, nil
}

// addTo adds the first rows of the block to s: those with gaps one by one, the others together.
func (b *block) addTo(s *Sums, rows int) {
	var row [1 + most]uint8
	n := 0
	for i, whole := range b.whole[:rows] {
		if !whole {
			for j, cells := range b.cells {
				row[j] = cells[i]
			}
			_ = s.add(row[:b.k], 1) // as many rows as a slice has fit the sums
			continue
		}
		if n != i {
			for _, cells := range b.cells {
				cells[n] = cells[i]
			}
		}
		n++
	}
	s.Complete += n
	for j, cells := range b.cells {
		scale := b.questions[j].Scale
		counts, _, _ := tabulate.Count(scale.Min, scale.Max, cells[:n])
		for x, c := range counts {
			s.Ratings[j].Ratings[x] += c
			s.Totals[j] += x * c
		}
	}
	for w, packed := range b.packed {
		packed = packed[:n]
		clear(packed)
		first, last := w*fields, min((w+1)*fields, b.k)
		for j, cells := range b.cells[first:last] {
			for i, x := range cells[:n] {
				packed[i] |= uint64(x) << (width * j)
			}
		}
		for j, cells := range b.cells[first:] {
			sum := tabulate.Dot(cells[:n], packed)
			for l := first; l < last; l++ {
				if l <= first+j {
					s.Products[first+j][l] += int(sum & mask)
				}
				sum >>= width
			}
		}
	}
}
