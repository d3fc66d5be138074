package ces_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Four numbers go by one name. Which of them is meant, only the rule and the reader say.
func Example() {
	answers := survey.Tally{
		Scale:   survey.Scale{Min: 1, Max: 7},
		Ratings: [11]int{1: 80, 2: 210, 3: 140, 4: 110, 5: 160, 6: 180, 7: 120},
	}
	t, err := ces.Of(ces.Agreement(), answers)
	if err != nil {
		fmt.Println(err)
	}
	index, err := ces.Of(ces.CYS(), answers)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("mean           ", t.Mean(0.95))
	fmt.Println("5–7            ", t.EasyShare(0.95))
	fmt.Println("6–7 less 1–3 ", index.NetEasy(0.95))
	fmt.Println("5–7 less 1–3   ", t.NetEasy(0.95))
	// Output:
	// mean            4.08 [3.96, 4.20] n=1000
	// 5–7             46.0% [42.9%, 49.1%] n=1000
	// 6–7 less 1–3  -13.0 [-18.2, -7.7] n=1000
	// 5–7 less 1–3    3.0 [-2.8, 8.8] n=1000
}

// The passengers of San Francisco Airport in 2017 found their way more easily than they passed security. The
// same people answered both, so that Minus would be wrong; MinusBonferroni of two estimates at 97.5% holds at
// 95% whatever they share.
func ExampleTally_NetEasy() {
	ease := ces.Ease() // 1 difficult to 5 easy
	var way, security ces.Tally
	for i, n := range []int{16, 40, 337, 716, 1574} {
		if err := way.AddN(ease, i+1, n); err != nil {
			fmt.Println(err)
		}
	}
	for i, n := range []int{34, 58, 341, 676, 1298} {
		if err := security.AddN(ease, i+1, n); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("find the way ", way.NetEasy(0.95))
	fmt.Println("pass security", security.NetEasy(0.95))
	fmt.Println("difference   ", way.NetEasy(0.975).MinusBonferroni(security.NetEasy(0.975)))
	// Output:
	// find the way  83.3 [81.6, 84.8] n=2683
	// pass security 78.2 [76.1, 80.1] n=2407
	// difference    5.1 [1.0, 9.2] n=5090
}

// A mean needs its direction. Of effort, from 1 for very little to 5 for very much, a low mean is good, and
// it is met by being at most the target.
func ExampleTally_Mean() {
	t, err := ces.Count(ces.Effort(), []int{2, 4, 4, 5, 3, 2, 3, 4, 4, 5})
	if err != nil {
		fmt.Println(err)
	}
	effort := t.Mean(0.95)
	fmt.Println(effort)
	fmt.Println("at most 2.5:", effort.AtMost(2.5))
	fmt.Println("easy", t.EasyShare(0.95))
	// Output:
	// 3.60 [2.88, 4.17] n=10
	// at most 2.5: missed
	// easy 20.0% [5.7%, 51.0%] n=10
}

// All five answers are a 5. That the true mean is exactly 5 they do not say.
func ExampleTally_Mean_allAlike() {
	t, err := ces.Count(ces.Ease(), []int{5, 5, 5, 5, 5})
	fmt.Println(t.Mean(0.95), err)
	// Output: 5.00 [3.26, 5.00] n=5 <nil>
}

// The phone is easier than the form on the web by how much?
func ExampleTally_EasyShare() {
	rule := ces.Agreement()
	byChannel := map[string]ces.Tally{}
	for _, row := range []struct {
		channel string
		answer  int
		count   int // SELECT channel, answer, COUNT(*) … GROUP BY channel, answer
	}{
		{"phone", 2, 10}, {"phone", 4, 15}, {"phone", 5, 30}, {"phone", 6, 40}, {"phone", 7, 25},
		{"form", 1, 12}, {"form", 3, 20}, {"form", 4, 21}, {"form", 6, 30}, {"form", 7, 17}, {"form", 0, 9},
	} {
		t := byChannel[row.channel]
		if err := t.AddN(rule, row.answer, row.count); err != nil {
			fmt.Println(err) // a 0 is not on the scale: somebody has read blanks as 0
		}
		byChannel[row.channel] = t
	}
	phone, form := byChannel["phone"].EasyShare(0.95), byChannel["form"].EasyShare(0.95)
	fmt.Println("phone", phone)
	fmt.Println("form ", form)
	fmt.Println("phone less form", phone.Minus(form))
	// Output:
	// ces: rating 0 is not from 1 to 7
	// phone 79.2% [71.1%, 85.5%] n=120
	// form  47.0% [37.5%, 56.7%] n=100
	// phone less form 32.2pp [19.5pp, 43.6pp] n=220
}

// In the column of a survey file 0 stands for a blank and 6 for "don't know".
func ExampleCount() {
	column := []uint8{5, 4, 0, 3, 5, 6, 2}
	t, err := ces.Count(ces.Ease(), column, 0, 6)
	fmt.Println(t.N(), "answers,", t.NetEasy(0.95), err)

	_, err = ces.Count(ces.Ease(), column, 0)
	fmt.Println(err)
	// Output:
	// 5 answers, 40.0 [-34.9, 82.6] n=5 <nil>
	// ces: rating 6 at index 5 is not from 1 to 5
}

// Two rules are two metrics, and a tally refuses the answers of the other one.
func ExampleRule() {
	var t ces.Tally
	fmt.Println(t.Add(ces.Ease(), 5))
	fmt.Println(t.Add(ces.Effort(), 1))
	// Output:
	// <nil>
	// ces: an answer under the rule easy 1–2, difficult 4–5 of 1–5 for a tally under easy 4–5, difficult 1–2 of 1–5
}

// The score of every answer, for readers that weight the answers.
func ExampleRule_NetValue() {
	var sum, weights float64
	for _, row := range []struct {
		answer int
		weight float64
	}{{7, 0.5}, {4, 1}, {2, 2}, {6, 1.5}} {
		v, err := ces.Agreement().NetValue(row.answer)
		if err != nil {
			fmt.Println(err)
			continue
		}
		sum += row.weight * v
		weights += row.weight
	}
	fmt.Println(kpi.Points.Format(sum / weights))
	// Output: 0.0
}

// Days add up by their answers.
func ExampleTally_Plus() {
	monday, err := ces.Count(ces.Agreement(), []int{7, 6, 6, 3})
	if err != nil {
		fmt.Println(err)
	}
	tuesday, err := ces.Count(ces.Agreement(), []int{5, 7})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(monday.Plus(tuesday).Mean(0.95))
	// Output: 5.67 [3.85, 6.43] n=6
}

// For a dashboard that is looked at every day, the same mean with limits that are always valid.
func Example_everyDay() {
	answers := survey.Tally{Scale: survey.Scale{Min: 1, Max: 5}, Ratings: [11]int{1: 2, 2: 3, 3: 5, 4: 20, 5: 70}}
	t, err := ces.Of(ces.Ease(), answers)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("looked at once: ", t.Mean(0.95))
	s := t.Rule.Scale
	always := kpi.MultinomialAnyTime([]float64{1, 2, 3, 4, 5}, t.Answers.Ratings[s.Min:s.Max+1], 0.95)
	fmt.Println("looked at daily:", always)
	// Output:
	// looked at once:  4.53 [4.31, 4.67] n=100
	// looked at daily: 4.53 [3.94, 4.83] n=100
}
