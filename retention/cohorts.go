package retention

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/servicekpi/servicekpi/trend"
)

// Cohorts is the triangle of cohort retention: customers by the period in which they came, and how many of
// them were there at each age. Make one with [NewCohorts] from events or with [CohortsOf] from counts. It
// does not change, and may be read by any number of goroutines. The zero Cohorts has no cohorts.
//
// Cohorts and ages are numbered from 0. Age 0 is the period in which a customer came, so that everybody is
// there at age 0 by definition. A cell is unknown until its whole age has elapsed at asOf for the whole
// cohort, because a month that is half over would count half of its returns; a column is made of the cohorts
// whose cell is known.
//
// A column is not the lifetime of anybody. Its cohorts are fewer with every age, so it can rise from one age
// to the next though nobody came back, when a worse cohort drops out of it; and it is not the Kaplan–Meier
// estimate, which uses what the young cohorts tell of early ages (in a worked triangle .3021 at age 3, where
// the column says .3070). For that compound the columns of [Cohorts.By] with [Previous] by [Compound], which
// for contracts is the chain-ladder.
type Cohorts struct {
	counting  Counting
	reference Reference
	ages      []string // what the columns are called
	cohorts   []cohort
}

// cohort is the customers who came in one period.
type cohort struct {
	name     string
	size     int
	retained []int // by age, as far as known
	again    []int // of them, those who were there at the age before too; nil if that is not known
}

// Counting says when a customer counts as there at an age. The zero Counting is On.
type Counting uint8

const (
	// On counts a customer at an age with an event at that age: N-day, bounded or classic retention. It can
	// rise with age, and no survival curve may be made of it.
	On Counting = iota
	// OnOrAfter counts a customer at an age with an event at that age or later: unbounded or rolling
	// retention. It never rises. It knows only events up to asOf, so that at the last known age hardly
	// anybody has had time to be there after it, and it falls towards asOf by construction: compare cohorts
	// at the same age and the same distance from asOf, or take [On]. Counts of contracts, which end for good,
	// are of this kind without that flaw.
	OnOrAfter
)

var countingNames = [...]string{"on", "on-or-after"}

// String returns on or on-or-after.
func (c Counting) String() string { return nameOf(countingNames[:], "Counting", uint8(c)) }

// MarshalText returns on or on-or-after, or an error if c is neither.
func (c Counting) MarshalText() ([]byte, error) {
	return textOf(countingNames[:], "Counting", uint8(c))
}

// UnmarshalText reads on or on-or-after.
func (c *Counting) UnmarshalText(text []byte) error {
	i, err := indexOf(countingNames[:], "counting", text)
	if err == nil {
		*c = Counting(i)
	}
	return err
}

// Reference says of whom a cell is the share. The zero Reference is First.
type Reference uint8

const (
	// First takes all customers of the cohort.
	First Reference = iota
	// Previous takes the customers who were there at the age before: of those, how many are there at this age
	// too. It is the conditional share, the right way to look at the change between two ages of one cohort.
	// At age 0 it is First. Some products divide the two counts instead, which with [On] counts customers who
	// were not there before and can be more than 100%.
	Previous
)

var referenceNames = [...]string{"first", "previous"}

// String returns first or previous.
func (r Reference) String() string { return nameOf(referenceNames[:], "Reference", uint8(r)) }

// MarshalText returns first or previous, or an error if r is neither.
func (r Reference) MarshalText() ([]byte, error) {
	return textOf(referenceNames[:], "Reference", uint8(r))
}

// UnmarshalText reads first or previous.
func (r *Reference) UnmarshalText(text []byte) error {
	i, err := indexOf(referenceNames[:], "reference", text)
	if err == nil {
		*r = Reference(i)
	}
	return err
}

func nameOf(names []string, kind string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", kind, i)
}

func textOf(names []string, kind string, i uint8) ([]byte, error) {
	if int(i) >= len(names) {
		return nil, fmt.Errorf("retention: %s is none of %q", nameOf(names, kind, i), names)
	}
	return []byte(names[i]), nil
}

