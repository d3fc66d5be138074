package response_test

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/survey/response"
)

// A business draws 300 of its 900 large customers and 300 of its 9,000 small ones: a large customer in the sample
// stands for 3, a small one for 30. Large ones answer more readily, and the plain rate takes them for half of all. One
// row of the report lost its weight.
func ExampleWeighted() {
	var t response.Weighted
	for _, row := range []struct {
		outcome response.Outcome
		cases   int
		weight  float64
	}{
		{response.Complete, 150, 3}, {response.Refusal, 10, 3}, {response.NonContact, 140, 3},
		{response.Complete, 60, 30}, {response.Refusal, 30, 30}, {response.NonContact, 210, 30},
		{response.NonContact, 4, 0},
	} {
		if err := t.AddN(row.outcome, row.cases, row.weight); err != nil {
			fmt.Println(err)
		}
	}
	sample := response.Tally{Complete: 210, Refusal: 40, NonContact: 350}
	fmt.Println("of the sample:   ", sample.RR1(0.95))
	fmt.Println("of all customers:", t.RR1(0.95))
	// Output:
	// response: weight: weight 0 is not a positive number
	// of the sample:    35.0% [31.3%, 38.9%] n=600
	// of all customers: 22.7% [18.7%, 27.3%] n=600
}

// Each stratum is a tally with one weight, counted wherever it is and sent as JSON.
func ExampleWeigh() {
	large, err := response.Weigh(response.Tally{Complete: 150, Refusal: 10, NonContact: 140}, 3)
	if err != nil {
		fmt.Println(err)
	}
	var small response.Weighted
	sent := `{"complete":{"n":60,"sum":1800,"squares":54000},"nonContact":{"n":240,"sum":7200,"squares":216000}}`
	if err := json.Unmarshal([]byte(sent), &small); err != nil {
		fmt.Println(err)
	}
	all := large.Plus(small)
	fmt.Println("response   ", all.RR1(0.95))
	fmt.Println("cooperation", all.COOP1(0.95))
	fmt.Println("contact    ", all.CON1(0.95))
	// Output:
	// response    22.7% [18.7%, 27.3%] n=600
	// cooperation 98.7% [93.8%, 99.7%] n=220
	// contact     23.0% [19.0%, 27.7%] n=600
}
