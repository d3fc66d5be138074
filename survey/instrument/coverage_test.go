package instrument_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

// How often the limits of an index of five items contain the mean of all respondents, who are of two kinds that
// answer each item by one of these frequencies of 1 to 5. Seen: .93 to 1.
func TestCoverageOfAnIndex(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	in := builtin(t, "employee-feedback")
	d := in.Definition()
	percent := func(frequencies [5]float64) (mean float64) {
		for i, f := range frequencies {
			mean += 25 * float64(i) * f
		}
		return mean
	}
	r := rand.New(rand.NewPCG(7, 7))
	drawn := func(frequencies [5]float64) int {
		u := r.Float64()
		for i, f := range frequencies {
			if u -= f; u < 0 {
				return i + 1
			}
		}
		return 5
	}
	for _, row := range []struct {
		reason   string
		one, two [5]float64
		share    float64 // of the first kind
	}{
		{"spread", [5]float64{.1, .2, .4, .2, .1}, [5]float64{.1, .2, .4, .2, .1}, 1},
		{"nearly all the best", [5]float64{.01, .01, .03, .15, .8}, [5]float64{.01, .01, .03, .15, .8}, 1},
		{"pleased, and a few who are not", [5]float64{0, .02, .08, .3, .6}, [5]float64{.6, .25, .1, .05, 0}, .9},
		{"two camps", [5]float64{.5, .4, .1, 0, 0}, [5]float64{0, 0, .1, .4, .5}, .5},
	} {
		truth := row.share*percent(row.one) + (1-row.share)*percent(row.two)
		for _, n := range []int{6, 15, 60} {
			const runs = 400
			hits := 0
			for range runs {
				var tally instrument.Tally
				for range n {
					kind := row.two
					if r.Float64() < row.share {
						kind = row.one
					}
					response := instrument.Response{}
					for _, item := range d.Items {
						response[item.ID] = drawn(kind)
					}
					require.NoError(t, tally.Add(in, response))
				}
				if tally.Score(in, "feedback", 0.95).Contains(truth) {
					hits++
				}
			}
			share := float64(hits) / runs
			assert.Greater(t, share, 0.92, "%s, %d respondents", row.reason, n)
		}
	}
}

// How often the limits of an area's gap contain the truth, where a respondent's four answers and both sides go
// together. Seen: .94 to 1, since the limits allow for gaps as long as the scale.
func TestCoverageOfAGap(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	in := builtin(t, "competency-self")
	d := in.Definition()
	r := rand.New(rand.NewPCG(11, 3))
	for _, row := range []struct {
		reason string
		gaps   []int // of equally many respondents, in all four skills
		truth  float64
	}{
		{"all alike", []int{1}, 1},
		{"some have enough", []int{0, 0, 1, 1, 1, 1, 2, 2}, 1},
		{"few far short", []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 4}, .4},
		{"one in two", []int{-1, 1}, 0},
	} {
		for _, n := range []int{6, 15, 60} {
			const runs = 500
			hits := 0
			for range runs {
				var tally instrument.Tally
				for range n {
					gap := row.gaps[r.IntN(len(row.gaps))]
					response := instrument.Response{}
					for _, p := range d.Pairs[:4] {
						response[p.Is], response[p.Should] = min(5, 5-gap), min(5, 5+gap)
					}
					require.NoError(t, tally.Add(in, response))
				}
				if tally.Score(in, "problem-solving", 0.95).Contains(row.truth) {
					hits++
				}
			}
			assert.GreaterOrEqual(t, float64(hits)/runs, 0.92, "%s, %d respondents", row.reason, n)
		}
	}
}
