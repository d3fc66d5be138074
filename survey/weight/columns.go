package weight

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/servicekpi/servicekpi/survey"
)

// Column is one variable of many respondents, as codes: the level of respondent i is Levels[Codes[i]]. Two codes
// may mean the same level, which collapses them. The level "" is a missing answer. One-byte codes are the
// fastest.
type Column[C survey.Integer] struct {
	Variable string
	Levels   []string // what the codes mean
	Codes    []C
}

// Encode returns a column of levels as codes, in the order in which the levels first occur.
func Encode(variable string, levels []string) Column[uint32] {
	c := Column[uint32]{Variable: variable, Codes: make([]uint32, len(levels))}
	codes := map[string]uint32{}
	for i, level := range levels {
		code, ok := codes[level]
		if !ok {
			code = uint32(len(c.Levels))
			level = strings.Clone(level)
			codes[level] = code
			c.Levels = append(c.Levels, level)
		}
		c.Codes[i] = code
	}
	return c
}

// CodeError reports a code that means no level.
type CodeError struct {
	Variable string
	Code     int // as an int
	Levels   int // how many there are
	Index    int // of the respondent
}

// Error says which code of which respondent.
func (e *CodeError) Error() string {
	return fmt.Sprintf("%s of respondent [%d]: code %d is not from 0 to %d", e.Variable, e.Index, e.Code, e.Levels-1)
}

// Count returns the cells of many respondents, one variable a column. base holds their base weights; nil is 1 for
// all. An error counts nothing: a code means no level (it wraps a [*CodeError]), a base weight is no weight (an
// [*Error]), columns differ in length, or their variables are not distinct names.
//
// It takes no memory per respondent. Shards counted apart add up by Plus.
func Count[C survey.Integer](base []float64, columns ...Column[C]) (Cells, error) {
	k, err := newKeys(base, columns)
	if err != nil {
		return Cells{}, err
	}
	c := Cells{newTable(k.variables())}
	if k.size == 0 {
		err = k.countSparse(c, base)
	} else {
		err = k.count(c, base)
	}
	if err != nil {
		return Cells{}, fmt.Errorf("weight: %w", err)
	}
	return c, nil
}

// AppendWeights appends the fitted weight of each respondent to weights: the base weight, 1 if base is nil, times
// the factor of the cell. It takes the columns that went into Count, in any order, or others with the same levels,
// and leaves out those that are no variables of f.
//
// An error appends nothing: a code means no level (it wraps a [*CodeError]), f has no factor for a combination of
// levels (a [*MarginError]), a variable of f has no column, or columns differ in length.
func AppendWeights[C survey.Integer](weights []float64, f Fit, base []float64, columns ...Column[C]) ([]float64, error) {
	var chosen []Column[C]
	for _, name := range (Cells{f.table}).Variables() {
		i := slices.IndexFunc(columns, func(c Column[C]) bool { return c.Variable == name })
		if i < 0 {
			return weights, fmt.Errorf("weight: no column of the variable %q", name)
		}
		chosen = append(chosen, columns[i])
	}
	if chosen == nil {
		return weights, errNobody
	}
	k, err := newKeys(base, chosen)
	if err != nil {
		return weights, err
	}
	before := len(weights)
	weights = slices.Grow(weights, k.n)[:before+k.n]
	if err := k.scatter(weights[before:], f, base); err != nil {
		return weights[:before], fmt.Errorf("weight: %w", err)
	}
	return weights, nil
}

// keys numbers the combinations of the levels of columns, if they are few enough for a table: the key of a
// respondent is the sum of an offset for each code.
type keys[C survey.Integer] struct {
	columns []Column[C]
	n       int
	size    int        // of the table, 0 if there are too many combinations for one
	offsets [][]uint32 // by column and code
}

const (
	maxKeys  = 1 << 20
	noKey    = 1 << 24 // the offset of a code that means no level
	keyBlock = 1 << 10 // keys that are made at a time
)

