package design_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

// misses counts how often limits leave the truth out, on either side.
type misses struct{ runs, below, above int }

func (m *misses) count(truth, lo, hi float64) {
	m.runs++
	if truth < lo {
		m.below++
	}
	if truth > hi {
		m.above++
	}
}

func (m misses) coverage() float64 { return 1 - float64(m.below+m.above)/float64(m.runs) }

// answer draws a rating: a promoter, passive or detractor with the given chances.
func answer(r *rand.Rand, promoters, detractors float64) int {
	switch u := r.Float64(); {
	case u < promoters:
		return 9 + r.IntN(2)
	case u < promoters+detractors:
		return r.IntN(7)
	}
	return 7 + r.IntN(2)
}

var methods = []design.Method{design.ScoreInterval, design.LogOdds, design.KornGraubard, design.Arcsine, design.Wald}

// plan is how the samples of a simulation are drawn: strata of different size and share, of each so many clusters of
// so many answers. With chance icc all answers of a cluster are one opinion.
type plan struct {
	strata, clusters, answers int
	share, spread             float64 // of yes on average, and between the strata on the scale of log-odds
	icc                       float64
}

// shares returns the weight of each stratum in the population and its share of yes.
func (p plan) shares() (weights, shares []float64, truth float64) {
	for h := range p.strata {
		at := float64(h)/float64(max(p.strata-1, 1)) - 0.5 // from -½ to ½
		weights = append(weights, (1+0.8*math.Cos(3*at))/float64(p.strata))
		logit := math.Log(p.share/(1-p.share)) + 2*p.spread*at
		shares = append(shares, 1/(1+math.Exp(-logit)))
	}
	total := 0.0
	for h, w := range weights {
		total += w
		truth += w * shares[h]
	}
	return weights, shares, truth / total
}

// coverage draws samples and counts how often each method misses.
func (p plan) coverage(t testing.TB, runs int) (out []misses) {
	r := rand.New(rand.NewPCG(uint64(p.strata*1000+p.clusters*10+p.answers), math.Float64bits(p.share+p.icc+p.spread)))
	weights, shares, truth := p.shares()
	out = make([]misses, len(methods))
	for range runs {
		var s design.Sample[int]
		for h := range p.strata {
			for c := range p.clusters {
				row := design.Row[int]{Stratum: strconv.Itoa(h), Weight: weights[h]}
				if p.answers > 1 {
					row.Cluster = strconv.Itoa(c)
				}
				alike, opinion := r.Float64() < p.icc, 0
				for i := range p.answers {
					if i == 0 || !alike {
						opinion = 0
						if r.Float64() < shares[h] {
							opinion = 1
						}
					}
					row.Cell = opinion
					require.NoError(t, s.Add(row))
				}
			}
		}
		rated := s.Rated(yesNo, itself)
		for i, m := range methods {
			e := m.Score(rated, mean, 0.95)
			out[i].count(truth, e.Lo, e.Hi)
		}
	}
	return out
}

func itself(rating int) (int, bool) { return rating, true }

// census draws customers one by one from a population that they are a good part of.
func census(t testing.TB, runs, n, population int, promoters, detractors float64) (finite, endless misses) {
	r := rand.New(rand.NewPCG(uint64(n), uint64(population)))
	ratings := make([]int, population)
	for range runs / 50 {
		sum := 0.0
		for i := range ratings {
			ratings[i] = answer(r, promoters, detractors)
			x, err := nps.Value(ratings[i])
			require.NoError(t, err)
			sum += x
		}
		truth := sum / float64(population)
		for range 50 {
			r.Shuffle(population, func(i, j int) { ratings[i], ratings[j] = ratings[j], ratings[i] })
			var s, without design.Sample[int]
			require.NoError(t, s.AddStratum("", population))
			for _, rating := range ratings[:n] {
				require.NoError(t, s.Add(design.Row[int]{Cell: rating, Weight: 1}))
				require.NoError(t, without.Add(design.Row[int]{Cell: rating, Weight: 1}))
			}
			e := s.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
			finite.count(truth, e.Lo, e.Hi)
			e = without.Rated(eleven, itself).Score(nps.Value, kpi.Points, 0.95)
			endless.count(truth, e.Lo, e.Hi)
		}
	}
	return finite, endless
}

func TestSampleCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	got := plan{strata: 4, clusters: 6, answers: 4, share: 0.9, spread: 1, icc: 0.2}.coverage(t, 1000)
	assert.InDelta(t, 0.95, got[0].coverage(), 0.03, "score interval")
	assert.Greater(t, got[2].coverage(), 0.93, "Korn–Graubard")
	assert.Less(t, got[4].coverage(), 0.93, "which Wald does not cover")
	finite, endless := census(t, 1000, 60, 100, 0.5, 0.2)
	assert.InDelta(t, 0.95, finite.coverage(), 0.025, "60 of 100 customers")
	assert.Greater(t, endless.coverage(), 0.99, "who are not 60 of a population without end")
}

// between is how samples of two segments are drawn: so many clusters that have answers in both, and so many with
// answers in one. The answers of a cluster are one opinion with chance icc, the same in both segments.
type between struct {
	both, first, second, answers int
	shares                       [2]float64
	icc                          float64
}

// coverage counts how often the difference of shares misses, and that of estimates taken for independent.
func (b between) coverage(t testing.TB, runs int) (difference, independent misses) {
	type cell struct{ Segment, Yes int }
	r := rand.New(rand.NewPCG(uint64(b.both*1000+b.first*100+b.second), math.Float64bits(b.shares[0]+2*b.shares[1]+b.icc)))
	yes := func(c cell) (int, bool) { return c.Yes, true }
	truth := b.shares[0] - b.shares[1]
	for range runs {
		var s design.Sample[cell]
		for c := range b.both + b.first + b.second {
			alike, mood := r.Float64() < b.icc, r.Float64()
			for segment := range 2 {
				if segment == 0 && c >= b.both+b.first || segment == 1 && c >= b.both && c < b.both+b.first {
					continue
				}
				for range b.answers {
					u := r.Float64()
					if alike {
						u = mood
					}
					x := 0
					if u < b.shares[segment] {
						x = 1
					}
					require.NoError(t, s.Add(design.Row[cell]{Cluster: strconv.Itoa(c), Cell: cell{segment, x}, Weight: 1}))
				}
			}
		}
		first, second := s.Where(func(c cell) bool { return c.Segment == 0 }), s.Where(func(c cell) bool { return c.Segment == 1 })
		e := first.Difference(second).Rated(yesNo, yes).Score(mean, kpi.Fraction, 0.95)
		difference.count(truth, e.Lo, e.Hi)
		e = first.Rated(yesNo, yes).Score(mean, kpi.Fraction, 0.95).Minus(second.Rated(yesNo, yes).Score(mean, kpi.Fraction, 0.95))
		independent.count(truth, e.Lo, e.Hi)
	}
	return difference, independent
}

func TestDifferenceCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation")
	}
	d, i := between{both: 20, answers: 3, shares: [2]float64{0.6, 0.5}, icc: 0.6}.coverage(t, 1000)
	assert.InDelta(t, 0.95, d.coverage(), 0.025, "clusters that are in both segments")
	assert.Greater(t, i.coverage(), 0.985, "and are not independent")
	d, _ = between{first: 4, second: 40, answers: 5, shares: [2]float64{0.6, 0.5}, icc: 0.3}.coverage(t, 1000)
	assert.Greater(t, d.coverage(), 0.91, "few clusters and many")
}
