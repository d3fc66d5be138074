package trend_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// golden reads golden values of testdata, which the R or Python program of the same name beside them made.
func golden(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// near asserts that got is want within a relative difference.
func near(t *testing.T, want, got, relative float64, message ...any) {
	t.Helper()
	assert.InDelta(t, want, got, relative*math.Abs(want)+1e-15, message...)
}
