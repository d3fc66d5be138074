package plan_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/plan"
)

// A business with 2,000 customers wants its CSAT, last seen at 85%, to within 3 percentage points. A fifth of those
// who are invited answer.
func Example() {
	d := plan.Design{Population: 2000}
	s, err := d.Size(plan.Share(0.85), 0.03, 0.95)
	fmt.Println(s, err)
	_, err = s.Invitations(0.20)
	fmt.Println(err)

	// Nobody has so many customers to ask. What do the 400 answers give that there will be?
	m, err := d.Margin(plan.Share(0.85), 400, 0.95)
	fmt.Println(m, err)
	fmt.Println(m.Expected)
	// Output:
	// 428 answers <nil>
	// plan: 2140 invitations for 428 answers out of a population of 2000
	// ±3.1pp <nil>
	// 85.0% [81.6%, 87.9%] n=400
}

// A net score needs more answers than a share, and a wrong guess about the passives costs some too.
func ExampleDesign_Size() {
	for _, expected := range []plan.NPS{
		{Promoters: 0.5, Detractors: 0.2},
		{Promoters: 0.4, Detractors: 0.1},
		{Promoters: 0.5, Detractors: 0.5}, // the worst case
	} {
		s, err := plan.Design{}.Size(expected, 5, 0.95)
		fmt.Println(expected, s, err)
	}
	// Output:
	// {0.5 0.2} 936 answers <nil>
	// {0.4 0.1} 631 answers <nil>
	// {0.5 0.5} 1533 answers <nil>
}

// The textbook's number for ±5 percentage points, and the one for the limits that are used here.
func ExampleMethod_Size() {
	for _, method := range []plan.Method{plan.Wald, plan.Score} {
		s, err := method.Size(plan.Design{}, plan.Share(0.5), 0.05, 0.95)
		fmt.Println(method, s, err)
	}
	// Output:
	// Wald 385 answers <nil>
	// Score 381 answers <nil>
}

func ExampleMethod_Margin() {
	m, err := plan.Wald.Margin(plan.Design{}, plan.Share(0.5), 400, 0.95)
	fmt.Println(m, err)
	// Output:
	// ±4.9pp <nil>
}

// A link on the receipt: whoever likes answers.
func ExampleDesign_Margin() {
	m, err := plan.Design{Sampling: plan.OptIn}.Margin(plan.Share(0.5), 400, 0.95)
	fmt.Println(m, err)
	if m.Warnings&plan.SelfSelected != 0 {
		fmt.Println("do not print this as a margin of error")
	}
	// Output:
	// ±4.9pp – self-selected: model-based, not a margin of error <nil>
	// do not print this as a margin of error
}

func ExampleSize_Invitations() {
	s, err := plan.Design{}.Size(plan.Share(0.5), 0.05, 0.95)
	fmt.Println(s, err)
	fmt.Println(s.Invitations(0.15))
	// Output:
	// 381 answers <nil>
	// 2540 <nil>
}

// How many answers before and after a training find a CSAT that rises from 80% to 85%, four times in five?
func ExampleDesign_Detect() {
	s, err := plan.Design{}.Detect(plan.Share(0.80), plan.Share(0.85), 0.80, 0.95)
	fmt.Println(s, err)
	// Output:
	// 906 answers <nil>
}

// And how often do the 400 that there are find it?
func ExampleDesign_Power() {
	power, err := plan.Design{}.Power(plan.Share(0.80), plan.Share(0.85), 400, 400, 0.95)
	fmt.Printf("%.2f %v\n", power, err)
	// Output:
	// 0.46 <nil>
}

// Two quarters with 400 answers each: which change of an NPS of 30 will show?
func ExampleDesign_Detectable() {
	fall, rise, err := plan.Design{}.Detectable(plan.NPS{Promoters: 0.5, Detractors: 0.2}, 400, 0.80, 0.95)
	fmt.Printf("%.1f points down, %.1f up, %v\n", fall, rise, err)

	// A CSAT of 95% has 5 points left to rise by. With 100 answers no rise can be told.
	fall, rise, err = plan.Design{}.Detectable(plan.Share(0.95), 100, 0.80, 0.95)
	fmt.Printf("%.3f down, %v up, %v\n", fall, rise, err)
	// Output:
	// 15.5 points down, 15.5 up, <nil>
	// 0.124 down, +Inf up, <nil>
}

// A claim to be above 80%, at 5% one-sided, if the truth is 85%.
func ExampleDesign_Benchmark() {
	s, err := plan.Design{}.Benchmark(plan.Share(0.85), 0.80, 0.80, 0.90)
	fmt.Println(s, err)
	// Output:
	// 368 answers <nil>
}

// Customers of a business answer three times a year each, and much alike. Their 600 answers are worth 300.
func ExampleClusterEffect() {
	d := plan.Design{Effect: plan.ClusterEffect(3, 0.5)}
	many, err := d.Margin(plan.Share(0.8), 600, 0.95)
	fmt.Println(d.Effect, many, err)
	alone, err := plan.Design{}.Margin(plan.Share(0.8), 300, 0.95)
	fmt.Println(alone, err)
	// Output:
	// 2 ±4.5pp <nil>
	// ±4.5pp <nil>
}

// 400 answers from small, middle and large accounts. Large accounts are few and of many minds.
func ExampleNeyman() {
	accounts := []plan.Stratum{{Size: 8000, SD: 55}, {Size: 1500, SD: 70}, {Size: 300, SD: 85}}
	fmt.Println(plan.Neyman(accounts, 400, 30)) // at least 30 each, to report on each
	fmt.Println(plan.Proportional(accounts, 400, 1))
	// Output:
	// [299 71 30] <nil>
	// [327 61 12] <nil>
}

// The answers of the last wave are what one expects of the next.
func ExampleRatings() {
	last, err := survey.Count(survey.Scale{Min: 1, Max: 5}, []uint8{5, 4, 4, 2, 5, 3, 4, 5, 4, 1, 5, 4})
	if err != nil {
		fmt.Println(err)
	}
	s, err := plan.Design{}.Size(plan.Ratings(last), 0.1, 0.95)
	fmt.Println(s, err)
	// Output:
	// 567 answers <nil>
}

// Handling times in minutes, 12 ± 9: a mean to within a minute.
func ExampleMean() {
	s, err := plan.Design{}.Size(plan.Mean{Value: 12, SD: 9}, 1, 0.95)
	fmt.Println(s, err)
	// Output:
	// 314 answers <nil>
}
