package roi_test

import (
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention/project"
	"github.com/servicekpi/servicekpi/roi"
)

// A chat channel costs 50,000 to build and 5,000 a month. A controlled trial put a thousand customers on either side:
// 30 of those without it left in a month, and 20 of those with it.
func Example() {
	chat := roi.Programme{
		Periods:  12,
		Discount: roi.PerPeriod(0.10, 12),
		Retention: []roi.Retention{{
			Customers: 10_000,
			Margin:    kpi.Exactly(40, kpi.Number),
			Without:   roi.Constant(kpi.Proportion(30, 1000, 0.95), 12),
			With:      roi.Constant(kpi.Proportion(20, 1000, 0.95), 12),
			AssumedUplift: roi.Assumption{
				Likely: 0.01, Low: 0, High: 0.03, Why: "half of what the last campaign brought",
			},
		}},
		Deflection: []roi.Deflection{{
			Contacts: kpi.Exactly(4000, kpi.Number),
			Cost:     kpi.Exactly(5, kpi.Number),
			Share:    kpi.Proportion(100, 500, 0.95),
		}},
		OneTime: kpi.Exactly(50_000, kpi.Number),
		Running: kpi.Exactly(5_000, kpi.Number),
	}
	if err := chat.Check(); err != nil {
		fmt.Println(err)
		return
	}
	a := chat.Expected()
	fmt.Printf("benefit %.0f, of which assumed %.0f; cost %.0f\n", a.Benefit(), a.AssumedUplift, a.Cost())

	out := chat.Simulate(10_000, 1, 0.95)
	fmt.Printf("return %.0f%% [%.0f%%, %.0f%%], pays with probability %.2f\n",
		100*out.ROI.Value, 100*out.ROI.Lo, 100*out.ROI.Hi, out.Pays)
	fmt.Println("above 0:", out.ROI.AtLeast(0))
	for _, b := range chat.Tornado() {
		fmt.Printf("%-18s %4.0f%% to %4.0f%%  assumed: %v\n", b.Input, 100*b.AtLo, 100*b.AtHi, b.Assumed)
	}
	// Output:
	// benefit 314620, of which assumed 43057; cost 110000
	// return 186% [-95%, 474%], pays with probability 0.91
	// above 0: undecided
	// retention without   422% to    6%  assumed: false
	// retention with      -33% to  338%  assumed: false
	// assumed uplift      147% to  264%  assumed: true
	// share deflected     179% to  194%  assumed: false
}

func ExampleOf() {
	// A pilot saved 150 a customer, give or take, for 100 each, give or take.
	benefit := kpi.Mean(400, 150, 600, 0.95)
	cost := kpi.Mean(400, 100, 160, 0.95)
	fmt.Println(roi.Of(benefit, cost))
	fmt.Println(roi.Of(benefit, kpi.Exactly(100, kpi.Number)))

	// A cost that may be 0 sets no upper limit to the return.
	fmt.Println(roi.Of(benefit, kpi.Mean(4, 100, 160, 0.95)))
	// Output:
	// 0.50 [-0.11, 1.18] n=800
	// 0.50 [-0.0898, 1.09] n=400
	// 0.50 [-0.62, ∞] n=404
}

func ExampleAnnualised() {
	fmt.Printf("%.2f%% a year\n", 100*roi.Annualised(0.5, 3))
	// Output: 14.47% a year
}

func ExamplePerPeriod() {
	fmt.Printf("%.3f%% a month\n", 100*roi.PerPeriod(0.10, 12))
	// Output: 0.797% a month
}

func ExampleNPV() {
	flows := []float64{-10000, 3000, 4200, 6800}
	fmt.Printf("%.2f now\n", roi.NPV(0.1, flows))
	fmt.Printf("%.2f as spreadsheets say it, one period before\n", roi.SpreadsheetNPV(0.1, flows))
	// Output:
	// 1307.29 now
	// 1188.44 as spreadsheets say it, one period before
}

func ExampleSpreadsheetNPV() {
	// The first amount comes at the end of the first year, as in NPV(10%, A1:A3).
	fmt.Printf("%.2f\n", roi.SpreadsheetNPV(0.1, []float64{100, 100, 100}))
	// Output: 248.69
}

func ExampleIRR() {
	fmt.Printf("%.4f\n", roi.IRR([]float64{-70000, 12000, 15000, 18000, 21000, 26000}))
	fmt.Printf("%.4f\n", roi.IRR([]float64{100, -230, 132})) // two, so neither decides
	fmt.Printf("%.4f\n", roi.IRR([]float64{-100, 200, -101}))
	// Output:
	// [0.0866]
	// [0.1000 0.2000]
	// []
}

func ExampleMIRR() {
	fmt.Printf("%.4f\n", roi.MIRR(0.10, 0.12, []float64{-120000, 39000, 30000, 21000, 37000, 46000}))
	// Output: 0.1261
}

func on(year int, month time.Month, day int, amount float64) roi.Flow {
	return roi.Flow{At: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), Amount: amount}
}

func ExampleXNPV() {
	flows := []roi.Flow{on(2008, 1, 1, -10000), on(2008, 3, 1, 2750), on(2008, 10, 30, 4250), on(2009, 2, 15, 3250), on(2009, 4, 1, 2750)}
	fmt.Printf("%.2f\n", roi.XNPV(0.09, flows))
	// Output: 2086.65
}

func ExampleXIRR() {
	flows := []roi.Flow{on(2008, 1, 1, -10000), on(2008, 3, 1, 2750), on(2008, 10, 30, 4250), on(2009, 2, 15, 3250), on(2009, 4, 1, 2750)}
	fmt.Printf("%.6f\n", roi.XIRR(flows))
	// Output: [0.373363]
}

