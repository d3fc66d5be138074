package retention_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/retention"
)

// golden is what testdata/retention.R computed.
type golden struct {
	Few struct {
		Start, End []float64
		Net, Gross ratio
	}
	Telco  struct{ Net, Gross ratio }
	Tenure struct {
		LogLog, Log, Plain curve
		Quarter            struct{ Value, Lo, Hi float64 }
		Mean60             struct{ Value, SE float64 }
		LogRank, PetoPeto  float64
	}
	Delayed struct {
		N int
		curve
	}
}

type ratio struct{ Value, SE, Lo, Hi float64 }

type curve struct {
	Age           []int
	S, SE, Lo, Hi []float64
}

func readGolden(t *testing.T) golden {
	t.Helper()
	b, err := os.ReadFile("testdata/retention.json")
	require.NoError(t, err)
	var g golden
	require.NoError(t, json.Unmarshal(b, &g))
	return g
}

func revenue(t *testing.T, start, end []float64) retention.Revenue {
	t.Helper()
	var r retention.Revenue
	for i := range start {
		require.NoError(t, r.Add(start[i], end[i]))
	}
	return r
}

func TestRevenueAgainstR(t *testing.T) {
	g := readGolden(t)
	r := revenue(t, g.Few.Start, g.Few.End)
	net := retention.StudentT.Net(r, 0.95)
	assert.InDelta(t, g.Few.Net.Value, net.Value, 1e-13, "survey::svyratio")
	assert.InDelta(t, g.Few.Net.Lo, net.Lo, 1e-12)
	assert.InDelta(t, g.Few.Net.Hi, net.Hi, 1e-12)
	gross := r.Gross(0.95)
	assert.InDelta(t, g.Few.Gross.Value, gross.Value, 1e-13)
	assert.True(t, gross.Hi < 1 && g.Few.Gross.Hi > 1, "Student's t goes above 100%%: %v", gross)
	outer := r.Net(0.95)
	assert.True(t, outer.Lo <= net.Lo && outer.Hi >= net.Hi && outer.Value == net.Value, "%v", outer)

	var telco retention.Revenue
	for _, c := range customers(t) {
		end := c.charge
		if c.churned {
			end = 0
		}
		require.NoError(t, telco.Add(c.charge, end))
	}
	// pandas: sums of MonthlyCharges of all and of those with Churn == "Yes". The customers are synthetic.
	assert.InDelta(t, 456116.60, telco.Start, 1e-6)
	assert.InDelta(t, 139130.85, telco.Start-telco.Kept.Sum, 1e-6)
	assert.Equal(t, 1869, telco.Accounts-telco.Stayed)
	net, gross = retention.StudentT.Net(telco, 0.95), telco.Gross(0.95)
	assert.InDelta(t, g.Telco.Net.Value, net.Value, 1e-12)
	assert.InDelta(t, g.Telco.Net.Lo, net.Lo, 1e-11)
	assert.InDelta(t, g.Telco.Gross.Lo, gross.Lo, 2e-4, "with thousands of accounts the intervals agree")
	assert.InDelta(t, g.Telco.Gross.Hi, gross.Hi, 2e-4)
}

