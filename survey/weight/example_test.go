package weight_test

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// Half of all customers are business customers, but they are 80 of the 400 who answered, and less happy.
// Weighted by group, each half counts as a half; the limits are wider than those of 400 answers, because much
// rests on 80.
func Example() {
	scale := survey.Scale{Min: 0, Max: 10}
	business := survey.Tally{Scale: scale, Ratings: [11]int{3: 5, 5: 9, 6: 12, 7: 14, 8: 16, 9: 14, 10: 10}}
	private := survey.Tally{Scale: scale, Ratings: [11]int{2: 6, 6: 24, 7: 30, 8: 70, 9: 90, 10: 100}}
	fmt.Println("as answered:", business.Plus(private).Net(6, 9, 0.95))

	var t weight.Tally
	for _, group := range []survey.Tally{business, private} {
		heavy, err := weight.Of(group, 0.5/float64(group.N()))
		if err != nil {
			fmt.Println(err)
		}
		t = t.Plus(heavy)
	}
	fmt.Println("weighted:   ", t.Score(nps.Value, kpi.Points, 0.95))
	fmt.Printf("says as much as %.0f answers\n", t.Effective())
	// Output:
	// as answered: 39.5 [32.2, 46.3] n=400
	// weighted:    23.8 [13.6, 33.4] n=400
	// says as much as 256 answers
}

// The third row lost its weight on the way.
func ExampleTally_Add() {
	scale := survey.Scale{Min: 1, Max: 5}
	var t weight.Tally
	for i, row := range []struct {
		rating int
		weight float64
	}{{5, 1.3}, {4, 0.7}, {5, 0}, {0, 1}, {2, 0.9}} {
		if err := t.Add(scale, row.rating, row.weight); err != nil {
			fmt.Printf("row %d: %v\n", i+1, err)
		}
	}
	fmt.Println(t.N(), "answers")
	// Output:
	// row 3: weight: weight 0 is not a positive number
	// row 4: weight: rating 0 is not from 1 to 5
	// 3 answers
}

// The mean answer, and what its standard error would be in a table that wants one.
func ExampleTally_StandardError() {
	scale := survey.Scale{Min: 0, Max: 10}
	var t weight.Tally
	weights := []float64{1.2, 0.8, 1, 1.5, 0.7, 1.1, 0.9, 1.3, 1, 0.6, 1.4, 0.5}
	for i, rating := range []int{10, 9, 9, 8, 7, 7, 6, 5, 3, 10, 9, 2} {
		if err := t.Add(scale, rating, weights[i]); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(t.Score(nps.Value, kpi.Points, 0.95))
	fmt.Printf("standard error %.2f, design effect %.3f\n", t.StandardError(nps.Value), t.DesignEffect(nps.Value))
	// Output:
	// 10.8 [-36.8, 53.5] n=12
	// standard error 26.03, design effect 1.045
}

// Ten customers were asked after each of their calls. Their 36 answers are not those of 36 customers.
func ExampleClusters() {
	scale := survey.Scale{Min: 0, Max: 10}
	byCustomer := [][]int{{10, 10, 9}, {9, 10, 10, 10, 9}, {3, 5}, {8, 9, 8}, {10}, {6, 4, 6, 5, 2, 6}, {9, 9, 10, 10}, {7, 8, 7}, {10, 9, 10, 10}, {9, 10, 8, 9, 9}}
	var clusters weight.Clusters
	var whole survey.Tally
	for _, ratings := range byCustomer {
		h, err := survey.Count(scale, ratings)
		if err != nil {
			fmt.Println(err)
		}
		customer, err := weight.Of(h, 1)
		if err != nil {
			fmt.Println(err)
		}
		if err := clusters.Add(customer); err != nil {
			fmt.Println(err)
		}
		whole = whole.Plus(h)
	}
	fmt.Println("as if independent:", whole.Net(6, 9, 0.95))
	fmt.Println("ten customers:    ", clusters.Score(nps.Value, kpi.Points, 0.95))
	// Output:
	// as if independent: 38.9 [9.3, 61.7] n=36
	// ten customers:     38.9 [-32.9, 81.3] n=36
}

// A shard counts its own answers, sends them as JSON, and the receiver adds them up.
func ExampleTally_Plus() {
	scale := survey.Scale{Min: 1, Max: 5}
	var here, there weight.Tally
	if err := here.Add(scale, 5, 1.5); err != nil {
		fmt.Println(err)
	}
	sent := `{"scale":{"min":1,"max":5},"cells":{"4":{"n":2,"sum":1.5,"squares":1.25}}}`
	if err := json.Unmarshal([]byte(sent), &there); err != nil {
		fmt.Println(err)
	}
	b, err := json.Marshal(here.Plus(there))
	fmt.Println(string(b), err)
	// Output:
	// {"scale":{"min":1,"max":5},"cells":{"4":{"n":2,"sum":1.5,"squares":1.25},"5":{"n":1,"sum":1.5,"squares":2.25}}} <nil>
}
