//go:build coverage

package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
)

const full = true

// The tables of run lengths: go test -tags=coverage -run TestCoverageFull -v ./trend/chart
func TestCoverageFull(t *testing.T) {
	for _, c := range publishedRunLengths {
		got, se := runLength(t, 10000, c.start, normal(c.shift))
		assert.InDelta(t, c.want, got, 4*se+0.005*c.want, "%s at a shift of %v", c.reason, c.shift)
	}
	fmt.Println("Periods until the first signal, on average. Independent normal values, centre and sigma known; a shift is in sigmas and is there from the start.")
	fmt.Println()
	fmt.Println("| rules | no shift | 0.5 | 1 | 2 | 3 |")
	fmt.Println("|---|---|---|---|---|---|")
	with := func(rules ...chart.Rule) chart.Monitor { return chart.XmR(nil).Given(known).Monitor(rules...) }
	for _, c := range []struct {
		name  string
		start chart.Monitor
	}{
		{"Beyond", with()},
		{"TwoOfThree", with(chart.TwoOfThree)},
		{"FourOfFive", with(chart.FourOfFive)},
		{"EightOneSide", with(chart.EightOneSide)},
		{"NineOneSide", with(chart.NineOneSide)},
		{"SixTrend", with(chart.SixTrend)},
		{"FourteenAlternating", with(chart.FourteenAlternating)},
		{"FifteenWithin", with(chart.FifteenWithin)},
		{"EightOutside", with(chart.EightOutside)},
		{"Beyond, TwoOfThree", with(chart.Beyond, chart.TwoOfThree)},
		{"Beyond, FourOfFive", with(chart.Beyond, chart.FourOfFive)},
		{"Beyond, EightOneSide", with(chart.Beyond, chart.EightOneSide)},
		{"Beyond, NineOneSide", with(chart.Beyond, chart.NineOneSide)},
		{"WesternElectric", with(chart.WesternElectric()...)},
		{"Nelson", with(chart.Nelson()...)},
		{"WesternElectric and Nelson", with(append(chart.WesternElectric(), chart.Nelson()...)...)},
		{"EWMA 0.05, 2.615", chart.EWMA(nil, 0.05, 2.615).Given(known).Monitor()},
		{"EWMA 0.1, 2.7", chart.EWMA(nil, 0.1, 2.7).Given(known).Monitor()},
		{"EWMA 0.1, 2.814", chart.EWMA(nil, 0.1, 2.814).Given(known).Monitor()},
		{"EWMA 0.2, 2.962", chart.EWMA(nil, 0.2, 2.962).Given(known).Monitor()},
		{"EWMA 0.4, 3.054", chart.EWMA(nil, 0.4, 3.054).Given(known).Monitor()},
		{"CUSUM 0.5, 4", chart.CUSUM(nil, 0.5, 4).Given(known).Monitor()},
		{"CUSUM 0.5, 5", chart.CUSUM(nil, 0.5, 5).Given(known).Monitor()},
	} {
		fmt.Printf("| %s |", c.name)
		for _, shift := range []float64{0, 0.5, 1, 2, 3} {
			if shift > 0 && (c.name == "FifteenWithin" || c.name == "EightOutside" || c.name == "SixTrend" || c.name == "FourteenAlternating") {
				fmt.Print(" |")
				continue
			}
			runs := 4000
			if c.name == "EightOutside" {
				runs = 400
			}
			got, _ := runLength(t, runs, c.start, normal(shift))
			fmt.Printf(" %.3g |", got)
		}
		fmt.Println()
	}
	anhoejTable()
	sharesTable()
	baselineTable()
}

// anhoejTable prints how often a series without change is signalled, by one look at the whole of it.
func anhoejTable() {
	fmt.Println("\nOne look at a whole series of independent values about its own mean: share of series that signal, in percent; and with a shift of one sigma halfway.")
	fmt.Println()
	fmt.Println("| periods | values | LongRun | FewCrossings | either | with a shift | Beyond, all points a baseline | WesternElectric | Nelson |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|")
	r := rand.New(rand.NewPCG(2, 2))
	const runs = 5000
	for _, exponential := range []bool{false, true} {
		for _, n := range []int{12, 24, 36, 60} {
			var hits [7]int
			for range runs {
				x := make([]float64, n)
				for i := range x {
					x[i] = r.NormFloat64()
					if exponential {
						x[i] = r.ExpFloat64()
					}
				}
				c := chart.XmR(x)
				for i, rules := range [][]chart.Rule{{chart.LongRun}, {chart.FewCrossings}, chart.Anhoej(), nil, {chart.Beyond}, chart.WesternElectric(), chart.Nelson()} {
					if rules != nil && len(c.Signals(rules...)) > 0 {
						hits[i]++
					}
				}
				for i := n / 2; i < n; i++ {
					x[i]++
				}
				if len(chart.XmR(x).Signals(chart.Anhoej()...)) > 0 {
					hits[3]++
				}
			}
			name := "normal"
			if exponential {
				name = "exponential"
			}
			fmt.Printf("| %d | %s |", n, name)
			for _, h := range hits {
				fmt.Printf(" %.1f |", 100*float64(h)/runs)
			}
			fmt.Println()
		}
	}
}

