package project

import (
	"iter"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/trend"
)

// bought is a stream of purchases of numbered customers on days of the calendar.
func bought(t *testing.T, zone *time.Location, rows ...[]string) iter.Seq2[string, time.Time] {
	t.Helper()
	return func(yield func(string, time.Time) bool) {
		for _, row := range rows {
			for _, text := range row[1:] {
				at, err := time.ParseInLocation("2006-01-02 15:04", (text + " 00:00")[:16], zone)
				require.NoError(t, err)
				if !yield(row[0], at) {
					return
				}
			}
		}
	}
}

// The tables of the tests of Python's lifetimes (Davidson-Pilon, tests/test_utils.py): repeat purchases, time of the latest
// and age, by days and by weeks from Monday. In weeks its sixth customer is of age 0, and is left out here.
func TestBuyersOfAgainstLifetimes(t *testing.T) {
	rows := [][]string{
		{"1", "2015-01-01", "2015-02-06"}, {"2", "2015-01-01"}, {"3", "2015-01-01", "2015-01-02", "2015-01-05"},
		{"4", "2015-01-16", "2015-02-02", "2015-02-05"}, {"5", "2015-01-16", "2015-01-17", "2015-01-18"}, {"6", "2015-02-02"},
	}
	asOf := time.Date(2015, 2, 7, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		period  trend.Period
		perUnit float64
		want    []Buyer
	}{
		{trend.Day(time.UTC), 1, []Buyer{{1, 36, 37}, {0, 0, 37}, {2, 4, 37}, {2, 20, 22}, {2, 2, 22}, {0, 0, 5}}},
		{trend.Week(time.Monday, time.UTC), 1, []Buyer{{1, 5, 5}, {0, 0, 5}, {1, 1, 5}, {1, 3, 3}, {0, 0, 3}}},
	} {
		customers, buyers, err := BuyersOf(bought(t, time.UTC, rows...), row.period, row.perUnit, asOf)
		require.NoError(t, err)
		assert.Equal(t, row.want, buyers)
		assert.Equal(t, []string{"1", "2", "3", "4", "5", "6"}[:len(buyers)], customers)
	}
	customers, buyers, err := BuyersOf(bought(t, time.UTC, rows...), trend.Day(time.UTC), 7, asOf)
	require.NoError(t, err)
	assert.Equal(t, Buyer{2, 4.0 / 7, 37.0 / 7}, buyers[2], "days that count once, in weeks")
	assert.Len(t, customers, 6)
}

// Simulated purchases by testdata/purchases.py.
func TestBuyersOfAgainstPandas(t *testing.T) {
	var golden struct {
		Purchases [][2]any
		AsOf      time.Time
		Zone      string
		Cases     []struct {
			Period  string
			PerUnit float64
			Buyers  map[string][3]float64
		}
	}
	read(t, "purchases.json", &golden)
	zone, err := time.LoadLocation(golden.Zone)
	require.NoError(t, err)
	purchases := func(yield func(int, time.Time) bool) {
		for _, p := range golden.Purchases {
			at, err := time.Parse(time.RFC3339, p[1].(string))
			require.NoError(t, err)
			if !yield(int(p[0].(float64)), at) {
				return
			}
		}
	}
	require.Len(t, golden.Cases, 4)
	periods := map[string]trend.Period{"D": trend.Day(zone), "W-SUN": trend.Week(time.Monday, zone), "M": trend.Month(zone)}
	for _, c := range golden.Cases {
		customers, buyers, err := BuyersOf(purchases, periods[c.Period], c.PerUnit, golden.AsOf)
		require.NoError(t, err)
		require.Len(t, buyers, len(c.Buyers), c.Period)
		for i, b := range buyers {
			want, known := c.Buyers[strconv.Itoa(customers[i])]
			require.True(t, known)
			assert.Equal(t, int(want[0]), b.Repeat, "%s: customer %d", c.Period, customers[i])
			assert.InDelta(t, want[1], b.Last, 1e-12, "%s: customer %d", c.Period, customers[i])
			assert.InDelta(t, want[2], b.Age, 1e-12, "%s: customer %d", c.Period, customers[i])
			assert.Empty(t, b.problem())
		}
	}
	_, byDay, err := BuyersOf(purchases, trend.Day(zone), 1, golden.AsOf)
	require.NoError(t, err)
	_, byUTC, err := BuyersOf(purchases, trend.Day(time.UTC), 1, golden.AsOf)
	require.NoError(t, err)
	assert.NotEqual(t, byDay, byUTC, "a day is one of the zone")
}