func newKeys[C survey.Integer](base []float64, columns []Column[C]) (*keys[C], error) {
	k := &keys[C]{columns: columns, size: 1}
	if err := checkNames(k.variables()); err != nil {
		return nil, fmt.Errorf("weight: %w", err)
	}
	k.n = len(columns[0].Codes)
	if base != nil && len(base) != k.n {
		return nil, fmt.Errorf("weight: %d base weights, but %d codes of %s", len(base), k.n, columns[0].Variable)
	}
	for _, c := range columns {
		if len(c.Codes) != k.n {
			return nil, fmt.Errorf("weight: %d codes of %s, but %d of %s", len(c.Codes), c.Variable, k.n, columns[0].Variable)
		}
		if len(c.Levels) > maxKeys/max(k.size, 1) || len(columns) > 64 {
			k.size = 0
		}
		k.size *= max(len(c.Levels), 1)
	}
	if k.size > keyBlock+4*k.n {
		k.size = 0
	}
	if k.size == 0 {
		return k, nil
	}
	stride := uint32(1)
	for _, c := range columns {
		offsets := make([]uint32, len(c.Levels), max(len(c.Levels), 256))
		for code := range offsets {
			offsets[code] = uint32(code) * stride
		}
		if isByte[C]() {
			for len(offsets) < 256 {
				offsets = append(offsets, noKey)
			}
			if signed[C]() {
				for code := 128; code < 256; code++ {
					offsets[code] = noKey
				}
			}
		}
		k.offsets = append(k.offsets, offsets)
		stride *= uint32(max(len(c.Levels), 1))
	}
	return k, nil
}

func isByte[C survey.Integer]() bool { return unsafe.Sizeof(C(0)) == 1 }

func signed[C survey.Integer]() bool { return ^C(0) < 0 }

// asBytes returns the same memory as bytes.
func asBytes[C survey.Integer](codes []C) []uint8 {
	return unsafe.Slice((*uint8)(unsafe.Pointer(unsafe.SliceData(codes))), len(codes))
}

func (k *keys[C]) variables() []string {
	names := make([]string, len(k.columns))
	for i, c := range k.columns {
		names[i] = c.Variable
	}
	return names
}

// fill fills in the keys of the respondents from start on. The key of one with a code that means no level is
// noKey or more.
func (k *keys[C]) fill(keys []uint32, start int) {
	if isByte[C]() {
		k.fillBytes(keys, start)
		return
	}
	clear(keys)
	for v, c := range k.columns {
		offsets := k.offsets[v]
		for i, code := range c.Codes[start:][:len(keys)] {
			if uint64(code) < uint64(len(offsets)) {
				keys[i] += offsets[code]
			} else {
				keys[i] += noKey
			}
		}
	}
}

// fillBytes is fill for one-byte codes, which need no check: up to four columns at a time, since most of the
// work is to come and go.
func (k *keys[C]) fillBytes(keys []uint32, start int) {
	var nothing [256]uint32
	clear(keys)
	for v := 0; v < len(k.columns); v += 4 {
		a := asBytes(k.columns[v].Codes)[start:][:len(keys)]
		b, c, d := a, a, a
		x, y, z := &nothing, &nothing, &nothing
		switch len(k.columns) - v {
		default:
			d, z = asBytes(k.columns[v+3].Codes)[start:][:len(keys)], (*[256]uint32)(k.offsets[v+3])
			fallthrough
		case 3:
			c, y = asBytes(k.columns[v+2].Codes)[start:][:len(keys)], (*[256]uint32)(k.offsets[v+2])
			fallthrough
		case 2:
			b, x = asBytes(k.columns[v+1].Codes)[start:][:len(keys)], (*[256]uint32)(k.offsets[v+1])
		case 1:
		}
		w := (*[256]uint32)(k.offsets[v])
		for i := range keys {
			keys[i] += w[a[i]] + x[b[i]] + y[c[i]] + z[d[i]]
		}
	}
}

// blocks calls do for the keys of all respondents, a block at a time, until it returns an error.
func (k *keys[C]) blocks(do func(keys []uint32, start int) error) error {
	var keys [keyBlock]uint32
	for start := 0; start < k.n; start += keyBlock {
		some := keys[:min(keyBlock, k.n-start)]
		k.fill(some, start)
		if err := do(some, start); err != nil {
			return err
		}
	}
	return nil
}

// wrong returns the error of a respondent with a code that means no level, nil if there is none.
func (k *keys[C]) wrong(i int) error {
	for _, c := range k.columns {
		if code := c.Codes[i]; code < 0 || uint64(code) >= uint64(len(c.Levels)) {
			return &CodeError{Variable: c.Variable, Code: int(code), Levels: len(c.Levels), Index: i}
		}
	}
	return nil
}

