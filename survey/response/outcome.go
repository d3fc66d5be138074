package response

import (
	"fmt"
	"strings"
)

// Outcome is what became of one case, someone who was to be asked: a final disposition in AAPOR's sense. There is
// no zero Outcome: one that was never set is refused.
type Outcome uint8

const (
	Complete         Outcome = iota + 1 // I, 1.1: a complete interview
	Partial                             // P, 1.2: a partial one, enough of it to be used
	Refusal                             // R, 2.1: refusals and break-offs
	NonContact                          // NC, 2.2: eligible, and never reached
	Other                               // O, 2.0, 2.3 and 2.9: eligible and reached, but no interview: language, illness, death
	UnknownHousehold                    // UH, 3.1: not known whether there is anybody to be asked at that address
	UnknownOther                        // UO, 3.2 to 3.9: not known for another reason whether eligible; the 10th edition calls 3.2 UR
	Ineligible                          // NE, 4: known not to belong to the population
)

var outcomeCodes = [...]string{Complete: "I", Partial: "P", Refusal: "R", NonContact: "NC", Other: "O",
	UnknownHousehold: "UH", UnknownOther: "UO", Ineligible: "NE"}

// String returns AAPOR's letters: I, P, R, NC, O, UH, UO or NE.
func (o Outcome) String() string {
	if o.valid() {
		return outcomeCodes[o]
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

func (o Outcome) valid() bool { return Complete <= o && o <= Ineligible }

// OutcomeError reports a code that is no disposition of AAPOR's.
type OutcomeError struct{ Code string }

// Error says what the code is.
func (e *OutcomeError) Error() string {
	return fmt.Sprintf("disposition %q is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21", e.Code)
}

// ParseOutcome reads AAPOR's letters, in either case, or one of its numbers: 1.1 and 1.2, 2.0 to 2.3 and 2.9, 3.1 to
// 3.9, 4, each with any further digits, as in 2.112 or 3.10. UR, the letters of the 10th edition for 3.2, is
// UnknownOther, with which it enters all rates alike. What is none of them is an [*OutcomeError]: also 1, 2 and 3
// alone, which leave open what matters.
func ParseOutcome(code string) (Outcome, error) {
	if strings.EqualFold(code, "UR") {
		return UnknownOther, nil
	}
	for o := Complete; o <= Ineligible; o++ {
		if strings.EqualFold(code, outcomeCodes[o]) {
			return o, nil
		}
	}
	group, detail, _ := strings.Cut(code, ".")
	if group == "4" && (code == group || digits(detail)) {
		return Ineligible, nil
	}
	if digits(detail) {
		switch first := detail[0]; {
		case group == "1" && first == '1':
			return Complete, nil
		case group == "1" && first == '2':
			return Partial, nil
		case group == "2" && first == '1':
			return Refusal, nil
		case group == "2" && first == '2':
			return NonContact, nil
		case group == "2" && (first == '3' || first == '9' || strings.Trim(detail, "0") == ""):
			return Other, nil
		case group == "3" && first == '1':
			return UnknownHousehold, nil
		case group == "3" && first >= '2':
			return UnknownOther, nil
		}
	}
	return 0, fmt.Errorf("response: %w", &OutcomeError{code})
}

// digits reports whether s is digits and nothing else, one of them at least.
func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Cut says from which shares of the questions an interview counts as partial and as complete. AAPOR gives as an
// example Cut{Partial: 0.5, Complete: 0.8}: below half a break-off, above four fifths complete.
type Cut struct {
	Partial  float64 // from this share on the interview is partial
	Complete float64 // above this share it is complete
}

// Outcome returns what an interview is in which so many of the questions that applied were answered: Complete,
// Partial, or Refusal for a break-off. It is an error if the numbers are impossible, or the cut is not with
// 0 < Partial ≤ Complete < 1. An interview to which no question applied was a screening: Ineligible.
func (c Cut) Outcome(answered, applicable int) (Outcome, error) {
	if !(0 < c.Partial && c.Partial <= c.Complete && c.Complete < 1) {
		return 0, fmt.Errorf("response: cuts at %v and %v are not rising shares of one", c.Partial, c.Complete)
	}
	if answered < 0 || answered > applicable {
		return 0, fmt.Errorf("response: %d of %d questions answered", answered, applicable)
	}
	switch share := float64(answered) / float64(applicable); {
	case applicable == 0:
		return Ineligible, nil
	case share > c.Complete:
		return Complete, nil
	case share >= c.Partial:
		return Partial, nil
	}
	return Refusal, nil
}
