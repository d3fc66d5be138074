package reliability

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpitest"
	"github.com/servicekpi/servicekpi/survey"
)

// sound checks what holds for every estimate.
func sound(t *testing.T, e kpi.Estimate, most float64, what ...any) {
	t.Helper()
	assert.False(t, math.IsNaN(e.Lo) || math.IsNaN(e.Hi), what...)
	assert.LessOrEqual(t, e.Lo, e.Hi, what...)
	assert.LessOrEqual(t, e.Hi, most, what...)
	if e.Known() {
		assert.LessOrEqual(t, e.Lo, e.Value, what...)
		assert.LessOrEqual(t, e.Value, e.Hi, what...)
		assert.Positive(t, e.N, what...)
	} else {
		assert.Zero(t, e.N, what...)
	}
}

// readers are all readers of answers.
func readers(a Answers, level float64) []kpi.Estimate {
	b, items := Bootstrap{Draws: 30, Seed: 1}, a.Sums()
	es := []kpi.Estimate{a.Alpha(level), a.StandardisedAlpha(level), a.Omega(level), a.ItemTotal(0, level), a.AlphaWithout(0, level),
		b.Alpha(a, level), b.StandardisedAlpha(a, level), b.Omega(a, level), b.ItemTotal(a, 0, level), b.AlphaWithout(a, 0, level),
		items.Alpha(level), Feldt.Alpha(items, level)}
	if a.Items != 1 {
		es = append(es, a.SplitHalf(nil, level), b.SplitHalf(a, nil, level))
	}
	for f := ICC11; f <= ICC3k; f++ {
		es = append(es, items.ICC(f, level))
	}
	return es
}

func TestCorners(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		reason        string
		columns       [][]int
		value, lo, hi float64 // of alpha
	}{
		{"nobody", [][]int{{}, {}}, math.NaN(), -inf, 1},
		{"one respondent", [][]int{{4}, {5}}, math.NaN(), -inf, 1},
		{"one item", [][]int{{4, 5, 3}}, math.NaN(), -inf, 1},
		{"two respondents: no telling how alike", [][]int{{4, 5}, {3, 5}}, 8.0 / 9, -inf, 1},
		{"all alike", [][]int{{4, 4, 4}, {4, 4, 4}}, math.NaN(), -inf, 1},
		{"alike in sum: nothing to divide by", [][]int{{1, 5, 3}, {5, 1, 3}}, math.NaN(), -inf, 1},
		{"items that always agree", [][]int{{1, 3, 5, 2}, {1, 3, 5, 2}}, 1, -inf, 1},
		{"one item without variance", [][]int{{4, 4, 4, 4}, {1, 2, 4, 4}, {1, 3, 3, 4}}, 19.0 / 28, math.NaN(), math.NaN()},
		{"an item that should have been reversed", [][]int{{1, 2, 3, 4, 5, 4}, {5, 4, 4, 2, 1, 2}}, -52.8, math.NaN(), math.NaN()},
	} {
		t.Run(c.reason, func(t *testing.T) {
			items, err := Count(five, c.columns)
			require.NoError(t, err)
			e := items.Alpha(0.95)
			if math.IsNaN(c.value) {
				assert.False(t, e.Known())
			} else {
				assert.InEpsilon(t, c.value, e.Value, 1e-12)
			}
			if !math.IsNaN(c.lo) {
				assert.Equal(t, [2]float64{c.lo, c.hi}, [2]float64{e.Lo, e.Hi})
			}
			a, err := Collect(five, c.columns)
			require.NoError(t, err)
			for i, e := range readers(a, 0.95) {
				sound(t, e, 1, "%d: %v", i, e)
			}
			assert.Len(t, items.Overview(), len(c.columns))
		})
	}
	for i, e := range readers(Answers{}, 0.95) {
		assert.False(t, e.Known())
		sound(t, e, 1, i)
	}
}

