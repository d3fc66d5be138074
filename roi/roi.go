package roi

import "github.com/servicekpi/servicekpi/kpi"

// Of returns the return on investment (benefit - cost)/cost as a Number: 0.5 is a return of 50%. Known
// amounts enter by [kpi.Exactly]. Its limits are those of [kpi.Ratio], moved down by 1: for symmetric limits
// of benefit and cost the theorem of Fieller (1954, doi 10.1111/j.2517-6161.1954.tb00159.x). If the limits of
// the cost reach 0 there is no upper limit, which is the truth and not a defect. Without data, or for a cost
// that is not positive, the return is no data.
//
// Benefit and cost must be independent. Estimates built on the same retention, margin or customer count are
// not, and these limits are wrong for them: describe both as a [Programme] and let [Programme.Simulate] do
// it. A benefit that is a mere before-and-after difference is not an effect of the programme; that takes a
// control group.
//
// It panics if the two differ in unit, or in level unless one of them is exact.
func Of(benefit, cost kpi.Estimate) kpi.Estimate {
	benefit.Minus(cost) // panics where the two cannot go together
	r := kpi.Ratio(benefit, cost)
	r.Value, r.Lo, r.Hi = r.Value-1, r.Lo-1, r.Hi-1
	return r
}
