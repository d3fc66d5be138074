package retention

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Over returns a rate of retention per period compounded over so many periods of the same rate, rate^periods,
// with the limits of the rate compounded alike, which keeps their level exactly. A monthly churn of 5% keeps
// .95¹² = 54.04% of the customers for a year. It is not 100% − 12·5% = 40%: the second month's 5% are lost of
// the 95% who are left, not of the 100% who began, and so on. A part of a period is right too:
// Over(yearly, 1.0/12) is the monthly rate that compounds to the yearly one.
//
// The rate is of those who stay, a fraction of one. What a year's churn is, its complement says:
//
//	retention.Over(t.Rate(0.95), 12).Complement()
//
// A rate of churn in its place is a fraction as well, and cannot be told from a bad rate of retention:
// Over(t.Churn(0.95), 12) is .05¹², about nothing. Nor can a rate above 1 be refused, because net revenue
// retention is compounded too; 95 meant as percent is 95¹².
//
// This assumes that every period is like the one that was measured. Young customers leave faster than old ones,
// so the rate of a mixture of ages says little about the next twelve months of new ones: for those see
// [Lifetimes] and the package project. It panics unless periods is positive and finite and the rate a Fraction
// that is not negative; no data stays no data.
func Over(rate kpi.Estimate, periods float64) kpi.Estimate {
	if !(0 < periods && periods <= math.MaxFloat64) {
		panic(fmt.Sprintf("retention: %v periods are not a positive number of them", periods))
	}
	if rate.Level == 0 { // the zero Estimate
		return rate
	}
	if rate.Unit != kpi.Fraction || rate.Lo < 0 || rate.Value < 0 {
		panic(fmt.Sprintf("retention: %v (%v) is not a rate of retention", rate, rate.Unit))
	}
	rate.Value, rate.Lo, rate.Hi = math.Pow(rate.Value, periods), math.Pow(rate.Lo, periods), math.Pow(rate.Hi, periods)
	return rate
}

// Compound returns retention over consecutive periods, each with a tally of its own: the product of their
// rates, as a Fraction. It is the share of customers at the first start who are there at the last end if
// customers differ by period only. Its N is the number of different customers that it must rest on at least,
// those of the largest tally. A period without data makes it no data between 0 and 1, as no periods do.
//
// The limits are Wilson's at an effective number of customers, rate·(1−rate) over the variance of the product
// by Greenwood's sum (1926; Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452). One period is
// [Tally.Rate] again, and so is a cohort that is followed through several periods, because the product of its
// rates is the share of its first number that is left in the end. Where nobody was lost the number is that of
// the smallest tally. At a nominal 95% they cover .92 to .98 from ten customers a period (with five, .86 at
// the worst); where hardly anybody is left in the end, as after twelve periods of ½, from fifty.
//
// Tallies of the same customers in several periods, a month and then the next, are what this is for. Two
// tallies of one period are put together by [Tally.Plus].
func Compound(periods []Tally, level float64) kpi.Estimate {
	none := kpi.Proportion(0, 0, level)
	if len(periods) == 0 {
		return none
	}
	// rate is the product, left that of the periods in which somebody was retained, and green Greenwood's
	// sum over the same.
	rate, left, green := 1.0, 1.0, 0.0
	least, most, gone := math.Inf(1), 0, 0.0
	for _, t := range periods {
		n := t.N()
		if n == 0 {
			return none
		}
		kept, all := float64(t.Retained), float64(n)
		rate *= kept / all
		least, most = min(least, all), max(most, n)
		if t.Retained == 0 {
			gone = max(gone, all)
			continue
		}
		left *= kept / all
		green += float64(t.Lost) / (kept * all)
	}
	effective := least
	switch {
	case gone > 0:
		effective = gone / left // Peto's: those at risk over the share that came so far
	case green > 0:
		effective = (1 - rate) / (rate * green)
	}
	effective = min(effective, 1e300) // products of thousands of periods come down to 0
	return kpi.Shares([]float64{0, 1}, []float64{1 - rate, rate}, effective, most, kpi.Fraction, level)
}
