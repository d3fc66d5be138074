package data

import (
	"fmt"
	"math"
	"strconv"
)

// Customer is a customer of an invented telecom company: the file is synthetic.
type Customer struct {
	Line        int     // in the file, from 1
	Months      int     // tenure
	Monthly     float64 // monthly charge
	Contract    string  // Month-to-month, One year, Two year
	TechSupport string  // Yes, No, No internet service
	Churned     bool    // left in the last month
}

// Customers returns the customers of telco_churn_synthetic.csv.
func Customers() ([]Customer, error) {
	rows, err := Table("telco_churn_synthetic.csv", "tenure", "MonthlyCharges", "Contract", "TechSupport", "Churn")
	if err != nil {
		return nil, err
	}
	customers := make([]Customer, len(rows))
	for i, row := range rows {
		c := Customer{Line: i + 2, Contract: row[2], TechSupport: row[3], Churned: row[4] == "Yes"}
		var err1, err2 error
		c.Months, err1 = strconv.Atoi(row[0])
		c.Monthly, err2 = strconv.ParseFloat(row[1], 64)
		if err1 != nil || err2 != nil || row[4] != "Yes" && row[4] != "No" {
			return nil, fmt.Errorf("telco_churn_synthetic.csv: line %d: tenure %q, charges %q, churn %q", c.Line, row[0], row[1], row[4])
		}
		customers[i] = c
	}
	return customers, nil
}

// Cohort is a published cohort of subscribers: how many of 1,000 are still there after 0, 1, 2, … years.
type Cohort struct {
	Name      string
	Survivors []int
}

// Cohorts returns the two cohorts of sbg_survival.csv.
func Cohorts() ([]Cohort, error) {
	rows, err := Table("sbg_survival.csv", "regular_pct_survived", "high_end_pct_survived")
	if err != nil {
		return nil, err
	}
	cohorts := []Cohort{{Name: "regular"}, {Name: "high end"}}
	for i, row := range rows {
		for j := range cohorts {
			percent, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				return nil, fmt.Errorf("sbg_survival.csv: line %d: %w", i+2, err)
			}
			cohorts[j].Survivors = append(cohorts[j].Survivors, int(math.Round(10*percent)))
		}
	}
	return cohorts, nil
}
