package main

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpi"
)

// shares is contests about the limits of 95% around k of n, for n from 10 to 10,000 and shares spread evenly. The answers
// are the sums of all lower and of all upper limits.
var shares = []contest{
	{
		name: "Wilson intervals", n: 1e5, quick: 1e3, growth: []int{1e4, 1e5, 1e6, 1e7},
		targets: []target{each(40, "each"), noAllocations},
		field: func(n int) field {
			ks, ns := trials(n)
			want := sync.OnceValue(func() []float64 { return wilson(nil, ks, ns) })
			return field{
				columns: map[string]any{"k": ks, "n": ns},
				entrants: []entrant{
					{name: "kpi.Proportion", role: ours, want: want, within: 1e-12, run: func(out []float64) []float64 {
						return add(out, ks, ns, kpi.Wilson)
					}},
					{name: "formula, gonum's normal quantile each time", role: peer, want: want, within: 1e-12,
						run: func(out []float64) []float64 { return wilson(out, ks, ns) }},
					{name: "statsmodels, whole columns", role: other, remote: "wilson", want: want, within: 1e-12},
					{name: "statsmodels, one by one", role: other, remote: "wilson_each", part: 100, within: 1e-12,
						want: func() []float64 { return wilson(nil, ks[:n/100], ns[:n/100]) }},
				},
			}
		},
	},
	{
		name: "Clopper–Pearson intervals", n: 1e5, quick: 1e3, growth: []int{1e4, 1e5, 1e6},
		targets: []target{times("statsmodels, whole columns", 1), noAllocations},
		field: func(n int) field {
			ks, ns := trials(n)
			want := sync.OnceValue(func() []float64 { return clopperPearson(nil, ks, ns) })
			return field{
				columns: map[string]any{"k": ks, "n": ns},
				entrants: []entrant{
					{name: "kpi.ClopperPearson", role: ours, want: want, within: 1e-10, run: func(out []float64) []float64 {
						return add(out, ks, ns, kpi.ClopperPearson)
					}},
					{name: "gonum Beta.Quantile", role: peer, want: want, within: 1e-10,
						run: func(out []float64) []float64 { return clopperPearson(out, ks, ns) }},
					{name: "statsmodels, whole columns", role: other, remote: "clopper_pearson", want: want, within: 1e-10},
				},
			}
		},
	},
}

func trials(count int) (ks, ns []int) {
	random := rand.New(rand.NewPCG(2, 2))
	for range count {
		n := int(10 * math.Pow(1000, random.Float64()))
		ks, ns = append(ks, random.IntN(n+1)), append(ns, n)
	}
	return ks, ns
}

func add(out []float64, ks, ns []int, m kpi.Method) []float64 {
	lo, hi := 0.0, 0.0
	for i, k := range ks {
		e := m.Proportion(k, ns[i], 0.95)
		lo += e.Lo
		hi += e.Hi
	}
	return append(out, lo, hi)
}

func wilson(out []float64, ks, ns []int) []float64 {
	lo, hi := 0.0, 0.0
	for i := range ks {
		z := distuv.UnitNormal.Quantile(0.975)
		n := float64(ns[i])
		p := float64(ks[i]) / n
		centre := (p + z*z/(2*n)) / (1 + z*z/n)
		half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
		lo += max(0, centre-half)
		hi += min(1, centre+half)
	}
	return append(out, lo, hi)
}

func clopperPearson(out []float64, ks, ns []int) []float64 {
	lo, hi := 0.0, 0.0
	for i := range ks {
		k, n := float64(ks[i]), float64(ns[i])
		if k > 0 {
			lo += distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(0.025)
		}
		if k < n {
			hi += distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(0.975)
		} else {
			hi++
		}
	}
	return append(out, lo, hi)
}
