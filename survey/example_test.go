package survey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/servicekpi/servicekpi/survey"
)

// A month of answers to "How satisfied were you?" on 1–5 arrives as text, by team; one row holds a code that
// is no rating and one is blank.
func Example() {
	rows := [][2]string{{"phone", "5"}, {"chat", "4"}, {"phone", "2"}, {"chat", "9"}, {"chat", ""}, {"phone", "5"}, {"chat", "5"}}
	scale := survey.Scale{Min: 1, Max: 5}

	byTeam := map[string]survey.Tally{}
	for i, row := range rows {
		rating, err := strconv.Atoi(row[1])
		if err != nil {
			continue // not answered; without this line it would be a 0
		}
		t := byTeam[row[0]]
		if err := t.Add(scale, rating); err != nil {
			fmt.Printf("row %d: %v\n", i+1, err)
			continue
		}
		byTeam[row[0]] = t
	}
	for _, team := range []string{"chat", "phone", "letters"} {
		fmt.Println(team, byTeam[team].Mean(0.95))
	}
	fmt.Println("all", byTeam["chat"].Plus(byTeam["phone"]).Mean(0.95))
	// Output:
	// row 4: rating 9 is not from 1 to 5
	// chat 4.50 [2.20, 4.91] n=2
	// phone 4.00 [2.32, 4.82] n=3
	// letters n/a (n=0)
	// all 4.20 [2.81, 4.77] n=5
}

// Answers 0 and 6 of this column are no ratings: the questionnaire uses them for a blank and for "does not
// apply".
func ExampleCount() {
	column := []uint8{5, 4, 0, 4, 6, 3, 5, 5}
	scale := survey.Scale{Min: 1, Max: 5}
	t, err := survey.Count(scale, column, 0, 6)
	fmt.Println(t.N(), t.Ratings, err)

	_, err = survey.Count(scale, column, 0) // the 6 forgotten
	fmt.Println(err)
	if off, ok := errors.AsType[*survey.RangeError](err); ok {
		fmt.Println("look at row", off.Index+1)
	}
	// Output:
	// 6 [0 0 0 1 2 3 0 0 0 0 0] <nil>
	// rating 6 at index 4 is not from 1 to 5
	// look at row 5
}

// The mean answer of 1,000 people on seven points.
func ExampleTally_Mean() {
	scale := survey.Scale{Min: 1, Max: 7}
	var t survey.Tally
	for i, n := range []int{80, 210, 140, 110, 160, 180, 120} {
		if err := t.AddN(scale, i+1, n); err != nil {
			fmt.Println(err)
		}
	}
	mean := t.Mean(0.95)
	fmt.Println(mean)
	fmt.Printf("%.1f of 100\n", scale.Rescale(mean.Value))
	// Output:
	// 4.08 [3.96, 4.20] n=1000
	// 51.3 of 100
}

// All five customers of a new service gave the best rating. That is good, and it is five answers.
func ExampleTally_Share() {
	t := survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{5: 5}}
	fmt.Println("top two:", t.Share(4, 5, 0.95))
	// Output:
	// top two: 100.0% [56.6%, 100.0%] n=5
}

// The recommend question counts 9 and 10 against 0 to 6.
func ExampleTally_Net() {
	t := survey.Tally{
		Scale:   survey.Scale{Min: 0, Max: 10},
		Ratings: [11]int{0: 3, 2: 1, 3: 2, 5: 6, 6: 8, 7: 12, 8: 18, 9: 22, 10: 28},
	}
	fmt.Println(t.Net(6, 9, 0.95))
	// Output:
	// 30.0 [14.0, 44.3] n=100
}

// A row of a GROUP BY goes in as it comes out of the database.
func ExampleTally_AddN() {
	var t survey.Tally
	for _, row := range []struct{ rating, count int }{{4, 40}, {5, 45}} {
		if err := t.AddN(survey.Scale{Min: 1, Max: 5}, row.rating, row.count); err != nil {
			fmt.Println(err)
		}
	}
	b, err := json.Marshal(t)
	fmt.Println(string(b), err)
	// Output:
	// {"scale":{"min":1,"max":5},"ratings":{"4":40,"5":45}} <nil>
}

func ExampleTally_All() {
	t := survey.Tally{Scale: survey.Scale{Min: 1, Max: 3}, Ratings: [11]int{1: 4, 3: 6}}
	for rating, count := range t.All() {
		fmt.Println(rating, count)
	}
	// Output:
	// 1 4
	// 2 0
	// 3 6
}

// "I had to repeat myself", 1 never to 5 always: an often is as bad as a seldom would be good.
func ExampleScale_Reverse() {
	fmt.Println(survey.Scale{Min: 1, Max: 5}.Reverse(4))
	// Output:
	// 2
}
