package foldbeam_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
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
