package reliability_test

import (
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/reliability"
)

var five = survey.Scale{Min: 1, Max: 5}

// airport returns what passengers of San Francisco Airport said of its art, food, stores, signs, walkways and
// screens in 2017, by question; 0 is blank and 6 "does not apply".
func airport() (columns [][]int) {
	file, err := data.Files().Open("sfo_survey_2017.csv")
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(err)
	}
	columns = make([][]int, 6)
	for _, row := range rows[1:] {
		for j := range columns {
			rating, err := strconv.Atoi(row[7+j]) // Q7ART to Q7SCREENS
			if err != nil {
				rating = 0 // "Blank"
			}
			columns[j] = append(columns[j], rating)
		}
	}
	return columns
}

// May the six ratings of an airport be added up to one index? They go together well, and art the least: without
// it alpha hardly falls.
func Example() {
	items, err := reliability.Count(five, airport(), 0, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d answered all, %d did not\n", items.N, items.Incomplete)
	fmt.Println("alpha", items.Alpha(0.95))
	for j, item := range items.Overview() {
		fmt.Printf("%-8s mean %.2f, with the others %.2f, alpha without %.3f\n",
			[]string{"art", "food", "stores", "signs", "walkways", "screens"}[j], item.Mean, item.ItemTotal, item.AlphaWithout)
	}
	// Output:
	// 1899 answered all, 932 did not
	// alpha 0.87 [0.86, 0.88] n=1899
	// art      mean 3.98, with the others 0.60, alpha without 0.856
	// food     mean 3.64, with the others 0.65, alpha without 0.848
	// stores   mean 3.67, with the others 0.72, alpha without 0.835
	// signs    mean 4.09, with the others 0.68, alpha without 0.843
	// walkways mean 4.13, with the others 0.69, alpha without 0.841
	// screens  mean 4.11, with the others 0.66, alpha without 0.845
}

// Two offices count for themselves and send sums, not answers.
func ExampleItems_Plus() {
	var north, south reliability.Items
	for _, row := range [][]int{{5, 4, 5}, {2, 3, 2}, {4, 4, 3}, {5, 5, 4}, {1, 2, 2}} {
		if err := north.Add(five, row); err != nil {
			fmt.Println(err)
		}
	}
	for _, row := range [][]int{{3, 3, 4}, {4, 0, 4}, {5, 5, 5}, {2, 1, 2}, {4, 6, 4}} {
		if err := south.Add(five, row, 0); err != nil { // 0 is blank
			fmt.Println(err)
		}
	}
	both := north.Plus(south)
	fmt.Println(both.Alpha(0.95), "incomplete:", both.Incomplete)
	// Output:
	// reliability: rating 6 at index 1 is not from 1 to 5
	// 0.94 [0.87, 0.99] n=8 incomplete: 1
}

// The limits of Feldt are narrower here, and wrong: they suppose normal answers.
func ExampleMethod_Alpha() {
	items, _ := reliability.Count(five, airport(), 0, 6)
	free, feldt := items.Alpha(0.95), reliability.Feldt.Alpha(items, 0.95)
	fmt.Printf("%.3f [%.3f, %.3f]\n", free.Value, free.Lo, free.Hi)
	fmt.Printf("%.3f [%.3f, %.3f]\n", feldt.Value, feldt.Lo, feldt.Hi)
	// Output:
	// 0.867 [0.856, 0.878]
	// 0.867 [0.858, 0.876]
}

// Alpha supposes items that are equally good; omega does not.
func ExampleAnswers_Omega() {
	answers, _ := reliability.Collect(five, airport(), 0, 6)
	omega, split := answers.Omega(0.95), answers.SplitHalf([]int{0, 1, 2}, 0.95)
	fmt.Printf("omega %.3f [%.3f, %.3f]\n", omega.Value, omega.Lo, omega.Hi)
	fmt.Printf("shops against ways %.3f [%.3f, %.3f]\n", split.Value, split.Lo, split.Hi)
	// Output:
	// omega 0.863 [0.850, 0.876]
	// shops against ways 0.729 [0.699, 0.757]
}

// Does the question on art belong to the others?
func ExampleAnswers_ItemTotal() {
	answers, _ := reliability.Collect(five, airport(), 0, 6)
	fmt.Println("art", answers.ItemTotal(0, 0.95))
	fmt.Println("walkways", answers.ItemTotal(4, 0.95))
	// Output:
	// art 0.60 [0.57, 0.63] n=1899
	// walkways 0.69 [0.66, 0.71] n=1899
}

// Twelve people tried a questionnaire.
func ExampleBootstrap_Alpha() {
	var pilot reliability.Answers
	for _, row := range [][]int{{5, 4, 5, 4}, {4, 4, 4, 5}, {5, 5, 5, 5}, {2, 3, 2, 2}, {3, 3, 4, 3}, {4, 5, 4, 4},
		{5, 5, 4, 5}, {1, 2, 2, 3}, {4, 3, 4, 4}, {5, 5, 5, 4}, {3, 4, 3, 3}, {4, 4, 5, 4}} {
		if err := pilot.Add(five, row); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(pilot.Alpha(0.95))
	fmt.Println(reliability.Bootstrap{Draws: 2000, Seed: 1}.Alpha(pilot, 0.95))
	// Output:
	// 0.92 [0.85, 0.98] n=12
	// 0.92 [0.86, 0.97] n=12
}

// Two reviewers rated the same 200 conversations as poor, fair or good.
func ExamplePairs_Kappa() {
	scale := survey.Scale{Min: 1, Max: 3}
	var p reliability.Pairs
	for first, row := range [][]int{{106, 10, 4}, {22, 28, 10}, {2, 12, 6}} {
		for second, n := range row {
			if err := p.AddN(scale, first+1, second+1, n); err != nil {
				fmt.Println(err)
			}
		}
	}
	fmt.Println("the same rating:", p.Agreement(0.95))
	fmt.Println("beyond chance:", p.Kappa(reliability.Quadratic, 0.95))
	// Output:
	// the same rating: 70.0% [63.3%, 75.9%] n=200
	// beyond chance: 0.57 [0.44, 0.68] n=200
}

// Three agents gave each of eight tickets a reason of contact, from 1 to 4; some looked at fewer.
func ExampleSubjects_Kappa() {
	var s reliability.Subjects
	for _, ratings := range [][]int{{1, 1, 1}, {2, 2, 0}, {3, 3, 3}, {1, 2, 1}, {4, 4, 4}, {2, 2, 2}, {3, 1, 3}, {4, 4, 0}} {
		if err := s.Add(survey.Scale{Min: 1, Max: 4}, ratings, 0); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("Fleiss", s.Kappa(0.95))
	fmt.Println("Krippendorff", s.Alpha(reliability.Nominal, 0.95))
	// Output:
	// Fleiss 0.78 [-0.0362, 1.00] n=8
	// Krippendorff 0.77 [-0.12, 1.00] n=8
}

// Two people and a model put ratings to ten comments.
func ExampleSubjects_OrdinalAlpha() {
	var s reliability.Subjects
	for _, ratings := range [][]int{{5, 5, 4}, {1, 1, 1}, {2, 1, 2}, {4, 4, 4}, {3, 3, 2}, {5, 4, 5}, {1, 2, 1}, {3, 3, 3}, {2, 2, 2}, {4, 5, 5}} {
		if err := s.Add(five, ratings); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.OrdinalAlpha(0.95))
	// Output:
	// 0.90 [0.79, 0.97] n=10
}

// Four supervisors marked six calls from 1 to 10 (Shrout and Fleiss 1979). One mark says little, also since some
// supervisors are stricter; the order of the calls by all four is quite sure.
func ExampleItems_ICC() {
	var calls reliability.Items
	for _, marks := range [][]int{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}} {
		if err := calls.Add(survey.Scale{Min: 1, Max: 10}, marks); err != nil {
			fmt.Println(err)
		}
	}
	for _, form := range []reliability.Form{reliability.ICC21, reliability.ICC2k, reliability.ICC3k} {
		fmt.Println(form, calls.ICC(form, 0.95))
	}
	// Output:
	// ICC(2,1) 0.29 [0.0188, 0.76] n=6
	// ICC(2,k) 0.62 [0.0711, 0.93] n=6
	// ICC(3,k) 0.91 [0.68, 0.99] n=6
}

// A team of five rated its own handover: do they see it alike?
func ExampleItems_WithinGroup() {
	var team reliability.Items
	for _, rating := range []int{4, 4, 5, 4, 3} {
		if err := team.Add(five, []int{rating}); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(team.WithinGroup())
	// Output:
	// 0.75
}

// How long must a questionnaire be? Twice as many items of the same kind raise .70 to .82.
func ExampleSpearmanBrown() {
	fmt.Printf("%.2f\n", reliability.SpearmanBrown(0.70, 2))
	// Output:
	// 0.82
}