func indexOf(names []string, kind string, text []byte) (int, error) {
	i := slices.Index(names, string(text))
	if i < 0 {
		return 0, fmt.Errorf("retention: %s %q is none of %q", kind, text, names)
	}
	return i, nil
}

// Spec defines a triangle of cohorts: every word of it changes the numbers, so every word is said.
//
//	retention.Spec{Period: trend.Month(zone), AsOf: asOf}                                         // by month
//	retention.Spec{Period: trend.Day(zone), Window: 24 * time.Hour, Brackets: []int{0, 1, 4, 8}}  // days 0, 1–3, 4–7
type Spec struct {
	// Period cuts time into cohorts: customers whose first event fell into the same period. Without a Window
	// it cuts time into ages too: age 1 of the cohort of March is April, whatever the day in March.
	Period trend.Period

	// Window, if positive, is the length of an age from each customer's own first event on: with 24 hours,
	// age 1 is from 24 up to 48 hours after it. The cells of a cohort are known when its last customer could
	// have reached the age.
	Window time.Duration

	// Counting says when a customer counts as there.
	Counting Counting

	// Brackets, if any, are the first ages of consecutive brackets, rising, and the first age after the last
	// one: 0, 1, 4, 8 are the ages 0, 1–3 and 4–7. A customer counts once for each bracket. Without them each
	// age has its own column.
	Brackets []int

	// Ages, if positive, is the number of columns at most. It bounds the memory for long runs of short periods.
	Ages int

	// Reference says of whom a cell is the share. [Cohorts.By] changes it later.
	Reference Reference

	// AsOf is the instant at which the events were read. Later events are not known yet and are left out.
	AsOf time.Time
}

// Len returns the number of cohorts: all periods from the first in which a customer came to the last, those
// in which nobody did included.
func (c Cohorts) Len() int { return len(c.cohorts) }

// Cohort returns the name of a cohort, the key of its period, and the number of its customers. It panics if
// there is no such cohort.
func (c Cohorts) Cohort(cohort int) (name string, customers int) {
	return c.cohorts[cohort].name, c.cohorts[cohort].size
}

// Ages returns what the columns are called: 0, 1, 2, or with brackets 0, 1–3, 4–7.
func (c Cohorts) Ages() []string { return slices.Clone(c.ages) }

// By returns the same cohorts with cells of another reference: c.By(Previous).Cell(i, 3) is how many of those
// who were there at age 2 are there at age 3 too.
func (c Cohorts) By(r Reference) Cohorts {
	if r > Previous {
		panic(fmt.Sprintf("retention: %v is not a reference", r))
	}
	c.reference = r
	return c
}

// Cell returns the customers of a cohort at an age, retained and not; its Rate is the cell's estimate. It is
// false, and the tally empty, where the cell is unknown: the age has not elapsed for the whole cohort, there
// is no such cohort or age, or counts do not tell who was there before. A cohort without customers is known
// and empty.
func (c Cohorts) Cell(cohort, age int) (Tally, bool) {
	if cohort < 0 || cohort >= len(c.cohorts) || age < 0 || age >= len(c.cohorts[cohort].retained) {
		return Tally{}, false
	}
	row := c.cohorts[cohort]
	if c.reference == First || age == 0 {
		return Tally{row.retained[age], row.size - row.retained[age]}, true
	}
	if row.again == nil {
		return Tally{}, false
	}
	return Tally{row.again[age], row.retained[age-1] - row.again[age]}, true
}

// Column returns the customers of all cohorts whose cell at that age is known, together: its Rate is the
// average of those cells weighted by their customers, numerator and denominator from the same cohorts. It is
// empty where none is known. See [Cohorts] for what a column is not.
func (c Cohorts) Column(age int) Tally {
	var sum Tally
	for i := range c.cohorts {
		cell, _ := c.Cell(i, age)
		sum = sum.Plus(cell)
	}
	return sum
}

