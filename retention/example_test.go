package retention_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

// Three months of a subscription business, from totals. Those of February cannot be: five customers came back and were
// counted at the end only. Somebody has to look at them, and until then the chain is broken.
func Example() {
	var months []retention.Tally
	for _, m := range []struct {
		name                 string
		start, acquired, end int
	}{
		{"January ", 1000, 60, 1010},
		{"February", 1010, 40, 1055},
		{"March   ", 1055, 50, 1052},
	} {
		t, err := retention.Period(m.start, m.acquired, m.end)
		if e, ok := errors.AsType[*retention.Error](err); ok {
			fmt.Println(e)
		}
		months = append(months, t)
		fmt.Println(m.name, t.Rate(0.95))
	}
	fmt.Println("quarter ", retention.Compound(months, 0.95))
	months[1] = retention.Tally{Retained: 1004, Lost: 6} // counted by customer
	fmt.Println("quarter ", retention.Compound(months, 0.95))
	// Output:
	// January  95.0% [93.5%, 96.2%] n=1000
	// retention: 1010 customers at the start, 40 acquired, 1055 at the end, so 1015 retained of 1010: no more can be retained than were there at the start
	// February n/a (n=0)
	// March    95.0% [93.5%, 96.1%] n=1055
	// quarter  n/a (n=0)
	// quarter  89.7% [87.7%, 91.4%] n=1055
}

// A published example: 200 customers at the start, 40 acquired, 220 at the end.
func ExamplePeriod() {
	t, err := retention.Period(200, 40, 220)
	fmt.Println(t.Rate(0.95), err)
	t, err = retention.Period(0, 10, 10)
	fmt.Println(t.Rate(0.95), err)
	// Output:
	// 90.0% [85.1%, 93.4%] n=200 <nil>
	// n/a (n=0) <nil>
}

// Synthetic customers of a telecom company that does not exist, by contract.
func ExampleTally_Churn() {
	monthly := retention.Tally{Retained: 2220, Lost: 1655}
	yearly := retention.Tally{Retained: 1307, Lost: 166}
	fmt.Println("month to month", monthly.Churn(0.95))
	fmt.Println("one year      ", yearly.Churn(0.95))
	fmt.Println("difference    ", monthly.Churn(0.95).Minus(yearly.Churn(0.95)))
	// Output:
	// month to month 42.7% [41.2%, 44.3%] n=3875
	// one year       11.3% [9.8%, 13.0%] n=1473
	// difference     31.4pp [29.1pp, 33.6pp] n=5348
}

func ExampleTally_Rate() {
	var t retention.Tally
	for _, stillHere := range []bool{true, true, false, true, true, true, true, true, false, true} {
		t.Add(stillHere)
	}
	fmt.Println(t.Rate(0.95))
	// Output: 80.0% [49.0%, 94.3%] n=10
}

// A monthly churn of 5% is not 60% a year.
func ExampleOver() {
	month := retention.Tally{Retained: 950, Lost: 50}.Rate(0.95)
	year := retention.Over(month, 12)
	fmt.Println("kept for a month", month)
	fmt.Println("kept for a year ", year)
	fmt.Println("back to a month ", retention.Over(year, 1.0/12))
	// Output:
	// kept for a month 95.0% [93.5%, 96.2%] n=1000
	// kept for a year  54.0% [44.5%, 62.7%] n=1000
	// back to a month  95.0% [93.5%, 96.2%] n=1000
}

// Four quarters with customers that come and go. The mean of their rates, 90.9%, is of no use: what a year keeps is
// their product.
func ExampleCompound() {
	quarters := []retention.Tally{{Retained: 460, Lost: 40}, {Retained: 510, Lost: 40}, {Retained: 520, Lost: 80}, {Retained: 580, Lost: 50}}
	fmt.Println(retention.Compound(quarters, 0.95))
	// Output: 68.1% [64.4%, 71.5%] n=630
}

