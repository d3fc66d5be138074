package kpitest_test

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpitest"
)

// A function that shows whole points and 0 for "no answers yet", as many dashboards do, is not the NPS.
func ExampleRecorder() {
	dashboard := func(answers []*int) (float64, error) {
		n, net := 0.0, 0.0
		for _, a := range answers {
			switch {
			case a == nil:
				continue
			case *a < 0 || *a > 10:
				return 0, fmt.Errorf("%d is not from 0 to 10", *a)
			case *a >= 9:
				net++
			case *a <= 6:
				net--
			}
			n++
		}
		if n == 0 {
			return 0, nil
		}
		return math.Round(100 * net / n), nil
	}

	var r kpitest.Recorder
	kpitest.NPS(&r, dashboard)
	fmt.Println(len(r.Failures), "of", r.Cases, "cases fail, among them:")
	for _, f := range r.Failures {
		switch f.ID {
		case "nps-score/nobody-was-asked", "nps-score/not-rounded":
			fmt.Println(f)
		}
	}
	// Output:
	// 9 of 27 cases fail, among them:
	// nps-score/nobody-was-asked: Without answers there is no score. 0 would be a claim: as many promoters as detractors.
	//   input:  {"answers":[]}
	//   got:    0
	//   want:   NaN (no data)
	//   source: by definition: 0/0; Formbricks' summary, PostHog and Chatwoot show 0, the R package NPS stops with an error
	// nps-score/not-rounded: One of seven: 14.2857…, not 14 and not 14.29. Who shows the number rounds it, once, at the end.
	//   input:  {"answers":[9,7,7,8,7,8,8]}
	//   got:    14
	//   want:   14.2857142857 (within 1e-09)
	//   source: arithmetic, by the definition of Reichheld (2003, Harvard Business Review 81(12):46-54)
}

// Whatever has no runner of its own reads its vectors with Cases.
func ExampleCases() {
	type invited struct{ Invited, Detractors, Passives, Promoters, Target int }
	type bounds struct{ Value, Lo, Hi, Tipping kpitest.Number }
	for _, c := range kpitest.Cases[invited, bounds]("silent") {
		silent := float64(c.Input.Invited - c.Input.Detractors - c.Input.Passives - c.Input.Promoters)
		lo := 100 * (float64(c.Input.Promoters-c.Input.Detractors) - silent) / float64(c.Input.Invited)
		fmt.Println(c.ID, math.Abs(lo-float64(c.Expected.Lo)) <= c.Tolerance)
	}
	// Output:
	// 300-of-1000 true
	// 100-of-100 true
	// 100-of-120 true
}

// A CSAT rule is its lowest satisfied answer and the points of its scale; this one counts from 4 of 5, but forgets
// that a 6 is not an answer.
func ExampleCSAT() {
	var r kpitest.Recorder
	kpitest.CSAT(&r, 4, 5, func(answers []*int) (float64, error) {
		n, satisfied := 0.0, 0.0
		for _, a := range answers {
			if a == nil {
				continue
			}
			if *a < 1 {
				return 0, fmt.Errorf("%d is too low", *a)
			}
			if *a >= 4 {
				satisfied++
			}
			n++
		}
		return satisfied / n, nil // 0/0 is NaN: no data
	})
	for _, f := range r.Failures {
		fmt.Println(f)
	}
	// Output:
	// csat-score/4-of-5-above-the-scale-is-refused: A 6 is not on the scale. Counted as satisfied it would raise the share.
	//   input:  {"lowest":4,"points":5,"answers":[5,6]}
	//   got:    1
	//   want:   an error: the input holds what is not an answer to this question
	//   source: by definition of the scale; rule: top two of five, the common rule; Formbricks and Chatwoot count 4 and 5 too
}

// A median of resolved tickets looks best when a desk falls behind: what takes long is not among them.
func ExampleResolutionQuantile() {
	resolvedOnly := func(ts kpitest.Times, q float64) float64 {
		xs := slices.Sorted(slices.Values(ts.Resolved))
		if len(xs) == 0 {
			return math.NaN()
		}
		lo, hi := int(math.Ceil(float64(len(xs))*q))-1, int(math.Floor(float64(len(xs))*q))
		return (xs[lo] + xs[hi]) / 2
	}
	var r kpitest.Recorder
	kpitest.ResolutionQuantile(&r, resolvedOnly)
	fmt.Println(len(r.Failures), "of", r.Cases, "cases fail, among them:")
	fmt.Println(r.Failures[0])
	// Output:
	// 9 of 19 cases fail, among them:
	// resolution-quantile/open-tickets: Ten tickets resolved, five still open: half of all fifteen are resolved by 20 hours. The median of the ten is 12.5, because the long ones are missing from it.
	//   input:  {"resolved":[2,3,5,8,11,14,20,23,30,41],"open":[6,10,19,26,50],"q":0.5}
	//   got:    12.5
	//   want:   20 (within 1e-09)
	//   source: R 4.2.2, survival 3.5-3: quantile(survfit(…))
}

