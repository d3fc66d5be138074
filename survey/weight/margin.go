package weight

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Margin is what is known of the whole: how many customers there are of each level of a variable, or of each
// combination of levels of several variables, which are crossed. [Totals] and [Shares] make one of a single
// variable, [Cells.Margin] makes one from a count of all customers.
//
// Targets are found by the names of their levels. Each level among the respondents must have one, and each
// target above 0 must have respondents.
type Margin struct {
	Variables []string `json:"variables"` // one, or several crossed
	Targets   []Target `json:"targets"`
	Shares    bool     `json:"shares,omitzero"` // targets are fractions of the whole, which add up to 1, and not totals

	// KeepMissing lets respondents whose answer is missing keep their share of the base weights, if there is no
	// target for the level "" itself; the targets then hold for the remaining part of the whole. A combination
	// of levels is missing if one of them is. Without KeepMissing a missing answer is an error.
	KeepMissing bool `json:"keep_missing,omitzero"`
}

// Target is the total or the share of one level, or of one combination of levels.
type Target struct {
	Levels []string `json:"levels"` // one for each variable of the margin
	Value  float64  `json:"value"`
}

// Totals returns a margin of a variable: how many customers there are of each level.
func Totals(variable string, totals map[string]float64) Margin {
	return margin(variable, totals, false)
}

// Shares returns a margin of a variable: which fraction of all customers each level has. They add up to 1.
func Shares(variable string, shares map[string]float64) Margin { return margin(variable, shares, true) }

func margin(variable string, targets map[string]float64, shares bool) Margin {
	m := Margin{Variables: []string{variable}, Shares: shares}
	for level, x := range targets {
		m.Targets = append(m.Targets, Target{[]string{level}, x})
	}
	m.sort()
	return m
}

func (m Margin) sort() {
	slices.SortFunc(m.Targets, func(a, b Target) int { return slices.Compare(a.Levels, b.Levels) })
}

// sum returns the sum of the targets.
func (m Margin) sum() (sum float64) {
	for _, t := range m.Targets {
		sum += t.Value
	}
	return sum
}

// MarginError reports a margin that respondents cannot be fitted to.
type MarginError struct {
	Variables []string
	Levels    []string // that are the trouble, one for each variable; nil: the margin as a whole
	Problem   string
}

// Error names the variables and levels, and says what is wrong with them.
func (e *MarginError) Error() string { return named(e.Variables, e.Levels) + ": " + e.Problem }

// named returns variables with their levels, if there are any: sex "F" × age "55+".
func named(variables, levels []string) string {
	if len(levels) != len(variables) {
		return strings.Join(variables, " × ")
	}
	var b strings.Builder
	for i, v := range variables {
		if i > 0 {
			b.WriteString(" × ")
		}
		fmt.Fprintf(&b, "%s %q", v, levels[i])
	}
	return b.String()
}

// agree is how far, relatively, sums of targets may be apart that ought to be the same: rounding, no more.
const agree = 1e-10

// grouping is which cells agree in some of the variables.
type grouping struct {
	variables []int               // their indices
	steps     []map[uint64]uint32 // group so far and next code to group
	of        []uint32            // group of each cell
	groups    int
}

// group groups the cells by some variables; errors are unknown variables.
func (t *table) group(variables []string) (*grouping, error) {
	g := &grouping{of: make([]uint32, len(t.cells))}
	for _, name := range variables {
		v := slices.IndexFunc(t.variables, func(v variable) bool { return v.name == name })
		if v < 0 {
			return nil, fmt.Errorf("%q is not a variable of the cells", name)
		}
		g.variables = append(g.variables, v)
		g.steps = append(g.steps, map[uint64]uint32{})
	}
	k := len(t.variables)
	for s, v := range g.variables {
		for i := range g.of {
			key := uint64(g.of[i])<<32 | uint64(t.codes[i*k+v])
			of, ok := g.steps[s][key]
			if !ok {
				of = uint32(len(g.steps[s]))
				g.steps[s][key] = of
			}
			g.of[i] = of
		}
		g.groups = len(g.steps[s])
	}
	return g, nil
}

// find returns the group of these levels, and false if no cell has them.
func (g *grouping) find(t *table, levels []string) (of uint32, ok bool) {
	for s, v := range g.variables {
		code, ok := t.variables[v].codes[levels[s]]
		if !ok {
			return 0, false
		}
		if of, ok = g.steps[s][uint64(of)<<32|uint64(code)]; !ok {
			return 0, false
		}
	}
	return of, true
}

