package reliability

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGoldenAnswers(t *testing.T) {
	want := golden(t).SFO
	columns := sfo(t)
	items, err := Count(five, columns, 0, 6)
	require.NoError(t, err)
	answers, err := Collect(five, columns, 0, 6)
	require.NoError(t, err)
	assert.Equal(t, want.N, answers.N())
	assert.Equal(t, items, answers.Sums())

	a, b := items.Alpha(0.95), answers.Alpha(0.95)
	assert.InDelta(t, a.Value, b.Value, 1e-13)
	assert.InDelta(t, a.Lo, b.Lo, 1e-9, "limits by sums and by influence values")
	assert.InDelta(t, a.Hi, b.Hi, 1e-9)
	assert.InDelta(t, want.Standardised, answers.StandardisedAlpha(0.95).Value, 1e-13)
	assert.InDelta(t, want.Omega, answers.Omega(0.95).Value, 1e-7)
	assert.InDelta(t, want.OddEven, answers.SplitHalf(nil, 0.95).Value, 1e-13)
	assert.InDelta(t, want.OddEven, answers.SplitHalf([]int{5, 3, 1}, 0.95).Value, 1e-13, "the halves have no order")
	for j := range answers.Items {
		assert.InDelta(t, want.RDrop[j], answers.ItemTotal(j, 0.95).Value, 1e-13)
		assert.InDelta(t, want.AlphaWithout[j], answers.AlphaWithout(j, 0.95).Value, 1e-13)
	}
	t.Log(a, answers.StandardisedAlpha(0.95), answers.Omega(0.95), answers.SplitHalf(nil, 0.95), answers.ItemTotal(0, 0.95), answers.AlphaWithout(0, 0.95))
	boot := Bootstrap{Draws: 400, Seed: 1}
	c := boot.Alpha(answers, 0.95)
	assert.InDelta(t, a.Lo, c.Lo, 0.004)
	assert.InDelta(t, a.Hi, c.Hi, 0.004)
	assert.Equal(t, c, boot.Alpha(answers, 0.95), "the same seed, the same limits")
}

// Deleting each respondent in turn must come near to the influence values, for every coefficient.
func TestInfluencesNearJackknife(t *testing.T) {
	columns := random(rand.New(rand.NewPCG(7, 7)), 400, 5, five, 0, 0)
	answers, err := Collect(five, columns)
	require.NoError(t, err)
	for name, f := range map[string]coefficient{
		"alpha": ofAlpha, "standardised": ofStandardisedAlpha, "omega": ofOmega,
		"item-total": {correlations, itemTotal(2), nil}, "without": {boundless, alphaWithout(1), nil},
		"split": {boundless, split([]bool{true, false, true, false, false}), nil},
	} {
		s, ok := answers.sample()
		require.True(t, ok)
		var sum, sum2 float64
		n := float64(s.n)
		for i := range s.n {
			rest := answers
			rest.Ratings = append(append([]uint8(nil), answers.Ratings[:i*5]...), answers.Ratings[(i+1)*5:]...)
			r, _ := rest.sample()
			v := f.of(r.covariance)
			sum += v
			sum2 += v * v
		}
		jackknife := math.Sqrt((n - 1) / n * (sum2 - sum*sum/n))
		assert.InEpsilon(t, jackknife, s.standardError(f), 0.03, name)
	}
}

func TestOmegaSlope(t *testing.T) {
	for _, c := range []covariance{covarianceOf(golden(t).AttitudeRows)} {
		want, got := derivatives(omega, c), omegaSlope(c)
		for i, x := range want.at {
			assert.InDelta(t, x, got.at[i], 1e-8)
		}
		t.Log(want.at[:7], got.at[:7])
	}
}
