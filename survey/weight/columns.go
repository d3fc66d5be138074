package weight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/servicekpi/servicekpi/survey"
)

// Column is one variable of many respondents, as codes: the level of respondent i is Levels[Codes[i]]. Two
// codes may mean the same level, which collapses them. The level "" is a missing answer. One-byte codes are
// the fastest.
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

// Count returns the cells of many respondents, one variable a column. base holds their base weights; nil is 1
// for all. An error counts nothing: a code means no level (it wraps a [*CodeError]), a base weight is no
// weight (an [*Error]), columns differ in length, or their variables are not distinct names.
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

// AppendWeights appends the fitted weight of each respondent to weights: the base weight, 1 if base is nil,
// times the factor of the cell. It takes the columns that went into Count, in any order, or others with the
// same levels, and leaves out those that are no variables of f.
//
// An error appends nothing: a code means no level (it wraps a [*CodeError]), f has no factor for a
// combination of levels (a [*MarginError]), a variable of f has no column, or columns differ in length.
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
