package foldbeam_test

import (
	"context"
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

// One answer, as a topic or a table hands it over.
func answerOf(i int) (string, nps.Tally) {
	var t nps.Tally
	must(t.Add(i % 11))
	key, err := foldbeam.FormatKey(fold.Key{Segment: []string{"north", "south|west", ""}[i%3], Period: "2026-03"})
	must(err)
	return key, t
}

func plainKey(i int) (int, nps.Tally) { return i, nps.Tally{} }

func init() {
	beam.RegisterFunction(answerOf)
	beam.RegisterFunction(plainKey)
}

func TestMergeOfWhatCameFromElsewhere(t *testing.T) {
	const answers = 3300
	numbers := make([]int, answers)
	for i := range numbers {
		numbers[i] = i
	}
	p, s := beam.NewPipelineWithRoot()
	tallies := foldbeam.Merge[nps.Tally](s, beam.ParDo(s, answerOf, beam.Reshuffle(s, beam.CreateList(s, numbers))))
	path := filepath.Join(t.TempDir(), "result")
	foldbeam.Write(s, path, foldbeam.Folded[nps.Tally]{Tallies: tallies})
	require.NoError(t, beamx.Run(context.Background(), p))
	got, err := foldbeam.ReadFile[nps.Tally](context.Background(), path)
	require.NoError(t, err)

	want := fold.Table[nps.Tally]{}
	for i := range numbers {
		text, tally := answerOf(i)
		key, err := foldbeam.ParseKey(text)
		require.NoError(t, err)
		want[key] = want[key].Plus(tally)
	}
	assert.Equal(t, want, got.Table)
	assert.Empty(t, got.Reports)
	assert.Equal(t, answers, got.Table.Total().N())
}

func TestMergePanicsOnOtherCollections(t *testing.T) {
	_, s := beam.NewPipelineWithRoot()
	numbers := beam.Create(s, 1, 2, 3)
	assert.PanicsWithValue(t, "foldbeam: a collection of pairs of int and nps.Tally, not of string and nps.Tally",
		func() { foldbeam.Merge[nps.Tally](s, beam.ParDo(s, plainKey, numbers)) })
	assert.PanicsWithValue(t, "foldbeam: a collection of pairs of string and nps.Tally, not of string and csat.Tally",
		func() { foldbeam.Merge[csat.Tally](s, beam.ParDo(s, answerOf, numbers)) })
	assert.PanicsWithValue(t, "foldbeam: foldbeam_test.never is not registered: "+
		"call foldbeam.RegisterTally in an init function", func() { foldbeam.Merge[never](s, numbers) })
}

type never struct{ A int }

func (a never) Plus(b never) never { return never{a.A + b.A} }

func TestKeysComeBack(t *testing.T) {
	for _, k := range []fold.Key{{}, {Segment: "a"}, {Period: "2026"}, {Segment: "a|b", Period: "2026-W01"},
		{Segment: "|", Period: ""}, {Segment: fold.Join("a|b", `c\`), Period: "2026-03"}, {Segment: "grün"}} {
		text, err := foldbeam.FormatKey(k)
		require.NoError(t, err)
		got, err := foldbeam.ParseKey(text)
		require.NoError(t, err)
		assert.Equal(t, k, got)
	}
	_, err := foldbeam.ParseKey("north")
	assert.ErrorContains(t, err, `key "north" has no vertical bar`)
	_, err = foldbeam.ParseKey("caf\xe9|2026")
	assert.ErrorContains(t, err, "not UTF-8")
}
