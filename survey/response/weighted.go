package response

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// Weighted is what became of the cases of a survey, each with its base weight: how many of the population a case
// stands for, the inverse of the chance that it was drawn. Where large customers are drawn more often than small ones,
// the rates of [Tally] speak of the sample, and those of Weighted, by the same formulas, of the population (AAPOR 2016,
// Standard Definitions, 9th edition). Weights that were raised for nonresponse have no place here: those who did not
// answer have none.
//
// The zero Weighted is empty and ready; a copy is a snapshot. Only ratios of weights matter to the rates. Sums of
// weights are floats: those of the same cases in another order agree to rounding. Sums that Add could not have made,
// such as one of a negative count, read as no data.
//
// The value of a rate is a ratio of two weighted totals. The limits are Wilson's at an effective number of cases, as in
// package weight: the smaller one of Kish's (1965, Survey Sampling, 11.7) and of what the standard error of the ratio
// by linearisation says (Woodruff 1971, doi 10.1080/01621459.1971.10482279), which is that of svyratio in R's package
// survey. With equal weights they are those of Tally. There are no strata and no clusters in them, and no finite population.
type Weighted struct {
	Complete         weight.Cell `json:"complete,omitzero"`         // I
	Partial          weight.Cell `json:"partial,omitzero"`          // P
	Refusal          weight.Cell `json:"refusal,omitzero"`          // R, break-offs too
	NonContact       weight.Cell `json:"nonContact,omitzero"`       // NC
	Other            weight.Cell `json:"other,omitzero"`            // O
	UnknownHousehold weight.Cell `json:"unknownHousehold,omitzero"` // UH
	UnknownOther     weight.Cell `json:"unknownOther,omitzero"`     // UO
	Ineligible       weight.Cell `json:"ineligible,omitzero"`       // NE
}

// outcomeScale has the outcomes for ratings.
var outcomeScale = survey.Scale{Min: int(Complete), Max: int(Ineligible)}

// tally returns the cases as weighted answers, so that there is one way to add them up and to find a flaw in them.
func (t Weighted) tally() (w weight.Tally) {
	if t == (Weighted{}) {
		return w
	}
	w.Scale = outcomeScale
	copy(w.Cells[Complete:], []weight.Cell{t.Complete, t.Partial, t.Refusal, t.NonContact, t.Other, t.UnknownHousehold,
		t.UnknownOther, t.Ineligible})
	return w
}

func weighted(w weight.Tally) Weighted {
	c := w.Cells
	return Weighted{c[Complete], c[Partial], c[Refusal], c[NonContact], c[Other], c[UnknownHousehold], c[UnknownOther], c[Ineligible]}
}

// Weigh returns the cases of a tally, each with weight w: for weights that go by stratum, add the strata up. It is an
// error if w is no weight (a [*weight.Error]) or t reads as no data for a flaw.
func Weigh(t Tally, w float64) (Weighted, error) {
	if _, ok := t.total(); !ok {
		return Weighted{}, fmt.Errorf("response: %+v is not a tally of cases", t)
	}
	var all Weighted
	for i, n := range [...]int{t.Complete, t.Partial, t.Refusal, t.NonContact, t.Other, t.UnknownHousehold, t.UnknownOther, t.Ineligible} {
		if err := all.AddN(Complete+Outcome(i), n, w); err != nil {
			return Weighted{}, err
		}
	}
	return all, nil
}

// Add counts one case of weight w. An error counts nothing: the outcome is none of AAPOR's (it wraps an
// [*OutcomeError]) or w is no weight (a [*weight.Error]).
func (t *Weighted) Add(o Outcome, w float64) error { return t.AddN(o, 1, w) }

