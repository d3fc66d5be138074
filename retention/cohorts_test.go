package retention_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

// event is a customer who was there at a time.
type event struct {
	customer int
	at       time.Time
}

func stream(events []event) iter.Seq2[int, time.Time] {
	return func(yield func(int, time.Time) bool) {
		for _, e := range events {
			if !yield(e.customer, e.at) {
				return
			}
		}
	}
}

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// orders is what three customers of March, one of April and two of June bought.
var orders = []event{
	{1, day("2026-03-02 10:00")}, {2, day("2026-03-15 10:00")}, {3, day("2026-03-31 23:59")},
	{1, day("2026-04-30 23:59")}, {4, day("2026-04-10 10:00")}, {1, day("2026-04-01 00:00")},
	{2, day("2026-05-05 10:00")}, {3, day("2026-05-06 10:00")},
	{5, day("2026-06-01 00:00")}, {6, day("2026-06-20 10:00")}, {4, day("2026-06-10 10:00")}, {1, day("2026-06-30 23:59")},
	{1, day("2026-07-01 00:00")}, {5, day("2026-07-02 10:00")},
}

// retained returns the counts of a triangle, -1 where a cell is unknown.
func retained(c retention.Cohorts) [][]int {
	var out [][]int
	for i := range c.Len() {
		row := make([]int, len(c.Ages()))
		for k := range row {
			t, known := c.Cell(i, k)
			if row[k] = t.Retained; !known {
				row[k] = -1
			}
		}
		out = append(out, row)
	}
	return out
}

