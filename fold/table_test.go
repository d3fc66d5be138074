package fold

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/nps"
)

func TestTableIsATally(t *testing.T) {
	same := func(a, b Table[nps.Tally]) bool { return maps.Equal(a, b) }
	kpitest.Laws(t, same,
		Table[nps.Tally]{{"north", "2026-03"}: {Promoters: 1}},
		Table[nps.Tally]{{"north", "2026-03"}: {Detractors: 2}, {"", ""}: {Passives: 3}},
		Table[nps.Tally]{{"sou|th", "2026-03"}: {Detractors: 4}, {"north", "2026-04"}: {Passives: 5}},
	)
}

func TestTable(t *testing.T) {
	table := Table[nps.Tally]{
		{"south", "2026-03"}: {Promoters: 1},
		{"north", "2026-04"}: {Promoters: 2},
		{"north", "2026-03"}: {Detractors: 4},
	}
	assert.Equal(t, []string{"north", "south"}, table.Segments())
	assert.Equal(t, []string{"2026-03", "2026-04"}, table.Periods())
	assert.Equal(t, map[string]nps.Tally{"north": {Promoters: 2, Detractors: 4}, "south": {Promoters: 1}}, table.BySegment())
	assert.Equal(t, map[string]nps.Tally{"2026-03": {Promoters: 1, Detractors: 4}, "2026-04": {Promoters: 2}}, table.ByPeriod())
	assert.Equal(t, nps.Tally{Promoters: 3, Detractors: 4}, table.Total())
	var keys []Key
	for k := range table.All() {
		keys = append(keys, k)
	}
	assert.Equal(t, []Key{{"north", "2026-03"}, {"north", "2026-04"}, {"south", "2026-03"}}, keys)
	for range table.All() {
		break // a loop may end early
	}
}

func TestEmptyTable(t *testing.T) {
	for _, table := range []Table[nps.Tally]{nil, {}} {
		assert.Empty(t, table.Segments())
		assert.Empty(t, table.Periods())
		assert.Empty(t, table.BySegment())
		assert.Zero(t, table.Total())
		assert.False(t, table[Key{}].Score(0.95).Known())
		b, err := json.Marshal(table)
		require.NoError(t, err)
		assert.Equal(t, "[]", string(b))
	}
}

func TestTableJSON(t *testing.T) {
	table := Table[nps.Tally]{{"b", "2026-03"}: {Promoters: 1}, {"a", ""}: {Passives: 2}}
	b, err := json.Marshal(table)
	require.NoError(t, err)
	assert.JSONEq(t, `[
		{"segment":"a","period":"","tally":{"detractors":0,"passives":2,"promoters":0}},
		{"segment":"b","period":"2026-03","tally":{"detractors":0,"passives":0,"promoters":1}}]`, string(b))

	for _, row := range []struct{ reason, text string }{
		{"two tallies with one key", `[{"segment":"a","period":"b","tally":{"detractors":0,"passives":2,"promoters":0}},
			{"segment":"a","period":"b","tally":{"detractors":0,"passives":2,"promoters":0}}]`},
		{"a tally that none can be", `[{"segment":"a","period":"b","tally":{"detractors":-1,"passives":2,"promoters":0}}]`},
		{"no table", `{"segment":"a"}`},
	} {
		read := Table[nps.Tally]{{"a", ""}: {Passives: 2}}
		assert.Error(t, json.Unmarshal([]byte(row.text), &read), row.reason)
		assert.Equal(t, Table[nps.Tally]{{"a", ""}: {Passives: 2}}, read, row.reason)
	}
	_, err = json.Marshal(Table[nps.Tally]{{"\xff", ""}: {}})
	assert.ErrorContains(t, err, `"\xff"`, "two such keys would become one")
}

func TestJoin(t *testing.T) {
	for _, row := range []struct {
		reason  string
		values  []string
		segment string
	}{
		{"one value is as it is", []string{`a|b\c`}, `a|b\c`},
		{"several", []string{"north", "phone"}, "north|phone"},
		{"empty ones", []string{"", "", ""}, "||"},
		{"what separates is escaped", []string{`a|b`, `c\`, `|`}, `a\|b|c\\|\|`},
	} {
		assert.Equal(t, row.segment, Join(row.values...), row.reason)
		if len(row.values) > 1 {
			assert.Equal(t, row.values, Split(row.segment), row.reason)
		}
	}
	assert.NotEqual(t, Join("a|b", "c"), Join("a", "b|c"))
}

func FuzzJoin(f *testing.F) {
	f.Add("a|b", `c\`, "")
	f.Add(`\`, `|`, `\|`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		assert.Equal(t, []string{a, b, c}, Split(Join(a, b, c)))
		assert.Equal(t, []string{a, b}, Split(Join(a, b)))
		assert.Equal(t, Join(a, b), string(appendValue(append(appendValue(nil, []byte(a)), '|'), []byte(b))))
	})
}