// AddN counts n cases of one outcome, each of weight w. It fails like [Weighted.Add], and if n is negative or t cannot
// hold n more.
func (t *Weighted) AddN(o Outcome, n int, w float64) error {
	if !o.valid() {
		return fmt.Errorf("response: %w", &OutcomeError{o.String()})
	}
	if n < 0 {
		return fmt.Errorf("response: disposition %v counted %d times", o, n)
	}
	all := t.tally()
	if err := all.AddN(outcomeScale, int(o), n, w); err != nil {
		return fmt.Errorf("response: %w", err)
	}
	if n == 0 {
		return nil // and an empty tally keeps its zero value
	}
	if all.N() == 0 {
		return fmt.Errorf("response: weighted cases %+v take no %d cases more", *t, n)
	}
	*t = weighted(all)
	return nil
}

// Plus returns the cases of both.
func (t Weighted) Plus(o Weighted) Weighted { return weighted(t.tally().Plus(o.tally())) }

// N returns the number of cases, whatever their weights and ineligible ones included; 0 if t reads as no data.
func (t Weighted) N() int { return t.tally().N() }

// UnmarshalJSON reads what encoding/json writes of a Weighted; what is not named is empty. It refuses unknown members,
// and sums that Add could not have made, and then leaves t as it was.
func (t *Weighted) UnmarshalJSON(b []byte) error {
	type plain Weighted
	var in plain
	if err := known(b, &in); err != nil {
		return fmt.Errorf("response: reading weighted cases: %w", err)
	}
	if read := Weighted(in); read != (Weighted{}) && read.N() == 0 {
		return fmt.Errorf("response: reading weighted cases: %+v are not the weights of cases", read)
	}
	*t = Weighted(in)
	return nil
}

// group is a set of outcomes.
type group uint16

const (
	completes    group = 1 << Complete
	refusals     group = 1 << Refusal
	interviews         = completes | 1<<Partial
	approached         = interviews | refusals
	contacted          = approached | 1<<Other
	eligible           = contacted | 1<<NonContact
	unknown      group = 1<<UnknownHousehold | 1<<UnknownOther
	ineligible   group = 1 << Ineligible
	maybe              = eligible | unknown
	knownWhether       = eligible | ineligible
)

func (g group) has(o Outcome) bool { return g>>o&1 == 1 }

// Eligibility returns e, the weighted share of the cases of known eligibility that are eligible: see
// [Tally.Eligibility].
func (t Weighted) Eligibility(level float64) kpi.Estimate {
	return t.rate(eligible, knownWhether, 1, level)
}

// RR1 is the minimum response rate: see [Tally.RR1]. Without cases that may be eligible it is no data, as are all rates
// here.
func (t Weighted) RR1(level float64) kpi.Estimate { return t.rate(completes, maybe, 1, level) }

// RR2 is RR1 with partial interviews counted as responses.
func (t Weighted) RR2(level float64) kpi.Estimate { return t.rate(interviews, maybe, 1, level) }

// RR3 is the response rate if a share e of the cases of unknown eligibility, by weight, is eligible: see [Tally.RR3],
// also for what e may be, and [Weighted.Eligibility].
func (t Weighted) RR3(e, level float64) kpi.Estimate { return t.rate(completes, maybe, e, level) }

// RR4 is RR3 with partial interviews counted as responses.
func (t Weighted) RR4(e, level float64) kpi.Estimate { return t.rate(interviews, maybe, e, level) }

// RR5 is the maximum response rate of complete interviews: see [Tally.RR5].
func (t Weighted) RR5(level float64) kpi.Estimate { return t.rate(completes, eligible, 1, level) }

// RR6 is RR5 with partial interviews counted as responses: the maximum response rate.
func (t Weighted) RR6(level float64) kpi.Estimate { return t.rate(interviews, eligible, 1, level) }

// COOP1 is the minimum cooperation rate: see [Tally.COOP1].
func (t Weighted) COOP1(level float64) kpi.Estimate { return t.rate(completes, contacted, 1, level) }

// COOP2 is COOP1 with partial interviews counted as cooperation.
func (t Weighted) COOP2(level float64) kpi.Estimate { return t.rate(interviews, contacted, 1, level) }

// COOP3 is COOP1 without those who could not give an interview.
func (t Weighted) COOP3(level float64) kpi.Estimate { return t.rate(completes, approached, 1, level) }

