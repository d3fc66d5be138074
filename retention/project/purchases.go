package project

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/trend"
)

// BuyersOf returns the buyers of a stream of purchases, each a customer and a time, as of an instant:
// buyers[i] is customers[i], in the order in which they first come. The order of the purchases does not
// matter.
//
// Purchases of a customer in the same period are one purchase, and time is counted in whole periods, from the
// one of the first purchase to the one of the latest and to the one of asOf. perUnit of them are the unit of
// the buyers' times:
//
//	project.BuyersOf(purchases, trend.Day(zone), 7, asOf) // those of a day are one; times in weeks
//	project.BuyersOf(purchases, trend.Day(zone), 1, asOf) // those of a day are one; times in days
//
// For [FitBGNBD] that is how the CDNOW data of its paper are counted, in days that are put together and 272
// of which are 38.86 weeks, and what Python's lifetimes does in summary_data_from_transaction_data, whose
// freq is the period and whose freq_multiplier is perUnit. Two orders of one day are seldom two decisions to
// buy; if they are, a shorter period tells them apart.
//
// Purchases after asOf are left out: they are not known yet. So is a customer whose first purchase is in the
// period of asOf, who was watched for no time: an Age of 0 says nothing of any model. First purchases are
// only what the stream knows: whoever bought before it begins would look like a new customer of its first
// period, so let it begin with the business, or leave out customers who are not known to be new.
//
// A stream that breaks half-way looks like one that ends there, and half the buyers come without an error:
// only the reader of the stream can know, so look at rows.Err of a database after the call, as with
// retention.NewCohorts.
//
// It is an error if there is no period or no asOf, if perUnit is not positive, and if a purchase is not from
// the years 1678 to 2261 (the zero time is not). Without purchases there are no buyers.
func BuyersOf[K comparable](
	purchases iter.Seq2[K, time.Time], period trend.Period, perUnit float64, asOf time.Time,
) (customers []K, buyers []Buyer, err error) {
	switch {
	case period == trend.Period{}:
		return nil, nil, errors.New("project: buyers without a period: say trend.Day(zone), for example")
	case !(0 < perUnit && perUnit <= math.MaxFloat64):
		return nil, nil, fmt.Errorf("project: %v periods are not a unit of time", perUnit)
	case !told(asOf):
		return nil, nil, fmt.Errorf("project: buyers as of %v: not from the years 1678 to 2261", asOf)
	}
	number := map[K]int{}
	var all []K
	var bought []purchase
	i, first := -1, int64(math.MaxInt64)
	for customer, at := range purchases {
		i++
		if !told(at) {
			return nil, nil, fmt.Errorf("project: purchase %d, of customer %v, is at %v: not from the years 1678 to 2261", i, customer, at)
		}
		if at.After(asOf) {
			continue
		}
		n, known := number[customer]
		if !known {
			n = len(all)
			number[customer], all = n, append(all, customer)
		}
		start, _ := period.Bounds(at)
		bought = append(bought, purchase{n, start.Unix()})
		first = min(first, start.Unix())
	}
	if len(bought) == 0 {
		return nil, nil, nil
	}
	ordinal := ordinals(period, first, asOf)
	now := len(ordinal) - 1
	slices.SortFunc(bought, func(a, b purchase) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.period, b.period))
	})
	bought = slices.Compact(bought) // those of one period
	for from := 0; from < len(bought); {
		to := from + 1
		for to < len(bought) && bought[to].customer == bought[from].customer {
			to++
		}
		since, latest := ordinal[bought[from].period], ordinal[bought[to-1].period]
		if since < now {
			customers = append(customers, all[bought[from].customer])
			buyers = append(buyers, Buyer{
				Repeat: to - from - 1, Last: float64(latest-since) / perUnit, Age: float64(now-since) / perUnit,
			})
		}
		from = to
	}
	return customers, buyers, nil
}

// purchase is a customer's number and the start of the period, in Unix seconds.
type purchase struct {
	customer int
	period   int64
}

// told reports whether t is from the years 1678 to 2261, which a time in nanoseconds can tell.
func told(t time.Time) bool {
	s := t.Unix()
	return math.MinInt64/int64(time.Second) < s && s < math.MaxInt64/int64(time.Second)
}

// ordinals numbers the periods from the one that starts at first to the one of asOf by their starts.
func ordinals(period trend.Period, first int64, asOf time.Time) map[int64]int {
	last, _ := period.Bounds(asOf)
	number := map[int64]int{}
	for at := time.Unix(first, 0); ; {
		start, end := period.Bounds(at)
		number[start.Unix()] = len(number)
		if !start.Before(last) {
			return number
		}
		at = end
	}
}