// names fills in the levels of a key.
func (k *keys[C]) names(names []string, key uint32) {
	for v, c := range k.columns {
		names[v] = c.Levels[int(key)%len(c.Levels)]
		key /= uint32(len(c.Levels))
	}
}

// count counts by a table of the keys.
func (k *keys[C]) count(into Cells, base []float64) error {
	counts, cells := make([]int, k.size), []Cell(nil)
	var err error
	if base == nil {
		err = k.blocks(func(keys []uint32, start int) error {
			for i, key := range keys {
				if int(key) >= len(counts) {
					return k.wrong(start + i)
				}
				counts[key]++
			}
			return nil
		})
	} else {
		cells = make([]Cell, k.size)
		err = k.blocks(func(keys []uint32, start int) error {
			some := base[start:][:len(keys)]
			for i, key := range keys {
				if int(key) >= len(cells) {
					return k.wrong(start + i)
				}
				w := some[i]
				if !(1e-100 <= w && w <= 1e100) {
					return baseError(start+i, w)
				}
				c := &cells[key]
				c.N++
				c.Sum += w
				c.Squares += w * w
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	names := make([]string, len(k.columns))
	for key, n := range counts {
		cell := Cell{n, float64(n), float64(n)}
		if base != nil {
			cell = cells[key]
		}
		if cell.N == 0 {
			continue
		}
		k.names(names, uint32(key))
		if err := into.add(names, cell); err != nil {
			return err
		}
	}
	return nil
}

func baseError(i int, w float64) error { return fmt.Errorf("respondent [%d]: %w", i, &Error{w}) }

// countSparse counts cell by cell.
func (k *keys[C]) countSparse(into Cells, base []float64) error {
	meanings := make([][]uint32, len(k.columns)) // codes of the table by those of the column
	for v, c := range k.columns {
		for _, level := range c.Levels {
			meanings[v] = append(meanings[v], into.variables[v].code(level))
		}
	}
	codes := make([]uint32, len(k.columns))
	for i := range k.n {
		if err := k.wrong(i); err != nil {
			return err
		}
		w := 1.0
		if base != nil {
			w = base[i]
			if !(1e-100 <= w && w <= 1e100) {
				return baseError(i, w)
			}
		}
		for v, c := range k.columns {
			codes[v] = meanings[v][c.Codes[i]]
		}
		cell := &into.cells[into.find(codes)]
		*cell = cell.plus(Cell{1, w, w * w})
		into.n++
	}
	return nil
}

// scatter fills in the weights of the respondents.
func (k *keys[C]) scatter(weights []float64, f Fit, base []float64) error {
	factors := make([]float64, k.size) // NaN: not looked up yet
	for i := range factors {
		factors[i] = math.NaN()
	}
	names := make([]string, len(k.columns))
	look := func(i int) (float64, error) {
		if err := k.wrong(i); err != nil {
			return 0, err
		}
		for v, c := range k.columns {
			names[v] = c.Levels[c.Codes[i]]
		}
		factor := f.Factor(names...)
		if factor != factor {
			return 0, &MarginError{k.variables(), slices.Clone(names), "no respondent with these levels was weighted"}
		}
		return factor, nil
	}
	if k.size == 0 {
		for i := range weights {
			factor, err := look(i)
			if err != nil {
				return err
			}
			weights[i] = factor
		}
		return weigh(weights, base, 0)
	}
	return k.blocks(func(keys []uint32, start int) error {
		some := weights[start:][:len(keys)]
		for i, key := range keys {
			if int(key) < len(factors) {
				if factor := factors[key]; factor == factor {
					some[i] = factor
					continue
				}
			}
			factor, err := look(start + i)
			if err != nil {
				return err
			}
			factors[key], some[i] = factor, factor
		}
		return weigh(some, base, start)
	})
}

// weigh multiplies factors of the respondents from start on by their base weights, if there are any.
func weigh(factors, base []float64, start int) error {
	if base == nil {
		return nil
	}
	for i, w := range base[start:][:len(factors)] {
		if !(1e-100 <= w && w <= 1e100) {
			return baseError(start+i, w)
		}
		factors[i] *= w
	}
	return nil
}
