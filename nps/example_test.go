package nps_test

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
)

// Answers come as text, in rows of a team and a rating. One cell is blank and one is a typing error: the
// blank is no answer, and the error is reported and not counted.
func Example() {
	rows := [][2]string{
		{"phone", "9"}, {"phone", "10"}, {"phone", "3"}, {"phone", ""}, {"phone", "8"}, {"phone", "10"},
		{"chat", "7"}, {"chat", "6"}, {"chat", "100"}, {"chat", "9"}, {"chat", "2"},
	}
	byTeam := map[string]nps.Tally{}
	for _, row := range rows {
		team, cell := row[0], row[1]
		if cell == "" { // strconv.Atoi makes it a 0 beside its error, and 0 is a detractor
			continue
		}
		rating, err := strconv.Atoi(cell)
		if err != nil {
			fmt.Println(err)
			continue
		}
		t := byTeam[team]
		if err := t.Add(rating); err != nil {
			fmt.Println(err)
			continue
		}
		byTeam[team] = t
	}
	phone, chat := byTeam["phone"].Score(0.95), byTeam["chat"].Score(0.95)
	fmt.Println("phone", phone)
	fmt.Println("chat ", chat)
	fmt.Println("email", byTeam["email"].Score(0.95))
	difference := phone.Minus(chat)
	fmt.Println("phone less chat", difference)
	if difference.Contains(0) {
		fmt.Println("nine answers cannot tell the two apart")
	}
	// Output:
	// nps: rating 100 is not from 0 to 10
	// phone 40.0 [-34.9, 82.6] n=5
	// chat  -25.0 [-77.8, 50.5] n=4
	// email n/a (n=0)
	// phone less chat 65.0 [-41.3, 132.9] n=9
	// nine answers cannot tell the two apart
}

// The passengers of San Francisco Airport in 2017.
func ExampleTally_Score() {
	t := nps.Tally{Detractors: 342, Passives: 968, Promoters: 1436}
	score := t.Score(0.95)
	fmt.Println(score)
	fmt.Println("at least 35:", score.AtLeast(35))
	fmt.Println("at least 40:", score.AtLeast(40))

	// One answer is an answer, and says what little it says.
	fmt.Println(nps.Tally{Promoters: 1}.Score(0.95))
	// Output:
	// 39.8 [37.2, 42.4] n=2746
	// at least 35: met
	// at least 40: undecided
	// 100.0 [-58.7, 100.0] n=1
}

// In the column of a survey file 11 stands for no answer. Without that it is an error, not a promoter.
func ExampleCount() {
	column := []uint8{9, 10, 11, 4, 8, 11, 10}
	t, err := nps.Count(column, 11)
	fmt.Printf("%+v %v\n", t, err)

	_, err = nps.Count(column)
	fmt.Println(err)
	var outside *survey.RangeError
	if errors.As(err, &outside) {
		fmt.Println("look at row", outside.Index)
	}
	// Output:
	// {Detractors:1 Passives:1 Promoters:3} <nil>
	// nps: rating 11 at index 2 is not from 0 to 10
	// look at row 2
}

