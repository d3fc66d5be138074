package compare_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/kpitest"
)

func TestVectors(t *testing.T) {
	type others struct {
		Raw      []float64
		Adjusted float64
		Differs  []bool
	}
	for _, c := range kpitest.Cases[struct {
		Teams [][3]int
		Level float64
	}, others]("nps-others") {
		var down, flat, up []int
		for _, team := range c.Input.Teams {
			down, flat, up = append(down, team[0]), append(flat, team[1]), append(up, team[2])
		}
		least := 1.0
		for i, f := range compare.Others(down, flat, up, c.Input.Level) {
			assert.Equal(t, c.Expected.Differs[i], f.Differs, c.Reason)
			least = min(least, f.Test.P)
		}
		assert.InDelta(t, c.Expected.Adjusted, least, c.Tolerance, c.Reason)
	}
	type ranks struct {
		Each   float64
		Lo, Hi []float64
		Ranks  [][2]int
	}
	for _, c := range kpitest.Cases[struct {
		K, N  []int
		Level float64
	}, ranks]("ranks") {
		each := compare.Each(c.Input.Level, len(c.Input.K))
		assert.InDelta(t, c.Expected.Each, each, c.Tolerance, c.Reason)
		var es []kpi.Estimate
		for i, k := range c.Input.K {
			es = append(es, kpi.Proportion(k, c.Input.N[i], each))
			assert.InDelta(t, c.Expected.Lo[i], es[i].Lo, c.Tolerance, c.Reason)
			assert.InDelta(t, c.Expected.Hi[i], es[i].Hi, c.Tolerance, c.Reason)
		}
		for i, r := range compare.Ranks(es) {
			assert.Equal(t, c.Expected.Ranks[i], [2]int{r.First, r.Last}, c.Reason)
		}
	}
	type posterior struct {
		Alpha, Beta, LogLik float64
		Shrunk              []float64
	}
	for _, c := range kpitest.Cases[struct{ K, N []int }, posterior]("beta-binomial") {
		prior := compare.FitPrior(c.Input.K, c.Input.N)
		assert.InDelta(t, c.Expected.Alpha, prior.Mean*prior.Precision, c.Tolerance, c.Reason)
		assert.InDelta(t, c.Expected.Beta, (1-prior.Mean)*prior.Precision, c.Tolerance, c.Reason)
		for i, e := range compare.BetaBinomial(c.Input.K, c.Input.N, 0.95) {
			assert.InDelta(t, c.Expected.Shrunk[i], e.Value, c.Tolerance, c.Reason)
		}
	}
	type bounds struct{ Value, Lo, Hi, Tipping kpitest.Number }
	for _, c := range kpitest.Cases[struct {
		Invited, Detractors, Passives, Promoters int
		Target                                   float64
	}, bounds]("silent") {
		in := c.Input
		s := compare.Silent{Invited: in.Invited, Answered: kpi.Net(in.Detractors, in.Passives, in.Promoters, 0.95), Min: -100, Max: 100}
		lo, hi := s.Bounds()
		got := []float64{s.Answered.Value, lo, hi, s.Tipping(in.Target)}
		want := []float64{float64(c.Expected.Value), float64(c.Expected.Lo), float64(c.Expected.Hi), float64(c.Expected.Tipping)}
		assert.InDeltaSlice(t, want, got, c.Tolerance, c.Reason)
	}
	type superior struct{ Value, SE, DF, Lo, Hi float64 }
	for _, c := range kpitest.Cases[struct {
		First, Second []int
		Level         float64
	}, superior]("superiority") {
		top := max(slices.Max(c.Input.First), slices.Max(c.Input.Second))
		x, y := make([]int, top+1), make([]int, top+1)
		for _, a := range c.Input.First {
			x[a]++
		}
		for _, a := range c.Input.Second {
			y[a]++
		}
		e := compare.Superiority(x, y, c.Input.Level)
		assert.InDeltaSlice(t, []float64{c.Expected.Value, c.Expected.Lo, c.Expected.Hi}, []float64{e.Value, e.Lo, e.Hi}, c.Tolerance, c.Reason)
	}
}