func TestBillionRespondents(t *testing.T) {
	items := rows(t, five, random[int](rand.New(rand.NewPCG(1, 3)), 1000, 6, five, 0, 0))
	before := items.Alpha(0.95)
	many := items
	for range 20 {
		many = many.Plus(many)
	}
	assert.Equal(t, 1000<<20, many.N)
	e := many.Alpha(0.95)
	assert.InEpsilon(t, before.Value, e.Value, 1e-12)
	assert.InEpsilon(t, items.alphaError()/1024, many.alphaError(), 1e-3)
	for range 40 {
		many = many.Plus(many)
	}
	assert.False(t, many.Alpha(0.95).Known(), "more than the sums can hold reads as no data")
}

func TestHigherLevelsNeverNarrow(t *testing.T) {
	a, err := Collect(five, random[int](rand.New(rand.NewPCG(1, 4)), 60, 4, five, 0, 0))
	require.NoError(t, err)
	before := slices.Clone(a.Ratings)
	var last []kpi.Estimate
	for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
		es := readers(a, level)
		for i, e := range last {
			assert.GreaterOrEqual(t, e.Lo, es[i].Lo, i)
			assert.LessOrEqual(t, e.Hi, es[i].Hi, i)
		}
		last = es
	}
	assert.Equal(t, before, a.Ratings, "readers change nothing")
}

// The mean over all splits of an even number of items is alpha.
func TestMeanOfSplitsIsAlpha(t *testing.T) {
	a, err := Collect(five, random[int](rand.New(rand.NewPCG(1, 5)), 50, 4, five, 0, 0))
	require.NoError(t, err)
	mean := 0.0
	for _, first := range [][]int{{0, 1}, {0, 2}, {0, 3}} {
		mean += a.SplitHalf(first, 0.95).Value / 3
	}
	assert.InDelta(t, a.Alpha(0.95).Value, mean, 1e-14)
}

