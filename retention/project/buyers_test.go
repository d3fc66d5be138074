package project

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// simulate returns n buyers of the model, by the story that it tells.
func simulate(rng *rand.Rand, m BGNBD, n int) []Buyer {
	gamma := func(shape float64) float64 { // Marsaglia and Tsang (2000), with the boost for a shape below 1
		boost := 1.0
		if shape < 1 {
			boost = math.Pow(rng.Float64(), 1/shape)
			shape++
		}
		d := shape - 1.0/3
		for {
			x := rng.NormFloat64()
			v := math.Pow(1+x/math.Sqrt(9*d), 3)
			if v > 0 && math.Log(rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
				return boost * d * v
			}
		}
	}
	buyers := make([]Buyer, n)
	for i := range buyers {
		rate := gamma(m.R) / m.Alpha
		a, b := gamma(m.A), gamma(m.B)
		leaves, age := a/(a+b), 27+12*rng.Float64()
		buyers[i].Age = age
		for t := rng.ExpFloat64() / rate; t < age; t += rng.ExpFloat64() / rate {
			buyers[i].Repeat++
			buyers[i].Last = t
			if rng.Float64() < leaves {
				break
			}
		}
	}
	return buyers
}

func TestFitRecoversParameters(t *testing.T) {
	truth := BGNBD{R: 0.8, Alpha: 6, A: 1, B: 3}
	buyers := simulate(rand.New(rand.NewPCG(1, 1)), truth, 2000)
	kept := slices.Clone(buyers)
	m, err := FitBGNBD(buyers)
	require.NoError(t, err)
	assert.Equal(t, kept, buyers, "the caller's slice stays")
	for i, pair := range [][2]float64{{truth.R, m.R}, {truth.Alpha, m.Alpha}, {truth.A, m.A}, {truth.B, m.B}} {
		assert.InDelta(t, pair[0], pair[1], 3.5*math.Sqrt(m.Cov[i][i]), "parameter %d", i)
	}
	expected, bought := 0.0, 0.0
	for _, b := range buyers {
		expected += m.Expected(b.Age)
		bought += float64(b.Repeat)
	}
	assert.InDelta(t, bought, expected, 0.05*bought, "the model says how much was bought")

	doubled, err := FitBGNBD(append(kept, buyers...))
	require.NoError(t, err)
	near(t, m.R, doubled.R, 1e-8, "everybody twice: the same")
	near(t, m.Cov[0][0]/2, doubled.Cov[0][0], 1e-5, "and twice as sure")

	weeks := slices.Clone(buyers)
	for i := range weeks {
		weeks[i].Last, weeks[i].Age = 7*weeks[i].Last, 7*weeks[i].Age
	}
	days, err := FitBGNBD(weeks)
	require.NoError(t, err)
	near(t, m.R, days.R, 1e-6, "days instead of weeks change alpha alone")
	near(t, 7*m.Alpha, days.Alpha, 1e-6, "days instead of weeks change alpha alone")
	near(t, m.A, days.A, 1e-6, "days instead of weeks change alpha alone")
}

func TestNoBuyerFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	var loyal, alike []Buyer
	for range 300 {
		rate, age := 0.1+rng.ExpFloat64(), 30.0
		loyal = append(loyal, Buyer{int(rate * age), age, age})
		alike = append(alike, Buyer{3, 20, 30})
	}
	for _, row := range []struct {
		reason string
		buyers []Buyer
		want   []Reason
	}{
		{"nobody", nil, []Reason{NoData}},
		{"nobody bought again", []Buyer{{0, 0, 30}, {0, 0, 20}}, []Reason{NoRepeat}},
		{"everybody has just bought", loyal, []Reason{NoChurn}},
		{"one customer", []Buyer{{3, 20, 30}}, []Reason{NoSpread, NoChurn, NotConverged}},
		{"ages beyond all measure", []Buyer{{3, 1e308, 1e308}, {0, 0, 1e308}, {1, 1e300, 1e307}}, []Reason{NoSpread, NoChurn, NotConverged}},
		{"all the same", alike, []Reason{NoSpread, NoChurn, NotConverged}},
	} {
		_, err := FitBGNBD(row.buyers)
		var fit *FitError
		require.True(t, errors.As(err, &fit), "%s: %v", row.reason, err)
		assert.Contains(t, row.want, fit.Reason, row.reason)
		assert.Equal(t, "BG/NBD", fit.Model)
	}
	for _, row := range []struct {
		bad  Buyer
		want string
	}{
		{Buyer{-1, 0, 30}, "project: row 1: -1 repeat purchases"},
		{Buyer{1, 31, 30}, "project: row 1: a latest purchase at 31 of a customer of age 30"},
		{Buyer{1, -1, 30}, "project: row 1: a latest purchase at -1 of a customer of age 30"},
		{Buyer{1, nan, 30}, "project: row 1: a latest purchase at NaN of a customer of age 30"},
		{Buyer{0, 5, 30}, "project: row 1: a latest purchase at 5 without repeat purchases"},
		{Buyer{0, 0, 0}, "project: row 1: a customer of age 0"},
		{Buyer{0, 0, nan}, "project: row 1: a customer of age NaN"},
		{Buyer{0, 0, inf}, "project: row 1: a customer of age +Inf"},
	} {
		_, err := FitBGNBD([]Buyer{{2, 10, 30}, row.bad})
		assert.EqualError(t, err, row.want)
		m := BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
		near(t, nan, m.Alive(row.bad), 0, row.want)
		near(t, nan, m.Purchases(row.bad, 1), 0, row.want)
		near(t, nan, m.Value(row.bad, 10, 3, 0.1), 0, row.want)
	}
}