// Who buys again within 90 days? A customer of ten days ago who already has is not counted yet, because those who have
// not are not either.
func ExampleRepeat() {
	asOf := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	const window = 90 * 24 * time.Hour
	var r retention.Repeat
	for _, order := range []struct{ first, second time.Time }{
		{on(1, 10), on(2, 20)}, {on(1, 15), time.Time{}}, {on(2, 1), on(5, 30)}, {on(2, 3), on(3, 1)}, {on(6, 20), on(6, 21)}, {on(6, 1), time.Time{}},
	} {
		if err := r.Add(window, order.first, order.second, asOf); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(r.Rate(0.95), "and immature:", r.Immature)

	// All of them, by the time to the second order.
	var again retention.Lifetimes
	for _, days := range []int{41, 118, 26, 1} {
		_ = again.Add(time.Duration(days)*24*time.Hour, true)
	}
	for _, days := range []int{166, 28} {
		_ = again.Add(time.Duration(days)*24*time.Hour, false)
	}
	fmt.Println(again.Within(window, 0.95))
	// Output:
	// 50.0% [15.0%, 85.0%] n=4 and immature: 2
	// 55.6% [16.0%, 91.4%] n=6
}

// Eight accounts, in whole cents: one left, one shrank, two grew.
func ExampleRevenue() {
	var r retention.Revenue
	for _, account := range [][2]float64{
		{12000, 12000}, {8000, 0}, {40000, 44000}, {3550, 3550}, {26000, 13000}, {9000, 9900}, {61000, 61000}, {7500, 7500},
	} {
		if err := r.Add(account[0], account[1]); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(r.Add(0, 5000))
	fmt.Println("gross", r.Gross(0.95))
	fmt.Println("net  ", r.Net(0.95))
	fmt.Println("logo ", r.Logo(0.95))
	// Output:
	// retention: revenue of 0 at the start and 5000 at the end: an account that paid nothing at the start has nothing to retain
	// gross 87.4% [41.4%, 98.6%] n=8
	// net   90.4% [43.1%, 114.9%] n=8
	// logo  87.5% [52.9%, 97.8%] n=8
}

// A published example of movements.
func ExampleMovement() {
	m := retention.Movement{Start: 10, Expansion: 1.8, Contraction: 0.6, Churn: 0.9}
	fmt.Printf("gross %.0f%%, net %.0f%%\n", 100*m.Gross(), 100*m.Net())
	fmt.Println(retention.Movement{Start: 10, Churn: 12}.Check())
	// Output:
	// gross 85%, net 103%
	// retention: revenue of 10 at the start, expansion 0, contraction 0, churn 12: no more can be lost than was there at the start
}

func ExampleNewCohorts() {
	asOf := time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	events := func(yield func(string, time.Time) bool) {
		for _, e := range []struct {
			customer string
			at       time.Time
		}{
			{"ada", on(2, 3)}, {"ben", on(2, 9)}, {"cem", on(2, 28)}, {"dia", on(3, 4)}, {"ada", on(3, 30)}, {"ben", on(4, 2)}, {"ada", on(4, 11)},
			{"eve", on(4, 20)}, {"dia", on(4, 21)}, {"dia", on(5, 2)}, {"ben", on(5, 3)},
		} {
			if !yield(e.customer, e.at) {
				return
			}
		}
	}
	c, err := retention.NewCohorts(events, retention.Spec{Period: trend.Month(time.UTC), AsOf: asOf})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c) // May is not over
	fmt.Println("after one month:", c.Column(1).Rate(0.95))
	cell, known := c.Cell(1, 2)
	fmt.Println("March after two:", cell.Rate(0.95), known)
	stay, _ := c.By(retention.Previous).Cell(0, 2)
	fmt.Println("of February's customers who were there in March, in April:", stay.Retained, "of", stay.N())
	// Output:
	// cohort   size       0       1      2
	// 2026-02     3  100.0%   33.3%  66.7%
	// 2026-03     1  100.0%  100.0%      ·
	// 2026-04     1  100.0%       ·      ·
	// all         5  100.0%   50.0%  66.7%
	// after one month: 50.0% [15.0%, 85.0%] n=4
	// March after two: n/a (n=0) false
	// of February's customers who were there in March, in April: 1 of 1
}

// rows is a result of a database whose connection is lost after some rows. Next is false then as at the end, and Err says
// which of the two it was.
type rows struct {
	customers []string
	days      []int
	next      int
	lost      error
}

func (r *rows) Next() bool { r.next++; return r.next <= len(r.customers) }

func (r *rows) Scan(customer *string, at *time.Time) error {
	*customer, *at = r.customers[r.next-1], time.Date(2026, 1, r.days[r.next-1], 12, 0, 0, 0, time.UTC)
	return nil
}

func (r *rows) Err() error { return r.lost }

// Events from a database. A connection that is lost half-way leaves the triangle of the first half, without an error of
// NewCohorts; the rows know.
func ExampleNewCohorts_database() {
	rows := &rows{customers: []string{"ada", "ben"}, days: []int{3, 9}, lost: errors.New("connection lost")}
	spec := retention.Spec{Period: trend.Month(time.UTC), AsOf: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}

	var reading error
	cohorts, err := retention.NewCohorts(func(yield func(string, time.Time) bool) {
		for rows.Next() {
			var customer string
			var at time.Time
			if reading = rows.Scan(&customer, &at); reading != nil || !yield(customer, at) {
				return
			}
		}
		reading = rows.Err()
	}, spec)
	fmt.Println(cohorts.Len(), err)
	if err = errors.Join(reading, err); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 <nil>
	// connection lost
}

// Contracts by the year in which they were signed, and how many were renewed once, twice, three times. The last column
// is of one cohort; the product of the yearly rates uses all three.
func ExampleCohortsOf() {
	c, err := retention.CohortsOf(retention.OnOrAfter, []string{"2023", "2024", "2025"}, [][]int{{733, 379, 282, 225}, {519, 286, 194}, {557, 292}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c)
	fmt.Println("column 3:", c.Column(3).Rate(0.95))
	var years []retention.Tally
	for age := 1; age < len(c.Ages()); age++ {
		years = append(years, c.By(retention.Previous).Column(age))
	}
	fmt.Println("all data:", retention.Compound(years, 0.95))
	// Output:
	// cohort  size       0      1      2      3
	// 2023     733  100.0%  51.7%  38.5%  30.7%
	// 2024     519  100.0%  55.1%  37.4%      ·
	// 2025     557  100.0%  52.4%      ·      ·
	// all     1809  100.0%  52.9%  38.0%  30.7%
	// column 3: 30.7% [27.5%, 34.1%] n=733
	// all data: 30.2% [27.6%, 32.9%] n=1809
}

func ExampleCohorts_WriteCSV() {
	c, err := retention.CohortsOf(retention.OnOrAfter, []string{"2024", "2025"}, [][]int{{20, 15}, {10}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var file strings.Builder
	if err := c.WriteCSV(&file, 0.95); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(file.String()) {
		fmt.Println(strings.Join(strings.SplitN(strings.TrimSpace(line), ",", 6)[:5], ",")) // without the limits
	}
	// Output:
	// cohort,age,of,retained,rate
	// 2024,0,20,20,1
	// 2024,1,20,15,0.75
	// 2025,0,10,10,1
	// 2025,1,,,
	// all,0,30,30,1
	// all,1,20,15,0.75
}

// Ten customers, four of whom are still here. The mean tenure of those who left, 9.7 months, says nothing of a lifetime.
func ExampleLifetimes() {
	const month = 730 * time.Hour // a twelfth of a year
	var l retention.Lifetimes
	for _, tenure := range []int{2, 5, 6, 11, 14, 20} {
		_ = l.Add(time.Duration(tenure)*month, true)
	}
	for _, tenure := range []int{8, 16, 25, 30} {
		_ = l.Add(time.Duration(tenure)*month, false)
	}
	fmt.Println("longer than a year:", l.At(12*month, 0.95))
	median := l.Median(0.95)
	fmt.Printf("half leave within %.0f months, at least %.0f\n", median.Value/month.Seconds(), median.Lo/month.Seconds())
	mean := l.MeanUpTo(24*month, 0.95)
	fmt.Printf("of two years a customer stays %.1f months [%.1f, %.1f]\n", mean.Value/month.Seconds(), mean.Lo/month.Seconds(), mean.Hi/month.Seconds())
	fmt.Println("of those who stay half a year, a year more:", l.From(6*month).At(18*month, 0.95))
	// Output:
	// longer than a year: 58.3% [26.1%, 85.2%] n=10
	// half leave within 14 months, at least 5
	// of two years a customer stays 14.8 months [7.3, 20.6]
	// of those who stay half a year, a year more: 66.7% [22.0%, 93.9%] n=7
}

// Records begin in the second year of the business: customers of the first year are watched from the tenure that they
// had then. One of them alone is watched from month 3, and leaves before anybody else is watched.
func ExampleLifetimes_From() {
	const month = 730 * time.Hour
	var l retention.Lifetimes
	_ = l.AddFrom(3*month, 4*month, true)
	for i := range 12 {
		_ = l.AddFrom(6*month, time.Duration(8+2*i)*month, i%3 == 0)
	}
	fmt.Println("longer than 12 months:", l.At(12*month, 0.95))
	fmt.Println("of those who reach month 6:", l.From(6*month).At(12*month, 0.95))
	// Output:
	// longer than 12 months: n/a (n=0)
	// of those who reach month 6: 91.7% [62.4%, 99.6%] n=12
}

func ExampleLogRank() {
	const month = 730 * time.Hour
	lifetimes := func(churned, active []int) (l retention.Lifetimes) {
		for _, tenure := range churned {
			_ = l.Add(time.Duration(tenure)*month, true)
		}
		for _, tenure := range active {
			_ = l.Add(time.Duration(tenure)*month, false)
		}
		return l
	}
	monthly := lifetimes([]int{1, 1, 2, 3, 3, 4, 6, 8, 9, 14}, []int{5, 11, 12})
	yearly := lifetimes([]int{12, 12, 24}, []int{6, 9, 13, 18, 24, 30, 36, 40})
	fmt.Println(retention.LogRank(monthly, yearly))
	fmt.Println(retention.PetoPeto(monthly, yearly))
	fmt.Println(kpi.Holm([]kpi.Test{retention.LogRank(monthly, yearly)})[0].P < 0.01)
	// Output:
	// χ²(1)=12.45 p=0.00042
	// χ²(1)=11.58 p=0.00067
	// true
}
