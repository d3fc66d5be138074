package drivers_test

import (
	"fmt"
	"log"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

var five = survey.Scale{Min: 1, Max: 5}

// helpdesk is a survey of a help desk; 0 was left blank.
var helpdesk = drivers.Questions{
	Outcome: drivers.Question{Name: "overall", Scale: five, Blank: []int{0}},
	Drivers: []drivers.Question{
		{Name: "speed", Scale: five, Blank: []int{0}},
		{Name: "courtesy", Scale: five, Blank: []int{0}},
		{Name: "hold music", Scale: five, Blank: []int{0}},
	},
}

// replies are answers to overall, speed, courtesy and hold music, and how many gave them.
var replies = [][5]int{
	{5, 5, 5, 3, 30}, {5, 4, 5, 4, 30}, {4, 4, 5, 2, 40}, {4, 3, 5, 5, 20}, {4, 4, 4, 4, 30}, {3, 2, 5, 4, 30},
	{3, 3, 4, 3, 30}, {2, 2, 4, 4, 25}, {2, 1, 5, 3, 15}, {1, 1, 3, 2, 20}, {1, 2, 3, 5, 10}, {5, 5, 4, 2, 20},
	{4, 0, 5, 3, 12},
}

func Example() {
	var a drivers.Answers
	for _, r := range replies {
		for range r[4] {
			if err := a.Add(helpdesk, r[0], r[1:4]); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := a.Add(helpdesk, 5, []int{4, 6, 3}); err != nil {
		fmt.Println(err)
	}
	m := a.Importance(0.95)
	fmt.Printf("%s: R² %v, %d of %d respondents\n", m.Outcome, m.R2, m.N, m.Of)
	for _, d := range m.Drivers {
		fmt.Printf("%-10s %v, correlation %.2f\n", d.Name, d.Share, d.Correlation.Value)
	}
	// The cross-hairs are the means of the points.
	for _, p := range m.Map(drivers.AtMean(), drivers.AtMean()).Points {
		fmt.Printf("%-10s %v, mean %.2f\n", p.Name, p.Quadrant, p.Performance.Value)
	}
	// Output:
	// drivers: courtesy: rating 6 at index 1 is not from 1 to 5
	// overall: R² 94.2% [93.5%, 94.9%] n=300, 300 of 312 respondents
	// speed      74.6% [68.9%, 80.1%] n=300, correlation 0.92
	// courtesy   24.6% [18.8%, 30.8%] n=300, correlation 0.61
	// hold music 0.9% [0.1%, 2.0%] n=300, correlation -0.06
	// speed      concentrate here, mean 3.22
	// courtesy   possible overkill, mean 4.47
	// hold music low priority, mean 3.30
}

func ExampleSums() {
	var monday, tuesday drivers.Sums // what servers hold, and send as JSON
	for i, r := range replies {
		day := &monday
		if i%2 == 1 {
			day = &tuesday
		}
		if err := day.AddN(helpdesk, r[0], r[1:4], r[4]); err != nil { // a row of a GROUP BY
			log.Fatal(err)
		}
	}
	m := monday.Plus(tuesday).Importance(0.95)
	for _, d := range m.Drivers {
		fmt.Printf("%s %.3f\n", d.Name, d.Share.Value)
	}
	fmt.Println(m.Drivers[0].Performance)
	// Output:
	// speed 0.746
	// courtesy 0.246
	// hold music 0.009
	// 3.22 [3.07, 3.36] n=300
}

// Another method, all who answered a pair of questions, and limits by drawing respondents again.
func ExampleAnalysis() {
	var a drivers.Answers
	for _, r := range replies {
		for range r[4] {
			if err := a.Add(helpdesk, r[0], r[1:4]); err != nil {
				log.Fatal(err)
			}
		}
	}
	m := drivers.Analysis{Method: drivers.RelativeWeights, Missing: drivers.Pairwise, Draws: 500, Seed: 1}.Importance(a, 0.95)
	fmt.Println(m.Method, "from", m.N, "of", m.Of)
	fmt.Println("speed", m.Drivers[0].Share)

	few := drivers.Answers{Questions: a.Questions, Ratings: a.Ratings[:8]}
	fmt.Println(few.Importance(0.95).Refused)
	// Output:
	// relative weights from 300 of 312
	// speed 74.3% [68.5%, 79.5%] n=300
	// 2 respondents answered everything: too few for 3 drivers
}

// Things that customers call important, in shares of those who do, and how satisfied they are.
func ExampleMapped() {
	m := drivers.Mapped([]drivers.Point{
		{Name: "delivery on the day", Importance: kpi.Proportion(180, 200, 0.95), Performance: kpi.Proportion(110, 200, 0.95)},
		{Name: "friendly driver", Importance: kpi.Proportion(90, 200, 0.95), Performance: kpi.Proportion(190, 200, 0.95)},
		{Name: "a call before", Importance: kpi.Proportion(150, 200, 0.95), Performance: kpi.Proportion(164, 200, 0.95)},
	}, drivers.At(0.6), drivers.At(0.8).Within(0.01))
	for _, p := range m.Points {
		fmt.Printf("%s: %v (leaning: %v)\n", p.Name, p.Quadrant, p.Leaning)
	}
	// Output:
	// delivery on the day: concentrate here (leaning: concentrate here)
	// friendly driver: possible overkill (leaning: possible overkill)
	// a call before: undecided (leaning: keep up the good work)
}

// Did men and women differ in party, in the General Social Survey of 1991? (Agresti 2007, page 39.)
func ExampleTable() {
	var t drivers.Table
	for party, n := range map[string][2]int{"Democrat": {762, 484}, "Independent": {327, 239}, "Republican": {468, 477}} {
		if t.AddN("women", party, n[0]) != nil || t.AddN("men", party, n[1]) != nil {
			log.Fatal("a count is negative")
		}
	}
	fmt.Println(t.ChiSquared())
	fmt.Println("V", t.CramersV(0.95))
	for _, c := range t.Cells() {
		fmt.Printf("%-5s %-11s %3d, expected %.1f, %+.1f\n", c.Row, c.Column, c.N, c.Expected, c.Adjusted)
	}
	// Output:
	// χ²(2)=30.07 p=3e-07
	// V 0.10 [0.0649, 0.14] n=2757
	// men   Democrat    484, expected 542.3, -4.5
	// men   Independent 239, expected 246.4, -0.7
	// men   Republican  477, expected 411.3, +5.3
	// women Democrat    762, expected 703.7, +4.5
	// women Independent 327, expected 319.6, +0.7
	// women Republican  468, expected 533.7, -5.3
}

// A lady tastes whether milk or tea was poured first (Fisher 1935).
func ExampleTable_Fisher() {
	var t drivers.Table
	_ = t.AddN("milk", "says milk", 3)
	_ = t.AddN("milk", "says tea", 1)
	_ = t.AddN("tea", "says milk", 1)
	_ = t.AddN("tea", "says tea", 3)
	fmt.Printf("exact P %.4f, of chi-square %.4f, with Yates's correction %.4f\n", t.Fisher().P, t.ChiSquared().P, t.Yates().P)
	// Output:
	// exact P 0.4857, of chi-square 0.1573, with Yates's correction 0.4795
}

// Which segment is above which? The same by pairs as a market researcher prints it, and each against the rest.
func ExampleTable_Letters() {
	var t drivers.Table
	segments := []string{"chat", "mail", "phone"}
	satisfied, answers := []int{170, 120, 150}, []int{200, 200, 180}
	for i, s := range segments {
		_ = t.AddN("satisfied", s, satisfied[i])
		_ = t.AddN("other", s, answers[i]-satisfied[i])
	}
	for _, c := range t.Letters("satisfied", 0.95) {
		fmt.Println(c.Name, c.Share, "above", c.Above)
	}
	for i, f := range compare.OthersShare(satisfied, answers, 0.95) {
		fmt.Println(segments[i], "differs from the rest:", f.Differs)
	}
	// Output:
	// chat 85.0% [79.4%, 89.3%] n=200 above [mail]
	// mail 60.0% [53.1%, 66.5%] n=200 above []
	// phone 83.3% [77.2%, 88.1%] n=180 above [mail]
	// chat differs from the rest: false
	// mail differs from the rest: true
	// phone differs from the rest: false
}

// Those who answered the first mail against those who needed a reminder: if the late are less satisfied, the silent may
// be too.
func ExampleBrunnerMunzel() {
	early := survey.Tally{Scale: five, Ratings: [11]int{1: 4, 2: 6, 3: 20, 4: 90, 5: 80}}
	late := survey.Tally{Scale: five, Ratings: [11]int{1: 8, 2: 9, 3: 21, 4: 40, 5: 22}}
	fmt.Println("early is higher:", drivers.Higher(late, early, 0.95))
	fmt.Println(drivers.BrunnerMunzel(late, early))
	e, _ := csat.Of(csat.TopBox(2, 5), early)
	l, _ := csat.Of(csat.TopBox(2, 5), late)
	fmt.Println("CSAT, early less late:", e.Score(0.95).Minus(l.Score(0.95)))
	// Output:
	// early is higher: 64.9% [58.3%, 71.0%] n=300
	// z=4.47 p=7.8e-06
	// CSAT, early less late: 23.0pp [12.5pp, 33.7pp] n=300
}

// Invitations of a survey, and whether there is an e-mail address.
func ExampleFrame() {
	f := drivers.Frame{Groups: map[string]drivers.Asked{
		"e-mail": {Answered: 2564, Silent: 1271},
		"none":   {Answered: 447, Silent: 250},
	}}
	fmt.Println("e-mail", f.Rates(0.95)["e-mail"])
	fmt.Println("none  ", f.Rates(0.95)["none"])
	fmt.Println(f.Test())
	fmt.Println("R", f.R(0.95))
	fmt.Println("CV", f.CV(0.95))
	// Output:
	// e-mail 66.9% [65.4%, 68.3%] n=3835
	// none   64.1% [60.5%, 67.6%] n=697
	// χ²(1)=1.97 p=0.16
	// R 0.98 [0.95, 1.00] n=4532
	// CV 0.0148 [0.00, 0.0355] n=4532
}

// Months as a customer are known of everybody who was invited.
func ExampleBias() {
	var b drivers.Bias
	for i := range 400 {
		months := float64(1 + i%60)
		if err := b.Add(months, i%60 > 20 && i%3 == 0); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("those who answered less all:", b.Mean(0.95))
	fmt.Println(b.Test())
	// Output:
	// those who answered less all: 9.76 [7.29, 12.23] n=400
	// z=7.49 p=6.8e-14
}

// Answers by region against what is known of all customers.
func ExampleFit() {
	fmt.Println(drivers.Fit(map[string]int{"north": 40, "south": 35, "west": 25}, map[string]float64{"north": 50, "south": 30, "west": 20}))
	// Output:
	// χ²(2)=4.08 p=0.13
}