func TestBuyerCorners(t *testing.T) {
	m := BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	once, often := Buyer{0, 0, 38.86}, Buyer{2, 30.43, 38.86}
	assert.Equal(t, 1.0, m.Alive(once), "who never bought again cannot have left, in this model")
	assert.Equal(t, 0.0, m.Purchases(often, 0), "no time")
	near(t, nan, m.Purchases(often, -1), 0, "the past")
	near(t, nan, m.Purchases(often, inf), 0, "forever")
	near(t, nan, m.Expected(-1), 0, "the past")
	near(t, nan, m.Expected(nan), 0, "no time given")
	for _, bad := range []BGNBD{{}, {R: 1, Alpha: 1, A: 1}, {R: nan, Alpha: 1, A: 1, B: 1}, {R: 1, Alpha: inf, A: 1, B: 1}} {
		near(t, nan, bad.Alive(often), 0, "%v", bad)
		near(t, nan, bad.Expected(1), 0, "%v", bad)
	}
	before := 0.0
	for _, time := range []float64{1e-9, 1, 10, 100, 1e4, 1e8} {
		now := m.Purchases(often, time)
		assert.Greater(t, now, before, "more time, more purchases")
		before = now
	}
	near(t, m.Alive(often)*1e-9*(m.R+2)/(m.Alpha+38.86), m.Purchases(often, 1e-9), 1e-9, "at once: the rate of an active customer")
	assert.Less(t, m.Alive(Buyer{5, 10, 38.86}), m.Alive(Buyer{5, 38, 38.86}), "the longer ago")
	assert.Less(t, m.Alive(Buyer{20, 20, 38.86}), m.Alive(Buyer{2, 20, 38.86}), "who bought often has been silent longer than they would")
	assert.Equal(t, 0.0, m.Alive(Buyer{1e7, 1, 38.86}), "certain, as far as numbers tell")

	// The value of one period is its purchases, at its end.
	near(t, 25*m.Purchases(often, 1)/1.01, m.Value(often, 25, 1, 0.01), 1e-12)
	near(t, 25*m.Purchases(often, 52), m.Value(often, 25, 52, 0), 1e-12, "without discount")
	near(t, 0, m.Value(often, 25, 0, 0.01), 0, "no periods")
	near(t, nan, m.Value(often, 25, -1, 0.01), 0, "fewer than none")
	near(t, nan, m.Value(often, 25, 5, -1), 0, "an impossible rate")
}

// Seen from outside, a customer's purchases in the next time are the share of simulated customers alike who made them.
func TestPurchasesBySimulation(t *testing.T) {
	m := BGNBD{R: 2, Alpha: 8, A: 1, B: 3}
	rng := rand.New(rand.NewPCG(3, 3))
	alike, next := 0.0, 0.0
	gamma2 := func() float64 { return rng.ExpFloat64() + rng.ExpFloat64() }
	for range 400_000 {
		rate := gamma2() / m.Alpha
		leaves := 1 - math.Cbrt(rng.Float64()) // Beta(1, 3)
		repeat, last, more, active := 0, 0.0, 0, true
		for time := rng.ExpFloat64() / rate; time < 30 && active; time += rng.ExpFloat64() / rate {
			if time < 20 {
				repeat++
				last = time
			} else {
				more++
			}
			active = rng.Float64() >= leaves
		}
		if repeat == 2 && last > 11 && last < 13 {
			alike++
			next += float64(more)
		}
	}
	got := m.Purchases(Buyer{2, 12, 20}, 10)
	assert.InDelta(t, next/alike, got, 4*math.Sqrt(2*got/alike), "of %v customers", alike)
}

