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
			free, feldt, boot := alphaCoverage(t, q, runs, n, draws, 300_000)
			t.Logf("%s n %4d: free %v, Feldt %v, bootstrap %v", q.name, n, free, feldt, boot)
		}
	}
}

func TestCoverageOfAgreementEverywhere(t *testing.T) {
	for name, cuts := range map[string][4]float64{"even": even, "ceiling": ceiling} {
		for _, loading := range []float64{0.6, 0.9, 0.98} {
			for _, n := range []int{10, 20, 50, 200} {
				m := agreementCoverage(1000, n, 3, loading, 0.1, cuts, 100_000)
				t.Logf("%s loading %.2f n %3d: kappa %v, quadratic %v; Fleiss %v, Krippendorff %v, ordinal %v", name, loading, n, m[0], m[1], m[2], m[3], m[4])
			}
		}
	}
}
