package reliability_test

import (
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/survey/reliability"
)

func TestItemJSON(t *testing.T) {
	nan := math.NaN()
	wiretest.RoundTrip(t, "one answer has no variance", reliability.Item{Mean: 4, SD: nan, ItemTotal: nan, AlphaWithout: nan},
		`{"mean":4,"sd":null,"itemTotal":null,"alphaWithout":null}`)
	wiretest.RoundTrip(t, "alpha without a lower end", reliability.Item{Mean: 4, SD: 1, ItemTotal: -1, AlphaWithout: math.Inf(-1)},
		`{"mean":4,"sd":1,"itemTotal":-1,"alphaWithout":"-Infinity"}`)
	wiretest.Refuses(t, "no mean", reliability.Item{Mean: 4}, `{"sd":1,"itemTotal":-1,"alphaWithout":0}`, `there is no "mean"`)
}