func TestContradictionsPanic(t *testing.T) {
	a, err := Collect(five, [][]int{{4, 5, 3}, {4, 4, 2}})
	require.NoError(t, err)
	for want, f := range map[string]func(){
		"reliability: 2 is not the index of one of 2 items":          func() { a.ItemTotal(2, 0.95) },
		"reliability: -1 is not the index of one of 2 items":         func() { a.AlphaWithout(-1, 0.95) },
		"reliability: [0 0] is not half of 2 items":                  func() { a.SplitHalf([]int{0, 0}, 0.95) },
		"reliability: [5] is not half of 2 items":                    func() { a.SplitHalf([]int{5}, 0.95) },
		"reliability: Bootstrap with 0 draws":                        func() { Bootstrap{}.Alpha(a, 0.95) },
		"reliability: confidence level NaN is not between 0 and 1":   func() { a.Omega(math.NaN()) },
		"reliability: confidence level 0 is not between 0 and 1":     func() { Subjects{}.Kappa(0) },
		"reliability: confidence level 1 is not between 0 and 1":     func() { Pairs{}.Kappa(Nominal, 1) },
		"reliability: Form(6) is not a form":                         func() { a.Sums().ICC(6, 0.95) },
		"reliability: 2 items on the scale 1–5 plus 1 items on 0–10": func() { a.Plus(Answers{Scale: survey.Scale{Max: 10}, Items: 1}) },
		"reliability: pairs on the scale 1–5 plus some on 0–10":      func() { Pairs{Scale: five}.Plus(Pairs{Scale: survey.Scale{Max: 10}}) },
		"reliability: subjects on the scale 1–5 plus some on 0–10":   func() { Subjects{Scale: five}.Plus(Subjects{Scale: survey.Scale{Max: 10}}) },
		"reliability: -1 is not a distance of ratings 1 and 1":       func() { Subjects{Scale: five}.Alpha(func(a, b int) float64 { return -1 }, 0.95) },
		"reliability: 1 is not a distance of ratings 1 and 1":        func() { one().Kappa(func(a, b int) float64 { return 1 }, 0.95) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
}

func one() Pairs {
	p := Pairs{Scale: five}
	p.Counts[4][5] = 1
	return p
}

func TestAgreementCorners(t *testing.T) {
	same := func(n int, ratings ...int) (p Pairs, s Subjects) {
		for _, x := range ratings {
			require.NoError(t, p.AddN(five, x, x, n))
			for range n {
				require.NoError(t, s.Add(five, []int{x, x, x}))
			}
		}
		return p, s
	}
	p, s := same(5, 4)
	assert.False(t, p.Kappa(Nominal, 0.95).Known(), "all of one category: chance agrees as well")
	assert.False(t, s.Kappa(0.95).Known())
	assert.False(t, s.Alpha(Nominal, 0.95).Known())

	p, s = same(5, 1, 5)
	for _, e := range []kpi.Estimate{p.Kappa(Nominal, 0.95), p.Kappa(Quadratic, 0.95), s.Kappa(0.95)} {
		assert.Equal(t, 1.0, e.Value)
		assert.InDelta(t, 1-kpi.Proportion(0, 10, 0.95).Hi/0.5, e.Lo, 1e-12, "ten agree: not proof that all will")
		assert.Equal(t, 1.0, e.Hi)
	}
	assert.Equal(t, 1.0, s.OrdinalAlpha(0.95).Value)

	var apart Pairs
	require.NoError(t, apart.AddN(five, 1, 5, 10))
	require.NoError(t, apart.AddN(five, 5, 1, 10))
	e := apart.Kappa(Nominal, 0.95)
	assert.Equal(t, -1.0, e.Value, "never the same")
	sound(t, e, 1)

	sound(t, one().Kappa(Nominal, 0.95), 1)
	assert.False(t, Pairs{}.Kappa(Quadratic, 0.95).Known())
	assert.False(t, Pairs{}.Agreement(0.95).Known())
	assert.False(t, Subjects{}.Kappa(0.95).Known())
	assert.False(t, Subjects{}.OrdinalAlpha(0.95).Known())
	var single Subjects
	require.NoError(t, single.Add(five, []int{4}))
	assert.Zero(t, single.N(), "one rating says nothing of agreement")
	assert.False(t, single.Kappa(0.95).Known())

	negative := Pairs{Scale: five}
	negative.Counts[4][4], negative.Counts[5][5] = -1, 3
	assert.False(t, negative.Kappa(Nominal, 0.95).Known())
	assert.Zero(t, negative.N())
	bad := Subjects{Scale: five, Counts: [][11]int{{4: -1}, {4: 2}, {5: 2, 3: 1}}}
	assert.False(t, bad.Kappa(0.95).Known())
	assert.False(t, bad.OrdinalAlpha(0.95).Known())

	var billion Pairs
	for a := 1; a <= 5; a++ {
		for b := 1; b <= 5; b++ {
			require.NoError(t, billion.AddN(five, a, b, 1e8/(1+(a-b)*(a-b))))
		}
	}
	sound(t, billion.Kappa(Quadratic, 0.95), 1)
}

func TestCountPairs(t *testing.T) {
	columns := random(rand.New(rand.NewPCG(2, 2)), 1300, 2, five, 0.05, uint8(9))
	p, err := CountPairs(five, columns[0], columns[1], 9)
	require.NoError(t, err)
	var want Pairs
	for i, x := range columns[0] {
		require.NoError(t, want.Add(five, int(x), int(columns[1][i]), 9))
	}
	assert.Equal(t, want, p)
	assert.Equal(t, 1300, p.N()+p.Incomplete)
	_, err = CountPairs(five, columns[0], columns[1])
	assert.ErrorContains(t, err, "rating 9 at index")
	_, err = CountPairs(five, columns[0], columns[1][1:])
	assert.EqualError(t, err, "reliability: 1299 ratings of item 1 and 1300 of item 0")
	none, err := CountPairs(five, []int{}, nil)
	require.NoError(t, err)
	assert.Zero(t, none.N())
}

func TestPairsRefuse(t *testing.T) {
	p := one()
	before := p
	assert.EqualError(t, p.Add(five, 4, 6), "reliability: rating 6 at index 1 is not from 1 to 5")
	assert.EqualError(t, p.Add(ten, 4, 6), "reliability: ratings on the scale 1–10 do not go with ratings on 1–5")
	assert.EqualError(t, p.Add(ten, 4, 0, 0), "reliability: ratings on the scale 1–10 do not go with ratings on 1–5")
	assert.EqualError(t, p.AddN(five, 4, 5, -1), "reliability: -1 subjects: a count cannot be negative")
	assert.EqualError(t, p.AddN(five, 4, 5, math.MaxInt), "reliability: more answers than the sums can hold")
	assert.Equal(t, before, p)
	require.NoError(t, p.Add(five, 4, 0, 0))
	assert.Equal(t, 1, p.Incomplete)
	var s Subjects
	assert.EqualError(t, s.Add(five, []int{4, 6}), "reliability: rating 6 at index 1 is not from 1 to 5")
	assert.EqualError(t, s.AddCounts(survey.Tally{Scale: five, Ratings: [11]int{7: 1}}), "reliability: rating 7 at index 0 is not from 1 to 5")
	require.NoError(t, s.Add(five, []int{4, 5}))
	assert.EqualError(t, s.Add(ten, []int{4}), "reliability: ratings on the scale 1–10 do not go with ratings on 1–5")
	assert.Len(t, s.Counts, 1)
	var a Answers
	require.NoError(t, a.Add(five, []int{4, 5}))
	assert.EqualError(t, a.Add(five, []int{4}), "reliability: a row of 1 items does not go with rows of 2")
	assert.EqualError(t, a.Add(ten, []int{4, 4}), "reliability: ratings on the scale 1–10 do not go with ratings on 1–5")
	assert.EqualError(t, a.Add(five, []int{4, 9}), "reliability: rating 9 at index 1 is not from 1 to 5")
	assert.Equal(t, 1, a.N())
	for _, in := range []string{
		`{"scale":{"min":1,"max":5},"items":2,"rows":[[4]]}`, `{"scale":{"min":1,"max":5},"items":1,"rows":[[6]]}`,
		`{"scale":{"min":1,"max":5},"items":0,"rows":[],"incomplete":2}`, `{"rows":[],"x":1}`, `{"scale":{"min":1,"max":5},"items":1,"rows":[[4]],"incomplete":-1}`,
	} {
		assert.ErrorContains(t, json.Unmarshal([]byte(in), &a), "reliability: reading answers: ", in)
	}
	assert.Error(t, json.Unmarshal([]byte(`{"scale":{"min":1,"max":5},"counts":{"4":{"6":1}}}`), &p))
	assert.Error(t, json.Unmarshal([]byte(`{"scale":{"min":1,"max":5},"subjects":[{"4":-1}]}`), &s))
	assert.Equal(t, 1, a.N())
	assert.Len(t, s.Counts, 1)
}

// Items that all agree say nothing of how far that can be trusted; nearly so, both ways to alpha have the same limits.
func TestItemsThatAgree(t *testing.T) {
	for k := 2; k < 8; k++ {
		var a Answers
		for i := range 97 {
			require.NoError(t, a.Add(five, slices.Repeat([]int{1 + i*i%5}, k)))
		}
		low := math.Inf(-1)
		limits := map[string][2]kpi.Estimate{
			"alpha":              {a.Alpha(0.95), {Value: 1, Lo: low}},
			"standardised alpha": {a.StandardisedAlpha(0.95), {Value: 1, Lo: low}},
			"item-total":         {a.ItemTotal(1, 0.95), {Value: 1, Lo: -1}},
			"bootstrap":          {Bootstrap{Draws: 50}.Alpha(a, 0.95), {Value: 1, Lo: low}},
		}
		if k > 2 {
			limits["alpha without"] = [2]kpi.Estimate{a.AlphaWithout(0, 0.95), {Value: 1, Lo: low}}
		}
		if k%2 == 0 {
			limits["halves"] = [2]kpi.Estimate{a.SplitHalf(nil, 0.95), {Value: 1, Lo: low}}
		}
		for name, e := range limits {
			assert.InDelta(t, e[1].Value, e[0].Value, 1e-12, "%s of %d", name, k)
			assert.LessOrEqual(t, e[0].Value, 1.0, "%s of %d", name, k)
			assert.True(t, e[0].Lo == e[1].Lo && e[0].Hi == 1, "%s of %d: %+v", name, k, e[0])
		}
		for range 20_000 {
			a.Ratings = append(a.Ratings, a.Ratings[:k]...)
		}
		a.Ratings[0] = 2 // one of 20,097 differs in one item
		want, got := a.Sums().Alpha(0.95), a.Alpha(0.95)
		assert.InEpsilon(t, 1-want.Value, 1-got.Value, 1e-6, k)
		assert.InEpsilon(t, 1-want.Lo, 1-got.Lo, 1e-3, k)
	}
}

// TestImpossibleSums has sums that no ratings have, though each of them alone could be.
func TestImpossibleSums(t *testing.T) {
	tests := []struct {
		reason   string
		products [][]int
		err      string
	}{
		{"ten ratings of 30 have squares of 90 or more", [][]int{{89}, {90, 90}},
			"squares of 89 are too few for 10 respondents with ratings of 30"},
		{"two items vary together more than each alone", [][]int{{100}, {111, 100}},
			"products of 111 of the items 0 and 1 do not go with squares of 100 and 100"},
		{"three items cannot all oppose each other", [][]int{{100}, {82, 100}, {82, 82, 100}},
			"the products of all items are too small for their squares"},
	}
	for _, tt := range tests {
		k := len(tt.products)
		items := Items{Scale: five, N: 10, Sums: slices.Repeat([]int{30}, k), Products: tt.products, Quartic: Quartic{
			Y2X: slices.Repeat([]int{10 * k * k * 27}, k), QX: slices.Repeat([]int{10 * k * 27}, k),
			Y4: 10 * k * k * k * k * 81, Y2Q: 10 * k * k * k * 81, Q2: 10 * k * k * 81,
		}}
		type plain Items
		b, err := json.Marshal(plain(items))
		require.NoError(t, err)
		var back Items
		assert.EqualError(t, back.UnmarshalJSON(b), "reliability: reading items: "+tt.err, tt.reason)
		assert.Equal(t, Items{}, back, tt.reason)
		_, err = json.Marshal(items)
		assert.ErrorContains(t, err, tt.err, tt.reason)
		for i, e := range []kpi.Estimate{items.Alpha(0.95), Feldt.Alpha(items, 0.95), items.ICC(ICC21, 0.95), items.ICC(ICC1k, 0.95)} {
			assert.False(t, e.Known(), "%s: %d", tt.reason, i)
		}
		for j, row := range items.Products { // the same with ratings that were
			for l := range row {
				row[l] = 90
			}
			row[j] = 100
		}
		assert.True(t, items.ICC(ICC21, 0.95).Known(), tt.reason)
	}
}

// sorted returns the rows of answers in order, to compare multisets.
func sorted(a Answers) [][]uint8 {
	var rows [][]uint8
	for i := range a.N() {
		rows = append(rows, a.row(i))
	}
	slices.SortFunc(rows, slices.Compare)
	return rows
}

func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	var answers []Answers
	var pairs []Pairs
	var subjects []Subjects
	for _, n := range []int{1, 3, 40} {
		a, err := Collect(five, random(r, n, 3, five, 0.1, 0), 0)
		require.NoError(t, err)
		answers = append(answers, a)
		s, p := rated(r, n, 3, 0.8, 0.2, even)
		p.Incomplete = n
		pairs, subjects = append(pairs, p), append(subjects, s)
	}
	kpitest.Laws(t, func(a, b Answers) bool {
		return a.Scale == b.Scale && a.Items == b.Items && a.Incomplete == b.Incomplete && reflect.DeepEqual(sorted(a), sorted(b))
	}, answers...)
	kpitest.Laws(t, func(a, b Pairs) bool { return a == b }, pairs...)
	kpitest.Laws(t, func(a, b Subjects) bool {
		compare := func(a, b [11]int) int { return slices.Compare(a[:], b[:]) }
		return a.Scale == b.Scale && slices.Equal(slices.SortedFunc(slices.Values(a.Counts), compare), slices.SortedFunc(slices.Values(b.Counts), compare))
	}, subjects...)
}

// FuzzAnswers reads any answers in any way, and compares the two ways of counting them.
func FuzzAnswers(f *testing.F) {
	f.Add(uint8(1), uint8(5), uint8(3), []byte{4, 5, 3, 5, 5, 4, 2, 1, 3, 5, 4, 4})
	f.Add(uint8(0), uint8(10), uint8(2), []byte{10, 10, 0, 0, 9, 10, 11})
	f.Add(uint8(0), uint8(1), uint8(4), []byte{1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1})
	f.Add(uint8(1), uint8(5), uint8(3), []byte{1, 5, 3, 5, 1, 3, 2, 4, 3, 4, 2, 3})
	f.Fuzz(func(t *testing.T, lo, hi, k uint8, ratings []byte) {
		s := survey.Scale{Min: int(lo), Max: int(hi)}
		if k = k%8 + 1; len(ratings) > 400 {
			ratings = ratings[:400]
		}
		n := len(ratings) / int(k)
		columns := make([][]byte, k)
		for j := range columns {
			columns[j] = make([]byte, n)
			for i := range n {
				columns[j][i] = ratings[i*int(k)+j]
			}
		}
		items, err := Count(s, columns, 11)
		a, err2 := Collect(s, columns, 11)
		require.Equal(t, err, err2)
		if err != nil {
			return
		}
		require.Equal(t, items, a.Sums())
		if n > 0 {
			require.Equal(t, items, rows(t, s, columns, 11))
		}
		for i, e := range readers(a, 0.9) {
			sound(t, e, 1, i)
		}
		if e := items.Alpha(0.9); e.Known() {
			assert.InEpsilon(t, 1-e.Value+1e-9, 1-a.Alpha(0.9).Value+1e-9, 1e-6)
		}
		var raters Subjects
		var pairs Pairs
		for i := range a.N() {
			row := a.row(i)
			require.NoError(t, raters.Add(s, []int{int(row[0]), int(row[len(row)-1]), int(row[len(row)/2])}))
			require.NoError(t, pairs.Add(s, int(row[0]), int(row[len(row)-1])))
		}
		for _, e := range []kpi.Estimate{pairs.Kappa(Nominal, 0.9), pairs.Kappa(Quadratic, 0.9), raters.Kappa(0.9), raters.OrdinalAlpha(0.9), raters.Alpha(Ratio, 0.9)} {
			sound(t, e, 1)
		}
		b, err := json.Marshal(a)
		require.NoError(t, err)
		var back Answers
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, a.N(), back.N())
	})
}

