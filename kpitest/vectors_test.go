package kpitest_test

import (
	"encoding/json"
	"io/fs"
	"math"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
)

// anything decodes any input or expectation.
type anything = map[string]any

// files returns the names of all vectors, without ".json".
func files(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(kpitest.Vectors(), "*.json")
	require.NoError(t, err)
	var files []string
	for _, name := range names {
		if name != "schema.json" {
			files = append(files, strings.TrimSuffix(name, ".json"))
		}
	}
	require.NotEmpty(t, files)
	return files
}

func read(t *testing.T, name string) anything {
	t.Helper()
	b, err := fs.ReadFile(kpitest.Vectors(), name)
	require.NoError(t, err)
	var v anything
	require.NoError(t, json.Unmarshal(b, &v))
	return v
}

func TestVectorsFollowTheSchema(t *testing.T) {
	schema := newSchema(t, read(t, "schema.json"))
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			v := read(t, file+".json")
			assert.Equal(t, file, v["name"], "a file is named after its question")
			schema.applied = 0
			for _, err := range schema.check(schema.root, v, file) {
				t.Error(err)
			}
			assert.Equal(t, 1, schema.applied, "the schema has one shape for this file")
		})
	}
}

// Vectors that break the schema in one place each: a check that accepts everything proves nothing.
func TestTheSchemaRefuses(t *testing.T) {
	schema := newSchema(t, read(t, "schema.json"))
	first := func(v anything) anything { return v["cases"].([]any)[0].(anything) }
	tests := []struct {
		reason string
		file   string
		spoil  func(v anything)
	}{
		{"no definition", "nps-score", func(v anything) { delete(v, "definition") }},
		{"no cases", "nps-score", func(v anything) { v["cases"] = []any{} }},
		{"a field nobody knows", "nps-score", func(v anything) { first(v)["verified"] = true }},
		{"an id with a blank", "nps-score", func(v anything) { first(v)["id"] = "two words" }},
		{"no reason", "nps-score", func(v anything) { delete(first(v), "reason") }},
		{"no source worth the name", "nps-score", func(v anything) { first(v)["source"] = "own" }},
		{"a negative tolerance", "nps-score", func(v anything) { first(v)["tolerance"] = -1.0 }},
		{"an answer that is text", "nps-score", func(v anything) { first(v)["input"] = anything{"answers": []any{"9"}} }},
		{"an answer and a half", "nps-score", func(v anything) { first(v)["input"] = anything{"answers": []any{6.5}} }},
		{"expected neither value nor refusal", "nps-score", func(v anything) { first(v)["expected"] = anything{} }},
		{"refused: false", "nps-score", func(v anything) { first(v)["expected"] = anything{"refused": false} }},
		{"no method where several are compared", "nps-interval", func(v anything) { delete(first(v), "method") }},
		{"a method of another question", "nps-interval", func(v anything) { first(v)["method"] = "wilson" }},
		{"a level of 95", "nps-interval", func(v anything) { first(v)["input"].(anything)["level"] = 95.0 }},
		{"a limit off the scale", "nps-interval", func(v anything) { first(v)["expected"].(anything)["hi"] = 100.1 }},
		{"a percentage", "proportion-interval", func(v anything) { first(v)["expected"].(anything)["hi"] = 36.6 }},
		{"three numbers are four", "nps-homogeneity", func(v anything) {
			first(v)["input"] = anything{"teams": []any{[]any{1.0, 2.0, 3.0, 4.0}}}
		}},
		{"a shift that begins at 24:00", "resolution-hours", func(v anything) {
			first(v)["input"].(anything)["schedule"].(anything)["week"] = anything{"monday": []any{anything{"start": "24:00", "end": "06:00"}}}
		}},
		{"an instant without an offset", "resolution-due", func(v anything) { first(v)["expected"] = anything{"due": "2024-05-06T13:00:00"} }},
		{"a ticket that takes less than no time", "resolution-within", func(v anything) { first(v)["input"].(anything)["open"] = []any{-1.0} }},
		{"a customer and a half", "retention-cohorts", func(v anything) {
			first(v)["expected"] = anything{"cohorts": []any{[]any{1.5}}}
		}},
		{"more than all retained", "retention-period", func(v anything) { first(v)["expected"] = anything{"value": 1.1} }},
		{"a place before the first", "trend-changes", func(v anything) { first(v)["expected"] = anything{"at": []any{-1.0}} }},
		{"a rate that loses more than everything", "roi-irr", func(v anything) { first(v)["expected"] = anything{"rates": []any{-1.1}} }},
		{"more than all of the variance", "reliability-alpha", func(v anything) { first(v)["expected"].(anything)["alpha"] = 1.1 }},
		{"an answer that is text among rows", "reliability-items", func(v anything) { first(v)["input"] = anything{"rows": []any{[]any{"4"}}} }},
		{"a score above 100", "instrument-acsi", func(v anything) { first(v)["expected"] = anything{"value": 101.0} }},
		{"a disposition that is none", "response-weighted", func(v anything) { first(v)["input"].(anything)["codes"] = []any{"X"} }},
		{"a rate left out", "response-rates", func(v anything) { delete(first(v)["expected"].(anything), "coop3") }},
		{"an answer and a half to ask for", "plan-share", func(v anything) { first(v)["expected"].(anything)["answers"] = 384.1 }},
		{"a weight of 0", "weight-rake", func(v anything) { first(v)["input"].(anything)["weights"] = []any{0.0} }},
		{"a margin without totals", "weight-rake", func(v anything) { first(v)["input"].(anything)["margins"] = []any{anything{"levels": []any{"a"}}} }},
		{"a percentage for p", "table-fisher", func(v anything) { first(v)["expected"].(anything)["p"] = 48.6 }},
		{"an infinity by another name", "ratio", func(v anything) { first(v)["expected"].(anything)["hi"] = "inf" }},
	}
	for _, test := range tests {
		v := read(t, test.file+".json")
		require.Empty(t, schema.check(schema.root, v, test.file), test.reason)
		test.spoil(v)
		assert.NotEmpty(t, schema.check(schema.root, v, test.file), test.reason)
	}
}

