package drivers

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

var five = survey.Scale{Min: 1, Max: 5}

// touchpoints returns an outcome and p drivers on 1–5, 0 and 6 blank.
func touchpoints(p int) Questions {
	q := Questions{Outcome: Question{"whole", five, []int{0, 6}}}
	for j := range p {
		q.Drivers = append(q.Drivers, Question{fmt.Sprintf("d%02d", j), five, []int{0, 6}})
	}
	return q
}

// answers returns rows of an outcome and its drivers.
func answers(t testing.TB, rows ...[]int) (a Answers) {
	t.Helper()
	for _, row := range rows {
		require.NoError(t, a.Add(touchpoints(len(row)-1), row[0], row[1:]))
	}
	return a
}

func golden(t testing.TB, file string, into any) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, into))
}

// airport returns questions of the airport survey by name, the outcome first, and their columns.
func airport(t testing.TB, names []string) (q Questions, outcome []int, columns [][]int) {
	t.Helper()
	f, err := os.Open("../../examples/data/sfo_survey_2017.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	at := make([]int, len(names))
	for j, name := range names {
		at[j] = slices.Index(rows[0], name)
	}
	q.Outcome = Question{names[0], five, []int{0, 6}}
	columns = make([][]int, len(names)-1)
	for _, row := range rows[1:] {
		for j := range names {
			x, cell := 0, row[at[j]]
			if cell != "Blank" && cell != "" {
				x, err = strconv.Atoi(cell)
				require.NoError(t, err)
			}
			if j == 0 {
				outcome = append(outcome, x)
			} else {
				columns[j-1] = append(columns[j-1], x)
			}
		}
	}
	for _, name := range names[1:] {
		q.Drivers = append(q.Drivers, Question{name, five, []int{0, 6}})
	}
	return q, outcome, columns
}

type goldenWeights struct {
	N            int
	Correlations []float64
	Shapley      []float64
	Johnson      []float64
	R2           float64
	Means        []float64
	SE           struct {
		N            int
		Weights      []float64
		Shares       []float64
		R2           float64
		Correlations []float64
	}
}

// The attitude data of Chatterjee and Price are percentages, no ratings.
func TestGoldenAttitude(t *testing.T) {
	var g struct {
		Attitude struct {
			Correlations     [][]float64
			Shapley, Johnson []float64
			R2               float64
		}
	}
	golden(t, "drivers.json", &g)
	c := correlations{k: 7}
	for _, row := range g.Attitude.Correlations {
		c.at = append(c.at, row...)
	}
	lmg := []float64{0.37081619431933, 0.05090379297154, 0.15576599016914, 0.12034507940363, 0.00658872254586, 0.02818222}
	genizi := []float64{0.36276019965813, 0.05600227877885, 0.16361091075053, 0.12178039968822, 0.00825546649644, 0.02019273715898}
	for m, want := range map[Method][2][]float64{Shapley: {g.Attitude.Shapley, lmg}, RelativeWeights: {g.Attitude.Johnson, genizi}} {
		got := m.weights(&c)
		assert.InDeltaSlice(t, want[0], got, 1e-13, m)
		assert.InDeltaSlice(t, want[1], got, 1e-8, "as relaimpo prints it")
		sum := 0.0
		for _, w := range got {
			sum += w
		}
		assert.InDelta(t, 0.73260199253115, sum, 1e-13, "they add up to R²")
	}
}

func TestGoldenAirport(t *testing.T) {
	var g struct {
		SFO struct {
			Questions          []string
			Listwise, Pairwise goldenWeights
		}
	}
	golden(t, "drivers.json", &g)
	q, outcome, columns := airport(t, g.SFO.Questions)
	a, err := Collect(q, outcome, columns)
	require.NoError(t, err)
	s, err := Count(q, outcome, columns)
	require.NoError(t, err)
	assert.Equal(t, a.Sums(), s, "two ways to the sums")
	const t95 = 0.95
	for missing, want := range map[Missing]goldenWeights{Listwise: g.SFO.Listwise, Pairwise: g.SFO.Pairwise} {
		for method, weights := range map[Method][]float64{Shapley: want.Shapley, RelativeWeights: want.Johnson} {
			m := Analysis{Method: method, Missing: missing}.Importance(a, t95)
			sums := Analysis{Method: method, Missing: missing}.OfSums(s, t95)
			assert.Equal(t, "Q7ALL", m.Outcome)
			assert.Equal(t, want.SE.N, m.N)
			assert.Equal(t, 2831, m.Of)
			assert.Empty(t, m.Refused)
			assert.InDelta(t, want.R2, m.R2.Value, 1e-13)
			assert.Equal(t, m.R2.Value, sums.R2.Value)
			assert.Equal(t, [2]float64{0, 1}, [2]float64{sums.R2.Lo, sums.R2.Hi})
			for j, d := range m.Drivers {
				assert.Equal(t, g.SFO.Questions[j+1], d.Name)
				assert.InDelta(t, weights[j], d.Weight.Value, 1e-13)
				assert.InDelta(t, weights[j]/want.R2, d.Share.Value, 1e-13)
				assert.InDelta(t, want.Correlations[j], d.Correlation.Value, 1e-13)
				assert.InDelta(t, g.SFO.Listwise.Means[j+1], d.Performance.Value, 1e-13)
				assert.Equal(t, d.Weight.Value, sums.Drivers[j].Weight.Value)
			}
		}
		c, err := s.correlations(missing)
		require.NoError(t, err)
		in := Analysis{Missing: missing}.influence(&c, a)
		require.NotNil(t, in)
		assert.InDelta(t, want.SE.R2, in.r2.error(c.n), 1e-10)
		for j := range in.weights {
			assert.InDelta(t, want.SE.Weights[j], in.weights[j].error(c.n), 1e-10)
			assert.InDelta(t, want.SE.Shares[j], in.shares[j].error(c.n), 1e-10)
			assert.InDelta(t, want.SE.Correlations[j], in.r[j+1].error(c.n), 1e-13)
		}
	}
}

func TestLimitsFromStandardErrors(t *testing.T) {
	e := kpi.Estimate{Value: 0.5, Hi: 1, Level: 0.95, N: 100, Unit: kpi.Fraction}
	half := share(e, 0.1)
	assert.InDelta(t, 0.4, half.Lo, 1e-12, "even around the value, which reaches further here")
	assert.InDelta(t, 0.6, half.Hi, 1e-12)
	e.Value = 0.01
	low := share(e, 0.02)
	assert.Equal(t, 0.0, low.Lo, "nothing to do with the outcome is not excluded")
	assert.InDelta(t, math.Exp(2)/(99+math.Exp(2)), low.Hi, 1e-15, "seven times the odds, and no more")
	e.Value = 1e-6
	assert.InDelta(t, math.Pow(math.Sin(1e-3+1e-4/2e-3), 2), share(e, 1e-4).Hi, 1e-6, "further on the scale of angles")
	r := onFisher(kpi.Estimate{Value: 0.5, Lo: -1, Hi: 1}, 0.1)
	assert.InDelta(t, math.Tanh(math.Atanh(0.5)+0.1/0.75), r.Hi, 1e-15)
}
