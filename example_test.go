package servicekpi_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/nps"
)

// The example of the README.
func Example() {
	type answer struct {
		month  string
		rating int
	}
	answers := []answer{{"april", 11}}
	for i := range 400 {
		answers = append(answers, answer{"march", 4 + i%7}, answer{"april", 5 + i%6})
	}

	byMonth := map[string]nps.Tally{}
	for _, a := range answers {
		t := byMonth[a.month]
		if err := t.Add(a.rating); err != nil {
			fmt.Println("left out:", err)
			continue
		}
		byMonth[a.month] = t
	}
	change := byMonth["april"].Score(0.95).Minus(byMonth["march"].Score(0.95))
	fmt.Println(change, "certain:", !change.Contains(0))
	// Output:
	// left out: nps: rating 11 is not from 0 to 10
	// 14.0 [2.5, 25.3] n=800 certain: true
}
