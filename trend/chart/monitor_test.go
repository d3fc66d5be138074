package chart_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// series returns a random series: noise, at times slow, stepping, rounded to whole numbers, with gaps, an
// outlier or an infinity.
func series(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	kind, step := r.IntN(5), r.IntN(n+1)
	slow := 0.0
	for i := range x {
		x[i] = 5 + r.NormFloat64()
		slow += r.NormFloat64()
		switch kind {
		case 1:
			x[i] = 5 + slow
		case 2:
			x[i] = math.Round(x[i])
		case 3:
			if i >= step {
				x[i] += 2
			}
		}
		switch {
		case r.IntN(12) == 0:
			x[i] = math.NaN()
		case r.IntN(100) == 0:
			x[i] *= 1e6
		case r.IntN(200) == 0:
			x[i] = math.Inf(1)
		}
		x[i] = max(0, x[i])
	}
	return x
}

// feed gives a monitor its next period.
func feed(kind string, m *chart.Monitor, x float64) ([]chart.Signal, error) {
	switch kind {
	case "p", "p three-sigma", "laney":
		return m.AddShare(share(x))
	case "net", "net three-sigma", "laney net":
		c := answersOf(x)
		return m.AddNet(c[0], c[1], c[2])
	}
	return m.Add(x)
}

// endingWith returns the signals whose last point is i.
func endingWith(i int, signals []chart.Signal) []chart.Signal {
	var found []chart.Signal
	for _, s := range signals {
		if s.Last == i {
			found = append(found, s)
		}
	}
	return found
}

// Over random series, 1,000 with -tags=coverage, for every kind of chart, a monitor that is written and
// read at every step gives the signals of the chart of all periods so far.
func TestCoverageMonitorIsTheChart(t *testing.T) {
	for kind, maker := range makers {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			runs := 40
			if full {
				runs = 1000
			}
			r := rand.New(rand.NewPCG(7, 7))
			rules := rulesFor(kind)
			total := 0
			for run := range runs {
				baseline, periods := r.IntN(16), 16+r.IntN(10)
				x := series(r, periods)
				start := maker(x[:baseline])
				if baseline > 10 && run%3 == 0 {
					start = start.Rebase(baseline - 6)
				}
				m := start.Monitor(rules...)
				s := start.Phases[len(start.Phases)-1].Standard
				for i := baseline; i < periods; i++ {
					b, err := json.Marshal(m)
					require.NoError(t, err)
					m = chart.Monitor{}
					require.NoError(t, json.Unmarshal(b, &m))
					got, err := feed(kind, &m, x[i])
					require.NoError(t, err)

					whole := maker(x[:i+1])
					if len(start.Phases) > 1 {
						whole = whole.Rebase(baseline - 6)
					}
					if baseline > 0 {
						whole = whole.Freeze(baseline)
					} else if math.IsNaN(s.Centre) {
						require.Empty(t, got, "nothing to judge by")
						continue
					}
					want := endingWith(i, whole.Signals(rules...))
					require.Equal(t, want, got, "run %d, point %d of %v", run, i, x)
					total += len(got)
				}
				require.Equal(t, periods, m.Next())
			}
			assert.Greater(t, total, runs/10, "there were signals to compare")
		})
	}
}

// Without the rules that look at a phase as a whole, a chart's signals are those its monitor gave on the way.
func TestChartIsItsMonitor(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 200 {
		x := series(r, 60)
		c := chart.XmR(x).Given(chart.Standard{Centre: 5, Sigma: 1})
		m := chart.XmR(nil).Given(chart.Standard{Centre: 5, Sigma: 1}).Monitor(windowRules...)
		var got []chart.Signal
		for _, v := range x {
			signals, err := m.Add(v)
			require.NoError(t, err)
			got = append(got, signals...)
		}
		assert.Equal(t, c.Signals(windowRules...), got)
	}
}

