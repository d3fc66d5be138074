package response_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/internal/wire/wiretest"
	"github.com/servicekpi/servicekpi/survey/response"
)

func TestFlagsJSON(t *testing.T) {
	wiretest.RoundTrip(t, "a sheet is no text of bytes", response.Sheet{0, response.Fast | response.Duplicate, response.Straight},
		`[[],["fast","duplicate"],["straight"]]`)
	wiretest.Refuses(t, "an unknown flag", response.Fast, `["slow"]`, `"slow" is none of`)
	wiretest.Refuses(t, "a number", response.Fast, `2`, "response: reading flags")
	wiretest.RoundTrip(t, "a practice", response.Practice{Area: "care", Level: 2}, `{"area":"care","level":2,"satisfied":false}`)
}
