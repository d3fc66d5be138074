package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// scorecard runs the command and returns its exit status and what it wrote.
func scorecard(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

func TestAirportGolden(t *testing.T) {
	for _, form := range []string{"text", "markdown"} {
		status, out, errs := scorecard(t, "", "-output", form)
		require.Zero(t, status, errs)
		golden := filepath.Join("testdata", "airport."+form)
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(out), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), out, "after a change on purpose: go test ./examples/scorecard -update, and read the difference")
	}
}

// The reference values were computed with R's survey package and pandas from the same file.
func TestAirportAgainstR(t *testing.T) {
	status, out, errs := scorecard(t, "", "-output", "json")
	require.Zero(t, status, errs)
	var r report
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	lines := map[string]line{}
	previous := ""
	for _, l := range r.Sections[0].Lines {
		name := l.Name
		if strings.HasPrefix(name, " ") {
			name = previous + " |" + strings.TrimSpace(name)
		} else {
			previous = name
		}
		lines[name] = l
	}
	for _, row := range []struct {
		name          string
		value, lo, hi float64
		n             int
		within        float64
	}{
		{"NPS, likelihood to recommend", 39.839767, 37.18941710549578, 42.418841416838305, 2746, 5e-7},
		{"NPS, likelihood to recommend |weighted", 40.398436, 0, 0, 2746, 5e-7},
		{"CSAT, airport as a whole", 0.82068452, 0.80572792, 0.83472584, 2688, 5e-9},
		{"CSAT, airport as a whole |weighted", 0.82279306, 0, 0, 2688, 5e-9},
		{"Mean, airport as a whole", 4.064360, 0, 0, 2688, 5e-7},
		{"Mean, finding one's way", 4.413343, 0, 0, 2683, 5e-7},
		{"Easy, finding one's way", 0.85352218, 0, 0, 2683, 5e-9},
		{"Net easy, finding one's way", 83.265002, 0, 0, 2683, 5e-7},
		{"Mean, passing through security", 4.307021, 0, 0, 2407, 5e-7},
		{"Easy, passing through security", 0.82010802, 0, 0, 2407, 5e-9},
		{"Net easy, passing through security", 78.188617, 0, 0, 2407, 5e-7},
		{"Detractors, likelihood to recommend", 342.0 / 2746, 0, 0, 2746, 1e-12},
	} {
		l, found := lines[row.name]
		require.True(t, found, row.name)
		assert.InDelta(t, row.value, l.Estimate.Value, row.within, row.name)
		assert.Equal(t, row.n, l.Estimate.N, row.name)
		if row.lo != 0 {
			assert.InDelta(t, row.lo, l.Estimate.Lo, max(row.within, 1e-6), row.name)
			assert.InDelta(t, row.hi, l.Estimate.Hi, max(row.within, 1e-6), row.name)
		}
	}
	areas := r.Sections[1]
	require.Len(t, areas.Lines, 7)
	for i, want := range []float64{39.9171, 43.3735, 46.9027, 43.5233, 46.8571, 38.5135, 32.9600} {
		assert.InDelta(t, want, areas.Lines[i].Estimate.Value, 5e-5, areas.Lines[i].Name)
		assert.Equal(t, i == 6, areas.Lines[i].Differs, "only area G differs from the others")
	}
	assert.InDelta(t, 0.03618, *areas.Lines[6].P, 5e-6)

	// R: Shapley values of the R² of all subsets of the drivers, by the correlations of the complete rows.
	what := r.Sections[5]
	require.Len(t, what.Lines, 6)
	for i, want := range []struct {
		name  string
		share float64
	}{{"restaurants", 0.191585238313}, {"moving walkways", 0.177899520489}, {"signs", 0.177302309459},
		{"flight screens", 0.160254668503}, {"shops", 0.153624024057}, {"artwork and exhibitions", 0.139334239179}} {
		assert.Equal(t, want.name, what.Lines[i].Name)
		assert.InDelta(t, want.share, what.Lines[i].Estimate.Value, 1e-10, want.name)
		assert.Equal(t, 1850, what.Lines[i].Estimate.N, want.name)
	}
	assert.Contains(t, what.Notes[0], "53.8% ")

	slope := r.Sections[6].Lines[9]
	assert.InDelta(t, 0.0061965200959265485, slope.Estimate.Value, 1e-9)
	assert.InDelta(t, 0.0015897135289574217, slope.Estimate.Lo, 1e-9)
	assert.InDelta(t, 0.010797642707788928, slope.Estimate.Hi, 1e-9)
	verdicts := map[string]kpi.Verdict{}
	for _, l := range lines {
		for _, v := range l.Targets {
			verdicts[l.Estimate.Unit.Format(l.Estimate.Value)+" "+v.Metric] = v.Verdict
		}
	}
	assert.Equal(t, map[string]kpi.Verdict{"40.4 nps": kpi.Met, "12.0% detractors": kpi.Met, "82.3% csat": kpi.Met,
		"86.8% ease": kpi.Met, "82.8% ease": kpi.Missed}, verdicts)
}

