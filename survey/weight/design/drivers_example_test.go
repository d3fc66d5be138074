package design_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/drivers"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// visit is what somebody thinks of a visit as a whole and of what may drive that.
type visit struct{ Whole, Speed, Courtesy, Price int }

// visits are answers of business accounts, three each, and of private customers.
var visits = []struct {
	stratum, account string
	weight           float64
	visit            visit
}{
	{"business", "account 1", 2.5, visit{3, 3, 4, 2}},
	{"business", "account 1", 2.5, visit{2, 2, 3, 4}},
	{"business", "account 1", 2.5, visit{3, 1, 4, 4}},
	{"business", "account 2", 4, visit{4, 4, 3, 5}},
	{"business", "account 2", 4, visit{3, 3, 2, 3}},
	{"business", "account 2", 4, visit{4, 4, 4, 3}},
	{"business", "account 3", 2.5, visit{3, 4, 2, 4}},
	{"business", "account 3", 2.5, visit{3, 4, 2, 3}},
	{"business", "account 3", 2.5, visit{4, 4, 5, 3}},
	{"business", "account 4", 4, visit{3, 2, 3, 3}},
	{"business", "account 4", 4, visit{2, 2, 2, 4}},
	{"business", "account 4", 4, visit{4, 5, 2, 4}},
	{"business", "account 5", 2.5, visit{4, 3, 5, 3}},
	{"business", "account 5", 2.5, visit{4, 5, 4, 2}},
	{"business", "account 5", 2.5, visit{5, 5, 5, 3}},
	{"business", "account 6", 4, visit{4, 4, 4, 3}},
	{"business", "account 6", 4, visit{3, 2, 3, 4}},
	{"business", "account 6", 4, visit{5, 5, 5, 4}},
	{"business", "account 7", 2.5, visit{4, 4, 5, 3}},
	{"business", "account 7", 2.5, visit{5, 5, 4, 4}},
	{"business", "account 7", 2.5, visit{3, 2, 5, 5}},
	{"business", "account 8", 4, visit{4, 4, 3, 3}},
	{"business", "account 8", 4, visit{5, 5, 4, 3}},
	{"business", "account 8", 4, visit{3, 3, 4, 4}},
	{"private", "", 20, visit{2, 1, 2, 3}},
	{"private", "", 35, visit{4, 5, 3, 3}},
	{"private", "", 12.5, visit{3, 3, 1, 4}},
	{"private", "", 20, visit{4, 5, 3, 3}},
	{"private", "", 35, visit{5, 5, 5, 3}},
	{"private", "", 12.5, visit{3, 3, 5, 2}},
	{"private", "", 20, visit{4, 4, 5, 4}},
	{"private", "", 35, visit{1, 1, 2, 2}},
	{"private", "", 12.5, visit{4, 4, 3, 4}},
	{"private", "", 20, visit{3, 3, 3, 4}},
	{"private", "", 35, visit{3, 3, 3, 1}},
	{"private", "", 12.5, visit{4, 5, 4, 2}},
	{"private", "", 20, visit{4, 3, 4, 5}},
	{"private", "", 35, visit{2, 2, 1, 5}},
	{"private", "", 12.5, visit{3, 1, 3, 1}},
	{"private", "", 20, visit{4, 5, 5, 3}},
	{"private", "", 35, visit{2, 3, 2, 4}},
	{"private", "", 12.5, visit{3, 2, 4, 5}},
	{"private", "", 20, visit{2, 1, 4, 4}},
	{"private", "", 35, visit{2, 2, 2, 2}},
	{"private", "", 12.5, visit{5, 5, 5, 5}},
	{"private", "", 20, visit{2, 3, 2, 3}},
	{"private", "", 35, visit{3, 1, 3, 5}},
	{"private", "", 12.5, visit{4, 5, 4, 2}},
	{"private", "", 20, visit{2, 3, 2, 1}},
	{"private", "", 35, visit{3, 3, 3, 2}},
	{"private", "", 12.5, visit{3, 3, 4, 4}},
	{"private", "", 20, visit{2, 1, 4, 2}},
	{"private", "", 35, visit{4, 4, 5, 4}},
	{"private", "", 12.5, visit{3, 4, 3, 2}},
	{"private", "", 20, visit{4, 4, 5, 4}},
	{"private", "", 35, visit{2, 2, 1, 3}},
	{"private", "", 12.5, visit{3, 2, 3, 3}},
	{"private", "", 20, visit{2, 2, 2, 2}},
	{"private", "", 35, visit{4, 5, 4, 3}},
	{"private", "", 12.5, visit{3, 3, 3, 3}},
}

