package byrating

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAppend(t *testing.T) {
	b, err := Append([]byte(`{"n":`), slices.All([]int{7, 0, 9}))
	require.NoError(t, err)
	assert.Equal(t, `{"n":{"0":7,"1":0,"2":9}`, string(b))
	b, err = Append[int](nil, slices.All([]int(nil)))
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(b))
	_, err = Append(nil, slices.All([]float64{math.NaN()}))
	assert.Error(t, err)
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"in any order", ` { "10" : 1, "9":2 } `, ""},
		{"empty", `{}`, ""},
		{"the set function has the last word", `{"11":1}`, assert.AnError.Error()},
		{"by position", `[1,2]`, `counts is not an object by rating, such as {"4":…,"5":…}`},
		{"missing", ``, `counts is not an object by rating, such as {"4":…,"5":…}`},
		{"cut off within", `{"4":1,`, "EOF"},
		{"cut off at the end", `{"4":1`, "EOF"},
		{"a name", `{"good":1}`, `counts: "good" is not a rating`},
		{"another way to write 4", `{"+4":1}`, `counts: "+4" is not a rating`},
		{"twice", `{"4":1,"4":1}`, "counts: rating 4 comes twice"},
		{"null is not 0", `{"4":null}`, "counts: rating 4 is null"},
		{"not a count", `{"4":"x"}`, "counts: rating 4: json: cannot unmarshal string into Go value of type int"},
	} {
		err := Read("counts", []byte(c.in), func(rating, n int) error {
			if rating > 10 {
				return assert.AnError
			}
			if c.want == "" {
				assert.Equal(t, 11, rating+n, "%s: each value with its rating", c.reason)
			}
			return nil
		})
		if c.want == "" {
			assert.NoError(t, err, c.reason)
		} else {
			assert.ErrorContains(t, err, c.want, c.reason)
		}
	}
}
