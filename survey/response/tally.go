package response

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Tally is what became of the cases of a survey. The zero Tally is empty and ready; a copy is a snapshot. Its
// counts may be filled in directly, from a report.
//
// A negative count, or more cases in all than an int can count, reads as no data.
type Tally struct {
	Complete         int `json:"complete"`         // I
	Partial          int `json:"partial"`          // P
	Refusal          int `json:"refusal"`          // R, break-offs too
	NonContact       int `json:"nonContact"`       // NC
	Other            int `json:"other"`            // O
	UnknownHousehold int `json:"unknownHousehold"` // UH
	UnknownOther     int `json:"unknownOther"`     // UO, and UR of the 10th edition
	Ineligible       int `json:"ineligible"`       // NE
}

// Add counts one case. An outcome that is none of AAPOR's is not counted, and an error that wraps an
// [*OutcomeError].
func (t *Tally) Add(o Outcome) error { return t.AddN(o, 1) }

// AddN counts n cases of one outcome: a row of a GROUP BY. It counts nothing and returns an error if o is none of
// AAPOR's outcomes, if n is negative, or if the tally cannot hold n more cases.
func (t *Tally) AddN(o Outcome, n int) error {
	if !o.valid() {
		return fmt.Errorf("response: %w", &OutcomeError{o.String()})
	}
	if n < 0 {
		return fmt.Errorf("response: disposition %v counted %d times", o, n)
	}
	total, ok := t.total()
	if !ok || total > math.MaxInt-n {
		return fmt.Errorf("response: a tally of %+v takes no %d cases more", *t, n)
	}
	*[...]*int{&t.Complete, &t.Partial, &t.Refusal, &t.NonContact, &t.Other, &t.UnknownHousehold, &t.UnknownOther,
		&t.Ineligible}[o-Complete] += n
	return nil
}

// Plus returns the cases of both tallies.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Complete + o.Complete, t.Partial + o.Partial, t.Refusal + o.Refusal, t.NonContact + o.NonContact,
		t.Other + o.Other, t.UnknownHousehold + o.UnknownHousehold, t.UnknownOther + o.UnknownOther, t.Ineligible + o.Ineligible}
}

// N returns the number of cases, ineligible ones included; 0 if t reads as no data.
func (t Tally) N() int {
	n, _ := t.total()
	return n
}

// total returns the number of cases; ok is false, and the number 0, if no cases could have given these counts.
func (t Tally) total() (n int, ok bool) {
	for _, c := range [...]int{t.Complete, t.Partial, t.Refusal, t.NonContact, t.Other, t.UnknownHousehold, t.UnknownOther, t.Ineligible} {
		if c < 0 || n > math.MaxInt-c {
			return 0, false
		}
		n += c
	}
	return n, true
}

// UnmarshalJSON reads what encoding/json writes of a Tally; what is not named is 0. It refuses unknown members, and
// counts that are negative or too many to add up, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	type plain Tally
	var in plain
	if err := known(b, &in); err != nil {
		return fmt.Errorf("response: reading a tally: %w", err)
	}
	if _, ok := Tally(in).total(); !ok {
		return fmt.Errorf("response: reading a tally: %+v is not a tally of cases", Tally(in))
	}
	*t = Tally(in)
	return nil
}