func TestCohortsByMonth(t *testing.T) {
	asOf := day("2026-07-15 00:00") // July is not over
	spec := retention.Spec{Period: trend.Month(time.UTC), AsOf: asOf}
	tests := []struct {
		reason string
		change func(*retention.Spec)
		ages   []string
		want   [][]int // of the cohorts of March, April, May and June
	}{
		{"on: each month by itself; May has nobody, July is not over", func(*retention.Spec) {}, []string{"0", "1", "2", "3"},
			[][]int{{3, 1, 2, 1}, {1, 0, 1, -1}, {0, 0, -1, -1}, {2, -1, -1, -1}}},
		{"on or after: whoever came back later was never gone", func(s *retention.Spec) { s.Counting = retention.OnOrAfter }, []string{"0", "1", "2", "3"},
			[][]int{{3, 3, 3, 1}, {1, 1, 1, -1}, {0, 0, -1, -1}, {2, -1, -1, -1}}},
		{"of those there the month before", func(s *retention.Spec) { s.Reference = retention.Previous }, []string{"0", "1", "2", "3"},
			[][]int{{3, 1, 0, 0}, {1, 0, 0, -1}, {0, 0, -1, -1}, {2, -1, -1, -1}}},
		{"brackets: once for months 1 and 2 together", func(s *retention.Spec) { s.Brackets = []int{0, 1, 3} }, []string{"0", "1–2"},
			[][]int{{3, 3}, {1, 1}, {0, -1}, {2, -1}}},
		{"a bracket that the first month is not in", func(s *retention.Spec) { s.Brackets = []int{1, 2} }, []string{"1"},
			[][]int{{1}, {0}, {0}, {-1}}},
		{"one column", func(s *retention.Spec) { s.Ages = 1 }, []string{"0"}, [][]int{{3}, {1}, {0}, {2}}},
		{"as of the first instant of July all of June is known", func(s *retention.Spec) { s.AsOf = day("2026-07-01 00:00") }, []string{"0", "1", "2", "3"},
			[][]int{{3, 1, 2, 1}, {1, 0, 1, -1}, {0, 0, -1, -1}, {2, -1, -1, -1}}},
		{"an instant earlier nothing of June is", func(s *retention.Spec) { s.AsOf = day("2026-07-01 00:00").Add(-1) }, []string{"0", "1", "2"},
			[][]int{{3, 1, 2}, {1, 0, -1}, {0, -1, -1}, {-1, -1, -1}}},
		{"as of April nobody of later is a customer", func(s *retention.Spec) { s.AsOf = day("2026-04-05 00:00") }, []string{"0"},
			[][]int{{3}}},
		{"windows of 30 days from each first order", func(s *retention.Spec) { s.Window = 30 * 24 * time.Hour }, []string{"0", "1", "2"},
			[][]int{{3, 3, 0}, {1, 0, -1}, {0, -1, -1}, {-1, -1, -1}}},
		{"windows with brackets, on or after", func(s *retention.Spec) {
			s.Window, s.Brackets, s.Counting = 24*time.Hour, []int{0, 1, 7, 31}, retention.OnOrAfter
		}, []string{"0", "1–6", "7–30"}, [][]int{{3, 3, 3}, {1, 1, 1}, {0, 0, 0}, {2, 1, -1}}},
	}
	for _, test := range tests {
		s := spec
		test.change(&s)
		c, err := retention.NewCohorts(stream(orders), s)
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.ages, c.Ages(), test.reason)
		assert.Equal(t, test.want, retained(c), test.reason)
	}
	c, err := retention.NewCohorts(stream(orders), spec)
	require.NoError(t, err)
	name, size := c.Cohort(0)
	assert.Equal(t, "2026-03", name)
	assert.Equal(t, 3, size)
	name, size = c.Cohort(2)
	assert.Equal(t, "2026-05", name)
	assert.Equal(t, 0, size)
	assert.Equal(t, retention.Tally{Retained: 1, Lost: 3}, c.Column(1), "of March, April and May, whose month after is over")
	assert.Equal(t, retention.Tally{Retained: 3, Lost: 1}, c.Column(2), "of March and April")
	assert.Equal(t, retention.Tally{}, c.Column(9))
	cell, known := c.Cell(2, 1)
	assert.True(t, known && !cell.Rate(0.95).Known(), "a cohort without customers is known, and its share is no data")
	previous := c.By(retention.Previous)
	cell, _ = previous.Cell(0, 2)
	assert.Equal(t, retention.Tally{Lost: 1}, cell, "the one of April was not there in May")
	cell, _ = c.Cell(0, 2)
	assert.Equal(t, 2, cell.Retained, "By returns another view")
	for _, outside := range [][2]int{{-1, 0}, {0, -1}, {4, 0}, {0, 4}} {
		_, known := c.Cell(outside[0], outside[1])
		assert.False(t, known)
	}
	assert.Panics(t, func() { c.By(7) })
	assert.Panics(t, func() { c.Cohort(4) })

	march := []event{{1, day("2026-03-02 10:00")}}
	c, err = retention.NewCohorts(stream(march), retention.Spec{Period: trend.Month(time.UTC), AsOf: day("2026-04-01 00:00")})
	require.NoError(t, err)
	assert.Equal(t, [][]int{{1}}, retained(c), "a cohort of one and a single period")
	c, err = retention.NewCohorts(stream(march), retention.Spec{Period: trend.Month(time.UTC), AsOf: day("2026-03-20 00:00")})
	require.NoError(t, err)
	assert.Equal(t, [][]int{{}}, retained(c), "whose period is not over: no cell at all")
	c, err = retention.NewCohorts(stream(nil), spec)
	require.NoError(t, err)
	assert.Zero(t, c.Len(), "no events")
	c, err = retention.NewCohorts(stream(march), retention.Spec{Period: trend.Month(time.UTC), AsOf: day("2026-01-01 00:00")})
	require.NoError(t, err)
	assert.Zero(t, c.Len(), "no events yet")
}

