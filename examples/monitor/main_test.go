package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// months returns lines for as many months, from January 2024 on, of 100 answers with these counts of detractors.
func months(from int, down ...int) string {
	var b strings.Builder
	for i, d := range down {
		m := from + i
		fmt.Fprintf(&b, `{"period":"%d-%02d","down":%d,"flat":30,"up":%d}`+"\n", 2024+m/12, m%12+1, d, 70-d)
	}
	return b.String()
}

var usual = []int{12, 10, 14, 11, 13, 12, 9, 15, 12, 11, 13, 12}

func monitor(stdin string, args ...string) (status int, out, errs string) {
	var stdout, stderr bytes.Buffer
	status = run(args, strings.NewReader(stdin), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

func Example() {
	in := months(0, usual...) + months(12, 11, 34, 12)
	run(nil, strings.NewReader(in), os.Stdout, os.Stderr)
	// Output:
	// {"period":"2025-02","rule":"beyond the limits","side":-1,"since":"2025-02"}
}

func TestStateGoesOn(t *testing.T) {
	all := months(0, usual...) + months(12, 11, 34, 12, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14)
	status, whole, errs := monitor(all)
	require.Zero(t, status, errs)
	require.Contains(t, whole, "nine on one side")

	path := filepath.Join(t.TempDir(), "state.json")
	var parts strings.Builder
	for line := range strings.Lines(all) {
		status, out, errs := monitor(line, "-state", path)
		require.Zero(t, status, errs)
		parts.WriteString(out)
	}
	assert.Equal(t, whole, parts.String(), "a run for each line alerts like one run for all")

	status, out, errs := monitor(all, "-state", path)
	assert.Equal(t, 1, status, "all of it was counted")
	assert.Empty(t, out)
	assert.Contains(t, errs, "line 1: period 2024-01 is not after 2026-02")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file is left")
}

func TestBadLinesAreNamedAndTheRestGoesOn(t *testing.T) {
	for _, row := range []struct{ reason, line, want string }{
		{"no JSON", "2025-01;12;30;58", "line 13: "},
		{"a negative count", `{"period":"2025-01","down":-1,"flat":30,"up":58}`, "line 13: period 2025-01: a negative count"},
		{"a count that is missing is unknown, not 0", `{"period":"2025-01","down":12,"flat":30}`, "line 13: want period, down, flat and up"},
		{"a count that is null", `{"period":"2025-01","down":null,"flat":30,"up":1}`, "line 13: want period, down, flat and up"},
		{"half an answer", `{"period":"2025-01","down":1.5,"flat":30,"up":58}`, "line 13: json: cannot unmarshal number 1.5"},
		{"a field of another form", `{"period":"2025-01","detractors":1,"flat":30,"up":58}`, `line 13: json: unknown field "detractors"`},
		{"two on a line", `{"period":"2025-01","down":1,"flat":30,"up":58}{}`, "line 13: more than one JSON value"},
		{"the same month again", months(11, 12), "line 13: period 2024-12 is not after 2024-12"},
	} {
		status, out, errs := monitor(months(0, usual...) + strings.TrimSpace(row.line) + "\n" + months(13, 34))
		assert.Zero(t, status, row.reason)
		assert.Contains(t, errs, row.want, row.reason)
		assert.Equal(t, 1, strings.Count(errs, "\n"), row.reason)
		assert.Contains(t, out, `"period":"2025-02"`, row.reason)
	}
}

func TestAMonthWithoutAnswersIsAGap(t *testing.T) {
	gap := `{"period":"2025-01","down":0,"flat":0,"up":0}` + "\n"
	status, out, errs := monitor(months(0, usual...) + gap + months(13, 34))
	assert.Zero(t, status, errs)
	assert.Equal(t, 1, strings.Count(out, "\n"), "it alerts for nothing, and the month after it does: %s", out)
	assert.Empty(t, errs)

	status, out, _ = monitor(`{"period":"2023-12","down":0,"flat":0,"up":0}`+"\n"+months(0, usual[:11]...)+months(11, 34), "-baseline", "12")
	assert.Zero(t, status)
	assert.Empty(t, out, "it makes no baseline either: the 12th month with answers is the last of it")
}

func TestWhatCannotBeDone(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"periods":`), 0o600))
	unnamed := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(unnamed, []byte(`{"periods":3}`), 0o600))
	kept := func(c chart.Chart) string {
		m := c.Monitor()
		b, err := json.Marshal(state{Monitor: &m, Periods: 3, Names: []string{"2024-01", "2024-02", "2024-03"}})
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "state.json")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		return path
	}
	later, other := kept(chart.Net(make([][3]int, 9))), kept(chart.XmR([]float64{1, 2, 3}))
	for _, row := range []struct {
		reason, stdin string
		status        int
		want          string
		args          []string
	}{
		{"nothing to read", "", 1, "no period could be read", nil},
		{"nothing but rubbish", "a\nb\n", 1, "no period could be read", nil},
		{"a state cut short", months(0, 12), 1, "unexpected end of JSON", []string{"-state", broken}},
		{"a state without names", months(0, 12), 1, "3 periods and 0 names", []string{"-state", unnamed}},
		{"a monitor that has seen more periods than the state", months(3, 12), 1, "a monitor of kind net after 9 periods, and 3 periods", []string{"-state", later}},
		{"a monitor of another chart", months(3, 12), 1, "a monitor of kind xmr after 3 periods", []string{"-state", other}},
		{"a folder that is not there", months(0, 12), 1, "no such file", []string{"-state", filepath.Join(t.TempDir(), "none", "state.json")}},
		{"a line without end", strings.Repeat("x", 2<<20), 1, "token too long", nil},
		{"a baseline of one", "", 2, "-baseline 1 is not at least 2", []string{"-baseline", "1"}},
		{"a stray argument", "", 2, `unexpected argument "x"`, []string{"x"}},
		{"an unknown flag", "", 2, "-x", []string{"-x"}},
	} {
		status, out, errs := monitor(row.stdin, row.args...)
		assert.Equal(t, row.status, status, row.reason)
		assert.Contains(t, errs, row.want, row.reason)
		assert.Empty(t, out, row.reason)
	}
}

func TestAReaderThatHasGone(t *testing.T) {
	var stderr bytes.Buffer
	in := months(0, usual...) + months(12, 34)
	assert.Equal(t, 1, run(nil, strings.NewReader(in), gone{}, &stderr))
	assert.Contains(t, stderr.String(), "gone")
}

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, errors.New("gone") }
