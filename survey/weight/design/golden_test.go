package design_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/weight"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// verdict is what R says of a statistic of a sample.
type verdict struct {
	Data                     string
	Strata, Clusters, Finite bool
	Lone                     design.Lone
	Fit, Statistic, Segment  string
	Value, SE, DEff, Centred float64
	DF                       json.RawMessage
	Method, R                string
	Limits                   []float64
	MSE                      bool
	P, Pearson, Q            float64
}

func (v verdict) String() string {
	return fmt.Sprintf("%s (strata %v, clusters %v, finite %v, lone %v, fit %s) %s %s %s", v.Data, v.Strata, v.Clusters, v.Finite, v.Lone, v.Fit, v.Statistic, v.Segment, v.R)
}

func verdicts(t testing.TB, statistics ...string) (out []verdict) {
	t.Helper()
	b, err := os.ReadFile("testdata/sample.json")
	require.NoError(t, err)
	var all []verdict
	require.NoError(t, json.Unmarshal(b, &all))
	for _, v := range all {
		for _, s := range statistics {
			if v.Statistic == s {
				out = append(out, v)
			}
		}
	}
	require.NotEmpty(t, out)
	return out
}

// school is what is known of a school of the api data.
type school struct {
	Type, Wide                     string
	API00, API99, Enrolled, Tested float64
}

