package csat_test

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

// Two channels ask the same question on a scale from 1 to 5. One answer is off the scale; it is reported and
// not counted.
func Example() {
	rule := csat.TopBox(2, 5)
	byChannel := map[string]csat.Tally{}
	for _, row := range []struct {
		channel string
		rating  int
		count   int // SELECT channel, rating, COUNT(*) … GROUP BY channel, rating
	}{
		{"phone", 1, 4}, {"phone", 2, 9}, {"phone", 3, 12}, {"phone", 4, 61}, {"phone", 5, 64},
		{"chat", 1, 14}, {"chat", 2, 13}, {"chat", 3, 13}, {"chat", 4, 50}, {"chat", 5, 60}, {"chat", 7, 1},
	} {
		t := byChannel[row.channel]
		if err := t.AddN(rule, row.rating, row.count); err != nil {
			fmt.Println(err)
		}
		byChannel[row.channel] = t
	}
	phone, chat := byChannel["phone"].Score(0.95), byChannel["chat"].Score(0.95)
	fmt.Println("phone", phone)
	fmt.Println("chat ", chat)
	fmt.Println("phone less chat", phone.Minus(chat))
	fmt.Println("phone at least 75%:", phone.AtLeast(0.75))
	// Output:
	// csat: rating 7 is not from 1 to 5
	// phone 83.3% [76.6%, 88.4%] n=150
	// chat  73.3% [65.7%, 79.8%] n=150
	// phone less chat 10.0pp [0.7pp, 19.2pp] n=300
	// phone at least 75%: met
}

// How the passengers of San Francisco Airport rated it as a whole in 2017.
func ExampleTally_Score() {
	t := csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 2206, Other: 482}
	score := t.Score(0.95)
	fmt.Println(score)
	fmt.Println("at least 80%:", score.AtLeast(0.8))
	fmt.Println("nobody asked:", csat.Tally{}.Score(0.95))
	// Output:
	// 82.1% [80.6%, 83.5%] n=2688
	// at least 80%: met
	// nobody asked: n/a (n=0)
}

// A contract sets a penalty for a score below 90%. A false "missed" must not come more often than in one of
// forty cases, whatever the true score, and that Clopper and Pearson's limits guarantee.
func ExampleTally_Score_otherLimits() {
	t := csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 84, Other: 16}
	fmt.Println(t.Score(0.95), t.Score(0.95).AtLeast(0.9))
	guaranteed := kpi.ClopperPearson.Proportion(t.Satisfied, t.N(), 0.95)
	fmt.Println(guaranteed, guaranteed.AtLeast(0.9))

	// For a dashboard that is looked at every day.
	fmt.Println(kpi.AnyTime.Proportion(t.Satisfied, t.N(), 0.95))
	// Output:
	// 84.0% [75.6%, 89.9%] n=100 missed
	// 84.0% [75.3%, 90.6%] n=100 undecided
	// 84.0% [69.6%, 93.6%] n=100
}

// In the column of a survey file 0 stands for a blank and 6 for "not applicable".
func ExampleCount() {
	column := []uint8{5, 4, 0, 3, 5, 6, 2}
	t, err := csat.Count(csat.TopBox(2, 5), column, 0, 6)
	fmt.Println(t.Satisfied, "of", t.N(), err)

	_, err = csat.Count(csat.TopBox(2, 5), column, 0)
	fmt.Println(err)
	// Output:
	// 3 of 5 <nil>
	// csat: rating 6 at index 5 is not from 1 to 5
}

// One histogram, and what three rules make of it.
func ExampleOf() {
	h := survey.Tally{Scale: survey.Scale{Min: 1, Max: 10}, Ratings: [11]int{5: 5, 6: 5, 7: 20, 8: 30, 9: 25, 10: 15}}
	for _, rule := range []csat.Rule{csat.TopBox(4, 10), csat.FormbricksCards(10), csat.CustomerGauge()} {
		t, err := csat.Of(rule, h)
		fmt.Println(rule, t.Score(0.95), err)
	}
	_, err := csat.Of(csat.TopBox(2, 5), h)
	fmt.Println(err)
	// Output:
	// 7–10 of 1–10 90.0% [82.6%, 94.5%] n=100 <nil>
	// 8–10 of 1–10 70.0% [60.4%, 78.1%] n=100 <nil>
	// 9–10 of 1–10 40.0% [30.9%, 49.8%] n=100 <nil>
	// csat: the rule 4–5 of 1–5 does not fit ratings on the scale 1–10
}

// A rule is part of the data, on the wire too. An answer under another one is an error, whatever its scale.
func ExampleRule() {
	t := csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 87, Other: 13}
	b, err := json.Marshal(t)
	fmt.Println(string(b), err)

	var back csat.Tally
	if err := json.Unmarshal(b, &back); err != nil {
		fmt.Println(err)
	}
	fmt.Println("as expected:", back.Rule == csat.Zendesk1to5())
	fmt.Println(back.Add(csat.TopBox(1, 5), 5))
	// Output:
	// {"rule":{"scale":{"min":1,"max":5},"satisfied":4},"satisfied":87,"other":13} <nil>
	// as expected: true
	// csat: an answer under the rule 5 of 1–5 for a tally under 4–5 of 1–5
}

// Shares add up by their counts, never by their means.
func ExampleTally_Plus() {
	sunday := csat.Tally{Rule: csat.Thumbs(), Satisfied: 2}
	monday := csat.Tally{Rule: csat.Thumbs(), Satisfied: 60, Other: 40}
	fmt.Println(sunday.Plus(monday).Score(0.95))
	// Output: 60.8% [51.1%, 69.7%] n=102
}

// Chatwoot shows two decimals, and 0 where nobody answered. Round once, at the end, for display only.
func ExampleChatwoot() {
	shown := func(t csat.Tally) float64 {
		e := t.Score(0.95)
		if !e.Known() {
			return 0
		}
		return math.Round(100*100*e.Value) / 100
	}
	fmt.Println(shown(csat.Tally{Rule: csat.Chatwoot(), Satisfied: 2, Other: 1}), shown(csat.Tally{}))
	// Output: 66.67 0
}

// FreeScout's satisfaction is the share of great less the share of not good: a net score, in points from -100
// to 100.
func Example_freeScout() {
	notGood, okay, great := 12, 20, 68
	fmt.Println(kpi.Net(notGood, okay, great, 0.95))
	// Output: 56.0 [40.7, 68.0] n=100
}

// Do four agents differ? Their counts say.
func Example_agents() {
	agents := []csat.Tally{
		{Rule: csat.Thumbs(), Satisfied: 45, Other: 5}, {Rule: csat.Thumbs(), Satisfied: 38, Other: 12},
		{Rule: csat.Thumbs(), Satisfied: 51, Other: 9}, {Rule: csat.Thumbs(), Satisfied: 27, Other: 3},
	}
	var k, n []int
	for _, t := range agents {
		k, n = append(k, t.Satisfied), append(n, t.N())
	}
	fmt.Println(kpi.Homogeneity(k, n))
	// Output: χ²(3)=4.67 p=0.2
}

// Value gives each answer its part of the score, for readers that weight the answers.
func ExampleRule_Value() {
	for _, rating := range []int{3, 4, 9} {
		fmt.Println(csat.TopBox(2, 5).Value(rating))
	}
	// Output:
	// 0 <nil>
	// 1 <nil>
	// 0 csat: rating 9 is not from 1 to 5
}
