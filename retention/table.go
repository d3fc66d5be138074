package retention

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/servicekpi/servicekpi/kpi"
)

// String returns the triangle as a table of percentages, one row for each cohort and a last one for the
// columns:
//
//	cohort   size       0      1      2
//	2026-01   733  100.0%  51.7%  38.5%
//	2026-02   519  100.0%  55.1%      ·
//	all      1252  100.0%  53.1%  38.5%
//
// An unknown cell is ·, and one that is known but has no customers to be a share of is n/a.
func (c Cohorts) String() string {
	rows := [][]string{append([]string{"cohort", "size"}, c.ages...)}
	size := 0
	line := func(name string, customers int, cell func(age int) (Tally, bool)) {
		row := []string{name, strconv.Itoa(customers)}
		for age := range c.ages {
			t, known := cell(age)
			if !known {
				row = append(row, "·")
				continue
			}
			row = append(row, kpi.Fraction.Format(float64(t.Retained)/float64(t.N())))
		}
		rows = append(rows, row)
	}
	for i, co := range c.cohorts {
		line(co.name, co.size, func(age int) (Tally, bool) { return c.Cell(i, age) })
		size += co.size
	}
	line("all", size, func(age int) (Tally, bool) { return c.Column(age), c.knows(age) })

	var b strings.Builder
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for k, cell := range row {
			widths[k] = max(widths[k], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		for k, cell := range row {
			space := strings.Repeat(" ", widths[k]-utf8.RuneCountInString(cell))
			switch k {
			case 0:
				b.WriteString(cell + space)
			default:
				b.WriteString("  " + space + cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// knows reports whether a cell of a column is known.
func (c Cohorts) knows(age int) bool {
	for i := range c.cohorts {
		if _, known := c.Cell(i, age); known {
			return true
		}
	}
	return false
}

// WriteCSV writes one row for each cell, with a header: cohort, age, of (the customers it is a share of),
// retained, and the share with its limits at the level, as fractions that are not rounded. Where a cell is
// unknown, of and all that follows it are empty; where it is known and has no customers, only the share is
// empty. The last rows are the columns, under the cohort "all".
func (c Cohorts) WriteCSV(w io.Writer, level float64) error {
	checkLevel(level)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"cohort", "age", "of", "retained", "rate", "lo", "hi"}); err != nil {
		return err
	}
	row := func(name string, age int, t Tally, known bool) error {
		cells := []string{name, c.ages[age], "", "", "", "", ""}
		if known {
			cells[2], cells[3] = strconv.Itoa(t.N()), strconv.Itoa(t.Retained)
			e := t.Rate(level)
			for k, x := range []float64{e.Value, e.Lo, e.Hi} {
				if !math.IsNaN(x) {
					cells[4+k] = strconv.FormatFloat(x, 'g', -1, 64)
				}
			}
		}
		return out.Write(cells)
	}
	for i, co := range c.cohorts {
		for age := range c.ages {
			t, known := c.Cell(i, age)
			if err := row(co.name, age, t, known); err != nil {
				return err
			}
		}
	}
	for age := range c.ages {
		if err := row("all", age, c.Column(age), c.knows(age)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

type cohortsJSON struct {
	Counting  Counting     `json:"counting"`
	Reference Reference    `json:"reference"`
	Ages      []string     `json:"ages"`
	Cohorts   []cohortJSON `json:"cohorts"`
}

type cohortJSON struct {
	Cohort    string `json:"cohort"`
	Customers int    `json:"customers"`
	Retained  []*int `json:"retained"`
	Again     []*int `json:"again,omitempty"`
}

// MarshalJSON returns the counts of the triangle, as wide as its ages, with null for what is unknown:
//
//	{"counting":"on","reference":"first","ages":["0","1"],"cohorts":[
//	 {"cohort":"2026-01","customers":733,"retained":[733,379],"again":[733,379]},
//	 {"cohort":"2026-02","customers":519,"retained":[519,null],"again":[519,null]}]}
//
// again is how many of the retained were there at the age before too; it is left out where that is not known.
func (c Cohorts) MarshalJSON() ([]byte, error) {
	out := cohortsJSON{c.counting, c.reference, c.ages, make([]cohortJSON, len(c.cohorts))}
	if out.Ages == nil {
		out.Ages = []string{}
	}
	wide := func(counts []int) []*int {
		cells := make([]*int, len(c.ages))
		for k := range counts {
			cells[k] = &counts[k]
		}
		return cells
	}
	for i, co := range c.cohorts {
		out.Cohorts[i] = cohortJSON{Cohort: co.name, Customers: co.size, Retained: wide(co.retained)}
		if co.again != nil {
			out.Cohorts[i].Again = wide(co.again)
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses counts that no customers could give, and then
// leaves c as it was.
func (c *Cohorts) UnmarshalJSON(b []byte) error {
	var in cohortsJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("retention: reading cohorts: %w", err)
	}
	if in.Ages == nil || in.Cohorts == nil {
		return errors.New("retention: reading cohorts: ages and cohorts must both be there")
	}
	read := Cohorts{in.Counting, in.Reference, in.Ages, make([]cohort, len(in.Cohorts))}
	customers := 0
	for i, co := range in.Cohorts {
		read.cohorts[i] = cohort{name: co.Cohort, size: co.Customers}
		var err error
		if read.cohorts[i].retained, err = known(co.Retained, len(in.Ages)); err == nil && co.Again != nil {
			read.cohorts[i].again, err = known(co.Again, len(in.Ages))
		}
		if err == nil && co.Again != nil && len(read.cohorts[i].again) != len(read.cohorts[i].retained) {
			err = errors.New("again is known for other ages than retained")
		}
		if err != nil {
			return fmt.Errorf("retention: reading cohort %q: %w", co.Cohort, err)
		}
		if in.Counting == OnOrAfter { // who is there was there at every age before
			if co.Again != nil && !slices.Equal(read.cohorts[i].again, read.cohorts[i].retained) {
				return fmt.Errorf("retention: reading cohort %q: counted %v, %v of %v were there before", co.Cohort, in.Counting,
					read.cohorts[i].again, read.cohorts[i].retained)
			}
			read.cohorts[i].again = read.cohorts[i].retained
		}
		if err := read.cohorts[i].check(); err != nil {
			return fmt.Errorf("retention: reading cohorts: %w", err)
		}
		if customers += co.Customers; customers < 0 {
			return errors.New("retention: reading cohorts: more customers than can be counted")
		}
	}
	*c = read
	return nil
}

// known returns the counts of a row up to its first null.
func known(cells []*int, columns int) ([]int, error) {
	if len(cells) != columns {
		return nil, fmt.Errorf("%d counts for %d ages", len(cells), columns)
	}
	counts := []int{}
	for k, cell := range cells {
		if cell == nil {
			continue
		}
		if k > len(counts) {
			return nil, fmt.Errorf("age %d is known and one before it is not", k)
		}
		counts = append(counts, *cell)
	}
	return counts, nil
}
