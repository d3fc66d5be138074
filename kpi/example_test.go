package kpi_test

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
)

// A share, its interval, and whether it meets a target of 75%.
func Example() {
	satisfied := kpi.Proportion(87, 100, 0.95)
	fmt.Println(satisfied)
	fmt.Println(satisfied.AtLeast(0.75), satisfied.AtLeast(0.85), satisfied.AtLeast(0.95))
	// Output:
	// 87.0% [79.0%, 92.2%] n=100
	// met undecided missed
}

func ExampleProportion() {
	fmt.Println(kpi.Proportion(81, 263, 0.95))
	fmt.Println(kpi.Proportion(3, 3, 0.95)) // three of three is not certainty
	fmt.Println(kpi.Proportion(0, 0, 0.95)) // nobody answered
	// Output:
	// 30.8% [25.5%, 36.6%] n=263
	// 100.0% [43.9%, 100.0%] n=3
	// n/a (n=0)
}

func ExampleMethod_Proportion() {
	// A contract penalty should rest on limits that never cover less than they say.
	fmt.Println(kpi.ClopperPearson.Proportion(96, 100, 0.95))
	// A dashboard that is looked at every day needs limits that hold on every day at once.
	fmt.Println(kpi.AnyTime.Proportion(96, 100, 0.95))
	// Output:
	// 96.0% [90.1%, 98.9%] n=100
	// 96.0% [86.0%, 99.6%] n=100
}

func ExampleMultinomial() {
	// Ten answers from 1 to 5: nine fives and a four.
	fmt.Println(kpi.Multinomial([]float64{1, 2, 3, 4, 5}, []int{0, 0, 0, 1, 9}, 0.95))
	// Output: 4.90 [3.82, 4.98] n=10
}

func ExampleShares() {
	// Weighted shares of 100 answers that are worth 60 unweighted ones.
	fmt.Println(kpi.Shares([]float64{-100, 0, 100}, []float64{0.2, 0.3, 0.5}, 60, 100, kpi.Points, 0.95))
	// Output: 30.0 [9.1, 48.1] n=100
}

func ExampleNet() {
	fmt.Println(kpi.Net(20, 30, 50, 0.95))
	fmt.Println(kpi.Net(0, 0, 10, 0.95)) // all of ten: the upper limit is 100, and there is a lower one
	// Output:
	// 30.0 [14.0, 44.3] n=100
	// 100.0 [44.5, 100.0] n=10
}

func ExampleMultinomialAnyTime() {
	fmt.Println(kpi.MultinomialAnyTime([]float64{1, 2, 3, 4, 5}, []int{2, 3, 5, 20, 70}, 0.95))
	// Output: 4.53 [3.94, 4.83] n=100
}

func ExampleMean() {
	// Ten handling costs with mean 3.60 and standard deviation 1.07.
	fmt.Println(kpi.Mean(10, 3.6, 1.0749676997731399, 0.95))
	// Output: 3.60 [2.83, 4.37] n=10
}

func ExampleEstimate_Minus() {
	march, april := kpi.Net(300, 250, 450, 0.95), kpi.Net(240, 270, 490, 0.95)
	change := april.Minus(march)
	fmt.Println(change, change.Contains(0))
	fmt.Println(kpi.Proportion(45, 50, 0.95).Minus(kpi.Proportion(180, 240, 0.95)))
	// Output:
	// 10.0 [2.7, 17.3] n=2000 false
	// 15.0pp [2.6pp, 23.1pp] n=290
}

func ExampleEstimate_MinusBonferroni() {
	// Always-valid limits subtract so; each at 97.5% for a difference at 95%.
	before, after := kpi.AnyTime.Proportion(700, 1000, 0.975), kpi.AnyTime.Proportion(850, 1000, 0.975)
	fmt.Println(after.MinusBonferroni(before))
	// Output: 15.0pp [5.0pp, 24.7pp] n=2000
}

func ExampleEstimate_Times() {
	contacts := kpi.Proportion(300, 1000, 0.95) // share of customers who call
	cost := contacts.Times(12)                  // at 12 a call
	cost.Unit = kpi.Number
	fmt.Println(cost)
	// Output: 3.60 [3.27, 3.95] n=1000
}

