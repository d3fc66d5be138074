package fold

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReportJSON(t *testing.T) {
	for _, row := range []struct{ reason, text, want string }{
		{"nothing wrong", "score\n9\n", `{"bytes":8,"rows":1,"folded":1,"blank":0}`},
		{"two bad rows", "score\n9\n\n11\n9,9\n", `{"bytes":16,"rows":3,"folded":1,"blank":0,"bad":{"fields":1,"scale":1},"first":[` +
			`{"row":2,"line":4,"column":"score","value":"11","want":"a whole number from 0 to 10","reason":"scale"},` +
			`{"row":3,"line":5,"value":"9,9\n","want":"1 fields, as the header has","reason":"fields"}]}`},
	} {
		_, report, err := NPS(strings.NewReader(row.text), File{Score: "score"})
		require.NoError(t, err)
		b, err := json.Marshal(report)
		require.NoError(t, err)
		assert.Equal(t, row.want, string(b), row.reason)
		var again Report
		require.NoError(t, json.Unmarshal(b, &again))
		assert.Equal(t, report, again, row.reason)
	}
	var earlier Report
	require.NoError(t, json.Unmarshal([]byte(`{"Bytes":8,"Rows":2,"Folded":1,"Blank":0,"Bad":{"scale":1},`+
		`"First":[{"Row":1,"Line":2,"Column":"score","Value":"11","Want":"less","Reason":"scale"}]}`), &earlier))
	assert.Equal(t, Report{Bytes: 8, Rows: 2, Folded: 1, Bad: map[Reason]int{Scale: 1},
		First: []RowError{{Row: 1, Line: 2, Column: "score", Value: "11", Want: "less", Reason: Scale}}}, earlier, "as it was written before")
}

func TestLongValuesAreCutBetweenLetters(t *testing.T) {
	for _, row := range []struct{ reason, value, want string }{
		{"as long as may be", strings.Repeat("x", 64), strings.Repeat("x", 64)},
		{"one more", strings.Repeat("x", 65), strings.Repeat("x", 64) + "…"},
		{"letters of three bytes", strings.Repeat("점", 30), strings.Repeat("점", 21) + "…"},
		{"no UTF-8", strings.Repeat("\xb0", 65), strings.Repeat("\xb0", 60) + "…"},
	} {
		_, report, err := NPS(strings.NewReader("score,x\n"+row.value+",\n"), File{Score: "score"})
		require.NoError(t, err)
		assert.Equal(t, row.want, report.First[0].Value, row.reason)
	}
}
