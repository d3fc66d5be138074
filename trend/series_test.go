package trend_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/stretchr/testify/assert"
)

// answers is a tally of satisfied and other answers.
type answers struct{ Satisfied, Other int }

func (a answers) Plus(o answers) answers {
	return answers{a.Satisfied + o.Satisfied, a.Other + o.Other}
}

func (a answers) score() kpi.Estimate { return kpi.Proportion(a.Satisfied, a.Satisfied+a.Other, 0.95) }

func TestSeries(t *testing.T) {
	byMonth := map[string]answers{"2026-01": {80, 20}, "2026-03": {90, 10}, "1999-01": {1, 1}}
	month := trend.Month(time.UTC)
	from := time.Date(2026, time.January, 15, 0, 0, 0, 0, time.UTC)
	keys := month.Keys(from, from.AddDate(0, 3, 0))
	assert.Equal(t, []answers{{80, 20}, {}, {90, 10}, {}}, trend.Fill(keys, byMonth))
	series := trend.Series(keys, byMonth, answers.score)
	assert.Len(t, series, 4)
	assert.Equal(t, answers{80, 20}.score(), series[0])
	assert.False(t, series[1].Known())
	assert.Equal(t, answers{90, 10}.score(), series[2])
	values := trend.Values(series)
	assert.Equal(t, []float64{0.8, 0.9}, []float64{values[0], values[2]})
	assert.True(t, math.IsNaN(values[1]) && math.IsNaN(values[3]))
	assert.Empty(t, trend.Series(month.Keys(from, from), byMonth, answers.score))
	assert.Empty(t, trend.Fill(month.Keys(from, from), byMonth))
	assert.True(t, math.IsNaN(trend.Values([]kpi.Estimate{{}})[0]), "an estimate never set is no 0")
	assert.Equal(t, math.Inf(1), trend.Values([]kpi.Estimate{{Value: math.Inf(1), Level: 0.95}})[0])
}

func TestChanges(t *testing.T) {
	a, b, gap := answers{80, 20}.score(), answers{90, 10}.score(), answers{}.score()
	changes := trend.Changes([]kpi.Estimate{a, b, gap, a, a}, 1)
	assert.Len(t, changes, 5)
	for i, known := range []bool{false, true, false, false, true} {
		assert.Equal(t, known, changes[i].Known(), i)
		assert.Equal(t, kpi.Change, changes[i].Unit)
		assert.Equal(t, 0.95, changes[i].Level)
	}
	assert.Equal(t, b.Minus(a), changes[1])
	assert.Equal(t, b.Minus(a), trend.Changes([]kpi.Estimate{a, gap, gap, b}, 3)[3])
	assert.Empty(t, trend.Changes(nil, 1))
	assert.False(t, trend.Changes([]kpi.Estimate{a}, 12)[0].Known())
	assert.PanicsWithValue(t, "trend: a change from 0 periods before", func() { trend.Changes(nil, 0) })
}

func TestWarnings(t *testing.T) {
	assert.Equal(t, "", trend.Warnings(0).String())
	assert.Equal(t, "too few periods", trend.TooFew.String())
	assert.Equal(t, "too few periods, neighbours depend on each other", (trend.TooFew | trend.Dependent).String())

	nan := math.NaN()
	for _, c := range []struct {
		reason string
		x      []float64
		want   trend.Warnings
	}{
		{"nothing", nil, trend.TooFew},
		{"five values and gaps", []float64{1, nan, 5, 2, nan, 4, 3}, trend.TooFew},
		{"six values", []float64{1, 5, 2, 4, 3, 6}, 0},
		{"a constant series", slices.Repeat([]float64{7}, 40), 0},
		{"a straight line", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0},
		{"a bend", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4, 3, 2, 1}, trend.Dependent},
		{"values too far apart to be neighbours", []float64{1, nan, 2, nan, 3, nan, 4, nan, 3, nan, 2, nan, 1}, 0},
	} {
		t.Run(c.reason, func(t *testing.T) { assert.Equal(t, c.want, trend.Check(c.x)) })
	}
	line := trend.Fit(shares([]int{50, 60, 70}, []int{100, 100, 100}, 0.95))
	assert.Equal(t, trend.TooFew, line.Warnings)
	assert.Equal(t, trend.TooFew, trend.Fit(nil).Warnings)
}

