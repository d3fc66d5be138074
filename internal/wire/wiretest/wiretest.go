// Package wiretest tests the JSON of results.
package wiretest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// RoundTrip tests that v is written as want, by itself and in a slice, and that reading it gives v again, NaN
// included. A nil slice may come back as an empty one.
func RoundTrip[T any](t *testing.T, reason string, v T, want string) {
	t.Helper()
	b, err := json.Marshal(v)
	if !assert.NoError(t, err, reason) {
		return
	}
	assert.Equal(t, want, string(b), reason)
	if b, err = json.Marshal([]T{v}); assert.NoError(t, err, reason) {
		assert.Equal(t, "["+want+"]", string(b), "%s, in a slice", reason)
	}
	var back []T
	if assert.NoError(t, json.Unmarshal(b, &back), reason) && assert.Len(t, back, 1, reason) {
		assert.Equal(t, printed(v), printed(back[0]), "%s, read back", reason)
	}
}

// printed returns v in Go syntax, in which NaN is equal to NaN.
func printed(v any) string { return strings.ReplaceAll(fmt.Sprintf("%#v", v), "(nil)", "{}") }

// Refuses tests that text is not read into v, with an error that contains want, and that v stays as it was.
func Refuses[T any](t *testing.T, reason string, v T, text, want string) {
	t.Helper()
	was := printed(v)
	assert.ErrorContains(t, json.Unmarshal([]byte(text), &v), want, reason)
	assert.Equal(t, was, printed(v), "%s: left as it was", reason)
}