// The rows of SELECT rating, COUNT(*) FROM answers WHERE rating IS NOT NULL GROUP BY rating, for those who
// flew from boarding area G of San Francisco Airport.
func ExampleTally_AddN() {
	var t nps.Tally
	for _, row := range []struct{ rating, count int }{
		{0, 2}, {1, 1}, {2, 1}, {3, 8}, {4, 6}, {5, 39}, {6, 31}, {7, 72}, {8, 171}, {9, 133}, {10, 161},
	} {
		if err := t.AddN(row.rating, row.count); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Printf("%+v\n%v\n", t, t.Score(0.95))
	// Output:
	// {Detractors:88 Passives:243 Promoters:294}
	// 33.0 [27.3, 38.4] n=625
}

// A month is the sum of its days: add the tallies, and then score. The mean of the days' scores gives a quiet
// Sunday the weight of a busy Monday.
func ExampleTally_Plus() {
	sunday := nps.Tally{Promoters: 2}
	monday := nps.Tally{Detractors: 40, Passives: 30, Promoters: 30}
	fmt.Println(sunday.Plus(monday).Score(0.95))
	fmt.Println((sunday.Score(0.95).Value + monday.Score(0.95).Value) / 2)
	// Output:
	// -7.8 [-23.7, 8.4] n=102
	// 45
}

// Is the score of 20 promoters and 34 detractors below zero? Passives have no say in that.
func ExampleTally_Test() {
	t := nps.Tally{Detractors: 34, Passives: 66, Promoters: 20}
	fmt.Println(t.Test(0))
	fmt.Println(t.Score(0.95))
	// Output:
	// z=-1.91 p=0.057
	// -11.7 [-23.4, 0.3] n=120
}

// Do the boarding areas of San Francisco Airport differ? Together they are only suspect; the best and the
// worst of seven, picked after looking, always seem to differ.
func ExampleHomogeneity() {
	areas := []nps.Tally{ // A to G
		{Detractors: 93, Passives: 249, Promoters: 382},
		{Detractors: 22, Passives: 50, Promoters: 94},
		{Detractors: 26, Passives: 68, Promoters: 132},
		{Detractors: 45, Passives: 128, Promoters: 213},
		{Detractors: 18, Passives: 57, Promoters: 100},
		{Detractors: 50, Passives: 173, Promoters: 221},
		{Detractors: 88, Passives: 243, Promoters: 294},
	}
	fmt.Println("all areas", nps.Homogeneity(areas...))
	fmt.Println("C and G  ", nps.Homogeneity(areas[2], areas[6]))
	// Output:
	// all areas χ²(6)=11.78 p=0.067
	// C and G   χ²(1)=6.45 p=0.011
}

// One method is good for reports, others are there to compare with, and one for the dashboard that everybody
// looks at every morning.
func ExampleMethod() {
	t := nps.Tally{Detractors: 20, Passives: 30, Promoters: 50}
	for _, m := range []nps.Method{nps.ScoreInterval, nps.AdjustedWald, nps.Wald, nps.AnyTime} {
		fmt.Println(m, m.Score(t, 0.95))
	}
	// Output:
	// ScoreInterval 30.0 [14.0, 44.3] n=100
	// AdjustedWald 30.0 [14.1, 44.2] n=100
	// Wald 30.0 [14.7, 45.3] n=100
	// AnyTime 30.0 [-2.2, 57.7] n=100
}

// For a difference that holds at every look take both sides always valid, at 97.5%.
func ExampleMethod_difference() {
	march := nps.Tally{Detractors: 300, Passives: 300, Promoters: 400}
	april := nps.Tally{Detractors: 150, Passives: 300, Promoters: 550}
	a, m := nps.AnyTime.Score(april, 0.975), nps.AnyTime.Score(march, 0.975)
	fmt.Println(a.MinusBonferroni(m))
	fmt.Println("looked at once:", april.Score(0.95).Minus(march.Score(0.95)))
	// Output:
	// 30.0 [7.0, 52.4] n=2000
	// looked at once: 30.0 [23.1, 36.8] n=2000
}

// Fifteen customers were asked before and after a change.
func ExamplePaired() {
	before := []int{9, 10, 7, 6, 8, 9, 3, 10, 5, 7, 9, 8, 6, 10, 4}
	after := []int{10, 10, 9, 7, 8, 8, 6, 10, 7, 9, 9, 9, 6, 9, 7}
	var p nps.Paired
	for i := range before {
		if err := p.Add(before[i], after[i]); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("before", p.Before().Score(0.95))
	fmt.Println("after ", p.After().Score(0.95))
	fmt.Println("change", p.Change(0.95))
	// Output:
	// before 6.7 [-34.5, 45.5] n=15
	// after  40.0 [-1.4, 68.7] n=15
	// change 33.3 [-14.2, 67.3] n=15
}

// Of 300 customers who were asked twice most stayed what they were. Who takes their answers for those of 600
// customers sees no change.
func ExamplePaired_Change() {
	p := nps.Paired{Moves: [3][3]int{
		{40, 15, 5},   // 60 detractors: 40 still are, 15 became passive, 5 promoters
		{6, 80, 24},   // 110 passives
		{2, 10, 118}}, // 130 promoters
	}
	fmt.Println("change        ", p.Change(0.95))
	fmt.Println("not this one: ", p.After().Score(0.95).Minus(p.Before().Score(0.95)))
	// Output:
	// change         9.7 [3.8, 15.9] n=300
	// not this one:  9.7 [-2.3, 21.6] n=600
}

// Value gives each answer its part of the score, for readers that weight the answers.
func ExampleValue() {
	var sum, weights float64
	for _, answer := range []struct {
		rating int
		weight float64
	}{{10, 0.5}, {8, 1}, {3, 2}, {9, 1.5}} {
		v, err := nps.Value(answer.rating)
		if err != nil {
			fmt.Println(err)
			continue
		}
		sum += answer.weight * v
		weights += answer.weight
	}
	fmt.Println(kpi.Points.Format(sum / weights))
	// Output: 0.0
}

// The employee NPS is the same arithmetic on another question. Keep the two apart: a company of 40 that asks
// everybody has no more than 40 answers.
func ExampleTally_employees() {
	employees, err := nps.Count([]int{9, 10, 7, 7, 8, 3, 9, 6, 10, 8, 9, 5})
	fmt.Println(employees.Score(0.95), err)
	// Output: 16.7 [-28.6, 55.3] n=12 <nil>
}

// A form was shown 200 times: 60 gave a 9 or 10, 20 a 7 or 8, 20 up to 6, and 100 closed it. A tool that
// divides by all responses (CustomerGauge; the summary of Formbricks, where the dismissed count) shows 20,
// one that divides by the answers 40. To get the first number, count those who did not answer as passives.
func Example_dismissed() {
	t := nps.Tally{Detractors: 20, Passives: 20, Promoters: 60}
	fmt.Println("of the answers ", t.Score(0.95))
	if err := t.AddN(7, 100); err != nil {
		fmt.Println(err)
	}
	fmt.Println("of all who saw it", t.Score(0.95))
	// Output:
	// of the answers  40.0 [23.2, 54.3] n=100
	// of all who saw it 20.0 [11.6, 28.3] n=200
}

// Recommendation asked from 1 to 7 and cut at 5, 6 and 7, as one vendor does, is a net score of its own, and
// not an NPS: nps.Of refuses the scale, and survey.Tally.Net says what is counted against what.
func Example_otherScales() {
	h, err := survey.Count(survey.Scale{Min: 1, Max: 7}, []int{7, 7, 6, 5, 2, 7, 6, 7})
	if err != nil {
		fmt.Println(err)
	}
	_, err = nps.Of(h)
	fmt.Println(err)
	fmt.Println("7 less 1–5 of 1–7:", h.Net(5, 7, 0.95))
	// Output:
	// nps: ratings on the scale 1–7 make no net promoter score, which takes 0–10
	// 7 less 1–5 of 1–7: 25.0 [-32.8, 68.3] n=8
}
