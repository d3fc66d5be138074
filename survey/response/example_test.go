package response_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/response"
)

// A business asks 1,200 customers. 1,000 invitations arrive, 150 bounce, and 50 addresses belong to no customer any
// more. One row of the report has a code that nobody knows.
func Example() {
	var t response.Tally
	for _, row := range []struct {
		code  string
		cases int
	}{{"I", 212}, {"P", 23}, {"R", 41}, {"NC", 724}, {"UO", 150}, {"NE", 50}, {"bounced", 3}} {
		outcome, err := response.ParseOutcome(row.code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if err := t.AddN(outcome, row.cases); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("at least", t.RR1(0.95))
	fmt.Println("at most ", t.RR5(0.95))
	e := t.Eligibility(0.95)
	fmt.Println("of the bounced, as of the others,", e)
	fmt.Println("so      ", t.RR3(e.Value, 0.95))
	// Output:
	// response: disposition "bounced" is not one of I, P, R, NC, O, UH, UR, UO, NE or a number such as 2.21
	// at least 18.4% [16.3%, 20.8%] n=1150
	// at most  21.2% [18.8%, 23.8%] n=1000
	// of the bounced, as of the others, 95.2% [93.8%, 96.4%] n=1050
	// so       18.6% [16.4%, 20.9%] n=1150
}

// Of those who were reached, how many took part?
func ExampleTally_COOP1() {
	t := response.Tally{Complete: 212, Partial: 23, Refusal: 41, NonContact: 724}
	fmt.Println("cooperation", t.COOP1(0.95))
	fmt.Println("refusal", t.REF1(0.95))
	fmt.Println("contact", t.CON1(0.95))
	// Output:
	// cooperation 76.8% [71.5%, 81.4%] n=276
	// refusal 4.1% [3.0%, 5.5%] n=1000
	// contact 27.6% [24.9%, 30.5%] n=1000
}

// Did fewer answer this month than last? The months are different people.
func ExampleTally_RR2() {
	march := response.Tally{Complete: 180, Partial: 12, Refusal: 8, NonContact: 600}
	april := response.Tally{Complete: 130, Partial: 14, Refusal: 9, NonContact: 647}
	change := april.RR2(0.95).Minus(march.RR2(0.95))
	fmt.Println(change, change.AtLeast(0))
	// Output:
	// -6.0pp [-10.0pp, -2.0pp] n=1600 missed
}

func ExampleParseTally() {
	t, err := response.ParseTally([]string{"1.1", "1.1", "2.20", "2.112", "nc"})
	fmt.Printf("%+v %v\n", t, err)
	// Output:
	// {Complete:2 Partial:0 Refusal:1 NonContact:2 Other:0 UnknownHousehold:0 UnknownOther:0 Ineligible:0} <nil>
}

func ExampleCut() {
	cut := response.Cut{Partial: 0.5, Complete: 0.8}
	for _, answered := range []int{10, 8, 4} {
		fmt.Println(cut.Outcome(answered, 10))
	}
	// Output:
	// I <nil>
	// P <nil>
	// R <nil>
}

// Three questions: score, reason, e-mail address. The address drives people away.
func ExampleProgress() {
	var p response.Progress
	const no, yes, skipped = response.NotShown, response.Answered, response.Skipped
	for _, r := range []struct {
		states   []response.State
		finished bool
	}{
		{[]response.State{yes, yes, yes}, true},
		{[]response.State{yes, skipped, yes}, true},
		{[]response.State{yes, yes, skipped}, false},
		{[]response.State{yes, skipped, skipped}, false},
		{[]response.State{yes, no, no}, false},
		{[]response.State{no, no, no}, false},
	} {
		if err := p.Add(r.states, r.finished); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("finished", p.Completion(0.95))
	for i, name := range []string{"score", "reason", "address"} {
		fmt.Printf("%-8s left here %v, skipped %v\n", name, p.DropOff(i, 0.95), p.NonResponse(i, 0.95))
	}
	fmt.Println("still there after the reason", p.Remaining(1, 0.95))
	// Output:
	// finished 33.3% [9.7%, 70.0%] n=6
	// score    left here 20.0% [3.6%, 62.4%] n=5, skipped 0.0% [0.0%, 49.0%] n=4
	// reason   left here 0.0% [0.0%, 49.0%] n=4, skipped 50.0% [15.0%, 85.0%] n=4
	// address  left here 50.0% [15.0%, 85.0%] n=4, skipped 0.0% [0.0%, 65.8%] n=2
	// still there after the reason 66.7% [30.0%, 90.3%] n=6
}

// Six responses, one too fast for its path and one a second time. Both results are reported; nothing is deleted.
func ExampleSheet() {
	took := []time.Duration{80 * time.Second, 95 * time.Second, 12 * time.Second, 30 * time.Second, 34 * time.Second, 29 * time.Second}
	paths := []string{"long", "long", "long", "short", "short", "short"}
	ids := []string{"a", "b", "c", "d", "b", ""}
	satisfied := []int{1, 1, 0, 1, 0, 1}

	flags := make(response.Sheet, len(took))
	flags.Mark(response.Fast, response.Speeders(took, paths, 0.5))
	flags.Mark(response.Duplicate, response.Duplicates(ids, response.First, ""))
	for i, f := range flags {
		if f != 0 {
			fmt.Println("response", i, f)
		}
	}
	score := func(flagged response.Flags) kpi.Estimate {
		k, n := 0, 0
		for i := range flags.Without(flagged) {
			k, n = k+satisfied[i], n+1
		}
		return kpi.Proportion(k, n, 0.95)
	}
	fmt.Println("all", score(0))
	fmt.Println("without flags", score(response.Fast|response.Duplicate))
	// Output:
	// response 2 fast
	// response 4 duplicate
	// all 66.7% [30.0%, 90.3%] n=6
	// without flags 100.0% [51.0%, 100.0%] n=4
}

// The third item is worded the other way round: who agrees with everything has not read it.
func ExampleLongestRun() {
	for _, grid := range [][]int{{5, 4, 2, 5, 4}, {4, 4, 4, 4, 4}} {
		run := response.LongestRun(grid)
		fmt.Printf("%v run %d, spread %.2f, flag %v\n", grid, run, response.Spread(grid), run == len(grid))
	}
	// Output:
	// [5 4 2 5 4] run 1, spread 1.22, flag false
	// [4 4 4 4 4] run 5, spread 0.00, flag true
}

// Agents rate a skill as it is and as their work needs it, on 1–5.
func ExampleGap() {
	scale := survey.Scale{Min: 1, Max: 5}
	var g response.Gap
	for _, row := range []struct{ is, should, n int }{{3, 4, 22}, {4, 4, 15}, {2, 4, 9}, {5, 4, 4}} {
		if err := g.AddN(scale, row.is, row.should, row.n); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("gap", g.Mean(0.95))
	fmt.Println("short by one or more", g.Short(1, 0.95))
	b, err := json.Marshal(g)
	fmt.Println(string(b), err)
	// Output:
	// gap -0.72 [-0.95, -0.38] n=50
	// short by one or more 62.0% [48.2%, 74.1%] n=50
	// {"scale":{"min":1,"max":5},"gaps":{"-2":9,"-1":22,"0":15,"1":4}} <nil>
}

// One practice of level 2 is missing in one area: that is the maturity level, whatever the average says.
func ExampleAssessment() {
	a := response.Assessment{
		{Area: "incidents", Level: 2, Satisfied: true},
		{Area: "incidents", Level: 3, Satisfied: true},
		{Area: "knowledge", Level: 2, Satisfied: false},
		{Area: "knowledge", Level: 3, Satisfied: true},
	}
	level, ok := a.Staged()
	fmt.Println("maturity level", level, ok)
	fmt.Println("profile", a.Continuous())
	fmt.Println("average score", a.AverageScore())
	// Output:
	// maturity level 1 true
	// profile map[incidents:3 knowledge:1]
	// average score 2
}

// Four teams. Hiding team B alone would be no use beside the total, so the next smallest goes with it.
func ExampleHidden() {
	teams, answers := []string{"A", "B", "C", "D"}, []int{14, 3, 9, 22}
	for i, hidden := range response.Hidden(answers, 5) {
		if hidden {
			fmt.Println(teams[i], "fewer than 5, or needed to hide those")
			continue
		}
		fmt.Println(teams[i], answers[i])
	}
	// Output:
	// A 14
	// B fewer than 5, or needed to hide those
	// C fewer than 5, or needed to hide those
	// D 22
}
