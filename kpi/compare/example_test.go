package compare_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
)

// Seven boarding areas of one airport in 2017: only one differs from the others.
func ExampleOthers() {
	for i, f := range compare.Others(down, flat, up, 0.95) {
		if f.Differs {
			fmt.Printf("%c %v\n  against the others %v, p=%.3f\n", 'A'+i, f.Score, f.Difference, f.Test.P)
		}
	}
	// Output:
	// G 33.0 [27.3, 38.4] n=625
	//   against the others -8.9 [-15.3, -2.7] n=2746, p=0.036
}

func ExampleOthersShare() {
	for i, f := range compare.OthersShare([]int{83, 90, 129, 50}, []int{86, 93, 136, 82}, 0.95) {
		fmt.Println(i, f.Score, f.Differs)
	}
	// Output:
	// 0 96.5% [90.2%, 98.8%] n=86 false
	// 1 96.8% [90.9%, 98.9%] n=93 false
	// 2 94.9% [89.8%, 97.5%] n=136 false
	// 3 61.0% [50.2%, 70.8%] n=82 true
}

func ExampleRanks() {
	each := compare.Each(0.95, 4)
	teams := []kpi.Estimate{
		kpi.Proportion(870, 1000, each), kpi.Proportion(940, 1000, each),
		kpi.Proportion(905, 1000, each), kpi.Proportion(1010, 1200, each),
	}
	for i, r := range compare.Ranks(teams) {
		fmt.Printf("team %d: %d to %d\n", i, r.First, r.Last)
	}
	// Output:
	// team 0: 2 to 4
	// team 1: 1 to 2
	// team 2: 1 to 3
	// team 3: 3 to 4
}

func ExampleEach() {
	fmt.Printf("%.4f\n", compare.Each(0.95, 10))
	// Output: 0.9949
}

func ExampleShrink() {
	agents := []kpi.Estimate{kpi.Net(0, 0, 3, 0.95), kpi.Net(20, 30, 50, 0.95), kpi.Net(90, 50, 60, 0.95), kpi.Net(10, 30, 60, 0.95)}
	for i, e := range compare.Shrink(agents) {
		fmt.Println(agents[i].Unit.Format(agents[i].Value), "→", e)
	}
	// Output:
	// 100.0 → 80.7 [33.9, 100.0] n=3
	// 30.0 → 30.2 [15.3, 45.2] n=100
	// -15.0 → -14.0 [-25.7, -2.4] n=200
	// 50.0 → 49.7 [36.7, 62.7] n=100
}

func ExampleBetaBinomial() {
	k, n := []int{3, 9, 18, 12, 27}, []int{3, 12, 20, 20, 30}
	for i, e := range compare.BetaBinomial(k, n, 0.95) {
		fmt.Printf("%d of %d: %v\n", k[i], n[i], e)
	}
	// Output:
	// 3 of 3: 83.4% [65.8%, 95.4%] n=3
	// 9 of 12: 78.6% [62.9%, 90.8%] n=12
	// 18 of 20: 85.5% [73.1%, 94.5%] n=20
	// 12 of 20: 70.2% [55.2%, 83.2%] n=20
	// 27 of 30: 86.4% [75.6%, 94.4%] n=30
}

func ExampleFitPrior() {
	prior := compare.FitPrior([]int{3, 9, 18, 12, 27, 40, 5, 22, 16, 31}, []int{3, 12, 20, 20, 30, 44, 9, 24, 25, 33})
	fmt.Printf("mean %.3f, worth %.1f answers\n", prior.Mean, prior.Precision)
	// Output: mean 0.813, worth 13.0 answers
}

func ExampleFunnel() {
	k, n := []int{870, 940, 905, 1010, 45}, []int{1000, 1000, 1000, 1200, 60}
	plot := compare.Funnel(k, n, 0.95)
	fmt.Printf("all %.3f, spread between teams %.3f\n", plot.Target, plot.Tau)
	for i, p := range plot.Points {
		fmt.Printf("%d: %.3f in [%.3f, %.3f] outside=%v\n", i, p.Share.Value, p.Lo, p.Hi, p.Outside)
	}
	// Output:
	// all 0.885, spread between teams 0.038
	// 0: 0.870 in [0.807, 0.963] outside=false
	// 1: 0.940 in [0.807, 0.963] outside=false
	// 2: 0.905 in [0.807, 0.963] outside=false
	// 3: 0.842 in [0.808, 0.962] outside=false
	// 4: 0.750 in [0.775, 0.995] outside=true
}

func ExampleSilent() {
	// 300 of 1,000 invited answered, with a net score of 40.
	s := compare.Silent{Invited: 1000, Answered: kpi.Net(45, 90, 165, 0.95), Min: -100, Max: 100}
	lo, hi := s.Bounds()
	fmt.Printf("all of them between %.0f and %.0f\n", lo, hi)
	fmt.Printf("below 30 if those who did not answer are below %.1f\n", s.Tipping(30))
	// Output:
	// all of them between -58 and 82
	// below 30 if those who did not answer are below 25.7
}

func ExampleSuperiority() {
	before, after := []int{5, 9, 20, 40, 26}, []int{2, 5, 14, 44, 35} // answers 1 to 5
	fmt.Println(compare.Superiority(before, after, 0.95))
	// Output: 58.1% [50.5%, 65.4%] n=200
}
