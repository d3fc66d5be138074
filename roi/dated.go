package roi

import (
	"math"
	"slices"
	"time"
)

// Flow is an amount of money on a date, positive if it comes in. Only the calendar date of At counts, in the
// zone that At carries; the time of day does not.
type Flow struct {
	At     time.Time
	Amount float64
}

// XNPV returns the net present value of dated flows at a yearly rate, on the date of the earliest one: each
// amount is divided by (1+rate)^(days/365). That is the XNPV of spreadsheets, which put the earliest flow
// first; here the order does not matter. It is NaN without flows, for an amount that is not a finite number
// and for a rate that is not above -1.
func XNPV(rate float64, flows []Flow) float64 {
	times, amounts := years(flows)
	if !(rate > -1) || !finite(amounts) {
		return math.NaN()
	}
	sum := 0.0
	for i, a := range amounts {
		sum += a * math.Pow(1+rate, -times[i])
	}
	return sum
}

// XIRR returns every yearly rate above -1 at which [XNPV] of the flows is 0, in ascending order; none is an
// empty slice. All that [IRR] says holds: a spreadsheet's XIRR shows one of them, depending on its guess.
func XIRR(flows []Flow) []float64 {
	times, amounts := years(flows)
	if !finite(amounts) {
		return []float64{}
	}
	s := newExpSum(times, amounts)
	return rates(s.roots(s.value))
}

// years returns the flows' amounts by date, those of one day added up, and their times in years of 365 days
// after the earliest.
func years(flows []Flow) (times, amounts []float64) {
	sorted := slices.Clone(flows)
	slices.SortStableFunc(sorted, func(a, b Flow) int { return day(a.At) - day(b.At) })
	for _, f := range sorted {
		t := float64(day(f.At)-day(sorted[0].At)) / 365
		if n := len(times); n > 0 && times[n-1] == t {
			amounts[n-1] += f.Amount
			continue
		}
		times, amounts = append(times, t), append(amounts, f.Amount)
	}
	return times, amounts
}

// day numbers the calendar date of t in its own zone, so that a change of clocks does not shorten a day.
func day(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
