// The command retention prints who stays with a telecom company, how much of its revenue, and for how long,
// by contract; then the cohorts of two products. The telecom customers are synthetic: the company does not
// exist. The cohorts are those of Fader and Hardie (2007).
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"slices"
	"time"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/retention"
)

// month is a month of tenure: a twelfth of 365 days.
const month = 730 * time.Hour

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	if err := telecom(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return cohorts(w)
}

// group is customers of one contract.
type group struct {
	customers retention.Tally
	revenue   retention.Revenue // in cents a month
	tenure    retention.Lifetimes
}

func telecom(w io.Writer) error {
	byContract, err := readTelecom()
	if err != nil {
		return err
	}
	var all group
	var tenures []retention.Lifetimes
	fmt.Fprintln(w, "customers of a telecom company (synthetic data)")
	show := func(name string, g group) {
		fmt.Fprintf(w, "%-14s churn %v\n", name, g.customers.Churn(0.95))
		fmt.Fprintf(w, "%-14s revenue kept %v\n", "", g.revenue.Gross(0.95))
		fmt.Fprintf(w, "%-14s stay longer than 1 year %v\n", "", g.tenure.At(12*month, 0.95))
		fmt.Fprintf(w, "%-14s stay longer than 4 years %v\n", "", g.tenure.At(48*month, 0.95))
	}
	for _, name := range []string{"Month-to-month", "One year", "Two year"} {
		g := byContract[name]
		show(name, g)
		tenures = append(tenures, g.tenure)
		all = group{all.customers.Plus(g.customers), all.revenue.Plus(g.revenue), all.tenure.Plus(g.tenure)}
	}
	show("all", all)
	fmt.Fprintf(w, "revenue a month %.2f, lost %.2f\n", all.revenue.Start/100, (all.revenue.Start-all.revenue.Kept.Sum)/100)
	fmt.Fprintln(w, "do contracts differ in tenure?", retention.LogRank(tenures...))
	return nil
}

// readTelecom reads the customers by contract.
func readTelecom() (map[string]group, error) {
	customers, err := data.Customers()
	if err != nil {
		return nil, err
	}
	byContract := map[string]group{}
	for _, c := range customers {
		start := math.Round(100 * c.Monthly) // whole cents add up exactly
		end := start
		if c.Churned {
			end = 0
		}
		g := byContract[c.Contract]
		g.customers.Add(!c.Churned)
		if err := errors.Join(g.revenue.Add(start, end), g.tenure.Add(time.Duration(c.Months)*month, c.Churned)); err != nil {
			return nil, fmt.Errorf("line %d: %w", c.Line, err)
		}
		byContract[c.Contract] = g
	}
	return byContract, nil
}

// cohorts shows two published cohorts by age, as if of a thousand customers each, and their yearly rates.
func cohorts(w io.Writer) error {
	published, err := data.Cohorts()
	if err != nil {
		return err
	}
	var names []string
	var counts [][]int
	for _, c := range slices.Backward(published) {
		names, counts = append(names, c.Name), append(counts, c.Survivors[:8]) // the first years, as if the rest were still to come
	}
	table, err := retention.CohortsOf(retention.OnOrAfter, names, counts)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "two cohorts, as if of 1,000 customers each, by years since they came")
	fmt.Fprint(w, table)
	fmt.Fprintln(w, "of those who were there the year before")
	fmt.Fprint(w, table.By(retention.Previous))
	high, _ := table.Cell(0, 7)
	regular, _ := table.Cell(1, 7)
	fmt.Fprintln(w, "after seven years high end is ahead by", high.Rate(0.95).Minus(regular.Rate(0.95)))
	return nil
}