func TestCohortsRefuse(t *testing.T) {
	good := retention.Spec{Period: trend.Month(time.UTC), AsOf: day("2026-07-15 00:00")}
	for _, test := range []struct {
		reason string
		spoil  func(*retention.Spec)
	}{
		{"no period", func(s *retention.Spec) { s.Period = trend.Period{} }},
		{"no asOf", func(s *retention.Spec) { s.AsOf = time.Time{} }},
		{"an asOf that nanoseconds cannot tell", func(s *retention.Spec) { s.AsOf = s.AsOf.AddDate(1000, 0, 0) }},
		{"a negative window", func(s *retention.Spec) { s.Window = -1 }},
		{"negative ages", func(s *retention.Spec) { s.Ages = -1 }},
		{"brackets without an end", func(s *retention.Spec) { s.Brackets = []int{0} }},
		{"brackets that fall", func(s *retention.Spec) { s.Brackets = []int{0, 2, 1} }},
		{"an empty bracket", func(s *retention.Spec) { s.Brackets = []int{0, 2, 2} }},
		{"a negative age", func(s *retention.Spec) { s.Brackets = []int{-1, 2} }},
		{"no counting", func(s *retention.Spec) { s.Counting = 5 }},
		{"no reference", func(s *retention.Spec) { s.Reference = 5 }},
		{"a triangle of a column for each nanosecond", func(s *retention.Spec) { s.Window = 1 }},
	} {
		spec := good
		test.spoil(&spec)
		_, err := retention.NewCohorts(stream(orders), spec)
		assert.Error(t, err, test.reason)
	}
	_, err := retention.NewCohorts(stream([]event{{1, day("2026-03-02 10:00")}, {2, time.Time{}}}), good)
	assert.EqualError(t, err, "retention: event 1, of customer 2, is at 0001-01-01 00:00:00 +0000 UTC: not from the years 1678 to 2261")

	// The edges of time: nothing overflows.
	old := []event{{1, time.Date(1677, 9, 22, 0, 0, 0, 0, time.UTC)}, {1, time.Date(2261, 12, 31, 0, 0, 0, 0, time.UTC)}}
	for _, p := range []trend.Period{trend.Day(time.UTC), trend.Week(time.Monday, time.UTC), trend.Month(time.UTC), trend.Year(time.UTC)} {
		for _, window := range []time.Duration{0, 24 * time.Hour, math.MaxInt64} {
			c, err := retention.NewCohorts(stream(old), retention.Spec{Period: p, Window: window, Ages: 3, AsOf: time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)})
			require.NoError(t, err)
			assert.Equal(t, 1, c.Len())
			cell, _ := c.Cell(0, 0)
			assert.Equal(t, retention.Tally{Retained: 1}, cell)
		}
	}
}

// slowly counts a triangle by the definition, one customer and cell after the other.
func slowly(events []event, spec retention.Spec) map[[2]string]retention.Tally {
	first := map[int]time.Time{}
	for _, e := range events {
		if at, known := first[e.customer]; !e.at.After(spec.AsOf) && (!known || e.at.Before(at)) {
			first[e.customer] = e.at
		}
	}
	if len(first) == 0 {
		return nil
	}
	earliest := slices.MinFunc(slices.Collect(maps.Values(first)), time.Time.Compare)
	keys := slices.Collect(spec.Period.Keys(earliest, spec.AsOf.Add(1)))
	age := func(e event) int {
		if spec.Window > 0 {
			return int(e.at.Sub(first[e.customer]) / spec.Window)
		}
		return slices.Index(keys, spec.Period.Key(e.at)) - slices.Index(keys, spec.Period.Key(first[e.customer]))
	}
	elapsed := func(cohort string, age int) bool { // the age is over for all who may have come in the cohort's period
		i := slices.Index(keys, cohort)
		start, err := spec.Period.Parse(cohort)
		if err != nil {
			panic(err)
		}
		_, end := spec.Period.Bounds(start)
		if spec.Window > 0 {
			return !end.Add(time.Duration(age+1) * spec.Window).After(spec.AsOf)
		}
		if i+age >= len(keys) {
			return false
		}
		start, err = spec.Period.Parse(keys[i+age])
		if err != nil {
			panic(err)
		}
		_, end = spec.Period.Bounds(start)
		return !end.After(spec.AsOf)
	}
	out := map[[2]string]retention.Tally{}
	brackets := spec.Brackets
	if brackets == nil {
		for k := range 600 {
			brackets = append(brackets, k)
		}
	}
	there := func(customer, k int) bool {
		for _, e := range events {
			if e.customer == customer && !e.at.After(spec.AsOf) && age(e) >= brackets[k] && (age(e) < brackets[k+1] || spec.Counting == retention.OnOrAfter) {
				return true
			}
		}
		return false
	}
	for customer, at := range first {
		cohort := spec.Period.Key(at)
		for k := range len(brackets) - 1 {
			if spec.Ages > 0 && k >= spec.Ages || !elapsed(cohort, brackets[k+1]-1) {
				break
			}
			cell := [2]string{cohort, string(rune('a' + k))}
			t := out[cell]
			if spec.Reference == retention.First || k == 0 || there(customer, k-1) {
				t.Add(there(customer, k))
			}
			out[cell] = t
		}
	}
	return out
}