// names returns the levels of a cell by which it is grouped.
func (g *grouping) names(t *table, i int) []string {
	names := make([]string, len(g.variables))
	for s, v := range g.variables {
		names[s] = t.variables[v].levels[t.levelsOf(i)[v]]
	}
	return names
}

// bound is a margin bound to the cells of a table.
type bound struct {
	variables []string
	of        []uint32   // index of the goal of each cell
	levels    [][]string // of each goal
	goals     []float64  // totals, all margins with the same sum
}

// bind binds the margins to the cells of t and returns the total that all of them have. Its error joins all
// that is wrong with the levels of a margin, each a *MarginError.
func (t *table) bind(margins []Margin) ([]bound, float64, error) {
	if len(margins) == 0 {
		return nil, 0, errors.New("there is no margin to fit to")
	}
	total, first := 0.0, -1 // the first margin of totals sets the total
	for i, m := range margins {
		if err := m.check(); err != nil {
			return nil, 0, err
		}
		if m.Shares {
			continue
		}
		if sum := m.sum(); first < 0 {
			total, first = sum, i
		} else if !(math.Abs(sum-total) <= agree*total) {
			problem := fmt.Sprintf("totals add up to %v, but those of %s to %v", sum, named(margins[first].Variables, nil), total)
			return nil, 0, &MarginError{m.Variables, nil, problem}
		}
	}
	if first < 0 {
		total = t.sum()
	}
	bounds := make([]bound, len(margins))
	for i, m := range margins {
		b, err := t.bindOne(m, total)
		if err != nil {
			return nil, 0, err
		}
		bounds[i] = b
	}
	return bounds, total, nil
}

// check returns an error if m is wrong in itself.
func (m Margin) check() error {
	wrong := func(levels []string, format string, args ...any) error {
		return &MarginError{m.Variables, levels, fmt.Sprintf(format, args...)}
	}
	if err := checkNames(m.Variables); err != nil {
		return wrong(nil, "a margin needs variables of distinct names, not %q", m.Variables)
	}
	for _, t := range m.Targets {
		if len(t.Levels) != len(m.Variables) {
			return wrong(nil, "the target %v has the levels %q", t.Value, t.Levels)
		}
		if !(t.Value == 0 || 1e-100 <= t.Value && t.Value <= 1e100) {
			return wrong(t.Levels, "the target %v is not 0 or from 1e-100 to 1e+100", t.Value)
		}
	}
	sum := m.sum()
	if m.Shares && !(math.Abs(sum-1) <= agree) {
		return wrong(nil, "shares add up to %v, not to 1", sum)
	}
	if !(sum > 0) {
		return wrong(nil, "there is no target above 0")
	}
	return nil
}

// bindOne binds a margin that is right in itself.
func (t *table) bindOne(m Margin, total float64) (bound, error) {
	g, err := t.group(m.Variables)
	if err != nil {
		return bound{}, &MarginError{m.Variables, nil, err.Error()}
	}
	var problems []error
	wrong := func(levels []string, format string, args ...any) {
		problems = append(problems, &MarginError{m.Variables, levels, fmt.Sprintf(format, args...)})
	}

	sample := make([]Cell, g.groups)
	b := bound{variables: m.Variables, of: g.of, levels: make([][]string, g.groups), goals: make([]float64, g.groups)}
	for i, cell := range t.cells {
		of := g.of[i]
		sample[of] = sample[of].plus(cell)
		if b.levels[of] == nil {
			b.levels[of] = g.names(t, i)
		}
	}
	aimed, sum := make([]bool, g.groups), m.sum()
	for _, target := range m.Targets {
		of, ok := g.find(t, target.Levels)
		switch {
		case !ok && target.Value > 0:
			wrong(target.Levels, "a target of %v, but no respondent", target.Value)
		case !ok:
		case aimed[of]:
			wrong(target.Levels, "two targets")
		case target.Value == 0:
			wrong(target.Levels, "a target of 0, but %d respondents", sample[of].N)
			aimed[of] = true
		default:
			b.goals[of], aimed[of] = target.Value/sum*total, true
		}
	}
	all, kept := t.sum(), 0.0
	for of, levels := range b.levels {
		switch {
		case aimed[of]:
		case !slices.Contains(levels, ""):
			wrong(levels, "%d respondents, but no target", sample[of].N)
		case !m.KeepMissing:
			wrong(levels, "%d respondents whose answer is missing", sample[of].N)
		default:
			kept += sample[of].Sum
			b.goals[of] = sample[of].Sum / all * total
		}
	}
	if problems != nil {
		slices.SortFunc(problems, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
		return bound{}, errors.Join(problems...)
	}
	for of := range b.goals {
		if aimed[of] {
			b.goals[of] *= (all - kept) / all
		}
	}
	return b, nil
}
