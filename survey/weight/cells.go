package weight

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// Cells is the respondents of a survey, counted by the distinct combinations of the variables that they are to
// be weighted by: so many of sex F and age 55+, with such a sum of base weights. A million respondents make a
// few hundred cells, and all fitting is done on those.
//
// The base weight of a respondent is what the way of sampling says, the number of customers invited per
// invitation say, and 1 for all where that is alike. Variables and levels go by name. The level "" is a missing
// answer.
//
// [NewCells] or [Count] makes it. The zero Cells is empty, without variables; it takes those of what is added
// to it by Plus. A copy shares its table with the original, as a copy of a map does; [Cells.Plus] with the
// zero Cells is a copy of its own.
type Cells struct{ *table }

// table is the cells in the order of their first respondents. The codes of the levels of cell i are
// codes[i*k:i*k+k], k the number of variables.
type table struct {
	variables []variable
	codes     []uint32
	cells     []Cell
	slots     []uint32 // open addressing by the hash of the codes: 1 + the index of a cell, 0 is free
	n         int
}

type variable struct {
	name   string
	levels []string
	codes  map[string]uint32
}

// NewCells returns cells without respondents for the variables of these names. It panics without a variable and
// if a name is empty or comes twice.
func NewCells(variables ...string) Cells {
	if err := checkNames(variables); err != nil {
		panic(fmt.Sprintf("weight: %v", err))
	}
	return Cells{newTable(variables)}
}

func checkNames(variables []string) error {
	if len(variables) == 0 {
		return errors.New("cells need a variable")
	}
	for i, name := range variables {
		if name == "" || slices.Contains(variables[:i], name) {
			return fmt.Errorf("the variables %q of cells are not distinct names", variables)
		}
	}
	return nil
}

func newTable(variables []string) *table {
	t := &table{variables: make([]variable, len(variables)), slots: make([]uint32, 64)}
	for i, name := range variables {
		t.variables[i] = variable{name: strings.Clone(name), codes: map[string]uint32{}}
	}
	return t
}

// Add counts one respondent with these levels, one for each variable in their order, and base weight w. An
// error counts nothing: w is no weight (an [*Error]), or there are more or fewer levels than variables.
func (c Cells) Add(levels []string, w float64) error { return c.AddN(levels, 1, w) }

// AddN counts n respondents with the same levels, each of base weight w: a row of a GROUP BY. It fails like
// [Cells.Add], and if n is negative or more than the cells can hold.
func (c Cells) AddN(levels []string, n int, w float64) error {
	if err := check(w); err != nil {
		return err
	}
	return c.add(levels, Cell{n, float64(n) * w, float64(n) * w * w})
}

func (c Cells) add(levels []string, more Cell) error {
	switch {
	case c.table == nil:
		return errors.New("weight: cells without variables: make them by NewCells")
	case len(levels) != len(c.variables):
		return fmt.Errorf("weight: levels %q for the variables %q", levels, c.Variables())
	case more.N < 0 || c.n > math.MaxInt-more.N:
		return fmt.Errorf("weight: %d respondents do not go into cells that have %d", more.N, c.n)
	case more.N == 0:
		return nil
	}
	var few [16]uint32
	codes := few[:0]
	for i, level := range levels {
		codes = append(codes, c.variables[i].code(level))
	}
	cell := &c.cells[c.find(codes)]
	*cell = cell.plus(more)
	c.n += more.N
	return nil
}

// code returns the code of a level, a new one if it is new.
func (v *variable) code(level string) uint32 {
	if code, ok := v.codes[level]; ok {
		return code
	}
	code := uint32(len(v.levels))
	level = strings.Clone(level) // it may be a piece of a long line
	v.levels = append(v.levels, level)
	v.codes[level] = code
	return code
}

// find returns the index of the cell of these codes, a new empty one if there is none.
func (t *table) find(codes []uint32) int {
	slot, i := t.look(codes)
	if i >= 0 {
		return i
	}
	t.cells = append(t.cells, Cell{})
	t.codes = append(t.codes, codes...)
	t.slots[slot] = uint32(len(t.cells))
	if 2*len(t.cells) > len(t.slots) {
		t.slots = make([]uint32, 4*len(t.slots))
		for i := range t.cells {
			slot, _ := t.look(t.levelsOf(i))
			t.slots[slot] = uint32(i + 1)
		}
	}
	return len(t.cells) - 1
}

// look returns the slot of the cell of these codes and its index, or a free slot and -1.
func (t *table) look(codes []uint32) (slot, i int) {
	h := uint64(14695981039346656037) // FNV-1a, a code at a time
	for _, code := range codes {
		h = (h ^ uint64(code)) * 1099511628211
	}
	h ^= h >> 32
	for s := h; ; s++ {
		slot := int(s & uint64(len(t.slots)-1))
		i := int(t.slots[slot]) - 1
		if i < 0 || slices.Equal(codes, t.levelsOf(i)) {
			return slot, i
		}
	}
}

