package design_test

import (
	"math"
	"testing"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/survey/weight/design"
)

func TestRaoScottJSON(t *testing.T) {
	name := func(int) string { return "" }
	none := design.Sample[int]{}.Independence(name, name)
	wiretest.RoundTrip(t, "nobody was asked", none, `{"f":null,"df1":0,"df2":0,"p":null,"pearson":null}`)
	wiretest.RoundTrip(t, "no doubt", design.RaoScott{F: math.Inf(1), DF1: 1.5, DF2: 20.25, Pearson: math.Inf(1)},
		`{"f":"Infinity","df1":1.5,"df2":20.25,"p":0,"pearson":"Infinity"}`)
	wiretest.Refuses(t, "without p it is not significant at 0", none, `{"f":5,"df1":1,"df2":2,"pearson":3}`, `there is no "p"`)
	wiretest.Refuses(t, "percent for p", none, `{"f":5,"df1":1,"df2":2,"p":5,"pearson":3}`, "p 5")
	wiretest.Refuses(t, "negative degrees of freedom", none, `{"f":5,"df1":1,"df2":-2,"p":0.5,"pearson":3}`, "1 and -2 degrees")
}