func TestRevenueCorners(t *testing.T) {
	var none retention.Revenue
	assert.False(t, none.Gross(0.95).Known())
	assert.Equal(t, [2]float64{0, 1}, [2]float64{none.Gross(0.95).Lo, none.Gross(0.95).Hi})
	net := none.Net(0.95)
	assert.True(t, !net.Known() && net.Lo == 0 && math.IsInf(net.Hi, 1) && net.N == 0 && net.Unit == kpi.Fraction)
	assert.False(t, none.Logo(0.95).Known())

	tests := []struct {
		reason           string
		start, end       []float64
		gross, net, logo float64
	}{
		{"one account that stayed", []float64{50}, []float64{50}, 1, 1, 1},
		{"one account that left", []float64{50}, []float64{0}, 0, 0, 0},
		{"one account that grew", []float64{50}, []float64{75}, 1, 1.5, 1},
		{"all left", []float64{50, 20, 30}, []float64{0, 0, 0}, 0, 0, 0},
		{"none left, none changed", []float64{50, 20, 30}, []float64{50, 20, 30}, 1, 1, 1},
		{"growth makes up for nothing in gross", []float64{100, 100}, []float64{0, 200}, 0.5, 1, 0.5},
		{"an account that shrank stays as a logo", []float64{100, 100}, []float64{1, 100}, 0.505, 0.505, 1},
		{"the large account decides revenue, not logos", []float64{9900, 50, 50}, []float64{9900, 0, 0}, 0.99, 0.99, 1.0 / 3},
		{"all shrank alike", []float64{50, 20, 30}, []float64{25, 10, 15}, 0.5, 0.5, 1},
		{"extreme amounts", []float64{1e100, 1e-100}, []float64{1e100, 0}, 1, 1, 0.5},
	}
	for _, test := range tests {
		r := revenue(t, test.start, test.end)
		gross, net, logo := r.Gross(0.95), r.Net(0.95), r.Logo(0.95)
		assert.InDelta(t, test.gross, gross.Value, 1e-12, test.reason)
		assert.InDelta(t, test.net, net.Value, 1e-12, test.reason)
		assert.InDelta(t, test.logo, logo.Value, 1e-12, test.reason)
		for _, e := range []kpi.Estimate{gross, net, logo} {
			assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi && e.Lo >= 0 && e.N == len(test.start), "%s: %+v", test.reason, e)
			assert.Less(t, e.Lo, e.Hi, test.reason)
		}
		assert.LessOrEqual(t, gross.Hi, 1.0, test.reason)
		assert.LessOrEqual(t, gross.Lo, net.Value, test.reason)
		wide := r.Net(0.99)
		assert.True(t, wide.Lo <= net.Lo && net.Hi <= wide.Hi, test.reason)
	}
	one := revenue(t, []float64{50}, []float64{75}).Net(0.95)
	assert.True(t, one.Lo == 0 && math.IsInf(one.Hi, 1) && one.N == 1, "one account sets no limits: %+v", one)
	alike := revenue(t, []float64{10, 10, 10, 10, 10}, []float64{10, 0, 10, 10, 0})
	assert.InDelta(t, alike.Logo(0.95).Lo, alike.Gross(0.95).Lo, 1e-12, "accounts that pay alike and stay or go: Wilson's")
	assert.InDelta(t, alike.Logo(0.95).Hi, alike.Gross(0.95).Hi, 1e-12)
	stayed := revenue(t, []float64{10, 10, 10, 10, 10}, []float64{10, 10, 10, 10, 10})
	assert.Equal(t, stayed.Gross(0.95).Lo, stayed.Net(0.95).Lo, "five that stayed do not prove that none ever leaves")
	assert.Equal(t, 1.0, retention.StudentT.Net(stayed, 0.95).Lo, "which Student's t says")

	var r retention.Revenue
	for _, test := range []struct {
		reason     string
		start, end float64
		rule       retention.Rule
	}{
		{"a new account", 0, 50, retention.PaidAtStart},
		{"an account that never paid", 0, 0, retention.PaidAtStart},
		{"a credit at the start", -5, 50, retention.NotNegative},
		{"a credit at the end", 5, -50, retention.NotNegative},
		{"not a number", math.NaN(), 50, retention.Finite},
		{"not a number at the end", 50, math.NaN(), retention.Finite},
		{"infinite", math.Inf(1), 50, retention.Finite},
		{"infinite at the end", 50, math.Inf(1), retention.Finite},
		{"its square is too large", 1e200, 50, retention.Finite},
		{"its square is 0", 1e-200, 50, retention.Finite},
	} {
		assert.Equal(t, test.rule, rule(t, r.Add(test.start, test.end)), test.reason)
	}
	assert.Zero(t, r, "what was refused was not counted")
	good := revenue(t, []float64{10, 20, 30}, []float64{0, 20, 35})
	for _, spoil := range []func(r *retention.Revenue){
		func(r *retention.Revenue) { r.Accounts = 0 }, func(r *retention.Revenue) { r.Accounts = -3 }, func(r *retention.Revenue) { r.Stayed = 4 },
		func(r *retention.Revenue) { r.Start = 0 }, func(r *retention.Revenue) { r.Start = math.NaN() }, func(r *retention.Revenue) { r.Start = math.Inf(1) },
		func(r *retention.Revenue) { r.StartSquares = 1 }, func(r *retention.Revenue) { r.Kept.Sum = 100 }, func(r *retention.Revenue) { r.Kept.Sum = -1 },
		func(r *retention.Revenue) { r.End.Squares = 0 }, func(r *retention.Revenue) { r.End.Sum = 1 }, func(r *retention.Revenue) { r.End.Products = math.NaN() },
		func(r *retention.Revenue) { r.End.Squares = math.Inf(1) }, func(r *retention.Revenue) { r.Stayed = 0 },
	} {
		bad := good
		spoil(&bad)
		assert.False(t, bad.Gross(0.95).Known(), "%+v", bad)
		assert.False(t, bad.Net(0.95).Known(), "%+v", bad)
		assert.False(t, bad.Logo(0.95).Known(), "%+v", bad)
		assert.Zero(t, bad.N())
	}
	// Sums that agree each with their own, but not with one another.
	for _, impossible := range []func(r *retention.Revenue){
		func(r *retention.Revenue) { r.Kept.Products = 0 }, func(r *retention.Revenue) { r.End.Products = 0 },
		func(r *retention.Revenue) { r.Kept = r.End }, func(r *retention.Revenue) { r.Kept.Products = 1500 },
		func(r *retention.Revenue) { r.Stayed = 1 },
	} {
		bad := good
		impossible(&bad)
		assert.False(t, bad.Net(0.95).Known(), "%+v", bad)
	}
	read := good
	for _, text := range []string{`[]`, `{}`,
		`{"accounts":1,"stayed":1,"start":100,"startSquares":10000,"kept":{"sum":90,"squares":8100},"end":{"sum":90,"squares":8100}}`,
		`{"accounts":1,"stayed":0,"start":100,"startSquares":10000,"kept":{},"end":{"sum":0,"squares":0,"products":0}}`,
		`{"accounts":2,"stayed":2,"start":1e-161,"startSquares":1e-322,"kept":{"sum":0,"squares":0,"products":0},"end":{"sum":1e154,"squares":1e308,"products":0}}`, `{"accounts":3,"stayed":2,"start":60,"startSquares":1400}`,
		`{"accounts":-3,"stayed":2,"start":60,"startSquares":1400,"kept":{"sum":50,"squares":1300,"products":1300},"end":{"sum":55,"squares":1625,"products":1450}}`} {
		assert.Error(t, json.Unmarshal([]byte(text), &read), text)
	}
	assert.Equal(t, good, read, "left as it was")
	assert.Panics(t, func() { good.Net(95) })
	assert.Panics(t, func() { retention.NetMethod(3).Net(good, 0.95) })
	assert.Equal(t, "StudentT", retention.StudentT.String())
}

