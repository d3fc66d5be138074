package survey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
)

var (
	five   = survey.Scale{Min: 1, Max: 5}
	seven  = survey.Scale{Min: 1, Max: 7}
	eleven = survey.Scale{Min: 0, Max: 10}
)

func TestScaleCheck(t *testing.T) {
	for _, c := range []struct {
		reason string
		scale  survey.Scale
		rating int
		want   string
	}{
		{"the lowest point belongs to the scale", five, 1, ""},
		{"so does the highest", five, 5, ""},
		{"0 is a blank on 1–5, not a very bad rating", five, 0, "rating 0 is not from 1 to 5"},
		{"11 is the blank code of many 0–10 columns", eleven, 11, "rating 11 is not from 0 to 10"},
		{"a negative code", eleven, -99, "rating -99 is not from 0 to 10"},
		{"thumbs up or down is a scale of two points", survey.Scale{Min: 0, Max: 1}, 1, ""},
		{"the zero Scale is none", survey.Scale{}, 0, "0–0 is not a scale: two points or more within 0 to 10"},
		{"one point is no scale", survey.Scale{Min: 3, Max: 3}, 3, "3–3 is not a scale: two points or more within 0 to 10"},
		{"turned round", survey.Scale{Min: 5, Max: 1}, 3, "5–1 is not a scale: two points or more within 0 to 10"},
		{"percent are not ratings", survey.Scale{Min: 0, Max: 100}, 3, "0–100 is not a scale: two points or more within 0 to 10"},
		{"semantic differentials from -3 to 3 want shifting", survey.Scale{Min: -3, Max: 3}, 0, "-3–3 is not a scale: two points or more within 0 to 10"},
	} {
		err := c.scale.Check(c.rating)
		if c.want == "" {
			assert.NoError(t, err, c.reason)
		} else {
			assert.EqualError(t, err, c.want, c.reason)
		}
	}
}

func TestRangeErrorIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("nps: %w", eleven.Check(11))
	assert.EqualError(t, err, "nps: rating 11 is not from 0 to 10")
	off, ok := errors.AsType[*survey.RangeError](err)
	require.True(t, ok)
	assert.Equal(t, survey.RangeError{Rating: 11, Scale: eleven, Index: -1}, *off)
	assert.EqualError(t, &survey.RangeError{Rating: 11, Scale: eleven, Index: 7}, "rating 11 at index 7 is not from 0 to 10")
}

func TestScaleReverse(t *testing.T) {
	// psych::reverse.code(-1, 1:6, mini = 1, maxi = 6) in R gives 6 5 4 3 2 1.
	six := survey.Scale{Min: 1, Max: 6}
	for rating, want := range map[int]int{1: 6, 2: 5, 6: 1} {
		assert.Equal(t, want, six.Reverse(rating))
	}
	for rating := -3; rating <= 13; rating++ {
		assert.Equal(t, rating, eleven.Reverse(eleven.Reverse(rating)), "twice turned round is unturned")
		assert.Equal(t, five.Check(rating) == nil, five.Check(five.Reverse(rating)) == nil, "%d: what is off the scale stays off", rating)
	}
}

func TestScaleRescale(t *testing.T) {
	for i, want := range []float64{0, 25, 50, 75, 100} {
		assert.InDelta(t, want, five.Rescale(float64(i+1)), 1e-12)
	}
	assert.InDelta(t, 47.5, eleven.Rescale(4.75), 1e-12)
	for _, x := range []float64{five.Rescale(math.NaN()), survey.Scale{}.Rescale(0), survey.Scale{Min: 2, Max: 2}.Rescale(3)} {
		assert.True(t, math.IsNaN(x))
	}
}

func TestScaleTravels(t *testing.T) {
	b, err := json.Marshal(five)
	require.NoError(t, err)
	assert.Equal(t, `{"min":1,"max":5}`, string(b))
	assert.Equal(t, "1–5", five.String())
	assert.Equal(t, "0–10", fmt.Sprint(eleven))
}
