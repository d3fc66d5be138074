// The command retention prints who stays with a telecom company, how much of its revenue, and for how long,
// by contract; then the cohorts of two products. The telecom customers are synthetic: the company does not
// exist. The cohorts are those of Fader and Hardie (2007).
package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"slices"
	"strconv"
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
	const name = "telco_churn_synthetic.csv"
	rows, column, err := read(name, "Contract", "tenure", "MonthlyCharges", "Churn")
	if err != nil {
		return nil, err
	}
	byContract := map[string]group{}
	for i, row := range rows {
		tenure, err := strconv.Atoi(row[column["tenure"]])
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, i+2, err)
		}
		charge, err := strconv.ParseFloat(row[column["MonthlyCharges"]], 64)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, i+2, err)
		}
		churned := row[column["Churn"]] == "Yes"
		start := math.Round(100 * charge) // whole cents add up exactly
		end := start
		if churned {
			end = 0
		}
		g := byContract[row[column["Contract"]]]
		g.customers.Add(!churned)
		if err := errors.Join(g.revenue.Add(start, end), g.tenure.Add(time.Duration(tenure)*month, churned)); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, i+2, err)
		}
		byContract[row[column["Contract"]]] = g
	}
	return byContract, nil
}

// cohorts shows two published cohorts by age, as if of a thousand customers each, and their yearly rates.
func cohorts(w io.Writer) error {
	const name = "sbg_survival.csv"
	columns := []string{"high_end_pct_survived", "regular_pct_survived"}
	rows, column, err := read(name, columns...)
	if err != nil {
		return err
	}
	counts := make([][]int, len(columns))
	for i, row := range rows[:8] { // the first years, as if the rest were still to come
		for k, c := range columns {
			percent, err := strconv.ParseFloat(row[column[c]], 64)
			if err != nil {
				return fmt.Errorf("%s, line %d: %w", name, i+2, err)
			}
			counts[k] = append(counts[k], int(math.Round(10*percent)))
		}
	}
	table, err := retention.CohortsOf(retention.OnOrAfter, []string{"high end", "regular"}, counts)
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

// read returns the rows of a data file without its header, and the index of each column named.
func read(name string, columns ...string) (rows [][]string, index map[string]int, err error) {
	file, err := data.Files().Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	rows, err = csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("%s is empty", name)
	}
	index = map[string]int{}
	for _, c := range columns {
		if index[c] = slices.Index(rows[0], c); index[c] < 0 {
			return nil, nil, fmt.Errorf("%s has no column %s", name, c)
		}
	}
	return rows[1:], index, nil
}
