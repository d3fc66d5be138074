//go:build coverage

package reliability

import "testing"

func TestCoverageOfAlphaEverywhere(t *testing.T) {
	for _, q := range []questionnaire{
		{"even", alike(6, 0.7), even}, {"ceiling", alike(6, 0.75), ceiling},
		{"few and unequal", []float64{0.9, 0.7, 0.4}, even}, {"ceiling, few and unequal", []float64{0.9, 0.7, 0.4}, ceiling},
	} {
		for _, n := range []int{15, 30, 60, 200, 1000} {
			runs, draws := 2000, 0
			if n <= 60 {
				runs, draws = 1000, 400
			}
			free, feldt, boot := alphaCoverage(t, q, runs, n, draws)
			t.Logf("%s n %4d: free %v, Feldt %v, bootstrap %v", q.name, n, free, feldt, boot)
		}
	}
}
