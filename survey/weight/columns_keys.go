package weight

import (
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/servicekpi/servicekpi/survey"
)

// keys numbers the combinations of the levels of columns, if they are few enough for a table: the key of a
// respondent is the sum of an offset for each code.
type keys[C survey.Integer] struct {
	columns []Column[C]
	n       int
	size    int        // of the table, 0 if there are too many combinations for one
	offsets [][]uint32 // by column and code
	bytes   [][]uint8  // the codes, if they are one-byte
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
		offsets := make([]uint32, max(len(c.Levels), 256))
		for code := range offsets {
			offsets[code] = noKey
			if code < len(c.Levels) && !(isByte[C]() && int(C(code)) != code) { // a negative int8 is not 128 or more
				offsets[code] = uint32(code) * stride
			}
		}
		k.offsets = append(k.offsets, offsets)
		if isByte[C]() {
			k.bytes = append(k.bytes, asBytes(c.Codes))
		}
		stride *= uint32(max(len(c.Levels), 1))
	}
	return k, nil
}

func isByte[C survey.Integer]() bool { return unsafe.Sizeof(C(0)) == 1 }

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
		fillBytes(keys, k.bytes, k.offsets, start)
		return
	}
	clear(keys)
	for v, c := range k.columns {
		offsets := k.offsets[v]
		for i, code := range c.Codes[start:][:len(keys)] {
			if uint64(code) < uint64(len(offsets)) { // a negative code is a large one
				keys[i] += offsets[code]
			} else {
				keys[i] += noKey
			}
		}
	}
}

// fillBytes is fill for one-byte codes, whose offsets are 256, so that nothing needs to be checked. It takes
// four columns at a time, since most of the work is to come and go.
func fillBytes(keys []uint32, columns [][]uint8, offsets [][]uint32, start int) {
	var zero [256]uint32
	clear(keys)
	for v := 0; v < len(columns); v += 4 {
		a, w := columns[v][start:][:len(keys)], (*[256]uint32)(offsets[v])
		b, c, d := a, a, a
		x, y, z := &zero, &zero, &zero
		switch len(columns) - v {
		default:
			d, z = columns[v+3][start:][:len(keys)], (*[256]uint32)(offsets[v+3])
			fallthrough
		case 3:
			c, y = columns[v+2][start:][:len(keys)], (*[256]uint32)(offsets[v+2])
			fallthrough
		case 2:
			b, x = columns[v+1][start:][:len(keys)], (*[256]uint32)(offsets[v+1])
		case 1:
		}
		addOffsets(keys, a, b, c, d, w, x, y, z)
	}
}

// addOffsets is a function of its own, and stays one, so that all it needs is in registers.
//
//go:noinline
func addOffsets(keys []uint32, a, b, c, d []uint8, w, x, y, z *[256]uint32) {
	a, b, c, d = a[:len(keys)], b[:len(keys)], c[:len(keys)], d[:len(keys)] // no checks of indices in the loop
	_, _, _, _ = w[0], x[0], y[0], z[0]                                     // nor of pointers
	for i := range keys {
		keys[i] += w[a[i]] + x[b[i]] + y[c[i]] + z[d[i]]
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
