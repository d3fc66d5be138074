package reliability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Bootstrap is limits from answers drawn again from the answers, respondent by respondent: for few
// respondents, where the limits by formula are too narrow. The same Seed gives the same limits; 2,000 draws
// are enough for most. The limits are bias-corrected and accelerated (Efron 1987, doi
// 10.1080/01621459.1987.10478410), with the acceleration of the influence values.
//
// Its readers are those of [Answers], and panic unless Draws is positive. With two respondents, or where all
// draws are alike, the limits are those of no data.
type Bootstrap struct {
	Draws int
	Seed  uint64
}

// Alpha returns Cronbach's alpha: see [Answers.Alpha].
func (b Bootstrap) Alpha(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, coefficient{boundless, alpha}, level)
}

// StandardisedAlpha returns the alpha of the standardised items: see [Answers.StandardisedAlpha].
func (b Bootstrap) StandardisedAlpha(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, coefficient{boundless, standardisedAlpha}, level)
}

// Omega returns omega total: see [Answers.Omega].
func (b Bootstrap) Omega(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, coefficient{positive, omega}, level)
}

// SplitHalf returns the reliability from two halves: see [Answers.SplitHalf].
func (b Bootstrap) SplitHalf(a Answers, first []int, level float64) kpi.Estimate {
	return b.estimate(a, a.split(first), level)
}

// ItemTotal returns the correlation of an item with the others: see [Answers.ItemTotal].
func (b Bootstrap) ItemTotal(a Answers, item int, level float64) kpi.Estimate {
	return b.estimate(a, a.one(item, correlations, itemTotal), level)
}

// AlphaWithout returns the alpha of the other items: see [Answers.AlphaWithout].
func (b Bootstrap) AlphaWithout(a Answers, item int, level float64) kpi.Estimate {
	return b.estimate(a, a.one(item, boundless, alphaWithout), level)
}

func (b Bootstrap) estimate(a Answers, f coefficient, level float64) kpi.Estimate {
	checkLevel(level)
	if b.Draws < 1 {
		panic(fmt.Sprintf("reliability: Bootstrap with %d draws", b.Draws))
	}
	s, ok := a.sample()
	if !ok {
		return f.unknown(level)
	}
	value := f.of(s.covariance)
	e := f.estimate(value, 0, s.n, level)
	if !e.Known() || s.n < 3 {
		return e
	}
	squares, cubes := s.influences(f.of)
	if !(meanError(squares, s.n) > 0) {
		return e
	}
	draws := b.draw(s, f)
	below := 0.0
	for _, x := range draws {
		if x < value {
			below++
		} else if x == value {
			below += 0.5
		}
	}
	m := float64(len(draws))
	bias := quantile.Normal(min(max(below, 0.5), m-0.5) / m)
	acceleration := cubes / (6 * math.Pow(squares, 1.5))
	at := func(z float64) float64 {
		w := bias + z
		p := quantile.NormalTail(-(bias + w/(1-acceleration*w)))
		return draws[min(max(int(math.Floor(p*m)), 0), len(draws)-1)]
	}
	z := quantile.Z(level)
	e.Lo, e.Hi = min(at(-z), value), max(at(z), value)
	return e
}

// draw returns the sorted coefficients of the draws. Where a draw has none, because its answers are all alike,
// it says nothing about how low the coefficient may be, and counts as the least that it can be.
func (b Bootstrap) draw(s sample, f coefficient) []float64 {
	const stream = 0x5851f42d4c957f2d // any number will do
	rng := rand.New(rand.NewPCG(b.Seed, stream))
	draws := make([]float64, b.Draws)
	times := make([]int, s.n)
	again := sample{newCovariance(s.k), s.n, make([]float64, s.k), s.a}
	for d := range draws {
		clear(times)
		for range s.n {
			times[rng.IntN(s.n)]++
		}
		again.weigh(times)
		draws[d] = f.of(again.covariance)
		if math.IsNaN(draws[d]) {
			draws[d] = f.least
		}
	}
	slices.Sort(draws)
	return draws
}