const mine = `when,team,recommend,happy,effort,w
2026-01-05,north,9,5,2,1
2026-01-06,north,10,4,1,2
2026-01-30,south,3,2,5,1
2026-03-02,south,8,NA,4,1
2026-03-03,north,,5,1,0
2026-03-04,south,11,6,6,1
2026-03-05,south,6.5,x,3,nan
not a date,south,7.0,3,3,1
2026-03-06,south,7
2026-03-07,"so"uth",7,3,3,1
`

func TestOneOfOnesOwn(t *testing.T) {
	status, out, errs := scorecard(t, "\ufeff"+mine, "-file", "-", "-nps", "recommend", "-csat", "happy", "-blank", "happy=NA", "-ces", "effort",
		"-ces-scale", "1-7", "-ces-easy", "2", "-ces-difficult", "6", "-segment", "team", "-weight", "w", "-date", "when", "-target", "nps>=0", "-output", "json", "-level", "0.9")
	require.Zero(t, status, errs)
	var r report
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	nps := r.Sections[0].Lines[0]
	assert.Equal(t, kpi.Net(1, 2, 2, 0.9), nps.Estimate, "9, 10 up; 8 and 7.0 flat; 3 down; 11, 6.5 and the empty cell nowhere")
	trend := r.Sections[4]
	assert.Equal(t, "NPS, recommend, over time", trend.Title)
	assert.Equal(t, []string{"2026-01", "2026-02", "2026-03"}, []string{trend.Lines[0].Name, trend.Lines[1].Name, trend.Lines[2].Name})
	assert.False(t, trend.Lines[1].Estimate.Known(), "a month without answers is a gap that shows")
	notes := strings.Join(r.Sections[len(r.Sections)-1].Notes, "\n")
	for _, want := range []string{
		`recommend, column recommend: 5 counted, 1 empty, 1 refused, not from 0 to 10 (line 7: "11"), 1 refused, not a whole number (line 8: "6.5")`,
		`happy, column happy: 5 counted, 1 code NA, 1 refused, not from 1 to 5 (line 7: "6"), 1 refused, not a whole number (line 8: "x")`,
		`effort, column effort: 8 counted`,
		`2 × w: weight that is not a positive number, answers counted unweighted only (line 6: "0"; line 8: "nan")`,
		`1 × when: date that is not written as 2006-01-02, answers left out of the trend (line 9: "not a date")`,
		`1 × row without the header's 6 fields (line 10 has 3)`,
		`1 × row that is not CSV: extraneous or missing " in quoted-field (line 11)`,
	} {
		assert.Contains(t, notes, want)
	}
}

func TestDriversAndStrataOfOnesOwn(t *testing.T) {
	var b strings.Builder
	b.WriteString("recommend,food,rooms,region,account\n")
	for i := range 200 {
		food, rooms := 1+i%5, 1+i/5%5
		fmt.Fprintf(&b, "%d,%d,%d,%s,%d\n", 2*food, food, rooms, []string{"east", "west"}[i%2], i/4)
	}
	b.WriteString("9,NA,seven,east,1\n9,3,,east,1\n")
	status, out, errs := scorecard(t, b.String(), "-file", "-", "-nps", "recommend", "-drivers", "food,rooms", "-blank", "food=NA",
		"-stratum", "region", "-cluster", "account", "-output", "json")
	require.Zero(t, status, errs)
	var r report
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	assert.Equal(t, "  in strata by region, clustered by account", r.Sections[0].Lines[1].Name)
	assert.Equal(t, r.Sections[0].Lines[0].Estimate.Value, r.Sections[0].Lines[1].Estimate.Value, "without weights only the limits differ")
	what := r.Sections[1]
	assert.Equal(t, "What goes with recommend", what.Title)
	require.Len(t, what.Lines, 2)
	assert.Equal(t, "food", what.Lines[0].Name)
	assert.InDelta(t, 1, what.Lines[0].Estimate.Value, 1e-12, "the outcome is twice the answer on food")
	assert.Equal(t, 200, what.Lines[0].Estimate.N, "two rows have a gap")
	assert.Contains(t, out, "rooms: driver's answer that is not a whole number (line 202")

	status, _, errs = scorecard(t, b.String(), "-file", "-", "-nps", "recommend", "-drivers", "food,parking")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, `no column "parking"`)
	status, _, errs = scorecard(t, b.String(), "-file", "-", "-nps", "recommend", "-drivers", "food", "-drivers-scale", "5")
	assert.Equal(t, 2, status)
	assert.Contains(t, errs, "-drivers-scale")
}