// sharesTable prints exact false alarms per 1,000 periods at a known centre.
func sharesTable() {
	fmt.Println("\nFalse alarms below and above per 1,000 periods, exact, at a known centre.")
	fmt.Println()
	fmt.Println("| chart | centre | answers | exact limits | three sigma |")
	fmt.Println("|---|---|---|---|---|")
	for _, p := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
		for _, n := range []int{20, 50, 100, 300, 1000} {
			b, a := outsideShares(chart.P, n, p)
			b3, a3 := outsideShares(chart.ThreeSigma.P, n, p)
			fmt.Printf("| share | %.0f%% | %d | %.2f, %.2f | %.2f, %.2f |\n", 100*p, n, 1000*b, 1000*a, 1000*b3, 1000*a3)
		}
	}
	for _, s := range [][2]float64{{0.2, 0.5}, {0.04, 0.86}, {0.02, 0.90}, {0.02, 0.94}} {
		for _, n := range []int{20, 50, 100, 300, 1100} {
			b, a := outsideNet(chart.Net, n, s[0], s[1])
			b3, a3 := outsideNet(chart.ThreeSigma.Net, n, s[0], s[1])
			fmt.Printf("| net | %.0f | %d | %.2f, %.2f | %.2f, %.2f |\n", 100*(s[1]-s[0]), n, 1000*b, 1000*a, 1000*b3, 1000*a3)
		}
	}
}

// baselineTable prints how often points outside the baseline are beyond limits that are estimated from it.
func baselineTable() {
	fmt.Println("\nFalse alarms per 1,000 later periods with limits estimated from a baseline, in control: shares of 200 answers at 90%, where Laney's periods vary by as much again as sampling; lognormal durations with sigma 1.2; exponential times.")
	fmt.Println()
	fmt.Println("| chart | baseline 8 | 12 | 24 | 50 | 200 |")
	fmt.Println("|---|---|---|---|---|---|")
	r := rand.New(rand.NewPCG(3, 3))
	values := func(draw func() float64, maker func([]float64) chart.Chart) func(n int) chart.Chart {
		return func(n int) chart.Chart {
			x := make([]float64, n)
			for i := range x {
				x[i] = draw()
			}
			return maker(x)
		}
	}
	counts := func(spread float64, maker func(k, n []int) chart.Chart) func(n int) chart.Chart {
		return func(periods int) chart.Chart {
			k := make([]int, periods)
			for i := range k {
				p := min(1, 0.9+spread*math.Sqrt(0.09/200)*r.NormFloat64())
				for range 200 {
					if r.Float64() < p {
						k[i]++
					}
				}
			}
			return maker(k, alike(200, periods))
		}
	}
	nets := func(maker func([][3]int) chart.Chart) func(n int) chart.Chart {
		return func(periods int) chart.Chart {
			classes := make([][3]int, periods)
			for i := range classes {
				for range 50 {
					switch u := r.Float64(); {
					case u < 0.02:
						classes[i][0]++
					case u < 0.1:
						classes[i][1]++
					default:
						classes[i][2]++
					}
				}
			}
			return maker(classes)
		}
	}
	lognormal := func() float64 { return math.Exp(1.2 * r.NormFloat64()) }
	for _, c := range []struct {
		name string
		make func(n int) chart.Chart
	}{
		{"P", counts(0, chart.P)},
		{"ThreeSigma.P", counts(0, chart.ThreeSigma.P)},
		{"Laney, no more variation than sampling", counts(0, chart.Laney)},
		{"P, twice the variance of sampling", counts(1, chart.P)},
		{"Laney, twice the variance of sampling", counts(1, chart.Laney)},
		{"Net, 50 answers, NPS 88", nets(chart.Net)},
		{"ThreeSigma.Net, 50 answers, NPS 88", nets(chart.ThreeSigma.Net)},
		{"LaneyNet, 50 answers, NPS 88", nets(chart.LaneyNet)},
		{"XmR, normal", values(r.NormFloat64, chart.XmR)},
		{"XmR, lognormal", values(lognormal, chart.XmR)},
		{"LogXmR, lognormal", values(lognormal, chart.LogXmR)},
		{"MR, normal", values(r.NormFloat64, chart.MR)},
		{"T, exponential", values(r.ExpFloat64, chart.T)},
		{"Exponential.T, exponential", values(r.ExpFloat64, chart.Exponential.T)},
	} {
		fmt.Printf("| %s |", c.name)
		for _, baseline := range []int{8, 12, 24, 50, 200} {
			runs, outside := 400, 0
			for range runs {
				for _, s := range c.make(baseline + 50).Freeze(baseline).Signals() {
					if s.Last >= baseline {
						outside++
					}
				}
			}
			fmt.Printf(" %.1f |", 1000*float64(outside)/float64(runs*50))
		}
		fmt.Println()
	}
}
