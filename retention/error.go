package retention

import "fmt"

// Rule is what no customers and no accounts can break.
type Rule uint8

const (
	NotNegative     Rule = iota // no count, amount or time is negative
	AcquiredAtEnd               // those acquired who are still there are among those at the end
	RetainedAtStart             // no more can be retained than were there at the start
	LostAtStart                 // no more can be lost than was there at the start
	PaidAtStart                 // what paid nothing at the start has nothing to retain
	Finite                      // an amount is a number, and its square too
	InOrder                     // nothing ends, or comes again, before it begins
	InThePast                   // nothing later than asOf is known
)

var rules = [...]string{
	"no count, amount or time is negative",
	"those acquired who are still there are among those at the end",
	"no more can be retained than were there at the start",
	"no more can be lost than was there at the start",
	"an account that paid nothing at the start has nothing to retain",
	"an amount is a number of at most 1e100, and a positive one at least 1e-100",
	"nothing ends, or comes again, before it begins",
	"nothing later than asOf is known",
}

// String returns the rule in words.
func (r Rule) String() string {
	if int(r) < len(rules) {
		return rules[r]
	}
	return fmt.Sprintf("Rule(%d)", uint8(r))
}

// An Error reports data that cannot be, and names the rule that they break. What is refused is not counted.
type Error struct {
	Rule    Rule
	Problem string // the numbers, such as "130 retained of 100"
}

// Error returns the numbers and the rule.
func (e *Error) Error() string { return "retention: " + e.Problem + ": " + e.Rule.String() }