func ExamplePayback() {
	fmt.Printf("%.2f periods\n", roi.Payback([]float64{-10000, 3000, 4200, 6800}))
	fmt.Println(roi.Payback([]float64{-10000, 3000, 4200}))
	// Output:
	// 2.41 periods
	// +Inf
}

func ExampleDiscountedPayback() {
	fmt.Printf("%.2f periods\n", roi.DiscountedPayback(0.1, []float64{-10000, 3000, 4200, 6800}))
	// Output: 2.74 periods
}

func ExampleLastingPayback() {
	flows := []float64{-10, 20, -15, 10} // the licence is renewed after two years
	fmt.Println(roi.Payback(flows), roi.LastingPayback(0, flows))
	// Output: 0.5 2.5
}

func ExampleBenefitCost() {
	fmt.Printf("%.3f\n", roi.BenefitCost(0.1, []float64{0, 3000, 4200, 6800}, []float64{10000}))
	// Output: 1.131
}

func ExampleConstant() {
	for _, s := range roi.Constant(kpi.Proportion(50, 1000, 0.95), 13)[10:] {
		fmt.Println(s)
	}
	// Output:
	// 59.9% [50.9%, 67.8%] n=1000
	// 56.9% [47.6%, 65.2%] n=1000
	// 54.0% [44.5%, 62.7%] n=1000
}

func ExampleProgramme_Flows() {
	p := roi.Programme{
		Periods: 3,
		Deflection: []roi.Deflection{{
			Contacts: kpi.Exactly(1000, kpi.Number), Cost: kpi.Exactly(6, kpi.Number), Share: kpi.Exactly(0.3, kpi.Fraction),
		}},
		OneTime: kpi.Exactly(3000, kpi.Number),
		Running: kpi.Exactly(500, kpi.Number),
	}
	flows := p.Flows()
	fmt.Println(flows)
	fmt.Printf("NPV %.2f, IRR %.3f, payback %.2f\n", roi.NPV(0.01, flows), roi.IRR(flows), roi.Payback(flows))
	// Output:
	// [-3000 1300 1300 1300]
	// NPV 823.28, IRR [0.144], payback 2.31
}

// bot handles some of the contacts: 4,000 a month at about 5 each, for 60,000 once and 2,000 a month.
var bot = roi.Programme{
	Periods: 12,
	Deflection: []roi.Deflection{{
		Name:     "bot",
		Contacts: kpi.Exactly(4000, kpi.Number),
		Cost:     kpi.Mean(250, 5.20, 2.40, 0.95),
		Share:    kpi.Proportion(230, 500, 0.95),
	}},
	OneTime: kpi.Exactly(60_000, kpi.Number),
	Running: kpi.Exactly(2_000, kpi.Number),
}

func ExampleProgramme_Expected() {
	a := bot.Expected()
	fmt.Printf("%.0f saved for %.0f, a return of %.0f%%\n", a.Deflection, a.Cost(), 100*a.ROI())
	// Output: 114816 saved for 84000, a return of 37%
}

func ExampleProgramme_Simulate() {
	out := bot.Simulate(10_000, 2026, 0.95)
	fmt.Printf("net %.0f [%.0f, %.0f]\n", out.NPV.Value, out.NPV.Lo, out.NPV.Hi)
	fmt.Printf("paid back after %.1f months [%.1f, %.1f]\n", out.Payback.Value, out.Payback.Lo, out.Payback.Hi)
	// Output:
	// net 30816 [18296, 43681]
	// paid back after 7.9 months [6.9, 9.2]
}

func ExampleProgramme_Tornado() {
	for _, b := range bot.Tornado() {
		fmt.Printf("%s: %.0f%% to %.0f%%\n", b.Input, 100*b.AtLo, 100*b.AtHi)
	}
	// Output:
	// bot: share deflected: 24% to 50%
	// bot: cost of a contact: 29% to 45%
}

func ExampleProgramme_Check() {
	wrong := bot
	wrong.Deflection = []roi.Deflection{{Name: "bot", Share: kpi.Exactly(46, kpi.Fraction)}}
	fmt.Println(wrong.Check())
	// Output: roi: deflection "bot" of the share 46 is not between 0 and 1
}

// Two random halves of the new customers have been followed for four years, one of them with a personal contact. The
// curves fitted to both are projected to eight years.
func ExampleRetention() {
	without, err := project.FitBetaGeometric([]int{1000, 631, 468, 382, 326})
	if err != nil {
		fmt.Println(err)
		return
	}
	with, err := project.FitBetaGeometric([]int{1000, 705, 557, 471, 414})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := roi.Programme{
		Periods:  8,
		Discount: 0.10,
		Retention: []roi.Retention{{
			Customers: 20_000,
			Margin:    kpi.Exactly(120, kpi.Number),
		}},
		OneTime: kpi.Exactly(100_000, kpi.Number),
		Running: kpi.Exactly(15_000, kpi.Number),
	}
	for t := range p.Periods {
		p.Retention[0].Without = append(p.Retention[0].Without, without.Survival(t, 0.95))
		p.Retention[0].With = append(p.Retention[0].With, with.Survival(t, 0.95))
	}
	out := p.Simulate(10_000, 1, 0.95)
	fmt.Printf("net present value %.0f [%.0f, %.0f]: %v\n", out.NPV.Value, out.NPV.Lo, out.NPV.Hi, out.NPV.AtLeast(0))
	// Output: net present value 711596 [267773, 1168757]: met
}