func checkAgainstSlow(t *testing.T, events []event, spec retention.Spec) retention.Cohorts {
	t.Helper()
	c, err := retention.NewCohorts(stream(events), spec)
	require.NoError(t, err)
	want := slowly(events, spec)
	for i := range c.Len() {
		name, size := c.Cohort(i)
		for k := range len(c.Ages()) + 1 {
			got, known := c.Cell(i, k)
			if size == 0 {
				continue
			}
			slow, elapsed := want[[2]string{name, string(rune('a' + k))}]
			require.Equal(t, elapsed, known, "%s at %d of %+v", name, k, spec)
			require.Equal(t, slow, got, "%s at %d of %+v", name, k, spec)
			delete(want, [2]string{name, string(rune('a' + k))})
		}
	}
	require.Empty(t, want)
	return c
}

func TestCohortsAgainstTheDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	johns, err := time.LoadLocation("America/St_Johns") // clocks went back from 00:01 to 23:01 of the day before
	require.NoError(t, err)
	apia, err := time.LoadLocation("Pacific/Apia") // had no 30 December 2011
	require.NoError(t, err)
	for range 300 {
		span := time.Duration(1+rng.IntN(70)) * 24 * time.Hour
		zone := []*time.Location{time.UTC, berlin, johns, apia}[rng.IntN(4)]
		start := time.Date(2010, 11, rng.IntN(20), 0, 0, 0, 0, zone)
		if zone == apia {
			start = start.AddDate(1, 1, 0)
		}
		var events []event
		for range rng.IntN(60) {
			events = append(events, event{rng.IntN(8), start.Add(time.Duration(rng.Int64N(int64(span)))).Truncate(time.Minute)})
		}
		if rng.IntN(3) == 0 && len(events) > 3 {
			events[1].at, events[2].at = time.Date(2010, 11, 7, 3, 20, 0, 0, time.UTC), time.Date(2010, 11, 7, 2, 40, 0, 0, time.UTC)
		}
		spec := retention.Spec{AsOf: start.Add(time.Duration(rng.Int64N(int64(span) * 3 / 2))),
			Period:   []trend.Period{trend.Day(zone), trend.Week(time.Sunday, zone), trend.Month(zone)}[rng.IntN(3)],
			Window:   []time.Duration{0, 0, 24 * time.Hour, 100 * time.Hour}[rng.IntN(4)],
			Counting: retention.Counting(rng.IntN(2)), Reference: retention.Reference(rng.IntN(2)),
			Brackets: [][]int{nil, nil, {0, 1, 3, 8}, {2, 5}}[rng.IntN(4)], Ages: []int{0, 0, 2}[rng.IntN(3)]}
		c := checkAgainstSlow(t, events, spec)
		rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		events = append(events, events...) // twice each
		again, err := retention.NewCohorts(stream(events), spec)
		require.NoError(t, err)
		require.Equal(t, c, again, "the same whatever the order of events, and however often one comes")
	}
}

