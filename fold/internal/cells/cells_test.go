package cells_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/trend"
)

func TestNames(t *testing.T) {
	var n cells.Names
	ids := map[string]int32{}
	random := rand.New(rand.NewPCG(1, 1))
	word := func(s string) (w uint64) {
		for i := range min(len(s), 8) {
			w |= uint64(s[i]) << (8 * i)
		}
		return w
	}
	for range 20000 {
		text := strings.Repeat(string(rune('a'+random.IntN(3))), random.IntN(20)) + fmt.Sprint(random.IntN(100))
		switch random.IntN(20) {
		case 0:
			text = ""
		case 1:
			text = strings.Repeat("\x00", random.IntN(10))
		}
		id := n.ID([]byte(text))
		if len(text) <= 8 {
			noise := random.Uint64() << (8 * len(text)) // what stands behind it
			if r := n.Recent(word(text)|noise, uint(len(text))); r >= 0 {
				require.Equal(t, id, r, "%q", text)
			}
			require.Equal(t, id, n.Short(word(text)|noise, uint(len(text))), "%q", text)
			require.Equal(t, id, n.Recent(word(text)|noise, uint(len(text))), "%q", text)
		}
		if known, ok := ids[text]; ok {
			require.Equal(t, known, id, "%q", text)
		}
		ids[text] = id
		require.Equal(t, text, n.All()[id])
	}
	assert.Len(t, n.All(), len(ids))
	var fresh cells.Names
	assert.Equal(t, int32(-1), fresh.Recent(0, 0), "nobody yet, not even the empty text")
}

func TestPeriods(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo", "Asia/Manila", "Africa/Casablanca",
		"Pacific/Kwajalein", "America/Juneau", "Asia/Kathmandu", "Antarctica/Troll"}
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		for _, period := range []trend.Period{trend.Day(zone), trend.Week(time.Monday, zone), trend.Month(zone), trend.Quarter(zone), trend.Year(zone)} {
			p := cells.NewPeriods(period)
			random := rand.New(rand.NewPCG(2, 2))
			for range 300 {
				at := random.Int64N(8e9) - 4e9
				if _, end := time.Unix(at, 0).In(zone).ZoneBounds(); !end.IsZero() && random.IntN(2) == 0 {
					at = end.Unix() + random.Int64N(200000) - 100000
				}
				if random.IntN(2) == 0 {
					start, _ := period.Bounds(time.Unix(at, 0))
					at = start.Unix() + random.Int64N(5) - 2
				}
				want := period.Key(time.Unix(at, 0))
				id := p.ID(at)
				require.Equal(t, want, p.Keys()[id], "%s, %d", name, at)
				if cut, before, after, ok := p.Cut(at); ok {
					require.Positive(t, cut)
					require.LessOrEqual(t, cut, int32(cells.Day))
					for _, second := range []int64{0, int64(cut) - 1, int64(cut), random.Int64N(cells.Day), cells.Day - 1} {
						id := before
						if second >= int64(cut) {
							id = after
						}
						if second < cells.Day {
							require.Equal(t, period.Key(time.Unix(at+second, 0)), p.Keys()[id], "%s, %d and %d", name, at, second)
						}
					}
				}
			}
			keys := slices.Clone(p.Keys())
			slices.Sort(keys)
			assert.Len(t, slices.Compact(keys), len(p.Keys()), "each key once")
		}
	}
}

func TestCounts(t *testing.T) {
	for _, row := range []struct {
		reason            string
		segments, periods int32
	}{
		{"few cells", 10, 5},
		{"one", 1, 1},
		{"many segments", 100000, 3},
		{"many periods", 3, 100000},
		{"many of both", 40000, 4000},
	} {
		var c cells.Counts
		want := map[[2]int32]cells.Scores{}
		random := rand.New(rand.NewPCG(3, 3))
		for range 5000 {
			segment, period, score := random.Int32N(row.segments), random.Int32N(row.periods), uint(random.IntN(11))
			c.Add(segment, period, score)
			cell := want[[2]int32{segment, period}]
			cell[score]++
			want[[2]int32{segment, period}] = cell
			if random.IntN(100) == 0 {
				c.Settle(math.MaxInt32) // as if that many had been counted
			}
		}
		got := map[[2]int32]cells.Scores{}
		for cell := range c.All() {
			got[[2]int32{cell.Segment, cell.Period}] = *cell.Scores
		}
		assert.Equal(t, want, got, row.reason)
		for range c.All() {
			break // a loop may end early
		}
	}
	var none cells.Counts
	for range none.All() {
		t.Error("nothing was counted")
	}
}

// What Near returns is counted by a uint32 and does not run over, because of Settle.
func TestCountsSettle(t *testing.T) {
	var c cells.Counts
	c.Add(0, 0, 3)
	near := c.Near(0, 0)
	require.NotNil(t, near)
	for range 3 {
		near[3] += math.MaxInt32
		c.Settle(math.MaxInt32)
	}
	for cell := range c.All() {
		assert.Equal(t, cells.Scores{3: 3*math.MaxInt32 + 1}, *cell.Scores)
	}
}

func TestWhole(t *testing.T) {
	for text, want := range map[string]int{"9": 9, "-1": -1, "09": 9, "+9": 9, "9.0": 9, "9.000": 9, "-0": 0} {
		n, ok := cells.Whole(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, n, text)
	}
	for _, text := range []string{"", " 9", "9 ", "9.5", "9.", ".0", "9.0.0", "9,0", "9e0", "0x9", "nine", "99999999999999999999", "9_0"} {
		_, ok := cells.Whole(text)
		assert.False(t, ok, text)
	}
}