func TestMonitorRefuses(t *testing.T) {
	m := chart.LogXmR([]float64{1, 2, 3}).Monitor()
	_, err := m.Add(-1)
	wrong, ok := errors.AsType[*chart.DataError](err)
	require.True(t, ok)
	assert.Equal(t, -1.0, wrong.Measured)
	assert.EqualError(t, err, "chart: -1 on a chart of kind log xmr")
	assert.Equal(t, 3, m.Next(), "nothing is counted")
	assert.Equal(t, chart.LogXmR(nil).Kind, m.Kind())
	_, err = m.Add(math.NaN())
	assert.NoError(t, err, "a gap is no error")
	assert.Equal(t, 4, m.Next())

	p := chart.P([]int{9}, []int{10}).Monitor()
	_, err = p.AddShare(5, 3)
	assert.EqualError(t, err, "chart: a period cannot have 5 of 3")
	_, err = p.AddShare(0, 0)
	assert.NoError(t, err)
	n := chart.Net([][3]int{{1, 1, 8}}).Monitor()
	_, err = n.AddNet(1, -1, 1)
	assert.Error(t, err)

	assert.PanicsWithValue(t, "chart: a number for a monitor of kind p", func() { _, _ = p.Add(1) })
	assert.Panics(t, func() { _, _ = n.AddShare(1, 2) })
	assert.Panics(t, func() { _, _ = m.AddNet(1, 2, 3) })
	assert.Panics(t, func() { _, _ = new(chart.Monitor).Add(1) })
	assert.PanicsWithValue(t, "chart: no monitor for a chart of kind none", func() { chart.Chart{}.Monitor() })
	_, err = json.Marshal(chart.Monitor{})
	assert.ErrorContains(t, err, "was not made by Chart.Monitor")
}

