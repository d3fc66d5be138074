package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// surveys is contests about whole questionnaires: how far their items measure one thing, and weights that reach known totals.
var surveys = []contest{
	{
		name: "respondents, 10 items: alpha and the item-total correlations", n: 1e6, quick: 1e4, bytes: 10,
		growth:  []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{times("numpy.cov", 1)},
		field: func(n int) field {
			columns := questionnaire(n)
			flat := sync.OnceValue(func() *mat.Dense {
				d := mat.NewDense(n, len(columns), nil)
				for j, c := range columns {
					for i, rating := range c {
						d.Set(i, j, float64(rating))
					}
				}
				return d
			})
			want := sync.OnceValue(func() []float64 { return itemTotals(nil, pairByPair(columns)) })
			named := map[string]any{}
			for j, c := range columns {
				named[fmt.Sprintf("item%d", j)] = c
			}
			return field{
				columns: named,
				entrants: []entrant{
					{name: "reliability.Count, Alpha, Overview", role: ours, want: want, within: 1e-10, run: func(out []float64) []float64 {
						items, err := reliability.Count(survey.Scale{Min: 1, Max: 5}, columns)
						check(err)
						out = append(out, items.Alpha(0.95).Value)
						for _, item := range items.Overview() {
							out = append(out, item.ItemTotal)
						}
						return out
					}},
					{name: "covariances pair by pair", role: peer, want: want, within: 1e-10, run: func(out []float64) []float64 {
						return itemTotals(out, pairByPair(columns))
					}},
					{name: "gonum stat.CovarianceMatrix", role: peer, want: want, within: 1e-10, run: func(out []float64) []float64 {
						var c mat.SymDense
						stat.CovarianceMatrix(&c, flat(), nil)
						return itemTotals(out, &c)
					}},
					{name: "numpy.cov", role: other, remote: "covariance", want: want, within: 1e-10},
				},
			}
		},
	},
	{
		name: "respondents weighted to four margins, to 1e-9 (raking)", n: 1e6, quick: 1e4, bytes: 4,
		growth:  []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{times("numpy, by cells", 1)},
		field: func(n int) field {
			codes, columns, margins := population(n)
			want := sync.OnceValue(func() []float64 { return rakeByRow(nil, codes) })
			weights := make([]float64, 0, n)
			named := map[string]any{}
			for j, c := range codes {
				named[fmt.Sprintf("variable%d", j)] = c
			}
			return field{
				columns: named,
				entrants: []entrant{
					{name: "weight.Count, Rake, AppendWeights", role: ours, want: want, within: 1e-7, run: func(out []float64) []float64 {
						cells, err := weight.Count(nil, columns...)
						check(err)
						fit, err := cells.Rake(margins...)
						check(err)
						weights, err = weight.AppendWeights(weights[:0], fit, nil, columns...)
						check(err)
						return append(out, weights[0], weights[n/2], weights[n-1])
					}},
					{name: "row by row", role: peer, want: want, within: 1e-7,
						run: func(out []float64) []float64 { return rakeByRow(out, codes) }},
					{name: "numpy, by cells", role: other, remote: "rake", want: want, within: 1e-7},
				},
			}
		},
	},
}

// questionnaire returns the answers of n respondents to ten items from 1 to 5 that have something in common.
func questionnaire(n int) [][]uint8 {
	random := rand.New(rand.NewPCG(9, 9))
	columns := make([][]uint8, 10)
	for j := range columns {
		columns[j] = make([]uint8, n)
	}
	for i := range n {
		common := random.NormFloat64()
		for j := range columns {
			columns[j][i] = uint8(min(5, max(1, math.Round(3.4+0.8*common+0.9*random.NormFloat64()))))
		}
	}
	return columns
}

// pairByPair returns the covariances of columns.
func pairByPair(columns [][]uint8) mat.Symmetric {
	c := mat.NewSymDense(len(columns), nil)
	for j, x := range columns {
		for l, y := range columns[:j+1] {
			sx, sy, sxy := 0, 0, 0
			for i, a := range x {
				b := y[i]
				sx += int(a)
				sy += int(b)
				sxy += int(a) * int(b)
			}
			n := float64(len(x))
			c.SetSym(j, l, (float64(sxy)-float64(sx)*float64(sy)/n)/(n-1))
		}
	}
	return c
}

// itemTotals returns alpha, and of each item its correlation with the sum of the others (Cronbach 1951).
func itemTotals(out []float64, c mat.Symmetric) []float64 {
	k := c.SymmetricDim()
	rows := make([]float64, k)
	total, own := 0.0, 0.0
	for j := range k {
		for l := range k {
			rows[j] += c.At(j, l)
		}
		total += rows[j]
		own += c.At(j, j)
	}
	out = append(out, float64(k)/float64(k-1)*(1-own/total))
	for j, row := range rows {
		v := c.At(j, j)
		out = append(out, (row-v)/math.Sqrt(v*(total-2*row+v)))
	}
	return out
}

// shares of the levels of four variables, as they are known.
var known = [][]float64{
	{0.49, 0.51},
	{0.12, 0.18, 0.24, 0.26, 0.20},
	{0.30, 0.25, 0.25, 0.20},
	{0.05, 0.15, 0.25, 0.25, 0.20, 0.10},
}

// population returns the levels of n respondents in four variables, whose shares are not the known ones, as plain codes and
// as this module takes them, and the margins.
func population(n int) (codes [][]uint8, columns []weight.Column[uint8], margins []weight.Margin) {
	random := rand.New(rand.NewPCG(10, 4))
	for j, shares := range known {
		name := fmt.Sprintf("variable%d", j)
		levels := make([]string, len(shares))
		target := map[string]float64{}
		for l, share := range shares {
			levels[l] = fmt.Sprintf("level %d", l)
			target[levels[l]] = share
		}
		code := make([]uint8, n)
		for i := range code {
			code[i] = uint8(random.IntN(len(shares)))
			if j > 0 && random.IntN(4) == 0 { // they go together
				code[i] = codes[j-1][i] % uint8(len(shares))
			}
		}
		codes = append(codes, code)
		columns = append(columns, weight.Column[uint8]{Variable: name, Levels: levels, Codes: code})
		margins = append(margins, weight.Shares(name, target))
	}
	return codes, columns, margins
}

// rakeByRow fits the weights of the respondents one by one, until each margin is within 1e-9 of its share, and returns some of
// them.
func rakeByRow(out []float64, codes [][]uint8) []float64 {
	n := len(codes[0])
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1
	}
	for {
		worst := 0.0
		for j, code := range codes {
			var sums [8]float64
			for i, c := range code {
				sums[c&7] += weights[i]
			}
			var factors [8]float64
			for l, share := range known[j] {
				factors[l] = share * float64(n) / sums[l]
				worst = max(worst, math.Abs(1/factors[l]-1))
			}
			for i, c := range code {
				weights[i] *= factors[c&7]
			}
		}
		if worst < 1e-9 {
			return append(out, weights[0], weights[n/2], weights[n-1])
		}
	}
}