// Amounts at both ends of what Add takes leave limits that are wide and no NaN.
func TestRevenueAtItsEnds(t *testing.T) {
	r := revenue(t, []float64{1e-100, 1e-100}, []float64{1e100, 1e-100})
	e := r.Net(0.95)
	assert.InEpsilon(t, 5e199, e.Value, 1e-12)
	assert.Equal(t, 0.0, e.Lo)
	assert.Equal(t, math.Inf(1), e.Hi)
}

func TestRevenueLaws(t *testing.T) {
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) }
	sums := func(a, b retention.Sums) bool {
		return near(a.Sum, b.Sum) && near(a.Squares, b.Squares) && near(a.Products, b.Products)
	}
	same := func(a, b retention.Revenue) bool {
		return a.Accounts == b.Accounts && a.Stayed == b.Stayed && near(a.Start, b.Start) && near(a.StartSquares, b.StartSquares) &&
			sums(a.Kept, b.Kept) && sums(a.End, b.End)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	random := func(n int) retention.Revenue {
		var r retention.Revenue
		for range n {
			s := math.Exp(3 * rng.NormFloat64())
			require.NoError(t, r.Add(s, s*math.Floor(4*rng.Float64())/2))
		}
		return r
	}
	kpitest.Laws(t, same, random(3), random(20), random(1), random(100))

	// Whole cents add up exactly, in any order.
	cents := make([]float64, 10000)
	for i := range cents {
		cents[i] = float64(rng.IntN(1e7) + 1)
	}
	var all, shards retention.Revenue
	for _, c := range cents {
		require.NoError(t, all.Add(c, c))
	}
	for len(cents) > 0 {
		k := min(len(cents), 1+rng.IntN(500))
		var shard retention.Revenue
		for _, c := range cents[:k] {
			require.NoError(t, shard.Add(c, c))
		}
		shards, cents = shard.Plus(shards), cents[k:]
	}
	assert.Equal(t, all.Start, shards.Start)
	assert.Equal(t, 1.0, shards.Gross(0.95).Value, "nothing was lost, to the last digit")
	assert.Equal(t, 1.0, shards.Net(0.95).Value)
}