// Survivors returns how many customers of each cohort are there at each age, as far as it is known: [i][0] is
// the number of customers of cohort i, and the row of a cohort that is not known yet is empty. It is what the
// package project fits its curves to:
//
//	m, err := project.FitBetaGeometric(cohorts.Survivors()...)
//
// Such a curve is of customers who leave once and for good, as those under contract do. Of events it takes
// [OnOrAfter] and one at each age of everybody who is still there, such as a monthly payment: customers who
// may pause, and come back after asOf, are taken for lost at the last ages, and the curve falls too fast.
//
// It panics if c counts customers [On] an age, who may come back and are not survivors, or has columns that
// are brackets of ages or do not begin at 0. Without cohorts it is empty.
func (c Cohorts) Survivors() [][]int {
	if len(c.cohorts) > 0 && c.counting != OnOrAfter {
		panic(fmt.Sprintf("retention: Survivors of cohorts that are counted %v an age: take OnOrAfter", c.counting))
	}
	for k, age := range c.ages {
		if age != strconv.Itoa(k) {
			panic(fmt.Sprintf("retention: Survivors of cohorts whose column %d is called %q: take no Brackets", k, age))
		}
	}
	survivors := make([][]int, len(c.cohorts))
	for i, co := range c.cohorts {
		survivors[i] = slices.Clone(co.retained)
	}
	return survivors
}

// CohortsOf returns the cohorts of a table of counts: counts[i][k] customers of the cohort names[i] are there
// at age k, and counts[i][0] is all of them. A row ends where nothing is known yet, so that rows of younger
// cohorts are shorter.
//
// With [OnOrAfter], which is also the counting of contracts, those there at one age are among those there at
// the age before. With [On] they need not be, so that cells by [Previous] are unknown.
//
// It is an [*Error] if a count is negative or more than there can be, and an error if a row is empty or names
// has another length.
func CohortsOf(counting Counting, names []string, counts [][]int) (Cohorts, error) {
	if len(names) != len(counts) {
		return Cohorts{}, fmt.Errorf("retention: %d names for %d cohorts", len(names), len(counts))
	}
	if counting > OnOrAfter {
		return Cohorts{}, fmt.Errorf("retention: %v is not a counting", counting)
	}
	c := Cohorts{counting: counting, cohorts: make([]cohort, len(counts))}
	columns := 0
	for i, row := range counts {
		if len(row) == 0 {
			return Cohorts{}, fmt.Errorf("retention: cohort %q has no count of its customers", names[i])
		}
		c.cohorts[i] = cohort{name: names[i], size: row[0], retained: slices.Clone(row)}
		if counting == OnOrAfter {
			c.cohorts[i].again = c.cohorts[i].retained
		}
		if err := c.cohorts[i].check(); err != nil {
			return Cohorts{}, err
		}
		columns = max(columns, len(row))
	}
	for k := range columns {
		c.ages = append(c.ages, strconv.Itoa(k))
	}
	return c, nil
}

// check returns an *Error if no customers could give these counts.
func (c cohort) check() error {
	there := func(n, of, age int, whose string) error {
		switch {
		case n < 0:
			return &Error{NotNegative, fmt.Sprintf("cohort %q has %d customers at age %d", c.name, n, age)}
		case n > of:
			return &Error{RetainedAtStart, fmt.Sprintf("cohort %q has %d customers at age %d %s", c.name, n, age, whose) + " " + strconv.Itoa(of)}
		}
		return nil
	}
	for k, n := range c.retained {
		if err := there(n, c.size, k, "of"); err != nil {
			return err
		}
		if c.again == nil {
			continue
		}
		if err := there(c.again[k], n, k, "among"); err != nil {
			return err
		}
		if k == 0 {
			continue // nobody was there before
		}
		if err := there(c.again[k], c.retained[k-1], k, fmt.Sprintf("of those there at age %d,", k-1)); err != nil {
			return err
		}
	}
	if c.size < 0 {
		return there(c.size, 0, 0, "")
	}
	return nil
}
