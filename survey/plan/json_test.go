package plan_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/plan"
)

func TestPlanJSON(t *testing.T) {
	size, err := plan.Design{}.Size(plan.Share(0.5), 0.05, 0.95)
	require.NoError(t, err)
	wiretest.RoundTrip(t, "a simple sample", size, `{"answers":381,"design":{"sampling":"random"},"warnings":[]}`)
	wiretest.RoundTrip(t, "all of a design", plan.Size{Answers: 1, Design: plan.Design{Population: 9, Effect: 1.5, Sampling: plan.OptIn}, Warnings: plan.SelfSelected},
		`{"answers":1,"design":{"population":9,"effect":1.5,"sampling":"opt-in"},"warnings":["self-selected: model-based, not a margin of error"]}`)
	wiretest.Refuses(t, "a negative number", size, `{"answers":-1,"design":{"sampling":"random"},"warnings":[]}`, "-1 answers")
	wiretest.Refuses(t, "sampling by number", size, `{"answers":1,"design":{"sampling":1},"warnings":[]}`, "sampling: json")
	wiretest.Refuses(t, "an unknown sampling", size, `{"answers":1,"design":{"sampling":"dice"},"warnings":[]}`, `sampling "dice" is not random or opt-in`)
	wiretest.Refuses(t, "no warnings, which is not none", size, `{"answers":1,"design":{"sampling":"random"}}`, `there is no "warnings"`)
	_, err = json.Marshal(plan.Sampling(9))
	assert.ErrorContains(t, err, "Sampling(9) is not a way of sampling")

	none := kpi.Proportion(0, 0, 0.95)
	const unknown = `{"value":null,"lo":0,"hi":1,"level":0.95,"n":0,"unit":"fraction"}`
	wiretest.RoundTrip(t, "no width known", plan.Margin{HalfWidth: math.NaN(), Expected: none}, `{"halfWidth":null,"expected":`+unknown+`,"warnings":[]}`)
	wiretest.RoundTrip(t, "no limits", plan.Margin{HalfWidth: math.Inf(1), Expected: none}, `{"halfWidth":"Infinity","expected":`+unknown+`,"warnings":[]}`)
	wiretest.Refuses(t, "a negative width", plan.Margin{}, `{"halfWidth":-1,"expected":`+unknown+`,"warnings":[]}`, "a half width of -1")
}
