package trend_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
)

const (
	few       = `"warnings":["too few periods"]`
	noScatter = `"scatter":{"statistic":null,"df":0,"p":null}`
)

func TestLineJSON(t *testing.T) {
	slope := func(lo, hi, level, unit string) string {
		return `{"value":null,"lo":` + lo + `,"hi":` + hi + `,"level":` + level + `,"n":0,"unit":"` + unit + `"}`
	}
	boundless := slope(`"-Infinity"`, `"Infinity"`, "0", "number")
	wiretest.RoundTrip(t, "no period", trend.Fit(nil),
		`{"slope":`+boundless+`,"sampling":`+boundless+`,"tau":null,`+noScatter+`,"periods":0,`+few+`}`)
	empty := kpi.Proportion(0, 0, 0.95)
	wiretest.RoundTrip(t, "empty months", trend.Fit([]kpi.Estimate{empty, empty}),
		`{"slope":`+slope("-1", "1", "0.95", "change")+`,"sampling":`+slope("-1", "1", "0.95", "change")+`,"tau":null,`+noScatter+`,"periods":0,`+few+`}`)
	exact := trend.Fit([]kpi.Estimate{kpi.Exactly(1, kpi.Number), kpi.Exactly(3, kpi.Number), kpi.Exactly(2, kpi.Number)})
	wiretest.RoundTrip(t, "exact values, which have no level for noise", exact,
		`{"slope":{"value":0.5,"lo":"-Infinity","hi":"Infinity","level":1,"n":0,"unit":"number"},`+
			`"sampling":{"value":0.5,"lo":0.5,"hi":0.5,"level":1,"n":0,"unit":"number"},"tau":1.224744871391589,`+
			`"scatter":{"statistic":null,"df":1,"p":null},"periods":3,`+few+`}`)

	line := trend.Fit(nil)
	for _, row := range []struct{ reason, text, want string }{
		{"without a slope it is not 0", `{"sampling":` + boundless + `,"tau":null,` + noScatter + `,"periods":0,"warnings":[]}`, `there is no "slope"`},
		{"a negative deviation", `{"slope":` + boundless + `,"sampling":` + boundless + `,"tau":-1,` + noScatter + `,"periods":0,"warnings":[]}`, "tau -1"},
		{"negative periods", `{"slope":` + boundless + `,"sampling":` + boundless + `,"tau":1,` + noScatter + `,"periods":-2,"warnings":[]}`, "-2 periods"},
		{"null for a test", `{"slope":` + boundless + `,"sampling":` + boundless + `,"tau":1,"scatter":null,"periods":2,"warnings":[]}`, "scatter: kpi: reading a test"},
		{"an unknown warning", `{"slope":` + boundless + `,"sampling":` + boundless + `,"tau":1,` + noScatter + `,"periods":2,"warnings":["dull"]}`, `"dull" is none of`},
		{"warnings by number", `{"slope":` + boundless + `,"sampling":` + boundless + `,"tau":1,` + noScatter + `,"periods":2,"warnings":1}`, "warnings"},
	} {
		wiretest.Refuses(t, row.reason, line, row.text, row.want)
	}
}

func TestKendallJSON(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	wiretest.RoundTrip(t, "an empty week", trend.MannKendall([]float64{nan, nan}),
		`{"statistic":null,"df":0,"p":null,"s":0,"tauB":null,"n":0,`+few+`}`)
	wiretest.RoundTrip(t, "all alike", trend.MannKendall([]float64{2, 2, 2}), `{"statistic":0,"df":0,"p":1,"s":0,"tauB":null,"n":3,`+few+`}`)
	wiretest.RoundTrip(t, "no doubt, and both warnings", trend.Kendall{Test: kpi.NormalTest(-inf), S: -3, TauB: -1, N: 3, Warnings: trend.TooFew | trend.Dependent},
		`{"statistic":"-Infinity","df":0,"p":0,"s":-3,"tauB":-1,"n":3,"warnings":["too few periods","neighbours depend on each other"]}`)
	k := trend.MannKendall(nil)
	wiretest.Refuses(t, "no p", k, `{"statistic":1,"df":0,"s":0,"tauB":null,"n":3,"warnings":[]}`, `there is no "p"`)
	wiretest.Refuses(t, "percent for p", k, `{"statistic":1,"df":0,"p":5,"s":0,"tauB":null,"n":3,"warnings":[]}`, "p 5 is not from 0 to 1")
	wiretest.Refuses(t, "a test alone", k, `{"statistic":1,"df":0,"p":0.3}`, `there is no "s"`)
	wiretest.Refuses(t, "a negative n", k, `{"statistic":1,"df":0,"p":0.3,"s":0,"tauB":null,"n":-3,"warnings":[]}`, "n -3 is negative")
}