func TestMonitorCopyIsASnapshot(t *testing.T) {
	m := chart.Net([][3]int{{10, 20, 70}, {12, 20, 68}, {9, 21, 70}}).Monitor(allRules...)
	before, err := json.Marshal(m)
	require.NoError(t, err)
	snapshot := m
	for range 20 {
		_, err := m.AddNet(30, 30, 40)
		require.NoError(t, err)
	}
	after, err := json.Marshal(snapshot)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

// The state stays small however long the series, and says its version.
func TestMonitorState(t *testing.T) {
	m := chart.XmR(nil).Given(known).Monitor(allRules...)
	r := rand.New(rand.NewPCG(9, 9))
	for range 10000 {
		_, err := m.Add(r.NormFloat64())
		require.NoError(t, err)
	}
	b, err := json.Marshal(m)
	require.NoError(t, err)
	assert.Less(t, len(b), 2500)
	var state map[string]any
	require.NoError(t, json.Unmarshal(b, &state))
	assert.Equal(t, 1.0, state["version"])

	small := `{"version":1,"kind":"cusum","rules":["beyond the limits"],"design":{"k":0.5,"h":5},"standard":{"centre":10,"sigma":1},` +
		`"next":3,"memory":{"average":10,"up":1.5,"last":null},"run":{"useful":1,"crossings":0,"began":2,"first":2,"last":2,"length":1,"side":1},` +
		`"recent":[{"at":2,"side":1,"value":1.5,"z":2}]}`
	require.NoError(t, json.Unmarshal([]byte(small), &m), "the state as version 1 wrote it")
	signals, err := m.Add(14.5)
	require.NoError(t, err)
	assert.Equal(t, []chart.Signal{{Rule: chart.Beyond, Side: 1, First: 3, Last: 3}}, signals, "1.5 + 4.5 - 0.5 is above 5")

	before, err := json.Marshal(m)
	require.NoError(t, err)
	for _, row := range []struct{ reason, old, new, want string }{
		{"a later version", `"version":1`, `"version":2`, "version 2"},
		{"no version", `"version":1,`, ``, "version 0"},
		{"no kind", `"kind":"cusum",`, ``, "kind none"},
		{"an unknown kind", `"cusum"`, `"cumsum"`, "not a kind of chart"},
		{"a rule that does not hold", `"beyond the limits"`, `"long run"`, "rule long run"},
		{"no rule, which would never signal", `"beyond the limits"`, ``, "missing"},
		{"no standard, which would be 0 without noise", `"standard":{"centre":10,"sigma":1},`, ``, "missing"},
		{"no number of the next", `"next":3,`, ``, "missing"},
		{"no memory, which would begin anew", `"memory":{"average":10,"up":1.5,"last":null},`, ``, "missing"},
		{"no run", `"run":{"useful":1,"crossings":0,"began":2,"first":2,"last":2,"length":1,"side":1},`, ``, "missing"},
		{"no recent points", `,"recent":[{"at":2,"side":1,"value":1.5,"z":2}]`, ``, "missing"},
		{"a design of another kind", `"k":0.5,"h":5`, `"lambda":0.5,"l":3`, "design"},
		{"an impossible standard", `"sigma":1`, `"sigma":-1`, "standard"},
		{"too many points", `{"at":2,"side":1,"value":1.5,"z":2}`, `{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}`, "recent points: 16"},
		{"points out of order", `{"at":2,`, `{"at":1},{"at":0,`, "recent point"},
		{"a point that is to come", `{"at":2,`, `{"at":3,`, "recent point"},
		{"a run of more than all", `"length":1`, `"length":2`, "run"},
		{"a run that ends before", `"last":2,"length"`, `"last":1,"length"`, "run"},
		{"a negative sum", `"up":1.5`, `"up":-1.5`, "memory"},
		{"an infinite sum", `"up":1.5`, `"up":"Infinity"`, "memory"},
		{"more numbers averaged than there were", `"average":10`, `"drawn":4,"average":10`, "memory"},
		{"an average that would never be a number again", `"kind":"cusum","rules":["beyond the limits"],"design":{"k":0.5,"h":5},"standard":{"centre":10,"sigma":1},"next":3,"memory":{"average":10`,
			`"kind":"ewma","rules":["beyond the limits"],"design":{"lambda":0.5,"l":3},"standard":{"centre":10,"sigma":1},"next":3,"memory":{"average":null`, "memory"},
		{"a negative next", `"next":3`, `"next":-1`, "next -1"},
		{"a next that cannot be counted on", `"next":3`, fmt.Sprintf(`"next":%d`, math.MaxInt), "next"},
		{"not a state", small, `7`, "cannot unmarshal"},
		{"half of a state", small, small[:len(small)/2], "unexpected end"},
	} {
		bad := strings.Replace(small, row.old, row.new, 1)
		require.NotEqual(t, small, bad, row.reason)
		assert.ErrorContains(t, json.Unmarshal([]byte(bad), &m), row.want, row.reason)
		after, err := json.Marshal(m)
		require.NoError(t, err)
		assert.Equal(t, string(before), string(after), "%s: left as it was", row.reason)
	}
}

// Whatever numbers a monitor was given, it can be read again, and it still sees.
func TestMonitorOfHugeNumbers(t *testing.T) {
	for _, c := range []chart.Chart{chart.EWMA(nil, 0.5, 3), chart.CUSUM(nil, 0.5, 5), chart.XmR(nil), chart.MR(nil)} {
		m := c.Given(chart.Standard{Centre: 0, Sigma: 1}).Monitor()
		assert.Equal(t, c.Kind, m.Kind())
		for _, x := range []float64{math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, -math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64} {
			signals, err := m.Add(x)
			require.NoError(t, err)
			if kind := c.Kind.String(); kind == "xmr" || kind == "ewma" {
				assert.Len(t, signals, 1, "%v: %v", kind, x)
			}
			b, err := json.Marshal(m)
			require.NoError(t, err)
			m = chart.Monitor{}
			require.NoError(t, json.Unmarshal(b, &m), "%s", b)
		}
	}
}
