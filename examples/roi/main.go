// Roi works out what a chat channel returns that cost 50,000 to build: which contacts no longer come, which customers stay, and
// how sure that is. The amounts are made up; put in your own.
//
//	go run ./examples/roi
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/roi"
)

const (
	level  = 0.95
	months = 12
)

func main() {
	if err := report(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func report(w io.Writer) error {
	// In a trial with a thousand customers on either side 24 of those with the channel left in a month, and 30 of those
	// without it. Of 500 contacts 100 were settled in the chat and did not come back within a week.
	chat := roi.Programme{
		Periods:  months,
		Discount: roi.PerPeriod(0.08, months),
		Retention: []roi.Retention{{
			Customers: 20_000,
			Margin:    kpi.Exactly(12, kpi.Number),
			Without:   roi.Constant(kpi.Proportion(30, 1000, level), months),
			With:      roi.Constant(kpi.Proportion(24, 1000, level), months),
		}},
		Deflection: []roi.Deflection{{
			Contacts: kpi.Exactly(6_000, kpi.Number),
			Cost:     kpi.Mean(200, 6.4, 2.1, level),
			Share:    kpi.Proportion(100, 500, level),
		}},
		OneTime: kpi.Exactly(50_000, kpi.Number),
		Running: kpi.Exactly(3_000, kpi.Number),
	}
	if err := chat.Check(); err != nil {
		return err
	}

	account := chat.Expected()
	fmt.Fprintf(w, "benefit %8.0f: contacts %.0f, customers who stay %.0f\n", account.Benefit(), account.Deflection, account.Retention)
	fmt.Fprintf(w, "cost    %8.0f: to build %.0f, to run %.0f\n\n", account.Cost(), account.OneTime, account.Running)

	out := chat.Simulate(10_000, 1, level)
	fmt.Fprintf(w, "return on investment  %v\n", out.ROI)
	fmt.Fprintf(w, "net present value     %v\n", out.NPV)
	fmt.Fprintf(w, "payback in months     %v\n", out.Payback)
	fmt.Fprintf(w, "above 0? %v; it pays in %.0f%% of the draws\n", out.ROI.AtLeast(0), 100*out.Pays)
	fmt.Fprintf(w, "internal rates of return a month %.3f, modified %.3f\n\n", roi.IRR(chat.Flows()), roi.MIRR(0.006, 0.006, chat.Flows()))

	fmt.Fprintln(w, "what to measure better first:")
	for _, bar := range chat.Tornado() {
		fmt.Fprintf(w, "  %-24s return %.2f to %.2f\n", bar.Input, bar.AtLo, bar.AtHi)
	}

	// Benefit and cost that were measured apart need no simulation.
	fmt.Fprintf(w, "\na campaign: %v\n", roi.Of(kpi.Mean(400, 150, 600, level), kpi.Exactly(100, kpi.Number)))
	return nil
}
