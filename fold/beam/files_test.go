package foldbeam_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
)

// run folds the parts on the in-process runner and reads the result.
func run[F foldbeam.Folder[T], T foldbeam.Tally[T]](t testing.TB, parts []foldbeam.Part, folder F) (foldbeam.Result[T], error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "result.jsonl")
	p, s := beam.NewPipelineWithRoot()
	foldbeam.Write(s, path, foldbeam.Files(s, parts, folder))
	if err := beamx.Run(context.Background(), p); err != nil {
		return foldbeam.Result[T]{}, err
	}
	return foldbeam.ReadFile[T](context.Background(), path)
}

func TestEveryCountEqualsThoseOfAPlainLoop(t *testing.T) {
	const files, rows = 12, 2000
	pattern := writeDesks(t, files, rows)
	folder := desks{Rule: csat.TopBox(2, 5)}
	want, report := plain(t, pattern, folder)

	parts, err := foldbeam.Glob(context.Background(), pattern)
	require.NoError(t, err)
	require.Len(t, parts, files)
	got, err := run(t, parts, folder)
	require.NoError(t, err)

	sameDesks(t, want, got.Table)
	assert.Len(t, got.Reports, files)
	assert.Equal(t, files*rows, got.Report().Rows)
	assert.Equal(t, report.Folded, got.Report().Folded)
	assert.Equal(t, report.Rows-report.Folded, got.Report().BadRows())
}

// sameDesks compares every count, by JSON because a sketch may keep equal tickets in other places.
func sameDesks(t *testing.T, want, got fold.Table[desk]) {
	t.Helper()
	require.Len(t, got, 12*3*2, "months, teams")
	require.Len(t, want, len(got))
	for key, d := range want {
		assert.Positive(t, got[key].NPS.N(), key)
		assert.Equal(t, d.NPS, got[key].NPS, key)
		assert.Equal(t, d.CSAT, got[key].CSAT, key)
		assert.Equal(t, d.Time.N(), got[key].Time.N(), key)
		a, err := json.Marshal(d.Time)
		require.NoError(t, err)
		b, err := json.Marshal(got[key].Time)
		require.NoError(t, err)
		assert.JSONEq(t, string(a), string(b), key)
	}
}

func TestRangesCountAsAPlainLoop(t *testing.T) {
	pattern := writeDesks(t, 3, 5000)
	folder := desks{Rule: csat.TopBox(2, 5)}
	want, report := plain(t, pattern, folder)
	files, err := foldbeam.Glob(context.Background(), pattern)
	require.NoError(t, err)
	parts, err := foldbeam.Split(context.Background(), files, 20_000, true)
	require.NoError(t, err)
	require.Greater(t, len(parts), 12)

	got, err := run(t, parts, folder)
	require.NoError(t, err)
	sameDesks(t, want, got.Table)
	assert.Len(t, got.Reports, len(parts))
	assert.Equal(t, report.Rows, got.Report().Rows)
}

// Two metrics whose types have one name in two packages, on the same files in one pipeline.
func TestTwoTypesOfOneNameKeepApart(t *testing.T) {
	pattern := writeDesks(t, 3, 1000)
	want, _ := plain(t, pattern, desks{Rule: csat.TopBox(2, 5)})
	parts, err := foldbeam.Glob(context.Background(), pattern)
	require.NoError(t, err)
	dir := t.TempDir()
	p, s := beam.NewPipelineWithRoot()
	foldbeam.Write(s, filepath.Join(dir, "nps"), foldbeam.Files(s, parts, only[nps.Tally]{}))
	foldbeam.Write(s, filepath.Join(dir, "csat"), foldbeam.Files(s, parts, only[csat.Tally]{}))
	require.NoError(t, beamx.Run(context.Background(), p))
	a, err := foldbeam.ReadFile[nps.Tally](context.Background(), filepath.Join(dir, "nps"))
	require.NoError(t, err)
	b, err := foldbeam.ReadFile[csat.Tally](context.Background(), filepath.Join(dir, "csat"))
	require.NoError(t, err)
	require.Len(t, a.Table, len(want))
	require.Len(t, b.Table, len(want))
	for key, d := range want {
		assert.Equal(t, d.NPS, a.Table[key], key)
		assert.Equal(t, d.CSAT, b.Table[key], key)
	}
	_, err = foldbeam.ReadFile[csat.Tally](context.Background(), filepath.Join(dir, "nps"))
	assert.Error(t, err, "a file of another type of tally")
}

// only folds one metric of the rows that desks folds.
type only[T foldbeam.Tally[T]] struct{}

func (only[T]) Fold(p foldbeam.Part, r io.Reader) (fold.Table[T], fold.Report, error) {
	all, report, err := desks{Rule: csat.TopBox(2, 5)}.Fold(p, r)
	table := fold.Table[T]{}
	for key, d := range all {
		switch t := any(&d).(*desk); any(table).(type) {
		case fold.Table[nps.Tally]:
			table[key] = any(t.NPS).(T)
		case fold.Table[csat.Tally]:
			table[key] = any(t.CSAT).(T)
		}
	}
	return table, report, err
}

