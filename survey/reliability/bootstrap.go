package reliability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
)

// Bootstrap is limits from answers drawn again from the answers, respondent by respondent. The same Seed gives
// the same limits; 2,000 draws are enough for most. They are studentised: the distance of each drawn
// coefficient from the value is taken in standard errors of that draw (Hall 1988, doi 10.1214/aos/1176350933;
// DiCiccio and Efron 1996, doi 10.1214/ss/1032280214). Percentiles of the drawn coefficients, corrected for
// bias or not, cover less, and less than the limits by formula.
//
// Its readers are those of [Answers], and panic unless Draws is positive. With two respondents, or where most
// draws have no standard error, the data set no limits.
type Bootstrap struct {
	Draws int
	Seed  uint64
}

// Alpha returns Cronbach's alpha: see [Answers.Alpha].
func (b Bootstrap) Alpha(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, ofAlpha, level)
}

// StandardisedAlpha returns the alpha of the standardised items: see [Answers.StandardisedAlpha].
func (b Bootstrap) StandardisedAlpha(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, ofStandardisedAlpha, level)
}

// Omega returns omega total: see [Answers.Omega].
func (b Bootstrap) Omega(a Answers, level float64) kpi.Estimate {
	return b.estimate(a, ofOmega, level)
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
	se := s.standardError(f) * f.slopeAt(value)
	draws := b.draw(s, f, value)
	if !(se > 0) || 2*len(draws) < b.Draws {
		return e
	}
	tail := (1 - level) / 2 * float64(len(draws)-1)
	low, high := draws[int(math.Floor(tail))], draws[int(math.Ceil(float64(len(draws)-1)-tail))]
	z := f.scale(value)
	e.Lo, e.Hi = f.back(z-high*se), f.back(z-low*se)
	return f.within(e)
}

// draw returns, in order, the distances of the drawn coefficients from the value in standard errors of their
// own. A draw whose answers say nothing, because they are all alike, is left out.
func (b Bootstrap) draw(s *sample, f coefficient, value float64) []float64 {
	const stream = 0x5851f42d4c957f2d // any number will do
	rng := rand.New(rand.NewPCG(b.Seed, stream))
	draws := make([]float64, 0, b.Draws)
	again := s.a.resample()
	for range b.Draws {
		clear(again.times)
		for range s.n {
			again.times[rng.IntN(s.n)]++
		}
		again.weigh()
		x := f.of(again.covariance)
		if math.IsNaN(x) {
			continue
		}
		se := again.standardError(f) * f.slopeAt(x)
		if t := (f.scale(x) - f.scale(value)) / se; !math.IsNaN(t - t) {
			draws = append(draws, t)
		}
	}
	slices.Sort(draws)
	return draws
}
