package chart_test

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/trend/chart"
)

// The numbers of Montgomery 2009, table 9.1.
var montgomery = []float64{9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62,
	10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52}

// A year and a half of satisfied customers, month by month. In month 14 nobody was asked, and in the last month
// something happened.
func Example() {
	satisfied := []int{88, 92, 85, 90, 87, 91, 89, 93, 86, 90, 88, 91, 172, 0, 87, 89, 70}
	answered := []int{100, 101, 98, 100, 99, 102, 98, 105, 97, 100, 99, 102, 195, 0, 97, 100, 97}
	c := chart.P(satisfied, answered).Freeze(12) // the first year is the baseline
	for i, at := range c.Points {
		switch {
		case !at.Known():
			fmt.Printf("month %d: no data\n", i+1)
		case i == 0 || i == 12: // limits are closer where more have answered
			fmt.Printf("month %d: %s of limits %s to %s\n", i+1, c.Unit.Format(at.Value), c.Unit.Format(at.Lo), c.Unit.Format(at.Hi))
		}
	}
	for _, s := range c.Signals(chart.WesternElectric()...) {
		fmt.Printf("month %d: %v\n", s.Last+1, s)
	}
	// Output:
	// month 1: 88.0% of limits 79.0% to 97.0%
	// month 13: 88.2% of limits 82.1% to 95.4%
	// month 14: no data
	// month 17: beyond the limits, low, point 16
}

func ExampleLaney() {
	// Of a quarter of a million visits a week, how many took less than four hours? Sampling explains next to nothing of
	// how weeks differ.
	k := []int{266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320}
	n := []int{280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529}
	fmt.Println(len(chart.P(k, n).Signals()), "of 10 weeks outside the limits of sampling")
	c := chart.Laney(k, n)
	fmt.Printf("%d outside limits %.1f times as wide\n", len(c.Signals()), c.Phases[0].Standard.Sigma)
	fmt.Println(c.Warnings)
	// Output:
	// 7 of 10 weeks outside the limits of sampling
	// 0 outside limits 10.1 times as wide
	// too few periods
}

func ExampleNet() {
	// Detractors, passives and promoters of nine months, 30 answers each.
	months := [][3]int{{1, 2, 27}, {0, 3, 27}, {1, 1, 28}, {0, 2, 28}, {2, 1, 27}, {0, 3, 27}, {1, 2, 27}, {0, 1, 29}, {2, 6, 22}}
	exact, sigmas := chart.Net(months).Freeze(8), chart.ThreeSigma.Net(months).Freeze(8)
	for _, c := range []chart.Chart{exact, sigmas} {
		last := c.Points[8]
		fmt.Printf("%.1f, limits %.1f to %.1f: %v\n", last.Value, last.Lo, last.Hi, c.Signals())
	}
	// Output:
	// 66.7, limits 63.3 to 100.0: []
	// 66.7, limits 69.5 to 100.0: [beyond the limits, low, point 8]
}

func ExampleLaneyNet() {
	months := [][3]int{{300, 500, 1200}, {350, 450, 1200}, {250, 500, 1250}, {380, 500, 1120}, {290, 480, 1230}, {340, 520, 1140}}
	fmt.Println(len(chart.Net(months).Signals()), len(chart.LaneyNet(months).Signals()))
	// Output:
	// 2 0
}

func ExampleXmR() {
	// The cost of a loan, week by week; limits from the first 20 weeks (Montgomery 2009, example 6.5).
	weeks := []float64{310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304,
		305, 282, 305, 296, 314, 295, 287, 301, 298, 311, 310, 292, 305, 299, 304, 310, 304, 305, 333, 328}
	c := chart.XmR(weeks).Freeze(20)
	fmt.Printf("%.2f to %.2f\n", c.Points[0].Lo, c.Points[0].Hi)
	for _, s := range c.Signals() {
		fmt.Println(s)
	}
	// Output:
	// 279.78 to 321.22
	// beyond the limits, high, point 38
	// beyond the limits, high, point 39
}

