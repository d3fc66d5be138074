package instrument_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

func TestScoreJSON(t *testing.T) {
	scored := instrument.Score{Index: "effort", Value: 4.5, Answered: 2, Band: "good"}
	wiretest.RoundTrip(t, "a score in a band", scored,
		`{"index":"effort","value":4.5,"unit":"number","answered":2,"missing":[],"notApplicable":[],"band":"good"}`)
	wiretest.RoundTrip(t, "too few answers", instrument.Score{Index: "e", Value: math.NaN(), Unit: kpi.Points, Refused: instrument.TooFew,
		Missing: []string{"a"}, NotApplicable: []string{"b"}},
		`{"index":"e","value":null,"unit":"points","refused":"too few answers","answered":0,"missing":["a"],"notApplicable":["b"]}`)
	for _, row := range []struct{ reason, text, want string }{
		{"a refusal by number", `{"index":"e","value":null,"unit":"points","refused":1,"answered":0,"missing":[],"notApplicable":[]}`, "refused: json"},
		{"an unknown refusal", `{"index":"e","value":null,"unit":"points","refused":"no","answered":0,"missing":[],"notApplicable":[]}`, `refusal "no" is none of`},
		{"refused, with a value", `{"index":"e","value":3,"unit":"points","refused":"too few answers","answered":0,"missing":[],"notApplicable":[]}`, "value 3, too few answers"},
		{"not refused, without a value", `{"index":"e","value":null,"unit":"points","answered":0,"missing":[],"notApplicable":[]}`, "value NaN, scored"},
		{"fewer answers than none", `{"index":"e","value":3,"unit":"points","answered":-1,"missing":[],"notApplicable":[]}`, "-1 answers"},
		{"no value", `{"index":"e","unit":"points","answered":1,"missing":[],"notApplicable":[]}`, `there is no "value"`},
	} {
		wiretest.Refuses(t, row.reason, scored, row.text, row.want)
	}
	_, err := json.Marshal(instrument.Refusal(7))
	assert.ErrorContains(t, err, "Refusal(7) is no refusal")

	in := everything(t)
	scores, err := in.Score(instrument.Response{"a": 9})
	require.NoError(t, err)
	b, err := json.Marshal(scores)
	require.NoError(t, err, "of one N/A alone")
	assert.Contains(t, string(b), `"value":null`)
}

func TestMaturityJSON(t *testing.T) {
	wiretest.RoundTrip(t, "a practice without an answer", instrument.Maturity{Mean: math.NaN(), Unanswered: []string{"learning"}},
		`{"level":null,"known":false,"profile":[],"mean":null,"unanswered":["learning"]}`)
	known := instrument.Maturity{Level: 3, Known: true, Profile: []instrument.Stage{{ID: "learning", Level: 3}}, Mean: 3}
	wiretest.RoundTrip(t, "all answered", known, `{"level":3,"known":true,"profile":[{"id":"learning","level":3}],"mean":3,"unanswered":[]}`)
	wiretest.Refuses(t, "known, and not said", known, `{"level":null,"known":true,"profile":[],"mean":null,"unanswered":[]}`, "level NaN, known true")
	wiretest.Refuses(t, "said, and not known", known, `{"level":2,"known":false,"profile":[],"mean":null,"unanswered":[]}`, "level 2, known false")
	wiretest.Refuses(t, "between two levels", known, `{"level":2.5,"known":true,"profile":[],"mean":null,"unanswered":[]}`, "level 2.5")
	wiretest.Refuses(t, "above all levels", known, `{"level":"Infinity","known":true,"profile":[],"mean":null,"unanswered":[]}`, "level +Inf")
	wiretest.Refuses(t, "a stage that is none", known, `{"level":2,"known":true,"profile":[{"id":"a"}],"mean":null,"unanswered":[]}`, `profile: [0]: there is no "level"`)
}