// Enough events for many blocks, words and customers: order, kind of key and the number of columns at a time
// do not matter.
func TestManyEvents(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	type id int16
	type name string
	type pair struct{ a, b int }
	start := day("2025-01-01 00:00")
	asOf := start.AddDate(1, 0, 0)
	const n, customers = 60_000, 5_000
	keys, at := make([]int, n), make([]time.Time, n)
	for i := range keys {
		keys[i], at[i] = rng.IntN(customers), start.Add(time.Duration(rng.Int64N(int64(asOf.Sub(start)))))
	}
	ids, names, pairsOf, wide, unsigned := make([]id, n), make([]name, n), make([]pair, n), make([]int, n), make([]uint8, n)
	few := make([]int, n)
	for i, k := range keys {
		ids[i], names[i], pairsOf[i], wide[i] = id(k-2000), name(string(rune('a'+k%26))+time.Duration(k).String()), pair{k / 70, k % 70}, k<<40-1
		unsigned[i], few[i] = uint8(k), k%256
	}
	for _, spec := range []retention.Spec{
		{Period: trend.Month(time.UTC), AsOf: asOf},
		{Period: trend.Day(time.UTC), AsOf: asOf},
		{Period: trend.Month(time.UTC), Window: 24 * time.Hour, AsOf: asOf},
		{Period: trend.Week(time.Monday, time.UTC), AsOf: asOf, Counting: retention.OnOrAfter},
	} {
		want, err := retention.NewCohorts(pairs(keys, at), spec)
		require.NoError(t, err)
		for _, got := range []func() (retention.Cohorts, error){
			func() (retention.Cohorts, error) { return retention.NewCohorts(pairs(ids, at), spec) },
			func() (retention.Cohorts, error) { return retention.NewCohorts(pairs(names, at), spec) },
			func() (retention.Cohorts, error) { return retention.NewCohorts(pairs(pairsOf, at), spec) },
			func() (retention.Cohorts, error) { return retention.NewCohorts(pairs(wide, at), spec) },
			func() (retention.Cohorts, error) {
				return retention.NewCohorts(func(yield func(int, time.Time) bool) {
					for i := range keys {
						if !yield(keys[len(keys)-1-i], at[len(keys)-1-i]) {
							return
						}
					}
				}, spec)
			},
		} {
			c, err := got()
			require.NoError(t, err)
			require.Equal(t, want, c)
		}
		a, err := retention.NewCohorts(pairs(unsigned, at), spec)
		require.NoError(t, err)
		b, err := retention.NewCohorts(pairs(few, at), spec)
		require.NoError(t, err)
		require.Equal(t, b, a, "keys of one byte")

		// The definition once more, with maps.
		seen := map[[2]int]bool{}
		total := 0
		for i := range want.Len() {
			_, size := want.Cohort(i)
			total += size
		}
		for _, k := range keys {
			seen[[2]int{k}] = true
		}
		assert.Equal(t, len(seen), total, "every customer is in one cohort")
	}
	nan, err := retention.NewCohorts(pairs([]float64{math.NaN(), math.NaN(), 1, 1}, at[:4]), retention.Spec{Period: trend.Year(time.UTC), AsOf: asOf})
	require.NoError(t, err)
	_, size := nan.Cohort(0)
	assert.Equal(t, 3, size, "a NaN is nobody's key, not even its own")
}