// COOP4 is COOP3 with partial interviews counted as cooperation.
func (t Weighted) COOP4(level float64) kpi.Estimate { return t.rate(interviews, approached, 1, level) }

// REF1 is the minimum refusal rate: see [Tally.REF1].
func (t Weighted) REF1(level float64) kpi.Estimate { return t.rate(refusals, maybe, 1, level) }

// REF2 is the refusal rate if a share e of the cases of unknown eligibility is eligible: see [Weighted.RR3].
func (t Weighted) REF2(e, level float64) kpi.Estimate { return t.rate(refusals, maybe, e, level) }

// REF3 is the maximum refusal rate: see [Tally.REF3].
func (t Weighted) REF3(level float64) kpi.Estimate { return t.rate(refusals, eligible, 1, level) }

// CON1 is the minimum contact rate: see [Tally.CON1].
func (t Weighted) CON1(level float64) kpi.Estimate { return t.rate(contacted, maybe, 1, level) }

// CON2 is the contact rate if a share e of the cases of unknown eligibility is eligible: see [Weighted.RR3].
func (t Weighted) CON2(e, level float64) kpi.Estimate { return t.rate(contacted, maybe, e, level) }

// CON3 is the maximum contact rate: see [Tally.CON3].
func (t Weighted) CON3(level float64) kpi.Estimate { return t.rate(contacted, eligible, 1, level) }

// rate returns the weight of the cases in of over that of the cases in base, in which each case of unknown eligibility
// counts as e of a case. N is the cases in base.
//
// With y and x what a case counts for above and below, 0 or 1 and 0, e or 1, and d = y-r·x, the ratio r has the variance
// n/(n-1)·Σw²d²/(Σwx)² by linearisation. Equal weights would give it n/(n-1)·Σwd²/Σwx over as many cases as are
// effective: Σwx·Σwd²/Σw²d². Kish's number, for what counts as less than a case, is (Σwx)²/Σw²x.
func (t Weighted) rate(of, base group, e, level float64) kpi.Estimate {
	checkEligibility(e)
	all := t.tally()
	if all.N() == 0 || math.IsNaN(e) {
		return kpi.Proportion(0, 0, level)
	}
	// Weights may be from 1e-100 to 1e100: they are taken in units of their total.
	unit, n := 0.0, 0
	for o := Complete; o <= Ineligible; o++ {
		if base.has(o) {
			unit += all.Cells[o].Sum
		}
	}
	var total, above, squares float64 // Σwx, Σwy, Σw²x
	each := func(yield func(c weight.Cell, y, x float64)) {
		for o := Complete; o <= Ineligible; o++ {
			c := all.Cells[o]
			if !base.has(o) || c.N == 0 {
				continue
			}
			y, x := 0.0, 1.0
			if of.has(o) {
				y = 1
			}
			if unknown.has(o) {
				x = e
			}
			yield(weight.Cell{N: c.N, Sum: c.Sum / unit, Squares: c.Squares / unit / unit}, y, x)
		}
	}
	each(func(c weight.Cell, y, x float64) {
		n += c.N
		total += c.Sum * x
		above += c.Sum * y
		squares += c.Squares * x
	})
	r := min(above/total, 1)
	if !(r >= 0) { // 0/0: none of the cases may be eligible
		return kpi.Proportion(0, 0, level)
	}
	var equal, linear float64 // Σwd², Σw²d²
	each(func(c weight.Cell, y, x float64) {
		d := y - r*x
		equal += c.Sum * d * d
		linear += c.Squares * d * d
	})
	effective := total * total / squares
	if l := total * equal / linear; l < effective { // false if the cases are all alike: NaN
		effective = l
	}
	return kpi.Shares([]float64{0, 1}, []float64{1 - r, r}, effective, n, kpi.Fraction, level)
}

// checkEligibility panics if e is a number that no share of cases can be.
func checkEligibility(e float64) {
	if e < 0 || e > 1 {
		panic(fmt.Sprintf("response: eligibility %v is not from 0 to 1", e))
	}
}
