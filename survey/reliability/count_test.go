package reliability

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// rows adds the rows of a table one by one.
func rows[R survey.Integer](t testing.TB, s survey.Scale, columns [][]R, blank ...int) (items Items) {
	t.Helper()
	row := make([]int, len(columns))
	for i := range columns[0] {
		for j := range columns {
			row[j] = int(columns[j][i])
		}
		require.NoError(t, items.Add(s, row, blank...))
	}
	return items
}

// random returns n answers of k items on s, some of them blank.
func random[R survey.Integer](r *rand.Rand, n, k int, s survey.Scale, blanks float64, blank R) [][]R {
	columns := make([][]R, k)
	for j := range columns {
		columns[j] = make([]R, n)
	}
	for i := range n {
		lean := r.IntN(s.Max - s.Min + 1)
		for j := range columns {
			x := R(s.Min + (lean+r.IntN(s.Max-s.Min+1))/2)
			if r.Float64() < blanks {
				x = blank
			}
			columns[j][i] = x
		}
	}
	return columns
}

func TestCountIsAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 39, 40, 41, 511, 512, 513, 2000} {
		for _, k := range []int{1, 2, 4, 5, 6, 10, 11} {
			for _, s := range []survey.Scale{{Min: 0, Max: 10}, five, {Min: 0, Max: 1}} {
				columns := random(r, n, k, s, 0.02, int16(99))
				items, err := Count(s, columns, 99)
				require.NoError(t, err)
				assert.Equal(t, rows(t, s, columns, 99), items, "%d × %d on %v", n, k, s)
			}
		}
	}
	top := survey.Scale{Min: 0, Max: 10}
	columns := make([][]uint8, 100) // the largest sums
	for j := range columns {
		columns[j] = make([]uint8, 1500)
		for i := range columns[j] {
			columns[j][i] = 10
		}
	}
	items, err := Count(top, columns)
	require.NoError(t, err)
	assert.Equal(t, rows(t, top, columns), items)
}

func TestCountOfTypes(t *testing.T) {
	type rating uint64
	r := rand.New(rand.NewPCG(3, 4))
	columns := random(r, 700, 3, five, 0.1, -99)
	want := rows(t, five, columns, -99)
	small, large := make([][]int8, 3), make([][]rating, 3)
	for j, c := range columns {
		for _, x := range c {
			small[j] = append(small[j], int8(x))
			large[j] = append(large[j], rating(int64(x)))
		}
	}
	minus := -99
	got, err := Count(five, small, -99)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	got, err = Count(five, large, rating(minus))
	require.NoError(t, err)
	assert.Equal(t, want, got)

	on, err := Count(five, columns, -99, 3)
	require.NoError(t, err)
	assert.Equal(t, rows(t, five, columns, -99, 3), on, "a blank code may lie on the scale")
}

func TestItemsRefuse(t *testing.T) {
	for _, c := range []struct {
		reason  string
		s       survey.Scale
		columns [][]int
		want    string
	}{
		{"off the scale", five, [][]int{{1, 2}, {3, 6}}, "reliability: item 1: rating 6 at index 1 is not from 1 to 5"},
		{"a blank that was not named", five, [][]int{{1, 0}, {3, 4}}, "reliability: item 0: rating 0 at index 1 is not from 1 to 5"},
		{"no scale", survey.Scale{}, [][]int{{1}}, "reliability: 0–0 is not a scale: two points or more within 0 to 10"},
		{"no columns", five, nil, "reliability: a row has from 1 to 100 items"},
		{"columns of different lengths", five, [][]int{{1, 2}, {3}}, "reliability: 1 ratings of item 1 and 2 of item 0"},
		{"too many items", five, make([][]int, 101), "reliability: a row has from 1 to 100 items"},
	} {
		items, err := Count(c.s, c.columns)
		assert.EqualError(t, err, c.want, c.reason)
		assert.Equal(t, Items{}, items, c.reason)
	}
	var items Items
	require.NoError(t, items.Add(five, []int{4, 5}))
	before := items.Plus(Items{})
	err := items.Add(five, []int{4, 6})
	require.EqualError(t, err, "reliability: rating 6 at index 1 is not from 1 to 5")
	off, ok := errors.AsType[*survey.RangeError](err)
	require.True(t, ok)
	assert.Equal(t, 6, off.Rating)
	assert.EqualError(t, items.Add(five, []int{4}), "reliability: a row of 1 items does not go with rows of 2")
	assert.EqualError(t, items.Add(survey.Scale{Min: 0, Max: 10}, []int{4, 4}),
		"reliability: ratings on the scale 0–10 do not go with ratings on 1–5")
	assert.Equal(t, before, items, "errors add nothing")
	assert.Panics(t, func() { items.Plus(Items{Scale: five, N: 1, Sums: []int{1}}) })
	assert.PanicsWithValue(t, "reliability: confidence level 95 is not between 0 and 1", func() { items.Alpha(95) })
	assert.PanicsWithValue(t, "reliability: Method(9) is not a method", func() { Method(9).Alpha(items, 0.95) })
}

func TestItemsLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var samples []Items
	for _, n := range []int{1, 3, 40, 700} {
		items, err := Count(five, random(r, n, 4, five, 0.1, 0), 0)
		require.NoError(t, err)
		samples = append(samples, items)
	}
	kpitest.Laws(t, func(a, b Items) bool { return reflect.DeepEqual(a, b) }, samples...)
	whole := samples[0].Plus(samples[1]).Plus(samples[2]).Plus(samples[3])
	assert.Equal(t, 744, whole.N+whole.Incomplete)
}

func TestItemsWithAFlaw(t *testing.T) {
	good := rows(t, five, [][]int{{4, 5, 3}, {4, 4, 2}})
	for reason, spoil := range map[string]func(*Items){
		"a negative count":            func(t *Items) { t.N = -1 },
		"sums too high for the scale": func(t *Items) { t.Sums[0] = 16 },
		"products that cannot be":     func(t *Items) { t.Products[1][0] = -1 },
		"a row that is missing":       func(t *Items) { t.Products = t.Products[:1] },
		"a row that is too short":     func(t *Items) { t.Products[1] = t.Products[1][:1] },
		"powers that cannot be":       func(t *Items) { t.Quartic.Y4 = 0 },
		"no scale":                    func(t *Items) { t.Scale = survey.Scale{} },
		"counts that do not fit":      func(t *Items) { t.N = 1 << 62 },
	} {
		bad := good.Plus(Items{})
		spoil(&bad)
		assert.False(t, bad.Alpha(0.95).Known(), reason)
		assert.Zero(t, bad.Alpha(0.95).N, reason)
		_, err := json.Marshal(bad)
		assert.Error(t, err, reason)
		if bad.Scale == good.Scale {
			assert.False(t, good.Plus(bad).Alpha(0.95).Known(), reason)
		}
	}
	var items Items
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"scale":{"min":1,"max":5},"n":3,"incomplete":0}`), &items), "reading items")
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"n":0,"incomplete":0,"x":1}`), &items), "unknown field")
	assert.Equal(t, Items{}, items)
}