func TestCohortsOf(t *testing.T) {
	// Three cohorts of contracts: the counts are public (README of ltv_models-sbg_bdw by Delminho).
	c, err := retention.CohortsOf(retention.OnOrAfter, []string{"2023", "2024", "2025"}, [][]int{{733, 379, 282, 225}, {519, 286, 194}, {557, 292}})
	require.NoError(t, err)
	assert.Equal(t, [][]int{{733, 379, 282, 225}, {519, 286, 194, -1}, {557, 292, -1, -1}}, retained(c))
	assert.InDelta(t, 0.3070, c.Column(3).Rate(0.95).Value, 5e-5, "of the only cohort that is old enough")
	var chain []retention.Tally
	for k, s := range []float64{0.529021558872, 0.378668063193, 0.302128773824} { // R 4.2.2, survival 3.5-3
		chain = append(chain, c.By(retention.Previous).Column(k+1))
		e := retention.Compound(chain, 0.95)
		assert.InDelta(t, s, e.Value, 1e-11, "the chain-ladder is Kaplan–Meier")
		var l retention.Lifetimes
		for _, row := range [][]int{{733, 379, 282, 225}, {519, 286, 194}, {557, 292}} {
			for age := 1; age < len(row); age++ {
				l.Churned = append(l.Churned, slices.Repeat(months(age), row[age-1]-row[age])...)
			}
			l.Active = append(l.Active, slices.Repeat(months(len(row)-1), row[len(row)-1])...)
		}
		km := l.At(time.Duration(k+1)*month, 0.95)
		assert.InDelta(t, km.Value, e.Value, 1e-12)
		if k < 2 {
			assert.InDelta(t, km.Lo, e.Lo, 2e-3, "with limits nearby")
			assert.InDelta(t, km.Hi, e.Hi, 2e-3)
		}
	}
	rising, err := retention.CohortsOf(retention.On, []string{"a"}, [][]int{{10, 3, 5}})
	require.NoError(t, err, "with On a count may rise")
	_, known := rising.By(retention.Previous).Cell(0, 2)
	assert.False(t, known, "and counts do not tell who was there before")
	assert.Contains(t, rising.By(retention.Previous).String(), "·")

	for _, test := range []struct {
		reason   string
		counting retention.Counting
		counts   [][]int
		rule     retention.Rule
	}{
		{"more than the cohort", retention.On, [][]int{{10, 11}}, retention.RetainedAtStart},
		{"more than before", retention.OnOrAfter, [][]int{{10, 3, 5}}, retention.RetainedAtStart},
		{"a negative count", retention.On, [][]int{{10, -1}}, retention.NotNegative},
		{"a negative size", retention.On, [][]int{{-10}}, retention.NotNegative},
	} {
		_, err := retention.CohortsOf(test.counting, []string{"a"}, test.counts)
		assert.Equal(t, test.rule, rule(t, err), test.reason)
	}
	_, err = retention.CohortsOf(retention.On, nil, [][]int{{1}})
	assert.Error(t, err, "no name")
	_, err = retention.CohortsOf(retention.On, []string{"a"}, [][]int{{}})
	assert.Error(t, err, "no size")
	_, err = retention.CohortsOf(3, nil, nil)
	assert.Error(t, err, "no counting")
	none, err := retention.CohortsOf(retention.On, nil, nil)
	require.NoError(t, err)
	assert.Zero(t, none.Len())
}

