package project_test

import (
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/retention/project"
	"github.com/servicekpi/servicekpi/trend"
)

// A thousand customers signed, and seven years of renewals are known. How many will be left after twelve? The data are
// those of Fader and Hardie (2007), whose next five years are known as well: 173 were left.
func Example() {
	m, err := project.FitBetaGeometric([]int{1000, 631, 468, 382, 326, 289, 262, 241})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha %.3f, beta %.3f\n", m.Alpha, m.Beta)
	fmt.Println("after 12 years:", m.Survival(12, 0.95))
	fmt.Printf("renewal rate in year 1 %.0f%%, in year 8 %.0f%%\n", 100*m.Rate(1), 100*m.Rate(8))

	constant, _ := project.FitGeometric([]int{1000, 631, 468, 382, 326, 289, 262, 241})
	fmt.Println("with constant churn:", constant.Survival(12, 0.95))
	fmt.Printf("AIC %.0f against %.0f\n", m.AIC(), constant.AIC())

	// Data without churn allow no projection, and say why.
	_, err = project.FitBetaGeometric([]int{50, 50, 50})
	fmt.Println(err)
	// Output:
	// alpha 0.704, beta 1.182
	// after 12 years: 17.0% [14.6%, 19.8%] n=1000
	// renewal rate in year 1 63%, in year 8 92%
	// with constant churn: 4.6% [3.7%, 5.7%] n=1000
	// AIC 3365 against 3591
	// project: no beta-geometric fit: nobody left, so that churn may be anything down to 0
}

// From payments to a projection. Everybody who is still a customer pays every month; how many of today's are here in three
// months?
func ExampleFitBetaGeometric_events() {
	start := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	payments := func(yield func(int, time.Time) bool) {
		customer := 0
		for month, left := range [][]int{{74, 32, 17, 12, 165}, {63, 29, 18, 150}, {70, 33, 157}, {68, 172}, {240}} {
			for months, n := range left { // so many paid for one month, for two, …, and the last for all of them up to May
				for range n {
					customer++
					for k := range months + 1 {
						if !yield(customer, start.AddDate(0, month+k, 0)) {
							return
						}
					}
				}
			}
		}
	}
	cohorts, err := retention.NewCohorts(payments, retention.Spec{
		Period: trend.Month(time.UTC), Counting: retention.OnOrAfter, AsOf: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cohorts.Survivors())
	m, err := project.FitBetaGeometric(cohorts.Survivors()...)
	if err != nil {
		fmt.Println(err)
		return
	}

	var base []int // today's customers by age
	customers := 0
	for _, row := range cohorts.Survivors() {
		age := len(row) - 1
		for len(base) <= age {
			base = append(base, 0)
		}
		base[age] += row[age]
		customers += row[age]
	}
	still := m.SurvivalOf(base, 3, 0.95)
	fmt.Println("of new customers: ", m.Survival(3, 0.95))
	fmt.Println("after four months:", m.SurvivalFrom(4, 3, 0.95))
	fmt.Println("of today's base:  ", still)
	fmt.Printf("%.0f of %d\n", still.Value*float64(customers), customers)
	// Output:
	// [[300 226 194 177 165] [260 197 168 150] [260 190 157] [240 172] [240]]
	// of new customers:  56.8% [53.5%, 59.9%] n=1060
	// after four months: 84.7% [81.0%, 87.9%] n=1060
	// of today's base:   72.7% [69.1%, 76.1%] n=1060
	// 643 of 884
}

func ExampleFitBetaGeometric() {
	// Three cohorts; the younger ones have been seen for fewer renewals.
	m, err := project.FitBetaGeometric([]int{733, 379, 282, 225}, []int{519, 286, 194}, []int{557, 292})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f %.4f of %d customers\n", m.Alpha, m.Beta, m.Customers)
	// Output: 0.7136 0.8014 of 1809 customers
}

func ExampleFitBetaWeibull() {
	// Churn that rises at first and falls later. Four years of the other cohort of Fader and Hardie: 39.4% were left in
	// year 12.
	years := []int{1000, 869, 743, 653, 593}
	w, _ := project.FitBetaWeibull(years)
	b, _ := project.FitBetaGeometric(years)
	fmt.Println("beta-Weibull:  ", w.Survival(12, 0.95))
	fmt.Println("beta-geometric:", b.Survival(12, 0.95))
	fmt.Printf("AIC %.1f against %.1f\n", w.AIC(), b.AIC())
	// Output:
	// beta-Weibull:   38.9% [32.4%, 45.8%] n=1000
	// beta-geometric: 30.7% [23.7%, 38.7%] n=1000
	// AIC 2451.5 against 2454.3
}

func ExampleFitGeometric() {
	m, _ := project.FitGeometric([]int{200, 160, 128})
	fmt.Printf("%v, %.1f years\n", m.Survival(1, 0.95), m.Lifetime())
	// Output: 80.0% [75.6%, 83.8%] n=200, 5.0 years
}

func ExampleBetaGeometric_Lifetime() {
	// A lifetime is infinite as soon as alpha is 1 or less; discounted it is not.
	m := project.BetaGeometric{Alpha: 0.704077, Beta: 1.182043}
	fmt.Println(m.Lifetime())
	fmt.Printf("%.2f\n", m.Discounted(0.10))
	// Output:
	// +Inf
	// 3.69
}

func ExampleBetaGeometric_Residual() {
	// Renewals that are still to come, discounted: who has renewed more often is worth more.
	m := project.BetaGeometric{Alpha: 3.80, Beta: 15.20}
	for renewals := range 5 {
		fmt.Printf("%.2f ", m.Residual(renewals, 0.10))
	}
	// Output: 3.31 3.45 3.59 3.72 3.84
}

func ExampleConvention_Value() {
	// Two numbers called lifetime value: margin 100, retention .8, discount .1.
	m := project.Geometric{Retention: 0.8}
	fmt.Printf("%.2f %s\n", project.MarginNow.Value(m, 100, 0.1), project.MarginNow)
	fmt.Printf("%.2f %s\n", project.MarginAtRenewal.Value(m, 100, 0.1), project.MarginAtRenewal)
	// Output:
	// 366.67 first margin now
	// 266.67 first margin at the first renewal
}

// The parameters that Fader, Hardie and Lee (2005) found for 2,357 customers of an online shop, in weeks.
var shop = project.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}

