package reliability

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey"
)

var five = survey.Scale{Min: 1, Max: 5}

// sfo returns the answers to questions 7 on art, food, stores, signs, walkways and screens of the airport
// survey of 2017: 1 unacceptable to 5 outstanding, 6 not applicable, 0 and "Blank" blank, here both 0.
func sfo(t testing.TB) (columns [][]uint8) {
	t.Helper()
	f, err := data.Files().Open("sfo_survey_2017.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	columns = make([][]uint8, 6)
	for _, row := range rows[1:] {
		for j := range columns {
			require.Regexp(t, "^Q7(ART|FOOD|STORE|SIGN|WALKWAYS|SCREENS)$", rows[0][7+j])
			x, err := strconv.Atoi(row[7+j])
			if err != nil {
				x = 0
			}
			columns[j] = append(columns[j], uint8(x))
		}
	}
	return columns
}

type goldenItems struct {
	N            int
	Alpha        float64
	Standardised float64
	SE           float64
	Feldt        [2]float64
	RDrop        []float64 `json:"r_drop"`
	Mean         []float64
	SD           []float64
	AlphaWithout []float64 `json:"alpha_without"`
	Omega        float64
	Loadings     []float64
	Uniquenesses []float64
	OddEven      float64 `json:"odd_even"`
	OddEvenR     float64 `json:"odd_even_r"`
}

type goldenICC struct{ Form, ICC, Lo, Hi []float64 }

func golden(t *testing.T) (g struct {
	SFO          goldenItems
	Attitude     goldenItems
	AttitudeRows [][]float64 `json:"attitude_rows"`
	SFOICC       goldenICC   `json:"sfo_icc"`
	ShroutFleiss goldenICC   `json:"shrout_fleiss"`
}) {
	t.Helper()
	b, err := os.ReadFile("testdata/reliability.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &g))
	return g
}

func TestGoldenItems(t *testing.T) {
	want := golden(t).SFO
	items, err := Count(five, sfo(t), 0, 6)
	require.NoError(t, err)
	assert.Equal(t, want.N, items.N)
	assert.Equal(t, 2831-want.N, items.Incomplete)

	a := items.Alpha(0.95)
	assert.InDelta(t, 0.867210, a.Value, 5e-7, "as published with the data")
	assert.InDelta(t, want.Alpha, a.Value, 1e-13)
	assert.InDelta(t, want.SE, items.alphaError(), 1e-14, "two ways to the standard error")
	assert.Equal(t, want.N, a.N)
	f := Feldt.Alpha(items, 0.95)
	assert.InDelta(t, want.Alpha, f.Value, 1e-13)
	assert.InDelta(t, want.Feldt[0], f.Lo, 1e-12)
	assert.InDelta(t, want.Feldt[1], f.Hi, 1e-12)
	assert.InDelta(t, want.Standardised, items.StandardisedAlpha(), 1e-13)
	assert.InDelta(t, want.Omega, items.Omega(), 1e-7, "lavaan stops early")

	for j, item := range items.Overview() {
		assert.InDelta(t, want.Mean[j], item.Mean, 1e-13)
		assert.InDelta(t, want.SD[j], item.SD, 1e-13)
		assert.InDelta(t, want.RDrop[j], item.ItemTotal, 1e-13)
		assert.InDelta(t, want.AlphaWithout[j], item.AlphaWithout, 1e-13)
	}
}

// covarianceOf returns the covariance matrix of any numbers, by two passes.
func covarianceOf(rows [][]float64) covariance {
	k, n := len(rows[0]), float64(len(rows))
	means := make([]float64, k)
	for _, row := range rows {
		for j, x := range row {
			means[j] += x / n
		}
	}
	c := newCovariance(k)
	for _, row := range rows {
		for j, x := range row {
			for l, y := range row {
				c.at[j*k+l] += (x - means[j]) * (y - means[l]) / (n - 1)
			}
		}
	}
	return c
}

// The attitude data of Chatterjee and Price are percentages, no ratings.
func TestGoldenCoefficients(t *testing.T) {
	g := golden(t)
	want, c := g.Attitude, covarianceOf(g.AttitudeRows)
	assert.InDelta(t, want.Alpha, alpha(c), 1e-13)
	assert.InDelta(t, 0.84314276956476, alpha(c), 1e-13)
	assert.InDelta(t, want.Standardised, standardisedAlpha(c), 1e-13)
	assert.InDelta(t, want.Omega, omega(c), 1e-7)
	loadings, uniquenesses, ok := oneFactor(c)
	require.True(t, ok)
	for j := range c.k {
		assert.InDelta(t, want.RDrop[j], itemTotal(j)(c), 1e-13)
		assert.InDelta(t, want.AlphaWithout[j], alphaWithout(j)(c), 1e-13)
		assert.InEpsilon(t, want.Loadings[j], loadings[j]*math.Sqrt(29.0/30), 1e-5, "lavaan divides by n")
		assert.InEpsilon(t, want.Uniquenesses[j], uniquenesses[j]*29/30, 1e-5)
	}
	odd := []bool{true, false, true, false, true, false, true}
	assert.InDelta(t, want.OddEven, split(odd)(c), 1e-13)
	assert.InDelta(t, 0.922534166370668, SpearmanBrown(want.OddEvenR, 2), 1e-13)
	assert.InDelta(t, 0.823529411764706, SpearmanBrown(0.7, 2), 1e-15)
}

// Six pupils, four questions, right or wrong: alpha is formula 20 of Kuder and Richardson.
func TestKuderRichardson(t *testing.T) {
	var items Items
	for _, row := range [][]int{{1, 1, 1, 0}, {1, 1, 0, 0}, {1, 0, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}, {1, 1, 0, 1}} {
		require.NoError(t, items.Add(survey.Scale{Min: 0, Max: 1}, row))
	}
	assert.InDelta(t, 0.738461538461539, items.Alpha(0.95).Value, 1e-14)
	assert.False(t, math.IsNaN(items.MeasurementError()))
}

// All splits of the attitude data, by psych::splitHalf 2.5.3 and by brute force in numpy.
func TestGoldenSplits(t *testing.T) {
	c := covarianceOf(golden(t).AttitudeRows)
	worst, best := splits(c)
	assert.InDelta(t, 0.641231203616514, worst, 1e-13)
	assert.InDelta(t, 0.905535204917976, best, 1e-13)
	worst, best = splits(c.correlation())
	assert.InDelta(t, 0.675017455116711, worst, 1e-13)
	assert.InDelta(t, 0.892632206338469, best, 1e-13)
	worst, best = splits(c.without(0).correlation())
	assert.InDelta(t, 0.7194899356170305, worst, 1e-13)
	assert.InDelta(t, 0.8627775038961392, best, 1e-13)
	worst, best = rows(t, five, [][]int{{1, 3, 4, 4}, {2, 3, 4, 5}}).Splits()
	assert.Equal(t, worst, best, "one split of two items")
	worst, best = Items{}.Splits()
	assert.True(t, math.IsNaN(worst) && math.IsNaN(best))
}

// Answers with little in common, where R's factanal finds the highest peak of the likelihood from many starts.
func TestOmegaOfSeveralPeaks(t *testing.T) {
	b, err := os.ReadFile("testdata/heywood.json")
	require.NoError(t, err)
	var cases []struct {
		Rows  [][]int
		Omega float64
	}
	require.NoError(t, json.Unmarshal(b, &cases))
	require.Len(t, cases, 8)
	for i, c := range cases {
		var items Items
		for _, row := range c.Rows {
			require.NoError(t, items.Add(five, row))
		}
		assert.InDelta(t, c.Omega, items.Omega(), 2e-4, i)
	}
}