// Annual churn from monthly retention: 5% a month is not 60% a year.
func ExampleEstimate_Complement() {
	month := kpi.Proportion(950, 1000, 0.95) // customers who are still there
	year := retention.Over(month, 12)
	fmt.Println("retention, month", month)
	fmt.Println("retention, year ", year)
	fmt.Println("churn, month    ", month.Complement())
	fmt.Println("churn, year     ", year.Complement())
	// Output:
	// retention, month 95.0% [93.5%, 96.2%] n=1000
	// retention, year  54.0% [44.5%, 62.7%] n=1000
	// churn, month     5.0% [3.8%, 6.5%] n=1000
	// churn, year      46.0% [37.3%, 55.5%] n=1000
}

func ExampleSum() {
	// Two regions by their share of customers, not by who happened to answer.
	north, south := kpi.Proportion(90, 100, 0.95), kpi.Proportion(30, 50, 0.95)
	fmt.Println(kpi.Sum(north.Times(0.3), south.Times(0.7)))
	// Output: 69.0% [59.1%, 77.8%] n=150
}

func ExampleRatio() {
	benefit := kpi.Estimate{Value: 150, Lo: 90, Hi: 210, Level: 0.95, N: 40}
	fmt.Println(kpi.Ratio(benefit, kpi.Exactly(100, kpi.Number)))
	vague := kpi.Estimate{Value: 100, Lo: -20, Hi: 220, Level: 0.95, N: 10}
	fmt.Println(kpi.Ratio(benefit, vague)) // the divisor may be 0: there is no upper limit
	// Output:
	// 1.50 [0.90, 2.10] n=40
	// 1.50 [0.58, ∞] n=50
}

func ExampleExactly() {
	target := kpi.Exactly(0.8, kpi.Fraction)
	fmt.Println(target, kpi.Proportion(87, 100, 0.95).Minus(target))
	// Output: 80.0% 7.0pp [-1.0pp, 12.2pp] n=100
}

func ExampleEstimate_MarshalJSON() {
	b, _ := json.Marshal(kpi.Net(0, 0, 0, 0.95))
	fmt.Println(string(b))
	// Output: {"value":null,"lo":-100,"hi":100,"level":0.95,"n":0,"unit":"points"}
}

func ExampleHomogeneity() {
	// Do four teams satisfy the same share of their customers?
	fmt.Println(kpi.Homogeneity([]int{83, 90, 129, 70}, []int{86, 93, 136, 82}))
	// Output: χ²(3)=12.60 p=0.0056
}

func ExampleTwoProportions() {
	fmt.Println(kpi.TwoProportions(56, 70, 48, 80))
	fmt.Println(kpi.MiettinenNurminen(56, 70, 48, 80, 0.95))
	// Output:
	// z=2.64 p=0.0083
	// 20.0pp [5.3pp, 33.8pp] n=150
}

func ExampleMiettinenNurminen() {
	fmt.Println(kpi.MiettinenNurminen(7, 34, 1, 34, 0.95))
	// Output: 17.6pp [2.7pp, 34.5pp] n=68
}

func ExamplePairedProportions() {
	// Fifty customers asked twice: 20 satisfied both times, 12 only afterwards, 2 only before, 16 never.
	fmt.Println(kpi.PairedProportions(20, 12, 2, 16, 0.95))
	// Output: 20.0pp [5.6pp, 32.9pp] n=50
}

func ExampleHolm() {
	tests := []kpi.Test{kpi.NormalTest(2.9), kpi.NormalTest(2.1), kpi.NormalTest(0.3)}
	for _, t := range kpi.Holm(tests) {
		fmt.Println(t)
	}
	// Output:
	// z=2.90 p=0.011
	// z=2.10 p=0.071
	// z=0.30 p=0.76
}

func ExampleBenjaminiHochberg() {
	tests := []kpi.Test{kpi.NormalTest(2.9), kpi.NormalTest(2.1), kpi.NormalTest(0.3)}
	for _, t := range kpi.BenjaminiHochberg(tests) {
		fmt.Println(t)
	}
	// Output:
	// z=2.90 p=0.011
	// z=2.10 p=0.054
	// z=0.30 p=0.76
}
