package design_test

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// call is what is known of a call that was asked about.
type call struct {
	Channel string
	Rating  int
	Minutes float64
	Calls   float64 // that it took to solve the case
}

func (c call) rating() (int, bool) { return c.Rating, true }
func (c call) minutes() float64    { return c.Minutes }

// calls returns a small survey: 12 of 60 business accounts and 16 of many private customers were drawn. Accounts are
// clusters, whose people answered each for themselves. The last row is wrong.
func calls() design.Sample[call] {
	var s design.Sample[call]
	if err := s.AddStratum("business", 60); err != nil {
		fmt.Println(err)
	}
	for i, c := range []struct {
		ratings []int
		minutes float64
	}{{[]int{9, 10, 9}, 4}, {[]int{3, 6}, 21}, {[]int{8}, 9}, {[]int{10, 9}, 6}, {[]int{5, 6, 7, 6}, 16}, {[]int{9}, 5}, {[]int{7, 8}, 8}, {[]int{2, 4}, 30},
		{[]int{9, 9, 10}, 7}, {[]int{6}, 12}, {[]int{8, 9}, 6}, {[]int{10, 10}, 3}} {
		for _, rating := range c.ratings {
			cell := call{"phone", rating, c.minutes, 1 + float64(10-rating)/5}
			if err := s.Add(design.Row[call]{Stratum: "business", Cluster: fmt.Sprint("account ", i+1), Cell: cell, Weight: 5}); err != nil {
				fmt.Println(err)
			}
		}
	}
	for i, rating := range []int{10, 9, 8, 9, 10, 7, 9, 6, 10, 9, 9, 8, 10, 3, 9, 10} {
		cell := call{[]string{"chat", "phone"}[i%2], rating, 2 + float64(10-rating), 1 + float64(10-rating)/5}
		if err := s.Add(design.Row[call]{Stratum: "private", Cell: cell, Weight: 250}); err != nil {
			fmt.Println(err)
		}
	}
	return s
}

// Twelve business accounts were drawn and sixteen private customers, who are many more. The rating of an account is
// that of all who answered for it.
func ExampleSample() {
	s := calls()
	err := s.Add(design.Row[call]{Stratum: "private", Cell: call{Channel: "chat", Rating: 9}}) // the weight was lost
	fmt.Println(err)

	answers := s.Rated(survey.Scale{Min: 0, Max: 10}, call.rating)
	fmt.Println(answers.Score(nps.Value, kpi.Points, 0.95))
	fmt.Printf("standard error %.1f, design effect %.2f\n", answers.StandardError(nps.Value), answers.DesignEffect(nps.Value))
	// Output:
	// design: weight 0 is not a positive number
	// 55.0 [10.4, 80.2] n=41
	// standard error 17.7, design effect 2.45
}

// Sixty accounts are all there are: twelve of them say more than twelve of very many.
func ExampleSample_AddStratum() {
	scale := survey.Scale{Min: 0, Max: 10}
	var few, many design.Sample[int]
	if err := few.AddStratum("accounts", 60); err != nil {
		fmt.Println(err)
	}
	for _, rating := range []int{9, 10, 8, 9, 6, 9, 10, 7, 9, 3, 10, 9} {
		for _, s := range []*design.Sample[int]{&few, &many} {
			if err := s.Add(design.Row[int]{Stratum: "accounts", Cell: rating, Weight: 5}); err != nil {
				fmt.Println(err)
			}
		}
	}
	same := func(rating int) (int, bool) { return rating, true }
	fmt.Println("of 60:  ", few.Rated(scale, same).Score(nps.Value, kpi.Points, 0.95))
	fmt.Println("of many:", many.Rated(scale, same).Score(nps.Value, kpi.Points, 0.95))
	fmt.Println(few.AddStratum("accounts", 10))
	// Output:
	// of 60:   50.0 [3.5, 77.8] n=12
	// of many: 50.0 [-1.7, 79.7] n=12
	// design: a population of 10 in stratum "accounts", which has one of 60
}

// Two of the shops that were drawn had no complaint. They are part of what was drawn.
func ExampleSample_AddCluster() {
	var s design.Sample[int]
	for shop, complaints := range []int{4, 7, 1, 0, 2, 3, 5, 0, 4, 2} {
		name := fmt.Sprint("shop ", shop+1)
		if err := s.AddCluster("", name); err != nil {
			fmt.Println(err)
		}
		if err := s.AddN(design.Row[int]{Cluster: name, Cell: 1, Weight: 50}, complaints); err != nil {
			fmt.Println(err)
		}
	}
	total := s.Total(func(complaint int) float64 { return float64(complaint) }, kpi.Number, 0.95)
	fmt.Printf("%.0f complaints, from %.0f to %.0f\n", total.Value, total.Lo, total.Hi)
	// Output:
	// 1400 complaints, from 558 to 2242
}