func TestCasesAreSound(t *testing.T) {
	for _, file := range files(t) {
		seen := map[string]bool{}
		for _, c := range kpitest.Cases[anything, anything](file) {
			name := file + "/" + c.ID
			assert.False(t, seen[c.ID], "%s: the name is taken", name)
			seen[c.ID] = true
			assert.Regexp(t, `[.?]$`, c.Reason, "%s: the reason is a sentence", name)

			lo, hasLo := c.Expected["lo"].(float64)
			hi, hasHi := c.Expected["hi"].(float64)
			if hasLo && hasHi {
				assert.LessOrEqual(t, lo, hi, name)
			}
			if value, ok := c.Expected["value"].(float64); ok {
				if hasLo {
					assert.LessOrEqual(t, lo, value, name)
				}
				if hasHi {
					assert.LessOrEqual(t, value, hi, name)
				}
			}
			if value, ok := c.Expected["value"]; len(c.Expected) == 1 && (ok && value == nil || c.Expected["refused"] == true) {
				assert.Zero(t, c.Tolerance, "%s: nothing to tolerate", name)
			}
			for _, x := range c.Expected {
				if x, ok := x.(float64); ok {
					assert.False(t, math.IsNaN(x) || math.IsInf(x, 0), name)
					assert.LessOrEqual(t, c.Tolerance, max(0.06, 1e-8*math.Abs(x)), "%s: the tolerance lets everything pass", name)
				}
			}
		}
	}
}

// A higher level never narrows an interval, within each file and input.
func TestLevelsNest(t *testing.T) {
	type limits struct{ level, lo, hi float64 }
	for _, file := range files(t) {
		byInput := map[string][]limits{}
		for _, c := range kpitest.Cases[anything, anything](file) {
			level, ok := c.Input["level"].(float64)
			lo, hasLo := c.Expected["lo"].(float64)
			hi, hasHi := c.Expected["hi"].(float64)
			if !ok || !hasLo || !hasHi || c.Tolerance > 1e-6 {
				continue
			}
			delete(c.Input, "level")
			key := string(c.Method) + text(t, c.Input)
			byInput[key] = append(byInput[key], limits{level, lo, hi})
		}
		for key, all := range byInput {
			for _, a := range all {
				for _, b := range all {
					if a.level < b.level {
						assert.True(t, b.lo <= a.lo && a.hi <= b.hi, "%s %s: %v within %v", file, key, a, b)
					}
				}
			}
		}
	}
}

func TestVectorsHoldNothingElse(t *testing.T) {
	err := fs.WalkDir(kpitest.Vectors(), ".", func(name string, d fs.DirEntry, err error) error {
		assert.True(t, d.IsDir() || path.Ext(name) == ".json", name)
		return err
	})
	require.NoError(t, err)
}
