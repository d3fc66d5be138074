package reliability

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
)

var ten = survey.Scale{Min: 1, Max: 10}

// The table of Fleiss, Cohen and Everitt 1969; values by statsmodels 0.13.5 and psych 2.5.3.
func TestGoldenKappa(t *testing.T) {
	var p Pairs
	three := survey.Scale{Min: 1, Max: 3}
	for a, row := range [][]int{{106, 10, 4}, {22, 28, 10}, {2, 12, 6}} {
		for b, n := range row {
			require.NoError(t, p.AddN(three, a+1, b+1, n))
		}
	}
	for _, c := range []struct {
		name            string
		distance        func(a, b int) float64
		value, variance float64
	}{
		{"nominal", Nominal, 0.428571428571429, 0.00288487204405572},
		{"linear", Linear, 0.492307692307692, 0.00257237715766255},
		{"quadratic", Quadratic, 0.566666666666667, 0.0030987414266118},
		{"ten times", func(a, b int) float64 { return 10 * Quadratic(a, b) }, 0.566666666666667, 0.0030987414266118},
	} {
		k := p.kappa(c.distance)
		assert.InDelta(t, c.value, k.value, 1e-14, c.name)
		assert.InDelta(t, c.variance, k.se*k.se, 1e-14, c.name)
		e := p.Kappa(c.distance, 0.95)
		assert.Equal(t, 200, e.N)
		assert.Less(t, e.Lo, e.Value)
		assert.Less(t, e.Value, e.Hi)
	}
	assert.InDelta(t, 0.7, p.Agreement(0.95).Value, 1e-15)
}

func TestGoldenICC(t *testing.T) {
	g := golden(t)
	var table Items
	for _, row := range [][]int{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}} {
		require.NoError(t, table.Add(ten, row))
	}
	answers, err := Count(five, sfo(t), 0, 6)
	require.NoError(t, err)
	for f := ICC11; f <= ICC3k; f++ {
		for _, c := range []struct {
			t    Items
			want goldenICC
		}{{table, g.ShroutFleiss}, {answers, g.SFOICC}} {
			e := c.t.ICC(f, 0.95)
			assert.InDelta(t, c.want.ICC[f], e.Value, 1e-12, f.String())
			assert.InDelta(t, c.want.Lo[f], e.Lo, 1e-10, f.String())
			assert.InDelta(t, c.want.Hi[f], e.Hi, 1e-10, f.String())
		}
	}
	assert.InDelta(t, answers.Alpha(0.95).Value, answers.ICC(ICC3k, 0.95).Value, 1e-12)
}

// Values by hand, and by the R package multilevel 2.8.
func TestGoldenWithinGroup(t *testing.T) {
	one := rows(t, five, [][]int{{4, 4, 5, 4, 3}})
	assert.InDelta(t, 0.75, one.WithinGroup().Value, 1e-15)
	assert.Equal(t, 5, one.WithinGroup().N)
	several := rows(t, five, [][]int{{4, 4, 5, 4}, {5, 4, 5, 4}, {4, 5, 4, 4}})
	assert.InDelta(t, 0.94897959183673, several.WithinGroup().Value, 1e-13)
	assert.Equal(t, 0.0, rows(t, five, [][]int{{1, 5, 1, 5}}).WithinGroup().Value)
	assert.Equal(t, 1.0, rows(t, five, [][]int{{4, 4}}).WithinGroup().Value)
	assert.True(t, math.IsNaN(rows(t, five, [][]int{{4}}).WithinGroup().Value))
}

// Ten subjects, fourteen raters, five categories: values by R and by statsmodels 0.13.5.
func TestGoldenFleiss(t *testing.T) {
	var s Subjects
	for _, c := range [][]int{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
		{7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}} {
		h := survey.Tally{Scale: five}
		copy(h.Ratings[1:], c)
		require.NoError(t, s.AddCounts(h))
	}
	e := s.Kappa(0.95)
	assert.InDelta(t, 0.209930704421955, e.Value, 1e-14)
	assert.Equal(t, 10, e.N)
	assert.InDelta(t, 0.2099, s.Alpha(Nominal, 0.95).Value, 0.01, "near to Krippendorff's")
}

// Four observers, twelve units, missing ratings 0: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
func TestGoldenKrippendorff(t *testing.T) {
	observers := [][]int{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
		{0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0},
	}
	var s Subjects
	for u := range observers[0] {
		var ratings []int
		for _, o := range observers {
			ratings = append(ratings, o[u])
		}
		require.NoError(t, s.Add(five, ratings, 0))
	}
	assert.Equal(t, 11, s.N(), "the last unit has one rating")
	assert.InDelta(t, 0.743, s.Alpha(Nominal, 0.95).Value, 5e-4)
	assert.InDelta(t, 0.815, s.OrdinalAlpha(0.95).Value, 5e-4)
	assert.InDelta(t, 0.849, s.Alpha(Quadratic, 0.95).Value, 5e-4)
	assert.InDelta(t, 0.797, s.Alpha(Ratio, 0.95).Value, 5e-4)
	t.Log(s.Alpha(Nominal, 0.95), s.OrdinalAlpha(0.95), s.Alpha(Quadratic, 0.95), s.Kappa(0.95))
}
