package retention

import (
	"fmt"
	"math"
)

// Movement is recurring revenue as billing reports tell it: what there was at the start, and the movements of
// a period among those who paid at the start. New customers are in none of its amounts. The zero Movement is
// empty and ready; a copy is a snapshot.
//
// It has names of its own, apart from [Revenue], because its numbers differ from an account-level count of the
// same month: an account that grows by 50 and then shrinks by 30 has an expansion of 50 and a contraction of
// 30 here, and has grown by 20 there. Gross retention is then lower here, net retention the same.
//
// Vendors part over what "churned" holds. The usual formula of net retention is
//
//	(start + expansion − contraction − churn) / start
//
// and Baremetrics prints
//
//	100% − (churned − expansion) / starting
//
// where churned holds the contraction too, so that the two are one number; with a churned that holds departures
// only, contraction would count nowhere. Here Contraction and Churn are two amounts: put a report's sum of both
// into either.
//
// Totals do not tell how many accounts they come from, nor how unequal these are, so there are no limits and
// the readers return a float64. An impossible Movement, such as one that lost more than it had, reads as NaN.
type Movement struct {
	Start       float64 `json:"start"`       // recurring revenue at the start
	Expansion   float64 `json:"expansion"`   // gained from accounts that were there at the start
	Contraction float64 `json:"contraction"` // lost from accounts that stayed
	Churn       float64 `json:"churn"`       // lost with accounts that left
}

// Check returns an [*Error] that names the rule if no revenue could have moved so: an amount that is negative
// or not finite, or more lost than there was and came.
func (m Movement) Check() error {
	problem := fmt.Sprintf("revenue of %v at the start, expansion %v, contraction %v, churn %v", m.Start, m.Expansion, m.Contraction, m.Churn)
	for _, x := range []float64{m.Start, m.Expansion, m.Contraction, m.Churn} {
		switch {
		case x < 0:
			return &Error{NotNegative, problem}
		case !(x <= mostRevenue):
			return &Error{Finite, problem}
		}
	}
	const slack = 1 + 1e-12 // amounts in tenths and hundredths do not add up to the last digit
	switch {
	case m.Contraction+m.Churn > (m.Start+m.Expansion)*slack:
		return &Error{LostAtStart, problem}
	case m.Start == 0 && m.Expansion > 0:
		return &Error{PaidAtStart, problem}
	}
	return nil
}

// Plus returns the movements of both: of two plans or countries in the same period. Of two periods it is
// nothing, because the second one's start is what the first one left.
func (m Movement) Plus(o Movement) Movement {
	return Movement{m.Start + o.Start, m.Expansion + o.Expansion, m.Contraction + o.Contraction, m.Churn + o.Churn}
}

// Gross returns gross revenue retention by movements, (start − contraction − churn) / start, as a fraction;
// not below 0, because what first grew and then shrank can make the losses larger than the start. Without
// revenue at the start it is NaN.
func (m Movement) Gross() float64 {
	if m.Check() != nil {
		return math.NaN()
	}
	return max(0, (m.Start-m.Contraction-m.Churn)/m.Start) // 0/0 is NaN, and so is its max
}

// Net returns net revenue retention by movements, (start + expansion − contraction − churn) / start, as a
// fraction. Without revenue at the start it is NaN.
func (m Movement) Net() float64 {
	if m.Check() != nil {
		return math.NaN()
	}
	return max(0, (m.Start+m.Expansion-m.Contraction-m.Churn)/m.Start)
}
