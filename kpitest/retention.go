package kpitest

import (
	"fmt"
	"time"
)

// Methods of the cohort file.
const (
	On        Method = "on"          // there in that month
	OnOrAfter Method = "on-or-after" // there in that month or a later one
)

// Retention checks an implementation of customer retention by totals: of the customers at the start of a
// period the share that is there at its end, (end - acquired)/start, as a fraction of one; acquired counts
// those who joined in the period and are there at its end. Nobody at the start is no data: NaN and no error.
// Numbers that no customers could give, such as 130 retained of 100, must be an error.
func Retention(t TestingT, rate func(start, acquired, end int) (float64, error)) {
	t.Helper()
	type input struct{ Start, Acquired, End int }
	run(t, "retention-period", "the rate", anyCase, func(c Case[input, expectedValue]) *mismatch {
		got, err := rate(c.Input.Start, c.Input.Acquired, c.Input.End)
		return c.Expected.judge(got, err, c.Tolerance)
	})
}

// RetentionCompound checks an implementation of retention over consecutive periods, given how many customers
// each of them kept and lost: the product of their rates, as a fraction of one. A period without customers
// leaves it unknown: NaN.
func RetentionCompound(t TestingT, compound func(retained, lost []int) float64) {
	t.Helper()
	type input struct{ Retained, Lost []int }
	run(t, "retention-compound", "the product", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(compound(c.Input.Retained, c.Input.Lost), nil, c.Tolerance)
	})
}

// Customer is a customer by the times of the first two orders.
type Customer struct {
	First  time.Time
	Second time.Time // zero: none
}

// RetentionRepeat checks an implementation of the repeat purchase rate: of the customers whose window after
// the first order is over at asOf, the share that ordered again within it, a fraction of one. Before any
// window is over there is none: NaN.
func RetentionRepeat(t TestingT, rate func(customers []Customer, window time.Duration, asOf time.Time) float64) {
	t.Helper()
	type input struct {
		Customers []Customer
		Days      int
		AsOf      time.Time
	}
	run(t, "retention-repeat", "the rate", anyCase, func(c Case[input, expectedValue]) *mismatch {
		got := rate(c.Input.Customers, time.Duration(c.Input.Days)*24*time.Hour, c.Input.AsOf)
		return c.Expected.judge(got, nil, c.Tolerance)
	})
}

// Account is an account by its recurring revenue at the start and at the end of a period.
type Account struct{ Start, End float64 }

// RetentionRevenue checks an implementation of revenue retention by account, as fractions of one: gross,
// where growth makes up for nothing, net, and the share of accounts that stayed. An account that pays nothing
// at the start is new and is in none of them. Without accounts at the start all three are NaN.
func RetentionRevenue(t TestingT, revenue func(accounts []Account) (gross, net, logo float64)) {
	t.Helper()
	type input struct{ Accounts []Account }
	type expected struct{ Gross, Net, Logo Number }
	run(t, "retention-revenue", "the revenue", anyCase, func(c Case[input, expected]) *mismatch {
		gross, net, logo := revenue(c.Input.Accounts)
		return judge(c.Tolerance, figure{"gross", gross, c.Expected.Gross}, figure{"net", net, c.Expected.Net},
			figure{"logo", logo, c.Expected.Logo})
	})
}

// Visit is an event of a customer: an order, a log-in, a payment.
type Visit struct {
	Customer string
	At       time.Time
}

// RetentionCohorts checks an implementation of the cohort triangle by calendar months in UTC, by [On] or
// [OnOrAfter]. A customer belongs to the month of the first event. Row i holds the customers of the i-th
// month, counted from the first in which anybody came to the last in which anybody did: how many came, and
// how many were there one month later, two months later, as far as those months are over at asOf. Visits
// after asOf are not known yet.
func RetentionCohorts(t TestingT, m Method, count func(visits []Visit, asOf time.Time) [][]int) {
	t.Helper()
	type input struct {
		Visits []Visit
		AsOf   time.Time
	}
	type expected struct{ Cohorts [][]int }
	methodRun(t, "retention-cohorts", m, func(c Case[input, expected]) *mismatch {
		got, want := fmt.Sprint(count(c.Input.Visits, c.Input.AsOf)), fmt.Sprint(c.Expected.Cohorts)
		if got == want {
			return nil
		}
		return &mismatch{got, want}
	})
}
