package drivers

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
)

func point(name string, importance, performance, half float64) Point {
	around := func(x float64) kpi.Estimate {
		return kpi.Estimate{Value: x, Lo: x - half, Hi: x + half, Level: 0.95, N: 100, Unit: kpi.Number}
	}
	return Point{Name: name, Importance: around(importance), Performance: around(performance)}
}

func TestMap(t *testing.T) {
	points := []Point{
		point("speed", 0.5, 3, 0.1), point("courtesy", 0.4, 5, 0.1), point("parking", 0.1, 3, 0.1), point("music", 0.1, 5, 0.1),
		point("on the line", 0.3, 4, 0.1), point("half decided", 0.5, 4.05, 0.1), {Name: "not asked"},
	}
	m := Mapped(points, At(0.25), AtMean())
	assert.InDelta(t, (3+5+3+5+4+4.05)/6, m.Performance, 1e-12, "of what is known")
	assert.Equal(t, 0.25, m.Importance)
	for i, want := range []struct{ quadrant, leaning Quadrant }{
		{Concentrate, Concentrate}, {KeepUp, KeepUp}, {LowPriority, LowPriority}, {Overkill, Overkill},
		{Undecided, Concentrate}, {Undecided, KeepUp}, {Undecided, Undecided},
	} {
		assert.Equal(t, want.quadrant, m.Points[i].Quadrant, points[i].Name)
		assert.Equal(t, want.leaning, m.Points[i].Leaning, points[i].Name)
	}
	assert.Equal(t, [2]kpi.Verdict{kpi.Met, kpi.Undecided}, [2]kpi.Verdict{m.Points[5].Matters, m.Points[5].Performs})
	assert.Equal(t, Undecided, points[0].Quadrant, "points are not modified")
	require.Len(t, m.In(Undecided), 3)
	assert.Equal(t, "half decided", m.In(Undecided)[0].Name, "the most important first")

	banded := Mapped(points, At(0.25).Within(0.1), AtMidpoint(five).Within(0.9))
	assert.Equal(t, 3.0, banded.Performance)
	assert.Equal(t, [2]float64{0.1, 0.9}, banded.Band)
	assert.Equal(t, Undecided, banded.Points[4].Leaning, "a tie within the band")
	assert.Equal(t, KeepUp, banded.Points[5].Quadrant)
	assert.Equal(t, Undecided, banded.Points[1].Quadrant, "its limits reach into the band")
	assert.Equal(t, KeepUp, banded.Points[1].Leaning)
	assert.InDelta(t, 4.025, Mapped(points, AtMedian(), AtMedian()).Performance, 1e-12)
	assert.Equal(t, 4.0, Mapped(points[:5], AtMedian(), AtMedian()).Performance)
	none := Mapped(points[6:], AtMean(), AtMedian())
	assert.True(t, math.IsNaN(none.Importance) && math.IsNaN(none.Performance))
	assert.Equal(t, Undecided, none.Points[0].Quadrant)
}

func TestNames(t *testing.T) {
	for q := Undecided; q <= Overkill; q++ {
		b, err := json.Marshal(q)
		require.NoError(t, err)
		var back Quadrant
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, q, back)
	}
	_, err := Quadrant(9).MarshalText()
	assert.Error(t, err)
	assert.Error(t, new(Quadrant).UnmarshalText([]byte("somewhere")))
	assert.Equal(t, "Quadrant(9)", Quadrant(9).String())
	assert.Equal(t, "Shapley, relative weights, Method(9)", Shapley.String()+", "+RelativeWeights.String()+", "+Method(9).String())
	assert.Equal(t, "listwise, pairwise, Missing(9)", Listwise.String()+", "+Pairwise.String()+", "+Missing(9).String())
}
