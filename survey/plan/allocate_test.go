package plan_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/plan"
)

// The strata of apistrat in R's package survey: elementary, high and middle schools. n·N·S/ΣN·S and n·N/ΣN by R give
// 139.75, 25.00, 35.24 and 142.75, 24.38, 32.87.
func TestAllocateSchools(t *testing.T) {
	schools := []plan.Stratum{{4421, 105}, {755, 110}, {1018, 115}}
	counts, err := plan.Neyman(schools, 200, 2)
	require.NoError(t, err)
	assert.Equal(t, []int{140, 25, 35}, counts)
	counts, err = plan.Proportional(schools, 200, 2)
	require.NoError(t, err)
	assert.Equal(t, []int{143, 24, 33}, counts)
	assert.Equal(t, 105.0, schools[0].SD, "not modified")
}

func TestAllocateCorners(t *testing.T) {
	huge := math.MaxInt / 2
	for _, c := range []struct {
		reason   string
		strata   []plan.Stratum
		n, least int
		want     []int
		err      string
	}{
		{"one stratum gets all", []plan.Stratum{{50, 2}}, 7, 1, []int{7}, ""},
		{"everybody", []plan.Stratum{{5, 2}, {3, 0}, {9, 1}}, 17, 2, []int{5, 3, 9}, ""},
		{"no more than there are", []plan.Stratum{{5, 100}, {1000, 1}}, 50, 2, []int{5, 45}, ""},
		{"without spread the least is enough", []plan.Stratum{{500, 0}, {500, 1}}, 50, 2, []int{2, 48}, ""},
		{"unless there is nobody else", []plan.Stratum{{500, 0}, {10, 1}}, 50, 2, []int{40, 10}, ""},
		{"just the least", []plan.Stratum{{500, 3}, {10, 1}}, 60, 50, []int{50, 10}, ""},
		{"between equals the first", []plan.Stratum{{10, 1}, {10, 1}, {10, 1}}, 4, 1, []int{2, 1, 1}, ""},
		{"a billion of two", []plan.Stratum{{2e9, 1}, {1e9, 2}}, 1e9, 1, []int{5e8, 5e8}, ""},
		{"a billion of those alike", []plan.Stratum{{2e9, 0}, {10, 1}}, 1e9, 1, []int{1e9 - 10, 10}, ""},
		{"tiny deviations are deviations", []plan.Stratum{{10, 1e-300}, {10, 2e-300}}, 9, 1, []int{3, 6}, ""},
		{"none", nil, 7, 1, nil, "plan: no strata for 7 answers"},
		{"fewer than the least", []plan.Stratum{{50, 2}, {50, 2}}, 7, 4, nil, "plan: 7 answers are fewer than the 8 of at least 4 a stratum"},
		{"more than there are", []plan.Stratum{{5, 2}}, 7, 1, nil, "plan: 7 answers out of 5 people"},
		{"every stratum has to speak", []plan.Stratum{{5, 2}}, 2, 0, nil, "plan: at least 0 answers of a stratum, which takes 1 or more"},
		{"an empty stratum", []plan.Stratum{{5, 2}, {0, 1}}, 2, 1, nil, "plan: stratum 1 of 0 people with standard deviation 1"},
		{"a deviation that is none", []plan.Stratum{{5, math.NaN()}}, 2, 1, nil, "plan: stratum 0 of 5 people with standard deviation NaN"},
		{"an infinite one", []plan.Stratum{{5, math.Inf(1)}}, 2, 1, nil, "plan: stratum 0 of 5 people with standard deviation +Inf"},
		{"no spread anywhere", []plan.Stratum{{5, 0}, {7, 0}}, 4, 1, nil, "plan: no stratum has a spread to divide 4 answers by"},
		{"uncountable", []plan.Stratum{{huge, 1}, {huge, 1}, {huge, 1}}, 4, 1, nil, "plan: more people than can be counted in stratum 2"},
	} {
		counts, err := plan.Neyman(c.strata, c.n, c.least)
		assert.Equal(t, c.want, counts, c.reason)
		if c.err == "" {
			assert.NoError(t, err, c.reason)
		} else {
			assert.EqualError(t, err, c.err, c.reason)
		}
	}
}

// No other whole numbers give a smaller variance: all of them are tried.
func TestNeymanIsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		strata := make([]plan.Stratum, 3)
		people, least := 0, 1+r.IntN(3)
		forced := 0
		for i := range strata {
			strata[i] = plan.Stratum{Size: 1 + r.IntN(20), SD: math.Exp(3 * r.NormFloat64())}
			people += strata[i].Size
			forced += min(least, strata[i].Size)
		}
		n := forced + r.IntN(people-forced+1)
		got, err := plan.Neyman(strata, n, least)
		require.NoError(t, err)
		variance := func(counts ...int) float64 {
			sum := 0.0
			for i, s := range strata {
				sum += float64(s.Size) * float64(s.Size) * s.SD * s.SD / float64(counts[i])
			}
			return sum
		}
		best := math.Inf(1)
		for a := min(least, strata[0].Size); a <= strata[0].Size; a++ {
			for b := min(least, strata[1].Size); b <= strata[1].Size; b++ {
				if c := n - a - b; c >= min(least, strata[2].Size) && c <= strata[2].Size {
					best = min(best, variance(a, b, c))
				}
			}
		}
		assert.InDelta(t, 1, variance(got...)/best, 1e-12, "%v %v", strata, got)
	}
}

// Filling up in one go and answer by answer give the same.
func TestAllocateLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		strata := make([]plan.Stratum, 1+r.IntN(40))
		for i := range strata {
			strata[i] = plan.Stratum{Size: 1 + r.IntN(2000), SD: math.Exp(2 * r.NormFloat64())}
		}
		want := make([]int, len(strata))
		people := 0
		for i, s := range strata {
			want[i] = min(2, s.Size)
			people += s.Size
		}
		n := 2*len(strata) + people/3
		n = min(n, people)
		for sum := total(want); sum < n; sum++ {
			best, most := -1, -1.0
			for i, s := range strata {
				k := float64(want[i])
				if p := float64(s.Size) * s.SD / math.Sqrt(k*(k+1)); want[i] < s.Size && p > most {
					best, most = i, p
				}
			}
			want[best]++
		}
		got, err := plan.Neyman(strata, n, 2)
		require.NoError(t, err)
		assert.True(t, slices.Equal(want, got), "%v %v", want, got)
	}
}

func total(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