// visited returns the visits as a sample.
func visited() (s design.Sample[visit]) {
	for _, v := range visits {
		if err := s.Add(design.Row[visit]{Stratum: v.stratum, Cluster: v.account, Weight: v.weight, Cell: v.visit}); err != nil {
			fmt.Println(err)
		}
	}
	return s
}

// importance returns what drives the whole among weighted visits: each counts as millionths of its weight.
func importance(cells []design.Weighted[visit]) drivers.Importance {
	scale := survey.Scale{Min: 1, Max: 5}
	q := drivers.Questions{Outcome: drivers.Question{Name: "whole", Scale: scale}, Drivers: []drivers.Question{
		{Name: "speed", Scale: scale}, {Name: "courtesy", Scale: scale}, {Name: "price", Scale: scale}}}
	var sums drivers.Sums
	for _, c := range cells {
		n := int(math.Round(1e6 * c.Weight))
		if err := sums.AddN(q, c.Cell.Whole, []int{c.Cell.Speed, c.Cell.Courtesy, c.Cell.Price}, n); err != nil {
			fmt.Println(err)
		}
	}
	return sums.Importance(0.95)
}

// What drives satisfaction, of answers with weights, strata and clusters: each part is a statistic of the weighted
// answers, and the bootstrap draws the accounts and customers again for its limits. They are value ± t·SE, and may
// leave 0 to 1.
func ExampleReplicates_drivers() {
	again := visited().Bootstrap(400, 1, design.AroundEstimate)
	for j, name := range []string{"speed", "courtesy", "price"} {
		share := again.Estimate(func(cells []design.Weighted[visit]) float64 {
			return importance(cells).Drivers[j].Share.Value
		}, kpi.Fraction, 0.95)
		fmt.Println(name, share)
	}
	// Output:
	// speed 56.0% [41.6%, 70.3%] n=60
	// courtesy 40.1% [24.4%, 55.8%] n=60
	// price 4.0% [-4.1%, 12.1%] n=60
}

func TestWeightedDriversAgainstRegressions(t *testing.T) {
	var want struct {
		Shares, Errors []float64
		R2             float64
		R2Error        float64 `json:"r2_error"`
	}
	b, err := os.ReadFile("testdata/drivers.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &want))
	jackknife, bootstrap := visited().Jackknife(design.AroundEstimate), visited().Bootstrap(400, 1, design.AroundEstimate)
	for j, share := range want.Shares {
		of := func(cells []design.Weighted[visit]) float64 { return importance(cells).Drivers[j].Share.Value }
		assert.InDelta(t, share, jackknife.Estimate(of, kpi.Fraction, 0.95).Value, 1e-9)
		assert.InDelta(t, want.Errors[j], jackknife.StandardError(of), 1e-6, "weights in millionths")
		assert.InEpsilon(t, want.Errors[j], bootstrap.StandardError(of), 0.35, "another estimate of the same")
	}
	r2 := func(cells []design.Weighted[visit]) float64 { return importance(cells).R2.Value }
	assert.InDelta(t, want.R2, jackknife.Estimate(r2, kpi.Fraction, 0.95).Value, 1e-9)
	assert.InDelta(t, want.R2Error, jackknife.StandardError(r2), 1e-6)
}