func records(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

// schools returns the sample of a verdict on schools, and its cells by type and by school-wide target met or not.
func schools(t testing.TB, file string, v verdict) (design.Sample[school], weight.Cells) {
	t.Helper()
	s, cells := design.Sample[school]{Lone: v.Lone}, weight.NewCells("type", "wide")
	for _, r := range records(t, file) {
		if r[0] != v.Data {
			continue
		}
		row := design.Row[school]{Weight: number(t, r[4]), Cell: school{r[5], r[6], number(t, r[7]), number(t, r[8]), number(t, r[9]), number(t, r[10])}}
		if v.Strata {
			row.Stratum = r[1]
		}
		if v.Clusters {
			row.Cluster = r[2]
		}
		if v.Finite {
			require.NoError(t, s.AddStratum(row.Stratum, int(number(t, r[3]))))
		}
		require.NoError(t, s.Add(row))
		require.NoError(t, cells.Add([]string{r[5], r[6]}, row.Weight))
	}
	return s, cells
}

func levels(s school) []string { return []string{s.Type, s.Wide} }

var (
	types = weight.Totals("type", map[string]float64{"E": 4421, "H": 755, "M": 1018})
	wide  = weight.Totals("wide", map[string]float64{"No": 1072, "Yes": 5122})
	yesNo = survey.Scale{Min: 0, Max: 1}
)

// of returns the part of the schools that a verdict is on.
func of(t testing.TB, v verdict) design.Sample[school] {
	t.Helper()
	s, cells := schools(t, "sample_api.csv", v)
	var margins []weight.Margin
	switch v.Fit {
	case "type":
		margins = []weight.Margin{types}
	case "type, wide":
		margins = []weight.Margin{types, wide}
	}
	if margins != nil {
		fit, err := weight.Exponential{}.Calibrate(cells, margins...)
		require.NoError(t, err)
		s, err = s.Calibrated(fit, levels)
		require.NoError(t, err)
	}
	if v.Segment != "" {
		s = s.Where(func(c school) bool { return c.Wide == v.Segment })
	}
	return s
}

func api00(s school) float64    { return s.API00 }
func enrolled(s school) float64 { return s.Enrolled }
func tested(s school) float64   { return s.Tested }
func good(s school) (int, bool) {
	if s.API00 > 700 {
		return 1, true
	}
	return 0, true
}

// close asserts that got is want to a share of it.
func closeTo(t *testing.T, want, got, share float64, what string) {
	t.Helper()
	assert.InDelta(t, want, got, share*math.Max(1, math.Abs(want)), what)
}

func TestSampleAgainstSurvey(t *testing.T) {
	for _, v := range verdicts(t, "mean", "total", "ratio") {
		s, what := of(t, v), v.String()
		var e kpi.Estimate
		var se float64
		switch v.Statistic {
		case "mean":
			e, se = s.Mean(api00, kpi.Number, 0.95), s.MeanError(api00)
		case "total":
			e, se = s.Total(enrolled, kpi.Number, 0.95), s.TotalError(enrolled)
		case "ratio":
			e, se = s.Ratio(tested, enrolled, 0.95), s.RatioError(tested, enrolled)
		}
		closeTo(t, v.Value, e.Value, 1e-8, what)
		closeTo(t, v.SE, se, 1e-8, what)
		assert.Equal(t, s.N(), e.N)
		assert.True(t, e.Lo < e.Value && e.Value < e.Hi, what)
	}
}

func TestSampleSharesAgainstSurvey(t *testing.T) {
	for _, v := range verdicts(t, "share") {
		checkShare(t, v, of(t, v).Rated(yesNo, good), mean)
	}
}

func checkShare(t *testing.T, v verdict, r design.Rated, value func(int) (float64, error)) {
	t.Helper()
	what := v.String()
	e := method(t, v.Method).Score(r, value, 0.95)
	closeTo(t, v.Value, e.Value, 1e-8, what) // as near as the iterations of a regression come
	closeTo(t, v.SE, r.StandardError(value), 1e-10, what)
	closeTo(t, math.Max(0, v.Limits[0]), e.Lo, 1e-8, what)
	closeTo(t, math.Min(1, v.Limits[1]), e.Hi, 1e-8, what)
}

func method(t testing.TB, name string) design.Method {
	t.Helper()
	for m := design.ScoreInterval; m <= design.Wald; m++ {
		if m.String() == name {
			return m
		}
	}
	t.Fatalf("no method %q", name)
	return 0
}

// passenger is an answer of the airport's survey.
type passenger struct {
	Area   string
	Rating int
}

func (p passenger) rating() (int, bool) { return p.Rating, true }

func passengers(t testing.TB, strata, clusters bool) (s design.Sample[passenger]) {
	t.Helper()
	for _, r := range records(t, "sample_sfo.csv") {
		row := design.Row[passenger]{Cell: passenger{r[2], int(number(t, r[3]))}, Weight: number(t, r[4])}
		if strata {
			row.Stratum = r[0]
		}
		if clusters {
			row.Cluster = r[1]
		}
		require.NoError(t, s.AddN(row, int(number(t, r[5]))))
	}
	return s
}

func TestSampleAirport(t *testing.T) {
	for _, v := range verdicts(t, "nps", "promoters") {
		s, what := passengers(t, v.Strata, v.Clusters), v.String()
		if v.Segment != "" {
			s = s.Where(func(p passenger) bool { return p.Area == v.Segment })
		}
		r := s.Rated(eleven, passenger.rating)
		if v.Statistic == "promoters" {
			checkShare(t, v, r, top)
			continue
		}
		e := r.Score(nps.Value, kpi.Points, 0.95)
		closeTo(t, v.Value, e.Value, 1e-10, what)
		closeTo(t, v.SE, r.StandardError(nps.Value), 1e-10, what)
		closeTo(t, v.DEff, r.DesignEffect(nps.Value), 1e-10, what)
		closeTo(t, v.Limits[0], e.Lo, 1e-8, what)
		closeTo(t, v.Limits[1], e.Hi, 1e-8, what)
	}
}

func TestIndependenceAgainstSvychisq(t *testing.T) {
	for _, v := range verdicts(t, "independence") {
		var got design.RaoScott
		if v.Data == "sfo" {
			class := func(p passenger) string { x, _ := nps.Value(p.Rating); return fmt.Sprint(x) }
			got = passengers(t, v.Strata, v.Clusters).Independence(func(p passenger) string { return p.Area }, class)
		} else {
			got = of(t, v).Independence(func(s school) string { return s.Wide }, func(s school) string { return s.Type })
		}
		var df []float64
		require.NoError(t, json.Unmarshal(v.DF, &df))
		what := v.String()
		closeTo(t, v.Value, got.F, 1e-9, what)
		closeTo(t, df[0], got.DF1, 1e-9, what)
		closeTo(t, df[1], got.DF2, 1e-9, what)
		assert.InEpsilon(t, v.P, got.P, 1e-8, what)
		closeTo(t, v.Pearson, got.Pearson, 1e-9, what)
	}
}

// correlation is that of the index in two years, weighted.
func correlation(schools []design.Weighted[school]) float64 {
	var w, x, y, xx, yy, xy float64
	for _, s := range schools {
		w += s.Weight
		x += s.Weight * s.Cell.API00
		y += s.Weight * s.Cell.API99
	}
	for _, s := range schools {
		a, b := s.Cell.API00-x/w, s.Cell.API99-y/w
		xx, yy, xy = xx+s.Weight*a*a, yy+s.Weight*b*b, xy+s.Weight*a*b
	}
	return xy / math.Sqrt(xx*yy)
}

func ratioOf(y, x func(school) float64) func([]design.Weighted[school]) float64 {
	return func(schools []design.Weighted[school]) float64 {
		var a, b float64
		for _, s := range schools {
			a, b = a+s.Weight*y(s.Cell), b+s.Weight*x(s.Cell)
		}
		return a / b
	}
}

func one(school) float64 { return 1 }

func TestJackknifeAgainstSurvey(t *testing.T) {
	for _, v := range verdicts(t, "jackknife mean", "jackknife correlation") {
		around, statistic := design.AroundMean, correlation
		if v.MSE {
			around = design.AroundEstimate
		}
		if v.Statistic == "jackknife mean" {
			statistic = ratioOf(api00, one)
		}
		r, what := of(t, v).Jackknife(around), v.String()
		closeTo(t, v.Value, r.Estimate(statistic, kpi.Number, 0.95).Value, 1e-10, what)
		closeTo(t, v.SE, r.StandardError(statistic), 1e-10, what)
	}
}

// All outcomes of a bootstrap of seven schools, against 20,000 of them.
func TestBootstrapAgainstAllOutcomes(t *testing.T) {
	for _, v := range verdicts(t, "bootstrap") {
		s, _ := schools(t, "sample_few.csv", v)
		what := v.String()
		for around, want := range map[design.Centre]float64{design.AroundEstimate: v.SE, design.AroundMean: v.Centred} {
			r := s.Bootstrap(20000, 1, around)
			assert.InEpsilon(t, want, r.StandardError(ratioOf(tested, enrolled)), 0.02, what)
			closeTo(t, v.Value, r.Estimate(ratioOf(tested, enrolled), kpi.Number, 0.95).Value, 1e-12, what)
		}
	}
}

// The limits of Score in strata, against the same rule in R.
func TestSampleScoreInStrata(t *testing.T) {
	size := map[string]int{"E": 120, "H": 60, "M": 70}
	for _, v := range verdicts(t, "differ") {
		all, _ := schools(t, "sample_api.csv", verdict{Data: "strat", Strata: true})
		if v.Finite {
			for stratum, n := range size {
				require.NoError(t, all.AddStratum(stratum, n))
			}
		}
		r := all.Rated(yesNo, func(s school) (int, bool) {
			if s.API00 > 700 && s.Type != "H" || s.API00 > 800 {
				return 1, true
			}
			return 0, true
		})
		checkShare(t, v, r, mean)
	}
	var small design.Sample[int]
	for i, y := range []int{1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0} {
		h := 1 + i/3
		require.NoError(t, small.Add(design.Row[int]{Stratum: strconv.Itoa(h), Cell: y, Weight: float64(h)}))
	}
	checkShare(t, verdicts(t, "small")[0], small.Rated(yesNo, itself), mean)
}