// How often a series earns the warning, independent values and windows of three.
func TestWarningsAreRareAndEarned(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	r := rand.New(rand.NewPCG(15, 16))
	for _, c := range []struct {
		n               int
		windows, within float64
	}{{12, 0.60, 0.06}, {24, 0.94, 0.03}, {36, 0.99, 0.01}} {
		const runs = 2000
		alone, windows := 0, 0
		for range runs {
			x := make([]float64, c.n+2)
			for i := range x {
				x[i] = r.NormFloat64() + 0.2*float64(i)
			}
			if trend.Check(x[:c.n])&trend.Dependent != 0 {
				alone++
			}
			rolling := make([]float64, c.n)
			for i := range rolling {
				rolling[i] = x[i] + x[i+1] + x[i+2]
			}
			if trend.Check(rolling)&trend.Dependent != 0 {
				windows++
			}
		}
		t.Logf("n %d: independent %.4f, windows %.3f", c.n, float64(alone)/runs, float64(windows)/runs)
		assert.Less(t, float64(alone)/runs, 0.055)
		assert.InDelta(t, c.windows, float64(windows)/runs, c.within)
	}
}

// From answers to a trend: the months are keys of a map, one of them is empty.
func Example() {
	zone := time.UTC
	month := trend.Month(zone)
	byMonth := map[string]answers{}
	for _, row := range []struct {
		day              time.Time
		satisfied, other int
	}{
		{time.Date(2026, time.January, 7, 9, 0, 0, 0, zone), 40, 20},
		{time.Date(2026, time.January, 20, 9, 0, 0, 0, zone), 35, 15},
		{time.Date(2026, time.February, 11, 9, 0, 0, 0, zone), 75, 30},
		{time.Date(2026, time.April, 1, 9, 0, 0, 0, zone), 80, 26},
		{time.Date(2026, time.May, 30, 9, 0, 0, 0, zone), 90, 25},
		{time.Date(2026, time.June, 3, 9, 0, 0, 0, zone), 85, 20},
	} {
		key := month.Key(row.day)
		byMonth[key] = byMonth[key].Plus(answers{row.satisfied, row.other})
	}

	from, to := time.Date(2026, time.January, 1, 0, 0, 0, 0, zone), time.Date(2026, time.July, 1, 0, 0, 0, 0, zone)
	for key := range month.Keys(from, to) {
		fmt.Println(key, byMonth[key].score())
	}
	line := trend.Fit(trend.Series(month.Keys(from, to), byMonth, answers.score))
	fmt.Println("a month:", line.Slope)
	// Output:
	// 2026-01 68.2% [59.0%, 76.1%] n=110
	// 2026-02 71.4% [62.2%, 79.2%] n=105
	// 2026-03 n/a (n=0)
	// 2026-04 75.5% [66.5%, 82.7%] n=106
	// 2026-05 78.3% [69.9%, 84.8%] n=115
	// 2026-06 81.0% [72.4%, 87.3%] n=105
	// a month: 2.5pp [0.5pp, 4.4pp] n=541
}

// The score of three months is the score of their answers.
func ExampleRolling() {
	months := []answers{{8, 2}, {90, 10}, {70, 30}, {75, 25}}
	for _, quarter := range trend.Rolling(months, 3) {
		fmt.Println(quarter.score())
	}
	// Output:
	// 80.0% [74.1%, 84.8%] n=210
	// 78.3% [73.3%, 82.6%] n=300
}

func ExampleSeries() {
	week := trend.Week(time.Monday, time.UTC)
	byWeek := map[string]answers{"2026-03-02": {45, 5}, "2026-03-16": {30, 20}}
	from := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for _, e := range trend.Series(week.Keys(from, from.AddDate(0, 0, 21)), byWeek, answers.score) {
		fmt.Println(e)
	}
	// Output:
	// 90.0% [78.6%, 95.7%] n=50
	// n/a (n=0)
	// 60.0% [46.2%, 72.4%] n=50
}

// Did a month differ from the one before?
func ExampleChanges() {
	months := []kpi.Estimate{
		answers{80, 20}.score(), answers{84, 16}.score(), answers{60, 40}.score(),
	}
	for _, change := range trend.Changes(months, 1) {
		fmt.Println(change, !change.Contains(0))
	}
	// Output:
	// n/a (n=0) false
	// 4.0pp [-6.7pp, 14.7pp] n=200 false
	// -24.0pp [-35.4pp, -11.6pp] n=200 true
}

// A wait that is not over is above all others; Sen's slope leaves it out.
func ExampleValues() {
	series := []kpi.Estimate{
		{Value: 3600, Lo: 3000, Hi: 4000, Level: 0.95, N: 20, Unit: kpi.Seconds},
		{Value: math.NaN(), Hi: math.Inf(1), Level: 0.95, Unit: kpi.Seconds},
		{Value: math.Inf(1), Lo: 5000, Hi: math.Inf(1), Level: 0.95, N: 20, Unit: kpi.Seconds},
	}
	fmt.Println(trend.Values(series))
	// Output:
	// [3600 NaN +Inf]
}

func ExampleCheck() {
	fmt.Println(trend.Check([]float64{71, 74, 70}))
	// Output:
	// too few periods
}