func TestGammaGamma(t *testing.T) {
	m := GammaGamma{P: 6.25, Q: 3.74, V: 15.44} // Fader and Hardie 2013
	assert.InDelta(t, 35.22, m.Population(), 0.005)
	assert.Equal(t, m.Population(), m.Mean(Spend{}), "nothing known of them: the population's")
	// (p(v+x·m))/(px+q-1): 6.25·(15.44+2·22.35)/(12.5+2.74).
	near(t, 6.25*(15.44+44.7)/15.24, m.Mean(Spend{2, 22.35}), 1e-14)
	assert.Greater(t, m.Mean(Spend{1, 10}), m.Mean(Spend{100, 10}), "the more purchases, the less it is drawn to the population")
	near(t, 10, m.Mean(Spend{1e9, 10}), 1e-8, "n = 1e9: what they paid")
	assert.True(t, math.IsInf(GammaGamma{P: 1, Q: 0.9, V: 1}.Population(), 1), "no mean over all customers")
	assert.True(t, math.IsInf(GammaGamma{P: 0.05, Q: 0.9, V: 1}.Mean(Spend{1, 5}), 1), "nor of this one")
	near(t, nan, m.Mean(Spend{-1, 10}), 0)
	near(t, nan, m.Mean(Spend{1, 0}), 0)
	near(t, nan, m.Mean(Spend{1, nan}), 0)
	near(t, nan, GammaGamma{}.Mean(Spend{1, 10}), 0)
	near(t, nan, GammaGamma{}.Population(), 0)

	for _, row := range []struct {
		reason string
		spends []Spend
		want   Reason
	}{
		{"nobody", nil, NoData},
		{"two customers", []Spend{{1, 10}, {2, 20}}, NoData},
		{"all pay the same", []Spend{{1, 10}, {2, 10}, {3, 10}, {9, 10}}, NoSpread},
	} {
		_, err := FitGammaGamma(row.spends)
		assert.Equal(t, &FitError{"gamma-gamma", row.want}, err, row.reason)
	}
	_, err := FitGammaGamma([]Spend{{1, 10}, {0, 0}, {1, 12}})
	assert.EqualError(t, err, "project: row 1: a mean of 0 purchases")
	_, err = FitGammaGamma([]Spend{{1, 10}, {1, -4}, {1, 12}})
	assert.EqualError(t, err, "project: row 1: a mean of -4")

	rng := rand.New(rand.NewPCG(4, 4))
	var spends, cents []Spend
	for range 800 {
		// Shape 4 is a sum of exponentials, and so is the scale's.
		nu := (rng.ExpFloat64() + rng.ExpFloat64() + rng.ExpFloat64()) / 20
		n, total := 1+rng.IntN(6), 0.0
		for range 4 * n {
			total += rng.ExpFloat64() / nu
		}
		spends = append(spends, Spend{n, total / float64(n)})
		cents = append(cents, Spend{n, 100 * total / float64(n)})
	}
	g, err := FitGammaGamma(spends)
	require.NoError(t, err)
	for i, pair := range [][2]float64{{4, g.P}, {3, g.Q}, {20, g.V}} {
		assert.InDelta(t, pair[0], pair[1], 3.5*math.Sqrt(g.Cov[i][i]), "parameter %d", i)
	}
	c, err := FitGammaGamma(cents)
	require.NoError(t, err)
	near(t, g.P, c.P, 1e-5, "cents instead of euros change v alone")
	near(t, 100*g.V, c.V, 1e-5, "cents instead of euros change v alone")
}

func FuzzBuyers(f *testing.F) {
	f.Add(0.243, 4.414, 0.793, 2.426, 2, 30.43, 38.86, 39.0)
	f.Add(1e-3, 1e3, 1.0, 1e-3, 0, 0.0, 1.0, 1e6)
	f.Add(50.0, 0.1, 200.0, 3000.0, 5000, 1.0, 1.0, 1e-6)
	f.Fuzz(func(t *testing.T, r, alpha, a, b float64, repeat int, last, age, time float64) {
		m, buyer := BGNBD{R: r, Alpha: alpha, A: a, B: b}, Buyer{repeat, last, age}
		alive := m.Alive(buyer)
		if math.IsNaN(alive) {
			require.True(t, math.IsNaN(m.Purchases(buyer, time)))
			return
		}
		require.True(t, 0 <= alive && alive <= 1)
		if math.Max(math.Max(r, alpha), math.Max(a, b)) < 1e6 && math.Min(math.Min(r, alpha), math.Min(a, b)) > 1e-6 && time >= 0 && time < 1e9 && repeat < 1e6 && age < 1e9 {
			n := m.Purchases(buyer, time)
			require.True(t, n >= 0 && n <= (r+float64(repeat))*time/alpha*(1+1e-9), "%v", n)
		}
	})
}

func BenchmarkFitBGNBD(b *testing.B) {
	buyers := simulate(rand.New(rand.NewPCG(1, 1)), BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}, 2357)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := FitBGNBD(buyers); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPurchases(b *testing.B) {
	m, buyer := BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}, Buyer{2, 30.43, 38.86}
	b.ReportAllocs()
	for b.Loop() {
		m.Purchases(buyer, 39)
	}
}
