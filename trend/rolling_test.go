package trend_test

import (
	"fmt"
	"testing"

	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
)

// text pools by appending, which does not commute: a window in the wrong order would be seen.
type text string

func (t text) Plus(o text) text { return t + o }

// counted is a sum that counts how often Plus was called.
type counted struct {
	sum   int
	calls *int
}

func (c counted) Plus(o counted) counted {
	*c.calls++
	return counted{c.sum + o.sum, c.calls}
}

func TestRolling(t *testing.T) {
	for _, c := range []struct {
		reason  string
		periods []text
		width   int
		want    []text
	}{
		{"three of five", []text{"a", "b", "c", "d", "e"}, 3, []text{"abc", "bcd", "cde"}},
		{"a width of one copies", []text{"a", "b"}, 1, []text{"a", "b"}},
		{"the whole", []text{"a", "b"}, 2, []text{"ab"}},
		{"fewer periods than the width", []text{"a", "b"}, 3, nil},
		{"no periods", nil, 1, nil},
		{"an empty period counts as one", []text{"a", "", "c", "d"}, 2, []text{"a", "c", "cd"}},
	} {
		t.Run(c.reason, func(t *testing.T) { assert.Equal(t, c.want, trend.Rolling(c.periods, c.width)) })
	}
	assert.PanicsWithValue(t, "trend: a window of 0 periods", func() { trend.Rolling([]text{"a"}, 0) })
}

func TestRollingEqualsPooling(t *testing.T) {
	for n := range 40 {
		periods := make([]text, n)
		for i := range periods {
			periods[i] = text(rune('0' + i))
		}
		for width := 1; width <= n+1; width++ {
			got := trend.Rolling(periods, width)
			assert.Len(t, got, max(0, n-width+1))
			for i, pooled := range got {
				var want text
				for _, p := range periods[i : i+width] {
					want += p
				}
				assert.Equal(t, want, pooled)
			}
		}
	}
}

func TestRollingCallsPlusThreeTimesAPeriod(t *testing.T) {
	calls := 0
	periods := make([]counted, 1000)
	for i := range periods {
		periods[i] = counted{i, &calls}
	}
	for _, width := range []int{1, 2, 7, 90, 365, 1000} {
		calls = 0
		trend.Rolling(periods, width)
		assert.LessOrEqual(t, calls, 3*len(periods), "width %d", width)
	}
}

func BenchmarkRolling(b *testing.B) {
	calls := 0
	periods := make([]counted, 10000)
	for i := range periods {
		periods[i] = counted{i, &calls}
	}
	for _, width := range []int{7, 365} {
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			for b.Loop() {
				trend.Rolling(periods, width)
			}
		})
	}
}