func ExampleLogXmR() {
	// Median hours to resolution. One week of 48 hours is much, but durations are like that.
	hours := []float64{5.2, 3.1, 8.8, 12.5, 4.4, 6.0, 21.0, 7.7, 2.9, 9.3, 5.5, 48.0}
	for _, c := range []chart.Chart{chart.XmR(hours), chart.LogXmR(hours)} {
		fmt.Printf("%v: %.1f to %.1f %v\n", c.Kind, c.Points[0].Lo, c.Points[0].Hi, c.Signals())
	}
	// Output:
	// xmr: -14.7 to 37.1 [beyond the limits, high, point 11]
	// log xmr: 0.6 to 95.9 []
}

func ExampleMR() {
	x := []float64{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}
	c := chart.MR(x)
	fmt.Printf("a range of %.2f on average, %.2f at most\n", c.Points[1].Centre, c.Points[1].Hi)
	// Output:
	// a range of 1.88 on average, 6.13 at most
}

func ExampleT() {
	// Days between complaints that reached the board. Low is bad.
	days := []float64{23, 61, 9, 42, 35, 71, 18, 29, 55, 13, 38, 26, 80, 16, 44, 8, 5, 12, 3, 7, 9, 2, 6}
	c := chart.T(days).Freeze(15)
	fmt.Printf("%.0f days, limits %.1f to %.0f\n", c.Points[0].Centre, c.Points[0].Lo, c.Points[0].Hi)
	fmt.Println(c.Signals(chart.Beyond, chart.EightOneSide))
	// Output:
	// 33 days, limits 0.2 to 246
	// [eight on one side, low, points 15 to 22]
}

// The same times with the limits of the exponential distribution itself.
func ExampleMethod_T() {
	days := []float64{23, 61, 9, 42, 35, 71, 18, 29, 55, 13, 38, 26, 80, 16, 44}
	at := chart.Exponential.T(days).Points[0]
	fmt.Printf("%.0f days, limits %.2f to %.0f\n", at.Centre, at.Lo, at.Hi)
	// Output: 26 days, limits 0.05 to 247
}

func ExampleEWMA() {
	// The process is at 10 with a sigma of 1, and from the 21st number on at 11 (Montgomery 2009, example 9.2).
	c := chart.EWMA(montgomery, 0.1, 2.7).Given(chart.Standard{Centre: 10, Sigma: 1})
	fmt.Println(len(chart.XmR(montgomery).Given(chart.Standard{Centre: 10, Sigma: 1}).Signals()), "outside three sigma")
	for _, s := range c.Signals() {
		fmt.Println(s)
	}
	// Output:
	// 0 outside three sigma
	// beyond the limits, high, point 28
	// beyond the limits, high, point 29
}

func ExampleCUSUM() {
	c := chart.CUSUM(montgomery, 0.5, 5).Given(chart.Standard{Centre: 10, Sigma: 1})
	for _, s := range c.Signals() {
		fmt.Printf("%v: %.2f\n", s, c.Points[s.Last].Up)
	}
	// Output:
	// beyond the limits, high, point 28: 5.28
	// beyond the limits, high, point 29: 5.30
}

// Small shifts of a share: the sums of its deviations.
func ExampleChart_Deviations() {
	k := []int{88, 92, 90, 89, 91, 86, 85, 87, 84, 86, 85}
	shares := chart.P(k, []int{100, 101, 100, 99, 102, 100, 101, 100, 99, 100, 101}).Given(chart.Standard{Centre: 0.9})
	fmt.Println(shares.Signals())
	fmt.Println(chart.CUSUM(shares.Deviations(), 0.5, 4).Given(chart.Standard{Sigma: 1}).Signals())
	// Output:
	// []
	// [beyond the limits, low, point 9 beyond the limits, low, point 10]
}

