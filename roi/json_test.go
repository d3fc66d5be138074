package roi_test

import (
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/roi"
)

func TestResultsJSON(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	const unknown = `{"value":null,"lo":"-Infinity","hi":"Infinity","level":0.9,"n":0,"unit":"number"}`
	const outcome = `{"benefit":` + unknown + `,"cost":` + unknown + `,"npv":` + unknown + `,"roi":` + unknown +
		`,"payback":{"value":null,"lo":0,"hi":"Infinity","level":0.9,"n":0,"unit":"number"},"pays":null,"draws":10,"seed":18446744073709551615}`
	none := roi.Programme{}.Simulate(10, math.MaxUint64, 0.9)
	wiretest.RoundTrip(t, "an empty programme", none, outcome)
	wiretest.Refuses(t, "percent of the draws", none, outcome[:len(outcome)-len(`null,"draws":10,"seed":18446744073709551615}`)]+`95,"draws":10,"seed":1}`, "pays in 95")
	wiretest.Refuses(t, "no outcome", none, `{}`, `there is no "benefit"`)

	wiretest.RoundTrip(t, "an empty programme", roi.Programme{}.Expected(), `{"retention":null,"assumedUplift":null,"deflection":null,"oneTime":null,"running":null}`)
	wiretest.RoundTrip(t, "no limit", roi.Account{Retention: inf, AssumedUplift: nan, Running: -inf},
		`{"retention":"Infinity","assumedUplift":null,"deflection":0,"oneTime":0,"running":"-Infinity"}`)
	wiretest.Refuses(t, "no cost, which is not none", roi.Account{}, `{"retention":1,"assumedUplift":2,"deflection":3,"oneTime":4}`, `there is no "running"`)

	wiretest.RoundTrip(t, "an input without limits", roi.Bar{Input: "a", Assumed: true, AtLo: -inf, AtHi: inf}, `{"input":"a","assumed":true,"atLo":"-Infinity","atHi":"Infinity"}`)
	wiretest.RoundTrip(t, "no return at a limit", roi.Bar{Input: "a", AtLo: nan, AtHi: 0}, `{"input":"a","assumed":false,"atLo":null,"atHi":0}`)
	wiretest.Refuses(t, "a word", roi.Bar{}, `{"input":"a","assumed":true,"atLo":"-Inf","atHi":1}`, `atLo: "-Inf" is not a number`)
}