// known reads JSON without members that into does not have: a count under a misspelt name would be lost.
func known(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// ParseTally counts a column of codes as [ParseOutcome] reads them. It is all or nothing: at the first code that is
// none it returns an empty tally and an error that names its index and wraps an [*OutcomeError].
func ParseTally(codes []string) (Tally, error) {
	var t Tally
	for i, code := range codes {
		o, err := ParseOutcome(code)
		if err != nil {
			return Tally{}, fmt.Errorf("%w at index %d", err, i)
		}
		if err := t.Add(o); err != nil {
			return Tally{}, err
		}
	}
	return t, nil
}

// interviews, contacted, eligible and unknown are the sums in AAPOR's formulas.
func (t Tally) interviews() int { return t.Complete + t.Partial }
func (t Tally) contacted() int  { return t.interviews() + t.Refusal + t.Other }
func (t Tally) eligible() int   { return t.contacted() + t.NonContact }
func (t Tally) unknown() int    { return t.UnknownHousehold + t.UnknownOther }

// Eligibility returns e as a Fraction: which share of the cases whose eligibility is known is eligible, (I+P+R+NC+O)
// of those and NE. To take it for the cases of unknown eligibility as well is the proportional allocation of CASRO
// (Council of American Survey Research Organizations 1982, On the Definition of Response Rates), the default of
// AAPOR's calculator. AAPOR asks for the best knowledge there is, and for saying which: another list, a follow-up
// of some of the unknown. Without cases of known eligibility it is no data.
func (t Tally) Eligibility(level float64) kpi.Estimate {
	return t.share(t.eligible(), t.eligible()+t.Ineligible, level)
}

// RR1 is AAPOR's minimum response rate: complete interviews of all cases that may be eligible,
// I/((I+P)+(R+NC+O)+(UH+UO)). Without such cases it is no data, as are all rates here.
//
// The formulas of all rates are those of AAPOR (2016, Standard Definitions: Final Dispositions of Case Codes and Outcome
// Rates for Surveys, 9th edition), and of the 10th edition (2023), which writes UH+UR+UO for UH+UO.
func (t Tally) RR1(level float64) kpi.Estimate {
	return t.share(t.Complete, t.eligible()+t.unknown(), level)
}

// RR2 is RR1 with partial interviews counted as responses.
func (t Tally) RR2(level float64) kpi.Estimate {
	return t.share(t.interviews(), t.eligible()+t.unknown(), level)
}

// RR3 is the response rate if a share e of the cases of unknown eligibility is eligible:
// I/((I+P)+(R+NC+O)+e(UH+UO)). e = 1 is RR1 and e = 0 is RR5. Take e from [Tally.Eligibility] or from better
// knowledge; NaN is no data, and anything else that is not from 0 to 1 panics. The limits take e for known: for
// what it adds look at the rate at both ends of e's own limits.
func (t Tally) RR3(e, level float64) kpi.Estimate { return t.estimated(t.Complete, e, level) }

// RR4 is RR3 with partial interviews counted as responses.
func (t Tally) RR4(e, level float64) kpi.Estimate { return t.estimated(t.interviews(), e, level) }

// RR5 is AAPOR's maximum response rate of complete interviews: I/((I+P)+(R+NC+O)), as if none of the cases of
// unknown eligibility were eligible.
func (t Tally) RR5(level float64) kpi.Estimate { return t.share(t.Complete, t.eligible(), level) }

// RR6 is RR5 with partial interviews counted as responses: the maximum response rate.
func (t Tally) RR6(level float64) kpi.Estimate { return t.share(t.interviews(), t.eligible(), level) }

// COOP1 is the minimum cooperation rate: complete interviews of those who were reached, I/((I+P)+R+O).
func (t Tally) COOP1(level float64) kpi.Estimate { return t.share(t.Complete, t.contacted(), level) }

// COOP2 is COOP1 with partial interviews counted as cooperation.
func (t Tally) COOP2(level float64) kpi.Estimate {
	return t.share(t.interviews(), t.contacted(), level)
}

// COOP3 is COOP1 without those who could not give an interview: I/((I+P)+R).
func (t Tally) COOP3(level float64) kpi.Estimate {
	return t.share(t.Complete, t.interviews()+t.Refusal, level)
}

// COOP4 is COOP3 with partial interviews counted as cooperation.
func (t Tally) COOP4(level float64) kpi.Estimate {
	return t.share(t.interviews(), t.interviews()+t.Refusal, level)
}

// REF1 is the minimum refusal rate: R/((I+P)+(R+NC+O)+(UH+UO)).
func (t Tally) REF1(level float64) kpi.Estimate {
	return t.share(t.Refusal, t.eligible()+t.unknown(), level)
}

// REF2 is the refusal rate if a share e of the cases of unknown eligibility is eligible: see [Tally.RR3].
func (t Tally) REF2(e, level float64) kpi.Estimate { return t.estimated(t.Refusal, e, level) }

// REF3 is the maximum refusal rate: R/((I+P)+(R+NC+O)).
func (t Tally) REF3(level float64) kpi.Estimate { return t.share(t.Refusal, t.eligible(), level) }

// CON1 is the minimum contact rate: those who were reached, (I+P)+R+O, of all who may be eligible.
func (t Tally) CON1(level float64) kpi.Estimate {
	return t.share(t.contacted(), t.eligible()+t.unknown(), level)
}

// CON2 is the contact rate if a share e of the cases of unknown eligibility is eligible: see [Tally.RR3].
func (t Tally) CON2(e, level float64) kpi.Estimate { return t.estimated(t.contacted(), e, level) }

// CON3 is the maximum contact rate: those who were reached of those known to be eligible.
func (t Tally) CON3(level float64) kpi.Estimate { return t.share(t.contacted(), t.eligible(), level) }

// share returns k of n cases with Wilson's limits.
func (t Tally) share(k, n int, level float64) kpi.Estimate {
	if t.N() == 0 {
		k, n = 0, 0
	}
	return kpi.Proportion(k, n, level)
}

// estimated returns k of the eligible cases and e of the unknown ones: the limits are those of so many cases, N is
// the cases looked at.
func (t Tally) estimated(k int, e, level float64) kpi.Estimate {
	checkEligibility(e)
	if t.N() == 0 || math.IsNaN(e) {
		return kpi.Proportion(0, 0, level)
	}
	base := float64(t.eligible()) + e*float64(t.unknown())
	rate := float64(k) / base
	return kpi.Shares([]float64{0, 1}, []float64{1 - rate, rate}, base, t.eligible()+t.unknown(), kpi.Fraction, level)
}