func TestCSVOutput(t *testing.T) {
	status, out, errs := scorecard(t, "rating,team\n9,a\n,b\n", "-file", "-", "-nps", "rating", "-segment", "team", "-output", "csv")
	require.Zero(t, status, errs)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"section", "name", "value", "lo", "hi", "level", "n", "unit", "remark"}, rows[0])
	assert.Equal(t, "NPS, rating", rows[1][1])
	assert.Equal(t, "100", rows[1][2])
}

func TestWhatCannotBeDone(t *testing.T) {
	for _, row := range []struct {
		reason, stdin string
		status        int
		want          string
		args          []string
	}{
		{"a missing file", "", 1, "no such file", []string{"-file", "testdata/none.csv", "-nps", "x"}},
		{"an empty file", "", 1, "- is empty: want a header line", []string{"-file", "-", "-nps", "x"}},
		{"a header only", "x\n", 1, "nothing to count: there is no row", []string{"-file", "-", "-nps", "x"}},
		{"an unknown column", "a,b\n1,2\n", 1, `has no column "x"; it has a, b`, []string{"-file", "-", "-nps", "x"}},
		{"an unknown segment column", "a,b\n1,2\n", 1, `has no column "team"`, []string{"-file", "-", "-nps", "a", "-segment", "team"}},
		{"blank codes of a column that is not there", "a,b\n1,2\n", 1, `has no column "c"`, []string{"-file", "-", "-nps", "a", "-blank", "c=0"}},
		{"no answer in any row", "x\n99\n\"\"\nmany\n", 1, `not from 0 to 10 (line 2: "99")`, []string{"-file", "-", "-nps", "x"}},
		{"no column named", "x\n1\n", 2, "at least one of -nps, -csat and -ces", []string{"-file", "-"}},
		{"columns without a file", "", 2, "-nps without -file", []string{"-nps", "x"}},
		{"a level in percent", "", 2, "-level 95 is not between 0 and 1", []string{"-level", "95"}},
		{"a level that is not a number", "", 2, "-level NaN is not", []string{"-level", "NaN"}},
		{"an unknown form", "", 2, `-output "pdf" is not text`, []string{"-output", "pdf"}},
		{"a target without a sign", "", 2, `target "nps=40" has neither`, []string{"-target", "nps=40"}},
		{"a target of no metric", "", 2, `target "NPS>=40": want one of nps`, []string{"-target", "NPS>=40"}},
		{"a scale that is none", "x\n1\n", 2, `-csat-scale: "5" is not a scale`, []string{"-file", "-", "-csat", "x", "-csat-scale", "5"}},
		{"a cut point off the scale", "x\n1\n", 2, "-csat-satisfied 6 is not", []string{"-file", "-", "-csat", "x", "-csat-satisfied", "6"}},
		{"a stray argument", "", 2, `unexpected argument "answers.csv"`, []string{"answers.csv"}},
		{"an unknown period", "x\n1\n", 2, `-period "decade"`, []string{"-file", "-", "-nps", "x", "-period", "decade"}},
		{"an unknown zone", "x\n1\n", 2, "-zone", []string{"-file", "-", "-nps", "x", "-zone", "Mars/Olympus"}},
		{"blank codes without a column", "x\n1\n", 2, `-blank "11": want COLUMN=code`, []string{"-file", "-", "-nps", "x", "-blank", "11"}},
	} {
		status, out, errs := scorecard(t, row.stdin, row.args...)
		assert.Equal(t, row.status, status, row.reason)
		assert.Contains(t, errs, row.want, row.reason)
		assert.Empty(t, out, row.reason)
	}
}
