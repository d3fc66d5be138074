package retention_test

import (
	"encoding/csv"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/examples/data"
)

// month is how long a month of tenure is here: a twelfth of 365 days.
const month = 730 * time.Hour

// customer is a customer of a telecom company that does not exist: the data are synthetic.
type customer struct {
	contract string
	tenure   int // months
	charge   float64
	churned  bool
}

func customers(t testing.TB) []customer {
	t.Helper()
	f, err := data.Files().Open("telco_churn_synthetic.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	at := func(name string) int { return slices.Index(rows[0], name) }
	contract, tenure, charge, churn := at("Contract"), at("tenure"), at("MonthlyCharges"), at("Churn")
	var out []customer
	for _, row := range rows[1:] {
		months, err := strconv.Atoi(row[tenure])
		require.NoError(t, err)
		amount, err := strconv.ParseFloat(row[charge], 64)
		require.NoError(t, err)
		out = append(out, customer{row[contract], months, amount, row[churn] == "Yes"})
	}
	return out
}