// Limits from the first ten weeks, so that the weeks after have no part in them.
func ExampleChart_Freeze() {
	hours := []float64{21, 24, 22, 25, 23, 22, 24, 23, 21, 24, 29, 30, 31, 29}
	fmt.Println(chart.XmR(hours).Signals())
	fmt.Println(chart.XmR(hours).Freeze(10).Signals())
	// Output:
	// [beyond the limits, high, point 12]
	// [beyond the limits, high, point 10 beyond the limits, high, point 11 beyond the limits, high, point 12 beyond the limits, high, point 13]
}

// A new tool came in period 8: limits of their own for what follows, frozen after six periods.
func ExampleChart_Rebase() {
	hours := []float64{21, 24, 22, 25, 23, 22, 24, 23, 17, 15, 16, 18, 16, 15, 17, 24}
	before := chart.XmR(hours).Freeze(8)
	after := before.Rebase(8).Freeze(14)
	fmt.Println(before.Signals())
	fmt.Println(after.Signals())
	for _, phase := range after.Phases {
		fmt.Printf("from %d: %.1f\n", phase.Start, phase.Standard.Centre)
	}
	// Output:
	// [beyond the limits, low, point 8 beyond the limits, low, point 9 beyond the limits, low, point 10 beyond the limits, low, point 12 beyond the limits, low, point 13 beyond the limits, low, point 14]
	// [beyond the limits, high, point 15]
	// from 0: 23.0
	// from 8: 16.2
}

// This year by last year's limits.
func ExampleChart_Given() {
	lastYear := chart.P([]int{88, 92, 90, 89, 91, 86}, []int{100, 101, 100, 99, 102, 100})
	c := chart.P([]int{93, 78}, []int{100, 102}).Given(lastYear.Phases[0].Standard)
	fmt.Println(c.Signals())
	// Output:
	// [beyond the limits, low, point 1]
}

// Everybody knows what happened in period 4.
func ExampleChart_Without() {
	c := chart.XmR([]float64{21, 24, 22, 25, 48, 22, 24, 23, 20, 22, 25, 29})
	fmt.Printf("%.1f: %v\n", c.Points[0].Hi, c.Signals())
	c = c.Without(4)
	fmt.Printf("%.1f: %v\n", c.Points[0].Hi, c.Signals())
	// Output:
	// 42.8: [beyond the limits, high, point 4]
	// 30.2: [beyond the limits, high, point 4]
}

func ExampleAnhoej() {
	x := []float64{4.1, 4.6, 4.3, 4.8, 4.2, 4.7, 4.5, 4.4, 5.1, 5.3, 5.0, 5.6, 5.2, 5.4, 5.1, 5.5}
	for _, s := range chart.XmR(x).Signals(chart.Anhoej()...) {
		fmt.Println(s)
	}
	// Output:
	// long run, low, points 0 to 7
	// long run, high, points 8 to 15
	// few crossings, points 0 to 15
}

func ExampleChart_Signals() {
	nan := math.NaN()
	x := []float64{0.2, -0.5, 0.7, 0.9, 0.4, nan, 0.8, 0.3, 1.2, 0.6, 0.5, 0.1}
	c := chart.XmR(x).Given(chart.Standard{Centre: 0, Sigma: 1})
	for _, s := range c.Signals(chart.NineOneSide) {
		fmt.Println(s, c.Pattern(s)) // the run passes over the gap
	}
	// Output:
	// nine on one side, high, points 2 to 11 [2 3 4 6 7 8 9 10 11]
}

// A service that keeps nothing but the state of its monitor.
func ExampleMonitor() {
	baseline := []float64{21, 24, 22, 25, 23, 22, 24, 23, 20, 22, 25, 23}
	m := chart.XmR(baseline).Monitor(chart.Beyond, chart.EightOneSide)
	for _, hours := range []float64{22, math.NaN(), 24, 31, 23} {
		stored, _ := json.Marshal(m)
		var restored chart.Monitor
		if err := json.Unmarshal(stored, &restored); err != nil {
			fmt.Println(err)
		}
		signals, err := restored.Add(hours)
		if err != nil {
			fmt.Println(err)
		}
		for _, s := range signals {
			fmt.Println(s)
		}
		m = restored
	}
	// Output:
	// beyond the limits, high, point 15
}