// faulty fails in one of several ways.
type faulty struct {
	Fault  string
	hidden int
}

func (f faulty) Fold(p foldbeam.Part, r io.Reader) (fold.Table[csat.Tally], fold.Report, error) {
	table := fold.Table[csat.Tally]{}
	key := fold.Key{Segment: "all", Period: "2026-03"}
	rule := csat.TopBox(2, 5)
	var t csat.Tally
	switch f.Fault {
	case "":
	case "error":
		return nil, fold.Report{}, errors.New("a row without an end")
	case "early":
		return table, fold.Report{}, nil
	case "panic":
		panic("a Folder that panics")
	case "rule":
		if filepath.Base(p.Path) == "desk-01.csv" {
			rule = csat.TopBox(1, 5)
		}
	case "period":
		key.Period = "2026|03"
	case "encoding":
		key.Segment = "caf\xe9"
	case "count":
		t.Other = -1
	}
	if f.Fault != "count" {
		must(t.Add(rule, 5))
	}
	table[key] = t
	_, err := io.Copy(io.Discard, r)
	return table, fold.Report{}, err
}

func init() {
	foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
	foldbeam.RegisterTally(csat.Tally{Rule: csat.TopBox(2, 5), Satisfied: 1, Other: 2})
	foldbeam.RegisterFolder(only[nps.Tally]{})
	foldbeam.RegisterFolder(only[csat.Tally]{})
	foldbeam.RegisterFolder(faulty{})
}

func TestAFaultFailsTheRun(t *testing.T) {
	tests := []struct{ reason, fault, want string }{
		{"the Folder returns an error", "error", "desk-00.csv: a row without an end"},
		{"the Folder leaves rows unread", "early", "desk-00.csv: the Folder returned before the end"},
		{"the Folder panics", "panic", "a Folder that panics"},
		{"tallies of two rules", "rule", "csat: "},
		{"a period with a bar", "period", `period "2026|03" has a vertical bar`},
		{"a segment that is not UTF-8", "encoding", `not UTF-8`},
		{"a tally that nothing could have made", "count", "csat: "},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			parts, err := foldbeam.Glob(context.Background(), writeDesks(t, 2, 10))
			require.NoError(t, err)
			_, err = run(t, parts, faulty{Fault: tt.fault})
			assert.ErrorContains(t, err, tt.want)
		})
	}
	t.Run("a file that is gone", func(t *testing.T) {
		_, err := run(t, []foldbeam.Part{{Path: filepath.Join(t.TempDir(), "gone.csv")}}, faulty{})
		assert.ErrorContains(t, err, "no such file")
	})
	t.Run("a range with a quoted field", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "quoted.csv")
		require.NoError(t, os.WriteFile(path, []byte("a,b\n\"x\ny\",1\n"), 0o600))
		parts, err := foldbeam.Split(context.Background(), []foldbeam.Part{{Path: path}}, 8, true)
		require.NoError(t, err)
		_, err = run(t, parts, faulty{})
		assert.ErrorContains(t, err, "quotation mark")
	})
}

// unfit are Folders that cannot travel.
type (
	unfit     struct{ Then func() }
	foldedBy  func()
	someWhere = fold.Table[nps.Tally]
)

func (unfit) Fold(foldbeam.Part, io.Reader) (someWhere, fold.Report, error) {
	return nil, fold.Report{}, nil
}
func (foldedBy) Fold(foldbeam.Part, io.Reader) (someWhere, fold.Report, error) {
	return nil, fold.Report{}, nil
}

func init() { foldbeam.RegisterFolder(unfit{}) }

func TestWhatCannotTravelPanicsBeforeTheRun(t *testing.T) {
	parts := []foldbeam.Part{{Path: "x"}}
	_, s := beam.NewPipelineWithRoot()
	tests := []struct {
		reason string
		do     func()
		want   string
	}{
		{"a setting that is not exported", func() { foldbeam.Files(s, parts, faulty{hidden: 1}) },
			"foldbeam: foldbeam_test.faulty goes out as {Fault: hidden:1} and would arrive as {Fault: hidden:0}"},
		{"text that JSON would replace", func() { foldbeam.Files(s, parts, faulty{Fault: "\xe9"}) },
			"foldbeam: foldbeam_test.faulty goes out as {Fault:\xe9 hidden:0} and would arrive as {Fault:\ufffd hidden:0}"},
		{"a function among the settings", func() { foldbeam.Files(s, parts, unfit{}) },
			"foldbeam: foldbeam_test.unfit cannot be sent: json: unsupported type: func()"},
		{"a function as a Folder", func() { foldbeam.RegisterFolder(foldedBy(nil)) },
			"foldbeam: a Folder is a named struct, not foldbeam_test.foldedBy"},
		{"a pointer as a Folder", func() { foldbeam.RegisterFolder(&faulty{}) },
			"foldbeam: a Folder is a named struct, not *foldbeam_test.faulty"},
		{"no file", func() { foldbeam.Files(s, nil, faulty{}) }, "foldbeam: nothing to fold"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) { assert.PanicsWithValue(t, tt.want, tt.do) })
	}
}