func TestBuyersOf(t *testing.T) {
	asOf := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		reason string
		rows   [][]string
		want   []Buyer
	}{
		{"two of one day are one purchase", [][]string{{"a", "2026-03-01 09:00", "2026-03-01 18:00"}}, []Buyer{{0, 0, 30}}},
		{"two of one later day are one repeat purchase", [][]string{{"a", "2026-03-01", "2026-03-11 09:00", "2026-03-11 18:00"}}, []Buyer{{1, 10, 30}}},
		{"a minute apart, and two days", [][]string{{"a", "2026-03-01 23:59", "2026-03-02 00:00"}}, []Buyer{{1, 1, 30}}},
		{"any order", [][]string{{"a", "2026-03-20"}, {"b", "2026-03-21"}, {"a", "2026-03-01", "2026-03-11"}}, []Buyer{{2, 19, 30}, {0, 0, 10}}},
		{"on the last day, before asOf", [][]string{{"a", "2026-03-01", "2026-03-31 11:59"}}, []Buyer{{1, 30, 30}}},
		{"at asOf", [][]string{{"a", "2026-03-01", "2026-03-31 12:00"}}, []Buyer{{1, 30, 30}}},
		{"after asOf is not known yet", [][]string{{"a", "2026-03-01", "2026-03-31 12:01"}, {"b", "2026-04-02"}}, []Buyer{{0, 0, 30}}},
		{"a customer of today was watched for no time", [][]string{{"a", "2026-03-31 08:00", "2026-03-31 09:00"}, {"b", "2026-03-30"}}, []Buyer{{0, 0, 1}}},
		{"only customers of today", [][]string{{"a", "2026-03-31 08:00"}}, nil},
		{"nothing", nil, nil},
	} {
		customers, buyers, err := BuyersOf(bought(t, time.UTC, c.rows...), trend.Day(time.UTC), 1, asOf)
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, buyers, c.reason)
		assert.Len(t, customers, len(buyers), c.reason)
	}

	// Clocks that go forward and back, and one that goes back over midnight: a day is a day.
	for _, name := range []string{"America/New_York", "America/Havana", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		_, buyers, err := BuyersOf(bought(t, zone, []string{"a", "2025-06-01 12:00", "2026-01-15 12:00"}),
			trend.Day(zone), 1, time.Date(2026, 6, 1, 12, 0, 0, 0, zone))
		require.NoError(t, err)
		assert.Equal(t, []Buyer{{1, 228, 365}}, buyers, name)
	}
}

func TestBuyersOfRefuses(t *testing.T) {
	asOf, day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC), trend.Day(time.UTC)
	one := bought(t, time.UTC, []string{"a", "2026-03-01"})
	zero := func(yield func(string, time.Time) bool) { _ = yield("a", asOf) && yield("b", time.Time{}) }
	for _, c := range []struct {
		reason    string
		purchases iter.Seq2[string, time.Time]
		period    trend.Period
		perUnit   float64
		asOf      time.Time
		want      string
	}{
		{"no period", one, trend.Period{}, 1, asOf, "project: buyers without a period: say trend.Day(zone), for example"},
		{"no unit", one, day, 0, asOf, "project: 0 periods are not a unit of time"},
		{"a negative unit", one, day, -7, asOf, "project: -7 periods are not a unit of time"},
		{"NaN", one, day, math.NaN(), asOf, "project: NaN periods are not a unit of time"},
		{"infinite", one, day, math.Inf(1), asOf, "project: +Inf periods are not a unit of time"},
		{"no asOf", one, day, 1, time.Time{}, "project: buyers as of 0001-01-01 00:00:00 +0000 UTC: not from the years 1678 to 2261"},
		{"the zero time", zero, day, 1, asOf, "project: purchase 1, of customer b, is at 0001-01-01 00:00:00 +0000 UTC: not from the years 1678 to 2261"},
	} {
		customers, buyers, err := BuyersOf(c.purchases, c.period, c.perUnit, c.asOf)
		require.EqualError(t, err, c.want, c.reason)
		assert.Nil(t, customers, c.reason)
		assert.Nil(t, buyers, c.reason)
	}
}

// Whoever was watched for no time adds nothing to the likelihood, so that leaving them out changes no fit.
func TestAgeZeroSaysNothing(t *testing.T) {
	m := BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	ll, gradient := m.logLikelihood(Buyer{}, m.repeatTerms(0))
	assert.InDelta(t, 0, ll, 1e-15)
	for i, d := range gradient {
		assert.InDelta(t, 0, d, 1e-15, "parameter %d", i)
	}
}

func BenchmarkBuyersOf(b *testing.B) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	purchases := func(yield func(int, time.Time) bool) {
		for i := range 1_000_000 {
			if !yield(i%100_000, start.Add(time.Duration(i*7919%15_552_000)*time.Second)) {
				return
			}
		}
	}
	for b.Loop() {
		_, buyers, err := BuyersOf(purchases, trend.Day(time.UTC), 7, start.AddDate(0, 6, 0))
		if err != nil || len(buyers) != 100_000 {
			b.Fatal(len(buyers), err)
		}
	}
}