// The calls of a channel are a segment of the sample, and not a sample of their own.
func ExampleSample_Where() {
	s := calls()
	for _, channel := range []string{"phone", "chat"} {
		part := s.Where(func(c call) bool { return c.Channel == channel })
		fmt.Println(channel, part.Rated(survey.Scale{Min: 0, Max: 10}, call.rating).Score(nps.Value, kpi.Points, 0.95))
	}
	// Output:
	// phone 24.5 [-34.4, 68.7] n=33
	// chat 87.5 [26.7, 97.8] n=8
}

// Accounts have answers on the phone and by chat, and what they think of the one goes with what they think of the
// other: taken for independent, the difference is less sure than it is.
func ExampleSample_Difference() {
	type answer struct {
		Channel string
		Rating  int
	}
	var s design.Sample[answer]
	for account, ratings := range [][2][]int{{{9, 10}, {8}}, {{3}, {2, 1}}, {{7, 8}, {6}}, {{10}, {9, 9}}, {{6}, {5, 3}}, {{9}, {7}}, {{2, 4}, {0}}, {{10, 9}, {9}}, {{8}, {7, 6}}, {{5}, {2}}} {
		for channel, name := range []string{"phone", "chat"} {
			for _, rating := range ratings[channel] {
				if err := s.Add(design.Row[answer]{Cluster: fmt.Sprint("account ", account+1), Cell: answer{name, rating}, Weight: 1}); err != nil {
					fmt.Println(err)
				}
			}
		}
	}
	scale := survey.Scale{Min: 0, Max: 10}
	rating := func(a answer) (int, bool) { return a.Rating, true }
	mean := func(rating int) (float64, error) { return float64(rating), nil }
	phone := s.Where(func(a answer) bool { return a.Channel == "phone" })
	chat := s.Where(func(a answer) bool { return a.Channel == "chat" })

	fmt.Println("of one sample:", phone.Difference(chat).Rated(scale, rating).Score(mean, kpi.Number, 0.95))
	fmt.Println("as of two:    ", phone.Rated(scale, rating).Score(mean, kpi.Number, 0.95).Minus(chat.Rated(scale, rating).Score(mean, kpi.Number, 0.95)))
	promoters := csat.Rule{Scale: scale, Satisfied: 9}
	fmt.Println("promoters:    ", phone.Difference(chat).Rated(scale, rating).Score(promoters.Value, kpi.Fraction, 0.95))
	// Output:
	// of one sample: 1.86 [0.62, 3.09] n=28
	// as of two:     1.86 [-1.37, 4.57] n=28
	// promoters:     21.4pp [-14.5pp, 57.4pp] n=28
}

// The readers that know the scale need no value of a rating: a net score, a share, a mean.
func ExampleRated_Net() {
	answers := calls().Rated(survey.Scale{Min: 0, Max: 10}, call.rating)
	fmt.Println("9 or more less 6 or less:", answers.Net(6, 9, 0.95))
	fmt.Println("9 or more:", answers.Share(9, 10, 0.95))
	fmt.Println("mean:", answers.Mean(0.95))
	// Output:
	// 9 or more less 6 or less: 55.0 [10.4, 80.2] n=41
	// 9 or more: 68.1% [43.1%, 85.8%] n=41
	// mean: 8.47 [6.76, 9.11] n=41
}

// Any metric can be read from the answers to a question, such as the share of top-three ratings.
func ExampleSample_Rated() {
	scale := survey.Scale{Min: 0, Max: 10}
	satisfied := csat.Rule{Scale: scale, Satisfied: 8}
	answers := calls().Rated(scale, call.rating)
	fmt.Println(answers.Score(satisfied.Value, kpi.Fraction, 0.95))
	fmt.Println(design.KornGraubard.Score(answers, satisfied.Value, 0.95))
	// Output:
	// 80.6% [55.6%, 93.2%] n=41
	// 80.6% [53.4%, 95.7%] n=41
}

// A share as other programs print it.
func ExampleMethod_Score() {
	answers := calls().Rated(survey.Scale{Min: 0, Max: 10}, call.rating)
	satisfied := csat.Rule{Scale: survey.Scale{Min: 0, Max: 10}, Satisfied: 8}
	for _, m := range []design.Method{design.ScoreInterval, design.LogOdds, design.KornGraubard, design.Arcsine, design.Wald} {
		fmt.Printf("%-15v %v\n", m, m.Score(answers, satisfied.Value, 0.95))
	}
	// Output:
	// score interval  80.6% [55.6%, 93.2%] n=41
	// log-odds        80.6% [53.5%, 93.8%] n=41
	// Korn–Graubard   80.6% [53.4%, 95.7%] n=41
	// arcsine         80.6% [57.5%, 96.0%] n=41
	// Wald            80.6% [60.5%, 100.0%] n=41
}

func ExampleSample_Mean() {
	s := calls()
	e := s.Mean(call.minutes, kpi.Number, 0.95)
	fmt.Printf("%v minutes, standard error %.2f\n", e, s.MeanError(call.minutes))
	// Output:
	// 3.72 [2.78, 4.66] n=41 minutes, standard error 0.46
}

