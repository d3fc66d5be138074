package drivers

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// sound checks what holds for every estimate between least and 1.
func sound(t *testing.T, e kpi.Estimate, least float64, what ...any) {
	t.Helper()
	assert.True(t, least <= e.Lo && e.Lo <= e.Hi && e.Hi <= 1, append(what, e)...)
	if e.Known() {
		assert.True(t, e.Lo <= e.Value && e.Value <= e.Hi && e.N > 0, append(what, e)...)
	} else {
		assert.Zero(t, e.N, what...)
	}
}

// analyses are all ways to importance.
func analyses() (all []Analysis) {
	for _, d := range []Analysis{{}, {Draws: 40, Seed: 1}} {
		for d.Method = Shapley; d.Method <= RelativeWeights; d.Method++ {
			for d.Missing = Listwise; d.Missing <= Pairwise; d.Missing++ {
				all = append(all, d)
			}
		}
	}
	return all
}

func TestCorners(t *testing.T) {
	// repeat returns the rows some times, so that there are enough respondents.
	repeat := func(n int, rows ...[]int) (all [][]int) {
		for range n {
			all = append(all, rows...)
		}
		return all
	}
	for _, c := range []struct {
		reason  string
		rows    [][]int
		r2      float64
		shares  []float64
		refused string
	}{
		{"one respondent", repeat(1, []int{3, 4, 5}), math.NaN(), nil, "1 respondents answered everything: too few for 2 drivers"},
		{"as many respondents as drivers and one", repeat(1, []int{3, 4, 5}, []int{1, 2, 5}, []int{2, 2, 3}), math.NaN(), nil,
			"3 respondents answered everything: too few for 2 drivers"},
		{"an outcome that all rate alike", repeat(5, []int{4, 4, 5}, []int{4, 2, 1}), math.NaN(), nil, "no two answers to whole differ"},
		{"drivers that all rate alike", repeat(5, []int{4, 4, 5}, []int{3, 4, 5}), math.NaN(), nil, "no driver varies"},
		{"one driver that all rate alike is no data, the other goes on", repeat(5, []int{4, 4, 5}, []int{3, 2, 5}), 1,
			[]float64{1, math.NaN()}, "d01 does not vary"},
		{"one driver determines the outcome", repeat(10, []int{1, 1}, []int{3, 3}, []int{5, 5}), 1, []float64{1}, ""},
		{"the wrong way round: no weight is negative", repeat(10, []int{1, 5}, []int{3, 3}, []int{5, 1}), 1, []float64{1}, ""},
		{"two drivers that say the same share", repeat(10, []int{1, 1, 1}, []int{2, 3, 3}, []int{5, 4, 4}, []int{4, 5, 5}), 0.8 * 0.8 / 1,
			[]float64{0.5, 0.5}, ""},
		{"nothing to do with each other", repeat(10, []int{1, 1}, []int{1, 5}, []int{5, 1}, []int{5, 5}), 0, []float64{math.NaN()}, ""},
	} {
		t.Run(c.reason, func(t *testing.T) {
			a := answers(t, c.rows...)
			for _, d := range analyses() {
				m := d.Importance(a, 0.95)
				if d.Missing == Listwise {
					assert.Equal(t, c.refused, m.Refused)
				}
				assert.Equal(t, len(c.rows), m.Of)
				sound(t, m.R2, 0, d)
				if math.IsNaN(c.r2) {
					assert.False(t, m.R2.Known(), d)
				} else if c.reason[:3] != "two" {
					assert.InDelta(t, c.r2, m.R2.Value, 1e-12, d)
				}
				for j, x := range m.Drivers {
					sound(t, x.Weight, 0, d)
					sound(t, x.Share, 0, d)
					sound(t, x.Correlation, -1, d)
					assert.Equal(t, len(c.rows), x.Performance.N)
					if c.shares == nil || math.IsNaN(c.shares[j]) {
						assert.False(t, x.Share.Known(), d)
					} else {
						assert.InDelta(t, c.shares[j], x.Share.Value, 1e-9, d)
					}
				}
				for _, p := range m.Map(AtMean(), AtMedian()).Points {
					assert.LessOrEqual(t, p.Quadrant, Overkill)
				}
				s := d.OfSums(a.Sums(), 0.95)
				assert.True(t, s.R2.Value == m.R2.Value || math.IsNaN(s.R2.Value) && math.IsNaN(m.R2.Value))
			}
		})
	}
	none := Answers{}.Importance(0.95)
	assert.Equal(t, "no answers", none.Refused)
	assert.False(t, none.R2.Known())
	assert.Empty(t, Sums{}.Importance(0.95).Drivers)
	assert.Empty(t, none.Map(AtMean(), AtMean()).Points)
}

