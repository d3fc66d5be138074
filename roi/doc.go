// Package roi answers what a service programme returns: net present value, every internal rate of return,
// payback, benefit against cost with honest limits, and a [Programme] that puts retention, fewer contacts and
// running cost together under uncertainty.
//
// # Conventions
//
// A flow is money in (positive) or out (negative). In a slice of flows, flows[0] is now and flows[t] is t
// periods from now, so [NPV] does not discount the first one. Spreadsheets do: their NPV is [SpreadsheetNPV],
// and the two differ by one period's discount. A rate belongs to the period of the flows: monthly flows take
// a monthly rate, which [PerPeriod] makes from a yearly one. Dated flows ([XNPV], [XIRR]) count days over 365
// and take yearly rates.
//
// Rates, shares and returns are fractions of one: 0.1 is 10%. A return on investment of 0.5 means that the
// programme brought back its cost and half of it again.
//
// # What is impossible
//
// Nothing here panics on data. A rate of -1 or below, a flow that is NaN or infinite, and an empty slice give
// NaN, and no rates in the case of [IRR] and [XIRR]. What is never paid back has the payback +Inf.
//
// # Which tool
//
// [Of] divides two independent estimates. A benefit and a cost that stand on the same retention, margin or
// customer count are not independent: describe them as a [Programme], which moves every input once and sees
// it everywhere. Prefer net present value and [MIRR] for decisions; an internal rate of return means
// something only if [IRR] returns exactly one.
package roi