func TestShiftAndTargetsJSON(t *testing.T) {
	none := trend.Pettitt(nil)
	wiretest.RoundTrip(t, "no period", none, `{"at":-1,"statistic":null,"p":null,`+few+`}`)
	wiretest.RoundTrip(t, "all alike", trend.Pettitt([]float64{1, 1, 1}), `{"at":-1,"statistic":0,"p":1,`+few+`}`)
	wiretest.Refuses(t, "a place before the first", none, `{"at":-2,"statistic":null,"p":null,"warnings":[]}`, "at -2")
	wiretest.Refuses(t, "percent for p", none, `{"at":1,"statistic":3,"p":5,"warnings":[]}`, "p 5")
	wiretest.Refuses(t, "no place", none, `{"statistic":3,"p":1,"warnings":[]}`, `there is no "at"`)
	wiretest.RoundTrip(t, "a month without data", trend.AtLeast([]kpi.Estimate{{}}, 1), `{"met":0,"missed":0,"undecided":0,"unknown":1}`)
}

func TestWhatWasCalledIsNamed(t *testing.T) {
	share, score := kpi.Proportion(1, 2, 0.95), kpi.Net(1, 2, 3, 0.95)
	mixed := []kpi.Estimate{share, kpi.Exactly(0.5, kpi.Change), {}, score}
	assert.PanicsWithValue(t, "trend: Fit of a series of 50.0% [9.5%, 90.5%] n=2 (fraction) and "+score.String()+" (points)",
		func() { trend.Fit(mixed) })
	levels := []kpi.Estimate{kpi.Exactly(0.5, kpi.Fraction), share, kpi.Proportion(1, 2, 0.9)}
	for caller, call := range map[string]func([]kpi.Estimate){
		"Fit":          func(s []kpi.Estimate) { trend.Fit(s) },
		"Slope":        func(s []kpi.Estimate) { trend.Slope(s) },
		"ReachAtLeast": func(s []kpi.Estimate) { trend.ReachAtLeast(s, 1) },
		"ReachAtMost":  func(s []kpi.Estimate) { trend.ReachAtMost(s, 1) },
	} {
		assert.PanicsWithValue(t, "trend: "+caller+" of a series at levels 0.95 and 0.9", func() { call(levels) })
		assert.NotPanics(t, func() { call(levels[:2]) }, "exact values go with every level")
		assert.NotPanics(t, func() { call(mixed[:3]) }, "a Change goes with fractions")
	}
}

func ExampleKendall_MarshalJSON() {
	b, _ := json.Marshal(trend.MannKendall([]float64{math.NaN(), 4.2, math.NaN()}))
	fmt.Println(string(b))
	// Output: {"statistic":null,"df":0,"p":null,"s":0,"tauB":null,"n":1,"warnings":["too few periods"]}
}

func FuzzResultsJSON(f *testing.F) {
	for _, v := range []any{trend.Fit(nil), trend.MannKendall(nil), trend.Pettitt([]float64{1, 2, 4})} {
		b, err := json.Marshal(v)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, b, trend.Line{})
		again(t, b, trend.Kendall{})
		again(t, b, trend.Shift{})
	})
}

// again tests that what can be read is written, read back, and written as before.
func again[T any](t *testing.T, b []byte, v T) {
	t.Helper()
	if json.Unmarshal(b, &v) != nil {
		return
	}
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(text, &back))
	same, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(text), string(same))
}
