package weight_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// invited returns who answered a survey of customers: by contract and age, few young and few business customers.
func invited() weight.Cells {
	c := weight.NewCells("contract", "age")
	for _, row := range []struct {
		contract, age string
		n             int
	}{{"business", "under 40", 10}, {"business", "40 and over", 50}, {"private", "under 40", 60}, {"private", "40 and over", 280}} {
		if err := c.AddN([]string{row.contract, row.age}, row.n, 1); err != nil {
			fmt.Println(err)
		}
	}
	return c
}

// What is known of all customers.
func known() (contract, age weight.Margin) {
	return weight.Totals("contract", map[string]float64{"business": 3000, "private": 7000}),
		weight.Shares("age", map[string]float64{"under 40": 0.35, "40 and over": 0.65})
}

// Business customers and the young answered less often. Their weights make up for it; the price is that 400
// respondents say as much as 280.
func ExampleCells_Rake() {
	fit, err := invited().Rake(known())
	if err != nil {
		fmt.Println(err)
	}
	for levels, factor := range fit.All() {
		fmt.Printf("%s, %s: %.2f\n", levels[0], levels[1], factor)
	}
	fmt.Printf("design effect %.2f: says as much as %.0f of %d\n", fit.DesignEffect(), fit.Effective(), fit.N())

	// The weights go into a tally, with the answers.
	scale := survey.Scale{Min: 0, Max: 10}
	var t weight.Tally
	for _, row := range []struct {
		contract, age string
		rating        int
	}{{"business", "under 40", 4}, {"private", "under 40", 9}, {"private", "40 and over", 10}, {"private", "40 and over", 9}} {
		if err := t.Add(scale, row.rating, fit.Factor(row.contract, row.age)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(t.Score(nps.Value, kpi.Points, 0.95))
	// Output:
	// business, 40 and over: 39.66
	// business, under 40: 101.72
	// private, 40 and over: 16.13
	// private, under 40: 41.38
	// design effect 1.43: says as much as 280 of 400
	// -16.0 [-84.0, 71.6] n=4
}

// A level that nobody has, and one that nobody told of: names that differ are the usual reason.
func ExampleMarginError() {
	_, err := invited().Rake(weight.Totals("contract", map[string]float64{"Business": 3000, "private": 7000}))
	fmt.Println(err)
	if e, ok := errors.AsType[*weight.MarginError](err); ok {
		fmt.Println(e.Variables, e.Levels)
	}
	// Output:
	// weight: contract "Business": a target of 3000, but no respondent
	// contract "business": 60 respondents, but no target
	// [contract] [Business]
}

// All customers by contract and age, and who of them answered.
func ExampleCells_PostStratify() {
	customers := weight.NewCells("contract", "age")
	for _, row := range []struct {
		contract, age string
		n             int
	}{{"business", "under 40", 1200}, {"business", "40 and over", 1800}, {"private", "under 40", 2300}, {"private", "40 and over", 4700}} {
		if err := customers.AddN([]string{row.contract, row.age}, row.n, 1); err != nil {
			fmt.Println(err)
		}
	}
	fit, err := invited().PostStratify(customers.Margin("contract", "age"))
	if err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.2f %.2f\n", fit.Factor("business", "under 40"), fit.Factor("private", "40 and over"))
	// Output:
	// 120.00 16.79
}

// Some did not tell their age. They keep their share, and the targets hold for the others.
func ExampleMargin() {
	c := invited()
	if err := c.AddN([]string{"private", ""}, 100, 1); err != nil {
		fmt.Println(err)
	}
	contract, age := known()
	_, err := c.Rake(contract, age)
	fmt.Println(err)
	age.KeepMissing = true
	fit, err := c.Rake(contract, age)
	for _, check := range fit.Checks() {
		fmt.Printf("%q %.0f\n", check.Levels, check.Total)
	}
	fmt.Println(err)
	// Output:
	// weight: age "": 100 respondents whose answer is missing
	// ["business"] 3000
	// ["private"] 7000
	// [""] 2000
	// ["40 and over"] 5200
	// ["under 40"] 2800
	// <nil>
}

// No customer is to count more than 1.8 times what customers count on average.
func ExampleLogit() {
	contract, age := known()
	_, err := weight.Logit{Lower: 0.5, Upper: 1.8}.Calibrate(invited(), contract, age)
	fmt.Println(err)
	fit, err := weight.Logit{Lower: 0.5, Upper: 2.5}.Calibrate(invited(), contract, age)
	for levels, factor := range fit.All() {
		fmt.Printf("%s, %s: %.3f\n", levels[0], levels[1], factor/fit.Mean())
	}
	fmt.Println(err)
	// Output:
	// weight: contract "business": its weights must be multiplied by 2 on average, beyond the bounds 0.5 and 1.8
	// business, 40 and over: 1.903
	// business, under 40: 2.484
	// private, 40 and over: 0.589
	// private, under 40: 1.919
	// <nil>
}

// As ExampleLogit, but weights may lie on the bounds.
func ExampleTruncated() {
	contract, age := known()
	fit, err := weight.Truncated{Lower: 0.5, Upper: 2.5}.Calibrate(invited(), contract, age)
	for levels, factor := range fit.All() {
		fmt.Printf("%s, %s: %.3f\n", levels[0], levels[1], factor/fit.Mean())
	}
	fmt.Println(err)
	// Output:
	// business, 40 and over: 1.900
	// business, under 40: 2.500
	// private, 40 and over: 0.589
	// private, under 40: 1.917
	// <nil>
}

// The generalised regression estimator.
func ExampleLinear() {
	contract, age := known()
	fit, err := weight.Linear{}.Calibrate(invited(), contract, age)
	fmt.Printf("%.3f %v\n", fit.Factor("business", "under 40"), err)
	// Output:
	// 75.467 <nil>
}

// Raking by Newton's method comes to the same weights in fewer steps.
func ExampleExponential() {
	contract, age := known()
	raked, err := invited().Rake(contract, age)
	if err != nil {
		fmt.Println(err)
	}
	fit, err := weight.Exponential{}.Calibrate(invited(), contract, age)
	fmt.Printf("%.6f %.6f %v\n", raked.Factor("business", "under 40"), fit.Factor("business", "under 40"), err)
	// Output:
	// 101.718010 101.718010 <nil>
}

// Trimming bends the margins.
func ExampleFit_Trim() {
	fit, err := invited().Rake(known())
	if err != nil {
		fmt.Println(err)
	}
	fmt.Printf("from %.1f to %.1f, mean %.0f\n", fit.Quantile(0.01), fit.Quantile(0.99), fit.Mean())
	trimmed, err := fit.Trim(weight.Trim{Cap: 2.5 * fit.Mean()})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(trimmed.Trimmed(), "trimmed")
	for _, check := range trimmed.Checks() {
		fmt.Println(check)
	}
	// Output:
	// from 16.1 to 101.7, mean 25
	// 10 trimmed
	// contract "business": 3000 wanted, 2694.387648 fitted (-10%)
	// contract "private": 7000 wanted, 7305.612352 fitted (+4.4%)
	// age "40 and over": 6500 wanted, 6783.782898 fitted (+4.4%)
	// age "under 40": 3500 wanted, 3216.217102 fitted (-8.1%)
}

// Trimming and raking in turn keeps the margins and the cap.
func ExampleFit_TrimAndRake() {
	fit, err := invited().Rake(known())
	if err != nil {
		fmt.Println(err)
	}
	trimmed, err := fit.TrimAndRake(weight.Trim{Cap: 2.6 * fit.Mean()})
	fmt.Printf("%.2f %v\n", trimmed.Factor("business", "under 40")/trimmed.Mean(), err)
	fmt.Println("margins hold:", max(trimmed.Worst().Off(), -trimmed.Worst().Off()) < 1e-9)

	_, err = fit.TrimAndRake(weight.Trim{Cap: 1.5 * fit.Mean()})
	fmt.Println(err)
	// Output:
	// 2.60 <nil>
	// margins hold: true
	// weight: contract "business": its mean weight must be 50, above the cap of 37.5
}

// One high weight; what is above the cap goes to the others.
func ExampleTrim_Weights() {
	weights, err := weight.Trim{Cap: 9}.Weights([]float64{1, 2, 3, 4, 10})
	fmt.Printf("%.2f %v\n", weights, err)
	weights, err = weight.Trim{Cap: 9, Equally: true}.Weights([]float64{1, 2, 3, 4, 10})
	fmt.Printf("%.2f %v\n", weights, err)
	// Output:
	// [1.10 2.20 3.30 4.40 9.00] <nil>
	// [1.25 2.25 3.25 4.25 9.00] <nil>
}

// Columns of codes are counted by the million, and each respondent gets a weight.
func ExampleCount() {
	sex := weight.Column[uint8]{Variable: "sex", Levels: []string{"", "F", "M"}, Codes: []uint8{1, 1, 1, 2, 2, 1}}
	age := weight.Column[uint8]{Variable: "age", Levels: []string{"", "young", "old", "old"}, Codes: []uint8{1, 2, 3, 1, 2, 1}}
	base := []float64{1, 1, 2, 1, 1, 1}
	cells, err := weight.Count(base, sex, age)
	if err != nil {
		fmt.Println(err)
	}
	fit, err := cells.Rake(weight.Totals("sex", map[string]float64{"F": 50, "M": 50}), weight.Totals("age", map[string]float64{"young": 40, "old": 60}))
	if err != nil {
		fmt.Println(err)
	}
	weights, err := weight.AppendWeights(nil, fit, base, sex, age)
	fmt.Printf("%.2f %v\n", weights, err)
	// Output:
	// [8.79 10.81 21.62 22.42 27.58 8.79] <nil>
}

// Levels as text.
func ExampleEncode() {
	c := weight.Encode("sex", []string{"F", "M", "F", ""})
	fmt.Printf("%s %q %d\n", c.Variable, c.Levels, c.Codes)
	// Output:
	// sex ["F" "M" ""] [0 1 0 2]
}

// Two shards, one of them from afar.
func ExampleCells_Plus() {
	here := weight.NewCells("sex")
	if err := here.Add([]string{"F"}, 1.5); err != nil {
		fmt.Println(err)
	}
	var there weight.Cells
	if err := json.Unmarshal([]byte(`{"variables":["sex"],"cells":[{"levels":["M"],"n":2,"sum":2,"squares":2}]}`), &there); err != nil {
		fmt.Println(err)
	}
	b, err := json.Marshal(here.Plus(there))
	fmt.Println(string(b), err)
	// Output:
	// {"variables":["sex"],"cells":[{"levels":["F"],"n":1,"sum":1.5,"squares":2.25},{"levels":["M"],"n":2,"sum":2,"squares":2}]} <nil>
}

// A respondent without a weight is not counted.
func ExampleCells_Add() {
	c := weight.NewCells("sex", "age")
	for _, w := range []float64{1, 0, 1.5} {
		if err := c.Add([]string{"F", "young"}, w); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(c.N(), "respondents,", c.Len(), "cell, total", c.Total())
	fmt.Println(c.Margin("age").Targets)
	// Output:
	// weight: weight 0 is not a positive number
	// 2 respondents, 1 cell, total 2.5
	// [{[young] 2.5}]
}

// Of two margins, each respondent counts towards one target of each.
func ExampleFit_AppendTargets() {
	fit, err := invited().Rake(known())
	if err != nil {
		fmt.Println(err)
	}
	young, _ := fit.AppendTargets(nil, "private", "under 40")
	old, _ := fit.AppendTargets(nil, "private", "40 and over")
	fmt.Println(len(young), young[0] == old[0], young[1] == old[1])
	_, ok := fit.AppendTargets(nil, "private", "unknown")
	fmt.Println(ok)
	// Output:
	// 2 true false
	// false
}
