package survival

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// desk draws tickets that take a lognormal time with median 8 hours, in milliseconds, and are watched for a
// uniform time, so that a share of them is still open when last seen. A third of the ends are of a second
// kind.
type desk struct {
	r     *rand.Rand
	watch float64 // the longest watch; 0: without end
}

const (
	hour  = 3600e3
	sigma = 1.2
)

func newDesk(share float64, seed uint64) desk {
	d := desk{r: rand.New(rand.NewPCG(seed, 5))}
	if share == 0 {
		return d
	}
	// P(U < T) = E min(T/watch, 1), by a bisection on a sample of its own.
	times := make([]float64, 20000)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range times {
		times[i] = 8 * hour * math.Exp(sigma*r.NormFloat64())
	}
	lo, hi := hour/100, 1e6*hour
	for range 60 {
		d.watch = math.Sqrt(lo * hi)
		open := 0.0
		for _, x := range times {
			open += math.Min(x/d.watch, 1) / float64(len(times))
		}
		if open > share {
			lo = d.watch
		} else {
			hi = d.watch
		}
	}
	return d
}

func (d desk) draw(n int) (first, second, open []int64) {
	for range n {
		took := int64(8 * hour * math.Exp(sigma*d.r.NormFloat64()))
		kind := d.r.IntN(3)
		if w := int64(d.r.Float64() * d.watch); d.watch > 0 && w < took {
			open = append(open, w)
		} else if kind == 0 {
			second = append(second, took)
		} else {
			first = append(first, took)
		}
	}
	return first, second, open
}

// left is the true share not done by t, by is its inverse, and mean the true restricted mean.
func left(t float64) float64 { return quantile.NormalTail(math.Log(t/(8*hour)) / sigma) }
func by(q float64) float64   { return 8 * hour * math.Exp(sigma*quantile.Normal(q)) }
func mean(tau float64) float64 {
	sum := 0.0
	for i := range 20000 {
		sum += left((float64(i)+0.5)*tau/20000) * tau / 20000
	}
	return sum
}

// coverage counts how often intervals hold the truth.
type coverage struct{ held, of int }

func (c *coverage) add(v Interval, truth float64) {
	c.of++
	if v.Lo <= truth && truth <= v.Hi {
		c.held++
	}
}

func (c coverage) share() float64 { return float64(c.held) / float64(c.of) }

// covers simulates one setting at level .95 and checks every reader's coverage. The bounds are those of
// methods with such small samples: the mid-p limits hold .95 on average over the shares and not at each.
func covers(t *testing.T, n int, share float64, runs int) {
	t.Helper()
	d := newDesk(share, uint64(n)+uint64(100*share)<<20)
	points := []float64{0.95, 0.8, 0.5, 0.2}
	qs := []float64{0.5, 0.75, 0.9}
	tau := 24 * hour
	trueMean := mean(tau)
	at, exact, logLog := make([]coverage, len(points)), make([]coverage, len(points)), make([]coverage, len(points))
	quantiles := make([]coverage, len(qs))
	var means, outcomes coverage
	for range runs {
		first, second, open := d.draw(n)
		o := NewOutcomes(open, first, second)
		c := o.Curve()
		for i, s := range points {
			x := int64(by(1 - s))
			at[i].add(c.At(x, BetaProduct, 0.95), s)
			exact[i].add(c.At(x, BetaProductExact, 0.95), s)
			logLog[i].add(c.At(x, LogLog, 0.95), s)
		}
		for i, q := range qs {
			quantiles[i].add(c.Quantile(q, BetaProduct, 0.95), by(q))
		}
		means.add(c.Mean(int64(tau), 0.95).Interval, trueMean)
		outcomes.add(o.Share(0, int64(8*hour), 0.95).Interval, 1.0/3)
	}
	noise := 3 * math.Sqrt(0.05*0.95/float64(runs))
	for i, s := range points {
		assert.GreaterOrEqual(t, at[i].share(), 0.925-noise, "n %d, %v open: share left %v", n, share, s)
		assert.GreaterOrEqual(t, exact[i].share(), 0.95-noise, "n %d, %v open: exact, share left %v", n, share, s)
	}
	for i, q := range qs {
		assert.GreaterOrEqual(t, quantiles[i].share(), 0.95-noise, "n %d, %v open: quantile %v", n, share, q)
	}
	assert.GreaterOrEqual(t, means.share(), 0.92-noise, "n %d, %v open: mean", n, share)
	assert.GreaterOrEqual(t, outcomes.share(), 0.92-noise, "n %d, %v open: outcome", n, share)
	show := func(cs []coverage) (out []float64) {
		for _, c := range cs {
			out = append(out, math.Round(1000*c.share())/1000)
		}
		return out
	}
	t.Logf("n %3d, %2.0f%% open: At %v, exact %v, log-log %v, quantiles %v, mean %.3f, outcome %.3f", n, 100*share,
		show(at), show(exact), show(logLog), show(quantiles), means.share(), outcomes.share())
}

func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	for _, share := range []float64{0, 0.2, 0.5} {
		covers(t, 20, share, 1500)
	}
}
