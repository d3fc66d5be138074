package weighted

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
)

var five = survey.Scale{Min: 1, Max: 5}

func itself(rating int) (float64, error) { return float64(rating), five.Check(rating) }

func TestIsWeight(t *testing.T) {
	for _, w := range []float64{1e-100, 0.5, 1, 1e100} {
		assert.True(t, IsWeight(w), w)
	}
	for _, w := range []float64{0, -1, 1e-101, 1e101, math.Inf(1), math.NaN()} {
		assert.False(t, IsWeight(w), w)
	}
	assert.True(t, Positive(5e-324) && !Positive(0) && !Positive(math.Inf(1)) && !Positive(math.NaN()))
}

func TestMoments(t *testing.T) {
	m := Of(five, itself, [11]float64{2: 1, 5: 3}) // mean 17/4
	assert.InDelta(t, 4, m.Total, 1e-15)
	assert.InDelta(t, -2.25, m.Deviations[2], 1e-15)
	assert.InDelta(t, 0.75, m.Deviations[5], 1e-15)
	assert.InDelta(t, (2.25*2.25+3*0.75*0.75)/4, m.Variance, 1e-15)
	assert.InDelta(t, 4.25, m.Estimate(4, 4, kpi.Number, 0.95).Value, 1e-15)

	alike := Of(five, func(rating int) (float64, error) { return 0.1 + float64(rating/4), nil }, [11]float64{1: 0.1, 2: 0.2, 3: 0.3})
	assert.Zero(t, alike.Variance, "to the last bit")

	assert.PanicsWithValue(t, "weight: every rating of the scale 1–5 has the value -100: a value for another scale", func() {
		Of(five, func(int) (float64, error) { return -100, nil }, [11]float64{1: 1})
	}, "nps.Value on a scale that is not its own")
	assert.InDelta(t, 4, m.Span(), 1e-15)
	assert.Panics(t, func() {
		Of(five, func(int) (float64, error) { return 0, errors.New("none") }, [11]float64{1: 1})
	})
}

func TestUnknown(t *testing.T) {
	for _, row := range []struct {
		reason string
		got    kpi.Estimate
		lo, hi float64
	}{
		{"a scale", Unknown(five, itself, kpi.Number, 0.95), 1, 5},
		{"no scale, a share", Unknown(survey.Scale{}, itself, kpi.Fraction, 0.95), 0, 1},
		{"no scale, points", Unknown(survey.Scale{}, itself, kpi.Points, 0.95), -100, 100},
		{"no scale, a number", Unknown(survey.Scale{}, itself, kpi.Number, 0.95), math.Inf(-1), math.Inf(1)},
	} {
		assert.False(t, row.got.Known(), row.reason)
		assert.Equal(t, [2]float64{row.lo, row.hi}, [2]float64{row.got.Lo, row.got.Hi}, row.reason)
	}
}
