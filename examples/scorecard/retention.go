package main

import (
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/retention/project"
	"github.com/servicekpi/servicekpi/roi"
)

// month is the unit of the customers' tenure, a twelfth of a year.
const month = 365*24*time.Hour/12 + 5*time.Hour

// contracts in the order of their length.
var contracts = []string{"Month-to-month", "One year", "Two year"}

// retentionSections returns the report on the customers of the invented telecom company: who left, with how much revenue,
// after how long, and what a programme against it would return.
func retentionSections(level float64) ([]section, error) {
	customers, err := data.Customers()
	if err != nil {
		return nil, err
	}
	var all retention.Tally
	var revenue retention.Revenue
	var tenure retention.Lifetimes
	byContract := map[string]retention.Tally{}
	for _, c := range customers {
		all.Add(!c.Churned)
		t := byContract[c.Contract]
		t.Add(!c.Churned)
		byContract[c.Contract] = t
		kept := c.Monthly
		if c.Churned {
			kept = 0
		}
		if err := revenue.Add(c.Monthly, kept); err != nil {
			return nil, fmt.Errorf("line %d: %w", c.Line, err)
		}
		if err := tenure.Add(time.Duration(c.Months)*month, c.Churned); err != nil {
			return nil, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	s := section{
		Title: "Retention: customers of an invented telecom company",
		Notes: []string{fmt.Sprintf("%d customers; the data are synthetic (IBM, Apache-2.0)", len(customers))},
		Lines: []line{
			{Name: "churned in the last month", Estimate: all.Churn(level)},
			{Name: "monthly revenue kept", Estimate: revenue.Gross(level),
				Remark: fmt.Sprintf("%.0f of %.0f a month lost", revenue.Start-revenue.Kept.Sum, revenue.Start)},
		},
	}
	for _, name := range contracts {
		s.Lines = append(s.Lines, line{Name: "churn, " + name, Estimate: byContract[name].Churn(level)})
	}
	curve := tenure.Curve()
	for _, months := range []int{1, 12, 24, 48, 72} {
		l := line{Name: fmt.Sprintf("still here, months: %d", months), Estimate: curve.At(time.Duration(months)*month, level)}
		if l.Estimate.Lo == 0 {
			l.Remark = "nobody was watched any longer, which leaves no lower limit"
		}
		s.Lines = append(s.Lines, l)
	}
	programme, err := programmeSection(customers, level)
	if err != nil {
		return nil, err
	}
	projections, err := projectionSection(level)
	return []section{s, projections, programme}, err
}

// observed is how many years of a cohort the projection knows.
const observed = 7

// projectionSection returns what the first years of two published cohorts say of the next five, beside what happened.
func projectionSection(level float64) (section, error) {
	s := section{
		Title: "Projection: two cohorts of subscribers, five years beyond the data",
		Notes: []string{
			fmt.Sprintf("Shifted beta-geometric model fitted to years 0 to %d of 1,000 customers each (figures of Fader and Hardie 2007)", observed),
		},
	}
	cohorts, err := data.Cohorts()
	if err != nil {
		return s, err
	}
	for _, c := range cohorts {
		model, err := project.FitBetaGeometric(c.Survivors[:observed+1])
		if err != nil {
			return s, fmt.Errorf("cohort %s: %w", c.Name, err)
		}
		for year := observed + 1; year < len(c.Survivors); year++ {
			s.Lines = append(s.Lines, line{
				Name:     fmt.Sprintf("%s, still there after %d years", c.Name, year),
				Estimate: model.Survival(year, level),
				Remark:   fmt.Sprintf("it was %.1f%%", float64(c.Survivors[year])/10),
			})
		}
	}
	return s, nil
}

// programmeSection returns the return of a programme that gives technical support to all who pay by the month, if they then
// stayed like those who have it today.
func programmeSection(customers []data.Customer, level float64) (section, error) {
	const months, margin, price, setup = 12, 0.3, 1.5, 20_000
	s := section{
		Title: "Return on a retention programme: technical support for all who pay by the month",
		Notes: []string{
			"Assumes that support makes customers stay as those with support stay today. That is an association: only a trial shows an effect.",
			fmt.Sprintf("Assumed: %d months, margin %.0f%% of the charge, support %.2f a customer and month, %d to set up.", months, 100*margin, price, setup),
		},
	}
	var with, without retention.Lifetimes
	charges, n := 0.0, 0
	for _, c := range customers {
		if c.Contract != contracts[0] {
			continue
		}
		group := &with
		switch c.TechSupport {
		case "No":
			group = &without
			charges += c.Monthly
			n++
		case "Yes":
		default:
			continue
		}
		if err := group.Add(time.Duration(c.Months)*month, c.Churned); err != nil {
			return s, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	curve := func(l retention.Lifetimes) []kpi.Estimate {
		c, points := l.Curve(), make([]kpi.Estimate, months)
		for t := range points {
			points[t] = c.At(time.Duration(t)*month, level)
		}
		return points
	}
	p := roi.Programme{
		Periods: months,
		Retention: []roi.Retention{{Customers: n, Margin: kpi.Exactly(margin*charges/float64(n), kpi.Number),
			Without: curve(without), With: curve(with)}},
		OneTime: kpi.Exactly(setup, kpi.Number),
		Running: kpi.Exactly(price*float64(n), kpi.Number),
	}
	if err := p.Check(); err != nil {
		return s, err
	}
	out := p.Simulate(10_000, 1, level)
	s.Lines = []line{
		{Name: "benefit", Estimate: out.Benefit},
		{Name: "cost", Estimate: out.Cost},
		{Name: "return on investment", Estimate: out.ROI, Remark: fmt.Sprintf("above 0: %v; pays in %.0f%% of the draws", out.ROI.AtLeast(0), 100*out.Pays)},
		{Name: "payback in months", Estimate: out.Payback},
	}
	for _, b := range p.Tornado() {
		s.Notes = append(s.Notes, fmt.Sprintf("%s alone moves the return from %.2f to %.2f", b.Input, b.AtLo, b.AtHi))
	}
	return s, nil
}
