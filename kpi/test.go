package kpi

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

// Test is the result of a significance test: its statistic, its degrees of freedom and its two-sided p-value. DF says
// what the statistic is compared with: chi-square with DF degrees of freedom, or, where DF is 0, the standard normal
// distribution. Without data Statistic and P are NaN.
type Test struct {
	Statistic float64 `json:"statistic"`
	DF        float64 `json:"df"`
	P         float64 `json:"p"`
}

// ChiSquaredTest returns the test whose statistic is chi-square with df degrees of freedom under the null hypothesis. A
// statistic that is NaN, or no degree of freedom, is no data.
func ChiSquaredTest(statistic, df float64) Test {
	if !(df > 0) || math.IsNaN(statistic) {
		return Test{Statistic: math.NaN(), DF: max(df, 0), P: math.NaN()}
	}
	return Test{Statistic: statistic, DF: df, P: quantile.ChiSquaredTail(statistic, df)}
}

// NormalTest returns the two-sided test whose statistic is standard normal under the null hypothesis. NaN is no data.
func NormalTest(z float64) Test {
	return Test{Statistic: z, P: min(1, 2*quantile.NormalTail(math.Abs(z)))}
}

// String returns the test as people read it: z=2.30 p=0.021, or χ²(6)=11.78 p=0.067.
func (t Test) String() string {
	if math.IsNaN(t.P) {
		return "n/a"
	}
	p := fmt.Sprintf("p=%.2g", t.P)
	if t.DF == 0 {
		return "z=" + decimals(t.Statistic, 2) + " " + p
	}
	return fmt.Sprintf("χ²(%g)=%s %s", t.DF, decimals(t.Statistic, 2), p)
}

// Homogeneity tests whether the shares k[i] of n[i] are all one share, by Pearson's chi-square (Pearson 1900,
// doi 10.1080/14786440009463897). Groups without trials are left out; with fewer than two others, or where a k is not
// from 0 to n, it is no data. Where all answers are alike nothing speaks against one share, and P is 1. It panics if k
// and n differ in length.
func Homogeneity(k, n []int) Test {
	if len(k) != len(n) {
		panic(fmt.Sprintf("kpi: Homogeneity of %d counts in %d groups", len(k), len(n)))
	}
	groups, successes, trials := 0, 0.0, 0.0
	for i := range k {
		if k[i] < 0 || k[i] > n[i] {
			return ChiSquaredTest(math.NaN(), 0)
		}
		if n[i] > 0 {
			groups++
			successes += float64(k[i])
			trials += float64(n[i])
		}
	}
	if groups < 2 {
		return ChiSquaredTest(math.NaN(), 0)
	}
	p := successes / trials
	if p == 0 || p == 1 {
		return ChiSquaredTest(0, float64(groups-1))
	}
	q := 0.0
	for i := range k {
		if n[i] > 0 {
			d := float64(k[i]) - float64(n[i])*p
			q += d * d / (float64(n[i]) * p * (1 - p))
		}
	}
	return ChiSquaredTest(q, float64(groups-1))
}

// Holm returns ts with P adjusted so that the chance of one false discovery or more among all of them is at most the
// level one compares with: multiply the smallest P by m, the next by m-1, and so on, never decreasing (Holm 1979,
// Scandinavian Journal of Statistics 6:65). Tests without data stay so and do not count in m. The order of ts is kept,
// and ts is not modified.
func Holm(ts []Test) []Test {
	adjusted, order := adjustable(ts)
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, ts[i].P*float64(len(order)-rank)))
		adjusted[i].P = least
	}
	return adjusted
}

// BenjaminiHochberg returns ts with P adjusted so that among the tests one calls significant the expected share of
// false ones is at most the level one compares with (Benjamini and Hochberg 1995,
// doi 10.1111/j.2517-6161.1995.tb02031.x). Tests without data stay so and do not count. The order of ts is kept, and ts
// is not modified.
func BenjaminiHochberg(ts []Test) []Test {
	adjusted, order := adjustable(ts)
	most := 1.0
	for rank, i := range slices.Backward(order) {
		most = min(most, ts[i].P*float64(len(order))/float64(rank+1))
		adjusted[i].P = most
	}
	return adjusted
}

// adjustable returns a copy of ts and the indices of its tests with data, by ascending P.
func adjustable(ts []Test) (adjusted []Test, order []int) {
	for i, t := range ts {
		if !math.IsNaN(t.P) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(ts[i].P, ts[j].P) })
	return slices.Clone(ts), order
}