func TestCohortsOutput(t *testing.T) {
	c, err := retention.NewCohorts(stream(orders), retention.Spec{Period: trend.Month(time.UTC), AsOf: day("2026-07-15 00:00")})
	require.NoError(t, err)
	assert.Equal(t, `cohort   size       0      1       2      3
2026-03     3  100.0%  33.3%   66.7%  33.3%
2026-04     1  100.0%   0.0%  100.0%      ·
2026-05     0     n/a    n/a       ·      ·
2026-06     2  100.0%      ·       ·      ·
all         6  100.0%  25.0%   75.0%  33.3%
`, c.String())
	var b bytes.Buffer
	require.NoError(t, c.WriteCSV(&b, 0.95))
	lines := bytes.Split(b.Bytes(), []byte("\n"))
	assert.Equal(t, "cohort,age,of,retained,rate,lo,hi", string(lines[0]))
	assert.Regexp(t, `^2026-03,1,3,1,0\.3333333333333333,0\.0614919447203\d*,0\.792340399197\d*$`, string(lines[2]))
	assert.Equal(t, "2026-04,3,,,,,", string(lines[8]), "unknown")
	assert.Equal(t, "2026-05,0,0,0,,0,1", string(lines[9]), "known, of nobody")
	assert.Len(t, lines, 1+5*4+1)
	assert.Panics(t, func() { _ = c.WriteCSV(&b, 95) })
	assert.Error(t, c.WriteCSV(full{}, 0.95), "what cannot be written is said")

	for _, c := range []retention.Cohorts{c, c.By(retention.Previous), {}} {
		written, err := json.Marshal(c)
		require.NoError(t, err)
		var read retention.Cohorts
		require.NoError(t, json.Unmarshal(written, &read))
		again, err := json.Marshal(read)
		require.NoError(t, err)
		assert.JSONEq(t, string(written), string(again))
		assert.Equal(t, c.String(), read.String())
		assert.Equal(t, c.By(retention.Previous).String(), read.By(retention.Previous).String())
	}
	rising, err := retention.CohortsOf(retention.On, []string{"a"}, [][]int{{10, 3, 5}})
	require.NoError(t, err)
	written, err := json.Marshal(rising)
	require.NoError(t, err)
	assert.JSONEq(t, `{"counting":"on","reference":"first","ages":["0","1","2"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,3,5]}]}`, string(written))

	read := c
	for _, bad := range []string{
		`[]`, `{}`, `{"counting":"often","ages":[],"cohorts":[]}`, `{"reference":"last","ages":[],"cohorts":[]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[null,5]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,11]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,5],"again":[10,6]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,5],"again":[10,null]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,5],"again":[10,-1]}]}`,
		`{"ages":[],"cohorts":[{"cohort":"a","customers":-1,"retained":[]}]}`,
		`{"ages":["0","1"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,3],"again":[-7,3]}]}`,
		`{"counting":"on-or-after","ages":["0","1","2"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,3,8]}]}`,
		`{"counting":"on-or-after","ages":["0","1","2"],"cohorts":[{"cohort":"a","customers":10,"retained":[10,8,3],"again":[10,7,3]}]}`,
		`{"ages":["0"],"cohorts":[{"cohort":"a","customers":9223372036854775807,"retained":[10]},{"cohort":"b","customers":1,"retained":[1]}]}`,
	} {
		assert.Error(t, json.Unmarshal([]byte(bad), &read), bad)
	}
	assert.Equal(t, c, read, "left as it was")
	_, err = retention.Counting(9).MarshalText()
	assert.Error(t, err)
	assert.Equal(t, "Reference(9)", retention.Reference(9).String())
	assert.Equal(t, "on-or-after", retention.OnOrAfter.String())
}

// full is a file on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

func TestTwoAgesAreNotIndependent(t *testing.T) {
	// Of 1,000 regular customers 262 are left after six years and 241 after seven (Fader and Hardie 2007).
	c, err := retention.CohortsOf(retention.OnOrAfter, []string{"regular"}, [][]int{{1000, 631, 468, 382, 326, 289, 262, 241}})
	require.NoError(t, err)
	six, _ := c.Cell(0, 6)
	seven, _ := c.Cell(0, 7)
	minus, left := six.Rate(0.95).Minus(seven.Rate(0.95)), kpi.Proportion(21, 1000, 0.95)
	assert.InDelta(t, minus.Value, left.Value, 1e-15)
	assert.InDelta(t, 4.2, (minus.Hi-minus.Lo)/(left.Hi-left.Lo), 0.05)
	assert.True(t, minus.Contains(0), "it cannot tell that anybody left")
	step, _ := c.By(retention.Previous).Cell(0, 7)
	assert.Equal(t, retention.Tally{Retained: 241, Lost: 21}, step, "of those there at six years")

	worse, err := retention.CohortsOf(retention.OnOrAfter, []string{"good", "bad"}, [][]int{{10, 9, 9}, {10, 0}})
	require.NoError(t, err)
	assert.Less(t, worse.Column(1).Rate(0.95).Value, worse.Column(2).Rate(0.95).Value, "a column rises though nobody came back")
}

