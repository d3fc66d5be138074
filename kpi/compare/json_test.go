package compare_test

import (
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/kpi/compare"
)

const (
	noShare  = `{"value":null,"lo":0,"hi":1,"level":0.95,"n":0,"unit":"fraction"}`
	noChange = `{"value":null,"lo":-1,"hi":1,"level":0.95,"n":0,"unit":"change"}`
	half     = `{"value":0.5,"lo":0.25,"hi":0.75,"level":0.95,"n":10,"unit":"fraction"}`
)

func TestFindingJSON(t *testing.T) {
	finding := compare.OthersShare([]int{0, 0}, []int{0, 0}, 0.95)[0]
	want := `{"score":` + noShare + `,"difference":` + noChange + `,"test":{"statistic":null,"df":0,"p":null},"differs":false}`
	wiretest.RoundTrip(t, "teams without answers", finding, want)
	wiretest.Refuses(t, "without a test it is not significant at 0", finding, `{"score":`+noShare+`,"difference":`+noChange+`,"differs":false}`,
		`there is no "test"`)
	wiretest.Refuses(t, "null for yes or no", finding,
		`{"score":`+noShare+`,"difference":`+noChange+`,"test":{"statistic":null,"df":0,"p":null},"differs":null}`, "null is not a value")
}

func TestFunnelJSON(t *testing.T) {
	wiretest.RoundTrip(t, "no team", compare.Funnel(nil, nil, 0.95), `{"target":null,"phi":null,"tau":0,"points":[]}`)
	wiretest.RoundTrip(t, "a team without answers", compare.Funnel([]int{0}, []int{0}, 0.95),
		`{"target":null,"phi":null,"tau":0,"points":[{"share":`+noShare+`,"lo":0,"hi":1,"z":null,"outside":false}]}`)
	point := compare.FunnelPoint{Share: kpi.Estimate{Value: .5, Lo: .25, Hi: .75, Level: .95, N: 10, Unit: kpi.Fraction}, Lo: .6, Hi: .8, Z: -3, Outside: true}
	wiretest.RoundTrip(t, "a team outside", point, `{"share":`+half+`,"lo":0.6,"hi":0.8,"z":-3,"outside":true}`)
	wiretest.Refuses(t, "limits the wrong way round", point, `{"share":`+half+`,"lo":0.9,"hi":0.8,"z":-3,"outside":true}`, "not in order")
	wiretest.Refuses(t, "a limit that is not known", point, `{"share":`+half+`,"lo":null,"hi":0.8,"z":-3,"outside":true}`, "not in order")
	wiretest.Refuses(t, "null for the points", compare.FunnelPlot{Phi: 1}, `{"target":null,"phi":null,"tau":0,"points":null}`, "null is not a value")
	wiretest.Refuses(t, "a point that is none", compare.FunnelPlot{Phi: 1}, `{"target":null,"phi":null,"tau":0,"points":[{}]}`, `there is no "share"`)
}

func TestPriorJSON(t *testing.T) {
	wiretest.RoundTrip(t, "no segment", compare.FitPrior(nil, nil), `{"mean":null,"precision":null}`)
	wiretest.RoundTrip(t, "no more than chance", compare.FitPrior([]int{5, 5}, []int{10, 10}), `{"mean":0.5,"precision":"Infinity"}`)
	wiretest.Refuses(t, "percent", compare.Prior{Mean: .5}, `{"mean":80,"precision":1}`, "mean 80")
	wiretest.Refuses(t, "a negative precision", compare.Prior{Mean: .5}, `{"mean":0.8,"precision":"-Infinity"}`, "precision -Inf")
	wiretest.Refuses(t, "no precision", compare.Prior{Mean: .5}, `{"mean":0.8}`, `there is no "precision"`)
}

func TestSilentAndRankJSON(t *testing.T) {
	wiretest.RoundTrip(t, "nobody answered", compare.Silent{Invited: 9, Answered: kpi.Proportion(0, 0, 0.95), Max: 1},
		`{"invited":9,"answered":`+noShare+`,"min":0,"max":1}`)
	wiretest.RoundTrip(t, "ends that are no number", compare.Silent{Answered: kpi.Proportion(0, 0, 0.95), Min: math.Inf(-1), Max: math.NaN()},
		`{"invited":0,"answered":`+noShare+`,"min":"-Infinity","max":null}`)
	wiretest.RoundTrip(t, "any rank", compare.Ranks([]kpi.Estimate{{}, {}})[0], `{"first":1,"last":2}`)
	wiretest.Refuses(t, "no estimate", compare.Silent{Invited: 1}, `{"invited":9,"min":0,"max":1}`, `there is no "answered"`)
}
