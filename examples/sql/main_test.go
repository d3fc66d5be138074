package main

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
)

func database(t *testing.T) *sql.DB {
	t.Helper()
	db, err := open()
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestRightQueryIsTheNPS(t *testing.T) {
	kpitest.NPS(t, nps(database(t), right))
}

func TestWrongQueriesSayWhy(t *testing.T) {
	tests := []struct {
		name, query string
		fails       []string
		reasons     []string
	}{
		{"dismissed.sql", dismissed,
			[]string{"dismissed-answers-leave", "dismissed-are-not-zero", "mostly-dismissed", "everybody-dismissed"},
			[]string{
				"Two customers dismissed the question. They gave no answer, so they are not in the denominator; with them in it the score is 16.67.",
				"got:    16.6666666667\n  want:   25 (within 1e-09)",
			}},
		{"rounded.sql", rounded,
			[]string{"three-classes", "every-rating-once", "no-detractors", "not-rounded", "not-rounded-in-between", "half-a-point",
				"integer-division", "nobody-was-asked", "everybody-dismissed"},
			[]string{
				"Who shows the number rounds it, once, at the end.",
				"Without answers there is no score. 0 would be a claim: as many promoters as detractors.",
				"got:    0\n  want:   NaN (no data)",
			}},
	}
	db := database(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var r kpitest.Recorder
			kpitest.NPS(&r, nps(db, test.query))
			var fails, said []string
			for _, f := range r.Failures {
				fails, said = append(fails, strings.TrimPrefix(f.ID, "nps-score/")), append(said, f.String())
			}
			assert.ElementsMatch(t, test.fails, fails)
			for _, reason := range test.reasons {
				assert.Contains(t, strings.Join(said, "\n"), reason)
			}
		})
	}
}

// Without the table's CHECK even the right query counts an 11 as a promoter.
func TestTheCheckIsPartOfTheDefinition(t *testing.T) {
	db := database(t)
	_, err := db.Exec("DROP TABLE answers; CREATE TABLE answers (rating INTEGER)")
	require.NoError(t, err)
	var r kpitest.Recorder
	kpitest.NPS(&r, nps(db, right))
	require.Len(t, r.Failures, 5)
	for _, f := range r.Failures {
		assert.Contains(t, f.ID, "refused")
	}
	assert.Contains(t, r.Failures[0].Reason, "An 11 is not an answer")
}

func TestProgramGivesThreeVerdicts(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(&out))
	for _, verdict := range []string{
		"right.sql is the NPS: all 27 cases pass.",
		"dismissed.sql is not the NPS: 4 of 27 cases fail.",
		"rounded.sql is not the NPS: 9 of 27 cases fail.",
	} {
		assert.Contains(t, out.String(), verdict)
	}
}
