package kpitest

import "fmt"

// Outcomes is the cases of a survey by AAPOR's final dispositions.
type Outcomes struct {
	Complete, Partial              int // I, P: interviews
	Refusal, NonContact, Other     int // R, NC, O: eligible, and no interview
	UnknownHousehold, UnknownOther int // UH, UO: not known whether eligible
	Ineligible                     int // NE
}

// OutcomeRates is AAPOR's rates as fractions of one, NaN where there is none: RR[0] is RR1, Refusal[2] is REF3.
// Eligibility is e, which RR3, RR4, REF2 and CON2 take for the cases of unknown eligibility.
type OutcomeRates struct {
	Eligibility float64
	RR          [6]float64
	Cooperation [4]float64
	Refusal     [3]float64
	Contact     [3]float64
}

// expectedRates is OutcomeRates as the vectors spell them.
type expectedRates struct {
	Eligibility                  Number
	RR1, RR2, RR3, RR4, RR5, RR6 Number
	COOP1, COOP2, COOP3, COOP4   Number
	REF1, REF2, REF3             Number
	CON1, CON2, CON3             Number
}

func (want expectedRates) judge(got OutcomeRates, tolerance float64) *mismatch {
	figures := []figure{{"eligibility", got.Eligibility, want.Eligibility}}
	add := func(name string, got []float64, want ...Number) {
		for i, w := range want {
			figures = append(figures, figure{fmt.Sprint(name, i+1), got[i], w})
		}
	}
	add("RR", got.RR[:], want.RR1, want.RR2, want.RR3, want.RR4, want.RR5, want.RR6)
	add("COOP", got.Cooperation[:], want.COOP1, want.COOP2, want.COOP3, want.COOP4)
	add("REF", got.Refusal[:], want.REF1, want.REF2, want.REF3)
	add("CON", got.Contact[:], want.CON1, want.CON2, want.CON3)
	return judge(tolerance, figures...)
}

// ResponseRates checks AAPOR's outcome rates from the numbers of cases.
func ResponseRates(t TestingT, rates func(cases Outcomes) OutcomeRates) {
	t.Helper()
	run(t, "response-rates", "the rates", anyCase, func(c Case[Outcomes, expectedRates]) *mismatch {
		return c.Expected.judge(rates(c.Input), c.Tolerance)
	})
}

// ResponseRatesWeighted checks the same rates of cases with base weights: the code of each case (I, P, R, NC, O, UH, UO or
// NE) and how many of the population it stands for.
func ResponseRatesWeighted(t TestingT, rates func(codes []string, weights []float64) OutcomeRates) {
	t.Helper()
	type input struct {
		Codes   []string
		Weights []float64
	}
	run(t, "response-weighted", "the rates", anyCase, func(c Case[input, expectedRates]) *mismatch {
		return c.Expected.judge(rates(c.Input.Codes, c.Input.Weights), c.Tolerance)
	})
}

// ResponseRateInterval checks the limits of a weighted rate, by its name in AAPOR's standard: RR1, RR2, RR3, RR5, COOP2,
// REF1 or CON2.
func ResponseRateInterval(t TestingT, rate Method, limits func(codes []string, weights []float64, level float64) (lo, hi float64)) {
	t.Helper()
	type input struct {
		Codes   []string
		Weights []float64
		Level   float64
	}
	type expected struct{ Value, SE, Lo, Hi Number }
	methodRun(t, "response-weighted-interval", rate, func(c Case[input, expected]) *mismatch {
		lo, hi := limits(c.Input.Codes, c.Input.Weights, c.Input.Level)
		return span{c.Expected.Lo, c.Expected.Hi}.judge(lo, hi, c.Tolerance)
	})
}