// FuzzJSON reads anything, and what it takes it must write and read again.
func FuzzJSON(f *testing.F) {
	b, err := json.Marshal(rows(f, five, [][]int{{4, 5, 3}, {4, 4, 2}}))
	require.NoError(f, err)
	for _, in := range []string{
		string(b), `{}`, `null`, `{"scale":{"min":1,"max":5},"counts":{"4":{"4":40,"5":3}}}`, `{"scale":{"min":1,"max":5},"subjects":[{"4":2}]}`,
		`{"scale":{"min":1,"max":5},"items":2,"rows":[[4,5]]}`, `{"n":9223372036854775807,"incomplete":1,"sums":[1],"products":[[1]]}`,
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var items, again Items
		if items.UnmarshalJSON(in) == nil {
			for form := ICC11; form <= ICC3k; form++ {
				sound(t, items.ICC(form, 0.95), 1)
			}
			sound(t, items.Alpha(0.95), 1)
			sound(t, Feldt.Alpha(items, 0.95), 1)
			b, err := json.Marshal(items)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &again))
			assert.Equal(t, items.N, again.N)
		}
		var p, back Pairs
		if p.UnmarshalJSON(in) == nil {
			sound(t, p.Kappa(Quadratic, 0.95), 1)
			b, err := json.Marshal(p)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &back))
			assert.Equal(t, p, back)
		}
		var s Subjects
		if s.UnmarshalJSON(in) == nil {
			sound(t, s.OrdinalAlpha(0.95), 1)
			sound(t, s.Kappa(0.95), 1)
		}
		var a Answers
		if a.UnmarshalJSON(in) == nil {
			sound(t, a.Omega(0.95), 1)
		}
	})
}