// How many customers would recommend the service.
func ExampleSample_Total() {
	s := calls()
	promoter := func(c call) float64 {
		if c.Rating >= 9 {
			return 1
		}
		return 0
	}
	e := s.Total(promoter, kpi.Number, 0.95)
	fmt.Printf("%.0f, from %.0f to %.0f, standard error %.0f\n", e.Value, e.Lo, e.Hi, s.TotalError(promoter))
	// Output:
	// 2810, from 1825 to 3795, standard error 479
}

// Minutes per call: both the minutes and the number of calls are known from the sample only.
func ExampleSample_Ratio() {
	s := calls()
	number := func(c call) float64 { return c.Calls }
	fmt.Printf("%v, standard error %.3f\n", s.Ratio(call.minutes, number, 0.95), s.RatioError(call.minutes, number))
	// Output:
	// 2.85 [2.48, 3.13] n=41, standard error 0.156
}

// It is known how many calls come by chat. Fitted to that, less is left to chance.
func ExampleSample_Calibrated() {
	s, cells := calls(), weight.NewCells("channel")
	channel := func(c call) []string { return []string{c.Channel} }
	for row, n := range s.All() {
		if err := cells.AddN(channel(row.Cell), n, row.Weight); err != nil {
			fmt.Println(err)
		}
	}
	fit, err := cells.PostStratify(weight.Shares("channel", map[string]float64{"chat": 0.6, "phone": 0.4}))
	if err != nil {
		fmt.Println(err)
	}
	scale := survey.Scale{Min: 0, Max: 10}
	fmt.Println("as drawn:", s.Rated(scale, call.rating).Score(nps.Value, kpi.Points, 0.95))
	fitted, err := s.Calibrated(fit, channel)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println("fitted:  ", fitted.Rated(scale, call.rating).Score(nps.Value, kpi.Points, 0.95))
	_, err = s.Calibrated(fit, func(c call) []string { return []string{fmt.Sprint(c.Rating)} }) // another variable
	fmt.Println(err)
	// Output:
	// as drawn: 55.0 [10.4, 80.2] n=41
	// fitted:   62.3 [26.9, 82.0] n=41
	// design: no respondent of the fit has the levels ["9"], which go in the order of its cells' variables; its margins are channel ("chat", "phone")
}

// A median has no formula for its standard error; the bootstrap has one for everything.
func ExampleSample_Bootstrap() {
	r := calls().Bootstrap(500, 1, design.AroundEstimate)
	fmt.Println("median:", r.Estimate(design.Quantile(0.5, call.minutes), kpi.Number, 0.95))
	// Output:
	// median: 3.00 [2.23, 3.77] n=41
}

// A statistic of one's own: the mean length of a call as its minutes meet it, long calls more often than short ones.
func ExampleSample_Jackknife() {
	met := func(cells []design.Weighted[call]) float64 {
		sum, total := 0.0, 0.0
		for _, c := range cells {
			sum += c.Weight * c.Cell.Minutes * c.Cell.Minutes
			total += c.Weight * c.Cell.Minutes
		}
		return sum / total
	}
	r := calls().Jackknife(design.AroundEstimate)
	fmt.Printf("%v, standard error %.2f\n", r.Estimate(met, kpi.Number, 0.95), r.StandardError(met))
	// Output:
	// 5.48 [3.76, 7.21] n=41, standard error 0.84
}

// Are customers as happy on the phone as in the chat?
func ExampleSample_Independence() {
	s := calls()
	channel := func(c call) string { return c.Channel }
	happy := func(c call) string { return fmt.Sprint(c.Rating >= 9) }
	fmt.Println(s.Independence(channel, happy))
	// Output:
	// F(1.0, 26.0)=2.56 p=0.12
}

// Shards count for themselves, and an account may have answers in both.
func ExampleSample_Plus() {
	var here, there design.Sample[int]
	if err := here.Add(design.Row[int]{Cluster: "account 7", Cell: 9, Weight: 1.5}); err != nil {
		fmt.Println(err)
	}
	if err := json.Unmarshal([]byte(`{"rows":[{"cluster":"account 7","cell":9,"weight":1.5,"n":2}]}`), &there); err != nil {
		fmt.Println(err)
	}
	b, err := json.Marshal(here.Plus(there))
	fmt.Println(string(b), err)
	// Output:
	// {"rows":[{"cluster":"account 7","cell":9,"weight":1.5,"n":3}]} <nil>
}

func ExampleQuantile() {
	median := design.Quantile(0.5, func(hours int) float64 { return float64(hours) })
	fmt.Println(median([]design.Weighted[int]{{Cell: 30, Weight: 1}, {Cell: 2, Weight: 3}, {Cell: 5, Weight: 2}}))
	// Output:
	// 3.5
}