// From orders to buyers: days count once, and times are in weeks, as the parameters of the shop are.
func ExampleBuyersOf() {
	orders := func(yield func(string, time.Time) bool) {
		on := func(customer string, month time.Month, day, hour int) bool {
			return yield(customer, time.Date(2026, month, day, hour, 0, 0, 0, time.UTC))
		}
		_ = on("ada", 1, 5, 9) && on("ben", 1, 12, 20) && on("ada", 2, 2, 10) && on("ada", 2, 2, 17) && on("cem", 2, 9, 8) && on("ada", 3, 2, 9)
	}
	customers, buyers, err := project.BuyersOf(orders, trend.Day(time.UTC), 7, time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, b := range buyers {
		fmt.Printf("%s %+v: %.2f purchases in the next 13 weeks\n", customers[i], b, shop.Purchases(b, 13))
	}
	// Output:
	// ada {Repeat:2 Last:8 Age:25}: 0.35 purchases in the next 13 weeks
	// ben {Repeat:0 Last:0 Age:24}: 0.10 purchases in the next 13 weeks
	// cem {Repeat:0 Last:0 Age:20}: 0.12 purchases in the next 13 weeks
}

func ExampleFitBGNBD() {
	_, err := project.FitBGNBD([]project.Buyer{{Age: 30}, {Age: 25}})
	fmt.Println(err)
	_, err = project.FitBGNBD([]project.Buyer{{Repeat: 2, Last: 31, Age: 30}})
	fmt.Println(err)
	// Output:
	// project: no BG/NBD fit: nobody bought again
	// project: row 0: a latest purchase at 31 of a customer of age 30
}

func ExampleBGNBD_Alive() {
	fmt.Printf("%.2f\n", shop.Alive(project.Buyer{Repeat: 2, Last: 30.43, Age: 38.86}))
	fmt.Printf("%.2f\n", shop.Alive(project.Buyer{Repeat: 10, Last: 20, Age: 38.86})) // used to come every other week
	// Output:
	// 0.73
	// 0.04
}

func ExampleBGNBD_Purchases() {
	b := project.Buyer{Repeat: 2, Last: 30.43, Age: 38.86}
	fmt.Printf("%.3f purchases in the next 39 weeks\n", shop.Purchases(b, 39))
	fmt.Printf("%.3f of a new customer\n", shop.Expected(39))
	// Output:
	// 1.226 purchases in the next 39 weeks
	// 1.197 of a new customer
}

func ExampleBGNBD_Value() {
	// Two repeat purchases of 22.35 on average, a margin of 30%, a year of weeks at 0.2% a week.
	spend := project.GammaGamma{P: 6.25, Q: 3.74, V: 15.44}
	margin := 0.30 * spend.Mean(project.Spend{Purchases: 2, Mean: 22.35})
	fmt.Printf("%.2f\n", shop.Value(project.Buyer{Repeat: 2, Last: 30.43, Age: 38.86}, margin, 52, 0.002))
	// Output: 10.98
}

func ExampleGammaGamma_Mean() {
	m := project.GammaGamma{P: 6.25, Q: 3.74, V: 15.44} // Fader and Hardie (2013)
	fmt.Printf("all customers %.2f\n", m.Population())
	fmt.Printf("two purchases of 22.35 on average: %.2f\n", m.Mean(project.Spend{Purchases: 2, Mean: 22.35}))
	// Output:
	// all customers 35.22
	// two purchases of 22.35 on average: 24.66
}

func ExampleFitGammaGamma() {
	m, err := project.FitGammaGamma([]project.Spend{
		{Purchases: 3, Mean: 23.62}, {Purchases: 2, Mean: 17.67}, {Purchases: 5, Mean: 21.76}, {Purchases: 2, Mean: 23.21}, {Purchases: 4, Mean: 16.51}, {Purchases: 3, Mean: 16.03}, {Purchases: 5, Mean: 31.12}, {Purchases: 5, Mean: 29.03},
		{Purchases: 3, Mean: 14.71}, {Purchases: 2, Mean: 8.38}, {Purchases: 1, Mean: 13.87}, {Purchases: 3, Mean: 48.08}, {Purchases: 2, Mean: 18.38}, {Purchases: 2, Mean: 24.16}, {Purchases: 1, Mean: 36.85}, {Purchases: 4, Mean: 43.93},
		{Purchases: 1, Mean: 16.1}, {Purchases: 5, Mean: 15.3}, {Purchases: 5, Mean: 11.06}, {Purchases: 4, Mean: 29.59}, {Purchases: 1, Mean: 23.86}, {Purchases: 3, Mean: 22.97}, {Purchases: 2, Mean: 8.7}, {Purchases: 2, Mean: 10.63},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f\n", m.Population())
	// Output: 22.2
}