func TestBillionAnswers(t *testing.T) {
	q := touchpoints(2)
	if math.MaxInt == math.MaxInt32 {
		t.Skip("an int holds fewer")
	}
	var big, small Sums
	for _, row := range [][]int{{5, 5, 4}, {4, 4, 4}, {3, 4, 2}, {1, 2, 3}, {5, 4, 5}, {2, 2, 1}} {
		require.NoError(t, big.AddN(q, row[0], row[1:], 1_000_000_000))
		require.NoError(t, small.AddN(q, row[0], row[1:], 7))
	}
	b, s := big.Importance(0.95), small.Importance(0.95)
	assert.EqualValues(t, int64(6e9), b.N)
	for j := range b.Drivers {
		assert.InDelta(t, s.Drivers[j].Weight.Value, b.Drivers[j].Weight.Value, 1e-12)
		assert.InDelta(t, s.Drivers[j].Correlation.Value, b.Drivers[j].Correlation.Value, 1e-12)
	}
	assert.Error(t, big.AddN(q, 5, []int{5, 5}, math.MaxInt), "more than the sums can hold")
	assert.Error(t, big.AddN(q, 5, []int{5, 5}, -1))
	assert.EqualValues(t, int64(6e9), big.N())
}

func TestPairwise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var a Answers
	q := touchpoints(3)
	for range 400 {
		f := r.IntN(3)
		row := []int{1 + f + r.IntN(3), 1 + f + r.IntN(3), 1 + f + r.IntN(3), 1 + r.IntN(5)}
		row[r.IntN(4)] = 6 * r.IntN(2) // one answer of each is blank, as 0 or as 6
		require.NoError(t, a.Add(q, row[0], row[1:]))
	}
	m := a.Importance(0.95)
	assert.Equal(t, "0 respondents answered everything: too few for 3 drivers", m.Refused)
	m = Analysis{Missing: Pairwise}.Importance(a, 0.95)
	assert.Empty(t, m.Refused)
	assert.Greater(t, m.N, 150)
	assert.Greater(t, m.Drivers[0].Share.Lo, m.Drivers[2].Share.Hi, "noise drives nothing")

	// Whoever rates one does not rate the other, and all correlations are of other people.
	var odd Answers
	for i := range 60 {
		x := 1 + i%5
		for _, row := range [][]int{{x, x, 0}, {x, 0, x}, {0, x, 6 - x}} {
			require.NoError(t, odd.Add(touchpoints(2), row[0], row[1:]))
		}
	}
	m = Analysis{Missing: Pairwise}.Importance(odd, 0.95)
	assert.Contains(t, m.Refused, "contradict each other")
	assert.False(t, m.R2.Known())
	var apart Answers
	for i := range 60 {
		x := 1 + i%5
		for _, row := range [][]int{{x, x, 0}, {x, 0, x}} {
			require.NoError(t, apart.Add(touchpoints(2), row[0], row[1:]))
		}
	}
	m = Analysis{Missing: Pairwise}.Importance(apart, 0.95)
	assert.Equal(t, "0 respondents answered both d00 and d01: too few for 2 drivers", m.Refused)
	assert.Equal(t, 60, m.Drivers[0].Performance.N, "what was answered stays known")
}

func TestTooManyDrivers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var s Sums
	q := touchpoints(21)
	row := make([]int, 21)
	for range 300 {
		for j := range row {
			row[j] = 1 + r.IntN(5)
		}
		require.NoError(t, s.Add(q, 1+(row[0]+row[1])/3, row))
	}
	assert.Equal(t, "21 drivers are too many for Shapley, which takes 20", s.Importance(0.95).Refused)
	m := Analysis{Method: RelativeWeights}.OfSums(s, 0.95)
	assert.Empty(t, m.Refused)
	assert.Greater(t, m.Drivers[1].Share.Value, 0.3)
	var none Sums
	assert.Error(t, none.Add(touchpoints(101), 3, make([]int, 101)))
}

