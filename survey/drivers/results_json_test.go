package drivers

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/kpi"
)

const noShare = `{"value":null,"lo":0,"hi":1,"level":0.95,"n":0,"unit":"fraction"}`

func TestImportanceJSON(t *testing.T) {
	share, number := kpi.Proportion(0, 0, 0.95), kpi.Estimate{Value: math.NaN(), Lo: -1, Hi: 1, Level: 0.95}
	none := Analysis{}.Importance(Answers{}, 0.95)
	wiretest.RoundTrip(t, "nobody answered", none,
		`{"outcome":"","method":"Shapley","missing":"listwise","n":0,"of":0,"r2":`+noShare+`,"drivers":[],"refused":"`+none.Refused+`"}`)
	m := Importance{Outcome: "overall", Method: RelativeWeights, Missing: Pairwise, N: 9, Of: 12, R2: share,
		Drivers: []Driver{{Name: "speed", Weight: share, Share: share, Correlation: number, Performance: number}}}
	const unknown = `{"value":null,"lo":-1,"hi":1,"level":0.95,"n":0,"unit":"number"}`
	wiretest.RoundTrip(t, "a driver without variance", m, `{"outcome":"overall","method":"relative weights","missing":"pairwise","n":9,"of":12,"r2":`+
		noShare+`,"drivers":[{"name":"speed","weight":`+noShare+`,"share":`+noShare+`,"correlation":`+unknown+`,"performance":`+unknown+`}]}`)
	for _, row := range []struct{ reason, text, want string }{
		{"a method by number", `{"outcome":"","method":1,"missing":"listwise","n":0,"of":0,"r2":` + noShare + `,"drivers":[]}`, "method: json"},
		{"an unknown method", `{"outcome":"","method":"luck","missing":"listwise","n":0,"of":0,"r2":` + noShare + `,"drivers":[]}`, `method "luck" is not Shapley`},
		{"an unknown rule", `{"outcome":"","method":"Shapley","missing":"gone","n":0,"of":0,"r2":` + noShare + `,"drivers":[]}`, `missing "gone" is not listwise`},
		{"a driver that is none", `{"outcome":"","method":"Shapley","missing":"listwise","n":0,"of":0,"r2":` + noShare + `,"drivers":[{}]}`, `drivers: [0]: there is no "name"`},
		{"no r2", `{"outcome":"","method":"Shapley","missing":"listwise","n":0,"of":0,"drivers":[]}`, `there is no "r2"`},
	} {
		wiretest.Refuses(t, row.reason, m, row.text, row.want)
	}
	_, err := json.Marshal(Method(7))
	assert.ErrorContains(t, err, "Method(7) is no method")
	_, err = json.Marshal(Importance{Missing: 7})
	assert.ErrorContains(t, err, "Missing(7) is no rule")
}

func TestMapJSON(t *testing.T) {
	wiretest.RoundTrip(t, "no points", Importance{}.Map(AtMean(), At(4).Within(0.5)), `{"importance":null,"performance":4,"band":[0,0.5],"points":[]}`)
	share := kpi.Proportion(0, 0, 0.95)
	m := Map{Importance: 0.5, Performance: math.NaN(), Points: []Point{{Name: "speed", Importance: share, Performance: share,
		Matters: kpi.Met, Performs: kpi.Missed, Quadrant: Concentrate}}}
	wiretest.RoundTrip(t, "a point without data", m, `{"importance":0.5,"performance":null,"band":[0,0],"points":[{"name":"speed","importance":`+noShare+
		`,"performance":`+noShare+`,"matters":"met","performs":"missed","quadrant":"concentrate here","leaning":"undecided"}]}`)
	wiretest.Refuses(t, "a negative band", m, `{"importance":0,"performance":0,"band":[0,-1],"points":[]}`, "a tie band of -1")
	wiretest.Refuses(t, "no band", m, `{"importance":0,"performance":0,"band":[null,0],"points":[]}`, "a tie band of NaN")
	wiretest.Refuses(t, "three bands", m, `{"importance":0,"performance":0,"band":[0,0,0],"points":[]}`, "3 values instead of 2")
	wiretest.Refuses(t, "a quadrant by number", m, `{"importance":0,"performance":0,"band":[0,0],"points":[{"name":"speed","importance":`+noShare+
		`,"performance":`+noShare+`,"matters":"met","performs":"missed","quadrant":1,"leaning":"undecided"}]}`, "quadrant: json")
}

func TestTableResultsJSON(t *testing.T) {
	one := Table{Counts: map[string]map[string]int{"yes": {"north": 3}}}
	wiretest.RoundTrip(t, "a single row and column", one.Cells()[0], `{"row":"yes","column":"north","n":3,"expected":3,"residual":0,"adjusted":null}`)
	wiretest.RoundTrip(t, "beyond all numbers", Cell{Expected: math.Inf(1), Residual: math.NaN(), Adjusted: math.Inf(-1)},
		`{"row":"","column":"","n":0,"expected":"Infinity","residual":null,"adjusted":"-Infinity"}`)
	wiretest.Refuses(t, "a negative n", Cell{N: 1}, `{"row":"","column":"","n":-1,"expected":1,"residual":1,"adjusted":1}`, "n -1 is negative")
	wiretest.RoundTrip(t, "above no other", Column{Name: "north", Share: kpi.Proportion(0, 0, 0.95)}, `{"name":"north","share":`+noShare+`,"above":[]}`)
	wiretest.RoundTrip(t, "nothing to compare", Compared{First: "north", Second: "south", Test: kpi.NormalTest(math.NaN())},
		`{"first":"north","second":"south","test":{"statistic":null,"df":0,"p":null}}`)
	wiretest.Refuses(t, "without a test it is not significant at 0", Compared{First: "a"}, `{"first":"north","second":"south"}`, `there is no "test"`)
	wiretest.Refuses(t, "null for the columns below", Column{Name: "a"}, `{"name":"north","share":`+noShare+`,"above":null}`, "null is not a value")
}