func FuzzCohorts(f *testing.F) {
	f.Add([]byte{1, 10, 1, 20, 2, 15, 3, 200, 1, 90}, uint8(100), uint8(0))
	f.Add([]byte{0, 0, 0, 255}, uint8(255), uint8(0xff))
	f.Fuzz(func(t *testing.T, raw []byte, asOf, how uint8) {
		start := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
		var events []event
		for i := 0; i+1 < len(raw) && len(events) < 40; i += 2 {
			events = append(events, event{int(raw[i] % 8), start.Add(time.Duration(raw[i+1]) * 7 * time.Hour)})
		}
		spec := retention.Spec{AsOf: start.Add(time.Duration(asOf) * 8 * time.Hour), Counting: retention.Counting(how & 1), Reference: retention.Reference(how >> 1 & 1),
			Period:   []trend.Period{trend.Day(time.UTC), trend.Week(time.Monday, time.UTC), trend.Month(time.UTC), trend.Year(time.UTC)}[how>>2&3],
			Window:   []time.Duration{0, 24 * time.Hour, 31 * time.Hour, 0}[how>>4&3],
			Brackets: [][]int{nil, {0, 1, 4}, {3, 9}, nil}[how>>6&3]}
		checkAgainstSlow(t, events, spec)
	})
}

func TestSurvivors(t *testing.T) {
	counts := [][]int{{733, 379, 282, 225}, {519, 286, 194}, {557}, {0, 0}}
	c, err := retention.CohortsOf(retention.OnOrAfter, []string{"2022", "2023", "2024", "2025"}, counts)
	require.NoError(t, err)
	got := c.Survivors()
	assert.Equal(t, counts, got, "unknown cells are no zeros")
	got[0][0] = 0
	assert.Equal(t, counts, c.Survivors(), "a copy")
	assert.Equal(t, counts, c.By(retention.Previous).Survivors(), "whatever a cell is the share of")

	assert.Empty(t, retention.Cohorts{}.Survivors())
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	events := func(yield func(int, time.Time) bool) {
		_ = yield(1, on(1, 5)) && yield(2, on(1, 6)) && yield(1, on(3, 2)) && yield(3, on(3, 3))
	}
	spec := retention.Spec{Period: trend.Month(time.UTC), Counting: retention.OnOrAfter, AsOf: on(3, 20)}
	c, err = retention.NewCohorts(events, spec)
	require.NoError(t, err)
	assert.Equal(t, [][]int{{2, 1}, {0}, {}}, c.Survivors(), "March is not over, and its cohort is not known yet")

	spec.Brackets = []int{0, 1, 2}
	c, err = retention.NewCohorts(events, spec)
	require.NoError(t, err)
	assert.Equal(t, [][]int{{2, 1}, {0}, {}}, c.Survivors(), "brackets of one age each")
	for reason, brackets := range map[string][]int{"1–2": {0, 1, 3}, "from 1 on": {1, 2, 3}} {
		spec.AsOf, spec.Brackets = on(12, 1), brackets
		c, err = retention.NewCohorts(events, spec)
		require.NoError(t, err)
		assert.Panics(t, func() { c.Survivors() }, reason)
	}
	c, err = retention.CohortsOf(retention.On, []string{"2022"}, counts[:1])
	require.NoError(t, err)
	assert.PanicsWithValue(t, "retention: Survivors of cohorts that are counted on an age: take OnOrAfter", func() { c.Survivors() })
}