// levelsOf returns the codes of the levels of a cell.
func (t *table) levelsOf(i int) []uint32 {
	k := len(t.variables)
	return t.codes[i*k : (i+1)*k]
}

// names returns the levels of a cell.
func (t *table) names(i int) []string {
	names := make([]string, len(t.variables))
	for v, code := range t.levelsOf(i) {
		names[v] = t.variables[v].levels[code]
	}
	return names
}

// clone returns a table of its own.
func (t *table) clone() *table {
	o := &table{codes: slices.Clone(t.codes), cells: slices.Clone(t.cells), slots: slices.Clone(t.slots), n: t.n}
	for _, v := range t.variables {
		codes := make(map[string]uint32, len(v.codes))
		for level, code := range v.codes {
			codes[level] = code
		}
		o.variables = append(o.variables, variable{v.name, slices.Clone(v.levels), codes})
	}
	return o
}

// Plus returns the respondents of both, in a table of its own. The zero Cells adds nothing; different
// variables, or the same in another order, panic, and so do more respondents than an int can count.
func (c Cells) Plus(o Cells) Cells {
	if c.table == nil {
		c, o = o, c
	}
	if c.table == nil {
		return c
	}
	sum := Cells{c.clone()}
	if o.table == nil {
		return sum
	}
	if !slices.Equal(c.Variables(), o.Variables()) {
		panic(fmt.Sprintf("weight: cells of %q plus cells of %q", c.Variables(), o.Variables()))
	}
	for i, cell := range o.cells {
		if err := sum.add(o.names(i), cell); err != nil {
			panic(err.Error())
		}
	}
	return sum
}

// Variables returns the names of the variables, in the order of the levels of Add.
func (c Cells) Variables() []string {
	if c.table == nil {
		return nil
	}
	names := make([]string, len(c.variables))
	for i, v := range c.variables {
		names[i] = v.name
	}
	return names
}

// N returns the number of respondents.
func (c Cells) N() int {
	if c.table == nil {
		return 0
	}
	return c.n
}

// Len returns the number of cells, which are the combinations that occur.
func (c Cells) Len() int {
	if c.table == nil {
		return 0
	}
	return len(c.cells)
}

// Total returns the sum of the base weights, 0 without respondents.
func (c Cells) Total() float64 {
	if c.table == nil {
		return 0
	}
	return c.sum()
}

func (t *table) sum() (total float64) {
	for _, cell := range t.cells {
		total += cell.Sum
	}
	return total
}

// Effective returns how many respondents of equal weight would say as much, as [Tally.Effective] does, from the
// base weights. It is 0 without respondents.
func (c Cells) Effective() float64 {
	var all Cell
	for _, cell := range c.All() {
		all = all.plus(cell)
	}
	if all.N == 0 {
		return 0
	}
	return all.Sum * all.Sum / all.Squares
}

// All returns the cells that have respondents, with their levels in the order of the variables, sorted by them.
func (c Cells) All() iter.Seq2[[]string, Cell] {
	return func(yield func([]string, Cell) bool) {
		if c.table == nil {
			return
		}
		for _, i := range c.sorted() {
			if !yield(c.names(i), c.cells[i]) {
				return
			}
		}
	}
}

// sorted returns the indices of the cells in the order of the names of their levels.
func (t *table) sorted() []int {
	ranks := make([][]int, len(t.variables)) // of the levels by name
	for v, variable := range t.variables {
		order := make([]int, len(variable.levels))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(variable.levels[a], variable.levels[b]) })
		ranks[v] = make([]int, len(order))
		for rank, i := range order {
			ranks[v][i] = rank
		}
	}
	cells := make([]int, len(t.cells))
	for i := range cells {
		cells[i] = i
	}
	slices.SortFunc(cells, func(a, b int) int {
		x, y := t.levelsOf(a), t.levelsOf(b)
		for v, rank := range ranks {
			if d := rank[x[v]] - rank[y[v]]; d != 0 {
				return d
			}
		}
		return 0
	})
	return cells
}

// Margin returns what the base weights add up to by the levels of a variable, or of several crossed, as a
// margin of totals. Cells of all customers, each of weight 1, give the targets for the respondents among
// them. It panics without a variable, or if one is not a variable of c or comes twice.
func (c Cells) Margin(variables ...string) Margin {
	if err := checkNames(variables); err != nil {
		panic(fmt.Sprintf("weight: %v", err))
	}
	m := Margin{Variables: slices.Clone(variables)}
	if c.table == nil {
		return m
	}
	g, err := c.group(variables)
	if err != nil {
		panic(fmt.Sprintf("weight: %v", err))
	}
	m.Targets = make([]Target, g.groups)
	for i, cell := range c.cells {
		target := &m.Targets[g.of[i]]
		target.Value += cell.Sum
		if target.Levels == nil {
			target.Levels = g.names(c.table, i)
		}
	}
	m.sort()
	return m
}
