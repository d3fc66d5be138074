package retention_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/retention"
)

// accounts is what accounts do in a period: amounts at the start are log-normal, an account leaves, shrinks
// to anything down to 0, grows, on average by half, or stays as it is. With an effect of size large accounts
// leave less often.
type accounts struct {
	name                             string
	spread, leave, shrink, grow, big float64
}

var populations = []accounts{
	{"alike, a tenth leaves", 0, 0.1, 0, 0, 0},
	{"alike, one in fifty leaves", 0, 0.02, 0, 0, 0},
	{"a little unequal", 0.5, 0.05, 0.05, 0.1, 0},
	{"unequal", 1, 0.05, 0.05, 0.1, 0},
	{"very unequal", 1.5, 0.1, 0.1, 0.2, 0},
	{"many grow", 1, 0.02, 0.03, 0.3, 0},
	{"small ones leave", 1, 0.3, 0.1, 0.1, 0.5},
}

func (a accounts) draw(r *rand.Rand) (start, end float64) {
	z := r.NormFloat64()
	leave := a.leave * (1 + a.big)
	if z > 0 {
		leave = a.leave * (1 - a.big)
	}
	start = math.Exp(a.spread * z)
	switch u := r.Float64(); {
	case u < leave:
		return start, 0
	case u < leave+a.shrink:
		return start, start * r.Float64()
	case u < leave+a.shrink+a.grow:
		return start, start * (1 + r.ExpFloat64()/2)
	}
	return start, start
}

// truth returns gross and net retention of all accounts that there could be. Amounts change by a factor that
// depends on them only in whether they are above the median, 1: there lies Φ(spread) of the revenue.
func (a accounts) truth() (gross, net float64) {
	large := 0.5 * math.Erfc(-a.spread/math.Sqrt2)
	leave := a.leave * (large*(1-a.big) + (1-large)*(1+a.big))
	gross = 1 - leave - a.shrink/2
	return gross, gross + a.grow/2
}

// misses counts how often limits leave the truth out, on either side.
type misses struct{ runs, below, above int }

func (m *misses) count(truth float64, e kpi.Estimate) {
	m.runs++
	if truth < e.Lo {
		m.below++
	}
	if truth > e.Hi {
		m.above++
	}
}

func (m misses) coverage() float64 { return 1 - float64(m.below+m.above)/float64(m.runs) }

// revenueCoverage draws so many samples of n accounts.
func revenueCoverage(t *testing.T, a accounts, runs, n int) (gross, net, student misses) {
	rng := rand.New(rand.NewPCG(uint64(n), math.Float64bits(a.spread+a.leave)))
	g, k := a.truth()
	for range runs {
		var r retention.Revenue
		for range n {
			s, e := a.draw(rng)
			require.NoError(t, r.Add(s, e))
		}
		gross.count(g, r.Gross(0.95))
		net.count(k, r.Net(0.95))
		student.count(k, retention.StudentT.Net(r, 0.95))
	}
	return gross, net, student
}

// compoundCoverage draws so many runs of periods, of n customers each, or of n to 4n, that each keep a share p.
func compoundCoverage(runs, periods, n int, p float64, unequal bool) (m misses) {
	rng := rand.New(rand.NewPCG(uint64(n*periods), math.Float64bits(p)))
	ts := make([]retention.Tally, periods)
	for range runs {
		for i := range ts {
			ts[i] = retention.Tally{}
			size := n
			if unequal {
				size *= 1 + i%4
			}
			for range size {
				ts[i].Add(rng.Float64() < p)
			}
		}
		m.count(math.Pow(p, float64(periods)), retention.Compound(ts, 0.95))
	}
	return m
}

func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	gross, net, student := revenueCoverage(t, populations[1], 4000, 20)
	assert.InDelta(t, 0.94, gross.coverage(), 0.02)
	assert.Greater(t, net.coverage(), 0.94, "a churn of 2%% that twenty accounts hardly ever show")
	assert.Less(t, student.coverage(), 0.4, "which Student's t takes for impossible")
	gross, net, _ = revenueCoverage(t, populations[3], 1500, 50)
	assert.InDelta(t, 0.965, gross.coverage(), 0.025)
	assert.Greater(t, net.coverage(), 0.95)
	assert.InDelta(t, 0.95, compoundCoverage(3000, 12, 20, 0.95, false).coverage(), 0.02)
	assert.InDelta(t, 0.95, compoundCoverage(3000, 3, 20, 0.8, true).coverage(), 0.02)
}