// TestImpossibleSums has sums of which each alone could be those of ten respondents.
func TestImpossibleSums(t *testing.T) {
	tests := []struct {
		reason  string
		spoil   func(s *Sums)
		err     string // on the way in
		refused string
	}{
		{"as they were", func(*Sums) {}, "", ""},
		{"two questions vary together more than each alone", func(s *Sums) { s.Products[1][0] = 111 },
			"drivers: reading sums: d00 and whole: no 10 respondents have the sums {10 30 30 100 111 100}", "no answers"},
		{"three cannot all oppose each other", func(s *Sums) { s.Products[1][0], s.Products[2][0], s.Products[2][1] = 82, 82, 82 },
			"", "the correlations contradict each other: no respondents have these sums"},
		{"a product beyond the scale", func(s *Sums) { s.Products[2][1] = 251 }, "drivers: reading sums: d01 and d00: no 10 respondents have the sums {10 30 30 100 251 100}", "no answers"},
		{"a sum below the scale", func(s *Sums) { s.Totals[0] = 9 }, "drivers: reading sums: whole and whole: no 10 respondents have the sums {10 9 9 100 100 100}", "no answers"},
		{"squares of a pair below the mean", func(s *Sums) { s.Partial, s.Pairs[2][1] = 2, Pair{2, 6, 6, 17, 18, 18} },
			"drivers: reading sums: d01: no 2 respondents have the sums {2 6 6 17 18 18}", "no answers"},
		{"a pair varies together more than each alone", func(s *Sums) { s.Partial, s.Pairs[2][1] = 2, Pair{2, 6, 6, 20, 21, 20} },
			"drivers: reading sums: d01: no 2 respondents have the sums {2 6 6 20 21 20}", "no answers"},
	}
	for _, tt := range tests {
		var s Sums
		for range 5 {
			require.NoError(t, s.Add(touchpoints(2), 2, []int{2, 2}))
			require.NoError(t, s.Add(touchpoints(2), 4, []int{4, 4}))
		}
		s.Products[1][0], s.Products[2][0], s.Products[2][1] = 95, 95, 90
		tt.spoil(&s)
		type plain Sums
		b, err := json.Marshal(plain(s))
		require.NoError(t, err)
		var back Sums
		if err = back.UnmarshalJSON(b); tt.err == "" {
			assert.NoError(t, err, tt.reason)
		} else {
			assert.EqualError(t, err, tt.err, tt.reason)
			assert.Equal(t, Sums{}, back, tt.reason)
		}
		for _, d := range []Analysis{{}, {Method: RelativeWeights}} {
			m := d.OfSums(s, 0.95)
			assert.Equal(t, tt.refused, m.Refused, tt.reason)
			assert.Equal(t, tt.refused == "", m.R2.Known(), tt.reason)
		}
	}
}

// Two drivers that differ in a few of billions, by which alone the outcome goes: rounding has a million times its usual weight.
func TestWeightsAddUp(t *testing.T) {
	for n := 1; n < 1e10; n = n*3 + 1 {
		var s Sums
		for x := 1; x <= 4; x++ {
			require.NoError(t, s.AddN(touchpoints(2), 3, []int{x, x}, n*x*x))
			require.NoError(t, s.AddN(touchpoints(2), 2, []int{x, x + 1}, 2))
			require.NoError(t, s.AddN(touchpoints(2), 4, []int{x + 1, x}, 3))
		}
		for _, d := range []Analysis{{}, {Method: RelativeWeights}} {
			m := d.OfSums(s, 0.95)
			require.True(t, m.R2.Known(), "%d: %s", n, m.Refused)
			weights, shares := 0.0, 0.0
			for _, x := range m.Drivers {
				weights, shares = weights+x.Weight.Value, shares+x.Share.Value
			}
			assert.LessOrEqual(t, m.R2.Value, 1.0)
			assert.InDelta(t, m.R2.Value, weights, 1e-15, n)
			assert.InDelta(t, 1, shares, 1e-15, n)
		}
	}
}

// Ten respondents a driver set limits, fewer none.
func TestFewRespondents(t *testing.T) {
	a := answers(t)
	r := rand.New(rand.NewPCG(2, 1))
	for a.N() < 19 {
		x := 1 + r.IntN(5)
		require.NoError(t, a.Add(touchpoints(2), x, []int{max(1, x-r.IntN(2)), 1 + r.IntN(5)}))
	}
	for _, d := range analyses() {
		m := d.Importance(a, 0.95)
		require.True(t, m.R2.Known())
		assert.Equal(t, [2]float64{0, 1}, [2]float64{m.R2.Lo, m.R2.Hi}, d)
	}
	require.NoError(t, a.Add(touchpoints(2), 1, []int{1, 3}))
	for _, d := range analyses() {
		m := d.Importance(a, 0.95)
		assert.Less(t, m.R2.Hi-m.R2.Lo, 0.9, d)
		wider := d.Importance(a, 0.99)
		for j, x := range m.Drivers {
			assert.LessOrEqual(t, wider.Drivers[j].Share.Lo, x.Share.Lo, d)
			assert.GreaterOrEqual(t, wider.Drivers[j].Share.Hi, x.Share.Hi, d)
		}
	}
}