// percentile_cont of SQL passes; percentile_disc, which is one word away, takes the nearest time above.
func ExampleResolutionQuantileType7() {
	sorted := func(xs []float64) []float64 { return slices.Sorted(slices.Values(xs)) }
	percentileCont := func(resolved []float64, q float64) float64 {
		if len(resolved) == 0 {
			return math.NaN()
		}
		xs := sorted(resolved)
		whole, part := math.Modf(float64(len(xs)-1) * q)
		first, second := xs[int(whole)], xs[min(int(whole)+1, len(xs)-1)]
		return first + part*(second-first)
	}
	percentileDisc := func(resolved []float64, q float64) float64 {
		if len(resolved) == 0 {
			return math.NaN()
		}
		return sorted(resolved)[int(math.Ceil(float64(len(resolved))*q))-1]
	}
	var cont, disc kpitest.Recorder
	kpitest.ResolutionQuantileType7(&cont, percentileCont)
	kpitest.ResolutionQuantileType7(&disc, percentileDisc)
	fmt.Println(len(cont.Failures), "and", len(disc.Failures), "of", disc.Cases, "cases fail")
	fmt.Println(disc.Failures[3])
	// Output:
	// 0 and 10 of 14 cases fail
	// resolution-quantile-type7/p90-of-twenty: Nine of ten, from the 18th to the 19th: a tenth of the way. percentile_disc says 26, the inverse of the curve 33.5 and PERCENTILE.EXC 39.5: tails show most which one it is.
	//   input:  {"resolved":[0.5,0.8,1.1,1.4,1.9,2.2,2.6,3.1,3.7,4.4,5.2,6.3,7.5,9.1,11.2,14,18.5,26,41,96],"q":0.9}
	//   got:    26
	//   want:   27.5 (within 1e-09)
	//   source: R 4.2.2: quantile(resolved, q, type = 7); Hyndman and Fan 1996 (American Statistician 50:361-365), definitions 7, 6, 2 and 1
}

// The NPV function of a spreadsheet discounts the first flow as well; divided by what that costs, it is the definition.
func ExampleNPV() {
	spreadsheet := func(rate float64, flows []float64) float64 {
		if len(flows) == 0 || rate <= -1 {
			return math.NaN()
		}
		sum := 0.0
		for t, flow := range flows {
			sum += flow / math.Pow(1+rate, float64(t+1))
		}
		return sum
	}
	var wrong, right kpitest.Recorder
	kpitest.NPV(&wrong, spreadsheet)
	kpitest.NPV(&right, func(rate float64, flows []float64) float64 { return spreadsheet(rate, flows) * (1 + rate) })
	fmt.Println(wrong.Failures[0])
	fmt.Println(len(right.Failures), "of", right.Cases, "cases fail")
	// Output:
	// roi-npv/first-flow-is-now: An investment now and three years of return: 1307.29. The NPV of spreadsheets discounts the investment too, as if it were made a year from now, and says 1188.44.
	//   input:  {"rate":0.1,"flows":[-10000,3000,4200,6800]}
	//   got:    1188.44341234
	//   want:   1307.28775357 (within 1e-06)
	//   source: Microsoft's help for Excel, NPV: 1188.44 with the first flow discounted, times 1.1; arithmetic, 40 digits
	// 0 of 12 cases fail
}

// Two of three beyond two sigma is a rule about one side of the centre; without the side it takes noise for a pattern.
func ExampleChartRules() {
	var r kpitest.Recorder
	kpitest.ChartRules(&r, kpitest.TwoOfThree, func(z []float64) (at []int) {
		for i := range z {
			n := 0
			for _, x := range z[max(0, i-2) : i+1] {
				if math.Abs(x) > 2 {
					n++
				}
			}
			if n >= 2 && math.Abs(z[i]) > 2 {
				at = append(at, i)
			}
		}
		return at
	})
	for _, f := range r.Failures {
		fmt.Println(f.Reason)
		fmt.Println("got", f.Got, "for", f.Want)
	}
	// Output:
	// Two of three beyond two sigma on one side, the last of them one.
	// got [2 4 5] for [2 5]
	// One above and one below are not two of three: a chart without sides would take noise for a pattern.
	// got [1 3 4] for []
}

// Who adds up the answers that are there takes a blank for the lowest answer there is, and below.
func ExampleScaleScore() {
	var r kpitest.Recorder
	kpitest.ScaleScore(&r, kpitest.HalfOrMore, func(answers []*int, lowest, highest int, reversed []int) (mean, rescaled float64, err error) {
		for i, a := range answers {
			if a == nil {
				continue
			}
			if *a < lowest || *a > highest {
				return 0, 0, fmt.Errorf("%d is not from %d to %d", *a, lowest, highest)
			}
			x := *a
			if slices.Contains(reversed, i) {
				x = lowest + highest - x
			}
			mean += float64(x) / float64(len(answers))
		}
		return mean, 100 * (mean - float64(lowest)) / float64(highest-lowest), nil
	})
	fmt.Println(len(r.Failures), "of", r.Cases, "cases fail, among them:")
	fmt.Println(r.Failures[0])
	// Output:
	// 5 of 7 cases fail, among them:
	// scale-score/half-answered: Exactly half answered: the mean of those three, 4. Two published rules differ here and nowhere else.
	//   input:  {"answers":[4,5,null,3,null,null],"min":1,"max":5,"reversed":[]}
	//   got:    mean 2, rescaled 25
	//   want:   mean 4, rescaled 75 (within 1e-12)
	//   source: SF-36 and EORTC: scored with half of the items or more (Ware and others 1993, SF-36 Health Survey; Fayers and others 2001, EORTC QLQ-C30 Scoring Manual); arithmetic
}

// minimum is not a tally: its zero value is a rating of 0.
type minimum struct{ Rating int }

func (m minimum) Plus(o minimum) minimum { return minimum{min(m.Rating, o.Rating)} }

func ExampleLaws() {
	var r kpitest.Recorder
	kpitest.Laws(&r, func(a, b minimum) bool { return a == b }, minimum{7}, minimum{9})
	for _, f := range r.Failures {
		fmt.Println(f)
	}
	// Output:
	// laws/identity: Merging with an empty tally must change nothing: a segment without answers would.
	//   input:  zero plus {"Rating":7}
	//   got:    {"Rating":0}
	//   want:   {"Rating":7}
	//   source: the laws of a tally, of which kpitest_test.minimum is one
}