func TestMovement(t *testing.T) {
	// A published worked example: 10.0, +1.8, -0.6, -0.9 is 85% gross and 103% net.
	m := retention.Movement{Start: 10, Expansion: 1.8, Contraction: 0.6, Churn: 0.9}
	require.NoError(t, m.Check())
	assert.InDelta(t, 0.85, m.Gross(), 1e-12)
	assert.InDelta(t, 1.03, m.Net(), 1e-12)
	folded := retention.Movement{Start: 10, Expansion: 1.8, Churn: 1.5}
	assert.InDelta(t, m.Net(), folded.Net(), 1e-12, "Baremetrics: 100% - (churned - expansion)/start, contraction in churned")

	// One account grows by 50 and shrinks by 30 within the month, the other stays.
	byMovement := retention.Movement{Start: 200, Expansion: 50, Contraction: 30}
	byAccount := revenue(t, []float64{100, 100}, []float64{120, 100})
	assert.InDelta(t, 0.85, byMovement.Gross(), 1e-12, "by movements 30 were lost")
	assert.Equal(t, 1.0, byAccount.Gross(0.95).Value, "by accounts nothing was")
	assert.InDelta(t, byAccount.Net(0.95).Value, byMovement.Net(), 1e-12, "net is the same")

	assert.True(t, math.IsNaN(retention.Movement{}.Gross()) && math.IsNaN(retention.Movement{}.Net()), "no revenue is no data")
	assert.Equal(t, 0.0, retention.Movement{Start: 10, Churn: 10}.Net(), "all lost")
	assert.Equal(t, 1.0, retention.Movement{Start: 10}.Gross(), "nothing lost")
	assert.Equal(t, 0.0, retention.Movement{Start: 10, Expansion: 5, Churn: 15}.Gross(), "grew and left: not below 0")
	assert.NoError(t, retention.Movement{Start: 0.3, Contraction: 0.1, Churn: 0.2}.Check(), "rounding is not a contradiction")
	for _, test := range []struct {
		reason string
		m      retention.Movement
		rule   retention.Rule
	}{
		{"more lost than there was", retention.Movement{Start: 10, Churn: 11}, retention.LostAtStart},
		{"more lost together", retention.Movement{Start: 10, Expansion: 1, Contraction: 5, Churn: 7}, retention.LostAtStart},
		{"growth of nothing: a new customer", retention.Movement{Expansion: 5}, retention.PaidAtStart},
		{"a churn written as a negative number", retention.Movement{Start: 10, Churn: -1}, retention.NotNegative},
		{"not a number", retention.Movement{Start: math.NaN()}, retention.Finite},
		{"infinite", retention.Movement{Start: 10, Expansion: math.Inf(1)}, retention.Finite},
	} {
		assert.Equal(t, test.rule, rule(t, test.m.Check()), test.reason)
		assert.True(t, math.IsNaN(test.m.Gross()) && math.IsNaN(test.m.Net()), test.reason)
	}
	kpitest.Laws(t, func(a, b retention.Movement) bool {
		return math.Abs(a.Net()-b.Net()) < 1e-12 || math.IsNaN(a.Net()) && math.IsNaN(b.Net())
	}, m, byMovement, retention.Movement{Start: 1})
}