func TestBootstrapSeed(t *testing.T) {
	a := sample(rand.New(rand.NewPCG(3, 3)), 400, spreadOut)
	before := slices.Clone(a.Ratings)
	d := Analysis{Draws: 50, Seed: 7}
	first := d.Importance(a, 0.95)
	assert.Equal(t, first, d.Importance(a, 0.95))
	assert.NotEqual(t, first, Analysis{Draws: 50, Seed: 8}.Importance(a, 0.95))
	assert.Equal(t, before, a.Ratings)
	by, boot := a.Importance(0.95), Analysis{Draws: 1000}.Importance(a, 0.95)
	for j := range 4 {
		w, v := by.Drivers[j].Weight, boot.Drivers[j].Weight
		assert.InDelta(t, 1, (w.Hi-w.Lo)/(v.Hi-v.Lo), 0.35, "two ways to the same limits")
	}
}

func TestAddErrors(t *testing.T) {
	q := touchpoints(2)
	other := touchpoints(2)
	other.Drivers[1].Name = "other"
	nps := Questions{Outcome: Question{"recommend", survey.Scale{Min: 0, Max: 10}, []int{11}}, Drivers: q.Drivers}
	var a Answers
	var s Sums
	require.NoError(t, a.Add(q, 5, []int{4, 3}))
	require.NoError(t, s.Add(q, 5, []int{4, 3}))
	for _, c := range []struct {
		reason  string
		q       Questions
		outcome int
		drivers []int
		index   int // of the RangeError, -2: another error
	}{
		{"an outcome off the scale", q, 7, []int{4, 3}, -1},
		{"a driver off the scale", q, 5, []int{4, 9}, 1},
		{"a negative rating", q, 5, []int{-3, 4}, 0},
		{"a driver too few", q, 5, []int{4}, -2},
		{"no drivers", Questions{Outcome: q.Outcome}, 5, nil, -2},
		{"other questions", other, 5, []int{4, 3}, -2},
		{"another outcome", nps, 5, []int{4, 3}, -2},
	} {
		for _, err := range []error{a.Add(c.q, c.outcome, c.drivers), s.Add(c.q, c.outcome, c.drivers)} {
			require.Error(t, err, c.reason)
			var off *survey.RangeError
			if errors.As(err, &off) {
				assert.Equal(t, c.index, off.Index, c.reason)
			} else {
				assert.Equal(t, -2, c.index, c.reason)
			}
		}
		assert.Equal(t, 1, a.N(), c.reason)
		assert.Equal(t, a.Sums(), s, c.reason)
	}
	assert.EqualError(t, a.Add(q, 5, []int{4, 9}), "drivers: d01: rating 9 at index 1 is not from 1 to 5")
	x, ok := a.Rating(0, 2)
	assert.True(t, ok && x == 3)
	assert.Panics(t, func() { a.Rating(1, 0) })
	require.NoError(t, new(Answers).Add(nps, 11, []int{0, 6}), "each question has its own blanks")
	twice := touchpoints(2)
	twice.Drivers[1].Name = "d00"
	assert.Error(t, new(Sums).Add(twice, 5, []int{4, 3}))
	noScale := touchpoints(2)
	noScale.Drivers[1].Scale = survey.Scale{}
	assert.Error(t, new(Answers).Add(noScale, 5, []int{4, 3}))
	for _, f := range []func(){
		func() { a.Plus(Answers{Questions: other, Ratings: []uint8{5, 4, 3}}) },
		func() { a.Importance(95) },
		func() { a.Importance(math.NaN()) },
		func() { Analysis{Method: 5}.Importance(a, 0.95) },
		func() { Analysis{Missing: 5}.Importance(a, 0.95) },
		func() { Analysis{Draws: -1}.Importance(a, 0.95) },
		func() { At(math.NaN()) },
		func() { AtMean().Within(-1) },
	} {
		assert.Panics(t, f)
	}
	for _, columns := range [][][]int{{{4}, {3}, {2}}, {{4}, {3, 3}}, {{4}, {9}}} {
		_, err := Count(q, []int{5}, columns)
		assert.Error(t, err)
		_, err = Collect(q, []int{5}, columns)
		assert.Error(t, err)
	}
	small, err := Count(q, []uint8{5, 0}, nil)
	assert.Error(t, err)
	assert.Zero(t, small.N())
}

func TestCountIsAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	q := Questions{Outcome: Question{"recommend", survey.Scale{Min: 0, Max: 10}, []int{11, -99}}}
	for j := range 6 {
		q.Drivers = append(q.Drivers, Question{string(rune('a' + j)), five, []int{0, 6, 3}[:1+j%3]})
	}
	for _, n := range []int{0, 1, 511, 512, 513, 2000} {
		outcome, columns := make([]int16, n), make([][]int16, 6)
		for j := range columns {
			columns[j] = make([]int16, n)
		}
		var a Answers
		var s Sums
		row := make([]int, 6)
		for i := range n {
			outcome[i] = int16(r.IntN(12))
			if r.IntN(20) == 0 {
				outcome[i] = -99
			}
			for j := range row {
				row[j] = 1 + r.IntN(5)
				if r.IntN(12) == 0 {
					row[j] = 0
				}
				columns[j][i] = int16(row[j])
			}
			require.NoError(t, a.Add(q, int(outcome[i]), row))
			require.NoError(t, s.Add(q, int(outcome[i]), row))
		}
		counted, err := Count(q, outcome, columns)
		require.NoError(t, err)
		collected, err := Collect(q, outcome, columns)
		require.NoError(t, err)
		if n > 0 {
			assert.Equal(t, s, counted)
			assert.Equal(t, a, collected)
			assert.Equal(t, s, collected.Sums())
		}
		assert.Equal(t, n, counted.N())
		assert.Equal(t, n, collected.N())
	}
}

func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	var as []Answers
	var ss []Sums
	for _, n := range []int{1, 30, 7} {
		a := sample(r, n, spreadOut)
		a.Ratings[0] = gap
		as, ss = append(as, a), append(ss, a.Sums())
	}
	kpitest.Laws(t, func(a, b Sums) bool { return assert.ObjectsAreEqual(a, b) }, ss...)
	kpitest.Laws(t, func(a, b Answers) bool {
		sorted := func(a Answers) (rows []string) {
			for i := range a.N() {
				rows = append(rows, string(a.row(i)))
			}
			slices.Sort(rows)
			return rows
		}
		return a.Questions.same(&b.Questions) && slices.Equal(sorted(a), sorted(b))
	}, as...)
}

func TestFlaws(t *testing.T) {
	good := sample(rand.New(rand.NewPCG(1, 4)), 40, spreadOut)
	good.Ratings[3] = gap
	sums := good.Sums()
	for reason, spoil := range map[string]func(s *Sums){
		"a negative count":            func(s *Sums) { s.Complete = -1 },
		"a rating off the scale":      func(s *Sums) { s.Ratings[1].Ratings[9]++ },
		"no products":                 func(s *Sums) { s.Products = nil },
		"a short row":                 func(s *Sums) { s.Pairs[2] = nil },
		"more pairs than people":      func(s *Sums) { s.Pairs[2][1].N = 50 },
		"squares below the mean":      func(s *Sums) { s.Products[2][2] = 1 },
		"no questions":                func(s *Sums) { s.Questions = Questions{} },
		"fewer answers than complete": func(s *Sums) { s.Ratings[2].Ratings = [11]int{} },
	} {
		s := sums.Plus(Sums{})
		spoil(&s)
		m := s.Importance(0.95)
		assert.False(t, m.R2.Known(), reason)
		assert.NotEmpty(t, m.Refused, reason)
		assert.Zero(t, s.N(), reason)
		_, err := json.Marshal(s)
		assert.Error(t, err, reason)
	}
	for reason, spoil := range map[string]func(a *Answers){
		"no whole rows":          func(a *Answers) { a.Ratings = a.Ratings[1:] },
		"a rating off the scale": func(a *Answers) { a.Ratings[1] = 9 },
		"no questions":           func(a *Answers) { a.Questions = Questions{} },
	} {
		a := good.Plus(Answers{})
		spoil(&a)
		m := a.Importance(0.95)
		assert.False(t, m.R2.Known(), reason)
		assert.NotEmpty(t, m.Refused, reason)
		_, err := json.Marshal(a)
		assert.Error(t, err, reason)
	}
	for _, s := range []string{`{"rows":[[1,2]]}`, `{"x":1}`, `[`,
		`{"questions":{"outcome":{"name":"y","scale":{"min":1,"max":5}},"drivers":[{"name":"x","scale":{"min":1,"max":5}}]},"rows":[[1,9]]}`,
		`{"questions":{"outcome":{"name":"y","scale":{"min":1,"max":5}},"drivers":[{"name":"x","scale":{"min":1,"max":5}}]},"rows":[[1]]}`} {
		a, sums := good, sums
		assert.Error(t, json.Unmarshal([]byte(s), &a), s)
		assert.Equal(t, good.N(), a.N(), "left as it was")
		assert.Error(t, json.Unmarshal([]byte(s), &sums), s)
	}
}
